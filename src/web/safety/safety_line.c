#include "safety_line.h"

#include "safety_row.h"
#include "web/people/client_text.h"
#include "clinic/care/technique.h"

enum { LIMIT_LINES = 5 };

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

str safety_level_words(struct call *c, enum screen_level l)
{
    static const enum msg words[] = {[LEVEL_EMERGENCY] = MSG_safety_level_1, [LEVEL_STOP] = MSG_safety_level_2, [LEVEL_DEFER] = MSG_safety_level_3,
        [LEVEL_AVOID] = MSG_safety_level_4, [LEVEL_MODIFY] = MSG_safety_level_5};
    CHECK(l >= LEVEL_EMERGENCY && l <= LEVEL_MODIFY);
    return said(c, SAY(words[l]));
}

str safety_joined(struct call *c, const str *v, size_t n, str between)
{
    size_t room = 1;
    for (size_t i = 0; i < n; i++) room += v[i].n + between.n;
    struct buf b = buf_new(c->a, room);
    for (size_t i = 0; i < n; i++) {
        if (i) buf_put(&b, between);
        buf_put(&b, v[i]);
    }
    return buf_str(&b);
}

// An id that the vocabulary no longer has, as people read it: "deep friction".
static str spaced(arena *a, str id)
{
    str out = str_dup(a, id);
    char *p = (char *)(uintptr_t)out.p;
    for (size_t i = 0; i < out.n; i++)
        if (p[i] == '-' || p[i] == '_') p[i] = ' ';
    return out;
}

static str technique_name(arena *a, str id)
{
    const struct technique *t = technique_of(vocabulary_shipped(), id);
    return t ? t->name : spaced(a, id);
}

static str position_name(arena *a, str id)
{
    const struct vocabulary_item *p = position_of(vocabulary_shipped(), id);
    return p ? p->name : spaced(a, id);
}

str safety_limit_places(struct call *c, const struct screen_limits *l)
{
    str *words = ARENA_ARRAY(c->a, l->n_avoid, str);
    for (size_t i = 0; i < l->n_avoid; i++) words[i] = said(c, site_say(l->avoid[i]));
    return safety_joined(c, words, l->n_avoid, S(", "));
}

str safety_limit_techniques(struct call *c, const struct screen_limits *l)
{
    str *words = ARENA_ARRAY(c->a, l->n_barred, str);
    for (size_t i = 0; i < l->n_barred; i++) words[i] = technique_name(c->a, l->barred[i]);
    return safety_joined(c, words, l->n_barred, S("; "));
}

str safety_limit_positions(struct call *c, const struct screen_limits *l)
{
    str *words = ARENA_ARRAY(c->a, l->n_positions, str);
    for (size_t i = 0; i < l->n_positions; i++) words[i] = position_name(c->a, l->positions[i]);
    return safety_joined(c, words, l->n_positions, S(", "));
}

const struct line_view *safety_limit_lines(struct call *c, const struct screen_limits *l, size_t *n)
{
    struct line_view *v = ARENA_ARRAY(c->a, LIMIT_LINES + 1, struct line_view);
    *n = 0;
    if (l->n_avoid) v[(*n)++].text = said(c, SAY1(MSG_safety_avoid, "places", safety_limit_places(c, l)));
    if (l->n_barred) v[(*n)++].text = said(c, SAY1(MSG_safety_barred, "techniques", safety_limit_techniques(c, l)));
    if (l->pressure_max) v[(*n)++].text = said(c, SAY_N(MSG_safety_pressure, l->pressure_max));
    if (l->minutes_max) v[(*n)++].text = said(c, SAY_N(MSG_safety_minutes, l->minutes_max));
    if (l->n_positions) v[(*n)++].text = said(c, SAY1(MSG_safety_positions, "positions", safety_limit_positions(c, l)));
    if (l->no_position) v[(*n)++].text = said(c, SAY(MSG_safety_no_position));
    return v;
}

