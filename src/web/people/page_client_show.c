// A client's page: who, whether it is safe, the next visit, what they come for and how it goes, the last note, money; each role only
// what it may see.
#include <string.h>

#include "web/safety/alert_text.h"
#include "base/json.h"
#include "web/body.h"
#include "client_text.h"
#include "web/calendar/day_text.h"
#include "desk/money/money.h"
#include "desk/care/notes.h"
#include "desk/care/plans.h"
#include "desk/measures/progress.h"
#include "web/forms.h"
#include "web/links/mail_box.h"
#include "web/measures/measure_text.h"
#include "web/money/money_text.h"
#include "web/care/plan_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "web/calendar/visit_parts.h"
#include "views_gen.h"

enum { FACTS_MAX = 32 };            // more than there are fields

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

struct facts {
    struct fact_view v[FACTS_MAX + TEXTS_MAX];
    size_t n;
};

static void fact(struct call *c, struct facts *f, const char *name, str value, const char *scheme)
{
    if (!value.n) return;
    CHECK(f->n < sizeof f->v / sizeof f->v[0]);
    struct fact_view *v = &f->v[f->n++];
    v->label = message_say(c->a, c->desk.lang, SAY(client_field_label(str_of(name))));
    v->value = client_field_text(c, str_of(name), value);
    if (scheme) v->href = str_fmt(c->a, "%s%.*s", scheme, SP(value));
    v->lines = memchr(value.p, '\n', value.n) != NULL;
}

static void facts_about(struct call *c, const struct client_fields *f, struct facts *to)
{
    if (f->born.known) {
        fact(c, to, "born", day_str(c->a, f->born.day), NULL);
        int age = day_years(f->born.day, c->desk.today);
        struct say say = SAY1(MSG_client_age, "day", view_day_text(c->a, c->desk.lang, f->born.day));
        say.n = age;
        to->v[to->n - 1].value = message_say(c->a, c->desk.lang, say);
    }
    fact(c, to, "pronouns", f->pronouns, NULL);
    if (!str_eq(f->sex, S("unknown"))) fact(c, to, "sex", f->sex, NULL);
    fact(c, to, "language", f->language, NULL);
    fact(c, to, "occupation", f->occupation, NULL);
    fact(c, to, "handedness", f->handedness, NULL);
    fact(c, to, "physician", f->physician, NULL);
    fact(c, to, "physician_contact", f->physician_contact, NULL);
    fact(c, to, "heard_from", f->heard_from, NULL);
}

static void facts_contact(struct call *c, const struct client_fields *f, struct facts *to)
{
    for (size_t i = 0; i < f->phones.n; i++) fact(c, to, "phones", f->phones.v[i], "tel:");
    fact(c, to, "email", f->email, "mailto:");
    fact(c, to, "address", f->address, NULL);
    fact(c, to, "may_call", f->may_call ? S("1") : S("0"), NULL);
    fact(c, to, "may_text", f->may_text ? S("1") : S("0"), NULL);
    fact(c, to, "may_email", f->may_email ? S("1") : S("0"), NULL);
    fact(c, to, "emergency_name", f->emergency_name, NULL);
    fact(c, to, "emergency_relation", f->emergency_relation, NULL);
    fact(c, to, "emergency_phone", f->emergency_phone, "tel:");
}

static err show_duplicates(struct call *c, const struct client *now, struct client_show_view *v)
{
    struct duplicates_found found;
    err e = desk_duplicates_of(&c->desk, now->id, &now->f, &found);
    if (e) return e;
    struct duplicate_view *d = ARENA_ARRAY(c->a, found.n, struct duplicate_view);
    for (size_t i = 0; i < found.n; i++) d[i] = duplicate_view_of(c, now->id, &found.v[i]);
    v->duplicates.v = d;
    v->duplicates.n = found.n;
    return OK;
}

static err show_merges(struct call *c, client_id id, struct client_show_view *v)
{
    struct merges_found merges;
    err e = desk_merges_of(&c->desk, id, &merges);
    if (e) return e;
    struct merge_item_view *m = ARENA_ARRAY(c->a, merges.n, struct merge_item_view);
    for (size_t i = 0; i < merges.n; i++) {
        const struct merge_item *from = &merges.v[i];
        str by = from->account_name.n ? from->account_name : message_say(c->a, c->desk.lang, SAY(MSG_client_by_system));
        m[i] = (struct merge_item_view){.name = from->gone_name,
                                        .at = page_time(c, from->at),
                                        .by = by,
                                        .undo_action = link_to(c->a, "/merges/%.*s/undo", SP(id_str(c->a, from->id.v))),
                                        .csrf = c->session->csrf,
                                        .undone = from->undone,
                                        .undoable = from->undoable};
    }
    v->merges.v = m;
    v->merges.n = merges.n;
    return OK;
}

