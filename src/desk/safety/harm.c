#include "desk/safety/harm.h"

#include "desk/measures/measures_rules.h"
#include "desk/rules.h"
#include "desk/safety/alert_causes.h"
#include "desk/safety/worse.h"

static err act(struct desk *d, adverse_id id, struct adverse_act_row x)
{
    x.id = id_next(&d->ids, d->now);
    x.at = d->now;
    x.account = d->who.account;
    return adverse_act_put(d->db, &d->who, id, &x);
}

// Whose it is to follow up: the session's therapist.
static err responsible(struct desk *d, struct adverse_row *r)
{
    struct appointment p;
    if (r->appointment.v == 0)
        return OK;
    err e = appointment_get(d->db, d->a, &d->who, r->appointment, &p);
    r->follow = e == OK ? p.therapist : (account_id){0};
    return e == E_NOT_FOUND ? OK : e;
}

// What is moderate or worse now is to be followed up: one that was not, or was closed, begins (again) today. Its red flags are asked anew.
static err opened(struct desk *d, struct adverse_row *r, bool again)
{
    if (!harm_followed(r->what, r->severity, r->days))
        return OK;
    day due = harm_due(r->severity, d->today);
    bool open = r->due.known && r->closed.us == 0, sooner = r->due.known && due.d < r->due.day.d;
    if (open && !sooner)
        return OK;
    r->due = (opt_day){true, due};
    r->closed = (instant){0};
    err e = again ? act(d, r->id, (struct adverse_act_row){.kind = HARM_OPENED}) : OK;
    return e == OK ? worse_event(d, r) : e;
}

// What is severe now is somebody's task at once; what no longer is, or does not count any more, ends it.
static err alerted(struct desk *d, const struct adverse_row *r, bool severe)
{
    alert_id id;
    if (severe)
        return desk_alert_raise_for(d, r->client, &(struct alert_because){.cause = CAUSE_EVENT, .fired = S("[\"severe\"]"), .about = r->id.v}, &id);
    err e = desk_alert_of_event(d, r->id.v, &id);
    return e == OK && id.v ? desk_alert_over(d, id) : e;
}

err harm_insert(struct desk *d, struct adverse_row *r)
{
    err e = responsible(d, r);
    if (e == OK)
        e = opened(d, r, false);
    if (e == OK)
        e = adverse_insert(d->db, &d->who, r);
    return e == OK && r->severity == SEVERITY_SEVERE ? alerted(d, r, true) : e;
}

static bool same_text(str x, str y)
{
    return str_eq(str_trim(x), str_trim(y));
}

static bool same_number(opt_int x, opt_int y)
{
    return x.known == y.known && (!x.known || x.v == y.v);
}

// What was said once and is left out now is not taken back.
static void keep_said(struct adverse_row *now, const struct adverse_row *before)
{
    if (!now->days.known)
        now->days = before->days;
    if (!now->hours.known)
        now->hours = before->hours;
    if (now->sites.n == 0)
        now->sites = before->sites;
    if (now->words.n == 0)
        now->words = before->words;
}

// How bad they said it was when they wrote last; of the report and of a correction, what these say.
static err said_last(struct desk *d, const struct adverse_row *before, enum adverse_severity *out)
{
    const struct adverse_act_row *acts = NULL;
    size_t n = 0;
    *out = before->severity;
    err e = adverse_acts(d->db, d->a, &d->who, before, &acts, &n);
    for (size_t i = 0; i < n; i++)
        if (acts[i].kind == HARM_SAID && !severity_of(acts[i].words, out))
            *out = before->severity;
    return e;
}

// What is said now may begin the follow-up again: of one that is followed up as bad as they say it is now, otherwise as it counts.
static err opened_by_said(struct desk *d, struct adverse_row *r, enum adverse_severity now)
{
    enum adverse_severity worst = r->severity;
    if (r->due.known)
        r->severity = now;
    err e = opened(d, r, true);
    r->severity = worst;
    return e;
}

