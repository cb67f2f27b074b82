#include "clinic/safety/harm.h"

#include <string.h>

#include "base/err.h"
#include "clinic/stats/exact.h"

static const str whats[ADVERSE_WHATS] = {[ADVERSE_SORENESS] = S_INIT("soreness"), [ADVERSE_BRUISING] = S_INIT("bruising"),
    [ADVERSE_HEADACHE] = S_INIT("headache"), [ADVERSE_DIZZINESS] = S_INIT("dizziness"), [ADVERSE_NAUSEA] = S_INIT("nausea"),
    [ADVERSE_NUMBNESS] = S_INIT("numbness"), [ADVERSE_WORSE_PAIN] = S_INIT("worse-pain"), [ADVERSE_OTHER] = S_INIT("other")};
static const str severities[SEVERITIES] = {
    [SEVERITY_MILD] = S_INIT("mild"), [SEVERITY_MODERATE] = S_INIT("moderate"), [SEVERITY_SEVERE] = S_INIT("severe")};
static const str outcomes[] = {S_INIT("resolved"), S_INIT("resolving"), S_INIT("lasting"), S_INIT("unknown")};
static const str relations[] = {S_INIT("unlikely"), S_INIT("possible"), S_INIT("likely")};
static const str contacts[] = {S_INIT("phone"), S_INIT("visit"), S_INIT("message"), S_INIT("tried")};

static size_t place_of(const str *names, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return i;
    return SIZE_MAX;
}
#define PLACE(names, name) place_of(names, sizeof(names) / sizeof *(names), name)

str adverse_what_name(enum adverse_what w)
{
    CHECK((size_t)w < ADVERSE_WHATS);
    return whats[w];
}

bool adverse_what_of(str name, enum adverse_what *out)
{
    size_t i = PLACE(whats, name);
    *out = i == SIZE_MAX ? ADVERSE_OTHER : (enum adverse_what)i;
    return i != SIZE_MAX;
}

str severity_name(enum adverse_severity s)
{
    CHECK((size_t)s < SEVERITIES);
    return severities[s];
}

bool severity_of(str name, enum adverse_severity *out)
{
    size_t i = PLACE(severities, name);
    *out = i == SIZE_MAX ? SEVERITY_SEVERE : (enum adverse_severity)i;
    return i != SIZE_MAX;
}

bool harm_outcome_valid(str name)
{
    return PLACE(outcomes, name) != SIZE_MAX;
}

bool harm_relation_valid(str name)
{
    return PLACE(relations, name) != SIZE_MAX;
}

bool harm_contact_valid(str name)
{
    return PLACE(contacts, name) != SIZE_MAX;
}

enum harm_class harm_class_of(enum adverse_what what, enum adverse_severity severity, opt_int days)
{
    if (what != ADVERSE_SORENESS || severity == SEVERITY_SEVERE)
        return HARM_EVENT;
    return !days.known ? HARM_UNKNOWN : days.v <= 1 ? HARM_EXPECTED : HARM_EVENT;
}

bool harm_followed(enum adverse_what what, enum adverse_severity severity, opt_int days)
{
    return severity != SEVERITY_MILD && harm_class_of(what, severity, days) != HARM_EXPECTED;
}

day harm_due(enum adverse_severity severity, day said)
{
    day due = said;
    for (int left = severity == SEVERITY_SEVERE ? 0 : 2; left > 0;) {
        due.d++;
        left -= day_weekday(due) <= 5;
    }
    return due;
}

bool harm_closes(bool spoken, str outcome)
{
    return spoken && harm_outcome_valid(outcome) && !str_eq(outcome, S("unknown"));
}

str harm_why(arena *a, unsigned bits)
{
    static const char *const names[] = {"first", "dose", "finding", "event"};
    struct buf b = buf_new(a, 32);
    for (unsigned i = 0; i < 4; i++)
        if (bits >> i & 1)
            buf_putf(&b, "%s%s", buf_str(&b).n ? " " : "", names[i]);
    return buf_str(&b);
}

static bool differ(double x, double y)
{
    return x > y || x < y;
}

bool harm_dose_changed(const struct harm_session *now, const struct harm_session *before)
{
    int longer = now->minutes - before->minutes;
    return longer > HARM_MINUTES || longer < -HARM_MINUTES || (now->pressure && before->pressure && now->pressure != before->pressure) ||
           (now->per_week > 0 && before->per_week > 0 && differ(now->per_week, before->per_week));
}

