// desk/safety/alert_causes.h: what stops a session raises one task for whoever treats the client, mail and text at once; nothing twice, and it ends
// as the finding does. An event likewise.
#include "alert_ward.h"

// By link, nothing set up: nobody treats Ann yet, so every owner is written to at once.
static void nobody_named(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    (void)someone(&w, 1200, "olga", ROLE_OWNER);
    (void)someone(&w, 1201, "oleg", ROLE_OWNER);
    (void)someone(&w, 1202, "fred", ROLE_FRONT_DESK);
    fill_in(&w, true, "now", "[\"chest_pain\"]");
    struct alert_shown x = newest(&w);
    assert_true(x.row.cause == CAUSE_FINDING && x.row.level == 1 && !x.row.account.v && !x.row.closed && x.row.escalated && !x.row.response.v);
    assert_str(x.row.fired, S("[\"now-chest-pain\"]"));
    assert_int_equal(x.n_findings, 1);
    assert_str(x.findings[0].title, S("Chest pain now"));
    assert_true(x.findings[0].stands && x.findings[0].level == LEVEL_EMERGENCY && x.findings[0].for_client.n);
    assert_true(x.row.due.us <= NOW.us + 2 * HOUR_US);
    assert_acts(&x, w.h.b.a, "owners");
    assert_int_equal(all(&w).n, 1);
    assert_int_equal(mails(&w), 2);
    assert_int_equal(texts(&w), 0);
    assert_true(mailed(&w, "olga@example.org") && mailed(&w, "oleg@example.org"));
    // what is merely not answered is held, and raises nothing
    assert_true(finding(&w, "now-stroke") == NULL || finding(&w, "now-stroke")->state == FINDING_ASK);
    house_end(&w.h);
}

// The same again raises nothing; more does; a clearance ends it, and what is taken up again is raised anew.
static void once_and_over(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    (void)someone(&w, 1200, "olga", ROLE_OWNER);
    fill_in(&w, false, "now", "[\"chest_pain\"]");
    assert_int_equal(all(&w).n, 1);
    assert_int_equal(mails(&w), 1);
    fill_in(&w, false, "surgery", "false"); // "now" is copied from the form before
    assert_int_equal(all(&w).n, 1);
    assert_int_equal(mails(&w), 1);
    fill_in(&w, false, "now", "[\"chest_pain\",\"breathless\"]");
    // the answer reads otherwise: the task that waits for the one says so, the other is new
    assert_int_equal(all(&w).n, 2);
    assert_int_equal(mails(&w), 2);
    struct alert_shown x = newest(&w);
    assert_int_equal(x.n_findings, 1);
    do_about(&w, "now-breathless", ACT_CLEARED, "Dr Hill, 21 Nov 2026");
    x = newest(&w);
    assert_true(x.row.closed && !x.findings[0].stands);
    assert_acts(&x, w.h.b.a, "owners over");
    assert_false(all(&w).v[1].closed);
    do_about(&w, "now-chest-pain", ACT_CLEARED, "Dr Hill, 21 Nov 2026");
    struct desk d = with(&w, ROLE_THERAPIST);
    assert_ok(desk_alert_get(&d, all(&w).v[1].id, &x));
    assert_true(x.row.closed);
    assert_acts(&x, w.h.b.a, "owners changed over");
    // cleared and said again from the same answers: quiet
    fill_in(&w, false, "surgery", "true");
    assert_int_equal(all(&w).n, 2);
    do_about(&w, "now-chest-pain", ACT_REOPENED, "");
    assert_int_equal(all(&w).n, 3);
    assert_false(newest(&w).row.closed);
    house_end(&w.h);
}

static struct safety_flag flag_of(struct ward *w)
{
    struct desk d = with(w, ROLE_FRONT_DESK);
    struct safety_flag f;
    assert_ok(desk_safety_flags(&d, &w->ann, 1, &f));
    return f;
}

static struct safety safety_now(struct ward *w)
{
    struct desk d = with(w, ROLE_THERAPIST);
    struct safety s;
    assert_ok(desk_safety(&d, w->ann, &s));
    return s;
}

