#include "clinic/care/note.h"

#include <string.h>

#include "base/err.h"
#include "base/id.h"
#include "base/json.h"

enum { BODY_BYTES_MAX = 1 << 18, CONSENTS = 5 };

static const char *const part_names[NOTE_PARTS] = {[NOTE_TECHNIQUES] = "techniques", [NOTE_POSITION] = "position",
    [NOTE_LUBRICANT] = "lubricant", [NOTE_A] = "a", [NOTE_P] = "p", [NOTE_HOME] = "home-care"};

static const char *const breach_names[] = {[BREACH_AVOID] = "avoid", [BREACH_BARRED] = "barred", [BREACH_PRESSURE] = "pressure", [BREACH_MINUTES] = "minutes",
    [BREACH_POSITION] = "position", [BREACH_INTAKE] = "intake", [BREACH_INTAKE_OLD] = "intake-old", [BREACH_CONSENT_TREATMENT] = "consent-treatment",
    [BREACH_CONSENT_FILE] = "consent-file", [BREACH_CONSENT_TODAY] = "consent-today"};
enum { BREACHES = sizeof breach_names / sizeof *breach_names };

const char *note_part_name(enum note_part p)
{
    CHECK((unsigned)p < NOTE_PARTS);
    return part_names[p];
}

bool note_part_of(str name, enum note_part *out)
{
    for (int i = 0; i < NOTE_PARTS; i++)
        if (str_eq(name, str_of(part_names[i]))) {
            *out = (enum note_part)i;
            return true;
        }
    return false;
}

// --- reading

struct reader {
    arena *a;
    str *why;
};

static bool wrong(struct reader *r, const char *what)
{
    *r->why = str_of(what);
    return false;
}

// A text, or nothing where the member is absent.
static bool text_get(struct reader *r, const struct json *o, const char *name, str *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = (str){0};
    if (!j)
        return true;
    if (j->kind != JSON_STRING || !text_valid(j->text))
        return wrong(r, name);
    *out = j->text;
    return true;
}

static bool truth_get(struct reader *r, const struct json *o, const char *name, bool *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = j && j->kind == JSON_BOOL && j->truth;
    return !j || j->kind == JSON_BOOL ? true : wrong(r, name);
}

static bool list_get(struct reader *r, const struct json *o, const char *name, size_t max, const struct json **out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = j ? j->first : NULL;
    return !j || (j->kind == JSON_ARRAY && j->count <= max) ? true : wrong(r, name);
}

static bool texts_get(struct reader *r, const struct json *o, const char *name, size_t max, str *out, size_t *n)
{
    const struct json *j;
    *n = 0;
    if (!list_get(r, o, name, max, &j))
        return false;
    for (; j; j = j->next) {
        if (j->kind != JSON_STRING || !text_valid(j->text) || !j->text.n)
            return wrong(r, name);
        out[(*n)++] = j->text;
    }
    return true;
}

static bool technique_get(struct reader *r, const struct json *j, struct note_technique *t)
{
    int64_t minutes, pressure;
    if (j->kind != JSON_OBJECT || !text_get(r, j, "technique", &t->technique) || !t->technique.n)
        return wrong(r, "techniques: technique");
    if (!site_parse(json_text(json_get(j, S("site"))), &t->site))
        return wrong(r, "techniques: site");
    if (!json_integer(json_get(j, S("minutes")), &minutes) || minutes < 0 || minutes > 480)
        return wrong(r, "techniques: minutes");
    if (!json_integer(json_get(j, S("pressure")), &pressure) || pressure < 0 || pressure > PRESSURES)
        return wrong(r, "techniques: pressure");
    t->minutes = (int)minutes;
    t->pressure = (int)pressure;
    return true;
}

static bool techniques_get(struct reader *r, const struct json *o, struct note_body *b)
{
    const struct json *j;
    if (!list_get(r, o, "techniques", NOTE_TECHNIQUES_MAX, &j))
        return false;
    struct note_technique *t = ARENA_ARRAY(r->a, NOTE_TECHNIQUES_MAX, struct note_technique);
    for (; j; j = j->next)
        if (!technique_get(r, j, &t[b->n_techniques++]))
            return false;
    b->techniques = t;
    return true;
}

static bool consents_get(struct reader *r, const struct json *o, struct note_body *b)
{
    const struct json *j;
    if (!list_get(r, o, "consent_regions", CONSENTS, &j))
        return false;
    for (; j; j = j->next) {
        bool found = false;
        for (int c = CONSENT_GLUTES; c < CONSENTS && j->kind == JSON_STRING; c++)
            if (str_eq(j->text, str_of(body_consent_name((enum body_consent)c))))
                found = b->consent_region[c] = true;
        if (!found)
            return wrong(r, "consent_regions");
    }
    return true;
}

