#include "clinic/people/namekey.h"

#include <stdlib.h>
#include <string.h>

#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/err.h"

enum {
    STEM = 6,           // letters of a word that its keys are made of
    PREFIX = 3,         // typed beginnings up to this length have a key of their own
    FOLD_BYTES = 512,   // of a name or query looked at
    KEYS_MAX = 160,
    KEY_BYTES = 64,
    DIGITS = 20,
    PHONE_TAIL = 9,
    PHONE_SHORT = 4
};

// --- folding ----------------------------------------------------------------------------------------------------------

static const struct {
    ucs4_t from;
    const char *to;
} letters[] = {
    {0xF8, "o"},   {0xE6, "ae"},  {0x153, "oe"}, {0x142, "l"}, {0x111, "d"}, {0xF0, "d"},  {0xFE, "th"},
    {0x127, "h"},  {0x131, "i"},  {0x14B, "n"},  {0x259, "e"}, {0x180, "b"}, {0x268, "i"}, {0x1DD, "e"},
};

static bool is_accent(ucs4_t c) {
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
           (c >= 0xFE20 && c <= 0xFE2F);
}

// Marks within a word that people leave out: O'Brien, O’Brien, ʻOkina.
static bool is_silent(ucs4_t c) { return is_accent(c) || c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x2BC || c == 0x2BB || c == '`' || c == 0xAD; }

static bool is_ascii(str s) {
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80) // NOLINT(clang-analyzer-core.NullDereference): n > 0 has bytes
            return false;
    return true;
}

struct fold {
    char *p;
    size_t n, cap;
};

static void fold_put(struct fold *f, const char *bytes, size_t n) {
    if (f->n + n <= f->cap) {
        memcpy(f->p + f->n, bytes, n);
        f->n += n;
    }
}

static void fold_letter(struct fold *f, ucs4_t c) {
    if (is_silent(c))
        return;
    if (!(c < 0x80 ? (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') : uc_is_alnum(c) || uc_is_general_category(c, UC_MARK))) {
        if (f->n > 0 && f->p[f->n - 1] != ' ')
            fold_put(f, " ", 1);
        return;
    }
    for (size_t i = 0; c >= 0x80 && i < sizeof letters / sizeof letters[0]; i++)
        if (letters[i].from == c) {
            fold_put(f, letters[i].to, strlen(letters[i].to));
            return;
        }
    uint8_t bytes[6];
    int n = u8_uctomb(bytes, c, sizeof bytes);
    if (n > 0)
        fold_put(f, (const char *)bytes, (size_t)n);
}

static str clipped(str s) {
    if (s.n > FOLD_BYTES) {
        s.n = FOLD_BYTES;
        while (s.n > 0 && ((unsigned char)s.p[s.n] & 0xC0) == 0x80) // NOLINT(clang-analyzer-core.NullDereference): n > 0 has bytes
            s.n--;
    }
    return s;
}

str namekey_fold(arena *a, str s) {
    s = clipped(s);
    if (s.n == 0 || !utf8_valid(s))
        return (str){0};
    // Compatibility decompositions grow up to eighteenfold; what does not fit is left out, as words are clipped anyway.
    struct fold f = {.p = arena_alloc(a, 2 * s.n + 8), .cap = 2 * s.n + 8};
    if (is_ascii(s)) {
        for (size_t i = 0; i < s.n; i++)
            fold_letter(&f, (ucs4_t)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]));
    } else {
        uint8_t room[4 * FOLD_BYTES];
        size_t n = sizeof room;
        uint8_t *u = u8_casefold((const uint8_t *)s.p, s.n, NULL, UNINORM_NFKD, room, &n);
        if (!u)
            return (str){0};
        for (size_t i = 0; i < n;) {
            ucs4_t c;
            int step = u8_mbtouc(&c, u + i, n - i);
            fold_letter(&f, c);
            i += (size_t)step;
        }
        if (u != room)
            free(u);
    }
    while (f.n > 0 && f.p[f.n - 1] == ' ')
        f.n--;
    return (str){f.p, f.n};
}

// --- words ------------------------------------------------------------------------------------------------------------

