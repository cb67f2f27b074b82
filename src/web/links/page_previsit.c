// The one link before a visit: the client's page, making it at the desk, and what the visit's page says of it.
#include "desk/links/previsit.h"

#include "base/json.h"
#include "desk/safety/alert_tasks.h"
#include "web/body.h"
#include "web/safety/intake_text.h"
#include "web/people/client_text.h"
#include "web/calendar/day_text.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "link_text.h"
#include "page_link_born.h"
#include "pages_contact.h"
#include "web/session.h"
#include "views_gen.h"
#include "web/calendar/visit_parts.h"

struct make_boxes {
    bool shared_phone;
};
static const struct field make_fields[] = {
    {"shared_phone", F_CHECK, false, 0, 0, MSG_link_shared_phone, MSG_none, NULL, NULL, offsetof(struct make_boxes, shared_phone)},
};
const struct form previsit_make_form = {"previsit-make", make_fields, 1, sizeof(struct make_boxes), 4096};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

// ---- the client's page

static err previsit_json(struct call *c, const struct previsit *f)
{
    static const char *const stands[] = {[PREVISIT_AHEAD] = "ahead", [PREVISIT_CANCELLED] = "cancelled", [PREVISIT_OVER] = "over"};
    static const char *const healths[] = {[HEALTH_ASKED] = "asked", [HEALTH_FORM] = "form", [HEALTH_UNCHANGED] = "unchanged", [HEALTH_SENT] = "sent"};
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("confirm"), f->front.confirm);
    jw_kstr(&w, S("expires"), instant_str(c->a, f->front.expires));
    if (!f->front.confirm) {
        jw_kstr(&w, S("state"), str_of(stands[f->stand]));
        jw_kstr(&w, S("start"), instant_str(c->a, f->visit.start));
        jw_kstr(&w, S("therapist"), f->visit.therapist_name);
        jw_kstr(&w, S("health"), str_of(healths[f->health]));
        jw_key(&w, S("asked_again"));
        jw_array(&w);
        for (size_t i = 0; i < f->n_due; i++) jw_str(&w, f->due[i].q->id);
        jw_end(&w);
        jw_key(&w, S("after"));
        if (f->after) jw_str(&w, day_str(c->a, f->after_day));
        else jw_null(&w);
        jw_kbool(&w, S("ask"), f->ask);
        jw_kint(&w, S("questionnaires"), (int64_t)f->n_asks);
        jw_kbool(&w, S("answered"), f->answered);
    }
    jw_end(&w);
    return OK;
}

// What stands on the screen with "has anything changed", with what was just typed.
static void fill_due(struct call *c, const struct previsit *f, struct previsit_view *v)
{
    const struct screen_rules *r = screen_shipped();
    struct intake_question_view *list = ARENA_ARRAY(c->a, r->n_questions, struct intake_question_view);
    struct say n = SAY_N(f->health == HEALTH_ASKED ? MSG_previsit_due_more : MSG_previsit_due_waits, (int64_t)f->n_due);
    v->ask_health = f->health == HEALTH_ASKED || (f->n_due && f->few);
    v->due_more = v->ask_health && f->n_due && !f->few;
    v->due_waits = !v->ask_health && f->n_due;
    if (f->n_due) v->due_said = said(c, n);
    v->due.v = list;
    for (size_t q = 0; f->n_due && f->few && q < r->n_questions; q++)
        if (f->shows[q]) list[v->due.n++] = intake_question(c, &r->questions[q], NULL, c->body != NULL);
}

static void fill_visit(struct call *c, const struct previsit *f, struct previsit_view *v)
{
    const struct appointment *p = &f->visit;
    v->name = f->front.name;
    v->cancelled = f->stand == PREVISIT_CANCELLED;
    v->over = f->stand == PREVISIT_OVER;
    v->when = when_words(c, p->day, p->minute);
    v->service = p->service_name;
    v->therapist = p->therapist_name;
    v->room = p->room_name;
    v->form_wanted = f->health == HEALTH_FORM;
    v->changed = said(c, SAY1(MSG_previsit_changed, "day", day_text(c, zone_day(c->desk.zone, f->since))));
    fill_due(c, f, v);
    if (f->health == HEALTH_UNCHANGED) v->health_said = said(c, SAY1(MSG_previsit_unchanged_at, "at", page_time(c, f->health_at)));
    if (f->health == HEALTH_SENT) v->health_said = said(c, SAY1(MSG_previsit_sent_at, "at", page_time(c, f->health_at)));
    v->after_asked = f->after;
    v->after_said = f->after_said;
    v->after_day = day_words(c, f->after_day);
    v->defer = f->defer;
    v->ask = f->ask;
    if (f->answered) v->answered = page_time(c, f->answered_at);
    v->done = !v->form_wanted && !v->ask_health && !v->due_waits && !f->ask && !f->after;
}

