#include "desk/safety/intake.h"

#include <string.h>

#include "base/json.h"
#include "desk/people/clients_rules.h"
#include "desk/rules.h"
#include "desk/safety/intake_part.h"
#include "desk/safety/intake_said.h"
#include "desk/safety/intake_told.h"
#include "desk/safety/safety_body.h"
#include "desk/safety/safety_rules.h"
#include "store/client.h"

// One answer as JSON: ANSWER_TEXT_MAX characters, each escaped, and room for every region. The longest answers to all questions have room.
enum { ANSWER_TEXT_MAX = 1000, ANSWER_MAX = 8 << 10, ANSWERS_MAX = 1 << 20, CONTACT_MAX = 200, STEPS_BESIDES = 5 };

// One form under way: who, what is kept, and the client's record.
struct work {
    struct intake_form *f;
    struct intake_row row;      // id.v == 0: not begun
    struct intake_last last;    // the one sent last
    const struct json *base;    // of a part: the answers that go on
    const str *asked;           // … and the questions that it asks
    size_t n_asked;
    size_t by_this_link;        // forms that this link began
    struct client client;
    struct consent_list consents;
    const struct screen_rules *rules;   // the practice's: what its answers are screened with
};

// The questions are those that ship; what is made of the answers is the practice's own affair (work.rules).
static const struct screen_rules *rules(void)
{
    return screen_shipped();
}

static bool listed(const str *v, size_t n, str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], id))
            return true;
    return false;
}

static const str *with(arena *a, const str *v, size_t *n, str id)
{
    str *more = ARENA_ARRAY(a, *n + 1, str);
    for (size_t i = 0; i < *n; i++)
        more[i] = v[i];
    if (!listed(v, *n, id))
        more[(*n)++] = id;
    return more;
}

bool intake_shows(const struct intake_form *f, const struct screen_rules *r, size_t question)
{
    const struct question *q = &r->questions[question];
    if (q->by_therapist && f->by_link)
        return false;
    return f->asked[question] || (q->today_only && !q->again && !f->part); // with staff there is always room for what was measured
}

bool intake_topic(const struct intake_form *f, const struct screen_rules *r, size_t page)
{
    for (size_t q = 0; q < r->n_questions; q++)
        if (str_eq(r->questions[q].page, r->pages[page].id) && !r->questions[q].by_therapist && !r->questions[q].when
            && screen_fits(&r->questions[q], &f->about))
            return true;
    return false;
}

// --- what stands now

static err by_link(struct desk *d, struct intake_form *f)
{
    struct link_opened o;
    err e = desk_link_again(d, LINK_INTAKE, &o);
    if (e)
        return e;
    f->by_link = true;
    f->client = d->who.only;
    f->practice = o.practice;
    f->practice_phone = o.practice_phone;
    f->crisis_line = o.crisis_line;
    f->born = (opt_day){o.born_known, o.born};
    f->expires = o.link.expires;
    f->confirm = o.link.shared_phone && !o.link.confirmed;
    if (!f->confirm)
        f->name = o.name;
    return desk_link_blocked(d, &f->blocked, &f->blocked_until);
}

static err with_staff(struct desk *d, const struct intake_who *w, struct work *x)
{
    err e = client_get(d->db, d->a, &d->who, w->client, &x->client);
    if (!e && x->client.merged_into.v)
        e = E_NOT_FOUND;
    if (e)
        return e;
    x->f->client = w->client;
    x->f->name = client_name_short(&x->client.f);
    x->f->born = x->client.f.born;
    return OK;
}

// By link the newest of that link; with staff the newest that is not sent, unless a later one was.
static void choose(struct desk *d, struct work *x, const struct intake_list *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct intake_row *r = &all->v[i];
        if (x->f->by_link ? r->link.v == d->who.link.v : r->account.v && !r->sent) {
            x->row = *r;
            return;
        }
        if (!x->f->by_link && r->sent)
            return;
    }
}

static bool consented(const struct consent_list *all, enum consent_kind k, bool given)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].kind, consent_kind_name(k)))
            return !given || all->v[i].given; // newest first
    return false;
}

