// Receipts and refunds of money.h.
#include "desk/money/money.h"

#include "desk/money/receipt_write.h"
#include "desk/rules.h"
#include "store/client.h"

bool paid_by_valid(str s)
{
    return str_eq(s, S("cash")) || str_eq(s, S("card")) || str_eq(s, S("transfer")) || str_eq(s, S("other"));
}

bool rule_paid_by(struct desk *d, str paid_by)
{
    if (paid_by_valid(paid_by))
        return true;
    problem_add(d->problems, E_INVALID, S("paid_by"), paid_by.n ? SAY(MSG_error_choice) : SAY(MSG_error_required));
    return false;
}

bool rule_amount(struct desk *d, str field, opt_int v, int64_t min, int64_t max, str currency)
{
    if (!v.known)
        problem_add(d->problems, E_INVALID, field, SAY(MSG_error_required));
    else if (v.v < min || v.v > max)
        problem_add(d->problems, E_INVALID, field,
            SAY2(MSG_error_range, "min", billing_amount(d->a, min, currency), "max", billing_amount(d->a, max, currency)));
    else
        return true;
    return false;
}

err receipt_write(struct desk *d, struct receipt *r, struct receipt_body *b)
{
    struct client c;
    struct receipt_practice p;
    err e = client_get(d->db, d->a, &d->who, r->client, &c);
    if (!e)
        e = receipt_practice(d->db, d->a, &d->who, &p);
    if (!e)
        e = receipt_next(d->db, d->a, &d->who, &r->number);
    if (e)
        return e;
    b->practice = p.name, b->address = p.address, b->phone = p.phone, b->email = p.email, b->country = p.country;
    b->tax_number = p.tax_number, b->tax_name = p.tax_name;
    b->client = str_trim(str_fmt(d->a, "%.*s %.*s", SP(c.f.given), SP(c.f.family)));
    b->client_address = c.f.address;
    r->id = (receipt_id){id_next(&d->ids, d->now)};
    r->issued = d->today;
    if (!r->currency.n)
        r->currency = p.currency;
    r->body = receipt_body_text(d->a, b);
    r->at = d->now;
    r->account = d->who.account;
    return receipt_insert(d->db, &d->who, r);
}

static bool issue_rules(struct desk *d, const struct receipt_in *in, str currency)
{
    bool good = rule_amount(d, S("fee"), in->fee, 0, BILLING_MAX, currency);
    good = rule_paid_by(d, in->paid_by) && good;
    if (in->tax_bp < 0 || in->tax_bp > BILLING_BP_MAX) {
        problem_add(d->problems, E_INVALID, S("tax"), SAY2(MSG_error_range, "min", S("0"), "max", S("100")));
        good = false;
    }
    if (!in->appointment.v)
        good = rule_line(d, S("what"), str_trim(in->what), 1, MONEY_WHAT_MAX, ONE_LINE) && good;
    return good;
}

// A session has a receipt that was not wholly paid back: one more must be meant.
static err issued_before(struct desk *d, const struct receipt_in *in)
{
    struct receipt_list all;
    err e = receipt_of_appointment(d->db, d->a, &d->who, in->appointment, &all);
    int64_t sum = 0, last = 0;
    for (size_t i = 0; !e && i < all.n; i++) {
        sum += all.v[i].fee;
        if (!all.v[i].refund)
            last = all.v[i].number;
    }
    if (e || in->again || sum <= 0)
        return e;
    return problem_add(d->problems, E_CONFLICT, S("again"), SAY1(MSG_money_issued_before, "number", str_fmt(d->a, "%lld", (long long)last)));
}

static err issue_facts(struct desk *d, const struct receipt_in *in, client_id *client, struct receipt_body *b)
{
    if (!in->appointment.v) {
        *client = in->client;
        b->what = str_trim(in->what);
        b->served = in->served;
        return OK;
    }
    struct receipt_session s;
    err e = receipt_session(d->db, d->a, &d->who, in->appointment, &s);
    if (e)
        return e;
    *client = s.client;
    b->what = s.service_name;
    b->therapist = s.therapist_name;
    b->licence = s.licence;
    b->served = (opt_day){true, s.day};
    b->minutes = s.minutes;
    return OK;
}

