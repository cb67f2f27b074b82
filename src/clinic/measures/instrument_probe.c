#include "clinic/measures/instrument_probe.h"

#include "base/err.h"
#include "base/number.h"

enum { OUT_MAX = 4 << 20 };

// --- one

static void put_list(struct buf *b, const struct instrument_file *in, const struct instrument_result *r, str between)
{
    for (size_t i = 0; i < r->n_missing; i++) {
        if (i) buf_put(b, between);
        buf_put(b, in->items[r->missing[i]].id);
    }
}

static void put_number(struct buf *b, double v)
{
    char z[NUMBER_TEXT];
    buf_put(b, (str){z, number_text(v, z)});
}

static void put_value(struct buf *b, fvalue v)
{
    if (v.kind == FV_NUMBER) put_number(b, v.number);
    else buf_put(b, v.kind == FV_TEXT ? v.text : S("unknown"));
}

static void trace_line(struct jw *w, struct buf *b)
{
    jw_str(w, buf_str(b));
    b->n = 0;
}

static void trace_score(struct jw *w, struct buf *b, const struct instrument_score *s, const struct instrument_file *in, const struct instrument_result *r)
{
    buf_putf(b, "%.*s: %.*s = ", SP(s->id), SP(s->formula_text));
    if (!r->computable) buf_put(b, r->too_many_missing ? S("not computed") : S("no value"));
    else put_number(b, r->exact);
    if (r->computable && s->decimals >= 0 && r->value != r->exact) buf_put(b, S(", rounded to ")), put_number(b, r->value);
    trace_line(w, b);
    if (!r->n_missing) return;
    buf_putf(b, "%.*s: not answered: ", SP(s->id));
    put_list(b, in, r, S(", "));
    buf_putf(b, ". %.*s", SP(s->missing_words));
    trace_line(w, b);
}

static void put_trace(arena *a, struct jw *w, const struct instrument_file *in, const struct instrument_answers *given, const struct instrument_answers *x,
    const struct instrument_result *r)
{
    struct buf b = buf_new(a, 16384);
    size_t blank = 0;
    jw_array(w);
    for (size_t i = 0; i < in->n_items; i++) blank += in->items[i].has_blank && given->value[i].kind == FV_UNKNOWN;
    if (blank) buf_putf(&b, "%zu not answered, counted as the instrument says", blank), trace_line(w, &b);
    for (size_t i = 0; i < in->n_values; i++) {
        fvalue v = x->value[in->n_items + i];
        if (v.kind == FV_UNKNOWN) continue;
        buf_putf(&b, "%.*s: %.*s = ", SP(in->values[i].name), SP(in->values[i].formula_text));
        put_value(&b, v);
        trace_line(w, &b);
    }
    for (size_t k = 0; k < in->n_scores; k++) {
        const struct instrument_score *s = &in->scores[k];
        trace_score(w, &b, s, in, &r[k]);
        if (!r[k].band) continue;
        buf_putf(&b, "%.*s: band %s ", SP(s->id), r[k].band->above ? "above" : "from");
        put_number(&b, r[k].band->from);
        buf_putf(&b, ": %.*s (%.*s%s)", SP(r[k].band->words), SP(s->bands_source), s->bands_verified ? "" : "; not yet checked");
        trace_line(w, &b);
    }
    jw_end(w);
}

static void put_score(arena *a, struct jw *w, const struct instrument_file *in, size_t k, const struct instrument_result *r)
{
    const struct instrument_score *s = &in->scores[k];
    jw_object(w);
    jw_kstr(w, S("id"), s->id);
    jw_key(w, S("value"));
    if (r->computable) jw_num(w, r->value);
    else jw_null(w);
    jw_key(w, S("range"));
    jw_array(w);
    jw_num(w, s->lo);
    jw_num(w, s->hi);
    jw_end(w);
    jw_key(w, S("band"));
    if (r->band) jw_str(w, r->band->words);
    else jw_null(w);
    jw_key(w, S("missing"));
    jw_array(w);
    for (size_t i = 0; i < r->n_missing; i++) jw_str(w, in->items[r->missing[i]].id);
    jw_end(w);
    jw_kbool(w, S("computable"), r->computable);
    jw_key(w, S("reason"));
    if (r->computable) jw_null(w);
    else jw_str(w, instrument_reason(a, in, k, r));
    jw_end(w);
}

