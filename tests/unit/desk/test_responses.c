// desk/measures/responses.h and store/response.h: what is offered, entered, scored, corrected, taken back; old answers read with the file of then.
#include "records.h"

#include "base/content.h"
#include "base/json.h"
#include "clinic/measures/measure_choice.h"
#include "desk/measures/responses.h"

static client_id ann;

static const struct json *said(struct house *h, const char *text)
{
    struct json_error e;
    const struct json *j = json_parse(h->b.a, str_of(text), 8, &e);
    assert_non_null(j);
    return j;
}

static err add(struct house *h, struct desk *d, const char *instrument, enum response_mode mode, const char *answers, const char *totals, response_id *out)
{
    *d = therapist(h);
    return desk_response_add(d, &(struct response_in){.client = ann, .instrument = str_of(instrument), .mode = mode, .day = TODAY,
        .answers = said(h, answers), .totals = said(h, totals)}, out);
}

static void entered(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", day_from(2000, 1, 1));
    struct desk d;
    response_id id, id2;
    struct response_shown r;
    assert_ok(add(&h, &d, "peg", RESPONSE_PAPER_ITEMS, "{\"1\": \"7\", \"2\": 5, \"3\": 4}", "{}", &id));
    assert_ok(desk_response_get(&d, id, &r));
    assert_str(r.row.answers, S("{\"1\":7,\"2\":5,\"3\":4}"));
    assert_str(r.row.hash, str_of(r.file->sha256));
    assert_true(r.n_scores == 1 && r.scores[0].known && r.scores[0].value == 5.3 && r.row.account.v == h.account.v);

    // a clock and a word are kept as they are written; two marks count the highest where the instrument says so
    assert_ok(add(&h, &d, "odi", RESPONSE_PAPER_ITEMS, "{\"1\": [\"2\", \"4\"]}", "{}", &id2));
    assert_ok(desk_response_get(&d, id2, &r));
    assert_str(r.row.answers, S("{\"1\":4}"));
    assert_true(r.scores[0].value == 80);
    assert_str(r.scores[0].band, S("very severe"));
    assert_ok(add(&h, &d, "sleep-diary", RESPONSE_WITH_STAFF, "{\"bed\": \"23:15\"}", "{}", &id2));
    assert_ok(desk_response_get(&d, id2, &r));
    assert_str(r.row.answers, S("{\"bed\":\"23:15\"}"));
    assert_false(r.scores[0].known);
    assert_true(r.scores[0].reason.n > 0);

    // every wrong answer is named
    assert_err(add(&h, &d, "peg", RESPONSE_PAPER_ITEMS, "{\"1\": 11, \"2\": 5, \"7\": 4}", "{}", &id2), E_INVALID);
    assert_problem(&d, "q_1", MSG_error_range);
    assert_problem(&d, "q_7", MSG_error_unknown_field);
    assert_err(add(&h, &d, "pgic", RESPONSE_WITH_STAFF, "{\"1\": 8}", "{}", &id2), E_INVALID);
    assert_problem(&d, "q_1", MSG_response_codes);
    assert_err(add(&h, &d, "rmdq-24", RESPONSE_PAPER_ITEMS, "{}", "{}", &id2), E_INVALID);
    assert_problem(&d, "none", MSG_response_none_needed);
    assert_err(add(&h, &d, "rmdq-24", RESPONSE_PAPER_TOTAL, "{}", "{\"total\": \"7.5\"}", &id2), E_INVALID);
    assert_problem(&d, "total_total", MSG_response_whole_number);
    assert_err(add(&h, &d, "rmdq-24", RESPONSE_PAPER_TOTAL, "{}", "{\"total\": \"25\"}", &id2), E_INVALID);
    assert_problem(&d, "total_total", MSG_error_range);
    assert_err(add(&h, &d, "peg", RESPONSE_WITH_STAFF, "{\"1\": 1}", "{}", &id2), E_INVALID);
    assert_problem(&d, "mode", MSG_response_no_words);
    for (const char *const *no = (const char *const[]){"phq-9", "dass-21", "phq-8", "nrs-pain", "", NULL}; *no; no++) {
        assert_err(add(&h, &d, *no, RESPONSE_WITH_STAFF, "{\"1\": 1}", "{}", &id2), E_INVALID);
        assert_problem(&d, "instrument", MSG_response_not_offered);
    }
    house_end(&h);
}

static void corrected(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    struct desk d;
    response_id id, second, third;
    struct response_shown r;
    assert_ok(add(&h, &d, "rmdq-24", RESPONSE_PAPER_ITEMS, "{\"1\": 1, \"9\": 1}", "{}", &id));
    d = therapist(&h);
    struct response_in in = {.mode = RESPONSE_PAPER_TOTAL, .day = {TODAY.d - 1}, .answers = said(&h, "{\"2\": 1}"), .totals = said(&h, "{}"), .note = S("misread")};
    assert_ok(desk_response_correct(&d, id, &in, &second));
    assert_ok(desk_response_get(&d, second, &r));
    assert_true(r.before.v == id.v && r.row.mode == RESPONSE_PAPER_ITEMS && r.scores[0].value == 1 && r.row.day.d == TODAY.d - 1);
    assert_ok(desk_response_get(&d, id, &r));
    assert_true(r.row.replaced_by.v == second.v && r.scores[0].value == 2);
    assert_err(desk_response_correct(&d, id, &in, &third), E_CONFLICT);
    assert_err(desk_response_withdraw(&d, id), E_CONFLICT);
    assert_ok(desk_response_withdraw(&d, second));
    assert_err(desk_response_withdraw(&d, second), E_CONFLICT);
    struct responses_shown s;
    assert_ok(desk_responses(&d, ann, (concern_id){0}, &s));
    assert_int_equal(s.list.n, 2);

    // somebody else's
    d = call(&h, h.other, ROLE_OWNER);
    assert_err(desk_response_get(&d, id, &r), E_NOT_FOUND);
    d = call(&h, h.other, ROLE_OWNER);
    assert_err(desk_response_withdraw(&d, id), E_NOT_FOUND);
    d = call(&h, h.practice, ROLE_FRONT_DESK);
    assert_err(desk_responses(&d, ann, (concern_id){0}, &s), E_FORBIDDEN);
    assert_err(desk_response_get(&d, id, &r), E_FORBIDDEN);
    house_end(&h);
}

