// src/db on SQLite: files that are missing, foreign, damaged, locked, full or read-only; what survives a kill; backups.
#include "bench.h"

#include "db/engine.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct bench b;

static int fresh(void **state)
{
    (void)state;
    bench_make(&b, DB_SQLITE, true);
    return 0;
}

static int over(void **state)
{
    (void)state;
    bench_end(&b);
    return 0;
}

static err open_at(const char *path, int flags, struct db **db, str *why)
{
    return db_open(b.a, str_fmt(b.a, "sqlite:%s", path), flags, db, why);
}

static void refuse(const char *path, int flags, err want, const char *says)
{
    struct db *db;
    str why;
    err e = open_at(path, flags, &db, &why);
    if (e != want || str_find(why, str_of(says)) == SIZE_MAX)
        fail_msg("%s: %.*s, \"%.*s\"", path, SP(e == OK ? S("OK") : err_name(e)), SP(why));
    assert_null(db);
}

static void put_file(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static str get_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *p = arena_alloc(b.a, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, f);
    fclose(f);
    return (str){p, n};
}

static err add_many(int64_t from, int64_t to)
{
    return db_exec(b.db, Q_THING_ADD_MANY, DB_ARGS(DBI(from), DBI(to)), NULL);
}

static int64_t rows(struct db *db)
{
    struct db_row r;
    assert_ok(db_one(db, b.a, Q_THING_COUNT, NULL, 0, &r));
    return row_int(r, 0);
}

static int64_t pragma(struct db *db, const char *sql)
{
    struct db_rows rs;
    int64_t n = -1;
    assert_ok(db->fn->ask(db, b.a, sql, &rs));
    assert_int_equal(rs.n, 1);
    assert_true(str_i64(row_text(rows_at(&rs, 0), 0), &n));
    return n;
}

// ---- opening

static void addresses(void **state)
{
    (void)state;
    struct db *db;
    str why;
    assert_err(db_open(b.a, S("mysql://x"), 0, &db, &why), E_INVALID);
    assert_says(why, "sqlite:PATH");
    assert_err(db_open(b.a, S("sqlite:"), 0, &db, &why), E_INVALID);
    assert_err(db_open(b.a, S("sqlite:a\0b"), DB_OPEN_CREATE, &db, &why), E_INVALID);
    assert_ok(db_open(b.a, S("sqlite::memory:"), 0, &db, &why));
    int applied;
    assert_ok(db_migrate(db, b.a, &applied, &why));
    assert_int_equal(rows(db), 0);
    db_close(db);
    db_close(NULL);
}

static void missing(void **state)
{
    (void)state;
    refuse(bench_path(&b, "none.db"), 0, E_NOT_FOUND, "no database at");
    refuse(bench_path(&b, "none.db"), DB_OPEN_READ, E_NOT_FOUND, "no database at");
    refuse(bench_path(&b, "no/folder/x.db"), DB_OPEN_CREATE, E_DB_DOWN, "folder of");
    refuse(bench_path(&b, "t.db/x.db"), DB_OPEN_CREATE, E_DB_DOWN, "folder of");
    refuse(b.folder, DB_OPEN_CREATE, E_DB_FOREIGN, "not a file");
    assert_int_equal(access(bench_path(&b, "none.db"), F_OK), -1); // and nothing was made
}

static void not_a_database(void **state)
{
    (void)state;
    const char *path = bench_path(&b, "letter.txt");
    char text[5000];
    memset(text, 'x', sizeof text);
    for (size_t n = 1; n <= sizeof text; n = n * 17 + 3) {
        put_file(path, text, n);
        refuse(path, DB_OPEN_CREATE, E_DB_FOREIGN, "not a SQLite database");
        assert_str(get_file(path), ((str){text, n}));
    }
    memcpy(text, "SQLite format 3", 16); // the right beginning, nothing behind it
    put_file(path, text, sizeof text);
    refuse(path, 0, E_DB_FOREIGN, "not a SQLite database");
}