static str scored(arena *a, const struct instrument_file *in, struct instrument_answers *x)
{
    struct instrument_answers given = *x;
    struct instrument_result r[INSTRUMENT_SCORES];
    struct buf b = buf_new(a, OUT_MAX);
    struct jw w = jw_on(&b);
    instrument_score(in, x, r);
    jw_object(&w);
    jw_kstr(&w, S("instrument"), in->id);
    jw_kstr(&w, S("version"), in->version);
    jw_key(&w, S("scores"));
    jw_array(&w);
    for (size_t k = 0; k < in->n_scores; k++) put_score(a, &w, in, k, &r[k]);
    jw_end(&w);
    jw_key(&w, S("alerts"));
    jw_array(&w);
    for (size_t i = 0; i < in->n_alerts; i++) {
        if (!instrument_alerted(in, x, i)) continue;
        jw_object(&w);
        jw_kstr(&w, S("id"), in->alerts[i].id);
        jw_kstr(&w, S("item"), in->alerts[i].item);
        jw_kstr(&w, S("words"), in->alerts[i].words);
        jw_end(&w);
    }
    jw_end(&w);
    jw_key(&w, S("trace"));
    put_trace(a, &w, in, &given, x, r);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}

// "answers", and "instrument" where it says the same.
static const struct json *answers_of(arena *a, const struct instrument_file *in, const struct json *root, str *why)
{
    const struct json *answers = json_get(root, S("answers")), *id = json_get(root, S("instrument"));
    *why = S("an object is wanted: {\"answers\": {\"1\": 2}}");
    if (root->kind != JSON_OBJECT) return NULL;
    for (const struct json *j = root->first; j; j = j->next) {
        if (j == answers || j == id) continue;
        *why = str_fmt(a, "there is no member \"%.*s\"", SP(j->name));
        return NULL;
    }
    if (id && !str_eq(json_text(id), in->id)) {
        *why = str_fmt(a, "instrument: these answers are not for %.*s", SP(in->id));
        return NULL;
    }
    if (answers && answers->kind == JSON_OBJECT) return answers;
    return NULL;
}

bool instrument_probe(arena *a, const struct instrument_file *in, str text, str *out, str *why)
{
    struct json_error e = {0};
    struct instrument_answers x;
    struct instrument_bad *bad;
    const struct json *root = json_parse(a, text, 64, &e);
    if (!root) {
        *why = str_fmt(a, "line %zu, column %zu: %.*s", e.line, e.column, SP(e.reason));
        return false;
    }
    const struct json *answers = answers_of(a, in, root, why);
    if (!answers) return false;
    size_t n = instrument_answers_read(a, in, answers, &x, &bad);
    struct buf b = buf_new(a, OUT_MAX);
    for (size_t i = 0; i < n; i++) buf_putf(&b, "%sitem %.*s: %.*s", i ? "\n" : "", SP(bad[i].item), SP(bad[i].reason));
    *why = buf_str(&b);
    if (n) return false;
    *out = scored(a, in, &x);
    return true;
}

// --- about one

static void put_facts(struct jw *w, str key, const struct instrument_fact *f, size_t n)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < n; i++) {
        jw_object(w);
        jw_knum(w, S("value"), f[i].value);
        if (f[i].hi > f[i].value) jw_knum(w, S("to"), f[i].hi);
        if (f[i].share) jw_kbool(w, S("share"), true);
        if (f[i].level) jw_kint(w, S("level"), f[i].level);
        jw_kstr(w, S("population"), f[i].population);
        jw_kstr(w, S("source"), f[i].source);
        jw_kbool(w, S("verified"), f[i].verified);
        jw_end(w);
    }
    jw_end(w);
}