// A file that no longer ships: its answers are read, shown and scored as they were asked.
static void old_version(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    struct desk d = therapist(&h);
    str shipped = content_text(S("instruments/peg.json"));
    size_t at = str_find(shipped, S("Average pain and"));
    assert_true(at != SIZE_MAX);
    str old = str_fmt(d.a, "%.*sOnce. %.*s", SP(str_sub(shipped, 0, at)), SP(str_sub(shipped, at, shipped.n)));
    struct instrument_error why;
    const struct instrument_file *file = instrument_load(d.a, S("old"), old, &why);
    assert_non_null(file);
    struct response_row row = {.id = {77}, .client = ann, .instrument = S("peg"), .hash = str_of(file->sha256), .language = S("en"), .mode = RESPONSE_PAPER_ITEMS,
        .day = TODAY, .answers = S("{\"1\":1,\"2\":2,\"3\":3}"), .at = NOW};
    struct response_text text = {row.hash, row.instrument, file->version, old};
    assert_ok(response_insert(d.db, &d.who, &row, &text, &(struct response_score_row){.score = S("total"), .known = true, .value = 2}, 1));
    struct response_shown r;
    assert_ok(desk_response_get(&d, row.id, &r));
    assert_true(str_starts(r.file->about, S("Once.")));
    response_id next;
    assert_ok(desk_response_correct(&d, row.id, &(struct response_in){.day = TODAY, .answers = said(&h, "{\"1\":2,\"2\":2,\"3\":3}"), .totals = said(&h, "{}")}, &next));
    assert_ok(desk_response_get(&d, next, &r));
    assert_str(r.row.hash, row.hash);
    assert_true(r.scores[0].value == 2.3);
    house_end(&h);
}

static void mood(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    ann = make_client(&h, h.practice, "Ann", (day){0});
    struct desk d = therapist(&h);
    struct responses_shown s;
    struct measure_setting set;
    response_id id;
    assert_err(desk_measure_setting_change(&d, &(struct measure_setting){true, 0}), E_FORBIDDEN);
    d = call(&h, h.practice, ROLE_OWNER);
    assert_ok(desk_measure_setting_change(&d, &(struct measure_setting){true, 0}));
    d = call(&h, h.practice, ROLE_OWNER);
    assert_ok(desk_measure_setting(&d, &set));
    assert_true(set.mood && set.version == 1);
    assert_ok(desk_responses(&d, ann, (concern_id){0}, &s));
    assert_non_null(response_choice_of(&s, S("phq-8")));
    assert_null(response_choice_of(&s, S("phq-9")));
    assert_ok(add(&h, &d, "phq-4", RESPONSE_WITH_STAFF, "{\"1\":0,\"2\":0,\"3\":0,\"4\":0}", "{}", &id));
    d = call(&h, h.other, ROLE_OWNER);
    assert_ok(desk_measure_setting(&d, &set));
    assert_false(set.mood);
    d = call(&h, h.practice, ROLE_OWNER);
    assert_err(desk_measure_setting_change(&d, &(struct measure_setting){false, 0}), E_CONFLICT);
    house_end(&h);
}

// Every instrument that the choice names ships, and none is first that is entered elsewhere.
static void choice(void **state)
{
    (void)state;
    struct measure_choice m;
    str kind;
    enum concern_kind k;
    size_t n = 0;
    for (; measure_choice_at(n, &kind, &m); n++) {
        assert_true(concern_kind_of(kind, &k));
        assert_true(instrument_known(m.primary) && instrument_known(m.secondary));
        assert_false(str_eq(m.primary, m.secondary) || measure_elsewhere(m.primary) || measure_elsewhere(m.secondary));
    }
    assert_true(n > 5);
    struct site back;
    assert_true(site_parse(S("lower-back"), &back));
    assert_str(measure_choice_of(S("pain"), S(""), &back, 1).primary, S("rmdq-24"));
    assert_str(measure_choice_of(S("pain"), S(""), NULL, 0).primary, S("peg"));
    struct site knee, elbow;
    assert_true(site_parse(S("knee-left"), &knee) && site_parse(S("elbow-right"), &elbow));
    assert_str(measure_choice_of(S("pain"), S("arthritis"), &knee, 1).secondary, S("koos"));
    assert_str(measure_choice_of(S("pain"), S(""), &knee, 1).secondary, S("lefs"));
    assert_str(measure_choice_of(S("pain"), S("fibromyalgia"), &knee, 1).secondary, S("fiqr"));
    assert_str(measure_choice_of(S("pain"), S("tendon"), &elbow, 1).secondary, S("quickdash"));
    assert_str(measure_choice_of(S("function"), S("arthritis"), &knee, 1).secondary, S("koos"));
    assert_true(measure_of_mood(S("phq-4")) && !measure_of_mood(S("peg")));
}

BOTH(entered)
BOTH(corrected)
BOTH(old_version)
BOTH(mood)

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(entered), TESTS(corrected), TESTS(old_version), TESTS(mood), cmocka_unit_test(choice)};
    return cmocka_run_group_tests_name("desk/test_responses", tests, NULL, NULL);
}
