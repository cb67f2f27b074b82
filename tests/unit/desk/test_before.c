// desk/links/previsit.h, kiosk.h, links.h, contact_job: what a client is asked before a visit and between visits, and what becomes of it when a visit
// moves, when the client wants no more, and when the phone is shared. On both engines.
#include "calendar.h"

#include "base/content.h"
#include "desk/safety/alerts.h"
#include "desk/links/kiosk.h"
#include "desk/measures/library.h"
#include "desk/measures/library_shelf.h"
#include "desk/links/link_token.h"
#include "desk/measures/measures.h"
#include "desk/links/outbox.h"
#include "desk/links/previsit.h"
#include "desk/measures/responses.h"
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
    assert_ok(desk_alert_test(&d, (account_id){0}, &mail));
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
    struct intake_row r = {.id = {id_next(&d.ids, d.now)}, .client = s->c.ann, .begun = sent, .saved = sent, .rules = S("x"), .language = S("en"),
        .answers = healthy_but(s->c.h.b.a, "[]"), .rest = S("{}"), .version = 1};
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
    static const char device[DEVICE_HASH] = {1};
    struct previsit_out out;
    *d = knock(s, token, LINK_VISIT);
    return desk_previsit_unchanged(d, &(struct previsit_in){.device = {device, DEVICE_HASH}}, &out);
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
    assert_ok(desk_previsit_make(&d, first, PHONE_AS_BEFORE, &one));
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, second, PHONE_AS_BEFORE, &two));
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

// ---- a visit that moves

// The contacts before visits that are due now; queued, and sent where `send`.
static void contacts(struct stage *s, bool send)
{
    const struct mail_letter *l;
    size_t n;
    appointment_id next = {0};
    do {
        struct desk d = at(s, ROLE_SYSTEM);
        assert_ok(desk_previsit_queue(&d, next, &next));
    } while (next.v);
    if (!send)
        return;
    struct desk d = at(s, ROLE_SYSTEM);
    d.who.practice = (practice_id){0};
    assert_ok(desk_mail_take(&d, MINUTE_US, &l, &n));
    for (size_t i = 0; i < n; i++) {
        d = at(s, ROLE_SYSTEM);
        d.who.practice = (practice_id){0};
        assert_ok(desk_mail_said(&d, &l[i], MAIL_TAKEN, S("")));
    }
}

static str mails(struct stage *s)
{
    struct buf b = buf_new(s->c.h.b.a, 4096);
    raw_query(&s->c.h.b, "SELECT state, error FROM outbox WHERE again_id IS NULL ORDER BY id", &b);
    return buf_str(&b);
}

// The link that was written last.
static str newest(struct stage *s)
{
    struct buf b = buf_new(s->c.h.b.a, 4096);
    struct link_row l;
    int64_t id;
    raw_query(&s->c.h.b, "SELECT MAX(id) FROM link WHERE purpose = 'visit'", &b);
    assert_true(str_i64(str_trim(buf_str(&b)), &id));
    struct desk d = at(s, ROLE_THERAPIST);
    assert_ok(desk_link_get(&d, (link_id){id}, &l));
    return desk_link_address(&d, &l).token;
}

static void move(struct stage *s, appointment_id id, day to, int minute)
{
    struct booked b;
    struct appointment p = visit_of(s, id);
    struct desk d = at(s, ROLE_FRONT_DESK);
    assert_ok(desk_appointment_move(&d, id, p.version, &(struct book_in){.day = to, .minute = minute}, &b));
}

static void now(struct stage *s, day on, int hour)
{
    s->c.now = (instant){on.d * DAY_US + hour * HOUR_US};
}

