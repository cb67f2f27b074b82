// The table behind message.h, made from content/messages/*.po by tools/gen_messages.py (messages_gen.c).
// message.c and the compiled views read it; nobody else.
#ifndef UNKNOT_BASE_MESSAGE_TABLE_H
#define UNKNOT_BASE_MESSAGE_TABLE_H

#include "message.h"

// One message in one language: `n` plural forms (1 where it has none), each as plain text and escaped for HTML.
// Holes stand as {name} in both; texts hold no other braces.
struct message_text {
    const str *plain;
    const str *html;
    size_t n;
};

struct message_lang {
    str tag;                            // "en", "qps-ploc", "de"
    const struct message_text *text;    // MSG_COUNT of them; text[MSG_none] has the one empty form
    size_t (*form)(int64_t n);          // which plural form speaks of n things: below the number of forms of the language
};

// Indexed by `lang`: LANG_EN, LANG_PSEUDO, then the translations by tag.
extern const struct message_lang message_langs[];
extern const size_t message_langs_n;
extern const str message_keys[MSG_COUNT]; // "client.find"; empty for MSG_none

#endif
