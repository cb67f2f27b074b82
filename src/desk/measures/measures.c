#include "desk/measures/measures.h"

#include "desk/measures/measures_rules.h"
#include "desk/safety/worse.h"

enum { NOTE_MAX = 500 };

static enum source source_of_role(enum role r) {
    return r == ROLE_SYSTEM ? SOURCE_IMPORT : SOURCE_THERAPIST;
}

// The recall of a new entry: the series' own where it has one.
static err rating_recall(struct desk *d, const struct rating_in *in, const struct rating_ask *k, enum recall *recall) {
    bool known = true;
    err e = OK;
    *recall = k->recall;
    if (k->concern.kind == CONCERN_PAIN && !k->set)
        e = measure_recall(d->db, d->a, &d->who, in->client, rating_ask_key(k), &known, recall);
    if (e != OK)
        return e;
    if (known && in->recall_said && in->recall != *recall)
        return problem_add(d->problems, E_INVALID, S("recall"),
            SAY1(MSG_record_other_recall, "recall", message_say(d->a, d->lang, rule_recall(*recall))));
    if (!known)
        *recall = in->recall_said ? in->recall : RECALL_AVERAGE_7D;
    return OK;
}

// What is asked about this concern of the client, who may have several.
static err rating_ask(struct desk *d, const struct rating_in *in, struct rating_ask *out) {
    struct concern_row c;
    struct rating_ask_list asks;
    err e = concern_get(d->db, d->a, &d->who, in->concern, &c);
    if (e == OK && c.client.v != in->client.v)
        e = E_NOT_FOUND;
    if (e == OK && c.kind == CONCERN_HEADACHE)
        return problem_add(d->problems, E_INVALID, S("concern"), SAY(MSG_record_concern_days));
    if (e == OK && c.closed)
        return problem_add(d->problems, E_INVALID, S("concern"), SAY(MSG_record_concern_closed));
    if (e == OK)
        e = measure_asks(d, in->client, &(struct concern_list){&c, 1}, &asks);
    if (e != OK)
        return e;
    const struct rating_ask *k = rating_ask_find(&asks, in->concern, in->set);
    if (k && k->concern.id.v != in->concern.v)
        return E_NOT_FOUND;
    if (!k && in->set.v == 0)
        return problem_add(d->problems, E_INVALID, S("concern"), SAY(MSG_record_no_activities));
    if (!k)
        return problem_add(d->problems, E_CONFLICT, S("concern"), SAY(MSG_record_other_activities));
    *out = *k;
    return OK;
}

static struct entry entry_of(int64_t value, activity_set_id set, const int64_t *answer, size_t n) {
    struct entry in = {.value = value, .set = set, .n = n};
    for (size_t i = 0; i < n && i < ACTIVITIES_MAX; i++)
        in.answer[i] = answer[i];
    return in;
}