// The page of a form is kept, and the phone put away: what stops is told, and holds. Sent, it is not told again.
static void page_kept(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    (void)someone(&w, 1200, "olga", ROLE_OWNER);
    answer(&w, true, "unwell", "[]");
    assert_int_equal(all(&w).n, 0);
    assert_int_equal(count(&w, "SELECT COUNT(*) FROM finding"), 0); // what is merely not answered yet waits for the form
    answer(&w, true, "now", "[\"chest_pain\"]");
    const struct finding_row *f = finding(&w, "now-chest-pain");
    assert_true(f && f->state == FINDING_HOLDS && !f->unknown);
    assert_int_equal(all(&w).n, 1);
    assert_int_equal(mails(&w), 1);
    assert_true(flag_of(&w).call && flag_of(&w).held);
    assert_int_equal(count(&w, "SELECT COUNT(*) FROM finding f JOIN intake i ON i.id = f.intake_id WHERE i.submitted_us IS NULL"), 1);
    struct alert_shown x = newest(&w);
    assert_true(x.n_findings == 1 && x.findings[0].stands);
    answer(&w, true, "now", "[\"chest_pain\"]"); // twice, and another page
    answer(&w, true, "surgery", "false");
    assert_int_equal(count(&w, "SELECT COUNT(*) FROM finding"), 1);
    answer(&w, true, "now", "[\"chest_pain\",\"breathless\"]"); // more of it
    assert_int_equal(all(&w).n, 2);
    send_in(&w, true);
    assert_int_equal(all(&w).n, 2);
    assert_int_equal(mails(&w), 2);
    assert_true(finding(&w, "now-chest-pain")->state == FINDING_HOLDS && finding(&w, "now-breathless")->state == FINDING_HOLDS);
    house_end(&w.h);
}

// Taken back before it is sent: it is to be asked, and holds until somebody has; a form after it neither denies nor leaves it open.
static void taken_back(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    answer(&w, true, "now", "[\"chest_pain\"]");
    answer(&w, true, "now", "[]");
    assert_true(finding(&w, "now-chest-pain")->state == FINDING_HOLDS);
    send_in(&w, true);
    const struct finding_row *f = finding(&w, "now-chest-pain");
    assert_true(f && f->state == FINDING_ASK && f->against);
    assert_int_equal(all(&w).n, 1);
    assert_false(newest(&w).row.closed);
    assert_true(flag_of(&w).held && safety_now(&w).held && safety_now(&w).stop);
    struct desk d = by_link(&w);
    struct intake_who who = phone_of(&w);
    enum confirm_result c;
    assert_ok(desk_intake_begin(&d, &who, (opt_day){0}, &c));
    fill_in(&w, true, "unwell", "[]"); // "now" is left open
    f = finding(&w, "now-chest-pain");
    assert_true(f && f->state == FINDING_ASK && f->against && flag_of(&w).held);
    do_about(&w, "now-chest-pain", ACT_ASKED_NO, "");
    struct safety s = safety_now(&w);
    assert_true(!s.held && s.n_settled == 1 && newest(&w).row.closed);
    d = with(&w, ROLE_THERAPIST); // that was a slip: it is denied as before, and holds
    assert_ok(desk_finding_act(&d, &(struct finding_act_in){.client = w.ann, .finding = s.settled[0].id, .act = ACT_REOPENED, .version = s.settled[0].version}));
    assert_true(safety_now(&w).held && flag_of(&w).held);
    house_end(&w.h);
}

// A form that is never sent: what it found stands, through a form that says nothing of it since, and until somebody says otherwise.
static void never_sent(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    fill_in(&w, false, "now", "[]");
    struct desk d = by_link(&w);
    d.now.us += HOUR_US;
    struct intake_who who = phone_of(&w);
    struct intake_form f;
    struct intake_saved saved;
    assert_ok(desk_intake_form(&d, &who, &f));
    struct intake_value v = {S("now"), S("[\"chest_pain\"]")};
    d = by_link(&w);
    d.now.us += HOUR_US;
    assert_ok(desk_intake_save(&d, &(struct intake_save_in){.who = who, .version = f.version, .step = S("now"), .values = &v, .n_values = 1, .skip = true}, &saved));
    assert_true(saved.now && all(&w).n == 1);
    // with Tess, where "now" stands as it was said before: her form says nothing of it
    for (int pass = 0; pass < 2; pass++) {
        d = with(&w, ROLE_THERAPIST);
        d.now.us += 2 * HOUR_US;
        assert_ok(desk_intake_form(&d, &who, &f));
        v = pass == 0 ? (struct intake_value){S("surgery"), S("true")} : (struct intake_value){S("now"), S("[]")};
        assert_ok(desk_intake_save(&d, &(struct intake_save_in){.who = who, .version = f.version, .step = screen_question_of(screen_shipped(), v.question)->page,
            .values = &v, .n_values = 1, .skip = true}, &saved));
        d = with(&w, ROLE_THERAPIST);
        d.now.us += 2 * HOUR_US;
        assert_ok(desk_intake_send(&d, &who, saved.form.version));
        assert_true(pass == 0 ? finding(&w, "now-chest-pain")->state == FINDING_HOLDS : finding(&w, "now-chest-pain") == NULL);
        assert_true(newest(&w).row.closed == (pass == 1) && all(&w).n == 1);
    }
    house_end(&w.h);
}

