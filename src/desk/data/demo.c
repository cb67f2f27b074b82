#include "desk/data/demo.h"

#include "desk/data/demo_people.h"
#include "desk/data/demo_visits.h"
#include "desk/people/duplicates.h"
#include "store/account.h"
#include "store/audit.h"
#include "store/client_key.h"
#include "store/concern.h"
#include "store/diary.h"
#include "store/link.h"
#include "store/practice.h"

#include <sodium.h>

#define DEMO_PASSWORD "unknot-demo-2026"

enum { CHUNK = 5, BEFORE_US_DAYS = 760 };

static const struct staff {
    str email, name;
    enum role role;
    str licence;
} staff[DEMO_SIGN_INS] = {
    {S_INIT("olivia@demo.example.org"), S_INIT("Olivia Hart"), ROLE_OWNER, S_INIT("LMT 10442")},
    {S_INIT("mateo@demo.example.org"), S_INIT("Mateo Rivera"), ROLE_THERAPIST, S_INIT("LMT 20817")},
    {S_INIT("hanna@demo.example.org"), S_INIT("Hanna Lindqvist"), ROLE_THERAPIST, S_INIT("LMT 21530")},
    {S_INIT("kwame@demo.example.org"), S_INIT("Kwame Boateng"), ROLE_THERAPIST, S_INIT("LMT 22094")},
    {S_INIT("priya@demo.example.org"), S_INIT("Priya Nair"), ROLE_FRONT_DESK, S_INIT("")},
};

struct demo {
    struct db *db;
    arena *a, *scratch;         // scratch: of one chunk
    const struct demo_in *in;
    struct demo_out *out;
    struct actor who;           // the system, in the demo practice
    instant opened;             // when the practice was made
    account_id account[DEMO_SIGN_INS];
    service_id service[DEMO_SERVICES];
    struct demo_journey *journey;   // one a client
    char hash[crypto_pwhash_STRBYTES];
    size_t from, to;            // clients of this chunk
    int64_t ratings, days, extra; // of this chunk
};

void desk_demo_sign_ins(struct demo_out *out) {
    for (size_t i = 0; i < DEMO_SIGN_INS; i++)
        out->sign_in[i] = (struct demo_sign_in){staff[i].email, S(DEMO_PASSWORD), role_name(staff[i].role), staff[i].name};
}

// A moment of that day, between 8:00 and 20:00 UTC: made by the person's own sequence.
static instant moment(struct rng *r, day d) {
    return (instant){(int64_t)d.d * DAY_US + 8 * HOUR_US + rng_int(r, 0, 12 * HOUR_US - 1)};
}

// Ids are of the client's own sequence, so that chunks can run again and need not know each other.
static int64_t new_id(struct idgen *g, instant at) {
    return id_next(g, at);
}

static err make_practice(struct demo *m, struct idgen *g) {
    struct practice p = {.id = m->who.practice,
        .name = S("Demo clinic (invented people)"),
        .country = S("US"),
        .zone = S(DEMO_ZONE),
        .currency = S("USD"),
        .language = S("en"),
        .phone = S("(212) 555-0100"),
        .email = S("desk@demo.example.org"),
        .address = S("1 Garden Way\nSpringfield"),
        .crisis_line = S("988 (call or text, day and night)"),
        .set_up = true,
        .set_up_at = m->opened,
        .version = 1,
        .created = m->opened};
    static const struct {
        str name;
        int minutes, price;
    } services[] = {{S_INIT("Therapeutic massage, 60 minutes"), 60, 9500}, {S_INIT("Therapeutic massage, 90 minutes"), 90, 13500},
        {S_INIT("Follow-up, 30 minutes"), 30, 5500}, {S_INIT("Headache and neck, 45 minutes"), 45, 7500}, {S_INIT("Relaxation, 60 minutes"), 60, 8500}, {S_INIT("Couple’s relaxation, 60 minutes"), 60, 16000},
        {S_INIT("Hot stones, 75 minutes"), 75, 11000}};
    _Static_assert(sizeof services / sizeof services[0] == DEMO_SERVICES, "a service for each name");
    err e = practice_insert(m->db, &p);
    for (int i = 0; e == OK && i < (int)(sizeof services / sizeof services[0]); i++) {
        struct service s = {.id = {new_id(g, m->opened)},
            .name = services[i].name,
            .minutes = services[i].minutes,
            .price = services[i].price,
            .active = true,
            .position = i,
            .version = 1};
        m->service[i] = s.id;
        e = service_insert(m->db, &m->who, &s);
    }
    struct opening open[6];
    for (int i = 0; i < 6; i++)
        open[i] = (struct opening){i + 1, 9 * 60, i == 5 ? 13 * 60 : 18 * 60};
    return e != OK ? e : opening_replace(m->db, &m->who, open, 6);
}

