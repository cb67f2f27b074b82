// A closed-loop HTTP/1.1 load: each connection sends a request, waits for its whole answer, sends the next.
//   load PORT CONNECTIONS REQUESTS SECONDS FILE     (ends at whichever comes first; 0: no such end)
// FILE: requests, each as a decimal length, a newline and so many bytes. Connection c sends c, c+CONNECTIONS, … modulo their number.
// Prints JSON: requests, seconds, statuses, bytes, p50_us, p99_us, max_us. An answer without Content-Length, or a broken
// connection, ends it with 1: measurements of a server that fails mean nothing.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 4096, HEAD_MAX = 65536, EVENTS = 256, LATENCIES_MAX = 4000000 };

struct request {
    const char *p;
    size_t n;
};

struct conn {
    int fd;
    size_t sent, at, head_n, left; // of the request; index of the request; bytes of the head so far; bytes of the body to come
    bool in_body;
    int64_t since;
    char head[HEAD_MAX];
};

static struct request *requests;
static size_t n_requests, n_conns, wanted, begun, ended, bytes, statuses[600];
static struct conn *conns;
static uint32_t *latency;
static int epoll;

static _Noreturn void stop(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void read_requests(const char *path)
{
    int fd = open(path, O_RDONLY);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0)
        stop(path);
    char *all = malloc((size_t)st.st_size + 1);
    if (!all || read(fd, all, (size_t)st.st_size) != st.st_size)
        stop(path);
    close(fd);
    all[st.st_size] = 0;
    for (char *p = all, *end = all + st.st_size; p < end;) {
        char *body;
        size_t n = strtoul(p, &body, 10);
        if (*body != '\n' || n == 0 || n > (size_t)(end - body - 1))
            stop("a length that is none");
        requests = realloc(requests, (n_requests + 1) * sizeof *requests);
        if (!requests)
            stop("memory");
        requests[n_requests++] = (struct request){body + 1, n};
        p = body + 1 + n;
    }
    if (n_requests == 0)
        stop("no requests");
}

static void go_on_sending(struct conn *c)
{
    const struct request *r = &requests[c->at % n_requests];
    while (c->sent < r->n) {
        ssize_t n = send(c->fd, r->p + c->sent, r->n - c->sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN)
            return; // a request fits a socket's buffer but for odd moments: the next readable or writable event goes on
        if (n < 0)
            stop("send");
        c->sent += (size_t)n;
    }
}

static bool begin(struct conn *c)
{
    if (wanted && begun >= wanted)
        return false;
    begun++;
    c->sent = c->head_n = c->left = 0;
    c->in_body = false;
    c->since = now_ns();
    go_on_sending(c);
    return true;
}

static void head_read(struct conn *c, const char *end)
{
    const char *length = strstr(c->head, "\r\nContent-Length: ");
    int status = atoi(c->head + 9);
    if (strncmp(c->head, "HTTP/1.1 ", 9) != 0 || status < 100 || status > 599 || !length || length > end)
        stop("an answer that is none");
    statuses[status]++;
    c->left = strtoul(length + 18, NULL, 10);
    c->in_body = true;
}

// True when the answer is whole.
static bool take(struct conn *c, const char *p, size_t n)
{
    bytes += n;
    if (!c->in_body) {
        if (c->head_n + n >= HEAD_MAX)
            stop("head too large");
        memcpy(c->head + c->head_n, p, n);
        c->head_n += n;
        c->head[c->head_n] = 0;
        char *end = strstr(c->head, "\r\n\r\n");
        if (!end)
            return false;
        head_read(c, end);
        n = c->head_n - (size_t)(end + 4 - c->head);
    }
    if (n > c->left)
        stop("more than was announced");
    c->left -= n;
    return c->left == 0;
}

static void on_event(struct conn *c)
{
    static char piece[60000];
    go_on_sending(c);
    for (;;) {
        ssize_t n = recv(c->fd, piece, sizeof piece, 0);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0)
            stop("the server closed");
        if (!take(c, piece, (size_t)n))
            continue;
        if (ended < LATENCIES_MAX)
            latency[ended] = (uint32_t)((now_ns() - c->since) / 1000);
        ended++;
        c->at += n_conns;
        if (!begin(c))
            return;
    }
}

static void connect_all(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    conns = calloc(n_conns, sizeof *conns);
    latency = malloc(LATENCIES_MAX * sizeof *latency);
    epoll = epoll_create1(0);
    if (!conns || !latency || epoll < 0)
        stop("start");
    for (size_t i = 0; i < n_conns; i++) {
        struct conn *c = &conns[i];
        int on = 1;
        c->fd = socket(AF_INET, SOCK_STREAM, 0);
        if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0)
            stop("connect");
        setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
        c->at = i;
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e) != 0)
            stop("epoll");
    }
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void print(double seconds)
{
    size_t n = ended < LATENCIES_MAX ? ended : LATENCIES_MAX;
    if (n == 0)
        stop("nothing was answered");
    qsort(latency, n, sizeof *latency, by_size);
    printf("{\"requests\":%zu,\"seconds\":%.6f,\"bytes\":%zu,\"p50_us\":%u,\"p99_us\":%u,\"max_us\":%u,\"statuses\":{", ended, seconds, bytes,
        latency[n / 2], latency[n * 99 / 100], latency[n - 1]);
    const char *comma = "";
    for (int i = 0; i < 600; i++) {
        if (statuses[i]) {
            printf("%s\"%d\":%zu", comma, i, statuses[i]);
            comma = ",";
        }
    }
    puts("}}");
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fputs("load PORT CONNECTIONS REQUESTS SECONDS FILE\n", stderr);
        return 2;
    }
    n_conns = strtoul(argv[2], NULL, 10);
    wanted = strtoul(argv[3], NULL, 10);
    double seconds = strtod(argv[4], NULL);
    if (n_conns == 0 || n_conns > CONNECTIONS_MAX || (wanted == 0 && seconds <= 0))
        stop("arguments");
    read_requests(argv[5]);
    connect_all(atoi(argv[1]));
    int64_t from = now_ns(), until = seconds > 0 ? from + (int64_t)(seconds * 1e9) : INT64_MAX;
    for (size_t i = 0; i < n_conns; i++)
        begin(&conns[i]);
    while (ended < begun) { // what is in flight at the end is still answered
        struct epoll_event events[EVENTS];
        int n = epoll_wait(epoll, events, EVENTS, 1000);
        if (n == 0 && now_ns() > until + INT64_C(20000000000))
            stop("the server does not answer");
        if (now_ns() > until)
            wanted = 1; // nothing new begins
        for (int i = 0; i < n; i++)
            on_event(events[i].data.ptr);
    }
    print((double)(now_ns() - from) / 1e9);
    return 0;
}
