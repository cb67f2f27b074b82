// unknot score and unknot instrument: instruments from the command line. What ships needs neither a database nor a licence; what a practice
// added is in its library.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clinic/measures/instrument_probe.h"
#include "cli.h"
#include "desk/measures/library.h"
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

// --- a practice's library

struct library_work {
    struct desk d;
    const struct instrument_file *file;
    struct library all;
    library_id made;
};

static err add_transact(void *ctx, struct db *db)
{
    struct library_work *w = ctx;
    w->d.db = db;
    return desk_library_add(&w->d, w->file, &w->made);
}

static err list_read(void *ctx, struct db *db)
{
    struct library_work *w = ctx;
    w->d.db = db;
    return desk_library_show(&w->d, &w->all);
}

// Into the library of a practice: a server that runs has it with its next answer.
static int practice_add(struct cli *c, const char *practice, const char *file)
{
    practice_id id;
    str text;
    if (!cli_read(c, file, FILE_MOST, &text)) return EXIT_REFUSED;
    int code = cli_open(c, DATABASE_CURRENT);
    if (!code) code = cli_practice(c, practice, &id);
    if (code) return code;
    struct library_work w = {.d = cli_desk(c, id)};
    err e = desk_library_read(&w.d, str_of(file), text, &w.file);
    if (!e) e = db_write(c->db, add_transact, &w);
    if (e) return cli_refused(c, e);
    if (practice) printf("%.*s %.*s is in the library of '%s'\n", SP(w.file->id), SP(w.file->version), practice);
    else printf("%.*s %.*s is in the library of the practice\n", SP(w.file->id), SP(w.file->version));
    return EXIT_DONE;
}

static int practice_list(struct cli *c, const char *practice)
{
    practice_id id;
    int code = cli_open(c, DATABASE_CURRENT);
    if (!code) code = cli_practice(c, practice, &id);
    if (code) return code;
    struct library_work w = {.d = cli_desk(c, id)};
    err e = db_read(c->db, list_read, &w);
    if (e) return cli_refused(c, e);
    for (size_t i = 0; i < w.all.n; i++) {
        const struct instrument_file *in = w.all.v[i].file;
        printf("%-20.*s  %-8s  %.*s%s\n", SP(in->id), instrument_ship_name(in->ship), SP(in->title), w.all.v[i].added ? " (added)" : "");
    }
    return EXIT_DONE;
}

int cmd_score(struct cli *c)
{
    const char *operand[2] = {NULL, "-"}, *batch = NULL, *practice = NULL;
    const struct option options[] = {{"batch", &batch, NULL}, {"practice", &practice, NULL}};
    size_t n;
    str text, out, why;
    if (!cli_options(c, options, 2, operand, 2, &n)) return EXIT_USAGE;
    if (n == 0) return cli_wrong(c, "which instrument? See: unknot instrument list");
    if (batch && n == 2) return cli_wrong(c, "--batch reads its own file; '%s' is one word too many", operand[1]);
    const struct instrument_file *in = instrument_any(c, practice, operand[0]);
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

static int check_file(struct cli *c, const char *file)
{
    struct instrument_error e = {0};
    str text;
    if (!cli_read(c, file, FILE_MOST, &text)) return EXIT_REFUSED;
    const struct instrument_file *in = instrument_load(c->a, str_of(file), text, &e);
    if (!in) return cli_failed(c, "%s: %.*s%s%.*s", file, SP(e.path), e.path.n ? ": " : "", SP(e.reason));
    printf("%s: %.*s %.*s, %zu items, %zu scores, %zu golden cases hold\n", file, SP(in->id), SP(in->version), in->n_items, in->n_scores, in->n_golden);
    return EXIT_DONE;
}

static int json_file(const struct dirent *e) { return str_ends(str_of(e->d_name), S(".json")); }

// A file, or each *.json of a folder, by name. One that is wrong does not keep the others from being checked.
static int instrument_check(struct cli *c, const char *const *file, size_t n)
{
    int code = EXIT_DONE;
    for (size_t i = 0; i < n; i++) {
        struct dirent **found;
        int entries = scandir(file[i], &found, json_file, alphasort);
        if (entries < 0 && check_file(c, file[i])) code = EXIT_REFUSED;
        if (entries == 0) code = cli_failed(c, "%s: there is no .json file in this folder", file[i]);
        for (int k = 0; k < entries; k++) {
            if (check_file(c, str_z(c->a, str_fmt(c->a, "%s/%s", file[i], found[k]->d_name)))) code = EXIT_REFUSED;
            free(found[k]);
        }
        if (entries >= 0) free(found);
    }
    return code;
}

int cmd_instrument(struct cli *c)
{
    const char *word[FILES_MOST] = {0}, *language = NULL, *practice = NULL;
    const struct option options[] = {{"lang", &language, NULL}, {"practice", &practice, NULL}};
    size_t n;
    if (!cli_options(c, options, 2, word, FILES_MOST, &n)) return EXIT_USAGE;
    if (practice && n == 1 && strcmp(word[0], "list") == 0) return practice_list(c, practice);
    if (practice && n == 2 && strcmp(word[0], "add") == 0) return practice_add(c, practice, word[1]);
    bool show = n == 2 && strcmp(word[0], "show") == 0, add = n == 2 && strcmp(word[0], "add") == 0;
    if (practice && !show) return cli_wrong(c, "--practice goes with list, with show ID, and with add FILE");
    if (language && (n != 2 || strcmp(word[0], "show") != 0)) return cli_wrong(c, "--lang goes with show ID");
    if (n == 1 && strcmp(word[0], "list") == 0) return instrument_list(c);
    if (n >= 2 && strcmp(word[0], "check") == 0) return instrument_check(c, word + 1, n - 1);
    if (add) return cli_database_there(c) ? practice_add(c, NULL, word[1]) : instrument_add(c, word[1]);
    if (!show) return cli_wrong(c, "list, show ID, check FILE, or add FILE is wanted");
    const struct instrument_file *in = instrument_any(c, practice, word[1]);
    if (!in) return EXIT_REFUSED;
    const struct instrument_file *said = language ? instrument_in(in, str_of(language)) : in;
    if (!said) return cli_failed(c, "%s has no words in '%s'", word[1], language);
    printf("%.*s\n", SP(instrument_show(c->a, said)));
    return EXIT_DONE;
}
