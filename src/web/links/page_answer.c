// The client's own form, by signed link: how strong was the pain, was there a headache. No password; on a shared phone
// the birth date first.
#include "desk/links/after.h"
#include "desk/links/answers.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "web/safety/intake_text.h"
#include "link_text.h"
#include "page_ask.h"
#include "page_link_born.h"
#include "page_rate.h"
#include "pages_after.h"
#include "web/session.h"
#include "views_gen.h"

struct answer_boxes {
    str note, care_kind, care_words, adverse_what, adverse_severity, adverse_days, adverse_words;
};
enum { NOTE_BOX, CARE_KIND_BOX, CARE_WORDS_BOX, ADVERSE_WHAT_BOX, ADVERSE_SEVERITY_BOX, ADVERSE_DAYS_BOX, ADVERSE_WORDS_BOX, ANSWER_BOXES };
static const struct choice adverse_asked[] = {{"nothing", MSG_answer_nothing_unwanted}, {"soreness", MSG_care_soreness}, {"bruising", MSG_care_bruising}, {"headache", MSG_care_headache},
                                              {"dizziness", MSG_care_dizziness}, {"nausea", MSG_care_nausea}, {"numbness", MSG_care_numbness},
                                              {"worse-pain", MSG_care_worse_pain}, {"other", MSG_care_other}, {NULL, MSG_none}};
static const struct choice severity_asked[] = {
    {"mild", MSG_care_mild}, {"moderate", MSG_care_moderate}, {"severe", MSG_care_severe}, {NULL, MSG_none}};
// How long it lasted, in days; left open: it goes on.
static const struct choice days_asked[] = {{"0", MSG_answer_days_less}, {"1", MSG_answer_days_one}, {"3", MSG_answer_days_few}, {"7", MSG_answer_days_more}, {NULL, MSG_none}};
static const struct field answer_fields[] = {
    {"note", F_LONG, false, 0, 500, MSG_answer_note, MSG_answer_note_hint, NULL, "off", offsetof(struct answer_boxes, note)},
    {"care_kind", F_CHOICE, false, 0, 0, MSG_answer_care, MSG_none, care_asked, NULL, offsetof(struct answer_boxes, care_kind)},
    {"care_words", F_TEXT, false, 0, 300, MSG_care_words, MSG_care_words_hint, NULL, "off", offsetof(struct answer_boxes, care_words)},
    {"adverse_what", F_CHOICE, false, 0, 0, MSG_answer_adverse, MSG_none, adverse_asked, NULL, offsetof(struct answer_boxes, adverse_what)},
    {"adverse_severity", F_CHOICE, false, 0, 0, MSG_care_severity, MSG_answer_severity_means, severity_asked, NULL, offsetof(struct answer_boxes, adverse_severity)},
    {"adverse_days", F_CHOICE, false, 0, 0, MSG_answer_days, MSG_none, days_asked, NULL, offsetof(struct answer_boxes, adverse_days)},
    {"adverse_words", F_TEXT, false, 0, 500, MSG_answer_adverse_words, MSG_none, NULL, "off", offsetof(struct answer_boxes, adverse_words)},
};
const struct form answer_form = {"answer", answer_fields, ANSWER_BOXES, sizeof(struct answer_boxes), 16384};

enum { RATINGS_MAX = 32 };
struct answer_state {
    struct answer_in in;
    struct answer_rating ratings[RATINGS_MAX];
    struct diary_day_in days[POSTED_DAYS_MAX];
    struct answer_done done;
    bool tap;                   // one answer of a page that is not sent yet: kept in the browser (rate_draft.h)
    struct rate_draft draft;
    str tapped, then;           // the field of it, and what it leads to where that is the review
};

static str asked_with(const struct answer_concern *o)
{
    return o->kind == CONCERN_STRESS ? STRESS : o->kind == CONCERN_SLEEP ? SLEEP_QUALITY : NRS_PAIN;
}

