// View struct of the drawn body that is tapped (body_chart.h).
#ifndef UNKNOT_WEB_PAGES_BODY_H
#define UNKNOT_WEB_PAGES_BODY_H

#include "web/view.h"

struct body_outline_view {
    str boxes;                          // what the ids of its boxes begin with
    html_safe svg;
};

#endif
