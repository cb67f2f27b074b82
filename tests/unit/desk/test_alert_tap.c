// desk/safety/alerts.h at the tap: raised with the draft, kept whatever is answered next; and who is told when nobody acts in time.
#include "alarm.h"

#include "desk/measures/library.h"

static str sent_to(struct house *h, const char *kind)
{
    struct buf out = buf_new(h->b.a, 512);
    raw_query(&h->b, str_z(h->b.a, str_fmt(h->b.a, "SELECT address FROM outbox WHERE kind = '%s' ORDER BY id DESC LIMIT 1", kind)), &out);
    return str_trim(buf_str(&out));
}

static struct alert_owner_shown owner_of(struct house *h, account_id id)
{
    struct desk d = owner(h);
    struct alert_setting_shown s;
    assert_ok(desk_alert_setting(&d, &s));
    for (size_t i = 0; i < s.n_owners; i++)
        if (s.owners[i].account.v == id.v)
            return s.owners[i];
    return (struct alert_owner_shown){0};
}

// The tap raises, in the transaction that keeps the draft; whatever is answered next stands beside it; sending raises no second one.
static void tapped(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    struct link_made link = make_link(&h), other_link = make_link(&h);
    struct asked_saved s = tap(&h, &link, 0, 0, "{\"1\":3,\"2\":3}", false);
    assert_false(s.support);
    s = tap(&h, &link, 0, s.version, "{\"9\":null}", false); // left open is no answer
    assert_false(s.support);
    assert_int_equal(alerts(&h), 0);
    s = tap(&h, &link, 0, s.version, "{\"9\":2}", false);
    assert_true(s.support);
    assert_int_equal(alerts(&h), 1);
    assert_int_equal(mails(&h), 1);
    assert_true(wanted(&h, &link) && !wanted(&h, &other_link));
    alert_id id = raised_last(&h);
    assert_story(&h, id, false, "9:2", "");

    // the same again, as a reply was lost; another question
    assert_false(tap(&h, &link, 0, s.version - 1, "{\"9\":2}", false).support);
    s = tap(&h, &link, 0, s.version, "{\"3\":1}", false);
    assert_false(s.support);
    assert_story(&h, id, false, "9:2", "");

    // on with the questions: said once, and the pages lead there no more until the form is sent
    struct desk d = knock(&h, &link);
    assert_ok(desk_support_on(&d));
    assert_ok(desk_support_on(&d));
    assert_false(wanted(&h, &link));
    assert_story(&h, id, false, "9:2", "shown");
    d = knock(&h, &other_link);
    assert_err(desk_support_on(&d), E_NOT_FOUND);

    // changed to 0: both stand, the task waits on
    s = tap(&h, &link, 0, s.version, "{\"9\":0}", false);
    assert_false(s.support);
    assert_int_equal(alerts(&h), 1);
    assert_story(&h, id, false, "9:2 9:0", "shown changed");
    assert_false(shown(&h, id).row.closed);

    // somebody spoke with them; an answer that asks for help anew opens it again
    assert_ok(act(&h, id, shown(&h, id).row.version, "spoken", ""));
    s = tap(&h, &link, 0, s.version, "{\"9\":0,\"4\":1}", false);
    assert_true(shown(&h, id).row.closed);
    s = tap(&h, &link, 0, s.version, "{\"9\":1}", true);
    assert_true(s.support && !shown(&h, id).row.closed);
    assert_int_equal(mails(&h), 2);
    assert_story(&h, id, false, "9:2 9:0 9:1", "shown changed spoken changed");

    d = knock(&h, &link);
    struct asked_sent sent;
    assert_ok(desk_asked_send(&d, &(struct asked_send_in){.device = S("0123456789abcdef0123456789abcdef"), .position = 1, .version = s.version}, &sent));
    assert_int_equal(alerts(&h), 1);
    assert_int_equal(mails(&h), 2);
    assert_story(&h, id, true, "9:2 9:0 9:1", "shown changed spoken changed");
    assert_true(wanted(&h, &link)); // it was not said how they are
    assert_true(raised_by(&h, sent.id));
    // from a window that is behind: other answers are refused there, one that asks for help is not
    struct link_made behind = make_link(&h);
    s = tap(&h, &behind, 0, 0, "{\"9\":0}", false);
    assert_true(tap(&h, &behind, 0, 0, "{\"9\":2}", false).support);
    assert_int_equal(alerts(&h), 2);
    assert_story(&h, raised_last(&h), false, "9:2", "");
    d = knock(&h, &behind);
    assert_err(desk_asked_save(&d, &(struct asked_save_in){S("0123456789abcdef0123456789abcdef"), 1, 1, said(&h, "{\"9\":0}"), false, S("")}, &s), E_CONFLICT);
    assert_true(raw_refused(&h.b, "UPDATE alert_answer SET answer = '0'") && raw_refused(&h.b, "DELETE FROM alert_answer"));

    // the page that showed support itself says so with the answer
    s = tap(&h, &other_link, 0, 0, "{\"9\":3}", true);
    assert_true(s.support && !wanted(&h, &other_link));
    assert_int_equal(alerts(&h), 3);
    assert_story(&h, raised_last(&h), false, "9:3", "shown");
    // all at once, without a draft: as ever
    struct link_made third = make_link(&h);
    send_by_link(&h, &third, "{\"1\":1,\"9\":1}");
    assert_int_equal(alerts(&h), 4);
    assert_story(&h, raised_last(&h), true, "9:1", "");
    house_end(&h);
}

