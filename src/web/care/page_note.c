// The session's note: its editor, the draft that is kept at every change, and signing.
#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "web/calendar/day_text.h"
#include "desk/measures/progress.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "note_text.h"
#include "web/measures/response_text.h"
#include "web/safety/body_chart.h"
#include "web/safety/finding_view.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "web/calendar/visit_parts.h"
#include "views_gen.h"

struct note_state {
    struct note_boxes boxes;
    struct note_in in;
    struct note_saved out;
    bool tapped;                        // calm or an answer was: what it was refused for is no draft of another tab
};

static str said(struct call *c, struct say s) { return message_say(c->a, c->desk.lang, s); }

// --- the page

enum { ASKS_SHOWN = 6 };

// What is to be asked, the worst first, with what asks it; said in one tap, which keeps the draft as well.
static void fill_asks(struct call *c, const struct safety *s, struct note_edit_view *v)
{
    struct note_ask_view *asks = ARENA_ARRAY(c->a, ASKS_SHOWN, struct note_ask_view);
    for (size_t i = 0; i < s->n; i++) {
        const struct finding_row *f = &s->findings[i];
        if (f->state != FINDING_ASK) continue;
        if (v->asks.n == ASKS_SHOWN) {
            v->more_asks++;
            continue;
        }
        str id = id_str(c->a, f->id.v);
        struct note_ask_view *a = &asks[v->asks.n++];
        *a = (struct note_ask_view){.title = f->title, .question = f->n_because ? question_words(c, f->because[0]) : (str){0},
                                    .href = str_fmt(c->a, "%.*s#finding-%.*s", SP(v->safety_href), SP(f->id.v ? id : f->rule))};
        if (finding_may(f, ACT_ASKED_NO)) a->no = str_fmt(c->a, "ask-no-%.*s-%lld", SP(id), (long long)f->version);
        if (finding_may(f, ACT_ASKED_YES)) a->yes = str_fmt(c->a, "ask-yes-%.*s-%lld", SP(id), (long long)f->version);
    }
    v->asks.v = asks;
}

static void fill_safety(struct call *c, const struct note_open *o, struct note_edit_view *v)
{
    const struct safety *s = &o->safety;
    v->safety = safety_line_say(c, o->visit.client, s);
    v->limits.v = safety_limit_lines(c, &s->limits, &v->limits.n);
    v->chart = body_chart_of(c, &s->limits);
    v->safety_href = client_href(c, o->visit.client, "/safety");
    fill_asks(c, s, v);
    v->stop = s->stop;
    struct note_line_view *past = ARENA_ARRAY(c->a, o->n_breaches, struct note_line_view);
    for (size_t i = 0; i < o->n_breaches; i++) past[i].text = breach_words(c, &o->body, &o->breaches[i]);
    v->breaches.v = past;
    v->breaches.n = o->n_breaches;
}

// Of an instrument with many scores the first says enough here.
static bool is_further_score(const struct progress *p, size_t i)
{
    const struct score_series *s = p->series[i].score, *before = i ? p->series[i - 1].score : NULL;
    return s && before && s->file == before->file && s->concern.v == before->concern.v && str_eq(s->key, before->key);
}

// The last rating of each open concern and the one before: what is measured, in one line.
static err fill_measures(struct call *c, client_id client, struct note_edit_view *v)
{
    struct progress p;
    err e = desk_progress(&c->desk, client, (concern_id){0}, &p);
    if (e) return e;
    struct note_line_view *lines = ARENA_ARRAY(c->a, p.n, struct note_line_view);
    for (size_t i = 0; i < p.n; i++) {
        const struct progress_series *s = &p.series[i];
        if (s->concern.closed || s->instrument->kind == INSTRUMENT_DAY || !s->points.n || is_further_score(&p, i)) continue;
        struct latest l = series_latest(s);
        if (!l.known) continue;
        struct say line = SAY3(MSG_note_measure_now, "what", series_heading(c, s), "now", value_on_scale(c, s->instrument, l.value), "day", day_text(c, l.day));
        if (s->by_weeks) line.key = MSG_note_measure_week;
        if (l.before_known) {
            line.key = s->by_weeks ? MSG_note_measure_week_change : MSG_note_measure_change;
            line.arg[3] = (struct say_arg){"before", response_number(c, l.before)};
        }
        lines[v->measures.n++].text = said(c, line);
    }
    v->measures.v = lines;
    return OK;
}

