#include "store/plan.h"

#include "base/json.h"
#include "store/rows.h"
#include "store/scope.h"

static const str states[] = {[PLAN_PROPOSED] = S_INIT("proposed"), [PLAN_ACTIVE] = S_INIT("active"),
    [PLAN_COMPLETED] = S_INIT("completed"), [PLAN_STOPPED] = S_INIT("stopped")};
static const str decisions[] = {[DECISION_CONTINUE] = S_INIT("continue"), [DECISION_CHANGE] = S_INIT("change"),
    [DECISION_DISCHARGE] = S_INIT("discharge")};

str plan_state_name(enum plan_state s) {
    CHECK((size_t)s < sizeof states / sizeof states[0]);
    return states[s];
}

bool plan_state_of(str name, enum plan_state *out) {
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (str_eq(name, states[i])) {
            *out = (enum plan_state)i;
            return true;
        }
    return false;
}

str decision_name(enum decision d) {
    CHECK((size_t)d < sizeof decisions / sizeof decisions[0]);
    return decisions[d];
}

bool decision_of(str name, enum decision *out) {
    for (size_t i = 0; i < sizeof decisions / sizeof decisions[0]; i++)
        if (str_eq(name, decisions[i])) {
            *out = (enum decision)i;
            return true;
        }
    return false;
}

// plan_by_id and plan_of_client have the same columns.
static err read_plan(struct db_row r, struct plan_row *p) {
    *p = (struct plan_row){
        .id = {row_int(r, QC_PLAN_BY_ID_ID)},
        .client = {row_int(r, QC_PLAN_BY_ID_CLIENT)},
        .concern = {row_int(r, QC_PLAN_BY_ID_CONCERN)},
        .template = row_text(r, QC_PLAN_BY_ID_TEMPLATE),
        .goal = row_text(r, QC_PLAN_BY_ID_GOAL),
        .instrument = row_text(r, QC_PLAN_BY_ID_INSTRUMENT),
        .recall = row_text(r, QC_PLAN_BY_ID_RECALL),
        .set = {row_int(r, QC_PLAN_BY_ID_SET)},
        .target_known = !row_null(r, QC_PLAN_BY_ID_TARGET),
        .target = row_real(r, QC_PLAN_BY_ID_TARGET),
        .therapist = {row_int(r, QC_PLAN_BY_ID_THERAPIST)},
        .service = {row_int(r, QC_PLAN_BY_ID_SERVICE)},
        .sessions = row_int(r, QC_PLAN_BY_ID_SESSIONS),
        .per_week = row_int(r, QC_PLAN_BY_ID_PER_WEEK),
        .every_weeks = row_int(r, QC_PLAN_BY_ID_EVERY_WEEKS),
        .price = row_int(r, QC_PLAN_BY_ID_PRICE),
        .review_sessions = row_int(r, QC_PLAN_BY_ID_REVIEW_SESSIONS),
        .review_weeks = row_int(r, QC_PLAN_BY_ID_REVIEW_WEEKS),
        .stop_rule = row_text(r, QC_PLAN_BY_ID_STOP_RULE),
        .evidence = row_text(r, QC_PLAN_BY_ID_EVIDENCE),
        .agreed = !row_null(r, QC_PLAN_BY_ID_AGREED),
        .agreed_at = row_instant(r, QC_PLAN_BY_ID_AGREED),
        .ended = !row_null(r, QC_PLAN_BY_ID_ENDED),
        .ended_at = row_instant(r, QC_PLAN_BY_ID_ENDED),
        .end_reason = row_text(r, QC_PLAN_BY_ID_END_REASON),
        .created = row_instant(r, QC_PLAN_BY_ID_CREATED),
        .by = {row_int(r, QC_PLAN_BY_ID_BY)},
        .version = row_int(r, QC_PLAN_BY_ID_VERSION),
        .therapist_name = row_text(r, QC_PLAN_BY_ID_THERAPIST_NAME),
        .service_name = row_text(r, QC_PLAN_BY_ID_SERVICE_NAME),
        .service_minutes = row_int(r, QC_PLAN_BY_ID_SERVICE_MINUTES),
    };
    return plan_state_of(row_text(r, QC_PLAN_BY_ID_STATE), &p->state) ? OK : E_DB_CORRUPT;
}

