#include "serve/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "serve/log.h"

enum kind { KIND_TEXT, KIND_INT, KIND_BOOL, KIND_LEVEL, KIND_TIME };
enum { FILE_MAX_BYTES = 65536 };

static const struct row {
    const char *name, *fallback, *prose;
    enum kind kind;
    int64_t least, most;
    size_t offset;
    bool hidden;
} rows[] = {
#define ROW(k, n, fb, lo, hi, pr, hid) {#n, fb, pr, KIND_##k, lo, hi, offsetof(struct settings, n), hid},
#define SET(k, n, fb, lo, hi, pr) ROW(k, n, fb, lo, hi, pr, false)
#define SET_HIDDEN(k, n, fb, lo, hi, pr) ROW(k, n, fb, lo, hi, pr, true)
#include "serve/settings.def"
#undef SET
#undef SET_HIDDEN
};

static const char *const source_names[] = {"default", "file", "environment", "flag"};

static bool name_is(const char *row, str given) {
    if (strlen(row) != given.n) return false;
    for (size_t i = 0; i < given.n; i++)
        if (row[i] != (given.p[i] == '-' ? '_' : given.p[i])) return false;
    return true;
}

static const struct row *row_of(str name) {
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (name_is(rows[i].name, name)) return &rows[i];
    return NULL;
}

// "key_file" as flags and the file write it.
static str dashed(arena *a, const char *name) {
    char *z = str_z(a, str_of(name));
    for (char *p = z; *p; p++)
        if (*p == '_') *p = '-';
    return str_of(z);
}

static bool parse_bool(str v, bool *out) {
    bool yes = str_eq_nocase(v, S("yes")) || str_eq_nocase(v, S("true")) || str_eq_nocase(v, S("on")) || str_eq(v, S("1"));
    bool no = str_eq_nocase(v, S("no")) || str_eq_nocase(v, S("false")) || str_eq_nocase(v, S("off")) || str_eq(v, S("0"));
    *out = yes;
    return yes || no;
}

static bool parse_time(str v, int *out) {
    str h, m;
    int64_t hour, minute;
    if (str_eq(v, S("off"))) {
        *out = -1;
        return true;
    }
    if (!str_cut(v, ':', &h, &m) || m.n != 2 || h.n > 2 || !str_i64(h, &hour) || !str_i64(m, &minute)) return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    *out = (int)(hour * 60 + minute);
    return true;
}

static bool store(struct settings *s, const struct row *r, str value, str *why) {
    char *at = (char *)s + r->offset;
    str name = dashed(s->a, r->name);
    enum log_level level;
    switch (r->kind) {
    case KIND_TEXT:
        if (memchr(value.p ? value.p : "", '\0', value.n)) {
            *why = str_fmt(s->a, "%.*s: holds a NUL byte", SP(name));
            return false;
        }
        *(str *)at = str_dup(s->a, value);
        return true;
    case KIND_INT:
        if (str_i64(value, (int64_t *)at) && *(int64_t *)at >= r->least && *(int64_t *)at <= r->most) return true;
        *why = str_fmt(s->a, "%.*s: \"%.*s\" is not a whole number from %lld to %lld", SP(name), SP(value), (long long)r->least, (long long)r->most);
        return false;
    case KIND_BOOL:
        if (parse_bool(value, (bool *)at)) return true;
        *why = str_fmt(s->a, "%.*s: \"%.*s\" is neither yes nor no", SP(name), SP(value));
        return false;
    case KIND_LEVEL:
        if (log_level_of(value, &level)) {
            *(int *)at = (int)level;
            return true;
        }
        *why = str_fmt(s->a, "%.*s: \"%.*s\" is none of error, warn, info, debug", SP(name), SP(value));
        return false;
    case KIND_TIME:
        if (parse_time(value, (int *)at)) return true;
        *why = str_fmt(s->a, "%.*s: \"%.*s\" is neither a time such as 03:15 nor off", SP(name), SP(value));
        return false;
    }
    bug_stop(__FILE__, __LINE__, "kind of a setting");
}

bool settings_set(struct settings *s, str name, str value, enum setting_source from, str *why) {
    const struct row *r = row_of(name);
    if (!r) {
        *why = str_fmt(s->a, "there is no setting \"%.*s\"; unknot settings lists them", SP(name));
        return false;
    }
    size_t i = (size_t)(r - rows);
    if (from < s->from[i]) {
        struct settings aside = *s; // checked all the same: a wrong line must not wait for the flag to go away
        return store(&aside, r, value, why);
    }
    if (!store(s, r, value, why)) return false;
    s->from[i] = from;
    return true;
}

