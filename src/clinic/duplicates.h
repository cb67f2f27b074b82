// Are these two records one person? A score from several signs, each said; no single weak sign is enough.
#ifndef UNKNOT_CLINIC_DUPLICATES_H
#define UNKNOT_CLINIC_DUPLICATES_H

#include "base/message.h"
#include "clinic/namekey.h"

enum duplicate { DUPLICATE_NONE, DUPLICATE_POSSIBLE, DUPLICATE_LIKELY };

enum { DUPLICATE_REASONS = 6 };

struct duplicate_found {
    enum duplicate likely;
    int score;                                  // 0..100, to sort by
    enum msg reason[DUPLICATE_REASONS];         // strongest first
    size_t n_reasons;
};

struct duplicate_found duplicates_judge(arena *scratch, const struct name_facts *a, const struct name_facts *b);

// Keys under which a record and its duplicate meet: probe the index table with these (a subset of namekey_keys).
struct namekeys duplicates_probe(arena *a, const struct name_facts *who);

#endif
