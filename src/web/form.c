#include "form.h"

#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

#include "body.h"
#include "clinic/care/billing.h"
#include "desk/practice/signin.h"

struct bind {
    struct call *c;
    const struct field *f;
    str field;      // the name problems go under
    char *at;       // the member to fill
};

static err refuse(struct bind *b, struct say s)
{
    return problem_add(&b->c->problems, E_INVALID, b->field, s);
}

static str number_str(struct call *c, int64_t v)
{
    return str_fmt(c->a, "%lld", (long long)v);
}

// One composed form (NFC) for what is kept and compared: RFC 5198.
static str text_nfc(arena *a, str s)
{
    bool ascii = true;
    for (size_t i = 0; i < s.n && ascii; i++) ascii = (unsigned char)s.p[i] < 0x80;
    if (ascii) return s;
    size_t n = 0;
    uint8_t *composed = u8_normalize(UNINORM_NFC, (const uint8_t *)s.p, s.n, NULL, &n);
    if (!composed) return s;
    str out = str_dup(a, (str){(const char *)composed, n});
    free(composed);
    return out;
}

static str lines_unix(arena *a, str s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\r') {
            if (i + 1 < s.n && s.p[i + 1] == '\n') continue;
            p[n++] = '\n';
        } else {
            p[n++] = s.p[i];
        }
    }
    return (str){p, n};
}

static err bind_text(struct bind *b, str v)
{
    bool one_line = b->f->type != F_LONG;
    v = text_nfc(b->c->a, one_line ? v : lines_unix(b->c->a, v));
    if (!text_valid(v)) return refuse(b, SAY(MSG_error_text));
    if (one_line && memchr(v.n ? v.p : "", '\n', v.n)) return refuse(b, SAY(MSG_error_text));
    size_t length = utf8_length(v);
    if (b->f->max > 0 && length > (size_t)b->f->max) {
        return refuse(b, SAY1(MSG_error_too_long, "max", number_str(b->c, b->f->max)));
    }
    if (length < (size_t)b->f->min) return refuse(b, SAY1(MSG_error_too_short, "min", number_str(b->c, b->f->min)));
    memcpy(b->at, &v, sizeof v);
    return OK;
}

// One '@', something on both sides, a dot or more in the domain, no spaces: what can be checked without sending.
static bool email_valid(str v)
{
    str local, domain;
    if (!str_cut(v, '@', &local, &domain) || !local.n || local.n > 64 || domain.n < 3 || v.n > 254) return false;
    for (size_t i = 0; i < v.n; i++) {
        unsigned char ch = (unsigned char)v.p[i];
        if (ch <= ' ' || ch == 127 || strchr("()<>,;:\\\"[]", ch)) return false;
    }
    if (memchr(domain.p, '@', domain.n) || domain.p[0] == '.' || domain.p[domain.n - 1] == '.') return false;
    return memchr(domain.p, '.', domain.n) != NULL;
}

static bool phone_valid(str v)
{
    size_t digits = 0;
    for (size_t i = 0; i < v.n; i++) {
        char ch = v.p[i];
        if (ch >= '0' && ch <= '9') digits++;
        else if (!strchr("+-()/. x", ch)) return false;
    }
    return digits >= 5 && digits <= 20;
}

static err bind_day(struct bind *b, str v)
{
    opt_day out = {.known = true};
    if (!day_parse(v, &out.day)) return refuse(b, SAY(MSG_error_date));
    const struct field *f = b->f;
    if (f->min < f->max && (out.day.d < f->min || out.day.d > f->max)) {
        day lo = {(int32_t)f->min}, hi = {(int32_t)f->max};
        return refuse(b, SAY2(MSG_error_range, "min", day_str(b->c->a, lo), "max", day_str(b->c->a, hi)));
    }
    memcpy(b->at, &out, sizeof out);
    return OK;
}

// Of the practice that is signed in to.
static str currency_of(const struct call *c)
{
    return c->session ? c->session->currency : (str){0};
}

static err bind_number(struct bind *b, opt_int v)
{
    const struct field *f = b->f;
    if (f->min < f->max && (v.v < f->min || v.v > f->max)) {
        bool money = f->type == F_MONEY;
        str lo = money ? billing_amount(b->c->a, f->min, currency_of(b->c)) : number_str(b->c, f->min);
        str hi = money ? billing_amount(b->c->a, f->max, currency_of(b->c)) : number_str(b->c, f->max);
        return refuse(b, SAY2(MSG_error_range, "min", lo, "max", hi));
    }
    memcpy(b->at, &v, sizeof v);
    return OK;
}

