#include "clinic/safety/medicines.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/content.h"
#include "base/err.h"
#include "base/json_take.h"
#include "clinic/people/namekey.h"

enum { LISTED = 5000, NEAREST = 2, WINDOW = 4, WINDOW_LETTERS = 4, HITS = 64, PIECE = 256 };

// --- words

static uint32_t letters_of(str folded)
{
    uint32_t out = 0;
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        out |= c >= 'a' && c <= 'z' ? 1u << (c - 'a') : c >= '0' && c <= '9' ? 1u << 26 : 1u << 27;
    }
    return out;
}

// "Co-codamol" and "co codamol" are "cocodamol".
static str joined(arena *a, str text)
{
    str folded = namekey_fold(a, text);
    char *p = arena_alloc(a, folded.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++)
        if (folded.p[i] != ' ') p[n++] = folded.p[i];
    return (str){p, n};
}

// --- loading

struct reading {
    struct json_take take;
    arena *a;
    struct medicines *m;
    struct medicine_name *names;
    size_t room;
};

static bool classes_get(struct reading *r, const struct json *top)
{
    const struct json *list;
    if (!take_list(&r->take, top, (str){0}, "classes", true, MEDICINE_CLASSES, &list)) return false;
    struct medicine_class *c = ARENA_ARRAY(r->a, list->count, struct medicine_class);
    for (const struct json *j = list->first; j; j = j->next) {
        str path = take_place(&r->take, (str){0}, "classes", r->m->n_classes);
        struct medicine_class *one = &c[r->m->n_classes];
        if (!take_members(&r->take, j, path, "id words means") || !take_text(&r->take, j, path, "id", true, &one->id) || !take_text(&r->take, j, path, "words", true, &one->words) ||
            !take_text(&r->take, j, path, "means", true, &one->means))
            return false;
        if (!take_name_valid(one->id) || take_word_of(one->id, "any unread") >= 0) return take_wrong(&r->take, take_under(&r->take, path, "id"), "this is no name for a class");
        for (size_t i = 0; i < r->m->n_classes; i++)
            if (str_eq(c[i].id, one->id)) return take_wrong(&r->take, take_under(&r->take, path, "id"), "the class \"%.*s\" stands twice", SP(one->id));
        r->m->n_classes++;
    }
    r->m->classes = c;
    return true;
}

static bool name_add(struct reading *r, str path, str shown, uint16_t of)
{
    struct medicine_name *name = &r->names[r->m->n_names];
    *name = (struct medicine_name){.folded = joined(r->a, shown), .shown = shown, .of = of};
    name->letters = letters_of(name->folded);
    if (!name->folded.n) return take_wrong(&r->take, path, "a name is wanted");
    r->m->n_names++;
    return true;
}

static bool one_get(struct reading *r, const struct json *o, str path, struct medicine *to, uint16_t at)
{
    const struct json *brands, *classes;
    if (!take_members(&r->take, o, path, "name brands classes") || !take_text(&r->take, o, path, "name", true, &to->name) ||
        !take_list(&r->take, o, path, "brands", false, LISTED, &brands) || !take_list(&r->take, o, path, "classes", false, MEDICINE_CLASSES, &classes) ||
        !name_add(r, path, to->name, at))
        return false;
    str *brand = ARENA_ARRAY(r->a, brands->count, str);
    for (const struct json *j = brands->first; j; j = j->next) {
        if (j->kind != JSON_STRING || !name_add(r, take_under(&r->take, path, "brands"), j->text, at)) return take_wrong(&r->take, take_under(&r->take, path, "brands"), "a name is wanted");
        brand[to->n_brands++] = j->text;
    }
    to->brands = brand;
    for (const struct json *j = classes->first; j; j = j->next) {
        size_t c = 0;
        while (c < r->m->n_classes && !(j->kind == JSON_STRING && str_eq(j->text, r->m->classes[c].id))) c++;
        if (c == r->m->n_classes) return take_wrong(&r->take, take_under(&r->take, path, "classes"), "there is no such class");
        to->classes |= UINT32_C(1) << c;
    }
    return true;
}

static int by_folded(const void *x, const void *y)
{
    const struct medicine_name *a = x, *b = y;
    return str_cmp(a->folded, b->folded);
}

static size_t names_in(const struct json *list)
{
    size_t n = 0;
    for (const struct json *j = list->first; j; j = j->next) {
        const struct json *brands = json_get(j, S("brands"));
        n += 1 + (brands && brands->kind == JSON_ARRAY ? brands->count : 0);
    }
    return n;
}