static err asks_put(struct plan_ask *v, size_t *n, struct db_row r) {
    if (*n == PLAN_ASKS)
        return E_DB_CORRUPT;
    bool known = !row_null(r, QC_PLAN_ASKS_EVERY_DAYS);
    v[(*n)++] = (struct plan_ask){.instrument = row_text(r, QC_PLAN_ASKS_INSTRUMENT),
        .every_days = {.known = known, .v = known ? row_int(r, QC_PLAN_ASKS_EVERY_DAYS) : 0},
        .between = row_int(r, QC_PLAN_ASKS_BETWEEN_VISITS) != 0};
    return OK;
}

// Of plans of one client, or of one: plan_asks and plan_asks_of_client have the same columns.
static err read_asks(arena *a, const struct db_rows *rs, struct plan_row *v, size_t n) {
    err e = OK;
    for (size_t i = 0; i < n && e == OK; i++) {
        struct plan_ask *asks = ARENA_ARRAY(a, PLAN_ASKS, struct plan_ask);
        for (size_t k = 0; k < rs->n && e == OK; k++)
            if (row_int(rows_at(rs, k), QC_PLAN_ASKS_PLAN) == v[i].id.v)
                e = asks_put(asks, &v[i].n_asks, rows_at(rs, k));
        v[i].asks = asks;
    }
    return e;
}

err plan_get(struct db *db, arena *a, const struct actor *who, plan_id id, struct plan_row *out) {
    struct db_row r;
    err e = db_one(db, a, Q_PLAN_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e == OK)
        e = read_plan(r, out);
    if (e == OK && !scope_sees(who, out->client))
        e = E_NOT_FOUND;
    struct db_rows asks;
    if (e == OK)
        e = db_all(db, a, Q_PLAN_ASKS, DB_ARGS(DBID(who->practice), DBID(id)), &asks);
    return e == OK ? read_asks(a, &asks, out, 1) : e;
}

