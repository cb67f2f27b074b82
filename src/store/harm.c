#include "store/harm.h"

#include "store/rows.h"
#include "store/scope.h"

static struct db_value opt_number(opt_int v)
{
    return v.known ? DBI(v.v) : DBN;
}

static struct db_value opt_text(str s)
{
    return s.n ? DBT(s) : DBN;
}

static opt_int row_opt_int(struct db_row r, size_t col)
{
    return (opt_int){!row_null(r, col), row_int(r, col)};
}

err adverse_version_put(struct db *db, const struct actor *who, int64_t id, const struct adverse_row *r, str reason, instant at)
{
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    err e = db_exec(db, Q_ADVERSE_VERSION_NEW,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBI(id), DBDAY(r->day), DBT(adverse_what_name(r->what)), DBT(severity_name(r->severity)), opt_number(r->days),
            opt_number(r->hours), opt_text(r->sites), DBT(r->words), DBT(reason), DBTIME(at), db_opt_id(who->account.v), db_opt_id(who->link.v)),
        NULL);
    return e != OK ? e : db_exec(db, Q_ADVERSE_VERSION_END, DB_ARGS(DBID(who->practice), DBID(r->id), DBI(id)), NULL);
}

static err read_version(struct db_row r, struct adverse_version *v)
{
    *v = (struct adverse_version){.row = {.id = {row_int(r, QC_ADVERSE_VERSIONS_ID)},
                                      .day = {(int32_t)row_int(r, QC_ADVERSE_VERSIONS_DAY)},
                                      .days = row_opt_int(r, QC_ADVERSE_VERSIONS_DAYS),
                                      .hours = row_opt_int(r, QC_ADVERSE_VERSIONS_HOURS),
                                      .sites = row_text(r, QC_ADVERSE_VERSIONS_SITES),
                                      .words = row_text(r, QC_ADVERSE_VERSIONS_WORDS),
                                      .at = row_instant(r, QC_ADVERSE_VERSIONS_AT),
                                      .account = {row_int(r, QC_ADVERSE_VERSIONS_ACCOUNT)},
                                      .account_name = row_text(r, QC_ADVERSE_VERSIONS_NAME)},
        .reason = row_text(r, QC_ADVERSE_VERSIONS_REASON)};
    bool good = adverse_what_of(row_text(r, QC_ADVERSE_VERSIONS_WHAT), &v->row.what);
    return severity_of(row_text(r, QC_ADVERSE_VERSIONS_SEVERITY), &v->row.severity) && good ? OK : E_DB_CORRUPT;
}

err adverse_versions(struct db *db, arena *a, const struct actor *who, const struct adverse_row *r, const struct adverse_version **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = scope_sees(who, r->client) ? db_all(db, a, Q_ADVERSE_VERSIONS, DB_ARGS(DBID(who->practice), DBID(r->id)), &rs) : E_NOT_FOUND;
    if (e != OK)
        return e;
    struct adverse_version *v = ARENA_ARRAY(a, rs.n, struct adverse_version);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_version(rows_at(&rs, i), &v[i]);
    *out = v;
    *n = rs.n;
    return e;
}

static const str kinds[] = {[HARM_FOLLOW] = S_INIT("follow"), [HARM_SAID] = S_INIT("said"), [HARM_OPENED] = S_INIT("opened"), [HARM_CLOSED] = S_INIT("closed"),
    [HARM_WITHDRAWN] = S_INIT("withdrawn")};

err adverse_act_put(struct db *db, const struct actor *who, adverse_id event, const struct adverse_act_row *x)
{
    return db_exec(db, Q_ADVERSE_ACT_NEW,
        DB_ARGS(DBID(who->practice), DBID(event), DBI(x->id), DBT(kinds[x->kind]), DBT(x->contact), DBT(x->outcome), DBT(x->relation), DBT(x->words), DBTIME(x->at),
            db_opt_id(x->account.v)),
        NULL);
}

