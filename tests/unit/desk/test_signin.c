// desk/practice/signin.h, desk/practice/account.h: passwords, throttling, sessions.
#include "people.h"

#include <time.h>

static void first_sign_in(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d;
    struct signed_in in = sign_in(&t, S("OLGA@example.org"), t.secret, S("10.0.0.1"), 1, &d);
    assert_true(in.ok && in.must_change && !in.set_up && !in.wait_s);
    struct session_row s;
    assert_ok(session_of(&t, 1, &s));
    assert_true(s.account.v == t.owner.v && s.practice.v == t.practice.v && s.role == ROLE_OWNER);
    assert_true(s.must_change && !s.set_up && !s.stale_seen);
    assert_str(s.email, OWNER);
    assert_str(s.name, S("Olga"));
    assert_str(s.practice_name, S("Knots & Co"));
    assert_str(s.language, S("en"));
    assert_int_equal(s.csrf.n, 32);
    d = stranger(&t);
    assert_ok(desk_enter(&d, &s));
    assert_true(d.who.practice.v == t.practice.v && d.who.role == ROLE_OWNER && d.today.d == TODAY.d && d.zone);

    // another token is nobody, and no token is kept readable
    assert_err(session_of(&t, 2, &s), E_SIGN_IN);
    town_end(&t);
}
BOTH(first_sign_in)

static void wrong(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d;
    for (int i = 0; i < 5; i++) {
        struct signed_in in = sign_in(&t, OWNER, S("wrong"), S("10.0.0.1"), 1, &d);
        assert_true(!in.ok && !in.wait_s);
        assert_problem(&d, "password", MSG_people_signin_wrong);
    }
    // now also the right one waits, from wherever
    struct signed_in in = sign_in(&t, OWNER, t.secret, S("10.0.0.2"), 1, &d);
    assert_true(!in.ok && in.wait_s == 30);
    assert_problem(&d, "", MSG_people_signin_wait);
    t.now.us += 31 * SECOND_US;
    in = sign_in(&t, OWNER, S("wrong"), S("10.0.0.1"), 1, &d);
    assert_true(!in.ok && !in.wait_s);
    in = sign_in(&t, OWNER, t.secret, S("10.0.0.1"), 1, &d);
    assert_int_equal(in.wait_s, 60);
    t.now.us += 61 * SECOND_US;
    // an unknown e-mail is told nothing else than a wrong password
    in = sign_in(&t, S("nobody@example.org"), S("wrong"), S("10.0.0.1"), 1, &d);
    assert_true(!in.ok);
    assert_problem(&d, "password", MSG_people_signin_wrong);
    // success forgets
    in = sign_in(&t, OWNER, t.secret, S("10.0.0.1"), 1, &d);
    assert_true(in.ok);
    for (int i = 0; i < 4; i++)
        sign_in(&t, OWNER, S("wrong"), S("10.0.0.1"), 1, &d);
    in = sign_in(&t, OWNER, t.secret, S("10.0.0.1"), 2, &d);
    assert_true(in.ok);
    town_end(&t);
}
BOTH(wrong)

static void waits_grow(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    instant until;
    int64_t want[] = {0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct desk d = stranger(&t);
        assert_ok(desk_throttle_fail(&d, S("link"), S("x"), 5, &until));
        assert_int_equal(until.us ? (until.us - t.now.us) / SECOND_US : 0, want[i]);
    }
    struct desk d = stranger(&t);
    assert_ok(desk_throttle_look(&d, S("link"), S("x"), &until));
    assert_true(until.us != 0);
    assert_ok(desk_throttle_look(&d, S("link"), S("y"), &until));
    assert_true(until.us == 0);
    assert_ok(desk_throttle_look(&d, S("peer"), S("x"), &until));
    assert_true(until.us == 0);
    // many names from one address: the address waits
    for (int i = 0; i < 20; i++) {
        d = stranger(&t);
        assert_ok(desk_throttle_fail(&d, S("peer"), S("10.9.9.9"), 20, &until));
    }
    struct signed_in in = sign_in(&t, OWNER, t.secret, S("10.9.9.9"), 1, &d);
    assert_true(!in.ok && in.wait_s == 30);
    // a day later all is forgotten
    t.now.us += 25 * HOUR_US;
    d = stranger(&t);
    assert_ok(desk_throttle_fail(&d, S("link"), S("x"), 5, &until));
    assert_true(until.us == 0);
    town_end(&t);
}
BOTH(waits_grow)

