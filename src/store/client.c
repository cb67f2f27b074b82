#include "store/client.h"

#include "base/json.h"
#include "store/client_key.h"
#include "store/rows.h"

enum { BODY_MAX = 256 * 1024 };

static err phones_get(struct db *db, arena *a, const struct actor *who, client_id id, struct texts *out)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_CLIENT_PHONES, DB_ARGS(DBID(who->practice), DBID(id)), &rs);
    if (e)
        return e;
    *out = (struct texts){0};
    for (size_t i = 0; i < rs.n && i < TEXTS_MAX; i++)
        out->v[out->n++] = row_text(rows_at(&rs, i), QC_CLIENT_PHONES_NUMBER);
    return OK;
}

static str digits_of(arena *a, str number)
{
    char *p = arena_alloc(a, number.n ? number.n : 1);
    size_t n = 0;
    for (size_t i = 0; i < number.n; i++)
        if (number.p[i] >= '0' && number.p[i] <= '9')
            p[n++] = number.p[i];
    return (str){p, n};
}

static err phones_set(struct db *db, arena *a, const struct actor *who, client_id id, const struct texts *phones, bool fresh)
{
    err e = fresh ? OK : db_exec(db, Q_CLIENT_PHONES_CLEAR, DB_ARGS(DBID(who->practice), DBID(id)), NULL);
    for (size_t i = 0; !e && i < phones->n; i++)
        e = db_exec(db, Q_CLIENT_PHONE_INSERT,
            DB_ARGS(DBID(who->practice), DBID(id), DBI((int64_t)i), DBT(phones->v[i]), DBT(digits_of(a, phones->v[i]))), NULL);
    return e;
}

static void fields_read(struct db_row r, size_t col, struct client_fields *f)
{
#define T(name) f->name = row_text(r, col++);
#define D(name) f->name = row_opt_day(r, col++);
#define B(name) f->name = row_int(r, col++) != 0;
#include "store/client_fields.def"
#undef T
#undef D
#undef B
}

static size_t fields_args(const struct client_fields *f, struct db_value *args)
{
    size_t n = 0;
#define T(name) args[n++] = DBT(f->name);
#define D(name) args[n++] = db_opt_day(f->name);
#define B(name) args[n++] = DBI(f->name);
#include "store/client_fields.def"
#undef T
#undef D
#undef B
    return n;
}

err client_get(struct db *db, arena *a, const struct actor *who, client_id id, struct client *out)
{
    if (who->role == ROLE_CLIENT && who->only.v != id.v)
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_CLIENT_BY_ID, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (e)
        return e;
    *out = (struct client){
        .id = {row_int(r, QC_CLIENT_BY_ID_ID)},
        .merged_into = {row_int(r, QC_CLIENT_BY_ID_MERGED_INTO)},
        .external = row_text(r, QC_CLIENT_BY_ID_EXTERNAL),
        .version = row_int(r, QC_CLIENT_BY_ID_VERSION),
        .created = row_instant(r, QC_CLIENT_BY_ID_CREATED_US),
        .updated = row_instant(r, QC_CLIENT_BY_ID_UPDATED_US),
    };
    fields_read(r, QC_CLIENT_BY_ID_GIVEN, &out->f);
    return phones_get(db, a, who, id, &out->f.phones);
}

// The same for an insert and an update: all that hangs on the fields.
static err dependents_write(struct db *db, arena *a, const struct actor *who, const struct client *c, int64_t version, bool fresh)
{
    err e = phones_set(db, a, who, c->id, &c->f.phones, fresh);
    if (!e)
        e = fresh ? client_keys_add(db, a, who, c->id, &c->f) : client_keys_set(db, a, who, c->id, &c->f);
    if (!e)
        e = db_exec(db, Q_CLIENT_VERSION_INSERT,
            DB_ARGS(DBID(who->practice), DBID(c->id), DBI(version), DBTIME(c->updated), db_opt_id(who->account.v),
                DBT(client_body(a, &c->f))),
            NULL);
    return e;
}

