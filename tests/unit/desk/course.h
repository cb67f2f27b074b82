// A plan of six sessions, a week apart: what the tests of reviews, and of what follows a session, share.
#ifndef UNKNOT_TESTS_COURSE_H
#define UNKNOT_TESTS_COURSE_H

#include "calendar.h"

#include "desk/care/notes.h"
#include "desk/care/plans.h"
#include "desk/safety/harm.h"

struct course {
    struct clinic c;
    concern_id concern;
    plan_id plan;
    appointment_id visit[6];    // Mondays at nine
};

static inline void at(struct clinic *c, day on, int hour)
{
    c->now = (instant){(int64_t)on.d * DAY_US + hour * HOUR_US - (int64_t)c->h.seed * SECOND_US};
}

static inline void course_make(struct course *k, enum db_engine engine)
{
    struct clinic *c = &k->c;
    clinic_make(c, engine);
    raw_do(&c->h.b, "UPDATE member SET licence_number = 'L-1'");
    struct desk d = by(c, ROLE_OWNER);
    k->concern = (concern_id){id_next(&d.ids, d.now)};
    struct concern_row row = {.id = k->concern, .client = c->ann, .kind = CONCERN_PAIN, .place = S("neck"), .version = 1, .created = d.now,
        .started = true, .start = MONDAY};
    assert_ok(concern_insert(d.db, d.a, &d.who, &row));
    struct plan_in in = {.client = c->ann, .concern = k->concern, .goal = S("Turn the head to drive"), .instrument = S("nrs-pain"), .therapist = c->tess,
        .service = c->hour, .sessions = 6, .per_week = 1, .every_weeks = 1, .price = PRICE_BY_SERVICE, .review_sessions = 4, .review_weeks = 4,
        .stop_rule = S("No change after 4"), .agreed = true};
    d = by(c, ROLE_OWNER);
    assert_ok(desk_plan_create(&d, &in, &k->plan));
    for (int i = 0; i < 6; i++) {
        struct booked b = {0};
        d = by(c, ROLE_OWNER);
        struct book_in book = {.client = {c->ann}, .therapist = {c->tess}, .service = c->hour, .kind = VISIT_PLAN, .plan = k->plan,
            .day = {MONDAY.d + 7 * i}, .minute = 9 * 60};
        assert_ok(book_it(&d, &book, &b));
        k->visit[i] = b.id[0];
    }
}

struct signing {
    struct desk *d;
    appointment_id visit;
    const char *why_not;        // NULL: treated
};

static inline err sign_work(void *ctx, struct db *db)
{
    struct signing *w = ctx;
    struct note_saved out;
    struct site site;
    assert_true(site_parse(S("neck"), &site));
    struct note_technique one = {S("petrissage"), site, 45, 2};
    struct note_in in = {.visit = w->visit, .body = {.techniques = &one, .n_techniques = 1, .consent = true, .limits_reason = S("consent on paper")}};
    if (w->why_not)
        in.body = (struct note_body){.not_treated = true, .why = str_of(w->why_not)};
    w->d->db = db;
    return desk_note_sign(w->d, &in, &out);
}

static inline void sign(struct course *k, int i, const char *why_not)
{
    at(&k->c, (day){MONDAY.d + 7 * i}, 12);
    struct desk d = by(&k->c, ROLE_THERAPIST);
    assert_ok(db_write(d.db, sign_work, &(struct signing){&d, k->visit[i], why_not}));
}

static inline struct desk client_of(struct clinic *c)
{
    struct desk d = by(c, ROLE_CLIENT);
    d.who = (struct actor){.practice = c->h.practice, .role = ROLE_CLIENT, .only = c->ann};
    return d;
}

static inline struct harm_shown shown(struct course *k, adverse_id id)
{
    struct harm_shown s;
    struct desk d = by(&k->c, ROLE_THERAPIST);
    assert_ok(desk_harm(&d, k->c.ann, id, &s));
    return s;
}

#endif
