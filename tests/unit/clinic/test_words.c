// clinic/measures/instrument_words.h: words for an instrument that ships without, in our own form and as a FHIR Questionnaire. None of the words here are
// those of an instrument.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "clinic/measures/instrument_words.h"

static arena *a;

static int make(void **state)
{
    (void)state;
    a = arena_new((size_t)1 << 28);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static void same(str have, str want)
{
    if (!str_eq(have, want)) fail_msg("\"%.*s\" is not \"%.*s\"", SP(have), SP(want));
}

static const struct instrument_file *known(const char *id)
{
    const struct instrument_file *in = instrument_known(str_of(id));
    assert_non_null(in);
    return in;
}

// What a Questionnaire looks like that a test wants.
struct fhir {
    const struct instrument_file *in;
    const char *link;           // of an item's number: "%.*s", "/%.*s"; NULL: "a", "b", …
    const char *prefix;         // likewise; NULL: none
    size_t skip;                // this item (its index + 1) is left out
    bool turned;                // values of 4, 5, 7 and 8 (PSS-10) the other way round, as LOINC has them
    size_t turn;                // and of this item
    bool no_values, integers, value_set, groups;
    const char *more;           // another item
    size_t short_of;            // this item has an answer less
};

static bool is_turned(const struct fhir *f, size_t i)
{
    return (f->turned && (i == 3 || i == 4 || i == 6 || i == 7)) || f->turn == i + 1;
}

static void put_option(struct buf *b, const struct fhir *f, size_t i, size_t k)
{
    static const char *const words[] = {"Never", "Hardly", "At times", "Often", "Always", "Beyond"};
    const struct answer_set *set = f->in->items[i].answers;
    double v = set->codes[is_turned(f, i) ? set->n_codes - 1 - k : k].number;
    if (f->integers) {
        buf_putf(b, "{\"valueInteger\":%g}", v);
        return;
    }
    buf_putf(b, "%s\"code\":\"LA%zu\",\"display\":\"%s\"", f->value_set ? "{" : "{\"valueCoding\":{", k, words[k]);
    if (!f->no_values) buf_putf(b, ",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/ordinalValue\",\"valueDecimal\":%g}]", v);
    buf_put(b, f->value_set ? S("}") : S("}}"));
}

static void put_question(struct buf *b, const struct fhir *f, size_t i)
{
    const struct instrument_item *item = &f->in->items[i];
    buf_putf(b, "{\"linkId\":\"");
    if (f->link) buf_putf(b, strchr(f->link, '%') ? f->link : "%.*s", SP(item->id));
    else buf_putf(b, "%c%c", (char)('g' + (int)(i / 10)), (char)('g' + (int)(i % 10)));
    buf_putf(b, "\",\"type\":\"choice\",\"text\":\"%.*s. Question\\n  number %.*s\"", SP(item->id), SP(item->id));
    if (f->prefix) buf_putf(b, ",\"prefix\":\"%.*s.\"", SP(item->id));
    if (f->value_set) buf_put(b, S(",\"answerValueSet\":\"#often\""));
    else {
        buf_put(b, S(",\"answerOption\":["));
        for (size_t k = 0; k + (f->short_of == i + 1) < item->answers->n_codes; k++) {
            if (k) buf_putc(b, ',');
            put_option(b, f, i, k);
        }
        buf_putc(b, ']');
    }
    buf_putc(b, '}');
}

static str written(const struct fhir *f)
{
    struct buf b = buf_new(a, 1 << 20);
    buf_put(&b, S("{\"resourceType\":\"Questionnaire\",\"status\":\"active\",\"language\":\"en-GB\",\"copyright\":\"(c) Nobody\""));
    if (f->value_set) {
        buf_put(&b, S(",\"contained\":[{\"resourceType\":\"ValueSet\",\"id\":\"often\",\"compose\":{\"include\":[{\"system\":\"x\",\"concept\":["));
        for (size_t k = 0; k < f->in->items[0].answers->n_codes; k++) {
            if (k) buf_putc(&b, ',');
            put_option(&b, f, 0, k);
        }
        buf_put(&b, S("]}]}}]"));
    }
    buf_put(&b, S(",\"item\":["));
    if (f->groups) buf_put(&b, S("{\"linkId\":\"all\",\"type\":\"group\",\"text\":\"In the last month\",\"item\":["));
    bool first = true;
    for (size_t i = 0; i < f->in->n_items; i++) {
        if (f->skip == i + 1) continue;
        if (!first) buf_putc(&b, ',');
        first = false;
        put_question(&b, f, i);
    }
    if (f->groups) buf_put(&b, S("]},{\"linkId\":\"sum\",\"type\":\"decimal\",\"readOnly\":true,\"text\":\"Sum\"}"));
    if (f->more) buf_putf(&b, ",%s", f->more);
    buf_put(&b, S("]}"));
    return buf_str(&b);
}

// It is read, put together, and loads with all its proofs and golden cases.
static const struct instrument_file *put(const struct instrument_file *in, str text, struct instrument_words *w)
{
    struct instrument_error e = {0};
    if (!instrument_words_read(a, in, S("w.json"), text, w, &e)) fail_msg("%.*s: %.*s", SP(e.path), SP(e.reason));
    const struct instrument_file *out = instrument_load(a, S("put.json"), instrument_words_put(a, in, w), &e);
    if (!out) fail_msg("%.*s: %.*s", SP(e.path), SP(e.reason));
    assert_int_equal(out->ship, SHIP_LICENSED);
    // what is kept says the same
    struct instrument_words again;
    str kept = instrument_words_json(a, in, w);
    assert_true(instrument_words_read(a, in, S("k.json"), kept, &again, &e));
    same(instrument_words_json(a, in, &again), kept);
    same(instrument_words_put(a, in, &again), out->json);
    return out;
}

static void refused(const struct instrument_file *in, str text, const char *path, const char *reason)
{
    struct instrument_words w;
    struct instrument_error e = {0};
    if (instrument_words_read(a, in, S("w.json"), text, &w, &e)) fail_msg("it was read: %.*s", SP(text));
    same(e.path, str_of(path));
    if (str_find(e.reason, str_of(reason)) == SIZE_MAX) fail_msg("\"%.*s\" does not say \"%s\"", SP(e.reason), reason);
}

static double scored(const struct instrument_file *in, double of_all)
{
    struct instrument_answers x;
    struct instrument_result r[INSTRUMENT_SCORES];
    instrument_answers_none(in, &x);
    for (size_t i = 0; i < in->n_items; i++) x.value[i] = (fvalue){.kind = FV_NUMBER, .number = of_all};
    instrument_score(in, &x, r);
    assert_true(r[0].computable);
    return r[0].value;
}

// --- our own form

#define ESS_ANSWERS "\"answers\":{\"scale\":{\"0\":\"no\",\"1\":\"a bit\",\"2\":\"some\",\"3\":\"a lot\"}}"

static str ess(const char *items, const char *more)
{
    return str_fmt(a, "{\"instrument\":\"ess\",\"language\":\"en\",\"credit\":\"(c) Nobody\"," ESS_ANSWERS ",\"items\":{%s%s}}", items, more);
}

static void own_form(void **state)
{
    (void)state;
    const struct instrument_file *in = known("ess");
    struct instrument_words w;
    const char *seven = "\"1\":\"A\",\"2\":\"B\",\"3\":\"C\",\"4\":\"D\",\"5\":\"E\",\"6\":\"F\",\"7\":\"G\"";
    const struct instrument_file *out = put(in, ess(seven, ",\"8\":{\"text\":\"H\",\"stem\":\"And:\",\"answers\":{\"3\":\"very much\"}}"), &w);
    same(out->items[0].text, S("A"));
    same(out->items[7].stem, S("And:"));
    same(out->credit, S("(c) Nobody"));
    same(out->items[0].answers->codes[3].words, S("a lot"));
    same(out->items[7].answers->codes[3].words, S("very much"));
    same(out->items[7].answers->codes[2].words, S("some"));
    assert_ptr_equal(out->items[0].answers, out->items[6].answers);
    assert_true(out->n_golden == in->n_golden && out->n_scores == in->n_scores);
    assert_true(scored(out, 2) == scored(in, 2));

    refused(in, ess(seven, ""), "items", "item 8 is missing");
    refused(in, ess(seven, ",\"8\":\"H\",\"9\":\"I\""), "items", "no \"9\"");
    refused(in, ess(seven, ",\"8\":\" \""), "items.8", "a text is wanted");
    refused(in, ess(seven, ",\"8\":{\"text\":\"H\",\"code\":3}"), "items.8", "no member \"code\"");
    refused(in, ess(seven, ",\"8\":{\"text\":\"H\",\"answers\":{\"4\":\"x\"}}"), "items.8.answers", "no \"4\"");
    refused(in, S("{\"instrument\":\"odi\",\"language\":\"en\",\"items\":{}}"), "instrument", "\"ess\" is wanted");
    refused(in, S("{\"instrument\":\"ess\",\"language\":\"en\",\"items\":{},\"scores\":[]}"), "", "no member \"scores\"");
    refused(in, S("{\"instrument\":\"ess\",\"language\":\"en\",\"items\":{\"1\":\"A\"}}"), "items.1", "no words for the answer 0");
    refused(in, S("[]"), "", "an object");
    refused(in, S("{\"instrument\""), "line 1, column 14", "");
    struct instrument_error e;
    assert_false(instrument_words_read(a, in, S("x"), instrument_words_blank(a, in), &w, &e)); // nothing in it yet
}

// A scale's ends, a tick, a clock and text codes need no more than they have.
static void other_answers(void **state)
{
    (void)state;
    struct instrument_words w;
    const struct instrument_file *out = put(known("peg"), S("{\"instrument\":\"peg\",\"language\":\"de\",\"title\":\"Drei Fragen\",\"recall\":{\"past-7d\":\"in sieben Tagen\"},"
        "\"items\":{\"1\":{\"text\":\"A\",\"answers\":{\"from_words\":\"none\",\"to_words\":\"all\"}},\"2\":\"B\",\"3\":\"C\"}}"), &w);
    same(out->language, S("de"));
    same(out->title, S("Drei Fragen"));
    same(out->items[0].answers->lo_words, S("none"));
    same(out->items[1].answers->lo_words, S(""));
    struct buf b = buf_new(a, 65536);
    buf_put(&b, S("{\"instrument\":\"rmdq-24\",\"language\":\"en\",\"items\":{"));
    for (int i = 1; i <= 24; i++) buf_putf(&b, "%s\"%d\":\"Statement %d\"", i > 1 ? "," : "", i, i);
    buf_put(&b, S("}}"));
    out = put(known("rmdq-24"), buf_str(&b), &w);
    same(out->items[0].answers->codes[1].words, S("Ticked"));
    assert_true(out->items[0].has_blank);
}

// --- FHIR

static void by_link_prefix_order(void **state)
{
    (void)state;
    struct instrument_words w;
    const struct instrument_file *ess8 = known("ess"), *out;
    out = put(ess8, written(&(struct fhir){.in = ess8, .link = "ess-0%.*s", .groups = true}), &w);
    assert_int_equal(w.by, WORDS_BY_LINK_ID);
    same(out->items[3].text, S("Question number 4"));
    same(out->items[3].stem, S("In the last month"));
    same(out->language, S("en-gb"));
    same(out->credit, S("(c) Nobody"));
    same(w.items[3].from, S("ess-04"));
    same(out->items[0].answers->codes[1].words, S("Hardly"));
    put(ess8, written(&(struct fhir){.in = ess8, .prefix = "%"}), &w);
    assert_int_equal(w.by, WORDS_BY_PREFIX);
    out = put(ess8, written(&(struct fhir){.in = ess8}), &w);
    assert_int_equal(w.by, WORDS_BY_ORDER);
    same(out->items[7].text, S("Question number 8"));
    put(ess8, written(&(struct fhir){.in = ess8, .value_set = true}), &w);
    put(ess8, written(&(struct fhir){.in = ess8, .no_values = true}), &w);
    assert_true(w.by_order);
    put(ess8, written(&(struct fhir){.in = ess8, .link = "%.*s", .more = "{\"linkId\":\"when\",\"type\":\"date\",\"text\":\"When?\"}"}), &w);
    assert_int_equal(w.n_unused, 1);
    same(w.unused[0], S("when: When?"));
}

// A public example of the NDI has nine questions and no item 4: nothing is moved up into its place.
static void nine_of_ten(void **state)
{
    (void)state;
    const struct instrument_file *ndi = known("ndi");
    refused(ndi, written(&(struct fhir){.in = ndi, .link = "ndi.%.*s", .skip = 4}), "item", "no question for item 4");
    refused(ndi, written(&(struct fhir){.in = ndi, .prefix = "%", .skip = 4}), "item", "no question for item 4");
    refused(ndi, written(&(struct fhir){.in = ndi, .skip = 4}), "item", "9 questions, and 10");
    // nor does another question fill the gap
    refused(ndi, written(&(struct fhir){.in = ndi, .link = "%.*s", .skip = 4, .more = "{\"linkId\":\"note\",\"type\":\"text\",\"text\":\"Note\"}"}), "item", "no question for item 4");
    // LOINC's numbers as linkIds end in a check digit: no item's number
    refused(ndi, S("{\"resourceType\":\"Questionnaire\",\"item\":[{\"linkId\":\"/82227-1\",\"type\":\"choice\",\"text\":\"x\"}]}"), "item", "1 questions, and 10");
    refused(ndi, S("{\"resourceType\":\"Questionnaire\",\"item\":[]}"), "item", "no questions");
    refused(ndi, S("{\"resourceType\":\"Bundle\"}"), "resourceType", "Bundle");
}

// LOINC's answers to 4, 5, 7 and 8 of the PSS are turned already, and the scorer turns them: their words go back to where they belong.
static void turned_once(void **state)
{
    (void)state;
    const struct instrument_file *pss = known("pss-10");
    struct instrument_words straight, turned;
    put(pss, written(&(struct fhir){.in = pss, .link = "%.*s"}), &straight);
    const struct instrument_file *out = put(pss, written(&(struct fhir){.in = pss, .link = "%.*s", .turned = true}), &turned);
    same(instrument_words_json(a, pss, &turned), instrument_words_json(a, pss, &straight));
    assert_true(turned.items[3].turned && turned.items[7].turned && !turned.items[0].turned && !straight.items[3].turned);
    same(out->items[3].answers->codes[0].words, S("Never"));
    same(out->items[3].answers->codes[4].words, S("Always"));
    assert_true(scored(out, 0) == 16 && scored(pss, 0) == 16);
    // an item that is not turned by the scorer must not be turned by the file
    refused(pss, written(&(struct fhir){.in = pss, .link = "%.*s", .turn = 2}), "item[1]", "the other way round than item 1");
}

static void answers_that_do_not_fit(void **state)
{
    (void)state;
    const struct instrument_file *pss = known("pss-10"), *quick = known("quickdash"), *hit = known("hit-6");
    struct instrument_words w;
    refused(pss, written(&(struct fhir){.in = pss, .link = "%.*s", .short_of = 3}), "item[2]", "item 3 has 4 answers, and 5 are wanted");
    refused(quick, written(&(struct fhir){.in = pss, .link = "%.*s", .more = "{\"linkId\":\"11\",\"type\":\"choice\",\"text\":\"x\"}"}), "item[0].answerOption[0]", "counts 0");
    put(hit, written(&(struct fhir){.in = hit, .link = "%.*s"}), &w);   // 6, 8, 10, 11, 13
    refused(pss, written(&(struct fhir){.in = pss, .link = "%.*s", .integers = true}), "item[0].answerOption[0]", "no words");
    refused(pss, S("{\"resourceType\":\"Questionnaire\",\"item\":[{\"linkId\":\"1\",\"type\":\"choice\",\"text\":\"x\",\"answerValueSet\":\"http://x/vs\"}]}"), "item", "1 questions");
    struct buf b = buf_new(a, 65536);
    buf_put(&b, S("{\"resourceType\":\"Questionnaire\",\"item\":["));
    for (int i = 1; i <= 10; i++) buf_putf(&b, "%s{\"linkId\":\"%d\",\"type\":\"choice\",\"text\":\"x\",\"answerValueSet\":\"http://x/vs\"}", i > 1 ? "," : "", i);
    buf_put(&b, S("]}"));
    refused(pss, buf_str(&b), "item[0].answerValueSet", "elsewhere (http://x/vs)");
}

// A scale: as a number with words at its ends, or as a list of exactly its numbers.
static void scales(void **state)
{
    (void)state;
    const struct instrument_file *peg = known("peg");
    struct instrument_words w;
    struct buf b = buf_new(a, 65536);
    for (int list = 0; list < 3; list++) {
        b.n = 0;
        buf_put(&b, S("{\"resourceType\":\"Questionnaire\",\"item\":["));
        for (int i = 1; i <= 3; i++) {
            buf_putf(&b, "%s{\"linkId\":\"%d\",\"text\":\"x\",", i > 1 ? "," : "", i);
            if (!list)
                buf_put(&b, S("\"type\":\"integer\",\"item\":[{\"linkId\":\"lo\",\"type\":\"display\",\"text\":\"none\",\"extension\":[{\"url\":\"http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl\","
                              "\"valueCodeableConcept\":{\"coding\":[{\"code\":\"lower\"}]}}]}]}"));
            else {
                buf_put(&b, S("\"type\":\"choice\",\"answerOption\":["));
                for (int k = 0; k <= (list == 1 ? 10 : 9); k++)
                    buf_putf(&b, "%s{\"valueCoding\":{\"code\":\"%d\",\"display\":\"%s\"}}", k ? "," : "", k, k == 0 ? "none" : k == 10 ? "all" : "5");
                buf_put(&b, S("]}"));
            }
        }
        buf_put(&b, S("]}"));
        if (list == 2) {
            refused(peg, buf_str(&b), "item[0]", "10 answers, and 0 to 10");
            continue;
        }
        const struct instrument_file *out = put(peg, buf_str(&b), &w);
        same(out->items[0].answers->lo_words, S("none"));
        same(out->items[0].answers->hi_words, list ? S("all") : S(""));
    }
}

// Each that ships without words takes them, in both forms.
static void all_gated(void **state)
{
    (void)state;
    str id;
    size_t n = 0;
    for (size_t i = 0; (id = instrument_shipped_at(i)).n; i++) {
        const struct instrument_file *in = instrument_known(id);
        if (in->ship != SHIP_GATE) continue;
        struct words_item item[INSTRUMENT_ITEMS] = {0};
        str recall[10] = {0}, words[100];
        for (size_t k = 0; k < 100; k++) words[k] = str_fmt(a, "answer %zu", k);
        for (size_t k = 0; k < in->n_items; k++) item[k] = (struct words_item){.text = S("x"), .answers = in->items[k].answers->n_codes ? words : NULL};
        struct instrument_words w = {.language = S("en"), .recalls = recall, .items = item}, back;
        put(in, instrument_words_json(a, in, &w), &back);
        n++;
    }
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(own_form), cmocka_unit_test(other_answers), cmocka_unit_test(by_link_prefix_order), cmocka_unit_test(nine_of_ten),
        cmocka_unit_test(turned_once), cmocka_unit_test(answers_that_do_not_fit), cmocka_unit_test(scales), cmocka_unit_test(all_gated)};
    return cmocka_run_group_tests(tests, make, end);
}
