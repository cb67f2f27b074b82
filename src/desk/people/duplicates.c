#include "desk/people/duplicates.h"

#include <stdlib.h>

#include "desk/people/clients_rules.h"
#include "desk/rules.h"
#include "desk/safety/safety.h"
#include "store/client_key.h"
#include "store/merge.h"

enum { SHOWN = 10, PROBED = 60 };

static int by_score(const struct duplicate_found *x, int64_t x_id, const struct duplicate_found *y, int64_t y_id)
{
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x_id > y_id ? -1 : 1;
}

static int rows_by_score(const void *a, const void *b)
{
    const struct duplicate_row *x = a, *y = b;
    return by_score(&x->found, x->other.id.v, &y->found, y->other.id.v);
}

err desk_duplicates_of(struct desk *d, client_id self, const struct client_fields *f, struct duplicates_found *out)
{
    *out = (struct duplicates_found){0};
    err e = desk_begin(d, VERB_CLIENT_DUPLICATES, self.v);
    const struct client_candidate *c;
    size_t n, found = 0;
    struct name_facts facts = client_facts(f);
    if (!e)
        e = client_candidates(d->db, d->a, &d->who, namekey_probe_person(d->a, &facts), PROBED, &c, &n);
    if (e)
        return e;
    struct duplicate_row *v = ARENA_ARRAY(d->a, n, struct duplicate_row);
    for (size_t i = 0; i < n && !e; i++) {
        struct name_facts other = candidate_facts(&c[i]);
        bool said = c[i].row.id.v == self.v;
        if (said)
            continue;
        v[found] = (struct duplicate_row){.other = c[i].row, .found = duplicates_judge(d->a, &facts, &other)};
        if (v[found].found.likely == DUPLICATE_NONE)
            continue;
        if (self.v)
            e = duplicate_no_get(d->db, d->a, &d->who, self, c[i].row.id, &said);
        found += !said;
    }
    if (found)
        qsort(v, found, sizeof *v, rows_by_score);
    out->v = v;
    out->n = found < SHOWN ? found : SHOWN;
    return e;
}

static err both_here(struct desk *d, client_id x, client_id y)
{
    struct client_row row;
    err e = client_row_get(d->db, d->a, &d->who, x, &row);
    return e ? e : client_row_get(d->db, d->a, &d->who, y, &row);
}

err desk_duplicate_no(struct desk *d, client_id a, client_id b)
{
    err e = desk_begin(d, VERB_CLIENT_MERGE, a.v);
    if (!e && a.v == b.v)
        return problem_add(d->problems, E_INVALID, S(""), SAY(MSG_people_merge_self));
    if (!e)
        e = both_here(d, a, b);
    return e ? e : duplicate_no_put(d->db, &d->who, a, b, d->now);
}

static err pair_get(struct desk *d, client_id kept_id, client_id gone_id, struct client *kept, struct client *gone)
{
    if (kept_id.v == gone_id.v)
        return problem_add(d->problems, E_INVALID, S(""), SAY(MSG_people_merge_self));
    err e = client_get(d->db, d->a, &d->who, kept_id, kept);
    if (!e)
        e = client_get(d->db, d->a, &d->who, gone_id, gone);
    if (!e && (kept->merged_into.v || gone->merged_into.v))
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_people_merged_already));
    return e;
}

err desk_merge_preview(struct desk *d, client_id kept, client_id gone, struct merge_preview *out)
{
    *out = (struct merge_preview){0};
    err e = desk_begin(d, VERB_CLIENT_DUPLICATES, kept.v);
    struct merge_counts n = {0};
    if (!e)
        e = pair_get(d, kept, gone, &out->kept, &out->gone);
    if (!e)
        e = merge_counts(d->db, d->a, &d->who, kept, gone, &n);
    if (e)
        return e;
    out->after = client_fields_filled(&out->kept.f, &out->gone.f);
    out->concerns = n.concerns;
    out->measures = n.measures;
    out->diary_days = n.days - n.collisions;
    out->links = n.links;
    out->others = n.others;
    out->overlaps = n.overlaps;
    out->collisions = n.collisions;
    return OK;
}

static err fields_set(struct desk *d, struct client *c, const struct client_fields *f)
{
    if (client_fields_same(&c->f, f))
        return OK;
    c->f = *f;
    c->updated = d->now;
    return client_update(d->db, d->a, &d->who, c);
}