// The first of them, and how many more there are: all of it is one tap away.
static str first_ones(struct call *c, const str *v, size_t n, size_t most)
{
    str more = n > most ? said(c, SAY_N(MSG_safety_row_more, (int64_t)(n - most))) : (str){0};
    return str_fmt(c->a, "%.*s%s%.*s", SP(safety_joined(c, v, n > most ? most : n, S(", "))), more.n ? " " : "", SP(more));
}

static str titles(struct call *c, const struct safety *s, enum screen_level to)
{
    str *v = ARENA_ARRAY(c->a, s->n + 1, str);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct finding_row *f = &s->findings[i];
        bool stands = f->state == FINDING_HOLDS || (f->state == FINDING_PROCEED && to > LEVEL_DEFER);
        if (stands && f->level <= to && (to > LEVEL_STOP || f->level <= LEVEL_STOP)) v[n++] = f->title;
    }
    return first_ones(c, v, n, to > LEVEL_DEFER ? 1 : 3);
}

// What asks for nothing and limits all the same.
static str quiet(struct call *c, const struct safety *s)
{
    str *v = ARENA_ARRAY(c->a, s->n + 1, str);
    size_t n = 0, lines;
    for (size_t i = 0; i < s->n; i++) {
        const struct finding_row *f = &s->findings[i];
        // what the rule says holds after a letter as well (desk/safety/safety_lift.h)
        bool after = f->level == LEVEL_DEFER && f->act.n && f->lifted.way <= LIFTED_CLEARANCE;
        size_t own = 0;
        (void)safety_limit_lines(c, &f->lifted.limits, &lines);
        if (after) (void)safety_limit_lines(c, &f->limits, &own);
        if (f->state == FINDING_KNOWN || (f->state == FINDING_CLEARED && lines + own)) v[n++] = f->title;
    }
    return first_ones(c, v, n, 1);
}

static struct safety_line_view line(struct call *c, client_id client, const char *behind, const char *state, struct say words)
{
    return (struct safety_line_view){.text = said(c, words), .href = behind ? client_href(c, client, behind) : (str){0}, .state = str_of(state)};
}

static void add_line(struct call *c, struct safety_line_view *v, enum msg m)
{
    bool ended = v->text.n && (str_ends(v->text, S(".")) || str_ends(v->text, S("?")));
    v->text = str_fmt(c->a, "%.*s%s %.*s", SP(v->text), ended ? "" : ".", SP(said(c, SAY(m))));
    if (!str_eq(v->state, S("bad"))) v->state = S("warn");
}

// Something got worse since it was answered: never clear, whatever was said before.
static enum msg asked_anew(const struct safety *s)
{
    return s->anew_worse ? MSG_safety_line_anew_worse : s->anew_event ? MSG_safety_line_anew_event : s->anew_changed ? MSG_safety_line_anew_changed : MSG_none;
}

// Is the highest that holds a place to be avoided?
static bool avoids(const struct safety *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->findings[i].state == FINDING_HOLDS || s->findings[i].state == FINDING_PROCEED) return s->findings[i].level == LEVEL_AVOID;
    return false;
}

