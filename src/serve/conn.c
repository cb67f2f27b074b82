#include "serve/conn.h"

#include <stdlib.h>
#include <string.h>

#include "serve/log.h"
#include "web/route.h"

enum conn_state {
    CONN_HANDSHAKE, // TLS only
    CONN_IDLE,      // between requests: no arena, no buffer
    CONN_HEAD,      // a request's head is coming
    CONN_BODY,
    CONN_BUSY,      // the exchange works on it
    CONN_WRITE,     // the answer is being sent
    CONN_LINGER     // all is said: waiting for the other side to close, so that it can read the answer (RFC 9112 9.6)
};

enum { BODY_GRACE_S = 10, ORPHAN_S = 3, BODY_LEAST = 65536 };
// A sender of a body that was refused reads the answer only once it has sent all: what it still sends is read and dropped for so long
// without a byte, so long in all, and no more than the largest body that could be allowed. Closed earlier, the kernel resets the
// connection, and the answer may be lost on its way.
enum { LINGER_S = 2, LINGER_MOST_S = 20, LINGER_BYTES = 64 << 20 };
#define NS INT64_C(1000000000)

struct conn {
    uv_tcp_t tcp;
    struct loop *loop;
    struct conn *prev, *next;
    enum conn_state state;
    int64_t since_ns;           // when the state began, or last moved on
    int64_t ended_ns;           // when lingering began
    struct exchange *x;
    struct tls *tls;
    bool taking;                // inside of take(): it goes on by itself
    bool away;                  // the exchange is with another thread, or not yet answered
    bool given_up;              // answered for it, as it took too long
    bool keep;                  // another request may follow this answer
    bool eof, paused, dead, closed;
    str out[2];                 // what is still to be handed to the socket, or to TLS
    char *cipher;               // ciphertext in flight
    bool writing;
    size_t queued;              // of the socket, when last seen
    uv_write_t write;
    char *rest;                 // bytes read while the exchange worked
    size_t rest_n, drained;
    atomic_uint *peer_slot;
    char peer[46];
};

static void push(struct conn *c);
static void go_on(struct conn *c);
static void take(struct conn *c, str bytes);

static void enter(struct conn *c, enum conn_state s) {
    c->state = s;
    c->since_ns = monotonic_ns();
}

struct conn *conn_next(const struct conn *c) { return c->next; }

// ---- end of a connection ----

static void release_exchange(struct conn *c) {
    struct exchange *x = c->x;
    if (!x) return;
    CHECK(!c->away);
    arena *a = x->a;
    exchange_close(x); // x lies in its arena
    loop_arena_back(c->loop, a);
    c->x = NULL;
}

static void free_when_done(struct conn *c) {
    if (!c->closed || c->away) return;
    release_exchange(c);
    struct loop *l = c->loop;
    if (c->prev) c->prev->next = c->next;
    else l->first = c->next;
    if (c->next) c->next->prev = c->prev;
    atomic_fetch_sub(c->peer_slot, 1);
    tls_free(c->tls);
    free(c->cipher);
    free(c->rest);
    free(c);
    loop_conn_gone(l);
}

static void on_closed(uv_handle_t *h) {
    struct conn *c = h->data;
    c->closed = true;
    free_when_done(c);
}

void conn_abort(struct conn *c) {
    if (c->dead) return;
    c->dead = true;
    uv_close((uv_handle_t *)&c->tcp, on_closed);
}

// Nothing more will be said: the other side is told, and what it still sends is read and dropped.
static void finish(struct conn *c) {
    if (c->dead || c->state == CONN_LINGER) return;
    enter(c, CONN_LINGER);
    c->ended_ns = c->since_ns;
    free(c->rest);
    c->rest = NULL;
    c->rest_n = 0;
    if (c->tls) tls_goodbye(c->tls);
    push(c);
    if (c->eof) conn_abort(c);
    else if (!c->taking) go_on(c);
}

