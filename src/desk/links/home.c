#include "desk/links/home.h"

#include <sodium.h>
#include <string.h>

enum { PASS_BYTES = 32 };

static void pass_of(const struct desk *d, size_t key, unsigned char out[PASS_BYTES])
{
    static const char label[] = "unknot.home.1";
    unsigned char text[sizeof label - 1 + 24];
    memcpy(text, label, sizeof label - 1);
    for (int i = 0; i < 8; i++) {
        text[sizeof label - 1 + (size_t)i] = (unsigned char)(d->who.practice.v >> (56 - 8 * i));
        text[sizeof label + 7 + (size_t)i] = (unsigned char)(d->who.link.v >> (56 - 8 * i));
        text[sizeof label + 15 + (size_t)i] = (unsigned char)(d->who.only.v >> (56 - 8 * i)); // after a merge it is another record: asked again
    }
    const unsigned char *secret = d->env->keys->key[key].secret;
    CHECK(crypto_generichash(out, PASS_BYTES, text, sizeof text, secret, sizeof d->env->keys->key[key].secret) == 0);
}

str desk_home_pass(struct desk *d)
{
    unsigned char bytes[PASS_BYTES];
    char text[HOME_PASS_TEXT + 1];
    CHECK(d->who.role == ROLE_CLIENT && d->env->keys->n > 0);
    pass_of(d, d->env->keys->n - 1, bytes);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_dup(d->a, str_of(text));
}

bool desk_home_passes(const struct desk *d, str pass)
{
    unsigned char given[PASS_BYTES], want[PASS_BYTES];
    size_t n = 0;
    if (d->who.role != ROLE_CLIENT || pass.n != HOME_PASS_TEXT ||
        sodium_base642bin(given, sizeof given, pass.p, pass.n, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || n != PASS_BYTES)
        return false;
    bool right = false;
    for (size_t i = 0; i < d->env->keys->n; i++) {
        pass_of(d, i, want);
        right |= sodium_memcmp(given, want, PASS_BYTES) == 0;
    }
    return right;
}

err desk_home_enter(struct desk *d, str pass, struct link_opened *out)
{
    if (!desk_may(&d->who, VERB_HOME_SHOW))
        return E_SIGN_IN;
    err e = desk_link_again(d, LINK_HOME, out);
    if (e)
        return e;
    // only what is shown is booked as seen
    return desk_home_passes(d, pass) ? desk_begin(d, VERB_HOME_SHOW, d->who.only.v) : E_FORBIDDEN;
}

err desk_home(struct desk *d, str pass, struct home *out)
{
    struct link_opened o = {0};
    *out = (struct home){0};
    err e = desk_home_enter(d, pass, &o);
    if (e && e != E_FORBIDDEN)
        return e;
    e = desk_link_front(d, &o, e == E_FORBIDDEN, &out->front);
    if (e || out->front.confirm)
        return e;
    return home_get(d->db, d->a, &d->who, d->now, &out->lists);
}

err desk_home_confirm(struct desk *d, day born, enum confirm_result *out)
{
    struct link_opened o;
    *out = CONFIRM_WRONG;
    err e = desk_begin(d, VERB_HOME_CONFIRM, d->who.only.v);
    if (!e)
        e = desk_link_again(d, LINK_HOME, &o);
    return e ? e : desk_link_confirm(d, &o, born, out);
}

err desk_home_link(struct desk *d, str pass, enum link_purpose purpose, struct link_made *out)
{
    struct link_opened o;
    CHECK(purpose != LINK_HOME);
    err e = desk_begin(d, VERB_HOME_LINK, d->who.only.v);
    if (!e)
        e = desk_link_again(d, LINK_HOME, &o);
    if (!e && !desk_home_passes(d, pass))
        e = E_FORBIDDEN;
    if (e)
        return e;
    e = desk_link_onward(d, &o.link, purpose, out);
    return e != E_NOT_FOUND ? e : desk_link_make(d, &(struct link_in){.client = d->who.only, .purpose = purpose, .from = o.link.id, .until = o.link.expires}, out);
}