static void add_step(struct intake_form *f, struct intake_step *v, str id, enum intake_step_kind kind, const struct screen_page *page)
{
    v[f->n_steps++] = (struct intake_step){id, kind, page, listed(f->rest.seen, f->rest.n_seen, id)};
}

// All answers that count, and the questions that are on the screens.
static void weigh(struct desk *d, struct work *x)
{
    struct intake_form *f = x->f;
    struct json_error why;
    f->whole = f->answers;
    if (!f->part) {
        f->asked = screen_asked(d->a, rules(), &f->about, intake_supposed(d, f->answers));
        return;
    }
    const struct intake_rest *rest = &f->rest;
    x->asked = intake_part_asks(d, rest->said.asked, rest->said.n_asked, rest->topics, rest->n_topics, &x->n_asked);
    x->base = intake_base(d, &x->last, &f->about, x->asked, x->n_asked);
    f->whole = json_parse(d->a, intake_joined(d, x->base, f->answers), 64, &why);
    CHECK(f->whole);
    f->asked = intake_part_shows(d, &f->about, x->base, f->whole, x->asked, x->n_asked);
}

static bool guardian_missing(const struct intake_form *f)
{
    return f->minor && str_eq(f->rest.agreement.agree, S("yes")) && !f->rest.agreement.guardian;
}

static void make_steps(struct desk *d, struct work *x)
{
    struct intake_form *f = x->f;
    const struct screen_rules *r = rules();
    struct intake_step *v = ARENA_ARRAY(d->a, r->n_pages + STEPS_BESIDES, struct intake_step);
    f->steps = v;
    f->n_steps = 0;
    weigh(d, x);
    if (f->part && f->rest.what)
        add_step(f, v, S("what"), STEP_WHAT, NULL);
    for (size_t p = 0; p < r->n_pages; p++) {
        bool any = false, asked = false;
        for (size_t q = 0; q < r->n_questions; q++) {
            bool here = str_eq(r->questions[q].page, r->pages[p].id) && intake_shows(f, r, q);
            any |= here;
            asked |= here && f->asked[q];
        }
        if (any)
            add_step(f, v, r->pages[p].id, STEP_QUESTIONS, &r->pages[p]);
        if (any && !asked)
            v[f->n_steps - 1].seen = true; // room for what was measured by chance: nobody is sent there
    }
    if (f->part) {
        add_step(f, v, S("review"), STEP_REVIEW, NULL);
        return;
    }
    bool areas = true;
    for (enum consent_kind k = CONSENT_KIND_GLUTES; k <= CONSENT_KIND_ABDOMEN; k++)
        areas &= consented(&x->consents, k, false);
    if (f->wants_emergency || f->wants_physician)
        add_step(f, v, S("contact"), STEP_CONTACT, NULL);
    if (!consented(&x->consents, CONSENT_KIND_TREATMENT, true)) {
        add_step(f, v, S("consent"), STEP_CONSENT, NULL);
        if (guardian_missing(f))
            v[f->n_steps - 1].seen = false; // the age was said after it was signed
    }
    if (!areas)
        add_step(f, v, S("areas"), STEP_AREAS, NULL);
    add_step(f, v, S("review"), STEP_REVIEW, NULL);
}

// What was measured for its day says nothing of another one. last: the form that the answers are of; NULL: none of them is of today.
static struct json *without_measures(const struct desk *d, struct json *answers, const struct intake_last *last)
{
    for (struct json **at = &answers->first; *at;) {
        const struct question *q = screen_question_of(rules(), (*at)->name);
        if (q && q->today_only && !(last && zone_day(d->zone, intake_said_at(last, q->id)).d == d->today.d)) {
            *at = (*at)->next;
            answers->count--;
        } else {
            at = &(*at)->next;
        }
    }
    return answers;
}

