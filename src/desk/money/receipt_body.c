// What stands on a receipt as canonical JSON, of money.h.
#include "desk/money/money.h"

#include "base/json.h"

enum { BODY_MAX = 64 << 10, DEPTH = 8 };

struct member {
    const char *name;
    size_t at;
};
#define M(field) {#field, offsetof(struct receipt_body, field)}
static const struct member texts[] = {M(practice), M(address), M(phone), M(email), M(country), M(tax_number), M(tax_name), M(client), M(client_address),
    M(therapist), M(licence), M(what)};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static void day_out(arena *a, struct jw *w, const char *name, opt_day d)
{
    if (d.known)
        jw_kstr(w, str_of(name), day_str(a, d.day));
}

static bool day_in(const struct json *j, const char *name, opt_day *out)
{
    const struct json *v = json_get(j, str_of(name));
    *out = (opt_day){0};
    if (!v)
        return true;
    out->known = day_parse(json_text(v), &out->day);
    return out->known;
}

str receipt_body_text(arena *a, const struct receipt_body *b)
{
    struct buf out = buf_new(a, BODY_MAX);
    struct jw w = jw_on(&out);
    jw_object(&w);
    for (size_t i = 0; i < TEXTS; i++)
        jw_kstr(&w, str_of(texts[i].name), *(const str *)(const void *)((const char *)b + texts[i].at));
    day_out(a, &w, "served", b->served);
    jw_kint(&w, S("minutes"), b->minutes);
    jw_kint(&w, S("visits"), b->visits);
    day_out(a, &w, "expires", b->expires);
    jw_end(&w);
    CHECK(!out.over);
    return buf_str(&out);
}

bool receipt_body_read(arena *a, str text, struct receipt_body *out)
{
    struct json_error why;
    const struct json *j = json_parse(a, text, DEPTH, &why);
    *out = (struct receipt_body){0};
    if (!j || j->kind != JSON_OBJECT)
        return false;
    for (size_t i = 0; i < TEXTS; i++) {
        const struct json *v = json_get(j, str_of(texts[i].name));
        if (!v || v->kind != JSON_STRING)
            return false;
        *(str *)(void *)((char *)out + texts[i].at) = v->text;
    }
    const struct json *minutes = json_get(j, S("minutes")), *visits = json_get(j, S("visits"));
    return minutes && json_integer(minutes, &out->minutes) && visits && json_integer(visits, &out->visits) && day_in(j, "served", &out->served) &&
           day_in(j, "expires", &out->expires);
}