err client_insert(struct db *db, arena *a, const struct actor *who, const struct client *c)
{
    CHECK(who->role != ROLE_CLIENT && c->merged_into.v == 0);
    struct db_value args[64];
    size_t n = 0;
    args[n++] = DBID(who->practice);
    args[n++] = DBID(c->id);
    n += fields_args(&c->f, args + n);
    args[n++] = DBT0(c->external);
    args[n++] = DBTIME(c->created);
    args[n++] = DBTIME(c->updated);
    err e = db_exec(db, Q_CLIENT_INSERT, args, n, NULL);
    return e ? e : dependents_write(db, a, who, c, 1, true);
}

err client_update(struct db *db, arena *a, const struct actor *who, struct client *c)
{
    CHECK(who->role != ROLE_CLIENT);
    struct db_value args[64];
    size_t n = 0;
    args[n++] = DBID(who->practice);
    args[n++] = DBID(c->id);
    args[n++] = DBI(c->version);
    args[n++] = DBTIME(c->updated);
    n += fields_args(&c->f, args + n);
    err e = exec_one(db, Q_CLIENT_UPDATE, args, n, E_CONFLICT);
    if (!e)
        e = dependents_write(db, a, who, c, c->version + 1, false);
    if (!e)
        c->version++;
    return e;
}

err client_set_merged(struct db *db, arena *a, const struct actor *who, client_id gone, client_id into, instant now)
{
    CHECK(gone.v != into.v);
    err e = exec_one(db, Q_CLIENT_SET_MERGED,
        DB_ARGS(DBID(who->practice), DBID(gone), db_opt_id(into.v), DBTIME(now)), E_NOT_FOUND);
    if (e)
        return e;
    if (into.v)
        return client_keys_clear(db, who, gone);
    struct client c;
    e = client_get(db, a, who, gone, &c);
    return e ? e : client_keys_set(db, a, who, gone, &c.f);
}

static void row_read(struct db_row r, struct client_row *out)
{
    *out = (struct client_row){
        .id = {row_int(r, QC_CLIENT_RECENT_ID)},
        .given = row_text(r, QC_CLIENT_RECENT_GIVEN),
        .family = row_text(r, QC_CLIENT_RECENT_FAMILY),
        .preferred = row_text(r, QC_CLIENT_RECENT_PREFERRED),
        .born = row_opt_day(r, QC_CLIENT_RECENT_BORN),
        .email = row_text(r, QC_CLIENT_RECENT_EMAIL),
        .updated = row_instant(r, QC_CLIENT_RECENT_UPDATED_US),
        .phone = row_text(r, QC_CLIENT_RECENT_PHONE),
    };
}

_Static_assert((int)QC_CLIENT_ROW_PHONE == (int)QC_CLIENT_RECENT_PHONE, "both are read by row_read");

err client_row_get(struct db *db, arena *a, const struct actor *who, client_id id, struct client_row *out)
{
    if (who->role == ROLE_CLIENT && who->only.v != id.v)
        return E_NOT_FOUND;
    struct db_row r;
    err e = db_one(db, a, Q_CLIENT_ROW, DB_ARGS(DBID(who->practice), DBID(id)), &r);
    if (!e)
        row_read(r, out);
    return e;
}

err client_recent(struct db *db, arena *a, const struct actor *who, size_t limit, struct client_row **out, size_t *n)
{
    CHECK(who->role != ROLE_CLIENT);
    struct db_rows rs;
    err e = db_all(db, a, Q_CLIENT_RECENT, DB_ARGS(DBID(who->practice), DBI((int64_t)limit)), &rs);
    if (e)
        return e;
    struct client_row *v = ARENA_ARRAY(a, rs.n, struct client_row);
    for (size_t i = 0; i < rs.n; i++)
        row_read(rows_at(&rs, i), &v[i]);
    *out = v;
    *n = rs.n;
    return OK;
}

