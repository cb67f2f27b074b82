#include "desk/safety/alert_tasks.h"

#include "desk/safety/alert_causes.h"
#include "desk/measures/measures_rules.h"
#include "desk/rules.h"
#include "store/account.h"
#include "store/practice.h"

enum { WORDS_MAX = 1000, CORRECTIONS_MAX = 50, LATE_MAX = 50 };
static const double once_from = 20, twice_from = 15; // reference, 3.5.6

static const struct {
    str name;
    bool closes;
} kinds[ALERT_KINDS] = {[DONE_SEEN] = {S_INIT("seen"), false}, [DONE_TRIED] = {S_INIT("tried"), false}, [DONE_SPOKEN] = {S_INIT("spoken"), true},
    [DONE_SUPERVISOR] = {S_INIT("supervisor"), true}, [DONE_PHYSICIAN] = {S_INIT("physician"), true}, [DONE_CRISIS_LINE] = {S_INIT("crisis-line"), true},
    [DONE_EMERGENCY] = {S_INIT("emergency"), true}, [DONE_NOTE] = {S_INIT("note"), false}, [DONE_REOPENED] = {S_INIT("reopened"), false}};

str alert_kind_name(enum alert_kind k)
{
    CHECK((size_t)k < ALERT_KINDS);
    return kinds[k].name;
}

bool alert_kind_of(str name, enum alert_kind *out)
{
    for (size_t i = 0; i < ALERT_KINDS; i++)
        if (str_eq(kinds[i].name, name)) {
            *out = (enum alert_kind)i;
            return true;
        }
    return false;
}

bool alert_kind_closes(enum alert_kind k)
{
    CHECK((size_t)k < ALERT_KINDS);
    return kinds[k].closes;
}

static err help_of(struct desk *d, const struct practice *p, struct crisis_help *out)
{
    struct alert_setting s;
    err e = alert_setting_get(d->db, d->a, &d->who, &s);
    if (e != OK)
        return e;
    out->n = crisis_contacts(d->a, p->crisis_line, out->line);
    out->emergency = alert_emergency(&s, p->country);
    return OK;
}

err desk_emergency_number(struct desk *d, str *out)
{
    struct practice p;
    struct crisis_help help = {.n = 0};
    *out = (str){0};
    err e = practice_get(d->db, d->a, &d->who, &p);
    if (e == OK)
        e = help_of(d, &p, &help);
    *out = help.emergency;
    return e;
}

// ---- the task

err desk_alert_of_response(struct desk *d, response_id id, alert_id *out)
{
    *out = (alert_id){0};
    err e = alert_of_response(d->db, d->a, &d->who, id, out);
    return e == E_NOT_FOUND ? OK : e;
}

// Of answers that are not sent, only where they belong to.
static err begun_of(struct desk *d, struct alert_shown *out)
{
    struct response_shown *x = &out->asked;
    err e = response_begun(d->db, d->a, &d->who, out->row.response, &x->row);
    if (e == OK)
        e = desk_instrument_asked(d, &x->row, &x->file);
    if (e != OK)
        return e;
    x->words = instrument_in(x->file, x->row.language);
    if (!x->words)
        x->words = x->file;
    instrument_answers_none(x->file, &x->answers);
    return OK;
}

// The answers of then, and what stands in their place after all corrections.
static err answers_of(struct desk *d, struct alert_shown *out)
{
    err e = desk_response_get(d, out->row.response, &out->asked);
    out->sent = e == OK;
    if (e == E_NOT_FOUND)
        return begun_of(d, out);
    response_id next = out->asked.row.replaced_by;
    for (int i = 0; e == OK && next.v && i < CORRECTIONS_MAX; i++) {
        e = desk_response_get(d, next, &out->now);
        next = out->now.row.replaced_by;
    }
    return e;
}

err desk_alert_get(struct desk *d, alert_id id, struct alert_shown *out)
{
    struct practice p;
    *out = (struct alert_shown){0};
    err found = alert_get(d->db, d->a, &d->who, id, &out->row);
    err e = desk_begin(d, VERB_ALERT_SHOW, found == OK ? out->row.client.v : 0);
    if (e != OK || found != OK)
        return e != OK ? e : found;
    if (out->row.cause == CAUSE_ANSWER)
        e = answers_of(d, out);
    if (out->row.cause == CAUSE_FINDING)
        e = alert_findings_of(d, &out->row, &out->findings, &out->n_findings);
    if (e == OK)
        e = client_get(d->db, d->a, &d->who, out->row.client, &out->client);
    if (e == OK)
        e = practice_get(d->db, d->a, &d->who, &p);
    if (e == OK)
        e = help_of(d, &p, &out->help);
    if (e == OK)
        e = alert_acts(d->db, d->a, &d->who, id, &out->acts, &out->n_acts);
    if (e == OK)
        e = alert_answers(d->db, d->a, &d->who, id, &out->said, &out->n_said);
    out->mine = out->row.account.v == d->who.account.v;
    out->overdue = !out->row.closed && out->row.due.us < d->now.us;
    return e;
}

