#include "clinic/stats/forest.h"

#include <math.h>

#include "base/err.h"
#include "base/number.h"
#include "clinic/stats/exact.h"

// In units of the viewBox, which is as wide as a phone.
enum { WIDTH = 360, LEFT = 12, RIGHT = 348, ROW = 34, HEAD = 44, LABEL = 28, GAP = 36, TICKS_MOST = 12, TEXT_MOST = 64, SVG_MOST = 4 << 20 };

struct axis {
    double lo, hi;              // of the pooled scale: logarithms for ratios
    double tick[TICKS_MOST];
    size_t n;
    bool ratio;
};

static double x_of(const struct axis *x, double v) {
    double share = (v - x->lo) / (x->hi - x->lo);
    return LEFT + (RIGHT - LEFT) * (share < 0 ? 0 : share > 1 ? 1 : share);
}

// Three digits and a power of ten.
static void put_far(struct buf *b, double v) {
    if (!isfinite(v)) {
        buf_put(b, v < 0 ? S("\u2212\u221E") : S("\u221E"));
        return;
    }
    struct shortest d = number_shortest(v);
    if (d.minus && d.n)
        buf_put(b, S("\u2212"));
    double power = d.n ? d.point - 1 : 0;
    buf_num(b, fabs(v) / pow(10, power), 2);
    buf_putf(b, "e%d", (int)power);
}

// Two decimals; more where the whole axis is narrower than that; ratios in three digits.
static void put_value(struct buf *b, const struct axis *x, double v) {
    double shown = x->ratio ? exp(v) : v, size = x->ratio ? shown : x->hi - x->lo;
    if (!isfinite(shown) || fabs(shown) >= 1e6 || size < 1e-6) {
        put_far(b, shown);
        return;
    }
    int places = size >= 1000 ? 0 : size >= 100 ? 1 : 2;
    double s = (x->ratio ? size * 10 : size) * (1 + 1e-9);
    while (places < 9 && s < 1) {
        s *= 10;
        places++;
    }
    char z[TEXT_MOST];
    struct shortest d = number_rounded(shown, places);
    int n = 0;
    if (d.minus && d.n)
        buf_put(b, S("\u2212"));
    if (d.point <= 0)
        z[n++] = '0';
    for (int i = 0; i < d.point; i++)
        z[n++] = i < d.n ? d.digit[i] : '0';
    if (places)
        z[n++] = '.';
    for (int i = 0; i < places; i++) {
        int at = d.point + i;
        z[n++] = at >= 0 && at < d.n ? d.digit[at] : '0';
    }
    buf_put(b, (str){z, (size_t)n});
}

static void put_tick(struct buf *b, const struct axis *x, double v) {
    double shown = x->ratio ? exp(v) : v, size = fabs(shown);
    char z[NUMBER_TEXT];
    if (size >= 1e6 || (size < 1e-4 && size >= (x->hi - x->lo) * 1e-9)) {
        put_far(b, shown);
        return;
    }
    if (size >= 1e-4)
        shown = number_round(shown, 7);
    else
        shown = 0;
    str t = {z, number_text(shown, z)};
    if (str_starts(t, S("-"))) {
        buf_put(b, S("\u2212"));
        t = str_sub(t, 1, t.n);
    }
    buf_put(b, t);
}

static void put_interval(struct buf *b, const struct axis *x, double mid, double lo, double hi) {
    put_value(b, x, mid);
    buf_put(b, S(" ("));
    put_value(b, x, lo);
    buf_put(b, S(" to "));
    put_value(b, x, hi);
    buf_putc(b, ')');
}

static double half_of(const struct pool_study *s) {
    return NORMAL_975 * sqrt(s->v);
}

static void tick(struct axis *x, double v) {
    double slack = (x->hi - x->lo) * 1e-9;
    if (x->n < TICKS_MOST && v >= x->lo - slack && v <= x->hi + slack)
        x->tick[x->n++] = v;
}

// 1, 2 or 5 times a power of ten, for about five steps of `span`.
static double step_of(double span) {
    double power = pow(10, floor(log10(span / 5))), times = span / 5 / power;
    return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
}

