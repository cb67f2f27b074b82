// The tablet is handed over: handing it over, where it leads, its lock screen, and the one question that it asks by itself.
#include "desk/links/kiosk.h"

#include <sodium.h>
#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "web/cookie.h"
#include "web/calendar/day_text.h"
#include "desk/measures/calm.h"
#include "web/forms.h"
#include "web/kept.h"
#include "kiosk.h"
#include "page_links.h"
#include "pages_kiosk.h"
#include "web/session.h"
#include "views_gen.h"
#include "web/calendar/visit_parts.h"

#define KIOSK S("/kiosk")
#define LOCK S("/kiosk/back")

static err location_json(struct call *c)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("location"), c->location);
    jw_end(&w);
    return OK;
}

// --- where everything else leads

static err kiosk_lock(struct call *c, const struct kept *k, int status);

err kiosk_refuse(struct call *c)
{
    CHECK(c->kiosk && c->shut);
    bool browser = c->kind != KIND_JSON || str_find(request_header(c, S("Accept")), S("text/html")) != SIZE_MAX;
    struct kept k;
    c->location = KIOSK;
    c->flash = MSG_none;
    if (!browser) return problem_add(&c->problems, E_FORBIDDEN, S(""), SAY(MSG_kiosk_refused));
    if (!session_by_link(c) && kept_take(c, &k)) return kiosk_lock(c, &k, err_http(E_FORBIDDEN));
    return reply_redirect(c);
}

static err home_render(struct call *c, err result)
{
    (void)result;
    struct kiosk_state now;
    c->location = S("/");
    if (!c->kiosk) return reply_redirect(c);
    err e = desk_kiosk_state(&c->desk, c->kiosk, &now);
    if (e) return e;
    c->location = LOCK;
    if (!now.over && !now.idle) c->location = link_to(c->a, "%.*s%s", SP(now.path), c->kiosk->kiosk_after || now.calm_first ? "/calm" : "");
    return reply_redirect(c);
}
const struct handler h_kiosk = {.render = home_render};

// --- handing over

struct hand_boxes {
    str what, back;
    str concern, appointment;
    bool chosen, ratings;
};
static const struct choice what_choices[] = {{"before", MSG_kiosk_hand_over}, {"after", MSG_kiosk_hand_over_after}, {NULL, MSG_none}};
static const struct field hand_fields[] = {
    {"what", F_CHOICE, false, 0, 0, MSG_none, MSG_none, what_choices, NULL, offsetof(struct hand_boxes, what)},
    {"back", F_TEXT, false, 0, 200, MSG_none, MSG_none, NULL, NULL, offsetof(struct hand_boxes, back)},
    {"concern", F_TEXT, false, 0, 13, MSG_link_concern, MSG_none, NULL, NULL, offsetof(struct hand_boxes, concern)},
    {"appointment", F_TEXT, false, 0, 13, MSG_link_visit, MSG_none, NULL, NULL, offsetof(struct hand_boxes, appointment)},
    {"chosen", F_CHECK, false, 0, 0, MSG_link_asks, MSG_none, NULL, NULL, offsetof(struct hand_boxes, chosen)},
    {"ratings", F_CHECK, false, 0, 0, MSG_link_asks_ratings, MSG_none, NULL, NULL, offsetof(struct hand_boxes, ratings)},
};
const struct form hand_form = {"hand", hand_fields, 6, sizeof(struct hand_boxes), 8192};

// The page of links has one form: what it says of links alone is nothing to a tablet.
static void of_links(struct call *c)
{
    static const char *const names[] = {"purpose", "shared_phone", "headache", "daily"};
    for (size_t i = 0; i < c->body->n; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++)
            if (str_eq(c->body->pair[i].name, str_of(names[k]))) c->body->pair[i].used = true;
}

static err hand_bind(struct call *c, struct kiosk_in **in)
{
    struct hand_boxes b;
    struct ask *asks = ARENA_ARRAY(c->a, LINK_ASKS + 1, struct ask);
    struct kiosk_in *k = *in = c->state = ARENA_NEW(c->a, struct kiosk_in);
    of_links(c);
    err wrong = link_asks_posted(c, S("ask"), asks, &k->n_asks), e = form_bind(c, &hand_form, &b);
    k->after = str_eq(b.what, S("after"));
    k->asks = asks;
    k->chosen = b.chosen || k->n_asks;
    k->ratings = b.ratings;
    if (b.concern.n && !id_parse(b.concern, &k->concern.v)) wrong = problem_add(&c->problems, E_INVALID, S("concern"), SAY(MSG_error_choice));
    if (b.appointment.n && !id_parse(b.appointment, &k->appointment.v)) wrong = problem_add(&c->problems, E_INVALID, S("appointment"), SAY(MSG_error_choice));
    return wrong ? wrong : e;
}

static err hand_visit_prepare(struct call *c)
{
    struct kiosk_in *in;
    err e = hand_bind(c, &in);
    return id_parse(c->param[0], &in->appointment.v) ? e : E_NOT_FOUND;
}

