// A practice is made and set up: `unknot init`, the wizard's steps, the settings page.
//
// Each step takes the practice's version as shown on the form and gives E_CONFLICT (problem on "") when somebody
// else changed it meanwhile; E_INVALID with every field's problem. All of them are VERB_SETUP but practice_create.
#ifndef UNKNOT_DESK_SETUP_H
#define UNKNOT_DESK_SETUP_H

#include "base/opt.h"
#include "desk/desk.h"
#include "store/practice.h"

// What a country usually means; crisis lines are defaults that the practice is asked to check.
struct country_row {
    str code, name;             // ISO 3166-1 alpha-2, English name
    str currency, language;     // '' where we propose none
    str zone;                   // the zone of most people there, '' none
    str crisis_line;            // '' none
    str emergency;              // number that calls an ambulance, '' not known
};
const struct country_row *desk_countries(size_t *n);    // by name
const struct country_row *desk_country(str code);       // NULL where unknown

// --- unknot init, unknot demo: role system, practice 0. The secret is a one-time password that the owner must change.
struct practice_create_input {
    str name;                   // of the practice
    str owner_email, owner_name;
    unsigned char random[16];   // from a CSPRNG: makes the one-time password
    str password;               // where given (demo), used instead, and need not be changed
};
struct practice_create_work {
    str secret;                 // one-time password, shown once
    str hash;
    str email;                  // lower case
    bool must_change;
};
struct practice_created {
    practice_id practice;
    account_id owner;
};
// Validates and hashes: slow.
MUST_USE err desk_practice_create_prepare(struct desk *d, const struct practice_create_input *in, struct practice_create_work *out);
// Where the e-mail already has an account, that person becomes the owner with their own password: *known_account true.
MUST_USE err desk_practice_create(struct desk *d, const struct practice_create_input *in, const struct practice_create_work *w,
    struct practice_created *out, bool *known_account);

// --- everything on the settings pages in one read
struct practice_shown {
    struct practice practice;
    const struct service *services;     // by position, switched-off ones too
    size_t n_services;
    const struct opening *openings;     // by weekday and minute
    size_t n_openings;
    str licence_number, licence_body;   // the actor's own
    opt_day licence_expires;
    int64_t member_version;             // of the actor's membership, for setup_licence
};
MUST_USE err desk_practice_show(struct desk *d, struct practice_shown *out);

// --- the wizard, step by step
struct setup_place_input {
    int64_t version;
    str name;                   // of the practice; '' keeps it
    str country;                // two letters
    str zone;                   // IANA, as env->zone knows; '' takes the country's
    str currency;               // three letters; '' takes the country's
    str language;               // BCP 47
};
MUST_USE err desk_setup_place(struct desk *d, const struct setup_place_input *in);

struct setup_contact_input {
    int64_t version;
    str crisis_line;            // required: clients see it on every form
    str phone, email, address;
};
MUST_USE err desk_setup_contact(struct desk *d, const struct setup_contact_input *in);

enum { SETUP_OPENINGS_MAX = 28, SETUP_SERVICES_MAX = 40 };
struct setup_hours_input {
    int64_t version;
    struct opening span[SETUP_OPENINGS_MAX];    // the new hours, whole; problems name "span[3]"
    size_t n;
};
MUST_USE err desk_setup_hours(struct desk *d, const struct setup_hours_input *in);

struct setup_services_input {
    int64_t version;
    struct setup_service {
        service_id id;          // v == 0: a new one
        str name;
        opt_int minutes, price;
        bool active;
    } service[SETUP_SERVICES_MAX];              // in the order shown; those not named stay as they are; problems name "name[3]", "minutes[3]", "price[3]"
    size_t n;
};
MUST_USE err desk_setup_services(struct desk *d, const struct setup_services_input *in);

struct setup_licence_input {
    int64_t member_version;     // practice_shown.member_version
    str number;                 // at most 60 code points, as body; a body or a day needs one
    str body;                   // who issued it
    opt_day expires;            // last valid day
};
MUST_USE err desk_setup_licence(struct desk *d, const struct setup_licence_input *in);
// The same for whoever signs notes, at any time: verb LICENCE_OWN. Problems: "number", "body".
MUST_USE err desk_licence_own(struct desk *d, const struct setup_licence_input *in);

// Ends the wizard: E_INVALID names the steps still open (fields "country", "zone", "crisis_line").
MUST_USE err desk_setup_finish(struct desk *d, int64_t version);

#endif
