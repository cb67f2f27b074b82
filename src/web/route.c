#include "route.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "body.h"
#include "form.h"
#include "forms.h"

#define R(method_, pattern_, verb_, form_, kinds_, speed_, handler_, prose_) extern const struct handler h_##handler_;
#include "routes.def"
#undef R

#define HTML KIND_HTML
#define JSON KIND_JSON
#define CSV KIND_CSV
#define SVG KIND_SVG
#define ASSET KIND_ASSET
#define PDF KIND_PDF

#define R(method_, pattern_, verb_, form_, kinds_, speed_, handler_, prose_) \
    {S_INIT(method_), S_INIT(pattern_), VERB_##verb_, form_, kinds_, speed_, &h_##handler_, S_INIT(prose_)},
static const struct route routes[] = {
#include "routes.def"
};
#undef R

enum { ROUTES = sizeof routes / sizeof routes[0] };

const struct route *routes_all(size_t *n)
{
    *n = ROUTES;
    return routes;
}

// The suffix that asks for a kind: /clients/x/progress.csv
static const struct {
    str suffix;
    int kind;
} suffixes[] = {{S_INIT(".json"), KIND_JSON}, {S_INIT(".csv"), KIND_CSV}, {S_INIT(".svg"), KIND_SVG}, {S_INIT(".pdf"), KIND_PDF}};

// Takes "/segment" off the front of a path that begins with '/'.
static str segment_take(str *path)
{
    size_t n = 1;
    while (n < path->n && path->p[n] != '/') n++;
    str segment = {path->p + 1, n - 1};
    *path = (str){path->p + n, path->n - n};
    return segment;
}

static bool pattern_match(str pattern, str path, str param[4])
{
    size_t n = 0;
    for (size_t i = 0; i < 4; i++) param[i] = (str){0};
    while (pattern.n || path.n) {
        if (!pattern.n || !path.n || pattern.p[0] != '/' || path.p[0] != '/') return false;
        str want = segment_take(&pattern), have = segment_take(&path);
        if (want.n && want.p[0] == '{') {
            if (!have.n || n == 4) return false;
            param[n++] = have;
        } else if (!str_eq(want, have)) {
            return false;
        }
    }
    return true;
}

enum route_found route_find(str method, str path, const struct route **out, str param[4], int *suffix_kind)
{
    *suffix_kind = 0;
    bool head = str_eq(method, S("HEAD"));
    str plain = path;
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        if (str_ends(path, suffixes[i].suffix)) {
            plain.n -= suffixes[i].suffix.n;
            *suffix_kind = suffixes[i].kind;
        }
    }
    bool path_known = false;
    for (size_t i = 0; i < ROUTES; i++) {
        const struct route *r = &routes[i];
        str p = r->kinds & KIND_ASSET ? path : plain;
        if (*suffix_kind && !(r->kinds & (*suffix_kind | KIND_ASSET))) continue;
        if (!pattern_match(r->pattern, p, param)) continue;
        path_known = true;
        if (str_eq(r->method, method) || (head && str_eq(r->method, S("GET")))) {
            *out = r;
            return ROUTE_YES;
        }
    }
    return path_known ? ROUTE_OTHER_METHOD : ROUTE_NO;
}

size_t web_body_limit(str method, str target)
{
    str path, query, param[4];
    int suffix;
    const struct route *r;
    str_cut(target, '?', &path, &query);
    if (route_find(method, path, &r, param, &suffix) != ROUTE_YES || !r->form) return 0;
    return r->form->max_body;
}
