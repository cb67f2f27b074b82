// A note to read and print, its amendments, and all notes of a client.
#include "base/json.h"
#include "web/people/client_text.h"
#include "web/calendar/day_text.h"
#include "desk/people/clients.h"
#include "desk/calendar/series_place.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "note_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "web/calendar/visit_parts.h"
#include "views_gen.h"

static str said(struct call *c, struct say s) { return message_say(c->a, c->desk.lang, s); }

struct amend_boxes {
    str part, words, reason;
};
static const struct choice part_choices[] = {{"s", MSG_note_s}, {"o", MSG_note_o}, {"a", MSG_note_a}, {"p", MSG_note_p},
                                             {"techniques", MSG_note_part_techniques}, {"home-care", MSG_note_home}, {"other", MSG_note_part_other},
                                             {NULL, MSG_none}};
static const struct field amend_fields[] = {
    {"part", F_CHOICE, true, 0, 0, MSG_note_amend_part, MSG_none, part_choices, NULL, offsetof(struct amend_boxes, part)},
    {"words", F_LONG, true, 0, NOTE_WORDS_MAX, MSG_note_amend_words, MSG_none, NULL, "off", offsetof(struct amend_boxes, words)},
    {"reason", F_TEXT, true, 0, NOTE_REASON_MAX, MSG_note_amend_reason, MSG_none, NULL, "off", offsetof(struct amend_boxes, reason)},
};
const struct form amend_form = {"amend", amend_fields, 3, sizeof(struct amend_boxes), 64 << 10};

static str part_words(struct call *c, str part)
{
    for (const struct choice *x = part_choices; x->value; x++)
        if (str_eq(part, str_of(x->value))) return said(c, SAY(x->label));
    return part;
}

static void fill_amendments(struct call *c, const struct note_shown *n, struct note_show_view *v)
{
    struct note_amendment_view *a = ARENA_ARRAY(c->a, n->n_amendments, struct note_amendment_view);
    for (size_t i = 0; i < n->n_amendments; i++) {
        const struct amendment_row *x = &n->amendments[i];
        a[i] = (struct note_amendment_view){part_words(c, x->part), x->words, x->reason,
                                            said(c, SAY3(MSG_note_amended_by, "at", page_time(c, x->at), "name", x->signer, "licence", x->licence))};
    }
    v->amendments.v = a;
    v->amendments.n = n->n_amendments;
}

// The next session of one's own whose note waits.
static err fill_next(struct call *c, struct note_show_view *v)
{
    const struct unsigned_note *next;
    size_t n;
    instant since = {c->now.us - 14 * DAY_US};
    err e = desk_unsigned_notes(&c->desk, c->desk.who.account, since, 1, &next, &n);
    if (e || !n) return e;
    v->next_href = visit_href(c, next[0].visit, "/note");
    v->next_name = next[0].client_name;
    return OK;
}

// "Same time next week", where the client does not come again anyway and that time is free.
static err fill_again(struct call *c, appointment_id visit, struct note_show_view *v)
{
    struct next_time t;
    if (!desk_may(&c->desk.who, VERB_SAME_TIME)) return OK;
    err e = desk_same_time_next(&c->desk, visit, 0, &t);
    if (e || t.booked || t.with.id.v || t.conflict != SLOT_FREE) return e;
    v->again = true;
    v->again_when = when_words(c, t.day, t.minute);
    v->again_client = id_str(c->a, t.from.client.v);
    v->again_service = id_str(c->a, t.from.service.v);
    v->again_kind = visit_kind_name(t.from.kind);
    v->again_plan = t.from.plan.v ? id_str(c->a, t.from.plan.v) : (str){0};
    v->again_slot = slot_text(c, &(struct slot_value){t.day, t.minute, {t.from.therapist}});
    return OK;
}