// By an hour: the contact that was had stands, and its link says the new time. By three weeks: another, before the new time, and its link lives.
static void moved(enum db_engine engine)
{
    struct stage s;
    struct link_made made;
    struct outbox_row row;
    struct previsit_standing standing;
    struct previsit f;
    stage_make(&s, engine);
    day later = {MONDAY.d + 21};
    appointment_id id = visit_on(&s, MONDAY, 600);
    contacts(&s, true);
    assert_str(mails(&s), S("sent|\n"));
    str first = newest(&s);

    move(&s, id, MONDAY, 660);
    contacts(&s, true);
    assert_str(mails(&s), S("sent|\n"));
    struct desk d = knock(&s, first, LINK_VISIT);
    assert_ok(desk_previsit(&d, &f));
    assert_int_equal(f.visit.minute, 660);
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, id, PHONE_AS_BEFORE, &made));
    assert_str(made.token, first);

    move(&s, id, later, 600);
    contacts(&s, true);
    assert_str(mails(&s), S("sent|\n")); // not now: three weeks are no reminder
    struct appointment p = visit_of(&s, id);
    d = at(&s, ROLE_THERAPIST);
    assert_ok(desk_previsit_standing(&d, &p, &standing));
    assert_true(standing.ahead && !standing.made && standing.mailed && standing.mail_moved);
    now(&s, (day){later.d - 1}, 12);
    contacts(&s, true);
    assert_str(mails(&s), S("sent|\n"));
    contacts(&s, true); // once
    struct buf b = buf_new(s.c.h.b.a, 64);
    raw_query(&s.c.h.b, "SELECT COUNT(*) FROM outbox", &b);
    assert_str(buf_str(&b), S("2\n"));
    str second = newest(&s);
    assert_false(str_eq(first, second));
    d = knock(&s, second, LINK_VISIT);
    assert_ok(desk_previsit(&d, &f));
    assert_true(f.stand == PREVISIT_AHEAD && f.front.expires.us > p.start.us + 6 * DAY_US);
    d = at(&s, ROLE_THERAPIST);
    assert_ok(desk_previsit_standing(&d, &p, &standing));
    assert_true(standing.made && standing.mailed && !standing.mail_moved);

    // moved back, and sent by hand there: not refused
    move(&s, id, (day){later.d + 7}, 600);
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, id, PHONE_AS_BEFORE, &made));
    assert_false(str_eq(made.token, second));
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_mail_link(&d, s.c.ann, made.id, &row));
    assert_int_equal(row.state, OUTBOX_WAITING);
    now(&s, (day){later.d + 6}, 12);
    contacts(&s, true);
    assert_str(mails(&s), S("sent|\n"));
    house_end(&s.c.h);
}
BOTH(moved)

// Moved, or cancelled, while the message waits: it is not sent, and the visit is written about when that is due. A visit that is booked in the
// place of a cancelled one has its own.
static void waiting(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine);
    appointment_id id = visit_on(&s, MONDAY, 600);
    contacts(&s, false);
    move(&s, id, (day){MONDAY.d + 21}, 600);
    contacts(&s, true);
    assert_str(mails(&s), S("stopped|visit-over\n"));
    now(&s, (day){MONDAY.d + 20}, 12);
    contacts(&s, false);
    assert_str(mails(&s), S("waiting|\n"));

    struct appointment p = visit_of(&s, id);
    struct desk d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_appointment_state(&d, &(struct state_in){.id = id, .version = p.version, .to = STATE_CANCELLED, .in_time = true}));
    contacts(&s, true);
    assert_str(mails(&s), S("stopped|visit-over\n"));
    p = visit_of(&s, id); // cancelled by mistake: it is written about after all
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_appointment_state(&d, &(struct state_in){.id = id, .version = p.version, .to = STATE_BOOKED}));
    contacts(&s, false);
    assert_str(mails(&s), S("waiting|\n"));
    p = visit_of(&s, id);
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_appointment_state(&d, &(struct state_in){.id = id, .version = p.version, .to = STATE_CANCELLED, .in_time = true}));
    contacts(&s, true);
    assert_str(mails(&s), S("stopped|visit-over\n"));
    appointment_id other = visit_on(&s, (day){MONDAY.d + 22}, 600);
    contacts(&s, true);
    assert_str(mails(&s), S("stopped|visit-over\nsent|\n"));
    p = visit_of(&s, other);
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_appointment_state(&d, &(struct state_in){.id = other, .version = p.version, .to = STATE_CANCELLED, .in_time = true}));
    visit_on(&s, (day){MONDAY.d + 22}, 720);
    contacts(&s, true);
    assert_str(mails(&s), S("stopped|visit-over\nsent|\nsent|\n"));
    house_end(&s.c.h);
}
BOTH(waiting)