void conn_stop(struct conn *c) {
    if (c->state == CONN_IDLE || c->state == CONN_HANDSHAKE) conn_abort(c);
    else c->keep = false;
}

// ---- sending ----

static void log_request(struct conn *c) {
    const struct exchange *x = c->x;
    if (!x->begun_ns) return;
    const struct route *r = x->call.route;
    size_t n = x->call.res.fixed.n ? x->call.res.fixed.n : x->call.res.body.n;
    LOG(request, LOGS("method", x->in.method), LOGS("route", r ? r->pattern : S("-")), LOGI("status", x->call.res.status),
        LOGI("us", (monotonic_ns() - x->begun_ns) / 1000), LOGI("bytes", n));
}

static void sent(struct conn *c) {
    if (!c->given_up) {
        log_request(c);
        release_exchange(c);
    }
    if (!c->keep || c->given_up || c->loop->stopping || (c->eof && !c->rest)) {
        finish(c);
        return;
    }
    enter(c, CONN_IDLE);
    if (!c->taking) go_on(c);
}

static void on_written(uv_write_t *w, int status) {
    struct conn *c = w->data;
    c->writing = false;
    free(c->cipher);
    c->cipher = NULL;
    if (status < 0) conn_abort(c);
    if (c->dead) return;
    c->since_ns = monotonic_ns();
    push(c);
}

// Hands bytes to the socket: at once what it takes, the remainder in the background (they must stay).
static bool write_some(struct conn *c, uv_buf_t *bufs, unsigned n) {
    int done = uv_try_write((uv_stream_t *)&c->tcp, bufs, n);
    if (done < 0 && done != UV_EAGAIN) {
        conn_abort(c);
        return false;
    }
    size_t left = done > 0 ? (size_t)done : 0;
    while (n && left >= bufs->len) {
        left -= bufs->len;
        bufs++;
        n--;
    }
    if (n == 0) return true;
    bufs->base += left;
    bufs->len -= left;
    c->write.data = c;
    c->writing = uv_write(&c->write, (uv_stream_t *)&c->tcp, bufs, n, on_written) == 0;
    if (!c->writing) conn_abort(c);
    return false;
}

static bool send_cipher(struct conn *c) {
    str s = tls_to_send(c->tls);
    if (s.n == 0) return true;
    char *copy = malloc(s.n);
    CHECK(copy);
    memcpy(copy, s.p, s.n);
    tls_sent(c->tls, s.n);
    uv_buf_t b = uv_buf_init(copy, (unsigned)s.n);
    bool all = write_some(c, &b, 1);
    if (c->writing) c->cipher = copy;
    else free(copy);
    return all;
}

static void push_tls(struct conn *c) {
    while (!c->dead && send_cipher(c)) {
        str *o = c->out[0].n ? &c->out[0] : &c->out[1];
        if (o->n == 0) return;
        size_t n = 0;
        if (tls_write(c->tls, str_sub(*o, 0, LOOP_PLAIN_BYTES), &n) != TLS_OK) {
            conn_abort(c);
            return;
        }
        *o = str_sub(*o, n, o->n);
    }
}

static void push_plain(struct conn *c) {
    uv_buf_t bufs[2];
    unsigned n = 0;
    for (size_t i = 0; i < 2; i++) {
        if (c->out[i].n) bufs[n++] = uv_buf_init((char *)(uintptr_t)c->out[i].p, (unsigned)c->out[i].n);
        c->out[i] = (str){0};
    }
    if (n) write_some(c, bufs, n);
}

static void hang_up(struct conn *c) {
    uv_os_fd_t fd;
    if (uv_fileno((uv_handle_t *)&c->tcp, &fd) == 0) shutdown(fd, SHUT_WR);
}

// Sends on; when the answer is out, says so.
static void push(struct conn *c) {
    if (c->writing || c->dead) return;
    if (c->tls) push_tls(c);
    else push_plain(c);
    if (c->writing || c->dead) return;
    if (c->state == CONN_WRITE) sent(c);
    else if (c->state == CONN_LINGER) hang_up(c);
}

