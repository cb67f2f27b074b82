// Numbers of telephones as somebody types them: what is taken is E.164, and taken again it is the same.
#include <stdint.h>

#include "base/err.h"
#include "base/phone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

// The country's code, a NUL, the number.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static arena *a;
    str code, typed, out, again;
    if (!a) a = arena_new(1 << 20);
    str_cut((str){(const char *)data, n}, '\0', &code, &typed);
    if (code.n && !phone_code(code)) {
        typed = code;
        code = (str){0};
    }
    if (phone_e164(a, typed, code, &out)) {
        CHECK(out.n >= 9 && out.n <= 16 && out.p[0] == '+');
        for (size_t i = 1; i < out.n; i++) CHECK(out.p[i] >= '0' && out.p[i] <= '9');
        CHECK(out.p[1] != '0');
        CHECK(phone_e164(a, out, code, &again) && str_eq(out, again));
        CHECK(phone_e164(a, out, S(""), &again) && str_eq(out, again));
        size_t digits = 0;
        for (size_t i = 0; i < typed.n; i++) digits += typed.p[i] >= '0' && typed.p[i] <= '9';
        CHECK(digits > 0);
    }
    arena_reset(a);
    return 0;
}
