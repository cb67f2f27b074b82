#include "unit.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/formula.h"
#include "base/number.h"

static const struct fname names[] = {
    {S_INIT("x"), FV_NUMBER, 0, 10},        {S_INIT("y"), FV_NUMBER, -5, 5},     {S_INIT("free"), FV_NUMBER, 1, 0},
    {S_INIT("flag"), FV_TRUTH, 0, 0},       {S_INIT("side"), FV_TEXT, 0, 0},     {S_INIT("item_1"), FV_NUMBER, 0, 3},
    {S_INIT("item_2"), FV_NUMBER, 0, 3},    {S_INIT("item_3"), FV_NUMBER, 0, 3}, {S_INIT("a-b"), FV_NUMBER, 0, 1},
    {S_INIT("phq9:1.score"), FV_NUMBER, 0, 3}, {S_INIT("not-x"), FV_TRUTH, 0, 0}, {S_INIT("i"), FV_NUMBER, 0, 1},
    {S_INIT("no"), FV_TRUTH, 0, 0},
};
enum { X, Y, FREE, FLAG, SIDE, ITEM1, ITEM2, ITEM3, A_B, PHQ, NOT_X, I, NO, NAMES };

static const struct formula *compile(arena *a, str source) {
    struct formula_error e;
    const struct formula *f = formula_compile(a, source, names, NAMES, &e);
    if (!f) {
        fail_msg("%.*s: at %zu: %.*s", SP(source), e.at, SP(e.reason));
    }
    return f;
}

static const char *shown(arena *a, fvalue v) {
    char z[NUMBER_TEXT];
    switch (v.kind) {
    case FV_NUMBER:
        return str_z(a, (str){z, number_text(v.number, z)});
    case FV_TRUTH:
        return v.truth ? "true" : "false";
    case FV_TEXT:
        return str_z(a, str_fmt(a, "'%.*s'", SP(v.text)));
    case FV_UNKNOWN:
        break;
    }
    return "unknown";
}

// Run flat, it is the same to the last bit; so it is where texts keep it from being flat.
static bool flat_agrees(arena *a, const struct formula *f, const fvalue *v, fvalue want, size_t *flat_ones) {
    double *row = ARENA_ARRAY(a, NAMES + FORMULA_MAX_NODES, double), got;
    const struct formula_flat *flat = formula_flatten(a, f, NAMES);
    if (!flat) {
        return true;
    }
    ++*flat_ones;
    for (int i = 0; i < NAMES; i++) {
        row[i] = v[i].kind == FV_NUMBER ? v[i].number : v[i].kind == FV_TRUTH ? v[i].truth : (double)NAN;
    }
    got = formula_run(flat, row);
    double wanted = want.kind == FV_NUMBER ? want.number : want.truth;
    return want.kind == FV_UNKNOWN ? isnan(got) : got == wanted && (got == 0 || memcmp(&got, &wanted, sizeof got) == 0); // -0 is 0
}

// x = 7, y = -2.5, items 1, 2 and unknown; flag true, side "left"; all else unknown.
static const char *eval(arena *a, const char *source) {
    fvalue v[NAMES] = {0};
    v[X] = FV_NUM(7);
    v[Y] = FV_NUM(-2.5);
    v[FLAG] = FV_BOOL(true);
    v[SIDE] = FV_STR(S("left"));
    v[ITEM1] = FV_NUM(1);
    v[ITEM2] = FV_NUM(2);
    v[PHQ] = FV_NUM(3);
    v[I] = FV_NUM(0.5);
    const struct formula *f = compile(a, str_of(source));
    fvalue r = formula_eval(f, v, NAMES);
    size_t flat = 0;
    assert_true(flat_agrees(a, f, v, r, &flat));
    return shown(a, r);
}

struct example {
    const char *source, *want;
};

