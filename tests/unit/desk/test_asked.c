// desk/links/asked.h, links.h, store/response.h: what a link asks for, answered bit by bit, sent, corrected; and what a stranger cannot.
#include "raw.h"

#include "base/json.h"
#include "desk/links/asked.h"
#include "desk/links/links.h"
#include "desk/measures/measures.h"
#include "desk/measures/responses.h"
#include "desk/practice/upkeep.h"

struct stage {
    struct house h;
    client_id ann;
    concern_id back;
    struct link_made link;
};

static const struct json *said(struct stage *s, const char *text)
{
    struct json_error e;
    const struct json *j = json_parse(s->h.b.a, str_of(text), 8, &e);
    assert_non_null(j);
    return j;
}

static void stage_make(struct stage *s, enum db_engine engine, bool shared_phone)
{
    house_make(&s->h, engine);
    s->ann = make_client(&s->h, s->h.practice, "Ann", day_from(1980, 5, 5));
    struct desk d = therapist(&s->h);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = s->ann, .place = S("lower back")}, &s->back));
    d = therapist(&s->h);
    struct ask asks[] = {{S("pgic"), s->back}, {S("wellness"), {0}}};
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s->ann, .asks = asks, .n_asks = 2, .no_ratings = true, .shared_phone = shared_phone}, &s->link));
}

static struct desk knock(struct stage *s)
{
    struct desk d = call(&s->h, (practice_id){0}, ROLE_NONE);
    struct link_row l;
    d.who = (struct actor){0};
    assert_ok(desk_link_open(&d, s->link.token, LINK_ANSWERS, &l));
    return d;
}

#define PHONE S("0123456789abcdef0123456789abcdef")
#define OTHER S("another browser, another device.")

static err save(struct stage *s, struct desk *d, str device, size_t position, int64_t version, const char *answers, int64_t *next)
{
    struct asked_saved out;
    *d = knock(s);
    err e = desk_asked_save(d, &(struct asked_save_in){device, position, version, said(s, answers), false, S("")}, &out);
    *next = out.version;
    return e;
}

static err send(struct stage *s, struct desk *d, str device, size_t position, int64_t version, const char *answers, struct asked_sent *out)
{
    *d = knock(s);
    return desk_asked_send(d, &(struct asked_send_in){.device = device, .position = position, .version = version, .answers = answers ? said(s, answers) : NULL}, out);
}

