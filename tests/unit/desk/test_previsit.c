// desk/links/previsit.h: what the one link before a visit shows as things change, what can be said by it, and what staff see of it.
#include "calendar.h"

#include "desk/links/answers.h"
#include "desk/practice/audit.h"
#include "desk/links/diary_link.h"
#include "desk/measures/measures.h"
#include "desk/links/previsit.h"

struct stage {
    struct clinic c;
    client_id client;
    struct appointment visit;
    struct link_made link;
};

static void reread(struct stage *s)
{
    struct desk d = by(&s->c, ROLE_FRONT_DESK);
    assert_ok(desk_appointment(&d, s->visit.id, &s->visit));
}

// Ann has a neck, where `kind` is pain, or headaches; Bob, where it is none of these, nothing.
static void stage_make(struct stage *s, enum db_engine engine, enum concern_kind kind)
{
    struct booked booked;
    concern_id id;
    clinic_make(&s->c, engine);
    bool nothing = kind != CONCERN_PAIN && kind != CONCERN_HEADACHE;
    s->client = nothing ? s->c.bob : s->c.ann;
    struct desk d = by(&s->c, ROLE_THERAPIST);
    if (!nothing)
        assert_ok(desk_concern_create(&d, &(struct concern_in){.client = s->client, .kind = kind, .place = kind == CONCERN_PAIN ? S("neck") : S("")}, &id));
    d = by(&s->c, ROLE_FRONT_DESK);
    struct book_in in = {.client = {s->client}, .service = s->c.hour, .therapist = {s->c.tess}, .kind = VISIT_RELAXATION, .day = MONDAY, .minute = 600};
    assert_ok(book_it(&d, &in, &booked));
    s->visit.id = booked.id[0];
    reread(s);
    d = by(&s->c, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, s->visit.id, PHONE_AS_BEFORE, &s->link));
}

static struct desk knock(struct stage *s)
{
    return knock_at(&s->c, s->link.token, LINK_VISIT);
}

static struct previsit shown(struct stage *s)
{
    struct previsit p;
    struct desk d = knock(s);
    assert_ok(desk_previsit(&d, &p));
    return p;
}

static struct previsit_standing standing(struct stage *s)
{
    struct previsit_standing out;
    reread(s);
    struct desk d = by(&s->c, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_standing(&d, &s->visit, &out));
    return out;
}

static void to_state(struct stage *s, enum appointment_state to)
{
    reread(s);
    struct desk d = by(&s->c, ROLE_FRONT_DESK);
    assert_ok(state_it(&d, &(struct state_in){.id = s->visit.id, .version = s->visit.version, .to = to, .in_time = to == STATE_CANCELLED}));
}

// A health form of a healthy person but for `unwell`, sent then: by the client, or by staff.
static void intake_of(struct stage *s, int64_t id, int64_t us, bool staff, const char *unwell)
{
    raw_do(&s->c.h.b, str_z(s->c.h.b.a, str_fmt(s->c.h.b.a,
        "INSERT INTO intake (practice_id, id, client_id, begun_us, saved_us, submitted_us, rules, language, answers, rest, version, account_id) "
        "VALUES (%lld, %lld, %lld, %lld, %lld, %lld, 'x', 'en', '%.*s', '{}', 1, %.*s)", (long long)s->c.h.practice.v, (long long)id, (long long)s->client.v,
        (long long)us, (long long)us, (long long)us, SP(healthy_but(s->c.h.b.a, unwell)), SP(staff ? str_fmt(s->c.h.b.a, "%lld", (long long)s->c.tess.v) : S("NULL")))));
}

static void intake_sent(struct stage *s, int64_t id, int64_t us)
{
    intake_of(s, id, us, false, "[]");
}

// "Nothing has changed", without an answer.
static err unchanged(struct desk *d)
{
    static const char device[DEVICE_HASH] = {1};
    struct previsit_out out;
    return desk_previsit_unchanged(d, &(struct previsit_in){.device = {device, DEVICE_HASH}}, &out);
}

