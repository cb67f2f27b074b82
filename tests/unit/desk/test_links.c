// desk/links/links.h, link_days.h: the door of a link. Answers, diary and the page before a visit ask for the birth date on a shared phone, with the
// same limits; each lock-out is its own link's, and holds.
#include "calendar.h"

#include "desk/links/answers.h"
#include "desk/links/diary_link.h"
#include "desk/links/links.h"
#include "desk/measures/measures.h"
#include "desk/links/previsit.h"

static const enum link_purpose doors[] = {LINK_ANSWERS, LINK_DIARY, LINK_VISIT};
enum { DOORS = 3 };

struct stage {
    struct clinic c;
    concern_id neck;
    appointment_id visit;
    struct link_made link[DOORS];
};

static void stage_make(struct stage *s, enum db_engine engine, bool shared_phone)
{
    struct booked booked;
    clinic_make(&s->c, engine);
    struct desk d = by(&s->c, ROLE_THERAPIST);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = s->c.ann, .place = S("neck")}, &s->neck));
    concern_id head;
    d = by(&s->c, ROLE_THERAPIST);
    assert_ok(desk_concern_create(&d, &(struct concern_in){.client = s->c.ann, .kind = CONCERN_HEADACHE}, &head));
    d = by(&s->c, ROLE_FRONT_DESK);
    struct book_in in = {.client = {s->c.ann}, .service = s->c.hour, .therapist = {s->c.tess}, .kind = VISIT_RELAXATION, .day = MONDAY, .minute = 600};
    assert_ok(book_it(&d, &in, &booked));
    s->visit = booked.id[0];
    for (size_t i = 0; i < DOORS; i++) {
        d = by(&s->c, ROLE_THERAPIST);
        struct link_in make = {.client = s->c.ann, .purpose = doors[i], .shared_phone = shared_phone, .appointment = {doors[i] == LINK_VISIT ? s->visit.v : 0}};
        assert_ok(desk_link_create(&d, &make, &s->link[i]));
    }
}

static struct desk knock(struct stage *s, size_t door, int minutes_later)
{
    struct desk d = by(&s->c, ROLE_NONE);
    struct link_row l;
    d.who = (struct actor){0};
    d.now.us += minutes_later * MINUTE_US;
    assert_ok(desk_link_open(&d, s->link[door].token, doors[door], &l));
    return d;
}

static struct link_front front(struct desk *d, size_t door)
{
    struct answer_form a = {0};
    struct diary_form f = {0};
    struct previsit p = {0};
    assert_ok(doors[door] == LINK_ANSWERS ? desk_answer_form(d, &a) : doors[door] == LINK_DIARY ? desk_diary_form(d, &f) : desk_previsit(d, &p));
    bool shows = a.n_concerns || f.n_days || p.visit.id.v;
    struct link_front out = doors[door] == LINK_ANSWERS ? a.front : doors[door] == LINK_DIARY ? f.front : p.front;
    assert_true(shows == !out.confirm);
    assert_str(out.practice, S("Ours"));
    assert_str(out.crisis_line, S("988"));
    assert_str(out.name, out.confirm ? S("") : S("Ann"));
    return out;
}

static enum confirm_result tried(struct desk *d, size_t door, day born)
{
    enum confirm_result r;
    assert_ok(desk_link_born(d, doors[door], born, &r));
    return r;
}

static err acts(struct desk *d, size_t door, struct stage *s)
{
    struct answer_rating r = {s->neck, 6};
    struct answer_done done;
    struct diary_day_in one = {TODAY, true, NOT_SAID, NOT_SAID};
    struct link_made made;
    size_t written;
    if (doors[door] == LINK_ANSWERS)
        return desk_answer_take(d, &(struct answer_in){.ratings = &r, .n_ratings = 1}, &done);
    return doors[door] == LINK_DIARY ? desk_diary_take(d, &one, 1, &written) : desk_previsit_on(d, LINK_INTAKE, &made);
}

#define BORN day_from(1980, 1, 1)

