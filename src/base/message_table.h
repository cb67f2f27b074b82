// The table behind message.h, made by tools/gen_messages.py in messages_gen.c; only message.c reads it.
#ifndef UNKNOT_BASE_MESSAGE_TABLE_H
#define UNKNOT_BASE_MESSAGE_TABLE_H

#include "str.h"
#include "messages_gen.h" // enum msg { MSG_none = 0, … MSG_COUNT }

// LANG_EN only, for now; LANG_PSEUDO is made of English when a text is said.
enum { MESSAGE_LANGS = 1 };

// `other` is always the text; `one` is the form for n == 1 and is set only where `plural`.
// Row 0 (MSG_none) is all empty. Static initialisers: {S_INIT("client.count"), S_INIT("{n} client"), S_INIT("{n} clients"), true}
struct message_text {
    str key;
    str one, other;
    bool plural;
};

extern const struct message_text message_table[MESSAGE_LANGS][MSG_COUNT];

#endif
