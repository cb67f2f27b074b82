// src/db on PostgreSQL: lost connections, conflicts of serializable transactions, passwords that stay secret.
#include "bench.h"

#include "db/engine.h"

#include <arpa/inet.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct bench b;

static int fresh(void **state)
{
    (void)state;
    if (bench_pg().n) // bench_make skips, which a set-up may not
        bench_make(&b, DB_POSTGRES, true);
    return 0;
}

static int over(void **state)
{
    (void)state;
    if (bench_pg().n)
        bench_end(&b);
    return 0;
}

static void want_pg(void)
{
    if (bench_pg().n == 0) {
        print_message("UNKNOT_TEST_PG is not set: not tested on PostgreSQL\n");
        skip();
    }
}

static int64_t ask(struct db *db, const char *sql)
{
    struct db_rows rs;
    int64_t n = -1;
    assert_ok(db->fn->ask(db, b.a, sql, &rs));
    assert_true(str_i64(row_text(rows_at(&rs, 0), 0), &n));
    return n;
}

static int64_t rows(struct db *db)
{
    struct db_row r;
    assert_ok(db_one(db, b.a, Q_THING_COUNT, NULL, 0, &r));
    return row_int(r, 0);
}

static err add_one(void *ctx, struct db *db)
{
    int64_t id = *(int64_t *)ctx;
    return db_exec(db, Q_THING_ADD_MANY, DB_ARGS(DBI(id), DBI(id)), NULL);
}

static void cut(struct db *db)
{
    int64_t pid = ask(db, "SELECT pg_backend_pid()");
    bench_raw(&b, str_z(b.a, str_fmt(b.a, "SELECT pg_terminate_backend(%lld)", (long long)pid)));
    bench_raw(&b, str_z(b.a, str_fmt(b.a, "SELECT pg_sleep(0.05) FROM pg_stat_activity WHERE pid = %lld", (long long)pid)));
}

// ---- connections

static void comes_back(void **state)
{
    (void)state;
    want_pg();
    int64_t id = 1;
    assert_ok(db_write(b.db, add_one, &id));
    cut(b.db);
    assert_int_equal(rows(b.db), 1); // a reading statement is asked again
    struct timespec second = {.tv_sec = 1, .tv_nsec = 10000000};
    nanosleep(&second, NULL);
    cut(b.db);
    id = 2;
    assert_ok(db_write(b.db, add_one, &id)); // so is a BEGIN
    nanosleep(&second, NULL);
    cut(b.db);
    // a single write is not: nobody knows whether it arrived
    assert_err(db_exec(b.db, Q_THING_ADD_MANY, DB_ARGS(DBI(3), DBI(3)), NULL), E_DB_DOWN);
    assert_int_equal(rows(b.db), 2);
}

static err loses_its_connection(void *ctx, struct db *db)
{
    assert_ok(add_one(ctx, db));
    cut(db);
    err e = add_one(ctx, db);
    assert_err(e, E_DB_DOWN);
    return OK; // whatever work says, nothing was committed
}

static void lost_in_a_transaction(void **state)
{
    (void)state;
    want_pg();
    int64_t id = 1;
    assert_err(db_write(b.db, loses_its_connection, &id), E_DB_DOWN);
    assert_int_equal(rows(b.db), 0);
    assert_ok(db_write(b.db, add_one, &id));
}

static void unreachable(void **state)
{
    (void)state;
    want_pg();
    struct db *db;
    str why;
    assert_err(db_open(b.a, S("postgresql://u:s3cret@127.0.0.1:1/x"), 0, &db, &why), E_DB_DOWN);
    assert_true(str_find(why, S("s3cret")) == SIZE_MAX);
    assert_says(why, "cannot be reached");
    assert_err(db_open(b.a, S("postgresql://u:s3cret@[::1/x"), 0, &db, &why), E_INVALID);
    assert_true(str_find(why, S("s3cret")) == SIZE_MAX);
    assert_err(db_open(b.a, S("postgresql://u:s3cret@127.0.0.1/x?no_such=s3cret"), 0, &db, &why), E_INVALID);
    assert_true(str_find(why, S("s3cret")) == SIZE_MAX);
    assert_err(db_open(b.a, S("postgresql://s3cret:s3cret@s3cret.invalid/x"), 0, &db, &why), E_DB_DOWN);
    assert_true(str_find(why, S("s3cret")) == SIZE_MAX);
    assert_null(db);
}

// A server that takes the connection and says nothing.
static void silent_server(void **state)
{
    (void)state;
    want_pg();
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
    struct db *db;
    str why;
    int64_t begin = db_now_ns();
    assert_err(db_open(b.a, str_fmt(b.a, "postgresql://u@127.0.0.1:%d/x?connect_timeout=2", ntohs(at.sin_port)), 0, &db, &why), E_DB_DOWN);
    assert_true(db_now_ns() - begin < INT64_C(6000000000));
    close(fd);
}

