// The demo practice's filled-in instruments, and how calm people say they are around a session.
#include "base/json.h"
#include "desk/measures/calm.h"
#include "desk/data/demo_records.h"
#include "desk/measures/responses.h"

enum { BEFORE_MINUTES = 5, RMDQ_ITEMS = 24 };

// Where they stand on 0 to 10 at this visit, as their course goes.
static double level(const struct demo_visit *v, struct rng *r)
{
    double base = 4.5 + (double)(v->salt % 7) / 2, step = 0;
    switch (v->j->p.course) {
    case COURSE_RESPONDS:
    case COURSE_NO_BASELINE:
    case COURSE_TREND: step = -0.35; break;
    case COURSE_WORSE: step = 0.2; break;
    case COURSE_FLOOR: base = 1.5; break;
    case COURSE_SAME:
    case COURSE_WAITS: break;
    }
    double x = base + step * v->n + 0.6 * rng_normal(r);
    return x < 0 ? 0 : x > 10 ? 10 : x;
}

static int whole(double x)
{
    return x < 0 ? 0 : x > 10 ? 10 : (int)(x + 0.5);
}

static const struct json *object(const struct demo_clinic *c, str text)
{
    struct json_error e;
    const struct json *j = json_parse(c->scratch, text, 8, &e);
    CHECK(j != NULL);
    return j;
}

static str peg_answers(const struct demo_clinic *c, struct rng *r, double x, bool open)
{
    int a = whole(x), b = whole(x + rng_normal(r)), g = whole(x - 0.5 + rng_normal(r));
    return open ? str_fmt(c->scratch, "{\"1\":%d,\"3\":%d}", a, g) : str_fmt(c->scratch, "{\"1\":%d,\"2\":%d,\"3\":%d}", a, b, g);
}

static str rmdq_answers(const struct demo_clinic *c, struct rng *r, double x)
{
    struct buf b = buf_new(c->scratch, 512);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (int i = 1; i <= RMDQ_ITEMS; i++)
        if (rng_chance(r, x / 13)) {
            jw_key(&w, str_fmt(c->scratch, "%d", i));
            jw_int(&w, 1);
        }
    jw_end(&w);
    return buf_str(&b);
}

static err one(const struct demo_clinic *c, const struct demo_visit *v, instant when, const char *instrument, str answers, uint64_t salt, response_id *out)
{
    struct desk d = demo_desk(c, v->therapist, when, v->salt + salt);
    const struct json *said = object(c, answers);
    struct response_in in = {.client = v->client, .concern = v->j->concern, .instrument = str_of(instrument), .mode = RESPONSE_PAPER_ITEMS, .day = d.today,
        .answers = said, .totals = object(c, S("{}")), .none = said->count == 0 && str_eq(str_of(instrument), S("rmdq-24"))};
    return desk_response_add(&d, &in, out);
}

err demo_measure(const struct demo_clinic *c, const struct demo_visit *v)
{
    struct rng r = rng_seed(v->salt ^ (uint64_t)v->client.v);
    struct concern_row about;
    response_id id, second;
    instant when = {v->start.us - BEFORE_MINUTES * MINUTE_US};
    if (v->j->kind != CONCERN_PAIN || !v->j->concern.v || (v->n != 1 && v->n % 4 != 0 && !v->last))
        return OK;
    struct desk d = demo_desk(c, v->therapist, when, v->salt + 81);
    err e = concern_get(d.db, d.a, &d.who, v->j->concern, &about);
    if (e || about.closed)
        return e;
    double x = level(v, &r);
    bool open = rng_chance(&r, 0.04), slip = rng_chance(&r, 0.05);
    str said = peg_answers(c, &r, x, open);
    e = one(c, v, when, "peg", slip ? S("{\"1\":10,\"2\":10,\"3\":10}") : said, 82, &id);
    if (!e && slip) {
        d = demo_desk(c, v->therapist, (instant){when.us + MINUTE_US}, v->salt + 83);
        e = desk_response_correct(&d, id, &(struct response_in){.day = d.today, .answers = object(c, said), .totals = object(c, S("{}")), .note = S("Typed the wrong row.")}, &second);
    }
    if (!e && str_find(about.place, S("back")) != SIZE_MAX)
        e = one(c, v, (instant){when.us + 2 * MINUTE_US}, "rmdq-24", rmdq_answers(c, &r, x), 84, &id);
    return e;
}

// Two of three are asked before, and of those seven in eight after. Most are calmer then, some the same, few less.
err demo_calm(const struct demo_clinic *c, const struct demo_visit *v, enum calm_phase phase, instant when)
{
    struct rng r = rng_seed(c->in->seed * 15485863 + v->salt);
    bool asked = rng_chance(&r, 0.66), stays = !rng_chance(&r, 0.125);
    int64_t before = rng_int(&r, 2, 7), after = before + rng_int(&r, 0, 4) - (rng_chance(&r, 0.05) ? 1 : 0);
    if (!asked || (phase == CALM_AFTER && !stays))
        return OK;
    struct desk d = demo_desk(c, v->therapist, when, v->salt + 86 + (uint64_t)phase);
    return desk_calm_enter(&d, &(struct calm_in){.appointment = v->id, .phase = phase, .value = phase == CALM_BEFORE ? before : after < CALM_MOST ? after : CALM_MOST});
}
