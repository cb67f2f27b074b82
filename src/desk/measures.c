#include "desk/measures.h"

#include "desk/measures_rules.h"

enum { NOTE_MAX = 500 };

static enum source source_of_role(enum role r) {
    return r == ROLE_SYSTEM ? SOURCE_IMPORT : SOURCE_THERAPIST;
}

// The recall of a new entry: the series' own where it has one.
static err rating_recall(struct desk *d, const struct rating_in *in, enum recall *recall) {
    bool known;
    err e = measure_recall(d->db, d->a, &d->who, in->client, in->concern, &known, recall);
    if (e != OK)
        return e;
    if (known && in->recall_said && in->recall != *recall)
        return problem_add(d->problems, E_INVALID, S("recall"),
            SAY1(MSG_record_other_recall, "recall", message_say(d->a, d->lang, rule_recall(*recall))));
    if (!known)
        *recall = in->recall_said ? in->recall : RECALL_AVERAGE_7D;
    return OK;
}

static err rating_concern(struct desk *d, client_id client, concern_id id, struct concern_row *c) {
    err e = concern_get(d->db, d->a, &d->who, id, c);
    if (e == OK && c->client.v != client.v)
        e = E_NOT_FOUND;
    if (e != OK)
        return e;
    if (c->kind != CONCERN_PAIN)
        return problem_add(d->problems, E_INVALID, S("concern"), SAY(MSG_record_concern_days));
    if (c->closed)
        return problem_add(d->problems, E_INVALID, S("concern"), SAY(MSG_record_concern_closed));
    return OK;
}

err desk_rating_add(struct desk *d, const struct rating_in *in, measure_id *out) {
    struct subject who;
    struct concern_row c;
    enum recall recall;
    err e = desk_begin(d, VERB_RATING_ADD, in->client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, in->client, &who);
    if (e == OK)
        e = rating_concern(d, in->client, in->concern, &c);
    if (e != OK)
        return e;
    bool good = rule_day(d, S("day"), &who, in->day);
    good = rule_rating(d, S("value"), in->value) && good;
    good = rule_text(d, S("note"), in->note, NOTE_MAX) && good;
    e = rating_recall(d, in, &recall);
    if (e != OK || !good)
        return e != OK ? e : E_INVALID;
    struct measure_row m = {.id = {id_next(&d->ids, d->now)},
        .client = in->client,
        .concern = in->concern,
        .day = in->day,
        .recall = recall,
        .value = (double)in->value,
        .source = source_of_role(d->who.role),
        .at = d->now,
        .account = d->who.account,
        .note = str_trim(in->note)};
    *out = m.id;
    return measure_insert(d->db, &d->who, &m);
}

// Correcting and withdrawing begin alike: the entry, which still counts.
static err rating_begin(struct desk *d, measure_id id, struct measure_row *old) {
    err found = measure_get(d->db, d->a, &d->who, id, old);
    err e = desk_begin(d, VERB_RATING_CHANGE, found == OK ? old->client.v : 0);
    if (e != OK)
        return e;
    if (found != OK)
        return found;
    if (old->replaced_by.v != 0 || old->withdrawn)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_record_replaced));
    return OK;
}

err desk_rating_correct(struct desk *d, const struct rating_change *in, measure_id *out) {
    struct measure_row old;
    struct subject who;
    err e = rating_begin(d, in->id, &old);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, old.client, &who);
    if (e != OK)
        return e;
    bool good = rule_day(d, S("day"), &who, in->day);
    good = rule_rating(d, S("value"), in->value) && good;
    good = rule_text(d, S("note"), in->note, NOTE_MAX) && good;
    if (!good)
        return E_INVALID;
    struct measure_row m = old;
    m.id = (measure_id){id_next(&d->ids, d->now)};
    m.day = in->day;
    m.value = (double)in->value;
    m.source = source_of_role(d->who.role);
    m.at = d->now;
    m.account = d->who.account;
    m.link = (link_id){0};
    m.note = str_trim(in->note);
    *out = m.id;
    e = measure_insert(d->db, &d->who, &m);
    return e != OK ? e : measure_replace(d->db, &d->who, old.id, m.id);
}

