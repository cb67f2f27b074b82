#include "clinic/measures/instrument_load.h"

#include <math.h>

// One fact: value, source, verified. An absent one is not known.
static bool fact_get(struct instrument_loader *l, const struct json *o, str path, const char *name, struct fact *out)
{
    const struct json *j = json_get(o, str_of(name));
    str here = take_under(&l->take, path, name), source;
    if (!j) return true;
    if (!take_members(&l->take, j, here, "value source verified") || !take_number(&l->take, j, here, "value", true, 0, &out->v) || !take_text(&l->take, j, here, "source", true, &source) ||
        !take_truth(&l->take, j, here, "verified", true, &out->verified))
        return false;
    if (out->v <= 0) return take_wrong(&l->take, here, "above 0 is wanted");
    out->known = true;
    out->source = str_z(l->a, source);
    return true;
}

// "own": how a day is compared with the person's own days before it.
static bool own_get(struct instrument_loader *l, const struct json *change, str path, struct own_rule *out)
{
    const struct json *j = json_get(change, S("own"));
    str here = take_under(&l->take, path, "own"), source;
    double days = 0, least = 0;
    if (!j) return true;
    if (!take_members(&l->take, j, here, "days least far source") || !take_number(&l->take, j, here, "days", true, 0, &days) ||
        !take_number(&l->take, j, here, "least", true, 0, &least) || !take_number(&l->take, j, here, "far", true, 0, &out->far) ||
        !take_text(&l->take, j, here, "source", true, &source))
        return false;
    if (!(days >= 3 && days <= 366 && days == floor(days))) return take_wrong(&l->take, take_under(&l->take, here, "days"), "3 to 366 days are wanted");
    if (!(least >= 3 && least <= days && least == floor(least))) return take_wrong(&l->take, take_under(&l->take, here, "least"), "at least 3, and no more than \"days\", are wanted");
    if (!(out->far > 0)) return take_wrong(&l->take, take_under(&l->take, here, "far"), "above 0 is wanted");
    out->days = (int)days;
    out->least = (int)least;
    out->source = str_z(l->a, source);
    return true;
}

bool instrument_change_get(struct instrument_loader *l, const struct json *score, str path, const struct instrument_change **out)
{
    const struct json *j = json_get(score, S("change"));
    str here = take_under(&l->take, path, "change"), source;
    int of = 0, axis = 0, rater = 0;
    double week = 0, times = 0;
    *out = NULL;
    if (!j) return true;
    struct instrument_change *c = ARENA_NEW(l->a, struct instrument_change);
    if (!take_members(&l->take, j, here, "of source start_day_is_before no_threshold axis rater single_mdc share_from chronic_from chronic_share floor_below baseline_days sd retest mean week_least week_above week_times own") ||
        !take_word(&l->take, j, here, "of", "means days latest", &of) ||
        (json_get(j, S("axis")) && !take_word(&l->take, j, here, "axis", "range data", &axis)) ||
        (json_get(j, S("rater")) && !take_word(&l->take, j, here, "rater", "any same", &rater)) || !take_text(&l->take, j, here, "source", true, &source) ||
        !take_number(&l->take, j, here, "week_least", false, 0, &week) || !take_number(&l->take, j, here, "week_above", false, 0, &c->week_above) ||
        !take_number(&l->take, j, here, "week_times", false, 0, &times) || !own_get(l, j, here, &c->own) ||
        !take_truth(&l->take, j, here, "start_day_is_before", false, &c->start_day_is_before) || !take_truth(&l->take, j, here, "no_threshold", false, &c->no_threshold))
        return false;
    if (!(week >= 0 && week <= 7 && week == floor(week))) return take_wrong(&l->take, take_under(&l->take, here, "week_least"), "0 to 7 days are wanted");
    if (!(times >= 0 && times <= 7 && times == floor(times))) return take_wrong(&l->take, take_under(&l->take, here, "week_times"), "0 to 7 days are wanted");
    c->week_least = (int)week;
    c->week_times = (int)times;
    c->of = (enum instrument_kind)of;
    c->axis_of_data = axis == 1;
    c->same_rater = rater == 1;
    c->source = str_z(l->a, source);
    *out = c;
    return fact_get(l, j, here, "single_mdc", &c->single_mdc) && fact_get(l, j, here, "share_from", &c->share_from) && fact_get(l, j, here, "chronic_from", &c->chronic_from) &&
        fact_get(l, j, here, "chronic_share", &c->chronic_share) && fact_get(l, j, here, "floor_below", &c->floor_below) &&
        fact_get(l, j, here, "baseline_days", &c->baseline_days) && fact_get(l, j, here, "sd", &c->sd) && fact_get(l, j, here, "retest", &c->retest) &&
        fact_get(l, j, here, "mean", &c->mean);
}

bool instrument_series_get(struct instrument_loader *l, const struct json *top)
{
    const struct json *list;
    if (!take_list(&l->take, top, (str){0}, "series", false, INSTRUMENT_SERIES, &list)) return false;
    uint16_t *items = ARENA_ARRAY(l->a, list->count, uint16_t);
    l->in->series = items;
    for (const struct json *j = list->first; j; j = j->next) {
        str here = take_place(&l->take, (str){0}, "series", l->in->n_series);
        size_t at = j->kind == JSON_STRING ? instrument_item_of(l->in, j->text) : SIZE_MAX;
        if (at == SIZE_MAX) return take_wrong(&l->take, here, "there is no such item");
        if (l->in->items[at].answers->kind != ANSWER_CODES) return take_wrong(&l->take, here, "an item with a list of answers is wanted: a number makes no series");
        for (size_t i = 0; i < l->in->n_series; i++)
            if (items[i] == at) return take_wrong(&l->take, here, "this item stands twice");
        items[l->in->n_series++] = (uint16_t)at;
    }
    return true;
}

str instrument_series_key(arena *a, const struct instrument_file *in, const struct instrument_answers *x)
{
    struct buf b = buf_new(a, 4096);
    for (size_t i = 0; i < in->n_series; i++) {
        if (i) buf_putc(&b, '/');
        buf_put(&b, instrument_answer_text(a, &in->items[in->series[i]], x->value[in->series[i]]));
    }
    return buf_str(&b);
}

str instrument_series_words(arena *a, const struct instrument_file *in, const struct instrument_answers *x)
{
    struct buf b = buf_new(a, 8192);
    for (size_t i = 0; i < in->n_series; i++) {
        const struct answer_set *set = in->items[in->series[i]].answers;
        str code = instrument_answer_text(a, &in->items[in->series[i]], x->value[in->series[i]]), words = code;
        for (size_t k = 0; k < set->n_codes; k++)
            if (set->codes[k].words.n && str_eq(set->codes[k].code, code)) words = set->codes[k].words;
        if (b.n && words.n) buf_put(&b, S(", "));
        buf_put(&b, words);
    }
    return buf_str(&b);
}