// What to do now, where what was just said is an emergency or needs a doctor the same day. It was kept, and who has to know knows.
static err show_now(struct call *c, const struct previsit *f, bool *shown)
{
    str emergency;
    const struct screen_rule *rule = intake_urgent_rule(c, c->body ? (str){0} : query_value(c, S("now")));
    *shown = rule && !f->front.confirm;
    err e = *shown ? desk_emergency_number(&c->desk, &emergency) : OK;
    if (e || !*shown) return e;
    struct intake_state_view v = {.page = page_of_client(c, MSG_previsit_page, f->front.practice, f->front.crisis_line), .practice = f->front.practice,
        .phone = f->front.practice_phone, .tel = str_fmt(c->a, "tel:%.*s", SP(f->front.practice_phone)), .on_href = link_here(c, "")};
    v.page.flash = SAY(MSG_none);
    intake_now_fill(c, rule, true, emergency, &v);
    view_intake_state(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

err previsit_page(struct call *c, int status)
{
    struct previsit f;
    err e = desk_previsit(&c->desk, &f);
    bool shown = false;
    if (!e && c->kind == KIND_HTML) e = show_now(c, &f, &shown);
    if (e || shown) return e;
    if (c->kind == KIND_JSON) return previsit_json(c, &f);
    struct previsit_view v = {.page = page_of_client(c, MSG_previsit_page, f.front.practice, f.front.crisis_line),
                              .errors = intake_errors(c, &empty_form),
                              .action = link_here(c, ""),
                              .key = page_form_key(c),
                              .practice = f.front.practice,
                              .phone = f.front.practice_phone};
    link_born_fill(c, &f.front, &v.born);
    v.page.flash = SAY(MSG_none); // the page says itself what was kept
    if (v.phone.n) v.phone_href = str_fmt(c->a, "tel:%.*s", SP(v.phone));
    if (!f.front.confirm) fill_visit(c, &f, &v);
    view_previsit(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err previsit_show_render(struct call *c, err result)
{
    (void)result;
    return previsit_page(c, 200);
}
const struct handler h_previsit_show = {.render = previsit_show_render};

struct previsit_state {
    struct previsit_in in;
    unsigned char device[DEVICE_BYTES];
    struct link_made made;
    appointment_id visit;
    client_id client;
    enum previsit_phone phone;
};

static err said_prepare(struct call *c)
{
    struct previsit_state *s = c->state = ARENA_NEW(c->a, struct previsit_state);
    const struct screen_rules *r = screen_shipped();
    struct intake_value *v = ARENA_ARRAY(c->a, r->n_questions, struct intake_value);
    if (!device_known(c, s->device)) device_make(c, s->device);
    s->in.device = (str){(const char *)s->device, DEVICE_BYTES};
    for (size_t q = 0; q < r->n_questions; q++) {
        str name = str_fmt(c->a, "q_%.*s", SP(r->questions[q].id));
        bool any = false;
        for (size_t i = 0; i < c->body->n; i++)
            if (str_eq(c->body->pair[i].name, name)) any = c->body->pair[i].used = true;
        if (any) v[s->in.n_values++] = (struct intake_value){r->questions[q].id, intake_posted(c, &r->questions[q])};
    }
    s->in.values = v;
    return form_refuse_unknown(c);
}

static err said_transact(struct call *c)
{
    struct previsit_state *s = c->state;
    struct previsit_out out;
    err e = str_ends(c->route->pattern, S("/changed")) ? desk_previsit_changed(&c->desk, &s->in, &out) : desk_previsit_unchanged(&c->desk, &s->in, &out);
    if (e) return e;
    c->location = out.on ? out.link.path : link_here(c, "");
    if (out.now.n) c->location = str_fmt(c->a, "%.*s?now=%.*s", SP(c->location), SP(out.now));
    return OK;
}

// A visit that was cancelled or began meanwhile, and a birth date that is asked first: the page says so.
static err said_render(struct call *c, err result)
{
    if (c->kind == KIND_JSON) return result ? result : previsit_page(c, 200);
    if (result == E_GONE || result == E_FORBIDDEN || result == E_INVALID) return previsit_page(c, result == E_INVALID ? err_http(result) : 200);
    return result ? result : reply_redirect(c);
}
const struct handler h_previsit_said = {.prepare = said_prepare, .transact = said_transact, .render = said_render};

static err on_prepare(struct call *c)
{
    c->state = ARENA_NEW(c->a, struct previsit_state);
    return OK;
}

static err on_transact(struct call *c)
{
    struct previsit_state *s = c->state;
    err e = desk_previsit_on(&c->desk, str_ends(c->route->pattern, S("/intake")) ? LINK_INTAKE : LINK_ANSWERS, &s->made);
    c->location = e == E_NOT_FOUND ? link_here(c, "") : s->made.path;
    return e == E_NOT_FOUND ? OK : e; // nothing is due any more: the page says what is
}
const struct handler h_previsit_on = {.prepare = on_prepare, .transact = on_transact, .render = said_render};

// ---- at the desk

static err make_prepare(struct call *c)
{
    struct previsit_state *s = c->state = ARENA_NEW(c->a, struct previsit_state);
    struct appointment p;
    struct make_boxes b = {0};
    bool said = false;
    if (!id_parse(c->param[0], &s->visit.v)) return E_NOT_FOUND;
    body_value(c->body, S("shared_phone"), 0, &said);
    err wrong = form_bind(c, &previsit_make_form, &b);
    // a program that says nothing of the phone leaves it as it was; a box without its tick is an answer
    s->phone = b.shared_phone ? PHONE_SHARED : said || c->kind == KIND_HTML ? PHONE_OWN : PHONE_AS_BEFORE;
    err e = desk_appointment(&c->desk, s->visit, &p);
    s->client = p.client;
    return e ? e : wrong;
}

static err make_transact(struct call *c)
{
    struct previsit_state *s = c->state;
    err e = desk_previsit_make(&c->desk, s->visit, s->phone, &s->made);
    if (!e) c->location = str_fmt(c->a, "%.*s/links/%.*s", SP(client_href(c, s->client, "")), SP(id_str(c->a, s->made.id.v)));
    return e;
}

static err make_render(struct call *c, err result)
{
    const struct previsit_state *s = c->state;
    if (result) return result == E_NOT_FOUND || c->kind == KIND_JSON ? result : visit_page(c, s->visit, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    return link_made_json(c, &s->made);
}
const struct handler h_appointment_before = {make_prepare, make_transact, make_render, false};

static void put_line(struct call *c, struct previsit_line_view *v, size_t *n, enum msg m, instant at)
{
    v[(*n)++].text = said(c, SAY1(m, "at", at.us ? page_time(c, at) : (str){0}));
}

err previsit_fill(struct call *c, const struct appointment *p, struct previsit_box_view *v)
{
    struct previsit_standing s;
    *v = (struct previsit_box_view){0};
    if (!desk_may(&c->desk.who, VERB_LINK_LIST)) return OK;
    err e = desk_previsit_standing(&c->desk, p, &s);
    if (e) return e;
    struct previsit_line_view *o = ARENA_ARRAY(c->a, 5, struct previsit_line_view);
    size_t n = 0;
    bool waits = s.mailed && (s.mail.state == OUTBOX_WAITING || s.mail.state == OUTBOX_SENDING), sent = s.mailed && s.mail.state == OUTBOX_SENT;
    if (s.mailed) put_line(c, o, &n, waits ? MSG_previsit_mail_waiting : sent ? MSG_previsit_mail_sent : MSG_previsit_mail_not, waits ? s.mail.next : s.mail.ended);
    if (s.mailed && s.mail_moved) put_line(c, o, &n, MSG_previsit_mail_moved, (instant){0});
    if (s.answered.us) put_line(c, o, &n, MSG_previsit_said_answered, s.answered);
    if (s.unchanged.us && desk_may(&c->desk.who, VERB_MEASURES_SHOW)) put_line(c, o, &n, MSG_previsit_said_unchanged, s.unchanged);
    if (s.made && !s.answered.us && !s.unchanged.us && !s.link.used) put_line(c, o, &n, s.link.opened_at.us ? MSG_previsit_said_opened : MSG_previsit_said_nothing, s.link.opened_at);
    v->lines.v = o;
    v->lines.n = n;
    if (s.ahead && desk_may(&c->desk.who, VERB_LINK_CREATE)) v->action = link_to(c->a, "/appointments/%.*s/before", SP(id_str(c->a, p->id.v)));
    struct make_boxes now = {s.shared};
    if (v->action.n && s.born_known) v->shared_phone = form_view(c, &previsit_make_form, &now);
    v->shown = n > 0 || v->action.n;
    v->csrf = c->session->csrf;
    v->key = page_form_key(c);
    return OK;
}
