#include "store/safety.h"

#include "base/json.h"
#include "store/rows.h"
#include "store/scope.h"

err intake_insert(struct db *db, const struct actor *who, const struct intake_row *r)
{
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_INTAKE_NEW,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBID(r->client), db_opt_id(r->link.v), db_opt_id(r->account.v), DBTIME(r->begun), DBT(r->rules),
            DBT(r->language), DBT(r->answers), DBT(r->rest), r->device.n ? DBB(r->device) : DBN),
        NULL);
}

err intake_save(struct db *db, const struct actor *who, const struct intake_row *r, instant now)
{
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    return exec_one(db, Q_INTAKE_SAVE,
        DB_ARGS(DBID(who->practice), DBID(r->id), DBI(r->version), DBTIME(now), DBT(r->rules), DBT(r->answers), DBT(r->rest)), E_CONFLICT);
}

err intake_submit(struct db *db, const struct actor *who, const struct intake_row *r, instant now)
{
    if (!scope_sees(who, r->client))
        return E_NOT_FOUND;
    return exec_one(db, Q_INTAKE_SUBMIT, DB_ARGS(DBID(who->practice), DBID(r->id), DBI(r->version), DBTIME(now), DBT(r->rules), r->oldest.us ? DBTIME(r->oldest) : DBN), E_CONFLICT);
}

instant intake_asked(const struct intake_row *r)
{
    return r->oldest.us ? r->oldest : r->submitted;
}

const struct intake_row *intake_sent_last(const struct intake_list *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].sent)
            return &all->v[i];
    return NULL;
}

err intake_list(struct db *db, arena *a, const struct actor *who, client_id client, struct intake_list *out)
{
    *out = (struct intake_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_INTAKE_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client), DBI(SAFETY_LISTED)), &rs);
    if (e)
        return e;
    struct intake_row *v = ARENA_ARRAY(a, rs.n, struct intake_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct intake_row){
            .id = {row_int(r, QC_INTAKE_OF_CLIENT_ID)},
            .client = {row_int(r, QC_INTAKE_OF_CLIENT_CLIENT)},
            .link = {row_int(r, QC_INTAKE_OF_CLIENT_LINK)},
            .account = {row_int(r, QC_INTAKE_OF_CLIENT_ACCOUNT)},
            .begun = row_instant(r, QC_INTAKE_OF_CLIENT_BEGUN),
            .saved = row_instant(r, QC_INTAKE_OF_CLIENT_SAVED),
            .submitted = row_instant(r, QC_INTAKE_OF_CLIENT_SUBMITTED),
            .sent = !row_null(r, QC_INTAKE_OF_CLIENT_SUBMITTED),
            .rules = row_text(r, QC_INTAKE_OF_CLIENT_RULES),
            .language = row_text(r, QC_INTAKE_OF_CLIENT_LANGUAGE),
            .answers = row_text(r, QC_INTAKE_OF_CLIENT_ANSWERS),
            .rest = row_text(r, QC_INTAKE_OF_CLIENT_REST),
            .device = row_text(r, QC_INTAKE_OF_CLIENT_DEVICE),
            .version = row_int(r, QC_INTAKE_OF_CLIENT_VERSION),
            .oldest = row_instant(r, QC_INTAKE_OF_CLIENT_OLDEST),
            .by = row_text(r, QC_INTAKE_OF_CLIENT_BY),
        };
    }
    *out = (struct intake_list){v, rs.n};
    return OK;
}

err anew_insert(struct db *db, const struct actor *who, client_id client, anew_id id, const struct anew_row *x)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return db_exec(db, Q_ANEW_NEW,
        DB_ARGS(DBID(who->practice), DBID(id), DBID(client), DBT(x->question), DBT(x->why), DBT(x->words), DBTIME(x->at), db_opt_id(x->account.v)), NULL);
}