err client_by_external(struct db *db, arena *a, const struct actor *who, str external, client_id *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_CLIENT_EXTERNAL, DB_ARGS(DBID(who->practice), DBT(external)), &r);
    if (e)
        return e;
    out->v = row_int(r, QC_CLIENT_EXTERNAL_ID);
    int64_t into = row_int(r, QC_CLIENT_EXTERNAL_MERGED_INTO);
    while (into) {
        out->v = into;
        e = db_one(db, a, Q_CLIENT_MERGED_INTO, DB_ARGS(DBID(who->practice), DBI(into)), &r);
        if (e)
            return e;
        into = row_int(r, QC_CLIENT_MERGED_INTO_MERGED_INTO);
    }
    return OK;
}

err client_count(struct db *db, arena *a, const struct actor *who, int64_t *out)
{
    struct db_row r;
    err e = db_one(db, a, Q_CLIENT_COUNT, DB_ARGS(DBID(who->practice)), &r);
    if (!e)
        *out = row_int(r, QC_CLIENT_COUNT_N);
    return e;
}

str client_body(arena *a, const struct client_fields *f)
{
    struct buf b = buf_new(a, BODY_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
#define T(name) jw_kstr(&w, S(#name), f->name);
#define D(name) \
    jw_key(&w, S(#name)); \
    f->name.known ? jw_str(&w, day_str(a, f->name.day)) : jw_null(&w);
#define B(name) jw_kbool(&w, S(#name), f->name);
#include "store/client_fields.def"
#undef T
#undef D
#undef B
    jw_key(&w, S("phones"));
    jw_array(&w);
    for (size_t i = 0; i < f->phones.n; i++)
        jw_str(&w, f->phones.v[i]);
    jw_end(&w);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

static bool body_day(const struct json *j, opt_day *out)
{
    *out = (opt_day){0};
    if (!j || j->kind == JSON_NULL)
        return true;
    out->known = day_parse(json_text(j), &out->day);
    return out->known;
}

bool client_body_read(arena *a, str body, struct client_fields *out)
{
    struct json_error why;
    const struct json *j = json_parse(a, body, 8, &why);
    return j && client_fields_read(j, out);
}

bool client_fields_read(const struct json *j, struct client_fields *out)
{
    if (j->kind != JSON_OBJECT)
        return false;
    *out = (struct client_fields){0};
#define T(name) out->name = json_text(json_get(j, S(#name)));
#define D(name) \
    if (!body_day(json_get(j, S(#name)), &out->name)) \
        return false;
#define B(name) \
    { \
        const struct json *truth = json_get(j, S(#name)); \
        out->name = truth && truth->kind == JSON_BOOL && truth->truth; \
    }
#include "store/client_fields.def"
#undef T
#undef D
#undef B
    const struct json *phones = json_get(j, S("phones"));
    for (const struct json *p = phones ? phones->first : NULL; p && out->phones.n < TEXTS_MAX; p = p->next)
        out->phones.v[out->phones.n++] = json_text(p);
    return true;
}

err client_versions(struct db *db, arena *a, const struct actor *who, client_id id, const struct client_version **out, size_t *n)
{
    struct db_rows rs;
    err e = db_all(db, a, Q_CLIENT_VERSIONS, DB_ARGS(DBID(who->practice), DBID(id)), &rs);
    if (e)
        return e;
    struct client_version *v = ARENA_ARRAY(a, rs.n, struct client_version);
    for (size_t i = 0; i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        v[i] = (struct client_version){
            .version = row_int(r, QC_CLIENT_VERSIONS_VERSION),
            .at = row_instant(r, QC_CLIENT_VERSIONS_AT_US),
            .account = {row_int(r, QC_CLIENT_VERSIONS_ACCOUNT_ID)},
            .account_name = row_text(r, QC_CLIENT_VERSIONS_ACCOUNT_NAME),
        };
        if (!client_body_read(a, row_text(r, QC_CLIENT_VERSIONS_BODY), &v[i].f))
            return E_DB_CORRUPT;
    }
    *out = v;
    *n = rs.n;
    return OK;
}
