#include "measure_text.h"

#include "web/body.h"
#include "web/chart.h"
#include "clinic/measures/instrument.h"
#include "clinic/measures/measure_choice.h"
#include "desk/measures/library.h"

str concern_name(struct call *c, const struct concern_row *r)
{
    static const enum msg names[CONCERN_KINDS] = {[CONCERN_PAIN] = MSG_measure_concern_pain,
                                                  [CONCERN_HEADACHE] = MSG_measure_concern_headache,
                                                  [CONCERN_STRESS] = MSG_measure_concern_stress,
                                                  [CONCERN_SLEEP] = MSG_measure_concern_sleep,
                                                  [CONCERN_FUNCTION] = MSG_measure_concern_function};
    return message_say(c->a, c->desk.lang, SAY1(names[r->kind], "place", r->place));
}

str day_text(struct call *c, day d)
{
    return view_day_text(c->a, c->desk.lang, d);
}

str weekday_text(struct call *c, day d)
{
    return message_say(c->a, c->desk.lang, SAY(view_weekday(day_weekday(d))));
}

struct scale_words scale_words_of(str instrument, enum recall r, bool client)
{
    static const enum msg you[] = {[RECALL_AVERAGE_7D] = MSG_answer_scale_average,
                                   [RECALL_NOW] = MSG_answer_scale_now,
                                   [RECALL_WORST_7D] = MSG_answer_scale_worst};
    static const enum msg they[] = {[RECALL_AVERAGE_7D] = MSG_measure_scale_average,
                                    [RECALL_NOW] = MSG_measure_scale_now,
                                    [RECALL_WORST_7D] = MSG_measure_scale_worst};
    if (str_eq(instrument, STRESS)) {
        return (struct scale_words){client ? MSG_answer_scale_stress : MSG_measure_scale_stress, MSG_measure_stress_low, MSG_measure_stress_high};
    }
    if (str_eq(instrument, SLEEP_QUALITY)) {
        return (struct scale_words){client ? MSG_answer_scale_sleep : MSG_measure_scale_sleep, MSG_measure_sleep_low, MSG_measure_sleep_high};
    }
    if (str_eq(instrument, PSFS)) return (struct scale_words){MSG_measure_scale_activity, MSG_measure_activity_low, MSG_measure_activity_high};
    return (struct scale_words){client ? you[r] : they[r], MSG_measure_scale_low, MSG_measure_scale_high};
}

str instrument_name(struct call *c, str code)
{
    const struct instrument_file *file;
    if (!measure_elsewhere(code)) return desk_instrument_ever(&c->desk, code, &file) ? code : file->title;
    enum msg m = str_eq(code, NRS_PAIN)        ? MSG_measure_name_pain
                 : str_eq(code, PSFS)          ? MSG_measure_name_psfs
                 : str_eq(code, STRESS)        ? MSG_measure_name_stress
                 : str_eq(code, SLEEP_QUALITY) ? MSG_measure_name_sleep
                                               : MSG_measure_name_days;
    return message_say(c->a, c->desk.lang, SAY(m));
}

str instrument_way(struct call *c, const struct instrument *in)
{
    if (in->neither) return (str){0};
    return message_say(c->a, c->desk.lang, SAY(in->higher_is_worse ? MSG_measure_lower_better : MSG_measure_higher_better));
}

str series_name(struct call *c, const struct progress_series *s)
{
    return s->score ? s->score->label : instrument_name(c, str_of(s->instrument->code));
}

str series_heading(struct call *c, const struct progress_series *s)
{
    str concern = s->whole ? message_say(c->a, c->desk.lang, SAY(MSG_response_whole)) : concern_name(c, &s->concern);
    if (s->score) return message_say(c->a, c->desk.lang, SAY2(MSG_progress_heading_score, "measure", s->score->label, "concern", concern));
    if (!str_eq(str_of(s->instrument->code), PSFS)) return concern;
    return message_say(c->a, c->desk.lang, SAY1(s->set && s->set->ended ? MSG_progress_heading_ended : MSG_progress_heading_psfs, "concern", concern));
}

str series_id(struct call *c, const struct progress_series *s)
{
    str own = s->whole ? S("whole") : id_str(c->a, s->set ? s->set->id.v : s->concern.id.v); // an older set's series stands beside the newer one's
    if (!s->score) return str_fmt(c->a, "c-%.*s", SP(own));
    struct buf b = buf_new(c->a, 512);
    buf_putf(&b, "c-%.*s-%.*s-%s-", SP(own), SP(s->score->file->id), s->instrument->score);
    if (s->score->older) buf_putf(&b, "%.8s-", s->score->file->sha256);
    for (size_t i = 0; i < s->score->key.n; i++) buf_putc(&b, s->score->key.p[i] == '/' ? '_' : s->score->key.p[i]);
    return buf_str(&b);
}

static str number_text_of(struct call *c, double v)
{
    struct buf b = buf_new(c->a, 40);
    buf_num(&b, v, 1);
    return buf_str(&b);
}

