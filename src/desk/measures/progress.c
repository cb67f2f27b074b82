#include "desk/measures/progress.h"

#include "clinic/measures/instrument.h"
#include "clinic/measures/measure_choice.h"
#include "desk/measures/versions.h"
#include "store/response.h"

// Ratings every week, and headache days every week and every 28 days.
static void bins(struct desk *d, struct progress_series *s) {
    day origin = series_origin(s->instrument, s->concern.started, s->concern.start);
    struct bin *made;
    s->n_weeks = series_bins(d->a, s->points.v, s->points.n, origin, 7, &made);
    s->weeks = made;
    if (s->instrument->kind == INSTRUMENT_DAY) {
        s->n_months = series_bins(d->a, s->points.v, s->points.n, origin, DAYS_PER, &made);
        s->months = made;
    }
    s->by_weeks = s->instrument->week_least > 0;
    if (s->by_weeks) {
        struct point *mean;
        size_t few;
        s->means.n = series_week_means(d->a, s->instrument, s->points.v, s->points.n, origin, &mean, &few);
        s->means.v = mean;
    }
}

// What the latest full week lies in: a night of its own lies nowhere.
static str week_band(const struct progress_series *s) {
    const struct instrument_band *band =
        s->means.n ? instrument_band_of(&s->score->file->scores[s->score->score], s->means.v[s->means.n - 1].value) : NULL;
    return band ? band->words : (str){0};
}

struct point_list progress_days_of(const struct concern_list *all, const struct concern_row *c, struct point_list p) {
    int64_t from = INT64_MIN, to = c->closed ? c->closed_on.d : INT64_MAX;
    for (size_t i = 0; i < all->n; i++) {
        const struct concern_row *o = &all->v[i];
        if (o->kind == CONCERN_HEADACHE && o->id.v != c->id.v && o->closed && o->id.v < c->id.v && o->closed_on.d > from)
            from = o->closed_on.d;
    }
    while (p.n > 0 && p.v[0].day.d <= from)
        p.v++, p.n--;
    while (p.n > 0 && p.v[p.n - 1].day.d > to)
        p.n--;
    return p;
}

// What one series is made of, besides its concern.
struct making {
    client_id client;
    const struct concern_list *all;
    str name;
    struct care_list care;
    struct score_series_list scores;
    struct lot_list lots;
};

// A lot answers for the concern's own question alone: among many measures one looks good by luck.
static struct evidence_draw drawn_for(const struct desk *d, const struct making *m, const struct concern_row *c, bool own_question) {
    const struct lot_row *l = lot_of(&m->lots, c->id);
    for (size_t i = 0; !c->id.v && c->started && i < m->lots.n; i++) // the person as a whole has the start of a concern
        if (m->lots.v[i].drawn.d == c->start.d)
            l = &m->lots.v[i];
    if (l && !own_question)
        return (struct evidence_draw){.elsewhere = true};
    return l ? (struct evidence_draw){.drawn = true, .made = zone_day(d->zone, l->at), .start = l->drawn, .first = l->first, .last = l->last, .step = l->step, .until = l->until} : (struct evidence_draw){0};
}

bool progress_explains(const struct care_row *o, const struct progress_series *s) {
    enum { LEAD_DAYS = 28 };
    const struct concern_row *c = &s->concern;
    int64_t from = c->started ? c->start.d - LEAD_DAYS : s->points.n ? s->points.v[0].day.d : INT64_MAX;
    return o->kind != CARE_EVENT && (!o->to.known || o->to.day.d >= from) && (!c->closed || o->from.d <= c->closed_on.d);
}

static bool other_treatment(const struct making *m, const struct progress_series *s) {
    bool any = false;
    for (size_t i = 0; i < m->care.n; i++)
        any |= progress_explains(&m->care.v[i], s);
    return any;
}

static err read_points(struct desk *d, const struct making *m, struct progress_series *s, struct series_key key, bool *told) {
    if (!key.instrument.n) {
        err e = diary_points(d->db, d->a, &d->who, m->client, &s->points, told);
        s->points = progress_days_of(m->all, &s->concern, s->points);
        return e;
    }
    bool psfs = str_eq(key.instrument, PSFS);
    if (psfs && !s->set)
        return OK;
    err e = measure_points(d->db, d->a, &d->who, m->client, key, &s->points, &s->recall, told);
    if (psfs)
        s->recall = RECALL_NOW;
    return e == OK && psfs ? measure_singles(d->db, d->a, &d->who, m->client, key, &s->singles, &s->n_singles) : e;
}

