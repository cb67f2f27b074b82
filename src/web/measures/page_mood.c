// Settings: what the practice measures with.
#include "desk/measures/responses.h"
#include "web/forms.h"
#include "pages_response.h"
#include "web/session.h"
#include "web/practice/settings_text.h"
#include "views_gen.h"

struct mood_boxes {
    bool mood, lot;
};
static const struct field mood_fields[] = {
    {"mood", F_CHECK, false, 0, 0, MSG_response_mood, MSG_response_mood_hint, NULL, NULL, offsetof(struct mood_boxes, mood)},
    {"lot", F_CHECK, false, 0, 0, MSG_lot_setting, MSG_lot_setting_hint, NULL, NULL, offsetof(struct mood_boxes, lot)},
};
const struct form mood_form = {"mood", mood_fields, 2, sizeof(struct mood_boxes), 4096};

static err mood_page(struct call *c, int status)
{
    struct measure_setting s;
    err e = desk_measure_setting(&c->desk, &s);
    if (e) return e;
    struct mood_boxes now = {s.mood, s.lot};
    struct mood_view v = {.page = page_of(c, MSG_response_settings), .head = settings_head(c, SETTINGS_MEASURES), .errors = form_errors_of(c, &mood_form),
        .csrf = c->session->csrf, .key = page_form_key(c), .version = c->body ? form_version(c) : s.version, .mood = form_view(c, &mood_form, &now), .lot = form_view(c, &mood_form, &now) + 1,
        .may = desk_may(&c->desk.who, VERB_MEASURES_SET),
        .said = message_say(c->a, c->desk.lang, SAY(s.mood ? MSG_response_mood_on : MSG_response_mood_off)),
        .lot_said = message_say(c->a, c->desk.lang, SAY(s.lot ? MSG_lot_setting_on : MSG_lot_setting_off))};
    page_crumb(c, &v.page, S("/setup"), MSG_setup_settings);
    view_settings_measures(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err mood_show_render(struct call *c, err result)
{
    (void)result;
    return mood_page(c, 200);
}
const struct handler h_mood = {.render = mood_show_render};

static err mood_prepare(struct call *c)
{
    struct measure_setting *in = c->state = ARENA_NEW(c->a, struct measure_setting);
    struct mood_boxes b;
    err e = form_bind(c, &mood_form, &b);
    *in = (struct measure_setting){.mood = b.mood, .version = form_version(c), .lot = b.lot};
    return e;
}

static err mood_transact(struct call *c)
{
    c->location = S("/setup/measures");
    c->flash = MSG_done_measures;
    return desk_measure_setting_change(&c->desk, c->state);
}

static err mood_render(struct call *c, err result)
{
    if (result) return mood_page(c, err_http(result));
    return c->kind == KIND_JSON ? settings_json(c, 200, 0, &(struct appointment_list){0}) : reply_redirect(c);
}
const struct handler h_mood_save = {mood_prepare, mood_transact, mood_render};