err desk_client_merge(struct desk *d, const struct merge_input *in, merge_id *out)
{
    err e = desk_begin(d, VERB_CLIENT_MERGE, in->kept.v);
    struct client kept = {0}, gone = {0};
    if (!e)
        e = pair_get(d, in->kept, in->gone, &kept, &gone);
    if (e)
        return e;
    if (kept.version != in->kept_version || gone.version != in->gone_version)
        return rule_conflict(d);
    struct merge_counts counts = {0};
    e = merge_counts(d->db, d->a, &d->who, in->kept, in->gone, &counts);
    if (e)
        return e;
    if (counts.overlaps)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY_N(MSG_people_merge_overlap, counts.overlaps));
    struct merge_row m = {.id = {id_next(&d->ids, d->now)}, .kept = in->kept, .gone = in->gone, .at = d->now};
    struct client_fields after = client_fields_filled(&kept.f, &gone.f);
    e = client_set_merged(d->db, d->a, &d->who, in->gone, in->kept, d->now); // first: diary days go from a merged record only
    if (!e)
        e = merge_move(d->db, d->a, &d->who, in->kept, in->gone, &kept.f, &after, &m.moved);
    if (!e)
        e = fields_set(d, &kept, &after);
    if (!e)
        e = merge_insert(d->db, &d->who, &m);
    *out = m.id;
    return e;
}

// A merge that came later moved what fits beside this one's: where the older goes first, neither can be undone exactly.
static err newest_merge(struct desk *d, const struct merge_row *m)
{
    const struct merge_row *rows;
    size_t n;
    err e = merge_list(d->db, d->a, &d->who, m->kept, &rows, &n);
    for (size_t i = 0; !e && i < n && rows[i].id.v != m->id.v; i++)
        if (!rows[i].undone)
            return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_people_merge_newer));
    return e;
}

err desk_client_unmerge(struct desk *d, merge_id id, client_id *kept_id, client_id *gone_id)
{
    struct merge_row m;
    if (!desk_may(&d->who, VERB_CLIENT_UNMERGE))
        return d->who.role == ROLE_NONE ? E_SIGN_IN : E_FORBIDDEN;
    err e = merge_get(d->db, d->a, &d->who, id, &m);
    struct client kept, gone;
    if (!e)
        e = desk_begin(d, VERB_CLIENT_UNMERGE, m.kept.v);
    if (!e)
        e = client_get(d->db, d->a, &d->who, m.kept, &kept);
    if (!e)
        e = client_get(d->db, d->a, &d->who, m.gone, &gone);
    if (e)
        return e;
    if (m.undone || gone.merged_into.v != m.kept.v)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_people_merge_undone));
    if (kept.merged_into.v)
        return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_people_merge_later));
    e = newest_merge(d, &m);
    if (e)
        return e;
    struct client_fields before, after;
    e = merge_move_back(d->db, d->a, &d->who, m.kept, m.gone, m.moved, &before, &after);
    if (!e)
        e = client_set_merged(d->db, d->a, &d->who, m.gone, (client_id){0}, d->now);
    if (e)
        return e;
    struct client_fields back = client_fields_unfilled(&kept.f, &before, &after);
    e = fields_set(d, &kept, &back);
    if (!e)
        e = merge_set_undone(d->db, &d->who, id, d->now);
    if (!e)
        e = findings_back(d, m.kept, m.at);
    if (!e)
        e = findings_back(d, m.gone, m.at);
    *kept_id = m.kept;
    *gone_id = m.gone;
    return e;
}

err desk_merges_of(struct desk *d, client_id kept, struct merges_found *out)
{
    *out = (struct merges_found){0};
    err e = desk_begin(d, VERB_CLIENT_DUPLICATES, kept.v);
    const struct merge_row *rows;
    size_t n;
    if (!e)
        e = merge_list(d->db, d->a, &d->who, kept, &rows, &n);
    if (e)
        return e;
    struct merge_item *v = ARENA_ARRAY(d->a, n, struct merge_item);
    bool newer = false;
    for (size_t i = 0; i < n; i++) {
        v[i] = (struct merge_item){
            .id = rows[i].id,
            .kept = kept,
            .gone = rows[i].gone,
            .gone_name = rows[i].gone_name,
            .at = rows[i].at,
            .account_name = rows[i].account_name,
            .undone = rows[i].undone,
            .undoable = !rows[i].undone && !rows[i].kept_merged && !newer,
        };
        newer |= !rows[i].undone;
    }
    out->v = v;
    out->n = n;
    return OK;
}
