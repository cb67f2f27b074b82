// unknot: one program, its subcommands.
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const struct command {
    const char *name;
    int (*run)(struct cli *c);
} commands[] = {
#define X(name) {#name, cmd_##name},
    COMMANDS(X)
#undef X
};

static const struct command *command_of(const char *name)
{
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    }
    return NULL;
}

static bool asks_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0) return false;
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) return true;
    }
    return false;
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0) return EXIT_REFUSED;
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        cli_help_print(NULL);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0) name = "version";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) name = "help";
    const struct command *command = command_of(name);
    if (!command) {
        fprintf(stderr, "unknot: there is no command '%s'. See: unknot help\n", name);
        return EXIT_USAGE;
    }
    if (asks_help(argc - 2, argv + 2)) {
        cli_help_print(name);
        return EXIT_DONE;
    }
    struct cli c = {.a = arena_new((size_t)4 << 30), .command = name, .argc = argc - 1, .argv = argv + 1};
    c.problems.a = c.a;
    str why = {0};
    if (!settings_load(c.a, &c.argc, c.argv, &c.set, &why)) {
        fprintf(stderr, "unknot %s: %.*s\n", name, SP(why));
        arena_free(c.a);
        return EXIT_USAGE;
    }
    c.argc--;
    c.argv++;
    c.zones = zones_new(NULL);
    c.env = (struct desk_env){.keys = &c.keys, .zone = zones_get, .ctx = c.zones};
    int code = command->run(&c);
    db_close(c.db);
    zones_free(c.zones);
    arena_free(c.a);
    // what could not be written earlier counts as well as what is written now
    if ((fflush(stdout) != 0 || ferror(stdout)) && code == EXIT_DONE) {
        fprintf(stderr, "unknot: the output could not be written\n");
        code = EXIT_REFUSED;
    }
    return code;
}