err plan_list_of(struct db *db, arena *a, const struct actor *who, client_id client, struct plan_list *out) {
    *out = (struct plan_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_PLAN_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct plan_row *v = ARENA_ARRAY(a, rs.n, struct plan_row);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_plan(rows_at(&rs, i), &v[i]);
    struct db_rows asks;
    if (e == OK && rs.n > 0)
        e = db_all(db, a, Q_PLAN_ASKS_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &asks);
    if (e == OK && rs.n > 0)
        e = read_asks(a, &asks, v, rs.n);
    *out = (struct plan_list){v, rs.n};
    return e;
}

static struct db_value time_or_null(bool known, instant t) {
    return known ? DBTIME(t) : DBN;
}

static err insert_asks(struct db *db, const struct actor *who, const struct plan_row *p) {
    err e = OK;
    CHECK(p->n_asks <= PLAN_ASKS);
    for (size_t i = 0; i < p->n_asks && e == OK; i++) {
        const struct plan_ask *k = &p->asks[i];
        e = db_exec(db, Q_PLAN_ASK_NEW,
            DB_ARGS(DBID(who->practice), DBID(p->id), DBI((int64_t)i + 1), DBT(k->instrument), k->every_days.known ? DBI(k->every_days.v) : DBN,
                DBI(k->between)),
            NULL);
    }
    return e;
}

err plan_insert(struct db *db, const struct actor *who, const struct plan_row *p) {
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    err e = db_exec(db, Q_PLAN_NEW,
        DB_ARGS(DBID(who->practice), DBID(p->id), DBID(p->client), DBID(p->concern), DBT(p->template), DBT(p->goal), DBT(p->instrument),
            DBT(p->recall), db_opt_id(p->set.v), p->target_known ? DBR(p->target) : DBN, DBID(p->therapist), DBID(p->service), DBI(p->sessions),
            DBI(p->per_week), DBI(p->every_weeks), DBI(p->price), DBI(p->review_sessions), DBI(p->review_weeks), DBT(p->stop_rule),
            DBT(p->evidence), DBT(plan_state_name(p->state)), time_or_null(p->agreed, p->agreed_at), DBTIME(p->created), db_opt_id(p->by.v)),
        NULL);
    return e == OK ? insert_asks(db, who, p) : e;
}

static void asks_of(struct jw *w, const struct plan_row *p) {
    jw_key(w, S("asks"));
    jw_array(w);
    for (size_t i = 0; i < p->n_asks; i++) {
        jw_object(w);
        jw_key(w, S("between"));
        jw_bool(w, p->asks[i].between);
        jw_key(w, S("every_days"));
        if (p->asks[i].every_days.known)
            jw_int(w, p->asks[i].every_days.v);
        else
            jw_null(w);
        jw_kstr(w, S("instrument"), p->asks[i].instrument);
        jw_end(w);
    }
    jw_end(w);
}

static bool asks_same(const struct plan_row *a, const struct plan_row *b) {
    bool same = a->n_asks == b->n_asks;
    for (size_t i = 0; same && i < a->n_asks; i++) {
        const struct plan_ask *x = &a->asks[i], *y = &b->asks[i];
        same = str_eq(x->instrument, y->instrument) && x->every_days.known == y->every_days.known && x->every_days.v == y->every_days.v && x->between == y->between;
    }
    return same;
}

static str body_of(arena *a, const struct plan_row *p) {
    struct buf b = buf_new(a, 65536);
    struct jw w = jw_on(&b);
    jw_object(&w);
    asks_of(&w, p);
    jw_kstr(&w, S("end_reason"), p->end_reason);
    jw_kstr(&w, S("evidence"), p->evidence);
    jw_kint(&w, S("every_weeks"), p->every_weeks);
    jw_kstr(&w, S("goal"), p->goal);
    jw_kstr(&w, S("instrument"), p->instrument);
    jw_kint(&w, S("per_week"), p->per_week);
    jw_kint(&w, S("price"), p->price);
    jw_kstr(&w, S("recall"), p->recall);
    jw_kint(&w, S("review_sessions"), p->review_sessions);
    jw_kint(&w, S("review_weeks"), p->review_weeks);
    jw_key(&w, S("service"));
    jw_id(&w, p->service.v);
    jw_kint(&w, S("sessions"), p->sessions);
    jw_key(&w, S("set"));
    jw_id(&w, p->set.v);
    jw_kstr(&w, S("state"), plan_state_name(p->state));
    jw_kstr(&w, S("stop_rule"), p->stop_rule);
    jw_key(&w, S("target"));
    if (p->target_known)
        jw_num(&w, p->target);
    else
        jw_null(&w);
    jw_kstr(&w, S("template"), p->template);
    jw_key(&w, S("therapist"));
    jw_id(&w, p->therapist.v);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

err plan_update(struct db *db, arena *a, const struct actor *who, instant at, const struct plan_row *p) {
    struct plan_row was;
    err e = plan_get(db, a, who, p->id, &was);
    if (e == OK && (was.version != p->version || was.client.v != p->client.v))
        e = E_CONFLICT;
    if (e != OK)
        return e;
    e = db_exec(db, Q_PLAN_KEEP,
        DB_ARGS(DBID(who->practice), DBID(p->id), DBI(was.version), DBTIME(at), db_opt_id(who->account.v), DBT(body_of(a, &was))), NULL);
    if (e != OK)
        return e;
    e = exec_one(db, Q_PLAN_CHANGE,
        DB_ARGS(DBID(who->practice), DBID(p->id), DBI(p->version), DBT(p->template), DBT(p->goal), DBT(p->instrument), DBT(p->recall),
            db_opt_id(p->set.v), p->target_known ? DBR(p->target) : DBN, DBID(p->therapist), DBID(p->service), DBI(p->sessions), DBI(p->per_week),
            DBI(p->every_weeks), DBI(p->price), DBI(p->review_sessions), DBI(p->review_weeks), DBT(p->stop_rule), DBT(p->evidence),
            DBT(plan_state_name(p->state)), time_or_null(p->agreed, p->agreed_at), time_or_null(p->ended, p->ended_at), DBT(p->end_reason)),
        E_CONFLICT);
    if (e != OK || asks_same(&was, p))
        return e;
    e = db_exec(db, Q_PLAN_ASKS_CLEAR, DB_ARGS(DBID(who->practice), DBID(p->id)), NULL);
    return e == OK ? insert_asks(db, who, p) : e;
}

err plan_versions(struct db *db, arena *a, const struct actor *who, const struct plan_row *p, const struct plan_version **out, size_t *n) {
    *n = 0;
    *out = NULL;
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_PLAN_VERSIONS, DB_ARGS(DBID(who->practice), DBID(p->id)), &rs);
    if (e != OK)
        return e;
    struct plan_version *v = ARENA_ARRAY(a, rs.n, struct plan_version);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct plan_version){.replaced_at = row_instant(r, QC_PLAN_VERSIONS_AT),
            .replaced_by = row_text(r, QC_PLAN_VERSIONS_BY),
            .body = row_text(r, QC_PLAN_VERSIONS_BODY),
            .version = row_int(r, QC_PLAN_VERSIONS_VERSION)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err review_insert(struct db *db, const struct actor *who, const struct review_row *r) {
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_PLAN_REVIEW_NEW,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBID(r->plan), DBID(r->client), DBI(r->after_sessions), DBT(decision_name(r->decision)),
            DBT(r->reason), DBT(r->shown), DBTIME(r->at), DBID(r->account)),
        NULL);
}

