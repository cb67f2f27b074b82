#include "desk/care/letters.h"

#include "base/json.h"
#include "clinic/measures/measure_choice.h"
#include "desk/rules.h"
#include "desk/safety/safety_body.h"
#include "store/account.h"
#include "store/plan.h"

enum { TICKED_MAX = 100, DEPTH = 4 };

// The series of the concern that is judged: that of the plan's own measure; else the newest set's, and one with something to compare before one
// without. What somebody answered about their mood leaves the house only where a plan is measured by it.
static const struct progress_series *series_of(const struct progress *p, str measure)
{
    const struct progress_series *best = NULL;
    for (size_t i = 0; i < p->n; i++)
        if (p->series[i].points.n && str_eq(str_of(p->series[i].instrument->code), measure))
            return &p->series[i];
    for (size_t i = 0; i < p->n; i++) {
        const struct progress_series *s = &p->series[i];
        if (s->score && measure_of_mood(s->score->file->id))
            continue;
        if (s->points.n && (!best || (s->change.compared && !best->change.compared)))
            best = s;
    }
    return best;
}

// Of the plan of this concern that runs, or ran last; empty where there is none.
static err plan_measure(struct desk *d, client_id client, concern_id concern, str *out)
{
    struct plan_list all;
    *out = (str){0};
    err e = plan_list_of(d->db, d->a, &d->who, client, &all);
    for (size_t i = 0; !e && i < all.n && !out->n; i++)
        if (all.v[i].concern.v == concern.v)
            *out = all.v[i].instrument;
    return e;
}

static err facts_signer(struct desk *d, struct letter_facts *f)
{
    struct member m;
    if (!d->who.account.v)
        return OK;
    err e = member_get(d->db, d->a, &d->who, d->who.account, &m);
    if (!e) {
        bool expired = m.licence_expires.known && m.licence_expires.day.d < d->today.d;
        f->signer = m.name;
        f->licence = expired ? (str){0} : licence_words(d->a, m.licence_number, m.licence_body); // nobody signs with one that ended
    }
    return e;
}

static const str *finding_names(arena *a, const struct letter_facts *f)
{
    str *name = ARENA_ARRAY(a, f->n_findings, str);
    for (size_t i = 0; i < f->n_findings; i++)
        name[i] = finding_body_title(a, f->findings[i].body);
    return name;
}

static err facts_asks(struct desk *d, client_id client, concern_id concern, struct letter_facts *out)
{
    struct plan_list plans;
    err e = plan_list_of(d->db, d->a, &d->who, client, &plans);
    for (size_t i = 0; !e && i < plans.n && !out->asks; i++) {
        if (plans.v[i].concern.v != concern.v)
            continue;
        out->asks = plans.v[i].asks;
        out->n_asks = plans.v[i].n_asks;
    }
    return e;
}

err desk_letter_facts(struct desk *d, client_id client, concern_id concern, struct letter_facts *out)
{
    *out = (struct letter_facts){.today = d->today};
    struct progress progress;
    str measure;
    err e = desk_begin(d, VERB_LETTER_SHOW, client.v);
    if (!e)
        e = client_get(d->db, d->a, &d->who, client, &out->client);
    if (!e)
        e = concern_get(d->db, d->a, &d->who, concern, &out->concern);
    if (!e && out->concern.client.v != client.v)
        e = E_NOT_FOUND;
    if (!e)
        e = receipt_practice(d->db, d->a, &d->who, &out->practice);
    opt_day since = {out->concern.started, out->concern.start};
    if (!e)
        e = letter_sessions(d->db, d->a, &d->who, client, concern, since, &out->dose);
    if (!e)
        e = letter_treated(d->db, d->a, &d->who, client, concern, since, &out->treated, &out->n_treated);
    if (!e)
        e = letter_findings(d->db, d->a, &d->who, client, &out->findings, &out->n_findings);
    if (!e)
        out->finding_names = finding_names(d->a, out);
    if (!e)
        e = letter_consent(d->db, d->a, &d->who, client, &out->consent);
    if (!e)
        e = facts_asks(d, client, concern, out);
    if (!e)
        e = facts_signer(d, out);
    if (!e)
        e = desk_progress(d, client, concern, &progress);
    if (!e)
        e = plan_measure(d, client, concern, &measure);
    if (!e)
        out->series = series_of(&progress, measure);
    return e;
}

str desk_letter_addressee(arena *a, const struct client_fields *f)
{
    return str_trim(str_fmt(a, "%.*s\n%.*s", SP(f->physician), SP(f->physician_contact)));
}

