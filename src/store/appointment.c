#include "store/appointment.h"

#include <stdlib.h>

#include "base/json.h"
#include "store/rows.h"
#include "store/scope.h"

enum { BODY_MAX = 16 * 1024 };

static const str kinds[] = {[VISIT_PLAN] = S_INIT("plan"), [VISIT_MAINTENANCE] = S_INIT("maintenance"), [VISIT_RELAXATION] = S_INIT("relaxation")};
static const str states[] = {[STATE_BOOKED] = S_INIT("booked"), [STATE_ARRIVED] = S_INIT("arrived"), [STATE_IN_SESSION] = S_INIT("in-session"),
    [STATE_DONE] = S_INIT("done"), [STATE_NO_SHOW] = S_INIT("no-show"), [STATE_LATE_CANCEL] = S_INIT("late-cancel"),
    [STATE_CANCELLED] = S_INIT("cancelled")};

enum { KINDS = sizeof kinds / sizeof *kinds, STATES = sizeof states / sizeof *states };

str visit_kind_name(enum visit_kind k)
{
    CHECK((unsigned)k < KINDS);
    return kinds[k];
}

bool visit_kind_of(str name, enum visit_kind *out)
{
    for (size_t i = 0; i < KINDS; i++)
        if (str_eq(name, kinds[i])) {
            *out = (enum visit_kind)i;
            return true;
        }
    return false;
}

str appointment_state_name(enum appointment_state s)
{
    CHECK((unsigned)s < STATES);
    return states[s];
}

bool appointment_state_of(str name, enum appointment_state *out)
{
    for (size_t i = 0; i < STATES; i++)
        if (str_eq(name, states[i])) {
            *out = (enum appointment_state)i;
            return true;
        }
    return false;
}

// ---- reading: every statement here has the columns of appointment_by_id

#define COL(name) QC_APPOINTMENT_BY_ID_##name

static bool row_moment(struct db_row r, size_t col, instant *out)
{
    *out = row_instant(r, col);
    return !row_null(r, col);
}

static str name_of(arena *a, struct db_row r)
{
    str called = row_text(r, COL(PREFERRED)).n ? row_text(r, COL(PREFERRED)) : row_text(r, COL(GIVEN)), family = row_text(r, COL(FAMILY));
    return called.n && family.n ? str_fmt(a, "%.*s %.*s", SP(called), SP(family)) : called.n ? called : family;
}

static err read_row(arena *a, struct db_row r, struct appointment *p)
{
    *p = (struct appointment){
        .id = {row_int(r, COL(ID))},
        .client = {row_int(r, COL(CLIENT))},
        .therapist = {row_int(r, COL(ACCOUNT))},
        .service = {row_int(r, COL(SERVICE))},
        .room = {row_int(r, COL(ROOM))},
        .plan = {row_int(r, COL(PLAN))},
        .group = {row_int(r, COL(GRP))},
        .day = {(int32_t)row_int(r, COL(DAY))},
        .minute = (int)row_int(r, COL(MINUTE)),
        .minutes = (int)row_int(r, COL(MINUTES)),
        .clearance = (int)row_int(r, COL(CLEARANCE)),
        .zone = row_text(r, COL(ZONE)),
        .start = row_instant(r, COL(START_US)),
        .end = row_instant(r, COL(END_US)),
        .clear = row_instant(r, COL(CLEAR_US)),
        .state_at = row_instant(r, COL(STATE_US)),
        .reason = row_text(r, COL(REASON)),
        .cancel_reason = row_text(r, COL(CANCEL_REASON)),
        .price = row_int(r, COL(PRICE)),
        .booked_at = row_instant(r, COL(BOOKED_US)),
        .version = row_int(r, COL(VERSION)),
        .client_name = name_of(a, r),
        .therapist_name = row_text(r, COL(THERAPIST_NAME)),
        .service_name = row_text(r, COL(SERVICE_NAME)),
        .room_name = row_text(r, COL(ROOM_NAME)),
    };
    p->arrived = row_moment(r, COL(ARRIVED_US), &p->arrived_at);
    p->began = row_moment(r, COL(BEGAN_US), &p->began_at);
    p->ended = row_moment(r, COL(ENDED_US), &p->ended_at);
    bool good = visit_kind_of(row_text(r, COL(KIND)), &p->kind) && appointment_state_of(row_text(r, COL(STATE)), &p->state);
    return good ? OK : E_DB_CORRUPT;
}