static str on_scale(struct call *c, double value, double lo, double hi)
{
    str v = number_text_of(c, value), high = number_text_of(c, hi);
    if (lo == 0) return message_say(c->a, c->desk.lang, SAY2(MSG_measure_value_of, "value", v, "high", high));
    return message_say(c->a, c->desk.lang, SAY3(MSG_measure_value_range, "value", v, "low", number_text_of(c, lo), "high", high));
}

str score_on_scale(struct call *c, const struct instrument_score *s, double value)
{
    if (!s->change || !s->change->axis_of_data) return on_scale(c, value, s->lo, s->hi);
    return message_say(c->a, c->desk.lang, SAY2(MSG_measure_value_words, "what", s->words, "value", number_text_of(c, value)));
}

str value_on_scale(struct call *c, const struct instrument *in, double value)
{
    return in->axis_of_data ? number_text_of(c, value) : on_scale(c, value, in->lo, in->hi);
}

struct latest series_latest(const struct progress_series *s)
{
    const struct point_list *p = s->by_weeks ? &s->means : &s->points;
    struct latest l = {.known = p->n > 0, .before_known = p->n > 1};
    if (l.known) l.value = p->v[p->n - 1].value, l.day = p->v[p->n - 1].day;
    if (l.before_known) l.before = p->v[p->n - 2].value;
    return l;
}

static str beside(struct call *c, str note, str more)
{
    return !more.n ? note : !note.n ? more : str_fmt(c->a, "%.*s · %.*s", SP(note), SP(more));
}

// "7 of 24 · mild · 21 Nov 2026"
static void latest_put(struct call *c, const struct progress_series *s, struct measure_row_view *m)
{
    struct latest l = series_latest(s);
    str band = s->by_weeks ? s->week_band : s->score ? s->score->band : (str){0};
    if (!l.known) {
        m->value = S("\u2013");
        m->note = message_say(c->a, c->desk.lang, SAY1(MSG_progress_week_too_few, "least", str_fmt(c->a, "%d", s->instrument->week_least)));
        return;
    }
    m->value = number_text_of(c, l.value);
    if (!s->instrument->axis_of_data) m->note = value_on_scale(c, s->instrument, l.value);
    m->note = beside(c, m->note, band);
    str on = day_text(c, l.day);
    m->note = beside(c, m->note, s->by_weeks ? message_say(c->a, c->desk.lang, SAY1(MSG_progress_week_to, "day", on)) : on);
}

const struct measure_row_view *measure_rows(struct call *c, const struct progress *p, const struct concern_row *r, size_t *n)
{
    struct measure_row_view *o = ARENA_ARRAY(c->a, p->n, struct measure_row_view);
    *n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct progress_series *s = &p->series[i];
        if ((r ? s->concern.id.v != r->id.v : !s->whole) || s->instrument->kind == INSTRUMENT_DAY || !s->points.n) continue;
        struct measure_row_view *m = &o[(*n)++];
        *m = (struct measure_row_view){.name = s->score ? score_label(c->a, s->score->file, s->score->score, (str){0}) : series_name(c, s), .spark = chart_spark(c->a, s),
            .href = link_to(c->a, "/clients/%.*s/progress#%.*s", SP(id_str(c->a, p->client.v)), SP(series_id(c, s)))};
        m->drawn = m->spark.html.n > 0;
        latest_put(c, s, m);
        if (s->score && s->score->older) m->note = beside(c, m->note, message_say(c->a, c->desk.lang, SAY(MSG_progress_version_older)));
        if (s->score) m->note = beside(c, m->note, s->score->words);
    }
    return o;
}

str activity_field(struct call *c, str prefix, size_t i)
{
    return str_fmt(c->a, "%.*s_%zu", SP(prefix), i + 1);
}

bool activities_posted(struct call *c, str prefix, size_t n, int64_t *answer, err *e)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        bool chosen = scale_posted(c, activity_field(c, prefix, i), &answer[i], e);
        if (!chosen) answer[i] = -1;
        any |= chosen;
    }
    return any;
}

struct scale_view scale_of(struct call *c, str name, struct scale_words words, str place, int64_t value)
{
    struct scale_view v = {.name = name,
                           .legend = message_say(c->a, c->desk.lang, SAY1(words.ask, "place", place)),
                           .low = message_say(c->a, c->desk.lang, SAY(words.low)),
                           .high = message_say(c->a, c->desk.lang, SAY(words.high))};
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

str was_field(struct call *c, day d)
{
    return str_fmt(c->a, "was_%.*s", SP(day_str(c->a, d)));
}

// A number that no version has where what was posted is none.
static int64_t was_posted(struct call *c, day d)
{
    str name = was_field(c, d);
    int64_t was = 0;
    for (size_t i = 0; i < c->body->n; i++)
        if (str_eq(c->body->pair[i].name, name) && c->body->pair[i].value.n && (!str_i64(c->body->pair[i].value, &was) || was < 1)) was = INT64_MAX;
    return was;
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
        if (str_starts(p->name, S("was_"))) p->used = true;
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
            to->was = was_posted(c, to->day);
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
