#include "desk/data/demo_visits.h"

#include <stdlib.h>

#include "desk/calendar/appointments.h"
#include "desk/data/demo_records.h"
#include "desk/calendar/hours.h"
#include "desk/measures/measures.h"
#include "desk/calendar/places.h"
#include "desk/care/plans.h"
#include "desk/safety/safety.h"

enum { THERAPISTS = 3, CHUNK = 8, SESSIONS_MAX = 24 };

struct desk demo_desk(const struct demo_clinic *c, size_t staff, instant now, uint64_t salt)
{
    static const enum role roles[DEMO_SIGN_INS] = {ROLE_OWNER, ROLE_THERAPIST, ROLE_THERAPIST, ROLE_THERAPIST, ROLE_FRONT_DESK};
    static const struct desk_env env = {0};
    struct problems *problems = ARENA_NEW(c->scratch, struct problems);
    problems->a = c->scratch;
    return (struct desk){.a = c->scratch,
        .db = c->db,
        .who = {.practice = c->practice, .role = roles[staff], .account = c->account[staff]},
        .now = now,
        .today = zone_day(c->in->zone, now),
        .zone = c->in->zone,
        .ids = idgen_seed(c->in->seed * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)now.us * 31 + salt * 1000003 + 1),
        .problems = problems,
        .env = &env};
}

static instant at(const struct demo_clinic *c, day d, int minute)
{
    instant t;
    (void)zone_instant(c->in->zone, d, minute, &t);
    return t;
}

// --- where and when

static err rooms(struct demo_clinic *c, struct desk *d)
{
    static const struct {
        str name;
        int places;
    } all[] = {{S_INIT("Garden room"), 1}, {S_INIT("Quiet room"), 1}, {S_INIT("River room"), 1}, {S_INIT("Sun room (for two)"), 2}};
    struct appointment_list touched;
    err e = OK;
    (void)c;
    for (size_t i = 0; !e && i < sizeof all / sizeof all[0]; i++) {
        room_id id;
        e = desk_room_save(d, &(struct room_in){.name = all[i].name, .places = {true, all[i].places}, .active = true}, &id, &touched);
    }
    return e;
}

static err needs(struct demo_clinic *c, struct desk *d)
{
    struct appointment_list touched;
    equipment_id stones;
    err e = desk_equipment_save(d, &(struct equipment_in){.name = S("Hot stone set"), .pieces = {true, 1}, .active = true}, &stones, &touched);
    for (int i = 0; !e && i < DEMO_SERVICES; i++) {
        struct service_needs_in in = {.id = c->service[i],
            .version = 1,
            .clearance = {true, i == DEMO_SHORT ? 10 : 15},
            .people = {true, i == DEMO_COUPLE ? 2 : 1},
            .kind = i == DEMO_RELAX || i == DEMO_COUPLE || i == DEMO_STONES ? VISIT_RELAXATION : VISIT_PLAN,
            .tax_bp = {true, 0}};
        if (i == DEMO_STONES) in.equipment[in.n_equipment++] = stones;
        e = desk_service_needs(d, &in);
    }
    return e;
}

static err week_of(struct desk *d, const struct demo_clinic *c, size_t staff)
{
    // 1: Monday to Friday, 2: Tuesday to Saturday, 3: four long days
    static const struct {
        int first, last, from, to;
    } weeks[THERAPISTS] = {{1, 5, 9 * 60, 17 * 60}, {2, 6, 9 * 60, 16 * 60 + 30}, {1, 4, 10 * 60, 19 * 60}};
    struct hours_shown shown;
    struct appointment_list touched;
    err e = desk_hours_show(d, &shown);
    struct hours_in in = {.version = shown.version, .account = c->account[staff]};
    for (int wd = weeks[staff - 1].first; wd <= weeks[staff - 1].last; wd++) {
        in.span[in.n++] = (struct week_span){in.account, wd, weeks[staff - 1].from, 13 * 60};
        in.span[in.n++] = (struct week_span){in.account, wd, 13 * 60 + 45, wd == 6 ? 15 * 60 : weeks[staff - 1].to};
    }
    return e ? e : desk_hours_set(d, &in, &touched);
}

static err away(struct desk *d, account_id who, day from, day to, str note)
{
    struct appointment_list touched;
    exception_id id;
    if (to.d < d->today.d)
        return OK;
    return desk_exception_add(d, &(struct exception_in){.account = who, .from = {true, from}, .to = {true, to}, .note = note}, &id, &touched);
}

