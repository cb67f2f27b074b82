// What a client filled in: the list with the instruments to choose from, and one response with what came of it.
#include "base/json.h"
#include "base/number.h"
#include "web/safety/alert_text.h"
#include "web/people/client_text.h"
#include "desk/people/clients.h"
#include "measure_text.h"
#include "response_text.h"
#include "web/safety/safety_line.h"
#include "web/session.h"
#include "views_gen.h"

static str said(struct call *c, struct say s)
{
    return message_say(c->a, c->desk.lang, s);
}

str response_href(struct call *c, client_id client, response_id id, const char *behind)
{
    return link_to(c->a, "/clients/%.*s/responses/%.*s%s", SP(id_str(c->a, client.v)), SP(id_str(c->a, id.v)), behind);
}

str response_mode_text(struct call *c, enum response_mode m)
{
    static const enum msg text[RESPONSE_MODES] = {[RESPONSE_LINK] = MSG_response_mode_link, [RESPONSE_KIOSK] = MSG_response_mode_kiosk,
        [RESPONSE_WITH_STAFF] = MSG_response_mode_with_staff, [RESPONSE_PAPER_ITEMS] = MSG_response_mode_paper_items,
        [RESPONSE_PAPER_TOTAL] = MSG_response_mode_paper_total};
    return said(c, SAY(text[m]));
}

str response_number(struct call *c, double v)
{
    char z[NUMBER_TEXT];
    size_t n = number_text(number_round(v, 2), z);
    return str_dup(c->a, (str){z, n});
}

str response_about(struct call *c, const struct responses_shown *s, concern_id concern)
{
    for (size_t i = 0; i < s->concerns.n; i++)
        if (s->concerns.v[i].id.v == concern.v) return concern_name(c, &s->concerns.v[i]);
    return said(c, SAY(MSG_response_whole));
}

str response_item(struct call *c, const struct instrument_item *item, bool words)
{
    bool numbered = item->id.p[0] >= '0' && item->id.p[0] <= '9';
    if (!words || !item->text.n) return said(c, SAY1(MSG_response_item, "number", item->id));
    return numbered ? str_fmt(c->a, "%.*s. %.*s", SP(item->id), SP(item->text)) : item->text;
}

// --- the list

static void fill_tabs(struct call *c, client_id client, concern_id here, const struct responses_shown *s, struct responses_view *v)
{
    struct response_tab *tab = ARENA_ARRAY(c->a, s->concerns.n + 1, struct response_tab);
    size_t n = 0;
    for (size_t i = 0; i < s->concerns.n; i++) {
        const struct concern_row *o = &s->concerns.v[i];
        if (o->closed) continue;
        tab[n++] = (struct response_tab){str_fmt(c->a, "%.*s?concern=%.*s", SP(client_href(c, client, "/responses")), SP(id_str(c->a, o->id.v))),
                                         concern_name(c, o), o->id.v == here.v};
    }
    tab[n++] = (struct response_tab){str_fmt(c->a, "%.*s?concern=none", SP(client_href(c, client, "/responses"))), said(c, SAY(MSG_response_whole)), here.v == 0};
    v->tabs.v = tab;
    v->tabs.n = n;
}

static void fill_choices(struct call *c, client_id client, concern_id concern, const struct responses_shown *s, struct responses_view *v)
{
    struct response_choice_view *o = ARENA_ARRAY(c->a, s->n_choices, struct response_choice_view);
    size_t fit = 0;
    for (size_t i = 0; i < s->n_choices; i++) {
        const struct response_choice *k = &s->choices[i];
        str items = said(c, SAY_N(MSG_response_items, (int64_t)k->file->n_items));
        o[i] = (struct response_choice_view){.title = k->file->title, .note = items,
            .href = str_fmt(c->a, "%.*s?instrument=%.*s%s%.*s", SP(client_href(c, client, "/responses/new")), SP(k->file->id),
                            concern.v ? "&concern=" : "", SP(concern.v ? id_str(c->a, concern.v) : S("")))};
        if (k->file->ship == SHIP_GATE) o[i].note = said(c, SAY1(MSG_response_paper_only, "items", items));
        if (k->fit != FIT_OTHER) o[i].fit = said(c, SAY(k->fit == FIT_PRIMARY ? MSG_response_first : MSG_response_second));
        fit += k->fit != FIT_OTHER;
    }
    v->fitting.v = o;
    v->fitting.n = fit;
    v->others.v = o + fit;
    v->others.n = s->n_choices - fit;
}

