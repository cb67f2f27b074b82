// Links by which a client answers without a password. The token that names one is desk/links/link_token.h's.
#ifndef UNKNOT_STORE_LINK_H
#define UNKNOT_STORE_LINK_H

#include "db/db.h"
#include "store/actor.h"

// What a link opens, and nothing else: ratings and diary; the health history; the client's own pages; the headache diary; the page before a visit.
enum link_purpose { LINK_ANSWERS, LINK_INTAKE, LINK_HOME, LINK_DIARY, LINK_VISIT };
str link_purpose_name(enum link_purpose p); // "answers", "intake", "home", "diary", "visit"
bool link_purpose_of(str name, enum link_purpose *out);

// One instrument that a link asks for, and what it is about.
struct ask {
    str instrument;             // code
    concern_id concern;         // v == 0: the person as a whole
    str asked;                  // as the desk reads it: what was asked instead, once the client began it; empty: nothing else
};
enum { LINK_ASKS = 8 };         // that one link may ask

struct link_row {
    link_id id;
    client_id client;
    concern_id concern;         // v == 0: all open concerns
    bool shared_phone;          // the birth date is asked first
    bool confirmed, used, revoked;
    instant created, expires;
    instant confirmed_at, used_at, revoked_at; // where so
    instant opened_at;          // its page was first shown then; us == 0: not yet, or before that was kept
    account_id account;         // by whom; v == 0 the system
    enum link_purpose purpose;
    appointment_id appointment; // the visit it was sent for; v == 0 none
    link_id from;               // the client's own pages that it was made from; v == 0 none. It is revoked with them
    bool ratings;               // of answers: ratings and the diary are asked; of a diary: headache days are
    bool kiosk;                 // answered on the practice's own tablet
    const struct ask *asks;     // of answers and of a diary, in order: filled by link_asks and by link_of_client; given to link_insert
    size_t n_asks;
};

enum { LINKS_LISTED = 50 };

struct link_list {
    const struct link_row *v;
    size_t n;
};

MUST_USE err link_insert(struct db *db, const struct actor *who, const struct link_row *l);
MUST_USE err link_get(struct db *db, arena *a, const struct actor *who, link_id id, struct link_row *out);
MUST_USE err link_of_client(struct db *db, arena *a, const struct actor *who, client_id client, struct link_list *out); // newest first, at most LINKS_LISTED
// Fills l->asks.
MUST_USE err link_asks(struct db *db, arena *a, const struct actor *who, struct link_row *l);
// What came by a client's links beside what they ask for.
struct link_instead {
    link_id link;
    struct ask ask;
};
MUST_USE err link_asked_instead(struct db *db, arena *a, const struct actor *who, client_id client, const struct link_instead **out, size_t *n);
// What a client is asked by links that stand, but by who->link, by what was made from it, and on the practice's own tablet.
struct link_out {
    struct ask ask;
    bool daily;                 // by a diary link: every day while it stands; else once, and it was not answered by that link yet
};
struct links_out {
    const struct link_out *v;
    size_t n;
    bool ratings;               // ratings are asked, by a link that was not used yet
};
MUST_USE err link_asks_out(struct db *db, arena *a, const struct actor *who, client_id client, instant now, struct links_out *out);
// The newest of this purpose that was made from the link `from`; E_NOT_FOUND: none.
MUST_USE err link_onward(struct db *db, arena *a, const struct actor *who, client_id client, link_id from, enum link_purpose purpose,
    struct link_row *out);
// A request by link: the link, its client and its practice in one look. `practice` comes from the token, so no actor yet.
struct link_opened {
    struct link_row link;
    str name;                   // of the client: preferred, or given
    bool born_known, merged;
    day born;
    str practice, practice_phone, crisis_line, zone;
};
MUST_USE err link_open(struct db *db, arena *a, practice_id practice, link_id id, struct link_opened *out);

// When the visit of a client starts; E_NOT_FOUND for another client's.
MUST_USE err link_visit(struct db *db, arena *a, const struct actor *who, client_id client, appointment_id id, instant *start);

// What staff said last of the client's phone where they made a link: that it is shared. False where they never made one.
MUST_USE err link_shared(struct db *db, arena *a, const struct actor *who, client_id client, bool *out);

MUST_USE err link_confirm(struct db *db, const struct actor *who, link_id id, instant at);
// One more wrong birth date; the `most`-th takes the link back.
MUST_USE err link_wrong(struct db *db, const struct actor *who, link_id id, instant at, int most);
MUST_USE err link_opened(struct db *db, const struct actor *who, link_id id, instant at); // the first time stands
MUST_USE err link_use(struct db *db, const struct actor *who, link_id id, instant at);
MUST_USE err link_revoke(struct db *db, const struct actor *who, link_id id, instant at);

#endif
