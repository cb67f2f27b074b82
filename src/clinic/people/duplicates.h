// Are these two records one person? A score from several signs, each said; no single weak sign is enough.
// Families share phones, e-mail and surnames, twins a birth day too: without a like given name two records are two people.
#ifndef UNKNOT_CLINIC_DUPLICATES_H
#define UNKNOT_CLINIC_DUPLICATES_H

#include "base/message.h"
#include "clinic/people/namekey.h"

enum duplicate { DUPLICATE_NONE, DUPLICATE_POSSIBLE, DUPLICATE_LIKELY };

enum { DUPLICATE_REASONS = 6 };

struct duplicate_found {
    enum duplicate likely;
    int score;                                  // 0..100, to sort by
    enum msg reason[DUPLICATE_REASONS];         // what speaks for it; names first
    size_t n_reasons;
};

// Candidates come from the index table by namekey_probe_person. Symmetric in a and b.
struct duplicate_found duplicates_judge(arena *scratch, const struct name_facts *a, const struct name_facts *b);

#endif
