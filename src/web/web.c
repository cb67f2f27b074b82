#include "web.h"

#include <sodium.h>
#include <string.h>

#include "base/json.h"
#include "body.h"
#include "desk/practice/upkeep.h"
#include "form.h"
#include "web/links/kiosk.h"
#include "route.h"
#include "session.h"
#include "web/safety/support.h"

static str header_value(const struct request *r, str name)
{
    for (size_t i = 0; i < r->n_headers; i++) {
        if (str_eq_nocase(r->headers[i].name, name)) return r->headers[i].value;
    }
    return (str){0};
}

str request_header(const struct call *c, str name)
{
    return header_value(&c->req, name);
}

static bool is_read(const struct call *c)
{
    return str_eq(c->req.method, S("GET")) || str_eq(c->req.method, S("HEAD"));
}

// q of one item of an Accept header, in thousandths; 1000 where none is said, or nonsense.
static int weight(str params)
{
    double q = 1;
    size_t at = str_find(params, S("q="));
    if (at == SIZE_MAX || !str_f64(str_trim(str_sub(params, at + 2, 5)), &q) || q < 0 || q > 1) return 1000;
    return (int)(q * 1000);
}

bool request_takes_coding(const struct call *c, str coding)
{
    str item, name, params, accept = header_value(&c->req, S("Accept-Encoding"));
    int any = 0;
    while (accept.n) {
        str_cut(accept, ',', &item, &accept);
        str_cut(item, ';', &name, &params);
        name = str_trim(name);
        if (str_eq_nocase(name, coding)) return weight(params) > 0;
        if (str_eq(name, S("*"))) any = weight(params);
    }
    return any > 0;
}

// The quality that an Accept header gives to a media type, in thousandths; an absent header takes all.
static int accept_quality(str accept, str type)
{
    int best = accept.n ? 0 : 1000, best_fit = -1;
    while (accept.n) {
        str item, media, params, rest;
        str_cut(accept, ',', &item, &rest);
        accept = rest;
        str_cut(item, ';', &media, &params);
        media = str_trim(media);
        str slash_head, slash_tail;
        str_cut(type, '/', &slash_head, &slash_tail);
        int fit = str_eq(media, type) ? 2 : str_eq(media, S("*/*")) ? 0 : -1;
        if (fit < 0 && str_ends(media, S("/*")) && str_starts(media, slash_head) && media.n == slash_head.n + 2) fit = 1;
        if (fit < best_fit || fit < 0) continue;
        best = weight(params);
        best_fit = fit;
    }
    return best;
}

static const struct {
    int kind;
    str type;
} kind_types[] = {
    {KIND_HTML, S_INIT("text/html")},
    {KIND_JSON, S_INIT("application/json")},
    {KIND_CSV, S_INIT("text/csv")},
    {KIND_SVG, S_INIT("image/svg+xml")},
    {KIND_PDF, S_INIT("application/pdf")},
};

static int negotiate(const struct call *c, int kinds)
{
    if (kinds & KIND_ASSET) return KIND_ASSET;
    str accept = header_value(&c->req, S("Accept"));
    int best = 0, best_q = 0;
    for (size_t i = 0; i < sizeof kind_types / sizeof kind_types[0]; i++) {
        if (!(kinds & kind_types[i].kind)) continue;
        int q = accept_quality(accept, kind_types[i].type);
        if (q > best_q) {
            best = kind_types[i].kind;
            best_q = q;
        }
    }
    return best;
}

static lang language_of(const struct call *c)
{
    str first, rest, accept = header_value(&c->req, S("Accept-Language"));
    str_cut(accept, ',', &first, &rest);
    str_cut(first, ';', &first, &rest);
    return lang_of(str_trim(first));
}

// The key under which a form is remembered: that of its page together with what it said. Sent again unchanged it is a
// replay; changed after a step back in the browser it is a new form, and what was typed is not dropped.
static str form_key_of(struct call *c, str key)
{
    crypto_generichash_state h;
    unsigned char hash[24];
    char hex[sizeof hash * 2 + 1];
    crypto_generichash_init(&h, NULL, 0, sizeof hash);
    const str head[] = {key, c->path};
    for (size_t i = 0; i < 2; i++) {
        crypto_generichash_update(&h, (const unsigned char *)head[i].p, head[i].n);
        crypto_generichash_update(&h, (const unsigned char *)"", 1);
    }
    for (size_t i = 0; i < c->body->n; i++) {
        const struct pair *p = &c->body->pair[i];
        if (str_eq(p->name, S("_csrf"))) continue; // of the session, which may be another by now
        crypto_generichash_update(&h, (const unsigned char *)p->name.p, p->name.n);
        crypto_generichash_update(&h, (const unsigned char *)"", 1);
        crypto_generichash_update(&h, (const unsigned char *)p->value.p, p->value.n);
        crypto_generichash_update(&h, (const unsigned char *)"", 1);
    }
    crypto_generichash_final(&h, hash, sizeof hash);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return str_dup(c->a, str_of(hex));
}

