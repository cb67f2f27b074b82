// src/db/db.h, on both engines: the same call, the same result.
#include "bench.h"

#include <float.h>
#include <stdlib.h>
#include <time.h>

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static err add(struct db *db, int64_t id, str name)
{
    return db_exec(db, Q_THING_ADD, DB_ARGS(DBI(id), DBT(name), DBN, DBN, DBN, DBN), NULL);
}

static int64_t rows(struct bench *b, struct db *db)
{
    struct db_row r;
    assert_ok(db_one(db, b->a, Q_THING_COUNT, NULL, 0, &r));
    return row_int(r, QC_THING_COUNT_ROWS);
}

// ---- values

static void round_trip(struct bench *b, int64_t id, struct db_value n, struct db_value r, struct db_value blob)
{
    str name = str_fmt(b->a, "name %d", (int)id);
    assert_ok(db_exec(b->db, Q_THING_ADD, DB_ARGS(DBI(id), DBT(name), n, r, blob, DBN), NULL));
    struct db_row row;
    assert_ok(db_one(b->db, b->a, Q_THING_BY_ID, DB_ARGS(DBI(id)), &row));
    assert_int_equal(row.n, 6);
    assert_str(row_text(row, QC_THING_BY_ID_NAME), name);
    assert_int_equal(row_null(row, QC_THING_BY_ID_N), n.type == DB_NULL);
    assert_true(row_int(row, QC_THING_BY_ID_N) == n.i);
    assert_int_equal(row_null(row, QC_THING_BY_ID_R), r.type == DB_NULL);
    double d = row_real(row, QC_THING_BY_ID_R);
    assert_memory_equal(&d, &r.r, sizeof d);
    assert_int_equal(row_null(row, QC_THING_BY_ID_B), blob.type == DB_NULL);
    assert_str(row_text(row, QC_THING_BY_ID_B), blob.t);
    assert_true(row_null(row, QC_THING_BY_ID_PARENT));
}

static void values(struct bench *b)
{
    static const char bytes[] = "\0\1\xff'\\x";
    round_trip(b, 1, DBI(0), DBR(0.1), DBB(((str){bytes, sizeof bytes})));
    round_trip(b, 2, DBI(INT64_MAX), DBR(DBL_MAX), DBB(S("")));
    round_trip(b, INT64_MAX, DBI(1), DBR(-DBL_MIN), DBN);
    round_trip(b, INT64_MIN, DBN, DBN, DBN);
    str big = {calloc(1, 3 << 20), 3 << 20};
    round_trip(b, 3, DBN, DBR(1e-300), DBB(big));
    free((char *)big.p);
}

static void texts(struct bench *b)
{
    str all[] = {S(""), S("é ẞ 😀"), S("it's \"quoted\" \\ % _ $1"), S("two\nlines\t")};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_ok(add(b->db, (int64_t)i + 1, all[i]));
        struct db_row r;
        assert_ok(db_one(b->db, b->a, Q_THING_BY_ID, DB_ARGS(DBI((int64_t)i + 1)), &r));
        assert_str(row_text(r, QC_THING_BY_ID_NAME), all[i]);
        assert_false(row_null(r, QC_THING_BY_ID_NAME));
    }
    assert_err(add(b->db, 10, S("nul\0byte")), E_INVALID);
    assert_err(add(b->db, 10, S("half \xc3")), E_INVALID);
    assert_err(add(b->db, 10, S("\xed\xa0\x80")), E_INVALID);
    assert_int_equal(rows(b, b->db), 4);
}

static void parameters_by_name(struct bench *b)
{
    struct db_row r;
    assert_ok(add(b->db, 5, S("five")));
    assert_ok(db_one(b->db, b->a, Q_THING_BY_NAME, DB_ARGS(DBI(1), DBT(S("five"))), &r));
    assert_int_equal(row_int(r, 0), 5);
    assert_err(db_one(b->db, b->a, Q_THING_BY_NAME, DB_ARGS(DBI(6), DBT(S("five"))), &r), E_NOT_FOUND);
    assert_int_equal(r.n, 0);
    struct db_rows rs;
    assert_ok(db_all(b->db, b->a, Q_THING_OPTIONAL, DB_ARGS(DBN), &rs));
    assert_int_equal(rs.n, 1);
    assert_ok(db_all(b->db, b->a, Q_THING_OPTIONAL, DB_ARGS(DBT(S("other"))), &rs));
    assert_int_equal(rs.n, 0);
}

