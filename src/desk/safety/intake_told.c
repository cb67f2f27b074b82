#include "desk/safety/intake_told.h"

#include "base/json.h"
#include "desk/safety/alert_tasks.h"

static bool unsure(const struct json *answer)
{
    bool any = answer && answer->kind == JSON_NULL;
    for (const struct json *x = answer && answer->kind == JSON_ARRAY ? answer->first : NULL; x; x = x->next)
        any |= str_eq(x->text, S("not-sure"));
    return any;
}

// What happens right now, and they are not sure of it: of what may be an emergency nothing is clear before they asked somebody.
static bool in_doubt(const struct json *answers)
{
    return unsure(json_get(answers, S("now")));
}

static void defer_too(struct desk *d, struct intake_form *f, str words, size_t room)
{
    str *v = (str *)(uintptr_t)f->deferred;
    if (!v)
        f->deferred = v = ARENA_ARRAY(d->a, room, str);
    f->defer = true;
    bool said = false;
    for (size_t i = 0; i < f->n_deferred; i++)
        said |= str_eq(v[i], words);
    if (words.n && !said)
        v[f->n_deferred++] = words;
}

static err told_end(struct desk *d, struct intake_form *f)
{
    if (f->told) // what is more urgent is said alone
        f->defer = false;
    if (f->told == LEVEL_EMERGENCY)
        f->doubt = false;
    return f->told || f->doubt ? desk_emergency_number(d, &f->emergency) : OK;
}

// Who filled it in, and has only just sent it, reads why.
static bool just_sent(const struct desk *d, const struct intake_row *row, str device)
{
    return device.n && str_eq(row->device, device) && d->now.us - row->submitted.us < TOLD_MINUTES * MINUTE_US;
}

err intake_told_after(struct desk *d, struct intake_form *f, const struct intake_row *sent, str device)
{
    struct finding_list all;
    struct finding_row row;
    err e = finding_standing(d->db, d->a, &d->who, f->client, &all);
    for (size_t i = 0; !e && i < all.n; i++) {
        const struct finding_kept *k = &all.v[i];
        enum finding_state s = finding_state_of(d->a, d->zone, d->today, k);
        if (k->intake.v != sent->id.v || k->level > LEVEL_DEFER)
            continue;
        if (s == FINDING_HOLDS && k->level <= LEVEL_STOP && (!f->told || k->level < (int)f->told))
            f->told = k->level == LEVEL_EMERGENCY ? LEVEL_EMERGENCY : LEVEL_STOP;
        if (s == FINDING_HOLDS && k->level == LEVEL_DEFER)
            defer_too(d, f, just_sent(d, sent, device) && finding_read(d, k, &row) ? row.for_client : (str){0}, all.n);
        f->doubt |= s == FINDING_ASK && k->level == LEVEL_EMERGENCY && finding_read(d, k, &row) && in_doubt(row.answers);
    }
    return e ? e : told_end(d, f);
}

// Staff settled what this rule found, and it was not said anew since.
static bool rule_settled(const struct desk *d, const struct finding_list *all, str rule)
{
    bool any = false;
    for (size_t i = 0; i < all->n; i++) {
        if (!str_eq(all->v[i].rule, rule))
            continue;
        if (finding_state_of(d->a, d->zone, d->today, &all->v[i]) <= FINDING_HOLDS)
            return false;
        any = true;
    }
    return any;
}

err intake_told_now(struct desk *d, struct intake_form *f, const struct screen_rules *rules)
{
    struct finding_list all;
    const struct screen_bad *bad;
    size_t n_bad;
    err e = finding_standing(d->db, d->a, &d->who, f->client, &all);
    if (e)
        return e;
    struct screen_result s = screen(d->a, rules, &f->about, f->whole, &bad, &n_bad);
    for (size_t i = 0; i < s.n; i++) {
        const struct screen_finding *k = &s.findings[i];
        if (k->unknown || k->rule->level > LEVEL_DEFER || rule_settled(d, &all, k->rule->id))
            continue;
        if (k->rule->level == LEVEL_DEFER) {
            defer_too(d, f, k->rule->for_client, s.n);
        } else if (!f->told || k->rule->level < f->told) {
            f->told = k->rule->level;
            f->told_words = k->rule->for_client;
        }
    }
    f->doubt = in_doubt(f->answers);
    return told_end(d, f);
}

err desk_intake_deferred(struct desk *d, client_id client, bool *out)
{
    struct finding_list all;
    *out = false;
    err e = finding_standing(d->db, d->a, &d->who, client, &all);
    for (size_t i = 0; !e && i < all.n; i++)
        *out |= all.v[i].level == LEVEL_DEFER && finding_state_of(d->a, d->zone, d->today, &all.v[i]) == FINDING_HOLDS;
    return e;
}
