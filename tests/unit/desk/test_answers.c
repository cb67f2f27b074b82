// desk/links/link_token.h, links.h, answers.h: what a client does by link, and what a stranger cannot.
#include "raw.h"

#include "db/statement.h"
#include "desk/links/answers.h"
#include "desk/links/links.h"
#include "desk/measures/measures.h"

static void token(void **state) {
    (void)state;
    arena *a = arena_new(1 << 20);
    struct link_token t = {{77}, {1001}, {NOW.us + 60 * SECOND_US}}, back;
    str text = link_token_make(a, &test_keys, t);
    assert_int_equal(text.n, LINK_TOKEN_TEXT);
    assert_ok(link_token_read(&test_keys, text, NOW, &back));
    assert_true(back.link.v == 77 && back.practice.v == 1001 && back.expires.us == t.expires.us);
    assert_err(link_token_read(&test_keys, text, t.expires, &back), E_GONE);
    // any other character anywhere is no token of ours
    for (size_t i = 0; i < text.n; i++)
        for (int flip = 0; flip < 256; flip++) {
            char copy[LINK_TOKEN_TEXT];
            memcpy(copy, text.p, text.n);
            copy[i] = (char)flip;
            err e = link_token_read(&test_keys, (str){copy, text.n}, NOW, &back);
            if (copy[i] != text.p[i] && e != E_NOT_FOUND)
                fail_msg("character %zu as %d gave %.*s", i, flip, SP(e ? err_name(e) : S("OK")));
        }
    assert_err(link_token_read(&test_keys, (str){text.p, text.n - 1}, NOW, &back), E_NOT_FOUND);
    assert_err(link_token_read(&test_keys, S(""), NOW, &back), E_NOT_FOUND);
    // an older key still verifies; another secret does not
    struct desk_keys old = {.key = {test_keys.key[0]}, .n = 1}, wrong = test_keys;
    assert_ok(link_token_read(&test_keys, link_token_make(a, &old, t), NOW, &back));
    wrong.key[1].secret[31] ^= 1;
    assert_err(link_token_read(&wrong, text, NOW, &back), E_NOT_FOUND);
    arena_free(a);
}

struct stage {
    struct house h;
    client_id ann;
    concern_id neck, head;
    struct link_made link;
};

static void stage_make(struct stage *s, enum db_engine engine, bool shared_phone) {
    house_make(&s->h, engine);
    s->ann = make_client(&s->h, s->h.practice, "Ann", day_from(1980, 5, 5));
    struct desk d = therapist(&s->h);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = s->ann, .place = S("neck"), .started = true, .start = TODAY}, &s->neck));
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = s->ann, .kind = CONCERN_HEADACHE}, &s->head));
    d = therapist(&s->h);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s->ann, .shared_phone = shared_phone}, &s->link));
}

// A stranger's call with a token.
static struct desk knock(struct stage *s, err *e) {
    struct desk d = call(&s->h, (practice_id){0}, ROLE_NONE);
    d.who = (struct actor){0};
    struct link_row l;
    *e = desk_link_open(&d, s->link.token, LINK_ANSWERS, &l);
    return d;
}

static struct desk visit(struct stage *s) {
    err e;
    struct desk d = knock(s, &e);
    assert_ok(e);
    assert_int_equal(d.who.role, ROLE_CLIENT);
    assert_true(d.who.only.v == s->ann.v);
    return d;
}

