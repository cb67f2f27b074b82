#include "clinic/measures/instrument.h"

#include <math.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/number.h"

void instrument_answers_none(const struct instrument_file *in, struct instrument_answers *x)
{
    for (size_t i = 0; i < in->n_names; i++) x->value[i] = FV_UNK;
    for (size_t i = 0; i < in->n_items; i++) x->asked[i] = false;
}

size_t instrument_item_of(const struct instrument_file *in, str id)
{
    for (size_t i = 0; i < in->n_items; i++)
        if (str_eq(in->items[i].id, id)) return i;
    return SIZE_MAX;
}

// --- one answer

static bool clock_read(str s, double *minutes)
{
    bool shaped = s.n == 5 && s.p[2] == ':';
    for (size_t i = 0; shaped && i < 5; i++) shaped = i == 2 || (s.p[i] >= '0' && s.p[i] <= '9');
    if (!shaped) return false;
    int hour = (s.p[0] - '0') * 10 + (s.p[1] - '0'), minute = (s.p[3] - '0') * 10 + (s.p[4] - '0');
    *minutes = hour * 60 + minute;
    return hour < 24 && minute < 60;
}

// Digits, and a point with digits where the item takes places; what a person writes, no exponents, no leading zeros.
static bool plain_number(str s, int decimals, double *out)
{
    str whole, part, digits = str_sub(s, s.n && s.p[0] == '-', SIZE_MAX);
    bool point = str_cut(digits, '.', &whole, &part);
    if (!whole.n || whole.n > 9 || (whole.n > 1 && whole.p[0] == '0') || (point && (!part.n || part.n > 9))) return false;
    for (size_t i = 0; i < digits.n; i++)
        if ((digits.p[i] < '0' || digits.p[i] > '9') && digits.p[i] != '.') return false;
    if (!str_f64(s, out)) return false;
    return number_round(*out, decimals) == *out;
}

static bool code_read(const struct answer_set *set, str written, fvalue *out)
{
    double v = 0;
    size_t found = written.n == 1 && (unsigned char)written.p[0] < 128 ? set->by_char[(unsigned char)written.p[0]] : 0;
    for (size_t i = 0; !found && i < set->n_codes; i++) {
        const struct answer_code *c = &set->codes[i];
        if (str_eq(c->code, written) || (c->loinc.n && str_eq(c->loinc, written))) found = i + 1;
    }
    if (!found && plain_number(written, 9, &v)) // "2.0" is 2
        for (size_t i = 0; !found && i < set->n_codes; i++)
            if (set->codes[i].kind == FV_NUMBER && set->codes[i].number == v) found = i + 1;
    if (!found) return false;
    const struct answer_code *c = &set->codes[found - 1];
    *out = c->kind == FV_NUMBER ? FV_NUM(c->number) : FV_STR(c->code);
    return true;
}

bool instrument_answer(const struct instrument_item *item, str written, fvalue *out, const char **why)
{
    const struct answer_set *set = item->answers;
    double v = 0;
    *out = FV_UNK;
    switch (set->kind) {
    case ANSWER_CODES:
        *why = "this is none of its answers";
        return code_read(set, written, out);
    case ANSWER_CLOCK:
        *why = "a time is wanted, such as 23:15";
        if (!clock_read(written, &v)) return false;
        break;
    case ANSWER_NUMBER:
        *why = set->decimals ? "a number is wanted, with no more places than it is measured in" : "a whole number is wanted";
        if (!plain_number(written, set->decimals, &v)) return false;
        *why = "this is out of its range";
        if (v < set->lo || v > set->hi) return false;
        break;
    }
    *out = FV_NUM(v + 0.0); // -0 is 0
    return true;
}

// --- answers from JSON

struct reading {
    arena *a;
    const struct instrument_file *in;
    struct instrument_bad *bad;
    size_t n, most;
};

static str choices(arena *a, const struct answer_set *set)
{
    struct buf b = buf_new(a, 4096);
    if (set->kind == ANSWER_NUMBER) {
        buf_num(&b, set->lo, 9);
        buf_put(&b, S(" to "));
        buf_num(&b, set->hi, 9);
    }
    for (size_t i = 0; i < set->n_codes; i++) {
        if (i) buf_put(&b, S(", "));
        buf_put(&b, set->codes[i].code);
    }
    return buf_str(&b);
}

static void bad_add(struct reading *r, str item, const char *why, const struct answer_set *set)
{
    str known = set ? choices(r->a, set) : (str){0};
    str reason = known.n ? str_fmt(r->a, "%s: %.*s", why, SP(known)) : str_dup(r->a, str_of(why));
    if (!r->bad) r->bad = ARENA_ARRAY(r->a, r->most, struct instrument_bad); // seldom
    r->bad[r->n++] = (struct instrument_bad){item, reason};
}

static bool written_of(const struct json *j, str *out)
{
    *out = j->text;
    return j->kind == JSON_NUMBER || j->kind == JSON_STRING;
}

