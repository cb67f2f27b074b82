// An instrument that ships without words, and the words: one file, which the loader reads like any other.
#include "base/err.h"
#include "clinic/measures/instrument_words.h"

struct putter {
    arena *a;
    const struct instrument_file *in;
    const struct instrument_words *w;
    struct jw j;
    str set[INSTRUMENT_ITEMS];          // of each item: the list of its answers
    bool first[INSTRUMENT_ITEMS];       // the first item of that list
};

static void put_tree(struct jw *w, const struct json *j)
{
    switch (j->kind) {
    case JSON_NULL: jw_null(w); break;
    case JSON_BOOL: jw_bool(w, j->truth); break;
    case JSON_NUMBER: jw_raw(w, j->text); break;
    case JSON_STRING: jw_str(w, j->text); break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        if (j->kind == JSON_ARRAY) jw_array(w);
        else jw_object(w);
        for (const struct json *c = j->first; c; c = c->next) {
            if (j->kind == JSON_OBJECT) jw_key(w, c->name);
            put_tree(w, c);
        }
        jw_end(w);
    }
}

static bool same_words(const struct answer_set *set, const struct words_item *x, const struct words_item *y)
{
    for (size_t k = 0; k < set->n_codes; k++)
        if (!str_eq(x->answers[k], y->answers[k])) return false;
    return str_eq(x->lo, y->lo) && str_eq(x->hi, y->hi);
}

static bool set_taken(const struct putter *p, str id, size_t items)
{
    for (size_t i = 0; i < p->in->n_answers; i++)
        if (str_eq(p->in->answers[i].id, id)) return true;
    for (size_t i = 0; i < items; i++)
        if (str_eq(p->set[i], id)) return true;
    return false;
}

// Items that share a list that ships share it on where they have the same words; the others get one of their own: "section", "section-2".
static void sets_name(struct putter *p)
{
    for (size_t i = 0; i < p->in->n_items; i++) {
        const struct answer_set *set = p->in->items[i].answers;
        size_t before = 0;
        for (size_t k = 0; k < i && !p->set[i].n; k++) {
            if (p->in->items[k].answers != set) continue;
            before++;
            if (same_words(set, &p->w->items[k], &p->w->items[i])) p->set[i] = p->set[k];
        }
        if (p->set[i].n) continue;
        p->first[i] = true;
        if (!before) p->set[i] = set->id;
        for (size_t n = 2; !p->set[i].n; n++) {
            str id = str_fmt(p->a, "%.*s-%zu", SP(set->id), n);
            if (!set_taken(p, id, i)) p->set[i] = id;
        }
    }
}

static void put_codes(struct putter *p, const struct answer_set *set, const struct words_item *x)
{
    jw_key(&p->j, S("codes")), jw_array(&p->j);
    for (size_t k = 0; k < set->n_codes; k++) {
        const struct answer_code *c = &set->codes[k];
        jw_object(&p->j);
        jw_key(&p->j, S("code"));
        if (c->kind == FV_NUMBER) jw_raw(&p->j, c->code);
        else jw_str(&p->j, c->code);
        jw_kstr(&p->j, S("words"), x->answers[k]);
        if (c->loinc.n) jw_kstr(&p->j, S("loinc"), c->loinc);
        jw_end(&p->j);
    }
    jw_end(&p->j);
}

static void put_set(struct putter *p, size_t i)
{
    const struct answer_set *set = p->in->items[i].answers;
    const struct words_item *x = &p->w->items[i];
    jw_key(&p->j, p->set[i]);
    jw_object(&p->j);
    if (set->kind == ANSWER_CODES) put_codes(p, set, x);
    if (set->kind == ANSWER_CLOCK) jw_kbool(&p->j, S("clock"), true);
    if (set->kind == ANSWER_NUMBER) {
        jw_knum(&p->j, S("from"), set->lo);
        jw_knum(&p->j, S("to"), set->hi);
        jw_kint(&p->j, S("decimals"), set->decimals);
        if (set->unit.n) jw_kstr(&p->j, S("unit"), set->unit);
        if (x->lo.n) jw_kstr(&p->j, S("from_words"), x->lo);
        if (x->hi.n) jw_kstr(&p->j, S("to_words"), x->hi);
    }
    jw_end(&p->j);
}