err anew_list(struct db *db, arena *a, const struct actor *who, client_id client, instant after, struct anew_list *out)
{
    *out = (struct anew_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_ANEW_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(after), DBI(SAFETY_LISTED)), &rs);
    if (e)
        return e;
    struct anew_row *v = ARENA_ARRAY(a, rs.n, struct anew_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct anew_row){row_text(r, QC_ANEW_OF_CLIENT_QUESTION), row_text(r, QC_ANEW_OF_CLIENT_WHY), row_text(r, QC_ANEW_OF_CLIENT_WORDS),
            row_instant(r, QC_ANEW_OF_CLIENT_AT), {row_int(r, QC_ANEW_OF_CLIENT_ACCOUNT)}};
    }
    *out = (struct anew_list){v, rs.n};
    return OK;
}

err anew_waiting(struct db *db, arena *a, const struct actor *who, instant after, size_t limit, const struct anew_wait **out, size_t *n)
{
    struct db_rows rs;
    *n = 0;
    err e = who->only.v ? E_NOT_FOUND : db_all(db, a, Q_ANEW_WAITING, DB_ARGS(DBID(who->practice), DBTIME(after), DBI((int64_t)limit)), &rs);
    if (e)
        return e;
    struct anew_wait *v = ARENA_ARRAY(a, rs.n, struct anew_wait);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct anew_wait){{row_int(r, QC_ANEW_WAITING_CLIENT)}, row_text(r, QC_ANEW_WAITING_GIVEN), row_text(r, QC_ANEW_WAITING_FAMILY),
            row_text(r, QC_ANEW_WAITING_PREFERRED), row_instant(r, QC_ANEW_WAITING_AT)};
    }
    *out = v;
    *n = rs.n;
    return OK;
}

err finding_insert(struct db *db, const struct actor *who, const struct finding_kept *f)
{
    if (!scope_sees(who, f->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_FINDING_NEW,
        DB_ARGS(DBID(who->practice), DBID(f->id), DBID(f->client), db_opt_id(f->intake.v), DBT(f->rule), DBT(f->rules), DBI(f->level), DBI(f->unknown),
            DBT(f->body), DBI(f->valid_days), DBTIME(f->at)),
        NULL);
}

err finding_end(struct db *db, const struct actor *who, client_id client, instant now)
{
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    return db_exec(db, Q_FINDING_END, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(now)), NULL);
}

err finding_end_one(struct db *db, const struct actor *who, finding_id id, instant now)
{
    return db_exec(db, Q_FINDING_END_ONE, DB_ARGS(DBID(who->practice), DBID(id), DBTIME(now)), NULL);
}

// finding_standing, finding_of_clients, finding_ended_by_others, finding_over and finding_by_id have the same columns.
static struct finding_kept read_finding(struct db_row r)
{
    return (struct finding_kept){
        .id = {row_int(r, QC_FINDING_BY_ID_ID)},
        .client = {row_int(r, QC_FINDING_BY_ID_CLIENT)},
        .intake = {row_int(r, QC_FINDING_BY_ID_INTAKE)},
        .rule = row_text(r, QC_FINDING_BY_ID_RULE),
        .rules = row_text(r, QC_FINDING_BY_ID_RULES),
        .level = (int)row_int(r, QC_FINDING_BY_ID_LEVEL),
        .unknown = row_int(r, QC_FINDING_BY_ID_UNKNOWN) != 0,
        .body = row_text(r, QC_FINDING_BY_ID_BODY),
        .valid_days = (int)row_int(r, QC_FINDING_BY_ID_VALID_DAYS),
        .at = row_instant(r, QC_FINDING_BY_ID_AT),
        .over = !row_null(r, QC_FINDING_BY_ID_ENDED),
        .ended = row_instant(r, QC_FINDING_BY_ID_ENDED),
        .act =
            {
                .id = {row_int(r, QC_FINDING_BY_ID_ACT)},
                .finding = {row_int(r, QC_FINDING_BY_ID_ID)},
                .act = row_text(r, QC_FINDING_BY_ID_DONE),
                .reason = row_text(r, QC_FINDING_BY_ID_REASON),
                .until = row_opt_day(r, QC_FINDING_BY_ID_UNTIL),
                .at = row_instant(r, QC_FINDING_BY_ID_ACT_AT),
                .account = {row_int(r, QC_FINDING_BY_ID_ACCOUNT)},
                .licence = row_text(r, QC_FINDING_BY_ID_LICENCE),
                .by = row_text(r, QC_FINDING_BY_ID_BY),
                .way = row_text(r, QC_FINDING_BY_ID_WAY),
                .from = row_opt_day(r, QC_FINDING_BY_ID_FROM_DAY),
                .detail = row_text(r, QC_FINDING_BY_ID_DETAIL),
            },
    };
}

