// desk/safety/intake_part.h: a part of the health form is asked, all else goes on as it was said, and nothing that stood is lost by it.
#include "raw.h"
#include "records.h"

#include "desk/care/care.h"
#include "desk/measures/measures.h"
#include "desk/measures/responses.h"
#include "desk/people/clients.h"
#include "desk/safety/intake_part.h"
#include "desk/safety/safety_body.h"
#include "desk/safety/vitals.h"
#include "store/home.h"

struct ward {
    struct house h;
    client_id ann;
};

static const struct json *json_of(struct ward *w, const char *text) {
    struct json_error why;
    const struct json *j = json_parse(w->h.b.a, str_of(text), 64, &why);
    assert_non_null(j);
    return j;
}

// So many days ago.
static struct desk ago(struct ward *w, enum role role, int days) {
    struct desk d = call(&w->h, w->h.practice, role);
    d.now.us -= days * DAY_US;
    d.today.d -= days;
    if (role == ROLE_CLIENT) {
        d.who.account.v = 0;
        d.who.only = w->ann;
        d.who.link.v = 77;
    }
    return d;
}

static err part(struct ward *w, enum role role, int days, const char *asked, const char *own) {
    struct desk d = ago(w, role, days);
    str ids[8], rest = str_of(asked);
    struct part_in in = {.client = w->ann, .asked = ids, .own = json_of(w, own)};
    assert_ok(desk_begin(&d, role == ROLE_CLIENT ? VERB_INTAKE_SEND : VERB_INTAKE_FILL, w->ann.v));
    while (rest.n)
        str_cut(rest, ' ', &ids[in.n_asked++], &rest);
    in.asked = intake_part_asks(&d, ids, in.n_asked, NULL, 0, &in.n_asked);
    return intake_part_send(&d, &in);
}

// A form of this id, as it stands in the database.
static void sent_raw(struct ward *w, int id, int64_t us, const char *answers) {
    raw_do(&w->h.b, str_z(w->h.b.a, str_fmt(w->h.b.a,
        "INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version) "
        "VALUES (%lld, %d, %lld, 1, 1, %lld, 'x', 'en', '%s', '{}', 1)", (long long)w->h.practice.v, id, (long long)w->ann.v, (long long)us, answers)));
}

// A whole form, with staff, so many days ago: everything "no" but `more`.
static void whole(struct ward *w, int days, const char *more) {
    const struct screen_rules *r = screen_shipped();
    const struct json *said = json_of(w, more);
    struct buf b = buf_new(w->h.b.a, 1 << 16);
    struct jw j = jw_on(&b);
    str *ids = ARENA_ARRAY(w->h.b.a, r->n_questions, str);
    jw_object(&j);
    for (size_t q = 0; q < r->n_questions; q++) {
        const struct json *x = json_get(said, r->questions[q].id);
        enum question_kind k = r->questions[q].kind;
        ids[q] = r->questions[q].id;
        if (!x && (r->questions[q].when || (k != ASK_CHOICES && k != ASK_YES_NO)))
            continue;
        jw_key(&j, ids[q]);
        if (x)
            json_put(&j, x);
        else
            jw_raw(&j, k == ASK_CHOICES ? S("[]") : S("false"));
    }
    jw_end(&j);
    struct desk d = ago(w, ROLE_THERAPIST, days);
    assert_ok(desk_begin(&d, VERB_INTAKE_FILL, w->ann.v));
    assert_ok(intake_part_send(&d, &(struct part_in){w->ann, ids, r->n_questions, json_of(w, str_z(w->h.b.a, buf_str(&b)))}));
}

static void ward_make(struct ward *w, enum db_engine engine, int days, const char *more) {
    house_make(&w->h, engine);
    w->ann = make_client(&w->h, w->h.practice, "Ann", day_from(1980, 5, 5));
    sent_raw(w, 1, 1, "{}");
    whole(w, days, more);
}

static struct safety safety_of(struct ward *w) {
    struct desk d = therapist(&w->h);
    struct safety s;
    assert_ok(desk_safety(&d, w->ann, &s));
    return s;
}

static const struct finding_row *finding(const struct safety *s, const char *rule) {
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->findings[i].rule, str_of(rule)))
            return &s->findings[i];
    return NULL;
}

static struct intake_due due_of(struct ward *w, int ago_days) {
    struct desk d = ago(w, ROLE_CLIENT, ago_days);
    struct intake_due due;
    assert_ok(desk_begin(&d, VERB_VISIT_LINK_SHOW, w->ann.v));
    assert_ok(desk_intake_due(&d, w->ann, &due));
    return due;
}

static void act(struct ward *w, const struct finding_row *f, enum finding_act a, const char *reason) {
    struct desk d = therapist(&w->h);
    assert_ok(desk_finding_act(&d, &(struct finding_act_in){.client = w->ann, .finding = f->id, .act = a, .reason = str_of(reason), .version = f->version}));
}

