#include "note_text.h"

#include <string.h>

#include "web/body.h"
#include "web/calendar/day_text.h"
#include "web/forms.h"

#define AT(member) offsetof(struct note_boxes, member)
static const struct field note_fields[] = {
    {"s", F_LONG, false, 0, NOTE_WORDS_MAX, MSG_note_s, MSG_note_s_hint, NULL, "off", AT(s)},
    {"o", F_LONG, false, 0, NOTE_WORDS_MAX, MSG_note_o, MSG_note_o_hint, NULL, "off", AT(o)},
    {"a", F_LONG, false, 0, NOTE_WORDS_MAX, MSG_note_a, MSG_note_a_hint, NULL, "off", AT(a)},
    {"p", F_LONG, false, 0, NOTE_WORDS_MAX, MSG_note_p, MSG_note_p_hint, NULL, "off", AT(p)},
    {"lubricant", F_TEXT, false, 0, NOTE_LINE_MAX, MSG_note_lubricant, MSG_none, NULL, "off", AT(lubricant)},
    {"home_words", F_TEXT, false, 0, NOTE_REASON_MAX, MSG_note_home_words, MSG_none, NULL, "off", AT(home_words)},
    {"consent", F_CHECK, false, 0, 0, MSG_note_consent, MSG_none, NULL, NULL, AT(consent)},
    {"not_treated", F_CHECK, false, 0, 0, MSG_note_not_treated, MSG_none, NULL, NULL, AT(not_treated)},
    {"why", F_LONG, false, 0, NOTE_REASON_MAX, MSG_note_why, MSG_none, NULL, "off", AT(why)},
    {"limits_reason", F_LONG, false, 0, NOTE_REASON_MAX, MSG_note_limits_reason, MSG_none, NULL, "off", AT(limits_reason)},
    {"minutes_reason", F_TEXT, false, 0, NOTE_REASON_MAX, MSG_note_minutes_reason, MSG_none, NULL, "off", AT(minutes_reason)},
    {"late_reason", F_TEXT, false, 0, NOTE_REASON_MAX, MSG_note_late_reason, MSG_none, NULL, "off", AT(late_reason)},
    {"add_minutes", F_INT, false, 0, 480, MSG_note_add_minutes, MSG_none, NULL, "off", AT(add_minutes)},
    {"do", F_TEXT, false, 0, 48, MSG_none, MSG_none, NULL, NULL, AT(act)},
};
const struct form note_form = {"note", note_fields, sizeof note_fields / sizeof note_fields[0], sizeof(struct note_boxes), 256 << 10};

// --- reading

// The values of a repeated name, in order.
static size_t posted(struct call *c, const char *name, str *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        if (!str_eq(p->name, str_of(name))) continue;
        p->used = true;
        if (n < max) out[n++] = str_trim(p->value);
    }
    return n;
}

static err wrong_row(struct call *c)
{
    if (problem_of(&c->problems, S("techniques"))) return E_INVALID;
    return problem_add(&c->problems, E_INVALID, S("techniques"), SAY(MSG_note_row_wrong));
}

// The four boxes of each row stand under the same names, in the same order.
static err rows_read(struct call *c, struct note_technique *out, size_t *n)
{
    str technique[NOTE_TECHNIQUES_MAX], site[NOTE_TECHNIQUES_MAX], minutes[NOTE_TECHNIQUES_MAX], pressure[NOTE_TECHNIQUES_MAX];
    *n = posted(c, "t_technique", technique, NOTE_TECHNIQUES_MAX);
    size_t sites = posted(c, "t_site", site, NOTE_TECHNIQUES_MAX), m = posted(c, "t_minutes", minutes, NOTE_TECHNIQUES_MAX);
    size_t pressures = posted(c, "t_pressure", pressure, NOTE_TECHNIQUES_MAX);
    if (sites != *n || m != *n || pressures != *n) {
        *n = 0;
        return wrong_row(c);
    }
    err e = OK;
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        int64_t min = 0, press = 0;
        struct note_technique t = {.technique = technique[i]};
        if (!technique_of(vocabulary_shipped(), technique[i]) || !site_parse(site[i], &t.site)) {
            e = wrong_row(c);
            continue;
        }
        if (minutes[i].n && (!str_i64(minutes[i], &min) || min < 0 || min > 480)) e = wrong_row(c), min = 0;
        if (pressure[i].n && (!str_i64(pressure[i], &press) || press < 0 || press > PRESSURES)) e = wrong_row(c), press = 0;
        t.minutes = (int)min;
        t.pressure = (int)press;
        out[kept++] = t;
    }
    *n = kept;
    return e;
}

