// The one SQLite writer thread: takes the whole queue into one transaction, one SAVEPOINT a job, commits with
// synchronous=FULL, and only then tells the jobs. A job that fails rolls back to its savepoint and does not disturb
// its neighbours; when COMMIT fails, the members run once more singly. Jobs must have no effect outside of the database before `done`.
#ifndef UNKNOT_DB_WRITER_H
#define UNKNOT_DB_WRITER_H

#include "db.h"

struct writer;

struct write_job {
    db_work *transact;                      // runs on the writer thread, may run twice
    void (*done)(struct write_job *job, err result); // on the writer thread, after the commit or the refusal; must be quick
    void *ctx;                              // handed to transact
    struct write_job *next;                 // the writer's
};

// Owns `db` from now on. `max_queue` jobs wait at most; `max_batch` (1: one commit a request, for benchmarks) go into one commit.
struct writer *writer_start(struct db *db, size_t max_queue, size_t max_batch);
// False when the queue is full or the writer is stopping: the job was not taken. From any thread.
bool writer_submit(struct writer *w, struct write_job *job) MUST_USE;
// Submits and waits; E_BUSY when it was not taken.
MUST_USE err writer_run(struct writer *w, db_work *transact, void *ctx);
// Finishes what is queued, joins, closes the database.
void writer_stop(struct writer *w);

struct writer_counts {
    uint64_t jobs, commits, singly; // since start
    size_t waiting;
};
struct writer_counts writer_counts(struct writer *w);

#endif
