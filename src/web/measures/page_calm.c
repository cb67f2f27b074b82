// How calm a client is just before and after a session: on the visit's page, one tap each; on the client's, a panel of its own.
#include "desk/measures/calm.h"

#include "base/json.h"
#include "web/calendar/day_text.h"
#include "web/form.h"
#include "web/forms.h"
#include "web/session.h"
#include "web/calendar/visit_parts.h"

struct calm_boxes {
    str phase, seen;
    opt_int value;
};
#define AT(member) offsetof(struct calm_boxes, member)
static const struct choice phase_choices[] = {{"before", MSG_calm_before}, {"after", MSG_calm_after}, {NULL, MSG_none}};
static const struct field calm_fields[] = {
    {"phase", F_CHOICE, true, 0, 0, MSG_none, MSG_none, phase_choices, NULL, AT(phase)},
    {"seen", F_TEXT, false, 0, ID_TEXT, MSG_none, MSG_none, NULL, NULL, AT(seen)},
    {"value", F_INT, true, 0, CALM_MOST, MSG_none, MSG_none, NULL, NULL, AT(value)},
};
const struct form calm_form = {"calm", calm_fields, 3, sizeof(struct calm_boxes), 4096};
const struct form calm_back_form = {"calm", calm_fields, 2, sizeof(struct calm_boxes), 4096};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

// --- the visit's panel

static void fill_taps(struct call *c, struct calm_phase_view *v, const struct calm_row *now)
{
    struct calm_tap_view *t = ARENA_ARRAY(c->a, CALM_MOST + 1, struct calm_tap_view);
    for (int i = 0; i <= CALM_MOST; i++) t[i] = (struct calm_tap_view){i, now && now->value == i};
    v->taps.v = t;
    v->taps.n = CALM_MOST + 1;
}

// What was corrected or taken back, the oldest first.
static void fill_earlier(struct call *c, struct calm_phase_view *v, enum calm_phase phase, const struct calm_list *all)
{
    str *o = ARENA_ARRAY(c->a, all->n, str);
    for (size_t i = 0; i < all->n; i++) {
        const struct calm_row *r = &all->v[i];
        if (r->phase != phase || !(r->replaced_by.v || r->withdrawn)) continue;
        enum msg key = r->withdrawn ? MSG_calm_was_taken_back : MSG_calm_was;
        str value = str_fmt(c->a, "%d", r->value);
        o[v->earlier.n++] = said(c, SAY2(key, "value", value, "at", page_time(c, r->withdrawn ? r->withdrawn_at : r->at)));
    }
    v->earlier.v = o;
}

static void fill_phase(struct call *c, const struct appointment *p, enum calm_phase phase, const struct calm_shown *s, struct calm_phase_view *v)
{
    const struct calm_row *now = s->now[phase];
    *v = (struct calm_phase_view){.name = calm_phase_name(phase),
                                  .label = phase == CALM_BEFORE ? MSG_calm_before : MSG_calm_after,
                                  .ask = phase == CALM_BEFORE ? MSG_calm_tap_before : MSG_calm_tap_after,
                                  .seen = now ? id_str(c->a, now->id.v) : (str){0}};
    if (now) {
        v->now = said(c, SAY1(MSG_calm_of_ten, "value", str_fmt(c->a, "%d", now->value)));
        v->by = now->account.v ? said(c, SAY2(MSG_calm_by, "name", now->account_name, "at", page_time(c, now->at)))
                               : said(c, SAY1(MSG_calm_by_client, "at", page_time(c, now->at)));
    }
    fill_earlier(c, v, phase, &s->all);
    if (desk_may(&c->desk.who, VERB_CALM_ENTER) && desk_calm_open(&c->desk, p, phase)) fill_taps(c, v, now);
}

static str difference(struct call *c, int64_t before, int64_t after)
{
    if (before == after) return said(c, SAY(MSG_calm_same));
    return said(c, SAY_N(after > before ? MSG_calm_more : MSG_calm_less, after > before ? after - before : before - after));
}

err calm_fill(struct call *c, const struct appointment *p, struct calm_view *v)
{
    struct calm_shown s;
    if (!desk_may(&c->desk.who, VERB_CALM_SHOW)) return OK;
    err e = desk_calm_visit(&c->desk, p->client, p->id, &s);
    if (e) return e;
    struct calm_phase_view *o = ARENA_ARRAY(c->a, CALM_PHASES, struct calm_phase_view);
    for (int i = 0; i < CALM_PHASES; i++) {
        struct calm_phase_view *to = &o[v->phases.n];
        fill_phase(c, p, (enum calm_phase)i, &s, to);
        if (to->taps.n || to->now.n || to->earlier.n) v->phases.n++;
    }
    v->phases.v = o;
    v->action = visit_href(c, p->id, "/calm");
    v->csrf = c->session->csrf;
    v->key = page_form_key(c);
    if (s.now[CALM_BEFORE] && s.now[CALM_AFTER]) v->difference = difference(c, s.now[CALM_BEFORE]->value, s.now[CALM_AFTER]->value);
    return OK;
}