static bool measures_get(struct reader *r, const struct json *o, struct note_body *b)
{
    const struct json *j;
    if (!list_get(r, o, "measures", NOTE_MEASURES_MAX, &j))
        return false;
    for (; j; j = j->next)
        if (j->kind != JSON_STRING || !id_parse(j->text, &b->measures[b->n_measures++]))
            return wrong(r, "measures");
    return true;
}

static bool carried_get(struct reader *r, const struct json *o, struct note_body *b)
{
    const struct json *j;
    str from;
    if (!list_get(r, o, "unconfirmed", NOTE_PARTS, &j) || !text_get(r, o, "from", &from))
        return false;
    for (; j; j = j->next) {
        enum note_part p;
        if (j->kind != JSON_STRING || !note_part_of(j->text, &p))
            return wrong(r, "unconfirmed");
        b->unconfirmed |= 1u << p;
    }
    b->from.known = from.n > 0;
    return !from.n || day_parse(from, &b->from.day) ? true : wrong(r, "from");
}

static bool past_one(struct reader *r, const struct json *j, const struct note_body *b, struct note_past *out)
{
    str kind = json_text(json_get(j, S("kind"))), consent;
    int64_t row = 0, max = 0;
    bool rowed = json_get(j, S("row")) != NULL, known = false;
    if (!text_get(r, j, "position", &out->breach.position) || !text_get(r, j, "consent", &consent) || !text_get(r, j, "why", &out->why))
        return false;
    for (int k = 0; k < BREACHES; k++)
        if (str_eq(kind, str_of(breach_names[k]))) {
            out->breach.kind = (enum note_breach_kind)k;
            known = true;
        }
    if (rowed && (!json_integer(json_get(j, S("row")), &row) || row < 0 || (size_t)row >= b->n_techniques))
        return wrong(r, "past: row");
    if (json_get(j, S("max")) && (!json_integer(json_get(j, S("max")), &max) || max < 0 || max > 480))
        return wrong(r, "past: max");
    for (int k = CONSENT_GLUTES; k < CONSENTS; k++)
        if (str_eq(consent, str_of(body_consent_name((enum body_consent)k))))
            out->breach.consent = (enum body_consent)k;
    out->breach.row = rowed ? (size_t)row : SIZE_MAX;
    out->breach.max = (int)max;
    return known && (!consent.n || out->breach.consent) ? true : wrong(r, "past: kind");
}

static bool past_get(struct reader *r, const struct json *o, struct note_body *b)
{
    const struct json *j;
    if (!list_get(r, o, "past", NOTE_PAST_MAX, &j))
        return false;
    struct note_past *v = j ? ARENA_ARRAY(r->a, NOTE_PAST_MAX, struct note_past) : NULL;
    b->past = v;
    for (; j; j = j->next)
        if (j->kind != JSON_OBJECT || !past_one(r, j, b, &v[b->n_past++]))
            return wrong(r, "past");
    return true;
}

bool note_body_parse(arena *a, str json, struct note_body *out, str *why)
{
    struct reader r = {a, why};
    struct json_error je = {0};
    *out = (struct note_body){0};
    struct json *o = json_parse(a, json, 8, &je);
    if (!o || o->kind != JSON_OBJECT)
        return wrong(&r, "an object is wanted");
    const struct {
        const char *name;
        str *to;
    } texts[] = {{"s", &out->s}, {"o", &out->o}, {"a", &out->a}, {"p", &out->p}, {"lubricant", &out->lubricant}, {"home_words", &out->home_words},
        {"why", &out->why}, {"limits_reason", &out->limits_reason}, {"minutes_reason", &out->minutes_reason}, {"late_reason", &out->late_reason}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!text_get(&r, o, texts[i].name, texts[i].to))
            return false;
    return techniques_get(&r, o, out) && texts_get(&r, o, "positions", POSITIONS_MAX, out->positions, &out->n_positions) &&
        texts_get(&r, o, "home_care", HOME_CARE_MAX, out->home_care, &out->n_home_care) && truth_get(&r, o, "consent", &out->consent) &&
        consents_get(&r, o, out) && truth_get(&r, o, "not_treated", &out->not_treated) && measures_get(&r, o, out) && past_get(&r, o, out) && carried_get(&r, o, out);
}

// --- writing

static void texts_put(struct jw *w, const char *name, const str *v, size_t n)
{
    jw_key(w, str_of(name));
    jw_array(w);
    for (size_t i = 0; i < n; i++)
        jw_str(w, v[i]);
    jw_end(w);
}

