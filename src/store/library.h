// Instruments of a practice: its own files, and the words of licensed ones whose scorer ships. A row is never changed but to say when it ended.
// They belong to the practice, not to a client: who->only does not limit them.
#ifndef UNKNOT_STORE_LIBRARY_H
#define UNKNOT_STORE_LIBRARY_H

#include "db/db.h"
#include "store/actor.h"

enum library_kind { LIBRARY_OWN, LIBRARY_LICENSED };
str library_kind_name(enum library_kind k);     // "own", "licensed"

struct library_row {
    library_id id;
    str code, title, language;
    enum library_kind kind;
    str hash;                   // SHA-256 of the instrument's file
    str holder, licence;        // of licensed words
    account_id account;         // v == 0: the command line
    str account_name;           // joined
    instant at;
    bool ended;                 // not used any more, since:
    instant ended_at;
    str ended_name;             // joined; empty: the command line
};
struct library_list {
    const struct library_row *v;
    size_t n;
};

// What is used now, by code.
MUST_USE err library_list(struct db *db, arena *a, const struct actor *who, struct library_list *out);
// What is used for one code: id, kind and hash alone. E_NOT_FOUND where the practice has added nothing for it.
MUST_USE err library_of(struct db *db, arena *a, const struct actor *who, str code, struct library_row *out);
// One that is or was used, without names; *json: the file of an own instrument, of a licensed one the words alone.
MUST_USE err library_get(struct db *db, arena *a, const struct actor *who, library_id id, struct library_row *out, str *json);
// All that was ever used for one code, the newest first.
MUST_USE err library_before(struct db *db, arena *a, const struct actor *who, str code, struct library_list *out);
// By who->account. E_CONFLICT where something is used for that code.
MUST_USE err library_insert(struct db *db, const struct actor *who, const struct library_row *r, str json);
// E_CONFLICT where it is not used any more.
MUST_USE err library_end(struct db *db, const struct actor *who, library_id id, instant at);

#endif
