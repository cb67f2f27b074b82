// Drafts and reading; signing and amending are in note_sign.c.
#include "desk/care/notes.h"

#include "desk/care/note_rules.h"
#include "desk/rules.h"
#include "desk/safety/alert_hold.h"

err note_read(struct desk *d, str json, struct note_body *out)
{
    str why;
    return note_body_parse(d->a, json, out, &why) ? OK : E_DB_CORRUPT;
}

// What a new note begins with: the last signed one of somebody who was treated.
static err carried(struct desk *d, const struct appointment *visit, struct note_body *out)
{
    struct note_list last;
    *out = (struct note_body){0};
    err e = note_signed_before(d->db, d->a, &d->who, visit->client, visit->start, &last);
    for (size_t i = 0; i < last.n && !e; i++) {
        struct note_body b;
        e = note_read(d, last.v[i].body, &b);
        if (e || b.not_treated)
            continue;
        *out = note_carry(&b, last.v[i].day);
        break;
    }
    return e;
}

err note_begin(struct desk *d, enum verb verb, appointment_id visit, struct note_work *out)
{
    *out = (struct note_work){0};
    err found = appointment_get(d->db, d->a, &d->who, visit, &out->visit);
    err e = desk_begin(d, verb, found ? 0 : out->visit.client.v);
    if (e || found)
        return e ? e : found;
    e = note_of_appointment(d->db, d->a, &d->who, visit, &out->note);
    out->exists = e == OK;
    if (e && e != E_NOT_FOUND)
        return e;
    return out->exists ? note_read(d, out->note.body, &out->kept) : carried(d, &out->visit, &out->kept);
}

bool desk_note_is_mine(const struct desk *d, account_id therapist)
{
    return d->who.role == ROLE_OWNER || (d->who.account.v && d->who.account.v == therapist.v);
}

bool note_may_edit(const struct desk *d, const struct note_work *w)
{
    if (w->exists && w->note.signed_)
        return false;
    account_id me = d->who.account;
    return desk_note_is_mine(d, w->visit.therapist) || (me.v && w->exists && me.v == w->note.account.v);
}

bool note_late(const struct desk *d, const struct appointment *visit) { return d->now.us > visit->end.us + NOTE_LATE_HOURS * HOUR_US; }

size_t note_check(struct desk *d, const struct note_body *b, const struct safety *s, const struct note_breach **out)
{
    struct note_limits l = {.limits = &s->limits,
        .intake = s->intake >= INTAKE_DONE,
        .intake_fresh = s->intake == INTAKE_DONE,
        .consent_treatment = s->consent_treatment};
    for (size_t i = 0; i < sizeof l.consent_region / sizeof *l.consent_region; i++)
        l.consent_region[i] = s->consent_region[i];
    return note_breaches(d->a, b, &l, out);
}

// --- rules of a draft

static bool words_rule(struct desk *d, const char *field, str text, size_t max) { return rule_line(d, str_of(field), text, 0, max, MANY_LINES); }

static bool vocabulary_rule(struct desk *d, const struct note_body *b)
{
    const struct vocabulary *v = vocabulary_shipped();
    bool good = true;
    for (size_t i = 0; i < b->n_techniques && good; i++)
        good = technique_of(v, b->techniques[i].technique) != NULL;
    if (!good)
        (void)problem_add(d->problems, E_INVALID, S("techniques"), SAY(MSG_error_choice));
    for (size_t i = 0; i < b->n_positions; i++)
        if (!position_of(v, b->positions[i]))
            good = problem_add(d->problems, E_INVALID, S("positions"), SAY(MSG_error_choice)) == OK;
    for (size_t i = 0; i < b->n_home_care; i++)
        if (!home_care_of(v, b->home_care[i]))
            good = problem_add(d->problems, E_INVALID, S("home_care"), SAY(MSG_error_choice)) == OK;
    return good;
}

static err draft_rules(struct desk *d, const struct note_body *b)
{
    bool good = vocabulary_rule(d, b);
    good = words_rule(d, "s", b->s, NOTE_WORDS_MAX) && good;
    good = words_rule(d, "o", b->o, NOTE_WORDS_MAX) && good;
    good = words_rule(d, "a", b->a, NOTE_WORDS_MAX) && good;
    good = words_rule(d, "p", b->p, NOTE_WORDS_MAX) && good;
    good = words_rule(d, "lubricant", b->lubricant, NOTE_LINE_MAX) && good;
    good = words_rule(d, "home_words", b->home_words, NOTE_REASON_MAX) && good;
    good = words_rule(d, "why", b->why, NOTE_REASON_MAX) && good;
    good = words_rule(d, "limits_reason", b->limits_reason, NOTE_REASON_MAX) && good;
    good = words_rule(d, "minutes_reason", b->minutes_reason, NOTE_REASON_MAX) && good;
    good = words_rule(d, "late_reason", b->late_reason, NOTE_REASON_MAX) && good;
    return good ? OK : E_INVALID;
}

err note_take(struct desk *d, const struct note_work *w, const struct note_in *in, struct note_body *out)
{
    *out = in->body;
    if (w->exists && w->note.signed_)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_note_signed_already));
    if (!note_may_edit(d, w))
        return E_FORBIDDEN;
    note_confirm_changed(&w->kept, out);
    if (in->version == (w->exists ? w->note.version : 0))
        return draft_rules(d, out);
    bool same = w->exists && str_eq(note_body_json(d->a, out), w->note.body);
    return same ? OK : problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_note_other_tab));
}

