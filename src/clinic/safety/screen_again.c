#include "clinic/safety/screen_again.h"

#include "base/err.h"
#include "clinic/safety/screen_data.h"

struct finding_out {
    arena *a;
    const struct screen_rules *r;
    const struct again_in *in;
    const struct json *answers; // without what was measured for another day
    bool *is;                   // by question: in the list
    enum again_why *why;        // by question
};

static day said_on(const struct again_in *in, str question)
{
    for (size_t i = 0; i < in->n_said; i++)
        if (str_eq(in->said[i].question, question)) return in->said[i].on;
    return in->told;
}

static bool listed(const str *v, size_t n, str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], s)) return true;
    return false;
}

static bool is_due(const struct again_row *rows, size_t n, const struct question *q)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].q == q) return true;
    return false;
}

const struct json *screen_carried(arena *a, const struct screen_rules *r, const struct again_in *in, const struct again_row *rows, size_t n)
{
    struct json *out = ARENA_NEW(a, struct json);
    *out = (struct json){.kind = JSON_OBJECT};
    struct json **end = &out->first;
    for (const struct json *j = in->answers ? in->answers->first : NULL; j; j = j->next) {
        const struct question *q = screen_question_of(r, j->name);
        if (q && ((q->today_only && said_on(in, q->id).d != in->about->today.d) || is_due(rows, n, q))) continue;
        struct json *copy = ARENA_NEW(a, struct json);
        *copy = *j;
        copy->next = NULL;
        *end = copy;
        end = &copy->next;
        out->count++;
    }
    return out;
}

static void add(struct finding_out *o, size_t q, enum again_why why)
{
    if (o->is[q] || o->r->questions[q].kind == ASK_TEXT) return;
    o->is[q] = true;
    o->why[q] = why;
}

static size_t index_of(const struct finding_out *o, str id)
{
    const struct question *q = screen_question_of(o->r, id);
    CHECK(q);
    return (size_t)(q - o->r->questions);
}

// The questions that a formula looks at, through what is derived.
static void add_names(struct finding_out *o, const struct formula *f)
{
    const uint16_t *used;
    size_t n = f ? formula_names(f, &used) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &o->r->name_is[used[i]];
        if (is->is == NAME_DERIVED) add_names(o, is->derived);
        else if (is->question != QUESTION_NONE) add(o, is->question, AGAIN_RAN_OUT);
    }
}

static bool looks_at(const struct screen_rules *r, const struct formula *f, const bool *in)
{
    const uint16_t *used;
    size_t n = formula_names(f, &used);
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &r->name_is[used[i]];
        if (is->is == NAME_DERIVED ? looks_at(r, is->derived, in) : is->question != QUESTION_NONE && in[is->question]) return true;
    }
    return false;
}

void screen_follow_ups(const struct screen_rules *r, bool *in)
{
    bool more = true;
    while (more) {
        more = false;
        for (size_t q = 0; q < r->n_questions; q++) {
            const struct question *one = &r->questions[q];
            if (in[q] || !one->when || one->by_therapist || !looks_at(r, one->when, in)) continue;
            in[q] = more = true;
        }
    }
}

static bool add_leads(const struct screen_rules *r, const struct formula *f, bool *in)
{
    const uint16_t *used;
    size_t n = formula_names(f, &used);
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &r->name_is[used[i]];
        if (is->is == NAME_DERIVED) any = add_leads(r, is->derived, in) || any;
        else if (is->question != QUESTION_NONE && !in[is->question]) any = in[is->question] = true;
    }
    return any;
}

void screen_leads(const struct screen_rules *r, const bool *asked, bool *in)
{
    bool more = true;
    while (more) {
        more = false;
        for (size_t q = 0; q < r->n_questions; q++)
            if (in[q] && !asked[q] && r->questions[q].when) more = add_leads(r, r->questions[q].when, in) || more;
    }
}

static bool formula_rests_on(const struct screen_rules *r, const struct formula *f, const str *questions, size_t n_questions)
{
    const uint16_t *used;
    size_t n = f ? formula_names(f, &used) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct screen_name *is = &r->name_is[used[i]];
        const struct question *q = is->question != QUESTION_NONE ? &r->questions[is->question] : NULL;
        if (is->is == NAME_DERIVED && formula_rests_on(r, is->derived, questions, n_questions)) return true;
        if (q && (listed(questions, n_questions, q->id) || formula_rests_on(r, q->when, questions, n_questions))) return true;
    }
    return false;
}

