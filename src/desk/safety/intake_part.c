#include "desk/safety/intake_part.h"

#include "base/json.h"
#include "desk/people/consents.h"
#include "desk/safety/safety_rules.h"
#include "store/client.h"

enum { ANSWERS_ROOM = 1 << 20, WORDS_MAX = 200 };

static const str why_names[] = {[ANEW_WORSE] = S_INIT("worse"), [ANEW_EVENT] = S_INIT("event"), [ANEW_CHANGED] = S_INIT("changed")};

static bool listed(const str *v, size_t n, str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], id))
            return true;
    return false;
}

// --- the form before

err intake_last(struct desk *d, const struct intake_list *all, struct intake_last *out)
{
    const struct intake_row *sent = intake_sent_last(all);
    *out = (struct intake_last){0};
    return sent ? intake_last_read(d, sent, out) : OK;
}

err intake_last_read(struct desk *d, const struct intake_row *sent, struct intake_last *out)
{
    struct json_error why;
    *out = (struct intake_last){.row = *sent, .answers = json_parse(d->a, sent->answers, 64, &why)};
    bool good = out->answers && out->answers->kind == JSON_OBJECT && intake_rest_read(d->a, sent->rest, &out->rest);
    return good ? OK : E_DB_CORRUPT;
}

instant intake_said_at(const struct intake_last *l, str question)
{
    const struct answers_said *s = &l->rest.said;
    for (size_t i = 0; i < s->n_since; i++)
        if (str_eq(s->since[i].question, question))
            return s->since[i].at;
    for (size_t i = 0; i < s->n_measured; i++)
        if (str_eq(s->measured[i].question, question) && json_get(l->answers, question))
            return s->measured[i].at;
    // a question without an answer was asked in this form, unless a part of it was asked and this one was not
    bool asked = json_get(l->answers, question) || !s->part || listed(s->asked, s->n_asked, question);
    return asked ? l->row.submitted : (instant){0};
}

static struct again_in again_of(struct desk *d, const struct intake_last *l, const struct screen_about *about)
{
    const struct answers_said *s = &l->rest.said;
    struct again_said *said = ARENA_ARRAY(d->a, s->n_since + s->n_measured, struct again_said);
    for (size_t i = 0; i < s->n_since; i++)
        said[i] = (struct again_said){s->since[i].question, zone_day(d->zone, s->since[i].at)};
    for (size_t i = 0; i < s->n_measured; i++)
        said[s->n_since + i] = (struct again_said){s->measured[i].question, zone_day(d->zone, s->measured[i].at)};
    return (struct again_in){.about = about, .answers = l->answers, .told = zone_day(d->zone, l->row.submitted), .said = said, .n_said = s->n_since + s->n_measured};
}

const str *intake_part_asks(struct desk *d, const str *ids, size_t n_ids, const str *topics, size_t n_topics, size_t *n)
{
    const struct screen_rules *r = screen_shipped();
    bool *in = ARENA_ARRAY(d->a, r->n_questions, bool);
    str *v = ARENA_ARRAY(d->a, r->n_questions, str);
    for (size_t q = 0; q < r->n_questions; q++) {
        const struct question *one = &r->questions[q];
        in[q] = listed(ids, n_ids, one->id) || (listed(topics, n_topics, one->page) && !one->by_therapist);
    }
    screen_follow_ups(r, in);
    *n = 0;
    for (size_t q = 0; q < r->n_questions; q++)
        if (in[q])
            v[(*n)++] = r->questions[q].id;
    return v;
}

const struct json *intake_base(struct desk *d, const struct intake_last *l, const struct screen_about *about, const str *asked, size_t n_asked)
{
    const struct screen_rules *r = screen_shipped();
    struct again_in in = again_of(d, l, about);
    struct again_row *rows = ARENA_ARRAY(d->a, n_asked, struct again_row);
    for (size_t i = 0; i < n_asked; i++)
        rows[i].q = screen_question_of(r, asked[i]);
    return screen_carried(d->a, r, &in, rows, n_asked);
}

