#include "db.h"

#include "engine.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- rows

int64_t row_int(struct db_row r, size_t col)
{
    CHECK(col < r.n);
    CHECK(r.v[col].type == DB_INT || r.v[col].type == DB_NULL);
    return r.v[col].type == DB_INT ? r.v[col].i : 0;
}

double row_real(struct db_row r, size_t col)
{
    CHECK(col < r.n);
    CHECK(r.v[col].type == DB_REAL || r.v[col].type == DB_NULL);
    return r.v[col].type == DB_REAL ? r.v[col].r : 0;
}

str row_text(struct db_row r, size_t col)
{
    CHECK(col < r.n);
    CHECK(r.v[col].type == DB_TEXT || r.v[col].type == DB_BLOB || r.v[col].type == DB_NULL);
    if (r.v[col].type == DB_NULL)
        return (str){0};
    return r.v[col].t;
}

bool row_null(struct db_row r, size_t col)
{
    CHECK(col < r.n);
    return r.v[col].type == DB_NULL;
}

struct db_row rows_at(const struct db_rows *rs, size_t i)
{
    CHECK(i < rs->n);
    return (struct db_row){rs->v + i * rs->cols, rs->cols};
}

// ---- one connection

err db_open(arena *a, str url, int flags, struct db **out, str *why)
{
    *out = NULL;
    *why = (str){0};
    CHECK((flags & (DB_OPEN_READ | DB_OPEN_CREATE)) != (DB_OPEN_READ | DB_OPEN_CREATE));
    if (str_starts(url, S("sqlite:")))
        return sqlite_open(a, str_sub(url, sizeof("sqlite:") - 1, url.n), flags, out, why);
    if (str_starts(url, S("postgresql://")) || str_starts(url, S("postgres://")))
        return pg_open(a, url, flags, out, why);
    *why = S("A database is named sqlite:PATH or postgresql://HOST/NAME.");
    return E_INVALID;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    db_stop(db);
    if (db->tx != DB_TX_NONE)
        db_rollback(db);
    db->fn->close(db);
}

enum db_engine db_engine_of(const struct db *db)
{
    return db->engine;
}

str db_why(const struct db *db)
{
    return (str){db->why, db->why_n};
}

void db_deadline(struct db *db, int64_t deadline_ns)
{
    CHECK(deadline_ns >= 0);
    if (db->deadline == deadline_ns)
        return;
    db->deadline = deadline_ns;
    if (db->fn->deadline)
        db->fn->deadline(db);
}

void db_fault_set(struct db *db, struct db_fault f)
{
    CHECK(f.e != OK || (f.statement == 0 && f.commit == 0));
    db->fault = f;
}

err db_fail(struct db *db, err e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(db->why, sizeof db->why, fmt, ap);
    va_end(ap);
    db->why_n = n < 0 ? 0 : (size_t)n < sizeof db->why ? (size_t)n : sizeof db->why - 1;
    // an engine's newlines would break a log line in two
    for (size_t i = 0; i < db->why_n; i++)
        if (db->why[i] == '\n' || db->why[i] == '\r')
            db->why[i] = ' ';
    return e;
}

// ---- statements

// The first failure inside of a transaction ends it, on both engines: PostgreSQL would refuse all that follows, and
// work that goes on after a failure it did not see would commit half of itself on SQLite.
static err note(struct db *db, err e)
{
    if (e != OK && db->tx != DB_TX_NONE && db->broken == OK)
        db->broken = e;
    return e;
}

static bool fault_due(uint64_t *count)
{
    if (*count == 0)
        return false;
    return --*count == 0;
}

// What PostgreSQL refuses and SQLite would swallow.
static bool text_storable(str t)
{
    return (t.n == 0 || !memchr(t.p, 0, t.n)) && utf8_valid(t);
}

static err check_args(struct db *db, const struct statement *s, const struct db_value *args)
{
    for (size_t i = 0; i < s->n_in; i++) {
        bool fits = args[i].type == DB_NULL || args[i].type == s->in[i].type || (args[i].type == DB_INT && s->in[i].type == DB_REAL);
        if (!fits) {
            fprintf(stderr, "statement %s: parameter %s is of another type\n", s->name, s->in[i].name);
            CHECK(fits);
        }
        if (args[i].type == DB_TEXT && !text_storable(args[i].t))
            return db_fail(db, E_INVALID, "%s: parameter %s is not UTF-8, or holds NUL", s->name, s->in[i].name);
    }
    return OK;
}

void db_stop(struct db *db)
{
    if (db->running)
        db->fn->stop(db);
    CHECK(!db->running);
}