// A cold of 20 days ago is asked again, and it alone; the wound beside it goes on with the day on which it was said, and with what was done about it.
static void only_what_ran_out(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 20, "{\"unwell\":[\"infection\"],\"skin\":[\"wound\"],\"skin.where\":[\"hand:left\"],\"allergies\":[\"nuts\"]}");
    struct safety s = safety_of(&w);
    assert_int_equal(s.n_ask, 1);
    assert_true(finding(&s, "infection")->again);
    act(&w, finding(&s, "skin-wound"), ACT_PROCEED, "covered");
    struct intake_due due = due_of(&w, 0);
    assert_true(due.n == 1 && !due.whole && due.v[0].why == AGAIN_RAN_OUT && str_eq(due.v[0].q->id, S("unwell")));
    assert_ok(part(&w, ROLE_CLIENT, 0, "unwell", "{\"unwell\":[]}"));
    assert_int_equal(due_of(&w, 0).n, 0);
    s = safety_of(&w);
    assert_null(finding(&s, "infection"));
    const struct finding_row *wound = finding(&s, "skin-wound");
    assert_true(wound && wound->state == FINDING_PROCEED && str_eq(wound->act_reason, S("covered")));
    assert_true(wound->at.us / DAY_US == (NOW.us - 20 * DAY_US) / DAY_US); // not renewed
    assert_int_equal(due_of(&w, -27).n, 0); // what the therapist said of it speaks as long as an answer does
    assert_int_equal(due_of(&w, -28).n, 2); // the wound, and where it is
    // both forms are kept; the newer one is as old as its oldest answer
    struct desk d = therapist(&w.h);
    struct safety_history h;
    assert_ok(desk_safety_history(&d, w.ann, &h));
    assert_int_equal(h.intakes.n, 3);
    assert_true(h.intakes.v[0].oldest.us == h.intakes.v[1].submitted.us && str_find(h.intakes.v[0].answers, S("hand:left")) != SIZE_MAX);
    house_end(&w.h);
}
BOTH(only_what_ran_out)

// Nothing older than a year goes on, however often a part of it was renewed.
static void a_year(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 366, "{\"unwell\":[\"infection\"]}");
    assert_ok(part(&w, ROLE_CLIENT, 200, "unwell", "{\"unwell\":[]}"));
    assert_false(due_of(&w, 1).whole);
    assert_true(due_of(&w, 0).whole);
    assert_int_equal(safety_of(&w).intake, INTAKE_OLD);
    struct desk d = call(&w.h, w.h.practice, ROLE_FRONT_DESK);
    struct safety_flag f;
    assert_ok(desk_safety_flags(&d, &w.ann, 1, &f));
    assert_int_equal(f.intake, INTAKE_OLD);
    house_end(&w.h);
}
BOTH(a_year)

// What stops or defers stands, whatever else is said: "nothing has changed", an answer to something else, "not sure", or the contrary by link.
static void what_stops_stands(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 3, "{\"limb\":[\"swollen\"],\"surgery\":true,\"surgery.day\":\"2026-11-01\",\"surgery.limits\":false,\"surgery.open\":false,\"surgery.where\":[\"hand-left\"]}");
    struct safety s = safety_of(&w);
    assert_true(s.stop && s.defer);
    const struct finding_row *limb = finding(&s, "clot-suspected");
    assert_non_null(limb);
    instant at = limb->at;
    for (int i = 0; i < 3; i++) {
        static const char *const own[] = {"{\"allergies\":[]}", "{}", "{\"allergies\":null}"};
        assert_ok(part(&w, ROLE_CLIENT, 0, "allergies", own[i]));
        s = safety_of(&w);
        limb = finding(&s, "clot-suspected");
        assert_true(s.stop && s.defer && limb && limb->state == FINDING_HOLDS && limb->at.us == at.us);
    }
    assert_ok(part(&w, ROLE_CLIENT, 0, "limb surgery", "{\"limb\":[],\"surgery\":false}"));
    s = safety_of(&w);
    limb = finding(&s, "clot-suspected");
    assert_true(s.stop && s.defer && limb && limb->state == FINDING_ASK && limb->against); // to be asked by the therapist
    assert_true(finding(&s, "surgery-recent") && finding(&s, "surgery-recent")->against);
    // asked, and left open: as unknown as never answered
    assert_ok(part(&w, ROLE_CLIENT, 0, "now", "{}"));
    s = safety_of(&w);
    assert_true(finding(&s, "now-chest-pain") && finding(&s, "now-chest-pain")->unknown);
    house_end(&w.h);
}
BOTH(what_stops_stands)