static struct finding_list read_findings(arena *a, const struct db_rows *rs)
{
    struct finding_kept *v = ARENA_ARRAY(a, rs->n, struct finding_kept);
    for (size_t i = 0; i < rs->n; i++)
        v[i] = read_finding(rows_at(rs, i));
    return (struct finding_list){v, rs->n};
}

err finding_standing(struct db *db, arena *a, const struct actor *who, client_id client, struct finding_list *out)
{
    struct db_rows rs;
    *out = (struct finding_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_FINDING_STANDING, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e == OK)
        *out = read_findings(a, &rs);
    return e;
}

err finding_ended_by_others(struct db *db, arena *a, const struct actor *who, client_id client, instant since, struct finding_list *out)
{
    struct db_rows rs;
    *out = (struct finding_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_FINDING_ENDED_BY_OTHERS, DB_ARGS(DBID(who->practice), DBID(client), DBTIME(since)), &rs);
    if (e == OK)
        *out = read_findings(a, &rs);
    return e;
}

err finding_over(struct db *db, arena *a, const struct actor *who, client_id client, struct finding_list *out)
{
    struct db_rows rs;
    *out = (struct finding_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    err e = db_all(db, a, Q_FINDING_OVER, DB_ARGS(DBID(who->practice), DBID(client), DBI(SAFETY_LISTED)), &rs);
    if (e == OK)
        *out = read_findings(a, &rs);
    return e;
}

err finding_get(struct db *db, arena *a, const struct actor *who, finding_id id, struct finding_kept *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_FINDING_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e)
        return e;
    *out = read_finding(r);
    return scope_sees(who, out->client) ? OK : E_NOT_FOUND;
}

err act_insert(struct db *db, const struct actor *who, const struct act_row *x)
{
    CHECK(x->account.v); // nobody but a person of the practice settles a finding
    return db_exec(db, Q_ACT_NEW,
        DB_ARGS(DBID(who->practice), DBID(x->id), DBID(x->finding), DBT(x->act), DBT(x->reason), db_opt_day(x->until), DBTIME(x->at), DBID(x->account),
            DBT(x->licence), DBT(x->way), db_opt_day(x->from), DBT(x->detail)),
        NULL);
}

err finding_before(struct db *db, arena *a, const struct actor *who, client_id client, struct act_list *out)
{
    *out = (struct act_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_FINDING_BEFORE, DB_ARGS(DBID(who->practice), DBID(client)), &rs);
    if (e)
        return e;
    struct act_row *v = ARENA_ARRAY(a, rs.n, struct act_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct act_row){
            .rule = row_text(r, QC_FINDING_BEFORE_RULE),
            .act = row_text(r, QC_FINDING_BEFORE_ACT),
            .reason = row_text(r, QC_FINDING_BEFORE_REASON),
            .until = row_opt_day(r, QC_FINDING_BEFORE_UNTIL),
            .at = row_instant(r, QC_FINDING_BEFORE_AT),
            .licence = row_text(r, QC_FINDING_BEFORE_LICENCE),
            .by = row_text(r, QC_FINDING_BEFORE_BY),
            .way = row_text(r, QC_FINDING_BEFORE_WAY),
            .from = row_opt_day(r, QC_FINDING_BEFORE_FROM_DAY),
            .detail = row_text(r, QC_FINDING_BEFORE_DETAIL),
        };
    }
    *out = (struct act_list){v, rs.n};
    return OK;
}

