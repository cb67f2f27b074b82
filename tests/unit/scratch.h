// Memory for the tests of one file: `a`, for cmocka_run_group_tests(tests, setup, teardown).
#ifndef UNKNOT_TESTS_UNIT_SCRATCH_H
#define UNKNOT_TESTS_UNIT_SCRATCH_H

#include "base/arena.h"

static arena *a;

static int setup(void **state)
{
    (void)state;
    a = arena_new((size_t)256 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

#endif