// ---- what means the same on both engines

static void semantics(struct bench *b)
{
    struct db_row r;
    assert_ok(db_one(b->db, b->a, Q_ENGINE_NAME, NULL, 0, &r));
    assert_str(row_text(r, 0), b->engine == DB_SQLITE ? S("sqlite") : S("postgres"));
    assert_ok(db_one(b->db, b->a, Q_ARITHMETIC, DB_ARGS(DBI(7), DBI(2), DBI(5)), &r));
    assert_int_equal(row_int(r, QC_ARITHMETIC_DIV), 3);
    assert_int_equal(row_int(r, QC_ARITHMETIC_REST), 1);
    assert_true(row_real(r, QC_ARITHMETIC_HALF) == 2.5); // an int given for a real is a real
    assert_int_equal(row_int(r, QC_ARITHMETIC_TRUTH), 1);
    assert_ok(db_one(b->db, b->a, Q_ARITHMETIC, DB_ARGS(DBI(-7), DBI(2), DBR(1)), &r));
    assert_int_equal(row_int(r, QC_ARITHMETIC_DIV), -3);
    assert_int_equal(row_int(r, QC_ARITHMETIC_REST), -1);
    assert_int_equal(row_int(r, QC_ARITHMETIC_TRUTH), 0);
    assert_ok(db_one(b->db, b->a, Q_SMALL_NUMBERS, NULL, 0, &r));
    assert_int_equal(row_int(r, QC_SMALL_NUMBERS_FOUR), -5);
    assert_int_equal(row_int(r, QC_SMALL_NUMBERS_TWO), -6);
    assert_int_equal(row_int(r, QC_SMALL_NUMBERS_TRUTH), 1);
    assert_true(row_real(r, QC_SMALL_NUMBERS_WHOLE) == -7);
}

static void order_and_like(struct bench *b)
{
    str names[] = {S("b"), S("a"), S("Z"), S("é"), S("_"), S("A b"), S("ab"), S("aB")};
    str sorted[] = {S("A b"), S("Z"), S("_"), S("a"), S("aB"), S("ab"), S("b"), S("é")};
    enum { N = sizeof names / sizeof *names };
    for (int i = 0; i < N; i++)
        assert_ok(db_exec(b->db, Q_THING_ADD, DB_ARGS(DBI(i), DBT(names[i]), i % 3 ? DBI(10 - i) : DBN, DBN, DBN, DBN), NULL));
    struct db_rows rs;
    assert_ok(db_all(b->db, b->a, Q_THING_NAMES_SORTED, NULL, 0, &rs));
    assert_int_equal(rs.n, N);
    for (size_t i = 0; i < N; i++)
        assert_str(row_text(rows_at(&rs, i), 0), sorted[i]); // by bytes, whatever the locale of the server
    assert_ok(db_all(b->db, b->a, Q_THING_N_SORTED, NULL, 0, &rs));
    static const int64_t by_n[N] = {7, 5, 4, 2, 1, 0, 3, 6};
    for (size_t i = 0; i < N; i++)
        assert_int_equal(row_int(rows_at(&rs, i), 0), by_n[i]);
    assert_ok(db_all(b->db, b->a, Q_THING_LIKE, DB_ARGS(DBT(S("a%"))), &rs));
    assert_int_equal(rs.n, 3); // a, ab, aB: upper and lower case are told apart
}

static void counts(struct bench *b)
{
    int64_t n = -1;
    assert_ok(db_exec(b->db, Q_THING_ADD_MANY, DB_ARGS(DBI(1), DBI(10)), &n));
    assert_int_equal(n, 10);
    assert_ok(db_exec(b->db, Q_THING_SET, DB_ARGS(DBI(99), DBI(1)), &n));
    assert_int_equal(n, 0);
    assert_ok(db_exec(b->db, Q_THING_SET, DB_ARGS(DBI(9), DBI(1)), &n));
    assert_int_equal(n, 1);
    assert_ok(db_exec(b->db, Q_THING_TRY, DB_ARGS(DBI(9), DBT(S("there"))), &n));
    assert_int_equal(n, 0);
    assert_ok(db_exec(b->db, Q_THING_PUT, DB_ARGS(DBI(9), DBT(S("there")), DBI(44)), &n));
    assert_int_equal(n, 1);
    struct db_row r;
    assert_ok(db_one(b->db, b->a, Q_THING_BY_ID, DB_ARGS(DBI(9)), &r));
    assert_int_equal(row_int(r, QC_THING_BY_ID_N), 44);
    assert_str(row_text(r, QC_THING_BY_ID_NAME), S("thing 9"));
    assert_ok(db_exec(b->db, Q_THING_SET_ALL, DB_ARGS(DBI(0)), &n));
    assert_int_equal(n, 10);
    assert_ok(db_exec(b->db, Q_THING_DROP, DB_ARGS(DBI(1)), &n));
    assert_int_equal(n, 1);
}

