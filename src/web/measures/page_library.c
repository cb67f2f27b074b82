// Settings: the instruments of the practice. What ships, what it added, and the words of licensed ones.
#include "base/number.h"
#include "desk/measures/library.h"
#include "web/forms.h"
#include "pages_library.h"
#include "response_text.h"
#include "web/session.h"
#include "web/practice/settings_text.h"
#include "views_gen.h"

enum { FILE_CHARS = 1 << 20, FILE_BODY = 1 << 20 };

struct library_boxes {
    str file;
};
static const struct field library_fields[] = {
    {"file", F_LONG, true, 0, FILE_CHARS, MSG_library_file, MSG_library_file_hint, NULL, "off", offsetof(struct library_boxes, file)},
};
const struct form library_form = {"library", library_fields, 1, sizeof(struct library_boxes), FILE_BODY};

struct words_boxes {
    str holder, licence, file;
    bool confirm, looked;       // looked: the questions and the box to confirm them stood there
};
#define AT(member) offsetof(struct words_boxes, member)
static const struct field words_fields[] = {
    {"holder", F_TEXT, true, 0, 200, MSG_library_holder, MSG_library_holder_hint, NULL, "organization", AT(holder)},
    {"licence", F_LONG, true, 0, 500, MSG_library_licence, MSG_library_licence_hint, NULL, "off", AT(licence)},
    {"file", F_LONG, true, 0, FILE_CHARS, MSG_library_words, MSG_library_words_hint, NULL, "off", AT(file)},
    {"confirm", F_CHECK, false, 0, 0, MSG_library_confirm, MSG_none, NULL, NULL, AT(confirm)},
    {"looked", F_CHECK, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(looked)},
};
const struct form words_form = {"words", words_fields, 5, sizeof(struct words_boxes), FILE_BODY};

static str said(struct call *c, struct say s) { return message_say(c->a, c->desk.lang, s); }

static str one_href(struct call *c, str id) { return link_to(c->a, "/setup/instruments/%.*s", SP(id)); }

static str row_action(struct call *c, library_id id, const char *what) { return link_to(c->a, "/setup/instruments/%.*s/%s", SP(id_str(c->a, id.v)), what); }

