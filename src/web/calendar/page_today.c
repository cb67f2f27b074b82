// The day at the desk: who comes when, to whom, where, in what state, one tap from the next; and the week.
#include <string.h>

#include "web/safety/alert_text.h"
#include "web/safety/safety_row.h"
#include "web/people/client_text.h"
#include "day_text.h"
#include "desk/care/care.h"
#include "desk/care/notes.h"
#include "desk/links/outbox.h"
#include "desk/care/plans.h"
#include "desk/safety/safety_ask.h"
#include "desk/safety/safety_rules.h"
#include "web/forms.h"
#include "web/links/mail_box.h"
#include "web/measures/measure_text.h"
#include "web/session.h"
#include "views_gen.h"

enum { COLUMNS_MAX = 8, LANES = 7 };

struct sheet {                      // one request's day or week
    struct today_in in;
    struct today now;
    struct choices all;
    bool clinical;                  // may see notes and reasons
    str narrow;                     // "&therapist=…" or "&room=…", kept in every address
    account_id column[COLUMNS_MAX]; // whose columns, in order
    size_t n_columns;
};

static int64_t query_id(struct call *c, str name)
{
    int64_t id = 0;
    return id_parse(query_value(c, name), &id) ? id : 0;
}

static err sheet_open(struct call *c, struct sheet *s, int days)
{
    s->in.therapist.v = query_id(c, S("therapist"));
    s->in.room.v = query_id(c, S("room"));
    s->in.days = days;
    if (!day_parse(query_value(c, S("day")), &s->in.day)) s->in.day = c->desk.today;
    if (days == LANES) s->in.day.d -= day_weekday(s->in.day) - 1;
    s->clinical = desk_may(&c->desk.who, VERB_MEASURES_SHOW);
    if (s->in.therapist.v) s->narrow = str_fmt(c->a, "&therapist=%.*s", SP(id_str(c->a, s->in.therapist.v)));
    else if (s->in.room.v) s->narrow = str_fmt(c->a, "&room=%.*s", SP(id_str(c->a, s->in.room.v)));
    err e = desk_today(&c->desk, &s->in, &s->now);
    return e ? e : desk_choices(&c->desk, (service_id){0}, &s->all);
}

static str sheet_href(struct call *c, const struct sheet *s, const char *page, day d)
{
    return link_to(c->a, "%s?day=%.*s%.*s", page, SP(day_str(c->a, d)), SP(s->narrow));
}

// Whoever asks stands first, then by name as the list has them; those who treat that day only.
static void fill_columns(struct call *c, struct sheet *s, struct today_view *v)
{
    struct today_column_view *o = ARENA_ARRAY(c->a, COLUMNS_MAX, struct today_column_view);
    const struct today_list *all = &s->now.visits;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < all->n; i++) {
            account_id who = all->v[i].therapist;
            size_t k = 0;
            if ((who.v == c->desk.who.account.v) != (pass == 0)) continue;
            while (k < s->n_columns && s->column[k].v != who.v) k++;
            if (k == s->n_columns && k == COLUMNS_MAX) continue;
            if (k == s->n_columns) {
                s->column[s->n_columns++] = who;
                o[k] = (struct today_column_view){.name = all->v[i].therapist_name,
                                                  .column = str_fmt(c->a, "col-%zu", k + 1),
                                                  .href = link_to(c->a, "/today?day=%.*s&therapist=%.*s", SP(day_str(c->a, s->in.day)), SP(id_str(c->a, who.v))),
                                                  .mine = pass == 0};
            }
            o[k].count++;
        }
    }
    v->columns.v = o;
    v->columns.n = s->n_columns;
}

static str column_of(const struct sheet *s, const struct today_column_view *o, account_id who)
{
    for (size_t k = 0; k < s->n_columns; k++) {
        if (s->column[k].v == who.v) return o[k].column;
    }
    return (str){0};
}

