// Plans of plans.h: read, make, change, agree, end; activities; baseline and target.
#include "desk/care/plans.h"

#include <math.h>

#include "base/content.h"
#include "clinic/measures/change.h"
#include "clinic/measures/measure_choice.h"
#include "clinic/care/templates.h"
#include "desk/links/asks.h"
#include "desk/measures/library.h"
#include "desk/measures/measures_rules.h"
#include "desk/measures/progress_scores.h"
#include "desk/rules.h"
#include "store/account.h"
#include "store/practice.h"

enum { WORDS_MAX = 500, ACTIVITY_WORDS_MAX = 120 };

static enum verb show_verb(const struct desk *d) {
    return d->who.role == ROLE_CLIENT ? VERB_PLAN_OWN : VERB_PLAN_SHOW;
}

err desk_plan_get(struct desk *d, plan_id id, struct plan_row *out) {
    err found = plan_get(d->db, d->a, &d->who, id, out);
    err e = desk_begin(d, show_verb(d), found == OK ? out->client.v : 0);
    return e != OK ? e : found;
}

err desk_plans_of_client(struct desk *d, client_id client, struct plan_list *out) {
    struct subject who;
    err e = desk_begin(d, show_verb(d), client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    return e != OK ? e : plan_list_of(d->db, d->a, &d->who, client, out);
}

bool plan_review_is_due(const struct plan_row *p, const struct plan_count *n, day today) {
    if (p->state != PLAN_ACTIVE || n->given == 0)
        return false;
    day since = n->reviewed.known ? n->reviewed.day : n->first.day;
    return n->given - n->reviewed_after >= p->review_sessions || since.d + 7 * p->review_weeks <= today.d;
}

err desk_reviews_due(struct desk *d, account_id therapist, const struct review_due **out, size_t *n) {
    err e = desk_begin(d, VERB_PLAN_SHOW, 0);
    return e != OK ? e : reviews_due(d->db, d->a, &d->who, therapist, d->today, out, n);
}

const char *plan_instrument_at(enum concern_kind kind, size_t i) {
    static const char *const of[CONCERN_KINDS][PLAN_RATINGS] = {[CONCERN_PAIN] = {"nrs-pain", "psfs"}, [CONCERN_HEADACHE] = {"headache-day"},
        [CONCERN_STRESS] = {"stress"}, [CONCERN_SLEEP] = {"sleep-quality"}, [CONCERN_FUNCTION] = {"psfs"}};
    CHECK((size_t)kind < CONCERN_KINDS);
    return i < PLAN_RATINGS ? of[kind][i] : NULL;
}

// The score that a plan is measured by; NULL where this instrument cannot be one's measure.
static const struct instrument *measure_of(struct desk *d, const struct instrument_file *file) {
    const struct instrument *in = NULL;
    if (!file || file->n_series || file->n_alerts || measure_elsewhere(file->id) || measure_of_mood(file->id))
        return NULL;
    for (size_t k = 0; !in && k < file->n_scores; k++)
        in = file->scores[k].change ? instrument_follow(d->a, file, k, 0) : NULL;
    return in && in->kind == INSTRUMENT_RATING && !in->neither ? in : NULL;
}

// The file that a plan's measure is filled in with; NULL of a rating, of the diary, and of what there is not.
static err measure_file(struct desk *d, str code, const struct instrument_file **out) {
    *out = NULL;
    err e = measure_elsewhere(code) ? E_NOT_FOUND : desk_instrument_ever(d, code, out);
    return e == E_NOT_FOUND ? OK : e;
}

static err filled_in_by(struct desk *d, str code, bool *filled_in) {
    const struct instrument_file *file;
    err e = measure_file(d, code, &file);
    *filled_in = e == OK && measure_of(d, file) != NULL;
    return e;
}

static void measure_put(struct desk *d, struct plan_measures *all, const struct instrument_file *file) {
    if (!measure_of(d, file))
        return;
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i], file->id))
            return;
    all->v[all->n++] = file->id;
}

