#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include <sodium.h>

#include "base/json.h"
#include "db/migrate.h"
#include "serve/audit_queue.h"
#include "serve/cert.h"
#include "serve/jobs.h"
#include "serve/keyfile.h"
#include "serve/lan.h"
#include "serve/log.h"
#include "serve/loop.h"
#include "serve/post.h"
#include "serve/serve.h"
#include "serve/zones.h"

struct server {
    const struct server_in *in;
    const struct settings *set;
    arena *a;
    bool sqlite;
    int schema;
    struct desk_keys keys;
    struct zones *zones;
    struct desk_env desk;
    struct web_env web;
    struct writer *writer;
    struct audit_queue *audit;
    struct jobs *jobs;
    struct mail_server *mail;   // NULL: none is set
    struct sms_service *sms;    // likewise
    struct post *post;
    struct loop_shared shared;
    struct loop *loop[LISTEN_MAX];
    size_t n_loops;
    uv_signal_t term, interrupt, hangup;
    int ready_fd;
    // for /healthz
    pthread_mutex_t health_lock;
    struct db *health_db;
};

// ---- the database at the start ----

static err say(struct server *s, err e, const char *what, str *why) {
    *why = str_fmt(s->a, "%s", what);
    return e;
}

static err check_schema(struct server *s, struct db *db, str *why) {
    struct schema_state state;
    str reason = {0};
    err e = db_check(db, s->a, &state, &reason);
    s->schema = state.have;
    if (e == OK) return OK;
    if (e == E_CONFLICT && state.empty) return say(s, e, "the database is empty; make a practice with: unknot init, or: unknot demo", why);
    if (e == E_CONFLICT) {
        *why = str_fmt(s->a, "the database is at schema step %d, this program at %d; take it there with: unknot migrate", state.have, state.want);
        return e;
    }
    *why = reason.n ? str_fmt(s->a, "database: %.*s", SP(reason)) : str_fmt(s->a, "database: %.*s", SP(err_prose(e)));
    return e;
}

static err write_nothing(void *ctx, struct db *db) {
    (void)ctx, (void)db;
    return OK;
}

// A database that cannot be written to is said now, not at the first form.
static err check_writable(struct server *s, struct db *db, str *why) {
    err e = db_write(db, write_nothing, NULL);
    if (e != OK) *why = str_fmt(s->a, "database: %.*s (%.*s)", SP(err_prose(e)), SP(db_why(db)));
    return e;
}

static err open_database(struct server *s, str *why) {
    struct db *db;
    str reason;
    err e = db_open(s->a, s->set->db, 0, &db, &reason);
    if (e != OK) {
        *why = str_fmt(s->a, "database: %.*s", SP(reason));
        return e;
    }
    s->sqlite = db_engine_of(db) == DB_SQLITE;
    e = check_schema(s, db, why);
    if (e == OK) e = check_writable(s, db, why);
    if (e == OK && s->sqlite) s->writer = writer_start(db, (size_t)s->set->writer_queue, s->set->commit_singly ? 1 : 256);
    else db_close(db);
    return e;
}

static bool healthy(void *ctx, arena *a, str *json) {
    struct server *s = ctx;
    struct schema_state state = {0};
    str why;
    pthread_mutex_lock(&s->health_lock);
    err e = s->health_db ? OK : db_open(a, s->set->db, DB_OPEN_READ, &s->health_db, &why);
    if (e == OK) e = db_check(s->health_db, a, &state, &why);
    if (e != OK && s->health_db) {
        db_close(s->health_db);
        s->health_db = NULL;
    }
    pthread_mutex_unlock(&s->health_lock);
    *json = str_fmt(a, "\"schema\":%d,\"engine\":\"%s\",\"database\":\"%.*s\"", e == OK ? state.have : s->schema, s->sqlite ? "sqlite" : "postgresql",
                    SP(e == OK ? S("ok") : err_name(e)));
    return e == OK;
}

// ---- TLS ----

