#include "desk/links/previsit.h"

#include "base/json.h"
#include "desk/links/after.h"
#include "desk/links/asks.h"
#include "desk/rules.h"
#include "desk/safety/safety.h"
#include "store/diary.h"
#include "store/home.h"

enum { ANSWER_ROOM = 8 << 10, ANSWERS_ROOM = 64 << 10 };

// ---- by the client

static enum previsit_stand stand_of(const struct desk *d, const struct appointment *p)
{
    if (p->state == STATE_CANCELLED || p->state == STATE_LATE_CANCEL)
        return PREVISIT_CANCELLED;
    return p->state == STATE_BOOKED && p->start.us > d->now.us ? PREVISIT_AHEAD : PREVISIT_OVER;
}

static err opened(struct desk *d, struct link_opened *o, struct appointment *p)
{
    err e = desk_link_again(d, LINK_VISIT, o);
    return e != OK ? e : appointment_get(d->db, d->a, &d->who, o->link.appointment, p);
}

struct due {
    struct ask asks[LINK_ASKS];
    size_t n;
    bool ratings, diary;
};

// What may be answered by link now: questionnaires that the client can answer alone and that nobody has to watch over; the first LINK_ASKS.
static err due_of(struct desk *d, client_id client, day on, struct due *out)
{
    struct asks_due due;
    err e = desk_asks_due(d, client, on, &due);
    *out = (struct due){0};
    for (size_t i = 0; e == OK && i < due.n && out->n < LINK_ASKS; i++)
        if (due.v[i].by_client && !due.v[i].alerts)
            out->asks[out->n++] = (struct ask){due.v[i].file->id, due.v[i].concern, {0}};
    out->ratings = e == OK && due.ratings;
    out->diary = e == OK && due.diary;
    return e;
}

// A diary is never finished: it is asked until the day is in it, or until something was answered on that day.
static err diary_waits(struct desk *d, const struct previsit *p, bool *out)
{
    struct diary_row today;
    day answered = zone_day(d->zone, p->answered_at);
    *out = false;
    if (p->answered && answered.d == d->today.d)
        return OK;
    err e = diary_get(d->db, d->a, &d->who, d->who.only, d->today, &today);
    *out = e == E_NOT_FOUND;
    return *out ? OK : e;
}

enum { FEW = 3 };   // questions on one screen with "has anything changed"

static const str *due_ids(struct desk *d, const struct previsit *p)
{
    str *ids = ARENA_ARRAY(d->a, p->n_due, str);
    for (size_t i = 0; i < p->n_due; i++)
        ids[i] = p->due[i].q->id;
    return ids;
}

static const struct json *nothing(struct desk *d)
{
    struct json_error why;
    return json_parse(d->a, S("{}"), 4, &why);
}

// What is asked again, of those that a client can answer, and which of them are to be seen before anything is answered.
static err health_due(struct desk *d, struct previsit *out)
{
    struct intake_due due;
    struct part_view v;
    err e = desk_intake_due(d, d->who.only, &due);
    if (e || due.whole)
        return e;
    struct due_row *rows = ARENA_ARRAY(d->a, due.n, struct due_row);
    for (size_t i = 0; i < due.n; i++)
        if (!due.v[i].q->by_therapist)
            rows[out->n_due++] = due.v[i];
    out->due = rows;
    if (!out->n_due)
        return OK;
    struct part_in in = {.client = d->who.only, .own = nothing(d)};
    in.asked = intake_part_asks(d, due_ids(d, out), out->n_due, NULL, 0, &in.n_asked);
    e = intake_part_look(d, &in, &v);
    size_t n = 0;
    const struct screen_rules *r = screen_shipped();
    for (size_t q = 0; !e && q < r->n_questions; q++)
        n += v.asked[q];
    out->shows = v.asked;
    out->few = n <= FEW;
    return e;
}

static err health_of(struct desk *d, const struct link_opened *o, struct previsit *out)
{
    struct home_lists l;
    bool form_since = false;
    instant said = {0};
    err e = home_get(d->db, d->a, &d->who, d->now, &l);
    if (e == OK)
        e = visit_said_get(d->db, d->a, &d->who, d->who.only, o->link.appointment, &out->health_at, &form_since);
    if (e != OK)
        return e;
    bool recent = l.intake_done && intake_state_at(d->zone, d->today, l.intake_asked) == INTAKE_DONE;
    out->health = out->health_at.us ? HEALTH_UNCHANGED : recent ? HEALTH_ASKED : HEALTH_FORM;
    if (l.intake_done && (form_since || (l.intake_by_client.us >= o->link.created.us && !out->health_at.us))) {
        out->health = HEALTH_SENT;
        out->health_at = l.intake_by_client;
    }
    if (out->health == HEALTH_ASKED)
        e = visit_said_last(d->db, d->a, &d->who, d->who.only, &said);
    if (e)
        return e;
    instant form = l.intake_by_client.us ? l.intake_by_client : l.intake_at; // what staff measured since is not the client's word
    out->since = said.us > form.us ? said : form;
    bool spoken = out->health == HEALTH_UNCHANGED && l.intake_by_client.us < out->health_at.us;
    return out->health == HEALTH_ASKED || spoken ? health_due(d, out) : OK;
}

