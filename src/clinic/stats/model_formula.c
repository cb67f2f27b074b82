// A parser by recursive descent, which works sets of terms out as it reads: no tree is kept.
#include "model_formula.h"

#include <string.h>

#include "base/err.h"

enum { DEPTH = 40 };

struct list {
    size_t n;
    var_set term[FORMULA_TERMS];
    bool number, random;            // a lone 0 or 1; a random term, which only the outermost sum may add
    int value;                      // of the number
};

struct parser {
    arena *a;
    str text;
    size_t at;
    int depth;
    int intercept;                  // of the sum being read: 1, 0, or -1 while nothing was said
    struct model_formula *f;
    struct model_formula_error *e;
};

static bool stop(struct parser *p, size_t at, const char *why)
{
    if (!p->e->why) *p->e = (struct model_formula_error){utf8_length(str_sub(p->text, 0, at)) + 1, why};
    return false;
}

static char peek(struct parser *p)
{
    while (p->at < p->text.n && strchr(" \t\r\n", p->text.p[p->at])) p->at++;
    return p->at < p->text.n ? p->text.p[p->at] : 0;
}

static bool accept(struct parser *p, char c)
{
    if (peek(p) != c) return false;
    p->at++;
    return true;
}

static bool digit(char c) { return c >= '0' && c <= '9'; }
static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || (unsigned char)c >= 0x80; }

// A column's name at the place of reading.
static bool name_read(struct parser *p, str *out)
{
    bool quoted = accept(p, '`');
    size_t from = p->at;
    if (quoted) {
        while (p->at < p->text.n && p->text.p[p->at] != '`') p->at++;
        if (p->at == p->text.n) return stop(p, from - 1, "a backquote is opened and never closed");
    } else {
        while (p->at < p->text.n && (letter(p->text.p[p->at]) || (p->at > from && digit(p->text.p[p->at])))) p->at++;
    }
    *out = str_sub(p->text, from, p->at - from);
    p->at += quoted;
    if (out->n) return true;
    return stop(p, from, "the name of a column is missing here");
}

static bool variable_of(struct parser *p, str name, bool as_factor, var_set *out)
{
    struct model_formula *f = p->f;
    size_t i = 0;
    while (i < f->n_variables && !(str_eq(f->variable[i].name, name) && f->variable[i].as_factor == as_factor)) i++;
    if (i == FORMULA_VARIABLES) return stop(p, p->at, "too many columns");
    if (i == f->n_variables) {
        str label = as_factor ? str_fmt(p->a, "factor(%.*s)", SP(name)) : name;
        f->variable[f->n_variables++] = (struct model_variable){.name = name, .label = label, .as_factor = as_factor};
    }
    *out = (var_set)1 << i;
    return true;
}

// --- sets of terms

static bool list_add(struct parser *p, struct list *l, var_set term)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->term[i] == term) return true;
    }
    if (l->n == FORMULA_TERMS) return stop(p, p->at, "too many terms");
    l->term[l->n++] = term;
    return true;
}

static void list_remove(struct list *l, var_set term)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        if (l->term[i] != term) l->term[n++] = l->term[i];
    }
    l->n = n;
}

static bool list_join(struct parser *p, struct list *l, const struct list *r)
{
    for (size_t i = 0; i < r->n; i++) {
        if (!list_add(p, l, r->term[i])) return false;
    }
    return true;
}

// Each of l with each of r.
static bool list_cross(struct parser *p, const struct list *l, const struct list *r, struct list *out)
{
    *out = (struct list){0};
    for (size_t i = 0; i < l->n; i++) {
        for (size_t k = 0; k < r->n; k++) {
            if (!list_add(p, out, l->term[i] | r->term[k])) return false;
        }
    }
    return true;
}

static bool plain(struct parser *p, size_t at, const struct list *l)
{
    if (l->number) return stop(p, at, "a number stands only by itself: 0, 1");
    if (l->random) return stop(p, at, "a random term (… | …) can only be added to the others");
    return true;
}

// --- reading, from the tightest operator to the loosest

static bool sum_read(struct parser *p, struct list *out, bool outermost);
static bool random_read(struct parser *p, const struct list *effects, int intercept);

// '(' was read: a sum, or a random term.
static bool bracket_read(struct parser *p, struct list *out)
{
    size_t at = p->at - 1;
    int before = p->intercept;
    if (++p->depth > DEPTH) return stop(p, at, "too many parentheses");
    p->intercept = -1;
    if (!sum_read(p, out, false)) return false;
    p->depth--;
    if (peek(p) == '|') {
        if (!random_read(p, out, p->intercept)) return false;
        p->intercept = before;
        *out = (struct list){.random = true};
    } else if (p->intercept < 0) {
        p->intercept = before;
    }
    return accept(p, ')') || stop(p, p->at, "a closing parenthesis is missing here");
}

