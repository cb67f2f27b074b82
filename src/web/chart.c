#include "chart.h"

#include <math.h>

// Thousandths of the width and of the height. What is drawn lies in an inner <svg> that stretches to both, with strokes that do
// not; words lie beside it, placed in per cent, so that they keep their size on a phone and on paper.
enum { WIDTH = 1000, HEIGHT = 1000, LEFT = 72, RIGHT = 16, TOP = 95, BOTTOM = 120, POINTS_MAX = 240, GAP_DAYS = 42 };

struct scale {
    double x0, per_day, y0, per_unit;   // pixel = x0 + days * per_day; y0 - value * per_unit
    day first, last;
    double bottom, top;                 // smallest and largest value on the axis
    struct ticks ticks;
    bool turned;                        // higher is better, whatever the instrument's own way
};

static double at_x(const struct scale *k, double days)
{
    return k->x0 + (days - k->first.d) * k->per_day;
}

static double at_y(const struct scale *k, double value)
{
    double v = value < k->bottom ? k->bottom : value > k->top ? k->top : value;
    return k->y0 - (v - k->bottom) * k->per_unit;
}

static void attr(struct buf *b, str name, double v)
{
    buf_putc(b, ' ');
    buf_put(b, name);
    buf_put(b, S("=\""));
    buf_num(b, v, 1);
    buf_putc(b, '"');
}

static void line(struct buf *b, str class, double x1, double y1, double x2, double y2)
{
    buf_put(b, S("<line class=\""));
    buf_put(b, class);
    buf_putc(b, '"');
    attr(b, S("x1"), x1);
    attr(b, S("y1"), y1);
    attr(b, S("x2"), x2);
    attr(b, S("y2"), y2);
    buf_put(b, S("/>"));
}

static void rect(struct buf *b, str class, double x, double y, double w, double h)
{
    if (w <= 0 || h <= 0) return;
    buf_put(b, S("<rect class=\""));
    buf_put(b, class);
    buf_putc(b, '"');
    attr(b, S("x"), x);
    attr(b, S("y"), y);
    attr(b, S("width"), w);
    attr(b, S("height"), h);
    buf_put(b, S("/>"));
}

static void percent(struct buf *b, str name, double v)
{
    buf_putc(b, ' ');
    buf_put(b, name);
    buf_put(b, S("=\""));
    buf_num(b, v / 10, 2);
    buf_put(b, S("%\""));
}

// `down`: pixels below y, as the size of letters does not follow the chart's.
static void text(struct buf *b, str class, double x, double y, int down, str anchor, str s)
{
    buf_put(b, S("<text class=\""));
    buf_put(b, class);
    buf_putc(b, '"');
    percent(b, S("x"), x);
    percent(b, S("y"), y);
    buf_put(b, S(" dy=\""));
    buf_i64(b, down);
    buf_put(b, S("\" text-anchor=\""));
    buf_put(b, anchor);
    buf_put(b, S("\">"));
    buf_html(b, s);
    buf_put(b, S("</text>"));
}

static bool is_diary(const struct progress_series *s)
{
    return s->instrument->kind == INSTRUMENT_DAY;
}

// With a start, and an instrument that is compared with what was before it.
static bool is_compared(const struct progress_series *s)
{
    return s->concern.started && s->instrument->kind != INSTRUMENT_LATEST;
}

static double diary_top(const struct progress_series *s)
{
    double most = 4;
    for (size_t i = 0; i < s->n_months; i++) most = fmax(most, s->months[i].per28);
    if (s->change.before.n) most = fmax(most, s->change.before.hi);
    return fmin(DAYS_PER, ceil(most / 4) * 4);
}

// A drawing never zooms into what is no change: twice the measurement error, or a tenth of what the instrument can say.
static double least_span(const struct instrument *in)
{
    double tenth = (in->hi - in->lo) / 10;
    return fmin(fmax(in->mdc95.known ? 2 * in->mdc95.v : tenth, 2), in->hi - in->lo);
}

