// The register of adverse events: counts, denominators and exact intervals; as JSON what it is made of too, without names or days; as CSV.
#include "desk/safety/harm_register.h"

#include "base/json.h"
#include "clinic/care/technique.h"
#include "clinic/safety/body.h"
#include "pages_harm.h"
#include "views_gen.h"
#include "web/measures/measure_text.h"
#include "web/measures/report_text.h"
#include "web/session.h"

static const int month_choices[] = {3, 12, 24, 60, 120};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static str count(struct call *c, size_t n)
{
    return str_fmt(c->a, "%zu", n);
}

// In 1000, at one decimal.
static str rate_text(struct call *c, bool known, double v, double lo, double hi)
{
    struct buf a = buf_new(c->a, 64), b = buf_new(c->a, 64), d = buf_new(c->a, 64);
    if (!known) return S("–");
    buf_num(&a, v, 1);
    buf_num(&b, lo, 1);
    buf_num(&d, hi, 1);
    return said(c, SAY3(MSG_register_rate, "rate", buf_str(&a), "lo", buf_str(&b), "hi", buf_str(&d)));
}

static struct harm_rate_view rate_view(struct call *c, str name, const struct harm_rate *r)
{
    return (struct harm_rate_view){.name = name,
        .sessions = count(c, r->sessions),
        .answered = count(c, r->answered),
        .followed = count(c, r->followed),
        .of_all = rate_text(c, r->sessions > 0, r->of_all, r->all_lo, r->all_hi),
        .of_answered = rate_text(c, r->answered > 0, r->of_answered, r->answered_lo, r->answered_hi)};
}

static str region_name(struct call *c, str id)
{
    struct site s;
    return site_parse(id, &s) ? said(c, site_say(s)) : id;
}

static str technique_name(struct call *c, str id)
{
    const struct technique *t = technique_of(vocabulary_shipped(), id);
    (void)c;
    return t ? t->name : id;
}

static str severity_words(struct call *c, str id)
{
    static const enum msg names[SEVERITIES] = {[SEVERITY_MILD] = MSG_register_any, [SEVERITY_MODERATE] = MSG_register_moderate, [SEVERITY_SEVERE] = MSG_register_severe};
    enum adverse_severity s = SEVERITY_MILD;
    (void)severity_of(id, &s);
    return said(c, SAY(names[s]));
}

static struct harm_table_view table(struct call *c, const char *id, enum msg title, enum msg first, enum msg hint, const struct harm_group *g, size_t n,
    str (*name)(struct call *c, str id))
{
    struct harm_rate_view *v = ARENA_ARRAY(c->a, n, struct harm_rate_view);
    struct harm_table_view t = {.id = str_of(id), .title = said(c, SAY(title)), .first = said(c, SAY(first)), .hint = hint ? said(c, SAY(hint)) : (str){0}};
    for (size_t i = 0; i < n; i++) v[i] = rate_view(c, name(c, g[i].id), &g[i].rate);
    t.rows.v = v;
    t.rows.n = n;
    return t;
}

static void fill_groups(struct call *c, const struct harm_register *r, struct harm_register_view *v)
{
    struct harm_table_view *t = ARENA_ARRAY(c->a, 3, struct harm_table_view);
    struct harm_group *s = ARENA_ARRAY(c->a, SEVERITIES, struct harm_group);
    for (size_t i = 0; i < SEVERITIES; i++) s[i] = (struct harm_group){severity_name((enum adverse_severity)i), r->by[i]};
    t[0] = table(c, "by-severity", MSG_register_followed, MSG_register_effect, MSG_none, s, SEVERITIES, severity_words);
    t[1] = table(c, "by-technique", MSG_register_by_technique, MSG_register_technique, MSG_register_several, r->techniques, r->n_techniques, technique_name);
    t[2] = table(c, "by-region", MSG_register_by_region, MSG_register_region, MSG_register_several, r->regions, r->n_regions, region_name);
    v->tables.v = t;
    v->tables.n = 3;
}

