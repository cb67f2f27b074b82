// Links that staff make for a client, and their QR codes.
#include "page_links.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "desk/safety/alerts.h"
#include "desk/people/clients.h"
#include "desk/links/daily.h"
#include "desk/measures/library.h"
#include "desk/measures/measures.h"
#include "web/forms.h"
#include "link_text.h"
#include "mail_box.h"
#include "web/measures/measure_text.h"
#include "web/qr.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct link_boxes {
    str purpose;        // empty: answers
    str concern;        // an id, or empty for all
    str appointment;    // an id, or empty
    bool shared_phone;
    bool ratings, chosen;   // chosen: the boxes of what is asked were shown, so that one without its tick is a no
    bool headache;          // of a diary
};
static const struct choice purpose_choices[] = {
    {"answers", MSG_link_for_answers}, {"intake", MSG_link_for_intake}, {"home", MSG_link_for_home}, {"diary", MSG_link_for_diary}, {NULL, MSG_none}};
static const struct field link_fields[] = {
    {"purpose", F_CHOICE, false, 0, 0, MSG_link_purpose, MSG_none, purpose_choices, NULL, offsetof(struct link_boxes, purpose)},
    {"concern", F_TEXT, false, 0, 13, MSG_link_concern, MSG_none, NULL, NULL, offsetof(struct link_boxes, concern)},
    {"shared_phone", F_CHECK, false, 0, 0, MSG_link_shared_phone, MSG_none, NULL, NULL, offsetof(struct link_boxes, shared_phone)},
    {"appointment", F_TEXT, false, 0, 13, MSG_link_visit, MSG_none, NULL, NULL, offsetof(struct link_boxes, appointment)},
    {"ratings", F_CHECK, false, 0, 0, MSG_link_asks_ratings, MSG_none, NULL, NULL, offsetof(struct link_boxes, ratings)},
    {"chosen", F_CHECK, false, 0, 0, MSG_link_asks, MSG_none, NULL, NULL, offsetof(struct link_boxes, chosen)},
    {"headache", F_CHECK, false, 0, 0, MSG_link_diary_headache, MSG_none, NULL, NULL, offsetof(struct link_boxes, headache)},
};
enum { PURPOSE_BOX, CONCERN_BOX, SHARED_BOX, VISIT_BOX, RATINGS_BOX, CHOSEN_BOX, HEADACHE_BOX, LINK_BOXES };
const struct form link_form = {"link", link_fields, LINK_BOXES, sizeof(struct link_boxes), 4096};

struct link_state {
    struct link_in in;
    struct ask asks[LINK_ASKS + 1], daily[LINK_ASKS + 1];
    size_t n_daily;
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
        if (str_eq(o[n].value, link_purpose_name(LINK_ANSWERS)) && desk_may(&c->desk.who, VERB_RESPONSE_SHOW))
            o[n].label = message_say(c->a, c->desk.lang, SAY(MSG_link_for_both)); // what of them is chosen below
        n++;
    }
    f->value = S("answers"); // one is always chosen
    f->required = true;
    f->options.v = o;
    f->options.n = n;
}

static bool ask_ticked(struct call *c, str name, str value)
{
    for (size_t i = 0; c->body && i < c->body->n; i++)
        if (str_eq(c->body->pair[i].name, name) && str_eq(c->body->pair[i].value, value)) return true;
    return false;
}

static str title_of(struct call *c, str instrument)
{
    const struct instrument_file *file;
    return desk_instrument(&c->desk, instrument, &file) ? instrument : file->title;
}

static str instead_words(struct call *c, str instrument)
{
    str other = desk_alerts_instead(instrument);
    return other.n ? message_say(c->a, c->desk.lang, SAY2(MSG_link_asks_instead, "title", title_of(c, instrument), "other", title_of(c, other))) : (str){0};
}

static struct link_ask_view ask_view(struct call *c, const struct instrument_file *file, concern_id concern, str place)
{
    return (struct link_ask_view){.value = concern.v ? str_fmt(c->a, "%.*s:%.*s", SP(file->id), SP(id_str(c->a, concern.v))) : file->id,
        .label = place.n ? message_say(c->a, c->desk.lang, SAY2(MSG_link_asks_about, "title", file->title, "place", place)) : file->title};
}

// What a diary asks: ticked beforehand is what a concern or a plan wants.
static err fill_daily(struct call *c, client_id client, struct links_view *v)
{
    struct daily_choices all;
    if (!v->may_ask) return OK;
    err e = desk_daily_choices(&c->desk, client, &all);
    if (e) return e;
    struct link_ask_view *o = ARENA_ARRAY(c->a, all.n, struct link_ask_view);
    for (size_t i = 0; i < all.n; i++) {
        o[i] = ask_view(c, all.v[i].file, all.v[i].concern, all.v[i].place);
        o[i].checked = c->body ? ask_ticked(c, S("daily"), o[i].value) : all.v[i].wanted;
    }
    v->headache = c->body ? ask_ticked(c, S("headache"), S("1")) : all.headache;
    v->daily.v = o;
    v->daily.n = all.n;
    return OK;
}

