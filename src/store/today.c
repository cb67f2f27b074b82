#include "store/today.h"

#include "store/rows.h"
#include "store/scope.h"

static err services_get(struct db *db, arena *a, const struct actor *who, struct choices *out)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_CHOICE_SERVICE, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct choice_service *v = ARENA_ARRAY(a, rs.n, struct choice_service);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct choice_service){.id = {row_int(r, QC_CHOICE_SERVICE_ID)},
                                       .name = row_text(r, QC_CHOICE_SERVICE_NAME),
                                       .minutes = (int)row_int(r, QC_CHOICE_SERVICE_MINUTES),
                                       .people = (int)row_int(r, QC_CHOICE_SERVICE_PEOPLE),
                                       .price = row_int(r, QC_CHOICE_SERVICE_PRICE),
                                       .kind = row_text(r, QC_CHOICE_SERVICE_KIND)};
    }
    out->service = v;
    out->n_services = rs.n;
    return OK;
}

static err therapists_get(struct db *db, arena *a, const struct actor *who, service_id service, struct choices *out)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_CHOICE_THERAPIST, DB_ARGS(DBID(who->practice), db_opt_id(service.v)), &rs);
    if (e)
        return e;
    struct choice_person *v = ARENA_ARRAY(a, rs.n, struct choice_person);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct choice_person){.id = {row_int(r, QC_CHOICE_THERAPIST_ID)},
                                      .name = row_text(r, QC_CHOICE_THERAPIST_NAME),
                                      .gives = row_int(r, QC_CHOICE_THERAPIST_GIVES) != 0};
    }
    out->therapist = v;
    out->n_therapists = rs.n;
    return OK;
}

static err rooms_get(struct db *db, arena *a, const struct actor *who, struct choices *out)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_CHOICE_ROOM, DB_ARGS(DBID(who->practice)), &rs);
    if (e)
        return e;
    struct choice_room *v = ARENA_ARRAY(a, rs.n, struct choice_room);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct choice_room){{row_int(r, QC_CHOICE_ROOM_ID)}, row_text(r, QC_CHOICE_ROOM_NAME), (int)row_int(r, QC_CHOICE_ROOM_PLACES)};
    }
    out->room = v;
    out->n_rooms = rs.n;
    return OK;
}

err choices_get(struct db *db, arena *a, const struct actor *who, service_id service, struct choices *out)
{
    *out = (struct choices){0};
    err e = services_get(db, a, who, out);
    if (!e)
        e = therapists_get(db, a, who, service, out);
    return e ? e : rooms_get(db, a, who, out);
}

static struct today_visit read_visit(struct db_row r)
{
    return (struct today_visit){
        .id = {row_int(r, QC_TODAY_VISITS_ID)},
        .client = {row_int(r, QC_TODAY_VISITS_CLIENT)},
        .therapist = {row_int(r, QC_TODAY_VISITS_THERAPIST)},
        .room = {row_int(r, QC_TODAY_VISITS_ROOM)},
        .group = {row_int(r, QC_TODAY_VISITS_GRP)},
        .given = row_text(r, QC_TODAY_VISITS_GIVEN),
        .family = row_text(r, QC_TODAY_VISITS_FAMILY),
        .preferred = row_text(r, QC_TODAY_VISITS_PREFERRED),
        .therapist_name = row_text(r, QC_TODAY_VISITS_THERAPIST_NAME),
        .service_name = row_text(r, QC_TODAY_VISITS_SERVICE_NAME),
        .room_name = row_text(r, QC_TODAY_VISITS_ROOM_NAME),
        .kind = row_text(r, QC_TODAY_VISITS_KIND),
        .state = row_text(r, QC_TODAY_VISITS_STATE),
        .reason = row_text(r, QC_TODAY_VISITS_REASON),
        .day = {(int32_t)row_int(r, QC_TODAY_VISITS_DAY)},
        .minute = (int)row_int(r, QC_TODAY_VISITS_MINUTE),
        .minutes = (int)row_int(r, QC_TODAY_VISITS_MINUTES),
        .state_at = row_instant(r, QC_TODAY_VISITS_STATE_US),
        .version = row_int(r, QC_TODAY_VISITS_VERSION),
        .noted = !row_null(r, QC_TODAY_VISITS_NOTE),
        .signed_ = !row_null(r, QC_TODAY_VISITS_SIGNED_US),
        .unanswered = row_int(r, QC_TODAY_VISITS_UNANSWERED) != 0,
    };
}

err today_visits(struct db *db, arena *a, const struct actor *who, instant from, instant until, account_id therapist, room_id room,
    struct today_list *out)
{
    *out = (struct today_list){0};
    if (who->only.v)
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_TODAY_VISITS, DB_ARGS(DBID(who->practice), DBTIME(from), DBTIME(until), db_opt_id(therapist.v), db_opt_id(room.v)), &rs);
    if (e)
        return e;
    struct today_visit *v = ARENA_ARRAY(a, rs.n, struct today_visit);
    for (size_t i = 0; i < rs.n; i++)
        v[i] = read_visit(rows_at(&rs, i));
    *out = (struct today_list){v, rs.n};
    return OK;
}

err today_closed(struct db *db, arena *a, const struct actor *who, day d, str *note)
{
    struct db_row r;
    err e = db_one(db, a, Q_TODAY_CLOSED, DB_ARGS(DBID(who->practice), DBDAY(d)), &r);
    if (!e)
        *note = row_text(r, QC_TODAY_CLOSED_NOTE);
    return e;
}
