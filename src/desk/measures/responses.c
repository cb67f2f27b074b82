#include "desk/measures/responses.h"

#include "base/number.h"
#include "clinic/measures/measure_choice.h"
#include "desk/safety/alerts.h"
#include "desk/safety/worse.h"
#include "desk/measures/measures_rules.h"
#include "desk/measures/response_rules.h"
#include "desk/measures/progress_scores.h"
#include "desk/rules.h"
#include "desk/measures/versions.h"

enum { NOTE_MAX = 500, ANSWERS_BYTES = 32768 };

// ---- what is offered

bool response_offered(const struct instrument_file *in, struct response_may may)
{
    return (in->n_alerts == 0 || may.alerts) && !measure_elsewhere(in->id) && (may.mood || !measure_of_mood(in->id));
}

err response_may_now(struct desk *d, struct response_may *out)
{
    struct measure_setting s;
    *out = (struct response_may){0};
    err e = measure_setting_get(d->db, d->a, &d->who, &s);
    if (e == OK)
        *out = (struct response_may){s.mood, s.mood && desk_alerts_ready(d)};
    return e;
}

// Now, or another instrument in its place while nobody can be told: that is decided when the link is opened.
static bool asked_or_instead(struct desk *d, const struct instrument_file *in, bool remote)
{
    return desk_alerts_may_ask(d, in, remote) || (desk_alerts_instead(in->id).n && desk_alerts_may_ask(d, in, false));
}

bool response_askable(struct desk *d, const struct instrument_file *in, struct response_may may, bool remote, struct say *why)
{
    *why = SAY(MSG_none);
    if (measure_of_mood(in->id) && !may.mood)
        *why = SAY(MSG_response_mood_off);
    else if (!response_offered(in, may) || !asked_or_instead(d, in, remote))
        *why = SAY(MSG_response_not_offered);
    else if (in->ship == SHIP_GATE)
        *why = SAY(MSG_response_no_words_to_ask);
    else if (measure_by_hand(in->id))
        *why = SAY(MSG_response_by_hand);
    return why->key == MSG_none;
}

static void choice_put(struct response_choice *v, size_t *n, const struct instrument_file *in, enum response_fit fit)
{
    for (size_t i = 0; i < *n; i++)
        if (v[i].file == in)
            return;
    v[(*n)++] = (struct response_choice){in, fit};
}

static err choices_of(struct desk *d, const struct concern_row *c, struct response_may may, struct responses_shown *out)
{
    size_t n = 0;
    err e = desk_library(d, &out->library);
    if (e != OK)
        return e;
    struct response_choice *v = ARENA_ARRAY(d->a, out->library.n, struct response_choice);
    if (c) {
        struct measure_choice m = measure_choice_of(concern_kind_name(c->kind), c->condition, c->sites.v, c->sites.n);
        const struct instrument_file *first = library_file(&out->library, m.primary), *second = library_file(&out->library, m.secondary);
        if (first && response_offered(first, may))
            choice_put(v, &n, first, FIT_PRIMARY);
        if (second && response_offered(second, may))
            choice_put(v, &n, second, FIT_SECONDARY);
    }
    for (size_t i = 0; i < out->library.n; i++)
        if (response_offered(out->library.v[i].file, may))
            choice_put(v, &n, out->library.v[i].file, FIT_OTHER);
    out->choices = v;
    out->n_choices = n;
    return OK;
}

const struct response_choice *response_choice_of(const struct responses_shown *s, str instrument)
{
    for (size_t i = 0; i < s->n_choices; i++)
        if (str_eq(s->choices[i].file->id, instrument))
            return &s->choices[i];
    return NULL;
}

static err files_of(struct desk *d, struct responses_shown *out)
{
    struct versions versions = {.library = &out->library};
    const struct instrument_file **v = ARENA_ARRAY(d->a, out->list.n, const struct instrument_file *);
    err e = OK;
    for (size_t i = 0; e == OK && i < out->list.n; i++)
        e = version_asked(d, &versions, &out->list.v[i].row, &v[i]);
    out->files = v;
    return e;
}

