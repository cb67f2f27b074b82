#include "serve/exchange.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "serve/log.h"

int64_t monotonic_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static instant wall_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (instant){(int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000};
}

struct exchange *exchange_new(arena *a, const struct exchange_env *env, size_t max_body) {
    struct exchange *x = ARENA_NEW(a, struct exchange);
    x->a = a;
    x->env = env;
    http_in_init(&x->in, a, max_body);
    return x;
}

void exchange_close(struct exchange *x) {
    arena_free(x->spare);
    x->spare = NULL;
}

// Runs one phase; false when the arena was full, and nothing of what it made may be used.
static bool guarded(struct exchange *x, void (*phase)(struct exchange *x, struct db *db), struct db *db) {
    jmp_buf full;
    if (setjmp(full) != 0) {
        arena_on_full(x->a, NULL);
        x->jumped = true;
        return false;
    }
    arena_on_full(x->a, &full);
    phase(x, db);
    arena_on_full(x->a, NULL);
    return true;
}

// The request's slices stay where they are; all that web makes from now on goes to the spare arena.
static void refuse_aside(struct exchange *x, err e) {
    struct call *c = &x->call;
    if (!x->spare) x->spare = arena_new(EXCHANGE_ARENA_CAP);
    c->a = x->spare;
    c->desk.a = x->spare;
    c->desk.db = NULL;
    c->problems = (struct problems){.a = x->spare};
    c->desk.problems = &c->problems;
    c->state = NULL;
    c->res = (struct response){0};
    c->done = false;
    web_refuse(c, e);
    CHECK(c->done || c->res.status);
}

static void refuse_full(struct exchange *x) {
    LOG(arena_full, LOGI("bytes", arena_used(x->a)));
    refuse_aside(x, E_BUSY);
}

static void answered(struct exchange *x) {
    x->step = STEP_ANSWERED;
    x->env->answered(x->env->ctx, x);
}

// ---- phases ----

static void begin(struct exchange *x, struct db *db) {
    (void)db;
    enum web_next next = web_begin(&x->call);
    x->call.done = x->call.done || next == WEB_READY;
}

static void prepare(struct exchange *x, struct db *db) {
    x->wants_write = web_prepare(&x->call, db) && !x->call.done;
    x->result = x->call.result;
}

static void render(struct exchange *x, struct db *db) {
    web_render(&x->call, db, x->result);
    x->call.done = true;
}

// What the engine said goes to the log, and never to the person.
static void log_failure(const struct exchange *x, const struct db *db) {
    err e = x->result != OK ? x->result : x->call.result;
    if (!x->call.done || x->call.res.status < 500 || e == OK) return;
    LOG(db_error, LOGS("error", err_name(e)), LOGS("why", db_why(db)));
}

// A phase on a connection, within the request's deadline.
static void on_db(struct exchange *x, void (*phase)(struct exchange *x, struct db *db), struct db *db) {
    db_deadline(db, x->deadline_ns);
    if (!guarded(x, phase, db)) {
        db_abandon(db);
        x->wants_write = false;
        refuse_full(x);
        x->call.done = true;
    } else {
        log_failure(x, db);
    }
    db_deadline(db, 0);
}

static err transact(void *ctx, struct db *db) {
    struct exchange *x = ctx;
    jmp_buf full;
    if (setjmp(full) != 0) {
        arena_on_full(x->a, NULL);
        x->jumped = true;
        return E_INTERNAL; // the transaction, or the savepoint, is rolled back
    }
    arena_on_full(x->a, &full);
    err e = monotonic_ns() > x->deadline_ns ? E_TIMEOUT : web_transact(&x->call, db);
    arena_on_full(x->a, NULL);
    return e;
}

// On the writer's thread, after the commit.
static void written(struct write_job *job, err result) {
    struct exchange *x = (struct exchange *)((char *)job - offsetof(struct exchange, job));
    if (result == E_CONFLICT && web_again(&x->call) && writer_submit(x->env->writer, &x->job)) return;
    x->result = result;
    x->step = STEP_RENDER;
    x->env->post(x->env->ctx, x);
}

