#include "formula_node.h"

#include "err.h"

// Recursive descent of bounded depth; only a formula that is right (or the reason why not) goes into the arena.
struct parser {
    arena *a;
    str s;
    size_t at;
    const struct fname *names;
    size_t n_names;
    struct formula_error *error;
    int depth;
    size_t n;
    struct fnode node[FORMULA_MAX_NODES];
};

enum { NONE = FNODE_NONE };

static uint16_t parse_or(struct parser *p);

static uint16_t fail(struct parser *p, size_t at, str reason) {
    if (p->error->reason.n == 0) { // the first one counts
        *p->error = (struct formula_error){at, reason};
    }
    return NONE;
}

static struct fnode *node_add(struct parser *p, enum fop op, enum fv_kind kind) {
    if (p->n == FORMULA_MAX_NODES) {
        fail(p, p->at, S("the formula is too long"));
        return NULL;
    }
    struct fnode *n = &p->node[p->n++];
    *n = (struct fnode){.op = op, .kind = kind, .first = NONE, .next = NONE};
    return n;
}

static uint16_t index_of(const struct parser *p, const struct fnode *n) {
    return n ? (uint16_t)(n - p->node) : NONE;
}

// --- characters

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return is_letter(c) || is_digit(c);
}

static bool is_joint(char c) {
    return c == '.' || c == '-' || c == ':';
}

static char peek(const struct parser *p, size_t ahead) {
    return p->at + ahead < p->s.n ? p->s.p[p->at + ahead] : 0;
}

static void skip_space(struct parser *p) {
    while (peek(p, 0) == ' ' || (peek(p, 0) >= '\t' && peek(p, 0) <= '\r')) {
        p->at++;
    }
}

static bool eat(struct parser *p, str token) {
    skip_space(p);
    if (!str_starts(str_sub(p->s, p->at, SIZE_MAX), token)) {
        return false;
    }
    p->at += token.n;
    return true;
}

// The word here: letters, digits and _. Empty where none begins.
static str word_here(const struct parser *p) {
    size_t n = 0;
    while (is_word(peek(p, n)) && (n > 0 || is_letter(peek(p, 0)))) {
        n++;
    }
    return str_sub(p->s, p->at, n);
}

// The longest text here that could be a name, joints included.
static str run_here(const struct parser *p) {
    size_t n = word_here(p).n;
    while (n > 0 && (is_word(peek(p, n)) || (is_joint(peek(p, n)) && is_word(peek(p, n + 1))))) {
        n++;
    }
    return str_sub(p->s, p->at, n);
}

static uint16_t name_find(const struct parser *p, str name) {
    for (size_t i = 0; i < p->n_names; i++) {
        if (str_eq(p->names[i].name, name)) {
            return (uint16_t)i;
        }
    }
    return NONE;
}

// The longest known name here. It ends where a word ends: item_1 is not found in item_10, but a is in a-b.
static uint16_t name_here(const struct parser *p, size_t *n) {
    str run = run_here(p);
    for (*n = run.n; *n > 0; --*n) {
        bool ends = *n == run.n || (is_joint(run.p[*n]) && is_word(run.p[*n - 1]));
        uint16_t i = ends ? name_find(p, str_sub(run, 0, *n)) : NONE;
        if (i != NONE) {
            return i;
        }
    }
    return NONE;
}

// A reserved word, unless a longer name begins here (not.taken).
static bool eat_word(struct parser *p, str word) {
    size_t n = 0;
    skip_space(p);
    if (!str_eq(word_here(p), word) || (name_here(p, &n) != NONE && n > word.n)) {
        return false;
    }
    p->at += word.n;
    return true;
}

// --- kinds

static str kind_name(enum fv_kind k) {
    static const str name[] = {S_INIT("unknown"), S_INIT("a number"), S_INIT("true or false"), S_INIT("a text")};
    return name[k];
}

static bool fits(enum fv_kind have, enum fv_kind want) {
    return have == want || have == FV_UNKNOWN || want == FV_UNKNOWN;
}

