// Alerts: an answer that asks for help the same day (PHQ-9 question 9, DASS-21 question 21: the "alerts" of an instrument's file).
// Clinical source: reference, 3.5. The floor of it:
//   - Such an instrument is asked only where somebody is named, their address is confirmed, a crisis line was checked and mail can be sent.
//   - Any answer above zero opens a task, in the transaction that takes the answers, whatever the total, ready or not. It is never taken back:
//     answers that are corrected or withdrawn later stand beside it.
//   - Massage therapists are no assessors: what can be recorded is support, and whom one turned to.
// An unanswered question raises nothing: unknown is neither zero nor more; the page of the answers says that it was left open.
#ifndef UNKNOT_DESK_ALERTS_H
#define UNKNOT_DESK_ALERTS_H

#include "clinic/instrument.h"
#include "desk/desk.h"
#include "store/alert.h"
#include "store/response.h"

// --- may it be asked?

enum alert_lack { // bits: what is not there yet
    LACK_PERSON = 1,        // nobody is named, or they no longer work here as a therapist or owner
    LACK_ADDRESS = 2,       // no address, or its test mail was not confirmed
    LACK_HOURS = 4,         // no day on which they can be reached
    LACK_AWAY = 8,          // they are away today
    LACK_CRISIS = 16,       // the crisis line was not checked, or was changed since
    LACK_EMERGENCY = 32,    // no emergency number
    LACK_MAIL = 64          // mail cannot be sent, is held up, or the last alert mail failed since the address was confirmed
};
MUST_USE err desk_alerts_lacks(struct desk *d, unsigned *lacks);
// Nothing is lacking. False too where it cannot be read: then nothing is asked.
bool desk_alerts_ready(struct desk *d);
// May it be asked now? True of an instrument without alerts. Alone with it, away from the practice (`remote`: by link), only while the named
// person can still be reached today; one that is for a therapist to ask (DASS-21) never.
bool desk_alerts_may_ask(struct desk *d, const struct instrument_file *in, bool remote);
// What is asked instead where it may not be: "phq-8" for "phq-9"; empty: nothing.
str desk_alerts_instead(str instrument);

// --- raising

// Called in the same transaction by every path that takes answers: with staff, from paper, by link, on the tablet, corrected. Where an alert of
// the instrument fires: the task, its mail, its row in the audit trail. The response is there already. Fires nothing: does nothing.
MUST_USE err desk_alert_raise(struct desk *d, const struct response_row *r, const struct instrument_file *in, const struct instrument_answers *x);

// --- who is told

struct alert_setting_shown {
    struct alert_setting set;
    unsigned lacks;
    str person;                     // name of the named person, as a member; '' nobody
    str crisis_line;                // the practice's, now
};
MUST_USE err desk_alert_setting(struct desk *d, struct alert_setting_shown *out);   // verb ALERT_SETTING

struct alert_setting_in {
    int64_t version;
    account_id account;             // an active owner or therapist; v == 0: nobody; "account"
    str address;                    // "address"
    str phone;                      // "phone"
    unsigned weekdays;              // "weekdays"
    int until_minute;               // "until"
    opt_day away_until;             // "away"
    str emergency;                  // "emergency": as it is dialled, 2 to 20 of digits, spaces, + * #
    bool crisis_checked;            // somebody rang the line or looked it up …
    str crisis_line;                // … as it was shown; "crisis_line" where the practice's reads otherwise now
};
// Another person or address is not confirmed any more. Verb ALERT_SETTING_CHANGE; E_CONFLICT when changed meanwhile.
MUST_USE err desk_alert_setting_change(struct desk *d, const struct alert_setting_in *in);
// The rules of it, so that all that is wrong is said together with what a form finds.
void desk_alert_setting_check(struct desk *d, const struct alert_setting_in *in);
// The test mail, with a link that confirms the address. Verb ALERT_SETTING_CHANGE. Problem on "address": nobody is named, or no mail can be sent.
MUST_USE err desk_alert_test(struct desk *d, outbox_id *out);
// The link of a test mail, still of the person and address that are set. E_GONE: it expired, or they are others now; E_NOT_FOUND: none of ours.
MUST_USE err desk_alert_confirm_show(struct desk *d, str token, struct alert_setting *out);    // verb ALERT_SETTING
// Pressed there, by the named person, signed in: the address holds from now on. Verb ALERT_CONFIRM; E_FORBIDDEN: somebody else.
MUST_USE err desk_alert_confirm(struct desk *d, str token);

// For the desk's own files: mail about an alert, where it can be written; v == 0 where it cannot.
MUST_USE err alert_mail(struct desk *d, account_id to, str address, alert_id about, outbox_id *out);

#endif
