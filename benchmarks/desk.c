// What the desk costs without web and sockets: finding a client among many, the session of a page, a client's record, looking
// for duplicates in a whole practice. On an empty, migrated database of either engine.
//   desk URL CLIENTS QUERIES content/demo/names.csv
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/csv.h"
#include "clinic/people/namekey.h"
#include "db/migrate.h"
#include "desk/people/clients.h"
#include "desk/people/duplicates.h"
#include "desk/practice/signin.h"
#include "store/account.h"
#include "store/practice.h"

enum { NAMES_MAX = 4000, SHOWN = 5, REPEATS = 20000 };

static str given[NAMES_MAX], family[NAMES_MAX];
static size_t n_given, n_family;
static uint64_t seed = 88172645463325252u;

static size_t below(size_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (size_t)(seed % n);
}

static double clock_ms(clockid_t c)
{
    struct timespec t;
    clock_gettime(c, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

#define CPU CLOCK_PROCESS_CPUTIME_ID
#define WALL CLOCK_MONOTONIC

static void must(err e, const char *what)
{
    if (e == OK)
        return;
    fprintf(stderr, "%s: %.*s\n", what, SP(err_name(e)));
    exit(1);
}

static void names_load(arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(1);
    }
    char *p = arena_alloc(a, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, f);
    fclose(f);
    struct csv csv = csv_on((str){p, n}, ',');
    struct csv_row row;
    csv_next(&csv, a, &row);
    while (csv_next(&csv, a, &row) == CSV_ROW) {
        bool first = str_eq(row.field[0], S("given"));
        CHECK(n_given < NAMES_MAX && n_family < NAMES_MAX);
        *(first ? &given[n_given++] : &family[n_family++]) = row.field[3];
    }
}

struct world {
    arena *a;
    size_t n;
    client_id *ids;
    struct client_fields *f;
    struct desk d;
    struct problems problems;
};

static bool note_taken(void *ctx, const struct audit_note *n)
{
    (void)ctx;
    (void)n;
    return true;
}

static err people_make(void *ctx, struct db *db)
{
    struct world *w = ctx;
    struct practice p = {.id = w->d.who.practice, .name = S("Bench"), .zone = S("UTC"), .language = S("en"), .version = 1};
    struct account owner = {.id = w->d.who.account, .email = S("o@example.org"), .name = S("O")};
    err e = practice_insert(db, &p);
    if (!e)
        e = account_insert(db, &owner);
    if (!e)
        e = member_insert(db, &w->d.who, &(struct member){.account = owner.id, .role = ROLE_OWNER});
    struct session_new s = {.id = {1}, .account = owner.id, .practice = p.id, .csrf = S("x"), .created = w->d.now, .expires = {w->d.now.us + DAY_US}};
    if (!e)
        e = session_insert(db, &s);
    arena *a = arena_new(1 << 22);
    for (size_t i = 0; i < w->n && !e; i++) {
        struct client_fields *f = &w->f[i];
        *f = (struct client_fields){.given = given[below(n_given)], .family = family[below(n_family)], .sex = S("unknown")};
        f->born = (opt_day){true, {(int32_t)below(25000) - 15000}};
        f->phones = (struct texts){.v = {str_fmt(w->a, "07%09zu", below(1000000000))}, .n = 1};
        w->ids[i].v = id_next(&w->d.ids, w->d.now);
        struct client c = {.id = w->ids[i], .f = *f, .version = 1, .updated = {(int64_t)i}};
        e = client_insert(db, a, &w->d.who, &c);
        arena_reset(a);
    }
    arena_free(a);
    return e;
}

// Accents left out, and one typing error: a letter wrong, missing, too many, or two swapped.
static str misspelt(arena *a, const struct client_fields *f)
{
    str name = namekey_fold(a, str_fmt(a, "%.*s %.*s", SP(f->given), SP(f->family)));
    char *p = arena_alloc(a, name.n + 2);
    memcpy(p, name.p, name.n);
    size_t at = below(name.n), n = name.n, tried = 0;
    while ((p[at] == ' ' || (unsigned char)p[at] >= 0x80) && tried++ < n)
        at = (at + 1) % n;
    if ((unsigned char)p[at] >= 0x80) // no letter that we know how to mistype
        return name;
    char letter = (char)('a' + below(26));
    switch (below(4)) {
    case 0: p[at] = letter; break;
    case 1: memmove(p + at, p + at + 1, --n - at); break;
    case 2: memmove(p + at + 1, p + at, n++ - at); p[at] = letter; break;
    default:
        if (at + 1 < n && p[at + 1] != ' ' && (unsigned char)p[at + 1] < 0x80) {
            char t = p[at];
            p[at] = p[at + 1];
            p[at + 1] = t;
        }
    }
    return (str){p, n};
}

static bool among(const struct clients_found *found, const struct client_fields *f)
{
    for (size_t i = 0; i < found->n; i++) // a namesake is as good: nobody could tell them apart by name
        if (str_eq(found->rows[i].given, f->given) && str_eq(found->rows[i].family, f->family))
            return true;
    return false;
}

static void find_bench(struct world *w, size_t queries)
{
    size_t hits = 0;
    double worst = 0, cpu = clock_ms(CPU), wall = clock_ms(WALL);
    arena *keep = w->d.a;
    w->d.a = arena_new(1 << 24);
    for (size_t i = 0; i < queries; i++) {
        size_t target = below(w->n);
        struct clients_found found;
        double begin = clock_ms(WALL);
        must(desk_client_find(&w->d, misspelt(w->d.a, &w->f[target]), SHOWN, &found), "find");
        double took = clock_ms(WALL) - begin;
        worst = took > worst ? took : worst;
        hits += among(&found, &w->f[target]);
        arena_reset(w->d.a);
    }
    printf("find among %zu, one typing error, no accents: %.1f %% in the first five, %.2f ms CPU here, %.2f ms wall, worst %.1f ms\n", w->n,
        100.0 * (double)hits / (double)queries, (clock_ms(CPU) - cpu) / (double)queries, (clock_ms(WALL) - wall) / (double)queries, worst);
    arena_free(w->d.a);
    w->d.a = keep;
}

static void page_bench(struct world *w)
{
    arena *a = arena_new(1 << 22);
    static const unsigned char hash[32] = {0};
    double cpu = clock_ms(CPU), wall = clock_ms(WALL);
    for (int i = 0; i < REPEATS; i++) {
        struct session_row s;
        must(session_by_token(w->d.db, a, hash, w->d.now, &s), "session");
        arena_reset(a);
    }
    printf("session of a page: %.1f us CPU here, %.1f us wall\n", (clock_ms(CPU) - cpu) * 1e3 / REPEATS, (clock_ms(WALL) - wall) * 1e3 / REPEATS);
    cpu = clock_ms(CPU), wall = clock_ms(WALL);
    arena *keep = w->d.a;
    w->d.a = a;
    for (int i = 0; i < REPEATS; i++) {
        struct client c;
        must(desk_client_show(&w->d, w->ids[below(w->n)], &c), "show");
        arena_reset(a);
    }
    printf("a client's record: %.1f us CPU here, %.1f us wall\n", (clock_ms(CPU) - cpu) * 1e3 / REPEATS, (clock_ms(WALL) - wall) * 1e3 / REPEATS);
    w->d.a = keep;
    arena_free(a);
    struct duplicate_pairs pairs;
    wall = clock_ms(WALL);
    must(desk_duplicates_all(&w->d, 100, &pairs), "duplicates");
    printf("duplicates of the whole practice: %.0f ms wall, %zu shown\n", clock_ms(WALL) - wall, pairs.n);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fputs("desk URL CLIENTS QUERIES content/demo/names.csv\n", stderr);
        return 2;
    }
    static const struct desk_env env = {.audit = note_taken};
    struct world w = {.a = arena_new((size_t)1 << 30), .n = (size_t)atoi(argv[2])};
    names_load(w.a, argv[4]);
    w.ids = ARENA_ARRAY(w.a, w.n, client_id);
    w.f = ARENA_ARRAY(w.a, w.n, struct client_fields);
    w.problems.a = w.a;
    w.d = (struct desk){.a = w.a, .who = {.practice = {1}, .role = ROLE_OWNER, .account = {2}}, .now = {(int64_t)20000 * DAY_US},
        .today = {20000}, .ids = idgen_seed(1), .problems = &w.problems, .env = &env};
    str why;
    int applied;
    must(db_open(w.a, str_of(argv[1]), DB_OPEN_CREATE, &w.d.db, &why), "open");
    must(db_migrate(w.d.db, w.a, &applied, &why), "migrate");
    double begin = clock_ms(WALL);
    must(db_write(w.d.db, people_make, &w), "fill");
    printf("%zu clients made, %.2f ms each\n", w.n, (clock_ms(WALL) - begin) / (double)w.n);
    find_bench(&w, (size_t)atoi(argv[3]));
    page_bench(&w);
    db_close(w.d.db);
    arena_free(w.a);
    return 0;
}
