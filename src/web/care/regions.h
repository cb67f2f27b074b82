// Where on the body, in a form: a box for each region and side (site_<code>=yes), folded by area; views/regions.html shows it.
#ifndef UNKNOT_WEB_REGIONS_H
#define UNKNOT_WEB_REGIONS_H

#include "pages_regions.h"
#include "desk/measures/measures.h"
#include "web/route.h"

// What was posted, else what is there now.
void regions_fill(struct call *c, const struct sites *now, struct regions_view *v);
// All that was posted; its problems stand at "site_<code>".
MUST_USE err sites_posted(struct call *c, struct sites *out);
str sites_text(struct call *c, const struct sites *s);      // "Left shoulder, Neck"

#endif
