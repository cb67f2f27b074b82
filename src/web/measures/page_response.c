// The form of one instrument: filled in with the client, or copied from paper by item or by total; its correction.
#include "base/json.h"
#include "web/body.h"
#include "web/safety/alert_text.h"
#include "web/people/client_text.h"
#include "desk/people/clients.h"
#include "web/forms.h"
#include "measure_text.h"
#include "response_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct response_boxes {
    str instrument, mode, note, language;
    int64_t concern, draft;
    opt_day day;
    bool none;
};
#define AT(member) offsetof(struct response_boxes, member)
static const struct choice mode_choices[] = {{"with-staff", MSG_response_mode_with_staff}, {"paper-items", MSG_response_mode_paper_items},
                                             {"paper-total", MSG_response_mode_paper_total}, {NULL, MSG_none}};
static const struct field response_fields[] = {
    {"instrument", F_TEXT, true, 1, 60, MSG_response_instrument, MSG_none, NULL, NULL, AT(instrument)},
    {"mode", F_CHOICE, true, 0, 0, MSG_response_mode, MSG_none, mode_choices, NULL, AT(mode)},
    {"language", F_TEXT, false, 0, 12, MSG_response_languages, MSG_none, NULL, NULL, AT(language)},
    {"concern", F_ID, false, 0, 0, MSG_measure_concern, MSG_none, NULL, NULL, AT(concern)},
    {"draft", F_ID, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(draft)},
    {"day", F_DAY, true, 0, 0, MSG_response_day, MSG_none, NULL, NULL, AT(day)},
    {"note", F_LONG, false, 0, 500, MSG_response_note, MSG_none, NULL, "off", AT(note)},
    {"none", F_CHECK, false, 0, 0, MSG_response_none, MSG_none, NULL, NULL, AT(none)},
};
enum { TAP_FIELDS = 5, CORRECT_FIELDS = 3 };
const struct form response_form = {"response", response_fields, TAP_FIELDS + CORRECT_FIELDS, sizeof(struct response_boxes), 32768};
const struct form response_tap_form = {"response", response_fields, TAP_FIELDS, sizeof(struct response_boxes), 32768};
const struct form response_correct_form = {"response", response_fields + TAP_FIELDS, CORRECT_FIELDS, sizeof(struct response_boxes), 32768};

struct response_state {
    client_id client;
    response_id id, made;
    struct response_in in;
};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

// --- what was posted

// Boxes named <prefix><name> as a JSON object of what stands in them; empty ones are left out. Several of one name are a list.
const struct json *answer_boxes(struct call *c, str prefix)
{
    struct json_error why;
    struct buf b = buf_new(c->a, 256 << 10);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        size_t n = 0;
        if (!str_starts(p->name, prefix) || p->used) continue;
        for (size_t k = i; k < c->body->n; k++) {
            struct pair *q = &c->body->pair[k];
            if (!str_eq(q->name, p->name)) continue;
            q->used = true;
            n += str_trim(q->value).n > 0;
        }
        if (!n) continue;
        jw_key(&w, str_sub(p->name, prefix.n, p->name.n));
        if (n > 1) jw_array(&w);
        for (size_t k = i; k < c->body->n; k++) {
            str v = str_trim(c->body->pair[k].value);
            if (str_eq(c->body->pair[k].name, p->name) && v.n) jw_str(&w, v);
        }
        if (n > 1) jw_end(&w);
    }
    jw_end(&w);
    const struct json *out = b.over ? NULL : json_parse(c->a, buf_str(&b), 8, &why);
    return out;
}

static err entry_bind(struct call *c, const struct form *f, struct response_in *in)
{
    struct response_boxes boxes;
    in->answers = answer_boxes(c, S("q_"));
    in->totals = answer_boxes(c, S("total_"));
    if (!in->answers || !in->totals) return E_TOO_LARGE;
    err e = form_bind(c, f, &boxes);
    in->instrument = boxes.instrument;
    in->language = boxes.language;
    in->concern.v = boxes.concern;
    in->draft.v = boxes.draft;
    in->day = boxes.day.day;
    in->note = boxes.note;
    in->none = boxes.none;
    (void)response_mode_of(boxes.mode, &in->mode);
    return e;
}

