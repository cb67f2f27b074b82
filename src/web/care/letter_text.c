#include "letter_text.h"

#include <string.h>

#include "base/content.h"
#include "base/json.h"
#include "web/chart.h"
#include "web/people/client_text.h"
#include "clinic/safety/body.h"
#include "web/measures/measure_text.h"
#include "plan_asks.h"
#include "web/pdf.h"
#include "web/session.h"

enum { BODY_MAX = 512 << 10, DEPTH = 8, NAMED_MAX = 6 };
#define CHART_TALL 150.0
#define CHART_LOW 105.0
#define CHART_SHRINK 1.4     // from pixels of the screen to points
#define DOT 3.2              // radius, pixels
#define CHART_BELOW 14.0     // pixels left for what hangs below

static str said(struct call *c, struct say s)
{
    return s.key == MSG_none ? (str){0} : message_say(c->a, c->desk.lang, s);
}

static str number(struct call *c, double v)
{
    struct buf b = buf_new(c->a, 64);
    buf_num(&b, v, 1);
    return buf_str(&b);
}

static str whole(struct call *c, int64_t v)
{
    return str_fmt(c->a, "%lld", (long long)v);
}

static str lines(arena *a, const str *v, size_t n, const char *between)
{
    struct buf b = buf_new(a, 16384);
    for (size_t i = 0; i < n; i++) {
        if (!v[i].n)
            continue;
        if (b.n)
            buf_put(&b, str_of(between));
        buf_put(&b, v[i]);
    }
    return buf_str(&b);
}

static void fact(struct call *c, struct letter_print *p, enum msg label, str value)
{
    if (!value.n)
        return;
    CHECK(p->n_facts < sizeof p->fact / sizeof p->fact[0]);
    p->fact[p->n_facts++] = (struct fact_view){.label = said(c, SAY(label)), .value = value};
}

static void add_line(struct letter_lines *l, str s)
{
    if (s.n && l->n < LETTER_LINES)
        l->v[l->n++] = s;
}

// --- what was done

// The name of a technique, as content/techniques has it; its id in words where it has none.
static str technique_name(arena *a, str id)
{
    struct json_error why;
    str text = content_text(S("techniques/techniques.json"));
    const struct json *all = text.n ? json_get(json_parse(a, text, DEPTH, &why), S("techniques")) : NULL;
    for (const struct json *j = all ? all->first : NULL; j; j = j->next)
        if (str_eq(json_text(json_get(j, S("id"))), id))
            return json_text(json_get(j, S("name")));
    char *p = str_z(a, id);
    for (size_t i = 0; i < id.n; i++)
        if (p[i] == '-')
            p[i] = ' ';
    return (str){p, id.n};
}

static str region_name(struct call *c, str code)
{
    struct site s;
    return site_parse(code, &s) ? said(c, site_say(s)) : code;
}

// The distinct values of one member, most minutes first; then how many more there are.
static str named(struct call *c, const struct letter_facts *f, bool regions)
{
    str seen[NAMED_MAX], words[NAMED_MAX + 1];
    size_t n = 0, more = 0;
    for (size_t i = 0; i < f->n_treated; i++) {
        str code = regions ? f->treated[i].region : f->treated[i].technique;
        size_t k = 0;
        while (k < n && !str_eq(seen[k], code))
            k++;
        if (k < n)
            continue;
        if (n == NAMED_MAX) {
            more++;
            continue;
        }
        seen[n] = code;
        words[n] = regions ? region_name(c, code) : technique_name(c->a, code);
        n++;
    }
    if (more)
        words[n++] = said(c, SAY(MSG_letter_and_more));
    return lines(c->a, words, n, ", ");
}

static void facts_dose(struct call *c, const struct letter_facts *f, struct letter_print *p)
{
    const struct letter_dose *d = &f->dose;
    if (!d->sessions) {
        fact(c, p, MSG_letter_dose, said(c, SAY(MSG_letter_no_sessions)));
        return;
    }
    struct say dose = SAY2(MSG_letter_dose_line, "minutes", whole(c, d->minutes), "from", day_text(c, d->first.day));
    dose.arg[2] = (struct say_arg){"to", day_text(c, d->last.day)};
    dose.n = d->sessions;
    fact(c, p, MSG_letter_dose, said(c, dose));
    int64_t hands = 0;
    for (size_t i = 0; i < f->n_treated; i++)
        hands += f->treated[i].minutes;
    if (hands)
        fact(c, p, MSG_letter_hands_on, said(c, SAY_N(MSG_money_minutes, hands)));
    fact(c, p, MSG_letter_techniques, named(c, f, false));
    fact(c, p, MSG_letter_regions, named(c, f, true));
}

