// One appointment: who, when, where, in what state; what becomes of it; and the intake that is sent before it.
#include <string.h>

#include "web/body.h"
#include "web/people/client_text.h"
#include "day_text.h"
#include "desk/people/clients.h"
#include "desk/links/links.h"
#include "desk/money/money.h"
#include "desk/care/notes.h"
#include "web/forms.h"
#include "web/links/link_text.h"
#include "web/links/mail_box.h"
#include "web/money/money_text.h"
#include "web/qr.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "visit_parts.h"
#include "views_gen.h"

struct state_boxes {
    str to, reason, back;
    bool alone, in_time;
};
#define AT(member) offsetof(struct state_boxes, member)
// What a button may ask for; "cancelled-in-time" lets a late one pass.
static const struct choice to_choices[] = {
    {"booked", MSG_visit_booked}, {"arrived", MSG_visit_arrived}, {"in-session", MSG_visit_in_session}, {"done", MSG_visit_done},
    {"no-show", MSG_visit_no_show}, {"late-cancel", MSG_visit_late_cancel}, {"cancelled", MSG_visit_cancelled},
    {"cancelled-in-time", MSG_visit_cancelled}, {NULL, MSG_none}};
static const struct field state_fields[] = {
    {"to", F_CHOICE, true, 0, 0, MSG_none, MSG_none, to_choices, NULL, AT(to)},
    {"reason", F_TEXT, false, 0, 200, MSG_visit_why, MSG_none, NULL, "off", AT(reason)},
    {"alone", F_CHECK, false, 0, 0, MSG_visit_alone, MSG_none, NULL, NULL, AT(alone)},
    {"in_time", F_CHECK, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(in_time)},
    {"back", F_TEXT, false, 0, 200, MSG_none, MSG_none, NULL, NULL, AT(back)},
};
const struct form state_form = {"state", state_fields, 5, sizeof(struct state_boxes), 8192};

// One button a row on Today: "<id>.<version>.<state>".
struct go_boxes {
    str go, back;
};
static const struct field go_fields[] = {
    {"go", F_TEXT, true, 0, 60, MSG_none, MSG_none, NULL, NULL, offsetof(struct go_boxes, go)},
    {"back", F_TEXT, false, 0, 200, MSG_none, MSG_none, NULL, NULL, offsetof(struct go_boxes, back)},
};
const struct form go_form = {"go", go_fields, 2, sizeof(struct go_boxes), 8192};

struct visit_state {
    struct state_in in;
    str back;                       // where the browser goes on: "/today…", or empty for the visit's page
    bool undo;
};

static enum msg done_msg(enum appointment_state s)
{
    static const enum msg m[] = {MSG_done_state_back, MSG_done_arrived, MSG_done_in_session, MSG_done_done,
                                 MSG_done_no_show, MSG_done_late_cancel, MSG_done_cancelled};
    return m[s];
}

static bool came(enum appointment_state s)
{
    return s == STATE_ARRIVED || s == STATE_IN_SESSION || s == STATE_DONE;
}

// The state that taking back the last step leads to.
static enum appointment_state state_before(const struct appointment *p)
{
    switch (p->state) {
    case STATE_DONE: return p->began ? STATE_IN_SESSION : p->arrived ? STATE_ARRIVED : STATE_BOOKED;
    case STATE_IN_SESSION: return p->arrived ? STATE_ARRIVED : STATE_BOOKED;
    case STATE_NO_SHOW:
    case STATE_LATE_CANCEL:
    case STATE_CANCELLED: return p->arrived ? STATE_ARRIVED : STATE_BOOKED;
    case STATE_ARRIVED:
    case STATE_BOOKED: break;
    }
    return STATE_BOOKED;
}

// --- the page

static str time_of(struct call *c, instant t)
{
    return clock_text(c, c->desk.zone ? zone_minute(c->desk.zone, t) : (int)(t.us % DAY_US / MINUTE_US));
}

static str say_time(struct call *c, enum msg key, bool there, instant t)
{
    return there ? message_say(c->a, c->desk.lang, SAY1(key, "time", time_of(c, t))) : (str){0};
}