// What lies too far ahead to be entered when the practice was made is entered today: days off lie at most three years ahead.
static err holiday(struct demo_clinic *c, struct desk *first, day from, day to, str note)
{
    enum { SOON_DAYS = 1000 };
    struct desk today = demo_desk(c, 0, (instant){(int64_t)c->in->today.d * DAY_US}, 4 + (uint64_t)from.d);
    return away(to.d <= first->today.d + SOON_DAYS ? first : &today, (account_id){0}, from, to, note);
}

static err holidays(struct demo_clinic *c, struct desk *d)
{
    int year = day_civil(c->in->today).year;
    err e = OK;
    for (int y = year - 2; !e && y <= year + 1; y++) {
        e = holiday(c, d, day_from(y, 1, 1), day_from(y, 1, 1), S("New Year"));
        if (!e)
            e = holiday(c, d, day_from(y, 7, 4), day_from(y, 7, 4), S("Independence Day"));
        if (!e && y <= year)
            e = holiday(c, d, day_from(y, 12, 24), day_from(y, 12, 26), S("Christmas"));
    }
    // a course next month
    day from = {c->in->today.d + 24};
    return e ? e : away(d, c->account[2], from, (day){from.d + 2}, S("Course: lymphatic drainage"));
}

err demo_places(struct demo_clinic *c)
{
    struct desk d = demo_desk(c, 0, c->opened, 1);
    err e = rooms(c, &d);
    if (!e)
        e = needs(c, &d);
    for (size_t i = 1; !e && i <= THERAPISTS; i++) {
        d = demo_desk(c, 0, (instant){c->opened.us + (int64_t)i * MINUTE_US}, 2);
        e = week_of(&d, c, i);
    }
    d = demo_desk(c, 0, (instant){c->opened.us + 10 * MINUTE_US}, 3);
    return e ? e : holidays(c, &d);
}

// --- what is booked

struct calendar {
    struct demo_clinic *c;
    arena *a;
    const struct demo_journey *v;
    size_t n, from, to;
    struct demo_visit *visit;
    size_t n_visits, cap, kept; // kept: before the running chunk
};

static size_t therapist_of(const struct demo_clinic *c, account_id id)
{
    for (size_t i = 0; i < DEMO_SIGN_INS; i++)
        if (c->account[i].v == id.v)
            return i;
    return 1;
}

static err remember(struct calendar *k, const struct demo_visit *v)
{
    if (k->n_visits == k->cap)
        return E_TOO_LARGE;
    k->visit[k->n_visits++] = *v;
    return OK;
}

static enum demo_service service_of(const struct demo_journey *j, struct rng *r)
{
    if (!j->concern.v)
        return rng_chance(r, 0.2) ? DEMO_STONES : DEMO_RELAX;
    if (j->kind == CONCERN_HEADACHE)
        return DEMO_HEADACHE;
    return rng_chance(r, 0.12) ? DEMO_LONG : DEMO_HOUR;
}

// What a caller says; the therapist writes more.
static str reason_of(arena *a, const struct demo_journey *j)
{
    if (!j->concern.v)
        return S("To relax");
    return j->kind == CONCERN_HEADACHE ? S("Headaches") : str_fmt(a, "Pain: %.*s", SP(j->p.place[0]));
}

// Books at or near the wanted time; nothing where the whole week is full.
static err book(struct calendar *k, const struct demo_journey *j, struct book_in *in, instant when, int n, bool last, uint64_t salt)
{
    struct demo_clinic *c = k->c;
    struct desk d = demo_desk(c, FRONT_DESK_STAFF, when, salt);
    struct booked out = {0};
    err e = desk_book(&d, in, &out);
    if (e == E_CONFLICT || e == E_INVALID) {
        struct free_list near = {0};
        d = demo_desk(c, FRONT_DESK_STAFF, when, salt + 1);
        e = desk_book_nearest(&d, in, &near);
        if (e || !near.n)
            return e == E_INVALID ? OK : e;
        in->day = near.v[0].day;
        in->minute = near.v[0].slot.minute;
        in->therapist[0] = near.v[0].therapist[0];
        in->therapist[1] = near.v[0].therapist[1];
        d = demo_desk(c, FRONT_DESK_STAFF, when, salt + 2);
        e = desk_book(&d, in, &out);
        if (e == E_INVALID || e == E_CONFLICT)
            return OK;
    }
    for (int i = 0; !e && i < 2 && out.id[i].v; i++) {
        struct appointment p;
        d = demo_desk(c, FRONT_DESK_STAFF, when, salt + 3);
        e = desk_appointment(&d, out.id[i], &p);
        if (!e)
            e = remember(k, &(struct demo_visit){.id = p.id,
                .start = p.start,
                .minutes = p.minutes,
                .service = in->service,
                .j = i ? NULL : j,
                .client = p.client,
                .plan = p.plan,
                .last = last,
                .n = i ? 99 : n,
                .therapist = therapist_of(c, p.therapist),
                .salt = salt + 4 * (uint64_t)i});
    }
    return e;
}

