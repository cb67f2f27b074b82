#include "progress_panels.h"

#include <math.h>

#include "base/json.h"
#include "web/care/care_text.h"
#include "web/chart.h"
#include "clinic/stats/exact.h"

enum { WEEK = 7 };

str panel_name(enum panel p)
{
    static const str names[PANELS] = {S_INIT("changed"), S_INIT("timed"), S_INIT("cause")};
    CHECK((size_t)p < PANELS);
    return names[p];
}

bool panel_of(str name, enum panel *out)
{
    for (int i = 0; i < PANELS; i++) {
        if (!str_eq(name, panel_name((enum panel)i))) continue;
        *out = (enum panel)i;
        return true;
    }
    return false;
}

static str said(struct call *c, struct say s) { return message_say(c->a, c->desk.lang, s); }

// One decimal always, and a real minus sign, as the sentences have them.
static str number(struct call *c, double v)
{
    double tenths = round(v * 10) / 10;
    return str_fmt(c->a, "%s%.1f", tenths < 0 ? "\u2212" : "", fabs(tenths));
}

static str question(struct call *c, enum panel which)
{
    static const enum msg of[PANELS] = {MSG_progress_q_changed, MSG_progress_q_timed, MSG_progress_q_cause};
    return said(c, SAY(of[which]));
}

static struct say answer(const struct evidence *e, enum panel which) { return which == PANEL_CHANGED ? e->changed : which == PANEL_TIMED ? e->timed : e->cause; }

static const struct say *why(const struct evidence *e, enum panel which) { return which == PANEL_TIMED ? e->timed_why : which == PANEL_CAUSE ? e->cause_why : NULL; }

struct words {
    struct caveat_view *v;
    size_t n;
};

static void put(struct words *w, str text) { w->v[w->n++] = (struct caveat_view){text}; }

static struct words why_words(struct call *c, const struct evidence *e, enum panel which)
{
    struct words w = {ARENA_ARRAY(c->a, EVIDENCE_SAYS, struct caveat_view), 0};
    const struct say *s = why(e, which);
    for (size_t i = 0; s && i < EVIDENCE_SAYS && s[i].key != MSG_none; i++) put(&w, said(c, s[i]));
    return w;
}

// What else may explain a change: what is on record first, then what the answers show, then what is always so. To the person only their own words are
// said: of what somebody else entered no more than that there is something.
static struct words reasons(struct call *c, const struct progress *p, const struct progress_series *s, const struct evidence *e)
{
    enum { ALWAYS = 2 };
    const struct change_result *r = &s->change;
    struct words w = {ARENA_ARRAY(c->a, p->care.n + r->n_reasons + ALWAYS, struct caveat_view), 0};
    bool to_them = c->desk.who.role == ROLE_CLIENT, unsaid = false;
    if (!r->before.n || !r->now.n) return w;
    for (size_t i = 0; i < p->care.n; i++) {
        const struct care_row *o = &p->care.v[i];
        if (!progress_explains(o, s)) continue;
        if (to_them && o->account.v) unsaid = true;
        else put(&w, said(c, SAY3(MSG_progress_other_recorded, "words", o->words, "kind", care_kind_text(c, o->kind), "when", care_when(c, o))));
    }
    for (size_t i = 0; i < r->n_reasons; i++) {
        enum msg k = r->caveat[i].key;
        if (k != MSG_progress_timing_nap && k != MSG_progress_few_points && k != MSG_progress_cause && (unsaid || k != MSG_progress_other_treatment)) put(&w, said(c, r->caveat[i]));
    }
    put(&w, said(c, SAY(MSG_progress_expectation)));
    if (e->weeks_long) put(&w, said(c, SAY(MSG_progress_season)));
    return w;
}

static struct words of_answers(struct call *c, const struct change_result *r)
{
    struct words w = {ARENA_ARRAY(c->a, r->n_caveats - r->n_reasons, struct caveat_view), 0};
    for (size_t i = r->n_reasons; i < r->n_caveats; i++) put(&w, said(c, r->caveat[i]));
    return w;
}

