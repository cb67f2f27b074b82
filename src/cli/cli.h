// What the subcommands share: arguments, the database, a call of the desk as the system. Exit codes: 0 done, 1 refused or
// failed, 2 wrong usage.
#ifndef UNKNOT_CLI_CLI_H
#define UNKNOT_CLI_CLI_H

#include "desk/desk.h"
#include "serve/settings.h"
#include "serve/zones.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

struct cli {
    arena *a;
    struct settings set;
    const char *command;        // "import"
    int argc;                   // of what is left behind the command, settings taken out
    char **argv;
    struct zones *zones;
    struct desk_env env;
    struct desk_keys keys;
    struct problems problems;
    struct db *db;
};

// One option of a subcommand: `--name VALUE` or `--name=VALUE` into *value, or a switch into *on.
struct option {
    const char *name;
    const char **value;
    bool *on;
};
// Takes the options out of argv; what remains are operands. False: the problem was said, exit with EXIT_USAGE.
bool cli_options(struct cli *c, const struct option *options, size_t n, const char **operand, size_t max_operands, size_t *n_operands);

int cli_wrong(const struct cli *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));   // says it and how to get help; EXIT_USAGE
int cli_failed(const struct cli *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));  // says it; EXIT_REFUSED
// Says the problems of a refused call, field by field, and the error's own words; EXIT_REFUSED.
int cli_refused(const struct cli *c, err e);

enum cli_database { DATABASE_AS_IT_IS, DATABASE_CURRENT, DATABASE_MADE };
// Opens c->db: as it is; at our newest schema step (refused otherwise, and where it does not exist); or made and migrated where
// it is empty or absent. EXIT_DONE, or the failure was said.
int cli_open(struct cli *c, enum cli_database want);
// Whether the settings name a database that is there: a PostgreSQL address, or a SQLite file that exists. Opens nothing.
bool cli_database_there(struct cli *c);
// A call of the desk as the system, for `practice` (v == 0: none).
struct desk cli_desk(struct cli *c, practice_id practice);
// The practice that `said` names by id or name; NULL: the only one there is. EXIT_DONE, or the failure was said.
int cli_practice(struct cli *c, const char *said, practice_id *out);

instant cli_now(void);
uint64_t cli_seed(void);
bool cli_day(const char *text, day *out);
// A bar on standard error, only on a terminal and only when it takes over a second. done == total ends it.
void cli_progress(void *ctx, size_t done, size_t total);
// A whole file, or standard input for "-", at most `max` bytes. False: said.
bool cli_read(struct cli *c, const char *path, size_t max, str *out);

// The subcommands.
#define COMMANDS(X) X(serve) X(init) X(demo) X(import) X(user) X(migrate) X(dump) X(load) X(backup) X(slots) X(screen) X(rules) X(score) X(instrument) X(pool) X(summary) X(mixed) X(outcomes) X(events) X(change) X(series) X(mail) X(settings) X(version) X(help)
#define X(name) int cmd_##name(struct cli *c);
COMMANDS(X)
#undef X
const char *cli_help(const char *command);      // NULL where there is none
void cli_help_print(const char *command);       // NULL: the overview

#endif
