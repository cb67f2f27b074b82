// unknot pool: many studies, or the summaries of many practices, as one estimate; needs no database. unknot summary: such a summary.
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "clinic/stats/forest.h"
#include "clinic/stats/pool_json.h"
#include "cli.h"
#include "desk/measures/summary.h"

enum { CSV_MOST = 1 << 30, SUMMARY_MOST = 16 << 20 };

// The words of the command line.
struct pool_words {
    const char *method, *interval, *prediction, *measure, *effect, *variance, *study, *count[POOL_COUNTS], *forest, *title;
    bool adhoc;
};

static int write_file(struct cli *c, const char *path, str text)
{
    FILE *to = fopen(path, "wb");
    if (!to) return cli_failed(c, "cannot write %s: %s", path, strerror(errno));
    bool good = fwrite(text.p, 1, text.n, to) == text.n;
    int why = errno;
    if (fclose(to) != 0 || !good) return cli_failed(c, "could not write %s: %s", path, strerror(why));
    return EXIT_DONE;
}

static int words_read(struct cli *c, const struct pool_words *w, struct pool_in *in, struct pool_columns *columns)
{
    if (!pool_method_of(str_of(w->method), &in->method)) return cli_wrong(c, "--method is EE, DL, HE, PM, ML or REML");
    bool hksj = strcmp(w->interval, "hksj") == 0;
    if (!hksj && strcmp(w->interval, "z") != 0) return cli_wrong(c, "--ci is z or hksj");
    if (w->adhoc && !hksj) return cli_wrong(c, "--adhoc goes with --ci hksj");
    in->interval = w->adhoc ? POOL_HKSJ_ADHOC : hksj ? POOL_HKSJ : POOL_Z;
    bool normal = strcmp(w->prediction, "normal") == 0;
    if (!normal && strcmp(w->prediction, "t") != 0) return cli_wrong(c, "--pi is t or normal");
    in->prediction = normal ? POOL_PREDICT_NORMAL : POOL_PREDICT_T;
    in->leave_one_out = true;

    static const char *const names[POOL_COUNTS] = {[POOL_TPOS] = "tpos", [POOL_TNEG] = "tneg", [POOL_CPOS] = "cpos", [POOL_CNEG] = "cneg"};
    bool counted = false;
    for (size_t i = 0; i < POOL_COUNTS; i++) {
        counted |= w->count[i] != NULL;
        columns->count[i] = str_of(w->count[i] ? w->count[i] : names[i]);
    }
    bool given = w->effect || w->variance;
    if (counted && !w->measure) return cli_wrong(c, "--measure RR, OR or RD says what is made of the counts");
    if (given && w->measure) return cli_wrong(c, "either --effect and --variance, or --measure with counts");
    if (w->measure && !pool_measure_of(str_of(w->measure), &columns->measure)) return cli_wrong(c, "--measure is RR, OR or RD");
    columns->effect = str_of(w->effect ? w->effect : "yi");
    columns->variance = str_of(w->variance ? w->variance : "vi");
    columns->study = str_of(w->study);
    return EXIT_DONE;
}

static int draw(struct cli *c, const struct pool_words *w, const struct forest *f)
{
    if (f->in->k > FOREST_MOST) return cli_failed(c, "--forest: more than %d studies are not drawn", FOREST_MOST);
    if (!f->out->fit.mu.known) return cli_failed(c, "--forest: there is no estimate to draw: %s", f->out->reason[0]);
    return write_file(c, w->forest, forest_svg(c->a, f));
}

static int pool_csv(struct cli *c, const struct pool_words *w, struct pool_in *in, const struct pool_columns *columns, const char *file, str text)
{
    struct pool_rows rows;
    struct pool_out out;
    str why;
    if (!pool_read(c->a, text, columns, &rows, &why)) return cli_failed(c, "%s: %.*s", file, SP(why));
    in->study = rows.study;
    in->k = rows.k;
    pool_studies(c->a, in, &out);
    struct forest f = {.in = in, .out = &out, .measure = columns->measure, .title = str_of(w->title)};
    int code = w->forest ? draw(c, w, &f) : EXIT_DONE;
    if (code) return code;
    struct buf b = buf_with_room(c->a, 4096 + rows.k * 256, (size_t)2 << 30);
    struct jw j = jw_on(&b);
    pool_json(&j, c->a, in, columns->measure, &rows, &out);
    if (b.over) return cli_failed(c, "%s: the result is too large", file);
    printf("%.*s\n", SP(buf_str(&b)));
    return EXIT_DONE;
}

// --- summaries of several practices

static bool is_json(str text)
{
    return str_starts(str_trim(text), S("{"));
}

// "north.json" of "/home/mia/north.json"
static str name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_of(slash ? slash + 1 : path);
}