static err show_page(struct call *c, int status)
{
    note_id id;
    struct note_shown n;
    struct client who;
    if (!id_parse(c->param[0], &id.v)) return E_NOT_FOUND;
    err e = desk_note_show(&c->desk, id, &n);
    if (!e) e = desk_client_show(&c->desk, n.note.client, &who);
    if (e) return e;
    const struct field_view *f = form_view(c, &amend_form, NULL);
    str name = client_name_full(c->a, &who.f);
    bool mine = c->desk.who.role == ROLE_OWNER || c->desk.who.account.v == n.note.account.v;
    struct note_show_view v = {.page = page_of(c, MSG_note_page),
                               .errors = form_errors_of(c, &amend_form),
                               .csrf = c->session->csrf,
                               .key = page_form_key(c),
                               .client_href = client_href(c, n.note.client, ""),
                               .all_href = client_href(c, n.note.client, "/notes"),
                               .visit_line = note_visit_line(c, n.note.day, n.note.minute, n.note.minutes, n.note.service, n.note.author),
                               .is_signed = n.note.signed_,
                               .late = n.note.late,
                               .open = c->body != NULL,
                               .amendable = n.note.signed_ && mine && desk_may(&c->desk.who, VERB_NOTE_AMEND),
                               .amend_action = link_to(c->a, "/notes/%.*s/amend", SP(c->param[0])),
                               .part = &f[0],
                               .words = &f[1],
                               .reason = &f[2]};
    v.page.title = said(c, SAY1(MSG_note_title, "name", name));
    page_crumb_text(c, &v.page, v.client_href, name);
    page_about(c, &v.page, name, who.f.born);
    err told = page_safety(c, n.note.client, &v.page);
    if (told) return told;
    page_crumb(c, &v.page, v.all_href, MSG_note_all);
    if (n.may_edit) v.edit_href = visit_href(c, n.note.appointment, "/note");
    if (n.note.signed_ && !n.body.not_treated) v.receipt_href = visit_href(c, n.note.appointment, "/receipt");
    v.state = n.note.signed_ ? said(c, SAY3(MSG_note_signed_by, "at", page_time(c, n.note.signed_at), "name", n.note.signer, "licence", n.note.licence))
                             : said(c, SAY(MSG_note_draft));
    if (n.note.signed_ && desk_may(&c->desk.who, VERB_FREE_TIMES)) v.book_href = link_to(c->a, "/book?client=%.*s", SP(id_str(c->a, n.note.client.v)));
    note_facts(c, &n.body, &v.facts.v, &v.facts.n);
    fill_amendments(c, &n, &v);
    e = calm_line(c, n.note.client, n.note.appointment, &v.calm);
    if (!e && n.note.signed_) e = fill_next(c, &v);
    if (!e && n.note.signed_ && n.note.state == STATE_DONE) e = fill_again(c, n.note.appointment, &v);
    if (e) return e;
    view_note_show(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err show_render(struct call *c, err result)
{
    (void)result;
    return show_page(c, 200);
}
const struct handler h_note_show = {.render = show_render};

struct amend_state {
    struct amend_in in;
    amendment_id id;
};

static err amend_prepare(struct call *c)
{
    struct amend_state *s = c->state = ARENA_NEW(c->a, struct amend_state);
    struct amend_boxes x;
    if (!id_parse(c->param[0], &s->in.note.v)) return E_NOT_FOUND;
    err e = form_bind(c, &amend_form, &x);
    s->in.part = x.part;
    s->in.words = x.words;
    s->in.reason = x.reason;
    return e;
}

static err amend_transact(struct call *c)
{
    struct amend_state *s = c->state;
    c->location = link_to(c->a, "/notes/%.*s", SP(c->param[0]));
    c->flash = MSG_done_note_amended;
    return desk_note_amend(&c->desk, &s->in, &s->id);
}

static err amend_render(struct call *c, err result)
{
    if (result == E_NOT_FOUND || result == E_FORBIDDEN) return result;
    if (result) return show_page(c, err_http(result));
    return reply_redirect(c);
}
const struct handler h_note_amend = {amend_prepare, amend_transact, amend_render};

// --- all of a client

static bool wanted(const struct note_line *n, str region, str technique)
{
    if (!region.n && !technique.n) return true;
    struct site place;
    bool placed = site_parse(region, &place);
    for (size_t i = 0; i < n->body.n_techniques; i++) {
        const struct note_technique *t = &n->body.techniques[i];
        if (region.n && !(placed && site_overlaps(t->site, place))) continue;
        if (!technique.n || str_eq(t->technique, technique)) return true;
    }
    return false;
}

static void fill_filter(struct call *c, str region, str technique, struct notes_view *v)
{
    const struct vocabulary *words = vocabulary_shipped();
    size_t n = 0;
    while (body_region_at(n)) n++;
    struct option_view *where = ARENA_ARRAY(c->a, n, struct option_view), *how = ARENA_ARRAY(c->a, words->n_techniques, struct option_view);
    for (size_t i = 0; i < n; i++) {
        const struct body_region *r = body_region_at(i);
        where[i] = (struct option_view){str_of(r->code), said(c, site_say((struct site){r, SIDE_BOTH})), str_eq(region, str_of(r->code))};
    }
    for (size_t i = 0; i < words->n_techniques; i++) {
        const struct technique *t = &words->techniques[i];
        how[i] = (struct option_view){t->id, t->name, str_eq(technique, t->id)};
    }
    v->regions.v = where;
    v->regions.n = n;
    v->techniques.v = how;
    v->techniques.n = words->n_techniques;
}

static struct note_item_view item_of(struct call *c, const struct note_line *n)
{
    struct buf text = buf_new(c->a, 2048);
    buf_put(&text, n->note.author);
    if (n->body.not_treated) buf_putf(&text, " · %.*s", SP(said(c, SAY(MSG_note_not_treated))));
    else if (n->minutes) buf_putf(&text, " · %.*s", SP(said(c, SAY_N(MSG_note_minutes, n->minutes))));
    for (size_t i = 0; i < n->body.n_techniques && i < 4; i++) {
        const struct technique *t = technique_of(vocabulary_shipped(), n->body.techniques[i].technique);
        buf_putf(&text, " · %.*s", SP(t ? t->name : n->body.techniques[i].technique));
    }
    if (n->note.late) buf_putf(&text, " · %.*s", SP(said(c, SAY(MSG_note_late))));
    if (n->amendments) buf_putf(&text, " · %.*s", SP(said(c, SAY_N(MSG_note_amended_times, n->amendments))));
    return (struct note_item_view){.href = link_to(c->a, "/notes/%.*s", SP(id_str(c->a, n->note.id.v))),
                                   .title = when_words(c, n->note.day, n->note.minute),
                                   .note = buf_str(&text),
                                   .badge = said(c, SAY(n->note.signed_ ? MSG_note_badge_signed : MSG_note_badge_draft)),
                                   .badge_class = n->note.signed_ ? S("badge good") : S("badge warn")};
}

static void notes_json(struct call *c, const struct note_lines *all, str region, str technique)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("notes"));
    jw_array(&w);
    for (size_t i = 0; i < all->n; i++) {
        const struct note_line *n = &all->v[i];
        if (!wanted(n, region, technique)) continue;
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, n->note.id.v);
        jw_key(&w, S("appointment"));
        jw_id(&w, n->note.appointment.v);
        jw_kstr(&w, S("day"), day_str(c->a, n->note.day));
        jw_kbool(&w, S("signed"), n->note.signed_);
        jw_kbool(&w, S("late"), n->note.late);
        jw_kint(&w, S("minutes"), n->minutes);
        jw_kint(&w, S("amendments"), n->amendments);
        jw_key(&w, S("body"));
        jw_raw(&w, n->note.body);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
}