// What is measured in degrees or millilitres is drawn over what was measured and what it is judged by, in round numbers; a questionnaire over its
// whole range, so that little change looks little.
static void scale_values(const struct progress_series *s, struct scale *k)
{
    const struct instrument *in = s->instrument;
    const struct change_result *r = &s->change;
    k->bottom = is_diary(s) ? 0 : in->lo;
    k->top = is_diary(s) ? diary_top(s) : in->hi;
    if (in->axis_of_data && s->points.n) {
        double lo = s->points.v[0].value, hi = lo, error = r->mdc95.known ? r->mdc95.v : 0, least = least_span(in);
        for (size_t i = 1; i < s->points.n; i++) lo = fmin(lo, s->points.v[i].value), hi = fmax(hi, s->points.v[i].value);
        if (r->before.n) lo = fmin(lo, r->before.mean - error), hi = fmax(hi, r->before.mean + error);
        if (hi - lo < least) {
            double middle = (lo + hi) / 2;
            lo = fmax(fmin(middle - least / 2, in->hi - least), in->lo);
            hi = fmin(lo + least, in->hi);
        }
        double step = series_ticks(lo, hi, 6).step;
        k->bottom = floor(lo / step) * step;
        k->top = ceil(hi / step) * step;
    }
    enum { TICKS = 8 }; // six within, and the ends
    k->ticks = series_ticks(k->bottom, k->top, in->axis_of_data ? TICKS : TICKS - 2);
}

static struct scale scale_of(const struct progress_series *s, day today)
{
    struct scale k = {.x0 = LEFT, .y0 = HEIGHT - BOTTOM, .first = today, .last = today};
    if (s->points.n) {
        k.first = s->points.v[0].day;
        k.last = s->points.v[s->points.n - 1].day;
    }
    if (is_diary(s) && s->n_months) {
        const struct bin *end = &s->months[s->n_months - 1];
        if (s->months[0].first.d < k.first.d) k.first = s->months[0].first;
        if (end->first.d + end->days > k.last.d) k.last.d = end->first.d + end->days;
    }
    if (s->concern.started && s->concern.start.d < k.first.d) k.first = s->concern.start;
    if (s->concern.started && s->concern.start.d > k.last.d) k.last = s->concern.start;
    if (k.last.d - k.first.d < 14) k.last.d = k.first.d + 14;
    scale_values(s, &k);
    k.per_day = (double)(WIDTH - LEFT - RIGHT) / (k.last.d - k.first.d);
    k.per_unit = (double)(HEIGHT - TOP - BOTTOM) / (k.top - k.bottom);
    return k;
}

static bool tick_at(const struct scale *k, int i, double *value)
{
    const double near = k->ticks.step / 1000; // a tick is not lost to its last digit
    *value = k->ticks.first + i * k->ticks.step;
    return *value >= k->bottom - near && *value <= k->top + near;
}

static void grid(struct buf *b, const struct scale *k, const struct day_ticks *days)
{
    double value;
    for (int i = 0; i < k->ticks.n; i++)
        if (tick_at(k, i, &value)) line(b, S("grid"), LEFT, at_y(k, value), WIDTH - RIGHT, at_y(k, value));
    for (size_t i = 0; i < days->n; i++) line(b, S("axis"), at_x(k, days->at[i].d), k->y0, at_x(k, days->at[i].d), k->y0 + 18);
}

static str tick_label(arena *a, lang l, enum day_unit unit, day d)
{
    struct civil c = day_civil(d);
    str month = message_say(a, l, SAY(message_month(c.month)));
    if (unit == UNIT_YEAR) return str_fmt(a, "%d", c.year);
    if (unit == UNIT_MONTH) return c.month == 1 ? str_fmt(a, "%d", c.year) : month;
    return str_fmt(a, "%d %.*s", c.day, SP(month));
}

static void words(struct buf *b, arena *a, lang l, const struct progress_series *s, const struct scale *k, const struct day_ticks *days)
{
    double value;
    for (int i = 0; i < k->ticks.n; i++) {
        if (!tick_at(k, i, &value)) continue;
        char label[32];
        struct buf one = {.p = label, .cap = sizeof label, .max = sizeof label};
        buf_num(&one, value, k->ticks.decimals);
        text(b, S("tick"), LEFT - 14, at_y(k, value), 4, S("end"), buf_str(&one));
    }
    if (!s->instrument->neither)
        text(b, S("tick"), LEFT - 14, TOP, -22, S("start"), message_say(a, l, SAY(s->instrument->higher_is_worse && !k->turned ? MSG_progress_better_down : MSG_progress_better_up)));
    for (size_t i = 0; i < days->n; i++) {
        double x = at_x(k, days->at[i].d);
        str anchor = x < LEFT + 40 ? S("start") : x > WIDTH - RIGHT - 40 ? S("end") : S("middle");
        text(b, S("tick"), x, k->y0, 20, anchor, tick_label(a, l, days->unit, days->at[i]));
    }
    if (is_compared(s)) {
        double start = at_x(k, s->concern.start.d);
        bool late = start > (double)WIDTH * 0.6;
        text(b, S("note"), late ? start - 12 : start + 12, TOP, -8, late ? S("end") : S("start"),
             message_say(a, l, SAY(MSG_progress_chart_start)));
    }
}

