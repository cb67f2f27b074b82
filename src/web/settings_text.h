// What the settings pages share: their tabs, the visits that a change touched, and the boxes of a week's hours.
#ifndef UNKNOT_WEB_SETTINGS_TEXT_H
#define UNKNOT_WEB_SETTINGS_TEXT_H

#include "base/json.h"
#include "desk/hours.h"
#include "pages_settings.h"
#include "route.h"

enum settings_page { SETTINGS_PLACE, SETTINGS_CONTACT, SETTINGS_HOURS, SETTINGS_SERVICES, SETTINGS_LICENCE, SETTINGS_ROOMS, SETTINGS_WORKING,
                     SETTINGS_DAYS, SETTINGS_GRID };

// touched may be NULL. A page that shows some is the answer to the change itself: loaded again, it is a replay and led on.
struct settings_head_view settings_head(struct call *c, enum settings_page here, const struct appointment_list *touched);
// {"touched": [ids]} and `id` where it is not 0, after a change.
err settings_json(struct call *c, int status, int64_t id, const struct appointment_list *touched);

// Two spans a weekday, posted as from_1_1, to_1_1, from_1_2 … to_7_2; hours_form of forms.h.
enum { WEEK_BOXES = 14 };
MUST_USE err week_bind(struct call *c, struct opening span[WEEK_BOXES], size_t *n);
// Problems of the desk name span[3]; the boxes are named by day.
void week_problems(struct call *c, const struct opening *span, size_t n);
const struct setup_day_view *week_view(struct call *c, const struct opening *now, size_t n);   // seven
str weekday_name(struct call *c, int weekday);                                                 // "Monday"

#endif