static void returning(struct bench *b)
{
    int64_t n;
    assert_ok(db_exec(b->db, Q_THING_ADD_MANY, DB_ARGS(DBI(1), DBI(10)), NULL));
    struct db_row r;
    assert_ok(db_one(b->db, b->a, Q_THING_BUMP, DB_ARGS(DBI(8)), &r)); // one row is wanted, all are changed
    assert_int_equal(row_int(r, QC_THING_BUMP_N), row_int(r, QC_THING_BUMP_ID) + 1);
    struct db_rows rs;
    assert_ok(db_all(b->db, b->a, Q_THING_BUMP, DB_ARGS(DBI(8)), &rs));
    assert_int_equal(rs.n, 3);
    for (size_t i = 0; i < rs.n; i++)
        assert_int_equal(row_int(rows_at(&rs, i), QC_THING_BUMP_N), row_int(rows_at(&rs, i), QC_THING_BUMP_ID) + 2);
    assert_ok(db_exec(b->db, Q_THING_BUMP, DB_ARGS(DBI(10)), &n));
    assert_int_equal(n, 1);
    assert_err(db_one(b->db, b->a, Q_THING_BUMP, DB_ARGS(DBI(11)), &r), E_NOT_FOUND);
    // SQLite hands out the row before it looks at foreign keys
    assert_err(db_one(b->db, b->a, Q_THING_ADD_CHILD, DB_ARGS(DBI(50), DBT(S("child")), DBI(99)), &r), E_CONFLICT);
    assert_ok(db_one(b->db, b->a, Q_THING_ADD_CHILD, DB_ARGS(DBI(50), DBT(S("child")), DBI(1)), &r));
    assert_int_equal(rows(b, b->db), 11);
}

// ---- failures

static void conflicts(struct bench *b)
{
    assert_ok(add(b->db, 1, S("one")));
    assert_err(add(b->db, 1, S("another")), E_CONFLICT);
    assert_true(db_why(b->db).n > 0);
    assert_err(add(b->db, 2, S("one")), E_CONFLICT);
    assert_true(str_find(db_why(b->db), S("one")) == SIZE_MAX); // names of columns, never values
    assert_err(db_exec(b->db, Q_THING_ADD, DB_ARGS(DBI(2), DBN, DBN, DBN, DBN, DBN), NULL), E_CONFLICT);
    assert_err(db_exec(b->db, Q_THING_ADD, DB_ARGS(DBI(2), DBT(S("two")), DBI(-1), DBN, DBN, DBN), NULL), E_CONFLICT);
    assert_err(db_exec(b->db, Q_THING_ADD, DB_ARGS(DBI(2), DBT(S("two")), DBN, DBN, DBN, DBI(77)), NULL), E_CONFLICT);
    assert_ok(db_exec(b->db, Q_NOTE_ADD, DB_ARGS(DBI(1), DBT(S("signed"))), NULL));
    assert_err(db_exec(b->db, Q_NOTE_SET, DB_ARGS(DBI(1), DBT(S("changed"))), NULL), E_CONFLICT);
    assert_int_equal(rows(b, b->db), 1);
}

struct each {
    int64_t n, stop_at;
    size_t bytes;
};

static err count_row(void *ctx, struct db_row r)
{
    struct each *x = ctx;
    x->n++;
    x->bytes += row_text(r, QC_THING_ALL_NAME).n;
    assert_int_equal(row_int(r, QC_THING_ALL_ID), x->n);
    return x->n == x->stop_at ? E_GONE : OK;
}

