#include "serve/jobs.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "desk/safety/alert_causes.h"
#include "desk/safety/alert_tasks.h"
#include "desk/practice/audit.h"
#include "desk/links/after.h"
#include "desk/links/previsit.h"
#include "desk/practice/upkeep.h"
#include "serve/backup.h"
#include "serve/log.h"
#include "serve/system.h"

enum {
    ARENA_CAP = 64 << 20,
    CHAIN_ROWS = 200,               // a commit: some milliseconds
    FIRST_S = 20, CATCH_UP_S = 60,  // after the start, which must not wait for jobs
    SWEEP_S = 3600, CHAIN_S = 60, RETRY_S = 600,
    WEEKLY_TURNS = 12               // weekly ratings are looked for once in so many looks for visits
};

struct jobs {
    struct jobs_in in;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    pthread_t thread;
    struct system_thread self;      // of the thread
    instant sweep_at, chain_at, backup_at, contact_at, weekly_at;
};

// One write in the name of the system: what runs, and what it hands back.
struct task {
    err (*run)(struct task *t, struct desk *d);
    practice_id practice;
    const char *name;
    int64_t lease_us;
    bool mine;
    err result;
    size_t rows;
    const practice_id *ids;
    size_t n_ids;
    int64_t after, next;        // goes on behind this row; where the next one goes on. Apart, as a task may run twice
};

static bool stopping(struct jobs *j) {
    pthread_mutex_lock(&j->lock);
    bool s = j->stopping;
    pthread_mutex_unlock(&j->lock);
    return s;
}

static err run_task(void *ctx, struct desk *d) {
    struct task *t = ctx;
    return t->run(t, d);
}

static err run_write(struct jobs *j, struct task *t) { return system_write(&j->self, t->practice, run_task, t); }

static void failed(const char *job, err e) { LOG(job_failed, LOGS("job", str_of(job)), LOGS("error", err_name(e))); }

// ---- leases: of several servers on one PostgreSQL, one does the job ----

static err lease(struct task *t, struct desk *d) {
    instant last;
    return desk_job_lease(d, str_of(t->name), t->lease_us, &t->mine, &last);
}

static err lease_done(struct task *t, struct desk *d) { return desk_job_done(d, str_of(t->name), t->result); }

static bool take_lease(struct jobs *j, const char *name, int64_t lease_us) {
    struct task t = {.run = lease, .name = name, .lease_us = lease_us};
    err e = run_write(j, &t);
    if (e != OK) failed(name, e);
    return e == OK && t.mine;
}

static void give_lease(struct jobs *j, const char *name, err result) {
    struct task t = {.run = lease_done, .name = name, .result = result};
    err e = run_write(j, &t);
    if (e != OK) failed(name, e);
    if (result != OK) failed(name, result);
}

// ---- sweep ----

static err sweep(struct task *t, struct desk *d) {
    struct sweep_counts n;
    err e = desk_sweep(d, &n);
    if (e == OK) t->rows = (size_t)(n.sessions + n.forms + n.links + n.tries);
    return e;
}

static void job_sweep(struct jobs *j) {
    if (!take_lease(j, "sweep", 5 * MINUTE_US)) return;
    struct task t = {.run = sweep};
    err e = run_write(j, &t);
    if (e == OK) LOG(job_done, LOGS("job", S("sweep")), LOGI("rows", t.rows));
    give_lease(j, "sweep", e);
}

// ---- audit chain ----

static err list_practices(struct task *t, struct desk *d) { return desk_practices(d, &t->ids, &t->n_ids); }

static err chain(struct task *t, struct desk *d) { return desk_audit_chain(d, t->practice, CHAIN_ROWS, &t->rows); }

// All practices, to be freed: the arena is emptied after each batch of what is done for one.
static err practices(struct jobs *j, practice_id **ids, size_t *n) {
    struct task all = {.run = list_practices};
    err e = run_write(j, &all);
    *ids = NULL;
    *n = 0;
    if (e != OK || all.n_ids == 0) return e;
    *ids = malloc(all.n_ids * sizeof **ids);
    CHECK(*ids);
    memcpy(*ids, all.ids, all.n_ids * sizeof **ids);
    *n = all.n_ids;
    return OK;
}

static err chain_all(struct jobs *j) {
    practice_id *ids;
    size_t n;
    err e = practices(j, &ids, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        struct task t = {.run = chain, .practice = ids[i]};
        do {
            t.rows = 0;
            e = run_write(j, &t);
            arena_reset(j->self.a); // a busy hour has more rows than the arena would hold
        } while (e == OK && t.rows == CHAIN_ROWS && !stopping(j));
    }
    free(ids);
    return e;
}