// What a link asks may be chosen by those who may read the answers. Due today is ticked beforehand.
static err fill_asks(struct call *c, client_id client, struct links_view *v)
{
    struct link_choices all;
    if (!desk_may(&c->desk.who, VERB_RESPONSE_SHOW)) return OK;
    err e = desk_link_choices(&c->desk, client, &all);
    if (e) return e;
    struct link_ask_view *fits = ARENA_ARRAY(c->a, all.n, struct link_ask_view), *more = ARENA_ARRAY(c->a, all.n, struct link_ask_view);
    for (size_t i = 0; i < all.n; i++) {
        const struct link_choice *k = &all.v[i];
        struct link_ask_view o = ask_view(c, k->file, k->concern, k->place);
        if (k->due || k->out) o.note = message_say(c->a, c->desk.lang, SAY(k->due ? MSG_link_asks_due : MSG_link_asks_out));
        if (!v->instead.n) v->instead = instead_words(c, k->file->id);
        o.checked = c->body ? ask_ticked(c, S("ask"), o.value) : k->due;
        if (k->fits) fits[v->fits.n++] = o;
        else more[v->more.n++] = o;
        v->more_open |= !k->fits && o.checked;
    }
    v->fits.v = fits;
    v->more.v = more;
    v->may_ask = true;
    return OK;
}

// "PGIC, about the neck · Sleep diary": to those who may read the answers.
static str asks_words(struct call *c, const struct link_row *l)
{
    struct buf b = buf_new(c->a, 4096);
    bool diary = l->purpose == LINK_DIARY;
    if (!(diary || l->purpose == LINK_ANSWERS) || !desk_may(&c->desk.who, VERB_RESPONSE_SHOW)) return (str){0};
    if (l->ratings) buf_put(&b, message_say(c->a, c->desk.lang, SAY(diary ? MSG_link_diary_headache : MSG_link_asks_ratings)));
    for (size_t i = 0; i < l->n_asks; i++) {
        str title = title_of(c, l->asks[i].instrument);
        if (l->asks[i].asked.n) title = message_say(c->a, c->desk.lang, SAY2(MSG_link_asks_was_instead, "title", title, "other", title_of(c, l->asks[i].asked)));
        buf_putf(&b, "%s%.*s", b.n ? " · " : "", SP(title));
    }
    return message_say(c->a, c->desk.lang, SAY1(MSG_link_asks_what, "what", buf_str(&b)));
}

// On the page that shows a link, before it is sent: what may be asked in the place of something, while it is not decided.
static str link_instead_words(struct call *c, const struct link_row *l)
{
    str words = {0};
    if (l->purpose != LINK_ANSWERS || l->used || !desk_may(&c->desk.who, VERB_RESPONSE_SHOW)) return words;
    for (size_t i = 0; i < l->n_asks && !words.n; i++)
        if (!l->asks[i].asked.n) words = instead_words(c, l->asks[i].instrument);
    return words;
}

static const enum msg purpose_names[] = {
    [LINK_ANSWERS] = MSG_link_for_answers, [LINK_INTAKE] = MSG_link_for_intake, [LINK_HOME] = MSG_link_for_home, [LINK_DIARY] = MSG_link_for_diary, [LINK_VISIT] = MSG_link_for_visit};

static enum msg purpose_name(const struct link_row *l)
{
    if (l->purpose != LINK_ANSWERS || !l->n_asks) return purpose_names[l->purpose];
    return l->ratings ? MSG_link_for_both : MSG_link_for_asks;
}

