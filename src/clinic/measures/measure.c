#include "clinic/measures/measure.h"

#include <math.h>
#include <pthread.h>

#include "base/err.h"
#include "clinic/measures/instrument.h"

// Every score of content/instruments that has a "change", once for each recall: one source of truth. Made once, kept for good.
enum { INSTRUMENTS_MOST = 256 };
static struct instrument instruments[INSTRUMENTS_MOST];
static size_t n_instruments;
static const struct instrument_file *psfs;

static struct fact fact_of(arena *a, const struct instrument_fact *f, double v)
{
    return (struct fact){.v = v, .known = true, .verified = f->verified, .source = str_z(a, f->source)};
}

// The first MDC in points; the first MCID in points, and the first that is a share of the baseline.
static void thresholds_take(arena *a, const struct instrument_score *s, struct instrument *in)
{
    for (size_t i = s->n_mcid; i-- > 0;) *(s->mcid[i].share ? &in->mcid_share : &in->mcid) = fact_of(a, &s->mcid[i], s->mcid[i].value);
    for (size_t i = s->n_mdc; i-- > 0;) {
        if (s->mdc[i].share) continue;
        in->mdc95 = fact_of(a, &s->mdc[i], s->mdc[i].hi);
        in->mdc_level = s->mdc[i].level;
    }
    const struct fact *least = in->mdc95.known ? &in->mdc95 : &in->mcid;
    if (!in->floor_below.known && least->known && !in->axis_of_data)
        in->floor_below = (struct fact){least->v, true, true, "A baseline nearer to the best end than this threshold leaves no room to show it"};
}

static const struct instrument_change unjudged = {.of = INSTRUMENT_RATING, .start_day_is_before = true, .no_threshold = true, .source = "No threshold is given: shown, never judged"};

// The score's own; where the file follows none, its first one that has a better end.
static const struct instrument_change *change_of(const struct instrument_file *file, size_t score)
{
    const struct instrument_score *s = &file->scores[score];
    if (s->change) return s->change;
    for (size_t k = 0; k < file->n_scores; k++)
        if (file->scores[k].change || (k < score && file->scores[k].direction != HIGHER_IS_NEITHER)) return NULL;
    return s->direction == HIGHER_IS_NEITHER ? NULL : &unjudged;
}

static struct instrument score_take(arena *a, const struct instrument_file *file, const struct instrument_score *s, const struct instrument_change *c, size_t recall)
{
    struct instrument in = {
        .code = str_z(a, file->id),
        .score = str_z(a, s->id),
        .recall = c->of == INSTRUMENT_DAY ? "" : str_z(a, file->recalls[recall].id),
        .source = c->source,
        .kind = c->of,
        .lo = s->lo,
        .hi = s->hi,
        .higher_is_worse = s->direction == HIGHER_IS_WORSE,
        .neither = s->direction == HIGHER_IS_NEITHER,
        .axis_of_data = c->axis_of_data,
        .same_rater = c->same_rater,
        .interval_days = file->interval_days,
        .recall_days = file->recalls[recall].days,
        .start_day_is_before = c->start_day_is_before,
        .no_threshold = c->no_threshold || s->direction == HIGHER_IS_NEITHER,
        .week_least = c->week_least,
        .week_times = c->week_times,
        .week_above = c->week_above,
        .own = c->own,
        .single_mdc = c->single_mdc,
        .share_from = c->share_from,
        .chronic_from = c->chronic_from,
        .chronic_share = c->chronic_share,
        .floor_below = c->floor_below,
        .baseline_days = c->baseline_days,
        .sd = c->sd,
        .retest = c->retest,
        .mean = c->mean,
    };
    if (!in.no_threshold) thresholds_take(a, s, &in);
    return in;
}

const struct instrument *instrument_follow(arena *a, const struct instrument_file *file, size_t score, size_t recall)
{
    CHECK(score < file->n_scores && recall < file->n_recalls);
    const struct instrument_change *c = change_of(file, score);
    if (!c) return NULL;
    struct instrument *in = ARENA_NEW(a, struct instrument);
    *in = score_take(a, file, &file->scores[score], c, recall);
    return in;
}

static bool follows(const struct instrument_file *file)
{
    for (size_t k = 0; k < file->n_scores; k++)
        if (file->scores[k].change) return true;
    return false;
}

static void load(void)
{
    static arena *kept;
    kept = arena_new((size_t)64 << 20);
    str id;
    for (size_t i = 0; (id = instrument_shipped_at(i)).n; i++) {
        const struct instrument_file *file = instrument_known(id);
        if (!follows(file)) continue;
        for (size_t k = 0; k < file->n_scores; k++)
            for (size_t r = 0; file->scores[k].change && r < file->n_recalls; r++) {
                CHECK(n_instruments < INSTRUMENTS_MOST);
                instruments[n_instruments++] = score_take(kept, file, &file->scores[k], file->scores[k].change, r);
            }
        if (str_eq(id, S("psfs"))) psfs = file;
    }
    CHECK(psfs && n_instruments);
}

static void loaded(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    CHECK(pthread_once(&once, load) == 0);
}

const struct instrument *instrument_at(size_t i)
{
    loaded();
    return i < n_instruments ? &instruments[i] : NULL;
}

const struct instrument *instrument_of(str code, str recall)
{
    size_t dot = str_find(code, S("."));
    str id = dot == SIZE_MAX ? code : str_sub(code, 0, dot), score = dot == SIZE_MAX ? (str){0} : str_sub(code, dot + 1, code.n);
    loaded();
    for (size_t i = 0; i < n_instruments; i++) {
        const struct instrument *in = &instruments[i];
        if (str_eq(id, str_of(in->code)) && str_eq(recall, str_of(in->recall)) && (dot == SIZE_MAX || str_eq(score, str_of(in->score)))) return in;
    }
    return NULL;
}

bool instrument_takes(const struct instrument *in, double value)
{
    return isfinite(value) && value >= in->lo && value <= in->hi && value == floor(value);
}

bool psfs_score(const double *answer, size_t n, size_t asked, double *out)
{
    const struct instrument *in = instrument_of(S("psfs"), S("now"));
    struct instrument_answers x;
    struct instrument_result r[INSTRUMENT_SCORES];
    if (n > asked || asked > psfs->n_items) return false;
    instrument_answers_none(psfs, &x);
    for (size_t i = 0; i < asked; i++) {
        x.asked[i] = true;
        if (i < n && !instrument_takes(in, answer[i])) return false;
        if (i < n) x.value[i] = FV_NUM(answer[i]);
    }
    instrument_score(psfs, &x, r);
    if (r[0].computable) *out = r[0].value;
    return r[0].computable;
}

struct fact instrument_sem(const struct instrument *in) {
    if (!in->sd.known || !in->retest.known || in->retest.v < 0 || in->retest.v > 1)
        return (struct fact){.known = false};
    return (struct fact){
        .v = in->sd.v * sqrt(1 - in->retest.v),
        .known = true,
        .verified = in->sd.verified && in->retest.verified,
        .source = "SEM = SD sqrt(1 - r)",
    };
}

struct fact instrument_mcid(const struct instrument *in, double baseline) {
    struct fact f = in->mcid;
    bool chronic = in->chronic_from.known && in->chronic_share.known && baseline >= in->chronic_from.v;
    const struct fact *share = chronic ? &in->chronic_share : &in->mcid_share;
    if (!share->known || baseline <= 0 || (in->share_from.known && baseline < in->share_from.v))
        return f;
    if (!f.known || share->v * baseline < f.v) {
        f = *share;
        f.v = share->v * baseline;
    }
    return f;
}
