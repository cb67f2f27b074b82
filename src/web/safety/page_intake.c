// The health form, one page of questions a screen: by link on a phone, or with staff. Each POST keeps its page.
#include "desk/safety/intake.h"

#include <string.h>

#include "base/json.h"
#include "web/body.h"
#include "web/people/client_text.h"
#include "desk/safety/intake_part.h"
#include "desk/safety/safety_rules.h"
#include "web/forms.h"
#include "intake_text.h"
#include "safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct intake_boxes {
    str p, go, then, asked;
    bool skip;
    struct intake_contact contact;
    struct intake_agreement agreement;
    str area[INTAKE_AREAS];
};
#define AT(member) offsetof(struct intake_boxes, member)
static const struct choice yes_no[] = {{"yes", MSG_intake_yes}, {"no", MSG_intake_no}, {NULL, MSG_none}};
static const struct choice on_back[] = {{"on", MSG_intake_on}, {"back", MSG_intake_back}, {NULL, MSG_none}};
static const struct choice then_review[] = {{"review", MSG_intake_review}, {NULL, MSG_none}};
static const struct field intake_fields[] = {
    {"emergency_name", F_TEXT, false, 0, 120, MSG_intake_emergency_name, MSG_none, NULL, "off", AT(contact.emergency_name)},
    {"emergency_relation", F_TEXT, false, 0, 80, MSG_intake_emergency_relation, MSG_none, NULL, "off", AT(contact.emergency_relation)},
    {"emergency_phone", F_PHONE, false, 0, 40, MSG_intake_emergency_phone, MSG_none, NULL, "off", AT(contact.emergency_phone)},
    {"physician", F_TEXT, false, 0, 120, MSG_intake_physician_name, MSG_none, NULL, "off", AT(contact.physician)},
    {"physician_contact", F_TEXT, false, 0, 200, MSG_intake_physician_contact, MSG_none, NULL, "off", AT(contact.physician_contact)},
    {"signed", F_TEXT, false, 0, 120, MSG_intake_signed, MSG_intake_signed_hint, NULL, "name", AT(agreement.signed_by)},
    {"guardian", F_CHECK, false, 0, 0, MSG_intake_guardian, MSG_none, NULL, NULL, AT(agreement.guardian)},
    {"confer", F_CHOICE, false, 0, 0, MSG_intake_physician, MSG_none, yes_no, NULL, AT(contact.confer)},
    {"agree", F_CHOICE, false, 0, 0, MSG_intake_agree_ask, MSG_none, yes_no, NULL, AT(agreement.agree)},
    {"area_glutes", F_CHOICE, false, 0, 0, MSG_intake_areas, MSG_none, yes_no, NULL, AT(area[0])},
    {"area_chest", F_CHOICE, false, 0, 0, MSG_intake_areas, MSG_none, yes_no, NULL, AT(area[1])},
    {"area_inner_thigh", F_CHOICE, false, 0, 0, MSG_intake_areas, MSG_none, yes_no, NULL, AT(area[2])},
    {"area_abdomen", F_CHOICE, false, 0, 0, MSG_intake_areas, MSG_none, yes_no, NULL, AT(area[3])},
    {"p", F_TEXT, false, 0, 40, MSG_intake_title, MSG_none, NULL, NULL, AT(p)},
    {"go", F_CHOICE, false, 0, 0, MSG_intake_on, MSG_none, on_back, NULL, AT(go)},
    {"then", F_CHOICE, false, 0, 0, MSG_intake_review, MSG_none, then_review, NULL, AT(then)},
    {"asked", F_TEXT, false, 0, 2000, MSG_none, MSG_none, NULL, NULL, AT(asked)},
    {"skip", F_CHECK, false, 0, 0, MSG_none, MSG_none, NULL, NULL, AT(skip)},
    {"guardian_relation", F_TEXT, false, 0, 80, MSG_intake_guardian_relation, MSG_intake_guardian_relation_hint, NULL, "off", AT(agreement.guardian_relation)},
    {"guardian_phone", F_PHONE, false, 0, 40, MSG_intake_guardian_phone, MSG_none, NULL, "off", AT(agreement.guardian_phone)},
};
enum { INTAKE_FIELDS = sizeof intake_fields / sizeof intake_fields[0] };
const struct form intake_form = {"intake", intake_fields, INTAKE_FIELDS, sizeof(struct intake_boxes), 32768};

