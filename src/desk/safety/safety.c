#include "desk/safety/safety.h"

#include "clinic/safety/screen_again.h"
#include "desk/safety/alert_causes.h"
#include "desk/safety/intake_part.h"
#include "desk/safety/safety_body.h"
#include "desk/safety/safety_lift.h"
#include "store/account.h"
#include "store/concern.h"

enum { REASON_MAX = 1000 };

static const str act_names[FINDING_ACTS] = {S_INIT("asked-no"), S_INIT("asked-yes"), S_INIT("proceed"), S_INIT("cleared"), S_INIT("reopened")};

str finding_act_name(enum finding_act a)
{
    CHECK((unsigned)a < FINDING_ACTS);
    return act_names[a];
}

bool finding_act_of(str name, enum finding_act *out)
{
    for (size_t i = 0; i < FINDING_ACTS; i++)
        if (str_eq(name, act_names[i])) {
            *out = (enum finding_act)i;
            return true;
        }
    return false;
}

static bool spoken_for(const struct zone *z, day today, instant at, int valid_days)
{
    day then = zone_day(z, at);
    return valid_days == 0 || today.d - then.d < valid_days;
}

enum intake_state intake_state_at(const struct zone *z, day today, instant asked)
{
    return spoken_for(z, today, asked, INTAKE_DAYS + 1) ? INTAKE_DONE : INTAKE_OLD;
}

// Until its day, and from its day on. A condition that is known is asked about again as its rule says.
static enum finding_state cleared_state(const struct zone *z, day today, const struct finding_kept *f, enum finding_state found)
{
    const struct act_row *x = &f->act;
    bool stable = str_eq(x->way, lift_way_name(LIFTED_STABLE));
    if (stable && !spoken_for(z, today, x->at, f->valid_days))
        return FINDING_ASK;
    if (x->until.known && x->until.day.d < today.d)
        return stable ? found : FINDING_HOLDS;
    if (x->from.known && today.d < x->from.day.d)
        return FINDING_HOLDS;
    return stable ? FINDING_KNOWN : FINDING_CLEARED;
}

enum finding_state finding_state_of(arena *a, const struct zone *z, day today, const struct finding_kept *f)
{
    enum finding_state found = f->unknown || !spoken_for(z, today, f->at, f->valid_days) ? FINDING_ASK : FINDING_HOLDS;
    enum finding_act act = ACT_REOPENED;
    bool done = f->act.act.n && finding_act_of(f->act.act, &act) && act != ACT_REOPENED;
    opt_day over = lift_by_time(a, z, f);
    if (done && act == ACT_CLEARED)
        return cleared_state(z, today, f, found);
    if (over.known && today.d >= over.day.d && (!done || act == ACT_ASKED_YES))
        return FINDING_CLEARED;
    if (!done)
        return found;
    if (!spoken_for(z, today, f->act.at, f->valid_days))
        return FINDING_ASK;
    return act == ACT_ASKED_NO ? FINDING_NO : act == ACT_ASKED_YES ? FINDING_HOLDS : FINDING_PROCEED;
}

bool finding_denied(const struct finding_row *f)
{
    return f->against && f->state == FINDING_ASK && f->level <= LEVEL_STOP && (!f->act.n || str_eq(f->act, act_names[ACT_REOPENED]));
}

bool finding_of_record(const struct finding_row *f)
{
    bool answered = false;
    for (const struct json *x = f->answers->first; x; x = x->next)
        answered |= x->kind != JSON_NULL;
    return !f->unknown && !answered;
}

bool finding_read(const struct desk *d, const struct finding_kept *f, struct finding_row *out)
{
    if (f->level < LEVEL_EMERGENCY || f->level > LEVEL_MODIFY)
        return false;
    *out = (struct finding_row){.id = f->id,
        .rule = f->rule,
        .level = (enum screen_level)f->level,
        .unknown = f->unknown,
        .again = !f->unknown && !spoken_for(d->zone, d->today, f->at, f->valid_days),
        .state = finding_state_of(d->a, d->zone, d->today, f),
        .rules = f->rules,
        .lifts_on = f->act.from.known ? f->act.from : lift_by_time(d->a, d->zone, f),
        .at = f->at,
        .act = f->act.act,
        .act_reason = f->act.reason,
        .act_by = f->act.by,
        .act_licence = f->act.licence,
        .act_at = f->act.at,
        .act_until = f->act.until,
        .version = f->act.id.v};
    return lift_read(d->a, &f->act, &out->lifted) && finding_body_read(d->a, f->body, out);
}