// A fever that was measured yesterday stands where nobody measured again; what the therapist settled of an open question stays settled.
static void what_was_measured_and_settled(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 1, "{\"unwell\":[\"fever\"],\"temperature\":39.2,\"inr.high\":null,\"medicines\":[\"thinner\"],\"limb\":null}");
    struct safety s = safety_of(&w);
    const struct finding_row *fever = finding(&s, "fever"), *limb = finding(&s, "clot-suspected");
    assert_true(fever && fever->state == FINDING_HOLDS && limb && limb->unknown);
    act(&w, limb, ACT_ASKED_NO, "");
    assert_ok(part(&w, ROLE_THERAPIST, 0, "allergies", "{\"allergies\":[\"latex\"]}"));
    s = safety_of(&w);
    assert_true(finding(&s, "fever") && finding(&s, "fever")->state == FINDING_HOLDS);
    assert_null(finding(&s, "clot-suspected"));
    assert_int_equal(s.n_settled > 0, true);
    struct intake_due due = due_of(&w, 0);
    for (size_t i = 0; i < due.n; i++)
        if (str_eq(due.v[i].q->id, S("limb")))
            fail_msg("what was settled is asked again");
    house_end(&w.h);
}
BOTH(what_was_measured_and_settled)

// Only measured, yesterday, and never said: a form of today that asks something else neither drops it nor finds it twice.
static void measured_alone(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 1, "{\"temperature\":39.2,\"heart\":[\"high_bp\"],\"bp.high\":null,\"bp.systolic\":190,\"bp.diastolic\":100}");
    struct safety s = safety_of(&w);
    assert_true(finding(&s, "fever") && finding(&s, "fever")->state == FINDING_HOLDS && finding(&s, "pressure-very-high"));
    assert_ok(part(&w, ROLE_THERAPIST, 0, "allergies", "{\"allergies\":[\"latex\"]}"));
    s = safety_of(&w);
    assert_true(finding(&s, "fever") && finding(&s, "fever")->state == FINDING_HOLDS && s.defer);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += str_eq(s.findings[i].rule, S("pressure-very-high"));
    assert_true(n == 1 && !finding(&s, "pressure-very-high")->unknown);
    house_end(&w.h);
}
BOTH(measured_alone)

// Asked anew for a reason, once, until it is answered; with its follow-ups.
static void asked_anew(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 10, "{\"pain\":[\"neck\"],\"neck.signs\":[],\"neck.cord\":[]}");
    assert_int_equal(due_of(&w, 0).n, 0);
    str ids[] = {S_INIT("neck.signs"), S_INIT("neck.cord")};
    for (int i = 0; i < 2; i++) {
        struct desk d = ago(&w, ROLE_THERAPIST, 2);
        assert_ok(desk_begin(&d, VERB_FINDING_ACT, w.ann.v));
        assert_ok(desk_ask_anew(&d, &(struct anew_in){w.ann, ids, 2, ANEW_WORSE, S("Pain 0-10 got worse, 3 to 7")}));
    }
    struct intake_due due = due_of(&w, 0);
    assert_true(due.n == 2 && due.v[0].why == AGAIN_ANEW && due.v[0].anew == ANEW_WORSE);
    assert_str(due.v[1].words, S("Pain 0-10 got worse, 3 to 7"));
    assert_ok(part(&w, ROLE_CLIENT, 0, "neck.signs neck.cord", "{\"neck.signs\":[\"dizzy\"],\"neck.cord\":[]}"));
    assert_int_equal(due_of(&w, 0).n, 0);
    struct safety s = safety_of(&w);
    assert_true(s.stop && finding(&s, "neck-signs"));
    struct buf b = buf_new(w.h.b.a, 4096);
    raw_query(&w.h.b, "SELECT COUNT(*) FROM intake_anew", &b);
    assert_str(str_trim(buf_str(&b)), S("2"));
    house_end(&w.h);
}
BOTH(asked_anew)

// A score that got worse than error explains asks the red flags of its region, once; a better one, or a small change, asks nothing.
static concern_id concern_of(struct ward *w, const char *place, const char *site) {
    concern_id id;
    struct desk d = therapist(&w->h);
    struct concern_in in = {.client = w->ann, .kind = CONCERN_PAIN, .place = str_of(place), .started = true, .start = {TODAY.d - 30}};
    assert_true(site_parse(str_of(site), &in.sites.v[0]));
    in.sites.n = 1;
    assert_ok(desk_concern_create(&d, &in, &id));
    return id;
}

static measure_id rated(struct ward *w, concern_id c, int days, int value) {
    measure_id id;
    struct desk d = therapist(&w->h);
    assert_ok(desk_rating_add(&d, &(struct rating_in){.client = w->ann, .concern = c, .day = {TODAY.d - days}, .value = value}, &id));
    return id;
}

static str asked_rows(struct ward *w) {
    struct buf b = buf_new(w->h.b.a, 4096);
    raw_query(&w->h.b, "SELECT COUNT(*) FROM intake_anew", &b);
    return str_trim(buf_str(&b));
}

