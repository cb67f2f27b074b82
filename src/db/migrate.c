#include "migrate.h"

#include "engine.h"

#include <stdio.h>
#include <string.h>

static const char mark_sql[] = "SELECT obj_description(to_regclass('schema_step'), 'pg_class')";

// A table of an extension is nobody's data.
static const char pg_tables_sql[] =
    "SELECT count(*) FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

static const char sqlite_tables_sql[] = "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";

static const char *const step_table[2] = {
    [DB_SQLITE] = "CREATE TABLE schema_step (\n"
                  "  n INTEGER PRIMARY KEY, -- number of the step, from 1\n"
                  "  name TEXT NOT NULL, -- of its file\n"
                  "  hash TEXT NOT NULL, -- SHA-256 of its text without comments, hex\n"
                  "  at INTEGER NOT NULL -- when it was applied, UTC microseconds\n"
                  ") STRICT",
    [DB_POSTGRES] = "CREATE TABLE schema_step (n BIGINT PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL,"
                    " hash TEXT COLLATE \"C\" NOT NULL, at BIGINT NOT NULL);"
                    "COMMENT ON TABLE schema_step IS '" DB_PG_MARK "'",
};

static err broke(struct db *db, arena *a, err e, const char *doing, str *why)
{
    switch (e) {
    case E_DB_CORRUPT: *why = S("The database is damaged: restore a backup."); break;
    case E_BUSY: *why = S("The database is locked by another program."); break;
    case E_DB_FULL: *why = S("The disk, or the database, is full."); break;
    case E_DB_READ_ONLY: *why = S("The database cannot be written to."); break;
    default: *why = str_fmt(a, "%s failed: %.*s", doing, SP(db_why(db)));
    }
    return e;
}

static err ask_int(struct db *db, arena *a, const char *sql, int64_t *out)
{
    struct db_rows rs;
    *out = 0;
    err e = db->fn->ask(db, a, sql, &rs);
    if (e != OK)
        return e;
    CHECK(rs.n == 1);
    str t = row_text(rows_at(&rs, 0), 0);
    return t.n == 0 || str_i64(t, out) ? OK : db_fail(db, E_INTERNAL, "a number was expected");
}