static err act_put(struct desk *d, alert_id id, str kind, str words)
{
    struct alert_act t = {.id = id_next(&d->ids, d->now), .kind = kind, .words = words, .at = d->now, .account = d->who.account};
    return alert_act_insert(d->db, &d->who, id, &t);
}

err desk_alert_act(struct desk *d, alert_id id, const struct alert_act_in *in)
{
    struct alert_row row;
    enum alert_kind kind = DONE_NOTE;
    err found = alert_get(d->db, d->a, &d->who, id, &row);
    err e = desk_begin(d, VERB_ALERT_ACT, found == OK ? row.client.v : 0);
    if (e != OK || found != OK)
        return e != OK ? e : found;
    bool good = alert_kind_of(in->kind, &kind);
    if (!good)
        problem_add(d->problems, E_INVALID, S("kind"), SAY(MSG_error_choice));
    good = rule_text(d, S("words"), in->words, WORDS_MAX) && good;
    if (good && kind == DONE_NOTE && str_trim(in->words).n == 0)
        good = problem_add(d->problems, E_INVALID, S("words"), SAY(MSG_error_required)) == OK;
    if (!good)
        return E_INVALID;
    if (row.version != in->version)
        return rule_conflict(d);
    if (kinds[kind].closes && !row.closed) {
        row.closed = true;
        row.closed_at = d->now;
    }
    if (kind == DONE_REOPENED)
        row.closed = false;
    e = alert_set(d->db, &d->who, &row);
    if (e == E_CONFLICT)
        return rule_conflict(d);
    return e == OK ? act_put(d, id, kinds[kind].name, str_trim(in->words)) : e;
}

static void other(const struct alert_row *x, struct alerts_today *out)
{
    out->waiting = true;
    out->others = x->account_name;
    out->others_id = x->account;
    out->unreached = x->mail_state.n == 0 || str_eq(x->mail_state, S("failed")) || str_eq(x->mail_state, S("stopped"));
}

err desk_alerts_today(struct desk *d, struct alerts_today *out)
{
    struct alert_list all;
    *out = (struct alerts_today){0};
    err e = desk_begin(d, VERB_ALERT_LIST, 0);
    if (e == OK)
        e = alert_waiting(d->db, d->a, &d->who, &all);
    if (e != OK || all.n == 0)
        return e;
    struct alert_row *v = ARENA_ARRAY(d->a, all.n, struct alert_row);
    bool may = desk_may(&d->who, VERB_ALERT_SHOW);
    for (size_t i = 0; i < all.n; i++) {
        bool theirs = d->who.role == ROLE_OWNER || all.v[i].account.v == 0 || all.v[i].account.v == d->who.account.v || all.v[i].escalated;
        if (may && theirs)
            v[out->mine.n++] = all.v[i];
        else if (!out->waiting)
            other(&all.v[i], out);
    }
    out->mine.v = v;
    struct alert_setting s;
    e = alert_setting_get(d->db, d->a, &d->who, &s);
    out->phone = s.phone;
    out->phone_of = s.account;
    out->no_mail = !(d->env && d->env->mail);
    return e;
}

// ---- what stands with one client

// The newest first: the last total decides; an earlier day speaks only beside it.
static bool advised(const struct response_list *all)
{
    const struct response_item *last = NULL;
    for (size_t i = 0; i < all->n; i++) {
        const struct response_item *k = &all->v[i];
        bool low_mood = str_eq(k->row.instrument, S("phq-9")) || str_eq(k->row.instrument, S("phq-8"));
        if (!low_mood || !k->primary.known || k->row.replaced_by.v || k->row.withdrawn)
            continue;
        if (!last && k->primary.value < twice_from)
            return false;
        if (!last && k->primary.value >= once_from)
            return true;
        if (last && k->row.day.d != last->row.day.d && k->primary.value >= twice_from)
            return true;
        if (!last)
            last = k;
    }
    return false;
}

err desk_alert_standing(struct desk *d, client_id client, struct alert_standing *out)
{
    struct alert_list all;
    struct response_list responses;
    *out = (struct alert_standing){0};
    err e = alert_of_client(d->db, d->a, &d->who, client, &all);
    if (e == OK)
        e = response_list(d->db, d->a, &d->who, client, &responses);
    if (e != OK)
        return e;
    struct alert_row *v = ARENA_ARRAY(d->a, all.n, struct alert_row);
    for (size_t i = all.n; i > 0; i--)
        if (!all.v[i - 1].closed)
            v[out->open.n++] = all.v[i - 1];
    out->open.v = v;
    out->advised = advised(&responses);
    return OK;
}

