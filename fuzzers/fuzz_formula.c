// Any bytes as a formula: refused with a place and a reason, or total: its kind as declared, its numbers finite and within
// the bounds that were proven.
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/formula.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static const struct fname names[] = {
    {S_INIT("x"), FV_NUMBER, 0, 10},  {S_INIT("y"), FV_NUMBER, -3, 3},     {S_INIT("z"), FV_NUMBER, 1, 0},  {S_INIT("f"), FV_TRUTH, 0, 0},
    {S_INIT("t"), FV_TEXT, 0, 0},     {S_INIT("i_1"), FV_NUMBER, 0, 3},    {S_INIT("i_2"), FV_NUMBER, 0, 3}, {S_INIT("a-b"), FV_NUMBER, -1, 0.1},
    {S_INIT("or.x"), FV_TRUTH, 0, 0},
};
enum { NAMES = sizeof names / sizeof *names, HEAD = 2 * NAMES };

static fvalue value_of(const struct fname *name, const uint8_t *d) {
    if (d[0] % 4 == 0)
        return FV_UNK;
    double at = d[1] / 255.0;
    switch (name->kind) {
    case FV_NUMBER:
        return name->lo <= name->hi ? FV_NUM(fmin(name->lo + (name->hi - name->lo) * at, name->hi)) : FV_NUM(pow(10, (d[1] - 128) * 3));
    case FV_TRUTH:
        return FV_BOOL(d[1] & 1);
    default:
        return FV_STR(d[1] & 1 ? S("left") : S(""));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n < HEAD)
        return 0;
    if (!a)
        a = arena_new(32 << 20);
    struct formula_error e;
    const struct formula *f = formula_compile(a, (str){(const char *)data + HEAD, n - HEAD}, names, NAMES, &e);
    if (!f) {
        CHECK(e.reason.n > 0 && e.at <= n - HEAD);
    } else {
        fvalue v[NAMES];
        double lo = 0, hi = 0;
        for (size_t i = 0; i < NAMES; i++)
            v[i] = value_of(&names[i], data + 2 * i);
        fvalue r = formula_eval(f, v, NAMES);
        bool bounded = formula_bounds(f, &lo, &hi);
        CHECK(r.kind == FV_UNKNOWN || r.kind == formula_kind(f));
        CHECK(!bounded || (lo <= hi && formula_kind(f) == FV_NUMBER));
        if (r.kind == FV_NUMBER)
            CHECK(isfinite(r.number) && (!bounded || (r.number >= lo && r.number <= hi)));
        const uint16_t *index;
        size_t used = formula_names(f, &index);
        for (size_t i = 0; i < used; i++)
            CHECK(index[i] < NAMES && (i == 0 || index[i] > index[i - 1]));
    }
    arena_reset(a);
    return 0;
}
