#include "desk/measures/outcomes.h"

#include <math.h>
#include <stdlib.h>

#include "desk/measures/progress.h"
#include "store/outcome.h"

enum { PERSON_MOST = 64 << 20 };

static const str mix_names[OUTCOMES_MIX_N] = {S_INIT("age"), S_INIT("log months")};

#define DAYS_A_YEAR 365.25
#define DAYS_A_MONTH 30.4375

struct looking {
    struct desk *d;
    bool own;
    arena *scratch;
    struct outcome_therapists team;
    struct outcome_concern *c;      // by client, kind, start
    size_t n;
    struct outcomes_person *p[CONCERN_KINDS];
    size_t n_p[CONCERN_KINDS], waiting[CONCERN_KINDS];
    str instrument[CONCERN_KINDS];
};

static int concern_order(const void *x, const void *y) {
    const struct outcome_concern *a = x, *b = y;
    if (a->client.v != b->client.v)
        return a->client.v < b->client.v ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->start.d != b->start.d)
        return a->start.d < b->start.d ? -1 : 1;
    return a->id.v < b->id.v ? -1 : a->id.v > b->id.v;
}

// The place in the team, as text: names need not be different, and this order is that of names.
static str unit_of(const struct looking *x, account_id therapist) {
    for (size_t i = 0; i < x->team.n; i++)
        if (therapist.v && x->team.v[i].account.v == therapist.v)
            return str_fmt(x->d->a, "%04zu", i);
    return (str){0};
}

static str name_of(const struct looking *x, str unit) {
    int64_t at = 0;
    CHECK(str_i64(unit, &at) && at >= 0 && (size_t)at < x->team.n);
    return x->team.v[at].name;
}

// The concern's own question; of several sets of activities the newest that says something.
static const struct progress_series *question_of(const struct progress *p, concern_id concern) {
    const struct progress_series *first = NULL;
    for (size_t i = 0; i < p->n; i++) {
        const struct progress_series *s = &p->series[i];
        if (s->score || s->whole || s->concern.id.v != concern.v || !(s->instrument->kind == INSTRUMENT_DAY || s->instrument->hi > s->instrument->lo))
            continue;
        if (s->change.compared)
            return s;
        first = first ? first : s;
    }
    return first;
}

static struct outcomes_person person_of(const struct outcome_concern *c, const struct progress_series *s) {
    const struct change_result *r = &s->change;
    struct outcomes_person p = {.mix = {[OUTCOMES_MIX_AGE] = figure_none("not known"), [OUTCOMES_MIX_SINCE] = figure_none("not known")}};
    if (c->born.known && c->born.day.d < c->start.d)
        p.mix[OUTCOMES_MIX_AGE] = figure_of((double)(c->start.d - c->born.day.d) / DAYS_A_YEAR);
    if (c->onset.known && c->onset.day.d <= c->start.d)
        p.mix[OUTCOMES_MIX_SINCE] = figure_of(log1p((double)(c->start.d - c->onset.day.d) / DAYS_A_MONTH));
    // An answer of the first weeks is not how it came out: who gives up after it did not come back.
    p.complete = r->compared && r->now.last.d >= c->start.d + OUTCOMES_WAIT;
    if (!p.complete)
        return p;
    p.baseline = r->before.mean;
    p.better = s->instrument->higher_is_worse ? -r->change : r->change;
    p.judged = r->mcid.known;
    p.responder = p.judged && r->important && r->way == WAY_BETTER;
    return p;
}

// All concerns of one client, [from, to) of x->c: one reading of their progress.
static err client_take(struct looking *x, size_t from, size_t to) {
    struct progress progress;
    struct desk one = *x->d;
    one.a = x->scratch;
    err e = progress_of(&one, x->c[from].client, (concern_id){0}, &progress);
    if (e == E_NOT_FOUND) // merged into another a moment ago
        return OK;
    for (size_t i = from; e == OK && i < to; i++) {
        const struct outcome_concern *c = &x->c[i];
        if (i > from && c->kind == x->c[i - 1].kind)
            continue;
        if (c->start.d > x->d->today.d - OUTCOMES_WAIT) {
            x->waiting[c->kind] += !x->own || c->therapist.v == x->d->who.account.v;
            continue;
        }
        const struct progress_series *s = question_of(&progress, c->id);
        if (!s)
            continue;
        struct outcomes_person p = person_of(c, s);
        p.unit = unit_of(x, c->therapist);
        x->p[c->kind][x->n_p[c->kind]++] = p;
        x->instrument[c->kind] = str_of(s->instrument->code);
    }
    arena_reset(x->scratch);
    return e;
}

