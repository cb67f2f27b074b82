#include "clinic/measures/change_probe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/json_take.h"
#include "clinic/measures/change.h"
#include "clinic/stats/reliable.h"

enum { OUT_MOST = 1 << 20, POINTS_MOST = 100000, WINDOW_MOST = 100000, DEPTH = 16, NOTES = 4 };

struct given {
    struct point p;
    size_t at; // its place in the list
};

struct probe {
    struct json_take take;
    arena *a;
    const struct instrument_file *file;
    size_t score, recall;
    struct instrument ins;      // with the population's norms, where those are given
    bool norms_given, functional_given, cut_given, after_given;
    double cut, mean_after;     // of the population: who was chosen lies beyond `cut`; its mean when measured again
    double functional_mean, functional_sd;
    struct change_input in;
    str note[NOTES];            // what was done to the points
    size_t n_notes;
    struct estimate sdiff;      // what one unit of the index is
    const char *sdiff_source;
    bool sdiff_verified;
};

// --- in

static bool day_take(struct probe *p, const struct json *o, str path, const char *name, bool wanted, bool *known, day *out)
{
    str text;
    if (!take_text(&p->take, o, path, name, wanted, &text)) return false;
    *known = text.n != 0;
    return !*known || day_parse(text, out) || take_wrong(&p->take, take_under(&p->take, path, name), "a date is wanted, YYYY-MM-DD");
}

// Its index by id, or the first that is followed over time.
static bool score_take(struct probe *p, str id)
{
    const struct instrument_file *f = p->file;
    for (size_t i = 0; i < f->n_scores; i++) {
        if (id.n && !str_eq(id, f->scores[i].id)) continue;
        const struct instrument *ins = instrument_follow(p->a, f, i, p->recall);
        if (!ins && !id.n) continue;
        if (!ins) return take_wrong(&p->take, S("score"), "%.*s of %.*s is not followed over time", SP(id), SP(f->id));
        p->score = i;
        p->ins = *ins;
        return true;
    }
    return id.n ? take_wrong(&p->take, S("score"), "%.*s has no score \"%.*s\"", SP(f->id), SP(id)) : take_wrong(&p->take, S("instrument"), "%.*s is not followed over time", SP(f->id));
}

static bool recall_take(struct probe *p, str id)
{
    const struct instrument_file *f = p->file;
    if (!id.n) return true;
    for (p->recall = 0; p->recall < f->n_recalls; p->recall++)
        if (str_eq(id, f->recalls[p->recall].id)) return true;
    return take_wrong(&p->take, S("recall"), "%.*s does not ask \"%.*s\"", SP(f->id), SP(id));
}

static bool norms_take(struct probe *p, const struct json *top)
{
    const struct json *o = json_get(top, S("population")), *f = o ? json_get(o, S("functional")) : NULL;
    str here = S("population"), there = S("population.functional");
    struct instrument *ins = &p->ins;
    if (!o) return true;
    if (ins->kind != INSTRUMENT_RATING || ins->neither) return take_wrong(&p->take, here, "of this instrument no change of scores is judged");
    if (!take_members(&p->take, o, here, "mean sd retest functional cut mean_after") || !take_number(&p->take, o, here, "cut", false, 0, &p->cut) ||
        !take_number(&p->take, o, here, "mean_after", false, 0, &p->mean_after) || !take_number(&p->take, o, here, "mean", true, 0, &ins->mean.v) ||
        !take_number(&p->take, o, here, "sd", true, 0, &ins->sd.v) || !take_number(&p->take, o, here, "retest", true, 0, &ins->retest.v))
        return false;
    if (!(ins->sd.v > 1e-9) || ins->sd.v > 1e9) return take_wrong(&p->take, S("population.sd"), "above 0 is wanted");
    if (fabs(ins->mean.v) > 1e9) return take_wrong(&p->take, S("population.mean"), "that is too far");
    if (ins->retest.v < 0 || ins->retest.v > 0.9999) return take_wrong(&p->take, S("population.retest"), "a reliability from 0 to 0.9999 is wanted");
    p->cut_given = json_get(o, S("cut")) != NULL;
    p->after_given = json_get(o, S("mean_after")) != NULL;
    if (fabs(p->cut) > 1e9 || fabs(p->mean_after) > 1e9) return take_wrong(&p->take, S("population"), "a cut or mean_after is too far");
    ins->mean.known = ins->sd.known = ins->retest.known = p->norms_given = true;
    ins->mean.verified = ins->sd.verified = ins->retest.verified = true;
    ins->mean.source = ins->sd.source = ins->retest.source = "as given";
    ins->mdc95 = (struct fact){0};
    ins->mdc_level = 95;
    ins->no_threshold = false;
    if (!f) return true;
    p->functional_given = true;
    if (!take_members(&p->take, f, there, "mean sd") || !take_number(&p->take, f, there, "mean", true, 0, &p->functional_mean) ||
        !take_number(&p->take, f, there, "sd", true, 0, &p->functional_sd))
        return false;
    return (p->functional_sd > 1e-9 && p->functional_sd < 1e9 && fabs(p->functional_mean) < 1e9) || take_wrong(&p->take, take_under(&p->take, there, "sd"), "above 0 is wanted");
}

