// What became of the people who were treated, by what they came for: in plain words, with what is not known, and as JSON, CSV and SVG.
#include "desk/measures/outcomes.h"

#include <math.h>

#include "base/json.h"
#include "measure_text.h"
#include "pages_outcomes.h"
#include "report_text.h"
#include "web/session.h"
#include "views_gen.h"

enum { NOTES = 8, FACTS = 4 };

static const int month_choices[] = {6, 12, 24, 60, 120};

static str said(struct call *c, struct say say)
{
    return message_say(c->a, c->desk.lang, say);
}

// At one decimal; a minus sign that reads as one.
static str number(struct call *c, double v)
{
    struct buf b = buf_new(c->a, 64), text = buf_new(c->a, 64);
    buf_num(&b, fabs(v), 1);
    if (v < 0 && !str_eq(buf_str(&b), S("0"))) buf_put(&text, S("\u2212"));
    buf_put(&text, buf_str(&b));
    return buf_str(&text);
}

static str percent(struct call *c, double share)
{
    struct buf b = buf_new(c->a, 64);
    buf_num(&b, 100 * share, 0);
    return buf_str(&b);
}

static str count(struct call *c, size_t n)
{
    return str_fmt(c->a, "%zu", n);
}

static str kind_heading(struct call *c, enum concern_kind k)
{
    static const enum msg names[CONCERN_KINDS] = {[CONCERN_PAIN] = MSG_measure_kind_pain, [CONCERN_HEADACHE] = MSG_measure_kind_headache,
        [CONCERN_STRESS] = MSG_measure_kind_stress, [CONCERN_SLEEP] = MSG_measure_kind_sleep, [CONCERN_FUNCTION] = MSG_measure_kind_function};
    return said(c, SAY(names[k]));
}

// --- in words

static str sentence(struct call *c, const struct outcomes_kind *k)
{
    const struct outcomes_report *r = &k->report;
    bool days = k->kind == CONCERN_HEADACHE, worse = r->mean < 0;
    if (r->shown == OUTCOMES_TOO_FEW) return said(c, SAY(MSG_outcomes_few));
    if (r->shown == OUTCOMES_TOO_INCOMPLETE) return said(c, SAY1(MSG_outcomes_incomplete, "percent", percent(c, r->completion)));
    enum msg m = worse ? days ? MSG_outcomes_worse_days : MSG_outcomes_worse_points : days ? MSG_outcomes_better_days : MSG_outcomes_better_points;
    return said(c, SAY3(m, "mean", number(c, fabs(r->mean)), "lo", number(c, worse ? -r->hi : r->lo), "hi", number(c, worse ? -r->lo : r->hi)));
}

static void fill_facts(struct call *c, const struct outcomes_kind *k, struct outcomes_kind_view *v)
{
    const struct outcomes_report *r = &k->report;
    struct fact_view *f = ARENA_ARRAY(c->a, FACTS, struct fact_view);
    size_t n = 0;
    if (r->shown != OUTCOMES_SHOWN) return;
    f[n++] = (struct fact_view){.label = said(c, SAY(MSG_outcomes_began)), .value = count(c, r->n)};
    f[n++] = (struct fact_view){.label = said(c, SAY(MSG_outcomes_came_back)),
        .value = said(c, SAY3(MSG_outcomes_came_back_value, "some", count(c, r->complete), "all", count(c, r->n), "percent", percent(c, r->completion)))};
    str share = said(c, SAY(MSG_outcomes_noticed_unknown)), worst = percent(c, r->rate.worst), best = percent(c, r->rate.best);
    if (r->rate.shown == OUTCOMES_SHOWN) {
        share = said(c, str_eq(worst, best) ? SAY1(MSG_outcomes_noticed_one, "worst", worst) : SAY2(MSG_outcomes_noticed_value, "worst", worst, "best", best));
        v->chance = said(c, SAY2(MSG_outcomes_noticed_chance, "lo", percent(c, r->rate.lo), "hi", percent(c, r->rate.hi)));
    }
    f[n++] = (struct fact_view){.label = said(c, SAY(MSG_outcomes_noticed)), .value = share};
    f[n++] = (struct fact_view){.label = said(c, SAY(MSG_outcomes_average)),
        .value = said(c, SAY3(k->kind == CONCERN_HEADACHE ? MSG_outcomes_average_days : MSG_outcomes_average_points, "mean", number(c, r->mean), "lo", number(c, r->lo), "hi",
                             number(c, r->hi)))};
    v->facts.v = f;
    v->facts.n = n;
}

