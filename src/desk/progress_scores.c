#include "desk/progress_scores.h"

#include "base/json.h"
#include "clinic/measure_choice.h"
#include "desk/library.h"

// A series while its rows are gathered.
struct gathering {
    struct score_series s;
    struct point *points;
    struct score_gap *gaps;
    size_t n_points, cap_points, cap_gaps;
    bool any;                   // a point, whose mode and account are:
    int way;
    account_id account;
};

struct gatherings {
    struct gathering *v;
    size_t n, cap;
};

static size_t followed(arena *a, const struct instrument_file *in)
{
    size_t n = 0;
    for (size_t k = 0; k < in->n_scores; k++)
        n += instrument_follow(a, in, k, 0) != NULL;
    return n;
}

str score_label(arena *a, const struct instrument_file *in, size_t score, str words)
{
    struct buf b = buf_new(a, 4096);
    size_t colon = str_find(in->title, S(": "));
    const struct instrument *ins = instrument_follow(a, in, score, 0);
    buf_put(&b, colon == SIZE_MAX ? in->title : str_sub(in->title, 0, colon));
    if ((ins && ins->axis_of_data) || followed(a, in) > 1)
        buf_putf(&b, " \u2013 %.*s", SP(in->scores[score].words));
    if (words.n)
        buf_putf(&b, " (%.*s)", SP(words));
    return buf_str(&b);
}

// Answered on a screen by themselves, said to staff, or on paper.
static int way_of(enum response_mode m)
{
    return m == RESPONSE_LINK || m == RESPONSE_KIOSK ? 0 : m == RESPONSE_WITH_STAFF ? 1 : 2;
}

// NULL where this score is not followed.
static struct gathering *gathering_of(struct desk *d, struct gatherings *g, const struct score_series *want)
{
    for (size_t i = 0; i < g->n; i++) {
        const struct score_series *s = &g->v[i].s;
        if (s->file == want->file && s->score == want->score && s->concern.v == want->concern.v && str_eq(s->key, want->key))
            return &g->v[i];
    }
    const struct instrument *ins = instrument_follow(d->a, want->file, want->score, 0);
    if (!ins)
        return NULL;
    if (g->n == g->cap) {
        struct gathering *more = ARENA_ARRAY(d->a, g->cap ? g->cap * 2 : 16, struct gathering);
        for (size_t i = 0; i < g->n; i++)
            more[i] = g->v[i];
        g->v = more;
        g->cap = g->cap ? g->cap * 2 : 16;
    }
    struct gathering *made = &g->v[g->n++];
    *made = (struct gathering){.s = *want};
    made->s.instrument = ins;
    made->s.label = score_label(d->a, want->file, want->score, want->words);
    return made;
}

bool response_late(const struct desk *d, const struct instrument_file *in, const struct response_point *p)
{
    bool copied = p->mode == RESPONSE_PAPER_ITEMS || p->mode == RESPONSE_PAPER_TOTAL;
    day said = d->zone ? zone_day(d->zone, p->at) : instant_day_utc(p->at);
    return in && in->interval_days == 1 && !copied && p->day.d < said.d - 1;
}

static void point_put(struct desk *d, struct gathering *g, const struct response_point *p)
{
    if (g->n_points == g->cap_points) {
        struct point *more = ARENA_ARRAY(d->a, g->cap_points ? g->cap_points * 2 : 16, struct point);
        for (size_t i = 0; i < g->n_points; i++)
            more[i] = g->points[i];
        g->points = more;
        g->cap_points = g->cap_points ? g->cap_points * 2 : 16;
    }
    g->points[g->n_points++] = (struct point){p->day, p->value, response_late(d, g->s.file, p)};
    bool measured = g->s.instrument->same_rater;
    g->s.told |= !measured && p->mode == RESPONSE_WITH_STAFF;
    g->s.mixed_modes |= g->any && !measured && way_of(p->mode) != g->way;
    g->s.mixed_raters |= g->any && p->account.v != g->account.v;
    g->any = true;
    g->way = way_of(p->mode);
    g->account = p->account;
    g->s.latest = p->id;
    g->s.band = p->band;
}

static void gap_put(struct desk *d, struct gathering *g, const struct response_point *p, str reason)
{
    if (g->s.n_gaps == g->cap_gaps) {
        struct score_gap *gaps = ARENA_ARRAY(d->a, g->cap_gaps ? g->cap_gaps * 2 : 8, struct score_gap);
        for (size_t i = 0; i < g->s.n_gaps; i++)
            gaps[i] = g->gaps[i];
        g->gaps = gaps;
        g->cap_gaps = g->cap_gaps ? g->cap_gaps * 2 : 8;
    }
    g->gaps[g->s.n_gaps++] = (struct score_gap){p->day, p->id, reason};
}

