#include "desk/links/outbox.h"

#include "base/email.h"
#include "clinic/calendar/contact.h"
#include "desk/links/mail_way.h"
#include "desk/rules.h"
#include "store/account.h"
#include "store/client.h"

static const enum mail_kind kind_of[] = {[LINK_ANSWERS] = MAIL_ANSWERS_LINK, [LINK_INTAKE] = MAIL_INTAKE_LINK, [LINK_HOME] = MAIL_HOME_LINK,
                                         [LINK_DIARY] = MAIL_DIARY_LINK, [LINK_VISIT] = MAIL_PRE_VISIT};

static bool stands(const struct link_row *l, instant now) { return !l->revoked && l->expires.us > now.us; }
static bool ended(const struct outbox_row *o) { return o->ended.us != 0; }

// ---- queued ----

err desk_mail_hindrance(struct desk *d, client_id client, enum msg *why)
{
    struct client c;
    err e = client_get(d->db, d->a, &d->who, client, &c);
    if (!e) *why = mail_way(d, &c.f).hindrance;
    return e;
}

// One that is there already for this link, or before this visit. E_NOT_FOUND: none.
static err there_already(struct desk *d, const struct link_row *l, struct outbox_row *out)
{
    err e = outbox_of_link(d->db, d->a, &d->who, l->id, out);
    if (e != E_NOT_FOUND || l->appointment.v == 0) return e;
    return outbox_of_visit(d->db, d->a, &d->who, l->appointment, out);
}

static err ready(struct desk *d, client_id client, link_id link, struct link_row *l, struct client *c)
{
    err e = link_get(d->db, d->a, &d->who, link, l);
    if (!e && l->client.v != client.v) e = E_NOT_FOUND;
    if (!e && !stands(l, d->now)) e = E_GONE;
    if (!e) e = client_get(d->db, d->a, &d->who, client, c);
    if (e) return e;
    enum msg why = mail_way(d, &c->f).hindrance;
    return why ? problem_add(d->problems, E_INVALID, S("mail"), SAY(why)) : OK;
}

static err quiet_over(struct desk *d, instant from, instant *out)
{
    struct mail_setting m;
    err e = mail_setting_get(d->db, d->a, &d->who, &m);
    if (!e) *out = d->zone ? contact_not_before(d->zone, m.quiet_from, m.quiet_until, from) : from; // without a zone it is looked at when it is sent
    return e;
}

// A message for a time that the visit had before it moved makes room for this one; while it waits it is stopped.
static err moved_since(struct desk *d, const struct link_row *l, const struct outbox_row *old, bool *moved)
{
    struct link_row before;
    instant start;
    *moved = false;
    if (old->link.v == l->id.v || !l->appointment.v) return OK;
    err e = link_get(d->db, d->a, &d->who, old->link, &before);
    if (!e) e = link_visit(d->db, d->a, &d->who, l->client, l->appointment, &start);
    if (e) return e == E_NOT_FOUND ? OK : e;
    *moved = !desk_link_of_time(&before, start);
    if (!*moved || ended(old)) return OK;
    e = outbox_stop(d->db, &d->who, old->id, d->now, S("visit-over"));
    *moved = e == OK; // one that is on its way goes
    return e == E_CONFLICT ? OK : e;
}

err desk_mail_queue(struct desk *d, const struct mail_order *m, struct outbox_row *out)
{
    struct link_row l;
    struct client c;
    instant next = {0};
    err e = ready(d, m->client, m->link, &l, &c);
    if (!e) e = quiet_over(d, m->not_before.us > d->now.us ? m->not_before : d->now, &next);
    if (e) return e;
    e = there_already(d, &l, out);
    if (e && e != E_NOT_FOUND) return e;
    bool is_there = e == OK, moved = false;
    if (is_there) e = moved_since(d, &l, out, &moved);
    if (e && e != E_NOT_FOUND) return e;
    struct mail_way way = mail_way(d, &c.f);
    outbox_id before = is_there ? out->id : (outbox_id){0};
    if (is_there && !moved && (!ended(out) || (out->state == OUTBOX_SENT && str_eq(out->address, way.address)))) {
        return out->link.v == m->link.v ? OK : problem_add(d->problems, E_CONFLICT, S("mail"), SAY(MSG_mail_visit_done));
    }
    *out = (struct outbox_row){.id = {id_next(&d->ids, d->now)},
                               .kind = m->kind,
                               .client = m->client,
                               .appointment = l.appointment,
                               .link = m->link,
                               .channel = way.channel,
                               .address = way.address,
                               .language = c.f.language,
                               .next = next,
                               .created = d->now,
                               .account = d->who.account};
    return is_there ? outbox_again(d->db, &d->who, before, out) : outbox_insert(d->db, &d->who, out);
}