// What they agree on at the first visit.
static err agree(struct calendar *k, const struct demo_journey *j, const struct demo_visit *first, const struct book_in *in, int sessions, int32_t step,
    plan_id *out)
{
    struct desk d = demo_desk(k->c, first->therapist, (instant){first->start.us + 10 * MINUTE_US}, first->salt + 7);
    bool headache = j->kind == CONCERN_HEADACHE;
    struct plan_baseline base = {0};
    const char *instrument = plan_instrument_at(j->kind, 0);
    err e = desk_plan_baseline(&d, j->concern, str_of(instrument), &base);
    if (e)
        return e;
    bool neck = str_find(j->p.place[0], S("neck")) != SIZE_MAX;
    struct plan_in p = {.client = j->client,
        .concern = j->concern,
        .template = headache ? S("migraine") : neck ? S("neck-chronic") : S(""),
        .goal = headache ? S("Fewer days with headache, and less medicine") : str_fmt(k->c->scratch, "Less pain in the %.*s, and sleeping through", SP(j->p.place[0])),
        .instrument = str_of(instrument),
        .target_known = base.target_known,
        .target = base.target,
        .therapist = k->c->account[first->therapist],
        .service = in->service,
        .sessions = sessions,
        .per_week = step == 4 ? 2 : 1,
        .every_weeks = 1,
        .price = sessions * INT64_C(9500),
        .review_sessions = 4,
        .review_weeks = 4,
        .stop_rule = S("No change beyond measurement error after eight sessions: stop and write to the physician"),
        .agreed = true};
    return desk_plan_create(&d, &p, out);
}

// Sessions of a plan weekly (headaches: twice), at the client's own weekday and hour; then some come once a month to keep it.
static err book_journey(struct calendar *k, size_t i)
{
    const struct demo_journey *j = &k->v[i];
    struct demo_clinic *c = k->c;
    struct rng r = rng_seed(c->in->seed * 7919 + i + 1);
    struct book_in in = {.client = {j->client}, .service = c->service[service_of(j, &r)], .kind = j->concern.v ? VISIT_PLAN : VISIT_RELAXATION};
    in.therapist[0] = c->account[1 + rng_int(&r, 0, THERAPISTS - 1)];
    in.minute = (int)rng_int(&r, 9 * 4, 17 * 4) * 15;
    in.reason = reason_of(c->scratch, j);
    int32_t today = c->in->today.d, step = j->kind == CONCERN_HEADACHE && j->concern.v ? 4 : 7;
    int sessions = j->concern.v ? (int)rng_int(&r, 6, 12) : (int)rng_int(&r, 2, 9);
    if (!j->concern.v)
        step = (int32_t)rng_int(&r, 25, 70);
    int32_t day0 = j->p.start.d > today ? today + (int32_t)rng_int(&r, 0, 9) : j->p.start.d;
    bool keeps = j->concern.v && rng_chance(&r, 0.4);
    err e = OK;
    for (int n = 1; !e && n <= SESSIONS_MAX; n++) {
        int32_t at_day = n <= sessions ? day0 + (n - 1) * step : day0 + sessions * step + (n - sessions) * 28;
        if ((n > sessions && !keeps) || at_day > today + 42 || at_day > j->p.last.d + 42)
            break;
        in.day = (day){at_day};
        in.kind = !j->concern.v ? VISIT_RELAXATION : n > sessions ? VISIT_MAINTENANCE : VISIT_PLAN;
        int32_t told = n == 1 ? at_day - (int32_t)rng_int(&r, 2, 8) : at_day - (int32_t)rng_int(&r, 6, 14);
        if (told > today - 1)
            told = today - (int32_t)rng_int(&r, 1, 5);
        in.reason = n == 1 ? in.reason : S("");
        if (n > sessions)
            in.plan.v = 0;
        size_t before = k->n_visits;
        e = book(k, j, &in, at(c, (day){told}, (int)rng_int(&r, 9 * 60, 17 * 60)), n, n == sessions, i * 256 + (uint64_t)n * 8);
        const struct demo_visit *made = k->n_visits > before ? &k->visit[before] : NULL;
        if (!made && n == 1)
            break;
        // the therapist whom they met first is theirs
        if (made)
            in.therapist[0] = c->account[made->therapist];
        if (!e && n == 1 && j->concern.v && zone_day(c->in->zone, made->start).d <= today)
            e = agree(k, j, made, &in, sessions, step, &in.plan);
        if (n == 1 && j->concern.v && !in.plan.v)
            break; // the plan is made when they have met
    }
    return e;
}

