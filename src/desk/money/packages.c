// Packages of visits, of money.h.
#include "desk/money/money.h"

#include "desk/money/package_visit.h"
#include "desk/money/receipt_write.h"
#include "store/practice.h"

enum { OPEN_VISITS = 50 };

int64_t package_left(const struct package *p)
{
    return p->ended || p->used >= p->visits ? 0 : p->visits - p->used;
}

bool package_open(const struct package *p, day on)
{
    return package_left(p) > 0 && (!p->expires.known || on.d <= p->expires.day.d);
}

static err service_of(struct desk *d, service_id id, struct service *out, int64_t *tax_bp)
{
    const struct service *all;
    size_t n;
    err e = service_list(d->db, d->a, &d->who, &all, &n);
    for (size_t i = 0; !e && i < n; i++)
        if (all[i].id.v == id.v && all[i].active) {
            *out = all[i];
            return package_tax(d->db, d->a, &d->who, id, tax_bp);
        }
    return e ? e : problem_add(d->problems, E_INVALID, S("service"), SAY(MSG_error_choice));
}

static bool sell_rules(struct desk *d, const struct package_in *in, str currency)
{
    bool good = rule_amount(d, S("price"), in->price, 0, BILLING_MAX, currency);
    good = rule_paid_by(d, in->paid_by) && good;
    if (!in->visits.known || in->visits.v < 1 || in->visits.v > MONEY_VISITS_MAX) {
        problem_add(d->problems, E_INVALID, S("visits"),
            in->visits.known ? SAY2(MSG_error_range, "min", S("1"), "max", str_fmt(d->a, "%d", MONEY_VISITS_MAX)) : SAY(MSG_error_required));
        good = false;
    }
    if (in->expires.known && in->expires.day.d < d->today.d) {
        problem_add(d->problems, E_INVALID, S("expires"), SAY(MSG_money_expires_past));
        good = false;
    }
    return good;
}

err desk_package_sell(struct desk *d, const struct package_in *in, package_id *package, receipt_id *receipt)
{
    struct service s = {0};
    struct receipt_practice practice;
    int64_t tax_bp = 0;
    err e = desk_begin(d, VERB_PACKAGE_SELL, in->client.v);
    if (!e)
        e = receipt_practice(d->db, d->a, &d->who, &practice);
    if (e)
        return e;
    bool good = sell_rules(d, in, practice.currency);
    e = service_of(d, in->service, &s, &tax_bp);
    if (e || !good)
        return e ? e : E_INVALID;
    struct package p = {.id = {id_next(&d->ids, d->now)}, .client = in->client, .service = s.id, .visits = in->visits.v, .price = in->price.v,
        .bought = d->today, .expires = in->expires};
    struct receipt r = {.client = in->client, .package = p.id, .fee = p.price, .tax_bp = tax_bp, .tax = billing_tax(p.price, tax_bp),
        .paid_by = in->paid_by};
    struct receipt_body b = {.what = s.name, .visits = p.visits, .expires = p.expires};
    e = package_insert(d->db, &d->who, &p);
    if (!e)
        e = receipt_write(d, &r, &b);
    *package = p.id;
    *receipt = r.id;
    return e;
}

static err refuse(struct desk *d, str field, enum msg why)
{
    return problem_add(d->problems, E_CONFLICT, field, SAY(why));
}

static bool was_missed(const struct receipt_session *s)
{
    return str_eq(s->state, S("late-cancel")) || str_eq(s->state, S("no-show"));
}

static bool was_off(const struct receipt_session *s)
{
    return was_missed(s) || str_eq(s->state, S("cancelled"));
}

