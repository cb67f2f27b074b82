// How a client can be written to.
#ifndef UNKNOT_DESK_MAIL_WAY_H
#define UNKNOT_DESK_MAIL_WAY_H

#include "desk/desk.h"
#include "store/client.h"
#include "store/outbox.h"

struct mail_way {
    enum mail_channel channel;
    str address;                // '' where there is a hindrance
    enum msg hindrance;         // why there is no way; MSG_none where there is one
};
// By e-mail where the record says that it may be used and mail can be sent from here; else by text message to the first number, likewise. Where
// neither can be sent from here it is as if mail could.
struct mail_way mail_way(struct desk *d, const struct client_fields *f);

#endif