static err hand_client_prepare(struct call *c)
{
    struct kiosk_in *in;
    struct client_row who;
    err e = hand_bind(c, &in);
    if (!id_parse(c->param[0], &in->client.v)) return E_NOT_FOUND;
    err found = desk_choice_client(&c->desk, in->client, &who);
    return found ? found : e;
}

// The address that follows names no token: it is kept with the form's key.
static err hand_transact(struct call *c)
{
    c->location = KIOSK;
    return desk_kiosk_hand_over(&c->desk, c->session->id, c->state);
}

// A browser that keeps pages for going back, in spite of Cache-Control, lets go of them when a cookie changes that scripts cannot read: nothing
// of staff's comes back after handing over, and nothing of the client's after taking back.
static void forget_pages(struct call *c)
{
    unsigned char bytes[16];
    char text[2 * sizeof bytes + 1];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
    cookie_set(c, c->env->secure_cookies ? S("__Host-unknot-turn") : S("unknot-turn"), str_dup(c->a, str_of(text)), S("/"), SESSION_LIFE_US / SECOND_US);
}

static err hand_render(struct call *c, err result)
{
    const struct kiosk_in *in = c->state;
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result && in->client.v) return links_page(c, err_http(result));
    if (result) return visit_page(c, in->appointment, err_http(result));
    forget_pages(c);
    return c->kind == KIND_HTML ? reply_redirect(c) : location_json(c);
}
const struct handler h_hand_visit = {hand_visit_prepare, hand_transact, hand_render, false};
const struct handler h_hand_client = {hand_client_prepare, hand_transact, hand_render, false};

// --- the lock screen

struct back_data {
    str password, email, out, kept_to, kept;
};
#define AT(member) offsetof(struct back_data, member)
static const struct choice out_choices[] = {{"yes", MSG_kiosk_sign_out}, {NULL, MSG_none}};
// "new-password": a browser offers no saved one by itself.
static const struct field back_fields[] = {
    {"password", F_PASSWORD, true, 0, 200, MSG_kiosk_password, MSG_none, NULL, "new-password", AT(password)},
    {"email", F_TEXT, false, 0, 254, MSG_kiosk_email, MSG_kiosk_email_hint, NULL, "off", AT(email)},
    {"out", F_CHOICE, false, 0, 0, MSG_none, MSG_none, out_choices, NULL, AT(out)},
    {"kept_to", F_TEXT, false, 0, 2000, MSG_none, MSG_none, NULL, NULL, AT(kept_to)},
    {"kept", F_TEXT, false, 0, 3 * KEPT_MAX, MSG_none, MSG_none, NULL, NULL, AT(kept)},
};
const struct form kiosk_form = {"kiosk", back_fields, 5, sizeof(struct back_data), 8192 + 5 * KEPT_MAX};

