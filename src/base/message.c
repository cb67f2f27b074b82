#include "message.h"

#include <string.h>

#include "err.h"
#include "message_table.h"

enum { SAY_MAX = 64 * 1024 };

static const struct message_text *text_of(lang l, enum msg k) {
    CHECK((unsigned)k < MSG_COUNT);
    return &message_table[l >= 0 && l < MESSAGE_LANGS ? l : LANG_EN][k];
}

lang lang_of(str tag) {
    return str_eq_nocase(tag, S("qps-ploc")) || str_eq_nocase(tag, S("en-x-ploc")) ? LANG_PSEUDO : LANG_EN;
}

str lang_tag(lang l) {
    return l == LANG_PSEUDO ? S("en-x-ploc") : S("en"); // a private-use subtag, as checkers refuse "qps"
}

str message_key(enum msg k) {
    return text_of(LANG_EN, k)->key;
}

enum msg message_month(int month) {
    static const enum msg name[12] = {
        MSG_common_month_1, MSG_common_month_2, MSG_common_month_3, MSG_common_month_4,  MSG_common_month_5,  MSG_common_month_6,
        MSG_common_month_7, MSG_common_month_8, MSG_common_month_9, MSG_common_month_10, MSG_common_month_11, MSG_common_month_12,
    };
    CHECK(month >= 1 && month <= 12);
    return name[month - 1];
}

enum msg message_find(str key) {
    for (int k = 0; k < MSG_COUNT; k++) {
        if (key.n && str_eq(message_table[LANG_EN][k].key, key)) {
            return (enum msg)k;
        }
    }
    return MSG_none;
}

typedef void put_fn(struct buf *b, str s);

// ASCII letters of the text (never of the arguments) with a mark on each, still legible.
static void put_pseudo(struct buf *b, str s, put_fn *put) {
    static const char marked[] = "áƀćďéƒǵħíĵķĺḿńóƥʠŕśťúṽŵẋýźÁƁĆĎÉƑǴĦÍĴĶĹḾŃÓƤɊŔŚŤÚṼŴẊÝŹ";
    static uint16_t const cut[] = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 27, 29, 31, 33, 35, 37, 39, 41, 43,
                                   46, 48, 51, 53, 55, 57, 59, 61, 63, 65, 67, 69, 71, 73, 75, 77, 79, 82, 84, 86, 88,
                                   90, 92, 94, 96, 98, 101, 103, 106, 108, 110};
    _Static_assert(sizeof cut / sizeof cut[0] == 53 && sizeof marked == 111, "52 letters");
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        int at = c >= 'a' && c <= 'z' ? c - 'a' : c >= 'A' && c <= 'Z' ? c - 'A' + 26 : -1;
        put(b, at < 0 ? str_sub(s, i, 1) : (str){marked + cut[at], (size_t)(cut[at + 1] - cut[at])});
    }
}

static void put_text(struct buf *b, lang l, str s, put_fn *put) {
    if (l == LANG_PSEUDO) {
        put_pseudo(b, s, put);
    } else {
        put(b, s);
    }
}

static void say_with(struct buf *b, lang l, const struct say *s, put_fn *put);

// What fills a hole; false where nothing does, and the hole is shown as it is.
static bool put_hole(struct buf *b, lang l, const struct say *s, str name, put_fn *put) {
    if (s->when && str_eq(name, S("when"))) {
        say_with(b, l, s->when, put);
        return true;
    }
    for (int i = 0; i < SAY_ARGS && s->arg[i].name; i++) {
        if (strlen(s->arg[i].name) == name.n && memcmp(s->arg[i].name, name.p, name.n) == 0) {
            put(b, s->arg[i].value);
            return true;
        }
    }
    if (str_eq(name, S("n"))) {
        buf_i64(b, s->n);
        return true;
    }
    return false;
}

static void say_with(struct buf *b, lang l, const struct say *s, put_fn *put) {
    const struct message_text *t = text_of(l, s->key);
    str rest = t->plural && s->n == 1 ? t->one : t->other;
    if (l == LANG_PSEUDO && rest.n) {
        buf_put(b, S("⟦"));
    }
    while (rest.n) {
        str head, tail, name, behind;
        bool open = str_cut(rest, '{', &head, &tail);
        put_text(b, l, head, put);
        if (!open) {
            break;
        }
        if (str_cut(tail, '}', &name, &behind) && put_hole(b, l, s, name, put)) {
            rest = behind;
        } else {
            buf_putc(b, '{');
            rest = tail;
        }
    }
    if (l == LANG_PSEUDO && t->other.n) {
        buf_put(b, S("⟧"));
    }
}

// Most are short: they are put together aside, so that a page with hundreds of them holds their bytes and no room to grow.
str message_say(arena *a, lang l, struct say s) {
    const struct message_text *t = text_of(l, s.key);
    if (l != LANG_PSEUDO && !t->plural && (t->other.n == 0 || !memchr(t->other.p, '{', t->other.n))) {
        return t->other;
    }
    char aside[512];
    struct buf b = {.p = aside, .cap = sizeof aside, .max = sizeof aside};
    say_with(&b, l, &s, buf_put);
    if (!b.over) {
        return str_dup(a, buf_str(&b));
    }
    b = buf_new(a, SAY_MAX);
    say_with(&b, l, &s, buf_put);
    return buf_str(&b);
}

void message_html(struct buf *b, lang l, struct say s) {
    say_with(b, l, &s, buf_html);
}