// Answers and rest of a row into the form; an empty form where there is none.
static err take_over(struct desk *d, struct intake_form *f, const struct intake_row *r, const struct intake_last *last)
{
    struct json_error why;
    struct json *answers = json_parse(d->a, r->id.v ? r->answers : S("{}"), 64, &why);
    if (!answers || answers->kind != JSON_OBJECT || !intake_rest_read(d->a, r->id.v ? r->rest : S("{}"), &f->rest))
        return E_DB_CORRUPT;
    bool old = f->copied || (r->id.v && zone_day(d->zone, r->saved).d != d->today.d);
    f->answers = old ? without_measures(d, answers, f->copied ? last : NULL) : answers;
    f->part = !f->copied && f->rest.said.part;
    return OK;
}

// With staff, the form before stands in the new one: each answer as old as it is, until its page is gone through. One that is over a year old is
// gone through page by page.
static void copy_age(struct desk *d, struct work *x)
{
    struct intake_rest *rest = &x->f->rest;
    struct json_error why;
    rest->said = (struct answers_said){0};
    rest->what = false;
    rest->n_topics = 0;
    rest->base = (intake_id){0};
    intake_since(d, &x->last, x->f->answers, json_parse(d->a, S("{}"), 4, &why), &rest->said);
    if (intake_state_at(d->zone, d->today, intake_asked(&x->last.row)) == INTAKE_OLD)
        rest->n_seen = 0;
}

static err fill(struct desk *d, struct work *x)
{
    struct intake_form *f = x->f;
    const struct client_fields *c = &x->client.f;
    f->begun = x->row.id.v != 0;
    f->copied = !f->by_link && !f->begun && x->last.row.id.v != 0;
    f->version = x->row.version;
    err e = take_over(d, f, f->copied ? &x->last.row : &x->row, &x->last);
    if (e)
        return e;
    if (f->copied)
        copy_age(d, x);
    f->about = (struct screen_about){.today = d->today, .born_known = c->born.known, .born = c->born.day, .sex = c->sex};
    f->minor = intake_minor(c->born, d->today, f->answers, d->today);
    f->wants_emergency = !c->emergency_name.n || !c->emergency_phone.n;
    f->wants_physician = !c->physician.n || !consented(&x->consents, CONSENT_KIND_LETTER, false);
    make_steps(d, x);
    return OK;
}

static err load(struct desk *d, const struct intake_who *w, struct work *x)
{
    struct intake_form *f = x->f;
    struct intake_list all;
    *f = (struct intake_form){0};
    err e = d->who.role == ROLE_CLIENT ? by_link(d, f) : with_staff(d, w, x);
    if (e || f->confirm)
        return e;
    e = intake_list(d->db, d->a, &d->who, f->client, &all);
    if (e)
        return e;
    choose(d, x, &all);
    e = intake_last(d, &all, &x->last);
    if (e)
        return e;
    for (size_t i = 0; i < all.n; i++)
        x->by_this_link += f->by_link && all.v[i].link.v == d->who.link.v;
    f->sent = x->row.sent;
    f->sent_at = x->row.submitted;
    if (f->sent && f->by_link)
        return intake_told_after(d, f, &x->row, w->device);
    f->elsewhere = f->by_link && x->row.id.v && (x->row.device.n != w->device.n || memcmp(x->row.device.p, w->device.p, w->device.n) != 0);
    if (f->elsewhere)
        return OK;
    struct rules_held held;
    e = x->rules ? OK : desk_rules(d, &held); // once for a save, which loads the form twice
    if (!e && !x->rules)
        x->rules = held.o->rules;
    if (!e && f->by_link)
        e = client_get(d->db, d->a, &d->who, f->client, &x->client);
    if (!e)
        e = consent_list(d->db, d->a, &d->who, f->client, &x->consents);
    if (!e)
        e = fill(d, x);
    return e || !f->by_link || !f->begun ? e : intake_told_now(d, f, x->rules);
}

err desk_intake_form(struct desk *d, const struct intake_who *w, struct intake_form *out)
{
    struct work x = {.f = out};
    bool link = d->who.role == ROLE_CLIENT;
    err e = desk_begin(d, link ? VERB_INTAKE_FORM : VERB_INTAKE_ENTER, link ? d->who.only.v : w->client.v);
    return e ? e : load(d, w, &x);
}

