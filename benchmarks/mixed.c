// How long a mixed model takes, from the cells of a table to all figures but the errors of BLUPs, as R's lmer does. Best of many.
//   mixed FORMULA FILE.csv REPEATS
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "clinic/stats/mixed.h"

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static str file_read(arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    CHECK(f && fseek(f, 0, SEEK_END) == 0);
    long n = ftell(f);
    CHECK(n >= 0 && fseek(f, 0, SEEK_SET) == 0);
    char *p = arena_alloc(a, (size_t)n + 1);
    CHECK(fread(p, 1, (size_t)n, f) == (size_t)n);
    fclose(f);
    return (str){p, (size_t)n};
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: mixed FORMULA FILE.csv REPEATS\n");
        return 2;
    }
    arena *a = arena_new((size_t)2 << 30), *work = arena_new((size_t)4 << 30);
    str name[FORMULA_VARIABLES + 2], csv = file_read(a, argv[2]);
    struct model_formula f;
    struct model_formula_error fe;
    struct frame_error e;
    struct frame frame;
    struct mixed_result r = {0};
    double best = 0;
    CHECK(model_formula_parse(a, str_of(argv[1]), &f, &fe));
    CHECK(frame_read(a, csv, name, mixed_design_columns(&f, (str){0}, name), &frame, &e));
    for (long i = 0, repeats = strtol(argv[3], NULL, 10); i < repeats; i++) {
        struct mixed_design d;
        double before = cpu_us();
        CHECK(mixed_design_of(work, &f, &frame, (str){0}, &d, &e));
        mixed_fit(work, &d, &(struct mixed_options){0}, &r);
        double took = cpu_us() - before;
        best = i == 0 || took < best ? took : best;
        CHECK(r.verdict == MIXED_FITTED && r.converged);
        printf("us: %.1f\nrows: %zu\ncriterion: %.9f\nevaluations: %zu\n", best, r.n, r.criterion, r.evaluations);
        arena_reset(work);
    }
    arena_free(work);
    arena_free(a);
    return 0;
}
