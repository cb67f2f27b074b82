// The register and what it is made of, as JSON; and back, for whoever wants to check it.
#include "base/json_take.h"
#include "clinic/safety/harm.h"

static void names_put(struct jw *w, str key, const str *v, size_t n)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < n; i++)
        jw_str(w, v[i]);
    jw_end(w);
}

void harm_rows_json(struct jw *w, const struct harm_visit *v, size_t n, const struct harm_event *e, size_t n_events, size_t withdrawn)
{
    jw_key(w, S("sessions"));
    jw_array(w);
    for (size_t i = 0; i < n; i++) {
        jw_object(w);
        names_put(w, S("techniques"), v[i].techniques, v[i].n_techniques);
        names_put(w, S("regions"), v[i].regions, v[i].n_regions);
        jw_kbool(w, S("asked"), v[i].asked);
        jw_kbool(w, S("nothing"), v[i].nothing);
        jw_end(w);
    }
    jw_end(w);
    jw_key(w, S("events"));
    jw_array(w);
    for (size_t i = 0; i < n_events; i++) {
        jw_object(w);
        jw_key(w, S("session"));
        if (e[i].visit < n)
            jw_int(w, (int64_t)e[i].visit);
        else
            jw_null(w);
        jw_kstr(w, S("what"), adverse_what_name(e[i].what));
        jw_kstr(w, S("severity"), severity_name(e[i].severity));
        jw_key(w, S("days"));
        if (e[i].days.known)
            jw_int(w, e[i].days.v);
        else
            jw_null(w);
        jw_end(w);
    }
    jw_end(w);
    jw_kint(w, S("withdrawn"), (int64_t)withdrawn);
}

static void rate_put(struct jw *w, const struct harm_rate *r)
{
    jw_kint(w, S("sessions"), (int64_t)r->sessions);
    jw_kint(w, S("answered"), (int64_t)r->answered);
    jw_kint(w, S("followed"), (int64_t)r->followed);
    jw_kfigure(w, S("per_1000"), r->sessions > 0, r->of_all);
    jw_kspan(w, S("ci"), r->sessions > 0, r->all_lo, r->all_hi);
    jw_kfigure(w, S("per_1000_answered"), r->answered > 0, r->of_answered);
    jw_kspan(w, S("ci_answered"), r->answered > 0, r->answered_lo, r->answered_hi);
}

static void groups_put(struct jw *w, str key, const struct harm_group *g, size_t n)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < n; i++) {
        jw_object(w);
        jw_kstr(w, S("id"), g[i].id);
        rate_put(w, &g[i].rate);
        jw_end(w);
    }
    jw_end(w);
}

void harm_register_json(struct jw *w, const struct harm_register *r)
{
    jw_object(w);
    jw_kint(w, S("asked"), (int64_t)r->asked);
    jw_kbool(w, S("few"), r->few);
    rate_put(w, &r->all);
    jw_key(w, S("severity"));
    jw_array(w);
    for (size_t s = 0; s < SEVERITIES; s++) {
        jw_object(w);
        jw_kstr(w, S("at_least"), severity_name((enum adverse_severity)s));
        jw_kint(w, S("events"), (int64_t)r->events[s]);
        rate_put(w, &r->by[s]);
        jw_end(w);
    }
    jw_end(w);
    jw_kint(w, S("soreness_of_a_day"), (int64_t)r->expected);
    jw_kint(w, S("soreness_length_unknown"), (int64_t)r->unknown);
    jw_kint(w, S("events_without_session"), (int64_t)r->loose);
    jw_kint(w, S("withdrawn"), (int64_t)r->withdrawn);
    groups_put(w, S("techniques"), r->techniques, r->n_techniques);
    groups_put(w, S("regions"), r->regions, r->n_regions);
    jw_end(w);
}

// ---- reading

enum { SESSIONS_MOST = 1000000, NAMES_MOST = 64, DAYS_MOST = 36500 };

// A list that has to be there, and may be empty.
static bool list_take(struct json_take *t, const struct json *o, str path, const char *name, size_t most, const struct json **out)
{
    if (json_get(o, str_of(name)))
        return take_list(t, o, path, name, false, most, out);
    (void)take_wrong(t, path, "\"%s\" is missing", name);
    return false;
}

static bool names_take(struct json_take *t, const struct json *o, str path, const char *name, const str **out, size_t *n)
{
    const struct json *list;
    if (!list_take(t, o, path, name, NAMES_MOST, &list))
        return false;
    str *v = ARENA_ARRAY(t->a, list->count + 1, str);
    *n = 0;
    for (const struct json *x = list->first; x; x = x->next) {
        str id = json_text(x);
        if (!take_id_valid(id))
            return take_wrong(t, take_under(t, path, name), "each is an id, small letters and hyphens");
        for (size_t i = 0; i < *n; i++)
            if (str_eq(v[i], id))
                return take_wrong(t, take_under(t, path, name), "%.*s stands twice", SP(id));
        v[(*n)++] = id;
    }
    *out = v;
    return true;
}