static void holds(arena *a, const struct example *e, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const char *got = eval(a, e[i].source);
        if (strcmp(got, e[i].want) != 0) {
            fail_msg("%s: got %s, want %s", e[i].source, got, e[i].want);
        }
    }
}
#define HOLDS(...) \
    static const struct example all[] = {__VA_ARGS__}; \
    holds(*state, all, sizeof all / sizeof *all)

static void arithmetic(void **state) {
    HOLDS({"1 + 2 * 3", "7"}, {"(1 + 2) * 3", "9"}, {"10 - 4 - 3", "3"}, {"12 / 4 / 3", "1"}, {"-x + 1", "-6"}, {"- -2", "2"}, {"2*-3", "-6"},
          {"x/0", "unknown"}, {"0/0", "unknown"}, {"x + free", "unknown"}, {"free * 0", "unknown"}, {"1/3", "0.3333333333333333"},
          {"abs(y)", "2.5"}, {"sqrt(x + 2)", "3"}, {"sqrt(0)", "0"}, {"sqrt(y)", "unknown"}, {"floor(y)", "-3"}, {"ceil(y)", "-2"}, {"round(y)", "-3"}, {"round(2.5)", "3"}, {"round(2.675, 2)", "2.68"},
          {"round(1.005, 2)", "1.01"}, {"round(123456789012.3456, 3)", "123456789012.346"}, {"round(0.49999999999999994)", "0"},
          {"12.50", "12.5"}, {"round(free, 2)", "unknown"}, {"round(999999999999.99, 1)", "1000000000000"});
}

static void overflow_is_unknown(void **state) {
    arena *a = *state;
    struct buf b = buf_new(a, FORMULA_MAX_BYTES);
    buf_put(&b, S("1"));
    for (int i = 0; i < 200; i++) {
        buf_put(&b, S("*999999"));
    }
    assert_string_equal(eval(a, str_z(a, buf_str(&b))), "unknown");
    double lo, hi;
    assert_false(formula_bounds(compile(a, buf_str(&b)), &lo, &hi));
    fvalue v[NAMES] = {0};
    v[X] = FV_NUM(NAN);
    v[Y] = FV_NUM(INFINITY);
    assert_int_equal(formula_eval(compile(a, S("x")), v, NAMES).kind, FV_UNKNOWN);
    assert_int_equal(formula_eval(compile(a, S("max(1, y)")), v, NAMES).kind, FV_UNKNOWN);
}

static void three_valued(void **state) {
    HOLDS({"true and true", "true"}, {"true and false", "false"}, {"false and unknown", "false"}, {"unknown and false", "false"},
          {"true and unknown", "unknown"}, {"unknown and unknown", "unknown"}, {"true or unknown", "true"}, {"unknown or true", "true"},
          {"false or unknown", "unknown"}, {"false or false", "false"}, {"not true", "false"}, {"not unknown", "unknown"}, {"not not flag", "true"},
          {"true or false and false", "true"}, {"not false and false", "false"}, {"no or flag", "true"}, {"not-x or flag", "true"},
          {"free > 3", "unknown"}, {"free = free", "unknown"}, {"free > 3 or x > 3", "true"}, {"free > 3 and x > 9", "false"});
}

static void compares(void **state) {
    HOLDS({"x = 7", "true"}, {"x != 7", "false"}, {"x < 7", "false"}, {"x <= 7", "true"}, {"x > 6.9", "true"}, {"x >= 7.1", "false"},
          {"side = \"left\"", "true"}, {"side != \"left\"", "false"}, {"side = \"Left\"", "false"}, {"flag = true", "true"}, {"flag = (x > 8)", "false"},
          {"within(x, 0, 7)", "7"}, {"within(x, 7.5, 9)", "unknown"}, {"within(x, 0, free)", "unknown"}, {"within(free, 0, 9)", "unknown"}, {"between(x, 0, 7)", "true"}, {"between(x, 8, 9)", "false"}, {"between(x, 8, free)", "false"}, {"between(x, 7, free)", "unknown"},
          {"in(x, 1, 7)", "true"}, {"in(x, 1, 2)", "false"}, {"in(x, free, 7)", "true"}, {"in(x, free, 2)", "unknown"}, {"in(free, 1)", "unknown"},
          {"in(side, \"left\", \"both\")", "true"});
}