// As it is called now; what is not used any more, as it was called then.
static str title_of(const struct responses_shown *s, size_t i)
{
    const struct instrument_file *now = library_file(&s->library, s->list.v[i].row.instrument), *in = now ? now : s->files[i];
    return in ? in->title : s->list.v[i].row.instrument;
}

// "7 of 24 · mild"; a missing score is said in words. One day of what is judged by weeks lies in no range.
static str score_words(struct call *c, const struct responses_shown *s, size_t i)
{
    const struct response_score_row *p = &s->list.v[i].primary;
    const struct instrument_file *in = s->files[i];
    if (!p->known) return said(c, SAY(MSG_response_no_score));
    for (size_t k = 0; in && k < in->n_scores; k++) {
        const struct instrument_score *of = &in->scores[k];
        if (!str_eq(of->id, p->score)) continue;
        str value = score_on_scale(c, of, p->value);
        bool by_weeks = of->change && of->change->week_least;
        return p->band.n && !by_weeks ? str_fmt(c->a, "%.*s · %.*s", SP(value), SP(p->band)) : value;
    }
    return p->band;
}

// In canonical JSON: {"1":2,"3":null}
static bool left_open(struct call *c, str answers, str item)
{
    str key = str_fmt(c->a, "\"%.*s\":", SP(item));
    size_t at = str_find(answers, key);
    return at == SIZE_MAX || str_starts(str_sub(answers, at + key.n, answers.n), S("null"));
}

// "2 questions left open": what was not answered is not hidden by the score that the instrument's own rule gives all the same.
static str open_words(struct call *c, const struct responses_shown *s, size_t i)
{
    const struct response_row *row = &s->list.v[i].row;
    const struct instrument_file *in = s->files[i];
    int64_t open = 0;
    if (!in || row->mode == RESPONSE_PAPER_TOTAL) return (str){0};
    for (size_t k = 0; k < in->n_items; k++) open += !in->items[k].optional && !in->items[k].has_blank && left_open(c, row->answers, in->items[k].id);
    return open ? said(c, SAY_N(MSG_response_open_items, open)) : (str){0};
}

static void fill_rows(struct call *c, const struct responses_shown *s, struct responses_view *v)
{
    struct response_row_view *o = ARENA_ARRAY(c->a, s->list.n, struct response_row_view);
    for (size_t i = 0; i < s->list.n; i++) {
        const struct response_item *k = &s->list.v[i];
        o[i] = (struct response_row_view){.href = response_href(c, k->row.client, k->row.id, ""), .title = title_of(s, i),
            .counts = !k->row.replaced_by.v && !k->row.withdrawn,
            .value = k->primary.known ? response_number(c, number_round(k->primary.value, 1)) : S("\u2013"), .score = score_words(c, s, i),
            .note = said(c, SAY3(MSG_response_row, "day", day_text(c, k->row.day), "concern", response_about(c, s, k->row.concern), "mode", response_mode_text(c, k->row.mode)))};
        str open = open_words(c, s, i), words = progress_words(c->a, s->files[i], k->row.answers);
        if (open.n) o[i].score = str_fmt(c->a, "%.*s · %.*s", SP(o[i].score), SP(open));
        if (words.n) o[i].note = str_fmt(c->a, "%.*s · %.*s", SP(words), SP(o[i].note));
        if (k->row.replaced_by.v) o[i].state = said(c, SAY(MSG_response_corrected));
        else if (k->row.withdrawn) o[i].state = said(c, SAY(MSG_response_taken_back));
    }
    v->rows.v = o;
    v->rows.n = s->list.n;
}

