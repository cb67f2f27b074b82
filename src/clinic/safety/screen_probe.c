#include "clinic/safety/screen_probe.h"

#include "base/buf.h"

enum { OUT_MAX = 4 << 20 };

struct probe {
    arena *a;
    const struct screen_rules *r;
    struct screen_about about;
    struct json *answers, *last;
    struct screen_bad *problem;     // of the members; those of the answers follow
    size_t n_problems;
};

static void put_texts(struct jw *w, str key, const str *v, size_t n)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < n; i++) jw_str(w, v[i]);
    jw_end(w);
}

// --- in

static void problem(struct probe *p, str member, str reason)
{
    p->problem[p->n_problems++] = (struct screen_bad){.id = member, .reason = reason};
}

static void answer_add(struct probe *p, const struct json *j, str id)
{
    struct json *copy = ARENA_NEW(p->a, struct json);
    if (json_get(p->answers, id)) {
        problem(p, id, S("it is given twice; what was measured, or came first, counts"));
        return;
    }
    *copy = *j;
    copy->name = id;
    copy->next = NULL;
    *(p->last ? &p->last->next : &p->answers->first) = copy;
    p->last = copy;
    p->answers->count++;
}

static void answers_add(struct probe *p, const struct json *from, str prefix)
{
    for (const struct json *j = from->first; j; j = j->next) {
        str id = prefix.n ? str_fmt(p->a, "%.*s.%.*s", SP(prefix), SP(j->name)) : j->name;
        if (j->kind == JSON_OBJECT) answers_add(p, j, id);
        else answer_add(p, j, id);
    }
}

static size_t members_of(const struct json *j)
{
    size_t n = 1;
    for (const struct json *k = j->kind == JSON_OBJECT ? j->first : NULL; k; k = k->next) n += members_of(k);
    return n;
}

static void object_add(struct probe *p, const struct json *root, str name)
{
    const struct json *j = json_get(root, name);
    if (j && j->kind == JSON_OBJECT) answers_add(p, j, (str){0});
    else if (j && j->kind != JSON_NULL) problem(p, name, S("an object is wanted"));
}

static bool about_read(struct probe *p, const struct json *root, str *why)
{
    const struct json *date = json_get(root, S("date")), *born = json_get(root, S("born")), *sex = json_get(root, S("sex"));
    if (date && date->kind != JSON_NULL && !day_parse(json_text(date), &p->about.today)) {
        *why = S("date: a day is wanted, such as 2026-11-21");
        return false;
    }
    if (born && born->kind != JSON_NULL) {
        p->about.born_known = day_parse(json_text(born), &p->about.born) && p->about.born.d <= p->about.today.d;
        if (!p->about.born_known) problem(p, S("born"), S("a day before the visit is wanted, such as 1975-02-11"));
    }
    p->about.sex = S("unknown");
    if (sex && sex->kind != JSON_NULL) {
        str text = json_text(sex);
        bool good = str_eq(text, S("female")) || str_eq(text, S("male")) || str_eq(text, S("other")) || str_eq(text, S("unknown"));
        if (good) p->about.sex = text;
        else problem(p, S("sex"), S("female, male, other or unknown is wanted"));
    }
    return true;
}

static void others_say(struct probe *p, const struct json *root)
{
    static const str known[] = {S_INIT("answers"), S_INIT("vitals"), S_INIT("date"), S_INIT("born"), S_INIT("sex")};
    for (const struct json *j = root->first; j; j = j->next) {
        bool found = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) found = found || str_eq(j->name, known[i]);
        if (!found) problem(p, j->name, S("there is no such member"));
    }
}

// --- out

static void put_limits(struct jw *w, arena *a, const struct screen_limits *l)
{
    jw_key(w, S("regions"));
    jw_array(w);
    for (size_t i = 0; i < l->n_avoid; i++) jw_str(w, site_text(a, l->avoid[i]));
    jw_end(w);
    put_texts(w, S("barred"), l->barred, l->n_barred);
    jw_key(w, S("pressure_max"));
    if (l->pressure_max) jw_int(w, l->pressure_max);
    else jw_null(w);
    jw_key(w, S("minutes_max"));
    if (l->minutes_max) jw_int(w, l->minutes_max);
    else jw_null(w);
    put_texts(w, S("positions"), l->positions, l->n_positions);
    if (l->no_position) jw_kbool(w, S("no_position"), true);
}

static void put_finding(struct jw *w, arena *a, const struct screen_finding *f)
{
    const struct screen_rule *rule = f->rule;
    jw_object(w);
    jw_kstr(w, S("rule"), rule->id);
    jw_kstr(w, S("words"), rule->words);
    jw_kstr(w, S("level"), str_of(screen_level_name(rule->level)));
    jw_kbool(w, S("unknown"), f->unknown);
    put_texts(w, S("because"), f->because, f->n_because);
    put_texts(w, S("made_by"), f->made_by, f->n_made_by);
    put_limits(w, a, &f->limits);
    if (f->places_unknown) jw_kbool(w, S("places_unknown"), true);
    jw_kstr(w, S("for_client"), rule->for_client);
    jw_kstr(w, S("for_therapist"), rule->for_therapist);
    jw_kstr(w, S("source"), rule->source);
    jw_kbool(w, S("verified"), rule->verified);
    jw_kint(w, S("valid_days"), rule->valid_days);
    if (rule->lift) jw_kstr(w, S("lifts"), str_of(screen_lift_name(rule->lift)));
    if (rule->lift_days) jw_kint(w, S("lifts_days"), rule->lift_days);
    jw_end(w);
}

