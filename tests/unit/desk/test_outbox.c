// desk/links/outbox.h: who is written to, when, how often; what a sender may say.
#include "people.h"
#include "raw.h"

#include "clinic/calendar/contact.h"
#include "desk/measures/measures.h"
#include "desk/links/outbox.h"

#define LEASE (15 * MINUTE_US)

struct mails {
    struct town t;
    client_id client;
    struct link_made link;
};

static struct desk desk_of(struct mails *m, enum role role)
{
    struct desk d = as(&m->t, role);
    d.zone = two_zones(&m->t.h, S("UTC"));
    return d;
}

static struct desk job(struct mails *m) { return system_of(&m->t, (practice_id){0}); }

static struct link_made new_link(struct mails *m, enum link_purpose purpose)
{
    struct desk d = desk_of(m, ROLE_OWNER);
    struct link_made made;
    concern_id head;
    err e = desk_concern_create(&d, &(struct concern_in){.client = m->client, .kind = CONCERN_HEADACHE}, &head); // something to be asked about
    assert_true(e == OK || e == E_CONFLICT);
    d = desk_of(m, ROLE_OWNER);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = m->client, .purpose = purpose}, &made));
    return made;
}

static void change(struct mails *m, str email, bool may)
{
    struct desk d = desk_of(m, ROLE_OWNER);
    struct client c;
    assert_ok(desk_client_show(&d, m->client, &c));
    c.f.email = email;
    c.f.may_email = may;
    assert_ok(desk_client_change(&d, m->client, &(struct client_input){.f = c.f, .version = c.version}));
}

static void mails_make(struct mails *m, enum db_engine engine)
{
    town_make(&m->t, engine);
    struct desk d = desk_of(m, ROLE_OWNER);
    struct client_input in = {.f = {.given = S("Margaret"), .preferred = S("Maggie"), .family = S("B"), .email = S("maggie@example.org"), .may_email = true}};
    assert_ok(desk_client_create(&d, &in, &m->client));
    m->link = new_link(m, LINK_ANSWERS);
}

static struct outbox_row queued(struct mails *m)
{
    struct desk d = desk_of(m, ROLE_FRONT_DESK);
    struct outbox_row o;
    assert_ok(desk_mail_link(&d, m->client, m->link.id, &o));
    return o;
}

static size_t taken(struct mails *m, const struct mail_letter **l)
{
    struct desk d = job(m);
    size_t n;
    assert_ok(desk_mail_take(&d, LEASE, l, &n));
    return n;
}

static struct outbox_row row_now(struct mails *m)
{
    struct desk d = desk_of(m, ROLE_OWNER);
    struct mail_standing s;
    assert_ok(desk_mail_standing(&d, m->client, m->link.id, &s));
    assert_true(s.asked);
    return s.row;
}

static void answer(struct mails *m, const struct mail_letter *l, enum mail_outcome outcome, str word)
{
    struct desk d = job(m);
    assert_ok(desk_mail_said(&d, l, outcome, word));
}

static size_t rows_kept(struct mails *m)
{
    int64_t n;
    struct buf rows = buf_new(m->t.h.b.a, 4096);
    raw_query(&m->t.h.b, "SELECT COUNT(*) FROM outbox", &rows);
    assert_true(str_i64(str_sub(buf_str(&rows), 0, buf_str(&rows).n - 1), &n));
    return (size_t)n;
}

