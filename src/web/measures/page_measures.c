// A month of one client: rating scales, the diary for catching up, every entry with its corrections.
#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "desk/people/clients.h"
#include "desk/measures/measures_rules.h"
#include "desk/care/plans.h"
#include "web/forms.h"
#include "measure_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct rating_boxes {
    int64_t concern, set;
    opt_day day;
    str note;
};
static const struct field rating_fields[] = {
    {"concern", F_ID, true, 0, 0, MSG_measure_concern, MSG_none, NULL, NULL, offsetof(struct rating_boxes, concern)},
    {"day", F_DAY, true, 0, 0, MSG_measure_day, MSG_measure_day_hint, NULL, NULL, offsetof(struct rating_boxes, day)},
    {"note", F_TEXT, false, 0, 500, MSG_measure_note, MSG_none, NULL, "off", offsetof(struct rating_boxes, note)},
    {"set", F_ID, false, 0, 0, MSG_measure_concern, MSG_none, NULL, NULL, offsetof(struct rating_boxes, set)},
};
const struct form rating_form = {"rating", rating_fields, 4, sizeof(struct rating_boxes), 8192};
static const struct field correct_fields[] = {
    {"day", F_DAY, true, 0, 0, MSG_measure_day, MSG_none, NULL, NULL, offsetof(struct rating_boxes, day)},
    {"note", F_TEXT, false, 0, 500, MSG_measure_why, MSG_none, NULL, "off", offsetof(struct rating_boxes, note)},
};
const struct form correct_form = {"correct", correct_fields, 2, sizeof(struct rating_boxes), 8192};
const struct form diary_form = {.name = "diary", .max_body = 16384};

static const enum msg entered_by[] = {[SOURCE_CLIENT] = MSG_measure_by_client,
                                      [SOURCE_THERAPIST] = MSG_measure_by_therapist,
                                      [SOURCE_IMPORT] = MSG_measure_by_import,
                                      [SOURCE_DEMO] = MSG_measure_by_demo};

struct measures_state {
    client_id client;
    measure_id rating;
    struct rating_in in;
    struct rating_change change;
    struct diary_in days[POSTED_DAYS_MAX];
    size_t n_days, written;
};

// "2026-11" of the query or the form, else the month of today; clipped to the present.
static void month_wanted(struct call *c, int *year, int *month)
{
    struct civil today = day_civil(c->desk.today);
    str said = query_value(c, S("month"));
    bool found;
    if (!said.n && c->body) said = body_value(c->body, S("month"), 0, &found);
    day first;
    *year = today.year;
    *month = today.month;
    if (said.n == 7 && day_parse(str_fmt(c->a, "%.*s-01", SP(said)), &first) && first.d <= c->desk.today.d) {
        *year = day_civil(first).year;
        *month = day_civil(first).month;
    }
}

// The scales of one question: named "value", or "activity_1" … for a set. Ids are made unique on the page by `behind`.
static void fill_scales(struct call *c, str instrument, enum recall r, str place, const struct activity_set *set, const double *now, str behind,
                        struct rating_form_view *f)
{
    size_t n = set ? set->n : 1;
    struct scale_view *s = ARENA_ARRAY(c->a, n, struct scale_view);
    for (size_t i = 0; i < n; i++) {
        str name = set ? activity_field(c, S("activity"), i) : S("value");
        s[i] = scale_of(c, name, scale_words_of(instrument, r, false), set ? set->activity[i] : place, now ? (int64_t)now[i] : -1);
        struct scale_choice *choice = (struct scale_choice *)(uintptr_t)s[i].choices.v;
        for (size_t k = 0; behind.n && k < s[i].choices.n; k++) choice[k].id = str_fmt(c->a, "%.*s-%.*s", SP(choice[k].id), SP(behind));
        if (!c->body) s[i].error = (str){0};
    }
    f->scales.v = s;
    f->scales.n = n;
}

