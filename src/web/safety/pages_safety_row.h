// The view struct of the line of safety on a client's row in a list: {{include safety_row …}}.
#ifndef UNKNOT_WEB_PAGES_SAFETY_ROW_H
#define UNKNOT_WEB_PAGES_SAFETY_ROW_H

#include "web/view.h"

struct safety_row_view {
    str text;                           // one line, the highest level first; empty: nothing stands, or one may not read it
    str more;                           // "+2": so many besides what `text` names; empty: none
    str whole;                          // all of it, for a screen reader and a pointer that rests there
    str href;                           // empty where the row itself is a link
    str state;                          // "bad", "warn", "" (class of the line)
};

#endif