static bool point_take(struct probe *p, const struct json *o, size_t at, struct given *out)
{
    str here = take_place(&p->take, (str){0}, "points", at);
    bool known;
    const struct instrument *ins = &p->ins;
    *out = (struct given){.at = at};
    if (!take_members(&p->take, o, here, "day value late") || !day_take(p, o, here, "day", true, &known, &out->p.day) || !take_number(&p->take, o, here, "value", true, 0, &out->p.value) ||
        !take_truth(&p->take, o, here, "late", false, &out->p.late))
        return false;
    if (out->p.value < ins->lo || out->p.value > ins->hi)
        return take_wrong(&p->take, take_under(&p->take, here, "value"), "%g is not from %g to %g", out->p.value, ins->lo, ins->hi);
    if (ins->kind == INSTRUMENT_DAY && out->p.value != 0 && out->p.value != 1) return take_wrong(&p->take, take_under(&p->take, here, "value"), "a day is 1 or 0");
    return true;
}

static int by_day(const void *x, const void *y)
{
    const struct given *p = x, *q = y;
    if (p->p.day.d != q->p.day.d) return p->p.day.d < q->p.day.d ? -1 : 1;
    return (p->at > q->at) - (p->at < q->at);
}

static void note(struct probe *p, str what)
{
    CHECK(p->n_notes < NOTES);
    p->note[p->n_notes++] = what;
}

// Ascending; the same answer twice counts once, two answers of one day are refused. Of a diary change_judge says what a day is that was given twice.
static bool points_settle(struct probe *p, struct given *g, size_t n, struct point *out)
{
    size_t kept = 0, twice = 0;
    bool sorted = true;
    for (size_t i = 1; i < n; i++) sorted = sorted && g[i - 1].p.day.d <= g[i].p.day.d;
    if (!sorted) note(p, S("the points were not in order of their days, and were sorted"));
    qsort(g, n, sizeof *g, by_day);
    for (size_t i = 0; i < n; i++) {
        bool same_day = kept && out[kept - 1].day.d == g[i].p.day.d;
        if (same_day && out[kept - 1].value == g[i].p.value) {
            twice++;
            continue;
        }
        if (same_day && p->ins.kind != INSTRUMENT_DAY)
            return take_wrong(&p->take, take_place(&p->take, (str){0}, "points", g[i].at), "another value of the same day as points[%zu]", g[i - 1].at);
        out[kept++] = g[i].p;
    }
    if (twice) note(p, str_fmt(p->a, "%zu given twice, counted once", twice));
    p->in.points = out;
    p->in.n = kept;
    return true;
}

static bool points_take(struct probe *p, const struct json *top)
{
    const struct json *list = json_get(top, S("points"));
    bool empty = list && list->kind == JSON_ARRAY && list->count == 0;
    if (!empty && !take_list(&p->take, top, (str){0}, "points", true, POINTS_MOST, &list)) return false;
    struct given *g = ARENA_ARRAY(p->a, list->count, struct given);
    struct point *out = ARENA_ARRAY(p->a, list->count, struct point);
    size_t n = 0;
    for (const struct json *j = list->first; j; j = j->next, n++)
        if (!point_take(p, j, n, &g[n])) return false;
    return points_settle(p, g, n, out);
}

