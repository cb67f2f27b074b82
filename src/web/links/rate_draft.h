// Ratings that a client has tapped and not sent yet. They lie in the browser that gave them, in a cookie of that link's own path: a form that
// was left comes back where it stopped, with JavaScript and without, and nothing is on record before it is sent. What comes back is read as a
// stranger's: names and numbers alone, checked once more when it is sent.
#ifndef UNKNOT_WEB_RATE_DRAFT_H
#define UNKNOT_WEB_RATE_DRAFT_H

#include "web/body.h"
#include "web/web.h"

enum { DRAFT_MOST = 40, DRAFT_LEFT_OPEN = -1, DRAFT_NAME = 40 };

struct rate_draft {
    struct { str field; int value; } v[DRAFT_MOST]; // "rating_<concern>" or "activity_<set>_2"; 0..10, or DRAFT_LEFT_OPEN
    size_t n;
};

bool rate_field(str name);                              // does it name a rating?
void rate_draft_read(struct call *c, struct rate_draft *out);
bool rate_draft_get(const struct rate_draft *d, str field, int *value);
void rate_draft_put(struct rate_draft *d, str field, int value);   // what does not fit is left out
// Into the response; without any it is taken away.
void rate_draft_keep(struct call *c, const struct rate_draft *d);
// What was posted, with what was tapped in the place of what the page held; to be read as if it had been posted so.
const struct body *rate_draft_into(struct call *c, const struct rate_draft *d, const struct body *posted);

#endif