static err make_staff(struct demo *m, struct idgen *g) {
    err e = OK;
    for (size_t i = 0; e == OK && i < DEMO_SIGN_INS; i++) {
        m->account[i] = (account_id){new_id(g, m->opened)};
        struct account a = {.id = m->account[i],
            .email = staff[i].email,
            .name = staff[i].name,
            .password_hash = str_of(m->hash),
            .created = m->opened};
        struct member b = {.account = a.id,
            .role = staff[i].role,
            .licence_number = staff[i].licence,
            .licence_body = staff[i].licence.n ? S("New York State Education Department") : (str){0},
            .licence_expires = {staff[i].licence.n > 0, {m->in->today.d + 200 + 61 * (int32_t)i}},
            .active = true,
            .version = 1,
            .created = m->opened};
        e = account_insert(m->db, &a);
        if (e == OK)
            e = member_insert(m->db, &m->who, &b);
    }
    return e;
}

static struct demo_clinic clinic_of(const struct demo *m) {
    struct demo_clinic c = {.db = m->db, .scratch = m->scratch, .in = m->in, .practice = m->who.practice, .opened = m->opened};
    for (size_t i = 0; i < DEMO_SIGN_INS; i++)
        c.account[i] = m->account[i];
    for (size_t i = 0; i < DEMO_SERVICES; i++)
        c.service[i] = m->service[i];
    return c;
}

static err make_house(void *ctx, struct db *db) {
    struct demo *m = ctx;
    CHECK(db == m->db);
    struct idgen g = idgen_seed(m->in->seed);
    m->who.practice = (practice_id){new_id(&g, m->opened)};
    err e = make_practice(m, &g);
    if (e == OK)
        e = make_staff(m, &g);
    struct demo_clinic c = clinic_of(m);
    return e != OK ? e : demo_places(&c);
}

// What one client needs to be written: their person, their sequence of numbers and of ids.
struct making {
    struct demo *m;
    struct rng r;
    struct idgen g;
    struct demo_person p;
    client_id client;
    instant entered;
};

static account_id somebody(struct making *x) {
    return x->m->account[rng_int(&x->r, 1, DEMO_SIGN_INS - 1)];
}

static err audit(struct making *x, str event, account_id by, instant at) {
    enum role role = ROLE_SYSTEM;
    for (size_t i = 0; i < DEMO_SIGN_INS; i++)
        if (x->m->account[i].v == by.v)
            role = staff[i].role;
    struct audit_row row = {.id = {new_id(&x->g, at)}, .at = at, .event = event, .role = role, .account = by, .subject = x->client.v};
    return audit_insert(x->m->db, x->m->who.practice, &row);
}

