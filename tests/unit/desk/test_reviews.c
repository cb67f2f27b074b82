// A review of a plan whose sessions were held: what was given, when it is due, what is cancelled, and unwanted effects that wait.
#include "course.h"

#include "desk/care/reviews.h"
#include "desk/calendar/series_place.h"
#include "store/letter.h"

static void enter(struct course *k, int i, enum appointment_state to)
{
    struct appointment p;
    at(&k->c, (day){MONDAY.d + 7 * i}, 12);
    struct desk d = by(&k->c, ROLE_OWNER);
    assert_ok(desk_appointment(&d, k->visit[i], &p));
    d = by(&k->c, ROLE_OWNER);
    assert_ok(state_it(&d, &(struct state_in){.id = p.id, .version = p.version, .to = to}));
}

static size_t due(struct course *k)
{
    const struct review_due *v;
    struct review_look l;
    size_t n;
    struct desk d = by(&k->c, ROLE_OWNER);
    assert_ok(desk_reviews_due(&d, (account_id){0}, &v, &n));
    d = by(&k->c, ROLE_OWNER);
    assert_ok(desk_review_look(&d, k->plan, &l));
    assert_int_equal(n, l.due); // the list and the page are of one mind
    return n;
}

struct deciding {
    struct desk *d;
    const struct review_in *in;
};

static err decide_work(void *ctx, struct db *db)
{
    struct deciding *w = ctx;
    review_id id;
    w->d->db = db;
    return desk_review(w->d, w->in, &id);
}

static err decide(struct desk *d, const struct review_in *in)
{
    return db_write(d->db, decide_work, &(struct deciding){d, in});
}

static void dose_and_when_due(enum db_engine engine)
{
    struct course k;
    struct review_look l;
    course_make(&k, engine);
    at(&k.c, (day){MONDAY.d + 70}, 12);
    assert_int_equal(due(&k), 0); // ten weeks, and nothing was done
    sign(&k, 0, NULL); // a signed note: the visit is done
    enter(&k, 1, STATE_DONE);
    enter(&k, 2, STATE_NO_SHOW);
    sign(&k, 3, NULL);
    struct desk d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_review_look(&d, k.plan, &l));
    // what is done without a note is not given
    assert_true(l.count.given == 2 && l.count.no_note == 1 && l.count.missed == 1 && l.count.ahead == 2 && l.count.minutes == 120 && l.ahead.n == 2);
    sign(&k, 1, NULL);
    at(&k.c, (day){MONDAY.d + 21}, 13);
    assert_int_equal(due(&k), 0); // three weeks, three given
    d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_review_look(&d, k.plan, &l));
    assert_true(l.count.given == 3 && l.count.no_note == 0 && l.count.not_treated == 0 && l.count.minutes == 180);
    assert_int_equal(l.hands_on, 135); // of the signed notes
    at(&k.c, (day){MONDAY.d + 28}, 8);
    assert_int_equal(due(&k), 1); // four weeks
    d = by(&k.c, ROLE_OWNER);
    struct review_in in = {.plan = k.plan, .version = l.plan.version, .decision = DECISION_CONTINUE, .reason = S("Slowly better")};
    assert_ok(decide(&d, &in));
    assert_int_equal(due(&k), 0); // not twice
    assert_int_equal(count(&k.c, "SELECT after_sessions FROM plan_review"), 3);
    sign(&k, 4, NULL);
    sign(&k, 5, NULL);
    assert_int_equal(due(&k), 0); // two since
    at(&k.c, (day){MONDAY.d + 56}, 8);
    assert_int_equal(due(&k), 1); // four weeks since the review
    clinic_end(&k.c);
}

static void four_sessions(enum db_engine engine)
{
    struct course k;
    course_make(&k, engine);
    raw_do(&k.c.h.b, "UPDATE plan SET review_weeks = 20");
    for (int i = 0; i < 4; i++) {
        assert_int_equal(due(&k), 0);
        sign(&k, i, NULL);
    }
    assert_int_equal(due(&k), 1);
    clinic_end(&k.c);
}