err act_list(struct db *db, arena *a, const struct actor *who, client_id client, struct act_list *out)
{
    *out = (struct act_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_ACT_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client), DBI(SAFETY_LISTED)), &rs);
    if (e)
        return e;
    struct act_row *v = ARENA_ARRAY(a, rs.n, struct act_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct act_row){
            .id = {row_int(r, QC_ACT_OF_CLIENT_ID)},
            .finding = {row_int(r, QC_ACT_OF_CLIENT_FINDING)},
            .rule = row_text(r, QC_ACT_OF_CLIENT_RULE),
            .body = row_text(r, QC_ACT_OF_CLIENT_BODY),
            .act = row_text(r, QC_ACT_OF_CLIENT_ACT),
            .reason = row_text(r, QC_ACT_OF_CLIENT_REASON),
            .until = row_opt_day(r, QC_ACT_OF_CLIENT_UNTIL),
            .at = row_instant(r, QC_ACT_OF_CLIENT_AT),
            .account = {row_int(r, QC_ACT_OF_CLIENT_ACCOUNT)},
            .licence = row_text(r, QC_ACT_OF_CLIENT_LICENCE),
            .by = row_text(r, QC_ACT_OF_CLIENT_BY),
            .way = row_text(r, QC_ACT_OF_CLIENT_WAY),
            .from = row_opt_day(r, QC_ACT_OF_CLIENT_FROM_DAY),
            .detail = row_text(r, QC_ACT_OF_CLIENT_DETAIL),
        };
    }
    *out = (struct act_list){v, rs.n};
    return OK;
}

static str id_array(arena *a, const client_id *clients, size_t n)
{
    struct buf b = buf_new(a, 24 * n + 3);
    struct jw w = jw_on(&b);
    jw_array(&w);
    for (size_t i = 0; i < n; i++)
        jw_int(&w, clients[i].v);
    jw_end(&w);
    return buf_str(&b);
}

err safety_flags(struct db *db, arena *a, const struct actor *who, const client_id *clients, size_t n, const struct finding_flag **findings, size_t *n_findings,
    const struct intake_flag **intakes, size_t *n_intakes)
{
    for (size_t i = 0; i < n; i++)
        if (!scope_sees(who, clients[i]))
            return E_NOT_FOUND;
    struct db_rows f, i;
    str ids = id_array(a, clients, n);
    err e = db_all(db, a, Q_FINDING_FLAGS, DB_ARGS(DBID(who->practice), DBT(ids)), &f);
    if (!e)
        e = db_all(db, a, Q_INTAKE_FLAGS, DB_ARGS(DBID(who->practice), DBT(ids)), &i);
    if (e)
        return e;
    struct finding_flag *v = ARENA_ARRAY(a, f.n, struct finding_flag);
    for (size_t k = 0; k < f.n; k++) {
        struct db_row r = rows_at(&f, k);
        v[k] = (struct finding_flag){
            .client = {row_int(r, QC_FINDING_FLAGS_CLIENT)},
            .rule = row_text(r, QC_FINDING_FLAGS_RULE),
            .level = (int)row_int(r, QC_FINDING_FLAGS_LEVEL),
            .valid_days = (int)row_int(r, QC_FINDING_FLAGS_VALID_DAYS),
            .unknown = row_int(r, QC_FINDING_FLAGS_UNKNOWN) != 0,
            .at = row_instant(r, QC_FINDING_FLAGS_AT),
            .act = row_text(r, QC_FINDING_FLAGS_DONE),
            .until = row_opt_day(r, QC_FINDING_FLAGS_UNTIL),
            .act_at = row_instant(r, QC_FINDING_FLAGS_ACT_AT),
            .way = row_text(r, QC_FINDING_FLAGS_WAY),
            .from = row_opt_day(r, QC_FINDING_FLAGS_FROM_DAY),
            .body = row_text(r, QC_FINDING_FLAGS_BODY),
        };
    }
    struct intake_flag *w = ARENA_ARRAY(a, i.n, struct intake_flag);
    for (size_t k = 0; k < i.n; k++) {
        struct db_row r = rows_at(&i, k);
        w[k] = (struct intake_flag){
            .client = {row_int(r, QC_INTAKE_FLAGS_CLIENT)},
            .begun = row_int(r, QC_INTAKE_FLAGS_BEGUN) != 0,
            .sent = !row_null(r, QC_INTAKE_FLAGS_SENT_US),
            .consent = row_int(r, QC_INTAKE_FLAGS_CONSENT) != 0,
            .sent_at = row_instant(r, QC_INTAKE_FLAGS_SENT_US),
            .asked_at = row_instant(r, QC_INTAKE_FLAGS_ASKED_US),
            .answers = row_text(r, QC_INTAKE_FLAGS_ANSWERS),
            .born_known = !row_null(r, QC_INTAKE_FLAGS_BORN),
            .born = {(int32_t)row_int(r, QC_INTAKE_FLAGS_BORN)},
        };
    }
    *findings = v;
    *n_findings = f.n;
    *intakes = w;
    *n_intakes = i.n;
    return OK;
}

