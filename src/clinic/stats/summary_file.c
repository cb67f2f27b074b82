// The summary as a file, and several of them pooled.
#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/json_take.h"
#include "clinic/stats/pool_json.h"
#include "clinic/stats/summary.h"

enum { WORD_MOST = 200, FIGURE_MOST = 1000000 };
#define SE_LEAST 1e-9
#define COMPLETION_LEAST 0.6    // below, whoever stayed says little about all (reference 5.3)

static const char concerns[] = "pain headache stress sleep function whole-person";

void summary_write(struct jw *w, arena *a, const struct summary_file *f) {
    jw_object(w);
    jw_kstr(w, S("unknot"), S("summary"));
    jw_kint(w, S("version"), SUMMARY_VERSION);
    jw_kstr(w, S("made"), day_str(a, f->made));
    jw_kstr(w, S("practice"), f->label);
    jw_kint(w, S("least"), SUMMARY_LEAST);
    jw_key(w, S("epsilon"));
    if (f->epsilon > 0)
        jw_num(w, f->epsilon);
    else
        jw_null(w);
    jw_key(w, S("cells"));
    jw_array(w);
    for (size_t i = 0; i < f->n; i++) {
        const struct summary_cell *c = &f->cell[i];
        jw_object(w);
        jw_kstr(w, S("concern"), c->key.concern);
        jw_kstr(w, S("measure"), c->key.measure);
        jw_kstr(w, S("recall"), c->key.recall);
        jw_kstr(w, S("series"), c->key.series);
        jw_kbool(w, S("higher_is_worse"), c->higher_is_worse);
        jw_kint(w, S("complete"), c->complete);
        jw_key(w, S("lost"));
        jw_array(w);
        jw_int(w, c->lost_least);
        jw_int(w, c->lost_most);
        jw_end(w);
        jw_knum(w, S("mean"), c->mean);
        jw_knum(w, S("sd"), c->sd);
        jw_knum(w, S("se"), c->se);
        jw_key(w, S("responders"));
        if (c->responders_known)
            jw_int(w, c->responders);
        else
            jw_null(w);
        jw_end(w);
    }
    jw_end(w);
    jw_end(w);
}

// --- reading

// One line, which may be empty.
static bool line_read(struct json_take *t, const struct json *o, str path, const char *name, size_t most, str *out) {
    const struct json *j = json_get(o, str_of(name));
    *out = json_text(j);
    bool good = j && j->kind == JSON_STRING && out->n <= most && text_valid(*out);
    for (size_t i = 0; good && i < out->n; i++)
        good = (unsigned char)out->p[i] >= ' ';
    return good || take_wrong(t, take_under(t, path, name), "is one line of text, of at most %zu bytes; it may be empty", most);
}

static bool whole_read(struct json_take *t, const struct json *o, str path, const char *name, int lo, int hi, int *out) {
    if (!json_get(o, str_of(name)))
        return take_wrong(t, path, "\"%s\" is missing", name);
    return take_whole(t, o, path, name, lo, hi, 0, out);
}

static bool figure(struct json_take *t, const struct json *o, str path, const char *name, double lo, double *out) {
    if (!take_number(t, o, path, name, true, 0, out))
        return false;
    return (*out >= lo && *out <= FIGURE_MOST) || take_wrong(t, take_under(t, path, name), "is a number from %g to %d", lo, FIGURE_MOST);
}

static bool null_or_absent(const struct json *o, str name) {
    const struct json *j = json_get(o, name);
    return !j || j->kind == JSON_NULL;
}

static bool lost_read(struct json_take *t, const struct json *o, str path, struct summary_cell *c) {
    const struct json *list;
    if (!take_list(t, o, path, "lost", true, 2, &list))
        return false;
    bool good = list->count == 2 && list->first->kind == JSON_NUMBER && list->first->next->kind == JSON_NUMBER && json_integer(list->first, &c->lost_least) && json_integer(list->first->next, &c->lost_most);
    good = good && c->lost_least >= 0 && c->lost_most >= c->lost_least && c->lost_most <= SUMMARY_PEOPLE;
    return good || take_wrong(t, take_under(t, path, "lost"), "is the least and the most that were lost: [0, 0]");
}

