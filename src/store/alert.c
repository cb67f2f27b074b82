#include "store/alert.h"

#include "store/rows.h"
#include "store/scope.h"

enum { FOUND_LISTED = 500 };

static const str said_names[SAID_COUNT] = {[SAID_NOTHING] = S_INIT(""), [SAID_SAFE] = S_INIT("safe"), [SAID_CALL] = S_INIT("call"),
    [SAID_DANGER] = S_INIT("danger")};

str alert_said_name(enum alert_said s)
{
    CHECK((size_t)s < SAID_COUNT);
    return said_names[s];
}

bool alert_said_of(str name, enum alert_said *out)
{
    for (size_t i = 0; i < SAID_COUNT; i++)
        if (str_eq(said_names[i], name)) {
            *out = (enum alert_said)i;
            return true;
        }
    return false;
}

static const str cause_names[ALERT_CAUSES] = {[CAUSE_ANSWER] = S_INIT("answer"), [CAUSE_FINDING] = S_INIT("finding"), [CAUSE_EVENT] = S_INIT("event")};

str alert_cause_name(enum alert_cause c)
{
    CHECK((size_t)c < ALERT_CAUSES);
    return cause_names[c];
}

static bool cause_of(str name, enum alert_cause *out)
{
    for (size_t i = 0; i < ALERT_CAUSES; i++)
        if (str_eq(cause_names[i], name)) {
            *out = (enum alert_cause)i;
            return true;
        }
    return false;
}

static struct db_value when(bool is, instant at) { return is ? DBTIME(at) : DBN; }

err alert_setting_get(struct db *db, arena *a, const struct actor *who, struct alert_setting *out)
{
    struct db_row r;
    *out = (struct alert_setting){0};
    err e = db_one(db, a, Q_ALERT_SETTING_GET, DB_ARGS(DBID(who->practice)), &r);
    if (e != OK)
        return e == E_NOT_FOUND ? OK : e;
    *out = (struct alert_setting){
        .account = {row_int(r, QC_ALERT_SETTING_GET_ACCOUNT)},
        .address = row_text(r, QC_ALERT_SETTING_GET_ADDRESS),
        .phone = row_text(r, QC_ALERT_SETTING_GET_PHONE),
        .weekdays = (unsigned)row_int(r, QC_ALERT_SETTING_GET_WEEKDAYS),
        .until_minute = (int)row_int(r, QC_ALERT_SETTING_GET_UNTIL_MINUTE),
        .away_until = row_opt_day(r, QC_ALERT_SETTING_GET_AWAY_UNTIL),
        .address_version = row_int(r, QC_ALERT_SETTING_GET_ADDRESS_VERSION),
        .confirmed = !row_null(r, QC_ALERT_SETTING_GET_CONFIRMED),
        .confirmed_at = row_instant(r, QC_ALERT_SETTING_GET_CONFIRMED),
        .emergency = row_text(r, QC_ALERT_SETTING_GET_EMERGENCY),
        .crisis_line = row_text(r, QC_ALERT_SETTING_GET_CRISIS_LINE),
        .crisis_checked = !row_null(r, QC_ALERT_SETTING_GET_CRISIS),
        .crisis_at = row_instant(r, QC_ALERT_SETTING_GET_CRISIS),
        .version = row_int(r, QC_ALERT_SETTING_GET_VERSION),
    };
    return OK;
}

err alert_setting_put(struct db *db, const struct actor *who, instant at, const struct alert_setting *s)
{
    return exec_one(db, Q_ALERT_SETTING_PUT,
        DB_ARGS(DBID(who->practice), db_opt_id(s->account.v), DBT(s->address), DBT(s->phone), DBI((int64_t)s->weekdays), DBI(s->until_minute),
            db_opt_day(s->away_until), DBI(s->address_version), when(s->confirmed, s->confirmed_at), DBT(s->emergency), DBT(s->crisis_line),
            when(s->crisis_checked, s->crisis_at), DBTIME(at), db_opt_id(who->account.v), DBI(s->version)),
        E_CONFLICT);
}

