// Instruments: all that are shipped load and hold; each trap of the reference's section 2 refuses a file that falls into it; what is
// wrong with a file is said with its place; answers are exact.
#include "clinic/measures/instrument.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../scratch.h"
#include "base/content.h"
#include "base/err.h"
#include "clinic/care/claims.h"
#include "clinic/measures/instrument_probe.h"

// --- helpers

static str shipped_text(const char *id)
{
    str text = content_text(str_fmt(a, "instruments/%s.json", id));
    if (!text.n) fail_msg("%s is not there", id);
    return text;
}

static const struct instrument_file *shipped(const char *id)
{
    const struct instrument_file *in = instrument_shipped(a, str_of(id));
    if (!in) fail_msg("%s is not there", id);
    return in;
}

// Each `from` becomes `to`; it must be there.
static str replaced(str text, str from, str to)
{
    struct buf b = buf_new(a, 1 << 20);
    size_t at;
    if (str_find(text, from) == SIZE_MAX) fail_msg("\"%.*s\" is not there", SP(from));
    while ((at = str_find(text, from)) != SIZE_MAX) {
        buf_put(&b, str_sub(text, 0, at));
        buf_put(&b, to);
        text = str_sub(text, at + from.n, SIZE_MAX);
    }
    buf_put(&b, text);
    return buf_str(&b);
}

static void assert_refused(str text, const char *path, const char *reason)
{
    struct instrument_error e = {0};
    if (instrument_load(a, S("my.json"), text, &e)) fail_msg("it is taken; wanted: %s: %s", path, reason);
    bool same = str_eq(e.file, S("my.json")) && str_starts(e.path, str_of(path)) && str_find(e.reason, str_of(reason)) != SIZE_MAX;
    if (!same) fail_msg("%.*s: %.*s\nwanted: %s: %s", SP(e.path), SP(e.reason), path, reason);
}

struct scored {
    struct instrument_result r[INSTRUMENT_SCORES];
    struct instrument_answers x;
};

static struct scored score(const char *id, const char *answers)
{
    struct scored s;
    struct json_error e;
    struct instrument_bad *bad;
    const struct instrument_file *in = shipped(id);
    const struct json *j = json_parse(a, str_of(answers), 8, &e);
    assert_non_null(j);
    size_t n = instrument_answers_read(a, in, j, &s.x, &bad);
    if (n) fail_msg("item %.*s: %.*s", SP(bad[0].item), SP(bad[0].reason));
    instrument_score(in, &s.x, s.r);
    return s;
}

static void assert_score(const char *id, const char *answers, size_t k, double value, const char *band)
{
    struct scored s = score(id, answers);
    if (!s.r[k].computable) fail_msg("%s %s: %.*s", id, answers, SP(instrument_reason(a, shipped(id), k, &s.r[k])));
    if (fabs(s.r[k].value - value) > 1e-9) fail_msg("%s %s: %.12g, and not %.12g", id, answers, s.r[k].value, value);
    str words = s.r[k].band ? s.r[k].band->words : S("");
    if (band && !str_eq(words, str_of(band))) fail_msg("%s %s: band %.*s", id, answers, SP(words));
}

static void assert_none(const char *id, const char *answers, size_t k)
{
    struct scored s = score(id, answers);
    if (s.r[k].computable) fail_msg("%s %s: %g", id, answers, s.r[k].value);
    assert_true(instrument_reason(a, shipped(id), k, &s.r[k]).n > 0);
}

static void assert_bad(const char *id, const char *answers, const char *item)
{
    struct instrument_answers x;
    struct json_error e;
    struct instrument_bad *bad;
    const struct json *j = json_parse(a, str_of(answers), 8, &e);
    assert_non_null(j);
    if (instrument_answers_read(a, shipped(id), j, &x, &bad) != 1 || !str_eq(bad[0].item, str_of(item))) fail_msg("%s %s is taken", id, answers);
    assert_true(bad[0].reason.n > 0);
}

// --- what is shipped

static const char *const wanted[] = {"nrs-pain", "peg", "rmdq-24", "psfs", "pgic", "phq-2", "phq-4", "phq-8", "phq-9", "phq-15", "gad-2", "gad-7", "rand-36", "k6", "odi",
    "ndi", "quickdash", "lefs", "hit-6", "midas", "isi", "psqi", "ess", "ais", "pss-10", "pss-4", "dass-21", "who-5", "mos-sleep", "sleep-diary", "hrqol-4", "headache-day",
    "stress", "soreness", "session-rpe", "training-week", "wellness", "rom", "sit-and-reach", "craniovertebral-angle", "limb-volume", "vital-signs", "expectation",
    "after-effects", "calm", "sleep-quality", "koos", "hoos", "spadi", "womac", "fiqr", "eq-5d-5l", "promis-pf-6b", "promis-pi-6a"};

static void every_one_loads(void **state)
{
    (void)state;
    size_t n = 0;
    for (str id; (id = instrument_shipped_at(n)).n; n++) {
        struct instrument_error e = {0};
        str path = str_fmt(a, "instruments/%.*s.json", SP(id));
        const struct instrument_file *in = instrument_load(a, path, content_text(path), &e);
        if (!in) fail_msg("%.*s: %.*s: %.*s", SP(e.file), SP(e.path), SP(e.reason));
        assert_true(str_eq(in->id, id));
        assert_true(in->n_golden >= 5);
        assert_int_equal(strlen(in->sha256), 64);
        assert_true(str_ends(in->version, str_sub(str_of(in->sha256), 0, 12)));
    }
    assert_int_equal(n, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < n; i++) shipped(wanted[i]);
    assert_null(instrument_shipped(a, S("phq-10")));
    assert_null(instrument_shipped(a, S("../safety/rules")));
}