// ---- a shared phone

static bool asks_birth_date(struct stage *s)
{
    struct buf b = buf_new(s->c.h.b.a, 64);
    raw_query(&s->c.h.b, "SELECT shared_phone FROM link WHERE id = (SELECT MAX(id) FROM link)", &b);
    return str_eq(buf_str(&b), S("1\n"));
}

// What goes by itself asks for the birth date where staff said last that the phone is shared.
static void shared(enum db_engine engine)
{
    struct stage s;
    struct link_made made, safe;
    struct previsit_standing standing;
    stage_make(&s, engine);
    struct desk d = at(&s, ROLE_THERAPIST);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s.c.ann, .shared_phone = true}, &made));
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s.c.ann, .purpose = LINK_HOME}, &made)); // asks anyway, and says nothing of the phone
    appointment_id id = visit_on(&s, MONDAY, 600);
    contacts(&s, true);
    assert_true(asks_birth_date(&s));
    struct appointment p = visit_of(&s, id);
    d = at(&s, ROLE_THERAPIST);
    assert_ok(desk_previsit_standing(&d, &p, &standing));
    assert_true(standing.born_known && standing.shared);

    // staff say that it is the client's own, then that it is shared after all: the open one is taken back
    id = visit_on(&s, (day){MONDAY.d + 7}, 600);
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, id, PHONE_OWN, &made));
    assert_false(asks_birth_date(&s));
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, id, PHONE_AS_BEFORE, &safe));
    assert_str(safe.token, made.token);
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, id, PHONE_SHARED, &safe));
    assert_true(asks_birth_date(&s));
    struct link_row l;
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_link_get(&d, made.id, &l));
    assert_true(l.revoked);
    // without a birth date on record there is nothing to ask
    raw_do(&s.c.h.b, "UPDATE client SET born = NULL WHERE given = 'Ann'");
    id = visit_on(&s, (day){MONDAY.d + 14}, 600);
    d = at(&s, ROLE_FRONT_DESK);
    assert_err(desk_previsit_make(&d, id, PHONE_SHARED, &made), E_INVALID);
    assert_problem(&d, "shared_phone", MSG_record_birth_date_needed);
    d = at(&s, ROLE_FRONT_DESK);
    assert_ok(desk_previsit_make(&d, id, PHONE_AS_BEFORE, &made));
    assert_false(asks_birth_date(&s));
    house_end(&s.c.h);
}
BOTH(shared)

// ---- between visits

static plan_id weekly_plan(struct stage *s, concern_id concern)
{
    struct desk d = at(s, ROLE_THERAPIST);
    struct plan_row p = {.id = {id_next(&d.ids, d.now)}, .client = s->c.ann, .concern = concern, .therapist = s->c.tess, .service = s->c.hour,
        .goal = S("Turn my head"), .stop_rule = S("After four"), .instrument = NRS_PAIN, .sessions = 6, .per_week = 1, .every_weeks = 2, .review_sessions = 4,
        .review_weeks = 4, .state = PLAN_ACTIVE, .version = 1, .created = d.now, .evidence = S("low"), .by = s->c.tess, .n_asks = 1,
        .asks = (struct plan_ask[]){{NRS_PAIN, {.known = true}, true}}};
    assert_ok(plan_insert(d.db, &d.who, &p));
    return p.id;
}

static int64_t weekly(struct stage *s)
{
    struct buf b = buf_new(s->c.h.b.a, 64);
    int64_t n;
    plan_id next = {0};
    do {
        struct desk d = at(s, ROLE_SYSTEM);
        assert_ok(desk_weekly_queue(&d, next, &next));
    } while (next.v);
    raw_query(&s->c.h.b, "SELECT COUNT(*) FROM outbox WHERE kind = 'weekly'", &b);
    assert_true(str_i64(str_trim(buf_str(&b)), &n));
    return n;
}

