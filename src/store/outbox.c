#include "store/outbox.h"

#include "clinic/calendar/contact.h"
#include "db/migrate.h"
#include "store/rows.h"
#include "store/scope.h"

static const str kinds[MAIL_KINDS] = {
    [MAIL_ANSWERS_LINK] = S_INIT("answers-link"), [MAIL_INTAKE_LINK] = S_INIT("intake-link"), [MAIL_HOME_LINK] = S_INIT("home-link"),
    [MAIL_DIARY_LINK] = S_INIT("diary-link"),
    [MAIL_WEEKLY] = S_INIT("weekly"), [MAIL_PRE_VISIT] = S_INIT("pre-visit"), [MAIL_AFTER] = S_INIT("after"), [MAIL_TEST] = S_INIT("test"),
    [MAIL_ALERT] = S_INIT("alert"), [MAIL_ALERT_CONFIRM] = S_INIT("alert-confirm")};
static const str channels[] = {[CHANNEL_EMAIL] = S_INIT("email"), [CHANNEL_SMS] = S_INIT("sms")};
static const str states[] = {[OUTBOX_WAITING] = S_INIT("waiting"),
                             [OUTBOX_SENDING] = S_INIT("sending"),
                             [OUTBOX_SENT] = S_INIT("sent"),
                             [OUTBOX_FAILED] = S_INIT("failed"),
                             [OUTBOX_STOPPED] = S_INIT("stopped")};
#define COUNT(list) (sizeof(list) / sizeof *(list))

str outbox_state_name(enum outbox_state s)
{
    CHECK((size_t)s < COUNT(states));
    return states[s];
}

static bool place(const str *list, size_t n, str name, int *out)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(list[i], name)) continue;
        *out = (int)i;
        return true;
    }
    return false;
}

// What goes to staff is not a client's.
static bool sees(const struct actor *who, const struct outbox_row *o)
{
    if (o->client.v) return scope_sees(who, o->client);
    return who->practice.v && who->role != ROLE_CLIENT && who->only.v == 0;
}

// outbox_by_id, outbox_of_link, outbox_of_visit, outbox_of_client and outbox_to_staff have the same columns.
static err read_row(struct db_row r, const struct actor *who, struct outbox_row *o)
{
    int kind, state, channel;
    if (!place(kinds, COUNT(kinds), row_text(r, QC_OUTBOX_BY_ID_KIND), &kind)) return E_DB_CORRUPT;
    if (!place(states, COUNT(states), row_text(r, QC_OUTBOX_BY_ID_STATE), &state)) return E_DB_CORRUPT;
    if (!place(channels, COUNT(channels), row_text(r, QC_OUTBOX_BY_ID_CHANNEL), &channel)) return E_DB_CORRUPT;
    *o = (struct outbox_row){
        .id = {row_int(r, QC_OUTBOX_BY_ID_ID)},
        .kind = (enum mail_kind)kind,
        .client = {row_int(r, QC_OUTBOX_BY_ID_CLIENT)},
        .staff = {row_int(r, QC_OUTBOX_BY_ID_STAFF)},
        .about = row_int(r, QC_OUTBOX_BY_ID_ABOUT),
        .channel = (enum mail_channel)channel,
        .appointment = {row_int(r, QC_OUTBOX_BY_ID_APPOINTMENT)},
        .link = {row_int(r, QC_OUTBOX_BY_ID_LINK)},
        .address = row_text(r, QC_OUTBOX_BY_ID_ADDRESS),
        .language = row_text(r, QC_OUTBOX_BY_ID_LANGUAGE),
        .state = (enum outbox_state)state,
        .tries = row_int(r, QC_OUTBOX_BY_ID_TRIES),
        .next = row_instant(r, QC_OUTBOX_BY_ID_NEXT),
        .created = row_instant(r, QC_OUTBOX_BY_ID_CREATED),
        .ended = row_instant(r, QC_OUTBOX_BY_ID_ENDED),
        .account = {row_int(r, QC_OUTBOX_BY_ID_ACCOUNT)},
        .error = row_text(r, QC_OUTBOX_BY_ID_ERROR),
    };
    return sees(who, o) ? OK : E_NOT_FOUND;
}

err outbox_insert(struct db *db, const struct actor *who, const struct outbox_row *o)
{
    if (!sees(who, o)) return E_NOT_FOUND;
    return db_exec(db, Q_OUTBOX_NEW,
                   DB_ARGS(DBID(who->practice), DBID(o->id), DBT(kinds[o->kind]), db_opt_id(o->client.v), db_opt_id(o->staff.v), db_opt_id(o->about),
                           db_opt_id(o->appointment.v), db_opt_id(o->link.v), DBT(channels[o->channel]), DBT(o->address), DBT(o->language), DBTIME(o->next),
                           DBTIME(o->created), db_opt_id(o->account.v)),
                   NULL);
}