static bool all_get(struct reading *r, const struct json *top)
{
    const struct json *list;
    bool verified;
    str review;
    if (!take_members(&r->take, top, (str){0}, "version source verified review classes medicines") || !take_text(&r->take, top, (str){0}, "version", true, &r->m->version) ||
        !take_text(&r->take, top, (str){0}, "source", true, &r->m->source) || !take_truth(&r->take, top, (str){0}, "verified", true, &verified) ||
        !take_text(&r->take, top, (str){0}, "review", true, &review) || !classes_get(r, top) || !take_list(&r->take, top, (str){0}, "medicines", true, LISTED, &list))
        return false;
    struct medicine *v = ARENA_ARRAY(r->a, list->count, struct medicine);
    r->m->v = v;
    r->m->names = r->names = ARENA_ARRAY(r->a, names_in(list), struct medicine_name);
    for (const struct json *j = list->first; j; j = j->next, r->m->n++)
        if (!one_get(r, j, take_place(&r->take, (str){0}, "medicines", r->m->n), &v[r->m->n], (uint16_t)r->m->n)) return false;
    if (r->m->n_names) qsort(r->names, r->m->n_names, sizeof *r->names, by_folded);
    for (size_t i = 1; i < r->m->n_names; i++)
        if (str_eq(r->names[i - 1].folded, r->names[i].folded)) return take_wrong(&r->take, S("medicines"), "the name \"%.*s\" stands twice", SP(r->names[i].shown));
    return true;
}

const struct medicines *medicines_load(arena *a, str json, str *why)
{
    struct json_error e = {0};
    struct reading r = {.take.a = a, .a = a, .m = ARENA_NEW(a, struct medicines)};
    const struct json *top = json_parse(a, json, 64, &e);
    if (!top) {
        *why = str_fmt(a, "line %zu, column %zu: %.*s", e.line, e.column, SP(e.reason));
        return NULL;
    }
    if (all_get(&r, top)) return r.m;
    *why = str_fmt(a, "%.*s: %.*s", SP(r.take.path), SP(r.take.reason));
    return NULL;
}

static const struct medicines *shipped;

static void shipped_load(void)
{
    str why = {0};
    shipped = medicines_load(arena_new((size_t)16 << 20), content_text(S("safety/medicines.json")), &why);
    if (!shipped) fprintf(stderr, "safety/medicines.json: %.*s\n", SP(why));
    CHECK(shipped);
}

const struct medicines *medicines_shipped(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    CHECK(pthread_once(&once, shipped_load) == 0);
    return shipped;
}

// --- finding one

static const struct medicine *exact(const struct medicines *m, str folded)
{
    size_t lo = 0, hi = m->n_names;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        int c = str_cmp(m->names[mid].folded, folded);
        if (c == 0) return &m->v[m->names[mid].of];
        if (c < 0) lo = mid + 1;
        else hi = mid;
    }
    return NULL;
}

static int forgiven(const struct medicines *m, const struct medicine_name *name)
{
    size_t n = name->folded.n;
    if (!m->v[name->of].classes) return n >= 7 ? 1 : 0;
    return n < 6 ? 0 : n < 9 ? 1 : NEAREST;
}

// Two letters more or less change at most twice as many members of the set of letters.
static bool may_be_near(const struct medicine_name *name, str said, uint32_t letters)
{
    size_t more = name->folded.n > said.n ? name->folded.n - said.n : said.n - name->folded.n;
    return more <= NEAREST && __builtin_popcount(name->letters ^ letters) <= 2 * NEAREST;
}

struct hit {
    const struct medicine_name *name;
    int distance;
};

static const struct medicine *nearest(const struct medicines *m, str said)
{
    struct hit hit[HITS], *best = NULL;
    size_t n = 0;
    uint32_t letters = letters_of(said);
    CHECK(m->v || !m->n_names);
    for (size_t i = 0; i < m->n_names; i++) {
        if (!may_be_near(&m->names[i], said, letters)) continue;
        int d = namekey_distance(said, m->names[i].folded, NEAREST, false);
        if (d > NEAREST) continue;
        if (n == HITS) return NULL;
        hit[n] = (struct hit){&m->names[i], d};
        if (d <= forgiven(m, hit[n].name) && (!best || d < best->distance)) best = &hit[n];
        n++;
    }
    for (size_t i = 0; best && i < n; i++) {
        bool as_near = hit[i].distance <= best->distance || hit[i].distance <= forgiven(m, hit[i].name);
        if (as_near && m->v[hit[i].name->of].classes != m->v[best->name->of].classes) return NULL;
    }
    return best ? &m->v[best->name->of] : NULL;
}

// --- reading a list

// How much and when: what stands beside the name of a medicine, and means no other one.
static const char doses[] =
    "mg mgs mcg ug \xce\xbcg g gram grams ml iu unit units percent daily day days a an the my for of in at on and or with per every each once twice thrice one two three four half times "
    "time morning mornings evening evenings night nights noon bedtime week weekly month monthly as if needed when required prn od bd tds bid tid qd sometimes only low dose "
    "high strength take taking i use using since year years oral by mouth food after before meals meal";
// In what shape: no name either, but somebody takes something of it.
static const char shapes[] =
    "tablet tablets tab tabs capsule capsules cap caps pill pills drop drops puff puffs injection injections shot pen gel cream ointment syrup sodium hydrochloride hcl "
    "succinate tartrate besylate besilate maleate mesylate phosphate acetate xr er sr mr xl la cr retard forte plus extra generic";