// --- concerns, their plans and how they go

struct course {                     // what was read of one client
    struct concern_list concerns;
    struct plan_list plans;
    struct progress progress;
};

static bool plan_runs(const struct plan_row *p)
{
    return p->state == PLAN_ACTIVE || p->state == PLAN_PROPOSED;
}

static err fill_plan(struct call *c, const struct plan_row *p, struct concern_item_view *o)
{
    struct plan_usage u;
    err e = desk_plan_usage(&c->desk, p->id, &u);
    if (e) return e;
    o->plan_href = plan_href(c, p->id, "");
    o->goal = p->goal;
    o->used = plan_used_text(c, p, &u);
    if (p->state == PLAN_PROPOSED) o->plan_state = plan_state_text(c, p->state);
    if (plan_review_is_due(p, &u.count, c->desk.today)) o->review_href = plan_href(c, p->id, "/review");
    if (u.to_book) o->series_href = plan_href(c, p->id, "/series");
    return OK;
}

// The sentence of the plan's own measure, or else of the concern's first that was measured.
static str progress_said(struct call *c, const struct progress *all, const struct concern_row *r, str instrument)
{
    const struct progress_series *best = NULL;
    for (size_t i = 0; i < all->n; i++) {
        const struct progress_series *s = &all->series[i];
        if (s->concern.id.v != r->id.v) continue;
        bool own = str_eq(str_of(s->instrument->code), instrument);
        if (own && s->points.n) return said(c, s->change.they); // the first score is the one that a plan is measured by
        if (!best || (!best->points.n && s->points.n)) best = s;
    }
    return best ? said(c, best->change.they) : (str){0};
}

static err fill_concern(struct call *c, client_id id, const struct course *now, const struct concern_row *r, struct concern_item_view *o)
{
    str of = id_str(c->a, id.v), concern = id_str(c->a, r->id.v), instrument = {0};
    enum msg state = r->closed ? MSG_measure_concern_closed : r->started ? MSG_measure_concern_since : MSG_measure_concern_open;
    *o = (struct concern_item_view){.name = concern_name(c, r), .href = link_to(c->a, "/clients/%.*s/concerns/%.*s", SP(of), SP(concern))};
    o->state = said(c, SAY1(state, "day", r->started ? view_day_text(c->a, c->desk.lang, r->start) : (str){0}));
    if (r->closed) return OK;
    for (size_t i = 0; i < now->plans.n; i++) {
        const struct plan_row *p = &now->plans.v[i];
        if (p->concern.v != r->id.v || !plan_runs(p)) continue;
        instrument = p->instrument;
        err e = fill_plan(c, p, o);
        if (e) return e;
    }
    if (!o->plan_href.n) o->plan_new_href = link_to(c->a, "/clients/%.*s/plans/new?concern=%.*s", SP(of), SP(concern));
    o->measures.v = measure_rows(c, &now->progress, r, &o->measures.n);
    o->said = progress_said(c, &now->progress, r, instrument);
    o->progress_href = link_to(c->a, "/clients/%.*s/progress?concern=%.*s", SP(of), SP(concern));
    return OK;
}

// Plans that are over, for those who look back.
static void show_past_plans(struct call *c, const struct plan_list *all, struct client_show_view *v)
{
    struct plan_item_view *o = ARENA_ARRAY(c->a, all->n, struct plan_item_view);
    for (size_t i = 0; i < all->n; i++) {
        const struct plan_row *p = &all->v[i];
        if (plan_runs(p)) continue;
        o[v->past_plans.n++] = (struct plan_item_view){.goal = p->goal, .state = plan_state_text(c, p->state), .href = plan_href(c, p->id, ""),
                                                       .note = plan_dose_text(c, p->sessions, p->per_week, p->every_weeks)};
    }
    v->past_plans.v = o;
}

// Only what is open has a sentence: a page that shows none reads no progress, and the audit trail says none was read.
static bool shows_progress(const struct concern_list *all)
{
    for (size_t i = 0; i < all->n; i++) {
        if (!all->v[i].closed) return true;
    }
    return false;
}