static void fill_rows(struct call *c, const struct note_body *b, struct note_edit_view *v)
{
    const struct vocabulary *words = vocabulary_shipped();
    struct note_row_view *rows = ARENA_ARRAY(c->a, b->n_techniques, struct note_row_view);
    for (size_t i = 0; i < b->n_techniques; i++) {
        const struct note_technique *t = &b->techniques[i];
        const struct technique *known = technique_of(words, t->technique);
        struct option_view *o = ARENA_ARRAY(c->a, PRESSURES + 1, struct option_view);
        for (int k = 0; k <= PRESSURES; k++) {
            str name = k ? str_fmt(c->a, "%d %.*s", k, SP(words->pressure[k].name)) : said(c, SAY(MSG_note_no_pressure));
            o[k] = (struct option_view){str_fmt(c->a, "%d", k), name, t->pressure == k};
        }
        rows[i] = (struct note_row_view){.id = str_fmt(c->a, "row-%zu", i),
                                         .label = str_fmt(c->a, "%.*s · %.*s", SP(known ? known->name : t->technique), SP(said(c, site_say(t->site)))),
                                         .technique = t->technique,
                                         .site = site_text(c->a, t->site),
                                         .minutes = str_fmt(c->a, "%d", t->minutes),
                                         .remove = str_fmt(c->a, "remove-%zu", i),
                                         .pressed = t->pressure > 0};
        rows[i].pressures.v = o;
        rows[i].pressures.n = PRESSURES + 1;
    }
    v->rows.v = rows;
    v->rows.n = b->n_techniques;
    struct fact_view *legend = ARENA_ARRAY(c->a, PRESSURES, struct fact_view);
    for (int k = 1; k <= PRESSURES; k++)
        legend[k - 1] = (struct fact_view){.label = str_fmt(c->a, "%d %.*s", k, SP(words->pressure[k].name)), .value = words->pressure[k].words};
    v->pressure_words.v = legend;
    v->pressure_words.n = PRESSURES;
}

static bool among(const str *v, size_t n, str x)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], x)) return true;
    return false;
}

static struct note_chip_view *chips_of(struct call *c, const char *prefix, const struct vocabulary_item *all, size_t n, const str *on, size_t n_on)
{
    struct note_chip_view *v = ARENA_ARRAY(c->a, n, struct note_chip_view);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct note_chip_view){.id = str_fmt(c->a, "%s-%.*s", prefix, SP(all[i].id)), .value = all[i].id, .label = all[i].name,
                                       .on = among(on, n_on, all[i].id)};
    return v;
}

static void mark_positions(struct call *c, const struct screen_limits *l, struct note_edit_view *v)
{
    struct note_chip_view *chips = ARENA_ARRAY(c->a, v->positions.n, struct note_chip_view);
    for (size_t i = 0; i < v->positions.n; i++) {
        chips[i] = v->positions.v[i];
        chips[i].limited = l->no_position || (l->n_positions && !among(l->positions, l->n_positions, chips[i].value));
        if (chips[i].limited) chips[i].note = said(c, SAY(MSG_note_chip_position));
    }
    v->positions.v = chips;
}

