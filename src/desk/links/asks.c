#include "desk/links/asks.h"

#include "clinic/measures/measure_choice.h"
#include "desk/measures/library.h"
#include "desk/measures/measures_rules.h"
#include "desk/care/plans.h"
#include "desk/measures/response_rules.h"
#include "store/care.h"
#include "store/link.h"
#include "store/response.h"

// An answer that came so shortly before a visit is the visit's. A baseline or a review takes what is at most two weeks old.
enum { FRESH_DAYS = 2, LATELY_DAYS = 14, WEEK = 7, RATINGS_BACK = 31, DUE_MAX = 64 };

// ---- the rule

bool ask_is_due(const struct ask_when *w, day on, bool *baseline)
{
    int64_t ago = w->last.known ? on.d - w->last.day.d : INT32_MAX;
    *baseline = false;
    if (ago < w->interval_days || ago <= 0)
        return false;
    if (!w->begun && w->of_change)
        return false;
    if (!w->begun) {
        *baseline = true;
        return ago > LATELY_DAYS || (w->every_days.known && (w->every_days.v == 0 ? ago > FRESH_DAYS : ago >= w->every_days.v));
    }
    if (!w->every_days.known)
        return w->review && (ago > LATELY_DAYS || w->last.day.d <= w->review_since.d);
    if (w->every_days.v > 0)
        return ago >= w->every_days.v;
    return ago > FRESH_DAYS || (w->visit.known && w->last.day.d <= w->visit.day.d);
}

// ---- what there is

// What may be asked, where it is there.
static bool offered(const struct instrument_file *in, struct response_may may)
{
    return in && response_offered(in, may);
}

static bool by_client(const struct instrument_file *in)
{
    return in->ship != SHIP_GATE && !measure_by_hand(in->id);
}

struct looking {
    struct desk *d;
    client_id client;
    day on;
    struct response_may may;
    struct library library;
    struct concern_list concerns;
    struct plan_list plans;
    struct response_list responses;
    struct held_list held;
    struct links_out out;
    struct measure_list ratings;    // of the last RATINGS_BACK days
    struct ask_due *v;
    size_t n;
};

static err look(struct looking *x)
{
    struct desk *d = x->d;
    struct subject who;
    err e = subject_get(d->db, d->a, &d->who, x->client, &who);
    if (e == OK)
        e = response_may_now(d, &x->may);
    if (e == OK)
        e = desk_library(d, &x->library);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, x->client, &x->concerns);
    if (e == OK)
        e = plan_list_of(d->db, d->a, &d->who, x->client, &x->plans);
    if (e == OK)
        e = response_list(d->db, d->a, &d->who, x->client, &x->responses);
    if (e == OK)
        e = sessions_held(d->db, d->a, &d->who, x->client, &x->held);
    if (e == OK)
        e = link_asks_out(d->db, d->a, &d->who, x->client, d->now, &x->out);
    if (e == OK)
        e = measure_span(d->db, d->a, &d->who, x->client, (day){x->on.d - RATINGS_BACK}, x->on, &x->ratings);
    x->v = ARENA_ARRAY(d->a, DUE_MAX, struct ask_due);
    return e;
}

static void later(opt_day *best, day on, day at)
{
    if (at.d <= on.d && (!best->known || at.d > best->day.d))
        *best = (opt_day){true, at};
}

// Answered last. Mood is about the person, whatever concern it was asked for.
static opt_day answered(const struct looking *x, str instrument, concern_id concern)
{
    opt_day best = {0};
    for (size_t i = 0; i < x->responses.n; i++) {
        const struct response_row *r = &x->responses.v[i].row;
        bool about = r->concern.v == concern.v || r->concern.v == 0 || measure_of_mood(instrument);
        if (str_eq(r->instrument, instrument) && about && !r->replaced_by.v && !r->withdrawn)
            later(&best, x->on, r->day);
    }
    return best;
}

static opt_day rated(const struct looking *x, str instrument, concern_id concern)
{
    opt_day best = {0};
    for (size_t i = 0; i < x->ratings.n; i++) {
        const struct measure_row *m = &x->ratings.v[i];
        if (m->concern.v == concern.v && str_eq(m->instrument, instrument) && !m->replaced_by.v && !m->withdrawn)
            later(&best, x->on, m->day);
    }
    return best;
}

static opt_day visited(const struct looking *x)
{
    opt_day best = {0};
    for (size_t i = 0; i < x->held.n; i++)
        if (x->held.v[i].day.d < x->on.d)
            later(&best, x->on, x->held.v[i].day);
    return best;
}