static err use_rules(struct desk *d, const struct package *p, const struct receipt_session *s)
{
    if (p->client.v != s->client.v)
        return E_NOT_FOUND;
    if (s->package.v)
        return refuse(d, S("appointment"), MSG_money_visit_in_package);
    if (was_off(s) && !(was_missed(s) && s->given_back.v == p->id.v))
        return refuse(d, S("appointment"), MSG_money_visit_not_held);
    if (p->service.v != s->service.v)
        return refuse(d, S("package"), MSG_money_package_other_service);
    if (package_left(p) == 0)
        return refuse(d, S("package"), MSG_money_package_used_up);
    return package_open(p, s->day) ? OK : refuse(d, S("package"), MSG_money_package_expired);
}

err desk_package_use(struct desk *d, package_id package, appointment_id visit)
{
    struct package p = {0};
    struct receipt_session s;
    err found = receipt_session(d->db, d->a, &d->who, visit, &s);
    err e = desk_begin(d, VERB_PACKAGE_USE, found ? 0 : s.client.v);
    if (!e)
        e = found;
    if (!e)
        e = package_get(d->db, d->a, &d->who, package, &p);
    if (!e)
        e = use_rules(d, &p, &s);
    return e ? e : package_use(d->db, &d->who, &p, visit, d->now);
}

err desk_package_unuse(struct desk *d, appointment_id visit)
{
    struct package p = {0};
    struct receipt_session s;
    err found = receipt_session(d->db, d->a, &d->who, visit, &s);
    err e = desk_begin(d, VERB_PACKAGE_USE, found ? 0 : s.client.v);
    if (!e)
        e = found ? found : s.package.v ? OK : E_NOT_FOUND;
    if (!e)
        e = package_get(d->db, d->a, &d->who, s.package, &p);
    if (!e && p.ended)
        e = refuse(d, S("package"), MSG_money_package_ended);
    if (e)
        return e;
    return was_off(&s) ? package_give_back(d->db, &d->who, &p, visit, d->now) : package_unuse(d->db, &d->who, &p, visit);
}

err desk_visit_package(struct desk *d, appointment_id visit, struct visit_package *out)
{
    struct receipt_session s;
    *out = (struct visit_package){0};
    err found = receipt_session(d->db, d->a, &d->who, visit, &s);
    err e = desk_begin(d, VERB_MONEY_SHOW, found ? 0 : s.client.v);
    if (!e)
        e = found;
    if (e)
        return e;
    out->given_back = s.given_back.v != 0;
    out->missed = was_missed(&s);
    out->stands = !was_off(&s);
    package_id id = out->given_back ? s.given_back : s.package;
    return id.v ? package_get(d->db, d->a, &d->who, id, &out->package) : OK;
}

err package_visit_becomes(struct desk *d, const struct appointment *now, enum appointment_state to)
{
    struct package p;
    struct receipt_session s;
    bool stood = now->state < STATE_NO_SHOW, stands = to < STATE_NO_SHOW;
    if (to != STATE_CANCELLED && (stood || !stands))
        return OK;
    err e = receipt_session(d->db, d->a, &d->who, now->id, &s);
    package_id id = stands ? s.given_back : s.package;
    if (e || !id.v)
        return e;
    e = package_get(d->db, d->a, &d->who, id, &p);
    if (e)
        return e;
    if (!stands)
        return p.ended ? OK : package_give_back(d->db, &d->who, &p, now->id, d->now);
    bool fits = p.client.v == s.client.v && p.service.v == s.service.v && package_open(&p, s.day);
    return fits ? package_use(d->db, &d->who, &p, now->id, d->now) : OK;
}

err desk_packages_of_client(struct desk *d, client_id client, struct package_list *out)
{
    err e = desk_begin(d, VERB_MONEY_OWN, client.v);
    return e ? e : package_of_client(d->db, d->a, &d->who, client, out);
}

err desk_money_visits(struct desk *d, client_id client, struct money_visits *out)
{
    err e = desk_begin(d, VERB_MONEY_SHOW, client.v);
    if (!e)
        e = package_open_visits(d->db, d->a, &d->who, client, OPEN_VISITS, &out->open);
    return e ? e : package_uses(d->db, d->a, &d->who, client, &out->used);
}
