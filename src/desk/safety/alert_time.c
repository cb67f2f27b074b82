// What time brings of levels 1 and 2, with nobody looking at a page: desk_findings_of_time of alert_causes.h.
#include "base/json.h"
#include "desk/practice/upkeep.h"
#include "desk/safety/alert_causes.h"
#include "desk/safety/safety_body.h"
#include "desk/safety/safety_rules.h"

enum { TIME_BATCH = 50 };

static bool fires(const struct screen_result *r, const struct screen_rule *rule)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->findings[i].rule == rule && !r->findings[i].unknown)
            return true;
    return false;
}

static bool stands_at(const struct finding_list *list, str rule, int level)
{
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i].rule, rule) && list->v[i].level <= level)
            return true;
    return false;
}

// The rules are others than those that the form was sent by: what stops or defers by them, and stands nowhere yet, speaks since it was said.
static err keep_by_new_rules(struct desk *d, const struct subject *who, const struct intake_row *sent, const struct finding_list *standing, const struct screen_rules *rules)
{
    struct screen_about about = {.today = zone_day(d->zone, sent->submitted), .born_known = who->born_known, .born = who->born};
    struct json_error why;
    const struct screen_bad *bad;
    size_t n_bad;
    const struct json *answers = str_eq(sent->rules, rules->version) ? NULL : json_parse(d->a, sent->answers, 64, &why);
    if (!answers || answers->kind != JSON_OBJECT)
        return OK;
    struct screen_result then = screen(d->a, rules, &about, answers, &bad, &n_bad);
    about.today = d->today;
    struct screen_result now = screen(d->a, rules, &about, answers, &bad, &n_bad);
    err e = OK;
    for (size_t i = 0; e == OK && i < now.n; i++) {
        const struct screen_finding *f = &now.findings[i];
        if (f->unknown || f->rule->level > LEVEL_DEFER || !fires(&then, f->rule) || stands_at(standing, f->rule->id, (int)f->rule->level))
            continue;
        e = finding_insert(d->db, &d->who, &(struct finding_kept){.id = {id_next(&d->ids, d->now)}, .client = sent->client, .intake = sent->id,
            .rule = f->rule->id, .rules = rules->version, .level = (int)f->rule->level, .body = finding_body(d->a, f, answers), .valid_days = f->rule->valid_days,
            .at = sent->submitted});
    }
    return e;
}

// What fires by now of the form sent last, and stops: kept, with an id. The rest is worked out where it is shown (safety_body.h).
static err keep_new(struct desk *d, client_id client, struct finding_list *standing, const struct screen_rules *rules)
{
    struct intake_list all;
    struct subject who;
    err e = intake_list(d->db, d->a, &d->who, client, &all);
    const struct intake_row *sent = e == OK ? intake_sent_last(&all) : NULL;
    if (!sent)
        return e;
    e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e == OK)
        e = keep_by_new_rules(d, &who, sent, standing, rules);
    if (e == OK)
        e = finding_standing(d->db, d->a, &d->who, client, standing);
    if (e != OK)
        return e;
    struct finding_list now = findings_of_today(d, &who, sent, standing, &rules, NULL);
    for (size_t i = 0; e == OK && i < now.n; i++) {
        struct finding_kept f = now.v[i];
        if (f.level > LEVEL_STOP)
            continue;
        f.id = (finding_id){id_next(&d->ids, d->now)};
        e = finding_insert(d->db, &d->who, &f);
    }
    return e;
}

// Was anybody ever told of its rule? Of what stood before this version of the program, or came with a record of before it, nobody was.
static bool told_ever(struct desk *d, const struct alert_list *alerts, const struct finding_kept *f)
{
    for (size_t i = 0; i < alerts->n; i++)
        if (alerts->v[i].cause == CAUSE_FINDING && alert_fired_has(d, alerts->v[i].fired, f->rule))
            return true;
    return false;
}

static bool told_since(struct desk *d, const struct alert_list *alerts, const struct finding_kept *f)
{
    for (size_t i = 0; i < alerts->n; i++) {
        const struct alert_row *x = &alerts->v[i];
        day raised = zone_day(d->zone, x->raised);
        if (x->cause == CAUSE_FINDING && raised.d > f->act.until.day.d && alert_fired_has(d, x->fired, f->rule))
            return true;
    }
    return false;
}

// Those of which nobody was ever told count as not standing before; and those whose clearance ran out, of which nobody was told since: what it held
// back comes to stand.
static struct finding_list without_untold(struct desk *d, const struct finding_list *all, const struct alert_list *alerts)
{
    struct finding_kept *v = ARENA_ARRAY(d->a, all->n, struct finding_kept);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct act_row *x = &all->v[i].act;
        bool lapsed = str_eq(x->act, finding_act_name(ACT_CLEARED)) && x->until.known && x->until.day.d < d->today.d;
        if (lapsed ? told_since(d, alerts, &all->v[i]) : all->v[i].level > LEVEL_STOP || told_ever(d, alerts, &all->v[i]))
            v[n++] = all->v[i];
    }
    return (struct finding_list){v, n};
}

static err one(struct desk *d, client_id client, const struct screen_rules *rules)
{
    struct finding_list standing, now;
    struct alert_list alerts;
    err e = finding_standing(d->db, d->a, &d->who, client, &standing);
    if (e == OK)
        e = alert_of_client(d->db, d->a, &d->who, client, &alerts);
    if (e != OK)
        return e;
    now = standing;
    e = keep_new(d, client, &now, rules);
    if (e != OK)
        return e;
    struct finding_list before = without_untold(d, &standing, &alerts);
    return alert_findings_changed(d, client, &before);
}

err desk_findings_of_time(struct desk *d, client_id after, client_id *next)
{
    const client_id *v;
    size_t n = 0;
    struct rules_held held;
    *next = (client_id){0};
    err e = desk_upkeep_begin(d);
    if (e != OK)
        return e;
    const struct screen_rules *rules = desk_rules(d, &held) == OK ? held.o->rules : screen_shipped();
    e = alert_clients(d->db, d->a, &d->who, after, TIME_BATCH, &v, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        e = one(d, v[i], rules);
        if (e == E_DB_CORRUPT || e == E_NOT_FOUND) // what cannot be read is said on the client's pages, and stops nobody else's
            e = OK;
    }
    if (e == OK && n == TIME_BATCH)
        *next = v[n - 1];
    return e;
}
