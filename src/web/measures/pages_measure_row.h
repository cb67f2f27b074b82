// A measure in one row of a list: on the client's page, and over what was filled in.
#ifndef UNKNOT_WEB_PAGES_MEASURE_ROW_H
#define UNKNOT_WEB_PAGES_MEASURE_ROW_H

#include "web/view.h"

// One measure in a row: its line and its latest value.
struct measure_row_view {
    str name, value, note, href;
    html_safe spark;
    bool drawn;
};

#endif