static void ticks(struct axis *x) {
    double span = x->hi - x->lo, lo = x->lo, hi = x->hi;
    bool narrow = x->ratio && span < 2 * M_LN2;
    if (!x->ratio || narrow) {
        lo = narrow ? exp(lo) : lo;
        hi = narrow ? exp(hi) : hi;
        double step = step_of(hi - lo), from = ceil(lo / step - 1e-9);
        for (int i = 0; i < TICKS_MOST; i++)
            tick(x, narrow ? log((from + i) * step) : (from + i) * step);
        return;
    }
    static const double times[] = {1, 2, 5};
    double decades = span / M_LN10, from = floor(lo / M_LN10), every = decades > 6 ? ceil(decades / 6) : 1;
    for (int i = 0; i < 2 * TICKS_MOST; i++) {
        for (size_t k = 0; k < (decades < 3 ? 3 : 1); k++)
            tick(x, (from + i * every) * M_LN10 + log(times[k]));
    }
}

// All effects, the pooled intervals and no effect; study intervals too, but none may squeeze the rest: what reaches beyond has an arrow.
static struct axis axis_of(const struct forest *f) {
    const struct pool_fit *fit = &f->out->fit;
    struct axis x = {.lo = fmin(0, fit->mu.v), .hi = fmax(0, fit->mu.v), .ratio = pool_measure_is_ratio(f->measure)};
    for (size_t i = 0; i < f->in->k; i++) {
        x.lo = fmin(x.lo, f->in->study[i].y);
        x.hi = fmax(x.hi, f->in->study[i].y);
    }
    const struct pool_range r[] = {fit->ci, fit->pi};
    double room = x.hi - x.lo;
    for (size_t i = 0; i < f->in->k; i++) // at least as wide as the narrowest interval
        room = fmax(room, i && room > 0 ? 0 : half_of(&f->in->study[i]));
    double least = x.lo - room, most = x.hi + room;
    for (size_t i = 0; i < 2; i++) {
        if (!r[i].known)
            continue;
        x.lo = fmax(least, fmin(x.lo, r[i].lo));
        x.hi = fmin(most, fmax(x.hi, r[i].hi));
    }
    for (size_t i = 0; i < f->in->k; i++) {
        const struct pool_study *s = &f->in->study[i];
        x.lo = fmax(least, fmin(x.lo, s->y - half_of(s)));
        x.hi = fmin(most, fmax(x.hi, s->y + half_of(s)));
    }
    if (!(x.hi - x.lo > fabs(x.hi) * 1e-9)) {
        x.lo -= 1;
        x.hi += 1;
    }
    ticks(&x);
    return x;
}

// --- drawing

static void put_at(struct buf *b, const char *name, double v) {
    buf_putf(b, " %s=\"", name);
    buf_num(b, v, 2);
    buf_putc(b, '"');
}

static void line(struct buf *b, const char *class, double x1, double y1, double x2, double y2) {
    buf_putf(b, "<line class=\"%s\"", class);
    put_at(b, "x1", x1);
    put_at(b, "y1", y1);
    put_at(b, "x2", x2);
    put_at(b, "y2", y2);
    buf_put(b, S("/>"));
}

static void text_open(struct buf *b, const char *class, const char *anchor, double x, double y) {
    buf_putf(b, "<text class=\"%s\" text-anchor=\"%s\"", class, anchor);
    put_at(b, "x", x);
    put_at(b, "y", y);
    buf_putc(b, '>');
}

// As much of a label as there is room for, in whole code points.
static void put_label(struct buf *b, str label, size_t i) {
    if (!label.n) {
        buf_putf(b, "Study %zu", i + 1);
        return;
    }
    size_t n = 0, points = 0;
    while (n < label.n && points < LABEL) {
        n++;
        while (n < label.n && ((unsigned char)label.p[n] & 0xC0) == 0x80)
            n++;
        points++;
    }
    buf_html(b, str_sub(label, 0, n));
    if (n < label.n)
        buf_put(b, S("\u2026"));
}

static void interval_line(struct buf *b, const struct axis *x, const char *class, double lo, double hi, double y) {
    double x1 = x_of(x, lo), x2 = x_of(x, hi);
    line(b, class, x1, y, x2, y);
    double slack = (x->hi - x->lo) * 1e-9;
    if (lo < x->lo - slack)
        buf_putf(b, "<path class=\"mark\" d=\"M%d %.2f l6 -4 v8 z\"/>", LEFT - 6, y);
    if (hi > x->hi + slack)
        buf_putf(b, "<path class=\"mark\" d=\"M%d %.2f l-6 -4 v8 z\"/>", RIGHT + 6, y);
}