static void sent_once(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l, *more;
    mails_make(&m, engine);
    struct outbox_row first = queued(&m), again = queued(&m);
    assert_int_equal(first.id.v, again.id.v);
    assert_int_equal(taken(&m, &l), 1);
    assert_str(l->row.address, S("maggie@example.org"));
    assert_str(l->name, S("Maggie"));
    assert_str(l->practice_name, S("Knots & Co"));
    assert_str(l->path, m.link.path); // signed anew, it is the same link
    assert_int_equal(row_now(&m).state, OUTBOX_SENDING);
    assert_int_equal(taken(&m, &more), 0);  // it is somebody's
    answer(&m, l, MAIL_TAKEN, S("sent"));
    struct outbox_row o = row_now(&m);
    assert_true(o.state == OUTBOX_SENT && o.ended.us == m.t.now.us && o.tries == 1);
    m.t.now.us += DAY_US / 2;
    assert_int_equal(taken(&m, &more), 0);
    assert_int_equal(queued(&m).state, OUTBOX_SENT); // what was sent is not sent again
    assert_int_equal(rows_kept(&m), 1);

    // but to another address, where the first was wrong; what was sent stays as it was
    change(&m, S("maggie@example.net"), true);
    struct outbox_row other = queued(&m);
    assert_true(other.id.v != first.id.v && other.state == OUTBOX_WAITING);
    assert_str(other.address, S("maggie@example.net"));
    assert_int_equal(queued(&m).id.v, other.id.v);
    assert_int_equal(rows_kept(&m), 2);
    struct desk d = desk_of(&m, ROLE_OWNER);
    assert_ok(outbox_get(d.db, d.a, &d.who, first.id, &o));
    assert_str(o.address, S("maggie@example.org"));
    assert_int_equal(o.state, OUTBOX_SENT);
    town_end(&m.t);
}
BOTH(sent_once)

// How many Today names; the newest because of `error`.
static size_t undone(struct mails *m, str error)
{
    struct desk d = desk_of(m, ROLE_FRONT_DESK);
    const struct outbox_undone_row *f;
    size_t n;
    assert_ok(desk_mail_undone(&d, &f, &n));
    if (n) assert_true(f[0].client.v == m->client.v);
    if (n) assert_str(f[0].error, error);
    return n;
}

static void tried_again_and_given_up(enum db_engine engine)
{
    static const int64_t waits[] = {1, 5, 30, 120, 480};
    struct mails m;
    const struct mail_letter *l;
    mails_make(&m, engine);
    struct desk set = desk_of(&m, ROLE_OWNER);
    assert_ok(desk_mail_settings_set(&set, &(struct mail_setting){0})); // at any time
    queued(&m);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(taken(&m, &l), 1);
        assert_int_equal(l->row.tries, i + 1);
        answer(&m, l, MAIL_AGAIN, S("put-off"));
        struct outbox_row o = row_now(&m);
        assert_true(o.state == OUTBOX_WAITING && o.next.us == m.t.now.us + waits[i] * MINUTE_US);
        assert_str(o.error, S("put-off"));
        m.t.now.us = o.next.us - 1;
        assert_int_equal(taken(&m, &l), 0);
        m.t.now.us++;
    }
    assert_int_equal(taken(&m, &l), 1);
    answer(&m, l, MAIL_AGAIN, S("put-off"));
    assert_int_equal(row_now(&m).state, OUTBOX_FAILED);

    assert_int_equal(undone(&m, S("put-off")), 1);
    struct desk foreign = elsewhere(&m.t);
    const struct outbox_undone_row *f;
    size_t n;
    assert_ok(desk_mail_undone(&foreign, &f, &n));
    assert_int_equal(n, 0);

    assert_int_equal(queued(&m).state, OUTBOX_WAITING); // asked for again, it begins anew, and what failed is history
    assert_int_equal(undone(&m, S("")), 0);
    assert_int_equal(rows_kept(&m), 2);
    assert_int_equal(taken(&m, &l), 1);
    assert_int_equal(l->row.tries, 1);
    answer(&m, l, MAIL_NEVER, S("refused"));    // a refusal is the end at once
    assert_int_equal(row_now(&m).state, OUTBOX_FAILED);
    town_end(&m.t);
}
BOTH(tried_again_and_given_up)

