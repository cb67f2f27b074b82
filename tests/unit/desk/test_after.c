// How it was after a session: asked by a message of its own, by the page before the next visit, by the therapist (desk/links/after.h, desk/safety/heard.h).
#include "course.h"

#include "desk/care/care.h"
#include "desk/links/after.h"
#include "desk/links/previsit.h"
#include "desk/safety/harm_register.h"
#include "desk/safety/heard.h"

static const struct zone *zone_here(void *ctx, str name)
{
    (void)name;
    return berlin(ctx);
}

static int64_t ask_all(struct course *k, instant now)
{
    struct desk_env env = {.keys = &test_keys, .zone = zone_here, .audit = book, .mail = true, .ctx = k->c.h.b.a};
    appointment_id next = {0};
    do {
        struct desk d = call(&k->c.h, k->c.h.practice, ROLE_SYSTEM);
        d.env = &env;
        d.now = now;
        assert_ok(desk_after_queue(&d, next, &next));
    } while (next.v);
    return count(&k->c, "SELECT COUNT(*) FROM after_ask a JOIN outbox o ON o.link_id = a.link_id AND o.kind = 'after'");
}

static instant hours_after(int week, int64_t hours) // the session's end: ten in Berlin
{
    return (instant){(int64_t)(MONDAY.d + 7 * week) * DAY_US + (9 + hours) * HOUR_US};
}

struct after_telling {
    struct desk *d;
    const struct after_in *in;
};
static err after_work(void *ctx, struct db *db)
{
    struct after_telling *w = ctx;
    w->d->db = db;
    return desk_after_say(w->d, w->in);
}

static void asked_after(enum db_engine engine)
{
    struct course k;
    struct after_form f;
    bool waits, there;
    course_make(&k, engine);
    raw_do(&k.c.h.b, "UPDATE client SET email = 'ann@example.org', may_email = 1");
    sign(&k, 0, NULL);
    assert_int_equal(ask_all(&k, (instant){hours_after(0, 24).us - 1}), 0); // too soon
    assert_int_equal(ask_all(&k, (instant){hours_after(0, 72).us + 1}), 0); // too late
    assert_int_equal(ask_all(&k, hours_after(0, 24)), 1);
    assert_int_equal(ask_all(&k, hours_after(0, 25)), 1); // once
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM after_ask WHERE why = 'first'"), 1);
    k.c.now = hours_after(0, 26);
    struct desk d = client_of(&k.c);
    d.who.link.v = count(&k.c, "SELECT link_id FROM after_ask");
    assert_ok(desk_after_waits(&d, &waits, &there));
    assert_true(waits);
    assert_ok(desk_after_form(&d, &f));
    assert_true(f.visit.d == MONDAY.d && !f.nothing && f.events == 0);
    d = client_of(&k.c);
    d.who.link.v = count(&k.c, "SELECT link_id FROM after_ask");
    assert_ok(db_write(d.db, after_work, &(struct after_telling){&d, &(struct after_in){.nothing = true}}));
    assert_ok(desk_after_form(&d, &f));
    assert_ok(desk_after_waits(&d, &waits, &there));
    assert_true(f.nothing && !waits);
    d = client_of(&k.c); // then it came all the same, a day later
    d.who.link.v = count(&k.c, "SELECT link_id FROM after_ask");
    const struct after_in severe = {.row = {.what = ADVERSE_NUMBNESS, .severity = SEVERITY_SEVERE, .hours = {true, 24}}};
    assert_ok(db_write(d.db, after_work, &(struct after_telling){&d, &severe}));
    assert_ok(desk_after_form(&d, &f));
    assert_true(f.severe && f.events == 1);
    assert_int_equal(count(&k.c, "SELECT day FROM adverse_event"), MONDAY.d + 1);
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM alert WHERE cause = 'event'"), 1);
    sign(&k, 1, NULL);
    assert_int_equal(ask_all(&k, hours_after(1, 30)), 2); // something severe followed the one before
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM after_ask WHERE why = 'event'"), 1);
    sign(&k, 2, NULL);
    assert_int_equal(ask_all(&k, hours_after(2, 30)), 2); // the same as before: asked at the next visit
    clinic_end(&k.c);
}
BOTH(asked_after)

