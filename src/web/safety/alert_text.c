#include "alert_text.h"

#include "base/json.h"
#include "web/calendar/day_text.h"
#include "desk/measures/library.h"
#include "web/page.h"

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

str alert_href(struct call *c, alert_id id)
{
    return link_to(c->a, "/alerts/%.*s", SP(id_str(c->a, id.v)));
}

str alert_tel(struct call *c, str number)
{
    return number.n ? str_fmt(c->a, "tel:%.*s", SP(number)) : (str){0};
}

struct help_view help_of(struct call *c, const struct crisis_help *h)
{
    struct help_row_view *o = ARENA_ARRAY(c->a, CRISIS_CONTACTS, struct help_row_view);
    for (size_t i = 0; i < h->n; i++) o[i] = (struct help_row_view){h->line[i].words, alert_tel(c, h->line[i].dial)};
    struct help_view v = {.emergency = h->emergency, .emergency_href = alert_tel(c, h->emergency)};
    v.lines.v = o;
    v.lines.n = h->n;
    return v;
}

str alert_due(struct call *c, const struct alert_row *x)
{
    enum msg until = x->level == LEVEL_EMERGENCY ? MSG_alert_due_soon : MSG_alert_due;
    return said(c, SAY1(x->due.us < c->now.us ? MSG_alert_overdue : until, "time", page_time(c, x->due)));
}

// The numbers of the questions that fired: "9". Empty where the file, or what fired, cannot be read.
static str questions_fired(struct call *c, const struct instrument_file *in, str fired)
{
    struct json_error why;
    struct buf b = buf_new(c->a, 256);
    const struct json *ids = json_parse(c->a, fired, 8, &why);
    if (!ids || ids->kind != JSON_ARRAY) return (str){0};
    for (const struct json *id = ids->first; id; id = id->next)
        for (size_t i = 0; i < in->n_alerts; i++) {
            if (id->kind != JSON_STRING || !str_eq(id->text, in->alerts[i].id)) continue;
            buf_putf(&b, "%s%.*s", b.n ? ", " : "", SP(in->alerts[i].item));
        }
    return buf_str(&b);
}

// "PHQ-9, question 9: answered above zero, 21 Nov 2026 at 14:02." What it asks about is read behind the task, not on a line.
static str what_happened(struct call *c, const struct alert_row *x)
{
    const struct instrument_file *in;
    if (x->cause == CAUSE_EVENT) return said(c, SAY1(MSG_alert_event_what, "time", page_time(c, x->raised)));
    if (x->cause == CAUSE_FINDING) return said(c, SAY1(x->level == LEVEL_EMERGENCY ? MSG_alert_find_what_1 : MSG_alert_find_what_2, "time", page_time(c, x->raised)));
    if (desk_instrument_ever(&c->desk, x->instrument, &in)) return said(c, SAY1(MSG_alert_what_some, "time", page_time(c, x->raised)));
    size_t colon = str_find(in->title, S(": "));
    str title = colon == SIZE_MAX ? in->title : str_sub(in->title, 0, colon), number = questions_fired(c, in, x->fired);
    if (!number.n) return said(c, SAY1(MSG_alert_what_some, "time", page_time(c, x->raised)));
    return said(c, SAY3(MSG_alert_what, "title", title, "number", number, "time", page_time(c, x->raised)));
}

static str next_of(struct call *c, const struct alert_row *x)
{
    static const enum msg next[ALERT_CAUSES] = {[CAUSE_ANSWER] = MSG_alert_next, [CAUSE_FINDING] = MSG_alert_find_next, [CAUSE_EVENT] = MSG_alert_event_next};
    return said(c, SAY(next[x->cause]));
}

static void put(struct buf *b, str text)
{
    if (b->n) buf_put(b, S(" · "));
    buf_put(b, text);
}

// What has become of it: what the client said, whether the mail arrived, whether somebody has seen it.
static str standing(struct call *c, const struct alert_row *x, const struct alerts_today *t)
{
    str phone = x->account.v == t->phone_of.v ? t->phone : (str){0};
    struct buf b = buf_new(c->a, 2048);
    if (x->said == SAID_DANGER) put(&b, said(c, SAY(MSG_alert_said_danger)));
    if (x->said == SAID_CALL) put(&b, said(c, SAY(MSG_alert_said_call)));
    bool unreached = x->mail_state.n == 0 || str_eq(x->mail_state, S("failed")) || str_eq(x->mail_state, S("stopped"));
    if (unreached && x->account.v) put(&b, said(c, phone.n ? SAY2(MSG_alert_unreached, "name", x->account_name, "phone", phone) : SAY1(MSG_alert_unreached_no_phone, "name", x->account_name)));
    else if (x->account.v) put(&b, said(c, SAY1(MSG_alert_for, "name", x->account_name)));
    put(&b, said(c, SAY(x->seen ? MSG_alert_seen : MSG_alert_unseen)));
    bool nobody = x->cause != CAUSE_ANSWER && !x->account.v, late = x->due.us <= x->escalated_at.us;
    if (x->escalated && (late || nobody)) put(&b, said(c, SAY(nobody ? MSG_alert_owners_at_once : MSG_alert_escalated)));
    return buf_str(&b);
}

err alert_today(struct call *c, struct alert_today_view *v)
{
    struct alerts_today t;
    err e = desk_alerts_today(&c->desk, &t);
    if (e) return e;
    struct alert_item_view *o = ARENA_ARRAY(c->a, t.mine.n, struct alert_item_view);
    for (size_t i = 0; i < t.mine.n; i++) {
        const struct alert_row *x = &t.mine.v[i];
        o[i] = (struct alert_item_view){.href = alert_href(c, x->id), .title = said(c, SAY1(MSG_alert_title_of, "name", visit_name(c, x->given, x->family, x->preferred))),
            .what = what_happened(c, x), .due = alert_due(c, x), .next = next_of(c, x), .note = standing(c, x, &t), .client = x->client,
            .loud = x->level == LEVEL_EMERGENCY || x->due.us < c->now.us || x->said == SAID_DANGER || x->said == SAID_CALL};
    }
    v->items.v = o;
    v->items.n = t.mine.n;
    if (t.waiting && !t.others.n) v->others = said(c, SAY(MSG_alert_ask_anybody));
    else if (t.waiting) v->others = said(c, t.unreached && t.phone.n && t.others_id.v == t.phone_of.v ? SAY2(MSG_alert_ask_call, "name", t.others, "phone", t.phone) : SAY1(MSG_alert_ask, "name", t.others));
    if (t.no_mail) v->no_mail = said(c, SAY(MSG_alert_mail_off));
    return OK;
}

err alert_line(struct call *c, client_id client, struct alert_line_view *v)
{
    struct alert_standing s;
    err e = desk_alert_standing(&c->desk, client, &s);
    if (e) return e;
    struct alert_open_view *o = ARENA_ARRAY(c->a, s.open.n, struct alert_open_view);
    for (size_t i = 0; i < s.open.n; i++) {
        const struct alert_row *x = &s.open.v[i];
        o[i] = (struct alert_open_view){.href = alert_href(c, x->id), .text = alert_due(c, x), .what = what_happened(c, x), .next = next_of(c, x),
            .bad = x->due.us < c->now.us || x->level == LEVEL_EMERGENCY};
    }
    v->items.v = o;
    v->items.n = s.open.n;
    if (s.advised) v->advice = said(c, SAY(MSG_alert_advice));
    return OK;
}
