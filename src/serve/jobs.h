// Regular work on a thread of its own: the nightly backup, sweeping of what has expired, the hash chain of the audit trail.
#ifndef UNKNOT_SERVE_JOBS_H
#define UNKNOT_SERVE_JOBS_H

#include "db/writer.h"
#include "desk/desk.h"
#include "serve/settings.h"
#include "serve/zones.h"

struct jobs;

struct jobs_in {
    const struct settings *set;
    const struct desk_env *desk;
    struct writer *writer;      // NULL on PostgreSQL: a connection of its own then
    struct zones *zones;
};

struct jobs *jobs_start(const struct jobs_in *in);
void jobs_stop(struct jobs *j);  // waits for the job that runs; before writer_stop

#endif