// --- saving a step

// Members of the object with those of `set` in their place, by name; canonical.
static str merged(struct desk *d, const struct json *old, const struct intake_value *set, size_t n_set)
{
    const struct screen_rules *r = rules();
    struct buf b = buf_new(d->a, ANSWERS_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (size_t q = 0; q < r->n_questions; q++) {
        const struct json *was = json_get(old, r->questions[q].id);
        const struct intake_value *to = NULL;
        for (size_t i = 0; i < n_set; i++)
            if (str_eq(set[i].question, r->questions[q].id))
                to = &set[i];
        if (to ? to->raw.n == 0 : !was)
            continue;
        jw_key(&w, r->questions[q].id);
        if (to)
            jw_raw(&w, to->raw);
        else
            json_put(&w, was);
    }
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

static str question_field(struct desk *d, str id)
{
    return str_fmt(d->a, "q_%.*s", SP(id));
}

// The value is JSON, and of a question that stands on this step for whoever fills it in.
static bool value_right(struct desk *d, const struct intake_form *f, const struct intake_save_in *in, const struct intake_value *v)
{
    const struct screen_rules *r = rules();
    const struct question *q = screen_question_of(r, v->question);
    struct json_error why;
    const struct json *j = v->raw.n ? json_parse(d->a, v->raw, 8, &why) : NULL;
    str field = question_field(d, v->question);
    struct say wrong = SAY(MSG_none);
    if (!q || !str_eq(q->page, in->step) || (q->by_therapist && f->by_link) || (v->raw.n && !j) || (v->raw.n > ANSWER_MAX && q->kind != ASK_TEXT))
        wrong = SAY(MSG_error_choice);
    else if (q->kind == ASK_TEXT && j && (!text_valid(json_text(j)) || utf8_length(json_text(j)) > ANSWER_TEXT_MAX))
        wrong = SAY1(MSG_error_too_long, "max", str_fmt(d->a, "%d", ANSWER_TEXT_MAX));
    if (wrong.key == MSG_none)
        return true;
    (void)!problem_add(d->problems, E_INVALID, field, wrong);
    return false;
}

// What the screening says of the answers; those it cannot take are refused where they were said just now.
static bool answers_right(struct desk *d, const struct work *x, const struct intake_save_in *in, struct screen_result *out)
{
    const struct intake_form *f = x->f;
    const struct screen_bad *bad;
    size_t n_bad;
    bool good = true;
    *out = screen(d->a, x->rules, &f->about, f->whole, &bad, &n_bad);
    for (size_t i = 0; i < n_bad; i++)
        for (size_t k = 0; k < in->n_values; k++)
            if (str_eq(bad[i].id, in->values[k].question)) {
                (void)!problem_add(d->problems, E_INVALID, question_field(d, bad[i].id), intake_bad_words(d, &bad[i]));
                good = false;
            }
    return good;
}

static bool contact_right(struct desk *d, const struct intake_contact *c)
{
    bool good = rule_line(d, S("emergency_name"), c->emergency_name, 0, CONTACT_MAX, ONE_LINE);
    good = rule_line(d, S("emergency_relation"), c->emergency_relation, 0, CONTACT_MAX, ONE_LINE) && good;
    good = rule_phone(d, S("emergency_phone"), c->emergency_phone) && good;
    good = rule_line(d, S("physician"), c->physician, 0, CONTACT_MAX, ONE_LINE) && good;
    return rule_line(d, S("physician_contact"), c->physician_contact, 0, CONTACT_MAX, ONE_LINE) && good;
}

// A yes to a talk with nobody is none.
static bool physician_right(struct desk *d, const struct work *x, const struct intake_save_in *in)
{
    bool named = str_trim(in->contact.physician).n || str_trim(in->contact.physician_contact).n || x->client.f.physician.n || x->client.f.physician_contact.n;
    return in->back || named || !str_eq(in->contact.confer, S("yes")) || problem_add(d->problems, E_INVALID, S("physician"), SAY(MSG_intake_physician_who)) == OK;
}

static bool agreement_right(struct desk *d, const struct intake_form *f, const struct intake_agreement *g)
{
    if (!str_eq(g->agree, S("yes")))
        return true;
    struct consent_in c = {.kind = CONSENT_KIND_TREATMENT, .given = true, .signed_by = str_trim(g->signed_by), .guardian = g->guardian,
                           .guardian_relation = g->guardian_relation, .guardian_phone = g->guardian_phone};
    return consent_right(d, &c, f->minor, S(""));
}

static const struct intake_step *step_of(const struct intake_form *f, str id)
{
    for (size_t i = 0; i < f->n_steps; i++)
        if (str_eq(f->steps[i].id, id))
            return &f->steps[i];
    return NULL;
}

static bool part_right(struct desk *d, const struct intake_form *f, const struct intake_save_in *in, enum intake_step_kind kind)
{
    bool good = true;
    for (size_t i = 0; kind == STEP_WHAT && i < in->n_topics; i++) {
        bool page = false;
        for (size_t p = 0; p < rules()->n_pages; p++)
            page |= str_eq(in->topics[i], rules()->pages[p].id) && intake_topic(f, rules(), p);
        if (!page)
            good = problem_add(d->problems, E_INVALID, S("what"), SAY(MSG_error_choice)) == OK;
    }
    for (size_t i = 0; kind == STEP_QUESTIONS && i < in->n_values; i++)
        good = value_right(d, f, in, &in->values[i]) && good;
    if (kind == STEP_CONTACT)
        good = contact_right(d, &in->contact);
    if (kind == STEP_CONSENT)
        good = agreement_right(d, f, &in->agreement);
    return good;
}

// before: the answers of this form without what is kept now.
static void part_into(struct desk *d, const struct intake_form *f, const struct json *before, struct intake_rest *r, const struct intake_save_in *in, enum intake_step_kind kind, bool seen)
{
    if (kind == STEP_WHAT) {
        str *all = ARENA_ARRAY(d->a, rules()->n_pages, str);
        r->topics = in->all_topics ? all : in->topics;
        r->n_topics = in->all_topics ? 0 : in->n_topics;
        for (size_t p = 0; in->all_topics && p < rules()->n_pages; p++)
            if (intake_topic(f, rules(), p))
                all[r->n_topics++] = rules()->pages[p].id;
    }
    if (kind == STEP_QUESTIONS)
        intake_said_now(d, f->answers, before, r, in);
    if (kind == STEP_CONTACT)
        r->contact = in->contact;
    if (kind == STEP_CONSENT)
        r->agreement = in->agreement;
    if (kind == STEP_AREAS)
        memcpy(r->area, in->area, sizeof r->area);
    if (kind == STEP_CONSENT || kind == STEP_AREAS || kind == STEP_CONTACT)
        r->wording = consent_wordings(d->a).version;
    if (seen)
        r->seen = with(d->a, r->seen, &r->n_seen, in->step);
}

// Unanswered is allowed, after one hint; a question that an answer brought is shown first.
static enum intake_stay stay(struct desk *d, struct work *x, const struct intake_save_in *in, enum intake_step_kind kind)
{
    const struct screen_rules *r = rules();
    bool open = (kind == STEP_CONSENT && !in->agreement.agree.n) || (kind == STEP_WHAT && !in->n_topics && !in->all_topics);
    if (in->back)
        return GO_ON;
    for (size_t i = 0; kind == STEP_AREAS && i < INTAKE_AREAS; i++)
        open |= !in->area[i].n;
    make_steps(d, x);
    for (size_t q = 0; kind == STEP_QUESTIONS && q < r->n_questions; q++) {
        const struct question *one = &r->questions[q];
        if (!str_eq(one->page, in->step) || !intake_shows(x->f, r, q) || json_get(x->f->answers, one->id))
            continue;
        if (!listed(in->asked, in->n_asked, one->id))
            return STAY_FOLLOW_UP;
        open |= !one->for_therapist && !one->by_therapist;
    }
    return open && !in->skip ? STAY_HINT : GO_ON;
}

static bool said_here(const struct intake_form *f, const struct screen_finding *x)
{
    for (size_t i = 0; i < x->n_because; i++)
        if (json_get(f->answers, x->because[i]))
            return true;
    return false;
}

// The first rule of level 1 or 2 that fires by what was said here and whose "what to do now" was not shown; all that fire count as shown then.
static const struct screen_rule *urgent(struct desk *d, const struct intake_form *now, struct intake_rest *r, const struct screen_result *s)
{
    const struct screen_rule *first = NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct screen_finding *f = &s->findings[i];
        if (f->unknown || f->rule->level > LEVEL_STOP || listed(r->shown, r->n_shown, f->rule->id) || !said_here(now, f))
            continue;
        r->shown = with(d->a, r->shown, &r->n_shown, f->rule->id);
        if (!first || f->rule->level < first->level)
            first = f->rule;
    }
    return first;
}

static err keep(struct desk *d, struct work *x, const struct intake_save_in *in, str answers, str rest)
{
    if (x->row.id.v) {
        if (str_eq(answers, x->row.answers) && str_eq(rest, x->row.rest))
            return OK; // sent twice: nothing more to keep
        if (x->row.version != in->version)
            return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_intake_changed));
        struct intake_row r = x->row;
        r.rules = x->rules->version;
        r.answers = answers;
        r.rest = rest;
        err e = intake_save(d->db, &d->who, &r, d->now);
        return e == E_CONFLICT ? problem_add(d->problems, e, S(""), SAY(MSG_intake_changed)) : e;
    }
    struct intake_row r = {.id = {id_next(&d->ids, d->now)},
        .client = x->f->client,
        .link = d->who.link,
        .account = d->who.account,
        .begun = d->now,
        .rules = x->rules->version,
        .language = lang_tag(d->lang),
        .answers = answers,
        .rest = rest,
        .device = in->who.device};
    x->row.id = r.id;
    return intake_insert(d->db, &d->who, &r);
}

