#include "intake_text.h"

#include <math.h>

#include "base/json.h"
#include "body_chart.h"
#include "desk/safety/safety_rules.h"
#include "web/body.h"
#include "clinic/safety/medicines.h"
#include "web/measures/measure_text.h"

enum { TEXT_ROOM = 16384, ROWS_LEAST = 4, ROWS_MORE = 2, ROWS_MOST = 60 };
#define NOT_SURE_VALUE S("not-sure")
#define NONE_VALUE S("none")

static str say_msg(struct call *c, enum msg m)
{
    return message_say(c->a, c->desk.lang, SAY(m));
}

static str box_name(struct call *c, const struct question *q)
{
    return str_fmt(c->a, "q_%.*s", SP(q->id));
}

static bool posted_value(const struct call *c, str name, str value)
{
    for (size_t i = 0; c->body && i < c->body->n; i++)
        if (str_eq(c->body->pair[i].name, name) && str_eq(c->body->pair[i].value, value)) return true;
    return false;
}

static bool holds(const struct json *list, str value)
{
    for (const struct json *x = list && list->kind == JSON_ARRAY ? list->first : NULL; x; x = x->next)
        if (str_eq(x->text, value)) return true;
    return false;
}

// Is this box ticked, by what was kept?
static bool answered(const struct question *q, const struct json *j, str value)
{
    if (!j) return false;
    if (j->kind == JSON_NULL) return str_eq(value, NOT_SURE_VALUE);
    if (j->kind == JSON_BOOL) return str_eq(value, j->truth ? S("yes") : S("no"));
    if (j->kind == JSON_ARRAY) return j->count == 0 ? str_eq(value, NONE_VALUE) : holds(j, value);
    return q->kind == ASK_CHOICE && str_eq(j->text, value);
}

struct making {
    struct call *c;
    const struct question *q;
    const struct json *answer;
    bool posted;
    str name;
};

static bool chosen(const struct making *m, str value)
{
    return m->posted ? posted_value(m->c, m->name, value) : answered(m->q, m->answer, value);
}

static struct pick_view pick(const struct making *m, str value, str label)
{
    return (struct pick_view){str_fmt(m->c->a, "intake-%.*s-%.*s", SP(m->name), SP(value)), m->name, value, label, chosen(m, value)};
}

static void make_site(const struct making *m, const struct body_region *region, struct site_pick_view *out, struct buf *chosen_ones)
{
    struct call *c = m->c;
    struct site site = {region, SIDE_BOTH};
    struct pick_view *sides = ARENA_ARRAY(c->a, 2, struct pick_view);
    out->region = message_say(c->a, c->desk.lang, site_say(site));
    out->sides.v = sides;
    out->sides.n = region->sided ? 2 : 1;
    for (size_t k = 0; k < out->sides.n; k++) {
        if (region->sided) site.side = k == 0 ? SIDE_LEFT : SIDE_RIGHT;
        sides[k] = pick(m, site_text(c->a, site), say_msg(c, !region->sided ? MSG_intake_here : k == 0 ? MSG_intake_left : MSG_intake_right));
        sides[k].checked |= chosen(m, str_of(region->code)); // said without a side: both
        if (!sides[k].checked) continue;
        if (chosen_ones->n) buf_put(chosen_ones, S(", "));
        buf_put(chosen_ones, message_say(c->a, c->desk.lang, site_say(site)));
    }
}

static void make_sites(const struct making *m, struct intake_question_view *v)
{
    size_t n = 0, at = 0;
    while (body_region_at(n)) n++;
    struct site_pick_view *s = ARENA_ARRAY(m->c->a, n, struct site_pick_view);
    struct site_area_view *areas = ARENA_ARRAY(m->c->a, AREA_COUNT, struct site_area_view);
    v->areas.v = areas;
    for (enum body_area k = 0; k < AREA_COUNT; k++) {
        struct site_area_view *area = &areas[v->areas.n];
        struct buf chosen_ones = buf_new(m->c->a, 2048);
        area->label = message_say(m->c->a, m->c->desk.lang, body_area_say(k));
        area->sites.v = s + at;
        for (const struct body_region *g; (g = body_region_at(at)) && g->area == k; area->sites.n++, at++) make_site(m, g, &s[at], &chosen_ones);
        area->chosen = buf_str(&chosen_ones);
        if (!m->q->limbs || k == AREA_ARM || k == AREA_LEG || area->chosen.n) v->areas.n++; // what was said of elsewhere stands there to be taken back
        else *area = (struct site_area_view){0};
    }
    v->outline = body_outline_of(m->c, str_fmt(m->c->a, "%.*s-", SP(v->id)));
}