static void chooses(void **state) {
    HOLDS({"if(x > 5, 1, 2)", "1"}, {"if(x > 9, 1, 2)", "2"}, {"if(free > 1, 1, 1)", "unknown"}, {"if(true, x, free)", "7"}, {"if(false, x, unknown)", "unknown"},
          {"if(flag, \"a\", \"b\")", "'a'"}, {"if(flag, unknown, 3)", "unknown"}, {"lookup(x, 6, 60, 7, 70, 7, 71)", "70"}, {"lookup(x, 1, 10)", "unknown"},
          {"lookup(free, 1, 10)", "unknown"}, {"lookup(x, free, 1, 7, 2)", "unknown"}, {"lookup(x, 7, 2, free, 1)", "2"},
          {"lookup(side, \"left\", \"L\", \"right\", \"R\")", "'L'"}, {"lookup(x, 7, unknown)", "unknown"});
}

static void families(void **state) {
    HOLDS({"sum(item_1, item_2)", "3"}, {"sum(item_*)", "unknown"}, {"sum_known(item_*)", "3"}, {"mean_known(item_*)", "1.5"}, {"count(item_*)", "2"},
          {"min_known( item_* )", "1"}, {"max_known(item_*, x)", "7"}, {"mean(item_1, 2)", "1.5"}, {"min(x, y)", "-2.5"}, {"max(x, y, free)", "unknown"},
          {"count(side, flag, free, unknown)", "2"}, {"mean_known(free)", "unknown"}, {"sum_known(free, item_3)", "unknown"}, {"known(free)", "false"},
          {"missing(item_3)", "true"}, {"known(x + free)", "false"}, {"missing(unknown)", "true"}, {"mean(i*x)", "3.5"}, {"mean(i*3)", "1.5"},
          {"mean(0.1, 0.1, 0.1)", "0.1"}, {"if(count(item_*) >= 2, mean_known(item_*) * 3, unknown)", "4.5"}, {"count(phq9:*)", "1"}, {"sum(phq9:*, 1)", "4"});
}

static void longest_name_wins(void **state) {
    HOLDS({"a-b", "unknown"}, {"x-y", "9.5"}, {"x - y", "9.5"}, {"phq9:1.score+1", "4"}, {"phq9:1.score-x", "-4"}, {"x-1", "6"}, {"in(i, 0.5)", "true"},
          {"item_1-item_2", "-1"});
}