// Chosen ones of a vocabulary, in its order.
static size_t chosen_read(struct call *c, const char *name, const struct vocabulary_item *all, size_t n_all, str *out)
{
    str said[32];
    size_t n = posted(c, name, said, 32), kept = 0;
    for (size_t i = 0; i < n_all; i++)
        for (size_t k = 0; k < n; k++)
            if (str_eq(said[k], all[i].id)) {
                out[kept++] = all[i].id;
                break;
            }
    return kept;
}

static void carried_read(struct call *c, struct note_body *b)
{
    str said[NOTE_PARTS], region[5];
    size_t n = posted(c, "unconfirmed", said, NOTE_PARTS);
    for (size_t i = 0; i < n; i++) {
        enum note_part p;
        if (note_part_of(said[i], &p)) b->unconfirmed |= 1u << p;
    }
    n = posted(c, "consent_region", region, 5);
    for (size_t i = 0; i < n; i++)
        for (int k = CONSENT_GLUTES; k <= CONSENT_ABDOMEN; k++)
            if (str_eq(region[i], str_of(body_consent_name((enum body_consent)k)))) b->consent_region[k] = true;
}

// --- buttons

static bool site_chosen(struct call *c, str code, str side, struct site *out)
{
    if (!site_parse(code, out)) return false;
    struct site sided;
    if (out->region->sided && side.n && site_parse(str_fmt(c->a, "%.*s-%.*s", SP(code), SP(side)), &sided)) *out = sided;
    return true;
}

static err rows_add(struct call *c, const struct note_boxes *x, struct note_technique *rows, size_t *n, const str *technique, size_t n_techniques,
                    const str *site, size_t n_sites, str side)
{
    if (!n_techniques || !n_sites) return problem_add(&c->problems, E_INVALID, S("techniques"), SAY(MSG_note_add_both));
    for (size_t i = 0; i < n_sites; i++) {
        for (size_t k = 0; k < n_techniques; k++) {
            const struct technique *t = technique_of(vocabulary_shipped(), technique[k]);
            struct note_technique row = {.minutes = (int)x->add_minutes.v};
            if (!t || !site_chosen(c, site[i], side, &row.site) || *n == NOTE_TECHNIQUES_MAX) return wrong_row(c);
            row.technique = t->id;
            row.pressure = t->pressure;
            rows[(*n)++] = row;
        }
    }
    return OK;
}

static void row_remove(str act, struct note_technique *rows, size_t *n)
{
    int64_t i;
    if (!str_starts(act, S("remove-")) || !str_i64(str_sub(act, 7, act.n), &i) || i < 0 || (size_t)i >= *n) return;
    memmove(&rows[i], &rows[i + 1], (*n - (size_t)i - 1) * sizeof *rows);
    (*n)--;
}