static bool cell_read(struct json_take *t, const struct json *o, str path, struct summary_cell *c) {
    int complete = 0, responders = 0, kind;
    *c = (struct summary_cell){0};
    bool good = take_members(t, o, path, "concern measure recall series higher_is_worse complete lost mean sd se responders") &&
                take_word(t, o, path, "concern", concerns, &kind) && take_text(t, o, path, "concern", true, &c->key.concern) &&
                take_text(t, o, path, "measure", true, &c->key.measure) && line_read(t, o, path, "measure", WORD_MOST, &c->key.measure) &&
                line_read(t, o, path, "recall", WORD_MOST, &c->key.recall) && line_read(t, o, path, "series", WORD_MOST, &c->key.series) &&
                take_truth(t, o, path, "higher_is_worse", true, &c->higher_is_worse) &&
                whole_read(t, o, path, "complete", SUMMARY_LEAST, SUMMARY_PEOPLE, &complete) && lost_read(t, o, path, c) &&
                figure(t, o, path, "mean", -FIGURE_MOST, &c->mean) && figure(t, o, path, "sd", 0, &c->sd) && figure(t, o, path, "se", 0, &c->se);
    if (!good)
        return false;
    if (c->se > 0 && c->se < SE_LEAST)
        return take_wrong(t, take_under(t, path, "se"), "is 0, or at least 1e-9");
    c->complete = complete;
    if (null_or_absent(o, S("responders")))
        return true;
    if (!take_whole(t, o, path, "responders", 0, complete, 0, &responders))
        return false;
    c->responders_known = true;
    c->responders = responders;
    return true;
}

static bool same_cell(const struct summary_key *a, const struct summary_key *b) {
    return str_eq(a->concern, b->concern) && str_eq(a->measure, b->measure) && str_eq(a->recall, b->recall) && str_eq(a->series, b->series);
}

static bool cells_read(struct json_take *t, const struct json *root, struct summary_file *out) {
    const struct json *list;
    if (!json_get(root, S("cells")))
        return take_wrong(t, S("cells"), "is missing");
    if (!take_list(t, root, S(""), "cells", false, SUMMARY_CELLS, &list))
        return false;
    out->cell = ARENA_ARRAY(t->a, list->count, struct summary_cell);
    for (const struct json *o = list->first; o; o = o->next, out->n++) {
        str path = take_place(t, S(""), "cells", out->n);
        if (o->kind != JSON_OBJECT)
            return take_wrong(t, path, "is an object");
        if (!cell_read(t, o, path, &out->cell[out->n]))
            return false;
        for (size_t i = 0; i < out->n; i++) {
            if (same_cell(&out->cell[i].key, &out->cell[out->n].key))
                return take_wrong(t, path, "stands here twice");
        }
    }
    return true;
}

static bool file_read(struct json_take *t, const struct json *root, struct summary_file *out) {
    int version, least;
    str kind, made;
    if (!json_get(root, S("unknot")))
        return take_wrong(t, S(""), "this JSON is no file of unknot summary, which has \"unknot\": \"summary\"; studies are read from CSV");
    if (!take_members(t, root, S(""), "unknot version made practice least epsilon cells") || !take_text(t, root, S(""), "unknot", true, &kind))
        return false;
    if (!str_eq(kind, S("summary")))
        return take_wrong(t, S("unknot"), "is \"summary\" in a file of unknot summary");
    if (!whole_read(t, root, S(""), "version", SUMMARY_VERSION, SUMMARY_VERSION, &version) || !take_text(t, root, S(""), "made", true, &made))
        return false;
    if (!day_parse(made, &out->made))
        return take_wrong(t, S("made"), "is a date such as 2026-11-21");
    if (!line_read(t, root, S(""), "practice", SUMMARY_LABEL, &out->label) || !whole_read(t, root, S(""), "least", SUMMARY_LEAST, SUMMARY_LEAST, &least))
        return false;
    if (!null_or_absent(root, S("epsilon")) && !figure(t, root, S(""), "epsilon", 0, &out->epsilon))
        return false;
    return cells_read(t, root, out);
}

bool summary_read(arena *a, str text, struct summary_file *out, str *why) {
    struct json_error e = {0};
    struct json_take t = {.a = a};
    const struct json *root = json_parse(a, text, 8, &e);
    *out = (struct summary_file){0};
    if (!root) {
        *why = str_fmt(a, "line %zu, column %zu: %.*s", e.line, e.column, SP(e.reason));
        return false;
    }
    if (root->kind != JSON_OBJECT) {
        *why = S("line 1, column 1: an object is wanted");
        return false;
    }
    bool good = file_read(&t, root, out);
    if (!good)
        *why = str_fmt(a, "%.*s%s%.*s", SP(t.path), t.path.n ? ": " : "", SP(t.reason));
    return good;
}

// --- pooling

struct gathered {
    const struct summary_file *file;
    const struct summary_cell *cell;
};

static int by_gathered(const void *a, const void *b) {
    const struct gathered *x = a, *y = b;
    int c = str_cmp(x->cell->key.concern, y->cell->key.concern);
    if (!c)
        c = str_cmp(x->cell->key.measure, y->cell->key.measure);
    if (!c)
        c = str_cmp(x->cell->key.recall, y->cell->key.recall);
    if (!c)
        c = str_cmp(x->cell->key.series, y->cell->key.series);
    return c ? c : str_cmp(x->file->label, y->file->label);
}

static int by_text(const void *a, const void *b) {
    return str_cmp(*(const str *)a, *(const str *)b);
}