static void fill_days(struct call *c, const struct answer_form *f, struct rate_view *v)
{
    struct answer_day_view *d = ARENA_ARRAY(c->a, f->n_days, struct answer_day_view);
    for (size_t i = 0; i < f->n_days; i++) {
        const struct answer_day *o = &f->days[i];
        int said = day_posted(c, o->day), ago = c->desk.today.d - o->day.d;
        str label = ago == 0 ? message_say(c->a, c->desk.lang, SAY(MSG_answer_today))
                    : ago == 1 ? message_say(c->a, c->desk.lang, SAY(MSG_answer_yesterday))
                               : weekday_text(c, o->day);
        d[i] = (struct answer_day_view){.name = day_field(c, o->day), .label = label, .date = day_text(c, o->day), .yes = said == 1, .no = said == 0, .today = ago == 0,
                                        .known = o->known, .open = said >= 0};
        const struct problem *p = problem_of(&c->problems, d[i].name);
        if (p) d[i].error = message_say(c->a, c->desk.lang, p->say);
        if (!o->known) continue;
        d[i].was_name = was_field(c, o->day);
        d[i].was = str_fmt(c->a, "%lld", (long long)o->version);
        d[i].recorded = message_say(c->a, c->desk.lang, SAY(!o->told ? MSG_diary_recorded : o->headache ? MSG_diary_recorded_yes : MSG_diary_recorded_no));
    }
    v->days.v = d;
    v->days.n = f->n_days;
    v->headache = f->headache;
}

