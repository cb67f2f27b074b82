#include "desk/links/links.h"

#include "clinic/measures/measure_choice.h"
#include "desk/safety/alerts.h"
#include "desk/links/after.h"
#include "desk/links/asks.h"
#include "desk/links/daily.h"
#include "desk/measures/library.h"
#include "desk/measures/measures_rules.h"
#include "desk/measures/response_rules.h"
#include "desk/rules.h"
#include "store/care.h"
#include "store/concern.h"
#include "store/session.h"

// Five in a row block for a quarter of an hour; 20 in all take the link back: dates of birth are few, and a link may live a month.
enum { CONFIRM_TRIES = 5, CONFIRM_EVER = 20 };
#define CONFIRM_BLOCK_US (15 * MINUTE_US)

#define ANSWERS_LIFE_US (24 * HOUR_US)
#define INTAKE_LIFE_US (7 * DAY_US)
#define HOME_LIFE_US (30 * DAY_US)
#define DIARY_LIFE_US (28 * DAY_US)

struct link_made desk_link_address(struct desk *d, const struct link_row *l) {
    struct link_token t = {l->id, d->who.practice, l->expires};
    static const char *const places[] = {[LINK_ANSWERS] = "/a/", [LINK_INTAKE] = "/i/", [LINK_HOME] = "/h/", [LINK_DIARY] = "/d/", [LINK_VISIT] = "/v/"};
    str token = link_token_make(d->a, d->env->keys, t);
    return (struct link_made){.id = l->id,
        .token = token,
        .purpose = l->purpose,
        .path = str_fmt(d->a, "%s%.*s", places[l->purpose], SP(token)),
        .expires = l->expires};
}

// The visit is this client's. An intake may be filled in until the day after it.
static err link_life(struct desk *d, const struct link_in *in, instant *expires) {
    static const int64_t lives[] = {[LINK_ANSWERS] = ANSWERS_LIFE_US, [LINK_INTAKE] = INTAKE_LIFE_US, [LINK_HOME] = HOME_LIFE_US, [LINK_DIARY] = DIARY_LIFE_US,
        [LINK_VISIT] = LINK_VISIT_LIFE_US};
    instant start;
    int64_t life = in->kiosk ? KIOSK_LIFE_US : in->days ? in->days * DAY_US : lives[in->purpose];
    *expires = (instant){d->now.us + life};
    if (in->appointment.v == 0)
        return OK;
    err e = link_visit(d->db, d->a, &d->who, in->client, in->appointment, &start);
    if (e == OK && in->purpose == LINK_INTAKE && start.us > d->now.us)
        expires->us = start.us + LINK_INTAKE_LIFE_US;
    if (e == OK && in->purpose == LINK_VISIT && start.us > d->now.us)
        expires->us = start.us + LINK_VISIT_LIFE_US;
    return e;
}

// The concern is this client's, and open.
static err concern_open(struct desk *d, client_id client, concern_id id, str field) {
    struct concern_row c;
    err e = concern_get(d->db, d->a, &d->who, id, &c);
    if (e == OK && c.client.v != client.v)
        e = E_NOT_FOUND;
    if (e == OK && c.closed)
        e = problem_add(d->problems, E_INVALID, field, SAY(MSG_record_concern_closed));
    return e;
}

static err link_concern(struct desk *d, const struct link_in *in) {
    if (in->concern.v == 0)
        return OK;
    return concern_open(d, in->client, in->concern, S("concern"));
}

static str ask_field(struct desk *d, size_t i) {
    return str_fmt(d->a, "asks[%zu]", i);
}

static bool asked_before(const struct link_in *in, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (str_eq(in->asks[k].instrument, in->asks[i].instrument) && in->asks[k].concern.v == in->asks[i].concern.v)
            return true;
    return false;
}

