// Letters to the physician: the list of a client, the draft, the finished letter on the page and on paper.
#include "desk/care/letters.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "desk/measures/measures.h"
#include "web/forms.h"
#include "letter_text.h"
#include "web/measures/measure_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

enum { TICKS_MAX = 100 };

struct letter_boxes {
    str addressee, paragraph;
};
static const struct field letter_fields[] = {
    {"addressee", F_LONG, false, 0, LETTER_ADDRESSEE_MAX, MSG_letter_addressee, MSG_letter_addressee_hint, NULL, "off", offsetof(struct letter_boxes, addressee)},
    {"paragraph", F_LONG, false, 0, LETTER_PARAGRAPH_MAX, MSG_letter_paragraph, MSG_letter_paragraph_hint, NULL, "off", offsetof(struct letter_boxes, paragraph)},
};
const struct form letter_form = {"letter", letter_fields, 2, sizeof(struct letter_boxes), 32768};

struct share_boxes {
    bool shared;
};
static const struct field share_fields[] = {
    {"shared", F_CHECK, false, 0, 0, MSG_letter_share, MSG_none, NULL, NULL, offsetof(struct share_boxes, shared)},
};
const struct form letter_share_form = {"share", share_fields, 1, sizeof(struct share_boxes), 4096};

struct letter_state {
    struct letter_in in;
    letter_id id;
    bool shared;
    bool posted;                // ticks come from the body
};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static str letter_href(struct call *c, letter_id id, const char *behind)
{
    return link_to(c->a, "/letters/%.*s%s", SP(id_str(c->a, id.v)), behind);
}

// --- the list

