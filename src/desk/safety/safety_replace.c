// A new screening takes the place of the one before: findings_replace of safety.h. What staff settled is never overruled by a form alone. And what a page
// of a form finds before it is sent: findings_of_draft.
#include "desk/safety/alert_causes.h"
#include "clinic/safety/screen_again.h"
#include "desk/safety/readings.h"
#include "desk/safety/safety_body.h"

struct replacing {
    client_id client;
    intake_id intake;
    const struct screen_rules *all;
    str rules;                      // their version
    const struct json *answers;     // of the new form
    const struct answers_said *said;
    struct finding_list before;
    struct act_list past;           // what was done about findings of forms before that one
};

// What was done about it last, where it counts still.
static bool was(const struct finding_kept *f, enum finding_act act)
{
    return f->act.id.v && str_eq(f->act.act, finding_act_name(act));
}

// The answers that made a finding are the same as then, to the letter.
static bool same_reason(struct desk *d, const struct finding_kept *old, const struct finding_kept *now)
{
    struct finding_row x = {0}, y = {0};
    if (old->unknown || now->unknown || old->level != now->level)
        return false;
    if (!finding_body_read(d->a, old->body, &x) || !finding_body_read(d->a, now->body, &y))
        return false;
    return json_same(x.answers, y.answers);
}

// In this form nobody was asked what its rule rests on.
static bool untouched(const struct replacing *r, const struct finding_kept *f)
{
    const struct screen_rule *rule = r->said->part ? screen_rule_of(r->all, f->rule) : NULL;
    return rule && !screen_rests_on(r->all, rule, r->said->asked, r->said->n_asked);
}

// The same finding as before, of answers that nobody was asked for.
static bool as_before(const struct replacing *r, const struct finding_kept *old, const struct finding_kept *now)
{
    return str_eq(old->rule, now->rule) && old->level == now->level && old->unknown == now->unknown && str_eq(old->rules, r->rules) && untouched(r, now);
}

// A page of this very form found it, and it still says so.
static bool same_form(struct desk *d, const struct replacing *r, const struct finding_kept *old, const struct finding_kept *now)
{
    return old->intake.v && old->intake.v == r->intake.v && same_reason(d, old, now);
}

// One of the answers that made it was said in this form, and not carried over from the one before.
static bool said_anew(struct desk *d, const struct replacing *r, const struct finding_kept *now)
{
    struct finding_row row = {0};
    if (!finding_body_read(d->a, now->body, &row))
        return true;
    for (const struct json *x = row.answers->first; x; x = x->next) {
        bool carried = x->kind == JSON_NULL;
        for (size_t i = 0; i < r->said->n_since; i++)
            carried |= str_eq(r->said->since[i].question, x->name);
        if (!carried)
            return true;
    }
    return false;
}

// A cleared, stable condition stays quiet; what somebody was told stays told where the new form does not answer. When and by whom stays
// as it was; only the finding is a new one. What spoke for its day (valid_days) is asked anew. Who says anew what stops says that it is there
// again: whoever assessed it then has not seen it now.
static bool carries(struct desk *d, const struct replacing *r, const struct finding_kept *old, const struct finding_kept *now)
{
    if (!old->act.id.v)
        return false;
    if (as_before(r, old, now) || same_form(d, r, old, now))
        return true;
    if (str_eq(old->act.way, lift_way_name(LIFTED_SYMPTOM_FREE))) // they are said again
        return false;
    if (was(old, ACT_REOPENED) || now->valid_days > 0)
        return false;
    if (now->level <= LEVEL_STOP && was(old, ACT_CLEARED) && said_anew(d, r, now))
        return false;
    return same_reason(d, old, now) || (now->unknown && was(old, ACT_ASKED_YES));
}

static err act_again(struct desk *d, const struct finding_kept *old, finding_id now)
{
    struct act_row x = old->act;
    x.id = (act_id){id_next(&d->ids, d->now)};
    x.finding = now;
    return act_insert(d->db, &d->who, &x);
}

// The new finding takes the place of another one of its rule that nobody has settled: two records that were merged bring one each.
static bool covers_unsettled(struct desk *d, const struct replacing *r, const struct finding_kept *settled, const struct finding_kept *now)
{
    for (size_t i = 0; i < r->before.n; i++) {
        const struct finding_kept *x = &r->before.v[i];
        if (x != settled && str_eq(x->rule, now->rule) && x->level >= now->level && finding_state_of(d->a, d->zone, d->today, x) <= FINDING_HOLDS)
            return true;
    }
    return false;
}

