#include "desk/measures/progress_scores.h"

#include "base/json.h"
#include "clinic/measures/measure_choice.h"
#include "desk/measures/library.h"
#include "desk/measures/versions.h"

enum { DAY_CHARS = 10 };       // of a version: "2026-11-21-0123456789ab"

// A series while its rows are gathered.
struct gathering {
    struct score_series s;
    struct point *points;
    struct score_gap *gaps;
    size_t n_points, cap_points, cap_gaps;
    bool any;                   // a point, whose mode is:
    int way;
};

struct gatherings {
    struct gathering *v;
    size_t n, cap;
    const struct response_rater *raters;
    size_t n_raters;
    bool raters_known;
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
static struct gathering *gathering_of(struct desk *d, struct gatherings *g, const struct score_series *want, str answers)
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
    made->s.words = progress_words(d->a, want->file, answers);
    made->s.label = score_label(d->a, want->file, want->score, made->s.words);
    if (want->older)
        made->s.label = message_say(d->a, d->lang, SAY2(MSG_progress_version, "measure", made->s.label, "version", str_sub(want->file->version, 0, DAY_CHARS)));
    return made;
}

bool response_late(const struct desk *d, const struct instrument_file *in, const struct response_point *p)
{
    bool copied = p->mode == RESPONSE_PAPER_ITEMS || p->mode == RESPONSE_PAPER_TOTAL;
    day said = zone_day(d->zone, p->at);
    return in && in->interval_days == 1 && !copied && p->day.d < said.d - 1;
}

static account_id rater_of(const struct gatherings *all, const struct response_point *p)
{
    for (size_t i = 0; i < all->n_raters; i++)
        if (all->raters[i].id.v == p->id.v)
            return all->raters[i].account;
    return p->account;
}

static void point_put(struct desk *d, const struct gatherings *all, struct gathering *g, const struct response_point *p)
{
    if (g->n_points == g->cap_points) {
        struct point *more = ARENA_ARRAY(d->a, g->cap_points ? g->cap_points * 2 : 16, struct point);
        for (size_t i = 0; i < g->n_points; i++)
            more[i] = g->points[i];
        g->points = more;
        g->cap_points = g->cap_points ? g->cap_points * 2 : 16;
    }
    bool measured = g->s.instrument->same_rater;
    g->points[g->n_points++] = (struct point){.day = p->day, .value = p->value, .late = response_late(d, g->s.file, p),
        .rater = measured ? rater_of(all, p).v : 0};
    g->s.told |= !measured && p->mode == RESPONSE_WITH_STAFF;
    g->s.mixed_modes |= g->any && !measured && way_of(p->mode) != g->way;
    g->any = true;
    g->way = way_of(p->mode);
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
    const struct instrument_file *asked; // NULL: this program does not take it any more
    str key;
};

static err reading_begin(struct desk *d, struct versions *v, client_id client, const struct version_line *line, const struct response_point *p, struct reading *r)
{
    const struct response_row row = {.id = p->id, .client = client, .instrument = p->instrument, .hash = p->hash};
    *r = (struct reading){.response = p->id};
    err e = version_asked(d, v, &row, &r->asked);
    r->key = progress_key(d->a, r->asked ? r->asked : line->v[0], p->answers);
    return e;
}

static void row_put(struct desk *d, struct gatherings *g, const struct version_line *line, const struct reading *r, const struct response_point *p)
{
    struct score_series want = {.concern = p->concern, .key = r->key};
    size_t at = r->asked ? version_reads(line, r->asked, p->score, &want.score) : 0;
    if (at == SIZE_MAX || (p->mode == RESPONSE_PAPER_TOTAL && !p->known))
        return;
    if (!r->asked)
        want.score = score_of(line->v[0], p->score);
    want.file = line->v[at];
    want.older = at > 0;
    struct gathering *to = want.score < want.file->n_scores ? gathering_of(d, g, &want, p->answers) : NULL;
    if (!to)
        return;
    const struct instrument_score *s = &want.file->scores[want.score];
    if (!r->asked)
        gap_put(d, to, p, S("This program does not take the file any more that it was answered with."));
    else if (!p->known)
        gap_put(d, to, p, p->reason);
    else if (p->value < s->lo || p->value > s->hi)
        gap_put(d, to, p, S("It lies outside of the range of the version that is used now."));
    else
        point_put(d, g, to, p);
}

