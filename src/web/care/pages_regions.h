// View structs of the boxes for regions of the body (regions.h).
#ifndef UNKNOT_WEB_PAGES_REGIONS_H
#define UNKNOT_WEB_PAGES_REGIONS_H

#include "web/form.h"
#include "web/safety/pages_body.h"

struct region_view {
    str id, label, error;
    LIST(struct option_view) choices;   // checkboxes: value, label, selected
};
struct region_area_view {
    str label, chosen;                  // chosen: "Left knee", what is ticked; the area stands open then
    LIST(struct region_view) regions;
};
struct regions_view {
    bool open;                          // something is chosen
    struct body_outline_view outline;
    LIST(struct region_area_view) areas; // head to foot
};

#endif
