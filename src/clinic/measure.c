#include "clinic/measure.h"

#include <math.h>

// Tags of the reference: what was read in its source is verified; what is quoted from memory ("M-high") is not, and is
// said to be unverified wherever it is used. Nothing weaker is used at all.
#define READ(x, from) {.v = (x), .known = true, .verified = true, .source = (from)}
#define RECALLED(x, from) {.v = (x), .known = true, .verified = false, .source = (from)}
#define OWN_RULE(x, why) {.v = (x), .known = true, .verified = true, .source = (why)}

#define NRS_MDC RECALLED(2.0, "MDC95 of the 0-10 pain rating, about 2 points in low-back and neck pain; quoted from memory, not yet checked")
#define NRS_MCID READ(2.0, "Farrar et al. 2001, Pain 94:149-58: a drop of 2 points or 30 % is clinically important")
#define NRS_SHARE READ(0.30, "Farrar et al. 2001, Pain 94:149-58: a drop of 2 points or 30 % is clinically important")
#define NRS_SHARE_FROM OWN_RULE(4.0, "A percentage of a 0-10 scale is used only from a baseline of 4: below, one point is already more than 30 %")
#define NRS_FLOOR OWN_RULE(3.0, "A baseline below 3 cannot show a change of 2 points reliably")

#define NRS(recall_code, looks_back)                                                                                   \
    {                                                                                                                  \
        .code = "nrs-pain", .recall = (recall_code), .source = "Numeric rating scale 0-10, LOINC 72514-3",             \
        .kind = INSTRUMENT_RATING, .lo = 0, .hi = 10, .higher_is_worse = true, .recall_days = (looks_back),            \
        .start_day_is_before = true, .mdc95 = NRS_MDC, .mcid = NRS_MCID, .mcid_share = NRS_SHARE,                      \
        .share_from = NRS_SHARE_FROM, .floor_below = NRS_FLOOR                                                         \
    }

#define PSFS_SOURCE "Patient-Specific Functional Scale, Stratford et al. 1995; own wording"

static const struct instrument instruments[] = {
    NRS("now", 0),
    NRS("average-7d", 7),
    NRS("worst-7d", 7),
    {
        .code = "headache-day",
        .recall = "",
        .source = "Headache diary, headache days per 28 days",
        .kind = INSTRUMENT_DAY,
        .lo = 0,
        .hi = 1,
        .higher_is_worse = true,
        .mcid_share = RECALLED(0.50, "Responder: at least 50 % fewer headache days; quoted from memory, not yet checked"),
        .chronic_from = RECALLED(15, "Chronic: headache on 15 days a month or more; quoted from memory, not yet checked"),
        .chronic_share = RECALLED(0.30, "Responder where headache is chronic: at least 30 % fewer days; quoted from memory, not yet checked"),
        .baseline_days = OWN_RULE(28, "A headache diary is judged against at least 28 days before treatment"),
    },
    {
        .code = "psfs",
        .recall = "now",
        .source = PSFS_SOURCE,
        .kind = INSTRUMENT_RATING,
        .lo = 0,
        .hi = 10,
        .higher_is_worse = false,
        .start_day_is_before = true,
        .mdc95 = READ(2.0, "MDC90 of the PSFS mean is 2 points, of one activity 3 (doi 10.3138/ptc.47.4.258); a 95 % value is not published"),
        .mdc_level = 90,
        .single_mdc = READ(3.0, "MDC90 of one PSFS activity is 3 points (doi 10.3138/ptc.47.4.258)"),
        .mcid = RECALLED(2.0, "MCID of the PSFS mean, about 2 points; quoted from memory, not yet checked"),
        .floor_below = OWN_RULE(2.0, "A baseline above 8 leaves no room for a change of 2 points"),
    },
    {
        .code = "stress",
        .recall = "average-7d",
        .source = "Single question, stress 0-10 in the past week; own wording",
        .kind = INSTRUMENT_RATING,
        .lo = 0,
        .hi = 10,
        .higher_is_worse = true,
        .recall_days = 7,
        .start_day_is_before = true,
        .mdc95 = OWN_RULE(3.0, "Our own cautious rule for a single stress question: 3 points"),
        .floor_below = OWN_RULE(3.0, "A baseline below 3 leaves no room for a change of 3 points"),
    },
    {
        .code = "sleep-quality",
        .recall = "average-7d",
        .source = "Single question, sleep quality 0-10 in the past week; own wording",
        .kind = INSTRUMENT_RATING,
        .lo = 0,
        .hi = 10,
        .higher_is_worse = false,
        .recall_days = 7,
        .start_day_is_before = true,
        .no_threshold = true,
    },
};

enum { INSTRUMENTS = sizeof instruments / sizeof instruments[0] };

const struct instrument *instrument_at(size_t i) { return i < INSTRUMENTS ? &instruments[i] : NULL; }

const struct instrument *instrument_of(str code, str recall) {
    for (size_t i = 0; i < INSTRUMENTS; i++)
        if (str_eq(code, str_of(instruments[i].code)) && str_eq(recall, str_of(instruments[i].recall)))
            return &instruments[i];
    return NULL;
}

bool instrument_takes(const struct instrument *in, double value) {
    return isfinite(value) && value >= in->lo && value <= in->hi && value == floor(value);
}

bool psfs_score(const double *answer, size_t n, size_t asked, double *out) {
    const struct instrument *in = instrument_of(S("psfs"), S("now"));
    double sum = 0;
    if (n != asked || n < 3 || n > 5)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!instrument_takes(in, answer[i]))
            return false;
        sum += answer[i];
    }
    *out = sum / (double)n;
    return true;
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
