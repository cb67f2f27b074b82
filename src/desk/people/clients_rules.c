#include "desk/people/clients_rules.h"

#include "desk/rules.h"

enum { CHANGES_MAX = 40 };

struct client_fields client_fields_tidy(const struct client_fields *f)
{
    struct client_fields out = *f;
#define T(name) out.name = str_trim(f->name);
#define D(name)
#define B(name)
#include "store/client_fields.def"
#undef T
#undef D
#undef B
    if (!out.sex.n)
        out.sex = S("unknown");
    out.phones.n = 0;
    for (size_t i = 0; i < f->phones.n; i++) {
        str phone = str_trim(f->phones.v[i]);
        if (phone.n)
            out.phones.v[out.phones.n++] = phone;
    }
    return out;
}

static bool one_of(struct desk *d, str field, str value, const char *const *choices)
{
    for (; *choices; choices++)
        if (str_eq(value, str_of(*choices)))
            return true;
    problem_add(d->problems, E_INVALID, field, SAY(MSG_error_choice));
    return false;
}

static bool born_right(struct desk *d, opt_day born)
{
    if (!born.known)
        return true;
    if (born.day.d > d->today.d)
        problem_add(d->problems, E_INVALID, S("born"), SAY(MSG_error_day_future));
    else if (day_years(born.day, d->today) > 130)
        problem_add(d->problems, E_INVALID, S("born"), SAY(MSG_people_born_long_ago));
    else
        return true;
    return false;
}

bool client_fields_right(struct desk *d, const struct client_fields *f)
{
    static const char *const sexes[] = {"female", "male", "other", "unknown", NULL};
    static const char *const hands[] = {"", "right", "left", "both", NULL};
    const struct {
        const char *field;
        str value;
        size_t max;
        enum line_kind kind;
    } lines[] = {
        {"given", f->given, 100, ONE_LINE},
        {"family", f->family, 100, ONE_LINE},
        {"preferred", f->preferred, 100, ONE_LINE},
        {"pronouns", f->pronouns, 40, ONE_LINE},
        {"address", f->address, 500, MANY_LINES},
        {"language", f->language, 35, ONE_LINE},
        {"occupation", f->occupation, 200, ONE_LINE},
        {"physician", f->physician, 200, ONE_LINE},
        {"physician_contact", f->physician_contact, 200, ONE_LINE},
        {"emergency_name", f->emergency_name, 100, ONE_LINE},
        {"emergency_relation", f->emergency_relation, 100, ONE_LINE},
        {"heard_from", f->heard_from, 200, ONE_LINE},
        {"note", f->note, 2000, MANY_LINES},
    };
    bool ok = f->given.n || f->family.n;
    if (!ok)
        problem_add(d->problems, E_INVALID, S("given"), SAY(MSG_people_name_needed));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        ok &= rule_line(d, str_of(lines[i].field), lines[i].value, 0, lines[i].max, lines[i].kind);
    ok &= born_right(d, f->born);
    ok &= one_of(d, S("sex"), f->sex.n ? f->sex : S("unknown"), sexes);
    ok &= one_of(d, S("handedness"), f->handedness, hands);
    ok &= rule_email(d, S("email"), f->email, false);
    ok &= rule_phone(d, S("emergency_phone"), f->emergency_phone);
    for (size_t i = 0; i < f->phones.n; i++)
        ok &= rule_phone(d, str_fmt(d->a, "phones[%zu]", i), f->phones.v[i]);
    return ok;
}

static bool same_day(opt_day x, opt_day y)
{
    return x.known == y.known && (!x.known || x.day.d == y.day.d);
}

static bool same_texts(const struct texts *x, const struct texts *y)
{
    bool same = x->n == y->n;
    for (size_t i = 0; same && i < x->n; i++)
        same = str_eq(x->v[i], y->v[i]);
    return same;
}