static const char *const answer_all = "{\"now\":[],\"unwell\":[],\"injury\":[],\"pain\":[\"neck\"],\"neck.signs\":[],\"neck.cord\":[]}";

static void got_worse(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 10, "{\"pain\":[\"neck\"],\"neck.signs\":[],\"neck.cord\":[]}");
    concern_id neck = concern_of(&w, "neck", "neck"), knee = concern_of(&w, "knee", "knee-left");
    rated(&w, neck, 35, 3);
    rated(&w, neck, 12, 4);
    rated(&w, knee, 35, 8);
    rated(&w, knee, 5, 2);
    assert_str(asked_rows(&w), S("0"));
    assert_false(safety_of(&w).anew_worse);
    measure_id bad = rated(&w, neck, 0, 10);
    struct intake_due due = due_of(&w, 0);
    static const char *const want[] = {"now", "unwell", "injury", "pain", "neck.signs", "neck.cord", "headache.signs"};
    assert_int_equal(due.n, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_str(due.v[i].q->id, str_of(want[i]));
        assert_true(due.v[i].why == AGAIN_ANEW && due.v[i].anew == ANEW_WORSE);
    }
    assert_str(due.v[0].words, S("Pain 0-10 (neck) got worse, 3 to 7"));
    assert_true(safety_of(&w).anew_worse);
    // it stays worse, and corrected it is still: once
    struct desk d = therapist(&w.h);
    assert_ok(desk_rating_correct(&d, &(struct rating_change){.id = bad, .day = TODAY, .value = 9}, &bad));
    rated(&w, neck, 0, 10);
    assert_str(asked_rows(&w), S("7"));
    // by link an answer ends it, and staying worse does not begin it anew
    assert_ok(part(&w, ROLE_CLIENT, -1, "now unwell injury pain", answer_all));
    assert_int_equal(due_of(&w, -1).n, 0);
    assert_false(safety_of(&w).anew_worse);
    rated(&w, neck, 0, 10);
    assert_str(asked_rows(&w), S("7"));
    house_end(&w.h);
}
BOTH(got_worse)

// The same of a filled-in instrument, about a concern, or about the person as a whole: then what is asked everywhere.
static response_id peg(struct ward *w, concern_id c, int days, const char *total) {
    response_id id;
    struct desk d = therapist(&w->h);
    assert_ok(desk_response_add(&d, &(struct response_in){.client = w->ann, .concern = c, .instrument = S("peg"), .mode = RESPONSE_PAPER_TOTAL,
        .day = {TODAY.d - days}, .answers = json_of(w, "{}"), .totals = json_of(w, total)}, &id));
    return id;
}

static void instrument_got_worse(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 10, "{}");
    concern_id calf = concern_of(&w, "calf", "calf-left");
    for (int i = 0; i < 2; i++) {
        concern_id about = i ? (concern_id){0} : calf;
        peg(&w, about, 35, "{\"total\":\"3\"}");
        peg(&w, about, 15, "{\"total\":\"3.5\"}");
        assert_str(asked_rows(&w), i ? S("3") : S("0"));
        response_id bad = peg(&w, about, 0, "{\"total\":\"10\"}");
        assert_str(asked_rows(&w), S("3")); // the second time all are asked already
        struct desk d = therapist(&w.h);
        assert_ok(desk_response_correct(&d, bad, &(struct response_in){.mode = RESPONSE_PAPER_TOTAL, .day = TODAY, .answers = json_of(&w, "{}"), .totals = json_of(&w, "{\"total\":\"9.5\"}")}, &bad));
        assert_str(asked_rows(&w), S("3"));
    }
    struct intake_due due = due_of(&w, 0);
    assert_int_equal(due.n, 3);
    assert_str(due.v[1].q->id, S("limb"));
    if (str_find(due.v[0].words, S("got worse, 3 to 6.8")) == SIZE_MAX)
        fail_msg("%.*s", SP(due.v[0].words));
    house_end(&w.h);
}
BOTH(instrument_got_worse)

// Days in the diary, the newest so many days ago: a headache on `hits` of each seven. What is asked anew since.
static str diary(struct ward *w, int from, int to, int hits) {
    struct diary_in days[28];
    size_t n = 0, written;
    struct desk d = therapist(&w->h);
    for (int ago_days = from; ago_days >= to; ago_days--, n++)
        days[n] = (struct diary_in){.day = {TODAY.d - ago_days}, .headache = ago_days % 7 < hits, .peak = NOT_SAID, .medicine = NOT_SAID};
    assert_ok(desk_diary_put(&d, w->ann, days, n, &written));
    assert_int_equal(written, n);
    return asked_rows(w);
}

