// The calendar day as the desk sees it, and what stands to be chosen when booking.
#ifndef UNKNOT_DESK_TODAY_H
#define UNKNOT_DESK_TODAY_H

#include "desk/care/notes.h"
#include "store/calendar.h"
#include "store/client.h"
#include "store/today.h"

// What can be booked, by whom, where. Verb FREE_TIMES.
MUST_USE err desk_choices(struct desk *d, service_id service, struct choices *out);
// One of them, as the calendar knows it; E_NOT_FOUND where it is none that is offered. Verb FREE_TIMES.
MUST_USE err desk_choice_service(struct desk *d, service_id service, struct calendar_service *out);
// Name and first phone of whom one books for; E_NOT_FOUND where merged or none of ours. Verb CLIENT_FIND.
MUST_USE err desk_choice_client(struct desk *d, client_id client, struct client_row *out);

struct today_in {
    day day;
    account_id therapist;       // v == 0: all
    room_id room;               // v == 0: all
    int days;                   // 1, or 7 for a week
};
struct today {
    struct today_list visits;           // by start
    const struct unsigned_note *unsigned_notes; // of whoever asks; none for those who read no notes
    size_t n_unsigned;
    bool closed;                        // the whole practice, all day long
    str closed_note;
};
// Verb CALENDAR_SHOW. Notes are looked at only for a single day. `reason` is left empty for those who see no clinical content.
MUST_USE err desk_today(struct desk *d, const struct today_in *in, struct today *out);

// What happened to one appointment, the newest first. Verb CALENDAR_SHOW.
struct visit_before {
    int64_t version;
    instant at;
    str by;                     // '' the client or the system
    str what;                   // moved, state, room, therapist, other
    str state;                  // as it was before
    day day;
    int minute;
};
// Whether its note is signed. Verb CALENDAR_SHOW.
MUST_USE err desk_visit_signed(struct desk *d, appointment_id id, bool *out);
MUST_USE err desk_visit_history(struct desk *d, appointment_id id, const struct visit_before **out, size_t *n);

#endif
