// Any bytes as a series of answers: the judgement must be total, its sentence whole and its numbers finite.
#include <math.h>
#include <string.h>

#include "base/err.h"
#include "clinic/measures/change.h"
#include "clinic/measures/own.h"
#include "clinic/measures/series.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static void check_words(struct say s) {
    CHECK(s.key != MSG_none);
    str text = message_say(a, LANG_EN, s);
    CHECK(text.n > 0 && utf8_valid(text) && str_find(text, S("{")) == SIZE_MAX);
}

static void check_series(const struct point *p, size_t n) {
    struct bin *b;
    struct gap *g;
    struct point *t;
    size_t bins = series_bins(a, p, n, (day){3}, 7, &b), answers = 0;
    for (size_t i = 0; i < bins; i++)
        answers += b[i].n;
    CHECK(bins <= SERIES_BINS && answers <= n && (bins == SERIES_BINS || answers == n));
    CHECK(series_gaps(a, p, n, 1, &g) <= n);
    CHECK(series_thin(a, p, n, 16, &t) <= (n < 16 ? n : 16));
}

static void check_own(const struct point *p, size_t n) {
    struct own_rule rule = {.days = 28, .least = 3 + (int)(n % 12), .far = 1.5};
    struct own_day o = own_compare(series_sorted(a, p, n), n, &rule);
    CHECK((o.state == OWN_NONE) == (n == 0) && o.n <= 28 && isfinite(o.value) && isfinite(o.mean) && isfinite(o.sd) && isfinite(o.z));
    CHECK((o.state == OWN_KNOWN || o.state == OWN_ALIKE) == (o.n >= (size_t)rule.least && n > 0));
    CHECK(o.sd >= 0 && (o.state == OWN_KNOWN ? o.sd > 0 : !o.far && o.z <= 0 && o.z >= 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    if (n < 8 || n > 4096)
        return 0;
    if (!a)
        a = arena_new(32 << 20);
    struct change_input in = {.instrument = instrument_at(data[0] % 4), .place = S("neck"), .name = S("Ana"), .start_known = data[1] & 1, .today_known = data[1] & 2,
                              .told_therapist = data[1] & 4, .other_treatment = data[1] & 8, .start = {data[2]}, .today = {data[3] * 4}};
    int scale = data[4] == 255 ? 10000 : 1 + data[4] % 8;
    struct point *p = ARENA_ARRAY(a, n, struct point);
    for (size_t i = 8; i + 1 < n; i += 2) {
        double v = in.instrument->kind == INSTRUMENT_DAY ? data[i + 1] & 1 : data[i + 1] % 11;
        p[in.n++] = (struct point){{(data[i] - 60) * scale}, v};
    }
    in.points = p;
    struct change_result c = change_judge(a, &in);
    check_words(c.you);
    check_words(c.they);
    for (size_t i = 0; i < c.n_caveats; i++)
        check_words(c.caveat[i]);
    CHECK(isfinite(c.change) && isfinite(c.lo) && isfinite(c.hi) && isfinite(c.before.mean) && isfinite(c.now.mean));
    CHECK(c.before.n <= c.before.all && c.now.n <= c.now.all && c.before.all + c.now.all <= in.n);
    CHECK(c.class == CHANGE_CANNOT_SAY || (c.before.n > 0 && c.now.n > 0 && in.start_known));
    CHECK(change_class_name(c.class).n > 0);
    check_series(p, in.n);
    check_own(p, in.n);
    arena_reset(a);
    return 0;
}
