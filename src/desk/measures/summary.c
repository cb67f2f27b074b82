#include "desk/measures/summary.h"

#include "desk/measures/progress.h"
#include "store/summary.h"

enum { PERSON_MOST = 256 << 20 };

struct summing {
    struct desk *d;
    const struct summary_in *in;
    struct summary sums;
};

// What one series of somebody's progress says; false where it says nothing about change.
static bool case_of(arena *a, client_id client, const struct progress_series *s, struct summary_case *out) {
    const struct change_result *r = &s->change;
    const struct instrument *i = s->instrument;
    bool whole = s->whole, diary = i->kind == INSTRUMENT_DAY;
    if (i->kind == INSTRUMENT_LATEST || i->neither || !s->concern.started || r->before.n == 0)
        return false;
    double range = diary ? DAYS_PER : i->hi - i->lo;
    if (!(range > 0))
        return false;
    str measure = s->score ? str_fmt(a, "%.*s.%s", SP(s->score->file->id), i->score) : str_of(i->code);
    *out = (struct summary_case){
        .key = {whole ? S("whole-person") : concern_kind_name(s->concern.kind), measure, str_of(i->recall), s->score ? s->score->key : S("")},
        .person = client.v,
        .higher_is_worse = i->higher_is_worse,
        .range = range,
        .compared = r->compared,
        .change = r->compared ? r->change : 0,
        .threshold = !r->compared || r->mcid.known,
        .responder = r->compared && r->important && r->way == WAY_BETTER};
    return true;
}

static err person(struct summing *x, arena *scratch, client_id client) {
    struct progress p;
    struct desk one = *x->d;
    struct summary_case c;
    one.a = scratch;
    err e = progress_of(&one, client, (concern_id){0}, &p);
    for (size_t i = 0; e == OK && i < p.n; i++) {
        if (case_of(scratch, client, &p.series[i], &c))
            summary_add(&x->sums, &c);
    }
    return e;
}

static err everybody(void *ctx, struct db *db) {
    struct summing *x = ctx;
    const client_id *all = NULL;
    size_t n = 0;
    x->d->db = db;
    x->sums = (struct summary){.a = x->d->a};
    err e = summary_clients(db, x->d->a, &x->d->who, &all, &n);
    arena *scratch = arena_new(PERSON_MOST);
    for (size_t i = 0; e == OK && i < n; i++) {
        e = person(x, scratch, all[i]);
        arena_reset(scratch);
        if (x->in->progress)
            x->in->progress(x->in->progress_ctx, i + 1, n);
    }
    arena_free(scratch);
    return e;
}

static err booked(void *ctx, struct db *db) {
    struct desk *d = ctx;
    d->db = db;
    return desk_begin(d, VERB_SUMMARY, 0);
}

err desk_summary(struct desk *d, const struct summary_in *in, struct summary_file *out) {
    struct summing x = {.d = d, .in = in};
    struct db *db = d->db;
    *out = (struct summary_file){.label = in->label, .made = d->today};
    if (!desk_may(&d->who, VERB_SUMMARY))
        return E_FORBIDDEN;
    err e = db_read(db, everybody, &x);
    if (e == OK)
        e = db_write(db, booked, d);
    if (e == OK)
        summary_release(&x.sums, in->epsilon, in->draw, in->ctx, out);
    return e;
}
