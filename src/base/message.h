// Messages: what a person reads. The keys and texts come from content/messages/<area>.po at build time
// (tools/gen_messages.py): an unknown key does not compile. `enum msg` members are MSG_<key with . and - as _>,
// for example MSG_client_find for "client.find". Texts hold {name} holes; plural forms choose by `n`.
#ifndef UNKNOT_BASE_MESSAGE_H
#define UNKNOT_BASE_MESSAGE_H

#include "arena.h"
#include "buf.h"
#include "messages_gen.h" // enum msg { MSG_none = 0, … MSG_COUNT }

enum { SAY_ARGS = 8 };

struct say_arg {
    const char *name; // the hole, without braces
    str value;        // shown as it is (formatted by the caller)
};

// One message and what fills its holes, by value: a sentence that can be passed, stored in a trace and said later.
struct say {
    enum msg key;
    int64_t n;                       // selects the plural form, and fills {n}
    struct say_arg arg[SAY_ARGS];    // ends at the first name == NULL
    const struct say *when;          // fills {when} with a message in the same language; NULL where the text has none
};

#define SAY(k) ((struct say){.key = (k)})
#define SAY_N(k, count) ((struct say){.key = (k), .n = (count)})
// SAY1(MSG_error_min, "min", S("0"))
#define SAY1(k, n1, v1) ((struct say){.key = (k), .arg = {{(n1), (v1)}}})
#define SAY2(k, n1, v1, n2, v2) ((struct say){.key = (k), .arg = {{(n1), (v1)}, {(n2), (v2)}}})
#define SAY3(k, n1, v1, n2, v2, n3, v3) ((struct say){.key = (k), .arg = {{(n1), (v1)}, {(n2), (v2)}, {(n3), (v3)}}})

// A language that the messages exist in. 0 is English; LANG_PSEUDO makes ⟦ẋẋ⟧ of every text, for tests.
typedef int lang;
enum { LANG_EN = 0, LANG_PSEUDO = 1 };

lang lang_of(str tag);                                  // "en", "en-GB", "qps-ploc"; unknown gives LANG_EN
str lang_tag(lang l);                                   // for <html lang>
str message_say(arena *a, lang l, struct say s);        // plain text, not escaped
void message_html(struct buf *b, lang l, struct say s); // escaped for HTML, arguments too
str message_key(enum msg k);                            // "client.find", for logs and JSON
enum msg message_month(int month);                      // 1..12: "Nov"
enum msg message_find(str key);                         // by key, for what is stored or computed; MSG_none where unknown

#endif