err plan_measures(struct desk *d, const struct concern_row *c, struct plan_measures *out) {
    const struct measure_choice own = measure_choice_of(concern_kind_name(c->kind), c->condition, c->sites.v, c->sites.n);
    struct library lib;
    *out = (struct plan_measures){0};
    err e = desk_library(d, &lib);
    if (e != OK)
        return e;
    out->v = ARENA_ARRAY(d->a, PLAN_RATINGS + lib.n, str);
    for (size_t i = 0; plan_instrument_at(c->kind, i); i++)
        out->v[out->n++] = str_of(plan_instrument_at(c->kind, i));
    measure_put(d, out, library_file(&lib, own.primary));
    measure_put(d, out, library_file(&lib, own.secondary));
    for (size_t i = 0; i < lib.n; i++)
        if (lib.v[i].added && lib.v[i].row.kind == LIBRARY_OWN)
            measure_put(d, out, lib.v[i].file);
    return OK;
}

// --- baseline and target

// Every score of a filled-in instrument about this concern, as its page draws it.
static err score_points(struct desk *d, const struct concern_row *c, const struct instrument *in, struct point_list *out) {
    struct score_series_list all;
    err e = progress_scores(d, c->client, &all);
    for (size_t i = 0; e == OK && i < all.n; i++) {
        const struct score_series *s = &all.v[i];
        if (!s->older && s->concern.v == c->id.v && str_eq(s->file->id, str_of(in->code)) && str_eq(str_of(s->instrument->score), str_of(in->score)))
            *out = s->points;
    }
    return e;
}

// The answers before the start of treatment, as change_judge sees them; all of them where treatment has not begun.
static err baseline_of(struct desk *d, const struct concern_row *c, str code, struct plan_baseline *out, activity_set_id *set, str *recall) {
    struct activity_sets sets;
    struct point_list points = {0};
    enum recall r = str_eq(code, PSFS) ? RECALL_NOW : RECALL_AVERAGE_7D;
    bool told, days = str_eq(code, HEADACHE_DAY);
    const struct instrument_file *file;
    err e = measure_file(d, code, &file);
    if (e != OK)
        return e;
    const struct instrument *score = measure_of(d, file);
    e = activity_sets_of(d->db, d->a, &d->who, c->client, &sets);
    const struct activity_set *now = e == OK && str_eq(code, PSFS) ? activity_set_now(&sets, c->id) : NULL;
    *set = now ? now->id : (activity_set_id){0};
    if (e == OK && days)
        e = diary_points(d->db, d->a, &d->who, c->client, &points, &told);
    else if (e == OK && score)
        e = score_points(d, c, score, &points);
    else if (e == OK)
        e = measure_points(d->db, d->a, &d->who, c->client, (struct series_key){c->id, code, *set}, &points, &r, &told);
    if (e != OK)
        return e;
    if (str_eq(code, PSFS) && points.n == 0)
        r = RECALL_NOW;
    *recall = days ? (str){0} : score ? file->recalls[0].id : recall_name(r);
    const struct instrument *ins = score ? score : instrument_of(code, *recall);
    *out = (struct plan_baseline){.instrument = ins};
    if (!ins)
        return E_INVALID;
    struct change_result j = change_judge(d->a, &(struct change_input){.instrument = ins, .points = points.v, .n = points.n, .start_known = true,
        .start = c->started ? c->start : (day){d->today.d + 1}});
    out->n = j.before.n;
    out->mean = j.before.mean;
    struct fact mcid = instrument_mcid(ins, j.before.mean);
    double target = ins->higher_is_worse ? j.before.mean - mcid.v : j.before.mean + mcid.v;
    double hi = days ? DAYS_PER : ins->hi;
    if (j.before.n > 0 && mcid.known && mcid.v > 0 && target >= ins->lo && target <= hi) {
        out->target_known = true;
        out->target = round(target * 10) / 10;
        out->mcid = mcid.v;
    }
    return OK;
}

err desk_plan_baseline(struct desk *d, concern_id concern, str instrument, struct plan_baseline *out) {
    struct concern_row c;
    activity_set_id set;
    str recall;
    err found = concern_get(d->db, d->a, &d->who, concern, &c);
    err e = desk_begin(d, VERB_PLAN_SHOW, found == OK ? c.client.v : 0);
    if (e == OK)
        e = found;
    return e != OK ? e : baseline_of(d, &c, instrument, out, &set, &recall);
}

