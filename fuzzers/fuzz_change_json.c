// Any bytes as the input of unknot change: refused with a reason, or judged with whole sentences and a class.
#include "base/err.h"
#include "base/json.h"
#include "clinic/measures/change_probe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static const struct instrument_file *find(void *ctx, str id)
{
    (void)ctx;
    return instrument_known(id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n > 8192) return 0;
    if (!a) a = arena_new((size_t)128 << 20);
    str out = {0}, why = {0};
    if (change_probe(a, (str){(const char *)data, n}, &(struct change_ask){find, NULL}, &out, &why)) {
        struct json_error e;
        const struct json *j = json_parse(a, out, 64, &e);
        CHECK(j && json_text(json_get(j, S("class"))).n);
        str said = json_text(json_get(j, S("statement")));
        CHECK(said.n && utf8_valid(said));
        double v;
        const struct json *change = json_get(j, S("change"));
        CHECK(change->kind == JSON_NULL || json_number(change, &v));
    } else {
        CHECK(why.n > 0);
    }
    arena_reset(a);
    return 0;
}