err desk_rating_withdraw(struct desk *d, measure_id id) {
    struct measure_row old;
    err e = rating_begin(d, id, &old);
    return e != OK ? e : measure_withdraw(d->db, &d->who, id, d->now);
}

err desk_rating_get(struct desk *d, measure_id id, struct measure_row *out) {
    err found = measure_get(d->db, d->a, &d->who, id, out);
    err e = desk_begin(d, VERB_MEASURES_SHOW, found == OK ? out->client.v : 0);
    return e != OK ? e : found;
}

static bool diary_rules(struct desk *d, const struct subject *who, const struct diary_in *days, size_t n) {
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        good = rule_day(d, rule_field(d, "days", i, "day"), who, days[i].day) && good;
        good = rule_diary(d, rule_field(d, "days", i, "peak"), days[i].headache, days[i].peak, days[i].medicine) && good;
        for (size_t j = 0; j < i; j++)
            if (days[j].day.d == days[i].day.d)
                good = problem_add(d->problems, E_INVALID, rule_field(d, "days", i, "day"), SAY(MSG_record_day_twice)) == OK;
    }
    return good;
}

err desk_diary_put(struct desk *d, client_id client, const struct diary_in *days, size_t n, size_t *written) {
    *written = 0;
    struct subject who;
    struct concern_list concerns;
    struct concern_row headache;
    err e = desk_begin(d, VERB_DIARY_ADD, client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, client, &concerns);
    if (e != OK)
        return e;
    if (n == 0)
        return problem_add(d->problems, E_INVALID, S(""), SAY(MSG_record_nothing));
    if (n > DIARY_DAYS_MAX)
        return problem_add(d->problems, E_INVALID, S("days"), SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", DIARY_DAYS_MAX)));
    if (headache_concern(&concerns, &headache) != OK)
        return problem_add(d->problems, E_INVALID, S(""), SAY(MSG_record_no_headache));
    if (!diary_rules(d, &who, days, n))
        return E_INVALID;
    for (size_t i = 0; i < n && e == OK; i++) {
        struct diary_row r = {.day = days[i].day,
            .headache = days[i].headache,
            .peak = days[i].peak,
            .medicine = days[i].medicine,
            .source = source_of_role(d->who.role),
            .at = d->now,
            .account = d->who.account};
        int changed;
        e = diary_put(d->db, d->a, &d->who, client, &r, &changed);
        *written += changed != 0;
    }
    return e;
}

static err month_recalls(struct desk *d, client_id client, struct measures_month *out) {
    enum recall *recall = ARENA_ARRAY(d->a, out->concerns.n, enum recall);
    for (size_t i = 0; i < out->concerns.n; i++) {
        bool known = false;
        err e = measure_recall(d->db, d->a, &d->who, client, out->concerns.v[i].id, &known, &recall[i]);
        if (e != OK)
            return e;
        if (!known)
            recall[i] = RECALL_AVERAGE_7D;
    }
    out->recall = recall;
    return OK;
}

err desk_measures_month(struct desk *d, client_id client, int year, int month, struct measures_month *out) {
    *out = (struct measures_month){0};
    struct subject who;
    err e = desk_begin(d, VERB_MEASURES_SHOW, client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e != OK)
        return e;
    if (!day_valid(year, month, 1) || year < 1900 || year > 9998)
        return E_NOT_FOUND;
    out->from = day_from(year, month, 1);
    out->to = (day){(month == 12 ? day_from(year + 1, 1, 1) : day_from(year, month + 1, 1)).d - 1};
    e = concern_list(d->db, d->a, &d->who, client, &out->concerns);
    if (e == OK)
        e = month_recalls(d, client, out);
    if (e == OK)
        e = measure_span(d->db, d->a, &d->who, client, out->from, out->to, &out->ratings);
    if (e == OK)
        e = diary_span(d->db, d->a, &d->who, client, out->from, out->to, &out->diary);
    if (e == OK)
        e = diary_before_span(d->db, d->a, &d->who, client, out->from, out->to, &out->diary_before);
    return e;
}
