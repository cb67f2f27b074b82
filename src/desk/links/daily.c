#include "desk/links/daily.h"

#include "base/json.h"
#include "clinic/measures/measure_choice.h"
#include "desk/measures/library.h"
#include "desk/links/links.h"
#include "desk/measures/measures_rules.h"
#include "desk/measures/response_rules.h"
#include "desk/safety/worse.h"
#include "store/plan.h"

// What one link may send in all: every day of 28 corrected many times is no client.
enum { SENT_A_LINK = 500 };

bool daily_instrument(const struct instrument_file *in)
{
    return in->interval_days == 1 && in->n_alerts == 0 && in->ship != SHIP_GATE && !measure_elsewhere(in->id) && !measure_by_hand(in->id);
}

const struct daily_day *daily_day_of(const struct daily_one *q, day on)
{
    for (size_t i = 0; i < ANSWER_DAYS; i++)
        if (q->days[i].day.d == on.d)
            return &q->days[i];
    return NULL;
}

const struct daily_one *daily_at(const struct daily *all, size_t position)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->v[i].position == position)
            return &all->v[i];
    return NULL;
}

struct work {
    struct link_opened o;
    struct concern_list concerns;
    struct response_may may;
};

static err load(struct desk *d, struct work *w)
{
    *w = (struct work){0};
    err e = desk_link_again(d, LINK_DIARY, &w->o);
    if (e != OK || link_wants_birth(&w->o))
        return e;
    e = link_asks(d->db, d->a, &d->who, &w->o.link);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, d->who.only, &w->concerns);
    return e == OK ? response_may_now(d, &w->may) : e;
}

static bool concern_open(const struct work *w, concern_id id)
{
    for (size_t i = 0; i < w->concerns.n; i++)
        if (w->concerns.v[i].id.v == id.v)
            return !w->concerns.v[i].closed;
    return false;
}

static bool by_client(enum response_mode m)
{
    return m == RESPONSE_LINK || m == RESPONSE_KIOSK;
}

// The days as the client said them; the newest of a day counts.
static err days_of(struct desk *d, struct daily_one *q)
{
    struct json_error why;
    struct instrument_bad *bad;
    const struct response_day *said;
    size_t n;
    err e = response_days(d->db, d->a, &d->who, d->who.only, (struct response_about){q->file->id, q->concern}, (day){d->today.d - (ANSWER_DAYS - 1)}, &said, &n);
    if (e != OK)
        return e;
    struct daily_day *v = ARENA_ARRAY(d->a, ANSWER_DAYS, struct daily_day);
    for (int32_t back = 0; back < ANSWER_DAYS; back++) {
        v[back].day.d = d->today.d - back;
        for (size_t i = 0; i < n && !v[back].known; i++) {
            const struct json *answers = said[i].day.d == v[back].day.d && by_client(said[i].mode) ? json_parse(d->a, said[i].answers, 4, &why) : NULL;
            if (!answers)
                continue;
            struct instrument_answers *x = ARENA_NEW(d->a, struct instrument_answers);
            (void)instrument_answers_read(d->a, q->file, answers, x, &bad); // an item that there is no more is left out
            v[back].known = true;
            v[back].answers = x;
        }
    }
    q->days = v;
    return OK;
}

// E_NOT_FOUND where it can no longer be asked: its concern is closed, or the practice asks it no more.
static err one_of(struct desk *d, const struct work *w, size_t i, struct daily_one *q)
{
    const struct ask *k = &w->o.link.asks[i];
    struct say why;
    *q = (struct daily_one){.position = i + 1, .concern = k->concern};
    err e = desk_instrument(d, k->instrument, &q->file);
    if (e == OK && ((k->concern.v && !concern_open(w, k->concern)) || !daily_instrument(q->file) || !response_askable(d, q->file, w->may, true, &why)))
        e = E_NOT_FOUND;
    if (e != OK)
        return e;
    q->words = instrument_in(q->file, lang_tag(d->lang));
    q->words = q->words ? q->words : q->file;
    return days_of(d, q);
}

