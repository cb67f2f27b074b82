// Questionnaires by signed link, one question a screen: each answer is a submit button, kept as it is given. All screens stand in one page,
// so that ask.js shows the next one at once and keeps the answer behind it; without it each tap is one post and one redirect.
#include "page_ask.h"
#include "desk/links/after.h"
#include "web/safety/intake_text.h"

#include "web/safety/alert_text.h"
#include "base/number.h"
#include "web/body.h"
#include "web/forms.h"
#include "web/page.h"
#include "pages_ask.h"
#include "web/route.h"
#include "web/session.h"
#include "views_gen.h"

enum { SCALE_MOST = 10, ANSWERS_BYTES = 65536, FILE_HASH = 64 };

struct save_boxes {
    str i, then, file;
    bool none, shown;
};
static const struct field save_fields[] = {
    {"i", F_TEXT, false, 0, 64, MSG_ask_title, MSG_none, NULL, NULL, offsetof(struct save_boxes, i)},
    {"then", F_TEXT, false, 0, 16, MSG_ask_title, MSG_none, NULL, NULL, offsetof(struct save_boxes, then)},
    {"none", F_CHECK, false, 0, 0, MSG_ask_none, MSG_none, NULL, NULL, offsetof(struct save_boxes, none)},
    {"shown", F_CHECK, false, 0, 0, MSG_support_title, MSG_none, NULL, NULL, offsetof(struct save_boxes, shown)},
    {"file", F_TEXT, false, 0, FILE_HASH, MSG_ask_title, MSG_none, NULL, NULL, offsetof(struct save_boxes, file)},
};
const struct form ask_form = {"ask", save_fields, sizeof save_fields / sizeof *save_fields, sizeof(struct save_boxes), 16384};

struct send_boxes {
    str care_kind, care_words;
    bool none;
    str file;
};
enum { CARE_KIND_BOX, CARE_WORDS_BOX, NONE_BOX, FILE_BOX, SEND_BOXES };
const struct choice care_asked[] = {
    {"treatment", MSG_care_kind_treatment}, {"medicine", MSG_care_kind_medicine}, {"event", MSG_care_kind_event}, {NULL, MSG_none}};
static const struct field send_fields[] = {
    {"care_kind", F_CHOICE, false, 0, 0, MSG_answer_care, MSG_none, care_asked, NULL, offsetof(struct send_boxes, care_kind)},
    {"care_words", F_TEXT, false, 0, 300, MSG_care_words, MSG_care_words_hint, NULL, "off", offsetof(struct send_boxes, care_words)},
    {"none", F_CHECK, false, 0, 0, MSG_ask_none, MSG_none, NULL, NULL, offsetof(struct send_boxes, none)},
    {"file", F_TEXT, false, 0, FILE_HASH, MSG_ask_title, MSG_none, NULL, NULL, offsetof(struct send_boxes, file)},
};
const struct form ask_send_form = {"ask", send_fields, SEND_BOXES, sizeof(struct send_boxes), 16384};

struct asking {
    unsigned char device[DEVICE_BYTES];
    size_t position;
    int64_t version;
    struct save_boxes save;
    struct send_boxes send;
    const struct json *answers;
    struct asked_saved saved;
    struct asked_sent sent;
    bool list;                  // the list to tick was posted
    str next;                   // item behind the one that was answered; "review" behind the last
};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

str ask_href(struct call *c, size_t position, const char *behind)
{
    return str_fmt(c->a, "/a/%.*s/q/%zu%s", SP(c->param[0]), position, behind);
}

static str screen_href(struct call *c, size_t position, str i, bool review)
{
    return str_fmt(c->a, "%.*s?i=%.*s%s", SP(ask_href(c, position, "")), SP(i), review ? "&then=review" : "");
}

err ask_load(struct call *c, struct asked *out)
{
    unsigned char device[DEVICE_BYTES];
    bool known = device_known(c, device);
    return desk_asked(&c->desk, known ? (str){(const char *)device, DEVICE_BYTES} : (str){0}, out);
}

size_t ask_unsent(const struct asked *a)
{
    for (size_t i = 0; i < a->n; i++)
        if (!a->v[i].sent) return a->v[i].position;
    return 0;
}

static str title_of(struct call *c, const struct asked_one *q)
{
    return q->place.n ? said(c, SAY2(MSG_ask_about, "place", q->place, "title", q->words->title)) : q->words->title;
}

