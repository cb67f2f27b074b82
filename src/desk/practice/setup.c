#include "desk/practice/setup.h"

#include "desk/practice/account.h"
#include "desk/rules.h"
#include "desk/practice/team.h"

static const struct country_row countries[] = {
#define X(ccode, cname, ccurrency, czone, clanguage, crisis, ambulance) \
    {.code = S_INIT(ccode), .name = S_INIT(cname), .currency = S_INIT(ccurrency), .language = S_INIT(clanguage), \
        .zone = S_INIT(czone), .crisis_line = S_INIT(crisis), .emergency = S_INIT(ambulance)},
#include "desk/people/country.def"
#undef X
};

enum { COUNTRIES = sizeof countries / sizeof *countries };

const struct country_row *desk_countries(size_t *n)
{
    *n = COUNTRIES;
    return countries;
}

const struct country_row *desk_country(str code)
{
    for (size_t i = 0; i < COUNTRIES; i++)
        if (str_eq(countries[i].code, code))
            return &countries[i];
    return NULL;
}

err desk_practice_create_prepare(struct desk *d, const struct practice_create_input *in, struct practice_create_work *out)
{
    if (!desk_may(&d->who, VERB_PRACTICE_CREATE))
        return E_FORBIDDEN;
    *out = (struct practice_create_work){.email = rule_email_folded(d->a, in->owner_email), .must_change = !in->password.n};
    bool ok = rule_line(d, S("name"), in->name, 1, 200, ONE_LINE);
    ok &= rule_email(d, S("owner_email"), out->email, true);
    ok &= rule_line(d, S("owner_name"), in->owner_name, 0, 200, ONE_LINE);
    if (!ok)
        return E_INVALID;
    if (!in->password.n)
        out->secret = desk_one_time_password(d->a, in->random);
    return desk_password_hash(d->a, in->password.n ? in->password : out->secret, &out->hash);
}

static err owner_account(struct desk *d, const struct practice_create_input *in, const struct practice_create_work *w,
    account_id *id, bool *known)
{
    struct account owner;
    err e = account_by_email(d->db, d->a, w->email, &owner);
    *known = !e;
    if (e == E_NOT_FOUND) {
        owner = (struct account){
            .id = {id_next(&d->ids, d->now)},
            .email = w->email,
            .name = in->owner_name.n ? in->owner_name : w->email,
            .password_hash = w->hash,
            .must_change = w->must_change,
            .created = d->now,
        };
        e = account_insert(d->db, &owner);
    }
    *id = owner.id;
    return e;
}

err desk_practice_create(struct desk *d, const struct practice_create_input *in, const struct practice_create_work *w,
    struct practice_created *out, bool *known_account)
{
    const struct actor system = d->who;
    CHECK(system.practice.v == 0);
    err e = desk_begin(d, VERB_PRACTICE_CREATE, 0);
    if (e)
        return e;
    struct practice p = {
        .id = {id_next(&d->ids, d->now)},
        .name = in->name,
        .zone = S("UTC"),
        .language = S("en"),
        .version = 1,
        .created = d->now,
    };
    e = practice_insert(d->db, &p);
    if (!e)
        e = owner_account(d, in, w, &out->owner, known_account);
    if (e)
        return e;
    out->practice = p.id;
    struct member owner = {.account = out->owner, .role = ROLE_OWNER, .created = d->now};
    d->who.practice = p.id;
    e = member_insert(d->db, &d->who, &owner);
    if (!e)
        e = desk_audit_now(d, VERB_PRACTICE_CREATE, p.id.v);
    d->who = system;
    return e;
}

err desk_practice_show(struct desk *d, struct practice_shown *out)
{
    err e = desk_begin(d, VERB_PRACTICE_SHOW, 0);
    if (e)
        return e;
    *out = (struct practice_shown){0};
    e = practice_get(d->db, d->a, &d->who, &out->practice);
    if (!e)
        e = service_list(d->db, d->a, &d->who, &out->services, &out->n_services);
    if (!e)
        e = opening_list(d->db, d->a, &d->who, &out->openings, &out->n_openings);
    if (e || !d->who.account.v)
        return e;
    struct member own;
    e = member_get(d->db, d->a, &d->who, d->who.account, &own);
    if (e)
        return e;
    out->licence_number = own.licence_number;
    out->licence_body = own.licence_body;
    out->licence_expires = own.licence_expires;
    out->member_version = own.version;
    return OK;
}