static err insert_client(struct making *x, client_id id, const struct client_fields *f, instant at) {
    struct demo *m = x->m;
    account_id by = somebody(x);
    struct actor who = m->who;
    who.account = by;
    struct client c = {.id = id, .f = *f, .version = 1, .created = at, .updated = at};
    err e = client_insert(m->db, m->scratch, &who, &c);
    if (e == OK)
        e = client_keys_set(m->db, m->scratch, &m->who, id, f);
    if (e == OK)
        e = audit(x, S("client.create"), by, at);
    // some move, or change their phone
    if (e == OK && rng_chance(&x->r, 0.1)) {
        str number = c.f.phones.n > 0 ? c.f.phones.v[0] : S("(212) 555-0142");
        c.f.note = str_fmt(m->scratch, "Moved; old phone %.*s.", SP(number));
        c.f.phones.v[0] = S("(212) 555-0177");
        c.f.phones.n = c.f.phones.n ? c.f.phones.n : 1;
        instant later = {at.us + rng_int(&x->r, 1, 20) * DAY_US};
        instant end = {(int64_t)m->in->today.d * DAY_US};
        c.updated = later.us < end.us ? later : end;
        if (c.updated.us > at.us) {
            e = client_update(m->db, m->scratch, &who, &c);
            if (e == OK)
                e = client_keys_set(m->db, m->scratch, &m->who, id, &c.f);
            if (e == OK)
                e = audit(x, S("client.change"), by, c.updated);
        }
    }
    return e;
}

// One rating, or two: a slip of the finger that was corrected a minute later. Now and then one is taken back.
static size_t one_rating(struct making *x, concern_id concern, struct point pt, struct measure_row *v) {
    struct measure_row row = {.client = x->client,
        .concern = concern,
        .day = pt.day,
        .recall = RECALL_AVERAGE_7D,
        .value = pt.value,
        .source = SOURCE_DEMO,
        .at = moment(&x->r, pt.day)};
    row.id = (measure_id){new_id(&x->g, row.at)};
    double u = rng_unit(&x->r);
    size_t n = 0;
    if (u < 0.02) {
        struct measure_row slip = row;
        slip.value = pt.value > 5 ? pt.value - 3 : pt.value + 3;
        row.at.us += MINUTE_US;
        row.id = (measure_id){new_id(&x->g, row.at)};
        row.note = u < 0.01 ? S("Tapped the wrong number") : S("");
        slip.replaced_by = row.id;
        v[n++] = slip;
    }
    row.withdrawn = u > 0.995;
    row.withdrawn_at = (instant){row.at.us + 2 * MINUTE_US};
    v[n++] = row;
    return n;
}

static struct concern_row concern_of(struct making *x, enum concern_kind kind, str place) {
    bool started = x->p.start.d <= x->m->in->today.d;
    return (struct concern_row){.id = {new_id(&x->g, x->entered)},
        .client = x->client,
        .kind = kind,
        .place = place,
        .started = started,
        .start = x->p.start,
        .created = x->entered};
}

static void journey_for(struct demo_journey *j, const struct concern_row *c) {
    if (j->concern.v == 0) {
        j->concern = c->id;
        j->kind = c->kind;
    }
}

static err make_pain(struct making *x, str place, struct demo_journey *j) {
    struct demo *m = x->m;
    struct concern_row c = concern_of(x, CONCERN_PAIN, place);
    journey_for(j, &c);
    struct point *v;
    err e = concern_insert(m->db, m->scratch, &m->who, &c);
    size_t n = demo_ratings(m->scratch, &x->r, &x->p, &v), rows = 0;
    struct measure_row *row = ARENA_ARRAY(m->scratch, 2 * n, struct measure_row);
    for (size_t i = 0; i < n; i++)
        rows += one_rating(x, c.id, v[i], row + rows);
    m->ratings += (int64_t)n;
    if (e == OK)
        e = measure_insert_many(m->db, m->scratch, &m->who, row, rows);
    // who stopped coming long ago: some are closed
    if (e == OK && x->p.last.d < m->in->today.d - 90 && rng_chance(&x->r, 0.5)) {
        if (j->concern.v == c.id.v) { // their visits come first
            j->closes = (opt_day){true, {x->p.last.d + 60}};
            return OK;
        }
        c.version = 1;
        c.closed = true;
        c.closed_on = (day){x->p.last.d + 30};
        e = concern_update(m->db, m->scratch, &m->who, (instant){c.closed_on.d * DAY_US}, &c);
    }
    return e;
}

