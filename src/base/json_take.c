#include "base/json_take.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"

bool take_wrong(struct json_take *t, str path, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    CHECK(n >= 0);
    size_t kept = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    t->path = path;
    t->reason = str_dup(t->a, (str){text, kept});
    return false;
}

str take_under(struct json_take *t, str path, const char *name) { return str_fmt(t->a, "%.*s%s%s", SP(path), path.n ? "." : "", name); }

str take_place(struct json_take *t, str path, const char *list, size_t i) { return str_fmt(t->a, "%.*s%s%s[%zu]", SP(path), path.n ? "." : "", list, i); }

// --- one member of an object

// Every member is one of `allowed` (words with blanks between).
bool take_members(struct json_take *t, const struct json *o, str path, const char *allowed)
{
    if (o->kind != JSON_OBJECT) return take_wrong(t, path, "an object is wanted");
    for (const struct json *j = o->first; j; j = j->next) {
        str rest = str_of(allowed), word = {0};
        bool found = false;
        while (!found && rest.n) {
            str_cut(rest, ' ', &word, &rest);
            found = str_eq(word, j->name);
        }
        if (!found) return take_wrong(t, path, "there is no member \"%.*s\"", SP(j->name));
    }
    return true;
}

bool take_text(struct json_take *t, const struct json *o, str path, const char *name, bool wanted, str *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = (str){0};
    if (!j) return wanted ? take_wrong(t, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_STRING || !text_valid(j->text) || !str_trim(j->text).n) return take_wrong(t, take_under(t, path, name), "a text is wanted");
    *out = j->text;
    return true;
}

bool take_truth(struct json_take *t, const struct json *o, str path, const char *name, bool wanted, bool *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = false;
    if (!j) return wanted ? take_wrong(t, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_BOOL) return take_wrong(t, take_under(t, path, name), "true or false is wanted");
    *out = j->truth;
    return true;
}

// `otherwise` where it is absent.
bool take_number(struct json_take *t, const struct json *o, str path, const char *name, bool wanted, double otherwise, double *out)
{
    const struct json *j = json_get(o, str_of(name));
    *out = otherwise;
    if (!j) return wanted ? take_wrong(t, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_NUMBER || !json_number(j, out) || *out < -1e9 || *out > 1e9) return take_wrong(t, take_under(t, path, name), "a number is wanted");
    return true;
}

bool take_whole(struct json_take *t, const struct json *o, str path, const char *name, int lo, int hi, int otherwise, int *out)
{
    const struct json *j = json_get(o, str_of(name));
    int64_t v = 0;
    *out = otherwise;
    if (!j) return true;
    if (j->kind != JSON_NUMBER || !json_integer(j, &v) || v < lo || v > hi)
        return take_wrong(t, take_under(t, path, name), "a whole number from %d to %d is wanted", lo, hi);
    *out = (int)v;
    return true;
}

// An absent list is empty; one that is wanted is not.
bool take_list(struct json_take *t, const struct json *o, str path, const char *name, bool wanted, size_t most, const struct json **out)
{
    static const struct json none = {.kind = JSON_ARRAY};
    const struct json *j = json_get(o, str_of(name));
    *out = &none;
    if (!j) return wanted ? take_wrong(t, path, "\"%s\" is missing", name) : true;
    if (j->kind != JSON_ARRAY || (wanted && !j->count)) return take_wrong(t, take_under(t, path, name), "a list is wanted");
    if (j->count > most) return take_wrong(t, take_under(t, path, name), "there may be at most %zu", most);
    *out = j;
    return true;
}

int take_word_of(str word, const char *words)
{
    str rest = str_of(words), head;
    for (int i = 0; rest.n; i++) {
        str_cut(rest, ' ', &head, &rest);
        if (str_eq(head, word)) return i;
    }
    return -1;
}

bool take_word(struct json_take *t, const struct json *o, str path, const char *name, const char *words, int *out)
{
    str text;
    if (!take_text(t, o, path, name, true, &text)) return false;
    *out = take_word_of(text, words);
    return *out >= 0 ? true : take_wrong(t, take_under(t, path, name), "one of these is wanted: %s", words);
}

// Small letters and digits, with single hyphens inside.
bool take_id_valid(str s)
{
    bool start = true;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!good && (c != '-' || start)) return false;
        start = c == '-';
    }
    return s.n > 0 && s.n <= 40 && !start;
}

bool take_id(struct json_take *t, const struct json *o, str path, str *out)
{
    if (!take_text(t, o, path, "id", true, out)) return false;
    return take_id_valid(*out) ? true : take_wrong(t, take_under(t, path, "id"), "this is no id: small letters, digits and - inside");
}

bool take_digit(char c) { return c >= '0' && c <= '9'; }

// Letters and digits, _ inside: what a formula can name.
bool take_name_valid(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || take_digit(c) || (c == '_' && i))) return false;
    }
    return s.n > 0 && s.n <= 30;
}
