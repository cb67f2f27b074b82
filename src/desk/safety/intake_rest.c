#include "desk/safety/intake.h"

#include <stddef.h>
#include <string.h>

#include "base/json.h"

enum { REST_MAX = 32 << 10 };

// The texts of `rest`, once, in the order of the canonical JSON.
static const struct text_at {
    const char *name;
    size_t offset;
} texts[] = {
    {"agree", offsetof(struct intake_rest, agreement.agree)},
    {"area_abdomen", offsetof(struct intake_rest, area[3])},
    {"area_chest", offsetof(struct intake_rest, area[1])},
    {"area_glutes", offsetof(struct intake_rest, area[0])},
    {"area_inner_thigh", offsetof(struct intake_rest, area[2])},
    {"confer", offsetof(struct intake_rest, contact.confer)},
    {"emergency_name", offsetof(struct intake_rest, contact.emergency_name)},
    {"emergency_phone", offsetof(struct intake_rest, contact.emergency_phone)},
    {"emergency_relation", offsetof(struct intake_rest, contact.emergency_relation)},
    {"guardian_phone", offsetof(struct intake_rest, agreement.guardian_phone)},
    {"guardian_relation", offsetof(struct intake_rest, agreement.guardian_relation)},
    {"physician", offsetof(struct intake_rest, contact.physician)},
    {"physician_contact", offsetof(struct intake_rest, contact.physician_contact)},
    {"signed", offsetof(struct intake_rest, agreement.signed_by)},
    {"wording", offsetof(struct intake_rest, wording)},
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static void put_list(struct jw *w, str key, const str *v, size_t n)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < n; i++)
        jw_str(w, v[i]);
    jw_end(w);
}

static void put_times(struct jw *w, arena *a, str key, const struct answer_since *v, size_t n)
{
    if (!n)
        return;
    jw_key(w, key);
    jw_object(w);
    for (size_t i = 0; i < n; i++)
        jw_kstr(w, v[i].question, instant_str(a, v[i].at));
    jw_end(w);
}

static void put_said(struct jw *w, arena *a, const struct intake_rest *r)
{
    put_times(w, a, S("measured"), r->said.measured, r->said.n_measured);
    put_times(w, a, S("since"), r->said.since, r->said.n_since);
    if (!r->said.part)
        return;
    put_list(w, S("asked"), r->said.asked, r->said.n_asked);
    put_list(w, S("topics"), r->topics, r->n_topics);
    jw_kbool(w, S("what"), r->what);
    jw_kstr(w, S("base"), id_str(a, r->base.v));
}

str intake_rest_text(arena *a, const struct intake_rest *r)
{
    struct buf b = buf_new(a, REST_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (size_t i = 0; i < TEXTS; i++) {
        str v;
        memcpy(&v, (const char *)r + texts[i].offset, sizeof v);
        if (v.n)
            jw_kstr(&w, str_of(texts[i].name), v);
    }
    if (r->agreement.guardian)
        jw_kbool(&w, S("guardian"), true);
    put_list(&w, S("seen"), r->seen, r->n_seen);
    put_list(&w, S("shown"), r->shown, r->n_shown);
    put_said(&w, a, r);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

static const str *get_list(arena *a, const struct json *list, size_t *n)
{
    *n = 0;
    str *v = ARENA_ARRAY(a, list ? list->count : 0, str);
    for (const struct json *x = list ? list->first : NULL; x; x = x->next)
        v[(*n)++] = json_text(x);
    return v;
}

static bool get_truth(const struct json *j, str name)
{
    const struct json *x = json_get(j, name);
    return x && x->kind == JSON_BOOL && x->truth;
}

static bool get_times(arena *a, const struct json *list, const struct answer_since **out, size_t *n)
{
    struct answer_since *v = ARENA_ARRAY(a, list ? list->count : 0, struct answer_since);
    *out = v;
    *n = 0;
    for (const struct json *x = list ? list->first : NULL; x; x = x->next) {
        v[*n].question = x->name;
        if (!instant_parse(json_text(x), &v[(*n)++].at))
            return false;
    }
    return true;
}

static bool get_said(arena *a, const struct json *j, struct intake_rest *out)
{
    const struct json *base = json_get(j, S("base"));
    if (!get_times(a, json_get(j, S("measured")), &out->said.measured, &out->said.n_measured) || !get_times(a, json_get(j, S("since")), &out->said.since, &out->said.n_since))
        return false;
    if (!base)
        return true;
    out->said.part = true;
    out->said.asked = get_list(a, json_get(j, S("asked")), &out->said.n_asked);
    out->topics = get_list(a, json_get(j, S("topics")), &out->n_topics);
    out->what = get_truth(j, S("what"));
    return id_parse(json_text(base), &out->base.v);
}

bool intake_rest_read(arena *a, str text, struct intake_rest *out)
{
    struct json_error why;
    const struct json *j = json_parse(a, text, 64, &why);
    *out = (struct intake_rest){0};
    if (!j || j->kind != JSON_OBJECT)
        return false;
    for (size_t i = 0; i < TEXTS; i++) {
        str v = json_text(json_get(j, str_of(texts[i].name)));
        memcpy((char *)out + texts[i].offset, &v, sizeof v);
    }
    out->agreement.guardian = get_truth(j, S("guardian"));
    out->seen = get_list(a, json_get(j, S("seen")), &out->n_seen);
    out->shown = get_list(a, json_get(j, S("shown")), &out->n_shown);
    return get_said(a, j, out);
}
