// desk/links/daily.h: what a diary link asks every day, filled in, back-filled, corrected, refused; what it may ask; and what it becomes: series, weeks,
// and one day against the own days before it. On both engines.
#include "records.h"

#include "base/json.h"
#include "desk/links/asks.h"
#include "desk/links/daily.h"
#include "desk/links/diary_link.h"
#include "desk/links/links.h"
#include "desk/measures/measures.h"
#include "desk/measures/progress.h"
#include "desk/measures/responses.h"

struct bed {
    struct house h;
    client_id ann;
    concern_id sleep;
    struct link_made link;
};

static void bed_make(struct bed *b, enum db_engine engine, bool shared_phone)
{
    house_make(&b->h, engine);
    b->ann = make_client(&b->h, b->h.practice, "Ann", day_from(1980, 5, 5));
    struct desk d = therapist(&b->h);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = b->ann, .kind = CONCERN_SLEEP}, &b->sleep));
    d = therapist(&b->h);
    struct ask asks[] = {{S("sleep-diary"), b->sleep}, {S("wellness"), {0}}};
    assert_ok(desk_link_create(&d, &(struct link_in){.client = b->ann, .purpose = LINK_DIARY, .asks = asks, .n_asks = 2, .no_ratings = true,
        .shared_phone = shared_phone}, &b->link));
}

static struct desk knock(struct bed *b)
{
    struct desk d = call(&b->h, (practice_id){0}, ROLE_NONE);
    struct link_row l;
    d.who = (struct actor){0};
    assert_ok(desk_link_open(&d, b->link.token, LINK_DIARY, &l));
    return d;
}

static const struct json *said(struct bed *b, const char *text)
{
    struct json_error e;
    const struct json *j = json_parse(b->h.b.a, str_of(text), 8, &e);
    assert_non_null(j);
    return j;
}

static err take(struct bed *b, struct desk *d, size_t position, int back, const char *answers, bool *written)
{
    *d = knock(b);
    return desk_daily_take(d, &(struct daily_in){position, {TODAY.d - back}, said(b, answers)}, written);
}

#define NIGHT "{\"bed\":\"23:00\",\"sol\":\"20\",\"waso\":\"30\",\"wake\":\"06:30\",\"rise\":\"07:00\"}"

static const struct progress_series *series_of(const struct progress *p, const char *instrument, const char *score)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->series[i].score && str_eq(p->series[i].score->file->id, str_of(instrument)) && str_eq(str_of(p->series[i].instrument->score), str_of(score)))
            return &p->series[i];
    return NULL;
}

