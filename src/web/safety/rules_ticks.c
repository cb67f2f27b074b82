// The lists of a rule as ticks with names: places, questions for places, techniques, positions. A sided region has a tick for each side, and both
// are the region itself.
#include "rules_ticks.h"

#include "clinic/care/technique.h"
#include "web/body.h"

static str said(struct call *c, struct say s) { return message_say(c->a, c->desk.lang, s); }

enum { CODES_MAX = 1000, TYPED_MAX = 192 << 10 }; // codes of a list, and bytes: more than a form holds

// --- lists of codes

struct codes {
    str *v;
    size_t n;
};

static bool has(const struct codes *l, str code)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->v[i], code)) return true;
    return false;
}

static size_t commas(str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += text.p[i] == ',';
    return n;
}

static struct codes codes_of(arena *a, str text)
{
    struct codes l = {.v = ARENA_ARRAY(a, commas(text) + 1, str)};
    str one;
    while (text.n) {
        str_cut(text, ',', &one, &text);
        if (str_trim(one).n) l.v[l.n++] = str_trim(one);
    }
    return l;
}

// Both sides ticked are the region itself.
static str folded(arena *a, str text)
{
    struct codes l = codes_of(a, text);
    struct buf out = buf_new(a, text.n + 2 * l.n + 1);
    if (l.n > CODES_MAX) return text; // refused by who reads the rule
    for (size_t i = 0; i < l.n; i++) {
        str code = l.v[i];
        bool left = str_ends(code, S("-left")), right = str_ends(code, S("-right"));
        str region = left ? str_sub(code, 0, code.n - 5) : right ? str_sub(code, 0, code.n - 6) : code;
        bool both = (left && has(&l, str_fmt(a, "%.*s-right", SP(region)))) || (right && has(&l, str_fmt(a, "%.*s-left", SP(region))));
        if (both && right) continue;
        if (out.n) buf_put(&out, S(", "));
        buf_put(&out, both ? region : code);
    }
    return buf_str(&out);
}

str rules_list_typed(struct call *c, const char *name)
{
    struct buf out = buf_new(c->a, TYPED_MAX);
    bool found = true;
    for (size_t i = 0; found && i < CODES_MAX; i++) {
        str one = str_trim(body_value(c->body, str_of(name), i, &found));
        if (!found || !one.n) continue;
        if (out.n) buf_put(&out, S(", "));
        buf_put(&out, one);
    }
    return str_eq(str_of(name), S("regions")) ? folded(c->a, buf_str(&out)) : buf_str(&out);
}

str rules_list_as(arena *a, str typed, str was)
{
    struct codes now = codes_of(a, typed), before = codes_of(a, was);
    struct buf out = buf_new(a, typed.n + 2 * now.n + 1);
    if (now.n > CODES_MAX) return typed;
    for (int kept = 1; kept >= 0; kept--) {
        const struct codes *from = kept ? &before : &now;
        for (size_t i = 0; i < from->n; i++) {
            if (kept ? !has(&now, from->v[i]) : has(&before, from->v[i])) continue;
            if (out.n) buf_put(&out, S(", "));
            buf_put(&out, from->v[i]);
        }
    }
    return buf_str(&out);
}

// --- ticks

struct ticking {
    struct call *c;
    const char *name;
    struct codes on;
    struct rules_tick_view *v;
    size_t n;
};

static void tick(struct ticking *t, str value, str label, bool on, bool english)
{
    t->v[t->n] = (struct rules_tick_view){.id = str_fmt(t->c->a, "rule-%s-%.*s", t->name, SP(value)), .name = str_of(t->name), .value = value, .label = label, .on = on,
        .english = english};
    t->n++;
}

static bool covered(const struct ticking *t, const struct body_region *region, enum body_side side)
{
    struct site s;
    for (size_t i = 0; i < t->on.n; i++)
        if (site_parse(t->on.v[i], &s) && s.region == region && (s.side == side || s.side == SIDE_BOTH)) return true;
    return false;
}

static struct rules_ticks_view ticks_of(const struct field_view *f)
{
    return (struct rules_ticks_view){.id = f->id, .label = f->label, .hint = f->hint, .error = f->error};
}

static void part_add(struct rules_ticks_view *v, struct rules_tick_part_view *parts, str label, const struct rules_tick_view *ticks, size_t n)
{
    struct rules_tick_part_view *p = &parts[v->parts.n++];
    *p = (struct rules_tick_part_view){.label = label};
    for (size_t i = 0; i < n; i++) p->open = p->open || ticks[i].on;
    p->ticks.v = ticks;
    p->ticks.n = n;
    v->parts.v = parts;
}