// --- did it change, in numbers

static str cited(const struct change_result *r, const char *rule)
{
    for (size_t i = r->n_steps; i > 0; i--)
        if (str_eq(str_of(r->step[i - 1].rule), str_of(rule))) return str_of(r->step[i - 1].source);
    return (str){0};
}

static str first_of(str x, str y, str z) { return x.n ? x : y.n ? y : z; }

static str mdc_source(const struct change_result *r) { return first_of(cited(r, "mdc95"), cited(r, "mdc90"), cited(r, "mdc")); }
static str mcid_source(const struct change_result *r)
{
    return first_of(cited(r, "mcid-share"), cited(r, "mcid"), first_of(cited(r, "responder-chronic"), cited(r, "responder"), (str){0}));
}
static str rci_source(const struct change_result *r) { return first_of(cited(r, "rci-gln"), cited(r, "rci"), (str){0}); }

static str mean_text(struct call *c, const struct phase *p)
{
    struct say s = {.key = p->lo <= p->hi ? MSG_progress_fact_mean : MSG_progress_fact_mean_only,
        .n = (int64_t)p->n, .arg = {{"mean", number(c, p->mean)}, {"low", number(c, p->lo)}, {"high", number(c, p->hi)}}};
    return said(c, s);
}

static str change_text(struct call *c, const struct change_result *r)
{
    str change = number(c, change_shown(r->before.mean, r->now.mean));
    if (!r->interval_known) return change;
    return said(c, SAY3(MSG_progress_fact_change, "change", change, "low", number(c, r->lo), "high", number(c, r->hi)));
}

static void facts(struct call *c, const struct progress_series *s, struct panel_view *v)
{
    enum { FACTS = 6 };
    const struct change_result *r = &s->change;
    struct panel_fact_view *o = ARENA_ARRAY(c->a, FACTS, struct panel_fact_view);
    size_t n = 0;
    str none = said(c, SAY(MSG_progress_fact_none));
    if (r->before.n) o[n++] = (struct panel_fact_view){.label = said(c, SAY(MSG_progress_fact_before)), .value = mean_text(c, &r->before)};
    if (r->now.n) o[n++] = (struct panel_fact_view){.label = said(c, SAY(MSG_progress_fact_now)), .value = mean_text(c, &r->now)};
    if (r->compared) {
        o[n++] = (struct panel_fact_view){.label = said(c, SAY(MSG_progress_fact_change_label)), .value = change_text(c, r)};
        if (s->instrument->kind == INSTRUMENT_RATING) {
            o[n++] = (struct panel_fact_view){said(c, SAY(MSG_progress_fact_mdc)), r->mdc95.known ? number(c, r->mdc95.v) : none, mdc_source(r)};
            o[n++] = (struct panel_fact_view){said(c, SAY(MSG_progress_fact_rci)), r->rci.known ? number(c, r->rci.v) : none, rci_source(r)};
        }
        o[n++] = (struct panel_fact_view){said(c, SAY(MSG_progress_fact_mcid)), r->mcid.known ? number(c, r->mcid.v) : none, mcid_source(r)};
    }
    v->facts.v = o;
    v->facts.n = n;
}

// --- on the page

// What is drawn, said: the answer and what it rests on. Nobody is named, as it may be taken away.
static html_safe drawing(struct call *c, const struct progress_series *s, const struct evidence *e, enum panel which, str *title)
{
    static const enum chart_of of[PANELS] = {CHART_MEANS, CHART_LINES, CHART_WAYS};
    struct words w = why_words(c, e, which);
    struct buf text = buf_new(c->a, 8192);
    buf_put(&text, said(c, answer(e, which)));
    for (size_t i = 0; i < w.n; i++) {
        buf_putc(&text, ' ');
        buf_put(&text, w.v[i].text);
    }
    *title = said(c, SAY2(MSG_progress_panel_title, "question", question(c, which), "heading", series_heading(c, s)));
    struct chart_words words = {str_fmt(c->a, "%.*s-%.*s", SP(series_id(c, s)), SP(panel_name(which))), *title, buf_str(&text)};
    return chart_evidence(c->a, c->desk.lang, of[which], s, e, &s->draw, &words);
}

