#include "route.h"

#include <sodium.h>
#include <stdarg.h>
#include <string.h>

#include "asset.h"
#include "base/format.h"
#include "base/json.h"
#include "body.h"
#include "kept.h"
#include "page.h"

enum { BODY_ROOM = 24 << 10, BODY_MAX = 8 << 20 };

void reply_header(struct call *c, str name, str value)
{
    CHECK(c->res.n_headers < sizeof c->res.headers / sizeof c->res.headers[0]);
    c->res.headers[c->res.n_headers++] = (struct header){name, value};
}

// Pages may load nothing from elsewhere, run nothing inline, be framed by nobody, and are kept by no cache.
static void headers_of_page(struct call *c)
{
    reply_header(c, S("Cache-Control"), S("no-store"));
    reply_header(c, S("Content-Security-Policy"),
                 S("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
                   "manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"));
    reply_header(c, S("Referrer-Policy"), S("same-origin")); // with no-referrer, browsers post forms with "Origin: null"
    reply_header(c, S("Cross-Origin-Opener-Policy"), S("same-origin"));
    reply_header(c, S("Permissions-Policy"), S("camera=(), geolocation=(), microphone=()"));
    if (c->env->secure_cookies) reply_header(c, S("Strict-Transport-Security"), S("max-age=31536000"));
    for (size_t i = 0; i < c->n_set_cookie; i++) reply_header(c, c->set_cookie[i].name, c->set_cookie[i].value);
}

static void start(struct call *c, int status)
{
    c->res = (struct response){.status = status};
    c->done = true;
    reply_header(c, S("X-Content-Type-Options"), S("nosniff"));
}

struct buf *reply_body(struct call *c, int status, str content_type)
{
    start(c, status);
    reply_header(c, S("Content-Type"), content_type);
    headers_of_page(c);
    reply_header(c, S("Vary"), S("Accept, Cookie"));
    if (status == 503) reply_header(c, S("Retry-After"), S("2"));
    if (status == 429) reply_header(c, S("Retry-After"), str_fmt(c->a, "%lld", (long long)(c->retry_s > 0 ? c->retry_s : 60)));
    c->res.body = buf_with_room(c->a, BODY_ROOM, BODY_MAX);
    return &c->res.body;
}

// If-None-Match, RFC 9110 13.1.2: a list of tags, compared without W/, or *.
static bool has_already(const struct call *c, str etag)
{
    str item, list = request_header(c, S("If-None-Match"));
    while (list.n) {
        str_cut(list, ',', &item, &list);
        item = str_trim(item);
        if (str_starts(item, S("W/"))) item = str_sub(item, 2, item.n);
        if (str_eq(item, etag) || str_eq(item, S("*"))) return true;
    }
    return false;
}

void reply_asset(struct call *c, const struct asset *asset, str cache)
{
    bool gzip = asset->gzip.n && request_takes_coding(c, S("gzip"));
    // Other bytes, another tag: an ETag that names both would let a cache put one's range into the other.
    str etag = asset->tag.n ? str_fmt(c->a, "\"%.*s%s\"", SP(asset->tag), gzip ? "-gzip" : "") : (str){0};
    bool there = etag.n && has_already(c, etag);
    start(c, there ? 304 : 200);
    reply_header(c, S("Cache-Control"), cache);
    if (etag.n) reply_header(c, S("ETag"), etag);
    if (asset->gzip.n) reply_header(c, S("Vary"), S("Accept-Encoding"));
    if (there) return;
    reply_header(c, S("Content-Type"), asset->type);
    if (gzip) reply_header(c, S("Content-Encoding"), S("gzip"));
    c->res.fixed = gzip ? asset->gzip : asset->body;
}

err reply_redirect(struct call *c)
{
    CHECK(c->location.n && c->location.p[0] == '/');
    struct buf to = buf_new(c->a, 8192);
    buf_put(&to, c->location);
    if (c->flash != MSG_none) {
        buf_put(&to, memchr(c->location.p, '?', c->location.n) ? S("&done=") : S("?done="));
        buf_put(&to, message_key(c->flash));
    }
    CHECK(!to.over);
    start(c, 303);
    headers_of_page(c);
    reply_header(c, S("Location"), buf_str(&to));
    c->res.body = buf_new(c->a, 16);
    return OK;
}

struct jw reply_error_json(struct call *c, err e)
{
    struct buf *b = reply_body(c, err_http(e), S("application/json"));
    struct jw w = jw_on(b);
    jw_object(&w);
    jw_key(&w, S("error"));
    jw_object(&w);
    jw_kstr(&w, S("code"), err_name(e));
    jw_kstr(&w, S("message"), message_say(c->a, c->desk.lang, err_say(e)));
    jw_key(&w, S("problems"));
    jw_array(&w);
    for (const struct problem *p = c->problems.first; p; p = p->next) {
        jw_object(&w);
        jw_kstr(&w, S("field"), p->field);
        jw_kstr(&w, S("rule"), message_key(p->say.key));
        jw_kstr(&w, S("message"), message_say(c->a, c->desk.lang, p->say));
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return w;
}

static void error_json(struct call *c, err e)
{
    struct jw w = reply_error_json(c, e);
    jw_end(&w);
}

static void allow_header(struct call *c)
{
    struct buf b = buf_new(c->a, 64);
    static const char *const methods[] = {"GET", "POST"};
    for (size_t i = 0; i < 2; i++) {
        const struct route *r;
        str param[4];
        int suffix;
        if (route_find(str_of(methods[i]), c->path, &r, param, &suffix) != ROUTE_YES) continue;
        if (b.n) buf_put(&b, S(", "));
        buf_put(&b, i == 0 ? S("GET, HEAD") : S("POST"));
    }
    reply_header(c, S("Allow"), buf_str(&b));
}

// What was typed is not lost where a session ended, or another began, before it was sent.
static bool reply_kept(struct call *c, err e)
{
    struct kept k;
    if (!(e == E_SIGN_IN && !c->session) && !(e == E_FORBIDDEN && c->session && c->stale_form)) return false;
    if (!kept_take(c, &k)) return false;
    return (e == E_SIGN_IN ? kept_signin(c, &k) : kept_page(c, &k, err_http(e))) == OK;
}

void reply_error(struct call *c, err e)
{
    CHECK(e != OK);
    bool json = c->kind == KIND_JSON || c->kind == KIND_CSV;
    if (c->kind == KIND_ASSET) json = str_find(request_header(c, S("Accept")), S("json")) != SIZE_MAX;
    if (json) error_json(c, e);
    else if (!reply_kept(c, e)) page_error(c, e);
    if (e == E_METHOD) allow_header(c);
    if (e == E_SIGN_IN) reply_header(c, S("WWW-Authenticate"), S("Session realm=\"unknot\""));
}

void web_refuse(struct call *c, err e)
{
    if (!c->problems.a) c->problems.a = c->a;
    if (!c->kind) c->kind = KIND_HTML;
    reply_error(c, e);
}

str query_value(struct call *c, str name)
{
    struct body query = {0};
    bool found;
    if (!c->query.n || body_parse_form(c->a, c->query, &query)) return (str){0};
    return body_value(&query, name, 0, &found);
}

str link_to(arena *a, const char *fmt, ...)
{
    va_list ap;
    char text[1024];
    va_start(ap, fmt);
    int n = format_into(text, sizeof text, fmt, ap);
    va_end(ap);
    CHECK(n > 0 && (size_t)n < sizeof text);
    return str_dup(a, (str){text, (size_t)n});
}
