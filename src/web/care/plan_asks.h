// What a plan measures, on the plan's form and in words.
#ifndef UNKNOT_WEB_PLAN_ASKS_H
#define UNKNOT_WEB_PLAN_ASKS_H

#include "desk/links/asks.h"
#include "desk/care/plans.h"
#include "web/form.h"
#include "pages_plan.h"
#include "web/route.h"

enum { ASK_ROWS = 5 };

struct ask_boxes {
    bool said;                      // the form shows them: an older sender leaves them as they are
    bool weekly;                    // the plan's rating between visits too
    struct ask_row_boxes {
        str measure, every;
        bool between;
    } row[ASK_ROWS];
};

// The fields of struct form, for a struct ask_boxes that stands `at` so many bytes behind the form's beginning.
#define ASK_ROW_FIELDS(i, at) \
    {"measure_" #i, F_TEXT, false, 0, 40, MSG_plan_ask_measure, MSG_none, NULL, "off", (at) + offsetof(struct ask_boxes, row[i - 1].measure)}, \
    {"measure_" #i "_every", F_CHOICE, false, 0, 0, MSG_plan_ask_every, MSG_none, plan_ask_rhythms, NULL, (at) + offsetof(struct ask_boxes, row[i - 1].every)}, \
    {"measure_" #i "_between", F_CHECK, false, 0, 0, MSG_plan_ask_between, MSG_none, NULL, NULL, (at) + offsetof(struct ask_boxes, row[i - 1].between)}
#define ASK_FIELDS(at) \
    {"asks", F_CHECK, false, 0, 0, MSG_plan_asks, MSG_none, NULL, NULL, (at) + offsetof(struct ask_boxes, said)}, \
    {"weekly", F_CHECK, false, 0, 0, MSG_plan_ask_weekly, MSG_plan_ask_weekly_hint, NULL, NULL, (at) + offsetof(struct ask_boxes, weekly)}, \
    ASK_ROW_FIELDS(1, at), ASK_ROW_FIELDS(2, at), ASK_ROW_FIELDS(3, at), ASK_ROW_FIELDS(4, at), ASK_ROW_FIELDS(5, at)
enum { ASK_FIELDS_N = 2 + 3 * ASK_ROWS };
extern const struct choice plan_ask_rhythms[];

// A plan's asks as boxes; its rating is the box `weekly`.
struct ask_boxes plan_ask_boxes(struct call *c, const struct plan_row *p);
// Boxes as asks, the rating of this concern first; *rows says which row each came from, 0 for the rating.
void plan_asks_bind(struct call *c, const struct ask_boxes *b, const struct concern_row *o, struct plan_in *in, size_t *rows);
// Problems of "asks[i]…" get the names of the form's fields.
void plan_asks_problems(struct call *c, const size_t *rows, size_t n);
// The section of the form: `f` are the views of ASK_FIELDS, in their order.
MUST_USE err plan_asks_fill(struct call *c, const struct concern_row *o, struct field_view *f, struct plan_form_view *v);
// "Pain rating: before each visit, and by link between visits."
str plan_ask_text(struct call *c, const struct plan_ask *k);
str plan_asks_lines(struct call *c, const struct plan_ask *v, size_t n);    // one a line
void plan_asks_json(struct jw *w, const struct plan_row *p);                // the member "asks"
// Of a version that was replaced: its asks in one line; empty where it says none.
str plan_asks_of_json(struct call *c, const struct json *body);

#endif
