// A finding as the page of safety shows it, with the forms of what may be done about it. Each form has what its own way asks, and no more.
#ifndef UNKNOT_WEB_FINDING_VIEW_H
#define UNKNOT_WEB_FINDING_VIEW_H

#include "base/json.h"
#include "desk/safety/safety.h"
#include "pages_safety.h"
#include "web/web.h"

struct act_boxes {
    str finding, act, reason, who, role;
    opt_day until, on;
    opt_int pressure_max, minutes_max;
};
// What was posted: the boxes, and the limits of a letter in `in`. E_INVALID with the problems of every field.
MUST_USE err act_bind(struct call *c, struct act_boxes *x, struct finding_act_in *in);
// `typed`: the refused form; NULL where there is none. born: as the record has it, where a finding rests on that.
struct finding_view finding_view_of(struct call *c, client_id client, opt_day born, const struct finding_row *f, const struct act_boxes *typed);
void finding_json(struct call *c, struct jw *w, const struct finding_row *f);
// What was done: "Cleared: Dr Ray, physician, 20 Nov 2026. No symptoms …" and by whom, when.
str act_what(struct call *c, str act, const struct finding_lifted *l);
str act_by_at(struct call *c, str by, str licence, instant at);
str act_lines(struct call *c, const struct finding_lifted *l, opt_day from, opt_day until, str reason);
// With the heading of its page, as many ask alike: "Your back: Do you have any of these?"
str question_words(struct call *c, str id);
str question_page(str page);    // the heading: "Your back"; empty where there is none
str answer_words(struct call *c, const struct json *answer);

#endif
