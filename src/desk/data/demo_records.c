#include "desk/data/demo_records.h"

#include "desk/care/care.h"
#include "desk/people/consents.h"
#include "desk/safety/intake.h"
#include "desk/money/money.h"
#include "desk/care/notes.h"
#include "desk/care/reviews.h"
#include "desk/safety/harm.h"
#include "store/link.h"

// --- the health form

// Answers that differ from "no": question and raw JSON; "" is left open, "null" is "not sure".
struct said {
    const char *question, *raw;
};
static const struct said healths[DEMO_HEALTHS][5] = {
    [1] = {{"heart", "[\"high_bp\"]"}, {"bp.high", "false"}},
    [2] = {{"medicines", "[\"thinner\"]"}, {"inr.high", "false"}},
    [3] = {{"allergies", "[\"nuts\",\"scents\"]"}},
    [4] = {{"health", "[\"diabetes\"]"}, {"diabetes.numb", "null"}},
    [5] = {{"body", "[\"veins\"]"}, {"body.where", "[\"calf-left\"]"}},
    [6] = {{"skin", "[\"wound\"]"}, {"skin.where", "[\"forearm-right\"]"}},
    [7] = {{"pain", "[\"neck\"]"}, {"pain.where", "[\"neck-right\"]"}, {"neck.signs", "[]"}, {"neck.cord", "null"}},
    [8] = {{"health", "[\"asthma\",\"low_bp\"]"}},
    [9] = {{"implants", "[\"metal\"]"}, {"implants.where", "[\"knee-right\"]"}},
    [10] = {{"pregnancy", "true"}, {"pregnancy.risk", "false"}, {"pregnancy.signs", "[]"}},
    [11] = {{"injury", "[\"sprain\"]"}, {"injury.where", "[\"ankle-left\"]"}},
    [12] = {{"unwell", "[\"infection\"]"}},
    [13] = {{"surgery", "null"}},
    [14] = {{"limb", "[\"calf\"]"}},
    [15] = {{"medicines", "[\"aspirin\"]"}, {"medicines.list", "\"Aspirin 100 mg\""}},
};

static str due_day(const struct demo_clinic *c, instant when)
{
    day today = zone_day(c->in->zone, when);
    return str_fmt(c->scratch, "\"%.*s\"", SP(day_str(c->scratch, (day){today.d + 80})));
}

static str raw_of(const struct demo_clinic *c, const struct question *q, size_t health, instant when)
{
    for (size_t i = 0; i < sizeof healths[0] / sizeof healths[0][0] && healths[health][i].question; i++)
        if (str_eq(q->id, str_of(healths[health][i].question)))
            return str_of(healths[health][i].raw);
    if (str_eq(q->id, S("pregnancy.due")))
        return due_day(c, when);
    switch (q->kind) {
    case ASK_YES_NO: return S("false");
    case ASK_CHOICES: return S("[]");
    case ASK_SITES:
    case ASK_CHOICE:
    case ASK_NUMBER:
    case ASK_DAY:
    case ASK_TEXT: break;
    }
    return S("");
}

enum { ASKED_MAX = 64 };

static void answer_step(const struct demo_clinic *c, const struct intake_form *f, const struct intake_step *step, size_t health, instant when,
    struct intake_save_in *in)
{
    const struct screen_rules *rules = screen_shipped();
    struct intake_value *v = ARENA_ARRAY(c->scratch, ASKED_MAX, struct intake_value);
    str *asked = ARENA_ARRAY(c->scratch, ASKED_MAX, str);
    in->values = v;
    in->asked = asked;
    for (size_t i = 0; i < rules->n_questions && in->n_asked < ASKED_MAX; i++) {
        const struct question *q = &rules->questions[i];
        if (!str_eq(q->page, step->page->id) || !intake_shows(f, rules, i))
            continue;
        asked[in->n_asked++] = q->id;
        v[in->n_values++] = (struct intake_value){q->id, raw_of(c, q, health, when)};
    }
}

