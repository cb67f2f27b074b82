// Reads content/instruments: everything is checked here, so that what is loaded can be trusted. The first thing wrong is said, with its place.
#include "clinic/measures/instrument_load.h"

#include <sodium.h>
#include <stdio.h>

#include "base/civil.h"
#include "base/content.h"
#include "base/err.h"
#include "base/formula_node.h"
#include "base/number.h"

#define wrong(l, ...) take_wrong(&(l)->take, __VA_ARGS__)

// --- names

static bool name_add(struct instrument_loader *l, str path, str name, enum fv_kind kind, double lo, double hi)
{
    static const str reserved[] = {S_INIT("true"), S_INIT("false"), S_INIT("unknown"), S_INIT("or"), S_INIT("and"), S_INIT("not"), S_INIT("if")};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (str_eq(reserved[i], name)) return wrong(l, path, "\"%.*s\" is a word of the formula language", SP(name));
    for (size_t i = 0; i < l->n_names; i++)
        if (str_eq(l->names[i].name, name)) return wrong(l, path, "the name \"%.*s\" is there already", SP(name));
    if (l->n_names == INSTRUMENT_NAMES) return wrong(l, path, "there are more than %d names", INSTRUMENT_NAMES);
    l->names[l->n_names++] = (struct fname){name, kind, lo, hi};
    return true;
}

// --- answers

static bool code_get(struct instrument_loader *l, const struct json *j, str path, struct answer_set *set, struct answer_code *c)
{
    const struct json *code = json_get(j, S("code"));
    if (!take_members(&l->take, j, path, "code words loinc")) return false;
    if (code && code->kind == JSON_NUMBER && json_number(code, &c->number) && c->number >= -1e9 && c->number <= 1e9) c->kind = FV_NUMBER;
    else if (code && code->kind == JSON_STRING && take_id_valid(code->text)) c->kind = FV_TEXT;
    else return wrong(l, path, "\"code\" is missing, or neither a number nor a word");
    c->code = code->text;
    if (!take_text(&l->take, j, path, "words", false, &c->words) || !take_text(&l->take, j, path, "loinc", false, &c->loinc)) return false;
    size_t n = set->n_codes;
    if (n && c->kind != set->codes[0].kind) return wrong(l, path, "numbers and words are mixed");
    for (size_t i = 0; i < n; i++)
        if (str_eq(set->codes[i].code, c->code) || (c->kind == FV_NUMBER && set->codes[i].number == c->number) || (c->loinc.n && str_eq(set->codes[i].loinc, c->loinc)))
            return wrong(l, path, "this answer stands twice");
    set->lo = n ? (c->number < set->lo ? c->number : set->lo) : c->number;
    set->hi = n ? (c->number > set->hi ? c->number : set->hi) : c->number;
    set->n_codes++;
    if (c->code.n == 1) set->by_char[(unsigned char)c->code.p[0]] = (uint8_t)set->n_codes; // a digit or a small letter
    return true;
}

static bool answers_codes(struct instrument_loader *l, const struct json *j, str path, struct answer_set *set)
{
    const struct json *list;
    if (!take_members(&l->take, j, path, "codes") || !take_list(&l->take, j, path, "codes", true, 100, &list)) return false;
    struct answer_code *code = ARENA_ARRAY(l->a, list->count, struct answer_code);
    set->codes = code;
    for (const struct json *c = list->first; c; c = c->next)
        if (!code_get(l, c, take_place(&l->take, path, "codes", set->n_codes), set, &code[set->n_codes])) return false;
    return true;
}

