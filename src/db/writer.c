#include "writer.h"

#include "engine.h"

#include <pthread.h>
#include <stdlib.h>

struct writer {
    struct db *db;                      // the thread's alone, from writer_start on
    size_t max_queue, max_batch;
    pthread_t thread;
    pthread_mutex_t lock;               // of everything below
    pthread_cond_t work;
    struct write_job *first, *last;
    size_t waiting;
    bool stopping;
    struct writer_counts counts;
};

struct group {
    struct write_job *first;
    size_t n;
    err *result;                        // by place in the group
    bool singly;                        // they had to be run once more, one by one
    uint64_t commits;
};

static err run_alone(struct db *db, struct write_job *job, uint64_t *commits)
{
    err e = db_begin(db, DB_TX_WRITE);
    if (e != OK)
        return e;
    e = db_work_in(db, job->transact, job->ctx);
    db_deadline(db, 0);
    if (e != OK) {
        db_rollback(db);
        return e;
    }
    e = db_commit(db);
    *commits += e == OK;
    return e;
}

// One job inside its savepoint. False when the whole transaction is gone: the disk was full, or a deadline hit a write.
static bool run_in_group(struct db *db, struct write_job *job, err *result)
{
    err e = db->fn->word(db, DB_SAVE);
    if (e != OK)
        return false;
    e = db_work_in(db, job->transact, job->ctx);
    db_deadline(db, 0);
    db->broken = OK;
    if (!db->fn->tx_alive(db))
        return false;
    *result = e;
    if (e != OK && db->fn->word(db, DB_UNDO) != OK)
        return false;
    return db->fn->word(db, DB_RELEASE) == OK;
}

// All in one commit. False when it did not come about: nothing of the group is in the database then.
static bool run_group(struct db *db, struct group *g)
{
    err e = db_begin(db, DB_TX_WRITE);
    size_t i = 0;
    if (e != OK) { // locked by another program: waiting for it once more for each job would help nobody
        while (i < g->n)
            g->result[i++] = e;
        return true;
    }
    bool alive = true;
    for (struct write_job *job = g->first; alive && i < g->n; job = job->next)
        alive = run_in_group(db, job, &g->result[i++]);
    if (!alive) {
        db_rollback(db);
        return false;
    }
    if (db_commit(db) != OK)
        return false;
    g->commits++;
    return true;
}

static void run(struct db *db, struct group *g)
{
    if (g->n > 1 && run_group(db, g))
        return;
    g->singly = g->n > 1;
    size_t i = 0;
    for (struct write_job *job = g->first; i < g->n; job = job->next)
        g->result[i++] = run_alone(db, job, &g->commits);
}

// Takes at most max_batch jobs off the queue; waits for the first. False when stopping and nothing is left.
static bool take(struct writer *w, struct group *g)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping)
        pthread_cond_wait(&w->work, &w->lock);
    g->first = w->first;
    g->n = 0;
    struct write_job *last = NULL;
    while (w->first && g->n < w->max_batch) {
        last = w->first;
        w->first = last->next;
        g->n++;
    }
    if (!w->first)
        w->last = NULL;
    w->waiting -= g->n;
    pthread_mutex_unlock(&w->lock);
    return g->n > 0;
}

static void tell(struct group *g)
{
    size_t i = 0;
    for (struct write_job *job = g->first, *next; i < g->n; job = next) {
        next = job->next; // `done` may free the job
        job->done(job, g->result[i++]);
    }
}

static void *writer_thread(void *arg)
{
    struct writer *w = arg;
    struct group g = {0};
    g.result = calloc(w->max_batch, sizeof *g.result);
    CHECK(g.result);
    while (take(w, &g)) {
        g.singly = false;
        g.commits = 0;
        run(w->db, &g);
        pthread_mutex_lock(&w->lock);
        w->counts.jobs += g.n;
        w->counts.commits += g.commits;
        w->counts.singly += g.singly ? g.n : 0;
        pthread_mutex_unlock(&w->lock);
        tell(&g);
    }
    free(g.result);
    return NULL;
}

struct writer *writer_start(struct db *db, size_t max_queue, size_t max_batch)
{
    CHECK(db->engine == DB_SQLITE && !db->read_only && db->tx == DB_TX_NONE);
    CHECK(max_queue > 0 && max_batch > 0 && max_batch <= 65536);
    struct writer *w = calloc(1, sizeof *w);
    CHECK(w);
    *w = (struct writer){.db = db, .max_queue = max_queue, .max_batch = max_batch};
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->work, NULL);
    int failed = pthread_create(&w->thread, NULL, writer_thread, w);
    CHECK(!failed);
    return w;
}

bool writer_submit(struct writer *w, struct write_job *job)
{
    CHECK(job->transact && job->done);
    pthread_mutex_lock(&w->lock);
    bool taken = !w->stopping && w->waiting < w->max_queue;
    if (taken) {
        job->next = NULL;
        if (w->last)
            w->last->next = job;
        else
            w->first = job;
        w->last = job;
        w->waiting++;
        if (w->waiting == 1)
            pthread_cond_signal(&w->work);
    }
    pthread_mutex_unlock(&w->lock);
    return taken;
}

struct waiter {
    struct write_job job;               // first, so that `done` finds the rest
    pthread_mutex_t lock;
    pthread_cond_t cond;
    bool over;
    err result;
};

static void wake(struct write_job *job, err result)
{
    struct waiter *x = (struct waiter *)job;
    pthread_mutex_lock(&x->lock);
    x->result = result;
    x->over = true;
    pthread_cond_signal(&x->cond);
    pthread_mutex_unlock(&x->lock);
}

err writer_run(struct writer *w, db_work *transact, void *ctx)
{
    struct waiter x = {.job = {.transact = transact, .done = wake, .ctx = ctx}};
    pthread_mutex_init(&x.lock, NULL);
    pthread_cond_init(&x.cond, NULL);
    if (writer_submit(w, &x.job)) {
        pthread_mutex_lock(&x.lock);
        while (!x.over)
            pthread_cond_wait(&x.cond, &x.lock);
        pthread_mutex_unlock(&x.lock);
    } else {
        x.result = E_BUSY;
    }
    pthread_cond_destroy(&x.cond);
    pthread_mutex_destroy(&x.lock);
    return x.result;
}

void writer_stop(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->work);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    CHECK(w->waiting == 0);
    db_close(w->db);
    pthread_cond_destroy(&w->work);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

struct writer_counts writer_counts(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    struct writer_counts c = w->counts;
    c.waiting = w->waiting;
    pthread_mutex_unlock(&w->lock);
    return c;
}
