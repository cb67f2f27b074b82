// Files and words that start the server: the settings file, the key file, addresses to listen on. Refused with a reason, or in bounds.
#include <stdint.h>

#include "base/err.h"
#include "serve/keyfile.h"
#include "serve/listen.h"
#include "serve/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static arena *a;
    str text = {(const char *)data, n}, why = {0};
    struct settings s;
    struct desk_keys keys = {0};
    struct listen_at at;
    if (!a) a = arena_new(64 << 20);
    settings_defaults(a, &s);
    if (!settings_read(&s, text, &why)) CHECK(why.n > 0);
    why = (str){0};
    if (listen_parse(a, text, &at, &why)) CHECK(at.port >= 0 && at.port <= 65535 && at.host.n > 0);
    else CHECK(why.n > 0);
    if (keyfile_parse(text, &keys)) CHECK(keys.n >= 1 && keys.n <= 8);
    for (size_t i = 0; i < keys.n; i++) CHECK(keys.key[i].id >= 1);
    arena_reset(a);
    return 0;
}