static bool answer_set_get(struct instrument_loader *l, const struct json *j, str path, struct answer_set *set)
{
    bool clock = false;
    set->id = j->name;
    if (!take_id_valid(set->id)) return wrong(l, path, "\"%.*s\" is no id", SP(set->id));
    if (json_get(j, S("codes"))) return answers_codes(l, j, path, set);
    if (json_get(j, S("clock"))) {
        set->kind = ANSWER_CLOCK;
        set->hi = 1439;
        return take_members(&l->take, j, path, "clock") && take_truth(&l->take, j, path, "clock", true, &clock);
    }
    set->kind = ANSWER_NUMBER;
    if (!take_members(&l->take, j, path, "from to decimals unit from_words to_words") || !take_number(&l->take, j, path, "from", true, 0, &set->lo) ||
        !take_number(&l->take, j, path, "to", true, 0, &set->hi) || !take_whole(&l->take, j, path, "decimals", 0, 3, 0, &set->decimals) ||
        !take_text(&l->take, j, path, "unit", false, &set->unit) || !take_text(&l->take, j, path, "from_words", false, &set->lo_words) ||
        !take_text(&l->take, j, path, "to_words", false, &set->hi_words))
        return false;
    return set->lo < set->hi ? true : wrong(l, path, "\"from\" is not below \"to\"");
}

static bool answers_get(struct instrument_loader *l, const struct json *top)
{
    const struct json *o = json_get(top, S("answers"));
    if (!o || o->kind != JSON_OBJECT || !o->count || o->count > 40) return wrong(l, S("answers"), "an object is wanted, with a list of answers in each member");
    struct answer_set *set = ARENA_ARRAY(l->a, o->count, struct answer_set);
    l->in->answers = set;
    for (const struct json *j = o->first; j; j = j->next, l->in->n_answers++)
        if (!answer_set_get(l, j, str_fmt(l->a, "answers.%.*s", SP(j->name)), &set[l->in->n_answers])) return false;
    return true;
}

// --- items

static bool item_marks(struct instrument_loader *l, const struct json *j, str path, struct instrument_item *item)
{
    int which = 0;
    item->has_blank = json_get(j, S("blank")) != NULL;
    if (!take_truth(&l->take, j, path, "optional", false, &item->optional) || !take_number(&l->take, j, path, "blank", false, 0, &item->blank)) return false;
    if (json_get(j, S("several")) && !take_word(&l->take, j, path, "several", "highest", &which)) return false;
    item->highest = json_get(j, S("several")) != NULL;
    bool codes = item->answers->kind == ANSWER_CODES && item->answers->codes[0].kind == FV_NUMBER, found = false;
    if ((item->highest || item->has_blank) && !codes) return wrong(l, path, "\"blank\" and \"several\" go with a list of numbers");
    if (item->has_blank && item->optional) return wrong(l, path, "an item is \"optional\" or has a \"blank\"");
    for (size_t i = 0; codes && i < item->answers->n_codes; i++) found = found || item->answers->codes[i].number == item->blank;
    return !item->has_blank || found ? true : wrong(l, take_under(&l->take, path, "blank"), "this is none of its answers");
}

static bool item_get(struct instrument_loader *l, const struct json *j, str path, struct instrument_item *item)
{
    str answers;
    if (!take_members(&l->take, j, path, "id stem text answers loinc optional blank several") || !take_text(&l->take, j, path, "id", true, &item->id) ||
        !take_text(&l->take, j, path, "stem", false, &item->stem) || !take_text(&l->take, j, path, "text", false, &item->text) ||
        !take_text(&l->take, j, path, "answers", true, &answers) ||
        !take_text(&l->take, j, path, "loinc", false, &item->loinc))
        return false;
    for (size_t i = 0; i < l->in->n_answers; i++)
        if (str_eq(l->in->answers[i].id, answers)) item->answers = &l->in->answers[i];
    if (!item->answers) return wrong(l, take_under(&l->take, path, "answers"), "there is no list \"%.*s\"", SP(answers));
    if (!take_name_valid(item->id)) return wrong(l, take_under(&l->take, path, "id"), "letters, digits and _ are wanted");
    const struct answer_set *set = item->answers;
    bool words = set->kind == ANSWER_CODES && set->codes[0].kind == FV_TEXT;
    item->name = take_digit(item->id.p[0]) ? str_fmt(l->a, "q%.*s", SP(item->id)) : item->id;
    return name_add(l, take_under(&l->take, path, "id"), item->name, words ? FV_TEXT : FV_NUMBER, set->lo, set->hi) && item_marks(l, j, path, item);
}

