// Between instrument_words.c and questionnaire.c: words while they are read.
#ifndef UNKNOT_CLINIC_INSTRUMENT_WORDS_READ_H
#define UNKNOT_CLINIC_INSTRUMENT_WORDS_READ_H

#include "base/json_take.h"
#include "clinic/measures/instrument_words.h"

struct words_reader {
    struct json_take take;
    arena *a;                       // take's
    const struct instrument_file *in;
    struct words_item *item;        // as many as the instrument has
    struct instrument_words *out;
};

bool questionnaire_read(struct words_reader *r, const struct json *top);
// What an instrument whose unanswered items count says where a file has no words for its tick: our own.
bool words_ticked(const struct instrument_item *item);

#endif
