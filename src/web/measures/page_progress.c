// A client's progress: one plain sentence first, the chart, what else may explain it, the numbers, how it was worked out.
#include "desk/links/home.h"
#include "desk/measures/progress.h"

#include <string.h>

#include "base/json.h"
#include "web/care/care_text.h"
#include "web/chart.h"
#include "web/people/client_text.h"
#include "web/calendar/day_text.h"
#include "web/forms.h"
#include "measure_text.h"
#include "progress_panels.h"
#include "response_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "web/links/home_pass.h"
#include "web/links/pages_home.h"
#include "views_gen.h"

static str number(struct call *c, double v)
{
    struct buf b = buf_new(c->a, 64);
    buf_num(&b, v, 1);
    return buf_str(&b);
}

static str said(struct call *c, struct say s)
{
    return s.key == MSG_none ? (str){0} : message_say(c->a, c->desk.lang, s);
}

static void fill_caveats(struct call *c, const struct change_result *r, struct series_view *v)
{
    struct caveat_view *o = ARENA_ARRAY(c->a, r->n_caveats, struct caveat_view);
    for (size_t i = 0; i < r->n_caveats; i++) o[i].text = said(c, r->caveat[i]);
    v->caveats.v = o;
    v->caveats.n = r->n_caveats;
}

static void fill_trace(struct call *c, const struct change_result *r, struct series_view *v)
{
    struct trace_view *o = ARENA_ARRAY(c->a, r->n_steps, struct trace_view);
    for (size_t i = 0; i < r->n_steps; i++) {
        const struct step *s = &r->step[i];
        struct buf b = buf_new(c->a, 512);
        for (size_t k = 0; k < STEP_NUMBERS && s->number[k].name; k++) {
            if (k) buf_put(&b, S(", "));
            buf_put(&b, str_of(s->number[k].name));
            buf_put(&b, S(" "));
            buf_num(&b, s->number[k].v, 3);
        }
        o[i] = (struct trace_view){str_of(s->rule), buf_str(&b), str_of(s->source)};
    }
    v->trace.v = o;
    v->trace.n = r->n_steps;
}

// A threshold that was passed on so many days of a week that it is said: more than 30 minutes to fall asleep, on three nights.
static size_t days_above(const struct progress_series *s, const struct bin *b)
{
    size_t n = 0;
    for (size_t i = 0; i < s->points.n; i++) {
        const struct point *p = &s->points.v[i];
        bool counted = i > 0 && s->points.v[i - 1].day.d == p->day.d;
        n += !counted && p->day.d >= b->first.d && p->day.d < b->first.d + b->days && p->value > s->instrument->week_above;
    }
    return s->instrument->week_times && n >= (size_t)s->instrument->week_times ? n : 0;
}

static str bin_note(struct call *c, const struct progress_series *s, const struct bin *b)
{
    size_t n = days_above(s, b);
    if (!n) return (str){0};
    struct say say = SAY1(MSG_progress_bin_above, "limit", number(c, s->instrument->week_above));
    say.n = (int64_t)n;
    return said(c, say);
}

// The latest day against the person's own days before it.
static str own_text(struct call *c, const struct progress_series *s)
{
    const struct own_day *o = &s->own;
    const struct own_rule *rule = &s->instrument->own;
    if (!rule->days || o->state == OWN_NONE) return (str){0};
    struct say say = SAY(o->state == OWN_ALIKE ? MSG_progress_own_alike : MSG_progress_own_few);
    if (o->state == OWN_FEW) say = SAY2(MSG_progress_own_few, "days", str_fmt(c->a, "%d", rule->days), "least", str_fmt(c->a, "%d", rule->least));
    if (o->state == OWN_KNOWN)
        say = (struct say){.key = !o->far ? MSG_progress_own_usual : o->z > 0 ? MSG_progress_own_high : MSG_progress_own_low,
            .arg = {{"day", day_text(c, o->on)}, {"value", number(c, o->value)}, {"mean", number(c, o->mean)}, {"z", number(c, o->z)}}};
    say.n = (int64_t)o->n;
    return said(c, say);
}

