#include "desk/safety/safety_trace.h"

#include "base/json.h"
#include "desk/safety/intake.h"
#include "desk/safety/safety_body.h"

static bool listed(const struct json *list, str value)
{
    for (const struct json *x = list->kind == JSON_ARRAY ? list->first : NULL; x; x = x->next)
        if (str_eq(x->text, value))
            return true;
    return false;
}

// Does the answer still say all that it said? More may have come to it.
static bool still_says(const struct json *was, const struct json *now)
{
    if (was->kind != JSON_ARRAY)
        return json_same(was, now);
    bool all = now->kind == JSON_ARRAY;
    for (const struct json *x = was->first; all && x; x = x->next)
        all = listed(now, x->text);
    return all;
}

static const struct intake_row *form_of(const struct intake_list *all, intake_id id)
{
    for (size_t i = 0; id.v && i < all->n; i++)
        if (all->v[i].id.v == id.v)
            return &all->v[i];
    return NULL;
}

// When the form by link that found it was kept last, where it says otherwise by now; us == 0: it does not.
static instant back_at(struct desk *d, const struct intake_list *forms, const struct finding_kept *f)
{
    const struct intake_row *form = form_of(forms, f->intake);
    struct json_error why;
    struct intake_rest rest;
    struct finding_row row = {0};
    const struct json *now = form && !form->account.v ? json_parse(d->a, form->answers, 64, &why) : NULL;
    if (!now || !intake_rest_read(d->a, form->rest, &rest) || !finding_body_read(d->a, f->body, &row))
        return (instant){0};
    for (const struct json *x = row.answers->first; x; x = x->next) {
        const struct json *y = json_get(now, x->name);
        bool gone = !y ? !rest.said.part || form->sent : !still_says(x, y);
        if (x->kind != JSON_NULL && gone)
            return form->sent ? form->submitted : form->saved;
    }
    return (instant){0};
}

err safety_taken_back(struct desk *d, client_id client, const struct taken_back **out, size_t *n)
{
    struct finding_list all;
    struct intake_list forms;
    *n = 0;
    err e = finding_standing(d->db, d->a, &d->who, client, &all);
    if (!e)
        e = intake_list(d->db, d->a, &d->who, client, &forms);
    if (e)
        return e;
    struct taken_back *v = ARENA_ARRAY(d->a, all.n, struct taken_back);
    for (size_t i = 0; i < all.n; i++) {
        const struct finding_kept *f = &all.v[i];
        instant at = f->level <= LEVEL_STOP && !f->unknown ? back_at(d, &forms, f) : (instant){0};
        if (at.us)
            v[(*n)++] = (struct taken_back){f->id, f->rule, at};
    }
    *out = v;
    return OK;
}

const struct taken_back *taken_back_of(const struct taken_back *v, size_t n, str rule)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].rule, rule))
            return &v[i];
    return NULL;
}

err safety_stops_over(struct desk *d, client_id client, const struct stop_over **out, size_t *n)
{
    struct finding_list all;
    struct intake_list forms;
    *n = 0;
    err e = finding_over(d->db, d->a, &d->who, client, &all);
    if (!e)
        e = intake_list(d->db, d->a, &d->who, client, &forms);
    if (e)
        return e;
    struct stop_over *v = ARENA_ARRAY(d->a, all.n, struct stop_over);
    for (size_t i = 0; i < all.n; i++) {
        const struct finding_kept *f = &all.v[i];
        const struct intake_row *found = form_of(&forms, f->intake);
        struct stop_over *o = &v[(*n)++];
        *o = (struct stop_over){.title = finding_body_title(d->a, f->body), .level = f->level, .found = f->at, .over = f->ended, .back = back_at(d, &forms, f)};
        o->found_with = found ? found->by : (str){0};
        for (size_t k = 0; k < forms.n; k++)
            if (forms.v[k].sent && forms.v[k].submitted.us == f->ended.us) {
                o->by_form = true;
                o->over_with = forms.v[k].by;
            }
    }
    *out = v;
    return OK;
}