err desk_responses(struct desk *d, client_id client, concern_id concern, struct responses_shown *out)
{
    struct subject who;
    struct response_may may;
    const struct concern_row *about = NULL;
    *out = (struct responses_shown){0};
    err e = desk_begin(d, VERB_RESPONSE_SHOW, client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, client, &who);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, client, &out->concerns);
    if (e == OK)
        e = response_may_now(d, &may);
    if (e != OK)
        return e;
    for (size_t i = 0; i < out->concerns.n; i++)
        if (out->concerns.v[i].id.v == concern.v)
            about = &out->concerns.v[i];
    if (concern.v && !about)
        return E_NOT_FOUND;
    out->mood = may.mood;
    e = choices_of(d, about, may, out);
    if (e == OK)
        e = response_list(d->db, d->a, &d->who, client, &out->list);
    return e == OK ? files_of(d, out) : e;
}

// ---- one

err response_answers_of(struct desk *d, const struct response_row *r, const struct instrument_file *in, struct instrument_answers *x)
{
    struct json_error why;
    struct instrument_bad *bad;
    const struct json *said = json_parse(d->a, r->answers, 8, &why);
    if (!said || said->kind != JSON_OBJECT || instrument_answers_read(d->a, in, said, x, &bad) > 0)
        return E_DB_CORRUPT;
    return OK;
}

// What counts of this instrument about this concern, and of the same series: left is not over time what right was.
static err same_of(struct desk *d, const struct response_row *r, const struct instrument_file *in, struct response_list *out)
{
    struct response_list all;
    struct library library;
    struct versions versions = {.library = &library};
    str key = progress_key(d->a, in, r->answers);
    err e = response_list(d->db, d->a, &d->who, r->client, &all);
    if (e == OK)
        e = desk_library(d, &library);
    if (e != OK)
        return e;
    struct response_item *v = ARENA_ARRAY(d->a, all.n, struct response_item);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        const struct response_row *o = &all.v[i].row;
        const struct instrument_file *asked;
        if (o->concern.v != r->concern.v || !str_eq(o->instrument, r->instrument) || o->replaced_by.v || o->withdrawn)
            continue;
        e = version_asked(d, &versions, o, &asked);
        if (e != OK)
            return e;
        if (asked && instrument_alike(in, 0, asked, 0) && str_eq(progress_key(d->a, in, o->answers), key))
            v[n++] = all.v[i];
    }
    *out = (struct response_list){v, n};
    return OK;
}

err desk_response_get(struct desk *d, response_id id, struct response_shown *out)
{
    *out = (struct response_shown){0};
    err found = response_get(d->db, d->a, &d->who, id, &out->row);
    err e = desk_begin(d, VERB_RESPONSE_SHOW, found == OK ? out->row.client.v : 0);
    if (e != OK || found != OK)
        return e != OK ? e : found;
    e = desk_instrument_asked(d, &out->row, &out->file);
    out->words = e == OK ? instrument_in(out->file, out->row.language) : NULL;
    if (!out->words)
        out->words = out->file;
    if (e == OK)
        e = response_answers_of(d, &out->row, out->file, &out->answers);
    if (e == OK)
        e = response_scores(d->db, d->a, &d->who, &out->row, &out->scores, &out->n_scores);
    if (e == OK && out->n_scores != out->file->n_scores)
        e = E_DB_CORRUPT;
    if (e == OK && out->row.concern.v)
        e = concern_get(d->db, d->a, &d->who, out->row.concern, &out->concern);
    if (e == OK)
        e = response_before(d->db, d->a, &d->who, &out->row, &out->before);
    return e == OK ? same_of(d, &out->row, out->file, &out->same) : e;
}

// ---- what is entered

struct entering {
    struct desk *d;
    const struct instrument_file *in;
    struct response_row *row;
    struct response_score_row score[INSTRUMENT_SCORES];
    struct instrument_answers said;     // unknown all of them of a total
};