err review_list(struct db *db, arena *a, const struct actor *who, const struct plan_row *p, const struct review_row **out, size_t *n) {
    *n = 0;
    *out = NULL;
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_PLAN_REVIEWS, DB_ARGS(DBID(who->practice), DBID(p->id)), &rs);
    if (e != OK)
        return e;
    struct review_row *v = ARENA_ARRAY(a, rs.n, struct review_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct review_row){.id = {row_int(r, QC_PLAN_REVIEWS_ID)},
            .plan = p->id,
            .client = p->client,
            .after_sessions = row_int(r, QC_PLAN_REVIEWS_AFTER_SESSIONS),
            .reason = row_text(r, QC_PLAN_REVIEWS_REASON),
            .shown = row_text(r, QC_PLAN_REVIEWS_SHOWN),
            .at = row_instant(r, QC_PLAN_REVIEWS_AT),
            .account = {row_int(r, QC_PLAN_REVIEWS_ACCOUNT)},
            .account_name = row_text(r, QC_PLAN_REVIEWS_NAME)};
        if (!decision_of(row_text(r, QC_PLAN_REVIEWS_DECISION), &v[i].decision))
            return E_DB_CORRUPT;
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err plan_count_of(struct db *db, arena *a, const struct actor *who, client_id client, plan_id plan, struct plan_count *out) {
    *out = (struct plan_count){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_PLAN_COUNT, DB_ARGS(DBID(who->practice), DBID(plan)), &r);
    if (e != OK)
        return e;
    *out = (struct plan_count){.given = row_int(r, QC_PLAN_COUNT_GIVEN),
        .no_note = row_int(r, QC_PLAN_COUNT_NO_NOTE),
        .not_treated = row_int(r, QC_PLAN_COUNT_NOT_TREATED),
        .ahead = row_int(r, QC_PLAN_COUNT_AHEAD),
        .missed = row_int(r, QC_PLAN_COUNT_MISSED),
        .minutes = row_int(r, QC_PLAN_COUNT_MINUTES),
        .first = row_opt_day(r, QC_PLAN_COUNT_FIRST),
        .last = row_opt_day(r, QC_PLAN_COUNT_LAST),
        .reviews = row_int(r, QC_PLAN_COUNT_REVIEWS),
        .reviewed_after = row_int(r, QC_PLAN_COUNT_REVIEWED_AFTER)};
    if (!row_null(r, QC_PLAN_COUNT_REVIEWED))
        out->reviewed = (opt_day){true, instant_day_utc(row_instant(r, QC_PLAN_COUNT_REVIEWED))};
    return OK;
}

err plan_hands_on(struct db *db, arena *a, const struct actor *who, const struct plan_row *p, int64_t *out) {
    struct db_row r;
    *out = 0;
    if (!scope_sees(who, p->client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_PLAN_HANDS_ON, DB_ARGS(DBID(who->practice), DBID(p->id)), &r);
    if (e == OK)
        *out = row_int(r, QC_PLAN_HANDS_ON_MINUTES);
    return e;
}

err reviews_due(struct db *db, arena *a, const struct actor *who, account_id therapist, day today, const struct review_due **out, size_t *n) {
    *n = 0;
    *out = NULL;
    if (who->only.v != 0)
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_PLAN_REVIEWS_DUE, DB_ARGS(DBID(who->practice), DBID(therapist), DBDAY(today)), &rs);
    if (e != OK)
        return e;
    struct review_due *v = ARENA_ARRAY(a, rs.n, struct review_due);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        str called = row_text(r, QC_PLAN_REVIEWS_DUE_PREFERRED), family = row_text(r, QC_PLAN_REVIEWS_DUE_FAMILY);
        if (called.n == 0)
            called = row_text(r, QC_PLAN_REVIEWS_DUE_GIVEN);
        v[i] = (struct review_due){.plan = {row_int(r, QC_PLAN_REVIEWS_DUE_ID)},
            .client = {row_int(r, QC_PLAN_REVIEWS_DUE_CLIENT)},
            .client_name = called.n && family.n ? str_fmt(a, "%.*s %.*s", SP(called), SP(family)) : called.n ? called : family,
            .done = row_int(r, QC_PLAN_REVIEWS_DUE_DONE)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}
