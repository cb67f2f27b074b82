// What the tests of this floor share: cmocka, an arena for each test, a folder of its own that is removed.
#ifndef UNKNOT_TESTS_SERVE_UNIT_H
#define UNKNOT_TESTS_SERVE_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

struct unit {
    arena *a;
    char folder[64];
};

static inline int unit_up(void **state) {
    struct unit *u = calloc(1, sizeof *u);
    u->a = arena_new(64 << 20);
    snprintf(u->folder, sizeof u->folder, "%s", "unknot-unit-XXXXXX");
    assert_non_null(mkdtemp(u->folder));
    *state = u;
    return 0;
}

static inline int unit_down(void **state) {
    struct unit *u = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf -- '%s'", u->folder);
    if (system(command) != 0) return 1;
    arena_free(u->a);
    free(u);
    return 0;
}

#define UNIT(test) cmocka_unit_test_setup_teardown(test, unit_up, unit_down)

static inline void assert_str(str s, const char *want) {
    if (s.n != strlen(want) || memcmp(s.p ? s.p : "", want, s.n) != 0) fail_msg("is \"%.*s\", should be \"%s\"", SP(s), want);
}

static inline str in_folder(const struct unit *u, const char *name) { return str_fmt(u->a, "%s/%s", u->folder, name); }

static inline void put_file(str path, const char *text, mode_t mode) {
    char z[256];
    snprintf(z, sizeof z, "%.*s", SP(path));
    FILE *f = fopen(z, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    chmod(z, mode);
}

#endif