static bool refuse(struct desk *d, str field, struct say say)
{
    return problem_add(d->problems, E_INVALID, field, say) == OK;
}

static str number_words(arena *a, double v)
{
    char z[NUMBER_TEXT];
    size_t n = number_text(v, z);
    return str_dup(a, (str){z, n});
}

static struct say answer_wrong(struct desk *d, const struct answer_set *set)
{
    if (set->kind == ANSWER_CLOCK)
        return SAY(MSG_error_time);
    if (set->kind == ANSWER_NUMBER)
        return SAY2(MSG_error_range, "min", number_words(d->a, set->lo), "max", number_words(d->a, set->hi));
    struct buf b = buf_new(d->a, 4096);
    for (size_t i = 0; i < set->n_codes; i++)
        buf_putf(&b, "%s%.*s", i ? ", " : "", SP(set->codes[i].code));
    return SAY1(MSG_response_codes, "codes", buf_str(&b));
}

static bool rule_mode(struct entering *x, const struct response_in *in)
{
    bool staff = in->mode == RESPONSE_WITH_STAFF || in->mode == RESPONSE_PAPER_ITEMS || in->mode == RESPONSE_PAPER_TOTAL;
    if (!staff)
        return refuse(x->d, S("mode"), SAY(MSG_error_choice));
    if (in->mode == RESPONSE_WITH_STAFF && x->in->ship == SHIP_GATE)
        return refuse(x->d, S("mode"), SAY(MSG_response_no_words));
    if (in->mode == RESPONSE_PAPER_TOTAL && x->in->n_alerts)
        return refuse(x->d, S("mode"), SAY(MSG_response_total_hides));
    return true;
}

bool response_all_blank(const struct instrument_file *in)
{
    for (size_t i = 0; i < in->n_items; i++)
        if (!in->items[i].has_blank)
            return false;
    return true;
}