static void fill_groups(struct call *c, const struct screen_limits *l, struct note_edit_view *v)
{
    const struct vocabulary *words = vocabulary_shipped();
    struct note_group_view *groups = ARENA_ARRAY(c->a, words->n_groups, struct note_group_view);
    for (size_t g = 0; g < words->n_groups; g++) {
        struct note_chip_view *chips = ARENA_ARRAY(c->a, words->n_techniques, struct note_chip_view);
        size_t n = 0;
        for (size_t i = 0; i < words->n_techniques; i++) {
            const struct technique *t = &words->techniques[i];
            if (!str_eq(t->group, words->groups[g].id)) continue;
            bool barred = among(l->barred, l->n_barred, t->id);
            chips[n++] = (struct note_chip_view){.id = str_fmt(c->a, "how-%.*s", SP(t->id)), .value = t->id, .label = t->name,
                                                 .note = barred ? said(c, SAY(MSG_note_chip_barred)) : t->evidence, .limited = barred};
        }
        groups[g].label = words->groups[g].name;
        groups[g].open = g == 0;
        groups[g].chips.v = chips;
        groups[g].chips.n = n;
    }
    v->groups.v = groups;
    v->groups.n = words->n_groups;
}

static bool area_used(const struct note_body *b, enum body_area a)
{
    for (size_t i = 0; i < b->n_techniques; i++) {
        if (b->techniques[i].site.region && b->techniques[i].site.region->area == a) return true;
    }
    return false;
}

// "do not treat", or which side of it.
static str avoid_words(struct call *c, const struct screen_limits *l, const struct body_region *r)
{
    bool side[3] = {false};
    for (size_t i = 0; i < l->n_avoid; i++)
        if (l->avoid[i].region == r) side[l->avoid[i].side] = true;
    if (side[SIDE_BOTH] || (side[SIDE_LEFT] && side[SIDE_RIGHT])) return said(c, SAY(MSG_note_chip_avoid));
    return side[SIDE_LEFT] ? said(c, SAY(MSG_note_chip_avoid_left)) : side[SIDE_RIGHT] ? said(c, SAY(MSG_note_chip_avoid_right)) : (str){0};
}

// Areas that were worked on stand open.
static void fill_where(struct call *c, const struct note_body *b, const struct screen_limits *l, struct note_edit_view *v)
{
    size_t at = 0;
    while (body_region_at(at)) at++;
    struct note_chip_view *chips = ARENA_ARRAY(c->a, at, struct note_chip_view);
    struct note_group_view *areas = ARENA_ARRAY(c->a, AREA_COUNT, struct note_group_view);
    at = 0;
    for (enum body_area k = 0; k < AREA_COUNT; k++) {
        areas[k] = (struct note_group_view){.label = said(c, body_area_say(k)), .open = area_used(b, k)};
        areas[k].chips.v = chips + at;
        for (const struct body_region *r; (r = body_region_at(at)) && r->area == k; areas[k].chips.n++, at++) {
            chips[at] = (struct note_chip_view){.id = str_fmt(c->a, "where-%s", r->code), .value = str_of(r->code), .label = said(c, site_say((struct site){r, SIDE_BOTH})),
                                                .note = avoid_words(c, l, r)};
            chips[at].limited = chips[at].note.n > 0;
        }
    }
    v->areas.v = areas;
    v->areas.n = AREA_COUNT;
    static const struct {
        const char *value;
        enum msg label;
    } sides[] = {{"", MSG_note_side_both}, {"left", MSG_note_side_left}, {"right", MSG_note_side_right}};
    struct note_chip_view *side = ARENA_ARRAY(c->a, 3, struct note_chip_view);
    for (size_t i = 0; i < 3; i++)
        side[i] = (struct note_chip_view){.id = str_fmt(c->a, "side-%zu", i), .value = str_of(sides[i].value), .label = said(c, SAY(sides[i].label)),
                                          .on = i == 0};
    v->sides.v = side;
    v->sides.n = 3;
}

