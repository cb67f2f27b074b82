#include "safety_row.h"

#include "safety_line.h"
#include "web/people/client_text.h"

enum { ROW_LIMITS = 6, ROW_BESIDES = 9 };   // limits on the line; what `whole` says besides the findings

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static bool has_limits(const struct screen_limits *l)
{
    return l->n_avoid || l->n_barred || l->n_positions || l->pressure_max || l->minutes_max || l->no_position;
}

// What is cleared and limits nothing is silent; of level 3 what the rule says holds after a letter as well (desk/safety/safety_lift.h).
static bool speaks(const struct finding_row *f)
{
    bool after = f->level == LEVEL_DEFER && f->act.n && f->lifted.way <= LIFTED_CLEARANCE;
    return f->state != FINDING_NO && (f->state != FINDING_CLEARED || has_limits(&f->lifted.limits) || (after && has_limits(&f->limits)));
}

// The first of these states up to this level: the list has the highest level first.
static const struct finding_row *first_of(const struct safety *s, enum screen_level to, enum finding_state state)
{
    for (size_t i = 0; i < s->n && s->findings[i].level <= to; i++)
        if (s->findings[i].state == state) return &s->findings[i];
    return NULL;
}

static enum msg anew_of(const struct safety *s)
{
    if (s->intake < INTAKE_DONE) return MSG_none;
    return s->anew_worse ? MSG_safety_line_anew_worse : s->anew_event ? MSG_safety_line_anew_event : s->anew_changed ? MSG_safety_line_anew_changed : MSG_none;
}

static struct safety_said head(struct call *c, const struct safety *s, const struct finding_row *top, const char *state, const char *class, enum msg words)
{
    struct safety_said v = {.state = state, .line = {.text = said(c, SAY1(words, "what", top->title)), .state = str_of(class)}};
    for (size_t i = 0; i < s->n; i++) v.more += &s->findings[i] != top && speaks(&s->findings[i]);
    return v;
}

static struct safety_said plain(struct call *c, const char *state, const char *class, enum msg words)
{
    return (struct safety_said){.state = state, .line = {.text = said(c, SAY(words)), .state = str_of(class)}};
}

// What stops, what defers, what is to be asked, what limits: the first of these that there is.
static struct safety_said first_thing(struct call *c, const struct safety *s)
{
    const struct finding_row *holds, *asks, *quiet;
    enum screen_level to = s->stop ? LEVEL_STOP : s->defer ? LEVEL_DEFER : LEVEL_MODIFY;
    holds = first_of(s, to, FINDING_HOLDS);
    asks = first_of(s, to, FINDING_ASK);
    if (s->stop && holds) return head(c, s, holds, "stop", "bad", MSG_safety_line_stop);
    if (s->stop) return head(c, s, asks, "stop", "bad", MSG_safety_row_stop_ask);
    if (s->defer && holds) return head(c, s, holds, "defer", "warn", MSG_safety_line_defer);
    if (asks) return head(c, s, asks, s->defer ? "defer" : "ask", "warn", MSG_safety_row_ask);
    if (anew_of(s)) {
        struct safety_said v = plain(c, "ask", "warn", anew_of(s));
        for (size_t i = 0; i < s->n; i++) v.more += speaks(&s->findings[i]);
        return v;
    }
    if (!holds) holds = first_of(s, to, FINDING_PROCEED);
    if (holds) return head(c, s, holds, "adapt", "", MSG_safety_line_adapt);
    quiet = first_of(s, to, FINDING_KNOWN);
    for (size_t i = 0; !quiet && i < s->n; i++)
        if (speaks(&s->findings[i])) quiet = &s->findings[i];
    if (quiet) return head(c, s, quiet, "known", "", MSG_safety_row_known);
    struct safety_said v = {.state = "clear", .form = true};
    if (s->intake != INTAKE_DONE) v = plain(c, "form", "warn", s->intake == INTAKE_NONE ? MSG_safety_line_none : s->intake == INTAKE_BEGUN ? MSG_safety_line_begun : MSG_safety_row_old);
    v.form = true;
    return v;
}