static bool atom_read(struct parser *p, struct list *out)
{
    *out = (struct list){0};
    char c = peek(p);
    size_t at = p->at;
    if (accept(p, '(')) return bracket_read(p, out);
    if (digit(c)) {
        p->at++;
        if (c > '1' || (p->at < p->text.n && (digit(p->text.p[p->at]) || p->text.p[p->at] == '.'))) return stop(p, at, "of numbers only 0 and 1 may stand here");
        *out = (struct list){.number = true, .value = c - '0'};
        return true;
    }
    str name;
    var_set v;
    bool function = false;
    if (!name_read(p, &name)) return false;
    if (c != '`' && accept(p, '(')) {
        if (!str_eq(name, S("factor"))) return stop(p, at, "of functions only factor(…) is known; make a column of it instead");
        function = true;
        peek(p);
        if (!name_read(p, &name)) return false;
        if (!accept(p, ')')) return stop(p, p->at, "a closing parenthesis is missing here");
    }
    if (str_eq(name, p->f->response)) return stop(p, at, "the response cannot explain itself");
    out->n = 1;
    return variable_of(p, name, function, &v) && (out->term[0] = v, true);
}

static bool power_read(struct parser *p, struct list *out)
{
    if (!atom_read(p, out)) return false;
    size_t at = p->at;
    if (!accept(p, '^')) return true;
    if (!plain(p, at, out)) return false;
    char c = peek(p);
    if (!digit(c) || c == '0') return stop(p, p->at, "^ needs a number from 1 to 9");
    p->at++;
    struct list base = *out, next;
    for (int i = 1; i < c - '0'; i++) {
        if (!list_cross(p, out, &base, &next) || !list_join(p, out, &next)) return false;
    }
    return true;
}

static bool inter_read(struct parser *p, struct list *out)
{
    if (!power_read(p, out)) return false;
    for (size_t at; at = p->at, accept(p, ':');) {
        struct list right, crossed;
        if (!plain(p, at, out) || !power_read(p, &right) || !plain(p, at, &right) || !list_cross(p, out, &right, &crossed)) return false;
        *out = crossed;
    }
    return true;
}

static bool product_read(struct parser *p, struct list *out)
{
    if (!inter_read(p, out)) return false;
    for (;;) {
        size_t at = p->at;
        char c = peek(p);
        if (c != '*' && c != '/') return true;
        p->at++;
        struct list right, crossed, left = *out;
        if (!plain(p, at, out) || !inter_read(p, &right) || !plain(p, at, &right)) return false;
        if (c == '/') {
            var_set all = 0;
            for (size_t i = 0; i < left.n; i++) all |= left.term[i];
            left = (struct list){.n = 1, .term = {all}};
        } else if (!list_join(p, out, &right)) {
            return false;
        }
        if (!list_cross(p, &left, &right, &crossed) || !list_join(p, out, &crossed)) return false;
    }
}

static bool sum_read(struct parser *p, struct list *out, bool outermost)
{
    *out = (struct list){0};
    bool minus = peek(p) == '-';
    if (minus || peek(p) == '+') p->at++;
    for (;;) {
        struct list next;
        size_t at = (peek(p), p->at);
        if (!product_read(p, &next)) return false;
        if (next.random && (minus || !outermost)) return plain(p, at, &next);
        if (next.number) p->intercept = minus ? !next.value : next.value;
        for (size_t i = 0; minus && i < next.n; i++) list_remove(out, next.term[i]);
        if (!minus && !list_join(p, out, &next)) return false;
        minus = peek(p) == '-';
        if (!minus && peek(p) != '+') return true;
        p->at++;
    }
}

// --- random terms

static int order_of(var_set s) { return __builtin_popcount(s); }

static void terms_put(struct model_terms *t, const struct list *l, bool intercept)
{
    *t = (struct model_terms){.intercept = intercept};
    for (int order = 1; order <= FORMULA_VARIABLES; order++) {
        for (size_t i = 0; i < l->n; i++) {
            if (order_of(l->term[i]) == order) t->term[t->n++] = l->term[i];
        }
    }
}

// Of one level of nesting: a, or a:b, or b:a of a/b.
struct group {
    var_set set;
    str name;
    size_t n_by;
    uint8_t by[FORMULA_VARIABLES];
};

