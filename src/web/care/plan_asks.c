#include "plan_asks.h"

#include "base/json.h"
#include "desk/measures/library.h"
#include "web/measures/measure_text.h"

// Days between, as the form has them.
const struct choice plan_ask_rhythms[] = {{"visit", MSG_plan_ask_visit_choice}, {"1", MSG_plan_ask_daily_choice}, {"7", MSG_plan_ask_week_choice},
    {"14", MSG_plan_ask_fortnight_choice}, {"28", MSG_plan_ask_month_choice}, {"91", MSG_plan_ask_quarter_choice}, {"review", MSG_plan_ask_review_choice},
    {NULL, MSG_none}};

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

// A rating or the headache diary: entered as one number or one tap, not filled in.
static bool rating(str code)
{
    return str_eq(code, NRS_PAIN) || str_eq(code, PSFS) || str_eq(code, STRESS) || str_eq(code, SLEEP_QUALITY) || str_eq(code, HEADACHE_DAY);
}

static str rhythm_of(struct call *c, const struct plan_ask *k)
{
    if (!k->every_days.known) return S("review");
    return k->every_days.v == 0 ? S("visit") : str_fmt(c->a, "%lld", (long long)k->every_days.v);
}

struct ask_boxes plan_ask_boxes(struct call *c, const struct plan_row *p)
{
    struct ask_boxes b = {.said = true};
    size_t n = 0;
    for (size_t i = 0; i < p->n_asks; i++) {
        const struct plan_ask *k = &p->asks[i];
        if (rating(k->instrument)) b.weekly = k->between;
        else if (n < ASK_ROWS) b.row[n++] = (struct ask_row_boxes){k->instrument, rhythm_of(c, k), k->between};
    }
    return b;
}

void plan_asks_bind(struct call *c, const struct ask_boxes *b, const struct concern_row *o, struct plan_in *in, size_t *rows)
{
    struct plan_ask *v = ARENA_ARRAY(c->a, ASK_ROWS + 1, struct plan_ask);
    str own = rating(in->instrument) ? in->instrument : str_of(plan_instrument_at(o->kind, 0));
    bool diary = str_eq(own, HEADACHE_DAY);
    size_t n = 0;
    rows[0] = 0;
    v[n++] = (struct plan_ask){.instrument = own, .every_days = {true, diary}, .between = diary || b->weekly};
    for (size_t i = 0; i < ASK_ROWS; i++) {
        const struct ask_row_boxes *r = &b->row[i];
        int64_t days = 0;
        if (!r->measure.n) continue;
        bool review = str_eq(r->every, S("review"));
        if (!review && r->every.n && !str_eq(r->every, S("visit"))) CHECK(str_i64(r->every, &days)); // one of plan_ask_rhythms
        rows[n] = i + 1;
        v[n++] = (struct plan_ask){.instrument = r->measure, .every_days = {!review, days}, .between = r->between};
    }
    in->asks_said = b->said;
    in->asks = v;
    in->n_asks = n;
}

void plan_asks_problems(struct call *c, const size_t *rows, size_t n)
{
    for (struct problem *p = c->problems.first; p; p = p->next) {
        for (size_t i = 0; i < n; i++) {
            if (str_eq(p->field, str_fmt(c->a, "asks[%zu].instrument", i))) p->field = rows[i] ? str_fmt(c->a, "measure_%zu", rows[i]) : S("instrument");
            else if (str_eq(p->field, str_fmt(c->a, "asks[%zu].every_days", i))) p->field = str_fmt(c->a, "measure_%zu_every", rows[i]);
        }
    }
}

static const struct instrument_file *file_of(struct call *c, str code)
{
    const struct instrument_file *in;
    return rating(code) || desk_instrument(&c->desk, code, &in) ? NULL : in;
}

static str title_of(struct call *c, str code)
{
    const struct instrument_file *in = file_of(c, code);
    if (in) return in->title;
    return rating(code) ? instrument_name(c, code) : code;
}

static struct option_view option_of(struct call *c, const struct instrument_file *in, str chosen)
{
    str label = in->ship == SHIP_GATE ? said(c, SAY1(MSG_plan_ask_paper, "name", in->title)) : in->title;
    return (struct option_view){in->id, label, str_eq(in->id, chosen)};
}

