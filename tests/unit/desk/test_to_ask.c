// desk/safety/safety_ask.h: what is open is asked as questions, and what is measured is measured.
#include "ward.h"

#include "desk/safety/intake_part.h"
#include "desk/safety/safety_ask.h"

static struct safety safety_on(struct ward *w, int32_t days) {
    struct desk d = therapist(&w->h);
    d.today.d += days;
    d.now.us += days * DAY_US;
    return safety_seen(w, d);
}

// What stopped by a measure of another day ends by measuring again or by who assessed it, not by a tap.
static void stopped_by_a_measure(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, day_from(1970, 5, 5));
    w.link.id.v = 0;
    healthy(&w, with_tess);
    static const char *const said[][2] = {{"bp.systolic", "210"}, {"bp.diastolic", "130"}, {"bp.systolic_2", "208"}, {"bp.diastolic_2", "128"}};
    for (size_t i = 0; i < 4; i++) {
        w.h.seed += i == 2 ? 300 : 0; // a rest of five minutes
        say(&w, with_tess, str_of(said[i][0]), str_of(said[i][1]));
    }
    send_it(&w, with_tess);
    struct safety s = safety_on(&w, 1);
    const struct finding_row *f = finding(&s, "pressure-very-high");
    assert_true(f && f->again && f->state == FINDING_ASK && s.stop);
    struct finding_act_in in = {.client = w.ann, .finding = f->id, .act = ACT_ASKED_NO, .reason = S("fine"), .version = f->version};
    struct desk d = therapist(&w.h);
    d.today.d++;
    d.now.us += DAY_US;
    assert_err(desk_finding_act(&d, &in), E_INVALID);
    assert_problem(&d, "act", MSG_safety_measure_it);
    in.act = ACT_CLEARED;
    in.who = S("Dr Ray");
    in.role = S("physician");
    in.on = (opt_day){true, TODAY};
    d = therapist(&w.h);
    d.today.d++;
    d.now.us += DAY_US;
    assert_ok(desk_finding_act(&d, &in));
    s = safety_on(&w, 1);
    assert_true(finding(&s, "pressure-very-high")->state == FINDING_CLEARED && !s.stop);
    // what only defers of a day that is over is asked, and settled in a tap
    struct finding_row mild = {.id = {1}, .level = LEVEL_DEFER, .again = true, .state = FINDING_ASK};
    assert_true(finding_may(&mild, ACT_ASKED_NO) && !finding_may(&mild, ACT_CLEARED));
    house_end(&w.h);
}
BOTH(stopped_by_a_measure)

// What only a measurement answers is not settled by asking, and stops until it is measured.
static void asking_measures_nothing(enum db_engine engine) {
    struct ward w;
    struct desk d;
    struct ask_list asks;
    ward_make(&w, engine, day_from(1970, 5, 5));
    w.link.id.v = 0;
    healthy(&w, with_tess);
    say(&w, with_tess, S("heart"), S("[\"high_bp\"]"));
    say(&w, with_tess, S("bp.high"), S("true"));
    send_it(&w, with_tess);
    struct safety s = safety_of(&w);
    const struct finding_row *f = finding(&s, "pressure-very-high");
    assert_true(f && f->unknown && s.stop && finding_is_measured(f));
    for (enum finding_act a = ACT_ASKED_NO; a <= ACT_ASKED_YES; a++) {
        assert_false(finding_may(f, a));
        assert_err(act(&w, f, a, "seems fine", &d), E_INVALID);
        assert_problem(&d, "act", MSG_safety_measure_it);
    }
    for (size_t i = 0; i < s.n; i++)
        if (finding_is_measured(&s.findings[i]))
            assert_false(finding_may(&s.findings[i], ACT_ASKED_NO) || finding_may(&s.findings[i], ACT_ASKED_YES));
    d = therapist(&w.h);
    assert_ok(desk_begin(&d, VERB_SAFETY_SHOW, w.ann.v));
    assert_ok(desk_to_ask(&d, w.ann, &s, &asks));
    assert_true(asks.n == 0 && asks.n_measure == 2 && ask_covers(&asks, f));
    assert_int_equal(asks.measure[0].level, LEVEL_STOP);
    say(&w, with_tess, S("bp.systolic"), S("130"));
    say(&w, with_tess, S("bp.diastolic"), S("80"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    assert_true(!s.stop && !finding(&s, "pressure-very-high"));
    house_end(&w.h);
}
BOTH(asking_measures_nothing)

// However many rules wait for a question, it is asked once; what follows on it comes with it; what it settles is gone when it is answered.
static void asked_as_questions(enum db_engine engine) {
    struct ward w;
    struct desk d;
    struct ask_list asks;
    ward_make(&w, engine, day_from(1980, 5, 5));
    healthy(&w, by_link);
    say(&w, by_link, S("heart"), S("null"));
    say(&w, by_link, S("pain"), S("null"));
    send_it(&w, by_link);
    struct safety s = safety_of(&w);
    d = therapist(&w.h);
    assert_ok(desk_begin(&d, VERB_SAFETY_SHOW, w.ann.v));
    assert_ok(desk_to_ask(&d, w.ann, &s, &asks));
    assert_true(s.n_ask > 10 && asks.n >= 2 && asks.n < 8);
    assert_int_equal(asks.n, s.n_questions);
    bool heart = false, pain = false;
    for (size_t i = 0; i < asks.n; i++) {
        heart |= str_eq(asks.ask[i].q->id, S("heart"));
        pain |= str_eq(asks.ask[i].q->id, S("pain"));
        assert_true(!i || !asks.ask[i].level || asks.ask[i - 1].level <= asks.ask[i].level);
        for (size_t k = 0; k < i; k++)
            assert_false(asks.ask[k].q == asks.ask[i].q);
    }
    assert_true(heart && pain);
    for (size_t i = 0; i < s.n; i++)
        assert_true(s.findings[i].state != FINDING_ASK || ask_covers(&asks, &s.findings[i]));
    d = therapist(&w.h);
    assert_ok(desk_intake_again(&d, w.ann));
    w.link.id.v = 0;
    say(&w, with_tess, S("heart"), S("[\"aneurysm\"]"));
    say(&w, with_tess, S("pain"), S("[]"));
    send_it(&w, with_tess);
    s = safety_of(&w);
    assert_true(finding(&s, "aneurysm")->state == FINDING_HOLDS && s.n_ask < 3);
    house_end(&w.h);
}
BOTH(asked_as_questions)

int main(void) {
    const struct CMUnitTest tests[] = {TESTS(stopped_by_a_measure), TESTS(asking_measures_nothing), TESTS(asked_as_questions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