static err carry_over(struct desk *d, const struct replacing *r, const struct finding_kept *now)
{
    for (size_t i = 0; i < r->before.n; i++) {
        const struct finding_kept *old = &r->before.v[i];
        if (!str_eq(old->rule, now->rule) || !carries(d, r, old, now))
            continue;
        if (was(old, ACT_ASKED_YES) || now->level > LEVEL_DEFER || !covers_unsettled(d, r, old, now))
            return act_again(d, old, now->id);
    }
    return OK;
}

// Since when it speaks: since the oldest answer that made it was said, and where it is the same as before, since then.
static instant speaks_from(struct desk *d, const struct replacing *r, const struct finding_kept *now, const struct screen_finding *f)
{
    instant at = d->now;
    for (size_t i = 0; i < r->before.n; i++)
        if (as_before(r, &r->before.v[i], now))
            return r->before.v[i].at;
    for (size_t i = 0; i < f->n_because; i++)
        for (size_t k = 0; k < r->said->n_since; k++)
            if (str_eq(f->because[i], r->said->since[k].question) && r->said->since[k].at.us < at.us)
                at = r->said->since[k].at;
    for (size_t i = 0; i < f->n_because; i++)
        for (size_t k = 0; k < r->said->n_measured; k++)
            if (str_eq(f->because[i], r->said->measured[k].question) && r->said->measured[k].at.us < at.us)
                at = r->said->measured[k].at;
    return at;
}

static err put(struct desk *d, const struct replacing *r, struct finding_kept *f)
{
    f->id = (finding_id){id_next(&d->ids, d->now)};
    f->client = r->client;
    f->intake = r->intake;
    f->rules = r->rules;
    if (!f->at.us)
        f->at = d->now;
    return finding_insert(d->db, &d->who, f);
}

// What was done last about the rule of this finding: about itself, or else about one of an earlier form, unless it spoke for its day.
static str last_act(const struct replacing *r, const struct finding_kept *f)
{
    for (size_t i = 0; !f->act.id.v && f->valid_days == 0 && i < r->past.n; i++)
        if (str_eq(r->past.v[i].rule, f->rule))
            return r->past.v[i].act;
    return f->act.act;
}

// A link goes through many hands, and who was told that there is no massage today may wish to have said otherwise.
static bool stops_by_link(const struct desk *d, const struct finding_kept *old)
{
    return d->who.role == ROLE_CLIENT && old->level <= LEVEL_DEFER && finding_state_of(d->a, d->zone, d->today, old) == FINDING_HOLDS;
}

// What stops, and a link now leaves open where it said so before: that is no more than to deny it.
static bool left_open(const struct desk *d, const struct replacing *r, const struct screen_finding *f)
{
    struct finding_row row;
    for (size_t i = 0; d->who.role == ROLE_CLIENT && f->unknown && i < r->before.n; i++) {
        const struct finding_kept *old = &r->before.v[i];
        if (old->level <= LEVEL_STOP && str_eq(old->rule, f->rule->id) && finding_read(d, old, &row) && (row.state == FINDING_HOLDS || finding_denied(&row)))
            return true;
    }
    return false;
}

// The new form denies what staff had confirmed, cleared or gone past, what stops or defers, or what is still to be asked for such a reason.
static bool is_against(struct desk *d, const struct replacing *r, const struct finding_kept *old)
{
    struct finding_row row;
    enum finding_act act;
    if (!finding_read(d, old, &row))
        return true; // nothing is dropped unread: ask_again says that it is corrupt
    if (finding_of_record(&row))
        return false;
    if (row.against && (!old->act.id.v || was(old, ACT_REOPENED)))
        return true;
    if (stops_by_link(d, old))
        return true;
    if (!finding_act_of(last_act(r, old), &act) || (old->valid_days > 0 && finding_state_of(d->a, d->zone, d->today, old) == FINDING_ASK))
        return false;
    return act == ACT_ASKED_YES || act == ACT_PROCEED || act == ACT_CLEARED;
}

// The answers to its questions are what they were when it was found.
static bool same_answers(const struct json *was, const struct json *now)
{
    for (const struct json *x = was->first; x; x = x->next) {
        const struct json *y = json_get(now, x->name);
        bool none = !y || y->kind == JSON_NULL;
        if (x->kind == JSON_NULL ? !none : none || !json_same(x, y))
            return false;
    }
    return true;
}

// The answers are as they were, and the rule is not: the practice changed it, or a new version of the program did. That clears nothing.
static bool by_new_rules(struct desk *d, const struct replacing *r, const struct finding_kept *old)
{
    struct finding_row row;
    if (str_eq(old->rules, r->rules) || !finding_read(d, old, &row) || row.state == FINDING_NO || finding_of_record(&row))
        return false;
    return row.again ? false : same_answers(row.answers, r->answers);
}