err alert_insert(struct db *db, const struct actor *who, const struct alert_row *x)
{
    if (!scope_sees(who, x->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_ALERT_NEW,
        DB_ARGS(DBID(who->practice), DBID(x->id), DBID(x->client), db_opt_id(x->response.v), DBT(x->instrument), DBT(x->fired),
            db_opt_id(x->account.v), db_opt_id(x->mail.v), DBTIME(x->raised), DBTIME(x->due), DBT(cause_names[x->cause]), db_opt_id(x->about),
            DBI(x->level)),
        NULL);
}

err alert_get(struct db *db, arena *a, const struct actor *who, alert_id id, struct alert_row *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_ALERT_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e != OK)
        return e;
    *out = (struct alert_row){
        .id = id,
        .client = {row_int(r, QC_ALERT_BY_ID_CLIENT)},
        .response = {row_int(r, QC_ALERT_BY_ID_RESPONSE)},
        .instrument = row_text(r, QC_ALERT_BY_ID_INSTRUMENT),
        .fired = row_text(r, QC_ALERT_BY_ID_FIRED),
        .account = {row_int(r, QC_ALERT_BY_ID_ACCOUNT)},
        .account_name = row_text(r, QC_ALERT_BY_ID_ACCOUNT_NAME),
        .mail = {row_int(r, QC_ALERT_BY_ID_MAIL)},
        .raised = row_instant(r, QC_ALERT_BY_ID_RAISED),
        .due = row_instant(r, QC_ALERT_BY_ID_DUE),
        .said_at = row_instant(r, QC_ALERT_BY_ID_SAID_US),
        .escalated = !row_null(r, QC_ALERT_BY_ID_ESCALATED),
        .escalated_at = row_instant(r, QC_ALERT_BY_ID_ESCALATED),
        .closed = !row_null(r, QC_ALERT_BY_ID_CLOSED),
        .closed_at = row_instant(r, QC_ALERT_BY_ID_CLOSED),
        .version = row_int(r, QC_ALERT_BY_ID_VERSION),
        .about = row_int(r, QC_ALERT_BY_ID_ABOUT),
        .level = (int)row_int(r, QC_ALERT_BY_ID_LEVEL),
        .given = row_text(r, QC_ALERT_BY_ID_GIVEN),
        .family = row_text(r, QC_ALERT_BY_ID_FAMILY),
        .preferred = row_text(r, QC_ALERT_BY_ID_PREFERRED),
    };
    if (!alert_said_of(row_text(r, QC_ALERT_BY_ID_SAID), &out->said) || !cause_of(row_text(r, QC_ALERT_BY_ID_CAUSE), &out->cause))
        return E_DB_CORRUPT;
    return scope_sees(who, out->client) ? OK : E_NOT_FOUND;
}

err alert_of_response(struct db *db, arena *a, const struct actor *who, response_id id, alert_id *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_ALERT_OF_RESPONSE, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e == OK)
        out->v = row_int(r, QC_ALERT_OF_RESPONSE_ID);
    return e;
}

err alert_of_event(struct db *db, arena *a, const struct actor *who, int64_t event, alert_id *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_ALERT_OF_EVENT, DB_ARGS(DBID(who->practice), DBI(event)), &r);
    if (e != OK)
        return e;
    out->v = row_int(r, QC_ALERT_OF_EVENT_ID);
    return scope_sees(who, (client_id){row_int(r, QC_ALERT_OF_EVENT_CLIENT)}) ? OK : E_NOT_FOUND;
}