static bool instrument_take(struct probe *p, const struct json *top, const struct change_ask *ask)
{
    str id, score, recall, named;
    if (!take_text(&p->take, top, (str){0}, "instrument", true, &id) || !take_text(&p->take, top, (str){0}, "score", false, &score) || !take_text(&p->take, top, (str){0}, "recall", false, &recall))
        return false;
    (void)str_cut(id, '.', &id, &named);
    p->file = take_id_valid(id) ? ask->find(ask->ctx, id) : NULL;
    if (!p->file) return take_wrong(&p->take, S("instrument"), "there is no instrument \"%.*s\"", SP(id));
    return recall_take(p, recall) && score_take(p, score.n ? score : named);
}

static bool input_take(struct probe *p, const struct json *top, const struct change_ask *ask)
{
    int window;
    struct change_input *in = &p->in;
    if (!take_members(&p->take, top, (str){0}, "instrument score recall points start today place window population") || !instrument_take(p, top, ask) || !norms_take(p, top) ||
        !day_take(p, top, (str){0}, "start", false, &in->start_known, &in->start) || !day_take(p, top, (str){0}, "today", false, &in->today_known, &in->today) ||
        !take_text(&p->take, top, (str){0}, "place", false, &in->place) || !take_whole(&p->take, top, (str){0}, "window", 0, WINDOW_MOST, 1, &window) || !points_take(p, top))
        return false;
    in->instrument = &p->ins;
    in->window = (size_t)window;
    // Pain has sentences of its own where its place is known, a diary always; of anything else its name is said.
    if (p->ins.kind != INSTRUMENT_DAY && !(in->place.n && str_eq(p->file->id, S("nrs-pain"))))
        in->measure = p->file->n_scores > 1 ? str_fmt(p->a, "%.*s, %.*s", SP(p->file->title), SP(p->file->scores[p->score].words)) : p->file->title;
    return true;
}

// --- out

// What the index is measured in: the norms, else the published error of measurement, else what its MDC was made of.
static void sdiff_find(struct probe *p)
{
    const struct instrument_score *s = &p->file->scores[p->score];
    struct fact sem = instrument_sem(&p->ins);
    if (sem.known && sem.v > 0) {
        p->sdiff = (struct estimate){true, sqrt(2) * sem.v};
        p->sdiff_source = "sqrt(2) SD sqrt(1 - retest), as given";
        p->sdiff_verified = sem.verified;
    } else if (s->n_sem && !s->sem[0].share) {
        p->sdiff = (struct estimate){true, sqrt(2) * s->sem[0].hi}; // of a span the larger error, as for the MDC
        p->sdiff_source = str_z(p->a, str_fmt(p->a, "sqrt(2) SEM; %.*s", SP(s->sem[0].source)));
        p->sdiff_verified = s->sem[0].verified;
    } else if (p->ins.mdc95.known && p->ins.mdc_level) {
        p->sdiff = (struct estimate){true, p->ins.mdc95.v / (p->ins.mdc_level == 90 ? 1.645 : RELIABLE_95)};
        p->sdiff_source = str_z(p->a, str_fmt(p->a, "MDC%d / %s; %s", p->ins.mdc_level, p->ins.mdc_level == 90 ? "1.645" : "1.96", p->ins.mdc95.source));
        p->sdiff_verified = p->ins.mdc95.verified;
    }
}

static void put_estimate(struct jw *w, const char *key, struct estimate e) { jw_kfigure(w, str_of(key), e.known, e.v); }

static void put_phase(struct jw *w, const char *key, const struct phase *ph)
{
    jw_key(w, str_of(key));
    jw_object(w);
    jw_kint(w, S("n"), (int64_t)ph->n);
    put_estimate(w, "mean", (struct estimate){ph->n > 0, ph->mean});
    jw_end(w);
}

