#include "desk/measures/progress.h"

bool progress_evidence(arena *a, const struct progress *p, const struct progress_series *s, struct evidence *out) {
    if (!s->points.n || s->instrument->neither || s->instrument->kind == INSTRUMENT_LATEST)
        return false;
    day *session = ARENA_ARRAY(a, p->held.n, day);
    for (size_t i = 0; i < p->held.n; i++) // also without a signed note: treatment began with it all the same
        session[i] = p->held.v[i].day;
    struct evidence_input in = {.instrument = s->instrument,
        .points = s->points.v,
        .n = s->points.n,
        .start_known = s->concern.started,
        .start = s->concern.start,
        .today = p->today,
        .session = session,
        .n_sessions = p->held.n,
        .draw = s->draw,
        .change = &s->change};
    *out = evidence_judge(a, &in);
    return true;
}