static void fill_form(struct call *c, client_id client, const struct rating_ask *k, struct rating_form_view *f)
{
    struct rating_boxes now = {.day = {true, c->desk.today}};
    struct field_view *boxes = (struct field_view *)(uintptr_t)form_view(c, &rating_form, &now);
    str id = id_str(c->a, k->set ? k->set->id.v : k->concern.id.v);
    for (size_t i = 0; i < rating_form.n; i++) boxes[i].id = str_fmt(c->a, "%.*s-%.*s", SP(boxes[i].id), SP(id));
    *f = (struct rating_form_view){.action = client_href(c, client, "/ratings"),
                                   .concern_id = id_str(c->a, k->concern.id.v),
                                   .csrf = c->session->csrf,
                                   .key = page_form_key(c),
                                   .day = &boxes[1],
                                   .note = &boxes[2]};
    if (k->set) {
        f->set_id = id;
        f->heading = message_say(c->a, c->desk.lang, SAY1(MSG_measure_activities_of, "concern", concern_name(c, &k->concern)));
    }
    fill_scales(c, k->instrument, k->recall, k->concern.place, k->set, NULL, id, f);
}

static void fill_forms(struct call *c, client_id client, const struct measures_month *m, struct measures_view *v)
{
    struct rating_form_view *f = ARENA_ARRAY(c->a, m->n_asks, struct rating_form_view);
    const struct measures_state *s = c->state;
    const struct body *typed = c->body;
    for (size_t i = 0; i < m->concerns.n; i++) {
        const struct concern_row *o = &m->concerns.v[i];
        v->diary |= !o->closed && o->kind == CONCERN_HEADACHE;
    }
    for (size_t i = 0; i < m->n_asks; i++) {
        const struct rating_ask *k = &m->asks[i];
        bool same = s && s->in.concern.v == k->concern.id.v && s->in.set.v == (k->set ? k->set->id.v : 0);
        if (!same) c->body = NULL; // what was typed belongs to one form
        fill_form(c, client, k, &f[i]);
        c->body = typed;
    }
    v->forms.v = f;
    v->forms.n = m->n_asks;
}

static str concern_of(struct call *c, const struct measures_month *m, concern_id id)
{
    for (size_t i = 0; i < m->concerns.n; i++) {
        if (m->concerns.v[i].id.v == id.v) return concern_name(c, &m->concerns.v[i]);
    }
    return (str){0};
}

static str value_text(struct call *c, double v)
{
    struct buf b = buf_new(c->a, 32);
    buf_num(&b, v, 1);
    return buf_str(&b);
}

// "Pain, 0 to 10, average of the last 7 days"
static str rated_text(struct call *c, const struct measure_row *r)
{
    static const enum msg recall[] = {[RECALL_AVERAGE_7D] = MSG_record_recall_average_7d, [RECALL_NOW] = MSG_record_recall_now, [RECALL_WORST_7D] = MSG_record_recall_worst_7d};
    str name = instrument_name(c, r->instrument);
    if (!str_eq(r->instrument, NRS_PAIN)) return name;
    return str_fmt(c->a, "%.*s, %.*s", SP(name), SP(message_say(c->a, c->desk.lang, SAY(recall[r->recall]))));
}

static void fill_ratings(struct call *c, client_id client, const struct measures_month *m, struct measures_view *v)
{
    struct rating_item_view *r = ARENA_ARRAY(c->a, m->ratings.n, struct rating_item_view);
    for (size_t i = 0; i < m->ratings.n; i++) {
        const struct measure_row *from = &m->ratings.v[m->ratings.n - 1 - i];
        bool counts = !from->replaced_by.v && !from->withdrawn;
        r[i] = (struct rating_item_view){.day = day_text(c, from->day),
                                         .value = value_text(c, from->value),
                                         .concern = concern_of(c, m, from->concern),
                                         .what = rated_text(c, from),
                                         .by = message_say(c->a, c->desk.lang, SAY(entered_by[from->source])),
                                         .note = from->note,
                                         .counts = counts};
        if (from->replaced_by.v) r[i].state = message_say(c->a, c->desk.lang, SAY(MSG_measure_state_replaced));
        else if (from->withdrawn) r[i].state = message_say(c->a, c->desk.lang, SAY(MSG_measure_state_withdrawn));
        else r[i].edit_href = link_to(c->a, "/clients/%.*s/ratings/%.*s", SP(id_str(c->a, client.v)), SP(id_str(c->a, from->id.v)));
    }
    v->ratings.v = r;
    v->ratings.n = m->ratings.n;
}