// One step; the form as it stands then is in *f.
static err fill_step(const struct demo_clinic *c, struct desk *d, const struct intake_who *who, struct intake_form *f, const struct intake_step *step,
    size_t health)
{
    static const str areas[INTAKE_AREAS] = {S_INIT("yes"), S_INIT("no"), S_INIT("no"), S_INIT("no")};
    struct intake_save_in in = {.who = *who, .version = f->version, .step = step->id, .skip = true};
    if (step->kind == STEP_QUESTIONS)
        answer_step(c, f, step, health, d->now, &in);
    else if (step->kind == STEP_CONTACT)
        in.contact = (struct intake_contact){S("Sam"), S("friend"), S("(212) 555-0188"), S("Dr. Ellis, Green Street Practice"), S("(212) 555-0164"), health == 5 || health == 8 ? S("no") : S("yes")};
    else if (step->kind == STEP_CONSENT)
        in.agreement = (struct intake_agreement){S("yes"), f->name.n ? f->name : S("A Client"), f->minor, f->minor ? S("mother") : S(""), f->minor ? S("(212) 555-0188") : S("")};
    for (size_t i = 0; i < INTAKE_AREAS; i++)
        in.area[i] = step->kind == STEP_AREAS ? areas[i] : S("");
    struct intake_saved saved;
    err e = desk_intake_save(d, &in, &saved);
    if (!e)
        *f = saved.form;
    return e;
}

static const struct intake_step *next_step(const struct intake_form *f)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (!f->steps[i].seen && f->steps[i].kind != STEP_REVIEW)
            return &f->steps[i];
    return NULL;
}

// Settled as a therapist does: asked, and written down. An open question of the newest clients stays open.
static err settle(const struct demo_clinic *c, const struct demo_visit *v, instant when, size_t health)
{
    struct safety s;
    struct desk d = demo_desk(c, v->therapist, when, v->salt + 31);
    err e = desk_safety(&d, v->client, &s);
    if (health == 14 || when.us > (int64_t)c->in->today.d * DAY_US)
        return e;
    for (size_t i = 0; !e && i < s.n; i++) {
        const struct finding_row *f = &s.findings[i];
        struct finding_act_in act = {.client = v->client, .finding = f->id, .version = f->version};
        d = demo_desk(c, v->therapist, (instant){when.us + (int64_t)i * MINUTE_US}, v->salt + 32 + i);
        if (f->state == FINDING_ASK && finding_may(f, ACT_ASKED_NO))
            act.act = ACT_ASKED_NO;
        else if ((f->state == FINDING_ASK || f->level == LEVEL_DEFER) && f->state != FINDING_CLEARED && finding_may(f, ACT_PROCEED)) {
            act.act = ACT_PROCEED;
            act.reason = S("Over it by the day of the visit: no fever, no symptoms for two days");
        } else
            continue;
        e = desk_finding_act(&d, &act);
    }
    return e;
}

err demo_intake(const struct demo_clinic *c, const struct demo_visit *v, instant when, size_t health)
{
    struct desk d = demo_desk(c, FRONT_DESK_STAFF, when, v->salt + 21);
    struct link_row l = {.id = {id_next(&d.ids, when)},
        .client = v->client,
        .ratings = true,
        .created = {when.us - HOUR_US},
        .expires = {(when.us + 24 * HOUR_US) / SECOND_US * SECOND_US},
        .account = d.who.account,
        .purpose = LINK_INTAKE,
        .appointment = v->id};
    unsigned char device[32] = {(unsigned char)v->salt, 1};
    struct intake_who who = {.device = {(const char *)device, sizeof device}};
    struct intake_form f;
    err e = link_insert(c->db, &d.who, &l);
    d.who = (struct actor){.practice = c->practice, .role = ROLE_CLIENT, .only = v->client, .link = l.id};
    if (!e)
        e = desk_intake_form(&d, &who, &f);
    const struct intake_step *step;
    for (int i = 0; !e && i < 60 && (step = next_step(&f)) != NULL; i++)
        e = fill_step(c, &d, &who, &f, step, health);
    if (!e)
        e = desk_intake_send(&d, &who, f.version);
    return e ? e : settle(c, v, (instant){when.us + 2 * HOUR_US}, health);
}

// --- the note

static const struct {
    str technique;
    int pressure;
} hands[] = {{S_INIT("effleurage"), 2}, {S_INIT("petrissage"), 3}, {S_INIT("myofascial-release"), 2}, {S_INIT("compression"), 2}};