struct safety_line_view safety_line_say(struct call *c, client_id client, const struct safety *s)
{
    struct safety_line_view v;
    str held = titles(c, s, s->stop ? LEVEL_STOP : s->defer ? LEVEL_DEFER : LEVEL_MODIFY), known = quiet(c, s);
    if (s->intake == INTAKE_NONE && !s->n) v = line(c, client, "/safety", "warn", SAY(MSG_safety_line_none));
    else if (s->intake == INTAKE_BEGUN && !s->n) v = line(c, client, "/safety", "warn", SAY(MSG_safety_line_begun));
    else if (s->stop) v = line(c, client, "/safety", "bad", held.n ? SAY1(MSG_safety_line_stop, "what", held) : SAY_N(MSG_safety_line_stop_ask, (int64_t)s->n_questions));
    else if (s->defer) v = line(c, client, "/safety", "warn", held.n ? SAY1(MSG_safety_line_defer, "what", held) : SAY_N(MSG_safety_line_ask, (int64_t)s->n_questions));
    else if (s->n_ask) v = line(c, client, "/safety", "warn", SAY_N(MSG_safety_line_ask, (int64_t)s->n_questions));
    else if (held.n && avoids(s)) v = (struct safety_line_view){str_fmt(c->a, "%.*s: %.*s", SP(safety_level_words(c, LEVEL_AVOID)), SP(held)), client_href(c, client, "/safety"), {0}};
    else if (held.n) v = line(c, client, "/safety", "", SAY1(MSG_safety_line_adapt, "what", held));
    else if (known.n) v = asked_anew(s) ? line(c, client, "/safety", "", SAY1(MSG_safety_line_adapt, "what", known)) : line(c, client, "/safety", "good", SAY1(MSG_safety_line_known, "what", known));
    else if (asked_anew(s)) v = line(c, client, "/safety", "warn", SAY(asked_anew(s)));
    else v = line(c, client, "/safety", "good", SAY(MSG_safety_line_clear));
    if (!s->stop && !s->defer && !s->n_ask && (held.n || known.n)) v.text = safety_with_limits(c, v.text, &s->limits);
    bool alone = !s->stop && !s->defer && !s->n_ask && !held.n && !known.n; // it is the line
    if (asked_anew(s) && s->intake >= INTAKE_DONE && !alone) add_line(c, &v, asked_anew(s));
    if (s->intake == INTAKE_OLD) add_line(c, &v, MSG_safety_line_old);
    if (!s->consent_treatment && s->intake >= INTAKE_DONE) add_line(c, &v, MSG_safety_line_consent);
    return v;
}

// The front desk: no content.
static err flag_line(struct call *c, client_id client, struct safety_line_view *out)
{
    static const enum msg words[] = {[INTAKE_NONE] = MSG_safety_line_none, [INTAKE_BEGUN] = MSG_safety_line_begun, [INTAKE_DONE] = MSG_safety_line_done,
                                     [INTAKE_OLD] = MSG_safety_line_old};
    struct safety_flag f;
    err e = desk_safety_flags(&c->desk, &client, 1, &f);
    if (e) return e;
    *out = f.call ? line(c, client, NULL, "bad", SAY(MSG_safety_line_call)) : line(c, client, NULL, f.intake == INTAKE_DONE ? "good" : "warn", SAY(words[f.intake]));
    return OK;
}

err safety_line_of(struct call *c, client_id client, struct safety_line_view *out)
{
    struct safety s;
    *out = (struct safety_line_view){0};
    if (!desk_may(&c->desk.who, VERB_SAFETY_SHOW)) return flag_line(c, client, out);
    err e = desk_safety(&c->desk, client, &s);
    if (!e) *out = safety_line_say(c, client, &s);
    return e;
}

err page_safety(struct call *c, client_id client, struct page_view *p)
{
    struct safety_flag f;
    if (desk_may(&c->desk.who, VERB_SAFETY_SHOW)) {
        err e = safety_line_of(c, client, &p->safety);
        // a finding that cannot be read is said, and keeps nobody from what else the page is for
        if (e == E_DB_CORRUPT) p->safety = line(c, client, "/safety", "bad", err_say(e));
        // a record that was merged into another: the page itself says so
        return e == E_DB_CORRUPT || e == E_NOT_FOUND ? OK : e;
    }
    if (!desk_may(&c->desk.who, VERB_INTAKE_STATUS)) return OK;
    err e = desk_safety_flags(&c->desk, &client, 1, &f);
    if (!e && f.call) p->safety = line(c, client, NULL, "bad", SAY(MSG_safety_line_call));
    return e;
}