// ---- answering ----

static bool make_head(struct conn *c, struct exchange *x, size_t body_n, str *out) {
    jmp_buf full;
    arena *a = x->call.a;
    volatile bool made = false;
    if (setjmp(full) == 0) {
        arena_on_full(a, &full);
        struct buf b = buf_new(a, HTTP_OUT_HEAD_MAX);
        http_out_head(&b, &x->call.res, body_n, c->keep, x->in.http10, loop_date(c->loop));
        *out = buf_str(&b);
        made = !b.over;
    }
    arena_on_full(a, NULL);
    return made;
}

static void respond(struct conn *c) {
    struct exchange *x = c->x;
    struct response *r = &x->call.res;
    bool fixed = r->fixed.n > 0;
    str body = fixed ? r->fixed : buf_str(&r->body), head;
    if (c->loop->stopping) c->keep = false;
    if (r->status == 0 || (!fixed && r->body.over) || !make_head(c, x, body.n, &head)) {
        LOG(full, LOGS("what", S("response")));
        c->keep = false;
        head = http_out_busy();
        body = (str){0};
    }
    if (x->in.head_only) body = (str){0};
    c->out[0] = head;
    c->out[1] = body;
    enter(c, CONN_WRITE);
    push(c);
}

void conn_answered(struct exchange *x) {
    struct conn *c = x->owner;
    c->away = false;
    if (c->dead || c->given_up) {
        release_exchange(c);
        free_when_done(c);
        return;
    }
    respond(c);
}

static void refuse(struct conn *c, err e, const char *why) {
    c->keep = false;
    exchange_refuse(c->x, e, str_of(c->peer), c->tls != NULL);
    LOG(refused, LOGI("status", c->x->call.res.status), LOGS("why", str_of(why)));
    respond(c);
}

// ---- reading ----

static void alloc(uv_handle_t *h, size_t suggested, uv_buf_t *out) {
    struct conn *c = h->data;
    (void)suggested;
    *out = uv_buf_init(c->loop->bytes, sizeof c->loop->bytes);
}

// A full arena here means a body larger than memory allows.
static size_t feed(struct conn *c, str bytes, bool *full) {
    jmp_buf where;
    arena *a = c->x->a;
    *full = setjmp(where) != 0;
    if (*full) {
        arena_on_full(a, NULL);
        return bytes.n;
    }
    arena_on_full(a, &where);
    size_t used = http_in_feed(&c->x->in, bytes);
    arena_on_full(a, NULL);
    return used;
}

static void body_begins(struct conn *c) {
    struct http_in *in = &c->x->in;
    enter(c, CONN_BODY);
    size_t limit = web_body_limit(in->method, in->target);
    // A little more than the form takes is read, so that the web can say it in the form's own page.
    http_in_limit(in, limit > BODY_LEAST ? limit : BODY_LEAST);
    if (in->phase == HTTP_IN_BODY && in->expect_continue) {
        c->out[0] = S("HTTP/1.1 100 Continue\r\n\r\n");
        push(c);
    }
}

static void after_feed(struct conn *c) {
    struct http_in *in = &c->x->in;
    if (in->phase == HTTP_IN_BODY && c->state == CONN_HEAD) body_begins(c);
    if (c->dead) return;
    if (in->phase == HTTP_REFUSED) {
        refuse(c, in->bad, in->why);
    } else if (in->phase == HTTP_COMPLETE) {
        c->keep = in->keep_alive;
        enter(c, CONN_BUSY);
        c->away = true;
        exchange_begin(c->x, str_of(c->peer), c->tls != NULL);
    }
}

static void begin_request(struct conn *c) {
    arena *a = loop_arena(c->loop);
    c->x = exchange_new(a, &c->loop->env, (size_t)c->loop->shared->set->max_body);
    c->x->owner = c;
    c->given_up = false;
    enter(c, CONN_HEAD);
}

