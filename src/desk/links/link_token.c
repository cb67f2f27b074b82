#include "desk/links/link_token.h"

#include <sodium.h>
#include <string.h>

enum { VERSION = 1, BODY = 26, MAC = 24, BYTES = BODY + MAC };

static const char for_link[] = "unknot.link.1", for_mail[] = "unknot.mail.1";
_Static_assert(sizeof for_link == sizeof for_mail, "one length");

static void put64(unsigned char *to, uint64_t v) {
    for (int i = 7; i >= 0; i--, v >>= 8)
        to[i] = (unsigned char)(v & 0xff);
}

static uint64_t get64(const unsigned char *from) {
    uint64_t v = 0;
    for (int i = 0; i < 8; i++)
        v = v << 8 | from[i];
    return v;
}

static void sign(const char purpose[sizeof for_link], const unsigned char secret[32], const unsigned char body[BODY], unsigned char mac[MAC]) {
    crypto_generichash_state state;
    crypto_generichash_init(&state, secret, 32, MAC);
    crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof for_link - 1);
    crypto_generichash_update(&state, body, BODY);
    crypto_generichash_final(&state, mac, MAC);
    sodium_memzero(&state, sizeof state);
}

static str make(const char purpose[sizeof for_link], arena *a, const struct desk_keys *keys, struct link_token t) {
    CHECK(keys != NULL && keys->n > 0 && keys->n <= sizeof keys->key / sizeof keys->key[0]);
    CHECK(t.link.v > 0 && t.practice.v > 0 && t.expires.us % SECOND_US == 0 && t.expires.us > 0);
    unsigned char bytes[BYTES];
    bytes[0] = VERSION;
    bytes[1] = keys->key[keys->n - 1].id;
    put64(bytes + 2, (uint64_t)t.link.v);
    put64(bytes + 10, (uint64_t)t.practice.v);
    put64(bytes + 18, (uint64_t)(t.expires.us / SECOND_US));
    sign(purpose, keys->key[keys->n - 1].secret, bytes, bytes + BODY);
    char *text = arena_alloc(a, LINK_TOKEN_TEXT + 1);
    sodium_bin2base64(text, LINK_TOKEN_TEXT + 1, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (str){text, LINK_TOKEN_TEXT};
}

static err take(const char purpose[sizeof for_link], const struct desk_keys *keys, str text, instant now, struct link_token *out) {
    *out = (struct link_token){0};
    unsigned char bytes[BYTES], mac[MAC];
    size_t n = 0;
    const char *end = NULL;
    if (text.n != LINK_TOKEN_TEXT)
        return E_NOT_FOUND;
    if (sodium_base642bin(bytes, sizeof bytes, text.p, text.n, NULL, &n, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return E_NOT_FOUND;
    if (n != BYTES || end != text.p + text.n || bytes[0] != VERSION)
        return E_NOT_FOUND;
    // libsodium 1.0.18 takes some bytes over 127 for letters: only the one spelling counts
    char again[LINK_TOKEN_TEXT + 1];
    sodium_bin2base64(again, sizeof again, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    if (memcmp(again, text.p, text.n) != 0)
        return E_NOT_FOUND;
    bool good = false;
    for (size_t i = 0; i < keys->n; i++) {
        if (keys->key[i].id != bytes[1])
            continue;
        sign(purpose, keys->key[i].secret, bytes, mac);
        good |= sodium_memcmp(mac, bytes + BODY, MAC) == 0;
    }
    uint64_t seconds = get64(bytes + 18);
    if (!good || seconds > (uint64_t)INT64_MAX / (uint64_t)SECOND_US || get64(bytes + 2) > INT64_MAX || get64(bytes + 10) > INT64_MAX)
        return E_NOT_FOUND;
    *out = (struct link_token){{(int64_t)get64(bytes + 2)}, {(int64_t)get64(bytes + 10)}, {(int64_t)seconds * SECOND_US}};
    if (out->link.v == 0 || out->practice.v == 0)
        return E_NOT_FOUND;
    return now.us < out->expires.us ? OK : E_GONE;
}

str link_token_make(arena *a, const struct desk_keys *keys, struct link_token t) { return make(for_link, a, keys, t); }
err link_token_read(const struct desk_keys *keys, str text, instant now, struct link_token *out) { return take(for_link, keys, text, now, out); }
str mail_token_make(arena *a, const struct desk_keys *keys, struct link_token t) { return make(for_mail, a, keys, t); }
err mail_token_read(const struct desk_keys *keys, str text, instant now, struct link_token *out) { return take(for_mail, keys, text, now, out); }