// The list of the reference (section 2.1): the ship list, row by row, then what stands behind the gate. "Waits": it may be shipped, but no source of
// its words could be opened here, so that it stands behind the gate too.
enum listed { OWN_WORDS, ITS_WORDS, WAITS, GATED };
static const struct {
    int row;
    const char *id;
    enum listed as;
} list_of_reference[] = {{1, "nrs-pain", OWN_WORDS}, {2, "peg", WAITS}, {3, "rmdq-24", WAITS}, {4, "psfs", OWN_WORDS}, {5, "pgic", OWN_WORDS}, {6, "phq-2", ITS_WORDS},
    {6, "phq-4", ITS_WORDS}, {7, "phq-8", ITS_WORDS}, {8, "phq-9", ITS_WORDS}, {9, "gad-2", ITS_WORDS}, {9, "gad-7", ITS_WORDS}, {10, "phq-15", ITS_WORDS},
    {11, "rand-36", ITS_WORDS}, {12, "mos-sleep", WAITS}, {13, "sleep-diary", OWN_WORDS}, {14, "hrqol-4", ITS_WORDS}, {15, "headache-day", OWN_WORDS},
    {16, "stress", OWN_WORDS}, {17, "k6", WAITS}, {18, "soreness", OWN_WORDS}, {19, "session-rpe", OWN_WORDS}, {19, "training-week", OWN_WORDS},
    {20, "wellness", OWN_WORDS}, {21, "rom", OWN_WORDS}, {22, "sit-and-reach", OWN_WORDS}, {23, "craniovertebral-angle", OWN_WORDS}, {24, "limb-volume", OWN_WORDS},
    {25, "vital-signs", OWN_WORDS}, {26, "expectation", OWN_WORDS}, {26, "after-effects", OWN_WORDS}, {0, "who-5", GATED}, {0, "dass-21", GATED}, {0, "pss-10", GATED},
    {0, "pss-4", GATED}, {0, "odi", GATED}, {0, "ndi", GATED}, {0, "quickdash", GATED}, {0, "lefs", GATED}, {0, "hit-6", GATED}, {0, "midas", GATED}, {0, "isi", GATED},
    {0, "ais", GATED}, {0, "psqi", GATED}, {0, "ess", GATED}, {0, "promis-pf-6b", GATED}, {0, "promis-pi-6a", GATED}, {0, "eq-5d-5l", GATED}, {0, "womac", GATED},
    {0, "koos", GATED}, {0, "hoos", GATED}, {0, "spadi", GATED}, {0, "fiqr", GATED}};

static void the_list_of_the_reference_is_whole(void **state)
{
    (void)state;
    bool row[27] = {true};
    for (size_t i = 0; i < sizeof list_of_reference / sizeof *list_of_reference; i++) {
        const struct instrument_file *in = shipped(list_of_reference[i].id);
        enum listed as = list_of_reference[i].as;
        enum instrument_ship ship = as == OWN_WORDS ? SHIP_OWN : as == ITS_WORDS ? SHIP_TEXT : SHIP_GATE;
        if (in->ship != ship) fail_msg("%s: it ships as %s", list_of_reference[i].id, instrument_ship_name(in->ship));
        if (in->n_golden < 5) fail_msg("%s: %zu golden cases", list_of_reference[i].id, in->n_golden);
        row[list_of_reference[i].row] = true;
    }
    for (int i = 1; i <= 26; i++)
        if (!row[i]) fail_msg("row %d has no instrument", i);
}

// The four items that two printed forms number differently have names; the components, and the edges that count as the better.
static void psqi_from_its_items(void **state)
{
    (void)state;
    assert_refused(replaced(shipped_text("psqi"), S("if(q4 >= 7, 0,"), S("if(q4 > 7, 0,")), "golden", "total is");
    assert_refused(replaced(shipped_text("psqi"), S("6000 * q4 >= 85 * tib"), S("6000 * q4 > 85 * tib")), "golden", "total is");
    assert_refused(replaced(shipped_text("psqi"), S("q2 <= 15"), S("q2 < 15")), "golden", "total is");
    assert_refused(replaced(shipped_text("psqi"), S("disturbed <= 9"), S("disturbed < 9")), "golden", "total is");
    assert_refused(replaced(shipped_text("psqi"), S("q3 + 1440 - q1"), S("q3 + 720 - q1")), "", "");
    assert_int_equal(instrument_item_of(shipped("psqi"), S("6")), SIZE_MAX);
}

static void daily_rules_are_checked(void **state)
{
    (void)state;
    str own = S("\"own\": {\"days\": 28, \"least\": 14, \"far\": 1.5,");
    assert_refused(replaced(shipped_text("wellness"), own, S("\"own\": {\"days\": 28, \"least\": 29, \"far\": 1.5,")), "scores[0].change.own.least", "");
    assert_refused(replaced(shipped_text("wellness"), own, S("\"own\": {\"days\": 2, \"least\": 2, \"far\": 1.5,")), "scores[0].change.own.days", "");
    assert_refused(replaced(shipped_text("wellness"), own, S("\"own\": {\"days\": 28, \"least\": 14, \"far\": 0,")), "scores[0].change.own.far", "");
    assert_refused(replaced(shipped_text("wellness"), own, S("\"own\": {\"days\": 28.5, \"least\": 14, \"far\": 1.5,")), "scores[0].change.own.days", "");
    assert_refused(replaced(shipped_text("sleep-diary"), S("\"week_least\": 5"), S("\"week_least\": 8")), "scores[0].change.week_least", "");
    assert_refused(replaced(shipped_text("sleep-diary"), S("\"week_times\": 3"), S("\"week_times\": 3.5")), "scores[3].change.week_times", "");
}

// Gated text is not shipped; the free family is.
static void ships_as_its_licence_allows(void **state)
{
    (void)state;
    static const char *const gated[] = {"odi", "ndi", "quickdash", "lefs", "hit-6", "midas", "isi", "psqi", "ais", "ess", "pss-10", "pss-4", "dass-21", "who-5", "koos", "hoos", "spadi",
        "womac", "fiqr", "eq-5d-5l", "promis-pf-6b", "promis-pi-6a"};
    static const char *const free_ones[] = {"phq-2", "phq-4", "phq-8", "phq-9", "phq-15", "gad-2", "gad-7", "rand-36", "hrqol-4"};
    for (size_t i = 0; i < sizeof gated / sizeof *gated; i++) assert_int_equal(shipped(gated[i])->ship, SHIP_GATE);
    for (size_t i = 0; i < sizeof free_ones / sizeof *free_ones; i++) {
        assert_int_equal(shipped(free_ones[i])->ship, SHIP_TEXT);
        assert_true(shipped(free_ones[i])->n_texts > 0);
    }
    assert_true(str_find(shipped("rand-36")->credit, S("developed at RAND as part of the Medical Outcomes Study")) != SIZE_MAX);
}