// Who holds the lock that every WAL connection keeps for reading, as another process sees it; 0: nobody.
static pid_t reader_of(const char *path)
{
    int to[2];
    assert_int_equal(pipe(to), 0);
    pid_t child = fork();
    if (child == 0) {
        struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000002, .l_len = 510}; // SHARED_FIRST, SHARED_SIZE
        int fd = open(path, O_RDWR);
        pid_t who = fd >= 0 && fcntl(fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK ? l.l_pid : 0;
        _exit(write(to[1], &who, sizeof who) == sizeof who ? 0 : 1);
    }
    pid_t who = -1;
    assert_int_equal(read(to[0], &who, sizeof who), sizeof who);
    close(to[0]);
    close(to[1]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return who;
}

// Opening a second connection must not drop the locks of the first (POSIX: any close of the file does), or another
// program that closes the database would delete the log under us.
static void locks_survive_a_second_connection(void **state)
{
    (void)state;
    const char *path = bench_path(&b, "locks.db");
    struct db *one, *two;
    str why;
    int applied;
    assert_int_equal(open_at(path, DB_OPEN_CREATE, &one, &why), OK);
    assert_int_equal(db_migrate(one, b.a, &applied, &why), OK);
    assert_int_equal(reader_of(path), getpid());
    assert_int_equal(open_at(path, 0, &two, &why), OK);
    assert_int_equal(reader_of(path), getpid());
    db_close(two);
    db_close(one);
    assert_int_equal(reader_of(path), 0);
}

static void foreign(void **state)
{
    (void)state;
    static const char *const scripts[] = {"CREATE TABLE bookmark (n INTEGER)", "PRAGMA application_id = 7", "PRAGMA application_id = 7; CREATE TABLE thing (n INTEGER)"};
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        const char *path = bench_path(&b, i == 0 ? "a.db" : i == 1 ? "b.db" : "c.db");
        sqlite3 *h;
        assert_int_equal(sqlite3_open(path, &h), SQLITE_OK);
        assert_int_equal(sqlite3_exec(h, scripts[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(h);
        str before = get_file(path);
        refuse(path, DB_OPEN_CREATE, E_DB_FOREIGN, "another program");
        assert_str(get_file(path), before); // not even into WAL
    }
}

static void damaged(void **state)
{
    (void)state;
    assert_ok(add_many(1, 3000));
    db_close(b.db);
    b.db = NULL;
    str whole = get_file(bench_path(&b, "t.db"));
    assert_true(whole.n > 40000);
    const char *path = bench_path(&b, "cut.db");
    put_file(path, whole.p, whole.n / 2 / 4096 * 4096);
    refuse(path, 0, E_DB_CORRUPT, "damaged: restore a backup");
    put_file(path, whole.p, 50);
    refuse(path, 0, E_DB_CORRUPT, "damaged: restore a backup");

    char *bent = arena_alloc(b.a, whole.n);
    memcpy(bent, whole.p, whole.n);
    memset(bent + 5 * 4096, 0x5a, whole.n - 5 * 4096); // tables behind the schema
    put_file(path, bent, whole.n);
    struct db *db;
    str why;
    assert_ok(open_at(path, 0, &db, &why));
    struct db_rows rs;
    assert_err(db_all(db, b.a, Q_THING_ALL, NULL, 0, &rs), E_DB_CORRUPT);
    str backup = str_fmt(b.a, "%s/copy.db", b.folder);
    assert_err(db_backup_file(db, b.a, backup, Q_none, &why), E_DB_CORRUPT);
    assert_int_equal(access(str_z(b.a, backup), F_OK), -1);
    db_close(db);
    b.db = bench_open(&b, 0);
}

static void settings(void **state)
{
    (void)state;
    struct db_rows rs;
    assert_ok(b.db->fn->ask(b.db, b.a, "PRAGMA journal_mode", &rs));
    assert_str(row_text(rows_at(&rs, 0), 0), S("wal"));
    assert_int_equal(pragma(b.db, "PRAGMA synchronous"), 2);
    assert_int_equal(pragma(b.db, "PRAGMA foreign_keys"), 1);
    assert_int_equal(pragma(b.db, "PRAGMA trusted_schema"), 0);
    assert_int_equal(pragma(b.db, "PRAGMA cell_size_check"), 1);
    assert_int_equal(pragma(b.db, "PRAGMA application_id"), 0x554E4B4E);
    assert_int_equal(pragma(b.db, "PRAGMA user_version"), 2);
    // defensive: the schema table is out of reach
    assert_err(b.db->fn->script(b.db, "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema"), E_INTERNAL);
    struct db *reader = bench_open(&b, DB_OPEN_READ);
    assert_int_equal(pragma(reader, "PRAGMA query_only"), 1);
    db_close(reader);
    struct stat st;
    assert_int_equal(stat(bench_path(&b, "t.db"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(bench_path(&b, "t.db-wal"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

// ---- read-only, locked, full

// As somebody who may not write, as root may write everything.
static void read_only_file(void **state)
{
    (void)state;
    db_close(b.db);
    b.db = NULL;
    assert_int_equal(chmod(bench_path(&b, "t.db"), 0444), 0);
    assert_int_equal(chmod(b.folder, 0555), 0);
    bool root = geteuid() == 0;
    if (root)
        assert_int_equal(seteuid(65534), 0);
    refuse(bench_path(&b, "t.db"), 0, E_DB_READ_ONLY, "cannot be written to");
    refuse(bench_path(&b, "new.db"), DB_OPEN_CREATE, E_DB_READ_ONLY, "cannot be opened");
    if (root)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(b.folder, 0755), 0);
    assert_int_equal(chmod(bench_path(&b, "t.db"), 0600), 0);
    b.db = bench_open(&b, 0);
}

static err add_one(void *ctx, struct db *db)
{
    int64_t id = *(int64_t *)ctx;
    return db_exec(db, Q_THING_ADD_MANY, DB_ARGS(DBI(id), DBI(id)), NULL);
}

static void locked(void **state)
{
    (void)state;
    sqlite3 *h;
    assert_int_equal(sqlite3_open(bench_path(&b, "t.db"), &h), SQLITE_OK);
    assert_int_equal(sqlite3_exec(h, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    int64_t id = 1, begin = db_now_ns();
    db_deadline(b.db, begin + 100000000);
    assert_err(db_write(b.db, add_one, &id), E_TIMEOUT);
    assert_true(db_now_ns() - begin < 2000000000);
    db_deadline(b.db, 0);
    begin = db_now_ns();
    assert_err(db_write(b.db, add_one, &id), E_BUSY);
    assert_true(db_now_ns() - begin > INT64_C(4000000000));
    assert_int_equal(rows(b.db), 0); // reading goes on meanwhile
    assert_int_equal(sqlite3_exec(h, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_ok(db_write(b.db, add_one, &id));
    sqlite3_close(h);
}

static void locked_whole(void **state)
{
    (void)state;
    db_close(b.db);
    b.db = NULL;
    sqlite3 *h;
    assert_int_equal(sqlite3_open(bench_path(&b, "t.db"), &h), SQLITE_OK);
    assert_int_equal(sqlite3_exec(h, "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT", NULL, NULL, NULL), SQLITE_OK);
    refuse(bench_path(&b, "t.db"), 0, E_BUSY, "locked by another program");
    sqlite3_close(h);
    b.db = bench_open(&b, 0);
}

static void limit_pages(struct db *db, int64_t pages)
{
    assert_ok(db->fn->script(db, str_z(b.a, str_fmt(b.a, "PRAGMA max_page_count = %lld", (long long)pages))));
}

static err add_lots(void *ctx, struct db *db)
{
    int64_t from = *(int64_t *)ctx;
    return db_exec(db, Q_THING_ADD_MANY, DB_ARGS(DBI(from), DBI(from + 5000)), NULL);
}

static void full(void **state)
{
    (void)state;
    int64_t id = 1, lots = 100;
    limit_pages(b.db, pragma(b.db, "PRAGMA page_count") + 5);
    assert_ok(db_write(b.db, add_one, &id));
    assert_err(db_write(b.db, add_lots, &lots), E_DB_FULL);
    assert_int_equal(rows(b.db), 1);
    id = 2;
    assert_ok(db_write(b.db, add_one, &id)); // what fits goes on
    limit_pages(b.db, 100000);
    assert_ok(db_write(b.db, add_lots, &lots));
    assert_int_equal(rows(b.db), 2 + 5001);
}

struct told {
    struct write_job job;
    int64_t id;
    err result;
};

static void tell(struct write_job *job, err result)
{
    ((struct told *)job)->result = result;
}

// The job that fills the disk takes the transaction with it; its neighbours are run again and kept.
static void full_in_a_group(void **state)
{
    (void)state;
    limit_pages(b.db, pragma(b.db, "PRAGMA page_count") + 5);
    struct writer *w = writer_start(b.db, 1000, 1000);
    b.db = NULL;
    struct told jobs[40];
    for (int i = 0; i < 40; i++) {
        jobs[i] = (struct told){.job = {.transact = i % 10 == 3 ? add_lots : add_one, .done = tell}, .id = i == 0 ? 1 : i * 1000000};
        jobs[i].job.ctx = &jobs[i].id;
        assert_true(writer_submit(w, &jobs[i].job));
    }
    writer_stop(w);
    b.db = bench_open(&b, 0);
    for (int i = 0; i < 40; i++) {
        assert_err(jobs[i].result, i % 10 == 3 ? E_DB_FULL : OK);
        struct db_row r;
        assert_err(db_one(b.db, b.a, Q_THING_BY_ID, DB_ARGS(DBI(jobs[i].id)), &r), i % 10 == 3 ? E_NOT_FOUND : OK);
    }
}

// ---- what was acknowledged survives a kill

static void child_writes(int out)
{
    struct writer *w = writer_start(bench_open(&b, 0), 100, 100);
    for (int64_t id = rows(b.db) + 1;; id++) {
        err e = writer_run(w, add_one, &id);
        if (e != OK || write(out, &id, sizeof id) != sizeof id)
            _exit(1);
    }
}

static void killed(void **state)
{
    (void)state;
    int64_t last = 0;
    for (int round = 0; round < 10; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            close(ends[0]);
            b.db = bench_open(&b, 0); // a connection must not cross a fork
            child_writes(ends[1]);
        }
        close(ends[1]);
        int64_t id, n = 0;
        while (n < 20 + round && read(ends[0], &id, sizeof id) == sizeof id) {
            last = id;
            n++;
        }
        kill(pid, SIGKILL);
        while (read(ends[0], &id, sizeof id) == sizeof id)
            last = id;
        close(ends[0]);
        waitpid(pid, NULL, 0);
        struct db *again = bench_open(&b, 0);
        assert_in_range(rows(again), (uint64_t)last, (uint64_t)last + 1); // one may be written and not yet told
        assert_int_equal(pragma(again, "SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'"), 0);
        db_close(again);
    }
    assert_true(last >= 200);
}

// ---- backups

struct scribble {
    struct db *db;
    atomic_bool *stop;
};

static void *keep_writing(void *arg)
{
    struct scribble *s = arg;
    for (int64_t id = 1000000; !*s->stop; id++)
        if (db_write(s->db, add_one, &id) != OK)
            abort();
    return NULL;
}

static void backup(void **state)
{
    (void)state;
    assert_ok(add_many(1, 2000));
    str path = str_of(bench_path(&b, "copy.db")), why;
    atomic_bool stop = false;
    struct scribble s = {bench_open(&b, 0), &stop};
    pthread_t t;
    assert_int_equal(pthread_create(&t, NULL, keep_writing, &s), 0);
    put_file(str_z(b.a, str_fmt(b.a, "%.*s.part", SP(path))), "of a backup cut off", 19);
    struct db *reader = bench_open(&b, DB_OPEN_READ);
    err e = db_backup_file(reader, b.a, path, Q_none, &why);
    stop = true;
    pthread_join(t, NULL);
    db_close(s.db);
    if (e != OK)
        fail_msg("%.*s", SP(why));
    assert_int_equal(pragma(reader, "PRAGMA query_only"), 1);
    db_close(reader);
    struct stat st;
    assert_int_equal(stat(str_z(b.a, path), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(access(str_z(b.a, str_fmt(b.a, "%.*s.part", SP(path))), F_OK), -1);

    str bytes = get_file(str_z(b.a, path));
    assert_err(db_backup_file(b.db, b.a, path, Q_none, &why), E_CONFLICT);
    assert_says(why, "exists");
    assert_str(get_file(str_z(b.a, path)), bytes);

    struct db *copy;
    assert_ok(open_at(str_z(b.a, path), 0, &copy, &why));
    struct schema_state schema;
    assert_ok(db_check(copy, b.a, &schema, &why));
    assert_true(rows(copy) >= 2000);
    db_close(copy);
    int64_t before = rows(b.db);
    assert_ok(db_backup_replace(b.db, b.a, path, Q_none, &why));
    assert_ok(open_at(str_z(b.a, path), DB_OPEN_READ, &copy, &why));
    assert_int_equal(rows(copy), before);
    db_close(copy);
}

static void backup_refused(void **state)
{
    (void)state;
    str why;
    assert_err(db_backup_file(b.db, b.a, str_of(bench_path(&b, "no/copy.db")), Q_none, &why), E_DB_DOWN);
    assert_says(why, "No such file");
    assert_err(db_backup_file(b.db, b.a, S(""), Q_none, &why), E_INVALID);
    if (access("/dev/full", W_OK) == 0)
        assert_err(db_backup_replace(b.db, b.a, S("/proc/copy.db"), Q_none, &why), E_DB_DOWN);
    assert_int_equal(rows(b.db), 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, over)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(addresses), T(missing), T(not_a_database), T(locks_survive_a_second_connection), T(foreign), T(damaged), T(settings), T(read_only_file), T(locked), T(locked_whole),
        T(full), T(full_in_a_group), T(killed), T(backup), T(backup_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
