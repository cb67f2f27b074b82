#include "desk/rules.h"

#include <string.h>

bool rule_line(struct desk *d, str field, str text, size_t min, size_t max, enum line_kind kind)
{
    struct say why;
    size_t n = text_valid(text) ? utf8_length(text) : 0;
    if (!text_valid(text))
        why = SAY(MSG_error_text);
    else if (kind == ONE_LINE && text.n && (memchr(text.p, '\n', text.n) || memchr(text.p, '\r', text.n)))
        why = SAY(MSG_error_one_line);
    else if (n < min)
        why = n == 0 || min == 1 ? SAY(MSG_error_required) : SAY1(MSG_error_too_short, "min", str_fmt(d->a, "%zu", min));
    else if (n > max)
        why = SAY1(MSG_error_too_long, "max", str_fmt(d->a, "%zu", max));
    else
        return true;
    problem_add(d->problems, E_INVALID, field, why);
    return false;
}

// One @ with something before it and a dotted name behind it, no blanks: what every mail server takes is not ours to say.
static bool email_shaped(str s)
{
    str local, domain;
    if (!str_cut(s, '@', &local, &domain) || !local.n || !domain.n || str_find(domain, S("@")) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || strchr("<>,;\"", s.p[i]))
            return false;
    size_t dot = str_find(domain, S("."));
    bool local_host = str_eq(domain, S("localhost"));
    return local_host || (dot != SIZE_MAX && dot > 0 && domain.p[domain.n - 1] != '.');
}

bool rule_email(struct desk *d, str field, str email, bool required)
{
    if (!email.n && !required)
        return true;
    if (!rule_line(d, field, email, required ? 1 : 0, 254, ONE_LINE))
        return false;
    if (email_shaped(email))
        return true;
    problem_add(d->problems, E_INVALID, field, SAY(MSG_error_email));
    return false;
}

bool rule_phone(struct desk *d, str field, str phone)
{
    if (!phone.n)
        return true;
    if (!rule_line(d, field, phone, 0, 60, ONE_LINE))
        return false;
    size_t digits = 0;
    for (size_t i = 0; i < phone.n; i++)
        digits += phone.p[i] >= '0' && phone.p[i] <= '9';
    if (digits >= 5)
        return true;
    problem_add(d->problems, E_INVALID, field, SAY(MSG_error_phone));
    return false;
}

str rule_email_folded(arena *a, str email)
{
    return str_lower(a, str_trim(email));
}

err rule_conflict(struct desk *d)
{
    return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_people_changed_meanwhile));
}