// Each may be asked by link, about an open concern of this client, once. All that is wrong is said.
static err link_asked(struct desk *d, const struct link_in *in) {
    struct response_may may = {0};
    err worst = OK, e = in->n_asks ? response_may_now(d, &may) : OK;
    if (e == OK && in->n_asks > LINK_ASKS)
        return problem_add(d->problems, E_INVALID, S("asks"), SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", LINK_ASKS)));
    if (e == OK && in->n_asks + !in->no_ratings == 0)
        return problem_add(d->problems, E_INVALID, S("asks"), SAY(MSG_link_asks_nothing));
    for (size_t i = 0; e == OK && i < in->n_asks; i++) {
        const struct instrument_file *file;
        struct say why = SAY(MSG_response_not_offered);
        e = desk_instrument(d, in->asks[i].instrument, &file);
        bool good = e == OK && response_askable(d, file, may, !in->kiosk, &why) && !asked_before(in, i);
        if (good && in->purpose == LINK_DIARY && !daily_instrument(file)) {
            why = SAY(MSG_daily_not_daily);
            good = false;
        }
        e = e == E_NOT_FOUND ? OK : e;
        if (e == OK && !good)
            worst = problem_add(d->problems, E_INVALID, ask_field(d, i), why.key == MSG_none ? SAY(MSG_link_asked_twice) : why);
        if (e == OK && in->asks[i].concern.v)
            e = concern_open(d, in->client, in->asks[i].concern, ask_field(d, i));
        if (e == E_INVALID) {
            worst = e;
            e = OK;
        }
    }
    return e == OK ? worst : e;
}

// What there is to be ticked, to those who may know it.
static struct say nothing_asked(struct desk *d, const struct link_in *in) {
    bool diary = in->purpose == LINK_DIARY;
    if (!desk_may(&d->who, VERB_CONCERN_LIST))
        return SAY(MSG_link_asks_nothing_now);
    if (in->no_ratings)
        return SAY(diary ? MSG_link_diary_nothing : MSG_link_asks_nothing);
    return SAY(diary ? MSG_link_diary_no_headache : MSG_link_asks_no_concern);
}

err desk_link_asks_some(struct desk *d, const struct link_in *in) {
    struct concern_list all = {0};
    struct concern_row head;
    bool some = in->n_asks || (in->purpose != LINK_ANSWERS && in->purpose != LINK_DIARY);
    if (in->concern.v && in->purpose == LINK_ANSWERS && !in->no_ratings) // that it is open is held when it is made
        return OK;
    err e = some || in->no_ratings ? OK : concern_list(d->db, d->a, &d->who, in->client, &all);
    if (e != OK)
        return e;
    for (size_t i = 0; i < all.n && in->purpose == LINK_ANSWERS; i++)
        some |= !all.v[i].closed;
    if (e == OK && !some && in->purpose == LINK_ANSWERS && !in->no_ratings) {
        struct after_last l;
        e = desk_after_last(d, in->client, d->today, &l);
        if (e != OK)
            return e;
        some = after_asks(&l);
    }
    some |= in->purpose == LINK_DIARY && headache_concern(&all, &head) == OK && !head.closed;
    return some ? OK : problem_add(d->problems, E_INVALID, S("asks"), nothing_asked(d, in));
}

err desk_link_create(struct desk *d, const struct link_in *in, struct link_made *out) {
    struct subject who = {0};
    err e = desk_begin(d, in->purpose == LINK_HOME ? VERB_HOME_LINK_CREATE : VERB_LINK_CREATE, in->client.v);
    if (e == OK && in->n_asks && !desk_may(&d->who, VERB_RESPONSE_SHOW))
        return problem_add(d->problems, E_INVALID, S("asks"), SAY(MSG_link_asks_not_yours));
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, in->client, &who);
    if (e == OK)
        e = desk_link_asks_some(d, in);
    if (e == E_INVALID && in->shared_phone && !who.born_known) // all that is wrong is said
        return problem_add(d->problems, E_INVALID, S("shared_phone"), SAY(MSG_record_birth_date_needed));
    return e != OK ? e : desk_link_make(d, in, out);
}

bool desk_link_of_time(const struct link_row *l, instant start)
{
    if (l->appointment.v == 0 || (l->purpose != LINK_VISIT && l->purpose != LINK_INTAKE))
        return true;
    int64_t off = l->expires.us - start.us - (l->purpose == LINK_VISIT ? LINK_VISIT_LIFE_US : LINK_INTAKE_LIFE_US);
    return off >= -VISIT_NEAR_US && off <= VISIT_NEAR_US;
}

static bool goes_on(const struct desk *d, const struct link_row *parent, const struct link_row *l)
{
    if (l->revoked || (l->expires.us <= d->now.us + HOUR_US && l->expires.us < parent->expires.us))
        return false;
    return l->purpose != LINK_ANSWERS || l->n_asks || !l->used || l->used_at.us > d->now.us - HOUR_US;
}

