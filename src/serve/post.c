#include "serve/post.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "serve/log.h"
#include "serve/system.h"
#include "web/links/mail_text.h"

enum { ARENA_CAP = 64 << 20 };
#define LEASE_US (15 * MINUTE_US)  // eight mails at a minute each, and as much again

struct post {
    struct post_in in;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    pthread_t thread;
    // of the thread
    struct system_thread self;
    struct {
        instant until;          // nothing could be sent by this channel at all: left alone until then,
        str word;               // because of that
    } pause[CHANNEL_SMS + 1];
};

// One call of the desk.
struct call_of {
    err (*run)(struct call_of *t, struct desk *d);
    bool any;
    const struct mail_letter *letters, *letter;
    size_t n;
    enum mail_outcome outcome;
    str word;
};

static err run_call(void *ctx, struct desk *d) {
    struct call_of *t = ctx;
    return t->run(t, d);
}

static err logged(err e) {
    if (e != OK) LOG(job_failed, LOGS("job", S("mail")), LOGS("error", err_name(e)));
    return e;
}

static err run_read(struct post *p, struct call_of *t) { return logged(system_read(&p->self, (practice_id){0}, run_call, t)); }
static err run_write(struct post *p, struct call_of *t) { return logged(system_write(&p->self, (practice_id){0}, run_call, t)); }

static bool stopping(struct post *p) {
    pthread_mutex_lock(&p->lock);
    bool s = p->stopping;
    pthread_mutex_unlock(&p->lock);
    return s;
}

// ---- one message ----

static struct mail_said send_mail(struct post *p, const struct mail_letter *l) {
    arena *a = p->self.a;
    struct mail_text text = mail_text(a, l, p->in.public_url);
    struct mime_mail m = {.from = p->in.set->mail_from, .to = l->row.address, .reply_to = l->reply_to, .from_name = l->practice_name, .subject = text.subject,
                          .plain = text.plain, .html = text.html, .id = id_str(a, l->row.id.v), .date = wall_clock()};
    str bytes;
    if (mime_build(a, &m, &bytes) != OK) return (struct mail_said){MAIL_REFUSED, S("not-sendable"), 0};
    return mail_send(p->in.server, l->row.address, bytes);
}

static struct mail_said send_one(struct post *p, const struct mail_letter *l) {
    bool sms = l->row.channel == CHANNEL_SMS;
    if (sms ? !p->in.sms : !p->in.server) return (struct mail_said){MAIL_NOBODY, S("not-set"), 0};
    return sms ? sms_send(p->self.a, p->in.sms, l->row.address, sms_text(p->self.a, l, p->in.public_url), id_str(p->self.a, l->row.id.v)) : send_mail(p, l);
}

static err said(struct call_of *t, struct desk *d) { return desk_mail_said(d, t->letter, t->outcome, t->word); }

static void tell(struct post *p, const struct mail_letter *l, enum mail_outcome outcome, str word) {
    struct call_of t = {.run = said, .letter = l, .outcome = outcome, .word = word};
    err e = run_write(p, &t);
    (void)e; // was logged; the lease lapses, and it is sent again
}

// Where nothing can be sent at all, the channel is left alone for a while: a mail server might lock out whoever tries again and again.
static void deliver(struct post *p, const struct mail_letter *l) {
    static const enum mail_outcome outcomes[] = {
        [MAIL_SENT] = MAIL_TAKEN, [MAIL_LATER] = MAIL_AGAIN, [MAIL_NOBODY] = MAIL_OURS, [MAIL_REFUSED] = MAIL_NEVER};
    size_t by = l->row.channel;
    if (wall_clock().us < p->pause[by].until.us) {
        tell(p, l, MAIL_OURS, p->pause[by].word);
        return;
    }
    struct mail_said s = send_one(p, l);
    LOG(mail, LOGS("said", s.word), LOGI("code", s.code), LOGI("try", l->row.tries));
    tell(p, l, outcomes[s.result], s.word);
    if (s.result != MAIL_NOBODY) return;
    p->pause[by].word = s.word;
    p->pause[by].until.us = wall_clock().us + p->in.set->mail_pause * 1000 * (str_eq(s.word, S("sign-in")) || str_eq(s.word, S("sender")) ? 5 : 1);
}

// ---- the thread ----

static err look(struct call_of *t, struct desk *d) { return desk_mail_due(d, &t->any); }
static err take(struct call_of *t, struct desk *d) { return desk_mail_take(d, LEASE_US, &t->letters, &t->n); }

static void run_due(struct post *p) {
    struct call_of due = {.run = look};
    while (run_read(p, &due) == OK && due.any && !stopping(p)) {
        struct call_of t = {.run = take};
        if (run_write(p, &t) != OK) break;
        for (size_t i = 0; i < t.n && !stopping(p); i++) deliver(p, &t.letters[i]); // the rest waits until its lease is over
        arena_reset(p->self.a);
        due = (struct call_of){.run = look};
    }
    arena_reset(p->self.a);
}

static void *run(void *ctx) {
    struct post *p = ctx;
    p->self = (struct system_thread){.set = p->in.set, .desk = p->in.desk, .writer = p->in.writer, .a = arena_new(ARENA_CAP)};
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
    db_close(p->self.db);
    mail_close(p->in.server);
    sms_close(p->in.sms);
    arena_free(p->self.a);
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