static void put_source(struct jw *w, const char *key, bool known, const char *source, bool verified)
{
    jw_key(w, str_of(key));
    if (!known) {
        jw_null(w);
        return;
    }
    jw_object(w);
    jw_kstr(w, S("source"), str_of(source));
    jw_kbool(w, S("verified"), verified);
    jw_end(w);
}

static void put_sources(struct jw *w, const struct probe *p, const struct change_result *c)
{
    const struct instrument *ins = &p->ins;
    jw_key(w, S("sources"));
    jw_object(w);
    struct fact sem = instrument_sem(ins);
    put_source(w, "rci", p->sdiff.known, c->rci_way && strcmp(c->rci_way, "gln") == 0 ? "SD sqrt(1 - retest r) about mean + r (pre - mean), r the reliability of the baseline's mean, as given" : p->sdiff_source, p->sdiff_verified);
    put_source(w, "mdc95", c->mdc95.known, ins->mdc95.known ? ins->mdc95.source : "1.96 sqrt(2) SD sqrt(1 - retest), as given", ins->mdc95.known ? ins->mdc95.verified : sem.verified);
    struct fact mcid = instrument_mcid(ins, c->before.mean);
    put_source(w, "mcid", c->mcid.known && mcid.source, mcid.source, mcid.verified);
    jw_end(w);
}

// How far those who were chosen for lying beyond the cut move by themselves, as a change in points.
static double selection_of(const struct probe *p)
{
    const struct norms n = {p->ins.mean.v, p->ins.sd.v, p->ins.retest.v};
    bool high = p->ins.higher_is_worse; // chosen at the worse end
    double back = reliable_selection(&n, high ? p->cut : 2 * n.mean - p->cut);
    return high ? -back : back;
}

static void put_indices(struct jw *w, const struct probe *p, const struct change_result *c)
{
    jw_key(w, S("indices"));
    if (!p->norms_given || !c->compared) {
        jw_null(w);
        return;
    }
    const struct norms n = {p->ins.mean.v, p->ins.sd.v, p->ins.retest.v};
    double pre = c->before.mean, post = c->now.mean;
    jw_object(w);
    jw_knum(w, S("jt"), reliable_index(RELIABLE_JT, pre, post, &n, 0));
    jw_knum(w, S("gln"), reliable_gln_of_mean(pre, (double)c->before.n, post, &n));
    jw_knum(w, S("en"), reliable_index(RELIABLE_EN, pre, post, &n, 0));
    jw_kfigure(w, S("hll"), p->after_given, p->after_given ? reliable_index(RELIABLE_HLL, pre, post, &n, p->mean_after) : 0);
    jw_end(w);
}

static void put_regression(struct jw *w, const struct probe *p, const struct change_result *c)
{
    jw_key(w, S("regression"));
    if (!c->mean_drift.known) {
        jw_null(w);
    } else {
        jw_object(w);
        jw_knum(w, S("expected"), c->before.mean + c->mean_drift.v);
        jw_knum(w, S("drift"), c->mean_drift.v);
        jw_knum(w, S("reliability"), reliable_of_mean(p->ins.retest.v, (double)c->before.n));
        jw_kfigure(w, S("selection"), p->cut_given, p->cut_given ? selection_of(p) : 0);
        jw_end(w);
    }
    put_indices(w, p, c);
    jw_key(w, S("clinical"));
    if (!p->functional_given || !c->compared || !c->rci.known || !p->sdiff.known) {
        jw_null(w);
        return;
    }
    double cutoff = reliable_cutoff(p->ins.mean.v, p->ins.sd.v, p->functional_mean, p->functional_sd);
    // these classes are Jacobson & Truax's, by their own index, whichever is shown above
    double index = (c->now.mean - c->before.mean) / p->sdiff.v;
    jw_object(w);
    jw_knum(w, S("cutoff"), cutoff);
    jw_kstr(w, S("class"), reliable_class_name(reliable_class_of(c->before.mean, c->now.mean, index, cutoff, p->ins.higher_is_worse)));
    jw_end(w);
}

