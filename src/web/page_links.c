// Links that staff make for a client, and their QR codes.
#include "desk/links.h"

#include <string.h>

#include "base/json.h"
#include "client_text.h"
#include "desk/clients.h"
#include "desk/measures.h"
#include "forms.h"
#include "link_text.h"
#include "mail_box.h"
#include "measure_text.h"
#include "qr.h"
#include "session.h"
#include "views_gen.h"

struct link_boxes {
    str purpose;        // empty: answers
    str concern;        // an id, or empty for all
    str appointment;    // an id, or empty
    bool shared_phone;
};
static const struct choice purpose_choices[] = {
    {"answers", MSG_link_for_answers}, {"intake", MSG_link_for_intake}, {"home", MSG_link_for_home}, {"diary", MSG_link_for_diary}, {NULL, MSG_none}};
static const struct field link_fields[] = {
    {"purpose", F_CHOICE, false, 0, 0, MSG_link_purpose, MSG_none, purpose_choices, NULL, offsetof(struct link_boxes, purpose)},
    {"concern", F_TEXT, false, 0, 13, MSG_link_concern, MSG_none, NULL, NULL, offsetof(struct link_boxes, concern)},
    {"shared_phone", F_CHECK, false, 0, 0, MSG_link_shared_phone, MSG_none, NULL, NULL, offsetof(struct link_boxes, shared_phone)},
    {"appointment", F_TEXT, false, 0, 13, MSG_link_visit, MSG_none, NULL, NULL, offsetof(struct link_boxes, appointment)},
};
enum { PURPOSE_BOX, CONCERN_BOX, SHARED_BOX, VISIT_BOX, LINK_BOXES };
const struct form link_form = {"link", link_fields, LINK_BOXES, sizeof(struct link_boxes), 4096};

struct link_state {
    struct link_in in;
    struct link_made made;
    link_id id;
};

static str link_item_href(struct call *c, link_id id, const char *behind)
{
    return link_to(c->a, "/clients/%.*s/links/%.*s%s", SP(c->param[0]), SP(id_str(c->a, id.v)), behind);
}

// The front desk makes links too, and must not learn what a client comes for: it can only ask about everything open.
static err concern_options(struct call *c, client_id client, struct field_view *f)
{
    struct concern_list all = {0};
    if (desk_may(&c->desk.who, VERB_CONCERN_LIST)) {
        err e = desk_concern_list(&c->desk, client, &all);
        if (e) return e;
    }
    struct option_view *o = ARENA_ARRAY(c->a, all.n + 1, struct option_view);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].closed) continue;
        str id = id_str(c->a, all.v[i].id.v);
        o[n++] = (struct option_view){id, concern_name(c, &all.v[i]), str_eq(id, f->value)};
    }
    f->type = S("select");
    f->options.v = o;
    f->options.n = n;
    f->empty_label = message_say(c->a, c->desk.lang, SAY(MSG_link_all_concerns));
    return OK;
}

// A link to the client's own pages is made and opened by those who may see what stands there.
static void purpose_options(struct call *c, struct field_view *f)
{
    struct option_view *o = ARENA_ARRAY(c->a, f->options.n, struct option_view);
    size_t n = 0;
    str wanted = f->value.n ? f->value : query_value(c, S("purpose"));
    for (size_t i = 0; i < f->options.n; i++) {
        bool home = str_eq(f->options.v[i].value, link_purpose_name(LINK_HOME));
        if (home && !desk_may(&c->desk.who, VERB_HOME_LINK_CREATE)) continue;
        o[n] = f->options.v[i];
        o[n].selected = str_eq(o[n].value, wanted.n ? wanted : link_purpose_name(LINK_ANSWERS));
        n++;
    }
    f->value = S("answers"); // one is always chosen
    f->required = true;
    f->options.v = o;
    f->options.n = n;
}

static const enum msg purpose_names[] = {
    [LINK_ANSWERS] = MSG_link_for_answers, [LINK_INTAKE] = MSG_link_for_intake, [LINK_HOME] = MSG_link_for_home, [LINK_DIARY] = MSG_link_for_diary};

