// The job of desk/links/outbox.h: what is due, whether it may still be sent, and what became of it.
#include "base/email.h"
#include "base/phone.h"
#include "clinic/calendar/contact.h"
#include "desk/people/clients.h"
#include "desk/links/outbox.h"
#include "store/account.h"
#include "store/appointment.h"
#include "store/practice.h"

// One at a time: an alert that is raised while a message goes out waits for that one alone.
enum { TAKE = 1 };
#define OURS_WAIT_US MINUTE_US

err desk_mail_due(struct desk *d, bool *any)
{
    err e = desk_begin(d, VERB_UPKEEP, 0);
    return e ? e : outbox_due(d->db, d->a, d->now, any);
}

// A link that somebody took back is nobody's mistake; one that ended while the mail waited has to be said.
static err link_of(struct desk *d, struct mail_letter *l, str *why)
{
    struct link_row link;
    err e = link_get(d->db, d->a, &d->who, l->row.link, &link);
    if (e && e != E_NOT_FOUND) return e;
    if (!e && link.revoked) *why = S("taken-back");
    else if (e || link.expires.us <= d->now.us || link.client.v != l->row.client.v) *why = S("link-over");
    else if (l->of_visit && !desk_link_of_time(&link, l->start)) *why = S("visit-over"); // it moved: the new time is written about when that is near
    if (why->n) return OK;
    struct link_made made = desk_link_address(d, &link);
    l->path = made.path;
    l->until = made.expires;
    return OK;
}

static err visit_of(struct desk *d, struct mail_letter *l, str *why)
{
    struct appointment p = {0};
    if (!l->row.appointment.v) return OK;
    err e = appointment_get(d->db, d->a, &d->who, l->row.appointment, &p);
    if (e && e != E_NOT_FOUND) return e;
    if (e || p.state != STATE_BOOKED || p.start.us <= d->now.us) *why = S("visit-over");
    l->of_visit = true;
    l->start = p.start;
    return OK;
}

static bool still_theirs(struct desk *d, const struct client_fields *f, const struct outbox_row *o)
{
    str number;
    if (o->channel == CHANNEL_EMAIL) return email_plain(o->address) && str_eq(f->email, o->address);
    for (size_t i = 0; i < f->phones.n; i++) {
        if (phone_e164(d->a, f->phones.v[i], d->env->sms_country, &number) && str_eq(number, o->address)) return true;
    }
    return false;
}

static err to_client(struct desk *d, struct mail_letter *l, str *why)
{
    struct client c;
    err e = client_get(d->db, d->a, &d->who, l->row.client, &c);
    if (e) return e;
    l->name = client_name_short(&c.f);
    if (l->row.channel == CHANNEL_SMS ? !c.f.may_text : !c.f.may_email) *why = S("no-consent");
    else if (!still_theirs(d, &c.f, &l->row)) *why = S("address-changed");
    if (!why->n) e = visit_of(d, l, why);
    return e || why->n ? e : link_of(d, l, why);
}

static instant confirm_until(const struct outbox_row *o)
{
    int64_t us = o->created.us + MAIL_CONFIRM_US;
    return (instant){us - us % SECOND_US};
}

static err to_staff(struct desk *d, struct mail_letter *l, str *why)
{
    struct member m;
    err e = member_get(d->db, d->a, &d->who, l->row.staff, &m);
    if (e && e != E_NOT_FOUND) return e;
    if (e || !m.active) *why = S("not-member");
    else if (l->row.channel == CHANNEL_EMAIL && !email_plain(l->row.address)) *why = S("odd-address");
    if (why->n) return OK;
    l->name = m.name;
    if (l->row.kind == MAIL_ALERT) l->path = l->row.about ? str_fmt(d->a, "/alerts/%.*s", SP(id_str(d->a, l->row.about))) : S("/today");
    if (l->row.kind != MAIL_ALERT_CONFIRM) return OK;
    l->until = confirm_until(&l->row);
    struct link_token t = {.link = {l->row.id.v}, .practice = l->practice, .expires = l->until};
    l->path = str_fmt(d->a, "/alerts/confirm/%.*s", SP(mail_token_make(d->a, d->env->keys, t)));
    return OK;
}

// Everything that a mail needs, as it is now. *why: it may not be sent any more.
static err letter_of(struct desk *d, struct mail_letter *l, str *why, struct mail_setting *m)
{
    struct practice p;
    *why = (str){0};
    err e = outbox_get(d->db, d->a, &d->who, l->row.id, &l->row);
    if (!e) e = practice_get(d->db, d->a, &d->who, &p);
    if (!e) e = mail_setting_get(d->db, d->a, &d->who, m);
    if (e) return e;
    l->zone = d->env->zone(d->env->ctx, p.zone);
    l->practice_name = p.name;
    l->practice_phone = p.phone;
    l->reply_to = m->reply_to.n ? m->reply_to : email_plain(p.email) ? p.email : (str){0};
    return l->row.client.v ? to_client(d, l, why) : to_staff(d, l, why);
}

// False in *go: it was stopped or put off here.
static err consider(struct desk *d, struct mail_letter *l, bool *go)
{
    struct mail_setting m;
    str why;
    *go = false;
    err e = letter_of(d, l, &why, &m);
    if (e == E_DB_CORRUPT || e == E_NOT_FOUND) return outbox_unreadable(d->db, &d->who, l->row.id, d->now);
    if (e) return e;
    struct outbox_row *o = &l->row, after = *o;
    bool rests = l->zone && o->client.v;
    instant wake = rests ? contact_not_before(l->zone, m.quiet_from, m.quiet_until, d->now) : d->now;
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
    int64_t wait = outcome == MAIL_OURS ? OURS_WAIT_US : outcome == MAIL_AGAIN ? contact_wait_us(o.kind == MAIL_ALERT, o.tries) : 0;
    one.who.practice = l->practice;
    o.state = outcome == MAIL_TAKEN ? OUTBOX_SENT : wait ? OUTBOX_WAITING : OUTBOX_FAILED;
    o.next.us = wait ? d->now.us + wait : o.next.us;
    o.ended.us = wait ? 0 : d->now.us;
    o.error = outcome == MAIL_TAKEN ? (str){0} : word;
    e = outbox_said(one.db, &one.who, &o, outcome == MAIL_OURS ? o.tries - 1 : o.tries);
    return e == E_CONFLICT ? OK : e;
}