static void keep_rest(struct conn *c, str bytes) {
    char *p = realloc(c->rest, c->rest_n + bytes.n);
    CHECK(p);
    memcpy(p + c->rest_n, bytes.p, bytes.n);
    c->rest = p;
    c->rest_n += bytes.n;
    if (!c->paused) uv_read_stop((uv_stream_t *)&c->tcp);
    c->paused = true;
}

// Plain bytes of the other side. Goes on over pipelined requests as long as they are answered at once.
static void take(struct conn *c, str bytes) {
    CHECK(!c->taking);
    c->taking = true;
    while (bytes.n && !c->dead) {
        if (c->state == CONN_LINGER) {
            c->drained += bytes.n;
            c->since_ns = monotonic_ns();
            if (c->drained > LINGER_BYTES) conn_abort(c);
            break;
        }
        if (c->state == CONN_BUSY || c->state == CONN_WRITE) {
            keep_rest(c, bytes);
            break;
        }
        if (c->state == CONN_IDLE) begin_request(c);
        bool full;
        size_t used = feed(c, bytes, &full);
        bytes = str_sub(bytes, used, bytes.n);
        if (full) refuse(c, E_TOO_LARGE, "body too large for the arena");
        else after_feed(c);
    }
    c->taking = false;
}

static bool can_read(const struct conn *c) { return !c->dead && c->state != CONN_BUSY && c->state != CONN_WRITE; }

static void take_tls(struct conn *c) {
    if (c->state == CONN_HANDSHAKE) {
        enum tls_result r = tls_handshake(c->tls);
        push(c); // an alert, too, says why
        if (r == TLS_BROKEN || r == TLS_ENDED) {
            LOG(tls_failed);
            conn_abort(c);
        }
        if (r != TLS_OK || c->dead) return;
        enter(c, CONN_IDLE);
    }
    while (can_read(c)) {
        size_t n = 0;
        enum tls_result r = tls_read(c->tls, c->loop->plain, sizeof c->loop->plain, &n);
        if (r == TLS_OK) {
            take(c, (str){c->loop->plain, n});
            continue;
        }
        if (r == TLS_ENDED) c->eof = true;
        if (r == TLS_BROKEN) conn_abort(c);
        break;
    }
    if (!c->dead) push(c);
}

// The other side has said all: an unfinished request is over; one in work is still answered.
static void at_eof(struct conn *c) {
    if (c->eof && can_read(c)) conn_abort(c);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *b) {
    struct conn *c = s->data;
    if (n == 0 || c->dead) return;
    if (n < 0) {
        c->eof = true;
        if (n != UV_EOF) conn_abort(c);
        if (!c->paused) uv_read_stop(s);
        c->paused = true;
    } else if (!c->tls) {
        take(c, (str){b->base, (size_t)n});
    } else {
        tls_take(c->tls, (str){b->base, (size_t)n});
        if (can_read(c)) take_tls(c);
        if (!can_read(c) && !c->dead && !c->paused) {
            uv_read_stop(s);
            c->paused = true;
        }
    }
    at_eof(c);
}

// After an answer: what was read meanwhile, then the socket again.
static void go_on(struct conn *c) {
    if (c->rest && can_read(c)) {
        char *p = c->rest;
        size_t n = c->rest_n;
        c->rest = NULL;
        c->rest_n = 0;
        take(c, (str){p, n});
        free(p);
    }
    if (c->tls && can_read(c)) take_tls(c);
    if (can_read(c) && c->paused && !c->eof) {
        c->paused = false;
        if (uv_read_start((uv_stream_t *)&c->tcp, alloc, on_read) != 0) conn_abort(c);
    }
    at_eof(c);
}

// ---- time ----

static void give_up(struct conn *c) {
    LOG(late, LOGS("route", c->x->call.route ? c->x->call.route->pattern : S("-")));
    c->given_up = true;
    c->keep = false;
    c->out[0] = http_out_busy();
    c->out[1] = (str){0};
    enter(c, CONN_WRITE);
    push(c);
}

