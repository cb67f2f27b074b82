// Formulas of mixed models: the sets of terms that R's terms() gives, and every way to be wrong.
#include "clinic/stats/model_formula.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/buf.h"

static void terms_put(struct buf *b, const struct model_formula *f, const struct model_terms *t)
{
    buf_put(b, t->intercept ? S("1") : S("0"));
    for (size_t i = 0; i < t->n; i++) {
        const char *sep = " ";
        for (size_t v = 0; v < f->n_variables; v++) {
            if (!(t->term[i] >> v & 1)) continue;
            buf_putf(b, "%s%.*s", sep, SP(f->variable[v].label));
            sep = ":";
        }
    }
}

// "1 x x:z | 1 x @ g"
static str shown(const char *formula)
{
    struct model_formula f;
    struct model_formula_error e;
    struct buf b = buf_new(a, 1 << 12);
    if (!model_formula_parse(a, str_of(formula), &f, &e)) return str_fmt(a, "%zu: %s", e.at, e.why);
    terms_put(&b, &f, &f.fixed);
    for (size_t i = 0; i < f.n_random; i++) {
        buf_put(&b, S(" | "));
        terms_put(&b, &f, &f.random[i].terms);
        buf_putf(&b, " @ %.*s", SP(f.random[i].name));
    }
    return buf_str(&b);
}

static void understood(void **state)
{
    (void)state;
    static const struct {
        const char *formula, *terms;
    } cases[] = {
        {"Reaction ~ Days + (Days | Subject)", "1 Days | 1 Days @ Subject"},
        {"y~x+(x||g)", "1 x | 1 @ g | 0 x @ g"},
        {"y ~ 0 + x + (0 + x | g)", "0 x | 0 x @ g"},
        {"y ~ x - 1 + (x - 1 | g)", "0 x | 0 x @ g"},
        {"y ~ 1 + (1|a/b/c)", "1 | 1 @ a | 1 @ b:a | 1 @ c:b:a"},
        {"y ~ 1 + (1|b:a)", "1 | 1 @ b:a"},
        {"y ~ b:a + a + (1|g)", "1 a b:a | 1 @ g"},
        {"y ~ a*b*c + (1|g)", "1 a b c a:b a:c b:c a:b:c | 1 @ g"},
        {"y ~ (a+b+c)^2 + (1|g)", "1 a b c a:b a:c b:c | 1 @ g"},
        {"y ~ a/b + (1|g)", "1 a a:b | 1 @ g"},
        {"y ~ (a+b)/c + (1|g)", "1 a b a:b:c | 1 @ g"},
        {"y ~ a*b - a + (1|g)", "1 b a:b | 1 @ g"},
        {"y ~ a + a + a:a + (1|g)", "1 a | 1 @ g"},
        {"y ~ (0 + a):b + (1|g)", "0 a:b | 1 @ g"},
        {"y ~ + a + (1|g) + (0+a|g)", "1 a | 1 @ g | 0 a @ g"},
        {"y ~ factor(a) + a + (1|a)", "1 factor(a) a | 1 @ a"},
        {"`the pain` ~ `week no.` + (1|`x|y`)", "1 week no. | 1 @ x|y"},
        {"y ~ x^1 + (a*b || g)", "1 x | 1 @ g | 0 a @ g | 0 b @ g | 0 a:b @ g"},
        {"\xc3\xa4 ~ \xc3\xb6 + (1|\xc3\xbc)", "1 \xc3\xb6 | 1 @ \xc3\xbc"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) assert_string_equal(str_z(a, shown(cases[i].formula)), cases[i].terms);
}

static void refused(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"", "1: the name of a column"},
        {"y", "2: a formula is"},
        {"y ~", "4: the name of a column"},
        {"y ~ x", "6: there is no random term"},
        {"y ~ x + (1|g", "13: a closing parenthesis"},
        {"y ~ x + (1|g))", "14: this does not belong"},
        {"y ~ x | g", "7: this does not belong"},
        {"y ~ y + (1|g)", "5: the response cannot explain"},
        {"y ~ x + (1|y)", "12: the response cannot group"},
        {"y ~ x * (1|g)", "7: a random term"},
        {"y ~ x - (1|g)", "9: a random term"},
        {"y ~ (x + (1|g))", "12: a random term cannot stand"},
        {"y ~ x + (0|g)", "11: this random term has no effect"},
        {"y ~ x + 2 + (1|g)", "9: of numbers only"},
        {"y ~ x:1 + (1|g)", "6: a number stands only"},
        {"y ~ log(x) + (1|g)", "5: of functions only"},
        {"y ~ x^0 + (1|g)", "7: ^ needs a number"},
        {"y ~ `x + (1|g)", "5: a backquote"},
        {"y ~ (1|g) + (x|g)", "15: the intercept of these groups"},
        {"y ~ (0+x|g) + (0+x|g)", "19: the same effect"},
        {"y ~ (1|g/g)", "11: this column groups already"},
        {"y ~ x + (1|g) \x01", "1: the formula is not text"},
        {"\xc3\xa4 ~ \xc3\xb6 )", "7: this does not belong"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        str said = shown(cases[i][0]);
        if (!str_starts(said, str_of(cases[i][1]))) print_error("%s: %.*s\n", cases[i][0], SP(said));
        assert_true(str_starts(said, str_of(cases[i][1])));
    }
    struct buf deep = buf_new(a, 1 << 12);
    buf_put(&deep, S("y ~ "));
    for (int i = 0; i < 1000; i++) buf_putc(&deep, '(');
    assert_non_null(str_z(a, shown(str_z(a, buf_str(&deep)))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(understood, setup, teardown),
        cmocka_unit_test_setup_teardown(refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
