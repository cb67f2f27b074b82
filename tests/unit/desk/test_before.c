// desk/previsit.h, kiosk.h, links.h, contact_job: what a client is asked before a visit and between visits, and what becomes of it when a visit
// moves, when the client wants no more, and when the phone is shared. On both engines.
#include "calendar.h"

#include "base/content.h"
#include "desk/alerts.h"
#include "desk/kiosk.h"
#include "desk/library.h"
#include "desk/library_shelf.h"
#include "desk/link_token.h"
#include "desk/measures.h"
#include "desk/previsit.h"
#include "desk/responses.h"
#include "store/plan.h"
#include "store/safety.h"
#include "store/session.h"

static const struct zone *its_zone(void *ctx, str name)
{
    (void)name;
    return berlin(ctx);
}

static struct desk_env with_mail;

struct stage {
    struct clinic c;
    concern_id neck;
};

static void stage_make(struct stage *s, enum db_engine engine)
{
    clinic_make(&s->c, engine);
    with_mail = (struct desk_env){.keys = &test_keys, .zone = its_zone, .audit = book, .mail = true, .ctx = s->c.h.b.a};
    raw_do(&s->c.h.b, "UPDATE client SET may_email = 1, email = 'ann@example.org' WHERE given = 'Ann'");
    struct desk d = by(&s->c, ROLE_THERAPIST);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = s->c.ann, .place = S("neck")}, &s->neck));
}

static struct desk at(struct stage *s, enum role role)
{
    struct desk d = by(&s->c, role);
    d.env = &with_mail;
    return d;
}

static struct appointment visit_of(struct stage *s, appointment_id id)
{
    struct appointment p;
    struct desk d = at(s, ROLE_THERAPIST);
    assert_ok(desk_appointment(&d, id, &p));
    return p;
}

static appointment_id visit_on(struct stage *s, day on, int minute)
{
    struct booked b;
    struct desk d = at(s, ROLE_FRONT_DESK);
    assert_ok(book_it(&d, &(struct book_in){.client = {s->c.ann}, .service = s->c.hour, .therapist = {s->c.tess}, .kind = VISIT_RELAXATION, .day = on,
        .minute = minute}, &b));
    return b.id[0];
}

static struct desk knock(struct stage *s, str token, enum link_purpose purpose)
{
    struct link_row l;
    struct desk d = at(s, ROLE_NONE);
    d.who = (struct actor){0};
    assert_ok(desk_link_open(&d, token, purpose, &l));
    return d;
}

// ---- the tablet

static void alerts_ready(struct stage *s)
{
    struct desk d = at(s, ROLE_OWNER);
    struct alert_setting_in in = {.account = s->c.tess, .address = S("tess@example.org"), .phone = S("555-0123"), .weekdays = 127, .until_minute = 6 * 60,
        .emergency = S("112"), .crisis_checked = true, .crisis_line = S("988")};
    outbox_id mail;
    assert_ok(desk_measure_setting_change(&d, &(struct measure_setting){true, 0}));
    assert_ok(desk_alert_setting_change(&d, &in));
    d = at(s, ROLE_OWNER);
    assert_ok(desk_alert_test(&d, &mail));
    str token = mail_token_make(d.a, d.env->keys, (struct link_token){{mail.v}, s->c.h.practice, {(d.now.us / SECOND_US + 3600) * SECOND_US}});
    d = at(s, ROLE_THERAPIST);
    assert_ok(desk_alert_confirm(&d, token));
    assert_true(desk_alerts_ready(&d));
}

// The PHQ-9's file with another id, measured before each visit.
static void own_with_alert(struct stage *s)
{
    str t = content_text(S("instruments/phq-9.json")), id = S("\"phq-9\"");
    const struct instrument_file *file;
    library_id added;
    size_t n = str_find(t, id);
    struct desk d = at(s, ROLE_OWNER);
    assert_ok(desk_library_read(&d, S("mine.json"), str_fmt(d.a, "%.*s\"our-nine\"%.*s", (int)n, t.p, (int)(t.n - n - id.n), t.p + n + id.n), &file));
    assert_ok(desk_library_add(&d, file, &added));
    struct plan_row p = {.id = {id_next(&d.ids, d.now)}, .client = s->c.ann, .concern = s->neck, .therapist = s->c.tess, .service = s->c.hour,
        .goal = S("Turn my head"), .stop_rule = S("After four"), .instrument = NRS_PAIN, .sessions = 6, .per_week = 1, .every_weeks = 1, .review_sessions = 4,
        .review_weeks = 4, .state = PLAN_ACTIVE, .version = 1, .created = d.now, .evidence = S("low"), .by = s->c.tess, .n_asks = 2,
        .asks = (struct plan_ask[]){{S("our-nine"), {.known = true}, false}, {S("wellness"), {.known = true}, false}}};
    assert_ok(plan_insert(d.db, &d.who, &p));
}

static session_id session_of(struct stage *s, int64_t id)
{
    struct desk d = at(s, ROLE_THERAPIST);
    struct session_new n = {.token_hash = {(unsigned char)id}, .id = {id}, .account = s->c.tess, .practice = s->c.h.practice, .csrf = S("csrf"), .peer = S("127.0.0.1"),
        .agent = S("test"), .created = d.now, .expires = {d.now.us + DAY_US}};
    assert_ok(session_insert(d.db, &n));
    return n.id;
}