static void answer(enum db_engine engine) {
    struct stage s;
    stage_make(&s, engine, false);
    struct desk d = therapist(&s.h);
    size_t written;
    assert_ok(desk_diary_put(&d, s.ann, (struct diary_in[]){{{TODAY.d - 3}, true, 4, NOT_SAID}}, 1, &written));

    d = visit(&s);
    struct answer_form f;
    assert_ok(desk_answer_form(&d, &f));
    assert_str(f.front.practice, S("Ours"));
    assert_str(f.front.crisis_line, S("988"));
    assert_str(f.front.name, S("Ann"));
    assert_int_equal(f.n_concerns, 1);
    assert_str(f.concerns[0].place, S("neck"));
    assert_false(f.concerns[0].answered || f.front.confirm || f.answered);
    // the day that the therapist entered is not asked again
    assert_true(f.headache);
    assert_int_equal(f.n_days, ANSWER_DAYS - 1);
    assert_int_equal(f.days[2].day.d, TODAY.d - 2);
    assert_int_equal(f.days[3].day.d, TODAY.d - 4);

    struct answer_rating r = {s.neck, 6};
    struct diary_day_in days[2] = {{TODAY, true, 7, 1}, {{TODAY.d - 1}, false, NOT_SAID, NOT_SAID}};
    struct answer_done done;
    struct answer_in in = {.ratings = &r, .n_ratings = 1, .days = days, .n_days = 2, .note = S("bad week")};
    assert_ok(desk_answer_take(&d, &in, &done));
    assert_true(done.ratings == 1 && done.days == 2 && !done.corrected);
    assert_ok(desk_answer_take(&d, &in, &done));
    assert_true(done.ratings == 0 && done.days == 0);

    // the same link again: the later answer counts, both are kept
    d = visit(&s);
    r.value = 3;
    days[0].peak = 8;
    days[0].was = 1;
    assert_ok(desk_answer_take(&d, &in, &done));
    assert_true(done.ratings == 1 && done.days == 1 && done.corrected);
    assert_ok(desk_answer_form(&d, &f));
    assert_true(f.answered && f.concerns[0].answered && f.concerns[0].value == 3 && f.days[0].peak == 8);
    d = therapist(&s.h);
    struct measures_month month;
    assert_ok(desk_measures_month(&d, s.ann, 2026, 11, &month));
    assert_int_equal(month.ratings.n, 2);
    assert_true(month.ratings.v[0].replaced_by.v == month.ratings.v[1].id.v);
    assert_int_equal(month.ratings.v[1].source, SOURCE_CLIENT);
    assert_true(month.ratings.v[1].link.v == s.link.id.v && month.ratings.v[1].account.v == 0);
    assert_int_equal(month.diary_before.n, 1);

    // refused whole: nothing of it is written
    d = visit(&s);
    r.value = 11;
    days[0].day.d = TODAY.d - ANSWER_DAYS;
    assert_err(desk_answer_take(&d, &in, &done), E_INVALID);
    assert_problem(&d, "ratings[0].value", MSG_error_range);
    assert_problem(&d, "days[0].day", MSG_record_day_too_old);
    assert_err(desk_answer_take(&d, &(struct answer_in){0}, &done), E_INVALID);
    assert_problem(&d, "", MSG_record_nothing);
    r = (struct answer_rating){s.head, 3};
    assert_err(desk_answer_take(&d, &(struct answer_in){.ratings = &r, .n_ratings = 1}, &done), E_NOT_FOUND);
    house_end(&s.h);
}

