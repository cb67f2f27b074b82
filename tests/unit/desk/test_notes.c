// The session's note at the desk: drafts, what is carried forward, signing, what was signed stays, amendments, who may.
#include "calendar.h"

#include "desk/care/notes.h"
#include "store/safety.h"

static struct note_technique one[1];

static struct note_body words(const char *s)
{
    struct site site;
    assert_true(site_parse(S("shoulder-left"), &site));
    one[0] = (struct note_technique){S("petrissage"), site, 50, 3};
    return (struct note_body){.s = str_of(s), .o = S("ROM 40"), .a = S("settling"), .p = S("weekly"), .techniques = one, .n_techniques = 1, .consent = true,
        .limits_reason = S("consent to treatment was signed on paper")};
}

static appointment_id visit(struct clinic *c, day on, int minute)
{
    struct desk d = by(c, ROLE_OWNER);
    struct booked b = {0};
    struct book_in in = {.client = {c->ann}, .therapist = {c->tess}, .service = c->hour, .kind = VISIT_MAINTENANCE, .day = on, .minute = minute, .outside_hours = true};
    assert_ok(book_it(&d, &in, &b));
    return b.id[0];
}

static void at(struct clinic *c, day on, int hour) { c->now = (instant){(int64_t)on.d * DAY_US + hour * HOUR_US - (int64_t)c->h.seed * SECOND_US}; }

struct write {
    struct desk *d;
    const struct note_in *in;
    const struct amend_in *amend;
    bool sign;
    struct note_saved *out;
};

static err work(void *ctx, struct db *db)
{
    struct write *w = ctx;
    amendment_id id;
    w->d->db = db;
    if (w->amend)
        return desk_note_amend(w->d, w->amend, &id);
    return w->sign ? desk_note_sign(w->d, w->in, w->out) : desk_note_save(w->d, w->in, w->out);
}

static err save(struct desk *d, const struct note_in *in, struct note_saved *out) { return db_write(d->db, work, &(struct write){.d = d, .in = in, .out = out}); }
static err sign(struct desk *d, const struct note_in *in, struct note_saved *out) { return db_write(d->db, work, &(struct write){.d = d, .in = in, .out = out, .sign = true}); }
static err amend(struct desk *d, const struct amend_in *in) { return db_write(d->db, work, &(struct write){.d = d, .amend = in}); }

static void licence(struct clinic *c, const char *number)
{
    raw_do(&c->h.b, str_z(c->h.b.a, str_fmt(c->h.b.a, "UPDATE member SET licence_number = '%s' WHERE account_id = %lld", number, (long long)c->tess.v)));
}

static void drafts(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id v = visit(&c, MONDAY, 9 * 60);
    at(&c, MONDAY, 10);
    struct note_in in = {.visit = v, .body = words("sore")};
    struct note_saved out, again;
    struct desk d = by(&c, ROLE_FRONT_DESK);
    assert_err(save(&d, &in, &out), E_FORBIDDEN);
    d = by(&c, ROLE_THERAPIST);
    d.who.account = c.theo;
    assert_err(save(&d, &in, &out), E_FORBIDDEN); // another therapist
    d = by(&c, ROLE_THERAPIST);
    assert_ok(save(&d, &in, &out));
    assert_int_equal(out.version, 1);
    d = by(&c, ROLE_THERAPIST);
    assert_ok(save(&d, &in, &again)); // the same once more, its answer was lost
    assert_int_equal(again.version, 1);
    in.body.s = S("another tab");
    d = by(&c, ROLE_THERAPIST);
    assert_err(save(&d, &in, &again), E_CONFLICT);
    assert_problem(&d, "", MSG_note_other_tab);
    in.version = 1;
    d = by(&c, ROLE_OWNER);
    d.who.account = c.theo;
    assert_ok(save(&d, &in, &again)); // an owner, booked
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM audit WHERE event = 'note.edit-other'"), 1);
    struct note_open open;
    d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_note_open(&d, v, &open));
    assert_str(open.body.s, S("another tab"));
    assert_true(open.may_edit && open.version == 2 && !open.licensed);
    d = by(&c, ROLE_THERAPIST);
    d.who.account = c.theo;
    assert_ok(desk_note_open(&d, v, &open));
    assert_false(open.may_edit); // but reads
    d = by(&c, ROLE_THERAPIST);
    d.who.practice = c.h.other;
    assert_err(desk_note_open(&d, v, &open), E_NOT_FOUND);
    in.version = 2;
    in.body.techniques = one;
    one[0].technique = S("dry-needling");
    d = by(&c, ROLE_THERAPIST);
    assert_err(save(&d, &in, &again), E_INVALID);
    assert_problem(&d, "techniques", MSG_error_choice);
    clinic_end(&c);
}