static bool items_get(struct instrument_loader *l, const struct json *top)
{
    const struct json *list;
    if (!take_list(&l->take, top, (str){0}, "items", true, INSTRUMENT_ITEMS, &list)) return false;
    struct instrument_item *item = ARENA_ARRAY(l->a, list->count, struct instrument_item);
    l->in->items = item;
    for (const struct json *j = list->first; j; j = j->next, l->in->n_items++)
        if (!item_get(l, j, take_place(&l->take, (str){0}, "items", l->in->n_items), &item[l->in->n_items])) return false;
    return true;
}

// --- formulas

static const struct formula *formula_get(struct instrument_loader *l, const struct json *o, str path, const char *name, enum fv_kind kind, str *text)
{
    struct formula_error e = {0};
    if (!take_text(&l->take, o, path, name, true, text)) return NULL;
    const struct formula *f = formula_compile_over(l->a, *text, l->names, l->n_names, &e);
    if (!f) return wrong(l, take_under(&l->take, path, name), "at character %zu: %.*s", e.at + 1, SP(e.reason)), NULL;
    if (formula_kind(f) != kind) return wrong(l, take_under(&l->take, path, name), "its value is no %s", kind == FV_NUMBER ? "number" : "true or false"), NULL;
    return f;
}

static bool values_get(struct instrument_loader *l, const struct json *top)
{
    const struct json *list;
    if (!take_list(&l->take, top, (str){0}, "values", false, INSTRUMENT_NAMES, &list)) return false;
    struct instrument_value *value = ARENA_ARRAY(l->a, list->count, struct instrument_value);
    l->in->values = value;
    for (const struct json *j = list->first; j; j = j->next) {
        str path = take_place(&l->take, (str){0}, "values", l->in->n_values);
        struct instrument_value *v = &value[l->in->n_values];
        double lo, hi;
        if (!take_members(&l->take, j, path, "name formula") || !take_text(&l->take, j, path, "name", true, &v->name)) return false;
        if (!take_name_valid(v->name) || take_digit(v->name.p[0])) return wrong(l, take_under(&l->take, path, "name"), "a letter, then letters, digits and _ are wanted");
        v->formula = formula_get(l, j, path, "formula", FV_NUMBER, &v->formula_text);
        if (!v->formula) return false;
        if (!formula_bounds(v->formula, &lo, &hi)) return wrong(l, take_under(&l->take, path, "formula"), "its bounds cannot be proven");
        if (!name_add(l, take_under(&l->take, path, "name"), v->name, FV_NUMBER, lo, hi)) return false;
        l->in->n_values++;
    }
    return true;
}

// The items that go into a formula, directly or through values: a value names only those before it, so one walk back finds all.
static size_t items_of(struct instrument_loader *l, const struct formula *f, uint16_t *items)
{
    bool in_it[INSTRUMENT_NAMES] = {0};
    size_t n_items = l->in->n_items, found = 0;
    for (size_t left = l->in->n_values + 1; left-- > 0;) {
        const uint16_t *used;
        size_t n = formula_names(f, &used);
        for (size_t i = 0; i < n; i++) in_it[used[i]] = true;
        while (left && !in_it[n_items + left - 1]) left--;
        if (left) f = l->in->values[left - 1].formula;
    }
    for (size_t i = 0; i < n_items; i++)
        if (in_it[i]) items[found++] = (uint16_t)i;
    return found;
}

// --- scores

static bool facts_get(struct instrument_loader *l, const struct json *o, str path, const char *name, bool levels, const struct instrument_fact **out, size_t *n)
{
    const struct json *list;
    if (!take_list(&l->take, o, path, name, false, 20, &list)) return false;
    struct instrument_fact *fact = ARENA_ARRAY(l->a, list->count, struct instrument_fact);
    for (const struct json *j = list->first; j; j = j->next, ++*n) {
        str here = take_place(&l->take, path, name, *n);
        struct instrument_fact *f = &fact[*n];
        if (!take_members(&l->take, j, here, "value to share level population source verified") || !take_number(&l->take, j, here, "value", true, 0, &f->value) ||
            !take_number(&l->take, j, here, "to", false, f->value, &f->hi) || !take_truth(&l->take, j, here, "share", false, &f->share) ||
            !take_whole(&l->take, j, here, "level", 80, 99, 0, &f->level) || !take_text(&l->take, j, here, "population", true, &f->population) ||
            !take_text(&l->take, j, here, "source", true, &f->source) || !take_truth(&l->take, j, here, "verified", true, &f->verified))
            return false;
        if (f->value <= 0 || f->hi < f->value || (f->share && f->hi > 1)) return wrong(l, here, "above 0, \"to\" not below \"value\", a share at most 1");
        if (f->level && !levels) return wrong(l, here, "\"level\" goes with an MDC");
    }
    *out = fact;
    return true;
}

