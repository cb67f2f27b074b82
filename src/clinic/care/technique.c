#include "clinic/care/technique.h"

#include <pthread.h>

#include "base/content.h"
#include "base/err.h"
#include "base/json.h"

static const struct vocabulary_item *item_of(const struct vocabulary_item *v, size_t n, str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].id, id))
            return &v[i];
    return NULL;
}

const struct technique *technique_of(const struct vocabulary *v, str id)
{
    for (size_t i = 0; i < v->n_techniques; i++)
        if (str_eq(v->techniques[i].id, id))
            return &v->techniques[i];
    return NULL;
}

const struct vocabulary_item *position_of(const struct vocabulary *v, str id) { return item_of(v->positions, v->n_positions, id); }
const struct vocabulary_item *home_care_of(const struct vocabulary *v, str id) { return item_of(v->home_care, v->n_home_care, id); }

static bool id_valid(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool inner = i > 0 && i + 1 < s.n && (c == '-' || (c >= '0' && c <= '9'));
        if (!(c >= 'a' && c <= 'z') && !inner)
            return false;
    }
    return s.n > 0 && s.n <= 40;
}

static bool wrong(arena *a, str *why, const char *list, size_t i, const char *what)
{
    *why = str_fmt(a, "%s[%zu]: %s", list, i, what);
    return false;
}

// The list of that name, not empty and not longer than `max`; NULL otherwise.
static const struct json *list_of(arena *a, const struct json *o, const char *name, size_t max, str *why)
{
    const struct json *l = json_get(o, str_of(name));
    if (l && l->kind == JSON_ARRAY && l->count && l->count <= max)
        return l;
    *why = str_fmt(a, "%s: a list of 1 to %zu is wanted", name, max);
    return NULL;
}

static bool items_load(arena *a, const struct json *o, const char *name, size_t max, const struct vocabulary_item **out, size_t *n, str *why)
{
    const struct json *l = list_of(a, o, name, max, why);
    if (!l)
        return false;
    struct vocabulary_item *v = ARENA_ARRAY(a, l->count, struct vocabulary_item);
    *n = 0;
    for (const struct json *j = l->first; j; j = j->next) {
        struct vocabulary_item x = {json_text(json_get(j, S("id"))), json_text(json_get(j, S("name")))};
        if (!id_valid(x.id) || !x.name.n || item_of(v, *n, x.id))
            return wrong(a, why, name, *n, "an id of its own and a name are wanted");
        v[(*n)++] = x;
    }
    *out = v;
    return true;
}

static bool pressures_load(arena *a, const struct json *o, struct vocabulary *v, str *why)
{
    const struct json *l = list_of(a, o, "pressures", PRESSURES, why);
    size_t i = 0;
    for (const struct json *j = l ? l->first : NULL; j; j = j->next) {
        int64_t value;
        struct pressure_anchor p = {json_text(json_get(j, S("name"))), json_text(json_get(j, S("words")))};
        if (!json_integer(json_get(j, S("value")), &value) || value != (int64_t)i + 1 || !p.name.n || !p.words.n)
            return wrong(a, why, "pressures", i, "value, name and words are wanted, 1 to 5 in order");
        v->pressure[++i] = p;
    }
    if (l && i != PRESSURES)
        return wrong(a, why, "pressures", i, "there are five");
    return l != NULL;
}

static bool techniques_load(arena *a, const struct json *o, struct vocabulary *v, str *why)
{
    const struct json *l = list_of(a, o, "techniques", 200, why);
    if (!l)
        return false;
    struct technique *t = ARENA_ARRAY(a, l->count, struct technique);
    v->techniques = t;
    for (const struct json *j = l->first; j; j = j->next) {
        size_t i = v->n_techniques;
        int64_t pressure;
        struct technique x = {.id = json_text(json_get(j, S("id"))), .name = json_text(json_get(j, S("name"))),
            .group = json_text(json_get(j, S("group"))), .evidence = json_text(json_get(j, S("evidence")))};
        if (!id_valid(x.id) || !x.name.n || technique_of(v, x.id))
            return wrong(a, why, "techniques", i, "an id of its own and a name are wanted");
        if (!item_of(v->groups, v->n_groups, x.group))
            return wrong(a, why, "techniques", i, "the group is not known");
        if (!json_integer(json_get(j, S("pressure")), &pressure) || pressure < 0 || pressure > PRESSURES)
            return wrong(a, why, "techniques", i, "pressure is 0 to 5");
        x.pressure = (int)pressure;
        t[v->n_techniques++] = x;
    }
    return true;
}

const struct vocabulary *vocabulary_load(arena *a, str json, str *why)
{
    struct json_error je = {0};
    const struct json *o = json_parse(a, json, 16, &je);
    if (!o || o->kind != JSON_OBJECT) {
        *why = o ? S("an object is wanted") : str_fmt(a, "line %zu: %.*s", je.line, SP(je.reason));
        return NULL;
    }
    struct vocabulary *v = ARENA_NEW(a, struct vocabulary);
    *v = (struct vocabulary){.version = json_text(json_get(o, S("version")))};
    if (!v->version.n) {
        *why = S("version: a text is wanted");
        return NULL;
    }
    bool good = pressures_load(a, o, v, why) && items_load(a, o, "positions", POSITIONS_MAX, &v->positions, &v->n_positions, why) &&
        items_load(a, o, "home_care", HOME_CARE_MAX, &v->home_care, &v->n_home_care, why) &&
        items_load(a, o, "groups", 20, &v->groups, &v->n_groups, why) && techniques_load(a, o, v, why);
    return good ? v : NULL;
}

static const struct vocabulary *shipped;

static void shipped_load(void)
{
    str why = {0};
    shipped = vocabulary_load(arena_new(1 << 20), content_text(S("techniques/techniques.json")), &why);
    CHECK(shipped);
}

const struct vocabulary *vocabulary_shipped(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    CHECK(pthread_once(&once, shipped_load) == 0);
    return shipped;
}