err desk_mail_staff(struct desk *d, const struct mail_to_staff *m, outbox_id *out)
{
    struct member who;
    struct account account;
    CHECK(m->kind == MAIL_TEST || m->kind == MAIL_ALERT || m->kind == MAIL_ALERT_CONFIRM);
    err e = member_get(d->db, d->a, &d->who, m->to, &who);
    if (!e) e = account_by_id(d->db, d->a, m->to, &account);
    if (e) return e;
    CHECK(!m->text || m->kind == MAIL_ALERT);
    if (!m->text && !email_plain(m->address)) return problem_add(d->problems, E_INVALID, S("mail"), SAY(MSG_mail_odd_own));
    struct outbox_row row = {.id = {id_next(&d->ids, d->now)},
                             .kind = m->kind,
                             .staff = m->to,
                             .about = m->about,
                             .channel = m->text ? CHANNEL_SMS : CHANNEL_EMAIL,
                             .address = m->address,
                             .language = account.language,
                             .next = d->now,
                             .created = d->now,
                             .account = d->who.account};
    *out = row.id;
    return outbox_insert(d->db, &d->who, &row);
}

err desk_mail_to_staff(struct desk *d, account_id to, enum mail_kind kind, str address, struct outbox_row *out)
{
    return outbox_to_staff(d->db, d->a, &d->who, to, kind, address, out);
}

err desk_mail_confirm(struct desk *d, str token, struct outbox_row *out)
{
    struct link_token t;
    err e = mail_token_read(d->env->keys, token, d->now, &t);
    if (!e && t.practice.v != d->who.practice.v) e = E_NOT_FOUND;
    if (!e) e = outbox_get(d->db, d->a, &d->who, (outbox_id){t.link.v}, out);
    return !e && out->kind != MAIL_ALERT_CONFIRM ? E_NOT_FOUND : e;
}

// ---- links, by staff ----

err desk_mail_link(struct desk *d, client_id client, link_id link, struct outbox_row *out)
{
    struct link_row l = {0};
    err e = desk_begin(d, VERB_MAIL_SEND, client.v);
    if (!e) e = link_get(d->db, d->a, &d->who, link, &l);
    if (!e && l.purpose == LINK_HOME && !desk_may(&d->who, VERB_HOME_LINK_SHOW)) e = E_FORBIDDEN;
    return e ? e : desk_mail_queue(d, &(struct mail_order){.kind = kind_of[l.purpose], .client = client, .link = link}, out);
}

err desk_mail_stop(struct desk *d, client_id client, outbox_id id)
{
    struct outbox_row o = {0};
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
    struct mail_way way = mail_way(d, &c.f);
    out->hindrance = way.hindrance;
    out->address = way.address;
    e = outbox_of_link(d->db, d->a, &d->who, link, &out->row);
    out->asked = e == OK;
    return e == E_NOT_FOUND ? OK : e;
}

err desk_mail_of_client(struct desk *d, client_id client, struct outbox_list *out)
{
    err e = desk_begin(d, VERB_LINK_LIST, 0);
    return e ? e : outbox_of_client(d->db, d->a, &d->who, client, LINKS_LISTED, out);
}

err desk_mail_undone(struct desk *d, const struct outbox_undone_row **out, size_t *n)
{
    err e = desk_begin(d, VERB_MAIL_LIST, 0);
    return e ? e : outbox_undone(d->db, d->a, &d->who, (instant){d->now.us - MAIL_UNDONE_DAYS * DAY_US}, MAIL_UNDONE_MAX, out, n);
}

err desk_mail_undone_client(struct desk *d, client_id client, struct outbox_row *out)
{
    err e = desk_begin(d, VERB_MAIL_LIST, 0);
    return e ? e : outbox_undone_client(d->db, d->a, &d->who, client, (instant){d->now.us - MAIL_UNDONE_DAYS * DAY_US}, out);
}

err desk_mail_held_up(struct desk *d, enum mail_channel *by, str *word)
{
    err e = desk_begin(d, VERB_MAIL_LIST, 0);
    return e ? e : outbox_held_up(d->db, d->a, &d->who, by, word);
}

err desk_mail_held(struct desk *d, size_t *n)
{
    err e = desk_begin(d, VERB_MAIL_LIST, 0);
    return e ? e : outbox_held(d->db, d->a, &d->who, n);
}

err desk_mail_release(struct desk *d, bool send)
{
    err e = desk_begin(d, VERB_MAIL_HELD, 0);
    if (e) return e;
    return send ? outbox_release(d->db, &d->who, d->now) : outbox_drop(d->db, &d->who, d->now);
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

err desk_mail_test(struct desk *d, struct outbox_row *out)
{
    struct account me = {0};
    outbox_id id = {0};
    err e = desk_begin(d, VERB_MAIL_TEST, 0);
    if (!e) e = account_by_id(d->db, d->a, d->who.account, &me);
    if (e) return e;
    e = outbox_to_staff(d->db, d->a, &d->who, d->who.account, MAIL_TEST, (str){0}, out);
    if (e == OK && !ended(out)) return OK;
    if (e && e != E_NOT_FOUND) return e;
    e = desk_mail_staff(d, &(struct mail_to_staff){.kind = MAIL_TEST, .to = d->who.account, .address = me.email}, &id);
    return e ? e : outbox_get(d->db, d->a, &d->who, id, out);
}

err desk_mail_tested(struct desk *d, struct outbox_row *out)
{
    err e = desk_begin(d, VERB_PRACTICE_SHOW, 0);
    return e ? e : outbox_to_staff(d->db, d->a, &d->who, d->who.account, MAIL_TEST, (str){0}, out);
}