// A diary with more headache days than before treatment asks the red flags of headache, once; as many as before ask nothing.
static void diary_got_worse(enum db_engine engine) {
    struct ward w;
    concern_id id;
    ward_make(&w, engine, 90, "{}");
    struct desk d = therapist(&w.h);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = w.ann, .kind = CONCERN_HEADACHE, .started = true, .start = {TODAY.d - 35}}, &id));
    assert_str(diary(&w, 63, 36, 1), S("0"));
    assert_str(diary(&w, 35, 29, 1), S("0"));
    assert_str(diary(&w, 28, 22, 1), S("0"));
    assert_false(safety_of(&w).anew_worse);
    diary(&w, 21, 15, 7);
    diary(&w, 14, 8, 7);
    str asked = diary(&w, 7, 1, 7);
    assert_false(str_eq(asked, S("0")));
    assert_true(safety_of(&w).anew_worse);
    struct intake_due due = due_of(&w, 0);
    bool signs = false;
    for (size_t i = 0; i < due.n; i++)
        signs |= due.v[i].why == AGAIN_ANEW && str_eq(due.v[i].q->id, S("headache.signs")) && str_starts(due.v[i].words, S("Headache days in 28 got worse, 4 to "));
    assert_true(signs);
    assert_str(diary(&w, 0, 0, 7), asked); // it stays worse
    house_end(&w.h);
}
BOTH(diary_got_worse)

// An adverse event that keeps from daily life asks those of where it was; a mild one nothing.
static void harmed(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 10, "{}");
    adverse_id id;
    struct adverse_in in = {.client = w.ann, .day = TODAY, .what = ADVERSE_NUMBNESS, .severity = SEVERITY_MILD};
    struct desk d = therapist(&w.h);
    assert_ok(desk_adverse_add(&d, &in, &id));
    assert_str(asked_rows(&w), S("0"));
    in.sites = S("[\"calf-left\"]");
    in.severity = SEVERITY_MODERATE;
    in.action = S("called");
    d = therapist(&w.h);
    assert_ok(desk_adverse_add(&d, &in, &id));
    struct intake_due due = due_of(&w, 0);
    assert_int_equal(due.n, 3);
    assert_str(due.v[1].q->id, S("limb"));
    assert_true(due.v[1].anew == ANEW_EVENT && safety_of(&w).anew_event);
    house_end(&w.h);
}
BOTH(harmed)

// Asked anew is what follows on something that was denied: that is asked too, or nobody would see the question.
static void asked_anew_with_its_lead(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 10, "{}");
    struct desk d = ago(&w, ROLE_THERAPIST, 2);
    assert_ok(desk_begin(&d, VERB_FINDING_ACT, w.ann.v));
    assert_ok(desk_ask_anew(&d, &(struct anew_in){w.ann, &S("neck.signs"), 1, ANEW_WORSE, S("Pain 0-10 got worse, 3 to 7")}));
    struct intake_due due = due_of(&w, 0);
    assert_true(due.n == 2 && str_eq(due.v[0].q->id, S("pain")) && due.v[0].why == AGAIN_ANEW && str_eq(due.v[1].q->id, S("neck.signs")));
    assert_str(due.v[0].words, S("Pain 0-10 got worse, 3 to 7"));
    struct part_view v;
    str ids[] = {S_INIT("pain"), S_INIT("neck.signs")};
    struct part_in in = {.client = w.ann, .own = json_of(&w, "{}")};
    d = ago(&w, ROLE_CLIENT, 0);
    assert_ok(desk_begin(&d, VERB_VISIT_LINK_SHOW, w.ann.v));
    in.asked = intake_part_asks(&d, ids, 2, NULL, 0, &in.n_asked);
    assert_ok(intake_part_look(&d, &in, &v));
    assert_true(v.asked[screen_question_of(screen_shipped(), S("pain")) - screen_shipped()->questions]);
    assert_ok(part(&w, ROLE_CLIENT, 0, "pain neck.signs", "{\"pain\":[\"neck\"],\"neck.signs\":[\"dizzy\"]}"));
    struct safety s = safety_of(&w);
    assert_non_null(finding(&s, "neck-signs"));
    due = due_of(&w, 0);
    for (size_t i = 0; i < due.n; i++)
        assert_false(due.v[i].why == AGAIN_ANEW);
    house_end(&w.h);
}
BOTH(asked_anew_with_its_lead)

