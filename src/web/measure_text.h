// How concerns and measures are put into words; shared by the pages that show them.
#ifndef UNKNOT_WEB_MEASURE_TEXT_H
#define UNKNOT_WEB_MEASURE_TEXT_H

#include "route.h"
#include "store/concern.h"

str concern_name(struct call *c, const struct concern_row *r);   // "Pain: neck", "Headache"

#endif
