#include "desk/safety/readings.h"

#include "base/json.h"
#include "desk/safety/safety_body.h"

bool reading_of_pressure(const struct question *q)
{
    return q && q->by_therapist && q->today_only && str_starts(q->id, S("bp."));
}

static bool known(const struct json *x)
{
    return x && x->kind != JSON_NULL;
}

static instant entered(const struct readings *r, str question)
{
    for (size_t i = 0; known(json_get(r->before, question)) && i < r->n_at; i++)
        if (str_eq(r->at[i].question, question))
            return r->at[i].at;
    return (instant){0};
}

static bool changed(const struct readings *r, str question)
{
    const struct json *was = json_get(r->before, question), *is = json_get(r->after, question);
    return known(was) != known(is) || (known(is) && !json_same(was, is));
}

instant readings_rested(const struct readings *r)
{
    const struct screen_rules *all = screen_shipped();
    instant first = {0};
    for (size_t q = 0; q < all->n_questions; q++) {
        instant at = reading_of_pressure(&all->questions[q]) && !all->questions[q].again ? entered(r, all->questions[q].id) : (instant){0};
        if (at.us > first.us)
            first = at;
    }
    if (first.us)
        first.us += READINGS_REST_US;
    return first;
}

static void refuse(struct desk *d, str question, enum msg why)
{
    (void)!problem_add(d->problems, E_INVALID, str_fmt(d->a, "q_%.*s", SP(question)), SAY(why));
}

// A second reading that is entered before the rest is over, or together with the first.
static void rest_before_second(struct desk *d, const struct readings *r)
{
    const struct screen_rules *all = screen_shipped();
    instant from = readings_rested(r);
    bool first = false;
    for (size_t q = 0; q < all->n_questions; q++) {
        const struct question *one = &all->questions[q];
        first |= reading_of_pressure(one) && !one->again && known(json_get(r->after, one->id)) && changed(r, one->id);
    }
    for (size_t q = 0; q < all->n_questions; q++) {
        str id = all->questions[q].id;
        if (all->questions[q].again && known(json_get(r->after, id)) && changed(r, id) && (first || !from.us || from.us > d->now.us))
            refuse(d, id, MSG_vitals_rest);
    }
}

static bool stops(const struct screen_result *s, str rule)
{
    for (size_t i = 0; i < s->n; i++)
        if (!s->findings[i].unknown && s->findings[i].rule->level <= LEVEL_STOP && str_eq(s->findings[i].rule->id, rule))
            return true;
    return false;
}

static bool of_pressure(const struct screen_finding *f)
{
    bool any = false;
    for (size_t i = 0; i < f->n_because; i++)
        any |= reading_of_pressure(screen_question_of(screen_shipped(), f->because[i]));
    return any;
}

// Other readings of the pressure than those that stopped until now, sooner after them than the rest takes.
static void too_soon(struct desk *d, const struct readings *r)
{
    const struct screen_rules *all = screen_shipped();
    for (size_t q = 0; q < all->n_questions; q++) {
        const struct question *one = &all->questions[q];
        if (reading_of_pressure(one) && known(json_get(r->after, one->id)) && changed(r, one->id) && entered(r, one->id).us + READINGS_REST_US > d->now.us)
            refuse(d, one->id, MSG_vitals_too_soon);
    }
}

static void what_stopped(struct desk *d, const struct readings *r)
{
    for (size_t i = 0; i < r->was->n; i++) {
        const struct screen_finding *f = &r->was->findings[i];
        if (f->unknown || f->rule->level > LEVEL_STOP)
            continue;
        for (size_t k = 0; k < f->n_because; k++) {
            const struct question *q = screen_question_of(screen_shipped(), f->because[k]);
            bool counts = reading_of_pressure(q) || (q && q->by_therapist && !stops(r->is, f->rule->id));
            if (counts && known(json_get(r->before, q->id)) && !known(json_get(r->after, q->id)))
                refuse(d, q->id, MSG_vitals_erased);
        }
        if (of_pressure(f) && !stops(r->is, f->rule->id))
            too_soon(d, r);
    }
}

// A form that was begun and not sent has found it: its readings stand in what was found, and nowhere else.
static void what_stands(struct desk *d, const struct readings *r, const struct finding_kept *k)
{
    struct finding_row row;
    if (k->unknown || k->level > LEVEL_STOP || k->at.us + READINGS_REST_US <= d->now.us || stops(r->is, k->rule) || !finding_read(d, k, &row))
        return;
    for (const struct json *x = row.answers->first; x; x = x->next) {
        const struct json *is = json_get(r->after, x->name);
        if (reading_of_pressure(screen_question_of(screen_shipped(), x->name)) && known(x) && known(is) && !json_same(x, is) && changed(r, x->name))
            refuse(d, x->name, MSG_vitals_too_soon);
    }
}

err readings_right(struct desk *d, const struct readings *r)
{
    struct finding_list standing;
    err e = finding_standing(d->db, d->a, &d->who, r->client, &standing);
    if (e)
        return e;
    rest_before_second(d, r);
    if (!d->problems->first)
        what_stopped(d, r);
    for (size_t i = 0; !d->problems->first && i < standing.n; i++)
        what_stands(d, r, &standing.v[i]);
    return d->problems->first ? E_INVALID : OK;
}
