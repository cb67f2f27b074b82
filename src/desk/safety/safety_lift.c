#include "desk/safety/safety_lift.h"

#include "clinic/care/technique.h"
#include "desk/rules.h"
#include "desk/safety/safety_body.h"

enum { DETAIL_MAX = 16 << 10, DEPTH = 8, WHO_MAX = 200, ROLE_MAX = 120, YEARS_BACK = 20, FREE_BACK = 365, SESSION_MINUTES = 480 };

static const str way_names[LIFT_WAYS] = {S_INIT(""), S_INIT("clearance"), S_INIT("symptom-free"), S_INIT("conversation"), S_INIT("stable")};

str lift_way_name(enum lift_way w)
{
    CHECK((unsigned)w < LIFT_WAYS);
    return way_names[w];
}

enum lift_way finding_lift_way(const struct finding_row *f)
{
    if (f->level > LEVEL_DEFER)
        return LIFTED_STABLE;
    if (f->level == LEVEL_DEFER && str_eq(f->lift, S("symptom-free")))
        return LIFTED_SYMPTOM_FREE;
    if (f->level == LEVEL_DEFER && str_eq(f->lift, S("conversation")))
        return LIFTED_CONVERSATION;
    return LIFTED_CLEARANCE;
}

// --- as it is kept

static bool limits_any(const struct screen_limits *l)
{
    return l->n_avoid || l->n_barred || l->n_positions || l->pressure_max || l->minutes_max;
}