struct word {
    ucs4_t c[NAMEKEY_LETTERS];
    int n;
};

struct words {
    struct word w[NAMEKEY_TOKENS];
    int n;
};

static void words_add(struct words *ws, str folded) {
    while (folded.n > 0 && ws->n < NAMEKEY_TOKENS) {
        str head, tail;
        str_cut(folded, ' ', &head, &tail);
        if (head.n > 0) {
            struct word *w = &ws->w[ws->n++];
            w->n = 0;
            for (size_t i = 0; i < head.n && w->n < NAMEKEY_LETTERS;)
                i += (size_t)u8_mbtouc(&w->c[w->n++], (const uint8_t *)head.p + i, head.n - i);
        }
        folded = tail;
    }
}

// Writing without blanks between family and given name: Han, kana, Hangul.
static bool is_unspaced(const struct word *w) {
    return w->n > 0 && ((w->c[0] >= 0x2E80 && w->c[0] <= 0x9FFF) || (w->c[0] >= 0x1100 && w->c[0] <= 0x11FF) || (w->c[0] >= 0xAC00 && w->c[0] <= 0xD7FF) ||
                        (w->c[0] >= 0x20000 && w->c[0] <= 0x3FFFF));
}

static struct word joined(const struct word *x, const struct word *y) {
    struct word w = *x;
    for (int i = 0; i < y->n && w.n < NAMEKEY_LETTERS; i++)
        w.c[w.n++] = y->c[i];
    return w;
}

static struct words words_of(arena *a, const struct name_facts *who) {
    struct words ws = {.n = 0};
    words_add(&ws, namekey_fold(a, who->given));
    words_add(&ws, namekey_fold(a, who->family));
    return ws;
}

// --- keys -------------------------------------------------------------------------------------------------------------

struct keys {
    arena *a;
    str v[KEYS_MAX];
    size_t n, max;
};

static void key_put(struct keys *k, char mark, const char *bytes, size_t n) {
    char key[KEY_BYTES + 1];
    size_t len = 0;
    if (mark)
        key[len++] = mark;
    if (n > KEY_BYTES - 1) {
        n = KEY_BYTES - 1;
        while (n > 0 && ((unsigned char)bytes[n] & 0xC0) == 0x80)
            n--;
    }
    memcpy(key + len, bytes, n);
    len += n;
    for (size_t i = 0; i < k->n; i++)
        if (str_eq(k->v[i], (str){key, len}))
            return;
    if (len > 0 && k->n < k->max)
        k->v[k->n++] = str_dup(k->a, (str){key, len});
}

// The first `n` letters of a word without letter `skip` (-1: with all).
static void key_letters(struct keys *k, char mark, const struct word *w, int n, int skip) {
    uint8_t bytes[6 * STEM];
    size_t len = 0;
    for (int i = 0; i < n && i < w->n; i++)
        if (i != skip) {
            int step = u8_uctomb(bytes + len, w->c[i], (ptrdiff_t)(sizeof bytes - len));
            CHECK(step > 0);
            len += (size_t)step;
        }
    if (len > 0)
        key_put(k, mark, (const char *)bytes, len);
}

static int stem(const struct word *w) { return w->n < STEM ? w->n : STEM; }

static void keys_of_word(struct keys *k, const struct word *w) {
    key_letters(k, 0, w, STEM, -1);
    for (int skip = 0; w->n > 2 && skip < stem(w); skip++)
        key_letters(k, 0, w, STEM, skip);
    for (int n = 1; n <= PREFIX && n <= w->n; n++)
        key_letters(k, '.', w, n, -1);
}

// Each word, and two neighbours written as one: Anne-Marie is found as "annemarie".
static void keys_of_words(struct keys *k, const struct words *ws) {
    for (int i = 0; i < ws->n; i++)
        keys_of_word(k, &ws->w[i]);
    for (int i = 0; i + 1 < ws->n; i++) {
        struct word two = joined(&ws->w[i], &ws->w[i + 1]);
        keys_of_word(k, &two);
    }
}

