#include "clinic/safety/screen_load.h"

#include <stdlib.h>

#include "base/formula_node.h"
#include "clinic/safety/medicines.h"

// --- names

bool load_name(struct load *l, str path, str name, enum fv_kind kind, double lo, double hi, struct screen_name is)
{
    if (l->n_names == FORMULA_MAX_NAMES) return take_wrong(&l->take, path, "there are more than %d names", FORMULA_MAX_NAMES);
    for (size_t i = 0; i < l->n_names; i++)
        if (str_eq(l->names[i].name, name)) return take_wrong(&l->take, path, "the name \"%.*s\" is there already", SP(name));
    l->names[l->n_names] = (struct fname){name, kind, lo, hi};
    l->name_is[l->n_names++] = is;
    return true;
}

const struct formula *load_formula(struct load *l, str path, str text, enum fv_kind kind)
{
    struct formula_error why = {0};
    const struct formula *f = formula_compile_over(l->a, text, l->names, l->n_names, &why);
    if (!f) {
        take_wrong(&l->take, path, "%.*s (byte %zu)", SP(why.reason), why.at);
        return NULL;
    }
    if (formula_kind(f) == kind) return f;
    take_wrong(&l->take, path, kind == FV_TRUTH ? "it must be true or false" : "it must be a number");
    return NULL;
}

void load_used(struct load *l, const struct formula *f)
{
    const uint16_t *index;
    size_t n = l->used ? formula_names(f, &index) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &l->name_is[index[i]];
        if (is->is == NAME_DERIVED) load_used(l, is->derived);
        if (is->question == QUESTION_NONE || l->used[is->question]) continue;
        l->used[is->question] = true;
        if (l->questions[is->question].when) load_used(l, l->questions[is->question].when);
    }
}

// --- questions

static bool options_get(struct load *l, const struct json *o, str path, struct question *q)
{
    const struct json *list;
    bool wanted = q->kind == ASK_CHOICE || q->kind == ASK_CHOICES;
    if (!take_list(&l->take, o, path, "options", wanted, LIST_MAX, &list)) return false;
    if (!list->count) return true;
    if (!wanted) return take_wrong(&l->take, path, "only choices have \"options\"");
    struct question_option *option = ARENA_ARRAY(l->a, list->count, struct question_option);
    for (const struct json *j = list->first; j; j = j->next) {
        str here = str_fmt(l->a, "%.*s.options[%zu]", SP(path), q->n_options);
        struct question_option *new = &option[q->n_options];
        if (!take_members(&l->take, j, here, "id words") || !load_id(l, j, here, "id", '.', &new->id) || !take_text(&l->take, j, here, "words", true, &new->words))
            return false;
        if (take_word_of(new->id, "any none days_ago") >= 0) return take_wrong(&l->take, take_under(&l->take, here, "id"), "\"%.*s\" is kept for the formulas", SP(new->id));
        for (size_t i = 0; i < q->n_options; i++)
            if (str_eq(option[i].id, new->id)) return take_wrong(&l->take, take_under(&l->take, here, "id"), "the option \"%.*s\" stands twice", SP(new->id));
        q->n_options++;
    }
    q->options = option;
    return true;
}

static bool bounds_get(struct load *l, const struct json *o, str path, struct question *q)
{
    const struct json *lo = json_get(o, S("lo")), *hi = json_get(o, S("hi"));
    if (q->kind != ASK_NUMBER) return lo || hi || json_get(o, S("unit")) ? take_wrong(&l->take, path, "only numbers have \"lo\", \"hi\" and \"unit\"") : true;
    if (!lo || lo->kind != JSON_NUMBER || !json_number(lo, &q->lo) || !hi || hi->kind != JSON_NUMBER || !json_number(hi, &q->hi) || q->lo >= q->hi)
        return take_wrong(&l->take, path, "a number has \"lo\" and a larger \"hi\"");
    return take_text(&l->take, o, path, "unit", false, &q->unit);
}

