// Settings: every one a row in settings.def. Sources, strongest first: flag, environment, the one file, default.
#ifndef UNKNOT_SERVE_SETTINGS_H
#define UNKNOT_SERVE_SETTINGS_H

#include <stdio.h>

#include "base/arena.h"
#include "base/str.h"

enum setting_source { FROM_DEFAULT, FROM_FILE, FROM_ENVIRONMENT, FROM_FLAG };

#define SETTING_TYPE_TEXT str
#define SETTING_TYPE_INT int64_t
#define SETTING_TYPE_BOOL bool
#define SETTING_TYPE_LEVEL int  // enum log_level
#define SETTING_TYPE_TIME int   // minute of the day; -1: off

enum setting {
#define SET(kind, name, fallback, least, most, prose) SETTING_##name,
#define SET_HIDDEN SET
#include "serve/settings.def"
#undef SET
#undef SET_HIDDEN
    SETTING_COUNT
};

struct settings {
    arena *a;
    str file; // the file read; empty where there was none
    enum setting_source from[SETTING_COUNT];
#define SET(kind, name, fallback, least, most, prose) SETTING_TYPE_##kind name;
#define SET_HIDDEN SET
#include "serve/settings.def"
#undef SET
#undef SET_HIDDEN
};

// Defaults, then the file, the environment and the flags. The file is --config PATH or UNKNOT_CONFIG, else
// ~/.config/unknot/unknot.conf (root: /etc/unknot/unknot.conf), which need not exist. argv loses what was a setting's
// flag ("--name value", "--name=value", "--lan", "--no-supervise"); what is behind "--" is left alone; *argc is
// what remains, in order. False: *why says in English which setting is wrong, where, and what it may be.
bool settings_load(arena *a, int *argc, char **argv, struct settings *out, str *why);
// The same without arguments and environment, for tests and embedding.
void settings_defaults(arena *a, struct settings *out);
// One setting from its text, unless a stronger source has set it. Names with '-' or '_'.
bool settings_set(struct settings *s, str name, str value, enum setting_source from, str *why);
bool settings_read(struct settings *s, str text, str *why); // the text of a file
// Fills data, db and key_file where they were left to the default. settings_load has done it.
void settings_settle(struct settings *s);

// "name = value   # source" for each; passwords in the database's address are left out.
void settings_print(FILE *to, const struct settings *s);
// A commented file with every setting at its default.
void settings_example(FILE *to);
// "--name VALUE  prose" for each, for `unknot serve --help`.
void settings_help(FILE *to);

#endif
