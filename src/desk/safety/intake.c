#include "desk/safety/intake.h"

#include <string.h>

#include "base/json.h"
#include "desk/people/clients_rules.h"
#include "desk/rules.h"
#include "desk/safety/safety_body.h"
#include "desk/safety/safety_rules.h"
#include "store/client.h"

// One answer as JSON: ANSWER_TEXT_MAX characters, each escaped, and room for every region. The longest answers to all questions have room.
enum { ANSWER_TEXT_MAX = 1000, ANSWER_MAX = 8 << 10, ANSWERS_MAX = 1 << 20, CONTACT_MAX = 200, STEPS_BESIDES = 4, FORMS_A_LINK = 12 };

// One form under way: who, what is kept, and the client's record.
struct work {
    struct intake_form *f;
    struct intake_row row;      // id.v == 0: not begun
    struct intake_row last;     // with staff: the one sent last, id.v == 0 none
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
    return f->asked[question] || (q->today_only && !q->again); // with staff there is always room for what was measured
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
        if (!x->f->by_link && r->sent) {
            x->last = *r;
            return;
        }
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

// A follow-up is shown once what it follows was answered, or is "not sure": what nobody was asked yet counts as "no" here, and here only.
static const struct json *supposed(struct desk *d, const struct json *answers)
{
    const struct screen_rules *r = rules();
    struct json_error why;
    struct buf b = buf_new(d->a, 2 * ANSWERS_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (size_t q = 0; q < r->n_questions; q++) {
        const struct json *said = json_get(answers, r->questions[q].id);
        enum question_kind kind = r->questions[q].kind;
        if (!said && kind != ASK_CHOICES && kind != ASK_YES_NO)
            continue;
        jw_key(&w, r->questions[q].id);
        if (said)
            json_put(&w, said);
        else
            jw_raw(&w, kind == ASK_CHOICES ? S("[]") : S("false"));
    }
    jw_end(&w);
    const struct json *out = json_parse(d->a, buf_str(&b), 64, &why);
    CHECK(!b.over && out);
    return out;
}

static void make_steps(struct desk *d, struct work *x)
{
    struct intake_form *f = x->f;
    const struct screen_rules *r = rules();
    struct intake_step *v = ARENA_ARRAY(d->a, r->n_pages + STEPS_BESIDES, struct intake_step);
    f->steps = v;
    f->n_steps = 0;
    f->asked = screen_asked(d->a, r, &f->about, supposed(d, f->answers));
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
    bool areas = true;
    for (enum consent_kind k = CONSENT_KIND_GLUTES; k <= CONSENT_KIND_ABDOMEN; k++)
        areas &= consented(&x->consents, k, false);
    if (f->wants_emergency || f->wants_physician)
        add_step(f, v, S("contact"), STEP_CONTACT, NULL);
    if (!consented(&x->consents, CONSENT_KIND_TREATMENT, true))
        add_step(f, v, S("consent"), STEP_CONSENT, NULL);
    if (!areas)
        add_step(f, v, S("areas"), STEP_AREAS, NULL);
    add_step(f, v, S("review"), STEP_REVIEW, NULL);
}

// What was measured for its day says nothing of another one.
static struct json *without_measures(struct json *answers)
{
    for (struct json **at = &answers->first; *at;) {
        const struct question *q = screen_question_of(rules(), (*at)->name);
        if (q && q->today_only) {
            *at = (*at)->next;
            answers->count--;
        } else {
            at = &(*at)->next;
        }
    }
    return answers;
}

static day day_of(const struct desk *d, instant t)
{
    return d->zone ? zone_day(d->zone, t) : instant_day_utc(t);
}

// Answers and rest of a row into the form; an empty form where there is none.
static err take_over(struct desk *d, struct intake_form *f, const struct intake_row *r)
{
    struct json_error why;
    struct json *answers = json_parse(d->a, r->id.v ? r->answers : S("{}"), 64, &why);
    if (!answers || answers->kind != JSON_OBJECT || !intake_rest_read(d->a, r->id.v ? r->rest : S("{}"), &f->rest))
        return E_DB_CORRUPT;
    f->answers = f->copied || (r->id.v && day_of(d, r->saved).d != d->today.d) ? without_measures(answers) : answers;
    return OK;
}

static err fill(struct desk *d, struct work *x)
{
    struct intake_form *f = x->f;
    const struct client_fields *c = &x->client.f;
    const struct intake_row *from = x->row.id.v ? &x->row : &x->last;
    f->begun = x->row.id.v != 0;
    f->copied = !f->begun && x->last.id.v != 0;
    f->version = x->row.version;
    err e = take_over(d, f, from);
    if (e)
        return e;
    f->about = (struct screen_about){.today = d->today, .born_known = c->born.known, .born = c->born.day, .sex = c->sex};
    f->minor = consent_minor(c->born, d->today);
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
    for (size_t i = 0; i < all.n; i++)
        x->by_this_link += f->by_link && all.v[i].link.v == d->who.link.v;
    f->sent = x->row.sent;
    f->sent_at = x->row.submitted;
    if (f->sent && f->by_link)
        return OK;
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
    return e ? e : fill(d, x);
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

static struct say bad_words(struct desk *d, const struct question *q)
{
    if (q->kind == ASK_NUMBER)
        return SAY2(MSG_error_range, "min", str_fmt(d->a, "%g", q->lo), "max", str_fmt(d->a, "%g", q->hi));
    return SAY(q->kind == ASK_DAY ? MSG_error_date : MSG_error_choice);
}

// What the screening says of the answers; those it cannot take are refused where they were said just now.
static bool answers_right(struct desk *d, const struct work *x, const struct intake_save_in *in, struct screen_result *out)
{
    const struct intake_form *f = x->f;
    const struct screen_bad *bad;
    size_t n_bad;
    bool good = true;
    *out = screen(d->a, x->rules, &f->about, f->answers, &bad, &n_bad);
    for (size_t i = 0; i < n_bad; i++)
        for (size_t k = 0; k < in->n_values; k++)
            if (str_eq(bad[i].id, in->values[k].question)) {
                (void)!problem_add(d->problems, E_INVALID, question_field(d, bad[i].id), bad_words(d, screen_question_of(rules(), bad[i].id)));
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

static bool agreement_right(struct desk *d, const struct intake_form *f, const struct intake_agreement *g)
{
    if (!str_eq(g->agree, S("yes")))
        return true;
    struct consent_in c = {.kind = CONSENT_KIND_TREATMENT, .given = true, .signed_by = str_trim(g->signed_by), .guardian = g->guardian};
    return consent_right(d, &c, f->born, S(""));
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
    for (size_t i = 0; kind == STEP_QUESTIONS && i < in->n_values; i++)
        good = value_right(d, f, in, &in->values[i]) && good;
    if (kind == STEP_CONTACT)
        good = contact_right(d, &in->contact);
    if (kind == STEP_CONSENT)
        good = agreement_right(d, f, &in->agreement);
    return good;
}

static void part_into(struct desk *d, struct intake_rest *r, const struct intake_save_in *in, enum intake_step_kind kind, bool seen)
{
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
    bool open = kind == STEP_CONSENT && !in->agreement.agree.n;
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

// The first rule of level 1 or 2 that fires and whose "what to do now" was not shown; all that fire count as shown then.
static const struct screen_rule *urgent(struct desk *d, struct intake_rest *r, const struct screen_result *s)
{
    const struct screen_rule *first = NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct screen_finding *f = &s->findings[i];
        if (f->unknown || f->rule->level > LEVEL_STOP || listed(r->shown, r->n_shown, f->rule->id))
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
    return intake_insert(d->db, &d->who, &r);
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
    if (!part_right(d, f, in, step->kind))
        return E_INVALID;
    struct json_error why;
    struct screen_result s;
    str answers = merged(d, f->answers, in->values, step->kind == STEP_QUESTIONS ? in->n_values : 0);
    f->answers = json_parse(d->a, answers, 64, &why);
    CHECK(f->answers);
    if (!answers_right(d, x, in, &s))
        return E_INVALID;
    enum intake_step_kind kind = step->kind;
    out->stay = stay(d, x, in, kind);
    part_into(d, &f->rest, in, kind, out->stay == GO_ON && !in->back);
    out->now = urgent(d, &f->rest, &s);
    err e = keep(d, x, in, answers, intake_rest_text(d->a, &f->rest));
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
        .guardian = f->rest.agreement.guardian};
    return chosen.n ? consent_keep(d, &c) : OK;
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

static err send(struct desk *d, struct work *x, int64_t version)
{
    struct intake_form *f = x->f;
    const struct screen_bad *bad;
    size_t n_bad;
    if (!f->begun && !f->copied)
        return problem_add(d->problems, E_INVALID, S(""), SAY(MSG_intake_empty));
    if (!f->begun || version != f->version)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(f->begun ? MSG_intake_changed : MSG_intake_nothing_changed));
    x->row.rules = x->rules->version;
    err e = intake_submit(d->db, &d->who, &x->row, d->now);
    if (e == E_CONFLICT)
        return problem_add(d->problems, e, S(""), SAY(MSG_intake_changed));
    struct screen_result s = screen(d->a, x->rules, &f->about, f->answers, &bad, &n_bad);
    if (!e)
        e = findings_replace(d, f->client, x->row.id, x->rules, &s, f->answers);
    if (!e)
        e = keep_consents(d, f);
    if (!e)
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
    if (x.by_this_link >= FORMS_A_LINK)
        return problem_add(d->problems, E_INVALID, S(""), SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", FORMS_A_LINK)));
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