// One day in a hundred was first entered wrongly: those are corrected behind the others, as it happens.
static err make_headache(struct making *x, struct demo_journey *j) {
    struct demo *m = x->m;
    struct concern_row c = concern_of(x, CONCERN_HEADACHE, S(""));
    journey_for(j, &c);
    struct demo_day *v;
    err e = concern_insert(m->db, m->scratch, &m->who, &c);
    size_t n = demo_diary(m->scratch, &x->r, &x->p, &v), slips = 0;
    struct diary_row *row = ARENA_ARRAY(m->scratch, n, struct diary_row), *right = ARENA_ARRAY(m->scratch, n, struct diary_row);
    for (size_t i = 0; i < n; i++) {
        row[i] = (struct diary_row){
            .day = v[i].day, .headache = v[i].headache, .peak = v[i].peak, .medicine = v[i].medicine, .source = SOURCE_DEMO, .at = moment(&x->r, v[i].day)};
        if (!rng_chance(&x->r, 0.01))
            continue;
        right[slips] = row[i];
        right[slips++].at.us += 3 * MINUTE_US;
        row[i].headache = !row[i].headache;
        row[i].peak = NOT_SAID;
    }
    m->days += (int64_t)n;
    if (e == OK)
        e = diary_insert_many(m->db, m->scratch, &m->who, x->client, row, n);
    for (size_t i = 0; e == OK && i < slips; i++) {
        int changed;
        e = diary_put(m->db, m->scratch, &m->who, x->client, &right[i], &changed);
    }
    return e;
}

static err make_link(struct making *x) {
    struct demo *m = x->m;
    instant at = moment(&x->r, (day){m->in->today.d - (int32_t)rng_int(&x->r, 2, 12)});
    if (at.us < x->entered.us)
        return OK;
    struct link_row l = {.client = x->client,
        .ratings = true,
        .shared_phone = x->p.f.born.known && rng_chance(&x->r, 0.2),
        .created = at,
        .expires = {(at.us + 24 * HOUR_US) / SECOND_US * SECOND_US},
        .account = somebody(x)};
    l.id = (link_id){new_id(&x->g, at)};
    err e = link_insert(m->db, &m->who, &l);
    if (e == OK && l.shared_phone)
        e = link_confirm(m->db, &m->who, l.id, (instant){at.us + 10 * MINUTE_US});
    if (e == OK && rng_chance(&x->r, 0.7))
        e = link_use(m->db, &m->who, l.id, (instant){at.us + 11 * MINUTE_US});
    if (e == OK && rng_chance(&x->r, 0.1))
        e = link_revoke(m->db, &m->who, l.id, (instant){at.us + 30 * MINUTE_US});
    return e;
}

// Entered twice, by somebody in a hurry; half of them were noticed and merged.
static err make_twin(struct making *x) {
    struct demo *m = x->m;
    struct client_fields twin = demo_person_again(m->scratch, &x->r, &x->p.f);
    struct client kept, gone;
    merge_id merge;
    int32_t age = m->in->today.d - x->p.entered.d;
    instant at = moment(&x->r, (day){x->p.entered.d + (int32_t)rng_int(&x->r, 0, age / 2)});
    client_id id = {new_id(&x->g, at)};
    err e = insert_client(x, id, &twin, at);
    m->extra++;
    if (e != OK || !rng_chance(&x->r, 0.5))
        return e;
    struct problems problems = {.a = m->scratch};
    struct desk d = {.a = m->scratch,
        .db = m->db,
        .who = {.practice = m->who.practice, .role = ROLE_FRONT_DESK, .account = m->account[DEMO_SIGN_INS - 1]},
        .now = moment(&x->r, (day){m->in->today.d - 1 - age / 4}),
        .today = m->in->today,
        .ids = x->g,
        .problems = &problems};
    e = client_get(m->db, m->scratch, &m->who, x->client, &kept);
    if (e == OK)
        e = client_get(m->db, m->scratch, &m->who, id, &gone);
    if (e == OK)
        e = desk_client_merge(&d, &(struct merge_input){x->client, id, kept.version, gone.version}, &merge);
    x->g = d.ids;
    return e;
}

