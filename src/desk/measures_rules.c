#include "desk/measures_rules.h"

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
