// Any bytes as words for an instrument that ships without: refused with a reason, or whole. Then they go into a file that loads with every proof and
// golden case of the shipped one, they are kept and read again as the same, and no score is another than without them.
#include "base/err.h"
#include "clinic/measures/instrument_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static const struct instrument_file *gated(uint8_t which)
{
    static const char *const ids[] = {"pss-10", "odi", "ess", "peg", "rmdq-24", "eq-5d-5l", "midas", "hit-6", "koos", "mos-sleep"};
    return instrument_known(str_of(ids[which % (sizeof ids / sizeof *ids)]));
}

static void same_scores(const struct instrument_file *x, const struct instrument_file *y, uint8_t seed)
{
    struct instrument_answers of_x, of_y;
    struct instrument_result rx[INSTRUMENT_SCORES], ry[INSTRUMENT_SCORES];
    instrument_answers_none(x, &of_x);
    for (size_t i = 0; i < x->n_items; i++) {
        const struct answer_set *set = x->items[i].answers;
        if (set->kind == ANSWER_CODES && set->codes[0].kind == FV_NUMBER) of_x.value[i] = (fvalue){.kind = FV_NUMBER, .number = set->codes[(seed + i) % set->n_codes].number};
        if (set->kind == ANSWER_NUMBER) of_x.value[i] = (fvalue){.kind = FV_NUMBER, .number = set->lo};
    }
    of_y = of_x;
    instrument_score(x, &of_x, rx);
    instrument_score(y, &of_y, ry);
    for (size_t k = 0; k < x->n_scores; k++) CHECK(rx[k].computable == ry[k].computable && (!rx[k].computable || rx[k].value == ry[k].value));
}

// The first byte picks the instrument.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct instrument_words w, again;
    struct instrument_error e = {0};
    if (n < 2) return 0;
    if (!a) a = arena_new((size_t)128 << 20);
    const struct instrument_file *in = gated(data[0]);
    str text = {(const char *)data + 1, n - 1};
    if (!instrument_words_read(a, in, S("x.json"), text, &w, &e)) CHECK(e.reason.n > 0);
    else {
        const struct instrument_file *put = instrument_load(a, S("put.json"), instrument_words_put(a, in, &w), &e);
        CHECK(put && put->ship == SHIP_LICENSED && put->n_items == in->n_items && put->n_golden == in->n_golden);
        for (size_t i = 0; i < in->n_items; i++) CHECK(put->items[i].text.n > 0 && put->items[i].answers->n_codes == in->items[i].answers->n_codes);
        same_scores(in, put, data[0]);
        str kept = instrument_words_json(a, in, &w);
        CHECK(instrument_words_read(a, in, S("k.json"), kept, &again, &e));
        CHECK(str_eq(instrument_words_json(a, in, &again), kept));
    }
    arena_reset(a);
    return 0;
}