static void each(struct bench *b)
{
    assert_ok(db_exec(b->db, Q_THING_ADD_MANY, DB_ARGS(DBI(1), DBI(5000)), NULL));
    struct each x = {0};
    assert_ok(db_each(b->db, Q_THING_ALL, NULL, 0, count_row, &x));
    assert_int_equal(x.n, 5000);
    assert_int_equal(x.bytes, 5000 * 6 + 9 + 90 * 2 + 900 * 3 + 4001 * 4);
    x = (struct each){.stop_at = 3};
    assert_err(db_each(b->db, Q_THING_ALL, NULL, 0, count_row, &x), E_GONE);
    assert_int_equal(x.n, 3);
    assert_int_equal(rows(b, b->db), 5000); // and the connection goes on
    struct db_rows rs;
    assert_ok(db_all(b->db, b->a, Q_THING_ALL, NULL, 0, &rs));
    assert_int_equal(rs.n, 5000);
    assert_str(row_text(rows_at(&rs, 4321), 1), S("thing 4322"));
}

// ---- transactions

struct work {
    struct bench *b;
    struct db *other;
    err last, give;
    int runs;
};

static err add_two(void *ctx, struct db *db)
{
    struct work *w = ctx;
    w->runs++;
    err e = add(db, 1, S("one"));
    return e != OK ? e : w->give != OK ? w->give : add(db, 2, S("two"));
}

static void write_all_or_nothing(struct bench *b)
{
    struct work w = {.give = E_GONE};
    assert_err(db_write(b->db, add_two, &w), E_GONE);
    assert_int_equal(rows(b, b->db), 0);
    w.give = OK;
    assert_ok(db_write(b->db, add_two, &w));
    assert_int_equal(rows(b, b->db), 2);
    assert_err(db_write(b->db, add_two, &w), E_CONFLICT);
    assert_int_equal(w.runs, 3); // a conflict is not tried again
    assert_int_equal(rows(b, b->db), 2);
}

static err goes_on_after_failure(void *ctx, struct db *db)
{
    struct work *w = ctx;
    assert_ok(add(db, 3, S("three")));
    assert_err(add(db, 3, S("again")), E_CONFLICT);
    w->last = add(db, 4, S("four"));
    return OK;
}

static void failure_ends_the_transaction(struct bench *b)
{
    struct work w = {0};
    assert_err(db_write(b->db, goes_on_after_failure, &w), E_CONFLICT);
    assert_err(w.last, E_CONFLICT);
    assert_int_equal(rows(b, b->db), 0);
    assert_ok(add(b->db, 3, S("three")));
}

static err not_found_is_no_failure(void *ctx, struct db *db)
{
    struct work *w = ctx;
    struct db_row r;
    assert_err(db_one(db, w->b->a, Q_THING_BY_ID, DB_ARGS(DBI(1)), &r), E_NOT_FOUND);
    return add(db, 1, S("one"));
}

static void not_found_goes_on(struct bench *b)
{
    struct work w = {.b = b};
    assert_ok(db_write(b->db, not_found_is_no_failure, &w));
    assert_int_equal(rows(b, b->db), 1);
}

static err read_twice(void *ctx, struct db *db)
{
    struct work *w = ctx;
    int64_t before = rows(w->b, db);
    assert_ok(add(w->other, 10, S("ten")));
    assert_int_equal(rows(w->b, db), before);
    return OK;
}

static void read_is_one_snapshot(struct bench *b)
{
    struct work w = {.b = b, .other = bench_open(b, 0)};
    assert_ok(db_read(b->db, read_twice, &w));
    assert_int_equal(rows(b, b->db), 1);
    db_close(w.other);
}

static void read_connection(struct bench *b)
{
    struct db *reader = bench_open(b, DB_OPEN_READ);
    struct work w = {0};
    assert_err(add(reader, 1, S("one")), E_DB_READ_ONLY);
    assert_err(db_write(reader, add_two, &w), E_DB_READ_ONLY);
    assert_int_equal(w.runs, 0);
    assert_ok(add(b->db, 1, S("one")));
    assert_int_equal(rows(b, reader), 1);
    db_close(reader);
}

// ---- deadlines, faults, abandoning

