#include "email.h"

#include <string.h>

static bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Parts between dots, none of them empty, of letters, digits and `more`.
static bool dotted(str s, const char *more) {
    for (size_t i = 0, begin = 0; i <= s.n; i++) {
        if (i == s.n || s.p[i] == '.') {
            if (i == begin) return false;
            begin = i + 1;
        } else if (!is_alnum(s.p[i]) && (s.p[i] == '\0' || !strchr(more, s.p[i]))) {
            return false;
        }
    }
    return true;
}

bool email_plain(str s) {
    str local, host;
    if (s.n > 254 || !str_cut(s, '@', &local, &host) || local.n > 64) return false;
    return dotted(local, "!#$%&'*+-/=?^_`{|}~") && dotted(host, "-");
}