static void kept(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, false);
    struct desk d = knock(&s);
    struct asked a;
    struct asked_sent sent;
    int64_t v = 0;
    assert_ok(desk_asked(&d, PHONE, &a));
    assert_true(a.n == 2 && !a.ratings && !a.kiosk && !a.v[0].own && a.v[0].version == 0 && asked_next(&a.v[0]) == 0);
    assert_str(a.v[0].place, S("lower back"));
    assert_str(a.front.name, S("Ann"));
    assert_true(asked_at(&a, 3) == NULL && asked_at(&a, 2) == &a.v[1]);

    assert_ok(save(&s, &d, PHONE, 2, 0, "{\"sleep\":\"4\"}", &v));
    assert_int_equal(v, 1);
    assert_ok(save(&s, &d, PHONE, 2, v, "{\"stress\":null}", &v));
    assert_int_equal(v, 2);
    assert_ok(save(&s, &d, PHONE, 2, v, "{\"stress\":null}", &v)); // the same once more: nothing is written
    assert_int_equal(v, 2);
    assert_err(save(&s, &d, PHONE, 2, v, "{\"fatigue\":\"44\"}", &v), E_INVALID);
    assert_problem(&d, "q_fatigue", MSG_response_codes);
    assert_err(save(&s, &d, PHONE, 3, 0, "{\"sleep\":\"4\"}", &v), E_NOT_FOUND);
    // another window with an older page: another item is taken, the same one is not
    assert_ok(save(&s, &d, PHONE, 2, 1, "{\"fatigue\":\"5\"}", &v));
    assert_err(save(&s, &d, PHONE, 2, 1, "{\"fatigue\":\"6\"}", &v), E_CONFLICT);
    d = knock(&s);
    assert_ok(desk_asked(&d, PHONE, &a));
    assert_true(a.v[1].draft && a.v[1].version == 3 && a.v[1].n_seen == 3 && asked_next(&a.v[1]) == 3 && a.v[1].answers->asked[1]);

    // another browser sees nothing of it and begins its own
    d = knock(&s);
    assert_ok(desk_asked(&d, OTHER, &a));
    assert_true(!a.v[1].own && a.v[1].n_seen == 0);
    d = knock(&s);
    assert_ok(desk_asked(&d, S(""), &a));
    assert_true(!a.v[1].own);
    assert_ok(save(&s, &d, OTHER, 2, 0, "{\"sleep\":\"1\"}", &v));
    assert_int_equal(v, 1);
    // and nobody who works there does
    d = therapist(&s.h);
    struct responses_shown shown;
    assert_ok(desk_responses(&d, s.ann, (concern_id){0}, &shown));
    assert_int_equal(shown.list.n, 0);

    // sent: scored, with what was left open said; a replay is led to the same place
    assert_err(send(&s, &d, PHONE, 2, 2, NULL, &sent), E_CONFLICT);
    assert_ok(send(&s, &d, PHONE, 2, 3, NULL, &sent));
    response_id first = sent.id;
    assert_false(sent.corrected || sent.again);
    assert_ok(send(&s, &d, PHONE, 2, 3, NULL, &sent));
    assert_true(sent.again && sent.id.v == first.v);
    d = therapist(&s.h);
    struct response_shown r;
    assert_ok(desk_response_get(&d, first, &r));
    assert_str(r.row.answers, S("{\"sleep\":4,\"stress\":null,\"fatigue\":5}"));
    assert_true(r.row.mode == RESPONSE_LINK && r.row.link.v == s.link.id.v && r.row.account.v == 0 && r.row.day.d == TODAY.d && !r.scores[0].known);
    assert_true(raw_refused(&s.h.b, "UPDATE response SET version = version + 1 WHERE submitted_us IS NOT NULL"));
    assert_true(raw_refused(&s.h.b, "UPDATE link_ask SET instrument = 'phq-9'"));

    // answering again corrects; the first stays readable
    d = knock(&s);
    assert_ok(desk_asked(&d, PHONE, &a));
    assert_true(a.v[1].sent && a.v[1].own && !a.v[1].draft && a.v[1].n_seen == 3);
    assert_ok(save(&s, &d, PHONE, 2, 0, "{\"stress\":\"2\"}", &v));
    assert_ok(save(&s, &d, PHONE, 2, 1, "{\"soreness\":\"7\"}", &v));
    assert_ok(send(&s, &d, PHONE, 2, 2, NULL, &sent));
    assert_true(sent.corrected && sent.id.v != first.v);
    d = therapist(&s.h);
    assert_ok(desk_response_get(&d, first, &r));
    assert_true(r.row.replaced_by.v == sent.id.v);
    d = therapist(&s.h);
    assert_ok(desk_response_get(&d, sent.id, &r));
    assert_true(r.before.v == first.v && r.scores[0].known);
    assert_str(r.row.answers, S("{\"sleep\":4,\"stress\":2,\"fatigue\":5,\"soreness\":7}"));

    // whole, as a native client sends it; nothing at all is refused
    assert_err(send(&s, &d, PHONE, 1, 0, "{}", &sent), E_INVALID);
    assert_problem(&d, "", MSG_response_nothing);
    assert_ok(send(&s, &d, PHONE, 1, 0, "{\"1\":\"6\"}", &sent));
    assert_ok(send(&s, &d, PHONE, 1, 0, "{\"1\":6}", &sent));
    assert_true(sent.again);

    // a draft goes when its link is over
    struct sweep_counts swept;
    d = call(&s.h, (practice_id){0}, ROLE_SYSTEM);
    assert_ok(desk_sweep(&d, &swept));
    assert_int_equal(swept.drafts, 0);
    d = call(&s.h, (practice_id){0}, ROLE_SYSTEM);
    d.now.us += 25 * HOUR_US;
    assert_ok(desk_sweep(&d, &swept));
    assert_int_equal(swept.drafts, 1);
    house_end(&s.h);
}
BOTH(kept)