// What is on record, whoever said it, is changed only with the version that was seen; what stood before is kept, with who and when.
static void on_record(enum db_engine engine) {
    struct stage s;
    stage_make(&s, engine, false);
    struct desk d = therapist(&s.h);
    struct answer_form f;
    struct answer_done done;
    struct measures_month month;
    size_t written;
    assert_ok(desk_diary_put(&d, s.ann, (struct diary_in[]){{TODAY, true, 4, NOT_SAID}, {{TODAY.d - 5}, false, NOT_SAID, NOT_SAID}}, 2, &written));

    d = visit(&s);
    assert_ok(desk_answer_form(&d, &f));
    assert_true(f.days[0].known && f.days[0].told && f.days[0].headache && f.days[0].version == 1);
    struct diary_day_in days[2] = {{TODAY, false, NOT_SAID, NOT_SAID, 0}, {{TODAY.d - 5}, true, NOT_SAID, NOT_SAID, 0}};
    struct answer_in in = {.days = days, .n_days = 2};
    assert_err(desk_answer_take(&d, &in, &done), E_CONFLICT);
    assert_problem(&d, "days[0].day", MSG_diary_on_record);
    assert_problem(&d, "days[1].day", MSG_diary_on_record);
    days[0].headache = true;    // the same needs no step, and changes nothing
    days[1].headache = false;
    assert_ok(desk_answer_take(&d, &in, &done));
    assert_int_equal(done.days, 0);
    days[0].headache = false;
    days[1].headache = true;
    days[0].was = days[1].was = 1;
    assert_ok(desk_answer_take(&d, &in, &done));
    assert_true(done.days == 2 && done.corrected);
    d = visit(&s);
    days[0].headache = true;    // another device, which saw what stood before
    assert_err(desk_answer_take(&d, &in, &done), E_CONFLICT);
    assert_problem(&d, "days[0].day", MSG_diary_changed_since);

    d = therapist(&s.h);
    assert_ok(desk_measures_month(&d, s.ann, 2026, 11, &month));
    assert_true(month.diary.n == 2 && month.diary_before.n == 2);
    const struct diary_row *old = month.diary.v, *before = month.diary_before.v;
    assert_true(old[0].headache && old[0].version == 2 && old[0].source == SOURCE_CLIENT && old[0].link.v == s.link.id.v && old[0].late);
    assert_true(!before[0].headache && before[0].source == SOURCE_THERAPIST && before[0].account.v && !before[0].link.v);
    assert_true(!old[1].headache && old[1].version == 2 && !old[1].late && before[1].headache && before[1].peak == 4);
    house_end(&s.h);
}
BOTH(on_record)

// Yesterday is on record by the next morning: only later than that is late.
static void changed_late(enum db_engine engine) {
    struct stage s;
    stage_make(&s, engine, false);
    struct desk d = therapist(&s.h);
    struct answer_done done;
    struct measures_month month;
    size_t written;
    struct diary_in three[3] = {{{TODAY.d - 1}, false, NOT_SAID, NOT_SAID}, {{TODAY.d - 2}, false, NOT_SAID, NOT_SAID}, {{TODAY.d - 3}, false, NOT_SAID, NOT_SAID}};
    for (int i = 0; i < 3; i++) {
        d = therapist(&s.h);
        d.today.d = three[i].day.d;
        assert_ok(desk_diary_put(&d, s.ann, &three[i], 1, &written));
    }
    d = visit(&s);
    struct diary_day_in days[2] = {{three[0].day, true, NOT_SAID, NOT_SAID, 1}, {three[1].day, true, NOT_SAID, NOT_SAID, 1}};
    assert_ok(desk_answer_take(&d, &(struct answer_in){.days = days, .n_days = 2}, &done));
    d = therapist(&s.h);
    three[2].headache = true;
    assert_ok(desk_diary_put(&d, s.ann, &three[2], 1, &written));    // the practice mends what it entered
    assert_ok(desk_measures_month(&d, s.ann, 2026, 11, &month));
    assert_true(!month.diary.v[0].late && month.diary.v[1].late && !month.diary.v[2].late);
    house_end(&s.h);
}
BOTH(changed_late)

// A link may live for days: what it said is corrected by it on another day too, and stays about the day on which it was first said. A new link
// makes a new point.
static void another_day(enum db_engine engine) {
    struct stage s;
    stage_make(&s, engine, false);
    struct desk d = therapist(&s.h);
    struct answer_form f;
    struct answer_done done;
    struct measures_month month;
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s.ann, .concern = s.neck, .days = 3}, &s.link));
    for (int days = 0; days < 3; days++)
        for (int again = 0; again < 2; again++) {
            struct answer_rating r = {s.neck, 8 - days - again};
            d = visit(&s);
            d.now.us += days * DAY_US;
            d.today.d += days;
            assert_ok(desk_answer_form(&d, &f));
            assert_true(f.concerns[0].answered == (days || again) && f.answered == (days || again));
            assert_true(!f.answered || f.said_on.d == TODAY.d + days - !again);
            assert_ok(desk_answer_take(&d, &(struct answer_in){.ratings = &r, .n_ratings = 1}, &done));
            assert_true(done.corrected == (again == 1)); // what was said last, said again, changes nothing
        }
    d = therapist(&s.h);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s.ann, .concern = s.neck}, &s.link));
    d = visit(&s);
    struct answer_rating anew = {s.neck, 2};
    d.today.d += 2;
    assert_ok(desk_answer_take(&d, &(struct answer_in){.ratings = &anew, .n_ratings = 1}, &done));
    assert_false(done.corrected);
    d = therapist(&s.h);
    assert_ok(desk_measures_month(&d, s.ann, 2026, 11, &month));
    assert_int_equal(month.ratings.n, 5);
    int standing = 0;
    for (size_t i = 0; i < month.ratings.n; i++) {
        const struct measure_row *m = &month.ratings.v[i];
        assert_int_equal(m->day.d, TODAY.d + (m->link.v == s.link.id.v ? 2 : 0));
        standing += m->replaced_by.v == 0;
    }
    assert_int_equal(standing, 2);
    house_end(&s.h);
}
BOTH(another_day)