static void refuses(void **state) {
    static const struct {
        const char *source;
        size_t at;
    } row[] = {{"", 0}, {"  ", 2}, {"1 +", 3}, {"1 + true", 4}, {"true + 1", 0}, {"if(3, 1, 2)", 3}, {"if(true, 1, \"a\")", 12}, {"if(true, 1)", 0},
               {"if(true, 1, 2, 3)", 15}, {"nobody", 0}, {"x + item_10", 4}, {"x = \"a\"", 4}, {"side < \"b\"", 0}, {"1 < x < 3", 6}, {"not 3", 4},
               {"-flag", 1}, {"x and flag", 0}, {"flag and x", 9}, {"(1", 2}, {"1)", 1}, {"1 2", 2}, {"\"open", 0}, {"1.", 0}, {".5", 0}, {"1e5", 0}, {"3x", 0},
               {"x == 3", 3}, {"x ** 2", 3}, {"mean(zz_*)", 5}, {"mean()", 5}, {"lookup(x, 1)", 0}, {"lookup(x, 1, 2, 3)", 0}, {"lookup(x, \"a\", 2)", 10},
               {"lookup(x, 1, 2, 3, true)", 19}, {"round(x, y)", 9}, {"round(x, 10)", 9}, {"round(x, 1.5)", 9}, {"sin(x)", 0}, {"x(1)", 0}, {"min(x, flag)", 7},
               {"mean(side*)", 5}, {"x * * y", 4}, {"x ! y", 2}, {"known(x, y)", 9}, {"abs(x,", 6}, {"#", 0}, {"item_*", 0}, {"abs(item_*)", 4}, {"1..2", 0},
               {"in(x)", 0}, {"between(x, 1)", 0}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct formula_error e;
        const struct formula *f = formula_compile(*state, str_of(row[i].source), names, NAMES, &e);
        if (f || e.at != row[i].at || e.reason.n == 0) {
            fail_msg("%s: %s at %zu, not %zu: %.*s", row[i].source, f ? "taken" : "refused", e.at, row[i].at, SP(e.reason));
        }
    }
    struct formula_error e;
    assert_null(formula_compile(*state, S("\"\xFF\""), names, NAMES, &e));
    assert_null(formula_compile(*state, S("1\0"), names, NAMES, &e));
}

static str nested(arena *a, int n, const char *open, const char *core, const char *close) {
    struct buf b = buf_new(a, 1u << 20);
    for (int i = 0; i < n; i++) {
        buf_put(&b, str_of(open));
    }
    buf_put(&b, str_of(core));
    for (int i = 0; i < n; i++) {
        buf_put(&b, str_of(close));
    }
    return buf_str(&b);
}

static void limits(void **state) {
    arena *a = *state;
    struct formula_error e;
    assert_non_null(formula_compile(a, nested(a, 63, "(", "1", ")"), names, NAMES, &e));
    assert_null(formula_compile(a, nested(a, 64, "(", "1", ")"), names, NAMES, &e));
    assert_null(formula_compile(a, nested(a, 2000, "-", "1", ""), names, NAMES, &e));
    assert_null(formula_compile(a, nested(a, 1000, "not ", "true", ""), names, NAMES, &e));
    assert_null(formula_compile(a, nested(a, 800, "abs(", "1", ")"), names, NAMES, &e));
    assert_string_equal(eval(a, str_z(a, nested(a, 511, "1+", "1", ""))), "512"); // 1023 nodes
    assert_null(formula_compile(a, nested(a, 512, "1+", "1", ""), names, NAMES, &e));
    assert_null(formula_compile(a, nested(a, FORMULA_MAX_BYTES, " ", "1", ""), names, NAMES, &e));
    assert_non_null(formula_compile(a, nested(a, FORMULA_MAX_BYTES - 1, " ", "1", ""), names, NAMES, &e));
    assert_non_null(formula_compile(a, S("1"), NULL, 0, &e));
    assert_null(formula_compile(a, S("x"), NULL, 0, &e));
}

static void tells_names_and_kinds(void **state) {
    arena *a = *state;
    const uint16_t *index;
    assert_int_equal(formula_names(compile(a, S("y + x + y + count(item_*)")), &index), 5);
    static const uint16_t want[] = {X, Y, ITEM1, ITEM2, ITEM3};
    assert_memory_equal(index, want, sizeof want);
    assert_int_equal(formula_names(compile(a, S("1")), &index), 0);
    assert_int_equal(formula_kind(compile(a, S("x > 1"))), FV_TRUTH);
    assert_int_equal(formula_kind(compile(a, S("if(flag, unknown, side)"))), FV_TEXT);
    assert_int_equal(formula_kind(compile(a, S("unknown + 1"))), FV_NUMBER);
    assert_int_equal(formula_kind(compile(a, S("unknown"))), FV_UNKNOWN);
    // Fewer values than names, or values of another kind, are unknown.
    assert_int_equal(formula_eval(compile(a, S("x")), NULL, 0).kind, FV_UNKNOWN);
    fvalue wrong = FV_STR(S("7"));
    assert_int_equal(formula_eval(compile(a, S("x")), &wrong, 1).kind, FV_UNKNOWN);
}