static err everybody(struct looking *x, day from, bool *cut) {
    struct outcome_concerns all;
    err e = outcome_therapists(x->d->db, x->d->a, &x->d->who, &x->team);
    if (e == OK)
        e = outcome_concerns(x->d->db, x->d->a, &x->d->who, from, x->d->today, OUTCOMES_CONCERNS + 1, &all);
    if (e != OK)
        return e;
    *cut = all.n > OUTCOMES_CONCERNS;
    x->n = *cut ? OUTCOMES_CONCERNS : all.n;
    x->c = ARENA_ARRAY(x->d->a, x->n, struct outcome_concern);
    for (size_t i = 0; i < x->n; i++)
        x->c[i] = all.v[i];
    if (x->n)
        qsort(x->c, x->n, sizeof *x->c, concern_order);
    for (size_t k = 0; k < CONCERN_KINDS; k++)
        x->p[k] = ARENA_ARRAY(x->d->a, x->n, struct outcomes_person);
    for (size_t i = 0, to; e == OK && i < x->n; i = to) {
        for (to = i + 1; to < x->n && x->c[to].client.v == x->c[i].client.v;)
            to++;
        e = client_take(x, i, to);
    }
    return e;
}

// Of one's own people alone; oneself beside what was to be expected, by what is known of all.
static void own_report(struct looking *x, size_t k, const struct outcomes_report *all, struct outcomes_report *out) {
    str me = unit_of(x, x->d->who.account);
    struct outcomes_person *own = ARENA_ARRAY(x->d->a, x->n_p[k], struct outcomes_person);
    size_t n = 0;
    for (size_t i = 0; i < x->n_p[k]; i++)
        if (me.n && str_eq(x->p[k][i].unit, me))
            own[n++] = x->p[k][i];
    outcomes_report_of(x->d->a, own, n, mix_names, OUTCOMES_MIX_N, out);
    for (size_t i = 0; i < all->n_parts; i++)
        if (out->n_parts == 1 && str_eq(all->part[i].name, me)) {
            out->part[0] = all->part[i];
            out->part[0].share_lo[0] = 1; // what is about everybody's rate stays with everybody
            out->part[0].share_hi[0] = 0;
            out->level = all->level;
            out->rough = all->rough;
            out->held = all->held;
            out->why = all->why;
        }
}

static void names_put(const struct looking *x, struct outcomes_report *r) {
    for (size_t i = 0; i < r->n_parts; i++) {
        r->part[i].name = name_of(x, r->part[i].name);
        r->part[i].of.name = r->part[i].name;
    }
}

static void scratch_end(void *scratch) {
    arena_free(scratch);
}

err desk_outcomes(struct desk *d, bool own, int months, struct practice_outcomes *out) {
    CHECK(months >= 1 && months <= OUTCOMES_MONTHS_MOST);
    *out = (struct practice_outcomes){.from = {d->today.d - (int32_t)(months * DAYS_A_MONTH)}, .to = d->today, .own = own};
    struct looking x = {.d = d, .own = own, .scratch = arena_new(PERSON_MOST)};
    arena_own(d->a, x.scratch, scratch_end); // also where d->a is full in the middle
    err e = desk_begin(d, own ? VERB_OUTCOMES_SHOW : VERB_OUTCOMES_ALL, 0);
    if (e == OK)
        e = everybody(&x, out->from, &out->cut);
    for (size_t k = 0; e == OK && k < CONCERN_KINDS; k++) {
        if (!x.n_p[k] && !x.waiting[k])
            continue;
        struct outcomes_kind *one = &out->v[out->n++];
        *one = (struct outcomes_kind){.kind = (enum concern_kind)k, .instrument = x.instrument[k], .waiting = x.waiting[k]};
        outcomes_report_of(d->a, x.p[k], x.n_p[k], mix_names, OUTCOMES_MIX_N, &one->report);
        if (own) {
            struct outcomes_report all = one->report;
            own_report(&x, k, &all, &one->report);
            if (!one->report.n && !one->waiting) {
                out->n--;
                continue;
            }
        }
        names_put(&x, &one->report);
    }
    return e;
}