// The worst that was said counts, until somebody corrects it with a reason; that it is milder now is kept beside it.
static err said_again(struct desk *d, const struct adverse_row *before, struct adverse_row *r, bool *written)
{
    enum adverse_severity now = r->severity, last;
    err e = said_last(d, before, &last);
    if (e != OK)
        return e;
    bool milder = now < before->severity;
    if (milder)
        r->severity = before->severity;
    keep_said(r, before);
    r->id = before->id;
    r->day = before->day;
    bool differs = r->severity != before->severity || !same_number(r->days, before->days) || !same_number(r->hours, before->hours) || !str_eq(r->sites, before->sites) ||
                   !same_text(r->words, before->words);
    *written = differs || now != last;
    if (!*written)
        return OK;
    r->due = before->due;
    r->closed = before->closed;
    r->outcome = before->outcome;
    r->relation = before->relation;
    if (differs)
        e = adverse_version_put(d->db, &d->who, id_next(&d->ids, d->now), r, S(""), d->now);
    if (e == OK)
        e = act(d, r->id, (struct adverse_act_row){.kind = HARM_SAID, .words = milder ? severity_name(now) : (str){0}});
    if (e == OK)
        e = opened_by_said(d, r, now);
    if (e == OK && now == SEVERITY_SEVERE)
        e = alerted(d, r, true);
    return e == OK ? adverse_stand(d->db, &d->who, r) : e;
}

err harm_say(struct desk *d, struct adverse_row *r, bool *written)
{
    struct adverse_list all;
    *written = true;
    err e = adverse_list_of(d->db, d->a, &d->who, r->client, &all);
    for (size_t i = 0; e == OK && i < all.n; i++) {
        const struct adverse_row *b = &all.v[i];
        if (!b->withdrawn && b->account.v == 0 && b->appointment.v == r->appointment.v && b->what == r->what)
            return said_again(d, b, r, written);
    }
    return e == OK ? harm_insert(d, r) : e;
}

static bool within(struct desk *d, str field, opt_int v, int64_t most)
{
    if (!v.known || (v.v >= 0 && v.v <= most))
        return true;
    return problem_add(d->problems, E_INVALID, field, SAY2(MSG_error_range, "min", S("0"), "max", str_fmt(d->a, "%lld", (long long)most))) == OK;
}

bool harm_rules(struct desk *d, const struct adverse_row *r, str said)
{
    struct sites sites;
    bool good = rule_line(d, said, r->words, r->what == ADVERSE_OTHER ? 1 : 0, HARM_WORDS, MANY_LINES);
    good = within(d, S("days"), r->days, HARM_DAYS) && good;
    good = within(d, S("hours"), r->hours, HARM_HOURS) && good;
    if (r->sites.n && !sites_of_json(d->a, r->sites, &sites))
        good = problem_add(d->problems, E_INVALID, S("sites"), SAY(MSG_error_choice)) == OK;
    return good;
}

// ---- one event

static err load(struct desk *d, client_id client, adverse_id id, struct harm_shown *out)
{
    *out = (struct harm_shown){0};
    err e = adverse_get(d->db, d->a, &d->who, id, &out->row);
    if (e == OK && out->row.client.v != client.v)
        e = E_NOT_FOUND;
    if (e == OK)
        e = adverse_versions(d->db, d->a, &d->who, &out->row, &out->versions, &out->n_versions);
    if (e == OK)
        e = adverse_acts(d->db, d->a, &d->who, &out->row, &out->acts, &out->n_acts);
    if (e != OK)
        return e;
    for (size_t i = 0; i < out->n_acts; i++) {
        const struct adverse_act_row *x = &out->acts[i];
        if (x->kind == HARM_OPENED)
            out->spoken = false;
        else
            out->spoken |= x->contact.n && !str_eq(x->contact, S("tried"));
    }
    out->version = (int64_t)(out->n_versions + out->n_acts);
    return OK;
}

err desk_harm(struct desk *d, client_id client, adverse_id id, struct harm_shown *out)
{
    *out = (struct harm_shown){0};
    err e = desk_begin(d, VERB_HARM_SHOW, client.v);
    if (e == OK)
        e = load(d, client, id, out);
    if (e != OK || out->row.appointment.v == 0)
        return e;
    e = appointment_get(d->db, d->a, &d->who, out->row.appointment, &out->visit);
    out->visit_known = e == OK;
    if (e == OK)
        e = treated_of_visit(d->db, d->a, &d->who, out->row.appointment, &out->treated, &out->n_treated);
    return e == E_NOT_FOUND ? OK : e;
}

static err begun(struct desk *d, enum verb v, client_id client, adverse_id id, int64_t version, struct harm_shown *out)
{
    *out = (struct harm_shown){0};
    err e = desk_begin(d, v, client.v);
    if (e == OK)
        e = load(d, client, id, out);
    if (e == OK && out->row.withdrawn)
        e = problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_care_withdrawn_already));
    return e == OK && out->version != version ? rule_conflict(d) : e;
}

static bool choice_rule(struct desk *d, str field, str said, bool (*valid)(str name))
{
    return said.n == 0 || valid(said) || problem_add(d->problems, E_INVALID, field, SAY(MSG_error_choice)) == OK;
}

