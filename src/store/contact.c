#include "store/contact.h"

#include "store/rows.h"
#include "store/scope.h"

err contact_setting_get(struct db *db, arena *a, const struct actor *who, struct contact_setting *out)
{
    struct db_row r;
    *out = (struct contact_setting){.hours = CONTACT_HOURS};
    err e = db_one(db, a, Q_CONTACT_SETTING_GET, DB_ARGS(DBID(who->practice)), &r);
    if (e == OK)
        *out = (struct contact_setting){row_int(r, QC_CONTACT_SETTING_GET_HOURS), row_int(r, QC_CONTACT_SETTING_GET_VERSION)};
    return e == E_NOT_FOUND ? OK : e;
}

err contact_setting_put(struct db *db, const struct actor *who, instant at, const struct contact_setting *s)
{
    return exec_one(db, Q_CONTACT_SETTING_PUT, DB_ARGS(DBID(who->practice), DBI(s->hours), DBTIME(at), db_opt_id(who->account.v), DBI(s->version)), E_CONFLICT);
}

err contact_visits_due(struct db *db, arena *a, const struct actor *who, const struct contact_visits_when *w, const struct contact_visit **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = db_all(db, a, Q_CONTACT_VISITS_DUE,
        DB_ARGS(DBID(who->practice), DBTIME(w->from), DBTIME(w->to), DBI(w->near_us), DBI(w->sms), DBID(w->after), DBI(w->limit),
            DBI(w->life_us), DBI(w->intake_life_us)), &rs);
    if (e != OK)
        return e;
    struct contact_visit *v = ARENA_ARRAY(a, rs.n, struct contact_visit);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct contact_visit){{row_int(r, QC_CONTACT_VISITS_DUE_ID)}, {row_int(r, QC_CONTACT_VISITS_DUE_CLIENT)}, row_instant(r, QC_CONTACT_VISITS_DUE_START)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err contact_weekly_due(struct db *db, arena *a, const struct actor *who, const struct contact_weekly_when *w, const struct contact_weekly **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = db_all(db, a, Q_CONTACT_WEEKLY_DUE,
        DB_ARGS(DBID(who->practice), DBTIME(w->since), DBTIME(w->from), DBTIME(w->to), DBI(w->sms), DBID(w->after), DBI(w->limit)), &rs);
    if (e != OK)
        return e;
    struct contact_weekly *v = ARENA_ARRAY(a, rs.n, struct contact_weekly);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct contact_weekly){{row_int(r, QC_CONTACT_WEEKLY_DUE_PLAN)}, {row_int(r, QC_CONTACT_WEEKLY_DUE_CLIENT)}};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err contact_link_of(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id visit, instant now, struct contact_link *out)
{
    struct db_row r;
    *out = (struct contact_link){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_CONTACT_LINK, DB_ARGS(DBID(who->practice), DBID(client), DBID(visit), DBTIME(now)), &r);
    if (e == OK)
        *out = (struct contact_link){{row_int(r, QC_CONTACT_LINK_ID)}, !row_null(r, QC_CONTACT_LINK_USED), row_instant(r, QC_CONTACT_LINK_USED),
            row_instant(r, QC_CONTACT_LINK_EXPIRES), row_instant(r, QC_CONTACT_LINK_OPENED)};
    return e;
}

// One instant, of a row that may not be there, or may be NULL.
static err one_instant(struct db *db, arena *a, enum query q, const struct db_value *args, size_t n, instant *out)
{
    struct db_row r;
    *out = (instant){0};
    err e = db_one(db, a, q, args, n, &r);
    if (e == OK && !row_null(r, 0))
        *out = row_instant(r, 0);
    return e == E_NOT_FOUND ? OK : e;
}

err contact_answered(struct db *db, arena *a, const struct actor *who, client_id client, link_id from, instant *out)
{
    *out = (instant){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return one_instant(db, a, Q_CONTACT_ANSWERED, DB_ARGS(DBID(who->practice), DBID(client), DBID(from)), out);
}

err visit_said_put(struct db *db, const struct actor *who, client_id client, appointment_id visit, instant at)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return db_exec(db, Q_VISIT_SAID_PUT, DB_ARGS(DBID(who->practice), DBID(visit), DBID(client), DBTIME(at), DBID(who->link)), NULL);
}

err visit_said_get(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id visit, instant *out, bool *form_since)
{
    struct db_row r;
    *out = (instant){0};
    *form_since = false;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_VISIT_SAID_GET, DB_ARGS(DBID(who->practice), DBID(visit), DBID(client)), &r);
    if (e == OK) {
        *out = row_instant(r, QC_VISIT_SAID_GET_UNCHANGED);
        *form_since = row_int(r, QC_VISIT_SAID_GET_FORMS) > 0;
    }
    return e == E_NOT_FOUND ? OK : e;
}

err visit_said_last(struct db *db, arena *a, const struct actor *who, client_id client, instant *out)
{
    struct db_row r;
    *out = (instant){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_VISIT_SAID_LAST, DB_ARGS(DBID(who->practice), DBID(client)), &r);
    if (e == OK)
        *out = row_instant(r, QC_VISIT_SAID_LAST_AT);
    return e;
}

err weekly_stop_put(struct db *db, const struct actor *who, client_id client, plan_id plan, instant at)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return db_exec(db, Q_WEEKLY_STOP_PUT, DB_ARGS(DBID(who->practice), DBID(plan), DBID(client), DBTIME(at), DBID(who->link)), NULL);
}

err weekly_stop_get(struct db *db, arena *a, const struct actor *who, client_id client, instant *out)
{
    *out = (instant){0};
    return scope_sees(who, client) ? one_instant(db, a, Q_WEEKLY_STOP_GET, DB_ARGS(DBID(who->practice), DBID(client)), out) : E_NOT_FOUND;
}

err weekly_again_put(struct db *db, const struct actor *who, int64_t id, client_id client, instant at)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return db_exec(db, Q_WEEKLY_AGAIN_PUT, DB_ARGS(DBID(who->practice), DBI(id), DBID(client), DBTIME(at), db_opt_id(who->account.v)), NULL);
}

err weekly_again_end(struct db *db, const struct actor *who, client_id client, instant at)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return db_exec(db, Q_WEEKLY_AGAIN_END, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(at), DBID(who->link)), NULL);
}