void settings_defaults(arena *a, struct settings *out) {
    memset(out, 0, sizeof *out);
    out->a = a;
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        str why;
        bool fine = settings_set(out, str_of(rows[i].name), str_of(rows[i].fallback), FROM_DEFAULT, &why);
        CHECK(fine);
    }
}

bool settings_read(struct settings *s, str text, str *why) {
    size_t number = 0;
    while (text.n) {
        str line, name, value, reason;
        str_cut(text, '\n', &line, &text);
        number++;
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#') continue;
        if (!str_cut(line, '=', &name, &value)) {
            *why = str_fmt(s->a, "line %zu: not of the form name = value", number);
            return false;
        }
        if (!settings_set(s, str_trim(name), str_trim(value), FROM_FILE, &reason)) {
            *why = str_fmt(s->a, "line %zu: %.*s", number, SP(reason));
            return false;
        }
    }
    return true;
}

static bool read_file(struct settings *s, str path, bool must, str *why) {
    FILE *f = fopen(str_z(s->a, path), "re");
    if (!f) {
        if (!must && errno == ENOENT) return true;
        *why = str_fmt(s->a, "%.*s: %s", SP(path), strerrordesc_np(errno));
        return false;
    }
    char *text = arena_alloc(s->a, FILE_MAX_BYTES);
    size_t n = fread(text, 1, FILE_MAX_BYTES, f);
    bool whole = !ferror(f) && n < FILE_MAX_BYTES;
    fclose(f);
    str reason = S("cannot be read, or is over 64 kB");
    if (whole && settings_read(s, (str){text, n}, &reason)) {
        s->file = str_dup(s->a, path);
        return true;
    }
    *why = str_fmt(s->a, "%.*s: %.*s", SP(path), SP(reason));
    return false;
}

// Where a person's (or root's, for the service) files go.
static str place(arena *a, const char *root, const char *xdg, const char *home_part) {
    const char *home = getenv("HOME"), *base = getenv(xdg);
    if (geteuid() == 0) return str_of(root);
    if (base && base[0] == '/') return str_fmt(a, "%s/unknot", base);
    if (home && home[0] == '/') return str_fmt(a, "%s/%s/unknot", home, home_part);
    return S("unknot-data");
}

void settings_settle(struct settings *s) {
    if (s->data.n == 0) s->data = place(s->a, "/var/lib/unknot", "XDG_DATA_HOME", ".local/share");
    if (s->db.n == 0) s->db = str_fmt(s->a, "sqlite:%.*s/unknot.db", SP(s->data));
    if (s->key_file.n == 0) s->key_file = str_fmt(s->a, "%.*s/keys", SP(place(s->a, "/etc/unknot", "XDG_CONFIG_HOME", ".config")));
}

static bool read_environment(struct settings *s, str *why) {
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        char name[64];
        size_t n = (size_t)snprintf(name, sizeof name, "UNKNOT_%s", rows[i].name);
        for (size_t k = 0; k < n; k++)
            if (name[k] >= 'a' && name[k] <= 'z') name[k] = (char)(name[k] - 'a' + 'A');
        const char *value = getenv(name);
        str reason;
        if (!value || settings_set(s, str_of(rows[i].name), str_of(value), FROM_ENVIRONMENT, &reason)) continue;
        *why = str_fmt(s->a, "%s: %.*s", name, SP(reason));
        return false;
    }
    return true;
}

// Takes argv[at] if it is a setting's flag: 0 no, 1 or 2 arguments used, -1 wrong.
static int take_flag(struct settings *s, int argc, char **argv, int at, str *why) {
    str flag = str_of(argv[at]), name, value, reason;
    if (!str_starts(flag, S("--")) || flag.n == 2) return 0;
    bool has_value = str_cut(str_sub(flag, 2, flag.n), '=', &name, &value);
    const struct row *r = row_of(name);
    bool no = !r && str_starts(name, S("no-")) && !has_value;
    if (no) r = row_of(str_sub(name, 3, name.n));
    if (!r || (no && r->kind != KIND_BOOL)) return 0;
    int used = 1;
    if (r->kind == KIND_BOOL && !has_value) {
        value = no ? S("no") : S("yes");
    } else if (!has_value) {
        if (at + 1 >= argc) {
            *why = str_fmt(s->a, "%.*s wants a value", SP(flag));
            return -1;
        }
        value = str_of(argv[at + 1]);
        used = 2;
    }
    if (settings_set(s, str_of(r->name), value, FROM_FLAG, &reason)) return used;
    *why = str_fmt(s->a, "--%.*s", SP(reason));
    return -1;
}