// The demo is never closed: today everybody works, and there is something of everything.
static err book_today(struct calendar *k)
{
    struct demo_clinic *c = k->c;
    struct rng r = rng_seed(c->in->seed * 31337);
    struct appointment_list touched;
    exception_id open;
    err e = OK;
    for (size_t i = 1; !e && i <= THERAPISTS; i++) {
        struct desk d = demo_desk(c, 0, at(c, (day){c->in->today.d - 20}, 600 + (int)i), 5);
        struct exception_in in = {.account = c->account[i], .from = {true, c->in->today}, .open = true, .from_minute = 9 * 60, .to_minute = 18 * 60, .note = S("Open day")};
        e = desk_exception_add(&d, &in, &open, &touched);
    }
    enum { EXTRA = 14 };
    for (size_t x = 0; !e && x < EXTRA && x < k->n; x++) {
        const struct demo_journey *j = &k->v[(x * 7 + 3) % k->n];
        bool couple = x == 5 && k->n > 40;
        struct book_in in = {.client = {j->client},
            .service = c->service[couple ? DEMO_COUPLE : service_of(j, &r)],
            .kind = couple || !j->concern.v ? VISIT_RELAXATION : VISIT_MAINTENANCE,
            .therapist = {c->account[1 + x % THERAPISTS]},
            .day = c->in->today,
            .minute = 9 * 60 + (int)(x / THERAPISTS) * 105};
        if (couple) {
            in.client[1] = k->v[(x * 7 + 4) % k->n].client;
            in.therapist[1] = c->account[1 + (x + 1) % THERAPISTS];
            in.minute = 16 * 60 + 30;
        }
        e = book(k, j, &in, at(c, (day){c->in->today.d - 3}, 700 + (int)x), 99, false, 7000000 + x * 8);
    }
    return e;
}

static err book_some(void *ctx, struct db *db)
{
    struct calendar *k = ctx;
    CHECK(db == k->c->db);
    k->n_visits = k->kept;
    err e = OK;
    for (size_t i = k->from; !e && i < k->to; i++) {
        arena_reset(k->c->scratch);
        e = book_journey(k, i);
    }
    return e;
}

static err book_extra(void *ctx, struct db *db)
{
    struct calendar *k = ctx;
    CHECK(db == k->c->db);
    k->n_visits = k->kept;
    arena_reset(k->c->scratch);
    return book_today(k);
}

// --- what became of it

static err state(struct demo_clinic *c, const struct demo_visit *v, size_t staff, instant when, enum appointment_state to, str reason)
{
    struct desk d = demo_desk(c, staff, when, v->salt + 11 + (uint64_t)to);
    struct appointment p;
    err e = desk_appointment(&d, v->id, &p);
    return e ? e : desk_appointment_state(&d, &(struct state_in){.id = v->id, .version = p.version, .to = to, .reason = reason, .alone = true});
}

static err missed(struct demo_clinic *c, const struct demo_visit *v, struct rng *r)
{
    static const str reasons[] = {S_INIT("Ill"), S_INIT("Work"), S_INIT("Child is ill"), S_INIT("Forgot"), S_INIT("No lift")};
    str why = reasons[rng_int(r, 0, 4)];
    switch (rng_int(r, 0, 2)) {
    case 0: return state(c, v, FRONT_DESK_STAFF, (instant){v->start.us + 20 * MINUTE_US}, STATE_NO_SHOW, rng_chance(r, 0.5) ? S("Did not come, no answer by phone") : S("Forgot"));
    case 1: return state(c, v, FRONT_DESK_STAFF, (instant){v->start.us - rng_int(r, 1, 20) * HOUR_US}, STATE_LATE_CANCEL, why);
    default: return state(c, v, FRONT_DESK_STAFF, (instant){v->start.us - rng_int(r, 30, 90) * HOUR_US}, STATE_CANCELLED, why);
    }
}

