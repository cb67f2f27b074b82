#include "desk/calendar/places.h"

#include "desk/calendar/calendar_rules.h"
#include "desk/rules.h"

enum { NAME_MAX_POINTS = 80, PLACES_MAX = 20, PIECES_MAX = 50, CLEARANCE_MAX = 240, TAX_MAX = 10000 };

err desk_places_show(struct desk *d, struct places_shown *out)
{
    *out = (struct places_shown){0};
    err e = desk_begin(d, VERB_PRACTICE_SHOW, 0);
    if (!e)
        e = room_list(d->db, d->a, &d->who, &out->rooms, &out->n_rooms);
    if (!e)
        e = equipment_list(d->db, d->a, &d->who, &out->equipment, &out->n_equipment);
    if (!e)
        e = service_list(d->db, d->a, &d->who, &out->services, &out->n_services);
    if (!e)
        e = service_needs(d->db, d->a, &d->who, &out->needs, &out->n_needs);
    if (!e)
        e = service_givers(d->db, d->a, &d->who, &out->givers, &out->n_givers);
    return e ? e : calendar_therapists(d, &out->therapists, &out->n_therapists);
}

static err changed(struct desk *d, err e)
{
    return e == E_CONFLICT ? rule_conflict(d) : e;
}

err desk_room_save(struct desk *d, const struct room_in *in, room_id *id, struct appointment_list *touched)
{
    *touched = (struct appointment_list){0};
    const struct room *all;
    size_t n;
    err e = desk_begin(d, VERB_PLACES_CHANGE, in->id.v);
    if (!e)
        e = room_list(d->db, d->a, &d->who, &all, &n);
    if (e)
        return e;
    bool good = rule_line(d, S("name"), in->name, 1, NAME_MAX_POINTS, ONE_LINE);
    good &= calendar_rule_range(d, "places", in->places, 1, PLACES_MAX);
    if (!good)
        return E_INVALID;
    struct room r = {.id = in->id, .name = in->name, .places = in->places.v, .active = in->active, .position = (int64_t)n, .version = in->version};
    *id = r.id;
    if (!r.id.v) {
        r.id = *id = (room_id){id_next(&d->ids, d->now)};
        return room_insert(d->db, &d->who, &r);
    }
    size_t at = 0;
    while (at < n && all[at].id.v != r.id.v)
        at++;
    if (at == n)
        return E_NOT_FOUND;
    r.position = all[at].position;
    e = changed(d, room_update(d->db, &d->who, &r));
    return e ? e : appointment_of_resource(d->db, d->a, &d->who, r.id.v, r.active ? r.places : 0, d->now, touched);
}

err desk_equipment_save(struct desk *d, const struct equipment_in *in, equipment_id *id, struct appointment_list *touched)
{
    *touched = (struct appointment_list){0};
    const struct equipment *all;
    size_t n;
    err e = desk_begin(d, VERB_PLACES_CHANGE, in->id.v);
    if (!e)
        e = equipment_list(d->db, d->a, &d->who, &all, &n);
    if (e)
        return e;
    bool good = rule_line(d, S("name"), in->name, 1, NAME_MAX_POINTS, ONE_LINE);
    good &= calendar_rule_range(d, "pieces", in->pieces, 1, PIECES_MAX);
    if (!good)
        return E_INVALID;
    struct equipment x = {.id = in->id, .name = in->name, .pieces = in->pieces.v, .active = in->active, .position = (int64_t)n, .version = in->version};
    *id = x.id;
    if (!x.id.v) {
        x.id = *id = (equipment_id){id_next(&d->ids, d->now)};
        return equipment_insert(d->db, &d->who, &x);
    }
    size_t at = 0;
    while (at < n && all[at].id.v != x.id.v)
        at++;
    if (at == n)
        return E_NOT_FOUND;
    x.position = all[at].position;
    e = changed(d, equipment_update(d->db, &d->who, &x));
    return e ? e : appointment_of_resource(d->db, d->a, &d->who, x.id.v, x.active ? x.pieces : 0, d->now, touched);
}

// ---- what a service needs

static bool known(struct desk *d, const struct places_shown *all, const struct service_needs_in *in)
{
    bool good = true;
    for (size_t i = 0; i < in->n_equipment && good; i++) {
        size_t at = 0;
        while (at < all->n_equipment && all->equipment[at].id.v != in->equipment[i].v)
            at++;
        good = at < all->n_equipment;
        if (!good)
            problem_add(d->problems, E_INVALID, S("equipment"), SAY(MSG_calendar_equipment_unknown));
    }
    for (size_t i = 0; i < in->n_therapists; i++) {
        size_t at = 0;
        while (at < all->n_therapists && all->therapists[at].account.v != in->therapist[i].v)
            at++;
        if (at < all->n_therapists)
            continue;
        problem_add(d->problems, E_INVALID, S("therapist"), SAY(MSG_calendar_therapist_unknown));
        return false;
    }
    return good;
}

// A name twice in a form is one name.
static size_t once(int64_t *v, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < kept && v[k] != v[i])
            k++;
        if (k == kept)
            v[kept++] = v[i];
    }
    return kept;
}

err desk_service_needs(struct desk *d, const struct service_needs_in *in)
{
    CHECK(in->n_equipment <= SERVICE_NAMES_MAX && in->n_therapists <= SERVICE_NAMES_MAX);
    struct places_shown all = {0};
    err e = desk_begin(d, VERB_PLACES_CHANGE, in->id.v);
    if (!e)
        e = equipment_list(d->db, d->a, &d->who, &all.equipment, &all.n_equipment);
    if (!e)
        e = calendar_therapists(d, &all.therapists, &all.n_therapists);
    if (e)
        return e;
    bool good = calendar_rule_range(d, "clearance", in->clearance, 0, CLEARANCE_MAX);
    good &= calendar_rule_range(d, "people", in->people, 1, 2);
    good &= calendar_rule_range(d, "tax", in->tax_bp, 0, TAX_MAX);
    good &= known(d, &all, in);
    if (!good)
        return E_INVALID;
    struct service_extras x = {.id = in->id, .version = in->version, .clearance = in->clearance.v, .people = in->people.v, .tax_bp = in->tax_bp.v,
        .kind = in->kind};
    e = changed(d, service_extras_update(d->db, &d->who, &x));
    int64_t name[SERVICE_NAMES_MAX];
    for (size_t i = 0; i < in->n_equipment; i++)
        name[i] = in->equipment[i].v;
    if (!e)
        e = service_needs_replace(d->db, &d->who, in->id, name, once(name, in->n_equipment));
    for (size_t i = 0; i < in->n_therapists; i++)
        name[i] = in->therapist[i].v;
    return e ? e : service_givers_replace(d->db, &d->who, in->id, name, once(name, in->n_therapists));
}
