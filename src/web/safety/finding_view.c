#include "finding_view.h"

#include <string.h>

#include "clinic/care/technique.h"
#include "intake_text.h"
#include "safety_line.h"
#include "web/body.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "web/people/client_text.h"
#include "web/session.h"

static const struct choice act_choices[] = {{"asked-no", MSG_safety_done_asked_no}, {"asked-yes", MSG_safety_done_asked_yes}, {"proceed", MSG_safety_done_proceed},
    {"cleared", MSG_safety_done_cleared}, {"reopened", MSG_safety_done_reopened}, {NULL, MSG_none}};
#define AT(member) offsetof(struct act_boxes, member)
static const struct field act_fields[] = {
    {"finding", F_TEXT, false, 0, 13, MSG_none, MSG_none, NULL, NULL, AT(finding)},
    {"act", F_CHOICE, false, 0, 0, MSG_none, MSG_none, act_choices, NULL, AT(act)},
    {"reason", F_LONG, false, 0, 1000, MSG_safety_reason, MSG_none, NULL, "off", AT(reason)},
    {"until", F_DAY, false, 0, 0, MSG_safety_until, MSG_none, NULL, NULL, AT(until)},
    {"who", F_TEXT, false, 0, 200, MSG_safety_who, MSG_none, NULL, "off", AT(who)},
    {"role", F_TEXT, false, 0, 120, MSG_safety_role, MSG_none, NULL, "off", AT(role)},
    {"on", F_DAY, false, 0, 0, MSG_safety_on, MSG_none, NULL, NULL, AT(on)},
    {"pressure_max", F_INT, false, 1, PRESSURES, MSG_safety_letter_pressure, MSG_none, NULL, NULL, AT(pressure_max)},
    {"minutes_max", F_INT, false, 1, 480, MSG_safety_letter_minutes, MSG_none, NULL, "off", AT(minutes_max)},
};
const struct form act_form = {"act", act_fields, sizeof act_fields / sizeof act_fields[0], sizeof(struct act_boxes), 16384};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

// --- what was posted

enum { LETTER_PLACES = 64, LETTER_TECHNIQUES = 64 };

static size_t posted(struct call *c, const char *name, str *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        if (!str_eq(p->name, str_of(name))) continue;
        p->used = true;
        if (n < max && p->value.n) out[n++] = str_trim(p->value);
    }
    return n;
}

static bool was_posted(struct call *c, const char *name, str value)
{
    for (size_t i = 0; c->body && i < c->body->n; i++)
        if (str_eq(c->body->pair[i].name, str_of(name)) && str_eq(c->body->pair[i].value, value)) return true;
    return false;
}

static err limits_bind(struct call *c, struct screen_limits *l)
{
    str place[LETTER_PLACES];
    struct site *sites = ARENA_ARRAY(c->a, LETTER_PLACES, struct site);
    str *barred = ARENA_ARRAY(c->a, LETTER_TECHNIQUES, str), *positions = ARENA_ARRAY(c->a, POSITIONS_MAX, str);
    size_t n = posted(c, "avoid", place, LETTER_PLACES);
    bool good = true;
    for (size_t i = 0; i < n; i++) good = site_parse(place[i], &sites[i]) && good;
    l->avoid = sites;
    l->n_avoid = good ? n : 0;
    l->n_barred = posted(c, "barred", barred, LETTER_TECHNIQUES);
    l->barred = barred;
    l->n_positions = posted(c, "positions", positions, POSITIONS_MAX);
    l->positions = positions;
    return good ? OK : problem_add(&c->problems, E_INVALID, S("avoid"), SAY(MSG_error_choice));
}

err act_bind(struct call *c, struct act_boxes *x, struct finding_act_in *in)
{
    err limits = limits_bind(c, &in->limits);
    err e = form_bind(c, &act_form, x);
    in->reason = x->reason;
    in->until = x->until;
    in->who = x->who;
    in->role = x->role;
    in->on = x->on;
    in->limits.pressure_max = x->pressure_max.known ? (int)x->pressure_max.v : 0;
    in->limits.minutes_max = x->minutes_max.known ? (int)x->minutes_max.v : 0;
    return e ? e : limits;
}

// --- words

