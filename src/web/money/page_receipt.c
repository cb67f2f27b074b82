// One receipt: its form, the receipt on the page and on paper, paying back.
#include "desk/money/money.h"

#include "base/json.h"
#include "web/people/client_text.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "money_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct receipt_boxes {
    str what;
    opt_day served;
    opt_int fee;
    str tax, paid_by;
    bool again;
};
#define AT(member) offsetof(struct receipt_boxes, member)
static const struct field line_fields[] = {
    {"what", F_TEXT, true, 0, MONEY_WHAT_MAX, MSG_money_what, MSG_money_what_hint, NULL, "off", AT(what)},
    {"served", F_DAY, false, 0, 0, MSG_money_served, MSG_none, NULL, NULL, AT(served)},
    {"fee", F_MONEY, true, 0, BILLING_MAX, MSG_money_fee, MSG_money_fee_hint, NULL, "off", AT(fee)},
    {"tax", F_TEXT, false, 0, 8, MSG_money_tax_percent, MSG_money_tax_percent_hint, NULL, "off", AT(tax)},
    {"paid_by", F_CHOICE, true, 0, 0, MSG_money_paid_by, MSG_none, paid_by_choices, NULL, AT(paid_by)},
    {"again", F_CHECK, false, 0, 0, MSG_money_again, MSG_none, NULL, NULL, AT(again)},
};
enum { FREE_FIELDS = 2, LINE_FIELDS = 6 };
const struct form receipt_line_form = {"line", line_fields, LINE_FIELDS, sizeof(struct receipt_boxes), 8192};
const struct form receipt_form = {"receipt", line_fields + FREE_FIELDS, LINE_FIELDS - FREE_FIELDS, sizeof(struct receipt_boxes), 8192};

struct refund_boxes {
    opt_int amount;
    str paid_by, reason;
};
static const struct field refund_fields[] = {
    {"amount", F_MONEY, true, 0, 0, MSG_money_refund_amount, MSG_money_fee_hint, NULL, "off", offsetof(struct refund_boxes, amount)},
    {"paid_by", F_CHOICE, true, 0, 0, MSG_money_paid_back_by, MSG_none, paid_by_choices, NULL, offsetof(struct refund_boxes, paid_by)},
    {"reason", F_LONG, true, 0, MONEY_REASON_MAX, MSG_money_reason, MSG_none, NULL, "off", offsetof(struct refund_boxes, reason)},
};
const struct form refund_form = {"refund", refund_fields, 3, sizeof(struct refund_boxes), 8192};

struct receipt_state {
    struct receipt_in in;
    struct refund_in back;
    receipt_id id;
};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

// --- the form: for a session, or for a free line

static void offer_facts(struct call *c, const struct receipt_offer *o, str name, struct receipt_form_view *v)
{
    struct fact_view *f = ARENA_ARRAY(c->a, 4, struct fact_view);
    f[0] = (struct fact_view){.label = said(c, SAY(MSG_money_client)), .value = name};
    f[1] = (struct fact_view){.label = said(c, SAY(MSG_money_for)), .value = o->session.service_name};
    f[2] = (struct fact_view){.label = said(c, SAY(MSG_money_served)), .value = day_text(c, o->session.day)};
    f[3] = (struct fact_view){.label = said(c, SAY(MSG_money_therapist)), .value = o->session.therapist_name};
    v->facts.v = f;
    v->facts.n = 4;
}

