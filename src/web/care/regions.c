// Where on the body: boxes for regions and sides, folded by area.
#include "regions.h"

#include "web/body.h"
#include "web/safety/body_chart.h"

static str site_field(struct call *c, struct site s)
{
    return str_fmt(c->a, "site_%.*s", SP(site_text(c->a, s)));
}

static bool site_chosen(struct call *c, const struct sites *now, struct site s)
{
    bool posted = false;
    if (c->body) return str_eq(body_value(c->body, site_field(c, s), 0, &posted), S("yes"));
    for (size_t i = 0; i < now->n; i++) {
        if (now->v[i].region == s.region && now->v[i].side == s.side) return true;
    }
    return false;
}

static void fill_region(struct call *c, const struct sites *now, const struct body_region *g, struct region_view *r, struct buf *chosen)
{
    struct option_view *o = ARENA_ARRAY(c->a, 2, struct option_view);
    size_t sides = g->sided ? 2 : 1;
    for (size_t k = 0; k < sides; k++) {
        struct site s = {g, g->sided ? (k ? SIDE_RIGHT : SIDE_LEFT) : SIDE_BOTH};
        o[k].value = site_field(c, s);
        o[k].label = message_say(c->a, c->desk.lang, SAY(!g->sided ? MSG_measure_region_both : k ? MSG_measure_region_right : MSG_measure_region_left));
        o[k].selected = site_chosen(c, now, s) || (g->sided && site_chosen(c, now, (struct site){g, SIDE_BOTH}));
        if (!o[k].selected) continue;
        if (buf_str(chosen).n) buf_put(chosen, S(", "));
        buf_put(chosen, message_say(c->a, c->desk.lang, site_say(s)));
    }
    *r = (struct region_view){.id = str_of(g->code), .label = message_say(c->a, c->desk.lang, site_say((struct site){g, SIDE_BOTH}))};
    r->choices.v = o;
    r->choices.n = sides;
}

void regions_fill(struct call *c, const struct sites *now, struct regions_view *v)
{
    size_t at = 0;
    while (body_region_at(at)) at++;
    struct region_view *r = ARENA_ARRAY(c->a, at, struct region_view);
    struct region_area_view *areas = ARENA_ARRAY(c->a, AREA_COUNT, struct region_area_view);
    at = 0;
    for (enum body_area k = 0; k < AREA_COUNT; k++) {
        struct buf chosen = buf_new(c->a, 2048);
        areas[k].label = message_say(c->a, c->desk.lang, body_area_say(k));
        areas[k].regions.v = r + at;
        for (const struct body_region *g; (g = body_region_at(at)) && g->area == k; areas[k].regions.n++, at++) fill_region(c, now, g, &r[at], &chosen);
        areas[k].chosen = buf_str(&chosen);
        v->open |= areas[k].chosen.n > 0;
    }
    v->outline = body_outline_of(c, S("site_"));
    v->areas.v = areas;
    v->areas.n = AREA_COUNT;
}

// site_<region>=yes, as the form sends them.
err sites_posted(struct call *c, struct sites *out)
{
    err worst = OK;
    *out = (struct sites){0};
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        struct site s;
        if (!str_starts(p->name, S("site_"))) continue;
        p->used = true;
        if (!str_eq(p->value, S("yes"))) continue;
        if (!site_parse(str_sub(p->name, 5, p->name.n), &s)) worst = problem_add(&c->problems, E_INVALID, p->name, SAY(MSG_error_choice));
        else if (out->n == SITES_MAX) return problem_add(&c->problems, E_INVALID, p->name, SAY1(MSG_error_too_many, "max", str_fmt(c->a, "%d", SITES_MAX)));
        else out->v[out->n++] = s;
    }
    return worst;
}

str sites_text(struct call *c, const struct sites *s)
{
    struct buf b = buf_new(c->a, 2048);
    for (size_t i = 0; i < s->n; i++) {
        if (i) buf_put(&b, S(", "));
        buf_put(&b, message_say(c->a, c->desk.lang, site_say(s->v[i])));
    }
    return buf_str(&b);
}
