// Between instrument_load.c and instrument_golden.c: a file while it is read.
#ifndef UNKNOT_CLINIC_INSTRUMENT_LOAD_H
#define UNKNOT_CLINIC_INSTRUMENT_LOAD_H

#include "clinic/instrument.h"

struct instrument_loader {
    arena *a;
    str file;
    struct instrument_error *e;
    struct instrument_file *in;
    struct fname *names;
    size_t n_names;
};

// Says what is wrong at `path`; always false.
bool instrument_wrong(struct instrument_loader *l, str path, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

// Runs the file's golden cases over what was loaded: at least five, each score and alert proven by one. False: said.
//   {"note": "why", "answers": {…}, "scores": {"total": 12, "other": null}, "bands": {"total": "words" | null},
//    "missing": {"total": ["3"]}, "alerts": ["id"]}
//   {"note": "why", "answers": {…}, "refused": ["3"]}: the items that are named
// "scores" names every score; a null is one that is not computable. "alerts" absent: none.
bool instrument_golden(struct instrument_loader *l, const struct json *top);

#endif