err desk_daily(struct desk *d, struct daily *out)
{
    struct work w;
    struct concern_row headache;
    *out = (struct daily){0};
    err e = desk_begin(d, VERB_ASK_SHOW, d->who.only.v);
    if (e == OK)
        e = load(d, &w);
    if (e != OK)
        return e;
    *out = (struct daily){.practice = w.o.practice, .crisis_line = w.o.crisis_line, .expires = w.o.link.expires, .confirm = link_wants_birth(&w.o)};
    if (out->confirm)
        return OK;
    out->headache = w.o.link.ratings && headache_concern(&w.concerns, &headache) == OK && !headache.closed;
    struct daily_one *v = ARENA_ARRAY(d->a, w.o.link.n_asks, struct daily_one);
    out->v = v;
    for (size_t i = 0; i < w.o.link.n_asks; i++) {
        e = one_of(d, &w, i, &v[out->n]);
        if (e == OK)
            out->n++;
        else if (e != E_NOT_FOUND)
            return e;
    }
    return OK;
}

// ---- taking a day

static bool rule_daily_day(struct desk *d, const struct work *w, day on)
{
    struct subject who = {.born_known = w->o.born_known, .born = w->o.born};
    if (!rule_day(d, S("day"), &who, on))
        return false;
    if (on.d > d->today.d - ANSWER_DAYS)
        return true;
    return problem_add(d->problems, E_INVALID, S("day"), SAY_N(MSG_daily_too_old, ANSWER_DAYS)) == OK;
}

// All is answered that a score asks for, and still there is none: a slip that the person can put right at once.
static bool rule_fits(struct desk *d, const struct instrument_file *in, struct instrument_answers *x)
{
    struct instrument_result r[INSTRUMENT_SCORES];
    instrument_score(in, x, r);
    for (size_t k = 0; k < in->n_scores; k++) {
        bool asked = in->scores[k].n_items > 0;
        for (size_t i = 0; i < in->scores[k].n_items; i++)
            asked = asked && x->value[in->scores[k].items[i]].kind != FV_UNKNOWN;
        if (asked && !r[k].computable)
            return problem_add(d->problems, E_INVALID, S(""), SAY1(MSG_daily_no_fit, "why", in->scores[k].no_value)) == OK;
    }
    return true;
}

// What counts of that day gives way to this, also where the practice had entered it: one day has one answer.
static err replace_day(struct desk *d, const struct daily_one *q, day on, response_id by)
{
    const struct response_day *said;
    size_t n;
    err e = response_days(d->db, d->a, &d->who, d->who.only, (struct response_about){q->file->id, q->concern}, on, &said, &n);
    for (size_t i = 0; e == OK && i < n; i++)
        if (said[i].day.d == on.d && said[i].id.v != by.v)
            e = response_replace(d->db, &d->who, said[i].id, by);
    return e;
}

static err keep_day(struct desk *d, const struct daily_one *q, day on, struct instrument_answers *x, str answers)
{
    struct response_score_row scores[INSTRUMENT_SCORES];
    if (!response_scored(d, q->file, x, false, scores))
        return E_INVALID;
    struct response_row r = {.id = {id_next(&d->ids, d->now)}, .client = d->who.only, .concern = q->concern, .instrument = q->file->id,
        .hash = str_of(q->file->sha256), .language = q->words->language, .mode = RESPONSE_LINK, .day = on, .answers = answers, .at = d->now,
        .link = d->who.link};
    struct response_text text = {r.hash, q->file->id, q->file->version, q->file->json};
    err e = response_insert(d->db, &d->who, &r, &text, scores, q->file->n_scores);
    if (e == OK)
        e = replace_day(d, q, on, r.id);
    return e == OK ? worse_response(d, &r) : e;
}

