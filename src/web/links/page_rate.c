#include "page_rate.h"

#include "desk/measures/library.h"
#include "link_text.h"
#include "web/measures/measure_text.h"
#include "page_ask.h"

enum { RATE_MOST = 10 };

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

str rating_field(struct call *c, concern_id id)
{
    return str_fmt(c->a, "rating_%.*s", SP(id_str(c->a, id.v)));
}

str set_field(struct call *c, activity_set_id id)
{
    return str_fmt(c->a, "activity_%.*s", SP(id_str(c->a, id.v)));
}

struct rate_questions rate_questions_of(struct call *c, const struct answer_form *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n_concerns; i++) n += f->concerns[i].set ? f->concerns[i].set->n : 1;
    struct rate_question *v = ARENA_ARRAY(c->a, n, struct rate_question);
    struct rate_questions q = {v, 0};
    for (size_t i = 0; i < f->n_concerns; i++) {
        const struct answer_concern *o = &f->concerns[i];
        if (!o->set) v[q.n++] = (struct rate_question){rating_field(c, o->id), o, 0};
        for (size_t k = 0; o->set && k < o->set->n; k++) v[q.n++] = (struct rate_question){activity_field(c, set_field(c, o->set->id), k), o, k};
    }
    CHECK(q.n == n);
    return q;
}

str rate_next(const struct rate_questions *q, str field)
{
    for (size_t i = 0; i < q->n; i++)
        if (str_eq(q->v[i].field, field)) return i + 1 < q->n ? q->v[i + 1].field : S("review");
    return (str){0};
}

static str asked_by(const struct rate_question *q)
{
    const struct answer_concern *o = q->about;
    return o->set ? PSFS : o->kind == CONCERN_STRESS ? STRESS : o->kind == CONCERN_SLEEP ? SLEEP_QUALITY : NRS_PAIN;
}

// "0 = No pain": the words of the instrument's file, in the reader's language where it has that.
static void fill_ends(struct call *c, const struct rate_question *q, struct scale_words words, struct ask_screen_view *v)
{
    const struct instrument_file *file, *in;
    str low = said(c, SAY(words.low)), high = said(c, SAY(words.high));
    if (!desk_instrument(&c->desk, asked_by(q), &file) && (in = instrument_in(file, lang_tag(c->desk.lang))) != NULL) {
        const struct answer_set *s = in->items[0].answers;
        if (s->lo_words.n) low = s->lo_words;
        if (s->hi_words.n) high = s->hi_words;
    }
    v->low = said(c, SAY2(MSG_ask_end, "number", S("0"), "words", low));
    v->high = said(c, SAY2(MSG_ask_end, "number", S("10"), "words", high));
}

// What stands for an answer now: what was posted, tapped, or said by this link today. False: nothing yet.
static bool value_now(struct call *c, const struct rate_draft *d, const struct rate_question *q, int *value)
{
    const struct answer_concern *o = q->about;
    bool found = false;
    int64_t posted;
    *value = DRAFT_LEFT_OPEN;
    str typed = c->body ? body_value(c->body, q->field, 0, &found) : (str){0};
    if (found && str_i64(typed, &posted) && posted >= 0 && posted <= RATE_MOST) {
        *value = (int)posted;
        return true;
    }
    if (rate_draft_get(d, q->field, value)) return true;
    if (o->answered) *value = o->set ? o->answer[q->activity] : o->value;
    return o->answered;
}

static str screen_href(struct call *c, str i, bool review)
{
    return str_fmt(c->a, "%.*s?i=%.*s%s", SP(link_here(c, "")), SP(i), review ? "&then=review" : "");
}

static struct ask_screen_view screen_of(struct call *c, const struct rate_questions *all, size_t at, str now, bool shown, bool review)
{
    const struct rate_question *q = &all->v[at];
    struct scale_words words = scale_words_of(asked_by(q), q->about->recall, true);
    struct ask_choice_view *o = ARENA_ARRAY(c->a, RATE_MOST + 1, struct ask_choice_view);
    struct ask_screen_view v = {.i = q->field, .field = q->field, .action = screen_href(c, q->field, false), .lang = lang_tag(c->desk.lang),
        .text = said(c, SAY1(words.ask, "place", q->about->set ? q->about->set->activity[q->activity] : q->about->place)),
        .at = (int64_t)at + 1, .of = (int64_t)all->n, .file = S("draft"), .shown = shown, .scale = true, .review = review && shown};
    const struct problem *p = problem_of(&c->problems, q->field);
    if (p) v.error = said(c, p->say);
    if (q->about->set) v.stem = said(c, SAY(MSG_answer_activities));
    for (int k = 0; k <= RATE_MOST; k++) {
        str number = str_fmt(c->a, "%d", k);
        o[k] = (struct ask_choice_view){.value = number, .label = number, .chosen = str_eq(number, now), .end = k == 0 ? S("low") : k == RATE_MOST ? S("high") : (str){0}};
    }
    v.choices.v = o;
    v.choices.n = RATE_MOST + 1;
    fill_ends(c, q, words, &v);
    if (v.review) v.back_href = screen_href(c, S("review"), false);
    else if (at > 0) v.back_href = screen_href(c, all->v[at - 1].field, false);
    return v;
}

static struct ask_line_view line_of(struct call *c, const struct rate_question *q, const struct ask_screen_view *s, str now, bool seen)
{
    const struct problem *p = problem_of(&c->problems, q->field);
    struct ask_line_view l = {.field = q->field, .words = s->text, .value = now, .href = screen_href(c, q->field, true), .lang = s->lang, .open = !now.n,
        .answer = now.n ? now : said(c, SAY(seen ? MSG_ask_left_open : MSG_ask_not_yet))};
    if (p) l.error = said(c, p->say);
    return l;
}

void rate_fill(struct call *c, const struct answer_form *f, str i, bool review, struct rate_view *v)
{
    struct rate_draft d;
    struct rate_questions q = rate_questions_of(c, f);
    struct ask_screen_view *s = ARENA_ARRAY(c->a, q.n, struct ask_screen_view);
    struct ask_line_view *l = ARENA_ARRAY(c->a, q.n, struct ask_line_view);
    str *now = ARENA_ARRAY(c->a, q.n, str), shown = S("review");
    bool *seen = ARENA_ARRAY(c->a, q.n, bool), wanted = str_eq(i, S("review"));
    rate_draft_read(c, &d);
    for (size_t k = q.n; k-- > 0;) {
        int value;
        seen[k] = value_now(c, &d, &q.v[k], &value);
        now[k] = value >= 0 ? str_fmt(c->a, "%d", value) : (str){0};
        wanted |= str_eq(i, q.v[k].field);
        if (!seen[k]) shown = q.v[k].field;
    }
    if (wanted) shown = i;
    for (size_t k = 0; k < q.n; k++) {
        s[k] = screen_of(c, &q, k, now[k], str_eq(shown, q.v[k].field), review);
        l[k] = line_of(c, &q.v[k], &s[k], now[k], seen[k]);
    }
    v->screens.v = s;
    v->lines.v = l;
    v->screens.n = v->lines.n = q.n;
    v->review_shown = str_eq(shown, S("review"));
    if (q.n) v->review_back = screen_href(c, q.v[q.n - 1].field, false);
}