static err read_act(struct db_row r, struct adverse_act_row *x)
{
    *x = (struct adverse_act_row){.id = row_int(r, QC_ADVERSE_ACTS_ID),
        .contact = row_text(r, QC_ADVERSE_ACTS_CONTACT),
        .outcome = row_text(r, QC_ADVERSE_ACTS_OUTCOME),
        .relation = row_text(r, QC_ADVERSE_ACTS_RELATION),
        .words = row_text(r, QC_ADVERSE_ACTS_WORDS),
        .at = row_instant(r, QC_ADVERSE_ACTS_AT),
        .account = {row_int(r, QC_ADVERSE_ACTS_ACCOUNT)},
        .account_name = row_text(r, QC_ADVERSE_ACTS_NAME)};
    str kind = row_text(r, QC_ADVERSE_ACTS_KIND);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_eq(kind, kinds[i])) {
            x->kind = (enum adverse_act_kind)i;
            return OK;
        }
    return E_DB_CORRUPT;
}

err adverse_acts(struct db *db, arena *a, const struct actor *who, const struct adverse_row *r, const struct adverse_act_row **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = scope_sees(who, r->client) ? db_all(db, a, Q_ADVERSE_ACTS, DB_ARGS(DBID(who->practice), DBID(r->id)), &rs) : E_NOT_FOUND;
    if (e != OK)
        return e;
    struct adverse_act_row *v = ARENA_ARRAY(a, rs.n, struct adverse_act_row);
    for (size_t i = 0; i < rs.n && e == OK; i++)
        e = read_act(rows_at(&rs, i), &v[i]);
    *out = v;
    *n = rs.n;
    return e;
}

err adverse_stand(struct db *db, const struct actor *who, const struct adverse_row *r)
{
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    return exec_one(db, Q_ADVERSE_STAND,
        DB_ARGS(DBID(who->practice), DBID(r->id), db_opt_day(r->due), r->closed.us ? DBTIME(r->closed) : DBN, opt_text(r->outcome), opt_text(r->relation)), E_CONFLICT);
}

err treated_of_visit(struct db *db, arena *a, const struct actor *who, appointment_id visit, const struct treated_row **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = who->only.v ? E_NOT_FOUND : db_all(db, a, Q_TREATED_OF_VISIT, DB_ARGS(DBID(who->practice), DBID(visit)), &rs);
    if (e != OK)
        return e;
    struct treated_row *v = ARENA_ARRAY(a, rs.n, struct treated_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct treated_row){(int)i + 1, row_text(r, QC_TREATED_OF_VISIT_TECHNIQUE), row_text(r, QC_TREATED_OF_VISIT_REGION),
            (int)row_int(r, QC_TREATED_OF_VISIT_MINUTES), (int)row_int(r, QC_TREATED_OF_VISIT_PRESSURE)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err after_said_put(struct db *db, const struct actor *who, client_id client, appointment_id visit, instant at)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return db_exec(db, Q_AFTER_SAID_PUT, DB_ARGS(DBID(who->practice), DBID(visit), DBID(client), DBTIME(at), db_opt_id(who->account.v), db_opt_id(who->link.v)), NULL);
}

err after_known(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id visit, instant *nothing, int64_t *events)
{
    struct db_row r;
    err e = scope_sees(who, client) ? db_one(db, a, Q_AFTER_KNOWN, DB_ARGS(DBID(who->practice), DBID(visit), DBID(client)), &r) : E_NOT_FOUND;
    if (e != OK)
        return e;
    *nothing = row_instant(r, QC_AFTER_KNOWN_NONE);
    *events = row_int(r, QC_AFTER_KNOWN_EVENTS);
    return OK;
}

err after_last(struct db *db, arena *a, const struct actor *who, client_id client, day from, day before, instant now, struct after_last *out)
{
    struct db_row r;
    *out = (struct after_last){0};
    err e = scope_sees(who, client) ? db_one(db, a, Q_AFTER_LAST, DB_ARGS(DBID(who->practice), DBID(client), DBDAY(from), DBDAY(before), DBTIME(now), DBID(who->link)), &r)
                                    : E_NOT_FOUND;
    if (e != OK)
        return e == E_NOT_FOUND && scope_sees(who, client) ? OK : e;
    *out = (struct after_last){.visit = {row_int(r, QC_AFTER_LAST_ID)}, .day = {(int32_t)row_int(r, QC_AFTER_LAST_DAY)}, .nothing = row_instant(r, QC_AFTER_LAST_NONE),
        .by = row_text(r, QC_AFTER_LAST_NAME), .events = row_int(r, QC_AFTER_LAST_EVENTS), .elsewhere = row_int(r, QC_AFTER_LAST_ELSEWHERE) != 0,
        .own = row_int(r, QC_AFTER_LAST_OWN) != 0, .skipped = !row_null(r, QC_AFTER_LAST_SKIP)};
    return OK;
}

err after_skipped(struct db *db, arena *a, const struct actor *who, bool *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_AFTER_SKIPPED, DB_ARGS(DBID(who->practice), DBID(who->only), DBID(who->link)), &r);
    *out = e == OK && !row_null(r, QC_AFTER_SKIPPED_SKIP);
    return e;
}

