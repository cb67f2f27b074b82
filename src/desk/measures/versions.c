#include "desk/measures/versions.h"

struct version {
    struct version *next;
    str hash;
    const struct instrument_file *file; // NULL: not taken any more
};

static const struct version *known(const struct versions *v, str hash)
{
    const struct version *k = v->known;
    while (k && !str_eq(k->hash, hash))
        k = k->next;
    return k;
}

static err find_asked(struct desk *d, struct versions *v, const struct response_row *r, const struct instrument_file **out)
{
    *out = library_file(v->library, r->instrument);
    if (*out && str_eq(str_of((*out)->sha256), r->hash))
        return OK;
    const struct version *k = known(v, r->hash);
    if (!k) {
        struct version *made = ARENA_NEW(d->a, struct version);
        *made = (struct version){.next = v->known, .hash = r->hash};
        err e = desk_instrument_asked(d, r, &made->file);
        if (e != OK && e != E_DB_CORRUPT)
            return e;
        v->known = made;
        k = made;
    }
    *out = k->file;
    return OK;
}

err version_asked(struct desk *d, struct versions *v, const struct response_row *r, const struct instrument_file **out)
{
    if (v->hash.n && str_eq(v->hash, r->hash) && str_eq(v->instrument, r->instrument)) {
        *out = v->file;
        return OK;
    }
    err e = find_asked(d, v, r, out);
    if (e == OK) {
        v->instrument = r->instrument;
        v->hash = r->hash;
        v->file = *out;
    }
    return e;
}

static size_t score_of(const struct instrument_file *in, str id)
{
    size_t k = 0;
    while (k < in->n_scores && !str_eq(in->scores[k].id, id))
        k++;
    return k;
}

size_t version_reads(const struct version_line *l, const struct instrument_file *asked, str id, size_t *score)
{
    size_t own = score_of(asked, id);
    for (size_t i = 0; own < asked->n_scores && i < l->n; i++) {
        *score = score_of(l->v[i], id);
        if (*score < l->v[i]->n_scores && instrument_alike(l->v[i], *score, asked, own))
            return i;
    }
    return SIZE_MAX;
}

static void put(struct desk *d, struct version_line *l, const struct instrument_file *file)
{
    if ((l->n & (l->n - 1)) == 0) { // as often as it doubles
        const struct instrument_file **more = ARENA_ARRAY(d->a, l->n ? l->n * 2 : 1, const struct instrument_file *);
        for (size_t i = 0; i < l->n; i++)
            more[i] = l->v[i];
        l->v = more;
    }
    l->v[l->n++] = file;
}

err version_line_of(struct desk *d, struct versions *v, client_id client, const struct response_point *rows, size_t n, struct version_line *out)
{
    const struct instrument_file *asked = library_file(v->library, rows[0].instrument);
    size_t score;
    *out = (struct version_line){.now = asked != NULL};
    if (asked)
        put(d, out, asked);
    for (size_t i = n; i-- > 0;) {
        const struct response_row r = {.id = rows[i].id, .client = client, .instrument = rows[i].instrument, .hash = rows[i].hash};
        err e = version_asked(d, v, &r, &asked);
        if (e != OK)
            return e;
        if (asked && (out->n == 0 || (score_of(asked, rows[i].score) < asked->n_scores && version_reads(out, asked, rows[i].score, &score) == SIZE_MAX)))
            put(d, out, asked);
    }
    return OK;
}