// --- verbs

static err look(struct desk *d, struct note_open *o)
{
    o->n_breaches = note_check(d, &o->body, &o->safety, &o->breaches);
    o->minutes = note_minutes(&o->body);
    o->too_long = !o->body.not_treated && o->minutes > o->visit.minutes + NOTE_OVER_MINUTES;
    return OK;
}

err desk_note_open(struct desk *d, appointment_id visit, struct note_open *out)
{
    struct note_work w;
    str licence, name;
    *out = (struct note_open){0};
    err e = note_begin(d, VERB_NOTE_SHOW, visit, &w);
    if (!e)
        e = desk_safety(d, w.visit.client, &out->safety);
    if (!e)
        e = note_licence(d, false, &out->licensed, &licence, &name);
    if (e)
        return e;
    out->visit = w.visit;
    out->exists = w.exists;
    out->note = w.note;
    out->version = w.note.version;
    out->body = w.kept;
    out->may_edit = note_may_edit(d, &w);
    out->late = note_late(d, &w.visit);
    return look(d, out);
}

err desk_note_look(struct desk *d, const struct note_body *typed, struct note_open *o)
{
    struct note_body kept = o->body;
    o->body = *typed;
    note_confirm_changed(&kept, &o->body);
    return look(d, o);
}

err desk_note_save(struct desk *d, const struct note_in *in, struct note_saved *out)
{
    struct note_work w;
    *out = (struct note_saved){0};
    err e = note_begin(d, VERB_NOTE_DRAFT, in->visit, &w);
    if (!e)
        e = note_take(d, &w, in, &out->body);
    if (!e && !out->body.not_treated && (!w.exists || w.kept.not_treated))
        e = alert_hold_note(d, w.visit.client);
    if (e)
        return e;
    struct note_row n = w.note;
    n.body = note_body_json(d->a, &out->body);
    out->id = n.id;
    out->version = n.version;
    out->at = w.exists ? n.saved : d->now;
    if (str_eq(n.body, w.exists ? w.note.body : note_body_json(d->a, &w.kept)))
        return OK;
    n.saved = out->at = d->now;
    out->version = n.version + 1;
    if (w.exists) {
        if (d->who.account.v != n.account.v)
            e = desk_audit_now(d, VERB_NOTE_EDIT_OTHER, n.client.v);
        return e ? e : note_save(d->db, &d->who, &n);
    }
    n.id = out->id = (note_id){id_next(&d->ids, d->now)};
    n.client = w.visit.client;
    n.appointment = w.visit.id;
    n.account = w.visit.therapist;
    e = desk_audit_now(d, VERB_NOTE_BEGIN, n.client.v);
    return e ? e : note_insert(d->db, &d->who, &n);
}

err desk_note_show(struct desk *d, note_id id, struct note_shown *out)
{
    *out = (struct note_shown){0};
    struct note_work w = {.exists = true};
    err found = note_get(d->db, d->a, &d->who, id, &out->note);
    err e = desk_begin(d, VERB_NOTE_SHOW, found ? 0 : out->note.client.v);
    if (e || found)
        return e ? e : found;
    e = appointment_get(d->db, d->a, &d->who, out->note.appointment, &w.visit);
    if (!e)
        e = note_read(d, out->note.body, &out->body);
    w.note = out->note;
    out->may_edit = note_may_edit(d, &w);
    return e ? e : note_amendments(d->db, d->a, &d->who, id, &out->amendments, &out->n_amendments);
}

err desk_notes_of_client(struct desk *d, client_id client, struct note_lines *out)
{
    struct note_list all;
    const struct note_count *amended;
    size_t n;
    *out = (struct note_lines){0};
    err e = desk_begin(d, VERB_NOTE_LIST, client.v);
    if (!e)
        e = note_of_client(d->db, d->a, &d->who, client, &all);
    if (!e)
        e = note_amended(d->db, d->a, &d->who, client, &amended, &n);
    if (e)
        return e;
    struct note_line *v = ARENA_ARRAY(d->a, all.n, struct note_line);
    for (size_t i = 0; i < all.n && !e; i++) {
        v[i].note = all.v[i];
        e = note_read(d, all.v[i].body, &v[i].body);
        v[i].minutes = note_minutes(&v[i].body);
        for (size_t k = 0; k < n; k++)
            if (amended[k].note.v == all.v[i].id.v)
                v[i].amendments = amended[k].n;
    }
    *out = (struct note_lines){v, all.n};
    return e;
}

err desk_unsigned_notes(struct desk *d, account_id account, instant since, size_t limit, const struct unsigned_note **out, size_t *n)
{
    const struct unsigned_row *rows;
    *n = 0;
    err e = desk_begin(d, VERB_NOTE_UNSIGNED, 0);
    if (!e)
        e = note_unsigned(d->db, d->a, &d->who, account, since, d->now, limit, &rows, n);
    if (e)
        return e;
    struct unsigned_note *v = ARENA_ARRAY(d->a, *n, struct unsigned_note);
    for (size_t i = 0; i < *n; i++) {
        str called = rows[i].preferred.n ? rows[i].preferred : rows[i].given;
        v[i] = (struct unsigned_note){rows[i].id, rows[i].client, rows[i].account,
            str_trim(str_fmt(d->a, "%.*s %.*s", SP(called), SP(rows[i].family))), rows[i].day, rows[i].minute, rows[i].begun};
    }
    *out = v;
    return OK;
}