static struct site site_of(const struct demo_visit *v)
{
    static const struct {
        const char *word, *site;
    } sites[] = {{"neck", "neck"}, {"shoulder", "shoulder"}, {"back", "lower-back"}, {"knee", "knee"}, {"hip", "hip"}, {"jaw", "jaw"}};
    struct site s;
    str place = v->j && v->j->concern.v ? v->j->p.place[0] : S("back");
    for (size_t i = 0; i < sizeof sites / sizeof sites[0]; i++)
        if (str_find(place, str_of(sites[i].word)) != SIZE_MAX && site_parse(str_of(sites[i].site), &s))
            return s;
    CHECK(site_parse(v->j && v->j->kind == CONCERN_HEADACHE ? S("neck") : S("upper-back"), &s));
    return s;
}

static void treat(const struct demo_clinic *c, const struct demo_visit *v, struct note_body *b)
{
    enum { ROWS = 4 };
    struct note_technique *t = ARENA_ARRAY(c->scratch, ROWS, struct note_technique);
    struct site back;
    CHECK(site_parse(S("upper-back"), &back));
    for (size_t i = 0; i < ROWS; i++)
        t[i] = (struct note_technique){hands[i].technique, i < 2 ? back : site_of(v), v->minutes / ROWS - 1, hands[i].pressure};
    b->techniques = t;
    b->n_techniques = ROWS;
    b->positions[0] = S("prone");
    b->n_positions = 1;
    b->lubricant = S("Jojoba oil, unscented");
    b->home_words = S("Ten slow turns of the head, twice a day");
}

static struct note_body written(const struct demo_clinic *c, const struct demo_visit *v, struct rng *r, const struct note_body *begun)
{
    static const str said[] = {S_INIT("Slept better two nights after the last session; stiff again by Friday."),
        S_INIT("Long days at the desk. Worse in the evening."), S_INIT("Went for a run without pain for the first time."),
        S_INIT("No change since last time."), S_INIT("A little sore the day after, then easier.")};
    static const str found[] = {S_INIT("Upper trapezius tight on both sides, tender at the left shoulder blade. Turns the head 60 degrees to the left."),
        S_INIT("Less guarding than last time. Full range, with a pull at the end."), S_INIT("Tender along the lower ribs; breath moves freely.")};
    struct note_body b = *begun;
    b.s = said[rng_int(r, 0, 4)];
    b.o = found[rng_int(r, 0, 2)];
    if (!b.a.n)
        b.a = S("Pain linked with long sitting; no red flags today.");
    if (!b.p.n)
        b.p = S("Go on weekly. Rate once a week. Look at it together after the fourth session.");
    if (!b.n_techniques || note_minutes(&b) > v->minutes)
        treat(c, v, &b);
    b.consent = true;
    b.unconfirmed = 0;
    return b;
}

// Within the limits of the findings: what is barred or too strong is left out or made lighter.
static void keep_limits(struct note_body *b, const struct safety *s, arena *a)
{
    struct note_technique *t = ARENA_ARRAY(a, b->n_techniques, struct note_technique);
    size_t n = 0;
    for (size_t i = 0; i < b->n_techniques; i++) {
        bool out = false;
        for (size_t k = 0; k < s->limits.n_avoid; k++)
            out |= site_overlaps(s->limits.avoid[k], b->techniques[i].site);
        if (out)
            continue;
        t[n] = b->techniques[i];
        if (s->limits.pressure_max && t[n].pressure > s->limits.pressure_max)
            t[n].pressure = s->limits.pressure_max;
        n++;
    }
    b->techniques = t;
    b->n_techniques = n;
    if (s->limits.n_positions) {
        b->positions[0] = s->limits.positions[0];
        b->n_positions = 1;
    }
}

