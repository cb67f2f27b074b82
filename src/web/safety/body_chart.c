#include "body_chart.h"

#include "safety_line.h"

enum { MIDDLE_FRONT = 55, MIDDLE_BACK = 165, CHART_BYTES = 48 << 10 };

// One place in one view: an ellipse, so far from the middle line, in hundredths of the drawing's 220 by 250. Sided ones are drawn on both sides.
struct part {
    const char *code;
    bool front, back;
    int dx, y, rx, ry;
};
static const struct part parts[] = {
    {"head", true, false, 0, 900, 1100, 700},       {"head", false, true, 0, 1700, 1150, 1400},    {"face", true, false, 0, 2050, 950, 700},
    {"jaw", true, false, 520, 2850, 480, 330},      {"throat", true, false, 0, 3750, 520, 480},    {"neck", true, false, 800, 3750, 250, 480},
    {"neck", false, true, 400, 3750, 400, 580},     {"shoulder", true, true, 2400, 5000, 900, 800}, {"upper-arm", true, true, 3250, 6900, 600, 1350},
    {"elbow", true, true, 3600, 8750, 550, 600},    {"forearm", true, true, 3950, 10550, 550, 1350}, {"wrist", true, true, 4250, 12300, 430, 420},
    {"hand", true, true, 4500, 13500, 600, 880},    {"chest", true, false, 850, 5800, 850, 1100},  {"ribs", true, true, 1900, 8000, 350, 1000},
    {"abdomen", true, false, 0, 8800, 1300, 1600},  {"groin", true, false, 650, 11300, 520, 560},  {"upper-back", false, true, 800, 5600, 780, 1050},
    {"mid-back", false, true, 750, 7650, 720, 900}, {"lower-back", false, true, 750, 9500, 720, 850}, {"sacrum", false, true, 0, 10700, 620, 480},
    {"glutes", false, true, 950, 12000, 900, 950},  {"hip", true, true, 1950, 11200, 430, 780},    {"thigh-front", true, false, 1250, 14400, 560, 1900},
    {"thigh-inner", true, false, 380, 13900, 250, 1500}, {"thigh-outer", true, true, 2080, 14300, 240, 1800}, {"thigh-back", false, true, 1100, 14800, 680, 1700},
    {"knee", true, false, 1150, 17200, 650, 680},   {"knee-back", false, true, 1150, 17200, 650, 600}, {"shin", true, false, 1150, 19500, 560, 1450},
    {"calf", false, true, 1150, 19400, 680, 1450},  {"ankle", true, true, 1150, 21600, 480, 460},  {"foot", true, true, 1250, 22900, 700, 600},
};

static void number(struct buf *b, const char *name, int hundredths)
{
    buf_putc(b, ' ');
    buf_put(b, str_of(name));
    buf_put(b, S("=\""));
    buf_num(b, hundredths / 100.0, 2);
    buf_putc(b, '"');
}

static bool is_avoided(const struct screen_limits *l, struct site s)
{
    for (size_t i = 0; i < l->n_avoid; i++)
        if (site_overlaps(l->avoid[i], s)) return true;
    return false;
}

static void cross(struct buf *b, int x, const struct part *p)
{
    const int dx = p->rx * 7 / 10, dy = p->ry * 7 / 10;
    for (int way = -1; way <= 1; way += 2) {
        buf_put(b, S("<line class=\"crossed\""));
        number(b, "x1", x - dx);
        number(b, "y1", p->y - way * dy);
        number(b, "x2", x + dx);
        number(b, "y2", p->y + way * dy);
        buf_put(b, S("/>"));
    }
}

// The body first (`l` NULL), then what is limited on it.
static void draw(struct buf *b, const struct part *p, struct site s, int x, const struct screen_limits *l)
{
    bool avoid = l && is_avoided(l, s);
    if (l && !avoid && !l->pressure_max) return;
    buf_put(b, !l ? S("<ellipse class=\"flesh\"") : avoid ? S("<ellipse class=\"avoid\"") : S("<ellipse class=\"light\""));
    number(b, "cx", x);
    number(b, "cy", p->y);
    number(b, "rx", p->rx);
    number(b, "ry", p->ry);
    buf_put(b, S("/>"));
    if (avoid) cross(b, x, p);
}

// Seen from the front, the client's right is on the left of the drawing.
static void draw_part(struct buf *b, const struct part *p, bool front, const struct screen_limits *l)
{
    struct site s;
    bool known = site_parse(str_of(p->code), &s);
    CHECK(known);
    const int middle = (front ? MIDDLE_FRONT : MIDDLE_BACK) * 100;
    if (!s.region->sided) {
        draw(b, p, s, middle, l);
        return;
    }
    s.side = front ? SIDE_RIGHT : SIDE_LEFT;
    draw(b, p, s, middle - p->dx, l);
    s.side = front ? SIDE_LEFT : SIDE_RIGHT;
    draw(b, p, s, middle + p->dx, l);
}

static void draw_all(struct buf *b, const struct screen_limits *l)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].front) draw_part(b, &parts[i], true, l);
        if (parts[i].back) draw_part(b, &parts[i], false, l);
    }
}

static void letter(struct call *c, struct buf *b, int x, int y, enum msg m)
{
    buf_put(b, S("<text text-anchor=\"middle\""));
    number(b, "x", x);
    number(b, "y", y);
    buf_putc(b, '>');
    buf_html(b, message_say(c->a, c->desk.lang, SAY(m)));
    buf_put(b, S("</text>"));
}

struct body_chart_view body_chart_of(struct call *c, const struct screen_limits *l)
{
    struct body_chart_view v = {.any = l->n_avoid || l->pressure_max, .avoid = l->n_avoid > 0, .light = l->pressure_max > 0};
    if (!v.any) return v;
    size_t n;
    const struct line_view *lines = safety_limit_lines(c, &(struct screen_limits){.avoid = l->avoid, .n_avoid = l->n_avoid, .pressure_max = l->pressure_max}, &n);
    struct buf b = buf_new(c->a, CHART_BYTES);
    buf_put(&b, S("<svg class=\"body-chart\" viewBox=\"0 0 220 252\" role=\"img\" aria-label=\""));
    for (size_t i = 0; i < n; i++) {
        if (i) buf_put(&b, S(". "));
        buf_html(&b, lines[i].text);
    }
    buf_put(&b, S("\">"));
    draw_all(&b, NULL);
    draw_all(&b, l);
    letter(c, &b, MIDDLE_FRONT * 100, 24700, MSG_safety_chart_front);
    letter(c, &b, MIDDLE_BACK * 100, 24700, MSG_safety_chart_back);
    for (int front = 0; front <= 1; front++) {
        const int middle = (front ? MIDDLE_FRONT : MIDDLE_BACK) * 100;
        letter(c, &b, middle - 4200, 3000, front ? MSG_safety_chart_right : MSG_safety_chart_left);
        letter(c, &b, middle + 4200, 3000, front ? MSG_safety_chart_left : MSG_safety_chart_right);
    }
    buf_put(&b, S("</svg>"));
    CHECK(!b.over);
    v.svg = (html_safe){buf_str(&b)};
    return v;
}
