#include "desk/safety/safety_ask.h"

// Nobody has answered it. What was denied, or spoke for a day that is over, has its answers, and is settled by its own acts.
static bool waits(const struct finding_row *f)
{
    return f->state == FINDING_ASK && f->unknown && !f->against;
}

struct asking {
    const struct screen_rules *r;
    bool *in;                   // by question
    int *level;                 // … the highest that waits for it, 0 none
};

static void add_levels(const struct asking *k, const struct safety *s, bool all)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct finding_row *f = &s->findings[i];
        for (const struct json *x = waits(f) ? f->answers->first : NULL; x; x = x->next) {
            const struct question *q = x->kind == JSON_NULL ? screen_question_of(k->r, x->name) : NULL;
            size_t at = q ? (size_t)(q - k->r->questions) : 0;
            if (q && (!k->level[at] || (int)f->level < k->level[at]))
                k->level[at] = (int)f->level;
            if (q && all)
                k->in[at] = true;
        }
    }
}

// On the screen at once: what follows on one that is asked comes with it.
static err shown_at_once(struct desk *d, client_id client, const struct asking *k, bool whole, const bool **out)
{
    str *ids = ARENA_ARRAY(d->a, k->r->n_questions, str);
    size_t n = 0;
    bool *shown = ARENA_ARRAY(d->a, k->r->n_questions, bool);
    struct json none = {.kind = JSON_OBJECT};
    struct part_view v;
    for (size_t q = 0; q < k->r->n_questions; q++) {
        shown[q] = !k->r->questions[q].when;
        if (k->in[q] && !k->r->questions[q].by_therapist)
            ids[n++] = k->r->questions[q].id;
    }
    *out = shown;
    if (whole || !n)
        return OK;
    struct part_in in = {.client = client, .own = &none};
    in.asked = intake_part_asks(d, ids, n, NULL, 0, &in.n_asked);
    err e = intake_part_look(d, &in, &v);
    if (!e)
        *out = v.asked;
    return e;
}

static const struct ask_row *rows(struct desk *d, const struct asking *k, const bool *shown, bool measured, size_t *n)
{
    struct ask_row *v = ARENA_ARRAY(d->a, k->r->n_questions, struct ask_row);
    *n = 0;
    for (int level = LEVEL_EMERGENCY; level <= LEVEL_MODIFY + 1; level++)
        for (size_t q = 0; q < k->r->n_questions; q++) {
            const struct question *one = &k->r->questions[q];
            bool here = k->in[q] && one->by_therapist == measured && (measured || shown[q]);
            if (here && (k->level[q] ? k->level[q] : LEVEL_MODIFY + 1) == level)
                v[(*n)++] = (struct ask_row){one, (enum screen_level)k->level[q]};
        }
    return v;
}

err desk_to_ask(struct desk *d, client_id client, const struct safety *s, struct ask_list *out)
{
    const struct screen_rules *r = screen_shipped();
    struct asking k = {r, ARENA_ARRAY(d->a, r->n_questions, bool), ARENA_ARRAY(d->a, r->n_questions, int)};
    const bool *shown;
    *out = (struct ask_list){0};
    err e = desk_intake_due(d, client, &out->due);
    if (e)
        return e;
    for (size_t i = 0; i < out->due.n; i++)
        k.in[out->due.v[i].q - r->questions] = true;
    add_levels(&k, s, out->due.whole);
    e = shown_at_once(d, client, &k, out->due.whole, &shown);
    if (e)
        return e;
    out->ask = rows(d, &k, shown, false, &out->n);
    out->measure = rows(d, &k, shown, true, &out->n_measure);
    return OK;
}

static bool in_list(const struct ask_list *l, str question)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->ask[i].q->id, question))
            return true;
    for (size_t i = 0; i < l->n_measure; i++)
        if (str_eq(l->measure[i].q->id, question))
            return true;
    for (size_t i = 0; i < l->due.n; i++)
        if (str_eq(l->due.v[i].q->id, question))
            return true;
    return false;
}

bool ask_covers(const struct ask_list *l, const struct finding_row *f)
{
    bool all = waits(f), any = false;
    for (const struct json *x = f->answers->first; x; x = x->next) {
        any |= x->kind == JSON_NULL;
        all &= x->kind != JSON_NULL || in_list(l, x->name);
    }
    return all && any;
}

err desk_anew_due(struct desk *d, const struct anew_due **out, size_t *n)
{
    const struct anew_wait *w = NULL;
    size_t n_w = 0;
    *n = 0;
    err e = desk_begin(d, VERB_SAFETY_ROWS, 0);
    if (!e)
        e = anew_waiting(d->db, d->a, &d->who, (instant){d->now.us - ANEW_DAYS * DAY_US}, ANEW_LISTED, &w, &n_w);
    if (e || !n_w)
        return e;
    struct anew_due *v = ARENA_ARRAY(d->a, n_w, struct anew_due);
    struct safety_row *rows = ARENA_ARRAY(d->a, n_w, struct safety_row);
    client_id *who = ARENA_ARRAY(d->a, n_w, client_id);
    for (size_t i = 0; i < n_w; i++)
        who[i] = w[i].client;
    e = desk_safety_rows(d, who, n_w, rows);
    for (size_t i = 0; !e && i < n_w; i++) {
        const struct safety *s = &rows[i].safety;
        if (s->anew_worse || s->anew_event || s->anew_changed)
            v[(*n)++] = (struct anew_due){w[i], s->anew_worse ? ANEW_WORSE : s->anew_event ? ANEW_EVENT : ANEW_CHANGED};
    }
    *out = v;
    return e;
}