static void signing(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id v = visit(&c, MONDAY, 9 * 60), v2 = visit(&c, (day){MONDAY.d + 7}, 9 * 60);
    struct note_in in = {.visit = v};
    struct note_saved out;
    at(&c, MONDAY, 6);
    struct desk d = by(&c, ROLE_THERAPIST);
    assert_err(sign(&d, &in, &out), E_INVALID); // everything at once
    assert_problem(&d, "licence", MSG_note_licence_missing);
    assert_problem(&d, "visit", MSG_note_not_yet);
    assert_problem(&d, "techniques", MSG_note_nothing_done);
    assert_problem(&d, "consent", MSG_note_consent_wanted);
    assert_problem(&d, "limits_reason", MSG_note_limits_why); // no consent to treatment on file
    at(&c, MONDAY, 10);
    licence(&c, "L-1");
    in.body = words("sore");
    one[0].minutes = 76;
    d = by(&c, ROLE_THERAPIST);
    assert_err(sign(&d, &in, &out), E_INVALID);
    assert_problem(&d, "minutes_reason", MSG_note_minutes_why);
    assert_int_equal(d.problems->n, 1);
    one[0].minutes = 75;
    d = by(&c, ROLE_THERAPIST);
    assert_ok(sign(&d, &in, &out));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM treated WHERE technique = 'petrissage' AND region = 'shoulder-left' AND minutes = 75"), 1);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM appointment WHERE state = 'done'"), 1);
    // signed stays: by the desk, and by SQL
    in.version = out.version;
    d = by(&c, ROLE_THERAPIST);
    assert_err(save(&d, &in, &out), E_CONFLICT);
    assert_problem(&d, "", MSG_note_signed_already);
    static const char *const tries[] = {"UPDATE treated SET minutes = 1", "DELETE FROM treated", "UPDATE note SET body = '{}'", "UPDATE note SET signed_us = NULL, licence = ''", "DELETE FROM note", "UPDATE note SET late = 1"};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
        assert_true(raw_refused(&c.h.b, tries[i]));
    // carried forward, and late
    at(&c, (day){MONDAY.d + 9}, 10);
    struct note_open open;
    d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_note_open(&d, v2, &open));
    assert_int_equal(open.body.s.n + open.body.o.n, 0);
    assert_str(open.body.p, S("weekly"));
    assert_true(open.late && open.body.from.day.d == MONDAY.d && open.body.unconfirmed);
    struct note_in next = {.visit = v2, .body = open.body};
    next.body.consent = true;
    next.body.limits_reason = S("on paper");
    next.body.minutes_reason = S("asked for");
    d = by(&c, ROLE_THERAPIST);
    assert_err(sign(&d, &next, &out), E_INVALID);
    assert_problem(&d, "unconfirmed", MSG_note_not_confirmed);
    assert_problem(&d, "late_reason", MSG_note_late_why);
    assert_int_equal(d.problems->n, 2);
    next.body.unconfirmed = 0;
    next.body.late_reason = S("was ill");
    d = by(&c, ROLE_THERAPIST);
    assert_ok(sign(&d, &next, &out));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM note WHERE late = 1 AND licence = 'L-1' AND signer = 'Tess'"), 1);
    // amendments
    struct amend_in a = {.note = out.id, .part = S("o"), .words = S("ROM 45"), .reason = S("misread")};
    d = by(&c, ROLE_THERAPIST);
    d.who.account = c.theo;
    assert_err(amend(&d, &a), E_FORBIDDEN);
    d = by(&c, ROLE_THERAPIST);
    assert_ok(amend(&d, &a));
    struct note_shown shown;
    d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_note_show(&d, out.id, &shown));
    assert_int_equal(shown.n_amendments, 1);
    assert_str(shown.amendments[0].words, S("ROM 45"));
    assert_true(raw_refused(&c.h.b, "UPDATE note_amendment SET words = 'x'") && raw_refused(&c.h.b, "DELETE FROM note_amendment"));
    a.part = S("moon");
    a.words = S(" ");
    d = by(&c, ROLE_THERAPIST);
    assert_err(amend(&d, &a), E_INVALID);
    assert_problem(&d, "part", MSG_error_choice);
    struct note_lines all;
    d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_notes_of_client(&d, c.ann, &all));
    assert_true(all.n == 2 && all.v[0].amendments == 1 && all.v[0].note.day.d == MONDAY.d + 7);
    clinic_end(&c);
}

