#include "cookie.h"

#include "route.h"

str cookie_get(const struct call *c, str name)
{
    str all = request_header(c, S("Cookie"));
    while (all.n) {
        str item, rest, key, value;
        str_cut(all, ';', &item, &rest);
        all = rest;
        str_cut(str_trim(item), '=', &key, &value);
        if (str_eq(key, name)) return value;
    }
    return (str){0};
}

void cookie_set(struct call *c, str name, str value, str path, int64_t seconds)
{
    CHECK(c->n_set_cookie < sizeof c->set_cookie / sizeof c->set_cookie[0]);
    c->set_cookie[c->n_set_cookie++] = (struct header){
        S("Set-Cookie"), str_fmt(c->a, "%.*s=%.*s; Path=%.*s; HttpOnly; SameSite=Lax; Max-Age=%lld%s", SP(name), SP(value), SP(path),
                                 (long long)(value.n ? seconds : 0), c->env->secure_cookies ? "; Secure" : "")};
}