// Behind the answers: the time before treatment, and what error alone may do to the baseline.
static void bands(struct buf *b, const struct progress_series *s, const struct scale *k)
{
    const struct change_result *r = &s->change;
    if (!is_compared(s)) return;
    double start = at_x(k, s->concern.start.d), mean = r->before.mean;
    rect(b, S("baseline"), LEFT, TOP, start - LEFT, k->y0 - TOP);
    if (!r->before.n || (!is_diary(s) && !r->mdc95.known)) return;
    double lo = is_diary(s) ? r->before.lo : mean - r->mdc95.v, hi = is_diary(s) ? r->before.hi : mean + r->mdc95.v;
    rect(b, S("noise"), start, at_y(k, hi), WIDTH - RIGHT - start, at_y(k, lo) - at_y(k, hi));
}

// Over the answers: the average before treatment, where an important change begins, and the start itself.
static void marks(struct buf *b, const struct progress_series *s, const struct scale *k)
{
    const struct change_result *r = &s->change;
    if (!is_compared(s)) return;
    double start = at_x(k, s->concern.start.d), right = WIDTH - RIGHT, mean = r->before.mean;
    if (r->before.n) {
        line(b, S("line mean"), LEFT, at_y(k, mean), right, at_y(k, mean));
        double important = s->instrument->higher_is_worse ? mean - r->mcid.v : mean + r->mcid.v;
        if (r->mcid.known && important >= k->bottom && important <= k->top) {
            line(b, S("mcid"), start, at_y(k, important), right, at_y(k, important));
        }
    }
    line(b, S("start"), start, TOP - 60, start, k->y0);
}

static void xy(struct buf *b, double x, double y)
{
    buf_num(b, x, 1);
    buf_putc(b, ' ');
    buf_num(b, y, 1);
}

// Nobody answered for six weeks, or for two of its intervals; or it was filled in between and gave no score.
static bool is_gap(const struct progress_series *s, const struct point *from, const struct point *to)
{
    int most = s->instrument->interval_days * 2 > GAP_DAYS ? s->instrument->interval_days * 2 : GAP_DAYS;
    if (to->day.d - from->day.d > most) return true;
    for (size_t i = 0; s->score && i < s->score->n_gaps; i++)
        if (s->score->gaps[i].day.d > from->day.d && s->score->gaps[i].day.d < to->day.d) return true;
    return false;
}

// One path for the line, broken at gaps, and one for all the dots.
static void draw_ratings(struct buf *b, arena *a, const struct progress_series *s, const struct scale *k)
{
    struct point *p;
    size_t n = series_thin(a, s->points.v, s->points.n, POINTS_MAX, &p);
    buf_put(b, S("<path class=\"line\" d=\""));
    for (size_t i = 0; i < n; i++) {
        buf_putc(b, i == 0 || is_gap(s, &p[i - 1], &p[i]) ? 'M' : 'L');
        xy(b, at_x(k, p[i].day.d), at_y(k, p[i].value));
    }
    buf_put(b, S("\"/><path class=\"dots\" d=\""));
    for (size_t i = 0; i < n; i++) {
        buf_putc(b, 'M');
        xy(b, at_x(k, p[i].day.d), at_y(k, p[i].value));
        buf_put(b, S("h0"));
    }
    buf_put(b, S("\"/>"));
}

// Days of a bin that were said by the next day.
static size_t in_time(const struct progress_series *s, const struct bin *m)
{
    size_t n = 0;
    for (size_t i = 0; i < s->points.n; i++) {
        const struct point *p = &s->points.v[i];
        n += p->day.d >= m->first.d && p->day.d < m->first.d + m->days && !p->late;
    }
    return n;
}

// A bar for each 28 days; fainter where under half of the days were said by the next day.
static void draw_diary(struct buf *b, const struct progress_series *s, const struct scale *k)
{
    for (size_t i = 0; i < s->n_months; i++) {
        const struct bin *m = &s->months[i];
        if (!m->answered) continue;
        double x = at_x(k, m->first.d), w = m->days * k->per_day, y = at_y(k, m->per28);
        bool thin = in_time(s, m) * 2 < (size_t)m->days;
        rect(b, thin ? S("bar soft") : S("bar"), x + w * 0.12, y, w * 0.76, k->y0 - y < 4 ? 4 : k->y0 - y);
    }
}