static bool want_kind(struct parser *p, uint16_t node, enum fv_kind want, size_t at) {
    enum fv_kind have = p->node[node].kind;
    if (!fits(have, want)) {
        fail(p, at, str_fmt(p->a, "%.*s is wanted here, this is %.*s", SP(kind_name(want)), SP(kind_name(have))));
        return false;
    }
    return true;
}

// Operands of one kind; what that kind is. False where they differ.
static bool same_kind(struct parser *p, uint16_t node, enum fv_kind *kind, size_t at) {
    if (!want_kind(p, node, *kind, at)) {
        return false;
    }
    if (*kind == FV_UNKNOWN) {
        *kind = p->node[node].kind;
    }
    return true;
}

static uint16_t unary(struct parser *p, enum fop op, enum fv_kind kind, uint16_t x, size_t at) {
    if (x == NONE || !want_kind(p, x, kind, at)) {
        return NONE;
    }
    struct fnode *n = node_add(p, op, kind);
    if (n) {
        n->first = x;
        n->operands = 1;
    }
    return index_of(p, n);
}

static uint16_t binary(struct parser *p, enum fop op, enum fv_kind kind, uint16_t x, uint16_t y) {
    struct fnode *n = node_add(p, op, kind);
    if (n) {
        n->first = x;
        n->operands = 2;
        p->node[x].next = y;
    }
    return index_of(p, n);
}

// Both operands and the result are of `kind`; `x` is known to be right in a chain, `at` is where each begins.
static uint16_t chain(struct parser *p, enum fop op, enum fv_kind kind, uint16_t x, size_t x_at, uint16_t (*operand)(struct parser *)) {
    skip_space(p);
    size_t y_at = p->at;
    uint16_t y = want_kind(p, x, kind, x_at) ? operand(p) : NONE;
    return y != NONE && want_kind(p, y, kind, y_at) ? binary(p, op, kind, x, y) : NONE;
}

// --- functions

enum rule { R_NUMBERS, R_FAMILY, R_COUNT, R_IF, R_LOOKUP, R_IN, R_BETWEEN, R_ANY, R_ROUND };

struct function {
    str name;
    enum fop op;
    enum rule rule;
    uint16_t min, max;  // operands
};

static const struct function functions[] = {
    {S_INIT("if"), FOP_IF, R_IF, 3, 3},
    {S_INIT("lookup"), FOP_LOOKUP, R_LOOKUP, 3, FORMULA_MAX_NODES},
    {S_INIT("in"), FOP_IN, R_IN, 2, FORMULA_MAX_NODES},
    {S_INIT("between"), FOP_BETWEEN, R_BETWEEN, 3, 3},
    {S_INIT("within"), FOP_WITHIN, R_NUMBERS, 3, 3},
    {S_INIT("known"), FOP_KNOWN, R_ANY, 1, 1},
    {S_INIT("missing"), FOP_MISSING, R_ANY, 1, 1},
    {S_INIT("round"), FOP_ROUND, R_ROUND, 1, 2},
    {S_INIT("abs"), FOP_ABS, R_NUMBERS, 1, 1},
    {S_INIT("floor"), FOP_FLOOR, R_NUMBERS, 1, 1},
    {S_INIT("ceil"), FOP_CEIL, R_NUMBERS, 1, 1},
    {S_INIT("sqrt"), FOP_SQRT, R_NUMBERS, 1, 1},
    {S_INIT("count"), FOP_COUNT, R_COUNT, 1, FORMULA_MAX_NODES},
    {S_INIT("sum"), FOP_SUM, R_FAMILY, 1, FORMULA_MAX_NODES},
    {S_INIT("mean"), FOP_MEAN, R_FAMILY, 1, FORMULA_MAX_NODES},
    {S_INIT("min"), FOP_MIN, R_FAMILY, 1, FORMULA_MAX_NODES},
    {S_INIT("max"), FOP_MAX, R_FAMILY, 1, FORMULA_MAX_NODES},
    {S_INIT("sum_known"), FOP_SUM_KNOWN, R_FAMILY, 1, FORMULA_MAX_NODES},
    {S_INIT("mean_known"), FOP_MEAN_KNOWN, R_FAMILY, 1, FORMULA_MAX_NODES},
    {S_INIT("min_known"), FOP_MIN_KNOWN, R_FAMILY, 1, FORMULA_MAX_NODES},
    {S_INIT("max_known"), FOP_MAX_KNOWN, R_FAMILY, 1, FORMULA_MAX_NODES},
};

