// A bounded pool of threads, each with a database connection of its own: for slow work, and for everything on PostgreSQL.
#ifndef UNKNOT_SERVE_POOL_H
#define UNKNOT_SERVE_POOL_H

#include "db/db.h"

struct pool;

struct pool_task {
    // On a thread of the pool. `db` is NULL where the database cannot be reached.
    void (*run)(struct pool_task *task, struct db *db);
    struct pool_task *next; // the pool's
};

// Connections are opened when they are first wanted, and again after they broke.
struct pool *pool_start(size_t threads, size_t max_queue, str url, int open_flags);
// False: the queue is full, or the pool is stopping. From any thread.
bool pool_submit(struct pool *p, struct pool_task *task) MUST_USE;
// Finishes what is queued, joins, closes the connections.
void pool_stop(struct pool *p);
// Tasks that wait now.
size_t pool_waiting(struct pool *p);

#endif