// What stops is told at once: whoever closes the phone now has said it.
static err found_now(struct desk *d, struct work *x, const struct screen_result *s)
{
    struct answers_said said = x->f->rest.said;
    said.asked = x->asked;
    said.n_asked = x->n_asked;
    return findings_of_draft(d, x->f->client, x->row.id, x->rules, s, &(struct draft_said){x->f->answers, x->f->whole, &said});
}

static err may_write(const struct intake_form *f)
{
    if (f->confirm || f->elsewhere)
        return E_FORBIDDEN;
    return f->sent ? E_GONE : OK;
}

static err save(struct desk *d, struct work *x, const struct intake_save_in *in, struct intake_saved *out)
{
    struct intake_form *f = x->f;
    const struct intake_step *step = step_of(f, in->step);
    if (!step || step->kind == STEP_REVIEW)
        return problem_add(d->problems, E_INVALID, S("p"), SAY(MSG_error_choice));
    if (!part_right(d, f, in, step->kind) || (step->kind == STEP_CONTACT && !physician_right(d, x, in)))
        return E_INVALID;
    struct json_error why;
    struct screen_result s;
    bool measured = step->kind == STEP_QUESTIONS && intake_measures(in);
    struct readings readings = measured ? intake_readings(d, f, x->rules) : (struct readings){0};
    const struct json *before = f->answers;
    str answers = merged(d, f->answers, in->values, step->kind == STEP_QUESTIONS ? in->n_values : 0);
    f->answers = json_parse(d->a, answers, 64, &why);
    CHECK(f->answers);
    weigh(d, x);
    if (!answers_right(d, x, in, &s))
        return E_INVALID;
    readings.after = f->whole;
    readings.is = &s;
    err e = measured ? readings_right(d, &readings) : OK;
    if (e)
        return e;
    enum intake_step_kind kind = step->kind;
    out->stay = stay(d, x, in, kind);
    part_into(d, f, before, &f->rest, in, kind, out->stay == GO_ON && !in->back);
    out->now = urgent(d, f, &f->rest, &s);
    e = keep(d, x, in, answers, intake_rest_text(d->a, &f->rest));
    if (!e)
        e = found_now(d, x, &s);
    return e ? e : load(d, &in->who, x);
}