// Levels 1 and 2 stop, 3 defers, while they hold or nobody has asked.
static void count(struct desk *d, const struct finding_row *f, struct safety *out)
{
    bool stands = f->state == FINDING_ASK || f->state == FINDING_HOLDS;
    out->n_ask += f->state == FINDING_ASK;
    out->stop |= stands && f->level <= LEVEL_STOP;
    out->held |= (f->state == FINDING_HOLDS && f->level <= LEVEL_STOP) || finding_denied(f);
    out->defer |= stands && f->level == LEVEL_DEFER;
    // what was not answered limits as if it were so, until somebody has asked
    struct screen_limits limits = lift_limits(d->a, f);
    out->limits = screen_limits_add(d->a, &out->limits, &limits);
}

// What was done before about the same rule, where nothing was done about the finding that stands now.
static err add_before(struct desk *d, client_id client, struct finding_row *v, size_t n)
{
    struct act_list past = {0};
    bool wanted = false;
    for (size_t i = 0; i < n; i++)
        wanted |= !v[i].act.n;
    err e = wanted ? finding_before(d->db, d->a, &d->who, client, &past) : OK;
    for (size_t i = 0; !e && i < n; i++)
        for (size_t k = 0; !v[i].act.n && k < past.n; k++) {
            const struct act_row *x = &past.v[k];
            if (!str_eq(x->rule, v[i].rule))
                continue;
            if (!str_eq(x->act, act_names[ACT_REOPENED])) {
                v[i].before = (struct finding_before){x->act, x->reason, x->by, x->licence, x->at, x->until, {0}};
                e = lift_read(d->a, x, &v[i].before.lifted) ? OK : E_DB_CORRUPT;
            }
            break;
        }
    return e;
}

// Both lists are by level: merged they are, too.
static struct finding_list merged_by_level(struct desk *d, const struct finding_list *x, const struct finding_list *y)
{
    struct finding_kept *v = ARENA_ARRAY(d->a, x->n + y->n, struct finding_kept);
    size_t i = 0, k = 0, n = 0;
    while (i < x->n || k < y->n)
        v[n++] = k == y->n || (i < x->n && x->v[i].level <= y->v[k].level) ? x->v[i++] : y->v[k++];
    return (struct finding_list){v, n};
}

// What time ended is over, whatever was done about it.
static struct finding_list without_over(struct desk *d, const struct finding_list *all, const bool *over)
{
    struct finding_kept *v = ARENA_ARRAY(d->a, all->n, struct finding_kept);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (!over[i])
            v[n++] = all->v[i];
    return (struct finding_list){v, n};
}

// Questions that are asked anew wait until they are answered.
static err add_anew(struct desk *d, const struct intake_row *sent, const struct anew_list *all, struct safety *out)
{
    struct intake_last last = {0};
    err e = sent && all->n ? intake_last_read(d, sent, &last) : OK;
    struct anew_list open = e ? (struct anew_list){0} : intake_anew_open(d, &last, all);
    for (size_t i = 0; i < open.n; i++) {
        out->anew_worse |= str_eq(open.v[i].why, S("worse"));
        out->anew_event |= str_eq(open.v[i].why, S("event"));
        out->anew_changed |= str_eq(open.v[i].why, S("changed"));
    }
    return e;
}

// Many rules wait for the same question.
static size_t count_questions(struct desk *d, const struct safety *s)
{
    const struct screen_rules *r = screen_shipped();
    bool *open = ARENA_ARRAY(d->a, r->n_questions, bool), *brought = ARENA_ARRAY(d->a, r->n_questions, bool);
    size_t n = 0;
    bool some = false;
    for (size_t i = 0; i < s->n; i++) {
        const struct finding_row *f = &s->findings[i];
        bool waits = f->state == FINDING_ASK && f->unknown && !f->against;
        bool any = false;
        for (const struct json *x = waits ? f->answers->first : NULL; x; x = x->next) {
            const struct question *q = x->kind == JSON_NULL ? screen_question_of(r, x->name) : NULL;
            any |= q != NULL;
            if (q)
                open[q - r->questions] = true;
        }
        some |= any;
        n += f->state == FINDING_ASK && !any;
    }
    if (!some)
        return n;
    for (size_t q = 0; q < r->n_questions; q++)
        brought[q] = open[q] && !r->questions[q].when;
    screen_follow_ups(r, brought);
    for (size_t q = 0; q < r->n_questions; q++)
        n += open[q] && (!r->questions[q].when || !brought[q]);
    return n;
}