// "changed by the client on 21 Nov 2026".
static str by_words(struct call *c, enum msg key, const struct diary_row *r)
{
    return message_say(c->a, c->desk.lang,
        SAY2(key, "by", message_say(c->a, c->desk.lang, SAY(entered_by[r->source])), "day", day_text(c, zone_day(c->desk.zone, r->at))));
}

static str before_words(struct call *c, str so_far, const struct diary_row *r)
{
    str one = by_words(c, r->headache ? MSG_measure_before_yes : MSG_measure_before_no, r);
    return so_far.n ? str_fmt(c->a, "%.*s · %.*s", SP(so_far), SP(one)) : one;
}

static void before_json(struct jw *w, const struct measures_month *m, const struct diary_row *now, arena *a)
{
    jw_key(w, S("before"));
    jw_array(w);
    for (size_t i = 0; i < m->diary_before.n; i++) {
        const struct diary_row *r = &m->diary_before.v[i];
        if (r->day.d != now->day.d) continue;
        jw_object(w);
        jw_kbool(w, S("headache"), r->headache);
        jw_kstr(w, S("source"), source_name(r->source));
        jw_kstr(w, S("at"), instant_str(a, r->at));
        jw_end(w);
    }
    jw_end(w);
}

static void fill_days(struct call *c, const struct measures_month *m, struct measures_view *v)
{
    int last = m->to.d < c->desk.today.d ? m->to.d : c->desk.today.d;
    int n = last - m->from.d + 1;
    struct diary_item_view *days = ARENA_ARRAY(c->a, n > 0 ? (size_t)n : 1, struct diary_item_view);
    for (int i = 0; i < n; i++) {
        day d = {last - i};
        struct diary_item_view *o = &days[i];
        *o = (struct diary_item_view){.name = day_field(c, d), .date = day_text(c, d), .label = weekday_text(c, d), .today = d.d == c->desk.today.d};
        int said = -1;
        for (size_t k = 0; k < m->diary.n; k++) {
            if (m->diary.v[k].day.d != d.d) continue;
            said = m->diary.v[k].headache;
            o->late = m->diary.v[k].late;
            if (m->diary.v[k].version > 1) o->changed = by_words(c, MSG_measure_changed, &m->diary.v[k]);
        }
        for (size_t k = 0; k < m->diary_before.n; k++) {
            if (m->diary_before.v[k].day.d == d.d) o->before = before_words(c, o->before, &m->diary_before.v[k]);
        }
        int typed = day_posted(c, d);
        if (typed >= 0) said = typed;
        o->yes = said == 1;
        o->no = said == 0;
    }
    v->days.v = days;
    v->days.n = n > 0 ? (size_t)n : 0;
}