static const struct function *function_of(str name) {
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (str_eq(functions[i].name, name)) {
            return &functions[i];
        }
    }
    return NULL;
}

// Operands of a call while it is read.
struct operands {
    const struct function *f;
    size_t at;              // of the call
    uint16_t first, last, n;
    enum fv_kind subject;   // of if's branches, lookup's and in's keys
    enum fv_kind value;     // of lookup's values
    int places;
};

static bool operand_right(struct parser *p, struct operands *o, uint16_t x, size_t at) {
    switch (o->f->rule) {
    case R_NUMBERS:
    case R_FAMILY:
    case R_BETWEEN:
        return want_kind(p, x, FV_NUMBER, at);
    case R_COUNT:
    case R_ANY:
        return true;
    case R_IF:
        return o->n == 0 ? want_kind(p, x, FV_TRUTH, at) : same_kind(p, x, &o->subject, at);
    case R_IN:
        return same_kind(p, x, &o->subject, at);
    case R_LOOKUP:
        return same_kind(p, x, o->n > 0 && o->n % 2 == 0 ? &o->value : &o->subject, at);
    case R_ROUND:
        break;
    }
    if (o->n == 0) {
        return want_kind(p, x, FV_NUMBER, at);
    }
    const struct fnode *n = &p->node[x];
    if (n->op != FOP_NUMBER || n->number < 0 || n->number > 9 || n->number != (double)(int)n->number) {
        fail(p, at, S("the number of places is written out, from 0 to 9"));
        return false;
    }
    o->places = (int)n->number;
    return true;
}

static bool operand_add(struct parser *p, struct operands *o, uint16_t x, size_t at) {
    if (x == NONE || !operand_right(p, o, x, at)) {
        return false;
    }
    if (o->n == o->f->max) {
        fail(p, at, str_fmt(p->a, "%.*s takes no more than %d", SP(o->f->name), o->f->max));
        return false;
    }
    if (o->n == 0) {
        o->first = x;
    } else {
        p->node[o->last].next = x;
    }
    o->last = x;
    o->n++;
    return true;
}

static uint16_t name_node(struct parser *p, uint16_t name) {
    struct fnode *n = node_add(p, FOP_NAME, p->names[name].kind);
    if (n) {
        n->name = name;
    }
    return index_of(p, n);
}

// The length of "item_*" where it stands alone as an operand, so that it cannot be a product; 0 otherwise.
static size_t family_here(const struct parser *p) {
    size_t n = 0;
    while (is_word(peek(p, n)) || (n > 0 && is_joint(peek(p, n)))) {
        n++;
    }
    if (n == 0 || !is_letter(peek(p, 0)) || peek(p, n) != '*') {
        return 0;
    }
    size_t behind = n + 1;
    while (peek(p, behind) == ' ' || (peek(p, behind) >= '\t' && peek(p, behind) <= '\r')) {
        behind++;
    }
    return peek(p, behind) == ',' || peek(p, behind) == ')' ? n + 1 : 0;
}

static bool family_add(struct parser *p, struct operands *o, size_t n) {
    size_t at = p->at;
    str prefix = str_sub(p->s, at, n - 1);
    bool any = false;
    for (size_t i = 0; i < p->n_names; i++) {
        if (str_starts(p->names[i].name, prefix)) {
            any = true;
            if (!operand_add(p, o, name_node(p, (uint16_t)i), at)) {
                return false;
            }
        }
    }
    p->at += n;
    if (!any) {
        fail(p, at, str_fmt(p->a, "no name begins with \"%.*s\"", SP(prefix)));
    }
    return any;
}