static bool random_add(struct parser *p, size_t at, const struct list *l, bool intercept, const struct group *g)
{
    struct model_formula *f = p->f;
    if (f->n_random == FORMULA_RANDOM) return stop(p, at, "too many random terms");
    struct model_random *r = &f->random[f->n_random++];
    *r = (struct model_random){.group = g->set, .name = g->name, .n_by = g->n_by};
    memcpy(r->by, g->by, sizeof r->by);
    terms_put(&r->terms, l, intercept);
    for (size_t i = 0; i + 1 < f->n_random; i++) {
        const struct model_random *o = &f->random[i];
        if (o->group != g->set) continue;
        if (intercept && o->terms.intercept) return stop(p, at, "the intercept of these groups stands in two random terms; write 0 + in one");
        for (size_t k = 0; k < o->terms.n; k++) {
            for (size_t m = 0; m < r->terms.n; m++) {
                if (o->terms.term[k] == r->terms.term[m]) return stop(p, at, "the same effect of the same groups stands in two random terms");
            }
        }
    }
    return true;
}

// (a + b || g) is (1 | g) + (0 + a | g) + (0 + b | g).
static bool random_spread(struct parser *p, size_t at, const struct list *l, bool intercept, bool together, const struct group *g)
{
    if (together) return random_add(p, at, l, intercept, g);
    if (intercept && !random_add(p, at, &(struct list){0}, true, g)) return false;
    for (size_t i = 0; i < l->n; i++) {
        if (!random_add(p, at, &(struct list){.n = 1, .term = {l->term[i]}}, false, g)) return false;
    }
    return true;
}

// a, or a:b; lme4 calls the groups of (1 | a:b) "a:b".
static bool group_read(struct parser *p, struct group *g)
{
    *g = (struct group){0};
    do {
        str column;
        var_set v;
        peek(p);
        size_t at = p->at;
        if (!name_read(p, &column)) return false;
        if (str_eq(column, p->f->response)) return stop(p, at, "the response cannot group itself");
        if (!variable_of(p, column, false, &v)) return false;
        if (g->set & v) return stop(p, at, "this column groups already");
        g->name = g->n_by ? str_fmt(p->a, "%.*s:%.*s", SP(g->name), SP(column)) : column;
        g->by[g->n_by++] = (uint8_t)__builtin_ctz(v);
        g->set |= v;
    } while (accept(p, ':'));
    return true;
}

// g within `outer`: lme4 calls the inner groups of (1 | a/b) "b:a".
static bool group_nest(struct parser *p, struct group *g, const struct group *outer)
{
    if (g->set & outer->set) return stop(p, p->at, "this column groups already");
    memcpy(g->by + g->n_by, outer->by, outer->n_by);
    g->n_by += outer->n_by;
    g->set |= outer->set;
    g->name = str_fmt(p->a, "%.*s:%.*s", SP(g->name), SP(outer->name));
    return true;
}

// At the bar.
static bool random_read(struct parser *p, const struct list *effects, int intercept)
{
    size_t at = p->at++;
    bool together = !(p->at < p->text.n && p->text.p[p->at] == '|');
    p->at += !together;
    if (p->depth > 0) return stop(p, at, "a random term cannot stand inside other parentheses");
    if (intercept == 0 && effects->n == 0) return stop(p, at, "this random term has no effect: write 1 for the intercept");
    struct group outer = {0}, g;
    do {
        if (!group_read(p, &g) || (outer.n_by && !group_nest(p, &g, &outer))) return false;
        if (!random_spread(p, at, effects, intercept != 0, together, &g)) return false;
        outer = g;
    } while (accept(p, '/'));
    return true;
}

bool model_formula_parse(arena *a, str text, struct model_formula *out, struct model_formula_error *e)
{
    *out = (struct model_formula){0};
    *e = (struct model_formula_error){0};
    struct parser p = {.a = a, .text = text, .intercept = -1, .f = out, .e = e};
    struct list fixed;
    if (text.n > FORMULA_LENGTH) return stop(&p, 0, "the formula is too long");
    if (!text_valid(text)) return stop(&p, 0, "the formula is not text");
    peek(&p);
    if (!name_read(&p, &out->response)) return false;
    if (!accept(&p, '~')) return stop(&p, p.at, "a formula is: response ~ terms; the ~ is missing here");
    if (!sum_read(&p, &fixed, true)) return false;
    if (peek(&p)) return stop(&p, p.at, "this does not belong here");
    if (out->n_random == 0) return stop(&p, p.at, "there is no random term, such as (1 | client)");
    terms_put(&out->fixed, &fixed, p.intercept != 0);
    return true;
}