// One stroke for each place that a day falls on, however much is there: the drawing stays small whatever was entered.
static void stroke(struct buf *b, bool seen[WIDTH + 1], str class, const struct scale *k, day on, double y0, double y1)
{
    if (on.d < k->first.d || on.d > k->last.d) return;
    double x = at_x(k, on.d);
    size_t place = x < 0 ? 0 : x > WIDTH ? WIDTH : (size_t)x;
    if (!seen[place]) line(b, class, x, y0, x, y1);
    seen[place] = true;
}

// Days that gave no score, over the whole height: missing is shown as missing.
static void gaps(struct buf *b, const struct progress_series *s, const struct scale *k)
{
    bool seen[WIDTH + 1] = {false};
    for (size_t i = 0; s->score && i < s->score->n_gaps; i++) stroke(b, seen, S("gap"), k, s->score->gaps[i].day, TOP, k->y0);
}

// Sessions given as strokes on the time axis, other care as strokes along the top; only those within the drawing.
static void events(struct buf *b, const struct progress *p, const struct scale *k)
{
    bool session[WIDTH + 1] = {false}, care[WIDTH + 1] = {false};
    for (size_t i = 0; i < p->held.n; i++)
        if (p->held.v[i].given) stroke(b, session, S("session"), k, p->held.v[i].day, k->y0 - 34, k->y0);
    for (size_t i = 0; i < p->care.n; i++)
        stroke(b, care, S("other-care"), k, p->care.v[i].from, TOP, TOP + 45);
}

// Up to the inner drawing; plot_end closes it and writes the words.
static void plot_begin(struct buf *b, str id, str title, str alternative)
{
    buf_put(b, S("<svg class=\"plot\" role=\"img\" aria-labelledby=\""));
    buf_html(b, id);
    buf_put(b, S("-t "));
    buf_html(b, id);
    buf_put(b, S("-d\"><title id=\""));
    buf_html(b, id);
    buf_put(b, S("-t\">"));
    buf_html(b, title);
    buf_put(b, S("</title><desc id=\""));
    buf_html(b, id);
    buf_put(b, S("-d\">"));
    buf_html(b, alternative);
    buf_put(b, S("</desc><svg width=\"100%\" height=\"100%\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\">"));
}

static html_safe plot_end(struct buf *b, arena *a, lang l, const struct progress_series *s, const struct scale *k, const struct day_ticks *days)
{
    line(b, S("axis"), LEFT, k->y0, WIDTH - RIGHT, k->y0);
    buf_put(b, S("</svg>"));
    words(b, a, l, s, k, days);
    buf_put(b, S("</svg>"));
    CHECK(!b->over);
    return (html_safe){buf_str(b)};
}

html_safe chart_svg(arena *a, lang l, const struct progress *p, const struct progress_series *s, day today, str id, str title, str alternative)
{
    struct buf b = buf_with_room(a, 8 << 10, 256 << 10);
    struct scale k = scale_of(s, today);
    struct day_ticks days = series_day_ticks(a, k.first, k.last, 5);
    plot_begin(&b, id, title, alternative);
    bands(&b, s, &k);
    grid(&b, &k, &days);
    if (is_diary(s)) draw_diary(&b, s, &k);
    else draw_ratings(&b, a, s, &k);
    gaps(&b, s, &k);
    marks(&b, s, &k);
    if (p) events(&b, p, &k);
    return plot_end(&b, a, l, s, &k, &days);
}

// --- what was fitted

static void scale_days(struct scale *k)
{
    if (k->last.d - k->first.d < 14) k->last.d = k->first.d + 14;
    k->per_day = (double)(WIDTH - LEFT - RIGHT) / (k->last.d - k->first.d);
    k->per_unit = (double)(HEIGHT - TOP - BOTTOM) / (k->top - k->bottom);
}

