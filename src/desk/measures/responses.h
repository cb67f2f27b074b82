// Instruments that were filled in, as staff enter them: with the client, or from paper by item numbers or by the total. Write verbs are
// transact functions: they may run twice. What was sent is never changed: a correction is a new response, the old one stays readable.
//
// Offered is what ships or was added by the practice (library.h), but: instruments entered elsewhere (ratings, diary), instruments about mood where the practice has not said that they
// may be asked, and instruments with an alert (PHQ-9, DASS-21) where nobody is told the same day (alerts.h).
#ifndef UNKNOT_DESK_RESPONSES_H
#define UNKNOT_DESK_RESPONSES_H

#include "base/json.h"
#include "clinic/measures/instrument.h"
#include "desk/measures/library.h"
#include "store/concern.h"
#include "store/response.h"

enum response_fit { FIT_PRIMARY, FIT_SECONDARY, FIT_OTHER };

struct response_choice {
    const struct instrument_file *file;
    enum response_fit fit;      // for the concern that was asked about
};

struct responses_shown {
    struct concern_list concerns;           // of the client, open ones first
    struct library library;                 // all instruments of the practice
    const struct response_choice *choices;  // primary, secondary, then by id
    size_t n_choices;
    struct response_list list;              // what was filled in, counted or not, the newest first
    const struct instrument_file *const *files; // of each of the list, as it was asked; NULL where this program does not take it any more
    bool mood;                              // questions about mood may be asked
};

// Verb RESPONSE_SHOW. `concern` v == 0: about the person as a whole; E_NOT_FOUND where it is not the client's.
MUST_USE err desk_responses(struct desk *d, client_id client, concern_id concern, struct responses_shown *out);
const struct response_choice *response_choice_of(const struct responses_shown *s, str instrument); // NULL where it is not offered

struct response_shown {
    struct response_row row;
    const struct instrument_file *file;     // as it was asked, also where another version ships now
    const struct instrument_file *words;    // the same in the language that it was asked in
    struct instrument_answers answers;      // empty of a total
    const struct response_score_row *scores; // as computed then, in the order of the file's scores
    size_t n_scores;
    struct concern_row concern;             // id v == 0: none
    response_id before;                     // whose place it took; v == 0: none
    struct response_list same;              // what counts of this instrument about this concern, of the same series and versions that make one, the newest first
};
// Verb RESPONSE_SHOW.
MUST_USE err desk_response_get(struct desk *d, response_id id, struct response_shown *out);

struct response_in {
    client_id client;           // add
    concern_id concern;         // add; v == 0: none. Open; problem field "concern"
    str instrument;             // add; offered; "instrument"
    enum response_mode mode;    // with-staff, paper-items, paper-total; "mode". Behind the gate there are no words: paper alone
    day day;                    // "day"
    const struct json *answers; // {"1": "2"}: an object; empty for a total. Problems: "q_1"
    const struct json *totals;  // {"total": "12"}: an object, of paper-total alone. Problems: "total_total"
    bool none;                  // nothing applies, said so: where a blank answer counts (RMDQ-24), no answer at all is refused without it; "none"
    str note;                   // at most 500 code points; "note"
    response_id draft;          // add: what desk_response_tap began for this form; v == 0: nothing
    str language;               // add: of the words that were shown ("de"; instrument_in); empty: the file's. "language"
};
// Items may be left open: a score that then cannot be computed says why. No answer at all is refused: "".
MUST_USE err desk_response_add(struct desk *d, const struct response_in *in, response_id *out);
// What is being filled in, with the client or from paper, by an instrument with alerts: as soon as its answers ask for help the same day they are
// kept, and the task is raised, as by link: a form that is left open or thrown away has told somebody all the same. Later answers of the same form
// (in->draft) stand beside the first. Sent (desk_response_add with in->draft) it is that response. Whoever began it, and nobody else. Without
// JavaScript the page cannot call this: then saving raises, and the page shows what to do at the tap. A slip of the finger raises too, and cannot be
// taken back, as on the client's own phone: what was tapped next stands beside it. Nothing asks for help, and nothing was kept: *out v == 0.
// Reads in->client, concern, instrument, mode (with-staff, paper-items), language, answers, draft. Verb RESPONSE_TAP.
MUST_USE err desk_response_tap(struct desk *d, const struct response_in *in, response_id *out);
// What is wrong with the mode, the answers or the totals for this file: so that it is said together with what a form finds. True: nothing.
bool desk_response_check(struct desk *d, const struct instrument_file *file, const struct response_in *in);
// Scored with the file that was asked with. Instrument, concern and mode stay. E_CONFLICT where it does not count any more.
MUST_USE err desk_response_correct(struct desk *d, response_id id, const struct response_in *in, response_id *out);
MUST_USE err desk_response_withdraw(struct desk *d, response_id id);

// What the practice measures with. Verbs PRACTICE_SHOW and MEASURES_SET; a change of an older version is E_CONFLICT.
MUST_USE err desk_measure_setting(struct desk *d, struct measure_setting *out);
MUST_USE err desk_measure_setting_change(struct desk *d, const struct measure_setting *in);

#endif