static void locked(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, true);
    for (size_t i = 0; i < DOORS; i++) {
        struct desk d = knock(&s, i, 0);
        assert_true(front(&d, i).confirm && !front(&d, i).blocked);
        assert_err(acts(&d, i, &s), E_FORBIDDEN);
        for (int n = 0; n < 4; n++)
            assert_int_equal(tried(&d, i, day_from(1981, 1, 1 + n)), CONFIRM_WRONG);
        assert_false(front(&d, i).blocked);
        assert_int_equal(tried(&d, i, day_from(1981, 2, 1)), CONFIRM_BLOCKED);
        // blocked: the right date is not looked at
        assert_int_equal(tried(&d, i, BORN), CONFIRM_BLOCKED);
        struct link_front f = front(&d, i);
        assert_true(f.confirm && f.blocked && f.blocked_until.us == d.now.us + 15 * MINUTE_US);
        assert_err(acts(&d, i, &s), E_FORBIDDEN);
        d = knock(&s, i, 14);
        assert_int_equal(tried(&d, i, BORN), CONFIRM_BLOCKED);
    }
    // each was locked by its own tries; after a quarter of an hour the right date opens it, and it stays open
    for (size_t i = 0; i < DOORS; i++) {
        struct desk d = knock(&s, i, 16);
        assert_false(front(&d, i).blocked);
        assert_int_equal(tried(&d, i, day_from(1981, 3, 1)), CONFIRM_WRONG);
        assert_int_equal(tried(&d, i, BORN), CONFIRM_RIGHT);
        assert_false(front(&d, i).confirm);
        assert_int_equal(tried(&d, i, day_from(1981, 3, 1)), CONFIRM_RIGHT); // nothing is asked any more
        assert_ok(acts(&d, i, &s));
    }
    clinic_end(&s.c);
}
BOTH(locked)

// However slowly they are tried: the twentieth wrong date takes the link back.
static void taken_back(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, true);
    for (size_t i = 0; i < DOORS; i++) {
        struct desk d = knock(&s, i, 0);
        enum confirm_result r;
        for (int n = 0; n < 20; n++) {
            if (n % 5 == 0)
                d.now.us += 16 * MINUTE_US;
            assert_true(tried(&d, i, day_from(1981, 1, 1 + n)) != CONFIRM_RIGHT);
        }
        d.now.us += 16 * MINUTE_US;
        assert_err(desk_link_born(&d, doors[i], BORN, &r), E_GONE);
        assert_err(acts(&d, i, &s), E_GONE);
    }
    clinic_end(&s.c);
}
BOTH(taken_back)

static void of_one_purpose(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, true);
    for (size_t i = 0; i < DOORS; i++)
        for (size_t k = 0; k < DOORS; k++) {
            struct desk d = knock(&s, i, 0);
            enum confirm_result r;
            if (i != k)
                assert_err(desk_link_born(&d, doors[k], BORN, &r), E_NOT_FOUND);
        }
    clinic_end(&s.c);
    // where no birth date is asked nothing is counted, and any date is right
    stage_make(&s, engine, false);
    for (size_t i = 0; i < DOORS; i++) {
        struct desk d = knock(&s, i, 0);
        assert_false(front(&d, i).confirm);
        for (int n = 0; n < 6; n++)
            assert_int_equal(tried(&d, i, day_from(1981, 1, 1)), CONFIRM_RIGHT);
        assert_ok(acts(&d, i, &s));
        struct desk t = by(&s.c, ROLE_THERAPIST);
        enum confirm_result r;
        assert_err(desk_link_born(&t, doors[i], BORN, &r), E_FORBIDDEN);
    }
    clinic_end(&s.c);
}
BOTH(of_one_purpose)

// A day is said once in one form, on both doors that take days; and not for ever.
static void days(enum db_engine engine)
{
    struct stage s;
    stage_make(&s, engine, false);
    struct diary_day_in two[] = {{TODAY, true, NOT_SAID, NOT_SAID}, {TODAY, false, NOT_SAID, NOT_SAID}}, one = two[0];
    struct answer_done done;
    size_t written = 0;
    struct desk d = knock(&s, 1, 0);
    assert_err(desk_diary_take(&d, two, 2, &written), E_INVALID);
    assert_problem(&d, "days[1].day", MSG_record_day_twice);
    d = knock(&s, 0, 0);
    assert_err(desk_answer_take(&d, &(struct answer_in){.days = two, .n_days = 2}, &done), E_INVALID);
    assert_problem(&d, "days[1].day", MSG_record_day_twice);
    for (int i = 0; i < SAID_AGAIN; i++) {
        one.headache = i % 2 == 0;
        one.was = i;
        d = knock(&s, 1, i);
        assert_ok(desk_diary_take(&d, &one, 1, &written));
        assert_int_equal(written, 1);
    }
    one.headache = !one.headache;
    one.was = SAID_AGAIN;
    d = knock(&s, 0, 60);
    assert_err(desk_answer_take(&d, &(struct answer_in){.days = &one, .n_days = 1}, &done), E_INVALID);
    assert_problem(&d, "days[0].day", MSG_error_too_many);
    d = knock(&s, 1, 60);
    assert_err(desk_diary_take(&d, &one, 1, &written), E_INVALID);
    clinic_end(&s.c);
}
BOTH(days)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(locked), TESTS(taken_back), TESTS(of_one_purpose), TESTS(days)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