// `instrument` empty: the diary.
static err series(struct desk *d, const struct making *m, const struct concern_row *c, str instrument, const struct activity_set *set,
    struct progress_series *s) {
    *s = (struct progress_series){.concern = *c, .recall = str_eq(instrument, PSFS) ? RECALL_NOW : RECALL_AVERAGE_7D, .set = set, .draw = drawn_for(d, m, c, !str_eq(instrument, PSFS))};
    bool told = false;
    err e = read_points(d, m, s, (struct series_key){c->id, instrument, set ? set->id : (activity_set_id){0}}, &told);
    if (e != OK)
        return e;
    s->instrument = instrument.n ? instrument_of(instrument, recall_name(s->recall)) : instrument_of(HEADACHE_DAY, S(""));
    CHECK(s->instrument != NULL);
    bins(d, s);
    struct change_input in = {.instrument = s->instrument,
        .points = s->points.v,
        .n = s->points.n,
        .start_known = c->started,
        .start = c->start,
        .today_known = true,
        .today = d->today,
        .place = c->place,
        .name = m->name,
        .told_therapist = told,
        .other_treatment = other_treatment(m, s)};
    s->change = change_judge(d->a, &in);
    return OK;
}

static void score_series(struct desk *d, const struct making *m, const struct concern_row *c, const struct score_series *of, struct progress_series *s) {
    *s = (struct progress_series){.concern = *c, .whole = of->concern.v == 0, .score = of, .instrument = of->instrument, .points = of->points, .draw = drawn_for(d, m, c, false)};
    bins(d, s);
    if (s->by_weeks)
        s->week_band = week_band(s);
    if (s->instrument->own.days)
        s->own = own_compare(s->points.v, s->points.n, &s->instrument->own);
    s->change = change_judge(d->a, &(struct change_input){.instrument = s->instrument,
        .points = s->points.v,
        .n = s->points.n,
        .start_known = c->started,
        .start = c->start,
        .today_known = true,
        .today = d->today,
        .name = m->name,
        .measure = s->by_weeks ? message_say(d->a, d->lang, SAY1(MSG_progress_weeks_of, "measure", of->label)) : of->label,
        .latest = of->band,
        .told_therapist = of->told,
        .mixed_modes = of->mixed_modes,
        .gaps = of->n_gaps,
        .other_treatment = other_treatment(m, s)});
}

// 0: its primary instrument, 1: its secondary, 2: any other.
static int rank_of(const struct concern_row *c, str instrument) {
    struct measure_choice own = measure_choice_of(concern_kind_name(c->kind), c->condition, c->sites.v, c->sites.n);
    return str_eq(own.primary, instrument) ? 0 : str_eq(own.secondary, instrument) ? 1 : 2;
}

static void scores_of_concern(struct desk *d, const struct making *m, const struct concern_row *c, struct progress_series *v, size_t *n) {
    for (int rank = 0; rank < 3; rank++)
        for (size_t i = 0; i < m->scores.n; i++)
            if (m->scores.v[i].concern.v == c->id.v && (c->id.v ? rank_of(c, m->scores.v[i].file->id) : 0) == rank)
                score_series(d, m, c, &m->scores.v[i], &v[(*n)++]);
}

// Who is treated for anything is treated: what is about the whole person has its baseline before the first start that still holds.
static struct concern_row whole_person(const struct making *m) {
    struct concern_row whole = {.client = m->client};
    for (size_t i = 0; i < m->all->n; i++) {
        const struct concern_row *c = &m->all->v[i];
        if (c->closed || !c->started || (whole.started && whole.start.d <= c->start.d))
            continue;
        whole.started = true;
        whole.start = c->start;
    }
    return whole;
}