static bool is_rating(str instrument)
{
    return str_eq(instrument, NRS_PAIN) || str_eq(instrument, PSFS) || str_eq(instrument, STRESS) || str_eq(instrument, SLEEP_QUALITY);
}

// Asked by a link that stands; mood is about the person, whatever concern it is asked for.
static const struct link_out *out_of(const struct looking *x, str instrument, concern_id concern)
{
    for (size_t i = 0; i < x->out.n; i++) {
        const struct link_out *o = &x->out.v[i];
        if (str_eq(o->ask.instrument, instrument) && (o->ask.concern.v == concern.v || measure_of_mood(instrument)))
            return o;
    }
    return NULL;
}

static void put(struct looking *x, const struct instrument_file *in, concern_id concern, const struct ask_when *w)
{
    bool baseline, mood = measure_of_mood(in->id);
    if (!ask_is_due(w, x->on, &baseline))
        return;
    for (size_t i = 0; i < x->n; i++)
        if (x->v[i].file == in && (mood || x->v[i].concern.v == concern.v))
            return;
    const struct link_out *out = out_of(x, in->id, concern);
    if (x->n < DUE_MAX && !(out && out->daily))
        x->v[x->n++] = (struct ask_due){.file = in, .concern = concern, .baseline = baseline, .by_client = by_client(in), .alerts = in->n_alerts > 0,
            .last = w->last, .out = out != NULL};
}

static bool plan_open(const struct plan_row *p)
{
    return p->state == PLAN_ACTIVE || p->state == PLAN_PROPOSED;
}

static const struct plan_row *plan_for(const struct looking *x, concern_id concern)
{
    for (size_t i = 0; i < x->plans.n; i++)
        if (x->plans.v[i].concern.v == concern.v && plan_open(&x->plans.v[i]))
            return &x->plans.v[i];
    return NULL;
}

// ---- for a visit

// How far the plan is: whether treatment began, and whether a review is due.
static err plan_when(struct looking *x, const struct plan_row *p, struct ask_when *w)
{
    struct plan_count n;
    err e = plan_count_of(x->d->db, x->d->a, &x->d->who, p->client, p->id, &n);
    if (e != OK)
        return e;
    w->begun |= n.given > 0 && n.first.day.d < x->on.d;
    w->review = plan_review_is_due(p, &n, x->on);
    w->review_since = n.reviewed.known ? n.reviewed.day : n.first.day;
    return OK;
}

// A session was held since the concern was noted.
static bool held_since(const struct looking *x, const struct concern_row *c)
{
    for (size_t i = 0; i < x->held.n; i++)
        if (x->held.v[i].day.d >= instant_day_utc(c->created).d && x->held.v[i].day.d < x->on.d)
            return true;
    return false;
}

static err due_of(struct looking *x, const struct concern_row *c)
{
    struct ask_when w = {.visit = visited(x), .begun = c->started && c->start.d < x->on.d};
    struct plan_ask usual[PLAN_ASKS];
    const struct plan_row *p = plan_for(x, c->id);
    const struct plan_ask *asks = p ? p->asks : usual;
    if (!p)
        w.begun |= held_since(x, c);
    size_t n = p ? p->n_asks : 0;
    err e = p ? plan_when(x, p, &w) : w.begun ? OK : plan_asks_default(x->d, c, (str){0}, usual, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        const struct instrument_file *in = library_file(&x->library, asks[i].instrument);
        if (!offered(in, x->may))
            continue;
        w.every_days = asks[i].every_days;
        w.interval_days = in->interval_days;
        w.of_change = measure_of_change(in->id);
        w.last = answered(x, in->id, c->id);
        put(x, in, c->id, &w);
    }
    return e;
}

static err ratings_due(struct looking *x, struct asks_due *out)
{
    struct rating_ask_list all;
    struct concern_list open = {ARENA_ARRAY(x->d->a, x->concerns.n, struct concern_row), 0};
    struct concern_row *v = (struct concern_row *)open.v;
    struct concern_row headache;
    for (size_t i = 0; i < x->concerns.n; i++)
        if (!x->concerns.v[i].closed)
            v[open.n++] = x->concerns.v[i];
    err e = measure_asks(x->d, x->client, &open, &all);
    for (size_t i = 0; e == OK && i < all.n; i++) {
        bool baseline;
        struct ask_when w = {.every_days = {.known = true}, .visit = visited(x), .begun = true, .last = rated(x, all.v[i].instrument, all.v[i].concern.id)};
        out->ratings |= ask_is_due(&w, x->on, &baseline);
    }
    out->diary = e == OK && headache_concern(&open, &headache) == OK;
    return e;
}