str act_by_at(struct call *c, str by, str licence, instant at)
{
    str when = page_time(c, at);
    return said(c, licence.n ? SAY3(MSG_safety_by_licence_at, "by", by, "licence", licence, "at", when) : SAY2(MSG_safety_by_at, "by", by, "at", when));
}

str act_what(struct call *c, str act, const struct finding_lifted *l)
{
    static const enum msg ways[LIFT_WAYS] = {[LIFTED_CLEARANCE] = MSG_safety_way_clearance, [LIFTED_SYMPTOM_FREE] = MSG_safety_way_free,
        [LIFTED_CONVERSATION] = MSG_safety_way_conversation, [LIFTED_STABLE] = MSG_safety_way_stable};
    if (ways[l->way]) return said(c, SAY(ways[l->way]));
    for (const struct choice *x = act_choices; x->value; x++)
        if (str_eq(act, str_of(x->value))) return said(c, SAY(x->label));
    return (str){0};
}

static void piece(struct buf *b, str words)
{
    if (!words.n) return;
    if (b->n) buf_putc(b, ' ');
    buf_put(b, words);
}

// Who assessed it, of which day, since when free of symptoms and when it lifts, until when, and the words.
str act_lines(struct call *c, const struct finding_lifted *l, opt_day from, opt_day until, str reason)
{
    struct buf b = buf_new(c->a, 16384);
    str on = l->on.known ? day_text(c, l->on.day) : (str){0};
    if (l->way == LIFTED_SYMPTOM_FREE) piece(&b, said(c, SAY1(MSG_safety_free_said, "day", on)));
    if (from.known) piece(&b, said(c, SAY1(MSG_safety_lifts_on, "day", day_text(c, from.day))));
    if (l->way == LIFTED_CONVERSATION) piece(&b, said(c, SAY2(MSG_safety_talked_said, "who", l->who, "day", on)));
    if (l->way == LIFTED_CLEARANCE || l->way == LIFTED_STABLE) piece(&b, said(c, SAY3(MSG_safety_assessed_said, "who", l->who, "role", l->role, "day", on)));
    if (until.known) piece(&b, said(c, SAY1(MSG_safety_until_day, "day", day_text(c, until.day))));
    piece(&b, reason);
    size_t n;
    const struct line_view *limits = safety_limit_lines(c, &l->limits, &n);
    for (size_t i = 0; i < n; i++) piece(&b, str_fmt(c->a, "%.*s.", SP(limits[i].text)));
    return buf_str(&b);
}

str question_page(str id)
{
    const struct screen_rules *r = screen_shipped();
    for (size_t i = 0; i < r->n_pages; i++)
        if (str_eq(r->pages[i].id, id)) return r->pages[i].words;
    return (str){0};
}

str question_words(struct call *c, str id)
{
    const struct question *q = screen_question_of(screen_shipped(), id);
    str page = q ? question_page(q->page) : (str){0};
    if (!page.n) return q ? q->words : id;
    return str_fmt(c->a, "%.*s: %.*s", SP(page), SP(q->words));
}

str answer_words(struct call *c, const struct json *answer)
{
    const struct question *q = screen_question_of(screen_shipped(), answer->name);
    return q ? intake_answer(c, q, answer) : answer->text;
}

static str lift_words(struct call *c, const struct finding_row *f)
{
    if (f->places_unknown) return said(c, SAY(MSG_safety_places_unknown));
    if (f->again) return said(c, SAY1(MSG_safety_again, "day", page_time(c, f->at)));
    if (f->lifts_on.known && f->state == FINDING_HOLDS) return said(c, SAY1(MSG_safety_lifts_on, "day", day_text(c, f->lifts_on.day)));
    if (str_eq(f->lift, S("clearance"))) return said(c, SAY(MSG_safety_lift_clearance));
    if (str_eq(f->lift, S("time"))) return said(c, SAY_N(MSG_safety_lift_time, f->lift_days));
    if (str_eq(f->lift, S("symptom-free"))) return said(c, SAY_N(MSG_safety_lift_symptom_free, f->lift_days));
    return str_eq(f->lift, S("conversation")) ? said(c, SAY(MSG_safety_lift_conversation)) : (str){0};
}

// --- the form that clears it

