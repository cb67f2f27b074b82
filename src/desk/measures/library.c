#include "desk/measures/library.h"

#include "desk/measures/library_shelf.h"
#include "desk/rules.h"

enum { HOLDER_MAX = 200, LICENCE_MAX = 500 };

// Bytes that are a file, by the hash of these bytes.
static str file_key(arena *a, str hash)
{
    return str_fmt(a, "file:%.*s", SP(hash));
}

// What was put together of words and of what ships: the hash is of the day of loading, and what is put together now may be another.
static str words_key(arena *a, str hash)
{
    return str_fmt(a, "words:%.*s", SP(hash));
}

// A file of the practice's own; NULL with OK where a newer program does not take it any more.
static err own_file(struct desk *d, const struct library_row *r, const struct instrument_file **out)
{
    struct instrument_error why;
    struct library_row whole;
    str key = file_key(d->a, r->hash), json;
    *out = shelf_get(d->a, key);
    if (*out)
        return OK;
    err e = library_get(d->db, d->a, &d->who, r->id, &whole, &json);
    if (e == OK)
        *out = shelf_load(d->a, key, r->code, json, &why);
    return e;
}

// What ships together with the words that were loaded for it: anew with each version of the program, so that a scorer that was put right is right
// here too. Words that do not fit any more, or that ship by now: the shipped file, behind its gate or not.
static err licensed_file(struct desk *d, const struct library_row *r, const struct instrument_file **out)
{
    struct instrument_error why;
    struct instrument_words words;
    struct library_row whole;
    str key = words_key(d->a, r->hash), json;
    const struct instrument_file *shipped = instrument_known(r->code);
    *out = shipped && shipped->ship == SHIP_GATE ? shelf_get(d->a, key) : shipped;
    if (*out || !shipped)
        return OK;
    err e = library_get(d->db, d->a, &d->who, r->id, &whole, &json);
    if (e != OK)
        return e;
    if (instrument_words_read(d->a, shipped, r->code, json, &words, &why))
        *out = shelf_load(d->a, key, r->code, instrument_words_put(d->a, shipped, &words), &why);
    if (!*out)
        *out = shipped;
    return OK;
}

static err added_file(struct desk *d, const struct library_row *r, const struct instrument_file **out)
{
    return r->kind == LIBRARY_OWN ? own_file(d, r, out) : licensed_file(d, r, out);
}

err desk_instrument(struct desk *d, str id, const struct instrument_file **out)
{
    struct library_row r;
    *out = NULL;
    err e = library_of(d->db, d->a, &d->who, id, &r);
    if (e == OK)
        e = added_file(d, &r, out);
    else if (e == E_NOT_FOUND) {
        *out = instrument_known(id);
        e = OK;
    }
    if (e != OK)
        return e;
    return *out ? OK : E_NOT_FOUND;
}

err desk_instrument_ever(struct desk *d, str id, const struct instrument_file **out)
{
    struct library_list before;
    err e = desk_instrument(d, id, out);
    if (e != E_NOT_FOUND)
        return e;
    e = library_before(d->db, d->a, &d->who, id, &before);
    for (size_t i = 0; e == OK && i < before.n && !*out; i++)
        e = added_file(d, &before.v[i], out);
    if (e != OK)
        return e;
    return *out ? OK : E_NOT_FOUND;
}

err desk_instrument_asked(struct desk *d, const struct response_row *r, const struct instrument_file **out)
{
    struct instrument_error why;
    str key = file_key(d->a, r->hash), json;
    *out = instrument_known(r->instrument);
    if (*out && str_eq(str_of((*out)->sha256), r->hash))
        return OK;
    *out = shelf_get(d->a, key);
    if (*out)
        return OK;
    err e = response_json(d->db, d->a, &d->who, r, &json);
    if (e != OK)
        return e;
    *out = shelf_load(d->a, key, r->instrument, json, &why);
    return *out ? OK : E_DB_CORRUPT;
}

err desk_instrument_shown(struct desk *d, str id, str hash, const struct instrument_file **out)
{
    struct library_list before;
    err e = desk_instrument(d, id, out);
    if (e == OK && str_eq(str_of((*out)->sha256), hash))
        return OK;
    *out = NULL;
    if (e == OK || e == E_NOT_FOUND)
        e = library_before(d->db, d->a, &d->who, id, &before);
    for (size_t i = 0; e == OK && i < before.n && !*out; i++)
        if (before.v[i].kind == LIBRARY_OWN && str_eq(before.v[i].hash, hash))
            e = own_file(d, &before.v[i], out);
    if (e != OK)
        return e;
    return *out ? OK : E_NOT_FOUND;
}

// What ships and what was added, both by id.
err desk_library(struct desk *d, struct library *out)
{
    struct library_list rows;
    size_t shipped = 0, n = 0, k = 0;
    *out = (struct library){0};
    err e = library_list(d->db, d->a, &d->who, &rows);
    if (e != OK)
        return e;
    while (instrument_shipped_at(shipped).n)
        shipped++;
    struct library_item *v = ARENA_ARRAY(d->a, shipped + rows.n, struct library_item);
    for (size_t i = 0; i < shipped || k < rows.n;) {
        str id = instrument_shipped_at(i);
        int order = i == shipped ? 1 : k == rows.n ? -1 : str_cmp(id, rows.v[k].code);
        struct library_item *x = &v[n];
        *x = (struct library_item){0};
        if (order < 0)
            x->file = instrument_known(id);
        else {
            x->added = true;
            x->row = rows.v[k++];
            e = added_file(d, &x->row, &x->file);
            if (e != OK)
                return e;
        }
        i += order <= 0;
        n += x->file != NULL;
    }
    *out = (struct library){v, n};
    return OK;
}