static const char after_digits[] = "x st nd rd th am pm h hr hrs d wk ie mmol meq mu";
static const char no_medicine[] = "none no nothing nil n na not any don dont t";

struct words {
    str v[MEDICINE_WORDS];
    size_t n;
    bool over;
};

static void words_of(arena *a, str entry, struct words *w)
{
    str piece, folded, head;
    w->n = 0;
    w->over = entry.n && !utf8_valid(entry);
    while (entry.n && !w->over) { // piece by piece: folding passes over what is behind the first bytes of a long text
        str_cut(entry, ' ', &piece, &entry);
        w->over = piece.n > PIECE;
        for (folded = namekey_fold(a, piece); folded.n && !w->over;) {
            str_cut(folded, ' ', &head, &folded);
            if (!head.n) continue;
            if (w->n == MEDICINE_WORDS) w->over = true;
            else w->v[w->n++] = head;
        }
    }
}

static str window(arena *a, const struct words *w, size_t at, size_t n)
{
    str out = w->v[at];
    for (size_t i = 1; i < n; i++) out = str_fmt(a, "%.*s%.*s", SP(out), SP(w->v[at + i]));
    return out;
}

struct said {
    struct medicine_said v[MEDICINE_WORDS];
    size_t n;
    bool over;
};
// One medicine as it was written, between two commas or on a line.
struct entry {
    str words;                  // folded
    bool read, shape, no;       // a name, known or not; a word of `shapes`; a word of `no_medicine`
};

static void said_add(struct said *s, struct medicine_said x)
{
    if (s->n == MEDICINE_WORDS) s->over = true;
    else s->v[s->n++] = x;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "500", "5mg", "2x1"; but "3tc" is a name.
static bool is_number(str word)
{
    if (!is_digit(word.p[0])) return false;
    for (size_t i = 0, from; i < word.n;) {
        for (; i < word.n && is_digit(word.p[i]); i++) continue;
        for (from = i; i < word.n && !is_digit(word.p[i]); i++) continue;
        str unit = str_sub(word, from, i - from);
        if (unit.n && take_word_of(unit, doses) < 0 && take_word_of(unit, shapes) < 0 && take_word_of(unit, after_digits) < 0) return false;
    }
    return true;
}

// The longest run of words that is a name; else a word to pass over; else one that is near to a name.
static size_t word_read(arena *a, const struct medicines *m, const struct words *w, size_t at, struct said *s, struct entry *entry)
{
    for (size_t n = w->n - at < WINDOW ? w->n - at : WINDOW; n > 0; n--) {
        str whole = window(a, w, at, n);
        const struct medicine *is = n == 1 || whole.n >= WINDOW_LETTERS ? exact(m, whole) : NULL; // "as a pill" is no ASA
        if (!is) continue;
        said_add(s, (struct medicine_said){whole, is, false});
        entry->read = true;
        return n;
    }
    str word = w->v[at];
    bool shape = take_word_of(word, shapes) >= 0, no = take_word_of(word, no_medicine) >= 0;
    entry->words = entry->words.n ? str_fmt(a, "%.*s %.*s", SP(entry->words), SP(word)) : word;
    entry->shape |= shape;
    entry->no |= no;
    if (shape || no || is_number(word) || take_word_of(word, doses) >= 0) return 1;
    const struct medicine *is = nearest(m, word);
    said_add(s, (struct medicine_said){word, is, is != NULL});
    entry->read = true;
    return 1;
}

// "A weekly injection" is a medicine without a name. "At night" is none beside one that has a name, and is one where there is no other.
static void entry_end(struct said *s, struct entry *entry, str *dose)
{
    if (entry->words.n && !entry->read && !entry->no) {
        if (entry->shape) said_add(s, (struct medicine_said){entry->words, NULL, false});
        else if (!dose->n) *dose = entry->words;
    }
    *entry = (struct entry){0};
}

struct medicines_said medicines_read(arena *a, const struct medicines *m, str text)
{
    struct said *s = ARENA_NEW(a, struct said);
    struct words *w = ARENA_NEW(a, struct words);
    struct entry entry = {0};
    str dose = {0};
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && !strchr(",;\n\r+&/()", text.p[i])) continue;
        words_of(a, str_sub(text, from, i - from), w);
        s->over = s->over || w->over;
        for (size_t at = 0; at < w->n;) {
            if (take_word_of(w->v[at], "and with") >= 0) entry_end(s, &entry, &dose);
            at += word_read(a, m, w, at, s, &entry);
        }
        if (i == text.n || strchr(",;\n\r+&", text.p[i])) entry_end(s, &entry, &dose); // "(75 mg)" and "30/500" belong to what they follow
        from = i + 1;
    }
    if (dose.n && !s->n) said_add(s, (struct medicine_said){dose, NULL, false});
    struct medicines_said out = {.v = s->v, .n = s->n, .unread = s->over};
    for (size_t i = 0; i < s->n; i++) {
        if (s->v[i].is) out.classes |= s->v[i].is->classes;
        else out.unread = true;
    }
    return out;
}
