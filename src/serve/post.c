#include "serve/post.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "serve/log.h"
#include "web/mail_text.h"

enum { ARENA_CAP = 64 << 20 };
#define LEASE_US (15 * MINUTE_US)  // eight mails at a minute each, and as much again

struct post {
    struct post_in in;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    pthread_t thread;
    // of the thread
    arena *a;
    struct db *db;
    instant pause;              // nothing could be sent at all: not looked before then
};

// One call of the desk in the name of the system.
struct call_of {
    struct post *p;
    err (*run)(struct call_of *t, struct desk *d);
    instant now;
    uint64_t seed;
    bool any;
    const struct mail_letter *letters, *letter;
    size_t n;
    enum mail_outcome outcome;
    str word;
};

static instant wall_clock(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (instant){(int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000};
}

static err work(void *ctx, struct db *db) {
    struct call_of *t = ctx;
    struct problems ps = {.a = t->p->a};
    struct desk d = {.a = t->p->a, .db = db, .who = {.role = ROLE_SYSTEM}, .now = t->now, .today = instant_day_utc(t->now), .ids = idgen_seed(t->seed),
                     .problems = &ps, .env = t->p->in.desk};
    return t->run(t, &d);
}

static err begin(struct post *p, struct call_of *t) {
    str why;
    t->p = p;
    t->now = wall_clock();
    CHECK(getrandom(&t->seed, sizeof t->seed, 0) == (ssize_t)sizeof t->seed);
    return p->db ? OK : db_open(p->a, p->in.set->db, p->in.writer ? DB_OPEN_READ : 0, &p->db, &why);
}

static err end(struct post *p, err e) {
    if (e == OK) return OK;
    LOG(job_failed, LOGS("job", S("mail")), LOGS("error", err_name(e)));
    if (e == E_DB_DOWN && p->db) {
        db_close(p->db);
        p->db = NULL;
    }
    return e;
}

static err run_read(struct post *p, struct call_of *t) {
    err e = begin(p, t);
    return end(p, e == OK ? db_read(p->db, work, t) : e);
}

static err run_write(struct post *p, struct call_of *t) {
    err e = begin(p, t);
    if (e == OK) e = p->in.writer ? writer_run(p->in.writer, work, t) : db_write(p->db, work, t);
    return end(p, e);
}

static bool stopping(struct post *p) {
    pthread_mutex_lock(&p->lock);
    bool s = p->stopping;
    pthread_mutex_unlock(&p->lock);
    return s;
}

// ---- one mail ----

static struct mail_said send_one(struct post *p, const struct mail_letter *l) {
    struct mail_text text = mail_text(p->a, l, p->in.public_url);
    struct mime_mail m = {.from = p->in.set->mail_from, .to = l->row.address, .reply_to = l->reply_to, .from_name = l->practice_name, .subject = text.subject,
                          .plain = text.plain, .html = text.html, .id = id_str(p->a, l->row.id.v), .date = wall_clock()};
    str bytes;
    if (mime_build(p->a, &m, &bytes) != OK) return (struct mail_said){MAIL_REFUSED, S("not-sendable"), 0};
    return mail_send(p->in.server, l->row.address, bytes);
}

static err said(struct call_of *t, struct desk *d) { return desk_mail_said(d, t->letter, t->outcome, t->word); }

static void tell(struct post *p, const struct mail_letter *l, enum mail_outcome outcome, str word) {
    struct call_of t = {.run = said, .letter = l, .outcome = outcome, .word = word};
    err e = run_write(p, &t);
    (void)e; // was logged; the lease lapses, and it is sent again
}

// False where nothing can be sent at all: the mail server is then left alone for a while, as it might lock out whoever tries again and again.
static bool deliver(struct post *p, const struct mail_letter *l, str *word) {
    static const enum mail_outcome outcomes[] = {
        [MAIL_SENT] = MAIL_TAKEN, [MAIL_LATER] = MAIL_AGAIN, [MAIL_NOBODY] = MAIL_OURS, [MAIL_REFUSED] = MAIL_NEVER};
    struct mail_said s = send_one(p, l);
    LOG(mail, LOGS("said", s.word), LOGI("code", s.code), LOGI("try", l->row.tries));
    tell(p, l, outcomes[s.result], s.word);
    *word = s.word;
    if (s.result != MAIL_NOBODY) return true;
    p->pause.us = wall_clock().us + p->in.set->mail_pause * 1000 * (str_eq(s.word, S("sign-in")) ? 5 : 1);
    return false;
}

// ---- the thread ----

static err look(struct call_of *t, struct desk *d) { return desk_mail_due(d, &t->any); }
static err take(struct call_of *t, struct desk *d) { return desk_mail_take(d, LEASE_US, &t->letters, &t->n); }

// The rest of those that were taken waits with the first that met a closed door.
static bool deliver_all(struct post *p, const struct call_of *t) {
    for (size_t i = 0; i < t->n && !stopping(p); i++) {
        str word;
        if (deliver(p, &t->letters[i], &word)) continue;
        for (i++; i < t->n; i++) tell(p, &t->letters[i], MAIL_OURS, word);
        return false;
    }
    return true;
}

static void run_due(struct post *p) {
    struct call_of due = {.run = look};
    if (wall_clock().us < p->pause.us) return;
    while (run_read(p, &due) == OK && due.any && !stopping(p)) {
        struct call_of t = {.run = take};
        if (run_write(p, &t) != OK || !deliver_all(p, &t)) break; // what is not told of waits until its lease is over
        due = (struct call_of){.run = look};
    }
    arena_reset(p->a);
}

static void *run(void *ctx) {
    struct post *p = ctx;
    p->a = arena_new(ARENA_CAP);
    pthread_mutex_lock(&p->lock);
    while (!p->stopping) {
        int64_t next = wall_clock().us + p->in.set->mail_every * 1000;
        struct timespec until = {.tv_sec = (time_t)(next / SECOND_US), .tv_nsec = (long)(next % SECOND_US) * 1000};
        int waited = 0;
        while (!p->stopping && waited == 0) waited = pthread_cond_timedwait(&p->wake, &p->lock, &until);
        if (p->stopping) break;
        pthread_mutex_unlock(&p->lock);
        run_due(p);
        pthread_mutex_lock(&p->lock);
    }
    pthread_mutex_unlock(&p->lock);
    db_close(p->db);
    mail_close(p->in.server);
    arena_free(p->a);
    return NULL;
}

struct post *post_start(const struct post_in *in) {
    struct post *p = calloc(1, sizeof *p);
    CHECK(p);
    p->in = *in;
    CHECK(pthread_mutex_init(&p->lock, NULL) == 0 && pthread_cond_init(&p->wake, NULL) == 0);
    CHECK(pthread_create(&p->thread, NULL, run, p) == 0);
    return p;
}

void post_stop(struct post *p) {
    if (!p) return;
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_signal(&p->wake);
    pthread_mutex_unlock(&p->lock);
    pthread_join(p->thread, NULL);
    pthread_cond_destroy(&p->wake);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