// Step 31 marks what is there already only where it is late by every clock: a day that was said on the next evening in the west is not.
static void late_by_every_clock(enum db_engine engine) {
    struct stage s;
    stage_make(&s, engine, false);
    struct buf b = buf_new(s.h.b.a, 4096);
    static const int hours_later[] = {24, 48, 59, 60, 80};    // than the day began in UTC
    for (int i = 0; i < 5; i++) {
        struct desk d = therapist(&s.h);
        size_t written;
        day on = {TODAY.d - 10 - i};
        d.now.us = on.d * DAY_US + hours_later[i] * HOUR_US;
        d.today.d = on.d + 1;
        assert_ok(desk_diary_put(&d, s.ann, (struct diary_in[]){{on, true, 4, NOT_SAID}}, 1, &written));
    }
    const char *sql = db_schema_steps[30].sql[engine];
    raw_do(&s.h.b, strstr(sql, "UPDATE diary_day"));
    raw_query(&s.h.b, "SELECT back_filled FROM diary_day ORDER BY day DESC", &b);
    assert_str(buf_str(&b), S("0\n0\n0\n1\n1\n"));
    house_end(&s.h);
}
BOTH(late_by_every_clock)

// What is over is over, and a link of one concern asks about that one only.
static void links(enum db_engine engine) {
    struct stage s;
    stage_make(&s, engine, false);
    err e;
    struct desk d = therapist(&s.h);
    struct link_made one = {0}, again;
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s.ann, .concern = s.head}, &one));
    assert_ok(desk_link_token(&d, one.id, &again));
    assert_str(again.token, one.token);
    struct link_list list;
    assert_ok(desk_link_list(&d, s.ann, &list));
    assert_int_equal(list.n, 2);
    assert_true(list.v[0].id.v == one.id.v);
    struct stage t = s;
    t.link = one;
    d = visit(&t);
    struct answer_form f;
    assert_ok(desk_answer_form(&d, &f));
    assert_true(f.n_concerns == 0 && f.headache);

    // a client may not do what staff may
    assert_err(desk_link_list(&d, s.ann, &list), E_FORBIDDEN);
    struct concern_list concerns;
    assert_err(desk_concern_list(&d, s.ann, &concerns), E_FORBIDDEN);

    d = call(&s.h, s.h.other, ROLE_OWNER);
    assert_err(desk_link_revoke(&d, one.id), E_NOT_FOUND);
    assert_err(desk_link_list(&d, s.ann, &list), E_NOT_FOUND);
    d = therapist(&s.h);
    assert_ok(desk_link_revoke(&d, one.id));
    assert_ok(desk_link_revoke(&d, one.id));
    (void)knock(&t, &e);
    assert_int_equal(e, E_GONE);
    assert_err(desk_link_token(&d, one.id, &again), E_GONE);

    // a well-signed token of a link that is not there, and of another practice
    struct link_token forged = {{4242}, s.h.practice, s.link.expires};
    t.link.token = link_token_make(s.h.b.a, &test_keys, forged);
    (void)knock(&t, &e);
    assert_int_equal(e, E_NOT_FOUND);
    forged = (struct link_token){s.link.id, s.h.other, s.link.expires};
    t.link.token = link_token_make(s.h.b.a, &test_keys, forged);
    (void)knock(&t, &e);
    assert_int_equal(e, E_NOT_FOUND);

    // answers that come after the end are refused although the form was shown before it
    d = visit(&s);
    d.now.us = s.link.expires.us;
    struct answer_rating r = {s.neck, 6};
    struct answer_done done;
    assert_err(desk_answer_take(&d, &(struct answer_in){.ratings = &r, .n_ratings = 1}, &done), E_GONE);
    assert_err(desk_answer_form(&d, &f), E_GONE);
    house_end(&s.h);
}

