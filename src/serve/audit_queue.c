#include "serve/audit_queue.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "desk/practice/audit.h"
#include "serve/log.h"

enum { QUEUE = 4096, BATCH = 256, FLUSH_MS = 500, RETRY_MS = 1000, WAIT_MS = 2000, LAST_TRIES = 3 };

struct audit_queue {
    pthread_mutex_t lock;
    pthread_cond_t news, room;
    struct audit_note ring[QUEUE];
    size_t head, n;         // oldest, count
    bool stopping;
    struct writer *writer;
    str url;
    struct db *db;          // PostgreSQL only; of the thread
    struct idgen ids;
    pthread_t thread;
};

struct batch {
    struct audit_note note[BATCH];
    size_t n;
    struct idgen ids, after; // by value: a second run gives the same ids
};

static struct timespec in_ms(int64_t ms) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += (long)(ms % 1000) * 1000000;
    t.tv_sec += (time_t)(ms / 1000) + t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

bool audit_queue_take(void *ctx, const struct audit_note *note) {
    struct audit_queue *q = ctx;
    struct timespec until = in_ms(WAIT_MS);
    pthread_mutex_lock(&q->lock);
    int waited = 0;
    while (q->n == QUEUE && waited != ETIMEDOUT) waited = pthread_cond_timedwait(&q->room, &q->lock, &until);
    bool taken = q->n < QUEUE;
    if (taken) {
        q->ring[(q->head + q->n) % QUEUE] = *note;
        q->n++;
        if (q->n == 1 || q->n == BATCH) pthread_cond_signal(&q->news);
    }
    pthread_mutex_unlock(&q->lock);
    if (!taken) LOG(full, LOGS("what", S("audit")));
    return taken;
}

static struct idgen fresh_ids(void) {
    uint64_t seed;
    CHECK(getrandom(&seed, sizeof seed, 0) == (ssize_t)sizeof seed);
    return idgen_seed(seed);
}

static err book(void *ctx, struct db *db) {
    struct batch *b = ctx;
    b->after = b->ids;
    return desk_audit_book(db, &b->after, b->note, b->n);
}

static err write_batch(struct audit_queue *q, struct batch *b) {
    if (q->writer) return writer_run(q->writer, book, b);
    if (!q->db) {
        arena *a = arena_new(65536);
        str why;
        err e = db_open(a, q->url, 0, &q->db, &why);
        arena_free(a);
        if (e != OK) return e;
    }
    err e = db_write(q->db, book, b);
    if (e == E_DB_DOWN) {
        db_close(q->db);
        q->db = NULL;
    }
    return e;
}

// Copies the oldest notes; they leave the queue only when they are committed.
static bool next_batch(struct audit_queue *q, struct batch *b) {
    pthread_mutex_lock(&q->lock);
    while (q->n == 0 && !q->stopping) pthread_cond_wait(&q->news, &q->lock);
    struct timespec until = in_ms(FLUSH_MS);
    int waited = 0;
    while (q->n < BATCH && !q->stopping && waited != ETIMEDOUT) waited = pthread_cond_timedwait(&q->news, &q->lock, &until);
    b->n = q->n < BATCH ? q->n : BATCH;
    for (size_t i = 0; i < b->n; i++) b->note[i] = q->ring[(q->head + i) % QUEUE];
    pthread_mutex_unlock(&q->lock);
    return b->n > 0;
}

static void drop(struct audit_queue *q, size_t n) {
    pthread_mutex_lock(&q->lock);
    q->head = (q->head + n) % QUEUE;
    q->n -= n;
    pthread_cond_broadcast(&q->room);
    pthread_mutex_unlock(&q->lock);
}

static bool pause_until_retry(struct audit_queue *q, int *last_tries) {
    struct timespec until = in_ms(RETRY_MS);
    pthread_mutex_lock(&q->lock);
    bool stopping = q->stopping;
    pthread_mutex_unlock(&q->lock);
    if (stopping && ++*last_tries >= LAST_TRIES) return false;
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) continue;
    return true;
}

static void *work(void *ctx) {
    struct audit_queue *q = ctx;
    struct batch *b = malloc(sizeof *b);
    CHECK(b);
    int last_tries = 0;
    while (next_batch(q, b)) {
        b->ids = q->ids;
        err e = write_batch(q, b);
        if (e == OK) {
            q->ids = b->after;
            drop(q, b->n);
            continue;
        }
        // An id is taken: by chance, or because a COMMIT that was lost on its way did arrive. Then a read is booked twice; with
        // the same ids again nothing would ever be booked, and no page of clinical content shown.
        if (e == E_CONFLICT) q->ids = fresh_ids();
        LOG(audit_late, LOGS("error", err_name(e)), LOGI("notes", b->n));
        if (!pause_until_retry(q, &last_tries)) break;
    }
    free(b);
    db_close(q->db);
    return NULL;
}

struct audit_queue *audit_queue_start(struct writer *writer, str url) {
    struct audit_queue *q = calloc(1, sizeof *q);
    CHECK(q);
    q->ids = fresh_ids();
    q->writer = writer;
    q->url = url;
    pthread_condattr_t attr;
    CHECK(pthread_mutex_init(&q->lock, NULL) == 0 && pthread_condattr_init(&attr) == 0);
    CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_cond_init(&q->news, &attr) == 0 && pthread_cond_init(&q->room, &attr) == 0);
    pthread_condattr_destroy(&attr);
    CHECK(pthread_create(&q->thread, NULL, work, q) == 0);
    return q;
}

void audit_queue_stop(struct audit_queue *q) {
    if (!q) return;
    pthread_mutex_lock(&q->lock);
    q->stopping = true;
    pthread_cond_signal(&q->news);
    pthread_mutex_unlock(&q->lock);
    pthread_join(q->thread, NULL);
    pthread_cond_destroy(&q->news);
    pthread_cond_destroy(&q->room);
    pthread_mutex_destroy(&q->lock);
    free(q);
}