// What is known and stable speaks up again: the client began a new form, or one of its questions is asked anew (a worse score, an adverse event,
// staff heard of a change) and was not answered since.
static bool is_stirred(const struct safety *s, const struct anew_list *anew, const struct finding_row *f)
{
    if (s->changing && s->changing_at.us > f->act_at.us)
        return true;
    for (size_t i = 0; i < anew->n; i++)
        for (size_t k = 0; k < f->n_because; k++)
            if (str_eq(anew->v[i].question, f->because[k]) && anew->v[i].at.us > f->act_at.us && anew->v[i].at.us > f->at.us)
                return true;
    return false;
}

err safety_assemble(struct desk *d, const struct safety_read *r, const struct screen_rules **rules, struct safety *out)
{
    struct finding_list kept = r->kept, today = {0};
    err e = add_anew(d, r->sent, &r->anew, out);
    if (e)
        return e;
    bool *over = ARENA_ARRAY(d->a, kept.n, bool);
    if (r->sent)
        today = findings_of_today(d, &r->who, r->sent, &kept, rules, over);
    kept = without_over(d, &kept, over);
    struct finding_list list = today.n ? merged_by_level(d, &kept, &today) : kept;
    struct finding_row *v = ARENA_ARRAY(d->a, list.n, struct finding_row), *no = ARENA_ARRAY(d->a, list.n, struct finding_row);
    out->findings = v;
    out->settled = no;
    for (size_t i = 0; i < list.n; i++) {
        struct finding_row one;
        if (!finding_read(d, &list.v[i], &one))
            return E_DB_CORRUPT;
        if (one.state == FINDING_KNOWN && is_stirred(out, &r->anew, &one))
            one.state = FINDING_HOLDS;
        if (one.state == FINDING_NO) {
            no[out->n_settled++] = one;
            continue;
        }
        count(d, &one, out);
        v[out->n++] = one;
    }
    out->n_questions = count_questions(d, out);
    return OK;
}

static err add_findings(struct desk *d, client_id client, const struct subject *who, const struct intake_row *sent, struct safety *out)
{
    struct safety_read r = {.who = *who, .sent = sent};
    const struct screen_rules *rules = NULL;
    err e = finding_standing(d->db, d->a, &d->who, client, &r.kept);
    if (!e)
        e = anew_list(d->db, d->a, &d->who, client, (instant){0}, &r.anew);
    if (!e)
        e = safety_assemble(d, &r, &rules, out);
    return e ? e : add_before(d, client, (struct finding_row *)(uintptr_t)out->findings, out->n);
}

// *sent: the one sent last, NULL where there is none.
static err add_intake(struct desk *d, client_id client, struct safety *out, const struct intake_row **sent)
{
    struct intake_list list;
    *sent = NULL;
    err e = intake_list(d->db, d->a, &d->who, client, &list);
    if (e || !list.n)
        return e;
    const struct intake_row *newest = list.v;
    *sent = intake_sent_last(&list);
    out->changing = !newest->sent && !newest->account.v;
    out->changing_at = out->changing ? newest->saved : (instant){0};
    out->intake = *sent ? intake_state_at(d->zone, d->today, intake_asked(*sent)) : INTAKE_BEGUN;
    out->intake_at = *sent ? (*sent)->submitted : newest->saved;
    return OK;
}

static err add_consents(struct desk *d, client_id client, struct safety *out)
{
    struct consent_list list;
    err e = consent_list(d->db, d->a, &d->who, client, &list);
    enum consent_kind k;
    out->consent_region[CONSENT_NONE] = true;
    for (size_t i = list.n; !e && i > 0; i--) { // newest first: the last one of its kind counts
        const struct consent_row *c = &list.v[i - 1];
        if (!consent_kind_of(c->kind, &k))
            return E_DB_CORRUPT;
        if (k == CONSENT_KIND_TREATMENT)
            out->consent_treatment = c->given;
        else if (k != CONSENT_KIND_LETTER)
            out->consent_region[CONSENT_GLUTES + (k - CONSENT_KIND_GLUTES)] = c->given;
    }
    return e;
}
_Static_assert(CONSENT_ABDOMEN - CONSENT_GLUTES == CONSENT_KIND_ABDOMEN - CONSENT_KIND_GLUTES, "areas stand in one order");

