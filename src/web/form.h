// Forms: typed input from an urlencoded or JSON body into a struct, with *all* field errors collected, and back into
// a view with what was typed. Hidden fields of every form: _csrf, _key (idempotency), _version (of the row edited).
#ifndef UNKNOT_WEB_FORM_H
#define UNKNOT_WEB_FORM_H

#include "base/opt.h"
#include "view.h"
#include "web.h"

enum field_type {
    F_TEXT,     // str, one line, trimmed, NFC; min/max code points
    F_LONG,     // str, several lines
    F_EMAIL,    // str
    F_PHONE,    // str as typed, at least 5 digits
    F_DAY,      // struct { bool known; day day; } opt_day; min/max as days, 0/0 for none
    F_INT,      // opt_int; min/max
    F_MONEY,    // opt_int in minor units of the practice's currency, typed as "85" or "85.00"
    F_TIME,     // opt_int minutes of the day, typed as HH:MM
    F_CHOICE,   // str, one of choices
    F_CHECK,    // bool
    F_PASSWORD, // str, never shown again
    F_ID,       // int64_t
    F_TEXTS     // struct texts { str v[8]; size_t n; }: repeated phone field
};

struct choice {
    const char *value;
    enum msg label;
};

struct field {
    const char *name;
    enum field_type type;
    bool required;
    int64_t min, max;
    enum msg label, hint;               // hint MSG_none where there is none
    const struct choice *choices;       // F_CHOICE, ended by value NULL
    const char *autocomplete;           // HTML autocomplete token, or NULL
    size_t offset;
};

struct form {
    const char *name;
    const struct field *fields;
    size_t n;
    size_t size;        // of the struct
    size_t max_body;    // bytes
};

// Binds c->req.body into `out` (zeroed first). E_INVALID with the problems of every field, E_MALFORMED, E_MEDIA_TYPE.
// Unknown fields are ignored in HTML forms and refused in JSON.
MUST_USE err form_bind(struct call *c, const struct form *f, void *out);

// For JSON, whose sender knows the names: E_INVALID with every field that nobody asked for. form_bind does it; after a
// handler's prepare it is done once more, for handlers that read fields of their own.
MUST_USE err form_refuse_unknown(struct call *c);

// The hidden _version of the form: the row version that was edited; 0 where there is none.
int64_t form_version(const struct call *c);

// One field as the template `field` shows it.
struct option_view {
    str value, label;
    bool selected;
};

struct field_view {
    str name, id, value, type;          // type: HTML input type, "select", "textarea", "check"
    bool no_empty;                      // of a select: it has no empty choice, the first one stands
    str empty_label;                    // of a select: what choosing nothing is called; empty for the usual words
    str label, hint, error;             // said in the call's language; error empty where right
    bool required, checked;
    int64_t max;
    str autocomplete;
    LIST(struct option_view) options;
};
// The fields for the page: values from the body that was posted when there is one, else from `values` (may be NULL).
const struct field_view *form_view(struct call *c, const struct form *f, const void *values);
// The first n boxes of a repeated text field (F_TEXTS).
const struct field_view *form_texts_view(struct call *c, const struct form *f, const char *name, const void *values, size_t n);
const struct field_view *form_field(const struct field_view *all, const struct form *f, const char *name);

#endif
