// Faults on demand, for tests: they prove that nothing is lost when the disk is full or the database goes away.
#ifndef UNKNOT_DB_FAULT_H
#define UNKNOT_DB_FAULT_H

#include "db.h"

// Counted from the moment it is set; each fires once. 0: never.
struct db_fault {
    uint64_t statement;     // the nth named statement is not run and gives `e`
    uint64_t commit;        // the nth COMMIT is not run and gives `e`; the transaction is rolled back
    err e;
};

// On the thread that has the connection; of a writer's connection: before writer_start, or within a job.
void db_fault_set(struct db *db, struct db_fault f);

#endif