static struct scale scale_of_fit(const struct progress_series *s, const struct evidence *e, bool lines)
{
    struct scale k = {.x0 = LEFT, .y0 = HEIGHT - BOTTOM, .first = e->dots[0].day, .last = e->dots[e->n_dots - 1].day};
    if (s->concern.start.d < k.first.d) k.first = s->concern.start;
    if (s->concern.start.d > k.last.d) k.last = s->concern.start;
    for (size_t i = 0; !lines && i < e->mean[1].n; i++) // now may be years later
        if (e->mean[1].at[i].day.d > k.last.d) k.last = e->mean[1].at[i].day;
    scale_values(s, &k);
    for (size_t i = 0; is_diary(s) && i < e->n_dots; i++) k.top = fmax(k.top, fmin(DAYS_PER, ceil(e->dots[i].v / 4) * 4));
    if (is_diary(s)) k.ticks = series_ticks(k.bottom, k.top, 6);
    scale_days(&k);
    return k;
}

static void draw_dots(struct buf *b, const struct scale *k, const struct evidence_dot *dot, size_t n)
{
    buf_put(b, S("<path class=\"dots\" d=\""));
    for (size_t i = 0; i < n; i++) {
        buf_putc(b, 'M');
        xy(b, at_x(k, dot[i].day.d), at_y(k, dot[i].v));
        buf_put(b, S("h0"));
    }
    buf_put(b, S("\"/>"));
}

static void draw_band(struct buf *b, const struct scale *k, const struct evidence_line *l)
{
    if (!l->n || !l->band) return;
    buf_put(b, S("<path class=\"noise\" d=\""));
    for (size_t i = 0; i < l->n; i++) {
        buf_putc(b, i ? 'L' : 'M');
        xy(b, at_x(k, l->at[i].day.d), at_y(k, l->at[i].hi));
    }
    for (size_t i = l->n; i > 0; i--) {
        buf_putc(b, 'L');
        xy(b, at_x(k, l->at[i - 1].day.d), at_y(k, l->at[i - 1].lo));
    }
    buf_put(b, S("Z\"/>"));
}

static void draw_fit(struct buf *b, const struct scale *k, str class, const struct evidence_line *l)
{
    if (!l->n) return;
    buf_put(b, S("<path class=\""));
    buf_put(b, class);
    buf_put(b, S("\" d=\""));
    for (size_t i = 0; i < l->n; i++) {
        buf_putc(b, i ? 'L' : 'M');
        xy(b, at_x(k, l->at[i].day.d), at_y(k, l->at[i].v));
    }
    buf_put(b, S("\"/>"));
}

static html_safe fit_svg(arena *a, lang l, const struct progress_series *s, const struct evidence *e, bool lines, const struct chart_words *w)
{
    const struct evidence_line *fit = lines ? e->line : e->mean;
    struct buf b = buf_with_room(a, 8 << 10, 256 << 10);
    struct scale k = scale_of_fit(s, e, lines);
    struct day_ticks days = series_day_ticks(a, k.first, k.last, 5);
    plot_begin(&b, w->id, w->title, w->text);
    rect(&b, S("baseline"), LEFT, TOP, at_x(&k, s->concern.start.d) - LEFT, k.y0 - TOP);
    for (int side = 0; side < 2; side++) draw_band(&b, &k, &fit[side]);
    grid(&b, &k, &days);
    draw_dots(&b, &k, e->dots, e->n_dots);
    if (lines) draw_fit(&b, &k, S("line mean"), &e->ahead);
    for (int side = 0; side < 2; side++) draw_fit(&b, &k, S("fit"), &fit[side]);
    line(&b, S("start"), at_x(&k, s->concern.start.d), TOP - 60, at_x(&k, s->concern.start.d), k.y0);
    return plot_end(&b, a, l, s, &k, &days);
}

// A bar for each day that could have been drawn, from nothing up to how much better it was since, or down.
static html_safe ways_svg(arena *a, lang l, const struct progress_series *s, const struct evidence *e, const struct evidence_draw *d, const struct chart_words *w)
{
    struct buf b = buf_with_room(a, 8 << 10, 256 << 10);
    struct scale k = {.x0 = LEFT, .y0 = HEIGHT - BOTTOM, .first = {d->first.d - d->step}, .last = {d->last.d + d->step}, .turned = true};
    double lo = 0, hi = 0;
    for (size_t i = 0; i < e->n_ways; i++) lo = fmin(lo, e->ways[i]), hi = fmax(hi, e->ways[i]);
    double step = series_ticks(lo, fmax(hi, lo + 1), 6).step;
    k.bottom = floor(lo / step) * step;
    k.top = fmax(ceil(hi / step) * step, k.bottom + step);
    k.ticks = series_ticks(k.bottom, k.top, 8);
    scale_days(&k);
    struct day_ticks days = series_day_ticks(a, k.first, k.last, 5);
    plot_begin(&b, w->id, w->title, w->text);
    grid(&b, &k, &days);
    double wide = fmax(2, 0.6 * k.per_day * d->step);
    for (size_t i = 0; i < e->n_ways; i++) {
        double x = at_x(&k, (double)d->first.d + (double)i * d->step), y = at_y(&k, fmax(e->ways[i], 0)), to = at_y(&k, fmin(e->ways[i], 0));
        rect(&b, i == e->way ? S("bar") : S("bar soft"), x - wide / 2, y, wide, fmax(to - y, 4));
    }
    return plot_end(&b, a, l, s, &k, &days);
}