static void bounds(void **state) {
    static const struct {
        const char *source;
        bool bounded;
        double lo, hi;
    } row[] = {{"3", true, 3, 3}, {"x", true, 0, 10}, {"x + y", true, -5, 15}, {"x - y", true, -5, 15}, {"x * y", true, -50, 50}, {"y * y", true, -25, 25},
               {"x / 2", true, 0, 5}, {"1 / x", false, 0, 0}, {"1 / (x + 1)", true, 1.0 / 11, 1}, {"x / y", false, 0, 0}, {"max(-9, min(1, 1 / min(y, 0)))", true, -9, 1}, {"free", false, 0, 0},
               {"max(0, min(free, 10))", true, 0, 10}, {"-y", true, -5, 5}, {"abs(y)", true, 0, 5}, {"abs(y - 10)", true, 5, 15}, {"round(x / 3, 1)", true, 0, 3.3},
               {"sqrt(x + 6)", true, 2.449489742783178, 4}, {"sqrt(y)", true, 0, 2.23606797749979}, {"sqrt(y - 6)", false, 0, 0}, {"within(x / y, 0, 5)", true, 0, 5}, {"within(x, 2, 20)", true, 2, 10}, {"within(x, 11, 20)", false, 0, 0}, {"floor(y / 2)", true, -3, 2}, {"ceil(y / 2)", true, -2, 3}, {"sum(item_*)", true, 0, 9}, {"mean(item_*)", true, 0, 3}, {"count(item_*)", true, 0, 3},
               {"sum_known(item_*)", true, 0, 9}, {"mean_known(x, y)", true, -5, 10}, {"sum_known(x, y)", true, -5, 15}, {"min(x, y)", true, -5, 5},
               {"max(x, y)", true, 0, 10}, {"min_known(x, y)", true, -5, 10}, {"if(flag, x, 20)", true, 0, 20}, {"if(flag, 5, unknown)", true, 5, 5},
               {"lookup(x, 1, 10, 2, 30)", true, 10, 30}, {"unknown + 1", false, 0, 0}, {"1 / 0", false, 0, 0}, {"flag", false, 0, 0},
               {"if(x > 1, free, 1)", false, 0, 0}, {"free * 0", true, 0, 0}, {"min_known(free, 10)", false, 0, 0}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        double lo = 0, hi = 0;
        bool ok = formula_bounds(compile(*state, str_of(row[i].source)), &lo, &hi);
        if (ok != row[i].bounded || (ok && (lo != row[i].lo || hi != row[i].hi))) {
            fail_msg("%s: %d %g %g", row[i].source, ok, lo, hi);
        }
    }
}

// --- properties, over formulas made at random

struct maker {
    uint64_t x;
    struct buf *b;
    bool monotone; // without known, missing, count and the _known family
};

static unsigned pick(struct maker *m, unsigned n) {
    m->x ^= m->x << 13, m->x ^= m->x >> 7, m->x ^= m->x << 17;
    return (unsigned)((m->x >> 11) % n);
}

static void make_truth(struct maker *m, int depth);