static err answer_json(struct call *c, const struct answer_form *f, const struct asked *asked)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("confirm"), f->front.confirm);
    jw_kbool(&w, S("answered"), f->answered);
    jw_kstr(&w, S("expires"), instant_str(c->a, f->front.expires));
    jw_kstr(&w, S("crisis_line"), f->front.crisis_line);
    jw_kbool(&w, S("visited"), f->visited);
    jw_kbool(&w, S("ratings"), f->ratings);
    ask_json(&w, asked);
    jw_key(&w, S("concerns"));
    jw_array(&w);
    for (size_t i = 0; i < f->n_concerns; i++) {
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, f->concerns[i].id.v);
        jw_kstr(&w, S("place"), f->concerns[i].place);
        jw_kstr(&w, S("instrument"), f->concerns[i].set ? PSFS : asked_with(&f->concerns[i]));
        jw_key(&w, S("set"));
        jw_id(&w, f->concerns[i].set ? f->concerns[i].set->id.v : 0);
        jw_kstr(&w, S("recall"), recall_name(f->concerns[i].recall));
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("days"));
    jw_array(&w);
    for (size_t i = 0; i < f->n_days; i++) jw_str(&w, day_str(c->a, f->days[i].day));
    jw_end(&w);
    jw_key(&w, S("recorded"));
    jw_object(&w);
    for (size_t i = 0; i < f->n_days; i++) {
        if (!f->days[i].known) continue;
        jw_key(&w, day_str(c->a, f->days[i].day));
        jw_object(&w);
        if (f->days[i].told) jw_kbool(&w, S("headache"), f->days[i].headache);
        jw_kint(&w, S("was"), f->days[i].version);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

// Nothing stands on this page: the link asks no ratings, nothing is there to be rated, or it was given already.
static bool past_ratings(const struct answer_form *f)
{
    return !f->ratings || f->answered || (f->n_concerns == 0 && f->n_days == 0);
}

// The questions of a link, where its ratings are past.
static err on_to_questions(struct call *c, const struct asked *asked)
{
    size_t next = ask_unsent(asked);
    if (!next) return ask_done_page(c, asked);
    c->location = ask_href(c, next, "");
    return reply_redirect(c);
}

static bool rated_before(const struct answer_form *f)
{
    bool before = f->answered && f->n_concerns == 0;
    for (size_t i = 0; i < f->n_concerns; i++) before |= f->concerns[i].answered;
    return before;
}

static bool asks_told(struct call *c)
{
    return query_value(c, S("told")).n > 0;
}

// The birth date, thanks, and what there is where nothing is asked: true where that is the page.
static bool thanks_or_nothing(struct call *c, const struct answer_form *f, const struct asked *asked, const struct after_told *told, int status)
{
    bool thanks = (str_eq(query_value(c, S("done")), S("done.answer")) || c->kiosk) && f->answered;
    bool empty = f->n_concerns == 0 && f->n_days == 0, asked_for = query_value(c, S("i")).n || query_value(c, S("ratings")).n;
    bool over = (thanks || rated_before(f)) && c->problems.n == 0 && (c->kiosk || !asked_for);
    bool tells = asks_told(c) && (told->severe || told->moderate);
    if (!f->front.confirm && !empty && !over && !tells) return false;
    struct answer_view v = {.page = page_of_client(c, MSG_answer_page, f->front.practice, f->front.crisis_line), .errors = form_errors_of(c, &answer_form),
        .action = link_here(c, ""), .name = f->front.name, .practice = f->front.practice, .until = page_time(c, f->front.expires), .thanks = thanks,
        .kiosk = c->kiosk != NULL, .empty = empty};
    link_born_fill(c, &f->front, &v.born);
    v.page.flash = SAY(MSG_none); // the page says thank you itself
    if (!f->front.confirm) after_told_fill(c, told, f->front.practice, f->front.practice_phone, &v.told);
    v.told.heads = v.told.severe;
    intake_now_foot(v.told.severe, &v.page);
    v.thanks |= tells && !f->front.confirm;
    if (tells && ask_unsent(asked)) v.on_href = ask_href(c, ask_unsent(asked), "");
    if (tells && !v.on_href.n && !empty && !rated_before(f)) v.rate_href = link_here(c, "?ratings=1");
    if (!f->front.confirm) weekly_fill(c, &v.weekly);
    if (!f->front.confirm && !c->kiosk && !empty && !v.on_href.n && !v.rate_href.n) v.correct = link_here(c, "?i=review");
    view_answer(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return true;
}

static void fill_others(struct call *c, const struct answer_form *f, struct rate_view *v)
{
    struct field_view *boxes = (struct field_view *)(uintptr_t)form_view(c, &answer_form, NULL);
    boxes[CARE_KIND_BOX].empty_label = message_say(c->a, c->desk.lang, SAY(MSG_answer_nothing_else));
    boxes[ADVERSE_WHAT_BOX].empty_label = message_say(c->a, c->desk.lang, SAY(MSG_answer_nothing_unwanted));
    v->note = &boxes[NOTE_BOX];
    v->others_open = c->problems.n > 0;
    v->care_kind = &boxes[CARE_KIND_BOX];
    v->care_words = &boxes[CARE_WORDS_BOX];
    if (!f->visited) return;
    v->visit = day_text(c, f->visit);
    v->adverse_what = &boxes[ADVERSE_WHAT_BOX];
    v->adverse_severity = &boxes[ADVERSE_SEVERITY_BOX];
    v->adverse_days = &boxes[ADVERSE_DAYS_BOX];
    v->adverse_words = &boxes[ADVERSE_WORDS_BOX];
}

static err rate_page(struct call *c, const struct answer_form *f, const struct asked *asked, const struct after_told *told, str i, int status)
{
    struct rate_view v = {.page = page_of_client(c, MSG_answer_page, f->front.practice, f->front.crisis_line), .errors = form_errors_of(c, &answer_form),
        .action = link_here(c, ""), .name = f->front.name, .key = page_form_key(c), .answered = rated_before(f)};
    v.page.asks = true;
    v.page.flash = SAY(MSG_none);
    after_told_fill(c, told, f->front.practice, f->front.practice_phone, &v.told);
    intake_now_foot(v.told.severe, &v.page);
    rate_fill(c, f, i, str_eq(query_value(c, S("then")), S("review")), &v);
    fill_days(c, f, &v);
    fill_others(c, f, &v);
    weekly_fill(c, &v.weekly);
    if (ask_unsent(asked)) v.without = ask_href(c, ask_unsent(asked), "");
    if (f->answered && f->said_on.d != c->desk.today.d) v.before = day_text(c, f->said_on);
    view_rate(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

// `i`: the screen that is asked for.
static err page_at(struct call *c, str i, int status)
{
    struct answer_form f;
    struct asked asked;
    err e = desk_answer_form(&c->desk, &f);
    if (!e) e = ask_load(c, &asked);
    if (e) return e;
    if (c->kind == KIND_JSON) return answer_json(c, &f, &asked);
    struct after_told told = {0};
    bool waits = false, there = false;
    if (!f.front.confirm) e = desk_after_told(&c->desk, &told);
    if (!e && !f.front.confirm && !asks_told(c) && !c->body && !query_value(c, S("ratings")).n && !query_value(c, S("i")).n) e = desk_after_waits(&c->desk, &waits, &there);
    if (e) return e;
    if (waits || (there && !c->kiosk)) {
        c->location = link_here(c, "/after");
        return reply_redirect(c);
    }
    if (!f.front.confirm && !asks_told(c) && !c->body && asked.n && past_ratings(&f) && !query_value(c, S("ratings")).n && !query_value(c, S("i")).n) return on_to_questions(c, &asked);
    return thanks_or_nothing(c, &f, &asked, &told, status) ? OK : rate_page(c, &f, &asked, &told, i, status);
}

err answer_page(struct call *c, int status)
{
    return page_at(c, query_value(c, S("i")), status);
}

static err answer_show_render(struct call *c, err result)
{
    (void)result;
    return answer_page(c, 200);
}
const struct handler h_answer_show = {.render = answer_show_render};

static err ratings_posted(struct call *c, struct answer_state *s)
{
    err worst = OK;
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        if (!str_starts(p->name, S("rating_"))) continue;
        p->used = true;
        if (!p->value.n) continue;
        struct answer_rating *to = &s->ratings[s->in.n_ratings];
        if (s->in.n_ratings == RATINGS_MAX || !id_parse(str_sub(p->name, 7, p->name.n), &to->concern.v)) {
            worst = problem_add(&c->problems, E_INVALID, p->name, SAY(MSG_error_choice));
        } else if (scale_posted(c, p->name, &to->value, &worst)) {
            s->in.n_ratings++;
        }
    }
    s->in.ratings = s->ratings;
    return worst;
}

// The answers about one set of activities, named activity_<set>_1 …: the first of them that is met takes them all.
static struct answer_rating *rating_of_set(struct answer_state *s, activity_set_id set, err *e, struct call *c, str name)
{
    for (size_t i = 0; i < s->in.n_ratings; i++) {
        if (s->ratings[i].set.v == set.v) return &s->ratings[i];
    }
    if (s->in.n_ratings == RATINGS_MAX) {
        *e = problem_add(&c->problems, E_INVALID, name, SAY(MSG_error_choice));
        return NULL;
    }
    struct answer_rating *r = &s->ratings[s->in.n_ratings++];
    *r = (struct answer_rating){.set = set};
    for (size_t i = 0; i < ACTIVITIES_MAX; i++) r->answer[i] = -1;
    return r;
}

static err activities_in(struct call *c, struct answer_state *s)
{
    err worst = OK;
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        activity_set_id set;
        int64_t item, value;
        if (!str_starts(p->name, S("activity_"))) continue;
        p->used = true;
        if (!p->value.n) continue;
        bool good = p->name.n == 9 + ID_TEXT + 2 && id_parse(str_sub(p->name, 9, ID_TEXT), &set.v) &&
                    str_i64(str_sub(p->name, 9 + ID_TEXT + 1, 1), &item) && item >= 1 && item <= ACTIVITIES_MAX;
        if (!good) {
            worst = problem_add(&c->problems, E_INVALID, p->name, SAY(MSG_error_choice));
            continue;
        }
        struct answer_rating *r = rating_of_set(s, set, &worst, c, p->name);
        if (!r || !scale_posted(c, p->name, &value, &worst)) continue;
        r->answer[item - 1] = value;
        if (r->n_answers < (size_t)item) r->n_answers = (size_t)item;
    }
    s->in.ratings = s->ratings;
    return worst;
}

// The fields of the form's table alone: scales and days have names of their own.
static err own_boxes(struct call *c, struct answer_boxes *boxes)
{
    struct pair *kept = ARENA_ARRAY(c->a, c->body->n + 1, struct pair);
    struct body only = {.pair = kept};
    const struct body *all = c->body;
    for (size_t i = 0; i < all->n; i++) {
        for (size_t k = 0; k < answer_form.n; k++) {
            if (!str_eq(all->pair[i].name, str_of(answer_fields[k].name))) continue;
            all->pair[i].used = true;
            kept[only.n++] = all->pair[i];
        }
    }
    c->body = &only;
    err e = form_bind(c, &answer_form, boxes);
    c->body = all;
    return e;
}

// Words without a kind are something else in life; an effect without its severity is asked for again, never guessed.
static err others_in(struct call *c, const struct answer_boxes *b, struct answer_in *in)
{
    in->care_said = b->care_kind.n || b->care_words.n;
    in->care_kind = CARE_EVENT;
    if (b->care_kind.n && !care_kind_of(b->care_kind, &in->care_kind)) in->care_said = false;
    in->care_words = b->care_words;
    in->nothing = str_eq(b->adverse_what, S("nothing"));
    in->adverse_said = (b->adverse_what.n && !in->nothing) || b->adverse_words.n || b->adverse_severity.n || b->adverse_days.n;
    in->adverse_days.known = str_i64(b->adverse_days, &in->adverse_days.v);
    in->adverse_words = b->adverse_words;
    if (!in->adverse_said) return OK;
    err e = OK;
    if (!adverse_what_of(b->adverse_what, &in->adverse_what)) e = problem_add(&c->problems, E_INVALID, S("adverse_what"), SAY(MSG_error_required));
    if (!severity_of(b->adverse_severity, &in->adverse_severity)) {
        e = problem_add(&c->problems, E_INVALID, S("adverse_severity"), SAY(MSG_error_required));
    }
    return e;
}

// One answer, of which nothing is on record yet. Several come where there was no connection.
static err tap_prepare(struct call *c, struct answer_state *s)
{
    err worst = OK;
    s->tap = true;
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        int64_t value = DRAFT_LEFT_OPEN;
        p->used = true;
        if (str_eq(p->name, S("then"))) s->then = p->value;
        if (!rate_field(p->name)) continue;
        s->tapped = p->name;
        if (!p->value.n || scale_posted(c, p->name, &value, &worst)) rate_draft_put(&s->draft, p->name, (int)value);
    }
    return worst;
}

static err tap_transact(struct call *c, struct answer_state *s)
{
    struct answer_form f;
    err e = desk_answer_form(&c->desk, &f);
    if (!e && f.front.confirm) e = E_FORBIDDEN;
    if (e) return e;
    struct rate_questions q = rate_questions_of(c, &f);
    str next = s->tapped.n ? rate_next(&q, s->tapped) : S("review");
    if (!next.n) return E_NOT_FOUND;
    c->location = str_fmt(c->a, "%.*s?i=%.*s", SP(link_here(c, "")), SP(str_eq(s->then, S("review")) ? s->then : next));
    return OK;
}

static err tap_render(struct call *c, struct answer_state *s, err result)
{
    if (result == E_NOT_FOUND || result == E_GONE || (result && c->kind == KIND_JSON)) return result;
    if (result) return page_at(c, s->tapped, err_http(result));
    rate_draft_keep(c, &s->draft);
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kint(&w, S("version"), 0);
    jw_kstr(&w, S("next"), c->location);
    jw_end(&w);
    return OK;
}

static err answer_prepare(struct call *c)
{
    bool found;
    struct answer_state *s = c->state = ARENA_NEW(c->a, struct answer_state);
    rate_draft_read(c, &s->draft);
    if (str_eq(body_value(c->body, S("file"), 0, &found), S("draft"))) return tap_prepare(c, s);
    (void)body_value(c->body, S("tapped"), 0, &found);
    s->then = found ? S("page") : (str){0};
    for (size_t i = 0; found && i < c->body->n; i++) c->body->pair[i].used |= str_eq(c->body->pair[i].name, S("tapped"));
    if (found) c->body = rate_draft_into(c, &s->draft, c->body);
    struct posted_day days[POSTED_DAYS_MAX];
    struct answer_boxes boxes = {0};
    err worst = ratings_posted(c, s), e = activities_in(c, s);
    if (e) worst = e;
    e = days_posted(c, days, &s->in.n_days);
    for (size_t i = 0; i < s->in.n_days; i++) {
        s->days[i] = (struct diary_day_in){days[i].day, days[i].headache, NOT_SAID, NOT_SAID, days[i].was};
    }
    s->in.days = s->days;
    if (e) worst = e;
    e = own_boxes(c, &boxes);
    s->in.note = boxes.note;
    if (e) worst = e;
    e = others_in(c, &boxes, &s->in);
    if (e) worst = e;
    if (!worst && s->in.n_ratings == 0 && s->in.n_days == 0 && !s->in.care_said && !s->in.adverse_said && !s->in.nothing) {
        worst = problem_add(&c->problems, E_INVALID, S(""), SAY(MSG_answer_empty));
    }
    return worst;
}

static err answer_transact(struct call *c)
{
    struct answer_state *s = c->state;
    struct asked asked;
    if (s->tap) return tap_transact(c, s);
    err e = desk_answer_take(&c->desk, &s->in, &s->done);
    days_problems(c, s->days, s->in.n_days);
    if (!e) e = ask_load(c, &asked);
    if (e) return e;
    c->location = link_here(c, "");
    struct after_told told = {0};
    if (s->in.adverse_said) e = desk_after_told(&c->desk, &told);
    if (told.severe || told.moderate) c->location = link_here(c, "?told=1");
    else if (!asked.n) c->flash = MSG_done_answer;
    return e;
}

// The desk names ratings[2].value; the form's fields are named by concern and day.
static void answer_problems(struct call *c, const struct answer_state *s)
{
    for (struct problem *p = c->problems.first; p; p = p->next) {
        bool rating = str_starts(p->field, S("ratings["));
        str number, rest;
        int64_t i;
        if (!rating) continue;
        str_cut(str_sub(p->field, 8, p->field.n), ']', &number, &rest);
        if (!str_i64(number, &i) || i < 0) continue;
        if ((size_t)i < s->in.n_ratings && !s->ratings[i].set.v) p->field = rating_field(c, s->ratings[i].concern);
        str item, behind;
        size_t at = str_find(rest, S("answers["));
        int64_t k;
        if ((size_t)i < s->in.n_ratings && s->ratings[i].set.v && at != SIZE_MAX) {
            str_cut(str_sub(rest, at + 8, rest.n), ']', &item, &behind);
            if (str_i64(item, &k) && k >= 0) p->field = activity_field(c, set_field(c, s->ratings[i].set), (size_t)k);
        }
    }
}

static err answer_render(struct call *c, err result)
{
    struct answer_state *s = c->state;
    if (s && s->tap) return tap_render(c, s, result);
    if (result) {
        if (s) answer_problems(c, s);
        if (result == E_NOT_FOUND || result == E_GONE || c->kind == KIND_JSON) return result;
        return page_at(c, S("review"), err_http(result));
    }
    CHECK(s); // a form that was read
    s->draft.n = 0;
    rate_draft_keep(c, &s->draft);
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    if (s->then.n) jw_kstr(&w, S("next"), c->flash == MSG_done_answer ? str_fmt(c->a, "%.*s?done=done.answer", SP(c->location)) : c->location);
    jw_kint(&w, S("ratings"), (int64_t)s->done.ratings);
    jw_kint(&w, S("days"), (int64_t)s->done.days);
    if (s->in.care_said || s->in.adverse_said || s->in.nothing) jw_kint(&w, S("others"), (int64_t)s->done.others);
    jw_kbool(&w, S("corrected"), s->done.corrected);
    jw_end(&w);
    return OK;
}
const struct handler h_answer = {answer_prepare, answer_transact, answer_render};