static void offer_packages(struct call *c, const struct receipt_offer *o, struct receipt_form_view *v)
{
    struct package_choice_view *p = ARENA_ARRAY(c->a, o->packages.n, struct package_choice_view);
    for (size_t i = 0; i < o->packages.n; i++)
        p[i] = (struct package_choice_view){id_str(c->a, o->packages.v[i].id.v), package_name(c, &o->packages.v[i]),
            package_note(c, &o->packages.v[i], o->practice.currency)};
    v->packages.v = p;
    v->packages.n = o->session.package.v ? 0 : o->packages.n;
    v->package_action = link_to(c->a, "/appointments/%.*s/package", SP(c->param[0]));
    v->package_key = page_form_key(c);
    if (o->session.package.v) {
        v->in_package = said(c, SAY(MSG_money_in_package));
        v->unuse_action = link_to(c->a, "/appointments/%.*s/package/undo", SP(c->param[0]));
    }
    struct jump_view *r = ARENA_ARRAY(c->a, o->receipts.n, struct jump_view);
    for (size_t i = 0; i < o->receipts.n; i++) {
        const struct receipt *from = &o->receipts.v[i];
        r[i] = (struct jump_view){receipt_href(c, from->id, ""),
            str_fmt(c->a, "%.*s: %.*s", SP(receipt_title(c, from)), SP(billing_money(c->a, from->fee, from->currency)))};
    }
    v->receipts.v = r;
    v->receipts.n = o->receipts.n;
}

