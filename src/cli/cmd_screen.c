// unknot screen and unknot rules: the safety rules from the command line. Neither needs a database.
#include <stdio.h>
#include <string.h>

#include "clinic/safety/screen_overlay.h"
#include "clinic/safety/screen_probe.h"
#include "cli.h"

enum { MOST = 4 << 20 };

int cmd_screen(struct cli *c)
{
    const char *file = "-";
    bool questions = false;
    const struct option options[] = {{"questions", NULL, &questions}};
    size_t n;
    str text, out, why;
    if (!cli_options(c, options, 1, &file, 1, &n)) return EXIT_USAGE;
    const struct screen_rules *r = screen_shipped();
    if (questions) {
        if (n) return cli_wrong(c, "--questions reads no file");
        printf("%.*s\n", SP(screen_probe_questions(c->a, r)));
        return EXIT_DONE;
    }
    if (!cli_read(c, file, MOST, &text)) return EXIT_REFUSED;
    if (!screen_probe(c->a, r, text, instant_day_utc(cli_now()), &out, &why)) return cli_failed(c, "%.*s", SP(why));
    printf("%.*s\n", SP(out));
    return EXIT_DONE;
}

// What a practice's file changes of ours, rule by rule.
static int overlay_check(struct cli *c, const char *file)
{
    const struct screen_rules *r = screen_shipped();
    struct screen_error e = {0};
    str text;
    if (!cli_read(c, file, MOST, &text)) return EXIT_REFUSED;
    const struct screen_overlay *o = screen_overlay(c->a, r, str_of(file), text.n ? text : S(" "), &e);
    if (!o) return cli_failed(c, "%s: %.*s%s%.*s", file, SP(e.path), e.path.n ? ": " : "", SP(e.reason));
    bool weaker = false;
    for (size_t i = 0; i < o->n; i++) {
        const struct overlay_item *x = &o->v[i];
        if (x->kind == RULE_OURS) continue;
        struct screen_comparison k = {.is = x->kind == RULE_OFF ? CHANGE_WEAKER : CHANGE_SAME};
        if (x->kind == RULE_EDITED) k = screen_compare(c->a, r, x->ours, x->practice);
        if (x->ours && x->ours->level <= LEVEL_STOP && k.is == CHANGE_WEAKER)
            weaker = !!cli_failed(c, "%s: %.*s: levels S1 and S2 never become weaker, and this could not be shown to be as strict", file, SP(x->id));
        printf("%-6.*s  %-26.*s  %.*s%s\n", SP(overlay_kind_name(x->kind)), SP(x->id), SP(x->kind == RULE_OWN ? S("new") : screen_change_name(k.is)),
            x->conflict ? ", and ours has changed since: the stricter of both holds" : "");
        for (size_t d = 0; d < k.n; d++)
            printf("        %.*s: %.*s -> %.*s (%.*s)%s%.*s\n", SP(k.v[d].member), SP(k.v[d].before), SP(k.v[d].after), SP(screen_change_name(k.v[d].is)),
                k.v[d].why.n ? ": " : "", SP(k.v[d].why));
    }
    if (weaker) return EXIT_REFUSED;
    printf("version %.*s: %zu rules\n", SP(o->rules->version), o->rules->n_rules);
    return EXIT_DONE;
}

static void signature_print(const struct screen_signature *s, const struct screen_rules *r)
{
    printf("Signed by %.*s (%.*s, %.*s) on %.*s, version %.*s%s: %.*s\n", SP(s->who), SP(s->role), SP(s->licence), SP(s->day), SP(s->version),
        str_starts(r->version, s->version) ? "" : ", which has changed since", SP(s->what));
}

static int rules_check(struct cli *c, const char *const *file, size_t n)
{
    const struct screen_rules *r = NULL;
    str questions, rules;
    struct screen_error e = {0};
    if (n == 1) return overlay_check(c, file[0]);
    if (n == 0) {
        r = screen_shipped();
    } else if (n != 2) {
        return cli_wrong(c, "two files are wanted, QUESTIONS.json and RULES.json, or one of a practice's own rules, or none");
    } else {
        if (!cli_read(c, file[0], MOST, &questions) || !cli_read(c, file[1], MOST, &rules)) return EXIT_REFUSED;
        r = screen_load(c->a, questions, rules, &e);
        bool first = str_ends(e.file, S("questions.json"));
        if (!r) return cli_failed(c, "%s: %.*s%s%.*s", file[first ? 0 : 1], SP(e.path), e.path.n ? ": " : "", SP(e.reason));
    }
    size_t verified = 0;
    for (size_t i = 0; i < r->n_rules; i++) verified += r->rules[i].verified;
    printf("version %.*s: %zu rules, %zu questions on %zu pages; the source of %zu rules was read, of %zu not yet.\n%.*s\n", SP(r->version), r->n_rules,
        r->n_questions, r->n_pages, verified, r->n_rules - verified, SP(r->sign_off));
    for (size_t i = 0; i < r->n_signatures; i++)
        signature_print(&r->signatures[i], r);
    return EXIT_DONE;
}

