#include "serve/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

bool listen_parse(arena *a, str text, struct listen_at *out, str *why) {
    memset(out, 0, sizeof *out);
    size_t colon = SIZE_MAX;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ':') colon = i;
    int64_t port = 0;
    bool fine = colon != SIZE_MAX && str_i64(str_sub(text, colon + 1, text.n), &port) && port >= 0 && port <= 65535;
    if (fine) out->host = str_sub(text, 0, colon);
    if (fine && str_starts(out->host, S("[")) && str_ends(out->host, S("]"))) out->host = str_sub(out->host, 1, out->host.n - 2);
    else if (fine && memchr(out->host.p, ':', out->host.n)) fine = false; // "::1:80" could mean two things
    if (!fine || out->host.n == 0 || memchr(out->host.p, '\0', out->host.n)) {
        *why = str_fmt(a, "listen: \"%.*s\" is not of the form HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080", SP(text));
        return false;
    }
    out->port = (int)port;
    return true;
}

static void classify(struct listen_at *at, const struct sockaddr *sa) {
    if (sa->sa_family == AF_INET) {
        uint32_t ip = ntohl(((const struct sockaddr_in *)(const void *)sa)->sin_addr.s_addr);
        at->loopback = ip >> 24 == 127;
        at->any = ip == 0;
    } else {
        const struct in6_addr *ip = &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr;
        at->loopback = IN6_IS_ADDR_LOOPBACK(ip);
        at->any = IN6_IS_ADDR_UNSPECIFIED(ip);
    }
}

static void set_port(struct sockaddr *sa, int port) {
    if (sa->sa_family == AF_INET) ((struct sockaddr_in *)(void *)sa)->sin_port = htons((uint16_t)port);
    else ((struct sockaddr_in6 *)(void *)sa)->sin6_port = htons((uint16_t)port);
}

static int get_port(int fd) {
    struct sockaddr_storage ss = {0};
    socklen_t n = sizeof ss;
    if (getsockname(fd, (struct sockaddr *)&ss, &n) != 0) return -1;
    return ntohs(ss.ss_family == AF_INET ? ((struct sockaddr_in *)(void *)&ss)->sin_port : ((struct sockaddr_in6 *)(void *)&ss)->sin6_port);
}

// -1 and errno, or a bound socket.
static int bind_one(const struct addrinfo *ai, bool share, bool listening) {
    int fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
    if (fd < 0) return -1;
    bool fine = setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
                (!share || setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0) && bind(fd, ai->ai_addr, ai->ai_addrlen) == 0 &&
                (!listening || listen(fd, BACKLOG) == 0);
    if (fine) return fd;
    int failed = errno;
    close(fd);
    errno = failed;
    return -1;
}

static bool open_all(struct listen_at *at, struct addrinfo *ai, size_t n) {
    // Without SO_REUSEPORT: fails where anybody listens, even one who shares.
    int probe = bind_one(ai, false, false);
    if (probe < 0) return false;
    if (at->port == 0) at->port = get_port(probe);
    close(probe);
    set_port(ai->ai_addr, at->port);
    while (at->n < n) {
        int fd = bind_one(ai, true, true);
        if (fd < 0) return false;
        at->fd[at->n++] = fd;
    }
    return true;
}

bool listen_open(arena *a, struct listen_at *at, size_t n, str *why) {
    CHECK(n > 0 && n <= LISTEN_MAX && at->n == 0);
    struct addrinfo want = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM}, *found = NULL;
    int failed = getaddrinfo(str_z(a, at->host), NULL, &want, &found);
    if (failed != 0) {
        *why = str_fmt(a, "listen: %.*s: %s", SP(at->host), gai_strerror(failed));
        return false;
    }
    set_port(found->ai_addr, at->port);
    classify(at, found->ai_addr);
    bool fine = open_all(at, found, n);
    int no = errno;
    freeaddrinfo(found);
    if (fine) return true;
    listen_close(at);
    if (no == EADDRINUSE) *why = str_fmt(a, "port %d of %.*s is in use by another program; choose another with --listen HOST:PORT", at->port, SP(at->host));
    else if (no == EACCES) *why = str_fmt(a, "port %d of %.*s: not permitted; ports below 1024 need a privilege", at->port, SP(at->host));
    else *why = str_fmt(a, "listen on %.*s:%d: %s", SP(at->host), at->port, strerrordesc_np(no));
    return false;
}

void listen_close(struct listen_at *at) {
    while (at->n) close(at->fd[--at->n]);
}
