// What templates need: typed printing chosen by the field's C type, escaped by the position in the page.
// views/*.html compile to C (tools/gen_views.py); an unknown field is a C compile error, an unknown message key too.
#ifndef UNKNOT_WEB_VIEW_H
#define UNKNOT_WEB_VIEW_H

#include "base/buf.h"
#include "base/civil.h"
#include "base/id.h"
#include "base/message.h"

// Markup made by our own renderers (charts, QR codes), never from what a person typed: printed as it is by {{raw x}}.
typedef struct html_safe {
    str html;
} html_safe;

// A list in a view struct: LIST(struct client_row) clients;
#define LIST(T) \
    struct { \
        const T *v; \
        size_t n; \
    }

// Calendar day as people write it in this language; ISO where a machine reads it (datetime="", value="").
void view_day(struct buf *b, lang l, day d);        // "21 Nov 2026", escaped
str view_day_text(arena *a, lang l, day d);         // the same, plain
void view_day_iso(struct buf *b, day d);            // "2026-11-21"
enum msg view_weekday(int weekday);                 // 1 = Monday .. 7: "Sat"

#endif
