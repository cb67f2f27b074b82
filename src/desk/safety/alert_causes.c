#include "desk/safety/alert_causes.h"

#include "base/json.h"
#include "desk/safety/alert_tasks.h"
#include "desk/safety/safety_body.h"
#include "desk/safety/safety_trace.h"
#include "store/account.h"

static err act_put(struct desk *d, alert_id id, str kind)
{
    return alert_act_insert(d->db, &d->who, id, &(struct alert_act){.id = id_next(&d->ids, d->now), .kind = kind, .at = d->now, .account = d->who.account});
}

// ---- who is told

// The confirmed address of the named person, else the one that somebody signs in with.
static err address_of(struct desk *d, const struct alert_setting *s, account_id who, str *address)
{
    struct account a;
    *address = (str){0};
    if (s->confirmed && s->account.v == who.v) {
        *address = s->address;
        return OK;
    }
    err e = account_by_id(d->db, d->a, who, &a);
    if (e == OK)
        *address = a.email;
    return e;
}

// An emergency: within the hour. Otherwise as for an answer.
static instant due_of(const struct desk *d, const struct alert_setting *s, int level)
{
    instant hour = {d->now.us + HOUR_US}, usual = alert_due_of(d, s);
    return level == LEVEL_EMERGENCY && hour.us < usual.us ? hour : usual;
}

err alert_acts_still(struct desk *d, account_id who, bool *yes)
{
    struct member m = {0};
    err e = who.v ? member_get(d->db, d->a, &d->who, who, &m) : E_NOT_FOUND;
    *yes = e == OK && m.active && (m.role == ROLE_OWNER || m.role == ROLE_THERAPIST);
    return e == E_NOT_FOUND ? OK : e;
}

static err write_to(struct desk *d, const struct alert_setting *s, account_id who, alert_id about, outbox_id *mail)
{
    str address;
    *mail = (outbox_id){0};
    if (!who.v)
        return OK;
    err e = address_of(d, s, who, &address);
    return e == OK ? alert_mail(d, who, address, about, mail) : e;
}

static err owners_at_once(struct desk *d, alert_id id)
{
    bool told;
    err e = alert_tell_owners(d, id, &told);
    if (e != OK || !told)
        return e; // the job says that nobody could be written to
    e = alert_escalate(d->db, &d->who, id, d->now);
    return e == OK ? act_put(d, id, S("owners")) : e;
}

err alert_tell_named(struct desk *d, alert_id id, bool escalated)
{
    struct alert_setting s;
    outbox_id sent;
    bool acts = false;
    err e = alert_setting_get(d->db, d->a, &d->who, &s);
    if (e == OK)
        e = alert_acts_still(d, s.account, &acts);
    if (e != OK || (!acts && escalated))
        return e;
    return acts ? alert_mail(d, s.account, s.confirmed ? s.address : (str){0}, id, &sent) : owners_at_once(d, id);
}

// ---- raised

static err raise_new(struct desk *d, client_id client, const struct alert_because *b, alert_id *out)
{
    struct alert_setting s;
    struct alert_row row = {.id = {id_next(&d->ids, d->now)}, .client = client, .cause = b->cause, .fired = b->fired, .about = b->about, .level = b->level,
        .raised = d->now};
    err e = alert_setting_get(d->db, d->a, &d->who, &s);
    if (e == OK)
        e = alert_therapist(d->db, d->a, &d->who, client, d->now, &row.account);
    bool nobody = e == E_NOT_FOUND;
    if (e != OK && !nobody)
        return e;
    row.due = due_of(d, &s, b->level);
    e = write_to(d, &s, row.account, row.id, &row.mail);
    if (e == OK)
        e = alert_insert(d->db, &d->who, &row);
    *out = row.id;
    return e == OK && nobody ? owners_at_once(d, row.id) : e;
}

// It happened before, and somebody says more of it.
static err raise_again(struct desk *d, alert_id id)
{
    struct alert_setting s;
    struct alert_row row;
    outbox_id mail;
    bool told, acts = false;
    err e = alert_get(d->db, d->a, &d->who, id, &row);
    if (e == OK)
        e = alert_setting_get(d->db, d->a, &d->who, &s);
    if (e == OK)
        e = act_put(d, id, S("changed"));
    if (e == OK && row.closed) {
        row.closed = false;
        e = alert_set(d->db, &d->who, &row);
    }
    if (e == OK)
        e = alert_acts_still(d, row.account, &acts);
    if (e == OK && acts)
        e = write_to(d, &s, row.account, id, &mail);
    if (e == OK && !acts && !row.escalated)
        return owners_at_once(d, id);
    return e == OK && row.escalated ? alert_tell_owners(d, id, &told) : e;
}