static bool operands_read(struct parser *p, struct operands *o) {
    bool families = o->f->rule == R_FAMILY || o->f->rule == R_COUNT;
    do {
        skip_space(p);
        size_t at = p->at, n = families ? family_here(p) : 0;
        if (n ? !family_add(p, o, n) : !operand_add(p, o, parse_or(p), at)) {
            return false;
        }
    } while (eat(p, S(",")));
    if (!eat(p, S(")"))) {
        fail(p, p->at, S("\",\" or \")\" is wanted here"));
        return false;
    }
    if (o->n < o->f->min || (o->f->rule == R_LOOKUP && o->n % 2 == 0)) {
        fail(p, o->at, str_fmt(p->a, "%.*s wants more than this", SP(o->f->name)));
        return false;
    }
    return true;
}

// What a call gives; for round the places are no operand any more.
static uint16_t call_node(struct parser *p, const struct operands *o) {
    enum fv_kind kind = FV_NUMBER;
    if (o->f->rule == R_IN || o->f->rule == R_BETWEEN || o->f->rule == R_ANY) {
        kind = FV_TRUTH;
    } else if (o->f->rule == R_IF) {
        kind = o->subject;
    } else if (o->f->rule == R_LOOKUP) {
        kind = o->value;
    }
    struct fnode *n = node_add(p, o->f->op, kind);
    if (n) {
        n->first = o->first;
        n->operands = o->n;
        n->places = (int16_t)o->places;
        if (o->f->rule == R_ROUND) {
            n->operands = 1;
            p->node[o->first].next = NONE;
        }
    }
    return index_of(p, n);
}

static uint16_t parse_call(struct parser *p, const struct function *f, size_t at) {
    struct operands o = {.f = f, .at = at, .first = NONE, .last = NONE};
    return operands_read(p, &o) ? call_node(p, &o) : NONE;
}

// --- the grammar, from the innermost out

static uint16_t parse_number(struct parser *p) {
    size_t at = p->at, n = 0;
    while (is_digit(peek(p, n))) {
        n++;
    }
    if (peek(p, n) == '.' && is_digit(peek(p, n + 1))) {
        for (n++; is_digit(peek(p, n)); n++) {
        }
    }
    double v = 0;
    if (is_word(peek(p, n)) || peek(p, n) == '.' || !str_f64(str_sub(p->s, at, n), &v)) {
        return fail(p, at, S("this is no number: digits, and a point with digits behind it"));
    }
    p->at += n;
    struct fnode *node = node_add(p, FOP_NUMBER, FV_NUMBER);
    if (node) {
        node->number = v;
    }
    return index_of(p, node);
}

static uint16_t parse_text(struct parser *p) {
    str text, tail;
    if (!str_cut(str_sub(p->s, p->at + 1, SIZE_MAX), '"', &text, &tail)) {
        return fail(p, p->at, S("this text is opened and never closed"));
    }
    p->at += text.n + 2;
    struct fnode *node = node_add(p, FOP_TEXT, FV_TEXT);
    if (node) {
        node->text = text;
    }
    return index_of(p, node);
}

static uint16_t parse_literal(struct parser *p, enum fop op, enum fv_kind kind, bool truth) {
    struct fnode *node = node_add(p, op, kind);
    if (node) {
        node->truth = truth;
    }
    return index_of(p, node);
}

static uint16_t parse_word(struct parser *p) {
    size_t at = p->at, n = 0;
    str word = word_here(p);
    const struct function *f = function_of(word);
    if (eat_word(p, S("true"))) {
        return parse_literal(p, FOP_TRUTH, FV_TRUTH, true);
    }
    if (eat_word(p, S("false"))) {
        return parse_literal(p, FOP_TRUTH, FV_TRUTH, false);
    }
    if (eat_word(p, S("unknown"))) {
        return parse_literal(p, FOP_UNKNOWN, FV_UNKNOWN, false);
    }
    if (f) {
        p->at += word.n;
        if (eat(p, S("("))) {
            return parse_call(p, f, at);
        }
        p->at = at;
    }
    uint16_t name = name_here(p, &n);
    str run = str_sub(p->s, at, name == NONE ? run_here(p).n : n);
    p->at += run.n;
    if (eat(p, S("("))) {
        return fail(p, at, str_fmt(p->a, "\"%.*s\" is no function", SP(run)));
    }
    return name != NONE ? name_node(p, name) : fail(p, at, str_fmt(p->a, "\"%.*s\" is no known name", SP(run)));
}