err demo_note(const struct demo_clinic *c, const struct demo_visit *v, struct rng *r, instant when, bool sign)
{
    struct desk d = demo_desk(c, v->therapist, when, v->salt + 41);
    struct note_open o;
    struct note_saved saved;
    err e = desk_note_open(&d, v->id, &o);
    if (e)
        return e;
    if (o.safety.n_ask || o.safety.defer) {
        e = settle(c, v, (instant){v->start.us - 10 * MINUTE_US}, 0);
        d = demo_desk(c, v->therapist, when, v->salt + 43);
        if (!e)
            e = desk_note_open(&d, v->id, &o);
        if (e)
            return e;
    }
    struct note_in in = {.visit = v->id, .version = o.version, .body = written(c, v, r, &o.body)};
    keep_limits(&in.body, &o.safety, c->scratch);
    if (!in.body.n_techniques)
        sign = false;
    e = desk_note_look(&d, &in.body, &o);
    if (!e && o.n_breaches)
        in.body.limits_reason = S("Talked over with the client before the session; gentle, and stopped when asked.");
    if (!e && o.late)
        in.body.late_reason = S("Power cut; written from paper the next day");
    if (e)
        return e;
    d = demo_desk(c, v->therapist, when, v->salt + 42);
    return sign && !o.safety.stop && !o.safety.defer ? desk_note_sign(&d, &in, &saved) : desk_note_save(&d, &in, &saved);
}

// --- money

enum { PACKAGE_EVERY = 9, PACKAGE_VISITS = 5 };

err demo_pay(const struct demo_clinic *c, const struct demo_visit *v, struct rng *r, instant when)
{
    static const str ways[] = {S_INIT("card"), S_INIT("card"), S_INIT("cash"), S_INIT("transfer")};
    struct package_list all = {0};
    package_id sold;
    receipt_id receipt;
    str way = ways[rng_int(r, 0, 3)];
    struct desk d = demo_desk(c, FRONT_DESK_STAFF, when, v->salt + 51);
    err e = OK;
    if (v->n == 1 && v->salt % PACKAGE_EVERY == 0)
        e = desk_package_sell(&d, &(struct package_in){.client = v->client, .service = v->service, .visits = {true, PACKAGE_VISITS}, .price = {true, 42500}, .paid_by = way}, &sold, &receipt);
    if (!e)
        e = desk_packages_of_client(&d, v->client, &all);
    day on = zone_day(c->in->zone, v->start);
    for (size_t i = 0; !e && i < all.n; i++)
        if (all.v[i].service.v == v->service.v && package_open(&all.v[i], on)) {
            d = demo_desk(c, FRONT_DESK_STAFF, when, v->salt + 52);
            return desk_package_use(&d, all.v[i].id, v->id);
        }
    struct receipt_offer offer;
    d = demo_desk(c, FRONT_DESK_STAFF, when, v->salt + 53);
    if (!e)
        e = desk_receipt_offer(&d, v->id, &offer);
    if (!e)
        e = desk_receipt_issue(&d, &(struct receipt_in){.appointment = v->id, .fee = {true, offer.session.price}, .paid_by = way}, &receipt);
    if (!e && rng_chance(r, 0.01)) {
        d = demo_desk(c, FRONT_DESK_STAFF, (instant){when.us + HOUR_US}, v->salt + 54);
        e = desk_receipt_refund(&d, &(struct refund_in){receipt, {true, offer.session.price / 2}, way, S("Session ended early")}, &receipt);
    }
    return e;
}

// --- review, and what else happened

err demo_review(const struct demo_clinic *c, const struct demo_visit *v, instant when)
{
    struct plan_row plan;
    review_id review;
    struct desk d = demo_desk(c, v->therapist, when, v->salt + 61);
    err e = desk_plan_get(&d, v->plan, &plan);
    if (e || plan.state != PLAN_ACTIVE)
        return e;
    bool worse = v->j->p.course == COURSE_WORSE, same = v->j->p.course == COURSE_SAME;
    struct review_in in = {.plan = v->plan, .version = plan.version, .decision = v->last ? DECISION_DISCHARGE : worse || same ? DECISION_CHANGE : DECISION_CONTINUE};
    in.reason = v->last ? S("The series is over. Home programme goes on; come back if it does.")
                : worse ? S("Worse than before: red flags asked again, none. Lighter, and a word with the physician.")
                : same  ? S("No change beyond measurement error: fewer minutes of deep work, more movement.")
                        : S("Less pain than at the start; go on as planned.");
    d = demo_desk(c, v->therapist, when, v->salt + 62);
    return desk_review(&d, &in, &review);
}