static void job_chain(struct jobs *j) {
    if (take_lease(j, "audit-chain", 5 * MINUTE_US)) give_lease(j, "audit-chain", chain_all(j));
}

// ---- alerts that nobody acted on in time ----

static err late(void *ctx, struct desk *d) {
    bool *any = ctx;
    return desk_alerts_late(d, any);
}

static err escalate(struct task *t, struct desk *d) { return desk_alerts_escalate(d, &t->rows); }

// Looked at without writing: seldom is there one.
static void job_alerts(struct jobs *j) {
    bool any = false;
    err e = system_read(&j->self, (practice_id){0}, late, &any);
    if (e != OK) failed("alerts", e);
    if (e != OK || !any || !take_lease(j, "alerts", 5 * MINUTE_US)) return;
    struct task t = {.run = escalate};
    e = run_write(j, &t);
    if (e == OK) LOG(job_done, LOGS("job", S("alerts")), LOGI("rows", t.rows));
    give_lease(j, "alerts", e);
}

// ---- contacts that go by themselves ----

static int64_t contact_every(const struct jobs *j) { return j->in.set->contact_every * INT64_C(1000); }

static err before_visits(struct task *t, struct desk *d) {
    appointment_id next;
    err e = desk_previsit_queue(d, (appointment_id){t->after}, &next);
    t->next = next.v;
    return e;
}

static err between_visits(struct task *t, struct desk *d) {
    plan_id next;
    err e = desk_weekly_queue(d, (plan_id){t->after}, &next);
    t->next = next.v;
    return e;
}

static err after_sessions(struct task *t, struct desk *d) {
    appointment_id next;
    err e = desk_after_queue(d, (appointment_id){t->after}, &next);
    t->next = next.v;
    return e;
}

static err batches(struct jobs *j, err (*run)(struct task *t, struct desk *d), practice_id practice) {
    struct task t = {.run = run, .practice = practice};
    err e;
    do {
        t.after = t.next;
        e = run_write(j, &t);
        arena_reset(j->self.a);
    } while (e == OK && t.next != 0 && !stopping(j));
    return e;
}

static err contacts(struct jobs *j, bool weekly) {
    practice_id *ids;
    size_t n;
    err e = practices(j, &ids, &n);
    for (size_t i = 0; e == OK && i < n && !stopping(j); i++) {
        e = batches(j, before_visits, ids[i]);
        if (e == OK) e = batches(j, after_sessions, ids[i]);
        if (e == OK && weekly) e = batches(j, between_visits, ids[i]);
    }
    free(ids);
    return e;
}

static void job_contacts(struct jobs *j, instant now) {
    bool weekly = now.us >= j->weekly_at.us;
    if (!(j->in.desk->mail || j->in.desk->sms) || !take_lease(j, "contacts", 5 * MINUTE_US)) return;
    if (weekly) j->weekly_at.us = now.us + WEEKLY_TURNS * contact_every(j);
    give_lease(j, "contacts", contacts(j, weekly));
}

// ---- findings that time makes ----

static err of_time(struct task *t, struct desk *d) {
    client_id next;
    err e = desk_findings_of_time(d, (client_id){t->after}, &next);
    t->next = next.v;
    return e;
}

static err time_all(struct jobs *j) {
    practice_id *ids;
    size_t n;
    err e = practices(j, &ids, &n);
    for (size_t i = 0; e == OK && i < n && !stopping(j); i++) e = batches(j, of_time, ids[i]);
    free(ids);
    return e;
}

// Every hour, as a practice's day begins when its own zone says; who was told of something is not told again.
static void job_time(struct jobs *j) {
    if (take_lease(j, "findings", 30 * MINUTE_US)) give_lease(j, "findings", time_all(j));
}

// ---- backup ----

static bool backups_wanted(const struct jobs *j) { return j->in.set->backup_at >= 0 && !str_starts(j->in.set->db, S("sqlite::memory:")); }

static str backup_folder(struct jobs *j) { return str_fmt(j->self.a, "%.*s/backups", SP(j->in.set->data)); }

