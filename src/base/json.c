#include "json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#include "err.h"
#include "utf8.h"

// What the tree needs while it grows, around the node that callers see.
struct node {
    struct json json; // first, so that the pointers are the same
    struct node *parent, *last;
    size_t end;       // byte behind the token that named it
};

struct parse {
    arena *a;
    str text;
    yajl_handle yajl;
    struct node *root, *open;
    str key;
    size_t key_end;
    int depth, max_depth;
    const char *reason; // set: the callback refused, and says where
    size_t at;
};

// After the arena is full its longjmp leaves yajl in the middle; this frees it with the arena.
static void parse_destroy(void *obj) {
    struct parse *p = obj;
    if (p->yajl) {
        yajl_free(p->yajl);
        p->yajl = NULL;
    }
}

static int refuse(struct parse *p, size_t at, const char *reason) {
    p->reason = reason;
    p->at = at;
    return 0;
}

static struct node *add(struct parse *p, enum json_kind kind) {
    struct node *n = ARENA_NEW(p->a, struct node);
    n->json.kind = kind;
    n->parent = p->open;
    if (!p->open) {
        p->root = n;
        return n;
    }
    if (p->open->json.kind == JSON_OBJECT) {
        n->json.name = p->key;
        n->end = p->key_end;
    }
    if (p->open->last) {
        p->open->last->json.next = &n->json;
    } else {
        p->open->json.first = &n->json;
    }
    p->open->last = n;
    p->open->json.count++;
    return n;
}

static int on_null(void *ctx) {
    add(ctx, JSON_NULL);
    return 1;
}

static int on_bool(void *ctx, int truth) {
    add(ctx, JSON_BOOL)->json.truth = truth != 0;
    return 1;
}

static int on_number(void *ctx, const char *s, size_t n) {
    struct parse *p = ctx;
    add(p, JSON_NUMBER)->json.text = str_dup(p->a, (str){s, n});
    return 1;
}

static int on_string(void *ctx, const unsigned char *s, size_t n) {
    struct parse *p = ctx;
    add(p, JSON_STRING)->json.text = str_dup(p->a, (str){(const char *)s, n});
    return 1;
}

static int on_open(struct parse *p, enum json_kind kind) {
    if (++p->depth > p->max_depth) {
        return refuse(p, yajl_get_bytes_consumed(p->yajl), "nested too deeply");
    }
    p->open = add(p, kind);
    return 1;
}

static int on_object(void *ctx) {
    return on_open(ctx, JSON_OBJECT);
}

static int on_array(void *ctx) {
    return on_open(ctx, JSON_ARRAY);
}

static int on_key(void *ctx, const unsigned char *s, size_t n) {
    struct parse *p = ctx;
    p->key = str_dup(p->a, (str){(const char *)s, n});
    p->key_end = yajl_get_bytes_consumed(p->yajl);
    return 1;
}

static int on_close(void *ctx) {
    struct parse *p = ctx;
    p->open = p->open->parent;
    p->depth--;
    return 1;
}

static int by_name(const void *a, const void *b) {
    const struct node *const *x = a, *const *y = b;
    int c = str_cmp((*x)->json.name, (*y)->json.name);
    return c ? c : ((*x)->end > (*y)->end) - ((*x)->end < (*y)->end);
}

enum { FEW_KEYS = 16 };

// The first key that stood there before, in an object of few keys.
static const struct node *duplicate_of_few(const struct json *object) {
    for (const struct json *j = object->first; j; j = j->next) {
        for (const struct json *i = object->first; i != j; i = i->next) {
            if (str_eq(i->name, j->name)) {
                return (const struct node *)j;
            }
        }
    }
    return NULL;
}

// And of many: sorting keeps a hostile object from taking quadratic time.
static const struct node *duplicate_of_many(struct parse *p, const struct json *object) {
    struct node **all = ARENA_ARRAY(p->a, object->count, struct node *);
    size_t n = 0;
    for (struct json *j = object->first; j; j = j->next) {
        all[n++] = (struct node *)j;
    }
    qsort(all, n, sizeof *all, by_name);
    const struct node *found = NULL;
    for (size_t i = 1; i < n; i++) {
        if (str_eq(all[i - 1]->json.name, all[i]->json.name) && (!found || all[i]->end < found->end)) {
            found = all[i];
        }
    }
    return found;
}

static int on_object_end(void *ctx) {
    struct parse *p = ctx;
    CHECK(p->open && p->open->json.kind == JSON_OBJECT);
    const struct json *object = &p->open->json;
    const struct node *twice = object->count <= FEW_KEYS ? duplicate_of_few(object) : duplicate_of_many(p, object);
    return twice ? refuse(p, twice->end, "this key stands twice in one object") : on_close(p);
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_bool,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_object_end,
    .yajl_start_array = on_array,
    .yajl_end_array = on_close,
};

// yajl passes over what JSON cannot encode: bytes outside of UTF-8, and halves of surrogate pairs as \u escapes.
static size_t bad_utf8(str s) {
    if (utf8_valid(s)) {
        return SIZE_MAX;
    }
    uint32_t c;
    size_t i = 0;
    for (size_t n; (n = utf8_next(s, i, &c)) != 0;) {
        i += n;
    }
    return i;
}

static int hex4(str s, size_t at) {
    int v = 0;
    if (at + 4 > s.n) {
        return -1;
    }
    for (size_t i = at; i < at + 4; i++) {
        char c = s.p[i];
        int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (d < 0) {
            return -1;
        }
        v = v * 16 + d;
    }
    return v;
}

