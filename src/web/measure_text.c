#include "measure_text.h"

#include "body.h"

str concern_name(struct call *c, const struct concern_row *r)
{
    struct say say = r->kind == CONCERN_PAIN ? SAY1(MSG_measure_concern_pain, "place", r->place) : SAY(MSG_measure_concern_headache);
    return message_say(c->a, c->desk.lang, say);
}

str day_text(struct call *c, day d)
{
    return view_day_text(c->a, c->desk.lang, d);
}

str weekday_text(struct call *c, day d)
{
    return message_say(c->a, c->desk.lang, SAY(view_weekday(day_weekday(d))));
}

struct scale_view scale_of(struct call *c, str name, enum msg ask, str place, int64_t value)
{
    struct scale_view v = {.name = name,
                           .legend = message_say(c->a, c->desk.lang, SAY1(ask, "place", place)),
                           .low = message_say(c->a, c->desk.lang, SAY(MSG_measure_scale_low)),
                           .high = message_say(c->a, c->desk.lang, SAY(MSG_measure_scale_high))};
    bool posted = false;
    str typed = body_value(c->body, name, 0, &posted);
    struct scale_choice *all = ARENA_ARRAY(c->a, 11, struct scale_choice);
    for (int i = 0; i <= 10; i++) {
        all[i].value = str_fmt(c->a, "%d", i);
        all[i].id = str_fmt(c->a, "%.*s-%d", SP(name), i);
        all[i].checked = posted ? str_eq(typed, all[i].value) : value == i;
    }
    v.choices.v = all;
    v.choices.n = 11;
    const struct problem *p = problem_of(&c->problems, name);
    if (p) v.error = message_say(c->a, c->desk.lang, p->say);
    return v;
}

bool scale_posted(struct call *c, str name, int64_t *value, err *e)
{
    bool found;
    str typed = str_trim(body_value(c->body, name, 0, &found));
    if (!found || !typed.n) return false;
    if (str_i64(typed, value) && *value >= 0 && *value <= 10) return true;
    *e = problem_add(&c->problems, E_INVALID, name, SAY2(MSG_error_range, "min", S("0"), "max", S("10")));
    return false;
}

str day_field(struct call *c, day d)
{
    return str_fmt(c->a, "day_%.*s", SP(day_str(c->a, d)));
}

static int yes_no(str v)
{
    if (str_eq(v, S("yes")) || str_eq(v, S("1"))) return 1;
    return str_eq(v, S("no")) || str_eq(v, S("0")) ? 0 : -1;
}

err days_posted(struct call *c, struct posted_day out[POSTED_DAYS_MAX], size_t *n)
{
    err worst = OK;
    *n = 0;
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        if (!str_starts(p->name, S("day_"))) continue;
        p->used = true;
        if (!p->value.n) continue;
        struct posted_day *to = &out[*n];
        if (*n == POSTED_DAYS_MAX) {
            return problem_add(&c->problems, E_INVALID, p->name, SAY1(MSG_error_too_many, "max", str_fmt(c->a, "%d", POSTED_DAYS_MAX)));
        }
        int said = yes_no(p->value);
        if (!day_parse(str_sub(p->name, 4, p->name.n), &to->day)) {
            worst = problem_add(&c->problems, E_INVALID, p->name, SAY(MSG_error_date));
        } else if (said < 0) {
            worst = problem_add(&c->problems, E_INVALID, p->name, SAY(MSG_error_choice));
        } else {
            to->headache = said == 1;
            ++*n;
        }
    }
    return worst;
}

int day_posted(const struct call *c, day d)
{
    for (size_t i = 0; c->body && i < c->body->n; i++) {
        day at;
        str name = c->body->pair[i].name;
        if (str_starts(name, S("day_")) && day_parse(str_sub(name, 4, name.n), &at) && at.d == d.d) return yes_no(c->body->pair[i].value);
    }
    return -1;
}