static void nights(enum db_engine engine)
{
    struct bed b;
    bed_make(&b, engine, false);
    struct desk d = knock(&b);
    struct daily all;
    bool written;
    assert_ok(desk_daily(&d, &all));
    assert_true(all.n == 2 && !all.confirm && !all.headache && daily_at(&all, 1)->concern.v == b.sleep.v && daily_at(&all, 2)->concern.v == 0);
    assert_null(daily_at(&all, 3));
    for (int i = 0; i < ANSWER_DAYS; i++)
        assert_true(!all.v[0].days[i].known && all.v[0].days[i].day.d == TODAY.d - i);
    assert_true(all.expires.us > NOW.us + 28 * DAY_US - MINUTE_US && all.expires.us < NOW.us + 28 * DAY_US + MINUTE_US);

    for (int back = 0; back < 5; back++)
        assert_ok(take(&b, &d, 1, back, NIGHT, &written));
    assert_true(written);
    assert_ok(take(&b, &d, 1, 4, NIGHT, &written)); // the same once more
    assert_false(written);
    d = knock(&b);
    assert_ok(desk_daily(&d, &all));
    assert_true(all.v[0].days[4].known && !all.v[0].days[5].known && !all.v[1].days[0].known);
    assert_str(instrument_answer_text(d.a, &all.v[0].file->items[0], all.v[0].days[0].answers->value[0]), S("23:00"));

    // what cannot be true together is said at once, and nothing is kept; what is open is open
    assert_err(take(&b, &d, 1, 5, "{\"bed\":\"23:00\",\"sol\":10,\"waso\":0,\"wake\":\"07:00\",\"rise\":\"06:00\"}", &written), E_INVALID);
    assert_problem(&d, "", MSG_daily_no_fit);
    assert_err(take(&b, &d, 1, 5, "{\"bed\":\"25:00\",\"sol\":\"ten\"}", &written), E_INVALID);
    assert_problem(&d, "q_bed", MSG_error_time);
    assert_problem(&d, "q_sol", MSG_error_range);
    assert_err(take(&b, &d, 1, 5, "{}", &written), E_INVALID);
    assert_problem(&d, "", MSG_response_nothing);
    assert_err(take(&b, &d, 1, ANSWER_DAYS, NIGHT, &written), E_INVALID);
    assert_problem(&d, "day", MSG_daily_too_old);
    assert_err(take(&b, &d, 1, -1, NIGHT, &written), E_INVALID);
    assert_problem(&d, "day", MSG_error_day_future);
    assert_err(take(&b, &d, 3, 0, NIGHT, &written), E_NOT_FOUND);
    assert_ok(take(&b, &d, 1, 5, "{\"bed\":\"23:00\",\"quality\":7}", &written));

    // a correction takes the place of what was said, which stays readable
    assert_ok(take(&b, &d, 1, 0, "{\"bed\":\"22:00\",\"sol\":60,\"waso\":0,\"wakings\":1,\"wake\":\"06:00\",\"rise\":\"06:00\"}", &written));
    assert_true(written);
    struct responses_shown shown;
    d = therapist(&b.h);
    assert_ok(desk_responses(&d, b.ann, b.sleep, &shown));
    assert_int_equal(shown.list.n, 7);
    assert_true(shown.list.v[1].row.replaced_by.v == shown.list.v[0].row.id.v);

    struct progress p;
    d = therapist(&b.h);
    assert_ok(desk_progress(&d, b.ann, b.sleep, &p));
    const struct progress_series *asleep = series_of(&p, "sleep-diary", "time-asleep"), *share = series_of(&p, "sleep-diary", "efficiency"),
                                 *times = series_of(&p, "sleep-diary", "wakings"), *falling = series_of(&p, "sleep-diary", "latency");
    assert_true(asleep && share && times && falling);
    assert_true(asleep->points.n == 5 && asleep->score->n_gaps == 1);
    assert_true(asleep->points.v[4].value == 420 && asleep->points.v[0].value == 400);
    assert_true(asleep->points.v[0].late && asleep->points.v[1].late && asleep->points.v[2].late && !asleep->points.v[3].late && !asleep->points.v[4].late);
    assert_true(times->points.n == 1 && falling->points.v[4].value == 60);
    assert_true(falling->instrument->week_least == 5 && falling->instrument->week_times == 3 && falling->instrument->week_above == 30);
    // Tuesday to Saturday: the week counts, by its mean; one night of another measure is no week
    assert_true(asleep->by_weeks && asleep->means.n == 1 && asleep->means.v[0].value == 404 && asleep->means.v[0].day.d == TODAY.d);
    assert_true(falling->means.n == 1 && falling->means.v[0].value == 28 && times->means.n == 0);
    assert_str(falling->week_band, S("30 minutes or less"));
    assert_int_equal(falling->change.now.n, 1);
    struct buf csv = buf_with_room(d.a, 1 << 16, 1 << 20);
    d = therapist(&b.h);
    assert_ok(desk_progress_csv(&d, b.ann, &csv));
    assert_true(str_find(buf_str(&csv), S("sleep-diary.efficiency,83.33,night,client,")) != SIZE_MAX);
    assert_true(str_find(buf_str(&csv), S(",,yes\r\n")) != SIZE_MAX);

    // taken back, it is over
    d = therapist(&b.h);
    assert_ok(desk_link_revoke(&d, b.link.id));
    struct link_row l;
    d = call(&b.h, (practice_id){0}, ROLE_NONE);
    assert_err(desk_link_open(&d, b.link.token, LINK_DIARY, &l), E_GONE);
    house_end(&b.h);
}
BOTH(nights)

static void one_day_one_answer_and_the_birth_date_first(enum db_engine engine)
{
    struct bed b;
    bed_make(&b, engine, true);
    struct desk d = knock(&b);
    struct daily all;
    enum confirm_result how;
    bool written;
    assert_ok(desk_daily(&d, &all));
    assert_true(all.confirm && all.n == 0);
    assert_err(take(&b, &d, 1, 0, NIGHT, &written), E_FORBIDDEN);
    d = knock(&b);
    assert_ok(desk_link_born(&d, LINK_DIARY, day_from(1980, 5, 5), &how));
    assert_int_equal(how, CONFIRM_RIGHT);
    // what the practice entered is not said, and gives way to what the client says
    response_id theirs;
    d = therapist(&b.h);
    assert_ok(desk_response_add(&d, &(struct response_in){.client = b.ann, .concern = b.sleep, .instrument = S("sleep-diary"), .mode = RESPONSE_WITH_STAFF,
        .day = TODAY, .answers = said(&b, NIGHT), .totals = said(&b, "{}")}, &theirs));
    d = knock(&b);
    assert_ok(desk_daily(&d, &all));
    assert_false(all.v[0].days[0].known);
    assert_ok(take(&b, &d, 1, 0, NIGHT, &written));
    struct response_shown r;
    d = therapist(&b.h);
    assert_ok(desk_response_get(&d, theirs, &r));
    assert_true(r.row.replaced_by.v != 0);
    // its concern is closed: it is asked no more, the other is
    d = therapist(&b.h);
    struct concern_row c;
    assert_ok(concern_get(d.db, d.a, &d.who, b.sleep, &c));
    assert_ok(desk_concern_close(&d, b.sleep, c.version, TODAY));
    d = knock(&b);
    assert_ok(desk_daily(&d, &all));
    assert_true(all.n == 1 && all.v[0].position == 2);
    assert_err(take(&b, &d, 1, 0, NIGHT, &written), E_NOT_FOUND);
    house_end(&b.h);
}
BOTH(one_day_one_answer_and_the_birth_date_first)