static err load_certificate(struct server *s, arena *a, struct tls_context **out, str *why) {
    str cert = s->set->tls_cert, key = s->set->tls_key, names[CERT_NAMES_MAX];
    bool made = false;
    if (!cert.n) {
        size_t n = lan_names(a, names, CERT_NAMES_MAX);
        err e = cert_own(a, str_fmt(a, "%.*s/tls", SP(s->set->data)), names, n, &cert, &key, &made, why);
        if (e != OK) return e;
    }
    err e = tls_context_new(a, cert, key, out, why);
    if (e == OK) LOG(certificate, LOGI("made", made));
    return e;
}

static void on_hangup(uv_signal_t *h, int signal) {
    struct server *s = h->data;
    struct tls_context *fresh = NULL;
    str why;
    (void)signal;
    if (!s->in->tls) return;
    arena *a = arena_new(1 << 20);
    if (load_certificate(s, a, &fresh, &why) == OK) {
        pthread_mutex_lock(&s->shared.tls_lock);
        struct tls_context *old = s->shared.tls;
        s->shared.tls = fresh;
        pthread_mutex_unlock(&s->shared.tls_lock);
        tls_context_release(old);
    } else {
        LOG(certificate_bad, LOGS("why", why));
    }
    arena_free(a);
}

// ---- start ----

static void on_stop(uv_signal_t *h, int signal) {
    struct server *s = h->data;
    (void)signal;
    LOG(stopping);
    for (size_t i = 0; i < s->n_loops; i++) loop_stop(s->loop[i]);
    uv_close((uv_handle_t *)&s->term, NULL);
    uv_close((uv_handle_t *)&s->interrupt, NULL);
    uv_close((uv_handle_t *)&s->hangup, NULL);
}

static void on_interrupt(uv_signal_t *h, int signal) {
    struct server *s = h->data;
    if (!uv_is_closing((uv_handle_t *)&s->term)) on_stop(&s->term, signal);
}

static void watch_signals(struct server *s) {
    uv_loop_t *l = &s->loop[0]->uv;
    s->term.data = s->interrupt.data = s->hangup.data = s;
    CHECK(uv_signal_init(l, &s->term) == 0 && uv_signal_start(&s->term, on_stop, SIGTERM) == 0);
    CHECK(uv_signal_init(l, &s->interrupt) == 0 && uv_signal_start(&s->interrupt, on_interrupt, SIGINT) == 0);
    CHECK(uv_signal_init(l, &s->hangup) == 0 && uv_signal_start(&s->hangup, on_hangup, SIGHUP) == 0);
}

static err start_loops(struct server *s, str *why) {
    const struct listen_at *at = s->in->at;
    for (size_t i = 0; i < at->n; i++) {
        struct db *db = NULL;
        err e = s->sqlite ? db_open(s->a, s->set->db, DB_OPEN_READ, &db, why) : OK;
        if (e != OK) return e;
        s->loop[s->n_loops++] = loop_new(&s->shared, &at->fd[i], 1, db);
    }
    return OK;
}

static err start_core(struct server *s, str *why) {
    err e = keyfile_load(s->a, s->set->key_file, &s->keys, why);
    if (e == OK && mail_wanted(s->set)) e = mail_open(s->a, s->set, &s->mail, why);
    if (e == OK && sms_wanted(s->set)) e = sms_open(s->a, s->set, &s->sms, why);
    if (e == OK) e = open_database(s, why);
    if (e == OK && s->in->tls) e = load_certificate(s, s->a, &s->shared.tls, why);
    return e;
}

// struct desk_env has one context for both.
static const struct zone *server_zone(void *ctx, str name) { return zones_get(((struct server *)ctx)->zones, name); }
static bool server_audit(void *ctx, const struct audit_note *note) { return audit_queue_take(((struct server *)ctx)->audit, note); }

static void fill_env(struct server *s) {
    s->audit = audit_queue_start(s->writer, s->set->db);
    s->zones = zones_new(NULL);
    s->desk = (struct desk_env){.keys = &s->keys, .zone = server_zone, .audit = server_audit, .ctx = s, .mail = s->mail != NULL,
                                .sms = s->sms != NULL, .sms_country = s->set->sms_country};
    s->web = (struct web_env){.desk = &s->desk, .public_url = s->in->public_url, .version = S(UNKNOT_VERSION),
                              .secure_cookies = s->in->tls || str_starts(s->in->public_url, S("https://")), .healthy = healthy, .ctx = s};
#ifdef UNKNOT_DEV
    s->web.dev = true;
#endif
    s->shared.set = s->set;
    s->shared.web = &s->web;
    s->shared.writer = s->writer;
    s->shared.pool = pool_start((size_t)s->set->pool_threads, (size_t)s->set->pool_queue, s->set->db, s->sqlite ? DB_OPEN_READ : 0);
}