static err session_form_page(struct call *c, int status)
{
    appointment_id id;
    struct receipt_offer o;
    struct client who;
    if (!id_parse(c->param[0], &id.v))
        return E_NOT_FOUND;
    err e = desk_receipt_offer(&c->desk, id, &o);
    if (!e)
        e = desk_client_show(&c->desk, o.session.client, &who);
    if (e)
        return e;
    struct receipt_boxes boxes = {.fee = {true, o.session.price}, .tax = billing_percent(c->a, o.session.tax_bp)};
    const struct field_view *f = form_view(c, &receipt_form, &boxes);
    str name = client_name_full(c->a, &who.f);
    struct receipt_form_view v = {.page = page_of(c, MSG_money_receipt_new),
        .errors = form_errors_of(c, &receipt_form),
        .action = link_to(c->a, "/appointments/%.*s/receipt", SP(c->param[0])),
        .cancel = client_href(c, o.session.client, "/money"),
        .csrf = c->session->csrf,
        .key = page_form_key(c),
        .fee = &f[0],
        .tax = &f[1],
        .paid_by = &f[2],
        .again = f[3].error.n || f[3].checked ? &f[3] : NULL};
    offer_facts(c, &o, name, &v);
    offer_packages(c, &o, &v);
    page_crumb_text(c, &v.page, client_href(c, o.session.client, ""), name);
    err told = page_safety(c, o.session.client, &v.page);
    if (told) return told;
    page_crumb(c, &v.page, v.cancel, MSG_money_title);
    view_receipt_form(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err line_form_page(struct call *c, int status)
{
    client_id id;
    struct client who;
    if (!id_parse(c->param[0], &id.v))
        return E_NOT_FOUND;
    err e = desk_client_show(&c->desk, id, &who);
    if (e)
        return e;
    struct receipt_boxes boxes = {.served = {true, c->desk.today}, .tax = S("0")};
    const struct field_view *f = form_view(c, &receipt_line_form, &boxes);
    struct receipt_form_view v = {.page = page_of(c, MSG_money_receipt_new),
        .errors = form_errors_of(c, &receipt_line_form),
        .action = client_href(c, id, "/receipts"),
        .cancel = client_href(c, id, "/money"),
        .csrf = c->session->csrf,
        .key = page_form_key(c),
        .what = &f[0],
        .served = &f[1],
        .fee = &f[2],
        .tax = &f[3],
        .paid_by = &f[4]};
    page_crumb_text(c, &v.page, client_href(c, id, ""), client_name_full(c->a, &who.f));
    err told = page_safety(c, id, &v.page);
    if (told) return told;
    page_crumb(c, &v.page, v.cancel, MSG_money_title);
    view_receipt_form(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err session_form_render(struct call *c, err result)
{
    (void)result;
    return session_form_page(c, 200);
}
const struct handler h_receipt_session = {.render = session_form_render};

static err line_form_render(struct call *c, err result)
{
    (void)result;
    return line_form_page(c, 200);
}
const struct handler h_receipt_line = {.render = line_form_render};

static err issue_prepare(struct call *c)
{
    struct receipt_state *s = c->state = ARENA_NEW(c->a, struct receipt_state);
    struct receipt_boxes boxes;
    bool session = c->route->form == &receipt_form;
    if (!id_parse(c->param[0], session ? &s->in.appointment.v : &s->in.client.v))
        return E_NOT_FOUND;
    err e = form_bind(c, c->route->form, &boxes);
    if (boxes.tax.n && !billing_percent_parse(boxes.tax, &s->in.tax_bp))
        e = problem_add(&c->problems, E_INVALID, S("tax"), SAY(MSG_money_percent_wrong));
    s->in.what = boxes.what;
    s->in.served = boxes.served;
    s->in.fee = boxes.fee;
    s->in.paid_by = boxes.paid_by;
    s->in.again = boxes.again;
    return e;
}

static err issue_transact(struct call *c)
{
    struct receipt_state *s = c->state;
    err e = desk_receipt_issue(&c->desk, &s->in, &s->id);
    if (!e)
        c->location = receipt_href(c, s->id, "");
    c->flash = MSG_done_receipt;
    return e;
}

static err made_json(struct call *c, receipt_id id)
{
    struct jw w = jw_on(reply_body(c, 201, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, id.v);
    jw_kstr(&w, S("href"), receipt_href(c, id, ""));
    jw_end(&w);
    return OK;
}

static err issue_render(struct call *c, err result)
{
    const struct receipt_state *s = c->state;
    if (result == E_NOT_FOUND)
        return result;
    if (result)
        return s->in.appointment.v ? session_form_page(c, err_http(result)) : line_form_page(c, err_http(result));
    return c->kind == KIND_JSON ? made_json(c, s->id) : reply_redirect(c);
}
const struct handler h_receipt_issue = {issue_prepare, issue_transact, issue_render};
const struct handler h_receipt_line_issue = {issue_prepare, issue_transact, issue_render};

// --- one receipt

static err receipt_json(struct call *c, const struct receipt_shown *s)
{
    const struct receipt *r = &s->receipt;
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, r->id.v);
    jw_kint(&w, S("number"), r->number);
    jw_kstr(&w, S("kind"), r->refund ? S("refund") : S("receipt"));
    jw_key(&w, S("refers_to"));
    jw_id(&w, r->refers.v);
    jw_key(&w, S("client"));
    jw_id(&w, r->client.v);
    jw_key(&w, S("appointment"));
    jw_id(&w, r->appointment.v);
    jw_key(&w, S("package"));
    jw_id(&w, r->package.v);
    jw_kstr(&w, S("issued"), day_str(c->a, r->issued));
    jw_kint(&w, S("fee"), r->fee);
    jw_kint(&w, S("tax_bp"), r->tax_bp);
    jw_kint(&w, S("tax"), r->tax);
    jw_kstr(&w, S("currency"), r->currency);
    jw_kstr(&w, S("paid_by"), r->paid_by);
    jw_kstr(&w, S("reason"), r->reason);
    jw_kint(&w, S("left"), s->left);
    jw_key(&w, S("body"));
    jw_raw(&w, r->body);
    jw_end(&w);
    return OK;
}

static void refund_box(struct call *c, const struct receipt_shown *s, struct receipt_view *v)
{
    v->can_refund = s->left > 0 && desk_may(&c->desk.who, VERB_RECEIPT_REFUND);
    if (!v->can_refund)
        return;
    struct refund_boxes boxes = {.amount = {true, s->left}, .paid_by = s->receipt.paid_by};
    const struct package *p = &s->package;
    if (p->id.v && p->visits > 0) {
        int64_t rest = billing_rest(p->price, p->visits, package_left(p));
        boxes.amount.v = rest > 0 && rest < s->left ? rest : s->left;
    }
    const struct field_view *f = form_view(c, &refund_form, &boxes);
    v->amount = &f[0];
    v->paid_by = &f[1];
    v->why = &f[2];
    v->refund_open = c->problems.n > 0;
    v->ends_package = p->id.v && !p->ended;
    v->left = said(c, SAY1(MSG_money_left, "amount", billing_money(c->a, s->left, s->receipt.currency)));
    v->refund_action = receipt_href(c, s->receipt.id, "/refund");
    v->csrf = c->session->csrf;
    v->key = page_form_key(c);
}

static err receipt_page(struct call *c, int status)
{
    receipt_id id;
    struct receipt_shown s;
    if (!id_parse(c->param[0], &id.v))
        return E_NOT_FOUND;
    err e = desk_receipt(&c->desk, id, &s);
    if (e)
        return e;
    if (c->kind == KIND_JSON)
        return receipt_json(c, &s);
    if (c->kind == KIND_PDF)
        return receipt_pdf(c, &s);
    const struct receipt *r = &s.receipt;
    struct receipt_view v = {.page = page_of(c, MSG_money_title),
        .errors = form_errors_of(c, &refund_form),
        .heading = receipt_title(c, r),
        .practice = s.body.practice,
        .practice_lines = s.body.address,
        .client = s.body.client,
        .client_lines = s.body.client_address,
        .issued = said(c, SAY1(MSG_money_issued_on, "day", day_text(c, r->issued))),
        .fee = billing_money(c->a, r->fee, r->currency),
        .tax_line = receipt_tax_line(c, &s),
        .refund = r->refund,
        .pdf_href = receipt_href(c, id, ".pdf"),
        .client_href = client_href(c, r->client, "/money")};
    if (r->tax_bp)
        v.net = said(c, SAY1(MSG_money_net, "amount", billing_money(c->a, r->fee - r->tax, r->currency)));
    if (r->refund) {
        v.refers_href = receipt_href(c, r->refers, "");
        v.refers_label = said(c, SAY1(MSG_money_receipt_title, "number", str_fmt(c->a, "%lld", (long long)r->refers_number)));
    }
    size_t n;
    v.facts.v = receipt_facts(c, &s, &n);
    v.facts.n = n;
    refund_box(c, &s, &v);
    v.page.title = v.heading;
    page_crumb(c, &v.page, S("/receipts"), MSG_money_receipts);
    page_crumb_text(c, &v.page, v.client_href, s.body.client);
    err told = page_safety(c, r->client, &v.page);
    if (told) return told;
    view_receipt(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err receipt_show_render(struct call *c, err result)
{
    (void)result;
    return receipt_page(c, 200);
}
const struct handler h_receipt_show = {.render = receipt_show_render};

static err refund_prepare(struct call *c)
{
    struct receipt_state *s = c->state = ARENA_NEW(c->a, struct receipt_state);
    struct refund_boxes boxes;
    if (!id_parse(c->param[0], &s->back.receipt.v))
        return E_NOT_FOUND;
    err e = form_bind(c, &refund_form, &boxes);
    s->back.amount = boxes.amount;
    s->back.paid_by = boxes.paid_by;
    s->back.reason = boxes.reason;
    return e;
}

static err refund_transact(struct call *c)
{
    struct receipt_state *s = c->state;
    err e = desk_receipt_refund(&c->desk, &s->back, &s->id);
    if (!e)
        c->location = receipt_href(c, s->id, "");
    c->flash = MSG_done_refund;
    return e;
}

static err refund_render(struct call *c, err result)
{
    const struct receipt_state *s = c->state;
    if (result == E_NOT_FOUND)
        return result;
    if (result)
        return receipt_page(c, err_http(result));
    return c->kind == KIND_JSON ? made_json(c, s->id) : reply_redirect(c);
}
const struct handler h_receipt_refund = {refund_prepare, refund_transact, refund_render};