static void make_number(struct maker *m, int depth) {
    static const char *const leaf[] = {"x", "y", "free", "item_1", "item_2", "0", "1", "2.5", "0.1", "100", "i"};
    static const char *const one[] = {"-", "abs", "floor", "ceil", "sqrt"};
    static const char *const op[] = {" + ", " - ", " * ", " / "};
    static const char *const many[] = {"sum(", "mean(", "min(", "max(", "sum_known(", "mean_known(", "min_known(", "max_known(", "count("};
    if (depth == 0) {
        buf_put(m->b, str_of(leaf[pick(m, sizeof leaf / sizeof *leaf)]));
        return;
    }
    unsigned what = pick(m, 8), n = 0;
    switch (what) {
    case 0:
        buf_put(m->b, str_of(one[pick(m, sizeof one / sizeof *one)]));
        buf_put(m->b, S("("));
        make_number(m, depth - 1);
        break;
    case 1:
        buf_put(m->b, S("round("));
        make_number(m, depth - 1);
        buf_putf(m->b, ", %u", pick(m, 10));
        break;
    case 2:
        buf_put(m->b, S("if("));
        make_truth(m, depth - 1);
        buf_put(m->b, S(", "));
        make_number(m, depth - 1);
        buf_put(m->b, S(", "));
        make_number(m, depth - 1);
        break;
    case 3:
        n = pick(m, m->monotone ? 4 : 9);
        buf_put(m->b, str_of(many[n]));
        for (n = pick(m, 3);; n--) {
            make_number(m, depth - 1);
            if (n == 0) {
                break;
            }
            buf_put(m->b, S(", "));
        }
        break;
    case 4:
        buf_put(m->b, S("lookup("));
        for (n = 0; n < 5; n++) {
            buf_put(m->b, n ? S(", ") : S(""));
            make_number(m, depth - 1);
        }
        break;
    case 5:
        buf_put(m->b, S("within("));
        for (n = 0; n < 3; n++) {
            buf_put(m->b, n ? S(", ") : S(""));
            make_number(m, depth - 1);
        }
        break;
    default:
        buf_putc(m->b, '(');
        make_number(m, depth - 1);
        buf_put(m->b, str_of(op[pick(m, 4)]));
        make_number(m, depth - 1);
    }
    buf_putc(m->b, ')');
}

