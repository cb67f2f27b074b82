// Any bytes as a table of series, with any options: an answer or a reason, no figure out of its range, the same bytes when asked again.
#include <math.h>
#include <setjmp.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "clinic/stats/timing_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

struct said {
    struct buf b;
};

static void put(void *ctx, str text) { buf_put(&((struct said *)ctx)->b, text); }

static void within(const struct json *g, const char *name, double lo, double hi)
{
    double v;
    const struct json *j = json_get(g, str_of(name));
    CHECK(j && (j->kind == JSON_NULL || json_number(j, &v)));
    CHECK(j->kind == JSON_NULL || (v >= lo - 1e-9 && v <= hi + 1e-9));
}

static void check_term(const struct json *t)
{
    double se, df, p;
    CHECK(t);
    if (t->kind == JSON_NULL) return;
    CHECK(json_number(json_get(t, S("se")), &se) && se > 0 && json_number(json_get(t, S("df")), &df) && df >= 1 && json_number(json_get(t, S("p")), &p) && p >= 0 && p <= 1);
}

static void check_group(const struct json *g)
{
    static const char *const shares[] = {"nap", "pnd", "pand", "pem"};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) within(g, shares[i], 0, 1);
    within(g, "tau", -1, 1);
    within(g, "tau_bc", -1, 1);
    within(g, "tau_u", -1e9, 1e9);
    within(g, "ird", -1, 1);
    within(g, "rho", -1, 1);
    check_term(json_get(g, S("level")));
    check_term(json_get(g, S("slope")));
    const struct json *chance = json_get(g, S("randomisation")), *bayes = json_get(g, S("bayes"));
    if (chance->kind == JSON_OBJECT) within(chance, "p", 0, 1);
    if (bayes->kind == JSON_OBJECT) within(bayes, "p_improved", 0, 1);
    CHECK(json_text(json_get(g, S("verdict"))).n && (json_get(g, S("level"))->kind == JSON_OBJECT || json_get(g, S("reasons"))->count));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 8 || n > 4096) return 0;
    if (!a) a = arena_new((size_t)512 << 20);
    const uint8_t *o = data;
    static const char *const kinds[] = {"", "number", "binary", "count"}, *const starts[] = {"0", "5", "2026-03-02", "-3"};
    struct timing_ask ask = {.day = S("d"), .value = S("v"), .start = str_of(starts[o[0] % 4]), .kind = str_of(kinds[o[1] % 4]), .better = o[2] & 1 ? S("high") : S("low"),
        .group = o[2] & 2 ? S("g") : (str){0}, .no_slope = o[2] & 4, .mcid = o[3] & 1 ? S("1.5") : (str){0}, .starts = o[3] & 2 ? S("-2..9/2") : (str){0},
        .season = o[4] & 1 ? S("7") : (str){0}, .harmonics = o[4] & 1 ? S("2") : (str){0}, .offset = o[4] & 2 ? S("e") : (str){0}};
    if (o[5] % 8 == 1) ask.blocks = S("2"), ask.treated = S("b"), ask.starts = (str){0};
    str csv = {(const char *)data + 8, n - 8}, why[2] = {{0}};
    struct said said[2] = {{buf_new(a, 64 << 20)}, {buf_new(a, 64 << 20)}};
    bool done = timing_probe(a, csv, &ask, put, &said[0], &why[0]) == TIMING_DONE;
    CHECK(done == (timing_probe(a, csv, &ask, put, &said[1], &why[1]) == TIMING_DONE));
    CHECK(str_eq(buf_str(&said[0].b), buf_str(&said[1].b)) && str_eq(why[0], why[1]));
    if (done) {
        struct json_error e;
        const struct json *j = json_parse(a, buf_str(&said[0].b), 64, &e);
        CHECK(j && json_get(j, S("groups"))->count > 0);
        for (const struct json *g = json_get(j, S("groups"))->first; g; g = g->next) check_group(g);
    } else {
        CHECK(why[0].n && said[0].b.n == 0);
    }
    str out, reason;
    if (!timing_plan_probe(a, str_of(starts[o[6] % 4]), str_sub(csv, 0, o[7] % 12), S("2"), o[7], &out, &reason)) CHECK(reason.n > 0);
    arena_reset(a);
    return 0;
}