// What was sent last counts, also where it was begun before one that was sent in between.
static void begun_early_sent_late(enum db_engine engine) {
    struct ward w;
    struct home_lists l;
    struct safety_flag flag;
    struct intake_form f;
    ward_make(&w, engine, 400, "{}");
    instant late = {NOW.us - HOUR_US};
    sent_raw(&w, 2, late.us, "{\"limb\":[\"swollen\"]}");
    assert_true(due_of(&w, 0).since.us == late.us && !due_of(&w, 0).whole);
    assert_int_equal(safety_of(&w).intake, INTAKE_DONE);
    struct desk d = therapist(&w.h);
    assert_ok(desk_safety_flags(&d, &w.ann, 1, &flag));
    assert_int_equal(flag.intake, INTAKE_DONE);
    d = ago(&w, ROLE_CLIENT, 0);
    assert_ok(home_get(d.db, d.a, &d.who, d.now, &l));
    assert_true(l.intake_asked.us == late.us && l.intake_by_client.us == late.us);
    d = therapist(&w.h);
    assert_ok(desk_intake_form(&d, &(struct intake_who){.client = w.ann}, &f));
    assert_true(f.copied && json_get(f.answers, S("limb"))->first);
    house_end(&w.h);
}
BOTH(begun_early_sent_late)

static struct desk later(struct ward *w, int minutes) {
    struct desk d = therapist(&w->h);
    d.now.us += minutes * MINUTE_US;
    d.today = zone_day(d.zone, d.now);
    return d;
}

// Readings, "bp.systolic=190 bp.diastolic=", so many minutes from now. The problem's field, "" where it was taken.
static str measure(struct ward *w, int minutes, const char *readings) {
    struct desk d = later(w, minutes);
    struct vitals now;
    struct intake_value v[8];
    str rest = str_of(readings), one;
    struct vitals_in in = {.client = w->ann, .values = v};
    assert_ok(desk_vitals(&d, w->ann, &now));
    in.seen = now.seen;
    while (rest.n) {
        str_cut(rest, ' ', &one, &rest);
        str_cut(one, '=', &v[in.n].question, &v[in.n].raw);
        in.n++;
    }
    d = later(w, minutes);
    err e = desk_vitals_record(&d, &in);
    if (e)
        assert_err(e, E_INVALID);
    return e ? d.problems->first->field : S("");
}

static bool stops(struct ward *w, const char *rule) {
    struct safety s = safety_of(w);
    const struct finding_row *f = finding(&s, rule);
    return f && f->state == FINDING_HOLDS;
}

#define PRESSED "{\"heart\":[\"high_bp\"],\"bp.high\":true}"

// The second reading counts after the rest, not before it and not with the first.
static void after_a_rest(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 3, PRESSED);
    assert_str(measure(&w, 0, "bp.systolic=210 bp.diastolic=130 bp.systolic_2=150 bp.diastolic_2=90"), S("q_bp.systolic_2"));
    assert_str(measure(&w, 0, "bp.systolic=210 bp.diastolic=130"), S(""));
    assert_true(stops(&w, "pressure-very-high"));
    assert_str(measure(&w, 4, "bp.systolic_2=150 bp.diastolic_2=90"), S("q_bp.systolic_2"));
    assert_true(stops(&w, "pressure-very-high"));
    assert_str(measure(&w, 5, "bp.systolic_2=150 bp.diastolic_2=90"), S(""));
    assert_false(stops(&w, "pressure-very-high"));
    assert_str(measure(&w, 6, "bp.systolic_2=185 bp.diastolic_2=90"), S("")); // a slip of the pen, corrected
    assert_true(stops(&w, "pressure-very-high"));
    assert_str(measure(&w, 10, "bp.systolic_2=150"), S("q_bp.systolic_2")); // lower, four minutes after that one
    assert_str(measure(&w, 10, "bp.systolic_2="), S("q_bp.systolic_2"));
    assert_true(stops(&w, "pressure-very-high"));
    assert_str(measure(&w, 11, "bp.systolic_2=150"), S(""));
    assert_false(stops(&w, "pressure-very-high"));
    house_end(&w.h);
}
BOTH(after_a_rest)

// An empty box takes back nothing that stops, nor does a lower pressure without a rest; another value of what needs none does.
static void erased(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 3, "{\"heart\":[\"high_bp\",\"bleeding\"],\"bp.high\":true,\"platelets.low\":true}");
    assert_str(measure(&w, 0, "bp.systolic=190 bp.diastolic=100 platelets=15"), S(""));
    assert_true(stops(&w, "pressure-very-high") && stops(&w, "platelets-very-low"));
    assert_str(measure(&w, 1, "bp.systolic= bp.diastolic="), S("q_bp.systolic"));
    assert_str(measure(&w, 1, "bp.systolic= bp.diastolic=100"), S("q_bp.systolic"));
    assert_str(measure(&w, 1, "platelets="), S("q_platelets"));
    assert_true(stops(&w, "pressure-very-high") && stops(&w, "platelets-very-low"));
    assert_str(measure(&w, 1, "platelets=150"), S(""));
    assert_false(stops(&w, "platelets-very-low"));
    assert_str(measure(&w, 4, "bp.systolic=130 bp.diastolic=80"), S("q_bp.systolic"));
    assert_str(measure(&w, 4, "bp.systolic=130 bp.diastolic="), S("q_bp.diastolic"));
    assert_true(stops(&w, "pressure-very-high"));
    assert_str(measure(&w, 5, "bp.systolic=130 bp.diastolic=80"), S(""));
    assert_false(stops(&w, "pressure-very-high"));
    assert_str(measure(&w, 6, "bp.systolic= bp.diastolic="), S(""));
    house_end(&w.h);
}
BOTH(erased)