bool screen_rests_on(const struct screen_rules *r, const struct screen_rule *rule, const str *questions, size_t n)
{
    for (size_t i = 0; i < rule->n_regions_from; i++)
        if (listed(questions, n, r->questions[rule->regions_from[i]].id)) return true;
    return formula_rests_on(r, rule->when, questions, n) || formula_rests_on(r, rule->also, questions, n);
}

// A day that was to come when it was said, and has come: the baby is due. The first questions of its page are asked, also what it does not follow on.
static void has_come(struct finding_out *o, size_t day_question)
{
    const struct question *q = &o->r->questions[day_question];
    const struct json *j = json_get(o->answers, q->id);
    day d;
    if (!j || j->kind != JSON_STRING || !day_parse(j->text, &d) || d.d <= said_on(o->in, q->id).d || d.d > o->in->about->today.d) return;
    for (size_t i = 0; i < o->r->n_questions; i++)
        if (str_eq(o->r->questions[i].page, q->page) && !o->r->questions[i].when && !o->r->questions[i].by_therapist) add(o, i, AGAIN_RAN_OUT);
}

static void ran_out(struct finding_out *o, const struct screen_finding *f)
{
    const struct screen_rule *rule = f->rule;
    bool any = false;
    for (size_t i = 0; rule->valid_days && i < f->n_because; i++) {
        size_t q = index_of(o, f->because[i]);
        if (o->in->about->today.d - said_on(o->in, f->because[i]).d < rule->valid_days) continue;
        any = true;
        if (o->r->questions[q].kind != ASK_DAY) add(o, q, AGAIN_RAN_OUT);
        else add_names(o, o->r->questions[q].when);
        if (o->r->questions[q].kind == ASK_DAY) has_come(o, q);
    }
    for (size_t i = 0; any && i < rule->n_regions_from; i++) add(o, rule->regions_from[i], AGAIN_RAN_OUT);
}

// Where on the body is not known of a rule that fires.
static void places_open(struct finding_out *o, const struct screen_rule *rule, const bool *asked)
{
    for (size_t i = 0; i < rule->n_regions_from; i++) {
        size_t q = rule->regions_from[i];
        const struct json *j = json_get(o->answers, o->r->questions[q].id);
        bool nowhere = j && j->kind == JSON_ARRAY && !j->count && !o->r->questions[q].nowhere.n;
        if (asked[q] && (!j || j->kind == JSON_NULL || nowhere)) add(o, q, AGAIN_OPEN);
    }
}

static size_t rows_of(const struct finding_out *o, const struct again_row **out)
{
    struct again_row *v = ARENA_ARRAY(o->a, o->r->n_questions, struct again_row);
    size_t n = 0;
    for (size_t q = 0; q < o->r->n_questions; q++)
        if (o->is[q]) v[n++] = (struct again_row){&o->r->questions[q], o->why[q]};
    *out = v;
    return n;
}

size_t screen_again(arena *a, const struct screen_rules *r, const struct again_in *in, const struct again_row **out)
{
    struct finding_out o = {.a = a, .r = r, .in = in, .answers = screen_carried(a, r, in, NULL, 0), .is = ARENA_ARRAY(a, r->n_questions, bool),
        .why = ARENA_ARRAY(a, r->n_questions, enum again_why)};
    const struct screen_bad *bad;
    size_t n_bad;
    struct screen_result s = screen(a, r, in->about, o.answers, &bad, &n_bad);
    const bool *asked = screen_asked(a, r, in->about, o.answers);
    for (size_t i = 0; i < in->n_anew; i++) {
        const struct question *q = screen_question_of(r, in->anew[i]);
        if (q && screen_fits(q, in->about)) add(&o, (size_t)(q - r->questions), AGAIN_ANEW);
    }
    for (size_t i = 0; i < s.n; i++) {
        const struct screen_finding *f = &s.findings[i];
        if (listed(in->settled, in->n_settled, f->rule->id)) continue;
        if (!f->unknown) ran_out(&o, f);
        for (size_t k = 0; f->unknown && k < f->n_because; k++) add(&o, index_of(&o, f->because[k]), AGAIN_OPEN);
        if (f->places_unknown) places_open(&o, f->rule, asked);
    }
    for (size_t i = 0; i < s.n_to_ask; i++) // to be measured for a rule that fires
        if (screen_question_of(r, s.to_ask[i])->by_therapist) add(&o, index_of(&o, s.to_ask[i]), AGAIN_OPEN);
    return rows_of(&o, out);
}