err desk_plan_choices(struct desk *d, struct plan_choices *out) {
    const struct member *all;
    const struct service *services;
    size_t n, m;
    *out = (struct plan_choices){0};
    err e = desk_begin(d, VERB_PLAN_SHOW, 0);
    if (e == OK)
        e = member_list(d->db, d->a, &d->who, &all, &n);
    if (e == OK)
        e = service_list(d->db, d->a, &d->who, &services, &m);
    if (e != OK)
        return e;
    struct member *v = ARENA_ARRAY(d->a, n, struct member);
    struct service *s = ARENA_ARRAY(d->a, m, struct service);
    for (size_t i = 0; i < n; i++)
        if (all[i].active && (all[i].role == ROLE_OWNER || all[i].role == ROLE_THERAPIST))
            v[out->n_therapists++] = all[i];
    for (size_t i = 0; i < m; i++)
        if (services[i].active)
            s[out->n_services++] = services[i];
    out->therapist = v;
    out->service = s;
    return OK;
}

err desk_plan_versions(struct desk *d, const struct plan_row *p, const struct plan_version **out, size_t *n) {
    err e = desk_begin(d, VERB_PLAN_SHOW, p->client.v);
    return e != OK ? e : plan_versions(d->db, d->a, &d->who, p, out, n);
}

err desk_plan_reviews(struct desk *d, const struct plan_row *p, const struct review_row **out, size_t *n) {
    err e = desk_begin(d, VERB_PLAN_SHOW, p->client.v);
    return e != OK ? e : review_list(d->db, d->a, &d->who, p, out, n);
}

// --- rules

static bool refuse(struct desk *d, const char *field, struct say say) {
    (void)problem_add(d->problems, E_INVALID, str_of(field), say);
    return false;
}

static bool in_range(struct desk *d, const char *field, int64_t v, int64_t lo, int64_t hi) {
    if (v >= lo && v <= hi)
        return true;
    return refuse(d, field, SAY2(MSG_error_range, "min", str_fmt(d->a, "%lld", (long long)lo), "max", str_fmt(d->a, "%lld", (long long)hi)));
}

// One of the choices, or what the plan was measured by already.
static err rule_measure(struct desk *d, const struct concern_row *c, str code, str was, bool *good) {
    struct plan_measures all;
    bool known = was.n && str_eq(code, was);
    err e = plan_measures(d, c, &all);
    for (size_t i = 0; e == OK && i < all.n; i++)
        known |= str_eq(code, all.v[i]);
    *good = known || refuse(d, "instrument", SAY(MSG_error_choice));
    return e;
}

static bool rule_target(struct desk *d, const struct plan_in *in, const struct plan_baseline *b) {
    double hi = b->instrument->kind == INSTRUMENT_DAY ? DAYS_PER : b->instrument->hi, lo = b->instrument->lo;
    if (!in->target_known)
        return true;
    if (!isfinite(in->target) || in->target < lo || in->target > hi)
        return refuse(d, "target", SAY2(MSG_error_range, "min", str_fmt(d->a, "%g", lo), "max", str_fmt(d->a, "%g", hi)));
    bool better = b->instrument->higher_is_worse ? in->target < b->mean : in->target > b->mean;
    if (b->n > 0 && !better)
        return refuse(d, "target",
            SAY1(b->instrument->higher_is_worse ? MSG_plan_target_below : MSG_plan_target_above, "baseline", str_fmt(d->a, "%.1f", b->mean)));
    return true;
}

static err rule_people(struct desk *d, const struct plan_in *in, int64_t *price, bool *good) {
    const struct service *services;
    size_t n;
    struct member m;
    err e = service_list(d->db, d->a, &d->who, &services, &n);
    if (e != OK)
        return e;
    bool found = false;
    for (size_t i = 0; i < n; i++) {
        if (services[i].id.v != in->service.v)
            continue;
        found = true;
        if (*price == PRICE_BY_SERVICE)
            *price = in->sessions >= 1 && in->sessions <= 60 ? in->sessions * services[i].price : 0;
    }
    if (!found)
        *good = refuse(d, "service", SAY(MSG_error_choice));
    e = member_get(d->db, d->a, &d->who, in->therapist, &m);
    if (e != OK && e != E_NOT_FOUND)
        return e;
    if (e != OK || (m.role != ROLE_OWNER && m.role != ROLE_THERAPIST))
        *good = refuse(d, "therapist", SAY(MSG_error_choice));
    return OK;
}