// --- what changed: the sentences of desk_progress, as they are

static void change(struct call *c, const struct letter_facts *f, struct letter_print *p)
{
    const struct progress_series *s = f->series;
    if (!s) {
        p->said = said(c, SAY(MSG_letter_nothing_measured));
        return;
    }
    const struct change_result *r = &s->change;
    p->said = said(c, r->they);
    p->next = said(c, r->next_they);
    for (size_t i = 0; i < r->n_caveats; i++)
        add_line(&p->caveats, said(c, r->caveat[i]));
    struct say text = SAY3(MSG_progress_chart_text, "from", day_text(c, s->points.v[0].day), "to", day_text(c, s->points.v[s->points.n - 1].day), "said", p->said);
    text.n = (int64_t)s->points.n;
    str title = said(c, SAY1(MSG_progress_chart_title, "concern", series_heading(c, s)));
    p->chart = chart_svg(c->a, c->desk.lang, NULL, s, f->today, S("letter"), title, said(c, text)).html;
    bool diary = s->instrument->kind == INSTRUMENT_DAY, judged = s->concern.started && r->before.n;
    str legend[4] = {said(c, SAY(diary ? MSG_progress_legend_diary : s->score ? MSG_progress_legend_scores : MSG_progress_legend_ratings))};
    if (judged && !diary && r->mdc95.known)
        legend[1] = said(c, SAY1(MSG_progress_legend_error, "mdc", number(c, r->mdc95.v)));
    if (judged && diary && r->before.hi > r->before.lo)
        legend[1] = said(c, SAY(MSG_progress_legend_interval));
    if (judged && r->mcid.known)
        legend[2] = said(c, SAY1(MSG_progress_legend_mcid, "mcid", number(c, r->mcid.v)));
    legend[3] = instrument_way(c, s->instrument);
    p->legend = lines(c->a, legend, 4, " · ");
}

str finding_text(struct call *c, const struct letter_facts *f, size_t i)
{
    day on = zone_day(c->desk.zone, f->findings[i].at);
    return said(c, SAY2(MSG_letter_finding_line, "finding", f->finding_names[i], "day", day_text(c, on)));
}

str letter_concern(struct call *c, const struct letter *l)
{
    struct concern_row row = {.kind = l->kind, .place = l->place};
    return concern_name(c, &row);
}

static str name_legal(arena *a, const struct client_fields *f)
{
    return str_trim(str_fmt(a, "%.*s %.*s", SP(f->given), SP(f->family)));
}

static str about(struct call *c, const struct client_fields *f)
{
    str name = name_legal(c->a, f);
    return f->born.known ? said(c, SAY2(MSG_letter_about_born, "name", name, "day", day_text(c, f->born.day))) : name;
}

void letter_print_make(struct call *c, const struct letter_facts *f, const struct letter *l, const bool *ticked, struct letter_print *out)
{
    const struct receipt_practice *practice = &f->practice;
    const str head[] = {practice->address, practice->phone, practice->email};
    *out = (struct letter_print){.practice = practice->name,
        .practice_lines = lines(c->a, head, 3, "\n"),
        .country = practice->country,
        .addressee = l->addressee,
        .day = day_text(c, f->today),
        .about = about(c, &f->client.f),
        .paragraph = l->paragraph,
        .at = c->now};
    const struct concern_row *n = &f->concern;
    fact(c, out, MSG_letter_problem, concern_name(c, n));
    const str onset[] = {n->onset_day.known ? said(c, SAY1(MSG_letter_onset_day, "day", day_text(c, n->onset_day.day))) : (str){0}, n->onset};
    fact(c, out, MSG_letter_onset, lines(c->a, onset, 2, ". "));
    facts_dose(c, f, out);
    str asked[PLAN_ASKS];
    for (size_t i = 0; i < f->n_asks; i++)
        asked[i] = plan_ask_text(c, &f->asks[i]);
    fact(c, out, MSG_letter_measured, lines(c->a, asked, f->n_asks, " "));
    change(c, f, out);
    for (size_t i = 0; i < f->n_findings; i++)
        if (ticked ? ticked[i] : letter_ticked(c->a, l, f->findings[i].id))
            add_line(&out->findings, finding_text(c, f, i));
    if (f->consent.id.v && f->consent.given) {
        day on = zone_day(c->desk.zone, f->consent.at);
        out->consent = said(c, SAY2(MSG_letter_consent_line, "name", name_legal(c->a, &f->client.f), "day", day_text(c, on)));
    }
}

