// The words of an instrument in other languages. Each is whole or refused: a form is never half in one language.
#include "base/err.h"
#include "clinic/measures/instrument_load.h"

#define wrong(l, ...) take_wrong(&(l)->take, __VA_ARGS__)

enum { LANGUAGES_MOST = 40, LANGUAGE_BYTES = 12 };

// One object of words while it is read: how many of its members were asked for.
struct words {
    struct instrument_loader *l;
    const struct json *o;
    str path;
    size_t taken;
};

static bool words_open(struct instrument_loader *l, const struct json *o, str path, const char *name, struct words *w)
{
    static const struct json none = {.kind = JSON_OBJECT};
    const struct json *j = json_get(o, str_of(name));
    *w = (struct words){l, j ? j : &none, take_under(&l->take, path, name), 0};
    return w->o->kind == JSON_OBJECT ? true : wrong(l, w->path, "an object is wanted");
}

// There where `original` is, and not where it is not.
static bool words_take(struct words *w, str name, str original, str *out)
{
    const char *z = str_z(w->l->a, name);
    *out = (str){0};
    if (!original.n) return json_get(w->o, name) ? wrong(w->l, take_under(&w->l->take, w->path, z), "there is nothing to translate") : true;
    w->taken++;
    return take_text(&w->l->take, w->o, w->path, z, true, out);
}

static bool words_close(const struct words *w)
{
    return w->taken == w->o->count ? true : wrong(w->l, w->path, "%zu of its members belong to nothing", w->o->count - w->taken);
}

static bool recalls_in(struct instrument_loader *l, const struct json *o, str path, struct instrument_file *to)
{
    struct words w;
    struct instrument_recall *recall = ARENA_ARRAY(l->a, to->n_recalls, struct instrument_recall);
    if (!words_open(l, o, path, "recall", &w)) return false;
    for (size_t i = 0; i < to->n_recalls; i++) {
        recall[i] = to->recalls[i];
        if (!words_take(&w, recall[i].id, to->recalls[i].words, &recall[i].words)) return false;
    }
    to->recalls = recall;
    return words_close(&w);
}

static bool set_in(struct words *w, const struct answer_set *from, struct answer_set *to)
{
    struct answer_code *code = ARENA_ARRAY(w->l->a, from->n_codes, struct answer_code);
    *to = *from;
    to->codes = code;
    for (size_t i = 0; i < from->n_codes; i++) {
        code[i] = from->codes[i];
        if (!words_take(w, code[i].code, from->codes[i].words, &code[i].words)) return false;
    }
    if (from->kind != ANSWER_NUMBER) return words_close(w);
    return words_take(w, S("unit"), from->unit, &to->unit) && words_take(w, S("from_words"), from->lo_words, &to->lo_words) &&
        words_take(w, S("to_words"), from->hi_words, &to->hi_words) && words_close(w);
}

// Sets without words (a plain number, a time of day) need not stand.
static bool answers_in(struct instrument_loader *l, const struct json *o, str path, struct instrument_file *to)
{
    struct words all, w;
    struct answer_set *set = ARENA_ARRAY(l->a, to->n_answers, struct answer_set);
    if (!words_open(l, o, path, "answers", &all)) return false;
    for (size_t i = 0; i < to->n_answers; i++) {
        str id = to->answers[i].id;
        if (json_get(all.o, id)) all.taken++;
        if (!words_open(l, all.o, all.path, str_z(l->a, id), &w) || !set_in(&w, &to->answers[i], &set[i])) return false;
    }
    to->answers = set;
    return words_close(&all);
}

static bool items_in(struct instrument_loader *l, const struct json *o, str path, struct instrument_file *to)
{
    struct words text, stem;
    struct instrument_item *item = ARENA_ARRAY(l->a, to->n_items, struct instrument_item);
    const struct answer_set *before = l->in->answers;
    if (!words_open(l, o, path, "items", &text) || !words_open(l, o, path, "stems", &stem)) return false;
    for (size_t i = 0; i < to->n_items; i++) {
        const struct instrument_item *from = &to->items[i];
        item[i] = *from;
        item[i].answers = &to->answers[from->answers - before];
        if (!words_take(&text, from->id, from->text, &item[i].text) || !words_take(&stem, from->id, from->stem, &item[i].stem)) return false;
    }
    to->items = item;
    return words_close(&text) && words_close(&stem);
}

static bool language_in(struct instrument_loader *l, const struct json *o, struct instrument_file *to)
{
    str path = str_fmt(l->a, "translations.%.*s", SP(o->name));
    const struct instrument_file *in = l->in;
    *to = *in;
    to->language = o->name;
    if (!take_id_valid(to->language) || to->language.n > LANGUAGE_BYTES) return wrong(l, path, "this is no language: \"de\" or \"pt-br\" is wanted");
    if (str_eq(to->language, in->language)) return wrong(l, path, "it is the language of the file itself");
    struct words w = {l, o, path, 0};
    return take_members(&l->take, o, path, "title about stem recall items stems answers text_source") && words_take(&w, S("title"), in->title, &to->title) &&
        words_take(&w, S("about"), in->about, &to->about) && words_take(&w, S("stem"), in->stem, &to->stem) && recalls_in(l, o, path, to) &&
        answers_in(l, o, path, to) && items_in(l, o, path, to) && instrument_texts_get(l, o, path, to);
}

bool instrument_languages_get(struct instrument_loader *l, const struct json *top)
{
    const struct json *o = json_get(top, S("translations"));
    if (!o) return true;
    if (o->kind != JSON_OBJECT || !o->count || o->count > LANGUAGES_MOST) return wrong(l, S("translations"), "an object is wanted, with a language in each member");
    if (l->in->ship == SHIP_GATE) return wrong(l, S("translations"), "it is behind the gate: no words");
    struct instrument_file *file = ARENA_ARRAY(l->a, o->count, struct instrument_file);
    size_t n = 0;
    for (const struct json *j = o->first; j; j = j->next)
        if (!language_in(l, j, &file[n++])) return false;
    l->in->translated = file;
    l->in->n_translated = n;
    return true;
}

const struct instrument_file *instrument_in(const struct instrument_file *in, str language)
{
    for (size_t i = 0; i < in->n_translated; i++)
        if (str_eq(in->translated[i].language, language)) return &in->translated[i];
    return str_eq(in->language, language) ? in : NULL;
}