unsigned harm_asked(const struct harm_session *now, const struct harm_session *before, bool event_before)
{
    unsigned bits = before ? 0 : HARM_FIRST;
    if (before && harm_dose_changed(now, before))
        bits |= HARM_DOSE;
    if (now->finding)
        bits |= HARM_FINDING;
    return event_before ? bits | HARM_AFTER_EVENT : bits;
}

// ---- the register

struct mark {                   // of one session
    bool answered, event;
    enum adverse_severity worst;
};

struct tally {
    str id;
    unsigned sessions, answered, followed;
};

static void tally_add(struct tally *t, const struct mark *m, enum adverse_severity least)
{
    t->sessions++;
    t->answered += m->answered;
    t->followed += m->event && m->worst >= least;
}

static struct harm_rate rate_of(const struct tally *t)
{
    struct harm_rate r = {.sessions = t->sessions, .answered = t->answered, .followed = t->followed};
    if (t->sessions) {
        binomial_interval(t->followed, t->sessions, &r.all_lo, &r.all_hi);
        r.of_all = 1000.0 * t->followed / t->sessions;
    }
    if (t->answered) {
        binomial_interval(t->followed, t->answered, &r.answered_lo, &r.answered_hi);
        r.of_answered = 1000.0 * t->followed / t->answered;
    }
    r.all_lo *= 1000;
    r.all_hi *= 1000;
    r.answered_lo *= 1000;
    r.answered_hi *= 1000;
    return r;
}

static struct tally *tally_at(struct tally *t, size_t *n, str id)
{
    size_t lo = 0, hi = *n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (str_cmp(t[mid].id, id) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo < *n && str_eq(t[lo].id, id))
        return &t[lo];
    memmove(&t[lo + 1], &t[lo], (*n - lo) * sizeof *t);
    (*n)++;
    t[lo] = (struct tally){.id = id};
    return &t[lo];
}

static size_t names_most(const struct harm_visit *v, size_t n, bool regions)
{
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += regions ? v[i].n_regions : v[i].n_techniques;
    return sum;
}

static const struct harm_group *groups_of(arena *a, const struct harm_visit *v, const struct mark *m, size_t n, bool regions, size_t *n_out)
{
    size_t k = 0;
    struct tally *t = ARENA_ARRAY(a, names_most(v, n, regions) + 1, struct tally);
    for (size_t i = 0; i < n; i++) {
        const str *names = regions ? v[i].regions : v[i].techniques;
        for (size_t j = 0; j < (regions ? v[i].n_regions : v[i].n_techniques); j++)
            tally_add(tally_at(t, &k, names[j]), &m[i], SEVERITY_MILD);
    }
    struct harm_group *g = ARENA_ARRAY(a, k + 1, struct harm_group);
    for (size_t i = 0; i < k; i++)
        g[i] = (struct harm_group){t[i].id, rate_of(&t[i])};
    *n_out = k;
    return g;
}

static void event_add(struct harm_register *r, struct mark *m, size_t n, const struct harm_event *e)
{
    enum harm_class c = harm_class_of(e->what, e->severity, e->days);
    bool tied = e->visit < n;
    if (tied)
        m[e->visit].answered = true;
    r->expected += c == HARM_EXPECTED;
    r->unknown += c == HARM_UNKNOWN;
    if (c != HARM_EVENT)
        return;
    r->loose += !tied;
    if (!tied)
        return;
    r->events[e->severity]++;
    if (!m[e->visit].event || e->severity > m[e->visit].worst)
        m[e->visit].worst = e->severity;
    m[e->visit].event = true;
}

struct harm_register harm_register_of(arena *a, const struct harm_visit *v, size_t n, const struct harm_event *e, size_t n_events)
{
    struct harm_register r = {.few = n < HARM_FEW};
    struct mark *m = ARENA_ARRAY(a, n + 1, struct mark);
    struct tally by[SEVERITIES] = {{.id = {0}}};
    for (size_t i = 0; i < n; i++) {
        m[i] = (struct mark){.answered = v[i].nothing};
        r.asked += v[i].asked;
    }
    for (size_t i = 0; i < n_events; i++)
        event_add(&r, m, n, &e[i]);
    for (size_t s = 0; s < SEVERITIES; s++) {
        for (size_t i = 0; i < n; i++)
            tally_add(&by[s], &m[i], (enum adverse_severity)s);
        r.by[s] = rate_of(&by[s]);
    }
    r.all = r.by[SEVERITY_MILD];
    r.techniques = groups_of(a, v, m, n, false, &r.n_techniques);
    r.regions = groups_of(a, v, m, n, true, &r.n_regions);
    return r;
}