static void show_known(struct jw *w, str key, const struct fact *f)
{
    jw_key(w, key);
    if (f->known) jw_num(w, f->v);
    else jw_null(w);
}

// What change of it is judged by; null where it is not followed over time.
static void show_change(struct jw *w, const struct instrument *in)
{
    jw_key(w, S("change"));
    if (!in) {
        jw_null(w);
        return;
    }
    jw_object(w);
    jw_kbool(w, S("judged"), !in->no_threshold && in->kind != INSTRUMENT_LATEST);
    show_known(w, S("mdc"), &in->mdc95);
    jw_kint(w, S("mdc_level"), in->mdc_level);
    show_known(w, S("mcid"), &in->mcid);
    show_known(w, S("mcid_share"), &in->mcid_share);
    show_known(w, S("share_from"), &in->share_from);
    show_known(w, S("no_room_below"), &in->floor_below);
    jw_kbool(w, S("same_rater"), in->same_rater);
    jw_end(w);
}

static void show_score(arena *a, struct jw *w, const struct instrument_file *in, const struct instrument_score *s)
{
    jw_object(w);
    jw_kstr(w, S("id"), s->id);
    jw_kstr(w, S("words"), s->words);
    if (s->loinc.n) jw_kstr(w, S("loinc"), s->loinc);
    jw_kstr(w, S("formula"), s->formula_text);
    jw_key(w, S("range")), jw_array(w), jw_num(w, s->lo), jw_num(w, s->hi), jw_end(w);
    jw_kstr(w, S("direction"), str_of(instrument_direction_name(s->direction)));
    jw_key(w, S("items")), jw_array(w);
    for (size_t i = 0; i < s->n_items; i++) jw_str(w, in->items[s->items[i]].id);
    jw_end(w);
    jw_kint(w, S("most_missing"), (int64_t)s->most_missing);
    jw_kstr(w, S("missing_rule"), s->missing_words);
    jw_key(w, S("bands")), jw_array(w);
    for (size_t i = 0; i < s->n_bands; i++) {
        jw_object(w);
        jw_knum(w, s->bands[i].above ? S("above") : S("from"), s->bands[i].from);
        jw_kstr(w, S("words"), s->bands[i].words);
        jw_end(w);
    }
    jw_end(w);
    if (s->n_bands) jw_kstr(w, S("bands_source"), s->bands_source), jw_kbool(w, S("bands_verified"), s->bands_verified);
    put_facts(w, S("mcid"), s->mcid, s->n_mcid);
    put_facts(w, S("mdc"), s->mdc, s->n_mdc);
    put_facts(w, S("sem"), s->sem, s->n_sem);
    show_change(w, instrument_follow(a, in, (size_t)(s - in->scores), 0));
    jw_end(w);
}

static void show_item(struct jw *w, const struct instrument_item *item)
{
    const struct answer_set *set = item->answers;
    jw_object(w);
    jw_kstr(w, S("id"), item->id);
    if (item->stem.n) jw_kstr(w, S("stem"), item->stem);
    if (item->text.n) jw_kstr(w, S("text"), item->text);
    if (item->loinc.n) jw_kstr(w, S("loinc"), item->loinc);
    if (item->optional) jw_kbool(w, S("optional"), true);
    if (item->has_blank) jw_knum(w, S("blank"), item->blank);
    if (set->kind == ANSWER_CODES) jw_key(w, S("answers")), jw_array(w);
    for (size_t i = 0; i < set->n_codes; i++) {
        jw_object(w);
        jw_kstr(w, S("code"), set->codes[i].code);
        if (set->codes[i].words.n) jw_kstr(w, S("words"), set->codes[i].words);
        if (set->codes[i].loinc.n) jw_kstr(w, S("loinc"), set->codes[i].loinc);
        jw_end(w);
    }
    if (set->kind == ANSWER_CODES) jw_end(w);
    if (set->kind == ANSWER_NUMBER) jw_knum(w, S("from"), set->lo), jw_knum(w, S("to"), set->hi), jw_kint(w, S("decimals"), set->decimals);
    if (set->kind == ANSWER_CLOCK) jw_kbool(w, S("clock"), true);
    if (set->unit.n) jw_kstr(w, S("unit"), set->unit);
    jw_end(w);
}