str intake_joined(struct desk *d, const struct json *base, const struct json *own)
{
    const struct screen_rules *r = screen_shipped();
    struct buf b = buf_new(d->a, ANSWERS_ROOM);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (size_t q = 0; q < r->n_questions; q++) {
        const struct json *said = json_get(own, r->questions[q].id);
        if (!said)
            said = json_get(base, r->questions[q].id);
        if (!said)
            continue;
        jw_key(&w, r->questions[q].id);
        json_put(&w, said);
    }
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

void intake_since(struct desk *d, const struct intake_last *l, const struct json *base, const struct json *own, struct answers_said *said)
{
    struct answer_since *v = ARENA_ARRAY(d->a, base->count, struct answer_since);
    said->since = v;
    said->n_since = 0;
    for (const struct json *x = base->first; x; x = x->next)
        if (!json_get(own, x->name))
            v[said->n_since++] = (struct answer_since){x->name, intake_said_at(l, x->name)};
}

instant intake_oldest(const struct answers_said *said)
{
    instant oldest = {0};
    for (size_t i = 0; i < said->n_since; i++)
        if (!oldest.us || said->since[i].at.us < oldest.us)
            oldest = said->since[i].at;
    return oldest;
}

const struct json *intake_supposed(struct desk *d, const struct json *answers)
{
    const struct screen_rules *r = screen_shipped();
    struct json_error why;
    struct buf b = buf_new(d->a, 2 * ANSWERS_ROOM);
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

struct say intake_bad_words(struct desk *d, const struct screen_bad *bad)
{
    static const enum msg words[] = {[WRONG_NOWHERE] = MSG_intake_where_needed, [WRONG_NONE_TOO] = MSG_intake_none_too, [WRONG_TOO_FAR] = MSG_intake_too_far};
    const struct question *q = screen_question_of(screen_shipped(), bad->id);
    if (bad->is != WRONG_VALUE)
        return SAY(words[bad->is]);
    if (q && q->kind == ASK_NUMBER)
        return SAY2(MSG_error_range, "min", str_fmt(d->a, "%g", q->lo), "max", str_fmt(d->a, "%g", q->hi));
    return SAY(q && q->kind == ASK_DAY ? MSG_error_date : MSG_error_choice);
}

bool intake_minor(opt_day born, day today, const struct json *answers, day said)
{
    double age = 0;
    const struct json *typed = json_get(answers, S("age"));
    if (born.known)
        return consent_minor(born, today);
    return typed && typed->kind == JSON_NUMBER && json_number(typed, &age) && age + day_years(said, today) < CONSENT_AGE;
}

err intake_says_minor(struct desk *d, client_id client, opt_day born, bool *out)
{
    struct intake_list all;
    struct intake_last l = {0};
    err e = intake_list(d->db, d->a, &d->who, client, &all);
    if (!e)
        e = intake_last(d, &all, &l);
    *out = !e && (l.row.id.v ? intake_minor(born, d->today, l.answers, zone_day(d->zone, intake_said_at(&l, S("age")))) : consent_minor(born, d->today));
    return e;
}

// --- what is due

static bool settled(const struct desk *d, const struct finding_kept *f)
{
    enum finding_state s = finding_state_of(d->a, d->zone, d->today, f);
    return s == FINDING_NO || s == FINDING_PROCEED || s == FINDING_CLEARED || s == FINDING_KNOWN || (s == FINDING_HOLDS && str_eq(f->act.act, finding_act_name(ACT_ASKED_YES)));
}

static err settled_rules(struct desk *d, client_id client, struct again_in *in)
{
    struct finding_list kept;
    err e = finding_standing(d->db, d->a, &d->who, client, &kept);
    str *rules = ARENA_ARRAY(d->a, kept.n, str);
    in->settled = rules;
    for (size_t i = 0; !e && i < kept.n; i++)
        if (settled(d, &kept.v[i]))
            rules[in->n_settled++] = kept.v[i].rule;
    return e;
}

struct anew_list intake_anew_open(struct desk *d, const struct intake_last *l, const struct anew_list *all)
{
    struct anew_row *v = ARENA_ARRAY(d->a, all->n, struct anew_row);
    struct anew_list open = {v, 0};
    for (size_t i = 0; i < all->n; i++)
        if (!l->row.id.v || intake_said_at(l, all->v[i].question).us < all->v[i].at.us)
            v[open.n++] = all->v[i];
    return open;
}

static err asked_anew(struct desk *d, client_id client, const struct intake_last *l, struct anew_list *open)
{
    struct anew_list all;
    err e = anew_list(d->db, d->a, &d->who, client, (instant){0}, &all);
    *open = e ? (struct anew_list){0} : intake_anew_open(d, l, &all);
    return e;
}

// One that follows on what does not bring it is asked with what it follows on, for the same reason: alone it would never be on a screen.
static struct anew_list with_leads(struct desk *d, const struct intake_last *l, const struct screen_about *about, const struct anew_list *open)
{
    const struct screen_rules *r = screen_shipped();
    const bool *asked = screen_asked(d->a, r, about, intake_supposed(d, l->answers));
    struct anew_row *v = ARENA_ARRAY(d->a, open->n + r->n_questions, struct anew_row);
    bool *there = ARENA_ARRAY(d->a, r->n_questions, bool);
    struct anew_list out = {v, open->n};
    for (size_t i = 0; i < open->n; i++) {
        const struct question *q = screen_question_of(r, open->v[i].question);
        v[i] = open->v[i];
        if (q)
            there[q - r->questions] = true;
    }
    for (size_t i = 0; i < open->n; i++) {
        const struct question *q = screen_question_of(r, open->v[i].question);
        bool *in = ARENA_ARRAY(d->a, r->n_questions, bool);
        if (q)
            in[q - r->questions] = true;
        screen_leads(r, asked, in);
        for (size_t k = 0; k < r->n_questions; k++) {
            if (!in[k] || there[k])
                continue;
            there[k] = true;
            v[out.n] = open->v[i];
            v[out.n++].question = r->questions[k].id;
        }
    }
    return out;
}

static void due_fill(const struct anew_list *anew, struct due_row *to)
{
    for (size_t i = 0; to->why == AGAIN_ANEW && i < anew->n; i++) {
        if (!str_eq(anew->v[i].question, to->q->id))
            continue;
        for (size_t k = 0; k < sizeof why_names / sizeof why_names[0]; k++)
            if (str_eq(anew->v[i].why, why_names[k]))
                to->anew = (enum anew_why)k;
        to->words = anew->v[i].words;
        to->at = anew->v[i].at;
        return; // newest first
    }
}

static struct screen_about about_of(const struct desk *d, const struct client *c)
{
    return (struct screen_about){.today = d->today, .born_known = c->f.born.known, .born = c->f.born.day, .sex = c->f.sex};
}

static err due_of(struct desk *d, client_id client, const struct intake_last *l, const struct screen_about *about, struct intake_due *out)
{
    struct again_in in = again_of(d, l, about);
    struct anew_list anew;
    struct rules_held held;
    const struct again_row *rows;
    err e = settled_rules(d, client, &in);
    if (!e)
        e = asked_anew(d, client, l, &anew);
    if (!e)
        e = desk_rules(d, &held);
    if (e)
        return e;
    anew = with_leads(d, l, about, &anew);
    str *ids = ARENA_ARRAY(d->a, anew.n, str);
    for (size_t i = 0; i < anew.n; i++)
        ids[i] = anew.v[i].question;
    in.anew = ids;
    in.n_anew = anew.n;
    out->n = screen_again(d->a, held.o->rules, &in, &rows);
    struct due_row *v = ARENA_ARRAY(d->a, out->n, struct due_row);
    for (size_t i = 0; i < out->n; i++) {
        v[i] = (struct due_row){.q = screen_question_of(screen_shipped(), rows[i].q->id), .why = rows[i].why};
        CHECK(v[i].q);
        due_fill(&anew, &v[i]);
    }
    out->v = v;
    return OK;
}

static err last_of(struct desk *d, client_id client, struct client *who, struct intake_last *l)
{
    struct intake_list all;
    err e = client_get(d->db, d->a, &d->who, client, who);
    if (!e)
        e = intake_list(d->db, d->a, &d->who, client, &all);
    return e ? e : intake_last(d, &all, l);
}

err desk_intake_due(struct desk *d, client_id client, struct intake_due *out)
{
    struct client who;
    struct intake_last l;
    *out = (struct intake_due){0};
    err e = last_of(d, client, &who, &l);
    if (e)
        return e;
    out->since = l.row.submitted;
    out->whole = !l.row.id.v || intake_state_at(d->zone, d->today, intake_asked(&l.row)) == INTAKE_OLD;
    struct screen_about about = about_of(d, &who);
    return out->whole ? OK : due_of(d, client, &l, &about, out);
}

// --- asked anew

static bool stands_already(const struct anew_list *open, str question, str why)
{
    for (size_t i = 0; i < open->n; i++)
        if (str_eq(open->v[i].question, question) && str_eq(open->v[i].why, why))
            return true;
    return false;
}

err desk_ask_anew(struct desk *d, const struct anew_in *in)
{
    struct client who;
    struct intake_last l;
    struct anew_list open;
    CHECK((unsigned)in->why <= ANEW_CHANGED && utf8_length(in->words) <= WORDS_MAX);
    err e = last_of(d, in->client, &who, &l);
    if (!e)
        e = asked_anew(d, in->client, &l, &open);
    for (size_t i = 0; !e && i < in->n; i++) {
        CHECK(screen_question_of(screen_shipped(), in->questions[i]));
        struct anew_row x = {in->questions[i], why_names[in->why], in->words, d->now, d->who.account};
        if (!stands_already(&open, x.question, x.why))
            e = anew_insert(d->db, &d->who, in->client, (anew_id){id_next(&d->ids, d->now)}, &x);
    }
    return e;
}

// --- a part, sent at once

struct part {
    struct client who;
    struct intake_last last;
    struct rules_held held;
};

static err part_of(struct desk *d, const struct part_in *in, struct part *p, struct part_view *out)
{
    *out = (struct part_view){0};
    err e = last_of(d, in->client, &p->who, &p->last);
    if (!e && !p->last.row.id.v)
        e = E_NOT_FOUND;
    if (!e)
        e = desk_rules(d, &p->held);
    if (e)
        return e;
    struct json_error why;
    out->about = about_of(d, &p->who);
    out->base = intake_base(d, &p->last, &out->about, in->asked, in->n_asked);
    out->whole = json_parse(d->a, intake_joined(d, out->base, in->own), 64, &why);
    CHECK(out->whole);
    out->asked = intake_part_shows(d, &out->about, out->base, out->whole, in->asked, in->n_asked);
    out->result = screen(d->a, p->held.o->rules, &out->about, out->whole, &out->bad, &out->n_bad);
    return OK;
}

err intake_part_look(struct desk *d, const struct part_in *in, struct part_view *out)
{
    struct part p;
    return part_of(d, in, &p, out);
}

const bool *intake_part_shows(struct desk *d, const struct screen_about *about, const struct json *base, const struct json *whole, const str *asked, size_t n_asked)
{
    const struct screen_rules *r = screen_shipped();
    const bool *now = screen_asked(d->a, r, about, intake_supposed(d, whole)), *before = screen_asked(d->a, r, about, intake_supposed(d, base));
    bool *out = ARENA_ARRAY(d->a, r->n_questions, bool);
    for (size_t q = 0; q < r->n_questions; q++) {
        str id = r->questions[q].id;
        out[q] = now[q] && (listed(asked, n_asked, id) || (!before[q] && !json_get(base, id)));
    }
    return out;
}

struct intake_rest intake_part_rest(struct desk *d, const struct intake_last *l, const struct json *base, const struct json *own, const str *asked, size_t n_asked)
{
    struct intake_rest rest = l->rest; // contact, agreements, pages that were gone through: nobody was asked
    rest.said = (struct answers_said){.part = true, .asked = asked, .n_asked = n_asked};
    rest.what = false;
    rest.topics = NULL;
    rest.n_topics = 0;
    rest.base = l->row.id;
    intake_since(d, l, base, own, &rest.said);
    return rest;
}

err intake_part_send(struct desk *d, const struct part_in *in)
{
    struct part p;
    struct part_view v;
    err e = part_of(d, in, &p, &v);
    if (e)
        return e;
    struct intake_rest rest = intake_part_rest(d, &p.last, v.base, in->own, in->asked, in->n_asked);
    struct intake_row r = {.id = {id_next(&d->ids, d->now)},
        .client = in->client,
        .link = d->who.link,
        .account = d->who.account,
        .begun = d->now,
        .rules = p.held.o->rules->version,
        .language = lang_tag(d->lang),
        .answers = intake_joined(d, v.base, in->own),
        .rest = intake_rest_text(d->a, &rest),
        .version = 1,
        .oldest = intake_oldest(&rest.said)};
    e = intake_insert(d->db, &d->who, &r);
    if (!e)
        e = intake_submit(d->db, &d->who, &r, d->now);
    return e ? e : findings_replace(d, in->client, r.id, p.held.o->rules, &v.result, v.whole, &rest.said);
}

// --- a part that goes on over several screens

// The newest form of the link, where this browser has it and it was not sent. *n: how many forms the link has.
static const struct intake_row *under_way(const struct intake_list *all, const struct part_begin *in, size_t *n)
{
    const struct intake_row *newest = NULL;
    *n = 0;
    for (size_t i = 0; i < all->n; i++) {
        if (all->v[i].link.v != in->link.v)
            continue;
        if (!newest)
            newest = &all->v[i];
        ++*n;
    }
    return newest && !newest->sent && str_eq(newest->device, in->device) ? newest : NULL;
}

// What was said on the way to the form stops as if it was said there.
static err begun_found(struct desk *d, const struct intake_last *l, const struct intake_row *row)
{
    struct json_error why;
    struct client who;
    struct rules_held held;
    struct intake_rest rest;
    const struct screen_bad *bad;
    size_t n_bad;
    const struct json *own = json_parse(d->a, row->answers, 64, &why), *whole = own;
    if (!own || !intake_rest_read(d->a, row->rest, &rest))
        return E_DB_CORRUPT;
    err e = own->count ? client_get(d->db, d->a, &d->who, row->client, &who) : OK;
    if (!e && own->count)
        e = desk_rules(d, &held);
    if (e || !own->count)
        return e;
    struct screen_about about = about_of(d, &who);
    if (rest.said.part) {
        rest.said.asked = intake_part_asks(d, rest.said.asked, rest.said.n_asked, rest.topics, rest.n_topics, &rest.said.n_asked);
        whole = json_parse(d->a, intake_joined(d, intake_base(d, l, &about, rest.said.asked, rest.said.n_asked), own), 64, &why);
        CHECK(whole);
    }
    struct screen_result s = screen(d->a, held.o->rules, &about, whole, &bad, &n_bad);
    return findings_of_draft(d, row->client, row->id, held.o->rules, &s, &(struct draft_said){own, whole, &rest.said});
}

static err add_to(struct desk *d, const struct intake_last *l, const struct intake_row *row, const struct part_begin *in)
{
    struct intake_row r = *row;
    struct intake_rest rest;
    struct json_error why;
    const struct json *answers = json_parse(d->a, r.answers, 64, &why);
    if (!answers || !intake_rest_read(d->a, r.rest, &rest))
        return E_DB_CORRUPT;
    r.answers = intake_joined(d, answers, in->own);
    if (rest.said.part) {
        rest.what |= in->what;
        rest.said.asked = in->asked;
        rest.said.n_asked = in->n_asked;
        r.rest = intake_rest_text(d->a, &rest);
    }
    err e = intake_save(d->db, &d->who, &r, d->now);
    return e ? e : begun_found(d, l, &r);
}

err intake_part_begin(struct desk *d, const struct part_begin *in)
{
    struct intake_list all;
    struct intake_last l;
    size_t n;
    CHECK(in->device.n == DEVICE_HASH);
    err e = intake_list(d->db, d->a, &d->who, d->who.only, &all);
    if (!e)
        e = intake_last(d, &all, &l);
    if (!e && !l.row.id.v)
        e = E_NOT_FOUND;
    const struct intake_row *row = e ? NULL : under_way(&all, in, &n);
    if (e)
        return e;
    if (row && row->saved.us > l.row.submitted.us) // a form that was sent since says more
        return add_to(d, &l, row, in);
    if (n >= INTAKE_FORMS)
        return problem_add(d->problems, E_INVALID, S(""), SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", INTAKE_FORMS)));
    struct intake_rest rest = {.what = in->what, .base = l.row.id, .said = {.part = true, .asked = in->asked, .n_asked = in->n_asked}};
    struct json_error why;
    struct intake_row r = {.id = {id_next(&d->ids, d->now)},
        .client = d->who.only,
        .link = in->link,
        .begun = d->now,
        .rules = screen_shipped()->version,
        .language = lang_tag(d->lang),
        .answers = intake_joined(d, json_parse(d->a, S("{}"), 4, &why), in->own),
        .rest = intake_rest_text(d->a, &rest),
        .device = in->device};
    e = intake_insert(d->db, &d->who, &r);
    return e ? e : begun_found(d, &l, &r);
}

// The one with staff that desk_intake_form goes on with; NULL: none.
static const struct intake_row *with_staff(const struct intake_list *all)
{
    for (size_t i = 0; i < all->n && !all->v[i].sent; i++)
        if (all->v[i].account.v)
            return &all->v[i];
    return NULL;
}

static err ask_more(struct desk *d, const struct intake_row *row, const str *ids, size_t n)
{
    struct intake_row r = *row;
    struct intake_rest rest;
    if (!intake_rest_read(d->a, r.rest, &rest))
        return E_DB_CORRUPT;
    str *asked = ARENA_ARRAY(d->a, rest.said.n_asked + n, str);
    size_t there = rest.said.n_asked;
    for (size_t i = 0; i < there; i++)
        asked[i] = rest.said.asked[i];
    for (size_t i = 0; i < n; i++)
        if (!listed(asked, there, ids[i]))
            asked[rest.said.n_asked++] = ids[i];
    if (!rest.said.part || rest.said.n_asked == there)
        return OK;
    rest.said.asked = asked;
    rest.n_seen = 0; // what was gone through already is quickly gone through again; a page that is new is not passed over
    r.rest = intake_rest_text(d->a, &rest);
    return intake_save(d->db, &d->who, &r, d->now);
}

err desk_intake_again(struct desk *d, client_id client)
{
    struct intake_due due = {0};
    struct intake_list all;
    struct intake_last l;
    struct client who;
    struct json_error why;
    err e = desk_begin(d, VERB_INTAKE_FILL, client.v);
    if (!e)
        e = client_get(d->db, d->a, &d->who, client, &who);
    if (!e && who.merged_into.v)
        e = E_NOT_FOUND;
    if (!e)
        e = desk_intake_due(d, client, &due);
    if (!e)
        e = intake_list(d->db, d->a, &d->who, client, &all);
    if (!e)
        e = intake_last(d, &all, &l);
    str *ids = ARENA_ARRAY(d->a, due.n, str);
    size_t n = 0;
    for (size_t i = 0; !e && i < due.n; i++)
        if (!due.v[i].q->by_therapist)
            ids[n++] = due.v[i].q->id;
    if (e || !n)
        return e;
    const struct intake_row *row = with_staff(&all);
    if (row)
        return ask_more(d, row, ids, n);
    struct intake_rest rest = {.base = l.row.id, .said = {.part = true, .asked = ids, .n_asked = n}};
    struct intake_row r = {.id = {id_next(&d->ids, d->now)},
        .client = client,
        .account = d->who.account,
        .begun = d->now,
        .rules = screen_shipped()->version,
        .language = lang_tag(d->lang),
        .answers = intake_joined(d, json_parse(d->a, S("{}"), 4, &why), json_parse(d->a, S("{}"), 4, &why)),
        .rest = intake_rest_text(d->a, &rest)};
    return intake_insert(d->db, &d->who, &r);
}