static void fill_consents(struct call *c, const struct note_body *b, struct note_edit_view *v)
{
    static const enum msg label[] = {MSG_none, MSG_note_region_glutes, MSG_note_region_chest, MSG_note_region_inner_thigh, MSG_note_region_abdomen};
    struct note_chip_view *chips = ARENA_ARRAY(c->a, 4, struct note_chip_view);
    unsigned needed = note_consents_needed(b);
    for (int k = CONSENT_GLUTES; k <= CONSENT_ABDOMEN; k++) {
        if (!(needed >> k & 1) && !b->consent_region[k]) continue;
        str name = str_of(body_consent_name((enum body_consent)k));
        chips[v->consents.n++] = (struct note_chip_view){.id = str_fmt(c->a, "consent-%.*s", SP(name)), .value = name,
                                                         .label = said(c, SAY(label[k])), .on = b->consent_region[k]};
    }
    v->consents.v = chips;
}

static void fill_carried(struct call *c, const struct note_body *b, struct note_edit_view *v)
{
    struct note_part_view *parts = ARENA_ARRAY(c->a, NOTE_PARTS, struct note_part_view);
    for (int p = 0; p < NOTE_PARTS; p++)
        if (b->unconfirmed >> p & 1) parts[v->parts.n++].name = str_of(note_part_name((enum note_part)p));
    v->parts.v = parts;
    v->unconfirmed = b->unconfirmed != 0;
    v->from = b->from.known ? day_text(c, b->from.day) : (str){0};
    v->u_techniques = b->unconfirmed >> NOTE_TECHNIQUES & 1;
    v->u_position = b->unconfirmed >> NOTE_POSITION & 1;
    v->u_lubricant = b->unconfirmed >> NOTE_LUBRICANT & 1;
    v->u_a = b->unconfirmed >> NOTE_A & 1;
    v->u_p = b->unconfirmed >> NOTE_P & 1;
    v->u_home = b->unconfirmed >> NOTE_HOME & 1;
}

static void fill_boxes(struct call *c, const struct note_open *o, struct note_edit_view *v)
{
    struct note_boxes boxes = note_boxes_of(&o->body);
    const struct field_view *f = form_view(c, &note_form, &boxes);
    v->s = form_field(f, &note_form, "s");
    v->o = form_field(f, &note_form, "o");
    v->a = form_field(f, &note_form, "a");
    v->p = form_field(f, &note_form, "p");
    v->lubricant = form_field(f, &note_form, "lubricant");
    v->home_words = form_field(f, &note_form, "home_words");
    v->consent = form_field(f, &note_form, "consent");
    v->not_treated = form_field(f, &note_form, "not_treated");
    v->why = form_field(f, &note_form, "why");
    v->limits_reason = form_field(f, &note_form, "limits_reason");
    v->minutes_reason = form_field(f, &note_form, "minutes_reason");
    v->late_reason = form_field(f, &note_form, "late_reason");
    v->add_minutes = form_field(f, &note_form, "add_minutes");
    v->asks_limits = o->n_breaches || v->limits_reason->value.n;
    v->asks_minutes = o->too_long || v->minutes_reason->value.n;
    v->late = o->late;
}

static str minutes_of(struct call *c, const struct note_open *o)
{
    return said(c, SAY2(MSG_note_minutes_of, "done", str_fmt(c->a, "%d", o->minutes), "booked", str_fmt(c->a, "%d", o->visit.minutes)));
}

