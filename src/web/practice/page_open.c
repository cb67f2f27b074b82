// What is open to a stranger: health, assets, the way in.
#include "web/asset.h"
#include "base/json.h"
#include "web/form.h"
#include "web/forms.h"
#include "web/route.h"
#include "web/session.h"
#include "source_gen.h"

const struct form empty_form = {.name = "empty", .max_body = 4096};

static err health_render(struct call *c, err result)
{
    (void)result;
    str state = {0};
    bool well = c->env->healthy(c->env->ctx, c->a, &state);
    struct buf *b = reply_body(c, well ? 200 : 503, S("application/json"));
    buf_put(b, S("{\"version\":\""));
    buf_json(b, c->env->version);
    buf_put(b, S("\","));
    buf_put(b, state);
    buf_put(b, S("}"));
    return OK;
}
const struct handler h_health = {.render = health_render};

#define FOR_EVER S("public, max-age=31536000, immutable")
#define FOR_A_DAY S("public, max-age=86400")

static err asset_render(struct call *c, err result)
{
    (void)result;
    const struct asset *a = asset_by_path(c->path);
    if (!a) return E_NOT_FOUND;
    reply_asset(c, a, FOR_EVER);
    return OK;
}
const struct handler h_asset = {.render = asset_render};

static err favicon_render(struct call *c, err result)
{
    (void)result;
    const struct asset *a = asset_by_name(S("mark.svg"));
    if (!a) return E_NOT_FOUND;
    reply_asset(c, a, FOR_A_DAY);
    return OK;
}
const struct handler h_favicon = {.render = favicon_render};

static err robots_render(struct call *c, err result)
{
    (void)result;
    reply_asset(c, &(struct asset){.type = S("text/plain; charset=utf-8"), .body = S("User-agent: *\nDisallow: /\n")}, FOR_A_DAY);
    return OK;
}
const struct handler h_robots = {.render = robots_render};

static err home_render(struct call *c, err result)
{
    (void)result;
    if (!c->session) c->location = S("/sign-in");
    else if (!c->session->set_up && c->desk.who.role == ROLE_OWNER) c->location = S("/setup");
    else c->location = S("/today");
    return reply_redirect(c);
}
const struct handler h_home = {.render = home_render};

// AGPL-3.0, section 13: whoever uses the program over a network can have the source of the very version that answers.
static err source_render(struct call *c, err result)
{
    (void)result;
    reply_asset(c, &(struct asset){.type = S("application/gzip"), .body = source_archive, .tag = source_tag}, S("no-cache"));
    reply_header(c, S("Content-Disposition"), S("attachment; filename=\"unknot-source.tar.gz\""));
    return OK;
}
const struct handler h_source = {.render = source_render};
