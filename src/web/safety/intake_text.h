// Questions of the health form on a page: how they are shown, what was posted, how an answer reads.
#ifndef UNKNOT_WEB_INTAKE_TEXT_H
#define UNKNOT_WEB_INTAKE_TEXT_H

#include "desk/safety/intake.h"
#include "pages_safety.h"
#include "web/web.h"

// One question with what was posted just now, else with its answer (NULL: none yet). Boxes are named q_<question>.
struct intake_question_view intake_question(struct call *c, const struct question *q, const struct json *answer, bool posted);
// What was posted for a question as JSON: "null" not sure; empty: nothing.
str intake_posted(struct call *c, const struct question *q);
// "Chest pain; Fainting", "Yes", "Not sure", "Not answered", "None of these", "3 May 2026", "Left knee".
str intake_answer(struct call *c, const struct question *q, const struct json *answer);
// "120 mmHg"; of a temperature both: "39.4 °C (103.0 °F)".
str intake_with_unit(struct call *c, const struct question *q, str number);
// Two radio buttons, yes and no, named so; none chosen where `value` is empty.
void intake_yes_no(struct call *c, const char *name, enum msg yes, enum msg no, str value, struct pick_view out[2]);

// The errors of a form that has boxes named after questions: the line of each says which question.
struct form_errors_view intake_errors(struct call *c, const struct form *form);

// The rule of that id that the practice screens with, of level 1 or 2: what to do now may be its own words. Where those cannot be read, ours are
// better than none. NULL for any other.
const struct screen_rule *intake_urgent_rule(struct call *c, str id);
// The page that says what to do now: heading, words, and the number to dial.
void intake_now_fill(struct call *c, const struct screen_rule *now, bool client, str emergency, struct intake_state_view *v);
// Where an ambulance is to be called no other number stands on the page.
void intake_now_foot(bool emergency, struct page_view *p);

#endif
