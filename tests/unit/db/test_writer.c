// src/db/writer.h: grouped commits lose nothing, and one job's failure is its own.
#include "bench.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { THREADS = 8, EACH = 200 };

struct job {
    struct write_job job;       // first
    int64_t id;
    err want;                   // given behind the insert when not OK
    int runs, told;
    err result;
};

static err add(struct db *db, int64_t id)
{
    char name[32];
    int n = snprintf(name, sizeof name, "job %lld", (long long)id);
    return db_exec(db, Q_THING_ADD, DB_ARGS(DBI(id), DBT(((str){name, (size_t)n})), DBN, DBN, DBN, DBN), NULL);
}

static err transact(void *ctx, struct db *db)
{
    struct job *j = ctx;
    j->runs++;
    err e = add(db, j->id);
    return e != OK ? e : j->want;
}

static void done(struct write_job *w, err result)
{
    struct job *j = (struct job *)w;
    j->told++;
    j->result = result;
}

static struct job a_job(int64_t id, err want)
{
    return (struct job){.job = {.transact = transact, .done = done}, .id = id, .want = want};
}

static bool is_there(struct bench *b, struct db *db, int64_t id)
{
    struct db_row r;
    err e = db_one(db, b->a, Q_THING_BY_ID, DB_ARGS(DBI(id)), &r);
    assert_true(e == OK || e == E_NOT_FOUND);
    return e == OK;
}

// Holds the writer inside a job until told, so that what is submitted meanwhile becomes one group.
struct gate {
    struct write_job job;
    pthread_mutex_t lock;
    pthread_cond_t cond;
    bool in, open;
};

static err wait_at_gate(void *ctx, struct db *db)
{
    struct gate *g = ctx;
    db_fault_set(db, (struct db_fault){0});
    pthread_mutex_lock(&g->lock);
    g->in = true;
    pthread_cond_broadcast(&g->cond);
    while (!g->open)
        pthread_cond_wait(&g->cond, &g->lock);
    pthread_mutex_unlock(&g->lock);
    return E_GONE; // nothing to commit
}

static void gate_done(struct write_job *w, err result)
{
    (void)w;
    assert_int_equal(result, E_GONE);
}