err desk_rating_add(struct desk *d, const struct rating_in *in, measure_id *out) {
    struct subject who;
    struct rating_ask k = {0};
    enum recall recall;
    err e = desk_begin(d, VERB_RATING_ADD, in->client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, in->client, &who);
    if (e == OK)
        e = rating_ask(d, in, &k);
    if (e != OK)
        return e;
    struct measure_row m = {.id = {id_next(&d->ids, d->now)},
        .client = in->client,
        .concern = in->concern,
        .day = in->day,
        .source = source_of_role(d->who.role),
        .at = d->now,
        .account = d->who.account,
        .note = str_trim(in->note)};
    struct entry said = entry_of(in->value, in->set, in->answer, in->n_answers);
    bool good = rule_day(d, S("day"), &who, in->day);
    good = rule_entry(d, k.set ? S("answers") : S("value"), &k, &said, &m) && good;
    good = rule_text(d, S("note"), in->note, NOTE_MAX) && good;
    e = rating_recall(d, in, &k, &recall);
    if (e != OK || !good)
        return e != OK ? e : E_INVALID;
    m.recall = recall;
    *out = m.id;
    e = measure_insert(d->db, &d->who, &m);
    return e != OK ? e : worse_rating(d, &k.concern, &m, NULL);
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
    struct measure_row m = old;
    struct activity_sets sets;
    struct rating_ask k = {.instrument = old.instrument, .recall = old.recall};
    e = activity_sets_of(d->db, d->a, &d->who, old.client, &sets);
    if (e != OK)
        return e;
    for (size_t i = 0; i < sets.n; i++)
        if (old.set.v != 0 && sets.v[i].id.v == old.set.v)
            k.set = &sets.v[i];
    struct entry said = entry_of(in->value, old.set, in->answer, in->n_answers);
    bool good = rule_day(d, S("day"), &who, in->day);
    good = rule_entry(d, k.set ? S("answers") : S("value"), &k, &said, &m) && good;
    good = rule_text(d, S("note"), in->note, NOTE_MAX) && good;
    if (!good)
        return E_INVALID;
    m.id = (measure_id){id_next(&d->ids, d->now)};
    m.day = in->day;
    m.source = source_of_role(d->who.role);
    m.at = d->now;
    m.account = d->who.account;
    m.link = (link_id){0};
    m.note = str_trim(in->note);
    *out = m.id;
    e = measure_insert(d->db, &d->who, &m);
    if (e == OK)
        e = measure_replace(d->db, &d->who, old.id, m.id);
    return e != OK ? e : worse_rating(d, NULL, &m, &old);
}

err desk_rating_withdraw(struct desk *d, measure_id id) {
    struct measure_row old;
    err e = rating_begin(d, id, &old);
    return e != OK ? e : measure_withdraw(d->db, &d->who, id, d->now);
}

err desk_rating_get(struct desk *d, measure_id id, struct measure_row *out) {
    err found = measure_get(d->db, d->a, &d->who, id, out);
    err e = desk_begin(d, VERB_MEASURES_SHOW, found == OK ? out->client.v : 0);
    if (e == OK && found == OK)
        found = measure_answers(d->db, d->a, &d->who, out);
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
    struct diary_course course;
    e = worse_diary_begin(d, client, &course);
    for (size_t i = 0; i < n && e == OK; i++) {
        struct diary_row r = {.day = days[i].day,
            .headache = days[i].headache,
            .peak = days[i].peak,
            .medicine = days[i].medicine,
            .source = source_of_role(d->who.role),
            .at = d->now,
            .account = d->who.account,
            .late = days[i].day.d < d->today.d - 1};
        int changed;
        e = diary_put(d->db, d->a, &d->who, client, &r, &changed);
        *written += changed != 0;
    }
    return e == OK && *written ? worse_diary(d, client, &course) : e;
}

err desk_measures_month(struct desk *d, client_id client, int year, int month, struct measures_month *out) {
    *out = (struct measures_month){0};
    struct subject who;
    err e = desk_begin(d, VERB_MEASURES_SHOW, client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e != OK)
        return e;
    if (!day_valid(year, month, 1) || year < MEASURES_FIRST_YEAR || year > 9998)
        return E_NOT_FOUND;
    out->from = day_from(year, month, 1);
    out->to = (day){(month == 12 ? day_from(year + 1, 1, 1) : day_from(year, month + 1, 1)).d - 1};
    e = concern_list(d->db, d->a, &d->who, client, &out->concerns);
    struct rating_ask_list asks = {0};
    if (e == OK)
        e = measure_asks(d, client, &out->concerns, &asks);
    out->asks = asks.v;
    out->n_asks = asks.n;
    if (e == OK)
        e = activity_sets_of(d->db, d->a, &d->who, client, &out->sets);
    if (e == OK)
        e = measure_span(d->db, d->a, &d->who, client, out->from, out->to, &out->ratings);
    if (e == OK)
        e = diary_span(d->db, d->a, &d->who, client, out->from, out->to, &out->diary);
    if (e == OK)
        e = diary_before_span(d->db, d->a, &d->who, client, out->from, out->to, &out->diary_before);
    return e;
}
