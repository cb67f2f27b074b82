#include "desk/measures/news.h"

#include "desk/measures/library.h"
#include "desk/measures/progress_scores.h"
#include "desk/safety/safety_body.h"
#include "desk/measures/versions.h"

static bool counted(const struct response_row *r)
{
    return !r->replaced_by.v && !r->withdrawn;
}

// They come newest first. Of the same series: left is not what right was before, nor what another version counts differently. *out NULL: none.
static err before_it(struct desk *d, struct versions *v, const struct instrument_file *in, const struct response_list *all, size_t i,
    const struct response_item **out)
{
    const struct response_item *now = &all->v[i];
    str key = progress_key(d->a, in, now->row.answers);
    *out = NULL;
    for (size_t k = i + 1; in && k < all->n; k++) {
        const struct response_item *b = &all->v[k];
        const struct instrument_file *asked;
        if (!str_eq(b->row.instrument, now->row.instrument) || b->row.concern.v != now->row.concern.v || !counted(&b->row))
            continue;
        err e = version_asked(d, v, &b->row, &asked);
        if (e != OK)
            return e;
        if (!asked || !instrument_alike(in, 0, asked, 0) || !str_eq(progress_key(d->a, asked, b->row.answers), key))
            continue;
        *out = b;
        return OK;
    }
    return OK;
}

// What is answered every day is one row, however many days were: a night of a sleep diary says nothing alone.
static bool another_day(struct news_response *v, size_t n, const struct instrument_file *in, const struct response_row *r)
{
    for (size_t k = 0; in && in->interval_days == 1 && k < n; k++)
        if (v[k].days && str_eq(v[k].now->row.instrument, r->instrument) && v[k].now->row.concern.v == r->concern.v) {
            v[k].days++;
            return true;
        }
    return false;
}

static err responses(struct desk *d, client_id client, struct news *out)
{
    struct response_list all;
    struct library lib = {0};
    struct versions versions = {.library = &lib};
    err e = response_list(d->db, d->a, &d->who, client, &all);
    if (e)
        return e;
    struct news_response *v = ARENA_ARRAY(d->a, all.n, struct news_response);
    out->responses = v;
    for (size_t i = 0; i < all.n && !e; i++) {
        const struct response_row *r = &all.v[i].row;
        if (!counted(r) || r->at.us <= out->since.us)
            continue;
        if (!out->n_responses)
            e = desk_library(d, &lib);
        const struct instrument_file *file = NULL;
        const struct response_item *before = NULL;
        if (!e)
            e = version_asked(d, &versions, r, &file);
        if (!e && another_day(v, out->n_responses, file, r))
            continue;
        if (!e)
            e = before_it(d, &versions, file, &all, i, &before);
        v[out->n_responses++] = (struct news_response){&all.v[i], before, file ? file->title : r->instrument, file, file && file->interval_days == 1};
    }
    return e;
}

// Of several new ones of a series the newest is shown, beside what there was before the first of them.
static err ratings(struct desk *d, client_id client, struct news *out)
{
    const struct news_rating *r;
    struct concern_list concerns;
    size_t n;
    err e = news_ratings(d->db, d->a, &d->who, client, out->since, &r, &n);
    if (e || !n)
        return e;
    e = concern_list(d->db, d->a, &d->who, client, &concerns);
    if (e)
        return e;
    struct news_series *v = ARENA_ARRAY(d->a, n, struct news_series);
    for (size_t i = 0; i < n; i++) {
        bool goes_on = out->n_ratings && r[i].before_known && v[out->n_ratings - 1].now.concern.v == r[i].concern.v &&
                       str_eq(v[out->n_ratings - 1].now.instrument, r[i].instrument) && v[out->n_ratings - 1].now.day.d == r[i].before_day.d;
        struct news_series *s = goes_on ? &v[out->n_ratings - 1] : &v[out->n_ratings++];
        struct news_rating first = goes_on ? s->now : (struct news_rating){0};
        if (!goes_on)
            *s = (struct news_series){0};
        s->now = r[i];
        if (goes_on) {
            s->now.before_known = first.before_known;
            s->now.before = first.before;
            s->now.before_day = first.before_day;
        }
        for (size_t k = 0; k < concerns.n; k++)
            if (concerns.v[k].id.v == r[i].concern.v)
                s->concern = &concerns.v[k];
        if (!s->concern)
            return E_DB_CORRUPT;
    }
    out->ratings = v;
    return OK;
}