err note_bind(struct call *c, struct note_boxes *x, struct note_body *out)
{
    const struct vocabulary *v = vocabulary_shipped();
    struct note_technique *rows = ARENA_ARRAY(c->a, NOTE_TECHNIQUES_MAX, struct note_technique);
    str technique[NOTE_ADD_MAX], site[NOTE_ADD_MAX], side = {0};
    *out = (struct note_body){.techniques = rows};
    err worst = rows_read(c, rows, &out->n_techniques);
    out->n_positions = chosen_read(c, "position", v->positions, v->n_positions, out->positions);
    out->n_home_care = chosen_read(c, "home", v->home_care, v->n_home_care, out->home_care);
    carried_read(c, out);
    size_t n_techniques = posted(c, "add_technique", technique, NOTE_ADD_MAX), n_sites = posted(c, "add_site", site, NOTE_ADD_MAX);
    (void)posted(c, "add_side", &side, 1);
    err e = form_bind(c, &note_form, x);
    worst = e ? e : worst;
    out->s = x->s;
    out->o = x->o;
    out->a = x->a;
    out->p = x->p;
    out->lubricant = x->lubricant;
    out->home_words = x->home_words;
    out->consent = x->consent;
    out->not_treated = x->not_treated;
    out->why = x->why;
    out->limits_reason = x->limits_reason;
    out->minutes_reason = x->minutes_reason;
    out->late_reason = x->late_reason;
    if (str_eq(x->act, S("confirm"))) out->unconfirmed = 0;
    if (str_eq(x->act, S("add"))) e = rows_add(c, x, rows, &out->n_techniques, technique, n_techniques, site, n_sites, side);
    row_remove(x->act, rows, &out->n_techniques);
    return e ? e : worst;
}

struct note_boxes note_boxes_of(const struct note_body *b)
{
    return (struct note_boxes){.s = b->s, .o = b->o, .a = b->a, .p = b->p, .lubricant = b->lubricant, .home_words = b->home_words, .why = b->why,
                               .limits_reason = b->limits_reason, .minutes_reason = b->minutes_reason, .late_reason = b->late_reason,
                               .consent = b->consent, .not_treated = b->not_treated, .add_minutes = {true, 10}};
}

// --- words

static str said(struct call *c, struct say s) { return message_say(c->a, c->desk.lang, s); }
static str number(struct call *c, int n) { return str_fmt(c->a, "%d", n); }

str technique_words(struct call *c, const struct note_technique *t)
{
    const struct vocabulary *v = vocabulary_shipped();
    const struct technique *known = technique_of(v, t->technique);
    str name = known ? known->name : t->technique, where = said(c, site_say(t->site)), minutes = said(c, SAY_N(MSG_note_minutes, t->minutes));
    if (!t->pressure) return str_fmt(c->a, "%.*s · %.*s · %.*s", SP(name), SP(where), SP(minutes));
    return str_fmt(c->a, "%.*s · %.*s · %.*s · %.*s (%d)", SP(name), SP(where), SP(minutes), SP(v->pressure[t->pressure].name), t->pressure);
}

static enum msg consent_msg(enum body_consent k)
{
    static const enum msg all[] = {MSG_none, MSG_note_region_glutes, MSG_note_region_chest, MSG_note_region_inner_thigh, MSG_note_region_abdomen};
    return all[k];
}

str breach_words(struct call *c, const struct note_body *b, const struct note_breach *x)
{
    str row = x->row < b->n_techniques ? technique_words(c, &b->techniques[x->row]) : (str){0};
    const struct vocabulary_item *position = position_of(vocabulary_shipped(), x->position);
    str region = consent_msg(x->consent) ? said(c, SAY(consent_msg(x->consent))) : (str){0};
    switch (x->kind) {
    case BREACH_AVOID: return said(c, SAY1(MSG_note_breach_avoid, "what", row));
    case BREACH_BARRED: return said(c, SAY1(MSG_note_breach_barred, "what", row));
    case BREACH_PRESSURE: return said(c, SAY2(MSG_note_breach_pressure, "what", row, "max", number(c, x->max)));
    case BREACH_MINUTES: return said(c, SAY1(MSG_note_breach_minutes, "max", number(c, x->max)));
    case BREACH_POSITION: return said(c, SAY1(MSG_note_breach_position, "what", position ? position->name : x->position));
    case BREACH_INTAKE: return said(c, SAY(MSG_note_breach_intake));
    case BREACH_INTAKE_OLD: return said(c, SAY(MSG_note_breach_intake_old));
    case BREACH_CONSENT_TREATMENT: return said(c, SAY(MSG_note_breach_consent_treatment));
    case BREACH_CONSENT_FILE: return said(c, SAY1(MSG_note_breach_consent_file, "what", region));
    case BREACH_CONSENT_TODAY: return said(c, SAY1(MSG_note_breach_consent_today, "what", region));
    }
    return (str){0};
}