// --- a screen

static str number_of(struct call *c, double v)
{
    char z[NUMBER_TEXT];
    size_t n = number_text(v, z);
    return str_dup(c->a, (str){z, n});
}

static bool is_scale(const struct answer_set *s)
{
    return s->kind == ANSWER_NUMBER && s->decimals == 0 && s->hi - s->lo <= (double)SCALE_MOST;
}

static str choice_words(const struct answer_code *k)
{
    return k->words.n ? k->words : k->code;
}

static str answer_now(struct call *c, const struct asked_one *q, size_t item)
{
    return instrument_answer_text(c->a, &q->words->items[item], q->answers->value[item]);
}

static str field_name(struct call *c, const struct asked_one *q, size_t item)
{
    return str_fmt(c->a, "q_%.*s", SP(q->words->items[item].id));
}

// As it is read by a person: the words of a choice, a number with its unit.
static str answer_words(struct call *c, const struct asked_one *q, size_t item)
{
    const struct answer_set *s = q->words->items[item].answers;
    str now = answer_now(c, q, item);
    if (!now.n) return said(c, SAY(asked_seen(q, item) ? MSG_ask_left_open : MSG_ask_not_yet));
    for (size_t k = 0; s->kind == ANSWER_CODES && k < s->n_codes; k++)
        if (str_eq(s->codes[k].code, now)) return choice_words(&s->codes[k]);
    return s->unit.n ? str_fmt(c->a, "%.*s %.*s", SP(now), SP(s->unit)) : now;
}

static void fill_choices(struct call *c, const struct asked_one *q, size_t item, str now, struct ask_screen_view *v)
{
    const struct answer_set *s = q->words->items[item].answers;
    size_t n = v->scale ? (size_t)(s->hi - s->lo) + 1 : s->n_codes;
    struct ask_choice_view *o = ARENA_ARRAY(c->a, n, struct ask_choice_view);
    for (size_t k = 0; k < n; k++) {
        str value = v->scale ? str_fmt(c->a, "%d", (int)s->lo + (int)k) : s->codes[k].code;
        o[k] = (struct ask_choice_view){value, v->scale ? value : choice_words(&s->codes[k]), now.n && str_eq(value, now),
            desk_alert_choice(q->file, item, k), v->scale && k == 0 ? S("low") : v->scale && k + 1 == n ? S("high") : (str){0}};
    }
    v->choices.v = o;
    v->choices.n = n;
}

static str end_words(struct call *c, double number, str words)
{
    return words.n ? said(c, SAY2(MSG_ask_end, "number", number_of(c, number), "words", words)) : (str){0};
}

static void fill_box(struct call *c, const struct answer_set *s, str now, struct ask_screen_view *v)
{
    bool found = false;
    str typed = c->body ? body_value(c->body, v->field, 0, &found) : (str){0};
    double step = 1;
    for (int i = 0; i < s->decimals; i++) step /= 10;
    v->number = s->kind == ANSWER_NUMBER;
    v->clock = s->kind == ANSWER_CLOCK;
    v->value = found ? typed : now;
    v->min = number_of(c, s->lo);
    v->max = number_of(c, s->hi);
    v->step = number_of(c, step);
    v->unit = s->unit;
}

// The file's stem leads to answers such as its first item has; a question that is answered in other words stands alone.
static str stem_of(const struct instrument_file *in, const struct instrument_item *x)
{
    const struct answer_set *a = in->items[0].answers, *b = x->answers;
    if (x->stem.n) return x->stem;
    if (a->kind != b->kind || a->n_codes != b->n_codes) return (str){0};
    for (size_t i = 0; i < a->n_codes; i++)
        if (!str_eq(a->codes[i].words, b->codes[i].words)) return (str){0};
    return in->stem;
}