err desk_link_onward(struct desk *d, const struct link_row *parent, enum link_purpose purpose, struct link_made *out)
{
    struct link_row l;
    err e = link_onward(d->db, d->a, &d->who, parent->client, parent->id, purpose, &l);
    if (e == OK && l.used)
        e = link_asks(d->db, d->a, &d->who, &l);
    if (e == OK && !goes_on(d, parent, &l))
        e = E_NOT_FOUND;
    if (e == OK)
        *out = desk_link_address(d, &l);
    return e;
}

static void choice_put(struct link_choices *all, struct link_choice *v, struct link_choice k) {
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(v[i].file->id, k.file->id) && (v[i].concern.v == k.concern.v || k.concern.v == 0))
            return;
    v[all->n++] = k;
}

// What changed since treatment began is asked from the first treatment on: before it, nothing can have changed by it.
static bool treated(const struct desk *d, const struct held_list *held, const struct concern_row *c) {
    if (c->started && c->start.d < d->today.d)
        return true;
    for (size_t i = 0; i < held->n; i++)
        if (held->v[i].day.d >= instant_day_utc(c->created).d)
            return true;
    return false;
}

static bool treated_any(const struct desk *d, const struct held_list *held, const struct concern_list *all) {
    for (size_t i = 0; i < all->n; i++)
        if (!all->v[i].closed && treated(d, held, &all->v[i]))
            return true;
    return false;
}

static void choices_of_concern(struct desk *d, const struct library *lib, const struct concern_row *c, struct response_may may, bool begun,
    struct link_choices *all, struct link_choice *v) {
    struct say why;
    struct measure_choice m = measure_choice_of(concern_kind_name(c->kind), c->condition, c->sites.v, c->sites.n);
    const struct instrument_file *two[] = {library_file(lib, m.primary), library_file(lib, m.secondary)};
    for (size_t i = 0; i < 2; i++)
        if (two[i] && (begun || !measure_of_change(two[i]->id)) && response_askable(d, two[i], may, true, &why))
            choice_put(all, v, (struct link_choice){.file = two[i], .concern = c->id, .place = c->place, .fits = true});
}

static err choices(struct desk *d, client_id client, const struct concern_list *concerns, const struct asks_due *due, struct link_choices *out) {
    struct library lib;
    struct response_may may;
    struct say why;
    struct held_list held;
    err e = desk_library(d, &lib);
    if (e == OK)
        e = response_may_now(d, &may);
    if (e == OK)
        e = sessions_held(d->db, d->a, &d->who, client, &held);
    if (e != OK)
        return e;
    bool any = treated_any(d, &held, concerns);
    struct link_choice *v = ARENA_ARRAY(d->a, due->n + 2 * concerns->n + lib.n, struct link_choice);
    out->v = v;
    for (size_t i = 0; i < due->n; i++) {
        str place = {0};
        for (size_t k = 0; k < concerns->n; k++)
            if (concerns->v[k].id.v == due->v[i].concern.v)
                place = concerns->v[k].place;
        if (response_askable(d, due->v[i].file, may, true, &why))
            choice_put(out, v, (struct link_choice){.file = due->v[i].file, .concern = due->v[i].concern, .place = place, .due = !due->v[i].out, .out = due->v[i].out, .fits = true});
    }
    for (size_t i = 0; i < concerns->n; i++)
        if (!concerns->v[i].closed)
            choices_of_concern(d, &lib, &concerns->v[i], may, treated(d, &held, &concerns->v[i]), out, v);
    for (size_t i = 0; i < lib.n; i++)
        if ((any || !measure_of_change(lib.v[i].file->id)) && response_askable(d, lib.v[i].file, may, true, &why))
            choice_put(out, v, (struct link_choice){.file = lib.v[i].file});
    return OK;
}

err desk_link_choices(struct desk *d, client_id client, struct link_choices *out) {
    struct concern_list concerns;
    struct asks_due due;
    *out = (struct link_choices){0};
    err e = desk_begin(d, VERB_RESPONSE_SHOW, client.v);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, client, &concerns);
    if (e == OK)
        e = desk_asks_due(d, client, d->today, &due);
    return e == OK ? choices(d, client, &concerns, &due, out) : e;
}