static err measures_json(struct call *c, const struct measures_month *m)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("ratings"));
    jw_array(&w);
    for (size_t i = 0; i < m->ratings.n; i++) {
        const struct measure_row *r = &m->ratings.v[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, r->id.v);
        jw_key(&w, S("concern"));
        jw_id(&w, r->concern.v);
        jw_kstr(&w, S("day"), day_str(c->a, r->day));
        jw_knum(&w, S("value"), r->value);
        jw_kstr(&w, S("recall"), recall_name(r->recall));
        jw_kstr(&w, S("source"), source_name(r->source));
        jw_kbool(&w, S("counts"), !r->replaced_by.v && !r->withdrawn);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("diary"));
    jw_array(&w);
    for (size_t i = 0; i < m->diary.n; i++) {
        jw_object(&w);
        jw_kstr(&w, S("day"), day_str(c->a, m->diary.v[i].day));
        jw_kbool(&w, S("headache"), m->diary.v[i].headache);
        jw_kint(&w, S("version"), m->diary.v[i].version);
        jw_kbool(&w, S("filled_in_later"), m->diary.v[i].late);
        jw_kstr(&w, S("source"), source_name(m->diary.v[i].source));
        before_json(&w, m, &m->diary.v[i], c->a);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static str month_href(struct call *c, client_id client, int year, int month)
{
    return link_to(c->a, "/clients/%.*s/measures?month=%04d-%02d", SP(id_str(c->a, client.v)), year, month);
}

static err measures_page(struct call *c, int status)
{
    client_id client;
    struct client who;
    struct measures_month m;
    int year, month;
    if (!id_parse(c->param[0], &client.v)) return E_NOT_FOUND;
    month_wanted(c, &year, &month);
    err e = desk_client_show(&c->desk, client, &who);
    if (!e) e = desk_measures_month(&c->desk, client, year, month, &m);
    if (e) return e;
    if (c->kind == KIND_JSON) return measures_json(c, &m);
    str name = client_name_full(c->a, &who.f);
    struct civil today = day_civil(c->desk.today);
    struct measures_view v = {.page = page_of(c, MSG_measure_progress),
                              .errors = form_errors_of(c, &rating_form),
                              .name = name,
                              .new_concern_href = client_href(c, client, "/concerns/new"),
                              .link_href = client_href(c, client, "/links"),
                              .progress_href = client_href(c, client, "/progress"),
                              .responses_href = client_href(c, client, "/responses"),
                              .none = m.concerns.n == 0,
                              .diary_action = client_href(c, client, "/diary"),
                              .month_value = str_fmt(c->a, "%04d-%02d", year, month),
                              .csrf = c->session->csrf,
                              .key = page_form_key(c)};
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_measure_title, "name", name));
    v.month = message_say(c->a, c->desk.lang, SAY2(MSG_measure_month, "month", message_say(c->a, c->desk.lang, SAY(message_month(month))), "year", str_fmt(c->a, "%d", year)));
    if (year > MEASURES_FIRST_YEAR || month > 1) v.previous_href = month_href(c, client, month == 1 ? year - 1 : year, month == 1 ? 12 : month - 1);
    if (year < today.year || (year == today.year && month < today.month)) {
        v.next_href = month_href(c, client, month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1);
    }
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), name);
    err told = page_safety(c, client, &v.page);
    if (told) return told;
    fill_forms(c, client, &m, &v);
    fill_ratings(c, client, &m, &v);
    fill_days(c, &m, &v);
    view_measures(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err measures_render(struct call *c, err result)
{
    (void)result;
    return measures_page(c, 200);
}
const struct handler h_measures = {.render = measures_render};

static err done_json(struct call *c, int64_t id, size_t written)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    if (id) {
        jw_key(&w, S("id"));
        jw_id(&w, id);
    }
    jw_kint(&w, S("written"), (int64_t)written);
    jw_end(&w);
    return OK;
}

// The desk names answers[1]; the form's field is activity_2.
static void rename_answers(struct call *c)
{
    for (struct problem *p = c->problems.first; p; p = p->next) {
        str number, rest;
        int64_t i;
        if (!str_starts(p->field, S("answers["))) continue;
        str_cut(str_sub(p->field, 8, p->field.n), ']', &number, &rest);
        if (str_i64(number, &i) && i >= 0) p->field = activity_field(c, S("activity"), (size_t)i);
    }
}