static void put_findings(struct jw *w, arena *a, const struct screen_result *s)
{
    struct screen_limits all = {0};
    jw_key(w, S("level"));
    if (s->n && !s->findings[0].unknown) jw_str(w, str_of(screen_level_name(s->findings[0].rule->level)));
    else jw_null(w);
    jw_key(w, S("findings"));
    jw_array(w);
    for (size_t i = 0; i < s->n; i++) {
        put_finding(w, a, &s->findings[i]);
        if (!s->findings[i].unknown) all = screen_limits_add(a, &all, &s->findings[i].limits);
    }
    jw_end(w);
    jw_key(w, S("limits"));
    jw_object(w);
    put_limits(w, a, &all);
    jw_end(w);
}

static void put_problems(struct jw *w, const struct screen_bad *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        jw_object(w);
        jw_kstr(w, S("member"), v[i].id);
        jw_kstr(w, S("reason"), v[i].reason);
        jw_end(w);
    }
}

static str answer(struct probe *p)
{
    const struct screen_bad *bad;
    size_t n_bad;
    struct screen_result s = screen(p->a, p->r, &p->about, p->answers, &bad, &n_bad);
    struct buf b = buf_new(p->a, OUT_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("version"), p->r->version);
    jw_kstr(&w, S("sign_off"), p->r->sign_off);
    jw_kstr(&w, S("advice"), S("Rules are advice to a professional, not a diagnosis."));
    jw_kstr(&w, S("date"), day_str(p->a, p->about.today));
    put_findings(&w, p->a, &s);
    jw_key(&w, S("to_ask"));
    jw_array(&w);
    for (size_t i = 0; i < s.n_to_ask; i++) {
        jw_object(&w);
        jw_kstr(&w, S("id"), s.to_ask[i]);
        jw_kstr(&w, S("words"), screen_question_of(p->r, s.to_ask[i])->words);
        jw_end(&w);
    }
    jw_end(&w);
    put_texts(&w, S("trace"), s.trace, s.n_trace);
    jw_key(&w, S("problems"));
    jw_array(&w);
    put_problems(&w, p->problem, p->n_problems);
    put_problems(&w, bad, n_bad);
    for (size_t i = 0; i < s.n_unheard; i++) put_problems(&w, &(struct screen_bad){.id = s.unheard[i], .reason = S("by what else is answered it is not asked: this answer counts nowhere")}, 1);
    jw_end(&w);
    jw_end(&w);
    return buf_str(&b);
}

bool screen_probe(arena *a, const struct screen_rules *r, str text, day today, str *out, str *why)
{
    struct json_error e = {0};
    const struct json *root = json_parse(a, text, 64, &e);
    if (!root) {
        *why = str_fmt(a, "line %zu, column %zu: %.*s", e.line, e.column, SP(e.reason));
        return false;
    }
    if (root->kind != JSON_OBJECT) {
        *why = S("an object is wanted");
        return false;
    }
    struct probe p = {.a = a, .r = r, .about = {.today = today}, .answers = ARENA_NEW(a, struct json)};
    p.problem = ARENA_ARRAY(a, 2 * members_of(root), struct screen_bad);
    p.answers->kind = JSON_OBJECT;
    if (!about_read(&p, root, why)) return false;
    object_add(&p, root, S("vitals"));
    object_add(&p, root, S("answers"));
    others_say(&p, root);
    *out = answer(&p);
    return true;
}

static void put_question(struct jw *w, const struct question *q)
{
    jw_object(w);
    jw_kstr(w, S("id"), q->id);
    jw_kstr(w, S("kind"), str_of(question_kind_name(q->kind)));
    if (q->page.n) jw_kstr(w, S("page"), q->page);
    if (q->by_therapist) jw_kstr(w, S("by"), S("therapist"));
    if (q->for_therapist) jw_kstr(w, S("for"), S("therapist"));
    if (q->reads_medicines) jw_kstr(w, S("reads"), S("medicines"));
    if (q->today_only) jw_kstr(w, S("valid"), S("this visit"));
    jw_kstr(w, S("words"), q->words);
    if (q->hint.n) jw_kstr(w, S("hint"), q->hint);
    if (q->n_options) jw_key(w, S("options")), jw_array(w);
    for (size_t i = 0; i < q->n_options; i++) {
        jw_object(w);
        jw_kstr(w, S("id"), q->options[i].id);
        jw_kstr(w, S("words"), q->options[i].words);
        jw_end(w);
    }
    if (q->n_options) jw_end(w);
    if (q->kind == ASK_NUMBER) {
        jw_knum(w, S("lo"), q->lo);
        jw_knum(w, S("hi"), q->hi);
        if (q->unit.n) jw_kstr(w, S("unit"), q->unit);
    }
    if (q->when_text.n) jw_kstr(w, S("when"), q->when_text);
    if (q->nowhere.n) jw_kstr(w, S("nowhere"), q->nowhere);
    if (q->limbs) jw_kstr(w, S("places"), S("limbs"));
    if (q->ahead) jw_kint(w, S("days_ahead"), q->ahead);
    if (q->oldest) jw_kint(w, S("oldest"), q->oldest);
    if (q->female_only) jw_kbool(w, S("female_only"), true);
    jw_end(w);
}

str screen_probe_questions(arena *a, const struct screen_rules *r)
{
    struct buf b = buf_new(a, OUT_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("version"), r->version);
    jw_key(&w, S("questions"));
    jw_array(&w);
    for (size_t i = 0; i < r->n_questions; i++) put_question(&w, &r->questions[i]);
    jw_end(&w);
    jw_end(&w);
    return buf_str(&b);
}