// Several marks: the highest counts, where the instrument says so.
static bool highest_read(const struct instrument_item *item, const struct json *list, fvalue *out, const char **why)
{
    *why = "one answer is wanted";
    if (!item->highest || !list->count) return false;
    for (const struct json *j = list->first; j; j = j->next) {
        str written;
        fvalue v = FV_UNK;
        *why = "this is none of its answers";
        if (!written_of(j, &written) || !instrument_answer(item, written, &v, why)) return false;
        if (out->kind == FV_UNKNOWN || v.number > out->number) *out = v;
    }
    return true;
}

static void answer_read(struct reading *r, const struct json *j, struct instrument_answers *x)
{
    size_t i = instrument_item_of(r->in, j->name);
    const char *why = "an answer is wanted: a number or a text";
    fvalue v = FV_UNK;
    str written;
    if (i == SIZE_MAX) {
        bad_add(r, j->name, "there is no such item", NULL);
        return;
    }
    if (j->kind == JSON_NULL) {
        x->asked[i] = true;
        return;
    }
    const struct instrument_item *item = &r->in->items[i];
    bool good = j->kind == JSON_ARRAY ? highest_read(item, j, &v, &why) : written_of(j, &written) && instrument_answer(item, written, &v, &why);
    if (good) x->value[i] = v;
    else bad_add(r, j->name, why, item->answers);
}

size_t instrument_answers_read(arena *a, const struct instrument_file *in, const struct json *answers, struct instrument_answers *x, struct instrument_bad **bad)
{
    struct reading r = {.a = a, .in = in, .most = answers->count};
    CHECK(answers->kind == JSON_OBJECT);
    instrument_answers_none(in, x);
    for (const struct json *j = answers->first; j; j = j->next) answer_read(&r, j, x);
    *bad = r.bad;
    return r.n;
}

str instrument_answer_text(arena *a, const struct instrument_item *item, fvalue v)
{
    char z[NUMBER_TEXT];
    if (v.kind == FV_UNKNOWN) return (str){0};
    if (v.kind != FV_NUMBER) return v.text;
    if (item->answers->kind == ANSWER_CLOCK) return str_fmt(a, "%02d:%02d", (int)v.number / 60, (int)v.number % 60);
    size_t n = number_text(v.number, z);
    return str_dup(a, (str){z, n});
}

// --- scores

const struct instrument_band *instrument_band_of(const struct instrument_score *s, double value)
{
    const struct instrument_band *band = NULL;
    for (size_t i = 0; i < s->n_bands; i++)
        if (s->bands[i].above ? value > s->bands[i].from : value >= s->bands[i].from) band = &s->bands[i];
    return band;
}

// An optional item that was never asked is not missing.
static void missing_find(const struct instrument_file *in, const struct instrument_score *s, const struct instrument_answers *x, struct instrument_result *r)
{
    r->n_missing = 0;
    for (size_t k = 0; k < s->n_items; k++) {
        uint16_t i = s->items[k];
        if (x->value[i].kind == FV_UNKNOWN && (!in->items[i].optional || x->asked[i])) r->missing[r->n_missing++] = i;
    }
}

void instrument_score(const struct instrument_file *in, struct instrument_answers *x, struct instrument_result *out)
{
    for (size_t i = 0; i < in->n_items; i++)
        if (in->items[i].has_blank && x->value[i].kind == FV_UNKNOWN) x->value[i] = FV_NUM(in->items[i].blank);
    for (size_t i = 0; i < in->n_values; i++) x->value[in->n_items + i] = formula_eval(in->values[i].formula, x->value, in->n_items + i);
    for (size_t k = 0; k < in->n_scores; k++) {
        const struct instrument_score *s = &in->scores[k];
        struct instrument_result *r = &out[k];
        missing_find(in, s, x, r);
        r->too_many_missing = r->n_missing > s->most_missing;
        fvalue v = r->too_many_missing ? FV_UNK : formula_eval(s->formula, x->value, in->n_names);
        r->computable = v.kind == FV_NUMBER;
        r->exact = r->computable ? v.number : 0;
        r->value = r->computable && s->decimals >= 0 ? number_round(v.number, s->decimals) : r->exact;
        if (r->computable) CHECK(r->value >= s->lo && r->value <= s->hi);
        r->band = r->computable ? instrument_band_of(s, r->value) : NULL;
    }
}

bool instrument_alerted(const struct instrument_file *in, const struct instrument_answers *x, size_t alert)
{
    fvalue v = formula_eval(in->alerts[alert].when, x->value, in->n_names);
    return v.kind == FV_TRUTH && v.truth;
}

str instrument_reason(arena *a, const struct instrument_file *in, size_t score, const struct instrument_result *r)
{
    const struct instrument_score *s = &in->scores[score];
    struct buf b = buf_new(a, 8192);
    if (r->computable) return (str){0};
    if (!r->too_many_missing) return s->no_value.n ? s->no_value : S("these answers give no value");
    buf_put(&b, S("not answered: "));
    for (size_t i = 0; i < r->n_missing; i++) {
        if (i) buf_put(&b, S(", "));
        buf_put(&b, in->items[r->missing[i]].id);
    }
    buf_put(&b, S(". "));
    buf_put(&b, s->missing_words);
    return buf_str(&b);
}
