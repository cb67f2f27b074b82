// unknot slots: the probe of free times. Needs no database.
#include <stdio.h>

#include "clinic/calendar/slots_probe.h"
#include "cli.h"

static const struct zone *zone_named(void *ctx, str name)
{
    return zones_get(ctx, name);
}

int cmd_slots(struct cli *c)
{
    enum { MOST = 8 << 20 };
    const char *file = "-";
    size_t n;
    str text, out, why;
    if (!cli_options(c, NULL, 0, &file, 1, &n)) return EXIT_USAGE;
    if (!cli_read(c, file, MOST, &text)) return EXIT_REFUSED;
    if (!slots_probe(c->a, text, zone_named, c->zones, &out, &why)) return cli_failed(c, "%.*s", SP(why));
    printf("%.*s\n", SP(out));
    return EXIT_DONE;
}