static void sweep_write(struct conn *c, int64_t now, int64_t limit) {
    size_t queued = uv_stream_get_write_queue_size((uv_stream_t *)&c->tcp);
    if (queued != c->queued) {
        c->queued = queued;
        c->since_ns = now;
    } else if (now - c->since_ns > limit) {
        conn_abort(c);
    }
}

void conn_sweep(struct conn *c, int64_t now) {
    const struct settings *s = c->loop->shared->set;
    int64_t age = now - c->since_ns;
    if (c->dead) return;
    switch (c->state) {
    case CONN_HANDSHAKE:
        if (age > s->header_timeout * NS) conn_abort(c);
        break;
    case CONN_IDLE:
        if (age > s->idle_timeout * NS) conn_abort(c);
        break;
    case CONN_HEAD:
        if (age > s->header_timeout * NS) refuse(c, E_TIMEOUT, "head too slow");
        break;
    case CONN_BODY:
        if (age > BODY_GRACE_S * NS && (int64_t)c->x->in.body.n < s->body_rate * (age / NS)) refuse(c, E_TIMEOUT, "body too slow");
        break;
    case CONN_BUSY:
        if (age > (s->request_timeout + ORPHAN_S) * NS) give_up(c);
        break;
    case CONN_WRITE:
        sweep_write(c, now, s->write_timeout * NS);
        break;
    case CONN_LINGER:
        if (age > LINGER_S * NS || now - c->ended_ns > LINGER_MOST_S * NS) conn_abort(c);
        break;
    }
}

// ---- beginning ----

// FNV-1a over the address; a slot may be shared by several addresses, so the limit is a generous one.
static unsigned peer_hash(const char *peer) {
    uint32_t h = 2166136261u;
    for (; *peer; peer++) h = (h ^ (unsigned char)*peer) * 16777619u;
    return h % PEER_SLOTS;
}

static void name_peer(struct conn *c) {
    struct sockaddr_storage from;
    int n = sizeof from;
    snprintf(c->peer, sizeof c->peer, "unknown");
    if (uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&from, &n) != 0) return;
    if (from.ss_family == AF_INET) uv_ip4_name((const struct sockaddr_in *)&from, c->peer, sizeof c->peer);
    if (from.ss_family == AF_INET6) uv_ip6_name((const struct sockaddr_in6 *)&from, c->peer, sizeof c->peer);
}

void conn_accept(struct loop *l, uv_stream_t *listener) {
    struct loop_shared *sh = l->shared;
    struct conn *c = calloc(1, sizeof *c);
    CHECK(c);
    c->loop = l;
    c->tcp.data = c;
    CHECK(uv_tcp_init(&l->uv, &c->tcp) == 0);
    bool accepted = uv_accept(listener, (uv_stream_t *)&c->tcp) == 0;
    name_peer(c);
    c->peer_slot = &sh->by_peer[peer_hash(c->peer)];
    c->next = l->first;
    if (c->next) c->next->prev = c;
    l->first = c;
    l->n_conns++;
    size_t all = atomic_fetch_add(&sh->connections, 1) + 1;
    unsigned theirs = atomic_fetch_add(c->peer_slot, 1) + 1;
    bool full = all > (size_t)sh->set->connections || theirs > (unsigned)sh->set->connections_per_peer;
    if (accepted && full) LOG(full, LOGS("what", S("connections")));
    if (!accepted || full) {
        conn_abort(c);
        return;
    }
    uv_tcp_nodelay(&c->tcp, 1);
    pthread_mutex_lock(&sh->tls_lock);
    if (sh->tls) c->tls = tls_new(sh->tls);
    pthread_mutex_unlock(&sh->tls_lock);
    enter(c, c->tls ? CONN_HANDSHAKE : CONN_IDLE);
    if (uv_read_start((uv_stream_t *)&c->tcp, alloc, on_read) != 0) conn_abort(c);
}