// Our own sentences claim nothing, and no band is a diagnosis.
static void words_claim_nothing(void **state)
{
    (void)state;
    static const char *const never[] = {"disorder", "crippled", "exaggerat", "diagnos", "insomnia", "patholog"};
    str id;
    for (size_t n = 0; (id = instrument_shipped_at(n)).n; n++) {
        const struct instrument_file *in = instrument_shipped(a, id);
        for (size_t i = 0; i < in->n_alerts; i++) assert_int_equal(claims_refused(in->alerts[i].words).n, 0);
        for (size_t k = 0; k < in->n_scores; k++)
            for (size_t b = 0; b < in->scores[k].n_bands; b++)
                for (size_t i = 0; i < sizeof never / sizeof *never; i++)
                    if (str_find(str_lower(a, in->scores[k].bands[b].words), str_of(never[i])) != SIZE_MAX) fail_msg("%.*s: %.*s", SP(id), SP(in->scores[k].bands[b].words));
    }
}

// A LOINC code stands only where the reference says that it was verified (2.1, 2.6, 2.7).
static void loinc_is_verified(void **state)
{
    (void)state;
    static const char known[] = " 72514-3 44249-1 44261-6 69737-5 70274-6 69728-4 82226-2 97908-8 97909-6 106875-8 106860-0 85354-9 76804-4 90973-9 44250-9 44255-8 44259-0 44254-1 44251-7 "
        "44258-2 44252-5 44253-3 44260-8 69722-7 69725-0 68509-9 69733-4 69734-2 69735-9 69689-8 69736-7 LA6568-5 LA6569-3 LA6570-1 LA6571-9 LA18938-3 LA6572-7 LA6573-5 LA6575-0 "
        "LA6574-3 LA18334-5 LA18335-2 LA18336-0 ";
    size_t found = 0;
    str id;
    for (size_t n = 0; (id = instrument_shipped_at(n)).n; n++) {
        const struct instrument_file *in = instrument_shipped(a, id);
        str code[400];
        size_t codes = 0;
        code[codes++] = in->loinc;
        for (size_t k = 0; k < in->n_scores; k++) code[codes++] = in->scores[k].loinc;
        for (size_t i = 0; i < in->n_items; i++) code[codes++] = in->items[i].loinc;
        for (size_t i = 0; i < in->n_answers; i++)
            for (size_t k = 0; k < in->answers[i].n_codes && codes < 400; k++) code[codes++] = in->answers[i].codes[k].loinc;
        for (size_t i = 0; i < codes; i++) {
            if (!code[i].n) continue;
            found++;
            if (str_find(str_of(known), str_fmt(a, " %.*s ", SP(code[i]))) == SIZE_MAX) fail_msg("%.*s: %.*s", SP(id), SP(code[i]));
        }
    }
    assert_true(found > 60);
}

// --- the traps of section 2

static void trap_gad_words_and_codes(void **state)
{
    (void)state;
    static const char *const family[] = {"phq-2", "phq-4", "phq-8", "phq-9", "gad-2", "gad-7"};
    for (size_t i = 0; i < sizeof family / sizeof *family; i++) {
        const struct instrument_file *in = shipped(family[i]);
        for (size_t k = 0; k < in->n_items; k++) {
            if (!str_eq(in->items[k].id, S("difficulty"))) assert_true(str_eq(in->items[k].answers->codes[0].words, S("Not at all")));
            if (in->items[k].answers->n_codes < 4 || str_eq(in->items[k].id, S("difficulty"))) continue;
            bool worry = str_eq(in->items[k].loinc, S("68509-9"));
            assert_true(str_eq(in->items[k].answers->codes[2].loinc, worry ? S("LA18938-3") : S("LA6570-1")));
        }
    }
    assert_refused(replaced(shipped_text("gad-7"), S("LA18938-3"), S("LA6570-1")), "golden", "");
    assert_score("gad-7", "{\"1\":0,\"2\":\"LA18938-3\",\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0}", 0, 2, "minimal");
    assert_bad("gad-7", "{\"2\":\"LA6570-1\"}", "2");
    assert_bad("gad-7", "{\"3\":\"LA18938-3\"}", "3");
}

static void trap_gad_needs_all_seven(void **state)
{
    (void)state;
    assert_none("gad-7", "{\"1\":3,\"2\":3,\"3\":3,\"4\":3,\"5\":3,\"6\":3}", 0);
    str imputing = replaced(replaced(shipped_text("gad-7"), S("\"sum(q*)\""), S("\"within(round(7 * mean_known(q*), 0), 0, 21)\"")),
        S("{\"most\": 0, \"words\": \"All 7 items are needed.\"}"), S("{\"most\": 2, \"words\": \"Mean.\", \"source\": \"x\", \"verified\": false}"));
    assert_refused(imputing, "golden", "is to have no value");
}

static void trap_pss_turned_once(void **state)
{
    (void)state;
    const char *zeros = "{\"1\":0,\"2\":0,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0,\"9\":0,\"10\":0}";
    assert_score("pss-10", zeros, 0, 16, "");
    static const char *const turned[] = {"4", "5", "7", "8"};
    for (size_t i = 0; i < 4; i++)
        assert_refused(replaced(shipped_text("pss-10"), str_fmt(a, "\"4 - q%s\"", turned[i]), str_fmt(a, "\"0 + q%s\"", turned[i])), "golden", "total is");
    assert_refused(replaced(shipped_text("pss-10"), S("sum(q1, q2, q3,"), S("sum(4 - q1, q2, q3,")), "golden", "total is");
    assert_refused(replaced(shipped_text("pss-4"), S("\"4 - q2\""), S("\"0 + q2\"")), "golden", "total is");
    assert_int_equal(shipped("pss-10")->scores[0].n_bands, 0); // no official cut-offs
}