// What only places, only days, and only those who are asked at all have.
static bool places_get(struct load *l, const struct json *o, str path, struct question *q)
{
    int places;
    if (q->kind != ASK_SITES && (json_get(o, S("nowhere")) || json_get(o, S("places")))) return take_wrong(&l->take, path, "only places have \"nowhere\" and \"places\"");
    if (q->kind != ASK_DAY && json_get(o, S("days_ahead"))) return take_wrong(&l->take, path, "only days have \"days_ahead\"");
    if (json_get(o, S("places")) && !take_word(&l->take, o, path, "places", "limbs", &places)) return false;
    q->limbs = json_get(o, S("places"));
    return take_text(&l->take, o, path, "nowhere", false, &q->nowhere) && take_whole(&l->take, o, path, "days_ahead", 1, 3650, 0, &q->ahead) &&
           take_whole(&l->take, o, path, "oldest", 1, (int)AGE_LAST, 0, &q->oldest);
}

static bool sites_names(struct load *l, str path, const struct question *q, uint16_t index)
{
    const struct body_region *region;
    for (uint16_t i = 0; (region = body_region_at(i)); i++) {
        str name = str_fmt(l->a, "%.*s.%s", SP(q->id), region->code);
        if (!load_name(l, path, name, FV_TRUTH, 0, 0, (struct screen_name){NAME_SITE, index, i, NULL})) return false;
    }
    return load_name(l, path, take_under(&l->take, q->id, "any"), FV_TRUTH, 0, 0, (struct screen_name){NAME_ANY, index, 0, NULL});
}

static bool choices_names(struct load *l, str path, const struct question *q, uint16_t index)
{
    for (size_t i = 0; i < q->n_options; i++) {
        str name = str_fmt(l->a, "%.*s.%.*s", SP(q->id), SP(q->options[i].id));
        if (!load_name(l, path, name, FV_TRUTH, 0, 0, (struct screen_name){NAME_OPTION, index, (uint16_t)i, NULL})) return false;
    }
    return load_name(l, path, take_under(&l->take, q->id, "any"), FV_TRUTH, 0, 0, (struct screen_name){NAME_ANY, index, 0, NULL});
}

static bool medicines_names(struct load *l, str path, const struct question *q, uint16_t index)
{
    const struct medicines *m = medicines_shipped();
    for (size_t i = 0; i <= m->n_classes; i++) {
        str name = i < m->n_classes ? m->classes[i].id : S("unread");
        if (!load_name(l, path, str_fmt(l->a, "%.*s.%.*s", SP(q->id), SP(name)), FV_TRUTH, 0, 0, (struct screen_name){NAME_MEDICINE, index, (uint16_t)i, NULL})) return false;
    }
    return true;
}

static bool names_make(struct load *l, str path, const struct question *q, uint16_t index)
{
    struct screen_name is = {NAME_ANSWER, index, 0, NULL};
    switch (q->kind) {
    case ASK_YES_NO:
        return load_name(l, path, q->id, FV_TRUTH, 0, 0, is);
    case ASK_CHOICE:
        return load_name(l, path, q->id, FV_TEXT, 0, 0, is);
    case ASK_NUMBER:
        return load_name(l, path, q->id, FV_NUMBER, q->lo, q->hi, is);
    case ASK_DAY:
        return load_name(l, path, q->id, FV_NUMBER, 1, 0, is) &&
               load_name(l, path, take_under(&l->take, q->id, "days_ago"), FV_NUMBER, 1, 0, (struct screen_name){NAME_DAYS_AGO, index, 0, NULL});
    case ASK_CHOICES:
        return choices_names(l, path, q, index);
    case ASK_SITES:
        return sites_names(l, path, q, index);
    case ASK_TEXT:
        return !q->reads_medicines || medicines_names(l, path, q, index);
    }
    return true;
}

