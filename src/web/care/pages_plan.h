// View structs of plans, activities, reviews, other care and unwanted effects.
#ifndef UNKNOT_WEB_PAGES_PLAN_H
#define UNKNOT_WEB_PAGES_PLAN_H

#include "pages_adverse.h"
#include "pages_regions.h"
#include "web/form.h"
#include "web/page.h"
#include "web/people/pages_client.h"
#include "web/safety/pages_safety.h"
#include "web/view.h"

struct template_item_view {
    str href, name, dose, evidence;
    bool current;
};

// What a template rests on, and what may be said.
struct evidence_view {
    str grade, tone, means;                         // tone: class of the box, by grade; means: what the grade says
    str say, not_say, source, unchecked;            // unchecked: what is quoted from memory; empty where nothing is
};

// One questionnaire of the form: which, how often, and whether between visits too.
struct plan_ask_view {
    const struct field_view *measure, *every, *between;
};

struct plan_form_view {
    struct page_view page;
    struct form_errors_view errors;
    bool is_new;
    str action, cancel, csrf, key, concern, baseline, template_id, activities_href;
    struct safety_line_view safety;
    LIST(struct line_view) limits;
    struct body_chart_view chart;      // what the plan has to keep to
    int64_t version;
    struct evidence_view evidence;
    LIST(struct template_item_view) templates;
    const struct field_view *goal, *instrument, *target, *sessions, *per_week, *every_weeks, *service, *therapist, *price, *review_sessions,
        *review_weeks, *stop_rule, *agreed, *weekly;   // weekly: NULL where the diary is kept anyway
    LIST(struct plan_ask_view) asks;
    LIST(struct plan_ask_view) more_asks;
    bool more_asks_open;
};

struct review_item_view {
    str at, by, decision, reason;
};
struct plan_version_view {
    str at, by, text;
};

struct plan_show_view {
    struct page_view page;
    struct form_errors_view errors;
    str goal, state, concern, progress_href, edit_href, series_href, review_href, activities_href, action, csrf, baseline, baseline_means, used, safety_href;
    struct safety_line_view safety;
    LIST(struct line_view) limits;
    struct body_chart_view chart;      // what the plan has to keep to
    bool due, proposed, running, activities_missing;
    int64_t version;
    struct evidence_view evidence;
    LIST(struct fact_view) facts;
    LIST(struct crumb) activities;      // href empty
    LIST(struct review_item_view) reviews;
    LIST(struct plan_version_view) versions;
    const struct field_view *reason;
    str weekly_stopped;                 // the client wants no more ratings between visits, which this plan asks for
    str lot, lot_href;                  // what was drawn by lot; where a day may be drawn. Else empty
    bool weekly_again;                  // they may be turned on again here
};

struct lot_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, cancel, csrf, key, concern, goal, rhythm;
    str why;                            // what was drawn, or why nothing can be
    LIST(struct crumb) earlier;         // label: what was drawn for other concerns of the kind
    bool may;
    const struct field_view *weeks, *consent;
};

struct activities_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, cancel, csrf, key, concern;
    bool replaces;                      // there is a set: another one begins a new series
    LIST(struct field_view) boxes;
};

struct measure_change_view {
    str heading, said, next, numbers, way;
};
struct ahead_view {
    str when, box;
    bool ticked;
};
struct review_adverse_view {
    str label;
    bool waits, before;                 // nothing was done yet; it was before the plan
};
struct review_view {
    struct page_view page;
    struct form_errors_view errors;
    str action, cancel, csrf, key, goal, stop_rule, care_href, safety_href, progress_href;
    int64_t version;
    bool worse, due;
    LIST(struct fact_view) dose;
    LIST(struct measure_change_view) measures;
    LIST(struct review_adverse_view) adverse;
    LIST(struct crumb) care;            // label: the words
    LIST(struct ahead_view) ahead;
    const struct field_view *decision, *reason;
};

struct care_item_view {
    str what, when, words, by, action, state, csrf;
    str href, href_label;                   // the page of an adverse event
    bool counts, severe;
};
struct care_view {
    struct page_view page;
    struct form_errors_view errors;
    str care_action, adverse_action, csrf, key;
    str after, after_said;              // the session that an adverse event is entered after; empty: guessed from its day
    LIST(struct care_item_view) care, adverse;
    const struct field_view *kind, *words, *from, *to;
    struct adverse_fields_view event;
    const struct field_view *action;
};

#endif
