#include "desk/care/reviews.h"

#include "base/json.h"
#include "desk/rules.h"

enum { REASON_MAX = 1000, LEAD_DAYS = 28, SHOWN_ROOM = 16 << 10, SHOWN_MAX = 2 << 20 };

// Whether what happened before the plan concerns its review: it waits still, and it did not follow a session of another concern's plan.
static err is_open_before(struct desk *d, const struct plan_row *p, const struct adverse_row *r, bool *out) {
    struct appointment after;
    struct plan_row of;
    *out = adverse_waits(r);
    if (!*out || r->appointment.v == 0)
        return OK;
    err e = appointment_get(d->db, d->a, &d->who, r->appointment, &after);
    if (e != OK || after.plan.v == 0)
        return e == E_NOT_FOUND ? OK : e;
    e = plan_get(d->db, d->a, &d->who, after.plan, &of);
    *out = e != OK || of.concern.v == p->concern.v;
    return e == E_NOT_FOUND ? OK : e;
}

static err look_around(struct desk *d, struct review_look *out) {
    struct care_list care;
    struct adverse_list adverse;
    const struct plan_row *p = &out->plan;
    day made = zone_day(d->zone, p->created);
    out->made = made;
    err e = care_list_of(d->db, d->a, &d->who, p->client, &care);
    if (e == OK)
        e = adverse_list_of(d->db, d->a, &d->who, p->client, &adverse);
    if (e != OK)
        return e;
    struct care_row *c = ARENA_ARRAY(d->a, care.n, struct care_row);
    struct adverse_row *x = ARENA_ARRAY(d->a, adverse.n, struct adverse_row);
    out->care = (struct care_list){c, 0};
    out->adverse = (struct adverse_list){x, 0};
    for (size_t i = 0; i < care.n; i++)
        if (!care.v[i].withdrawn && (!care.v[i].to.known || care.v[i].to.day.d >= made.d - LEAD_DAYS))
            c[out->care.n++] = care.v[i];
    for (size_t i = 0; i < adverse.n && e == OK; i++) {
        bool counts = adverse.v[i].day.d >= made.d;
        if (!counts)
            e = is_open_before(d, p, &adverse.v[i], &counts);
        if (!adverse.v[i].withdrawn && counts)
            x[out->adverse.n++] = adverse.v[i];
    }
    return e;
}

static err sessions_ahead(struct desk *d, struct review_look *out) {
    struct appointment_list all;
    err e = desk_appointments_of_plan(d, out->plan.id, &all);
    if (e != OK)
        return e;
    struct appointment *v = ARENA_ARRAY(d->a, all.n, struct appointment);
    out->ahead = (struct appointment_list){v, 0};
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].state == STATE_BOOKED && all.v[i].start.us > d->now.us)
            v[out->ahead.n++] = all.v[i];
    return OK;
}

err desk_review_look(struct desk *d, plan_id id, struct review_look *out) {
    *out = (struct review_look){0};
    err e = desk_plan_get(d, id, &out->plan);
    if (e == OK)
        e = plan_count_of(d->db, d->a, &d->who, out->plan.client, id, &out->count);
    if (e == OK)
        e = plan_hands_on(d->db, d->a, &d->who, &out->plan, &out->hands_on);
    if (e == OK)
        e = desk_progress(d, out->plan.client, out->plan.concern, &out->progress);
    if (e == OK)
        e = look_around(d, out);
    if (e == OK)
        e = sessions_ahead(d, out);
    out->due = e == OK && plan_review_is_due(&out->plan, &out->count, d->today);
    for (size_t i = 0; e == OK && i < out->progress.n; i++)
        out->worse |= out->progress.series[i].change.class == CHANGE_WORSE;
    return e;
}

static void phase(struct jw *w, str key, const struct phase *p) {
    jw_key(w, key);
    jw_object(w);
    jw_key(w, S("mean"));
    if (p->n)
        jw_num(w, p->mean);
    else
        jw_null(w);
    jw_kint(w, S("n"), (int64_t)p->n);
    jw_end(w);
}

static void measures_shown(struct desk *d, struct jw *w, const struct progress *p) {
    jw_key(w, S("measures"));
    jw_array(w);
    for (size_t i = 0; i < p->n; i++) {
        const struct progress_series *s = &p->series[i];
        jw_object(w);
        phase(w, S("before"), &s->change.before);
        jw_key(w, S("change"));
        if (s->change.compared)
            jw_num(w, s->change.change);
        else
            jw_null(w);
        jw_kstr(w, S("class"), change_class_name(s->change.class));
        jw_kstr(w, S("instrument"), str_of(s->instrument->code));
        phase(w, S("now"), &s->change.now);
        jw_kstr(w, S("score"), s->score ? str_of(s->instrument->score) : S(""));
        jw_kstr(w, S("series"), s->score ? s->score->key : S(""));
        jw_key(w, S("set"));
        jw_id(w, s->set ? s->set->id.v : 0);
        jw_kstr(w, S("statement"), message_say(d->a, LANG_EN, s->change.they));
        jw_end(w);
    }
    jw_end(w);
}