// "derived": [{"name": "pregnancy.weeks", "is": "floor((280 + pregnancy.due.days_ago) / 7)", "source": "…"}]
static bool derived_get(struct load *l, const struct json *o, str path, uint16_t index)
{
    const struct json *list;
    if (!take_list(&l->take, o, path, "derived", false, LIST_MAX, &list)) return false;
    size_t n = 0;
    for (const struct json *j = list->first; j; j = j->next, n++) {
        str here = str_fmt(l->a, "%.*s.derived[%zu]", SP(path), n), name, text, source;
        if (!take_members(&l->take, j, here, "name is source") || !load_id(l, j, here, "name", '.', &name) || !take_text(&l->take, j, here, "is", true, &text) ||
            !take_text(&l->take, j, here, "source", true, &source))
            return false;
        struct formula_error why = {0};
        const struct formula *f = formula_compile_over(l->a, text, l->names, l->n_names, &why);
        if (!f) return take_wrong(&l->take, take_under(&l->take, here, "is"), "%.*s (byte %zu)", SP(why.reason), why.at);
        if (formula_kind(f) != FV_NUMBER && formula_kind(f) != FV_TRUTH) return take_wrong(&l->take, take_under(&l->take, here, "is"), "it must be a number, or true or false");
        if (!load_name(l, here, name, formula_kind(f), 1, 0, (struct screen_name){NAME_DERIVED, index, 0, f})) return false;
    }
    return true;
}

static bool page_known(const struct screen_rules *r, str id)
{
    for (size_t i = 0; i < r->n_pages; i++)
        if (str_eq(r->pages[i].id, id)) return true;
    return false;
}

static bool question_words(struct load *l, const struct json *o, str path, struct question *q)
{
    int kind, by;
    if (!take_members(&l->take, o, path, "id kind page words hint options lo hi unit when female_only oldest nowhere places days_ahead by for reads valid derived") || !load_id(l, o, path, "id", '.', &q->id) ||
        !take_word(&l->take, o, path, "kind", "yes-no choice choices number day text sites", &kind) || !take_text(&l->take, o, path, "words", true, &q->words) ||
        !take_text(&l->take, o, path, "hint", false, &q->hint) || !take_truth(&l->take, o, path, "female_only", false, &q->female_only))
        return false;
    q->kind = (enum question_kind)kind;
    if (json_get(o, S("by")) && !take_word(&l->take, o, path, "by", "therapist", &by)) return false;
    if (json_get(o, S("for")) && !take_word(&l->take, o, path, "for", "therapist", &by)) return false;
    q->by_therapist = json_get(o, S("by"));
    q->for_therapist = json_get(o, S("for"));
    if (json_get(o, S("reads")) && !take_word(&l->take, o, path, "reads", "medicines", &by)) return false;
    str valid;
    if (!take_text(&l->take, o, path, "valid", false, &valid)) return false;
    if (valid.n && !str_eq(valid, S("this visit"))) return take_wrong(&l->take, take_under(&l->take, path, "valid"), "\"this visit\" is wanted");
    q->reads_medicines = json_get(o, S("reads"));
    q->today_only = valid.n > 0;
    if (q->reads_medicines && q->kind != ASK_TEXT) return take_wrong(&l->take, take_under(&l->take, path, "reads"), "only a text reads medicines");
    if (q->today_only && !q->by_therapist) return take_wrong(&l->take, take_under(&l->take, path, "valid"), "only what a therapist measures is valid for a visit");
    if (!take_text(&l->take, o, path, "page", !q->by_therapist, &q->page)) return false;
    if (q->page.n && !page_known(l->r, q->page)) return take_wrong(&l->take, take_under(&l->take, path, "page"), "there is no page \"%.*s\"", SP(q->page));
    return options_get(l, o, path, q) && bounds_get(l, o, path, q) && places_get(l, o, path, q);
}

