// The funnel as a drawing: how far each unit lies from what was to be expected, over its number of people, between the limits of chance.
#include <math.h>

#include "base/err.h"
#include "outcomes_report.h"

enum { WIDTH = 360, HEIGHT = 260, LEFT = 44, RIGHT = 344, TOP = 40, BOTTOM = 204, STEPS = 60, TICKS = 12 };

struct plane {
    double n_lo, n_hi, most;    // people across; points up and down
};

static double x_of(const struct plane *k, double n) { return (double)LEFT + (n - k->n_lo) / (k->n_hi - k->n_lo) * (double)(RIGHT - LEFT); }

static double y_of(const struct plane *k, double v)
{
    double in = fmax(-k->most, fmin(k->most, v));
    return (double)TOP + (k->most - in) / (2 * k->most) * (double)(BOTTOM - TOP);
}

static double step_of(double span)
{
    double power = pow(10, floor(log10(span))), times = span / power;
    return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
}

static double people_of(const struct outcomes_report *r, size_t i) { return (double)r->part[r->point_part[i]].of.n; }

static struct plane plane_of(const struct outcomes_report *r)
{
    struct plane k = {.n_lo = OUTCOMES_LEAST, .n_hi = OUTCOMES_LEAST + 10};
    for (size_t i = 0; i < r->n_points; i++) {
        k.n_hi = fmax(k.n_hi, people_of(r, i) * 1.1);
        k.most = fmax(k.most, fabs(r->point[i].value));
    }
    k.most = 1.08 * fmax(k.most, funnel_width(&r->funnel, FUNNEL_BEYOND_998, sqrt(r->fit.sigma2 / k.n_lo)));
    return k;
}

static void limit_put(struct buf *b, const struct outcomes_report *r, const struct plane *k, enum funnel_place limit, double side)
{
    buf_putf(b, "<path class=\"limit%s\" d=\"", limit == FUNNEL_BEYOND_95 ? " near" : "");
    for (int i = 0; i <= STEPS; i++) {
        double n = k->n_lo + (k->n_hi - k->n_lo) * i / (double)STEPS, v = side * funnel_width(&r->funnel, limit, sqrt(r->fit.sigma2 / n));
        buf_putf(b, "%s%.2f %.2f", i ? " L" : "M", x_of(k, n), y_of(k, v));
    }
    buf_put(b, S("\"/>\n"));
}

static void text_put(struct buf *b, const char *class, const char *anchor, double x, double y, str s)
{
    buf_putf(b, "<text class=\"%s\" text-anchor=\"%s\" x=\"%.2f\" y=\"%.2f\">", class, anchor, x, y);
    buf_html(b, s);
    buf_put(b, S("</text>\n"));
}

static void axes_put(struct buf *b, arena *a, const struct plane *k, const struct outcomes_words *w)
{
    double up = step_of(k->most / 2), across = fmax(1, step_of((k->n_hi - k->n_lo) / 4));
    buf_putf(b, "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n", LEFT, RIGHT, BOTTOM, BOTTOM);
    buf_putf(b, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.2f\" y2=\"%.2f\"/>\n", LEFT, RIGHT, y_of(k, 0), y_of(k, 0));
    int high = (int)fmin(TICKS, floor(k->most / up));
    for (int i = -high; i <= high; i++) {
        struct buf t = buf_new(a, 64);
        buf_put(&t, i < 0 ? S("\u2212") : i > 0 ? S("+") : S(""));
        buf_num(&t, fabs(i * up), up < 1 ? 1 : 0);
        text_put(b, "tick", "end", LEFT - 6, y_of(k, i * up) + 4, buf_str(&t));
    }
    double first = ceil(k->n_lo / across) * across;
    for (int i = 0; i < TICKS && first + i * across <= k->n_hi; i++) text_put(b, "tick", "middle", x_of(k, first + i * across), BOTTOM + 16, str_fmt(a, "%.0f", first + i * across));
    text_put(b, "tick", "middle", (LEFT + RIGHT) / 2.0, BOTTOM + 34, w->across);
    text_put(b, "tick", "start", 4, TOP - 10, w->up);
}

// Of the file alone: on a page the style sheet's.
static const char style[] =
    "<style>"
    "svg{--ink:#1b1b1b;--soft:#5a5a5a;--line:#b9b9b9;--mark:#0b5a6b;--ground:#fff;background:var(--ground);font:11.5px system-ui,\"DejaVu Sans\",sans-serif}"
    "@media (prefers-color-scheme:dark){svg{--ink:#f2f2f2;--soft:#b8b8b8;--line:#5c5c5c;--mark:#7cc7d8;--ground:#161616}}"
    "@media print{svg{--ink:#000;--soft:#333;--line:#999;--mark:#000;--ground:#fff}}"
    "text{fill:var(--soft)}.label{fill:var(--ink);font-weight:500}.axis{stroke:var(--line)}.grid{stroke:var(--soft)}"
    ".limit{fill:none;stroke:var(--soft);stroke-width:1.25}.limit.near{stroke-dasharray:4 3}.dot{fill:var(--ground);stroke:var(--mark);stroke-width:2}"
    "</style>\n";

str outcomes_funnel_svg(arena *a, const struct outcomes_report *r, const struct outcomes_words *w)
{
    if (!r->n_points || !(r->fit.sigma2 > 0)) return (str){0};
    struct plane k = plane_of(r);
    struct buf b = buf_with_room(a, 1 << 14, 16 << 20);
    buf_putf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"funnel\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
    buf_html(&b, w->title);
    buf_put(&b, S(". "));
    buf_html(&b, w->text);
    buf_put(&b, S("\">\n"));
    if (w->alone) {
        buf_put(&b, str_of(style));
        buf_putf(&b, "<rect width=\"%d\" height=\"%d\" fill=\"var(--ground)\"/>\n", WIDTH, HEIGHT);
    }
    text_put(&b, "label", "start", 4, 14, w->title);
    axes_put(&b, a, &k, w);
    for (int side = -1; side <= 1; side += 2) {
        limit_put(&b, r, &k, FUNNEL_BEYOND_95, side);
        limit_put(&b, r, &k, FUNNEL_BEYOND_998, side);
    }
    for (size_t i = 0; i < r->n_points; i++) {
        double x = x_of(&k, people_of(r, i)), y = y_of(&k, r->point[i].value);
        bool last = x > RIGHT - 20;
        buf_putf(&b, "<circle class=\"dot\" cx=\"%.2f\" cy=\"%.2f\" r=\"4\"/>\n", x, y);
        text_put(&b, "label", last ? "end" : "start", last ? x - 7 : x + 7, y + 4, str_fmt(a, "%zu", r->point_part[i] + 1));
    }
    double end = x_of(&k, k.n_hi), near = y_of(&k, funnel_width(&r->funnel, FUNNEL_BEYOND_95, sqrt(r->fit.sigma2 / k.n_hi)));
    double far = y_of(&k, funnel_width(&r->funnel, FUNNEL_BEYOND_998, sqrt(r->fit.sigma2 / k.n_hi)));
    text_put(&b, "tick", "end", end, near + 12, w->limit95);
    text_put(&b, "tick", "end", end, far - 5, w->limit998);
    buf_put(&b, S("</svg>\n"));
    CHECK(!b.over);
    return buf_str(&b);
}
