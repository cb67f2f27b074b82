// What was answered by or about one client since an instant. What it means is desk/measures/news.h's.
#ifndef UNKNOT_STORE_NEWS_H
#define UNKNOT_STORE_NEWS_H

#include "base/opt.h"
#include "store/measure.h"

struct news_rating {
    concern_id concern;
    str instrument;
    day day;
    double value;
    enum source source;
    instant at;
    link_id link;               // v == 0: not by link
    bool before_known;          // of the same series, and when:
    double before;
    day before_day;
};
struct news_finding {
    str rule;
    int level;
    bool unknown, ended;
    str body;                   // canonical JSON
    instant at;
};
struct news_counts {
    int64_t days, headaches;    // of the diary
    bool form;                  // a health form was sent, and when, and by whom: v == 0 the client
    instant form_at;
    account_id form_by;
};

// All are limited to who->practice and who->only: E_NOT_FOUND otherwise.
// The start of the last session before `start`; 0 where there was none.
MUST_USE err news_since(struct db *db, arena *a, const struct actor *who, client_id client, instant start, instant *out);
// Series by series, the oldest first.
MUST_USE err news_ratings(struct db *db, arena *a, const struct actor *who, client_id client, instant since, const struct news_rating **out, size_t *n);
// Those that stand, and those that ended since; the highest level first.
MUST_USE err news_findings(struct db *db, arena *a, const struct actor *who, client_id client, instant since, const struct news_finding **out, size_t *n);
MUST_USE err news_counts(struct db *db, arena *a, const struct actor *who, client_id client, instant since, struct news_counts *out);
MUST_USE err news_links(struct db *db, arena *a, const struct actor *who, client_id client, instant since, int64_t *out);

#endif
