// FHIR R4 Questionnaire: its words alone. What it says of values must be what we score with, or it is refused.
#include "base/err.h"
#include "base/number.h"
#include "clinic/measures/instrument_words_read.h"

#define wrong(r, ...) take_wrong(&(r)->take, __VA_ARGS__)

enum { QUESTIONS_MOST = 200, DEPTH_MOST = 12, UNUSED_MOST = 40 };

// One question of the file.
struct question {
    const struct json *item;
    str path, link, prefix, text, stem, lo, hi;
    size_t by_link, by_prefix;      // the item that is named; SIZE_MAX none
    bool used;
};

struct reading {
    struct words_reader *r;
    const struct json *top;
    struct question q[QUESTIONS_MOST];
    size_t n;
    const struct question *of[INSTRUMENT_ITEMS];
};

// --- texts

// One line, blanks single: a questionnaire is often broken into lines.
static str plain(arena *a, str s)
{
    s = str_trim(s);
    char *p = arena_array(a, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool blank = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t';
        if (!blank) p[n++] = s.p[i];
        else if (n && p[n - 1] != ' ') p[n++] = ' ';
    }
    return (str){p, n};
}

static bool text_get(struct reading *g, const struct json *o, const char *name, str path, str *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = (str){0};
    if (!j) return true;
    if (j->kind != JSON_STRING) return wrong(g->r, take_under(&g->r->take, path, name), "a text is wanted");
    *out = plain(g->r->a, j->text);
    return !out->n || text_valid(*out) ? true : wrong(g->r, take_under(&g->r->take, path, name), "there are bytes in it that are no text");
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static bool alnum(char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z'); }

// "97910-4": a number of LOINC, whose last digit only proves the others.
static bool loinc_like(str s)
{
    size_t dash = str_find(s, S("-"));
    if (dash == SIZE_MAX || dash < 3 || dash > 7 || dash + 2 != s.n) return false;
    for (size_t i = 0; i < s.n; i++)
        if (i != dash && !take_digit(s.p[i])) return false;
    return true;
}

// The item that "PHQ9.3", "q03", "koos-S1", "4." name by their end; SIZE_MAX where none.
static size_t item_named(const struct instrument_file *in, str s)
{
    while (s.n && !alnum(s.p[s.n - 1])) s.n--;
    size_t slash = s.n;
    while (slash && s.p[slash - 1] != '/') slash--;
    s = str_sub(s, slash, s.n);
    if (!s.n || loinc_like(s)) return SIZE_MAX;
    size_t from = s.n, digits = s.n;
    while (from && alnum(s.p[from - 1])) from--;
    str word = str_sub(s, from, s.n);
    for (size_t i = 0; i < in->n_items; i++)
        if (str_eq_nocase(in->items[i].id, word)) return i;
    while (digits > from && take_digit(s.p[digits - 1])) digits--;
    word = str_sub(s, digits, s.n);
    while (word.n > 1 && word.p[0] == '0') word = str_sub(word, 1, word.n);
    for (size_t i = 0; i < in->n_items; i++)
        if (word.n && str_eq(in->items[i].id, word)) return i;
    return SIZE_MAX;
}

// "4. I use a handrail": the number is ours to print.
static str without_number(str text, str id)
{
    if (!str_starts(text, id) || text.n < id.n + 3) return text;
    char c = text.p[id.n];
    return (c == '.' || c == ')') && text.p[id.n + 1] == ' ' ? str_sub(text, id.n + 2, text.n) : text;
}

// --- which questions there are

static bool url_ends(const struct json *extension, const char *end) { return str_ends(json_text(json_get(extension, S("url"))), str_of(end)); }

static const struct json *extension_of(const struct json *o, const char *end)
{
    const struct json *list = o ? json_get(o, S("extension")) : NULL;
    for (const struct json *x = list && list->kind == JSON_ARRAY ? list->first : NULL; x; x = x->next)
        if (url_ends(x, end)) return x;
    return NULL;
}

// Computed by the file: a total, a mean. Never asked.
static bool computed(const struct json *item)
{
    const struct json *read_only = json_get(item, S("readOnly"));
    return (read_only && read_only->kind == JSON_BOOL && read_only->truth) || extension_of(item, "calculatedExpression");
}

// "lower" or "upper": the words at an end of a scale.
static bool is_end(const struct json *item, const char *which)
{
    const struct json *x = extension_of(item, "questionnaire-itemControl"), *v = x ? json_get(x, S("valueCodeableConcept")) : NULL;
    const struct json *list = v ? json_get(v, S("coding")) : NULL;
    for (const struct json *c = list && list->kind == JSON_ARRAY ? list->first : NULL; c; c = c->next)
        if (str_eq(json_text(json_get(c, S("code"))), str_of(which))) return true;
    return false;
}

static bool items_walk(struct reading *g, const struct json *list, str path, str stem, struct question *over, int depth);

static bool question_add(struct reading *g, const struct json *item, str path, str stem)
{
    if (g->n == QUESTIONS_MOST) return wrong(g->r, path, "there are more than %d questions", QUESTIONS_MOST);
    struct question *q = &g->q[g->n];
    *q = (struct question){.item = item, .path = path, .stem = stem};
    if (!text_get(g, item, "linkId", path, &q->link) || !text_get(g, item, "prefix", path, &q->prefix) || !text_get(g, item, "text", path, &q->text)) return false;
    if (!q->link.n) return wrong(g->r, path, "\"linkId\" is missing");
    q->by_link = item_named(g->r->in, q->link);
    q->by_prefix = q->prefix.n ? item_named(g->r->in, q->prefix) : SIZE_MAX;
    g->n++;
    return true;
}

static bool item_walk(struct reading *g, const struct json *item, str path, str *stem, struct question *over, int depth)
{
    str type, text;
    const struct json *nested = json_get(item, S("item"));
    if (item->kind != JSON_OBJECT) return wrong(g->r, path, "an object is wanted");
    if (!text_get(g, item, "type", path, &type) || !text_get(g, item, "text", path, &text)) return false;
    if (!type.n) return wrong(g->r, path, "\"type\" is missing");
    if (str_eq(type, S("display"))) {
        if (over && is_end(item, "lower")) over->lo = text;
        else if (over && is_end(item, "upper")) over->hi = text;
        else if (!over && text.n) *stem = text;
        return true;
    }
    if (str_eq(type, S("group"))) return items_walk(g, nested, path, text.n ? text : *stem, NULL, depth + 1);
    if (computed(item)) return true;
    if (!question_add(g, item, path, *stem)) return false;
    return items_walk(g, nested, path, text, &g->q[g->n - 1], depth + 1);
}

static bool items_walk(struct reading *g, const struct json *list, str path, str stem, struct question *over, int depth)
{
    size_t i = 0;
    if (!list) return true;
    if (list->kind != JSON_ARRAY) return wrong(g->r, take_under(&g->r->take, path, "item"), "a list is wanted");
    if (depth > DEPTH_MOST) return wrong(g->r, path, "items are nested more than %d deep", DEPTH_MOST);
    for (const struct json *j = list->first; j; j = j->next, i++)
        if (!item_walk(g, j, take_place(&g->r->take, path, "item", i), &stem, over, depth)) return false;
    return true;
}

// --- which question is which item

// True where each item has one question by that number, and no two the same. *found: how many have one; *twice: two have the same.
static bool numbered(const struct reading *g, bool prefix, const struct question **of, size_t *found, bool *twice)
{
    *found = 0;
    *twice = false;
    for (size_t i = 0; i < g->r->in->n_items; i++) of[i] = NULL;
    for (size_t k = 0; k < g->n; k++) {
        size_t i = prefix ? g->q[k].by_prefix : g->q[k].by_link;
        if (i == SIZE_MAX) continue;
        *twice = *twice || of[i];
        *found += !of[i];
        of[i] = &g->q[k];
    }
    return *found == g->r->in->n_items && !*twice;
}

static bool refuse_count(struct reading *g, const struct question *const *of, size_t found)
{
    const struct instrument_file *in = g->r->in;
    struct buf b = buf_new(g->r->a, 512);
    size_t n = 0;
    for (size_t i = 0; i < in->n_items && 2 * found >= in->n_items; i++)
        if (!of[i]) buf_putf(&b, "%s%.*s", n++ ? ", " : "", SP(in->items[i].id));
    if (n) return wrong(g->r, S("item"), "there is no question for item %.*s: %zu questions, and %zu are wanted", SP(buf_str(&b)), g->n, in->n_items);
    return wrong(g->r, S("item"), "there are %zu questions, and %zu are wanted", g->n, in->n_items);
}

static bool find_items(struct reading *g)
{
    const struct question *by_link[INSTRUMENT_ITEMS], *by_prefix[INSTRUMENT_ITEMS];
    const struct instrument_file *in = g->r->in;
    size_t found, found_prefix;
    bool twice, twice_prefix;
    bool link = numbered(g, false, by_link, &found, &twice), prefix = numbered(g, true, by_prefix, &found_prefix, &twice_prefix);
    for (size_t i = 0; link && prefix && i < in->n_items; i++)
        if (by_link[i] != by_prefix[i]) return wrong(g->r, by_prefix[i]->path, "\"prefix\" and \"linkId\" number the questions differently");
    g->r->out->by = link ? WORDS_BY_LINK_ID : prefix ? WORDS_BY_PREFIX : WORDS_BY_ORDER;
    for (size_t i = 0; i < in->n_items; i++) g->of[i] = link ? by_link[i] : by_prefix[i];
    if (!link && !prefix) {
        // half of the numbers and more: they are numbers, and some are missing. Order would put the rest in wrong places.
        if (!twice && 2 * found >= in->n_items) return refuse_count(g, by_link, found);
        if (!twice_prefix && 2 * found_prefix >= in->n_items) return refuse_count(g, by_prefix, found_prefix);
        if (g->n != in->n_items) return refuse_count(g, by_link, 0);
        for (size_t i = 0; i < in->n_items; i++) g->of[i] = &g->q[i];
    }
    for (size_t i = 0; i < in->n_items; i++) g->q[g->of[i] - g->q].used = true;
    return true;
}

static void list_unused(struct reading *g)
{
    str *v = ARENA_ARRAY(g->r->a, UNUSED_MOST, str);
    size_t n = 0;
    for (size_t k = 0; k < g->n && n < UNUSED_MOST; k++)
        if (!g->q[k].used) v[n++] = str_fmt(g->r->a, "%.*s: %.*s", SP(g->q[k].link), SP(g->q[k].text));
    g->r->out->unused = v;
    g->r->out->n_unused = n;
}

// --- answers

struct option {
    str path, code, display, system;
    bool valued;
    double value;
};

static bool number_of(const struct json *o, const char *const *names, double *out)
{
    for (; *names; names++) {
        const struct json *j = json_get(o, str_of(*names));
        if (j && j->kind == JSON_NUMBER && json_number(j, out)) return true;
    }
    return false;
}

// What the file counts for an answer: FHIR has had three names for it.
static bool weight_of(const struct json *o, double *out)
{
    static const char *const ends[] = {"/ordinalValue", "/itemWeight", "-optionScore", "/iso21090-CO-value"};
    static const char *const values[] = {"valueDecimal", "valueInteger", NULL};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const struct json *x = extension_of(o, ends[i]);
        if (x && number_of(x, values, out)) return true;
    }
    return false;
}

static bool coding_get(struct reading *g, const struct json *coding, str path, struct option *o)
{
    return text_get(g, coding, "code", path, &o->code) && text_get(g, coding, "display", path, &o->display) && text_get(g, coding, "system", path, &o->system);
}

static bool option_get(struct reading *g, const struct json *j, str path, struct option *o)
{
    static const char *const integer[] = {"valueInteger", NULL};
    const struct json *coding = json_get(j, S("valueCoding"));
    *o = (struct option){.path = path};
    if (number_of(j, integer, &o->value)) {
        o->code = json_get(j, S("valueInteger"))->text;
        o->valued = true;
        return true;
    }
    if (json_get(j, S("valueString"))) return text_get(g, j, "valueString", path, &o->display);
    if (!coding || coding->kind != JSON_OBJECT) return wrong(g->r, path, "\"valueCoding\" is missing");
    if (!coding_get(g, coding, take_under(&g->r->take, path, "valueCoding"), o)) return false;
    o->valued = weight_of(coding, &o->value) || weight_of(j, &o->value);
    return true;
}

static const struct json *contained(const struct json *top, str id)
{
    const struct json *list = json_get(top, S("contained"));
    for (const struct json *j = list && list->kind == JSON_ARRAY ? list->first : NULL; j; j = j->next)
        if (str_eq(json_text(json_get(j, S("id"))), id)) return j;
    return NULL;
}

static bool concepts_get(struct reading *g, const struct json *list, str path, struct option *v, size_t most, size_t *n)
{
    for (const struct json *j = list && list->kind == JSON_ARRAY ? list->first : NULL; j; j = j->next, ++*n) {
        if (*n == most) return wrong(g->r, path, "there are too many answers");
        v[*n] = (struct option){.path = path};
        if (j->kind != JSON_OBJECT) return wrong(g->r, path, "an object is wanted");
        if (!coding_get(g, j, path, &v[*n])) return false;
        v[*n].valued = weight_of(j, &v[*n].value);
    }
    return true;
}

static bool value_set_get(struct reading *g, const struct question *q, struct option *v, size_t most, size_t *n)
{
    str address = json_text(json_get(q->item, S("answerValueSet"))), path = take_under(&g->r->take, q->path, "answerValueSet");
    const struct json *set = str_starts(address, S("#")) ? contained(g->top, str_sub(address, 1, address.n)) : NULL;
    if (!set) return wrong(g->r, path, "its answers stand elsewhere (%.*s): a file that holds them is wanted", SP(str_sub(address, 0, 200)));
    const struct json *expansion = json_get(set, S("expansion")), *compose = json_get(set, S("compose"));
    if (expansion) return concepts_get(g, json_get(expansion, S("contains")), path, v, most, n);
    const struct json *include = compose ? json_get(compose, S("include")) : NULL;
    for (const struct json *j = include && include->kind == JSON_ARRAY ? include->first : NULL; j; j = j->next)
        if (j->kind != JSON_OBJECT || !concepts_get(g, json_get(j, S("concept")), path, v, most, n))
            return j->kind == JSON_OBJECT ? false : wrong(g->r, path, "an object is wanted");
    return true;
}

static bool options_get(struct reading *g, const struct question *q, struct option *v, size_t most, size_t *n)
{
    const struct json *list = json_get(q->item, S("answerOption"));
    *n = 0;
    if (!list) return json_get(q->item, S("answerValueSet")) ? value_set_get(g, q, v, most, n) : true;
    if (list->kind != JSON_ARRAY) return wrong(g->r, take_under(&g->r->take, q->path, "answerOption"), "a list is wanted");
    for (const struct json *j = list->first; j; j = j->next, ++*n) {
        str path = take_place(&g->r->take, q->path, "answerOption", *n);
        if (*n == most) return wrong(g->r, path, "there are too many answers");
        if (j->kind != JSON_OBJECT) return wrong(g->r, path, "an object is wanted");
        if (!option_get(g, j, path, &v[*n])) return false;
    }
    return true;
}

// Which of our answers an option is, by its value, its code, or LOINC's code of this very list; SIZE_MAX where it does not say.
static size_t option_code(const struct answer_set *set, const struct option *o)
{
    double v;
    for (size_t k = 0; k < set->n_codes; k++)
        if (set->codes[k].loinc.n && str_eq(set->codes[k].loinc, o->code)) return k;
    for (size_t k = 0; k < set->n_codes; k++)
        if (set->codes[k].kind == FV_TEXT ? str_eq(set->codes[k].code, o->code) : o->valued && set->codes[k].number == o->value) return k;
    for (size_t k = 0; k < set->n_codes; k++)
        if (set->codes[k].kind == FV_NUMBER && !o->valued && str_f64(o->code, &v) && v == set->codes[k].number) return k;
    return SIZE_MAX;
}

static bool says_value(const struct option *o)
{
    double v;
    return o->valued || str_f64(o->code, &v);
}

static bool codes_take(struct reading *g, size_t i, const struct option *o, size_t n)
{
    const struct instrument_item *item = &g->r->in->items[i];
    const struct answer_set *set = item->answers;
    const struct question *q = g->of[i];
    str *words = ARENA_ARRAY(g->r->a, set->n_codes, str);
    bool told = false;
    if (n != set->n_codes) return wrong(g->r, q->path, "item %.*s has %zu answers, and %zu are wanted", SP(item->id), n, set->n_codes);
    for (size_t k = 0; k < n; k++) told = told || says_value(&o[k]) || option_code(set, &o[k]) != SIZE_MAX;
    for (size_t k = 0; k < n; k++) {
        size_t at = told ? option_code(set, &o[k]) : k;
        if (at == SIZE_MAX)
            return wrong(g->r, o[k].path, "this answer counts %s%.*s in the file, and that is none of the values that item %.*s is scored with", o[k].valued ? "" : "nothing: ",
                SP(o[k].valued ? str_fmt(g->r->a, "%g", o[k].value) : o[k].code), SP(item->id));
        if (words[at].n) return wrong(g->r, o[k].path, "two answers of item %.*s count the same", SP(item->id));
        words[at] = o[k].display;
        if (!words[at].n) return wrong(g->r, o[k].path, "this answer has no words");
    }
    g->r->out->by_order = g->r->out->by_order || !told;
    g->r->item[i].answers = words;
    return true;
}

// A number: asked as one, or as a list of exactly these.
static bool number_take(struct reading *g, size_t i, const struct option *o, size_t n)
{
    const struct instrument_item *item = &g->r->in->items[i];
    const struct answer_set *set = item->answers;
    struct words_item *x = &g->r->item[i];
    x->lo = g->of[i]->lo;
    x->hi = g->of[i]->hi;
    if (!n) return true;
    if ((double)n != set->hi - set->lo + 1) return wrong(g->r, g->of[i]->path, "item %.*s has %zu answers, and %g to %g are wanted", SP(item->id), n, set->lo, set->hi);
    for (size_t k = 0; k < n; k++) {
        double v = o[k].value;
        if (!o[k].valued && !str_f64(o[k].code, &v)) return wrong(g->r, o[k].path, "this answer has no value");
        if (v != set->lo + (double)k) return wrong(g->r, o[k].path, "this answer counts %g, and %g is wanted here", v, set->lo + (double)k);
    }
    double same;
    if (o[0].display.n && !str_f64(o[0].display, &same)) x->lo = o[0].display;
    if (o[n - 1].display.n && !str_f64(o[n - 1].display, &same)) x->hi = o[n - 1].display;
    return true;
}

static bool item_fill(struct reading *g, size_t i)
{
    enum { OPTIONS_MOST = 102 };
    const struct instrument_item *item = &g->r->in->items[i];
    const struct question *q = g->of[i];
    struct words_item *x = &g->r->item[i];
    struct option *o = ARENA_ARRAY(g->r->a, OPTIONS_MOST, struct option);
    size_t n;
    x->text = without_number(q->text, item->id);
    x->stem = q->stem;
    x->from = q->link;
    if (!x->text.n) return wrong(g->r, q->path, "\"text\" is missing");
    if (!options_get(g, q, o, OPTIONS_MOST, &n)) return false;
    if (item->answers->kind == ANSWER_NUMBER) return number_take(g, i, o, n);
    if (item->answers->kind == ANSWER_CLOCK) return n ? wrong(g->r, q->path, "item %.*s is a time of day", SP(item->id)) : true;
    if (n == 0 && words_ticked(item)) {
        static const str ticks[2] = {S_INIT("Not ticked"), S_INIT("Ticked")}, turned[2] = {S_INIT("Ticked"), S_INIT("Not ticked")};
        x->answers = item->answers->codes[0].number == item->blank ? ticks : turned;
        return true;
    }
    return codes_take(g, i, o, n);
}

// --- answers that the file counts the other way round

// The same words in the same order of values, or in the opposite one: 0 neither, 1 the same, -1 the opposite.
static int order_of(const struct words_item *x, const struct words_item *y, size_t n)
{
    bool same = true, opposite = true;
    for (size_t k = 0; k < n; k++) {
        same = same && str_eq_nocase(x->answers[k], y->answers[k]);
        opposite = opposite && str_eq_nocase(x->answers[k], y->answers[n - 1 - k]);
    }
    return same ? 1 : opposite ? -1 : 0;
}

// More of it makes the score less: "4 - q4" in our formula.
static bool turned_by_us(const struct instrument_file *in, size_t item)
{
    struct instrument_answers x;
    struct instrument_result low[INSTRUMENT_SCORES], high[INSTRUMENT_SCORES];
    instrument_answers_none(in, &x);
    for (size_t i = 0; i < in->n_items; i++)
        if (in->items[i].answers->kind != ANSWER_CODES || in->items[i].answers->codes[0].kind == FV_NUMBER)
            x.value[i] = (fvalue){.kind = FV_NUMBER, .number = in->items[i].answers->lo};
    instrument_score(in, &x, low);
    x.value[item].number = in->items[item].answers->hi;
    instrument_score(in, &x, high);
    return low[0].computable && high[0].computable && high[0].value < low[0].value;
}

static void turn(struct words_reader *r, size_t i)
{
    size_t n = r->in->items[i].answers->n_codes;
    str *words = ARENA_ARRAY(r->a, n, str);
    for (size_t k = 0; k < n; k++) words[k] = r->item[i].answers[n - 1 - k];
    r->item[i].answers = words;
    r->item[i].turned = true;
}

// The first item of each list that we do not turn says which way its answers are counted. A file that has turned others already counts them the
// other way round: their words are put back, as we turn them ourselves. One that we do not turn, and that is turned, fits nothing.
static bool turns_right(struct reading *g)
{
    const struct instrument_file *in = g->r->in;
    for (size_t s = 0; s < in->n_answers; s++) {
        const struct answer_set *set = &in->answers[s];
        size_t first = SIZE_MAX;
        for (size_t i = 0; i < in->n_items && first == SIZE_MAX; i++)
            if (in->items[i].answers == set && set->kind == ANSWER_CODES && !turned_by_us(in, i)) first = i;
        for (size_t i = 0; first != SIZE_MAX && i < in->n_items; i++) {
            if (in->items[i].answers != set || i == first || order_of(&g->r->item[first], &g->r->item[i], set->n_codes) != -1) continue;
            if (!turned_by_us(in, i))
                return wrong(g->r, g->of[i]->path, "item %.*s counts its answers the other way round than item %.*s", SP(in->items[i].id), SP(in->items[first].id));
            turn(g->r, i);
        }
    }
    return true;
}

static bool head_get(struct reading *g)
{
    struct instrument_words *w = g->r->out;
    str type, language;
    if (!text_get(g, g->top, "resourceType", (str){0}, &type) || !text_get(g, g->top, "language", (str){0}, &language) || !text_get(g, g->top, "copyright", (str){0}, &w->credit)) return false;
    if (!str_eq(type, S("Questionnaire"))) return wrong(g->r, S("resourceType"), "a Questionnaire is wanted, and this is a %.*s", SP(str_sub(type, 0, 60)));
    char *p = arena_array(g->r->a, language.n + 1, 1);
    for (size_t i = 0; i < language.n; i++) p[i] = lower(language.p[i]);
    w->language = language.n ? (str){p, language.n} : g->r->in->language;
    return true;
}

bool questionnaire_read(struct words_reader *r, const struct json *top)
{
    struct reading *g = ARENA_NEW(r->a, struct reading);
    g->r = r;
    g->top = top;
    if (!head_get(g) || !items_walk(g, json_get(top, S("item")), (str){0}, (str){0}, NULL, 0)) return false;
    if (!g->n) return wrong(r, S("item"), "there are no questions");
    if (!find_items(g)) return false;
    for (size_t i = 0; i < r->in->n_items; i++)
        if (!item_fill(g, i)) return false;
    list_unused(g);
    return turns_right(g);
}