static str draft_body(arena *a, const struct letter_in *in)
{
    struct buf b = buf_new(a, 8192);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_key(&w, S("findings"));
    jw_array(&w);
    for (size_t i = 0; i < in->n_findings && i < TICKED_MAX; i++)
        jw_id(&w, in->findings[i].v);
    jw_end(&w);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

bool letter_ticked(arena *a, const struct letter *draft, finding_id id)
{
    struct json_error why;
    const struct json *ids = json_get(json_parse(a, draft->body, DEPTH, &why), S("findings"));
    for (const struct json *j = ids ? ids->first : NULL; j; j = j->next) {
        int64_t v;
        if (id_parse(json_text(j), &v) && v == id.v)
            return true;
    }
    return false;
}

static bool letter_rules(struct desk *d, const struct letter_in *in)
{
    bool good = rule_line(d, S("addressee"), in->addressee, 0, LETTER_ADDRESSEE_MAX, MANY_LINES);
    return rule_line(d, S("paragraph"), in->paragraph, 0, LETTER_PARAGRAPH_MAX, MANY_LINES) && good;
}

err desk_letter_create(struct desk *d, const struct letter_in *in, letter_id *out)
{
    struct concern_row concern;
    err e = desk_begin(d, VERB_LETTER_CHANGE, in->client.v);
    if (!e)
        e = concern_get(d->db, d->a, &d->who, in->concern, &concern);
    if (!e && concern.client.v != in->client.v)
        e = E_NOT_FOUND;
    if (!e && !letter_rules(d, in))
        e = E_INVALID;
    if (e)
        return e;
    struct letter l = {.id = {id_next(&d->ids, d->now)}, .client = in->client, .concern = in->concern, .addressee = str_trim(in->addressee),
        .paragraph = str_trim(in->paragraph), .body = draft_body(d->a, in), .created = d->now};
    *out = l.id;
    return letter_insert(d->db, &d->who, &l);
}

// Every change begins alike: the draft as it is, at the version that was seen.
static err letter_begin(struct desk *d, enum verb verb, letter_id id, int64_t version, struct letter *l)
{
    err found = letter_get(d->db, d->a, &d->who, id, l);
    err e = desk_begin(d, verb, found ? 0 : l->client.v);
    if (e || found)
        return e ? e : found;
    if (l->finished && verb != VERB_LETTER_SHARE)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_letter_is_finished));
    return l->version == version ? OK : problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_error_version));
}

err desk_letter_change(struct desk *d, const struct letter_in *in)
{
    struct letter l;
    err e = letter_begin(d, VERB_LETTER_CHANGE, in->id, in->version, &l);
    if (!e && !letter_rules(d, in))
        e = E_INVALID;
    if (e)
        return e;
    l.addressee = str_trim(in->addressee);
    l.paragraph = str_trim(in->paragraph);
    l.body = draft_body(d->a, in);
    return letter_save(d->db, &d->who, &l);
}

err desk_letter_finish(struct desk *d, const struct letter_in *in, str body)
{
    struct letter l;
    struct letter_consent consent;
    struct letter_facts signer = {0};
    err e = letter_begin(d, VERB_LETTER_FINISH, in->id, in->version, &l);
    if (!e)
        e = letter_consent(d->db, d->a, &d->who, l.client, &consent);
    if (!e)
        e = facts_signer(d, &signer);
    if (e)
        return e;
    bool good = letter_rules(d, in);
    if (!str_trim(in->addressee).n)
        good = problem_add(d->problems, E_INVALID, S("addressee"), SAY(MSG_error_required)) == OK;
    if (!consent.id.v || !consent.given)
        good = problem_add(d->problems, E_INVALID, S(""), SAY(MSG_letter_consent_missing)) == OK;
    if (!signer.licence.n)
        good = problem_add(d->problems, E_INVALID, S(""), SAY(MSG_letter_licence_missing)) == OK;
    if (!good)
        return E_INVALID;
    l.addressee = str_trim(in->addressee);
    l.paragraph = str_trim(in->paragraph);
    l.body = body;
    l.consent = consent.id;
    l.finished_at = d->now;
    l.licence = signer.licence;
    l.signer = signer.signer;
    return letter_finish(d->db, &d->who, &l);
}

err desk_letter_share(struct desk *d, letter_id id, int64_t version, bool shared)
{
    struct letter l;
    err e = letter_begin(d, VERB_LETTER_SHARE, id, version, &l);
    if (!e && !l.finished)
        e = problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_letter_not_finished));
    return e ? e : letter_share(d->db, &d->who, &l, shared);
}

err desk_letter(struct desk *d, letter_id id, struct letter *out)
{
    err found = letter_get(d->db, d->a, &d->who, id, out);
    err e = desk_begin(d, d->who.role == ROLE_CLIENT ? VERB_LETTER_OWN : VERB_LETTER_SHOW, found ? 0 : out->client.v);
    return e ? e : found;
}

err desk_letters_of_client(struct desk *d, client_id client, struct letter_list *out)
{
    err e = desk_begin(d, d->who.role == ROLE_CLIENT ? VERB_LETTER_OWN : VERB_LETTER_LIST, client.v);
    return e ? e : letter_of_client(d->db, d->a, &d->who, client, out);
}
