// A review of a plan whose sessions were held: what was given, when it is due, what is cancelled, and unwanted effects that wait.
#include "course.h"

#include "desk/care/care.h"
#include "desk/care/reviews.h"
#include "desk/calendar/series_place.h"
#include "desk/safety/harm_register.h"
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

// ---- adverse events: followed up, corrected, counted

struct telling {
    struct desk *d;
    const struct adverse_in *in;
    struct adverse_row *said;           // by the client; NULL: by staff
    bool written;
    adverse_id id;
};

static err tell_work(void *ctx, struct db *db)
{
    struct telling *w = ctx;
    w->d->db = db;
    if (!w->said)
        return desk_adverse_add(w->d, w->in, &w->id);
    err e = harm_say(w->d, w->said, &w->written);
    w->id = w->said->id;
    return e;
}

static adverse_id says(struct course *k, appointment_id after, enum adverse_what what, enum adverse_severity severity, opt_int days, bool *written)
{
    struct desk d = client_of(&k->c);
    struct adverse_row r = {.id = {id_next(&d.ids, d.now)}, .client = k->c.ann, .appointment = after, .day = d.today, .what = what, .severity = severity, .days = days, .at = d.now};
    struct telling w = {.d = &d, .said = &r};
    assert_ok(db_write(d.db, tell_work, &w));
    if (written)
        *written = w.written;
    return w.id;
}

struct following {
    struct desk *d;
    struct course *k;
    adverse_id id;
    const struct harm_follow_in *in;
    const struct harm_correct_in *correct;
    const struct harm_withdraw_in *withdraw;
};

static err follow_work(void *ctx, struct db *db)
{
    struct following *w = ctx;
    w->d->db = db;
    if (w->withdraw)
        return desk_harm_withdraw(w->d, w->k->c.ann, w->id, w->withdraw);
    return w->in ? desk_harm_follow(w->d, w->k->c.ann, w->id, w->in) : desk_harm_correct(w->d, w->k->c.ann, w->id, w->correct);
}

static err follow(struct course *k, struct desk *d, adverse_id id, struct harm_follow_in in)
{
    return db_write(d->db, follow_work, &(struct following){d, k, id, &in, NULL, NULL});
}

static err take_back(struct course *k, struct desk *d, adverse_id id, const char *reason)
{
    struct harm_withdraw_in in = {shown(k, id).version, str_of(reason)};
    *d = by(&k->c, ROLE_OWNER);
    return db_write(d->db, follow_work, &(struct following){d, k, id, NULL, NULL, &in});
}

static size_t waiting(struct course *k, enum role role)
{
    const struct adverse_wait *w;
    size_t n;
    struct desk d = by(&k->c, role);
    assert_ok(desk_adverse_waiting(&d, &w, &n));
    return n;
}

static const opt_int unsaid = {false, 0};

