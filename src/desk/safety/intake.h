// The short health history: filled in by link on a phone, or with staff, one page of questions a screen, kept at every step.
// Sending it runs the screening. A link's form belongs to the browser that began it: what was said and not yet sent is shown to that
// browser alone, and what was sent is shown to nobody by link.
#ifndef UNKNOT_DESK_INTAKE_H
#define UNKNOT_DESK_INTAKE_H

#include "desk/links/links.h"
#include "desk/safety/safety.h"

struct intake_who {
    client_id client;           // with staff; by link it is the link's
    str device;                 // by link: DEVICE_HASH bytes, BLAKE2b-256 of the browser's token; empty: a browser without one
};

// What is asked besides the questions, as chosen so far: "" not yet, "yes", "no".
struct intake_contact {
    str emergency_name, emergency_relation, emergency_phone, physician, physician_contact;
    str confer;                 // may the therapist talk with the physician
};
struct intake_agreement {
    str agree, signed_by;       // to treatment; the name as typed
    bool guardian;
    str guardian_relation, guardian_phone;      // of who signs as one
};
enum { INTAKE_AREAS = 4 };      // consent kinds CONSENT_KIND_GLUTES …, in that order
struct intake_rest {
    struct intake_contact contact;
    struct intake_agreement agreement;
    str area[INTAKE_AREAS];
    str wording;                // version of the consent wordings that were shown
    const str *seen;            // steps that were gone through
    size_t n_seen;
    const str *shown;           // rules whose "what to do now" was shown
    size_t n_shown;
    struct answers_said said;   // what was carried over; whether it asks a part only
    bool what;                  // a part, under way: what has changed is asked first
    const str *topics;          // … the pages that were named
    size_t n_topics;
    intake_id base;             // a part: the form whose answers it goes on from
};

enum intake_step_kind { STEP_WHAT, STEP_QUESTIONS, STEP_CONTACT, STEP_CONSENT, STEP_AREAS, STEP_REVIEW };
struct intake_step {
    str id;                     // of the page of questions, or "what", "contact", "consent", "areas", "review"
    enum intake_step_kind kind;
    const struct screen_page *page; // STEP_QUESTIONS
    bool seen;
};

struct intake_form {
    bool by_link;
    client_id client;
    str name;                   // to say; empty until confirmed
    str practice, practice_phone, crisis_line;
    opt_day born;
    bool confirm;               // shared phone: birth date first; nothing else is told
    bool blocked;               // too many wrong birth dates, until blocked_until
    instant blocked_until;
    bool elsewhere;             // begun in another browser: nothing of it is told
    bool sent;                  // nothing of it is told by link
    instant sent_at, expires;   // expires: of the link
    bool begun;
    bool copied;                // with staff, not begun: what the client said last stands in it
    int64_t version;            // 0 until begun
    bool part;                  // only what ran out, or changed, is asked: `answers` are what was said now, and nothing that was said before is shown
    const struct json *answers; // object
    const struct json *whole;   // with those that go on from the form before: what is judged
    struct intake_rest rest;
    struct screen_about about;
    const bool *asked;          // by index of the question
    const struct intake_step *steps;    // the review is the last; what becomes needed by an answer appears in between
    size_t n_steps;
    bool wants_emergency, wants_physician, minor;
    // By link: what to do now, on every page of the form from the answer on and on the page after it was sent, as long as it holds.
    enum screen_level told;     // LEVEL_EMERGENCY or LEVEL_STOP; 0 nothing
    str told_words;             // the rule's, to the client; empty once it was sent, as nothing of the answers is told any more
    str emergency;              // number of the place, where told or in doubt; '' not said
    bool doubt;                 // by link: "not sure" of what would be an emergency
    bool defer;                 // by link: what puts the visit off holds (level 3), and nothing above it is told …
    const str *deferred;        // … in the rules' own words to the client, each once: while it is filled in, and in the same browser for a while
    size_t n_deferred;          // after it was sent; none later, as nothing of the answers is told any more
};
enum { TOLD_MINUTES = 10 };     // that while
// By link, of what stands whatever form said it: does something put the visit off? No verb: behind whatever shows the link's page.
MUST_USE err desk_intake_deferred(struct desk *d, client_id client, bool *out);
// Is this question on the page of who fills it in?
bool intake_shows(const struct intake_form *f, const struct screen_rules *r, size_t question);

// Verbs INTAKE_FORM by link, INTAKE_ENTER with staff.
MUST_USE err desk_intake_form(struct desk *d, const struct intake_who *w, struct intake_form *out);

struct intake_value {
    str question;
    str raw;                    // its answer as JSON; "null" is "not sure"; empty: not answered
};
struct intake_save_in {
    struct intake_who who;
    int64_t version;            // as shown; 0 where it was not begun
    str step;                   // id of the step that was posted
    const struct intake_value *values;  // STEP_QUESTIONS
    size_t n_values;
    struct intake_contact contact;      // STEP_CONTACT
    struct intake_agreement agreement;  // STEP_CONSENT
    str area[INTAKE_AREAS];             // STEP_AREAS
    const str *topics;          // STEP_WHAT: ids of pages
    size_t n_topics;
    bool all_topics;            // … or every one
    const str *asked;           // STEP_QUESTIONS: ids of the questions that stood on the screen
    size_t n_asked;
    bool back;                  // kept, and a step back: it does not count as gone through
    bool skip;                  // the hint about what is open was shown already
};
enum intake_stay { GO_ON, STAY_FOLLOW_UP, STAY_HINT }; // an answer brought another question; something is open, said once
struct intake_saved {
    enum intake_stay stay;
    struct intake_form form;    // as it stands now
    const struct screen_rule *now;  // level 1 or 2 fires, and what to do now was not shown yet; NULL otherwise
};
// Verbs INTAKE_SAVE, INTAKE_FILL. Answers that are none are refused by problems on "q_<question>"; others on the field's name.
// E_CONFLICT where it was changed in another window, unless the same was said. Begun elsewhere: E_FORBIDDEN. Sent: E_GONE. May run twice.
MUST_USE err desk_intake_save(struct desk *d, const struct intake_save_in *in, struct intake_saved *out);

// Sends it: findings, consents and contact are written in this transaction. Verbs INTAKE_SEND, INTAKE_FILL. Twice is no error by link.
MUST_USE err desk_intake_send(struct desk *d, const struct intake_who *w, int64_t version);

// By link, verb INTAKE_BEGIN: a new form, empty. After one that was sent ("something has changed"), or, with the right birth date, where
// it was begun in another browser; that one is kept. E_FORBIDDEN where no birth date is known. A wrong date returns OK: look at *out.
// At most twelve forms by one link.
MUST_USE err desk_intake_begin(struct desk *d, const struct intake_who *w, opt_day born, enum confirm_result *out);

// What has changed, of a part: the pages whose questions this person may be asked.
bool intake_topic(const struct intake_form *f, const struct screen_rules *r, size_t page);

// As kept in intake.rest, and back.
str intake_rest_text(arena *a, const struct intake_rest *r);
bool intake_rest_read(arena *a, str text, struct intake_rest *out);

#endif
