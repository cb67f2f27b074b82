#include "serve/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "serve/log.h"

enum { YOUNG_MS = 1000, YOUNG_WAIT_MS = 50, BACKOFF_LEAST_MS = 100, BACKOFF_MOST_MS = 5000, KILL_AFTER_MS = 5000, CRASH_STATUS = 1 };

struct state {
    const struct supervised *s;
    sigset_t signals, before;
    int signal_fd, ready_fd;
    pid_t child;            // 0: none runs
    bool was_ready;         // any child
    bool ready, stopping;   // this child
    int64_t started_ms, start_at_ms, kill_at_ms;
    int backoff_ms, status;
};

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

_Noreturn static void be_child(struct state *st, int ready[2], pid_t parent) {
    close(ready[0]);
    close(st->signal_fd);
    if (st->ready_fd >= 0) close(st->ready_fd);
    prctl(PR_SET_PDEATHSIG, SIGTERM); // a parent that is killed takes the child along, in order
    if (getppid() != parent) _exit(CRASH_STATUS);
    sigprocmask(SIG_SETMASK, &st->before, NULL);
    int status = st->s->serve(st->s->ctx, ready[1]);
    _exit(status);
}

static void start_child(struct state *st) {
    int ready[2];
    pid_t parent = getpid();
    if (pipe2(ready, O_CLOEXEC) != 0) {
        st->start_at_ms = now_ms() + BACKOFF_MOST_MS;
        return;
    }
    pid_t child = fork();
    if (child == 0) be_child(st, ready, parent);
    close(ready[1]);
    if (child < 0) {
        close(ready[0]);
        st->start_at_ms = now_ms() + BACKOFF_MOST_MS;
        return;
    }
    if (st->ready_fd >= 0) close(st->ready_fd);
    st->ready_fd = ready[0];
    st->child = child;
    st->ready = false;
    st->started_ms = now_ms();
    if (st->was_ready) LOG(child_started, LOGI("pid", child));
}

static void child_ready(struct state *st) {
    char byte;
    ssize_t n = read(st->ready_fd, &byte, 1);
    close(st->ready_fd);
    st->ready_fd = -1;
    if (n != 1) return; // it ended: SIGCHLD says how
    if (!st->was_ready) st->s->first_ready(st->s->ctx);
    st->was_ready = st->ready = true;
}

// One that answered is followed at once; one that cannot even start is tried ever more seldom.
static int wait_before_next(struct state *st) {
    if (st->ready) {
        st->backoff_ms = 0;
        return now_ms() - st->started_ms < YOUNG_MS ? YOUNG_WAIT_MS : 0;
    }
    st->backoff_ms = st->backoff_ms ? st->backoff_ms * 2 : BACKOFF_LEAST_MS;
    if (st->backoff_ms > BACKOFF_MOST_MS) st->backoff_ms = BACKOFF_MOST_MS;
    return st->backoff_ms;
}

// What a child's end means; true when that is the end of all.
static bool child_ended(struct state *st, int how) {
    // SIGTERM may meet one that is still starting, and does not handle it yet.
    bool orderly = (WIFEXITED(how) && WEXITSTATUS(how) == 0) || (st->stopping && WIFSIGNALED(how) && WTERMSIG(how) == SIGTERM);
    st->child = 0;
    st->status = orderly ? 0 : WIFEXITED(how) ? WEXITSTATUS(how) : CRASH_STATUS;
    if (st->stopping || orderly || !st->was_ready) return true;
    LOG(child_ended, LOGI("signal", WIFSIGNALED(how) ? WTERMSIG(how) : 0), LOGI("status", WIFEXITED(how) ? WEXITSTATUS(how) : -1));
    st->start_at_ms = now_ms() + wait_before_next(st);
    return false;
}

static void stop(struct state *st, int signal) {
    if (st->stopping) {
        if (signal == SIGINT && st->child) kill(st->child, SIGKILL);
        return;
    }
    st->stopping = true;
    st->s->stopping(st->s->ctx);
    st->kill_at_ms = now_ms() + st->s->stop_timeout_s * 1000 + KILL_AFTER_MS;
    if (st->child) kill(st->child, SIGTERM);
    else st->status = 0; // between two children: nothing was in flight
}

static bool signalled(struct state *st) {
    struct signalfd_siginfo info;
    bool over = false;
    while (read(st->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
        int how;
        if (info.ssi_signo == SIGHUP && st->child) kill(st->child, SIGHUP);
        if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) stop(st, (int)info.ssi_signo);
        if (info.ssi_signo == SIGCHLD && st->child && waitpid(st->child, &how, WNOHANG) == st->child) over = child_ended(st, how) || over;
    }
    return over || (st->stopping && !st->child);
}

static int patience(const struct state *st) {
    int64_t until = st->stopping ? st->kill_at_ms : !st->child ? st->start_at_ms : 0;
    if (until == 0) return -1;
    int64_t left = until - now_ms();
    return left < 0 ? 0 : (int)left;
}

int supervise(const struct supervised *s) {
    struct state st = {.s = s, .ready_fd = -1, .status = CRASH_STATUS};
    sigemptyset(&st.signals);
    sigaddset(&st.signals, SIGCHLD);
    sigaddset(&st.signals, SIGTERM);
    sigaddset(&st.signals, SIGINT);
    sigaddset(&st.signals, SIGHUP);
    CHECK(sigprocmask(SIG_BLOCK, &st.signals, &st.before) == 0);
    st.signal_fd = signalfd(-1, &st.signals, SFD_CLOEXEC | SFD_NONBLOCK);
    CHECK(st.signal_fd >= 0);
    for (bool over = false; !over;) {
        if (!st.child && !st.stopping && now_ms() >= st.start_at_ms) start_child(&st);
        struct pollfd fds[2] = {{.fd = st.signal_fd, .events = POLLIN}, {.fd = st.ready_fd, .events = POLLIN}};
        int n = poll(fds, 2, patience(&st));
        if (n < 0 && errno != EINTR) break;
        if (n > 0 && fds[1].revents) child_ready(&st);
        if (n > 0 && fds[0].revents) over = signalled(&st);
        if (st.stopping && st.child && now_ms() >= st.kill_at_ms) kill(st.child, SIGKILL);
    }
    if (st.ready_fd >= 0) close(st.ready_fd);
    close(st.signal_fd);
    return st.status;
}
