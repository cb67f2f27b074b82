// Signing and amending: desk_note_sign and desk_note_amend of notes.h.
#include "desk/calendar/appointments.h"
#include "desk/care/note_rules.h"
#include "desk/rules.h"
#include "desk/safety/safety_lift.h"
#include "store/account.h"

err note_licence(struct desk *d, bool say, bool *good, str *licence, str *name)
{
    struct member m = {0};
    *good = false;
    err e = d->who.account.v ? member_get(d->db, d->a, &d->who, d->who.account, &m) : E_NOT_FOUND;
    if (e && e != E_NOT_FOUND)
        return e;
    *licence = licence_words(d->a, m.licence_number, m.licence_body);
    *name = m.name;
    bool expired = m.licence_expires.known && m.licence_expires.day.d < d->today.d;
    *good = licence->n && name->n && !expired;
    if (say && !*good)
        (void)problem_add(d->problems, E_INVALID, S("licence"), SAY(expired ? MSG_note_licence_expired : MSG_note_licence_missing));
    return OK;
}

static void refuse(struct desk *d, const char *field, enum msg why) { (void)problem_add(d->problems, E_INVALID, str_of(field), SAY(why)); }

static void visit_rule(struct desk *d, const struct appointment *p)
{
    bool off = p->state == STATE_NO_SHOW || p->state == STATE_LATE_CANCEL || p->state == STATE_CANCELLED;
    if (off)
        refuse(d, "visit", MSG_note_visit_off);
    else if (p->state == STATE_BOOKED && d->now.us < p->start.us)
        refuse(d, "visit", MSG_note_not_yet);
    else if (p->day.d > d->today.d)
        refuse(d, "visit", MSG_note_not_yet);
}

static void treated_rules(struct desk *d, const struct note_body *b, const struct safety *s, const struct appointment *p)
{
    const struct note_breach *breaches;
    if (s->stop)
        refuse(d, "not_treated", MSG_note_stop_stands);
    else if (s->defer) // level 3: only with a reason on file, or cleared
        refuse(d, "not_treated", MSG_note_defer_stands);
    if (!b->n_techniques)
        refuse(d, "techniques", MSG_note_nothing_done);
    for (size_t i = 0; i < b->n_techniques; i++)
        if (!b->techniques[i].minutes) {
            refuse(d, "techniques", MSG_note_no_minutes);
            break;
        }
    if (b->unconfirmed)
        refuse(d, "unconfirmed", MSG_note_not_confirmed);
    if (!b->consent)
        refuse(d, "consent", MSG_note_consent_wanted);
    if (note_check(d, b, s, &breaches) && !str_trim(b->limits_reason).n)
        refuse(d, "limits_reason", MSG_note_limits_why);
    if (note_minutes(b) > p->minutes + NOTE_OVER_MINUTES && !str_trim(b->minutes_reason).n)
        refuse(d, "minutes_reason", MSG_note_minutes_why);
}

static err sign_rules(struct desk *d, const struct note_work *w, const struct note_body *b, struct safety *s)
{
    err e = desk_safety(d, w->visit.client, s);
    if (e)
        return e;
    visit_rule(d, &w->visit);
    if (!b->not_treated)
        treated_rules(d, b, s, &w->visit);
    else if (!str_trim(b->why).n)
        refuse(d, "why", MSG_note_why_wanted);
    if (note_late(d, &w->visit) && !str_trim(b->late_reason).n)
        refuse(d, "late_reason", MSG_note_late_why);
    return d->problems->n ? E_INVALID : OK;
}

static err treated_write(struct desk *d, const struct note_row *n, const struct note_body *b)
{
    err e = OK;
    for (size_t i = 0; i < b->n_techniques && !e && !b->not_treated; i++) {
        const struct note_technique *t = &b->techniques[i];
        e = note_treated(d->db, &d->who, n,
            &(struct treated_row){(int)i + 1, t->technique, site_text(d->a, t->site), t->minutes, t->pressure});
    }
    return e;
}

enum { WHY_TITLES = 4, WHY_ROOM = 512 };

static bool same_breach(const struct note_breach *x, const struct note_breach *y)
{
    return x->kind == y->kind && x->row == y->row && str_eq(x->position, y->position);
}

// Names of the findings that alone would set the limit too, the first few.
static str past_why(struct desk *d, const struct note_body *b, const struct safety *s, const struct note_breach *x)
{
    struct buf why = buf_new(d->a, WHY_ROOM);
    for (size_t i = 0, said = 0; i < s->n && said < WHY_TITLES; i++) {
        struct screen_limits one = lift_limits(d->a, &s->findings[i]);
        const struct note_breach *v;
        size_t n = note_breaches(d->a, b, &(struct note_limits){.limits = &one}, &v);
        bool sets = false;
        for (size_t k = 0; x->kind <= BREACH_POSITION && k < n; k++)
            sets |= same_breach(&v[k], x);
        if (!sets || why.n + s->findings[i].title.n + 2 > WHY_ROOM)
            continue;
        buf_put(&why, said++ ? S("; ") : S(""));
        buf_put(&why, s->findings[i].title);
    }
    return buf_str(&why);
}

