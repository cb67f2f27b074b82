// unknot series: one person over time, from a CSV file; and a randomised start for the next one. Neither needs a database.
#include <stdio.h>
#include <string.h>

#include "clinic/stats/timing_probe.h"
#include "cli.h"

enum { FILE_MOST = 1 << 30 };

static void write_out(void *ctx, str text) { fwrite(text.p, 1, text.n, ctx); }

struct words {
    const char *day, *value, *group, *offset, *treated, *start, *better, *kind, *mcid, *starts, *blocks, *seed, *season, *harmonics, *from, *to, *rhythm;
    bool no_slope, plan;
};

static int plan(struct cli *c, const struct words *w, size_t operands)
{
    str out, why;
    int64_t seed = 0;
    if (operands || !w->from || !w->to) return cli_wrong(c, "--plan wants --from DAY and --to DAY, and reads no file");
    if (w->seed && (!str_i64(str_of(w->seed), &seed) || seed < 0)) return cli_wrong(c, "--seed: '%s' is no whole number from 0", w->seed);
    if (!timing_plan_probe(c->a, str_of(w->from), str_of(w->to), str_of(w->rhythm), w->seed ? (uint64_t)seed : cli_seed() >> 1, &out, &why)) return cli_wrong(c, "%.*s", SP(why));
    printf("%.*s\n", SP(out));
    return EXIT_DONE;
}

int cmd_series(struct cli *c)
{
    struct words w = {0};
    const char *file = "-";
    const struct option options[] = {{"day", &w.day, NULL}, {"value", &w.value, NULL}, {"group", &w.group, NULL}, {"offset", &w.offset, NULL},
        {"treated", &w.treated, NULL}, {"start", &w.start, NULL}, {"better", &w.better, NULL}, {"kind", &w.kind, NULL}, {"mcid", &w.mcid, NULL},
        {"starts", &w.starts, NULL}, {"blocks", &w.blocks, NULL}, {"seed", &w.seed, NULL}, {"season", &w.season, NULL}, {"harmonics", &w.harmonics, NULL},
        {"from", &w.from, NULL}, {"to", &w.to, NULL}, {"rhythm", &w.rhythm, NULL}, {"no-slope", NULL, &w.no_slope}, {"plan", NULL, &w.plan}};
    size_t n;
    str text, why;
    if (!cli_options(c, options, sizeof options / sizeof *options, &file, 1, &n)) return EXIT_USAGE;
    if (w.plan) return plan(c, &w, n);
    if (w.from || w.to || w.rhythm) return cli_wrong(c, "--from, --to and --rhythm go with --plan");
    if (!w.day || !w.value || !w.start) return cli_wrong(c, "--day COL, --value COL and --start DAY are wanted");
    if (!cli_read(c, file, FILE_MOST, &text)) return EXIT_REFUSED;
    const struct timing_ask ask = {.day = str_of(w.day), .value = str_of(w.value), .group = str_of(w.group), .offset = str_of(w.offset), .treated = str_of(w.treated),
        .start = str_of(w.start), .better = str_of(w.better), .kind = str_of(w.kind), .mcid = str_of(w.mcid), .starts = str_of(w.starts),
        .blocks = str_of(w.blocks), .seed = str_of(w.seed), .season = str_of(w.season), .harmonics = str_of(w.harmonics), .no_slope = w.no_slope};
    switch (timing_probe(c->a, text, &ask, write_out, stdout, &why)) {
    case TIMING_MISUSED: return cli_wrong(c, "%.*s", SP(why));
    case TIMING_BAD_FILE: return cli_failed(c, "%s: %.*s", strcmp(file, "-") == 0 ? "standard input" : file, SP(why));
    case TIMING_DONE: break;
    }
    return EXIT_DONE;
}