static bool find_file(struct settings *s, int *argc, char **argv, str *path, str *why) {
    const char *env = getenv("UNKNOT_CONFIG");
    *path = str_of(env);
    bool must = env && *env;
    for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
        str flag = str_of(argv[i]);
        int used = str_eq(flag, S("--config")) ? 2 : str_starts(flag, S("--config=")) ? 1 : 0;
        if (used == 0) continue;
        if (i + used > *argc) {
            *why = S("--config wants a file");
            return false;
        }
        *path = used == 2 ? str_of(argv[i + 1]) : str_sub(flag, 9, flag.n);
        memmove(argv + i, argv + i + used, (size_t)(*argc - i - used) * sizeof *argv);
        *argc -= used;
        must = true;
        break;
    }
    if (!must) *path = str_fmt(s->a, "%.*s/unknot.conf", SP(place(s->a, "/etc/unknot", "XDG_CONFIG_HOME", ".config")));
    return read_file(s, *path, must, why);
}

bool settings_load(arena *a, int *argc, char **argv, struct settings *out, str *why) {
    settings_defaults(a, out);
    str path;
    if (!find_file(out, argc, argv, &path, why) || !read_environment(out, why)) return false;
    int kept = *argc > 0 ? 1 : 0, i = kept;
    while (i < *argc && strcmp(argv[i], "--") != 0) {
        int used = take_flag(out, *argc, argv, i, why);
        if (used < 0) return false;
        if (used == 0) argv[kept++] = argv[i++];
        else i += used;
    }
    while (i < *argc) argv[kept++] = argv[i++];
    *argc = kept;
    settings_settle(out);
    return true;
}

// ---- showing them ----

// postgresql://user:secret@host/db without the secret.
static void print_address(FILE *to, str v) {
    size_t scheme = str_find(v, S("://")), at = str_find(v, S("@"));
    str head = v, rest = {0};
    if (scheme != SIZE_MAX && at != SIZE_MAX && at > scheme + 3) {
        size_t colon = str_find(str_sub(v, scheme + 3, at - scheme - 3), S(":"));
        if (colon != SIZE_MAX) {
            head = str_sub(v, 0, scheme + 3 + colon);
            rest = str_sub(v, at, v.n);
        }
    }
    if (rest.n) fprintf(to, "%.*s:…%.*s", SP(head), SP(rest));
    else fprintf(to, "%.*s", SP(v));
}

static void print_value(FILE *to, const struct settings *s, const struct row *r) {
    static const char *const levels[] = {"error", "warn", "info", "debug"};
    const char *at = (const char *)s + r->offset;
    int minute;
    switch (r->kind) {
    case KIND_TEXT: print_address(to, *(const str *)at); break;
    case KIND_INT: fprintf(to, "%lld", (long long)*(const int64_t *)at); break;
    case KIND_BOOL: fputs(*(const bool *)at ? "yes" : "no", to); break;
    case KIND_LEVEL: fputs(levels[*(const int *)at], to); break;
    case KIND_TIME:
        minute = *(const int *)at;
        if (minute < 0) fputs("off", to);
        else fprintf(to, "%02d:%02d", minute / 60, minute % 60);
        break;
    }
}

static void print_name(FILE *to, const char *name, int width) {
    for (const char *p = name; *p; p++) fputc(*p == '_' ? '-' : *p, to);
    for (int n = (int)strlen(name); n < width; n++) fputc(' ', to);
}

void settings_print(FILE *to, const struct settings *s) {
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (rows[i].hidden && s->from[i] == FROM_DEFAULT) continue;
        print_name(to, rows[i].name, 20);
        fputs(" = ", to);
        print_value(to, s, &rows[i]);
        fprintf(to, "    # %s", source_names[s->from[i]]);
        if (s->from[i] == FROM_FILE) fprintf(to, " %.*s", SP(s->file));
        fputc('\n', to);
    }
}

void settings_example(FILE *to) {
    fputs("# Unknot's settings. Flags (--name value) and the environment (UNKNOT_NAME) go before this file.\n", to);
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (rows[i].hidden) continue;
        fprintf(to, "\n# %s\n# ", rows[i].prose);
        print_name(to, rows[i].name, 0);
        fprintf(to, " = %s\n", rows[i].fallback);
    }
}

void settings_help(FILE *to) {
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (rows[i].hidden) continue;
        fputs("  --", to);
        print_name(to, rows[i].name, 22);
        fprintf(to, "%s%s%s%s\n", rows[i].prose, *rows[i].fallback ? " (" : "", rows[i].fallback, *rows[i].fallback ? ")" : "");
    }
}
