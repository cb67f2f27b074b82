#include "clinic/screen_load.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"

enum { LIST_MAX = 1000 };   // questions, rules, options, derived names: more is a mistake

bool load_wrong(struct load *l, str path, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    CHECK(n >= 0);
    *l->e = (struct screen_error){l->file, path, str_dup(l->a, (str){text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1})};
    return false;
}

str load_under(struct load *l, str path, const char *name) { return str_fmt(l->a, "%.*s%s%s", SP(path), path.n ? "." : "", name); }

bool load_members(struct load *l, const struct json *o, str path, const char *allowed)
{
    if (o->kind != JSON_OBJECT) return load_wrong(l, path, "an object is wanted");
    for (const struct json *j = o->first; j; j = j->next) {
        str rest = str_of(allowed), word = {0};
        bool found = false;
        while (!found && rest.n) {
            str_cut(rest, ' ', &word, &rest);
            found = str_eq(word, j->name);
        }
        if (!found) return load_wrong(l, path, "there is no member \"%.*s\"", SP(j->name));
    }
    return true;
}

bool load_text(struct load *l, const struct json *o, str path, const char *name, bool wanted, str *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = (str){0};
    if (!j) return wanted ? load_wrong(l, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_STRING || !text_valid(j->text) || !str_trim(j->text).n) return load_wrong(l, load_under(l, path, name), "a text is wanted");
    *out = j->text;
    return true;
}

bool load_truth(struct load *l, const struct json *o, str path, const char *name, bool wanted, bool *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = false;
    if (!j) return wanted ? load_wrong(l, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_BOOL) return load_wrong(l, load_under(l, path, name), "true or false is wanted");
    *out = j->truth;
    return true;
}

// A whole number from lo to hi, 0 where it is absent.
bool load_whole(struct load *l, const struct json *o, str path, const char *name, int lo, int hi, int *out)
{
    const struct json *j = json_get(o, str_of(name));
    int64_t v = 0;
    *out = 0;
    if (!j) return true;
    if (j->kind != JSON_NUMBER || !json_integer(j, &v) || v < lo || v > hi)
        return load_wrong(l, load_under(l, path, name), "a whole number from %d to %d is wanted", lo, hi);
    *out = (int)v;
    return true;
}

bool load_list(struct load *l, const struct json *o, str path, const char *name, bool wanted, const struct json **out)
{
    static const struct json none = {.kind = JSON_ARRAY};
    const struct json *j = json_get(o, str_of(name));
    *out = &none;
    if (!j) return wanted ? load_wrong(l, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_ARRAY || (wanted && !j->count) || j->count > LIST_MAX) return load_wrong(l, load_under(l, path, name), "a list is wanted");
    *out = j;
    return true;
}

bool load_day(struct load *l, const struct json *o, str path, const char *name, str *out)
{
    day d;
    if (!load_text(l, o, path, name, true, out)) return false;
    return day_parse(*out, &d) ? true : load_wrong(l, load_under(l, path, name), "a day is wanted, such as 2026-11-21");
}

// Letters, digits and `joint` inside: "clot.recent" for what formulas name, "clot-suspected" for rules and pages.
bool load_id_valid(str s, char joint)
{
    bool start = true;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = c >= 'a' && c <= 'z', more = (c >= '0' && c <= '9') || (c == '_' && joint == '.');
        if (c == joint && !start) {
            start = true;
            continue;
        }
        if (!letter && (start || !more)) return false;
        start = false;
    }
    return s.n > 0 && s.n <= 60 && !start;
}

bool load_id(struct load *l, const struct json *o, str path, const char *name, char joint, str *out)
{
    if (!load_text(l, o, path, name, true, out)) return false;
    return load_id_valid(*out, joint) ? true : load_wrong(l, load_under(l, path, name), "this is no id: small letters, digits and %c inside", joint);
}

size_t load_word_of(str word, const char *words)
{
    str rest = str_of(words), head;
    for (size_t i = 0; rest.n; i++) {
        str_cut(rest, ' ', &head, &rest);
        if (str_eq(head, word)) return i;
    }
    return SIZE_MAX;
}

bool load_word(struct load *l, const struct json *o, str path, const char *name, const char *words, size_t *out)
{
    str text;
    *out = SIZE_MAX;
    if (!load_text(l, o, path, name, true, &text)) return false;
    *out = load_word_of(text, words);
    return *out != SIZE_MAX ? true : load_wrong(l, load_under(l, path, name), "one of these is wanted: %s", words);
}