static void an_interrupted_sender_loses_it(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *first, *second;
    mails_make(&m, engine);
    queued(&m);
    assert_int_equal(taken(&m, &first), 1);
    m.t.now.us += LEASE - 1;
    assert_int_equal(taken(&m, &second), 0);
    m.t.now.us++;
    assert_int_equal(taken(&m, &second), 1);
    assert_int_equal(second->row.id.v, first->row.id.v); // the same Message-ID
    answer(&m, first, MAIL_NEVER, S("refused"));         // it has nothing to say any more
    assert_int_equal(row_now(&m).state, OUTBOX_SENDING);
    answer(&m, second, MAIL_TAKEN, S("sent"));
    assert_int_equal(row_now(&m).state, OUTBOX_SENT);
    town_end(&m.t);
}
BOTH(an_interrupted_sender_loses_it)

static void nobody_is_written_to_against_their_will(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    struct outbox_row o;
    mails_make(&m, engine);
    change(&m, S("maggie@example.org"), false);
    struct desk d = desk_of(&m, ROLE_OWNER);
    assert_err(desk_mail_link(&d, m.client, m.link.id, &o), E_INVALID);
    assert_int_equal(d.problems->first->say.key, MSG_mail_no_consent);
    struct mail_standing s;
    assert_ok(desk_mail_standing(&d, m.client, m.link.id, &s));
    assert_true(!s.asked && s.hindrance == MSG_mail_no_consent);
    change(&m, (str){0}, true);
    d = desk_of(&m, ROLE_OWNER);
    assert_err(desk_mail_link(&d, m.client, m.link.id, &o), E_INVALID);

    // withdrawn, or another address, between asking and sending
    change(&m, S("maggie@example.org"), true);
    queued(&m);
    change(&m, S("maggie@example.org"), false);
    assert_int_equal(taken(&m, &l), 0);
    o = row_now(&m);
    assert_true(o.state == OUTBOX_STOPPED && o.tries == 0);
    assert_str(o.error, S("no-consent"));
    assert_int_equal(undone(&m, S("no-consent")), 1);
    change(&m, S("maggie@example.org"), true);
    assert_int_equal(queued(&m).state, OUTBOX_WAITING);
    change(&m, S("other@example.org"), true);
    assert_int_equal(taken(&m, &l), 0);
    assert_str(row_now(&m).error, S("address-changed"));

    // a link that is over
    assert_str(queued(&m).address, S("other@example.org"));
    d = desk_of(&m, ROLE_OWNER);
    assert_ok(desk_link_revoke(&d, m.link.id));
    assert_int_equal(taken(&m, &l), 0);
    assert_str(row_now(&m).error, S("taken-back"));
    assert_int_equal(undone(&m, S("")), 0); // by somebody: nobody needs to be told
    assert_err(desk_mail_link(&d, m.client, m.link.id, &o), E_GONE);

    // and one that ended by itself
    m.link = new_link(&m, LINK_ANSWERS);
    queued(&m);
    m.t.now.us += 2 * DAY_US;
    assert_int_equal(taken(&m, &l), 0);
    assert_str(row_now(&m).error, S("link-over"));
    assert_int_equal(undone(&m, S("link-over")), 1);
    town_end(&m.t);
}
BOTH(nobody_is_written_to_against_their_will)

static void not_in_quiet_hours(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    mails_make(&m, engine);
    m.t.now.us += 10 * HOUR_US; // 22:00
    struct outbox_row o = queued(&m);
    instant eight = {m.t.now.us + 10 * HOUR_US};
    assert_int_equal(o.next.us, eight.us);
    assert_int_equal(taken(&m, &l), 0);
    // made due by hand: it is looked at again when it is sent
    raw_do(&m.t.h.b, "UPDATE outbox SET next_us = 1");
    assert_int_equal(taken(&m, &l), 0);
    o = row_now(&m);
    assert_true(o.state == OUTBOX_WAITING && o.next.us == eight.us && o.tries == 0);
    m.t.now = eight;
    assert_int_equal(taken(&m, &l), 1);
    town_end(&m.t);
}
BOTH(not_in_quiet_hours)

