// The program's own schema and statements (sql/), on both engines: every step applies, every statement prepares and is
// what its signature says.
#include "bench.h"

#include "db/statement.h"

static void prepares(enum db_engine engine)
{
    struct bench b;
    bench_make(&b, engine, false);
    int applied;
    str why;
    err e = db_migrate(b.db, b.a, &applied, &why);
    if (e == OK)
        e = db_prepare_all(b.db, b.a, &why);
    if (e != OK)
        fail_msg("%.*s", SP(why));
    assert_int_equal((size_t)applied, db_schema_step_count);
    print_message("%zu statements, %zu schema steps\n", db_statement_count - 1, db_schema_step_count);
    bench_end(&b);
}

static void on_sqlite(void **state)
{
    (void)state;
    prepares(DB_SQLITE);
}

static void on_postgres(void **state)
{
    (void)state;
    prepares(DB_POSTGRES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_sqlite), cmocka_unit_test(on_postgres)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
