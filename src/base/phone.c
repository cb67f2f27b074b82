#include "phone.h"

enum { MOST = 15, LEAST = 8 };

// Digits alone, without what people put between them.
static bool digits_of(str typed, char to[], size_t most, size_t *n) {
    *n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c >= '0' && c <= '9') {
            if (*n == most) return false;
            to[(*n)++] = c;
        } else if (c != ' ' && c != '-' && c != '.' && c != '/' && c != '(' && c != ')') {
            return false;
        }
    }
    return true;
}

bool phone_code(str code) {
    if (code.n < 1 || code.n > 3 || code.p[0] == '0') return false;
    for (size_t i = 0; i < code.n; i++)
        if (code.p[i] < '0' || code.p[i] > '9') return false;
    return true;
}

static bool keeps_zero(str code) { return str_eq(code, S("39")) || str_eq(code, S("378")) || str_eq(code, S("379")); }

static bool at_home(str code, const char *digits, size_t n, size_t *skip) {
    *skip = 0;
    if (!phone_code(code)) return false;
    if (str_eq(code, S("1"))) {
        *skip = n == 11 && digits[0] == '1' ? 1 : 0;
        return n - *skip == 10 && digits[*skip] > '1';
    }
    *skip = n && digits[0] == '0' && !keeps_zero(code) ? 1 : 0;
    return n > *skip && (digits[*skip] != '0' || keeps_zero(code));
}

bool phone_e164(arena *a, str typed, str code, str *out) {
    char digits[MOST + 3];
    size_t n, skip = 0;
    str number = str_trim(typed);
    bool far = str_starts(number, S("+"));
    if (far) number = str_sub(number, 1, number.n);
    size_t zero = far ? str_find(number, S("(0)")) : SIZE_MAX;
    if (zero != SIZE_MAX) number = str_fmt(a, "%.*s%.*s", SP(str_sub(number, 0, zero)), SP(str_sub(number, zero + 3, number.n)));
    if (!digits_of(number, digits, sizeof digits, &n)) return false;
    if (!far && n > 2 && digits[0] == '0' && digits[1] == '0') {
        far = true;
        skip = 2;
    }
    if (far) code = (str){0};
    else if (!at_home(code, digits, n, &skip)) return false;
    size_t whole = code.n + n - skip;
    if (whole < LEAST || whole > MOST || (far && digits[skip] == '0')) return false;
    *out = str_fmt(a, "+%.*s%.*s", SP(code), (int)(n - skip), digits + skip);
    return true;
}
