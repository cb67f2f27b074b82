// What the verbs of notes.h share. Not a verb.
#ifndef UNKNOT_DESK_NOTE_RULES_H
#define UNKNOT_DESK_NOTE_RULES_H

#include "desk/care/notes.h"

// The session, its note where there is one, and what a change is held against. Begins `verb`.
struct note_work {
    struct appointment visit;
    bool exists;
    struct note_row note;
    struct note_body kept;      // the draft, or what a new note begins with
};
MUST_USE err note_begin(struct desk *d, enum verb verb, appointment_id visit, struct note_work *out);
bool note_may_edit(const struct desk *d, const struct note_work *w);
// E_FORBIDDEN, E_CONFLICT (other words were kept meanwhile, or it is signed); the body with what was changed confirmed, and its rules.
MUST_USE err note_take(struct desk *d, const struct note_work *w, const struct note_in *in, struct note_body *out);
// The text of a stored body; E_DB_CORRUPT.
MUST_USE err note_read(struct desk *d, str json, struct note_body *out);
// May this person sign today? Their number and name. False with a problem on "licence" where `say`.
MUST_USE err note_licence(struct desk *d, bool say, bool *good, str *licence, str *name);
bool note_late(const struct desk *d, const struct appointment *visit);
size_t note_check(struct desk *d, const struct note_body *b, const struct safety *s, const struct note_breach **out);

#endif