// With staff: what the form before says is copied, and is nobody's word of today until its page is gone through.
static void page_kept_with_staff(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    fill_in(&w, false, "now", "[\"chest_pain\"]");
    do_about(&w, "now-chest-pain", ACT_CLEARED, "Dr Hill, 21 Nov 2026");
    int64_t n = count(&w, "SELECT COUNT(*) FROM finding");
    answer(&w, false, "surgery", "true");
    assert_int_equal(count(&w, "SELECT COUNT(*) FROM finding"), n);
    answer(&w, false, "now", "[\"breathless\"]");
    assert_true(finding(&w, "now-breathless")->state == FINDING_HOLDS);
    assert_int_equal(all(&w).n, 2);
    house_end(&w.h);
}

// Asked, and yes: it comes to stand then. Asked once more about the same form: nobody is written to again.
static void asked_yes(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    fill_in(&w, true, "unwell", "[]");
    assert_int_equal(all(&w).n, 0);
    do_about(&w, "now-stroke", ACT_ASKED_YES, "");
    assert_int_equal(all(&w).n, 1);
    do_about(&w, "now-stroke", ACT_REOPENED, "");
    assert_false(newest(&w).row.closed); // it is to be asked again, and holds
    do_about(&w, "now-stroke", ACT_ASKED_YES, "");
    assert_int_equal(all(&w).n, 1);
    do_about(&w, "now-stroke", ACT_REOPENED, "");
    do_about(&w, "now-stroke", ACT_ASKED_NO, "");
    assert_true(newest(&w).row.closed);
    // whoever asked knows of it: that a form says so too is nothing new
    fill_in(&w, false, "unwell", "[]");
    do_about(&w, "now-stroke", ACT_ASKED_YES, "");
    assert_int_equal(all(&w).n, 2);
    raw_do(&w.h.b, "UPDATE alert SET closed_us = raised_us");
    fill_in(&w, false, "now", "[\"stroke\"]");
    assert_true(finding(&w, "now-stroke")->state == FINDING_HOLDS && !finding(&w, "now-stroke")->unknown);
    assert_int_equal(all(&w).n, 2);
    house_end(&w.h);
}

static void standing(struct ward *w, struct finding_list *l)
{
    struct desk d = with(w, ROLE_SYSTEM);
    assert_ok(finding_standing(d.db, d.a, &d.who, w->ann, l));
}

// The same rule from the same answers, at a worse level than anybody was told of: that is new. At a milder one it is not.
static void worse_level(enum db_engine engine)
{
    struct ward w;
    struct finding_list before;
    ward_make(&w, engine);
    fill_in(&w, false, "surgery", "false");
    standing(&w, &before);
    struct finding_kept f = {.client = w.ann, .intake = before.v[0].intake, .rule = S("own-worse"), .rules = S("1"), .body = before.v[0].body, .at = NOW};
    static const struct {
        int level;
        size_t alerts;
    } then[] = {{LEVEL_DEFER, 0}, {LEVEL_STOP, 1}, {LEVEL_EMERGENCY, 2}, {LEVEL_STOP, 2}};
    for (size_t i = 0; i < sizeof then / sizeof *then; i++) {
        struct desk d = with(&w, ROLE_SYSTEM);
        standing(&w, &before);
        if (f.id.v)
            assert_ok(finding_end_one(d.db, &d.who, f.id, d.now));
        f.id = (finding_id){id_next(&d.ids, d.now)};
        f.level = then[i].level;
        assert_ok(finding_insert(d.db, &d.who, &f));
        assert_ok(alert_findings_changed(&d, w.ann, &before));
        assert_int_equal(all(&w).n, then[i].alerts);
    }
    assert_int_equal(count(&w, "SELECT COUNT(*) FROM alert WHERE level = 1 AND due_us - raised_us <= 3600000000"), 1);
    house_end(&w.h);
}

// Two of one task, said anew in one form: the task says once that it changed.
static void changed_once(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    fill_in(&w, false, "now", "[\"chest_pain\",\"breathless\"]");
    assert_int_equal(all(&w).n, 1);
    fill_in(&w, false, "now", "[\"chest_pain\",\"breathless\",\"sight\"]");
    struct alert_list l = all(&w);
    struct desk d = with(&w, ROLE_THERAPIST);
    struct alert_shown x;
    assert_int_equal(l.n, 2);
    assert_ok(desk_alert_get(&d, l.v[1].id, &x));
    assert_int_equal(x.n_findings, 2);
    assert_acts(&x, w.h.b.a, "changed");
    house_end(&w.h);
}

