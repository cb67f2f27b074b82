// Links that staff make for a client: a signed address, also shown as a QR code.
#ifndef UNKNOT_DESK_LINKS_H
#define UNKNOT_DESK_LINKS_H

#include "clinic/measures/instrument.h"
#include "desk/desk.h"
#include "desk/links/link_token.h"
#include "store/link.h"

#define KIOSK_LIFE_US (2 * HOUR_US) // of one for the practice's own tablet (desk/links/kiosk.h)

// A link for a visit belongs to the time that the visit had when it was made, and ends so long after it: one for the visit's page says where a
// visit went. A visit that moves by up to VISIT_NEAR_US stays the same to its client: link and message stand for the new time too, and the link
// lives five days behind it at least. One that moves further is asked about again, with another link: desk_link_of_time is false then.
#define LINK_VISIT_LIFE_US (7 * DAY_US)
#define LINK_INTAKE_LIFE_US DAY_US
#define VISIT_NEAR_US (2 * DAY_US)

struct link_in {
    client_id client;
    enum link_purpose purpose;  // home: capability HOME_LINK_MAKE, the others LINK_MAKE
    appointment_id appointment; // the visit that an intake is sent for; v == 0 none
    link_id from;               // the client's own pages that it is made from; v == 0 none
    instant until;              // where made from there: it does not outlive them
    concern_id concern;         // v == 0: all open concerns
    const struct ask *asks;     // answers, diary: filled-in instruments, in order, at most LINK_ASKS; of a diary what is answered every day (daily.h);
                                // problem field "asks[i]"
    size_t n_asks;
    bool no_ratings;            // answers: neither ratings nor the diary; diary: no headache diary. Then at least one instrument ("asks")
    int days;                   // answers: how long it stands; 0: 24 hours
    bool kiosk;                 // answers: on the practice's own tablet
    bool shared_as_before;      // shared_phone as staff said it last of this client; not where the birth date is not known
    bool shared_phone;          // asks for the birth date first: refused ("shared_phone") where it is not known; home asks always ("purpose")
};

// What a link to answers may ask for, the fitting first.
struct link_choice {
    const struct instrument_file *file;
    concern_id concern;         // that it is about; v == 0: the person as a whole
    str place;                  // of the concern
    bool due;                   // its plan, or its concern, wants it today, and no other link asks it
    bool out;                   // another link asks it already
    bool fits;                  // due, or first or second choice for an open concern
};
struct link_choices {
    const struct link_choice *v;
    size_t n;
};
// Verb RESPONSE_SHOW: whoever may not see what a client fills in cannot choose it, nor ask for it by a link ("asks").
MUST_USE err desk_link_choices(struct desk *d, client_id client, struct link_choices *out);

struct link_made {
    link_id id;
    str token;                  // shown once, it is not kept
    enum link_purpose purpose;
    str path;                   // where it opens: /a/{token} answers, /i/{token} intake, /h/{token} home, /d/{token} diary, /v/{token} visit
    instant expires;            // answers: 24 hours after, on the tablet KIOSK_LIFE_US; intake: 24 hours after its visit's start, or 7 days; home: 30 days; diary: 28 days; visit: 7 days
                                // after its visit's start, so that it says where a visit went
};

MUST_USE err desk_link_create(struct desk *d, const struct link_in *in, struct link_made *out);
// E_INVALID, on "asks": by what is on record now it would ask nothing, neither a questionnaire nor a concern that is open (of a diary: a headache),
// nor, where ratings are asked, how it was after the last session (after.h).
// In the caller's verb; desk_link_create asks it too.
MUST_USE err desk_link_asks_some(struct desk *d, const struct link_in *in);
// The same behind a verb that has begun already.
MUST_USE err desk_link_make(struct desk *d, const struct link_in *in, struct link_made *out);
// The newest link of a purpose that was made from `parent`, where it goes on: for an hour more, or as long as its parent. One that asks ratings
// alone goes on for an hour after it was used: what is said later that day is a point of its own, no correction. One with questionnaires holds
// what was begun there. E_NOT_FOUND: none goes on. Behind a verb that has begun.
MUST_USE err desk_link_onward(struct desk *d, const struct link_row *parent, enum link_purpose purpose, struct link_made *out);
// Was it made for this start of its visit, or one near to it? True of a link that is of no visit. Pure.
bool desk_link_of_time(const struct link_row *l, instant start);
// The address of a link that stands.
struct link_made desk_link_address(struct desk *d, const struct link_row *l);
MUST_USE err desk_link_revoke(struct desk *d, link_id id);   // twice is no error; what was made from the client's own pages ends with them
MUST_USE err desk_link_list(struct desk *d, client_id client, struct link_list *out);   // verb LINK_LIST, newest first
MUST_USE err desk_link_get(struct desk *d, link_id id, struct link_row *out);           // verb LINK_LIST
// The token of a link that stands, to show its QR code again. Verb LINK_LIST, for the client's own pages HOME_LINK_SHOW; E_GONE where it is over.
MUST_USE err desk_link_token(struct desk *d, link_id id, struct link_made *out);

// What a session check is for staff: token → actor. Sets d->who (ROLE_CLIENT, practice, only, link), d->zone and d->today.
// E_NOT_FOUND: not a token of ours, or made for something else; E_GONE: expired, revoked, or its client is gone.
// Before any verb of a client, in each phase.
MUST_USE err desk_link_open(struct desk *d, str token, enum link_purpose purpose, struct link_row *out);

// For verbs of a client behind desk_link_open: the link once more, with its client and practice. E_GONE, E_NOT_FOUND as there.
MUST_USE err desk_link_again(struct desk *d, enum link_purpose purpose, struct link_opened *out);

// What every page of a link shows at its head.
struct link_front {
    str practice, practice_phone, crisis_line;
    instant expires;
    bool confirm;               // birth date first (shared phone): the name, and all that the page is for, are empty until then
    bool blocked;               // too many wrong birth dates; until blocked_until
    instant blocked_until;
    str name;                   // preferred name
};
bool link_wants_birth(const struct link_opened *o);
// `confirm`: link_wants_birth, but for the client's own pages, where each browser is asked (home.h). For verbs that have begun.
MUST_USE err desk_link_front(struct desk *d, const struct link_opened *o, bool confirm, struct link_front *out);

enum confirm_result { CONFIRM_RIGHT, CONFIRM_WRONG, CONFIRM_BLOCKED };
// The birth date that a link of answers, diary or visit asks first: verb ANSWER_CONFIRM, then as desk_link_confirm. A link that needs none is
// CONFIRM_RIGHT. E_NOT_FOUND: the link is for something else.
MUST_USE err desk_link_born(struct desk *d, enum link_purpose purpose, day born, enum confirm_result *out);
// One try of a birth date against a link's client, counted: five wrong ones block this link for 15 minutes. Right: the link is
// confirmed. The caller has begun its verb; OK also for a wrong date, as the try must be committed.
MUST_USE err desk_link_confirm(struct desk *d, const struct link_opened *o, day born, enum confirm_result *out);
MUST_USE err desk_link_blocked(struct desk *d, bool *blocked, instant *until);

#endif