static void put_study(struct buf *b, const struct forest *f, const struct axis *x, size_t i) {
    const struct pool_study *s = &f->in->study[i];
    double top = HEAD + (double)i * ROW, half = half_of(s), weight = f->out->weight[i], size = 4 + 12 * sqrt(weight / 100), y = top + 24;
    buf_put(b, S("<g role=\"listitem\"><title>"));
    if (s->label.n)
        buf_html(b, s->label);
    else
        buf_putf(b, "Study %zu", i + 1);
    buf_put(b, S(": "));
    put_interval(b, x, s->y, s->y - half, s->y + half);
    buf_put(b, S(", weight "));
    buf_num(b, weight, 1);
    buf_put(b, S(" %</title>"));
    text_open(b, "label", "start", LEFT, top + 12);
    put_label(b, s->label, i);
    buf_put(b, S("</text>"));
    text_open(b, "figure", "end", RIGHT, top + 12);
    put_interval(b, x, s->y, s->y - half, s->y + half);
    buf_put(b, S("</text>"));
    interval_line(b, x, "study", s->y - half, s->y + half, y);
    buf_put(b, S("<rect class=\"mark\""));
    put_at(b, "x", x_of(x, s->y) - size / 2);
    put_at(b, "y", y - size / 2);
    put_at(b, "width", size);
    put_at(b, "height", size);
    buf_put(b, S("/></g>\n"));
}

static void put_pooled(struct buf *b, const struct forest *f, const struct axis *x) {
    const struct pool_fit *t = &f->out->fit;
    double top = HEAD + (double)f->in->k * ROW + 4, y = top + 26;
    line(b, "rule", LEFT, top - 3, RIGHT, top - 3);
    text_open(b, "label strong", "start", LEFT, top + 13);
    buf_put(b, f->in->method == POOL_EE ? S("Together, equal effects") : S("Together, random effects"));
    buf_put(b, S("</text>"));
    text_open(b, "figure strong", "end", RIGHT, top + 13);
    if (t->ci.known)
        put_interval(b, x, t->mu.v, t->ci.lo, t->ci.hi);
    else
        put_value(b, x, t->mu.v);
    buf_put(b, S("</text>"));
    if (t->pi.known)
        interval_line(b, x, "spread", t->pi.lo, t->pi.hi, y);
    double lo = x_of(x, t->ci.known ? t->ci.lo : t->mu.v), hi = x_of(x, t->ci.known ? t->ci.hi : t->mu.v), mid = x_of(x, t->mu.v);
    buf_putf(b, "<path class=\"pooled\" d=\"M%.2f %.2f L%.2f %.2f L%.2f %.2f L%.2f %.2f z\"/>\n", fmin(lo, mid - 3), y, mid, y - 7, fmax(hi, mid + 3), y, mid, y + 7);
    if (!t->pi.known)
        return;
    text_open(b, "note", "start", LEFT, top + 52);
    buf_put(b, S("The next study like these: "));
    put_value(b, x, t->pi.lo);
    buf_put(b, S(" to "));
    put_value(b, x, t->pi.hi);
    buf_put(b, S("</text>\n"));
}

static void put_axis(struct buf *b, const struct forest *f, const struct axis *x, double bottom) {
    double from = HEAD - 6;
    line(b, "none", x_of(x, 0), from, x_of(x, 0), bottom);
    line(b, "rule", LEFT, bottom, RIGHT, bottom);
    double last = -HUGE_VAL;
    for (size_t i = 0; i < x->n; i++) {
        double at = x_of(x, x->tick[i]), from_none = fabs(at - x_of(x, 0));
        if (at - last < GAP || (from_none > 1 && from_none < GAP))
            continue;
        last = at;
        line(b, "rule", at, bottom, at, bottom + 4);
        text_open(b, "note", at < LEFT + 12 ? "start" : at > RIGHT - 12 ? "end" : "middle", at, bottom + 16);
        put_tick(b, x, x->tick[i]);
        buf_put(b, S("</text>"));
    }
    static const char *const words[] = {[POOL_GIVEN] = "Effect, with 95 % interval", [POOL_RR] = "Risk ratio, with 95 % interval", [POOL_OR] = "Odds ratio, with 95 % interval",
        [POOL_RD] = "Risk difference, with 95 % interval"};
    text_open(b, "note", "middle", WIDTH / 2.0, bottom + 32);
    buf_put(b, str_of(words[f->measure]));
    buf_put(b, S("; larger squares weigh more</text>\n"));
}

