#include "alert_text.h"

#include "day_text.h"
#include "page.h"

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
    return said(c, SAY1(x->due.us < c->now.us ? MSG_alert_overdue : MSG_alert_due, "time", page_time(c, x->due)));
}

static void put(struct buf *b, str text)
{
    if (b->n) buf_put(b, S(" · "));
    buf_put(b, text);
}

// What has become of it: what the client said, whether the mail arrived, whether somebody has seen it.
static str standing(struct call *c, const struct alert_row *x, str phone)
{
    struct buf b = buf_new(c->a, 2048);
    if (x->said == SAID_DANGER) put(&b, said(c, SAY(MSG_alert_said_danger)));
    if (x->said == SAID_CALL) put(&b, said(c, SAY(MSG_alert_said_call)));
    bool unreached = x->mail_state.n == 0 || str_eq(x->mail_state, S("failed")) || str_eq(x->mail_state, S("stopped"));
    if (unreached && x->account.v) put(&b, said(c, SAY2(MSG_alert_unreached, "name", x->account_name, "phone", phone)));
    else if (x->account.v) put(&b, said(c, SAY1(MSG_alert_for, "name", x->account_name)));
    put(&b, said(c, SAY(x->seen ? MSG_alert_seen : MSG_alert_unseen)));
    if (x->escalated) put(&b, said(c, SAY(MSG_alert_escalated)));
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
        o[i] = (struct alert_item_view){alert_href(c, x->id), said(c, SAY1(MSG_alert_title_of, "name", visit_name(c, x->given, x->family, x->preferred))), alert_due(c, x),
                                        standing(c, x, t.phone), x->due.us < c->now.us || x->said == SAID_DANGER || x->said == SAID_CALL};
    }
    v->items.v = o;
    v->items.n = t.mine.n;
    if (t.waiting && !t.others.n) v->others = said(c, SAY(MSG_alert_ask_anybody));
    else if (t.waiting) v->others = said(c, t.unreached && t.phone.n ? SAY2(MSG_alert_ask_call, "name", t.others, "phone", t.phone) : SAY1(MSG_alert_ask, "name", t.others));
    return OK;
}

err alert_line(struct call *c, client_id client, struct alert_line_view *v)
{
    struct alert_standing s;
    err e = desk_alert_standing(&c->desk, client, &s);
    if (e) return e;
    if (s.open) {
        v->href = alert_href(c, s.row.id);
        v->text = alert_due(c, &s.row);
        v->bad = s.row.due.us < c->now.us;
    }
    if (s.advised) v->advice = said(c, SAY(MSG_alert_advice));
    return OK;
}
