// What the tests of src/db share: a fresh, migrated database for each test, on either engine.
#ifndef UNKNOT_TESTS_DB_BENCH_H
#define UNKNOT_TESTS_DB_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/db.h"
#include "db/fault.h"
#include "db/migrate.h"
#include "db/writer.h"

struct bench {
    enum db_engine engine;
    arena *a;
    char folder[64];        // of our own, removed behind the test
    char schema[64];        // PostgreSQL: of our own, dropped behind the test
    str url;                // of the database
    struct db *db;          // open, migrated
};

// Skips the test (with a word) where UNKNOT_TEST_PG is not set and the engine is PostgreSQL.
void bench_make(struct bench *b, enum db_engine engine, bool migrated);
void bench_end(struct bench *b);
struct db *bench_open(struct bench *b, int flags);  // one more connection; asserts that it opens
const char *bench_path(struct bench *b, const char *name); // in the folder
str bench_pg(void);                                 // UNKNOT_TEST_PG, or empty
// Runs a script of another program on our database, past src/db; asserts that it works.
void bench_raw(struct bench *b, const char *sql);

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
            fail_msg("%s gave %.*s, not %s", #x, SP(e_ == OK ? S("OK") : err_name(e_)), #want); \
    } while (0)
#define assert_str(have, want) \
    do { \
        str h_ = (have), w_ = (want); \
        if (!str_eq(h_, w_)) \
            fail_msg("\"%.*s\" is not \"%.*s\"", SP(h_), SP(w_)); \
    } while (0)
#define assert_says(have, part) \
    do { \
        str h_ = (have); \
        if (str_find(h_, S(part)) == SIZE_MAX) \
            fail_msg("\"%.*s\" does not say \"%s\"", SP(h_), part); \
    } while (0)

#endif