// A stop stands: only "not treated" can be signed, and the visit is not done by it.
static void stop(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    licence(&c, "L-1");
    appointment_id v = visit(&c, MONDAY, 9 * 60);
    at(&c, MONDAY, 10);
    raw_do(&c.h.b, str_z(c.h.b.a, str_fmt(c.h.b.a,
        "INSERT INTO finding (practice_id, id, client_id, rule, rules, level, unknown, body, valid_days, at_us) VALUES (%lld, 1, %lld, 'now-chest-pain', 'x', 1, 0, '{\"because\":{}}', 0, 1)",
        (long long)c.h.practice.v, (long long)c.ann.v)));
    struct note_open open;
    struct desk d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_note_open(&d, v, &open));
    assert_true(open.safety.stop);
    struct note_in in = {.visit = v, .body = words("sore")};
    struct note_saved out;
    // a draft that says "not treated" is begun, and turns into no other one while it holds
    struct note_in draft = {.visit = v, .body = {.not_treated = true}};
    d = by(&c, ROLE_THERAPIST);
    assert_ok(save(&d, &draft, &out));
    assert_int_equal(out.version, 1);
    draft = (struct note_in){.visit = v, .version = 1, .body = in.body};
    d = by(&c, ROLE_THERAPIST);
    assert_err(save(&d, &draft, &out), E_INVALID);
    assert_problem(&d, "not_treated", MSG_note_held);
    in.version = 1;
    d = by(&c, ROLE_THERAPIST);
    assert_err(sign(&d, &in, &out), E_INVALID);
    assert_problem(&d, "not_treated", MSG_note_stop_stands);
    in.body.not_treated = true;
    d = by(&c, ROLE_THERAPIST);
    assert_err(sign(&d, &in, &out), E_INVALID);
    assert_problem(&d, "why", MSG_note_why_wanted);
    in.body.why = S("sent to emergency care");
    d = by(&c, ROLE_THERAPIST);
    assert_ok(sign(&d, &in, &out));
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM treated"), 0);
    assert_int_equal(count(&c, "SELECT COUNT(*) FROM appointment WHERE state = 'done'"), 0);
    clinic_end(&c);
}

// "Wait" (level 3) goes on only with a reason at the finding, or cleared: nothing is signed over it, nor by its being unanswered.
static void wait(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    licence(&c, "L-1");
    struct note_in in = {.visit = visit(&c, MONDAY, 9 * 60), .body = words("sore")};
    at(&c, MONDAY, 10);
    raw_do(&c.h.b, str_z(c.h.b.a, str_fmt(c.h.b.a,
        "INSERT INTO finding (practice_id, id, client_id, rule, rules, level, unknown, body, valid_days, at_us) VALUES (%lld, 1, %lld, 'heart', 'x', 3, 1, '{\"because\":{}}', 0, 1)",
        (long long)c.h.practice.v, (long long)c.ann.v)));
    struct note_saved out;
    struct desk d = by(&c, ROLE_THERAPIST);
    assert_err(sign(&d, &in, &out), E_INVALID);
    assert_problem(&d, "not_treated", MSG_note_defer_stands);
    struct finding_act_in act = {.client = c.ann, .finding = {1}, .act = ACT_PROCEED, .reason = S("her doctor said yes, letter seen")};
    d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_finding_act(&d, &act));
    d = by(&c, ROLE_THERAPIST);
    assert_ok(sign(&d, &in, &out));
    clinic_end(&c);
}

static void waiting(enum db_engine engine)
{
    struct clinic c;
    clinic_make(&c, engine);
    appointment_id v = visit(&c, MONDAY, 9 * 60);
    (void)visit(&c, MONDAY, 15 * 60);
    at(&c, MONDAY, 12);
    const struct unsigned_note *list;
    size_t n;
    struct desk d = by(&c, ROLE_FRONT_DESK);
    assert_err(desk_unsigned_notes(&d, c.tess, (instant){0}, 10, &list, &n), E_FORBIDDEN);
    d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_unsigned_notes(&d, c.tess, (instant){0}, 10, &list, &n));
    assert_true(n == 1 && list[0].visit.v == v.v && !list[0].begun);
    assert_str(list[0].client_name, S("Ann Test"));
    struct note_in in = {.visit = v, .body = words("sore")};
    struct note_saved out;
    d = by(&c, ROLE_THERAPIST);
    assert_ok(save(&d, &in, &out));
    d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_unsigned_notes(&d, (account_id){0}, (instant){0}, 10, &list, &n));
    assert_true(n == 1 && list[0].begun);
    d = by(&c, ROLE_THERAPIST);
    assert_ok(desk_unsigned_notes(&d, c.theo, (instant){0}, 10, &list, &n));
    assert_int_equal(n, 0);
    clinic_end(&c);
}

