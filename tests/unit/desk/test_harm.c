// Adverse events: reported, followed up, corrected, withdrawn (desk/safety/harm.h), and counted (desk/safety/harm_register.h).
#include "course.h"

#include "desk/care/care.h"
#include "desk/safety/harm_register.h"

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

static adverse_id says_row(struct course *k, struct adverse_row r, bool *written)
{
    struct desk d = client_of(&k->c);
    r.id = (adverse_id){id_next(&d.ids, d.now)};
    r.client = k->c.ann;
    r.day = d.today;
    r.at = d.now;
    struct telling w = {.d = &d, .said = &r};
    assert_ok(db_write(d.db, tell_work, &w));
    if (written)
        *written = w.written;
    return w.id;
}

static adverse_id says(struct course *k, appointment_id after, enum adverse_what what, enum adverse_severity severity, opt_int days, bool *written)
{
    return says_row(k, (struct adverse_row){.appointment = after, .what = what, .severity = severity, .days = days}, written);
}

static adverse_id staff_say(struct course *k, enum adverse_what what, enum adverse_severity severity, opt_int days)
{
    struct desk d = by(&k->c, ROLE_OWNER);
    struct telling w = {.d = &d, .in = &(struct adverse_in){.client = k->c.ann, .day = d.today, .what = what, .severity = severity, .days = days, .action = S("called")}};
    assert_ok(db_write(d.db, tell_work, &w));
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

static void followed(struct course *k, adverse_id id, struct harm_follow_in in)
{
    struct desk d = by(&k->c, ROLE_THERAPIST);
    in.version = shown(k, id).version;
    assert_ok(follow(k, &d, id, in));
}

static void correct(struct course *k, adverse_id id, enum adverse_severity severity, opt_int days)
{
    struct desk d = by(&k->c, ROLE_OWNER);
    struct harm_shown s = shown(k, id);
    struct harm_correct_in in = {.version = s.version, .row = s.row, .reason = S("as she meant it")};
    in.row.severity = severity;
    in.row.days = days;
    assert_ok(db_write(d.db, follow_work, &(struct following){&d, k, id, NULL, &in, NULL}));
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

static bool same_event(adverse_id x, adverse_id y)
{
    return x.v == y.v;
}

// The client's own report of the same after the same session is said again; what staff wrote, what was withdrawn and what followed another session is not.
static void said_again_or_anew(enum db_engine engine)
{
    struct course k;
    bool written;
    course_make(&k, engine);
    sign(&k, 0, NULL);
    at(&k.c, (day){MONDAY.d + 1}, 9);
    adverse_id staff = staff_say(&k, ADVERSE_HEADACHE, SEVERITY_MODERATE, unsaid);
    adverse_id own = says_row(&k, (struct adverse_row){.appointment = k.visit[0], .what = ADVERSE_HEADACHE, .severity = SEVERITY_MILD, .days = {true, 2},
        .hours = {true, 5}, .sites = S("[\"neck-left\"]"), .words = S("left side")}, &written);
    assert_true(written && !same_event(own, staff) && shown(&k, staff).n_versions == 1);
    // worse, and nothing else: what was said once stays
    assert_true(same_event(says(&k, k.visit[0], ADVERSE_HEADACHE, SEVERITY_MODERATE, unsaid, NULL), own));
    struct harm_shown s = shown(&k, own);
    assert_true(s.row.severity == SEVERITY_MODERATE && s.n_versions == 2 && s.row.days.v == 2 && s.row.hours.v == 5);
    assert_str(s.row.sites, S("[\"neck-left\"]"));
    assert_str(s.row.words, S("left side"));
    // all of it another: that counts
    (void)says_row(&k, (struct adverse_row){.appointment = k.visit[0], .what = ADVERSE_HEADACHE, .severity = SEVERITY_MODERATE, .days = {true, 3},
        .hours = {true, 6}, .sites = S("[\"neck-right\"]"), .words = S("right side")}, NULL);
    s = shown(&k, own);
    assert_true(s.n_versions == 3 && s.row.days.v == 3 && s.row.hours.v == 6);
    assert_str(s.row.sites, S("[\"neck-right\"]"));
    assert_str(s.row.words, S("right side"));
    sign(&k, 1, NULL);
    adverse_id later = says(&k, k.visit[1], ADVERSE_HEADACHE, SEVERITY_MODERATE, unsaid, NULL);
    assert_true(!same_event(later, own) && shown(&k, later).row.appointment.v == k.visit[1].v);
    raw_do(&k.c.h.b, "UPDATE adverse_event SET withdrawn_us = 1"); // while the client's could be withdrawn
    assert_false(same_event(says(&k, k.visit[1], ADVERSE_HEADACHE, SEVERITY_MODERATE, unsaid, &written), later));
    assert_true(written);
    clinic_end(&k.c);
}
BOTH(said_again_or_anew)

// Who only tried has not spoken with them; what is closed, or was never to be followed up, is not closed again.
static void contact_and_closing(enum db_engine engine)
{
    struct course k;
    course_make(&k, engine);
    sign(&k, 0, NULL);
    at(&k.c, (day){MONDAY.d + 1}, 9);
    adverse_id id = says(&k, k.visit[0], ADVERSE_NUMBNESS, SEVERITY_MODERATE, unsaid, NULL);
    followed(&k, id, (struct harm_follow_in){.contact = S("tried"), .outcome = S("resolved")});
    struct harm_shown s = shown(&k, id);
    assert_true(!s.spoken && s.n_acts == 1);
    struct desk d = by(&k.c, ROLE_THERAPIST);
    assert_err(follow(&k, &d, id, (struct harm_follow_in){.version = s.version, .close = true}), E_INVALID);
    assert_problem(&d, "contact", MSG_harm_contact_needed);
    followed(&k, id, (struct harm_follow_in){.contact = S("message"), .close = true});
    struct harm_shown closed = shown(&k, id);
    assert_true(closed.spoken && closed.row.closed.us && closed.n_acts == 3 && closed.acts[2].kind == HARM_CLOSED);
    at(&k.c, (day){MONDAY.d + 1}, 15);
    followed(&k, id, (struct harm_follow_in){.words = S("still well"), .close = true});
    s = shown(&k, id);
    assert_true(s.row.closed.us == closed.row.closed.us && s.n_acts == 4 && s.acts[3].kind == HARM_FOLLOW);
    adverse_id mild = says(&k, k.visit[0], ADVERSE_BRUISING, SEVERITY_MILD, unsaid, NULL);
    followed(&k, mild, (struct harm_follow_in){.contact = S("phone"), .outcome = S("resolved"), .close = true});
    s = shown(&k, mild);
    assert_true(!s.row.due.known && s.row.closed.us == 0 && s.n_acts == 1);
    clinic_end(&k.c);
}
BOTH(contact_and_closing)

static int64_t tasks(struct course *k)
{
    return count(&k->c, "SELECT COUNT(*) FROM alert WHERE cause = 'event' AND closed_us IS NULL");
}

// Corrected to what is graver it is to be followed up (again), and by then; otherwise what was closed stays closed. Withdrawn, it is nobody's task.
static void corrected_to_graver(enum db_engine engine)
{
    struct course k;
    course_make(&k, engine);
    sign(&k, 0, NULL);
    at(&k.c, (day){MONDAY.d + 1}, 9);
    adverse_id sore = staff_say(&k, ADVERSE_SORENESS, SEVERITY_MODERATE, (opt_int){true, 1});
    assert_false(shown(&k, sore).row.due.known);
    correct(&k, sore, SEVERITY_MODERATE, (opt_int){true, 3}); // as bad, but no more what is to be expected
    struct harm_shown s = shown(&k, sore);
    assert_true(adverse_waits(&s.row) && s.row.due.day.d == MONDAY.d + 3 && s.acts[s.n_acts - 1].kind == HARM_OPENED);
    correct(&k, sore, SEVERITY_SEVERE, (opt_int){true, 3}); // open, and now due sooner
    s = shown(&k, sore);
    assert_true(adverse_waits(&s.row) && s.row.due.day.d == MONDAY.d + 1);
    assert_int_equal(tasks(&k), 1);
    adverse_id id = staff_say(&k, ADVERSE_HEADACHE, SEVERITY_MODERATE, unsaid);
    followed(&k, id, (struct harm_follow_in){.contact = S("phone"), .outcome = S("resolved"), .close = true});
    correct(&k, id, SEVERITY_MODERATE, (opt_int){true, 3}); // as bad
    s = shown(&k, id);
    assert_true(!adverse_waits(&s.row) && s.spoken && s.n_versions == 2 && s.n_acts == 2);
    correct(&k, id, SEVERITY_SEVERE, (opt_int){true, 3});
    s = shown(&k, id);
    assert_true(adverse_waits(&s.row) && s.row.due.day.d == MONDAY.d + 1 && !s.spoken && s.acts[s.n_acts - 1].kind == HARM_OPENED);
    assert_int_equal(tasks(&k), 2);
    followed(&k, id, (struct harm_follow_in){.contact = S("phone"), .outcome = S("resolved"), .close = true});
    assert_int_equal(tasks(&k), 2);
    struct desk d;
    assert_ok(take_back(&k, &d, id, "of another client"));
    assert_int_equal(tasks(&k), 1); // the other's
    clinic_end(&k.c);
}
BOTH(corrected_to_graver)

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

struct treating {
    struct desk *d;
    appointment_id visit;
    const struct note_technique *v;
    size_t n;
};

static err treat_work(void *ctx, struct db *db)
{
    struct treating *w = ctx;
    struct note_saved out;
    struct note_in in = {.visit = w->visit, .body = {.techniques = w->v, .n_techniques = w->n, .consent = true, .limits_reason = S("consent on paper")}};
    w->d->db = db;
    return desk_note_sign(w->d, &in, &out);
}

static void treat(struct course *k, account_id therapist, appointment_id visit, const char *technique, const char *place, const char *second)
{
    struct note_technique v[2] = {{.technique = str_of(technique), .minutes = 20, .pressure = 2}, {.technique = str_of(technique), .minutes = 20, .pressure = 2}};
    assert_true(site_parse(str_of(place), &v[0].site) && site_parse(str_of(second ? second : place), &v[1].site));
    struct desk d = by(&k->c, ROLE_THERAPIST);
    d.who.account = therapist;
    assert_ok(db_write(d.db, treat_work, &(struct treating){&d, visit, v, second ? 2 : 1}));
}

static struct harm_practice registered(struct course *k, account_id own, int months, size_t rows)
{
    struct harm_practice p;
    struct desk d = by(&k->c, own.v ? ROLE_THERAPIST : ROLE_OWNER);
    if (own.v)
        d.who.account = own;
    assert_ok(desk_harm_register_cut(&d, own.v != 0, months, rows, &p));
    return p;
}

static void group(const struct harm_group *g, const char *id, size_t followed_by)
{
    assert_str(g->id, str_of(id));
    assert_true(g->rate.sessions == 1 && g->rate.followed == followed_by);
}

// Each session once under each technique and region, sides together; an event with the session it followed; one's own apart; cut where a time begins.
static void the_register_by_session(enum db_engine engine)
{
    struct course k;
    struct booked b = {0};
    course_make(&k, engine);
    struct desk d = by(&k.c, ROLE_OWNER);
    struct book_in book = {.client = {k.c.bob}, .therapist = {k.c.theo}, .service = k.c.hour, .kind = VISIT_RELAXATION, .day = {MONDAY.d + 7}, .minute = 9 * 60};
    assert_ok(book_it(&d, &book, &b));
    at(&k.c, MONDAY, 12);
    treat(&k, k.c.tess, k.visit[0], "petrissage", "neck-left", "neck-right");
    at(&k.c, (day){MONDAY.d + 7}, 12);
    treat(&k, k.c.tess, k.visit[1], "effleurage", "calf-left", NULL);
    treat(&k, k.c.theo, b.id[0], "stretching", "hip", NULL);
    (void)says(&k, k.visit[0], ADVERSE_HEADACHE, SEVERITY_MODERATE, unsaid, NULL);
    (void)says(&k, (appointment_id){0}, ADVERSE_BRUISING, SEVERITY_MILD, unsaid, NULL);
    raw_do(&k.c.h.b, "UPDATE adverse_event SET withdrawn_us = 1 WHERE appointment_id IS NULL");
    raw_do(&k.c.h.b, str_z(k.c.h.b.a, str_fmt(k.c.h.b.a, "INSERT INTO after_ask (practice_id, appointment_id, client_id, why, link_id, at_us) "
        "SELECT practice_id, id, client_id, 'first', 1, 1 FROM appointment WHERE id = %lld", (long long)k.visit[1].v)));
    struct harm_practice p = registered(&k, (account_id){0}, 1, HARM_ROWS);
    const struct harm_register *r = &p.register_;
    assert_true(r->all.sessions == 3 && r->all.followed == 1 && r->all.answered == 1 && r->asked == 1 && r->withdrawn == 1 && r->loose == 0 && !p.cut);
    assert_true(r->n_techniques == 3 && r->n_regions == 3);
    group(&r->techniques[0], "effleurage", 0);
    group(&r->techniques[1], "petrissage", 1);
    group(&r->techniques[2], "stretching", 0);
    group(&r->regions[0], "calf", 0);
    group(&r->regions[1], "hip", 0);
    group(&r->regions[2], "neck", 1);
    p = registered(&k, k.c.tess, 1, HARM_ROWS);
    assert_true(r->all.sessions == 2 && r->all.followed == 1 && r->withdrawn == 0); // what followed no session is nobody's own
    p = registered(&k, k.c.theo, 1, HARM_ROWS);
    assert_true(r->all.sessions == 1 && r->all.followed == 0 && p.n_events == 0);
    // a visit that passed on to another after its note was written is still of whoever wrote it, and so is what followed it
    raw_do(&k.c.h.b, str_z(k.c.h.b.a, str_fmt(k.c.h.b.a, "UPDATE appointment SET account_id = %lld WHERE id = %lld", (long long)k.c.theo.v, (long long)k.visit[0].v)));
    p = registered(&k, k.c.tess, 1, HARM_ROWS);
    assert_true(r->all.sessions == 2 && r->all.followed == 1);
    p = registered(&k, k.c.theo, 1, HARM_ROWS);
    assert_true(r->all.followed == 0 && r->loose == 0 && p.n_events == 0);
    p = registered(&k, (account_id){0}, 1, 2);
    assert_true(p.cut && r->all.sessions == 2 && r->all.followed == 0 && p.from.d == MONDAY.d + 7);
    p = registered(&k, (account_id){0}, 1, 1); // both began at one time
    assert_true(p.cut && r->all.sessions == 2 && p.from.d == MONDAY.d + 7);
    // a month is thirty days and today, as days are here: half past midnight in Berlin is the day before elsewhere
    long long by_us = 9 * HOUR_US - HOUR_US / 2; // from nine
    raw_do(&k.c.h.b, str_z(k.c.h.b.a, str_fmt(k.c.h.b.a, "UPDATE appointment SET start_us = start_us - %lld, end_us = end_us - %lld, clear_us = clear_us - %lld "
        "WHERE id = %lld", by_us, by_us, by_us, (long long)k.visit[0].v)));
    for (int late = 0; late < 2; late++) {
        at(&k.c, (day){MONDAY.d + 30 + late}, 12);
        p = registered(&k, (account_id){0}, 1, HARM_ROWS);
        assert_true(p.from.d == MONDAY.d + late && p.to.d == MONDAY.d + 30 + late);
        assert_int_equal(r->all.sessions, late ? 2 : 3);
        assert_int_equal(r->all.followed, late ? 0 : 1);
    }
    clinic_end(&k.c);
}
BOTH(the_register_by_session)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(an_event_is_followed_up), TESTS(an_event_is_corrected), TESTS(said_again_or_anew), TESTS(contact_and_closing),
        TESTS(corrected_to_graver), TESTS(the_register), TESTS(the_register_by_session)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