static struct ask_screen_view screen_of(struct call *c, const struct asked_one *q, size_t item, str shown, bool review)
{
    const struct instrument_item *x = &q->words->items[item];
    const struct problem *p;
    struct ask_screen_view v = {.i = x->id, .field = field_name(c, q, item), .action = ask_href(c, q->position, ""),
        .stem = stem_of(q->words, x), .text = x->text, .lang = q->words->language, .at = (int64_t)item + 1,
        .of = (int64_t)q->words->n_items, .version = q->version, .file = str_of(q->file->sha256), .shown = str_eq(shown, x->id), .scale = is_scale(x->answers)};
    v.review = review && v.shown;
    p = problem_of(&c->problems, v.field);
    if (p) v.error = said(c, p->say);
    if (v.scale || x->answers->kind == ANSWER_CODES) fill_choices(c, q, item, answer_now(c, q, item), &v);
    else fill_box(c, x->answers, answer_now(c, q, item), &v);
    if (x->answers->kind == ANSWER_NUMBER) {
        v.low = end_words(c, x->answers->lo, x->answers->lo_words);
        v.high = end_words(c, x->answers->hi, x->answers->hi_words);
    }
    if (v.review) v.back_href = screen_href(c, q->position, S("review"), false);
    else if (item > 0) v.back_href = screen_href(c, q->position, q->words->items[item - 1].id, false);
    return v;
}

// --- a list to tick

// The code that a tick stands for: the one that is not what a blank counts.
static str tick_code(const struct instrument_item *x)
{
    for (size_t k = 0; k < x->answers->n_codes; k++)
        if (x->answers->codes[k].number < x->blank || x->answers->codes[k].number > x->blank) return x->answers->codes[k].code;
    return (str){0};
}

static bool ticked_helps(const struct asked_one *q, size_t item)
{
    const struct answer_set *s = q->words->items[item].answers;
    str code = tick_code(&q->words->items[item]);
    for (size_t k = 0; k < s->n_codes; k++)
        if (str_eq(s->codes[k].code, code)) return desk_alert_choice(q->file, item, k);
    return false;
}

static void fill_list(struct call *c, const struct asked_one *q, struct ask_view *v)
{
    struct ask_choice_view *o = ARENA_ARRAY(c->a, q->words->n_items, struct ask_choice_view);
    for (size_t i = 0; i < q->words->n_items; i++)
        o[i] = (struct ask_choice_view){q->words->items[i].id, q->words->items[i].text, answer_now(c, q, i).n > 0, ticked_helps(q, i)};
    const struct problem *p = problem_of(&c->problems, S("none"));
    v->ticks = true;
    v->stem = q->words->stem.n ? q->words->stem : q->words->items[0].stem.n ? q->words->items[0].stem : q->words->title;
    v->none_error = p ? said(c, p->say) : (str){0};
    v->list.v = o;
    v->list.n = q->words->n_items;
}

static void ticked_line(struct call *c, const struct asked_one *q, struct ask_line_view *l)
{
    struct buf b = buf_new(c->a, ANSWERS_BYTES);
    for (size_t i = 0; i < q->words->n_items; i++)
        if (answer_now(c, q, i).n) buf_putf(&b, "%s%.*s", b.n ? " · " : "", SP(q->words->items[i].text));
    *l = (struct ask_line_view){.field = S("list"), .words = said(c, SAY1(MSG_ask_ticked, "what", q->words->title)), .href = screen_href(c, q->position, S("list"), false),
        .answer = b.n ? buf_str(&b) : said(c, SAY(q->n_seen ? MSG_ask_none : MSG_ask_not_yet)), .lang = q->words->language, .open = !q->n_seen};
}

// --- the page

static void fill_lines(struct call *c, const struct asked_one *q, struct ask_view *v)
{
    struct ask_line_view *l = ARENA_ARRAY(c->a, q->words->n_items + 1, struct ask_line_view);
    v->lines.v = l;
    if (v->ticks) {
        ticked_line(c, q, &l[v->lines.n++]);
        return;
    }
    for (size_t i = 0; i < q->words->n_items; i++) {
        const struct instrument_item *x = &q->words->items[i];
        l[v->lines.n++] = (struct ask_line_view){.field = field_name(c, q, i), .words = x->text.n ? x->text : x->stem,
            .answer = answer_words(c, q, i), .href = screen_href(c, q->position, x->id, true), .lang = q->words->language,
            .open = q->answers->value[i].kind == FV_UNKNOWN};
    }
}

// The screen that is asked for, or the first that was not answered; "review" where all were.
static str shown_of(const struct asked_one *q, str i)
{
    bool ticks = asked_ticks(q);
    if (str_eq(i, S("review")) || (ticks && str_eq(i, S("list")))) return i;
    if (!ticks && instrument_item_of(q->file, i) != SIZE_MAX) return i;
    size_t next = asked_next(q);
    if (next == q->file->n_items) return S("review");
    return ticks ? S("list") : q->file->items[next].id;
}