static bool band_get(struct instrument_loader *l, const struct json *j, str path, const struct instrument_score *s, const struct instrument_band *before,
    struct instrument_band *b)
{
    b->above = json_get(j, S("above")) != NULL;
    if (!take_members(&l->take, j, path, b->above ? "above words" : "from words") || !take_number(&l->take, j, path, b->above ? "above" : "from", true, 0, &b->from) ||
        !take_text(&l->take, j, path, "words", true, &b->words))
        return false;
    if (b->from < s->lo || b->from > s->hi) return wrong(l, path, "a band begins within the range of its score");
    if (before && (b->from < before->from || (b->from == before->from && (before->above || !b->above)))) return wrong(l, path, "bands ascend");
    return true;
}

static bool bands_get(struct instrument_loader *l, const struct json *o, str path, struct instrument_score *s)
{
    const struct json *j = json_get(o, S("bands")), *list;
    str here = take_under(&l->take, path, "bands");
    if (!j) return true;
    if (!take_members(&l->take, j, here, "source verified list") || !take_text(&l->take, j, here, "source", true, &s->bands_source) ||
        !take_truth(&l->take, j, here, "verified", true, &s->bands_verified) || !take_list(&l->take, j, here, "list", true, 20, &list))
        return false;
    struct instrument_band *band = ARENA_ARRAY(l->a, list->count, struct instrument_band);
    s->bands = band;
    for (const struct json *b = list->first; b; b = b->next, s->n_bands++)
        if (!band_get(l, b, take_place(&l->take, here, "list", s->n_bands), s, s->n_bands ? &band[s->n_bands - 1] : NULL, &band[s->n_bands])) return false;
    return true;
}

static bool missing_get(struct instrument_loader *l, const struct json *o, str path, struct instrument_score *s)
{
    const struct json *j = json_get(o, S("missing"));
    str here = take_under(&l->take, path, "missing");
    int most = 0;
    if (!j) return wrong(l, path, "\"missing\" is missing: how many items may be unanswered, and what is done then");
    if (!take_members(&l->take, j, here, "most words source verified") || !take_whole(&l->take, j, here, "most", 0, INSTRUMENT_ITEMS, 0, &most) ||
        !take_text(&l->take, j, here, "words", true, &s->missing_words) || !take_text(&l->take, j, here, "source", most > 0, &s->missing_source) ||
        !take_truth(&l->take, j, here, "verified", most > 0, &s->missing_verified))
        return false;
    s->most_missing = (size_t)most;
    return s->most_missing < s->n_items || !most ? true : wrong(l, take_under(&l->take, here, "most"), "at least one item is to be answered");
}

static bool range_get(struct instrument_loader *l, const struct json *o, str path, struct instrument_score *s)
{
    const struct json *j = json_get(o, S("range"));
    double lo, hi;
    if (!j || j->kind != JSON_ARRAY || j->count != 2 || !json_number(j->first, &s->lo) || !json_number(j->first->next, &s->hi) || s->lo >= s->hi)
        return wrong(l, take_under(&l->take, path, "range"), "two numbers are wanted, lowest and highest");
    if (!formula_bounds(s->formula, &lo, &hi)) return wrong(l, take_under(&l->take, path, "formula"), "its bounds cannot be proven");
    if (s->decimals >= 0) lo = number_round(lo, s->decimals), hi = number_round(hi, s->decimals);
    if (lo >= s->lo && hi <= s->hi) return true;
    return wrong(l, take_under(&l->take, path, "formula"), "it can lie in %g to %g, outside of its range", lo, hi);
}

