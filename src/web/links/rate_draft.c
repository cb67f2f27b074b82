#include "rate_draft.h"

#include <string.h>

#include "web/cookie.h"
#include "link_text.h"
#include "web/route.h"

#define NAME S("unknot-rated")
#define DAY_SECONDS ((int64_t)(24 * HOUR_US / SECOND_US))

bool rate_field(str name)
{
    if (name.n > DRAFT_NAME || !(str_starts(name, S("rating_")) || str_starts(name, S("activity_")))) return false;
    for (size_t i = 0; i < name.n; i++) {
        char x = name.p[i];
        if (!((x >= 'a' && x <= 'z') || (x >= '0' && x <= '9') || x == '_')) return false;
    }
    return true;
}

void rate_draft_put(struct rate_draft *d, str field, int value)
{
    size_t i = 0;
    CHECK(value >= DRAFT_LEFT_OPEN && value <= 10);
    while (i < d->n && !str_eq(d->v[i].field, field)) i++;
    if (i == DRAFT_MOST || !rate_field(field)) return;
    d->v[i].field = field;
    d->v[i].value = value;
    if (i == d->n) d->n++;
}

void rate_draft_read(struct call *c, struct rate_draft *out)
{
    str all = cookie_get(c, NAME);
    out->n = 0;
    while (all.n) {
        str one, rest, field, value;
        int64_t number = DRAFT_LEFT_OPEN;
        str_cut(all, '&', &one, &rest);
        all = rest;
        str_cut(one, '=', &field, &value);
        if (value.n && !(str_i64(value, &number) && number >= 0 && number <= 10)) continue;
        rate_draft_put(out, field, (int)number);
    }
}

bool rate_draft_get(const struct rate_draft *d, str field, int *value)
{
    for (size_t i = 0; i < d->n; i++) {
        if (!str_eq(d->v[i].field, field)) continue;
        *value = d->v[i].value;
        return true;
    }
    return false;
}

void rate_draft_keep(struct call *c, const struct rate_draft *d)
{
    struct buf b = buf_new(c->a, DRAFT_MOST * (DRAFT_NAME + 4));
    for (size_t i = 0; i < d->n; i++) {
        buf_putf(&b, "%s%.*s=", i ? "&" : "", SP(d->v[i].field));
        if (d->v[i].value >= 0) buf_putf(&b, "%d", d->v[i].value);
    }
    if (!b.n && !cookie_get(c, NAME).n) return;
    cookie_set(c, NAME, buf_str(&b), link_here(c, ""), DAY_SECONDS);
}

const struct body *rate_draft_into(struct call *c, const struct rate_draft *d, const struct body *posted)
{
    struct body *out = ARENA_NEW(c->a, struct body);
    struct pair *v = out->pair = ARENA_ARRAY(c->a, posted->n + d->n + 1, struct pair);
    for (size_t i = 0; i < posted->n; i++) {
        int value;
        if (!rate_draft_get(d, posted->pair[i].name, &value)) v[out->n++] = posted->pair[i];
    }
    for (size_t i = 0; i < d->n; i++)
        if (d->v[i].value >= 0) v[out->n++] = (struct pair){.name = d->v[i].field, .value = str_fmt(c->a, "%d", d->v[i].value)};
    return out;
}