// --- the form

struct filling {
    struct call *c;
    const struct instrument_file *in;
    enum response_mode mode;
    const struct response_shown *now;   // a correction; NULL for new answers
};

static bool value_is(struct filling *f, str name, str value, str now)
{
    bool found = false;
    if (!f->c->body) return now.n && str_eq(now, value);
    for (size_t i = 0; i == 0 || found; i++) {
        str v = str_trim(body_value(f->c->body, name, i, &found));
        if (found && str_eq(v, value)) return true;
    }
    return false;
}

static str box_value(struct filling *f, str name, str now)
{
    bool found;
    return f->c->body ? body_value(f->c->body, name, 0, &found) : now;
}

static void fill_picks(struct filling *f, size_t item, str now, bool words, struct response_question_view *q)
{
    const struct answer_set *set = f->in->items[item].answers;
    size_t n = set->kind == ANSWER_NUMBER ? (size_t)(set->hi - set->lo) + 1 : set->n_codes;
    struct response_pick *o = ARENA_ARRAY(f->c->a, n, struct response_pick);
    for (size_t i = 0; i < n; i++) {
        str value = set->kind == ANSWER_NUMBER ? str_fmt(f->c->a, "%d", (int)set->lo + (int)i) : set->codes[i].code;
        str label = words && set->codes[i].words.n ? set->codes[i].words : value;
        o[i] = (struct response_pick){str_fmt(f->c->a, "%.*s-%zu", SP(q->id), i), value, label, value_is(f, q->name, value, now), desk_alert_choice(f->in, item, i)};
    }
    q->choices.v = o;
    q->choices.n = n;
}

// A tick stands for 1 where a blank one counts 0.
static void fill_tick(struct filling *f, const struct instrument_item *item, str now, struct response_question_view *q)
{
    struct response_pick *o = ARENA_NEW(f->c->a, struct response_pick);
    str value = item->answers->codes[1].code;
    str label = item->answers->codes[1].words.n ? item->answers->codes[1].words : said(f->c, SAY(MSG_response_ticked));
    *o = (struct response_pick){str_fmt(f->c->a, "%.*s-0", SP(q->id)), value, label, value_is(f, q->name, value, now), false};
    q->tick = true;
    q->choices.v = o;
    q->choices.n = 1;
}

static void put_error(struct filling *f, struct response_question_view *q)
{
    const struct problem *p = problem_of(&f->c->problems, q->name);
    if (p) q->error = said(f->c, p->say);
}

enum { SCALE_MOST = 11 };

static struct response_question_view question_of(struct filling *f, size_t i)
{
    struct call *c = f->c;
    const struct instrument_item *item = &f->in->items[i];
    const struct answer_set *set = item->answers;
    bool words = f->mode == RESPONSE_WITH_STAFF;
    str now = f->now ? instrument_answer_text(c->a, item, f->now->answers.value[i]) : (str){0};
    struct response_question_view q = {.name = str_fmt(c->a, "q_%.*s", SP(item->id)), .id = str_fmt(c->a, "response-q_%.*s", SP(item->id)),
        .words = response_item(c, item, words), .unit = set->unit, .english = words && item->text.n > 0, .number = item->id, .tongue = f->in->language};
    if (words && item->stem.n && (i == 0 || !str_eq(item->stem, f->in->items[i - 1].stem))) q.stem = item->stem;
    if (item->highest) q.hint = said(c, SAY(MSG_response_highest));
    if (item->optional) q.hint = said(c, SAY(MSG_response_optional));
    if (words && str_find(item->text, set->unit) != SIZE_MAX) q.unit = (str){0}; // the question says it
    put_error(f, &q);
    if (item->has_blank && set->kind == ANSWER_CODES && set->n_codes == 2) {
        fill_tick(f, item, now, &q);
    } else if (set->kind == ANSWER_NUMBER && !set->decimals && (int)(set->hi - set->lo) < SCALE_MOST) {
        q.scale = true;
        q.low = set->lo_words;
        q.high = set->hi_words;
        fill_picks(f, i, now, false, &q);
    } else if (set->kind == ANSWER_CODES) {
        q.scale = !(words && set->codes[0].words.n) && set->n_codes <= SCALE_MOST;
        q.picks = !q.scale;
        fill_picks(f, i, now, words, &q);
    } else {
        q.value = box_value(f, q.name, now);
        q.clock = set->kind == ANSWER_CLOCK;
        if (!q.hint.n) q.hint = said(c, set->kind == ANSWER_CLOCK ? SAY(MSG_response_clock) : SAY2(MSG_response_range, "low", response_number(c, set->lo), "high", response_number(c, set->hi)));
    }
    return q;
}

