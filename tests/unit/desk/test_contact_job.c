// desk/links/previsit.h, the job before visits: whom it writes to, when, and that it does so once.
#include "calendar.h"

#include "desk/links/outbox.h"
#include "desk/links/previsit.h"

static const struct zone *zone_here(void *ctx, str name)
{
    (void)name;
    return berlin(ctx);
}

struct jobs {
    struct clinic c;
    struct desk_env env;
};

static void jobs_make(struct jobs *j, enum db_engine engine)
{
    clinic_make(&j->c, engine);
    j->env = (struct desk_env){.keys = &test_keys, .zone = zone_here, .audit = book, .mail = true, .ctx = j->c.h.b.a};
    raw_do(&j->c.h.b, "UPDATE client SET email = 'someone@example.org', may_email = 1");
}

static struct desk job(struct jobs *j, practice_id practice, instant now)
{
    struct desk d = call(&j->c.h, practice, ROLE_SYSTEM);
    d.env = &j->env;
    d.now = now;
    return d;
}

// Runs it to its end, and says how many contacts stand then.
static size_t run_of(struct jobs *j, practice_id practice, instant now)
{
    appointment_id after = {0};
    do {
        struct desk d = job(j, practice, now);
        assert_ok(desk_previsit_queue(&d, after, &after));
    } while (after.v);
    return (size_t)count(&j->c, "SELECT COUNT(*) FROM outbox WHERE kind = 'pre-visit'");
}

static size_t run(struct jobs *j, instant now) { return run_of(j, j->c.h.practice, now); }

static appointment_id visit(struct jobs *j, client_id who, account_id therapist, day d, int minute)
{
    struct desk k = by(&j->c, ROLE_FRONT_DESK);
    struct booked out;
    assert_ok(book_it(&k, &(struct book_in){.client = {who}, .therapist = {therapist}, .service = j->c.hour, .kind = VISIT_RELAXATION, .day = d, .minute = minute}, &out));
    return out.id[0];
}

// Minutes of Berlin's Monday.
static instant monday(int minute) { return (instant){(int64_t)MONDAY.d * DAY_US + (minute - 60) * MINUTE_US}; }
static instant before(instant t, int64_t us) { return (instant){t.us - us}; }

static void within_two_days(enum db_engine engine)
{
    struct jobs j;
    jobs_make(&j, engine);
    visit(&j, j.c.ann, j.c.tess, MONDAY, 10 * 60);
    visit(&j, j.c.bob, j.c.theo, MONDAY, 15 * 60);
    instant ann = monday(10 * 60), bob = monday(15 * 60);
    assert_int_equal(run(&j, before(ann, 48 * HOUR_US + 1)), 0);
    assert_int_equal(run(&j, before(ann, 48 * HOUR_US)), 1);
    assert_int_equal(run(&j, before(ann, 48 * HOUR_US)), 1); // twice is once
    assert_int_equal(run(&j, before(bob, 3 * HOUR_US)), 1);  // too late to help
    assert_int_equal(run(&j, before(bob, 3 * HOUR_US + 1)), 2);
    assert_int_equal(run(&j, before(bob, HOUR_US)), 2);
    assert_int_equal(count(&j.c, "SELECT COUNT(*) FROM link WHERE purpose = 'visit'"), 2);
    assert_int_equal(count(&j.c, "SELECT COUNT(*) FROM outbox o JOIN appointment p ON p.id = o.appointment_id AND p.client_id = o.client_id AND o.address = 'someone@example.org'"), 2);
    clinic_end(&j.c);
}

