// Duplicates in a whole practice: records that share a strong sign (name, birth day, phone, e-mail) are judged pair by pair.
// Two records with only a similar name and a similar birth date do not meet here; they do when one of them is edited.
#include <stdlib.h>
#include <string.h>

#include "desk/people/duplicates.h"
#include "store/client_key.h"
#include "store/merge.h"

enum { LINES_MAX = 400000, GROUP_MAX = 100, PHONE_TAIL = 9, SIGNS = 3 + TEXTS_MAX };

struct sign {
    uint64_t hash;
    uint32_t i;     // of the record
};

struct pair {
    uint32_t i, k;  // i < k
};

struct search {
    arena *a;               // of the whole search
    const struct client_candidate *c;
    size_t n;
    struct sign *signs;
    size_t n_signs;
    struct pair *pairs;
    size_t n_pairs, pairs_cap;
};

// FNV-1a, with a mark so that a phone never meets a birth day. A chance meeting only costs one judgement.
static uint64_t hash_of(char mark, str s)
{
    uint64_t h = UINT64_C(14695981039346656037) ^ (unsigned char)mark;
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    return h;
}

static void sign_add(struct search *s, char mark, str text, size_t i)
{
    if (text.n)
        s->signs[s->n_signs++] = (struct sign){hash_of(mark, text), (uint32_t)i};
}

// The last nine digits, backwards: a country code may be written or not.
static str phone_tail(str phone, char out[PHONE_TAIL])
{
    size_t n = 0;
    for (size_t i = phone.n; i > 0 && n < PHONE_TAIL; i--)
        if (phone.p[i - 1] >= '0' && phone.p[i - 1] <= '9')
            out[n++] = phone.p[i - 1];
    return n >= 6 ? (str){out, n} : (str){0};
}

static void signs_of(struct search *s, arena *scratch, size_t i)
{
    const struct client_candidate *c = &s->c[i];
    str given = namekey_fold(scratch, c->row.given), family = namekey_fold(scratch, c->row.family);
    sign_add(s, 'n', str_trim(str_fmt(scratch, "%.*s %.*s", SP(given), SP(family))), i);
    if (c->row.born.known) {
        struct civil b = day_civil(c->row.born.day);
        int low = b.month < b.day ? b.month : b.day, high = b.month < b.day ? b.day : b.month;
        sign_add(s, 'b', str_fmt(scratch, "%d %d %d", b.year, low, high), i); // day and month swapped meet too
    }
    sign_add(s, 'e', str_lower(scratch, str_trim(c->row.email)), i);
    char tail[PHONE_TAIL];
    for (size_t p = 0; p < c->n_phones; p++)
        sign_add(s, 'p', phone_tail(c->phones[p], tail), i);
}

static int signs_by_hash(const void *a, const void *b)
{
    const struct sign *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->i < y->i ? -1 : x->i > y->i;
}

static int pairs_in_order(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->i != y->i)
        return x->i < y->i ? -1 : 1;
    return x->k < y->k ? -1 : x->k > y->k;
}

static void pair_add(struct search *s, uint32_t i, uint32_t k)
{
    if (s->n_pairs == s->pairs_cap) {
        size_t cap = s->pairs_cap ? s->pairs_cap * 2 : 1024;
        s->pairs = arena_grow(s->a, s->pairs, s->pairs_cap * sizeof *s->pairs, cap * sizeof *s->pairs);
        s->pairs_cap = cap;
    }
    s->pairs[s->n_pairs++] = (struct pair){i, k};
}

static void pairs_of_group(struct search *s, size_t from, size_t to)
{
    if (to - from > GROUP_MAX) // the switchboard of a company, a made-up birth day: no sign at all
        return;
    for (size_t x = from; x < to; x++)
        for (size_t y = x + 1; y < to; y++)
            if (s->signs[x].i != s->signs[y].i)
                pair_add(s, s->signs[x].i, s->signs[y].i);
}

