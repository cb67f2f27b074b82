#include "desk/safety/vitals.h"

#include "base/json.h"
#include "desk/safety/readings.h"

enum { PAST_MAX = 40, VALUE_ROOM = 64 };

struct room {
    struct intake_list all;
    struct intake_last last;
    struct part_view view;      // of a part that asks nothing: what stands today
};

static const struct json *empty(struct desk *d)
{
    struct json_error why;
    return json_parse(d->a, S("{}"), 4, &why);
}

static err room_of(struct desk *d, client_id client, struct room *x)
{
    err e = intake_list(d->db, d->a, &d->who, client, &x->all);
    if (!e)
        e = intake_last(d, &x->all, &x->last);
    return e || !x->last.row.id.v ? e : intake_part_look(d, &(struct part_in){.client = client, .own = empty(d)}, &x->view);
}

static bool same_value(const struct json *x, str raw)
{
    return x ? str_eq(x->text, raw) : raw.n == 0;
}

static bool is_wanted(const struct room *x, const struct question *q)
{
    for (size_t i = 0; i < x->view.result.n_to_ask; i++)
        if (str_eq(x->view.result.to_ask[i], q->id))
            return true;
    return false;
}

// What was measured and counts today, with the time at which it was entered.
static struct readings readings_of(struct desk *d, client_id client, const struct room *x)
{
    const struct screen_rules *r = screen_shipped();
    struct answer_since *at = ARENA_ARRAY(d->a, r->n_questions, struct answer_since);
    struct readings out = {.client = client, .before = x->view.whole, .was = &x->view.result, .at = at};
    for (size_t q = 0; q < r->n_questions; q++)
        if (r->questions[q].by_therapist && json_get(x->view.whole, r->questions[q].id))
            at[out.n_at++] = (struct answer_since){r->questions[q].id, intake_said_at(&x->last, r->questions[q].id)};
    return out;
}

static void fill_now(struct desk *d, client_id client, const struct room *x, struct vitals *out)
{
    const struct screen_rules *r = screen_shipped();
    struct vital *v = ARENA_ARRAY(d->a, r->n_questions, struct vital);
    out->v = v;
    for (size_t q = 0; q < r->n_questions; q++) {
        const struct question *one = &r->questions[q];
        if (!one->by_therapist)
            continue;
        struct vital *to = &v[out->n++];
        *to = (struct vital){.q = one, .value = json_get(x->view.whole, one->id), .wanted = is_wanted(x, one)};
        to->shown = !one->again || to->value || screen_asks(d->a, r, one, &x->view.about, x->view.whole);
        if (to->value)
            to->at = intake_said_at(&x->last, one->id);
        if (one->again && to->shown && !to->value)
            out->again = true;
    }
    struct readings now = readings_of(d, client, x);
    out->again_at = readings_rested(&now);
}

static bool of_past(const struct vital_past *v, size_t n, const struct question *q, instant at)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].q == q && v[i].at.us == at.us)
            return true;
    return false;
}

// The readings of every version that was sent, each once, but for those that count today.
static err fill_past(struct desk *d, const struct room *x, struct vitals *out)
{
    struct vital_past *v = ARENA_ARRAY(d->a, PAST_MAX, struct vital_past);
    out->past = v;
    for (size_t i = 0; i < x->all.n; i++) {
        struct intake_last l;
        if (!x->all.v[i].sent)
            continue;
        err e = intake_last(d, &(struct intake_list){x->all.v + i, 1}, &l);
        if (e)
            return e;
        for (size_t k = 0; k < out->n && out->n_past < PAST_MAX; k++) {
            const struct vital *now = &out->v[k];
            const struct json *value = json_get(l.answers, now->q->id);
            instant at = value ? intake_said_at(&l, now->q->id) : (instant){0};
            if (!value || (now->value && now->at.us == at.us) || of_past(v, out->n_past, now->q, at))
                continue;
            bool today = now->value && zone_day(d->zone, at).d == zone_day(d->zone, now->at).d;
            v[out->n_past++] = (struct vital_past){now->q, value->text, at, today};
        }
    }
    return OK;
}

