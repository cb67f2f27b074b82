// Receipts of a month or a year, with totals; the year as CSV.
#include "desk/money/money.h"

#include "base/json.h"
#include "web/measures/measure_text.h"
#include "money_text.h"
#include "web/session.h"
#include "views_gen.h"

enum { CSV_MAX = 32 << 20 };

struct span {
    int year, month;
    str paid_by;
};

// What the address asks for; what is no year or month counts as not said.
static struct span span_of(struct call *c)
{
    struct span s = {.year = day_civil(c->desk.today).year};
    int64_t v;
    if (str_i64(query_value(c, S("year")), &v) && v >= 1970 && v <= 9998)
        s.year = (int)v;
    if (str_i64(query_value(c, S("month")), &v) && v >= 1 && v <= 12)
        s.month = (int)v;
    str way = query_value(c, S("paid_by"));
    s.paid_by = paid_by_valid(way) ? way : (str){0};
    return s;
}

static str number(struct call *c, int64_t v)
{
    return str_fmt(c->a, "%lld", (long long)v);
}

static struct total_view total(struct call *c, const struct billing_total *t, str label)
{
    return (struct total_view){label, billing_money(c->a, t->fee, t->currency), billing_money(c->a, t->tax, t->currency),
        billing_money(c->a, t->fee - t->tax, t->currency), number(c, t->n)};
}

static void fill_totals(struct call *c, const struct receipts_found *f, struct receipts_view *v)
{
    struct total_view *rates = ARENA_ARRAY(c->a, f->n_rates, struct total_view), *ways = ARENA_ARRAY(c->a, f->n_payments, struct total_view);
    for (size_t i = 0; i < f->n_rates; i++)
        rates[i] = total(c, &f->by_rate[i], str_fmt(c->a, "%.*s %%", SP(billing_percent(c->a, f->by_rate[i].bp))));
    for (size_t i = 0; i < f->n_payments; i++)
        ways[i] = total(c, &f->by_payment[i], paid_by_text(c, f->by_payment[i].paid_by));
    v->rates.v = rates;
    v->rates.n = f->n_rates;
    v->payments.v = ways;
    v->payments.n = f->n_payments;
}

static void fill_choices(struct call *c, const struct receipts_found *f, const struct span *s, struct receipts_view *v)
{
    int first = f->first.known ? day_civil(f->first.day).year : s->year, last = day_civil(c->desk.today).year;
    if (s->year < first)
        first = s->year;
    if (s->year > last)
        last = s->year;
    if (last - first > 50)
        first = last - 50;
    size_t n = (size_t)last - (size_t)first + 1;
    struct option_view *years = ARENA_ARRAY(c->a, n, struct option_view);
    for (size_t i = 0; i < n; i++) {
        str year = number(c, last - (int)i);
        years[i] = (struct option_view){year, year, last - (int)i == s->year};
    }
    struct option_view *months = ARENA_ARRAY(c->a, 13, struct option_view), *ways = ARENA_ARRAY(c->a, 5, struct option_view);
    months[0] = (struct option_view){S(""), message_say(c->a, c->desk.lang, SAY(MSG_money_whole_year)), s->month == 0};
    for (int m = 1; m <= 12; m++)
        months[m] = (struct option_view){number(c, m), message_say(c->a, c->desk.lang, SAY(message_month(m))), s->month == m};
    ways[0] = (struct option_view){S(""), message_say(c->a, c->desk.lang, SAY(MSG_money_any_payment)), s->paid_by.n == 0};
    for (size_t i = 0; i < 4; i++) {
        str way = str_of(paid_by_choices[i].value);
        ways[i + 1] = (struct option_view){way, paid_by_text(c, way), str_eq(way, s->paid_by)};
    }
    v->years.v = years, v->years.n = n;
    v->months.v = months, v->months.n = 13;
    v->ways.v = ways, v->ways.n = 5;
}

static err list_json(struct call *c, const struct span *s, const struct receipts_found *f)
{
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_kint(&w, S("year"), s->year);
    jw_kint(&w, S("month"), s->month);
    jw_key(&w, S("receipts"));
    jw_array(&w);
    for (size_t i = 0; i < f->list.n; i++) {
        const struct receipt *r = &f->list.v[i];
        jw_object(&w);
        jw_key(&w, S("id"));
        jw_id(&w, r->id.v);
        jw_kint(&w, S("number"), r->number);
        jw_kstr(&w, S("kind"), r->refund ? S("refund") : S("receipt"));
        jw_key(&w, S("client"));
        jw_id(&w, r->client.v);
        jw_kint(&w, S("fee"), r->fee);
        jw_kint(&w, S("tax_bp"), r->tax_bp);
        jw_kint(&w, S("tax"), r->tax);
        jw_kstr(&w, S("currency"), r->currency);
        jw_kstr(&w, S("paid_by"), r->paid_by);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("by_rate"));
    jw_array(&w);
    for (size_t i = 0; i < f->n_rates; i++) {
        jw_object(&w);
        jw_kstr(&w, S("currency"), f->by_rate[i].currency);
        jw_kint(&w, S("tax_bp"), f->by_rate[i].bp);
        jw_kint(&w, S("fee"), f->by_rate[i].fee);
        jw_kint(&w, S("tax"), f->by_rate[i].tax);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

static err list_csv(struct call *c, int year)
{
    struct buf b = buf_new(c->a, CSV_MAX);
    err e = desk_receipts_csv(&c->desk, year, &b);
    if (e || b.over)
        return e ? e : E_TOO_LARGE;
    buf_put(reply_body(c, 200, S("text/csv; charset=utf-8; header=present")), buf_str(&b));
    reply_header(c, S("Content-Disposition"), str_fmt(c->a, "attachment; filename=\"receipts-%d.csv\"", year));
    return OK;
}

static err receipts_render(struct call *c, err result)
{
    (void)result;
    struct span s = span_of(c);
    struct receipts_found f;
    if (c->kind == KIND_CSV)
        return list_csv(c, s.year);
    err e = desk_receipts(&c->desk, s.year, s.month, s.paid_by, &f);
    if (e)
        return e;
    if (c->kind == KIND_JSON)
        return list_json(c, &s, &f);
    struct receipts_view v = {.page = page_of(c, MSG_money_receipts), .none = f.list.n == 0};
    v.page.wide = true;
    v.title = s.month ? str_fmt(c->a, "%.*s %d", SP(message_say(c->a, c->desk.lang, SAY(message_month(s.month)))), s.year) : number(c, s.year);
    struct receipt_row_view *rows = ARENA_ARRAY(c->a, f.list.n, struct receipt_row_view);
    for (size_t i = 0; i < f.list.n; i++)
        rows[i] = receipt_row_view(c, &f.list.v[f.list.n - 1 - i]);
    v.rows.v = rows;
    v.rows.n = f.list.n;
    fill_totals(c, &f, &v);
    fill_choices(c, &f, &s, &v);
    v.csv_href = link_to(c->a, "/receipts.csv?year=%d", s.year);
    view_receipts(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_receipts = {.render = receipts_render};
