// unknot score and unknot instrument as text: JSON or CSV in, JSON or CSV out. Pure.
#ifndef UNKNOT_CLINIC_INSTRUMENT_PROBE_H
#define UNKNOT_CLINIC_INSTRUMENT_PROBE_H

#include "base/buf.h"
#include "clinic/measures/instrument.h"

// {"answers": {"1": 2, …}} in; out: {"instrument", "version", "scores": [{"id", "value", "range", "band", "missing", "computable",
// "reason"}], "alerts": [{"id", "item", "words"}], "trace": [text]}. False: *why has a line for each item that is wrong, and names it.
bool instrument_probe(arena *a, const struct instrument_file *in, str text, str *out, str *why);

// A whole file of answers: a column for each item, headed by its number; a column "id" is handed through. Out, written row by
// row: CSV with "row" (its line), "id" where there was one, and for each score its value, "<score>.band" and "<score>.missing", then "alerts"
// and "problem". A row that is refused has its problem and no values. False: *why says what is wrong with the head, or with the CSV.
typedef void instrument_write(void *ctx, str text);
struct instrument_batch {
    size_t rows, refused;
};
bool instrument_batch(arena *a, const struct instrument_file *in, str text, instrument_write *write, void *ctx, struct instrument_batch *done, str *why);

// Everything about one, as JSON.
str instrument_show(arena *a, const struct instrument_file *in);

#endif