static void gate_shut(struct gate *g, struct writer *w)
{
    *g = (struct gate){.job = {.transact = wait_at_gate, .done = gate_done, .ctx = g}};
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->cond, NULL);
    assert_true(writer_submit(w, &g->job));
    pthread_mutex_lock(&g->lock);
    while (!g->in)
        pthread_cond_wait(&g->cond, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

static void gate_open(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->open = true;
    pthread_cond_broadcast(&g->cond);
    pthread_mutex_unlock(&g->lock);
}

static void gate_gone(struct gate *g)
{
    pthread_cond_destroy(&g->cond);
    pthread_mutex_destroy(&g->lock);
}

struct setting {
    struct bench b;
    struct db *reader;
    struct writer *w;
};

static void set(struct setting *s, size_t max_queue, size_t max_batch)
{
    bench_make(&s->b, DB_SQLITE, true);
    s->reader = bench_open(&s->b, DB_OPEN_READ);
    s->w = writer_start(s->b.db, max_queue, max_batch);
    s->b.db = NULL; // the writer's
}

static void unset(struct setting *s)
{
    db_close(s->reader);
    bench_end(&s->b);
}

// Runs `n` jobs in one group; the counts are of then.
static struct writer_counts run_group(struct setting *s, struct job *jobs, size_t n)
{
    struct gate g;
    gate_shut(&g, s->w);
    for (size_t i = 0; i < n; i++) {
        jobs[i].job.ctx = &jobs[i];
        assert_true(writer_submit(s->w, &jobs[i].job));
    }
    gate_open(&g);
    while (writer_counts(s->w).jobs < n + 1)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    struct writer_counts c = writer_counts(s->w);
    assert_err(writer_run(s->w, wait_at_gate, &g), E_GONE); // told behind them all
    gate_gone(&g);
    return c;
}

static void one_commit_a_group(void **state)
{
    (void)state;
    struct setting s;
    set(&s, 100, 100);
    struct job jobs[] = {a_job(1, OK), a_job(2, E_GONE), a_job(1, OK), a_job(3, OK)};
    struct writer_counts c = run_group(&s, jobs, 4);
    assert_int_equal(c.singly, 0);
    assert_int_equal(c.commits, 1);
    assert_err(jobs[0].result, OK);
    assert_err(jobs[1].result, E_GONE);     // its own refusal
    assert_err(jobs[2].result, E_CONFLICT); // sees what its neighbour wrote
    assert_err(jobs[3].result, OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(jobs[i].runs, 1);
        assert_int_equal(jobs[i].told, 1);
    }
    assert_true(is_there(&s.b, s.reader, 1));
    assert_false(is_there(&s.b, s.reader, 2));
    assert_true(is_there(&s.b, s.reader, 3));
    writer_stop(s.w);
    unset(&s);
}

static err swallows(void *ctx, struct db *db)
{
    struct job *j = ctx;
    err first = add(db, j->id), second = add(db, j->id);
    assert_int_equal(first, OK);
    assert_int_equal(second, E_CONFLICT);
    return OK;
}

static void a_swallowed_failure_is_no_success(void **state)
{
    (void)state;
    struct setting s;
    set(&s, 100, 100);
    struct job jobs[] = {a_job(1, OK), a_job(2, OK), a_job(3, OK)};
    jobs[1].job.transact = swallows;
    run_group(&s, jobs, 3);
    assert_err(jobs[0].result, OK);
    assert_err(jobs[1].result, E_CONFLICT);
    assert_err(jobs[2].result, OK);
    assert_false(is_there(&s.b, s.reader, 2));
    writer_stop(s.w);
    unset(&s);
}

static err fails_commit(void *ctx, struct db *db)
{
    db_fault_set(db, (struct db_fault){.commit = 1, .e = E_DB_FULL});
    return transact(ctx, db);
}

static void commit_fails_then_singly(void **state)
{
    (void)state;
    struct setting s;
    set(&s, 100, 100);
    struct job jobs[] = {a_job(1, OK), a_job(2, OK), a_job(3, E_GONE), a_job(4, OK)};
    jobs[0].job.transact = fails_commit; // once for the group, once more when it runs alone
    struct writer_counts c = run_group(&s, jobs, 4);
    assert_int_equal(c.singly, 4);
    assert_int_equal(c.commits, 2);
    assert_err(jobs[0].result, E_DB_FULL);
    assert_err(jobs[1].result, OK);
    assert_err(jobs[2].result, E_GONE);
    assert_err(jobs[3].result, OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(jobs[i].runs, 2);
        assert_int_equal(jobs[i].told, 1);
    }
    assert_false(is_there(&s.b, s.reader, 1));
    assert_true(is_there(&s.b, s.reader, 2));
    assert_true(is_there(&s.b, s.reader, 4));
    writer_stop(s.w);
    unset(&s);
}

// SQLite rolls the whole transaction back when a deadline stops a write half way.
static err late(void *ctx, struct db *db)
{
    struct job *j = ctx;
    j->runs++;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    db_deadline(db, (int64_t)t.tv_sec * 1000000000 + t.tv_nsec + 20000000);
    return db_exec(db, Q_THING_ADD_MANY, DB_ARGS(DBI(1000), DBI(1000000000)), NULL);
}

static void a_late_job_harms_nobody(void **state)
{
    (void)state;
    struct setting s;
    set(&s, 100, 100);
    struct job jobs[] = {a_job(1, OK), a_job(2, OK), a_job(3, OK)};
    jobs[1].job.transact = late;
    struct writer_counts c = run_group(&s, jobs, 3);
    assert_int_equal(c.singly, 3);
    assert_err(jobs[0].result, OK);
    assert_err(jobs[1].result, E_TIMEOUT);
    assert_err(jobs[2].result, OK);
    assert_true(is_there(&s.b, s.reader, 1));
    assert_true(is_there(&s.b, s.reader, 3));
    assert_false(is_there(&s.b, s.reader, 1000));
    writer_stop(s.w);
    unset(&s);
}

static void queue_is_bounded(void **state)
{
    (void)state;
    struct setting s;
    set(&s, 3, 2);
    struct gate g;
    gate_shut(&g, s.w);
    struct job jobs[4];
    for (int i = 0; i < 4; i++) {
        jobs[i] = a_job(i + 1, OK);
        jobs[i].job.ctx = &jobs[i];
        assert_int_equal(writer_submit(s.w, &jobs[i].job), i < 3);
    }
    assert_int_equal(writer_counts(s.w).waiting, 3);
    assert_err(writer_run(s.w, transact, &jobs[3]), E_BUSY);
    gate_open(&g);
    writer_stop(s.w); // finishes what is queued
    for (int i = 0; i < 4; i++)
        assert_int_equal(jobs[i].told, i < 3);
    assert_true(is_there(&s.b, s.reader, 3));
    assert_false(is_there(&s.b, s.reader, 4));
    gate_gone(&g);
    unset(&s);
}

// Many threads, commits and statements that fail now and then: what was acknowledged is there, and nothing else.
struct crowd {
    struct writer *w;
    int64_t from;
    uint64_t seed;
    err result[EACH];
};

static _Thread_local int torn;

static err torture_job(void *ctx, struct db *db)
{
    int64_t id = *(int64_t *)ctx;
    if (++torn % 17 == 0)
        db_fault_set(db, (struct db_fault){.commit = 1, .e = E_DB_FULL});
    else if (torn % 13 == 0)
        db_fault_set(db, (struct db_fault){.statement = 1 + (uint64_t)(torn % 3), .e = E_DB_FULL});
    return add(db, id);
}

static void *crowd_thread(void *arg)
{
    struct crowd *c = arg;
    for (int i = 0; i < EACH; i++) {
        int64_t id = c->from + i;
        c->result[i] = writer_run(c->w, torture_job, &id);
    }
    return NULL;
}

static void torture(void **state)
{
    (void)state;
    struct setting s;
    set(&s, 1000, 64);
    static struct crowd c[THREADS];
    pthread_t t[THREADS];
    for (int i = 0; i < THREADS; i++) {
        c[i] = (struct crowd){.w = s.w, .from = 1 + i * EACH};
        assert_int_equal(pthread_create(&t[i], NULL, crowd_thread, &c[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(t[i], NULL);
    struct writer_counts counts = writer_counts(s.w);
    assert_int_equal(counts.jobs, THREADS * EACH);
    assert_int_equal(counts.waiting, 0);
    assert_true(counts.singly > 0);
    writer_stop(s.w);
    int good = 0, bad = 0;
    for (int i = 0; i < THREADS; i++)
        for (int k = 0; k < EACH; k++) {
            err e = c[i].result[k];
            assert_true(e == OK || e == E_DB_FULL);
            assert_int_equal(is_there(&s.b, s.reader, c[i].from + k), e == OK);
            *(e == OK ? &good : &bad) += 1;
        }
    assert_true(good > 0 && bad > 0);
    print_message("%d acknowledged and there, %d refused and not there, %llu commits\n", good, bad, (unsigned long long)counts.commits);
    unset(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_commit_a_group), cmocka_unit_test(a_swallowed_failure_is_no_success),
        cmocka_unit_test(commit_fails_then_singly), cmocka_unit_test(a_late_job_harms_nobody),
        cmocka_unit_test(queue_is_bounded), cmocka_unit_test(torture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