static struct today_item_view item_of(struct call *c, const struct sheet *s, const struct today_visit *v)
{
    static const enum msg label[] = {MSG_visit_to_arrived, MSG_visit_to_in_session, MSG_visit_to_done};
    enum appointment_state state = STATE_BOOKED;
    (void)appointment_state_of(v->state, &state);
    int now = c->desk.zone ? zone_minute(c->desk.zone, c->now) : 0;
    struct today_item_view i = {.id = id_str(c->a, v->id.v),
                                .time = clock_text(c, v->minute),
                                .ends = clock_text(c, (v->minute + v->minutes) % 1440),
                                .name = visit_name(c, v->given, v->family, v->preferred),
                                .service = v->service_name,
                                .therapist = v->therapist_name,
                                .room = v->room_name,
                                .reason = v->reason,
                                .state = message_say(c->a, c->desk.lang, SAY(state_msg(state))),
                                .state_class = state_class(state),
                                .done = state == STATE_DONE,
                                .gone = state > STATE_DONE,
                                .couple = v->group.v != 0,
                                .unanswered = v->unanswered && state < STATE_DONE};
    i.href = visit_href(c, v->id, "");
    i.client_href = client_href(c, v->client, "");
    if (v->room.v) i.room_href = link_to(c->a, "/today?day=%.*s&room=%.*s", SP(day_str(c->a, v->day)), SP(id_str(c->a, v->room.v)));
    i.now = v->day.d == c->desk.today.d && v->minute <= now && now < v->minute + v->minutes && state < STATE_DONE;
    bool mine = desk_note_is_mine(&c->desk, v->therapist) && (state == STATE_IN_SESSION || state == STATE_DONE || v->noted);
    if (s->clinical && (mine || v->signed_)) i.note_href = visit_href(c, v->id, "/note");
    i.note_wait = i.note_href.n && state == STATE_DONE && !v->signed_;
    i.note_done = i.note_href.n && v->signed_;
    if (state < STATE_DONE && v->day.d <= c->desk.today.d) {
        if (state == STATE_ARRIVED) i.hand_action = visit_href(c, v->id, "/hand-over");
        i.has_go = true;
        i.go = str_fmt(c->a, "%.*s.%lld.%.*s", SP(i.id), (long long)v->version, SP(appointment_state_name((enum appointment_state)(state + 1))));
        i.go_label = label[state];
        i.first = state != STATE_BOOKED;
    }
    return i;
}

// Who has to be called, what stands, whose health form is not there: all of it in one look, for visits still to come.
static void safety_of(day today, const struct sheet *s, const struct safety_said *said, struct today_item_view *o)
{
    const struct today_list *all = &s->now.visits;
    for (size_t i = 0; i < all->n; i++) {
        const struct safety_flag *f = &said[i].flag;
        bool ahead = !o[i].gone && !o[i].done;
        o[i].call = ahead && f->call && !(f->defer && s->clinical); // why it is put off stands on the therapist's line
        // what is held has no button that would be refused; a session that began can be ended
        bool booked = str_eq(all->v[i].state, S("booked")), arrived = str_eq(all->v[i].state, S("arrived"));
        if ((f->held && (booked || arrived)) || (f->call && arrived)) o[i].has_go = false;
        if ((ahead || (!o[i].gone && all->v[i].day.d >= today.d)) && !said[i].form) o[i].safety = said[i].line; // a note is still to be written
        o[i].intake = ahead && f->intake < INTAKE_DONE;
        o[i].intake_old = ahead && f->intake == INTAKE_OLD;
    }
}

static client_id *clients_of(struct call *c, const struct today_list *all, size_t more)
{
    client_id *who = ARENA_ARRAY(c->a, all->n + more, client_id);
    for (size_t i = 0; i < all->n; i++) who[i] = all->v[i].client;
    return who;
}

// Lists are filled as views, and what is safe is put to them when all of them are.
#define NOTES(list) ((struct today_note_view *)(uintptr_t)(list).v)
enum { NAME_LISTS = 5 };