static void show_head(struct jw *w, const struct instrument_file *in)
{
    jw_kstr(w, S("id"), in->id);
    jw_kstr(w, S("version"), in->version);
    jw_kstr(w, S("sha256"), str_of(in->sha256));
    jw_kstr(w, S("title"), in->title);
    jw_kstr(w, S("about"), in->about);
    jw_kstr(w, S("language"), in->language);
    jw_key(w, S("translations")), jw_array(w);
    for (size_t i = 0; i < in->n_translated; i++) jw_str(w, in->translated[i].language);
    jw_end(w);
    jw_kstr(w, S("ship"), str_of(instrument_ship_name(in->ship)));
    jw_kstr(w, S("licence"), in->licence_words);
    jw_kstr(w, S("licence_evidence"), in->licence_evidence);
    jw_kbool(w, S("licence_verified"), in->licence_verified);
    if (in->credit.n) jw_kstr(w, S("credit"), in->credit);
    jw_key(w, S("text_source")), jw_array(w);
    for (size_t i = 0; i < in->n_texts; i++) {
        jw_object(w);
        jw_kstr(w, S("address"), in->texts[i].address);
        jw_kstr(w, S("sha256"), in->texts[i].sha256);
        jw_end(w);
    }
    jw_end(w);
    if (in->stem.n) jw_kstr(w, S("stem"), in->stem);
    if (in->loinc.n) jw_kstr(w, S("loinc"), in->loinc);
    jw_key(w, S("recall")), jw_array(w);
    for (size_t i = 0; i < in->n_recalls; i++) jw_str(w, in->recalls[i].id);
    jw_end(w);
    jw_key(w, S("series")), jw_array(w);
    for (size_t i = 0; i < in->n_series; i++) jw_str(w, in->items[in->series[i]].id);
    jw_end(w);
    jw_kint(w, S("interval_days"), in->interval_days);
    jw_kstr(w, S("interval"), in->interval_words);
    if (in->notes.n) jw_kstr(w, S("notes"), in->notes);
    jw_kint(w, S("golden"), (int64_t)in->n_golden);
}

str instrument_show(arena *a, const struct instrument_file *in)
{
    struct buf b = buf_new(a, OUT_MAX);
    struct jw w = jw_on(&b);
    jw_object(&w);
    show_head(&w, in);
    jw_key(&w, S("items")), jw_array(&w);
    for (size_t i = 0; i < in->n_items; i++) show_item(&w, &in->items[i]);
    jw_end(&w);
    jw_key(&w, S("scores")), jw_array(&w);
    for (size_t k = 0; k < in->n_scores; k++) show_score(a, &w, in, &in->scores[k]);
    jw_end(&w);
    jw_key(&w, S("alerts")), jw_array(&w);
    for (size_t i = 0; i < in->n_alerts; i++) {
        jw_object(&w);
        jw_kstr(&w, S("id"), in->alerts[i].id);
        jw_kstr(&w, S("item"), in->alerts[i].item);
        jw_kstr(&w, S("when"), in->alerts[i].when_text);
        jw_end(&w);
    }
    jw_end(&w);
    jw_end(&w);
    CHECK(!b.over);
    return buf_str(&b);
}
