#include "desk/desk.h"

#include "store/audit.h"

enum role_bit {
    N = 1 << ROLE_NONE,
    O = 1 << ROLE_OWNER,
    T = 1 << ROLE_THERAPIST,
    F = 1 << ROLE_FRONT_DESK,
    L = 1 << ROLE_CLIENT,
    Y = 1 << ROLE_SYSTEM
};

enum capability {
#define C(name, roles, prose) CAP_##name = (roles),
#include "caps.def"
#undef C
};

enum mode { READ, WRITE };

static const struct verb_row rows[VERB_COUNT] = {
#define V(vname, cap, mode, is_clinical, audit, vprose) \
    [VERB_##vname] = {.name = S_INIT(#vname), .event = S_INIT(audit), .prose = S_INIT(vprose), .roles = CAP_##cap, \
        .write = (mode) == WRITE, .clinical = (is_clinical)},
#include "verbs.def"
#undef V
};

_Static_assert(1 << ROLE_SYSTEM <= UINT8_MAX, "roles fit the bits of a row");

const struct verb_row *verb_row(enum verb v)
{
    CHECK((unsigned)v < VERB_COUNT);
    return &rows[v];
}

bool desk_may(const struct actor *who, enum verb v)
{
    CHECK((unsigned)who->role < ROLE_COUNT);
    return verb_row(v)->roles >> who->role & 1;
}

err desk_audit_now(struct desk *d, enum verb v, int64_t subject)
{
    CHECK(d->who.practice.v && verb_row(v)->event.n);
    struct audit_row row = {
        .id = {id_next(&d->ids, d->now)},
        .at = d->now,
        .event = verb_row(v)->event,
        .role = d->who.role,
        .account = d->who.account,
        .client = d->who.only,
        .subject = subject,
    };
    return audit_insert(d->db, d->who.practice, &row);
}

err desk_begin(struct desk *d, enum verb v, int64_t subject)
{
    if (!desk_may(&d->who, v))
        return d->who.role == ROLE_NONE ? E_SIGN_IN : E_FORBIDDEN;
    const struct verb_row *r = verb_row(v);
    if (!r->event.n || !d->who.practice.v)
        return OK;
    if (r->write)
        return desk_audit_now(d, v, subject);
    if (!r->clinical)
        return OK;
    if (!d->env || !d->env->audit) // the command line: one connection that writes
        return desk_audit_now(d, v, subject);
    struct audit_note note = {.practice = d->who.practice, .at = d->now, .verb = v, .who = d->who, .subject = subject};
    return d->env->audit(d->env->ctx, &note) ? OK : E_BUSY;
}