str lift_detail(arena *a, const struct finding_lifted *l)
{
    struct buf b = buf_new(a, DETAIL_MAX);
    struct jw w = jw_on(&b);
    if (!l->who.n && !l->role.n && !l->on.known && !limits_any(&l->limits))
        return (str){0};
    jw_object(&w);
    if (l->who.n)
        jw_kstr(&w, S("who"), l->who);
    if (l->role.n)
        jw_kstr(&w, S("role"), l->role);
    if (l->on.known)
        jw_kstr(&w, S("on"), day_str(a, l->on.day));
    if (limits_any(&l->limits))
        finding_limits_put(&w, a, &l->limits);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

bool lift_read(arena *a, const struct act_row *x, struct finding_lifted *out)
{
    struct json_error why;
    *out = (struct finding_lifted){0};
    for (size_t i = 0; i < LIFT_WAYS; i++)
        if (str_eq(x->way, way_names[i]))
            out->way = (enum lift_way)i;
    if (!x->detail.n)
        return true;
    const struct json *j = json_parse(a, x->detail, DEPTH, &why), *limits = json_get(j, S("limits"));
    if (!j || j->kind != JSON_OBJECT)
        return false;
    str on = json_text(json_get(j, S("on")));
    out->who = json_text(json_get(j, S("who")));
    out->role = json_text(json_get(j, S("role")));
    out->on.known = on.n && day_parse(on, &out->on.day);
    return !limits || finding_limits_read(a, limits, &out->limits);
}

// --- what is asked

static bool wrong(struct desk *d, const char *field, enum msg why)
{
    (void)problem_add(d->problems, E_INVALID, str_of(field), SAY(why));
    return false;
}

static bool words_right(struct desk *d, const char *field, str words, size_t max, bool must, enum msg missing)
{
    if (must && text_valid(words) && !str_trim(words).n)
        return wrong(d, field, missing);
    return rule_line(d, str_of(field), words, 0, max, ONE_LINE);
}

static bool day_right(struct desk *d, const struct finding_act_in *in, int32_t back, enum msg missing)
{
    if (!in->on.known)
        return wrong(d, "on", missing);
    if (in->on.day.d > d->today.d)
        return wrong(d, "on", MSG_safety_on_ahead);
    return in->on.day.d >= d->today.d - back ? true : wrong(d, "on", MSG_safety_on_long_ago);
}

// Nobody has assessed, or was free of, what was said only after that day.
static bool day_after(struct desk *d, const struct finding_row *f, const struct finding_act_in *in)
{
    day said = zone_day(d->zone, f->at);
    return in->on.day.d >= said.d ? true : wrong(d, "on", MSG_safety_on_before);
}

static bool limits_right(struct desk *d, const struct screen_limits *l)
{
    const struct vocabulary *v = vocabulary_shipped();
    bool good = true;
    for (size_t i = 0; i < l->n_barred; i++)
        good = good && (technique_of(v, l->barred[i]) || wrong(d, "barred", MSG_error_choice));
    for (size_t i = 0; i < l->n_positions; i++)
        good = good && (position_of(v, l->positions[i]) || wrong(d, "positions", MSG_error_choice));
    if (l->pressure_max < 0 || l->pressure_max > PRESSURES)
        good = wrong(d, "pressure_max", MSG_error_choice);
    if (l->minutes_max < 0 || l->minutes_max > SESSION_MINUTES)
        good = wrong(d, "minutes_max", MSG_error_choice);
    return good;
}

bool lift_right(struct desk *d, const struct finding_row *f, const struct finding_act_in *in)
{
    const int32_t years = YEARS_BACK * 366;
    bool talked = text_valid(in->reason) && str_trim(in->reason).n, good = true;
    switch (finding_lift_way(f)) {
    case LIFTED_SYMPTOM_FREE: return day_right(d, in, FREE_BACK, MSG_safety_free_missing) && day_after(d, f, in);
    case LIFTED_CONVERSATION:
        good = words_right(d, "who", in->who, WHO_MAX, true, MSG_safety_talked_missing);
        good = day_right(d, in, years, MSG_safety_on_missing) && good;
        return (talked || wrong(d, "reason", MSG_safety_agreed_missing)) && good;
    case LIFTED_STABLE:
    case LIFTED_CLEARANCE:
        good = words_right(d, "who", in->who, WHO_MAX, true, MSG_safety_who_missing);
        good = words_right(d, "role", in->role, ROLE_MAX, true, MSG_safety_role_missing) && good;
        good = day_right(d, in, years, MSG_safety_on_missing) && (f->level > LEVEL_STOP || day_after(d, f, in)) && good;
        return limits_right(d, &in->limits) && good;
    case LIFTED_NOT:
    case LIFT_WAYS: break;
    }
    CHECK(false);
    return false;
}

// --- when it lifts, and what holds then

opt_day lift_from(const struct finding_row *f, const struct finding_act_in *in)
{
    if (in->act != ACT_CLEARED || finding_lift_way(f) != LIFTED_SYMPTOM_FREE || !in->on.known)
        return (opt_day){0};
    return (opt_day){true, {in->on.day.d + f->lift_days}};
}

opt_day lift_by_time(arena *a, const struct zone *z, const struct finding_kept *f)
{
    struct finding_row row = {0};
    bool confirmed = str_eq(f->act.act, finding_act_name(ACT_ASKED_YES));
    if (f->level != LEVEL_DEFER || !f->body.n || (f->unknown && !confirmed))
        return (opt_day){0};
    if (!finding_body_read(a, f->body, &row) || !str_eq(row.lift, S("time")))
        return (opt_day){0};
    instant since = confirmed ? f->act.at : f->at;
    day said = zone_day(z, since);
    return (opt_day){true, {said.d + row.lift_days}};
}

struct screen_limits lift_limits(arena *a, const struct finding_row *f)
{
    bool by_letter = f->lifted.way == LIFTED_CLEARANCE || (f->lifted.way == LIFTED_NOT && f->act.n);
    if (f->state == FINDING_NO)
        return (struct screen_limits){0};
    if (f->state != FINDING_CLEARED)
        return f->limits;
    if (f->level == LEVEL_DEFER && by_letter)
        return screen_limits_add(a, &f->limits, &f->lifted.limits);
    return f->lifted.limits;
}