static str type_of(const struct question *q)
{
    switch (q->kind) {
    case ASK_YES_NO:
    case ASK_CHOICE: return S("radio");
    case ASK_CHOICES: return S("check");
    case ASK_NUMBER: return S("number");
    case ASK_DAY: return S("day");
    case ASK_TEXT: return q->reads_medicines ? S("medicines") : S("text");
    case ASK_SITES: break;
    }
    return S("sites");
}

static void make_picks(const struct making *m, struct intake_question_view *v)
{
    const struct question *q = m->q;
    struct call *c = m->c;
    struct pick_view *picks = ARENA_ARRAY(c->a, q->n_options + 2, struct pick_view), *besides = ARENA_ARRAY(c->a, 3, struct pick_view);
    v->picks.v = picks;
    v->besides.v = besides;
    if (q->kind == ASK_YES_NO) {
        besides[v->besides.n++] = pick(m, S("yes"), say_msg(c, MSG_intake_yes));
        besides[v->besides.n++] = pick(m, S("no"), say_msg(c, MSG_intake_no));
    }
    for (size_t i = 0; i < q->n_options; i++) picks[v->picks.n++] = pick(m, q->options[i].id, q->options[i].words);
    if (q->kind == ASK_CHOICES) besides[v->besides.n++] = pick(m, NONE_VALUE, say_msg(c, MSG_intake_none));
    if (q->kind == ASK_SITES && q->nowhere.n) besides[v->besides.n++] = pick(m, NONE_VALUE, q->nowhere);
    if (q->kind != ASK_TEXT && !q->by_therapist) besides[v->besides.n++] = pick(m, NOT_SURE_VALUE, say_msg(c, MSG_intake_not_sure));
}

// The boxes of one name, each on a line of its own.
static str lines_posted(struct call *c, str name)
{
    struct buf b = buf_new(c->a, TEXT_ROOM);
    for (size_t i = 0; i < c->body->n; i++) {
        str value = str_trim(c->body->pair[i].value);
        if (!str_eq(c->body->pair[i].name, name) || !value.n) continue;
        if (b.n) buf_putc(&b, '\n');
        buf_put(&b, value);
    }
    return buf_str(&b);
}

static void make_medicines(struct call *c, struct intake_question_view *v)
{
    const struct medicines *m = medicines_shipped();
    struct medicine_row_view *rows = ARENA_ARRAY(c->a, ROWS_MOST, struct medicine_row_view);
    struct suggestion_view *names = ARENA_ARRAY(c->a, m->n_names, struct suggestion_view);
    str rest = v->value, line;
    while (rest.n && v->rows.n + ROWS_MORE + 1 < ROWS_MOST) {
        str_cut(rest, '\n', &line, &rest);
        if (str_trim(line).n) rows[v->rows.n++].value = str_trim(line);
    }
    if (rest.n) rows[v->rows.n++].value = rest; // more than there are boxes: the last one holds them
    for (size_t empty = 0; empty < ROWS_MORE || v->rows.n < ROWS_LEAST; empty++) v->rows.n++;
    for (size_t i = 0; i < v->rows.n; i++) {
        rows[i].n = (int64_t)i + 1;
        rows[i].id = i ? str_fmt(c->a, "%.*s-%zu", SP(v->id), i + 1) : v->id;
    }
    for (size_t i = 0; i < m->n_names; i++) names[i].text = m->names[i].shown;
    v->rows.v = rows;
    v->names.v = names;
    v->names.n = m->n_names;
}

// A thermometer that shows degrees Fahrenheit: no number between these is a temperature in degrees Celsius that anybody could have.
static const double fahrenheit_lo = 86, fahrenheit_hi = 113;

static bool in_celsius(const struct question *q)
{
    return str_eq(q->unit, S("°C"));
}

struct intake_question_view intake_question(struct call *c, const struct question *q, const struct json *answer, bool posted)
{
    struct making m = {c, q, answer, posted, box_name(c, q)};
    struct intake_question_view v = {.id = str_fmt(c->a, "intake-%.*s", SP(m.name)), .name = m.name, .words = q->words, .hint = q->hint, .unit = q->unit, .type = type_of(q)};
    if (in_celsius(q)) v.unit = say_msg(c, MSG_intake_degrees);
    const struct problem *p = problem_of(&c->problems, m.name);
    if (p) v.error = message_say(c->a, c->desk.lang, p->say);
    make_picks(&m, &v);
    if (q->kind == ASK_SITES) make_sites(&m, &v);
    bool typed = q->kind == ASK_NUMBER || q->kind == ASK_DAY || q->kind == ASK_TEXT, found = false;
    if (typed && posted) {
        v.value = body_value(c->body, m.name, 0, &found);
        if (str_eq(v.value, NOT_SURE_VALUE)) v.value = (str){0};
    } else if (typed && answer && answer->kind != JSON_NULL) {
        v.value = answer->text;
    }
    if (q->reads_medicines && posted) v.value = lines_posted(c, m.name);
    if (q->reads_medicines) make_medicines(c, &v);
    return v;
}

