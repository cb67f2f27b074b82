#include "clinic/people/duplicates.h"

#include <string.h>

#include "base/err.h"

enum {
    NAME_SAME = 50,
    NAME_SWAPPED = 45,
    NAME_CLOSE = 35,
    NAME_GIVEN = 10,    // same given name, other family name: married since?
    BORN_SAME = 35,
    BORN_SWAPPED = 20,
    BORN_CLOSE = 15,
    BORN_OTHER = -30,
    PHONE_SAME = 25,
    EMAIL_SAME = 30,
    POSSIBLE_FROM = 50, // the same name, and nothing against it
    LIKELY_FROM = 80
};

struct names {
    str given, family, preferred; // folded
};

static struct names names_of(arena *a, const struct name_facts *p) {
    return (struct names){namekey_fold(a, p->given), namekey_fold(a, p->family), namekey_fold(a, p->preferred)};
}

static bool same(str x, str y) { return x.n > 0 && str_eq(x, y); }

// "Anna Maria" and "Anna": the shorter is a beginning of the longer, by whole words.
static bool begins(str x, str y) {
    str longer = x.n > y.n ? x : y, shorter = x.n > y.n ? y : x;
    return shorter.n > 0 && str_starts(longer, shorter) && (longer.n == shorter.n || longer.p[shorter.n] == ' ');
}

static str unspaced(arena *a, str s) {
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            p[n++] = s.p[i];
    return (str){p, n};
}

static bool close_to(arena *a, str x, str y) {
    if (x.n == 0 || y.n == 0)
        return false;
    if (begins(x, y))
        return true;
    str ux = unspaced(a, x), uy = unspaced(a, y);
    size_t shorter = utf8_length(ux) < utf8_length(uy) ? utf8_length(ux) : utf8_length(uy);
    if (shorter > NAMEKEY_LETTERS) // only so many letters are compared
        return str_eq(ux, uy);
    return shorter >= 3 ? namekey_distance(ux, uy, 1, false) <= 1 : str_eq(ux, uy);
}

static void reason(struct duplicate_found *f, int points, enum msg key) {
    f->score += points;
    if (key != MSG_none && f->n_reasons < DUPLICATE_REASONS)
        f->reason[f->n_reasons++] = key;
}

static bool given_close(arena *a, const struct names *x, const struct names *y) {
    return close_to(a, x->given, y->given) || same(x->preferred, y->given) || same(x->given, y->preferred);
}

static void judge_names(arena *a, struct duplicate_found *f, const struct names *x, const struct names *y) {
    if (same(x->given, y->given) && str_eq(x->family, y->family))
        reason(f, NAME_SAME, MSG_duplicate_name_same);
    else if (x->given.n == 0 && y->given.n == 0 && same(x->family, y->family))
        reason(f, NAME_SAME, MSG_duplicate_name_same);
    else if (same(x->given, y->family) && same(x->family, y->given))
        reason(f, NAME_SWAPPED, MSG_duplicate_name_swapped);
    else if (given_close(a, x, y) && close_to(a, x->family, y->family))
        reason(f, NAME_CLOSE, MSG_duplicate_name_close);
    else if (same(x->given, y->given))
        reason(f, NAME_GIVEN, MSG_none);
}

static void judge_born(struct duplicate_found *f, const struct name_facts *x, const struct name_facts *y) {
    if (!x->born_known || !y->born_known)
        return;
    struct civil c = day_civil(x->born), d = day_civil(y->born);
    int digits = 0;
    const int parts[3][3] = {{c.year, d.year, 4}, {c.month, d.month, 2}, {c.day, d.day, 2}};
    for (int i = 0; i < 3; i++)
        for (int p = parts[i][0], q = parts[i][1], n = parts[i][2]; n > 0; n--, p /= 10, q /= 10)
            digits += p % 10 != q % 10;
    if (digits == 0)
        reason(f, BORN_SAME, MSG_duplicate_born_same);
    else if (c.year == d.year && c.month == d.day && c.day == d.month)
        reason(f, BORN_SWAPPED, MSG_duplicate_born_swapped);
    else if (digits == 1)
        reason(f, BORN_CLOSE, MSG_duplicate_born_close);
    else
        reason(f, BORN_OTHER, MSG_none);
}

enum { PHONE_TAIL = 9, PHONE_LEAST = 6 };

// The last nine digits, as the country code may be written or not.
static size_t phone_tail(str phone, char out[PHONE_TAIL]) {
    size_t n = 0;
    for (size_t i = phone.n; i > 0 && n < PHONE_TAIL; i--)
        if (phone.p[i - 1] >= '0' && phone.p[i - 1] <= '9')
            out[n++] = phone.p[i - 1];
    return n;
}

static bool phones_meet(const struct name_facts *x, const struct name_facts *y) {
    char p[PHONE_TAIL], q[PHONE_TAIL];
    for (size_t i = 0; i < x->n_phones; i++) {
        size_t n = phone_tail(x->phones[i], p);
        for (size_t j = 0; n >= PHONE_LEAST && j < y->n_phones; j++)
            if (phone_tail(y->phones[j], q) == n && memcmp(p, q, n) == 0)
                return true;
    }
    return false;
}

struct duplicate_found duplicates_judge(arena *scratch, const struct name_facts *a, const struct name_facts *b) {
    struct duplicate_found f = {.likely = DUPLICATE_NONE};
    struct names x = names_of(scratch, a), y = names_of(scratch, b);
    judge_names(scratch, &f, &x, &y);
    if (f.score == 0)
        return f;
    judge_born(&f, a, b);
    if (phones_meet(a, b))
        reason(&f, PHONE_SAME, MSG_duplicate_phone_same);
    if (a->email.n > 0 && str_eq_nocase(str_trim(a->email), str_trim(b->email)))
        reason(&f, EMAIL_SAME, MSG_duplicate_email_same);
    f.likely = f.score >= LIKELY_FROM ? DUPLICATE_LIKELY : f.score >= POSSIBLE_FROM ? DUPLICATE_POSSIBLE : DUPLICATE_NONE;
    f.score = f.score < 0 ? 0 : f.score > 100 ? 100 : f.score;
    if (f.likely == DUPLICATE_NONE)
        f.n_reasons = 0;
    return f;
}
