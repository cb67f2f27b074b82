// The health form as anybody may post it: what is posted is always JSON, what was answered well stands in its boxes again and posts the
// same, and the screening refuses an answer by name or takes it. An answer that is taken away never takes a finding away.
#include <string.h>

#include "base/err.h"
#include "desk/safety/safety_body.h"
#include "web/body.h"
#include "web/safety/intake_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { ROOM = 1 << 20 };
static arena *a;

static bool is_bad(const struct screen_bad *bad, size_t n, str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(bad[i].id, id)) return true;
    return false;
}

static const struct screen_finding *finding_of(const struct screen_result *s, const struct screen_rule *rule)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->findings[i].rule == rule) return &s->findings[i];
    return NULL;
}

static struct json *answers_of(struct call *c, const struct screen_rules *r)
{
    struct buf b = buf_new(a, ROOM);
    struct jw w = jw_on(&b);
    struct json_error e;
    jw_object(&w);
    for (size_t i = 0; i < r->n_questions; i++) {
        str raw = intake_posted(c, &r->questions[i]);
        if (!raw.n) continue;
        jw_key(&w, r->questions[i].id);
        jw_raw(&w, raw);
    }
    jw_end(&w);
    if (b.over) return NULL;
    struct json *answers = json_parse(a, buf_str(&b), 8, &e);
    CHECK(answers);
    return answers;
}

static void box(struct body *to, str name, str value)
{
    if (to->n < BODY_PAIRS_MAX) to->pair[to->n++] = (struct pair){.name = name, .value = value};
}

static void ticked(struct body *to, const struct pick_view *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].checked) box(to, v[i].name, v[i].value);
}

// The order of ticked places is that of the boxes; a place on both sides is a box for each.
static bool drawn_as_kept(const struct question *q, const struct json *value)
{
    struct site s;
    if (value->kind != JSON_ARRAY) return true;
    if (q->kind == ASK_SITES) return value->count == 1 && site_parse(value->first->text, &s) && (s.side != SIDE_BOTH || !s.region->sided);
    return value->count <= 1;
}

static void same_again(const struct call *c, const struct question *q, const struct json *value)
{
    struct call again = *c;
    struct pair pairs[BODY_PAIRS_MAX];
    struct body body = {.pair = pairs};
    struct json_error e;
    struct intake_question_view v = intake_question(&again, q, value, false);
    ticked(&body, v.picks.v, v.picks.n);
    ticked(&body, v.besides.v, v.besides.n);
    for (size_t i = 0; i < v.areas.n; i++)
        for (size_t k = 0; k < v.areas.v[i].sites.n; k++) ticked(&body, v.areas.v[i].sites.v[k].sides.v, v.areas.v[i].sites.v[k].sides.n);
    if (v.value.n) box(&body, v.name, v.value);
    again.body = &body;
    str raw = intake_posted(&again, q);
    CHECK(raw.n > 0);
    const struct json *read = json_parse(a, raw, 8, &e);
    CHECK(read && read->kind == value->kind);
    CHECK(!drawn_as_kept(q, value) || json_same(read, value));
}

static void without_one(const struct screen_rules *r, const struct screen_about *about, struct json *answers, const struct screen_result *s, size_t which)
{
    const struct screen_bad *bad;
    size_t n_bad, at = 0;
    struct json **link = &answers->first;
    while (*link && at++ < which % answers->count) link = &(*link)->next;
    const struct question *gone = screen_question_of(r, (*link)->name);
    // what is measured does not count where it is not there, nor what nobody wrote among the medicines: the ticked ones ask
    // … and who would not be asked, and said yes, is asked no more without it
    if (!gone || gone->by_therapist || gone->reads_medicines || gone->oldest || !screen_fits(gone, about)) return;
    *link = (*link)->next;
    answers->count--;
    struct screen_result less = screen(a, r, about, answers, &bad, &n_bad);
    for (size_t i = 0; i < s->n; i++) CHECK(finding_of(&less, s->findings[i].rule));
}

static void screened(struct call *c, const struct screen_rules *r, struct json *answers, uint8_t flags)
{
    const struct screen_about about = {.today = {20778}, .born_known = flags & 2, .born = {(int32_t)(flags >> 4) * 2000}, .sex = flags & 4 ? S("male") : S("")};
    const struct screen_bad *bad;
    size_t n_bad;
    struct screen_result s = screen(a, r, &about, answers, &bad, &n_bad);
    for (size_t i = 0; i < n_bad; i++) CHECK(bad[i].reason.n > 0 && screen_question_of(r, bad[i].id));
    const bool *asked = screen_asked(a, r, &about, answers);
    for (const struct json *x = answers->first; x; x = x->next) {
        const struct question *q = screen_question_of(r, x->name);
        str words = intake_answer(c, q, x);
        CHECK(words.n > 0 || (x->kind == JSON_STRING && !x->text.n));
        if (asked[q - r->questions] && !is_bad(bad, n_bad, x->name)) same_again(c, q, x);
        (void)intake_question(c, q, x, true);
    }
    for (size_t i = 0; i < s.n; i++) {
        struct finding_row row = {0};
        CHECK(finding_body_read(a, finding_body(a, &s.findings[i], answers), &row));
        CHECK(row.verified == s.findings[i].rule->verified && row.n_because >= (s.findings[i].unknown ? 0 : s.findings[i].n_because));
        CHECK(row.limits.n_avoid == s.findings[i].limits.n_avoid && row.limits.pressure_max == s.findings[i].limits.pressure_max);
    }
    if (answers->count) without_one(r, &about, answers, &s, (size_t)flags);
}

// The first byte: a form or JSON, what is known of the client, which answer is taken away.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct body body;
    str why;
    if (n < 2) return 0;
    if (!a) a = arena_new(64 << 20);
    str bytes = {(const char *)data + 1, n - 1};
    struct call c = {.a = a, .body = &body, .now = {INT64_C(1763700000000000)}, .desk = {.a = a, .today = {20778}}};
    if (!(data[0] & 1 ? body_parse_json(a, bytes, &body, &why) : body_parse_form(a, bytes, &body))) {
        const struct screen_rules *r = screen_shipped();
        struct json *answers = answers_of(&c, r);
        if (answers) screened(&c, r, answers, data[0]);
    }
    arena_reset(a);
    return 0;
}
