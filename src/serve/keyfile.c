#include "serve/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/folder.h"

enum { KEYS = sizeof((struct desk_keys *)0)->key / sizeof((struct desk_keys *)0)->key[0], SECRET = 32, FILE_MAX_BYTES = 8192 };

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

static bool parse_line(str line, struct desk_keys *out) {
    str id, hex;
    int64_t n;
    if (!str_cut(line, ' ', &id, &hex) || !str_i64(id, &n) || n < 1 || n > 255) return false;
    hex = str_trim(hex);
    if (hex.n != 2 * SECRET) return false;
    for (size_t i = 0; i < out->n; i++)
        if (out->key[i].id == n) return false;
    if (out->n == KEYS) { // the oldest goes
        memmove(out->key, out->key + 1, (KEYS - 1) * sizeof out->key[0]);
        out->n--;
    }
    unsigned char *secret = out->key[out->n].secret;
    for (size_t i = 0; i < SECRET; i++) {
        int hi = hex_digit(hex.p[2 * i]), lo = hex_digit(hex.p[2 * i + 1]);
        if (hi < 0 || lo < 0) return false;
        secret[i] = (unsigned char)(hi << 4 | lo);
    }
    out->key[out->n++].id = (uint8_t)n;
    return true;
}

bool keyfile_parse(str text, struct desk_keys *out) {
    memset(out, 0, sizeof *out);
    while (text.n) {
        str line;
        str_cut(text, '\n', &line, &text);
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#') continue;
        if (!parse_line(line, out)) return false;
    }
    return out->n > 0;
}

static err say(arena *a, err e, str path, const char *what, str *why) {
    *why = str_fmt(a, "key file %.*s: %s", SP(path), what);
    return e;
}

static bool new_line(char out[96], int id) {
    unsigned char secret[SECRET];
    if (getrandom(secret, sizeof secret, 0) != (ssize_t)sizeof secret) return false;
    int n = snprintf(out, 96, "%d ", id);
    for (size_t i = 0; i < SECRET; i++) n += snprintf(out + n, 96 - (size_t)n, "%02x", secret[i]);
    snprintf(out + n, 96 - (size_t)n, "\n");
    explicit_bzero(secret, sizeof secret);
    return true;
}

// Writes text to path.part, syncs it and renames it: a file is whole or not there.
static err put_file(arena *a, str path, str text, str *why) {
    char *part = str_z(a, str_fmt(a, "%.*s.part", SP(path)));
    unlink(part);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return say(a, E_INTERNAL, path, strerrordesc_np(errno), why);
    bool fine = write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
    int failed = errno;
    fine = close(fd) == 0 && fine;
    if (fine && rename(part, str_z(a, path)) == 0) return OK;
    unlink(part);
    return say(a, E_INTERNAL, path, strerrordesc_np(failed), why);
}

static err make(arena *a, str path, str *why) {
    char line[96];
    if (!folder_make_for(a, path, why)) return E_INTERNAL;
    if (!new_line(line, 1)) return say(a, E_INTERNAL, path, "no randomness", why);
    str text = str_fmt(a, "# Unknot: secrets that sign links. Keep this file apart from the database and its backups.\n%s", line);
    return put_file(a, path, text, why);
}

err keyfile_text(arena *a, str path, str *text, str *why) {
    int fd = open(str_z(a, path), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return say(a, errno == ENOENT ? E_NOT_FOUND : E_FORBIDDEN, path, strerrordesc_np(errno), why);
    struct stat st;
    char *p = arena_alloc(a, FILE_MAX_BYTES);
    ssize_t n = -1;
    bool open_to_others = fstat(fd, &st) == 0 && (st.st_mode & 077) != 0;
    if (!open_to_others) n = read(fd, p, FILE_MAX_BYTES);
    close(fd);
    if (open_to_others) return say(a, E_FORBIDDEN, path, "others may read it; chmod 600 it, and rotate the keys if somebody did", why);
    if (n < 0 || n == FILE_MAX_BYTES) return say(a, E_MALFORMED, path, "cannot be read whole", why);
    *text = (str){p, (size_t)n};
    return OK;
}

err keyfile_load(arena *a, str path, struct desk_keys *out, str *why) {
    str text;
    err e = keyfile_text(a, path, &text, why);
    if (e == E_NOT_FOUND) {
        e = make(a, path, why);
        if (e == OK) e = keyfile_text(a, path, &text, why);
    }
    if (e != OK) return e;
    if (!keyfile_parse(text, out)) return say(a, E_MALFORMED, path, "not lines of a number and 64 hex digits", why);
    return OK;
}

err keyfile_rotate(arena *a, str path, str *why) {
    struct desk_keys keys;
    str text;
    err e = keyfile_load(a, path, &keys, why);
    if (e == OK) e = keyfile_text(a, path, &text, why);
    if (e != OK) return e;
    char line[96];
    int id = keys.key[keys.n - 1].id % 255 + 1;
    for (size_t i = 0; i < keys.n; i++)
        if (keys.key[i].id == id) return say(a, E_CONFLICT, path, "the next key's number is taken; delete old lines", why);
    if (!new_line(line, id)) return say(a, E_INTERNAL, path, "no randomness", why);
    bool ends = text.n && text.p[text.n - 1] == '\n';
    return put_file(a, path, str_fmt(a, "%.*s%s%s", SP(text), ends ? "" : "\n", line), why);
}

err keyfile_line(arena *a, str path, str *line, str *why) {
    str text, rest;
    err e = keyfile_text(a, path, &text, why);
    if (e != OK) return e;
    str_cut(text, '\n', line, &rest);
    if (str_ends(*line, S("\r"))) line->n--;
    if (line->n && !rest.n && text_valid(*line)) return OK;
    *why = str_fmt(a, "%.*s: not a password on a line of its own", SP(path));
    return E_MALFORMED;
}