static void fill_words(struct call *c, const struct asked *a, const struct asked_one *q, struct ask_view *v)
{
    size_t at = 1;
    while (a->v[at - 1].position != q->position) at++;
    v->heading = title_of(c, q);
    v->lang = q->words->language;
    v->credit = q->words->credit;
    if (a->n > 1) v->part = said(c, SAY2(MSG_ask_part, "at", str_fmt(c->a, "%zu", at), "of", str_fmt(c->a, "%zu", a->n)));
    if (q->words->n_recalls == 1) v->recall = said(c, SAY1(MSG_ask_recall, "words", q->words->recalls[0].words));
    v->sent = q->own && q->sent && !q->draft;
    v->elsewhere = q->sent && !q->own;
}

// What else happened is asked once: with the ratings, or with the last questionnaire.
static void fill_care(struct call *c, const struct asked *a, const struct asked_one *q, struct ask_view *v)
{
    size_t open = 0;
    for (size_t i = 0; i < a->n; i++) open += !a->v[i].sent && a->v[i].position != q->position;
    v->others = open > 0;
    if (a->ratings || open) return;
    struct field_view *boxes = (struct field_view *)(uintptr_t)form_view(c, &ask_send_form, NULL);
    boxes[CARE_KIND_BOX].empty_label = said(c, SAY(MSG_answer_nothing_else));
    v->care_kind = &boxes[CARE_KIND_BOX];
    v->care_words = &boxes[CARE_WORDS_BOX];
    v->care_open = boxes[CARE_WORDS_BOX].error.n || boxes[CARE_WORDS_BOX].value.n;
}

// A screen says itself what is wrong with its answer; the summary has the rest.
static struct form_errors_view errors_of(struct call *c)
{
    struct form_errors_view v = form_errors_of(c, &ask_send_form);
    struct form_error_view *rows = ARENA_ARRAY(c->a, v.rows.n + 1, struct form_error_view);
    size_t n = 0, i = 0;
    for (const struct problem *p = c->problems.first; p; p = p->next, i++)
        if (!str_starts(p->field, S("q_")) && !str_eq(p->field, S("none"))) rows[n++] = v.rows.v[i];
    v.rows.v = rows;
    v.rows.n = n;
    return v;
}

// Whom to turn to stands in the page itself, so that the tap shows it at once, with a connection and without.
static err fill_help(struct call *c, const struct asked_one *q, struct ask_view *v)
{
    struct support s = {0};
    if (q->file->n_alerts == 0) return OK;
    err e = desk_support_help(&c->desk, &s);
    if (e) return e;
    v->helps = true;
    v->practice = s.practice;
    v->phone = s.phone;
    v->phone_href = alert_tel(c, s.phone);
    v->help = help_of(c, &s.help);
    v->help_href = str_fmt(c->a, "/a/%.*s/support", SP(c->param[0]));
    return OK;
}