// Canonical: keys in the order of the alphabet. E_TOO_LARGE where years of words would not fit.
static err shown_of(struct desk *d, const struct review_look *l, str *out) {
    struct buf b = buf_with_room(d->a, SHOWN_ROOM, SHOWN_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_key(&w, S("adverse"));
    jw_array(&w);
    for (size_t i = 0; i < l->adverse.n; i++) {
        const struct adverse_row *r = &l->adverse.v[i];
        jw_object(&w);
        jw_kstr(&w, S("action"), r->action);
        jw_kstr(&w, S("day"), day_str(d->a, r->day));
        jw_kstr(&w, S("severity"), severity_name(r->severity));
        jw_kstr(&w, S("what"), adverse_what_name(r->what));
        jw_kstr(&w, S("words"), r->words);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("care"));
    jw_array(&w);
    for (size_t i = 0; i < l->care.n; i++) {
        const struct care_row *c = &l->care.v[i];
        jw_object(&w);
        jw_kstr(&w, S("from"), day_str(d->a, c->from));
        jw_kstr(&w, S("kind"), care_kind_name(c->kind));
        jw_kstr(&w, S("words"), c->words);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("dose"));
    jw_object(&w);
    jw_kint(&w, S("ahead"), l->count.ahead);
    jw_kint(&w, S("given"), l->count.given);
    jw_kint(&w, S("hands_on_minutes"), l->hands_on);
    jw_kint(&w, S("minutes"), l->count.minutes);
    jw_kint(&w, S("missed"), l->count.missed);
    jw_kint(&w, S("no_note"), l->count.no_note);
    jw_kint(&w, S("not_treated"), l->count.not_treated);
    jw_kint(&w, S("planned"), l->plan.sessions);
    jw_end(&w);
    measures_shown(d, &w, &l->progress);
    jw_end(&w);
    *out = buf_str(&b);
    return b.over ? E_TOO_LARGE : OK;
}

// Each must be one of the sessions ahead of this plan.
static err cancel_named(struct desk *d, const struct review_in *in, const struct review_look *l) {
    for (size_t i = 0; i < in->n_cancel; i++) {
        const struct appointment *found = NULL;
        for (size_t k = 0; k < l->ahead.n; k++)
            if (l->ahead.v[k].id.v == in->cancel[i].v)
                found = &l->ahead.v[k];
        if (!found)
            return problem_add(d->problems, E_CONFLICT, S("cancel"), SAY(MSG_review_not_ahead));
        err e = desk_appointment_state(d, &(struct state_in){.id = found->id, .version = found->version, .to = STATE_CANCELLED,
            .reason = message_say(d->a, d->lang, SAY(MSG_review_cancel_reason))});
        if (e != OK)
            return e;
    }
    return OK;
}

err desk_review(struct desk *d, const struct review_in *in, review_id *out) {
    struct plan_row found;
    err e = plan_get(d->db, d->a, &d->who, in->plan, &found);
    err may = desk_begin(d, VERB_PLAN_REVIEW, e == OK ? found.client.v : 0);
    if (may != OK || e != OK)
        return may != OK ? may : e;
    struct review_look l;
    e = desk_review_look(d, in->plan, &l);
    if (e != OK)
        return e;
    if (l.plan.version != in->version)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_error_version));
    if (l.plan.state != PLAN_ACTIVE)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(l.plan.state == PLAN_PROPOSED ? MSG_review_not_agreed : MSG_plan_is_over));
    bool good = rule_line(d, S("reason"), str_trim(in->reason), 1, REASON_MAX, MANY_LINES);
    if (in->n_cancel > 0 && in->decision != DECISION_DISCHARGE)
        good = problem_add(d->problems, E_INVALID, S("cancel"), SAY(MSG_review_cancel_only)) == OK;
    if (!good)
        return E_INVALID;
    struct review_row r = {.id = {id_next(&d->ids, d->now)}, .plan = in->plan, .client = l.plan.client, .after_sessions = l.count.given,
        .decision = in->decision, .reason = str_trim(in->reason), .at = d->now, .account = d->who.account};
    *out = r.id;
    e = shown_of(d, &l, &r.shown);
    if (e == OK)
        e = review_insert(d->db, &d->who, &r);
    if (e == OK && in->decision == DECISION_DISCHARGE) {
        l.plan.state = PLAN_COMPLETED;
        l.plan.ended = true;
        l.plan.ended_at = d->now;
        l.plan.end_reason = r.reason;
        e = plan_update(d->db, d->a, &d->who, d->now, &l.plan);
    }
    return e != OK ? e : cancel_named(d, in, &l);
}