static void put_trace(struct jw *w, const struct change_result *c)
{
    jw_key(w, S("trace"));
    jw_array(w);
    for (size_t i = 0; i < c->n_steps; i++) {
        const struct step *s = &c->step[i];
        jw_object(w);
        jw_kstr(w, S("rule"), str_of(s->rule));
        for (size_t k = 0; k < STEP_NUMBERS && s->number[k].name; k++) jw_knum(w, str_of(s->number[k].name), s->number[k].v);
        if (s->source) jw_kstr(w, S("source"), str_of(s->source));
        jw_end(w);
    }
    jw_end(w);
}

// The sentence, whether it was timed with treatment, and that this shows no cause (reference 5.5).
static str statement(arena *a, const struct change_result *c)
{
    str said = message_say(a, LANG_EN, c->you);
    if (!c->compared) return said;
    for (size_t i = 0; i < c->n_caveats; i++) {
        enum msg k = c->caveat[i].key;
        if (k == MSG_progress_timing_nap || k == MSG_progress_few_points || k == MSG_progress_cause) said = str_fmt(a, "%.*s %.*s", SP(said), SP(message_say(a, LANG_EN, c->caveat[i])));
    }
    return said;
}

static void put_judgement(struct jw *w, const struct probe *p, const struct change_result *c)
{
    bool ninety_five = p->ins.mdc_level == 95;
    struct estimate none = {0}, rci = c->rci;
    if (c->compared && !rci.known && p->sdiff.known) rci = (struct estimate){true, c->change / p->sdiff.v};
    put_phase(w, "baseline", &c->before);
    put_estimate(w, "latest", (struct estimate){c->now.n > 0, c->now.mean});
    put_phase(w, "now", &c->now);
    put_estimate(w, "change", c->compared ? (struct estimate){true, c->change} : none);
    put_estimate(w, "rci", c->compared ? rci : none);
    jw_key(w, S("rci_method"));
    if (!c->compared || !rci.known) jw_null(w);
    else jw_str(w, c->rci_way ? str_of(c->rci_way) : S("jt"));
    put_estimate(w, "mdc95", ninety_five ? c->mdc95 : none);
    put_estimate(w, "mdc", c->mdc95);
    put_estimate(w, "mcid", c->mcid);
    put_sources(w, p, c);
    jw_kstr(w, S("class"), change_class_name(c->class));
    jw_kbool(w, S("reliable"), c->reliable);
    jw_kbool(w, S("important"), c->important);
    put_regression(w, p, c);
}

static str answer(struct probe *p, const struct change_result *c)
{
    struct buf b = buf_new(p->a, OUT_MOST);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kstr(&w, S("instrument"), p->file->id);
    jw_kstr(&w, S("score"), p->file->scores[p->score].id);
    jw_kstr(&w, S("recall"), str_of(p->ins.recall));
    put_judgement(&w, p, c);
    jw_kstr(&w, S("statement"), statement(p->a, c));
    jw_key(&w, S("caveats"));
    jw_array(&w);
    for (size_t i = 0; i < c->n_caveats; i++) jw_str(&w, message_say(p->a, LANG_EN, c->caveat[i]));
    jw_end(&w);
    jw_key(&w, S("notes"));
    jw_array(&w);
    for (size_t i = 0; i < p->n_notes; i++) jw_str(&w, p->note[i]);
    jw_end(&w);
    put_trace(&w, c);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

bool change_probe(arena *a, str text, const struct change_ask *ask, str *out, str *why)
{
    struct probe p = {.a = a, .take = {.a = a}};
    struct json_error e;
    const struct json *top = json_parse(a, text, DEPTH, &e);
    if (!top) {
        *why = str_fmt(a, "line %zu, column %zu: %.*s", e.line, e.column, SP(e.reason));
        return false;
    }
    if (!input_take(&p, top, ask)) {
        *why = str_fmt(a, "%.*s%s%.*s", SP(p.take.path), p.take.path.n ? ": " : "", SP(p.take.reason));
        return false;
    }
    sdiff_find(&p);
    struct change_result c = change_judge(a, &p.in);
    *out = answer(&p, &c);
    return true;
}