err calm_line(struct call *c, client_id client, appointment_id visit, str *out)
{
    struct calm_shown s;
    *out = (str){0};
    if (!desk_may(&c->desk.who, VERB_CALM_SHOW)) return OK;
    err e = desk_calm_visit(&c->desk, client, visit, &s);
    struct buf b = buf_new(c->a, 512);
    for (int i = 0; !e && i < CALM_PHASES; i++) {
        if (!s.now[i]) continue;
        str value = said(c, SAY1(MSG_calm_of_ten, "value", str_fmt(c->a, "%d", s.now[i]->value)));
        buf_putf(&b, "%s%.*s: %.*s", b.n ? " · " : "", SP(said(c, SAY(i == CALM_BEFORE ? MSG_calm_before : MSG_calm_after))), SP(value));
    }
    if (!e && s.now[CALM_BEFORE] && s.now[CALM_AFTER]) buf_putf(&b, " · %.*s", SP(difference(c, s.now[CALM_BEFORE]->value, s.now[CALM_AFTER]->value)));
    *out = buf_str(&b);
    return e;
}

// --- the client's panel

err calm_client_fill(struct call *c, client_id client, struct calm_client_view *v)
{
    struct calm_visits all;
    err e = desk_calm_client(&c->desk, client, &all);
    if (e) return e;
    struct calm_row_view *o = ARENA_ARRAY(c->a, all.n, struct calm_row_view);
    str none = said(c, SAY(MSG_calm_not_asked));
    for (size_t i = 0; i < all.n; i++) {
        const struct calm_visit *r = &all.v[i];
        const opt_int *b = &r->value[CALM_BEFORE], *a = &r->value[CALM_AFTER];
        o[i] = (struct calm_row_view){.href = visit_href(c, r->appointment, ""),
                                      .when = when_words(c, r->day, r->minute),
                                      .before = b->known ? str_fmt(c->a, "%d", (int)b->v) : none,
                                      .after = a->known ? str_fmt(c->a, "%d", (int)a->v) : none};
        if (a->known && b->known) o[i].difference = difference(c, b->v, a->v);
    }
    v->rows.v = o;
    v->rows.n = all.n;
    return OK;
}

// --- one tap

struct calm_state {
    struct calm_in in;
};

static err calm_bind(struct call *c, const struct form *f)
{
    struct calm_state *s = c->state = ARENA_NEW(c->a, struct calm_state);
    struct calm_boxes b = {0};
    if (!id_parse(c->param[0], &s->in.appointment.v)) return E_NOT_FOUND;
    err e = form_bind(c, f, &b);
    if (e) return e;
    if (b.seen.n && !id_parse(b.seen, &s->in.seen.v)) return problem_add(&c->problems, E_INVALID, S("seen"), SAY(MSG_error_choice));
    CHECK(calm_phase_of(b.phase, &s->in.phase));
    s->in.value = b.value.v;
    return OK;
}

err calm_tapped(struct call *c, appointment_id visit, str act, bool *tap)
{
    struct calm_in in = {.appointment = visit};
    str phase, value, rest;
    *tap = str_starts(act, S("calm-"));
    if (!*tap) return OK;
    rest = str_sub(act, 5, act.n);
    str_cut(rest, '-', &phase, &value);
    if (!calm_phase_of(phase, &in.phase) || !str_i64(value, &in.value)) return problem_add(&c->problems, E_INVALID, S("value"), SAY(MSG_error_choice));
    return desk_calm_enter(&c->desk, &in);
}

static err calm_prepare(struct call *c)
{
    return calm_bind(c, &calm_form);
}

static err calm_transact(struct call *c)
{
    struct calm_state *s = c->state;
    c->location = visit_href(c, s->in.appointment, "");
    c->flash = MSG_done_calm;
    return desk_calm_enter(&c->desk, &s->in);
}

static err calm_render(struct call *c, err result)
{
    const struct calm_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return c->kind == KIND_JSON ? result : visit_page(c, s->in.appointment, err_http(result));
    return c->kind == KIND_JSON ? visit_page(c, s->in.appointment, 200) : reply_redirect(c);
}
const struct handler h_calm_enter = {calm_prepare, calm_transact, calm_render, false};

static err calm_back_prepare(struct call *c)
{
    return calm_bind(c, &calm_back_form);
}

static err calm_back_transact(struct call *c)
{
    struct calm_state *s = c->state;
    c->location = visit_href(c, s->in.appointment, "");
    c->flash = MSG_done_calm_back;
    return desk_calm_withdraw(&c->desk, s->in.appointment, s->in.phase, s->in.seen);
}
const struct handler h_calm_withdraw = {calm_back_prepare, calm_back_transact, calm_render, false};