static err after_of(struct desk *d, struct previsit *out)
{
    struct after_last l;
    err e = desk_after_last(d, d->who.only, out->visit.day, &l);
    out->after = e == OK && after_asks(&l);
    out->after_said = e == OK && l.own;
    out->after_day = l.day;
    return e;
}

err desk_previsit(struct desk *d, struct previsit *out)
{
    struct link_opened o;
    struct due due;
    *out = (struct previsit){0};
    err e = desk_begin(d, VERB_VISIT_LINK_SHOW, d->who.only.v);
    if (e == OK)
        e = opened(d, &o, &out->visit);
    if (e != OK)
        return e;
    e = desk_link_front(d, &o, link_wants_birth(&o), &out->front);
    if (out->front.confirm)
        out->visit = (struct appointment){0};
    if (e != OK || out->front.confirm)
        return e;
    out->stand = stand_of(d, &out->visit);
    if (out->stand != PREVISIT_AHEAD)
        return OK;
    e = health_of(d, &o, out);
    if (e == OK)
        e = desk_intake_deferred(d, d->who.only, &out->defer);
    if (e == OK)
        e = due_of(d, d->who.only, out->visit.day, &due);
    if (e == OK)
        e = contact_answered(d->db, d->a, &d->who, d->who.only, o.link.id, &out->answered_at);
    out->answered = out->answered_at.us != 0;
    if (e == OK)
        e = after_of(d, out);
    if (e == OK && due.diary)
        e = diary_waits(d, out, &due.diary);
    if (e != OK)
        return e;
    out->n_asks = due.n;
    out->ask = due.n > 0 || due.ratings || due.diary;
    return OK;
}

// What is said or followed needs the visit to be ahead, and the birth date where it is asked.
static err act_begin(struct desk *d, enum verb v, struct link_opened *o, struct appointment *p)
{
    err e = desk_begin(d, v, d->who.only.v);
    if (e == OK)
        e = opened(d, o, p);
    if (e == OK && link_wants_birth(o))
        e = E_FORBIDDEN;
    return e == OK && stand_of(d, p) != PREVISIT_AHEAD ? E_GONE : e;
}

// The answers as one object; problems on those that are none, and on those that are open and stand on the screen.
static err answers_of(struct desk *d, const struct previsit *p, const struct previsit_in *in, bool all, const struct json **own)
{
    const struct screen_rules *r = screen_shipped();
    struct json_error why;
    struct buf b = buf_new(d->a, ANSWERS_ROOM);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (size_t q = 0; q < r->n_questions; q++) {
        str id = r->questions[q].id, raw = {0};
        bool due = false;
        for (size_t i = 0; i < p->n_due; i++)
            due |= str_eq(p->due[i].q->id, id);
        for (size_t i = 0; due && i < in->n_values; i++)
            if (str_eq(in->values[i].question, id))
                raw = in->values[i].raw;
        bool good = raw.n && raw.n <= ANSWER_ROOM && json_parse(d->a, raw, 8, &why);
        if (good) {
            jw_key(&w, id);
            jw_raw(&w, raw);
        } else if (due && (raw.n || (all && p->shows[q]))) {
            (void)!problem_add(d->problems, E_INVALID, str_fmt(d->a, "q_%.*s", SP(id)), SAY(raw.n ? MSG_error_choice : MSG_previsit_open));
        }
    }
    jw_end(&w);
    *own = json_parse(d->a, buf_str(&b), 64, &why);
    CHECK(!b.over && *own);
    return d->problems->first ? E_INVALID : OK;
}

static err on_to(struct desk *d, const struct link_opened *o, enum link_purpose purpose, struct link_in *in, struct link_made *out)
{
    err e = desk_link_onward(d, &o->link, purpose, out);
    if (e != E_NOT_FOUND)
        return e;
    in->from = o->link.id;
    in->until = o->link.expires;
    return desk_link_make(d, in, out);
}

static err part_on(struct desk *d, const struct link_opened *o, const struct previsit *p, const struct previsit_in *in, const struct json *own, bool what,
    struct previsit_out *out)
{
    err e = on_to(d, o, LINK_INTAKE, &(struct link_in){.purpose = LINK_INTAKE, .client = d->who.only}, &out->link);
    out->on = true;
    struct part_begin begin = {.link = out->link.id, .device = in->device, .asked = due_ids(d, p), .n_asked = p->n_due, .what = what, .own = own};
    return e ? e : intake_part_begin(d, &begin);
}

