// Any bytes as a formula: refused with a place and a reason, or terms that are sets of the columns that it names.
#include "base/err.h"
#include "clinic/stats/model_formula.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_terms(const struct model_formula *f, const struct model_terms *t)
{
    var_set all = f->n_variables == FORMULA_VARIABLES ? ~(var_set)0 : ((var_set)1 << f->n_variables) - 1;
    CHECK(t->n <= FORMULA_TERMS);
    for (size_t i = 0; i < t->n; i++) {
        CHECK(t->term[i] && !(t->term[i] & ~all));
        for (size_t k = 0; k < i; k++) CHECK(t->term[k] != t->term[i] && __builtin_popcount(t->term[k]) <= __builtin_popcount(t->term[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static arena *a;
    if (!a) a = arena_new(16 << 20);
    struct model_formula f;
    struct model_formula_error e;
    if (!model_formula_parse(a, (str){(const char *)data, n}, &f, &e)) {
        CHECK(e.why && e.at >= 1 && e.at <= n + 1);
    } else {
        CHECK(f.response.n && f.n_random >= 1);
        check_terms(&f, &f.fixed);
        for (size_t i = 0; i < f.n_random; i++) {
            const struct model_random *r = &f.random[i];
            check_terms(&f, &r->terms);
            CHECK(r->group && r->n_by == (size_t)__builtin_popcount(r->group) && r->name.n && (r->terms.n || r->terms.intercept));
            for (size_t k = 0; k < r->n_by; k++) CHECK(r->group >> r->by[k] & 1);
        }
    }
    arena_reset(a);
    return 0;
}
