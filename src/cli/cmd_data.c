// unknot import, dump, load, backup, migrate: data in and out.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "db/migrate.h"
#include "desk/data/dump.h"
#include "desk/measures/import_diary.h"
#include "serve/backup.h"

// --- import diary

struct import_work {
    struct desk d;
    struct import_diary_in in;
    struct import_diary_out out;
};

static err import_transact(void *ctx, struct db *db)
{
    struct import_work *w = ctx;
    w->d.db = db;
    return desk_import_diary(&w->d, &w->in, &w->out);
}

static void import_bad_print(const struct import_work *w, const char *file)
{
    for (const struct import_bad *b = w->out.bad; b; b = b->next) {
        if (b->column.n) fprintf(stderr, "%s:%zu: column %.*s: %.*s\n", file, b->line, SP(b->column), SP(b->reason));
        else fprintf(stderr, "%s:%zu: %.*s\n", file, b->line, SP(b->reason));
    }
    if ((size_t)w->out.rejected > w->out.n_bad) {
        fprintf(stderr, "%s: and %lld more\n", file, (long long)w->out.rejected - (long long)w->out.n_bad);
    }
}

int cmd_import(struct cli *c)
{
    const char *client = NULL, *days = NULL, *headache = NULL, *start = IMPORT_DIARY_START, *practice = NULL;
    const char *operand[2] = {NULL, NULL};
    bool skip_bad = false;
    const struct option options[] = {{"client", &client, NULL},   {"day", &days, NULL},         {"headache", &headache, NULL},
                                     {"start", &start, NULL},     {"practice", &practice, NULL}, {"skip-bad", NULL, &skip_bad}};
    size_t n;
    struct import_work w = {.in = {.skip_bad = skip_bad, .progress = cli_progress, .ctx = c}};
    practice_id id;
    if (!cli_options(c, options, 6, operand, 2, &n)) return EXIT_USAGE;
    if (n == 0 || strcmp(operand[0], "diary") != 0) return cli_wrong(c, "what? There is: import diary");
    if (n != 2) return cli_wrong(c, "one FILE.csv is wanted, or - for standard input");
    if (!client || !days || !headache) return cli_wrong(c, "--%s COLUMN is wanted", !client ? "client" : !days ? "day" : "headache");
    if (!cli_day(start, &w.in.start)) return cli_wrong(c, "--start: a date such as 2026-01-15");
    w.in.skip_bad = skip_bad;
    w.in.client = str_of(client);
    w.in.day = str_of(days);
    w.in.headache = str_of(headache);
    if (!cli_read(c, operand[1], (size_t)512 << 20, &w.in.csv)) return EXIT_REFUSED;
    int code = cli_open(c, DATABASE_CURRENT);
    if (!code) code = cli_practice(c, practice, &id);
    if (code) return code;
    w.d = cli_desk(c, id);
    err e = db_write(c->db, import_transact, &w);
    import_bad_print(&w, operand[1]);
    if (e && e != E_INVALID) return cli_refused(c, e);
    if (e && !w.out.bad) return cli_refused(c, e);
    if (e) cli_failed(c, "nothing was imported. Mend the rows above, or import the others with --skip-bad");
    printf("%.*s\n", SP(import_diary_json(c->a, &w.out)));
    return e ? EXIT_REFUSED : EXIT_DONE;
}

// --- dump and load

static err dump_write(void *ctx, str bytes)
{
    FILE *to = ctx;
    return fwrite(bytes.p, 1, bytes.n, to) == bytes.n ? OK : E_DB_FULL;
}

static err dump_to(struct cli *c, practice_id practice, bool credentials, FILE *to)
{
    struct desk d = cli_desk(c, practice);
    struct dump_in in = {.practice = practice, .credentials = credentials, .version = S(UNKNOT_VERSION), .write = dump_write, .ctx = to};
    struct dump_out out;
    err e = desk_dump(&d, &in, &out);
    return !e && fflush(to) != 0 ? E_DB_FULL : e;
}

int cmd_dump(struct cli *c)
{
    const char *practice = NULL;
    bool credentials = false;
    const struct option options[] = {{"practice", &practice, NULL}, {"credentials", NULL, &credentials}};
    size_t n;
    practice_id id = {0};
    if (!cli_options(c, options, 2, NULL, 0, &n)) return EXIT_USAGE;
    int code = cli_open(c, DATABASE_CURRENT);
    if (!code && practice) code = cli_practice(c, practice, &id);
    if (code) return code;
    err e = dump_to(c, id, credentials, stdout);
    if (e == E_DB_FULL) return cli_failed(c, "could not write it all: %s", strerror(errno));
    return e ? cli_refused(c, e) : EXIT_DONE;
}