// Put right the next morning, an answer is still about the day that it was asked on: that of before treatment stays there.
static void put_right(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, false);
    struct desk d;
    struct asked_sent sent;
    assert_ok(send(&s, &d, PHONE, 1, 0, "{\"1\":\"6\"}", &sent));
    d = knock(&s);
    d.today.d++;
    d.now.us += 20 * HOUR_US;
    assert_ok(desk_asked_send(&d, &(struct asked_send_in){.device = PHONE, .position = 1, .answers = said(&s, "{\"1\":\"5\"}")}, &sent));
    assert_true(sent.corrected);
    struct response_shown r;
    d = therapist(&s.h);
    assert_ok(desk_response_get(&d, sent.id, &r));
    assert_true(r.row.day.d == TODAY.d && r.row.at.us > NOW.us + 19 * HOUR_US);
    house_end(&s.h);
}
BOTH(put_right)

// A list to tick: none of these has to be said; and what else happened is written with it.
static void ticked(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, true);
    struct desk d = knock(&s);
    struct asked a;
    struct asked_sent sent;
    int64_t v;
    assert_ok(desk_asked(&d, PHONE, &a));
    assert_true(a.front.confirm && a.n == 0 && a.front.name.n == 0);
    assert_err(save(&s, &d, PHONE, 1, 0, "{\"1\":\"4\"}", &v), E_FORBIDDEN);
    assert_err(send(&s, &d, PHONE, 1, 0, "{\"1\":\"4\"}", &sent), E_FORBIDDEN);
    house_end(&s.h);

    stage_make(&s, engine, false);
    d = knock(&s);
    struct asked_send_in in = {.device = PHONE, .position = 1, .answers = said(&s, "{\"1\":\"4\"}"), .care_said = true, .care_kind = CARE_MEDICINE};
    assert_err(desk_asked_send(&d, &in, &sent), E_INVALID);
    assert_true(problem_of(d.problems, S("care_words")) != NULL);
    in.care_words = S("tablets, twice");
    d = knock(&s);
    assert_ok(desk_asked_send(&d, &in, &sent));
    d = knock(&s);
    assert_ok(desk_asked_send(&d, &in, &sent));
    struct buf rows = buf_new(s.h.b.a, 256);
    raw_query(&s.h.b, "SELECT COUNT(*), MAX(words) FROM other_care", &rows);
    assert_str(buf_str(&rows), S("1|tablets, twice\n"));
    house_end(&s.h);
}
BOTH(ticked)

// On the practice's tablet: mode kiosk, and once it is sent nothing of it is shown.
static void tablet(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, false);
    struct asked a;
    struct asked_sent sent;
    struct response_shown r;
    int64_t v;
    struct desk d = therapist(&s.h);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = s.ann, .asks = &(struct ask){S("pgic"), {0}}, .n_asks = 1, .kiosk = true}, &s.link));
    assert_ok(save(&s, &d, PHONE, 1, 0, "{\"1\":\"2\"}", &v));
    d = knock(&s);
    assert_ok(desk_asked(&d, PHONE, &a));
    assert_true(a.kiosk && a.ratings && a.v[0].own && a.v[0].n_seen == 1);
    assert_ok(send(&s, &d, PHONE, 1, v, NULL, &sent));
    assert_ok(send(&s, &d, PHONE, 1, v, NULL, &sent));
    assert_true(sent.again);
    d = knock(&s);
    assert_ok(desk_asked(&d, PHONE, &a));
    assert_true(a.v[0].sent && !a.v[0].own && a.v[0].n_seen == 0);
    d = therapist(&s.h);
    assert_ok(desk_response_get(&d, sent.id, &r));
    assert_int_equal(r.row.mode, RESPONSE_KIOSK);
    house_end(&s.h);
}
BOTH(tablet)