static err take(struct desk *d, const struct work *w, const struct daily_in *in, bool *written)
{
    struct daily_one q;
    struct instrument_answers x;
    int64_t sent = 0;
    if (in->position < 1 || in->position > w->o.link.n_asks)
        return E_NOT_FOUND;
    err e = one_of(d, w, in->position - 1, &q);
    if (e == OK)
        e = response_link_count(d->db, d->a, &d->who, d->who.only, &sent);
    if (e != OK)
        return e;
    bool good = rule_daily_day(d, w, in->day);
    good = response_read(d, q.file, in->answers, &x) && rule_fits(d, q.file, &x) && good;
    if (!good)
        return E_INVALID;
    if (sent >= SENT_A_LINK)
        return problem_add(d->problems, E_INVALID, S(""), SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", SENT_A_LINK)));
    const struct daily_day *was = daily_day_of(&q, in->day);
    str answers = response_answers_text(d, q.file, &x);
    if (was && was->known && str_eq(answers, response_answers_text(d, q.file, was->answers)))
        return OK;
    *written = true;
    return keep_day(d, &q, in->day, &x, answers);
}

err desk_daily_take(struct desk *d, const struct daily_in *in, bool *written)
{
    struct work w;
    *written = false;
    err e = desk_begin(d, VERB_ASK_SEND, d->who.only.v);
    if (e == OK)
        e = load(d, &w);
    if (e == OK && link_wants_birth(&w.o))
        e = E_FORBIDDEN;
    if (e == OK)
        e = take(d, &w, in, written);
    return e == OK ? link_use(d->db, &d->who, d->who.link, d->now) : e;
}

// ---- what a link may ask

static bool chosen_for(const struct concern_row *c, str instrument)
{
    struct measure_choice m = measure_choice_of(concern_kind_name(c->kind), c->condition, c->sites.v, c->sites.n);
    return str_eq(m.primary, instrument) || str_eq(m.secondary, instrument);
}

static bool planned_for(const struct plan_list *plans, concern_id concern, str instrument)
{
    for (size_t i = 0; i < plans->n; i++) {
        const struct plan_row *p = &plans->v[i];
        if (p->concern.v != concern.v || (p->state != PLAN_ACTIVE && p->state != PLAN_PROPOSED))
            continue;
        for (size_t k = 0; k < p->n_asks; k++)
            if (str_eq(p->asks[k].instrument, instrument))
                return true;
    }
    return false;
}

// About the first open concern that wants it; else about the person as a whole.
static struct daily_choice choice_of(const struct instrument_file *in, const struct concern_list *concerns, const struct plan_list *plans)
{
    for (size_t i = 0; i < concerns->n; i++) {
        const struct concern_row *c = &concerns->v[i];
        if (!c->closed && (planned_for(plans, c->id, in->id) || chosen_for(c, in->id)))
            return (struct daily_choice){in, c->id, c->place, true};
    }
    return (struct daily_choice){.file = in};
}

err desk_daily_choices(struct desk *d, client_id client, struct daily_choices *out)
{
    struct library lib;
    struct response_may may;
    struct concern_list concerns;
    struct concern_row headache;
    struct plan_list plans;
    struct say why;
    *out = (struct daily_choices){0};
    err e = desk_begin(d, VERB_RESPONSE_SHOW, client.v);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, client, &concerns);
    if (e == OK)
        e = plan_list_of(d->db, d->a, &d->who, client, &plans);
    if (e == OK)
        e = desk_library(d, &lib);
    if (e == OK)
        e = response_may_now(d, &may);
    if (e != OK)
        return e;
    struct daily_choice *v = ARENA_ARRAY(d->a, lib.n, struct daily_choice);
    out->v = v;
    for (size_t i = 0; i < lib.n; i++)
        if (daily_instrument(lib.v[i].file) && response_askable(d, lib.v[i].file, may, true, &why))
            v[out->n++] = choice_of(lib.v[i].file, &concerns, &plans);
    out->headache = headache_concern(&concerns, &headache) == OK && !headache.closed;
    return OK;
}
