// The own account: password, sessions.
#include "desk/practice/account.h"

#include <string.h>

#include "base/json.h"
#include "web/calendar/day_text.h"
#include "web/forms.h"
#include "pages_account.h"
#include "web/route.h"
#include "web/session.h"
#include "settings_text.h"
#include "views_gen.h"

static const struct field password_fields[] = {
    {"current", F_PASSWORD, true, 0, PASSWORD_MAX, MSG_account_password_current, MSG_none, NULL, "current-password",
     offsetof(struct password_input, current)},
    {"password", F_PASSWORD, true, PASSWORD_MIN, PASSWORD_MAX, MSG_account_password_new, MSG_account_password_hint, NULL,
     "new-password", offsetof(struct password_input, password)},
    {"again", F_PASSWORD, true, 0, PASSWORD_MAX, MSG_account_password_again, MSG_none, NULL, "new-password",
     offsetof(struct password_input, again)},
};
const struct form password_form = {"password", password_fields, 3, sizeof(struct password_input), 8192};

// "Firefox on Windows" from a User-Agent, whose words come in an order that is known: Edge and Opera call themselves Chrome,
// Chrome calls itself Safari; an iPad may call itself a Mac. What is not known is shown as it was sent.
static str agent_text(struct call *c, str agent)
{
    static const char *const browsers[][2] = {{"Edg", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"SamsungBrowser/", "Samsung Internet"},
                                              {"Chrome/", "Chrome"}, {"Safari/", "Safari"}};
    static const char *const systems[][2] = {{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"},
                                             {"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}};
    const char *browser = NULL, *system = NULL;
    if (!agent.n) return message_say(c->a, c->desk.lang, SAY(MSG_account_no_agent));
    for (size_t i = 0; i < sizeof browsers / sizeof browsers[0] && !browser; i++) {
        if (str_find(agent, str_of(browsers[i][0])) != SIZE_MAX) browser = browsers[i][1];
    }
    for (size_t i = 0; i < sizeof systems / sizeof systems[0] && !system; i++) {
        if (str_find(agent, str_of(systems[i][0])) != SIZE_MAX) system = systems[i][1];
    }
    if (!browser || !system) return agent;
    return message_say(c->a, c->desk.lang, SAY2(MSG_account_agent, "browser", str_of(browser), "system", str_of(system)));
}

static void session_items(struct call *c, const struct account_shown *shown, struct account_view *v)
{
    struct session_item_view *items = ARENA_ARRAY(c->a, shown->n_sessions, struct session_item_view);
    for (size_t i = 0; i < shown->n_sessions; i++) {
        const struct session_item *s = &shown->sessions[i];
        items[i] = (struct session_item_view){
            .id = id_str(c->a, s->id.v),
            .agent = agent_text(c, s->agent),
            .peer = s->peer,
            .seen = page_time(c, s->seen),
            .since = page_time(c, s->created),
            .own = s->id.v == c->session->id.v,
            .csrf = c->session->csrf};
    }
    v->sessions.v = items;
    v->sessions.n = shown->n_sessions;
}

static err account_json(struct call *c, const struct account_shown *shown)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("name"), shown->name);
    jw_kstr(&w, S("email"), shown->email);
    jw_kstr(&w, S("role"), role_name(shown->role));
    jw_key(&w, S("sessions"));
    jw_array(&w);
    for (size_t i = 0; i < shown->n_sessions; i++) {
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, shown->sessions[i].id.v);
        jw_kstr(&w, S("seen"), instant_str(c->a, shown->sessions[i].seen));
        jw_kstr(&w, S("peer"), shown->sessions[i].peer);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err account_page(struct call *c, int status)
{
    struct account_shown shown;
    err e = desk_account_show(&c->desk, &shown);
    if (e) return e;
    if (c->kind == KIND_JSON) return account_json(c, &shown);
    const struct field_view *f = form_view(c, &password_form, NULL);
    struct account_view v = {.page = page_of(c, MSG_account_title),
                             .errors = form_errors_of(c, &password_form),
                             .name = shown.name,
                             .email = shown.email,
                             .role = page_role(c, shown.role),
                             .must_change = shown.must_change,
                             .current = &f[0],
                             .password = &f[1],
                             .again = &f[2],
                             .csrf = c->session->csrf,
                             .key = page_form_key(c)};
    if (!shown.must_change && desk_may(&c->desk.who, VERB_LICENCE_OWN)) {
        struct member own;
        e = desk_account_member(&c->desk, &own);
        if (e) return e;
        v.signs = true;
        v.licence = licence_words(c->a, own.licence_number, own.licence_body);
        if (own.licence_expires.known) v.licence_until = day_words(c, own.licence_expires.day);
        v.warning = licence_say(c, &own);
        v.warned = v.warning.key != MSG_none;
    }
    // The first password of one's own is no end: what comes next stands there, and set-up until it is done.
    bool sets_up = !c->session->set_up && c->desk.who.role == ROLE_OWNER;
    if (!shown.must_change && (sets_up || str_eq(query_value(c, S("begun")), S("1")))) {
        v.next_href = sets_up ? S("/setup") : S("/today");
        v.next = SAY(sets_up ? MSG_account_on_to_setup : MSG_account_on_to_today);
    }
    session_items(c, &shown, &v);
    view_account(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err account_render(struct call *c, err result)
{
    (void)result;
    return account_page(c, 200);
}
const struct handler h_account = {.render = account_render};

struct password_state {
    struct password_input in;
    struct password_work work;
};

static err password_prepare(struct call *c)
{
    struct password_state *s = c->state = ARENA_NEW(c->a, struct password_state);
    err e = form_bind(c, &password_form, &s->in);
    return e ? e : desk_password_change_prepare(&c->desk, &s->in, &s->work);
}

static err password_transact(struct call *c)
{
    struct password_state *s = c->state;
    c->location = c->session->must_change ? S("/account?begun=1") : S("/account");
    c->flash = MSG_done_password;
    return desk_password_change(&c->desk, &s->work, c->session->id);
}

static err password_render(struct call *c, err result)
{
    return result ? account_page(c, err_http(result)) : reply_redirect(c);
}
const struct handler h_password = {password_prepare, password_transact, password_render};

static err session_end_transact(struct call *c)
{
    session_id id;
    if (!id_parse(c->param[0], &id.v)) return E_NOT_FOUND;
    c->location = S("/account");
    c->flash = MSG_done_session_end;
    return desk_session_end(&c->desk, id);
}

static err session_end_render(struct call *c, err result)
{
    return result ? result : reply_redirect(c);
}
const struct handler h_session_end = {.transact = session_end_transact, .render = session_end_render};