// Everybody whom the page names, in one read: the visits, the lists above them, the alerts.
static err fill_safety(struct call *c, const struct sheet *s, struct today_view *v)
{
    struct {
        struct today_note_view *v;
        size_t n;
    } list[NAME_LISTS] = {{NOTES(v->notes), v->notes.n}, {NOTES(v->reviews), v->reviews.n}, {NOTES(v->adverse), v->adverse.n}, {NOTES(v->anew), v->anew.n}, {NOTES(v->mail), v->mail.n}};
    struct alert_item_view *alert = (struct alert_item_view *)(uintptr_t)v->alerts.items.v;
    size_t n = s->now.visits.n, most = v->alerts.items.n;
    for (size_t k = 0; k < NAME_LISTS; k++) most += list[k].n;
    client_id *who = clients_of(c, &s->now.visits, most);
    for (size_t k = 0; k < NAME_LISTS; k++)
        for (size_t i = 0; i < list[k].n; i++)
            if (list[k].v[i].client.v) who[n++] = list[k].v[i].client;
    for (size_t i = 0; i < v->alerts.items.n; i++) who[n++] = alert[i].client;
    struct safety_said *said = ARENA_ARRAY(c->a, n, struct safety_said);
    err e = safety_rows_of(c, who, n, said);
    if (e) return e;
    safety_of(c->desk.today, s, said, (struct today_item_view *)(uintptr_t)v->items.v);
    n = s->now.visits.n;
    for (size_t k = 0; k < NAME_LISTS; k++)
        for (size_t i = 0; i < list[k].n; i++) {
            if (!list[k].v[i].client.v) continue;
            list[k].v[i].safety = said[n++].line;
            list[k].v[i].safety.href = (str){0}; // the row is a link
        }
    for (size_t i = 0; i < v->alerts.items.n; i++) alert[i].safety = said[n++].line;
    return OK;
}

static err fill_reviews(struct call *c, struct today_view *v)
{
    const struct review_due *due;
    size_t n;
    if (!v->is_today || !desk_may(&c->desk.who, VERB_PLAN_SHOW)) return OK;
    err e = desk_reviews_due(&c->desk, c->desk.who.account, &due, &n);
    if (e) return e;
    struct today_note_view *o = ARENA_ARRAY(c->a, n, struct today_note_view);
    for (size_t i = 0; i < n; i++) {
        struct say after = SAY_N(MSG_today_review_after, due[i].done);
        o[i] = (struct today_note_view){link_to(c->a, "/plans/%.*s/review", SP(id_str(c->a, due[i].plan.v))), due[i].client_name,
                                        message_say(c->a, c->desk.lang, after), due[i].client};
    }
    v->reviews.v = o;
    v->reviews.n = n;
    return OK;
}

// Adverse events to be followed up: a therapist's own and nobody's; an owner's are all, so that none depends on who is in.
static err fill_adverse(struct call *c, struct today_view *v)
{
    const struct adverse_wait *w;
    size_t n;
    if (!v->is_today || !desk_may(&c->desk.who, VERB_PLAN_SHOW)) return OK;
    err e = desk_adverse_waiting(&c->desk, &w, &n);
    if (e) return e;
    struct today_note_view *o = ARENA_ARRAY(c->a, n, struct today_note_view);
    for (size_t i = 0; i < n; i++) {
        str when = message_say(c->a, c->desk.lang, SAY1(MSG_harm_follow_by, "day", day_text(c, w[i].due)));
        o[i] = (struct today_note_view){str_fmt(c->a, "%.*s/%.*s", SP(client_href(c, w[i].client, "/adverse")), SP(id_str(c->a, w[i].id.v))),
                                        visit_name(c, w[i].given, w[i].family, w[i].preferred), when, w[i].client};
    }
    v->adverse.v = o;
    v->adverse.n = n;
    return OK;
}

// Red flags that wait for an answer, whether a visit is booked or not.
static err fill_anew(struct call *c, struct today_view *v)
{
    static const enum msg whys[] = {[ANEW_WORSE] = MSG_safety_anew_worse, [ANEW_EVENT] = MSG_safety_anew_event, [ANEW_CHANGED] = MSG_safety_anew_changed};
    const struct anew_due *w;
    size_t n;
    if (!v->is_today || !desk_may(&c->desk.who, VERB_SAFETY_ROWS)) return OK;
    err e = desk_anew_due(&c->desk, &w, &n);
    if (e) return e;
    struct today_note_view *o = ARENA_ARRAY(c->a, n, struct today_note_view);
    for (size_t i = 0; i < n; i++) {
        str why = message_say(c->a, c->desk.lang, SAY(whys[w[i].why]));
        o[i] = (struct today_note_view){str_fmt(c->a, "%.*s#to-ask", SP(client_href(c, w[i].who.client, "/safety"))), visit_name(c, w[i].who.given, w[i].who.family, w[i].who.preferred),
                                        message_say(c->a, c->desk.lang, SAY2(MSG_safety_anew_why, "why", why, "day", page_time(c, w[i].who.at))), w[i].who.client};
    }
    v->anew.v = o;
    v->anew.n = n;
    return OK;
}