struct begin_boxes {
    opt_day born;
};
static const struct field begin_fields[] = {
    {"born", F_DAY, false, 0, 0, MSG_answer_born, MSG_none, NULL, "bday", offsetof(struct begin_boxes, born)},
};
const struct form intake_begin_form = {"begin", begin_fields, 1, sizeof(struct begin_boxes), 4096};

static const char *const area_names[INTAKE_AREAS] = {"area_glutes", "area_chest", "area_inner_thigh", "area_abdomen"};

struct filling {
    struct intake_save_in in;
    struct intake_boxes boxes;
    struct intake_saved saved;
    unsigned char device[DEVICE_BYTES];
    opt_day born;
    enum confirm_result confirmed;
};

static bool by_link(const struct call *c)
{
    return c->desk.who.role == ROLE_CLIENT;
}

static str base_href(struct call *c, const char *behind)
{
    return link_to(c->a, by_link(c) ? "/i/%.*s%s" : "/clients/%.*s/intake%s", SP(c->param[0]), behind);
}

static str step_href(struct call *c, str step)
{
    return str_fmt(c->a, "%.*s?p=%.*s", SP(base_href(c, "")), SP(step));
}

// Who fills it in: with `make`, a browser without a token gets one.
static err who_of(struct call *c, unsigned char hash[DEVICE_BYTES], bool make, struct intake_who *out)
{
    *out = (struct intake_who){0};
    if (!by_link(c)) return id_parse(c->param[0], &out->client.v) ? OK : E_NOT_FOUND;
    bool known = device_known(c, hash);
    if (!known && make) device_make(c, hash);
    if (known || make) out->device = (str){(const char *)hash, DEVICE_BYTES};
    return OK;
}

// --- a step as it is shown

static size_t step_at(const struct intake_form *f, str id)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (str_eq(f->steps[i].id, id)) return i;
    return SIZE_MAX;
}

static size_t first_open(const struct intake_form *f)
{
    size_t i = 0;
    while (i + 1 < f->n_steps && f->steps[i].seen) i++;
    return i;
}

static str step_title(struct call *c, const struct intake_step *s)
{
    static const enum msg titles[] = {[STEP_WHAT] = MSG_intake_what, [STEP_QUESTIONS] = MSG_none, [STEP_CONTACT] = MSG_intake_contact, [STEP_CONSENT] = MSG_intake_consent, [STEP_AREAS] = MSG_intake_areas,
        [STEP_REVIEW] = MSG_intake_review};
    return s->page ? s->page->words : message_say(c->a, c->desk.lang, SAY(titles[s->kind]));
}

static void show_questions(struct call *c, const struct intake_form *f, const struct intake_step *s, bool posted, struct intake_view *v)
{
    const struct screen_rules *r = screen_shipped();
    struct intake_question_view *list = ARENA_ARRAY(c->a, r->n_questions, struct intake_question_view);
    struct buf asked = buf_new(c->a, 2000);
    for (size_t q = 0; q < r->n_questions; q++) {
        const struct question *one = &r->questions[q];
        if (!str_eq(one->page, s->id) || !intake_shows(f, r, q)) continue;
        const struct json *answer = json_get(f->answers, one->id);
        struct intake_question_view *to = &list[v->list.n++];
        *to = intake_question(c, one, answer, posted);
        to->open = v->hinted && !answer && !one->for_therapist && !one->by_therapist;
        to->fresh = v->follow_up && !answer;
        buf_put(&asked, one->id);
        buf_putc(&asked, ' ');
    }
    v->list.v = list;
    v->asked = str_trim(buf_str(&asked));
    v->questions = true;
}

#define ALL_TOPICS S("all")

static bool topic_posted(const struct call *c, str id)
{
    for (size_t i = 0; i < c->body->n; i++)
        if (str_eq(c->body->pair[i].name, S("topic")) && str_eq(c->body->pair[i].value, id)) return true;
    return false;
}