static void who_may(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    struct outbox_row o;
    mails_make(&m, engine);
    struct desk foreign = elsewhere(&m.t);
    foreign.zone = two_zones(&m.t.h, S("UTC"));
    assert_err(desk_mail_link(&foreign, m.client, m.link.id, &o), E_NOT_FOUND);
    o = queued(&m);
    assert_err(desk_mail_stop(&foreign, m.client, o.id), E_NOT_FOUND);
    struct desk d = desk_of(&m, ROLE_CLIENT);
    assert_err(desk_mail_stop(&d, m.client, o.id), E_FORBIDDEN);
    d = desk_of(&m, ROLE_FRONT_DESK);
    assert_err(desk_mail_stop(&d, (client_id){m.client.v + 1}, o.id), E_NOT_FOUND);
    assert_ok(desk_mail_stop(&d, m.client, o.id));
    assert_ok(desk_mail_stop(&d, m.client, o.id));
    assert_int_equal(taken(&m, &l), 0);
    o = queued(&m);
    assert_int_equal(taken(&m, &l), 1);
    d = desk_of(&m, ROLE_FRONT_DESK);
    assert_err(desk_mail_stop(&d, m.client, o.id), E_CONFLICT); // on its way
    struct desk owner = desk_of(&m, ROLE_OWNER);
    bool any;
    assert_err(desk_mail_due(&owner, &any), E_FORBIDDEN);
    town_end(&m.t);
}
BOTH(who_may)

static void settings(enum db_engine engine)
{
    struct mails m;
    struct mail_setting s;
    mails_make(&m, engine);
    struct desk d = desk_of(&m, ROLE_OWNER);
    assert_ok(desk_mail_settings(&d, &s));
    assert_true(s.version == 0 && s.quiet_from == 21 * 60 && s.quiet_until == 8 * 60 && !s.reply_to.n);
    s.reply_to = S("desk@example.org\r\nBcc: e@example.net");
    s.quiet_from = 1440;
    assert_err(desk_mail_settings_set(&d, &s), E_INVALID);
    assert_int_equal(d.problems->n, 2);
    d = desk_of(&m, ROLE_OWNER);
    s = (struct mail_setting){S("desk@example.org"), 60, 120, 0};
    assert_ok(desk_mail_settings_set(&d, &s));
    assert_err(desk_mail_settings_set(&d, &s), E_CONFLICT);
    s.version = 1;
    assert_ok(desk_mail_settings_set(&d, &s));
    struct desk tess = desk_of(&m, ROLE_THERAPIST);
    assert_err(desk_mail_settings_set(&tess, &s), E_FORBIDDEN);
    const struct mail_letter *l;
    queued(&m);
    assert_int_equal(taken(&m, &l), 1);
    assert_str(l->reply_to, S("desk@example.org"));
    town_end(&m.t);
}
BOTH(settings)

static void held_up_is_no_try(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    str word;
    mails_make(&m, engine);
    queued(&m);
    for (size_t i = 0; i < 2 * CONTACT_TRIES; i++) {
        assert_int_equal(taken(&m, &l), 1);
        assert_int_equal(l->row.tries, 1);
        answer(&m, l, MAIL_OURS, S("sign-in"));
        struct outbox_row o = row_now(&m);
        assert_true(o.state == OUTBOX_WAITING && o.tries == 0 && o.next.us == m.t.now.us + MINUTE_US);
        m.t.now.us = o.next.us;
    }
    enum mail_channel by = CHANNEL_SMS;
    struct desk d = desk_of(&m, ROLE_FRONT_DESK), foreign = elsewhere(&m.t);
    assert_ok(desk_mail_held_up(&d, &by, &word));
    assert_int_equal(by, CHANNEL_EMAIL);
    assert_str(word, S("sign-in"));
    assert_ok(desk_mail_held_up(&foreign, &by, &word));
    assert_int_equal(word.n, 0);
    assert_int_equal(taken(&m, &l), 1);
    answer(&m, l, MAIL_TAKEN, S("sent"));
    assert_ok(desk_mail_held_up(&d, &by, &word));
    assert_int_equal(word.n, 0);
    town_end(&m.t);
}
BOTH(held_up_is_no_try)