// What fires by what was said just now, at level 1 or 2.
static str urgent(const struct part_view *v, const struct json *own)
{
    for (size_t i = 0; i < v->result.n; i++) {
        const struct screen_finding *f = &v->result.findings[i];
        for (size_t k = 0; !f->unknown && f->rule->level <= LEVEL_STOP && k < f->n_because; k++)
            if (json_get(own, f->because[k]))
                return f->rule->id;
    }
    return (str){0};
}

// A value that the screening cannot take; a question that the answers bring and that has none yet.
static err look(struct desk *d, const struct part_in *part, struct previsit_out *out, bool *more)
{
    struct part_view v;
    const struct screen_rules *r = screen_shipped();
    err e = intake_part_look(d, part, &v);
    *more = false;
    for (size_t i = 0; !e && i < v.n_bad; i++)
        if (json_get(part->own, v.bad[i].id))
            (void)!problem_add(d->problems, E_INVALID, str_fmt(d->a, "q_%.*s", SP(v.bad[i].id)), intake_bad_words(d, &v.bad[i]));
    if (e || d->problems->first)
        return e ? e : E_INVALID;
    for (size_t q = 0; q < r->n_questions; q++)
        *more |= v.asked[q] && !r->questions[q].by_therapist && !r->questions[q].for_therapist && !json_get(part->own, r->questions[q].id);
    out->now = urgent(&v, part->own);
    return OK;
}

static err say_due(struct desk *d, const struct link_opened *o, const struct previsit *p, const struct previsit_in *in, struct previsit_out *out)
{
    const struct json *own;
    bool more = !p->few;
    struct part_in part = {.client = d->who.only};
    err e = answers_of(d, p, in, p->few, &own);
    part.own = own;
    part.asked = intake_part_asks(d, due_ids(d, p), p->n_due, NULL, 0, &part.n_asked);
    if (!e && p->few)
        e = look(d, &part, out, &more);
    if (e)
        return e;
    return more ? part_on(d, o, p, in, own, false, out) : intake_part_send(d, &part);
}

err desk_previsit_unchanged(struct desk *d, const struct previsit_in *in, struct previsit_out *out)
{
    struct link_opened o;
    struct appointment p;
    struct previsit now = {0};
    *out = (struct previsit_out){0};
    err e = act_begin(d, VERB_VISIT_LINK_SAID, &o, &p);
    if (e == OK)
        e = health_of(d, &o, &now);
    if (e == OK && now.health == HEALTH_FORM)
        e = problem_add(d->problems, E_INVALID, S("health"), SAY(MSG_previsit_form_wanted));
    if (e == OK && now.health == HEALTH_SENT)
        e = problem_add(d->problems, E_INVALID, S("health"), SAY(MSG_previsit_form_stands));
    if (e == OK && now.n_due)
        e = say_due(d, &o, &now, in, out);
    if (e == OK && !out->on) // with more to answer, nothing is said yet
        e = visit_said_put(d->db, &d->who, d->who.only, o.link.appointment, d->now);
    return e == OK ? link_use(d->db, &d->who, d->who.link, d->now) : e;
}

err desk_previsit_changed(struct desk *d, const struct previsit_in *in, struct previsit_out *out)
{
    struct link_opened o;
    struct appointment p;
    struct previsit now = {0};
    const struct json *own;
    *out = (struct previsit_out){0};
    err e = act_begin(d, VERB_VISIT_LINK_ON, &o, &p);
    if (e == OK)
        e = health_of(d, &o, &now);
    if (e == OK && now.health == HEALTH_FORM) {
        out->on = true;
        return on_to(d, &o, LINK_INTAKE, &(struct link_in){.purpose = LINK_INTAKE, .client = d->who.only}, &out->link);
    }
    if (e == OK)
        e = answers_of(d, &now, in, false, &own);
    return e == OK ? part_on(d, &o, &now, in, own, true, out) : e;
}

err desk_previsit_on(struct desk *d, enum link_purpose purpose, struct link_made *out)
{
    struct link_opened o;
    struct appointment p;
    struct due due = {.ratings = true};
    struct link_in in = {.purpose = purpose, .client = d->who.only, .asks = due.asks};
    CHECK(purpose == LINK_INTAKE || purpose == LINK_ANSWERS);
    err e = act_begin(d, VERB_VISIT_LINK_ON, &o, &p);
    if (e != OK)
        return e;
    in.from = o.link.id;
    in.until = o.link.expires;
    e = desk_link_onward(d, &o.link, purpose, out);
    if (e != E_NOT_FOUND)
        return e;
    e = purpose == LINK_ANSWERS ? due_of(d, d->who.only, p.day, &due) : OK;
    in.n_asks = due.n;
    in.no_ratings = !due.ratings && !due.diary;
    if (e == OK && in.n_asks == 0 && in.no_ratings)
        e = E_NOT_FOUND;
    return e == OK ? desk_link_make(d, &in, out) : e;
}