static err body_read(struct call *c)
{
    if (c->req.body.n > c->route->form->max_body) return E_TOO_LARGE;
    str type, params, content = header_value(&c->req, S("Content-Type"));
    str_cut(content, ';', &type, &params);
    type = str_lower(c->a, str_trim(type));
    struct body *body = ARENA_NEW(c->a, struct body);
    err e = E_MEDIA_TYPE;
    if (str_eq(type, S("application/x-www-form-urlencoded")) || (!type.n && !c->req.body.n)) {
        e = body_parse_form(c->a, c->req.body, body);
    } else if (str_eq(type, S("application/json"))) {
        str why;
        e = body_parse_json(c->a, c->req.body, body, &why);
        if (e) problem_add(&c->problems, e, S(""), SAY1(MSG_error_json, "why", why));
    }
    if (e) return e;
    c->body = body;
    bool found;
    str key = body_value(body, S("_key"), 0, &found);
    if (key.n > 64) return E_MALFORMED;
    if (key.n) c->form_key = form_key_of(c, key);
    return OK;
}

static err begin(struct call *c)
{
    str target = c->req.target;
    str_cut(target, '?', &c->path, &c->query);
    if (!c->path.n || c->path.p[0] != '/') return E_MALFORMED;
    if (memchr(c->path.p, '%', c->path.n) && !url_decode(c->a, c->path, false, &c->path)) return E_MALFORMED;
    if (!utf8_valid(c->path)) return E_MALFORMED;
    struct body query = {0};
    if (c->query.n && body_parse_form(c->a, c->query, &query)) return E_MALFORMED;
    int suffix;
    switch (route_find(c->req.method, c->path, &c->route, c->param, &suffix)) {
    case ROUTE_NO: return E_NOT_FOUND;
    case ROUTE_OTHER_METHOD: return E_METHOD;
    case ROUTE_YES: break;
    }
    if (suffix && !(c->route->kinds & KIND_ASSET)) c->kind = suffix;
    else c->kind = negotiate(c, c->route->kinds);
    if (!c->kind) return E_NOT_ACCEPTABLE;
    if (!is_read(c)) {
        CHECK(c->route->form);
        return body_read(c);
    }
    return OK;
}

enum web_next web_begin(struct call *c)
{
    CHECK(c->a && c->env);
    c->problems = (struct problems){.a = c->a};
    c->kind = KIND_HTML;
    c->desk = (struct desk){.a = c->a,
                            .now = c->now,
                            .today = instant_day_utc(c->now),
                            .lang = language_of(c),
                            .ids = idgen_seed(c->seed),
                            .problems = &c->problems,
                            .env = c->env->desk};
    err e = begin(c);
    if (e) {
        if (!c->route && str_find(header_value(&c->req, S("Accept")), S("json")) != SIZE_MAX) c->kind = KIND_JSON;
        web_refuse(c, e);
        return WEB_READY;
    }
    return web_is_slow(c) ? WEB_PREPARE_SLOW : WEB_PREPARE;
}

bool web_is_slow(const struct call *c)
{
    return c->route && c->route->speed == SLOW;
}

// RFC 6454: a browser says where a form came from; what it says must be us. Other clients send none.
static bool origin_ours(const struct call *c)
{
    str origin = header_value(&c->req, S("Origin")), host = header_value(&c->req, S("Host"));
    if (!origin.n) return true;
    if (c->env->public_url.n && str_eq(origin, c->env->public_url)) return true;
    size_t at = str_find(origin, S("://"));
    return at != SIZE_MAX && str_eq_nocase(str_sub(origin, at + 3, origin.n), host);
}

static bool csrf_right(const struct call *c)
{
    bool found = false;
    str sent = body_value(c->body, S("_csrf"), 0, &found);
    if (!found) sent = header_value(&c->req, S("X-CSRF-Token"));
    str want = c->session->csrf;
    return sent.n == want.n && want.n > 0 && sodium_memcmp(sent.p, want.p, want.n) == 0;
}

static err guard(struct call *c)
{
    err e = session_open(c);
    if (e) return e;
    c->from_our_page = !is_read(c) && header_value(&c->req, S("Origin")).n && origin_ours(c);
    if (c->shut) return kiosk_refuse(c);
    if (!is_read(c)) {
        c->stale_form = c->session && !csrf_right(c);
        if (!origin_ours(c) || c->stale_form) {
            return problem_add(&c->problems, E_FORBIDDEN, S(""), SAY(MSG_error_csrf));
        }
    }
    if (!desk_may(&c->desk.who, c->route->verb)) {
        if (c->desk.who.role != ROLE_NONE) return E_FORBIDDEN;
        if (c->kind == KIND_HTML && is_read(c)) {
            struct buf to = buf_new(c->a, 4096);
            buf_put(&to, S("/sign-in?next="));
            buf_url_part(&to, c->req.target);
            c->location = to.over ? S("/sign-in") : buf_str(&to);
            reply_redirect(c);
            return OK;
        }
        return E_SIGN_IN;
    }
    e = session_detour(c);
    return e || c->done ? e : support_detour(c);
}