// Whoever was to hear from us, and did not.
static err fill_mail(struct call *c, struct today_view *v)
{
    const struct outbox_undone_row *w;
    size_t n, held;
    if (!v->is_today || !desk_may(&c->desk.who, VERB_MAIL_LIST)) return OK;
    err e = desk_mail_undone(&c->desk, &w, &n);
    if (!e) e = mail_stands(c, &v->mail_stands);
    if (!e) e = desk_mail_held(&c->desk, &held);
    if (e) return e;
    if (held) v->held = message_say(c->a, c->desk.lang, SAY_N(MSG_mail_held, (int64_t)held));
    struct today_note_view *o = ARENA_ARRAY(c->a, n, struct today_note_view);
    for (size_t i = 0; i < n; i++) {
        enum msg why = mail_why(w[i].error);
        str at = page_time(c, w[i].at), said = why ? message_say(c->a, c->desk.lang, SAY(why)) : (str){0};
        o[i] = (struct today_note_view){w[i].client.v ? client_href(c, w[i].client, "/links") : S("/setup/mail"),
                                        w[i].client.v ? visit_name(c, w[i].given, w[i].family, w[i].preferred) : message_say(c->a, c->desk.lang, SAY(MSG_mail_to_team)),
                                        said.n ? str_fmt(c->a, "%.*s. %.*s", SP(at), SP(said)) : at, w[i].client};
    }
    v->mail.v = o;
    v->mail.n = n;
    return OK;
}

// A rule of the practice that a new version of the program does not take guards nobody any more: that is not left to be found in the settings.
static err fill_rules(struct call *c, struct today_view *v)
{
    struct rules_held held;
    struct rule_list none;
    if (!v->is_today || !desk_may(&c->desk.who, VERB_RULES_SET) || !desk_may(&c->desk.who, VERB_RULES_SHOW)) return OK;
    err e = desk_rules_show(&c->desk, (str){0}, &held, &none);
    if (!e && held.n_broken) v->rules_broken = message_say(c->a, c->desk.lang, SAY_N(MSG_rules_broken_today, (int64_t)held.n_broken));
    return e;
}

static void fill_items(struct call *c, const struct sheet *s, struct today_view *v)
{
    struct today_item_view *o = ARENA_ARRAY(c->a, s->now.visits.n, struct today_item_view);
    for (size_t i = 0; i < s->now.visits.n; i++) {
        const struct today_visit *from = &s->now.visits.v[i];
        o[i] = item_of(c, s, from);
        o[i].column = column_of(s, v->columns.v, from->therapist);
        if (str_eq(from->state, S("booked"))) v->waiting++;
        if (str_eq(from->state, S("arrived")) || str_eq(from->state, S("in-session"))) v->here++;
        if (!o[i].gone) v->count++;
    }
    v->items.v = o;
    v->items.n = s->now.visits.n;
}

static void fill_filters(struct call *c, const struct sheet *s, const char *page, struct today_link_view *o, size_t *n)
{
    str iso = day_str(c->a, s->in.day);
    o[(*n)++] = (struct today_link_view){link_to(c->a, "%s?day=%.*s", page, SP(iso)), message_say(c->a, c->desk.lang, SAY(MSG_today_everybody)),
                                         !s->in.therapist.v && !s->in.room.v};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < s->all.n_therapists; i++) {
            const struct choice_person *p = &s->all.therapist[i];
            bool mine = p->id.v == c->desk.who.account.v;
            if (mine != (pass == 0)) continue;
            str name = mine ? message_say(c->a, c->desk.lang, SAY(MSG_today_mine)) : p->name;
            str href = link_to(c->a, "%s?day=%.*s&therapist=%.*s", page, SP(iso), SP(id_str(c->a, p->id.v)));
            o[(*n)++] = (struct today_link_view){href, name, s->in.therapist.v == p->id.v};
        }
    }
    for (size_t i = 0; i < s->all.n_rooms; i++) {
        if (s->in.room.v != s->all.room[i].id.v) continue;
        o[(*n)++] = (struct today_link_view){sheet_href(c, s, page, s->in.day), s->all.room[i].name, true};
    }
}