static str error_of(struct call *c, bool typed, const char *field)
{
    const struct problem *p = typed ? problem_of(&c->problems, str_of(field)) : NULL;
    return p ? said(c, p->say) : (str){0};
}

static struct pick_view pick(struct call *c, str finding, const char *name, str value, str label)
{
    return (struct pick_view){str_fmt(c->a, "%s-%.*s-%.*s", name, SP(finding), SP(value)), str_of(name), value, label, false};
}

static void fill_places(struct call *c, str id, bool typed, struct lift_view *v)
{
    size_t n = 0;
    while (body_region_at(n)) n++;
    struct site_pick_view *s = ARENA_ARRAY(c->a, n, struct site_pick_view);
    for (size_t i = 0; i < n; i++) {
        struct site site = {body_region_at(i), SIDE_BOTH};
        struct pick_view *sides = ARENA_ARRAY(c->a, 2, struct pick_view);
        s[i].region = said(c, site_say(site));
        s[i].sides.v = sides;
        s[i].sides.n = site.region->sided ? 2 : 1;
        for (size_t k = 0; k < s[i].sides.n; k++) {
            if (site.region->sided) site.side = k == 0 ? SIDE_LEFT : SIDE_RIGHT;
            enum msg label = !site.region->sided ? MSG_intake_here : k == 0 ? MSG_intake_left : MSG_intake_right;
            sides[k] = pick(c, id, "avoid", site_text(c->a, site), said(c, SAY(label)));
            sides[k].checked = typed && was_posted(c, "avoid", sides[k].value);
            v->limits_open |= sides[k].checked;
        }
    }
    v->sites.v = s;
    v->sites.n = n;
}

static void fill_letter(struct call *c, str id, bool typed, struct lift_view *v)
{
    const struct vocabulary *words = vocabulary_shipped();
    struct pick_view *barred = ARENA_ARRAY(c->a, words->n_techniques, struct pick_view), *positions = ARENA_ARRAY(c->a, words->n_positions, struct pick_view);
    struct option_view *pressures = ARENA_ARRAY(c->a, PRESSURES, struct option_view);
    for (size_t i = 0; i < words->n_techniques; i++) {
        barred[i] = pick(c, id, "barred", words->techniques[i].id, words->techniques[i].name);
        barred[i].checked = typed && was_posted(c, "barred", barred[i].value);
        v->limits_open |= barred[i].checked;
    }
    for (size_t i = 0; i < words->n_positions; i++) {
        positions[i] = pick(c, id, "positions", words->positions[i].id, words->positions[i].name);
        positions[i].checked = typed && was_posted(c, "positions", positions[i].value);
        v->limits_open |= positions[i].checked;
    }
    for (int k = 1; k <= PRESSURES; k++) {
        str value = str_fmt(c->a, "%d", k);
        pressures[k - 1] = (struct option_view){value, str_fmt(c->a, "%d %.*s", k, SP(words->pressure[k].name)), typed && was_posted(c, "pressure_max", value)};
        v->limits_open |= pressures[k - 1].selected;
    }
    v->barred.v = barred;
    v->barred.n = words->n_techniques;
    v->positions.v = positions;
    v->positions.n = words->n_positions;
    v->pressures.v = pressures;
    v->pressures.n = PRESSURES;
    fill_places(c, id, typed, v);
}

