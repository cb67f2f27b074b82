// Before touching the client: what was answered since their last session, and what changed. Nothing here judges; what it means is said by
// progress and by the safety page. Front desk sees whether there are answers, and none of them.
#ifndef UNKNOT_DESK_NEWS_H
#define UNKNOT_DESK_NEWS_H

#include "desk/desk.h"
#include "store/appointment.h"
#include "store/care.h"
#include "store/concern.h"
#include "store/news.h"
#include "store/response.h"

struct news_response {
    const struct response_item *now;
    const struct response_item *before; // the last one before it that counts, of the same instrument, concern, score and series; NULL: none
    str title;                  // of the instrument
    const struct instrument_file *file; // as it was asked; NULL where this program does not take it any more
    int64_t days;               // of what is answered every day: how many days were, this the latest; 0 of anything else
};
struct news_series {            // the newest rating of a series …
    struct news_rating now;     // … with, as before, the last one of before the session
    const struct concern_row *concern;
};
struct news_safety {
    bool gone;                  // stood then, stands no more; false: new, of another level, or asked now
    str title;
    int level;
    bool unknown;
};

struct news {
    instant since;              // start of the last session; us == 0: there was none, and this is all
    const struct news_response *responses;
    size_t n_responses;
    const struct news_series *ratings;
    size_t n_ratings;
    struct news_counts counts;
    const struct adverse_row *adverse;  // that count, entered since
    size_t n_adverse;
    const struct care_row *care;
    size_t n_care;
    const struct news_safety *safety;
    size_t n_safety;
};
bool news_empty(const struct news *n);
// Of the client of a visit, up to now. Verb VISIT_NEWS, about the client. One query each, whatever there is.
MUST_USE err desk_news(struct desk *d, const struct appointment *visit, struct news *out);
// For those who may not read them: whether there are any. Verb CALENDAR_SHOW.
MUST_USE err desk_news_any(struct desk *d, const struct appointment *visit, bool *out);

#endif
