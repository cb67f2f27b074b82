// Text messages beside an alert's mail: who asked for them. desk_alert_texts and desk_alert_text_change of alerts.h.
#include "base/phone.h"
#include "desk/rules.h"
#include "desk/safety/alerts.h"
#include "store/account.h"

err desk_alert_texts(struct desk *d, const struct alert_text_shown **out, size_t *n, int64_t *version)
{
    const struct alert_text *t;
    size_t n_texts = 0;
    *n = 0;
    *version = 0;
    err e = desk_begin(d, VERB_ALERT_SETTING, 0);
    if (e == OK)
        e = alert_texts(d->db, d->a, &d->who, &t, &n_texts);
    struct alert_text_shown *v = ARENA_ARRAY(d->a, n_texts, struct alert_text_shown);
    for (size_t i = 0; e == OK && i < n_texts; i++) {
        struct member m = {0};
        str dialled;
        *version += t[i].version;
        if (!t[i].number.n)
            continue;
        e = member_get(d->db, d->a, &d->who, t[i].account, &m);
        if (e == OK && m.active)
            v[(*n)++] = (struct alert_text_shown){t[i].account, m.name, t[i].number, phone_e164(d->a, t[i].number, d->env->sms_country, &dialled)};
    }
    *out = v;
    return e;
}

// Where anybody's changed since it was shown, nothing is written over. The same number twice is no change.
static err put_seen(struct desk *d, struct alert_text *x, int64_t seen)
{
    const struct alert_text *t;
    size_t n;
    int64_t now = 0;
    bool same = false;
    err e = alert_texts(d->db, d->a, &d->who, &t, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        now += t[i].version;
        if (t[i].account.v != x->account.v)
            continue;
        x->version = t[i].version;
        same = str_eq(t[i].number, x->number);
    }
    if (e != OK || same)
        return e;
    e = now == seen ? alert_text_put(d->db, &d->who, d->now, x) : E_CONFLICT;
    return e == E_CONFLICT ? rule_conflict(d) : e;
}

err desk_alert_text_change(struct desk *d, account_id account, str number, int64_t seen)
{
    struct member m = {0};
    struct alert_text x = {.account = account, .number = str_trim(number)};
    str dialled;
    err e = desk_begin(d, VERB_ALERT_SETTING_CHANGE, 0);
    err found = e == OK ? member_get(d->db, d->a, &d->who, account, &m) : OK;
    if (e != OK || (found != OK && found != E_NOT_FOUND))
        return e != OK ? e : found;
    if (found == E_NOT_FOUND || !m.active || m.role == ROLE_FRONT_DESK)
        e = problem_add(d->problems, E_INVALID, S("text_account"), SAY(MSG_error_choice));
    if (x.number.n && !phone_e164(d->a, x.number, d->env->sms_country, &dialled))
        e = problem_add(d->problems, E_INVALID, S("number"), SAY(MSG_mail_odd_number));
    return e == OK ? put_seen(d, &x, seen) : e;
}
