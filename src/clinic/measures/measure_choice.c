#include "clinic/measures/measure_choice.h"

#include <pthread.h>

#include "base/content.h"
#include "base/err.h"
#include "base/json.h"

// Read once and kept for good.
static const struct json *top;

static void load(void)
{
    struct json_error e;
    top = json_parse(arena_new((size_t)1 << 20), content_text(S("measures/choice.json")), 16, &e);
    CHECK(top && json_get(top, S("concerns")) && json_get(top, S("mood")) && json_get(top, S("elsewhere")) && json_get(top, S("by-hand")) && json_get(top, S("of-change")));
}

static const struct json *choice_file(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    CHECK(pthread_once(&once, load) == 0);
    return top;
}

static bool listed(const struct json *list, str word)
{
    for (const struct json *j = list ? list->first : NULL; j; j = j->next)
        if (str_eq(json_text(j), word)) return true;
    return false;
}

static bool row_fits(const struct json *row, str kind, str condition, const struct site *sites, size_t n)
{
    const struct json *regions = json_get(row, S("regions")), *of = json_get(row, S("condition"));
    if (of && !str_eq(json_text(of), condition)) return false;
    if (!str_eq(json_text(json_get(row, S("kind"))), kind)) return false;
    for (size_t i = 0; regions && i < n; i++)
        if (listed(regions, str_of(sites[i].region->code))) return true;
    return !regions;
}

static struct measure_choice row_choice(const struct json *row)
{
    return (struct measure_choice){json_text(json_get(row, S("primary"))), json_text(json_get(row, S("secondary")))};
}

struct measure_choice measure_choice_of(str kind, str condition, const struct site *sites, size_t n)
{
    for (const struct json *row = json_get(choice_file(), S("concerns"))->first; row; row = row->next)
        if (row_fits(row, kind, condition, sites, n)) return row_choice(row);
    return (struct measure_choice){0};
}

bool measure_choice_at(size_t i, str *kind, struct measure_choice *out)
{
    const struct json *row = json_get(choice_file(), S("concerns"))->first;
    while (row && i--) row = row->next;
    if (!row) return false;
    *kind = json_text(json_get(row, S("kind")));
    *out = row_choice(row);
    return true;
}

bool measure_of_mood(str id) { return listed(json_get(choice_file(), S("mood")), id); }

bool measure_elsewhere(str id) { return listed(json_get(choice_file(), S("elsewhere")), id); }

bool measure_by_hand(str id) { return listed(json_get(choice_file(), S("by-hand")), id); }

bool measure_of_change(str id) { return listed(json_get(choice_file(), S("of-change")), id); }
