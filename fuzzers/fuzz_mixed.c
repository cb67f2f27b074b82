// Any bytes as a formula and a table: refused with a reason, or a result that is JSON, whose figures are finite, and which does not
// depend on the order of rows.
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "clinic/stats/mixed_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

// Rich random parts are slow to fit, not hard.
static bool quick(const struct model_formula *f)
{
    size_t effects = 0;
    for (size_t i = 0; i < f->n_random; i++) effects += f->random[i].terms.n + f->random[i].terms.intercept;
    return f->n_random <= 3 && effects <= 3 && f->fixed.n <= 6;
}

static str rows_turned(str csv)
{
    str head, rest, line;
    str_cut(csv, '\n', &head, &rest);
    struct buf b = buf_new(a, csv.n + 2);
    struct buf lines = buf_new(a, csv.n + 2);
    while (rest.n) {
        str_cut(rest, '\n', &line, &rest);
        struct buf next = buf_new(a, csv.n + 2);
        buf_put(&next, line);
        buf_putc(&next, '\n');
        buf_put(&next, buf_str(&lines));
        lines = next;
    }
    buf_put(&b, head);
    buf_putc(&b, '\n');
    buf_put(&b, buf_str(&lines));
    return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 3 || n > 2048) return 0;
    if (!a) a = arena_new(256 << 20);
    str formula, csv, json, why, again;
    bool ml = data[0] & 1, days = data[0] & 2;
    struct model_formula f;
    struct model_formula_error fe;
    struct json_error e;
    str_cut((str){(const char *)data + 1, n - 1}, '\n', &formula, &csv);
    if (model_formula_parse(a, formula, &f, &fe) && quick(&f)) {
        if (!mixed_probe(a, formula, csv, ml, days ? S("d") : (str){0}, &json, &why)) {
            CHECK(why.n > 0 && utf8_valid(why));
        } else {
            CHECK(json_parse(a, json, 64, &e));
            // Lines are rows where nothing is quoted and the first one is the header.
            bool plain = csv.n && csv.p[0] != '\n' && !memchr(csv.p, '"', csv.n) && !memchr(csv.p, '\r', csv.n);
            if (plain) CHECK(mixed_probe(a, formula, rows_turned(csv), ml, days ? S("d") : (str){0}, &again, &why) && str_eq(again, json));
        }
    }
    arena_reset(a);
    return 0;
}
