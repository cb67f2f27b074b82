#include "desk/care/care.h"

#include "desk/measures/measures_rules.h"
#include "desk/rules.h"
#include "desk/safety/harm.h"

enum { CARE_WORDS = 300, ADVERSE_WORDS = 500, AFTER_DAYS = 7 };

err desk_care(struct desk *d, client_id client, struct care_shown *out) {
    struct subject who;
    *out = (struct care_shown){0};
    err e = desk_begin(d, VERB_PLAN_SHOW, client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e == OK)
        e = care_list_of(d->db, d->a, &d->who, client, &out->care);
    if (e == OK)
        e = adverse_list_of(d->db, d->a, &d->who, client, &out->adverse);
    return e != OK ? e : sessions_held(d->db, d->a, &d->who, client, &out->held);
}

appointment_id care_last_session(const struct held_list *held, day on) {
    for (size_t i = held->n; i > 0; i--)
        if (held->v[i - 1].day.d <= on.d && held->v[i - 1].day.d + AFTER_DAYS >= on.d)
            return held->v[i - 1].id;
    return (appointment_id){0};
}

err desk_care_add(struct desk *d, const struct care_in *in, other_care_id *out) {
    struct subject who;
    err e = desk_begin(d, VERB_CARE_CHANGE, in->client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, in->client, &who);
    if (e != OK)
        return e;
    bool good = rule_day(d, S("from"), &who, in->from);
    good = rule_line(d, S("words"), str_trim(in->words), 1, CARE_WORDS, MANY_LINES) && good;
    if (in->to.known && in->to.day.d < in->from.d)
        good = problem_add(d->problems, E_INVALID, S("to"), SAY1(MSG_error_day_before, "min", day_str(d->a, in->from))) == OK;
    if (!good)
        return E_INVALID;
    struct care_row c = {.id = {id_next(&d->ids, d->now)}, .client = in->client, .from = in->from, .to = in->to, .kind = in->kind,
        .words = str_trim(in->words), .at = d->now, .account = d->who.account};
    *out = c.id;
    return care_insert(d->db, &d->who, &c);
}

err desk_care_withdraw(struct desk *d, client_id client, other_care_id id) {
    struct care_row c = {0};
    err e = desk_begin(d, VERB_CARE_CHANGE, client.v);
    if (e == OK)
        e = care_get(d->db, d->a, &d->who, id, &c);
    if (e == OK && c.client.v != client.v)
        e = E_NOT_FOUND;
    if (e == OK && c.withdrawn)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_care_withdrawn_already));
    return e != OK ? e : care_withdraw(d->db, &d->who, id, d->now);
}

// The session that it followed, named or else guessed from the day; one that is none of theirs, or was later, is no answer.
static bool session_rule(struct desk *d, const struct adverse_in *in, const struct held_list *held, appointment_id *out) {
    *out = in->after.v ? in->after : care_last_session(held, in->day);
    if (in->after.v == 0)
        return true;
    for (size_t i = 0; i < held->n; i++) {
        if (held->v[i].id.v != in->after.v)
            continue;
        if (held->v[i].day.d <= in->day.d)
            return true;
        return problem_add(d->problems, E_INVALID, S("day"), SAY1(MSG_error_day_before, "min", day_str(d->a, held->v[i].day))) == OK;
    }
    return problem_add(d->problems, E_INVALID, S("after"), SAY(MSG_error_choice)) == OK;
}

err desk_adverse_add(struct desk *d, const struct adverse_in *in, adverse_id *out) {
    struct subject who;
    struct held_list held;
    err e = desk_begin(d, VERB_CARE_CHANGE, in->client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, in->client, &who);
    if (e == OK)
        e = sessions_held(d->db, d->a, &d->who, in->client, &held);
    if (e != OK)
        return e;
    struct adverse_row r = {.id = {id_next(&d->ids, d->now)}, .client = in->client, .day = in->day, .what = in->what, .severity = in->severity,
        .days = in->days, .hours = in->hours, .sites = in->sites, .words = str_trim(in->words), .action = str_trim(in->action), .at = d->now, .account = d->who.account};
    bool good = rule_day(d, S("day"), &who, in->day);
    good = session_rule(d, in, &held, &r.appointment) && good;
    good = harm_rules(d, &r, S("said")) && good;
    good = rule_line(d, S("action"), r.action, 0, ADVERSE_WORDS, MANY_LINES) && good;
    if (in->severity != SEVERITY_MILD && r.action.n == 0)
        good = problem_add(d->problems, E_INVALID, S("action"), SAY(MSG_care_action_needed)) == OK;
    if (!good)
        return E_INVALID;
    *out = r.id;
    return harm_insert(d, &r);
}

err desk_adverse_waiting(struct desk *d, const struct adverse_wait **out, size_t *n) {
    *n = 0;
    err e = desk_begin(d, VERB_PLAN_SHOW, 0);
    account_id whose = d->who.role == ROLE_THERAPIST ? d->who.account : (account_id){0};
    return e != OK ? e : adverse_waiting(d->db, d->a, &d->who, whose, ADVERSE_WAITING_MAX, out, n);
}