// One row that nobody can read has failed, and the others go out.
static void unreadable(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    mails_make(&m, engine);
    struct outbox_row bad = queued(&m);
    raw_do(&m.t.h.b, "UPDATE outbox SET kind = 'from-the-future'");
    m.link = new_link(&m, LINK_ANSWERS);
    struct outbox_row good = queued(&m);
    assert_int_equal(taken(&m, &l), 0);
    assert_int_equal(taken(&m, &l), 1);
    assert_int_equal(l->row.id.v, good.id.v);
    struct desk d = desk_of(&m, ROLE_OWNER);
    const struct outbox_undone_row *f;
    size_t n;
    assert_ok(desk_mail_undone(&d, &f, &n));
    assert_true(n == 1 && f[0].id.v == bad.id.v);
    assert_str(f[0].error, S("unreadable"));
    town_end(&m.t);
}
BOTH(unreadable)

static outbox_id told(struct mails *m, enum mail_kind kind, int64_t about)
{
    struct desk d = desk_of(m, ROLE_OWNER);
    outbox_id id;
    assert_ok(desk_mail_staff(&d, &(struct mail_to_staff){.kind = kind, .to = m->t.owner, .address = S("alerts@example.org"), .about = about}, &id));
    return id;
}

static void staff_is_told_at_any_hour(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    struct outbox_row o;
    mails_make(&m, engine);
    m.t.now.us += 10 * HOUR_US; // 22:00
    queued(&m);
    outbox_id alert = told(&m, MAIL_ALERT, 4711), confirm = told(&m, MAIL_ALERT_CONFIRM, 0);
    const struct mail_letter *a, *c;
    assert_int_equal(taken(&m, &a), 1);
    assert_int_equal(taken(&m, &c), 1);
    assert_int_equal(taken(&m, &l), 0); // the client sleeps
    assert_true(a->row.id.v == alert.v && c->row.id.v == confirm.v);
    assert_str(a->row.address, S("alerts@example.org"));
    assert_str(c->row.address, S("alerts@example.org"));
    assert_str(a->name, S("Olga"));
    assert_true(str_starts(a->path, S("/alerts/")));
    answer(&m, c, MAIL_TAKEN, S("sent"));
    static const int64_t waits[] = {1, 1, 2, 5, 15, 15};
    for (size_t i = 0; i < 6; i++) {
        answer(&m, a, MAIL_AGAIN, S("put-off"));
        struct desk d = desk_of(&m, ROLE_OWNER);
        assert_ok(desk_mail_to_staff(&d, m.t.owner, MAIL_ALERT, S(""), &o));
        assert_int_equal(o.next.us - m.t.now.us, waits[i] * MINUTE_US);
        m.t.now.us = o.next.us;
        assert_int_equal(taken(&m, &a), 1);
    }

    // the token says which mail it came in, to whoever belongs to the practice, for three days
    str token = str_sub(c->path, S("/alerts/confirm/").n, c->path.n);
    struct desk d = desk_of(&m, ROLE_THERAPIST);
    assert_ok(desk_mail_confirm(&d, token, &o));
    assert_true(o.id.v == confirm.v && o.staff.v == m.t.owner.v);
    assert_str(o.address, S("alerts@example.org"));
    struct desk foreign = elsewhere(&m.t);
    assert_err(desk_mail_confirm(&foreign, token, &o), E_NOT_FOUND);
    assert_err(desk_mail_confirm(&d, str_sub(m.link.path, 3, m.link.path.n), &o), E_NOT_FOUND); // a client's link confirms nothing
    struct link_row link;
    struct desk client = desk_of(&m, ROLE_NONE);
    assert_err(desk_link_open(&client, token, LINK_ANSWERS, &link), E_NOT_FOUND);               // and this is no client's link
    m.t.now.us += MAIL_CONFIRM_US;
    d = desk_of(&m, ROLE_OWNER);
    assert_err(desk_mail_confirm(&d, token, &o), E_GONE);
    town_end(&m.t);
}
BOTH(staff_is_told_at_any_hour)

