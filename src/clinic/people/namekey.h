// Finding people: names folded so that accents, case and spelling habits do not matter, short keys for an index table,
// and a rank. One typing error (a letter wrong, missing, too many, or two swapped) in a word still shares a key, because
// keys are a word's first letters with one letter left out (symmetric deletion, Garbe 2012). Measured in benchmarks/names.c:
// 10,000 clients, one typing error in given and family name: 99 % in the first five, 0.2 ms, 18 keys a client.
//
// Store: at each change of a client, client_key := namekey_keys(...). Find: one statement
//   SELECT client_id, COUNT(*) FROM client_key WHERE practice_id = $1 AND key IN ($2 … ) GROUP BY client_id
//   ORDER BY COUNT(*) DESC, client_id DESC LIMIT NAMEKEY_CANDIDATES
// with namekey_probe's keys (pad with ''), then load those candidates, namekey_rank each, show the best.
#ifndef UNKNOT_CLINIC_NAMEKEY_H
#define UNKNOT_CLINIC_NAMEKEY_H

#include "base/arena.h"
#include "base/civil.h"
#include "base/str.h"

enum {
    NAMEKEY_PROBES = 32,        // at most this many keys in one query
    NAMEKEY_CANDIDATES = 60,    // rows worth ranking
    NAMEKEY_TOKENS = 8,         // words looked at, of a name or a query
    NAMEKEY_LETTERS = 24        // letters of a word looked at
};

struct namekeys {
    const str *v;   // distinct, ascending, valid UTF-8, never empty
    size_t n;
};

struct name_facts {
    str given, family, preferred;   // each may be empty
    const str *phones;              // as typed or digits
    size_t n_phones;
    str email;
    bool born_known;
    day born;
};

// Folded text: NFKD, accents left out, lower case, ß→ss ø→o æ→ae ł→l …, words separated by one blank; letters of other
// scripts are kept. Malformed UTF-8 gives the empty slice.
str namekey_fold(arena *a, str s);

struct namekeys namekey_keys(arena *a, const struct name_facts *who);
struct namekeys namekey_probe(arena *a, str query);
// Keys under which another record of this person would be found: names, phones, e-mail, birth day.
struct namekeys namekey_probe_person(arena *a, const struct name_facts *who);

// 0: not this one; up to 1000: every word as typed. Comparable only within one query. Equal ranks: the most recent first, then the id.
int namekey_rank(arena *scratch, str query, const struct name_facts *who);

// For ranking many: fold the query once.
struct name_query;
const struct name_query *namekey_query(arena *a, str query);
int namekey_score(arena *scratch, const struct name_query *q, const struct name_facts *who);

// Damerau-Levenshtein distance (optimal string alignment) of two folded words, in code points, given up beyond `limit`
// (then limit + 1). With `prefix`, the distance of `a` to the nearest beginning of `b`.
int namekey_distance(str a, str b, int limit, bool prefix);

#endif
