// src/serve/audit_queue.h: what is queued is booked, whatever stands in the way at first.
#include "serve/audit_queue.h"

#include <sqlite3.h>
#include <time.h>

#include "db/migrate.h"
#include "unit.h"

static sqlite3 *beside(const struct unit *u) {
    sqlite3 *h = NULL;
    assert_int_equal(sqlite3_open(str_z(u->a, in_folder(u, "t.db")), &h), SQLITE_OK);
    sqlite3_busy_timeout(h, 5000);
    return h;
}

static void run(sqlite3 *h, const char *sql) {
    char *why = NULL;
    if (sqlite3_exec(h, sql, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s: %s", sql, why);
}

static int count(sqlite3 *h) {
    sqlite3_stmt *st = NULL;
    assert_int_equal(sqlite3_prepare_v2(h, "SELECT count(*) FROM audit", -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int n = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    return n;
}

// A quarter of all ids is taken: a batch that met one must not try the same ids for ever, as every page of clinical content
// waits behind it once the queue is full.
static void an_id_that_is_taken(void **state) {
    enum { QUEUES = 12, SECONDS = 15 };
    struct unit *u = *state;
    struct db *db = NULL;
    str why, url = str_fmt(u->a, "sqlite:%.*s", SP(in_folder(u, "t.db")));
    int applied;
    assert_int_equal(db_open(u->a, url, DB_OPEN_CREATE, &db, &why), OK);
    assert_int_equal(db_migrate(db, u->a, &applied, &why), OK);
    sqlite3 *h = beside(u);
    run(h, "CREATE TRIGGER taken BEFORE INSERT ON audit WHEN NEW.id % 4 = 0 BEGIN SELECT RAISE(ABORT, 'taken'); END");
    struct writer *w = writer_start(db, 1000, 100);
    struct audit_queue *q[QUEUES];
    struct audit_note note = {.practice = {7}, .at = {INT64_C(1795300000000000)}, .verb = VERB_CLIENT_SHOW, .who = {.practice = {7}, .role = ROLE_OWNER}};
    for (int i = 0; i < QUEUES; i++) {
        q[i] = audit_queue_start(w, url);
        note.at.us += SECOND_US; // no two in one millisecond
        assert_true(audit_queue_take(q[i], &note));
    }
    for (int i = 0; i < SECONDS * 10 && count(h) < QUEUES; i++) nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    assert_int_equal(count(h), QUEUES);
    for (int i = 0; i < QUEUES; i++) audit_queue_stop(q[i]);
    writer_stop(w);
    sqlite3_close(h);
}

int main(void) {
    const struct CMUnitTest tests[] = {UNIT(an_id_that_is_taken)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
