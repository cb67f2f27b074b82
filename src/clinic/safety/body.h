// Regions of the body: one list for concerns, findings, plans, notes and the body chart. Coded sites, our own list (reference, 2.2).
// In the database and in JSON a site is a text: "shoulder-left", "abdomen"; "shoulder" means both sides.
#ifndef UNKNOT_CLINIC_BODY_H
#define UNKNOT_CLINIC_BODY_H

#include "base/message.h"
#include "base/str.h"

enum body_side { SIDE_BOTH, SIDE_LEFT, SIDE_RIGHT };

// The consent that touching a region needs, besides the one to treatment.
enum body_consent { CONSENT_NONE, CONSENT_GLUTES, CONSENT_CHEST, CONSENT_INNER_THIGH, CONSENT_ABDOMEN };

// Where a long list of regions folds: regions of one area stand together in body.def.
enum body_area { AREA_HEAD, AREA_ARM, AREA_FRONT, AREA_BACK, AREA_LEG, AREA_COUNT };

struct body_region {
    const char *code;
    bool sided;
    enum body_consent consent;
    enum body_area area;
    const char *prose;          // English, for traces; people read the message "body.<code>"
};

struct site {
    const struct body_region *region;
    enum body_side side;        // SIDE_BOTH for regions without sides
};

const struct body_region *body_region_at(size_t i);    // in the order of body.def, head to foot; NULL behind the last
bool site_parse(str text, struct site *out);            // false where unknown, or sided where the region has no sides
str site_text(arena *a, struct site s);                 // "shoulder-left"
bool site_overlaps(struct site a, struct site b);       // the same region, and a side in common
const char *body_consent_name(enum body_consent c);     // "glutes", "chest", "inner-thigh", "abdomen"; "" for none
struct say body_area_say(enum body_area a);             // "Head and neck"
struct say site_say(struct site s);                     // "Left shoulder"

#endif