static err state_to(struct ward *w, enum appointment_state from, enum appointment_state to)
{
    struct desk d = with(w, ROLE_FRONT_DESK);
    err e = alert_hold_state(&d, &(struct appointment){.client = w->ann, .state = from}, to);
    if (e)
        assert_problem(&d, "to", flag_of(w).held ? MSG_appointment_held : MSG_appointment_ask_first);
    return e;
}

// What is held meanwhile (alert_hold.h): to be asked, the client may come in for it, and nothing begins; said, nobody is checked in either.
static void held_meanwhile(enum db_engine engine)
{
    static const enum appointment_state ends[] = {STATE_NO_SHOW, STATE_CANCELLED, STATE_LATE_CANCEL};
    struct ward w;
    ward_make(&w, engine);
    for (int pass = 0; pass < 3; pass++) {
        bool ask = pass == 1, held = pass == 2;
        struct desk d = with(&w, ROLE_THERAPIST);
        if (pass)
            fill_in(&w, false, ask ? "unwell" : "now", ask ? "[]" : "[\"chest_pain\"]");
        assert_true(flag_of(&w).call == (pass > 0) && flag_of(&w).held == held);
        assert_err(state_to(&w, STATE_BOOKED, STATE_ARRIVED), held ? E_INVALID : OK);
        assert_err(state_to(&w, STATE_ARRIVED, STATE_IN_SESSION), ask || held ? E_INVALID : OK);
        assert_err(state_to(&w, STATE_BOOKED, STATE_DONE), ask || held ? E_INVALID : OK);
        assert_err(state_to(&w, STATE_ARRIVED, STATE_DONE), ask || held ? E_INVALID : OK);
        assert_ok(state_to(&w, STATE_IN_SESSION, STATE_DONE)); // what began before goes on to its end
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
            assert_ok(state_to(&w, STATE_BOOKED, ends[i]));
        assert_err(alert_hold_series(&d, w.ann), held ? E_INVALID : OK);
        d = with(&w, ROLE_THERAPIST);
        assert_err(alert_hold_note(&d, w.ann), held ? E_INVALID : OK);
    }
    house_end(&w.h);
}

// Denied by a later form, and confirmed by whoever asked: the task that waits for it is the one task, and says that it changed.
static void one_task(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    (void)someone(&w, 1200, "olga", ROLE_OWNER);
    fill_in(&w, true, "now", "[\"chest_pain\"]");
    struct desk d = with(&w, ROLE_THERAPIST);
    struct link_made made;
    assert_ok(desk_link_create(&d, &(struct link_in){.client = w.ann, .purpose = LINK_INTAKE}, &made));
    w.link = made.id;
    fill_in(&w, true, "now", "[]");
    assert_true(finding(&w, "now-chest-pain")->state == FINDING_ASK);
    do_about(&w, "now-chest-pain", ACT_ASKED_YES, "");
    assert_int_equal(all(&w).n, 1);
    assert_int_equal(mails(&w), 1);
    struct alert_shown x = newest(&w);
    assert_false(x.row.closed);
    assert_acts(&x, w.h.b.a, "owners changed");
    house_end(&w.h);
}

// Whoever treats is told: by the practice's named person last; at the confirmed address; by text where they asked for one.
static void who_is_told(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    account_id olga = someone(&w, 1200, "olga", ROLE_OWNER);
    struct desk d = with(&w, ROLE_OWNER);
    assert_ok(alert_setting_put(d.db, &d.who, NOW, &(struct alert_setting){.account = w.h.account, .address = S("tess.private@example.org"), .confirmed = true,
        .confirmed_at = NOW, .weekdays = 127, .until_minute = 1080}));
    assert_ok(alert_text_put(d.db, &d.who, NOW, &(struct alert_text){.account = w.h.account, .number = S("07700 900123")}));
    assert_err(alert_text_put(d.db, &d.who, NOW, &(struct alert_text){.account = w.h.account, .number = S("1")}), E_CONFLICT);
    assert_ok(alert_text_put(d.db, &d.who, NOW, &(struct alert_text){.account = olga, .number = S("no number")}));
    fill_in(&w, true, "now", "[\"breathless\"]");
    struct alert_shown x = newest(&w);
    assert_true(x.row.account.v == w.h.account.v && !x.row.escalated && x.row.mail.v && x.mine);
    assert_true(mailed(&w, "tess.private@example.org") && mailed(&w, "+447700900123"));
    assert_int_equal(mails(&w), 1);
    assert_int_equal(texts(&w), 1);
    // it goes before all other mail, and holds no name
    const struct mail_letter *l;
    size_t n;
    d = with(&w, ROLE_SYSTEM);
    d.who.practice = (practice_id){0};
    assert_ok(desk_mail_take(&d, MINUTE_US, &l, &n));
    assert_int_equal(n, 1);
    assert_true(l[0].row.kind == MAIL_ALERT && str_find(l[0].path, S("/alerts/")) == 0 && str_eq(l[0].name, S("Tess")));
    house_end(&w.h);
}