static void where_it_stands(enum db_engine engine)
{
    struct stage s;
    struct link_made made;
    struct booked booked;
    stage_make(&s, engine, CONCERN_PAIN);
    struct previsit p = shown(&s);
    assert_true(p.stand == PREVISIT_AHEAD && p.visit.day.d == MONDAY.d && p.visit.minute == 600 && p.ask && !p.answered);
    assert_str(p.front.name, S("Ann"));
    assert_str(p.visit.therapist_name, S("Tess"));

    // moved: the same link says the new time
    struct desk d = by(&s.c, ROLE_FRONT_DESK);
    struct book_in to = {.client = {s.client}, .service = s.c.hour, .therapist = {s.c.tess}, .kind = VISIT_RELAXATION, .day = {MONDAY.d + 1}, .minute = 660};
    assert_ok(move_it(&d, s.visit.id, s.visit.version, &to, &booked));
    p = shown(&s);
    assert_true(p.stand == PREVISIT_AHEAD && p.visit.day.d == MONDAY.d + 1 && p.visit.minute == 660);
    assert_true(standing(&s).ahead);

    // cancelled: it says so, and nothing more is asked or taken
    to_state(&s, STATE_CANCELLED);
    p = shown(&s);
    assert_true(p.stand == PREVISIT_CANCELLED && !p.ask && p.visit.day.d == MONDAY.d + 1);
    d = knock(&s);
    assert_err(unchanged(&d), E_GONE);
    assert_err(desk_previsit_on(&d, LINK_INTAKE, &made), E_GONE);
    assert_err(desk_previsit_on(&d, LINK_ANSWERS, &made), E_GONE);
    d = by(&s.c, ROLE_FRONT_DESK);
    assert_err(desk_previsit_make(&d, s.visit.id, PHONE_AS_BEFORE, &made), E_GONE);
    assert_false(standing(&s).ahead);

    // taken back, it stands again; begun, it is over
    to_state(&s, STATE_BOOKED);
    assert_int_equal(shown(&s).stand, PREVISIT_AHEAD);
    reread(&s);
    s.c.now.us = s.visit.start.us - 10 * SECOND_US * 60;
    assert_int_equal(shown(&s).stand, PREVISIT_AHEAD);
    s.c.now.us = s.visit.start.us + MINUTE_US;
    p = shown(&s);
    assert_true(p.stand == PREVISIT_OVER && !p.ask);
    d = knock(&s);
    assert_err(unchanged(&d), E_GONE);
    // a week after its start the link is over too
    s.c.now.us = s.visit.start.us + 8 * DAY_US;
    d = by(&s.c, ROLE_NONE);
    d.who = (struct actor){0};
    struct link_row l;
    assert_err(desk_link_open(&d, s.link.token, LINK_VISIT, &l), E_GONE);
    clinic_end(&s.c);
}
BOTH(where_it_stands)

static void missed(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, CONCERN_PAIN);
    s.c.now.us = s.visit.start.us + 30 * MINUTE_US;
    to_state(&s, STATE_NO_SHOW);
    assert_int_equal(shown(&s).stand, PREVISIT_OVER);
    clinic_end(&s.c);
}
BOTH(missed)

static void nothing_is_due(enum db_engine engine)
{
    struct stage s;
    struct link_made form, again;
    stage_make(&s, engine, CONCERN_STRESS); // of Bob, who has no concern at all
    struct previsit p = shown(&s);
    assert_true(p.stand == PREVISIT_AHEAD && !p.ask && p.n_asks == 0 && p.health == HEALTH_FORM);
    struct desk d = knock(&s);
    assert_err(desk_previsit_on(&d, LINK_ANSWERS, &again), E_NOT_FOUND);
    // the health form is always there, and it is one
    d = knock(&s);
    assert_ok(desk_previsit_on(&d, LINK_INTAKE, &form));
    assert_true(str_starts(form.path, S("/i/")) && form.expires.us <= s.link.expires.us);
    d = knock(&s);
    assert_ok(desk_previsit_on(&d, LINK_INTAKE, &again));
    assert_true(again.id.v == form.id.v);
    // it ends with the link that it was made from
    d = by(&s.c, ROLE_THERAPIST);
    assert_ok(desk_link_revoke(&d, s.link.id));
    d = by(&s.c, ROLE_NONE);
    d.who = (struct actor){0};
    struct link_row l;
    assert_err(desk_link_open(&d, form.token, LINK_INTAKE, &l), E_GONE);
    clinic_end(&s.c);
}
BOTH(nothing_is_due)

