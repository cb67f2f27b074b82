#include "link_text.h"

#include "base/json.h"
#include "web/measures/measure_text.h"
#include "web/route.h"

str link_url(struct call *c, str path)
{
    str base = c->env->public_url;
    if (!base.n) base = str_fmt(c->a, "%s://%.*s", c->req.tls ? "https" : "http", SP(request_header(c, S("Host"))));
    return str_fmt(c->a, "%.*s%.*s", SP(base), SP(path));
}

str link_here(struct call *c, const char *behind)
{
    return link_to(c->a, "%.*s%.*s%s", SP(str_sub(c->route->pattern, 0, 3)), SP(c->param[0]), behind);
}

err link_made_json(struct call *c, const struct link_made *made)
{
    struct jw w = jw_on(reply_body(c, 201, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, made->id.v);
    jw_kstr(&w, S("purpose"), link_purpose_name(made->purpose));
    jw_kstr(&w, S("url"), link_url(c, made->path));
    jw_kstr(&w, S("expires"), instant_str(c->a, made->expires));
    jw_end(&w);
    return OK;
}

str sms_href(struct call *c, str to, str text)
{
    struct buf b = buf_new(c->a, 8192);
    buf_put(&b, S("sms:"));
    for (size_t i = 0; i < to.n; i++) { // RFC 3966: visual separators add nothing
        if ((to.p[i] >= '0' && to.p[i] <= '9') || (to.p[i] == '+' && i == 0)) buf_putc(&b, to.p[i]);
    }
    buf_put(&b, S("?body="));
    buf_url_part(&b, text);
    return buf_str(&b);
}

// The address of an e-mail keeps its '@'; everything else that means something in a URI is escaped.
str mail_href(struct call *c, str to, str subject, str text)
{
    str user, domain;
    struct buf b = buf_new(c->a, 8192);
    buf_put(&b, S("mailto:"));
    if (str_cut(to, '@', &user, &domain)) {
        buf_url_part(&b, user);
        buf_putc(&b, '@');
        buf_url_part(&b, domain);
    }
    buf_put(&b, S("?subject="));
    buf_url_part(&b, subject);
    buf_put(&b, S("&body="));
    buf_url_part(&b, text);
    return buf_str(&b);
}

void days_problems(struct call *c, const struct diary_day_in *days, size_t n)
{
    for (struct problem *p = c->problems.first; p; p = p->next) {
        str number, rest;
        int64_t i;
        if (!str_starts(p->field, S("days["))) continue;
        str_cut(str_sub(p->field, 5, p->field.n), ']', &number, &rest);
        if (str_i64(number, &i) && i >= 0 && (size_t)i < n) p->field = day_field(c, days[i].day);
    }
}
