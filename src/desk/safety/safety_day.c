// What the days that go by bring, between two forms: the weeks of a pregnancy from its due date, a birthday. findings_of_today of safety_body.h.
#include "desk/safety/safety_body.h"
#include "desk/safety/safety_rules.h"

static bool has_day(const struct screen_rules *r, const struct json *answers)
{
    for (const struct json *j = answers->first; j; j = j->next) {
        const struct question *q = screen_question_of(r, j->name);
        if (q && q->kind == ASK_DAY && j->kind == JSON_STRING)
            return true;
    }
    return false;
}

static bool birthday_since(const struct screen_about *then, day today)
{
    return then->born_known && day_years(then->born, then->today) != day_years(then->born, today);
}

static bool found(const struct screen_result *s, const struct screen_rule *rule)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->findings[i].rule == rule)
            return true;
    return false;
}

static bool fires(const struct screen_result *s, str rule)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->findings[i].rule->id, rule) && !s->findings[i].unknown)
            return true;
    return false;
}

// What defers and came of the day of birth alone ends with the years.
static bool outgrown(struct desk *d, const struct finding_kept *f)
{
    struct finding_row row = {.unknown = f->unknown};
    return f->level == LEVEL_DEFER && finding_body_read(d->a, f->body, &row) && finding_of_record(&row);
}

// It fired on the day of its form, and cannot fire today: what is unknown today is not over. What stops or defers never ends unseen, but by age.
static void mark_over(struct desk *d, const struct screen_result *then, const struct screen_result *now, intake_id form, const struct finding_list *standing, bool *over)
{
    for (size_t i = 0; i < standing->n; i++) {
        const struct finding_kept *f = &standing->v[i];
        const bool mild = f->level > LEVEL_DEFER && !f->unknown && f->intake.v == form.v;
        bool still = false;
        for (size_t k = 0; k < now->n; k++)
            still |= str_eq(now->findings[k].rule->id, f->rule);
        over[i] = !still && fires(then, f->rule) && (mild || outgrown(d, f));
    }
}

static bool stands(const struct finding_list *list, str rule)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].rule, rule))
            return true;
    return false;
}

static const struct screen_rules *rules_of(struct desk *d)
{
    struct rules_held held;
    return desk_rules(d, &held) == OK ? held.o->rules : screen_shipped();
}

struct finding_list findings_of_today(struct desk *d, const struct subject *who, const struct intake_row *sent, const struct finding_list *standing, const struct screen_rules **rules,
    bool *over)
{
    struct screen_about about = {.today = zone_day(d->zone, sent->submitted), .born_known = who->born_known, .born = who->born};
    struct json_error why;
    const struct screen_bad *bad;
    size_t n_bad;
    const struct json *answers = json_parse(d->a, sent->answers, 64, &why);
    if (!answers || answers->kind != JSON_OBJECT || about.today.d >= d->today.d || (!has_day(screen_shipped(), answers) && !birthday_since(&about, d->today)))
        return (struct finding_list){0};
    if (!*rules)
        *rules = rules_of(d);
    const struct screen_rules *r = *rules;
    struct screen_result then = screen(d->a, r, &about, answers, &bad, &n_bad);
    about.today = d->today;
    struct screen_result now = screen(d->a, r, &about, answers, &bad, &n_bad);
    if (over)
        mark_over(d, &then, &now, sent->id, standing, over);
    struct finding_kept *v = ARENA_ARRAY(d->a, now.n, struct finding_kept);
    size_t n = 0;
    for (size_t i = 0; i < now.n; i++) {
        const struct screen_finding *f = &now.findings[i];
        if (f->unknown || found(&then, f->rule) || stands(standing, f->rule->id))
            continue;
        v[n++] = (struct finding_kept){.client = sent->client, .intake = sent->id, .rule = f->rule->id, .rules = r->version, .level = (int)f->rule->level,
            .body = finding_body(d->a, f, answers), .valid_days = f->rule->valid_days, .at = d->now};
    }
    return (struct finding_list){v, n};
}
