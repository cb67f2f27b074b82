#include "clinic/care/templates.h"

#include "base/err.h"
#include "base/json.h"

static const struct {
    const char *grade;
    enum msg words;
} grades[] = {
    {"moderate", MSG_evidence_moderate}, {"low-moderate", MSG_evidence_low_moderate}, {"low", MSG_evidence_low},
    {"very-low", MSG_evidence_very_low}, {"conflicting", MSG_evidence_conflicting}, {"contradicted", MSG_evidence_contradicted},
    {"none", MSG_evidence_none},
};

bool plan_evidence_known(str evidence) {
    for (size_t i = 0; i < sizeof grades / sizeof grades[0]; i++)
        if (str_eq(evidence, str_of(grades[i].grade)))
            return true;
    return false;
}

struct say plan_evidence_say(str evidence) {
    for (size_t i = 0; i < sizeof grades / sizeof grades[0]; i++)
        if (str_eq(evidence, str_of(grades[i].grade)))
            return SAY(grades[i].words);
    return SAY(MSG_evidence_none);
}

struct say plan_template_say(const struct plan_template *t, const char *what) {
    char key[96];
    struct buf b = {.p = key, .cap = sizeof key, .max = sizeof key};
    buf_put(&b, S("template."));
    buf_put(&b, t->id);
    buf_putc(&b, '.');
    buf_put(&b, str_of(what));
    CHECK(!b.over);
    return SAY(message_find(buf_str(&b)));
}

static bool texts(const struct json *j, str *out, size_t cap, size_t *n) {
    if (!j || j->kind != JSON_ARRAY || j->count > cap)
        return false;
    for (const struct json *o = j->first; o; o = o->next) {
        if (o->kind != JSON_STRING)
            return false;
        out[(*n)++] = o->text;
    }
    return true;
}

static bool between(const struct json *j, str name, int64_t lo, int64_t hi, int64_t *out) {
    return json_integer(json_get(j, name), out) && *out >= lo && *out <= hi;
}

static bool names(const struct json *list, str what) {
    for (const struct json *o = list ? list->first : NULL; o; o = o->next)
        if (str_eq(json_text(o), what))
            return true;
    return false;
}

static bool read_one(const struct json *j, struct plan_template *t) {
    const struct json *checked = json_get(j, S("checked"));
    *t = (struct plan_template){.id = json_text(json_get(j, S("id"))),
        .evidence = json_text(json_get(j, S("evidence"))),
        .source = json_text(json_get(j, S("source"))),
        .minutes_checked = names(checked, S("minutes")),
        .dose_checked = names(checked, S("sessions")) && names(checked, S("per_week"))};
    bool good = t->id.n > 0 && t->id.n < 60 && t->source.n > 0 && plan_evidence_known(t->evidence);
    good = good && texts(json_get(j, S("kinds")), t->kind, 5, &t->n_kinds) && t->n_kinds > 0;
    good = good && texts(json_get(j, S("regions")), t->region, 8, &t->n_regions);
    for (size_t i = 0; good && i < t->n_regions; i++) {
        struct site s;
        good = site_parse(t->region[i], &s) && s.side == SIDE_BOTH;
    }
    return good && between(j, S("minutes"), 5, 480, &t->minutes) && between(j, S("sessions"), 1, 60, &t->sessions) &&
        between(j, S("per_week"), 1, 7, &t->per_week) && between(j, S("every_weeks"), 1, 12, &t->every_weeks) &&
        between(j, S("review_sessions"), 1, 20, &t->review_sessions) && between(j, S("review_weeks"), 1, 26, &t->review_weeks);
}

// Is the id of v[n] that of one before it?
static bool twice(const struct plan_template *v, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i].id, v[n].id))
            return true;
    return false;
}

bool plan_templates(arena *a, str text, const struct plan_template **out, size_t *n, str *why) {
    struct json_error e = {0};
    const struct json *j = json_parse(a, text, 16, &e), *list = json_get(j, S("templates"));
    *out = NULL;
    *n = 0;
    if (!list || list->kind != JSON_ARRAY) {
        *why = j ? S("no list \"templates\"") : e.reason;
        return false;
    }
    struct plan_template *v = ARENA_ARRAY(a, list->count, struct plan_template);
    for (const struct json *o = list->first; o; o = o->next) {
        bool good = read_one(o, &v[*n]);
        if (!good || twice(v, *n)) {
            *why = str_fmt(a, good ? "template %zu has the id of another" : "template %zu is not complete or out of range", *n + 1);
            return false;
        }
        ++*n;
    }
    *out = v;
    return true;
}

int plan_template_suits(const struct plan_template *t, str kind, const struct site *sites, size_t n) {
    bool of_kind = false;
    for (size_t i = 0; i < t->n_kinds; i++)
        of_kind |= str_eq(t->kind[i], kind);
    if (!of_kind)
        return 0;
    for (size_t i = 0; i < t->n_regions; i++)
        for (size_t k = 0; k < n; k++)
            if (str_eq(t->region[i], str_of(sites[k].region->code)))
                return 2;
    return 1;
}
