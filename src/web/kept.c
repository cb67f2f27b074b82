#include "kept.h"

#include "body.h"
#include "forms.h"
#include "web/practice/pages_account.h"
#include "route.h"
#include "session.h"
#include "views_gen.h"

static bool secret(const struct form *f)
{
    for (size_t i = 0; i < f->n; i++) {
        if (f->fields[i].type == F_PASSWORD) return true;
    }
    return false;
}

static bool may_keep(const struct call *c, const struct route *r)
{
    return c->kind == KIND_HTML && c->from_our_page && r->form && r->kinds & KIND_HTML && !secret(r->form) &&
           r->verb != VERB_SIGN_IN && r->verb != VERB_SIGN_OUT;
}

// Hidden fields of ours start with '_': a form of those alone is a button, and pressing it again costs nothing.
static bool typed(const struct body *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!str_starts(b->pair[i].name, S("_")) && b->pair[i].value.n) return true;
    }
    return false;
}

// False where it does not fit: what was encoded by us once does; what somebody else wrote may be three times as long.
static bool encode(struct call *c, const struct body *b, str *out)
{
    struct buf text = buf_new(c->a, 4 * KEPT_MAX);
    for (size_t i = 0; i < b->n; i++) {
        if (str_eq(b->pair[i].name, S("_csrf"))) continue;
        if (text.n) buf_putc(&text, '&');
        buf_url_part(&text, b->pair[i].name);
        buf_putc(&text, '=');
        buf_url_part(&text, b->pair[i].value);
    }
    *out = buf_str(&text);
    return !text.over;
}

bool kept_take(struct call *c, struct kept *out)
{
    *out = (struct kept){0};
    if (!c->route || !c->body || c->body->json || c->req.body.n > KEPT_MAX) return false;
    if (!may_keep(c, c->route) || !typed(c->body)) return false;
    if (!encode(c, c->body, &out->fields)) return false;
    out->to = c->path;
    return true;
}

bool kept_back(struct call *c, str to, str fields, struct kept *out)
{
    *out = (struct kept){0};
    const struct route *r;
    str param[4];
    int suffix;
    struct body b = {0};
    if (!to.n || to.p[0] != '/' || fields.n > 3 * KEPT_MAX || route_find(S("POST"), to, &r, param, &suffix) != ROUTE_YES) return false;
    if (!may_keep(c, r) || body_parse_form(c->a, fields, &b) || !typed(&b)) return false;
    if (!encode(c, &b, &out->fields)) return false;
    out->to = to;
    return true;
}

// What is shown of it: what was typed into boxes that have a label. Everything goes along, shown or not.
static void fill_shown(struct call *c, const struct form *f, const struct body *b, struct kept_view *v)
{
    struct kept_item_view *o = ARENA_ARRAY(c->a, b->n, struct kept_item_view);
    for (size_t i = 0; i < b->n; i++) {
        const struct pair *p = &b->pair[i];
        for (size_t k = 0; k < f->n; k++) {
            const struct field *d = &f->fields[k];
            bool words = d->type != F_CHOICE && d->type != F_CHECK && d->type != F_ID && d->label != MSG_none;
            if (!words || !p->value.n || !str_eq(str_of(d->name), p->name)) continue;
            o[v->shown.n++] = (struct kept_item_view){message_say(c->a, c->desk.lang, SAY(d->label)), p->value};
        }
    }
    v->shown.v = o;
}

err kept_page(struct call *c, const struct kept *k, int status)
{
    CHECK(c->session && k->to.n);
    const struct route *r;
    str param[4];
    int suffix;
    struct body b = {0};
    if (route_find(S("POST"), k->to, &r, param, &suffix) != ROUTE_YES) return E_NOT_FOUND;
    err e = body_parse_form(c->a, k->fields, &b);
    if (e) return e;
    struct kept_view v = {.page = page_of(c, MSG_kept_title), .action = k->to, .csrf = c->session->csrf, .stale = status != 200};
    struct kept_item_view *all = ARENA_ARRAY(c->a, b.n, struct kept_item_view);
    for (size_t i = 0; i < b.n; i++) all[i] = (struct kept_item_view){b.pair[i].name, b.pair[i].value};
    v.fields.v = all;
    v.fields.n = b.n;
    fill_shown(c, r->form, &b, &v);
    view_kept(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