err desk_intake_save(struct desk *d, const struct intake_save_in *in, struct intake_saved *out)
{
    *out = (struct intake_saved){0};
    struct work x = {.f = &out->form};
    bool link = d->who.role == ROLE_CLIENT;
    CHECK(!link || in->who.device.n == DEVICE_HASH);
    err e = desk_begin(d, link ? VERB_INTAKE_SAVE : VERB_INTAKE_FILL, link ? d->who.only.v : in->who.client.v);
    if (!e)
        e = load(d, &in->who, &x);
    if (!e)
        e = may_write(&out->form);
    return e ? e : save(d, &x, in, out);
}

// --- sending

static err keep_consent(struct desk *d, const struct intake_form *f, enum consent_kind k, str chosen)
{
    struct consent_in c = {.client = f->client,
        .kind = k,
        .given = str_eq(chosen, S("yes")),
        .signed_by = f->rest.agreement.signed_by,
        .guardian = f->rest.agreement.guardian,
        .guardian_relation = f->rest.agreement.guardian_relation,
        .guardian_phone = f->rest.agreement.guardian_phone};
    err e = chosen.n ? consent_keep(d, &c) : OK;
    return e || f->by_link ? e : consent_guardian_here(d, &c);
}

// Only what was asked in this form, and in the words that stand there still.
static err keep_consents(struct desk *d, const struct intake_form *f)
{
    bool words = str_eq(f->rest.wording, consent_wordings(d->a).version);
    err e = OK;
    for (size_t i = 0; !e && words && i < f->n_steps; i++) {
        if (f->steps[i].kind == STEP_CONSENT)
            e = keep_consent(d, f, CONSENT_KIND_TREATMENT, f->rest.agreement.agree);
        if (f->steps[i].kind == STEP_CONTACT)
            e = keep_consent(d, f, CONSENT_KIND_LETTER, f->rest.contact.confer);
        for (size_t k = 0; !e && f->steps[i].kind == STEP_AREAS && k < INTAKE_AREAS; k++)
            e = keep_consent(d, f, (enum consent_kind)(CONSENT_KIND_GLUTES + (int)k), f->rest.area[k]);
    }
    return e;
}