// No mail can be sent from here: the task is there all the same, and Today says so.
static void without_mail(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    struct desk d = by_link(&w);
    alert_id id;
    d.env = &no_mail;
    assert_ok(desk_alert_raise_for(&d, w.ann, &(struct alert_because){.cause = CAUSE_FINDING, .fired = S("[\"now-stroke\"]"), .level = 1}, &id));
    d = therapist(&w.h);
    struct alerts_today t;
    assert_ok(desk_alerts_today(&d, &t));
    assert_true(t.no_mail && t.mine.n == 1 && t.mine.v[0].cause == CAUSE_FINDING && t.mine.v[0].level == 1);
    d = call(&w.h, w.h.practice, ROLE_FRONT_DESK);
    assert_ok(desk_alerts_today(&d, &t));
    assert_true(t.waiting && t.mine.n == 0);
    struct alert_shown x;
    assert_err(desk_alert_get(&d, id, &x), E_FORBIDDEN);
    x = newest(&w); // no owner was written to: the job is still to say so
    assert_true(!x.row.escalated && x.n_acts == 0);
    house_end(&w.h);
}

static void events(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    (void)someone(&w, 1200, "olga", ROLE_OWNER);
    struct alert_because severe = {.cause = CAUSE_EVENT, .fired = S("[\"severe\"]"), .about = 7777};
    alert_id id, again;
    struct desk d = by_link(&w);
    assert_ok(desk_alert_raise_for(&d, w.ann, &severe, &id));
    d = with(&w, ROLE_THERAPIST);
    assert_ok(desk_alert_over(&d, id));
    assert_ok(desk_alert_over(&d, id));
    assert_true(newest(&w).row.closed && newest(&w).row.cause == CAUSE_EVENT && newest(&w).row.about == 7777);
    d = by_link(&w);
    assert_ok(desk_alert_raise_for(&d, w.ann, &severe, &again));
    assert_true(again.v == id.v && !newest(&w).row.closed);
    struct alert_shown x = newest(&w);
    assert_acts(&x, w.h.b.a, "owners over changed");
    assert_int_equal(mails(&w), 2);
    d = with(&w, ROLE_THERAPIST);
    assert_ok(desk_alert_of_event(&d, 7777, &again));
    assert_true(again.v == id.v);
    assert_ok(desk_alert_of_event(&d, 7778, &again));
    assert_int_equal(again.v, 0);
    client_id other = make_client(&w.h, w.h.other, "Bob", (day){0});
    assert_err(desk_alert_raise_for(&d, other, &(struct alert_because){.cause = CAUSE_EVENT, .fired = S("[]"), .about = 1}, &again), E_CONFLICT);
    // what was raised stays
    assert_true(raw_refused(&w.h.b, "UPDATE alert SET fired = '[]'") && raw_refused(&w.h.b, "UPDATE alert SET about_id = 1") && raw_refused(&w.h.b, "DELETE FROM alert"));
    house_end(&w.h);
}

// Whoever was named left: more of it goes to the owners at once.
static void left(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    (void)someone(&w, 1200, "olga", ROLE_OWNER);
    account_id tom = someone(&w, 1203, "tom", ROLE_THERAPIST);
    struct alert_because severe = {.cause = CAUSE_EVENT, .fired = S("[\"severe\"]"), .about = 7777};
    struct desk d = with(&w, ROLE_OWNER);
    alert_id id;
    struct member m;
    assert_ok(alert_setting_put(d.db, &d.who, NOW, &(struct alert_setting){.account = tom, .weekdays = 127, .until_minute = 1080}));
    d = by_link(&w);
    assert_ok(desk_alert_raise_for(&d, w.ann, &severe, &id));
    assert_true(mails(&w) == 1 && mailed(&w, "tom@example.org"));
    d = by_link(&w); // more of it, while he is here
    d.now.us += MINUTE_US;
    assert_ok(desk_alert_raise_for(&d, w.ann, &severe, &id));
    assert_true(mails(&w) == 2 && !newest(&w).row.escalated);
    d = with(&w, ROLE_OWNER);
    assert_ok(member_get(d.db, d.a, &d.who, tom, &m));
    m.active = false;
    assert_ok(member_update(d.db, &d.who, &m));
    for (int i = 1; i <= 2; i++) {
        d = by_link(&w);
        d.now.us += i * HOUR_US;
        assert_ok(desk_alert_raise_for(&d, w.ann, &severe, &id));
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM outbox WHERE address = 'tom@example.org'"), 2);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM outbox WHERE address = 'olga@example.org'"), i);
    }
    struct alert_shown x = newest(&w);
    assert_acts(&x, w.h.b.a, "changed changed owners changed");
    house_end(&w.h);
}

