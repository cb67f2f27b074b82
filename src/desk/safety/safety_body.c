#include "desk/safety/safety_body.h"

#include "clinic/care/technique.h"

enum { BODY_MAX = 64 << 10, DEPTH = 64, DAY_MINUTES = 24 * 60, LIFT_DAYS_MAX = 3650 };

bool json_same(const struct json *x, const struct json *y)
{
    if (!x || !y || x->kind != y->kind || x->count != y->count)
        return x == y;
    if (x->kind == JSON_BOOL)
        return x->truth == y->truth;
    if (!str_eq(x->text, y->text))
        return false;
    const struct json *p = x->first, *q = y->first;
    for (; p && q; p = p->next, q = q->next)
        if (!str_eq(p->name, q->name) || !json_same(p, q))
            return false;
    return !p && !q;
}

static void put_texts(struct jw *w, str key, const str *v, size_t n)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < n; i++)
        jw_str(w, v[i]);
    jw_end(w);
}

void finding_limits_put(struct jw *w, arena *a, const struct screen_limits *l)
{
    jw_key(w, S("limits"));
    jw_object(w);
    jw_key(w, S("avoid"));
    jw_array(w);
    for (size_t i = 0; i < l->n_avoid; i++)
        jw_str(w, site_text(a, l->avoid[i]));
    jw_end(w);
    put_texts(w, S("barred"), l->barred, l->n_barred);
    jw_kint(w, S("pressure_max"), l->pressure_max);
    jw_kint(w, S("minutes_max"), l->minutes_max);
    put_texts(w, S("positions"), l->positions, l->n_positions);
    jw_kbool(w, S("no_position"), l->no_position);
    jw_end(w);
}

str finding_body(arena *a, const struct screen_finding *f, const struct json *answers)
{
    struct buf b = buf_new(a, BODY_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("title"), f->rule->words);
    jw_kstr(&w, S("words"), f->rule->for_therapist);
    jw_kstr(&w, S("for_client"), f->rule->for_client);
    jw_kstr(&w, S("source"), f->rule->source);
    jw_kstr(&w, S("when"), f->rule->when_text);
    jw_kbool(&w, S("verified"), f->rule->verified);
    jw_kstr(&w, S("lift"), str_of(screen_lift_name(f->rule->lift)));
    jw_kint(&w, S("lift_days"), f->rule->lift_days);
    jw_kbool(&w, S("places_unknown"), f->places_unknown);
    jw_key(&w, S("because"));
    jw_object(&w);
    for (size_t i = 0; i < f->n_because; i++) {
        jw_key(&w, f->because[i]);
        json_put(&w, json_get(answers, f->because[i]));
    }
    jw_end(&w);
    finding_limits_put(&w, a, &f->limits);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

static void put_because(struct jw *w, const struct json *asked, const struct json *answers)
{
    jw_object(w);
    for (const struct json *q = asked ? asked->first : NULL; q; q = q->next) {
        jw_key(w, q->name);
        json_put(w, json_get(answers, q->name));
    }
    jw_end(w);
}

str finding_body_against(arena *a, str body, const struct json *answers)
{
    struct json_error why;
    const struct json *old = json_parse(a, body, DEPTH, &why);
    struct buf b = buf_new(a, BODY_MAX);
    struct jw w = jw_on(&b);
    if (!old || old->kind != JSON_OBJECT)
        return (str){0};
    jw_object(&w);
    for (const struct json *x = old->first; x; x = x->next) {
        if (str_eq(x->name, S("against")))
            continue;
        jw_key(&w, x->name);
        if (str_eq(x->name, S("because")))
            put_because(&w, x, answers);
        else
            json_put(&w, x);
    }
    jw_kbool(&w, S("against"), true);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

static const str *get_texts(arena *a, const struct json *list, size_t *n)
{
    *n = 0;
    str *v = ARENA_ARRAY(a, list ? list->count : 0, str);
    for (const struct json *x = list ? list->first : NULL; x; x = x->next)
        v[(*n)++] = json_text(x);
    return v;
}

// A whole number from 0 to `most`; one that is not there is 0.
static bool get_int(const struct json *object, str name, int most, int *out)
{
    const struct json *x = json_get(object, name);
    int64_t v = 0;
    bool good = !x || (json_integer(x, &v) && v >= 0 && v <= most);
    *out = good ? (int)v : 0;
    return good;
}

static bool get_truth(const struct json *object, str name)
{
    const struct json *x = json_get(object, name);
    return x && x->kind == JSON_BOOL && x->truth;
}

bool finding_limits_read(arena *a, const struct json *j, struct screen_limits *l)
{
    const struct json *avoid = json_get(j, S("avoid"));
    struct site *sites = ARENA_ARRAY(a, avoid ? avoid->count : 0, struct site);
    *l = (struct screen_limits){0};
    l->avoid = sites;
    for (const struct json *x = avoid ? avoid->first : NULL; x; x = x->next)
        if (!site_parse(json_text(x), &sites[l->n_avoid++]))
            return false; // a place to be avoided is never left out silently
    l->barred = get_texts(a, json_get(j, S("barred")), &l->n_barred);
    l->positions = get_texts(a, json_get(j, S("positions")), &l->n_positions);
    l->no_position = get_truth(j, S("no_position"));
    return get_int(j, S("pressure_max"), PRESSURES, &l->pressure_max) && get_int(j, S("minutes_max"), DAY_MINUTES, &l->minutes_max);
}

bool finding_body_read(arena *a, str body, struct finding_row *out)
{
    struct json_error why;
    const struct json *j = json_parse(a, body, DEPTH, &why), *because = json_get(j, S("because"));
    if (!because || because->kind != JSON_OBJECT)
        return false;
    out->title = json_text(json_get(j, S("title")));
    out->words = json_text(json_get(j, S("words")));
    out->for_client = json_text(json_get(j, S("for_client")));
    out->source = json_text(json_get(j, S("source")));
    out->verified = get_truth(j, S("verified"));
    out->lift = json_text(json_get(j, S("lift")));
    out->when = json_text(json_get(j, S("when")));
    out->places_unknown = get_truth(j, S("places_unknown"));
    out->against = get_truth(j, S("against"));
    out->answers = because;
    str *ids = ARENA_ARRAY(a, because->count, str);
    out->n_because = 0;
    for (const struct json *x = because->first; x; x = x->next)
        ids[out->n_because++] = x->name;
    out->because = ids;
    return get_int(j, S("lift_days"), LIFT_DAYS_MAX, &out->lift_days) && finding_limits_read(a, json_get(j, S("limits")), &out->limits);
}

str finding_body_title(arena *a, str body)
{
    struct json_error why;
    return json_text(json_get(json_parse(a, body, DEPTH, &why), S("title")));
}