static void as_the_practice_says(enum db_engine engine)
{
    struct jobs j;
    jobs_make(&j, engine);
    visit(&j, j.c.ann, j.c.tess, MONDAY, 10 * 60);
    instant ann = monday(10 * 60);
    struct desk d = by(&j.c, ROLE_OWNER);
    assert_ok(desk_contact_setting_set(&d, &(struct contact_setting){0, 0})); // never by itself
    assert_int_equal(run(&j, before(ann, 10 * HOUR_US)), 0);
    assert_ok(desk_contact_setting_set(&d, &(struct contact_setting){12, 1}));
    assert_int_equal(run(&j, before(ann, 12 * HOUR_US + 1)), 0);
    j.env.mail = false; // nothing can be sent from here
    assert_int_equal(run(&j, before(ann, 11 * HOUR_US)), 0);
    j.env.mail = true;
    assert_int_equal(run_of(&j, j.c.h.other, before(ann, 11 * HOUR_US)), 0); // another practice's visits are theirs
    assert_int_equal(run(&j, before(ann, 11 * HOUR_US)), 1);
    clinic_end(&j.c);
}

static void not_in_quiet_hours(enum db_engine engine)
{
    struct jobs j;
    jobs_make(&j, engine);
    visit(&j, j.c.ann, j.c.tess, MONDAY, 10 * 60);
    const struct mail_letter *l;
    size_t n;
    instant night = {(int64_t)day_from(2026, 11, 21).d * DAY_US + 22 * HOUR_US}, eight = {(int64_t)day_from(2026, 11, 22).d * DAY_US + 7 * HOUR_US}; // UTC
    assert_int_equal(run(&j, night), 1);
    assert_int_equal(count(&j.c, "SELECT next_us FROM outbox"), eight.us);
    struct desk d = job(&j, (practice_id){0}, before(eight, 1));
    assert_ok(desk_mail_take(&d, MINUTE_US, &l, &n));
    assert_int_equal(n, 0);
    d = job(&j, (practice_id){0}, eight);
    assert_ok(desk_mail_take(&d, MINUTE_US, &l, &n));
    assert_int_equal(n, 1);
    assert_true(l[0].of_visit && l[0].start.us == monday(10 * 60).us);
    clinic_end(&j.c);
}

static void nobody_against_their_will(enum db_engine engine)
{
    struct jobs j;
    jobs_make(&j, engine);
    visit(&j, j.c.ann, j.c.tess, MONDAY, 10 * 60);
    visit(&j, j.c.bob, j.c.theo, MONDAY, 10 * 60);
    instant day_before = before(monday(10 * 60), DAY_US);
    struct base *b = &j.c.h.b;
    raw_do(b, "UPDATE client SET may_email = 0");
    assert_int_equal(run(&j, day_before), 0);
    raw_do(b, "UPDATE client SET may_email = 1, email = ''");
    assert_int_equal(run(&j, day_before), 0);
    raw_do(b, "UPDATE client SET email = 'not an address'");
    assert_int_equal(run(&j, day_before), 0);
    assert_int_equal(count(&j.c, "SELECT COUNT(*) FROM link"), 0); // nor is a link made for nothing
    raw_do(b, "UPDATE client SET email = 'someone@example.org'");
    raw_do(b, str_z(b->a, str_fmt(b->a, "UPDATE client SET may_email = 0 WHERE id = %lld", (long long)j.c.bob.v)));
    assert_int_equal(run(&j, day_before), 1);

    // withdrawn before it goes out
    const struct mail_letter *l;
    size_t n;
    raw_do(b, "UPDATE client SET may_email = 0");
    struct desk d = job(&j, (practice_id){0}, day_before);
    assert_ok(desk_mail_take(&d, MINUTE_US, &l, &n));
    assert_int_equal(n, 0);
    assert_int_equal(count(&j.c, "SELECT COUNT(*) FROM outbox WHERE state = 'stopped' AND error = 'no-consent'"), 1);
    assert_int_equal(run(&j, day_before), 1); // and it is not begun again behind their back
    clinic_end(&j.c);
}