static bool score_get(struct instrument_loader *l, const struct json *j, str path, struct instrument_score *s)
{
    int direction = 0;
    if (!take_members(&l->take, j, path, "id words loinc formula range decimals direction missing no_value bands mcid mdc sem change") || !take_id(&l->take, j, path, &s->id) ||
        !take_text(&l->take, j, path, "words", true, &s->words) || !take_text(&l->take, j, path, "loinc", false, &s->loinc) ||
        !take_whole(&l->take, j, path, "decimals", 0, 6, -1, &s->decimals) || !take_text(&l->take, j, path, "no_value", false, &s->no_value) ||
        !take_word(&l->take, j, path, "direction", "higher-is-worse higher-is-better neither", &direction))
        return false;
    s->direction = (enum instrument_direction)direction;
    s->formula = formula_get(l, j, path, "formula", FV_NUMBER, &s->formula_text);
    if (!s->formula || !range_get(l, j, path, s)) return false;
    uint16_t *items = ARENA_ARRAY(l->a, l->in->n_items, uint16_t);
    s->n_items = items_of(l, s->formula, items);
    s->items = items;
    if (!s->n_items) return wrong(l, take_under(&l->take, path, "formula"), "no item goes into it");
    return missing_get(l, j, path, s) && bands_get(l, j, path, s) && facts_get(l, j, path, "mcid", false, &s->mcid, &s->n_mcid) &&
        facts_get(l, j, path, "mdc", true, &s->mdc, &s->n_mdc) && facts_get(l, j, path, "sem", false, &s->sem, &s->n_sem) &&
        instrument_change_get(l, j, path, &s->change);
}

static bool scores_get(struct instrument_loader *l, const struct json *top)
{
    const struct json *list;
    if (!take_list(&l->take, top, (str){0}, "scores", true, INSTRUMENT_SCORES, &list)) return false;
    struct instrument_score *score = ARENA_ARRAY(l->a, list->count, struct instrument_score);
    l->in->scores = score;
    for (const struct json *j = list->first; j; j = j->next, l->in->n_scores++) {
        str path = take_place(&l->take, (str){0}, "scores", l->in->n_scores);
        if (!score_get(l, j, path, &score[l->in->n_scores])) return false;
        for (size_t i = 0; i < l->in->n_scores; i++)
            if (str_eq(score[i].id, score[l->in->n_scores].id)) return wrong(l, take_under(&l->take, path, "id"), "this score stands twice");
    }
    return true;
}

static bool alerts_get(struct instrument_loader *l, const struct json *top)
{
    const struct json *list;
    if (!take_list(&l->take, top, (str){0}, "alerts", false, INSTRUMENT_ALERTS, &list)) return false;
    struct instrument_alert *alert = ARENA_ARRAY(l->a, list->count, struct instrument_alert);
    l->in->alerts = alert;
    for (const struct json *j = list->first; j; j = j->next, l->in->n_alerts++) {
        str path = take_place(&l->take, (str){0}, "alerts", l->in->n_alerts);
        struct instrument_alert *x = &alert[l->in->n_alerts];
        if (!take_members(&l->take, j, path, "id item when words") || !take_id(&l->take, j, path, &x->id) || !take_text(&l->take, j, path, "item", true, &x->item) ||
            !take_text(&l->take, j, path, "words", true, &x->words))
            return false;
        if (instrument_item_of(l->in, x->item) == SIZE_MAX) return wrong(l, take_under(&l->take, path, "item"), "there is no such item");
        x->when = formula_get(l, j, path, "when", FV_TRUTH, &x->when_text);
        if (!x->when) return false;
    }
    return true;
}

// --- what stands around

static bool recalls_get(struct instrument_loader *l, const struct json *top)
{
    const struct json *list;
    if (!take_list(&l->take, top, (str){0}, "recall", true, 10, &list)) return false;
    struct instrument_recall *recall = ARENA_ARRAY(l->a, list->count, struct instrument_recall);
    l->in->recalls = recall;
    for (const struct json *j = list->first; j; j = j->next, l->in->n_recalls++) {
        str path = take_place(&l->take, (str){0}, "recall", l->in->n_recalls);
        struct instrument_recall *r = &recall[l->in->n_recalls];
        if (!take_members(&l->take, j, path, "id words days") || !take_id(&l->take, j, path, &r->id) || !take_text(&l->take, j, path, "words", true, &r->words) ||
            !take_whole(&l->take, j, path, "days", 0, 400, 0, &r->days))
            return false;
    }
    return true;
}