static const struct intake_newest *read_newest(arena *a, const struct db_rows *rs)
{
    struct intake_newest *v = ARENA_ARRAY(a, rs->n, struct intake_newest);
    for (size_t i = 0; i < rs->n; i++) {
        struct db_row r = rows_at(rs, i);
        const client_id client = {row_int(r, QC_INTAKE_OF_CLIENTS_CLIENT)};
        v[i] = (struct intake_newest){
            .client = client,
            .born_known = !row_null(r, QC_INTAKE_OF_CLIENTS_BORN),
            .born = {(int32_t)row_int(r, QC_INTAKE_OF_CLIENTS_BORN)},
            .sent =
                {
                    .id = {row_int(r, QC_INTAKE_OF_CLIENTS_SENT)},
                    .client = client,
                    .sent = !row_null(r, QC_INTAKE_OF_CLIENTS_SENT),
                    .submitted = row_instant(r, QC_INTAKE_OF_CLIENTS_SUBMITTED),
                    .oldest = row_instant(r, QC_INTAKE_OF_CLIENTS_OLDEST),
                    .rules = row_text(r, QC_INTAKE_OF_CLIENTS_RULES),
                    .answers = row_text(r, QC_INTAKE_OF_CLIENTS_ANSWERS),
                    .rest = row_text(r, QC_INTAKE_OF_CLIENTS_REST),
                },
            .draft = !row_null(r, QC_INTAKE_OF_CLIENTS_DRAFT_US),
            .draft_by_link = row_int(r, QC_INTAKE_OF_CLIENTS_DRAFT_BY_LINK) != 0,
            .draft_at = row_instant(r, QC_INTAKE_OF_CLIENTS_DRAFT_US),
            .consent = row_int(r, QC_INTAKE_OF_CLIENTS_CONSENT) != 0,
        };
    }
    return v;
}

static struct anew_list read_anew(arena *a, const struct db_rows *rs, const client_id **clients)
{
    struct anew_row *v = ARENA_ARRAY(a, rs->n, struct anew_row);
    client_id *of = ARENA_ARRAY(a, rs->n, client_id);
    for (size_t i = 0; i < rs->n; i++) {
        struct db_row r = rows_at(rs, i);
        of[i] = (client_id){row_int(r, QC_ANEW_OF_CLIENTS_CLIENT)};
        v[i] = (struct anew_row){row_text(r, QC_ANEW_OF_CLIENTS_QUESTION), row_text(r, QC_ANEW_OF_CLIENTS_WHY), row_text(r, QC_ANEW_OF_CLIENTS_WORDS),
            row_instant(r, QC_ANEW_OF_CLIENTS_AT), {row_int(r, QC_ANEW_OF_CLIENTS_ACCOUNT)}};
    }
    *clients = of;
    return (struct anew_list){v, rs->n};
}