static void shared_phone(enum db_engine engine) {
    struct stage s;
    stage_make(&s, engine, true);
    struct desk d = visit(&s);
    struct answer_form f;
    assert_ok(desk_answer_form(&d, &f));
    assert_true(f.front.confirm && f.front.name.n == 0 && f.n_concerns == 0 && f.n_days == 0 && !f.headache);
    struct answer_rating r = {s.neck, 6};
    struct answer_in in = {.ratings = &r, .n_ratings = 1};
    struct answer_done done;
    assert_err(desk_answer_take(&d, &in, &done), E_FORBIDDEN);

    enum confirm_result c;
    for (int i = 1; i <= 4; i++) {
        assert_ok(desk_link_born(&d, LINK_ANSWERS, day_from(1980, 5, i == 5 ? 6 : i), &c));
        assert_int_equal(c, CONFIRM_WRONG);
    }
    assert_ok(desk_link_born(&d, LINK_ANSWERS, day_from(1980, 5, 6), &c));
    assert_int_equal(c, CONFIRM_BLOCKED);
    // blocked: the right date is not looked at
    assert_ok(desk_link_born(&d, LINK_ANSWERS, day_from(1980, 5, 5), &c));
    assert_int_equal(c, CONFIRM_BLOCKED);
    assert_ok(desk_answer_form(&d, &f));
    assert_true(f.front.blocked && f.front.blocked_until.us == d.now.us + 15 * MINUTE_US);
    d = visit(&s);
    d.now.us += 16 * MINUTE_US;
    assert_ok(desk_link_born(&d, LINK_ANSWERS, day_from(1980, 5, 6), &c));
    assert_int_equal(c, CONFIRM_WRONG);
    assert_ok(desk_link_born(&d, LINK_ANSWERS, day_from(1980, 5, 5), &c));
    assert_int_equal(c, CONFIRM_RIGHT);
    assert_ok(desk_answer_form(&d, &f));
    assert_true(!f.front.confirm && f.n_concerns == 1);
    assert_ok(desk_answer_take(&d, &in, &done));

    // however slowly they are tried: the twentieth wrong date takes the link back
    struct stage again;
    stage_make(&again, engine, true);
    d = visit(&again);
    for (int i = 0; i < 20; i++) {
        if (i % 5 == 0)
            d.now.us += 16 * MINUTE_US;
        assert_ok(desk_link_born(&d, LINK_ANSWERS, day_from(1981, 1, 1 + i), &c));
        assert_true(c != CONFIRM_RIGHT);
    }
    d.now.us += 16 * MINUTE_US;
    assert_err(desk_link_born(&d, LINK_ANSWERS, day_from(1980, 5, 5), &c), E_GONE);
    house_end(&again.h);

    // without a birth date nothing could be confirmed
    client_id bob = make_client(&s.h, s.h.practice, "Bob", (day){0});
    struct link_made made;
    d = therapist(&s.h);
    assert_err(desk_link_create(&d, &(struct link_in){.client = bob, .shared_phone = true}, &made), E_INVALID);
    assert_problem(&d, "asks", MSG_link_asks_no_concern);
    assert_problem(&d, "shared_phone", MSG_record_birth_date_needed);
    house_end(&s.h);
}