static err fill_counts(struct call *c, const struct appointment *p, struct visit_view *v)
{
    struct client_visits n;
    err e = desk_client_visits(&c->desk, p->client, &n);
    if (e) return e;
    v->counts = message_say(c->a, c->desk.lang, SAY2(MSG_visit_counts, "name", p->client_name, "list", visit_counts(c, &n)));
    return OK;
}

static str change_text(struct call *c, const struct visit_before *b)
{
    enum appointment_state s;
    if (str_eq(b->what, S("moved"))) return message_say(c->a, c->desk.lang, SAY1(MSG_visit_change_moved, "when", when_words(c, b->day, b->minute)));
    if (str_eq(b->what, S("state")) && appointment_state_of(b->state, &s))
        return message_say(c->a, c->desk.lang, SAY1(MSG_visit_change_state, "state", message_say(c->a, c->desk.lang, SAY(state_msg(s)))));
    if (str_eq(b->what, S("room"))) return message_say(c->a, c->desk.lang, SAY(MSG_visit_change_room));
    if (str_eq(b->what, S("therapist"))) return message_say(c->a, c->desk.lang, SAY(MSG_visit_change_therapist));
    return message_say(c->a, c->desk.lang, SAY(MSG_visit_change_other));
}

static err fill_changes(struct call *c, const struct appointment *p, struct visit_view *v)
{
    const struct visit_before *rows;
    size_t n;
    err e = desk_visit_history(&c->desk, p->id, &rows, &n);
    if (e) return e;
    struct visit_change_view *o = ARENA_ARRAY(c->a, n + 1, struct visit_change_view);
    o[0] = (struct visit_change_view){.at = page_time(c, p->booked_at), .text = message_say(c->a, c->desk.lang, SAY(MSG_visit_change_booked))};
    for (size_t i = 0; i < n; i++) {
        str by = rows[i].by.n ? rows[i].by : message_say(c->a, c->desk.lang, SAY(MSG_visit_by_system));
        o[i + 1] = (struct visit_change_view){page_time(c, rows[i].at), by, change_text(c, &rows[i])};
    }
    v->changes.v = o;
    v->changes.n = n + 1;
    return OK;
}

static err fill_partner(struct call *c, const struct appointment *p, struct visit_view *v)
{
    struct appointment_list list;
    if (!p->group.v) return OK;
    err e = desk_appointments_of_day(&c->desk, p->day, (account_id){0}, &list);
    for (size_t i = 0; !e && i < list.n; i++) {
        if (list.v[i].group.v != p->group.v || list.v[i].id.v == p->id.v) continue;
        v->couple = true;
        v->partner = list.v[i].client_name;
        v->partner_href = visit_href(c, list.v[i].id, "");
    }
    return e;
}

static err fill_actions(struct call *c, const struct appointment *p, struct visit_view *v)
{
    struct visit_action_view *a = ARENA_ARRAY(c->a, 1, struct visit_action_view);
    static const enum msg label[] = {MSG_visit_to_arrived, MSG_visit_to_in_session, MSG_visit_to_done};
    bool open = p->state == STATE_BOOKED || p->state == STATE_ARRIVED;
    if (p->state < STATE_DONE && p->day.d <= c->desk.today.d) {
        a[0] = (struct visit_action_view){appointment_state_name((enum appointment_state)(p->state + 1)), label[p->state], true};
        v->next.n = 1;
    }
    v->next.v = a;
    v->may_cancel = open;
    v->over = open && c->now.us >= p->start.us;
    err e = open ? desk_late(&c->desk, p, &v->late, &v->late_hours) : OK;
    if (e) return e;
    if (open) v->move_href = visit_href(c, p->id, "/move");
    if (open && p->end.us > c->now.us) v->intake_action = visit_href(c, p->id, "/intake");
    if (p->state == STATE_BOOKED) return OK;
    v->may_undo = true;
    v->undo_action = link_to(c->a, "/appointments/%.*s/undo?version=%lld", SP(id_str(c->a, p->id.v)), (long long)p->version);
    return OK;
}

