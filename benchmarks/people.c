// Adds invented people to the practice of a database, so that there are many to find; prints them as NDJSON: id, given, family.
//   people URL CLIENTS SEED content/demo/names.csv
// The same seed gives the same people on both engines. They have a name, a birth date and a phone, and no records.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/random.h"
#include "store/client.h"

enum { NAMES_MAX = 4000, CHUNK = 500, FILE_MAX_BYTES = 1 << 20 };

struct people {
    str given[NAMES_MAX], family[NAMES_MAX];
    size_t n_given, n_family;
    struct actor who;
    struct client *v;           // of this chunk
    size_t n;
    arena *scratch;
};

static void must(err e, const char *what)
{
    if (e == OK)
        return;
    fprintf(stderr, "people: %s: %.*s\n", what, SP(err_name(e)));
    exit(1);
}

static void names_load(struct people *w, arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(1);
    }
    char *p = arena_alloc(a, FILE_MAX_BYTES);
    size_t n = fread(p, 1, FILE_MAX_BYTES, f);
    fclose(f);
    struct csv csv = csv_on((str){p, n}, ',');
    struct csv_row row;
    csv_next(&csv, a, &row);
    while (csv_next(&csv, a, &row) == CSV_ROW) {
        CHECK(w->n_given < NAMES_MAX && w->n_family < NAMES_MAX && row.n > 3);
        if (str_eq(row.field[0], S("given")))
            w->given[w->n_given++] = row.field[3];
        else
            w->family[w->n_family++] = row.field[3];
    }
    CHECK(w->n_given && w->n_family);
}

static err insert(void *ctx, struct db *db)
{
    struct people *w = ctx;
    err e = OK;
    for (size_t i = 0; i < w->n && e == OK; i++) {
        arena_reset(w->scratch);
        e = client_insert(db, w->scratch, &w->who, &w->v[i]);
    }
    return e;
}

static void print(arena *a, const struct client *c)
{
    struct buf b = buf_new(a, 1024);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, c->id.v);
    jw_kstr(&w, S("given"), c->f.given);
    jw_kstr(&w, S("family"), c->f.family);
    jw_end(&w);
    CHECK(!b.over);
    printf("%.*s\n", SP(buf_str(&b)));
}

static struct client invent(struct people *w, arena *a, struct rng *r, struct idgen *ids)
{
    instant now = {INT64_C(1700000000) * SECOND_US};
    struct client c = {.id = {id_next(ids, now)}, .version = 1, .created = now, .updated = now};
    c.f.given = w->given[rng_int(r, 0, (int64_t)w->n_given - 1)];
    c.f.family = w->family[rng_int(r, 0, (int64_t)w->n_family - 1)];
    c.f.sex = S("unknown");
    c.f.born = (opt_day){true, {(int32_t)rng_int(r, -15000, 9000)}};
    c.f.phones = (struct texts){.v = {str_fmt(a, "07%09lld", (long long)rng_int(r, 0, 999999999))}, .n = 1};
    return c;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("people URL CLIENTS SEED content/demo/names.csv\n", stderr);
        return 2;
    }
    arena *keep = arena_new((size_t)64 << 20), *chunk = arena_new((size_t)64 << 20);
    static struct people w;
    w.scratch = arena_new((size_t)16 << 20);
    names_load(&w, keep, argv[4]);
    struct db *db;
    str why;
    must(db_open(keep, str_of(argv[1]), 0, &db, &why), "open");
    struct db_rows practices;
    must(db_all(db, keep, Q_PRACTICE_IDS, NULL, 0, &practices), "practice");
    if (practices.n != 1)
        must(E_CONFLICT, "one practice is wanted");
    w.who = (struct actor){.practice = {row_int(rows_at(&practices, 0), 0)}, .role = ROLE_SYSTEM};
    struct rng r = rng_seed(strtoull(argv[3], NULL, 10));
    struct idgen ids = idgen_seed(strtoull(argv[3], NULL, 10));
    for (size_t left = strtoul(argv[2], NULL, 10); left > 0; left -= w.n) {
        arena_reset(chunk);
        w.n = left < CHUNK ? left : CHUNK;
        w.v = ARENA_ARRAY(chunk, w.n, struct client);
        for (size_t i = 0; i < w.n; i++)
            w.v[i] = invent(&w, chunk, &r, &ids);
        must(db_write(db, insert, &w), "insert");
        for (size_t i = 0; i < w.n; i++)
            print(chunk, &w.v[i]);
    }
    db_close(db);
    arena_free(chunk);
    arena_free(keep);
    arena_free(w.scratch);
    return 0;
}