static const struct plan_template *template_find(struct desk *d, str id) {
    const struct plan_template *all;
    size_t n;
    str why;
    bool good = plan_templates(d->a, content_text(S("plans/templates.json")), &all, &n, &why);
    CHECK(good);
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].id, id))
            return &all[i];
    return NULL;
}

// The concern's own rating, what the plan is measured by or asked already, or one of the choices; none twice.
static bool rule_ask(struct desk *d, const struct plan_in *in, size_t i, enum concern_kind kind, const struct plan_row *was, const struct ask_choices *all) {
    const struct plan_ask *k = &in->asks[i];
    str field = rule_field(d, "asks", i, "instrument");
    bool known = str_eq(k->instrument, in->instrument) || plan_ask_offered(all, k->instrument), good = true;
    for (size_t j = 0; plan_instrument_at(kind, j); j++)
        known = known || str_eq(k->instrument, str_of(plan_instrument_at(kind, j)));
    for (size_t j = 0; j < was->n_asks; j++)
        known = known || str_eq(was->asks[j].instrument, k->instrument);
    for (size_t j = 0; j < i; j++)
        known = known && !str_eq(in->asks[j].instrument, k->instrument);
    if (!known)
        good = problem_add(d->problems, E_INVALID, field, SAY(MSG_error_choice)) == OK;
    if (k->every_days.known && (k->every_days.v < 0 || k->every_days.v > 366))
        good = problem_add(d->problems, E_INVALID, rule_field(d, "asks", i, "every_days"), SAY2(MSG_error_range, "min", S("0"), "max", S("366"))) == OK;
    return good;
}

// A filled-in instrument that a plan is measured by is asked before each visit, beside the rating.
static void ask_put(struct plan_ask *v, size_t *n, str instrument) {
    for (size_t i = 0; i < *n; i++)
        if (str_eq(v[i].instrument, instrument))
            return;
    if (*n < PLAN_ASKS)
        v[(*n)++] = (struct plan_ask){.instrument = instrument, .every_days = {true, 0}};
}