// What a link may ask: what is due or fits first, each once, and no more than may be asked.
static void choices(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, false);
    struct link_choices all;
    concern_id sleep;
    struct desk d = therapist(&s.h);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = s.ann, .kind = CONCERN_SLEEP}, &sleep));
    d = therapist(&s.h);
    assert_ok(desk_link_choices(&d, s.ann, &all));
    size_t diaries = 0, first = SIZE_MAX;
    for (size_t i = 0; i < all.n; i++) {
        diaries += str_eq(all.v[i].file->id, S("sleep-diary"));
        if (str_eq(all.v[i].file->id, S("sleep-diary")) && first == SIZE_MAX)
            first = i;
        assert_true(all.v[i].file->ship != SHIP_GATE && !str_eq(all.v[i].file->id, S("phq-8")) && !str_eq(all.v[i].file->id, S("rom")));
        assert_true(i == 0 || all.v[i - 1].fits >= all.v[i].fits);
    }
    assert_int_equal(diaries, 1);
    assert_true(all.v[first].fits && all.v[first].concern.v == sleep.v);
    d = call(&s.h, s.h.practice, ROLE_FRONT_DESK);
    assert_err(desk_link_choices(&d, s.ann, &all), E_FORBIDDEN);
    house_end(&s.h);
}
BOTH(choices)

// What may be asked by link, and of whom.
static void gate(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, false);
    client_id ben = make_client(&s.h, s.h.practice, "Ben", (day){0});
    concern_id knee;
    struct link_made made;
    struct desk d = therapist(&s.h);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = ben, .place = S("knee")}, &knee));
    static const struct {
        const char *instrument;
        enum msg why;
    } no[] = {{"odi", MSG_response_no_words_to_ask}, {"phq-8", MSG_response_mood_off}, {"nrs-pain", MSG_response_not_offered},
        {"rom", MSG_response_by_hand}, {"nothing", MSG_response_not_offered}, {"pgic", MSG_none}};
    struct ask asks[7] = {0};
    for (size_t i = 0; i < 6; i++)
        asks[i].instrument = str_of(no[i].instrument);
    asks[6] = asks[5];
    d = therapist(&s.h);
    assert_err(desk_link_create(&d, &(struct link_in){.client = s.ann, .asks = asks, .n_asks = 7}, &made), E_INVALID);
    for (size_t i = 0; i < 5; i++)
        assert_problem(&d, str_z(s.h.b.a, str_fmt(s.h.b.a, "asks[%zu]", i)), no[i].why);
    assert_problem(&d, "asks[6]", MSG_link_asked_twice);
    d = therapist(&s.h);
    assert_err(desk_link_create(&d, &(struct link_in){.client = s.ann, .no_ratings = true}, &made), E_INVALID);
    assert_problem(&d, "asks", MSG_link_asks_nothing);
    d = therapist(&s.h);
    assert_err(desk_link_create(&d, &(struct link_in){.client = s.ann, .asks = &(struct ask){S("pgic"), knee}, .n_asks = 1}, &made), E_NOT_FOUND);

    // what was asked stands with the link; a concern that is closed since is asked about no more
    struct link_list list;
    d = therapist(&s.h);
    assert_ok(desk_link_list(&d, s.ann, &list));
    assert_true(list.n == 1 && list.v[0].n_asks == 2 && !list.v[0].ratings);
    assert_str(list.v[0].asks[1].instrument, S("wellness"));
    struct concern_row c;
    d = therapist(&s.h);
    assert_ok(concern_get(d.db, d.a, &d.who, s.back, &c));
    assert_ok(desk_concern_close(&d, s.back, c.version, TODAY));
    struct asked a;
    d = knock(&s);
    assert_ok(desk_asked(&d, PHONE, &a));
    assert_true(a.n == 1 && a.v[0].position == 2);
    house_end(&s.h);
}
BOTH(gate)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(kept), TESTS(put_right), TESTS(ticked), TESTS(gate), TESTS(tablet), TESTS(choices)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