str response_answers_text(struct desk *d, const struct instrument_file *in, const struct instrument_answers *x)
{
    struct buf b = buf_new(d->a, ANSWERS_BYTES);
    struct jw w = jw_on(&b);
    jw_object(&w);
    for (size_t i = 0; i < in->n_items; i++) {
        fvalue v = x->value[i];
        if (v.kind == FV_UNKNOWN && !x->asked[i])
            continue;
        jw_key(&w, in->items[i].id);
        if (v.kind == FV_UNKNOWN)
            jw_null(&w);
        else if (v.kind == FV_NUMBER && in->items[i].answers->kind != ANSWER_CLOCK)
            jw_num(&w, v.number);
        else
            jw_str(&w, instrument_answer_text(d->a, &in->items[i], v));
    }
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

bool response_read(struct desk *d, const struct instrument_file *in, const struct json *answers, struct instrument_answers *x)
{
    struct instrument_bad *bad;
    size_t n_bad = instrument_answers_read(d->a, in, answers, x, &bad);
    for (size_t i = 0; i < n_bad; i++) {
        size_t at = instrument_item_of(in, bad[i].item);
        str field = str_fmt(d->a, "q_%.*s", SP(bad[i].item));
        refuse(d, field, at == SIZE_MAX ? SAY(MSG_error_unknown_field) : answer_wrong(d, in->items[at].answers));
    }
    return n_bad == 0;
}

bool response_scored(struct desk *d, const struct instrument_file *in, struct instrument_answers *x, bool none, struct response_score_row *out)
{
    struct instrument_result r[INSTRUMENT_SCORES];
    size_t n = 0;
    for (size_t i = 0; i < in->n_items; i++)
        n += x->value[i].kind != FV_UNKNOWN;
    if (n == 0 && !(none && response_all_blank(in)))
        return response_all_blank(in) ? refuse(d, S("none"), SAY(MSG_response_none_needed)) : refuse(d, S(""), SAY(MSG_response_nothing));
    if (n > 0 && none)
        return refuse(d, S("none"), SAY(MSG_response_none_and_some));
    instrument_score(in, x, r);
    for (size_t k = 0; k < in->n_scores; k++)
        out[k] = (struct response_score_row){.score = in->scores[k].id, .known = r[k].computable, .value = r[k].value,
            .reason = instrument_reason(d->a, in, k, &r[k]), .band = r[k].band ? r[k].band->words : (str){0}};
    return true;
}

static bool rule_answers(struct entering *x, const struct response_in *in)
{
    if (!response_read(x->d, x->in, in->answers, &x->said))
        return false;
    x->row->answers = response_answers_text(x->d, x->in, &x->said);
    return response_scored(x->d, x->in, &x->said, in->none, x->score);
}

// A sum of whole answers is whole; a mean, a share or a measured length need not be.
static bool score_whole(const struct instrument_file *in, const struct instrument_score *s)
{
    bool whole = str_find(s->formula_text, S("/")) == SIZE_MAX && str_find(s->formula_text, S("mean")) == SIZE_MAX;
    for (size_t i = 0; i < in->n_values; i++)
        whole = whole && str_find(in->values[i].formula_text, S("/")) == SIZE_MAX;
    for (size_t i = 0; i < s->n_items; i++)
        whole = whole && in->items[s->items[i]].answers->decimals == 0;
    return whole;
}

static bool rule_total(struct entering *x, const struct json *total)
{
    double v;
    size_t k = 0;
    while (k < x->in->n_scores && !str_eq(x->in->scores[k].id, total->name))
        k++;
    str field = str_fmt(x->d->a, "total_%.*s", SP(total->name));
    if (k == x->in->n_scores)
        return refuse(x->d, field, SAY(MSG_error_unknown_field));
    const struct instrument_score *s = &x->in->scores[k];
    int places = s->decimals >= 0 ? s->decimals : score_whole(x->in, s) ? 0 : 2;
    if (!str_f64(total->text, &v) || !(v >= s->lo && v <= s->hi))
        return refuse(x->d, field, SAY2(MSG_error_range, "min", number_words(x->d->a, s->lo), "max", number_words(x->d->a, s->hi)));
    if (number_round(v, places) != v)
        return refuse(x->d, field, places ? SAY_N(MSG_response_places, places) : SAY(MSG_response_whole_number));
    const struct instrument_band *band = instrument_band_of(s, v);
    x->score[k] = (struct response_score_row){.score = s->id, .known = true, .value = v, .band = band ? band->words : (str){0}};
    return true;
}

static bool rule_totals(struct entering *x, const struct response_in *in)
{
    bool good = true;
    instrument_answers_none(x->in, &x->said);
    x->row->answers = S("{}");
    for (size_t k = 0; k < x->in->n_scores; k++)
        x->score[k] = (struct response_score_row){.score = x->in->scores[k].id, .reason = S("not entered from paper")};
    if (!in->totals->first)
        return refuse(x->d, S(""), SAY(MSG_response_nothing));
    for (const struct json *j = in->totals->first; j; j = j->next)
        good = rule_total(x, j) && good;
    return good;
}

// Day, note and answers; all that is wrong is said.
static bool rule_entered(struct entering *x, const struct subject *who, const struct response_in *in)
{
    bool good = rule_day(x->d, S("day"), who, in->day);
    good = rule_text(x->d, S("note"), in->note, NOTE_MAX) && good;
    good = (x->row->mode == RESPONSE_PAPER_TOTAL ? rule_totals(x, in) : rule_answers(x, in)) && good;
    x->row->id = (response_id){id_next(&x->d->ids, x->d->now)};
    x->row->day = in->day;
    x->row->note = str_trim(in->note);
    x->row->at = x->d->now;
    x->row->account = x->d->who.account;
    x->row->link = (link_id){0};
    return good;
}

bool desk_response_check(struct desk *d, const struct instrument_file *file, const struct response_in *in)
{
    struct response_row row = {.mode = in->mode};
    struct entering x = {.d = d, .in = file, .row = &row};
    bool good = rule_mode(&x, in);
    return (row.mode == RESPONSE_PAPER_TOTAL ? rule_totals(&x, in) : rule_answers(&x, in)) && good;
}

static err keep(struct entering *x)
{
    struct response_text t = {x->row->hash, x->in->id, x->in->version, x->in->json};
    err e = response_insert(x->d->db, &x->d->who, x->row, &t, x->score, x->in->n_scores);
    return e == OK ? desk_alert_raise(x->d, x->row, x->in, &x->said) : e;
}

// The concern is the client's and open.
static err add_concern(struct desk *d, const struct response_in *in, bool *good)
{
    struct concern_row c;
    if (!in->concern.v)
        return OK;
    err e = concern_get(d->db, d->a, &d->who, in->concern, &c);
    if (e == OK && c.client.v != in->client.v)
        e = E_NOT_FOUND;
    if (e == OK && c.closed)
        *good = refuse(d, S("concern"), SAY(MSG_record_concern_closed));
    return e;
}

// Who may enter what for whom: the client, an open concern of theirs, and an instrument that is offered.
static err add_begin(struct desk *d, enum verb verb, const struct response_in *in, struct subject *who, const struct instrument_file **file, bool *good)
{
    struct response_may may;
    err e = desk_begin(d, verb, in->client.v);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, in->client, who);
    if (e == OK)
        e = add_concern(d, in, good);
    if (e == OK)
        e = response_may_now(d, &may);
    if (e != OK)
        return e;
    e = desk_instrument(d, in->instrument, file);
    if (e != OK && e != E_NOT_FOUND)
        return e;
    return !*file || !response_offered(*file, may) ? problem_add(d->problems, E_INVALID, S("instrument"), SAY(MSG_response_not_offered)) : OK;
}

