// The page of ratings by link: one question a screen, and what is sent at the end (desk/links/answers.h). Its screens are those of a questionnaire
// (page_ask.h), ask.js included: each answer is a submit button, kept as it is given (rate_draft.h).
#ifndef UNKNOT_WEB_PAGE_RATE_H
#define UNKNOT_WEB_PAGE_RATE_H

#include "desk/links/answers.h"
#include "pages_ask.h"
#include "rate_draft.h"
#include "web/route.h"

str rating_field(struct call *c, concern_id id);
str set_field(struct call *c, activity_set_id id);      // an activity's is activity_field of it

// The questions in their order.
struct rate_question {
    str field;
    const struct answer_concern *about;
    size_t activity;            // where about->set
};
struct rate_questions {
    const struct rate_question *v;
    size_t n;
};
struct rate_questions rate_questions_of(struct call *c, const struct answer_form *f);
// Where the answer to `field` leads: the next question, or "review"; empty: it is not asked here.
str rate_next(const struct rate_questions *q, str field);

// Screens and lines into the view: what was tapped, or else what this link said already. `i`: the screen that is asked for.
void rate_fill(struct call *c, const struct answer_form *f, str i, bool review, struct rate_view *v);

#endif