static struct lift_view lift_view_of(struct call *c, const struct finding_row *f, str id, const struct act_boxes *typed)
{
    static const struct {
        enum msg title, hint, words, button;
    } all[LIFT_WAYS] = {[LIFTED_CLEARANCE] = {MSG_safety_clear_title, MSG_safety_clear_hint, MSG_safety_clear_words, MSG_safety_act_clear},
        [LIFTED_SYMPTOM_FREE] = {MSG_safety_free_title, MSG_safety_free_hint, MSG_safety_note, MSG_safety_act_free},
        [LIFTED_CONVERSATION] = {MSG_safety_talk_title, MSG_safety_talk_hint, MSG_safety_talk_words, MSG_safety_act_talk},
        [LIFTED_STABLE] = {MSG_safety_stable_title, MSG_safety_stable_hint, MSG_safety_stable_words, MSG_safety_act_stable}};
    enum lift_way way = finding_lift_way(f);
    bool mine = typed && str_eq(typed->act, S("cleared"));
    struct lift_view v = {.id = id, .way = lift_way_name(way), .title = said(c, SAY(all[way].title)), .hint = said(c, SAY(all[way].hint)),
        .words_label = said(c, SAY(all[way].words)), .button = said(c, SAY(all[way].button)), .today = day_str(c->a, c->desk.today), .open = mine};
    v.assessed = way == LIFTED_CLEARANCE || way == LIFTED_STABLE;
    v.free = way == LIFTED_SYMPTOM_FREE;
    v.talked = way == LIFTED_CONVERSATION;
    v.letter = way == LIFTED_CLEARANCE;
    if (way == LIFTED_SYMPTOM_FREE) v.hint = said(c, SAY_N(MSG_safety_free_hint, f->lift_days));
    if (v.letter) fill_letter(c, id, mine, &v);
    if (!mine) return v;
    v.who = typed->who;
    v.role = typed->role;
    v.words = typed->reason;
    v.on = typed->on.known ? day_str(c->a, typed->on.day) : (str){0};
    v.until = typed->until.known ? day_str(c->a, typed->until.day) : (str){0};
    v.minutes = typed->minutes_max.known ? str_fmt(c->a, "%lld", (long long)typed->minutes_max.v) : (str){0};
    v.limits_open |= v.minutes.n > 0;
    v.who_error = error_of(c, true, "who");
    v.role_error = error_of(c, true, "role");
    v.on_error = error_of(c, true, "on");
    v.words_error = error_of(c, true, "reason");
    v.until_error = error_of(c, true, "until");
    return v;
}

// --- the finding

static bool is_name(char k)
{
    return (k >= 'a' && k <= 'z') || (k >= '0' && k <= '9') || k == '_' || k == '.';
}

// Does the condition, as it was kept, look at this name?
static bool looks_at(str when, str name)
{
    for (size_t i = 0; i + name.n <= when.n; i++) {
        bool here = memcmp(when.p + i, name.p, name.n) == 0, end = i + name.n == when.n || !is_name(when.p[i + name.n]);
        if (here && end && (i == 0 || !is_name(when.p[i - 1]))) return true;
    }
    return false;
}

// Of several to tick, those that the rule looks at; `out` has room for all. 0: it looks at the answer as a whole.
static size_t looked_at(struct call *c, const struct finding_row *f, const struct question *q, const struct question_option **out)
{
    size_t n = 0;
    if (!q || q->kind != ASK_CHOICES || looks_at(f->when, str_fmt(c->a, "%.*s.any", SP(q->id)))) return 0;
    for (size_t i = 0; i < q->n_options; i++)
        if (looks_at(f->when, str_fmt(c->a, "%.*s.%.*s", SP(q->id), SP(q->options[i].id)))) out[n++] = &q->options[i];
    return n;
}

static bool is_ticked(const struct json *answer, str option)
{
    for (const struct json *x = answer->kind == JSON_ARRAY ? answer->first : NULL; x; x = x->next)
        if (str_eq(x->text, option)) return true;
    return false;
}

// The part of an answer that made the finding; of one that is open, what to ask about.
static str because_words(struct call *c, const struct finding_row *f, const struct json *x)
{
    const struct question *q = screen_question_of(screen_shipped(), x->name);
    const struct question_option **at = ARENA_ARRAY(c->a, q ? q->n_options : 0, const struct question_option *);
    size_t n = looked_at(c, f, q, at), shown = 0;
    bool open = x->kind == JSON_NULL;
    struct buf b = buf_new(c->a, 16384);
    for (size_t i = 0; i < n; i++) {
        if (!open && !is_ticked(x, at[i]->id)) continue;
        if (shown++) buf_put(&b, S("; "));
        buf_put(&b, at[i]->words);
    }
    if (open) return shown ? said(c, SAY1(MSG_safety_ask_about, "what", buf_str(&b))) : said(c, SAY(MSG_intake_unanswered));
    return shown ? buf_str(&b) : answer_words(c, x);
}

