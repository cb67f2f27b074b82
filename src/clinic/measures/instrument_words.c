#include "clinic/measures/instrument_words.h"

#include "base/err.h"
#include "clinic/measures/instrument_words_read.h"

#define wrong(r, ...) take_wrong(&(r)->take, __VA_ARGS__)

// An item that is ticked or left blank, and nothing else: its two answers need no words of the instrument.
bool words_ticked(const struct instrument_item *item)
{
    return item->has_blank && item->answers->kind == ANSWER_CODES && item->answers->n_codes == 2;
}

static str tick_words(const struct instrument_item *item, size_t k)
{
    return item->answers->codes[k].number == item->blank ? S("Not ticked") : S("Ticked");
}

// A text that may be missing or empty: whoever fills in the blank form leaves open what there is not.
static bool text_opt(struct words_reader *r, const struct json *o, str path, const char *name, str *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = (str){0};
    return j && j->kind == JSON_STRING && !str_trim(j->text).n ? true : take_text(&r->take, o, path, name, false, out);
}

// --- our own form

static bool known_members(struct words_reader *r, const struct json *o, str path, bool (*known)(const void *, str), const void *of)
{
    if (o->kind != JSON_OBJECT) return wrong(r, path, "an object is wanted");
    for (const struct json *j = o->first; j; j = j->next)
        if (!known(of, j->name)) return wrong(r, path, "there is no \"%.*s\" in this instrument", SP(j->name));
    return true;
}

static bool is_item(const void *of, str id) { return instrument_item_of(of, id) != SIZE_MAX; }

static bool is_set(const void *of, str id)
{
    const struct instrument_file *in = of;
    for (size_t i = 0; i < in->n_answers; i++)
        if (str_eq(in->answers[i].id, id)) return true;
    return false;
}

static bool is_recall(const void *of, str id)
{
    const struct instrument_file *in = of;
    for (size_t i = 0; i < in->n_recalls; i++)
        if (str_eq(in->recalls[i].id, id)) return true;
    return false;
}

static bool is_answer(const void *of, str code)
{
    const struct answer_set *set = of;
    if (set->kind != ANSWER_CODES) return set->kind == ANSWER_NUMBER && (str_eq(code, S("from_words")) || str_eq(code, S("to_words")));
    for (size_t i = 0; i < set->n_codes; i++)
        if (str_eq(set->codes[i].code, code)) return true;
    return false;
}

// The words of one list, into those of one item.
static bool answers_take(struct words_reader *r, const struct json *o, str path, const struct answer_set *set, str *words, struct words_item *x)
{
    str said;
    if (!known_members(r, o, path, is_answer, set)) return false;
    if (set->kind == ANSWER_NUMBER) {
        if (!text_opt(r, o, path, "from_words", &said)) return false;
        if (said.n) x->lo = said;
        if (!text_opt(r, o, path, "to_words", &said)) return false;
        if (said.n) x->hi = said;
        return true;
    }
    for (size_t k = 0; k < set->n_codes; k++) {
        if (!text_opt(r, o, path, str_z(r->a, set->codes[k].code), &said)) return false;
        if (said.n) words[k] = said;
    }
    return true;
}

static bool item_take(struct words_reader *r, const struct json *top, size_t i)
{
    const struct instrument_item *item = &r->in->items[i];
    const struct answer_set *set = item->answers;
    const struct json *all = json_get(top, S("answers")), *list = all ? json_get(all, set->id) : NULL, *j = json_get(json_get(top, S("items")), item->id), *own;
    struct words_item *x = &r->item[i];
    str *words = ARENA_ARRAY(r->a, set->n_codes, str);
    str path = str_fmt(r->a, "items.%.*s", SP(item->id));
    for (size_t k = 0; words_ticked(item) && k < 2; k++) words[k] = tick_words(item, k);
    if (!j) return wrong(r, S("items"), "item %.*s is missing", SP(item->id));
    if (list && !answers_take(r, list, str_fmt(r->a, "answers.%.*s", SP(set->id)), set, words, x)) return false;
    if (j->kind == JSON_STRING) {
        if (!take_text(&r->take, json_get(top, S("items")), S("items"), str_z(r->a, item->id), true, &x->text)) return false;
    } else {
        if (!take_members(&r->take, j, path, "text stem answers") || !take_text(&r->take, j, path, "text", true, &x->text) ||
            !text_opt(r, j, path, "stem", &x->stem))
            return false;
        own = json_get(j, S("answers"));
        if (own && !answers_take(r, own, take_under(&r->take, path, "answers"), set, words, x)) return false;
    }
    for (size_t k = 0; k < set->n_codes; k++)
        if (!words[k].n) return wrong(r, path, "there are no words for the answer %.*s", SP(set->codes[k].code));
    x->answers = set->n_codes ? words : NULL;
    return true;
}

static bool recalls_take(struct words_reader *r, const struct json *top)
{
    const struct json *o = json_get(top, S("recall"));
    str *v = ARENA_ARRAY(r->a, r->in->n_recalls, str);
    r->out->recalls = v;
    if (!o) return true;
    if (!known_members(r, o, S("recall"), is_recall, r->in)) return false;
    for (size_t i = 0; i < r->in->n_recalls; i++)
        if (!text_opt(r, o, S("recall"), str_z(r->a, r->in->recalls[i].id), &v[i])) return false;
    return true;
}

