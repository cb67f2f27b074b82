#include "desk/outbox.h"

#include "base/email.h"
#include "clinic/contact.h"
#include "desk/clients.h"
#include "desk/rules.h"
#include "store/practice.h"

enum { TAKE = 8 };

static const enum mail_kind kind_of[] = {[LINK_ANSWERS] = MAIL_ANSWERS_LINK, [LINK_INTAKE] = MAIL_INTAKE_LINK, [LINK_HOME] = MAIL_HOME_LINK};

static enum msg hindrance_of(const struct client_fields *f)
{
    if (!f->may_email) return MSG_mail_no_consent;
    if (!f->email.n) return MSG_mail_no_address;
    return email_plain(f->email) ? MSG_none : MSG_mail_odd_address;
}

static bool stands(const struct link_row *l, instant now) { return !l->revoked && l->expires.us > now.us; }

// One that is there already for this link, or for this visit. E_NOT_FOUND: none.
static err there_already(struct desk *d, const struct link_row *l, struct outbox_row *out)
{
    err e = outbox_of_link(d->db, d->a, &d->who, l->id, out);
    if (e != E_NOT_FOUND || l->appointment.v == 0) return e;
    return outbox_of_visit(d->db, d->a, &d->who, kind_of[l->purpose], l->appointment, out);
}

static err ready(struct desk *d, client_id client, link_id link, struct link_row *l, struct client *c)
{
    err e = link_get(d->db, d->a, &d->who, link, l);
    if (!e && l->client.v != client.v) e = E_NOT_FOUND;
    if (!e && l->purpose == LINK_HOME && !desk_may(&d->who, VERB_HOME_LINK_SHOW)) e = E_FORBIDDEN;
    if (!e && !stands(l, d->now)) e = E_GONE;
    if (!e) e = client_get(d->db, d->a, &d->who, client, c);
    if (e) return e;
    enum msg why = hindrance_of(&c->f);
    return why ? problem_add(d->problems, E_INVALID, S("mail"), SAY(why)) : OK;
}

err desk_mail_link(struct desk *d, client_id client, link_id link, struct outbox_row *out)
{
    struct link_row l;
    struct client c;
    struct mail_setting m;
    err e = desk_begin(d, VERB_MAIL_SEND, client.v);
    if (!e) e = ready(d, client, link, &l, &c);
    if (!e) e = mail_setting_get(d->db, d->a, &d->who, &m);
    if (e) return e;
    e = there_already(d, &l, out);
    if (e && e != E_NOT_FOUND) return e;
    bool is_there = e == OK;
    if (is_there && out->state != OUTBOX_FAILED && out->state != OUTBOX_STOPPED) {
        return out->link.v == link.v ? OK : problem_add(d->problems, E_CONFLICT, S("mail"), SAY(MSG_mail_visit_done));
    }
    struct outbox_row row = {.id = {is_there ? out->id.v : id_next(&d->ids, d->now)},
                             .kind = kind_of[l.purpose],
                             .client = client,
                             .appointment = l.appointment,
                             .link = link,
                             .address = c.f.email,
                             .language = c.f.language,
                             .next = contact_not_before(d->zone, m.quiet_from, m.quiet_until, d->now),
                             .created = is_there ? out->created : d->now,
                             .account = d->who.account};
    *out = row;
    return is_there ? outbox_again(d->db, &d->who, &row) : outbox_insert(d->db, &d->who, &row);
}

err desk_mail_stop(struct desk *d, client_id client, outbox_id id)
{
    struct outbox_row o;
    err e = desk_begin(d, VERB_MAIL_STOP, client.v);
    if (!e) e = outbox_get(d->db, d->a, &d->who, id, &o);
    if (!e && o.client.v != client.v) e = E_NOT_FOUND;
    if (e || o.state == OUTBOX_STOPPED) return e;
    e = outbox_stop(d->db, &d->who, id, d->now, S("taken-back"));
    return e == E_CONFLICT ? problem_add(d->problems, E_CONFLICT, S("mail"), SAY(MSG_mail_too_late)) : e;
}

err desk_mail_standing(struct desk *d, client_id client, link_id link, struct mail_standing *out)
{
    struct client c;
    *out = (struct mail_standing){0};
    err e = desk_begin(d, VERB_LINK_LIST, 0);
    if (!e) e = client_get(d->db, d->a, &d->who, client, &c);
    if (e) return e;
    out->hindrance = hindrance_of(&c.f);
    out->address = c.f.email;
    e = outbox_of_link(d->db, d->a, &d->who, link, &out->row);
    out->asked = e == OK;
    return e == E_NOT_FOUND ? OK : e;
}

err desk_mail_failed(struct desk *d, const struct outbox_failed_row **out, size_t *n)
{
    err e = desk_begin(d, VERB_MAIL_LIST, 0);
    return e ? e : outbox_failed(d->db, d->a, &d->who, (instant){d->now.us - MAIL_FAILED_DAYS * DAY_US}, MAIL_FAILED_MAX, out, n);
}

// ---- how a practice writes ----

err desk_mail_settings(struct desk *d, struct mail_setting *out)
{
    err e = desk_begin(d, VERB_PRACTICE_SHOW, 0);
    return e ? e : mail_setting_get(d->db, d->a, &d->who, out);
}