static void pairs_find(struct search *s)
{
    arena *scratch = arena_new((size_t)16 << 20);
    s->signs = ARENA_ARRAY(s->a, s->n * SIGNS, struct sign);
    for (size_t i = 0; i < s->n; i++) {
        signs_of(s, scratch, i);
        arena_reset(scratch);
    }
    arena_free(scratch);
    if (s->n_signs)
        qsort(s->signs, s->n_signs, sizeof *s->signs, signs_by_hash);
    for (size_t from = 0, to; from < s->n_signs; from = to) {
        for (to = from + 1; to < s->n_signs && s->signs[to].hash == s->signs[from].hash;)
            to++;
        pairs_of_group(s, from, to);
    }
    if (!s->n_pairs)
        return;
    qsort(s->pairs, s->n_pairs, sizeof *s->pairs, pairs_in_order);
    size_t n = 0;
    for (size_t i = 0; i < s->n_pairs; i++)
        if (!n || pairs_in_order(&s->pairs[n - 1], &s->pairs[i]) != 0)
            s->pairs[n++] = s->pairs[i];
    s->n_pairs = n;
}

struct hit {
    struct pair pair;
    struct duplicate_found found;
};

static int hits_by_score(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    if (x->found.score != y->found.score)
        return x->found.score > y->found.score ? -1 : 1;
    return pairs_in_order(&x->pair, &y->pair);
}

static int no_by_ids(const void *a, const void *b)
{
    const struct duplicate_no *x = a, *y = b;
    if (x->low.v != y->low.v)
        return x->low.v < y->low.v ? -1 : 1;
    return x->high.v < y->high.v ? -1 : x->high.v > y->high.v;
}

static size_t pairs_judge(struct search *s, const struct duplicate_no *no, size_t n_no, struct hit **out)
{
    struct hit *hits = ARENA_ARRAY(s->a, s->n_pairs, struct hit);
    arena *scratch = arena_new((size_t)16 << 20);
    size_t n = 0;
    for (size_t i = 0; i < s->n_pairs; i++) {
        const struct client_candidate *x = &s->c[s->pairs[i].i], *y = &s->c[s->pairs[i].k];
        struct duplicate_no key = {x->row.id, y->row.id}; // records come by id
        if (n_no && bsearch(&key, no, n_no, sizeof *no, no_by_ids))
            continue;
        struct name_facts fx = candidate_facts(x), fy = candidate_facts(y);
        hits[n] = (struct hit){s->pairs[i], duplicates_judge(scratch, &fx, &fy)};
        n += hits[n].found.likely != DUPLICATE_NONE;
        arena_reset(scratch);
    }
    arena_free(scratch);
    if (n)
        qsort(hits, n, sizeof *hits, hits_by_score);
    *out = hits;
    return n;
}

static struct client_row row_kept(arena *a, struct client_row r)
{
    r.given = str_dup(a, r.given);
    r.family = str_dup(a, r.family);
    r.preferred = str_dup(a, r.preferred);
    r.phone = str_dup(a, r.phone);
    r.email = str_dup(a, r.email);
    return r;
}

err desk_duplicates_all(struct desk *d, size_t limit, struct duplicate_pairs *out)
{
    *out = (struct duplicate_pairs){0};
    err e = desk_begin(d, VERB_CLIENT_DUPLICATES, 0);
    if (e)
        return e;
    struct search s = {.a = arena_new((size_t)1 << 30)}; // of its own: a request's is too small for a whole practice
    const struct duplicate_no *no = NULL;
    size_t n_no = 0, n = 0;
    struct hit *hits = NULL;
    e = client_all(d->db, s.a, &d->who, LINES_MAX, &s.c, &s.n);
    if (!e)
        e = duplicate_no_list(d->db, s.a, &d->who, &no, &n_no);
    if (!e) {
        pairs_find(&s);
        n = pairs_judge(&s, no, n_no, &hits);
    }
    out->more = n > limit;
    out->n = n > limit ? limit : n;
    struct duplicate_pair *v = ARENA_ARRAY(d->a, out->n, struct duplicate_pair);
    for (size_t i = 0; i < out->n; i++)
        v[i] = (struct duplicate_pair){
            .a = row_kept(d->a, s.c[hits[i].pair.i].row),
            .b = row_kept(d->a, s.c[hits[i].pair.k].row),
            .found = hits[i].found,
        };
    out->v = v;
    arena_free(s.a);
    return e;
}