static void fill_notes(struct call *c, const struct sheet *s, struct today_view *v)
{
    struct today_note_view *o = ARENA_ARRAY(c->a, s->now.n_unsigned, struct today_note_view);
    for (size_t i = 0; i < s->now.n_unsigned; i++) {
        const struct unsigned_note *n = &s->now.unsigned_notes[i];
        o[i] = (struct today_note_view){visit_href(c, n->visit, "/note"), n->client_name, when_words(c, n->day, n->minute), n->client};
    }
    v->notes.v = o;
    v->notes.n = s->now.n_unsigned;
}

// "?undo=<id>.<version>": the step that the flash speaks of can be taken back.
static void offer_undo(struct call *c, struct today_view *v)
{
    str id, version;
    int64_t n;
    if (v->page.flash.key == MSG_none || !str_cut(query_value(c, S("undo")), '.', &id, &version)) return;
    if (!id_parse(id, &n) || !str_i64(version, &n)) return;
    struct buf b = buf_new(c->a, 1024);
    buf_putf(&b, "/appointments/%.*s/undo?version=%.*s&back=", SP(id), SP(version));
    buf_url_part(&b, v->back);
    page_undo(c, &v->page, buf_str(&b));
}

static err today_json(struct call *c, const struct sheet *s)
{
    struct safety_said *said = ARENA_ARRAY(c->a, s->now.visits.n, struct safety_said);
    err e = safety_rows_of(c, clients_of(c, &s->now.visits, 0), s->now.visits.n, said);
    if (e) return e;
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kstr(&w, S("day"), day_str(c->a, s->in.day));
    jw_kbool(&w, S("closed"), s->now.closed);
    jw_key(&w, S("visits"));
    jw_array(&w);
    for (size_t i = 0; i < s->now.visits.n; i++) {
        const struct today_visit *v = &s->now.visits.v[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, v->id.v);
        jw_kstr(&w, S("time"), clock_text(c, v->minute));
        jw_kint(&w, S("minutes"), v->minutes);
        jw_key(&w, S("client"));
        jw_id(&w, v->client.v);
        jw_kstr(&w, S("name"), visit_name(c, v->given, v->family, v->preferred));
        jw_kstr(&w, S("therapist"), v->therapist_name);
        jw_kstr(&w, S("service"), v->service_name);
        jw_kstr(&w, S("room"), v->room_name);
        jw_kstr(&w, S("state"), v->state);
        jw_kbool(&w, S("unanswered"), v->unanswered);
        jw_kbool(&w, S("call"), said[i].flag.call);
        jw_kbool(&w, S("held"), said[i].flag.held);
        safety_row_put(&w, &said[i]);
        if (s->clinical) jw_kstr(&w, S("reason"), v->reason);
        if (s->clinical) jw_kbool(&w, S("signed"), v->signed_);
        jw_kint(&w, S("version"), v->version);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static str say_text(struct call *c, enum msg key)
{
    return message_say(c->a, c->desk.lang, SAY(key));
}

static err today_render(struct call *c, err result)
{
    (void)result;
    struct sheet s = {0};
    err e = sheet_open(c, &s, 1);
    if (e) return e;
    if (c->kind == KIND_JSON) return today_json(c, &s);
    day d = s.in.day;
    struct today_view v = {.page = page_of(c, d.d == c->desk.today.d ? MSG_today_title : MSG_today_day_title),
                           .heading = day_words(c, d),
                           .iso = day_str(c->a, d),
                           .previous = sheet_href(c, &s, "/today", (day){d.d - 1}),
                           .next = sheet_href(c, &s, "/today", (day){d.d + 1}),
                           .today_href = sheet_href(c, &s, "/today", c->desk.today),
                           .week_href = sheet_href(c, &s, "/week", d),
                           .back = sheet_href(c, &s, "/today", d),
                           .csrf = c->session->csrf,
                           .key = page_form_key(c),
                           .is_today = d.d == c->desk.today.d,
                           .closed = s.now.closed};
    v.page.wide = true;
    v.page.title = v.heading;
    v.narrowed = s.narrow.n > 0;
    v.book_href = link_to(c->a, "/book?from=%.*s%.*s", SP(v.iso), SP(s.in.therapist.v ? s.narrow : (str){0}));
    if (s.in.therapist.v) v.therapist_value = id_str(c->a, s.in.therapist.v);
    if (v.closed) v.closed_note = s.now.closed_note.n ? message_say(c->a, c->desk.lang, SAY1(MSG_today_closed, "note", s.now.closed_note)) : say_text(c, MSG_today_closed_plain);
    struct today_link_view *filters = ARENA_ARRAY(c->a, s.all.n_therapists + s.all.n_rooms + 1, struct today_link_view);
    fill_filters(c, &s, "/today", filters, &v.filters.n);
    v.filters.v = filters;
    fill_columns(c, &s, &v);
    fill_items(c, &s, &v);
    fill_notes(c, &s, &v);
    e = fill_reviews(c, &v);
    if (!e) e = fill_adverse(c, &v);
    if (!e) e = fill_anew(c, &v);
    if (!e) e = fill_rules(c, &v);
    if (!e) e = fill_mail(c, &v);
    if (!e) e = alert_today(c, &v.alerts);
    if (!e) e = fill_safety(c, &s, &v);
    if (e) return e;
    offer_undo(c, &v);
    view_today(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_today = {.render = today_render};

static err week_render(struct call *c, err result)
{
    (void)result;
    struct sheet s = {0};
    err e = sheet_open(c, &s, LANES);
    if (e) return e;
    day d = s.in.day;
    struct week_view v = {.page = page_of(c, MSG_today_week_title),
                          .previous = sheet_href(c, &s, "/week", (day){d.d - LANES}),
                          .next = sheet_href(c, &s, "/week", (day){d.d + LANES}),
                          .today_href = sheet_href(c, &s, "/week", c->desk.today)};
    v.page.wide = true;
    v.page.title = v.heading = message_say(c->a, c->desk.lang, SAY1(MSG_today_week_of, "day", view_day_text(c->a, c->desk.lang, d)));
    struct today_link_view *filters = ARENA_ARRAY(c->a, s.all.n_therapists + s.all.n_rooms + 1, struct today_link_view);
    fill_filters(c, &s, "/week", filters, &v.filters.n);
    v.filters.v = filters;
    struct today_item_view *o = ARENA_ARRAY(c->a, s.now.visits.n, struct today_item_view);
    struct week_day_view *days = ARENA_ARRAY(c->a, LANES, struct week_day_view);
    size_t at = 0;
    for (int i = 0; i < LANES; i++) {
        day on = {d.d + i};
        size_t from = at;
        for (; at < s.now.visits.n && s.now.visits.v[at].day.d <= on.d; at++) o[at] = item_of(c, &s, &s.now.visits.v[at]);
        days[i] = (struct week_day_view){.heading = day_words(c, on), .href = sheet_href(c, &s, "/today", on), .today = on.d == c->desk.today.d, .empty = at == from};
        days[i].items.v = o + from;
        days[i].items.n = at - from;
    }
    v.days.v = days;
    v.days.n = LANES;
    struct safety_said *said = ARENA_ARRAY(c->a, s.now.visits.n, struct safety_said);
    e = safety_rows_of(c, clients_of(c, &s.now.visits, 0), s.now.visits.n, said);
    if (e) return e;
    safety_of(c->desk.today, &s, said, o);
    for (size_t i = 0; i < s.now.visits.n; i++) o[i].safety.href = (str){0}; // the row is a link
    view_week(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_week = {.render = week_render};
