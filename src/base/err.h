// Errors: three classes, never mixed. A bug is an assertion, which stays on. A refusal (bad input, not found,
// conflict) and a failing environment (disk full, database gone) are an `err` value. Refusals carry
// problems: field path, rule as a message, in a list that the callee appends to and leaves alone on success.
#ifndef UNKNOT_BASE_ERR_H
#define UNKNOT_BASE_ERR_H

#include "arena.h"
#include "message.h"
#include "str.h"

typedef enum err {
    OK = 0,
#define X(name, http, fhir, prose) E_##name,
#include "errors.def"
#undef X
    ERR_COUNT
} err;

#define MUST_USE __attribute__((warn_unused_result))

int err_http(err e);            // OK gives 200
str err_name(err e);            // "NOT_FOUND"
str err_fhir(err e);
str err_prose(err e);
struct say err_say(err e);      // the message of the table

// One broken rule. `field` is the form's name of it ("born", "phones[1]"), empty for the whole.
struct problem {
    str field;
    struct say say;
    struct problem *next;
};

// Problems of one call, in the order found. Zero-initialise with the arena set.
struct problems {
    arena *a;
    struct problem *first, *last;
    size_t n;
};

// Adds one and returns `code`, so that `return problem_add(ps, E_INVALID, S("born"), SAY(MSG_error_date));` reads well.
err problem_add(struct problems *ps, err code, str field, struct say say);
const struct problem *problem_of(const struct problems *ps, str field); // first for this field, or NULL

// Assertions that stay on in every build: prints file, line and text to standard error and aborts.
_Noreturn void bug_stop(const char *file, int line, const char *what);
#define CHECK(x) ((x) ? (void)0 : bug_stop(__FILE__, __LINE__, #x))

#endif