static void moved_and_cancelled(enum db_engine engine)
{
    struct jobs j;
    jobs_make(&j, engine);
    appointment_id ann = visit(&j, j.c.ann, j.c.tess, MONDAY, 10 * 60), bob = visit(&j, j.c.bob, j.c.theo, MONDAY, 10 * 60);
    instant day_before = before(monday(10 * 60), DAY_US);
    struct desk d = by(&j.c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = bob, .version = 1, .to = STATE_CANCELLED}));
    assert_int_equal(run(&j, day_before), 1);

    // moved after it was queued: one contact, and it says the time as it is now
    struct booked out;
    d = by(&j.c, ROLE_FRONT_DESK);
    assert_ok(move_it(&d, ann, 1, &(struct book_in){.client = {j.c.ann}, .therapist = {j.c.tess}, .service = j.c.hour, .kind = VISIT_RELAXATION, .day = MONDAY, .minute = 14 * 60}, &out));
    assert_int_equal(run(&j, before(monday(14 * 60), DAY_US)), 1);
    const struct mail_letter *l;
    size_t n;
    d = job(&j, (practice_id){0}, before(monday(14 * 60), DAY_US));
    assert_ok(desk_mail_take(&d, MINUTE_US, &l, &n));
    assert_int_equal(n, 1);
    assert_true(l[0].start.us == monday(14 * 60).us);
    clinic_end(&j.c);
}

static void one_contact_a_visit(enum db_engine engine)
{
    struct jobs j;
    jobs_make(&j, engine);
    appointment_id ann = visit(&j, j.c.ann, j.c.tess, MONDAY, 10 * 60);
    visit(&j, j.c.bob, j.c.theo, MONDAY, 10 * 60);
    visit(&j, j.c.bob, j.c.theo, (day){MONDAY.d + 1}, 10 * 60); // within two days: the first one's contact serves both
    instant day_before = before(monday(10 * 60), DAY_US);
    struct desk d = by(&j.c, ROLE_FRONT_DESK);
    struct link_made made;
    assert_ok(desk_previsit_make(&d, ann, PHONE_AS_BEFORE, &made)); // staff made one, to hand over themselves
    assert_int_equal(run(&j, day_before), 1);
    assert_int_equal(run(&j, (instant){day_before.us + DAY_US - 4 * HOUR_US}), 1);
    assert_int_equal(run(&j, (instant){day_before.us + DAY_US}), 1);
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT COUNT(*) FROM outbox WHERE client_id = %lld", (long long)j.c.bob.v);
    assert_int_equal(count(&j.c, sql), 1);
    clinic_end(&j.c);
}

// More than one batch, and every one of them once.
static void in_batches(enum db_engine engine)
{
    struct jobs j;
    jobs_make(&j, engine);
    enum { MANY = 2 * CONTACT_BATCH + 3 };
    for (int i = 0; i < MANY; i++) {
        client_id who = make_client(&j.c.h, j.c.h.practice, "Many", (day){0});
        visit(&j, who, i % 2 ? j.c.tess : j.c.theo, (day){MONDAY.d + i / 12}, 9 * 60 + 75 * (i % 12 / 2));
    }
    raw_do(&j.c.h.b, "UPDATE client SET email = 'someone@example.org', may_email = 1");
    struct desk d = by(&j.c, ROLE_OWNER);
    assert_ok(desk_contact_setting_set(&d, &(struct contact_setting){CONTACT_HOURS_MAX, 0}));
    instant now = before(monday(9 * 60), 4 * HOUR_US);
    assert_int_equal(run(&j, now), MANY);
    assert_int_equal(run(&j, now), MANY);
    clinic_end(&j.c);
}

BOTH(within_two_days)
BOTH(as_the_practice_says)
BOTH(not_in_quiet_hours)
BOTH(nobody_against_their_will)
BOTH(moved_and_cancelled)
BOTH(one_contact_a_visit)
BOTH(in_batches)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(within_two_days), TESTS(as_the_practice_says), TESTS(not_in_quiet_hours), TESTS(nobody_against_their_will),
        TESTS(moved_and_cancelled), TESTS(one_contact_a_visit), TESTS(in_batches)};
    return cmocka_run_group_tests_name("desk/test_contact_job", tests, NULL, NULL);
}
