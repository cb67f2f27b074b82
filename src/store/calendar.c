#include "store/calendar.h"

#include "store/rows.h"

err calendar_service_get(struct db *db, arena *a, const struct actor *who, service_id id, struct calendar_service *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_CALENDAR_SERVICE, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e)
        return e;
    *out = (struct calendar_service){
        .name = row_text(r, QC_CALENDAR_SERVICE_NAME),
        .minutes = (int)row_int(r, QC_CALENDAR_SERVICE_MINUTES),
        .clearance = (int)row_int(r, QC_CALENDAR_SERVICE_CLEARANCE_MINUTES),
        .people = (int)row_int(r, QC_CALENDAR_SERVICE_PEOPLE),
        .price = row_int(r, QC_CALENDAR_SERVICE_PRICE),
        .active = row_int(r, QC_CALENDAR_SERVICE_ACTIVE) != 0,
        .grid = (int)row_int(r, QC_CALENDAR_SERVICE_SLOT_MINUTES),
        .zone = row_text(r, QC_CALENDAR_SERVICE_ZONE),
    };
    return visit_kind_of(row_text(r, QC_CALENDAR_SERVICE_KIND), &out->kind) ? OK : E_DB_CORRUPT;
}

err calendar_givers(struct db *db, arena *a, const struct actor *who, service_id service, const struct giver **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_CALENDAR_GIVERS, DB_ARGS(DBID(who->practice), DBID(service)), &rs);
    if (e)
        return e;
    struct giver *v = ARENA_ARRAY(a, rs.n, struct giver);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct giver){
            .account = {row_int(r, QC_CALENDAR_GIVERS_ACCOUNT_ID)},
            .name = row_text(r, QC_CALENDAR_GIVERS_NAME),
            .licence_expires = row_opt_day(r, QC_CALENDAR_GIVERS_LICENCE_EXPIRES),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

// Both statements have the same columns.
err calendar_hours(struct db *db, arena *a, const struct actor *who, const account_id *only, const struct week_span **out, size_t *n)
{
    struct db_rows rs;
    err e = only ? db_all(db, a, Q_CALENDAR_HOURS_OF, DB_ARGS(DBID(who->practice), DBID(only[0]), DBID(only[1])), &rs)
                 : db_all(db, a, Q_CALENDAR_HOURS, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct week_span *v = ARENA_ARRAY(a, rs.n, struct week_span);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct week_span){
            .account = {row_int(r, QC_CALENDAR_HOURS_ACCOUNT_ID)},
            .weekday = (int)row_int(r, QC_CALENDAR_HOURS_WEEKDAY),
            .from_minute = (int)row_int(r, QC_CALENDAR_HOURS_FROM_MINUTE),
            .to_minute = (int)row_int(r, QC_CALENDAR_HOURS_TO_MINUTE),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err hours_replace(struct db *db, const struct actor *who, account_id account, const struct week_span *v, size_t n)
{
    err e = db_exec(db, Q_HOURS_CLEAR, DB_ARGS(DBID(who->practice), DBID(account)), NULL);
    for (size_t i = 0; !e && i < n; i++)
        e = db_exec(db, Q_HOURS_INSERT,
            DB_ARGS(DBID(who->practice), DBID(account), DBI(v[i].weekday), DBI(v[i].from_minute), DBI(v[i].to_minute)), NULL);
    return e;
}

err exception_between(struct db *db, arena *a, const struct actor *who, day from, day to, const struct exception **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_EXCEPTION_BETWEEN, DB_ARGS(DBID(who->practice), DBDAY(from), DBDAY(to)), &rs);
    if (e)
        return e;
    struct exception *v = ARENA_ARRAY(a, rs.n, struct exception);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct exception){
            .id = {row_int(r, QC_EXCEPTION_BETWEEN_ID)},
            .account = {row_int(r, QC_EXCEPTION_BETWEEN_ACCOUNT_ID)},
            .account_name = row_text(r, QC_EXCEPTION_BETWEEN_ACCOUNT_NAME),
            .from = {(int32_t)row_int(r, QC_EXCEPTION_BETWEEN_FROM_DAY)},
            .to = {(int32_t)row_int(r, QC_EXCEPTION_BETWEEN_TO_DAY)},
            .open = row_int(r, QC_EXCEPTION_BETWEEN_IS_OPEN) != 0,
            .from_minute = (int)row_int(r, QC_EXCEPTION_BETWEEN_FROM_MINUTE),
            .to_minute = (int)row_int(r, QC_EXCEPTION_BETWEEN_TO_MINUTE),
            .note = row_text(r, QC_EXCEPTION_BETWEEN_NOTE),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err exception_insert(struct db *db, const struct actor *who, const struct exception *x, instant now)
{
    return db_exec(db, Q_EXCEPTION_INSERT,
        DB_ARGS(DBID(who->practice), DBID(x->id), db_opt_id(x->account.v), DBDAY(x->from), DBDAY(x->to), DBI(x->open), DBI(x->from_minute),
            DBI(x->to_minute), DBT(x->note), DBTIME(now)),
        NULL);
}

err exception_delete(struct db *db, const struct actor *who, exception_id id)
{
    return exec_one(db, Q_EXCEPTION_DELETE, DB_ARGS(DBID(who->practice), DBID(id)), E_NOT_FOUND);
}

err room_list(struct db *db, arena *a, const struct actor *who, const struct room **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_ROOM_LIST, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct room *v = ARENA_ARRAY(a, rs.n, struct room);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct room){
            .id = {row_int(r, QC_ROOM_LIST_ID)},
            .name = row_text(r, QC_ROOM_LIST_NAME),
            .places = row_int(r, QC_ROOM_LIST_PLACES),
            .active = row_int(r, QC_ROOM_LIST_ACTIVE) != 0,
            .position = row_int(r, QC_ROOM_LIST_POSITION),
            .version = row_int(r, QC_ROOM_LIST_VERSION),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err room_insert(struct db *db, const struct actor *who, const struct room *r)
{
    return db_exec(db, Q_ROOM_INSERT,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBT(r->name), DBI(r->places), DBI(r->active), DBI(r->position)), NULL);
}

err room_update(struct db *db, const struct actor *who, const struct room *r)
{
    return exec_one(db, Q_ROOM_UPDATE,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBI(r->version), DBT(r->name), DBI(r->places), DBI(r->active), DBI(r->position)), E_CONFLICT);
}

err equipment_list(struct db *db, arena *a, const struct actor *who, const struct equipment **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_EQUIPMENT_LIST, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct equipment *v = ARENA_ARRAY(a, rs.n, struct equipment);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct equipment){
            .id = {row_int(r, QC_EQUIPMENT_LIST_ID)},
            .name = row_text(r, QC_EQUIPMENT_LIST_NAME),
            .pieces = row_int(r, QC_EQUIPMENT_LIST_PIECES),
            .active = row_int(r, QC_EQUIPMENT_LIST_ACTIVE) != 0,
            .position = row_int(r, QC_EQUIPMENT_LIST_POSITION),
            .version = row_int(r, QC_EQUIPMENT_LIST_VERSION),
        };
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err equipment_insert(struct db *db, const struct actor *who, const struct equipment *x)
{
    return db_exec(db, Q_EQUIPMENT_INSERT,
        DB_ARGS(DBID(who->practice), DBID(x->id), DBT(x->name), DBI(x->pieces), DBI(x->active), DBI(x->position)), NULL);
}

err equipment_update(struct db *db, const struct actor *who, const struct equipment *x)
{
    return exec_one(db, Q_EQUIPMENT_UPDATE,
        DB_ARGS(DBID(who->practice), DBID(x->id), DBI(x->version), DBT(x->name), DBI(x->pieces), DBI(x->active), DBI(x->position)), E_CONFLICT);
}

err equipment_of_service(struct db *db, arena *a, const struct actor *who, service_id service, const struct equipment **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_EQUIPMENT_OF_SERVICE, DB_ARGS(DBID(who->practice), DBID(service)), &rs);
    if (e)
        return e;
    struct equipment *v = ARENA_ARRAY(a, rs.n, struct equipment);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct equipment){.id = {row_int(r, QC_EQUIPMENT_OF_SERVICE_ID)}, .pieces = row_int(r, QC_EQUIPMENT_OF_SERVICE_PIECES)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

// service_needs and service_givers have their two columns in the same order.
static err links(struct db *db, arena *a, const struct actor *who, enum query q, const struct service_link **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, q, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct service_link *v = ARENA_ARRAY(a, rs.n, struct service_link);
    for (size_t i = 0; i < rs.n; i++)
        v[i] = (struct service_link){
            .service = {row_int(rows_at(&rs, i), QC_SERVICE_NEEDS_SERVICE_ID)},
            .other = row_int(rows_at(&rs, i), QC_SERVICE_NEEDS_EQUIPMENT_ID),
        };
    *out = v;
    *n = rs.n;
    return OK;
}

err service_needs(struct db *db, arena *a, const struct actor *who, const struct service_link **out, size_t *n)
{
    return links(db, a, who, Q_SERVICE_NEEDS, out, n);
}

err service_givers(struct db *db, arena *a, const struct actor *who, const struct service_link **out, size_t *n)
{
    return links(db, a, who, Q_SERVICE_GIVERS, out, n);
}

err service_needs_replace(struct db *db, const struct actor *who, service_id service, const int64_t *equipment, size_t n)
{
    err e = db_exec(db, Q_SERVICE_NEEDS_CLEAR, DB_ARGS(DBID(who->practice), DBID(service)), NULL);
    for (size_t i = 0; !e && i < n; i++)
        e = db_exec(db, Q_SERVICE_NEEDS_INSERT, DB_ARGS(DBID(who->practice), DBID(service), DBI(equipment[i])), NULL);
    return e;
}

err service_givers_replace(struct db *db, const struct actor *who, service_id service, const int64_t *accounts, size_t n)
{
    err e = db_exec(db, Q_SERVICE_GIVERS_CLEAR, DB_ARGS(DBID(who->practice), DBID(service)), NULL);
    for (size_t i = 0; !e && i < n; i++)
        e = db_exec(db, Q_SERVICE_GIVERS_INSERT, DB_ARGS(DBID(who->practice), DBID(service), DBI(accounts[i])), NULL);
    return e;
}

err service_extras_update(struct db *db, const struct actor *who, const struct service_extras *x)
{
    return exec_one(db, Q_SERVICE_EXTRAS,
        DB_ARGS(DBID(who->practice), DBID(x->id), DBI(x->version), DBI(x->clearance), DBI(x->people), DBT(visit_kind_name(x->kind)),
            DBI(x->tax_bp)),
        E_CONFLICT);
}

err practice_calendar_get(struct db *db, arena *a, const struct actor *who, struct practice_calendar *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_PRACTICE_CALENDAR, DB_ARGS(DBID(who->practice)), &r);
    if (!e)
        *out = (struct practice_calendar){
            .slot_minutes = row_int(r, QC_PRACTICE_CALENDAR_SLOT_MINUTES),
            .late_hours = row_int(r, QC_PRACTICE_CALENDAR_LATE_HOURS),
            .tax_number = row_text(r, QC_PRACTICE_CALENDAR_TAX_NUMBER),
            .tax_name = row_text(r, QC_PRACTICE_CALENDAR_TAX_NAME),
            .version = row_int(r, QC_PRACTICE_CALENDAR_VERSION),
        };
    return e;
}

err practice_calendar_set(struct db *db, const struct actor *who, const struct practice_calendar *p)
{
    return exec_one(db, Q_PRACTICE_CALENDAR_SET,
        DB_ARGS(DBID(who->practice), DBI(p->version), DBI(p->slot_minutes), DBI(p->late_hours), DBT(p->tax_number), DBT(p->tax_name)), E_CONFLICT);
}
