// Alerts: an answer that asks for help the same day (PHQ-9 question 9, DASS-21 question 21: the "alerts" of an instrument's file).
// Clinical source: reference, 3.5. The floor of it:
//   - Such an instrument is asked only where somebody is named, their address is confirmed, a crisis line was checked and mail can be sent.
//   - Any answer above zero opens a task, in the transaction that keeps or takes it, whatever the total, ready or not: by link, on the tablet
//     and with staff when it is tapped, long before the form is sent, if it is at all. It is never taken back: answers that are changed, corrected or withdrawn
//     later stand beside it, each with its time.
//   - Nobody acted in time, or the mail to the named person reached nobody, or none could be written: at once every active owner is written to, at the address that they sign in with, confirmed or not, as a mail that may not be
//     read is better than none; the named person who is an owner, at the address that they confirmed. An owner's address is confirmed as the named
//     person's is, and the settings say which ones are not. Where no mail can be written at all the task says so, and Today shows it to everybody
//     who treats. (Asking nothing before every owner confirmed was weighed: the named person's confirmed address is what the reference wants.)
//   - Massage therapists are no assessors: what can be recorded is support, and whom one turned to.
// An unanswered question raises nothing: unknown is neither zero nor more; the page of the answers says that it was left open.
#ifndef UNKNOT_DESK_ALERTS_H
#define UNKNOT_DESK_ALERTS_H

#include "clinic/measures/instrument.h"
#include "desk/desk.h"
#include "store/alert.h"
#include "store/response.h"

// What calls an ambulance: as the practice said; until it did, of its country (country.def). '' not known.
str alert_emergency(const struct alert_setting *s, str country);

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

// Do `now`'s answers ask for help where `was` did not, or in other words than `was`? Where one question alone asks: it was answered anew.
bool desk_alert_touched(struct desk *d, const struct instrument_file *in, const struct instrument_answers *was, const struct instrument_answers *now);
bool desk_alert_fires(const struct instrument_file *in, const struct instrument_answers *x);
// Does one choice of an item alone ask for help: the n-th code, or the n-th whole number of a scale? For a page that shows support at the tap.
bool desk_alert_choice(const struct instrument_file *in, size_t item, size_t choice);
// Called in the same transaction by every path that keeps or takes answers: tapped by link or on the tablet, sent, with staff, from paper, corrected.
// Where an alert of the instrument fires: the task, its mail, its row in the audit trail; once for a response. The response is there already, sent
// or not. What its questions are answered later is kept beside the first; one that asks for help anew opens again what was closed. Fires nothing
// and never did: does nothing.
MUST_USE err desk_alert_raise(struct desk *d, const struct response_row *r, const struct instrument_file *in, const struct instrument_answers *x);

// --- who is told

// Who is told where nobody acts in time.
struct alert_owner_shown {
    account_id account;
    str name, address;              // the one that they sign in with, or as the named person confirmed
    bool confirmed;
    instant at;                     // where so
};
struct alert_setting_shown {
    struct alert_setting set;
    unsigned lacks;
    str person;                     // name of the named person, as a member; '' nobody
    str crisis_line;                // the practice's, now
    str emergency;                  // alert_emergency
    const struct alert_owner_shown *owners; // active ones; of desk_alert_setting alone
    size_t n_owners;
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
// The test mail, with a link that confirms the address: of the named person, or (v != 0) of an owner. Verb ALERT_SETTING_CHANGE. Problem on
// "address": nobody is named, or no mail can be sent; on "account": no active owner.
MUST_USE err desk_alert_test(struct desk *d, account_id owner, outbox_id *out);
// The link of a test mail confirms the person and address that it was mailed to, of the same address_version, and no other: E_GONE where these were
// changed since (also where they were changed back), or it expired; of an owner, where they are none or sign in with another address now.
// E_NOT_FOUND: none of ours.
struct alert_confirming {
    account_id account;             // who may press it
    str address;
    bool owner;                     // told where nobody acts in time; else the named person
};
MUST_USE err desk_alert_confirm_show(struct desk *d, str token, struct alert_confirming *out);    // verb ALERT_SETTING
// Pressed there, by whom it was mailed to, signed in: the address holds from now on. Verb ALERT_CONFIRM; E_FORBIDDEN: somebody else.
MUST_USE err desk_alert_confirm(struct desk *d, str token);

// Who gets a text message beside each alert's mail. Verb ALERT_SETTING.
struct alert_text_shown {
    account_id account;
    str name;
    str number;                     // as typed
    bool dialled;                   // it can be sent to; else nothing is sent there
};
// *version: of all of them, it grows with each change.
MUST_USE err desk_alert_texts(struct desk *d, const struct alert_text_shown **out, size_t *n, int64_t *version);
// One person's number; '' takes it away. Verb ALERT_SETTING_CHANGE. Problems: "text_account" (no active owner or therapist), "number". `seen`: the
// version of all of them, as shown; E_CONFLICT where anybody's was changed since, and it is not what is wanted now.
MUST_USE err desk_alert_text_change(struct desk *d, account_id account, str number, int64_t seen);

// For the desk's own files: until when somebody is to act; the owners who are told, and mail about an alert (and a text message beside it, where
// they asked for one), where it can be written; v == 0 where it cannot.
instant alert_due_of(const struct desk *d, const struct alert_setting *s);
MUST_USE err alert_owners_told(struct desk *d, const struct alert_setting *s, const struct alert_owner_shown **out, size_t *n);
MUST_USE err alert_mail(struct desk *d, account_id to, str address, alert_id about, outbox_id *out);
MUST_USE err alert_tell_owners(struct desk *d, alert_id id, bool *told);   // mail to each of them; told: to one at least

#endif
