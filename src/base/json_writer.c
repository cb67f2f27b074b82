#include "json.h"

#include <math.h>

#include "err.h"
#include "id.h"
#include "number.h"

enum { LEVELS = 64 };

struct jw jw_on(struct buf *b) {
    return (struct jw){.b = b};
}

// Before each value: the comma, and that it may stand here.
static void jw_value(struct jw *w) {
    CHECK(w->after_key || !w->in_object[w->depth]);
    CHECK(w->depth > 0 || !w->need_comma[0]); // one value in all
    if (!w->after_key && w->need_comma[w->depth]) {
        buf_putc(w->b, ',');
    }
    w->after_key = false;
    w->need_comma[w->depth] = true;
}

static void jw_open(struct jw *w, char c) {
    jw_value(w);
    CHECK(w->depth + 1 < LEVELS);
    w->depth++;
    w->need_comma[w->depth] = false;
    w->in_object[w->depth] = c == '{';
    buf_putc(w->b, c);
}

void jw_object(struct jw *w) {
    jw_open(w, '{');
}

void jw_array(struct jw *w) {
    jw_open(w, '[');
}

void jw_end(struct jw *w) {
    CHECK(w->depth > 0 && !w->after_key);
    buf_putc(w->b, w->in_object[w->depth] ? '}' : ']');
    w->depth--;
}

static void jw_quoted(struct jw *w, str s) {
    buf_putc(w->b, '"');
    buf_json(w->b, s);
    buf_putc(w->b, '"');
}

void jw_key(struct jw *w, str key) {
    CHECK(w->in_object[w->depth] && !w->after_key);
    if (w->need_comma[w->depth]) {
        buf_putc(w->b, ',');
    }
    jw_quoted(w, key);
    buf_putc(w->b, ':');
    w->after_key = true;
}

void jw_str(struct jw *w, str v) {
    jw_value(w);
    jw_quoted(w, v);
}

void jw_int(struct jw *w, int64_t v) {
    jw_value(w);
    buf_i64(w->b, v);
}

void jw_num(struct jw *w, double v) {
    char z[NUMBER_TEXT];
    CHECK(isfinite(v));
    jw_value(w);
    buf_put(w->b, (str){z, number_text(v, z)});
}

void jw_bool(struct jw *w, bool v) {
    jw_value(w);
    buf_put(w->b, v ? S("true") : S("false"));
}

void jw_null(struct jw *w) {
    jw_value(w);
    buf_put(w->b, S("null"));
}

void jw_id(struct jw *w, int64_t id) {
    if (id == 0) {
        jw_null(w);
        return;
    }
    char z[ID_TEXT + 1];
    id_text(id, z);
    jw_str(w, (str){z, ID_TEXT});
}

void jw_raw(struct jw *w, str json) {
    CHECK(json.n);
    jw_value(w);
    buf_put(w->b, json);
}

void jw_kstr(struct jw *w, str key, str v) {
    jw_key(w, key);
    jw_str(w, v);
}

void jw_kint(struct jw *w, str key, int64_t v) {
    jw_key(w, key);
    jw_int(w, v);
}

void jw_kbool(struct jw *w, str key, bool v) {
    jw_key(w, key);
    jw_bool(w, v);
}

void jw_knum(struct jw *w, str key, double v) {
    jw_key(w, key);
    jw_num(w, v);
}

void jw_kfigure(struct jw *w, str key, bool known, double v) {
    jw_key(w, key);
    if (known && isfinite(v)) jw_num(w, v);
    else jw_null(w);
}

void jw_kspan(struct jw *w, str key, bool known, double lo, double hi) {
    jw_key(w, key);
    if (!known || !isfinite(lo) || !isfinite(hi)) {
        jw_null(w);
        return;
    }
    jw_array(w);
    jw_num(w, lo);
    jw_num(w, hi);
    jw_end(w);
}

void json_put(struct jw *w, const struct json *value)
{
    enum json_kind kind = value ? value->kind : JSON_NULL;
    switch (kind) {
    case JSON_NULL: jw_null(w); return;
    case JSON_BOOL: jw_bool(w, value->truth); return;
    case JSON_NUMBER: jw_raw(w, value->text); return;
    case JSON_STRING: jw_str(w, value->text); return;
    case JSON_ARRAY:
    case JSON_OBJECT: break;
    }
    if (value->kind == JSON_ARRAY)
        jw_array(w);
    else
        jw_object(w);
    for (const struct json *x = value->first; x; x = x->next) {
        if (value->kind == JSON_OBJECT)
            jw_key(w, x->name);
        json_put(w, x);
    }
    jw_end(w);
}
