#include "chart.h"

#include <math.h>

// User units; the style sheet scales the whole.
enum { WIDTH = 640, HEIGHT = 300, LEFT = 46, RIGHT = 14, TOP = 26, BOTTOM = 40, POINTS_MAX = 240, GAP_DAYS = 42 };

struct scale {
    double x0, per_day, y0, per_unit;   // pixel = x0 + days * per_day; y0 - value * per_unit
    day first, last;
    double top;                         // largest value on the axis
};

static double at_x(const struct scale *k, double days)
{
    return k->x0 + (days - k->first.d) * k->per_day;
}

static double at_y(const struct scale *k, double value)
{
    double v = value < 0 ? 0 : value > k->top ? k->top : value;
    return k->y0 - v * k->per_unit;
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

static void text(struct buf *b, str class, double x, double y, str anchor, str s)
{
    buf_put(b, S("<text class=\""));
    buf_put(b, class);
    buf_putc(b, '"');
    attr(b, S("x"), x);
    attr(b, S("y"), y);
    buf_put(b, S(" text-anchor=\""));
    buf_put(b, anchor);
    buf_put(b, S("\">"));
    buf_html(b, s);
    buf_put(b, S("</text>"));
}

static bool is_diary(const struct progress_series *s)
{
    return s->instrument->kind == INSTRUMENT_DAY;
}

static double diary_top(const struct progress_series *s)
{
    double most = 4;
    for (size_t i = 0; i < s->n_months; i++) most = fmax(most, s->months[i].per28);
    if (s->change.before.n) most = fmax(most, s->change.before.hi);
    return fmin(DAYS_PER, ceil(most / 4) * 4);
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
    k.top = is_diary(s) ? diary_top(s) : s->instrument->hi;
    k.per_day = (double)(WIDTH - LEFT - RIGHT) / (k.last.d - k.first.d);
    k.per_unit = (double)(HEIGHT - TOP - BOTTOM) / k.top;
    return k;
}

static void axis_y(struct buf *b, const struct scale *k)
{
    struct ticks t = series_ticks(0, k->top, 6);
    for (int i = 0; i < t.n; i++) {
        double v = t.first + i * t.step;
        if (v > k->top) break;
        line(b, S("grid"), LEFT, at_y(k, v), WIDTH - RIGHT, at_y(k, v));
        char label[16];
        struct buf one = {.p = label, .cap = sizeof label, .max = sizeof label};
        buf_num(&one, v, t.decimals);
        text(b, S("tick"), LEFT - 8, at_y(k, v) + 5, S("end"), buf_str(&one));
    }
}

static str tick_label(arena *a, lang l, enum day_unit unit, day d)
{
    struct civil c = day_civil(d);
    str month = message_say(a, l, SAY(view_month(c.month)));
    if (unit == UNIT_YEAR) return str_fmt(a, "%d", c.year);
    if (unit == UNIT_MONTH) return c.month == 1 ? str_fmt(a, "%d", c.year) : month;
    return str_fmt(a, "%d %.*s", c.day, SP(month));
}

static void axis_x(struct buf *b, arena *a, lang l, const struct scale *k)
{
    struct day_ticks t = series_day_ticks(a, k->first, k->last, 7);
    for (size_t i = 0; i < t.n; i++) {
        double x = at_x(k, t.at[i].d);
        line(b, S("axis"), x, k->y0, x, k->y0 + 5);
        str anchor = x < LEFT + 20 ? S("start") : x > WIDTH - RIGHT - 20 ? S("end") : S("middle");
        text(b, S("tick"), x, k->y0 + 24, anchor, tick_label(a, l, t.unit, t.at[i]));
    }
    line(b, S("axis"), LEFT, k->y0, WIDTH - RIGHT, k->y0);
}

// Behind the answers: the time before treatment, what error alone may do to the baseline, and where an important change begins.
static void bands(struct buf *b, lang l, const struct progress_series *s, const struct scale *k)
{
    const struct change_result *r = &s->change;
    double right = WIDTH - RIGHT, start = s->concern.started ? at_x(k, s->concern.start.d) : LEFT;
    if (s->concern.started) rect(b, S("baseline"), LEFT, TOP, start - LEFT, k->y0 - TOP);
    if (s->concern.started && r->before.n) {
        double mean = r->before.mean;
        double lo = is_diary(s) ? r->before.lo : mean - r->mdc95.v, hi = is_diary(s) ? r->before.hi : mean + r->mdc95.v;
        if ((is_diary(s) || r->mdc95.known) && hi > lo) rect(b, S("noise"), start, at_y(k, hi), right - start, at_y(k, lo) - at_y(k, hi));
        line(b, S("line mean"), LEFT, at_y(k, mean), right, at_y(k, mean));
        bool down = s->instrument->higher_is_worse;
        double important = down ? mean - r->mcid.v : mean + r->mcid.v;
        if (r->mcid.known && important >= 0 && important <= k->top) {
            line(b, S("mcid"), start, at_y(k, important), right, at_y(k, important));
        }
    }
    if (s->concern.started) {
        line(b, S("start"), start, TOP - 8, start, k->y0);
        bool late = start > (double)WIDTH * 0.66;
        char label[128];
        struct buf one = {.p = label, .cap = sizeof label, .max = sizeof label};
        message_html(&one, l, SAY(MSG_progress_chart_start));
        buf_put(b, S("<text class=\"note\""));
        attr(b, S("x"), late ? start - 6 : start + 6);
        attr(b, S("y"), TOP - 10);
        buf_put(b, late ? S(" text-anchor=\"end\">") : S(" text-anchor=\"start\">"));
        buf_put(b, buf_str(&one));
        buf_put(b, S("</text>"));
    }
}

static void xy(struct buf *b, double x, double y)
{
    buf_num(b, x, 1);
    buf_putc(b, ' ');
    buf_num(b, y, 1);
}

// One path for the line, broken where nobody answered for six weeks, and one for all the dots.
static void draw_ratings(struct buf *b, arena *a, const struct progress_series *s, const struct scale *k)
{
    struct point *p;
    size_t n = series_thin(a, s->points.v, s->points.n, POINTS_MAX, &p);
    buf_put(b, S("<path class=\"line\" d=\""));
    for (size_t i = 0; i < n; i++) {
        bool gap = i == 0 || p[i].day.d - p[i - 1].day.d > GAP_DAYS;
        buf_putc(b, gap ? 'M' : 'L');
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

// A bar for each 28 days; fainter where under half of the days were answered.
static void draw_diary(struct buf *b, const struct progress_series *s, const struct scale *k)
{
    for (size_t i = 0; i < s->n_months; i++) {
        const struct bin *m = &s->months[i];
        if (!m->answered) continue;
        double x = at_x(k, m->first.d), w = m->days * k->per_day, y = at_y(k, m->per28);
        bool thin = m->answered * 2 < (size_t)m->days;
        rect(b, thin ? S("bar soft") : S("bar"), x + w * 0.12, y, w * 0.76, k->y0 - y < 1 ? 1 : k->y0 - y);
    }
}

html_safe chart_svg(arena *a, lang l, const struct progress_series *s, day today, str id, str title, str alternative)
{
    struct buf b = buf_new(a, 256 << 10);
    struct scale k = scale_of(s, today);
    buf_put(&b, S("<svg viewBox=\"0 0 640 300\" role=\"img\" aria-labelledby=\""));
    buf_html(&b, id);
    buf_put(&b, S("-t "));
    buf_html(&b, id);
    buf_put(&b, S("-d\"><title id=\""));
    buf_html(&b, id);
    buf_put(&b, S("-t\">"));
    buf_html(&b, title);
    buf_put(&b, S("</title><desc id=\""));
    buf_html(&b, id);
    buf_put(&b, S("-d\">"));
    buf_html(&b, alternative);
    buf_put(&b, S("</desc>"));
    bands(&b, l, s, &k);
    axis_y(&b, &k);
    if (is_diary(s)) draw_diary(&b, s, &k);
    else draw_ratings(&b, a, s, &k);
    axis_x(&b, a, l, &k);
    buf_put(&b, S("</svg>"));
    CHECK(!b.over);
    return (html_safe){buf_str(&b)};
}
