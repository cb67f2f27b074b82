// cmocka, and what the unit tests of this floor share.
#ifndef UNKNOT_TESTS_UNIT_BASE_UNIT_H
#define UNKNOT_TESTS_UNIT_BASE_UNIT_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

#define assert_str(got, want) assert_str_(__FILE__, __LINE__, (got), (want))
static inline void assert_str_(const char *file, int line, str got, const char *want) {
    if (!str_eq(got, str_of(want))) {
        print_error("got  \"%.*s\"\nwant \"%s\"\n", SP(got), want);
        _fail(file, line);
    }
}

// True when fn(ctx) ends in an assertion (SIGABRT), in a child of its own.
static inline bool dies(void (*fn)(void *), void *ctx) {
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        signal(SIGABRT, SIG_DFL);
        if (!freopen("/dev/null", "w", stderr)) {
            _exit(3);
        }
        fn(ctx);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

// One arena for a whole test, freed by the teardown.
static inline int arena_up(void **state) {
    *state = arena_new(64u << 20);
    return 0;
}
static inline int arena_down(void **state) {
    arena_free(*state);
    return 0;
}
#define ARENA_TEST(f) cmocka_unit_test_setup_teardown(f, arena_up, arena_down)

#endif