static err register_page(struct call *c, const struct harm_practice *p, int months)
{
    const struct harm_register *r = &p->register_;
    struct harm_register_view v = {.page = page_of(c, MSG_register_title), .own = p->own, .none = p->n_visits == 0 && p->n_events == 0 && p->register_.withdrawn == 0};
    str query = str_fmt(c->a, "?months=%d%s", months, p->own ? "&of=own" : "");
    v.page.wide = true;
    v.intro = said(c, SAY3(MSG_register_intro, "from", day_text(c, p->from), "to", day_text(c, p->to), "sessions", count(c, r->all.sessions)));
    v.answered = said(c, SAY3(MSG_register_answered, "answered", count(c, r->all.answered), "sessions", count(c, r->all.sessions), "asked", count(c, r->asked)));
    if (r->few && r->all.sessions) v.few = said(c, SAY1(MSG_register_few, "few", str_fmt(c->a, "%d", HARM_FEW)));
    if (p->cut) v.cut = said(c, SAY(MSG_register_cut));
    if (r->expected) v.expected = said(c, SAY_N(MSG_register_expected, (int64_t)r->expected));
    if (r->unknown) v.unknown = said(c, SAY_N(MSG_register_unknown, (int64_t)r->unknown));
    if (r->loose) v.loose = said(c, SAY_N(MSG_register_loose, (int64_t)r->loose));
    if (r->withdrawn) v.withdrawn = said(c, SAY_N(MSG_register_withdrawn, (int64_t)r->withdrawn));
    v.csv_href = link_to(c->a, "/outcomes/events.csv%.*s", SP(query));
    v.json_href = link_to(c->a, "/outcomes/events.json%.*s", SP(query));
    if (desk_may(&c->desk.who, VERB_HARM_ALL)) {
        v.all_href = link_to(c->a, "/outcomes/events?months=%d", months);
        v.own_href = link_to(c->a, "/outcomes/events?months=%d&of=own", months);
    }
    v.months.v = report_month_options(c, month_choices, sizeof month_choices / sizeof *month_choices, months, &v.months.n);
    fill_groups(c, r, &v);
    report_crumbs(c, &v.page, true);
    view_harm_register(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static err register_json(struct call *c, const struct harm_practice *p)
{
    struct jw w = report_json(c, p->from, p->to, p->own, p->cut);
    harm_rows_json(&w, p->visits, p->n_visits, p->events, p->n_events, p->register_.withdrawn);
    jw_key(&w, S("register"));
    harm_register_json(&w, &p->register_);
    jw_end(&w);
    return OK;
}

static void csv_row(struct buf *b, const char *by, str id, const struct harm_rate *r)
{
    const double v[] = {r->of_all, r->all_lo, r->all_hi, r->of_answered, r->answered_lo, r->answered_hi};
    buf_putf(b, "%s,", by);
    buf_csv(b, id);
    buf_putf(b, ",%zu,%zu,%zu", r->sessions, r->answered, r->followed);
    for (size_t i = 0; i < 6; i++) {
        buf_putc(b, ',');
        if (i < 3 ? r->sessions > 0 : r->answered > 0) buf_num(b, v[i], 4);
    }
    buf_put(b, S("\r\n"));
}

static err register_csv(struct call *c, const struct harm_practice *p)
{
    const struct harm_register *r = &p->register_;
    struct buf *b = reply_body(c, 200, S("text/csv; charset=utf-8; header=present"));
    buf_put(b, S("by,id,sessions,answered,followed,per_1000,per_1000_lo,per_1000_hi,per_1000_answered,per_1000_answered_lo,per_1000_answered_hi\r\n"));
    for (size_t i = 0; i < SEVERITIES; i++) csv_row(b, "at-least", severity_name((enum adverse_severity)i), &r->by[i]);
    for (size_t i = 0; i < r->n_techniques; i++) csv_row(b, "technique", r->techniques[i].id, &r->techniques[i].rate);
    for (size_t i = 0; i < r->n_regions; i++) csv_row(b, "region", r->regions[i].id, &r->regions[i].rate);
    buf_putf(b, "withdrawn,reports,,,%zu,,,,,,\r\n", r->withdrawn);
    reply_header(c, S("Content-Disposition"), S("attachment; filename=\"adverse-events.csv\""));
    return OK;
}

static err register_render(struct call *c, err result)
{
    struct harm_practice p;
    int months = report_months(c, HARM_MONTHS_MOST, HARM_MONTHS);
    bool own = str_eq(query_value(c, S("of")), S("own")) || !desk_may(&c->desk.who, VERB_HARM_ALL);
    (void)result;
    err e = desk_harm_register(&c->desk, own, months, &p);
    if (e) return e;
    return c->kind == KIND_JSON ? register_json(c, &p) : c->kind == KIND_CSV ? register_csv(c, &p) : register_page(c, &p, months);
}
const struct handler h_harm_register = {.render = register_render};