static void a_test_mail(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    struct outbox_row o, again;
    mails_make(&m, engine);
    struct desk d = desk_of(&m, ROLE_OWNER);
    assert_err(desk_mail_tested(&d, &o), E_NOT_FOUND);
    assert_ok(desk_mail_test(&d, &o));
    assert_str(o.address, OWNER);
    assert_ok(desk_mail_test(&d, &again));
    assert_int_equal(again.id.v, o.id.v); // one at a time
    assert_int_equal(taken(&m, &l), 1);
    answer(&m, l, MAIL_NEVER, S("refused"));
    assert_ok(desk_mail_tested(&d, &again));
    assert_int_equal(again.state, OUTBOX_FAILED);
    assert_ok(desk_mail_test(&d, &again));
    assert_true(again.id.v != o.id.v);
    d = desk_of(&m, ROLE_THERAPIST);
    assert_err(desk_mail_test(&d, &o), E_FORBIDDEN);
    town_end(&m.t);
}
BOTH(a_test_mail)

static void one_contact_before_a_visit(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    struct outbox_row o;
    mails_make(&m, engine);
    struct link_made first = new_link(&m, LINK_INTAKE), second = new_link(&m, LINK_ANSWERS);
    raw_do(&m.t.h.b, str_z(m.t.h.b.a, str_fmt(m.t.h.b.a, "UPDATE link SET appointment_id = 99 WHERE id IN (%lld, %lld)", (long long)first.id.v, (long long)second.id.v)));
    struct desk d = desk_of(&m, ROLE_OWNER);
    assert_ok(desk_mail_queue(&d, &(struct mail_order){MAIL_INTAKE_LINK, m.client, first.id, {0}}, &o));
    assert_int_equal(o.appointment.v, 99);
    assert_err(desk_mail_queue(&d, &(struct mail_order){MAIL_PRE_VISIT, m.client, second.id, {0}}, &o), E_CONFLICT); // whatever its kind
    assert_int_equal(d.problems->first->say.key, MSG_mail_visit_done);
    assert_int_equal(taken(&m, &l), 0); // there is no such visit any more
    m.link = first;
    assert_str(row_now(&m).error, S("visit-over"));
    assert_int_equal(undone(&m, S("")), 0);
    assert_ok(desk_mail_queue(&d, &(struct mail_order){MAIL_PRE_VISIT, m.client, second.id, {m.t.now.us + HOUR_US}}, &o)); // the first never went
    assert_int_equal(o.next.us, m.t.now.us + HOUR_US);
    town_end(&m.t);
}
BOTH(one_contact_before_a_visit)

// However much waits, an alert waits for the one message that is going out just now and for no other.
static void an_alert_goes_next(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    mails_make(&m, engine);
    for (int i = 0; i < 5; i++) {
        m.link = new_link(&m, LINK_ANSWERS);
        queued(&m);
    }
    (void)told(&m, MAIL_TEST, 0);
    m.t.now.us += MINUTE_US;
    assert_int_equal(taken(&m, &l), 1);
    assert_int_equal(l->row.kind, MAIL_TEST); // staff before clients
    assert_int_equal(taken(&m, &l), 1);
    outbox_id alert = told(&m, MAIL_ALERT, 4711); // raised while that one is sent
    (void)told(&m, MAIL_ALERT_CONFIRM, 0);
    m.t.now.us += MINUTE_US;
    assert_int_equal(taken(&m, &l), 1);
    assert_int_equal(l->row.id.v, alert.v);
    answer(&m, l, MAIL_AGAIN, S("put-off"));
    m.t.now.us += MINUTE_US;
    assert_int_equal(taken(&m, &l), 1);
    assert_int_equal(l->row.id.v, alert.v); // and its next try
    town_end(&m.t);
}
BOTH(an_alert_goes_next)

static size_t held(struct mails *m)
{
    struct desk d = desk_of(m, ROLE_FRONT_DESK);
    size_t n;
    assert_ok(desk_mail_held(&d, &n));
    return n;
}

