// Sends what waits in the outbox, on a thread of its own: rows are taken by a lease, so that of several servers one sends each; sent outside of
// any transaction; and what the mail server said is written down. Desk/outbox.h says what may happen twice.
#ifndef UNKNOT_SERVE_POST_H
#define UNKNOT_SERVE_POST_H

#include "db/writer.h"
#include "desk/desk.h"
#include "serve/sms.h"

struct post;

struct post_in {
    const struct settings *set;
    const struct desk_env *desk;
    struct writer *writer;      // NULL on PostgreSQL: a connection of its own then
    str public_url;
    // NULL where none is set. They belong to the thread from now on, which closes them.
    struct mail_server *server;
    struct sms_service *sms;
};

struct post *post_start(const struct post_in *in);
void post_stop(struct post *p); // waits for the mail that is being sent; before writer_stop

#endif