static err measures_answer(struct call *c, err result)
{
    const struct measures_state *s = c->state;
    rename_answers(c);
    if (result == E_NOT_FOUND) return result;
    if (result) return measures_page(c, err_http(result));
    return c->kind == KIND_JSON ? done_json(c, s->rating.v, s->n_days ? s->written : 1) : reply_redirect(c);
}

static err rating_prepare(struct call *c)
{
    struct measures_state *s = c->state = ARENA_NEW(c->a, struct measures_state);
    struct rating_boxes boxes;
    if (!id_parse(c->param[0], &s->client.v)) return E_NOT_FOUND;
    err scale = OK;
    bool set = false;
    (void)body_value(c->body, S("set"), 0, &set);
    bool chosen = set ? activities_posted(c, S("activity"), ACTIVITIES_MAX, s->in.answer, &scale) : scale_posted(c, S("value"), &s->in.value, &scale);
    err e = form_bind(c, &rating_form, &boxes);
    s->in.client = s->client;
    s->in.concern.v = boxes.concern;
    s->in.set.v = boxes.set;
    s->in.n_answers = ACTIVITIES_MAX;
    s->in.day = boxes.day.day;
    s->in.note = boxes.note;
    if (!chosen && !scale) scale = problem_add(&c->problems, E_INVALID, set ? S("activity_1") : S("value"), SAY(MSG_measure_rating_missing));
    return e ? e : scale;
}

static err rating_transact(struct call *c)
{
    struct measures_state *s = c->state;
    c->location = client_href(c, s->client, "/measures");
    c->flash = MSG_done_rating;
    return desk_rating_add(&c->desk, &s->in, &s->rating);
}
const struct handler h_rating_add = {rating_prepare, rating_transact, measures_answer};

static err diary_prepare(struct call *c)
{
    struct measures_state *s = c->state = ARENA_NEW(c->a, struct measures_state);
    struct posted_day days[POSTED_DAYS_MAX];
    if (!id_parse(c->param[0], &s->client.v)) return E_NOT_FOUND;
    bool month;
    (void)body_value(c->body, S("month"), 0, &month); // read when it is clear where to lead
    err e = days_posted(c, days, &s->n_days);
    for (size_t i = 0; i < s->n_days; i++) s->days[i] = (struct diary_in){days[i].day, days[i].headache, NOT_SAID, NOT_SAID};
    if (!e && s->n_days == 0) e = problem_add(&c->problems, E_INVALID, S(""), SAY(MSG_measure_diary_nothing));
    return e;
}

static err diary_transact(struct call *c)
{
    struct measures_state *s = c->state;
    int year, month;
    month_wanted(c, &year, &month);
    c->location = month_href(c, s->client, year, month);
    c->flash = MSG_done_diary;
    return desk_diary_put(&c->desk, s->client, s->days, s->n_days, &s->written);
}
const struct handler h_diary_put = {diary_prepare, diary_transact, measures_answer};

// --- one rating

static err rating_of_path(struct call *c, client_id *client, measure_id *id, struct measure_row *row)
{
    if (!id_parse(c->param[0], &client->v) || !id_parse(c->param[1], &id->v)) return E_NOT_FOUND;
    err e = desk_rating_get(&c->desk, *id, row);
    return !e && row->client.v != client->v ? E_NOT_FOUND : e;
}

static bool set_of_rating(struct call *c, const struct measure_row *row, struct activity_set *out, err *e)
{
    struct activity_sets sets;
    *e = desk_activities(&c->desk, row->client, &sets);
    for (size_t i = 0; !*e && i < sets.n; i++) {
        if (sets.v[i].id.v == row->set.v) {
            *out = sets.v[i];
            return true;
        }
    }
    return false;
}