// Guesses sent at once all pass prepare; transact counts them one by one.
static void at_once(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = stranger(&t);
    struct signin_input wrong_in = {.email = OWNER, .password = S("guess"), .peer = S("p"), .token = {9}};
    struct signin_input right_in = {.email = OWNER, .password = t.secret, .peer = S("q"), .token = {8}};
    struct signin_check wrong_check, right_check;
    struct signed_in out;
    assert_ok(desk_sign_in_prepare(&d, &wrong_in, &wrong_check));
    assert_ok(desk_sign_in_prepare(&d, &right_in, &right_check));
    for (int i = 0; i < 5; i++)
        assert_ok(desk_sign_in(&d, &wrong_in, &wrong_check, &out));
    assert_ok(desk_sign_in(&d, &right_in, &right_check, &out));
    assert_true(!out.ok && out.wait_s > 0);
    town_end(&t);
}
BOTH(at_once)

static void empty_fields(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d = stranger(&t);
    struct signin_check check;
    assert_err(desk_sign_in_prepare(&d, &(struct signin_input){.email = S("  "), .peer = S("p")}, &check), E_INVALID);
    assert_problem(&d, "email", MSG_error_required);
    assert_problem(&d, "password", MSG_error_required);
    town_end(&t);
}
BOTH(empty_fields)

static void session_ends(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d;
    struct session_row s;
    sign_in(&t, OWNER, t.secret, S("p"), 1, &d);
    instant begin = t.now;
    t.now.us = begin.us + SESSION_IDLE_US - 1;
    assert_ok(session_of(&t, 1, &s));
    assert_true(s.stale_seen);
    d = stranger(&t);
    assert_ok(desk_session_touch(&d, &s));
    assert_ok(session_of(&t, 1, &s));
    assert_false(s.stale_seen);
    t.now.us += SESSION_IDLE_US - 1;
    assert_ok(session_of(&t, 1, &s));
    t.now.us += 1;
    assert_err(session_of(&t, 1, &s), E_SIGN_IN);
    // used all the time it still ends after 14 days
    t.now = begin;
    sign_in(&t, OWNER, t.secret, S("p"), 2, &d);
    while (t.now.us + 11 * HOUR_US < begin.us + SESSION_LIFE_US) {
        t.now.us += 11 * HOUR_US;
        assert_ok(session_of(&t, 2, &s));
        d = stranger(&t);
        assert_ok(desk_session_touch(&d, &s));
    }
    t.now.us = begin.us + SESSION_LIFE_US - 1;
    assert_ok(session_of(&t, 2, &s));
    t.now.us++;
    assert_err(session_of(&t, 2, &s), E_SIGN_IN);
    struct sweep_counts swept;
    d = system_of(&t, (practice_id){0});
    assert_ok(desk_sweep(&d, &swept));
    assert_int_equal(swept.sessions, 2);
    town_end(&t);
}
BOTH(session_ends)

// The audit queue carries it, so that reading a page writes nothing.
static void seen_by_note(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d;
    struct session_row s;
    struct audit_page before, after;
    struct signed_in in = sign_in(&t, OWNER, t.secret, S("p"), 1, &d);
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_audit_list(&d, (audit_id){0}, 0, &before));
    t.now.us += HOUR_US;
    struct audit_note note = {.practice = t.practice, .at = t.now, .who = d.who, .touched = in.session,
        .touched_until = {t.now.us + SESSION_IDLE_US}};
    assert_ok(desk_audit_book(d.db, &d.ids, &note, 1));
    assert_ok(session_of(&t, 1, &s));
    assert_true(!s.stale_seen && s.expires.us == note.touched_until.us);
    note.at.us -= MINUTE_US; // a note that comes late takes nothing back
    note.touched_until.us -= MINUTE_US;
    assert_ok(desk_audit_book(d.db, &d.ids, &note, 1));
    assert_ok(session_of(&t, 1, &s));
    assert_true(s.seen.us == t.now.us);
    assert_ok(desk_audit_list(&d, (audit_id){0}, 0, &after));
    assert_int_equal(after.n, before.n);
    town_end(&t);
}
BOTH(seen_by_note)