BOTH(drafts)
BOTH(signing)
BOTH(stop)
BOTH(wait)
BOTH(waiting)

// A health form was sent `days` before Monday at ten.
static void form_sent(struct clinic *c, int days)
{
    struct db *db = c->h.b.db;
    struct actor who = {.practice = c->h.practice, .role = ROLE_SYSTEM};
    instant then = {(int64_t)(MONDAY.d - days) * DAY_US + 10 * HOUR_US};
    struct idgen ids = idgen_seed((uint64_t)days + 1);
    struct intake_row r = {.id = {id_next(&ids, then)}, .client = c->ann, .begun = then, .saved = then, .rules = S("1"), .language = S("en"), .answers = S("{}"), .rest = S("{}"), .version = 1};
    assert_ok(intake_insert(db, &who, &r));
    assert_ok(intake_submit(db, &who, &r, then));
}

// Nobody is treated without a health form of the last year, but with a reason; where nobody was treated none is asked for.
static void without_a_health_form(enum db_engine engine)
{
    struct clinic c;
    struct note_open open;
    struct note_saved out;
    clinic_make(&c, engine);
    licence(&c, "L-1");
    struct actor who = {.practice = c.h.practice, .role = ROLE_SYSTEM};
    assert_ok(consent_insert(c.h.b.db, &who, &(struct consent_row){.id = {77}, .client = c.ann, .kind = S("treatment"), .given = true, .wording = S("w"), .wording_version = S("1"),
        .signed_by = S("Ann"), .at = NOW}));
    appointment_id v[3];
    for (int i = 0; i < 3; i++)
        v[i] = visit(&c, (day){MONDAY.d + 7 * i}, 9 * 60);
    static const enum note_breach_kind want[] = {BREACH_INTAKE, BREACH_INTAKE_OLD};
    for (int i = 0; i < 2; i++) {
        at(&c, MONDAY, 10);
        struct note_in in = {.visit = v[0], .body = words("sore")};
        struct desk d = by(&c, ROLE_THERAPIST);
        assert_ok(desk_note_open(&d, v[0], &open));
        assert_ok(desk_note_look(&d, &in.body, &open));
        if (open.n_breaches != 1 || open.breaches[0].kind != want[i])
            fail_msg("%d: %zu breaches, the first is %d", i, open.n_breaches, open.n_breaches ? (int)open.breaches[0].kind : -1);
        in.body.limits_reason = S(" ");
        d = by(&c, ROLE_THERAPIST);
        assert_err(sign(&d, &in, &out), E_INVALID);
        assert_problem(&d, "limits_reason", MSG_note_limits_why);
        assert_int_equal(d.problems->n, 1);
        if (i == 0)
            form_sent(&c, INTAKE_DAYS + 1);
    }
    struct note_in in = {.visit = v[0], .body = words("sore")};
    struct desk d = by(&c, ROLE_THERAPIST);
    assert_ok(sign(&d, &in, &out)); // with a reason
    at(&c, (day){MONDAY.d + 7}, 10);
    in = (struct note_in){.visit = v[1], .body = {.not_treated = true, .why = S("came too late")}};
    d = by(&c, ROLE_THERAPIST);
    assert_ok(sign(&d, &in, &out));
    form_sent(&c, INTAKE_DAYS - 14);
    at(&c, (day){MONDAY.d + 14}, 10); // the form is a year old to the day
    in = (struct note_in){.visit = v[2], .body = words("sore")};
    in.body.limits_reason = S("");
    d = by(&c, ROLE_THERAPIST);
    assert_ok(sign(&d, &in, &out));
    clinic_end(&c);
}
BOTH(without_a_health_form)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(drafts), TESTS(signing), TESTS(stop), TESTS(wait), TESTS(waiting), TESTS(without_a_health_form)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