static void fill_facts(struct call *c, const struct appointment *p, struct visit_view *v)
{
    bool clinical = desk_may(&c->desk.who, VERB_MEASURES_SHOW);
    v->name = p->client_name;
    v->client_href = client_href(c, p->client, "");
    v->when = when_words(c, p->day, p->minute);
    v->ends = time_of(c, p->end);
    v->service = p->service_name;
    v->therapist = p->therapist_name;
    v->room = p->room_name;
    v->kind = message_say(c->a, c->desk.lang, SAY(kind_msg(p->kind)));
    v->price = money_words(c, p->price, c->session->currency);
    v->state = message_say(c->a, c->desk.lang, SAY(state_msg(p->state)));
    v->state_class = state_class(p->state);
    v->reason = p->reason;
    v->cancel_reason = p->cancel_reason;
    v->arrived = say_time(c, MSG_visit_arrived_at, p->arrived, p->arrived_at);
    v->began = say_time(c, MSG_visit_began_at, p->began, p->began_at);
    v->ended = say_time(c, MSG_visit_ended_at, p->ended, p->ended_at);
    v->book_href = link_to(c->a, "/book?client=%.*s&service=%.*s&therapist=%.*s", SP(id_str(c->a, p->client.v)),
                           SP(id_str(c->a, p->service.v)), SP(id_str(c->a, p->therapist.v)));
    if (p->state < STATE_NO_SHOW && p->day.d == c->desk.today.d) v->hand_action = visit_href(c, p->id, "/hand-over");
    v->hand_after = p->state == STATE_IN_SESSION || p->state == STATE_DONE;
    v->today_href = link_to(c->a, "/today?day=%.*s", SP(day_str(c->a, p->day)));
    if (clinical && came(p->state)) v->note_href = visit_href(c, p->id, "/note");
    if (came(p->state) && desk_may(&c->desk.who, VERB_RECEIPT_SHOW)) v->receipt_href = visit_href(c, p->id, "/receipt");
}

// "?undo=<version>" of the address: the step that the flash speaks of can be taken back.
static void offer_undo(struct call *c, const struct appointment *p, struct page_view *page)
{
    int64_t version;
    if (page->flash.key == MSG_none || !str_i64(query_value(c, S("undo")), &version) || version != p->version) return;
    if (p->state != STATE_BOOKED) page_undo(c, page, link_to(c->a, "/appointments/%.*s/undo?version=%lld", SP(id_str(c->a, p->id.v)), (long long)version));
}

// Whether it is safe, whether the note waits; a health form that was sent in is not asked for again.
static err fill_ahead(struct call *c, const struct appointment *p, struct visit_view *v)
{
    struct safety_flag flag;
    bool is_signed = false;
    err e = safety_line_of(c, p->client, &v->safety);
    if (!e) e = desk_safety_flags(&c->desk, &p->client, 1, &flag);
    if (!e && v->note_href.n) e = desk_visit_signed(&c->desk, p->id, &is_signed);
    if (e) return e;
    if (!is_signed && !desk_note_is_mine(&c->desk, p->therapist)) v->note_href = (str){0}; // not theirs to write, and nothing to read yet
    // held: no button that would be refused
    bool ahead = p->state < STATE_IN_SESSION;
    if (ahead && (flag.held || (flag.call && p->state == STATE_ARRIVED))) v->next.n = 0;
    if (ahead && flag.held && !c->problems.n) v->held = message_say(c->a, c->desk.lang, SAY(MSG_appointment_held));
    if (ahead && flag.defer && !c->problems.n) v->held = message_say(c->a, c->desk.lang, SAY(MSG_appointment_deferred));
    if (flag.intake == INTAKE_DONE) v->intake_action = (str){0};
    v->note_label = is_signed ? MSG_visit_note_read : p->state == STATE_DONE ? MSG_visit_write_note : MSG_visit_note;
    v->note_first = p->state == STATE_DONE && v->note_href.n && !is_signed;
    v->receipt_first = p->state == STATE_DONE && !v->note_first;
    return OK;
}