// A practice without a label of its own is called by its file.
static int labels_check(struct cli *c, struct summary_file *f, const char *const *file, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_trim(f[i].label).n) f[i].label = name_of(file[i]);
        for (size_t k = 0; k < i; k++) {
            if (str_eq(f[i].label, f[k].label))
                return cli_failed(c, "%s and %s are both of '%.*s': a practice counts once (unknot summary --label names it)", file[k], file[i], SP(f[i].label));
        }
    }
    return EXIT_DONE;
}

static int pool_summaries(struct cli *c, const struct pool_in *in, const char *const *file, size_t n, str first)
{
    struct summary_file *f = ARENA_ARRAY(c->a, n, struct summary_file);
    str text = first, why;
    for (size_t i = 0; i < n; i++) {
        if (i && !cli_read(c, file[i], SUMMARY_MOST, &text)) return EXIT_REFUSED;
        if (!summary_read(c->a, text, &f[i], &why)) return cli_failed(c, "%s: %.*s", file[i], SP(why));
    }
    int code = labels_check(c, f, file, n);
    if (code) return code;
    struct buf b = buf_new(c->a, (size_t)2 << 30);
    struct jw w = jw_on(&b);
    summary_pool(&w, c->a, f, n, in);
    if (b.over) return cli_failed(c, "the result is too large");
    printf("%.*s\n", SP(buf_str(&b)));
    return EXIT_DONE;
}

int cmd_pool(struct cli *c)
{
    struct pool_words w = {.method = "REML", .interval = "z", .prediction = "t", .title = ""};
    const char *file[SUMMARY_PRACTICES] = {"-"};
    const struct option options[] = {
        {"method", &w.method, NULL}, {"ci", &w.interval, NULL}, {"adhoc", NULL, &w.adhoc}, {"pi", &w.prediction, NULL},
        {"effect", &w.effect, NULL}, {"variance", &w.variance, NULL}, {"study", &w.study, NULL}, {"measure", &w.measure, NULL},
        {"tpos", &w.count[POOL_TPOS], NULL}, {"tneg", &w.count[POOL_TNEG], NULL}, {"cpos", &w.count[POOL_CPOS], NULL}, {"cneg", &w.count[POOL_CNEG], NULL},
        {"forest", &w.forest, NULL}, {"title", &w.title, NULL}};
    struct pool_columns columns = {0};
    struct pool_in in = {0};
    size_t n;
    str text;
    if (!cli_options(c, options, sizeof options / sizeof options[0], file, SUMMARY_PRACTICES, &n)) return EXIT_USAGE;
    int code = words_read(c, &w, &in, &columns);
    if (code) return code;
    if (!text_valid(str_of(w.title))) return cli_wrong(c, "--title is text");
    if (!cli_read(c, file[0], CSV_MOST, &text)) return EXIT_REFUSED;
    if (is_json(text)) {
        if (w.forest || w.measure || w.effect || w.variance || w.study) return cli_wrong(c, "summaries take --method, --ci, --adhoc and --pi alone");
        return pool_summaries(c, &in, file, n ? n : 1, text);
    }
    if (n > 1) return cli_wrong(c, "one FILE.csv, or several files of unknot summary; '%s' is none of these", file[0]);
    return pool_csv(c, &w, &in, &columns, file[0], text);
}

// --- a summary

static uint64_t random_bits(void *ctx)
{
    uint64_t bits;
    (void)ctx;
    randombytes_buf(&bits, sizeof bits);
    return bits;
}

int cmd_summary(struct cli *c)
{
    const char *practice = NULL, *noise = NULL, *label = "";
    const struct option options[] = {{"practice", &practice, NULL}, {"noise", &noise, NULL}, {"label", &label, NULL}};
    struct summary_in in = {.draw = random_bits, .progress = cli_progress, .progress_ctx = c};
    struct summary_file out = {0};
    practice_id id;
    size_t n;
    if (!cli_options(c, options, 3, NULL, 0, &n)) return EXIT_USAGE;
    if (noise && (!str_f64(str_of(noise), &in.epsilon) || in.epsilon < 0.01 || in.epsilon > 100)) return cli_wrong(c, "--noise is a number from 0.01 (much noise) to 100 (little)");
    in.label = str_trim(str_of(label));
    if (in.label.n > SUMMARY_LABEL || !text_valid(in.label) || memchr(label, '\n', strlen(label))) return cli_wrong(c, "--label is one line of at most %d bytes", SUMMARY_LABEL);
    int code = cli_open(c, DATABASE_CURRENT);
    if (!code) code = cli_practice(c, practice, &id);
    if (code) return code;
    struct desk d = cli_desk(c, id);
    d.db = c->db;
    err e = desk_summary(&d, &in, &out);
    if (e) return cli_refused(c, e);
    struct buf b = buf_new(c->a, 1 << 24);
    struct jw w = jw_on(&b);
    summary_write(&w, c->a, &out);
    if (b.over) return cli_failed(c, "the result is too large");
    printf("%.*s\n", SP(buf_str(&b)));
    return EXIT_DONE;
}
