// The client's own pages, by link: next visits, health form, ratings, progress, receipts, letters. The birth date is asked once in
// each browser.
#include "desk/links/home.h"

#include "base/json.h"
#include "clinic/care/billing.h"
#include "web/cookie.h"
#include "desk/safety/safety.h"
#include "web/forms.h"
#include "home_pass.h"
#include "web/care/letter_text.h"
#include "web/money/money_text.h"
#include "web/measures/measure_text.h"
#include "page_link_born.h"
#include "pages_home.h"
#include "web/route.h"
#include "views_gen.h"

#define HOME_COOKIE S("unknot-home")
enum { PASS_SECONDS = 30 * 24 * 3600 }; // as long as the link lives, at most

str home_pass(const struct call *c)
{
    return cookie_get(c, HOME_COOKIE);
}

str home_href(struct call *c, const char *behind)
{
    return link_to(c->a, "/h/%.*s%s", SP(c->param[0]), behind);
}

err home_again(struct call *c)
{
    c->location = home_href(c, "");
    return reply_redirect(c);
}

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static void fill_visits(struct call *c, const struct home_lists *l, struct home_view *v)
{
    struct home_row_view *rows = ARENA_ARRAY(c->a, l->n_visits, struct home_row_view);
    for (size_t i = 0; i < l->n_visits; i++) {
        const struct home_visit *x = &l->visits[i];
        str when = str_fmt(c->a, "%.*s %.*s, %02d:%02d", SP(weekday_text(c, x->day)), SP(day_text(c, x->day)), x->minute / 60, x->minute % 60);
        struct say note = SAY2(x->room.n ? MSG_home_visit_room : MSG_home_visit, "service", x->service, "therapist", x->therapist);
        if (x->room.n) note.arg[2] = (struct say_arg){"room", x->room};
        rows[i] = (struct home_row_view){.title = when, .note = said(c, note)};
        if (x->day.d == c->desk.today.d) rows[i].badge = said(c, SAY(MSG_home_today));
    }
    v->visits.v = rows;
    v->visits.n = l->n_visits;
}

static void fill_money(struct call *c, const struct home_lists *l, struct home_view *v)
{
    struct home_row_view *p = ARENA_ARRAY(c->a, l->n_packages, struct home_row_view);
    for (size_t i = 0; i < l->n_packages; i++) {
        const struct home_package *x = &l->packages[i];
        int64_t left = x->visits > x->used ? x->visits - x->used : 0;
        struct say note = SAY_N(MSG_home_package_left, left);
        note.arg[0] = (struct say_arg){"of", str_fmt(c->a, "%lld", (long long)x->visits)};
        p[i] = (struct home_row_view){.title = x->service, .note = said(c, note)};
        if (x->expires.known) {
            bool over = x->expires.day.d < c->desk.today.d;
            p[i].badge = said(c, SAY1(over ? MSG_home_package_over : MSG_home_package_until, "day", day_text(c, x->expires.day)));
        }
    }
    v->packages.v = p;
    v->packages.n = l->n_packages;
    struct home_row_view *r = ARENA_ARRAY(c->a, l->n_receipts, struct home_row_view);
    for (size_t i = 0; i < l->n_receipts; i++) {
        const struct home_receipt *x = &l->receipts[i];
        str number = str_fmt(c->a, "%lld", (long long)x->number);
        r[i] = (struct home_row_view){.title = said(c, SAY1(x->refund ? MSG_home_refund : MSG_home_receipt, "number", number)),
                                      .note = str_fmt(c->a, "%.*s · %.*s", SP(day_text(c, x->issued)), SP(billing_money(c->a, x->fee, x->currency))),
                                      .href = link_to(c->a, "/h/%.*s/receipts/%.*s.pdf", SP(c->param[0]), SP(id_str(c->a, x->id.v)))};
    }
    v->receipts.v = r;
    v->receipts.n = l->n_receipts;
}

static void fill_letters(struct call *c, const struct home_lists *l, struct home_view *v)
{
    struct home_row_view *rows = ARENA_ARRAY(c->a, l->n_letters, struct home_row_view);
    for (size_t i = 0; i < l->n_letters; i++) {
        const struct home_letter *x = &l->letters[i];
        str to, rest;
        str_cut(x->addressee, '\n', &to, &rest);
        rows[i] = (struct home_row_view){.title = said(c, SAY1(MSG_home_letter, "to", to)),
                                         .note = said(c, SAY2(MSG_home_letter_by, "signer", x->signer, "at", page_time(c, x->finished))),
                                         .href = link_to(c->a, "/h/%.*s/letters/%.*s.pdf", SP(c->param[0]), SP(id_str(c->a, x->id.v)))};
    }
    v->letters.v = rows;
    v->letters.n = l->n_letters;
}

static err home_json(struct call *c, const struct home *h)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kbool(&w, S("confirm"), h->front.confirm);
    jw_kstr(&w, S("expires"), instant_str(c->a, h->front.expires));
    jw_key(&w, S("visits"));
    jw_array(&w);
    for (size_t i = 0; i < h->lists.n_visits; i++) {
        const struct home_visit *x = &h->lists.visits[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, x->id.v);
        jw_kstr(&w, S("day"), day_str(c->a, x->day));
        jw_kstr(&w, S("time"), str_fmt(c->a, "%02d:%02d", x->minute / 60, x->minute % 60));
        jw_kint(&w, S("minutes"), x->minutes);
        jw_kstr(&w, S("service"), x->service);
        jw_kstr(&w, S("therapist"), x->therapist);
        jw_end(&w);
    }
    jw_end(&w);
    jw_kbool(&w, S("intake_done"), h->lists.intake_done);
    jw_key(&w, S("packages"));
    jw_array(&w);
    for (size_t i = 0; i < h->lists.n_packages; i++) {
        const struct home_package *x = &h->lists.packages[i];
        jw_object(&w);
        jw_kstr(&w, S("service"), x->service);
        jw_kint(&w, S("visits"), x->visits);
        jw_kint(&w, S("left"), x->visits > x->used ? x->visits - x->used : 0);
        jw_end(&w);
    }
    jw_end(&w);
    jw_kint(&w, S("receipts"), (int64_t)h->lists.n_receipts);
    jw_kint(&w, S("letters"), (int64_t)h->lists.n_letters);
    jw_end(&w);
    return OK;
}