static bool topic_kept(const struct intake_form *f, str id)
{
    for (size_t i = 0; i < f->rest.n_topics; i++)
        if (str_eq(f->rest.topics[i], id)) return true;
    return false;
}

static void show_what(struct call *c, const struct intake_form *f, bool posted, struct intake_view *v)
{
    const struct screen_rules *r = screen_shipped();
    struct pick_view *picks = ARENA_ARRAY(c->a, r->n_pages + 1, struct pick_view);
    v->topics.v = picks;
    v->what = true;
    bool all = true;
    for (size_t p = 0; p < r->n_pages; p++) {
        str id = r->pages[p].id;
        if (!intake_topic(f, r, p)) continue;
        picks[v->topics.n++] = (struct pick_view){str_fmt(c->a, "topic-%.*s", SP(id)), S("topic"), id, r->pages[p].words, posted ? topic_posted(c, id) : topic_kept(f, id)};
        all &= picks[v->topics.n - 1].checked;
    }
    for (size_t i = 0; all && i < v->topics.n; i++) picks[i].checked = false;
    picks[v->topics.n++] = (struct pick_view){S("topic-all"), S("topic"), ALL_TOPICS, message_say(c->a, c->desk.lang, SAY(MSG_intake_what_all)), all};
}

static str chosen(struct call *c, bool posted, const char *name, str kept)
{
    bool found = false;
    return posted ? body_value(c->body, str_of(name), 0, &found) : kept;
}

static struct pick_view *yes_no_picks(struct call *c, const char *name, enum msg yes, enum msg no, str value)
{
    struct pick_view *picks = ARENA_ARRAY(c->a, 2, struct pick_view);
    intake_yes_no(c, name, yes, no, value, picks);
    return picks;
}

static void show_besides(struct call *c, const struct intake_form *f, const struct intake_step *s, bool posted, struct intake_view *v)
{
    struct consent_wordings words = consent_wordings(c->a);
    const struct intake_rest *r = &f->rest;
    struct intake_boxes boxes = {.contact = r->contact, .agreement = r->agreement};
    const struct field_view *fields = form_view(c, &intake_form, &boxes);
    v->contact = s->kind == STEP_CONTACT;
    v->consent = s->kind == STEP_CONSENT;
    v->areas = s->kind == STEP_AREAS;
    v->wants_emergency = f->wants_emergency;
    v->wants_physician = f->wants_physician;
    v->minor = f->minor;
    v->emergency_name = &fields[0];
    v->emergency_relation = &fields[1];
    v->emergency_phone = &fields[2];
    v->physician = &fields[3];
    v->physician_contact = &fields[4];
    v->signed_by = &fields[5];
    v->guardian = &fields[6];
    v->guardian_relation = &fields[INTAKE_FIELDS - 2];
    v->guardian_phone = &fields[INTAKE_FIELDS - 1];
    v->confer_title = words.kind[CONSENT_KIND_LETTER].title;
    v->confer_words = words.kind[CONSENT_KIND_LETTER].lines[0];
    v->confer.v = yes_no_picks(c, "confer", MSG_intake_yes, MSG_intake_no, chosen(c, posted, "confer", r->contact.confer));
    v->confer.n = 2;
    v->agree.v = yes_no_picks(c, "agree", MSG_intake_agree_yes, MSG_intake_agree_no, chosen(c, posted, "agree", r->agreement.agree));
    v->agree.n = 2;
    struct line_view *lines = ARENA_ARRAY(c->a, words.kind[CONSENT_KIND_TREATMENT].n, struct line_view);
    for (size_t i = 0; i < words.kind[CONSENT_KIND_TREATMENT].n; i++) lines[v->words.n++].text = words.kind[CONSENT_KIND_TREATMENT].lines[i];
    v->words.v = lines;
    struct area_view *areas = ARENA_ARRAY(c->a, INTAKE_AREAS, struct area_view);
    for (size_t i = 0; i < INTAKE_AREAS; i++) {
        const struct consent_words *w = &words.kind[CONSENT_KIND_GLUTES + i];
        areas[i] = (struct area_view){.title = w->title, .words = w->lines[0]};
        areas[i].picks.v = yes_no_picks(c, area_names[i], MSG_intake_areas_yes, MSG_intake_areas_no, chosen(c, posted, area_names[i], r->area[i]));
        areas[i].picks.n = 2;
        areas[i].open = v->hinted && !areas[i].picks.v[0].checked && !areas[i].picks.v[1].checked;
    }
    v->regions.v = areas;
    v->regions.n = INTAKE_AREAS;
}