html_safe chart_evidence(arena *a, lang l, enum chart_of of, const struct progress_series *s, const struct evidence *e, const struct evidence_draw *d, const struct chart_words *w)
{
    bool lines = e->n_dots && e->line[0].n, means = e->n_dots && e->mean[0].n && e->mean[1].n;
    if (of == CHART_WAYS) return e->n_ways && d ? ways_svg(a, l, s, e, d, w) : (html_safe){0};
    return (of == CHART_LINES ? lines : means) ? fit_svg(a, l, s, e, of == CHART_LINES, w) : (html_safe){0};
}

html_safe chart_file(arena *a, html_safe chart, str title)
{
    struct buf b = buf_with_room(a, chart.html.n + 4096, 512 << 10);
    buf_put(&b, S("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"480\" viewBox=\"0 0 900 480\"><style>"
                  "text{font:13px system-ui,sans-serif;fill:#444}.note,.head{font-weight:600;fill:#000}.head{font-size:15px}.plot{overflow:visible}.plot>svg *{vector-effect:non-scaling-stroke}"
                  ".grid{stroke:#ddd;fill:none}.axis{stroke:#777;fill:none}.baseline{fill:#777;fill-opacity:.15}.noise{fill:#a44b2b;fill-opacity:.18}"
                  ".start{stroke:#000;stroke-width:1.75;fill:none}.fit{fill:none;stroke:#000;stroke-width:2}.line.mean{fill:none;stroke:#555;stroke-width:1.5;stroke-dasharray:2 4}"
                  ".dots{fill:none;stroke:#1c665a;stroke-width:6;stroke-linecap:round}.bar{fill:#1c665a}.bar.soft{fill:#999}"
                  "</style><rect width=\"900\" height=\"480\" fill=\"#fff\"/><text class=\"head\" x=\"20\" y=\"28\">"));
    buf_html(&b, title);
    buf_put(&b, S("</text><svg x=\"20\" y=\"44\" width=\"860\" height=\"420\">"));
    buf_put(&b, chart.html);
    buf_put(&b, S("</svg></svg>\n"));
    CHECK(!b.over);
    return (html_safe){buf_str(&b)};
}

html_safe chart_spark(arena *a, const struct progress_series *s)
{
    enum { SPARK = 24, WIDE = 100, HIGH = 28, PAD = 4 };
    size_t n = s->points.n < SPARK ? s->points.n : SPARK;
    const struct point *p = n ? s->points.v + (s->points.n - n) : NULL;
    if (n < 2 || is_diary(s)) return (html_safe){0};
    struct buf b = buf_with_room(a, 1 << 10, 8 << 10);
    struct scale k = {.x0 = PAD, .y0 = HIGH - PAD, .first = p[0].day, .last = p[n - 1].day};
    scale_values(s, &k);
    int days = k.last.d > k.first.d ? k.last.d - k.first.d : 1;
    k.per_day = (double)(WIDE - 2 * PAD) / days;
    k.per_unit = (double)(HIGH - 2 * PAD) / (k.top - k.bottom);
    buf_put(&b, S("<svg class=\"spark\" viewBox=\"0 0 100 28\" aria-hidden=\"true\"><path d=\""));
    for (size_t i = 0; i < n; i++) {
        buf_putc(&b, i == 0 || is_gap(s, &p[i - 1], &p[i]) ? 'M' : 'L');
        xy(&b, at_x(&k, p[i].day.d), at_y(&k, p[i].value));
    }
    buf_put(&b, S("\"/><circle r=\"3\""));
    attr(&b, S("cx"), at_x(&k, p[n - 1].day.d));
    attr(&b, S("cy"), at_y(&k, p[n - 1].value));
    buf_put(&b, S("/></svg>"));
    CHECK(!b.over);
    return (html_safe){buf_str(&b)};
}