err desk_alert_raise_for(struct desk *d, client_id client, const struct alert_because *b, alert_id *out)
{
    CHECK((b->cause == CAUSE_FINDING && (b->level == LEVEL_EMERGENCY || b->level == LEVEL_STOP)) || (b->cause == CAUSE_EVENT && b->about && !b->level));
    *out = (alert_id){0};
    err e = desk_begin(d, VERB_ALERT_RAISE, client.v);
    if (e != OK)
        return e;
    err there = b->cause == CAUSE_EVENT ? alert_of_event(d->db, d->a, &d->who, b->about, out) : E_NOT_FOUND;
    if (there != OK && there != E_NOT_FOUND)
        return there;
    return there == OK ? raise_again(d, *out) : raise_new(d, client, b, out);
}

err desk_alert_of_event(struct desk *d, int64_t event, alert_id *out)
{
    *out = (alert_id){0};
    err e = alert_of_event(d->db, d->a, &d->who, event, out);
    return e == E_NOT_FOUND ? OK : e;
}

err desk_alert_over(struct desk *d, alert_id id)
{
    struct alert_row row;
    err e = alert_get(d->db, d->a, &d->who, id, &row);
    if (e != OK || row.closed)
        return e;
    row.closed = true;
    row.closed_at = d->now;
    e = alert_set(d->db, &d->who, &row);
    return e == OK ? act_put(d, id, S("over")) : e;
}

// ---- findings

static bool holds(const struct desk *d, const struct finding_kept *f)
{
    return f->level <= LEVEL_STOP && finding_state_of(d->a, d->zone, d->today, f) == FINDING_HOLDS;
}

// Whoever was told of the one knows of the other: the same rule, not at a worse level, from the same answers, or confirmed and now left open.
static bool same_cause(struct desk *d, const struct finding_kept *was, const struct finding_kept *now)
{
    struct finding_row x = {0}, y = {0};
    if (!str_eq(was->rule, now->rule) || now->level < was->level)
        return false;
    if (was->unknown || now->unknown)
        return true;
    return finding_body_read(d->a, was->body, &x) && finding_body_read(d->a, now->body, &y) && json_same(x.answers, y.answers);
}

bool alert_fired_has(struct desk *d, str fired, str rule)
{
    struct json_error why;
    const struct json *list = json_parse(d->a, fired, 8, &why);
    for (const struct json *x = list && list->kind == JSON_ARRAY ? list->first : NULL; x; x = x->next)
        if (x->kind == JSON_STRING && str_eq(x->text, rule))
            return true;
    return false;
}

// The task that waits for it already; NULL: none.
static const struct alert_row *waits_for(struct desk *d, const struct finding_kept *now, const struct alert_list *alerts)
{
    for (size_t i = 0; i < alerts->n; i++) {
        const struct alert_row *x = &alerts->v[i];
        if (x->cause == CAUSE_FINDING && !x->closed && x->level <= now->level && alert_fired_has(d, x->fired, now->rule))
            return x;
    }
    return NULL;
}

// Said anew, in another form, while a task waits for that very rule: the task says so, once for each form.
static err said_of(struct desk *d, const struct alert_row *x, const struct finding_kept *now, alert_id *last)
{
    if (x->about == now->intake.v || last->v == x->id.v)
        return OK;
    *last = x->id;
    return act_put(d, x->id, S("changed"));
}

static bool is_new(struct desk *d, const struct finding_kept *now, const struct finding_list *before)
{
    for (size_t i = 0; i < before->n; i++)
        if (holds(d, &before->v[i]) && same_cause(d, &before->v[i], now))
            return false;
    return true;
}

// JSON of all their rules: a practice has as many of its own as it likes.
static size_t fired_room(const struct finding_list *l)
{
    size_t n = 16;
    for (size_t i = 0; i < l->n; i++)
        n += 6 * l->v[i].rule.n + 4; // a character is six at most
    return n;
}