static uint16_t parse_primary(struct parser *p) {
    skip_space(p);
    char c = peek(p, 0);
    if (is_digit(c)) {
        return parse_number(p);
    }
    if (c == '"') {
        return parse_text(p);
    }
    if (is_letter(c)) {
        return parse_word(p);
    }
    if (eat(p, S("("))) {
        uint16_t x = parse_or(p);
        return x == NONE || eat(p, S(")")) ? x : fail(p, p->at, S("\")\" is wanted here"));
    }
    return fail(p, p->at, p->at == p->s.n ? S("the formula ends too early") : S("a value is wanted here"));
}

// Every nesting passes through here, so the depth is kept here.
static uint16_t parse_unary(struct parser *p) {
    if (p->depth == FORMULA_MAX_DEPTH) {
        return fail(p, p->at, S("nested too deeply"));
    }
    p->depth++;
    uint16_t x;
    if (eat(p, S("-"))) {
        skip_space(p);
        size_t at = p->at;
        x = unary(p, FOP_NEG, FV_NUMBER, parse_unary(p), at);
    } else {
        x = parse_primary(p);
    }
    p->depth--;
    return x;
}

static uint16_t parse_product(struct parser *p) {
    skip_space(p);
    size_t at = p->at;
    uint16_t x = parse_unary(p);
    while (x != NONE) {
        if (eat(p, S("*"))) {
            x = chain(p, FOP_MUL, FV_NUMBER, x, at, parse_unary);
        } else if (eat(p, S("/"))) {
            x = chain(p, FOP_DIV, FV_NUMBER, x, at, parse_unary);
        } else {
            break;
        }
    }
    return x;
}

static uint16_t parse_sum(struct parser *p) {
    skip_space(p);
    size_t at = p->at;
    uint16_t x = parse_product(p);
    while (x != NONE) {
        if (eat(p, S("+"))) {
            x = chain(p, FOP_ADD, FV_NUMBER, x, at, parse_product);
        } else if (eat(p, S("-"))) {
            x = chain(p, FOP_SUB, FV_NUMBER, x, at, parse_product);
        } else {
            break;
        }
    }
    return x;
}

static bool eat_comparison(struct parser *p, enum fop *op) {
    static const struct {
        str text;
        enum fop op;
    } all[] = {{S_INIT("!="), FOP_NE}, {S_INIT("<="), FOP_LE}, {S_INIT(">="), FOP_GE}, {S_INIT("="), FOP_EQ}, {S_INIT("<"), FOP_LT}, {S_INIT(">"), FOP_GT}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (eat(p, all[i].text)) {
            *op = all[i].op;
            return true;
        }
    }
    return false;
}

static uint16_t parse_comparison(struct parser *p) {
    skip_space(p);
    size_t at = p->at;
    enum fop op;
    uint16_t x = parse_sum(p);
    if (x == NONE || !eat_comparison(p, &op)) {
        return x;
    }
    skip_space(p);
    size_t y_at = p->at;
    uint16_t y = parse_sum(p);
    enum fv_kind kind = op == FOP_EQ || op == FOP_NE ? FV_UNKNOWN : FV_NUMBER;
    if (y == NONE || !same_kind(p, x, &kind, at) || !same_kind(p, y, &kind, y_at)) {
        return NONE;
    }
    size_t again = p->at;
    if (eat_comparison(p, &op)) {
        return fail(p, again, S("comparisons do not chain; join them with \"and\""));
    }
    return binary(p, op, FV_TRUTH, x, y);
}

static uint16_t parse_not(struct parser *p) {
    if (!eat_word(p, S("not"))) {
        return parse_comparison(p);
    }
    if (p->depth == FORMULA_MAX_DEPTH) {
        return fail(p, p->at, S("nested too deeply"));
    }
    p->depth++;
    skip_space(p);
    size_t at = p->at;
    uint16_t x = unary(p, FOP_NOT, FV_TRUTH, parse_not(p), at);
    p->depth--;
    return x;
}

