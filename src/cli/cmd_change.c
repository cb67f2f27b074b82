// unknot change: did this person really change? From JSON; no database is asked, but for instruments of the data folder.
#include <stdio.h>

#include "clinic/change_probe.h"
#include "cli.h"
#include "instrument_kept.h"

enum { FILE_MOST = 16 << 20 };

static const struct instrument_file *find(void *ctx, str id)
{
    struct cli *c = ctx;
    return instrument_any(c, NULL, str_z(c->a, id));
}

int cmd_change(struct cli *c)
{
    const char *file = "-";
    size_t n;
    str text, out, why;
    if (!cli_options(c, NULL, 0, &file, 1, &n)) return EXIT_USAGE;
    if (!cli_read(c, file, FILE_MOST, &text)) return EXIT_REFUSED;
    if (!change_probe(c->a, text, &(struct change_ask){find, c}, &out, &why)) return cli_failed(c, "%.*s", SP(why));
    printf("%.*s\n", SP(out));
    return EXIT_DONE;
}