static err backup(struct jobs *j, str *why) {
    const struct settings *s = j->in.set;
    instant now = wall_clock();
    str path;
    int64_t bytes = 0;
    err e = system_connect(&j->self);
    *why = err_prose(e);
    day today = zone_day(zones_local(j->in.zones), now);
    if (e == OK) e = backup_make(j->self.a, j->self.db, j->in.desk, backup_folder(j), today, now, s->backup_keep, &path, &bytes, why);
    if (e == OK) LOG(backup_made, LOGI("ms", (wall_clock().us - now.us) / 1000), LOGI("bytes", bytes));
    else LOG(backup_failed, LOGS("error", err_name(e)), LOGS("why", *why));
    return e;
}

static void job_backup(struct jobs *j, instant now) {
    const struct zone *z = zones_local(j->in.zones);
    str why;
    j->backup_at = backup_due_after(z, now, j->in.set->backup_at);
    if (!take_lease(j, "backup", 30 * MINUTE_US)) return;
    err e = backup(j, &why);
    give_lease(j, "backup", e);
    if (e != OK) j->backup_at.us = now.us + RETRY_S * SECOND_US;
}

// At the start: was the last night's backup missed, as the laptop was closed?
static instant first_backup(struct jobs *j, instant now) {
    if (!backups_wanted(j)) return (instant){INT64_MAX};
    const struct zone *z = zones_local(j->in.zones);
    day newest;
    day due = zone_day(z, backup_due_before(z, now, j->in.set->backup_at));
    if (backup_newest(j->self.a, backup_folder(j), &newest) && newest.d >= due.d) return backup_due_after(z, now, j->in.set->backup_at);
    return (instant){now.us + CATCH_UP_S * SECOND_US};
}

// ---- the thread ----

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

static void run_due(struct jobs *j, instant now) {
    if (now.us >= j->chain_at.us) {
        j->chain_at.us = now.us + CHAIN_S * SECOND_US;
        job_chain(j);
        if (!stopping(j)) job_alerts(j);
    }
    if (now.us >= j->sweep_at.us && !stopping(j)) {
        j->sweep_at.us = now.us + SWEEP_S * SECOND_US;
        job_sweep(j);
        if (!stopping(j)) job_time(j);
    }
    if (now.us >= j->contact_at.us && !stopping(j)) {
        j->contact_at.us = now.us + contact_every(j);
        job_contacts(j, now);
    }
    if (now.us >= j->backup_at.us && !stopping(j)) job_backup(j, now);
    arena_reset(j->self.a);
}

static void *run(void *ctx) {
    struct jobs *j = ctx;
    instant start = wall_clock();
    j->self = (struct system_thread){.set = j->in.set, .desk = j->in.desk, .writer = j->in.writer, .a = arena_new(ARENA_CAP)};
    j->contact_at.us = start.us + contact_every(j);
    j->chain_at.us = j->sweep_at.us = start.us + FIRST_S * SECOND_US;
    j->backup_at = first_backup(j, start);
    pthread_mutex_lock(&j->lock);
    while (!j->stopping) {
        // The wall clock may be set, and a laptop sleeps: looked at again every minute.
        int64_t next = least(least(least(j->chain_at.us, j->sweep_at.us), j->backup_at.us), j->contact_at.us), now = wall_clock().us;
        next = least(next, now + MINUTE_US);
        struct timespec until = {.tv_sec = (time_t)(next / SECOND_US), .tv_nsec = (long)(next % SECOND_US) * 1000};
        int waited = 0;
        while (!j->stopping && waited == 0) waited = pthread_cond_timedwait(&j->wake, &j->lock, &until);
        if (j->stopping) break;
        pthread_mutex_unlock(&j->lock);
        run_due(j, wall_clock());
        pthread_mutex_lock(&j->lock);
    }
    pthread_mutex_unlock(&j->lock);
    db_close(j->self.db);
    arena_free(j->self.a);
    return NULL;
}

struct jobs *jobs_start(const struct jobs_in *in) {
    struct jobs *j = calloc(1, sizeof *j);
    CHECK(j);
    j->in = *in;
    CHECK(pthread_mutex_init(&j->lock, NULL) == 0 && pthread_cond_init(&j->wake, NULL) == 0);
    CHECK(pthread_create(&j->thread, NULL, run, j) == 0);
    return j;
}

void jobs_stop(struct jobs *j) {
    if (!j) return;
    pthread_mutex_lock(&j->lock);
    j->stopping = true;
    pthread_cond_signal(&j->wake);
    pthread_mutex_unlock(&j->lock);
    pthread_join(j->thread, NULL);
    pthread_cond_destroy(&j->wake);
    pthread_mutex_destroy(&j->lock);
    free(j);
}
