#include "serve/system.h"

#include <sys/random.h>
#include <time.h>

struct system_call {
    struct system_thread *t;
    practice_id practice;
    system_fn *fn;
    void *ctx;
    instant now;
    uint64_t seed;
};

instant wall_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (instant){(int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000};
}

err system_connect(struct system_thread *t) {
    str why;
    return t->db ? OK : db_open(t->a, t->set->db, t->writer ? DB_OPEN_READ : 0, &t->db, &why);
}

static err work(void *ctx, struct db *db) {
    struct system_call *c = ctx;
    struct problems ps = {.a = c->t->a};
    struct desk d = {.a = c->t->a, .db = db, .who = {.practice = c->practice, .role = ROLE_SYSTEM}, .now = c->now, .today = instant_day_utc(c->now),
                     .ids = idgen_seed(c->seed), .problems = &ps, .env = c->t->desk};
    return c->fn(c->ctx, &d);
}

static struct system_call call_of(struct system_thread *t, practice_id practice, system_fn *fn, void *ctx) {
    struct system_call c = {t, practice, fn, ctx, wall_clock(), 0};
    CHECK(getrandom(&c.seed, sizeof c.seed, 0) == (ssize_t)sizeof c.seed);
    return c;
}

// A connection that is gone is made anew next time.
static err end(struct system_thread *t, err e) {
    if (e == E_DB_DOWN) {
        db_close(t->db);
        t->db = NULL;
    }
    return e;
}

err system_read(struct system_thread *t, practice_id practice, system_fn *fn, void *ctx) {
    struct system_call c = call_of(t, practice, fn, ctx);
    err e = system_connect(t);
    return end(t, e == OK ? db_read(t->db, work, &c) : e);
}

err system_write(struct system_thread *t, practice_id practice, system_fn *fn, void *ctx) {
    struct system_call c = call_of(t, practice, fn, ctx);
    if (t->writer) return writer_run(t->writer, work, &c);
    err e = system_connect(t);
    return end(t, e == OK ? db_write(t->db, work, &c) : e);
}