// Contact and outcome close it; the client's next word opens it again; both versions stay.
static void an_event_is_followed_up(enum db_engine engine)
{
    struct course k;
    bool written;
    course_make(&k, engine);
    sign(&k, 0, NULL);
    at(&k.c, (day){MONDAY.d + 1}, 9);
    adverse_id mild = says(&k, k.visit[0], ADVERSE_BRUISING, SEVERITY_MILD, unsaid, NULL);
    assert_false(shown(&k, mild).row.due.known);
    adverse_id sore = says(&k, k.visit[0], ADVERSE_SORENESS, SEVERITY_MODERATE, (opt_int){true, 1}, NULL); // of a day: no harm
    assert_false(shown(&k, sore).row.due.known);
    assert_int_equal(waiting(&k, ROLE_OWNER), 0);
    adverse_id id = says(&k, k.visit[0], ADVERSE_NUMBNESS, SEVERITY_MODERATE, unsaid, NULL);
    struct harm_shown s = shown(&k, id);
    assert_true(s.row.due.known && s.row.due.day.d == MONDAY.d + 3 && s.row.follow.v == k.c.tess.v && adverse_waits(&s.row)); // Tuesday: Thursday
    assert_true(s.n_treated == 1 && s.visit_known);
    assert_true(waiting(&k, ROLE_OWNER) == 1 && waiting(&k, ROLE_THERAPIST) == 1);
    raw_do(&k.c.h.b, str_z(k.c.h.b.a, str_fmt(k.c.h.b.a, "UPDATE adverse_event SET follow_id = %lld", (long long)k.c.theo.v)));
    assert_true(waiting(&k, ROLE_OWNER) == 1 && waiting(&k, ROLE_THERAPIST) == 0); // another's
    struct desk d = by(&k.c, ROLE_FRONT_DESK);
    assert_err(desk_harm(&d, k.c.ann, id, &s), E_FORBIDDEN);
    d = by(&k.c, ROLE_THERAPIST);
    assert_err(desk_harm(&d, k.c.bob, id, &s), E_NOT_FOUND);
    s = shown(&k, id);
    d = by(&k.c, ROLE_THERAPIST);
    assert_err(follow(&k, &d, id, (struct harm_follow_in){.version = s.version, .close = true}), E_INVALID);
    assert_problem(&d, "contact", MSG_harm_contact_needed);
    assert_problem(&d, "outcome", MSG_harm_outcome_needed);
    d = by(&k.c, ROLE_THERAPIST);
    assert_err(follow(&k, &d, id, (struct harm_follow_in){.version = s.version, .contact = S("tried"), .outcome = S("resolved"), .close = true}), E_INVALID);
    d = by(&k.c, ROLE_THERAPIST);
    assert_err(follow(&k, &d, id, (struct harm_follow_in){.version = s.version + 1, .words = S("x")}), E_CONFLICT);
    d = by(&k.c, ROLE_THERAPIST);
    assert_ok(follow(&k, &d, id, (struct harm_follow_in){.version = s.version, .contact = S("phone"), .words = S("two fingers"), .relation = S("possible")}));
    struct harm_shown open = shown(&k, id);
    assert_true(adverse_waits(&open.row));
    d = by(&k.c, ROLE_THERAPIST);
    assert_ok(follow(&k, &d, id, (struct harm_follow_in){.version = s.version + 1, .outcome = S("resolving"), .close = true}));
    s = shown(&k, id);
    assert_true(!adverse_waits(&s.row) && s.row.closed.us && s.spoken && s.n_acts == 3);
    assert_str(s.row.relation, S("possible"));
    assert_int_equal(waiting(&k, ROLE_OWNER), 0);
    says(&k, k.visit[0], ADVERSE_NUMBNESS, SEVERITY_MODERATE, unsaid, &written); // the same once more
    assert_false(written);
    adverse_id again = says(&k, k.visit[0], ADVERSE_NUMBNESS, SEVERITY_SEVERE, unsaid, &written);
    s = shown(&k, id);
    assert_true(written && again.v == id.v && s.row.severity == SEVERITY_SEVERE && s.n_versions == 2 && s.versions[0].row.severity == SEVERITY_MODERATE);
    assert_true(adverse_waits(&s.row) && s.row.due.day.d == MONDAY.d + 1 && !s.spoken); // the same day, and somebody is to speak with them again
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM alert WHERE cause = 'event' AND closed_us IS NULL"), 1);
    // milder now: the worst that was said counts, and that is an act, once
    for (int i = 0; i < 2; i++) {
        size_t acts = s.n_acts;
        says(&k, k.visit[0], ADVERSE_NUMBNESS, SEVERITY_MILD, unsaid, &written);
        s = shown(&k, id);
        assert_true(written == (i == 0) && s.row.severity == SEVERITY_SEVERE && adverse_waits(&s.row) && s.n_versions == 2);
        assert_true(s.n_acts == acts + (i == 0));
        assert_str(s.acts[s.n_acts - 1].words, S("mild"));
    }
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM alert WHERE cause = 'event' AND closed_us IS NULL"), 1);
    d = by(&k.c, ROLE_THERAPIST);
    assert_ok(follow(&k, &d, id, (struct harm_follow_in){.version = s.version, .contact = S("phone"), .outcome = S("resolved"), .close = true}));
    says(&k, k.visit[0], ADVERSE_NUMBNESS, SEVERITY_MILD, (opt_int){true, 4}, &written);
    s = shown(&k, id);
    assert_true(written && s.row.severity == SEVERITY_SEVERE && s.row.days.v == 4 && s.n_versions == 3 && !adverse_waits(&s.row)); // mild: not opened again
    says(&k, k.visit[0], ADVERSE_NUMBNESS, SEVERITY_SEVERE, (opt_int){true, 4}, &written);
    s = shown(&k, id);
    assert_true(written && adverse_waits(&s.row));
    assert_err(take_back(&k, &d, id, "a mistake"), E_CONFLICT); // the client said it
    assert_problem(&d, "", MSG_harm_withdraw_not);
    clinic_end(&k.c);
}
BOTH(an_event_is_followed_up)