static void techniques_put(arena *a, struct jw *w, const struct note_body *b)
{
    jw_key(w, S("techniques"));
    jw_array(w);
    for (size_t i = 0; i < b->n_techniques; i++) {
        const struct note_technique *t = &b->techniques[i];
        jw_object(w);
        jw_kstr(w, S("technique"), t->technique);
        jw_kstr(w, S("site"), site_text(a, t->site));
        jw_kint(w, S("minutes"), t->minutes);
        jw_kint(w, S("pressure"), t->pressure);
        jw_end(w);
    }
    jw_end(w);
}

// Absent of a draft, so that its text is what it was.
static void past_put(struct jw *w, const struct note_body *b)
{
    if (!b->n_past)
        return;
    jw_key(w, S("past"));
    jw_array(w);
    for (size_t i = 0; i < b->n_past; i++) {
        const struct note_breach *x = &b->past[i].breach;
        jw_object(w);
        jw_kstr(w, S("kind"), str_of(breach_names[x->kind]));
        if (x->row != SIZE_MAX)
            jw_kint(w, S("row"), (int64_t)x->row);
        if (x->position.n)
            jw_kstr(w, S("position"), x->position);
        if (x->max)
            jw_kint(w, S("max"), x->max);
        if (x->consent)
            jw_kstr(w, S("consent"), str_of(body_consent_name(x->consent)));
        if (b->past[i].why.n)
            jw_kstr(w, S("why"), b->past[i].why);
        jw_end(w);
    }
    jw_end(w);
}

static void rest_put(arena *a, struct jw *w, const struct note_body *b)
{
    jw_key(w, S("consent_regions"));
    jw_array(w);
    for (int c = CONSENT_GLUTES; c < CONSENTS; c++)
        if (b->consent_region[c])
            jw_str(w, str_of(body_consent_name((enum body_consent)c)));
    jw_end(w);
    jw_key(w, S("measures"));
    jw_array(w);
    for (size_t i = 0; i < b->n_measures; i++)
        jw_id(w, b->measures[i]);
    jw_end(w);
    jw_key(w, S("unconfirmed"));
    jw_array(w);
    for (int p = 0; p < NOTE_PARTS; p++)
        if (b->unconfirmed >> p & 1)
            jw_str(w, str_of(part_names[p]));
    jw_end(w);
    past_put(w, b);
    jw_kstr(w, S("from"), b->from.known ? day_str(a, b->from.day) : (str){0});
}

str note_body_json(arena *a, const struct note_body *b)
{
    struct buf text = buf_new(a, BODY_BYTES_MAX);
    struct jw w = jw_on(&text);
    jw_object(&w);
    jw_kstr(&w, S("s"), b->s);
    jw_kstr(&w, S("o"), b->o);
    jw_kstr(&w, S("a"), b->a);
    jw_kstr(&w, S("p"), b->p);
    techniques_put(a, &w, b);
    texts_put(&w, "positions", b->positions, b->n_positions);
    jw_kstr(&w, S("lubricant"), b->lubricant);
    texts_put(&w, "home_care", b->home_care, b->n_home_care);
    jw_kstr(&w, S("home_words"), b->home_words);
    jw_kbool(&w, S("consent"), b->consent);
    jw_kbool(&w, S("not_treated"), b->not_treated);
    jw_kstr(&w, S("why"), b->why);
    jw_kstr(&w, S("limits_reason"), b->limits_reason);
    jw_kstr(&w, S("minutes_reason"), b->minutes_reason);
    jw_kstr(&w, S("late_reason"), b->late_reason);
    rest_put(a, &w, b);
    jw_end(&w);
    CHECK(!text.over);
    return buf_str(&text);
}

// --- parts

static bool texts_same(const str *x, size_t nx, const str *y, size_t ny)
{
    if (nx != ny)
        return false;
    for (size_t i = 0; i < nx; i++)
        if (!str_eq(x[i], y[i]))
            return false;
    return true;
}

static bool techniques_same(const struct note_body *x, const struct note_body *y)
{
    if (x->n_techniques != y->n_techniques)
        return false;
    for (size_t i = 0; i < x->n_techniques; i++) {
        const struct note_technique *a = &x->techniques[i], *b = &y->techniques[i];
        if (!str_eq(a->technique, b->technique) || a->site.region != b->site.region || a->site.side != b->site.side ||
            a->minutes != b->minutes || a->pressure != b->pressure)
            return false;
    }
    return true;
}

bool note_part_same(const struct note_body *x, const struct note_body *y, enum note_part p)
{
    switch (p) {
    case NOTE_TECHNIQUES: return techniques_same(x, y);
    case NOTE_POSITION: return texts_same(x->positions, x->n_positions, y->positions, y->n_positions);
    case NOTE_LUBRICANT: return str_eq(x->lubricant, y->lubricant);
    case NOTE_A: return str_eq(x->a, y->a);
    case NOTE_P: return str_eq(x->p, y->p);
    case NOTE_HOME:
        return texts_same(x->home_care, x->n_home_care, y->home_care, y->n_home_care) && str_eq(x->home_words, y->home_words);
    case NOTE_PARTS: break;
    }
    CHECK(false);
    return false;
}