// --- the review

static void add_line(struct answer_line_view *lines, struct review_part_view *p, str question, str answer, bool open)
{
    lines[p->lines.n++] = (struct answer_line_view){question, answer, open};
}

static str said_or_open(struct call *c, str value)
{
    return value.n ? value : message_say(c->a, c->desk.lang, SAY(MSG_intake_unanswered));
}

static str yes_or_no(struct call *c, str value, enum msg yes, enum msg no)
{
    if (!value.n) return said_or_open(c, value);
    return message_say(c->a, c->desk.lang, SAY(str_eq(value, S("yes")) ? yes : no));
}

static str label(struct call *c, enum msg m)
{
    return message_say(c->a, c->desk.lang, SAY(m));
}

static void part_what(struct call *c, const struct intake_form *f, struct answer_line_view *lines, struct review_part_view *p)
{
    const struct screen_rules *r = screen_shipped();
    struct buf b = buf_new(c->a, 4096);
    for (size_t i = 0; i < r->n_pages; i++)
        if (topic_kept(f, r->pages[i].id)) buf_put(&b, str_fmt(c->a, "%s%.*s", b.n ? "; " : "", SP(r->pages[i].words)));
    add_line(lines, p, label(c, MSG_intake_what_ask), said_or_open(c, buf_str(&b)), !f->rest.n_topics);
}

static void part_besides(struct call *c, const struct intake_form *f, enum intake_step_kind kind, struct answer_line_view *lines, struct review_part_view *p)
{
    struct consent_wordings words = consent_wordings(c->a);
    const struct intake_rest *r = &f->rest;
    if (kind == STEP_CONTACT && f->wants_emergency) {
        str both = str_fmt(c->a, "%.*s %.*s", SP(r->contact.emergency_name), SP(r->contact.emergency_phone));
        add_line(lines, p, label(c, MSG_intake_emergency), said_or_open(c, str_trim(both)), !r->contact.emergency_name.n);
    }
    if (kind == STEP_CONTACT && f->wants_physician) {
        add_line(lines, p, label(c, MSG_intake_physician), said_or_open(c, r->contact.physician), false);
        add_line(lines, p, words.kind[CONSENT_KIND_LETTER].title, yes_or_no(c, r->contact.confer, MSG_intake_yes, MSG_intake_no), false);
    }
    if (kind == STEP_CONSENT) {
        add_line(lines, p, words.kind[CONSENT_KIND_TREATMENT].title, yes_or_no(c, r->agreement.agree, MSG_intake_agree_yes, MSG_intake_agree_no), !r->agreement.agree.n);
        if (r->agreement.signed_by.n) add_line(lines, p, label(c, MSG_intake_signed), r->agreement.signed_by, false);
    }
    for (size_t i = 0; kind == STEP_AREAS && i < INTAKE_AREAS; i++)
        add_line(lines, p, words.kind[CONSENT_KIND_GLUTES + i].title, yes_or_no(c, r->area[i], MSG_intake_areas_yes, MSG_intake_areas_no), !r->area[i].n);
}