const struct instrument_file *library_file(const struct library *l, str id)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->v[i].file->id, id))
            return l->v[i].file;
    return NULL;
}

// ---- what a practice adds

static err refused(struct desk *d, const struct instrument_error *why)
{
    return problem_add(d->problems, E_INVALID, S("file"), why->path.n ? SAY2(MSG_library_refused_at, "path", why->path, "reason", why->reason)
        : SAY1(MSG_library_refused, "reason", why->reason));
}

err desk_library_read(struct desk *d, str name, str text, const struct instrument_file **out)
{
    struct instrument_error why = {0};
    char hash[65];
    instrument_hash(text, hash);
    str key = file_key(d->a, str_of(hash));
    *out = shelf_get(d->a, key);
    if (!*out)
        *out = shelf_load(d->a, key, name, text, &why);
    if (!*out)
        return refused(d, &why);
    if (instrument_known((*out)->id))
        return problem_add(d->problems, E_INVALID, S("file"), SAY1(MSG_library_shipped, "id", (*out)->id));
    return OK;
}

// What was used for that code ends, and this takes its place.
static err put(struct desk *d, struct library_row *r, str json, library_id *out)
{
    struct library_row now;
    err e = library_of(d->db, d->a, &d->who, r->code, &now);
    if (e == OK)
        e = library_end(d->db, &d->who, now.id, d->now);
    if (e != OK && e != E_NOT_FOUND)
        return e;
    r->id = (library_id){id_next(&d->ids, d->now)};
    r->at = d->now;
    *out = r->id;
    return library_insert(d->db, &d->who, r, json);
}

err desk_library_add(struct desk *d, const struct instrument_file *file, library_id *out)
{
    struct library_row r;
    CHECK(!instrument_known(file->id));
    err e = desk_begin(d, VERB_LIBRARY_ADD, 0);
    if (e == OK)
        e = library_of(d->db, d->a, &d->who, file->id, &r);
    if (e == OK && str_eq(r.hash, str_of(file->sha256))) {
        *out = r.id;
        return OK;
    }
    if (e != OK && e != E_NOT_FOUND)
        return e;
    r = (struct library_row){.code = file->id, .title = file->title, .language = file->language, .kind = LIBRARY_OWN, .hash = str_of(file->sha256)};
    return put(d, &r, file->json, out);
}

err desk_library_words(struct desk *d, str code, str name, str text, struct library_words *out)
{
    struct instrument_error why = {0};
    *out = (struct library_words){.shipped = instrument_known(code)};
    if (!out->shipped || out->shipped->ship != SHIP_GATE)
        return E_NOT_FOUND;
    if (!instrument_words_read(d->a, out->shipped, name, text, &out->words, &why))
        return refused(d, &why);
    out->json = instrument_words_json(d->a, out->shipped, &out->words);
    str put_together = instrument_words_put(d->a, out->shipped, &out->words);
    char hash[65];
    instrument_hash(put_together, hash);
    out->file = shelf_load(d->a, words_key(d->a, str_of(hash)), name, put_together, &why);
    return out->file ? OK : refused(d, &why);
}

err desk_library_license(struct desk *d, const struct library_words *w, str holder, str licence, library_id *out)
{
    err e = desk_begin(d, VERB_LIBRARY_LICENSE, 0);
    if (e != OK)
        return e;
    bool good = rule_line(d, S("holder"), str_trim(holder), 1, HOLDER_MAX, ONE_LINE);
    good = rule_line(d, S("licence"), str_trim(licence), 1, LICENCE_MAX, MANY_LINES) && good;
    if (!good)
        return E_INVALID;
    struct library_row r = {.code = w->shipped->id, .title = w->file->title, .language = w->file->language, .kind = LIBRARY_LICENSED,
        .hash = str_of(w->file->sha256), .holder = str_trim(holder), .licence = str_trim(licence)};
    return put(d, &r, w->json, out);
}

err desk_library_end(struct desk *d, library_id id, struct library_row *was)
{
    str json;
    err e = desk_begin(d, VERB_LIBRARY_END, id.v);
    if (e == OK)
        e = library_get(d->db, d->a, &d->who, id, was, &json);
    if (e == OK && was->ended)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_library_ended));
    return e == OK ? library_end(d->db, &d->who, id, d->now) : e;
}

err desk_library_again(struct desk *d, library_id id, library_id *out, struct library_row *was)
{
    struct library_row now;
    str json;
    err e = desk_begin(d, VERB_LIBRARY_ADD, id.v);
    if (e == OK)
        e = library_get(d->db, d->a, &d->who, id, was, &json);
    if (e != OK)
        return e;
    e = library_of(d->db, d->a, &d->who, was->code, &now);
    if (e == OK)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_library_taken));
    struct library_row r = *was;
    return e == E_NOT_FOUND ? put(d, &r, json, out) : e;
}

err desk_library_show(struct desk *d, struct library *out)
{
    err e = desk_begin(d, VERB_PRACTICE_SHOW, 0);
    return e == OK ? desk_library(d, out) : e;
}

err desk_library_before(struct desk *d, str code, struct library_list *out)
{
    err e = desk_begin(d, VERB_PRACTICE_SHOW, 0);
    return e == OK ? library_before(d->db, d->a, &d->who, code, out) : e;
}