static void put_pair(struct jw *w, str key, double lo, double hi) {
    jw_key(w, key);
    jw_array(w);
    jw_num(w, lo);
    jw_num(w, hi);
    jw_end(w);
}

// Practices that do not agree which end is worse do not speak of the same thing.
static bool one_direction(const struct gathered *g, size_t n) {
    for (size_t i = 1; i < n; i++) {
        if (g[i].cell->higher_is_worse != g->cell->higher_is_worse)
            return false;
    }
    return true;
}

static void put_people(struct jw *w, const struct gathered *g, size_t n) {
    int64_t complete = 0, least = 0, most = 0, responders = 0;
    bool known = one_direction(g, n), noise = false;
    for (size_t i = 0; i < n; i++) {
        const struct summary_cell *c = g[i].cell;
        complete += c->complete;
        least += c->lost_least;
        most += c->lost_most;
        responders += c->responders;
        known &= c->responders_known;
        noise |= g[i].file->epsilon > 0;
    }
    double all = (double)complete, completion = all / (double)(complete + most);
    bool enough = completion >= COMPLETION_LEAST;
    jw_kint(w, S("complete"), complete);
    put_pair(w, S("completion"), completion, all / (double)(complete + least));
    jw_key(w, S("responders"));
    if (known && enough) {
        jw_object(w);
        jw_knum(w, S("share"), (double)responders / all);
        jw_knum(w, S("worst"), (double)responders / (double)(complete + most));
        jw_knum(w, S("best"), (double)(responders + most) / (double)(complete + most));
        jw_end(w);
    } else {
        jw_null(w);
    }
    jw_key(w, S("reasons"));
    jw_array(w);
    if (!enough)
        jw_str(w, S("responders: fewer than 60 % may have been followed to the end; who stays is not who leaves"));
    else if (!known)
        jw_str(w, S("responders: too few in one of the practices to be said, or the measure has no threshold"));
    if (noise)
        jw_str(w, S("noise was added to some of these figures before they were shared"));
    if (!one_direction(g, n))
        jw_str(w, S("change: the practices do not agree which end of this measure is worse"));
    jw_str(w, S("change from before treatment to since, without a comparison: it says nothing about what caused it"));
    jw_end(w);
}

static void put_cell(struct jw *w, arena *a, const struct gathered *g, size_t n, const struct pool_in *how) {
    const struct summary_key *key = &g->cell->key;
    struct pool_in in = *how;
    struct pool_out out;
    in.k = n;
    in.study = ARENA_ARRAY(a, n, struct pool_study);
    for (size_t i = 0; i < n; i++)
        in.study[i] = (struct pool_study){.label = g[i].file->label, .y = g[i].cell->mean, .v = g[i].cell->se * g[i].cell->se};
    jw_object(w);
    jw_kstr(w, S("concern"), key->concern);
    jw_kstr(w, S("measure"), key->measure);
    jw_kstr(w, S("recall"), key->recall);
    jw_kstr(w, S("series"), key->series);
    jw_kbool(w, S("higher_is_worse"), g->cell->higher_is_worse);
    jw_key(w, S("practices"));
    jw_array(w);
    for (size_t i = 0; i < n; i++)
        jw_str(w, g[i].file->label);
    jw_end(w);
    put_people(w, g, n);
    jw_key(w, S("change"));
    if (one_direction(g, n)) {
        pool_studies(a, &in, &out);
        pool_json(w, a, &in, POOL_GIVEN, NULL, &out);
    } else {
        jw_null(w);
    }
    jw_end(w);
}

void summary_pool(struct jw *w, arena *a, const struct summary_file *files, size_t n, const struct pool_in *how) {
    size_t cells = 0, k = 0;
    for (size_t i = 0; i < n; i++)
        cells += files[i].n;
    struct gathered *g = ARENA_ARRAY(a, cells, struct gathered);
    str *labels = ARENA_ARRAY(a, n, str);
    for (size_t i = 0; i < n; i++) {
        labels[i] = files[i].label;
        for (size_t c = 0; c < files[i].n; c++)
            g[k++] = (struct gathered){&files[i], &files[i].cell[c]};
    }
    if (n > 1)
        qsort(labels, n, sizeof *labels, by_text);
    if (k > 1)
        qsort(g, k, sizeof *g, by_gathered);
    jw_object(w);
    jw_key(w, S("practices"));
    jw_array(w);
    for (size_t i = 0; i < n; i++)
        jw_str(w, labels[i]);
    jw_end(w);
    jw_key(w, S("cells"));
    jw_array(w);
    for (size_t from = 0, to; from < k; from = to) {
        for (to = from + 1; to < k && same_cell(&g[from].cell->key, &g[to].cell->key);)
            to++;
        put_cell(w, a, &g[from], to - from, how);
    }
    jw_end(w);
    jw_end(w);
}