static void fill_bins(struct call *c, const struct progress_series *s, struct series_view *v)
{
    const struct bin *bins = v->diary ? s->months : s->weeks;
    const struct instrument *in = s->instrument;
    size_t n = v->diary ? s->n_months : s->n_weeks, kept = 0;
    struct bin_view *o = ARENA_ARRAY(c->a, n, struct bin_view);
    for (size_t i = 0; i < n; i++) {
        const struct bin *b = &bins[i];
        if (!b->n) continue;
        day to = {b->first.d + b->days - 1};
        bool few = !v->diary && b->answered < (size_t)in->week_least;
        o[kept++] = (struct bin_view){.from = day_text(c, b->first), .to = day_text(c, to),
                                      .value = few ? said(c, SAY(MSG_progress_bin_few)) : number(c, v->diary ? b->per28 : b->mean),
                                      .known = str_fmt(c->a, "%zu", v->diary ? b->answered : b->n), .note = v->diary ? (str){0} : bin_note(c, s, b)};
    }
    v->bins.v = o;
    v->bins.n = kept;
}

static void fill_chart(struct call *c, const struct progress *p, const struct progress_series *s, struct series_view *v)
{
    if (!s->points.n) return;
    struct say text = SAY3(MSG_progress_chart_text, "from", day_text(c, s->points.v[0].day), "to",
                           day_text(c, s->points.v[s->points.n - 1].day), "said", v->said);
    text.n = (int64_t)s->points.n;
    str title = said(c, SAY1(MSG_progress_chart_title, "concern", v->heading));
    v->chart = chart_svg(c->a, c->desk.lang, p, s, p->today, v->id, title, message_say(c->a, c->desk.lang, text));
    v->drawn = true;
    for (size_t i = 0; i < p->held.n; i++) v->sessions |= p->held.v[i].given;
    v->others = p->care.n > 0;
    const struct change_result *r = &s->change;
    v->started = s->concern.started && s->instrument->kind != INSTRUMENT_LATEST;
    v->error_band = v->started && r->before.n && (v->diary ? r->before.hi > r->before.lo : r->mdc95.known);
    v->mcid = v->started && r->before.n && r->mcid.known;
    if (v->mcid) v->mcid_text = said(c, SAY1(MSG_progress_legend_mcid, "mcid", number(c, r->mcid.v)));
    if (v->error_band) {
        v->error_text = v->diary ? said(c, SAY(MSG_progress_legend_interval))
                                 : said(c, SAY1(MSG_progress_legend_error, "mdc", number(c, r->mdc95.v)));
    }
}

// Each activity: the mean of its answers before treatment, and the latest one.
static void fill_singles(struct call *c, const struct progress_series *s, struct series_view *v)
{
    size_t n = s->set ? s->set->n : 0;
    struct single_view *o = ARENA_ARRAY(c->a, n, struct single_view);
    for (size_t i = 0; i < n; i++) {
        double sum = 0, last = 0;
        size_t before = 0, all = 0;
        for (size_t k = 0; k < s->n_singles; k++) {
            const struct single *x = &s->singles[k];
            if (x->item != (int)i + 1) continue;
            if (s->concern.started && x->day.d <= s->concern.start.d) sum += x->value, before++;
            last = x->value;
            all++;
        }
        o[i] = (struct single_view){s->set->activity[i], before ? number(c, sum / (double)before) : (str){0}, all ? number(c, last) : (str){0}};
    }
    v->singles.v = o;
    v->singles.n = n;
}

// Of a filled-in instrument: what the latest lies in, and the days that gave no score.
static void fill_score(struct call *c, const struct progress *p, const struct progress_series *s, bool own_page, struct series_view *v)
{
    const struct score_series *of = s->score;
    if (!of) return;
    struct score_gap_view *o = ARENA_ARRAY(c->a, of->n_gaps, struct score_gap_view);
    for (size_t i = 0; i < of->n_gaps; i++) {
        o[i] = (struct score_gap_view){.day = day_text(c, of->gaps[i].day), .reason = of->gaps[i].reason};
        if (!own_page) o[i].href = response_href(c, p->client, of->gaps[i].response, "");
    }
    v->gaps.v = o;
    v->gaps.n = of->n_gaps;
    v->score = true;
    v->older = of->older;
    v->rating = false;
    if (s->by_weeks && s->week_band.n) v->band = said(c, SAY1(MSG_progress_week_band, "band", s->week_band));
    else if (!s->by_weeks && s->instrument->kind != INSTRUMENT_LATEST && of->band.n) v->band = said(c, SAY1(MSG_response_band, "band", of->band));
    if (of->latest.v && !own_page) v->latest_href = response_href(c, p->client, of->latest, "");
}