bool note_part_empty(const struct note_body *b, enum note_part p)
{
    static const struct note_body none;
    return note_part_same(b, &none, p);
}

int note_minutes(const struct note_body *b)
{
    int sum = 0;
    for (size_t i = 0; i < b->n_techniques; i++)
        sum += b->techniques[i].minutes;
    return sum;
}

struct note_body note_carry(const struct note_body *last, day from)
{
    struct note_body b = {.a = last->a, .p = last->p, .techniques = last->techniques, .n_techniques = last->n_techniques,
        .n_positions = last->n_positions, .lubricant = last->lubricant, .n_home_care = last->n_home_care, .home_words = last->home_words};
    memcpy(b.positions, last->positions, sizeof b.positions);
    memcpy(b.home_care, last->home_care, sizeof b.home_care);
    for (int p = 0; p < NOTE_PARTS; p++)
        if (!note_part_empty(&b, (enum note_part)p))
            b.unconfirmed |= 1u << p;
    b.from = (opt_day){b.unconfirmed != 0, from};
    return b;
}

void note_confirm_changed(const struct note_body *before, struct note_body *now)
{
    now->unconfirmed &= before->unconfirmed;
    now->from = before->from;
    for (int p = 0; p < NOTE_PARTS; p++)
        if (!note_part_same(before, now, (enum note_part)p))
            now->unconfirmed &= ~(1u << p);
}

// --- limits

struct found {
    struct note_breach *v;
    size_t n;
};

static void add(struct found *f, struct note_breach b) { f->v[f->n++] = b; }

static bool has(const str *v, size_t n, str x)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], x))
            return true;
    return false;
}

static void row_check(const struct note_technique *t, size_t row, const struct screen_limits *l, struct found *f)
{
    for (size_t i = 0; i < l->n_avoid; i++)
        if (site_overlaps(t->site, l->avoid[i])) {
            add(f, (struct note_breach){.kind = BREACH_AVOID, .row = row});
            break;
        }
    if (has(l->barred, l->n_barred, t->technique))
        add(f, (struct note_breach){.kind = BREACH_BARRED, .row = row});
    if (l->pressure_max && t->pressure > l->pressure_max)
        add(f, (struct note_breach){.kind = BREACH_PRESSURE, .row = row, .max = l->pressure_max});
}

unsigned note_consents_needed(const struct note_body *b)
{
    unsigned needed = 0;
    for (size_t i = 0; i < b->n_techniques; i++)
        needed |= 1u << b->techniques[i].site.region->consent;
    return needed & ~(1u << CONSENT_NONE);
}

// What must be on file before anybody is treated, and the consents of the regions treated.
static void file_check(const struct note_body *b, const struct note_limits *l, struct found *f)
{
    unsigned needed = note_consents_needed(b);
    if (!l->intake || !l->intake_fresh)
        add(f, (struct note_breach){.kind = l->intake ? BREACH_INTAKE_OLD : BREACH_INTAKE, .row = SIZE_MAX});
    if (!l->consent_treatment)
        add(f, (struct note_breach){.kind = BREACH_CONSENT_TREATMENT, .row = SIZE_MAX});
    for (int c = CONSENT_GLUTES; c < CONSENTS; c++) {
        if (!(needed >> c & 1))
            continue;
        struct note_breach x = {.kind = BREACH_CONSENT_FILE, .row = SIZE_MAX, .consent = (enum body_consent)c};
        if (!l->consent_region[c])
            add(f, x);
        x.kind = BREACH_CONSENT_TODAY;
        if (!b->consent_region[c])
            add(f, x);
    }
}

size_t note_breaches(arena *a, const struct note_body *b, const struct note_limits *l, const struct note_breach **out)
{
    struct found f = {ARENA_ARRAY(a, 3 * b->n_techniques + b->n_positions + 2 * CONSENTS + 3, struct note_breach), 0};
    const struct screen_limits *lim = l->limits;
    *out = f.v;
    if (b->not_treated)
        return 0;
    for (size_t i = 0; i < b->n_techniques; i++)
        row_check(&b->techniques[i], i, lim, &f);
    if (lim->minutes_max && note_minutes(b) > lim->minutes_max)
        add(&f, (struct note_breach){.kind = BREACH_MINUTES, .row = SIZE_MAX, .max = lim->minutes_max});
    for (size_t i = 0; i < b->n_positions; i++)
        if (lim->no_position || (lim->n_positions && !has(lim->positions, lim->n_positions, b->positions[i])))
            add(&f, (struct note_breach){.kind = BREACH_POSITION, .row = SIZE_MAX, .position = b->positions[i]});
    file_check(b, l, &f);
    return f.n;
}