static void deadline(struct bench *b)
{
    struct db_row r;
    int64_t begin = now_ns();
    db_deadline(b->db, begin + 50000000);
    assert_err(db_one(b->db, b->a, Q_COUNT_TO, DB_ARGS(DBI(1000000000)), &r), E_TIMEOUT);
    assert_true(now_ns() - begin < 2000000000);
    assert_err(db_one(b->db, b->a, Q_COUNT_TO, DB_ARGS(DBI(1)), &r), E_TIMEOUT); // it is still over
    db_deadline(b->db, now_ns() + INT64_C(60000000000));
    assert_ok(db_one(b->db, b->a, Q_COUNT_TO, DB_ARGS(DBI(10)), &r));
    db_deadline(b->db, 0);
    assert_ok(db_one(b->db, b->a, Q_COUNT_TO, DB_ARGS(DBI(10)), &r));
    assert_int_equal(row_int(r, 0), 10);
}

static err add_and_dawdle(void *ctx, struct db *db)
{
    struct work *w = ctx;
    struct db_row r;
    assert_ok(add(db, 1, S("one")));
    db_deadline(db, now_ns() + 20000000);
    return db_one(db, w->b->a, Q_COUNT_TO, DB_ARGS(DBI(1000000000)), &r);
}

static void deadline_in_a_write(struct bench *b)
{
    struct work w = {.b = b};
    assert_err(db_write(b->db, add_and_dawdle, &w), E_TIMEOUT);
    db_deadline(b->db, 0);
    assert_int_equal(rows(b, b->db), 0);
}

static void faults(struct bench *b)
{
    struct work w = {0};
    for (uint64_t nth = 1; nth <= 2; nth++) {
        db_fault_set(b->db, (struct db_fault){.statement = nth, .e = E_DB_FULL});
        assert_err(db_write(b->db, add_two, &w), E_DB_FULL);
        assert_int_equal(rows(b, b->db), 0);
    }
    db_fault_set(b->db, (struct db_fault){.commit = 1, .e = E_DB_DOWN});
    assert_err(db_write(b->db, add_two, &w), E_DB_DOWN);
    assert_int_equal(rows(b, b->db), 0);
    assert_ok(db_write(b->db, add_two, &w)); // each fires once
    assert_int_equal(rows(b, b->db), 2);
}

static jmp_buf out_of_work;

static err jump_away(void *ctx, struct db_row r)
{
    (void)ctx;
    if (row_int(r, 0) == 2)
        longjmp(out_of_work, 1);
    return OK;
}

static err jumps(void *ctx, struct db *db)
{
    assert_ok(db_exec(db, Q_THING_ADD_MANY, DB_ARGS(DBI(1), DBI(3)), NULL));
    return db_each(db, Q_THING_ALL, NULL, 0, jump_away, ctx);
}

static void abandon(struct bench *b)
{
    if (setjmp(out_of_work) == 0) {
        err e = db_write(b->db, jumps, NULL);
        fail_msg("came back with %d", e);
    }
    db_abandon(b->db);
    assert_int_equal(rows(b, b->db), 0);
    struct work w = {0};
    assert_ok(db_write(b->db, add_two, &w));
}

static void every_statement_prepares(struct bench *b)
{
    str why;
    err e = db_prepare_all(b->db, b->a, &why);
    if (e != OK)
        fail_msg("%.*s", SP(why));
}

// ---- the same on both engines

#define ON_BOTH(f) \
    static void f##_sqlite(void **state) \
    { \
        (void)state; \
        struct bench b; \
        bench_make(&b, DB_SQLITE, true); \
        f(&b); \
        bench_end(&b); \
    } \
    static void f##_postgres(void **state) \
    { \
        (void)state; \
        struct bench b; \
        bench_make(&b, DB_POSTGRES, true); \
        f(&b); \
        bench_end(&b); \
    }
#define ALL(X) \
    X(values) X(texts) X(parameters_by_name) X(semantics) X(order_and_like) X(counts) X(returning) X(conflicts) X(each) \
    X(write_all_or_nothing) X(failure_ends_the_transaction) X(not_found_goes_on) X(read_is_one_snapshot) X(read_connection) \
    X(deadline) X(deadline_in_a_write) X(faults) X(abandon) X(every_statement_prepares)
ALL(ON_BOTH)

#define ROWS(f) cmocka_unit_test(f##_sqlite), cmocka_unit_test(f##_postgres),
int main(void)
{
    const struct CMUnitTest tests[] = {ALL(ROWS)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
