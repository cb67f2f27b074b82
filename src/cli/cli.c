#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "db/migrate.h"
#include "desk/practice/setup.h"
#include "desk/practice/upkeep.h"

static void say(const struct cli *c, const char *fmt, va_list args)
{
    fflush(stdout);
    fprintf(stderr, "unknot %s: ", c->command);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
}

int cli_wrong(const struct cli *c, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    say(c, fmt, args);
    va_end(args);
    fprintf(stderr, "See: unknot %s --help\n", c->command);
    return EXIT_USAGE;
}

int cli_failed(const struct cli *c, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    say(c, fmt, args);
    va_end(args);
    return EXIT_REFUSED;
}

int cli_refused(const struct cli *c, err e)
{
    str own = message_say(c->a, LANG_EN, err_say(e));
    if (!c->problems.n) return cli_failed(c, "%.*s", SP(own));
    for (const struct problem *p = c->problems.first; p; p = p->next) {
        str text = message_say(c->a, LANG_EN, p->say);
        if (p->field.n) cli_failed(c, "%.*s: %.*s", SP(p->field), SP(text));
        else cli_failed(c, "%.*s", SP(text));
    }
    return EXIT_REFUSED;
}

static const struct option *option_of(const struct option *options, size_t n, const char *arg, size_t length)
{
    for (size_t i = 0; i < n; i++) {
        if (strlen(options[i].name) == length && strncmp(options[i].name, arg, length) == 0) return &options[i];
    }
    return NULL;
}

bool cli_options(struct cli *c, const struct option *options, size_t n, const char **operand, size_t max_operands, size_t *n_operands)
{
    *n_operands = 0;
    bool plain = false;
    for (int i = 0; i < c->argc; i++) {
        const char *arg = c->argv[i];
        if (!plain && strcmp(arg, "--") == 0) {
            plain = true;
            continue;
        }
        if (plain || strncmp(arg, "--", 2) != 0) {
            if (*n_operands == max_operands) return cli_wrong(c, "'%s' is one word too many", arg), false;
            operand[(*n_operands)++] = arg;
            continue;
        }
        const char *equals = strchr(arg, '=');
        size_t length = equals ? (size_t)(equals - arg) - 2 : strlen(arg) - 2;
        const struct option *o = option_of(options, n, arg + 2, length);
        if (!o) return cli_wrong(c, "there is no option '%s'", arg), false;
        if (o->on) {
            if (equals) return cli_wrong(c, "--%s takes no value", o->name), false;
            *o->on = true;
        } else if (equals) {
            *o->value = equals + 1;
        } else if (i + 1 < c->argc) {
            *o->value = c->argv[++i];
        } else {
            return cli_wrong(c, "--%s wants a value", o->name), false;
        }
    }
    return true;
}

instant cli_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (instant){(int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000};
}

uint64_t cli_seed(void)
{
    uint64_t seed;
    randombytes_buf(&seed, sizeof seed);
    return seed;
}

bool cli_day(const char *text, day *out)
{
    return day_parse(str_of(text), out);
}

// The folder of a SQLite file, made with its parents, for nobody else.
static bool folder_make(struct cli *c, str path)
{
    char *z = str_z(c->a, path);
    for (char *p = z + 1; *p; p++) {
        if (*p != '/') continue;
        *p = 0;
        if (mkdir(z, 0700) != 0 && errno != EEXIST) return false;
        *p = '/';
    }
    return true;
}

bool cli_database_there(struct cli *c)
{
    struct stat st;
    if (!str_starts(c->set.db, S("sqlite:"))) return true;
    return stat(str_z(c->a, str_sub(c->set.db, 7, c->set.db.n)), &st) == 0;
}

static int open_file(struct cli *c, enum cli_database want)
{
    str path = c->set.db, rest;
    if (!str_starts(path, S("sqlite:"))) return EXIT_DONE;
    rest = str_sub(path, 7, path.n);
    bool memory = str_eq(rest, S(":memory:"));
    if (memory || !rest.n) return EXIT_DONE;
    struct stat st;
    if (want == DATABASE_MADE) {
        if (!folder_make(c, rest)) return cli_failed(c, "cannot make the folder of %.*s: %s", SP(rest), strerror(errno));
    } else if (stat(str_z(c->a, rest), &st) != 0) {
        return cli_failed(c, "there is no database at %.*s. Make one with: unknot init, or unknot demo", SP(rest));
    }
    return EXIT_DONE;
}