// What is known of the days after a session: most say that nothing unusual followed, a few report something, and that is followed up.
static err demo_after(const struct demo_clinic *c, const struct demo_visit *v, instant when)
{
    static const struct {
        enum adverse_what what;
        int64_t hours, days;
        str where, words, done, reason;
    } some[] = {
        {ADVERSE_HEADACHE, 3, 1, S_INIT("[\"head\"]"), S_INIT("Had to lie down in the evening"), S_INIT("Rang her: gone after a night's sleep. Lighter around the neck next time."), S_INIT("possible")},
        {ADVERSE_BRUISING, 12, 5, S_INIT("[\"thigh-outer-left\"]"), S_INIT("A blue mark, sore to sit on"), S_INIT("Rang him: fading. No friction there until it is gone."), S_INIT("likely")},
        {ADVERSE_DIZZINESS, 1, 0, S_INIT(""), S_INIT("Dizzy when I got up, had to sit down"), S_INIT("Spoke with her: had not eaten. Sit up slowly, water at hand."), S_INIT("possible")},
        {ADVERSE_WORSE_PAIN, 8, 3, S_INIT("[\"lower-back\"]"), S_INIT("Worse for three days, could not work"), S_INIT("Rang him: no warning signs. Less pressure, shorter."), S_INIT("possible")}};
    uint64_t h = (v->salt * 0x9E3779B97F4A7C15u) >> 33; // of its own: the rest of the demo stays as it is
    struct desk d = demo_desk(c, v->therapist, when, v->salt + 73);
    if (h % 100 < 45)
        return after_said_put(d.db, &d.who, v->client, v->id, when);
    if (h % 100 != 99)
        return OK;
    size_t k = (h / 100) % (sizeof some / sizeof *some);
    adverse_id id;
    struct harm_shown s;
    const struct adverse_in in = {.client = v->client, .day = d.today, .what = some[k].what, .severity = SEVERITY_MODERATE, .days = {true, some[k].days},
        .hours = {true, some[k].hours}, .sites = some[k].where, .words = some[k].words, .action = S("Rings back today")};
    err e = desk_adverse_add(&d, &in, &id);
    instant next = {when.us + 25 * HOUR_US};
    if (e || next.us >= (int64_t)c->in->today.d * DAY_US) // the last ones wait on Today
        return e;
    d = demo_desk(c, v->therapist, next, v->salt + 74);
    e = desk_harm(&d, v->client, id, &s);
    const struct harm_follow_in done = {.version = s.version, .contact = S("phone"), .outcome = S("resolved"), .relation = some[k].reason, .words = some[k].done, .close = true};
    d = demo_desk(c, v->therapist, next, v->salt + 75);
    return e ? e : desk_harm_follow(&d, v->client, id, &done);
}

err demo_care(const struct demo_clinic *c, const struct demo_visit *v, struct rng *r, instant when)
{
    static const str other[] = {S_INIT("Physiotherapy, once a week"), S_INIT("Yoga class"), S_INIT("New pillow")};
    instant midnight = {(int64_t)c->in->today.d * DAY_US};
    if (when.us >= midnight.us)
        return OK;
    struct desk d = demo_desk(c, v->therapist, when, v->salt + 71);
    err e = OK;
    if (rng_chance(r, 0.06)) {
        adverse_id id;
        struct adverse_in in = {.client = v->client, .day = d.today, .what = rng_chance(r, 0.7) ? ADVERSE_SORENESS : ADVERSE_BRUISING, .severity = SEVERITY_MILD};
        in.days = (opt_int){true, 1 + (int64_t)rng_chance(r, 0.3)};
        e = desk_adverse_add(&d, &in, &id);
    }
    if (!e && v->n > 1 && rng_chance(r, 0.03)) {
        other_care_id id;
        d = demo_desk(c, v->therapist, when, v->salt + 72);
        e = desk_care_add(&d, &(struct care_in){.client = v->client, .from = d.today, .kind = CARE_TREATMENT, .words = other[rng_int(r, 0, 2)]}, &id);
    }
    return e ? e : demo_after(c, v, when);
}