// The first visit of somebody without an open concern is a first visit; the link asks that alone.
static void asked_after_without_a_concern(enum db_engine engine)
{
    struct course k;
    struct after_form f;
    bool waits, there;
    course_make(&k, engine);
    raw_do(&k.c.h.b, "UPDATE client SET email = 'ann@example.org', may_email = 1");
    raw_do(&k.c.h.b, "UPDATE concern SET closed_day = start_day");
    sign(&k, 0, NULL);
    assert_int_equal(ask_all(&k, hours_after(0, 24)), 1);
    k.c.now = hours_after(0, 26);
    struct desk d = client_of(&k.c);
    d.who.link.v = count(&k.c, "SELECT link_id FROM after_ask");
    assert_ok(desk_after_waits(&d, &waits, &there));
    assert_true(waits && !there);
    assert_ok(desk_after_form(&d, &f));
    assert_true(f.alone && f.of_message);
    assert_ok(db_write(d.db, after_work, &(struct after_telling){&d, &(struct after_in){.nothing = true}}));
    assert_ok(desk_after_waits(&d, &waits, &there));
    assert_true(!waits && there);
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM link WHERE used_us IS NOT NULL"), 1); // it asked nothing else
    clinic_end(&k.c);
}
BOTH(asked_after_without_a_concern)

static struct previsit before(struct course *k, const struct link_made *link)
{
    struct previsit p;
    struct desk d = knock_at(&k->c, link->token, LINK_VISIT);
    assert_ok(desk_previsit(&d, &p));
    return p;
}

static err say_before(struct course *k, const struct link_made *link, struct after_in in)
{
    struct desk d = knock_at(&k->c, link->token, LINK_VISIT);
    return db_write(d.db, after_work, &(struct after_telling){&d, &in});
}

// With a concern, or none: the page before the next visit asks.
static void asked_before_the_next_visit(enum db_engine engine)
{
    for (int concern = 0; concern < 2; concern++) {
        struct course k;
        struct link_made link, other;
        course_make(&k, engine);
        if (!concern)
            raw_do(&k.c.h.b, "UPDATE concern SET closed_day = start_day");
        sign(&k, 0, NULL);
        at(&k.c, MONDAY, 18);
        struct desk d = by(&k.c, ROLE_FRONT_DESK);
        assert_ok(desk_previsit_make(&d, k.visit[1], PHONE_AS_BEFORE, &link));
        assert_false(before(&k, &link).after); // the same day: too soon to say
        at(&k.c, (day){MONDAY.d + 6}, 12);
        struct previsit p = before(&k, &link);
        assert_true(p.after && p.after_day.d == MONDAY.d && !p.after_said && p.ask == (concern == 1));
        // a message that asks it stands: not twice
        raw_do(&k.c.h.b, "INSERT INTO after_ask (practice_id, appointment_id, client_id, why, link_id, at_us) SELECT practice_id, (SELECT MIN(id) FROM appointment), client_id, 'first', id + 1, 1 FROM link");
        raw_do(&k.c.h.b, str_z(k.c.h.b.a, str_fmt(k.c.h.b.a, "INSERT INTO link (practice_id, id, client_id, created_us, expires_us, purpose, shared_phone) SELECT practice_id, id + 1, client_id, created_us, %lld, 'answers', 0 FROM link", (long long)(k.c.now.us + DAY_US))));
        assert_false(before(&k, &link).after);
        raw_do(&k.c.h.b, "UPDATE link SET expires_us = created_us WHERE purpose = 'answers'");
        assert_true(before(&k, &link).after); // nobody opened it
        // rather not: by this link no more; by the next one, before the next visit
        assert_ok(say_before(&k, &link, (struct after_in){.skip = true}));
        assert_false(before(&k, &link).after);
        d = by(&k.c, ROLE_FRONT_DESK);
        assert_ok(desk_previsit_make(&d, k.visit[2], PHONE_AS_BEFORE, &other));
        assert_true(before(&k, &other).after);
        // what is severe is somebody's task at once, as by any other link
        assert_ok(say_before(&k, &other, (struct after_in){.row = {.what = ADVERSE_NUMBNESS, .severity = SEVERITY_SEVERE, .hours = {true, 24}}}));
        p = before(&k, &other);
        assert_true(!p.after && p.after_said);
        assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM alert WHERE cause = 'event'"), 1);
        assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM adverse_event WHERE appointment_id = (SELECT MIN(id) FROM appointment) AND due_day IS NOT NULL"), 1);
        clinic_end(&k.c);
    }
}
BOTH(asked_before_the_next_visit)