static void fill_because(struct call *c, opt_day born, const struct finding_row *f, struct finding_view *v)
{
    struct answer_line_view *lines = ARENA_ARRAY(c->a, f->n_because + 1, struct answer_line_view);
    bool record = born.known && !f->unknown;
    for (const struct json *x = f->answers->first; x; x = x->next) {
        if (record && x->kind == JSON_NULL && str_eq(x->name, S("age"))) {
            str age = str_fmt(c->a, "%d", day_years(born.day, c->desk.today));
            lines[v->because.n++] = (struct answer_line_view){said(c, SAY(MSG_safety_on_record)), said(c, SAY2(MSG_safety_born_age, "day", day_text(c, born.day), "age", age)), false};
            continue;
        }
        lines[v->because.n++] = (struct answer_line_view){question_words(c, x->name), because_words(c, f, x), x->kind == JSON_NULL};
    }
    v->because.v = lines;
}

static void fill_may(const struct finding_row *f, struct finding_view *v)
{
    v->may_no = finding_may(f, ACT_ASKED_NO);
    v->may_yes = finding_may(f, ACT_ASKED_YES);
    v->may_proceed = finding_may(f, ACT_PROCEED);
    v->may_clear = finding_may(f, ACT_CLEARED);
    v->may_reopen = finding_may(f, ACT_REOPENED);
    v->may_tap = v->may_no || v->may_yes || v->may_reopen;
}

static str first_question_href(struct call *c, client_id client, const struct finding_row *f)
{
    const struct question *q = f->n_because ? screen_question_of(screen_shipped(), f->because[0]) : NULL;
    str page = q ? q->page : S("review");
    if (q && q->by_therapist) return client_href(c, client, "/vitals");
    return str_fmt(c->a, "%.*s?p=%.*s&then=review", SP(client_href(c, client, "/intake")), SP(page));
}

// Refused: what was typed is still there, beside what is wrong with it.
static void fill_typed(struct call *c, const struct act_boxes *typed, struct finding_view *v)
{
    bool lifting = str_eq(typed->act, S("cleared"));
    if (!lifting) v->reason = typed->reason;
    v->proceeding = str_eq(typed->act, S("proceed"));
    v->noting = !lifting && !v->proceeding && typed->reason.n;
    bool open = lifting ? v->may_clear : v->proceeding ? v->may_proceed : v->may_tap;
    if (!open) v->lost = str_trim(str_fmt(c->a, "%.*s %.*s %.*s", SP(typed->who), SP(typed->role), SP(typed->reason)));
    const struct problem *p = c->problems.first;
    if (p) v->error = said(c, p->say);
    if (lifting && p && c->problems.n > 1) v->error = said(c, SAY_N(MSG_safety_wrong, (int64_t)c->problems.n));
}