// It follows on what a therapist measured, and on nothing else.
static bool of_measures(const struct load *l, const struct formula *when)
{
    const uint16_t *used;
    size_t n = when ? formula_names(when, &used) : 0;
    for (size_t i = 0; i < n; i++) {
        uint16_t question = l->name_is[used[i]].question;
        if (question == QUESTION_NONE || !l->questions[question].by_therapist) return false;
    }
    return n > 0;
}

static bool question_get(struct load *l, const struct json *o, str path, uint16_t index)
{
    struct question *q = &l->questions[index];
    if (!question_words(l, o, path, q) || !take_text(&l->take, o, path, "when", false, &q->when_text)) return false;
    for (uint16_t i = 0; i < index; i++)
        if (str_eq(l->questions[i].id, q->id)) return take_wrong(&l->take, take_under(&l->take, path, "id"), "the question \"%.*s\" stands twice", SP(q->id));
    if (q->when_text.n && !(q->when = load_formula(l, take_under(&l->take, path, "when"), q->when_text, FV_TRUTH))) return false;
    q->again = q->by_therapist && of_measures(l, q->when);
    q->name = (uint16_t)l->n_names;
    if (str_eq(q->id, S("age"))) {
        if (q->kind != ASK_NUMBER || q->when || q->lo < 0 || q->hi > AGE_LAST || json_get(o, S("derived")))
            return take_wrong(&l->take, path, "\"age\" is a number from 0 to %g, with no \"when\" and nothing derived: it is asked where the day of birth is not known", AGE_LAST);
        q->name = NAME_AGE;
        q->n_names = 1;
        l->name_is[NAME_AGE].question = index;
        return true;
    }
    if (!names_make(l, path, q, index) || !derived_get(l, o, path, index)) return false;
    q->n_names = (uint16_t)(l->n_names - q->name);
    return true;
}

static bool pages_get(struct load *l, const struct json *top)
{
    const struct json *list;
    if (!take_list(&l->take, top, (str){0}, "pages", true, LIST_MAX, &list)) return false;
    struct screen_page *page = ARENA_ARRAY(l->a, list->count, struct screen_page);
    l->r->pages = page;
    for (const struct json *j = list->first; j; j = j->next) {
        str path = str_fmt(l->a, "pages[%zu]", l->r->n_pages);
        struct screen_page *p = &page[l->r->n_pages];
        if (!take_members(&l->take, j, path, "id words hint") || !load_id(l, j, path, "id", '-', &p->id) || !take_text(&l->take, j, path, "words", true, &p->words) ||
            !take_text(&l->take, j, path, "hint", false, &p->hint))
            return false;
        if (page_known(l->r, p->id)) return take_wrong(&l->take, take_under(&l->take, path, "id"), "the page \"%.*s\" stands twice", SP(p->id));
        l->r->n_pages++;
    }
    return true;
}

static int by_id(const void *x, const void *y, void *questions)
{
    const struct question *q = questions;
    return str_cmp(q[*(const uint16_t *)x].id, q[*(const uint16_t *)y].id);
}

bool load_questions(struct load *l, const struct json *top, str *version)
{
    const struct json *list;
    if (!take_members(&l->take, top, (str){0}, "version pages questions red_flags") || !load_day(l, top, (str){0}, "version", version) || !pages_get(l, top) ||
        !take_list(&l->take, top, (str){0}, "questions", true, LIST_MAX, &list))
        return false;
    l->questions = ARENA_ARRAY(l->a, list->count, struct question);
    l->used = ARENA_ARRAY(l->a, list->count, bool);
    uint16_t *order = ARENA_ARRAY(l->a, list->count, uint16_t), i = 0;
    for (const struct json *j = list->first; j; j = j->next, i++) {
        order[i] = i;
        if (!question_get(l, j, str_fmt(l->a, "questions[%u]", i), i)) return false;
    }
    qsort_r(order, i, sizeof *order, by_id, l->questions);
    l->r->questions = l->questions;
    l->r->n_questions = i;
    l->r->by_id = order;
    return load_red_flags(l, top);
}