// The page of what is measured in the health form, with the client, so many minutes from now: "bp.systolic=190 bp.diastolic=". The problem's field.
static str on_the_form(struct ward *w, int minutes, const char *readings) {
    struct intake_form f;
    struct intake_saved saved;
    struct intake_value v[8];
    str rest = str_of(readings), one;
    struct desk d = later(w, minutes);
    assert_ok(desk_intake_form(&d, &(struct intake_who){.client = w->ann}, &f));
    struct intake_save_in in = {.who = {.client = w->ann}, .version = f.version, .step = S("measured"), .values = v, .skip = true};
    while (rest.n) {
        str_cut(rest, ' ', &one, &rest);
        str_cut(one, '=', &v[in.n_values].question, &v[in.n_values].raw);
        in.n_values++;
    }
    d = later(w, minutes);
    err e = desk_intake_save(&d, &in, &saved);
    if (e)
        assert_err(e, E_INVALID);
    return e ? d.problems->first->field : S("");
}

static void form_sent(struct ward *w, int minutes) {
    struct intake_form f;
    struct desk d = later(w, minutes);
    struct intake_who who = {.client = w->ann};
    assert_ok(desk_intake_form(&d, &who, &f));
    d = later(w, minutes);
    assert_ok(desk_intake_send(&d, &who, f.version));
}

// The health form's own page holds the same: one rule for both.
static void a_rest_on_the_form(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 3, PRESSED);
    assert_str(on_the_form(&w, 0, "bp.systolic=210 bp.diastolic=130 bp.systolic_2=150 bp.diastolic_2=90"), S("q_bp.systolic_2"));
    assert_str(on_the_form(&w, 0, "bp.systolic=210 bp.diastolic=130"), S(""));
    assert_true(stops(&w, "pressure-very-high"));
    assert_str(on_the_form(&w, 4, "bp.systolic=210 bp.diastolic=130 bp.systolic_2=150 bp.diastolic_2=90"), S("q_bp.systolic_2"));
    assert_str(on_the_form(&w, 4, "bp.systolic= bp.diastolic=80"), S("q_bp.systolic"));
    assert_str(on_the_form(&w, 4, "bp.systolic=150 bp.diastolic=90"), S("q_bp.systolic"));
    assert_str(measure(&w, 4, "bp.systolic=150 bp.diastolic=90"), S("q_bp.systolic")); // nor elsewhere meanwhile
    assert_true(stops(&w, "pressure-very-high"));
    form_sent(&w, 4); // the reading stays as old as it is
    assert_str(measure(&w, 4, "bp.systolic_2=150 bp.diastolic_2=90"), S("q_bp.systolic_2"));
    assert_str(on_the_form(&w, 5, "bp.systolic=210 bp.diastolic=130 bp.systolic_2=150 bp.diastolic_2=90"), S(""));
    form_sent(&w, 6);
    assert_false(stops(&w, "pressure-very-high"));
    house_end(&w.h);
}
BOTH(a_rest_on_the_form)

// One number of today says nothing of the other one of yesterday.
static void half_measured(enum db_engine engine) {
    struct ward w;
    ward_make(&w, engine, 3, PRESSED);
    assert_str(measure(&w, -24 * 60, "bp.systolic=190 bp.diastolic=100"), S(""));
    assert_str(measure(&w, 0, "bp.diastolic=80"), S(""));
    assert_true(stops(&w, "pressure-very-high") || safety_of(&w).stop);
    assert_str(measure(&w, 1, "bp.systolic=130"), S(""));
    assert_false(safety_of(&w).stop);
    house_end(&w.h);
}
BOTH(half_measured)

// A health form with staff of the same day keeps what was measured minutes ago; one that has no reading at all denies none.
static void a_form_after_measuring(enum db_engine engine) {
    struct ward w;
    struct intake_form f;
    struct intake_saved saved;
    ward_make(&w, engine, 3, PRESSED);
    assert_str(measure(&w, 0, "bp.systolic=190 bp.diastolic=100"), S(""));
    struct safety s = safety_of(&w);
    instant at = finding(&s, "pressure-very-high")->at;
    struct intake_who who = {.client = w.ann};
    struct desk d = later(&w, 1);
    assert_ok(desk_intake_form(&d, &who, &f));
    assert_true(f.copied && json_get(f.answers, S("bp.systolic")));
    const struct question *q = screen_question_of(screen_shipped(), S("allergies"));
    struct intake_value v = {q->id, S("[]")};
    d = later(&w, 1);
    assert_ok(desk_intake_save(&d, &(struct intake_save_in){.who = who, .version = f.version, .step = q->page, .values = &v, .n_values = 1, .skip = true}, &saved));
    d = later(&w, 1);
    assert_ok(desk_intake_send(&d, &who, saved.form.version));
    s = safety_of(&w);
    const struct finding_row *high = finding(&s, "pressure-very-high");
    assert_true(high && high->state == FINDING_HOLDS && high->at.us == at.us); // it speaks since it was measured
    whole(&w, 0, PRESSED);
    assert_true(stops(&w, "pressure-very-high"));
    whole(&w, 0, "{}");
    assert_true(stops(&w, "pressure-very-high"));
    whole(&w, 0, "{\"heart\":[\"high_bp\"],\"bp.high\":true,\"bp.systolic\":130,\"bp.diastolic\":80}");
    assert_false(stops(&w, "pressure-very-high"));
    house_end(&w.h);
}
BOTH(a_form_after_measuring)

