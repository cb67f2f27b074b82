#include "clinic/safety/crisis.h"

static bool digit(char c) { return c >= '0' && c <= '9'; }

// Brackets that hold digits and spaces alone: "(0)", "(020)". Their length, 0 for others.
static size_t digits_in_brackets(str s, size_t at)
{
    size_t i = at + 1, n = 0;
    for (; i < s.n && (digit(s.p[i]) || s.p[i] == ' '); i++) n += digit(s.p[i]);
    return n && i < s.n && s.p[i] == ')' ? i + 1 - at : 0;
}

// Where the number that begins at `at` ends, and how many digits it has.
static size_t run_end(str s, size_t at, size_t *digits)
{
    size_t i = at, end = at;
    *digits = 0;
    while (i < s.n) {
        char c = s.p[i];
        size_t brackets = c == '(' ? digits_in_brackets(s, i) : 0;
        if (digit(c) || c == '*' || c == '#' || (c == '+' && i == at)) {
            *digits += digit(c);
            end = ++i;
        } else if (brackets) {
            for (size_t k = i; k < i + brackets; k++) *digits += digit(s.p[k]);
            end = i += brackets;
        } else if (c == ' ' || c == '-' || c == '.' || c == '/') {
            i++;
        } else {
            break;
        }
    }
    return end;
}

// A number with the country before it is dialled without the "(0)" in it.
static str dialled(arena *a, str run)
{
    char *z = arena_alloc(a, run.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < run.n; i++) {
        char c = run.p[i];
        if (c == '(' && run.p[0] == '+' && i + 2 < run.n && run.p[i + 1] == '0' && run.p[i + 2] == ')') i += 2;
        else if (digit(c) || c == '*' || c == '#' || c == '+') z[n++] = c;
    }
    return (str){z, n};
}

static str number_in(arena *a, str part)
{
    size_t most = 1, digits;
    str best = {0};
    for (size_t i = 0; i < part.n; i++) {
        char c = part.p[i];
        if (!digit(c) && c != '+' && c != '*' && !(c == '(' && digits_in_brackets(part, i))) continue;
        size_t end = run_end(part, i, &digits);
        if (digits > most) {
            most = digits;
            best = str_sub(part, i, end - i);
        }
        if (end > i) i = end - 1;
    }
    str number = best.n ? dialled(a, best) : (str){0};
    size_t left = 0; // a "(0)" may have been one of two
    for (size_t i = 0; i < number.n; i++) left += digit(number.p[i]);
    return left > 1 ? number : (str){0};
}

static size_t part_end(str line, size_t at)
{
    size_t deep = 0, i = at;
    for (; i < line.n; i++) {
        char c = line.p[i];
        if (c == '(') deep++;
        if (c == ')' && deep) deep--;
        if (!deep && (c == ',' || c == ';' || c == '\n')) break;
    }
    return i;
}

size_t crisis_contacts(arena *a, str line, struct crisis_contact out[CRISIS_CONTACTS])
{
    size_t n = 0, at = 0;
    while (at < line.n && n < CRISIS_CONTACTS) {
        size_t end = n + 1 == CRISIS_CONTACTS ? line.n : part_end(line, at);
        str words = str_trim(str_sub(line, at, end - at));
        if (words.n) out[n++] = (struct crisis_contact){words, number_in(a, words)};
        at = end + 1;
    }
    return n;
}
