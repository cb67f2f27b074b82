// The instruments of a practice: those that ship, its own, and the licensed ones whose words it has loaded. Pages and verbs ask here, and not
// for what ships (instrument_known): an own file or loaded words are there from the moment they were added, without a restart.
#ifndef UNKNOT_DESK_LIBRARY_H
#define UNKNOT_DESK_LIBRARY_H

#include "clinic/measures/instrument_words.h"
#include "desk/desk.h"
#include "store/library.h"
#include "store/response.h"

// The file that a practice asks with: its own, the shipped one with the words that it loaded, or the shipped one. E_NOT_FOUND where there is none
// of that id. The result stays until d->a is reset. No verb: whoever asks has begun one.
MUST_USE err desk_instrument(struct desk *d, str id, const struct instrument_file **out);

// The same, or the last one that a practice used where it uses none of that id any more: what a plan was measured by keeps its name and its thresholds.
MUST_USE err desk_instrument_ever(struct desk *d, str id, const struct instrument_file **out);
// The file that a page showed, by its SHA-256 as instrument_file has it: the one of now, or one of the practice's own that was in use before.
// E_NOT_FOUND: neither, as after a new version of the program.
MUST_USE err desk_instrument_shown(struct desk *d, str id, str hash, const struct instrument_file **out);

// The file that a response was asked with, whatever is used now. E_DB_CORRUPT where it does not load.
MUST_USE err desk_instrument_asked(struct desk *d, const struct response_row *r, const struct instrument_file **out);

struct library_item {
    const struct instrument_file *file; // with words, or behind the gate
    bool added;                 // by the practice: own, or licensed words; then
    struct library_row row;
};
struct library {
    const struct library_item *v; // by id
    size_t n;
};
// All of them. No verb.
MUST_USE err desk_library(struct desk *d, struct library *out);
const struct instrument_file *library_file(const struct library *l, str id); // NULL where there is none

// ---- what a practice adds. Write verbs are transact functions; d->who.account v == 0 is the command line.

// Reads a file as an instrument of the practice's own, with its proofs and golden cases: in the prepare part. Problems: "file", with place and
// reason; the id of a shipped one is refused. `name` is what the file is called. *out stays until d->a is reset.
MUST_USE err desk_library_read(struct desk *d, str name, str text, const struct instrument_file **out);
// Verb LIBRARY_ADD. Used from now on; a version before ends and stays readable. The very same file changes nothing.
MUST_USE err desk_library_add(struct desk *d, const struct instrument_file *file, library_id *out);
struct library_words {
    const struct instrument_file *shipped, *file; // behind its gate, and with the words
    struct instrument_words words;
    str json;                   // the words, in our own form
};
// Reads words for one that ships without (clinic/measures/instrument_words.h), and puts them together with its proofs and golden cases: in the prepare
// part. E_NOT_FOUND where `code` is none behind the gate. Problems: "file". What is in *out stays until d->a is reset.
MUST_USE err desk_library_words(struct desk *d, str code, str name, str text, struct library_words *out);
// Verb LIBRARY_LICENSE. The practice holds a licence: who (1..200 code points; "holder"), its number or words (1..500; "licence"). The words are
// used from now on; words before end and stay readable.
MUST_USE err desk_library_license(struct desk *d, const struct library_words *w, str holder, str licence, library_id *out);
// Verb LIBRARY_END. Not offered any more; what was answered stays. *was: what ended. E_CONFLICT where it had ended.
MUST_USE err desk_library_end(struct desk *d, library_id id, struct library_row *was);
// Verb LIBRARY_ADD: what was taken back, by mistake, is used again: a new row. E_CONFLICT where something else is used. *was: what it was.
MUST_USE err desk_library_again(struct desk *d, library_id id, library_id *out, struct library_row *was);
// Verb PRACTICE_SHOW: all that there is, and all that was ever added for one code, the newest first.
MUST_USE err desk_library_show(struct desk *d, struct library *out);
MUST_USE err desk_library_before(struct desk *d, str code, struct library_list *out);

#endif
