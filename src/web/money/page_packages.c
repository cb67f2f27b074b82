// A client's money: packages, visits to be booked off, receipts; selling a package, booking a visit off.
#include "desk/money/money.h"

#include "base/json.h"
#include "web/people/client_text.h"
#include "desk/practice/setup.h"
#include "web/forms.h"
#include "web/measures/measure_text.h"
#include "money_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

struct package_boxes {
    str service;
    opt_int visits, price;
    opt_day expires;
    str paid_by;
};
#define AT(member) offsetof(struct package_boxes, member)
static const struct field package_fields[] = {
    {"service", F_TEXT, true, 0, 13, MSG_money_service, MSG_none, NULL, NULL, AT(service)},
    {"visits", F_INT, true, 1, MONEY_VISITS_MAX, MSG_money_visits, MSG_none, NULL, "off", AT(visits)},
    {"price", F_MONEY, true, 0, BILLING_MAX, MSG_money_package_price, MSG_money_fee_hint, NULL, "off", AT(price)},
    {"expires", F_DAY, false, 0, 0, MSG_money_expires, MSG_money_expires_hint, NULL, NULL, AT(expires)},
    {"paid_by", F_CHOICE, true, 0, 0, MSG_money_paid_by, MSG_none, paid_by_choices, NULL, AT(paid_by)},
};
const struct form package_form = {"package", package_fields, 5, sizeof(struct package_boxes), 8192};

struct use_boxes {
    int64_t package;
};
static const struct field use_fields[] = {
    {"package", F_ID, true, 0, 0, MSG_money_package, MSG_none, NULL, NULL, offsetof(struct use_boxes, package)},
};
const struct form package_use_form = {"use", use_fields, 1, sizeof(struct use_boxes), 4096};

struct package_state {
    struct package_in in;
    package_id package;
    receipt_id receipt;
    appointment_id visit;
};

// --- a client's money

static str state_of(struct call *c, const struct package *p)
{
    enum msg m = p->ended                                           ? MSG_money_state_ended
                 : package_left(p) == 0                             ? MSG_money_state_used
                 : package_open(p, c->desk.today)                   ? MSG_money_state_open
                                                                    : MSG_money_state_expired;
    return message_say(c->a, c->desk.lang, SAY(m));
}

static void fill_packages(struct call *c, const struct package_list *all, const struct package_visits *used, struct money_view *v)
{
    struct package_row_view *p = ARENA_ARRAY(c->a, all->n, struct package_row_view);
    for (size_t i = 0; i < all->n; i++) {
        const struct package *from = &all->v[i];
        struct jump_view *visits = ARENA_ARRAY(c->a, (size_t)from->used, struct jump_view);
        size_t n = 0;
        for (size_t k = 0; k < used->n && n < (size_t)from->used; k++)
            if (used->v[k].package.v == from->id.v)
                visits[n++] = (struct jump_view){
                    link_to(c->a, "/appointments/%.*s/receipt", SP(id_str(c->a, used->v[k].appointment.v))), day_text(c, used->v[k].day)};
        p[i] = (struct package_row_view){.name = package_name(c, from),
            .note = package_note(c, from, c->session->currency),
            .state = state_of(c, from),
            .refund_href = !from->ended && from->receipt.v ? receipt_href(c, from->receipt, "") : (str){0},
            .open = package_open(from, c->desk.today),
            .visits = {visits, n}};
        p[i].warn = !p[i].open && package_left(from) > 0;
    }
    v->packages.v = p;
    v->packages.n = all->n;
}

static void fill_visits(struct call *c, const struct package_list *all, const struct open_visits *open, struct money_view *v)
{
    struct visit_row_view *r = ARENA_ARRAY(c->a, open->n, struct visit_row_view);
    for (size_t i = 0; i < open->n; i++) {
        const struct open_visit *from = &open->v[i];
        str id = id_str(c->a, from->id.v);
        struct package_choice_view *choices = ARENA_ARRAY(c->a, all->n, struct package_choice_view);
        size_t n = 0;
        for (size_t k = 0; k < all->n && !from->paid; k++)
            if (all->v[k].service.v == from->service.v && package_open(&all->v[k], from->day))
                choices[n++] = (struct package_choice_view){id_str(c->a, all->v[k].id.v), package_name(c, &all->v[k]), (str){0}};
        r[i] = (struct visit_row_view){.name = str_fmt(c->a, "%.*s, %02d:%02d", SP(day_text(c, from->day)), from->minute / 60, from->minute % 60),
            .note = from->service_name,
            .receipt_href = link_to(c->a, "/appointments/%.*s/receipt", SP(id)),
            .package_action = link_to(c->a, "/appointments/%.*s/package", SP(id)),
            .packages = {choices, n},
            .paid = from->paid,
            .csrf = c->session->csrf,
            .key = page_form_key(c)};
    }
    v->visits.v = r;
    v->visits.n = open->n;
}