static err ask_page(struct call *c, const struct asked *a, const struct asked_one *q, str shown, bool review, int status)
{
    struct ask_view v = {.page = page_of_client(c, MSG_ask_title, a->front.practice, a->front.crisis_line), .errors = errors_of(c),
        .action = ask_href(c, q->position, ""), .send_action = ask_href(c, q->position, "/send"), .version = q->version, .file = str_of(q->file->sha256),
        .of = (int64_t)q->words->n_items, .review_shown = str_eq(shown, S("review")), .ticks_shown = str_eq(shown, S("list"))};
    v.page.asks = true;
    v.page.flash = SAY(MSG_none);
    fill_words(c, a, q, &v);
    if (asked_ticks(q)) {
        fill_list(c, q, &v);
        v.review_back = screen_href(c, q->position, S("list"), false);
    } else {
        struct ask_screen_view *s = ARENA_ARRAY(c->a, q->words->n_items, struct ask_screen_view);
        for (size_t i = 0; i < q->words->n_items; i++) s[i] = screen_of(c, q, i, shown, review);
        v.screens.v = s;
        v.screens.n = q->words->n_items;
        v.review_back = screen_href(c, q->position, q->words->items[q->words->n_items - 1].id, false);
    }
    fill_lines(c, q, &v);
    fill_care(c, a, q, &v);
    weekly_fill(c, &v.weekly);
    err e = fill_help(c, q, &v);
    if (e) return e;
    view_ask(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

err ask_done_page(struct call *c, const struct asked *a)
{
    struct after_told told;
    err e = desk_after_told(&c->desk, &told);
    if (e) return e;
    struct ask_done_row *rows = ARENA_ARRAY(c->a, a->n + 1, struct ask_done_row);
    struct ask_done_view v = {.page = page_of_client(c, MSG_ask_title, a->front.practice, a->front.crisis_line), .name = a->front.name, .until = page_time(c, a->front.expires),
        .kiosk = a->kiosk};
    v.page.asks = true;
    v.page.flash = SAY(MSG_none);
    v.rows.v = rows;
    str ratings = a->kiosk ? (str){0} : str_fmt(c->a, "/a/%.*s?ratings=1", SP(c->param[0]));
    if (a->ratings) rows[v.rows.n++] = (struct ask_done_row){said(c, SAY(MSG_ask_ratings)), ratings};
    for (size_t i = 0; i < a->n; i++)
        rows[v.rows.n++] = (struct ask_done_row){title_of(c, &a->v[i]), a->v[i].own ? ask_href(c, a->v[i].position, "") : (str){0}};
    after_told_fill(c, &told, a->front.practice, a->front.practice_phone, &v.told);
    intake_now_foot(v.told.severe, &v.page);
    weekly_fill(c, &v.weekly);
    view_ask_done(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

// --- for programs

void ask_json(struct jw *w, const struct asked *a)
{
    jw_key(w, S("asks"));
    jw_array(w);
    for (size_t i = 0; i < a->n; i++) {
        jw_object(w);
        jw_kint(w, S("position"), (int64_t)a->v[i].position);
        jw_kstr(w, S("instrument"), a->v[i].file->id);
        jw_kstr(w, S("title"), a->v[i].words->title);
        jw_key(w, S("concern"));
        jw_id(w, a->v[i].concern.v);
        jw_kbool(w, S("sent"), a->v[i].sent);
        jw_end(w);
    }
    jw_end(w);
}

static void json_answers(struct jw *w, const struct answer_set *s)
{
    jw_kstr(w, S("kind"), s->kind == ANSWER_CODES ? S("codes") : s->kind == ANSWER_NUMBER ? S("number") : S("clock"));
    if (s->kind == ANSWER_NUMBER) {
        jw_key(w, S("from"));
        jw_num(w, s->lo);
        jw_key(w, S("to"));
        jw_num(w, s->hi);
        jw_kint(w, S("decimals"), s->decimals);
        jw_kstr(w, S("unit"), s->unit);
        jw_kstr(w, S("from_words"), s->lo_words);
        jw_kstr(w, S("to_words"), s->hi_words);
    }
    jw_key(w, S("codes"));
    jw_array(w);
    for (size_t k = 0; k < s->n_codes; k++) {
        jw_object(w);
        jw_kstr(w, S("code"), s->codes[k].code);
        jw_kstr(w, S("words"), s->codes[k].words);
        jw_end(w);
    }
    jw_end(w);
}

static void ask_one_json(struct call *c, const struct asked_one *q)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kint(&w, S("position"), (int64_t)q->position);
    jw_kstr(&w, S("instrument"), q->file->id);
    jw_kstr(&w, S("file_version"), q->file->version);
    jw_kstr(&w, S("file"), str_of(q->file->sha256));
    jw_kstr(&w, S("title"), q->words->title);
    jw_kstr(&w, S("language"), q->words->language);
    jw_kstr(&w, S("recall"), q->words->n_recalls == 1 ? q->words->recalls[0].words : (str){0});
    jw_kint(&w, S("version"), q->version);
    jw_kbool(&w, S("sent"), q->sent);
    jw_kbool(&w, S("tick_list"), asked_ticks(q));
    jw_key(&w, S("items"));
    jw_array(&w);
    for (size_t i = 0; i < q->words->n_items; i++) {
        const struct instrument_item *x = &q->words->items[i];
        jw_object(&w);
        jw_kstr(&w, S("id"), x->id);
        jw_kstr(&w, S("stem"), stem_of(q->words, x));
        jw_kstr(&w, S("text"), x->text);
        json_answers(&w, x->answers);
        jw_kbool(&w, S("seen"), asked_seen(q, i));
        jw_kstr(&w, S("answer"), answer_now(c, q, i));
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
}

// --- showing one

static err one_page(struct call *c, str i, bool review, int status)
{
    struct asked a;
    int64_t position;
    err e = ask_load(c, &a);
    if (e) return e;
    if (a.front.confirm) {
        if (c->kind == KIND_JSON) return E_FORBIDDEN;
        c->location = str_fmt(c->a, "/a/%.*s", SP(c->param[0]));
        return reply_redirect(c);
    }
    const struct asked_one *q = str_i64(c->param[1], &position) && position > 0 ? asked_at(&a, (size_t)position) : NULL;
    if (!q) return E_NOT_FOUND;
    if (c->kind == KIND_HTML) return ask_page(c, &a, q, shown_of(q, i), review, status);
    ask_one_json(c, q);
    return OK;
}

static err ask_show_render(struct call *c, err result)
{
    (void)result;
    return one_page(c, query_value(c, S("i")), str_eq(query_value(c, S("then")), S("review")), 200);
}
const struct handler h_ask_show = {.render = ask_show_render};

// --- keeping an answer

static err begin(struct call *c, struct asking **out)
{
    struct asking *s = *out = c->state = ARENA_NEW(c->a, struct asking);
    int64_t position;
    if (!str_i64(c->param[1], &position) || position < 1) return E_NOT_FOUND;
    s->position = (size_t)position;
    s->version = form_version(c);
    if (!device_known(c, s->device)) device_make(c, s->device);
    return OK;
}

static str device_of(const struct asking *s)
{
    return (str){(const char *)s->device, DEVICE_BYTES};
}

// "Skip" has the name of the box beside it, and comes behind it where there is no JavaScript: what stands in the box was not meant.
static bool skipped(const struct body *b, size_t i)
{
    for (size_t k = i + 1; k < b->n; k++)
        if (str_eq(b->pair[k].name, b->pair[i].name) && !b->pair[k].value.n) return true;
    return false;
}

const struct json *ask_answers(arena *a, const struct body *body, size_t *n)
{
    struct buf b = buf_new(a, ANSWERS_BYTES);
    struct jw w = jw_on(&b);
    struct json_error why;
    *n = 0;
    jw_object(&w);
    for (size_t i = 0; i < body->n; i++) {
        struct pair *p = &body->pair[i];
        str v = str_trim(p->value);
        if (!str_starts(p->name, S("q_")) || p->used) continue;
        p->used = true;
        if (skipped(body, i)) continue;
        ++*n;
        jw_key(&w, str_sub(p->name, 2, p->name.n));
        if (v.n) jw_str(&w, v);
        else jw_null(&w);
    }
    jw_end(&w);
    return b.over ? NULL : json_parse(a, buf_str(&b), 8, &why);
}

// The list to tick, whole: what is not ticked was left blank.
static err list_posted(struct call *c, const struct asked_one *q, struct asking *s)
{
    struct buf b = buf_new(c->a, ANSWERS_BYTES);
    struct jw w = jw_on(&b);
    struct json_error why;
    size_t ticked = 0;
    jw_object(&w);
    for (size_t i = 0; i < q->file->n_items; i++) {
        const struct instrument_item *x = &q->file->items[i];
        bool on = false;
        for (size_t k = 0; k < c->body->n; k++)
            if (str_eq(c->body->pair[k].name, S("tick")) && str_eq(c->body->pair[k].value, x->id)) on = c->body->pair[k].used = true;
        jw_key(&w, x->id);
        if (on) jw_str(&w, tick_code(x));
        else jw_null(&w);
        ticked += on;
    }
    jw_end(&w);
    s->answers = b.over ? NULL : json_parse(c->a, buf_str(&b), 8, &why);
    s->next = S("review");
    if (!ticked && !s->save.none) return problem_add(&c->problems, E_INVALID, S("none"), SAY(MSG_response_none_needed));
    if (ticked && s->save.none) return problem_add(&c->problems, E_INVALID, S("none"), SAY(MSG_response_none_and_some));
    return OK;
}

static str behind(const struct asked_one *q, str i)
{
    size_t at = instrument_item_of(q->file, i);
    return at == SIZE_MAX || at + 1 >= q->file->n_items ? S("review") : q->file->items[at + 1].id;
}

static err save_prepare(struct call *c)
{
    struct asking *s;
    struct asked a;
    size_t n;
    err e = begin(c, &s);
    if (e) return e;
    s->answers = ask_answers(c->a, c->body, &n);
    s->list = str_eq(body_value(c->body, S("i"), 0, &(bool){false}), S("list"));
    e = form_bind(c, &ask_form, &s->save);
    if (!s->answers) e = E_TOO_LARGE;
    if (!e) e = ask_load(c, &a);
    if (e) return e;
    if (a.front.confirm) return E_FORBIDDEN;
    // one that is not shown any more may still be on somebody's screen: the desk says whether its answer is taken
    const struct asked_one *q = asked_at(&a, s->position);
    if (q && s->list && asked_ticks(q)) return list_posted(c, q, s);
    s->next = !q || str_eq(s->save.then, S("review")) ? S("review") : behind(q, s->save.i);
    return n ? OK : problem_add(&c->problems, E_INVALID, S(""), SAY(MSG_response_nothing));
}

static err save_transact(struct call *c)
{
    struct asking *s = c->state;
    struct asked_save_in in = {device_of(s), s->position, s->version, s->answers, s->save.shown, s->save.file};
    err e = desk_asked_save(&c->desk, &in, &s->saved);
    if (e) return e;
    c->location = screen_href(c, s->position, s->next, false);
    if (s->saved.support && c->kind == KIND_HTML) c->location = str_fmt(c->a, "/a/%.*s/support", SP(c->param[0]));
    return OK;
}

static err save_render(struct call *c, err result)
{
    const struct asking *s = c->state;
    bool refused = result == E_INVALID || result == E_CONFLICT;
    if (result && (!refused || c->kind == KIND_JSON)) return result;
    if (result) return one_page(c, result == E_CONFLICT ? S("review") : s->save.i, str_eq(s->save.then, S("review")), err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kint(&w, S("version"), s->saved.version);
    jw_kstr(&w, S("next"), c->location);
    if (s->saved.support) jw_kstr(&w, S("support"), str_fmt(c->a, "/a/%.*s/support", SP(c->param[0])));
    jw_end(&w);
    return OK;
}
const struct handler h_ask_save = {save_prepare, save_transact, save_render};

// --- sending

static err send_prepare(struct call *c)
{
    struct asking *s;
    size_t n;
    err e = begin(c, &s);
    if (e) return e;
    const struct json *answers = ask_answers(c->a, c->body, &n);
    if (!answers) return E_TOO_LARGE;
    e = form_bind(c, &ask_send_form, &s->send);
    if (n || s->send.none) s->answers = answers;
    return e;
}

static err send_transact(struct call *c)
{
    struct asking *s = c->state;
    struct asked a;
    struct asked_send_in in = {.device = device_of(s), .position = s->position, .version = s->version, .file = s->send.file, .answers = s->answers, .none = s->send.none,
        .care_said = s->send.care_kind.n || str_trim(s->send.care_words).n, .care_kind = CARE_EVENT, .care_words = s->send.care_words};
    if (s->send.care_kind.n && !care_kind_of(s->send.care_kind, &in.care_kind)) in.care_said = false;
    err e = desk_asked_send(&c->desk, &in, &s->sent);
    if (!e) e = desk_asked(&c->desk, in.device, &a);
    if (e) return e;
    size_t next = ask_unsent(&a);
    c->location = next ? ask_href(c, next, "") : str_fmt(c->a, "/a/%.*s", SP(c->param[0]));
    return OK;
}

static err send_render(struct call *c, err result)
{
    const struct asking *s = c->state;
    bool refused = result == E_INVALID || result == E_CONFLICT;
    if (result && (!refused || c->kind == KIND_JSON)) return result;
    if (result) return one_page(c, problem_of(&c->problems, S("none")) ? S("list") : S("review"), false, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("response"));
    jw_id(&w, s->sent.id.v);
    jw_kbool(&w, S("corrected"), s->sent.corrected);
    jw_kstr(&w, S("next"), c->location);
    jw_end(&w);
    return OK;
}
const struct handler h_ask_send = {send_prepare, send_transact, send_render};