static bool time_parse(str v, int64_t *out)
{
    str hour, minute;
    int64_t h, m;
    if (!str_cut(v, ':', &hour, &minute) || hour.n < 1 || hour.n > 2 || minute.n != 2) return false;
    if (!str_i64(hour, &h) || !str_i64(minute, &m) || h < 0 || h > 24 || m < 0 || m > 59 || (h == 24 && m > 0)) return false;
    *out = h * 60 + m;
    return true;
}

static err bind_choice(struct bind *b, str v)
{
    for (const struct choice *ch = b->f->choices; ch && ch->value; ch++) {
        if (str_eq(str_of(ch->value), v)) {
            memcpy(b->at, &v, sizeof v);
            return OK;
        }
    }
    return refuse(b, SAY(MSG_error_choice));
}

static err bind_value(struct bind *b, str v)
{
    opt_int number = {.known = true};
    switch (b->f->type) {
    case F_TEXT:
    case F_LONG:
    case F_PASSWORD: return bind_text(b, v);
    case F_EMAIL: return email_valid(v) ? bind_text(b, v) : refuse(b, SAY(MSG_error_email));
    case F_TEXTS:
    case F_PHONE: return phone_valid(v) ? bind_text(b, v) : refuse(b, SAY(MSG_error_phone));
    case F_DAY: return bind_day(b, v);
    case F_INT: return str_i64(v, &number.v) ? bind_number(b, number) : refuse(b, SAY(MSG_error_number));
    case F_MONEY: return billing_amount_parse(v, currency_of(b->c), &number.v) ? bind_number(b, number) : refuse(b, SAY(MSG_error_money));
    case F_TIME: return time_parse(v, &number.v) ? bind_number(b, number) : refuse(b, SAY(MSG_error_time));
    case F_CHOICE: return bind_choice(b, v);
    case F_ID:
        if (!id_parse(v, &number.v)) return refuse(b, SAY(MSG_error_choice));
        memcpy(b->at, &number.v, sizeof number.v);
        return OK;
    case F_CHECK: break;
    }
    return OK;
}

// Repeated text fields: phones. Empty ones are left out; problems are named phones[1].
static err bind_texts(struct bind *b)
{
    struct texts *out = (struct texts *)(void *)b->at;
    err worst = OK;
    bool found = true;
    str name = b->field;
    for (size_t i = 0; found; i++) {
        str v = str_trim(body_value(b->c->body, name, i, &found));
        if (!found || !v.n) continue;
        struct bind one = *b;
        str kept = {0};
        one.at = (char *)&kept;
        one.field = str_fmt(b->c->a, "%.*s[%zu]", SP(name), i);
        if (out->n == sizeof out->v / sizeof out->v[0]) {
            return refuse(&one, SAY1(MSG_error_too_many, "max", number_str(b->c, (int64_t)out->n)));
        }
        err e = bind_value(&one, v);
        if (e) worst = e;
        else out->v[out->n++] = kept;
    }
    return worst;
}

static err bind_field(struct bind *b)
{
    if (b->f->type == F_TEXTS) return bind_texts(b);
    bool found;
    str v = body_value(b->c->body, b->field, 0, &found);
    if (b->f->type == F_CHECK) {
        bool on = found && v.n && !str_eq(v, S("0")) && !str_eq(v, S("false"));
        memcpy(b->at, &on, sizeof on);
        return OK;
    }
    if (b->f->type != F_PASSWORD) v = str_trim(v);
    if (v.n) return bind_value(b, v);
    return b->f->required ? refuse(b, SAY(MSG_error_required)) : OK;
}

static const char *const hidden[] = {"_csrf", "_key", "_version", "_step"};

err form_refuse_unknown(struct call *c)
{
    err worst = OK;
    if (!c->body || !c->body->json) return OK;
    for (size_t i = 0; i < c->body->n; i++) {
        const struct pair *p = &c->body->pair[i];
        bool known = p->used;
        for (size_t k = 0; k < sizeof hidden / sizeof hidden[0]; k++) known |= str_eq(p->name, str_of(hidden[k]));
        if (!known && problem_of(&c->problems, p->name)) worst = E_INVALID;
        else if (!known) worst = problem_add(&c->problems, E_INVALID, p->name, SAY(MSG_error_unknown_field));
    }
    return worst;
}

err form_bind(struct call *c, const struct form *f, void *out)
{
    CHECK(c->body && f->size);
    memset(out, 0, f->size);
    err worst = OK;
    for (size_t i = 0; i < f->n; i++) {
        struct bind b = {c, &f->fields[i], str_of(f->fields[i].name), (char *)out + f->fields[i].offset};
        err e = bind_field(&b);
        if (e) worst = e;
    }
    err e = form_refuse_unknown(c);
    return e ? e : worst;
}

int64_t form_version(const struct call *c)
{
    bool found;
    int64_t v;
    str s = body_value(c->body, S("_version"), 0, &found);
    return found && str_i64(s, &v) ? v : 0;
}