err safety_of_clients(struct db *db, arena *a, const struct actor *who, const client_id *clients, size_t n, struct safety_of_clients *out)
{
    struct db_rows f, i, w;
    *out = (struct safety_of_clients){0};
    for (size_t k = 0; k < n; k++)
        if (!scope_sees(who, clients[k]))
            return E_NOT_FOUND;
    str ids = id_array(a, clients, n);
    err e = db_all(db, a, Q_FINDING_OF_CLIENTS, DB_ARGS(DBID(who->practice), DBT(ids)), &f);
    if (!e)
        e = db_all(db, a, Q_INTAKE_OF_CLIENTS, DB_ARGS(DBID(who->practice), DBT(ids)), &i);
    if (!e)
        e = db_all(db, a, Q_ANEW_OF_CLIENTS, DB_ARGS(DBID(who->practice), DBT(ids)), &w);
    if (e)
        return e;
    *out = (struct safety_of_clients){.findings = read_findings(a, &f), .intakes = read_newest(a, &i), .n_intakes = i.n};
    out->anew = read_anew(a, &w, &out->anew_client);
    return OK;
}

err consent_insert(struct db *db, const struct actor *who, const struct consent_row *c)
{
    if (!scope_sees(who, c->client))
        return E_NOT_FOUND;
    return db_exec(db, Q_CONSENT_NEW,
        DB_ARGS(DBID(who->practice), DBID(c->id), DBID(c->client), DBT(c->kind), DBI(c->given), DBT(c->wording), DBT(c->wording_version), DBT(c->signed_by),
            DBI(c->guardian), DBTIME(c->at), db_opt_id(c->account.v), db_opt_id(c->link.v), DBT(c->note)),
        NULL);
}

err consent_list(struct db *db, arena *a, const struct actor *who, client_id client, struct consent_list *out)
{
    *out = (struct consent_list){0};
    if (!scope_sees(who, client))
        return E_NOT_FOUND;
    struct db_rows rs;
    err e = db_all(db, a, Q_CONSENT_OF_CLIENT, DB_ARGS(DBID(who->practice), DBID(client), DBI(SAFETY_LISTED)), &rs);
    if (e)
        return e;
    struct consent_row *v = ARENA_ARRAY(a, rs.n, struct consent_row);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct consent_row){
            .id = {row_int(r, QC_CONSENT_OF_CLIENT_ID)},
            .client = client,
            .kind = row_text(r, QC_CONSENT_OF_CLIENT_KIND),
            .given = row_int(r, QC_CONSENT_OF_CLIENT_GIVEN) != 0,
            .guardian = row_int(r, QC_CONSENT_OF_CLIENT_GUARDIAN) != 0,
            .wording = row_text(r, QC_CONSENT_OF_CLIENT_WORDING),
            .wording_version = row_text(r, QC_CONSENT_OF_CLIENT_WORDING_VERSION),
            .signed_by = row_text(r, QC_CONSENT_OF_CLIENT_SIGNED),
            .note = row_text(r, QC_CONSENT_OF_CLIENT_NOTE),
            .at = row_instant(r, QC_CONSENT_OF_CLIENT_AT),
            .account = {row_int(r, QC_CONSENT_OF_CLIENT_ACCOUNT)},
            .link = {row_int(r, QC_CONSENT_OF_CLIENT_LINK)},
            .by = row_text(r, QC_CONSENT_OF_CLIENT_BY),
        };
    }
    *out = (struct consent_list){v, rs.n};
    return OK;
}