// `own_page`: said to the person themselves.
static void fill_series(struct call *c, const struct progress *p, const struct progress_series *s, bool own_page, struct series_view *v)
{
    bool diary = s->instrument->kind == INSTRUMENT_DAY;
    *v = (struct series_view){.id = series_id(c, s),
                              .heading = series_heading(c, s),
                              .said = said(c, own_page ? s->change.you : s->change.they),
                              .next = said(c, own_page ? s->change.next_you : s->change.next_they),
                              .class = change_class_name(s->change.class),
                              .diary = diary,
                              .rating = !diary};
    if (!s->whole) {
        str id = id_str(c->a, s->concern.id.v);
        v->edit_href = link_to(c->a, "/clients/%.*s/concerns/%.*s", SP(id_str(c->a, p->client.v)), SP(id));
        v->one_href = link_to(c->a, "/clients/%.*s/progress?concern=%.*s", SP(id_str(c->a, p->client.v)), SP(id));
    }
    fill_score(c, p, s, own_page, v);
    v->way = instrument_way(c, s->instrument);
    v->own = own_text(c, s);
    fill_chart(c, p, s, v);
    fill_singles(c, s, v);
    fill_caveats(c, &s->change, v);
    panels_fill(c, p, s, own_page ? (str){0} : link_to(c->a, "/clients/%.*s/progress/%.*s", SP(id_str(c->a, p->client.v)), SP(v->id)), v);
    fill_bins(c, s, v);
    fill_trace(c, &s->change, v);
}

static void estimate_json(struct jw *w, str key, struct estimate x) { jw_kfigure(w, key, x.known, x.v); }

static void phase_json(struct jw *w, str key, const struct phase *p)
{
    jw_key(w, key);
    jw_object(w);
    jw_kint(w, S("n"), (int64_t)p->n);
    jw_kfigure(w, S("mean"), p->n > 0, p->mean);
    jw_end(w);
}

// "mdc95" and "mdc90" only where that is its confidence; "mdc" is what was judged by, whatever that is.
static void mdc_json(struct jw *w, const struct instrument *in, const struct change_result *r)
{
    int level = in->mdc95.known ? in->mdc_level : 95; // of our own from the SEM: 95
    estimate_json(w, S("mdc"), r->mdc95);
    estimate_json(w, S("mdc95"), level == 95 ? r->mdc95 : (struct estimate){0});
    if (level == 90) estimate_json(w, S("mdc90"), r->mdc95);
}

// Means of weeks; null where fewer days were answered than such a mean asks for.
static void weeks_json(struct call *c, struct jw *w, const struct progress_series *s)
{
    jw_key(w, S("weeks"));
    jw_array(w);
    for (size_t i = 0; i < s->n_weeks; i++) {
        const struct bin *b = &s->weeks[i];
        bool few = !b->n || b->answered < (size_t)s->instrument->week_least;
        jw_object(w);
        jw_kstr(w, S("from"), day_str(c->a, b->first));
        jw_kint(w, S("days"), (int64_t)b->answered);
        estimate_json(w, S("mean"), (struct estimate){!few, b->mean});
        if (s->instrument->week_times) jw_kint(w, S("days_above"), (int64_t)days_above(s, b));
        jw_end(w);
    }
    jw_end(w);
}

static void own_json(struct call *c, struct jw *w, const struct progress_series *s)
{
    static const char *const states[] = {[OWN_KNOWN] = NULL, [OWN_NONE] = "nothing answered", [OWN_FEW] = "too few days", [OWN_ALIKE] = "every day alike"};
    const struct own_day *o = &s->own;
    const struct own_rule *rule = &s->instrument->own;
    if (!rule->days) return;
    bool known = o->state == OWN_KNOWN;
    jw_key(w, S("own"));
    jw_object(w);
    jw_kstr(w, S("day"), o->state == OWN_NONE ? S("") : day_str(c->a, o->on));
    jw_kint(w, S("days"), (int64_t)o->n);
    jw_kint(w, S("of"), rule->days);
    jw_kint(w, S("least"), rule->least);
    estimate_json(w, S("mean"), (struct estimate){known || o->state == OWN_ALIKE, o->mean});
    estimate_json(w, S("sd"), (struct estimate){known, o->sd});
    estimate_json(w, S("z"), (struct estimate){known, o->z});
    jw_kbool(w, S("far"), o->far);
    jw_key(w, S("reason"));
    if (states[o->state]) jw_str(w, str_of(states[o->state]));
    else jw_null(w);
    jw_kstr(w, S("source"), str_of(rule->source));
    jw_end(w);
}

