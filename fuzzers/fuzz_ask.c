// The boxes of a questionnaire as anybody may post them (q_1=2): whatever is taken of them reads the same again, and nothing else is an answer.
#include <stdint.h>

#include "base/err.h"
#include "clinic/measures/instrument.h"
#include "web/body.h"
#include "web/links/page_ask.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static bool same(fvalue x, fvalue y)
{
    if (x.kind != y.kind) return false;
    return x.kind == FV_TEXT ? str_eq(x.text, y.text) : x.kind != FV_NUMBER || (x.number >= y.number && x.number <= y.number);
}

// What one item was answered, posted again alone, is that answer.
static void again(const struct instrument_file *in, size_t item, fvalue was)
{
    struct instrument_answers x;
    struct instrument_bad *bad;
    struct pair pair = {.name = str_fmt(a, "q_%.*s", SP(in->items[item].id)), .value = instrument_answer_text(a, &in->items[item], was)};
    struct body body = {.pair = &pair, .n = 1};
    size_t boxes;
    const struct json *j = ask_answers(a, &body, &boxes);
    CHECK(j && boxes == 1 && pair.used);
    CHECK(instrument_answers_read(a, in, j, &x, &bad) == 0);
    CHECK(same(x.value[item], was));
}

// The first byte picks an instrument; the rest is a body.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct body body;
    struct instrument_answers x;
    struct instrument_bad *bad;
    size_t ids = 0, boxes = 0, said = 0;
    if (n < 1) return 0;
    if (!a) a = arena_new(64 << 20);
    while (instrument_shipped_at(ids).n) ids++;
    const struct instrument_file *in = instrument_known(instrument_shipped_at(data[0] % ids));
    const struct json *j = body_parse_form(a, (str){(const char *)data + 1, n - 1}, &body) ? NULL : ask_answers(a, &body, &boxes);
    if (in && j) {
        size_t wrong = instrument_answers_read(a, in, j, &x, &bad);
        for (size_t i = 0; i < in->n_items; i++) {
            said += x.value[i].kind != FV_UNKNOWN || x.asked[i];
            if (x.value[i].kind != FV_UNKNOWN) again(in, i, x.value[i]);
        }
        CHECK(said + wrong <= boxes);
        for (size_t i = 0; i < wrong; i++) CHECK(bad[i].reason.n > 0);
    }
    arena_reset(a);
    return 0;
}