// The concern's own question first, then one series for each set of activities, the newest first.
static err series_of_concern(struct desk *d, const struct making *m, const struct activity_sets *sets, const struct concern_row *c,
    struct progress_series *v, size_t *n) {
    static const char *const single[CONCERN_KINDS] = {
        [CONCERN_PAIN] = "nrs-pain", [CONCERN_HEADACHE] = "", [CONCERN_STRESS] = "stress", [CONCERN_SLEEP] = "sleep-quality"};
    err e = OK;
    size_t before = *n;
    if (single[c->kind])
        e = series(d, m, c, str_of(single[c->kind]), NULL, &v[(*n)++]);
    for (size_t i = 0; e == OK && i < sets->n; i++)
        if (sets->v[i].concern.v == c->id.v) {
            e = series(d, m, c, PSFS, &sets->v[i], &v[*n]);
            *n += !sets->v[i].ended || v[*n].points.n > 0; // a set that nobody rated is no series
        }
    if (e == OK && *n == before)
        e = series(d, m, c, PSFS, NULL, &v[(*n)++]);
    if (e == OK)
        scores_of_concern(d, m, c, v, n);
    return e;
}

static err care_that_counts(struct desk *d, client_id client, struct care_list *out) {
    struct care_list all;
    err e = care_list_of(d->db, d->a, &d->who, client, &all);
    struct care_row *v = ARENA_ARRAY(d->a, all.n, struct care_row);
    *out = (struct care_list){v, 0};
    for (size_t i = 0; e == OK && i < all.n; i++)
        if (!all.v[i].withdrawn)
            v[out->n++] = all.v[i];
    return e;
}

err desk_progress(struct desk *d, client_id client, concern_id concern, struct progress *out) {
    err e = desk_begin(d, d->who.role == ROLE_CLIENT ? VERB_PROGRESS_OWN : VERB_PROGRESS_SHOW, client.v);
    *out = (struct progress){.client = client, .today = d->today};
    return e == OK ? progress_of(d, client, concern, out) : e;
}

err desk_progress_export(struct desk *d, client_id client, struct progress *out) {
    err e = desk_begin(d, VERB_PROGRESS_EXPORT, client.v);
    *out = (struct progress){.client = client, .today = d->today};
    return e == OK ? progress_of(d, client, (concern_id){0}, out) : e;
}

err progress_of(struct desk *d, client_id client, concern_id concern, struct progress *out) {
    *out = (struct progress){.client = client, .today = d->today};
    struct subject who;
    struct concern_list all;
    err e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, client, &all);
    if (e != OK)
        return e;
    out->born = (opt_day){who.born_known, who.born};
    str called = who.preferred.n ? who.preferred : who.given;
    out->name = called.n && who.family.n ? str_fmt(d->a, "%.*s %.*s", SP(called), SP(who.family)) : called.n ? called : who.family;
    struct activity_sets sets = {0};
    e = activity_sets_of(d->db, d->a, &d->who, client, &sets);
    if (e == OK)
        e = care_that_counts(d, client, &out->care);
    if (e == OK)
        e = sessions_held(d->db, d->a, &d->who, client, &out->held);
    struct making m = {.client = client, .all = &all, .name = called.n ? called : who.family, .care = out->care};
    if (e == OK)
        e = progress_scores(d, client, &m.scores);
    if (e == OK)
        e = lots_of_client(d->db, d->a, &d->who, client, &m.lots);
    struct progress_series *v = ARENA_ARRAY(d->a, all.n * 2 + sets.n + m.scores.n + 1, struct progress_series);
    for (size_t i = 0; i < all.n && e == OK; i++)
        if (concern.v == 0 || all.v[i].id.v == concern.v)
            e = series_of_concern(d, &m, &sets, &all.v[i], v, &out->n);
    if (e == OK && concern.v == 0) {
        struct concern_row whole = whole_person(&m);
        scores_of_concern(d, &m, &whole, v, &out->n);
    }
    out->series = v;
    if (e == OK && concern.v != 0 && out->n == 0)
        e = E_NOT_FOUND;
    return e;
}

static void csv_row(struct buf *b, struct desk *d, const struct concern_row *c, day on, str measure, double value, str recall, enum source source,
    instant at, bool late) {
    buf_put(b, concern_kind_name(c->kind));
    buf_putc(b, ',');
    buf_csv(b, c->place);
    buf_putc(b, ',');
    buf_put(b, day_str(d->a, on));
    buf_putc(b, ',');
    buf_put(b, measure);
    buf_putc(b, ',');
    buf_num(b, value, 1);
    buf_putc(b, ',');
    buf_put(b, recall);
    buf_putc(b, ',');
    buf_put(b, source_name(source));
    buf_putc(b, ',');
    buf_put(b, instant_str(d->a, at));
    buf_put(b, late ? S(",,yes\r\n") : S(",,\r\n"));
}