err desk_receipt_issue(struct desk *d, const struct receipt_in *in, receipt_id *out)
{
    struct receipt_body b = {0};
    struct receipt r = {.appointment = in->appointment, .tax_bp = in->tax_bp, .paid_by = in->paid_by};
    struct receipt_practice p;
    err found = issue_facts(d, in, &r.client, &b);
    err e = desk_begin(d, VERB_RECEIPT_ISSUE, found ? 0 : r.client.v);
    if (e || found)
        return e ? e : found;
    e = receipt_practice(d->db, d->a, &d->who, &p);
    if (!e && !issue_rules(d, in, p.currency))
        e = E_INVALID;
    if (!e && in->appointment.v)
        e = issued_before(d, in);
    if (e)
        return e;
    r.fee = in->fee.v;
    r.tax = billing_tax(r.fee, r.tax_bp);
    e = receipt_write(d, &r, &b);
    *out = r.id;
    return e;
}

err desk_receipt_offer(struct desk *d, appointment_id id, struct receipt_offer *out)
{
    *out = (struct receipt_offer){0};
    struct package_list all;
    err found = receipt_session(d->db, d->a, &d->who, id, &out->session);
    err e = desk_begin(d, VERB_RECEIPT_SHOW, found ? 0 : out->session.client.v);
    if (e || found)
        return e ? e : found;
    e = receipt_of_appointment(d->db, d->a, &d->who, id, &out->receipts);
    if (!e)
        e = receipt_practice(d->db, d->a, &d->who, &out->practice);
    if (!e)
        e = package_of_client(d->db, d->a, &d->who, out->session.client, &all);
    if (e)
        return e;
    struct package *v = ARENA_ARRAY(d->a, all.n, struct package);
    for (size_t i = 0; i < all.n; i++)
        if (package_open(&all.v[i], out->session.day) && all.v[i].service.v == out->session.service.v)
            v[out->packages.n++] = all.v[i];
    out->packages.v = v;
    return OK;
}

err desk_receipt(struct desk *d, receipt_id id, struct receipt_shown *out)
{
    *out = (struct receipt_shown){0};
    int64_t back = 0, tax = 0;
    err found = receipt_get(d->db, d->a, &d->who, id, &out->receipt);
    err e = desk_begin(d, d->who.role == ROLE_CLIENT ? VERB_MONEY_OWN : VERB_RECEIPT_SHOW, found ? 0 : out->receipt.client.v);
    if (e || found)
        return e ? e : found;
    if (!receipt_body_read(d->a, out->receipt.body, &out->body))
        return E_DB_CORRUPT;
    if (out->receipt.package.v)
        e = package_get(d->db, d->a, &d->who, out->receipt.package, &out->package);
    if (!e && !out->receipt.refund) {
        e = receipt_refunded(d->db, d->a, &d->who, id, &back, &tax);
        out->left = out->receipt.fee - back;
    }
    return e;
}

static bool refund_rules(struct desk *d, const struct refund_in *in, const struct receipt *of, int64_t left)
{
    bool good = rule_paid_by(d, in->paid_by);
    good = rule_line(d, S("reason"), str_trim(in->reason), 1, MONEY_REASON_MAX, MANY_LINES) && good;
    if (left <= 0) {
        problem_add(d->problems, E_INVALID, S("amount"), SAY(MSG_money_nothing_left));
        return false;
    }
    return rule_amount(d, S("amount"), in->amount, 1, left, of->currency) && good;
}

// A package whose price is paid back can no longer be used.
static err refund_ends_package(struct desk *d, package_id id)
{
    struct package p;
    err e = package_get(d->db, d->a, &d->who, id, &p);
    return e || p.ended ? e : package_end(d->db, &d->who, &p, d->now);
}

err desk_receipt_refund(struct desk *d, const struct refund_in *in, receipt_id *out)
{
    struct receipt of;
    int64_t back = 0, back_tax = 0;
    err found = receipt_get(d->db, d->a, &d->who, in->receipt, &of);
    err e = desk_begin(d, VERB_RECEIPT_REFUND, found ? 0 : of.client.v);
    if (e || found)
        return e ? e : found;
    if (of.refund)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_money_refund_of_refund));
    e = receipt_refunded(d->db, d->a, &d->who, of.id, &back, &back_tax);
    if (!e && !refund_rules(d, in, &of, of.fee - back))
        e = E_INVALID;
    if (e)
        return e;
    struct receipt_body b;
    if (!receipt_body_read(d->a, of.body, &b))
        return E_DB_CORRUPT;
    struct receipt r = {.refund = true, .refers = of.id, .client = of.client, .appointment = of.appointment, .package = of.package,
        .fee = -in->amount.v, .tax_bp = of.tax_bp, .currency = of.currency, .paid_by = in->paid_by, .reason = str_trim(in->reason)};
    r.tax = -billing_refund_tax(of.fee, of.tax, back, back_tax, in->amount.v, of.tax_bp);
    e = receipt_write(d, &r, &b);
    *out = r.id;
    return e || !of.package.v ? e : refund_ends_package(d, of.package);
}