// False where they make none: the file names no items, or the answers cannot be read. An older version may have had other items.
static bool said_read(arena *a, const struct instrument_file *in, str answers, struct instrument_answers *x)
{
    struct json_error why;
    struct instrument_bad *bad;
    const struct json *said = in && in->n_series ? json_parse(a, answers, 8, &why) : NULL;
    if (!said || said->kind != JSON_OBJECT)
        return false;
    (void)instrument_answers_read(a, in, said, x, &bad);
    return true;
}

str progress_key(arena *a, const struct instrument_file *in, str answers)
{
    struct instrument_answers x;
    return said_read(a, in, answers, &x) ? instrument_series_key(a, in, &x) : (str){0};
}

str progress_words(arena *a, const struct instrument_file *in, str answers)
{
    struct instrument_answers x;
    return said_read(a, in, answers, &x) ? instrument_series_words(a, in, &x) : (str){0};
}

static size_t score_of(const struct instrument_file *in, str id)
{
    size_t k = 0;
    while (k < in->n_scores && !str_eq(in->scores[k].id, id))
        k++;
    return k;
}

// The rows of one response follow each other: its file, and its key, are found once.
struct reading {
    response_id response;
    str instrument;
    const struct instrument_file *file; // NULL: not followed
    str key, words;
};

static err reading_begin(struct desk *d, const struct library *all, const struct response_point *p, struct reading *r)
{
    struct instrument_answers x;
    const struct instrument_file *file = library_file(all, p->instrument);
    bool same = !file && r->response.v && str_eq(r->instrument, p->instrument);
    err e = file || same ? OK : desk_instrument_ever(d, p->instrument, &file); // ended: its results stay
    if (e != OK && e != E_NOT_FOUND)
        return e;
    file = same ? r->file : file;
    *r = (struct reading){.response = p->id, .instrument = p->instrument};
    if (!file || measure_elsewhere(file->id) || (d->who.role == ROLE_CLIENT && file->n_alerts))
        return OK;
    r->file = file;
    if (!said_read(d->a, file, p->answers, &x))
        return OK;
    r->key = instrument_series_key(d->a, file, &x);
    r->words = instrument_series_words(d->a, file, &x);
    return OK;
}

static void row_put(struct desk *d, struct gatherings *g, const struct reading *r, const struct response_point *p)
{
    struct score_series want = {.file = r->file, .score = score_of(r->file, p->score), .concern = p->concern, .key = r->key, .words = r->words};
    if (want.score == r->file->n_scores || (p->mode == RESPONSE_PAPER_TOTAL && !p->known))
        return;
    struct gathering *to = gathering_of(d, g, &want);
    if (!to)
        return;
    const struct instrument_score *s = &r->file->scores[want.score];
    if (!p->known)
        gap_put(d, to, p, p->reason);
    else if (p->value < s->lo || p->value > s->hi)
        gap_put(d, to, p, S("It lies outside of the range of the version that is used now."));
    else
        point_put(d, to, p);
}

// All that it is made of may be left open, and always was.
static bool never_answered(const struct gathering *g)
{
    const struct instrument_score *s = &g->s.file->scores[g->s.score];
    for (size_t i = 0; i < s->n_items; i++)
        if (!g->s.file->items[s->items[i]].optional)
            return false;
    return s->n_items > 0 && g->n_points == 0;
}

err progress_scores(struct desk *d, client_id client, struct score_series_list *out)
{
    const struct response_point *p;
    size_t n;
    struct gatherings g = {0};
    struct reading r = {0};
    *out = (struct score_series_list){0};
    struct library library = {0};
    err e = response_points(d->db, d->a, &d->who, client, &p, &n);
    if (e == OK && n)
        e = desk_library(d, &library);
    for (size_t i = 0; e == OK && i < n; i++) {
        if (p[i].id.v != r.response.v)
            e = reading_begin(d, &library, &p[i], &r);
        if (e == OK && r.file)
            row_put(d, &g, &r, &p[i]);
    }
    if (e != OK)
        return e;
    struct score_series *v = ARENA_ARRAY(d->a, g.n, struct score_series);
    *out = (struct score_series_list){v, 0};
    for (size_t i = 0; i < g.n; i++) {
        if (never_answered(&g.v[i]))
            continue;
        v[out->n] = g.v[i].s;
        v[out->n].points = (struct point_list){g.v[i].points, g.v[i].n_points};
        v[out->n++].gaps = g.v[i].gaps;
    }
    return OK;
}
