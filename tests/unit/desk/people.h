// What the tests of people share beside records.h: a practice made the way `unknot init` makes it, a clock to turn, sign-ins.
#ifndef UNKNOT_TESTS_DESK_PEOPLE_H
#define UNKNOT_TESTS_DESK_PEOPLE_H

#include "records.h"

#include "desk/practice/account.h"
#include "desk/practice/audit.h"
#include "desk/people/clients.h"
#include "desk/people/duplicates.h"
#include "desk/practice/setup.h"
#include "desk/practice/signin.h"
#include "desk/practice/team.h"
#include "desk/practice/upkeep.h"

// UTC by two names.
static inline const struct zone *two_zones(void *ctx, str name)
{
    static unsigned char bytes[44 + 6 + 4] = "TZif"; // version 1, one type, four bytes of abbreviations
    bytes[39] = 1;
    bytes[43] = 4;
    memcpy(bytes + 50, "UTC", 4);
    struct house *h = ctx;
    if (!str_eq(name, S("UTC")) && !str_eq(name, S("Europe/London")))
        return NULL;
    const struct zone *utc = zone_parse(h->b.a, S("UTC"), (str){(const char *)bytes, sizeof bytes});
    assert_non_null(utc);
    return utc;
}

struct town {
    struct desk_env env;
    struct house h;         // with two practices of its own
    instant now;
    practice_id practice;
    account_id owner;
    str secret;             // the owner's one-time password
};

#define OWNER S("olga@example.org")

static struct desk stranger(struct town *t)
{
    struct desk d = call(&t->h, (practice_id){0}, ROLE_NONE);
    d.who = (struct actor){.role = ROLE_NONE};
    d.env = &t->env;
    d.now = t->now;
    d.today = instant_day_utc(t->now);
    return d;
}

static inline struct desk system_of(struct town *t, practice_id practice)
{
    struct desk d = stranger(t);
    d.who = (struct actor){.practice = practice, .role = ROLE_SYSTEM};
    return d;
}

static inline struct desk as(struct town *t, enum role role)
{
    struct desk d = stranger(t);
    d.who = (struct actor){.practice = t->practice, .role = role, .account = t->owner};
    return d;
}

static inline struct desk elsewhere(struct town *t)
{
    struct desk d = as(t, ROLE_OWNER);
    d.who.practice = t->h.other;
    return d;
}

static void town_make(struct town *t, enum db_engine engine)
{
    *t = (struct town){.now = NOW};
    t->env = (struct desk_env){.keys = &test_keys, .zone = two_zones, .audit = book, .ctx = &t->h};
    house_make(&t->h, engine);
    struct desk d = system_of(t, (practice_id){0});
    struct practice_create_input in = {.name = S("Knots & Co"), .owner_email = S(" Olga@Example.org "), .owner_name = S("Olga"), .random = {1, 2, 3}};
    struct practice_create_work w;
    struct practice_created made;
    bool known;
    assert_ok(desk_practice_create_prepare(&d, &in, &w));
    assert_ok(desk_practice_create(&d, &in, &w, &made, &known));
    assert_false(known);
    t->practice = made.practice;
    t->owner = made.owner;
    t->secret = w.secret;
}

static inline void town_end(struct town *t)
{
    house_end(&t->h);
}

// One sign-in, prepare and transact. `n` makes the token.
static inline struct signed_in sign_in(struct town *t, str email, str password, str peer, unsigned char n, struct desk *d)
{
    *d = stranger(t);
    struct signin_input in = {.email = email, .password = password, .peer = peer, .agent = S("Browser"), .token = {n}};
    struct signin_check check;
    struct signed_in out;
    assert_ok(desk_sign_in_prepare(d, &in, &check));
    assert_ok(desk_sign_in(d, &in, &check, &out));
    return out;
}

static inline err session_of(struct town *t, unsigned char n, struct session_row *out)
{
    struct desk d = stranger(t);
    unsigned char token[SESSION_TOKEN] = {n};
    return desk_session(&d, token, out);
}

#endif
