// Health forms that ask a part: what ran out, what somebody asks anew, what changed, what was measured. The answers to all other questions go on from
// the form before, each with the day on which it was said; nothing older than INTAKE_DAYS goes on (then the whole form is asked).
#ifndef UNKNOT_DESK_INTAKE_PART_H
#define UNKNOT_DESK_INTAKE_PART_H

#include "clinic/safety/screen_again.h"
#include "desk/safety/intake.h"
#include "store/concern.h"
#include "store/safety.h"

// --- asked anew

enum anew_why { ANEW_WORSE, ANEW_EVENT, ANEW_CHANGED };     // a score got worse than error explains; an adverse event; staff heard of a change
struct anew_in {
    client_id client;
    const str *questions;       // ids of the questions that ship: another one is a bug
    size_t n;
    enum anew_why why;
    str words;                  // for the therapist, English: "Pain 0-10 got worse, 3 to 7". At most 200 code points; the client never sees them
};
// Behind a verb that has begun, in its transaction. A question that is asked anew already for this reason, and was not answered since, is not added
// once more. May run twice.
MUST_USE err desk_ask_anew(struct desk *d, const struct anew_in *in);

// --- what is due

struct due_row {
    const struct question *q;   // by_therapist: to be measured
    enum again_why why;
    enum anew_why anew;         // AGAIN_ANEW: why, in which words, since when
    str words;
    instant at;
};
struct intake_due {
    bool whole;                 // no form was sent, or its oldest answer is over INTAKE_DAYS old: all of it is asked, and v is empty
    instant since;              // the last time that a form was sent; us == 0 never
    const struct due_row *v;    // in the order asked
    size_t n;
};
// What is to be asked of this client on this day. Behind a verb that has begun; by link the link's client.
MUST_USE err desk_intake_due(struct desk *d, client_id client, struct intake_due *out);

// --- inside the desk

// The form that was sent last, read.
struct intake_last {
    struct intake_row row;      // id.v == 0: none
    const struct json *answers;
    struct intake_rest rest;
};
MUST_USE err intake_last(struct desk *d, const struct intake_list *all, struct intake_last *out);
MUST_USE err intake_last_read(struct desk *d, const struct intake_row *sent, struct intake_last *out);     // of one that was sent
struct anew_list intake_anew_open(struct desk *d, const struct intake_last *l, const struct anew_list *all);   // those that were not answered since
instant intake_said_at(const struct intake_last *l, str question);     // when this answer of it was said
// What a part asks: those, all of the pages `topics`, and what follows on any of them.
const str *intake_part_asks(struct desk *d, const str *ids, size_t n_ids, const str *topics, size_t n_topics, size_t *n);
// The answers that go on: without the questions `asked`, and without what was measured on another day.
const struct json *intake_base(struct desk *d, const struct intake_last *l, const struct screen_about *about, const str *asked, size_t n_asked);
// Both objects in the order of the questions, canonical; what `own` says counts.
str intake_joined(struct desk *d, const struct json *base, const struct json *own);
// A follow-up is shown once what it follows was answered, or is "not sure": what nobody was asked yet counts as "no" here, and here only.
const struct json *intake_supposed(struct desk *d, const struct json *answers);
// Under CONSENT_AGE: by the day of birth, and where the record has none by the age that the form sent last says.
bool intake_minor(opt_day born, day today, const struct json *answers, day said);
MUST_USE err intake_says_minor(struct desk *d, client_id client, opt_day born, bool *out);
// What to say of an answer that cannot be, at its question.
struct say intake_bad_words(struct desk *d, const struct screen_bad *bad);
// When each answer was said that a form carries over from `l`: all members of `base` that `own` does not say.
void intake_since(struct desk *d, const struct intake_last *l, const struct json *base, const struct json *own, struct answers_said *said);
instant intake_oldest(const struct answers_said *said);                // us == 0: nothing was carried over

// By question: is it on the screen of a part? One of `asked` that is to be asked at all, or one that the new answers bring and nobody answered.
const bool *intake_part_shows(struct desk *d, const struct screen_about *about, const struct json *base, const struct json *whole, const str *asked, size_t n_asked);
// The rest of a part that is sent: what the form before it has, with what was carried over.
struct intake_rest intake_part_rest(struct desk *d, const struct intake_last *l, const struct json *base, const struct json *own, const str *asked, size_t n_asked);

// By link: begins a part in this browser, for `link`, or adds to one that this browser has begun there: what is asked, whether what changed is asked
// first, and what was said so far. Behind a verb that has begun, in its transaction. Problem on "" where a link has INTAKE_FORMS already.
enum { INTAKE_FORMS = 12 };
struct part_begin {
    link_id link;
    str device;                 // DEVICE_HASH bytes
    const str *asked;
    size_t n_asked;
    bool what;
    const struct json *own;
};
MUST_USE err intake_part_begin(struct desk *d, const struct part_begin *in);

// With staff, as the link before a visit asks it: what is asked again is begun as a part of the health form, filled in with the client (intake.h goes
// on with it), or added to the one under way. Nothing where a whole form is due, or under way with staff: that one asks it all. Verb INTAKE_FILL. May run twice.
MUST_USE err desk_intake_again(struct desk *d, client_id client);

// A part with its answers, kept and sent at once, in the running transaction: the next version of the form, and its findings. `asked`: the questions
// that were asked, with what follows on them (intake_part_asks); one of them that `own` does not answer is unknown from now on. E_NOT_FOUND where there is no form to go on from.
struct part_in {
    client_id client;
    const str *asked;
    size_t n_asked;
    const struct json *own;
};
MUST_USE err intake_part_send(struct desk *d, const struct part_in *in);
// What its answers would say, before they are kept: values that are none, and follow-ups that they bring (by index, shown). *whole: all answers.
struct part_view {
    struct screen_about about;
    const struct json *base, *whole;
    const bool *asked;          // by question: it is to be on the screen: of `asked`, where it is asked at all, or brought by what was answered
    struct screen_result result;
    const struct screen_bad *bad;
    size_t n_bad;
};
MUST_USE err intake_part_look(struct desk *d, const struct part_in *in, struct part_view *out);

#endif
