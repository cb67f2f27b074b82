#include "desk/safety/intake_said.h"

#include "base/json.h"
#include "desk/safety/intake_part.h"
#include "desk/safety/safety_body.h"

static bool posted(const struct intake_save_in *in, str question)
{
    for (size_t i = 0; i < in->n_values; i++)
        if (str_eq(in->values[i].question, question))
            return true;
    return false;
}

// A reading that stood there and stays was entered when it was.
static bool reading_stays(const struct question *q, const struct json *before, const struct json *answers)
{
    const struct json *was = json_get(before, q->id), *is = json_get(answers, q->id);
    return q->today_only && was && is && json_same(was, is);
}

static struct answer_since *times_left(struct desk *d, const struct answer_since *v, size_t *n, const struct intake_save_in *in, const struct json *before, const struct json *answers)
{
    struct answer_since *left = ARENA_ARRAY(d->a, *n + in->n_values, struct answer_since);
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        const struct question *q = screen_question_of(screen_shipped(), v[i].question);
        if (q && (!posted(in, q->id) || reading_stays(q, before, answers)))
            left[kept++] = v[i];
    }
    *n = kept;
    return left;
}

void intake_said_now(struct desk *d, const struct json *answers, const struct json *before, struct intake_rest *r, const struct intake_save_in *in)
{
    r->said.since = times_left(d, r->said.since, &r->said.n_since, in, before, answers);
    struct answer_since *v = times_left(d, r->said.measured, &r->said.n_measured, in, before, answers);
    for (size_t i = 0; i < in->n_values; i++) {
        const struct question *q = screen_question_of(screen_shipped(), in->values[i].question);
        if (q && q->today_only && json_get(answers, q->id) && !reading_stays(q, before, answers))
            v[r->said.n_measured++] = (struct answer_since){q->id, d->now};
    }
    r->said.measured = v;
}

struct readings intake_readings(struct desk *d, const struct intake_form *f, const struct screen_rules *rules)
{
    const struct answers_said *s = &f->rest.said;
    struct answer_since *at = ARENA_ARRAY(d->a, s->n_since + s->n_measured, struct answer_since);
    struct screen_result *was = ARENA_NEW(d->a, struct screen_result);
    const struct screen_bad *bad;
    size_t n_bad;
    struct readings out = {.client = f->client, .before = f->whole, .was = was, .at = at, .n_at = s->n_since + s->n_measured};
    *was = screen(d->a, rules, &f->about, f->whole, &bad, &n_bad);
    for (size_t i = 0; i < s->n_measured; i++)
        at[i] = s->measured[i];
    for (size_t i = 0; i < s->n_since; i++)
        at[s->n_measured + i] = s->since[i];
    return out;
}

bool intake_measures(const struct intake_save_in *in)
{
    bool any = false;
    for (size_t i = 0; i < in->n_values; i++) {
        const struct question *q = screen_question_of(screen_shipped(), in->values[i].question);
        any |= q && q->by_therapist;
    }
    return any;
}

static bool says(const struct json *list, struct site s)
{
    struct site one;
    for (const struct json *x = list && list->kind == JSON_ARRAY ? list->first : NULL; x; x = x->next)
        if (site_parse(json_text(x), &one) && one.region == s.region && (one.side == SIDE_BOTH || one.side == s.side))
            return true;
    return false;
}

static void sites_add(struct sites *to, const struct json *list, struct site s)
{
    if (to->n < SITES_MAX && says(list, s))
        to->v[to->n++] = s;
}

err desk_pain_said(struct desk *d, client_id client, struct sites *out)
{
    struct intake_list all;
    struct intake_last l = {0};
    const struct body_region *region;
    *out = (struct sites){0};
    err e = desk_begin(d, VERB_SAFETY_SHOW, client.v);
    if (!e)
        e = intake_list(d->db, d->a, &d->who, client, &all);
    if (!e)
        e = intake_last(d, &all, &l);
    if (e || !l.row.id.v)
        return e;
    const struct json *pain = json_get(l.answers, S("pain.where"));
    for (size_t i = 0; (region = body_region_at(i)); i++) {
        sites_add(out, pain, (struct site){region, region->sided ? SIDE_LEFT : SIDE_BOTH});
        if (region->sided)
            sites_add(out, pain, (struct site){region, SIDE_RIGHT});
    }
    return OK;
}