err desk_mail_settings_set(struct desk *d, const struct mail_setting *in)
{
    struct mail_setting now;
    err e = desk_begin(d, VERB_SETUP, 0), said = OK;
    if (e) return e;
    if (in->reply_to.n && !email_plain(in->reply_to)) said = problem_add(d->problems, E_INVALID, S("reply_to"), SAY(MSG_error_email));
    if (in->quiet_from < 0 || in->quiet_from >= 1440) said = problem_add(d->problems, E_INVALID, S("quiet_from"), SAY(MSG_error_choice));
    if (in->quiet_until < 0 || in->quiet_until >= 1440) said = problem_add(d->problems, E_INVALID, S("quiet_until"), SAY(MSG_error_choice));
    if (said) return said;
    e = mail_setting_get(d->db, d->a, &d->who, &now);
    if (!e && now.version == in->version) e = mail_setting_put(d->db, &d->who, d->now, in);
    else if (!e) e = E_CONFLICT;
    return e == E_CONFLICT ? rule_conflict(d) : e;
}

// ---- the job ----

err desk_mail_due(struct desk *d, bool *any)
{
    err e = desk_begin(d, VERB_UPKEEP, 0);
    return e ? e : outbox_due(d->db, d->a, d->now, any);
}

// Everything that a mail needs, as it is now. *why: it may not be sent any more.
static err letter_of(struct desk *d, struct mail_letter *l, str *why, struct mail_setting *m)
{
    struct link_row link;
    struct client c;
    struct practice p;
    *why = (str){0};
    err e = outbox_get(d->db, d->a, &d->who, l->row.id, &l->row);
    if (!e) e = client_get(d->db, d->a, &d->who, l->row.client, &c);
    if (!e) e = practice_get(d->db, d->a, &d->who, &p);
    if (!e) e = mail_setting_get(d->db, d->a, &d->who, m);
    if (e) return e;
    l->zone = d->env->zone(d->env->ctx, p.zone);
    e = link_get(d->db, d->a, &d->who, l->row.link, &link);
    if (e && e != E_NOT_FOUND) return e;
    enum msg hindrance = hindrance_of(&c.f);
    if (e || !stands(&link, d->now) || link.client.v != c.id.v) *why = S("link-over");
    else if (hindrance == MSG_mail_no_consent) *why = S("no-consent");
    else if (hindrance || !str_eq(c.f.email, l->row.address)) *why = S("address-changed");
    if (why->n) return OK;
    l->name = client_name_short(&c.f);
    l->practice_name = p.name;
    l->practice_phone = p.phone;
    l->reply_to = m->reply_to.n ? m->reply_to : email_plain(p.email) ? p.email : (str){0};
    l->link = desk_link_address(d, &link);
    return OK;
}

// False in *go: it was stopped or put off here.
static err consider(struct desk *d, struct mail_letter *l, bool *go)
{
    struct mail_setting m;
    str why;
    *go = false;
    err e = letter_of(d, l, &why, &m);
    if (e) return e;
    struct outbox_row *o = &l->row, after = *o;
    instant wake = l->zone ? contact_not_before(l->zone, m.quiet_from, m.quiet_until, d->now) : d->now;
    *go = !why.n && wake.us == d->now.us;
    if (*go) return OK;
    after.state = why.n ? OUTBOX_STOPPED : OUTBOX_WAITING;
    after.ended = why.n ? d->now : (instant){0};
    after.next = wake;
    after.error = why;
    return outbox_said(d->db, &d->who, &after, o->tries - 1); // this was no try
}

err desk_mail_take(struct desk *d, int64_t lease_us, const struct mail_letter **out, size_t *n)
{
    const struct outbox_taken *taken;
    size_t n_taken;
    *n = 0;
    err e = desk_begin(d, VERB_UPKEEP, 0);
    if (!e) e = outbox_take(d->db, d->a, d->now, (instant){d->now.us + lease_us}, TAKE, &taken, &n_taken);
    if (e) return e;
    struct mail_letter *v = ARENA_ARRAY(d->a, n_taken, struct mail_letter);
    for (size_t i = 0; i < n_taken && !e; i++) {
        struct desk one = *d;
        bool go;
        one.who.practice = taken[i].practice;
        v[*n] = (struct mail_letter){.practice = taken[i].practice, .row.id = taken[i].id};
        e = consider(&one, &v[*n], &go);
        if (!e && go) ++*n;
    }
    *out = v;
    return e;
}

err desk_mail_said(struct desk *d, const struct mail_letter *l, enum mail_outcome outcome, str word)
{
    err e = desk_begin(d, VERB_UPKEEP, 0);
    if (e) return e;
    struct desk one = *d;
    struct outbox_row o = l->row;
    int64_t wait = contact_wait_us(o.tries);
    bool again = outcome == MAIL_AGAIN && wait > 0;
    one.who.practice = l->practice;
    o.state = outcome == MAIL_TAKEN ? OUTBOX_SENT : again ? OUTBOX_WAITING : OUTBOX_FAILED;
    o.next.us = again ? d->now.us + wait : o.next.us;
    o.ended = again ? (instant){0} : d->now;
    o.error = outcome == MAIL_TAKEN ? (str){0} : word;
    e = outbox_said(one.db, &one.who, &o, o.tries);
    return e == E_CONFLICT ? OK : e;
}