static void has_anything_changed(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, CONCERN_PAIN);
    intake_sent(&s, 7001, NOW.us - 500 * DAY_US); // too long ago to be asked whether it changed
    assert_int_equal(shown(&s).health, HEALTH_FORM);
    struct desk d = knock(&s);
    assert_err(unchanged(&d), E_INVALID);
    assert_problem(&d, "health", MSG_previsit_form_wanted);
    assert_true(standing(&s).unchanged.us == 0);

    // no: one tap, and the first time stands
    intake_sent(&s, 7002, NOW.us - 40 * DAY_US);
    assert_int_equal(shown(&s).health, HEALTH_ASKED);
    d = knock(&s);
    assert_ok(unchanged(&d));
    instant first = d.now;
    s.c.now.us += HOUR_US;
    d = knock(&s);
    assert_ok(unchanged(&d));
    struct previsit p = shown(&s);
    assert_true(p.health == HEALTH_UNCHANGED && p.health_at.us == first.us);
    assert_true(standing(&s).unchanged.us == first.us);

    // yes after all: the form that was sent by then is what counts
    s.c.now.us += HOUR_US;
    intake_sent(&s, 7003, s.c.now.us);
    p = shown(&s);
    assert_true(p.health == HEALTH_SENT && p.health_at.us == s.c.now.us);
    assert_true(standing(&s).unchanged.us == 0); // it says more
    clinic_end(&s.c);
}
BOTH(has_anything_changed)

// What staff enter after the link was made, or after "nothing has changed", is not the client's word.
static void by_staff_meanwhile(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, CONCERN_PAIN);
    intake_sent(&s, 7001, NOW.us - 40 * DAY_US);
    s.c.now.us += HOUR_US;
    intake_of(&s, 7002, s.c.now.us, true, "[]");
    struct previsit p = shown(&s);
    assert_true(p.health == HEALTH_ASKED && p.since.us == NOW.us - 40 * DAY_US);
    struct desk d = knock(&s);
    assert_ok(unchanged(&d));
    instant said = d.now;
    s.c.now.us += HOUR_US;
    intake_of(&s, 7003, s.c.now.us, true, "[]");
    assert_int_equal(shown(&s).health, HEALTH_UNCHANGED);
    assert_true(standing(&s).unchanged.us == said.us);
    clinic_end(&s.c);
}
BOTH(by_staff_meanwhile)

// An answer that leads on to more questions says nothing yet: nobody reads "nothing has changed".
static void led_on(enum db_engine engine)
{
    static const char device[DEVICE_HASH] = {1};
    struct stage s;
    struct previsit_out out;
    stage_make(&s, engine, CONCERN_PAIN);
    intake_of(&s, 7001, NOW.us - 20 * DAY_US, false, "[\"infection\"]");
    struct previsit p = shown(&s);
    assert_true(p.health == HEALTH_ASKED && p.n_due == 1 && p.few);
    struct desk d = knock(&s);
    struct intake_value v = {S("unwell"), S("[\"hot_joint\"]")};
    assert_ok(desk_previsit_unchanged(&d, &(struct previsit_in){.values = &v, .n_values = 1, .device = {device, DEVICE_HASH}}, &out));
    assert_true(out.on);
    assert_true(standing(&s).unchanged.us == 0);
    assert_int_equal(shown(&s).health, HEALTH_ASKED);
    clinic_end(&s.c);
}
BOTH(led_on)