static int state_check(struct cli *c, enum cli_database want)
{
    struct schema_state state = {0};
    str why = {0};
    err e = db_check(c->db, c->a, &state, &why);
    if (!e || want == DATABASE_AS_IT_IS) return EXIT_DONE;
    if (want == DATABASE_MADE && state.empty) {
        int applied = 0;
        e = db_migrate(c->db, c->a, &applied, &why);
        return e ? cli_failed(c, "%.*s", SP(why)) : EXIT_DONE;
    }
    if (state.empty) return cli_failed(c, "the database is empty. Make a practice with: unknot init, or unknot demo");
    return why.n ? cli_failed(c, "%.*s", SP(why)) : cli_refused(c, e);
}

int cli_open(struct cli *c, enum cli_database want)
{
    str why = {0};
    int code = open_file(c, want);
    if (code) return code;
    err e = db_open(c->a, c->set.db, want == DATABASE_MADE ? DB_OPEN_CREATE : 0, &c->db, &why);
    if (e) return cli_failed(c, "%.*s", SP(why));
    return state_check(c, want);
}

struct desk cli_desk(struct cli *c, practice_id practice)
{
    instant now = cli_now();
    c->problems = (struct problems){.a = c->a};
    return (struct desk){.a = c->a,
                         .db = c->db,
                         .who = {.practice = practice, .role = ROLE_SYSTEM},
                         .now = now,
                         .today = instant_day_utc(now),
                         .zone = zones_get(c->zones, S("UTC")),
                         .lang = LANG_EN,
                         .ids = idgen_seed(cli_seed()),
                         .problems = &c->problems,
                         .env = &c->env};
}

struct find_practice {
    struct desk *d;
    const char *said;
    practice_id found;
    size_t n;
};

static err find_practice(void *ctx, struct db *db)
{
    struct find_practice *f = ctx;
    const practice_id *all;
    size_t n;
    f->d->db = db;
    f->found.v = 0;
    f->n = 0;
    err e = desk_practices(f->d, &all, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (f->said) {
            struct practice_shown shown;
            struct desk one = *f->d;
            one.who.practice = all[i];
            e = desk_practice_show(&one, &shown);
            if (e) break;
            if (!str_eq(id_str(one.a, all[i].v), str_of(f->said)) && !str_eq(shown.practice.name, str_of(f->said))) continue;
        }
        f->found = all[i];
        f->n++;
    }
    return e;
}

int cli_practice(struct cli *c, const char *said, practice_id *out)
{
    struct desk d = cli_desk(c, (practice_id){0});
    struct find_practice f = {.d = &d, .said = said};
    err e = db_read(c->db, find_practice, &f);
    if (e) return cli_refused(c, e);
    *out = f.found;
    if (f.n == 1) return EXIT_DONE;
    if (said) return cli_failed(c, f.n ? "--practice: more than one is called '%s'; give its id" : "--practice: there is no practice '%s'", said);
    return f.n ? cli_failed(c, "there are %zu practices here: say which with --practice NAME", f.n)
               : cli_failed(c, "there is no practice yet. Make one with: unknot init");
}

void cli_progress(void *ctx, size_t done, size_t total)
{
    static int64_t started, shown;
    const struct cli *c = ctx;
    int64_t now = cli_now().us;
    if (!started) started = now;
    if (!isatty(2) || now - started < SECOND_US) return;
    if (done < total && now - shown < 100000) return;
    shown = now;
    int percent = total ? (int)(done * 100 / total) : 100;
    fprintf(stderr, "\runknot %s: %3d %% (%zu of %zu)%s", c->command, percent, done, total, done >= total ? "\n" : "");
}

bool cli_read(struct cli *c, const char *path, size_t max, str *out)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *f = standard ? stdin : fopen(path, "rb");
    if (!f) return cli_failed(c, "cannot read %s: %s", path, strerror(errno)), false;
    size_t cap = 1 << 16, n = 0;
    char *p = arena_alloc(c->a, cap);
    for (;;) {
        size_t got = fread(p + n, 1, cap - n, f);
        n += got;
        if (got == 0) break;
        if (n > max) break;
        if (n == cap) {
            p = arena_grow(c->a, p, cap, cap * 2);
            cap *= 2;
        }
    }
    bool broken = ferror(f) != 0;
    int why = errno;
    if (!standard) fclose(f);
    if (broken) return cli_failed(c, "cannot read %s: %s", path, strerror(why)), false;
    if (n > max) return cli_failed(c, "%s is larger than %zu bytes", path, max), false;
    *out = (str){p, n};
    return true;
}