static bool fill_in(str *to, str said)
{
    said = str_trim(said);
    if (to->n || !said.n)
        return false;
    *to = said;
    return true;
}

// What was missing in the record is filled in; nothing there is overwritten.
static err keep_contact(struct desk *d, struct work *x)
{
    struct client_fields *c = &x->client.f;
    const struct intake_contact *said = &x->f->rest.contact;
    bool any = fill_in(&c->emergency_name, said->emergency_name);
    any = fill_in(&c->emergency_relation, said->emergency_relation) || any;
    any = fill_in(&c->emergency_phone, said->emergency_phone) || any;
    any = fill_in(&c->physician, said->physician) || any;
    any = fill_in(&c->physician_contact, said->physician_contact) || any;
    if (!any)
        return OK;
    x->client.updated = d->now;
    // a client changes no record; what they said here the practice's own system enters, for this one client
    struct actor system = {.practice = d->who.practice, .role = ROLE_SYSTEM, .only = x->f->client};
    return client_update(d->db, d->a, x->f->by_link ? &system : &d->who, &x->client);
}

// A part is sent as a whole form: what was said in it, and what goes on from the one before.
static err join_part(struct desk *d, struct work *x)
{
    struct intake_form *f = x->f;
    struct intake_rest rest = intake_part_rest(d, &x->last, x->base, f->answers, x->asked, x->n_asked);
    rest.shown = f->rest.shown;
    rest.n_shown = f->rest.n_shown;
    rest.topics = f->rest.topics;
    rest.n_topics = f->rest.n_topics;
    rest.said.measured = f->rest.said.measured;
    rest.said.n_measured = f->rest.said.n_measured;
    f->rest = rest;
    x->row.answers = intake_joined(d, x->base, f->answers);
    x->row.rest = intake_rest_text(d->a, &rest);
    err e = intake_save(d->db, &d->who, &x->row, d->now);
    x->row.version++;
    return e;
}