static void what_a_diary_may_ask(enum db_engine engine)
{
    struct bed b;
    bed_make(&b, engine, false);
    struct desk d = therapist(&b.h);
    struct link_made made;
    struct daily_choices may;
    struct ask wrong[] = {{S("pgic"), b.sleep}, {S("wellness"), {0}}};
    assert_err(desk_link_create(&d, &(struct link_in){.client = b.ann, .purpose = LINK_DIARY, .asks = wrong, .n_asks = 2}, &made), E_INVALID);
    assert_problem(&d, "asks[0]", MSG_daily_not_daily);
    d = therapist(&b.h);
    assert_err(desk_link_create(&d, &(struct link_in){.client = b.ann, .purpose = LINK_DIARY, .no_ratings = true}, &made), E_INVALID);
    assert_problem(&d, "asks", MSG_link_diary_nothing);
    d = call(&b.h, b.h.practice, ROLE_FRONT_DESK);
    assert_err(desk_link_create(&d, &(struct link_in){.client = b.ann, .purpose = LINK_DIARY, .asks = wrong + 1, .n_asks = 1}, &made), E_INVALID);
    assert_problem(&d, "asks", MSG_link_asks_not_yours);
    d = therapist(&b.h);
    assert_ok(desk_daily_choices(&d, b.ann, &may));
    assert_false(may.headache);
    bool diary = false, wellness = false;
    for (size_t i = 0; i < may.n; i++) {
        diary |= str_eq(may.v[i].file->id, S("sleep-diary")) && may.v[i].wanted && may.v[i].concern.v == b.sleep.v;
        wellness |= str_eq(may.v[i].file->id, S("wellness")) && !may.v[i].wanted && may.v[i].concern.v == 0;
    }
    assert_true(diary && wellness && may.n == 2);

    // while it stands, a visit's own questions leave it out; taken back, they ask it
    struct asks_due due;
    d = therapist(&b.h);
    assert_ok(desk_asks_due(&d, b.ann, TODAY, &due));
    for (size_t i = 0; i < due.n; i++)
        assert_false(str_eq(due.v[i].file->id, S("sleep-diary")));
    assert_ok(desk_link_revoke(&d, b.link.id));
    d = therapist(&b.h);
    assert_ok(desk_asks_due(&d, b.ann, TODAY, &due));
    diary = false;
    for (size_t i = 0; i < due.n; i++)
        diary |= str_eq(due.v[i].file->id, S("sleep-diary")) && !due.v[i].out;
    assert_true(diary);
    house_end(&b.h);
}
BOTH(what_a_diary_may_ask)

static void a_morning_against_the_own_mornings(enum db_engine engine)
{
    struct bed b;
    bed_make(&b, engine, false);
    struct progress p;
    for (int back = 20; back >= 0; back--) {
        struct desk d = therapist(&b.h);
        response_id id;
        str answers = str_fmt(b.h.b.a, "{\"sleep\":%d,\"stress\":4,\"fatigue\":4,\"soreness\":%d}", 3 + back % 2, back ? 4 : 7);
        assert_ok(desk_response_add(&d, &(struct response_in){.client = b.ann, .instrument = S("wellness"), .mode = RESPONSE_WITH_STAFF,
            .day = {TODAY.d - back}, .answers = said(&b, str_z(b.h.b.a, answers)), .totals = said(&b, "{}")}, &id));
    }
    struct desk d = therapist(&b.h);
    assert_ok(desk_progress(&d, b.ann, (concern_id){0}, &p));
    const struct progress_series *s = series_of(&p, "wellness", "total");
    assert_non_null(s);
    // 20 days: 15 and 16 in turn, mean 15.5, sd sqrt(20 * 0.25 / 19); the last 18
    assert_true(s->own.state == OWN_KNOWN && s->own.n == 20 && s->own.far && s->own.on.d == TODAY.d);
    assert_true(s->own.mean > 15.49 && s->own.mean < 15.51 && s->own.z > 4.87 && s->own.z < 4.88);
    house_end(&b.h);
}
BOTH(a_morning_against_the_own_mornings)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TESTS(nights),
        TESTS(one_day_one_answer_and_the_birth_date_first),
        TESTS(what_a_diary_may_ask),
        TESTS(a_morning_against_the_own_mornings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