// ---- nobody acted in time

err desk_alerts_late(struct desk *d, bool *any)
{
    const struct alert_late *v;
    size_t n = 0;
    err e = desk_begin(d, VERB_UPKEEP, 0);
    if (e == OK)
        e = alert_late(d->db, d->a, d->now, 1, &v, &n);
    *any = n > 0;
    return e;
}

static err escalate(struct desk *d, alert_id id)
{
    bool told;
    err e = alert_escalate(d->db, &d->who, id, d->now);
    if (e == OK)
        e = alert_tell_owners(d, id, &told);
    return e == OK ? act_put(d, id, told ? S("escalated") : S("escalated-none"), (str){0}) : e;
}

err desk_alerts_escalate(struct desk *d, size_t *n)
{
    const struct alert_late *v;
    size_t late = 0;
    *n = 0;
    err e = desk_begin(d, VERB_UPKEEP, 0);
    if (e == OK)
        e = alert_late(d->db, d->a, d->now, LATE_MAX, &v, &late);
    for (size_t i = 0; e == OK && i < late; i++) {
        struct desk one = *d;
        one.who.practice = v[i].practice;
        e = escalate(&one, v[i].id);
        d->ids = one.ids;
        *n += e == OK;
        if (e == E_CONFLICT)
            e = OK;
    }
    return e;
}

// ---- the client

static err wanted(struct desk *d, struct alert_by_link *out)
{
    *out = (struct alert_by_link){0};
    CHECK(d->who.role == ROLE_CLIENT);
    return alert_of_link(d->db, d->a, &d->who, out);
}

err desk_support_wanted(struct desk *d, bool tablet, bool *out, bool *raised)
{
    struct alert_by_link x;
    err e = wanted(d, &x);
    if (raised)
        *raised = e == OK && !(tablet && x.sent);
    *out = e == OK && x.said == SAID_NOTHING && (x.sent || !x.shown);
    return e == E_NOT_FOUND ? OK : e;
}

err desk_support_help(struct desk *d, struct support *out)
{
    struct practice p;
    err e = practice_get(d->db, d->a, &d->who, &p);
    if (e != OK)
        return e;
    out->practice = p.name;
    out->phone = p.phone;
    out->crisis_line = p.crisis_line;
    return help_of(d, &p, &out->help);
}

err desk_support_show(struct desk *d, struct support *out)
{
    struct alert_by_link x = {0};
    *out = (struct support){0};
    err e = desk_begin(d, VERB_SUPPORT_SHOW, d->who.only.v);
    if (e == OK)
        e = wanted(d, &x);
    if (e != OK)
        return e;
    out->id = x.id;
    out->said = x.said;
    out->sent = x.sent;
    return desk_support_help(d, out);
}

err support_shown(struct desk *d)
{
    struct alert_by_link x;
    err e = wanted(d, &x);
    return e == OK && !x.shown ? act_put(d, x.id, S("shown"), (str){0}) : e;
}

err desk_support_on(struct desk *d)
{
    err e = desk_begin(d, VERB_SUPPORT_SAY, d->who.only.v);
    return e == OK ? support_shown(d) : e;
}

// Whoever is named is written to a second time where the client asks for somebody; whoever was told that nobody acted, too: the job tells them once.
err desk_support_say(struct desk *d, enum alert_said said)
{
    static const str act[SAID_COUNT] = {[SAID_SAFE] = S_INIT("said-safe"), [SAID_CALL] = S_INIT("said-call"), [SAID_DANGER] = S_INIT("said-danger")};
    struct alert_by_link x;
    struct alert_row row;
    bool told;
    err e = desk_begin(d, VERB_SUPPORT_SAY, d->who.only.v);
    if (e == OK)
        e = wanted(d, &x);
    if (e == OK)
        e = alert_get(d->db, d->a, &d->who, x.id, &row);
    if (e != OK)
        return e;
    if (said == SAID_NOTHING)
        return problem_add(d->problems, E_INVALID, S("said"), SAY(MSG_error_choice));
    row.said = said;
    row.said_at = d->now;
    row.closed = row.closed && said == SAID_SAFE;
    e = alert_set(d->db, &d->who, &row);
    if (e == OK)
        e = act_put(d, x.id, act[said], (str){0});
    if (e == OK && said != SAID_SAFE)
        e = alert_tell_named(d, x.id, row.escalated);
    return e == OK && said != SAID_SAFE && row.escalated ? alert_tell_owners(d, x.id, &told) : e;
}