static size_t digits_of(str s, char out[DIGITS]) {
    size_t n = 0;
    for (size_t i = s.n; i > 0 && n < DIGITS; i--) // the last ones: country codes and leading zeros vary
        if (s.p[i - 1] >= '0' && s.p[i - 1] <= '9')
            out[n++] = s.p[i - 1];
    for (size_t i = 0; i < n / 2; i++) {
        char t = out[i];
        out[i] = out[n - 1 - i];
        out[n - 1 - i] = t;
    }
    return n;
}

static void keys_of_phone(struct keys *k, str phone) {
    char d[DIGITS];
    size_t n = digits_of(phone, d);
    if (n < PHONE_SHORT)
        return;
    key_put(k, '#', d + n - PHONE_SHORT, PHONE_SHORT);
    size_t tail = n < PHONE_TAIL ? n : PHONE_TAIL;
    if (tail > PHONE_SHORT)
        key_put(k, '#', d + n - tail, tail);
}

static void keys_of_born(struct keys *k, day born) {
    str iso = day_str(k->a, born);
    key_put(k, '=', iso.p, iso.n);
    key_put(k, '=', iso.p, 4);
}

static void keys_of_email(struct keys *k, str email) {
    str lower = str_lower(k->a, str_trim(email)), local, host;
    if (lower.n == 0 || !utf8_valid(lower))
        return;
    key_put(k, '@', lower.p, lower.n);
    if (str_cut(lower, '@', &local, &host) && local.n > 0)
        key_put(k, '@', local.p, local.n);
}

static int by_bytes(const void *x, const void *y) { return str_cmp(*(const str *)x, *(const str *)y); }

static struct namekeys keys_done(struct keys *k) {
    str *v = ARENA_ARRAY(k->a, k->n + 1, str);
    memcpy(v, k->v, k->n * sizeof *v);
    qsort(v, k->n, sizeof *v, by_bytes);
    return (struct namekeys){v, k->n};
}

struct namekeys namekey_keys(arena *a, const struct name_facts *who) {
    struct keys k = {.a = a, .max = KEYS_MAX};
    struct words family = {.n = 0}, given = {.n = 0}, preferred = {.n = 0};
    words_add(&family, namekey_fold(a, who->family));
    words_add(&given, namekey_fold(a, who->given));
    words_add(&preferred, namekey_fold(a, who->preferred));
    for (size_t i = 0; i < who->n_phones; i++)
        keys_of_phone(&k, who->phones[i]);
    if (who->born_known)
        keys_of_born(&k, who->born);
    keys_of_email(&k, who->email);
    keys_of_words(&k, &family);
    keys_of_words(&k, &given);
    keys_of_words(&k, &preferred);
    if (family.n > 0 && given.n > 0 && is_unspaced(&family.w[0])) {
        struct word whole = joined(&family.w[0], &given.w[0]);
        keys_of_word(&k, &whole);
    }
    return keys_done(&k);
}

// --- queries ----------------------------------------------------------------------------------------------------------

enum { DATES = 2 };

struct name_query {
    struct words words;
    bool still_typing;          // no blank behind the last word
    char digits[DIGITS];        // a phone number, or a part of one
    size_t n_digits;
    day born[DATES];
    int n_born;
    int year;                   // of birth, 0 where not given
    str email;
};

static bool number_of(str s, int lo, int hi, int *out) {
    int64_t v;
    if (s.n == 0 || s.n > 4 || s.p[0] == '-' || !str_i64(s, &v) || v < lo || v > hi) // NOLINT(clang-analyzer-core.NullDereference): n > 0 has bytes
        return false;
    *out = (int)v;
    return true;
}

static void born_add(struct name_query *q, int year, int month, int mday) {
    if (q->n_born < DATES && day_valid(year, month, mday))
        q->born[q->n_born++] = day_from(year, month, mday);
}