static void put_ticked(struct call *c, struct jw *w, const struct question *q, str name, size_t *n)
{
    for (size_t i = 0; i < q->n_options; i++)
        if (posted_value(c, name, q->options[i].id)) {
            jw_str(w, q->options[i].id);
            ++*n;
        }
    for (size_t i = 0; q->kind == ASK_SITES && i < c->body->n; i++) {
        struct pair *p = &c->body->pair[i];
        if (!str_eq(p->name, name) || !p->value.n || str_eq(p->value, NONE_VALUE) || str_eq(p->value, NOT_SURE_VALUE)) continue;
        jw_str(w, p->value);
        ++*n;
    }
}

// Ticked ones; "none of these" alone is the empty list, and beside them it is kept, for the screening to refuse; beside "not sure" what is not ticked
// stays unknown.
static str several(struct call *c, const struct question *q, str name)
{
    struct buf b = buf_new(c->a, TEXT_ROOM);
    struct jw w = jw_on(&b);
    size_t n = 0;
    bool unsure = posted_value(c, name, NOT_SURE_VALUE);
    jw_array(&w);
    put_ticked(c, &w, q, name, &n);
    if (n && unsure) jw_str(&w, NOT_SURE_VALUE);
    if (n && posted_value(c, name, NONE_VALUE)) jw_str(&w, NONE_VALUE);
    jw_end(&w);
    if (n) return b.over ? S("0") : buf_str(&b);
    return unsure ? S("null") : posted_value(c, name, NONE_VALUE) ? S("[]") : (str){0};
}

static str as_text(struct call *c, str value)
{
    struct buf b = buf_new(c->a, TEXT_ROOM);
    struct jw w = jw_on(&b);
    jw_str(&w, value);
    return b.over ? S("0") : buf_str(&b);
}

static double celsius_of(double x)
{
    return floor((x - 32) * 500 / 9 + 0.5) / 100;
}

str intake_with_unit(struct call *c, const struct question *q, str number)
{
    double x;
    if (!q->unit.n) return number;
    if (!in_celsius(q) || !str_f64(number, &x)) return str_fmt(c->a, "%.*s %.*s", SP(number), SP(q->unit));
    return str_fmt(c->a, "%.1f °C (%.1f °F)", x, x * 9 / 5 + 32);
}

static str as_number(struct call *c, const struct question *q, str value)
{
    double x;
    char *copy = str_z(c->a, value);
    for (char *p = copy; *p; p++)
        if (*p == ',') *p = '.';
    if (!str_f64(str_of(copy), &x)) return as_text(c, value); // which is no number: the screening says so
    if (in_celsius(q) && c->kind == KIND_HTML && x >= fahrenheit_lo && x <= fahrenheit_hi) x = celsius_of(x);
    struct buf b = buf_new(c->a, 64);
    struct jw w = jw_on(&b);
    jw_num(&w, x);
    return buf_str(&b);
}

str intake_posted(struct call *c, const struct question *q)
{
    str name = box_name(c, q), value = {0};
    if (q->kind == ASK_CHOICES || q->kind == ASK_SITES) return several(c, q, name);
    if (q->reads_medicines) {
        value = lines_posted(c, name);
        return value.n ? as_text(c, value) : value;
    }
    for (size_t i = 0; i < c->body->n; i++)
        if (str_eq(c->body->pair[i].name, name) && !value.n && !str_eq(c->body->pair[i].value, NOT_SURE_VALUE)) value = str_trim(c->body->pair[i].value);
    if (!value.n) return posted_value(c, name, NOT_SURE_VALUE) ? S("null") : (str){0};
    if (q->kind == ASK_NUMBER) return as_number(c, q, value);
    if (q->kind == ASK_YES_NO) return str_eq(value, S("yes")) || str_eq(value, S("true")) ? S("true") : str_eq(value, S("no")) || str_eq(value, S("false")) ? S("false") : as_text(c, value);
    return as_text(c, value);
}

static str option_words(struct call *c, const struct question *q, str id)
{
    struct site site;
    if (str_eq(id, NOT_SURE_VALUE)) return say_msg(c, MSG_intake_not_sure);
    if (q->kind == ASK_SITES && site_parse(id, &site)) return message_say(c->a, c->desk.lang, site_say(site));
    for (size_t i = 0; i < q->n_options; i++)
        if (str_eq(q->options[i].id, id)) return q->options[i].words;
    return id;
}

