// Any bytes as a file of content/: refused with a reason, or all of it within the bounds that plans, notes and pages count on.
#include <stdint.h>

#include "base/err.h"
#include "clinic/care/technique.h"
#include "clinic/care/templates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static void templates(str text)
{
    const struct plan_template *t;
    size_t n;
    str why = {0};
    if (!plan_templates(a, text, &t, &n, &why)) {
        CHECK(why.n > 0);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct site place = {0};
        CHECK(t[i].minutes >= 5 && t[i].minutes <= 480 && t[i].sessions >= 1 && t[i].sessions <= 60 && t[i].per_week >= 1 && t[i].per_week <= 7);
        CHECK(t[i].every_weeks >= 1 && t[i].every_weeks <= 12 && t[i].review_sessions >= 1 && t[i].review_weeks >= 1);
        CHECK(t[i].id.n && t[i].source.n && plan_evidence_known(t[i].evidence) && t[i].n_kinds >= 1);
        CHECK(plan_template_suits(&t[i], t[i].kind[0], NULL, 0) == 1 && plan_template_suits(&t[i], S("?"), NULL, 0) <= 1);
        if (t[i].n_regions) CHECK(site_parse(t[i].region[0], &place) && plan_template_suits(&t[i], t[i].kind[0], &place, 1) == 2);
        (void)plan_template_say(&t[i], "name");
        for (size_t k = 0; k < i; k++) CHECK(!str_eq(t[k].id, t[i].id));
    }
}

static void vocabulary(str text)
{
    str why = {0};
    const struct vocabulary *v = vocabulary_load(a, text, &why);
    if (!v) {
        CHECK(why.n > 0);
        return;
    }
    CHECK(v->version.n && v->n_positions >= 1 && v->n_positions <= POSITIONS_MAX && v->n_home_care >= 1 && v->n_home_care <= HOME_CARE_MAX);
    for (int p = 1; p <= PRESSURES; p++) CHECK(v->pressure[p].name.n && v->pressure[p].words.n);
    for (size_t i = 0; i < v->n_techniques; i++) {
        const struct technique *t = &v->techniques[i];
        CHECK(technique_of(v, t->id) == t && t->name.n && t->pressure >= 0 && t->pressure <= PRESSURES);
    }
    for (size_t i = 0; i < v->n_positions; i++) CHECK(position_of(v, v->positions[i].id) == &v->positions[i]);
    for (size_t i = 0; i < v->n_home_care; i++) CHECK(home_care_of(v, v->home_care[i].id) == &v->home_care[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (!a) a = arena_new(64 << 20);
    templates((str){(const char *)data, n});
    vocabulary((str){(const char *)data, n});
    arena_reset(a);
    return 0;
}