str note_visit_line(struct call *c, day on, int minute, int minutes, str service, str therapist)
{
    str when = when_words(c, on, minute), what = service_words(c, service, minutes);
    return str_fmt(c->a, "%.*s · %.*s · %.*s", SP(when), SP(what), SP(therapist));
}

struct facts {
    struct fact_view *v;
    size_t n;
};

static void fact(struct call *c, struct facts *f, enum msg label, str value)
{
    if (value.n) f->v[f->n++] = (struct fact_view){.label = said(c, SAY(label)), .value = value, .lines = true};
}

// Items of a vocabulary by their names, and words of one's own, a line each.
static str items_words(struct call *c, const str *id, size_t n, bool home, str own)
{
    const struct vocabulary *v = vocabulary_shipped();
    struct buf b = buf_new(c->a, 8192);
    for (size_t i = 0; i < n; i++) {
        const struct vocabulary_item *x = home ? home_care_of(v, id[i]) : position_of(v, id[i]);
        if (b.n) buf_putc(&b, '\n');
        buf_put(&b, x ? x->name : id[i]);
    }
    if (b.n && own.n) buf_putc(&b, '\n');
    buf_put(&b, own);
    return buf_str(&b);
}

static str consent_words(struct call *c, const struct note_body *b)
{
    struct buf text = buf_new(c->a, 2048);
    if (b->consent) buf_put(&text, said(c, SAY(MSG_note_consent_given)));
    for (int k = CONSENT_GLUTES; k <= CONSENT_ABDOMEN; k++) {
        if (!b->consent_region[k]) continue;
        if (text.n) buf_putc(&text, '\n');
        buf_put(&text, said(c, SAY(consent_msg((enum body_consent)k))));
    }
    return buf_str(&text);
}

// What the note went past, and why that was a limit.
static str past_words(struct call *c, const struct note_body *b)
{
    struct buf text = buf_new(c->a, 1 << 18);
    for (size_t i = 0; i < b->n_past; i++) {
        const struct note_past *x = &b->past[i];
        str what = breach_words(c, b, &x->breach);
        if (i) buf_putc(&text, '\n');
        buf_put(&text, x->why.n ? said(c, SAY2(MSG_note_breach_why, "what", what, "why", x->why)) : what);
    }
    return buf_str(&text);
}

void note_facts(struct call *c, const struct note_body *b, const struct fact_view **out, size_t *n)
{
    struct facts f = {ARENA_ARRAY(c->a, 17, struct fact_view), 0};
    struct buf rows = buf_new(c->a, 16384);
    if (b->not_treated) fact(c, &f, MSG_note_not_treated, b->why.n ? b->why : S("–"));
    fact(c, &f, MSG_note_s, b->s);
    fact(c, &f, MSG_note_o, b->o);
    for (size_t i = 0; i < b->n_techniques; i++) {
        if (i) buf_putc(&rows, '\n');
        buf_put(&rows, technique_words(c, &b->techniques[i]));
    }
    fact(c, &f, MSG_note_techniques, buf_str(&rows));
    if (b->n_techniques) fact(c, &f, MSG_note_total, said(c, SAY_N(MSG_note_minutes, note_minutes(b))));
    fact(c, &f, MSG_note_positions, items_words(c, b->positions, b->n_positions, false, (str){0}));
    fact(c, &f, MSG_note_lubricant, b->lubricant);
    fact(c, &f, MSG_note_a, b->a);
    fact(c, &f, MSG_note_p, b->p);
    fact(c, &f, MSG_note_home, items_words(c, b->home_care, b->n_home_care, true, b->home_words));
    fact(c, &f, MSG_note_consent_title, consent_words(c, b));
    fact(c, &f, MSG_note_breaches, past_words(c, b));
    fact(c, &f, MSG_note_limits_reason, b->limits_reason);
    fact(c, &f, MSG_note_minutes_reason, b->minutes_reason);
    fact(c, &f, MSG_note_late_reason, b->late_reason);
    *out = f.v;
    *n = f.n;
}