err desk_safety(struct desk *d, client_id client, struct safety *out)
{
    *out = (struct safety){0};
    struct subject who;
    err e = desk_begin(d, VERB_SAFETY_SHOW, client.v);
    if (!e)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    const struct intake_row *sent = NULL;
    if (!e)
        e = add_intake(d, client, out, &sent);
    if (!e)
        e = add_findings(d, client, &who, sent, out);
    return e ? e : add_consents(d, client, out);
}

static const struct json *first_answer(const struct finding_row *f)
{
    return f->answers ? f->answers->first : NULL;
}

// Of what is open, or, where all was answered, of all: is it measured? *words: what, for people.
static bool measured_of(arena *a, const struct finding_row *f, str *words)
{
    size_t n = 0, of = 0;
    bool open = false;
    for (const struct json *x = first_answer(f); x; x = x->next)
        open |= x->kind == JSON_NULL;
    for (const struct json *x = first_answer(f); x; x = x->next) {
        const struct question *q = open && x->kind != JSON_NULL ? NULL : screen_question_of(screen_shipped(), x->name);
        bool measured = q && q->by_therapist;
        of += !open || x->kind == JSON_NULL;
        n += measured;
        if (words && measured)
            *words = str_fmt(a, "%.*s%s%.*s", SP(*words), words->n ? "; " : "", SP(q->words));
    }
    return n && n == of;
}

bool finding_is_measured(const struct finding_row *f)
{
    return (f->unknown || f->again) && measured_of(NULL, f, NULL);
}

bool finding_may(const struct finding_row *f, enum finding_act act)
{
    bool asked = f->unknown || f->again;
    if (!f->id.v || ((act == ACT_ASKED_NO || act == ACT_ASKED_YES) && finding_is_measured(f)))
        return false;
    switch (act) {
    case ACT_ASKED_NO: return f->state == FINDING_ASK && (f->unknown || (f->again && f->level > LEVEL_STOP));
    case ACT_ASKED_YES: return asked && (f->state == FINDING_ASK || f->state == FINDING_NO);
    case ACT_PROCEED: return f->level > LEVEL_STOP && (f->state == FINDING_ASK || f->state == FINDING_HOLDS);
    case ACT_CLEARED: return f->state == FINDING_HOLDS || f->state == FINDING_KNOWN || (f->state == FINDING_ASK && f->again && f->level <= LEVEL_STOP);
    case ACT_REOPENED: return f->act.n && (f->state > FINDING_HOLDS || str_eq(f->act, act_names[ACT_ASKED_YES]) || (str_eq(f->act, act_names[ACT_CLEARED]) && f->lifts_on.known));
    case FINDING_ACTS: break;
    }
    return false;
}

// Why not, in words that say what to do instead.
static err may_not(struct desk *d, const struct finding_row *f, enum finding_act act)
{
    enum msg why = MSG_safety_not_now;
    str what = {0};
    if ((act == ACT_ASKED_NO || act == ACT_ASKED_YES) && finding_is_measured(f)) {
        (void)measured_of(d->a, f, &what);
        return problem_add(d->problems, E_INVALID, S("act"), SAY1(MSG_safety_measure_it, "what", what));
    }
    if (act == ACT_PROCEED && f->level <= LEVEL_STOP)
        why = MSG_safety_never_proceed;
    else if (act == ACT_ASKED_NO && !f->unknown && (!f->again || f->level <= LEVEL_STOP))
        why = MSG_safety_correct_it;
    else if (act == ACT_CLEARED && f->state == FINDING_ASK)
        why = MSG_safety_ask_first;
    return problem_add(d->problems, E_FORBIDDEN, S("act"), SAY(why));
}