static struct response_question_view total_of(struct filling *f, size_t k)
{
    struct call *c = f->c;
    const struct instrument_score *s = &f->in->scores[k];
    str now = f->now && f->now->scores[k].known ? response_number(c, f->now->scores[k].value) : (str){0};
    struct response_question_view q = {.name = str_fmt(c->a, "total_%.*s", SP(s->id)), .id = str_fmt(c->a, "response-total_%.*s", SP(s->id)), .words = s->words, .english = true,
        .hint = said(c, SAY2(MSG_response_range, "low", response_number(c, s->lo), "high", response_number(c, s->hi)))};
    q.value = box_value(f, q.name, now);
    put_error(f, &q);
    return q;
}

static void fill_questions(struct filling *f, struct response_form_view *v)
{
    size_t n = v->total ? f->in->n_scores : f->in->n_items;
    struct response_question_view *q = ARENA_ARRAY(f->c->a, n, struct response_question_view);
    for (size_t i = 0; i < n; i++) q[i] = v->total ? total_of(f, i) : question_of(f, i);
    v->questions.v = q;
    v->questions.n = n;
}

// Whoever sits with the client reads at the tap what to do now.
static err fill_help(struct filling *f, struct response_form_view *v)
{
    struct support s = {0};
    struct response_question_view *q = (struct response_question_view *)(uintptr_t)v->questions.v;
    if (f->in->n_alerts == 0 || v->paper) return OK;
    err e = desk_support_help(&f->c->desk, &s);
    for (size_t i = 0; !e && i < v->questions.n; i++) {
        for (size_t k = 0; k < q[i].choices.n; k++) q[i].helps |= q[i].choices.v[k].help;
        if (q[i].helps) q[i].help = help_of(f->c, &s.help);
    }
    return e;
}

struct response_question_view *answer_questions(struct call *c, const struct instrument_file *words, const struct instrument_answers *said)
{
    struct response_shown *now = said ? ARENA_NEW(c->a, struct response_shown) : NULL;
    struct filling f = {c, words, RESPONSE_WITH_STAFF, now};
    struct response_question_view *q = ARENA_ARRAY(c->a, words->n_items, struct response_question_view);
    if (now) now->answers = *said;
    for (size_t i = 0; i < words->n_items; i++) q[i] = question_of(&f, i);
    return q;
}

struct form_errors_view answer_errors(struct call *c, const struct form *form, const struct response_question_view *q, size_t n)
{
    struct form_errors_view e = form_errors_of(c, form);
    struct form_error_view *row = (struct form_error_view *)(uintptr_t)e.rows.v;
    size_t at = 0;
    for (const struct problem *p = c->problems.first; p; p = p->next, at++)
        for (size_t i = 0; i < n; i++) {
            if (!str_eq(q[i].name, p->field)) continue;
            row[at].href = q[i].id;
            row[at].label = q[i].words;
        }
    return e;
}

static bool has_blanks(const struct instrument_file *in)
{
    for (size_t i = 0; i < in->n_items; i++)
        if (!in->items[i].has_blank) return false;
    return true;
}

// Each is ticked or left blank: their numbers fit on one screen.
static bool all_ticks(const struct instrument_file *in)
{
    for (size_t i = 0; i < in->n_items; i++)
        if (!in->items[i].has_blank || in->items[i].answers->n_codes != 2 || in->items[i].highest) return false;
    return true;
}