static bool own_read(struct words_reader *r, const struct json *top)
{
    struct instrument_words *w = r->out;
    const struct json *items = json_get(top, S("items")), *answers = json_get(top, S("answers"));
    str id;
    if (!take_members(&r->take, top, (str){0}, "instrument language title about recall credit stem answers items") ||
        !take_text(&r->take, top, (str){0}, "instrument", true, &id) || !take_text(&r->take, top, (str){0}, "language", true, &w->language) ||
        !text_opt(r, top, (str){0}, "title", &w->title) || !text_opt(r, top, (str){0}, "about", &w->about) ||
        !text_opt(r, top, (str){0}, "credit", &w->credit) || !text_opt(r, top, (str){0}, "stem", &w->stem) || !recalls_take(r, top))
        return false;
    if (!str_eq(id, r->in->id)) return wrong(r, S("instrument"), "these are words for \"%.*s\", and \"%.*s\" is wanted", SP(id), SP(r->in->id));
    if (!items) return wrong(r, (str){0}, "\"items\" is missing");
    if (!known_members(r, items, S("items"), is_item, r->in) || (answers && !known_members(r, answers, S("answers"), is_set, r->in))) return false;
    for (size_t i = 0; i < r->in->n_items; i++)
        if (!item_take(r, top, i)) return false;
    return true;
}

bool instrument_words_read(arena *a, const struct instrument_file *in, str file, str text, struct instrument_words *out, struct instrument_error *e)
{
    struct json_error why;
    struct words_reader r = {.take.a = a, .a = a, .in = in, .item = ARENA_ARRAY(a, in->n_items, struct words_item), .out = out};
    *out = (struct instrument_words){.items = r.item, .recalls = ARENA_ARRAY(a, in->n_recalls, str)};
    const struct json *top = text.n > WORDS_BYTES ? NULL : json_parse(a, text, 64, &why);
    bool good = false;
    if (text.n > WORDS_BYTES) good = wrong(&r, (str){0}, "the file is too large: at most %d bytes", WORDS_BYTES);
    else if (!top) good = wrong(&r, str_fmt(a, "line %zu, column %zu", why.line, why.column), "%.*s", SP(why.reason));
    else if (top->kind != JSON_OBJECT) good = wrong(&r, (str){0}, "an object is wanted");
    else good = json_get(top, S("resourceType")) ? questionnaire_read(&r, top) : own_read(&r, top);
    if (good && (!take_id_valid(out->language) || out->language.n > 12)) good = wrong(&r, S("language"), "this is no language: \"de\" or \"pt-br\" is wanted");
    if (!good) *e = (struct instrument_error){file, r.take.path, r.take.reason};
    return good;
}

// --- as they are kept

static void put_opt(struct jw *w, const char *key, str v)
{
    if (v.n) jw_kstr(w, str_of(key), v);
}

static void put_answers(struct jw *w, const struct answer_set *set, const struct words_item *x)
{
    CHECK(x->answers || set->n_codes == 0);
    jw_object(w);
    for (size_t k = 0; k < set->n_codes; k++) jw_kstr(w, set->codes[k].code, x->answers[k]);
    put_opt(w, "from_words", x->lo);
    put_opt(w, "to_words", x->hi);
    jw_end(w);
}

str instrument_words_json(arena *a, const struct instrument_file *in, const struct instrument_words *v)
{
    struct buf b = buf_new(a, 4 * WORDS_BYTES);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("instrument"), in->id);
    jw_kstr(&w, S("language"), v->language);
    put_opt(&w, "title", v->title);
    put_opt(&w, "about", v->about);
    put_opt(&w, "credit", v->credit);
    put_opt(&w, "stem", v->stem);
    jw_key(&w, S("recall")), jw_object(&w);
    for (size_t i = 0; i < in->n_recalls; i++)
        if (v->recalls[i].n) jw_kstr(&w, in->recalls[i].id, v->recalls[i]);
    jw_end(&w);
    jw_key(&w, S("items")), jw_object(&w);
    for (size_t i = 0; i < in->n_items; i++) {
        const struct words_item *x = &v->items[i];
        jw_key(&w, in->items[i].id), jw_object(&w);
        jw_kstr(&w, S("text"), x->text);
        put_opt(&w, "stem", x->stem);
        if (x->answers || x->lo.n || x->hi.n) jw_key(&w, S("answers")), put_answers(&w, in->items[i].answers, x);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

// Each list stands once, its answers to be filled in; items are a text each.
str instrument_words_blank(arena *a, const struct instrument_file *in)
{
    struct buf b = buf_new(a, WORDS_BYTES);
    buf_putf(&b, "{\n  \"instrument\": \"%.*s\",\n  \"language\": \"%.*s\",\n  \"stem\": \"\",\n  \"answers\": {", SP(in->id), SP(in->language));
    bool first = true;
    for (size_t i = 0; i < in->n_answers; i++) {
        const struct answer_set *set = &in->answers[i];
        if (set->kind == ANSWER_CLOCK) continue;
        buf_putf(&b, "%s\n    \"%.*s\": {", first ? "" : ",", SP(set->id));
        first = false;
        if (set->kind == ANSWER_NUMBER) buf_put(&b, S("\"from_words\": \"\", \"to_words\": \"\""));
        for (size_t k = 0; k < set->n_codes; k++) buf_putf(&b, "%s\"%.*s\": \"\"", k ? ", " : "", SP(set->codes[k].code));
        buf_putc(&b, '}');
    }
    buf_put(&b, S("\n  },\n  \"items\": {"));
    for (size_t i = 0; i < in->n_items; i++) buf_putf(&b, "%s\n    \"%.*s\": \"\"", i ? "," : "", SP(in->items[i].id));
    buf_put(&b, S("\n  }\n}\n"));
    return buf_str(&b);
}