static void put_answers(struct putter *p)
{
    jw_object(&p->j);
    for (size_t i = 0; i < p->in->n_items; i++)
        if (p->first[i]) put_set(p, i);
    jw_end(&p->j);
}

// As it ships, with its list, and the words behind all else.
static void put_items(struct putter *p, const struct json *list)
{
    size_t i = 0;
    jw_array(&p->j);
    for (const struct json *o = list->first; o; o = o->next, i++) {
        jw_object(&p->j);
        for (const struct json *c = o->first; c; c = c->next) {
            jw_key(&p->j, c->name);
            if (str_eq(c->name, S("answers"))) jw_str(&p->j, p->set[i]);
            else put_tree(&p->j, c);
        }
        jw_kstr(&p->j, S("text"), p->w->items[i].text);
        if (p->w->items[i].stem.n) jw_kstr(&p->j, S("stem"), p->w->items[i].stem);
        jw_end(&p->j);
    }
    jw_end(&p->j);
}

static void put_licence(struct putter *p, const struct json *o)
{
    jw_object(&p->j);
    for (const struct json *c = o->first; c; c = c->next) {
        bool credit = str_eq(c->name, S("credit"));
        if (credit && p->w->credit.n) continue;
        jw_key(&p->j, c->name);
        if (str_eq(c->name, S("ship"))) jw_str(&p->j, S("licensed"));
        else put_tree(&p->j, c);
    }
    if (p->w->credit.n) jw_kstr(&p->j, S("credit"), p->w->credit);
    jw_end(&p->j);
}

static void put_recalls(struct putter *p, const struct json *list)
{
    size_t i = 0;
    jw_array(&p->j);
    for (const struct json *o = list->first; o; o = o->next, i++) {
        jw_object(&p->j);
        for (const struct json *c = o->first; c; c = c->next) {
            jw_key(&p->j, c->name);
            if (str_eq(c->name, S("words")) && p->w->recalls[i].n) jw_str(&p->j, p->w->recalls[i]);
            else put_tree(&p->j, c);
        }
        jw_end(&p->j);
    }
    jw_end(&p->j);
}

static void put_member(struct putter *p, const struct json *c)
{
    const struct instrument_words *w = p->w;
    jw_key(&p->j, c->name);
    if (str_eq(c->name, S("licence"))) put_licence(p, c);
    else if (str_eq(c->name, S("answers"))) put_answers(p);
    else if (str_eq(c->name, S("items"))) put_items(p, c);
    else if (str_eq(c->name, S("recall"))) put_recalls(p, c);
    else if (str_eq(c->name, S("language"))) jw_str(&p->j, w->language);
    else if (str_eq(c->name, S("title")) && w->title.n) jw_str(&p->j, w->title);
    else if (str_eq(c->name, S("about")) && w->about.n) jw_str(&p->j, w->about);
    else put_tree(&p->j, c);
}

str instrument_words_put(arena *a, const struct instrument_file *in, const struct instrument_words *w)
{
    struct json_error why;
    struct buf b = buf_new(a, 8 << 20);
    struct putter p = {.a = a, .in = in, .w = w, .j = jw_on(&b)};
    const struct json *top = json_parse(a, in->json, 64, &why);
    CHECK(top && in->ship == SHIP_GATE);
    sets_name(&p);
    jw_object(&p.j);
    for (const struct json *c = top->first; c; c = c->next) put_member(&p, c);
    if (w->stem.n) jw_kstr(&p.j, S("stem"), w->stem);
    jw_end(&p.j);
    CHECK(!b.over);
    return buf_str(&b);
}