// As a backup has it (outbox_backup): nothing of it goes out before somebody says so, but for alerts.
static void held_after_a_restore(enum db_engine engine)
{
    struct mails m;
    const struct mail_letter *l;
    mails_make(&m, engine);
    queued(&m);
    outbox_id alert = told(&m, MAIL_ALERT, 4711);
    assert_int_equal(held(&m), 0);
    assert_ok(db_exec(m.t.h.b.db, Q_OUTBOX_HOLD_COPY, NULL, 0, NULL));
    assert_int_equal(held(&m), 1);
    struct desk foreign = elsewhere(&m.t);
    size_t n;
    assert_ok(desk_mail_held(&foreign, &n));
    assert_int_equal(n, 0);
    assert_ok(desk_mail_release(&foreign, true)); // another practice's
    m.t.now.us += 40 * HOUR_US;
    assert_int_equal(taken(&m, &l), 1);
    assert_int_equal(l->row.id.v, alert.v);
    assert_int_equal(taken(&m, &l), 0);
    assert_int_equal(undone(&m, S("")), 0);
    m.t.now.us -= 40 * HOUR_US;

    struct desk d = desk_of(&m, ROLE_CLIENT);
    assert_err(desk_mail_release(&d, true), E_FORBIDDEN);
    d = desk_of(&m, ROLE_FRONT_DESK);
    assert_ok(desk_mail_release(&d, true));
    assert_int_equal(held(&m), 0);
    assert_int_equal(taken(&m, &l), 1);
    assert_int_equal(l->row.tries, 1);
    answer(&m, l, MAIL_AGAIN, S("put-off"));

    assert_ok(db_exec(m.t.h.b.db, Q_OUTBOX_HOLD_COPY, NULL, 0, NULL));
    d = desk_of(&m, ROLE_FRONT_DESK);
    assert_ok(desk_mail_release(&d, false));
    struct outbox_row o = row_now(&m);
    assert_true(o.state == OUTBOX_STOPPED && o.ended.us == m.t.now.us);
    assert_int_equal(undone(&m, S("restored")), 1);
    assert_ok(desk_mail_release(&d, true)); // it ended
    assert_int_equal(row_now(&m).state, OUTBOX_STOPPED);
    assert_int_equal(queued(&m).state, OUTBOX_WAITING); // and can be asked for again
    town_end(&m.t);
}
BOTH(held_after_a_restore)

// The copy holds what waits; what is copied does not, and a backup of a step that had no such table is made all the same.
static void a_backup_holds(void **state)
{
    struct mails m;
    (void)state;
    mails_make(&m, DB_SQLITE);
    queued(&m);
    struct base *b = &m.t.h.b;
    str path = str_fmt(b->a, "%s/copy.db", b->folder), why;
    assert_ok(outbox_backup(b->db, b->a, path, false, &why));
    assert_err(outbox_backup(b->db, b->a, path, false, &why), E_CONFLICT);
    assert_ok(outbox_backup(b->db, b->a, path, true, &why));
    assert_int_equal(held(&m), 0);
    sqlite3 *h;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open_v2(str_z(b->a, path), &h, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(h, "SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND error = 'restored' AND next_us > 8999999999999999", -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(s, 0), 1);
    sqlite3_finalize(s);
    sqlite3_close(h);
    raw_do(b, "DROP TABLE outbox");
    assert_ok(outbox_backup(b->db, b->a, path, true, &why));
    town_end(&m.t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTS(sent_once), TESTS(tried_again_and_given_up), TESTS(an_interrupted_sender_loses_it), TESTS(nobody_is_written_to_against_their_will),
        TESTS(not_in_quiet_hours), TESTS(who_may), TESTS(settings), TESTS(held_up_is_no_try), TESTS(unreadable), TESTS(staff_is_told_at_any_hour),
        TESTS(a_test_mail), TESTS(one_contact_before_a_visit), TESTS(an_alert_goes_next), TESTS(held_after_a_restore), cmocka_unit_test(a_backup_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