static struct panel_view panel(struct call *c, const struct progress *p, const struct progress_series *s, const struct evidence *e, enum panel which, str take)
{
    str title, name = panel_name(which);
    struct words w = why_words(c, e, which), also = which == PANEL_CHANGED ? of_answers(c, &s->change) : which == PANEL_CAUSE ? reasons(c, p, s, e) : (struct words){0};
    struct panel_view v = {.id = str_fmt(c->a, "%.*s-%.*s-panel", SP(series_id(c, s)), SP(name)),
        .question = question(c, which),
        .answer = said(c, answer(e, which)),
        .chart = drawing(c, s, e, which, &title),
        .also_title = said(c, SAY(which == PANEL_CAUSE ? MSG_progress_q_else : MSG_progress_q_answers))};
    v.why.v = w.v;
    v.why.n = w.n;
    v.also.v = also.v;
    v.also.n = also.n;
    v.drawn = v.chart.html.n > 0;
    v.means = v.drawn && which == PANEL_CHANGED;
    v.lines = v.drawn && which == PANEL_TIMED;
    v.ways = v.drawn && which == PANEL_CAUSE;
    if (which == PANEL_CHANGED) facts(c, s, &v);
    if (take.n) {
        v.csv_href = str_fmt(c->a, "%.*s/%.*s.csv", SP(take), SP(name));
        if (v.drawn) v.svg_href = str_fmt(c->a, "%.*s/%.*s.svg", SP(take), SP(name));
    }
    return v;
}

void panels_fill(struct call *c, const struct progress *p, const struct progress_series *s, str take, struct series_view *v)
{
    struct evidence e;
    if (!progress_evidence(c->a, p, s, &e)) return;
    struct panel_view *o = ARENA_ARRAY(c->a, PANELS, struct panel_view);
    for (int i = 0; i < PANELS; i++) o[i] = panel(c, p, s, &e, (enum panel)i, take);
    v->panels.v = o;
    v->panels.n = PANELS;
    v->caveats.n = 0;
}

// --- for machines

static double half_of(const struct term *t) { return t->known ? t->se * t_quantile_975(t->df) : 0; }

static void term_json(struct jw *w, str key, bool shown, const struct term *t, double times)
{
    jw_key(w, key);
    if (!shown || !t->known || !isfinite(times * t->estimate) || !isfinite(times * half_of(t))) {
        jw_null(w);
        return;
    }
    jw_object(w);
    jw_key(w, S("estimate"));
    jw_num(w, times * t->estimate);
    jw_key(w, S("low"));
    jw_num(w, times * (t->estimate - half_of(t)));
    jw_key(w, S("high"));
    jw_num(w, times * (t->estimate + half_of(t)));
    jw_end(w);
}

static void answer_json(struct call *c, struct jw *w, const struct evidence *e, enum panel which)
{
    struct words words = why_words(c, e, which);
    jw_kstr(w, S("answer"), said(c, answer(e, which)));
    jw_key(w, S("why"));
    jw_array(w);
    for (size_t i = 0; i < words.n; i++) jw_str(w, words.v[i].text);
    jw_end(w);
}

// As on the page and in the CSV: figures only where there are lines to draw.
static void timed_json(struct jw *w, const struct progress_series *s, const struct evidence *e)
{
    const struct timing *t = &e->timing;
    jw_kstr(w, S("verdict"), evidence_timed_name(e->timed_is));
    jw_key(w, S("n"));
    jw_array(w);
    for (int side = 0; side < 2; side++) jw_int(w, (int64_t)t->n[side]);
    jw_end(w);
    jw_kstr(w, S("unit"), s->instrument->kind == INSTRUMENT_DAY ? S("log odds") : S("points"));
    term_json(w, S("level"), e->line[0].n > 0, &t->level, 1);
    term_json(w, S("slope_week"), e->line[0].n > 0, &t->slope, WEEK);
}

