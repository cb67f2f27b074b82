#include "serve/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/lan.h"
#include "serve/log.h"
#include "serve/supervise.h"

enum { ADDRESSES_MAX = 8 };

struct run {
    arena *a;
    struct settings set;
    struct listen_at at;
    struct server_in in;
    str address[ADDRESSES_MAX];
    size_t n_address;
};

static int complain(str why) {
    fprintf(stderr, "unknot: %.*s\n", SP(why));
    return 1;
}

// ---- what to listen on ----

static bool tls_wanted(const struct settings *s) { return s->lan || s->tls || s->tls_cert.n > 0; }

static bool settle_listen(struct run *r, str *why) {
    struct settings *s = &r->set;
    if (s->lan && s->from[SETTING_listen] == FROM_DEFAULT) s->listen = S("0.0.0.0:8443");
    if ((s->tls_cert.n > 0) != (s->tls_key.n > 0)) {
        *why = S("tls-cert and tls-key belong together: both or none");
        return false;
    }
    if (!listen_parse(r->a, s->listen, &r->at, why) || !listen_open(r->a, &r->at, (size_t)s->loops, why)) return false;
    if (r->at.loopback || tls_wanted(s)) return true;
    listen_close(&r->at);
    *why = str_fmt(r->a,
                   "%.*s can be reached from other computers, and plain HTTP would show passwords and health data to the network. "
                   "Use --lan or --tls, or listen on 127.0.0.1",
                   SP(s->listen));
    return false;
}

static str own_url(struct run *r, str host) {
    bool v6 = host.n && memchr(host.p, ':', host.n);
    return str_fmt(r->a, "%s://%s%.*s%s:%d", r->in.tls ? "https" : "http", v6 ? "[" : "", SP(host), v6 ? "]" : "", r->at.port);
}

static bool settle_public_url(struct run *r, str *why) {
    str u = r->set.public_url;
    while (str_ends(u, S("/"))) u.n--;
    bool http = str_starts(u, S("http://")) || str_starts(u, S("https://"));
    if (u.n && (!http || str_find(u, S("?")) != SIZE_MAX || str_find(u, S("#")) != SIZE_MAX || str_find(u, S(" ")) != SIZE_MAX)) {
        *why = str_fmt(r->a, "public-url: \"%.*s\" is not of the form https://clinic.example", SP(u));
        return false;
    }
    str host = r->at.host;
    if (r->at.any) host = r->n_address ? r->address[0] : S("localhost");
    r->in.public_url = u.n ? u : own_url(r, host);
    return true;
}

// ---- telling it ----

static void tell(void *ctx) {
    struct run *r = ctx;
    str host = r->at.any ? (r->n_address ? r->address[0] : S("localhost")) : r->at.host;
    str url = own_url(r, host);
    printf("listening on %.*s\n", SP(url));
    for (size_t i = 1; r->at.any && i < r->n_address; i++) {
        str other = own_url(r, r->address[i]);
        printf("also on %.*s\n", SP(other));
    }
    if (!r->at.loopback && !r->set.tls_cert.n) {
        printf("The certificate is Unknot's own: each device asks once whether to trust it.\n");
    }
    if (!r->at.loopback && isatty(STDOUT_FILENO)) lan_qr(stdout, str_z(r->a, r->in.public_url));
    fflush(stdout);
}

static void stopping(void *ctx) { listen_close(&((struct run *)ctx)->at); }

static int serve_child(void *ctx, int ready_fd) { return server_run(&((struct run *)ctx)->in, ready_fd); }

// ---- running it ----

static void raise_descriptors(void) {
    struct rlimit lim;
    if (getrlimit(RLIMIT_NOFILE, &lim) != 0 || lim.rlim_cur == lim.rlim_max) return;
    lim.rlim_cur = lim.rlim_max;
    setrlimit(RLIMIT_NOFILE, &lim);
}

int serve_main(const struct settings *s) {
    struct run r = {.a = arena_new(4 << 20), .set = *s};
    str why;
    umask(077); // everything that is made here is for this account alone
    signal(SIGPIPE, SIG_IGN);
    log_level_set((enum log_level)s->log_level);
    raise_descriptors();
    r.n_address = lan_addresses(r.a, r.address, ADDRESSES_MAX);
    r.in = (struct server_in){.set = &r.set, .at = &r.at, .tls = tls_wanted(s), .ready = tell, .ctx = &r};
    int status;
    if (!settle_listen(&r, &why) || !settle_public_url(&r, &why)) {
        status = complain(why);
    } else if (!s->supervise) {
        status = server_run(&r.in, -1); // for debuggers and sanitizers
    } else {
        struct supervised sup = {.serve = serve_child, .first_ready = tell, .stopping = stopping, .ctx = &r, .stop_timeout_s = (int)s->stop_timeout};
        status = supervise(&sup);
    }
    if (s->supervise) listen_close(&r.at); // else the loops have closed them
    arena_free(r.a);
    return status;
}
