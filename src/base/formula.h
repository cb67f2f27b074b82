// The formula language: three-valued, total, small. Instruments, safety rules and plans share it.
//
//   number 12 3.5 · text "left" · true false unknown · names (letters, digits, _ . -: longest known name wins)
//   or · and · not · = != < <= > >= · + - * / · if(c, a, b) · min max sum mean count(…) known(x) missing(x)
//   round(x, n) abs(x) floor(x) ceil(x) sqrt(x) within(x, lo, hi) lookup(x, k1, v1, k2, v2, …) in(x, a, b, …) between(x, lo, hi)
//   sum/mean/count/min/max also over a family of names: mean(item_*) expands when compiled.
//
// Every value is unknown, a number, a truth value or a text. Kleene logic: false and unknown = false,
// true or unknown = true, all else with unknown is unknown. Arithmetic with unknown is unknown; so are x/0, the square root of
// less than 0, overflow, within(x, lo, hi) of an x outside of lo..hi, and any operand of the wrong kind that only shows at run
// time. sum/mean/min/max with an unknown member are unknown;
// sum_known/mean_known/… skip unknown members (mean_known of nothing is unknown). count(…) counts known members.
// No assignment, no loops, no recursion: evaluation visits each node at most once and always ends.
#ifndef UNKNOT_BASE_FORMULA_H
#define UNKNOT_BASE_FORMULA_H

#include "arena.h"
#include "str.h"

enum fv_kind { FV_UNKNOWN, FV_NUMBER, FV_TRUTH, FV_TEXT };

typedef struct fvalue {
    enum fv_kind kind;
    double number;
    bool truth;
    str text;
} fvalue;

#define FV_UNK ((fvalue){.kind = FV_UNKNOWN})
#define FV_NUM(x) ((fvalue){.kind = FV_NUMBER, .number = (x)})
#define FV_BOOL(x) ((fvalue){.kind = FV_TRUTH, .truth = (x)})
#define FV_STR(x) ((fvalue){.kind = FV_TEXT, .text = (x)})

// What a formula may name, with the range of its numbers, so that bounds can be proven.
struct fname {
    str name;
    enum fv_kind kind;      // FV_NUMBER, FV_TRUTH or FV_TEXT
    double lo, hi;          // of a number; lo > hi when not known
};

enum { FORMULA_MAX_BYTES = 4096, FORMULA_MAX_NODES = 1024, FORMULA_MAX_DEPTH = 64, FORMULA_MAX_NAMES = 1024 };

struct formula;             // compiled; lives in the arena

struct formula_error {
    size_t at;              // byte offset, from 0
    str reason;             // English
};

// NULL on error. Kinds are checked: `1 + true` or `if(3, …)` is refused here. Names beyond `names` are refused.
const struct formula *formula_compile(arena *a, str source, const struct fname *names, size_t n_names, struct formula_error *e);
enum fv_kind formula_kind(const struct formula *f);     // of the result; FV_UNKNOWN only for the literal unknown

// values[i] belongs to names[i]; a value of another kind than declared counts as unknown. Never fails, never allocates.
fvalue formula_eval(const struct formula *f, const fvalue *values, size_t n_values);
// Interval arithmetic: the bounds that the number can lie in for all values within the declared ranges. False where
// they cannot be bounded. (Unknown is outside of the bounds: it is no number.)
bool formula_bounds(const struct formula *f, double *lo, double *hi);
// Indices of the names used, ascending; for traces and for "which answers made it".
size_t formula_names(const struct formula *f, const uint16_t **index);

// The same over a row of doubles, for many rows: NAN is unknown, 1 and 0 are true and false. NULL where texts or operands of
// mixed kinds go into it. Gives what formula_eval gives, to the last bit but the sign of zero (a test holds it).
struct formula_flat;
const struct formula_flat *formula_flatten(arena *a, const struct formula *f, size_t n_names);
// row[i] belongs to names[i], finite or NAN; behind them it has room for FORMULA_MAX_NODES. Never fails, never allocates.
double formula_run(const struct formula_flat *f, double *row);

#endif