err outbox_get(struct db *db, arena *a, const struct actor *who, outbox_id id, struct outbox_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_OUTBOX_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    return e ? e : read_row(r, who, out);
}

err outbox_of_link(struct db *db, arena *a, const struct actor *who, link_id link, struct outbox_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_OUTBOX_OF_LINK, DB_ARGS(DBID(who->practice), DBID(link)), &r);
    return e ? e : read_row(r, who, out);
}

err outbox_of_visit(struct db *db, arena *a, const struct actor *who, appointment_id visit, struct outbox_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_OUTBOX_OF_VISIT, DB_ARGS(DBID(who->practice), DBID(visit)), &r);
    return e ? e : read_row(r, who, out);
}

err outbox_of_client(struct db *db, arena *a, const struct actor *who, client_id client, size_t limit, struct outbox_list *out)
{
    struct db_rows rs;
    *out = (struct outbox_list){0};
    err e = db_all(db, a, Q_OUTBOX_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client), DBI((int64_t)limit)), &rs);
    if (e) return e;
    struct outbox_row *v = ARENA_ARRAY(a, rs.n, struct outbox_row);
    for (size_t i = 0; i < rs.n && !e; i++) e = read_row(rows_at(&rs, i), who, &v[i]);
    if (!e) *out = (struct outbox_list){v, rs.n};
    return e;
}

err outbox_to_staff(struct db *db, arena *a, const struct actor *who, account_id staff, enum mail_kind kind, str address, struct outbox_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_OUTBOX_TO_STAFF, DB_ARGS(DBID(who->practice), DBID(staff), DBT(kinds[kind]), DBT(address)), &r);
    return e ? e : read_row(r, who, out);
}

err outbox_again(struct db *db, const struct actor *who, outbox_id before, const struct outbox_row *o)
{
    err e = exec_one(db, Q_OUTBOX_AGAIN, DB_ARGS(DBID(who->practice), DBID(before), DBID(o->id)), E_CONFLICT);
    return e ? e : outbox_insert(db, who, o);
}

err outbox_stop(struct db *db, const struct actor *who, outbox_id id, instant at, str why)
{
    return exec_one(db, Q_OUTBOX_STOP, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(at), DBT(why)), E_CONFLICT);
}