static err start(struct db *db, enum query q, const struct db_value *args, size_t n_args, bool stream)
{
    CHECK(q > 0 && (size_t)q < db_statement_count);
    CHECK(!db->running); // inside of a db_each callback: one statement at a time, as PostgreSQL wants it
    const struct statement *s = &db_statements[q];
    if (n_args != s->n_in) {
        fprintf(stderr, "statement %s takes %d parameters, given %zu\n", s->name, s->n_in, n_args);
        CHECK(n_args == s->n_in);
    }
    CHECK(!(s->write && db->tx == DB_TX_READ));
    if (db->broken != OK)
        return db->broken;
    db->q = q;
    db->changed = 0;
    if (s->write && db->read_only)
        return note(db, db_fail(db, E_DB_READ_ONLY, "%s: this connection only reads", s->name));
    err e = check_args(db, s, args);
    if (e == OK && fault_due(&db->fault.statement))
        e = db_fail(db, db->fault.e, "%s: fault injected", s->name);
    if (e == OK && db_late(db))
        e = db_fail(db, E_TIMEOUT, "%s: not begun, the deadline is over", s->name);
    if (e == OK)
        e = db->fn->start(db, q, args, stream);
    if (e != OK)
        db_stop(db);
    return note(db, e);
}

static err step(struct db *db, bool *more)
{
    return note(db, db->fn->step(db, more));
}

err db_each(struct db *db, enum query q, const struct db_value *args, size_t n_args, db_row_fn *row, void *ctx)
{
    err e = start(db, q, args, n_args, true);
    bool more = e == OK;
    while (more) {
        e = step(db, &more);
        if (e != OK)
            break;
        if (more) {
            e = row(ctx, (struct db_row){db->row, db_statements[q].n_out});
            if (e != OK)
                break;
        }
    }
    db_stop(db);
    return e;
}

// Texts of the row in db->row move to the arena.
static void keep_row(arena *a, struct db_value *to, const struct db_value *from, size_t cols)
{
    for (size_t i = 0; i < cols; i++) {
        to[i] = from[i];
        if (from[i].type == DB_TEXT || from[i].type == DB_BLOB)
            to[i].t = str_dup(a, from[i].t);
    }
}

err db_all(struct db *db, arena *a, enum query q, const struct db_value *args, size_t n_args, struct db_rows *out)
{
    *out = (struct db_rows){0};
    err e = start(db, q, args, n_args, false);
    size_t cols = db_statements[q].n_out, n = 0, cap = 0;
    struct db_value *v = NULL;
    bool more = e == OK;
    while (more) {
        e = step(db, &more);
        if (e != OK || !more)
            break;
        CHECK(cols > 0);
        if (n == cap) {
            size_t grown = cap ? cap * 2 : 16;
            v = arena_grow(a, v, cap * cols * sizeof *v, grown * cols * sizeof *v);
            cap = grown;
        }
        keep_row(a, v + n * cols, db->row, cols);
        n++;
    }
    db_stop(db);
    if (e == OK)
        *out = (struct db_rows){n, cols, v};
    return e;
}

err db_one(struct db *db, arena *a, enum query q, const struct db_value *args, size_t n_args, struct db_row *out)
{
    *out = (struct db_row){0};
    err e = start(db, q, args, n_args, false);
    if (e != OK)
        return e;
    const struct statement *s = &db_statements[q];
    CHECK(s->n_out > 0);
    bool more = false;
    e = step(db, &more);
    if (e == OK && more) {
        struct db_value *v = ARENA_ARRAY(a, s->n_out, struct db_value);
        keep_row(a, v, db->row, s->n_out);
        *out = (struct db_row){v, s->n_out};
        while (e == OK && more && s->write) // a write is whole only when it has run to its end
            e = step(db, &more);
    } else if (e == OK) {
        e = E_NOT_FOUND;
    }
    db_stop(db);
    if (e != OK)
        *out = (struct db_row){0};
    return e;
}

err db_exec(struct db *db, enum query q, const struct db_value *args, size_t n_args, int64_t *changed)
{
    err e = start(db, q, args, n_args, false);
    bool more = e == OK;
    while (e == OK && more)
        e = step(db, &more);
    db_stop(db);
    if (changed)
        *changed = e == OK ? db->changed : 0;
    return e;
}

err db_prepare_all(struct db *db, arena *a, str *why)
{
    *why = (str){0};
    char reason[DB_WHY_MAX];
    for (size_t q = 1; q < db_statement_count; q++) {
        reason[0] = 0;
        err e = db->fn->prepare(db, (enum query)q, reason, sizeof reason);
        if (e != OK) {
            *why = str_fmt(a, "%s: %s", db_statements[q].name, reason);
            return e;
        }
    }
    return OK;
}

// ---- transactions