static void put_description(struct buf *b, const struct forest *f, const struct axis *x) {
    const struct pool_fit *t = &f->out->fit;
    buf_putf(b, "%zu %s. ", f->in->k, f->in->k == 1 ? "study" : "studies");
    buf_put(b, S("Together "));
    if (t->ci.known)
        put_interval(b, x, t->mu.v, t->ci.lo, t->ci.hi);
    else
        put_value(b, x, t->mu.v);
    buf_put(b, S("."));
    if (t->pi.known) {
        buf_put(b, S(" The next study like these is expected from "));
        put_value(b, x, t->pi.lo);
        buf_put(b, S(" to "));
        put_value(b, x, t->pi.hi);
        buf_putc(b, '.');
    }
    if (f->in->k < POOL_FEW)
        buf_put(b, S(" These are fewer than five studies: look at each of them."));
}

static const char style[] =
    "<style>"
    "svg{--ink:#1b1b1b;--soft:#5a5a5a;--line:#b9b9b9;--mark:#0b5a6b;--ground:#fff;background:var(--ground);font:12px system-ui,\"DejaVu Sans\",sans-serif}"
    "@media (prefers-color-scheme:dark){svg{--ink:#f2f2f2;--soft:#b8b8b8;--line:#5c5c5c;--mark:#7cc7d8;--ground:#161616}}"
    "@media print{svg{--ink:#000;--soft:#333;--line:#999;--mark:#000;--ground:#fff}}"
    "text{fill:var(--ink)}.figure{font-variant-numeric:tabular-nums;font-size:11px}.note{fill:var(--soft);font-size:11px}.strong{font-weight:700}"
    ".label,.figure,.note{paint-order:stroke;stroke:var(--ground);stroke-width:3px;stroke-linejoin:round}"
    ".title{font-size:14px;font-weight:700}.rule{stroke:var(--line)}.none{stroke:var(--line);stroke-dasharray:3 3}"
    ".study{stroke:var(--mark);stroke-width:1.5}.mark,.pooled{fill:var(--mark)}.spread{stroke:var(--soft);stroke-width:3;stroke-dasharray:5 3}"
    "</style>\n";

str forest_svg(arena *a, const struct forest *f) {
    CHECK(f->in->k >= 1 && f->in->k <= FOREST_MOST && f->out->fit.mu.known && f->out->weight);
    struct buf b = buf_new(a, SVG_MOST);
    struct axis x = axis_of(f);
    double bottom = HEAD + (double)f->in->k * ROW + 46 + (f->out->fit.pi.known ? 18 : 0), height = bottom + 42;
    buf_putf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" width=\"100%%\" style=\"max-width:40rem\" role=\"group\" "
                 "aria-labelledby=\"forest-title\" aria-describedby=\"forest-words\">\n<title id=\"forest-title\">", WIDTH, height);
    buf_html(&b, f->title.n ? f->title : S("Studies and what they say together"));
    buf_put(&b, S("</title>\n<desc id=\"forest-words\">"));
    put_description(&b, f, &x);
    buf_put(&b, S("</desc>\n"));
    buf_put(&b, str_of(style));
    buf_putf(&b, "<rect width=\"%d\" height=\"%.0f\" fill=\"var(--ground)\"/>\n", WIDTH, height);
    text_open(&b, "title", "start", LEFT, 22);
    put_label(&b, f->title.n ? f->title : S("Studies, and together"), 0);
    buf_put(&b, S("</text>\n"));
    put_axis(&b, f, &x, bottom);
    buf_put(&b, S("<g role=\"list\">\n"));
    for (size_t i = 0; i < f->in->k; i++)
        put_study(&b, f, &x, i);
    buf_put(&b, S("</g>\n"));
    put_pooled(&b, f, &x);
    buf_put(&b, S("</svg>\n"));
    CHECK(!b.over);
    return buf_str(&b);
}