static bool follow_rules(struct desk *d, const struct harm_shown *s, const struct harm_follow_in *in, str words, str outcome)
{
    bool said = in->contact.n || in->outcome.n || in->relation.n || in->close;
    bool spoken = s->spoken || (in->contact.n && !str_eq(in->contact, S("tried")));
    bool good = choice_rule(d, S("contact"), in->contact, harm_contact_valid);
    good = choice_rule(d, S("outcome"), in->outcome, harm_outcome_valid) && good;
    good = choice_rule(d, S("relation"), in->relation, harm_relation_valid) && good;
    good = rule_line(d, S("words"), words, said ? 0 : 1, HARM_WORDS, MANY_LINES) && good;
    if (in->close && !harm_closes(spoken, outcome)) {
        if (!spoken)
            good = problem_add(d->problems, E_INVALID, S("contact"), SAY(MSG_harm_contact_needed)) == OK;
        if (!harm_closes(true, outcome))
            good = problem_add(d->problems, E_INVALID, S("outcome"), SAY(MSG_harm_outcome_needed)) == OK;
    }
    return good;
}

err desk_harm_follow(struct desk *d, client_id client, adverse_id id, const struct harm_follow_in *in)
{
    struct harm_shown s;
    str words = str_trim(in->words);
    err e = begun(d, VERB_HARM_FOLLOW, client, id, in->version, &s);
    if (e != OK)
        return e;
    str outcome = in->outcome.n ? in->outcome : s.row.outcome;
    if (!follow_rules(d, &s, in, words, outcome))
        return E_INVALID;
    s.row.outcome = outcome;
    s.row.relation = in->relation.n ? in->relation : s.row.relation;
    if (in->contact.n || in->outcome.n || in->relation.n || words.n)
        e = act(d, id, (struct adverse_act_row){.kind = HARM_FOLLOW, .contact = in->contact, .outcome = in->outcome, .relation = in->relation, .words = words});
    if (e == OK && in->close && s.row.due.known && s.row.closed.us == 0) {
        s.row.closed = d->now;
        e = act(d, id, (struct adverse_act_row){.kind = HARM_CLOSED});
    }
    return e == OK ? adverse_stand(d->db, &d->who, &s.row) : e;
}

err desk_harm_correct(struct desk *d, client_id client, adverse_id id, const struct harm_correct_in *in)
{
    struct harm_shown s;
    struct subject who;
    err e = begun(d, VERB_HARM_CORRECT, client, id, in->version, &s);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e != OK)
        return e;
    struct adverse_row now = in->row;
    now.words = str_trim(now.words);
    bool good = rule_day(d, S("day"), &who, now.day);
    good = harm_rules(d, &now, S("said")) && good;
    good = rule_line(d, S("reason"), str_trim(in->reason), 1, HARM_WORDS, MANY_LINES) && good;
    if (!good)
        return E_INVALID;
    now.id = id;
    now.client = client;
    now.due = s.row.due;
    now.closed = s.row.closed;
    now.outcome = s.row.outcome;
    now.relation = s.row.relation;
    e = adverse_version_put(d->db, &d->who, id_next(&d->ids, d->now), &now, str_trim(in->reason), d->now);
    bool graver = now.severity > s.row.severity || !s.row.due.known;
    if (e == OK && graver)
        e = opened(d, &now, true);
    if (e == OK && now.severity != s.row.severity && (now.severity == SEVERITY_SEVERE || s.row.severity == SEVERITY_SEVERE))
        e = alerted(d, &now, now.severity == SEVERITY_SEVERE);
    return e == OK ? adverse_stand(d->db, &d->who, &now) : e;
}

err desk_harm_withdraw(struct desk *d, client_id client, adverse_id id, const struct harm_withdraw_in *in)
{
    struct harm_shown s;
    str reason = str_trim(in->reason);
    err e = begun(d, VERB_CARE_CHANGE, client, id, in->version, &s);
    if (e == OK && s.row.account.v == 0)
        e = problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_harm_withdraw_not));
    if (e == OK && adverse_waits(&s.row))
        e = problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_harm_follow_first));
    if (e == OK && !rule_line(d, S("reason"), reason, 1, HARM_WORDS, MANY_LINES))
        e = E_INVALID;
    if (e == OK)
        e = adverse_withdraw(d->db, &d->who, id, d->now);
    if (e == OK)
        e = act(d, id, (struct adverse_act_row){.kind = HARM_WITHDRAWN, .words = reason});
    return e == OK ? alerted(d, &s.row, false) : e;
}
