// desk/safety/safety.h, intake.h: what a health form makes, what is done about it, and that nothing unanswered is ever clear.
#include "ward.h"

// A form that was sent empty but for one answer asks about everything else, and is never clear.
static void unanswered(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, day_from(1980, 5, 5));
    assert_int_equal(flags(&w).intake, INTAKE_NONE);
    say(&w, by_link, S("unwell"), S("[]"));
    assert_int_equal(flags(&w).intake, INTAKE_BEGUN);
    send_it(&w, by_link);
    struct safety s = safety_of(&w);
    assert_int_equal(s.intake, INTAKE_DONE);
    assert_true(s.n_ask > 20 && s.stop && s.defer);
    assert_true(s.limits.pressure_max > 0 && s.limits.n_barred > 0); // what was not answered limits until it is asked
    const struct finding_row *f = finding(&s, "now-chest-pain");
    assert_true(f && f->unknown && f->state == FINDING_ASK && f->n_because == 1);
    assert_null(finding(&s, "fever"));
    struct safety_flag g = flags(&w);
    assert_true(g.call && g.ask && !g.consent && g.intake == INTAKE_DONE);
    // "not sure" is as unknown as nothing
    w.link.id.v = 0;
    say(&w, with_tess, S("now"), S("null"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    f = finding(&s, "now-chest-pain");
    assert_true(f && f->state == FINDING_ASK);
    struct desk d;
    assert_err(act(&w, f, ACT_PROCEED, "fine", &d), E_FORBIDDEN);
    assert_problem(&d, "act", MSG_safety_never_proceed);
    assert_err(act(&w, f, ACT_CLEARED, "seen", &d), E_FORBIDDEN);
    assert_problem(&d, "act", MSG_safety_ask_first);
    assert_ok(act(&w, f, ACT_ASKED_NO, "", &d));
    s = safety_of(&w);
    assert_null(finding(&s, "now-chest-pain"));
    // the same form once more: an unanswered question is asked anew, whatever was said about the last one
    say(&w, with_tess, S("surgery"), S("false"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    f = finding(&s, "now-chest-pain");
    assert_true(f && f->state == FINDING_ASK && s.stop);
    assert_ok(act(&w, f, ACT_ASKED_YES, "", &d));
    s = safety_of(&w);
    f = finding(&s, "now-chest-pain");
    assert_true(f->state == FINDING_HOLDS && s.stop);
    assert_false(finding_may(f, ACT_ASKED_NO) || finding_may(f, ACT_PROCEED)); // taken back first
    assert_ok(act(&w, f, ACT_REOPENED, "", &d));
    s = safety_of(&w);
    assert_int_equal(finding(&s, "now-chest-pain")->state, FINDING_ASK);
    house_end(&w.h);
}

// A healthy adult has no finding; a yes fires, limits, and ends only as it may.
static void firing(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, day_from(1980, 5, 5));
    healthy(&w, by_link);
    send_it(&w, by_link);
    struct safety s = safety_of(&w);
    assert_int_equal(s.n, 0);
    assert_false(s.stop || s.defer || flags(&w).call || flags(&w).ask);

    w.link.id.v = 0;
    say(&w, with_tess, S("heart"), S("[\"aneurysm\"]"));
    say(&w, with_tess, S("medicines"), S("[\"aspirin\"]"));
    say(&w, with_tess, S("skin"), S("[\"spreading\"]"));
    say(&w, with_tess, S("skin.where"), S("[\"knee-left\"]"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    assert_true(s.stop && s.defer && flags(&w).call);
    const struct finding_row *spreading = finding(&s, "skin-spreading"), *aneurysm = finding(&s, "aneurysm"), *aspirin = finding(&s, "aspirin");
    assert_true(spreading && aneurysm && aspirin && spreading->state == FINDING_HOLDS && !spreading->unknown);
    assert_true(s.findings[0].level <= s.findings[s.n - 1].level);
    struct desk d;
    assert_err(act(&w, spreading, ACT_PROCEED, "x", &d), E_FORBIDDEN);
    assert_err(act(&w, spreading, ACT_ASKED_NO, "", &d), E_FORBIDDEN);
    assert_problem(&d, "act", MSG_safety_correct_it);
    assert_err(act(&w, aneurysm, ACT_CLEARED, "  ", &d), E_INVALID);
    assert_problem(&d, "who", MSG_safety_who_missing);
    assert_problem(&d, "role", MSG_safety_role_missing);
    assert_problem(&d, "on", MSG_safety_on_missing);
    assert_err(act(&w, aspirin, ACT_PROCEED, "", &d), E_INVALID);
    client_id bob = make_client(&w.h, w.h.practice, "Bob", (day){0});
    d = therapist(&w.h);
    struct finding_act_in past = {.client = bob, .finding = aspirin->id, .act = ACT_PROCEED, .reason = S("x"), .version = aspirin->version};
    assert_err(desk_finding_act(&d, &past), E_NOT_FOUND); // of another client
    past.client = w.ann;
    past.until = (opt_day){true, {TODAY.d + 1}};
    d = therapist(&w.h);
    assert_err(desk_finding_act(&d, &past), E_INVALID); // only a clearance has a day
    assert_problem(&d, "until", MSG_safety_until_past);
    assert_ok(act(&w, aspirin, ACT_PROCEED, "light pressure agreed", &d));
    assert_err(act(&w, aspirin, ACT_REOPENED, "", &d), E_CONFLICT); // the version of before
    d = therapist(&w.h);
    struct finding_act_in in = {.client = w.ann, .finding = aneurysm->id, .act = ACT_CLEARED, .who = S(" Dr Ray "), .role = S("cardiologist"), .reason = S("stable"), .until = {true, {TODAY.d - 1}}};
    in.version = aneurysm->version;
    in.on = (opt_day){true, {TODAY.d + 1}};
    in.limits = (struct screen_limits){.barred = (str[]){S("no-such-thing")}, .n_barred = 1};
    assert_err(desk_finding_act(&d, &in), E_INVALID);
    assert_problem(&d, "until", MSG_safety_until_past);
    assert_problem(&d, "on", MSG_safety_on_ahead);
    assert_problem(&d, "barred", MSG_error_choice);
    in.on.day.d = TODAY.d - 21 * 366;
    in.limits = (struct screen_limits){.pressure_max = 6, .minutes_max = 481};
    d = therapist(&w.h);
    assert_err(desk_finding_act(&d, &in), E_INVALID);
    assert_problem(&d, "on", MSG_safety_on_long_ago);
    assert_problem(&d, "pressure_max", MSG_error_choice);
    assert_problem(&d, "minutes_max", MSG_error_choice);
    in.on.day.d = TODAY.d - 1;
    in.until.day.d = TODAY.d + 30;
    struct site calf;
    assert_true(site_parse(S("calf-left"), &calf));
    in.limits = (struct screen_limits){.avoid = &calf, .n_avoid = 1, .pressure_max = 2, .barred = (str[]){S("heat")}, .n_barred = 1};
    d = therapist(&w.h);
    assert_ok(desk_finding_act(&d, &in));
    s = safety_of(&w);
    assert_false(s.defer);
    assert_int_equal(finding(&s, "aneurysm")->state, FINDING_CLEARED);
    assert_str(finding(&s, "aneurysm")->act_by, S("Tess"));
    // what the letter forbids holds besides what the rule says of after the letter
    const struct finding_row *by_letter = finding(&s, "aneurysm");
    assert_int_equal(by_letter->lifted.way, LIFTED_CLEARANCE);
    assert_str(by_letter->lifted.who, S("Dr Ray"));
    assert_str(by_letter->lifted.role, S("cardiologist"));
    assert_int_equal(by_letter->lifted.on.day.d, TODAY.d - 1);
    assert_int_equal(s.limits.pressure_max, 2);
    bool leg = false, belly = false;
    for (size_t i = 0; i < s.limits.n_avoid; i++) {
        leg |= site_overlaps(s.limits.avoid[i], calf);
        belly |= str_eq(site_text(d.a, s.limits.avoid[i]), S("abdomen"));
    }
    assert_true(leg && belly);
    // its day over, it holds again
    s = safety_later(&w, 31);
    assert_int_equal(finding(&s, "aneurysm")->state, FINDING_HOLDS);

    // a new form with the same answer: what was cleared stays quiet; another answer: it is a new finding
    say(&w, with_tess, S("medicines"), S("[\"aspirin\",\"drowsy\"]"));
    say(&w, with_tess, S("skin"), S("[]"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    assert_int_equal(finding(&s, "aneurysm")->state, FINDING_CLEARED);
    assert_int_equal(finding(&s, "aspirin")->state, FINDING_HOLDS);
    assert_null(finding(&s, "skin-spreading"));
    struct safety_history h;
    d = therapist(&w.h);
    assert_ok(desk_safety_history(&d, w.ann, &h));
    assert_int_equal(h.intakes.n, 3);
    assert_true(h.acts.n == 3); // two, and the one carried over
    assert_err(act(&w, spreading, ACT_CLEARED, "late", &d), E_CONFLICT); // of a form that is over
    house_end(&w.h);
}

// A healthy client answers one question so, in a form of their own by a new link.
static struct safety client_says(struct ward *w, const char *question, const char *raw) {
    struct desk d = therapist(&w->h);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = w->ann, .purpose = LINK_INTAKE}, &w->link));
    healthy(w, by_link);
    say(w, by_link, str_of(question), str_of(raw));
    send_it(w, by_link);
    return safety_of(w);
}

static const struct finding_row *expect(const struct safety *s, const char *rule, enum finding_state state, const char *before, bool against) {
    const struct finding_row *f = finding(s, rule);
    assert_non_null(f);
    assert_int_equal(f->state, state);
    assert_str(f->before.act, str_of(before));
    assert_int_equal(f->against, against);
    return f;
}

// What staff settled is not overruled by a form: unanswered, denied, said again, said otherwise.
static void settled_stays(enum db_engine engine) {
    struct ward w;
    struct desk d;
    ward_make(&w, engine, day_from(1980, 5, 5));
    struct safety s = client_says(&w, "heart", "[\"aneurysm\"]");
    assert_ok(clear(&w, expect(&s, "aneurysm", FINDING_HOLDS, "", false), "Dr Ray, 20 Nov", TODAY.d, &d));
    s = client_says(&w, "heart", "[\"aneurysm\"]");
    expect(&s, "aneurysm", FINDING_CLEARED, "", false);
    assert_false(s.defer);
    s = client_says(&w, "heart", "null");
    const struct finding_row *f = expect(&s, "aneurysm", FINDING_ASK, "cleared", false);
    assert_str(f->before.lifted.who, S("Dr Ray"));
    assert_str(f->before.reason, S("Dr Ray, 20 Nov"));
    assert_str(f->before.by, S("Tess"));
    assert_true(s.defer && flags(&w).ask);
    for (int i = 0; i < 2; i++) { // denied, and denied once more: somebody asks
        s = client_says(&w, "heart", "[]");
        f = expect(&s, "aneurysm", FINDING_ASK, "cleared", true);
        assert_true(s.defer && s.n == 1 && flags(&w).ask && f->n_because == 1);
    }
    assert_ok(act(&w, f, ACT_ASKED_NO, "", &d));
    s = safety_of(&w);
    assert_true(s.n == 0 && s.n_settled == 1 && !s.defer);
    s = client_says(&w, "heart", "[]"); // they are of one mind
    assert_true(s.n == 0 && s.n_settled == 0 && !flags(&w).ask);
    s = client_says(&w, "heart", "[\"aneurysm\"]"); // and now they are not
    expect(&s, "aneurysm", FINDING_HOLDS, "asked-no", false);
    assert_true(s.defer);
    house_end(&w.h);
}

// What stops or defers is not got rid of by a later form by link, settled or not: somebody asks. What only modifies follows the newest form.
static void said_otherwise(enum db_engine engine) {
    struct ward w;
    struct desk d;
    ward_make(&w, engine, day_from(1980, 5, 5));
    struct safety s = client_says(&w, "heart", "[\"aneurysm\"]");
    expect(&s, "aneurysm", FINDING_HOLDS, "", false);
    for (int i = 0; i < 2; i++) {
        s = client_says(&w, "heart", "[]");
        expect(&s, "aneurysm", FINDING_ASK, "", true);
        assert_true(s.defer && s.n == 1 && flags(&w).ask);
    }
    s = client_says(&w, "heart", "null");
    expect(&s, "aneurysm", FINDING_ASK, "", false);
    s = client_says(&w, "heart", "[\"aneurysm\"]");
    expect(&s, "aneurysm", FINDING_HOLDS, "", false);
    s = client_says(&w, "heart", "[]");
    assert_ok(act(&w, expect(&s, "aneurysm", FINDING_ASK, "", true), ACT_ASKED_NO, "", &d));
    s = client_says(&w, "heart", "[]");
    assert_true(s.n == 0 && !s.defer);
    s = client_says(&w, "medicines", "[\"aspirin\"]");
    expect(&s, "aspirin", FINDING_HOLDS, "", false);
    s = client_says(&w, "medicines", "[]");
    assert_int_equal(s.n, 0);
    // gone through with staff, the newest form counts at once
    s = client_says(&w, "heart", "[\"aneurysm\"]");
    w.link.id.v = 0;
    healthy(&w, with_tess);
    say(&w, with_tess, S("heart"), S("[]"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    assert_true(s.n == 0 && !s.defer);
    house_end(&w.h);
}

static void gone_past_and_confirmed(enum db_engine engine) {
    struct ward w;
    struct desk d;
    ward_make(&w, engine, day_from(1980, 5, 5));
    struct safety s = client_says(&w, "medicines", "[\"aspirin\"]");
    struct screen_limits limits = s.limits;
    assert_ok(act(&w, finding(&s, "aspirin"), ACT_PROCEED, "light pressure agreed", &d));
    s = safety_of(&w);
    assert_true(finding(&s, "aspirin")->state == FINDING_PROCEED && limits.pressure_max && s.limits.pressure_max == limits.pressure_max); // gone past, it limits
    s = client_says(&w, "medicines", "[]");
    const struct finding_row *f = expect(&s, "aspirin", FINDING_ASK, "proceed", true);
    assert_int_equal(s.limits.pressure_max, limits.pressure_max); // it limits still
    assert_ok(act(&w, f, ACT_ASKED_YES, "", &d)); // the form was wrong
    s = client_says(&w, "medicines", "null");
    expect(&s, "aspirin", FINDING_HOLDS, "", false); // unanswered takes nothing back
    s = client_says(&w, "medicines", "[\"aspirin\",\"drowsy\"]");
    expect(&s, "aspirin", FINDING_HOLDS, "asked-yes", false);
    house_end(&w.h);
}

// What was gone past for its days is asked anew in the next form; a clearance of before there were ways of it limits as its rule says.
static void for_its_days(enum db_engine engine) {
    struct ward w;
    struct desk d;
    ward_make(&w, engine, day_from(1980, 5, 5));
    struct safety s = client_says(&w, "birth", "true");
    assert_ok(act(&w, expect(&s, "birth", FINDING_HOLDS, "", false), ACT_PROCEED, "six weeks ago", &d));
    s = client_says(&w, "birth", "true");
    expect(&s, "birth", FINDING_HOLDS, "proceed", false);
    s = client_says(&w, "heart", "[\"aneurysm\"]");
    d = therapist(&w.h);
    struct act_row x = {.id = {id_next(&d.ids, d.now)}, .finding = finding(&s, "aneurysm")->id, .act = S("cleared"), .reason = S("Dr Ray"), .at = d.now, .account = w.h.account,
        .licence = S("L")};
    assert_ok(act_insert(d.db, &d.who, &x));
    s = safety_of(&w);
    const struct screen_rule *rule = screen_rule_of(screen_shipped(), S("aneurysm"));
    bool belly = false;
    for (size_t i = 0; i < s.limits.n_avoid; i++)
        belly |= str_eq(site_text(d.a, s.limits.avoid[i]), S("abdomen"));
    assert_true(finding(&s, "aneurysm")->state == FINDING_CLEARED && rule->limits.n_avoid && belly);
    house_end(&w.h);
}

// What defers never ends unseen because a day went by on which its rule would not fire any more.
static void defers_past_its_rule(enum db_engine engine) {
    struct ward w;
    struct desk d;
    struct safety s;
    ward_make(&w, engine, day_from(1980, 5, 5));
    w.link.id.v = 0;
    healthy(&w, with_tess);
    d = therapist(&w.h);
    say(&w, with_tess, S("surgery"), S("true"));
    say(&w, with_tess, S("surgery.day"), str_fmt(d.a, "\"%.*s\"", SP(day_str(d.a, (day){TODAY.d - 5}))));
    say(&w, with_tess, S("surgery.limits"), S("false"));
    say(&w, with_tess, S("surgery.open"), S("false"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    assert_true(finding(&s, "surgery-recent") && finding(&s, "surgery-recent")->level == LEVEL_DEFER && s.defer);
    d = therapist(&w.h);
    d.today.d += 300;
    d.now.us += 300 * DAY_US;
    assert_ok(desk_safety(&d, w.ann, &s));
    assert_non_null(finding(&s, "surgery-recent"));
    house_end(&w.h);
}

static struct desk tess_later(struct ward *w) {
    struct desk d = therapist(&w->h);
    d.now.us += 10 * DAY_US;
    d.today.d += 10;
    return d;
}

// A form that copies an answer makes it no younger: a cold speaks for 14 days from when it was said.
static void since_it_was_said(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, day_from(1980, 5, 5));
    struct safety s = client_says(&w, "unwell", "[\"infection\"]");
    const struct screen_rule *cold = screen_rule_of(screen_shipped(), S("infection"));
    assert_int_equal(cold->valid_days, 14);
    w.link.id.v = 0;
    say(&w, tess_later, S("surgery"), S("false"));
    send_it(&w, tess_later);
    struct desk d = tess_later(&w);
    assert_ok(desk_safety(&d, w.ann, &s));
    assert_true(finding(&s, "infection")->at.us < NOW.us + HOUR_US);
    d.today.d = TODAY.d + 13;
    assert_ok(desk_safety(&d, w.ann, &s));
    assert_int_equal(finding(&s, "infection")->state, FINDING_HOLDS);
    d.today.d = TODAY.d + 14;
    assert_ok(desk_safety(&d, w.ann, &s));
    assert_int_equal(finding(&s, "infection")->state, FINDING_ASK);
    house_end(&w.h);
}

// The weeks of a pregnancy follow from the due date: what comes with time is found without a form, and a form settles it.
static void weeks_go_by(enum db_engine engine) {
    struct ward w;
    struct desk d;
    struct safety s;
    ward_make(&w, engine, day_from(1990, 5, 5));
    w.link.id.v = 0;
    healthy(&w, with_tess);
    say(&w, with_tess, S("pregnancy"), S("true"));
    d = therapist(&w.h);
    str due = str_fmt(d.a, "\"%.*s\"", SP(day_str(d.a, (day){TODAY.d + 224})));   // 8 weeks
    say(&w, with_tess, S("pregnancy.due"), due);
    say(&w, with_tess, S("pregnancy.risk"), S("false"));
    say(&w, with_tess, S("pregnancy.signs"), S("[]"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    assert_true(finding(&s, "pregnancy-first") && !finding(&s, "pregnancy-late") && s.limits.n_positions == 0);
    s = safety_later(&w, 8 * 7 - 1);
    assert_null(finding(&s, "pregnancy-late"));
    s = safety_later(&w, 8 * 7);
    const struct finding_row *late = finding(&s, "pregnancy-late");
    assert_true(late && !late->id.v && late->state == FINDING_HOLDS && s.limits.n_positions == 3 && !s.defer);
    assert_null(finding(&s, "pregnancy-first"));
    for (int weeks = 5; weeks <= 6; weeks++) { // the first weeks end with the 14th
        s = safety_later(&w, weeks * 7);
        assert_true((weeks == 5) == (finding(&s, "pregnancy-first") != NULL) && finding(&s, "pregnancy"));
    }
    for (int days = 33 * 7 - 1; days <= 34 * 7 + 6; days++) { // past the due date the late weeks go on
        s = safety_later(&w, days);
        assert_true(finding(&s, "pregnancy-late") && !finding(&s, "pregnancy-due-passed"));
    }
    s = safety_later(&w, 8 * 7);
    late = finding(&s, "pregnancy-late");
    for (enum finding_act a = ACT_ASKED_NO; a < FINDING_ACTS; a++)
        assert_false(finding_may(late, a));
    s = safety_later(&w, 35 * 7); // three weeks past the due date: is the baby born?
    assert_true(finding(&s, "pregnancy-due-passed") && s.defer);
    for (int weeks = 31; weeks <= 35; weeks += weeks == 32 ? 3 : 1) { // from the due day it is asked; Today and the front desk hear of it as well
        d = call(&w.h, w.h.practice, ROLE_FRONT_DESK);
        d.today.d += weeks * 7;
        struct safety_flag f[2];
        assert_ok(desk_safety_flags(&d, (client_id[]){w.ann, w.ann}, 2, f));
        assert_true(!f[0].call && f[0].ask == (weeks >= 32) && f[1].ask == f[0].ask);
    }
    for (size_t i = 1; i < s.n; i++)
        assert_true(s.findings[i - 1].level <= s.findings[i].level);
    say(&w, with_tess, S("pregnancy"), S("false"));
    say(&w, with_tess, S("birth"), S("true"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    assert_true(finding(&s, "birth") && !finding(&s, "pregnancy") && !finding(&s, "pregnancy-due-passed"));
    house_end(&w.h);
}

static struct safety safety_on(struct ward *w, int32_t days) {
    struct desk d = therapist(&w->h);
    d.today.d += days;
    d.now.us += days * DAY_US;
    return safety_seen(w, d);
}

// A cold needs no letter: two days without symptoms, said once, and it ends by itself. Symptoms that are said again hold again.
static void a_cold(enum db_engine engine) {
    struct ward w;
    struct desk d;
    ward_make(&w, engine, day_from(1980, 5, 5));
    struct safety s = client_says(&w, "unwell", "[\"infection\"]");
    const struct finding_row *cold = finding(&s, "infection");
    assert_true(cold && s.defer && finding_lift_way(cold) == LIFTED_SYMPTOM_FREE);
    assert_err(act(&w, cold, ACT_CLEARED, "a letter", &d), E_INVALID);
    assert_problem(&d, "on", MSG_safety_free_missing);
    assert_err(clear(&w, cold, "", TODAY.d + 1, &d), E_INVALID);
    assert_err(clear(&w, cold, "", TODAY.d - 1, &d), E_INVALID); // today she says that she has it
    assert_problem(&d, "on", MSG_safety_on_before);
    assert_ok(clear(&w, cold, "", TODAY.d, &d));
    s = safety_of(&w);
    cold = finding(&s, "infection");
    assert_true(s.defer && cold->state == FINDING_HOLDS && cold->lifts_on.known && cold->lifts_on.day.d == TODAY.d + 2);
    assert_true(!cold->lifted.who.n && finding_may(cold, ACT_REOPENED) && flags(&w).ask);
    s = safety_on(&w, 2);
    assert_true(!s.defer && finding(&s, "infection")->state == FINDING_CLEARED);
    d = call(&w.h, w.h.practice, ROLE_FRONT_DESK);
    d.today.d += 2;
    struct safety_flag g;
    assert_ok(desk_safety_flags(&d, &w.ann, 1, &g));
    assert_false(g.ask || g.call);
    s = client_says(&w, "unwell", "[\"infection\"]");
    assert_int_equal(finding(&s, "infection")->state, FINDING_HOLDS);
    house_end(&w.h);
}

// Known and stable: it limits, and asks for nothing, until something changes.
static void quiet_when_known(enum db_engine engine) {
    struct ward w;
    struct desk d;
    ward_make(&w, engine, day_from(1980, 5, 5));
    struct safety s = client_says(&w, "medicines", "[\"aspirin\"]");
    const struct finding_row *aspirin = finding(&s, "aspirin");
    assert_true(aspirin && aspirin->rules.n && aspirin->when.n && s.limits.pressure_max == 3);
    assert_err(act(&w, aspirin, ACT_CLEARED, "", &d), E_INVALID);
    assert_ok(clear(&w, aspirin, "small dose since 2019", TODAY.d - 30, &d));
    s = safety_of(&w);
    aspirin = finding(&s, "aspirin");
    assert_true(aspirin->state == FINDING_KNOWN && s.limits.pressure_max == 3 && !s.n_ask && finding_may(aspirin, ACT_REOPENED));
    s = client_says(&w, "medicines", "[\"aspirin\"]"); // a year later, the same
    assert_int_equal(finding(&s, "aspirin")->state, FINDING_KNOWN);
    d = therapist(&w.h); // a score got worse, and its question is asked anew
    assert_ok(anew_insert(d.db, &d.who, w.ann, (anew_id){77}, &(struct anew_row){.question = S("medicines"), .why = S("worse"), .words = S("NRS"), .at = d.now}));
    s = safety_on(&w, 1);
    assert_int_equal(finding(&s, "aspirin")->state, FINDING_HOLDS);
    assert_ok(clear(&w, finding(&s, "aspirin"), "looked at again", TODAY.d, &d));
    s = safety_on(&w, 1);
    assert_int_equal(finding(&s, "aspirin")->state, FINDING_KNOWN);
    d = therapist(&w.h);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = w.ann, .purpose = LINK_INTAKE}, &w.link));
    say(&w, by_link, S("now"), S("[]")); // she began a new form: something may have changed
    s = safety_on(&w, 0);
    assert_true(s.changing && finding(&s, "aspirin")->state == FINDING_HOLDS);
    s = client_says(&w, "medicines", "[\"aspirin\",\"thinner\"]"); // another answer to its question
    expect(&s, "aspirin", FINDING_HOLDS, "cleared", false);
    house_end(&w.h);
}

// What stops was cleared by whoever assessed it then: said anew it holds again. Carried over from the form before it stays cleared.
static void stops_said_anew(enum db_engine engine) {
    struct ward w;
    struct desk d;
    ward_make(&w, engine, day_from(1980, 5, 5));
    struct safety s = client_says(&w, "now", "[\"chest_pain\"]");
    const struct finding_row *f = expect(&s, "now-chest-pain", FINDING_HOLDS, "", false);
    assert_err(clear(&w, f, "", TODAY.d - 1, &d), E_INVALID); // a letter of before knows nothing of it
    assert_problem(&d, "on", MSG_safety_on_before);
    assert_int_equal(d.problems->n, 1);
    assert_ok(clear(&w, f, "", TODAY.d, &d));
    s = safety_of(&w);
    expect(&s, "now-chest-pain", FINDING_CLEARED, "", false);
    assert_false(s.stop || flags(&w).call);
    s = client_says(&w, "now", "[\"chest_pain\"]");
    f = expect(&s, "now-chest-pain", FINDING_HOLDS, "cleared", false);
    assert_true(s.held && flags(&w).held);
    assert_ok(clear(&w, f, "", TODAY.d, &d));
    w.link.id.v = 0; // a copy of it with staff, who did not come to that page; then one who did
    say(&w, with_tess, S("surgery"), S("false"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    expect(&s, "now-chest-pain", FINDING_CLEARED, "", false);
    say(&w, with_tess, S("now"), S("[\"chest_pain\"]"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    expect(&s, "now-chest-pain", FINDING_HOLDS, "cleared", false);
    house_end(&w.h);
}

// Two records that were merged bring the same finding, one of them cleared: the next form does not clear the other.
static void merged_holds(enum db_engine engine) {
    struct ward w;
    struct desk d;
    ward_make(&w, engine, day_from(1980, 5, 5));
    struct safety s = client_says(&w, "now", "[\"chest_pain\"]");
    assert_ok(clear(&w, finding(&s, "now-chest-pain"), "", TODAY.d, &d));
    raw_do(&w.h.b, "INSERT INTO finding (practice_id, id, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us) "
                   "SELECT practice_id, 991, client_id, intake_id, rule, rules, level, unknown, body, valid_days, at_us FROM finding WHERE rule = 'now-chest-pain' AND ended_us IS NULL");
    s = safety_of(&w);
    assert_true(s.held && s.n == 2);
    w.link.id.v = 0;
    say(&w, with_tess, S("surgery"), S("false"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    expect(&s, "now-chest-pain", FINDING_HOLDS, "cleared", false);
    assert_true(s.held && s.n == 1);
    house_end(&w.h);
}

// What was measured for its day is carried into the next form of that day, and counts for no other day.
static void measures_are_of_their_day(enum db_engine engine) {
    struct ward w;
    struct desk d;
    struct intake_form f;
    ward_make(&w, engine, day_from(1970, 5, 5));
    w.link.id.v = 0;
    healthy(&w, with_tess);
    say(&w, with_tess, S("bp.systolic"), S("190"));
    say(&w, with_tess, S("bp.diastolic"), S("100"));
    d = therapist(&w.h);
    struct intake_who p = phone(&w, 'a');
    assert_ok(desk_intake_form(&d, &p, &f));
    const struct screen_rules *r = screen_shipped();
    assert_true(intake_shows(&f, r, (size_t)(screen_question_of(r, S("bp.systolic_2")) - r->questions))); // too high: once more
    send_it(&w, with_tess);
    struct safety s = safety_of(&w);
    assert_true(finding(&s, "pressure-very-high") && s.stop && flags(&w).call);
    say(&w, with_tess, S("bp.systolic"), S("190"));
    say(&w, with_tess, S("bp.diastolic"), S("100"));
    w.h.seed += 300; // a rest of five minutes
    say(&w, with_tess, S("bp.systolic_2"), S("170"));
    say(&w, with_tess, S("bp.diastolic_2"), S("96"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    assert_true(!finding(&s, "pressure-very-high") && finding(&s, "pressure-high") && !s.stop);
    d = therapist(&w.h);
    assert_ok(desk_intake_form(&d, &p, &f));
    assert_true(f.copied && json_get(f.answers, S("bp.systolic")) && json_get(f.answers, S("heart")));
    d = therapist(&w.h);
    d.now.us += DAY_US;
    d.today.d++;
    assert_ok(desk_intake_form(&d, &p, &f));
    assert_true(f.copied && !json_get(f.answers, S("bp.systolic")) && json_get(f.answers, S("heart")));
    struct safety_history h;
    d = therapist(&w.h);
    assert_ok(desk_safety_history(&d, w.ann, &h));
    assert_true(h.intakes.n == 2 && str_find(h.intakes.v[1].answers, S("190")) != SIZE_MAX && str_find(h.intakes.v[0].answers, S("170")) != SIZE_MAX);
    house_end(&w.h);
}

// Being under age is of the record: once they are of age no form is against it.
static void came_of_age(enum db_engine engine) {
    struct ward w;
    struct desk d;
    ward_make(&w, engine, day_from(2012, 5, 5));
    struct safety s = client_says(&w, "unwell", "[]");
    assert_int_equal(finding_lift_way(finding(&s, "minor")), LIFTED_CONVERSATION);
    assert_err(clear(&w, finding(&s, "minor"), " ", TODAY.d, &d), E_INVALID);
    assert_problem(&d, "reason", MSG_safety_agreed_missing);
    assert_ok(act(&w, finding(&s, "minor"), ACT_PROCEED, "mother is there", &d));
    s = client_says(&w, "unwell", "[]");
    assert_int_equal(finding(&s, "minor")->state, FINDING_PROCEED);
    d = therapist(&w.h);
    d.today = day_from(2030, 5, 4); // the day before, and the day
    s = safety_seen(&w, d);
    assert_non_null(finding(&s, "minor"));
    for (int of_age = 0; of_age < 2; of_age++) {
        struct safety_flag f;
        d = call(&w.h, w.h.practice, ROLE_FRONT_DESK);
        d.today = day_from(2030, 5, of_age ? 5 : 4);
        assert_ok(desk_safety_flags(&d, &w.ann, 1, &f));
        d = therapist(&w.h);
        d.today = day_from(2030, 5, of_age ? 5 : 4);
        s = safety_seen(&w, d);
        assert_true((finding(&s, "minor") == NULL) == of_age);
    }
    raw_do(&w.h.b, "UPDATE client SET born = born - 4000");
    s = client_says(&w, "unwell", "[]");
    assert_null(finding(&s, "minor"));
    house_end(&w.h);
}

// A form is good for a year; then it is asked again, at every desk.
static void goes_stale(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, day_from(1980, 5, 5));
    healthy(&w, by_link);
    send_it(&w, by_link);
    for (int32_t days = INTAKE_DAYS; days <= INTAKE_DAYS + 1; days++) {
        enum intake_state want = days > INTAKE_DAYS ? INTAKE_OLD : INTAKE_DONE;
        struct safety_flag f;
        struct safety s = safety_later(&w, days);
        struct desk d = call(&w.h, w.h.practice, ROLE_FRONT_DESK);
        d.today.d += days;
        assert_ok(desk_safety_flags(&d, &w.ann, 1, &f));
        assert_true(s.intake == want && f.intake == want);
        assert_int_equal(intake_state_at(NULL, (day){TODAY.d + days}, NOW), want);
    }
    // one that is begun takes nothing of that away
    w.link.id.v = 0;
    say(&w, with_tess, S("unwell"), S("[]"));
    assert_true(safety_of(&w).intake == INTAKE_DONE && flags(&w).intake == INTAKE_DONE);
    house_end(&w.h);
}

// A link's form is its browser's; nobody else's client, nothing after it was sent.
static void devices(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, day_from(1980, 5, 5));
    say(&w, by_link, S("health"), S("[\"asthma\"]"));
    struct intake_form f;
    struct intake_who other = phone(&w, 'b');
    struct desk d = by_link(&w);
    assert_ok(desk_intake_form(&d, &other, &f));
    assert_true(f.elsewhere && !f.answers && f.n_steps == 0);
    struct intake_value v = {S("health"), S("[]")};
    struct intake_saved saved;
    struct intake_save_in in = {.who = other, .version = 1, .step = S("health"), .values = &v, .n_values = 1};
    d = by_link(&w);
    assert_err(desk_intake_save(&d, &in, &saved), E_FORBIDDEN);
    enum confirm_result c;
    d = by_link(&w);
    assert_ok(desk_intake_begin(&d, &other, (opt_day){true, day_from(1981, 1, 1)}, &c));
    assert_int_equal(c, CONFIRM_WRONG);
    d = by_link(&w);
    assert_ok(desk_intake_begin(&d, &other, (opt_day){true, day_from(1980, 5, 5)}, &c));
    assert_int_equal(c, CONFIRM_RIGHT);
    d = by_link(&w);
    assert_ok(desk_intake_form(&d, &other, &f));
    assert_true(!f.elsewhere && f.answers->count == 0);

    // two windows: the one that is behind is told, unless it says the same
    d = by_link(&w);
    assert_ok(desk_intake_save(&d, &in, &saved));
    d = by_link(&w);
    assert_ok(desk_intake_save(&d, &in, &saved));
    v.raw = S("[\"asthma\"]");
    d = by_link(&w);
    assert_err(desk_intake_save(&d, &in, &saved), E_CONFLICT);
    // what is no answer is refused; what a therapist measures is not the client's to say
    in.version = saved.form.version ? saved.form.version : 2;
    v.raw = S("[\"dragons\"]");
    d = by_link(&w);
    assert_err(desk_intake_save(&d, &in, &saved), E_INVALID);
    assert_problem(&d, "q_health", MSG_error_choice);
    v = (struct intake_value){S("bp.systolic"), S("120")};
    in.step = S("heart");
    d = by_link(&w);
    assert_err(desk_intake_save(&d, &in, &saved), E_INVALID);

    d = by_link(&w);
    assert_ok(desk_intake_form(&d, &other, &f));
    d = by_link(&w);
    assert_ok(desk_intake_send(&d, &other, f.version));
    d = by_link(&w);
    assert_ok(desk_intake_form(&d, &other, &f));
    assert_true(f.sent && !f.answers);
    d = by_link(&w);
    v = (struct intake_value){S("health"), S("[]")};
    in.step = S("health");
    assert_err(desk_intake_save(&d, &in, &saved), E_GONE);

    d = call(&w.h, w.h.practice, ROLE_FRONT_DESK);
    struct safety s;
    assert_err(desk_safety(&d, w.ann, &s), E_FORBIDDEN);
    d = call(&w.h, w.h.other, ROLE_THERAPIST);
    assert_err(desk_safety(&d, w.ann, &s), E_NOT_FOUND);
    d = call(&w.h, w.h.other, ROLE_THERAPIST);
    assert_err(desk_intake_form(&d, &other, &f), E_NOT_FOUND);
    house_end(&w.h);
}

// On the row of a list: never for the front desk, nor of another practice; a finding that cannot be read holds its own client, and nobody else.
static void rows_of_a_list(enum db_engine engine) {
    struct ward w;
    struct safety_row r[2];
    ward_make(&w, engine, day_from(1980, 5, 5));
    const client_id both[] = {w.ann, make_client(&w.h, w.h.practice, "Bo", day_from(1970, 1, 2))};
    struct safety s = client_says(&w, "medicines", "[\"aspirin\"]");
    struct desk d = therapist(&w.h);
    assert_ok(desk_safety_rows(&d, both, 2, r));
    assert_true(r[0].safety.n == 1 && r[0].safety.limits.pressure_max == s.limits.pressure_max && r[1].safety.n == 0 && r[1].flag.intake == INTAKE_NONE);
    d = call(&w.h, w.h.practice, ROLE_FRONT_DESK);
    assert_err(desk_safety_rows(&d, both, 2, r), E_FORBIDDEN);
    raw_do(&w.h.b, "INSERT INTO finding (practice_id, id, client_id, rule, rules, level, unknown, body, valid_days, at_us) "
        "SELECT practice_id, id + 1, client_id, rule, rules, 5, 0, '{}', 0, at_us FROM finding");
    d = therapist(&w.h);
    assert_ok(desk_safety_rows(&d, both, 2, r));
    assert_true(r[0].unreadable && r[0].flag.held && r[0].flag.call && r[0].flag.ask);
    assert_false(r[1].unreadable || r[1].flag.held || r[1].flag.call);
    d = therapist(&w.h);
    d.who.practice.v++;
    assert_ok(desk_safety_rows(&d, both, 2, r));
    assert_true(r[0].safety.n == 0 && !r[0].unreadable && r[0].flag.intake == INTAKE_NONE);
    house_end(&w.h);
}

BOTH(unanswered)
BOTH(firing)
BOTH(settled_stays)
BOTH(said_otherwise)
BOTH(gone_past_and_confirmed)
BOTH(weeks_go_by)
BOTH(for_its_days)
BOTH(since_it_was_said)
BOTH(defers_past_its_rule)
BOTH(a_cold)
BOTH(quiet_when_known)
BOTH(measures_are_of_their_day)
BOTH(stops_said_anew)
BOTH(merged_holds)
BOTH(came_of_age)
BOTH(goes_stale)
BOTH(devices)
BOTH(rows_of_a_list)

int main(void) {
    const struct CMUnitTest tests[] = {TESTS(unanswered), TESTS(firing), TESTS(settled_stays), TESTS(said_otherwise),
        TESTS(gone_past_and_confirmed), TESTS(weeks_go_by), TESTS(for_its_days), TESTS(since_it_was_said), TESTS(defers_past_its_rule), TESTS(a_cold), TESTS(quiet_when_known), TESTS(measures_are_of_their_day), TESTS(came_of_age), TESTS(goes_stale), TESTS(devices),
        TESTS(stops_said_anew), TESTS(merged_holds), TESTS(rows_of_a_list)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
