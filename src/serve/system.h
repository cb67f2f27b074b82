// What threads of the server that no request began share: calls of the desk in the name of the system, by a connection of their own.
#ifndef UNKNOT_SERVE_SYSTEM_H
#define UNKNOT_SERVE_SYSTEM_H

#include "db/writer.h"
#include "desk/desk.h"
#include "serve/settings.h"

struct system_thread {          // one thread at a time
    const struct settings *set;
    const struct desk_env *desk;
    struct writer *writer;      // NULL on PostgreSQL: everything goes by `db` then
    arena *a;                   // reset by whoever has the thread
    struct db *db;              // reads; opened when wanted, closed where it is gone, and by the owner at the end
};
typedef err system_fn(void *ctx, struct desk *d);

instant wall_clock(void);
MUST_USE err system_connect(struct system_thread *t);
// One transaction as the system, of one practice or above all (v == 0), with the time of now and ids of its own.
MUST_USE err system_read(struct system_thread *t, practice_id practice, system_fn *fn, void *ctx);
MUST_USE err system_write(struct system_thread *t, practice_id practice, system_fn *fn, void *ctx);

#endif
