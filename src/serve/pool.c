#include "serve/pool.h"

#include <pthread.h>
#include <stdlib.h>

#include "serve/log.h"

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct pool_task *first, *last;
    size_t waiting, max_queue, n_threads;
    bool stopping;
    str url;
    int open_flags;
    pthread_t thread[];
};

static struct pool_task *take(struct pool *p) {
    pthread_mutex_lock(&p->lock);
    while (!p->first && !p->stopping) pthread_cond_wait(&p->more, &p->lock);
    struct pool_task *t = p->first;
    if (t) {
        p->first = t->next;
        p->waiting--;
    }
    pthread_mutex_unlock(&p->lock);
    return t;
}

static struct db *connect_db(struct pool *p, arena *a) {
    struct db *db = NULL;
    str why;
    arena_reset(a);
    err e = db_open(a, p->url, p->open_flags, &db, &why);
    if (e == OK) return db;
    LOG(db_error, LOGS("error", err_name(e)), LOGS("why", why));
    return NULL;
}

static void *work(void *ctx) {
    struct pool *p = ctx;
    arena *a = arena_new(65536);
    struct db *db = NULL;
    for (struct pool_task *t; (t = take(p)) != NULL;) {
        if (!db) db = connect_db(p, a);
        t->run(t, db);
    }
    db_close(db);
    arena_free(a);
    return NULL;
}

struct pool *pool_start(size_t threads, size_t max_queue, str url, int open_flags) {
    struct pool *p = calloc(1, sizeof *p + threads * sizeof p->thread[0]);
    CHECK(p && threads > 0 && max_queue > 0);
    p->n_threads = threads;
    p->max_queue = max_queue;
    p->url = url;
    p->open_flags = open_flags;
    CHECK(pthread_mutex_init(&p->lock, NULL) == 0 && pthread_cond_init(&p->more, NULL) == 0);
    for (size_t i = 0; i < threads; i++) CHECK(pthread_create(&p->thread[i], NULL, work, p) == 0);
    return p;
}

bool pool_submit(struct pool *p, struct pool_task *task) {
    task->next = NULL;
    pthread_mutex_lock(&p->lock);
    bool taken = !p->stopping && p->waiting < p->max_queue;
    if (taken) {
        if (p->first) p->last->next = task;
        else p->first = task;
        p->last = task;
        p->waiting++;
        pthread_cond_signal(&p->more);
    }
    pthread_mutex_unlock(&p->lock);
    return taken;
}

size_t pool_waiting(struct pool *p) {
    pthread_mutex_lock(&p->lock);
    size_t n = p->waiting;
    pthread_mutex_unlock(&p->lock);
    return n;
}

void pool_stop(struct pool *p) {
    if (!p) return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->more);
    pthread_mutex_unlock(&p->lock);
    for (size_t i = 0; i < p->n_threads; i++) pthread_join(p->thread[i], NULL);
    CHECK(!p->first);
    pthread_cond_destroy(&p->more);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