static void asked_eight_weeks_back(enum db_engine engine)
{
    struct course k;
    struct link_made link;
    course_make(&k, engine);
    sign(&k, 0, NULL);
    raw_do(&k.c.h.b, "UPDATE appointment SET state = 'cancelled' WHERE state = 'booked'");
    for (int late = 0; late < 2; late++) {
        struct booked b = {0};
        at(&k.c, (day){MONDAY.d + AFTER_BACK - 2 + late}, 12);
        struct desk d = by(&k.c, ROLE_OWNER);
        struct book_in book = {.client = {k.c.ann}, .therapist = {k.c.tess}, .service = k.c.hour, .kind = VISIT_RELAXATION, .day = {MONDAY.d + AFTER_BACK + late}, .minute = 9 * 60};
        assert_ok(book_it(&d, &book, &b));
        d = by(&k.c, ROLE_FRONT_DESK);
        assert_ok(desk_previsit_make(&d, b.id[0], PHONE_AS_BEFORE, &link));
        assert_true(before(&k, &link).after); // counted from the day of asking, where that is earlier
        at(&k.c, (day){MONDAY.d + AFTER_BACK + late}, 5);
        assert_true(before(&k, &link).after == (late == 0));
    }
    clinic_end(&k.c);
}
BOTH(asked_eight_weeks_back)

static err hear_work(void *ctx, struct db *db)
{
    void **w = ctx;
    struct desk *d = w[0];
    d->db = db;
    return desk_heard_say(d, w[1]);
}

static err hear(struct course *k, enum role role, struct heard_in in)
{
    struct desk d = by(&k->c, role);
    return db_write(d.db, hear_work, (void *[]){&d, &in});
}

static struct heard heard(struct course *k, int i)
{
    struct appointment p;
    struct heard h;
    struct desk d = by(&k->c, ROLE_THERAPIST);
    assert_ok(desk_appointment(&d, k->visit[i], &p));
    assert_ok(desk_heard(&d, &p, &h));
    return h;
}

static void the_therapist_asks(enum db_engine engine)
{
    struct course k;
    struct harm_practice p;
    course_make(&k, engine);
    sign(&k, 0, NULL);
    at(&k.c, (day){MONDAY.d + 6}, 9);
    assert_false(heard(&k, 1).asks); // not before its day
    at(&k.c, (day){MONDAY.d + 7}, 8);
    assert_false(heard(&k, 0).asks); // nothing came before the first
    struct heard h = heard(&k, 1);
    assert_true(h.asks && h.last.visit.v == k.visit[0].v);
    assert_err(hear(&k, ROLE_FRONT_DESK, (struct heard_in){k.visit[1], k.visit[0], HEARD_NOTHING}), E_FORBIDDEN);
    assert_err(hear(&k, ROLE_THERAPIST, (struct heard_in){k.visit[1], k.visit[1], HEARD_NOTHING}), E_CONFLICT);
    assert_ok(hear(&k, ROLE_THERAPIST, (struct heard_in){k.visit[1], k.visit[0], HEARD_NOTHING}));
    h = heard(&k, 1);
    assert_true(!h.asks && h.last.nothing.us && str_eq(h.last.by, S("Tess")));
    assert_err(hear(&k, ROLE_THERAPIST, (struct heard_in){k.visit[1], k.visit[0], HEARD_SORE}), E_CONFLICT); // it is known
    sign(&k, 1, NULL);
    at(&k.c, (day){MONDAY.d + 14}, 8);
    assert_ok(hear(&k, ROLE_OWNER, (struct heard_in){k.visit[2], k.visit[1], HEARD_SORE}));
    h = heard(&k, 2);
    assert_true(!h.asks && h.last.events == 1);
    struct desk d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_harm_register(&d, false, 12, &p));
    assert_true(p.register_.all.answered == 2 && p.register_.all.sessions == 2 && p.register_.expected == 1 && p.register_.all.followed == 0);
    // something else, however long ago: after the session that was named
    at(&k.c, (day){MONDAY.d + 60}, 8);
    adverse_id id;
    d = by(&k.c, ROLE_OWNER);
    struct adverse_in in = {.client = k.c.ann, .day = {MONDAY.d + 30}, .after = k.visit[1], .what = ADVERSE_HEADACHE, .severity = SEVERITY_MILD};
    assert_ok(desk_adverse_add(&d, &in, &id));
    assert_int_equal(shown(&k, id).row.appointment.v, k.visit[1].v);
    in.day = MONDAY;
    assert_err(desk_adverse_add(&d, &in, &id), E_INVALID);
    assert_problem(&d, "day", MSG_error_day_before);
    d = by(&k.c, ROLE_OWNER);
    in.after = k.visit[3]; // was never held
    assert_err(desk_adverse_add(&d, &in, &id), E_INVALID);
    assert_problem(&d, "after", MSG_error_choice);
    clinic_end(&k.c);
}
BOTH(the_therapist_asks)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(asked_after), TESTS(asked_after_without_a_concern), TESTS(asked_before_the_next_visit),
        TESTS(asked_eight_weeks_back), TESTS(the_therapist_asks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
