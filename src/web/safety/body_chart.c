#include "body_chart.h"

#include "body_shape.h"
#include "safety_line.h"

enum { DRAWING_BYTES = 64 << 10 };

// `id` begins the ids that the drawing refers to itself by; `pattern` fills a place that is marked; `of` is for `part`.
struct drawing {
    struct call *c;
    str id;
    const char *pattern;
    enum msg left, right;
    body_part_fn *part;
    void *of;
};

static void letters(struct call *c, struct buf *b, const char *at, enum msg m)
{
    buf_put(b, str_fmt(c->a, "<text %s>", at));
    buf_html(b, message_say(c->a, c->desk.lang, SAY(m)));
    buf_put(b, S("</text>"));
}

static void put_both_halves(struct call *c, struct buf *b, str id)
{
    buf_put(b, str_fmt(c->a, "<use href=\"#%.*s-half\"/><use href=\"#%.*s-half\" transform=\"scale(-1 1)\"/>", SP(id), SP(id)));
}

static void draw_view(struct buf *b, const struct drawing *d, bool front)
{
    struct call *c = d->c;
    const char *seen = front ? "seen-front" : "seen-back";
    str id = str_fmt(c->a, "%.*s%s", SP(d->id), seen);
    buf_put(b, str_fmt(c->a, "<svg viewBox=\"" BODY_VIEW_BOX "\" class=\"%s\" data-pattern=\"url(#%.*s-on)\"><defs><path id=\"%.*s-half\" d=\"%s\"/><clipPath id=\"%.*s-clip\">", seen, SP(id),
                       SP(id), body_silhouette, SP(id)));
    put_both_halves(c, b, id);
    buf_put(b, str_fmt(c->a,
                       "</clipPath><pattern id=\"%.*s-on\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                       "<rect width=\"6\" height=\"6\"/><path d=\"%s\"/></pattern></defs><g class=\"parts\" clip-path=\"url(#%.*s-clip)\">",
                       SP(id), d->pattern, SP(id)));
    body_draw(b, front, d->part, d->of);
    buf_put(b, S("</g><g class=\"edge\">"));
    put_both_halves(c, b, id);
    if (front) buf_put(b, S("<path d=\"M9 38h.1M-9 38h.1M-4 46.5Q0 48.5 4 46.5M-1 164h2\"/>"));
    buf_put(b, S("</g>"));
    letters(c, b, "class=\"seen\" x=\"-97\" y=\"16\"", front ? MSG_safety_chart_front : MSG_safety_chart_back);
    letters(c, b, "x=\"-62\" y=\"66\" text-anchor=\"middle\"", front ? d->right : d->left);
    letters(c, b, "x=\"62\" y=\"66\" text-anchor=\"middle\"", front ? d->left : d->right);
    buf_put(b, S("</svg>"));
}

static html_safe draw_both(struct buf *b, const struct drawing *d)
{
    draw_view(b, d, true);
    draw_view(b, d, false);
    CHECK(!b->over);
    return (html_safe){buf_str(b)};
}

// --- what limits a session

static bool is_avoided(const struct screen_limits *l, struct site s)
{
    for (size_t i = 0; i < l->n_avoid; i++)
        if (site_overlaps(l->avoid[i], s)) return true;
    return false;
}

static void limited_part(struct buf *b, struct site s, bool front, void *of)
{
    const struct screen_limits *l = of;
    if (is_avoided(l, s)) buf_put(b, front ? S(" class=\"avoid\" fill=\"url(#chart-seen-front-on)\"") : S(" class=\"avoid\" fill=\"url(#chart-seen-back-on)\""));
    else buf_put(b, l->pressure_max ? S(" class=\"light\"") : S(" class=\"part\""));
}

struct body_chart_view body_chart_of(struct call *c, const struct screen_limits *l)
{
    struct body_chart_view v = {.any = l->n_avoid || l->pressure_max, .avoid = l->n_avoid > 0, .light = l->pressure_max > 0};
    if (!v.any) return v;
    size_t n;
    const struct line_view *lines = safety_limit_lines(c, &(struct screen_limits){.avoid = l->avoid, .n_avoid = l->n_avoid, .pressure_max = l->pressure_max}, &n);
    struct buf b = buf_new(c->a, DRAWING_BYTES);
    buf_put(&b, S("<div class=\"body-views limits\" role=\"img\" aria-label=\""));
    for (size_t i = 0; i < n; i++) {
        if (i) buf_put(&b, S(". "));
        buf_html(&b, lines[i].text);
    }
    buf_put(&b, S("\">"));
    struct screen_limits all = *l;
    draw_both(&b, &(struct drawing){c, S("chart-"), "M0 3H6M3 0V6", MSG_safety_chart_left, MSG_safety_chart_right, limited_part, &all});
    buf_put(&b, S("</div>"));
    CHECK(!b.over);
    v.svg = (html_safe){buf_str(&b)};
    return v;
}

// --- what is tapped

static void tapped_part(struct buf *b, struct site s, bool front, void *of)
{
    (void)front;
    struct call *c = of;
    buf_put(b, str_fmt(c->a, " class=\"part\" data-site=\"%.*s\" data-name=\"", SP(site_text(c->a, s))));
    buf_html(b, message_say(c->a, c->desk.lang, site_say(s)));
    buf_putc(b, '"');
}

struct body_outline_view body_outline_of(struct call *c, str boxes)
{
    bool own = c->desk.who.role == ROLE_CLIENT;
    struct buf b = buf_new(c->a, DRAWING_BYTES);
    struct drawing d = {c, str_fmt(c->a, "%.*sdrawn-", SP(boxes)), "M0 0V6", own ? MSG_safety_outline_left : MSG_safety_chart_left, own ? MSG_safety_outline_right : MSG_safety_chart_right, tapped_part, c};
    return (struct body_outline_view){.boxes = boxes, .svg = draw_both(&b, &d)};
}
