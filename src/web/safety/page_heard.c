// How it was after the session before, as the therapist asks: one line on the page of a visit and on its note.
#include "desk/safety/heard.h"

#include "web/body.h"
#include "web/calendar/day_text.h"
#include "web/calendar/visit_parts.h"
#include "web/form.h"
#include "web/forms.h"
#include "web/people/client_text.h"
#include "web/session.h"

struct heard_boxes {
    str session, said;
};
static const struct choice said_choices[] = {{"nothing", MSG_after_nothing}, {"sore", MSG_heard_sore}, {NULL, MSG_none}};
static const struct field heard_fields[] = {
    {"session", F_TEXT, true, 0, ID_TEXT, MSG_none, MSG_none, NULL, NULL, offsetof(struct heard_boxes, session)},
    {"said", F_CHOICE, true, 0, 0, MSG_none, MSG_none, said_choices, NULL, offsetof(struct heard_boxes, said)},
};
const struct form heard_form = {"heard", heard_fields, 2, sizeof(struct heard_boxes), 4096};

static str known(struct call *c, const struct after_last *l)
{
    str on = day_words(c, l->day);
    struct say say = SAY_N(MSG_heard_events, l->events);
    if (l->events == 0) return message_say(c->a, c->desk.lang, l->by.n ? SAY2(MSG_heard_none_by, "day", on, "name", l->by) : SAY1(MSG_heard_none, "day", on));
    say.arg[0] = (struct say_arg){"day", on};
    return message_say(c->a, c->desk.lang, say);
}

err heard_fill(struct call *c, const struct appointment *p, struct heard_view *v)
{
    struct heard h;
    *v = (struct heard_view){0};
    if (!desk_may(&c->desk.who, VERB_CARE_CHANGE) || p->state >= STATE_NO_SHOW) return OK;
    err e = desk_heard(&c->desk, p, &h);
    if (e || !h.last.visit.v) return e;
    str session = id_str(c->a, h.last.visit.v);
    *v = (struct heard_view){.asks = h.asks, .title = message_say(c->a, c->desk.lang, SAY1(MSG_heard_ask, "day", day_words(c, h.last.day))),
        .action = visit_href(c, p->id, "/after"), .csrf = c->session->csrf, .key = page_form_key(c), .session = session,
        .more_href = str_fmt(c->a, "%.*s?after=%.*s#adverse", SP(client_href(c, p->client, "/care")), SP(session))};
    if (!after_unknown(&h.last)) v->known = known(c, &h.last);
    return OK;
}

static err heard_of(struct call *c, str session, str said, struct heard_in *in)
{
    in->said = str_eq(said, S("sore")) ? HEARD_SORE : HEARD_NOTHING;
    if (in->said == HEARD_NOTHING && !str_eq(said, S("nothing"))) return problem_add(&c->problems, E_INVALID, S("said"), SAY(MSG_error_choice));
    return id_parse(session, &in->session.v) ? OK : problem_add(&c->problems, E_INVALID, S("session"), SAY(MSG_error_choice));
}

err heard_tapped(struct call *c, appointment_id visit, str act, bool *tap)
{
    struct heard_in in = {.visit = visit};
    str said, session;
    *tap = str_starts(act, S("after-"));
    if (!*tap) return OK;
    str_cut(str_sub(act, 6, act.n), '-', &said, &session);
    err e = heard_of(c, session, said, &in);
    return e ? e : desk_heard_say(&c->desk, &in);
}

static err heard_prepare(struct call *c)
{
    struct heard_in *in = c->state = ARENA_NEW(c->a, struct heard_in);
    struct heard_boxes b = {0};
    if (!id_parse(c->param[0], &in->visit.v)) return E_NOT_FOUND;
    err e = form_bind(c, &heard_form, &b);
    return e ? e : heard_of(c, b.session, b.said, in);
}

static err heard_transact(struct call *c)
{
    const struct heard_in *in = c->state;
    c->location = visit_href(c, in->visit, "");
    c->flash = MSG_done_heard;
    return desk_heard_say(&c->desk, in);
}

static err heard_render(struct call *c, err result)
{
    const struct heard_in *in = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return c->kind == KIND_JSON ? result : visit_page(c, in->visit, err_http(result));
    return c->kind == KIND_JSON ? visit_page(c, in->visit, 200) : reply_redirect(c);
}
const struct handler h_heard_say = {heard_prepare, heard_transact, heard_render, false};
