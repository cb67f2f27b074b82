// Ids: 63-bit positive integers, time-ordered, made by the application, seedable. Strings in JSON and in URLs
// (13 characters of Crockford base 32, lower case). One distinct type per kind of thing, so that the compiler
// refuses a client where a concern is meant.
#ifndef UNKNOT_BASE_ID_H
#define UNKNOT_BASE_ID_H

#include "str.h"
#include "civil.h"

#define ID_KINDS(X) \
    X(practice) X(account) X(client) X(concern) X(measure) X(diary) X(link) X(session) X(service) X(audit) X(merge) X(file) \
    X(room) X(equipment) X(exception) X(appointment) X(group) X(plan) X(activity_set) X(review) X(other_care) X(adverse) \
    X(intake) X(finding) X(act) X(consent) X(note) X(amendment) X(receipt) X(package) X(letter) X(response) X(library) X(calm) X(outbox) X(alert) X(anew)
#define X(kind) \
    typedef struct kind##_id { \
        int64_t v; \
    } kind##_id;
ID_KINDS(X)
#undef X

// Time-ordered: milliseconds since 2020 in the high 41 bits, 22 bits from the seeded generator that never repeat
// within a millisecond. Thread-safe only when each thread has its own. State by value: copy to fork a sequence.
struct idgen {
    uint64_t state;     // xorshift state, seeded; never 0
    int64_t last;       // last id given
};
struct idgen idgen_seed(uint64_t seed);
int64_t id_next(struct idgen *g, instant now); // strictly increasing per generator

enum { ID_TEXT = 13 };
void id_text(int64_t id, char out[ID_TEXT + 1]);
str id_str(struct arena *a, int64_t id);
bool id_parse(str s, int64_t *out); // false unless 13 characters of the alphabet and positive

#endif