static str list_words(struct call *c, const struct question *q, const struct json *list)
{
    struct buf b = buf_new(c->a, TEXT_ROOM);
    for (const struct json *x = list->first; x; x = x->next) {
        if (x != list->first) buf_put(&b, S("; "));
        buf_put(&b, option_words(c, q, x->text));
    }
    if (!list->count) return q->kind == ASK_SITES && q->nowhere.n ? q->nowhere : say_msg(c, q->kind == ASK_SITES ? MSG_intake_nowhere : MSG_intake_none);
    return buf_str(&b);
}

// As it was said, and what was read of it: "warfrin 3 mg (Warfarin: blood thinner)".
static str medicines_words(struct call *c, str text)
{
    const struct medicines *m = medicines_shipped();
    struct medicines_said said = medicines_read(c->a, m, text);
    struct buf b = buf_new(c->a, TEXT_ROOM);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n') buf_put(&b, S("; "));
        else buf_putc(&b, text.p[i]);
    }
    size_t shown = 0;
    for (size_t i = 0; i < said.n; i++) {
        const struct medicine *is = said.v[i].is;
        if (is && !is->classes && !said.v[i].near) continue;
        buf_put(&b, shown++ ? S("; ") : S(" ("));
        buf_put(&b, is ? is->name : message_say(c->a, c->desk.lang, SAY1(MSG_intake_not_known, "name", said.v[i].said)));
        for (size_t k = 0, first = 1; is && k < m->n_classes; k++) {
            if (!(is->classes >> k & 1)) continue;
            buf_put(&b, first ? S(": ") : S(", "));
            buf_put(&b, m->classes[k].words);
            first = 0;
        }
    }
    if (shown) buf_putc(&b, ')');
    return b.over ? text : buf_str(&b);
}

str intake_answer(struct call *c, const struct question *q, const struct json *answer)
{
    day d;
    if (!answer) return say_msg(c, MSG_intake_unanswered);
    switch (answer->kind) {
    case JSON_NULL: return say_msg(c, MSG_intake_not_sure);
    case JSON_BOOL: return say_msg(c, answer->truth ? MSG_intake_yes : MSG_intake_no);
    case JSON_ARRAY: return list_words(c, q, answer);
    case JSON_NUMBER: return intake_with_unit(c, q, answer->text);
    case JSON_STRING:
    case JSON_OBJECT: break;
    }
    if (q->reads_medicines) return medicines_words(c, answer->text);
    if (q->kind == ASK_DAY && day_parse(answer->text, &d)) return day_text(c, d);
    return q->kind == ASK_CHOICE ? option_words(c, q, answer->text) : answer->text;
}

void intake_yes_no(struct call *c, const char *name, enum msg yes, enum msg no, str value, struct pick_view out[2])
{
    static const char *const values[] = {"yes", "no"};
    for (size_t i = 0; i < 2; i++)
        out[i] = (struct pick_view){str_fmt(c->a, "intake-%s-%s", name, values[i]), str_of(name), str_of(values[i]), say_msg(c, i ? no : yes), str_eq(value, str_of(values[i]))};
}

const struct screen_rule *intake_urgent_rule(struct call *c, str id)
{
    struct rules_held held;
    if (!id.n) return NULL;
    const struct screen_rule *rule = desk_rules(&c->desk, &held) == OK ? screen_rule_of(held.o->rules, id) : NULL;
    if (!rule) rule = screen_rule_of(screen_shipped(), id);
    return rule && rule->level <= LEVEL_STOP ? rule : NULL;
}

void intake_now_foot(bool emergency, struct page_view *p)
{
    if (!emergency) return;
    p->numbers.v = NULL;
    p->numbers.n = 0;
}

void intake_now_fill(struct call *c, const struct screen_rule *now, bool client, str emergency, struct intake_state_view *v)
{
    v->now = true;
    v->emergency = now->level == LEVEL_EMERGENCY;
    v->words = client ? now->for_client : now->for_therapist;
    v->told.number = emergency;
    v->told.tel = str_fmt(c->a, "tel:%.*s", SP(emergency));
    intake_now_foot(v->emergency, &v->page);
    v->heading = say_msg(c, v->emergency ? MSG_intake_now_emergency : MSG_intake_now_today);
}

struct form_errors_view intake_errors(struct call *c, const struct form *form)
{
    struct form_errors_view v = form_errors_of(c, form);
    struct form_error_view *rows = ARENA_ARRAY(c->a, v.rows.n + 1, struct form_error_view);
    size_t i = 0;
    for (const struct problem *p = c->problems.first; p; p = p->next, i++) {
        rows[i] = v.rows.v[i];
        const struct question *q = str_starts(p->field, S("q_")) ? screen_question_of(screen_shipped(), str_sub(p->field, 2, p->field.n)) : NULL;
        if (!q) continue;
        rows[i].href = str_fmt(c->a, "intake-%.*s", SP(p->field));
        rows[i].label = q->words;
    }
    v.rows.v = rows;
    return v;
}
