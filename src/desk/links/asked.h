// What was answered otherwise since the link was made, by another link, on the tablet or with staff, is not asked by it again, but where its answer
// was begun there.
//
// What a link asks for besides ratings: filled-in instruments, answered by the client without a password (actor: ROLE_CLIENT, made by
// desk_link_open), one question a screen, kept at every answer. What is not sent yet is shown to the browser that began it and to nobody
// else, but for an answer that asks for help (alerts.h); another browser begins its own. What was sent is shown by link to the browser that
// sent it alone, so that it can be corrected; on the practice's tablet to nobody.
#ifndef UNKNOT_DESK_ASKED_H
#define UNKNOT_DESK_ASKED_H

#include "clinic/measures/instrument.h"
#include "desk/links/links.h"
#include "store/care.h"
#include "store/concern.h"
#include "store/response.h"

// One instrument of the link.
struct asked_one {
    size_t position;            // 1.., as the link names it: one that can no longer be asked is left out, the others keep theirs
    const struct instrument_file *file;     // of this browser's answers; the one of now where there are none
    const struct instrument_file *words;    // the same in the language that is shown
    concern_id concern;         // v == 0: the person as a whole
    enum concern_kind kind;     // where concern
    str place;                  // where concern: "neck"
    bool sent;                  // by this link, from whichever browser
    bool own;                   // there are answers of this browser: sent ones, or a draft
    bool draft;                 // they are not sent
    int64_t version;            // of the draft; 0: none
    const struct instrument_answers *answers; // of this browser; an item is gone through where its value is known or it was left open (asked)
    size_t n_seen;              // items gone through
};
bool asked_seen(const struct asked_one *q, size_t item);
size_t asked_next(const struct asked_one *q); // the first item that was not gone through; n_items: all were
// Every item takes a number where it is left blank (RMDQ-24): one list to tick, never yes and no.
bool asked_ticks(const struct asked_one *q);

struct asked {
    struct link_front front;    // confirm: everything below is empty until then
    bool ratings;               // the link asks for ratings and the diary too, and a concern that it asks them about is open: answers.h
    bool kiosk;
    const struct asked_one *v;  // in order; one that was not begun is left out where it can no longer be asked
    size_t n;
};
// Verb ASK_SHOW. `device`: DEVICE_HASH bytes of the browser, or empty.
MUST_USE err desk_asked(struct desk *d, str device, struct asked *out);
const struct asked_one *asked_at(const struct asked *a, size_t position);   // NULL where it is not asked

struct asked_save_in {
    str device;                 // not empty
    size_t position;
    int64_t version;            // as shown; 0 where there was no draft
    const struct json *answers; // the items that were answered: {"1":"2","3":null}; null: left open. "none" has null for every item
    bool shown;                 // the page showed whom to turn to at the tap, as one of these answers asks for help
    str file;                   // the hash of the file that was shown (asked_one.file->sha256); '': whichever is asked now
};
struct asked_saved {
    int64_t version;            // the next one
    bool support;               // one of these answers asks for help: whom to turn to is shown next
};
// Verb ASK_SAVE. Begins the draft, or puts these answers into it. One that asks for help raises its alert (alerts.h) in the same transaction.
// Wrong answers: problems "q_<item>". E_CONFLICT where another window answered one of these items otherwise since, but for
// an answer that asks for help, and where `file` is none that this practice has any more. What is posted from a page that was shown is taken by
// the file that was shown, though another is asked by now. E_NOT_FOUND: not asked. E_FORBIDDEN: not confirmed. May run twice.
MUST_USE err desk_asked_save(struct desk *d, const struct asked_save_in *in, struct asked_saved *out);

struct asked_send_in {
    str device;
    size_t position;
    int64_t version;
    str file;                   // as above
    const struct json *answers; // NULL: those of the draft. An object: all of them, whatever the draft has
    bool none;                  // with answers: "none of these" was said, where blank answers count
    bool care_said;             // something else happened
    enum care_kind care_kind;
    str care_words;             // 1 .. 300; "care_words"
};
struct asked_sent {
    response_id id;             // what was sent; the one before where the same was sent again
    bool corrected;             // it took the place of what this link had sent
    bool again;                 // the same was sent before: nothing was written
};
// Verb ASK_SEND, and ANSWER_CARE: scored with the file that was asked with, mode link or kiosk. Twice is no error. E_CONFLICT where the draft
// is no longer at this version. Nothing answered at all: E_INVALID with a problem on "" or, of a list to tick, on "none".
MUST_USE err desk_asked_send(struct desk *d, const struct asked_send_in *in, struct asked_sent *out);

#endif
