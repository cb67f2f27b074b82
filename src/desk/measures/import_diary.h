// Headache diaries from a CSV file: `unknot import diary`. One transaction; the caller reads the file and prints.
#ifndef UNKNOT_DESK_IMPORT_DIARY_H
#define UNKNOT_DESK_IMPORT_DIARY_H

#include "desk/desk.h"

#define IMPORT_DIARY_START "2025-01-06" // the default day 0 (start of treatment): a Monday; said in --help

struct import_diary_in {
    str csv;                    // the file's bytes, UTF-8, header row first
    str client, day, headache;  // names of the columns
    day start;                  // what day 0 is: the start of treatment of each client
    bool skip_bad;              // import the good rows although there are bad ones
    void (*progress)(void *ctx, size_t done, size_t total); // may be NULL; lines done of lines
    void *ctx;
};

struct import_bad {
    size_t line;                // of the file, from 1
    str column;                 // name of the column; empty for the whole row
    str reason;                 // English, without the row's values
    struct import_bad *next;
};

struct import_diary_out {
    int64_t clients, entries, duplicates, rejected;     // clients made, days written, lines that said nothing new, lines refused
    const struct import_bad *bad;                       // in the file's order; at most 1000 are listed
    size_t n_bad;
};

// Values: the day a whole number of days from the start; headache yes, no, 1, 0, true or false in any case.
// Clients are found by client.external = 'diary:<value>', else made (given "Diary", family the value) with a headache concern that starts at in->start.
// Rows that contradict each other or the database (same client and day, another value) are bad, all of them; rows that say
// nothing new are duplicates. A client who is there with another start of treatment is bad too: another --start would shift the days.
// E_INVALID: bad rows and not skip_bad: nothing is imported, *out lists them. Transact function: may run twice. Verb IMPORT_DIARY.
MUST_USE err desk_import_diary(struct desk *d, const struct import_diary_in *in, struct import_diary_out *out);

// {"clients":133,"entries":4151,"duplicates":1,"rejected":0}
str import_diary_json(arena *a, const struct import_diary_out *r);

#endif