// What it measures: as said, as it was, or by default. The rating that it is judged by changes with the plan's measure.
static err rule_asks(struct desk *d, const struct plan_in *in, const struct concern_row *c, struct plan_row *p, bool *good) {
    struct plan_ask *v = ARENA_ARRAY(d->a, PLAN_ASKS, struct plan_ask);
    const struct plan_row was = *p;
    struct ask_choices all;
    p->asks = v;
    bool filled_in, was_filled_in;
    err e = filled_in_by(d, in->instrument, &filled_in);
    if (e == OK)
        e = filled_in_by(d, was.instrument, &was_filled_in);
    if (e != OK)
        return e;
    if (!in->asks_said && p->id.v == 0) {
        e = plan_asks_default(d, c, filled_in ? str_of(plan_instrument_at(c->kind, 0)) : in->instrument, v, &p->n_asks);
        if (e == OK)
            ask_put(v, &p->n_asks, in->instrument);
        return e;
    }
    bool renamed = !filled_in && !was_filled_in;
    for (size_t i = 0; !in->asks_said && i < was.n_asks; i++) {
        v[i] = was.asks[i];
        if (renamed && str_eq(v[i].instrument, was.instrument))
            v[i].instrument = in->instrument;
    }
    if (!in->asks_said && filled_in)
        ask_put(v, &p->n_asks, in->instrument);
    if (!in->asks_said)
        return OK;
    if (in->n_asks > PLAN_ASKS) {
        *good = refuse(d, "asks", SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", PLAN_ASKS)));
        return OK;
    }
    e = plan_ask_choices(d, c, &all);
    for (size_t i = 0; e == OK && i < in->n_asks; i++) {
        *good = rule_ask(d, in, i, c->kind, &was, &all) && *good;
        v[i] = in->asks[i];
    }
    p->n_asks = in->n_asks;
    if (filled_in)
        ask_put(v, &p->n_asks, in->instrument);
    return e;
}

// Every rule, and what follows from the input, into p.
static err plan_rules(struct desk *d, const struct plan_in *in, const struct concern_row *c, struct plan_row *p) {
    struct plan_baseline base;
    str goal = str_trim(in->goal), stop = str_trim(in->stop_rule);
    bool good = rule_line(d, S("goal"), goal, 1, WORDS_MAX, MANY_LINES);
    good = rule_line(d, S("stop_rule"), stop, 1, WORDS_MAX, MANY_LINES) && good;
    good = in_range(d, "sessions", in->sessions, 1, 60) && good;
    good = in_range(d, "per_week", in->per_week, 1, 7) && good;
    good = in_range(d, "every_weeks", in->every_weeks, 1, 12) && good;
    good = in_range(d, "review_sessions", in->review_sessions, 1, 20) && good;
    good = in_range(d, "review_weeks", in->review_weeks, 1, 26) && good;
    p->price = in->price;
    const struct plan_template *t = in->template.n ? template_find(d, in->template) : NULL;
    if (in->template.n && !t)
        good = refuse(d, "template", SAY(MSG_error_choice));
    err e = rule_people(d, in, &p->price, &good);
    if (e != OK)
        return e;
    if (p->price != PRICE_BY_SERVICE) // else the service is refused already
        good = in_range(d, "price", p->price, 0, INT64_C(100000000)) && good;
    bool measured = false;
    e = rule_measure(d, c, in->instrument, p->instrument, &measured);
    if (e != OK || !measured)
        return e != OK ? e : E_INVALID;
    e = rule_asks(d, in, c, p, &good);
    if (e != OK)
        return e;
    e = baseline_of(d, c, in->instrument, &base, &p->set, &p->recall);
    if (e != OK)
        return e;
    if (!rule_target(d, in, &base) || !good)
        return E_INVALID;
    p->template = in->template;
    p->goal = goal;
    p->instrument = in->instrument;
    p->target_known = in->target_known;
    p->target = in->target;
    p->therapist = in->therapist;
    p->service = in->service;
    p->sessions = in->sessions;
    p->per_week = in->per_week;
    p->every_weeks = in->every_weeks;
    p->review_sessions = in->review_sessions;
    p->review_weeks = in->review_weeks;
    p->stop_rule = stop;
    p->evidence = t ? t->evidence : S("none");
    return OK;
}

err desk_plan_create(struct desk *d, const struct plan_in *in, plan_id *out) {
    struct concern_row c;
    struct plan_list all;
    struct plan_row p = {0};
    err e = desk_begin(d, VERB_PLAN_CHANGE, in->client.v);
    if (e == OK)
        e = concern_get(d->db, d->a, &d->who, in->concern, &c);
    if (e == OK && c.client.v != in->client.v)
        e = E_NOT_FOUND;
    if (e == OK && c.closed)
        return problem_add(d->problems, E_INVALID, S("concern"), SAY(MSG_record_concern_closed));
    if (e == OK)
        e = plan_list_of(d->db, d->a, &d->who, in->client, &all);
    if (e == OK)
        e = plan_rules(d, in, &c, &p);
    if (e != OK)
        return e;
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].concern.v == c.id.v && (all.v[i].state == PLAN_PROPOSED || all.v[i].state == PLAN_ACTIVE))
            return problem_add(d->problems, E_CONFLICT, S("concern"), SAY(MSG_plan_one_only));
    p.id = (plan_id){id_next(&d->ids, d->now)};
    p.client = in->client;
    p.concern = in->concern;
    p.state = in->agreed ? PLAN_ACTIVE : PLAN_PROPOSED;
    p.agreed = in->agreed;
    p.agreed_at = d->now;
    p.created = d->now;
    p.by = d->who.account;
    *out = p.id;
    return plan_insert(d->db, &d->who, &p);
}

// Every change begins alike: the plan as it is, at the version that was seen, not ended.
static err plan_begin(struct desk *d, plan_id id, int64_t version, struct plan_row *p) {
    err found = plan_get(d->db, d->a, &d->who, id, p);
    err e = desk_begin(d, VERB_PLAN_CHANGE, found == OK ? p->client.v : 0);
    if (e != OK || found != OK)
        return e != OK ? e : found;
    if (p->version != version)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_error_version));
    if (p->state == PLAN_COMPLETED || p->state == PLAN_STOPPED)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_plan_is_over));
    return OK;
}

