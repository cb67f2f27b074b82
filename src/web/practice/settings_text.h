// What the settings pages share: their tabs, the visits that a change touched, and the boxes of a week's hours.
#ifndef UNKNOT_WEB_SETTINGS_TEXT_H
#define UNKNOT_WEB_SETTINGS_TEXT_H

#include "base/json.h"
#include "desk/calendar/hours.h"
#include "desk/practice/setup.h"
#include "desk/practice/team.h"
#include "desk/calendar/unfit.h"
#include "pages_settings.h"
#include "web/route.h"

enum settings_page { SETTINGS_PLACE, SETTINGS_CONTACT, SETTINGS_HOURS, SETTINGS_SERVICES, SETTINGS_LICENCE, SETTINGS_ROOMS, SETTINGS_WORKING,
                     SETTINGS_DAYS, SETTINGS_GRID, SETTINGS_MEASURES, SETTINGS_ALERTS, SETTINGS_MAIL,
                     SETTINGS_RULES };

struct settings_head_view settings_head(struct call *c, enum settings_page here);
// Where a change touched visits, it leads to the list of those that do not fit, instead of c->location.
void settings_lead(struct call *c, const struct appointment_list *touched);
// The same for a change between desk_unfit and now: which it touched, and where it leads.
MUST_USE err settings_touched(struct call *c, const struct unfit_list *before, struct appointment_list *touched);
// Undo of what ?added= or ?gone= names, where the flash says that a day off was entered or removed.
void settings_day_undo(struct call *c, struct page_view *page);
// Undo of what ?off= names, where the flash says that a room or equipment was switched off.
void settings_off_undo(struct call *c, struct page_view *page);
// How a licence stands, for a warning: MSG_none where it is good.
struct say licence_say(struct call *c, const struct member *m);
// {"touched": [ids]} and `id` where it is not 0, after a change.
err settings_json(struct call *c, int status, int64_t id, const struct appointment_list *touched);

// What is set, page by page, with what stands there now; for whoever may only read, the pages to be read. As JSON all of it, with the ids and
// versions that a change names.
MUST_USE err practice_page(struct call *c, const struct practice_shown *p);

// Two spans a weekday, posted as from_1_1, to_1_1, from_1_2 … to_7_2; hours_form of forms.h.
enum { WEEK_BOXES = 14 };
MUST_USE err week_bind(struct call *c, struct opening span[WEEK_BOXES], size_t *n);
// Problems of the desk name span[3]; the boxes are named by day.
void week_problems(struct call *c, const struct opening *span, size_t n);
const struct setup_day_view *week_view(struct call *c, const struct opening *now, size_t n);   // seven
str weekday_name(struct call *c, int weekday);                                                 // "Monday"

#endif