// Of a filled-in instrument: which of its scores, what makes it a series of its own, every score, and where there is none.
static void score_json(struct call *c, struct jw *w, const struct progress_series *s)
{
    if (!s->score) return;
    jw_kstr(w, S("score"), str_of(s->instrument->score));
    jw_kstr(w, S("series"), s->score->key);
    jw_kstr(w, S("version"), s->score->file->version);
    jw_kbool(w, S("older"), s->score->older);
    jw_kstr(w, S("label"), s->score->label);
    jw_kstr(w, S("band"), s->by_weeks ? s->week_band : s->score->band);
    jw_key(w, S("range"));
    jw_array(w);
    jw_num(w, s->instrument->lo);
    jw_num(w, s->instrument->hi);
    jw_end(w);
    jw_key(w, S("points"));
    jw_array(w);
    for (size_t i = 0; i < s->points.n; i++) {
        jw_object(w);
        jw_kstr(w, S("day"), day_str(c->a, s->points.v[i].day));
        jw_key(w, S("value"));
        jw_num(w, s->points.v[i].value);
        if (s->points.v[i].late) jw_kbool(w, S("filled_in_later"), true);
        jw_end(w);
    }
    jw_end(w);
    weeks_json(c, w, s);
    own_json(c, w, s);
    jw_key(w, S("gaps"));
    jw_array(w);
    for (size_t i = 0; i < s->score->n_gaps; i++) {
        jw_object(w);
        jw_kstr(w, S("day"), day_str(c->a, s->score->gaps[i].day));
        jw_kstr(w, S("reason"), s->score->gaps[i].reason);
        jw_end(w);
    }
    jw_end(w);
}

