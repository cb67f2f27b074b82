#include "desk/measures/measures_rules.h"

static str number(struct desk *d, int64_t n) {
    return str_fmt(d->a, "%lld", (long long)n);
}

static bool refuse(struct desk *d, str field, struct say say) {
    (void)problem_add(d->problems, E_INVALID, field, say);
    return false;
}

bool rule_day(struct desk *d, str field, const struct subject *who, day on) {
    if (on.d > d->today.d)
        return refuse(d, field, SAY(MSG_error_day_future));
    if (who->born_known && on.d < who->born.d)
        return refuse(d, field, SAY(MSG_record_before_birth));
    if (on.d < day_from(1900, 1, 1).d)
        return refuse(d, field, SAY1(MSG_error_day_before, "min", S("1900-01-01")));
    return true;
}

bool rule_rating(struct desk *d, str field, int64_t value) {
    const struct instrument *nrs = instrument_of(NRS_PAIN, recall_name(RECALL_AVERAGE_7D));
    CHECK(nrs != NULL);
    if (value >= -1000 && value <= 1000 && instrument_takes(nrs, (double)value))
        return true;
    return refuse(d, field, SAY2(MSG_error_range, "min", number(d, (int64_t)nrs->lo), "max", number(d, (int64_t)nrs->hi)));
}

bool rule_text(struct desk *d, str field, str text, int max) {
    if (!text_valid(text))
        return refuse(d, field, SAY(MSG_error_text));
    if (utf8_length(text) > (size_t)max)
        return refuse(d, field, SAY1(MSG_error_too_long, "max", number(d, max)));
    return true;
}

bool rule_diary(struct desk *d, str field, bool headache, int peak, int medicine) {
    if (peak != NOT_SAID && !headache)
        return refuse(d, field, SAY(MSG_record_peak_without));
    if (peak != NOT_SAID && !rule_rating(d, field, peak))
        return false;
    if (medicine != NOT_SAID && medicine != 0 && medicine != 1)
        return refuse(d, field, SAY(MSG_error_choice));
    return true;
}

str rule_field(struct desk *d, const char *list, size_t i, const char *member) {
    return str_fmt(d->a, "%s[%zu].%s", list, i, member);
}

struct say rule_recall(enum recall r) {
    switch (r) {
    case RECALL_NOW: return SAY(MSG_record_recall_now);
    case RECALL_WORST_7D: return SAY(MSG_record_recall_worst_7d);
    case RECALL_AVERAGE_7D: break;
    }
    return SAY(MSG_record_recall_average_7d);
}

err headache_concern(const struct concern_list *all, struct concern_row *out) {
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].kind == CONCERN_HEADACHE && !all->v[i].closed) {
            *out = all->v[i];
            return OK;
        }
    return E_NOT_FOUND;
}

static str single_of(enum concern_kind k) {
    switch (k) {
    case CONCERN_PAIN: return NRS_PAIN;
    case CONCERN_STRESS: return STRESS;
    case CONCERN_SLEEP: return SLEEP_QUALITY;
    case CONCERN_HEADACHE:
    case CONCERN_FUNCTION:
    case CONCERN_KINDS: break;
    }
    return (str){0};
}

struct series_key rating_ask_key(const struct rating_ask *k) {
    return (struct series_key){k->concern.id, k->instrument, k->set ? k->set->id : (activity_set_id){0}};
}

err measure_asks(struct desk *d, client_id client, const struct concern_list *all, struct rating_ask_list *out) {
    struct activity_sets sets;
    *out = (struct rating_ask_list){0};
    err e = activity_sets_of(d->db, d->a, &d->who, client, &sets);
    struct rating_ask *v = ARENA_ARRAY(d->a, 2 * all->n, struct rating_ask);
    size_t n = 0;
    for (size_t i = 0; e == OK && i < all->n; i++) {
        const struct concern_row *c = &all->v[i];
        const struct activity_set *set = activity_set_now(&sets, c->id);
        if (c->closed)
            continue;
        if (single_of(c->kind).n > 0) {
            bool known;
            v[n] = (struct rating_ask){.concern = *c, .instrument = single_of(c->kind), .recall = RECALL_AVERAGE_7D};
            if (c->kind == CONCERN_PAIN)
                e = measure_recall(d->db, d->a, &d->who, client, rating_ask_key(&v[n]), &known, &v[n].recall);
            n++;
        }
        if (set)
            v[n++] = (struct rating_ask){.concern = *c, .instrument = PSFS, .recall = RECALL_NOW, .set = set};
    }
    *out = (struct rating_ask_list){v, n};
    return e;
}

const struct rating_ask *rating_ask_find(const struct rating_ask_list *all, concern_id concern, activity_set_id set) {
    for (size_t i = 0; i < all->n; i++) {
        const struct rating_ask *k = &all->v[i];
        if (set.v ? k->set && k->set->id.v == set.v : !k->set && k->concern.id.v == concern.v)
            return k;
    }
    return NULL;
}

bool rule_entry(struct desk *d, str field, const struct rating_ask *k, const struct entry *in, struct measure_row *m) {
    m->instrument = k->instrument;
    m->recall = k->recall;
    if (!k->set) {
        m->value = (double)in->value;
        return rule_rating(d, field, in->value);
    }
    bool good = true;
    m->set = k->set->id;
    m->n_answers = k->set->n;
    for (size_t i = 0; i < k->set->n; i++) {
        str one = str_fmt(d->a, "%.*s[%zu]", SP(field), i);
        if (i >= in->n || in->answer[i] < 0)
            good = refuse(d, one, SAY(MSG_record_activity_missing));
        else
            good = rule_rating(d, one, in->answer[i]) && good;
        m->answer[i] = i < in->n ? (double)in->answer[i] : 0;
    }
    return good && psfs_score(m->answer, m->n_answers, k->set->n, &m->value);
}