static size_t lone_surrogate(str s) {
    for (size_t i = 0; i < s.n; i++) {
        const char *slash = memchr(s.p + i, '\\', s.n - i);
        if (!slash) {
            return SIZE_MAX;
        }
        i = (size_t)(slash - s.p) + 1;
        if (i >= s.n || s.p[i] != 'u') {
            continue;
        }
        int c = hex4(s, i + 1);
        if (c < 0xD800 || c > 0xDFFF) {
            continue;
        }
        bool pair = c < 0xDC00 && str_starts(str_sub(s, i + 5, SIZE_MAX), S("\\u"));
        int low = pair ? hex4(s, i + 7) : -1;
        if (low < 0xDC00 || low > 0xDFFF) {
            return i - 1;
        }
        i += 10;
    }
    return SIZE_MAX;
}

static struct json *fail(struct json_error *e, str text, size_t at, str reason) {
    at = at < text.n ? at : text.n;
    e->line = 1;
    size_t begin = 0;
    for (size_t i = 0; i < at; i++) {
        if (text.p[i] == '\n') {
            e->line++;
            begin = i + 1;
        }
    }
    e->column = utf8_length(str_sub(text, begin, at - begin)) + 1;
    e->reason = reason;
    return NULL;
}

static bool wordlike(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '+' || c == '-' || c == '.' || c == 'E';
}

// From the byte behind a token to its first: yajl says where it stopped.
static size_t token_start(str s, size_t end) {
    end = end < s.n ? end : s.n;
    if (end == 0) {
        return 0;
    }
    size_t i = end - 1;
    if (s.p[i] == '"') {
        while (i > 0) {
            size_t slashes = 0;
            i--;
            while (slashes < i && s.p[i - 1 - slashes] == '\\') {
                slashes++;
            }
            if (s.p[i] == '"' && slashes % 2 == 0) {
                return i;
            }
        }
        return end - 1;
    }
    while (i > 0 && wordlike(s.p[i]) && wordlike(s.p[i - 1])) {
        i--;
    }
    return i;
}

// yajl's words, without its prefix and position.
static str yajl_reason(struct parse *p) {
    unsigned char *z = yajl_get_error(p->yajl, 0, NULL, 0);
    str s = str_trim(str_of((const char *)z));
    size_t colon = str_find(s, S(": "));
    s = str_dup(p->a, colon == SIZE_MAX ? s : str_sub(s, colon + 2, SIZE_MAX));
    yajl_free_error(p->yajl, z);
    return s;
}

static struct json *parse_run(struct parse *p, struct json_error *e) {
    yajl_status status = yajl_parse(p->yajl, (const unsigned char *)p->text.p, p->text.n);
    size_t consumed = yajl_get_bytes_consumed(p->yajl);
    if (status == yajl_status_ok) {
        if (yajl_complete_parse(p->yajl) == yajl_status_ok && p->root) {
            return &p->root->json;
        }
        if (p->root && p->depth == 0) { // a word or a number that only the end of the text has ended
            str used = str_trim(p->text);
            size_t end = (size_t)(used.p - p->text.p) + used.n;
            return fail(e, p->text, token_start(p->text, end), S("text follows the value"));
        }
        return fail(e, p->text, p->text.n, S("the text ends too early"));
    }
    if (p->reason) {
        return fail(e, p->text, token_start(p->text, p->at), str_of(p->reason));
    }
    return fail(e, p->text, token_start(p->text, consumed), yajl_reason(p));
}

struct json *json_parse(arena *a, str text, int depth, struct json_error *e) {
    CHECK(a && e && depth > 0);
    size_t bad = bad_utf8(text);
    if (bad != SIZE_MAX) {
        return fail(e, text, bad, S("bytes that are not UTF-8"));
    }
    bad = lone_surrogate(text);
    if (bad != SIZE_MAX) {
        return fail(e, text, bad, S("half of a surrogate pair"));
    }
    struct parse *p = ARENA_NEW(a, struct parse);
    *p = (struct parse){.a = a, .text = text, .max_depth = depth};
    arena_own(a, p, parse_destroy);
    p->yajl = yajl_alloc(&callbacks, NULL, p);
    CHECK(p->yajl);
    struct json *root = parse_run(p, e);
    parse_destroy(p);
    return root;
}

const struct json *json_get(const struct json *object, str name) {
    if (!object || object->kind != JSON_OBJECT) {
        return NULL;
    }
    for (const struct json *j = object->first; j; j = j->next) {
        if (str_eq(j->name, name)) {
            return j;
        }
    }
    return NULL;
}

str json_text(const struct json *j) {
    return j && j->kind == JSON_STRING ? j->text : (str){0};
}

bool json_number(const struct json *j, double *out) {
    return j && j->kind == JSON_NUMBER && str_f64(j->text, out);
}

bool json_integer(const struct json *j, int64_t *out) {
    if (!j || (j->kind != JSON_NUMBER && j->kind != JSON_STRING)) {
        return false;
    }
    double v;
    if (str_i64(j->text, out)) {
        return true;
    }
    if (j->kind == JSON_STRING || !str_f64(j->text, &v) || v != floor(v) || fabs(v) > 9007199254740991.0) {
        return false; // beyond 2^53 a double no longer tells neighbours apart
    }
    *out = (int64_t)v;
    return true;
}