static bool row_begin(struct desk *d, const struct response_in *in, const struct instrument_file *file, struct response_row *row)
{
    const struct instrument_file *words = in->language.n ? instrument_in(file, in->language) : file;
    *row = (struct response_row){.client = in->client, .concern = in->concern, .instrument = file->id, .hash = str_of(file->sha256),
        .language = words ? words->language : file->language, .mode = in->mode};
    return words || refuse(d, S("language"), SAY(MSG_error_choice));
}

// What was begun for this very form, by whoever asks. E_NOT_FOUND: nothing was, or it was sent.
static err draft_of(struct desk *d, response_id id, const struct response_row *r, struct response_row *out)
{
    err e = id.v ? response_tapped(d->db, d->a, &d->who, id, out) : E_NOT_FOUND;
    bool same = e == OK && out->client.v == r->client.v && out->concern.v == r->concern.v && str_eq(out->hash, r->hash) && out->mode == r->mode &&
                out->account.v == d->who.account.v;
    return e == OK && !same ? E_NOT_FOUND : e;
}

static err keep_draft(struct entering *x, const struct response_row *begun)
{
    x->row->id = begun->id;
    x->row->version = begun->version;
    err e = response_send(x->d->db, &x->d->who, x->row, x->score, x->in->n_scores);
    return e == OK ? desk_alert_raise(x->d, x->row, x->in, &x->said) : e;
}

err desk_response_add(struct desk *d, const struct response_in *in, response_id *out)
{
    struct subject who;
    struct response_row row, begun;
    const struct instrument_file *file = NULL;
    bool good = true;
    err e = add_begin(d, VERB_RESPONSE_ADD, in, &who, &file, &good);
    if (e != OK)
        return e;
    good = row_begin(d, in, file, &row) && good;
    struct entering x = {.d = d, .in = file, .row = &row};
    good = rule_mode(&x, in) && good;
    good = rule_entered(&x, &who, in) && good;
    if (!good)
        return E_INVALID;
    e = draft_of(d, in->draft, &row, &begun);
    if (e != OK && e != E_NOT_FOUND)
        return e;
    e = e == OK ? keep_draft(&x, &begun) : keep(&x);
    *out = row.id;
    return e == OK ? worse_response(d, &row) : e;
}