// 1980-02-11, 11.02.1980, 02/11/1980 and 11/02/1980: with slashes both readings are looked for.
static bool query_date(struct name_query *q, str word) {
    static const char separators[] = {'-', '.', '/'};
    for (size_t i = 0; i < sizeof separators; i++) {
        str x, rest, y, z;
        int p, r, s;
        if (!str_cut(word, separators[i], &x, &rest) || !str_cut(rest, separators[i], &y, &z))
            continue;
        if (x.n == 4 && number_of(x, 1800, 2200, &p) && number_of(y, 1, 12, &r) && number_of(z, 1, 31, &s)) {
            born_add(q, p, r, s);
        } else if (z.n == 4 && number_of(x, 1, 31, &p) && number_of(y, 1, 31, &r) && number_of(z, 1800, 2200, &s)) {
            born_add(q, s, r, p);
            if (separators[i] == '/' && p != r)
                born_add(q, s, p, r);
        }
        return q->n_born > 0;
    }
    return false;
}

static bool query_phone(struct name_query *q, str query) {
    size_t digits = 0;
    for (size_t i = 0; i < query.n; i++) {
        bool digit = query.p[i] >= '0' && query.p[i] <= '9';
        digits += digit;
        if (!digit && !strchr("+()-/. ", query.p[i]))
            return false;
    }
    if (digits < PHONE_SHORT || (digits == 4 && query.n == 4 && (query.p[0] == '1' || query.p[0] == '2')))
        return false; // four digits alone that begin so are a year
    q->n_digits = digits_of(query, q->digits);
    return true;
}

const struct name_query *namekey_query(arena *a, str query) {
    struct name_query *q = ARENA_NEW(a, struct name_query);
    query = clipped(query);
    if (query.n == 0 || !utf8_valid(query) || memchr(query.p, 0, query.n))
        return q;
    q->still_typing = query.p[query.n - 1] != ' ';
    query = str_trim(query);
    if (query_date(q, query) || query_phone(q, query))
        return q;
    while (query.n > 0) {
        str word, rest;
        str_cut(query, ' ', &word, &rest);
        if (memchr(word.p ? word.p : "", '@', word.n))
            q->email = str_lower(a, word);
        else if (!query_date(q, word) && !(q->year == 0 && word.n == 4 && number_of(word, 1880, 2100, &q->year)))
            words_add(&q->words, namekey_fold(a, word));
        query = rest;
    }
    return q;
}

// Keys of typed words: the longest words first, so that a long query still fits.
static void probe_words(struct keys *k, const struct words *ws) {
    bool taken[NAMEKEY_TOKENS] = {0};
    for (int round = 0; round < ws->n; round++) {
        int best = -1;
        for (int i = 0; i < ws->n; i++)
            if (!taken[i] && (best < 0 || ws->w[i].n > ws->w[best].n))
                best = i;
        taken[best] = true;
        const struct word *w = &ws->w[best];
        key_letters(k, 0, w, STEM, -1);
        if (w->n < PREFIX) {
            key_letters(k, '.', w, w->n, -1);
            continue;
        }
        if (w->n < STEM) // a beginning: the rest is not typed yet
            key_letters(k, '.', w, PREFIX, -1);
        if (k->n + (size_t)stem(w) <= k->max)
            for (int skip = 0; skip < stem(w); skip++)
                key_letters(k, 0, w, STEM, skip);
    }
}

struct namekeys namekey_probe(arena *a, str query) {
    const struct name_query *q = namekey_query(a, query);
    struct keys k = {.a = a, .max = NAMEKEY_PROBES};
    for (int i = 0; i < q->n_born; i++) {
        str iso = day_str(a, q->born[i]);
        key_put(&k, '=', iso.p, iso.n);
    }
    if (q->year > 0 && q->words.n == 0) {
        str year = str_fmt(a, "%d", q->year);
        key_put(&k, '=', year.p, year.n);
    }
    if (q->n_digits > 0) {
        size_t n = q->n_digits >= PHONE_TAIL ? PHONE_TAIL : PHONE_SHORT;
        key_put(&k, '#', q->digits + q->n_digits - n, n);
    }
    if (q->email.n > 0) {
        str email = str_ends(q->email, S("@")) ? str_sub(q->email, 0, q->email.n - 1) : q->email;
        if (email.n > 0)
            key_put(&k, '@', email.p, email.n);
    }
    probe_words(&k, &q->words);
    return keys_done(&k);
}