static void numbers(struct course *k, int given, int no_note, int not_treated, int left, int to_book)
{
    struct plan_usage u;
    struct review_look l;
    struct desk d = by(&k->c, ROLE_FRONT_DESK);
    assert_ok(desk_plan_usage(&d, k->plan, &u));
    d = by(&k->c, ROLE_OWNER);
    assert_ok(desk_review_look(&d, k->plan, &l));
    assert_memory_equal(&u.count, &l.count, sizeof u.count); // the series and the review are of one mind
    if (u.count.given != given || u.count.no_note != no_note || u.count.not_treated != not_treated || u.left != left || u.to_book != to_book)
        fail_msg("%lld given, %lld without a note, %lld not treated, %d left, %d to book", (long long)u.count.given, (long long)u.count.no_note,
            (long long)u.count.not_treated, u.left, u.to_book);
}

// A visit set done, a draft, a signed note about nobody treated, a signed note about treatment: only the last one is dose.
static void only_what_a_signed_note_says(enum db_engine engine)
{
    struct course k;
    struct progress progress;
    struct letter_dose letter;
    struct note_saved out;
    course_make(&k, engine);
    numbers(&k, 0, 0, 0, 6, 0);
    enter(&k, 0, STATE_DONE);
    numbers(&k, 0, 1, 0, 6, 0);
    struct desk d = by(&k.c, ROLE_THERAPIST);
    assert_ok(desk_note_save(&d, &(struct note_in){.visit = k.visit[0], .body = {.s = S("begun")}}, &out));
    numbers(&k, 0, 1, 0, 6, 0);
    d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_progress(&d, k.c.ann, k.concern, &progress));
    assert_true(progress.held.n == 1 && !progress.held.v[0].given);
    enter(&k, 1, STATE_DONE);
    sign(&k, 1, "Fever: sent home");
    numbers(&k, 0, 1, 1, 6, 1); // one more is to be booked for it
    sign(&k, 2, "Came too late");   // never entered as done
    numbers(&k, 0, 1, 2, 6, 2);
    sign(&k, 3, NULL);
    numbers(&k, 1, 1, 2, 5, 2);
    d = by(&k.c, ROLE_OWNER);
    assert_ok(letter_sessions(d.db, d.a, &d.who, k.c.ann, k.concern, (opt_day){0}, &letter));
    assert_true(letter.sessions == 1 && letter.minutes == 60 && letter.no_note == 1 && letter.first.day.d == MONDAY.d + 21);
    d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_progress(&d, k.c.ann, k.concern, &progress));
    assert_true(progress.held.n == 2 && !progress.held.v[0].given && progress.held.v[1].given);
    raw_do(&k.c.h.b, "UPDATE plan SET state = 'completed'");
    numbers(&k, 1, 1, 2, 0, 0); // nothing is left of a plan that is over
    clinic_end(&k.c);
}

static void only_those_named_are_cancelled(enum db_engine engine)
{
    struct course k;
    struct review_look l;
    course_make(&k, engine);
    sign(&k, 0, NULL);
    struct desk d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_review_look(&d, k.plan, &l));
    assert_int_equal(l.ahead.n, 5);
    struct review_in in = {.plan = k.plan, .version = l.plan.version, .decision = DECISION_CONTINUE, .reason = S("Goal reached"),
        .cancel = {k.visit[2], k.visit[4]}, .n_cancel = 2};
    d = by(&k.c, ROLE_OWNER);
    assert_err(decide(&d, &in), E_INVALID);
    assert_problem(&d, "cancel", MSG_review_cancel_only);
    in.decision = DECISION_DISCHARGE;
    in.cancel[1] = k.visit[0]; // held: not ahead
    d = by(&k.c, ROLE_OWNER);
    assert_err(decide(&d, &in), E_CONFLICT);
    assert_problem(&d, "cancel", MSG_review_not_ahead);
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM appointment WHERE state = 'cancelled'"), 0); // all or nothing
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM plan_review"), 0);
    in.cancel[1] = k.visit[4];
    d = by(&k.c, ROLE_OWNER);
    assert_ok(decide(&d, &in));
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM appointment WHERE state = 'booked'"), 3);
    assert_int_equal(count(&k.c, str_z(k.c.h.b.a, str_fmt(k.c.h.b.a, "SELECT COUNT(*) FROM appointment WHERE state = 'cancelled' AND id IN (%lld, %lld)",
        (long long)k.visit[2].v, (long long)k.visit[4].v))), 2);
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM plan WHERE state = 'completed'"), 1);
    at(&k.c, (day){MONDAY.d + 100}, 12);
    assert_int_equal(due(&k), 0); // over
    clinic_end(&k.c);
}