// Begins a step of the wizard: the practice, if it is still as the form showed it.
static err step_begin(struct desk *d, int64_t version, struct practice *p)
{
    err e = desk_begin(d, VERB_SETUP, d->who.practice.v);
    if (!e)
        e = practice_get(d->db, d->a, &d->who, p);
    if (!e && p->version != version)
        return rule_conflict(d);
    return e;
}

static err step_end(struct desk *d, const struct practice *p)
{
    err e = practice_update(d->db, &d->who, p);
    return e == E_CONFLICT ? rule_conflict(d) : e;
}

static bool rule_that(struct desk *d, bool held, str field, struct say why)
{
    if (!held)
        problem_add(d->problems, E_INVALID, field, why);
    return held;
}

static bool currency_shaped(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    return s.n == 3;
}

static bool zone_known(const struct desk *d, str name)
{
    return name.n && name.n <= 64 && text_valid(name) && d->env && d->env->zone(d->env->ctx, name);
}

err desk_setup_place(struct desk *d, const struct setup_place_input *in)
{
    struct practice p;
    err e = step_begin(d, in->version, &p);
    if (e)
        return e;
    const struct country_row *country = desk_country(in->country);
    str zone = in->zone.n || !country ? in->zone : country->zone;
    str currency = in->currency.n || !country ? in->currency : country->currency;
    bool ok = rule_line(d, S("name"), in->name, 0, 200, ONE_LINE);
    ok &= rule_that(d, country != NULL, S("country"), SAY(MSG_people_country));
    ok &= rule_that(d, zone_known(d, zone), S("zone"), SAY(MSG_people_zone));
    ok &= rule_that(d, currency_shaped(currency), S("currency"), SAY(MSG_people_currency));
    ok &= rule_line(d, S("language"), in->language, 1, 35, ONE_LINE);
    if (!ok)
        return E_INVALID;
    if (in->name.n)
        p.name = in->name;
    p.country = in->country;
    p.zone = zone;
    p.currency = currency;
    p.language = in->language;
    return step_end(d, &p);
}

err desk_setup_contact(struct desk *d, const struct setup_contact_input *in)
{
    struct practice p;
    err e = step_begin(d, in->version, &p);
    if (e)
        return e;
    bool ok = rule_that(d, in->crisis_line.n > 0, S("crisis_line"), SAY(MSG_people_crisis_line)) &&
        rule_line(d, S("crisis_line"), in->crisis_line, 1, 200, MANY_LINES);
    ok &= rule_phone(d, S("phone"), in->phone);
    ok &= rule_email(d, S("email"), in->email, false);
    ok &= rule_line(d, S("address"), in->address, 0, 500, MANY_LINES);
    if (!ok)
        return E_INVALID;
    p.crisis_line = in->crisis_line;
    p.phone = in->phone;
    p.email = in->email;
    p.address = in->address;
    return step_end(d, &p);
}

static str indexed(struct desk *d, const char *field, size_t i)
{
    return str_fmt(d->a, "%s[%zu]", field, i);
}

static bool span_right(struct desk *d, const struct setup_hours_input *in, size_t i)
{
    const struct opening *o = &in->span[i];
    str field = indexed(d, "span", i);
    if (!rule_that(d, o->weekday >= 1 && o->weekday <= 7 && o->from_minute >= 0 && o->from_minute < 1440 && o->to_minute <= 1440,
            field, SAY(MSG_error_time)))
        return false;
    if (!rule_that(d, o->to_minute > o->from_minute, field, SAY(MSG_error_time_order)))
        return false;
    for (size_t k = 0; k < i; k++) {
        const struct opening *x = &in->span[k];
        if (x->weekday == o->weekday && x->from_minute < o->to_minute && o->from_minute < x->to_minute)
            return rule_that(d, false, field, SAY(MSG_people_hours_overlap));
    }
    return true;
}