static err raise_new_ones(struct desk *d, client_id client, const struct finding_list *before, const struct finding_list *after, const struct alert_list *alerts)
{
    struct buf b = buf_new(d->a, fired_room(after));
    struct jw w = jw_on(&b);
    struct alert_because because = {.cause = CAUSE_FINDING, .level = LEVEL_STOP};
    size_t n = 0;
    alert_id id, changed = {0};
    err e = OK;
    jw_array(&w);
    for (size_t i = 0; e == OK && i < after->n; i++) {
        const struct finding_kept *f = &after->v[i];
        if (!holds(d, f) || !is_new(d, f, before))
            continue;
        const struct alert_row *waits = waits_for(d, f, alerts);
        if (waits) {
            e = said_of(d, waits, f, &changed);
            continue;
        }
        jw_str(&w, f->rule);
        if (n++ == 0)
            because.about = f->intake.v;
        if (f->level < because.level)
            because.level = f->level;
    }
    jw_end(&w);
    CHECK(!b.over);
    because.fired = buf_str(&b);
    return e == OK && n ? desk_alert_raise_for(d, client, &because, &id) : e;
}

// It holds, or is to be asked.
static bool stops(const struct desk *d, const struct finding_kept *f)
{
    enum finding_state s = finding_state_of(d->a, d->zone, d->today, f);
    return f->level <= LEVEL_STOP && (s == FINDING_HOLDS || s == FINDING_ASK);
}

static bool still(struct desk *d, const struct alert_row *x, const struct finding_list *after)
{
    for (size_t i = 0; i < after->n; i++)
        if (stops(d, &after->v[i]) && alert_fired_has(d, x->fired, after->v[i].rule))
            return true;
    return false;
}

err alert_findings_changed(struct desk *d, client_id client, const struct finding_list *before)
{
    struct finding_list after;
    struct alert_list alerts = {0};
    err e = finding_standing(d->db, d->a, &d->who, client, &after);
    if (e == OK)
        e = alert_of_client(d->db, d->a, &d->who, client, &alerts);
    for (size_t i = 0; e == OK && i < alerts.n; i++)
        if (alerts.v[i].cause == CAUSE_FINDING && !alerts.v[i].closed && !still(d, &alerts.v[i], &after))
            e = desk_alert_over(d, alerts.v[i].id);
    return e == OK ? raise_new_ones(d, client, before, &after, &alerts) : e;
}

static bool found_read(struct desk *d, const struct alert_found *f, const struct finding_list *standing, struct alert_finding *out)
{
    struct finding_row row = {0};
    if (f->level < LEVEL_EMERGENCY || f->level > LEVEL_MODIFY || !finding_body_read(d->a, f->body, &row))
        return false;
    *out = (struct alert_finding){.title = row.title, .words = row.words, .for_client = row.for_client, .level = (enum screen_level)f->level};
    for (size_t i = 0; i < standing->n; i++)
        out->stands |= str_eq(standing->v[i].rule, f->rule) && stops(d, &standing->v[i]);
    return true;
}

err alert_findings_of(struct desk *d, const struct alert_row *x, const struct alert_finding **out, size_t *n)
{
    const struct alert_found *found;
    struct finding_list standing;
    struct json_error why;
    size_t n_found, n_back;
    const struct taken_back *back;
    const struct json *fired = json_parse(d->a, x->fired, 8, &why);
    *out = NULL;
    *n = 0;
    if (!fired || fired->kind != JSON_ARRAY)
        return E_DB_CORRUPT;
    err e = alert_findings(d->db, d->a, &d->who, x, &found, &n_found);
    if (e == OK)
        e = finding_standing(d->db, d->a, &d->who, x->client, &standing);
    if (e == OK)
        e = safety_taken_back(d, x->client, &back, &n_back);
    if (e != OK)
        return e;
    struct alert_finding *v = ARENA_ARRAY(d->a, fired->count, struct alert_finding);
    for (const struct json *rule = fired->first; rule; rule = rule->next)
        for (size_t i = 0; i < n_found; i++)
            if (rule->kind == JSON_STRING && str_eq(rule->text, found[i].rule)) {
                if (found_read(d, &found[i], &standing, &v[*n])) {
                    const struct taken_back *t = taken_back_of(back, n_back, found[i].rule);
                    v[(*n)++].taken_back = t ? t->at : (instant){0};
                }
                break;
            }
    *out = v;
    return OK;
}