static void fill_open(struct call *c, const struct home *h, struct home_view *v)
{
    fill_visits(c, &h->lists, v);
    fill_money(c, &h->lists, v);
    fill_letters(c, &h->lists, v);
    bool old = h->lists.intake_done && intake_state_at(c->desk.zone, c->desk.today, h->lists.intake_asked) == INTAKE_OLD;
    v->intake_wanted = !h->lists.intake_done || h->lists.intake_begun || old;
    v->intake_begun = h->lists.intake_begun;
    if (h->lists.intake_done) v->intake_note = said(c, SAY1(MSG_home_intake_sent, "at", page_time(c, h->lists.intake_at)));
    v->rate = v->progress = h->lists.concerns > 0;
    v->diary = h->lists.headache;
    v->progress_href = home_href(c, "/progress");
}

static err home_page(struct call *c, int status)
{
    struct home h;
    err e = desk_home(&c->desk, home_pass(c), &h);
    if (e) return e;
    if (c->kind == KIND_JSON) return home_json(c, &h);
    struct home_view v = {.page = page_of_client(c, MSG_home_title, h.front.practice, h.front.crisis_line),
                          .action = home_href(c, ""),
                          .name = h.front.name,
                          .practice = h.front.practice,
                          .phone = h.front.practice_phone,
                          .until = page_time(c, h.front.expires),
                          .key = page_form_key(c)};
    link_born_fill(c, &h.front, &v.born);
    if (v.phone.n) v.phone_href = str_fmt(c->a, "tel:%.*s", SP(v.phone));
    if (!h.front.confirm) fill_open(c, &h, &v);
    view_home(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err home_render(struct call *c, err result)
{
    (void)result;
    return home_page(c, 200);
}
const struct handler h_home_show = {.render = home_render};

struct home_state {
    day born;
    enum confirm_result confirmed;
    struct link_made made;
};

static err confirm_prepare(struct call *c)
{
    struct home_state *s = c->state = ARENA_NEW(c->a, struct home_state);
    return link_born_posted(c, &s->born);
}

static err confirm_transact(struct call *c)
{
    struct home_state *s = c->state;
    c->location = home_href(c, "");
    return desk_home_confirm(&c->desk, s->born, &s->confirmed);
}

static err confirm_render(struct call *c, err result)
{
    const struct home_state *s = c->state;
    result = link_born_result(c, result, s->confirmed);
    if (!result) {
        cookie_set(c, HOME_COOKIE, desk_home_pass(&c->desk), home_href(c, ""), PASS_SECONDS);
        return reply_redirect(c);
    }
    return c->kind == KIND_JSON ? result : home_page(c, err_http(result));
}
const struct handler h_home_confirm = {confirm_prepare, confirm_transact, confirm_render};

static err onward_prepare(struct call *c)
{
    c->state = ARENA_NEW(c->a, struct home_state);
    return OK;
}

static err onward_transact(struct call *c)
{
    struct home_state *s = c->state;
    enum link_purpose purpose = str_ends(c->route->pattern, S("/intake")) ? LINK_INTAKE : str_ends(c->route->pattern, S("/diary")) ? LINK_DIARY : LINK_ANSWERS;
    err e = desk_home_link(&c->desk, home_pass(c), purpose, &s->made);
    c->location = s->made.path;
    return e;
}

static err onward_render(struct call *c, err result)
{
    if (result == E_FORBIDDEN) return home_again(c);
    return result ? result : reply_redirect(c);
}
const struct handler h_home_onward = {onward_prepare, onward_transact, onward_render};

// --- papers, as PDF

static err receipt_render(struct call *c, err result)
{
    (void)result;
    struct link_opened o;
    struct receipt_shown s;
    receipt_id id;
    if (!id_parse(c->param[1], &id.v)) return E_NOT_FOUND;
    err e = desk_home_enter(&c->desk, home_pass(c), &o);
    if (e == E_FORBIDDEN) return home_again(c);
    if (!e) e = desk_receipt(&c->desk, id, &s);
    return e ? e : receipt_pdf(c, &s);
}
const struct handler h_home_receipt = {.render = receipt_render};

static err letter_render(struct call *c, err result)
{
    (void)result;
    struct link_opened o;
    struct letter l;
    struct letter_print p;
    letter_id id;
    if (!id_parse(c->param[1], &id.v)) return E_NOT_FOUND;
    err e = desk_home_enter(&c->desk, home_pass(c), &o);
    if (e == E_FORBIDDEN) return home_again(c);
    if (!e) e = desk_letter(&c->desk, id, &l);
    if (!e && !l.finished) e = E_NOT_FOUND;
    if (e) return e;
    return letter_print_read(c, &l, &p) ? letter_pdf(c, &p, false) : E_DB_CORRUPT;
}
const struct handler h_home_letter = {.render = letter_render};