// A visit that was booked off a package: what became of that. Where it was missed, staff choose.
static err fill_package(struct call *c, const struct appointment *p, struct visit_view *v)
{
    struct visit_package k = {0};
    if (!desk_may(&c->desk.who, VERB_MONEY_SHOW)) return OK;
    err e = desk_visit_package(&c->desk, p->id, &k);
    if (e || !k.package.id.v) return e;
    enum msg words = !k.given_back ? (k.missed ? MSG_visit_package_kept : MSG_visit_package_used)
                     : k.stands    ? MSG_visit_package_not_again
                                   : MSG_visit_package_back;
    str left = str_fmt(c->a, "%lld", (long long)package_left(&k.package));
    v->package = message_say(c->a, c->desk.lang, SAY2(words, "package", package_name(c, &k.package), "left", left));
    if (!k.missed || k.package.ended || !desk_may(&c->desk.who, VERB_PACKAGE_USE)) return OK;
    v->package_back = !k.given_back;
    if (k.given_back && !package_open(&k.package, p->day)) return OK;
    v->package_action = visit_href(c, p->id, k.given_back ? "/package?back=visit" : "/package/undo?back=visit");
    v->package_id = id_str(c->a, k.package.id.v);
    return OK;
}

static err visit_json(struct call *c, const struct appointment *p)
{
    struct safety_flag flag;
    struct heard_view heard;
    err e = desk_safety_flags(&c->desk, &p->client, 1, &flag);
    if (!e) e = heard_fill(c, p, &heard);
    if (e) return e;
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, p->id.v);
    jw_key(&w, S("client"));
    jw_id(&w, p->client.v);
    jw_kstr(&w, S("client_name"), p->client_name);
    jw_key(&w, S("therapist"));
    jw_id(&w, p->therapist.v);
    jw_kstr(&w, S("therapist_name"), p->therapist_name);
    jw_key(&w, S("service"));
    jw_id(&w, p->service.v);
    jw_key(&w, S("room"));
    jw_id(&w, p->room.v);
    jw_key(&w, S("plan"));
    jw_id(&w, p->plan.v);
    jw_key(&w, S("group"));
    jw_id(&w, p->group.v);
    jw_kstr(&w, S("kind"), visit_kind_name(p->kind));
    jw_kstr(&w, S("day"), day_str(c->a, p->day));
    jw_kstr(&w, S("time"), clock_text(c, p->minute));
    jw_kint(&w, S("minutes"), p->minutes);
    jw_kstr(&w, S("start"), instant_str(c->a, p->start));
    jw_kstr(&w, S("state"), appointment_state_name(p->state));
    jw_kbool(&w, S("call"), flag.call);
    jw_kbool(&w, S("held"), flag.held);
    jw_kstr(&w, S("reason"), p->reason);
    jw_kstr(&w, S("cancel_reason"), p->cancel_reason);
    jw_kint(&w, S("price"), p->price);
    jw_kint(&w, S("version"), p->version);
    jw_key(&w, S("ask_after"));
    if (heard.asks) jw_str(&w, heard.session);
    else jw_null(&w);
    jw_end(&w);
    return OK;
}