static struct rules_ticks_view regions_of(struct call *c, const struct field_view *f, str on)
{
    struct rules_ticks_view v = ticks_of(f);
    struct rules_tick_part_view *parts = ARENA_ARRAY(c->a, AREA_COUNT, struct rules_tick_part_view);
    size_t regions = 0;
    while (body_region_at(regions)) regions++;
    for (int area = 0; area < AREA_COUNT; area++) {
        struct ticking t = {.c = c, .name = "regions", .on = codes_of(c->a, on), .v = ARENA_ARRAY(c->a, 2 * regions, struct rules_tick_view)};
        for (size_t i = 0; i < regions; i++) {
            const struct body_region *r = body_region_at(i);
            if ((int)r->area != area) continue;
            for (int side = 0; side < (r->sided ? 2 : 1); side++) {
                struct site s = {r, !r->sided ? SIDE_BOTH : side ? SIDE_RIGHT : SIDE_LEFT};
                tick(&t, site_text(c->a, s), said(c, site_say(s)), covered(&t, r, s.side), false);
            }
        }
        part_add(&v, parts, said(c, body_area_say((enum body_area)area)), t.v, t.n);
    }
    return v;
}

// "Your skin: Where is it?": several ask the same on pages of their own.
static str question_said(struct call *c, const struct screen_rules *r, const struct question *q)
{
    for (size_t i = 0; i < r->n_pages; i++)
        if (str_eq(r->pages[i].id, q->page)) return str_fmt(c->a, "%.*s: %.*s", SP(r->pages[i].words), SP(q->words));
    return q->words;
}

static struct rules_ticks_view questions_of(struct call *c, const struct field_view *f, str on)
{
    const struct screen_rules *r = screen_shipped();
    struct rules_ticks_view v = ticks_of(f);
    struct ticking t = {.c = c, .name = "regions_from", .on = codes_of(c->a, on), .v = ARENA_ARRAY(c->a, r->n_questions, struct rules_tick_view)};
    for (size_t i = 0; i < r->n_questions; i++)
        if (r->questions[i].kind == ASK_SITES) tick(&t, r->questions[i].id, question_said(c, r, &r->questions[i]), has(&t.on, r->questions[i].id), true);
    part_add(&v, ARENA_NEW(c->a, struct rules_tick_part_view), (str){0}, t.v, t.n);
    return v;
}

static struct rules_ticks_view techniques_of(struct call *c, const struct field_view *f, str on)
{
    const struct screen_rules *r = screen_shipped();
    struct rules_ticks_view v = ticks_of(f);
    struct ticking t = {.c = c, .name = "barred", .on = codes_of(c->a, on), .v = ARENA_ARRAY(c->a, r->n_techniques, struct rules_tick_view)};
    for (size_t i = 0; i < r->n_techniques; i++) {
        const struct technique *known = technique_of(vocabulary_shipped(), r->techniques[i]);
        tick(&t, r->techniques[i], known ? known->name : r->techniques[i], has(&t.on, r->techniques[i]), true);
    }
    part_add(&v, ARENA_NEW(c->a, struct rules_tick_part_view), (str){0}, t.v, t.n);
    return v;
}

static struct rules_ticks_view positions_of(struct call *c, const struct field_view *f, str on)
{
    static const str positions[] = {S_INIT("side-lying"), S_INIT("semi-reclined"), S_INIT("seated"), S_INIT("supine"), S_INIT("prone")};
    enum { POSITIONS = sizeof positions / sizeof *positions };
    struct rules_ticks_view v = ticks_of(f);
    struct ticking t = {.c = c, .name = "positions", .on = codes_of(c->a, on), .v = ARENA_ARRAY(c->a, POSITIONS, struct rules_tick_view)};
    for (size_t i = 0; i < POSITIONS; i++) {
        const struct vocabulary_item *known = position_of(vocabulary_shipped(), positions[i]);
        tick(&t, positions[i], known ? known->name : positions[i], has(&t.on, positions[i]), true);
    }
    part_add(&v, ARENA_NEW(c->a, struct rules_tick_part_view), (str){0}, t.v, t.n);
    return v;
}

const struct rules_ticks_view *rules_ticks(struct call *c, const struct rules_ticks_in *in)
{
    struct rules_ticks_view *v = ARENA_ARRAY(c->a, RULES_TICKS, struct rules_ticks_view);
    v[0] = regions_of(c, in->regions, c->body ? rules_list_typed(c, "regions") : in->regions_on);
    v[1] = questions_of(c, in->regions_from, c->body ? rules_list_typed(c, "regions_from") : in->regions_from_on);
    v[2] = techniques_of(c, in->barred, c->body ? rules_list_typed(c, "barred") : in->barred_on);
    v[3] = positions_of(c, in->positions, c->body ? rules_list_typed(c, "positions") : in->positions_on);
    return v;
}