// Where not, how deep, lying how, without what, how long: of all findings together, behind the line.
str safety_with_limits(struct call *c, str line, const struct screen_limits *l)
{
    str v[1 + ROW_LIMITS] = {line};
    size_t at = 1;
    str places = safety_limit_places(c, l), techniques = safety_limit_techniques(c, l), positions = safety_limit_positions(c, l);
    if (places.n) v[at++] = said(c, SAY1(MSG_safety_row_avoid, "places", places));
    if (l->pressure_max) v[at++] = said(c, SAY_N(MSG_safety_row_pressure, l->pressure_max));
    if (l->no_position) v[at++] = said(c, SAY(MSG_safety_no_position));
    if (positions.n) v[at++] = said(c, SAY1(MSG_safety_row_positions, "positions", positions));
    if (techniques.n) v[at++] = said(c, SAY1(MSG_safety_row_barred, "techniques", techniques));
    if (l->minutes_max) v[at++] = said(c, SAY_N(MSG_safety_row_minutes, l->minutes_max));
    return safety_joined(c, v, at, S(" · "));
}

static str whole(struct call *c, const struct safety *s)
{
    static const enum msg words[] = {[FINDING_ASK] = MSG_safety_row_open, [FINDING_HOLDS] = MSG_safety_row_holds, [FINDING_PROCEED] = MSG_safety_row_proceeds,
        [FINDING_CLEARED] = MSG_safety_row_cleared, [FINDING_KNOWN] = MSG_safety_row_kept};
    str *v = ARENA_ARRAY(c->a, s->n + ROW_BESIDES, str);
    size_t n = 0, n_limits;
    for (size_t i = 0; i < s->n; i++) {
        const struct finding_row *f = &s->findings[i];
        if (speaks(f)) v[n++] = said(c, SAY2(words[f->state], "level", safety_level_words(c, f->level), "what", f->title));
    }
    const struct line_view *limit = safety_limit_lines(c, &s->limits, &n_limits);
    CHECK(n_limits <= ROW_LIMITS);
    for (size_t i = 0; i < n_limits; i++) v[n++] = str_fmt(c->a, "%.*s.", SP(limit[i].text));
    if (anew_of(s)) v[n++] = said(c, SAY(anew_of(s)));
    if (s->changing) v[n++] = said(c, SAY(MSG_safety_row_changing));
    if (s->intake == INTAKE_OLD) v[n++] = said(c, SAY(MSG_safety_line_old));
    return safety_joined(c, v, n, S(" "));
}

struct safety_said safety_row_say(struct call *c, const struct safety_row *r)
{
    const struct safety *s = &r->safety;
    if (r->unreadable) {
        struct safety_said bad = {.client = r->client, .flag = r->flag, .state = "stop", .line = {.state = S("bad")}, .read = true};
        bad.line.text = bad.line.whole = said(c, err_say(E_DB_CORRUPT));
        return bad;
    }
    struct safety_said v = first_thing(c, s);
    v.client = r->client;
    v.flag = r->flag;
    v.read = true;
    if (v.form) {
        v.line.whole = v.line.text;
        return v;
    }
    if (!s->stop && !s->defer) {
        str line = str_ends(v.line.text, S(".")) ? str_sub(v.line.text, 0, v.line.text.n - 1) : v.line.text;
        v.line.text = safety_with_limits(c, line, &s->limits);
    }
    if (v.more) v.line.more = said(c, SAY_N(MSG_safety_row_more, v.more));
    v.line.whole = whole(c, s);
    return v;
}

err safety_rows_of(struct call *c, const client_id *clients, size_t n, struct safety_said *out)
{
    err e = OK;
    for (size_t i = 0; i < n; i++) out[i] = (struct safety_said){.client = clients[i]};
    if (n == 0) return OK;
    if (!desk_may(&c->desk.who, VERB_SAFETY_ROWS)) {
        struct safety_flag *f = ARENA_ARRAY(c->a, n, struct safety_flag);
        if (desk_may(&c->desk.who, VERB_INTAKE_STATUS)) e = desk_safety_flags(&c->desk, clients, n, f);
        for (size_t i = 0; !e && i < n; i++) out[i].flag = f[i];
        return e;
    }
    struct safety_row *r = ARENA_ARRAY(c->a, n, struct safety_row);
    e = desk_safety_rows(&c->desk, clients, n, r);
    for (size_t i = 0; !e && i < n; i++) {
        out[i] = safety_row_say(c, &r[i]);
        out[i].line.href = client_href(c, clients[i], "/safety");
    }
    return e;
}

void safety_row_put(struct jw *w, const struct safety_said *s)
{
    if (!s->read) return;
    jw_key(w, S("safety"));
    jw_object(w);
    jw_kstr(w, S("state"), str_of(s->state));
    jw_kstr(w, S("text"), s->line.text);
    jw_kint(w, S("more"), s->more);
    jw_kstr(w, S("whole"), s->line.whole);
    jw_end(w);
}