static void cause_json(struct call *c, struct jw *w, const struct evidence *e, const struct evidence_draw *d)
{
    bool known = e->cause_is >= CAUSE_FEW_WAYS;
    jw_kstr(w, S("verdict"), evidence_cause_name(e->cause_is));
    jw_key(w, S("drawn"));
    if (d->drawn) jw_str(w, day_str(c->a, d->start));
    else jw_null(w);
    jw_key(w, S("p"));
    if (known) jw_num(w, e->timing.chance.p);
    else jw_null(w);
    jw_kint(w, S("ways"), known ? (int64_t)e->timing.chance.ways : 0);
}

void panels_json(struct call *c, struct jw *w, const struct progress *p, const struct progress_series *s)
{
    struct evidence e;
    if (!progress_evidence(c->a, p, s, &e)) return;
    jw_key(w, S("evidence"));
    jw_object(w);
    for (int i = 0; i < PANELS; i++) {
        jw_key(w, panel_name((enum panel)i));
        jw_object(w);
        if (i == PANEL_TIMED) timed_json(w, s, &e);
        if (i == PANEL_CAUSE) cause_json(c, w, &e, &s->draw);
        answer_json(c, w, &e, (enum panel)i);
        jw_end(w);
    }
    struct words other = reasons(c, p, s, &e);
    jw_key(w, S("else"));
    jw_array(w);
    for (size_t i = 0; i < other.n; i++) jw_str(w, other.v[i].text);
    jw_end(w);
    jw_end(w);
}

// --- to be taken away

// A row "what,day,value,low,high,n,words"; NAN: an empty cell. Every text is escaped against formulas (buf_csv).
struct row {
    const char *what;
    opt_day day;
    double value, low, high;
    size_t n;
    str words;
};
#define ROW(w) {.what = (w), .value = NAN, .low = NAN, .high = NAN}

static void row_put(struct call *c, struct buf *b, const struct row *r)
{
    const double cell[] = {r->value, r->low, r->high};
    buf_put(b, str_of(r->what));
    buf_putc(b, ',');
    if (r->day.known) buf_put(b, day_str(c->a, r->day.day));
    for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) {
        buf_putc(b, ',');
        if (isfinite(cell[i])) buf_num(b, cell[i], 4);
    }
    buf_putc(b, ',');
    if (r->n) buf_putf(b, "%zu", r->n);
    buf_putc(b, ',');
    buf_csv(b, r->words);
    buf_put(b, S("\r\n"));
}

static void phase_row(struct call *c, struct buf *b, const char *what, const struct phase *p)
{
    struct row r = ROW(what);
    if (!p->n) return;
    r.value = p->mean;
    r.n = p->n;
    if (p->lo <= p->hi) r.low = p->lo, r.high = p->hi;
    row_put(c, b, &r);
}

static void figure_row(struct call *c, struct buf *b, const char *what, struct estimate x, str source)
{
    struct row r = ROW(what);
    if (!x.known) return;
    r.value = x.v;
    r.words = source;
    row_put(c, b, &r);
}

static void changed_rows(struct call *c, struct buf *b, const struct progress_series *s)
{
    const struct change_result *r = &s->change;
    struct row change = ROW("change");
    phase_row(c, b, "before", &r->before);
    phase_row(c, b, "now", &r->now);
    if (!r->compared) return;
    change.value = r->change;
    if (r->interval_known) change.low = r->lo, change.high = r->hi;
    row_put(c, b, &change);
    figure_row(c, b, "measurement-error", r->mdc95, mdc_source(r));
    figure_row(c, b, "rci", r->rci, rci_source(r));
    figure_row(c, b, "smallest-noticed", r->mcid, mcid_source(r));
}

static void line_rows(struct call *c, struct buf *b, const char *what, const struct evidence_line *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct row r = {.what = what, .day = {true, l->at[i].day}, .value = l->at[i].v, .low = l->band ? l->at[i].lo : NAN, .high = l->band ? l->at[i].hi : NAN};
        row_put(c, b, &r);
    }
}