static void trap_odi_per_cent(void **state)
{
    (void)state;
    assert_score("odi", "{\"1\":5,\"2\":5,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0,\"9\":0,\"10\":0}", 0, 20, "minimal");
    assert_score("odi", "{\"1\":5,\"2\":5,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"9\":0,\"10\":0}", 0, 1000.0 / 45, "moderate");
    assert_score("odi", "{\"1\":[0,5],\"2\":5,\"3\":0,\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0,\"9\":0,\"10\":0}", 0, 20, "minimal");
    assert_refused(replaced(shipped_text("odi"), S("{\"above\": 20, \"words\": \"moderate\"}"), S("{\"from\": 5, \"words\": \"moderate\"}")), "golden", "band");
    assert_refused(replaced(shipped_text("odi"), S("within(100 * sum_known(q*) / (5 * count(q*)), 0, 100)"), S("within(2 * sum_known(q*), 0, 100)")), "golden", "total is");
}

static void trap_ndi_raw(void **state)
{
    (void)state;
    const char *twos = "{\"1\":2,\"2\":2,\"3\":2,\"4\":2,\"5\":2,\"6\":2,\"7\":2,\"8\":2,\"9\":2,\"10\":2}";
    assert_score("ndi", twos, 0, 20, "moderate");
    assert_score("odi", twos, 0, 40, "moderate");
    assert_score("ndi", "{\"1\":2,\"2\":2,\"3\":2,\"4\":2,\"5\":2,\"6\":2,\"7\":2,\"9\":2}", 0, 20, "moderate");
    assert_none("ndi", "{\"1\":2,\"2\":2,\"3\":2,\"4\":2,\"5\":2,\"6\":2,\"7\":2}", 0);
    assert_true(shipped("ndi")->scores[0].hi == 50);
    assert_refused(replaced(shipped_text("ndi"), S("\"most\": 2"), S("\"most\": 1")), "golden", "has no value");
    assert_refused(replaced(shipped_text("ndi"), S("\"most\": 2"), S("\"most\": 3")), "golden", "is to have no value");
}

static void trap_who_formula(void **state)
{
    (void)state;
    assert_score("who-5", "{\"1\":2,\"2\":2,\"3\":3,\"4\":3,\"5\":3}", 0, 52, "not low");
    assert_score("who-5", "{\"1\":2,\"2\":2,\"3\":2,\"4\":3,\"5\":3}", 0, 48, "low");
    assert_refused(replaced(shipped_text("who-5"), S("\"4 * sum(q*)\""), S("\"within((sum(q*) - 5) * 4, 0, 100)\"")), "golden", "total");
}

static void trap_dass_items(void **state)
{
    (void)state;
    const struct instrument_file *in = shipped("dass-21");
    static const uint16_t of[3][7] = {{1, 6, 8, 11, 12, 14, 18}, {2, 4, 7, 9, 15, 19, 20}, {3, 5, 10, 13, 16, 17, 21}};
    static const char *const id[] = {"stress", "anxiety", "depression"};
    for (size_t k = 0; k < 3; k++) {
        assert_true(str_eq(in->scores[k].id, str_of(id[k])));
        assert_int_equal(in->scores[k].n_items, 7);
        for (size_t i = 0; i < 7; i++) assert_int_equal(in->scores[k].items[i] + 1, of[k][i]);
    }
    str swapped = replaced(replaced(replaced(shipped_text("dass-21"), S("q3, q5,"), S("q99, q5,")), S("q2, q4,"), S("q3, q4,")), S("q99, q5,"), S("q2, q5,"));
    assert_refused(swapped, "golden", "");
    assert_refused(replaced(shipped_text("dass-21"), S("2 * sum(q1,"), S("1 * sum(q1,")), "golden", "stress is");
    assert_refused(replaced(shipped_text("dass-21"), S("\"q21 >= 1\""), S("\"q21 >= 2\"")), "golden", "");
}

static void trap_rmdq_blank_is_no(void **state)
{
    (void)state;
    assert_score("rmdq-24", "{}", 0, 0, "");
    assert_score("rmdq-24", "{\"1\":1,\"24\":1}", 0, 2, "");
    assert_int_equal(score("rmdq-24", "{\"1\":1}").r[0].n_missing, 0);
    assert_refused(replaced(shipped_text("rmdq-24"), S(", \"blank\": 0"), S("")), "golden", "has no value");
}

static void trap_phq9_imputes_two(void **state)
{
    (void)state;
    assert_score("phq-9", "{\"1\":2,\"2\":1,\"3\":1,\"4\":2,\"5\":2,\"6\":1,\"7\":1}", 0, 13, "moderate");
    assert_none("phq-9", "{\"1\":3,\"2\":3,\"3\":3,\"4\":3,\"5\":3,\"6\":3}", 0);
    struct scored s = score("phq-9", "{\"9\":1}");
    assert_true(instrument_alerted(shipped("phq-9"), &s.x, 0));
    s = score("phq-9", "{\"9\":0,\"1\":3}");
    assert_false(instrument_alerted(shipped("phq-9"), &s.x, 0));
    s = score("phq-9", "{\"1\":3}");
    assert_false(instrument_alerted(shipped("phq-9"), &s.x, 0)); // not answered is not answered: there is nothing to act on
    assert_refused(replaced(shipped_text("phq-9"), S("\"q9 >= 1\""), S("\"q9 >= 2\"")), "golden", "alert");
    assert_int_equal(instrument_item_of(shipped("phq-8"), S("9")), SIZE_MAX);
}