struct namekeys namekey_probe_person(arena *a, const struct name_facts *who) {
    struct keys k = {.a = a, .max = NAMEKEY_PROBES};
    char d[DIGITS];
    for (size_t i = 0; i < who->n_phones && i < 3; i++) {
        size_t n = digits_of(who->phones[i], d), tail = n < PHONE_TAIL ? n : PHONE_TAIL;
        if (tail > PHONE_SHORT)
            key_put(&k, '#', d + n - tail, tail);
    }
    str email = str_lower(a, str_trim(who->email));
    if (email.n > 0 && utf8_valid(email))
        key_put(&k, '@', email.p, email.n);
    if (who->born_known) {
        str iso = day_str(a, who->born);
        key_put(&k, '=', iso.p, iso.n);
    }
    struct words ws = words_of(a, who);
    probe_words(&k, &ws);
    return keys_done(&k);
}

// --- rank -------------------------------------------------------------------------------------------------------------

// Optimal string alignment. Three rows are enough, as only neighbours are swapped.
static int distance(const struct word *x, const struct word *y, int limit, bool prefix) {
    if (!prefix && (x->n - y->n > limit || y->n - x->n > limit))
        return limit + 1;
    int row[3][NAMEKEY_LETTERS + 1];
    for (int j = 0; j <= y->n; j++)
        row[0][j] = j;
    for (int i = 1; i <= x->n; i++) {
        int *now = row[i % 3], *before = row[(i + 2) % 3], *two = row[(i + 1) % 3], least = now[0] = i;
        for (int j = 1; j <= y->n; j++) {
            int d = before[j - 1] + (x->c[i - 1] != y->c[j - 1]);
            d = before[j] + 1 < d ? before[j] + 1 : d;
            d = now[j - 1] + 1 < d ? now[j - 1] + 1 : d;
            if (i > 1 && j > 1 && x->c[i - 1] == y->c[j - 2] && x->c[i - 2] == y->c[j - 1] && two[j - 2] + 1 < d)
                d = two[j - 2] + 1;
            now[j] = d;
            least = d < least ? d : least;
        }
        if (least > limit)
            return limit + 1;
    }
    const int *end = row[x->n % 3];
    int d = end[y->n];
    for (int j = 0; prefix && j < y->n; j++)
        d = end[j] < d ? end[j] : d;
    return d > limit ? limit + 1 : d;
}

int namekey_distance(str x, str y, int limit, bool prefix) {
    struct words a = {.n = 0}, b = {.n = 0};
    words_add(&a, x);
    words_add(&b, y);
    static const struct word none = {.n = 0};
    return distance(a.n > 0 ? &a.w[0] : &none, b.n > 0 ? &b.w[0] : &none, limit, prefix);
}

// How well a typed word names a word of the person, 0..100.
static int word_score(const struct word *typed, const struct word *name, bool last) {
    int d = distance(typed, name, typed->n >= 7 ? 2 : 1, false);
    if (d == 0)
        return 100;
    if (typed->n < name->n && memcmp(typed->c, name->c, (size_t)typed->n * sizeof typed->c[0]) == 0)
        return last ? 90 : 72;
    if (d == 1)
        return typed->n >= 3 ? 80 : 35;
    if (typed->n >= 4 && distance(typed, name, 1, true) <= 1)
        return last ? 60 : 50;
    return d == 2 && typed->n >= 7 ? 55 : 0;
}

struct best {
    int score, typed, name, typed2, name2; // a second index where two words are written as one; -1 otherwise
};

static void best_keep(struct best *b, int score, int typed, int typed2, int name, int name2) {
    if (score > b->score)
        *b = (struct best){score, typed, name, typed2, name2};
}

