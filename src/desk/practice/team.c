#include "desk/practice/team.h"

#include "desk/practice/account.h"
#include "desk/rules.h"
#include "store/session.h"

str desk_one_time_password(arena *a, const unsigned char random[16])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    _Static_assert(sizeof letters == 33, "five bits a letter");
    char *p = arena_alloc(a, 19);
    size_t n = 0;
    for (size_t i = 0; i < 16; i++) {
        if (i && i % 4 == 0)
            p[n++] = '-';
        p[n++] = letters[random[i] & 31];
    }
    return (str){p, n};
}

enum licence_stand licence_stands(const struct member *m, day on)
{
    if (!m->active || (m->role != ROLE_OWNER && m->role != ROLE_THERAPIST))
        return LICENCE_GOOD;
    if (!str_trim(m->licence_number).n)
        return LICENCE_MISSING;
    if (!m->licence_expires.known || m->licence_expires.day.d > on.d + LICENCE_WARN_DAYS)
        return LICENCE_GOOD;
    return m->licence_expires.day.d < on.d ? LICENCE_ENDED : LICENCE_ENDING;
}

err desk_team_list(struct desk *d, struct team_shown *out)
{
    err e = desk_begin(d, VERB_TEAM_LIST, 0);
    return e ? e : member_list(d->db, d->a, &d->who, &out->members, &out->n);
}

err desk_team_member(struct desk *d, account_id id, struct member *out)
{
    err e = desk_begin(d, VERB_TEAM_LIST, 0);
    return e ? e : member_get(d->db, d->a, &d->who, id, out);
}

static bool staff_role(enum role r)
{
    return r == ROLE_OWNER || r == ROLE_THERAPIST || r == ROLE_FRONT_DESK;
}

static bool role_right(struct desk *d, str role)
{
    if (staff_role(role_of(role)))
        return true;
    problem_add(d->problems, E_INVALID, S("role"), SAY(MSG_people_role));
    return false;
}

err desk_team_add_prepare(struct desk *d, const struct team_add_input *in, struct team_add_work *out)
{
    if (!desk_may(&d->who, VERB_TEAM_CHANGE))
        return d->who.role == ROLE_NONE ? E_SIGN_IN : E_FORBIDDEN;
    *out = (struct team_add_work){.email = rule_email_folded(d->a, in->email)};
    bool ok = rule_email(d, S("email"), out->email, true);
    ok &= rule_line(d, S("name"), in->name, 1, 200, ONE_LINE);
    ok &= role_right(d, in->role);
    ok &= rule_line(d, S("licence_number"), in->licence_number, 0, LICENCE_MAX, ONE_LINE);
    ok &= rule_line(d, S("licence_body"), in->licence_body, 0, LICENCE_MAX, ONE_LINE);
    if (!ok)
        return E_INVALID;
    out->secret = desk_one_time_password(d->a, in->random);
    return desk_password_hash(d->a, out->secret, &out->hash);
}

err desk_team_add(struct desk *d, const struct team_add_input *in, const struct team_add_work *w, struct team_added *out)
{
    struct account known;
    err e = account_by_email(d->db, d->a, w->email, &known);
    if (e && e != E_NOT_FOUND)
        return e;
    *out = (struct team_added){.known_account = !e};
    out->account.v = e ? id_next(&d->ids, d->now) : known.id.v;
    e = desk_begin(d, VERB_TEAM_CHANGE, out->account.v);
    if (!e && !out->known_account)
        e = account_insert(d->db, &(struct account){
            .id = out->account, .email = w->email, .name = in->name, .password_hash = w->hash, .must_change = true, .created = d->now});
    if (e)
        return e;
    struct member m = {
        .account = out->account,
        .role = role_of(in->role),
        .licence_number = in->licence_number,
        .licence_body = in->licence_body,
        .licence_expires = in->licence_expires,
        .created = d->now,
    };
    e = member_insert(d->db, &d->who, &m);
    return e == E_CONFLICT ? problem_add(d->problems, E_INVALID, S("email"), SAY(MSG_people_email_taken)) : e;
}

// Somebody must be able to change the practice.
static err last_owner_stays(struct desk *d, const struct member *before, const struct member *after)
{
    bool was = before->role == ROLE_OWNER && before->active, is = after->role == ROLE_OWNER && after->active;
    if (!was || is)
        return OK;
    int64_t owners = 0;
    err e = member_owners(d->db, d->a, &d->who, &owners);
    if (e || owners > 1)
        return e;
    return problem_add(d->problems, E_INVALID, after->active ? S("role") : S("active"), SAY(MSG_people_last_owner));
}

err desk_team_change(struct desk *d, const struct team_change_input *in)
{
    err e = desk_begin(d, VERB_TEAM_CHANGE, in->account.v);
    struct member before;
    if (!e)
        e = member_get(d->db, d->a, &d->who, in->account, &before);
    if (e)
        return e;
    bool ok = role_right(d, in->role);
    ok &= rule_line(d, S("licence_number"), in->licence_number, 0, LICENCE_MAX, ONE_LINE);
    ok &= rule_line(d, S("licence_body"), in->licence_body, 0, LICENCE_MAX, ONE_LINE);
    if (!ok)
        return E_INVALID;
    struct member after = before;
    after.version = in->version;
    after.role = role_of(in->role);
    after.licence_number = in->licence_number;
    after.licence_body = in->licence_body;
    after.licence_expires = in->licence_expires;
    after.active = in->active;
    e = last_owner_stays(d, &before, &after);
    if (!e)
        e = member_update(d->db, &d->who, &after);
    if (e == E_CONFLICT)
        return rule_conflict(d);
    return e || after.active ? e : session_delete_in(d->db, &d->who, after.account);
}

err desk_team_reset_prepare(struct desk *d, const unsigned char random[16], struct team_add_work *out)
{
    if (!desk_may(&d->who, VERB_TEAM_CHANGE))
        return d->who.role == ROLE_NONE ? E_SIGN_IN : E_FORBIDDEN;
    *out = (struct team_add_work){.secret = desk_one_time_password(d->a, random)};
    return desk_password_hash(d->a, out->secret, &out->hash);
}

err desk_team_reset(struct desk *d, account_id account, const struct team_add_work *w)
{
    err e = desk_begin(d, VERB_TEAM_CHANGE, account.v);
    struct member m;
    const struct actor *places;
    size_t n = 0;
    if (!e)
        e = member_get(d->db, d->a, &d->who, account, &m);
    if (!e)
        e = member_practices(d->db, d->a, account, &places, &n);
    if (e)
        return e;
    for (size_t i = 0; i < n; i++)
        if (places[i].practice.v != d->who.practice.v)
            return E_FORBIDDEN;
    e = account_set_password(d->db, account, w->hash, true);
    return e ? e : session_delete_others(d->db, account, (session_id){0});
}