static err money_json(struct call *c, const struct package_list *p, const struct receipt_list *r)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("packages"));
    jw_array(&w);
    for (size_t i = 0; i < p->n; i++) {
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, p->v[i].id.v);
        jw_kstr(&w, S("service"), p->v[i].service_name);
        jw_kint(&w, S("visits"), p->v[i].visits);
        jw_kint(&w, S("used"), p->v[i].used);
        jw_kint(&w, S("left"), package_left(&p->v[i]));
        jw_kbool(&w, S("open"), package_open(&p->v[i], c->desk.today));
        jw_kbool(&w, S("ended"), p->v[i].ended);
        jw_kint(&w, S("price"), p->v[i].price);
        if (p->v[i].expires.known)
            jw_kstr(&w, S("expires"), day_str(c->a, p->v[i].expires.day));
        jw_key(&w, S("receipt"));
        jw_id(&w, p->v[i].receipt.v);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("receipts"));
    jw_array(&w);
    for (size_t i = 0; i < r->n; i++) {
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, r->v[i].id.v);
        jw_kint(&w, S("number"), r->v[i].number);
        jw_kint(&w, S("fee"), r->v[i].fee);
        jw_kstr(&w, S("currency"), r->v[i].currency);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err money_page(struct call *c, client_id id, int status)
{
    struct client who;
    struct package_list packages;
    struct receipt_list receipts;
    struct money_visits visits;
    err e = desk_client_show(&c->desk, id, &who);
    if (!e)
        e = desk_packages_of_client(&c->desk, id, &packages);
    if (!e)
        e = desk_receipts_of_client(&c->desk, id, &receipts);
    if (!e)
        e = desk_money_visits(&c->desk, id, &visits);
    if (e)
        return e;
    if (c->kind == KIND_JSON)
        return money_json(c, &packages, &receipts);
    struct money_view v = {.page = page_of(c, MSG_money_title),
        .errors = form_errors_of(c, &package_use_form),
        .new_receipt_href = client_href(c, id, "/receipts/new"),
        .new_package_href = client_href(c, id, "/packages/new"),
        .all_href = S("/receipts")};
    v.page.wide = true;
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, id, ""), client_name_full(c->a, &who.f));
    err told = page_safety(c, id, &v.page);
    if (told) return told;
    fill_packages(c, &packages, &visits.used, &v);
    fill_visits(c, &packages, &visits.open, &v);
    struct receipt_row_view *rows = ARENA_ARRAY(c->a, receipts.n, struct receipt_row_view);
    for (size_t i = 0; i < receipts.n; i++)
        rows[i] = receipt_row_view(c, &receipts.v[i]);
    v.receipts.v = rows;
    v.receipts.n = receipts.n;
    view_money(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err money_render(struct call *c, err result)
{
    (void)result;
    client_id id = {0};
    return id_parse(c->param[0], &id.v) ? money_page(c, id, 200) : E_NOT_FOUND;
}
const struct handler h_money = {.render = money_render};

// --- selling

// Services are few and the practice's own: their select is filled here, with what was posted chosen.
static void service_options(struct call *c, const struct practice_shown *p, struct field_view *f)
{
    struct option_view *o = ARENA_ARRAY(c->a, p->n_services, struct option_view);
    size_t n = 0;
    for (size_t i = 0; i < p->n_services; i++) {
        const struct service *s = &p->services[i];
        if (!s->active)
            continue;
        str id = id_str(c->a, s->id.v);
        o[n++] = (struct option_view){id, str_fmt(c->a, "%.*s · %.*s", SP(s->name), SP(billing_money(c->a, s->price, p->practice.currency))), str_eq(id, f->value)};
    }
    f->type = S("select");
    f->options.v = o;
    f->options.n = n;
}

static err sell_page(struct call *c, int status)
{
    client_id id;
    struct client who;
    struct practice_shown practice;
    if (!id_parse(c->param[0], &id.v))
        return E_NOT_FOUND;
    err e = desk_client_show(&c->desk, id, &who);
    if (!e)
        e = desk_practice_show(&c->desk, &practice);
    if (e)
        return e;
    struct package_boxes boxes = {.visits = {true, 10}};
    const struct field_view *f = form_view(c, &package_form, &boxes);
    struct field_view *service = ARENA_NEW(c->a, struct field_view);
    *service = f[0];
    service_options(c, &practice, service);
    struct package_form_view v = {.page = page_of(c, MSG_money_package_new),
        .errors = form_errors_of(c, &package_form),
        .action = client_href(c, id, "/packages"),
        .cancel = client_href(c, id, "/money"),
        .csrf = c->session->csrf,
        .key = page_form_key(c),
        .service = service,
        .visits = &f[1],
        .price = &f[2],
        .expires = &f[3],
        .paid_by = &f[4]};
    page_crumb_text(c, &v.page, client_href(c, id, ""), client_name_full(c->a, &who.f));
    err told = page_safety(c, id, &v.page);
    if (told) return told;
    page_crumb(c, &v.page, v.cancel, MSG_money_title);
    view_package_form(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err sell_form_render(struct call *c, err result)
{
    (void)result;
    return sell_page(c, 200);
}
const struct handler h_package_new = {.render = sell_form_render};

static err sell_prepare(struct call *c)
{
    struct package_state *s = c->state = ARENA_NEW(c->a, struct package_state);
    struct package_boxes boxes;
    if (!id_parse(c->param[0], &s->in.client.v))
        return E_NOT_FOUND;
    err e = form_bind(c, &package_form, &boxes);
    if (boxes.service.n && !id_parse(boxes.service, &s->in.service.v))
        e = problem_add(&c->problems, E_INVALID, S("service"), SAY(MSG_error_choice));
    s->in.visits = boxes.visits;
    s->in.price = boxes.price;
    s->in.expires = boxes.expires;
    s->in.paid_by = boxes.paid_by;
    return e;
}

static err sell_transact(struct call *c)
{
    struct package_state *s = c->state;
    c->location = client_href(c, s->in.client, "/money");
    c->flash = MSG_done_package;
    return desk_package_sell(&c->desk, &s->in, &s->package, &s->receipt);
}

static err sell_render(struct call *c, err result)
{
    const struct package_state *s = c->state;
    if (result == E_NOT_FOUND)
        return result;
    if (result)
        return sell_page(c, err_http(result));
    if (c->kind != KIND_JSON)
        return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 201, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, s->package.v);
    jw_key(&w, S("receipt"));
    jw_id(&w, s->receipt.v);
    jw_end(&w);
    return OK;
}
const struct handler h_package_sell = {sell_prepare, sell_transact, sell_render};

// --- booking a visit off, and taking that back

static err use_prepare(struct call *c)
{
    struct package_state *s = c->state = ARENA_NEW(c->a, struct package_state);
    struct use_boxes boxes = {0};
    struct receipt_offer o;
    if (!id_parse(c->param[0], &s->visit.v))
        return E_NOT_FOUND;
    err e = c->route->form == &package_use_form ? form_bind(c, &package_use_form, &boxes) : OK;
    s->package.v = boxes.package;
    err seen = desk_receipt_offer(&c->desk, s->visit, &o);
    if (!seen)
        s->in.client = o.session.client;
    return seen ? seen : e;
}

// Asked for on the visit's page, it leads back there.
static str use_location(struct call *c, const struct package_state *s)
{
    bool visit = str_eq(query_value(c, S("back")), S("visit"));
    return visit ? link_to(c->a, "/appointments/%.*s", SP(id_str(c->a, s->visit.v))) : client_href(c, s->in.client, "/money");
}

static err use_transact(struct call *c)
{
    struct package_state *s = c->state;
    c->location = use_location(c, s);
    c->flash = MSG_done_package_use;
    return desk_package_use(&c->desk, s->package, s->visit);
}

static err unuse_transact(struct call *c)
{
    struct package_state *s = c->state;
    c->location = use_location(c, s);
    c->flash = MSG_done_package_unuse;
    return desk_package_unuse(&c->desk, s->visit);
}

static err use_render(struct call *c, err result)
{
    const struct package_state *s = c->state;
    if (result == E_NOT_FOUND)
        return result;
    if (result)
        return c->kind == KIND_JSON ? result : money_page(c, s->in.client, err_http(result));
    if (c->kind != KIND_JSON)
        return reply_redirect(c);
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("appointment"));
    jw_id(&w, s->visit.v);
    jw_end(&w);
    return OK;
}
const struct handler h_package_use = {use_prepare, use_transact, use_render};
const struct handler h_package_unuse = {use_prepare, unuse_transact, use_render};