// A relay before the real server that can fall silent in the middle of a statement.
struct relay {
    int listener, client, server;
    pthread_t thread;
    bool silent;
    pthread_mutex_t lock;
};

static bool is_silent(struct relay *r)
{
    pthread_mutex_lock(&r->lock);
    bool s = r->silent;
    pthread_mutex_unlock(&r->lock);
    return s;
}

static void *relay_thread(void *arg)
{
    struct relay *r = arg;
    r->client = accept(r->listener, NULL, NULL);
    char bytes[65536];
    for (;;) {
        fd_set set;
        FD_ZERO(&set);
        FD_SET(r->client, &set);
        FD_SET(r->server, &set);
        if (select((r->client > r->server ? r->client : r->server) + 1, &set, NULL, NULL, NULL) < 0)
            break;
        int from = FD_ISSET(r->client, &set) ? r->client : r->server, to = from == r->client ? r->server : r->client;
        ssize_t n = read(from, bytes, sizeof bytes);
        if (n <= 0 || (!is_silent(r) && write(to, bytes, (size_t)n) != n))
            break;
    }
    close(r->client);
    close(r->server);
    return NULL;
}

static int connected_to(const char *host, const char *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (inet_pton(AF_INET, host, &at.sin_addr) != 1 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void silent_past_the_deadline(void **state)
{
    (void)state;
    want_pg();
    PGconn *c = PQconnectdb(str_z(b.a, bench_pg()));
    struct relay r = {.lock = PTHREAD_MUTEX_INITIALIZER, .server = connected_to(PQhost(c), PQport(c))};
    if (r.server < 0) {
        PQfinish(c);
        print_message("the server of UNKNOT_TEST_PG has no IPv4 address: not tested\n");
        skip();
    }
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof at;
    r.listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(r.listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(r.listener, 8), 0);
    assert_int_equal(getsockname(r.listener, (struct sockaddr *)&at, &n), 0);
    assert_int_equal(pthread_create(&r.thread, NULL, relay_thread, &r), 0);
    struct db *db;
    str why;
    str url = str_fmt(b.a, "postgresql://%s@127.0.0.1:%d/%s?sslmode=disable&gssencmode=disable&connect_timeout=2&options=-csearch_path%%3D%s",
                      PQuser(c), ntohs(at.sin_port), PQdb(c), b.schema);
    PQfinish(c);
    if (db_open(b.a, url, 0, &db, &why) != OK)
        fail_msg("%.*s", SP(why));
    assert_int_equal(rows(db), 0);
    pthread_mutex_lock(&r.lock);
    r.silent = true;
    pthread_mutex_unlock(&r.lock);
    close(r.listener); // nor does the request to cancel arrive
    int64_t begin = db_now_ns();
    db_deadline(db, begin + 100000000);
    struct db_row row;
    assert_err(db_one(db, b.a, Q_THING_COUNT, NULL, 0, &row), E_TIMEOUT);
    assert_true(db_now_ns() - begin < INT64_C(5000000000));
    db_deadline(db, 0);
    assert_err(db_one(db, b.a, Q_THING_COUNT, NULL, 0, &row), E_DB_DOWN); // the relay is gone
    db_close(db);
    pthread_join(r.thread, NULL);
}

// ---- serializable

struct meeting {
    struct db *other;
    int meet, runs;     // meets another transaction in its first `meet` runs
};

static err bump_other(void *ctx, struct db *db)
{
    (void)ctx;
    return db_exec(db, Q_THING_BUMP, DB_ARGS(DBI(1)), NULL);
}

static err bump(void *ctx, struct db *db)
{
    struct meeting *m = ctx;
    struct db_row r;
    err e = db_one(db, b.a, Q_THING_BY_ID, DB_ARGS(DBI(1)), &r);
    if (e == OK && m->runs++ < m->meet)
        assert_ok(db_write(m->other, bump_other, NULL));
    if (e == OK)
        e = db_exec(db, Q_THING_SET, DB_ARGS(DBI(1), DBI(row_int(r, QC_THING_BY_ID_N) + 100)), NULL);
    return e == OK ? OK : E_GONE; // also when work calls it something else
}

static void tried_again_and_given_up(void **state)
{
    (void)state;
    want_pg();
    struct meeting m = {.other = bench_open(&b, 0), .meet = 2};
    struct db_row r;
    assert_ok(db_exec(b.db, Q_THING_ADD, DB_ARGS(DBI(1), DBT(S("one")), DBI(0), DBN, DBN, DBN), NULL));
    assert_ok(db_write(b.db, bump, &m));
    assert_int_equal(m.runs, 3);
    assert_ok(db_one(b.db, b.a, Q_THING_BY_ID, DB_ARGS(DBI(1)), &r));
    assert_int_equal(row_int(r, QC_THING_BY_ID_N), 102);
    m.meet = 99;
    m.runs = 0;
    assert_err(db_write(b.db, bump, &m), E_BUSY);
    assert_int_equal(m.runs, 8);
    assert_ok(db_one(b.db, b.a, Q_THING_BY_ID, DB_ARGS(DBI(1)), &r));
    assert_int_equal(row_int(r, QC_THING_BY_ID_N), 110);
    db_close(m.other);
}

static void locked(void **state)
{
    (void)state;
    want_pg();
    struct db *other = bench_open(&b, 0);
    assert_ok(db_exec(b.db, Q_THING_ADD_MANY, DB_ARGS(DBI(1), DBI(1)), NULL));
    assert_ok(db_begin(other, DB_TX_WRITE));
    assert_ok(db_exec(other, Q_THING_SET, DB_ARGS(DBI(1), DBI(5)), NULL));
    int64_t begin = db_now_ns();
    db_deadline(b.db, begin + 100000000);
    assert_err(db_exec(b.db, Q_THING_SET, DB_ARGS(DBI(1), DBI(6)), NULL), E_TIMEOUT);
    assert_true(db_now_ns() - begin < 2000000000);
    db_deadline(b.db, 0);
    assert_err(db_exec(b.db, Q_THING_SET, DB_ARGS(DBI(1), DBI(6)), NULL), E_BUSY);
    assert_true(db_now_ns() - begin > INT64_C(4000000000));
    db_rollback(other);
    db_close(other);
}

// ---- databases of another make

// Sorted by bytes also where the server's own order is another.
static void other_collation(void **state)
{
    (void)state;
    want_pg();
    PGconn *c = PQconnectdb(str_z(b.a, bench_pg()));
    const char *name = str_z(b.a, str_fmt(b.a, "d_%s", b.schema));
    PGresult *r = PQexec(c, str_z(b.a, str_fmt(b.a, "CREATE DATABASE %s TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' LOCALE 'C'", name)));
    bool made = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    if (!made) {
        print_message("no ICU database can be made: not tested (%s)\n", PQerrorMessage(c));
    } else {
        struct db *db;
        str why, url = str_fmt(b.a, "postgresql://%s@%s:%s/%s", PQuser(c), PQhost(c), PQport(c), name);
        if (db_open(b.a, url, 0, &db, &why) != OK)
            fail_msg("%.*s", SP(why));
        int applied;
        assert_ok(db_migrate(db, b.a, &applied, &why));
        str names[] = {S("a"), S("B"), S("Z"), S("é")};
        str sorted[] = {S("B"), S("Z"), S("a"), S("é")};
        for (int i = 0; i < 4; i++)
            assert_ok(db_exec(db, Q_THING_TRY, DB_ARGS(DBI(i), DBT(names[i])), NULL));
        struct db_rows rs;
        assert_ok(db_all(db, b.a, Q_THING_NAMES_SORTED, NULL, 0, &rs));
        for (size_t i = 0; i < 4; i++)
            assert_str(row_text(rows_at(&rs, i), 0), sorted[i]);
        db_close(db);
        r = PQexec(c, str_z(b.a, str_fmt(b.a, "DROP DATABASE %s", name)));
        PQclear(r);
    }
    PQfinish(c);
}

static void not_in_utf8(void **state)
{
    (void)state;
    want_pg();
    PGconn *c = PQconnectdb(str_z(b.a, bench_pg()));
    const char *name = str_z(b.a, str_fmt(b.a, "l_%s", b.schema));
    PGresult *r = PQexec(c, str_z(b.a, str_fmt(b.a, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'", name)));
    assert_int_equal(PQresultStatus(r), PGRES_COMMAND_OK);
    PQclear(r);
    struct db *db;
    str why;
    assert_err(db_open(b.a, str_fmt(b.a, "postgresql://%s@%s:%s/%s", PQuser(c), PQhost(c), PQport(c), name), 0, &db, &why), E_DB_FOREIGN);
    assert_says(why, "UTF8");
    r = PQexec(c, str_z(b.a, str_fmt(b.a, "DROP DATABASE %s", name)));
    PQclear(r);
    PQfinish(c);
}

static void no_backup_file(void **state)
{
    (void)state;
    want_pg();
    str why;
    assert_err(db_backup_file(b.db, b.a, S("/tmp/never.db"), Q_none, &why), E_INVALID);
    assert_says(why, "dump");
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, over)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(comes_back), T(lost_in_a_transaction), T(unreachable), T(silent_server), T(silent_past_the_deadline), T(tried_again_and_given_up),
        T(locked), T(other_collation), T(not_in_utf8), T(no_backup_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