static err send(struct desk *d, struct work *x, int64_t version)
{
    struct intake_form *f = x->f;
    const struct screen_bad *bad;
    size_t n_bad;
    if (!f->begun && !f->copied)
        return problem_add(d->problems, E_INVALID, S(""), SAY(MSG_intake_empty));
    if (!f->begun || version != f->version)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(f->begun ? MSG_intake_changed : MSG_intake_nothing_changed));
    for (size_t i = 0; i < f->n_steps; i++)
        if (f->steps[i].kind == STEP_CONSENT && guardian_missing(f))
            return problem_add(d->problems, E_INVALID, S("guardian"), SAY_N(MSG_intake_guardian_needed, CONSENT_AGE));
    x->row.rules = x->rules->version;
    struct screen_result s = screen(d->a, x->rules, &f->about, f->whole, &bad, &n_bad);
    err e = f->part ? join_part(d, x) : OK;
    x->row.oldest = intake_oldest(&f->rest.said);
    if (!e)
        e = intake_submit(d->db, &d->who, &x->row, d->now);
    if (e == E_CONFLICT)
        return problem_add(d->problems, e, S(""), SAY(MSG_intake_changed));
    if (!e)
        e = findings_replace(d, f->client, x->row.id, x->rules, &s, f->whole, &f->rest.said);
    if (!e && !f->part)
        e = keep_consents(d, f);
    if (!e && !f->part)
        e = keep_contact(d, x);
    return e || !f->by_link ? e : link_use(d->db, &d->who, d->who.link, d->now);
}

err desk_intake_send(struct desk *d, const struct intake_who *w, int64_t version)
{
    struct intake_form f = {0};
    struct work x = {.f = &f};
    bool link = d->who.role == ROLE_CLIENT;
    err e = desk_begin(d, link ? VERB_INTAKE_SEND : VERB_INTAKE_FILL, link ? d->who.only.v : w->client.v);
    if (!e)
        e = load(d, w, &x);
    if (!e && f.by_link && f.sent && !f.confirm)
        return OK;
    if (!e)
        e = may_write(&f);
    return e ? e : send(d, &x, version);
}

// --- once more

err desk_intake_begin(struct desk *d, const struct intake_who *w, opt_day born, enum confirm_result *out)
{
    *out = CONFIRM_RIGHT;
    struct intake_form f = {0};
    struct work x = {.f = &f};
    struct link_opened o;
    CHECK(w->device.n == DEVICE_HASH);
    err e = desk_begin(d, VERB_INTAKE_BEGIN, d->who.only.v);
    if (!e)
        e = load(d, w, &x);
    if (!e)
        e = desk_link_again(d, LINK_INTAKE, &o);
    if (e)
        return e;
    if (f.confirm || f.elsewhere) {
        if (!o.born_known)
            return E_FORBIDDEN;
        if (!born.known)
            return problem_add(d->problems, E_INVALID, S("born"), SAY(MSG_error_required));
        e = desk_link_confirm(d, &o, born.day, out);
        if (e || *out != CONFIRM_RIGHT || f.confirm)
            return e;
    } else if (!f.sent) {
        return OK; // it is this browser's already
    }
    if (x.by_this_link >= INTAKE_FORMS)
        return problem_add(d->problems, E_INVALID, S(""), SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", INTAKE_FORMS)));
    struct intake_row r = {.id = {id_next(&d->ids, d->now)},
        .client = f.client,
        .link = d->who.link,
        .begun = d->now,
        .rules = rules()->version,
        .language = lang_tag(d->lang),
        .answers = S("{}"),
        .rest = S("{\"seen\":[],\"shown\":[]}"),
        .device = w->device};
    return intake_insert(d->db, &d->who, &r);
}
