#include "serve/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "db/migrate.h"
#include "desk/data/dump.h"
#include "serve/folder.h"

static const char *const endings[] = {".db", ".ndjson"}; // by enum db_engine

static str file_of(arena *a, str folder, day d, const char *ending) {
    str text = day_str(a, d);
    return str_fmt(a, "%.*s/unknot-%.*s%s", SP(folder), SP(text), ending);
}

// "unknot-2026-11-21.db"
static bool name_day(str name, day *out) {
    if (!str_starts(name, S("unknot-"))) return false;
    str rest = str_sub(name, 7, name.n), ending = str_sub(rest, 10, rest.n);
    if (!str_eq(ending, S(".db")) && !str_eq(ending, S(".ndjson"))) return false;
    return day_parse(str_sub(rest, 0, 10), out);
}

bool backup_newest(arena *a, str folder, day *out) {
    DIR *d = opendir(str_z(a, folder));
    bool found = false;
    if (!d) return false;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        day at;
        if (!name_day(str_of(e->d_name), &at) || (found && at.d <= out->d)) continue;
        *out = at;
        found = true;
    }
    closedir(d);
    return found;
}

static int by_day(const void *x, const void *y) {
    int32_t a = ((const day *)x)->d, b = ((const day *)y)->d;
    return (a > b) - (a < b);
}

static void prune(arena *a, str folder, int64_t keep) {
    enum { MOST = 4096 };
    day *days = ARENA_ARRAY(a, MOST, day);
    size_t n = 0;
    DIR *d = opendir(str_z(a, folder));
    if (!d) return;
    for (struct dirent *e; n < MOST && (e = readdir(d)) != NULL;) n += name_day(str_of(e->d_name), &days[n]);
    closedir(d);
    qsort(days, n, sizeof *days, by_day);
    for (size_t i = 0; i + (size_t)keep < n; i++) {
        for (size_t k = 0; k < 2; k++) unlink(str_z(a, file_of(a, folder, days[i], endings[k])));
    }
}

struct to_file {
    int fd;
    int64_t bytes;
};

static err write_all(void *ctx, str bytes) {
    struct to_file *f = ctx;
    f->bytes += (int64_t)bytes.n;
    while (bytes.n) {
        ssize_t n = write(f->fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return errno == ENOSPC ? E_DB_FULL : E_INTERNAL;
        bytes = str_sub(bytes, (size_t)n, bytes.n);
    }
    return OK;
}

static err dump_to(arena *a, struct db *db, const struct desk_env *env, instant now, str path, str *why) {
    char *part = str_z(a, str_fmt(a, "%.*s.part", SP(path)));
    struct problems ps = {.a = a};
    struct desk desk = {.a = a, .db = db, .who = {.role = ROLE_SYSTEM}, .now = now, .today = instant_day_utc(now), .problems = &ps, .env = env};
    unlink(part);
    struct to_file f = {.fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (f.fd < 0) {
        *why = str_fmt(a, "%s: %s", part, strerrordesc_np(errno));
        return E_INTERNAL;
    }
    // before a migration the tables are those of an older step
    struct schema_state state = {0};
    str behind;
    err e = db_check(db, a, &state, &behind);
    struct dump_in in = {.credentials = true, .version = S(UNKNOT_VERSION), .step = state.have, .write = write_all, .ctx = &f};
    struct dump_out out;
    if (e == OK || e == E_CONFLICT) e = desk_dump(&desk, &in, &out);
    if (e == OK && fsync(f.fd) != 0) e = E_DB_FULL;
    if (close(f.fd) != 0 && e == OK) e = E_DB_FULL;
    if (e == OK && rename(part, str_z(a, path)) != 0) e = E_INTERNAL;
    if (e == OK) return OK;
    unlink(part);
    *why = err_prose(e);
    return e;
}

err backup_make(arena *a, struct db *db, const struct desk_env *env, str folder, day today, instant now, int64_t keep, str *path, int64_t *bytes,
                str *why) {
    if (!folder_make(a, folder, why)) return E_INTERNAL;
    bool sqlite = db_engine_of(db) == DB_SQLITE;
    *path = file_of(a, folder, today, endings[db_engine_of(db)]);
    err e = sqlite ? desk_backup(db, a, *path, true, why) : dump_to(a, db, env, now, *path, why);
    if (e != OK) return e;
    struct stat st;
    *bytes = stat(str_z(a, *path), &st) == 0 ? (int64_t)st.st_size : 0;
    prune(a, folder, keep);
    return OK;
}

static instant on_day(const struct zone *z, day d, int minute) {
    instant t;
    zone_instant(z, d, minute, &t);
    return t;
}

instant backup_due_before(const struct zone *z, instant now, int minute) {
    day d = zone_day(z, now);
    instant t = on_day(z, d, minute);
    return t.us <= now.us ? t : on_day(z, (day){d.d - 1}, minute);
}

instant backup_due_after(const struct zone *z, instant now, int minute) {
    day d = zone_day(z, now);
    instant t = on_day(z, d, minute);
    return t.us > now.us ? t : on_day(z, (day){d.d + 1}, minute);
}
