// Messages by e-mail and as text messages: who may be written to, when, how often; the outbox and the job that sends from it.
// A client is written to only where their record says that e-mail may be used, at its address, or else that text messages may, at its first
// number (desk/links/mail_way.h), at most once for each link, at most once
// before each time of a visit whatever the kind (outbox.appointment_id is the visit that a message comes before, and unique: one for a time that the
// visit had before it moved is followed by another, desk_link_of_time), and outside of the
// practice's quiet hours. What goes to staff knows no quiet hours, and goes before the others; an alert before all: between its being due and its being
// sent there is at most one other message. No mail has clinical content, one to staff has no
// client's name; neither its words nor a token are kept: the text is said (web/links/mail_text.h), and the link signed, when it is sent. A sender
// that is interrupted after the mail server took a mail and before it is written down sends it again: at least once, with the same Message-ID.
#ifndef UNKNOT_DESK_OUTBOX_H
#define UNKNOT_DESK_OUTBOX_H

#include "desk/links/links.h"
#include "store/outbox.h"

// --- for verbs and jobs that have begun, in their transaction

// Why a client cannot be written to: no consent, no address, an odd one. MSG_none where they can.
MUST_USE err desk_mail_hindrance(struct desk *d, client_id client, enum msg *why);

struct mail_order {
    enum mail_kind kind;        // one of those to a client
    client_id client;
    link_id link;               // that it brings; its visit, where it has one, is the one that the mail comes before
    instant not_before;         // us == 0: as soon as the quiet hours allow
};
// One that is there already for this link is handed out; one that failed, was stopped, or went to another address than the client has now is
// asked for once more. Problems on "mail": E_INVALID where the client cannot be written to, E_CONFLICT where another message came before this
// visit. E_GONE: the link is over.
MUST_USE err desk_mail_queue(struct desk *d, const struct mail_order *m, struct outbox_row *out);

struct mail_to_staff {
    enum mail_kind kind;        // MAIL_TEST, MAIL_ALERT, MAIL_ALERT_CONFIRM
    account_id to;              // a member of the practice, who is greeted by their name
    str address;                // where it goes: may be another than that of their sign-in; of a text message a number in E.164
    bool text;                  // MAIL_ALERT: as a text message
    int64_t about;              // MAIL_ALERT: the id of what is to be looked at: the mail leads to /alerts/{about}, behind the sign-in; 0 none
};
// MAIL_ALERT is tried again much faster. MAIL_ALERT_CONFIRM leads to /alerts/confirm/{token}: the token names the mail (desk_mail_confirm).
// Problem on "mail", E_INVALID: no address that mail can be sent to.
MUST_USE err desk_mail_staff(struct desk *d, const struct mail_to_staff *m, outbox_id *out);
// The newest of a kind to a member, at one address or ('') at any of theirs. E_NOT_FOUND: none.
MUST_USE err desk_mail_to_staff(struct desk *d, account_id to, enum mail_kind kind, str address, struct outbox_row *out);
#define MAIL_CONFIRM_US (3 * DAY_US)
// The mail that an alert-confirm's token came in, of the actor's practice: to whom and to which address it was sent. Opening it proves that
// somebody reads mail there: ask with a button first, as scanners of mail open links too. E_NOT_FOUND: none of ours; E_GONE: too old, three days.
MUST_USE err desk_mail_confirm(struct desk *d, str token, struct outbox_row *out);

// --- links by e-mail, by staff

// Sends a link that stands, as desk_mail_queue says. Verb MAIL_SEND, for the client's own pages HOME_LINK_SHOW too.
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

// What became of the links that went to a client, the newest first, at most LINKS_LISTED. Verb LINK_LIST.
MUST_USE err desk_mail_of_client(struct desk *d, client_id client, struct outbox_list *out);

enum { MAIL_UNDONE_MAX = 20, MAIL_UNDONE_DAYS = 7 };
// For Today: what could not be delivered or had to be stopped in the last days, the newest first. Names only. Verb MAIL_LIST.
MUST_USE err desk_mail_undone(struct desk *d, const struct outbox_undone_row **out, size_t *n);
// The newest of those to one client, for their page. E_NOT_FOUND: none. Only link, error and ended are read. Verb MAIL_LIST.
MUST_USE err desk_mail_undone_client(struct desk *d, client_id client, struct outbox_row *out);
// Why nothing can be sent at all, and by which channel: sign-in, sender, tls, unreachable, not-set; '' where all is well or nothing waits. Verb MAIL_LIST.
MUST_USE err desk_mail_held_up(struct desk *d, enum mail_channel *by, str *word);

// What waited when a backup was made is held in it (desk/data/dump.h, desk_backup), and goes out only after somebody said so: it may have been sent since.
MUST_USE err desk_mail_held(struct desk *d, size_t *n);     // how many; verb MAIL_LIST
// All of them: sent as what is due is sent, or stopped with the word "restored", which Today shows. None is no error. Verb MAIL_HELD.
MUST_USE err desk_mail_release(struct desk *d, bool send);

MUST_USE err desk_mail_settings(struct desk *d, struct mail_setting *out);                  // verb PRACTICE_SHOW
// Problems: "reply_to", "quiet_from", "quiet_until". E_CONFLICT with a problem on "" when it was changed meanwhile. Verb SETUP.
MUST_USE err desk_mail_settings_set(struct desk *d, const struct mail_setting *in);
// A mail to whoever asks, to see whether it arrives; while one is on its way there is no second. Verb MAIL_TEST.
MUST_USE err desk_mail_test(struct desk *d, struct outbox_row *out);
// What became of the last one. Verb PRACTICE_SHOW. E_NOT_FOUND: never tried.
MUST_USE err desk_mail_tested(struct desk *d, struct outbox_row *out);

// --- the job, role system, above every practice. Verb UPKEEP.
struct mail_letter {            // all that is needed to send one, outside of any transaction
    practice_id practice;
    struct outbox_row row;
    str name;                   // of the client: preferred, or given; of staff: as they sign in
    str practice_name, practice_phone, reply_to;
    str path;                   // what it leads to, '' nothing
    instant until;              // until when that works; us == 0: for good
    const struct zone *zone;    // the practice's; NULL where it is not known
    bool of_visit;              // it comes before a visit, which starts then:
    instant start;
};
MUST_USE err desk_mail_due(struct desk *d, bool *any);      // a read
// Takes the next that is due until now + lease_us. What may not be sent any more (no consent, no address, link or visit over, cannot be read) is
// stopped or has failed, and what falls into quiet hours is put off, in the same transaction; the rest is in *out.
MUST_USE err desk_mail_take(struct desk *d, int64_t lease_us, const struct mail_letter **out, size_t *n);
// MAIL_AGAIN waits as clinic/calendar/contact.h says, and fails after the last try. MAIL_OURS: nothing can be sent at all, which is no try of this mail.
enum mail_outcome { MAIL_TAKEN, MAIL_AGAIN, MAIL_NEVER, MAIL_OURS };
// What the mail server said, `word` as serve/mail.h has it. OK also where the lease lapsed: then it is somebody else's.
MUST_USE err desk_mail_said(struct desk *d, const struct mail_letter *l, enum mail_outcome outcome, str word);

#endif
