// Any bytes as a name and as a query: folding and keys stay valid UTF-8 and bounded, and a name finds itself.
#include <string.h>

#include "base/err.h"
#include "clinic/people/duplicates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_keys(struct namekeys k, size_t most) {
    CHECK(k.n <= most);
    for (size_t i = 0; i < k.n; i++)
        CHECK(k.v[i].n > 0 && k.v[i].n <= 64 && utf8_valid(k.v[i]) && (i == 0 || str_cmp(k.v[i - 1], k.v[i]) < 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    static arena *a;
    if (!a)
        a = arena_new(16 << 20);
    if (n > 2048)
        return 0;
    str text = {(const char *)data, n}, family, given, query, rest;
    str_cut(text, '\n', &family, &rest);
    str_cut(rest, '\n', &given, &query);
    struct name_facts who = {.given = given, .family = family, .preferred = query, .phones = &query, .n_phones = 1, .email = given, .born_known = true, .born = {(int32_t)n}};
    struct namekeys keys = namekey_keys(a, &who);
    check_keys(keys, 160);
    check_keys(namekey_probe(a, query), NAMEKEY_PROBES);
    check_keys(namekey_probe_person(a, &who), NAMEKEY_PROBES);
    int rank = namekey_rank(a, query, &who);
    CHECK(rank >= 0 && rank <= 1000);
    str folded = namekey_fold(a, family);
    CHECK(utf8_valid(folded));
    CHECK(family.n > 128 || str_eq(namekey_fold(a, folded), folded)); // folding twice changes nothing (longer ones are clipped)
    struct duplicate_found self = duplicates_judge(a, &who, &who);
    CHECK(self.score >= 0 && self.score <= 100);
    CHECK(folded.n == 0 || namekey_fold(a, given).n == 0 || self.likely == DUPLICATE_LIKELY);
    arena_reset(a);
    return 0;
}
