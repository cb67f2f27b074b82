// Any bytes as rules, as a history, and as what medicines somebody takes: rules are refused with a file and a reason or can be screened with; a history is never
// refused by the shipped rules, whatever its answers are, and an answer that is missing is asked for, never clear.
#include <string.h>

#include "base/content.h"
#include "base/err.h"
#include "clinic/safety/medicines.h"
#include "clinic/safety/screen_overlay.h"
#include "clinic/safety/screen_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static void history_of(const struct screen_rules *r, str text)
{
    struct json_error e;
    const struct screen_about about = {.today = {20778}};
    const struct screen_bad *bad;
    size_t n_bad;
    const struct json *answers = json_parse(a, text, 64, &e);
    if (!answers) return;
    struct screen_result s = screen(a, r, &about, answers, &bad, &n_bad);
    CHECK(s.n <= r->n_rules && s.n_trace == s.n && s.n_to_ask <= r->n_questions);
    for (size_t i = 0; i < s.n; i++) {
        const struct screen_finding *f = &s.findings[i];
        CHECK(i == 0 || s.findings[i - 1].unknown < f->unknown || s.findings[i - 1].rule->level <= f->rule->level);
        CHECK(f->n_because <= f->n_made_by || f->unknown);
        for (size_t k = 0; f->unknown && k < f->n_because; k++) CHECK(screen_question_of(r, f->because[k]));
    }
    for (size_t i = 0; i < n_bad; i++) CHECK(bad[i].reason.n > 0);
    str out = {0}, why = {0};
    CHECK(screen_probe(a, r, text, about.today, &out, &why) ? out.n > 0 : why.n > 0);
}

static void medicines_of(str text)
{
    const struct medicines *m = medicines_shipped();
    struct medicines_said s = medicines_read(a, m, text);
    bool all = true;
    uint32_t classes = 0;
    CHECK(s.n <= MEDICINE_WORDS);
    for (size_t i = 0; i < s.n; i++) {
        CHECK(s.v[i].said.n > 0);
        if (s.v[i].is) classes |= s.v[i].is->classes;
        else all = false;
    }
    CHECK(classes == s.classes && (all || s.unread));
    str why = {0};
    CHECK(medicines_load(a, text, &why) || why.n > 0);
}

// A practice's rules over ours: refused with a place, or what stops stops still, and each change can be compared.
static void overlay_of(str text)
{
    struct screen_error e = {0};
    const struct screen_rules *r = screen_shipped();
    const struct screen_overlay *o = screen_overlay(a, r, S("own.json"), text.n ? text : S(" "), &e);
    CHECK(o ? o->n >= r->n_rules : e.file.n > 0 && e.reason.n > 0);
    for (size_t i = 0; o && i < o->n; i++) {
        const struct overlay_item *x = &o->v[i];
        if (x->ours && x->ours->level <= LEVEL_STOP) CHECK(x->holds && x->holds->level <= x->ours->level);
        if (x->kind == RULE_EDITED) CHECK(screen_compare(a, r, x->ours, x->ours).is == CHANGE_SAME && screen_compare(a, r, x->ours, x->practice).is <= CHANGE_WEAKER);
    }
    if (o) history_of(o->rules, S("{\"unwell\": [\"fever\"], \"temperature\": 39, \"surgery\": true}"));
}

// The input's first byte says what it is: a history, medicines, a practice's own rules, or both files with a line "----" between them.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0) return 0;
    if (!a) a = arena_new(64 << 20);
    str text = {(const char *)data + 1, n - 1};
    if (data[0] == 'h') {
        history_of(screen_shipped(), text);
    } else if (data[0] == 'm') {
        medicines_of(text);
    } else if (data[0] == 'o') {
        overlay_of(text);
    } else {
        size_t cut = str_find(text, S("----"));
        str questions = str_sub(text, 0, cut == SIZE_MAX ? 0 : cut), rules = cut == SIZE_MAX ? text : str_sub(text, cut + 4, SIZE_MAX);
        struct screen_error e = {0};
        const struct screen_rules *r = screen_load(a, questions.n ? questions : content_text(S("safety/questions.json")), rules, &e);
        CHECK(r ? r->n_rules > 0 : e.file.n > 0 && e.reason.n > 0);
        if (r) history_of(r, S("{}"));
        if (r) history_of(r, S("{\"ill\": true, \"where\": [\"calf-left\"], \"when\": \"2026-01-01\", \"n\": 5, \"which\": [\"a\", \"not-sure\"]}"));
    }
    arena_reset(a);
    return 0;
}