// Is there anything, and is it ours?
static err whose(struct db *db, arena *a, struct schema_state *state, bool *steps, str *why)
{
    int64_t tables = 0, have = 0, id = 0;
    err e = ask_int(db, a, db->engine == DB_SQLITE ? sqlite_tables_sql : pg_tables_sql, &tables);
    if (e == OK && db->engine == DB_SQLITE) {
        e = ask_int(db, a, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_step'", &have);
        if (e == OK)
            e = ask_int(db, a, "PRAGMA application_id", &id);
    } else if (e == OK) {
        struct db_rows rs;
        e = ask_int(db, a, "SELECT count(*) FROM pg_class WHERE relname = 'schema_step' AND relnamespace = current_schema()::regnamespace", &have);
        if (e == OK)
            e = db->fn->ask(db, a, mark_sql, &rs);
        if (e == OK)
            id = str_eq(row_text(rows_at(&rs, 0), 0), S(DB_PG_MARK)) ? DB_APPLICATION_ID : 0;
    }
    if (e != OK)
        return broke(db, a, e, "Looking at the schema", why);
    state->empty = tables == 0;
    *steps = have > 0;
    if (state->empty && (id == 0 || id == DB_APPLICATION_ID))
        return OK;
    if (id == DB_APPLICATION_ID && *steps)
        return OK;
    *why = S("The database holds tables that are not Unknot's: name another one, or an empty one.");
    return E_DB_FOREIGN;
}

// Holds the steps applied against ours.
static err compare(struct db *db, arena *a, const struct db_rows *rs, struct schema_state *state, str *why)
{
    for (size_t i = 0; i < rs->n && i < db_schema_step_count; i++) {
        const struct schema_step *s = &db_schema_steps[i];
        struct db_row r = rows_at(rs, i);
        int64_t n = 0;
        if (!str_i64(row_text(r, 0), &n) || n != s->n || !str_eq(row_text(r, 2), str_of(s->hash[db->engine]))) {
            *why = str_fmt(a, "Schema step %d (%s) in the database differs from this program's.", s->n, s->name);
            return E_DB_CHANGED;
        }
    }
    state->have = (int)rs->n;
    if (rs->n > db_schema_step_count) {
        *why = str_fmt(a, "The database was made by a newer version: it has %zu schema steps, this program knows %zu.", rs->n, db_schema_step_count);
        return E_DB_NEWER;
    }
    return OK;
}

// As db_check, but an older database is OK.
static err look(struct db *db, arena *a, struct schema_state *state, str *why)
{
    *state = (struct schema_state){.want = (int)db_schema_step_count};
    *why = (str){0};
    bool steps = false;
    err e = whose(db, a, state, &steps, why);
    if (e != OK || !steps)
        return e;
    struct db_rows rs;
    e = db->fn->ask(db, a, "SELECT n, name, hash FROM schema_step ORDER BY n", &rs);
    if (e != OK)
        return broke(db, a, e, "Reading the schema steps", why);
    return compare(db, a, &rs, state, why);
}

err db_check(struct db *db, arena *a, struct schema_state *state, str *why)
{
    CHECK(db->tx == DB_TX_NONE);
    err e = look(db, a, state, why);
    if (e != OK || (state->have == state->want && !state->empty))
        return e;
    *why = state->empty ? S("The database is empty: make a practice with `unknot init`.")
                        : str_fmt(a, "The database is of an older version (schema step %d of %d): run `unknot migrate`.", state->have, state->want);
    return E_CONFLICT;
}

// ---- applying

static err book(struct db *db, arena *a, const struct schema_step *s)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    long long at = (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
    // name and hash hold only lower case letters, digits and _: gen_sql.py saw to it
    err e = db->fn->script(db, str_z(a, str_fmt(a, "INSERT INTO schema_step (n, name, hash, at) VALUES (%d, '%s', '%s', %lld)",
                                                s->n, s->name, s->hash[db->engine], at)));
    if (e == OK && db->engine == DB_SQLITE)
        e = db->fn->script(db, str_z(a, str_fmt(a, "PRAGMA application_id = %d; PRAGMA user_version = %d", DB_APPLICATION_ID, s->n)));
    return e;
}

static err check_foreign_keys(struct db *db, arena *a, str *why)
{
    struct db_rows rs;
    if (db->engine != DB_SQLITE)
        return OK;
    err e = db->fn->ask(db, a, "PRAGMA foreign_key_check", &rs);
    if (e != OK)
        return broke(db, a, e, "Checking foreign keys", why);
    if (rs.n == 0)
        return OK;
    *why = str_fmt(a, "The step would leave rows of %.*s without their parent.", SP(row_text(rows_at(&rs, 0), 0)));
    return E_CONFLICT;
}

// In the open transaction: another process may have been faster, so what is there is looked at again.
static err apply_next(struct db *db, arena *a, int *applied, bool *more, str *why)
{
    struct schema_state now;
    err e = look(db, a, &now, why);
    *more = e == OK && now.have < now.want;
    if (!*more)
        return e;
    const struct schema_step *s = &db_schema_steps[now.have];
    if (now.have == 0) {
        e = db->fn->script(db, step_table[db->engine]);
        if (e != OK)
            return broke(db, a, e, "Making schema_step", why);
    }
    e = db->fn->script(db, s->sql[db->engine]);
    if (e == OK)
        e = book(db, a, s);
    if (e != OK)
        return broke(db, a, e, str_z(a, str_fmt(a, "Schema step %d (%s)", s->n, s->name)), why);
    e = check_foreign_keys(db, a, why);
    *applied += e == OK;
    return e;
}

static err apply_all(struct db *db, arena *a, int *applied, str *why)
{
    bool more = true;
    while (more) {
        err e = db_begin(db, DB_TX_WRITE);
        if (e != OK)
            return broke(db, a, e, "Beginning", why);
        int before = *applied;
        e = apply_next(db, a, applied, &more, why);
        if (e != OK) {
            db_rollback(db);
            return e;
        }
        e = db_commit(db);
        if (e != OK) {
            *applied = before;
            return broke(db, a, e, "Committing a schema step", why);
        }
    }
    return OK;
}

enum { MIGRATE_WAIT_MS = 60000 };

// PostgreSQL: one process at a time in this database. SQLite's BEGIN IMMEDIATE does the same for each step.
static err lock(struct db *db, arena *a, str *why)
{
    if (db->engine != DB_POSTGRES)
        return OK;
    for (int waited = 0;; waited += 100) {
        struct db_rows rs;
        const char *sql = str_z(a, str_fmt(a, "SELECT CASE WHEN pg_try_advisory_lock(%d) THEN '1' ELSE '0' END", DB_APPLICATION_ID));
        err e = db->fn->ask(db, a, sql, &rs);
        if (e != OK)
            return broke(db, a, e, "Locking", why);
        if (str_eq(row_text(rows_at(&rs, 0), 0), S("1")))
            return OK;
        if (waited >= MIGRATE_WAIT_MS) {
            *why = S("Another process is migrating this database.");
            return E_BUSY;
        }
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    }
}

static err unlock(struct db *db, arena *a)
{
    struct db_rows rs;
    if (db->engine != DB_POSTGRES)
        return OK;
    return db->fn->ask(db, a, str_z(a, str_fmt(a, "SELECT CASE WHEN pg_advisory_unlock(%d) THEN '1' ELSE '0' END", DB_APPLICATION_ID)), &rs);
}

err db_migrate(struct db *db, arena *a, int *applied, str *why)
{
    CHECK(db->tx == DB_TX_NONE);
    *applied = 0;
    struct schema_state state;
    err e = look(db, a, &state, why);
    if (e != OK || state.have == state.want)
        return e;
    if (db->read_only) {
        *why = S("This connection only reads.");
        return E_DB_READ_ONLY;
    }
    e = lock(db, a, why);
    if (e != OK)
        return e;
    // A step that rebuilds a table must not take its children along; foreign_key_check holds before each commit.
    // https://www.sqlite.org/lang_altertable.html#otheralter
    if (db->engine == DB_SQLITE)
        e = db->fn->script(db, "PRAGMA foreign_keys = OFF");
    if (e == OK)
        e = apply_all(db, a, applied, why);
    else
        e = broke(db, a, e, "Preparing", why);
    err after = db->engine == DB_SQLITE ? db->fn->script(db, "PRAGMA foreign_keys = ON") : unlock(db, a);
    db->fn->forget(db);
    if (e == OK && after != OK)
        e = broke(db, a, after, "Ending", why);
    return e;
}