static void an_event_is_corrected(enum db_engine engine)
{
    struct course k;
    course_make(&k, engine);
    sign(&k, 0, NULL);
    at(&k.c, (day){MONDAY.d + 1}, 9);
    struct desk d = by(&k.c, ROLE_OWNER);
    struct telling w = {.d = &d, .in = &(struct adverse_in){.client = k.c.ann, .day = {MONDAY.d + 1}, .what = ADVERSE_HEADACHE, .severity = SEVERITY_SEVERE,
        .hours = {true, 200}, .sites = S("[\"elsewhere\"]"), .action = S("called")}};
    assert_err(db_write(d.db, tell_work, &w), E_INVALID);
    assert_problem(&d, "hours", MSG_error_range);
    assert_problem(&d, "sites", MSG_error_choice);
    w.in = &(struct adverse_in){.client = k.c.ann, .day = {MONDAY.d + 1}, .what = ADVERSE_HEADACHE, .severity = SEVERITY_SEVERE, .hours = {true, 3},
        .sites = S("[\"neck-left\"]"), .action = S("called")};
    d = by(&k.c, ROLE_OWNER);
    assert_ok(db_write(d.db, tell_work, &w));
    struct harm_shown s = shown(&k, w.id);
    assert_true(s.row.hours.v == 3 && s.row.appointment.v == k.visit[0].v && adverse_waits(&s.row));
    assert_str(s.row.sites, S("[\"neck-left\"]"));
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM alert WHERE cause = 'event' AND closed_us IS NULL"), 1);
    struct harm_correct_in in = {.version = s.version, .row = s.row};
    in.row.severity = SEVERITY_MILD;
    d = by(&k.c, ROLE_OWNER);
    assert_err(db_write(d.db, follow_work, &(struct following){&d, &k, w.id, NULL, &in, NULL}), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    in.reason = S("She meant her usual headache");
    d = by(&k.c, ROLE_OWNER);
    assert_ok(db_write(d.db, follow_work, &(struct following){&d, &k, w.id, NULL, &in, NULL}));
    s = shown(&k, w.id);
    assert_true(s.row.severity == SEVERITY_MILD && s.n_versions == 2 && s.versions[0].row.severity == SEVERITY_SEVERE && s.row.corrected);
    assert_true(adverse_waits(&s.row)); // what was opened stays open: nobody gets rid of it by a correction
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM alert WHERE cause = 'event' AND closed_us IS NULL"), 0);
    assert_int_equal(count(&k.c, "SELECT COUNT(*) FROM adverse_event WHERE severity = 'severe'"), 1); // the report itself
    // whoever entered it: followed up first, with a reason, and the register counts it
    struct harm_practice p;
    assert_err(take_back(&k, &d, w.id, "of another client"), E_CONFLICT);
    assert_problem(&d, "", MSG_harm_follow_first);
    d = by(&k.c, ROLE_OWNER);
    assert_ok(follow(&k, &d, w.id, (struct harm_follow_in){.version = s.version, .contact = S("phone"), .outcome = S("resolved"), .close = true}));
    assert_err(take_back(&k, &d, w.id, " "), E_INVALID);
    assert_problem(&d, "reason", MSG_error_required);
    assert_ok(take_back(&k, &d, w.id, "of another client"));
    s = shown(&k, w.id);
    assert_true(s.row.withdrawn && s.acts[s.n_acts - 1].kind == HARM_WITHDRAWN && s.acts[s.n_acts - 1].account.v);
    assert_str(s.acts[s.n_acts - 1].words, S("of another client"));
    for (int own = 0; own < 2; own++) {
        d = by(&k.c, own ? ROLE_THERAPIST : ROLE_OWNER);
        assert_ok(desk_harm_register(&d, own, 12, &p));
        assert_true(p.register_.withdrawn == 1 && p.n_events == 0);
    }
    clinic_end(&k.c);
}
BOTH(an_event_is_corrected)

static void the_register(enum db_engine engine)
{
    struct course k;
    struct harm_practice p;
    course_make(&k, engine);
    sign(&k, 0, NULL);
    sign(&k, 1, NULL);
    sign(&k, 2, "fever");
    at(&k.c, (day){MONDAY.d + 15}, 9);
    says(&k, k.visit[1], ADVERSE_DIZZINESS, SEVERITY_MODERATE, unsaid, NULL);
    says(&k, k.visit[1], ADVERSE_SORENESS, SEVERITY_MILD, (opt_int){true, 0}, NULL);
    says(&k, (appointment_id){0}, ADVERSE_BRUISING, SEVERITY_MILD, unsaid, NULL);
    struct desk d = client_of(&k.c);
    assert_ok(after_said_put(d.db, &d.who, k.c.ann, k.visit[0], d.now));
    assert_ok(after_said_put(d.db, &d.who, k.c.ann, k.visit[0], d.now)); // the first time stands
    d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_harm_register(&d, false, 12, &p));
    const struct harm_register *r = &p.register_;
    assert_true(r->all.sessions == 2 && r->all.answered == 2 && r->all.followed == 1 && r->loose == 1 && r->expected == 1 && r->few); // nobody was treated: no session
    assert_true(r->events[SEVERITY_MODERATE] == 1 && r->n_techniques == 1 && r->techniques[0].rate.followed == 1 && r->n_regions == 1);
    // cut: the second one alone, and what followed the first is not said to follow none
    says(&k, k.visit[0], ADVERSE_HEADACHE, SEVERITY_MODERATE, unsaid, NULL);
    d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_harm_register_cut(&d, false, 12, 1, &p));
    assert_true(p.cut && p.register_.all.sessions == 1 && p.register_.all.followed == 1 && p.register_.loose == 1 && p.from.d == MONDAY.d + 7);
    d = by(&k.c, ROLE_OWNER);
    assert_ok(desk_harm_register_cut(&d, false, 12, 2, &p));
    assert_true(!p.cut && p.register_.all.sessions == 2);
    d = by(&k.c, ROLE_THERAPIST);
    assert_err(desk_harm_register(&d, false, 12, &p), E_FORBIDDEN);
    d = by(&k.c, ROLE_THERAPIST);
    assert_ok(desk_harm_register(&d, true, 12, &p));
    assert_true(p.register_.all.sessions == 2 && p.register_.loose == 0);
    d = by(&k.c, ROLE_FRONT_DESK);
    assert_err(desk_harm_register(&d, true, 12, &p), E_FORBIDDEN);
    clinic_end(&k.c);
}
BOTH(the_register)

BOTH(effects_of_the_review)
BOTH(dose_and_when_due)
BOTH(four_sessions)
BOTH(only_what_a_signed_note_says)
BOTH(only_those_named_are_cancelled)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(dose_and_when_due), TESTS(four_sessions), TESTS(only_what_a_signed_note_says), TESTS(only_those_named_are_cancelled), TESTS(effects_of_the_review),
        TESTS(an_event_is_followed_up), TESTS(an_event_is_corrected), TESTS(the_register)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