static err show_course(struct call *c, client_id id, struct client_show_view *v)
{
    struct course now = {0};
    err e = desk_concern_list(&c->desk, id, &now.concerns);
    if (!e) e = desk_plans_of_client(&c->desk, id, &now.plans);
    if (!e && shows_progress(&now.concerns)) e = desk_progress(&c->desk, id, (concern_id){0}, &now.progress);
    struct concern_item_view *open = ARENA_ARRAY(c->a, now.concerns.n, struct concern_item_view);
    struct concern_item_view *closed = ARENA_ARRAY(c->a, now.concerns.n, struct concern_item_view);
    for (size_t i = 0; !e && i < now.concerns.n; i++) {
        const struct concern_row *r = &now.concerns.v[i];
        e = fill_concern(c, id, &now, r, r->closed ? &closed[v->closed.n++] : &open[v->concerns.n++]);
    }
    v->concerns.v = open;
    v->closed.v = closed;
    show_past_plans(c, &now.plans, v);
    return e;
}

// --- the last note, and money

static str first_words(const struct note_body *b)
{
    const str part[] = {b->a, b->p, b->o, b->s};
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        if (part[i].n) return part[i];
    }
    return (str){0};
}

// The newest session first; a draft is said to be one.
static err show_notes(struct call *c, client_id id, struct client_show_view *v)
{
    struct note_lines all;
    err e = desk_notes_of_client(&c->desk, id, &all);
    if (e) return e;
    struct last_note_view *o = ARENA_ARRAY(c->a, 2, struct last_note_view);
    const struct note_line *last = NULL;
    for (size_t i = 0; i < all.n; i++) {
        const struct note_row *r = &all.v[i].note;
        if (!r->signed_ && !v->notes.n) o[v->notes.n++] = (struct last_note_view){.when = when_words(c, r->day, r->minute), .by = r->author, .href = visit_href(c, r->appointment, "/note"), .draft = true};
        if (r->signed_ && !last) last = &all.v[i];
    }
    if (last) o[v->notes.n++] = (struct last_note_view){.when = when_words(c, last->note.day, last->note.minute), .by = last->note.author, .words = first_words(&last->body),
                                                         .href = link_to(c->a, "/notes/%.*s", SP(id_str(c->a, last->note.id.v)))};
    v->notes.v = o;
    v->notes_more = all.n > 1;
    return OK;
}

static err show_money(struct call *c, client_id id, struct client_show_view *v)
{
    struct package_list packages;
    struct receipt_list receipts;
    err e = desk_packages_of_client(&c->desk, id, &packages);
    if (!e) e = desk_receipts_of_client(&c->desk, id, &receipts);
    if (e) return e;
    struct money_line_view *o = ARENA_ARRAY(c->a, packages.n + 1, struct money_line_view);
    for (size_t i = 0; i < packages.n; i++) {
        if (!package_open(&packages.v[i], c->desk.today)) continue;
        o[v->money.n++] = (struct money_line_view){package_name(c, &packages.v[i]), package_note(c, &packages.v[i], c->session->currency), v->money_href};
    }
    if (receipts.n) {
        const struct receipt *r = &receipts.v[0];
        str note = str_fmt(c->a, "%.*s · %.*s", SP(view_day_text(c->a, c->desk.lang, r->issued)), SP(money_words(c, r->fee, r->currency)));
        o[v->money.n++] = (struct money_line_view){receipt_title(c, r), note, receipt_href(c, r->id, "")};
    }
    v->money.v = o;
    return OK;
}

static err client_show_json(struct call *c, const struct client *now)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, now->id.v);
    jw_kint(&w, S("version"), now->version);
    jw_key(&w, S("merged_into"));
    jw_id(&w, now->merged_into.v);
    jw_kstr(&w, S("updated"), instant_str(c->a, now->updated));
    jw_key(&w, S("record"));
    jw_raw(&w, client_body(c->a, &now->f));
    jw_end(&w);
    return OK;
}

// "53 years", and what one calls them by.
static str about_line(struct call *c, const struct client_fields *f)
{
    struct buf b = buf_new(c->a, 1024);
    if (f->born.known) {
        struct say say = SAY1(MSG_client_age, "day", view_day_text(c->a, c->desk.lang, f->born.day));
        say.n = day_years(f->born.day, c->desk.today);
        buf_put(&b, said(c, say));
    }
    if (f->pronouns.n) buf_putf(&b, "%s%.*s", b.n ? " · " : "", SP(f->pronouns));
    return buf_str(&b);
}