// ---- by staff

// The one that stands, of this time and as safe as is wanted now. E_NOT_FOUND: a new one is to be made.
static err make_stands(struct desk *d, const struct appointment *p, enum previsit_phone phone, struct link_made *out)
{
    struct contact_link stands;
    struct link_row row;
    err e = contact_link_of(d->db, d->a, &d->who, p->client, p->id, d->now, &stands);
    if (e == OK)
        e = link_get(d->db, d->a, &d->who, stands.id, &row);
    if (e == OK && !desk_link_of_time(&row, p->start))
        return E_NOT_FOUND;
    if (e == OK && phone == PHONE_SHARED && !row.shared_phone) {
        e = link_revoke(d->db, &d->who, row.id, d->now);
        return e == OK ? E_NOT_FOUND : e;
    }
    if (e == OK)
        *out = desk_link_address(d, &row);
    return e;
}

err desk_previsit_make(struct desk *d, appointment_id visit, enum previsit_phone phone, struct link_made *out)
{
    struct appointment p = {0};
    err found = appointment_get(d->db, d->a, &d->who, visit, &p);
    err e = desk_begin(d, VERB_LINK_CREATE, found == OK ? p.client.v : 0);
    if (e != OK || found != OK)
        return e != OK ? e : found;
    if (stand_of(d, &p) != PREVISIT_AHEAD)
        return E_GONE;
    e = make_stands(d, &p, phone, out);
    if (e != E_NOT_FOUND)
        return e;
    return desk_link_make(d, &(struct link_in){.client = p.client, .purpose = LINK_VISIT, .appointment = visit, .shared_phone = phone == PHONE_SHARED,
        .shared_as_before = phone == PHONE_AS_BEFORE}, out);
}

// False where the link is gone.
static err of_another_time(struct desk *d, const struct appointment *visit, link_id id, bool *out)
{
    struct link_row l;
    err e = link_get(d->db, d->a, &d->who, id, &l);
    *out = e == OK && !desk_link_of_time(&l, visit->start);
    return e == E_NOT_FOUND ? OK : e;
}

err desk_previsit_standing(struct desk *d, const struct appointment *visit, struct previsit_standing *out)
{
    bool form_since = false, moved = false;
    struct subject who = {0};
    *out = (struct previsit_standing){.ahead = stand_of(d, visit) == PREVISIT_AHEAD};
    err e = desk_begin(d, VERB_LINK_LIST, visit->client.v);
    if (e == OK)
        e = contact_link_of(d->db, d->a, &d->who, visit->client, visit->id, d->now, &out->link);
    out->made = e == OK;
    if (e == OK)
        e = of_another_time(d, visit, out->link.id, &moved);
    out->made &= !moved;
    if (e == OK)
        e = contact_answered(d->db, d->a, &d->who, visit->client, out->link.id, &out->answered);
    if (e == OK || e == E_NOT_FOUND)
        e = visit_said_get(d->db, d->a, &d->who, visit->client, visit->id, &out->unchanged, &form_since);
    if (form_since) // it says more
        out->unchanged = (instant){0};
    if (e == OK)
        e = outbox_of_visit(d->db, d->a, &d->who, visit->id, &out->mail);
    out->mailed = e == OK;
    if (e == OK)
        e = of_another_time(d, visit, out->mail.link, &out->mail_moved);
    if (e == OK || e == E_NOT_FOUND)
        e = subject_get(d->db, d->a, &d->who, visit->client, &who);
    out->born_known = who.born_known;
    if (e == OK)
        e = link_shared(d->db, d->a, &d->who, visit->client, &out->shared);
    return e == E_NOT_FOUND ? OK : e;
}

err desk_contact_setting(struct desk *d, struct contact_setting *out)
{
    err e = desk_begin(d, VERB_PRACTICE_SHOW, 0);
    return e == OK ? contact_setting_get(d->db, d->a, &d->who, out) : e;
}

err desk_contact_setting_set(struct desk *d, const struct contact_setting *in)
{
    err e = desk_begin(d, VERB_SETUP, 0);
    if (e == OK && (in->hours < 0 || in->hours > CONTACT_HOURS_MAX))
        e = problem_add(d->problems, E_INVALID, S("hours"), SAY2(MSG_error_range, "min", S("0"), "max", str_fmt(d->a, "%d", CONTACT_HOURS_MAX)));
    if (e == OK)
        e = contact_setting_put(d->db, &d->who, d->now, in);
    return e == E_CONFLICT ? rule_conflict(d) : e;
}
