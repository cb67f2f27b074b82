// What the tests of measures, links, answers, progress, import, demo and dump share: a fresh database on either engine
// with two practices, and calls of the desk by whoever is asked for.
#ifndef UNKNOT_TESTS_DESK_RECORDS_H
#define UNKNOT_TESTS_DESK_RECORDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/migrate.h"
#include "desk/desk.h"
#include "store/account.h"
#include "store/client_key.h"
#include "store/concern.h"
#include "store/practice.h"

#define assert_ok(x) \
    do { \
        err e_ = (x); \
        if (e_ != OK) \
            fail_msg("%s gave %.*s", #x, SP(err_name(e_))); \
    } while (0)
#define assert_err(x, want) \
    do { \
        err e_ = (x); \
        if (e_ != (want)) \
            fail_msg("%s gave %.*s, not " #want, #x, SP(e_ == OK ? S("OK") : err_name(e_))); \
    } while (0)
#define assert_str(have, want) \
    do { \
        str h_ = (have), w_ = (want); \
        if (!str_eq(h_, w_)) \
            fail_msg("\"%.*s\" is not \"%.*s\"", SP(h_), SP(w_)); \
    } while (0)

struct base {                   // one database
    enum db_engine engine;
    arena *a;
    char folder[64], schema[64];
    str url;
    struct db *db;
};

static void pg_do(arena *a, str url, const char *sql) {
    PGconn *c = PQconnectdb(str_z(a, url));
    PQclear(PQexec(c, "SET client_min_messages = error"));
    PGresult *r = PQexec(c, sql);
    for (int i = 0; i < 5 && PQresultErrorField(r, PG_DIAG_SQLSTATE) && strcmp(PQresultErrorField(r, PG_DIAG_SQLSTATE), "40P01") == 0; i++) {
        PQclear(r); // a deadlock with autovacuum, which looks at a table that is being dropped
        r = PQexec(c, sql);
    }
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
}

// Skips the test (with a word) on PostgreSQL where UNKNOT_TEST_PG is not set.
static void base_make(struct base *b, enum db_engine engine) {
    static int count;
    *b = (struct base){.engine = engine, .folder = "/tmp/unknot-test-XXXXXX"};
    str pg = str_of(getenv("UNKNOT_TEST_PG")), why;
    int applied;
    if (engine == DB_POSTGRES && pg.n == 0) {
        print_message("UNKNOT_TEST_PG is not set: not tested on PostgreSQL\n");
        skip();
    }
    b->a = arena_new((size_t)1 << 30);
    assert_non_null(mkdtemp(b->folder));
    if (engine == DB_SQLITE) {
        b->url = str_fmt(b->a, "sqlite:%s/t.db", b->folder);
    } else {
        snprintf(b->schema, sizeof b->schema, "d_%d_%d", (int)getpid(), count++);
        pg_do(b->a, pg, str_z(b->a, str_fmt(b->a, "CREATE SCHEMA %s", b->schema)));
        b->url = str_fmt(b->a, "%.*s%coptions=-csearch_path%%3D%s", SP(pg), str_find(pg, S("?")) == SIZE_MAX ? '?' : '&', b->schema);
    }
    if (db_open(b->a, b->url, DB_OPEN_CREATE, &b->db, &why) != OK || db_migrate(b->db, b->a, &applied, &why) != OK)
        fail_msg("%.*s", SP(why));
}

static void base_end(struct base *b) {
    db_close(b->db);
    if (b->schema[0])
        pg_do(b->a, str_of(getenv("UNKNOT_TEST_PG")), str_z(b->a, str_fmt(b->a, "DROP SCHEMA %s CASCADE", b->schema)));
    char command[128];
    snprintf(command, sizeof command, "rm -rf -- '%s'", b->folder);
    assert_int_equal(system(command), 0);
    arena_free(b->a);
}

static size_t notes_booked __attribute__((unused));
static inline bool book(void *ctx, const struct audit_note *n) {
    (void)ctx;
    assert_true(n->practice.v != 0);
    notes_booked++;
    return true;
}

static inline const struct zone *no_zone(void *ctx, str name) {
    (void)ctx;
    (void)name;
    return NULL;
}

static const struct desk_keys test_keys __attribute__((unused)) = {.key = {{7, "an old secret of thirty-two byte"}, {9, "the secret of thirty-two bytes.."}}, .n = 2};
static const struct desk_env test_env __attribute__((unused)) = {.keys = &test_keys, .zone = no_zone, .audit = book};

// Days of the tests are about this one: 2026-11-21, 12:00 UTC.
#define TODAY (day_from(2026, 11, 21))
#define NOW ((instant){(int64_t)day_from(2026, 11, 21).d * DAY_US + 12 * HOUR_US})

struct house {                  // two practices in one database
    struct base b;
    practice_id practice, other;
    account_id account;
    uint64_t seed;
};

static inline void house_make(struct house *h, enum db_engine engine) {
    *h = (struct house){.practice = {1001}, .other = {1002}, .account = {1100}, .seed = 1};
    base_make(&h->b, engine);
    struct practice p = {.id = h->practice, .name = S("Ours"), .zone = S("UTC"), .language = S("en"), .phone = S("555-0100"),
        .crisis_line = S("988"), .version = 1, .created = NOW};
    assert_ok(practice_insert(h->b.db, &p));
    p.id = h->other;
    p.name = S("Theirs");
    assert_ok(practice_insert(h->b.db, &p));
    struct account a = {.id = h->account, .email = S("t@example.org"), .name = S("Tess"), .created = NOW};
    assert_ok(account_insert(h->b.db, &a));
    struct actor who = {.practice = h->practice, .role = ROLE_SYSTEM};
    assert_ok(member_insert(h->b.db, &who, &(struct member){.account = a.id, .role = ROLE_THERAPIST, .active = true, .version = 1, .created = NOW}));
}

static inline void house_end(struct house *h) {
    base_end(&h->b);
}

// A call of the desk. Problems are new with each.
static inline struct desk call(struct house *h, practice_id practice, enum role role) {
    struct problems *ps = ARENA_NEW(h->b.a, struct problems);
    ps->a = h->b.a;
    return (struct desk){.a = h->b.a,
        .db = h->b.db,
        .who = {.practice = practice, .role = role, .account = {role == ROLE_SYSTEM ? 0 : h->account.v}},
        .now = {NOW.us + (int64_t)h->seed * SECOND_US}, // each call a second later
        .today = TODAY,
        .ids = idgen_seed(++h->seed),
        .problems = ps,
        .env = &test_env};
}

static inline struct desk therapist(struct house *h) {
    return call(h, h->practice, ROLE_THERAPIST);
}

static inline client_id make_client(struct house *h, practice_id practice, const char *given, day born) {
    struct desk d = call(h, practice, ROLE_SYSTEM);
    struct client c = {.id = {id_next(&d.ids, d.now)}, .version = 1, .created = NOW, .updated = NOW};
    c.f.given = str_of(given);
    c.f.family = S("Test");
    c.f.sex = S("unknown");
    c.f.born = (opt_day){born.d != 0, born};
    assert_ok(client_insert(d.db, d.a, &d.who, &c));
    assert_ok(client_keys_set(d.db, d.a, &d.who, c.id, &c.f));
    return c.id;
}

static inline void assert_problem(struct desk *d, const char *field, enum msg key) {
    const struct problem *p = problem_of(d->problems, str_of(field));
    if (p == NULL)
        fail_msg("no problem on \"%s\"", field);
    else if (p->say.key != key)
        fail_msg("\"%s\" has %.*s", field, SP(message_key(p->say.key)));
}

// A test of one engine, run on both.
#define BOTH(name) \
    static void name##_sqlite(void **s) { \
        (void)s; \
        name(DB_SQLITE); \
    } \
    static void name##_postgres(void **s) { \
        (void)s; \
        name(DB_POSTGRES); \
    }
#define TESTS(name) cmocka_unit_test(name##_sqlite), cmocka_unit_test(name##_postgres)

#endif
