#include "serve/loop.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "serve/conn.h"
#include "serve/log.h"

enum { SWEEP_MS = 500, LAST_CALL_MS = 50, STOP_SWEEP_MS = 100 };

arena *loop_arena(struct loop *l) {
    if (l->n_spare) {
        arena *a = l->spare[--l->n_spare];
        if (l->n_spare < l->spare_least) l->spare_least = l->n_spare;
        return a;
    }
    return arena_new(EXCHANGE_ARENA_CAP + 4 * (size_t)l->shared->set->max_body);
}

void loop_arena_back(struct loop *l, arena *a) {
    if (l->n_spare == LOOP_ARENAS_KEPT) {
        arena_free(a);
        return;
    }
    arena_reset(a);
    l->spare[l->n_spare++] = a;
}

const char *loop_date(struct loop *l) {
    int64_t now = (int64_t)time(NULL);
    if (now != l->date_s) {
        http_date(l->date, now);
        l->date_s = now;
    }
    return l->date;
}

static void end_if_done(struct loop *l) {
    if (!l->deaf || l->n_conns) return;
    if (!uv_is_closing((uv_handle_t *)&l->wake)) uv_close((uv_handle_t *)&l->wake, NULL);
    if (!uv_is_closing((uv_handle_t *)&l->sweep)) uv_close((uv_handle_t *)&l->sweep, NULL);
}

void loop_conn_gone(struct loop *l) {
    CHECK(l->n_conns > 0);
    l->n_conns--;
    atomic_fetch_sub(&l->shared->connections, 1);
    end_if_done(l);
}

static void close_listeners(struct loop *l) {
    for (size_t i = 0; i < l->n_listeners && !l->deaf; i++) uv_close((uv_handle_t *)&l->listener[i], NULL);
    l->deaf = true;
}

// What a wave of requests needed is given back when no other wave came: a page fault for each 4 kB is dear, and so is memory.
static void trim_spare(struct loop *l) {
    for (; l->spare_least > LOOP_ARENAS_IDLE; l->spare_least--) arena_free(l->spare[--l->n_spare]);
    l->spare_least = l->n_spare;
    arena_trim();
}

static void on_sweep(uv_timer_t *t) {
    struct loop *l = t->data;
    trim_spare(l);
    if (l->stopping) close_listeners(l);
    int64_t now = monotonic_ns();
    bool over = l->stopping && now > l->stop_by_ns;
    for (struct conn *c = l->first, *next; c; c = next) {
        next = conn_next(c);
        if (l->stopping) conn_stop(c);
        if (over) conn_abort(c);
        else conn_sweep(c, now);
    }
    end_if_done(l);
    if (!l->n_conns && !l->stopping && l->n_spare <= LOOP_ARENAS_IDLE) {
        uv_timer_stop(t);
        l->sweeping = false;
    }
}

static void on_connection(uv_stream_t *listener, int status) {
    struct loop *l = listener->data;
    if (status < 0) return; // libuv has taken the connection off the queue where descriptors ran out
    conn_accept(l, listener);
    if (!l->sweeping) uv_timer_start(&l->sweep, on_sweep, SWEEP_MS, SWEEP_MS);
    l->sweeping = true;
}

// What has reached us, but was not read yet, is answered still: the listeners and idle connections get a last moment.
static void stop_now(struct loop *l) {
    if (l->stopping) return;
    l->stopping = true;
    l->stop_by_ns = monotonic_ns() + l->shared->set->stop_timeout * INT64_C(1000000000);
    uv_timer_start(&l->sweep, on_sweep, LAST_CALL_MS, STOP_SWEEP_MS);
    l->sweeping = true;
}

static void on_wake(uv_async_t *w) {
    struct loop *l = w->data;
    pthread_mutex_lock(&l->lock);
    struct exchange *x = l->posted;
    l->posted = NULL;
    l->posted_end = &l->posted;
    bool stop = l->stop_asked;
    pthread_mutex_unlock(&l->lock);
    while (x) {
        struct exchange *next = x->next;
        exchange_resume(x);
        x = next;
    }
    if (stop) stop_now(l);
}

static void post(void *ctx, struct exchange *x) {
    struct loop *l = ctx;
    x->next = NULL;
    pthread_mutex_lock(&l->lock);
    *l->posted_end = x;
    l->posted_end = &x->next;
    // Within the lock: the loop closes `wake` only when all is answered, and this one is not.
    uv_async_send(&l->wake);
    pthread_mutex_unlock(&l->lock);
}

static void answered(void *ctx, struct exchange *x) {
    (void)ctx;
    conn_answered(x);
}

void loop_stop(struct loop *l) {
    pthread_mutex_lock(&l->lock);
    bool first = !l->stop_asked;
    l->stop_asked = true;
    if (first) uv_async_send(&l->wake);
    pthread_mutex_unlock(&l->lock);
}

struct loop *loop_new(struct loop_shared *shared, const int *fds, size_t n_fds, struct db *read_db) {
    struct loop *l = calloc(1, sizeof *l);
    CHECK(l && n_fds <= LOOP_LISTENERS);
    l->shared = shared;
    l->posted_end = &l->posted;
    l->env = (struct exchange_env){.web = shared->web,
                                   .read_db = read_db,
                                   .writer = shared->writer,
                                   .pool = shared->pool,
                                   .deadline_ns = shared->set->request_timeout * INT64_C(1000000000),
                                   .post = post,
                                   .answered = answered,
                                   .ctx = l};
    CHECK(pthread_mutex_init(&l->lock, NULL) == 0);
    CHECK(uv_loop_init(&l->uv) == 0);
    CHECK(uv_async_init(&l->uv, &l->wake, on_wake) == 0 && uv_timer_init(&l->uv, &l->sweep) == 0);
    l->wake.data = l->sweep.data = l;
    for (size_t i = 0; i < n_fds; i++) {
        uv_tcp_t *t = &l->listener[l->n_listeners++];
        CHECK(uv_tcp_init(&l->uv, t) == 0 && uv_tcp_open(t, fds[i]) == 0);
        t->data = l;
        CHECK(uv_listen((uv_stream_t *)t, 1024, on_connection) == 0);
    }
    return l;
}

void loop_run(struct loop *l) { uv_run(&l->uv, UV_RUN_DEFAULT); }

void loop_free(struct loop *l) {
    if (!l) return;
    CHECK(!l->first && !l->posted);
    CHECK(uv_loop_close(&l->uv) == 0);
    while (l->n_spare) arena_free(l->spare[--l->n_spare]);
    db_close(l->env.read_db);
    pthread_mutex_destroy(&l->lock);
    free(l);
}
