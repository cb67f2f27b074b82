// Audit notes of clinical reads: taken from any thread, committed together within a second. When the queue is full, who gives a
// note waits: a page that could not be booked is not shown.
#ifndef UNKNOT_SERVE_AUDIT_QUEUE_H
#define UNKNOT_SERVE_AUDIT_QUEUE_H

#include "db/writer.h"
#include "desk/desk.h"

struct audit_queue;

// SQLite: through `writer`. PostgreSQL (writer NULL): by a connection of its own to `url`.
struct audit_queue *audit_queue_start(struct writer *writer, str url);
// For struct desk_env.audit: ctx is the queue. False when there is still no room after two seconds.
bool audit_queue_take(void *ctx, const struct audit_note *note);
// Writes what is queued and ends. Before writer_stop.
void audit_queue_stop(struct audit_queue *q);

#endif