static err fill_form(struct filling *f, client_id client, str name, const struct form *form, struct response_form_view *v)
{
    struct call *c = f->c;
    const struct response_row *row = f->now ? &f->now->row : NULL;
    struct response_boxes now = {.day = {true, row ? row->day : c->desk.today}, .note = row ? row->note : (str){0}, .none = row && str_eq(row->answers, S("{}"))};
    const struct field_view *boxes = form_view(c, form, &now);
    v->about = f->in->about;
    v->interval = f->in->interval_words;
    v->credit = f->in->credit;
    v->csrf = c->session->csrf;
    v->key = page_form_key(c);
    v->total = f->mode == RESPONSE_PAPER_TOTAL;
    v->paper = f->mode == RESPONSE_PAPER_TOTAL || f->mode == RESPONSE_PAPER_ITEMS;
    if (!v->paper) v->stem = f->in->stem;
    v->day = form_field(boxes, form, "day");
    v->note = form_field(boxes, form, "note");
    if (!v->total && has_blanks(f->in)) v->none = form_field(boxes, form, "none");
    v->tongue = f->in->language;
    v->grid = f->mode == RESPONSE_PAPER_ITEMS && all_ticks(f->in);
    fill_questions(f, v);
    v->errors = answer_errors(c, form, v->questions.v, v->questions.n);
    page_crumb(c, &v->page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v->page, client_href(c, client, ""), name);
    err told = page_safety(c, client, &v->page);
    if (told) return told;
    page_crumb(c, &v->page, client_href(c, client, "/responses"), MSG_response_measure);
    return fill_help(f, v);
}

// Of the query of a new form, or of the form that came back.
static str wanted(struct call *c, str name)
{
    bool found;
    return c->body ? str_trim(body_value(c->body, name, 0, &found)) : query_value(c, name);
}

static enum response_mode mode_wanted(struct call *c, const struct instrument_file *in)
{
    enum response_mode m;
    bool known = response_mode_of(wanted(c, S("mode")), &m) && m >= RESPONSE_WITH_STAFF;
    if (known && m == RESPONSE_PAPER_TOTAL && in->n_alerts) return RESPONSE_PAPER_ITEMS;
    if (known && !(m == RESPONSE_WITH_STAFF && in->ship == SHIP_GATE)) return m;
    return in->ship == SHIP_GATE ? RESPONSE_PAPER_ITEMS : RESPONSE_WITH_STAFF;
}

static str way_href(struct call *c, client_id client, const struct response_form_view *v, enum response_mode m)
{
    return str_fmt(c->a, "%.*s?instrument=%.*s&mode=%.*s%s%.*s", SP(client_href(c, client, "/responses/new")), SP(v->instrument), SP(response_mode_name(m)),
                   v->concern.n ? "&concern=" : "", SP(v->concern));
}

// The file with its words in the language that was chosen; where words are shown, each language that it has.
static const struct instrument_file *in_language(struct call *c, client_id client, const struct instrument_file *file, enum response_mode mode, struct response_form_view *v)
{
    const struct instrument_file *in = mode == RESPONSE_WITH_STAFF ? instrument_in(file, wanted(c, S("language"))) : NULL;
    if (!in) in = file;
    if (mode != RESPONSE_WITH_STAFF || !file->n_translated) return in;
    struct response_tab *tab = ARENA_ARRAY(c->a, file->n_translated + 1, struct response_tab);
    for (size_t i = 0; i <= file->n_translated; i++) {
        const struct instrument_file *k = i ? &file->translated[i - 1] : file;
        tab[i] = (struct response_tab){str_fmt(c->a, "%.*s&language=%.*s", SP(way_href(c, client, v, mode)), SP(k->language)), k->language, str_eq(k->language, in->language)};
    }
    v->languages.v = tab;
    v->languages.n = file->n_translated + 1;
    return in;
}