// --- kept and read back

struct kept_member {
    const char *name;
    size_t at;
};
#define M(field) {#field, offsetof(struct letter_print, field)}
static const struct kept_member texts[] = {
    M(practice), M(practice_lines), M(country), M(day), M(about), M(said), M(next), M(legend), M(chart), M(consent)};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static void lines_out(struct jw *w, str key, const struct letter_lines *l)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < l->n; i++)
        jw_str(w, l->v[i]);
    jw_end(w);
}

static void lines_in(const struct json *j, str key, struct letter_lines *l)
{
    const struct json *all = json_get(j, key);
    for (const struct json *x = all ? all->first : NULL; x; x = x->next)
        add_line(l, json_text(x));
}

str letter_print_body(struct call *c, const struct letter_print *p)
{
    struct buf b = buf_with_room(c->a, 16 << 10, BODY_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (size_t i = 0; i < TEXTS; i++)
        jw_kstr(&w, str_of(texts[i].name), *(const str *)(const void *)((const char *)p + texts[i].at));
    jw_key(&w, S("facts"));
    jw_array(&w);
    for (size_t i = 0; i < p->n_facts; i++) {
        jw_array(&w);
        jw_str(&w, p->fact[i].label);
        jw_str(&w, p->fact[i].value);
        jw_end(&w);
    }
    jw_end(&w);
    lines_out(&w, S("caveats"), &p->caveats);
    lines_out(&w, S("findings"), &p->findings);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

str letter_body_now(struct desk *d, const struct letter_facts *f, const struct letter *l)
{
    struct call c = {.a = d->a, .now = d->now, .desk = *d};
    struct letter_print p;
    letter_print_make(&c, f, l, NULL, &p);
    p.signer = f->signer;
    p.licence = f->licence;
    return letter_print_body(&c, &p);
}

bool letter_print_read(struct call *c, const struct letter *l, struct letter_print *out)
{
    struct json_error why;
    const struct json *j = json_parse(c->a, l->body, DEPTH, &why);
    *out = (struct letter_print){.addressee = l->addressee, .paragraph = l->paragraph, .signer = l->signer, .licence = l->licence, .at = l->finished_at};
    if (!j || j->kind != JSON_OBJECT)
        return false;
    for (size_t i = 0; i < TEXTS; i++)
        *(str *)(void *)((char *)out + texts[i].at) = json_text(json_get(j, str_of(texts[i].name)));
    const struct json *facts = json_get(j, S("facts"));
    for (const struct json *x = facts ? facts->first : NULL; x && out->n_facts < sizeof out->fact / sizeof out->fact[0]; x = x->next)
        if (x->count == 2)
            out->fact[out->n_facts++] = (struct fact_view){.label = json_text(x->first), .value = json_text(x->first->next)};
    lines_in(j, S("caveats"), &out->caveats);
    lines_in(j, S("findings"), &out->findings);
    return true;
}

// --- on paper

// librsvg stretches strokes with the drawing: a dot, on the screen a line of no length, becomes an ellipse that is round on paper.
static void put_dots(struct buf *b, str chart, double rx, double ry)
{
    for (size_t i = 0; i < chart.n; i++) {
        bool dot = str_starts(str_sub(chart, i, 3), S("h0M")) || str_starts(str_sub(chart, i, 3), S("h0\""));
        if (dot)
            buf_putf(b, "m-%.1f 0a%.1f %.1f 0 1 0 %.1f 0a%.1f %.1f 0 1 0 -%.1f 0", rx, rx, ry, 2 * rx, rx, ry, 2 * rx);
        else
            buf_putc(b, chart.p[i]);
        i += dot;
    }
}

// The page's chart with colours of its own, as librsvg knows no style sheet of ours; smaller than on the screen, with room below for the days.
static str chart_paper(struct call *c, str chart, double w, double h)
{
    struct buf b = buf_with_room(c->a, chart.n * 8 + 4096, 4 * BODY_MAX);
    double wide = w * CHART_SHRINK, high = h * CHART_SHRINK;
    buf_putf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\"><style>", w, h, wide, high);
    buf_put(&b, S("svg{overflow:visible}text{font:11px 'DejaVu Sans',sans-serif;fill:#444}.note{font-weight:bold;fill:#000}"
                  ".grid{stroke:#ddd;stroke-width:4;fill:none}.axis{stroke:#777;stroke-width:3;fill:none}"
                  ".baseline{fill:#777;fill-opacity:.15}.noise{fill:#a44b2b;fill-opacity:.15}"
                  ".gap{fill:none;stroke:#999;stroke-width:4;stroke-dasharray:6 6}"
                  ".mcid{fill:none;stroke:#a44b2b;stroke-width:8;stroke-dasharray:14 8}.start{stroke:#000;stroke-width:2.5;fill:none}"
                  ".line{fill:none;stroke:#1c665a;stroke-width:5;stroke-linejoin:round}"
                  ".line.mean{stroke:#555;stroke-width:7;stroke-dasharray:4 8}"
                  ".dots{fill:#1c665a;stroke:none}"
                  ".bar{fill:#1c665a}.bar.soft{fill:#999}</style>"));
    buf_putf(&b, "<svg width=\"%.0f\" height=\"%.0f\">", wide, high - CHART_BELOW);
    put_dots(&b, chart, DOT * 1000 / wide, DOT * 1000 / (high - CHART_BELOW));
    buf_put(&b, S("</svg></svg>"));
    CHECK(!b.over);
    return buf_str(&b);
}

static void pdf_lines(struct call *c, struct pdf *d, enum msg head, const struct letter_lines *l)
{
    if (!l->n)
        return;
    pdf_text(d, PDF_HEAD, said(c, SAY(head)));
    for (size_t i = 0; i < l->n; i++)
        pdf_text(d, PDF_POINT, l->v[i]);
}

static struct pdf *paper(struct call *c, const struct letter_print *p, bool draft, double chart_h)
{
    struct pdf_about of = {.title = said(c, SAY1(MSG_letter_document, "about", p->about)), .author = p->practice, .lang = c->desk.lang,
        .paper = pdf_paper_of(p->country), .created = p->at, .footer = p->consent};
    struct pdf *d = pdf_new(c->a, &of);
    pdf_pair(d, p->practice, p->practice_lines);
    pdf_rule(d);
    pdf_space(d, 6);
    if (draft)
        pdf_text(d, PDF_STRONG, said(c, SAY(MSG_letter_draft)));
    pdf_text(d, PDF_BODY, p->addressee);
    pdf_text(d, PDF_BODY, p->day);
    pdf_text(d, PDF_TITLE, p->about);
    struct pdf_fact *facts = ARENA_ARRAY(c->a, p->n_facts, struct pdf_fact);
    for (size_t i = 0; i < p->n_facts; i++)
        facts[i] = (struct pdf_fact){p->fact[i].label, p->fact[i].value};
    pdf_facts(d, facts, p->n_facts);
    pdf_text(d, PDF_HEAD, said(c, SAY(MSG_letter_change)));
    pdf_text(d, PDF_LEAD, p->said);
    pdf_text(d, PDF_STRONG, p->next);
    if (p->chart.n) {
        pdf_svg(d, chart_paper(c, p->chart, pdf_width(d), chart_h), chart_h);
        pdf_text(d, PDF_SMALL, p->legend);
    }
    pdf_lines(c, d, MSG_letter_caveats, &p->caveats);
    pdf_lines(c, d, MSG_letter_findings, &p->findings);
    if (p->paragraph.n)
        pdf_space(d, 5);
    pdf_text(d, PDF_BODY, p->paragraph);
    if (p->signer.n) {
        pdf_space(d, 8);
        pdf_text(d, PDF_BODY, said(c, SAY2(MSG_letter_signed, "name", p->signer, "licence", p->licence)));
    }
    return d;
}

// The chart becomes lower where that saves the second page.
static struct pdf *paper_fit(struct call *c, const struct letter_print *p, bool draft)
{
    struct pdf *d = paper(c, p, draft, CHART_TALL);
    return pdf_pages(d) == 1 ? d : paper(c, p, draft, CHART_LOW);
}

int letter_pages(struct call *c, const struct letter_print *p)
{
    return pdf_pages(paper_fit(c, p, false));
}

err letter_pdf(struct call *c, const struct letter_print *p, bool draft)
{
    str bytes = pdf_finish(paper_fit(c, p, draft));
    if (!bytes.n)
        return E_INTERNAL;
    buf_put(reply_body(c, 200, S("application/pdf")), bytes);
    reply_header(c, S("Content-Disposition"), draft ? S("inline; filename=\"letter-draft.pdf\"") : S("inline; filename=\"letter.pdf\""));
    return OK;
}