// What was typed elsewhere lies in the page as one sealed text: the boxes of this page are its own.
static err kiosk_lock(struct call *c, const struct kept *k, int status)
{
    const struct session_row *s = c->kiosk;
    struct kiosk_state now = {.path = S("/")};
    const struct body *posted = c->body;
    if (c->shut) c->body = NULL;
    else {
        err e = desk_kiosk_state(&c->desk, s, &now);
        if (e) return e;
    }
    const struct field_view *f = form_view(c, &kiosk_form, NULL);
    struct kiosk_view v = {.page = page_of_client(c, MSG_kiosk_title, s->practice_name, s->crisis_line),
                           .errors = form_errors_of(c, &kiosk_form),
                           .csrf = s->csrf,
                           .name = s->name,
                           .why = now.over ? MSG_kiosk_over : now.idle ? MSG_kiosk_idle : MSG_none,
                           .form = !now.over && !now.idle,
                           .typed = k->to.n > 0,
                           .password = &f[0],
                           .email = &f[1],
                           .kept_to = k->to,
                           .kept_fields = k->fields};
    v.page.lock_href = S("");
    view_kiosk(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    c->body = posted;
    return OK;
}

static err lock_render(struct call *c, err result)
{
    (void)result;
    if (c->kiosk) return kiosk_lock(c, &(struct kept){0}, 200);
    c->location = S("/");
    return reply_redirect(c);
}
const struct handler h_kiosk_lock = {.render = lock_render};

struct back_state {
    struct back_data data;
    struct kiosk_back_in in;
    struct signin_check check;
    struct kiosk_back out;
};

static err back_prepare(struct call *c)
{
    struct back_state *s = c->state = ARENA_NEW(c->a, struct back_state);
    err e = form_bind(c, &kiosk_form, &s->data);
    if (e || !c->kiosk) return e;
    s->in = (struct kiosk_back_in){.email = s->data.email,
                                   .password = s->data.password,
                                   .peer = c->req.peer,
                                   .agent = request_header(c, S("User-Agent")),
                                   .sign_out = s->data.out.n > 0};
    randombytes_buf(s->in.token, sizeof s->in.token);
    return desk_kiosk_back_prepare(&c->desk, c->kiosk, &s->in, &s->check);
}

static err back_transact(struct call *c)
{
    struct back_state *s = c->state;
    return c->kiosk ? desk_kiosk_back(&c->desk, c->kiosk, &s->in, &s->check, &s->out) : OK;
}

static err back_refused(struct call *c, struct back_state *s, err e)
{
    struct kept kept;
    c->retry_s = s->out.wait_s;
    if (c->kind == KIND_JSON) return e;
    (void)kept_back(c, s->data.kept_to, s->data.kept, &kept);
    return kiosk_lock(c, &kept, err_http(e));
}

// The person's own pages again, with what was typed in another tab first.
static err back_on(struct call *c, struct back_state *s)
{
    struct session_row *row = ARENA_NEW(c->a, struct session_row);
    struct kept kept;
    bool typed = kept_back(c, s->data.kept_to, s->data.kept, &kept);
    if (s->out.colleague) {
        session_cookie_set(c, s->in.token);
        err e = desk_session(&c->desk, s->in.token, row);
        if (!e) e = desk_enter(&c->desk, row);
        if (e) return e;
        c->session = row;
    }
    if (c->kind == KIND_JSON) return location_json(c);
    return typed && !s->in.sign_out ? kept_page(c, &kept, 200) : reply_redirect(c);
}

static err back_render(struct call *c, err result)
{
    struct back_state *s = c->state;
    c->location = S("/");
    if (!c->kiosk) return result ? result : reply_redirect(c);
    if (result || !s->out.ok) return back_refused(c, s, result ? result : s->out.wait_s > 0 ? E_THROTTLED : E_INVALID);
    c->kiosk = NULL;
    bool out = s->in.sign_out && !s->out.colleague;
    if (out) {
        session_cookie_clear(c);
        c->location = S("/sign-in");
    } else if (s->out.appointment.v) {
        c->location = visit_href(c, s->out.appointment, "");
    } else if (s->out.client.v) {
        c->location = client_href(c, s->out.client, "");
    }
    c->flash = out ? MSG_done_signed_out : MSG_done_kiosk_back;
    forget_pages(c);
    return back_on(c, s);
}
const struct handler h_kiosk_back = {back_prepare, back_transact, back_render, false};

// --- how calm do you feel right now?

struct tap_boxes {
    opt_int value;
};
static const struct field tap_fields[] = {
    {"value", F_INT, true, 0, CALM_MOST, MSG_kiosk_calm, MSG_none, NULL, NULL, offsetof(struct tap_boxes, value)},
};
const struct form tap_form = {"tap", tap_fields, 1, sizeof(struct tap_boxes), 4096};

// Asked on the tablet alone. What was said is not shown again: the next to look may be the front desk.
static err tap_page(struct call *c, int status)
{
    struct calm_place p;
    if (!c->kiosk) return E_NOT_FOUND;
    err e = desk_calm_place(&c->desk, &p);
    if (e) return e;
    str *n = ARENA_ARRAY(c->a, CALM_MOST + 1, str);
    for (int i = 0; i <= CALM_MOST; i++) n[i] = str_fmt(c->a, "%d", i);
    struct kiosk_calm_view v = {.page = page_of_client(c, MSG_kiosk_calm, p.practice, p.crisis_line),
                                .errors = form_errors_of(c, &tap_form),
                                .action = link_to(c->a, "/a/%.*s/calm", SP(c->param[0])),
                                .key = page_form_key(c),
                                .thanks = c->kiosk->kiosk_after && p.used,
                                .after = c->kiosk->kiosk_after,
                                .numbers = {.v = n, .n = CALM_MOST + 1}};
    if (!v.after) v.skip_href = link_to(c->a, "/a/%.*s", SP(c->param[0]));
    v.page.flash = SAY(MSG_none);
    view_kiosk_calm(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err tap_show_render(struct call *c, err result)
{
    (void)result;
    return tap_page(c, 200);
}
const struct handler h_calm_tap_show = {.render = tap_show_render};

static err tap_prepare(struct call *c)
{
    struct tap_boxes *b = c->state = ARENA_NEW(c->a, struct tap_boxes);
    return c->kiosk ? form_bind(c, &tap_form, b) : E_NOT_FOUND;
}

static err tap_transact(struct call *c)
{
    const struct tap_boxes *b = c->state;
    bool after = c->kiosk->kiosk_after;
    c->location = link_to(c->a, "/a/%.*s%s", SP(c->param[0]), after ? "/calm" : "");
    return desk_calm_answer(&c->desk, after ? CALM_AFTER : CALM_BEFORE, b->value.v, after);
}

static err tap_render(struct call *c, err result)
{
    if (result) return result == E_NOT_FOUND || c->kind == KIND_JSON ? result : tap_page(c, err_http(result));
    return c->kind == KIND_HTML ? reply_redirect(c) : location_json(c);
}
const struct handler h_calm_tap = {tap_prepare, tap_transact, tap_render, false};