// What the reason is about, as it stood when it was signed: findings come and go, what was signed stays.
static void past_keep(struct desk *d, const struct safety *s, struct note_body *b)
{
    const struct note_breach *v;
    size_t n = note_check(d, b, s, &v);
    struct note_past *past = ARENA_ARRAY(d->a, n, struct note_past);
    b->past = past;
    for (size_t i = 0; i < n && b->n_past < NOTE_PAST_MAX; i++)
        past[b->n_past++] = (struct note_past){v[i], past_why(d, b, s, &v[i])};
}

// A note about nobody treated keeps no part that was only carried along.
static void drop_carried(struct note_body *b)
{
    b->techniques = NULL;
    b->n_techniques = b->n_positions = b->n_home_care = 0;
    b->lubricant = b->home_words = (str){0};
    if (b->unconfirmed >> NOTE_A & 1)
        b->a = (str){0};
    if (b->unconfirmed >> NOTE_P & 1)
        b->p = (str){0};
    b->unconfirmed = 0;
}

static err write_signed(struct desk *d, struct note_work *w, const struct note_body *b, str licence, str name, struct note_saved *out)
{
    struct note_row n = w->note;
    n.body = note_body_json(d->a, b);
    n.saved = d->now;
    err e = OK;
    if (!w->exists) {
        n.id = (note_id){id_next(&d->ids, d->now)};
        n.client = w->visit.client;
        n.appointment = w->visit.id;
        n.account = w->visit.therapist;
        n.version = 1;
        e = note_insert(d->db, &d->who, &n);
    }
    n.licence = licence;
    n.signer = name;
    n.late = note_late(d, &w->visit);
    if (!e)
        e = note_sign(d->db, &d->who, &n);
    if (!e)
        e = treated_write(d, &n, b);
    *out = (struct note_saved){n.id, n.version + 1, d->now, *b};
    if (e || b->not_treated || w->visit.state == STATE_DONE)
        return e;
    return desk_appointment_state(d, &(struct state_in){.id = w->visit.id, .version = w->visit.version, .to = STATE_DONE});
}

err desk_note_sign(struct desk *d, const struct note_in *in, struct note_saved *out)
{
    struct note_work w;
    struct note_body b;
    struct safety s;
    bool licensed;
    str licence, name;
    *out = (struct note_saved){0};
    err e = note_begin(d, VERB_NOTE_SIGN, in->visit, &w);
    if (e)
        return e;
    err taken = note_take(d, &w, in, &b);
    if (taken && taken != E_INVALID)
        return taken;
    e = note_licence(d, true, &licensed, &licence, &name);
    if (!e)
        e = sign_rules(d, &w, &b, &s);
    if (e || taken)
        return e ? e : taken;
    if (b.not_treated)
        drop_carried(&b);
    else
        past_keep(d, &s, &b);
    b.from = (opt_day){0};
    e = note_measures(d->db, d->a, &d->who, w.visit.client, w.visit.day, b.measures, &b.n_measures);
    return e ? e : write_signed(d, &w, &b, licence, name, out);
}

// --- amending

static bool part_valid(str part)
{
    static const char *const parts[] = {"s", "o", "a", "p", "techniques", "home-care", "other"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (str_eq(part, str_of(parts[i])))
            return true;
    return false;
}

err desk_note_amend(struct desk *d, const struct amend_in *in, amendment_id *out)
{
    struct note_row n;
    struct amendment_row x = {.note = in->note, .part = in->part, .words = str_trim(in->words), .reason = str_trim(in->reason), .at = d->now};
    bool licensed;
    err found = note_get(d->db, d->a, &d->who, in->note, &n);
    err e = desk_begin(d, VERB_NOTE_AMEND, found ? 0 : n.client.v);
    if (e || found)
        return e ? e : found;
    if (d->who.role != ROLE_OWNER && d->who.account.v != n.account.v)
        return E_FORBIDDEN;
    if (!n.signed_)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_note_draft_amend));
    e = note_licence(d, true, &licensed, &x.licence, &x.signer);
    if (e)
        return e;
    bool good = licensed;
    if (!part_valid(in->part))
        good = problem_add(d->problems, E_INVALID, S("part"), SAY(MSG_error_choice)) == OK;
    good = rule_line(d, S("words"), x.words, 1, NOTE_WORDS_MAX, MANY_LINES) && good;
    good = rule_line(d, S("reason"), x.reason, 1, NOTE_REASON_MAX, MANY_LINES) && good;
    if (!good)
        return E_INVALID;
    x.id = *out = (amendment_id){id_next(&d->ids, d->now)};
    return note_amend(d->db, &d->who, &x);
}
