// src/db/migrate.h: whose database is it, is it up to date, and steps applied once, on both engines.
#include "bench.h"

#include "db/statement.h"

#include <pthread.h>

static void empty_then_migrated(struct bench *b)
{
    struct schema_state st;
    str why;
    assert_err(db_check(b->db, b->a, &st, &why), E_CONFLICT);
    assert_true(st.empty);
    assert_int_equal(st.have, 0);
    assert_int_equal(st.want, 2);
    assert_says(why, "empty");
    int applied = -1;
    assert_ok(db_migrate(b->db, b->a, &applied, &why));
    assert_int_equal(applied, 2);
    assert_ok(db_check(b->db, b->a, &st, &why));
    assert_false(st.empty);
    assert_int_equal(st.have, 2);
    assert_ok(db_migrate(b->db, b->a, &applied, &why));
    assert_int_equal(applied, 0);
    assert_ok(db_exec(b->db, Q_THING_ADD_MANY, DB_ARGS(DBI(1), DBI(2)), NULL));
    assert_err(db_exec(b->db, Q_THING_ADD, DB_ARGS(DBI(5), DBT(S("x")), DBN, DBN, DBN, DBI(77)), NULL), E_CONFLICT); // foreign keys are on again
}

static void make(struct bench *b)
{
    int applied;
    str why;
    assert_ok(db_migrate(b->db, b->a, &applied, &why));
}

static void older(struct bench *b)
{
    make(b);
    bench_raw(b, b->engine == DB_SQLITE ? "DROP TABLE note; DELETE FROM schema_step WHERE n = 2; PRAGMA user_version = 1"
                                        : "DROP TABLE note; DROP FUNCTION note_stays; DELETE FROM schema_step WHERE n = 2");
    struct schema_state st;
    str why;
    assert_err(db_check(b->db, b->a, &st, &why), E_CONFLICT);
    assert_false(st.empty);
    assert_int_equal(st.have, 1);
    assert_says(why, "unknot migrate");
    int applied;
    assert_ok(db_migrate(b->db, b->a, &applied, &why));
    assert_int_equal(applied, 1);
    assert_ok(db_check(b->db, b->a, &st, &why));
}

static void refused(struct bench *b, err want, const char *says)
{
    struct schema_state st;
    str why;
    int applied;
    err e = db_check(b->db, b->a, &st, &why);
    if (e != want || str_find(why, str_of(says)) == SIZE_MAX)
        fail_msg("%d: %.*s", (int)e, SP(why));
    e = db_migrate(b->db, b->a, &applied, &why);
    if (e != want || applied != 0 || str_find(why, str_of(says)) == SIZE_MAX)
        fail_msg("%d: %.*s", (int)e, SP(why));
}

static void newer(struct bench *b)
{
    make(b);
    bench_raw(b, "INSERT INTO schema_step (n, name, hash, at) VALUES (3, 'future', 'aa', 1)");
    refused(b, E_DB_NEWER, "newer");
}

static void changed(struct bench *b)
{
    make(b);
    bench_raw(b, "UPDATE schema_step SET hash = 'aa' WHERE n = 2");
    refused(b, E_DB_CHANGED, "step 2 (note)");
}

static void step_missing_in_between(struct bench *b)
{
    make(b);
    bench_raw(b, "DELETE FROM schema_step WHERE n = 1");
    refused(b, E_DB_CHANGED, "step 1 (thing)");
}

static void foreign(struct bench *b)
{
    bench_raw(b, "CREATE TABLE invoice (n INTEGER)");
    refused(b, E_DB_FOREIGN, "not Unknot's");
}

static void foreign_with_our_table_name(struct bench *b)
{
    bench_raw(b, "CREATE TABLE schema_step (n INTEGER, name TEXT, hash TEXT, at INTEGER)");
    refused(b, E_DB_FOREIGN, "not Unknot's");
}

// A step that fails leaves what was there.
static void step_fails(struct bench *b)
{
    make(b);
    bench_raw(b, b->engine == DB_SQLITE ? "DELETE FROM schema_step WHERE n = 2; PRAGMA user_version = 1" : "DELETE FROM schema_step WHERE n = 2");
    struct schema_state st;
    str why;
    int applied = -1;
    assert_err(db_migrate(b->db, b->a, &applied, &why), E_INTERNAL); // the table note is there already
    assert_says(why, "step 2 (note)");
    assert_int_equal(applied, 0);
    assert_err(db_check(b->db, b->a, &st, &why), E_CONFLICT);
    assert_int_equal(st.have, 1);
    db_fault_set(b->db, (struct db_fault){.commit = 1, .e = E_DB_FULL});
    bench_raw(b, "DROP TABLE note");
    if (b->engine == DB_POSTGRES)
        bench_raw(b, "DROP FUNCTION note_stays");
    assert_err(db_migrate(b->db, b->a, &applied, &why), E_DB_FULL);
    assert_int_equal(applied, 0);
    assert_ok(db_migrate(b->db, b->a, &applied, &why));
    assert_int_equal(applied, 1);
}

struct racer {
    struct bench *b;
    struct db *db;
    int applied;
    err e;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    arena *a = arena_new(1 << 20);
    str why;
    r->e = db_migrate(r->db, a, &r->applied, &why);
    arena_free(a);
    return NULL;
}

static void several_at_once(struct bench *b)
{
    enum { N = 6 };
    struct racer r[N];
    pthread_t t[N];
    int sum = 0;
    for (int i = 0; i < N; i++)
        r[i] = (struct racer){.b = b, .db = bench_open(b, 0)};
    for (int i = 0; i < N; i++)
        assert_int_equal(pthread_create(&t[i], NULL, race, &r[i]), 0);
    for (int i = 0; i < N; i++) {
        pthread_join(t[i], NULL);
        assert_ok(r[i].e);
        sum += r[i].applied;
        db_close(r[i].db);
    }
    assert_int_equal(sum, 2);
}

static void hashes_hold(void **state)
{
    (void)state;
    // Comments and white space may be improved; anything else is another step. Regenerate only for a test table of a new shape.
    assert_int_equal(db_schema_step_count, 2);
    assert_string_equal(db_schema_steps[0].hash[DB_SQLITE], "0026e8cf6ce2a860ab64b4c9378dea4b394e44d5dfb49392f1c3feb0e272568e");
    assert_string_equal(db_schema_steps[0].hash[DB_POSTGRES], "77a327c398e84f9cfacba0b5a4b58a15820d048bd1b56cc71ba1e69a362e60a9");
}

#define ON_BOTH(f) \
    static void f##_sqlite(void **state) \
    { \
        (void)state; \
        struct bench b; \
        bench_make(&b, DB_SQLITE, false); \
        f(&b); \
        bench_end(&b); \
    } \
    static void f##_postgres(void **state) \
    { \
        (void)state; \
        struct bench b; \
        bench_make(&b, DB_POSTGRES, false); \
        f(&b); \
        bench_end(&b); \
    }
#define ALL(X) \
    X(empty_then_migrated) X(older) X(newer) X(changed) X(step_missing_in_between) X(foreign) X(foreign_with_our_table_name) \
    X(step_fails) X(several_at_once)
ALL(ON_BOTH)

#define ROWS(f) cmocka_unit_test(f##_sqlite), cmocka_unit_test(f##_postgres),
int main(void)
{
    const struct CMUnitTest tests[] = {ALL(ROWS) cmocka_unit_test(hashes_hold)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