static err progress_json(struct call *c, const struct progress *p)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("client"));
    jw_id(&w, p->client.v);
    jw_key(&w, S("sessions"));
    jw_array(&w);
    for (size_t i = 0; i < p->held.n; i++) {
        if (p->held.v[i].given) jw_str(&w, day_str(c->a, p->held.v[i].day));
    }
    jw_end(&w);
    jw_key(&w, S("series"));
    jw_array(&w);
    for (size_t i = 0; i < p->n; i++) {
        const struct progress_series *s = &p->series[i];
        const struct change_result *r = &s->change;
        jw_object(&w);
        jw_key(&w, S("concern"));
        jw_id(&w, s->concern.id.v);
        jw_kstr(&w, S("kind"), s->whole ? S("") : concern_kind_name(s->concern.kind));
        jw_kstr(&w, S("place"), s->concern.place);
        jw_kstr(&w, S("instrument"), str_of(s->instrument->code));
        score_json(c, &w, s);
        if (s->instrument->neither) {
            jw_key(&w, S("higher_is_worse"));
            jw_null(&w);
        } else {
            jw_kbool(&w, S("higher_is_worse"), s->instrument->higher_is_worse);
        }
        jw_kstr(&w, S("class"), change_class_name(r->class));
        phase_json(&w, S("baseline"), &r->before);
        phase_json(&w, S("latest"), &r->now);
        jw_kfigure(&w, S("change"), r->compared, r->change);
        estimate_json(&w, S("rci"), r->rci);
        mdc_json(&w, s->instrument, r);
        estimate_json(&w, S("mcid"), r->mcid);
        jw_kstr(&w, S("statement"), said(c, r->they));
        jw_key(&w, S("caveats"));
        jw_array(&w);
        for (size_t k = 0; k < r->n_caveats; k++) jw_str(&w, said(c, r->caveat[k]));
        jw_end(&w);
        jw_kstr(&w, S("id"), series_id(c, s));
        panels_json(c, &w, p, s);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err progress_csv(struct call *c, client_id client)
{
    struct buf *b = reply_body(c, 200, S("text/csv; charset=utf-8"));
    reply_header(c, S("Content-Disposition"), str_fmt(c->a, "attachment; filename=\"progress-%.*s.csv\"", SP(id_str(c->a, client.v))));
    return desk_progress_csv(&c->desk, client, b);
}

// Sessions and what else happened, the newest first: beside the charts, in words.
static void fill_events(struct call *c, const struct progress *p, struct progress_view *v)
{
    struct held_view *h = ARENA_ARRAY(c->a, p->held.n, struct held_view);
    struct other_view *o = ARENA_ARRAY(c->a, p->care.n, struct other_view);
    for (size_t i = 0; i < p->held.n; i++) {
        const struct held *x = &p->held.v[p->held.n - 1 - i];
        h[i] = (struct held_view){day_text(c, x->day), service_words(c, x->service, x->minutes), !x->given};
    }
    for (size_t i = 0; i < p->care.n; i++) o[i] = (struct other_view){care_when(c, &p->care.v[i]), care_kind_text(c, p->care.v[i].kind), p->care.v[i].words};
    v->held.v = h;
    v->held.n = p->held.n;
    v->care.v = o;
    v->care.n = p->care.n;
    v->care_href = client_href(c, p->client, "/care");
}

// Of several measures, one sentence: how many changed. Which is not judged counts as no change that can be told.
static str lead_text(struct call *c, const struct progress *p)
{
    size_t better = 0, worse = 0;
    if (p->n < 2) return (str){0};
    for (size_t i = 0; i < p->n; i++) {
        const struct change_result *r = &p->series[i].change;
        better += r->class == CHANGE_BOTH || r->class == CHANGE_RELIABLE_ONLY;
        worse += r->class == CHANGE_WORSE && r->reliable;
    }
    struct say s = SAY3(MSG_progress_lead, "better", str_fmt(c->a, "%zu", better), "worse", str_fmt(c->a, "%zu", worse), "rest", str_fmt(c->a, "%zu", p->n - better - worse));
    s.n = (int64_t)p->n;
    return said(c, s);
}

static err progress_render(struct call *c, err result)
{
    (void)result;
    client_id client;
    concern_id concern = {0};
    struct progress p;
    str one = query_value(c, S("concern"));
    if (!id_parse(c->param[0], &client.v) || (one.n && !id_parse(one, &concern.v))) return E_NOT_FOUND;
    if (c->kind == KIND_CSV) return progress_csv(c, client);
    err e = desk_progress(&c->desk, client, concern, &p);
    if (e) return e;
    if (c->kind == KIND_JSON) return progress_json(c, &p);
    struct progress_view v = {.page = page_of(c, MSG_measure_progress),
                              .name = p.name,
                              .none = p.n == 0,
                              .many = p.n > 1,
                              .lead = lead_text(c, &p),
                              .csv_href = client_href(c, client, "/progress.csv"),
                              .measures_href = client_href(c, client, "/measures"),
                              .link_href = client_href(c, client, "/links"),
                              .new_concern_href = client_href(c, client, "/concerns/new")};
    if (one.n) v.all_href = client_href(c, client, "/progress");
    v.page.title = said(c, SAY1(MSG_progress_title, "name", p.name));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), p.name);
    page_about(c, &v.page, p.name, p.born);
    e = page_safety(c, client, &v.page);
    if (e) return e;
    struct series_view *all = ARENA_ARRAY(c->a, p.n, struct series_view);
    for (size_t i = 0; i < p.n; i++) fill_series(c, &p, &p.series[i], false, &all[i]);
    // the page of one concern alone is offered where there is something else on this one
    bool one_concern = true;
    for (size_t i = 1; i < p.n; i++) one_concern &= p.series[i].concern.id.v == p.series[0].concern.id.v;
    for (size_t i = 0; i < p.n && one_concern; i++) all[i].one_href = (str){0};
    fill_events(c, &p, &v);
    v.series.v = all;
    v.series.n = p.n;
    view_progress(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_progress = {.render = progress_render};

// One of the three questions of one series, as a file.
static err panel_render(struct call *c, err result)
{
    (void)result;
    client_id client;
    struct progress p;
    enum panel which;
    if (!id_parse(c->param[0], &client.v) || !panel_of(c->param[2], &which)) return E_NOT_FOUND;
    err e = desk_progress_export(&c->desk, client, &p);
    for (size_t i = 0; e == OK && i < p.n; i++)
        if (str_eq(series_id(c, &p.series[i]), c->param[1])) return c->kind == KIND_CSV ? panel_csv(c, &p, &p.series[i], which) : panel_svg(c, &p, &p.series[i], which);
    return e ? e : E_NOT_FOUND;
}
const struct handler h_progress_panel = {.render = panel_render};

// The same on the client's own pages: said to them, without what only the desk can follow.
static err home_progress_render(struct call *c, err result)
{
    (void)result;
    struct link_opened o;
    struct progress p;
    err e = desk_home_enter(&c->desk, home_pass(c), &o);
    if (e == E_FORBIDDEN) return home_again(c);
    if (!e) e = desk_progress(&c->desk, c->desk.who.only, (concern_id){0}, &p);
    if (e) return e;
    struct home_progress_view v = {.page = page_of_client(c, MSG_home_progress, o.practice, o.crisis_line), .home_href = home_href(c, ""), .none = p.n == 0};
    struct series_view *all = ARENA_ARRAY(c->a, p.n, struct series_view);
    for (size_t i = 0; i < p.n; i++) fill_series(c, &p, &p.series[i], true, &all[i]);
    v.series.v = all;
    v.series.n = p.n;
    view_home_progress(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_home_progress = {.render = home_progress_render};
