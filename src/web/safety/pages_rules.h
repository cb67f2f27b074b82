// View structs of the rules of safety of a practice.
#ifndef UNKNOT_WEB_PAGES_RULES_H
#define UNKNOT_WEB_PAGES_RULES_H

#include "web/form.h"
#include "web/page.h"
#include "web/practice/pages_settings.h"

struct rules_row_view {
    str href, title, note, badge;
    bool warn;                  // to be settled
};

// One change, member by member.
struct rules_diff_view {
    str label, before, after;   // empty: nothing there
    str is;                     // "stricter", "weaker"; empty: it changes nothing that acts
    str why;
    bool weaker;
};
struct rules_change_view {
    str title, verdict;
    LIST(struct rules_diff_view) rows;
};

struct rules_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str csrf, key, sign_off, signed_line, version, new_href;
    bool signed_open;           // a physician's or a therapist's signature is missing or outdated
    LIST(struct rules_row_view) changed, rows;
    LIST(struct rules_row_view) broken;
    bool may, preview, nothing;         // nothing: a file that changes nothing
    LIST(struct rules_change_view) changes;     // of the file, to be looked through
    const struct field_view *file, *reason, *confirm;
};

struct rules_before_view {
    str text, note;
};
struct rules_field_view {
    const struct field_view *f;
};

struct rules_tick_view {
    str id, name, value, label;
    bool on, english;
};
struct rules_tick_part_view {
    str label;                  // empty: not folded
    bool open;
    LIST(struct rules_tick_view) ticks;
};
struct rules_ticks_view {
    str id, label, hint, error;
    LIST(struct rules_tick_part_view) parts;
};

struct rule_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str csrf, key, end_key, version, action, end_action, about, state, asks, holds, verdict;
    bool may, warn, preview, may_off, may_back, undo_why;
    LIST(struct rules_diff_view) diff, held;     // against ours; against what holds now
    LIST(struct rules_field_view) fields, more;
    LIST(struct rules_ticks_view) ticks;         // between them
    const struct field_view *reason, *confirm, *end_reason;
    LIST(struct rules_before_view) before;
};

struct rules_signed_row_view {
    str title, what, note, badge;
    bool warn;                  // outdated
};
struct rules_signed_view {
    struct page_view page;
    struct settings_head_view head;
    struct form_errors_view errors;
    str csrf, key, back_key, sign_off, line, version, digest;
    LIST(struct rules_signed_row_view) rows;
    bool may, open, may_back;
    LIST(struct rules_field_view) fields;
    const struct field_view *which, *reason;
};

struct call;
struct rules_held;
// How it stands with the practice's signatures, in a sentence; *open: one is missing or outdated.
err rules_signed_line(struct call *c, const struct rules_held *h, str *line, bool *open);

#endif