static void fill_links(struct call *c, const struct link_list *list, const struct outbox_list *sent, struct links_view *v)
{
    struct link_item_view *items = ARENA_ARRAY(c->a, list->n, struct link_item_view);
    for (size_t i = 0; i < list->n; i++) {
        const struct link_row *l = &list->v[i];
        bool expired = l->expires.us <= c->now.us;
        enum msg state = l->revoked ? MSG_link_state_revoked : l->used ? MSG_link_state_used : expired ? MSG_link_state_expired : MSG_none;
        items[i] = (struct link_item_view){.made = page_time(c, l->created),
                                           .until = page_time(c, l->expires),
                                           .href = link_item_href(c, l->id, ""),
                                           .revoke_action = link_item_href(c, l->id, "/revoke"),
                                           .csrf = c->session->csrf,
                                           .purpose = message_say(c->a, c->desk.lang, SAY(purpose_names[l->purpose])),
                                           .stands = !l->revoked && !expired,
                                           .shown = l->purpose != LINK_HOME || desk_may(&c->desk.who, VERB_HOME_LINK_SHOW)};
        for (size_t k = 0; k < sent->n; k++) {
            if (sent->v[k].link.v == l->id.v) items[i].mail = mail_said_of(c, &sent->v[k]);
        }
        if (state != MSG_none) items[i].state = message_say(c->a, c->desk.lang, SAY(state));
    }
    v->links.v = items;
    v->links.n = list->n;
}

