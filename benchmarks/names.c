// Finding a client by name among many: how often the person is in the first five, and what it costs, on SQLite alone.
//   names CLIENTS QUERIES SEED content/demo/names.csv
// The store does the same with the same keys (clinic/people/namekey.h); ./bench measures that through the product on both engines.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <unistr.h>

#include "base/csv.h"
#include "base/err.h"
#include "clinic/people/namekey.h"

enum { NAMES_MAX = 2000, CULTURES_MAX = 32, SHOWN = 5 };

struct culture {
    str name;
    str given[200], family[300];
    int n_given, n_family;
};

struct person {
    str given, family;
};

static struct culture cultures[CULTURES_MAX];
static int n_cultures;
static uint64_t seed;

static uint64_t rnd(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}
static int below(int n) { return (int)(rnd() % (uint64_t)n); }
// The first ones of a list are a little more common, as in life.
static int common(int n) { return below(3) ? below(n) : below(1 + below(n)); }

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static str read_file(arena *a, const char *path) {
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(1);
    }
    char *p = arena_alloc(a, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, f);
    fclose(f);
    return (str){p, n};
}

static void load(arena *a, const char *path) {
    struct csv csv = csv_on(read_file(a, path), ',');
    struct csv_row row;
    csv_next(&csv, a, &row);
    while (csv_next(&csv, a, &row) == CSV_ROW) {
        int c = 0;
        while (c < n_cultures && !str_eq(cultures[c].name, row.field[2]))
            c++;
        CHECK(c < CULTURES_MAX);
        n_cultures += c == n_cultures;
        struct culture *k = &cultures[c];
        k->name = row.field[2];
        if (str_eq(row.field[0], S("given")))
            k->given[k->n_given++] = row.field[3];
        else
            k->family[k->n_family++] = row.field[3];
    }
}

static struct person invent(void) {
    int size = 0; // a culture as often as it has names
    for (int i = 0; i < n_cultures; i++)
        size += cultures[i].n_family;
    int at = below(size), c = 0;
    while (at >= cultures[c].n_family)
        at -= cultures[c++].n_family;
    const struct culture *k = &cultures[c], *g = below(8) ? k : &cultures[below(n_cultures)];
    return (struct person){g->given[common(g->n_given)], k->family[common(k->n_family)]};
}

// One typing error somewhere: a letter wrong, missing, too many, or two swapped; never across a blank.
static str with_error(arena *a, str s) {
    uint32_t c[128];
    size_t n = sizeof c / sizeof c[0];
    uint32_t *u = u8_to_u32((const uint8_t *)s.p, s.n, c, &n);
    CHECK(u == c && n > 1 && n < 120);
    int i;
    do
        i = below((int)n);
    while (c[i] == ' ');
    uint32_t letter = 'a' + (uint32_t)below(26);
    switch (below(4)) {
    case 0: c[i] = letter; break;
    case 1: memmove(c + i, c + i + 1, (n-- - (size_t)i - 1) * sizeof *c); break;
    case 2: memmove(c + i + 1, c + i, (n++ - (size_t)i) * sizeof *c); c[i] = letter; break;
    default:
        if ((size_t)i + 1 < n && c[i + 1] != ' ') {
            uint32_t t = c[i];
            c[i] = c[i + 1];
            c[i + 1] = t;
        }
    }
    uint8_t *out = arena_alloc(a, 6 * n + 1);
    size_t len = 6 * n + 1;
    CHECK(u32_to_u8(c, n, out, &len) == out);
    return (str){(char *)out, len};
}

static sqlite3 *db;
static void run(const char *sql) {
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql, why);
        exit(1);
    }
}

static void fill(const struct person *p, int n) {
    run("CREATE TABLE client_key (practice_id INTEGER NOT NULL, key TEXT NOT NULL, client_id INTEGER NOT NULL, PRIMARY KEY (practice_id, key, client_id)) WITHOUT ROWID; BEGIN");
    sqlite3_stmt *s;
    CHECK(sqlite3_prepare_v2(db, "INSERT INTO client_key VALUES (1, ?1, ?2)", -1, &s, NULL) == SQLITE_OK);
    arena *a = arena_new(1 << 20);
    size_t keys = 0;
    double t = cpu();
    for (int i = 0; i < n; i++) {
        struct name_facts who = {.given = p[i].given, .family = p[i].family};
        struct namekeys k = namekey_keys(a, &who);
        keys += k.n;
        for (size_t j = 0; j < k.n; j++) {
            sqlite3_bind_text(s, 1, k.v[j].p, (int)k.v[j].n, SQLITE_STATIC);
            sqlite3_bind_int64(s, 2, i);
            CHECK(sqlite3_step(s) == SQLITE_DONE);
            sqlite3_reset(s);
        }
        arena_reset(a);
    }
    sqlite3_finalize(s);
    run("COMMIT");
    printf("%d clients, %.1f keys each, %.1f us a client to index\n", n, (double)keys / n, (cpu() - t) * 1e3 / n);
    arena_free(a);
}