// Enough could be compared, if that did not tell of few people.
static bool all_held(const struct outcomes_report *r)
{
    return r->why && r->held >= OUTCOMES_UNITS;
}

static str own_text(struct call *c, const struct outcomes_report *r)
{
    if (r->shown != OUTCOMES_SHOWN) return (str){0};
    const struct outcomes_unit *u = &r->part[0].of;
    if (r->part[0].shown == OUTCOMES_HELD && (!r->why || all_held(r))) return said(c, SAY(MSG_outcomes_own_held));
    if (r->why || !r->part[0].compared) return said(c, SAY(MSG_outcomes_own_none));
    struct say say = {.key = r->level ? MSG_outcomes_own_level : MSG_outcomes_own_effect,
        .arg = {{"observed", number(c, u->observed)}, {"expected", number(c, u->expected)}, {"effect", number(c, u->effect)}, {"lo", number(c, u->lo)}, {"hi", number(c, u->hi)}}};
    if (r->level) say.arg[2] = (struct say_arg){0};
    return said(c, say);
}

static void fill_units(struct call *c, const struct outcomes_report *r, struct outcomes_kind_view *v)
{
    struct outcomes_unit_view *o = ARENA_ARRAY(c->a, r->n_parts, struct outcomes_unit_view);
    for (size_t i = 0; i < r->n_parts; i++) {
        const struct outcomes_part *u = &r->part[i];
        o[i] = (struct outcomes_unit_view){.number = count(c, i + 1), .name = u->name, .people = count(c, u->complete)};
        if (!u->compared) {
            static const enum msg why[] = {[OUTCOMES_SHOWN] = MSG_outcomes_hidden_few, [OUTCOMES_TOO_FEW] = MSG_outcomes_hidden_few,
                [OUTCOMES_TOO_INCOMPLETE] = MSG_outcomes_hidden_incomplete, [OUTCOMES_HELD] = MSG_outcomes_hidden_held};
            o[i].hidden = said(c, SAY(why[u->shown]));
            continue;
        }
        o[i].observed = number(c, u->of.observed);
        o[i].expected = number(c, u->of.expected);
        o[i].difference = r->level ? S("–") : str_fmt(c->a, "%.*s (%.*s; %.*s)", SP(number(c, u->of.effect)), SP(number(c, u->of.lo)), SP(number(c, u->of.hi)));
    }
    v->units.v = o;
    v->units.n = r->n_parts;
    v->table = true;
}

// What the expected figures rest on.
static str mix_text(struct call *c, const struct outcomes_report *r)
{
    bool age = r->used[OUTCOMES_MIX_AGE], since = r->used[OUTCOMES_MIX_SINCE];
    return said(c, SAY(age && since ? MSG_outcomes_mix_both : age ? MSG_outcomes_mix_age : since ? MSG_outcomes_mix_since : MSG_outcomes_mix_score));
}

struct notes {
    struct crumb *v;
    size_t n;
};

static void note(struct call *c, struct notes *o, bool holds, struct say say)
{
    if (holds) o->v[o->n++] = (struct crumb){.label = said(c, say)};
}

static void fill_notes(struct call *c, const struct outcomes_report *r, struct outcomes_kind_view *v)
{
    struct notes o = {ARENA_ARRAY(c->a, NOTES + r->n_points, struct crumb), 0};
    if (r->shown != OUTCOMES_SHOWN) return;
    note(c, &o, r->why, SAY(all_held(r) ? MSG_outcomes_not_compared_held : MSG_outcomes_not_compared));
    note(c, &o, !r->why, SAY1(MSG_outcomes_therapists_why, "mix", mix_text(c, r)));
    note(c, &o, !r->why && r->level, SAY(MSG_outcomes_level));
    note(c, &o, r->rough, SAY(MSG_outcomes_rough));
    note(c, &o, r->filled, SAY_N(MSG_outcomes_filled, (int64_t)r->filled));
    note(c, &o, r->no_unit, SAY_N(MSG_outcomes_no_therapist, (int64_t)r->no_unit));
    note(c, &o, r->n_points && r->funnel.inflated, SAY(MSG_outcomes_funnel_inflated));
    for (size_t i = 0; i < r->n_points; i++) note(c, &o, r->funnel.look[i], SAY1(MSG_outcomes_look, "who", r->part[r->point_part[i]].name));
    v->notes.v = o.v;
    v->notes.n = o.n;
}

static void fill_own_notes(struct call *c, const struct outcomes_report *r, struct outcomes_kind_view *v)
{
    struct notes o = {ARENA_ARRAY(c->a, NOTES, struct crumb), 0};
    note(c, &o, r->shown == OUTCOMES_SHOWN && r->rough && r->part[0].compared, SAY(MSG_outcomes_rough));
    v->notes.v = o.v;
    v->notes.n = o.n;
}

