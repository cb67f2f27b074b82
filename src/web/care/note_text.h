// The note's form, and how a note's body is put into words; shared by its pages.
#ifndef UNKNOT_WEB_NOTE_TEXT_H
#define UNKNOT_WEB_NOTE_TEXT_H

#include "desk/care/notes.h"
#include "pages_note.h"
#include "web/route.h"

enum { NOTE_ADD_MAX = 8 };

struct note_boxes {
    str s, o, a, p, lubricant, home_words, why, limits_reason, minutes_reason, late_reason;
    bool consent, not_treated;
    opt_int add_minutes;
    str act;                    // the button "do": confirm, add, remove-<row>, calm-<phase>-<value>, empty
};

// The posted body with what the button asks for done to it. Problems of every field.
MUST_USE err note_bind(struct call *c, struct note_boxes *boxes, struct note_body *out);
struct note_boxes note_boxes_of(const struct note_body *b);
// Label and value, a row for each part that is filled in.
void note_facts(struct call *c, const struct note_body *b, const struct fact_view **out, size_t *n);
str technique_words(struct call *c, const struct note_technique *t);    // "Kneading · Left shoulder · 15 min · Medium"
str breach_words(struct call *c, const struct note_body *b, const struct note_breach *x);
str note_visit_line(struct call *c, day day, int minute, int minutes, str service, str therapist);

#endif