static sqlite3_stmt *find_stmt;
static int candidates(struct namekeys k, int *ids, size_t *rows) {
    for (int i = 0; i < NAMEKEY_PROBES; i++)
        sqlite3_bind_text(find_stmt, i + 1, (size_t)i < k.n ? k.v[i].p : "", (size_t)i < k.n ? (int)k.v[i].n : 0, SQLITE_STATIC);
    int n = 0;
    while (sqlite3_step(find_stmt) == SQLITE_ROW) {
        ids[n++] = sqlite3_column_int(find_stmt, 0);
        *rows += (size_t)sqlite3_column_int(find_stmt, 1);
    }
    sqlite3_reset(find_stmt);
    return n;
}

struct tally {
    int hits, asked, no_candidate;
    double ms, worst;
};

static void find(struct tally *t, arena *a, const struct person *p, int target, str query) {
    int ids[NAMEKEY_CANDIDATES], score[NAMEKEY_CANDIDATES];
    size_t rows = 0;
    double before = cpu();
    int n = candidates(namekey_probe(a, query), ids, &rows);
    const struct name_query *q = namekey_query(a, query);
    for (int i = 0; i < n; i++)
        score[i] = namekey_score(a, q, &(struct name_facts){.given = p[ids[i]].given, .family = p[ids[i]].family});
    int mine = -1, better = 0;
    for (int i = 0; i < n; i++)
        mine = ids[i] == target ? i : mine;
    for (int i = 0; mine >= 0 && i < n; i++)
        better += score[i] > score[mine] || (score[i] == score[mine] && ids[i] > ids[mine]);
    double took = cpu() - before;
    t->asked++;
    t->ms += took;
    t->worst = took > t->worst ? took : t->worst;
    t->no_candidate += mine < 0;
    bool hit = mine >= 0 && score[mine] > 0 && better < SHOWN;
    t->hits += hit;
    if (!hit && getenv("MISSES"))
        printf("  miss: %.*s for %.*s %.*s (%s, %d better, score %d)\n", SP(query), SP(p[target].given), SP(p[target].family), mine < 0 ? "no candidate" : "ranked",
               better, mine >= 0 ? score[mine] : 0);
    arena_reset(a);
}

static void report(const char *what, const struct tally *t) {
    printf("%-44s %5.1f %% in the first five, %.3f ms CPU (worst %.2f), not among the candidates %d of %d\n", what, 100.0 * t->hits / t->asked, t->ms / t->asked, t->worst,
           t->no_candidate, t->asked);
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: names CLIENTS QUERIES SEED NAMES.csv\n");
        return 2;
    }
    int n = atoi(argv[1]), queries = atoi(argv[2]);
    seed = (uint64_t)atoll(argv[3]) * 2654435761u + 88172645463325252u;
    arena *all = arena_new(64 << 20), *a = arena_new(8 << 20);
    load(all, argv[4]);
    struct person *p = ARENA_ARRAY(all, (size_t)n, struct person);
    for (int i = 0; i < n; i++)
        p[i] = invent();
    CHECK(sqlite3_open(":memory:", &db) == SQLITE_OK);
    fill(p, n);
    char sql[1024] = "SELECT client_id, COUNT(*) AS k FROM client_key WHERE practice_id = 1 AND key IN (?1";
    for (int i = 1; i < NAMEKEY_PROBES; i++)
        sprintf(sql + strlen(sql), ",?%d", i + 1);
    sprintf(sql + strlen(sql), ") GROUP BY client_id ORDER BY k DESC, client_id DESC LIMIT %d", NAMEKEY_CANDIDATES);
    CHECK(sqlite3_prepare_v2(db, sql, -1, &find_stmt, NULL) == SQLITE_OK);

    struct tally typo = {0}, plain = {0}, swapped = {0}, family = {0}, typing = {0};
    for (int i = 0; i < queries; i++) {
        int who = below(n);
        str full = str_fmt(all, "%.*s %.*s", SP(p[who].given), SP(p[who].family));
        find(&typo, a, p, who, with_error(all, full));
        find(&plain, a, p, who, namekey_fold(all, full));
        str turned = str_fmt(all, "%.*s, %.*s", SP(p[who].family), SP(p[who].given));
        find(&swapped, a, p, who, with_error(all, namekey_fold(all, turned)));
        find(&family, a, p, who, with_error(all, p[who].family));
        str begun = namekey_fold(all, p[who].family);
        find(&typing, a, p, who, str_fmt(all, "%.*s %.*s", SP(p[who].given), SP(str_sub(begun, 0, utf8_length(begun) == begun.n ? 3 : begun.n))));
    }
    report("given family, one typing error", &typo);
    report("given family, accents left out", &plain);
    report("family given, both", &swapped);
    report("given + first 3 letters of the family name", &typing);
    report("family name alone, one typing error", &family);
    sqlite3_finalize(find_stmt);
    sqlite3_close(db);
    arena_free(a);
    arena_free(all);
    return 0;
}
