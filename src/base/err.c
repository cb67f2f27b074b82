#include "err.h"

#include <stdio.h>
#include <stdlib.h>

struct err_row {
    int http;
    str name, fhir, prose;
};

static const struct err_row rows[ERR_COUNT] = {
    [OK] = {200, S_INIT("OK"), S_INIT("informational"), S_INIT("All is well.")},
#define X(name, http, fhir, prose) [E_##name] = {http, S_INIT(#name), S_INIT(fhir), S_INIT(prose)},
#include "errors.def"
#undef X
};

static const struct err_row *row_of(err e) {
    CHECK((unsigned)e < ERR_COUNT);
    return &rows[e];
}

int err_http(err e) {
    return row_of(e)->http;
}

str err_name(err e) {
    return row_of(e)->name;
}

str err_fhir(err e) {
    return row_of(e)->fhir;
}

str err_prose(err e) {
    return row_of(e)->prose;
}

struct say err_say(err e) {
    char key[64] = "error.";
    size_t n = 6;
    str name = row_of(e)->name;
    CHECK(n + name.n <= sizeof key);
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        key[n++] = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    return SAY(message_find((str){key, n}));
}

err problem_add(struct problems *ps, err code, str field, struct say say) {
    CHECK(ps && ps->a && code != OK);
    struct problem *p = ARENA_NEW(ps->a, struct problem);
    p->field = field;
    p->say = say;
    if (ps->last) {
        ps->last->next = p;
    } else {
        ps->first = p;
    }
    ps->last = p;
    ps->n++;
    return code;
}

const struct problem *problem_of(const struct problems *ps, str field) {
    for (const struct problem *p = ps->first; p; p = p->next) {
        if (str_eq(p->field, field)) {
            return p;
        }
    }
    return NULL;
}

_Noreturn void bug_stop(const char *file, int line, const char *what) {
    fprintf(stderr, "unknot: bug at %s:%d: %s\n", file, line, what);
    abort();
}
