// unknot screen and unknot rules: the safety rules from the command line. Only what a practice made of them needs a database.
#include <stdio.h>
#include <string.h>

#include "clinic/safety/screen_overlay.h"
#include "clinic/safety/screen_probe.h"
#include "cli.h"
#include "desk/safety/rules_signed.h"

enum { MOST = 4 << 20 };

// --- as a practice has them

struct practice_rules {
    struct desk d;
    str rule;                   // whose changes are wanted; empty none
    str file;                   // to be judged as an import of today would be; empty none
    struct rules_held held;
    struct rule_list before;
    struct rules_signed signed_by;
    struct rules_file judged;
};

static err practice_read(void *ctx, struct db *db)
{
    struct practice_rules *w = ctx;
    w->d.db = db;
    err e = desk_rules_show(&w->d, w->rule, &w->held, &w->before);
    if (!e) e = desk_rules_signed(&w->d, &w->held, &w->signed_by);
    return e || !w->file.n ? e : desk_rules_file(&w->d, w->file, &w->judged);
}

static int practice_open(struct cli *c, const char *practice, struct practice_rules *w)
{
    practice_id id;
    int code = cli_open(c, DATABASE_CURRENT);
    if (!code) code = cli_practice(c, practice, &id);
    if (code) return code;
    w->d = cli_desk(c, id);
    err e = db_read(c->db, practice_read, w);
    return e ? cli_refused(c, e) : EXIT_DONE;
}

int cmd_screen(struct cli *c)
{
    const char *file = "-", *practice = NULL;
    bool questions = false;
    const struct option options[] = {{"questions", NULL, &questions}, {"practice", &practice, NULL}};
    struct practice_rules w = {0};
    size_t n;
    str text, out, why;
    if (!cli_options(c, options, 2, &file, 1, &n)) return EXIT_USAGE;
    if (questions && n) return cli_wrong(c, "--questions reads no file");
    int code = practice ? practice_open(c, practice, &w) : EXIT_DONE;
    if (code) return code;
    const struct screen_rules *r = practice ? w.held.o->rules : screen_shipped();
    if (questions) {
        printf("%.*s\n", SP(screen_probe_questions(c->a, r)));
        return EXIT_DONE;
    }
    if (!cli_read(c, file, MOST, &text)) return EXIT_REFUSED;
    if (!screen_probe(c->a, r, text, instant_day_utc(cli_now()), &out, &why)) return cli_failed(c, "%.*s", SP(why));
    printf("%.*s\n", SP(out));
    return EXIT_DONE;
}

// --- check

static void differences_print(const struct screen_comparison *k)
{
    for (size_t d = 0; d < k->n; d++)
        printf("        %.*s: %.*s -> %.*s (%.*s)%s%.*s\n", SP(k->v[d].member), SP(k->v[d].before), SP(k->v[d].after), SP(screen_change_name(k->v[d].is)),
            k->v[d].why.n ? ": " : "", SP(k->v[d].why));
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
        differences_print(&k);
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

static void signed_print(struct cli *c, const struct rules_signed *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct rule_signature *x = s->v[i].s;
        printf("Signed in the practice by %.*s (%.*s, %.*s) on %.*s, version %.*s%s: %.*s\n", SP(x->signer), SP(x->role), SP(x->licence), SP(day_str(c->a, x->day)), SP(x->rules),
            x->back ? ", taken back" : s->v[i].current ? "" : ", which has changed since", SP(x->what));
    }
}