static err notes_render(struct call *c, err result)
{
    (void)result;
    client_id id;
    struct note_lines all;
    struct client who;
    if (!id_parse(c->param[0], &id.v)) return E_NOT_FOUND;
    err e = desk_client_show(&c->desk, id, &who);
    if (!e) e = desk_notes_of_client(&c->desk, id, &all);
    if (e) return e;
    str region = query_value(c, S("region")), technique = query_value(c, S("technique")), name = client_name_full(c->a, &who.f);
    if (c->kind == KIND_JSON) {
        notes_json(c, &all, region, technique);
        return OK;
    }
    struct notes_view v = {.page = page_of(c, MSG_note_all), .action = client_href(c, id, "/notes"), .none = !all.n, .filtered = region.n || technique.n};
    v.page.title = said(c, SAY1(MSG_note_list, "name", name));
    page_crumb_text(c, &v.page, client_href(c, id, ""), name);
    page_about(c, &v.page, name, who.f.born);
    err told = page_safety(c, id, &v.page);
    if (told) return told;
    struct note_item_view *items = ARENA_ARRAY(c->a, all.n, struct note_item_view);
    for (size_t i = 0; i < all.n; i++)
        if (wanted(&all.v[i], region, technique)) items[v.items.n++] = item_of(c, &all.v[i]);
    v.items.v = items;
    fill_filter(c, region, technique, &v);
    view_notes(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_notes = {.render = notes_render};