static str handed(struct stage *s, int64_t session)
{
    struct buf b = buf_new(s->c.h.b.a, 4096);
    struct desk d = at(s, ROLE_THERAPIST);
    assert_ok(desk_kiosk_hand_over(&d, session_of(s, session), &(struct kiosk_in){.client = s->c.ann}));
    raw_query(&s->c.h.b, "SELECT instrument FROM link_ask WHERE link_id = (SELECT MAX(link_id) FROM link_ask) ORDER BY position", &b);
    return buf_str(&b);
}

// It is noon, and the named person is there until six in the morning: by link such a question waits; on the tablet, with somebody there, it is asked.
// While nobody can be told at all the tablet is handed over with the rest.
static void tablet(enum db_engine engine)
{
    struct stage s;
    struct link_made made;
    stage_make(&s, engine);
    alerts_ready(&s);
    own_with_alert(&s);
    struct desk d = at(&s, ROLE_THERAPIST);
    assert_err(desk_link_create(&d, &(struct link_in){.client = s.c.ann, .asks = &(struct ask){S("our-nine"), s.neck}, .n_asks = 1}, &made), E_INVALID);
    assert_problem(&d, "asks[0]", MSG_response_not_offered);
    assert_str(handed(&s, 1), S("our-nine\nwellness\n"));
    raw_do(&s.c.h.b, "UPDATE alert_setting SET until_minute = 1439");
    d = at(&s, ROLE_THERAPIST);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s.c.ann, .asks = &(struct ask){S("our-nine"), s.neck}, .n_asks = 1}, &made));
    raw_do(&s.c.h.b, "UPDATE alert_setting SET address = ''");
    assert_str(handed(&s, 2), S("wellness\n"));
    house_end(&s.c.h);
}
BOTH(tablet)

// ---- "nothing has changed"

static void form_sent(struct stage *s, instant sent)
{
    struct desk d = at(s, ROLE_THERAPIST);
    struct intake_row r = {.id = {id_next(&d.ids, d.now)}, .client = s->c.ann, .account = s->c.tess, .begun = sent, .saved = sent, .rules = S("x"), .language = S("en"),
        .answers = S("{}"), .rest = S("{}"), .version = 1};
    assert_ok(intake_insert(d.db, &d.who, &r));
    assert_ok(intake_submit(d.db, &d.who, &r, sent));
}

static enum previsit_health health(struct stage *s, str token)
{
    struct previsit f;
    struct desk d = knock(s, token, LINK_VISIT);
    assert_ok(desk_previsit(&d, &f));
    return f.health;
}

static err unchanged(struct stage *s, str token, struct desk *d)
{
    *d = knock(s, token, LINK_VISIT);
    return desk_previsit_unchanged(d);
}

static instant said_unchanged(struct stage *s, appointment_id visit)
{
    struct previsit_standing now;
    struct appointment p = visit_of(s, visit);
    struct desk d = at(s, ROLE_THERAPIST);
    assert_ok(desk_previsit_standing(&d, &p, &now));
    return now.unchanged;
}

// The newest word stands: a form that was sent later is not passed off as "nothing has changed", and cannot be undone by going back.
static void changed(enum db_engine engine)
{
    struct stage s;
    struct link_made one, two;
    struct desk d;
    stage_make(&s, engine);
    appointment_id first = visit_on(&s, MONDAY, 600), second = visit_on(&s, (day){MONDAY.d + 1}, 600);
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, first, &one));
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, second, &two));
    assert_int_equal(health(&s, one.token), HEALTH_FORM);
    assert_err(unchanged(&s, one.token, &d), E_INVALID);
    assert_problem(&d, "health", MSG_previsit_form_wanted);
    form_sent(&s, (instant){NOW.us - 30 * DAY_US});

    // said, and said once more: the first time stands
    assert_int_equal(health(&s, one.token), HEALTH_ASKED);
    assert_ok(unchanged(&s, one.token, &d));
    instant at_first = d.now;
    assert_ok(unchanged(&s, one.token, &d));
    assert_int_equal(health(&s, one.token), HEALTH_UNCHANGED);
    assert_true(said_unchanged(&s, first).us == at_first.us);

    // then a form after all
    s.c.now.us += HOUR_US;
    form_sent(&s, s.c.now);
    s.c.now.us += HOUR_US;
    assert_int_equal(health(&s, one.token), HEALTH_SENT);
    assert_true(said_unchanged(&s, first).us == 0);
    assert_err(unchanged(&s, one.token, &d), E_INVALID);
    assert_problem(&d, "health", MSG_previsit_form_stands);

    // a form, then back to the page and the other button
    assert_int_equal(health(&s, two.token), HEALTH_SENT);
    assert_err(unchanged(&s, two.token, &d), E_INVALID);
    assert_true(said_unchanged(&s, second).us == 0);
    house_end(&s.c.h);
}
BOTH(changed)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(tablet), TESTS(changed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