static err load_read(void *ctx, char *to, size_t max, size_t *n)
{
    FILE *from = ctx;
    *n = fread(to, 1, max, from);
    return ferror(from) ? E_INTERNAL : OK;
}

int cmd_load(struct cli *c)
{
    const char *file = NULL;
    size_t n;
    if (!cli_options(c, NULL, 0, &file, 1, &n)) return EXIT_USAGE;
    if (n != 1) return cli_wrong(c, "one FILE is wanted, or - for standard input");
    FILE *from = strcmp(file, "-") == 0 ? stdin : fopen(file, "rb");
    if (!from) return cli_failed(c, "cannot read %s: %s", file, strerror(errno));
    int code = cli_open(c, DATABASE_MADE);
    struct load_in in = {.read = load_read, .ctx = from, .now = cli_now()};
    struct load_out out = {0};
    err e = code ? OK : desk_load(c->db, c->a, &in, &out);
    if (from != stdin) fclose(from);
    if (code) return code;
    if (e && out.reason.n && out.line) return cli_failed(c, "%s:%zu: %.*s (nothing was loaded)", file, out.line, SP(out.reason));
    if (e && out.reason.n) return cli_failed(c, "%.*s", SP(out.reason));
    if (e) return cli_refused(c, e);
    printf("{\"rows\":%lld}\n", (long long)out.rows);
    return EXIT_DONE;
}

// --- backup and migrate

static bool exists(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static int backup_to(struct cli *c, const char *path)
{
    str why = {0};
    if (exists(path)) return cli_failed(c, "%s exists already; it is left as it is", path);
    if (db_engine_of(c->db) == DB_SQLITE) {
        err e = desk_backup(c->db, c->a, str_of(path), false, &why);
        return e ? cli_failed(c, "%.*s", SP(why)) : EXIT_DONE;
    }
    FILE *to = fopen(path, "wbx");
    if (!to) return cli_failed(c, "cannot write %s: %s", path, strerror(errno));
    bool private = chmod(path, 0600) == 0;
    err e = dump_to(c, (practice_id){0}, true, to);
    bool closed = fclose(to) == 0;
    if (!e && private && closed) return EXIT_DONE;
    remove(path);
    return e ? cli_refused(c, e) : cli_failed(c, "could not write %s", path);
}

static int backup_nightly(struct cli *c, str *path, int64_t *bytes)
{
    str why = {0};
    instant now = cli_now();
    str folder = str_fmt(c->a, "%.*s/backups", SP(c->set.data));
    day today = zone_day(zones_local(c->zones), now);
    err e = backup_make(c->a, c->db, &c->env, folder, today, now, c->set.backup_keep, path, bytes, &why);
    return e ? cli_failed(c, "%.*s", SP(why)) : EXIT_DONE;
}

int cmd_backup(struct cli *c)
{
    const char *to = NULL;
    const struct option options[] = {{"to", &to, NULL}};
    size_t n;
    if (!cli_options(c, options, 1, NULL, 0, &n)) return EXIT_USAGE;
    int code = cli_open(c, DATABASE_CURRENT);
    if (code) return code;
    str path = str_of(to);
    int64_t bytes = 0;
    code = to ? backup_to(c, to) : backup_nightly(c, &path, &bytes);
    if (!code) printf("%.*s\n", SP(path));
    return code;
}

int cmd_migrate(struct cli *c)
{
    bool no_backup = false;
    const struct option options[] = {{"no-backup", NULL, &no_backup}};
    size_t n;
    if (!cli_options(c, options, 1, NULL, 0, &n)) return EXIT_USAGE;
    int code = cli_open(c, DATABASE_AS_IT_IS);
    if (code) return code;
    struct schema_state state = {0};
    str why = {0}, path = {0};
    int64_t bytes;
    err e = db_check(c->db, c->a, &state, &why);
    if (!e) {
        printf("The database is at step %d already.\n", state.have);
        return EXIT_DONE;
    }
    if (e != E_CONFLICT && !state.empty) return why.n ? cli_failed(c, "%.*s", SP(why)) : cli_refused(c, e);
    if (!state.empty && !no_backup) {
        code = backup_nightly(c, &path, &bytes);
        if (code) return code;
        printf("Backup: %.*s\n", SP(path));
    }
    int applied = 0;
    e = db_migrate(c->db, c->a, &applied, &why);
    if (e) return why.n ? cli_failed(c, "%.*s", SP(why)) : cli_refused(c, e);
    printf("The database is at step %d now.\n", state.want);
    return EXIT_DONE;
}