static void job(struct ward *w, int days)
{
    struct desk d = with(w, ROLE_SYSTEM);
    client_id next;
    d.now.us += days * DAY_US;
    d.today.d += days;
    assert_ok(desk_findings_of_time(&d, (client_id){0}, &next));
}

// What stood when the program came to alert, of which nobody was ever told: the job of the next day tells, once.
static void stood_before(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    fill_in(&w, false, "surgery", "false");
    struct desk d = with(&w, ROLE_SYSTEM);
    struct finding_list all_of;
    assert_ok(finding_standing(d.db, d.a, &d.who, w.ann, &all_of));
    assert_true(all_of.n > 0); // what is to be asked
    struct finding_kept f = {.id = {id_next(&d.ids, d.now)}, .client = w.ann, .intake = all_of.v[0].intake, .rule = S("diabetes"), .rules = S("1"), .level = LEVEL_DEFER,
        .body = all_of.v[0].body, .at = d.now};
    assert_ok(finding_insert(d.db, &d.who, &f));
    job(&w, 1);
    assert_int_equal(all(&w).n, 0);
    d = with(&w, ROLE_SYSTEM);
    f.id = (finding_id){id_next(&d.ids, d.now)};
    f.rule = S("clot-suspected");
    f.level = LEVEL_STOP;
    assert_ok(finding_insert(d.db, &d.who, &f));
    for (int i = 1; i <= 3; i++) {
        job(&w, i);
        assert_int_equal(all(&w).n, 1);
    }
    assert_str(all(&w).v[0].fired, S("[\"clot-suspected\"]"));
    house_end(&w.h);
}

// A rule of the practice that came after the form: the job finds what stops by it, once.
static void rule_since(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    fill_in(&w, false, "unwell", "[\"fever\"]");
    job(&w, 1);
    assert_int_equal(all(&w).n, 0);
    struct rule_change in = {.what = RULE_SET, .rule = S("own-fever")};
    struct desk d = with(&w, ROLE_OWNER);
    rule_edit_id id;
    assert_ok(desk_rule_read(&d, S("{\"id\":\"own-fever\",\"words\":\"Our fever\",\"level\":\"S2\",\"when\":\"unwell.fever\",\"for_client\":\"Stay at home.\","
        "\"for_therapist\":\"No visit.\",\"source\":\"Ours\",\"verified\":false,\"valid\":\"until cleared\",\"review\":\"2027-01-01\"}"), &in.to));
    d = with(&w, ROLE_OWNER);
    assert_ok(desk_rule_set(&d, &in, &id));
    assert_null(finding(&w, "own-fever"));
    for (int i = 1; i <= 3; i++) {
        job(&w, i);
        assert_int_equal(all(&w).n, 1);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM finding WHERE rule = 'own-fever'"), 1);
    }
    assert_str(all(&w).v[0].fired, S("[\"own-fever\"]"));
    assert_true(finding(&w, "own-fever")->state == FINDING_HOLDS);
    house_end(&w.h);
}

static void rule_put(struct ward *w, const char *level, rule_edit_id *id)
{
    struct rule_change in = {.what = RULE_SET, .rule = S("own-fever"), .seen = *id};
    struct desk d = with(w, ROLE_OWNER);
    assert_ok(desk_rule_read(&d, str_fmt(d.a, "{\"id\":\"own-fever\",\"words\":\"Our fever\",\"level\":\"%s\",\"when\":\"unwell.fever\",\"for_client\":\"Stay at home.\","
        "\"for_therapist\":\"No visit.\",\"source\":\"Ours\",\"verified\":false,\"valid\":\"until cleared\",\"review\":\"2027-01-01\"}", level), &in.to));
    d = with(w, ROLE_OWNER);
    d.now.us += id->v ? MINUTE_US : 0;
    assert_ok(desk_rule_set(&d, &in, id));
}