// At a later visit: whoever never sent the form, or more than a year ago, fills it in before; of those ahead some are still to be asked.
static err health_again(struct demo_clinic *c, const struct demo_visit *v, instant when, bool ahead, size_t health)
{
    struct desk d = demo_desk(c, FRONT_DESK_STAFF, when, v->salt + 20);
    struct safety_flag flag;
    err e = desk_safety_flags(&d, &v->client, 1, &flag);
    return e || ahead || flag.intake == INTAKE_DONE ? e : demo_intake(c, v, when, health);
}

// The form is sent the day before the first visit; a few do not, and some of those ahead have not yet.
static err health_form(struct demo_clinic *c, const struct demo_visit *v, struct rng *r)
{
    instant now = at(c, c->in->today, 9 * 60), when = {v->start.us - rng_int(r, 12, 40) * HOUR_US};
    size_t who = (size_t)(v->salt / 256);
    if ((v->n == 1 && rng_chance(r, 0.05)) || when.us > now.us)
        return OK;
    size_t health = who % 3 == 0 ? who / 3 % DEMO_HEALTHS : 0;
    bool ahead = v->start.us >= at(c, c->in->today, 0).us;
    if (ahead)
        health = who % 4 == 0 ? 14 : who % 4 == 1 ? 13 : health;
    else if (health == 14)
        health = 0; // somebody with a swollen calf was not treated: they are among those who come
    return v->n == 1 && v->j ? demo_intake(c, v, when, health) : health_again(c, v, when, ahead, ahead ? 0 : health);
}

static err attended(struct demo_clinic *c, const struct demo_visit *v, struct rng *r)
{
    instant came = {v->start.us - rng_int(r, 1, 9) * MINUTE_US}, began = {v->start.us + rng_int(r, 0, 6) * MINUTE_US};
    err e = state(c, v, FRONT_DESK_STAFF, came, STATE_ARRIVED, S(""));
    if (!e)
        e = demo_calm(c, v, CALM_BEFORE, (instant){came.us + 20 * SECOND_US});
    if (!e)
        e = state(c, v, v->therapist, began, STATE_IN_SESSION, S(""));
    instant over = {began.us + v->minutes * MINUTE_US};
    if (!e)
        e = state(c, v, v->therapist, over, STATE_DONE, S(""));
    if (!e)
        e = demo_calm(c, v, CALM_AFTER, (instant){over.us + 20 * SECOND_US});
    // the newest notes wait for a quiet minute, one is written late
    int64_t age = (int64_t)c->in->today.d - zone_day(c->in->zone, v->start).d;
    bool late = age > 3 && rng_chance(r, 0.01), none = age <= 1 && rng_chance(r, 0.3);
    instant noted = {over.us + (late ? 30 * HOUR_US : rng_int(r, 3, 12) * MINUTE_US)};
    if (!e && !none)
        e = demo_note(c, v, r, noted, age > 1 || rng_chance(r, 0.6));
    if (!e && (age > 0 || rng_chance(r, 0.7)))
        e = demo_pay(c, v, r, (instant){over.us + 2 * MINUTE_US});
    if (!e && v->plan.v && age > 1 && (v->n == 4 || v->last))
        e = demo_review(c, v, (instant){noted.us + 5 * MINUTE_US});
    if (!e && v->j)
        e = demo_measure(c, v);
    if (!e && v->j)
        e = demo_care(c, v, r, (instant){over.us + 26 * HOUR_US});
    return e;
}

// Today at half past eleven: the morning is over, somebody is on the table, somebody waits.
static err as_of_today(struct demo_clinic *c, const struct demo_visit *v, struct rng *r, instant now)
{
    instant end = {v->start.us + v->minutes * MINUTE_US};
    if (end.us <= now.us)
        return rng_chance(r, 0.12) ? missed(c, v, r) : attended(c, v, r);
    if (v->start.us <= now.us) {
        err e = state(c, v, FRONT_DESK_STAFF, (instant){v->start.us - 4 * MINUTE_US}, STATE_ARRIVED, S(""));
        if (!e)
            e = demo_calm(c, v, CALM_BEFORE, (instant){v->start.us - 3 * MINUTE_US});
        return e ? e : state(c, v, v->therapist, (instant){v->start.us + MINUTE_US}, STATE_IN_SESSION, S(""));
    }
    if (v->start.us <= now.us + 20 * MINUTE_US)
        return state(c, v, FRONT_DESK_STAFF, (instant){now.us - 3 * MINUTE_US}, STATE_ARRIVED, S(""));
    return rng_chance(r, 0.06) ? state(c, v, FRONT_DESK_STAFF, (instant){now.us - HOUR_US}, STATE_LATE_CANCEL, S("Ill")) : OK;
}