err desk_plan_change(struct desk *d, const struct plan_in *in) {
    struct plan_row p;
    struct concern_row c;
    err e = plan_begin(d, in->id, in->version, &p);
    if (e == OK)
        e = concern_get(d->db, d->a, &d->who, p.concern, &c);
    if (e == OK)
        e = plan_rules(d, in, &c, &p);
    return e != OK ? e : plan_update(d->db, d->a, &d->who, d->now, &p);
}

err desk_plan_agree(struct desk *d, plan_id id, int64_t version) {
    struct plan_row p;
    err e = plan_begin(d, id, version, &p);
    if (e != OK)
        return e;
    if (p.state != PLAN_PROPOSED)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_plan_agreed_already));
    p.state = PLAN_ACTIVE;
    p.agreed = true;
    p.agreed_at = d->now;
    return plan_update(d->db, d->a, &d->who, d->now, &p);
}

err desk_plan_end(struct desk *d, plan_id id, int64_t version, enum plan_state to, str reason) {
    struct plan_row p;
    CHECK(to == PLAN_COMPLETED || to == PLAN_STOPPED);
    err e = plan_begin(d, id, version, &p);
    if (e != OK)
        return e;
    if (!rule_line(d, S("reason"), str_trim(reason), 1, WORDS_MAX, MANY_LINES))
        return E_INVALID;
    p.state = to;
    p.ended = true;
    p.ended_at = d->now;
    p.end_reason = str_trim(reason);
    return plan_update(d->db, d->a, &d->who, d->now, &p);
}

// --- activities

static bool activities_rules(struct desk *d, const str *words, size_t n) {
    bool good = true;
    for (size_t i = 0; i < n; i++) {
        str field = str_fmt(d->a, "activity[%zu]", i);
        good = rule_line(d, field, words[i], 1, ACTIVITY_WORDS_MAX, ONE_LINE) && good;
        for (size_t k = 0; k < i; k++)
            if (words[i].n && str_eq_nocase(words[i], words[k]))
                good = problem_add(d->problems, E_INVALID, field, SAY(MSG_plan_activity_twice)) == OK;
    }
    if (n < ACTIVITIES_MIN || n > ACTIVITIES_MAX)
        good = problem_add(d->problems, E_INVALID, S("activities"), SAY(MSG_plan_activities_few)) == OK;
    return good;
}

// Plans of this concern that are measured by activities follow the new set.
static err plans_follow(struct desk *d, const struct activity_set *s) {
    struct plan_list all;
    err e = plan_list_of(d->db, d->a, &d->who, s->client, &all);
    for (size_t i = 0; e == OK && i < all.n; i++) {
        struct plan_row p = all.v[i];
        if (p.concern.v != s->concern.v || !str_eq(p.instrument, PSFS) || p.state == PLAN_COMPLETED || p.state == PLAN_STOPPED)
            continue;
        if (p.set.v != 0)
            p.target_known = false; // it was a target on other activities
        p.set = s->id;
        e = plan_update(d->db, d->a, &d->who, d->now, &p);
    }
    return e;
}

err desk_activities_choose(struct desk *d, concern_id concern, const str *words, size_t n, activity_set_id *out) {
    struct concern_row c;
    err found = concern_get(d->db, d->a, &d->who, concern, &c);
    err e = desk_begin(d, VERB_PLAN_CHANGE, found == OK ? c.client.v : 0);
    if (e != OK || found != OK)
        return e != OK ? e : found;
    if (c.closed)
        return problem_add(d->problems, E_INVALID, S("concern"), SAY(MSG_record_concern_closed));
    if (!activities_rules(d, words, n))
        return E_INVALID;
    struct activity_set s = {.id = {id_next(&d->ids, d->now)}, .client = c.client, .concern = concern, .at = d->now, .n = n};
    for (size_t i = 0; i < n; i++)
        s.activity[i] = words[i];
    *out = s.id;
    e = activity_set_put(d->db, &d->who, &s);
    return e != OK ? e : plans_follow(d, &s);
}

err desk_activities(struct desk *d, client_id client, struct activity_sets *out) {
    err e = desk_begin(d, VERB_PLAN_SHOW, client.v);
    return e != OK ? e : activity_sets_of(d->db, d->a, &d->who, client, out);
}
