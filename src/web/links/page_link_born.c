// Three doors, one lock: /a, /d and /v ask for the birth date with the same form and the same limits. The client's own pages (/h) ask with the
// same form in each browser, and give it a pass.
#include "page_link_born.h"

#include "web/forms.h"
#include "link_text.h"
#include "web/page.h"
#include "web/route.h"
#include "web/session.h"

struct born_boxes {
    opt_day born;
};
static const struct field born_fields[] = {
    {"born", F_DAY, true, 0, 0, MSG_answer_born, MSG_none, NULL, "bday", offsetof(struct born_boxes, born)},
};
const struct form link_born_form = {"confirm", born_fields, 1, sizeof(struct born_boxes), 4096};

struct born_state {
    day born;
    enum confirm_result confirmed;
};

void link_born_fill(struct call *c, const struct link_front *f, struct link_born_view *v)
{
    static const struct born_boxes none;
    bool home = session_link_purpose(c) == LINK_HOME;
    *v = (struct link_born_view){.asked = f->confirm};
    if (!f->confirm) return;
    v->heading = message_say(c->a, c->desk.lang, SAY(home ? MSG_home_confirm_title : MSG_answer_confirm_title));
    v->why = message_say(c->a, c->desk.lang, SAY1(home ? MSG_home_confirm_why : MSG_answer_confirm_why, "practice", f->practice));
    v->action = link_here(c, "/confirm");
    v->errors = form_errors_of(c, &link_born_form);
    v->born = form_view(c, &link_born_form, &none);
    if (!f->blocked) return;
    v->blocked_until = page_time(c, f->blocked_until);
    c->retry_s = (f->blocked_until.us - c->now.us) / SECOND_US + 1;
}

err link_born_posted(struct call *c, day *born)
{
    struct born_boxes boxes = {0};
    err e = form_bind(c, &link_born_form, &boxes);
    *born = boxes.born.day;
    return e;
}

err link_born_result(struct call *c, err result, enum confirm_result confirmed)
{
    if (result || confirmed == CONFIRM_RIGHT) return result;
    return confirmed == CONFIRM_WRONG ? problem_add(&c->problems, E_INVALID, S("born"), SAY(MSG_answer_wrong_date)) : E_THROTTLED;
}

static err born_prepare(struct call *c)
{
    struct born_state *s = c->state = ARENA_NEW(c->a, struct born_state);
    return link_born_posted(c, &s->born);
}

static err born_transact(struct call *c)
{
    struct born_state *s = c->state;
    c->location = link_here(c, "");
    return desk_link_born(&c->desk, session_link_purpose(c), s->born, &s->confirmed);
}

static err born_render(struct call *c, err result)
{
    const struct born_state *s = c->state;
    result = link_born_result(c, result, s->confirmed);
    if (!result) return reply_redirect(c);
    if (c->kind == KIND_JSON) return result;
    enum link_purpose purpose = session_link_purpose(c);
    return purpose == LINK_VISIT ? previsit_page(c, err_http(result)) : purpose == LINK_DIARY ? diary_link_page(c, err_http(result)) : answer_page(c, err_http(result));
}
const struct handler h_link_born = {born_prepare, born_transact, born_render};