static void json_primary(struct jw *w, const struct response_item *k)
{
    jw_object(w);
    jw_key(w, S("id"));
    jw_id(w, k->row.id.v);
    jw_key(w, S("concern"));
    jw_id(w, k->row.concern.v);
    jw_kstr(w, S("instrument"), k->row.instrument);
    jw_kstr(w, S("mode"), response_mode_name(k->row.mode));
    jw_kbool(w, S("counts"), !k->row.replaced_by.v && !k->row.withdrawn);
    jw_kstr(w, S("score"), k->primary.score);
    jw_key(w, S("value"));
    if (k->primary.known) jw_num(w, k->primary.value);
    else jw_null(w);
    jw_kstr(w, S("band"), k->primary.band);
}

static err responses_json(struct call *c, const struct responses_shown *s)
{
    static const char *const fit[] = {[FIT_PRIMARY] = "primary", [FIT_SECONDARY] = "secondary", [FIT_OTHER] = "other"};
    struct jw w = jw_on(reply_body(c, 200, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("responses"));
    jw_array(&w);
    for (size_t i = 0; i < s->list.n; i++) {
        json_primary(&w, &s->list.v[i]);
        jw_kstr(&w, S("day"), day_str(c->a, s->list.v[i].row.day));
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("instruments"));
    jw_array(&w);
    for (size_t i = 0; i < s->n_choices; i++) {
        jw_object(&w);
        jw_kstr(&w, S("id"), s->choices[i].file->id);
        jw_kstr(&w, S("fit"), str_of(fit[s->choices[i].fit]));
        jw_kbool(&w, S("words"), s->choices[i].file->ship != SHIP_GATE);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    return OK;
}

// How it went over time, of this concern or of the whole person. Where nothing was filled in nothing is read.
static err fill_series(struct call *c, client_id client, concern_id concern, const struct responses_shown *s, struct responses_view *v)
{
    struct progress p;
    if (!s->list.n) return OK;
    err e = desk_progress(&c->desk, client, concern, &p);
    if (e) return e;
    v->progress_href = client_href(c, client, "/progress");
    v->series.v = measure_rows(c, &p, p.n && concern.v ? &p.series[0].concern : NULL, &v->series.n);
    return OK;
}

// ?concern= an id, or "none"; without it the first open one.
static err concern_wanted(struct call *c, client_id client, concern_id *out)
{
    struct concern_list all;
    str word = query_value(c, S("concern"));
    *out = (concern_id){0};
    if (str_eq(word, S("none"))) return OK;
    if (word.n) return id_parse(word, &out->v) ? OK : E_NOT_FOUND;
    err e = desk_concern_list(&c->desk, client, &all);
    if (!e && all.n && !all.v[0].closed) *out = all.v[0].id;
    return e;
}

static err responses_render(struct call *c, err result)
{
    client_id client;
    concern_id concern = {0};
    struct client who;
    struct responses_shown s;
    (void)result;
    err e = client_of_path(c, &client);
    if (!e) e = desk_client_show(&c->desk, client, &who);
    if (!e) e = concern_wanted(c, client, &concern);
    if (!e) e = desk_responses(&c->desk, client, concern, &s);
    if (e) return e;
    if (c->kind == KIND_JSON) return responses_json(c, &s);
    str name = client_name_full(c->a, &who.f);
    struct responses_view v = {.page = page_of(c, MSG_response_measure), .mood_off = !s.mood, .ratings_href = client_href(c, client, "/measures")};
    v.page.title = said(c, SAY1(MSG_response_title, "name", name));
    if (desk_may(&c->desk.who, VERB_MEASURES_SET)) v.mood_href = S("/setup/measures");
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, client, ""), name);
    err told = page_safety(c, client, &v.page);
    if (told) return told;
    fill_tabs(c, client, concern, &s, &v);
    fill_choices(c, client, concern, &s, &v);
    fill_rows(c, &s, &v);
    e = fill_series(c, client, concern, &s, &v);
    if (e) return e;
    view_responses(reply_body(c, 200, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}
const struct handler h_responses = {.render = responses_render};

// --- one

err response_of_path(struct call *c, struct response_shown *out)
{
    client_id client;
    response_id id;
    if (!id_parse(c->param[0], &client.v) || !id_parse(c->param[1], &id.v)) return E_NOT_FOUND;
    err e = desk_response_get(&c->desk, id, out);
    return !e && out->row.client.v != client.v ? E_NOT_FOUND : e;
}

static str fact_text(struct call *c, const struct instrument_fact *f)
{
    double by = f->share ? 100 : 1;
    str size = response_number(c, f->value * by);
    if (f->hi > f->value) size = str_fmt(c->a, "%.*s–%.*s", SP(size), SP(response_number(c, f->hi * by)));
    size = said(c, SAY1(f->share ? MSG_response_share : MSG_response_points, "size", size));
    if (f->level) size = said(c, SAY2(MSG_response_at_level, "size", size, "level", str_fmt(c->a, "%d", f->level)));
    return said(c, SAY3(f->verified ? MSG_response_fact : MSG_response_fact_unverified, "size", size, "population", f->population, "source", f->source));
}

static void fill_facts(struct call *c, const struct instrument_fact *f, size_t n, const struct caveat_view **v, size_t *count)
{
    struct caveat_view *o = ARENA_ARRAY(c->a, n, struct caveat_view);
    for (size_t i = 0; i < n; i++) o[i].text = fact_text(c, &f[i]);
    *v = o;
    *count = n;
}

// A score of some of its items: how many, and by which rule of the instrument.
static void fill_part(struct call *c, const struct response_shown *r, size_t k, const struct instrument_result *now, struct response_score_view *o)
{
    const struct instrument_score *s = &r->file->scores[k];
    if (!r->scores[k].known || r->row.mode == RESPONSE_PAPER_TOTAL || !now->n_missing) return;
    o->part = said(c, SAY2(MSG_response_part, "n", str_fmt(c->a, "%zu", s->n_items - now->n_missing), "of", str_fmt(c->a, "%zu", s->n_items)));
    o->part_rule = s->missing_words;
}

static void fill_scores(struct call *c, const struct response_shown *r, struct response_view *v)
{
    struct instrument_answers given = r->answers;
    struct instrument_result now[INSTRUMENT_SCORES];
    instrument_score(r->file, &given, now);
    struct response_score_view *o = ARENA_ARRAY(c->a, r->n_scores, struct response_score_view);
    for (size_t k = 0; k < r->n_scores; k++) {
        const struct instrument_score *s = &r->file->scores[k];
        const struct response_score_row *was = &r->scores[k];
        o[k] = (struct response_score_view){.words = s->words, .band = s->change && s->change->week_least ? (str){0} : was->band, .reason = was->reason,
            .range = s->change && s->change->axis_of_data ? (str){0} // minutes, degrees: the ends say nothing about one value
                                                          : said(c, SAY2(MSG_response_out_of, "low", response_number(c, s->lo), "high", response_number(c, s->hi)))};
        if (was->known) o[k].value = response_number(c, was->value);
        if (was->known && s->change && s->change->week_least)
            v->by_weeks = said(c, SAY1(MSG_response_by_weeks, "least", str_fmt(c->a, "%d", s->change->week_least)));
        if (s->direction != HIGHER_IS_NEITHER)
            o[k].way = said(c, SAY(s->direction == HIGHER_IS_WORSE ? MSG_response_lower_better : MSG_response_higher_better));
        fill_part(c, r, k, &now[k], &o[k]);
        fill_facts(c, s->mcid, s->n_mcid, &o[k].mcid.v, &o[k].mcid.n);
        fill_facts(c, s->mdc, s->n_mdc, &o[k].mdc.v, &o[k].mdc.n);
    }
    v->scores.v = o;
    v->scores.n = r->n_scores;
}

static str answer_words(struct call *c, const struct instrument_item *item, fvalue v)
{
    const struct answer_set *set = item->answers;
    str text = instrument_answer_text(c->a, item, v);
    for (size_t i = 0; i < set->n_codes; i++)
        if (set->codes[i].words.n && str_eq(set->codes[i].code, text)) return str_fmt(c->a, "%.*s (%.*s)", SP(set->codes[i].words), SP(text));
    return set->unit.n ? str_fmt(c->a, "%.*s %.*s", SP(text), SP(set->unit)) : text;
}

static void fill_answers(struct call *c, const struct response_shown *r, struct response_view *v)
{
    const struct instrument_file *in = r->words;
    struct response_answer_view *o = ARENA_ARRAY(c->a, in->n_items, struct response_answer_view);
    if (r->row.mode == RESPONSE_PAPER_TOTAL) return;
    for (size_t i = 0; i < in->n_items; i++) {
        const struct instrument_item *k = &in->items[i];
        fvalue x = r->answers.value[i];
        if (x.kind == FV_UNKNOWN && k->optional && !r->answers.asked[i]) continue;
        if (x.kind == FV_UNKNOWN && k->has_blank) continue;
        o[v->answers.n++] = (struct response_answer_view){.answer = answer_words(c, k, x), .open = x.kind == FV_UNKNOWN,
            .question = response_item(c, k, true)};
    }
    v->answers.v = o;
}

static void fill_times(struct call *c, const struct response_shown *r, struct response_view *v)
{
    const struct response_list *all = &r->same;
    struct response_time_view *o = ARENA_ARRAY(c->a, all->n, struct response_time_view);
    if (all->n < 2) return;
    for (size_t i = 0; i < all->n; i++) {
        const struct response_item *k = &all->v[i];
        o[i] = (struct response_time_view){.day = day_text(c, k->row.day), .value = k->primary.known ? response_number(c, k->primary.value) : said(c, SAY(MSG_response_no_score))};
        if (k->row.id.v != r->row.id.v) o[i].href = response_href(c, k->row.client, k->row.id, "");
    }
    v->primary = r->file->scores[0].words;
    v->times.v = o;
    v->times.n = all->n;
}

static void fill_states(struct call *c, const struct response_shown *r, struct response_view *v)
{
    const struct response_row *row = &r->row;
    if (r->before.v) v->before_href = response_href(c, row->client, r->before, "");
    if (row->replaced_by.v) {
        v->state = said(c, SAY(MSG_response_state_replaced));
        v->after_href = response_href(c, row->client, row->replaced_by, "");
    } else if (row->withdrawn) {
        v->state = said(c, SAY(MSG_response_state_withdrawn));
    } else {
        v->edit_href = response_href(c, row->client, row->id, "/edit");
        v->withdraw_action = response_href(c, row->client, row->id, "/withdraw");
    }
}

// The tasks that are open, and the one that these answers raised, also when it is over.
static void add_own(struct call *c, alert_id own, struct alert_line_view *v)
{
    str href = alert_href(c, own);
    struct alert_open_view *o = ARENA_ARRAY(c->a, v->items.n + 1, struct alert_open_view);
    for (size_t i = 0; i < v->items.n; i++) {
        if (str_eq(v->items.v[i].href, href)) return;
        o[i] = v->items.v[i];
    }
    o[v->items.n++] = (struct alert_open_view){.href = href, .text = said(c, SAY(MSG_alert_raised))};
    v->items.v = o;
}

// A question that would raise one and was left open is said.
static err fill_alert(struct call *c, const struct response_shown *r, struct alert_line_view *v)
{
    alert_id own;
    err e = alert_line(c, r->row.client, v);
    if (!e) e = desk_alert_of_response(&c->desk, r->row.id, &own);
    if (e) return e;
    if (own.v) add_own(c, own, v);
    for (size_t i = 0; i < r->file->n_alerts && r->row.mode != RESPONSE_PAPER_TOTAL; i++) {
        size_t item = instrument_item_of(r->file, r->file->alerts[i].item);
        if (item != SIZE_MAX && r->answers.value[item].kind == FV_UNKNOWN) v->open_item = said(c, SAY1(MSG_alert_left_open, "number", r->file->items[item].id));
    }
    return OK;
}

err response_page(struct call *c, int status, const struct response_shown *r)
{
    const struct response_row *row = &r->row;
    struct client who;
    err e = desk_client_show(&c->desk, row->client, &who);
    if (e) return e;
    str name = client_name_full(c->a, &who.f), back = client_href(c, row->client, "/responses");
    str by = row->account.v ? row->account_name : said(c, SAY(MSG_measure_by_client));
    struct response_view v = {.page = page_of(c, MSG_response_measure), .note = row->note, .total = row->mode == RESPONSE_PAPER_TOTAL,
        .csrf = c->session->csrf, .key = page_form_key(c), .credit = r->file->credit,
        .list_href = row->concern.v ? str_fmt(c->a, "%.*s?concern=%.*s", SP(back), SP(id_str(c->a, row->concern.v))) : back};
    v.page.title = r->words->title;
    v.tongue = r->words->language;
    if (r->words != r->file) v.language = said(c, SAY1(MSG_response_language, "language", r->words->language));
    str about = row->concern.v ? concern_name(c, &r->concern) : said(c, SAY(MSG_response_whole));
    str row_text = said(c, SAY3(MSG_response_row, "day", day_text(c, row->day), "concern", about, "mode", response_mode_text(c, row->mode)));
    v.lead = str_fmt(c->a, "%.*s · %.*s", SP(row_text), SP(said(c, SAY2(MSG_response_entered, "by", by, "at", page_time(c, row->at)))));
    page_about(c, &v.page, name, who.f.born);
    page_crumb(c, &v.page, S("/clients"), MSG_client_title);
    page_crumb_text(c, &v.page, client_href(c, row->client, ""), name);
    err told = page_safety(c, row->client, &v.page);
    if (told) return told;
    page_crumb(c, &v.page, back, MSG_response_measure);
    fill_states(c, r, &v);
    fill_scores(c, r, &v);
    fill_answers(c, r, &v);
    fill_times(c, r, &v);
    e = fill_alert(c, r, &v.alert);
    if (e) return e;
    view_response(reply_body(c, status, S("text/html; charset=utf-8")), &v, c->desk.lang);
    return OK;
}

static void json_scores(struct jw *w, const struct response_shown *r)
{
    jw_key(w, S("scores"));
    jw_array(w);
    for (size_t k = 0; k < r->n_scores; k++) {
        const struct response_score_row *s = &r->scores[k];
        jw_object(w);
        jw_kstr(w, S("id"), s->score);
        jw_key(w, S("value"));
        if (s->known) jw_num(w, s->value);
        else jw_null(w);
        jw_key(w, S("range"));
        jw_array(w);
        jw_num(w, r->file->scores[k].lo);
        jw_num(w, r->file->scores[k].hi);
        jw_end(w);
        jw_kstr(w, S("direction"), str_of(instrument_direction_name(r->file->scores[k].direction)));
        jw_kstr(w, S("band"), s->band);
        jw_kstr(w, S("reason"), s->reason);
        jw_end(w);
    }
    jw_end(w);
}

err response_json_of(struct call *c, int status, const struct response_shown *r)
{
    const struct response_row *row = &r->row;
    alert_id alert;
    err e = desk_alert_of_response(&c->desk, row->id, &alert);
    if (e) return e;
    struct jw w = jw_on(reply_body(c, status, S("application/json")));
    jw_object(&w);
    jw_key(&w, S("id"));
    jw_id(&w, row->id.v);
    jw_key(&w, S("concern"));
    jw_id(&w, row->concern.v);
    jw_kstr(&w, S("instrument"), row->instrument);
    jw_kstr(&w, S("hash"), row->hash);
    jw_kstr(&w, S("language"), row->language);
    jw_kstr(&w, S("mode"), response_mode_name(row->mode));
    jw_kstr(&w, S("day"), day_str(c->a, row->day));
    jw_kstr(&w, S("at"), instant_str(c->a, row->at));
    jw_kbool(&w, S("counts"), !row->replaced_by.v && !row->withdrawn);
    jw_key(&w, S("replaced_by"));
    jw_id(&w, row->replaced_by.v);
    jw_kstr(&w, S("note"), row->note);
    jw_key(&w, S("answers"));
    jw_raw(&w, row->answers);
    json_scores(&w, r);
    jw_key(&w, S("alert"));
    if (alert.v) jw_id(&w, alert.v);
    else jw_null(&w);
    jw_end(&w);
    return OK;
}

static err response_render(struct call *c, err result)
{
    struct response_shown r;
    (void)result;
    err e = response_of_path(c, &r);
    if (e) return e;
    return c->kind == KIND_JSON ? response_json_of(c, 200, &r) : response_page(c, 200, &r);
}
const struct handler h_response = {.render = response_render};
