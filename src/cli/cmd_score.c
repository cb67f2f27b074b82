// unknot score and unknot instrument: instruments from the command line. Neither needs a database or a licence.
#include <stdio.h>
#include <string.h>

#include "clinic/instrument_probe.h"
#include "cli.h"
#include "instrument_kept.h"

enum { FILE_MOST = 4 << 20, BATCH_MOST = 1 << 30, FILES_MOST = 200 };

static void write_out(void *ctx, str text) { fwrite(text.p, 1, text.n, ctx); }

static int batch_run(struct cli *c, const struct instrument_file *in, const char *file)
{
    struct instrument_batch done;
    str text, why;
    if (!cli_read(c, file, BATCH_MOST, &text)) return EXIT_REFUSED;
    if (!instrument_batch(c->a, in, text, write_out, stdout, &done, &why)) return cli_failed(c, "%s: %.*s", file, SP(why));
    if (!done.refused) return EXIT_DONE;
    return cli_failed(c, "%s: %zu of %zu rows are refused; see the column problem", file, done.refused, done.rows);
}

static int lines_failed(struct cli *c, str why)
{
    str line;
    while (why.n) {
        str_cut(why, '\n', &line, &why);
        cli_failed(c, "%.*s", SP(line));
    }
    return EXIT_REFUSED;
}

int cmd_score(struct cli *c)
{
    const char *operand[2] = {NULL, "-"}, *batch = NULL;
    const struct option options[] = {{"batch", &batch, NULL}};
    size_t n;
    str text, out, why;
    if (!cli_options(c, options, 1, operand, 2, &n)) return EXIT_USAGE;
    if (n == 0) return cli_wrong(c, "which instrument? See: unknot instrument list");
    if (batch && n == 2) return cli_wrong(c, "--batch reads its own file; '%s' is one word too many", operand[1]);
    const struct instrument_file *in = instrument_any(c, operand[0]);
    if (!in) return EXIT_REFUSED;
    if (batch) return batch_run(c, in, batch);
    if (!cli_read(c, operand[1], FILE_MOST, &text)) return EXIT_REFUSED;
    if (!instrument_probe(c->a, in, text, &out, &why)) return lines_failed(c, why);
    printf("%.*s\n", SP(out));
    return EXIT_DONE;
}

static void list_shipped(const struct instrument_file *in) { printf("%-20.*s  %-4s  %.*s\n", SP(in->id), instrument_ship_name(in->ship), SP(in->title)); }

static void list_kept(const struct instrument_file *in) { printf("%-20.*s  %-4s  %.*s (added)\n", SP(in->id), instrument_ship_name(in->ship), SP(in->title)); }

static int instrument_list(struct cli *c)
{
    str id;
    for (size_t i = 0; (id = instrument_shipped_at(i)).n; i++) list_shipped(instrument_shipped(c->a, id));
    return instrument_kept_each(c, list_kept) ? EXIT_DONE : EXIT_REFUSED;
}

static int instrument_check(struct cli *c, const char *const *file, size_t n)
{
    int code = EXIT_DONE;
    for (size_t i = 0; i < n; i++) {
        struct instrument_error e = {0};
        str text;
        if (!cli_read(c, file[i], FILE_MOST, &text)) return EXIT_REFUSED;
        const struct instrument_file *in = instrument_load(c->a, str_of(file[i]), text, &e);
        if (in) printf("%s: %.*s %.*s, %zu items, %zu scores, %zu golden cases hold\n", file[i], SP(in->id), SP(in->version), in->n_items, in->n_scores, in->n_golden);
        else code = cli_failed(c, "%s: %.*s%s%.*s", file[i], SP(e.path), e.path.n ? ": " : "", SP(e.reason));
    }
    return code;
}

int cmd_instrument(struct cli *c)
{
    const char *word[FILES_MOST] = {0}, *language = NULL;
    const struct option options[] = {{"lang", &language, NULL}};
    size_t n;
    if (!cli_options(c, options, 1, word, FILES_MOST, &n)) return EXIT_USAGE;
    if (language && (n != 2 || strcmp(word[0], "show") != 0)) return cli_wrong(c, "--lang goes with show ID");
    if (n == 1 && strcmp(word[0], "list") == 0) return instrument_list(c);
    if (n >= 2 && strcmp(word[0], "check") == 0) return instrument_check(c, word + 1, n - 1);
    if (n == 2 && strcmp(word[0], "add") == 0) return instrument_add(c, word[1]);
    if (n != 2 || strcmp(word[0], "show") != 0) return cli_wrong(c, "list, show ID, check FILE, or add FILE is wanted");
    const struct instrument_file *in = instrument_any(c, word[1]);
    if (!in) return EXIT_REFUSED;
    const struct instrument_file *said = language ? instrument_in(in, str_of(language)) : in;
    if (!said) return cli_failed(c, "%s has no words in '%s'", word[1], language);
    printf("%.*s\n", SP(instrument_show(c->a, said)));
    return EXIT_DONE;
}
