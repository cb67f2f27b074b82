#include "clinic/safety/red_flags.h"

#include "clinic/safety/screen_load.h"

// --- reading them

static bool region_get(struct load *l, const struct json *j, str path, const struct body_region **out)
{
    struct site s;
    if (j->kind != JSON_STRING || !site_parse(j->text, &s) || s.side != SIDE_BOTH)
        return take_wrong(&l->take, path, "this is no region of the body");
    *out = s.region;
    return true;
}

static bool question_get(struct load *l, const struct json *j, str path, uint16_t *out)
{
    const struct question *q = j->kind == JSON_STRING ? screen_question_of(l->r, j->text) : NULL;
    if (!q || q->by_therapist || q->kind == ASK_TEXT) return take_wrong(&l->take, path, "this is no question for the client that can be asked again");
    *out = (uint16_t)(q - l->r->questions);
    return true;
}

static bool one_get(struct load *l, const struct json *o, str path, struct screen_red_flags *out)
{
    const struct json *regions, *kinds, *questions;
    if (!take_members(&l->take, o, path, "regions kinds questions source") || !take_list(&l->take, o, path, "regions", false, LIST_MAX, &regions) ||
        !take_list(&l->take, o, path, "kinds", false, LIST_MAX, &kinds) || !take_list(&l->take, o, path, "questions", true, LIST_MAX, &questions) ||
        !take_text(&l->take, o, path, "source", true, &out->source))
        return false;
    const struct body_region **region = ARENA_ARRAY(l->a, regions->count, const struct body_region *);
    str *kind = ARENA_ARRAY(l->a, kinds->count, str);
    uint16_t *question = ARENA_ARRAY(l->a, questions->count, uint16_t);
    out->regions = region;
    out->kinds = kind;
    out->questions = question;
    for (const struct json *j = regions->first; j; j = j->next, out->n_regions++)
        if (!region_get(l, j, take_place(&l->take, path, "regions", out->n_regions), &region[out->n_regions])) return false;
    for (const struct json *j = kinds->first; j; j = j->next) {
        if (j->kind != JSON_STRING || take_word_of(j->text, "pain headache stress sleep function") < 0)
            return take_wrong(&l->take, take_place(&l->take, path, "kinds", out->n_kinds), "this is no kind of concern");
        kind[out->n_kinds++] = j->text;
    }
    for (const struct json *j = questions->first; j; j = j->next, out->n_questions++)
        if (!question_get(l, j, take_place(&l->take, path, "questions", out->n_questions), &question[out->n_questions])) return false;
    return true;
}

bool load_red_flags(struct load *l, const struct json *top)
{
    const struct json *list;
    if (!take_list(&l->take, top, (str){0}, "red_flags", false, LIST_MAX, &list)) return false;
    struct screen_red_flags *v = ARENA_ARRAY(l->a, list->count, struct screen_red_flags);
    l->r->red_flags = v;
    for (const struct json *j = list->first; j; j = j->next, l->r->n_red_flags++)
        if (!one_get(l, j, take_place(&l->take, (str){0}, "red_flags", l->r->n_red_flags), &v[l->r->n_red_flags])) return false;
    return true;
}

// --- which

static bool fits(const struct screen_red_flags *f, str kind, const struct site *sites, size_t n_sites)
{
    bool any = !f->n_regions && !f->n_kinds;
    if (!n_sites && (str_eq(kind, S("pain")) || str_eq(kind, S("function")))) return true;
    for (size_t i = 0; i < f->n_kinds; i++) any |= str_eq(f->kinds[i], kind);
    for (size_t i = 0; i < f->n_regions; i++)
        for (size_t k = 0; k < n_sites; k++) any |= sites[k].region == f->regions[i];
    return any;
}

const str *screen_red_flags_of(arena *a, const struct screen_rules *r, str kind, const struct site *sites, size_t n_sites, size_t *n)
{
    bool *in = ARENA_ARRAY(a, r->n_questions, bool);
    str *v = ARENA_ARRAY(a, r->n_questions, str);
    for (size_t i = 0; i < r->n_red_flags; i++)
        for (size_t q = 0; fits(&r->red_flags[i], kind, sites, n_sites) && q < r->red_flags[i].n_questions; q++) in[r->red_flags[i].questions[q]] = true;
    *n = 0;
    for (size_t q = 0; q < r->n_questions; q++)
        if (in[q]) v[(*n)++] = r->questions[q].id;
    return v;
}