static str if_may(struct call *c, enum verb verb, client_id id, const char *behind)
{
    return desk_may(&c->desk.who, verb) ? client_href(c, id, behind) : (str){0};
}

static void show_links(struct call *c, client_id id, struct client_show_view *v)
{
    v->edit_href = client_href(c, id, "/edit");
    v->history_href = client_href(c, id, "/history");
    v->link_href = if_may(c, VERB_LINK_LIST, id, "/links");
    v->progress_href = client_href(c, id, "/progress");
    v->responses_href = client_href(c, id, "/responses");
    v->measures_href = client_href(c, id, "/measures");
    v->care_href = client_href(c, id, "/care");
    v->notes_href = if_may(c, VERB_NOTE_LIST, id, "/notes");
    v->letters_href = if_may(c, VERB_LETTER_LIST, id, "/letters");
    v->money_href = if_may(c, VERB_MONEY_SHOW, id, "/money");
    v->sell_href = if_may(c, VERB_PACKAGE_SELL, id, "/packages/new");
    v->new_concern_href = if_may(c, VERB_CONCERN_CHANGE, id, "/concerns/new");
    v->intake_href = if_may(c, VERB_INTAKE_ENTER, id, "/intake");
}

static err show_mail(struct call *c, client_id id, struct client_show_view *v)
{
    struct outbox_row o;
    if (!desk_may(&c->desk.who, VERB_MAIL_LIST)) return OK;
    err e = desk_mail_undone_client(&c->desk, id, &o);
    if (e) return e == E_NOT_FOUND ? OK : e;
    enum msg why = mail_why(o.error);
    str at = page_time(c, o.ended), said = why ? message_say(c->a, c->desk.lang, SAY(why)) : (str){0};
    v->mail_failed = message_say(c->a, c->desk.lang, SAY2(MSG_mail_undone, "at", at, "why", said));
    v->mail_href = client_href(c, id, "/links");
    return OK;
}

static err client_show_html(struct call *c, const struct client *now)
{
    client_id id = now->id;
    struct client_show_view v = {.page = page_of(c, MSG_client_title),
                                 .name = client_name_full(c->a, &now->f),
                                 .about = about_line(c, &now->f),
                                 .since = page_time(c, now->created),
                                 .clinical = desk_may(&c->desk.who, VERB_CONCERN_LIST),
                                 .note = now->f.note};
    v.page.title = v.name;
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    show_links(c, id, &v);
    if (now->f.phones.n) {
        v.phone = now->f.phones.v[0];
        v.phone_href = str_fmt(c->a, "tel:%.*s", SP(v.phone));
    }
    struct facts *facts = ARENA_ARRAY(c->a, 2, struct facts);
    facts_about(c, &now->f, &facts[0]);
    facts_contact(c, &now->f, &facts[1]);
    v.facts.v = facts[0].v;
    v.facts.n = facts[0].n;
    v.contacts.v = facts[1].v;
    v.contacts.n = facts[1].n;
    err e = show_duplicates(c, now, &v);
    if (!e) e = show_merges(c, id, &v);
    if (!e && v.clinical) e = show_course(c, id, &v);
    if (!e && v.clinical) e = calm_client_fill(c, id, &v.calm);
    if (!e && v.notes_href.n) e = show_notes(c, id, &v);
    if (!e && v.money_href.n) e = show_money(c, id, &v);
    if (!e) e = show_mail(c, id, &v);
    if (!e) e = safety_line_of(c, id, &v.safety);
    if (!e && v.clinical) e = alert_line(c, id, &v.alert);
    if (!e) e = client_visits_fill(c, id, v.name, &v.visits);
    if (e) return e;
    view_client_show(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err client_show_render(struct call *c, err result)
{
    (void)result;
    client_id id;
    struct client now;
    err e = client_of_path(c, &id);
    if (!e) e = desk_client_show(&c->desk, id, &now);
    if (e) return e;
    if (c->kind == KIND_JSON) return client_show_json(c, &now);
    if (!now.merged_into.v) return client_show_html(c, &now);
    c->location = client_href(c, now.merged_into, "");
    c->flash = MSG_done_client_was_merged;
    return reply_redirect(c);
}
const struct handler h_client_show = {.render = client_show_render};