static str funnel_of_kind(struct call *c, const struct outcomes_kind *k, bool alone)
{
    const struct outcomes_report *r = &k->report;
    size_t outside = 0, far = 0;
    for (size_t i = 0; i < r->n_points; i++) {
        outside += r->funnel.place[i] != FUNNEL_INSIDE;
        far += r->funnel.place[i] == FUNNEL_BEYOND_998;
    }
    struct say text = SAY2(MSG_outcomes_funnel_text, "outside", count(c, outside), "far", count(c, far));
    text.n = (int64_t)r->n_points;
    const struct outcomes_words w = {.title = said(c, SAY1(MSG_outcomes_funnel_title, "concern", kind_heading(c, k->kind))),
        .text = said(c, text),
        .across = said(c, SAY(MSG_outcomes_funnel_across)),
        .up = said(c, SAY(MSG_outcomes_funnel_up)),
        .limit95 = said(c, SAY(MSG_outcomes_funnel_95)),
        .limit998 = said(c, SAY(MSG_outcomes_funnel_998)),
        .alone = alone};
    return outcomes_funnel_svg(c->a, r, &w);
}

// --- the page

static str query_of(struct call *c, bool own, int months)
{
    return str_fmt(c->a, "?months=%d%s", months, own ? "&of=own" : "");
}

static void fill_kind(struct call *c, const struct practice_outcomes *s, size_t i, int months, struct outcomes_kind_view *v)
{
    const struct outcomes_kind *k = &s->v[i];
    const struct outcomes_report *r = &k->report;
    str name = concern_kind_name(k->kind);
    *v = (struct outcomes_kind_view){.id = name, .heading = kind_heading(c, k->kind), .said = sentence(c, k)};
    if (r->mean_known && r->lo <= 0 && r->hi >= 0) v->maybe = said(c, SAY(MSG_outcomes_may_be_none));
    if (k->instrument.n) v->measured = said(c, SAY1(MSG_outcomes_measured, "measure", instrument_name(c, k->instrument)));
    if (k->waiting) v->waiting = said(c, SAY_N(MSG_outcomes_waiting, (int64_t)k->waiting));
    fill_facts(c, k, v);
    if (s->own) {
        v->own = own_text(c, r);
        fill_own_notes(c, r, v);
        return;
    }
    fill_notes(c, r, v);
    if (r->why) return;
    fill_units(c, r, v);
    v->funnel = (html_safe){funnel_of_kind(c, k, false)};
    v->drawn = r->n_points > 0;
    v->svg_href = link_to(c->a, "/outcomes.svg%.*s&concern=%.*s", SP(query_of(c, false, months)), SP(name));
    v->read = said(c, SAY(MSG_outcomes_funnel_read));
}