// What a plan asks already stays to be chosen, also where it is not offered any more.
static void fill_measures(struct call *c, const struct ask_choices *all, struct field_view *f)
{
    struct option_view *o = ARENA_ARRAY(c->a, all->n + 1, struct option_view);
    size_t n = 0;
    if (f->value.n && !plan_ask_offered(all, f->value)) o[n++] = (struct option_view){f->value, title_of(c, f->value), true};
    for (size_t i = 0; i < all->n; i++) o[n++] = option_of(c, all->v[i], f->value);
    f->type = S("select");
    f->empty_label = said(c, SAY(MSG_plan_ask_none));
    f->options.v = o;
    f->options.n = n;
}

err plan_asks_fill(struct call *c, const struct concern_row *o, struct field_view *f, struct plan_form_view *v)
{
    struct ask_choices all;
    err e = plan_ask_choices(&c->desk, o, &all);
    if (e) return e;
    struct plan_ask_view *rows = ARENA_ARRAY(c->a, ASK_ROWS, struct plan_ask_view);
    for (size_t i = 0; i < ASK_ROWS; i++) {
        struct field_view *x = &f[2 + 3 * i];
        fill_measures(c, &all, &x[0]);
        x[1].no_empty = true; // nothing chosen is before each visit, the first, and says so
        rows[i] = (struct plan_ask_view){&x[0], &x[1], &x[2]};
        if (i >= 2 && (x[0].value.n || x[0].error.n || x[1].error.n)) v->more_asks_open = true;
    }
    v->asks.v = rows;
    v->asks.n = 2;
    v->more_asks.v = rows + 2;
    v->more_asks.n = ASK_ROWS - 2;
    v->weekly = o->kind == CONCERN_HEADACHE ? NULL : &f[1];
    return OK;
}

// Never sooner than the instrument's own interval, whatever was chosen.
str plan_ask_text(struct call *c, const struct plan_ask *k)
{
    const struct instrument_file *in = file_of(c, k->instrument);
    int64_t least = in ? in->interval_days : 0, every = k->every_days.known && k->every_days.v > least ? k->every_days.v : least;
    struct say s = SAY1(!k->every_days.known ? MSG_plan_ask_review : every == 1 ? MSG_plan_ask_daily : every == 0 ? MSG_plan_ask_visit : MSG_plan_ask_days, "name",
        title_of(c, k->instrument));
    s.n = every;
    str words = said(c, s);
    return k->between && every != 1 ? said(c, SAY1(MSG_plan_ask_and_between, "words", words)) : words;
}

str plan_asks_lines(struct call *c, const struct plan_ask *v, size_t n)
{
    struct buf b = buf_new(c->a, 8192);
    for (size_t i = 0; i < n; i++) {
        if (i) buf_put(&b, S("\n"));
        buf_put(&b, plan_ask_text(c, &v[i]));
    }
    return buf_str(&b);
}

void plan_asks_json(struct jw *w, const struct plan_row *p)
{
    jw_key(w, S("asks"));
    jw_array(w);
    for (size_t i = 0; i < p->n_asks; i++) {
        jw_object(w);
        jw_kstr(w, S("instrument"), p->asks[i].instrument);
        jw_key(w, S("every_days"));
        if (p->asks[i].every_days.known) jw_int(w, p->asks[i].every_days.v);
        else jw_null(w);
        jw_kbool(w, S("between_visits"), p->asks[i].between);
        jw_end(w);
    }
    jw_end(w);
}

str plan_asks_of_json(struct call *c, const struct json *body)
{
    const struct json *all = json_get(body, S("asks"));
    struct buf b = buf_new(c->a, 8192);
    for (const struct json *j = all ? all->first : NULL; j; j = j->next) {
        struct plan_ask k = {.instrument = json_text(json_get(j, S("instrument")))};
        const struct json *between = json_get(j, S("between"));
        k.every_days.known = json_integer(json_get(j, S("every_days")), &k.every_days.v);
        k.between = between && between->kind == JSON_BOOL && between->truth;
        if (b.n) buf_put(&b, S(" "));
        buf_put(&b, plan_ask_text(c, &k));
    }
    return buf_str(&b);
}