static err csv_concern(struct desk *d, client_id client, const struct concern_row *c, struct buf *out) {
    err e;
    if (c->kind != CONCERN_HEADACHE) {
        struct measure_list ratings;
        e = measure_export(d->db, d->a, &d->who, client, c->id, &ratings);
        for (size_t i = 0; e == OK && i < ratings.n; i++) {
            const struct measure_row *m = &ratings.v[i];
            csv_row(out, d, c, m->day, m->instrument, m->value, recall_name(m->recall), m->source, m->at, false);
        }
        return e;
    }
    struct diary_list days;
    e = diary_span(d->db, d->a, &d->who, client, day_from(1, 1, 1), day_from(9999, 12, 31), &days);
    for (size_t i = 0; e == OK && i < days.n; i++) {
        const struct diary_row *r = &days.v[i];
        csv_row(out, d, c, r->day, S("headache-day"), r->headache, S(""), r->source, r->at, r->late);
        if (r->peak != NOT_SAID)
            csv_row(out, d, c, r->day, S("headache-peak"), r->peak, S(""), r->source, r->at, r->late);
        if (r->medicine != NOT_SAID)
            csv_row(out, d, c, r->day, S("headache-medicine"), r->medicine, S(""), r->source, r->at, r->late);
    }
    return e;
}

// Filled-in instruments behind ratings and days: "peg.total"; a score that could not be computed has an empty value. What is about no
// concern has an empty one.
static err csv_responses(struct desk *d, client_id client, const struct concern_list *all, struct buf *out) {
    const struct response_point *v;
    size_t n;
    struct library library;
    struct versions versions = {.library = &library};
    err e = desk_library(d, &library);
    if (e == OK)
        e = response_points(d->db, d->a, &d->who, client, &v, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        const struct concern_row *c = NULL;
        const struct instrument_file *in;
        const struct response_row row = {.id = v[i].id, .client = client, .instrument = v[i].instrument, .hash = v[i].hash};
        e = version_asked(d, &versions, &row, &in);
        for (size_t k = 0; k < all->n; k++)
            if (all->v[k].id.v == v[i].concern.v)
                c = &all->v[k];
        if (c)
            buf_put(out, concern_kind_name(c->kind));
        buf_putc(out, ',');
        if (c)
            buf_csv(out, c->place);
        buf_putf(out, ",%.*s,%.*s.%.*s,", SP(day_str(d->a, v[i].day)), SP(v[i].instrument), SP(v[i].score));
        if (v[i].known)
            buf_num(out, v[i].value, 2);
        buf_putf(out, ",%.*s,%.*s,%.*s,%.*s,%s\r\n", SP(in ? in->recalls[0].id : S("")),
            SP(source_name(v[i].mode == RESPONSE_LINK || v[i].mode == RESPONSE_KIOSK ? SOURCE_CLIENT : SOURCE_THERAPIST)), SP(instant_str(d->a, v[i].at)),
            SP(progress_key(d->a, in, v[i].answers)), response_late(d, in, &v[i]) ? "yes" : "");
    }
    return e;
}

err desk_progress_csv(struct desk *d, client_id client, struct buf *out) {
    struct subject who;
    struct concern_list all;
    err e = desk_begin(d, VERB_PROGRESS_EXPORT, client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, client, &all);
    if (e != OK)
        return e;
    buf_put(out, S("concern,place,day,measure,value,recall,source,entered,series,filled_in_later\r\n"));
    bool diary = false;
    for (size_t i = 0; i < all.n && e == OK; i++) {
        // the diary is the client's: once, also where a second headache concern is closed
        if (all.v[i].kind == CONCERN_HEADACHE && diary)
            continue;
        diary |= all.v[i].kind == CONCERN_HEADACHE;
        e = csv_concern(d, client, &all.v[i], out);
    }
    if (e == OK)
        e = csv_responses(d, client, &all, out);
    return e == OK && out->over ? E_TOO_LARGE : e;
}
