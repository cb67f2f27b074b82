// Measures: single values about a concern on a civil day. An entry is never changed: a correction is a new entry, and the old
// one names it (replaced_by); both are kept. "Counted" means neither replaced nor withdrawn.
#ifndef UNKNOT_STORE_MEASURE_H
#define UNKNOT_STORE_MEASURE_H

#include "clinic/measures/change.h"
#include "db/db.h"
#include "store/actor.h"

enum recall { RECALL_AVERAGE_7D, RECALL_NOW, RECALL_WORST_7D }; // the first is the default
enum source { SOURCE_CLIENT, SOURCE_THERAPIST, SOURCE_IMPORT, SOURCE_DEMO };

str recall_name(enum recall r);             // "average-7d", "now", "worst-7d"
bool recall_of(str name, enum recall *out);
str source_name(enum source s);             // "client", "therapist", "import", "demo"
bool source_of(str name, enum source *out);

// Codes of clinic/measures/measure.h.
#define NRS_PAIN S("nrs-pain")
#define PSFS S("psfs")
#define STRESS S("stress")
#define SLEEP_QUALITY S("sleep-quality")
#define HEADACHE_DAY S("headache-day")

// What one series is about. Another instrument, or another set of activities, is another series.
struct series_key {
    concern_id concern;
    str instrument;
    activity_set_id set;        // psfs; v == 0 otherwise
};

enum { ANSWERS_MAX = 5 };       // items of one entry

struct measure_row {
    measure_id id;
    client_id client;
    concern_id concern;
    str instrument;
    activity_set_id set;        // psfs: the activities; v == 0 otherwise
    double answer[ANSWERS_MAX]; // psfs: one an activity, all of them; `value` is their mean
    size_t n_answers;           // 0 where the instrument has one item. Written by measure_insert; read by measure_answers
    day day;
    enum recall recall;
    double value;               // the score: 0..10
    enum source source;
    instant at;
    account_id account;         // v == 0: the client, or an import
    link_id link;               // v == 0: not by link
    measure_id replaced_by;     // v == 0: none
    bool withdrawn;
    instant withdrawn_at;
    str note;
};

struct measure_list {
    const struct measure_row *v;
    size_t n;
};

// What a chart needs, and the hot path reads no more: struct point is clinic/measures/change.h's.
struct point_list {
    const struct point *v;
    size_t n;
};

// All are limited to who->practice and who->only: E_NOT_FOUND otherwise.
MUST_USE err measure_insert(struct db *db, const struct actor *who, const struct measure_row *m);
// Entries about one concern, of one recall and source, pain ratings, in one statement: for imports. With what replaced or withdrew them; no account or link.
MUST_USE err measure_insert_many(struct db *db, arena *a, const struct actor *who, const struct measure_row *v, size_t n);
MUST_USE err measure_get(struct db *db, arena *a, const struct actor *who, measure_id id, struct measure_row *out);
// E_CONFLICT where the entry does not count any more.
MUST_USE err measure_replace(struct db *db, const struct actor *who, measure_id old, measure_id by);
MUST_USE err measure_withdraw(struct db *db, const struct actor *who, measure_id id, instant at);
// Every entry of from..to, inclusive, all concerns, oldest first; replaced and withdrawn ones too.
MUST_USE err measure_span(struct db *db, arena *a, const struct actor *who, client_id client, day from, day to, struct measure_list *out);
// The counted points of one series, oldest first, all of the recall of the oldest one, which is *recall (the default where there is none).
// *told: some were entered by the therapist.
MUST_USE err measure_points(struct db *db, arena *a, const struct actor *who, client_id client, struct series_key key, struct point_list *out, enum recall *recall, bool *told);
// The recall that this series has; false where it has no counted entry yet.
MUST_USE err measure_recall(struct db *db, arena *a, const struct actor *who, client_id client, struct series_key key, bool *known, enum recall *out);
// The newest counted entry that who->link gave for a series about a day of from..to; E_NOT_FOUND where there is none.
MUST_USE err measure_by_link(struct db *db, arena *a, const struct actor *who, client_id client, struct series_key key, day from, day to, struct measure_row *out);
// How many entries who->link gave about a concern on days of from..to, counted or not.
MUST_USE err measure_count_by_link(struct db *db, arena *a, const struct actor *who, client_id client, concern_id concern, day from, day to, int64_t *out);
// The counted entries of one concern, oldest first, whatever their instrument and recall: for exports.
MUST_USE err measure_export(struct db *db, arena *a, const struct actor *who, client_id client, concern_id concern, struct measure_list *out);
// Single answers of the entries of one set of activities that count, oldest first; `item` counts from 1.
struct single {
    day day;
    int item;
    double value;
};
MUST_USE err measure_singles(struct db *db, arena *a, const struct actor *who, client_id client, struct series_key key, const struct single **out, size_t *n);
// The single answers of one entry, into m->answer.
MUST_USE err measure_answers(struct db *db, arena *a, const struct actor *who, struct measure_row *m);

#endif