static struct best best_pair(const struct name_query *q, const struct words *names, unsigned typed_used, unsigned name_used) {
    struct best b = {0, -1, -1, -1, -1};
    for (int i = 0; i < q->words.n; i++) {
        if (typed_used & 1u << i)
            continue;
        bool last = q->still_typing && i == q->words.n - 1, next_typed = i + 1 < q->words.n && !(typed_used & 2u << i);
        for (int j = 0; j < names->n; j++) {
            if (name_used & 1u << j)
                continue;
            best_keep(&b, word_score(&q->words.w[i], &names->w[j], last), i, -1, j, -1);
            if (b.score == 100)
                return b;
            if (next_typed) { // "mc donald"
                struct word two = joined(&q->words.w[i], &q->words.w[i + 1]);
                best_keep(&b, distance(&two, &names->w[j], 0, false) == 0 ? 95 : 0, i, i + 1, j, -1);
            }
            if (j + 1 < names->n && !(name_used & 2u << j)) { // "annemarie" for Anne-Marie
                struct word two = joined(&names->w[j], &names->w[j + 1]);
                int d = distance(&q->words.w[i], &two, 1, false);
                best_keep(&b, d == 0 ? 95 : d == 1 ? 75 : 0, i, -1, j, j + 1);
            }
        }
    }
    return b;
}

static int score_words(const struct name_query *q, const struct words *names, int own) {
    unsigned typed_used = 0, name_used = 0;
    int sum = 0, matched = 0;
    for (;;) {
        struct best b = best_pair(q, names, typed_used, name_used);
        if (b.score == 0)
            break;
        int typed = 1 + (b.typed2 >= 0);
        typed_used |= 1u << b.typed | (b.typed2 >= 0 ? 1u << b.typed2 : 0);
        name_used |= 1u << b.name | (b.name2 >= 0 ? 1u << b.name2 : 0);
        sum += b.score * typed;
        matched += typed;
    }
    if (matched == 0)
        return 0;
    int left = 0;
    for (int j = 0; j < own; j++)
        left += !(name_used & 1u << j);
    int score = 10 * sum / q->words.n - 200 * (q->words.n - matched) / q->words.n - 4 * left;
    return score < 1 ? 1 : score;
}

static int score_phone(const struct name_query *q, const struct name_facts *who) {
    int best = 0;
    for (size_t i = 0; i < who->n_phones; i++) {
        char d[DIGITS];
        str have = {d, digits_of(who->phones[i], d)}, want = {q->digits, q->n_digits};
        if (str_eq(have, want))
            return 1000;
        str tail = want.n > PHONE_TAIL ? str_sub(want, want.n - PHONE_TAIL, PHONE_TAIL) : want;
        if (str_ends(have, tail))
            best = 950;
        else if (best == 0 && str_find(have, tail) != SIZE_MAX)
            best = 600;
    }
    return best;
}

static int score_facts(const struct name_query *q, const struct name_facts *who, int *asked) {
    int score = 0;
    if (q->n_digits > 0) {
        ++*asked;
        score += score_phone(q, who);
    }
    if (q->n_born > 0 || q->year > 0) {
        bool hit = q->n_born == 0 && who->born_known && day_civil(who->born).year == q->year;
        for (int i = 0; i < q->n_born; i++)
            hit |= who->born_known && who->born.d == q->born[i].d;
        ++*asked;
        score += hit ? 1000 : 0;
    }
    return score;
}

int namekey_score(arena *scratch, const struct name_query *q, const struct name_facts *who) {
    int asked = 0, score = score_facts(q, who, &asked);
    if (q->email.n > 0) {
        str have = str_lower(scratch, str_trim(who->email));
        asked++;
        score += str_eq(have, q->email) ? 1000 : str_starts(have, q->email) ? 900 : 0;
    }
    if (q->words.n > 0) {
        struct words names = words_of(scratch, who);
        int own = names.n;
        words_add(&names, namekey_fold(scratch, who->preferred));
        if (own >= 2 && own < NAMEKEY_TOKENS && is_unspaced(&names.w[0])) {
            struct words family = {.n = 0};
            words_add(&family, namekey_fold(scratch, who->family));
            if (family.n > 0 && names.n < NAMEKEY_TOKENS)
                names.w[names.n++] = joined(&family.w[0], &names.w[0]);
        }
        int words = score_words(q, &names, own);
        if (words == 0)
            return 0;
        asked++;
        score += words;
    }
    return asked > 0 ? score / asked : 0;
}

int namekey_rank(arena *scratch, str query, const struct name_facts *who) { return namekey_score(scratch, namekey_query(scratch, query), who); }