static bool sha256_valid(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!take_digit(s.p[i]) && (s.p[i] < 'a' || s.p[i] > 'f')) return false;
    return s.n == 64;
}

bool instrument_texts_get(struct instrument_loader *l, const struct json *o, str path, struct instrument_file *in)
{
    const struct json *list;
    if (!take_list(&l->take, o, path, "text_source", in->ship == SHIP_TEXT, 10, &list)) return false;
    if (in->ship != SHIP_TEXT && list->count) return wrong(l, take_under(&l->take, path, "text_source"), "it goes with \"ship\": \"text\"");
    struct instrument_text *text = ARENA_ARRAY(l->a, list->count, struct instrument_text);
    in->texts = text;
    in->n_texts = 0;
    for (const struct json *j = list->first; j; j = j->next) {
        str here = take_place(&l->take, path, "text_source", in->n_texts);
        struct instrument_text *t = &text[in->n_texts++];
        if (!take_members(&l->take, j, here, "address sha256") || !take_text(&l->take, j, here, "address", true, &t->address) ||
                !take_text(&l->take, j, here, "sha256", true, &t->sha256)) return false;
        if (!sha256_valid(t->sha256)) return wrong(l, take_under(&l->take, here, "sha256"), "64 digits are wanted, 0-9 and a-f");
    }
    return true;
}

static bool licence_get(struct instrument_loader *l, const struct json *top)
{
    const struct json *j = json_get(top, S("licence"));
    struct instrument_file *in = l->in;
    int ship = 0;
    if (!j) return wrong(l, (str){0}, "\"licence\" is missing");
    if (!take_members(&l->take, j, S("licence"), "ship words evidence verified credit") || !take_word(&l->take, j, S("licence"), "ship", "own text gate licensed", &ship) ||
        !take_text(&l->take, j, S("licence"), "words", true, &in->licence_words) || !take_text(&l->take, j, S("licence"), "evidence", true, &in->licence_evidence) ||
        !take_truth(&l->take, j, S("licence"), "verified", true, &in->licence_verified) || !take_text(&l->take, j, S("licence"), "credit", false, &in->credit))
        return false;
    in->ship = (enum instrument_ship)ship;
    return instrument_texts_get(l, top, (str){0}, in);
}

// Behind the gate no word of the instrument stands; before it each item has one.
static bool words_right(struct instrument_loader *l)
{
    bool gate = l->in->ship == SHIP_GATE;
    if (gate && l->in->stem.n) return wrong(l, S("stem"), "it is behind the gate: no words");
    for (size_t i = 0; i < l->in->n_items; i++)
        if (gate == (l->in->items[i].text.n > 0) || (gate && l->in->items[i].stem.n))
            return wrong(l, take_place(&l->take, (str){0}, "items", i), gate ? "it is behind the gate: no \"text\"" : "\"text\" is missing");
    for (size_t i = 0; i < l->in->n_answers; i++)
        if (gate && (l->in->answers[i].lo_words.n || l->in->answers[i].hi_words.n))
            return wrong(l, str_fmt(l->a, "answers.%.*s", SP(l->in->answers[i].id)), "it is behind the gate: no words");
    for (size_t i = 0; i < l->in->n_answers; i++)
        for (size_t k = 0; k < l->in->answers[i].n_codes; k++)
            if (gate == (l->in->answers[i].codes[k].words.n > 0))
                return wrong(l, str_fmt(l->a, "answers.%.*s.codes[%zu]", SP(l->in->answers[i].id), k), gate ? "it is behind the gate: no \"words\"" : "\"words\" is missing");
    return true;
}

