// What it costs to ask whether it is safe: the shipped rules over whole histories, in CPU. The answers are parsed beforehand, as the
// store hands them on; the arena is given back after each.
//   screen ROUNDS tests/vignettes/people.json
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/err.h"
#include "clinic/safety/screen.h"

static double cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static str read_file(arena *a, const char *path)
{
    enum { MOST = 1 << 20 };
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(1);
    }
    char *p = arena_alloc(a, MOST);
    size_t n = fread(p, 1, MOST, f);
    fclose(f);
    return (str){p, n};
}

static struct json *parse(arena *a, str text)
{
    struct json_error e;
    struct json *j = json_parse(a, text, 64, &e);
    CHECK(j);
    return j;
}

// Everything answered: the healthy answers, with those of one person in their place.
static struct json *whole(arena *a, const struct json *otherwise, const struct json *answers)
{
    struct json *all = ARENA_NEW(a, struct json), **end = &all->first;
    all->kind = JSON_OBJECT;
    for (int base = 0; base < 2; base++) {
        for (const struct json *j = (base ? otherwise : answers)->first; j; j = j->next) {
            if (base && json_get(answers, j->name)) continue;
            *end = ARENA_NEW(a, struct json);
            **end = *j;
            (*end)->next = NULL;
            end = &(*end)->next;
            all->count++;
        }
    }
    return all;
}

static double screen_us(arena *scratch, const struct json *answers, int rounds, size_t *found)
{
    const struct screen_rules *r = screen_shipped();
    const struct screen_about about = {.today = {20778}, .born_known = true, .born = {7000}, .sex = S_INIT("female")};
    const struct screen_bad *bad;
    size_t n_bad;
    double before = cpu_us();
    for (int i = 0; i < rounds; i++) {
        *found = screen(scratch, r, &about, answers, &bad, &n_bad).n;
        arena_reset(scratch);
    }
    return (cpu_us() - before) / rounds;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: screen ROUNDS tests/vignettes/people.json\n");
        return 2;
    }
    int rounds = (int)strtol(argv[1], NULL, 10);
    arena *all = arena_new(32 << 20), *scratch = arena_new(8 << 20);
    double t = cpu_us(), sum = 0, worst = 0;
    size_t rules = screen_shipped()->n_rules, people = 0, found;
    printf("load: %.1f us\n", cpu_us() - t);
    const struct json *file = parse(all, read_file(all, argv[2])), *otherwise = json_get(file, S("otherwise"));
    for (const struct json *p = json_get(file, S("people"))->first; p; p = p->next, people++) {
        double us = screen_us(scratch, whole(all, otherwise, json_get(p, S("answers"))), rounds, &found);
        sum += us;
        worst = us > worst ? us : worst;
    }
    printf("rules: %zu\nhistories: %zu\nmean: %.2f us\nworst: %.2f us\n", rules, people, sum / (double)people, worst);
    printf("nothing answered: %.2f us\n", screen_us(scratch, parse(all, S("{}")), rounds, &found));
    printf("findings of it: %zu\n", found);
    arena_free(scratch);
    arena_free(all);
    return 0;
}