err desk_link_make(struct desk *d, const struct link_in *in, struct link_made *out) {
    struct subject who;
    instant expires;
    CHECK(in->purpose == LINK_ANSWERS || !in->kiosk);
    CHECK(in->purpose == LINK_ANSWERS || in->purpose == LINK_DIARY || (in->n_asks == 0 && !in->no_ratings));
    err e = subject_get(d->db, d->a, &d->who, in->client, &who);
    if (e == OK)
        e = link_concern(d, in);
    if (e == OK)
        e = link_asked(d, in);
    if (e == OK)
        e = link_life(d, in, &expires);
    if (e != OK)
        return e;
    bool shared = in->shared_phone;
    if (in->shared_as_before)
        e = link_shared(d->db, d->a, &d->who, in->client, &shared);
    if (e != OK)
        return e;
    shared &= !in->shared_as_before || who.born_known;
    if (in->shared_phone && !who.born_known)
        return problem_add(d->problems, E_INVALID, S("shared_phone"), SAY(MSG_record_birth_date_needed));
    if (in->purpose == LINK_HOME && !who.born_known)
        return problem_add(d->problems, E_INVALID, S("purpose"), SAY(MSG_record_birth_date_needed));
    struct link_row l = {.id = {id_next(&d->ids, d->now)},
        .client = in->client,
        .concern = in->concern,
        .shared_phone = shared,
        .created = d->now,
        .expires = {(in->from.v && in->until.us < expires.us ? in->until.us : expires.us) / SECOND_US * SECOND_US},
        .account = d->who.account,
        .purpose = in->purpose,
        .appointment = in->appointment,
        .from = in->from,
        .ratings = !in->no_ratings,
        .kiosk = in->kiosk,
        .asks = in->asks,
        .n_asks = in->n_asks};
    *out = desk_link_address(d, &l);
    return link_insert(d->db, &d->who, &l);
}

err desk_link_revoke(struct desk *d, link_id id) {
    struct link_row l;
    err found = link_get(d->db, d->a, &d->who, id, &l);
    err e = desk_begin(d, VERB_LINK_REVOKE, found == OK ? l.client.v : 0);
    if (e == OK)
        e = found;
    return e != OK ? e : link_revoke(d->db, &d->who, id, d->now);
}

static bool may_be_instead(const struct link_row *l) {
    for (size_t i = 0; i < l->n_asks; i++)
        if (desk_alerts_instead(l->asks[i].instrument).n)
            return true;
    return false;
}

static void put_instead(struct desk *d, struct link_row *l, const struct link_instead *v, size_t n) {
    struct ask *asks = ARENA_ARRAY(d->a, l->n_asks, struct ask);
    for (size_t i = 0; i < l->n_asks; i++) {
        asks[i] = l->asks[i];
        str other = desk_alerts_instead(asks[i].instrument);
        for (size_t k = 0; k < n && other.n; k++)
            if (v[k].link.v == l->id.v && v[k].ask.concern.v == asks[i].concern.v && str_eq(v[k].ask.instrument, other))
                asks[i].asked = other;
    }
    l->asks = asks;
}

// Which was asked, where that was decided when the link was opened (alerts.h).
static err asked_instead(struct desk *d, client_id client, struct link_row *l, size_t n) {
    const struct link_instead *v = NULL;
    size_t some = 0, found = 0;
    for (size_t i = 0; i < n; i++)
        some += may_be_instead(&l[i]);
    err e = some ? link_asked_instead(d->db, d->a, &d->who, client, &v, &found) : OK;
    for (size_t i = 0; e == OK && some && i < n; i++)
        if (may_be_instead(&l[i]))
            put_instead(d, &l[i], v, found);
    return e;
}

err desk_link_list(struct desk *d, client_id client, struct link_list *out) {
    struct subject who;
    struct link_list all = {0};
    err e = desk_begin(d, VERB_LINK_LIST, client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e == OK)
        e = link_of_client(d->db, d->a, &d->who, client, &all);
    struct link_row *rows = ARENA_ARRAY(d->a, all.n, struct link_row);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = all.v[i];
    *out = (struct link_list){rows, all.n};
    return e != OK ? e : asked_instead(d, client, rows, all.n);
}

err desk_link_get(struct desk *d, link_id id, struct link_row *out) {
    err found = link_get(d->db, d->a, &d->who, id, out);
    err e = desk_begin(d, VERB_LINK_LIST, found == OK ? out->client.v : 0);
    e = e != OK ? e : found;
    if (e == OK)
        e = link_asks(d->db, d->a, &d->who, out);
    return e != OK ? e : asked_instead(d, out->client, out, 1);
}

err desk_link_token(struct desk *d, link_id id, struct link_made *out) {
    struct link_row l;
    err e = desk_link_get(d, id, &l);
    if (e == OK && l.purpose == LINK_HOME)
        e = desk_begin(d, VERB_HOME_LINK_SHOW, l.client.v);
    if (e != OK)
        return e;
    if (l.revoked || l.expires.us <= d->now.us)
        return E_GONE;
    *out = desk_link_address(d, &l);
    return OK;
}