err alert_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct alert_list *out)
{
    struct db_rows rs;
    *out = (struct alert_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_ALERT_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e != OK)
        return e;
    struct alert_row *v = ARENA_ARRAY(a, rs.n, struct alert_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct alert_row){.id = {row_int(r, QC_ALERT_OF_CLIENT_ID)}, .client = client, .response = {row_int(r, QC_ALERT_OF_CLIENT_RESPONSE)},
            .instrument = row_text(r, QC_ALERT_OF_CLIENT_INSTRUMENT), .fired = row_text(r, QC_ALERT_OF_CLIENT_FIRED),
            .raised = row_instant(r, QC_ALERT_OF_CLIENT_RAISED), .due = row_instant(r, QC_ALERT_OF_CLIENT_DUE),
            .closed = !row_null(r, QC_ALERT_OF_CLIENT_CLOSED), .closed_at = row_instant(r, QC_ALERT_OF_CLIENT_CLOSED),
            .about = row_int(r, QC_ALERT_OF_CLIENT_ABOUT), .level = (int)row_int(r, QC_ALERT_OF_CLIENT_LEVEL),
            .version = row_int(r, QC_ALERT_OF_CLIENT_VERSION)};
        if (!alert_said_of(row_text(r, QC_ALERT_OF_CLIENT_SAID), &v[i].said) || !cause_of(row_text(r, QC_ALERT_OF_CLIENT_CAUSE), &v[i].cause))
            return E_DB_CORRUPT;
    }
    *out = (struct alert_list){v, rs.n};
    return OK;
}

err alert_waiting(struct db *db, arena *a, const struct actor *who, struct alert_list *out)
{
    struct db_rows rs;
    *out = (struct alert_list){0};
    CHECK(who->role != ROLE_CLIENT);
    err e = db_all(db, a, Q_ALERT_WAITING, DB_ARGS(DBID(who->practice)), &rs);
    if (e != OK)
        return e;
    struct alert_row *v = ARENA_ARRAY(a, rs.n, struct alert_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct alert_row){.id = {row_int(r, QC_ALERT_WAITING_ID)}, .client = {row_int(r, QC_ALERT_WAITING_CLIENT)},
            .instrument = row_text(r, QC_ALERT_WAITING_INSTRUMENT), .fired = row_text(r, QC_ALERT_WAITING_FIRED),
            .account = {row_int(r, QC_ALERT_WAITING_ACCOUNT)}, .account_name = row_text(r, QC_ALERT_WAITING_ACCOUNT_NAME),
            .mail = {row_int(r, QC_ALERT_WAITING_MAIL)}, .raised = row_instant(r, QC_ALERT_WAITING_RAISED), .due = row_instant(r, QC_ALERT_WAITING_DUE),
            .escalated = !row_null(r, QC_ALERT_WAITING_ESCALATED), .escalated_at = row_instant(r, QC_ALERT_WAITING_ESCALATED),
            .given = row_text(r, QC_ALERT_WAITING_GIVEN), .family = row_text(r, QC_ALERT_WAITING_FAMILY),
            .preferred = row_text(r, QC_ALERT_WAITING_PREFERRED), .seen = row_int(r, QC_ALERT_WAITING_SEEN) > 0,
            .mail_state = row_text(r, QC_ALERT_WAITING_MAIL_STATE), .level = (int)row_int(r, QC_ALERT_WAITING_LEVEL)};
        if (!alert_said_of(row_text(r, QC_ALERT_WAITING_SAID), &v[i].said) || !cause_of(row_text(r, QC_ALERT_WAITING_CAUSE), &v[i].cause))
            return E_DB_CORRUPT;
    }
    *out = (struct alert_list){v, rs.n};
    return OK;
}

err alert_of_link(struct db *db, arena *a, const struct actor *who, struct alert_by_link *out)
{
    struct db_row r;
    *out = (struct alert_by_link){0};
    err e = db_one(db, a, Q_ALERT_OF_LINK, DB_ARGS(DBID(who->practice), DBID(who->only), DBID(who->link)), &r);
    if (e != OK)
        return e;
    out->id.v = row_int(r, QC_ALERT_OF_LINK_ID);
    out->sent = row_int(r, QC_ALERT_OF_LINK_SENT) != 0;
    out->shown = row_int(r, QC_ALERT_OF_LINK_SHOWN) > 0;
    return alert_said_of(row_text(r, QC_ALERT_OF_LINK_SAID), &out->said) ? OK : E_DB_CORRUPT;
}