static err list(struct db *db, arena *a, const struct actor *who, enum query q, const struct db_value *args, size_t n_args,
    struct appointment_list *out)
{
    *out = (struct appointment_list){0};
    struct db_rows rs;
    err e = db_all(db, a, q, args, n_args, &rs);
    if (e)
        return e;
    struct appointment *v = ARENA_ARRAY(a, rs.n, struct appointment);
    size_t n = 0;
    for (size_t i = 0; i < rs.n && !e; i++) {
        e = read_row(a, rows_at(&rs, i), &v[n]);
        n += scope_sees(who, v[n].client);
    }
    *out = (struct appointment_list){v, n};
    return e;
}

err appointment_get(struct db *db, arena *a, const struct actor *who, appointment_id id, struct appointment *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_APPOINTMENT_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (!e)
        e = read_row(a, r, out);
    return !e && !scope_sees(who, out->client) ? E_NOT_FOUND : e;
}

err appointment_of_group(struct db *db, arena *a, const struct actor *who, group_id group, struct appointment_list *out)
{
    CHECK(group.v);
    return who->only.v ? E_NOT_FOUND : list(db, a, who, Q_APPOINTMENT_OF_GROUP, DB_ARGS(DBID(who->practice), DBID(group)), out);
}

err appointment_between(struct db *db, arena *a, const struct actor *who, instant from, instant until, account_id therapist,
    struct appointment_list *out)
{
    return list(db, a, who, Q_APPOINTMENT_BETWEEN, DB_ARGS(DBID(who->practice), DBTIME(from), DBTIME(until), DBID(therapist)), out);
}

err appointment_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct appointment_list *out)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return list(db, a, who, Q_APPOINTMENT_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), out);
}

err appointment_of_plan(struct db *db, arena *a, const struct actor *who, plan_id plan, struct appointment_list *out)
{
    return list(db, a, who, Q_APPOINTMENT_OF_PLAN, DB_ARGS(DBID(who->practice), DBID(plan)), out);
}

err appointment_of_resource(struct db *db, arena *a, const struct actor *who, int64_t resource, int64_t place, instant from,
    struct appointment_list *out)
{
    if (who->only.v)
        return E_NOT_FOUND;
    return list(db, a, who, Q_APPOINTMENT_OF_RESOURCE, DB_ARGS(DBID(who->practice), DBI(resource), DBI(place), DBTIME(from)), out);
}

// ---- writing

static struct db_value moment(bool known, instant at)
{
    return known ? DBTIME(at) : DBN;
}

err appointment_insert(struct db *db, const struct actor *who, const struct appointment *p)
{
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_APPOINTMENT_INSERT,
        DB_ARGS(DBID(who->practice), DBID(p->id), DBID(p->client), DBID(p->therapist), DBID(p->service), db_opt_id(p->room.v),
            db_opt_id(p->plan.v), db_opt_id(p->group.v), DBT(visit_kind_name(p->kind)), DBDAY(p->day), DBI(p->minute), DBT(p->zone),
            DBI(p->minutes), DBI(p->clearance), DBTIME(p->start), DBTIME(p->end), DBTIME(p->clear), DBT(appointment_state_name(p->state)),
            DBTIME(p->state_at), DBT(p->reason), DBT(p->cancel_reason), DBI(p->price), moment(p->arrived, p->arrived_at),
            moment(p->began, p->began_at), moment(p->ended, p->ended_at), DBTIME(p->booked_at), db_opt_id(who->account.v)),
        NULL);
}