err outbox_undone(struct db *db, arena *a, const struct actor *who, instant since, size_t limit, const struct outbox_undone_row **out, size_t *n)
{
    struct db_rows rs;
    CHECK(who->only.v == 0);
    err e = db_all(db, a, Q_OUTBOX_UNDONE, DB_ARGS(DBID(who->practice), DBTIME(since), DBI((int64_t)limit)), &rs);
    if (e) return e;
    struct outbox_undone_row *v = ARENA_ARRAY(a, rs.n, struct outbox_undone_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct outbox_undone_row){.id = {row_int(r, QC_OUTBOX_UNDONE_ID)},
                                          .client = {row_int(r, QC_OUTBOX_UNDONE_CLIENT)},
                                          .given = row_text(r, QC_OUTBOX_UNDONE_GIVEN),
                                          .family = row_text(r, QC_OUTBOX_UNDONE_FAMILY),
                                          .preferred = row_text(r, QC_OUTBOX_UNDONE_PREFERRED),
                                          .at = row_instant(r, QC_OUTBOX_UNDONE_ENDED),
                                          .error = row_text(r, QC_OUTBOX_UNDONE_ERROR)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err outbox_undone_client(struct db *db, arena *a, const struct actor *who, client_id client, instant since, struct outbox_row *out)
{
    struct db_row r;
    if (!scope_sees(who, client)) return E_NOT_FOUND;
    err e = db_one(db, a, Q_OUTBOX_UNDONE_CLIENT, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(since)), &r);
    if (e) return e;
    *out = (struct outbox_row){.client = client,
                               .link = {row_int(r, QC_OUTBOX_UNDONE_CLIENT_LINK)},
                               .error = row_text(r, QC_OUTBOX_UNDONE_CLIENT_ERROR),
                               .ended = row_instant(r, QC_OUTBOX_UNDONE_CLIENT_ENDED)};
    return OK;
}

err outbox_held_up(struct db *db, arena *a, const struct actor *who, enum mail_channel *by, str *word)
{
    struct db_row r;
    *word = (str){0};
    err e = db_one(db, a, Q_OUTBOX_HELD_UP, DB_ARGS(DBID(who->practice)), &r);
    int channel;
    if (e == E_NOT_FOUND) return OK;
    if (!e && !place(channels, COUNT(channels), row_text(r, QC_OUTBOX_HELD_UP_CHANNEL), &channel)) e = E_DB_CORRUPT;
    if (e) return e;
    *by = (enum mail_channel)channel;
    *word = row_text(r, QC_OUTBOX_HELD_UP_ERROR);
    return OK;
}

err outbox_held(struct db *db, arena *a, const struct actor *who, size_t *n)
{
    struct db_row r;
    *n = 0;
    err e = db_one(db, a, Q_OUTBOX_HELD, DB_ARGS(DBID(who->practice)), &r);
    if (!e) *n = (size_t)row_int(r, QC_OUTBOX_HELD_N);
    return e;
}

err outbox_release(struct db *db, const struct actor *who, instant next) { return db_exec(db, Q_OUTBOX_RELEASE, DB_ARGS(DBID(who->practice), DBTIME(next)), NULL); }

err outbox_drop(struct db *db, const struct actor *who, instant at) { return db_exec(db, Q_OUTBOX_DROP, DB_ARGS(DBID(who->practice), DBTIME(at)), NULL); }

err outbox_backup(struct db *db, arena *a, str path, bool replace, str *why)
{
    return replace ? db_backup_replace(db, a, path, Q_OUTBOX_HOLD_COPY, why) : db_backup_file(db, a, path, Q_OUTBOX_HOLD_COPY, why);
}

// ---- jobs ----

err outbox_due(struct db *db, arena *a, instant now, bool *any)
{
    struct db_row r;
    err e = db_one(db, a, Q_OUTBOX_DUE, DB_ARGS(DBTIME(now)), &r);
    *any = e == OK;
    return e == E_NOT_FOUND ? OK : e;
}

err outbox_take(struct db *db, arena *a, instant now, instant until, size_t limit, const struct outbox_taken **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_OUTBOX_TAKE, DB_ARGS(DBTIME(now), DBTIME(until), DBI((int64_t)limit)), &rs);
    if (e) return e;
    struct outbox_taken *v = ARENA_ARRAY(a, rs.n, struct outbox_taken);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct outbox_taken){{row_int(r, QC_OUTBOX_TAKE_PRACTICE)}, {row_int(r, QC_OUTBOX_TAKE_ID)}};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err outbox_said(struct db *db, const struct actor *who, const struct outbox_row *o, int64_t tries)
{
    return exec_one(db, Q_OUTBOX_SAID,
                    DB_ARGS(DBID(who->practice), DBID(o->id), DBI(o->tries), DBT(states[o->state]), DBTIME(o->next), o->ended.us ? DBTIME(o->ended) : DBN,
                            DBT(o->error), DBI(tries)),
                    E_CONFLICT);
}

err outbox_unreadable(struct db *db, const struct actor *who, outbox_id id, instant at)
{
    return exec_one(db, Q_OUTBOX_UNREADABLE, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(at)), E_CONFLICT);
}

// ---- how a practice writes ----

err mail_setting_get(struct db *db, arena *a, const struct actor *who, struct mail_setting *out)
{
    struct db_row r;
    *out = (struct mail_setting){.quiet_from = QUIET_FROM, .quiet_until = QUIET_UNTIL};
    err e = db_one(db, a, Q_MAIL_SETTING, DB_ARGS(DBID(who->practice)), &r);
    if (e) return e == E_NOT_FOUND ? OK : e;
    *out = (struct mail_setting){row_text(r, QC_MAIL_SETTING_REPLY_TO), (int)row_int(r, QC_MAIL_SETTING_QUIET_FROM), (int)row_int(r, QC_MAIL_SETTING_QUIET_UNTIL),
                                 row_int(r, QC_MAIL_SETTING_VERSION)};
    return OK;
}

err mail_setting_put(struct db *db, const struct actor *who, instant at, const struct mail_setting *m)
{
    if (m->version == 0) {
        return db_exec(db, Q_MAIL_SETTING_NEW,
                       DB_ARGS(DBID(who->practice), DBT(m->reply_to), DBI(m->quiet_from), DBI(m->quiet_until), DBTIME(at), db_opt_id(who->account.v)), NULL);
    }
    return exec_one(db, Q_MAIL_SETTING_CHANGE,
                    DB_ARGS(DBID(who->practice), DBI(m->version), DBT(m->reply_to), DBI(m->quiet_from), DBI(m->quiet_until), DBTIME(at), db_opt_id(who->account.v)),
                    E_CONFLICT);
}