static err make_client(struct demo *m, size_t i) {
    struct making x = {.m = m, .r = rng_seed(m->in->seed * UINT64_C(0x9e3779b97f4a7c15) + i + 1)};
    x.g = idgen_seed(rng_next(&x.r) | 1);
    x.p = demo_person_make(m->scratch, &x.r, m->in->today);
    x.entered = moment(&x.r, x.p.entered);
    x.client = (client_id){new_id(&x.g, x.entered)};
    err e = insert_client(&x, x.client, &x.p.f, x.entered);
    if (i % 12 == 7) { // they come to relax: no concern, no measures, no plan
        x.p.pains = 0;
        x.p.headache = false;
    }
    struct demo_journey *j = &m->journey[i];
    *j = (struct demo_journey){.client = x.client, .p = x.p};
    for (int k = 0; k < x.p.pains; k++)
        j->p.place[k] = str_dup(m->a, x.p.place[k]);
    j->p.f = (struct client_fields){0}; // its texts are of the chunk
    for (int k = 0; e == OK && k < x.p.pains; k++)
        e = make_pain(&x, x.p.place[k], j);
    if (e == OK && x.p.headache)
        e = make_headache(&x, j);
    if (e == OK && rng_chance(&x.r, 0.06))
        e = make_link(&x);
    if (e == OK && rng_chance(&x.r, 0.033))
        e = make_twin(&x);
    return e;
}

static err make_clients(void *ctx, struct db *db) {
    struct demo *m = ctx;
    CHECK(db == m->db);
    m->ratings = m->days = m->extra = 0;
    err e = OK;
    for (size_t i = m->from; e == OK && i < m->to; i++) {
        arena_reset(m->scratch);
        e = make_client(m, i);
    }
    return e;
}

static err make_all(struct demo *m) {
    size_t n = (size_t)m->in->clients;
    err e = db_write(m->db, make_house, m);
    m->out->practice = m->who.practice;
    for (m->from = 0; e == OK && m->from < n; m->from = m->to) {
        m->to = m->from + CHUNK < n ? m->from + CHUNK : n;
        e = db_write(m->db, make_clients, m);
        m->out->clients += (int64_t)(m->to - m->from) + m->extra;
        m->out->ratings += m->ratings;
        m->out->diary_days += m->days;
        if (e == OK && m->in->progress)
            m->in->progress(m->in->ctx, m->to, n);
    }
    struct demo_clinic c = clinic_of(m);
    return e != OK ? e : demo_visits(&c, m->a, m->journey, n, &m->out->visits);
}

err desk_demo(struct db *db, arena *a, const struct demo_in *in, struct demo_out *out) {
    *out = (struct demo_out){0};
    desk_demo_sign_ins(out);
    CHECK(in->clients >= 1 && in->clients <= 100000 && in->zone);
    struct demo m = {.db = db, .a = a, .in = in, .out = out, .who = {.role = ROLE_SYSTEM}};
    m.opened = (instant){((int64_t)in->today.d - BEFORE_US_DAYS) * DAY_US + 9 * HOUR_US};
    // one hash for all five: their password is printed anyway
    if (sodium_init() < 0 ||
        crypto_pwhash_str(m.hash, DEMO_PASSWORD, sizeof DEMO_PASSWORD - 1, 2, 19 << 20) != 0)
        return E_BUSY;
    m.scratch = arena_new(64 << 20);
    m.journey = ARENA_ARRAY(a, (size_t)in->clients, struct demo_journey);
    err e = make_all(&m);
    arena_free(m.scratch);
    return e;
}