static void term_row(struct call *c, struct buf *b, const char *what, const struct term *t, double times, const char *unit)
{
    struct row r = {.what = what, .value = times * t->estimate, .low = times * (t->estimate - half_of(t)), .high = times * (t->estimate + half_of(t)), .words = str_of(unit)};
    if (t->known) row_put(c, b, &r);
}

static void timed_rows(struct call *c, struct buf *b, const struct progress_series *s, const struct evidence *e)
{
    bool diary = s->instrument->kind == INSTRUMENT_DAY;
    if (e->line[0].n) {
        term_row(c, b, "level", &e->timing.level, 1, diary ? "log odds" : "points");
        term_row(c, b, "slope", &e->timing.slope, WEEK, diary ? "log odds a week" : "points a week");
    }
    line_rows(c, b, "line-before", &e->line[0]);
    line_rows(c, b, "line-since", &e->line[1]);
    line_rows(c, b, "line-ahead", &e->ahead);
}

static void cause_rows(struct call *c, struct buf *b, const struct evidence *e, const struct evidence_draw *d)
{
    struct row p = ROW("p");
    p.value = e->timing.chance.p;
    p.n = e->timing.chance.ways;
    if (e->cause_is >= CAUSE_FEW_WAYS) row_put(c, b, &p);
    for (size_t i = 0; i < e->n_ways; i++) {
        struct row r = ROW(i == e->way ? "drawn" : "could-be-drawn");
        r.day = (opt_day){true, {d->first.d + (int32_t)i * d->step}};
        r.value = e->ways[i];
        row_put(c, b, &r);
    }
}

static void take_away(struct call *c, enum panel which, const char *ending)
{
    reply_header(c, S("Content-Disposition"), str_fmt(c->a, "attachment; filename=\"progress-%.*s.%s\"", SP(panel_name(which)), ending));
}

err panel_csv(struct call *c, const struct progress *p, const struct progress_series *s, enum panel which)
{
    struct evidence e;
    if (!progress_evidence(c->a, p, s, &e)) return E_NOT_FOUND;
    struct buf *b = reply_body(c, 200, S("text/csv; charset=utf-8"));
    take_away(c, which, "csv");
    buf_put(b, S("what,day,value,low,high,n,words\r\n"));
    struct row first = ROW("answer");
    first.words = said(c, answer(&e, which));
    row_put(c, b, &first);
    struct words w = why_words(c, &e, which), also = which == PANEL_CAUSE ? reasons(c, p, s, &e) : which == PANEL_CHANGED ? of_answers(c, &s->change) : (struct words){0};
    if (which == PANEL_CHANGED) changed_rows(c, b, s);
    if (which == PANEL_TIMED) timed_rows(c, b, s, &e);
    if (which == PANEL_CAUSE) cause_rows(c, b, &e, &s->draw);
    for (size_t i = 0; which != PANEL_CAUSE && i < e.n_dots; i++) {
        struct row r = {.what = "answers", .day = {true, e.dots[i].day}, .value = e.dots[i].v, .low = NAN, .high = NAN};
        row_put(c, b, &r);
    }
    for (size_t i = 0; i < w.n + also.n; i++) {
        struct row r = ROW(i < w.n ? "why" : which == PANEL_CAUSE ? "else" : "about");
        r.words = i < w.n ? w.v[i].text : also.v[i - w.n].text;
        row_put(c, b, &r);
    }
    return b->over ? E_TOO_LARGE : OK;
}

err panel_svg(struct call *c, const struct progress *p, const struct progress_series *s, enum panel which)
{
    struct evidence e;
    str title;
    if (!progress_evidence(c->a, p, s, &e)) return E_NOT_FOUND;
    html_safe chart = drawing(c, s, &e, which, &title);
    if (!chart.html.n) return E_NOT_FOUND;
    struct buf *b = reply_body(c, 200, S("image/svg+xml"));
    take_away(c, which, "svg");
    buf_put(b, chart_file(c->a, chart, title).html);
    return OK;
}
