#include "desk/safety/rules_signed.h"

#include "desk/rules.h"

err desk_rules_signed(struct desk *d, const struct rules_held *now, struct rules_signed *out)
{
    struct rule_signature_list l;
    *out = (struct rules_signed){.digest = screen_overlay_digest(d->a, now->o)};
    err e = rule_signatures(d->db, d->a, &d->who, &l);
    if (e)
        return e;
    struct rules_signed_row *v = ARENA_ARRAY(d->a, l.n, struct rules_signed_row);
    for (size_t i = 0; i < l.n; i++) {
        v[i] = (struct rules_signed_row){&l.v[i], !l.v[i].back && str_eq(l.v[i].digest, out->digest)};
        out->physician |= v[i].current && str_eq(l.v[i].role, S("physician"));
        out->therapist |= v[i].current && str_eq(l.v[i].role, S("therapist"));
    }
    out->v = v;
    out->n = l.n;
    return OK;
}

static bool sign_right(struct desk *d, const struct rules_sign_in *in)
{
    bool right = rule_line(d, S("signer"), str_trim(in->signer), 1, SIGNER_MAX, ONE_LINE);
    right &= rule_line(d, S("licence"), str_trim(in->licence), 1, SIGNER_LICENCE_MAX, ONE_LINE);
    right &= rule_line(d, S("what"), str_trim(in->what), 1, SIGNED_WHAT_MAX, MANY_LINES);
    if (!str_eq(in->role, S("physician")) && !str_eq(in->role, S("therapist")))
        right = problem_add(d->problems, E_INVALID, S("role"), SAY(MSG_error_choice)) == OK;
    if (!in->day.known)
        right = problem_add(d->problems, E_INVALID, S("day"), SAY(MSG_error_required)) == OK;
    else if (in->day.day.d > d->today.d)
        right = problem_add(d->problems, E_INVALID, S("day"), SAY1(MSG_error_day_after, "max", day_str(d->a, d->today))) == OK;
    return right;
}

err desk_rules_sign(struct desk *d, const struct rules_sign_in *in, rule_signature_id *id)
{
    struct rules_held now = {0};
    *id = (rule_signature_id){0};
    err e = desk_begin(d, VERB_RULES_SIGN, 0);
    if (!e)
        e = desk_rules(d, &now);
    if (e)
        return e;
    if (!sign_right(d, in))
        return E_INVALID;
    str digest = screen_overlay_digest(d->a, now.o);
    if (!str_eq(in->digest, digest))
        return rule_conflict(d);
    *id = (rule_signature_id){id_next(&d->ids, d->now)};
    return rule_signature_insert(d->db, &d->who, &(struct rule_signature){.id = *id, .signer = str_trim(in->signer), .role = in->role, .licence = str_trim(in->licence),
        .day = in->day.day, .what = str_trim(in->what), .rules = now.o->rules->version, .digest = digest, .at = d->now});
}

err desk_rules_unsign(struct desk *d, rule_signature_id of, str reason)
{
    struct rule_signature_list l = {0};
    err e = desk_begin(d, VERB_RULES_SIGN, 0);
    if (!e)
        e = rule_signatures(d->db, d->a, &d->who, &l);
    if (e)
        return e;
    bool there = false;
    for (size_t i = 0; i < l.n; i++)
        there = there || (l.v[i].id.v == of.v && !l.v[i].back);
    if (!there)
        return E_NOT_FOUND;
    if (!rule_line(d, S("reason"), str_trim(reason), 1, RULE_REASON, MANY_LINES))
        return E_INVALID;
    return rule_signature_back(d->db, &d->who, (rule_signature_id){id_next(&d->ids, d->now)}, of, str_trim(reason), d->now);
}