// A diary is never finished: answered for today, it is not asked again today.
static void of_a_diary(enum db_engine engine)
{
    struct stage s;
    struct link_made on;
    struct answer_done done;
    stage_make(&s, engine, CONCERN_HEADACHE);
    struct previsit p = shown(&s);
    assert_true(p.ask && p.n_asks == 0 && !p.answered);
    struct desk d = knock(&s);
    assert_ok(desk_previsit_on(&d, LINK_ANSWERS, &on));
    assert_true(str_starts(on.path, S("/a/")));
    // yesterday alone: that was an answer, and it is not asked for again today
    d = knock_at(&s.c, on.token, LINK_ANSWERS);
    struct diary_day_in days[] = {{{TODAY.d - 1}, false, NOT_SAID, NOT_SAID}};
    assert_ok(desk_answer_take(&d, &(struct answer_in){.days = days, .n_days = 1}, &done));
    p = shown(&s);
    assert_true(!p.ask && p.answered && p.answered_at.us == d.now.us);
    assert_true(standing(&s).answered.us == d.now.us);

    // the next day has not been said yet, whoever says it
    s.c.now.us += DAY_US;
    p = shown(&s);
    assert_true(p.ask && p.answered);
    d = by(&s.c, ROLE_THERAPIST);
    size_t written;
    assert_ok(desk_diary_put(&d, s.client, (struct diary_in[]){{{TODAY.d + 1}, true, NOT_SAID, NOT_SAID}}, 1, &written));
    p = shown(&s);
    assert_true(!p.ask && p.answered);
    clinic_end(&s.c);
}
BOTH(of_a_diary)

static void what_staff_see(enum db_engine engine)
{
    struct stage s;
    struct link_made again, on;
    stage_make(&s, engine, CONCERN_PAIN);
    struct desk d = by(&s.c, ROLE_THERAPIST);
    assert_ok(desk_previsit_make(&d, s.visit.id, PHONE_AS_BEFORE, &again));
    assert_true(again.id.v == s.link.id.v);
    struct previsit_standing st = standing(&s);
    assert_true(st.ahead && st.made && !st.mailed && !st.link.used && st.link.opened_at.us == 0 && st.link.id.v == s.link.id.v);

    // opened: booked with what is read of it, and the first time stands
    struct idgen ids = idgen_seed(4242);
    d = knock(&s);
    instant first = d.now;
    for (int i = 0; i < 2; i++) {
        struct audit_note note = {.practice = d.who.practice, .at = d.now, .verb = VERB_VISIT_LINK_SHOW, .who = d.who, .subject = s.client.v};
        assert_ok(desk_audit_book(d.db, &ids, &note, 1));
        d.now.us += MINUTE_US;
    }
    st = standing(&s);
    assert_true(st.link.opened_at.us == first.us && !st.link.used);
    struct link_list list;
    d = by(&s.c, ROLE_FRONT_DESK);
    assert_ok(desk_link_list(&d, s.client, &list));
    assert_true(list.n == 1 && list.v[0].opened_at.us == first.us);

    // answered by the link that it led to
    d = knock(&s);
    assert_ok(desk_previsit_on(&d, LINK_ANSWERS, &on));
    assert_true(standing(&s).answered.us == 0);
    struct answer_form f;
    struct answer_done done;
    d = knock_at(&s.c, on.token, LINK_ANSWERS);
    assert_ok(desk_answer_form(&d, &f));
    struct answer_rating r = {f.concerns[0].id, 4};
    assert_ok(desk_answer_take(&d, &(struct answer_in){.ratings = &r, .n_ratings = 1}, &done));
    assert_true(standing(&s).answered.us == d.now.us);
    struct previsit p = shown(&s);
    assert_true(!p.ask && p.answered);

    // another practice knows nothing of it
    d = by(&s.c, ROLE_THERAPIST);
    d.who.practice = s.c.h.other;
    assert_err(desk_previsit_make(&d, s.visit.id, PHONE_AS_BEFORE, &again), E_NOT_FOUND);
    st = (struct previsit_standing){0};
    assert_ok(desk_previsit_standing(&d, &s.visit, &st));
    assert_false(st.made || st.answered.us);
    clinic_end(&s.c);
}
BOTH(what_staff_see)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(where_it_stands), TESTS(missed), TESTS(nothing_is_due), TESTS(has_anything_changed), TESTS(by_staff_meanwhile), TESTS(led_on), TESTS(of_a_diary),
        TESTS(what_staff_see)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