err desk_vitals(struct desk *d, client_id client, struct vitals *out)
{
    struct room x = {0};
    struct subject who;
    *out = (struct vitals){0};
    err e = desk_begin(d, VERB_VITALS_SHOW, client.v);
    if (!e)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (!e)
        e = room_of(d, client, &x);
    if (e)
        return e;
    out->none = !x.last.row.id.v;
    out->seen = x.last.row.id;
    if (out->none)
        return OK;
    fill_now(d, client, &x, out);
    return fill_past(d, &x, out);
}

// What differs from what stands is what was asked; the rest keeps its time.
static void changed(const struct room *x, const struct vitals_in *in, str *asked, struct part_in *part, struct jw *own)
{
    for (size_t i = 0; i < in->n; i++) {
        const struct question *q = screen_question_of(screen_shipped(), in->values[i].question);
        if (!q || !q->by_therapist || same_value(json_get(x->view.whole, q->id), in->values[i].raw))
            continue;
        asked[part->n_asked++] = q->id;
        if (in->values[i].raw.n) {
            jw_key(own, q->id);
            jw_raw(own, in->values[i].raw);
        }
    }
}

static bool values_right(struct desk *d, const struct vitals_in *in)
{
    bool good = true;
    for (size_t i = 0; i < in->n; i++) {
        const struct question *q = screen_question_of(screen_shipped(), in->values[i].question);
        struct json_error why;
        double x;
        const struct json *j = in->values[i].raw.n <= VALUE_ROOM ? json_parse(d->a, in->values[i].raw, 4, &why) : NULL;
        if (!q || !in->values[i].raw.n || (j && j->kind == JSON_NUMBER && json_number(j, &x) && x >= q->lo && x <= q->hi))
            continue;
        good = problem_add(d->problems, E_INVALID, str_fmt(d->a, "q_%.*s", SP(q->id)),
                   SAY2(MSG_error_range, "min", str_fmt(d->a, "%g", q->lo), "max", str_fmt(d->a, "%g", q->hi))) == OK;
    }
    return good;
}

static err part_right(struct desk *d, const struct room *x, const struct part_in *part)
{
    struct part_view then;
    struct readings r = readings_of(d, part->client, x);
    err e = intake_part_look(d, part, &then);
    r.after = then.whole;
    r.is = &then.result;
    return e ? e : readings_right(d, &r);
}

err desk_vitals_record(struct desk *d, const struct vitals_in *in)
{
    struct room x = {0};
    struct json_error why;
    struct part_in part = {.client = in->client, .asked = NULL};
    err e = desk_begin(d, VERB_VITALS_RECORD, in->client.v);
    struct subject who;
    if (!e)
        e = subject_get(d->db, d->a, &d->who, in->client, &who);
    if (!e)
        e = room_of(d, in->client, &x);
    if (!e && !x.last.row.id.v)
        e = problem_add(d->problems, E_INVALID, S(""), SAY(MSG_vitals_no_form));
    if (e)
        return e;
    if (!values_right(d, in))
        return E_INVALID;
    str *asked = ARENA_ARRAY(d->a, in->n, str);
    struct buf b = buf_new(d->a, 4096);
    struct jw w = jw_on(&b);
    jw_object(&w);
    changed(&x, in, asked, &part, &w);
    jw_end(&w);
    CHECK(!b.over);
    part.asked = asked;
    part.own = json_parse(d->a, buf_str(&b), 8, &why);
    CHECK(part.own);
    if (x.last.row.id.v != in->seen.v) // the same, sent twice, changes nothing
        return part.n_asked ? problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_intake_changed)) : OK;
    if (!part.n_asked)
        return problem_add(d->problems, E_INVALID, S(""), SAY(MSG_vitals_nothing));
    e = part_right(d, &x, &part);
    return e ? e : intake_part_send(d, &part);
}
