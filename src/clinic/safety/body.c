#include "clinic/safety/body.h"

#include "base/err.h"

static const struct region_row {
    struct body_region region;
    enum msg both, left, right;
} rows[] = {
#define LABELS_0(name) MSG_body_##name, MSG_none, MSG_none
#define LABELS_1(name) MSG_body_##name, MSG_body_##name##_left, MSG_body_##name##_right
#define B(name, code_, sided_, consent_, area_, prose_) {{code_, sided_, CONSENT_##consent_, AREA_##area_, prose_}, LABELS_##sided_(name)},
#include "clinic/safety/body.def"
#undef B
};

enum { REGIONS = sizeof rows / sizeof rows[0] };

struct say body_area_say(enum body_area a)
{
    static const enum msg words[AREA_COUNT] = {MSG_body_area_head, MSG_body_area_arm, MSG_body_area_front, MSG_body_area_back, MSG_body_area_leg};
    CHECK((unsigned)a < AREA_COUNT);
    return SAY(words[a]);
}

const struct body_region *body_region_at(size_t i) { return i < REGIONS ? &rows[i].region : NULL; }

static const struct region_row *row_of(str code)
{
    for (size_t i = 0; i < REGIONS; i++)
        if (str_eq(code, str_of(rows[i].region.code)))
            return &rows[i];
    return NULL;
}

bool site_parse(str text, struct site *out)
{
    const struct region_row *row = row_of(text);
    enum body_side side = SIDE_BOTH;
    if (!row && str_ends(text, S("-left"))) {
        row = row_of(str_sub(text, 0, text.n - 5));
        side = SIDE_LEFT;
    } else if (!row && str_ends(text, S("-right"))) {
        row = row_of(str_sub(text, 0, text.n - 6));
        side = SIDE_RIGHT;
    }
    if (!row || (side != SIDE_BOTH && !row->region.sided))
        return false;
    *out = (struct site){&row->region, side};
    return true;
}

str site_text(arena *a, struct site s)
{
    static const char *const ends[] = {"", "-left", "-right"};
    return str_fmt(a, "%s%s", s.region->code, ends[s.side]);
}

bool site_overlaps(struct site a, struct site b)
{
    return a.region == b.region && (a.side == SIDE_BOTH || b.side == SIDE_BOTH || a.side == b.side);
}

const char *body_consent_name(enum body_consent c)
{
    static const char *const names[] = {"", "glutes", "chest", "inner-thigh", "abdomen"};
    CHECK((unsigned)c < sizeof names / sizeof names[0]);
    return names[c];
}

struct say site_say(struct site s)
{
    const struct region_row *row = row_of(str_of(s.region->code));
    CHECK(row);
    return SAY(s.side == SIDE_LEFT ? row->left : s.side == SIDE_RIGHT ? row->right : row->both);
}
