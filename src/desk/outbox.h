// Mail to clients: asked for at the desk, sent by a job, and what became of it. Only to a client whose record says that e-mail may be used, and
// not in the practice's quiet hours. No mail has clinical content, and neither its words nor a token are kept: the text is said, and the
// link signed, when it is sent. A sender that is interrupted after the mail server took a mail and before it is written down sends it
// again: at least once, with the same Message-ID.
#ifndef UNKNOT_DESK_OUTBOX_H
#define UNKNOT_DESK_OUTBOX_H

#include "desk/links.h"
#include "store/outbox.h"

// Sends a link that stands; twice is once, and one that failed or was stopped waits again. Verb MAIL_SEND, for the client's own pages
// HOME_LINK_SHOW too. Problems on "mail": no consent, no address, another link went out before this visit. E_GONE: the link is over.
MUST_USE err desk_mail_link(struct desk *d, client_id client, link_id link, struct outbox_row *out);
// Takes it back while it waits. Verb MAIL_STOP. Problem on "mail", E_CONFLICT: it is on its way.
MUST_USE err desk_mail_stop(struct desk *d, client_id client, outbox_id id);
// How it stands with a link and e-mail. Verb LINK_LIST.
struct mail_standing {
    bool asked;                 // `row` is what became of it
    struct outbox_row row;
    enum msg hindrance;         // why mail cannot be sent to this client; MSG_none where it can
    str address;                // of the client now
};
MUST_USE err desk_mail_standing(struct desk *d, client_id client, link_id link, struct mail_standing *out);

enum { MAIL_FAILED_MAX = 20, MAIL_FAILED_DAYS = 7 };
// For Today: mail that could not be delivered in the last days, the newest first. Names only. Verb MAIL_LIST.
MUST_USE err desk_mail_failed(struct desk *d, const struct outbox_failed_row **out, size_t *n);

MUST_USE err desk_mail_settings(struct desk *d, struct mail_setting *out);                  // verb PRACTICE_SHOW
// Problems: "reply_to", "quiet_from", "quiet_until". E_CONFLICT with a problem on "" when it was changed meanwhile. Verb SETUP.
MUST_USE err desk_mail_settings_set(struct desk *d, const struct mail_setting *in);

// --- the job, role system, above every practice. Verb UPKEEP.
struct mail_letter {            // all that is needed to send one, outside of any transaction
    practice_id practice;
    struct outbox_row row;
    str name;                   // of the client: preferred, or given
    str practice_name, practice_phone, reply_to;
    struct link_made link;
    const struct zone *zone;    // the practice's; NULL where it is not known
};
MUST_USE err desk_mail_due(struct desk *d, bool *any);      // a read
// Takes what is due until now + lease_us. What may not be sent any more (no consent, no address, link over) is stopped, and what falls
// into quiet hours is put off, in the same transaction; the rest is in *out.
MUST_USE err desk_mail_take(struct desk *d, int64_t lease_us, const struct mail_letter **out, size_t *n);
enum mail_outcome { MAIL_TAKEN, MAIL_AGAIN, MAIL_NEVER };
// What the mail server said, `word` as serve/mail.h has it. MAIL_AGAIN waits as clinic/contact.h says, and fails after the last try.
// OK also where the lease lapsed: then it is somebody else's.
MUST_USE err desk_mail_said(struct desk *d, const struct mail_letter *l, enum mail_outcome outcome, str word);

#endif
