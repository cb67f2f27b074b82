#include "body.h"

#include <string.h>

#include "base/json.h"

static int hex_value(char ch)
{
    if (ch >= '0' && ch <= '9') return ch - '0';
    if (ch >= 'a' && ch <= 'f') return ch - 'a' + 10;
    if (ch >= 'A' && ch <= 'F') return ch - 'A' + 10;
    return -1;
}

// What a person may type, line ends of any kind included; never a NUL, which PostgreSQL cannot keep.
static bool value_valid(str s)
{
    return utf8_valid(s) && (s.n == 0 || memchr(s.p, 0, s.n) == NULL);
}

bool url_decode(arena *a, str s, bool plus_is_space, str *out)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        if (ch == '%') {
            if (s.n - i < 3) return false;
            int hi = hex_value(s.p[i + 1]), lo = hex_value(s.p[i + 2]);
            if (hi < 0 || lo < 0) return false;
            ch = (char)(hi * 16 + lo);
            i += 2;
        } else if (ch == '+' && plus_is_space) {
            ch = ' ';
        }
        p[n++] = ch;
    }
    *out = (str){p, n};
    return value_valid(*out);
}

err body_parse_form(arena *a, str bytes, struct body *out)
{
    *out = (struct body){0};
    size_t most = 1;
    for (size_t i = 0; i < bytes.n; i++) most += bytes.p[i] == '&';
    if (most > BODY_PAIRS_MAX) return E_MALFORMED;
    out->pair = ARENA_ARRAY(a, most, struct pair);
    while (bytes.n) {
        str part, rest, name, value;
        str_cut(bytes, '&', &part, &rest);
        bytes = rest;
        if (!part.n) continue;
        str_cut(part, '=', &name, &value);
        struct pair *to = &out->pair[out->n];
        if (!url_decode(a, name, true, &to->name) || !url_decode(a, value, true, &to->value)) return E_MALFORMED;
        out->n++;
    }
    return OK;
}

static bool pair_of_json(arena *a, str name, const struct json *v, struct pair *to)
{
    *to = (struct pair){.name = name};
    switch (v->kind) {
    case JSON_NULL: return true;
    case JSON_BOOL: to->value = v->truth ? S("1") : S("0"); return true;
    case JSON_NUMBER: to->value = v->text; return true;
    case JSON_STRING: to->value = str_dup(a, v->text); return value_valid(to->value);
    case JSON_ARRAY:
    case JSON_OBJECT: break;
    }
    return false;
}

err body_parse_json(arena *a, str bytes, struct body *out, str *why)
{
    *out = (struct body){.json = true};
    struct json_error e = {0};
    const struct json *root = json_parse(a, bytes, 64, &e);
    if (!root) {
        *why = str_fmt(a, "line %zu, column %zu: %.*s", e.line, e.column, SP(e.reason));
        return E_MALFORMED;
    }
    *why = S("one flat object of names and values is wanted");
    if (root->kind != JSON_OBJECT) return E_MALFORMED;
    size_t most = 0;
    for (const struct json *j = root->first; j; j = j->next) most += j->kind == JSON_ARRAY ? j->count : 1;
    if (most > BODY_PAIRS_MAX) return E_MALFORMED;
    out->pair = ARENA_ARRAY(a, most + 1, struct pair);
    for (const struct json *j = root->first; j; j = j->next) {
        if (j->kind == JSON_ARRAY) {
            for (const struct json *k = j->first; k; k = k->next) {
                if (!pair_of_json(a, j->name, k, &out->pair[out->n++])) return E_MALFORMED;
            }
        } else if (!pair_of_json(a, j->name, j, &out->pair[out->n++])) {
            return E_MALFORMED;
        }
    }
    return OK;
}

str body_value(const struct body *b, str name, size_t i, bool *found)
{
    *found = false;
    if (!b) return (str){0};
    for (size_t k = 0; k < b->n; k++) {
        if (!str_eq(b->pair[k].name, name)) continue;
        if (i-- == 0) {
            b->pair[k].used = true;
            *found = true;
            return b->pair[k].value;
        }
    }
    return (str){0};
}