// What is asked again, filled in with the client: that part alone, and all else goes on.
static void asked_with_staff(enum db_engine engine) {
    struct ward w;
    struct intake_form f;
    struct intake_saved saved;
    ward_make(&w, engine, 10, "{\"pain\":[\"neck\"],\"neck.signs\":[],\"neck.cord\":[],\"allergies\":[\"nuts\"]}");
    struct intake_who who = {.client = w.ann};
    struct desk d = therapist(&w.h);
    assert_ok(desk_intake_again(&d, w.ann)); // nothing is
    d = therapist(&w.h);
    assert_ok(desk_intake_form(&d, &who, &f));
    assert_true(f.copied && !f.part);
    str ids[] = {S_INIT("neck.signs"), S_INIT("neck.cord")};
    for (int i = 0; i < 2; i++) { // the second is added to the part under way
        d = ago(&w, ROLE_THERAPIST, 2 - i);
        assert_ok(desk_begin(&d, VERB_FINDING_ACT, w.ann.v));
        assert_ok(desk_ask_anew(&d, &(struct anew_in){w.ann, ids + i, 1, ANEW_WORSE, S("Pain 0-10 got worse, 3 to 7")}));
        d = therapist(&w.h);
        assert_ok(desk_intake_again(&d, w.ann));
        d = therapist(&w.h);
        assert_ok(desk_intake_form(&d, &who, &f));
        assert_true(f.part && f.begun && f.n_steps == 2);
        size_t shown = 0;
        for (size_t q = 0; q < screen_shipped()->n_questions; q++)
            shown += intake_shows(&f, screen_shipped(), q);
        assert_int_equal(shown, i + 1);
    }
    struct intake_value v[] = {{S("neck.signs"), S("[\"dizzy\"]")}, {S("neck.cord"), S("[]")}};
    d = therapist(&w.h);
    assert_ok(desk_intake_save(&d, &(struct intake_save_in){.who = who, .version = f.version, .step = f.steps[0].id, .values = v, .n_values = 2, .asked = ids, .n_asked = 2}, &saved));
    d = therapist(&w.h);
    assert_ok(desk_intake_send(&d, &who, saved.form.version));
    assert_int_equal(due_of(&w, 0).n, 0);
    struct safety s = safety_of(&w);
    assert_true(s.stop && finding(&s, "neck-signs"));
    d = therapist(&w.h);
    assert_ok(desk_intake_form(&d, &who, &f));
    assert_true(f.copied && json_get(f.answers, S("allergies"))->first && json_get(f.answers, S("neck.signs"))->first);
    // a whole form under way asks it all
    assert_ok(desk_intake_save(&d, &(struct intake_save_in){.who = who, .step = S("allergies"), .skip = true}, &saved));
    d = therapist(&w.h);
    assert_ok(desk_begin(&d, VERB_FINDING_ACT, w.ann.v));
    assert_ok(desk_ask_anew(&d, &(struct anew_in){w.ann, ids, 1, ANEW_EVENT, S("")}));
    d = therapist(&w.h);
    assert_ok(desk_intake_again(&d, w.ann));
    d = therapist(&w.h);
    assert_ok(desk_intake_form(&d, &who, &f));
    assert_true(f.begun && !f.part);
    house_end(&w.h);
}
BOTH(asked_with_staff)

int main(void) {
    const struct CMUnitTest tests[] = {TESTS(asked_anew_with_its_lead), TESTS(begun_early_sent_late), TESTS(after_a_rest), TESTS(erased), TESTS(a_form_after_measuring), TESTS(a_rest_on_the_form), TESTS(asked_with_staff), TESTS(half_measured),
        TESTS(only_what_ran_out), TESTS(a_year), TESTS(what_stops_stands), TESTS(what_was_measured_and_settled), TESTS(asked_anew),
        TESTS(got_worse), TESTS(diary_got_worse), TESTS(instrument_got_worse), TESTS(harmed), TESTS(measured_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
