#include "clinic/instrument_load.h"

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

bool instrument_change_get(struct instrument_loader *l, const struct json *score, str path, const struct instrument_change **out)
{
    const struct json *j = json_get(score, S("change"));
    str here = take_under(&l->take, path, "change"), source;
    int of = 0;
    *out = NULL;
    if (!j) return true;
    struct instrument_change *c = ARENA_NEW(l->a, struct instrument_change);
    if (!take_members(&l->take, j, here, "of source start_day_is_before no_threshold single_mdc share_from chronic_from chronic_share floor_below baseline_days sd retest mean") ||
        !take_word(&l->take, j, here, "of", "means days", &of) || !take_text(&l->take, j, here, "source", true, &source) ||
        !take_truth(&l->take, j, here, "start_day_is_before", false, &c->start_day_is_before) || !take_truth(&l->take, j, here, "no_threshold", false, &c->no_threshold))
        return false;
    c->of_days = of == 1;
    c->source = str_z(l->a, source);
    *out = c;
    return fact_get(l, j, here, "single_mdc", &c->single_mdc) && fact_get(l, j, here, "share_from", &c->share_from) && fact_get(l, j, here, "chronic_from", &c->chronic_from) &&
        fact_get(l, j, here, "chronic_share", &c->chronic_share) && fact_get(l, j, here, "floor_below", &c->floor_below) &&
        fact_get(l, j, here, "baseline_days", &c->baseline_days) && fact_get(l, j, here, "sd", &c->sd) && fact_get(l, j, here, "retest", &c->retest) &&
        fact_get(l, j, here, "mean", &c->mean);
}