// A rule that stands at a milder level became one that stops: the job tells, once.
static void rule_stricter(enum db_engine engine)
{
    struct ward w;
    rule_edit_id id = {0};
    ward_make(&w, engine);
    rule_put(&w, "S5", &id);
    fill_in(&w, false, "unwell", "[\"fever\"]");
    assert_int_equal(finding(&w, "own-fever")->level, LEVEL_MODIFY);
    job(&w, 1);
    assert_int_equal(all(&w).n, 0);
    rule_put(&w, "S2", &id);
    for (int i = 1; i <= 2; i++) {
        job(&w, i);
        assert_int_equal(all(&w).n, 1);
    }
    assert_true(flag_of(&w).held && finding(&w, "own-fever")->level == LEVEL_STOP);
    house_end(&w.h);
}

// Cleared while its rule deferred, from the same answers: as the rule stops by now, nobody has assessed that. Free of symptoms, and said again: not free.
static void cleared_and_stricter(enum db_engine engine)
{
    struct ward w;
    rule_edit_id id = {0};
    ward_make(&w, engine);
    rule_put(&w, "S3\",\"lifts\":\"clearance", &id);
    fill_in(&w, false, "unwell", "[\"fever\"]");
    do_about(&w, "own-fever", ACT_CLEARED, "");
    fill_in(&w, false, "surgery", "true");
    assert_int_equal(finding(&w, "own-fever")->state, FINDING_CLEARED);
    rule_put(&w, "S2", &id);
    fill_in(&w, false, "surgery", "false");
    assert_true(finding(&w, "own-fever")->state == FINDING_HOLDS && flag_of(&w).held);
    house_end(&w.h);
    ward_make(&w, engine);
    id = (rule_edit_id){0};
    rule_put(&w, "S3\",\"lifts_days\":2,\"lifts\":\"symptom-free", &id);
    fill_in(&w, false, "unwell", "[\"fever\"]");
    do_about(&w, "own-fever", ACT_CLEARED, "");
    assert_true(finding(&w, "own-fever")->lifts_on.known);
    fill_in(&w, false, "unwell", "[\"fever\"]");
    assert_true(finding(&w, "own-fever")->state == FINDING_HOLDS && !finding(&w, "own-fever")->lifts_on.known);
    house_end(&w.h);
}

// A clearance that ran out, and nobody looks: the job of the next day raises, once.
static void time_goes_by(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    fill_in(&w, false, "now", "[\"chest_pain\"]");
    const struct finding_row *f = finding(&w, "now-chest-pain");
    struct desk d = with(&w, ROLE_SYSTEM);
    struct act_row x = {.id = {id_next(&d.ids, d.now)}, .finding = f->id, .act = S("cleared"), .reason = S("Dr Hill"), .until = {true, TODAY}, .at = d.now,
        .account = w.h.account, .licence = S("L")};
    assert_ok(act_insert(d.db, &d.who, &x));
    raw_do(&w.h.b, "UPDATE alert SET closed_us = raised_us");
    client_id next;
    assert_ok(desk_findings_of_time(&d, (client_id){0}, &next));
    assert_true(next.v == 0 && all(&w).n == 1 && all(&w).v[0].closed); // it holds today
    for (int i = 2; i <= 6; i++) { // twice on a day: the job runs every hour
        d = with(&w, ROLE_SYSTEM);
        d.now.us += i / 2 * DAY_US + i % 2 * HOUR_US;
        d.today.d += i / 2;
        assert_ok(desk_findings_of_time(&d, (client_id){0}, &next));
        assert_int_equal(all(&w).n, 2);
    }
    assert_false(all(&w).v[0].closed);
    house_end(&w.h);
}

// A birthday went by since the form: a rule that names the age fires, and the job of the night tells somebody.
static void birthday(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    raw_do(&w.h.b, str_z(w.h.b.a, str_fmt(w.h.b.a, "UPDATE client SET born = %d", day_from(1975, 12, 1).d))); // 50; 51 in ten days
    answer(&w, false, "pain", "[\"headache\"]");
    fill_in(&w, false, "headache.signs", "[\"new\",\"jaw\"]");
    int32_t days = day_from(2026, 12, 1).d - TODAY.d;
    for (int32_t i = days - 1; i <= days; i++) {
        struct desk d = with(&w, ROLE_SYSTEM);
        client_id next;
        d.now.us += i * DAY_US;
        d.today.d += i;
        assert_ok(desk_findings_of_time(&d, (client_id){0}, &next));
        assert_int_equal(all(&w).n, i == days ? 2 : 1);
    }
    assert_str(newest(&w).row.fired, S("[\"temporal-arteritis\"]")); // beside that these headaches are new
    house_end(&w.h);
}

