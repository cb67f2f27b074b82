#include "clinic/safety/screen_load.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>

#include "base/content.h"
#include "base/err.h"

static struct json *parsed(struct load *l, str file, str text)
{
    struct json_error why;
    l->file = file;
    struct json *top = json_parse(l->a, text, 64, &why);
    if (!top) take_wrong(&l->take, str_fmt(l->a, "line %zu, column %zu", why.line, why.column), "%.*s", SP(why.reason));
    return top;
}

static bool all_used(struct load *l)
{
    l->file = S("safety/questions.json");
    for (size_t i = 0; i < l->r->n_questions; i++)
        if (!l->used[i] && !l->questions[i].for_therapist)
            return take_wrong(&l->take, str_fmt(l->a, "questions[%zu]", i), "no rule needs the question \"%.*s\": it is not to be asked, or marked \"for\": \"therapist\"",
                SP(l->questions[i].id));
    return true;
}

// FNV-1a, 64 bits: tells two versions apart, and guards against nothing.
static uint64_t hash(uint64_t h, str s)
{
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    return h;
}

static const struct screen_rules *both_load(struct load *l, str questions_json, str rules_json)
{
    str version, rules_version;
    l->names = ARENA_ARRAY(l->a, FORMULA_MAX_NAMES, struct fname);
    l->name_is = ARENA_ARRAY(l->a, FORMULA_MAX_NAMES, struct screen_name);
    load_name(l, (str){0}, S("age"), FV_NUMBER, 0, AGE_LAST, (struct screen_name){NAME_AGE, QUESTION_NONE, 0, NULL});
    load_name(l, (str){0}, S("sex"), FV_TEXT, 0, 0, (struct screen_name){NAME_SEX, QUESTION_NONE, 0, NULL});
    load_name(l, (str){0}, S("today"), FV_NUMBER, 1, 0, (struct screen_name){NAME_TODAY, QUESTION_NONE, 0, NULL});
    CHECK(l->n_names == NAMES_ABOUT);
    const struct json *questions = parsed(l, S("safety/questions.json"), questions_json);
    if (!questions || !load_questions(l, questions, &version)) return NULL;
    const struct json *rules = parsed(l, S("safety/rules.json"), rules_json);
    if (!rules || !load_rules(l, rules, &rules_version) || !all_used(l)) return NULL;
    if (str_cmp(rules_version, version) > 0) version = rules_version;
    uint64_t h = hash(hash(hash(UINT64_C(14695981039346656037), questions_json), rules_json), content_text(S("safety/medicines.json")));
    l->r->version = str_fmt(l->a, "%.*s-%08" PRIx32, SP(version), (uint32_t)(h ^ h >> 32));
    l->r->names = l->names;
    l->r->n_names = l->n_names;
    l->r->name_is = l->name_is;
    return l->r;
}

const struct screen_rules *screen_load(arena *a, str questions_json, str rules_json, struct screen_error *e)
{
    struct load l = {.take.a = a, .a = a, .r = ARENA_NEW(a, struct screen_rules)};
    const struct screen_rules *r = both_load(&l, questions_json, rules_json);
    if (!r) *e = (struct screen_error){l.file, l.take.path, l.take.reason};
    return r;
}

static const struct screen_rules *shipped;

static void shipped_load(void)
{
    struct screen_error e = {0};
    shipped = screen_load(arena_new((size_t)64 << 20), content_text(S("safety/questions.json")), content_text(S("safety/rules.json")), &e);
    if (!shipped) fprintf(stderr, "%.*s: %.*s: %.*s\n", SP(e.file), SP(e.path), SP(e.reason));
    CHECK(shipped);
}

const struct screen_rules *screen_shipped(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    CHECK(pthread_once(&once, shipped_load) == 0);
    return shipped;
}