struct finding_view finding_view_of(struct call *c, client_id client, opt_day born, const struct finding_row *f, const struct act_boxes *typed)
{
    static const enum msg states[] = {[FINDING_ASK] = MSG_safety_state_ask, [FINDING_HOLDS] = MSG_safety_state_holds, [FINDING_NO] = MSG_safety_state_no,
        [FINDING_PROCEED] = MSG_safety_state_proceed, [FINDING_CLEARED] = MSG_safety_state_cleared, [FINDING_KNOWN] = MSG_safety_state_known};
    struct finding_view v = {.id = id_str(c->a, f->id.v), .title = f->title, .level = safety_level_words(c, f->level), .words = f->words, .source = f->source,
        .verified = f->verified, .state = said(c, SAY(states[f->state])), .ask = f->state == FINDING_ASK, .firing = !f->unknown && !f->again,
        .action = client_href(c, client, "/safety/acts"), .correct_href = first_question_href(c, client, f), .lift_words = lift_words(c, f),
        .csrf = c->session->csrf, .key = page_form_key(c), .version = str_fmt(c->a, "%lld", (long long)f->version)};
    const struct question *first = f->n_because ? screen_question_of(screen_shipped(), f->because[0]) : NULL;
    bool settled = f->state == FINDING_CLEARED || f->state == FINDING_KNOWN;
    v.to_measure = finding_is_measured(f) && f->state == FINDING_ASK;
    v.measured = !v.to_measure && first && first->by_therapist;
    v.measure_href = client_href(c, client, "/vitals");
    v.found = said(c, SAY3(MSG_safety_found_by, "rule", f->rule, "version", f->rules, "day", page_time(c, f->at)));
    v.when = f->when;
    v.anchor = str_fmt(c->a, "finding-%.*s", SP(f->id.v ? v.id : f->rule));
    v.tone = settled ? S("good") : f->level <= LEVEL_STOP ? S("bad") : f->level == LEVEL_DEFER ? S("warn") : S("");
    v.limits.v = safety_limit_lines(c, &f->limits, &v.limits.n);
    fill_because(c, born, f, &v);
    fill_may(f, &v);
    if (f->act.n && !str_eq(f->act, S("reopened"))) {
        bool was = f->state == FINDING_ASK || (f->lifted.way && f->state == FINDING_HOLDS); // what was done, where it is no longer how it stands
        str did = was ? str_fmt(c->a, "%.*s.", SP(act_what(c, f->act, &f->lifted))) : (str){0};
        v.last = str_fmt(c->a, "%.*s%s%.*s", SP(did), did.n ? " " : "", SP(act_by_at(c, f->act_by, f->act_licence, f->act_at)));
        v.last_lines = act_lines(c, &f->lifted, f->lifted.way == LIFTED_SYMPTOM_FREE ? f->lifts_on : (opt_day){0}, f->act_until, f->act_reason);
    }
    const struct finding_before *b = &f->before;
    v.against = f->against;
    if (b->act.n) {
        v.before = act_what(c, b->act, &b->lifted);
        v.before_last = str_fmt(c->a, "%.*s %.*s", SP(act_by_at(c, b->by, b->licence, b->at)), SP(act_lines(c, &b->lifted, (opt_day){0}, b->until, b->reason)));
    }
    bool mine = typed && str_eq(typed->finding, v.id);
    if (mine) fill_typed(c, typed, &v);
    if (v.may_clear) v.lift = lift_view_of(c, f, v.id, mine ? typed : NULL);
    return v;
}

static void lifted_json(struct call *c, struct jw *w, const struct finding_row *f)
{
    const struct finding_lifted *l = &f->lifted;
    jw_kstr(w, S("way"), lift_way_name(l->way));
    jw_kstr(w, S("who"), l->who);
    jw_kstr(w, S("role"), l->role);
    jw_kstr(w, S("on"), l->on.known ? day_str(c->a, l->on.day) : (str){0});
    jw_kstr(w, S("until"), f->act_until.known ? day_str(c->a, f->act_until.day) : (str){0});
    jw_kstr(w, S("lifts_on"), f->lifts_on.known ? day_str(c->a, f->lifts_on.day) : (str){0});
}

void finding_json(struct call *c, struct jw *w, const struct finding_row *f)
{
    static const char *const states[] = {[FINDING_ASK] = "ask", [FINDING_HOLDS] = "holds", [FINDING_NO] = "no", [FINDING_PROCEED] = "proceed", [FINDING_CLEARED] = "cleared",
        [FINDING_KNOWN] = "known"};
    size_t n;
    const struct line_view *limits = safety_limit_lines(c, &f->limits, &n);
    jw_object(w);
    jw_key(w, S("id"));
    jw_id(w, f->id.v);
    jw_kstr(w, S("rule"), f->rule);
    jw_kstr(w, S("title"), f->title);
    jw_kstr(w, S("level"), str_of(screen_level_name(f->level)));
    jw_kstr(w, S("state"), str_of(states[f->state]));
    jw_kbool(w, S("unknown"), f->unknown);
    jw_kbool(w, S("against"), f->against);
    jw_kstr(w, S("act"), f->act);
    jw_kstr(w, S("act_reason"), f->act_reason);
    lifted_json(c, w, f);
    jw_kstr(w, S("before"), f->before.act);
    jw_kstr(w, S("before_reason"), f->before.reason);
    jw_kstr(w, S("words"), f->words);
    jw_kstr(w, S("rules"), f->rules);
    jw_kstr(w, S("when"), f->when);
    jw_kstr(w, S("source"), f->source);
    jw_kbool(w, S("verified"), f->verified);
    jw_kstr(w, S("version"), str_fmt(c->a, "%lld", (long long)f->version));
    jw_key(w, S("limits"));
    jw_array(w);
    for (size_t i = 0; i < n; i++) jw_str(w, limits[i].text);
    jw_end(w);
    jw_end(w);
}