static void ready(struct server *s) {
    LOG(started, LOGS("version", s->web.version), LOGS("engine", s->sqlite ? S("sqlite") : S("postgresql")), LOGI("schema", s->schema),
        LOGI("loops", s->n_loops));
    if (s->ready_fd < 0) {
        s->in->ready(s->in->ctx);
        return;
    }
    ssize_t n = write(s->ready_fd, "R", 1);
    (void)n; // a parent that is gone is told of by its death signal
    close(s->ready_fd);
}

static void *loop_thread(void *ctx) {
    loop_run(ctx);
    return NULL;
}

static void run_loops(struct server *s) {
    sigset_t all, before;
    sigfillset(&all);
    CHECK(pthread_sigmask(SIG_BLOCK, &all, &before) == 0); // signals come to the first loop's thread
    for (size_t i = 1; i < s->n_loops; i++) CHECK(pthread_create(&s->loop[i]->thread, NULL, loop_thread, s->loop[i]) == 0);
    CHECK(pthread_sigmask(SIG_SETMASK, &before, NULL) == 0);
    ready(s);
    loop_run(s->loop[0]);
    for (size_t i = 1; i < s->n_loops; i++) pthread_join(s->loop[i]->thread, NULL);
}

// In the order in which one leans on the other: readers, then what they queued, then the writer. What was not started is NULL.
static void stop_all(struct server *s) {
    if (s->jobs) jobs_stop(s->jobs);
    if (s->post) post_stop(s->post);
    else mail_close(s->mail), sms_close(s->sms);
    if (s->shared.pool) pool_stop(s->shared.pool);
    if (s->audit) audit_queue_stop(s->audit);
    if (s->writer) writer_stop(s->writer);
    for (size_t i = 0; i < s->n_loops; i++) loop_free(s->loop[i]);
    if (s->shared.tls) tls_context_release(s->shared.tls);
    if (s->zones) zones_free(s->zones);
    db_close(s->health_db);
    arena_free(s->a);
    free(s);
}

// Each thread with memory of its own would keep what it once needed, and the largest block that was ever given back would decide what goes back to
// the system. A few shared heaps, large blocks on their own: half the memory for the same work.
static void share_memory(void) {
    enum { LEAST = 2, MOST = 8, LARGE = 128 << 10 };
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    (void)mallopt(M_ARENA_MAX, cores < LEAST ? LEAST : cores > MOST ? MOST : (int)cores);
    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
    (void)mallopt(M_TRIM_THRESHOLD, LARGE);
}

int server_run(const struct server_in *in, int ready_fd) {
    struct server *s = calloc(1, sizeof *s);
    str why = S("");
    CHECK(s && sodium_init() >= 0);
    share_memory();
    *s = (struct server){.in = in, .set = in->set, .a = arena_new(8 << 20), .ready_fd = ready_fd};
    CHECK(pthread_mutex_init(&s->health_lock, NULL) == 0 && pthread_mutex_init(&s->shared.tls_lock, NULL) == 0);
    err e = start_core(s, &why);
    if (e == OK) {
        fill_env(s);
        e = start_loops(s, &why);
    }
    if (e != OK) {
        fprintf(stderr, "unknot: %.*s\n", SP(why));
        for (size_t i = 0; i < s->n_loops; i++) { // those that were made close their handles by themselves
            loop_stop(s->loop[i]);
            loop_run(s->loop[i]);
        }
        stop_all(s);
        return 1;
    }
    watch_signals(s);
    s->jobs = jobs_start(&(struct jobs_in){.set = s->set, .desk = &s->desk, .writer = s->writer, .zones = s->zones});
    if (s->mail || s->sms) {
        s->post = post_start(&(struct post_in){.set = s->set, .desk = &s->desk, .writer = s->writer, .public_url = s->in->public_url, .server = s->mail, .sms = s->sms});
    }
    run_loops(s);
    stop_all(s);
    LOG(stopped);
    return 0;
}
