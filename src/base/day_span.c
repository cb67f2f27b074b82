#include "day_span.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static void skip(str *s, const char *any)
{
    for (; s->n; *s = str_sub(*s, 1, s->n - 1)) {
        const char *p = any;
        while (*p && *p != s->p[0])
            p++;
        if (!*p)
            return;
    }
}

static bool number(str *s, size_t least, size_t most, int *out)
{
    size_t n = 0;
    *out = 0;
    while (n < s->n && n <= most && is_digit(s->p[n]))
        *out = *out * 10 + (s->p[n++] - '0');
    if (n < least || n > most)
        return false;
    *s = str_sub(*s, n, s->n - n);
    return true;
}

static str word(str *s)
{
    size_t n = 0;
    while (n < s->n && is_letter(s->p[n]))
        n++;
    str out = str_sub(*s, 0, n);
    *s = str_sub(*s, n, s->n - n);
    return out;
}

// Which of the names it is, whole or its first letters; 0 none.
static int named(str w, const char *const *names, int n, size_t least)
{
    for (int i = 0; i < n && w.n >= least; i++)
        if (str_eq_nocase(w, str_sub(str_of(names[i]), 0, w.n)) && w.n <= str_of(names[i]).n)
            return i + 1;
    return 0;
}

static bool month(str *s, int *out)
{
    static const char *const names[] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"};
    str rest = *s;
    *out = named(word(&rest), names, 12, 3);
    skip(&rest, ".");
    if (*out)
        *s = rest;
    return *out != 0;
}

static void weekday(str *s)
{
    static const char *const names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    str rest = *s;
    if (!named(word(&rest), names, 7, 3))
        return;
    skip(&rest, "., \t");
    *s = rest;
}

static bool made(int y, int m, int d, str rest, str *s, day *out)
{
    if (!day_valid(y, m, d) || (rest.n && (is_digit(rest.p[0]) || is_letter(rest.p[0]))))
        return false;
    *out = day_from(y, m, d);
    *s = rest;
    return true;
}

static bool one_day(str *s, day *out)
{
    int y, m, d;
    str in = *s, r;
    skip(&in, " \t");
    weekday(&in);
    r = in;
    if (number(&r, 4, 4, &y) && str_starts(r, S("-"))) {
        r = str_sub(r, 1, r.n - 1);
        if (!number(&r, 2, 2, &m) || !str_starts(r, S("-")))
            return false;
        r = str_sub(r, 1, r.n - 1);
        return number(&r, 2, 2, &d) && made(y, m, d, r, s, out);
    }
    r = in;
    if (number(&r, 1, 2, &d)) {
        bool dot = str_starts(r, S("."));
        skip(&r, ". \t");
        if (dot && number(&r, 1, 2, &m)) {
            if (!str_starts(r, S(".")))
                return false;
        } else if (!month(&r, &m)) {
            return false;
        }
        skip(&r, "., \t");
        return number(&r, 4, 4, &y) && made(y, m, d, r, s, out);
    }
    r = in;
    if (!month(&r, &m))
        return false;
    skip(&r, " \t");
    if (!number(&r, 1, 2, &d))
        return false;
    skip(&r, ", \t");
    return number(&r, 4, 4, &y) && made(y, m, d, r, s, out);
}

// What stands between a first and a last day; the rest behind it, or s itself.
static str behind_until(str s)
{
    static const char *const words[] = {"–", "—", "-", "to ", "until "};
    skip(&s, " \t");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        str w = str_of(words[i]);
        if (str_starts(s, w))
            return str_sub(s, w.n, s.n - w.n);
    }
    return s;
}

bool day_span_parse(str line, struct day_span *out)
{
    str s = str_trim(line);
    if (!one_day(&s, &out->from))
        return false;
    str last = behind_until(s);
    out->to = out->from;
    if (last.p != s.p && one_day(&last, &out->to))
        s = last;
    skip(&s, " \t:,;-");
    while (str_starts(s, S("–")) || str_starts(s, S("—"))) {
        s = str_sub(s, 3, s.n - 3);
        skip(&s, " \t:,;-");
    }
    out->note = str_trim(s);
    return true;
}