// Forms of a session are taken once: a replay is led to where the first one led, and changes nothing.
static bool keyed(const struct call *c)
{
    return c->form_key.n && c->session && !is_read(c);
}

static err taken_before(struct call *c)
{
    if (!keyed(c)) return E_NOT_FOUND;
    err e = desk_form_taken(&c->desk, c->form_key, &c->location);
    if (!e) c->replayed = true;
    return e;
}

static err reply_replayed(struct call *c)
{
    if (!c->location.n) c->location = S("/");
    c->flash = MSG_none;
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("replayed"), true);
    jw_kstr(&w, S("location"), c->location);
    jw_end(&w);
    return OK;
}

static err prepare_once(struct call *c)
{
    err e = guard(c);
    if (e || c->done) return e;
    // A form that was taken already is led on before it is looked at: what it wrote must not make it look wrong now.
    e = taken_before(c);
    if (!e) return reply_replayed(c);
    if (e != E_NOT_FOUND) return e;
    c->guarded = true;
    e = c->route->handler->prepare ? c->route->handler->prepare(c) : OK;
    if ((!e || e == E_INVALID) && !is_read(c) && form_refuse_unknown(c)) e = E_INVALID;
    return e;
}

static err prepare_work(void *ctx, struct db *db)
{
    struct call *c = ctx;
    c->desk.db = db;
    err e = prepare_once(c);
    c->desk.db = NULL;
    return e;
}

bool web_prepare(struct call *c, struct db *db)
{
    CHECK(c->route && !c->done);
    c->guarded = false;
    c->result = db_read(db, prepare_work, c);
    if (c->done) return false;
    if (c->result) {
        if (!c->guarded) web_refuse(c, c->result);
        return false;
    }
    return c->route->handler->transact != NULL && !is_read(c);
}

// On PostgreSQL a look at form_done inside of the SERIALIZABLE write would make neighbours fail that have nothing to do with each
// other. So the look is before the write (prepare), and again only where keeping the key shows that another was first.
static err transact_once(struct call *c)
{
    if (c->again) {
        err e = taken_before(c);
        if (e != E_NOT_FOUND) return e;
    }
    err e = c->route->handler->transact(c);
    if (!e && keyed(c)) e = desk_form_keep(&c->desk, c->form_key, c->location);
    return e;
}

err web_transact(struct call *c, struct db *db)
{
    CHECK(c->route && c->route->handler->transact && !c->done);
    c->problems = (struct problems){.a = c->a};
    c->desk.ids = idgen_seed(c->seed);
    c->replayed = false;
    c->desk.db = db;
    err e = session_again(c);
    if (!e) e = transact_once(c);
    c->desk.db = NULL;
    return e;
}

bool web_again(struct call *c)
{
    if (c->again || c->problems.n) return false;
    c->again = true;
    c->seed = ~c->seed;
    return true;
}

static err render_work(void *ctx, struct db *db)
{
    struct call *c = ctx;
    c->desk.db = db;
    // Refused because the same form, sent twice, was taken a moment before: that is no refusal.
    err e = c->result && c->guarded ? taken_before(c) : E_NOT_FOUND;
    if (e == E_NOT_FOUND) e = c->route->handler->render(c, c->result);
    else if (!e) e = reply_replayed(c);
    c->desk.db = NULL;
    return e;
}

// As JSON a refusal needs no page; a form that was sent twice is no refusal there either.
static err refused_work(void *ctx, struct db *db)
{
    struct call *c = ctx;
    c->desk.db = db;
    err e = taken_before(c);
    c->desk.db = NULL;
    return e ? c->result : reply_replayed(c);
}

void web_render(struct call *c, struct db *db, err result)
{
    if (c->done) return;
    c->result = result;
    if (c->shut) { // handed over between prepare and transact, or taken back
        err refused = kiosk_refuse(c);
        if (refused) web_refuse(c, refused);
        return;
    }
    if (result == E_SIGN_IN) { // the session ended between prepare and transact: nobody is left to show the form to
        c->session = NULL;
        web_refuse(c, result);
        return;
    }
    // A full disk or a busy database is no reason to lose what was typed: the form comes back with it, and says why.
    if (err_http(result) >= 500 && !c->problems.n) (void)!problem_add(&c->problems, result, S(""), err_say(result));
    err e = result;
    if (!result && c->replayed) e = reply_replayed(c);
    else if (!result || c->route->handler->refusals || (c->kind == KIND_HTML && c->route->handler->render)) e = db_read(db, render_work, c);
    else if (c->guarded) e = db_read(db, refused_work, c);
    if (e) web_refuse(c, err_http(result) >= 500 ? result : e);
    else CHECK(c->done);
}
