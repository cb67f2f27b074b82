// Two of the demo practice's people answer something each day, on paper that they bring along: somebody who sleeps badly keeps a sleep diary, with
// one week of too few nights, and somebody who trains says how they woke. Without them no week's average and no own range is to be seen.
#include "base/json.h"
#include "desk/data/demo_records.h"
#include "desk/measures/measures.h"
#include "desk/measures/responses.h"

enum { DIARY_DAYS = 63, TREATED_DAYS = 42, WELLNESS_DAYS = 35, NIGHT = 23 * 60 + 10, MORNING = 6 * 60 + 20, THIN_FROM = 28, THIN_TO = 35 };

static err put(const struct demo_clinic *c, client_id client, concern_id concern, const char *instrument, day on, str answers, uint64_t salt)
{
    struct json_error why;
    instant when;
    (void)zone_instant(c->in->zone, on, 9 * 60, &when);
    struct desk d = demo_desk(c, 1, when, salt);
    response_id id;
    const struct json *said = json_parse(c->scratch, answers, 8, &why), *none = json_parse(c->scratch, S("{}"), 8, &why);
    CHECK(said && none);
    return desk_response_add(&d, &(struct response_in){.client = client, .concern = concern, .instrument = str_of(instrument),
        .mode = RESPONSE_PAPER_ITEMS, .day = on, .answers = said, .totals = none}, &id);
}

static str clock_of(const struct demo_clinic *c, int minute)
{
    int m = (minute + 24 * 60) % (24 * 60);
    return str_fmt(c->scratch, "%02d:%02d", m / 60, m % 60);
}

// How far the treatment has come: 1 before it, towards 0.55 after six weeks.
static double level(int night)
{
    int since = night - (DIARY_DAYS - TREATED_DAYS);
    return since <= 0 ? 1 : 1 - 0.45 * since / TREATED_DAYS;
}

static str night_said(const struct demo_clinic *c, struct rng *r, double x)
{
    int latency = (int)(48 * x + 8 * rng_normal(r)), awake = (int)(42 * x + 9 * rng_normal(r));
    int bed = NIGHT + (int)(20 * rng_normal(r)), wake = MORNING + (int)(12 * rng_normal(r)), quality = (int)(8 - 5 * x + rng_normal(r));
    return str_fmt(c->scratch, "{\"bed\":\"%.*s\",\"sol\":%d,\"waso\":%d,\"wake\":\"%.*s\",\"rise\":\"%.*s\",\"quality\":%d}", SP(clock_of(c, bed)),
        latency > 2 ? latency : 2, awake > 0 ? awake : 0, SP(clock_of(c, wake)), SP(clock_of(c, wake + 20)), quality < 0 ? 0 : quality > 10 ? 10 : quality);
}

static err sleeper(const struct demo_clinic *c, const struct demo_journey *j)
{
    struct rng r = rng_seed(c->in->seed * 49979687);
    int32_t today = c->in->today.d, first = today - DIARY_DAYS + 1;
    concern_id concern;
    instant when;
    arena_reset(c->scratch);
    (void)zone_instant(c->in->zone, (day){first}, 8 * 60, &when);
    struct desk d = demo_desk(c, 1, when, 9100000);
    err e = desk_concern_create(&d, &(struct concern_in){.client = j->client, .kind = CONCERN_SLEEP}, &concern);
    struct concern_row row;
    d = demo_desk(c, 1, (instant){when.us + TREATED_DAYS / 2 * DAY_US}, 9100001);
    if (!e)
        e = desk_concern_get(&d, concern, &row);
    if (!e)
        e = desk_concern_change(&d, &(struct concern_in){.client = j->client, .id = concern, .version = row.version, .kind = CONCERN_SLEEP, .started = true,
            .start = {today - TREATED_DAYS}});
    for (int i = 0; !e && i < DIARY_DAYS; i++) {
        arena_reset(c->scratch);
        bool thin = i >= THIN_FROM && i < THIN_TO;
        if (!rng_chance(&r, thin ? 0.4 : 0.92))
            continue;
        e = put(c, j->client, concern, "sleep-diary", (day){first + i}, night_said(c, &r, level(i)), 9100010 + (uint64_t)i);
    }
    return e;
}

static err athlete(const struct demo_clinic *c, const struct demo_journey *j)
{
    struct rng r = rng_seed(c->in->seed * 32452843);
    err e = OK;
    for (int i = 0; !e && i < WELLNESS_DAYS; i++) {
        arena_reset(c->scratch);
        double x = i == WELLNESS_DAYS - 1 ? 5.4 : 2.8 + 0.4 * rng_normal(&r);
        int v[4];
        for (int k = 0; k < 4; k++) {
            int y = (int)(x + 0.7 * rng_normal(&r) + 0.5);
            v[k] = y < 1 ? 1 : y > 7 ? 7 : y;
        }
        if (i < WELLNESS_DAYS - 1 && rng_chance(&r, 0.12))
            continue;
        str said = str_fmt(c->scratch, "{\"sleep\":%d,\"stress\":%d,\"fatigue\":%d,\"soreness\":%d}", v[0], v[1], v[2], v[3]);
        e = put(c, j->client, (concern_id){0}, "wellness", (day){c->in->today.d - WELLNESS_DAYS + 1 + i}, said, 9200010 + (uint64_t)i);
    }
    return e;
}

err demo_daily(const struct demo_clinic *c, const struct demo_journey *v, size_t n)
{
    int made = 0;
    err e = OK;
    for (size_t i = n; !e && i > 0 && made < 2; i--) {
        const struct demo_journey *j = &v[i - 1];
        if (j->concern.v || j->p.entered.d > c->in->today.d - DIARY_DAYS - 7 || j->p.last.d < c->in->today.d - 7)
            continue;
        e = made++ ? athlete(c, j) : sleeper(c, j);
    }
    return e;
}