err desk_response_tap(struct desk *d, const struct response_in *in, response_id *out)
{
    struct subject who;
    struct response_row row, begun;
    struct instrument_answers said;
    const struct instrument_file *file = NULL;
    bool good = true;
    *out = (response_id){0};
    err e = add_begin(d, VERB_RESPONSE_TAP, in, &who, &file, &good);
    if (e != OK)
        return e;
    good = row_begin(d, in, file, &row) && good;
    struct entering x = {.d = d, .in = file, .row = &row};
    good = rule_mode(&x, in) && in->mode != RESPONSE_PAPER_TOTAL && response_read(d, file, in->answers, &said) && good;
    if (!good)
        return E_INVALID;
    row.answers = response_answers_text(d, file, &said);
    row.day = d->today;
    row.begun = d->now;
    row.account = d->who.account;
    e = draft_of(d, in->draft, &row, &begun);
    if (e != OK && e != E_NOT_FOUND)
        return e;
    if (e == E_NOT_FOUND && (in->draft.v || !desk_alert_fires(file, &said)))
        return in->draft.v ? E_NOT_FOUND : OK;
    row.id = e == OK ? begun.id : (response_id){id_next(&d->ids, d->now)};
    row.version = e == OK ? begun.version : 0;
    *out = row.id;
    struct response_text t = {row.hash, file->id, file->version, file->json};
    e = e == OK ? response_save(d->db, &d->who, &row) : response_begin(d->db, &d->who, &row, &t);
    return e == OK ? desk_alert_raise(d, &row, file, &said) : e;
}

// Correcting and withdrawing begin alike: what was sent, and still counts.
static err change_begin(struct desk *d, response_id id, struct response_row *old)
{
    err found = response_get(d->db, d->a, &d->who, id, old);
    err e = desk_begin(d, VERB_RESPONSE_CHANGE, found == OK ? old->client.v : 0);
    if (e != OK || found != OK)
        return e != OK ? e : found;
    if (old->replaced_by.v || old->withdrawn)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_record_replaced));
    return OK;
}

err desk_response_correct(struct desk *d, response_id id, const struct response_in *in, response_id *out)
{
    struct response_row old;
    struct subject who;
    const struct instrument_file *file = NULL;
    err e = change_begin(d, id, &old);
    if (e == OK)
        e = subject_get(d->db, d->a, &d->who, old.client, &who);
    if (e == OK)
        e = desk_instrument_asked(d, &old, &file);
    if (e != OK)
        return e;
    struct response_row row = old;
    struct entering x = {.d = d, .in = file, .row = &row};
    // who said it by link said it: staff corrects it with them, and the new row says so
    if (old.mode == RESPONSE_LINK || old.mode == RESPONSE_KIOSK)
        row.mode = RESPONSE_WITH_STAFF;
    if (!rule_entered(&x, &who, in))
        return E_INVALID;
    *out = row.id;
    e = keep(&x);
    if (e == OK)
        e = response_replace(d->db, &d->who, old.id, row.id);
    return e == OK ? worse_response(d, &row) : e;
}

err desk_response_withdraw(struct desk *d, response_id id)
{
    struct response_row old;
    err e = change_begin(d, id, &old);
    return e == OK ? response_withdraw(d->db, &d->who, id, d->now) : e;
}

// ---- what the practice measures with

err desk_measure_setting(struct desk *d, struct measure_setting *out)
{
    err e = desk_begin(d, VERB_PRACTICE_SHOW, 0);
    return e == OK ? measure_setting_get(d->db, d->a, &d->who, out) : e;
}

err desk_measure_setting_change(struct desk *d, const struct measure_setting *in)
{
    err e = desk_begin(d, VERB_MEASURES_SET, 0);
    if (e == OK)
        e = measure_setting_put(d->db, &d->who, d->now, in);
    return e == E_CONFLICT ? rule_conflict(d) : e;
}
