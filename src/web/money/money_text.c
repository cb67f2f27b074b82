#include "money_text.h"

#include "web/people/client_text.h"
#include "web/measures/measure_text.h"
#include "web/pdf.h"
#include "web/session.h"

const struct choice paid_by_choices[] = {
    {"card", MSG_money_card}, {"cash", MSG_money_cash}, {"transfer", MSG_money_transfer}, {"other", MSG_money_other}, {NULL, MSG_none}};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

str paid_by_text(struct call *c, str paid_by)
{
    for (const struct choice *ch = paid_by_choices; ch->value; ch++)
        if (str_eq(paid_by, str_of(ch->value)))
            return said(c, SAY(ch->label));
    return paid_by;
}

str receipt_href(struct call *c, receipt_id id, const char *behind)
{
    return link_to(c->a, "/receipts/%.*s%s", SP(id_str(c->a, id.v)), behind);
}

str receipt_title(struct call *c, const struct receipt *r)
{
    return said(c, SAY1(r->refund ? MSG_money_refund_title : MSG_money_receipt_title, "number", str_fmt(c->a, "%lld", (long long)r->number)));
}

static str times(struct call *c, int64_t visits, str what)
{
    return said(c, SAY2(MSG_money_package_name, "visits", str_fmt(c->a, "%lld", (long long)visits), "service", what));
}

str receipt_for(struct call *c, const struct receipt_body *b)
{
    return b->visits ? times(c, b->visits, b->what) : b->what;
}

str package_name(struct call *c, const struct package *p)
{
    return times(c, p->visits, p->service_name);
}

str package_note(struct call *c, const struct package *p, str currency)
{
    str left = said(c, SAY2(MSG_money_package_left, "left", str_fmt(c->a, "%lld", (long long)package_left(p)), "visits",
                           str_fmt(c->a, "%lld", (long long)p->visits)));
    str until = p->expires.known ? said(c, SAY1(MSG_money_package_until, "day", day_text(c, p->expires.day))) : said(c, SAY(MSG_money_package_no_end));
    return str_fmt(c->a, "%.*s · %.*s · %.*s", SP(left), SP(until), SP(billing_money(c->a, p->price, currency)));
}

struct receipt_row_view receipt_row_view(struct call *c, const struct receipt *r)
{
    struct receipt_body b;
    bool read = receipt_body_read(c->a, r->body, &b);
    return (struct receipt_row_view){
        .number = str_fmt(c->a, "%lld", (long long)r->number),
        .href = receipt_href(c, r->id, ""),
        .issued = day_text(c, r->issued),
        .client = str_trim(str_fmt(c->a, "%.*s %.*s", SP(r->given), SP(r->family))),
        .client_href = client_href(c, r->client, "/money"),
        .what = r->refund ? said(c, SAY1(MSG_money_refund_of, "number", str_fmt(c->a, "%lld", (long long)r->refers_number))) : read ? receipt_for(c, &b) : (str){0},
        .fee = billing_money(c->a, r->fee, r->currency),
        .tax = billing_amount(c->a, r->tax, r->currency),
        .paid_by = paid_by_text(c, r->paid_by),
        .refund = r->refund,
    };
}

struct facts {
    struct fact_view v[12];
    size_t n;
};

static void fact(struct call *c, struct facts *f, enum msg label, str value)
{
    if (!value.n)
        return;
    CHECK(f->n < sizeof f->v / sizeof f->v[0]);
    f->v[f->n++] = (struct fact_view){.label = said(c, SAY(label)), .value = value};
}

static str therapist_line(struct call *c, const struct receipt_body *b)
{
    if (!b->therapist.n || !b->licence.n)
        return b->therapist;
    return said(c, SAY2(MSG_money_therapist_line, "name", b->therapist, "licence", b->licence));
}

const struct fact_view *receipt_facts(struct call *c, const struct receipt_shown *s, size_t *n)
{
    struct facts *f = ARENA_NEW(c->a, struct facts);
    const struct receipt *r = &s->receipt;
    const struct receipt_body *b = &s->body;
    fact(c, f, MSG_money_for, receipt_for(c, b));
    if (b->minutes)
        fact(c, f, MSG_money_length, said(c, SAY_N(MSG_money_minutes, b->minutes)));
    if (b->served.known)
        fact(c, f, MSG_money_served, day_text(c, b->served.day));
    fact(c, f, MSG_money_therapist, therapist_line(c, b));
    if (b->expires.known)
        fact(c, f, MSG_money_expires, day_text(c, b->expires.day));
    fact(c, f, r->refund ? MSG_money_paid_back_by : MSG_money_paid_by, paid_by_text(c, r->paid_by));
    if (r->refund)
        fact(c, f, MSG_money_refers, said(c, SAY1(MSG_money_receipt_title, "number", str_fmt(c->a, "%lld", (long long)r->refers_number))));
    fact(c, f, MSG_money_reason, r->reason);
    fact(c, f, MSG_money_tax_number, b->tax_number);
    *n = f->n;
    return f->v;
}