static void show_review(struct call *c, const struct intake_form *f, struct intake_view *v)
{
    const struct screen_rules *r = screen_shipped();
    struct review_part_view *parts = ARENA_ARRAY(c->a, f->n_steps, struct review_part_view);
    for (size_t i = 0; i + 1 < f->n_steps; i++) {
        const struct intake_step *s = &f->steps[i];
        struct review_part_view *p = &parts[v->parts.n++];
        struct answer_line_view *lines = ARENA_ARRAY(c->a, r->n_questions + INTAKE_AREAS, struct answer_line_view);
        p->title = step_title(c, s);
        p->href = str_fmt(c->a, "%.*s&then=review", SP(step_href(c, s->id)));
        p->lines.v = lines;
        for (size_t q = 0; s->page && q < r->n_questions; q++) {
            if (!str_eq(r->questions[q].page, s->id) || !intake_shows(f, r, q)) continue;
            const struct json *answer = json_get(f->answers, r->questions[q].id);
            bool open = (!answer || answer->kind == JSON_NULL) && !r->questions[q].for_therapist && f->asked[q];
            add_line(lines, p, r->questions[q].words, intake_answer(c, &r->questions[q], answer), open);
        }
        if (s->kind == STEP_WHAT) part_what(c, f, lines, p);
        part_besides(c, f, s->kind, lines, p);
        for (size_t k = 0; k < p->lines.n; k++) v->open += lines[k].open;
    }
    v->parts.v = parts;
    v->review = true;
}

// --- the frame

static struct page_view frame(struct call *c, const struct intake_form *f)
{
    if (f->by_link) {
        struct page_view p = page_of_client(c, MSG_intake_title, f->practice, f->crisis_line);
        p.flash = SAY(MSG_none);
        intake_now_foot(f->told == LEVEL_EMERGENCY || f->doubt, &p);
        return p;
    }
    struct page_view p = page_of(c, MSG_intake_title);
    p.title = message_say(c->a, c->desk.lang, SAY1(MSG_intake_title_of, "name", f->name));
    page_crumb(c, &p, S("/clients"), MSG_client_title);
    page_crumb_text(c, &p, client_href(c, f->client, ""), f->name);
    page_crumb_text(c, &p, client_href(c, f->client, "/safety"), label(c, MSG_safety_title));
    return p;
}

static str tel_of(struct call *c, str phone)
{
    struct buf b = buf_new(c->a, 64);
    buf_put(&b, S("tel:"));
    for (size_t i = 0; i < phone.n; i++)
        if (phone.p[i] == '+' || (phone.p[i] >= '0' && phone.p[i] <= '9')) buf_putc(&b, phone.p[i]);
    return buf_str(&b);
}

// What puts the visit off is said at the end. The rule's own words while the form is filled in; once it was sent only what to do, as another may hold the phone now.
static struct intake_told_view told_of(struct call *c, const struct intake_form *f, bool at_end)
{
    bool emergency = f->told == LEVEL_EMERGENCY;
    enum msg after = emergency ? MSG_intake_told_emergency : MSG_intake_told_today;
    struct intake_told_view v = {.emergency = emergency, .practice = f->practice, .number = f->emergency, .phone = f->practice_phone};
    v.doubt = f->doubt;
    v.defer = f->defer && at_end;
    struct line_view *lines = ARENA_ARRAY(c->a, f->n_deferred, struct line_view);
    for (size_t i = 0; v.defer && i < f->n_deferred; i++) lines[v.deferred.n++].text = f->deferred[i];
    v.deferred.v = lines;
    v.tel = tel_of(c, f->emergency);
    v.phone_tel = tel_of(c, f->practice_phone);
    if (!f->told) return v;
    v.words = f->told_words.n ? f->told_words : message_say(c->a, c->desk.lang, SAY(after));
    return v;
}