err alert_set(struct db *db, const struct actor *who, const struct alert_row *x)
{
    if (!scope_sees(who, x->client))
        return E_NOT_FOUND;
    return exec_one(db, Q_ALERT_SET,
        DB_ARGS(DBID(who->practice), DBID(x->id), DBT(alert_said_name(x->said)), when(x->said != SAID_NOTHING, x->said_at), when(x->closed, x->closed_at),
            DBI(x->version)),
        E_CONFLICT);
}

err alert_escalate(struct db *db, const struct actor *who, alert_id id, instant at)
{
    return exec_one(db, Q_ALERT_ESCALATED, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(at)), E_CONFLICT);
}

err alert_late(struct db *db, arena *a, instant now, size_t limit, const struct alert_late **out, size_t *n)
{
    struct db_rows rs;
    *out = NULL;
    *n = 0;
    err e = db_all(db, a, Q_ALERT_LATE, DB_ARGS(DBTIME(now), DBI((int64_t)limit)), &rs);
    if (e != OK)
        return e;
    struct alert_late *v = ARENA_ARRAY(a, rs.n, struct alert_late);
    for (size_t i = 0; i < rs.n; i++)
        v[i] = (struct alert_late){{row_int(rows_at(&rs, i), QC_ALERT_LATE_PRACTICE)}, {row_int(rows_at(&rs, i), QC_ALERT_LATE_ID)}};
    *out = v;
    *n = rs.n;
    return OK;
}

err alert_act_insert(struct db *db, const struct actor *who, alert_id id, const struct alert_act *t)
{
    return db_exec(db, Q_ALERT_ACT_NEW,
        DB_ARGS(DBID(who->practice), DBID(id), DBI(t->id), DBT(t->kind), DBT(t->words), DBTIME(t->at), db_opt_id(t->account.v)), NULL);
}

