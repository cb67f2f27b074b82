// Files that are read into the database: a headache diary as CSV, a dump. Refused with a line and nothing written; or taken, and then the
// same diary says nothing new, and what was loaded is dumped and loaded again as it is.
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "db/migrate.h"
#include "desk/data/dump.h"
#include "desk/measures/import_diary.h"
#include "store/practice.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { DUMP_MAX = 8 << 20 };
static const practice_id practice = {1001};
static const instant now = {INT64_C(1763700000000000)};
static arena *a, *stays;

static const struct zone *no_zone(void *ctx, str name)
{
    (void)ctx;
    (void)name;
    return NULL;
}

static bool booked(void *ctx, const struct audit_note *note)
{
    (void)ctx;
    (void)note;
    return true;
}
static const struct desk_env env = {.zone = no_zone, .audit = booked};

static struct desk desk_of(struct db *db)
{
    static uint64_t seed;
    struct problems *problems = ARENA_NEW(a, struct problems);
    problems->a = a;
    return (struct desk){.a = a, .db = db, .who = {.practice = practice, .role = ROLE_SYSTEM}, .now = now, .today = {20778}, .ids = idgen_seed(++seed), .problems = problems, .env = &env};
}

static struct db *fresh(arena *in)
{
    struct db *db;
    str why;
    int applied;
    CHECK(db_open(in, S("sqlite::memory:"), DB_OPEN_CREATE, &db, &why) == OK);
    CHECK(db_migrate(db, in, &applied, &why) == OK);
    return db;
}

// --- a diary; everything is rolled back

struct diary {
    str csv;
    bool skip_bad;
};

static err diary_twice(void *ctx, struct db *db)
{
    const struct diary *f = ctx;
    struct import_diary_in in = {.csv = f->csv, .client = S("id"), .day = S("time"), .headache = S("headache"), .start = {20100}, .skip_bad = f->skip_bad};
    struct import_diary_out first, again;
    struct desk d = desk_of(db);
    err e = desk_import_diary(&d, &in, &first);
    CHECK(e == OK || e == E_INVALID);
    CHECK(f->skip_bad || e == OK || first.rejected > 0);
    CHECK(first.n_bad <= (size_t)first.rejected + 1 && (first.n_bad == 0 || first.bad->reason.n > 0));
    if (e) return e;
    d = desk_of(db);
    CHECK(desk_import_diary(&d, &in, &again) == OK);
    CHECK(again.clients == 0 && again.entries == 0 && again.duplicates == first.entries + first.duplicates && again.rejected == first.rejected);
    return E_CONFLICT;
}

static void diary(str csv, bool skip_bad)
{
    static struct db *db;
    if (!db) {
        db = fresh(stays);
        CHECK(practice_insert(db, &(struct practice){.id = practice, .name = S("Ours"), .zone = S("UTC"), .language = S("en"), .version = 1, .created = now}) == OK);
    }
    err e = db_write(db, diary_twice, &(struct diary){csv, skip_bad});
    CHECK(e == E_CONFLICT || e == E_INVALID);
}

// --- a dump

static err read_piece(void *ctx, char *to, size_t max, size_t *n)
{
    str *rest = ctx;
    *n = rest->n < max ? rest->n : max;
    if (*n) memcpy(to, rest->p, *n);
    *rest = str_sub(*rest, *n, rest->n);
    return OK;
}

static err write_piece(void *ctx, str bytes)
{
    buf_put(ctx, bytes);
    return OK;
}

static err loaded(struct db *db, str text)
{
    struct load_out out;
    err e = desk_load(db, a, &(struct load_in){.read = read_piece, .ctx = &text}, &out);
    CHECK(e == OK || out.reason.n > 0);
    return e;
}

static str dumped(struct db *db)
{
    struct buf b = buf_new(a, DUMP_MAX);
    struct dump_out out;
    struct desk d = desk_of(db);
    d.who.practice.v = 0;
    CHECK(desk_dump(&d, &(struct dump_in){.credentials = true, .version = S("fuzz"), .write = write_piece, .ctx = &b}, &out) == OK && !b.over);
    return buf_str(&b);
}

static void dump(str text)
{
    static struct db *empty;
    static arena *of_it;
    if (!empty) empty = fresh(of_it = arena_new(64 << 20));
    if (loaded(empty, text)) return;
    str once = dumped(empty);
    db_close(empty);
    arena_reset(of_it);
    empty = fresh(of_it);
    CHECK(loaded(empty, once) == OK);
    CHECK(str_eq(dumped(empty), once));
    db_close(empty);
    arena_reset(of_it);
    empty = NULL;
    arena_free(of_it);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (!n) return 0;
    if (!a) a = arena_new(64 << 20);
    if (!stays) stays = arena_new(64 << 20);
    str text = {(const char *)data, n};
    if (data[0] == '{') dump(text);
    else diary(str_sub(text, 1, n - 1), data[0] & 1);
    arena_reset(a);
    return 0;
}