err visit_page(struct call *c, appointment_id id, int status)
{
    struct appointment p;
    err e = desk_appointment(&c->desk, id, &p);
    if (e) return e;
    if (c->kind == KIND_JSON) return visit_json(c, &p);
    struct visit_view v = {.page = page_of(c, MSG_visit_title),
                           .errors = form_errors_of(c, &state_form),
                           .state_action = visit_href(c, id, "/state"),
                           .csrf = c->session->csrf,
                           .key = page_form_key(c),
                           .version = p.version};
    const struct field_view *f = form_view(c, &state_form, NULL);
    v.why = form_field(f, &state_form, "reason");
    v.alone = form_field(f, &state_form, "alone");
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_visit_title, "name", p.client_name));
    page_crumb_text(c, &v.page, link_to(c->a, "/today?day=%.*s", SP(day_str(c->a, p.day))), day_words(c, p.day));
    fill_facts(c, &p, &v);
    offer_undo(c, &p, &v.page);
    e = fill_actions(c, &p, &v);
    if (!e) e = fill_counts(c, &p, &v);
    if (!e) e = fill_changes(c, &p, &v);
    if (!e) e = fill_partner(c, &p, &v);
    if (!e) e = fill_ahead(c, &p, &v);
    if (!e) e = fill_package(c, &p, &v);
    if (!e) e = calm_fill(c, &p, &v.calm);
    if (!e) e = heard_fill(c, &p, &v.heard);
    if (!e && p.state < STATE_NO_SHOW) e = news_fill(c, &p, &v.news);
    if (!e) e = previsit_fill(c, &p, &v.before);
    if (e) return e;
    view_visit(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static bool id_of_path(struct call *c, appointment_id *id)
{
    return id_parse(c->param[0], &id->v);
}

static err visit_render(struct call *c, err result)
{
    (void)result;
    appointment_id id;
    return id_of_path(c, &id) ? visit_page(c, id, 200) : E_NOT_FOUND;
}
const struct handler h_appointment = {.render = visit_render};

// --- what becomes of it

// Only a page of ours, so that nobody is led elsewhere.
static str back_of(str back)
{
    return str_eq(back, S("/today")) || str_starts(back, S("/today?")) ? back : (str){0};
}

static err state_prepare(struct call *c)
{
    struct visit_state *s = c->state = ARENA_NEW(c->a, struct visit_state);
    struct state_boxes b;
    if (!id_of_path(c, &s->in.id)) return E_NOT_FOUND;
    err e = form_bind(c, &state_form, &b);
    s->in.version = form_version(c);
    s->in.reason = b.reason;
    s->in.alone = b.alone;
    s->in.in_time = b.in_time || str_eq(b.to, S("cancelled-in-time"));
    s->back = back_of(b.back);
    if (str_eq(b.to, S("cancelled-in-time"))) s->in.to = STATE_CANCELLED;
    else if (b.to.n) CHECK(appointment_state_of(b.to, &s->in.to));
    return e;
}

static err go_prepare(struct call *c)
{
    struct visit_state *s = c->state = ARENA_NEW(c->a, struct visit_state);
    struct go_boxes b;
    str id, version, state, rest;
    err e = form_bind(c, &go_form, &b);
    if (e) return e;
    s->back = back_of(b.back);
    str_cut(b.go, '.', &id, &rest);
    str_cut(rest, '.', &version, &state);
    if (!id_parse(id, &s->in.id.v) || !str_i64(version, &s->in.version) || !appointment_state_of(state, &s->in.to))
        return problem_add(&c->problems, E_INVALID, S("go"), SAY(MSG_error_choice));
    return OK;
}

static err undo_prepare(struct call *c)
{
    struct visit_state *s = c->state = ARENA_NEW(c->a, struct visit_state);
    struct appointment p;
    if (!id_of_path(c, &s->in.id)) return E_NOT_FOUND;
    if (!str_i64(query_value(c, S("version")), &s->in.version)) return problem_add(&c->problems, E_INVALID, S("version"), SAY(MSG_error_number));
    err e = desk_appointment(&c->desk, s->in.id, &p);
    if (!e) s->in.to = state_before(&p);
    s->undo = true;
    s->back = back_of(query_value(c, S("back")));
    return e;
}

static err state_flash(struct call *c, const struct appointment *p, bool undo)
{
    struct visit_package k = {0};
    c->flash = undo ? MSG_done_state_back : done_msg(p->state);
    err e = desk_may(&c->desk.who, VERB_MONEY_SHOW) ? desk_visit_package(&c->desk, p->id, &k) : OK;
    if (e || !k.package.id.v) return e;
    if (undo && k.given_back) c->flash = MSG_done_package_not_again;
    else if (p->state == STATE_CANCELLED && k.given_back) c->flash = MSG_done_package_back;
    else if (!undo && k.missed) c->flash = MSG_done_package_kept;
    return OK;
}

static err state_transact(struct call *c)
{
    const struct visit_state *s = c->state;
    struct appointment p;
    err e = desk_appointment_state(&c->desk, &s->in);
    if (!e) e = desk_appointment(&c->desk, s->in.id, &p);
    if (e) return e;
    e = state_flash(c, &p, s->undo);
    if (e) return e;
    c->location = s->back.n ? s->back : visit_href(c, s->in.id, "");
    if (s->undo) return OK;
    const char *more = memchr(c->location.p, '?', c->location.n) ? "&" : "?";
    if (s->back.n) c->location = link_to(c->a, "%.*s%sundo=%.*s.%lld", SP(c->location), more, SP(id_str(c->a, p.id.v)), (long long)p.version);
    else c->location = link_to(c->a, "%.*s%sundo=%lld", SP(c->location), more, (long long)p.version);
    return OK;
}

static err state_render(struct call *c, err result)
{
    const struct visit_state *s = c->state;
    if (result == E_NOT_FOUND || (result && !s->in.id.v)) return result;
    if (result) return visit_page(c, s->in.id, err_http(result));
    return c->kind == KIND_JSON ? visit_page(c, s->in.id, 200) : reply_redirect(c);
}
const struct handler h_appointment_state = {state_prepare, state_transact, state_render, false};
const struct handler h_appointment_go = {go_prepare, state_transact, state_render, false};
const struct handler h_appointment_undo = {undo_prepare, state_transact, state_render, false};

// --- the intake

struct intake_state_made {
    struct link_in in;
    struct link_made made;
    appointment_id visit;
};

static err intake_prepare(struct call *c)
{
    struct intake_state_made *s = c->state = ARENA_NEW(c->a, struct intake_state_made);
    struct appointment p;
    if (!id_of_path(c, &s->visit)) return E_NOT_FOUND;
    err e = desk_appointment(&c->desk, s->visit, &p);
    s->in = (struct link_in){.client = p.client, .purpose = LINK_INTAKE, .appointment = s->visit, .shared_as_before = true};
    return e;
}

static err intake_transact(struct call *c)
{
    struct intake_state_made *s = c->state;
    err e = desk_link_create(&c->desk, &s->in, &s->made);
    if (!e) c->location = link_to(c->a, "/appointments/%.*s/intake/%.*s", SP(c->param[0]), SP(id_str(c->a, s->made.id.v)));
    return e;
}

static err intake_render(struct call *c, err result)
{
    const struct intake_state_made *s = c->state;
    if (result) return result == E_NOT_FOUND ? result : visit_page(c, s->visit, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    return link_made_json(c, &s->made);
}
const struct handler h_appointment_intake = {intake_prepare, intake_transact, intake_render, false};

static err send_render(struct call *c, err result)
{
    (void)result;
    appointment_id id;
    link_id link;
    struct appointment p;
    struct link_row row;
    struct link_made made;
    struct client_row who;
    if (!id_of_path(c, &id) || !id_parse(c->param[1], &link.v)) return E_NOT_FOUND;
    err e = desk_appointment(&c->desk, id, &p);
    if (!e) e = desk_link_get(&c->desk, link, &row);
    if (!e && (row.client.v != p.client.v || row.purpose != LINK_INTAKE)) e = E_NOT_FOUND;
    if (!e) e = desk_link_token(&c->desk, link, &made);
    if (!e) e = desk_choice_client(&c->desk, p.client, &who);
    struct mail_box_view mail;
    if (!e) e = mail_box(c, p.client, link, &mail);
    if (e) return e;
    str url = link_url(c, made.path), when = when_words(c, p.day, p.minute), practice = c->session->practice_name;
    str text = message_say(c->a, c->desk.lang, SAY3(MSG_visit_send_message, "practice", practice, "when", when, "url", url));
    str subject = message_say(c->a, c->desk.lang, SAY1(MSG_visit_send_subject, "practice", practice));
    struct send_view v = {.page = page_of(c, MSG_visit_send_intake),
                          .url = url,
                          .until = page_time(c, made.expires),
                          .name = who.preferred.n ? who.preferred : who.given.n ? who.given : who.family,
                          .back = visit_href(c, id, ""),
                          .sms_href = sms_href(c, who.phone, text),
                          .mail_href = mail_href(c, who.email, subject, text),
                          .qr = qr_svg(c->a, url, message_say(c->a, c->desk.lang, SAY(MSG_link_qr))),
                          .has_phone = who.phone.n > 0,
                          .has_email = who.email.n > 0,
                          .mail = mail};
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_visit_send_title, "name", p.client_name));
    page_crumb_text(c, &v.page, link_to(c->a, "/today?day=%.*s", SP(day_str(c->a, p.day))), day_words(c, p.day));
    page_crumb_text(c, &v.page, v.back, p.client_name);
    view_send(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_appointment_send = {.render = send_render};