// In the place of a file that this program does not take any more, where there is no other: that something was answered is said all the same.
static const struct instrument_file *not_taken(struct desk *d, const struct response_point *p)
{
    static const struct instrument_recall recall = {S_INIT(""), S_INIT(""), 0};
    static const struct instrument_change shown = {.of = INSTRUMENT_RATING, .no_threshold = true, .source = ""};
    struct instrument_score *score = ARENA_NEW(d->a, struct instrument_score);
    struct instrument_file *f = ARENA_NEW(d->a, struct instrument_file);
    *score = (struct instrument_score){.id = p->score, .words = p->score, .hi = 1, .decimals = -1, .direction = HIGHER_IS_NEITHER, .change = &shown};
    *f = (struct instrument_file){.id = p->instrument, .version = p->hash, .title = p->instrument, .language = S("en"), .recalls = &recall, .n_recalls = 1,
        .scores = score, .n_scores = 1};
    return f;
}

// What a client by link does not see: what may ask for help the same day, and what cannot be read, as it might.
static bool hidden(const struct desk *d, const struct version_line *line)
{
    bool alerts = line->n == 0;
    for (size_t i = 0; i < line->n; i++)
        alerts |= line->v[i]->n_alerts > 0;
    return d->who.role == ROLE_CLIENT && alerts;
}

static err raters_once(struct desk *d, struct gatherings *g, client_id client, const struct version_line *line)
{
    bool wanted = false;
    for (size_t i = 0; i < line->n; i++)
        for (size_t k = 0; k < line->v[i]->n_scores; k++)
            wanted |= line->v[i]->scores[k].change && line->v[i]->scores[k].change->same_rater;
    if (!wanted || g->raters_known)
        return OK;
    g->raters_known = true;
    return response_raters(d->db, d->a, &d->who, client, &g->raters, &g->n_raters);
}

// All rows of one instrument, the oldest first.
static err run_put(struct desk *d, struct gatherings *g, struct versions *v, client_id client, const struct response_point *p, size_t n)
{
    struct version_line line;
    struct reading r = {0};
    err e = version_line_of(d, v, client, p, n, &line);
    if (e == OK)
        e = raters_once(d, g, client, &line);
    if (e != OK || hidden(d, &line))
        return e;
    const struct instrument_file *none = line.n ? NULL : not_taken(d, p);
    if (none)
        line = (struct version_line){.v = &none, .n = 1};
    for (size_t i = 0; e == OK && i < n; i++) {
        if (p[i].id.v != r.response.v)
            e = reading_begin(d, v, client, &line, &p[i], &r);
        if (e == OK)
            row_put(d, g, &line, &r, &p[i]);
    }
    return e;
}

// All that it is made of may be left open, and always was.
static bool never_answered(const struct gathering *g)
{
    const struct instrument_score *s = &g->s.file->scores[g->s.score];
    CHECK(s->n_items == 0 || g->s.file->items);
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
    *out = (struct score_series_list){0};
    struct library library = {0};
    struct versions versions = {.library = &library};
    err e = response_points(d->db, d->a, &d->who, client, &p, &n);
    if (e == OK && n)
        e = desk_library(d, &library);
    for (size_t i = 0, end; e == OK && i < n; i = end) {
        for (end = i + 1; end < n && str_eq(p[end].instrument, p[i].instrument);)
            end++;
        if (!measure_elsewhere(p[i].instrument))
            e = run_put(d, &g, &versions, client, p + i, end - i);
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