static bool about_get(struct instrument_loader *l, const struct json *top)
{
    struct instrument_file *in = l->in;
    str version;
    day d;
    if (!take_members(&l->take, top, (str){0}, "id version title about language recall interval licence text_source stem loinc answers items series values scores alerts golden notes translations") ||
        !take_id(&l->take, top, (str){0}, &in->id) || !take_text(&l->take, top, (str){0}, "version", true, &version) || !take_text(&l->take, top, (str){0}, "title", true, &in->title) ||
        !take_text(&l->take, top, (str){0}, "about", true, &in->about) || !take_text(&l->take, top, (str){0}, "language", true, &in->language) ||
        !take_text(&l->take, top, (str){0}, "stem", false, &in->stem) || !take_text(&l->take, top, (str){0}, "loinc", false, &in->loinc) ||
        !take_text(&l->take, top, (str){0}, "notes", false, &in->notes))
        return false;
    if (!day_parse(version, &d)) return wrong(l, S("version"), "a day is wanted, such as 2026-11-21");
    in->version = str_fmt(l->a, "%.*s-%.12s", SP(version), in->sha256);
    const struct json *j = json_get(top, S("interval"));
    if (!j) return wrong(l, (str){0}, "\"interval\" is missing: how often it may be asked");
    return take_members(&l->take, j, S("interval"), "days words") && take_whole(&l->take, j, S("interval"), "days", 0, 400, 0, &in->interval_days) &&
        take_text(&l->take, j, S("interval"), "words", true, &in->interval_words);
}

void instrument_hash(str text, char out[65])
{
    unsigned char h[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(h, (const unsigned char *)text.p, text.n);
    sodium_bin2hex(out, 65, h, sizeof h);
}

static bool file_get(struct instrument_loader *l, str text)
{
    struct json_error why;
    if (text.n > INSTRUMENT_BYTES) return wrong(l, (str){0}, "the file is too large");
    const struct json *top = json_parse(l->a, text, 64, &why);
    if (!top) return wrong(l, str_fmt(l->a, "line %zu, column %zu", why.line, why.column), "%.*s", SP(why.reason));
    instrument_hash(text, l->in->sha256);
    l->in->json = text;
    if (!about_get(l, top) || !recalls_get(l, top) || !licence_get(l, top) || !answers_get(l, top) || !items_get(l, top) || !instrument_series_get(l, top) || !words_right(l) || !values_get(l, top))
        return false;
    l->in->names = l->names;
    l->in->n_names = l->n_names;
    return scores_get(l, top) && alerts_get(l, top) && instrument_golden(l, top) && instrument_languages_get(l, top);
}

const struct instrument_file *instrument_load(arena *a, str file, str text, struct instrument_error *e)
{
    struct instrument_loader l = {.take.a = a, .a = a, .in = ARENA_NEW(a, struct instrument_file)};
    l.names = ARENA_ARRAY(a, INSTRUMENT_NAMES, struct fname);
    if (file_get(&l, text)) return l.in;
    *e = (struct instrument_error){file, l.take.path, l.take.reason};
    return NULL;
}

// --- shipped

#define FOLDER S("instruments/")

static size_t shipped_first(void)
{
    size_t i = 0;
    while (i < content_file_count && !str_starts(content_files[i].path, FOLDER)) i++;
    return i;
}

str instrument_shipped_at(size_t i)
{
    i += shipped_first();
    if (i >= content_file_count || !str_starts(content_files[i].path, FOLDER)) return (str){0};
    str path = content_files[i].path;
    return str_sub(path, FOLDER.n, path.n - FOLDER.n - S(".json").n);
}

const struct instrument_file *instrument_shipped(arena *a, str id)
{
    struct instrument_error e = {0};
    if (!take_id_valid(id)) return NULL;
    str path = str_fmt(a, "%.*s%.*s.json", SP(FOLDER), SP(id)), text = content_text(path);
    if (!text.n) return NULL;
    const struct instrument_file *in = instrument_load(a, path, text, &e);
    if (!in) fprintf(stderr, "%.*s: %.*s: %.*s\n", SP(e.file), SP(e.path), SP(e.reason));
    CHECK(in && str_eq(in->id, id));
    return in;
}

const char *instrument_ship_name(enum instrument_ship s) { return (const char *const[]){"own", "text", "gate", "licensed"}[s]; }

const char *instrument_direction_name(enum instrument_direction d) { return (const char *const[]){"higher-is-worse", "higher-is-better", "neither"}[d]; }
