// Any bytes as an instrument's file: refused with a place and a reason, or it scores, and every score lies in its declared range or has
// none. Any bytes as answers, in JSON and in CSV, to the instruments that are shipped: never a score that says less is missing than is.
#include "base/content.h"
#include "base/err.h"
#include "clinic/measures/instrument_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static void scored(const struct instrument_file *in, const struct instrument_answers *given)
{
    struct instrument_answers x = *given;
    struct instrument_result r[INSTRUMENT_SCORES];
    instrument_score(in, &x, r);
    for (size_t k = 0; k < in->n_scores; k++) {
        const struct instrument_score *s = &in->scores[k];
        size_t missing = 0;
        for (size_t i = 0; i < s->n_items; i++)
            missing += x.value[s->items[i]].kind == FV_UNKNOWN && (!in->items[s->items[i]].optional || x.asked[s->items[i]]);
        CHECK(missing == r[k].n_missing && (!r[k].computable || missing <= s->most_missing));
        if (r[k].computable) CHECK(r[k].value >= s->lo && r[k].value <= s->hi);
        else CHECK(instrument_reason(a, in, k, &r[k]).n > 0);
    }
    for (size_t i = 0; i < in->n_alerts; i++) (void)instrument_alerted(in, &x, i);
}

static void answered(const struct instrument_file *in, str text)
{
    struct json_error e;
    struct instrument_answers x;
    struct instrument_bad *bad;
    const struct json *j = json_parse(a, text, 64, &e);
    if (j && j->kind == JSON_OBJECT) {
        size_t n_bad = instrument_answers_read(a, in, j, &x, &bad);
        for (size_t i = 0; i < n_bad; i++) CHECK(bad[i].reason.n > 0);
        scored(in, &x);
    }
    str out = {0}, why = {0};
    CHECK(instrument_probe(a, in, text, &out, &why) ? out.n > 0 : why.n > 0);
}

static void write_none(void *ctx, str text) { *(size_t *)ctx += text.n; }

// The first byte: 'f' a file, 'c' a CSV, else answers; the second picks one that is shipped.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 2) return 0;
    if (!a) a = arena_new((size_t)128 << 20);
    str text = {(const char *)data + 2, n - 2}, why = {0};
    if (data[0] == 'f') {
        struct instrument_error e = {0};
        const struct instrument_file *in = instrument_load(a, S("x.json"), text, &e);
        CHECK(in || e.reason.n > 0);
        if (in) CHECK(instrument_show(a, in).n > 0);
        if (in) answered(in, S("{\"1\": 1, \"2\": 0, \"3\": \"3\"}"));
    } else {
        size_t ids = 0;
        while (instrument_shipped_at(ids).n) ids++;
        const struct instrument_file *in = instrument_shipped(a, instrument_shipped_at(data[1] % ids));
        struct instrument_batch done;
        size_t written = 0;
        if (data[0] != 'c') answered(in, text);
        else if (instrument_batch(a, in, text, write_none, &written, &done, &why)) CHECK(written > 0 && done.refused <= done.rows);
        else CHECK(why.n > 0);
    }
    arena_reset(a);
    return 0;
}