err after_skip(struct db *db, const struct actor *who, instant at)
{
    if (who->only.v == 0 || who->link.v == 0)
        return E_NOT_FOUND;
    return db_exec(db, Q_AFTER_SKIP, DB_ARGS(DBID(who->practice), DBID(who->link), DBTIME(at)), NULL);
}

err harm_visits(struct db *db, arena *a, const struct actor *who, instant from, instant to, account_id account, size_t limit,
    const struct harm_visit_row **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = who->only.v ? E_NOT_FOUND
                        : db_all(db, a, Q_HARM_VISITS, DB_ARGS(DBID(who->practice), DBTIME(from), DBTIME(to), db_opt_id(account.v), DBI((int64_t)limit)), &rs);
    if (e != OK)
        return e;
    struct harm_visit_row *v = ARENA_ARRAY(a, rs.n, struct harm_visit_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct harm_visit_row){{row_int(r, QC_HARM_VISITS_ID)}, row_instant(r, QC_HARM_VISITS_START), row_text(r, QC_HARM_VISITS_TECHNIQUE), row_text(r, QC_HARM_VISITS_REGION),
            row_int(r, QC_HARM_VISITS_ASKED) != 0, row_int(r, QC_HARM_VISITS_NONE) != 0};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

static err read_event(str what, str severity, struct harm_event_row *x)
{
    bool good = adverse_what_of(what, &x->what);
    return severity_of(severity, &x->severity) && good ? OK : E_DB_CORRUPT;
}

err harm_events(struct db *db, arena *a, const struct actor *who, instant from, instant to, account_id account, const struct harm_event_row **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = who->only.v ? E_NOT_FOUND : db_all(db, a, Q_HARM_EVENTS, DB_ARGS(DBID(who->practice), DBTIME(from), DBTIME(to), db_opt_id(account.v)), &rs);
    if (e != OK)
        return e;
    struct harm_event_row *v = ARENA_ARRAY(a, rs.n, struct harm_event_row);
    for (size_t i = 0; i < rs.n && e == OK; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct harm_event_row){.visit = {row_int(r, QC_HARM_EVENTS_APPOINTMENT)}, .days = row_opt_int(r, QC_HARM_EVENTS_DAYS)};
        e = read_event(row_text(r, QC_HARM_EVENTS_WHAT), row_text(r, QC_HARM_EVENTS_SEVERITY), &v[i]);
    }
    *out = v;
    *n = rs.n;
    return e;
}