static void make_truth(struct maker *m, int depth) {
    static const char *const op[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
    if (depth == 0) {
        buf_put(m->b, pick(m, 2) ? S("flag") : S("no"));
        return;
    }
    buf_putc(m->b, '(');
    switch (pick(m, m->monotone ? 3 : 4)) {
    case 0:
        make_truth(m, depth - 1);
        buf_put(m->b, pick(m, 2) ? S(" and ") : S(" or "));
        make_truth(m, depth - 1);
        break;
    case 1:
        buf_put(m->b, S("not "));
        make_truth(m, depth - 1);
        break;
    case 2:
        make_number(m, depth - 1);
        buf_put(m->b, str_of(op[pick(m, 6)]));
        make_number(m, depth - 1);
        break;
    default:
        buf_put(m->b, pick(m, 2) ? S("known(") : S("missing("));
        make_number(m, depth - 1);
        buf_putc(m->b, ')');
    }
    buf_putc(m->b, ')');
}

static void fill(struct maker *m, fvalue *v) {
    for (int i = 0; i < NAMES; i++) {
        v[i] = FV_UNK;
        if (pick(m, 4) == 0) {
            continue;
        }
        if (names[i].kind == FV_TRUTH) {
            v[i] = FV_BOOL(pick(m, 2) != 0);
        } else if (names[i].kind == FV_NUMBER) {
            double lo = names[i].lo, hi = names[i].hi, at = pick(m, 3) == 0 ? pick(m, 2) : pick(m, 1000001) / 1e6;
            v[i] = lo <= hi ? FV_NUM(lo + (hi - lo) * at) : FV_NUM((at - 0.5) * pow(10, pick(m, 600) - 300.0));
        }
    }
}

static void never_outside_of_bounds(void **state) {
    arena *a = *state;
    struct maker m = {.x = 88172645463325252u};
    size_t bounded = 0, numbers = 0;
    for (int i = 0; i < 4000; i++) {
        struct buf b = buf_new(a, FORMULA_MAX_BYTES);
        m.b = &b;
        make_number(&m, 1 + i % 4);
        struct formula_error e;
        const struct formula *f = b.over ? NULL : formula_compile(a, buf_str(&b), names, NAMES, &e);
        if (f) {
            double lo = 0, hi = 0;
            bool ok = formula_bounds(f, &lo, &hi);
            bounded += ok;
            for (int k = 0; k < 20; k++) {
                fvalue v[NAMES], r;
                fill(&m, v);
                r = formula_eval(f, v, NAMES);
                assert_true(r.kind == FV_UNKNOWN || r.kind == FV_NUMBER);
                numbers += r.kind == FV_NUMBER;
                if (r.kind == FV_NUMBER && (!isfinite(r.number) || (ok && !(r.number >= lo && r.number <= hi)))) {
                    fail_msg("%.*s: %.17g is not in %.17g .. %.17g", SP(buf_str(&b)), r.number, lo, hi);
                }
            }
        }
        if (i % 50 == 0) {
            arena_reset(a);
        }
    }
    assert_true(bounded > 500 && numbers > 10000); // the property was tried at all
}

static void flat_is_the_same(void **state) {
    arena *a = *state;
    struct maker m = {.x = 2463534242u};
    size_t flat = 0;
    for (int i = 0; i < 4000; i++) {
        struct buf b = buf_new(a, FORMULA_MAX_BYTES);
        struct formula_error e;
        m.b = &b;
        (i % 3 ? make_number : make_truth)(&m, 1 + i % 4);
        const struct formula *f = b.over ? NULL : formula_compile(a, buf_str(&b), names, NAMES, &e);
        for (int k = 0; f && k < 10; k++) {
            fvalue v[NAMES];
            fill(&m, v);
            if (!flat_agrees(a, f, v, formula_eval(f, v, NAMES), &flat)) {
                fail_msg("%.*s: not the same when flat", SP(buf_str(&b)));
            }
        }
        if (i % 50 == 0) {
            arena_reset(a);
        }
    }
    assert_true(flat > 10000);
}

static bool same(fvalue x, fvalue y) {
    return x.kind == y.kind && (x.kind != FV_NUMBER || x.number == y.number) && (x.kind != FV_TRUTH || x.truth == y.truth);
}

// Kleene's logic: what was known stays so when more becomes known.
static void knowing_more_changes_nothing_known(void **state) {
    arena *a = *state;
    struct maker m = {.x = 362436069u, .monotone = true};
    size_t tried = 0;
    for (int i = 0; i < 4000; i++) {
        struct buf b = buf_new(a, FORMULA_MAX_BYTES);
        m.b = &b;
        make_truth(&m, 1 + i % 4);
        struct formula_error e;
        const struct formula *f = b.over ? NULL : formula_compile(a, buf_str(&b), names, NAMES, &e);
        for (int k = 0; f && k < 10; k++) {
            fvalue less[NAMES], more[NAMES];
            fill(&m, less);
            fill(&m, more);
            for (int j = 0; j < NAMES; j++) {
                more[j] = less[j].kind == FV_UNKNOWN ? more[j] : less[j];
            }
            fvalue before = formula_eval(f, less, NAMES);
            if (before.kind != FV_UNKNOWN) {
                tried++;
                if (!same(before, formula_eval(f, more, NAMES))) {
                    fail_msg("%.*s", SP(buf_str(&b)));
                }
            }
        }
        if (i % 50 == 0) {
            arena_reset(a);
        }
    }
    assert_true(tried > 5000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(arithmetic), ARENA_TEST(overflow_is_unknown), ARENA_TEST(three_valued), ARENA_TEST(compares), ARENA_TEST(chooses), ARENA_TEST(families),
        ARENA_TEST(longest_name_wins), ARENA_TEST(refuses), ARENA_TEST(limits), ARENA_TEST(tells_names_and_kinds), ARENA_TEST(bounds),
        ARENA_TEST(never_outside_of_bounds), ARENA_TEST(flat_is_the_same), ARENA_TEST(knowing_more_changes_nothing_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
