// A disk that takes longer: loaded in front of a program (LD_PRELOAD), it lets each fsync and fdatasync take UNKNOT_BENCH_SYNC_US
// microseconds more. For measuring the group commit as an ordinary disk has it, on a machine whose own answers from a cache.
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void wait_more(void) {
    const char *said = getenv("UNKNOT_BENCH_SYNC_US");
    long us = said ? strtol(said, NULL, 10) : 0;
    if (us > 0 && us < 1000000) nanosleep(&(struct timespec){.tv_nsec = us * 1000}, NULL);
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "fsync");
    wait_more();
    return real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "fdatasync");
    wait_more();
    return real(fd);
}