// At that level, or a higher one; or_could: or could.
static bool fires(const struct screen_result *r, str rule, int level, bool or_could)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->findings[i].rule->id, rule) && (int)r->findings[i].rule->level <= level && (or_could || !r->findings[i].unknown))
            return true;
    return false;
}

// That the same rule fires at a milder level answers nothing: what was found above it is settled by somebody, not by the rule.
static bool stays(struct desk *d, const struct replacing *r, const struct finding_kept *old)
{
    return by_new_rules(d, r, old) || is_against(d, r, old);
}

static err ask_again(struct desk *d, const struct replacing *r, const struct finding_kept *old)
{
    str body = finding_body_against(d->a, old->body, r->answers);
    struct finding_kept f = {.rule = old->rule, .level = old->level, .unknown = true, .body = body, .valid_days = old->valid_days};
    return body.n ? put(d, r, &f) : E_DB_CORRUPT;
}

// Nobody was asked, and the answers that are left no longer make it: it was measured on another day, or was to be asked. It stands as it did.
static err stand_on(struct desk *d, const struct replacing *r, const struct finding_kept *old)
{
    struct finding_kept f = {.rule = old->rule, .level = old->level, .unknown = old->unknown, .body = old->body, .valid_days = old->valid_days, .at = old->at};
    err e = put(d, r, &f);
    return e || !old->act.id.v ? e : act_again(d, old, f.id);
}

// The answers to its questions that the form has are older than it: it was found by a page of a form that was not sent, which said so since.
static bool said_before(const struct replacing *r, const struct finding_kept *old, const struct finding_row *row)
{
    for (const struct json *x = row->answers->first; x; x = x->next) {
        bool older = !json_get(r->answers, x->name) && r->said->part;
        for (size_t i = 0; older && i < r->said->n_asked; i++)
            older = !str_eq(r->said->asked[i], x->name);
        for (size_t i = 0; !older && i < r->said->n_since; i++)
            older = str_eq(r->said->since[i].question, x->name) && r->said->since[i].at.us < old->at.us;
        if (x->kind != JSON_NULL && !older)
            return false;
    }
    return !old->unknown && old->level <= LEVEL_STOP;
}

// What was found stands on where nobody was asked what it rests on, and the answers that are left say nothing of it any more.
static bool stands_on(struct desk *d, const struct replacing *r, const struct finding_kept *old)
{
    struct finding_row row;
    if (!finding_read(d, old, &row) || finding_of_record(&row))
        return false;
    return (str_eq(old->rules, r->rules) && untouched(r, old)) || said_before(r, old, &row);
}

// The second of two is missing where the first was measured anew: that one counts now.
static bool is_missing(const struct replacing *r, const struct question *q)
{
    const struct json *now = json_get(r->answers, q->id);
    bool anew = false;
    for (size_t i = 0; q->again && i < r->all->n_questions; i++) {
        const struct question *one = &r->all->questions[i];
        anew |= reading_of_pressure(one) && !one->again && json_get(r->answers, one->id);
    }
    return (!now || now->kind == JSON_NULL) && !anew;
}

// What stops was measured, and in the form not all of it was: what is missing is not denied.
static bool not_measured(struct desk *d, const struct replacing *r, const struct finding_kept *old)
{
    struct finding_row row;
    bool missing = false;
    if (old->unknown || old->level > LEVEL_STOP || !finding_read(d, old, &row) || row.state == FINDING_NO)
        return false;
    for (const struct json *x = row.answers->first; x; x = x->next) {
        const struct question *q = screen_question_of(r->all, x->name);
        if (x->kind == JSON_NULL)
            continue;
        if (!q || !q->by_therapist)
            return false;
        missing |= is_missing(r, q);
    }
    return missing;
}

static bool goes_on(struct desk *d, const struct replacing *r, const struct finding_kept *old)
{
    return stands_on(d, r, old) || not_measured(d, r, old);
}

static bool found_before(struct desk *d, const struct replacing *r, const struct screen_finding *f)
{
    for (size_t i = 0; f->unknown && i < r->before.n; i++) {
        const struct finding_kept *old = &r->before.v[i];
        if (!old->unknown && old->level <= (int)f->rule->level && str_eq(old->rule, f->rule->id) && goes_on(d, r, old))
            return true;
    }
    return false;
}

