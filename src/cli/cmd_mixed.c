// unknot mixed: a linear mixed model of a CSV. No database is asked.
#include <stdio.h>

#include "clinic/stats/mixed_probe.h"
#include "cli.h"

enum { FILE_MOST = 1 << 30 };

int cmd_mixed(struct cli *c)
{
    const char *file = "-", *formula = NULL, *ar1 = NULL;
    bool ml = false;
    const struct option options[] = {{"formula", &formula, NULL}, {"ar1", &ar1, NULL}, {"ml", NULL, &ml}};
    size_t n;
    str text, json, why;
    if (!cli_options(c, options, 3, &file, 1, &n)) return EXIT_USAGE;
    if (!formula) return cli_wrong(c, "--formula is missing, such as --formula 'pain ~ week + (week | client)'");
    if (!cli_read(c, file, FILE_MOST, &text)) return EXIT_REFUSED;
    if (!mixed_probe(c->a, str_of(formula), text, ml, str_of(ar1), &json, &why)) return cli_failed(c, "%.*s", SP(why));
    printf("%.*s\n", SP(json));
    return EXIT_DONE;
}