static err post(struct house *h, const struct link_made *link, int minute, const char *answers, str file, struct asked_saved *out)
{
    struct desk d = knock(h, link);
    d.now.us = (int64_t)TODAY.d * DAY_US + minute * MINUTE_US;
    return desk_asked_save(&d, &(struct asked_save_in){S("0123456789abcdef0123456789abcdef"), 1, 0, said(h, answers), false, file}, out);
}

// The PHQ-9 was opened while somebody could be told, and answered when its time was over: it is the PHQ-9 that was answered, not the PHQ-8 that would
// be asked now. What was not shown is not taken.
static void opened_before(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    struct link_made link = make_link(&h), late = make_link(&h);
    struct desk d = knock(&h, &link);
    const struct instrument_file *nine, *eight;
    assert_ok(desk_instrument(&d, S("phq-9"), &nine));
    assert_ok(desk_instrument(&d, S("phq-8"), &eight));
    struct asked_saved s;
    assert_err(post(&h, &late, 18 * 60 + 5, "{\"9\":2}", S(""), &s), E_INVALID); // as a page of the PHQ-8 would
    assert_int_equal(alerts(&h), 0);
    assert_ok(post(&h, &link, 18 * 60 + 5, "{\"9\":2}", str_of(nine->sha256), &s));
    assert_true(s.support);
    assert_int_equal(alerts(&h), 1);
    assert_story(&h, raised_last(&h), false, "9:2", "");
    // begun as the PHQ-8 in the same browser: a page of either is taken for what it is
    assert_ok(post(&h, &late, 18 * 60 + 5, "{\"1\":1}", str_of(eight->sha256), &s));
    assert_ok(post(&h, &late, 18 * 60 + 6, "{\"9\":1}", str_of(nine->sha256), &s));
    assert_true(s.support);
    assert_int_equal(alerts(&h), 2);
    // of a file that nobody here has
    struct link_made third = make_link(&h);
    assert_err(post(&h, &third, 12 * 60, "{\"1\":1}", S("0000000000000000000000000000000000000000000000000000000000000000"), &s), E_CONFLICT);
    house_end(&h);
}

// On the practice's tablet too, and changed to 0 before it is sent: what is sent says 0, the task says both.
static void tapped_kiosk(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    struct desk d = tess(&h);
    struct link_made link;
    struct ask asks[] = {{S("phq-9"), {0}}};
    assert_ok(desk_link_create(&d, &(struct link_in){.client = ann, .asks = asks, .n_asks = 1, .no_ratings = true, .kiosk = true}, &link));
    struct asked_saved s = tap(&h, &link, 0, 0, "{\"9\":1}", false);
    assert_true(s.support);
    alert_id id = raised_last(&h);
    struct asked_sent sent;
    d = knock(&h, &link);
    assert_ok(desk_asked_send(&d, &(struct asked_send_in){.device = S("0123456789abcdef0123456789abcdef"), .position = 1, .version = s.version,
        .answers = said(&h, "{\"1\":1,\"9\":0}")}, &sent));
    assert_int_equal(alerts(&h), 1);
    assert_story(&h, id, true, "9:1 9:0", "changed");
    assert_int_equal(shown(&h, id).asked.row.mode, RESPONSE_KIOSK);
    house_end(&h);
}