// After web_prepare, on any thread: true when the writer has it now.
static bool to_writer(struct exchange *x) {
    x->job = (struct write_job){.transact = transact, .done = written, .ctx = x};
    if (writer_submit(x->env->writer, &x->job)) return true;
    LOG(full, LOGS("what", S("writer")));
    x->result = E_BUSY;
    return false;
}

static void after_write(struct exchange *x, struct db *db) {
    if (x->jumped) {
        refuse_full(x);
        x->call.done = true;
    } else {
        on_db(x, render, db);
    }
}

// prepare, then where it leads: false when the exchange went to the writer and is no longer ours.
static bool prepare_and_on(struct exchange *x, struct db *db) {
    on_db(x, prepare, db);
    if (x->call.done) return true;
    if (x->wants_write) {
        if (x->env->writer) {
            if (to_writer(x)) return false;
        } else {
            db_deadline(db, x->deadline_ns);
            x->result = db_write(db, transact, x);
            if (x->result == E_CONFLICT && !x->jumped && web_again(&x->call)) x->result = db_write(db, transact, x);
            if (x->jumped) db_abandon(db);
            db_deadline(db, 0);
        }
    }
    after_write(x, db);
    return true;
}

static void on_pool(struct pool_task *task, struct db *db) {
    struct exchange *x = (struct exchange *)((char *)task - offsetof(struct exchange, task));
    bool mine = true;
    if (!db) refuse_aside(x, E_DB_DOWN);
    else if (monotonic_ns() > x->deadline_ns && x->step == STEP_PREPARE) refuse_aside(x, E_BUSY);
    else if (x->step == STEP_PREPARE) mine = prepare_and_on(x, db);
    else after_write(x, db);
    if (!mine) return;
    x->step = STEP_ANSWERED;
    x->env->post(x->env->ctx, x);
}

static bool to_pool(struct exchange *x, enum exchange_step step) {
    x->step = step;
    x->task.run = on_pool;
    return pool_submit(x->env->pool, &x->task);
}

// ---- entries ----

static void fill(struct exchange *x, str peer, bool tls) {
    struct call *c = &x->call;
    const struct http_in *in = &x->in;
    c->a = x->a;
    c->env = x->env->web;
    c->now = wall_clock();
    CHECK(getrandom(&c->seed, sizeof c->seed, 0) == (ssize_t)sizeof c->seed);
    c->req = (struct request){.method = in->method, .target = in->target, .headers = in->headers, .n_headers = in->n_headers,
                              .body = buf_str(&in->body), .peer = peer, .tls = tls};
}

void exchange_refuse(struct exchange *x, err e, str peer, bool tls) {
    fill(x, peer, tls);
    refuse_aside(x, e);
}

void exchange_begin(struct exchange *x, str peer, bool tls) {
    fill(x, peer, tls);
    x->begun_ns = monotonic_ns();
    x->deadline_ns = x->begun_ns + x->env->deadline_ns;
    if (!guarded(x, begin, NULL)) {
        refuse_full(x);
    } else if (x->call.done) {
        // web_begin had the answer
    } else if (!x->env->read_db || web_is_slow(&x->call)) {
        if (to_pool(x, STEP_PREPARE)) return;
        LOG(full, LOGS("what", S("pool")));
        refuse_aside(x, E_BUSY);
    } else if (!prepare_and_on(x, x->env->read_db)) {
        return;
    }
    answered(x);
}

void exchange_resume(struct exchange *x) {
    if (x->step == STEP_RENDER) {
        // The write is committed: a full pool must not hide that, so the loop then renders by itself.
        if (web_is_slow(&x->call) && to_pool(x, STEP_RENDER)) return;
        after_write(x, x->env->read_db);
    }
    answered(x);
}