static void trap_rand_pain_is_higher_better(void **state)
{
    (void)state;
    const struct instrument_file *in = shipped("rand-36");
    assert_true(str_eq(in->scores[6].id, S("pain")));
    assert_score("rand-36", "{\"21\":1,\"22\":1}", 6, 100, "");
    assert_score("rand-36", "{\"21\":6,\"22\":5}", 6, 0, "");
    for (size_t k = 0; k < in->n_scores; k++) assert_int_equal(in->scores[k].direction, HIGHER_IS_BETTER);
    for (int i = 1; i <= 36; i++)
        if (i != 2 && i != 21 && i != 22) // turned round, each item's recoding is caught
            assert_refused(replaced(shipped_text("rand-36"), str_fmt(a, "(q%d - 1)\"", i), str_fmt(a, "(0 * q%d + 1)\"", i)), "golden", "");
}

// --- answers

static void answers_are_exact(void **state)
{
    (void)state;
    static const char *const bad[][3] = {{"nrs-pain", "{\"1\":11}", "1"}, {"nrs-pain", "{\"1\":-1}", "1"}, {"nrs-pain", "{\"1\":10.5}", "1"}, {"nrs-pain", "{\"1\":\"\"}", "1"},
        {"nrs-pain", "{\"1\":\" 3\"}", "1"}, {"nrs-pain", "{\"1\":\"03\"}", "1"}, {"nrs-pain", "{\"1\":true}", "1"}, {"nrs-pain", "{\"1\":{}}", "1"}, {"nrs-pain", "{\"1\":[3]}", "1"},
        {"nrs-pain", "{\"1\":1e1}", "1"}, {"nrs-pain", "{\"1\":99999999999}", "1"}, {"nrs-pain", "{\"q1\":3}", "q1"}, {"nrs-pain", "{\"01\":3}", "01"}, {"phq-2", "{\"1\":1.5}", "1"},
        {"phq-2", "{\"1\":\"Several days\"}", "1"}, {"odi", "{\"1\":[]}", "1"}, {"odi", "{\"1\":[2,null]}", "1"}, {"sleep-diary", "{\"bed\":\"23:60\"}", "bed"}, {"sleep-diary", "{\"bed\":\"2a:00\"}", "bed"},
        {"sleep-diary", "{\"bed\":1380}", "bed"}, {"rom", "{\"joint\":3}", "joint"}, {"rom", "{\"1\":1.25}", "1"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_bad(bad[i][0], bad[i][1], bad[i][2]);
    assert_score("nrs-pain", "{\"1\":\"7\"}", 0, 7, "moderate");
    assert_score("nrs-pain", "{\"1\":7.0}", 0, 7, "moderate");
    assert_score("phq-2", "{\"1\":2.0,\"2\":\"1\"}", 0, 3, "at or above the screening point");
    assert_none("nrs-pain", "{\"1\":null}", 0);
}

static void optional_is_not_missing(void **state)
{
    (void)state;
    assert_score("psfs", "{\"1\":3,\"2\":4,\"3\":5}", 0, 4, NULL);
    assert_none("psfs", "{\"1\":3,\"2\":4,\"3\":5,\"4\":null}", 0);
    assert_none("psfs", "{\"1\":3,\"2\":4}", 0);
}

static str probe(const char *id, const char *text, bool good)
{
    str out = {0}, why = {0};
    assert_int_equal(instrument_probe(a, shipped(id), str_of(text), &out, &why), good);
    return good ? out : why;
}

static void probe_says_it_all(void **state)
{
    (void)state;
    assert_true(str_starts(probe("peg", "{\"answers\":{\"1\":7,\"2\":5,\"3\":4}}", true), S("{\"instrument\":\"peg\",\"version\":\"2026-")));
    assert_true(str_find(probe("peg", "{\"answers\":{\"1\":7,\"2\":5,\"3\":4}}", true), S("5.333333333333333, rounded to 5.3")) != SIZE_MAX);
    assert_true(str_eq(probe("peg", "{\"answers\":{\"1\":11,\"9\":1,\"3\":null}}", false), S("item 1: this is out of its range: 0 to 10\nitem 9: there is no such item")));
    static const char *const bad[] = {"", "[]", "{}", "{\"answers\":[]}", "{\"answers\":{},\"x\":1}", "{\"answers\":{},\"instrument\":\"odi\"}", "{\"answers\":{\"1\":1,\"1\":2}}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_true(probe("peg", bad[i], false).n > 0);
    assert_true(str_find(probe("peg", "{\"answers\":{},\"instrument\":\"peg\"}", true), S("\"value\":null")) != SIZE_MAX);
}

static void collect(void *ctx, str text) { buf_put(ctx, text); }

static str batch(const char *id, const char *csv, struct instrument_batch *done)
{
    struct buf b = buf_new(a, 1 << 20);
    str why = {0};
    return instrument_batch(a, shipped(id), str_of(csv), collect, &b, done, &why) ? buf_str(&b) : why;
}

static void batch_scores_each_row(void **state)
{
    (void)state;
    struct instrument_batch done;
    str out = batch("phq-9", "id,1,2,3,4,5,6,7,8,9\nA,1,1,1,1,1,1,1,1,1\n\"B,b\",2,1,1,2,2,1,1,,\nC,4,0,0,0,0,0,0,0,0\nD,1\nE,,,,,,,,,\n", &done);
    assert_int_equal(done.rows, 5);
    assert_int_equal(done.refused, 2);
    str want = S("row,id,total,total.band,total.missing,alerts,problem\n2,A,9,mild,,self-harm,\n3,\"B,b\",13,moderate,8 9,,\n4,C,,,,,item 1: this is none of its answers\n"
                 "5,D,,,,,\"2 fields, and 10 columns\"\n6,E,,,1 2 3 4 5 6 7 8 9,,\n");
    if (!str_eq(out, want)) fail_msg("%.*s", SP(out));
    assert_true(str_eq(batch("peg", "1,2,4\n", &done), S("column 3: item 4: there is no such item")));
    assert_true(str_eq(batch("peg", "1,2,1\n", &done), S("column 3: item 1: it stands twice")));
    assert_true(str_find(batch("peg", "", &done), S("empty")) != SIZE_MAX);
    assert_true(str_find(batch("rmdq-24", "1,2\n1,\n,\n", &done), S("\n2,1,,,,\n3,0,,,,\n")) != SIZE_MAX); // no row keeps an answer of the one before
}

// --- the loader

#define ITEMS "\"items\": [{\"id\": \"1\", \"text\": \"How?\", \"answers\": \"s\"}, {\"id\": \"2\", \"text\": \"How?\", \"answers\": \"s\"}],"
#define SCORE "{\"id\": \"t\", \"words\": \"T\", \"formula\": \"q1 + q2\", \"range\": [0, 4], \"direction\": \"higher-is-worse\", \"missing\": {\"most\": 0, \"words\": \"Both.\"}}"
#define CASE "{\"note\": \"n\", \"answers\": {\"1\": 1, \"2\": 2}, \"scores\": {\"t\": 3}}"
static const char small[] = "{\"id\": \"my\", \"version\": \"2026-11-21\", \"title\": \"My\", \"about\": \"It.\", \"language\": \"en\", \"recall\": [{\"id\": \"now\", \"words\": \"now\", \"days\": 0}],"
    "\"interval\": {\"days\": 7, \"words\": \"Weekly\"}, \"licence\": {\"ship\": \"own\", \"words\": \"Ours.\", \"evidence\": \"Ours.\", \"verified\": true},"
    "\"answers\": {\"s\": {\"codes\": [{\"code\": 0, \"words\": \"No\"}, {\"code\": 1, \"words\": \"Some\"}, {\"code\": 2, \"words\": \"Much\"}]}},"
    ITEMS "\"scores\": [" SCORE "], \"golden\": [" CASE "," CASE "," CASE "," CASE "," CASE "]}";

static void faults_are_named(void **state)
{
    (void)state;
    static const char *const fault[][4] = {
        {"{\"id\": \"my\"", "{\"id\": \"My\"", "id", "no id"}, {"\"2026-11-21\"", "\"2026-02-30\"", "version", "a day"}, {"\"title\": \"My\", ", "", "", "\"title\" is missing"},
        {"\"language\"", "\"lang\"", "", "no member \"lang\""}, {"\"ship\": \"own\"", "\"ship\": \"free\"", "licence.ship", "one of these"},
        {"\"ship\": \"own\"", "\"ship\": \"text\"", "", "\"text_source\" is missing"}, {"\"ship\": \"own\"", "\"ship\": \"gate\"", "items[0]", "behind the gate"},
        {"{\"code\": 2, \"words\": \"Much\"}", "{\"code\": 1, \"words\": \"Much\"}", "answers.s.codes[2]", "twice"}, {"{\"code\": 2, \"words\": \"Much\"}", "{\"code\": 2}", "answers.s.codes[2]", "\"words\" is missing"},
        {"{\"code\": 2, \"words\": \"Much\"}", "{\"code\": \"two\", \"words\": \"Much\"}", "answers.s.codes[2]", "mixed"}, {"{\"codes\": [", "{\"from\": 3, \"to\": 3, \"x\": [", "answers.s", "no member"},
        {"\"id\": \"2\", \"text\"", "\"id\": \"1\", \"text\"", "items[1].id", "there already"}, {"\"id\": \"2\", \"text\"", "\"id\": \"2-a\", \"text\"", "items[1].id", "letters"},
        {"\"answers\": \"s\"}]", "\"answers\": \"z\"}]", "items[1].answers", "no list"}, {"\"answers\": \"s\"}]", "\"answers\": \"s\", \"blank\": 7}]", "items[1].blank", "none of its answers"},
        {"\"answers\": \"s\"}]", "\"answers\": \"s\", \"blank\": 0, \"optional\": true}]", "items[1]", "\"optional\" or"}, {"\"text\": \"How?\", \"answers\": \"s\"}]", "\"answers\": \"s\"}]", "items[1]", "\"text\" is missing"},
        {"q1 + q2", "q1 + q3", "scores[0].formula", "at character 6"}, {"q1 + q2", "q1 > q2", "scores[0].formula", "no number"}, {"q1 + q2", "q1 / q2", "scores[0].formula", "bounds cannot be proven"},
        {"q1 + q2", "2 * q1 + q2", "scores[0].formula", "outside of its range"}, {"q1 + q2", "3", "scores[0].formula", "no item"}, {"[0, 4]", "[4, 0]", "scores[0].range", "two numbers"},
        {"\"most\": 0, ", "\"most\": 2, ", "scores[0].missing", "\"source\" is missing"}, {"{\"most\": 0, \"words\": \"Both.\"}", "{\"most\": 2, \"words\": \"B\", \"source\": \"s\", \"verified\": true}", "scores[0].missing.most", "at least one"},
        {"\"direction\"", "\"bands\": {\"source\": \"s\", \"verified\": true, \"list\": [{\"from\": 2, \"words\": \"b\"}, {\"from\": 2, \"words\": \"c\"}]}, \"direction\"", "scores[0].bands.list[1]", "ascend"},
        {"\"direction\"", "\"bands\": {\"source\": \"s\", \"verified\": true, \"list\": [{\"from\": 5, \"words\": \"b\"}]}, \"direction\"", "scores[0].bands.list[0]", "within"},
        {"\"direction\"", "\"mcid\": [{\"value\": 2, \"population\": \"p\", \"verified\": true}], \"direction\"", "scores[0].mcid[0]", "\"source\" is missing"},
        {"\"direction\"", "\"mcid\": [{\"value\": 2, \"level\": 95, \"population\": \"p\", \"source\": \"s\", \"verified\": true}], \"direction\"", "scores[0].mcid[0]", "MDC"},
        {"\"direction\"", "\"change\": {\"of\": \"weeks\", \"source\": \"s\"}, \"direction\"", "scores[0].change.of", "means days"},
        {"\"direction\"", "\"change\": {\"of\": \"means\", \"source\": \"s\", \"sd\": {\"value\": 0, \"source\": \"s\", \"verified\": true}}, \"direction\"", "scores[0].change.sd", "above 0"},
        {"\"golden\"", "\"alerts\": [{\"id\": \"x\", \"item\": \"3\", \"when\": \"q1 > 1\", \"words\": \"w\"}], \"golden\"", "alerts[0].item", "no such item"},
        {"\"golden\"", "\"alerts\": [{\"id\": \"x\", \"item\": \"1\", \"when\": \"q1 > 1\", \"words\": \"w\"}], \"golden\"", "golden", "no case proves the alert"},
        {"\"golden\"", "\"values\": [{\"name\": \"q1\", \"formula\": \"q1\"}], \"golden\"", "values[0].name", "there already"}, {"\"scores\": {\"t\": 3}}]", "\"scores\": {\"t\": 4}}]", "golden[4]", "t is 3, and is to be 4"},
        {"\"scores\": {\"t\": 3}}]", "\"scores\": {}}]", "golden[4]", "names every score"}, {"\"scores\": {\"t\": 3}}]", "\"scores\": {\"t\": null}}]", "golden[4]", "no value"},
        {"\"2\": 2}, \"scores\": {\"t\": 3}}]", "\"2\": 3}, \"scores\": {\"t\": 3}}]", "golden[4]", "item 2"}, {"\"2\": 2}, \"scores\": {\"t\": 3}}]", "\"2\": 2}, \"refused\": [\"2\"]}]", "golden[4]", "refused"},
        {"\"note\": \"n\", \"answers\": {\"1\": 1, \"2\": 2}, \"scores\": {\"t\": 3}}]", "\"answers\": {\"1\": 1, \"2\": 2}, \"scores\": {\"t\": 3}}]", "golden[4]", "note"},
        {"," CASE "]", "]", "golden", "at least 5"}, {"]}", "]", "line ", ""}};
    struct instrument_error e = {0};
    if (!instrument_load(a, S("my.json"), str_of(small), &e)) fail_msg("%.*s: %.*s", SP(e.path), SP(e.reason));
    for (size_t i = 0; i < sizeof fault / sizeof *fault; i++) {
        // the last place, so that one of several may be changed
        str text = str_of(small), from = str_of(fault[i][0]), rest = text;
        size_t at = SIZE_MAX;
        for (size_t k = str_find(rest, from), before = 0; k != SIZE_MAX; k = str_find(rest, from)) {
            at = before + k;
            before = at + 1;
            rest = str_sub(text, before, SIZE_MAX);
        }
        if (at == SIZE_MAX) fail_msg("%s is not there", fault[i][0]);
        assert_refused(str_fmt(a, "%.*s%s%.*s", SP(str_sub(text, 0, at)), fault[i][1], SP(str_sub(text, at + from.n, SIZE_MAX))), fault[i][2], fault[i][3]);
    }
}

// Whatever is answered, a score lies in its declared range or has no value; nothing that is missing is counted.
static void scores_stay_in_range(void **state)
{
    (void)state;
    uint64_t seed = 20261121;
    str id;
    for (size_t n = 0; (id = instrument_shipped_at(n)).n; n++) {
        const struct instrument_file *in = instrument_shipped(a, id);
        for (int round = 0; round < 200; round++) {
            struct instrument_answers x;
            struct instrument_result r[INSTRUMENT_SCORES];
            instrument_answers_none(in, &x);
            for (size_t i = 0; i < in->n_items; i++) {
                const struct answer_set *s = in->items[i].answers;
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                uint64_t dice = seed >> 33;
                if (dice % 7 == 0 && round % 2) continue;
                if (s->kind == ANSWER_CODES) x.value[i] = s->codes[dice % s->n_codes].kind == FV_NUMBER ? FV_NUM(s->codes[dice % s->n_codes].number) : FV_STR(s->codes[dice % s->n_codes].code);
                else x.value[i] = FV_NUM(s->lo + (double)(dice % ((uint64_t)(s->hi - s->lo) + 1)));
            }
            instrument_score(in, &x, r);
            for (size_t k = 0; k < in->n_scores; k++) {
                if (r[k].computable) assert_true(r[k].value >= in->scores[k].lo && r[k].value <= in->scores[k].hi && r[k].n_missing <= in->scores[k].most_missing);
                else assert_true(instrument_reason(a, in, k, &r[k]).n > 0);
            }
        }
    }
}

#define GERMAN \
    "\"translations\": {\"de\": {\"title\": \"T\", \"about\": \"A\", \"recall\": {\"past-7d\": \"R\"}, \"items\": {\"1\": \"eins\"}, " \
    "\"answers\": {\"how\": {\"0\": \"nie\", \"1\": \"oft\"}}}}"

static str bilingual(const char *from, const char *to)
{
    static const char golden[] = "{\"note\": \"n\", \"answers\": {\"1\": 1}, \"scores\": {\"total\": 1}}";
    str german = S(GERMAN), head, rest;
    size_t at = from ? str_find(german, str_of(from)) : 0;
    assert_true(at != SIZE_MAX);
    head = str_sub(german, 0, at), rest = str_sub(german, at + (from ? strlen(from) : 0), SIZE_MAX);
    return str_fmt(a, "{\"id\": \"x\", \"version\": \"2026-11-21\", \"title\": \"t\", \"about\": \"a\", \"language\": \"en\", \"recall\": [{\"id\": \"past-7d\", \"words\": \"w\"}], "
        "\"interval\": {\"words\": \"i\"}, \"licence\": {\"ship\": \"own\", \"words\": \"w\", \"evidence\": \"e\", \"verified\": false}, "
        "\"answers\": {\"how\": {\"codes\": [{\"code\": 0, \"words\": \"never\"}, {\"code\": 1, \"words\": \"often\"}]}}, "
        "\"items\": [{\"id\": \"1\", \"text\": \"one\", \"answers\": \"how\"}], "
        "\"scores\": [{\"id\": \"total\", \"words\": \"s\", \"formula\": \"q1\", \"range\": [0, 1], \"direction\": \"neither\", \"missing\": {\"most\": 0, \"words\": \"m\"}}], "
        "\"golden\": [%s, %s, %s, %s, %s], %.*s%s%.*s}", golden, golden, golden, golden, golden, SP(head), to, SP(rest));
}

static void languages_are_whole(void **state)
{
    (void)state;
    struct instrument_error e = {0};
    const struct instrument_file *in = instrument_load(a, S("x"), bilingual(NULL, ""), &e);
    if (!in) fail_msg("%.*s: %.*s", SP(e.path), SP(e.reason));
    const struct instrument_file *de = instrument_in(in, S("de"));
    assert_true(in->n_translated == 1 && de && instrument_in(in, S("en")) == in && !instrument_in(in, S("fr")));
    assert_true(str_eq(de->title, S("T")) && str_eq(de->items[0].text, S("eins")) && str_eq(de->items[0].answers->codes[1].words, S("oft")));
    assert_true(str_eq(de->recalls[0].words, S("R")) && str_eq(in->items[0].answers->codes[1].words, S("often")) && str_eq(de->version, in->version));
    static const struct {
        const char *from, *to, *path;
    } faults[] = {{"\"title\": \"T\", ", "", "translations.de"}, {"\"1\": \"eins\"", "", "translations.de.items"}, {", \"1\": \"oft\"", "", "translations.de.answers.how"},
        {"\"1\": \"eins\"", "\"1\": \"eins\", \"2\": \"zwei\"", "translations.de.items"}, {"\"1\": \"oft\"", "\"1\": \"oft\", \"2\": \"x\"", "translations.de.answers.how"},
        {"\"recall\": {\"past-7d\": \"R\"}, ", "", "translations.de.recall"}, {"\"about\"", "\"stem\": \"S\", \"about\"", "translations.de.stem"},
        {"\"how\": {", "\"other\": {}, \"how\": {", "translations.de.answers"}, {"\"de\"", "\"en\"", "translations.en"}, {"\"de\"", "\"De\"", "translations.De"},
        {"\"eins\"", "\" \"", "translations.de.items.1"}, {"\"eins\"", "3", "translations.de.items.1"}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        assert_null(instrument_load(a, S("x"), bilingual(faults[i].from, faults[i].to), &e));
        if (!str_eq(e.path, str_of(faults[i].path))) fail_msg("%zu: %.*s: %.*s", i, SP(e.path), SP(e.reason));
    }
}

// Rows of single characters take a quick way, an id beside them too; quoted ones never do: what is written is the same, of every instrument.
static void batch_quick_is_the_same(void **state)
{
    (void)state;
    uint64_t seed = 3;
    str id;
    for (size_t k = 0; (id = instrument_shipped_at(k)).n; k++) {
        const struct instrument_file *in = instrument_shipped(a, id);
        struct buf plain = buf_new(a, 1 << 20), quoted = buf_new(a, 1 << 20), one = buf_new(a, 1 << 22), other = buf_new(a, 1 << 22);
        struct instrument_batch done, again;
        str why;
        buf_put(&plain, k % 2 ? S("id") : S(""));
        for (size_t i = 0; i < in->n_items; i++) buf_putf(&plain, "%s%.*s", i || k % 2 ? "," : "", SP(in->items[i].id));
        buf_put(&quoted, buf_str(&plain));
        for (int row = 0; row < 120; row++) {
            static const char *const ids[] = {"P-0017", "7", "", "=1+1", "Zo\xC3\xAB", "a;b", " x", "@"};
            if (k % 2) buf_putf(&plain, "\n%s", ids[row % 8]), buf_putf(&quoted, "\n\"%s\"", ids[row % 8]);
            for (size_t i = 0; i < in->n_items; i++) {
                const struct answer_set *set = in->items[i].answers;
                seed = seed * 6364136223846793005u + 1442695040888963407u;
                uint64_t dice = seed >> 33;
                char z[2] = {(char)('0' + dice % (set->kind == ANSWER_CODES ? set->n_codes + (row % 16 == 0) : 10)), 0};
                const char *written = row % 3 && dice / 16 % 9 == 0 ? "" : z;
                buf_putf(&plain, "%s%s", i || k % 2 ? "," : "\n", written);
                buf_putf(&quoted, "%s\"%s\"", i || k % 2 ? "," : "\n", written);
            }
        }
        assert_true(instrument_batch(a, in, buf_str(&plain), collect, &one, &done, &why));
        assert_true(instrument_batch(a, in, buf_str(&quoted), collect, &other, &again, &why));
        if (in->n_items > 1) assert_true(done.rows == 120 && again.rows == 120 && done.refused == again.refused);
        if (in->n_items > 1 && !str_eq(buf_str(&one), buf_str(&other))) fail_msg("%.*s: the quick way differs", SP(id));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_one_loads),
        cmocka_unit_test(the_list_of_the_reference_is_whole),
        cmocka_unit_test(psqi_from_its_items),
        cmocka_unit_test(daily_rules_are_checked), cmocka_unit_test(ships_as_its_licence_allows), cmocka_unit_test(words_claim_nothing), cmocka_unit_test(loinc_is_verified), cmocka_unit_test(trap_gad_words_and_codes),
        cmocka_unit_test(trap_gad_needs_all_seven), cmocka_unit_test(trap_pss_turned_once), cmocka_unit_test(trap_odi_per_cent), cmocka_unit_test(trap_ndi_raw),
        cmocka_unit_test(trap_who_formula), cmocka_unit_test(trap_dass_items), cmocka_unit_test(trap_rmdq_blank_is_no), cmocka_unit_test(trap_phq9_imputes_two),
        cmocka_unit_test(trap_rand_pain_is_higher_better), cmocka_unit_test(answers_are_exact), cmocka_unit_test(optional_is_not_missing), cmocka_unit_test(probe_says_it_all),
        cmocka_unit_test(batch_scores_each_row), cmocka_unit_test(batch_quick_is_the_same), cmocka_unit_test(languages_are_whole), cmocka_unit_test(faults_are_named), cmocka_unit_test(scores_stay_in_range),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
