// Filled-in instruments: what was answered, and what was computed from it then. Sent answers never change: a correction is a new row, and
// the old one names it (replaced_by). "Counted" means neither replaced nor withdrawn.
#ifndef UNKNOT_STORE_RESPONSE_H
#define UNKNOT_STORE_RESPONSE_H

#include "db/db.h"
#include "store/actor.h"

enum response_mode { RESPONSE_LINK, RESPONSE_KIOSK, RESPONSE_WITH_STAFF, RESPONSE_PAPER_ITEMS, RESPONSE_PAPER_TOTAL, RESPONSE_MODES };
str response_mode_name(enum response_mode m);   // "link", "kiosk", "with-staff", "paper-items", "paper-total"
bool response_mode_of(str name, enum response_mode *out);

struct response_row {
    response_id id;
    client_id client;
    concern_id concern;         // v == 0: about the person as a whole
    str instrument, hash;       // code, and the SHA-256 of the file that was asked with
    str language;
    enum response_mode mode;
    day day;
    str answers;                // canonical JSON
    instant at;                 // sent
    account_id account;         // v == 0: the client by link
    str account_name;           // read by response_get
    link_id link;               // v == 0: not by link
    response_id replaced_by;    // v == 0: none
    bool withdrawn;
    instant withdrawn_at;
    str note;
    bool sent;                  // false: a draft. Read by response_by_link; everything else reads what was sent
    instant begun;              // first answer; response_by_link
    str device;                 // DEVICE_HASH bytes of the browser that answers by link, or empty; response_by_link
    int64_t version;            // of a draft; response_by_link
};

struct response_score_row {
    str score;                  // id in the instrument's file
    bool known;
    double value;               // where known
    str reason;                 // why not, where it is not
    str band;                   // empty: none
};

// One of a list: the row without its language and note, and its primary score.
struct response_item {
    struct response_row row;
    struct response_score_row primary;
};
struct response_list {
    const struct response_item *v;
    size_t n;
};

struct response_text {          // the file that was asked with
    str hash, code, version, json;
};

// All are limited to who->practice and who->only: E_NOT_FOUND otherwise.
// Scores in the order of the instrument, at least one. The text is kept once, whoever asked with it first.
MUST_USE err response_insert(struct db *db, const struct actor *who, const struct response_row *r, const struct response_text *text,
    const struct response_score_row *scores, size_t n);
MUST_USE err response_get(struct db *db, arena *a, const struct actor *who, response_id id, struct response_row *out);
MUST_USE err response_scores(struct db *db, arena *a, const struct actor *who, const struct response_row *r, const struct response_score_row **out, size_t *n);
// The bytes of the instrument's file that it was asked with.
MUST_USE err response_json(struct db *db, arena *a, const struct actor *who, const struct response_row *r, str *out);
// Whose place it took; v == 0 where it is the first.
MUST_USE err response_before(struct db *db, arena *a, const struct actor *who, const struct response_row *r, response_id *out);
// What was sent, counted or not, the newest day first.
MUST_USE err response_list(struct db *db, arena *a, const struct actor *who, client_id client, struct response_list *out);
// Every score of what counts, by instrument, the oldest first, in two queries: for series and exports.
struct response_point {
    response_id id;
    concern_id concern;         // v == 0: none
    str instrument, hash;       // code, and the SHA-256 of the file that was asked with
    str score;
    bool known;
    double value;
    str reason;                 // why there is none, where it is not known
    str band;
    enum response_mode mode;
    day day;
    str answers;                // canonical JSON, as in struct response_row
    instant at;
    account_id account;         // v == 0: the client by link
};
MUST_USE err response_points(struct db *db, arena *a, const struct actor *who, client_id client, const struct response_point **out, size_t *n);
struct response_about {
    str instrument;
    concern_id concern;         // v == 0: none
};
// What counts of one instrument about one concern, since a day, the newest first: id, mode, day and answers alone.
struct response_day {
    response_id id;
    enum response_mode mode;
    day day;
    str answers;                // canonical JSON
};
MUST_USE err response_days(struct db *db, arena *a, const struct actor *who, client_id client, struct response_about about, day from,
    const struct response_day **out, size_t *n);
// How many who->link sent, counted or not.
MUST_USE err response_link_count(struct db *db, arena *a, const struct actor *who, client_id client, int64_t *n);
// What was answered since then otherwise than by who->link, and counts.
MUST_USE err response_since(struct db *db, arena *a, const struct actor *who, client_id client, instant since, const struct response_about **out, size_t *n);
// Who measured what was corrected since: whoever entered the first of the corrections, not whoever put it right. Of each correction; small.
struct response_rater {
    response_id id;
    account_id account;         // v == 0: the client by link
};
MUST_USE err response_raters(struct db *db, arena *a, const struct actor *who, client_id client, const struct response_rater **out, size_t *n);
// E_CONFLICT where it does not count any more.
MUST_USE err response_replace(struct db *db, const struct actor *who, response_id old, response_id by);
MUST_USE err response_withdraw(struct db *db, const struct actor *who, response_id id, instant at);

// --- drafts: what is being answered by link, or with staff. Their answers are seen by response_by_link alone.
// Where one belongs to: everything but its answers. E_NOT_FOUND where it was sent.
MUST_USE err response_begun(struct db *db, arena *a, const struct actor *who, response_id id, struct response_row *out);
// The same of one that is filled in with staff, with its account and version; E_NOT_FOUND of any other.
MUST_USE err response_tapped(struct db *db, arena *a, const struct actor *who, response_id id, struct response_row *out);
// r->begun, link and device, or account, are kept; version 1.
MUST_USE err response_begin(struct db *db, const struct actor *who, const struct response_row *r, const struct response_text *text);
// r->answers in the place of what was kept at r->version: E_CONFLICT where that is not what is kept, or it was sent.
MUST_USE err response_save(struct db *db, const struct actor *who, const struct response_row *r);
// Sent at r->at, about r->day, in r->language, with r->note and its scores. E_CONFLICT as above.
MUST_USE err response_send(struct db *db, const struct actor *who, const struct response_row *r, const struct response_score_row *scores, size_t n);
// What came by a link, sent or not, that is neither replaced nor taken back, the newest first.
struct response_by_link {
    const struct response_row *v;
    size_t n;
    size_t n_ever;              // with what was replaced or taken back
};
MUST_USE err response_by_link(struct db *db, arena *a, const struct actor *who, client_id client, link_id link, struct response_by_link *out);
// Those begun before that whose link ended before it too, but for those that raised an alert. For jobs.
MUST_USE err response_draft_sweep(struct db *db, instant before, int64_t *deleted);

// What a practice measures with.
struct measure_setting {
    bool mood;                  // questions about mood may be asked
    int64_t version;            // 0: never set
    bool lot;                   // a first day of treatment may be drawn by lot
};
MUST_USE err measure_setting_get(struct db *db, arena *a, const struct actor *who, struct measure_setting *out);
// s->version is the version seen: E_CONFLICT where another change came first.
MUST_USE err measure_setting_put(struct db *db, const struct actor *who, instant at, const struct measure_setting *s);

#endif