static void show_state(struct call *c, const struct intake_form *f, int status, const struct screen_rule *now, str on)
{
    struct begin_boxes none = {0};
    struct intake_state_view v = {.page = frame(c, f),
        .errors = form_errors_of(c, &intake_begin_form),
        .told = told_of(c, f, true),
        .practice = f->practice,
        .phone = f->practice_phone,
        .tel = tel_of(c, f->practice_phone),
        .begin_action = base_href(c, "/begin"),
        .confirm = f->confirm,
        .blocked = f->blocked,
        .elsewhere = f->elsewhere,
        .sent = f->sent && f->by_link,
        .may_begin = f->born.known,
        .born = form_view(c, &intake_begin_form, &none)};
    if (now) {
        str from = query_value(c, S("from"));
        v.on_form = true;
        v.on_href = on;
        if (step_at(f, from) != SIZE_MAX) v.back_href = step_href(c, from);
        intake_now_fill(c, now, f->by_link, f->emergency, &v);
    }
    if (f->blocked) {
        v.blocked_until = page_time(c, f->blocked_until);
        c->retry_s = (f->blocked_until.us - c->now.us) / SECOND_US + 1;
    }
    view_intake_state(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
}

enum { STEP_SECONDS = 14 }; // of a page, as a healthy adult goes through: five minutes for the whole form

static err show_step(struct call *c, const struct intake_form *f, size_t at, bool posted, int status)
{
    const struct intake_step *s = &f->steps[at];
    struct intake_view v = {.page = frame(c, f),
        .errors = intake_errors(c, &intake_form),
        .told = told_of(c, f, s->kind == STEP_REVIEW),
        .heading = step_title(c, s),
        .action = base_href(c, ""),
        .send_action = base_href(c, "/send"),
        .step = s->id,
        .then = chosen(c, posted, "then", query_value(c, S("then"))),
        .version = f->version,
        .at = (int64_t)at + 1,
        .of = (int64_t)f->n_steps,
        .first = at == 0,
        .part = f->part,
        .minutes = ((int64_t)(f->n_steps - at) * STEP_SECONDS + 30) / 60,
        .by_link = f->by_link,
        .can_back = at > 0,
        .back_href = at > 0 ? step_href(c, f->steps[at - 1].id) : (str){0},
        .hinted = str_eq(chosen(c, posted, "skip", query_value(c, S("hint"))), S("1")),
        .follow_up = !posted && str_eq(query_value(c, S("more")), S("1"))};
    if (s->page) v.hint = s->page->hint;
    v.page.title = message_say(c->a, c->desk.lang, SAY2(MSG_intake_step_title, "step", v.heading, "form", v.page.title.n ? v.page.title : label(c, MSG_intake_title)));
    if (c->session) {
        v.csrf = c->session->csrf;
        v.key = page_form_key(c);
    }
    if (!str_eq(v.then, S("review"))) v.then = (str){0};
    err e = f->by_link ? OK : page_safety(c, f->client, &v.page);
    if (e) return e;
    struct buf *b = reply_body(c, status, S("text/html; charset=utf-8"));
    if (s->kind == STEP_REVIEW) {
        show_review(c, f, &v);
        view_intake_review(b, &v, c->desk.lang);
        return OK;
    }
    if (s->kind == STEP_WHAT) show_what(c, f, posted, &v);
    else if (s->kind == STEP_QUESTIONS) show_questions(c, f, s, posted, &v);
    else show_besides(c, f, s, posted, &v);
    view_intake_form(b, &v, c->desk.lang);
    return OK;
}

// After what to do now was read: the step that it came from, and the review where one came from there.
static str on_href(struct call *c)
{
    str step = step_href(c, query_value(c, S("p")));
    return str_eq(query_value(c, S("then")), S("review")) ? str_fmt(c->a, "%.*s&then=review", SP(step)) : step;
}

static err intake_page(struct call *c, int status)
{
    struct intake_form f;
    struct intake_who who;
    unsigned char device[DEVICE_BYTES];
    err e = who_of(c, device, false, &who);
    if (!e) e = desk_intake_form(&c->desk, &who, &f);
    if (e) return e;
    const struct filling *s = c->state;
    bool posted = c->body != NULL && s && s->boxes.p.n;
    size_t at = (f.by_link && f.sent) || f.elsewhere || f.confirm ? 0 : step_at(&f, posted ? s->boxes.p : query_value(c, S("p")));
    const struct screen_rule *now = intake_urgent_rule(c, posted ? (str){0} : query_value(c, S("now")));
    if ((f.by_link && f.sent) || f.elsewhere || f.confirm) show_state(c, &f, status, NULL, (str){0});
    else if (now) show_state(c, &f, status, now, on_href(c));
    else return show_step(c, &f, at != SIZE_MAX ? at : posted || c->body ? f.n_steps - 1 : first_open(&f), posted, status);
    return OK;
}

static err intake_render(struct call *c, err result)
{
    (void)result;
    return intake_page(c, 200);
}
const struct handler h_intake = {.render = intake_render};
const struct handler h_intake_enter = {.render = intake_render};

// --- keeping a page

static const str *words_of(struct call *c, str text, size_t *n)
{
    str *v = ARENA_ARRAY(c->a, text.n / 2 + 1, str), head;
    *n = 0;
    while (text.n) {
        str_cut(text, ' ', &head, &text);
        if (head.n) v[(*n)++] = head;
    }
    return v;
}

// What was posted for each question: those that stood on the screen, and any that came besides.
static void values_posted(struct call *c, struct intake_save_in *in)
{
    const struct screen_rules *r = screen_shipped();
    struct intake_value *v = ARENA_ARRAY(c->a, r->n_questions, struct intake_value);
    bool any;
    for (size_t q = 0; q < r->n_questions; q++) {
        str name = str_fmt(c->a, "q_%.*s", SP(r->questions[q].id));
        any = false;
        for (size_t i = 0; i < c->body->n; i++)
            if (str_eq(c->body->pair[i].name, name)) any = c->body->pair[i].used = true;
        for (size_t i = 0; i < in->n_asked; i++) any |= str_eq(in->asked[i], r->questions[q].id);
        if (any) v[in->n_values++] = (struct intake_value){r->questions[q].id, intake_posted(c, &r->questions[q])};
    }
    in->values = v;
}

static void topics_posted(struct call *c, struct intake_save_in *in)
{
    str *v = ARENA_ARRAY(c->a, c->body->n, str);
    in->all_topics = topic_posted(c, ALL_TOPICS);
    in->topics = v;
    for (size_t i = 0; i < c->body->n; i++) {
        if (!str_eq(c->body->pair[i].name, S("topic"))) continue;
        c->body->pair[i].used = true;
        if (!in->all_topics) v[in->n_topics++] = c->body->pair[i].value;
    }
}

static err save_prepare(struct call *c)
{
    struct filling *s = c->state = ARENA_NEW(c->a, struct filling);
    err e = who_of(c, s->device, true, &s->in.who);
    if (e) return e;
    bool found;
    s->in.asked = words_of(c, body_value(c->body, S("asked"), 0, &found), &s->in.n_asked);
    values_posted(c, &s->in);
    topics_posted(c, &s->in);
    e = form_bind(c, &intake_form, &s->boxes);
    s->in.version = form_version(c);
    s->in.step = s->boxes.p;
    s->in.contact = s->boxes.contact;
    s->in.agreement = s->boxes.agreement;
    memcpy(s->in.area, s->boxes.area, sizeof s->in.area);
    s->in.back = str_eq(s->boxes.go, S("back"));
    s->in.skip = s->boxes.skip;
    return e;
}

// Where it goes on: the same page once more, the step before, the next one, or the review where one came from there.
static str next_href(struct call *c, const struct filling *s)
{
    const struct intake_form *f = &s->saved.form;
    size_t at = step_at(f, s->boxes.p);
    const char *then = str_eq(s->boxes.then, S("review")) ? "&then=review" : "";
    CHECK(at != SIZE_MAX && at + 1 < f->n_steps);
    if (s->saved.stay == STAY_HINT) return str_fmt(c->a, "%.*s%s&hint=1", SP(step_href(c, s->boxes.p)), then);
    if (s->saved.stay == STAY_FOLLOW_UP) return str_fmt(c->a, "%.*s%s&more=1", SP(step_href(c, s->boxes.p)), then);
    if (s->in.back) return step_href(c, f->steps[at ? at - 1 : 0].id);
    if (*then) return str_fmt(c->a, "%.*s%s", SP(step_href(c, f->steps[first_open(f)].id)), f->steps[first_open(f)].kind == STEP_REVIEW ? "" : then);
    return step_href(c, f->steps[at + 1].id);
}

// The first question that an answer brought: where a page that shows more of them begins to be read.
static str fresh_anchor(struct call *c, const struct filling *s)
{
    const struct screen_rules *r = screen_shipped();
    for (size_t q = 0; s->saved.stay == STAY_FOLLOW_UP && q < r->n_questions; q++)
        if (str_eq(r->questions[q].page, s->boxes.p) && intake_shows(&s->saved.form, r, q) && !json_get(s->saved.form.answers, r->questions[q].id))
            return str_fmt(c->a, "#intake-q_%.*s", SP(r->questions[q].id));
    return (str){0};
}

static err save_transact(struct call *c)
{
    struct filling *s = c->state;
    err e = desk_intake_save(&c->desk, &s->in, &s->saved);
    if (e) return e;
    c->location = next_href(c, s);
    if (s->saved.now) c->location = str_fmt(c->a, "%.*s&now=%.*s&from=%.*s", SP(c->location), SP(s->saved.now->id), SP(s->boxes.p));
    else c->location = str_fmt(c->a, "%.*s%.*s", SP(c->location), SP(fresh_anchor(c, s)));
    return OK;
}

static err save_render(struct call *c, err result)
{
    const struct filling *s = c->state;
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result) return intake_page(c, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kint(&w, S("version"), s->saved.form.version);
    jw_kstr(&w, S("next"), c->location);
    jw_kstr(&w, S("now"), s->saved.now ? s->saved.now->id : (str){0});
    jw_end(&w);
    return OK;
}
const struct handler h_intake_save = {save_prepare, save_transact, save_render};
const struct handler h_intake_fill = {save_prepare, save_transact, save_render};

// --- sending, and once more

static err send_prepare(struct call *c)
{
    struct filling *s = c->state = ARENA_NEW(c->a, struct filling);
    return who_of(c, s->device, true, &s->in.who);
}

static err send_transact(struct call *c)
{
    struct filling *s = c->state;
    c->location = by_link(c) ? base_href(c, "") : client_href(c, s->in.who.client, "/safety");
    if (!by_link(c)) c->flash = MSG_done_intake;
    return desk_intake_send(&c->desk, &s->in.who, form_version(c));
}

static err send_render(struct call *c, err result)
{
    if (result == E_NOT_FOUND || (result && c->kind == KIND_JSON)) return result;
    if (result) return intake_page(c, err_http(result));
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("sent"), true);
    jw_end(&w);
    return OK;
}
const struct handler h_intake_send = {send_prepare, send_transact, send_render};
const struct handler h_intake_fill_send = {send_prepare, send_transact, send_render};