static err links_json(struct call *c, const struct link_list *list)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("links"));
    jw_array(&w);
    for (size_t i = 0; i < list->n; i++) {
        const struct link_row *l = &list->v[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, l->id.v);
        jw_kstr(&w, S("purpose"), link_purpose_name(l->purpose));
        jw_kstr(&w, S("created"), instant_str(c->a, l->created));
        jw_kstr(&w, S("expires"), instant_str(c->a, l->expires));
        jw_kbool(&w, S("used"), l->used);
        jw_kbool(&w, S("revoked"), l->revoked);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err links_page(struct call *c, int status)
{
    client_id client;
    struct client who;
    struct link_list list;
    struct outbox_list sent;
    if (!id_parse(c->param[0], &client.v)) return E_NOT_FOUND;
    err e = desk_client_show(&c->desk, client, &who);
    if (!e) e = desk_link_list(&c->desk, client, &list);
    if (!e) e = desk_mail_of_client(&c->desk, client, &sent);
    if (e) return e;
    if (c->kind == KIND_JSON) return links_json(c, &list);
    struct field_view *f = (struct field_view *)(uintptr_t)form_view(c, &link_form, NULL);
    e = concern_options(c, client, &f[CONCERN_BOX]);
    if (e) return e;
    purpose_options(c, &f[PURPOSE_BOX]);
    f[VISIT_BOX].type = S("hidden");
    if (!f[VISIT_BOX].value.n) f[VISIT_BOX].value = query_value(c, S("appointment"));
    str name = client_name_full(c->a, &who.f);
    struct links_view v = {.page = page_of(c, MSG_measure_link),
                           .errors = form_errors_of(c, &link_form),
                           .action = client_href(c, client, "/links"),
                           .hand_action = client_href(c, client, "/hand-over"),
                           .csrf = c->session->csrf,
                           .key = page_form_key(c),
                           .purpose = &f[PURPOSE_BOX],
                           .concern = &f[CONCERN_BOX],
                           .shared_phone = &f[SHARED_BOX],
                           .appointment = &f[VISIT_BOX],
                           .may_share = who.f.born.known};
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_link_title, "name", name));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), name);
    fill_links(c, &list, &sent, &v);
    view_links(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err links_render(struct call *c, err result)
{
    (void)result;
    return links_page(c, 200);
}
const struct handler h_links = {.render = links_render};

static err link_prepare(struct call *c)
{
    struct link_state *s = c->state = ARENA_NEW(c->a, struct link_state);
    struct link_boxes boxes;
    if (!id_parse(c->param[0], &s->in.client.v)) return E_NOT_FOUND;
    err e = form_bind(c, &link_form, &boxes);
    if (e) return e;
    if (boxes.concern.n && !id_parse(boxes.concern, &s->in.concern.v)) {
        return problem_add(&c->problems, E_INVALID, S("concern"), SAY(MSG_error_choice));
    }
    if (boxes.appointment.n && !id_parse(boxes.appointment, &s->in.appointment.v)) {
        return problem_add(&c->problems, E_INVALID, S("appointment"), SAY(MSG_error_choice));
    }
    if (boxes.purpose.n) CHECK(link_purpose_of(boxes.purpose, &s->in.purpose));
    s->in.shared_phone = boxes.shared_phone;
    return OK;
}

static err link_transact(struct call *c)
{
    struct link_state *s = c->state;
    err e = desk_link_create(&c->desk, &s->in, &s->made);
    if (e) return e;
    c->location = link_item_href(c, s->made.id, "");
    return OK;
}

static err link_created_render(struct call *c, err result)
{
    const struct link_state *s = c->state;
    if (result == E_NOT_FOUND) return result;
    if (result) return links_page(c, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 201, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, s->made.id.v);
    jw_kstr(&w, S("purpose"), link_purpose_name(s->made.purpose));
    jw_kstr(&w, S("url"), link_url(c, s->made.path));
    jw_kstr(&w, S("expires"), instant_str(c->a, s->made.expires));
    jw_end(&w);
    return OK;
}
const struct handler h_link_create = {link_prepare, link_transact, link_created_render};

err link_page(struct call *c, int status)
{
    client_id client;
    link_id id;
    struct client who;
    struct link_row row;
    struct link_made made;
    if (!id_parse(c->param[0], &client.v) || !id_parse(c->param[1], &id.v)) return E_NOT_FOUND;
    err e = desk_client_show(&c->desk, client, &who);
    if (!e) e = desk_link_get(&c->desk, id, &row);
    if (!e && row.client.v != client.v) e = E_NOT_FOUND;
    if (!e) e = desk_link_token(&c->desk, id, &made);
    struct mail_box_view mail;
    if (!e) e = mail_box(c, client, id, &mail);
    if (e) return e;
    static const enum msg messages[] = {
        [LINK_ANSWERS] = MSG_link_message, [LINK_INTAKE] = MSG_link_message_intake, [LINK_HOME] = MSG_link_message_home, [LINK_DIARY] = MSG_link_message_diary};
    static const enum msg subjects[] = {
        [LINK_ANSWERS] = MSG_link_subject, [LINK_INTAKE] = MSG_link_subject_intake, [LINK_HOME] = MSG_link_subject_home, [LINK_DIARY] = MSG_link_subject_diary};
    str url = link_url(c, made.path), name = client_name_full(c->a, &who.f);
    str text = message_say(c->a, c->desk.lang, SAY1(messages[row.purpose], "url", url));
    str subject = message_say(c->a, c->desk.lang, SAY1(subjects[row.purpose], "practice", c->session->practice_name));
    struct link_view v = {.page = page_of(c, MSG_measure_link),
                          .url = url,
                          .until = page_time(c, made.expires),
                          .name = client_name_short(&who.f),
                          .purpose = message_say(c->a, c->desk.lang, SAY(purpose_names[row.purpose])),
                          .back = client_href(c, client, "/links"),
                          .sms_href = sms_href(c, who.f.phones.n ? who.f.phones.v[0] : (str){0}, text),
                          .mail_href = mail_href(c, who.f.email, subject, text),
                          .qr = qr_svg(c->a, url, message_say(c->a, c->desk.lang, SAY(MSG_link_qr))),
                          .shared = row.shared_phone,
                          .mail = mail};
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_link_title, "name", name));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), name);
    view_link(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err link_show_render(struct call *c, err result)
{
    (void)result;
    return link_page(c, 200);
}
const struct handler h_link_show = {.render = link_show_render};

static err revoke_transact(struct call *c)
{
    link_id id;
    struct link_row row;
    client_id client;
    if (!id_parse(c->param[0], &client.v) || !id_parse(c->param[1], &id.v)) return E_NOT_FOUND;
    err e = desk_link_get(&c->desk, id, &row);
    if (e) return e;
    if (row.client.v != client.v) return E_NOT_FOUND;
    c->location = client_href(c, client, "/links");
    c->flash = MSG_done_link_revoked;
    return desk_link_revoke(&c->desk, id);
}

static err revoke_render(struct call *c, err result)
{
    return result ? result : reply_redirect(c);
}
const struct handler h_link_revoke = {.transact = revoke_transact, .render = revoke_render};