str receipt_tax_line(struct call *c, const struct receipt_shown *s)
{
    const struct receipt *r = &s->receipt;
    str name = s->body.tax_name.n ? s->body.tax_name : said(c, SAY(MSG_money_tax));
    if (r->tax_bp == 0)
        return said(c, SAY1(MSG_money_tax_none, "tax", name));
    return said(c, SAY3(MSG_money_tax_line, "percent", billing_percent(c->a, r->tax_bp), "tax", name, "amount", billing_money(c->a, r->tax, r->currency)));
}

static str lines(arena *a, const str *v, size_t n)
{
    struct buf b = buf_new(a, 8192);
    for (size_t i = 0; i < n; i++) {
        if (!v[i].n)
            continue;
        if (b.n)
            buf_putc(&b, '\n');
        buf_put(&b, v[i]);
    }
    return buf_str(&b);
}

static void pdf_amounts(struct call *c, struct pdf *p, const struct receipt_shown *s)
{
    const struct receipt *r = &s->receipt;
    struct pdf_column *columns = ARENA_ARRAY(c->a, 2, struct pdf_column);
    columns[0] = (struct pdf_column){said(c, SAY(MSG_money_for)), 7, false};
    columns[1] = (struct pdf_column){said(c, SAY(MSG_money_amount)), 3, true};
    str *cell = ARENA_ARRAY(c->a, 6, str);
    cell[0] = receipt_for(c, &s->body);
    cell[1] = billing_money(c->a, r->fee, r->currency);
    cell[2] = said(c, SAY(r->refund ? MSG_money_total_back : MSG_money_total));
    cell[3] = cell[1];
    struct pdf_row *rows = ARENA_ARRAY(c->a, 2, struct pdf_row);
    rows[0] = (struct pdf_row){&cell[0], false};
    rows[1] = (struct pdf_row){&cell[2], true};
    pdf_table(p, columns, 2, rows, 2);
    pdf_text(p, PDF_BODY, receipt_tax_line(c, s));
    if (r->tax_bp)
        pdf_text(p, PDF_BODY, said(c, SAY1(MSG_money_net, "amount", billing_money(c->a, r->fee - r->tax, r->currency))));
}

err receipt_pdf(struct call *c, const struct receipt_shown *s)
{
    const struct receipt_body *b = &s->body;
    const struct receipt *r = &s->receipt;
    struct pdf_about about = {.title = receipt_title(c, r), .author = b->practice, .lang = c->desk.lang, .paper = pdf_paper_of(b->country), .created = r->at,
        .footer = b->tax_number.n ? said(c, SAY2(MSG_money_foot, "practice", b->practice, "number", b->tax_number)) : b->practice};
    struct pdf *p = pdf_new(c->a, &about);
    const str head[] = {b->address, b->phone, b->email};
    pdf_pair(p, b->practice, lines(c->a, head, 3));
    pdf_rule(p);
    pdf_space(p, 24);
    const str to[] = {b->client, b->client_address};
    pdf_text(p, PDF_BODY, lines(c->a, to, 2));
    pdf_space(p, 24);
    pdf_text(p, PDF_TITLE, about.title);
    pdf_text(p, PDF_BODY, said(c, SAY1(MSG_money_issued_on, "day", day_text(c, r->issued))));
    pdf_space(p, 4);
    pdf_amounts(c, p, s);
    pdf_space(p, 6);
    size_t n;
    const struct fact_view *from = receipt_facts(c, s, &n);
    struct pdf_fact *facts = ARENA_ARRAY(c->a, n, struct pdf_fact);
    size_t put = 0;
    for (size_t i = 0; i < n; i++)
        if (!str_eq(from[i].value, receipt_for(c, b)))      // stands in the table
            facts[put++] = (struct pdf_fact){from[i].label, from[i].value};
    pdf_facts(p, facts, put);
    str bytes = pdf_finish(p);
    if (!bytes.n)
        return E_INTERNAL;
    buf_put(reply_body(c, 200, S("application/pdf")), bytes);
    reply_header(c, S("Content-Disposition"),
        str_fmt(c->a, "inline; filename=\"%s-%lld.pdf\"", r->refund ? "refund" : "receipt", (long long)r->number));
    return OK;
}