// What the practice changed, or what a file would change of that.
static int practice_check(struct cli *c, const char *practice, const char *file)
{
    struct practice_rules w = {0};
    if (file && !cli_read(c, file, MOST, &w.file)) return EXIT_REFUSED;
    if (file && !w.file.n) w.file = S(" ");
    int code = practice_open(c, practice, &w);
    if (code) return code;
    const struct screen_rules *r = w.held.o->rules;
    for (size_t i = 0; i < w.judged.n; i++) {
        const struct rule_judged *j = &w.judged.judged[i];
        printf("%-8.*s  %.*s%s\n", SP(rule_verdict_name(j->verdict)), SP(w.judged.v[i].rule), j->refused ? ", refused: levels S1 and S2 never become weaker than ours" : "");
        differences_print(j->held.n ? &j->held : &j->c);
    }
    for (size_t i = 0; i < w.held.n_broken; i++)
        code = cli_failed(c, "%.*s: not in use any more: %.*s%s%.*s", SP(w.held.broken[i].rule), SP(w.held.broken[i].path), w.held.broken[i].path.n ? ": " : "", SP(w.held.broken[i].reason));
    if (w.judged.refused) code = EXIT_REFUSED;
    printf("version %.*s: %zu rules\n%.*s\n", SP(r->version), r->n_rules, SP(r->sign_off));
    signed_print(c, &w.signed_by);
    return code;
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

// --- list and explain

static int practice_list(struct cli *c, const char *practice)
{
    struct practice_rules w = {0};
    int code = practice_open(c, practice, &w);
    if (code) return code;
    for (size_t i = 0; i < w.held.o->n; i++) {
        const struct overlay_item *x = &w.held.o->v[i];
        const struct screen_rule *rule = x->holds ? x->holds : x->ours;
        printf("%s  %-26.*s  %-6.*s  %-8s  %.*s%s\n", screen_level_name(rule->level), SP(x->id), SP(overlay_kind_name(x->kind)), rule->verified ? "read" : "not read", SP(rule->words),
            x->conflict ? " (ours has changed since: the stricter of both holds)" : "");
    }
    for (size_t i = 0; i < w.held.n_broken; i++) printf("--  %-26.*s  not in use any more\n", SP(w.held.broken[i].rule));
    printf("version %.*s\n%.*s\n", SP(w.held.o->rules->version), SP(w.held.o->rules->sign_off));
    signed_print(c, &w.signed_by);
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

static void rule_print(struct cli *c, const struct screen_rules *r, const struct screen_rule *rule)
{
    printf("%.*s (%s): %.*s\n", SP(rule->id), screen_level_name(rule->level), SP(rule->words));
    printf("%-14s%.*s\n", "when", SP(rule->when_text));
    inputs_print(r, rule->when);
    if (rule->also) inputs_print(r, rule->also);
    limits_print(c, r, rule);
    printf("%-14s%.*s\n%-14s%.*s\n", "client reads", SP(rule->for_client), "therapist", SP(rule->for_therapist));
    if (rule->valid_days == 0) printf("%-14suntil it is cleared, or answered anew\n", "valid");
    else if (rule->valid_days == 1) printf("%-14sthis visit\n", "valid");
    else printf("%-14s%d days\n", "valid", rule->valid_days);
    if (rule->lift) printf("%-14s%s", "lifts by", screen_lift_name(rule->lift));
    if (rule->lift_days) printf(", %d days", rule->lift_days);
    if (rule->lift) putchar('\n');
    printf("%-14s%.*s (%s)\n%-14s%.*s\n", "source", SP(rule->source), rule->verified ? "read" : "not all of it read yet", "review by", SP(rule->review_day));
}

static void set_print(struct cli *c, const struct screen_rules *r, const struct screen_rule *ours)
{
    if (ours) printf("%-14s%.*s\n", "base", SP(screen_rule_hash(c->a, ours)));
    printf("%-14s%.*s\n%-14s%.*s\n", "version", SP(r->version), "sign-off", SP(r->sign_off));
}

static int rules_explain(struct cli *c, const char *id)
{
    const struct screen_rules *r = screen_shipped();
    const struct screen_rule *rule = screen_rule_of(r, str_of(id));
    if (!rule) return cli_failed(c, "there is no rule '%s'. See: unknot rules list", id);
    rule_print(c, r, rule);
    set_print(c, r, rule);
    return EXIT_DONE;
}

static int practice_explain(struct cli *c, const char *practice, const char *id)
{
    struct practice_rules w = {.rule = str_of(id)};
    int code = practice_open(c, practice, &w);
    if (code) return code;
    const struct overlay_item *x = overlay_item_of(w.held.o, w.rule);
    if (!x && !w.before.n) return cli_failed(c, "there is no rule '%s'. See: unknot rules list --practice NAME", id);
    const struct screen_rules *r = w.held.o->rules;
    if (x) rule_print(c, r, x->holds ? x->holds : x->ours);
    printf("%-14s%.*s%s\n", "is", SP(x ? overlay_kind_name(x->kind) : S("gone")), x && x->conflict ? ", and ours has changed since: the stricter of both holds" : "");
    if (x && x->ours && x->practice) {
        struct screen_comparison k = screen_compare(c->a, screen_shipped(), x->ours, x->practice);
        printf("%-14s%.*s\n", "beside ours", SP(screen_change_name(k.is)));
        differences_print(&k);
    }
    for (size_t i = 0; i < w.before.n; i++) {
        const struct rule_row *b = &w.before.v[i];
        printf("%-14s%.*s, %.*s, %.*s%s%.*s\n", i ? "" : "changes", SP(day_str(c->a, instant_day_utc(b->at))), SP(b->what), SP(b->verdict), b->reason.n ? ": " : "", SP(b->reason));
    }
    set_print(c, r, x ? x->ours : NULL);
    return EXIT_DONE;
}

int cmd_rules(struct cli *c)
{
    const char *word[3], *practice = NULL;
    const struct option options[] = {{"practice", &practice, NULL}};
    size_t n;
    if (!cli_options(c, options, 1, word, 3, &n)) return EXIT_USAGE;
    if (n && strcmp(word[0], "check") == 0 && practice)
        return n <= 2 ? practice_check(c, practice, n == 2 ? word[1] : NULL) : cli_wrong(c, "with --practice one file of own rules is wanted, or none");
    if (n && strcmp(word[0], "check") == 0) return rules_check(c, word + 1, n - 1);
    if (n == 1 && strcmp(word[0], "list") == 0) return practice ? practice_list(c, practice) : rules_list();
    if (n == 2 && strcmp(word[0], "explain") == 0) return practice ? practice_explain(c, practice, word[1]) : rules_explain(c, word[1]);
    return cli_wrong(c, "one of these is wanted: check, list, explain ID");
}