static err edit_view(struct call *c, const struct note_open *o, int status, const struct note_body *theirs)
{
    const struct vocabulary *words = vocabulary_shipped();
    str href = visit_href(c, o->visit.id, "/note");
    struct note_edit_view v = {.page = page_of(c, MSG_note_page),
                               .errors = form_errors_of(c, &note_form),
                               .csrf = c->session->csrf,
                               .key = page_form_key(c),
                               .action = href,
                               .autosave = str_fmt(c->a, "%.*s/autosave", SP(href)),
                               .sign_action = str_fmt(c->a, "%.*s/sign", SP(href)),
                               .client_href = client_href(c, o->visit.client, ""),
                               .visit_line = note_visit_line(c, o->visit.day, o->visit.minute, o->visit.minutes, o->visit.service_name, o->visit.therapist_name),
                               .version = o->version,
                               .licensed = o->licensed,
                               .licence_href = link_to(c->a, "/account/licence?visit=%.*s", SP(id_str(c->a, o->visit.id.v))),
                               .calm_href = visit_href(c, o->visit.id, "#calm"),
                               .minutes = minutes_of(c, o)};
    v.page.title = said(c, SAY1(MSG_note_title, "name", o->visit.client_name));
    v.page.wide = true;
    page_crumb_text(c, &v.page, v.client_href, o->visit.client_name);
    v.not_saved = said(c, SAY1(MSG_note_not_saved, "why", S("{why}")));
    if (o->exists) v.saved = said(c, SAY1(MSG_note_saved_at, "time", page_time(c, o->note.saved)));
    fill_safety(c, o, &v);
    err e = fill_measures(c, o->visit.client, &v);
    if (!e) e = news_fill(c, &o->visit, &v.news);
    if (!e) e = heard_fill(c, &o->visit, &v.heard);
    if (!e) e = calm_fill(c, &o->visit, &v.calm);
    if (e) return e;
    fill_rows(c, &o->body, &v);
    fill_groups(c, &o->safety.limits, &v);
    fill_where(c, &o->body, &o->safety.limits, &v);
    v.positions.v = chips_of(c, "position", words->positions, words->n_positions, o->body.positions, o->body.n_positions);
    v.positions.n = words->n_positions;
    mark_positions(c, &o->safety.limits, &v);
    v.home.v = chips_of(c, "home", words->home_care, words->n_home_care, o->body.home_care, o->body.n_home_care);
    v.home.n = words->n_home_care;
    fill_consents(c, &o->body, &v);
    fill_carried(c, &o->body, &v);
    fill_boxes(c, o, &v);
    if (theirs) {
        v.conflict = true;
        note_facts(c, theirs, &v.theirs.v, &v.theirs.n);
    }
    view_note_edit(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err note_render(struct call *c, err result)
{
    (void)result;
    appointment_id id;
    struct note_open o;
    if (!id_parse(c->param[0], &id.v)) return E_NOT_FOUND;
    err e = desk_note_open(&c->desk, id, &o);
    if (e) return e;
    if (o.may_edit) return edit_view(c, &o, 200, NULL);
    if (!o.exists) return E_FORBIDDEN; // nothing to read yet, and not theirs to write
    c->location = link_to(c->a, "/notes/%.*s", SP(id_str(c->a, o.note.id.v)));
    return reply_redirect(c);
}
const struct handler h_note = {.render = note_render};

// --- writing

static err note_prepare(struct call *c)
{
    struct note_state *s = c->state = ARENA_NEW(c->a, struct note_state);
    if (!id_parse(c->param[0], &s->in.visit.v)) return E_NOT_FOUND;
    s->in.version = form_version(c);
    return note_bind(c, &s->boxes, &s->in.body);
}

// What was typed, beside what is kept: nothing is lost.
static err refused_page(struct call *c, struct note_state *s, err result)
{
    struct note_open o;
    struct note_body kept;
    err e = desk_note_open(&c->desk, s->in.visit, &o);
    if (e) return e;
    if (!o.may_edit && !(o.exists && o.note.signed_)) return E_FORBIDDEN;
    kept = o.body;
    e = desk_note_look(&c->desk, &s->in.body, &o);
    return e ? e : edit_view(c, &o, err_http(result), result == E_CONFLICT && !s->tapped ? &kept : NULL);
}

// "ask-no-<finding>-<version>": what the therapist just asked.
static err asked_tapped(struct call *c, const struct note_state *s, bool *tap)
{
    struct finding_act_in in = {0};
    struct note_open o;
    str rest, id, version, said_so;
    *tap = str_starts(s->boxes.act, S("ask-"));
    if (!*tap) return OK;
    rest = str_sub(s->boxes.act, 4, s->boxes.act.n);
    str_cut(rest, '-', &said_so, &rest);
    str_cut(rest, '-', &id, &version);
    in.act = str_eq(said_so, S("yes")) ? ACT_ASKED_YES : ACT_ASKED_NO;
    bool good = (in.act == ACT_ASKED_YES || str_eq(said_so, S("no"))) && id_parse(id, &in.finding.v) && str_i64(version, &in.version);
    if (!good) return problem_add(&c->problems, E_INVALID, S("do"), SAY(MSG_error_choice));
    err e = desk_note_open(&c->desk, s->in.visit, &o);
    if (e) return e;
    in.client = o.visit.client;
    return desk_finding_act(&c->desk, &in);
}

static err save_transact(struct call *c)
{
    struct note_state *s = c->state;
    bool tap;
    c->flash = MSG_none;
    err e = desk_note_save(&c->desk, &s->in, &s->out);
    if (e) return e;
    bool asked = false, heard = false;
    e = calm_tapped(c, s->in.visit, s->boxes.act, &tap);
    if (!e) e = asked_tapped(c, s, &asked);
    if (!e) e = heard_tapped(c, s->in.visit, s->boxes.act, &heard);
    s->tapped = tap || asked || heard;
    c->location = visit_href(c, s->in.visit, tap ? "/note#calm" : heard ? "/note" : asked ? "/note#ask" : s->boxes.act.n ? "/note#techniques" : "/note");
    return e;
}

static bool lost(err result) { return result == E_NOT_FOUND || result == E_FORBIDDEN || result == E_SIGN_IN; }

static err save_render(struct call *c, err result)
{
    if (lost(result)) return result;
    return result ? refused_page(c, c->state, result) : reply_redirect(c);
}
const struct handler h_note_save = {note_prepare, save_transact, save_render};

static err autosave_transact(struct call *c)
{
    struct note_state *s = c->state;
    return desk_note_save(&c->desk, &s->in, &s->out);
}

static void lines_json(struct call *c, struct jw *w, const struct note_open *o)
{
    jw_key(w, S("breaches"));
    jw_array(w);
    for (size_t i = 0; i < o->n_breaches; i++) jw_str(w, breach_words(c, &o->body, &o->breaches[i]));
    jw_end(w);
    jw_key(w, S("unconfirmed"));
    jw_array(w);
    for (int p = 0; p < NOTE_PARTS; p++)
        if (o->body.unconfirmed >> p & 1) jw_str(w, str_of(note_part_name((enum note_part)p)));
    jw_end(w);
}

static err autosave_render(struct call *c, err result)
{
    struct note_state *s = c->state;
    struct note_open o;
    err e = result ? result : desk_note_open(&c->desk, s->in.visit, &o);
    if (e) return e;
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kint(&w, S("version"), s->out.version);
    jw_kstr(&w, S("saved"), said(c, SAY1(MSG_note_saved_at, "time", page_time(c, s->out.at))));
    jw_kstr(&w, S("minutes"), minutes_of(c, &o));
    jw_kbool(&w, S("too_long"), o.too_long);
    lines_json(c, &w, &o);
    jw_end(&w);
    return OK;
}
const struct handler h_note_autosave = {note_prepare, autosave_transact, autosave_render};

static err sign_transact(struct call *c)
{
    struct note_state *s = c->state;
    err e = desk_note_sign(&c->desk, &s->in, &s->out);
    if (e) return e;
    c->location = link_to(c->a, "/notes/%.*s", SP(id_str(c->a, s->out.id.v)));
    c->flash = MSG_done_note_signed;
    return OK;
}

static err sign_render(struct call *c, err result)
{
    struct note_state *s = c->state;
    if (lost(result)) return result;
    if (result) return c->kind == KIND_JSON ? result : refused_page(c, s, result);
    if (c->kind != KIND_JSON) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, s->out.id.v);
    jw_kstr(&w, S("href"), c->location);
    jw_end(&w);
    return OK;
}
const struct handler h_note_sign = {note_prepare, sign_transact, sign_render};