static err rating_edit_page(struct call *c, int status)
{
    client_id client;
    measure_id id;
    struct measure_row row;
    struct concern_row concern;
    struct client who;
    err e = rating_of_path(c, &client, &id, &row);
    if (!e) e = desk_concern_get(&c->desk, row.concern, &concern);
    if (!e) e = desk_client_show(&c->desk, client, &who);
    if (e) return e;
    struct rating_boxes now = {.day = {true, row.day}};
    const struct field_view *f = form_view(c, &correct_form, &now);
    str base = link_to(c->a, "/clients/%.*s/ratings/%.*s", SP(c->param[0]), SP(c->param[1]));
    struct rating_edit_view v = {.page = page_of(c, MSG_measure_edit_title),
                                 .errors = form_errors_of(c, &correct_form),
                                 .action = base,
                                 .withdraw_action = str_fmt(c->a, "%.*s/withdraw", SP(base)),
                                 .cancel = client_href(c, client, "/measures"),
                                 .csrf = c->session->csrf,
                                 .key = page_form_key(c),
                                 .day = &f[0],
                                 .note = &f[1]};
    struct rating_form_view scales = {0};
    struct activity_set set;
    bool of_set = row.set.v && set_of_rating(c, &row, &set, &e);
    if (e) return e;
    fill_scales(c, row.instrument, row.recall, concern.place, of_set ? &set : NULL, of_set ? row.answer : &row.value, (str){0}, &scales);
    v.scales.v = scales.scales.v;
    v.scales.n = scales.scales.n;
    v.was = message_say(c->a, c->desk.lang, SAY2(MSG_measure_was, "value", value_text(c, row.value), "day", day_text(c, row.day)));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), client_name_full(c->a, &who.f));
    err told = page_safety(c, client, &v.page);
    if (told) return told;
    view_rating_edit(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err rating_edit_render(struct call *c, err result)
{
    (void)result;
    return rating_edit_page(c, 200);
}
const struct handler h_rating_edit = {.render = rating_edit_render};

static err correct_prepare(struct call *c)
{
    struct measures_state *s = c->state = ARENA_NEW(c->a, struct measures_state);
    struct measure_row row;
    struct rating_boxes boxes;
    err e = rating_of_path(c, &s->client, &s->rating, &row);
    if (e) return e;
    err scale = OK;
    s->change.id = s->rating;
    bool chosen = row.set.v ? activities_posted(c, S("activity"), ACTIVITIES_MAX, s->change.answer, &scale) : scale_posted(c, S("value"), &s->change.value, &scale);
    s->change.n_answers = ACTIVITIES_MAX;
    e = form_bind(c, &correct_form, &boxes);
    s->change.day = boxes.day.day;
    s->change.note = boxes.note;
    if (!chosen && !scale) scale = problem_add(&c->problems, E_INVALID, S("value"), SAY(MSG_measure_rating_missing));
    return e ? e : scale;
}

static err correct_transact(struct call *c)
{
    struct measures_state *s = c->state;
    c->location = client_href(c, s->client, "/measures");
    c->flash = MSG_done_rating_corrected;
    return desk_rating_correct(&c->desk, &s->change, &s->rating);
}

static err correct_render(struct call *c, err result)
{
    const struct measures_state *s = c->state;
    rename_answers(c);
    if (result == E_NOT_FOUND) return result;
    if (result) return rating_edit_page(c, err_http(result));
    return c->kind == KIND_JSON ? done_json(c, s->rating.v, 1) : reply_redirect(c);
}
const struct handler h_rating_correct = {correct_prepare, correct_transact, correct_render};

static err withdraw_prepare(struct call *c)
{
    struct measures_state *s = c->state = ARENA_NEW(c->a, struct measures_state);
    struct measure_row row;
    return rating_of_path(c, &s->client, &s->rating, &row);
}

static err withdraw_transact(struct call *c)
{
    struct measures_state *s = c->state;
    c->location = client_href(c, s->client, "/measures");
    c->flash = MSG_done_rating_withdrawn;
    return desk_rating_withdraw(&c->desk, s->rating);
}
const struct handler h_rating_withdraw = {withdraw_prepare, withdraw_transact, correct_render};