// the row says when it ends; the token cannot outlive it
static err stands(const struct desk *d, const struct link_opened *o, enum link_purpose purpose) {
    if (o->link.purpose != purpose)
        return E_NOT_FOUND;
    return o->link.revoked || o->merged || o->link.expires.us <= d->now.us ? E_GONE : OK;
}

err desk_link_open(struct desk *d, str token, enum link_purpose purpose, struct link_row *out) {
    struct link_token t;
    struct link_opened o;
    err e = link_token_read(d->env->keys, token, d->now, &t);
    if (e == OK)
        e = link_open(d->db, d->a, t.practice, t.link, &o);
    if (e == OK)
        e = stands(d, &o, purpose);
    if (e != OK)
        return e;
    d->who = (struct actor){.practice = t.practice, .role = ROLE_CLIENT, .only = o.link.client, .link = o.link.id};
    d->zone = d->env->zone(d->env->ctx, o.zone);
    d->today = zone_day(d->zone, d->now);
    *out = o.link;
    return OK;
}

err desk_link_again(struct desk *d, enum link_purpose purpose, struct link_opened *out) {
    CHECK(d->who.role == ROLE_CLIENT && d->who.only.v != 0 && d->who.link.v != 0);
    err e = link_open(d->db, d->a, d->who.practice, d->who.link, out);
    if (e == OK && out->link.client.v != d->who.only.v)
        e = E_NOT_FOUND;
    return e != OK ? e : stands(d, out, purpose);
}

static str try_subject(struct desk *d) {
    return str_fmt(d->a, "link:%.*s", SP(id_str(d->a, d->who.link.v)));
}

err desk_link_blocked(struct desk *d, bool *blocked, instant *until) {
    struct signin_try t;
    err e = signin_try_get(d->db, d->a, try_subject(d), &t);
    *blocked = e == OK && t.blocked_until.us > d->now.us;
    *until = *blocked ? t.blocked_until : (instant){0};
    return e;
}

err desk_link_confirm(struct desk *d, const struct link_opened *o, day born, enum confirm_result *out) {
    *out = CONFIRM_RIGHT;
    struct signin_try t;
    str subject = try_subject(d);
    err e = signin_try_get(d->db, d->a, subject, &t);
    if (e != OK)
        return e;
    if (t.blocked_until.us > d->now.us) {
        *out = CONFIRM_BLOCKED;
        return OK;
    }
    if (o->born_known && o->born.d == born.d) {
        e = signin_try_clear(d->db, subject);
        return e != OK ? e : link_confirm(d->db, &d->who, d->who.link, d->now);
    }
    // a block that is over leaves no tries behind
    t.fails = t.blocked_until.us != 0 ? 1 : t.fails + 1;
    t.last = d->now;
    t.blocked_until = t.fails >= CONFIRM_TRIES ? (instant){d->now.us + CONFIRM_BLOCK_US} : (instant){0};
    *out = t.blocked_until.us ? CONFIRM_BLOCKED : CONFIRM_WRONG;
    e = link_wrong(d->db, &d->who, d->who.link, d->now, CONFIRM_EVER);
    return e != OK ? e : signin_try_put(d->db, subject, &t);
}

bool link_wants_birth(const struct link_opened *o) {
    return o->link.shared_phone && !o->link.confirmed;
}

err desk_link_front(struct desk *d, const struct link_opened *o, bool confirm, struct link_front *out) {
    *out = (struct link_front){.practice = o->practice, .practice_phone = o->practice_phone, .crisis_line = o->crisis_line,
        .expires = o->link.expires, .confirm = confirm, .name = confirm ? (str){0} : o->name};
    return confirm ? desk_link_blocked(d, &out->blocked, &out->blocked_until) : OK;
}

err desk_link_born(struct desk *d, enum link_purpose purpose, day born, enum confirm_result *out) {
    struct link_opened o;
    CHECK(purpose == LINK_ANSWERS || purpose == LINK_DIARY || purpose == LINK_VISIT);
    *out = CONFIRM_RIGHT;
    err e = desk_begin(d, VERB_ANSWER_CONFIRM, d->who.only.v);
    if (e == OK)
        e = desk_link_again(d, purpose, &o);
    return e != OK || !link_wants_birth(&o) ? e : desk_link_confirm(d, &o, born, out);
}