static err begin_prepare(struct call *c)
{
    struct filling *s = c->state = ARENA_NEW(c->a, struct filling);
    struct begin_boxes boxes = {0};
    err e = who_of(c, s->device, true, &s->in.who);
    if (!e) e = form_bind(c, &intake_begin_form, &boxes);
    if (!e) s->born = boxes.born;
    return e;
}

// A wrong date commits the counted try, so it is no refusal here; render says it.
static err begin_transact(struct call *c)
{
    struct filling *s = c->state;
    c->location = base_href(c, "");
    return desk_intake_begin(&c->desk, &s->in.who, s->born, &s->confirmed);
}

static err begin_render(struct call *c, err result)
{
    const struct filling *s = c->state;
    if (!result && s->confirmed == CONFIRM_RIGHT) return reply_redirect(c);
    if (!result && s->confirmed == CONFIRM_WRONG) result = problem_add(&c->problems, E_INVALID, S("born"), SAY(MSG_answer_wrong_date));
    if (!result) result = E_THROTTLED;
    return c->kind == KIND_JSON ? result : intake_page(c, err_http(result));
}
const struct handler h_intake_begin = {begin_prepare, begin_transact, begin_render};

// --- with staff, only what is asked again

static err again_prepare(struct call *c)
{
    struct filling *s = c->state = ARENA_NEW(c->a, struct filling);
    return who_of(c, s->device, false, &s->in.who);
}

static err again_transact(struct call *c)
{
    const struct filling *s = c->state;
    c->location = base_href(c, "");
    return desk_intake_again(&c->desk, s->in.who.client);
}

static err again_render(struct call *c, err result)
{
    if (result) return result;
    if (c->kind == KIND_HTML) return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("next"), c->location);
    jw_end(&w);
    return OK;
}
const struct handler h_intake_again = {again_prepare, again_transact, again_render};