err desk_asks_due(struct desk *d, client_id client, day on, struct asks_due *out)
{
    struct looking x = {.d = d, .client = client, .on = on};
    *out = (struct asks_due){0};
    err e = look(&x);
    for (size_t i = 0; e == OK && i < x.concerns.n; i++)
        if (!x.concerns.v[i].closed)
            e = due_of(&x, &x.concerns.v[i]);
    out->v = x.v;
    out->n = x.n;
    out->ratings_out = x.out.ratings;
    return e == OK ? ratings_due(&x, out) : e;
}

// ---- between visits

static void between_of(struct looking *x, const struct plan_row *p, struct asks_due *out)
{
    for (size_t i = 0; i < p->n_asks; i++) {
        const struct plan_ask *k = &p->asks[i];
        const struct instrument_file *in = library_file(&x->library, k->instrument);
        bool rating = is_rating(k->instrument), baseline;
        if (!k->between || (k->every_days.known && k->every_days.v == 1) || !in || !(rating || (offered(in, x->may) && by_client(in) && !in->n_alerts)))
            continue;
        int64_t every = k->every_days.known && k->every_days.v > WEEK ? k->every_days.v : WEEK;
        struct ask_when w = {.every_days = {true, every}, .interval_days = in->interval_days, .begun = true,
            .last = rating ? rated(x, in->id, p->concern) : answered(x, in->id, p->concern)};
        if (!rating)
            put(x, in, p->concern, &w);
        else
            out->ratings |= ask_is_due(&w, x->on, &baseline);
    }
}

err desk_asks_between(struct desk *d, client_id client, day on, struct asks_due *out)
{
    struct looking x = {.d = d, .client = client, .on = on};
    *out = (struct asks_due){0};
    err e = look(&x);
    for (size_t i = 0; e == OK && i < x.concerns.n; i++) {
        const struct plan_row *p = x.concerns.v[i].closed ? NULL : plan_for(&x, x.concerns.v[i].id);
        if (p && p->state == PLAN_ACTIVE)
            between_of(&x, p, out);
    }
    out->v = x.v;
    out->n = x.n;
    out->ratings_out = x.out.ratings;
    return e;
}

// ---- what a plan measures with

static bool has(const struct plan_ask *v, size_t n, str instrument)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].instrument, instrument))
            return true;
    return false;
}

err plan_asks_default(struct desk *d, const struct concern_row *c, str rating, struct plan_ask *out, size_t *n)
{
    struct response_may may;
    struct library library;
    struct measure_choice m = measure_choice_of(concern_kind_name(c->kind), c->condition, c->sites.v, c->sites.n);
    bool daily = str_eq(rating, HEADACHE_DAY);
    *n = 0;
    err e = response_may_now(d, &may);
    if (e == OK)
        e = desk_library(d, &library);
    if (e != OK)
        return e;
    if (rating.n)
        out[(*n)++] = (struct plan_ask){.instrument = rating, .every_days = {true, daily}, .between = daily};
    const str ids[] = {m.primary, m.secondary};
    for (size_t i = 0; i < 2; i++) {
        const struct instrument_file *in = library_file(&library, ids[i]);
        if (!offered(in, may) || in->ship == SHIP_GATE || measure_by_hand(in->id) || has(out, *n, in->id))
            continue;
        bool diary = in->interval_days == 1;
        out[(*n)++] = (struct plan_ask){.instrument = in->id, .every_days = {.known = i == 0 || diary, .v = diary}, .between = diary};
    }
    return OK;
}

static void choice_put(const struct instrument_file **v, size_t *n, const struct instrument_file *in)
{
    for (size_t i = 0; i < *n; i++)
        if (v[i] == in)
            return;
    v[(*n)++] = in;
}

err plan_ask_choices(struct desk *d, const struct concern_row *c, struct ask_choices *out)
{
    struct response_may may;
    struct measure_choice m = measure_choice_of(concern_kind_name(c->kind), c->condition, c->sites.v, c->sites.n);
    struct library library;
    err e = response_may_now(d, &may);
    if (e == OK)
        e = desk_library(d, &library);
    if (e != OK)
        return e;
    const struct instrument_file **v = ARENA_ARRAY(d->a, library.n, const struct instrument_file *);
    *out = (struct ask_choices){v, 0};
    const str first[] = {m.primary, m.secondary};
    for (size_t i = 0; i < 2; i++)
        if (offered(library_file(&library, first[i]), may))
            choice_put(v, &out->n, library_file(&library, first[i]));
    for (size_t i = 0; i < library.n; i++)
        if (offered(library.v[i].file, may))
            choice_put(v, &out->n, library.v[i].file);
    return OK;
}

bool plan_ask_offered(const struct ask_choices *all, str instrument)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i]->id, instrument))
            return true;
    return false;
}