err alert_acts(struct db *db, arena *a, const struct actor *who, alert_id id, const struct alert_act **out, size_t *n)
{
    struct db_rows rs;
    *out = NULL;
    *n = 0;
    err e = db_all(db, a, Q_ALERT_ACTS, DB_ARGS(DBID(who->practice), DBID(id)), &rs);
    if (e != OK)
        return e;
    struct alert_act *v = ARENA_ARRAY(a, rs.n, struct alert_act);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct alert_act){row_int(r, QC_ALERT_ACTS_ID), row_text(r, QC_ALERT_ACTS_KIND), row_text(r, QC_ALERT_ACTS_WORDS),
            row_instant(r, QC_ALERT_ACTS_AT), {row_int(r, QC_ALERT_ACTS_ACCOUNT)}, row_text(r, QC_ALERT_ACTS_ACCOUNT_NAME)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err alert_answer_insert(struct db *db, const struct actor *who, alert_id id, const struct alert_answer *x)
{
    return db_exec(db, Q_ALERT_ANSWER_NEW, DB_ARGS(DBID(who->practice), DBID(id), DBI(x->id), DBT(x->item), DBT(x->answer), DBTIME(x->at)), NULL);
}

err alert_answers(struct db *db, arena *a, const struct actor *who, alert_id id, const struct alert_answer **out, size_t *n)
{
    struct db_rows rs;
    *out = NULL;
    *n = 0;
    err e = db_all(db, a, Q_ALERT_ANSWERS, DB_ARGS(DBID(who->practice), DBID(id)), &rs);
    if (e != OK)
        return e;
    struct alert_answer *v = ARENA_ARRAY(a, rs.n, struct alert_answer);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct alert_answer){row_int(r, QC_ALERT_ANSWERS_ID), row_text(r, QC_ALERT_ANSWERS_ITEM), row_text(r, QC_ALERT_ANSWERS_ANSWER),
            row_instant(r, QC_ALERT_ANSWERS_AT)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err alert_owners(struct db *db, arena *a, const struct actor *who, const struct alert_owner **out, size_t *n)
{
    struct db_rows rs;
    *out = NULL;
    *n = 0;
    err e = db_all(db, a, Q_ALERT_OWNERS, DB_ARGS(DBID(who->practice)), &rs);
    if (e != OK)
        return e;
    struct alert_owner *v = ARENA_ARRAY(a, rs.n, struct alert_owner);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct alert_owner){{row_int(r, QC_ALERT_OWNERS_ACCOUNT)}, row_text(r, QC_ALERT_OWNERS_ADDRESS), row_instant(r, QC_ALERT_OWNERS_CONFIRMED)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err alert_owner_put(struct db *db, const struct actor *who, const struct alert_owner *x)
{
    return db_exec(db, Q_ALERT_OWNER_PUT, DB_ARGS(DBID(who->practice), DBID(x->account), DBT(x->address), DBTIME(x->confirmed)), NULL);
}

err alert_therapist(struct db *db, arena *a, const struct actor *who, client_id client, instant now, account_id *out)
{
    struct db_row r;
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_one(db, a, Q_ALERT_THERAPIST, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(now)), &r);
    if (e == OK)
        out->v = row_int(r, QC_ALERT_THERAPIST_ACCOUNT);
    return e;
}

err alert_findings(struct db *db, arena *a, const struct actor *who, const struct alert_row *x, const struct alert_found **out, size_t *n)
{
    struct db_rows rs;
    *out = NULL;
    *n = 0;
    if (!scope_sees(who, x->client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_ALERT_FINDINGS, DB_ARGS(DBID(who->practice), DBID(x->client), DBTIME(x->raised), DBI(FOUND_LISTED)), &rs);
    if (e != OK)
        return e;
    struct alert_found *v = ARENA_ARRAY(a, rs.n, struct alert_found);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct alert_found){row_text(r, QC_ALERT_FINDINGS_RULE), row_text(r, QC_ALERT_FINDINGS_BODY), (int)row_int(r, QC_ALERT_FINDINGS_LEVEL)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err alert_clients(struct db *db, arena *a, const struct actor *who, client_id after, size_t limit, const client_id **out, size_t *n)
{
    struct db_rows rs;
    *out = NULL;
    *n = 0;
    CHECK(who->role == ROLE_SYSTEM);
    err e = db_all(db, a, Q_ALERT_CLIENTS, DB_ARGS(DBID(who->practice), DBID(after), DBI((int64_t)limit)), &rs);
    if (e != OK)
        return e;
    client_id *v = ARENA_ARRAY(a, rs.n, client_id);
    for (size_t i = 0; i < rs.n; i++)
        v[i] = (client_id){row_int(rows_at(&rs, i), QC_ALERT_CLIENTS_CLIENT)};
    *out = v;
    *n = rs.n;
    return OK;
}

err alert_texts(struct db *db, arena *a, const struct actor *who, const struct alert_text **out, size_t *n)
{
    struct db_rows rs;
    *out = NULL;
    *n = 0;
    err e = db_all(db, a, Q_ALERT_TEXTS, DB_ARGS(DBID(who->practice)), &rs);
    if (e != OK)
        return e;
    struct alert_text *v = ARENA_ARRAY(a, rs.n, struct alert_text);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct alert_text){{row_int(r, QC_ALERT_TEXTS_ACCOUNT)}, row_text(r, QC_ALERT_TEXTS_NUMBER), row_int(r, QC_ALERT_TEXTS_VERSION)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err alert_text_put(struct db *db, const struct actor *who, instant at, const struct alert_text *x)
{
    return exec_one(db, Q_ALERT_TEXT_PUT,
        DB_ARGS(DBID(who->practice), DBID(x->account), DBT(x->number), DBTIME(at), db_opt_id(who->account.v), DBI(x->version)), E_CONFLICT);
}