bool client_fields_same(const struct client_fields *x, const struct client_fields *y)
{
    bool same = same_texts(&x->phones, &y->phones);
#define T(name) same = same && str_eq(x->name, y->name);
#define D(name) same = same && same_day(x->name, y->name);
#define B(name) same = same && x->name == y->name;
#include "store/client_fields.def"
#undef T
#undef D
#undef B
    return same;
}

static str texts_joined(arena *a, const struct texts *x)
{
    struct buf b = buf_new(a, 4096);
    for (size_t i = 0; i < x->n; i++) {
        if (i)
            buf_put(&b, S(", "));
        buf_put(&b, x->v[i]);
    }
    return buf_str(&b);
}

const struct field_change *client_fields_diff(arena *a, const struct client_fields *before, const struct client_fields *after, size_t *n)
{
    struct field_change *v = ARENA_ARRAY(a, CHANGES_MAX, struct field_change);
    *n = 0;
#define T(name) \
    if (!str_eq(before->name, after->name)) \
        v[(*n)++] = (struct field_change){S(#name), before->name, after->name};
#define D(name) \
    if (!same_day(before->name, after->name)) \
        v[(*n)++] = (struct field_change){S(#name), before->name.known ? day_str(a, before->name.day) : S(""), \
            after->name.known ? day_str(a, after->name.day) : S("")};
#define B(name) \
    if (before->name != after->name) \
        v[(*n)++] = (struct field_change){S(#name), before->name ? S("1") : S("0"), after->name ? S("1") : S("0")};
#include "store/client_fields.def"
#undef T
#undef D
#undef B
    if (!same_texts(&before->phones, &after->phones))
        v[(*n)++] = (struct field_change){S("phones"), texts_joined(a, &before->phones), texts_joined(a, &after->phones)};
    CHECK(*n <= CHANGES_MAX);
    return v;
}

// The same number however it is typed: digits, a leading + or 00 apart.
static bool same_number(str x, str y)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (i < x.n && (x.p[i] < '0' || x.p[i] > '9'))
            i++;
        while (k < y.n && (y.p[k] < '0' || y.p[k] > '9'))
            k++;
        if (i == x.n || k == y.n)
            return i == x.n && k == y.n;
        if (x.p[i++] != y.p[k++])
            return false;
    }
}

static bool has_number(const struct texts *x, str number)
{
    for (size_t i = 0; i < x->n; i++)
        if (same_number(x->v[i], number))
            return true;
    return false;
}

struct client_fields client_fields_filled(const struct client_fields *kept, const struct client_fields *gone)
{
    struct client_fields out = *kept;
#define T(name) \
    if (!out.name.n) \
        out.name = gone->name;
#define D(name) \
    if (!out.name.known) \
        out.name = gone->name;
#define B(name) // consent is what this record says: it is not inherited
#include "store/client_fields.def"
#undef T
#undef D
#undef B
    if (str_eq(kept->sex, S("unknown")))
        out.sex = gone->sex;
    for (size_t i = 0; i < gone->phones.n && out.phones.n < TEXTS_MAX; i++)
        if (!has_number(&out.phones, gone->phones.v[i]))
            out.phones.v[out.phones.n++] = gone->phones.v[i];
    return out;
}

struct client_fields client_fields_unfilled(const struct client_fields *now, const struct client_fields *before, const struct client_fields *after)
{
    struct client_fields out = *now;
#define T(name) \
    if (str_eq(now->name, after->name)) \
        out.name = before->name;
#define D(name) \
    if (same_day(now->name, after->name)) \
        out.name = before->name;
#define B(name)
#include "store/client_fields.def"
#undef T
#undef D
#undef B
    out.phones.n = 0;
    for (size_t i = 0; i < now->phones.n; i++) {
        str phone = now->phones.v[i];
        bool brought = has_number(&after->phones, phone) && !has_number(&before->phones, phone);
        if (!brought)
            out.phones.v[out.phones.n++] = phone;
    }
    if (!out.given.n && !out.family.n) { // the names that came with it are all that is left
        out.given = now->given;
        out.family = now->family;
    }
    return out;
}
