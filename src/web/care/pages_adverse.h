// What an adverse event was, as both of its forms ask: entered, and corrected. {{include adverse_fields …}}.
#ifndef UNKNOT_WEB_PAGES_ADVERSE_H
#define UNKNOT_WEB_PAGES_ADVERSE_H

#include "pages_regions.h"
#include "web/form.h"
#include "web/view.h"

struct adverse_fields_view {
    const struct field_view *what, *severity, *day, *days, *hours, *said;
    struct regions_view regions;
};

#endif