static err events(struct desk *d, client_id client, struct news *out)
{
    struct care_list care;
    struct adverse_list adverse;
    err e = care_list_of(d->db, d->a, &d->who, client, &care);
    if (!e)
        e = adverse_list_of(d->db, d->a, &d->who, client, &adverse);
    if (e)
        return e;
    struct care_row *c = ARENA_ARRAY(d->a, care.n, struct care_row);
    struct adverse_row *x = ARENA_ARRAY(d->a, adverse.n, struct adverse_row);
    for (size_t i = 0; i < care.n; i++)
        if (!care.v[i].withdrawn && care.v[i].at.us > out->since.us)
            c[out->n_care++] = care.v[i];
    for (size_t i = 0; i < adverse.n; i++)
        if (!adverse.v[i].withdrawn && adverse.v[i].at.us > out->since.us)
            x[out->n_adverse++] = adverse.v[i];
    out->care = c;
    out->adverse = x;
    return OK;
}

// A new form makes every finding anew: what differs is what was not there, or not so, at the last session.
static bool other_there(const struct news_finding *all, size_t n, const struct news_finding *f, instant since, bool level)
{
    for (size_t i = 0; i < n; i++) {
        const struct news_finding *o = &all[i];
        bool then = f->ended ? !o->ended : o->at.us <= since.us;
        if (o != f && then && str_eq(o->rule, f->rule) && (!level || (o->level == f->level && o->unknown == f->unknown)))
            return true;
    }
    return false;
}

static err safety(struct desk *d, client_id client, struct news *out)
{
    const struct news_finding *all;
    size_t n;
    err e = news_findings(d->db, d->a, &d->who, client, out->since, &all, &n);
    if (e)
        return e;
    struct news_safety *v = ARENA_ARRAY(d->a, n, struct news_safety);
    for (size_t i = 0; i < n; i++) {
        const struct news_finding *f = &all[i];
        bool is_new = !f->ended && f->at.us > out->since.us, was = f->ended && f->at.us <= out->since.us;
        if (!is_new && !was)
            continue;
        if (other_there(all, n, f, out->since, is_new))
            continue;
        v[out->n_safety++] = (struct news_safety){was, finding_body_title(d->a, f->body), f->level, f->unknown};
    }
    out->safety = v;
    return OK;
}

bool news_empty(const struct news *n)
{
    return !n->n_responses && !n->n_ratings && !n->counts.days && !n->n_adverse && !n->n_care && !n->n_safety && !n->counts.form;
}

err desk_news(struct desk *d, const struct appointment *visit, struct news *out)
{
    *out = (struct news){0};
    err e = desk_begin(d, VERB_VISIT_NEWS, visit->client.v);
    if (!e)
        e = news_since(d->db, d->a, &d->who, visit->client, visit->start, &out->since);
    if (!e)
        e = responses(d, visit->client, out);
    if (!e)
        e = ratings(d, visit->client, out);
    if (!e)
        e = events(d, visit->client, out);
    if (!e)
        e = safety(d, visit->client, out);
    return e ? e : news_counts(d->db, d->a, &d->who, visit->client, out->since, &out->counts);
}

err desk_news_any(struct desk *d, const struct appointment *visit, bool *out)
{
    instant since = {0};
    int64_t n = 0;
    err e = desk_begin(d, VERB_CALENDAR_SHOW, 0);
    if (!e)
        e = news_since(d->db, d->a, &d->who, visit->client, visit->start, &since);
    if (!e)
        e = news_links(d->db, d->a, &d->who, visit->client, since, &n);
    *out = n > 0;
    return e;
}
