// Formulas of linear mixed models, in the notation of R and lme4 (Wilkinson & Rogers 1973; Bates et al. 2015, table 2):
//   change ~ baseline * group + (1 + day | therapist/client) + (0 + day || site)
// + - : * / ^ and parentheses as in R; 0 and 1 for the intercept; names as they head a column, `between backquotes` where they have
// other characters; factor(x) takes numbers as names. a/b is a + a:b, and (1 | a/b) is (1 | a) + (1 | b:a).
#ifndef UNKNOT_CLINIC_STATS_MODEL_FORMULA_H
#define UNKNOT_CLINIC_STATS_MODEL_FORMULA_H

#include "base/arena.h"
#include "base/str.h"

enum { FORMULA_VARIABLES = 32, FORMULA_TERMS = 64, FORMULA_RANDOM = 16, FORMULA_LENGTH = 4096 };

// Bit i: variable i takes part. x:g is the set of both.
typedef uint32_t var_set;

struct model_terms {
    bool intercept;
    size_t n;
    var_set term[FORMULA_TERMS];    // main effects first, then by order of interaction, each in the order written, as R has it
};

struct model_formula {
    str response;
    size_t n_variables;
    struct model_variable {
        str name;                   // of the column
        str label;                  // as R calls it: the name, or "factor(x)"
        bool as_factor;
    } variable[FORMULA_VARIABLES];  // in the order of first appearance
    struct model_terms fixed;
    size_t n_random;
    struct model_random {
        struct model_terms terms;   // correlated with one another; (x || g) has become (1 | g) and (0 + x | g)
        var_set group;              // the columns whose combinations are its groups
        size_t n_by;                // the same in the order of the name
        uint8_t by[FORMULA_VARIABLES];
        str name;                   // as lme4 calls it: "g", or "b:a" of (1 | a/b) and (1 | b:a)
    } random[FORMULA_RANDOM];
};

struct model_formula_error {
    size_t at;                      // character, from 1
    const char *why;                // English
};

// False: where and why in *e. What is refused beside wrong notation: no random term, the same one twice, the response among the terms.
bool model_formula_parse(arena *a, str text, struct model_formula *out, struct model_formula_error *e);

#endif
