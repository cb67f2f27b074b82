// Any bytes as JSON: refused with a place, or a tree that comes back the same after it is written.
#include "base/err.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static void write(struct jw *w, const struct json *j) {
    switch (j->kind) {
    case JSON_NULL:
        jw_null(w);
        break;
    case JSON_BOOL:
        jw_bool(w, j->truth);
        break;
    case JSON_NUMBER:
        jw_raw(w, j->text);
        break;
    case JSON_STRING:
        jw_str(w, j->text);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        if (j->kind == JSON_OBJECT)
            jw_object(w);
        else
            jw_array(w);
        for (const struct json *c = j->first; c; c = c->next) {
            if (j->kind == JSON_OBJECT) {
                CHECK(json_get(j, c->name) == c); // no key twice
                jw_key(w, c->name);
            }
            write(w, c);
        }
        jw_end(w);
        break;
    }
}

static void same(const struct json *x, const struct json *y) {
    CHECK(x->kind == y->kind && x->truth == y->truth && x->count == y->count && str_eq(x->text, y->text) && str_eq(x->name, y->name));
    const struct json *d = y->first;
    for (const struct json *c = x->first; c; c = c->next, d = d->next) {
        CHECK(d);
        same(c, d);
    }
    CHECK(!d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n > 4096)
        return 0;
    if (!a)
        a = arena_new(32 << 20);
    struct json_error e = {0};
    str text = {(const char *)data, n};
    const struct json *j = json_parse(a, text, 32, &e);
    if (!j) {
        CHECK(e.line >= 1 && e.column >= 1 && e.reason.n > 0 && e.column <= n + 1);
    } else {
        struct buf b = buf_new(a, 1 << 20);
        struct jw w = jw_on(&b);
        int64_t i;
        double d;
        if (json_integer(j, &i) && json_number(j, &d))
            CHECK((double)i == d);
        write(&w, j);
        CHECK(!b.over);
        const struct json *again = json_parse(a, buf_str(&b), 32, &e);
        CHECK(again);
        same(j, again);
    }
    arena_reset(a);
    return 0;
}