static bool visit_take(struct json_take *t, const struct json *o, str path, struct harm_visit *v)
{
    *v = (struct harm_visit){0};
    return take_members(t, o, path, "techniques regions asked nothing") && names_take(t, o, path, "techniques", &v->techniques, &v->n_techniques) &&
           names_take(t, o, path, "regions", &v->regions, &v->n_regions) && take_truth(t, o, path, "asked", false, &v->asked) &&
           take_truth(t, o, path, "nothing", false, &v->nothing);
}

// A number from 0, or null.
static bool whole_or_null(struct json_take *t, const struct json *o, str path, const char *name, int64_t below, opt_int *out)
{
    const struct json *x = json_get(o, str_of(name));
    *out = (opt_int){0};
    if (!x || x->kind == JSON_NULL)
        return true;
    out->known = x->kind == JSON_NUMBER && json_integer(x, &out->v) && out->v >= 0 && out->v < below;
    return out->known || take_wrong(t, take_under(t, path, name), "null, or a whole number from 0 to %lld", (long long)below - 1);
}

static bool event_take(struct json_take *t, const struct json *o, str path, size_t n, struct harm_event *e)
{
    opt_int visit = {0};
    str what = {0}, severity = {0};
    *e = (struct harm_event){0};
    if (!take_members(t, o, path, "session what severity days") || !whole_or_null(t, o, path, "session", (int64_t)n, &visit) ||
        !whole_or_null(t, o, path, "days", DAYS_MOST, &e->days) || !take_text(t, o, path, "what", true, &what) || !take_text(t, o, path, "severity", true, &severity))
        return false;
    e->visit = visit.known ? (size_t)visit.v : SIZE_MAX;
    if (!adverse_what_of(what, &e->what))
        return take_wrong(t, take_under(t, path, "what"), "soreness, bruising, headache, dizziness, nausea, numbness, worse-pain or other");
    return severity_of(severity, &e->severity) || take_wrong(t, take_under(t, path, "severity"), "mild, moderate or severe");
}

static bool rows_take(struct json_take *t, const struct json *o, struct harm_visit **v, size_t *n, struct harm_event **e, size_t *n_events, opt_int *withdrawn)
{
    const struct json *sessions, *events;
    if (!take_members(t, o, S(""), "sessions events withdrawn from to own cut register") || !list_take(t, o, S(""), "sessions", SESSIONS_MOST, &sessions) ||
        !list_take(t, o, S(""), "events", SESSIONS_MOST, &events) || !whole_or_null(t, o, S(""), "withdrawn", SESSIONS_MOST, withdrawn))
        return false;
    *v = ARENA_ARRAY(t->a, sessions->count + 1, struct harm_visit);
    *e = ARENA_ARRAY(t->a, events->count + 1, struct harm_event);
    for (const struct json *x = sessions->first; x; x = x->next, (*n)++)
        if (!visit_take(t, x, take_place(t, S(""), "sessions", *n), &(*v)[*n]))
            return false;
    for (const struct json *x = events->first; x; x = x->next, (*n_events)++)
        if (!event_take(t, x, take_place(t, S(""), "events", *n_events), *n, &(*e)[*n_events]))
            return false;
    return true;
}

bool harm_probe(arena *a, str text, str *json, str *why)
{
    struct json_error wrong;
    struct json_take t = {.a = a};
    struct harm_visit *v = NULL;
    struct harm_event *e = NULL;
    size_t n = 0, n_events = 0;
    opt_int withdrawn = {0};
    const struct json *o = json_parse(a, text, 16, &wrong);
    *json = (str){0};
    if (!o) {
        *why = str_fmt(a, "line %zu: %.*s", wrong.line, SP(wrong.reason));
        return false;
    }
    if (!rows_take(&t, o, &v, &n, &e, &n_events, &withdrawn)) {
        *why = str_fmt(a, "%.*s%s%.*s", SP(t.path), t.path.n ? ": " : "", SP(t.reason));
        return false;
    }
    struct buf b = buf_new(a, 1 << 22);
    struct jw w = jw_on(&b);
    struct harm_register r = harm_register_of(a, v, n, e, n_events);
    r.withdrawn = (size_t)withdrawn.v;
    harm_register_json(&w, &r);
    *json = buf_str(&b);
    return true;
}