err desk_setup_hours(struct desk *d, const struct setup_hours_input *in)
{
    CHECK(in->n <= SETUP_OPENINGS_MAX);
    struct practice p;
    err e = step_begin(d, in->version, &p);
    if (e)
        return e;
    bool ok = true;
    for (size_t i = 0; i < in->n; i++)
        ok &= span_right(d, in, i);
    if (!ok)
        return E_INVALID;
    e = opening_replace(d->db, &d->who, in->span, in->n);
    return e ? e : step_end(d, &p);
}

static bool service_right(struct desk *d, const struct setup_service *s, size_t i)
{
    bool ok = rule_line(d, indexed(d, "name", i), s->name, 1, 100, ONE_LINE);
    ok &= rule_that(d, s->minutes.known && s->minutes.v >= 5 && s->minutes.v <= 480, indexed(d, "minutes", i),
        SAY2(MSG_error_range, "min", S("5"), "max", S("480")));
    ok &= rule_that(d, s->price.known && s->price.v >= 0 && s->price.v <= 100000000, indexed(d, "price", i), SAY(MSG_error_money));
    return ok;
}

err desk_setup_services(struct desk *d, const struct setup_services_input *in)
{
    CHECK(in->n <= SETUP_SERVICES_MAX);
    struct practice p;
    err e = step_begin(d, in->version, &p);
    if (e)
        return e;
    bool ok = true;
    for (size_t i = 0; i < in->n; i++)
        ok &= service_right(d, &in->service[i], i);
    if (!ok)
        return E_INVALID;
    for (size_t i = 0; !e && i < in->n; i++) {
        const struct setup_service *s = &in->service[i];
        struct service row = {
            .id = s->id.v ? s->id : (service_id){id_next(&d->ids, d->now)},
            .name = s->name,
            .minutes = s->minutes.v,
            .price = s->price.v,
            .active = s->active,
            .position = (int64_t)i,
        };
        e = s->id.v ? service_update(d->db, &d->who, &row) : service_insert(d->db, &d->who, &row);
    }
    return e ? e : step_end(d, &p);
}

static err licence_set(struct desk *d, enum verb verb, const struct setup_licence_input *in)
{
    err e = desk_begin(d, verb, d->who.account.v);
    if (e)
        return e;
    if (!d->who.account.v)
        return E_FORBIDDEN;
    struct member own;
    e = member_get(d->db, d->a, &d->who, d->who.account, &own);
    if (e)
        return e;
    bool good = rule_line(d, S("number"), in->number, 0, LICENCE_MAX, ONE_LINE);
    good &= rule_line(d, S("body"), in->body, 0, LICENCE_MAX, ONE_LINE);
    good &= rule_that(d, in->number.n || (!in->body.n && !in->expires.known), S("number"), SAY(MSG_people_licence_number));
    if (!good)
        return E_INVALID;
    own.licence_number = in->number;
    own.licence_body = in->body;
    own.licence_expires = in->expires;
    own.version = in->member_version;
    e = member_update(d->db, &d->who, &own);
    return e == E_CONFLICT ? rule_conflict(d) : e;
}

err desk_setup_licence(struct desk *d, const struct setup_licence_input *in) { return licence_set(d, VERB_SETUP, in); }

err desk_licence_own(struct desk *d, const struct setup_licence_input *in) { return licence_set(d, VERB_LICENCE_OWN, in); }

err desk_setup_finish(struct desk *d, int64_t version)
{
    struct practice p;
    err e = step_begin(d, version, &p);
    if (e)
        return e;
    bool ok = rule_that(d, p.country.n > 0, S("country"), SAY(MSG_people_country));
    ok &= rule_that(d, zone_known(d, p.zone), S("zone"), SAY(MSG_people_zone));
    ok &= rule_that(d, p.crisis_line.n > 0, S("crisis_line"), SAY(MSG_people_crisis_line));
    if (!ok)
        return E_INVALID;
    if (!p.set_up) {
        p.set_up = true;
        p.set_up_at = d->now;
    }
    return step_end(d, &p);
}