static err live_through(struct demo_clinic *c, const struct demo_visit *v)
{
    struct rng r = rng_seed(c->in->seed * 104729 + v->salt);
    instant midnight = at(c, c->in->today, 0), now = at(c, c->in->today, 11 * 60 + 30);
    err e = health_form(c, v, &r);
    if (e || v->start.us >= midnight.us + DAY_US)
        return e;
    if (v->start.us >= midnight.us)
        return as_of_today(c, v, &r, now);
    return rng_chance(&r, 0.1) ? missed(c, v, &r) : attended(c, v, &r);
}

static err live_some(void *ctx, struct db *db)
{
    struct calendar *k = ctx;
    CHECK(db == k->c->db);
    err e = OK;
    for (size_t i = k->from; !e && i < k->to; i++) {
        arena_reset(k->c->scratch);
        e = live_through(k->c, &k->visit[i]);
    }
    return e;
}

// A concern that is over is closed, unless somebody still comes for it.
static err close_some(void *ctx, struct db *db)
{
    struct calendar *k = ctx;
    CHECK(db == k->c->db);
    err e = OK;
    for (size_t i = k->from; !e && i < k->to; i++) {
        const struct demo_journey *j = &k->v[i];
        if (!j->closes.known || j->closes.day.d >= k->c->in->today.d)
            continue;
        arena_reset(k->c->scratch);
        struct concern_row row;
        struct desk d = demo_desk(k->c, 1, at(k->c, j->closes.day, 18 * 60), 9000000 + i * 8);
        e = desk_concern_get(&d, j->concern, &row);
        d = demo_desk(k->c, 1, d.now, 9000001 + i * 8);
        if (!e)
            e = desk_concern_close(&d, j->concern, row.version, j->closes.day);
    }
    return e;
}

static err write_some(void *ctx, struct db *db)
{
    struct calendar *k = ctx;
    CHECK(db == k->c->db);
    err e = OK;
    for (size_t i = k->from; !e && i < k->to; i++) {
        arena_reset(k->c->scratch);
        e = demo_letter(k->c, &k->v[i], i);
    }
    return e;
}

static err keep_diaries(void *ctx, struct db *db)
{
    struct calendar *k = ctx;
    CHECK(db == k->c->db);
    return demo_daily(k->c, k->v, k->n);
}

static int by_start(const void *x, const void *y)
{
    const struct demo_visit *a = x, *b = y;
    if (a->start.us != b->start.us)
        return a->start.us < b->start.us ? -1 : 1;
    return a->id.v < b->id.v ? -1 : a->id.v > b->id.v;
}

err demo_visits(struct demo_clinic *c, arena *a, const struct demo_journey *v, size_t n, int64_t *visits)
{
    struct calendar k = {.c = c, .a = a, .v = v, .n = n, .cap = (n + 1) * SESSIONS_MAX * 2};
    k.visit = ARENA_ARRAY(a, k.cap, struct demo_visit);
    err e = OK;
    for (k.from = 0; !e && k.from < n; k.from = k.to) {
        k.to = k.from + CHUNK < n ? k.from + CHUNK : n;
        e = db_write(c->db, book_some, &k);
        k.kept = k.n_visits;
    }
    if (!e)
        e = db_write(c->db, book_extra, &k);
    // receipts are numbered as time goes, so everybody's visits go through in one row
    qsort(k.visit, k.n_visits, sizeof *k.visit, by_start);
    for (k.from = 0; !e && k.from < k.n_visits; k.from = k.to) {
        k.to = k.from + CHUNK * 4 < k.n_visits ? k.from + CHUNK * 4 : k.n_visits;
        e = db_write(c->db, live_some, &k);
    }
    for (k.from = 0; !e && k.from < n; k.from = k.to) {
        k.to = k.from + CHUNK < n ? k.from + CHUNK : n;
        e = db_write(c->db, write_some, &k);
        if (!e)
            e = db_write(c->db, close_some, &k);
    }
    if (!e)
        e = db_write(c->db, keep_diaries, &k);
    *visits = (int64_t)k.n_visits;
    return e;
}