static int rules_list(void)
{
    const struct screen_rules *r = screen_shipped();
    for (size_t i = 0; i < r->n_rules; i++)
        printf("%s  %-26.*s  %-8s  %.*s\n", screen_level_name(r->rules[i].level), SP(r->rules[i].id), r->rules[i].verified ? "read" : "not read", SP(r->rules[i].words));
    return EXIT_DONE;
}

static void words_print(const char *what, const str *v, size_t n)
{
    if (!n) return;
    printf("%-14s", what);
    for (size_t i = 0; i < n; i++) printf("%s%.*s", i ? ", " : "", SP(v[i]));
    putchar('\n');
}

static void limits_print(struct cli *c, const struct screen_rules *r, const struct screen_rule *rule)
{
    const struct screen_limits *l = &rule->limits;
    size_t n = 0;
    str *places = ARENA_ARRAY(c->a, l->n_avoid + rule->n_regions_from, str);
    for (size_t i = 0; i < l->n_avoid; i++) places[n++] = site_text(c->a, l->avoid[i]);
    for (size_t i = 0; i < rule->n_regions_from; i++) places[n++] = str_fmt(c->a, "as answered to %.*s", SP(r->questions[rule->regions_from[i]].id));
    words_print("avoid", places, n);
    words_print("barred", l->barred, l->n_barred);
    words_print("positions", l->positions, l->n_positions);
    if (l->pressure_max) printf("%-14sat most %d of 5\n", "pressure", l->pressure_max);
    if (l->minutes_max) printf("%-14sat most %d minutes\n", "time", l->minutes_max);
}

static void inputs_print(const struct screen_rules *r, const struct formula *f)
{
    const uint16_t *used;
    size_t n = formula_names(f, &used);
    const struct question *before = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct question *q = NULL;
        for (size_t k = 0; k < r->n_questions && !q; k++)
            if (used[i] >= r->questions[k].name && used[i] < r->questions[k].name + r->questions[k].n_names) q = &r->questions[k];
        if (q && q != before) printf("%-14s%.*s: %.*s\n", "asks", SP(q->id), SP(q->words));
        before = q;
    }
}

static int rules_explain(struct cli *c, const char *id)
{
    const struct screen_rules *r = screen_shipped();
    const struct screen_rule *rule = screen_rule_of(r, str_of(id));
    if (!rule) return cli_failed(c, "there is no rule '%s'. See: unknot rules list", id);
    printf("%.*s (%s): %.*s\n", SP(rule->id), screen_level_name(rule->level), SP(rule->words));
    printf("%-14s%.*s\n", "when", SP(rule->when_text));
    inputs_print(r, rule->when);
    limits_print(c, r, rule);
    printf("%-14s%.*s\n%-14s%.*s\n", "client reads", SP(rule->for_client), "therapist", SP(rule->for_therapist));
    if (rule->valid_days == 0) printf("%-14suntil it is cleared, or answered anew\n", "valid");
    else if (rule->valid_days == 1) printf("%-14sthis visit\n", "valid");
    else printf("%-14s%d days\n", "valid", rule->valid_days);
    if (rule->lift) printf("%-14s%s", "lifts by", screen_lift_name(rule->lift));
    if (rule->lift_days) printf(", %d days", rule->lift_days);
    if (rule->lift) putchar('\n');
    printf("%-14s%.*s (%s)\n%-14s%.*s\n", "source", SP(rule->source), rule->verified ? "read" : "not all of it read yet", "review by", SP(rule->review_day));
    printf("%-14s%.*s\n%-14s%.*s\n", "base", SP(screen_rule_hash(c->a, rule)), "sign-off", SP(r->sign_off));
    return EXIT_DONE;
}

int cmd_rules(struct cli *c)
{
    const char *word[3];
    size_t n;
    if (!cli_options(c, NULL, 0, word, 3, &n)) return EXIT_USAGE;
    if (n && strcmp(word[0], "check") == 0) return rules_check(c, word + 1, n - 1);
    if (n == 1 && strcmp(word[0], "list") == 0) return rules_list();
    if (n == 2 && strcmp(word[0], "explain") == 0) return rules_explain(c, word[1]);
    return cli_wrong(c, "one of these is wanted: check, list, explain ID");
}