// As it was written: a browser sends a line's end as two bytes.
static str lines_of(struct call *c, str s)
{
    char *p = arena_array(c->a, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r' || i + 1 == s.n || s.p[i + 1] != '\n') p[n++] = s.p[i];
    return (str){p, n};
}

// --- the list

static struct library_row_view row_of(struct call *c, const struct library_item *x)
{
    const struct instrument_file *in = x->file;
    struct library_row_view v = {.href = one_href(c, in->id), .title = in->title, .lang = in->language, .note = said(c, SAY_N(MSG_response_items, (int64_t)in->n_items))};
    if (x->added && x->row.kind == LIBRARY_LICENSED) v.badge = said(c, SAY(in->ship == SHIP_GATE ? MSG_library_words_gone : MSG_library_licensed));
    else if (x->added) v.badge = said(c, SAY(MSG_library_own));
    else if (in->n_alerts) v.badge = said(c, SAY(MSG_library_alerts));
    return v;
}

static void fill_rows(struct call *c, const struct library *l, struct library_view *v)
{
    struct library_row_view *o = ARENA_ARRAY(c->a, 3 * l->n, struct library_row_view), *ready = o + l->n, *gated = o + 2 * l->n;
    v->added.v = o;
    v->ready.v = ready;
    v->gated.v = gated;
    for (size_t i = 0; i < l->n; i++) {
        const struct library_item *x = &l->v[i];
        if (x->added) o[v->added.n++] = row_of(c, x);
        else if (x->file->ship == SHIP_GATE) gated[v->gated.n++] = row_of(c, x);
        else ready[v->ready.n++] = row_of(c, x);
    }
}

static err list_json(struct call *c, const struct library *l)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("instruments"));
    jw_array(&w);
    for (size_t i = 0; i < l->n; i++) {
        const struct library_item *x = &l->v[i];
        jw_object(&w);
        jw_kstr(&w, S("id"), x->file->id);
        jw_kstr(&w, S("title"), x->file->title);
        jw_kstr(&w, S("version"), x->file->version);
        jw_kstr(&w, S("sha256"), str_of(x->file->sha256));
        jw_kstr(&w, S("language"), x->file->language);
        jw_kstr(&w, S("ship"), str_of(instrument_ship_name(x->file->ship)));
        jw_kbool(&w, S("words"), x->file->ship != SHIP_GATE);
        if (x->added) {
            jw_key(&w, S("added"));
            jw_id(&w, x->row.id.v);
            jw_kstr(&w, S("kind"), library_kind_name(x->row.kind));
        }
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err list_page(struct call *c, int status)
{
    struct library l;
    err e = desk_library_show(&c->desk, &l);
    if (e) return e;
    if (c->kind == KIND_JSON) return list_json(c, &l);
    struct library_view v = {.page = page_of(c, MSG_library_title), .head = settings_head(c, SETTINGS_MEASURES), .errors = form_errors_of(c, &library_form),
        .csrf = c->session->csrf, .key = page_form_key(c), .file = form_view(c, &library_form, NULL), .may = desk_may(&c->desk.who, VERB_LIBRARY_ADD)};
    int64_t id;
    str gone = query_value(c, S("gone"));
    if (v.page.flash.key == MSG_done_library_ended && id_parse(gone, &id)) page_undo(c, &v.page, link_to(c->a, "/setup/instruments/%.*s/again", SP(gone)));
    fill_rows(c, &l, &v);
    page_crumb(c, &v.page, S("/setup/measures"), MSG_response_settings);
    view_library(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err list_render(struct call *c, err result)
{
    (void)result;
    return list_page(c, 200);
}
const struct handler h_library = {.render = list_render};

// --- adding one's own

struct library_state {
    const struct instrument_file *file;
    struct library_words words;
    struct words_boxes boxes;
    library_id made;
    struct library_row was;
    bool read;              // the words were read without fault
};

static err add_prepare(struct call *c)
{
    struct library_state *s = c->state = ARENA_NEW(c->a, struct library_state);
    struct library_boxes b;
    err e = form_bind(c, &library_form, &b);
    return e ? e : desk_library_read(&c->desk, S("file"), lines_of(c, b.file), &s->file);
}

static err add_transact(struct call *c)
{
    struct library_state *s = c->state;
    c->location = one_href(c, s->file->id);
    c->flash = MSG_done_library_added;
    return desk_library_add(&c->desk, s->file, &s->made);
}

static err made_json(struct call *c, int status, library_id id, str code)
{
    struct jw w = jw_on(reply_body(c, status, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, id.v);
    jw_kstr(&w, S("instrument"), code);
    jw_end(&w);
    return OK;
}

static err add_render(struct call *c, err result)
{
    const struct library_state *s = c->state;
    if (result) return c->kind == KIND_JSON ? result : list_page(c, err_http(result));
    return c->kind == KIND_JSON ? made_json(c, 201, s->made, s->file->id) : reply_redirect(c);
}
const struct handler h_library_add = {add_prepare, add_transact, add_render};

// --- one

static str answers_said(struct call *c, const struct answer_set *set)
{
    struct buf b = buf_new(c->a, 32768);
    if (set->kind == ANSWER_CLOCK) return said(c, SAY(MSG_response_clock));
    if (set->kind == ANSWER_NUMBER) {
        buf_put(&b, response_number(c, set->lo));
        if (set->lo_words.n) buf_putf(&b, " %.*s", SP(set->lo_words));
        buf_put(&b, S(" – "));
        buf_put(&b, response_number(c, set->hi));
        if (set->hi_words.n) buf_putf(&b, " %.*s", SP(set->hi_words));
        if (set->unit.n) buf_putf(&b, " %.*s", SP(set->unit));
    }
    for (size_t k = 0; k < set->n_codes; k++) {
        if (k) buf_put(&b, S(" · "));
        buf_put(&b, set->codes[k].code);
        if (set->codes[k].words.n) buf_putf(&b, " %.*s", SP(set->codes[k].words));
    }
    return buf_str(&b);
}

static void fill_questions(struct call *c, const struct instrument_file *in, const struct instrument_words *w, struct library_one_view *v)
{
    struct library_question_view *q = ARENA_ARRAY(c->a, in->n_items, struct library_question_view);
    for (size_t i = 0; i < in->n_items; i++) {
        const struct instrument_item *item = &in->items[i];
        q[i] = (struct library_question_view){.number = item->id, .text = item->text, .answers = answers_said(c, item->answers)};
        if (item->stem.n && (i == 0 || !str_eq(item->stem, in->items[i - 1].stem))) q[i].stem = item->stem;
        if (w && w->items[i].from.n && !str_eq(w->items[i].from, item->id)) q[i].from = w->items[i].from;
        if (w) q[i].turned = w->items[i].turned;
    }
    v->questions.v = q;
    v->questions.n = in->n_items;
    v->stem = in->stem;
}

static void fill_scores(struct call *c, const struct instrument_file *in, struct library_one_view *v)
{
    struct library_score_view *o = ARENA_ARRAY(c->a, in->n_scores, struct library_score_view);
    for (size_t k = 0; k < in->n_scores; k++) {
        const struct instrument_score *s = &in->scores[k];
        struct library_text_view *band = ARENA_ARRAY(c->a, s->n_bands, struct library_text_view);
        for (size_t i = 0; i < s->n_bands; i++)
            band[i].text = said(c, SAY2(s->bands[i].above ? MSG_library_band_above : MSG_library_band_from, "from", response_number(c, s->bands[i].from), "words", s->bands[i].words));
        o[k] = (struct library_score_view){.words = s->words, .missing = s->missing_words, .missing_source = s->missing_source, .bands_source = s->bands_source,
            .range = said(c, SAY2(MSG_response_range, "low", response_number(c, s->lo), "high", response_number(c, s->hi)))};
        if (s->direction != HIGHER_IS_NEITHER) o[k].way = said(c, SAY(s->direction == HIGHER_IS_WORSE ? MSG_response_lower_better : MSG_response_higher_better));
        o[k].bands.v = band;
        o[k].bands.n = s->n_bands;
    }
    v->scores.v = o;
    v->scores.n = in->n_scores;
}

static void put_fact(struct call *c, struct library_fact_view *f, size_t *n, enum msg label, str text)
{
    if (text.n) f[(*n)++] = (struct library_fact_view){said(c, SAY(label)), text};
}

static str languages_of(struct call *c, const struct instrument_file *in)
{
    struct buf b = buf_new(c->a, 1024);
    buf_put(&b, in->language);
    for (size_t i = 0; i < in->n_translated; i++) buf_putf(&b, ", %.*s", SP(in->translated[i].language));
    return buf_str(&b);
}

static void fill_facts(struct call *c, const struct instrument_file *in, struct library_one_view *v)
{
    struct library_fact_view *f = ARENA_ARRAY(c->a, 8, struct library_fact_view);
    size_t n = 0;
    put_fact(c, f, &n, MSG_library_fact_licence, in->licence_words);
    put_fact(c, f, &n, MSG_library_fact_evidence, in->licence_evidence);
    put_fact(c, f, &n, MSG_library_fact_credit, in->credit);
    put_fact(c, f, &n, MSG_library_fact_interval, in->interval_words);
    if (v->words) put_fact(c, f, &n, MSG_library_fact_languages, languages_of(c, in));
    put_fact(c, f, &n, MSG_library_fact_version, in->version);
    put_fact(c, f, &n, MSG_library_fact_notes, in->notes);
    v->facts.v = f;
    v->facts.n = n;
}

// All that was ever added for it; what is used now can be taken back, and the last that was can be brought back.
static void fill_before(struct call *c, const struct library_list *l, struct library_one_view *v)
{
    struct library_before_view *o = ARENA_ARRAY(c->a, l->n, struct library_before_view);
    bool used = false;
    for (size_t i = 0; i < l->n; i++) used = used || !l->v[i].ended;
    for (size_t i = 0; i < l->n; i++) {
        const struct library_row *r = &l->v[i];
        str by = r->account_name.n ? r->account_name : said(c, SAY(MSG_library_command_line)), ender = r->ended_name.n ? r->ended_name : said(c, SAY(MSG_library_command_line));
        o[i].text = said(c, SAY2(MSG_library_added, "by", by, "at", page_time(c, r->at)));
        if (r->ended) o[i].until = said(c, SAY2(MSG_library_until, "by", ender, "at", page_time(c, r->ended_at)));
        if (r->kind == LIBRARY_LICENSED) o[i].licence = said(c, SAY2(MSG_library_licence_of, "holder", r->holder, "licence", r->licence));
        if (!r->ended) v->end_action = row_action(c, r->id, "end"), v->end_key = page_form_key(c);
        else if (!used) o[i].again_action = row_action(c, r->id, "again"), o[i].key = page_form_key(c);
    }
    v->before.v = o;
    v->before.n = l->n;
}

static void fill_preview(struct call *c, const struct library_words *w, struct library_one_view *v)
{
    static const enum msg by[] = {MSG_none, MSG_library_by_link, MSG_library_by_prefix, MSG_library_by_order};
    struct library_text_view *unused = ARENA_ARRAY(c->a, w->words.n_unused, struct library_text_view);
    for (size_t i = 0; i < w->words.n_unused; i++) unused[i].text = w->words.unused[i];
    v->unused.v = unused;
    v->unused.n = w->words.n_unused;
    v->preview = v->words = true;
    if (by[w->words.by] != MSG_none) v->found = said(c, SAY(by[w->words.by]));
    if (w->words.by_order) v->by_order = said(c, SAY(MSG_library_answers_by_order));
}

static err one_page(struct call *c, int status, const struct library_words *w)
{
    const struct instrument_file *in;
    struct library_list before;
    str code = c->param[0];
    err e = desk_library_before(&c->desk, code, &before);
    if (!e) e = desk_instrument(&c->desk, code, &in);
    // its own, taken back: what it was is read from what was answered, and this page says only when
    if (e == E_NOT_FOUND && before.n) return list_page(c, status);
    if (e) return e;
    const struct instrument_file *shown = w ? w->file : in, *shipped = instrument_known(code);
    struct library_one_view v = {.page = page_of(c, MSG_library_title), .head = settings_head(c, SETTINGS_MEASURES), .errors = form_errors_of(c, &words_form),
        .tongue = shown->language, .about = shown->about, .csrf = c->session->csrf, .key = page_form_key(c), .may = desk_may(&c->desk.who, VERB_LIBRARY_LICENSE),
        .gate = shipped && shipped->ship == SHIP_GATE, .words = shown->ship != SHIP_GATE, .action = link_to(c->a, "/setup/instruments/%.*s/words", SP(code)),
        .blank_href = link_to(c->a, "/setup/instruments/%.*s/words.json", SP(code))};
    v.page.title = shown->title;
    if (w) fill_preview(c, w, &v);
    fill_questions(c, shown, w ? &w->words : NULL, &v);
    fill_scores(c, shown, &v);
    fill_facts(c, shown, &v);
    fill_before(c, &before, &v);
    // to be looked through is no mistake; a box that stood there and was left open is one
    bool look = status == 200 && w;
    if (look) v.errors = (struct form_errors_view){0}, c->problems = (struct problems){.a = c->a};
    const struct field_view *f = form_view(c, &words_form, NULL);
    v.holder = &f[0], v.licence = &f[1], v.file = &f[2], v.confirm = &f[3];
    v.open = c->body || in->ship != SHIP_LICENSED;
    if (v.gate) v.state = said(c, SAY(in->ship == SHIP_LICENSED ? MSG_library_state_licensed : MSG_library_state_gate));
    page_crumb(c, &v.page, S("/setup/instruments"), MSG_library_title);
    view_library_one(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err one_render(struct call *c, err result)
{
    (void)result;
    return one_page(c, 200, NULL);
}
const struct handler h_library_one = {.render = one_render};

static err blank_render(struct call *c, err result)
{
    const struct instrument_file *in;
    (void)result;
    err e = desk_instrument(&c->desk, c->param[0], &in);
    if (e) return e;
    struct buf *b = reply_body(c, 200, S("application/json"));
    reply_header(c, S("Content-Disposition"), str_fmt(c->a, "attachment; filename=\"%.*s-words.json\"", SP(in->id)));
    buf_put(b, instrument_words_blank(c->a, in));
    return OK;
}
const struct handler h_library_blank = {.render = blank_render};

// --- the words of a licensed one: first shown beside its numbers, then confirmed

static err words_prepare(struct call *c)
{
    struct library_state *s = c->state = ARENA_NEW(c->a, struct library_state);
    err e = form_bind(c, &words_form, &s->boxes), read = OK;
    if (s->boxes.file.n) read = desk_library_words(&c->desk, c->param[0], S("file"), lines_of(c, s->boxes.file), &s->words);
    s->read = s->boxes.file.n && !read;
    if (read == E_NOT_FOUND || (e && e != E_INVALID)) return read == E_NOT_FOUND ? read : e;
    if (!e && !read && !s->boxes.confirm) return problem_add(&c->problems, E_INVALID, S("confirm"), SAY(MSG_library_look));
    return e ? e : read;
}

static err words_transact(struct call *c)
{
    struct library_state *s = c->state;
    c->location = one_href(c, c->param[0]);
    c->flash = MSG_done_library_words;
    return desk_library_license(&c->desk, &s->words, s->boxes.holder, s->boxes.licence, &s->made);
}

static err words_render(struct call *c, err result)
{
    const struct library_state *s = c->state;
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    bool look = s->read && !s->boxes.looked && c->problems.n == 1 && problem_of(&c->problems, S("confirm"));
    if (result) return one_page(c, look ? 200 : err_http(result), s->read ? &s->words : NULL);
    return c->kind == KIND_JSON ? made_json(c, 201, s->made, c->param[0]) : reply_redirect(c);
}
const struct handler h_library_words = {words_prepare, words_transact, words_render};

// --- taken back, brought back

static bool added_of(struct call *c, library_id *id) { return id_parse(c->param[0], &id->v); }

static err end_transact(struct call *c)
{
    struct library_state *s = c->state = ARENA_NEW(c->a, struct library_state);
    if (!added_of(c, &s->made)) return E_NOT_FOUND;
    c->flash = MSG_done_library_ended;
    c->location = link_to(c->a, "/setup/instruments?gone=%.*s", SP(c->param[0]));
    return desk_library_end(&c->desk, s->made, &s->was);
}

static err end_render(struct call *c, err result)
{
    const struct library_state *s = c->state;
    if (result) return result;
    return c->kind == KIND_JSON ? made_json(c, 200, s->made, s->was.code) : reply_redirect(c);
}
const struct handler h_library_end = {NULL, end_transact, end_render};

static err again_transact(struct call *c)
{
    struct library_state *s = c->state = ARENA_NEW(c->a, struct library_state);
    library_id id;
    if (!added_of(c, &id)) return E_NOT_FOUND;
    c->flash = MSG_done_library_again;
    err e = desk_library_again(&c->desk, id, &s->made, &s->was);
    c->location = one_href(c, s->was.code);
    return e;
}
const struct handler h_library_again = {NULL, again_transact, end_render};