// --- lists

static err span(struct desk *d, int year, int month, str paid_by, struct receipt_list *out)
{
    day from = day_from(year, month ? month : 1, 1);
    day to = month && month < 12 ? day_from(year, month + 1, 1) : day_from(year + 1, 1, 1);
    err e = receipt_of_days(d->db, d->a, &d->who, from, (day){to.d - 1}, out);
    if (e || !paid_by.n)
        return e;
    struct receipt *v = ARENA_ARRAY(d->a, out->n, struct receipt);
    size_t n = 0;
    for (size_t i = 0; i < out->n; i++)
        if (str_eq(out->v[i].paid_by, paid_by))
            v[n++] = out->v[i];
    *out = (struct receipt_list){v, n};
    return OK;
}

err desk_receipts(struct desk *d, int year, int month, str paid_by, struct receipts_found *out)
{
    CHECK(year >= 1 && year <= 9998 && month >= 0 && month <= 12);
    *out = (struct receipts_found){0};
    err e = desk_begin(d, VERB_RECEIPT_LIST, 0);
    if (!e)
        e = span(d, year, month, paid_by, &out->list);
    if (!e)
        e = receipt_days(d->db, d->a, &d->who, &out->first, &out->last);
    if (e)
        return e;
    struct billing_line *lines = ARENA_ARRAY(d->a, out->list.n, struct billing_line);
    for (size_t i = 0; i < out->list.n; i++) {
        const struct receipt *r = &out->list.v[i];
        lines[i] = (struct billing_line){r->currency, r->paid_by, r->tax_bp, r->fee, r->tax};
    }
    out->n_rates = billing_by_rate(d->a, lines, out->list.n, &out->by_rate);
    out->n_payments = billing_by_payment(d->a, lines, out->list.n, &out->by_payment);
    return OK;
}

static void csv_field(struct buf *b, str s)
{
    buf_putc(b, ',');
    buf_csv(b, s);
}

// Our own numbers are written as they are: the minus of a refund is no formula.
static void csv_number(struct buf *b, str s)
{
    buf_putc(b, ',');
    buf_put(b, s);
}

static bool csv_row(struct desk *d, struct buf *b, const struct receipt *r)
{
    struct receipt_body body;
    if (!receipt_body_read(d->a, r->body, &body))
        return false;
    buf_i64(b, r->number);
    csv_field(b, r->refund ? S("refund") : S("receipt"));
    csv_number(b, r->refund ? str_fmt(d->a, "%lld", (long long)r->refers_number) : S(""));
    csv_field(b, day_str(d->a, r->issued));
    csv_field(b, body.client);
    csv_field(b, body.what);
    csv_field(b, body.served.known ? day_str(d->a, body.served.day) : S(""));
    csv_field(b, body.therapist);
    csv_number(b, billing_amount(d->a, r->fee, r->currency));
    csv_number(b, billing_percent(d->a, r->tax_bp));
    csv_number(b, billing_amount(d->a, r->tax, r->currency));
    csv_number(b, billing_amount(d->a, r->fee - r->tax, r->currency));
    csv_field(b, r->currency);
    csv_field(b, r->paid_by);
    csv_field(b, r->reason);
    csv_field(b, r->account_name);
    buf_put(b, S("\r\n"));
    return true;
}

err desk_receipts_csv(struct desk *d, int year, struct buf *out)
{
    struct receipt_list all;
    err e = desk_begin(d, VERB_RECEIPT_EXPORT, 0);
    if (!e)
        e = span(d, year, 0, (str){0}, &all);
    if (e)
        return e;
    buf_put(out, S("number,kind,refers_to,issued,client,for,day_of_service,therapist,fee,tax_percent,tax,net,currency,paid_by,reason,issued_by\r\n"));
    for (size_t i = 0; i < all.n; i++)
        if (!csv_row(d, out, &all.v[i]))
            return E_DB_CORRUPT;
    return OK;
}

err desk_receipts_of_client(struct desk *d, client_id client, struct receipt_list *out)
{
    err e = desk_begin(d, VERB_MONEY_OWN, client.v);
    return e ? e : receipt_of_client(d->db, d->a, &d->who, client, out);
}