// What a client wrote is kept, or refused in words: never thanked for and dropped.
static void notes(enum db_engine engine) {
    struct stage s;
    stage_make(&s, engine, false);
    struct desk d = visit(&s);
    struct answer_rating r = {s.neck, 6};
    struct diary_day_in today = {TODAY, true, NOT_SAID, NOT_SAID};
    struct answer_done done;
    // a note stands beside a rating: with diary days alone there is no place for it
    assert_err(desk_answer_take(&d, &(struct answer_in){.days = &today, .n_days = 1, .note = S("numb left arm")}, &done), E_INVALID);
    assert_problem(&d, "note", MSG_record_note_alone);
    d = visit(&s);
    assert_ok(desk_answer_take(&d, &(struct answer_in){.days = &today, .n_days = 1, .note = S("  ")}, &done));

    // the form comes back without what was written before: empty means nothing more, not nothing
    struct answer_in in = {.ratings = &r, .n_ratings = 1, .note = S("numb left arm")};
    assert_ok(desk_answer_take(&d, &in, &done));
    in.note = S("");
    assert_ok(desk_answer_take(&d, &in, &done));
    assert_int_equal(done.ratings, 0);
    r.value = 4;
    assert_ok(desk_answer_take(&d, &in, &done));
    assert_true(done.ratings == 1 && done.corrected);
    d = therapist(&s.h);
    struct measures_month month;
    assert_ok(desk_measures_month(&d, s.ann, 2026, 11, &month));
    assert_int_equal(month.ratings.n, 2);
    assert_true(month.ratings.v[1].replaced_by.v == 0 && month.ratings.v[1].value >= 4 && month.ratings.v[1].value <= 4);
    assert_str(month.ratings.v[1].note, S("numb left arm"));
    house_end(&s.h);
}

BOTH(answer)
BOTH(notes)
BOTH(links)
BOTH(shared_phone)

// A link opens what it was made for, as long as that needs; the client's own pages are not for the front desk to open.
static void purposes(enum db_engine engine) {
    struct stage s;
    stage_make(&s, engine, false);
    static const enum link_purpose all[] = {LINK_ANSWERS, LINK_INTAKE, LINK_HOME};
    static const int64_t life[] = {24 * HOUR_US, 7 * DAY_US, 30 * DAY_US};
    static const char *const places[] = {"/a/", "/i/", "/h/"};
    for (size_t i = 0; i < 3; i++) {
        struct desk d = therapist(&s.h);
        struct link_made made = {0};
        struct link_row l;
        assert_ok(desk_link_create(&d, &(struct link_in){.client = s.ann, .purpose = all[i]}, &made));
        assert_true(made.expires.us == (d.now.us + life[i]) / SECOND_US * SECOND_US);
        assert_true(str_starts(made.path, str_of(places[i])));
        for (size_t k = 0; k < 3; k++) {
            struct desk c = call(&s.h, (practice_id){0}, ROLE_NONE);
            c.who = (struct actor){0};
            assert_err(desk_link_open(&c, made.token, all[k], &l), i == k ? OK : E_NOT_FOUND);
            assert_true(i != k || (l.purpose == all[i] && c.who.only.v == s.ann.v));
        }
        struct desk f = call(&s.h, s.h.practice, ROLE_FRONT_DESK);
        assert_err(desk_link_create(&f, &(struct link_in){.client = s.ann, .purpose = all[i]}, &made), i == 2 ? E_FORBIDDEN : OK);
        assert_err(desk_link_token(&f, made.id, &made), i == 2 ? E_FORBIDDEN : OK);
    }
    // a home link is no way to the form of ratings
    struct desk d = therapist(&s.h);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s.ann, .purpose = LINK_HOME}, &s.link));
    d.who = (struct actor){.practice = s.h.practice, .role = ROLE_CLIENT, .only = s.ann, .link = s.link.id};
    struct answer_form f;
    assert_err(desk_answer_form(&d, &f), E_NOT_FOUND);
    struct desk t = therapist(&s.h);
    assert_err(desk_link_create(&t, &(struct link_in){.client = s.ann, .purpose = LINK_INTAKE, .appointment = {4711}}, &s.link), E_NOT_FOUND);
    house_end(&s.h);
}
BOTH(purposes)

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(token), TESTS(answer), TESTS(on_record), TESTS(changed_late), TESTS(another_day), TESTS(late_by_every_clock), TESTS(notes), TESTS(purposes), TESTS(links), TESTS(shared_phone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