static err new_page(struct call *c, int status)
{
    client_id client;
    concern_id concern = {0};
    struct client who;
    struct responses_shown s;
    str about = wanted(c, S("concern"));
    if (about.n && !id_parse(about, &concern.v)) return status == 200 ? E_NOT_FOUND : E_INVALID;
    err e = client_of_path(c, &client);
    if (!e) e = desk_client_show(&c->desk, client, &who);
    if (!e) e = desk_responses(&c->desk, client, concern, &s);
    if (e) return e;
    const struct response_choice *k = response_choice_of(&s, wanted(c, S("instrument")));
    if (!k) return status == 200 ? E_NOT_FOUND : E_INVALID;
    struct filling f = {c, k->file, mode_wanted(c, k->file), NULL};
    struct response_form_view v = {.page = page_of(c, MSG_response_measure), .action = client_href(c, client, "/responses"), .draft = wanted(c, S("draft")), .instrument = k->file->id,
        .concern = concern.v ? id_str(c->a, concern.v) : (str){0}, .mode = response_mode_name(f.mode), .cancel = client_href(c, client, "/responses")};
    f.in = in_language(c, client, k->file, f.mode, &v);
    v.page.title = f.in->title;
    if (concern.v) v.concern_said = response_about(c, &s, concern);
    if (k->file->n_alerts) v.tap_href = client_href(c, client, "/tapped");
    if (f.mode != RESPONSE_WITH_STAFF && k->file->ship != SHIP_GATE) v.with_href = way_href(c, client, &v, RESPONSE_WITH_STAFF);
    if (f.mode != RESPONSE_PAPER_ITEMS) v.items_href = way_href(c, client, &v, RESPONSE_PAPER_ITEMS);
    if (f.mode != RESPONSE_PAPER_TOTAL && !k->file->n_alerts) v.total_href = way_href(c, client, &v, RESPONSE_PAPER_TOTAL);
    e = fill_form(&f, client, client_name_full(c->a, &who.f), &response_form, &v);
    if (e) return e;
    view_response_form(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err new_render(struct call *c, err result)
{
    (void)result;
    return new_page(c, 200);
}
const struct handler h_response_new = {.render = new_render};

static err add_prepare(struct call *c)
{
    struct response_state *s = c->state = ARENA_NEW(c->a, struct response_state);
    err e = client_of_path(c, &s->client);
    if (e) return e;
    e = entry_bind(c, &response_form, &s->in);
    s->in.client = s->client;
    const struct instrument_file *file;
    if (e == E_INVALID && !problem_of(&c->problems, S("mode")) && desk_instrument(&c->desk, s->in.instrument, &file) == OK)
        (void)desk_response_check(&c->desk, file, &s->in);
    return e;
}

// To the answers; where they ask for help the same day, to what is to be done first.
static err lead_on(struct call *c, const struct response_state *s)
{
    alert_id alert;
    err e = desk_alert_of_response(&c->desk, s->made, &alert);
    c->location = alert.v ? alert_href(c, alert) : response_href(c, s->client, s->made, "");
    return e;
}

static err add_transact(struct call *c)
{
    struct response_state *s = c->state;
    err e = desk_response_add(&c->desk, &s->in, &s->made);
    if (!e) e = lead_on(c, s);
    if (e) return e;
    c->flash = MSG_done_response;
    return OK;
}

// What was made, to JSON; a browser is led to it.
static err made_answer(struct call *c, response_id id, int status)
{
    struct response_shown r;
    if (c->kind != KIND_JSON) return reply_redirect(c);
    err e = desk_response_get(&c->desk, id, &r);
    return e ? e : response_json_of(c, status, &r);
}

static err add_render(struct call *c, err result)
{
    const struct response_state *s = c->state;
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    return result ? new_page(c, err_http(result)) : made_answer(c, s->made, 201);
}
const struct handler h_response_add = {add_prepare, add_transact, add_render};

// --- as it is given

static err tap_prepare(struct call *c)
{
    struct response_state *s = c->state = ARENA_NEW(c->a, struct response_state);
    err e = client_of_path(c, &s->client);
    if (e) return e;
    e = entry_bind(c, &response_tap_form, &s->in);
    s->in.client = s->client;
    return e;
}

static err tap_transact(struct call *c)
{
    struct response_state *s = c->state;
    return desk_response_tap(&c->desk, &s->in, &s->made);
}

static err tap_render(struct call *c, err result)
{
    const struct response_state *s = c->state;
    struct client who;
    err e = result == E_INVALID ? desk_client_show(&c->desk, s->client, &who) : OK; // somebody else's client is not there, whatever was sent
    if (e || result) return e ? e : result;
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("draft"));
    if (s->made.v) jw_id(&w, s->made.v);
    else jw_null(&w);
    jw_end(&w);
    return OK;
}
const struct handler h_response_tap = {tap_prepare, tap_transact, tap_render, .refusals = true};

// --- correcting

static err edit_page(struct call *c, int status)
{
    struct response_shown r;
    struct client who;
    err e = response_of_path(c, &r);
    if (!e) e = desk_client_show(&c->desk, r.row.client, &who);
    if (e) return e;
    if (status == 200 && (r.row.replaced_by.v || r.row.withdrawn)) return response_page(c, 200, &r);
    struct filling f = {c, r.words, r.row.mode, &r};
    if (f.mode == RESPONSE_LINK || f.mode == RESPONSE_KIOSK) f.mode = RESPONSE_WITH_STAFF;
    struct response_form_view v = {.page = page_of(c, MSG_response_measure), .action = response_href(c, r.row.client, r.row.id, ""), .correcting = true,
        .cancel = response_href(c, r.row.client, r.row.id, "")};
    v.page.title = said(c, SAY1(MSG_response_edit_title, "title", r.words->title));
    if (r.row.concern.v) v.concern_said = concern_name(c, &r.concern);
    e = fill_form(&f, r.row.client, client_name_full(c->a, &who.f), &response_correct_form, &v);
    if (e) return e;
    view_response_form(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err edit_render(struct call *c, err result)
{
    (void)result;
    return edit_page(c, 200);
}
const struct handler h_response_edit = {.render = edit_render};

static err ids_of_path(struct call *c, struct response_state *s, struct response_shown *r)
{
    err e = response_of_path(c, r);
    s->client = r->row.client;
    s->id = r->row.id;
    return e;
}

static err correct_prepare(struct call *c)
{
    struct response_state *s = c->state = ARENA_NEW(c->a, struct response_state);
    struct response_shown r;
    err e = ids_of_path(c, s, &r);
    if (e) return e;
    e = entry_bind(c, &response_correct_form, &s->in);
    s->in.mode = r.row.mode >= RESPONSE_WITH_STAFF ? r.row.mode : RESPONSE_WITH_STAFF;
    if (e == E_INVALID) (void)desk_response_check(&c->desk, r.file, &s->in);
    return e;
}

static err correct_transact(struct call *c)
{
    struct response_state *s = c->state;
    err e = desk_response_correct(&c->desk, s->id, &s->in, &s->made);
    if (!e) e = lead_on(c, s);
    if (e) return e;
    c->flash = MSG_done_response_corrected;
    return OK;
}

static err correct_render(struct call *c, err result)
{
    const struct response_state *s = c->state;
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    return result ? edit_page(c, err_http(result)) : made_answer(c, s->made, 200);
}
const struct handler h_response_correct = {correct_prepare, correct_transact, correct_render};

static err withdraw_prepare(struct call *c)
{
    struct response_state *s = c->state = ARENA_NEW(c->a, struct response_state);
    struct response_shown r;
    return ids_of_path(c, s, &r);
}

static err withdraw_transact(struct call *c)
{
    struct response_state *s = c->state;
    c->location = response_href(c, s->client, s->id, "");
    c->flash = MSG_done_response_withdrawn;
    return desk_response_withdraw(&c->desk, s->id);
}

static err withdraw_render(struct call *c, err result)
{
    const struct response_state *s = c->state;
    return result ? result : made_answer(c, s->id, 200);
}
const struct handler h_response_withdraw = {withdraw_prepare, withdraw_transact, withdraw_render};