static void report(struct course *k, day on, appointment_id after, enum adverse_severity severity, const char *words, const char *action)
{
    struct desk d = by(&k->c, ROLE_SYSTEM);
    struct adverse_row r = {.id = {id_next(&d.ids, d.now)}, .client = k->c.ann, .appointment = after, .day = on, .what = ADVERSE_BRUISING, .severity = severity,
        .words = str_of(words), .action = str_of(action), .at = d.now, .due = {severity != SEVERITY_MILD, on}};
    if (r.action.n)
        r.due.known = false;
    assert_ok(adverse_insert(d.db, &d.who, &r));
}

// Of what was before the plan only what nobody has seen to, and not what followed another concern's session; since the plan all of it.
static void effects_of_the_review(enum db_engine engine)
{
    struct course k;
    struct review_look l;
    course_make(&k, engine);
    day before = {TODAY.d - 10};
    report(&k, before, (appointment_id){0}, SEVERITY_MILD, "mild and old", "");
    report(&k, before, (appointment_id){0}, SEVERITY_SEVERE, "seen to", "called");
    report(&k, before, (appointment_id){0}, SEVERITY_SEVERE, "open", "");
    report(&k, before, k.visit[0], SEVERITY_MODERATE, "open, of this concern", "");
    report(&k, TODAY, (appointment_id){0}, SEVERITY_MILD, "since", "");
    report(&k, TODAY, (appointment_id){0}, SEVERITY_SEVERE, "since, seen to", "called");
    struct desk d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_review_look(&d, k.plan, &l));
    static const char *const want[] = {"since, seen to", "since", "open, of this concern", "open"};
    assert_int_equal(l.adverse.n, 4);
    for (size_t i = 0; i < 4; i++)
        assert_str(l.adverse.v[i].words, str_of(want[i]));
    assert_str(l.adverse.v[0].action, S("called"));
    assert_true(l.adverse.v[2].day.d < l.made.d && l.adverse.v[1].day.d >= l.made.d);
    // the same visit of another concern's plan
    concern_id other = {id_next(&d.ids, d.now)};
    assert_ok(concern_insert(d.db, d.a, &d.who, &(struct concern_row){.id = other, .client = k.c.ann, .kind = CONCERN_PAIN, .place = S("knee"), .version = 1, .created = d.now}));
    raw_do(&k.c.h.b, str_z(k.c.h.b.a, str_fmt(k.c.h.b.a, "UPDATE plan SET concern_id = %lld", (long long)other.v)));
    struct plan_row plan;
    d = by(&k.c, ROLE_OWNER);
    assert_ok(plan_get(d.db, d.a, &d.who, k.plan, &plan));
    plan.id = (plan_id){id_next(&d.ids, d.now)};
    plan.concern = k.concern;
    assert_ok(plan_insert(d.db, &d.who, &plan));
    d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_review_look(&d, plan.id, &l));
    assert_int_equal(l.adverse.n, 3);
    assert_str(l.adverse.v[2].words, S("open"));
    clinic_end(&k.c);
}

BOTH(effects_of_the_review)
BOTH(dose_and_when_due)
BOTH(four_sessions)
BOTH(only_what_a_signed_note_says)
BOTH(only_those_named_are_cancelled)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(dose_and_when_due), TESTS(four_sessions), TESTS(only_what_a_signed_note_says), TESTS(only_those_named_are_cancelled), TESTS(effects_of_the_review)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