static err outcomes_page(struct call *c, const struct practice_outcomes *s, int months)
{
    struct outcomes_view v = {.page = page_of(c, MSG_outcomes_title), .own = s->own, .none = s->n == 0};
    v.page.wide = true;
    v.intro = said(c, SAY2(MSG_outcomes_intro, "from", day_text(c, s->from), "to", day_text(c, s->to)));
    if (s->cut) v.cut = said(c, SAY_N(MSG_outcomes_cut, OUTCOMES_CONCERNS));
    v.csv_href = link_to(c->a, "/outcomes.csv%.*s", SP(query_of(c, s->own, months)));
    if (desk_may(&c->desk.who, VERB_OUTCOMES_ALL)) {
        v.all_href = link_to(c->a, "/outcomes%.*s", SP(query_of(c, false, months)));
        v.own_href = link_to(c->a, "/outcomes%.*s", SP(query_of(c, true, months)));
    }
    v.months.v = report_month_options(c, month_choices, sizeof month_choices / sizeof *month_choices, months, &v.months.n);
    struct outcomes_kind_view *kinds = ARENA_ARRAY(c->a, s->n, struct outcomes_kind_view);
    for (size_t i = 0; i < s->n; i++) fill_kind(c, s, i, months, &kinds[i]);
    v.kinds.v = kinds;
    v.kinds.n = s->n;
    report_crumbs(c, &v.page, false);
    view_outcomes(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

// --- the same for other programs

static err outcomes_json(struct call *c, const struct practice_outcomes *s)
{
    struct jw w = report_json(c, s->from, s->to, s->own, s->cut);
    jw_key(&w, S("concerns"));
    jw_array(&w);
    for (size_t i = 0; i < s->n; i++) {
        const struct outcomes_kind *k = &s->v[i];
        jw_object(&w);
        jw_kstr(&w, S("concern"), concern_kind_name(k->kind));
        jw_kstr(&w, S("measure"), k->instrument);
        jw_kint(&w, S("waiting"), (int64_t)k->waiting);
        jw_key(&w, S("outcomes"));
        outcomes_report_json(&w, c->a, &k->report, s->own && k->report.n_parts ? k->report.part[0].name : (str){0});
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static void csv_figure(struct buf *b, bool known, double v)
{
    buf_putc(b, ',');
    if (known) buf_num(b, v, 4);
}

static void csv_start(struct buf *b, const struct outcomes_kind *k, str unit, size_t n, bool known, size_t complete)
{
    buf_putf(b, "%.*s,%.*s,", SP(concern_kind_name(k->kind)), SP(k->instrument));
    buf_csv(b, unit);
    buf_putf(b, ",%zu,", n);
    if (known) buf_putf(b, "%zu", complete);
}

static void csv_kind(struct buf *b, const struct outcomes_kind *k)
{
    const struct outcomes_report *r = &k->report;
    bool rate = r->shown == OUTCOMES_SHOWN && r->rate.shown == OUTCOMES_SHOWN;
    csv_start(b, k, (str){0}, r->n, r->n >= OUTCOMES_LEAST, r->complete);
    const double all[] = {r->rate.worst, r->rate.best, r->rate.lo, r->rate.hi};
    for (size_t i = 0; i < 4; i++) csv_figure(b, rate, all[i]);
    csv_figure(b, r->mean_known, r->mean);
    csv_figure(b, r->mean_known, r->lo);
    csv_figure(b, r->mean_known, r->hi);
    buf_put(b, S(",,,,,\r\n"));
    for (size_t i = 0; i < r->n_parts; i++) {
        const struct outcomes_part *u = &r->part[i];
        bool effect = u->compared && !r->level;
        csv_start(b, k, u->name, u->n, u->shown == OUTCOMES_SHOWN, u->complete);
        buf_put(b, S(",,,,,,,"));
        csv_figure(b, u->compared, u->of.observed);
        csv_figure(b, u->compared, u->of.expected);
        csv_figure(b, effect, u->of.effect);
        csv_figure(b, effect, u->of.lo);
        csv_figure(b, effect, u->of.hi);
        buf_put(b, S("\r\n"));
    }
}

static err outcomes_csv(struct call *c, const struct practice_outcomes *s)
{
    struct buf *b = reply_body(c, 200, S("text/csv; charset=utf-8; header=present"));
    buf_put(b, S("concern,measure,therapist,began,came_back,responders_worst,responders_best,responders_lo,responders_hi,"
                 "improvement,improvement_lo,improvement_hi,observed,expected,effect,effect_lo,effect_hi\r\n"));
    for (size_t i = 0; i < s->n; i++) csv_kind(b, &s->v[i]);
    reply_header(c, S("Content-Disposition"), S("attachment; filename=\"outcomes.csv\""));
    return OK;
}

static err outcomes_svg(struct call *c, const struct practice_outcomes *s)
{
    str want = query_value(c, S("concern"));
    for (size_t i = 0; i < s->n; i++) {
        if (!str_eq(concern_kind_name(s->v[i].kind), want) || !s->v[i].report.n_points) continue;
        buf_put(reply_body(c, 200, S("image/svg+xml")), funnel_of_kind(c, &s->v[i], true));
        reply_header(c, S("Content-Disposition"), str_fmt(c->a, "attachment; filename=\"outcomes-%.*s.svg\"", SP(want)));
        return OK;
    }
    return E_NOT_FOUND;
}

// Whoever may see the whole practice sees that, unless they ask for their own; all others see their own.
static err outcomes_render(struct call *c, err result)
{
    (void)result;
    struct practice_outcomes s;
    str of = query_value(c, S("of"));
    int months = report_months(c, OUTCOMES_MONTHS_MOST, OUTCOMES_MONTHS);
    bool own = str_eq(of, S("own")) || (!str_eq(of, S("all")) && !desk_may(&c->desk.who, VERB_OUTCOMES_ALL));
    err e = desk_outcomes(&c->desk, own, months, &s);
    if (e) return e;
    if (c->kind == KIND_JSON) return outcomes_json(c, &s);
    if (c->kind == KIND_CSV) return outcomes_csv(c, &s);
    if (c->kind == KIND_SVG) return outcomes_svg(c, &s);
    return outcomes_page(c, &s, months);
}
const struct handler h_outcomes = {.render = outcomes_render};
