// unknot outcomes: what may be said of the outcomes of many people and units, from a CSV. No database is asked.
#include <stdio.h>

#include "clinic/stats/outcomes_probe.h"
#include "cli.h"

enum { FILE_MOST = 1 << 28 };

static int mix_read(struct cli *c, const char *words, struct outcomes_ask *ask)
{
    str rest = str_of(words), one;
    while (rest.n) {
        str_cut(rest, ',', &one, &rest);
        one = str_trim(one);
        if (!one.n) return cli_wrong(c, "--mix: columns with a comma between them");
        if (ask->n_mix == OUTCOMES_MIX) return cli_wrong(c, "--mix: at most %d columns", OUTCOMES_MIX);
        for (size_t i = 0; i < ask->n_mix; i++) {
            if (str_eq(ask->mix[i], one)) return cli_wrong(c, "--mix: '%.*s' stands twice", SP(one));
        }
        ask->mix[ask->n_mix++] = one;
    }
    return EXIT_DONE;
}

int cmd_outcomes(struct cli *c)
{
    const char *file = "-", *unit = "unit", *baseline = "baseline", *after = "after", *better = "low", *mcid = NULL, *responder = NULL, *mix = NULL;
    const struct option options[] = {{"unit", &unit, NULL}, {"baseline", &baseline, NULL}, {"after", &after, NULL}, {"better", &better, NULL},
        {"mcid", &mcid, NULL}, {"responder", &responder, NULL}, {"mix", &mix, NULL}};
    size_t n;
    str text, json, why;
    if (!cli_options(c, options, sizeof options / sizeof *options, &file, 1, &n)) return EXIT_USAGE;
    struct outcomes_ask ask = {.unit = str_of(unit), .baseline = str_of(baseline), .after = str_of(after), .responder = str_of(responder), .high = str_eq(str_of(better), S("high"))};
    if (!ask.high && !str_eq(str_of(better), S("low"))) return cli_wrong(c, "--better is low or high");
    if (!ask.baseline.n || !ask.after.n) return cli_wrong(c, "--baseline and --after name columns");
    if (mcid && responder) return cli_wrong(c, "either --mcid or --responder says who responded");
    if (mcid && (!str_f64(str_of(mcid), &ask.mcid) || !(ask.mcid > 0))) return cli_wrong(c, "--mcid: '%s' is no number above 0", mcid);
    ask.mcid_known = mcid != NULL;
    int code = mix_read(c, mix, &ask);
    if (code) return code;
    if (!cli_read(c, file, FILE_MOST, &text)) return EXIT_REFUSED;
    if (!outcomes_probe(c->a, text, &ask, &json, &why)) return cli_failed(c, "%.*s", SP(why));
    printf("%.*s\n", SP(json));
    return EXIT_DONE;
}
