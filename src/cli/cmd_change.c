// unknot change: did this person really change? From JSON; no database is asked, but for instruments of the data folder.
#include <stdio.h>

#include "clinic/measures/change_probe.h"
#include "cli.h"
#include "instrument_kept.h"

enum { FILE_MOST = 16 << 20 };

struct finding {
    struct cli *c;
    bool said;      // that it was not found, and why
};

static const struct instrument_file *find(void *ctx, str id)
{
    struct finding *f = ctx;
    const struct instrument_file *in = instrument_any(f->c, NULL, str_z(f->c->a, id));
    f->said |= !in;
    return in;
}

int cmd_change(struct cli *c)
{
    const char *file = "-";
    size_t n;
    str text, out, why;
    if (!cli_options(c, NULL, 0, &file, 1, &n)) return EXIT_USAGE;
    if (!cli_read(c, file, FILE_MOST, &text)) return EXIT_REFUSED;
    struct finding f = {.c = c};
    if (!change_probe(c->a, text, &(struct change_ask){find, &f}, &out, &why)) return f.said ? EXIT_REFUSED : cli_failed(c, "%.*s", SP(why));
    printf("%.*s\n", SP(out));
    return EXIT_DONE;
}