err harm_events_loose(struct db *db, arena *a, const struct actor *who, day from, day to, const struct harm_event_row **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = who->only.v ? E_NOT_FOUND : db_all(db, a, Q_HARM_EVENTS_LOOSE, DB_ARGS(DBID(who->practice), DBDAY(from), DBDAY(to)), &rs);
    if (e != OK)
        return e;
    struct harm_event_row *v = ARENA_ARRAY(a, rs.n, struct harm_event_row);
    for (size_t i = 0; i < rs.n && e == OK; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct harm_event_row){.days = row_opt_int(r, QC_HARM_EVENTS_LOOSE_DAYS)};
        e = read_event(row_text(r, QC_HARM_EVENTS_LOOSE_WHAT), row_text(r, QC_HARM_EVENTS_LOOSE_SEVERITY), &v[i]);
    }
    *out = v;
    *n = rs.n;
    return e;
}

err harm_withdrawn_count(struct db *db, arena *a, const struct actor *who, instant from, instant to, account_id account, bool loose, day first, day end, size_t *n)
{
    struct db_row r;
    *n = 0;
    err e = who->only.v ? E_NOT_FOUND
                        : db_one(db, a, Q_HARM_WITHDRAWN,
                              DB_ARGS(DBID(who->practice), DBTIME(from), DBTIME(to), db_opt_id(account.v), DBDAY(first), DBDAY(loose ? end : first)), &r);
    if (e == OK)
        *n = (size_t)(row_int(r, QC_HARM_WITHDRAWN_TIED) + row_int(r, QC_HARM_WITHDRAWN_LOOSE));
    return e;
}

err after_due(struct db *db, arena *a, const struct actor *who, const struct after_due_when *w, const struct after_due_row **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = who->only.v ? E_NOT_FOUND
                        : db_all(db, a, Q_AFTER_DUE,
                              DB_ARGS(DBID(who->practice), DBTIME(w->from), DBTIME(w->to), DBTIME(w->since), DBTIME(w->week), DBTIME(w->ahead), DBI(w->sms),
                                  DBID(w->after), DBI(w->limit)),
                              &rs);
    if (e != OK)
        return e;
    struct after_due_row *v = ARENA_ARRAY(a, rs.n, struct after_due_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct after_due_row){{row_int(r, QC_AFTER_DUE_ID)}, {row_int(r, QC_AFTER_DUE_BEFORE)}, {row_int(r, QC_AFTER_DUE_CLIENT)}};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err after_session(struct db *db, arena *a, const struct actor *who, appointment_id visit, struct harm_session *out, bool *events)
{
    struct db_row r;
    err e = who->only.v ? E_NOT_FOUND : db_one(db, a, Q_AFTER_SESSION, DB_ARGS(DBID(who->practice), DBID(visit)), &r);
    if (e != OK)
        return e;
    int64_t weeks = row_int(r, QC_AFTER_SESSION_EVERY_WEEKS);
    *out = (struct harm_session){.minutes = (int)row_int(r, QC_AFTER_SESSION_MINUTES),
        .pressure = (int)row_int(r, QC_AFTER_SESSION_PRESSURE),
        .per_week = weeks ? (double)row_int(r, QC_AFTER_SESSION_PER_WEEK) / (double)weeks : 0,
        .finding = row_int(r, QC_AFTER_SESSION_FINDINGS) > 0};
    *events = row_int(r, QC_AFTER_SESSION_EVENTS) > 0;
    return OK;
}

err after_ask_put(struct db *db, const struct actor *who, client_id client, appointment_id visit, str why, link_id link, instant at)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return db_exec(db, Q_AFTER_ASK_PUT, DB_ARGS(DBID(who->practice), DBID(visit), DBID(client), DBT(why), DBID(link), DBTIME(at)), NULL);
}

err after_ask_of_link(struct db *db, arena *a, const struct actor *who, appointment_id *out)
{
    struct db_row r;
    *out = (appointment_id){0};
    err e = db_one(db, a, Q_AFTER_ASK_OF_LINK, DB_ARGS(DBID(who->practice), DBID(who->only), DBID(who->link)), &r);
    if (e == OK)
        out->v = row_int(r, QC_AFTER_ASK_OF_LINK_APPOINTMENT);
    return e;
}