static void fill_links(struct call *c, const struct link_list *list, const struct outbox_list *sent, struct links_view *v)
{
    struct link_item_view *items = ARENA_ARRAY(c->a, list->n, struct link_item_view);
    for (size_t i = 0; i < list->n; i++) {
        const struct link_row *l = &list->v[i];
        bool expired = l->expires.us <= c->now.us;
        enum msg state = l->revoked ? MSG_link_state_revoked : l->used ? MSG_link_state_used : expired ? MSG_link_state_expired : l->opened_at.us ? MSG_link_state_opened : MSG_none;
        items[i] = (struct link_item_view){.made = page_time(c, l->created),
                                           .until = page_time(c, l->expires),
                                           .href = link_item_href(c, l->id, ""),
                                           .revoke_action = link_item_href(c, l->id, "/revoke"),
                                           .csrf = c->session->csrf,
                                           .purpose = message_say(c->a, c->desk.lang, SAY(purpose_name(l))),
                                           .asks = asks_words(c, l),
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
        jw_kbool(&w, S("opened"), l->opened_at.us != 0);
        jw_kbool(&w, S("used"), l->used);
        jw_kbool(&w, S("revoked"), l->revoked);
        jw_kbool(&w, S("ratings"), l->ratings);
        if (desk_may(&c->desk.who, VERB_RESPONSE_SHOW)) {
            jw_key(&w, S("asks"));
            jw_array(&w);
            for (size_t k = 0; k < l->n_asks; k++) jw_str(&w, l->asks[k].instrument);
            jw_end(&w);
            jw_key(&w, S("asked_instead"));
            jw_object(&w);
            for (size_t k = 0; k < l->n_asks; k++)
                if (l->asks[k].asked.n) jw_kstr(&w, l->asks[k].instrument, l->asks[k].asked);
            jw_end(&w);
        }
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

err links_page(struct call *c, int status)
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
    err told = page_safety(c, client, &v.page);
    if (told) return told;
    v.ratings = !c->body || f[RATINGS_BOX].checked;
    e = fill_asks(c, client, &v);
    if (!e) e = fill_daily(c, client, &v);
    if (e) return e;
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

err link_asks_posted(struct call *c, str name, struct ask *v, size_t *n)
{
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        str concern;
        if (!str_eq(p->name, name)) continue;
        p->used = true;
        if (*n > LINK_ASKS) continue; // one more than there may be: the desk says so
        struct ask *k = &v[(*n)++];
        if (str_cut(p->value, ':', &k->instrument, &concern) && !id_parse(concern, &k->concern.v)) {
            return problem_add(&c->problems, E_INVALID, S("asks"), SAY(MSG_error_choice));
        }
    }
    return OK;
}

static err link_prepare(struct call *c)
{
    struct link_state *s = c->state = ARENA_NEW(c->a, struct link_state);
    struct link_boxes boxes;
    if (!id_parse(c->param[0], &s->in.client.v)) return E_NOT_FOUND;
    err e = link_asks_posted(c, S("ask"), s->asks, &s->in.n_asks), daily = link_asks_posted(c, S("daily"), s->daily, &s->n_daily), bound = form_bind(c, &link_form, &boxes);
    if (e || daily || bound) return e ? e : daily ? daily : bound;
    bool said = false;
    (void)body_value(c->body, S("ratings"), 0, &said);
    if (boxes.concern.n && !id_parse(boxes.concern, &s->in.concern.v)) {
        return problem_add(&c->problems, E_INVALID, S("concern"), SAY(MSG_error_choice));
    }
    if (boxes.appointment.n && !id_parse(boxes.appointment, &s->in.appointment.v)) {
        return problem_add(&c->problems, E_INVALID, S("appointment"), SAY(MSG_error_choice));
    }
    if (boxes.purpose.n) CHECK(link_purpose_of(boxes.purpose, &s->in.purpose));
    s->in.shared_phone = boxes.shared_phone;
    s->in.asks = s->asks;
    if (s->in.purpose == LINK_DIARY) {
        said = false;
        (void)body_value(c->body, S("headache"), 0, &said);
        s->in.asks = s->daily;
        s->in.n_asks = s->n_daily;
        s->in.no_ratings = (boxes.chosen || said || s->n_daily) && !boxes.headache;
    } else if (s->in.purpose == LINK_ANSWERS) {
        s->in.no_ratings = (boxes.chosen || said) && !boxes.ratings;
    } else {
        s->in.n_asks = 0;
    }
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
    return link_made_json(c, &s->made);
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
        [LINK_ANSWERS] = MSG_link_message, [LINK_INTAKE] = MSG_link_message_intake, [LINK_HOME] = MSG_link_message_home, [LINK_DIARY] = MSG_link_message_diary, [LINK_VISIT] = MSG_link_message_visit};
    static const enum msg subjects[] = {
        [LINK_ANSWERS] = MSG_link_subject, [LINK_INTAKE] = MSG_link_subject_intake, [LINK_HOME] = MSG_link_subject_home, [LINK_DIARY] = MSG_link_subject_diary, [LINK_VISIT] = MSG_link_subject_visit};
    str url = link_url(c, made.path), name = client_name_full(c->a, &who.f);
    str text = message_say(c->a, c->desk.lang, SAY1(messages[row.purpose], "url", url));
    str subject = message_say(c->a, c->desk.lang, SAY1(subjects[row.purpose], "practice", c->session->practice_name));
    struct link_view v = {.page = page_of(c, MSG_measure_link),
                          .url = url,
                          .until = page_time(c, made.expires),
                          .name = client_name_short(&who.f),
                          .purpose = message_say(c->a, c->desk.lang, SAY(purpose_name(&row))),
                          .asks = asks_words(c, &row),
                          .instead = link_instead_words(c, &row),
                          .back = client_href(c, client, "/links"),
                          .sms_href = sms_href(c, who.f.phones.n ? who.f.phones.v[0] : (str){0}, text),
                          .mail_href = mail_href(c, who.f.email, subject, text),
                          .qr = qr_svg(c->a, url, message_say(c->a, c->desk.lang, SAY(MSG_link_qr))),
                          .shared = row.shared_phone,
                          .mail = mail};
    v.page.title = message_say(c->a, c->desk.lang, SAY1(MSG_link_title, "name", name));
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), name);
    err told = page_safety(c, client, &v.page);
    if (told) return told;
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