static err keep_before(struct desk *d, const struct replacing *r, const struct screen_result *result, const struct finding_kept *old)
{
    bool again = fires(result, old->rule, old->level, true);
    if (goes_on(d, r, old) && (!again || (!old->unknown && !fires(result, old->rule, old->level, false))))
        return stand_on(d, r, old);
    return !again && stays(d, r, old) ? ask_again(d, r, old) : OK;
}

err findings_replace(struct desk *d, client_id client, intake_id intake, const struct screen_rules *rules, const struct screen_result *result,
    const struct json *answers, const struct answers_said *said)
{
    struct replacing r = {.client = client, .intake = intake, .all = rules, .rules = rules->version, .answers = answers, .said = said};
    err e = finding_standing(d->db, d->a, &d->who, client, &r.before);
    if (!e)
        e = finding_before(d->db, d->a, &d->who, client, &r.past);
    if (!e)
        e = finding_end(d->db, &d->who, client, d->now);
    for (size_t i = 0; !e && i < result->n; i++) {
        const struct screen_finding *f = &result->findings[i];
        if (found_before(d, &r, f))
            continue;
        struct finding_kept kept = {.rule = f->rule->id,
            .level = (int)f->rule->level,
            .unknown = f->unknown,
            .body = finding_body(d->a, f, answers),
            .valid_days = f->rule->valid_days};
        kept.at = speaks_from(d, &r, &kept, f);
        if (left_open(d, &r, f))
            kept.body = finding_body_against(d->a, kept.body, answers);
        e = put(d, &r, &kept);
        if (!e)
            e = carry_over(d, &r, &kept);
    }
    for (size_t i = 0; !e && i < r.before.n; i++)
        e = keep_before(d, &r, result, &r.before.v[i]);
    return e ? e : alert_findings_changed(d, client, &r.before);
}

// --- a form that is not sent yet

// Level 1 or 2, by an answer that was given in this form.
static bool stops_now(const struct replacing *r, const struct screen_finding *f, const struct json *own)
{
    for (size_t i = 0; !f->unknown && f->rule->level <= LEVEL_STOP && i < f->n_because; i++) {
        const struct json *x = json_get(own, f->because[i]);
        bool said = x && x->kind != JSON_NULL;
        for (size_t k = 0; said && k < r->said->n_since; k++)
            said = !str_eq(r->said->since[k].question, f->because[i]);
        if (said)
            return true;
    }
    return false;
}

// An answer that reads otherwise than in the form before is said again.
static bool is_told(struct desk *d, const struct replacing *r, const struct finding_kept *old, const struct finding_kept *now)
{
    bool holds = finding_state_of(d->a, d->zone, d->today, old) == FINDING_HOLDS;
    bool known = old->unknown || old->level < now->level || old->intake.v == r->intake.v || same_reason(d, old, now);
    return (holds && known) || same_form(d, r, old, now) || carries(d, r, old, now);
}

static err put_now(struct desk *d, const struct replacing *r, struct finding_kept *now, bool *put_one)
{
    err e = OK;
    for (size_t i = 0; i < r->before.n; i++) {
        const struct finding_kept *old = &r->before.v[i];
        if (str_eq(old->rule, now->rule) && old->level <= now->level && is_told(d, r, old, now))
            return OK;
    }
    for (size_t i = 0; !e && i < r->before.n; i++)
        if (str_eq(r->before.v[i].rule, now->rule) && r->before.v[i].level >= now->level)
            e = finding_end_one(d->db, &d->who, r->before.v[i].id, d->now);
    *put_one = true;
    return e ? e : put(d, r, now);
}

err findings_of_draft(struct desk *d, client_id client, intake_id intake, const struct screen_rules *rules, const struct screen_result *result, const struct draft_said *s)
{
    struct replacing r = {.client = client, .intake = intake, .all = rules, .rules = rules->version, .answers = s->whole, .said = s->said};
    bool any = false, put_one = false;
    for (size_t i = 0; i < result->n; i++)
        any |= stops_now(&r, &result->findings[i], s->own);
    err e = any ? finding_standing(d->db, d->a, &d->who, client, &r.before) : OK;
    for (size_t i = 0; any && !e && i < result->n; i++) {
        const struct screen_finding *f = &result->findings[i];
        struct finding_kept now = {.rule = f->rule->id, .level = (int)f->rule->level, .valid_days = f->rule->valid_days};
        if (!stops_now(&r, f, s->own))
            continue;
        now.body = finding_body(d->a, f, s->whole);
        e = put_now(d, &r, &now, &put_one);
    }
    return e || !put_one ? e : alert_findings_changed(d, client, &r.before);
}
