// Link tokens: arbitrary text is never taken for one of ours; what we sign comes back as it was.
#include "desk/links/link_token.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static const struct desk_keys keys = {.key = {{3, "a secret of thirty-two bytes ..."}}, .n = 1};
    struct link_token t, back;
    str text = {(const char *)data, n};
    CHECK(link_token_read(&keys, text, (instant){0}, &t) == E_NOT_FOUND);
    if (n < 24)
        return 0;
    uint64_t raw[3];
    memcpy(raw, data, sizeof raw);
    arena *a = arena_new(1 << 16);
    t = (struct link_token){{(int64_t)(raw[0] >> 1 | 1)}, {(int64_t)(raw[1] >> 1 | 1)}, {(int64_t)(raw[2] >> 24 | 1) * SECOND_US}};
    str made = link_token_make(a, &keys, t);
    CHECK(link_token_read(&keys, made, (instant){0}, &back) == OK);
    CHECK(back.link.v == t.link.v && back.practice.v == t.practice.v && back.expires.us == t.expires.us);
    CHECK(link_token_read(&keys, made, t.expires, &back) == E_GONE);
    // one bit of the text, anywhere, and it is no longer ours
    char *altered = arena_alloc(a, made.n);
    memcpy(altered, made.p, made.n);
    altered[data[0] % made.n] ^= (char)(1 << data[1] % 8);
    CHECK(link_token_read(&keys, (str){altered, made.n}, (instant){0}, &back) == E_NOT_FOUND);
    arena_free(a);
    return 0;
}