// Whom a text message reaches: owners set it, for those who treat; a number that cannot be dialled is refused.
static void texts_are_set(enum db_engine engine)
{
    struct ward w;
    ward_make(&w, engine);
    account_id fred = someone(&w, 1202, "fred", ROLE_FRONT_DESK);
    struct desk d = with(&w, ROLE_OWNER);
    assert_ok(desk_alert_text_change(&d, w.h.account, S(" 07700 900123 "), 0));
    assert_err(desk_alert_text_change(&d, fred, S("07700 900124"), 1), E_INVALID);
    assert_problem(&d, "text_account", MSG_error_choice);
    d = with(&w, ROLE_OWNER);
    assert_err(desk_alert_text_change(&d, w.h.account, S("call me"), 1), E_INVALID);
    assert_problem(&d, "number", MSG_mail_odd_number);
    const struct alert_text_shown *t;
    size_t n;
    int64_t version;
    d = with(&w, ROLE_THERAPIST);
    assert_ok(desk_alert_texts(&d, &t, &n, &version));
    assert_true(n == 1 && t[0].dialled && str_eq(t[0].number, S("07700 900123")));
    assert_err(desk_alert_text_change(&d, w.h.account, S(""), version), E_FORBIDDEN);
    d = with(&w, ROLE_OWNER);
    // somebody changed it since: nothing is written over; the same once more is no change
    assert_ok(desk_alert_text_change(&d, w.h.account, S("07700 900125"), version));
    assert_ok(desk_alert_text_change(&d, w.h.account, S("07700 900125"), version));
    assert_err(desk_alert_text_change(&d, w.h.account, S(""), version), E_CONFLICT);
    d = with(&w, ROLE_OWNER);
    assert_ok(desk_alert_text_change(&d, w.h.account, S(""), version + 1));
    assert_ok(desk_alert_texts(&d, &t, &n, &version));
    assert_int_equal(n, 0);
    fill_in(&w, true, "now", "[\"breathless\"]");
    assert_int_equal(texts(&w), 0);
    house_end(&w.h);
}

// A practice may have hundreds of rules of its own that one answer fires: all of them stand in the one task.
static void hundreds_at_once(enum db_engine engine)
{
    enum { MANY = 300 };
    struct ward w;
    ward_make(&w, engine);
    fill_in(&w, false, "now", "[\"chest_pain\"]");
    raw_do(&w.h.b, "UPDATE alert SET closed_us = raised_us");
    struct desk d = with(&w, ROLE_THERAPIST);
    struct finding_list l;
    assert_ok(finding_standing(d.db, d.a, &d.who, w.ann, &l));
    for (int i = 0; i < MANY; i++) {
        struct finding_kept f = l.v[0];
        f.id = (finding_id){id_next(&d.ids, d.now)};
        f.rule = str_fmt(d.a, "own-rule-with-a-name-as-long-as-one-of-them-may-be-%03d", i);
        assert_ok(finding_insert(d.db, &d.who, &f));
    }
    assert_ok(alert_findings_changed(&d, w.ann, &l));
    struct json_error why;
    const struct json *fired = json_parse(d.a, newest(&w).row.fired, 8, &why);
    assert_true(fired && fired->count == MANY);
    assert_int_equal(all(&w).n, 2);
    house_end(&w.h);
}

BOTH(hundreds_at_once)
BOTH(time_goes_by)
BOTH(page_kept)
BOTH(taken_back)
BOTH(never_sent)
BOTH(page_kept_with_staff)
BOTH(birthday)
BOTH(texts_are_set)
BOTH(nobody_named)
BOTH(once_and_over)
BOTH(asked_yes)
BOTH(who_is_told)
BOTH(without_mail)
BOTH(events)
BOTH(one_task)
BOTH(held_meanwhile)
BOTH(rule_stricter)
BOTH(cleared_and_stricter)
BOTH(worse_level)
BOTH(changed_once)
BOTH(left)
BOTH(stood_before)
BOTH(rule_since)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(nobody_named), TESTS(once_and_over), TESTS(asked_yes), TESTS(who_is_told), TESTS(without_mail), TESTS(events), TESTS(time_goes_by), TESTS(texts_are_set),
        TESTS(one_task), TESTS(held_meanwhile), TESTS(rule_stricter), TESTS(cleared_and_stricter), TESTS(worse_level), TESTS(changed_once), TESTS(left), TESTS(stood_before), TESTS(rule_since),
        TESTS(page_kept), TESTS(taken_back), TESTS(never_sent), TESTS(page_kept_with_staff), TESTS(birthday), TESTS(hundreds_at_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
