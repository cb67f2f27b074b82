// unknot events: the register of adverse events of sessions and reports, from JSON. No database is asked.
#include <stdio.h>

#include "clinic/safety/harm.h"
#include "cli.h"

enum { EVENTS_MOST = 1 << 28 };

int cmd_events(struct cli *c)
{
    const char *file = "-";
    size_t n;
    str text, json, why;
    if (!cli_options(c, NULL, 0, &file, 1, &n)) return EXIT_USAGE;
    if (!cli_read(c, file, EVENTS_MOST, &text)) return EXIT_REFUSED;
    if (!harm_probe(c->a, text, &json, &why)) return cli_failed(c, "%.*s", SP(why));
    printf("%.*s\n", SP(json));
    return EXIT_DONE;
}