static void body_moment(struct jw *w, str key, bool known, instant at)
{
    if (known)
        jw_kint(w, key, at.us);
}

static void body_id(struct jw *w, str key, int64_t id)
{
    jw_key(w, key);
    jw_id(w, id);
}

// Keys in the order of the schema; what an appointment never changes is left out.
static str body_of(arena *a, const struct appointment *p)
{
    struct buf b = buf_new(a, BODY_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    body_id(&w, S("therapist"), p->therapist.v);
    body_id(&w, S("service"), p->service.v);
    body_id(&w, S("room"), p->room.v);
    body_id(&w, S("group"), p->group.v);
    jw_kint(&w, S("day"), p->day.d);
    jw_kint(&w, S("minute"), p->minute);
    jw_kstr(&w, S("zone"), p->zone);
    jw_kint(&w, S("minutes"), p->minutes);
    jw_kint(&w, S("clearance"), p->clearance);
    jw_kint(&w, S("start"), p->start.us);
    jw_kstr(&w, S("state"), appointment_state_name(p->state));
    jw_kint(&w, S("state_at"), p->state_at.us);
    jw_kstr(&w, S("reason"), p->reason);
    jw_kstr(&w, S("cancel_reason"), p->cancel_reason);
    jw_kint(&w, S("price"), p->price);
    body_moment(&w, S("arrived"), p->arrived, p->arrived_at);
    body_moment(&w, S("began"), p->began, p->began_at);
    body_moment(&w, S("ended"), p->ended, p->ended_at);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

err appointment_change(struct db *db, arena *a, const struct actor *who, const struct appointment *before, const struct appointment *p,
    str what, instant now)
{
    CHECK(before->id.v == p->id.v);
    if (!scope_sees(who, before->client))
        return E_NOT_FOUND;
    err e = exec_one(db, Q_APPOINTMENT_UPDATE,
        DB_ARGS(DBID(who->practice), DBID(p->id), DBI(before->version), DBID(p->therapist), DBID(p->service), db_opt_id(p->room.v),
            db_opt_id(p->group.v), DBDAY(p->day), DBI(p->minute), DBT(p->zone), DBI(p->minutes), DBI(p->clearance), DBTIME(p->start),
            DBTIME(p->end), DBTIME(p->clear), DBT(appointment_state_name(p->state)), DBTIME(p->state_at), DBT(p->reason),
            DBT(p->cancel_reason), DBI(p->price), moment(p->arrived, p->arrived_at), moment(p->began, p->began_at),
            moment(p->ended, p->ended_at)),
        E_CONFLICT);
    if (e)
        return e;
    return db_exec(db, Q_APPOINTMENT_KEEP,
        DB_ARGS(DBID(who->practice), DBID(p->id), DBI(before->version), DBTIME(now), db_opt_id(who->account.v), DBT(what),
            DBT(body_of(a, before))),
        NULL);
}

err appointment_history(struct db *db, arena *a, const struct actor *who, appointment_id id, const struct appointment_before **out, size_t *n)
{
    struct appointment p;
    struct db_rows rs;
    err e = appointment_get(db, a, who, id, &p);
    if (!e)
        e = db_all(db, a, Q_APPOINTMENT_BEFORES, DB_ARGS(DBID(who->practice), DBID(id)), &rs);
    if (e)
        return e;
    struct appointment_before *v = ARENA_ARRAY(a, rs.n, struct appointment_before);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct appointment_before){
            .version = row_int(r, QC_APPOINTMENT_BEFORES_VERSION),
            .at = row_instant(r, QC_APPOINTMENT_BEFORES_AT_US),
            .by_name = row_text(r, QC_APPOINTMENT_BEFORES_BY_NAME),
            .what = row_text(r, QC_APPOINTMENT_BEFORES_WHAT),
            .body = row_text(r, QC_APPOINTMENT_BEFORES_BODY),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err appointment_visits(struct db *db, arena *a, const struct actor *who, client_id client, struct client_visits *out)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_APPOINTMENT_VISITS, DB_ARGS(DBID(who->practice), DBID(client)), &r);
    if (e)
        return e;
    *out = (struct client_visits){
        .done = row_int(r, QC_APPOINTMENT_VISITS_DONE),
        .booked = row_int(r, QC_APPOINTMENT_VISITS_BOOKED),
        .no_show = row_int(r, QC_APPOINTMENT_VISITS_NO_SHOW),
        .late_cancel = row_int(r, QC_APPOINTMENT_VISITS_LATE_CANCEL),
        .cancelled = row_int(r, QC_APPOINTMENT_VISITS_CANCELLED),
    };
    return OK;
}

err appointment_signed(struct db *db, arena *a, const struct actor *who, appointment_id id, bool *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_APPOINTMENT_SIGNED, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    *out = !e && row_int(r, QC_APPOINTMENT_SIGNED_N) > 0;
    return e;
}

err appointment_plan(struct db *db, arena *a, const struct actor *who, plan_id plan, client_id *client, str *state)
{
    struct db_row r;
    err e = db_one(db, a, Q_APPOINTMENT_PLAN, DB_ARGS(DBID(who->practice), DBID(plan)), &r);
    if (e)
        return e;
    client->v = row_int(r, QC_APPOINTMENT_PLAN_CLIENT);
    *state = row_text(r, QC_APPOINTMENT_PLAN_STATE);
    return scope_sees(who, *client) ? OK : E_NOT_FOUND;
}

// ---- what is occupied

err taken_insert(struct db *db, const struct actor *who, appointment_id by, const struct taken *t)
{
    static const str what[] = {[TAKEN_THERAPIST] = S_INIT("therapist"), [TAKEN_CLIENT] = S_INIT("client"), [TAKEN_ROOM] = S_INIT("room"),
        [TAKEN_EQUIPMENT] = S_INIT("equipment")};
    return db_exec(db, Q_TAKEN_INSERT,
        DB_ARGS(DBID(who->practice), DBI(t->resource), DBI(t->place), DBTIME(t->from), DBTIME(t->until), DBID(by), DBT(what[t->what])), NULL);
}

err taken_clear(struct db *db, const struct actor *who, appointment_id by)
{
    return db_exec(db, Q_TAKEN_CLEAR, DB_ARGS(DBID(who->practice), DBID(by)), NULL);
}

static int by_resource(const void *x, const void *y)
{
    const struct taken *a = x, *b = y;
    if (a->resource != b->resource)
        return a->resource < b->resource ? -1 : 1;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return a->from.us < b->from.us ? -1 : a->from.us > b->from.us;
}

err taken_near(struct db *db, arena *a, const struct actor *who, const struct taken_near_in *in, const struct taken **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_TAKEN_NEAR,
        DB_ARGS(DBID(who->practice), DBID(in->service), DBTIME(in->from), DBTIME(in->until), DBID(in->therapist[0]), DBID(in->therapist[1]),
            DBID(in->room), DBID(in->client[0]), DBID(in->client[1]), DBID(in->except[0]), DBID(in->except[1])),
        &rs);
    if (e)
        return e;
    struct taken *v = ARENA_ARRAY(a, rs.n, struct taken);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct taken){
            .resource = row_int(r, QC_TAKEN_NEAR_RESOURCE),
            .place = (int)row_int(r, QC_TAKEN_NEAR_PLACE),
            .from = row_instant(r, QC_TAKEN_NEAR_FROM_US),
            .until = row_instant(r, QC_TAKEN_NEAR_UNTIL_US),
        };
    }
    qsort(v, rs.n, sizeof *v, by_resource);
    *out = v;
    *n = rs.n;
    return OK;
}
