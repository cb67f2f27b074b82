// How other care and unwanted effects are put into words.
#ifndef UNKNOT_WEB_CARE_TEXT_H
#define UNKNOT_WEB_CARE_TEXT_H

#include "web/form.h"
#include "desk/care/care.h"
#include "pages_adverse.h"
#include "web/route.h"

extern const struct choice care_choices[], adverse_choices[], severity_choices[];   // in the order of their enums
str care_kind_text(struct call *c, enum care_kind k);
str care_when(struct call *c, const struct care_row *r);            // "Since 3 Mar 2026"
str adverse_text(struct call *c, const struct adverse_row *r);      // "Soreness, mild"
str adverse_words(struct call *c, const struct adverse_row *r);     // what was said, what was done about it, and by whom that was added
// The fields of the form that enters an event, or of the one that corrects it, by their names; its regions are filled by the page.
struct adverse_fields_view adverse_fields_of(const struct form *f, const struct field_view *all);

#endif
