#include "migrate.h"

#include "engine.h"
#include "statement.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static err system_fail(arena *a, const char *doing, const char *path, str *why)
{
    int reason = errno;
    *why = str_fmt(a, "%s %s: %s.", doing, path, strerrordesc_np(reason));
    return reason == ENOSPC || reason == EDQUOT ? E_DB_FULL : reason == EROFS || reason == EACCES ? E_DB_READ_ONLY : E_DB_DOWN;
}

static const char *folder_of(arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : str_z(a, (str){path, (size_t)(slash - path)});
}

static err sync_path(arena *a, const char *path, str *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return system_fail(a, "Cannot open", path, why);
    err e = fsync(fd) == 0 ? OK : system_fail(a, "Cannot write to the disk:", path, why);
    close(fd);
    return e;
}

// A copy of the main database into the empty file `part`, made by SQLite in one reading transaction.
static err vacuum_into(struct db *db, arena *a, const char *part, str *why)
{
    sqlite3 *h = sqlite_handle(db);
    sqlite3_stmt *st = NULL;
    // query_only would forbid writing the copy as well
    err e = db->read_only ? db->fn->script(db, "PRAGMA query_only = OFF") : OK;
    int code = e == OK ? sqlite3_prepare_v2(h, "VACUUM INTO ?1", -1, &st, NULL) : SQLITE_ERROR;
    if (code == SQLITE_OK)
        code = sqlite3_bind_text(st, 1, part, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(st);
    if (code != SQLITE_DONE) {
        *why = str_fmt(a, "The copy to %s failed: %s.", part, sqlite3_errmsg(h));
        int low = code & 0xff;
        e = low == SQLITE_FULL ? E_DB_FULL : low == SQLITE_CORRUPT ? E_DB_CORRUPT : low == SQLITE_BUSY ? E_BUSY
          : low == SQLITE_INTERRUPT ? E_TIMEOUT : E_DB_DOWN;
    }
    sqlite3_finalize(st);
    if (db->read_only && db->fn->script(db, "PRAGMA query_only = ON") != OK && e == OK)
        e = E_INTERNAL;
    return e;
}

// Runs the statement on the copy; a copy of an older schema step may not have its table.
static err mark_copy(arena *a, const char *part, enum query mark, str *why)
{
    sqlite3 *h = NULL;
    sqlite3_stmt *st = NULL;
    if (mark == Q_none)
        return OK;
    int code = sqlite3_open_v2(part, &h, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    bool known = code == SQLITE_OK;
    if (known)
        code = sqlite3_prepare_v2(h, db_statements[mark].sql[DB_SQLITE], -1, &st, NULL);
    bool older = known && code == SQLITE_ERROR && strncmp(sqlite3_errmsg(h), "no such table", 13) == 0;
    if (code == SQLITE_OK)
        code = sqlite3_step(st);
    if (code != SQLITE_DONE && !older)
        *why = str_fmt(a, "The copy %s cannot be marked: %s.", part, sqlite3_errmsg(h));
    sqlite3_finalize(st);
    sqlite3_close(h);
    return code == SQLITE_DONE || older ? OK : (code & 0xff) == SQLITE_FULL ? E_DB_FULL : E_DB_DOWN;
}

// The copy is read once, whole: a backup that cannot be restored is none.
static err check_copy(arena *a, const char *part, str *why)
{
    sqlite3 *h = NULL;
    sqlite3_stmt *st = NULL;
    bool good = sqlite3_open_v2(part, &h, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
                sqlite3_prepare_v2(h, "PRAGMA quick_check(1)", -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW &&
                strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
    sqlite3_finalize(st);
    sqlite3_close(h);
    if (good)
        return OK;
    *why = str_fmt(a, "The copy %s is damaged; so may be the database.", part);
    return E_DB_CORRUPT;
}

static err make_part(arena *a, const char *part, str *why)
{
    if (unlink(part) != 0 && errno != ENOENT) // of a backup that was cut off
        return system_fail(a, "Cannot remove", part, why);
    int fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return system_fail(a, "Cannot make", part, why);
    close(fd);
    return OK;
}

static err put_in_place(arena *a, const char *part, const char *path, bool replace, str *why)
{
    if (replace)
        return rename(part, path) == 0 ? OK : system_fail(a, "Cannot make", path, why);
    // link refuses an existing name, also one that appeared meanwhile
    if (link(part, path) != 0) {
        if (errno == EEXIST) {
            *why = str_fmt(a, "%s exists.", path);
            return E_CONFLICT;
        }
        if (errno != EPERM && errno != EOPNOTSUPP) // a file system without links
            return system_fail(a, "Cannot make", path, why);
        return rename(part, path) == 0 ? OK : system_fail(a, "Cannot make", path, why);
    }
    return unlink(part) == 0 ? OK : system_fail(a, "Cannot remove", part, why);
}

static err backup(struct db *db, arena *a, str path, enum query mark, bool replace, str *why)
{
    *why = (str){0};
    CHECK(db->tx == DB_TX_NONE && !db->running);
    if (db->engine != DB_SQLITE) {
        *why = S("A backup file is made of SQLite only; of PostgreSQL, make a dump.");
        return E_INVALID;
    }
    if (path.n == 0 || memchr(path.p, 0, path.n)) {
        *why = S("A backup needs the path of a file.");
        return E_INVALID;
    }
    const char *z = str_z(a, path);
    if (!replace && access(z, F_OK) == 0) {
        *why = str_fmt(a, "%s exists.", z);
        return E_CONFLICT;
    }
    // ./ keeps a path that begins with "file:" a path
    const char *part = str_z(a, str_fmt(a, "%s%s.part", z[0] == '/' ? "" : "./", z));
    err e = make_part(a, part, why);
    if (e != OK)
        return e;
    e = vacuum_into(db, a, part, why);
    if (e == OK)
        e = mark_copy(a, part, mark, why);
    if (e == OK)
        e = check_copy(a, part, why);
    if (e == OK)
        e = sync_path(a, part, why);
    if (e == OK)
        e = put_in_place(a, part, z, replace, why);
    if (e == OK)
        return sync_path(a, folder_of(a, z), why);
    if (unlink(part) != 0 && errno != ENOENT)
        *why = str_fmt(a, "%.*s %s is left behind.", SP(*why), part);
    return e;
}

err db_backup_file(struct db *db, arena *a, str path, enum query mark, str *why)
{
    return backup(db, a, path, mark, false, why);
}

err db_backup_replace(struct db *db, arena *a, str path, enum query mark, str *why)
{
    return backup(db, a, path, mark, true, why);
}