static void own_sessions(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d;
    struct session_row s;
    struct signed_in one = sign_in(&t, OWNER, t.secret, S("p"), 1, &d);
    t.now.us += MINUTE_US;
    struct signed_in two = sign_in(&t, OWNER, t.secret, S("q"), 2, &d);
    struct account_shown shown;
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_account_show(&d, &shown));
    assert_int_equal(shown.n_sessions, 2);
    assert_true(shown.sessions[0].id.v == two.session.v);
    assert_str(shown.sessions[1].peer, S("p"));

    // another person's session cannot be ended
    struct desk other = therapist(&t.h);
    assert_err(desk_session_end(&other, one.session), E_NOT_FOUND);
    assert_ok(desk_session_end(&d, one.session));
    assert_err(session_of(&t, 1, &s), E_SIGN_IN);
    assert_ok(session_of(&t, 2, &s));
    assert_ok(desk_sign_out(&d, two.session));
    assert_err(session_of(&t, 2, &s), E_SIGN_IN);
    assert_ok(desk_sign_out(&d, two.session));
    d = stranger(&t);
    assert_err(desk_account_show(&d, &shown), E_SIGN_IN);
    town_end(&t);
}
BOTH(own_sessions)

static void expect_refused(struct town *t, str current, const char *password, const char *again, const char *field, enum msg why)
{
    struct desk d = as(t, ROLE_OWNER);
    struct password_work w;
    struct password_input in = {.current = current, .password = str_of(password), .again = str_of(again)};
    assert_err(desk_password_change_prepare(&d, &in, &w), E_INVALID);
    assert_problem(&d, field, why);
}

static void password(enum db_engine engine)
{
    struct town t;
    town_make(&t, engine);
    struct desk d;
    struct session_row s;
    struct signed_in one = sign_in(&t, OWNER, t.secret, S("p"), 1, &d);
    sign_in(&t, OWNER, t.secret, S("q"), 2, &d);
    expect_refused(&t, S("wrong"), "a long enough one", "a long enough one", "current", MSG_error_password_wrong);
    expect_refused(&t, t.secret, "tooshort1", "tooshort1", "password", MSG_error_password_short);
    expect_refused(&t, t.secret, "Password123", "Password123", "password", MSG_people_password_common);
    expect_refused(&t, t.secret, "abababababab", "abababababab", "password", MSG_people_password_common);
    expect_refused(&t, t.secret, "OLGA@example.org", "OLGA@example.org", "password", MSG_people_password_is_email);
    expect_refused(&t, t.secret, "a long enough one", "a long enough two", "again", MSG_error_password_same);
    expect_refused(&t, t.secret, str_z(t.h.b.a, t.secret), str_z(t.h.b.a, t.secret), "password", MSG_people_password_unchanged);

    struct password_work w, stale;
    struct password_input in = {.current = t.secret, .password = S("käse über brot"), .again = S("käse über brot")};
    d = as(&t, ROLE_OWNER);
    assert_ok(desk_password_change_prepare(&d, &in, &stale));
    assert_ok(desk_password_change_prepare(&d, &in, &w));
    assert_ok(desk_password_change(&d, &w, one.session));
    assert_err(session_of(&t, 2, &s), E_SIGN_IN);
    assert_ok(session_of(&t, 1, &s));
    assert_false(s.must_change);
    assert_err(desk_password_change(&d, &stale, one.session), E_CONFLICT);
    assert_false(sign_in(&t, OWNER, t.secret, S("p"), 3, &d).ok);
    struct signed_in in2 = sign_in(&t, OWNER, in.password, S("p"), 4, &d);
    assert_true(in2.ok && !in2.must_change);
    town_end(&t);
}
BOTH(password)

static double seconds(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void no_telling_by_time(void **state)
{
    (void)state;
    arena *a = arena_new(1 << 20);
    str hash;
    assert_ok(desk_password_hash(a, S("a password of someone"), &hash));
    assert_true(str_starts(hash, S("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(desk_password_verify(hash, S("a password of someone")));
    assert_false(desk_password_verify(S(""), S("nobody"))); // not even what the stand-in was made of
    double begin = seconds();
    assert_false(desk_password_verify(hash, S("another")));
    double known = seconds() - begin;
    begin = seconds();
    assert_false(desk_password_verify(S(""), S("another")));
    double unknown = seconds() - begin;
    assert_true(unknown > known / 3 && unknown < known * 3);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTS(first_sign_in), TESTS(wrong), TESTS(waits_grow), TESTS(at_once), TESTS(empty_fields),
        TESTS(session_ends), TESTS(seen_by_note), TESTS(own_sessions), TESTS(password), cmocka_unit_test(no_telling_by_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
