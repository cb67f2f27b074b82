// The file that each response was asked with, and which versions of an instrument make one series: a practice's own file may be put right, and
// what ships is, while old answers stay. Each file is looked for once.
#ifndef UNKNOT_DESK_VERSIONS_H
#define UNKNOT_DESK_VERSIONS_H

#include "desk/measures/library.h"
#include "store/response.h"

struct version;

struct versions {
    const struct library *library;
    struct version *known;      // looked for already
    str instrument, hash;       // of the latest that was asked for: rows of one file follow each other
    const struct instrument_file *file;
};

// The file that these answers (id, client, instrument and hash of the row) were given to; NULL with OK where this program does not take it any more.
MUST_USE err version_asked(struct desk *d, struct versions *v, const struct response_row *r, const struct instrument_file **out);

// The versions of one instrument that its responses are read with, the one that is used now first, or the newest answered where none is used;
// then those that ask or count differently, the newest first.
struct version_line {
    const struct instrument_file **v;
    size_t n;
    bool now;                   // the first is used now
};
// `rows` are all of one instrument, oldest first. n == 0 where none of its files is taken any more.
MUST_USE err version_line_of(struct desk *d, struct versions *v, client_id client, const struct response_point *rows, size_t n, struct version_line *out);
// The file of the line that a score of `asked` is read with; SIZE_MAX where it has no such score. *score: which of that file's.
size_t version_reads(const struct version_line *l, const struct instrument_file *asked, str id, size_t *score);

#endif