static void no_more(struct stage *s)
{
    struct buf b = buf_new(s->c.h.b.a, 64);
    struct link_row l;
    int64_t id;
    raw_query(&s->c.h.b, "SELECT MAX(link_id) FROM outbox WHERE kind = 'weekly'", &b);
    assert_true(str_i64(str_trim(buf_str(&b)), &id));
    struct desk d = at(s, ROLE_THERAPIST);
    assert_ok(desk_link_get(&d, (link_id){id}, &l));
    d = knock(s, desk_link_address(&d, &l).token, LINK_ANSWERS);
    assert_ok(desk_weekly_stop(&d));
    assert_ok(desk_weekly_stop(&d)); // twice is no error
}

static instant stopped(struct stage *s, plan_id id)
{
    struct plan_row p;
    instant out;
    struct desk d = at(s, ROLE_THERAPIST);
    assert_ok(plan_get(d.db, d.a, &d.who, id, &p));
    assert_ok(desk_weekly_stopped(&d, &p, &out));
    return out;
}

// It holds for the plan after it too, until it is turned on again with the client; and can be said once more.
static void no_more_of_these(enum db_engine engine)
{
    struct stage s;
    concern_id knee;
    stage_make(&s, engine);
    plan_id a = weekly_plan(&s, s.neck);
    assert_int_equal(weekly(&s), 1);
    assert_true(stopped(&s, a).us == 0);
    no_more(&s);
    now(&s, (day){TODAY.d + 8}, 12);
    assert_int_equal(weekly(&s), 1);
    struct desk d = at(&s, ROLE_THERAPIST);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = s.c.ann, .place = S("knee")}, &knee));
    plan_id b = weekly_plan(&s, knee);
    assert_int_equal(weekly(&s), 1);
    instant since = stopped(&s, b);
    assert_true(since.us > NOW.us && since.us < NOW.us + DAY_US);

    d = at(&s, ROLE_FRONT_DESK);
    assert_err(desk_weekly_again(&d, b), E_FORBIDDEN);
    d = call(&s.c.h, s.c.h.other, ROLE_OWNER);
    assert_err(desk_weekly_again(&d, b), E_NOT_FOUND);
    d = at(&s, ROLE_THERAPIST);
    assert_ok(desk_weekly_again(&d, b));
    d = at(&s, ROLE_THERAPIST);
    assert_ok(desk_weekly_again(&d, a)); // it is on already
    assert_true(stopped(&s, a).us == 0 && stopped(&s, b).us == 0);
    assert_int_equal(weekly(&s), 2);
    now(&s, (day){TODAY.d + 9}, 12);
    no_more(&s);
    assert_true(stopped(&s, a).us > since.us + 8 * DAY_US);
    now(&s, (day){TODAY.d + 30}, 12);
    assert_int_equal(weekly(&s), 2);
    assert_true(raw_refused(&s.c.h.b, "UPDATE weekly_again SET at_us = at_us + 1"));
    assert_true(raw_refused(&s.c.h.b, "UPDATE weekly_again SET ended_us = ended_us + 1"));
    assert_true(raw_refused(&s.c.h.b, "DELETE FROM weekly_again"));
    house_end(&s.c.h);
}
BOTH(no_more_of_these)

// On and off with one plan: the last word counts.
static void the_last_word(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine);
    plan_id a = weekly_plan(&s, s.neck);
    for (int week = 0; week < 3; week++) {
        now(&s, (day){TODAY.d + 20 * week}, 12);
        assert_int_equal(weekly(&s), week + 1);
        no_more(&s);
        now(&s, (day){TODAY.d + 20 * week + 10}, 12);
        assert_int_equal(weekly(&s), week + 1);
        assert_true(stopped(&s, a).us > NOW.us + 20 * week * DAY_US);
        struct desk d = at(&s, ROLE_THERAPIST);
        assert_ok(desk_weekly_again(&d, a));
        assert_true(stopped(&s, a).us == 0);
    }
    house_end(&s.c.h);
}
BOTH(the_last_word)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(tablet), TESTS(changed), TESTS(moved), TESTS(waiting), TESTS(shared), TESTS(no_more_of_these), TESTS(the_last_word)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
