// dump / load: one canonical, sorted NDJSON of a practice or of all: fixtures, moving between engines, backup, leaving.
// First line {"unknot":"<version>","schema":<step>,"practice":"<id>" or null,"credentials":bool}; then one object a row,
// {"table":"client", columns in the schema's order}: ids as 13-character strings, days YYYY-MM-DD, instants ISO 8601, blobs hex;
// tables in dependency order (db/statement.h), rows by primary key; last {"end":<rows>}, without which load takes it for cut. Byte-identical between engines. Not dumped: client_key (made anew by load),
// form_done, signin_try, job; password hashes are "" and sessions left out unless `credentials`.
#ifndef UNKNOT_DESK_DUMP_H
#define UNKNOT_DESK_DUMP_H

#include "desk/desk.h"

struct dump_in {
    practice_id practice;       // v == 0: all practices (ROLE_SYSTEM only)
    bool credentials;           // password hashes and sessions too; ROLE_SYSTEM and owner only
    str version;                // of the program, for the header
    int step;                   // schema step of a database that is not migrated yet; 0: of this program
    err (*write)(void *ctx, str bytes);     // whole lines; the err is returned
    void *ctx;
};

struct dump_out {
    int64_t rows;
};

// Streams with constant memory, in one snapshot (db_read). Verb DUMP.
MUST_USE err desk_dump(struct desk *d, const struct dump_in *in, struct dump_out *out);

// A copy of an SQLite database, as db/migrate.h makes it (its errors and *why too): what waited to be sent is held in it, so that a restored copy
// writes to nobody before somebody decides (desk/links/outbox.h, desk_mail_held). PostgreSQL: E_INVALID, make a dump.
MUST_USE err desk_backup(struct db *db, arena *a, str path, bool replace, str *why);

struct load_in {
    // Next bytes of the file; 0 at its end. Any size.
    err (*read)(void *ctx, char *to, size_t max, size_t *n);
    void *ctx;
    instant now;                // messages that wait in the dump are stopped then, and never sent
    void (*progress)(void *progress_ctx, size_t rows); // may be NULL
    void *progress_ctx;
};

struct load_out {
    int64_t rows;
    size_t line;                // of the first bad line, 0 where all was right
    str reason;                 // English
};

// A dump of an older schema step is taken too: what it cannot say has its default.
// Into a database that holds no practice and no account yet (E_CONFLICT otherwise; *out says so), migrated to our step.
// All or nothing, in one transaction of its own. E_INVALID: a bad line; E_DB_NEWER: a dump of a newer schema.
MUST_USE err desk_load(struct db *db, arena *a, const struct load_in *in, struct load_out *out);

#endif