// A draft that raised an alert stays though it was never sent and its link is over; others go.
static void unsent(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    struct link_made one = make_link(&h), two = make_link(&h);
    int64_t gone;
    (void)tap(&h, &one, 0, 0, "{\"9\":1}", false);
    (void)tap(&h, &two, 0, 0, "{\"9\":0}", false);
    assert_ok(response_draft_sweep(h.b.db, (instant){NOW.us + 365 * DAY_US}, &gone));
    assert_int_equal(gone, 1);
    assert_story(&h, raised_last(&h), false, "9:1", "");
    house_end(&h);
}

// An owner's address is confirmed as the named person's is; who is not confirmed is written to all the same, and where nobody can be, it is said.
static void owners(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    make_ready(&h);
    account_id olga = make_owner(&h);
    struct actor who = {.practice = h.practice, .role = ROLE_SYSTEM};
    assert_int_equal(owner_of(&h, h.account).account.v, 0); // a therapist
    assert_false(owner_of(&h, olga).confirmed);
    struct desk d = owner(&h);
    outbox_id id;
    assert_err(desk_alert_test(&d, h.account, &id), E_INVALID);
    assert_problem(&d, "account", MSG_error_choice);
    d = owner(&h);
    assert_ok(desk_alert_test(&d, olga, &id));
    assert_str(sent_to(&h, "alert-confirm"), S("olga@example.org"));
    str token = mail_token_make(d.a, d.env->keys, (struct link_token){{id.v}, h.practice, {(d.now.us / SECOND_US + 3600) * SECOND_US}});
    assert_err(press(&h, token), E_FORBIDDEN); // Tess
    d = owner(&h);
    d.who.account = olga;
    struct alert_confirming c;
    assert_ok(desk_alert_confirm_show(&d, token, &c));
    assert_true(c.owner && c.account.v == olga.v);
    assert_ok(desk_alert_confirm(&d, token));
    assert_ok(desk_alert_confirm(&d, token));
    assert_true(owner_of(&h, olga).confirmed);
    assert_int_equal(lacks(&h), 0); // the named person's confirmation is another thing

    // signs in with another address now: not confirmed, and an old link confirms nothing
    raw_do(&h.b, "UPDATE account SET email = 'o2@example.org' WHERE id = 1200");
    assert_false(owner_of(&h, olga).confirmed);
    d = owner(&h);
    d.who.account = olga;
    assert_err(desk_alert_confirm(&d, token), E_GONE);
    alert_id at = raise_one(&h);
    size_t n;
    d = call(&h, (practice_id){0}, ROLE_SYSTEM);
    d.env = &with_mail;
    d.now.us = (int64_t)TODAY.d * DAY_US + 19 * HOUR_US;
    assert_ok(desk_alerts_escalate(&d, &n));
    assert_str(sent_to(&h, "alert"), S("o2@example.org"));
    assert_story(&h, at, true, "9:1", "escalated");

    // no mail can be written: that is said, and the task is everybody's
    at = raise_one(&h);
    d.env = &test_env;
    assert_ok(desk_alerts_escalate(&d, &n));
    assert_int_equal(n, 1);
    assert_story(&h, at, true, "9:1", "escalated-none");
    assert_true(shown(&h, at).row.escalated);

    // the named person, made an owner: at the address that they confirmed
    assert_ok(member_update(h.b.db, &who, &(struct member){.account = h.account, .role = ROLE_OWNER, .active = true, .version = 1}));
    assert_str(owner_of(&h, h.account).address, S("tess@example.org"));
    assert_true(owner_of(&h, h.account).confirmed);
    house_end(&h);
}

BOTH(tapped)
BOTH(opened_before)
BOTH(tapped_kiosk)
BOTH(unsent)
BOTH(owners)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(tapped), TESTS(opened_before), TESTS(tapped_kiosk), TESTS(unsent), TESTS(owners)};
    return cmocka_run_group_tests_name("desk/test_alert_tap", tests, NULL, NULL);
}