err db_begin(struct db *db, enum db_tx tx)
{
    CHECK(db->tx == DB_TX_NONE && tx != DB_TX_NONE);
    db_stop(db);
    if (tx == DB_TX_WRITE && db->read_only)
        return db_fail(db, E_DB_READ_ONLY, "this connection only reads");
    db->broken = OK;
    db->again = false;
    err e = db->fn->word(db, tx == DB_TX_WRITE ? DB_BEGIN_WRITE : DB_BEGIN_READ);
    if (e == OK)
        db->tx = tx;
    return e;
}

err db_commit(struct db *db)
{
    CHECK(db->tx != DB_TX_NONE && db->broken == OK);
    db_stop(db);
    err e = OK;
    if (fault_due(&db->fault.commit))
        e = db_fail(db, db->fault.e, "COMMIT: fault injected");
    if (e == OK)
        e = db->fn->word(db, DB_COMMIT);
    if (e != OK) {
        bool again = db->again;
        db_rollback(db);
        db->again = again;
        return e;
    }
    db->tx = DB_TX_NONE;
    return OK;
}

void db_rollback(struct db *db)
{
    CHECK(db->tx != DB_TX_NONE);
    db_stop(db);
    // The words of the failure that led here are worth more than those of a failing ROLLBACK.
    char why[DB_WHY_MAX];
    size_t why_n = db->why_n;
    memcpy(why, db->why, why_n);
    if (db->fn->tx_alive(db)) {
        // A ROLLBACK that fails leaves no transaction either: both engines drop it with the connection.
        err e = db->fn->word(db, DB_ROLLBACK);
        (void)e;
    }
    memcpy(db->why, why, why_n);
    db->why_n = why_n;
    db->tx = DB_TX_NONE;
    db->broken = OK;
}

// Writers on PostgreSQL write beside each other; one that lost TRIES_BESIDE times has the next turn alone in this process. Otherwise a long
// write (a series) would lose to short ones for ever, over pages of small tables that have nothing to do with each other.
static pthread_rwlock_t turns;
static pthread_once_t turns_once = PTHREAD_ONCE_INIT;

static void turns_make(void)
{
    pthread_rwlockattr_t a;
    CHECK(pthread_rwlockattr_init(&a) == 0);
    CHECK(pthread_rwlockattr_setkind_np(&a, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) == 0);
    CHECK(pthread_rwlock_init(&turns, &a) == 0);
    pthread_rwlockattr_destroy(&a);
}

static void turn_take(struct db *db, bool alone)
{
    if (db->engine != DB_POSTGRES)
        return;
    pthread_once(&turns_once, turns_make);
    // A thread that writes on two connections at once (EDEADLK) goes on in the turn that it has.
    db->turn = (alone ? pthread_rwlock_wrlock(&turns) : pthread_rwlock_rdlock(&turns)) == 0;
}

static void turn_give(struct db *db)
{
    if (db->turn)
        pthread_rwlock_unlock(&turns);
    db->turn = false;
}

void db_abandon(struct db *db)
{
    db_stop(db);
    if (db->tx != DB_TX_NONE)
        db_rollback(db);
    turn_give(db);
    db_deadline(db, 0);
}

err db_work_in(struct db *db, db_work *work, void *ctx)
{
    CHECK(db->tx != DB_TX_NONE);
    err e = work(ctx, db);
    db_stop(db);
    CHECK(db->tx != DB_TX_NONE);
    return db->broken != OK ? db->broken : e;
}

err db_read(struct db *db, db_work *work, void *ctx)
{
    err e = db_begin(db, DB_TX_READ);
    if (e != OK)
        return e;
    e = db_work_in(db, work, ctx);
    if (e != OK) {
        db_rollback(db);
        return e;
    }
    return db_commit(db);
}

enum { WRITE_TRIES = 8, TRIES_BESIDE = 3, PAUSE_MAX_NS = 50 * 1000000 };

err db_write(struct db *db, db_work *work, void *ctx)
{
    for (int tries = 1;; tries++) {
        int64_t from = db_now_ns();
        turn_take(db, tries > TRIES_BESIDE);
        err e = db_begin(db, DB_TX_WRITE);
        if (e != OK) {
            turn_give(db);
            return e;
        }
        e = db_work_in(db, work, ctx);
        if (e == OK)
            e = db_commit(db);
        else
            db_rollback(db);
        turn_give(db);
        if (e == OK || !db->again || tries == WRITE_TRIES)
            return e;
        // Let the one that won finish; two losers must not meet again at the same moment, so a long one waits longer. Most of what PostgreSQL
        // refuses here touched no common row, only a common page, so trying again is cheap and nearly always ends it.
        int64_t now = db_now_ns(), took = now - from < PAUSE_MAX_NS ? now - from : PAUSE_MAX_NS;
        int64_t ns = INT64_C(1000000) * tries + now % (INT64_C(4000000) + took * tries);
        nanosleep(&(struct timespec){.tv_sec = ns / INT64_C(1000000000), .tv_nsec = ns % INT64_C(1000000000)}, NULL);
    }
}