static err letters_json(struct call *c, const struct letter_list *all)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("letters"));
    jw_array(&w);
    for (size_t i = 0; i < all->n; i++) {
        const struct letter *l = &all->v[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, l->id.v);
        jw_key(&w, S("concern"));
        jw_id(&w, l->concern.v);
        jw_kbool(&w, S("finished"), l->finished);
        jw_kbool(&w, S("shared"), l->shared);
        jw_kint(&w, S("version"), l->version);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static str first_line(str s)
{
    str line, rest;
    str_cut(s, '\n', &line, &rest);
    return line;
}

static void fill_rows(struct call *c, const struct letter_list *all, struct letters_view *v)
{
    struct letter_row_view *r = ARENA_ARRAY(c->a, all->n, struct letter_row_view);
    for (size_t i = 0; i < all->n; i++) {
        const struct letter *l = &all->v[i];
        str to = l->addressee.n ? first_line(l->addressee) : said(c, SAY(MSG_letter_no_addressee));
        str when = l->finished ? said(c, SAY2(MSG_letter_finished_at, "at", page_time(c, l->finished_at), "name", l->signer))
                               : said(c, SAY1(MSG_letter_begun_at, "at", page_time(c, l->created)));
        r[i] = (struct letter_row_view){.href = letter_href(c, l->id, ""),
            .name = str_fmt(c->a, "%.*s · %.*s", SP(letter_concern(c, l)), SP(to)),
            .note = when,
            .pdf_href = letter_href(c, l->id, ".pdf"),
            .finished = l->finished,
            .shared = l->shared};
    }
    v->rows.v = r;
    v->rows.n = all->n;
}

static err letters_render(struct call *c, err result)
{
    (void)result;
    client_id id;
    struct client who;
    struct letter_list all;
    struct concern_list concerns;
    if (!id_parse(c->param[0], &id.v))
        return E_NOT_FOUND;
    err e = desk_client_show(&c->desk, id, &who);
    if (!e)
        e = desk_letters_of_client(&c->desk, id, &all);
    if (!e)
        e = desk_concern_list(&c->desk, id, &concerns);
    if (e)
        return e;
    if (c->kind == KIND_JSON)
        return letters_json(c, &all);
    struct letters_view v = {.page = page_of(c, MSG_letter_title), .concern_href = client_href(c, id, "/concerns/new")};
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, id, ""), client_name_full(c->a, &who.f));
    err told = page_safety(c, id, &v.page);
    if (told) return told;
    fill_rows(c, &all, &v);
    struct letter_new_view *fresh = ARENA_ARRAY(c->a, concerns.n, struct letter_new_view);
    for (size_t i = 0; i < concerns.n; i++)
        fresh[i] = (struct letter_new_view){
            link_to(c->a, "/clients/%.*s/letters/new?concern=%.*s", SP(c->param[0]), SP(id_str(c->a, concerns.v[i].id.v))), concern_name(c, &concerns.v[i])};
    v.fresh.v = fresh;
    v.fresh.n = concerns.n;
    view_letters(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_letters = {.render = letters_render};

// --- the sheet, the same for a draft and a finished letter

static void lines_view(struct call *c, const struct letter_lines *l, const struct letter_line_view **v, size_t *n)
{
    struct letter_line_view *o = ARENA_ARRAY(c->a, l->n, struct letter_line_view);
    for (size_t i = 0; i < l->n; i++)
        o[i].text = l->v[i];
    *v = o;
    *n = l->n;
}

static void sheet(struct call *c, const struct letter_print *p, struct letter_sheet_view *v)
{
    *v = (struct letter_sheet_view){.practice = p->practice, .practice_lines = p->practice_lines, .addressee = p->addressee, .day = p->day, .about = p->about,
        .said = p->said, .next = p->next, .legend = p->legend, .paragraph = p->paragraph, .consent = p->consent, .chart = {p->chart}, .drawn = p->chart.n > 0};
    if (p->signer.n)
        v->signed_line = said(c, SAY2(MSG_letter_signed, "name", p->signer, "licence", p->licence));
    struct fact_view *f = ARENA_ARRAY(c->a, p->n_facts, struct fact_view);
    for (size_t i = 0; i < p->n_facts; i++)
        f[i] = p->fact[i];
    v->facts.v = f;
    v->facts.n = p->n_facts;
    lines_view(c, &p->caveats, &v->caveats.v, &v->caveats.n);
    lines_view(c, &p->findings, &v->findings.v, &v->findings.n);
}

// --- the draft

static bool tick_posted(const struct call *c, finding_id id)
{
    bool found = true;
    for (size_t i = 0; found && i < TICKS_MAX; i++) {
        int64_t v;
        str s = body_value(c->body, S("finding"), i, &found);
        if (found && id_parse(s, &v) && v == id.v)
            return true;
    }
    return false;
}

static const bool *ticks_of(struct call *c, const struct letter_facts *f, const struct letter *l)
{
    bool *t = ARENA_ARRAY(c->a, f->n_findings, bool);
    for (size_t i = 0; i < f->n_findings; i++)
        t[i] = c->body ? tick_posted(c, f->findings[i].id) : letter_ticked(c->a, l, f->findings[i].id);
    return t;
}

static void fill_ticks(struct call *c, const struct letter_facts *f, const bool *ticked, struct letter_form_view *v)
{
    struct tick_view *t = ARENA_ARRAY(c->a, f->n_findings, struct tick_view);
    for (size_t i = 0; i < f->n_findings; i++) {
        str id = id_str(c->a, f->findings[i].id.v);
        t[i] = (struct tick_view){str_fmt(c->a, "finding-%.*s", SP(id)), id, finding_text(c, f, i), ticked[i]};
    }
    v->ticks.v = t;
    v->ticks.n = f->n_findings;
}

// `l` as kept, or a new one; what was posted stands in the boxes and on the sheet.
static err draft_page(struct call *c, struct letter *l, int status)
{
    struct letter_facts f;
    struct letter_print p;
    err e = desk_letter_facts(&c->desk, l->client, l->concern, &f);
    if (e)
        return e;
    bool is_new = l->id.v == 0;
    if (is_new && !c->body)
        l->addressee = desk_letter_addressee(c->a, &f.client.f);
    struct letter_boxes boxes = {l->addressee, l->paragraph};
    const struct field_view *box = form_view(c, &letter_form, &boxes);
    l->addressee = box[0].value;
    l->paragraph = box[1].value;
    const bool *ticked = ticks_of(c, &f, l);
    letter_print_make(c, &f, l, ticked, &p);
    if (c->kind == KIND_PDF)
        return letter_pdf(c, &p, true);
    str name = client_name_full(c->a, &f.client.f);
    struct letter_form_view v = {.page = page_of(c, MSG_letter_new),
        .errors = form_errors_of(c, &letter_form),
        .is_new = is_new,
        .no_consent = !f.consent.id.v || !f.consent.given,
        .no_licence = !f.licence.n,
        .no_note = f.dose.no_note,
        .action = is_new ? link_to(c->a, "/clients/%.*s/letters/new?concern=%.*s", SP(id_str(c->a, l->client.v)), SP(id_str(c->a, l->concern.v)))
                         : letter_href(c, l->id, ""),
        .cancel = client_href(c, l->client, "/letters"),
        .consent_href = client_href(c, l->client, "/safety"),
        .licence_href = S("/account/licence"),
        .addressee = &box[0],
        .paragraph = &box[1],
        .csrf = c->session->csrf,
        .key = page_form_key(c),
        .version = l->version};
    if (!is_new) {
        v.finish_action = letter_href(c, l->id, "/finish");
        v.pdf_href = letter_href(c, l->id, ".pdf");
    }
    v.too_long = letter_pages(c, &p) > 1;
    fill_ticks(c, &f, ticked, &v);
    sheet(c, &p, &v.sheet);
    v.page.title = said(c, SAY1(MSG_letter_draft_title, "concern", concern_name(c, &f.concern)));
    page_crumb_text(c, &v.page, client_href(c, l->client, ""), name);
    err told = page_safety(c, l->client, &v.page);
    if (told) return told;
    page_crumb(c, &v.page, v.cancel, MSG_letter_title);
    view_letter_form(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

// A new letter: client of the address, concern of its query.
static err letter_of_query(struct call *c, struct letter *l)
{
    *l = (struct letter){0};
    bool right = id_parse(c->param[0], &l->client.v) && id_parse(query_value(c, S("concern")), &l->concern.v);
    return right ? OK : E_NOT_FOUND;
}

static err letter_new_render(struct call *c, err result)
{
    (void)result;
    struct letter l;
    err e = letter_of_query(c, &l);
    return e ? e : draft_page(c, &l, 200);
}
const struct handler h_letter_new = {.render = letter_new_render};

static err letter_bind(struct call *c, struct letter_in *in)
{
    struct letter_boxes boxes;
    finding_id *ids = ARENA_ARRAY(c->a, TICKS_MAX, finding_id);
    bool found = true;
    for (size_t i = 0; found && i < TICKS_MAX; i++) {
        str s = body_value(c->body, S("finding"), i, &found);
        if (found && s.n && !id_parse(s, &ids[in->n_findings++].v))
            return problem_add(&c->problems, E_INVALID, S("finding"), SAY(MSG_error_choice));
    }
    in->findings = ids;
    err e = form_bind(c, &letter_form, &boxes);
    in->addressee = boxes.addressee;
    in->paragraph = boxes.paragraph;
    in->version = form_version(c);
    return e;
}

static err letter_create_prepare(struct call *c)
{
    struct letter_state *s = c->state = ARENA_NEW(c->a, struct letter_state);
    struct letter l;
    err e = letter_of_query(c, &l);
    s->in.client = l.client;
    s->in.concern = l.concern;
    return e ? e : letter_bind(c, &s->in);
}

static err letter_create_transact(struct call *c)
{
    struct letter_state *s = c->state;
    err e = desk_letter_create(&c->desk, &s->in, &s->id);
    if (!e)
        c->location = letter_href(c, s->id, "");
    c->flash = MSG_done_letter_saved;
    return e;
}

static err saved_json(struct call *c, int status, letter_id id)
{
    struct jw w = jw_on(reply_body(c, status, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, id.v);
    jw_end(&w);
    return OK;
}

static err letter_create_render(struct call *c, err result)
{
    const struct letter_state *s = c->state;
    struct letter l;
    if (result == E_NOT_FOUND)
        return result;
    if (!result)
        return c->kind == KIND_JSON ? saved_json(c, 201, s->id) : reply_redirect(c);
    err e = letter_of_query(c, &l);
    return e ? e : draft_page(c, &l, err_http(result));
}
const struct handler h_letter_create = {letter_create_prepare, letter_create_transact, letter_create_render};

// --- one letter

static err letter_json(struct call *c, const struct letter *l)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, l->id.v);
    jw_key(&w, S("client"));
    jw_id(&w, l->client.v);
    jw_key(&w, S("concern"));
    jw_id(&w, l->concern.v);
    jw_kstr(&w, S("addressee"), l->addressee);
    jw_kstr(&w, S("paragraph"), l->paragraph);
    jw_kbool(&w, S("finished"), l->finished);
    jw_kbool(&w, S("shared"), l->shared);
    jw_kstr(&w, S("signer"), l->signer);
    jw_kstr(&w, S("licence"), l->licence);
    jw_kint(&w, S("version"), l->version);
    jw_key(&w, S("body"));
    jw_raw(&w, l->body);
    jw_end(&w);
    return OK;
}

static err letter_page(struct call *c, int status)
{
    letter_id id;
    struct letter l;
    struct letter_print p;
    if (!id_parse(c->param[0], &id.v))
        return E_NOT_FOUND;
    err e = desk_letter(&c->desk, id, &l);
    if (e)
        return e;
    if (c->kind == KIND_JSON)
        return letter_json(c, &l);
    if (!l.finished)
        return draft_page(c, &l, status);
    if (!letter_print_read(c, &l, &p))
        return E_DB_CORRUPT;
    if (c->kind == KIND_PDF)
        return letter_pdf(c, &p, false);
    struct letter_view v = {.page = page_of(c, MSG_letter_title),
        .errors = form_errors_of(c, &letter_form),
        .pdf_href = letter_href(c, id, ".pdf"),
        .share_action = letter_href(c, id, "/share"),
        .csrf = c->session->csrf,
        .key = page_form_key(c),
        .shared = l.shared,
        .version = l.version};
    if (c->body)
        v.typed = form_view(c, &letter_form, NULL)[1].value;
    sheet(c, &p, &v.sheet);
    v.page.title = said(c, SAY1(MSG_letter_one_title, "concern", letter_concern(c, &l)));
    page_crumb_text(c, &v.page, client_href(c, l.client, ""), str_trim(str_fmt(c->a, "%.*s %.*s", SP(l.given), SP(l.family))));
    err told = page_safety(c, l.client, &v.page);
    if (told) return told;
    page_crumb(c, &v.page, client_href(c, l.client, "/letters"), MSG_letter_title);
    view_letter(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err letter_show_render(struct call *c, err result)
{
    (void)result;
    return letter_page(c, 200);
}
const struct handler h_letter_show = {.render = letter_show_render};

static err letter_change_prepare(struct call *c)
{
    struct letter_state *s = c->state = ARENA_NEW(c->a, struct letter_state);
    if (!id_parse(c->param[0], &s->in.id.v))
        return E_NOT_FOUND;
    return letter_bind(c, &s->in);
}

static err letter_change_transact(struct call *c)
{
    struct letter_state *s = c->state;
    c->location = letter_href(c, s->in.id, "");
    c->flash = MSG_done_letter_saved;
    return desk_letter_change(&c->desk, &s->in);
}

static err letter_change_render(struct call *c, err result)
{
    const struct letter_state *s = c->state;
    if (result == E_NOT_FOUND)
        return result;
    if (result)
        return letter_page(c, err_http(result));
    return c->kind == KIND_JSON ? saved_json(c, 200, s->in.id) : reply_redirect(c);
}
const struct handler h_letter_change = {letter_change_prepare, letter_change_transact, letter_change_render};

// --- finishing

// The letter as it would be printed now, with what was posted.
static err print_posted(struct call *c, const struct letter_in *in, struct letter_print *p)
{
    struct letter l;
    struct letter_facts f;
    err e = desk_letter(&c->desk, in->id, &l);
    if (!e)
        e = desk_letter_facts(&c->desk, l.client, l.concern, &f);
    if (e)
        return e;
    l.addressee = str_trim(in->addressee);
    l.paragraph = str_trim(in->paragraph);
    letter_print_make(c, &f, &l, ticks_of(c, &f, &l), p);
    p->signer = f.signer;
    p->licence = f.licence;
    return OK;
}

// Here, and not in the transaction, it is laid out: that takes milliseconds.
static err letter_finish_prepare(struct call *c)
{
    struct letter_print p;
    err e = letter_change_prepare(c);
    struct letter_state *s = c->state;
    if (e)
        return e;
    e = print_posted(c, &s->in, &p);
    if (e)
        return e;
    return letter_pages(c, &p) > 1 ? problem_add(&c->problems, E_INVALID, S("paragraph"), SAY(MSG_letter_too_long)) : OK;
}

static err letter_finish_transact(struct call *c)
{
    struct letter_state *s = c->state;
    struct letter_print p;
    err e = print_posted(c, &s->in, &p);
    if (e)
        return e;
    c->location = letter_href(c, s->in.id, "");
    c->flash = MSG_done_letter_finished;
    return desk_letter_finish(&c->desk, &s->in, letter_print_body(c, &p));
}
const struct handler h_letter_finish = {letter_finish_prepare, letter_finish_transact, letter_change_render};

static err letter_share_prepare(struct call *c)
{
    struct letter_state *s = c->state = ARENA_NEW(c->a, struct letter_state);
    struct share_boxes boxes;
    if (!id_parse(c->param[0], &s->in.id.v))
        return E_NOT_FOUND;
    err e = form_bind(c, &letter_share_form, &boxes);
    s->shared = boxes.shared;
    s->in.version = form_version(c);
    return e;
}

static err letter_share_transact(struct call *c)
{
    struct letter_state *s = c->state;
    c->location = letter_href(c, s->in.id, "");
    c->flash = s->shared ? MSG_done_letter_shared : MSG_done_letter_unshared;
    return desk_letter_share(&c->desk, s->in.id, s->in.version, s->shared);
}

static err letter_share_render(struct call *c, err result)
{
    const struct letter_state *s = c->state;
    if (result)
        return result;
    return c->kind == KIND_JSON ? saved_json(c, 200, s->in.id) : reply_redirect(c);
}
const struct handler h_letter_share = {letter_share_prepare, letter_share_transact, letter_share_render};
