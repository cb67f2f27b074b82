// unknot pool: many studies as one estimate. Needs no database.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "clinic/stats/forest.h"
#include "clinic/stats/pool_json.h"
#include "cli.h"

enum { FILES_MOST = 200, CSV_MOST = 1 << 30 };

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

int cmd_pool(struct cli *c)
{
    struct pool_words w = {.method = "REML", .interval = "z", .prediction = "t", .title = ""};
    const char *file[FILES_MOST] = {"-"};
    const struct option options[] = {
        {"method", &w.method, NULL}, {"ci", &w.interval, NULL}, {"adhoc", NULL, &w.adhoc}, {"pi", &w.prediction, NULL},
        {"effect", &w.effect, NULL}, {"variance", &w.variance, NULL}, {"study", &w.study, NULL}, {"measure", &w.measure, NULL},
        {"tpos", &w.count[POOL_TPOS], NULL}, {"tneg", &w.count[POOL_TNEG], NULL}, {"cpos", &w.count[POOL_CPOS], NULL}, {"cneg", &w.count[POOL_CNEG], NULL},
        {"forest", &w.forest, NULL}, {"title", &w.title, NULL}};
    struct pool_columns columns = {0};
    struct pool_in in = {0};
    size_t n;
    str text;
    if (!cli_options(c, options, sizeof options / sizeof options[0], file, FILES_MOST, &n)) return EXIT_USAGE;
    int code = words_read(c, &w, &in, &columns);
    if (code) return code;
    if (n > 1) return cli_wrong(c, "one FILE.csv, please; '%s' is one more", file[1]);
    if (!text_valid(str_of(w.title))) return cli_wrong(c, "--title is text");
    if (!cli_read(c, file[0], CSV_MOST, &text)) return EXIT_REFUSED;
    return pool_csv(c, &w, &in, &columns, file[0], text);
}