static uint16_t parse_and(struct parser *p) {
    skip_space(p);
    size_t at = p->at;
    uint16_t x = parse_not(p);
    while (x != NONE && eat_word(p, S("and"))) {
        x = chain(p, FOP_AND, FV_TRUTH, x, at, parse_not);
    }
    return x;
}

static uint16_t parse_or(struct parser *p) {
    skip_space(p);
    size_t at = p->at;
    uint16_t x = parse_and(p);
    while (x != NONE && eat_word(p, S("or"))) {
        x = chain(p, FOP_OR, FV_TRUTH, x, at, parse_and);
    }
    return x;
}

// --- the whole

static void names_used(struct parser *p, struct formula *f) {
    bool used[FORMULA_MAX_NAMES] = {false};
    for (size_t i = 0; i < p->n; i++) {
        if (p->node[i].op == FOP_NAME && !used[p->node[i].name]) {
            used[p->node[i].name] = true;
            f->n_used++;
        }
    }
    uint16_t *index = ARENA_ARRAY(p->a, f->n_used, uint16_t);
    size_t n = 0;
    for (size_t i = 0; i < p->n_names; i++) {
        if (used[i]) {
            index[n++] = (uint16_t)i;
        }
    }
    f->used = index;
}

static const struct fname *names_copy(struct parser *p) {
    struct fname *names = ARENA_ARRAY(p->a, p->n_names, struct fname);
    for (size_t i = 0; i < p->n_names; i++) {
        names[i] = p->names[i];
        names[i].name = str_dup(p->a, names[i].name);
    }
    return names;
}

static const struct formula *formula_make(struct parser *p, bool names_stay) {
    struct formula *f = ARENA_NEW(p->a, struct formula);
    struct fnode *node = ARENA_ARRAY(p->a, p->n, struct fnode);
    for (size_t i = 0; i < p->n; i++) {
        node[i] = p->node[i];
        node[i].text = str_dup(p->a, node[i].text);
    }
    *f = (struct formula){.node = node, .n = p->n, .names = names_stay ? p->names : names_copy(p)};
    names_used(p, f);
    return f;
}

static const struct formula *compile(arena *a, str source, const struct fname *names, size_t n_names, bool names_stay, struct formula_error *e) {
    CHECK(a && e && n_names <= FORMULA_MAX_NAMES);
    for (size_t i = 0; i < n_names; i++) {
        CHECK(names[i].kind != FV_UNKNOWN);
    }
    struct parser p;
    p.a = a;
    p.s = source;
    p.at = 0;
    p.names = names;
    p.n_names = n_names;
    p.error = e;
    p.depth = 0;
    p.n = 0;
    *e = (struct formula_error){0};
    if (source.n > FORMULA_MAX_BYTES) {
        fail(&p, FORMULA_MAX_BYTES, S("the formula is too long"));
        return NULL;
    }
    if (!text_valid(source)) {
        fail(&p, 0, S("bytes that are not UTF-8, or control characters"));
        return NULL;
    }
    uint16_t root = parse_or(&p);
    skip_space(&p);
    if (root != NONE && p.at < source.n) {
        root = fail(&p, p.at, S("an operator, or the end, is wanted here"));
    }
    if (root == NONE) {
        CHECK(e->reason.n);
        return NULL;
    }
    return formula_make(&p, names_stay);
}

enum fv_kind formula_kind(const struct formula *f) {
    return f->node[f->n - 1].kind;
}

size_t formula_names(const struct formula *f, const uint16_t **index) {
    *index = f->used;
    return f->n_used;
}

const struct formula *formula_compile(arena *a, str source, const struct fname *names, size_t n_names, struct formula_error *e) {
    return compile(a, source, names, n_names, false, e);
}

const struct formula *formula_compile_over(arena *a, str source, const struct fname *names, size_t n_names, struct formula_error *e) {
    return compile(a, source, names, n_names, true, e);
}
