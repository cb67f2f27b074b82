// What is done with the hands: the controlled vocabulary of techniques, five anchors of pressure, positions, home care.
// Data: content/techniques/techniques.json. Source: reference, 4.1. Ids are what notes, findings and reports keep; they never change.
#ifndef UNKNOT_CLINIC_TECHNIQUE_H
#define UNKNOT_CLINIC_TECHNIQUE_H

#include "base/arena.h"
#include "base/str.h"

struct vocabulary_item {
    str id, name;               // lower case, digits and hyphens; English
};

struct technique {
    str id, name;
    str group;                  // id of a group
    int pressure;               // usual: 1 .. 5; 0 where pressure does not apply
    str evidence;               // a remark, empty where none is needed
};

struct pressure_anchor {
    str name, words;            // what this pressure feels like, agreed with the client
};

enum { PRESSURES = 5, POSITIONS_MAX = 8, HOME_CARE_MAX = 16 };

struct vocabulary {
    str version;
    struct pressure_anchor pressure[PRESSURES + 1];     // by value, 1 .. 5
    const struct vocabulary_item *positions;            // at most POSITIONS_MAX
    size_t n_positions;
    const struct vocabulary_item *home_care;            // at most HOME_CARE_MAX
    size_t n_home_care;
    const struct vocabulary_item *groups;
    size_t n_groups;
    const struct technique *techniques;                 // by group, in the order of the file
    size_t n_techniques;
};

// NULL on error, with *why in English: what is wrong and where.
const struct vocabulary *vocabulary_load(arena *a, str json, str *why);
// What this program ships, loaded once per process into memory that stays; asserts that it loads (a test holds it).
const struct vocabulary *vocabulary_shipped(void);

const struct technique *technique_of(const struct vocabulary *v, str id);           // NULL where there is none
const struct vocabulary_item *position_of(const struct vocabulary *v, str id);
const struct vocabulary_item *home_care_of(const struct vocabulary *v, str id);

#endif
