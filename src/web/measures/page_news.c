// What was answered since the last session, as a visit's page and the note's editor show it.
#include "desk/measures/news.h"

#include "web/care/care_text.h"
#include "web/people/client_text.h"
#include "web/calendar/day_text.h"
#include "measure_text.h"
#include "response_text.h"
#include "web/safety/safety_line.h"
#include "web/calendar/visit_parts.h"

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

static str joined(struct call *c, str a, str b)
{
    return a.n && b.n ? str_fmt(c->a, "%.*s · %.*s", SP(a), SP(b)) : a.n ? a : b;
}

static str was(struct call *c, bool known, str value, day on)
{
    return known ? said(c, SAY2(MSG_news_was, "value", value, "day", day_text(c, on))) : said(c, SAY(MSG_news_first));
}

// "7 of 24"; of a file that is not known any more the number alone.
static str score_text(struct call *c, const struct instrument_file *in, const struct response_score_row *s)
{
    if (!s->known) return said(c, SAY(MSG_news_no_score));
    for (size_t k = 0; in && k < in->n_scores; k++)
        if (str_eq(in->scores[k].id, s->score)) return score_on_scale(c, &in->scores[k], s->value);
    return response_number(c, s->value);
}

static bool said_by_weeks(const struct instrument_file *in)
{
    return in && in->n_scores && in->scores[0].change && in->scores[0].change->week_least;
}

static struct news_row_view *add(struct news_view *v)
{
    return &((struct news_row_view *)(uintptr_t)v->rows.v)[v->rows.n++];
}

// What may stop the session stands first.
static void fill_events(struct call *c, client_id client, const struct news *n, struct news_view *v)
{
    str care = client_href(c, client, "/care"), safety = client_href(c, client, "/safety");
    for (size_t i = 0; i < n->n_adverse; i++) {
        const struct adverse_row *r = &n->adverse[i];
        *add(v) = (struct news_row_view){.what = adverse_text(c, r), .words = adverse_words(c, r), .href = care,
                                         .when = joined(c, day_text(c, r->day), said(c, SAY(r->link.v ? MSG_news_by_client : MSG_news_by_staff)))};
    }
    for (size_t i = 0; i < n->n_safety; i++) {
        const struct news_safety *s = &n->safety[i];
        str level = safety_level_words(c, (enum screen_level)s->level);
        str more = s->gone ? (str){0} : s->unknown ? said(c, SAY(MSG_news_ask)) : level;
        *add(v) = (struct news_row_view){.what = s->title, .href = safety, .when = joined(c, said(c, SAY(s->gone ? MSG_news_finding_gone : MSG_news_finding)), more)};
    }
    if (n->counts.form) {
        str by = said(c, SAY(n->counts.form_by.v ? MSG_news_by_staff : MSG_news_by_client));
        *add(v) = (struct news_row_view){.what = said(c, SAY(MSG_news_form)), .href = safety, .when = joined(c, page_time(c, n->counts.form_at), by)};
    }
    for (size_t i = 0; i < n->n_care; i++) {
        const struct care_row *r = &n->care[i];
        *add(v) = (struct news_row_view){.what = care_kind_text(c, r->kind), .words = r->words, .href = care,
                                         .when = joined(c, care_when(c, r), said(c, SAY(r->link.v ? MSG_news_by_client : MSG_news_by_staff)))};
    }
}

static void fill_measures(struct call *c, client_id client, const struct news *n, struct news_view *v)
{
    for (size_t i = 0; i < n->n_responses; i++) {
        const struct news_response *r = &n->responses[i];
        const struct response_row *row = &r->now->row;
        const struct response_item *b = r->before;
        struct news_row_view *o = add(v);
        bool weeks = said_by_weeks(r->file); // one day alone says nothing: its page of progress does
        *o = (struct news_row_view){.what = r->title, .href = weeks ? client_href(c, client, "/progress") : response_href(c, client, row->id, ""),
                                    .when = joined(c, day_text(c, row->day), response_mode_text(c, row->mode))};
        if (r->days) {
            struct say days = SAY1(MSG_news_days, "day", day_text(c, row->day));
            days.n = r->days;
            o->when = joined(c, said(c, days), response_mode_text(c, row->mode));
        }
        if (weeks) continue;
        o->now = score_text(c, r->file, &r->now->primary);
        o->before = was(c, b != NULL, b ? score_text(c, r->file, &b->primary) : (str){0}, b ? b->row.day : row->day);
    }
    for (size_t i = 0; i < n->n_ratings; i++) {
        const struct news_series *s = &n->ratings[i];
        const struct news_rating *r = &s->now;
        enum msg by = r->source == SOURCE_CLIENT ? MSG_news_by_client : MSG_news_by_staff;
        *add(v) = (struct news_row_view){.what = joined(c, concern_name(c, s->concern), instrument_name(c, r->instrument)), .now = response_number(c, r->value),
                                         .before = was(c, r->before_known, response_number(c, r->before), r->before_day),
                                         .when = joined(c, day_text(c, r->day), said(c, SAY(by))), .href = client_href(c, client, "/measures")};
    }
    if (!n->counts.days) return;
    *add(v) = (struct news_row_view){.what = said(c, SAY_N(MSG_news_diary, n->counts.days)), .when = said(c, SAY_N(MSG_news_headaches, n->counts.headaches)),
                                     .href = client_href(c, client, "/measures")};
}

err news_fill(struct call *c, const struct appointment *p, struct news_view *v)
{
    struct news n;
    if (p->state >= STATE_DONE && p->day.d != c->desk.today.d) return OK; // looked back at: what was new then is not what is new now
    if (!desk_may(&c->desk.who, VERB_VISIT_NEWS)) return desk_news_any(&c->desk, p, &v->any);
    err e = desk_news(&c->desk, p, &n);
    if (e) return e;
    v->shown = true;
    v->any = !news_empty(&n);
    if (n.since.us) v->since = page_time(c, n.since);
    v->rows.v = ARENA_ARRAY(c->a, n.n_responses + n.n_ratings + n.n_adverse + n.n_care + n.n_safety + 2, struct news_row_view);
    fill_events(c, p->client, &n, v);
    fill_measures(c, p->client, &n, v);
    return OK;
}