static bool act_right(struct desk *d, const struct finding_row *f, const struct finding_act_in *in)
{
    bool good = true;
    size_t n = text_valid(in->reason) ? utf8_length(str_trim(in->reason)) : 0;
    if (!text_valid(in->reason))
        good = problem_add(d->problems, E_INVALID, S("reason"), SAY(MSG_error_text)) == OK;
    else if (in->act == ACT_PROCEED && n == 0)
        good = problem_add(d->problems, E_INVALID, S("reason"), SAY(MSG_safety_reason_proceed)) == OK;
    else if (n > REASON_MAX)
        good = problem_add(d->problems, E_INVALID, S("reason"), SAY1(MSG_error_too_long, "max", S("1000"))) == OK;
    if (in->until.known && (in->act != ACT_CLEARED || in->until.day.d < d->today.d))
        good = problem_add(d->problems, E_INVALID, S("until"), SAY(MSG_safety_until_past)) == OK;
    return (in->act != ACT_CLEARED || lift_right(d, f, in)) && good;
}

// Each way keeps what is its own.
static struct finding_lifted lifted_of(const struct finding_row *f, const struct finding_act_in *in)
{
    struct finding_lifted l = {0};
    if (in->act != ACT_CLEARED)
        return l;
    l.way = finding_lift_way(f);
    l.on = in->on;
    if (l.way != LIFTED_SYMPTOM_FREE)
        l.who = str_trim(in->who);
    if (l.way == LIFTED_CLEARANCE || l.way == LIFTED_STABLE)
        l.role = str_trim(in->role);
    if (l.way == LIFTED_CLEARANCE)
        l.limits = in->limits;
    return l;
}

err desk_finding_act(struct desk *d, const struct finding_act_in *in)
{
    struct finding_kept kept = {0};
    struct finding_row f;
    struct member me;
    err e = desk_begin(d, VERB_FINDING_ACT, in->client.v);
    if (!e)
        e = finding_get(d->db, d->a, &d->who, in->finding, &kept);
    if (!e && kept.client.v != in->client.v)
        e = E_NOT_FOUND;
    if (!e && !finding_read(d, &kept, &f))
        e = E_DB_CORRUPT;
    if (e)
        return e;
    if (kept.over || f.version != in->version)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_people_changed_meanwhile));
    if (!finding_may(&f, in->act))
        return may_not(d, &f, in->act);
    if (!act_right(d, &f, in))
        return E_INVALID;
    struct finding_list before;
    e = member_get(d->db, d->a, &d->who, d->who.account, &me);
    if (!e)
        e = finding_standing(d->db, d->a, &d->who, in->client, &before);
    if (e)
        return e;
    struct finding_lifted lifted = lifted_of(&f, in);
    struct act_row x = {.id = {id_next(&d->ids, d->now)},
        .way = lift_way_name(lifted.way),
        .from = lift_from(&f, in),
        .detail = lift_detail(d->a, &lifted),
        .finding = in->finding,
        .act = finding_act_name(in->act),
        .reason = str_trim(in->reason),
        .until = in->until,
        .at = d->now,
        .account = d->who.account,
        .licence = licence_words(d->a, me.licence_number, me.licence_body)};
    e = act_insert(d->db, &d->who, &x);
    return e ? e : alert_findings_changed(d, in->client, &before);
}

err desk_safety_history(struct desk *d, client_id client, struct safety_history *out)
{
    *out = (struct safety_history){0};
    struct subject who;
    err e = desk_begin(d, VERB_SAFETY_SHOW, client.v);
    if (!e)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (!e)
        e = intake_list(d->db, d->a, &d->who, client, &out->intakes);
    if (!e)
        e = act_list(d->db, d->a, &d->who, client, &out->acts);
    if (!e)
        e = consent_list(d->db, d->a, &d->who, client, &out->consents);
    if (!e)
        e = intake_says_minor(d, client, (opt_day){who.born_known, who.born}, &out->minor);
    if (e)
        return e;
    str *titles = ARENA_ARRAY(d->a, out->acts.n, str);
    struct finding_lifted *lifted = ARENA_ARRAY(d->a, out->acts.n, struct finding_lifted);
    for (size_t i = 0; i < out->acts.n; i++) {
        titles[i] = finding_body_title(d->a, out->acts.v[i].body);
        if (!lift_read(d->a, &out->acts.v[i], &lifted[i]))
            return E_DB_CORRUPT;
    }
    out->titles = titles;
    out->lifted = lifted;
    return OK;
}
