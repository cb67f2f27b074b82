// What the tests of the calendar share: a practice in Berlin with two therapists, a front desk, rooms, equipment, services and hours.
#ifndef UNKNOT_TESTS_DESK_CALENDAR_H
#define UNKNOT_TESTS_DESK_CALENDAR_H

#include "raw.h"

#include "clinic/safety/screen.h"
#include "desk/links/links.h"
#include "desk/calendar/appointments.h"
#include "store/calendar.h"

struct clinic {
    struct house h;
    account_id tess, theo, desk;        // two therapists, the front desk
    client_id ann, bob;
    service_id hour, couple, stones;    // 60 minutes with 15 of clearance; for two; with hot stones
    room_id blue, green;                // one place, two places
    equipment_id stone;                 // one piece
    instant now;
};

#define MONDAY (day_from(2026, 11, 23)) // TODAY is the Saturday before

static inline const struct zone *berlin(arena *a)
{
    static char bytes[16384];
    static size_t n;
    if (!n) {
        FILE *f = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
        assert_non_null(f);
        n = fread(bytes, 1, sizeof bytes, f);
        fclose(f);
    }
    const struct zone *z = zone_parse(a, S("Europe/Berlin"), (str){bytes, n});
    assert_non_null(z);
    return z;
}

static inline struct desk by(struct clinic *c, enum role role)
{
    struct desk d = call(&c->h, c->h.practice, role);
    d.now.us += c->now.us - NOW.us;
    d.zone = berlin(d.a);
    d.today = zone_day(d.zone, d.now);
    return d;
}

// Whoever has this link, on a phone in the practice's zone.
static inline struct desk knock_at(struct clinic *c, str token, enum link_purpose purpose)
{
    struct desk d = by(c, ROLE_NONE);
    struct link_row l;
    d.who = (struct actor){0};
    assert_ok(desk_link_open(&d, token, purpose, &l));
    d.zone = berlin(d.a);
    d.today = zone_day(d.zone, d.now);
    return d;
}

static inline account_id person(struct clinic *c, int64_t id, const char *name, enum role role)
{
    struct actor who = {.practice = c->h.practice, .role = ROLE_SYSTEM};
    struct account a = {.id = {id}, .email = str_fmt(c->h.b.a, "%s@example.org", name), .name = str_of(name), .created = NOW};
    assert_ok(account_insert(c->h.b.db, &a));
    assert_ok(member_insert(c->h.b.db, &who, &(struct member){.account = a.id, .role = role, .active = true, .version = 1, .created = NOW}));
    return a.id;
}

static inline service_id service(struct clinic *c, int64_t id, const char *name, int64_t people, equipment_id needs)
{
    struct db *db = c->h.b.db;
    struct actor who = {.practice = c->h.practice, .role = ROLE_SYSTEM};
    struct service s = {.id = {id}, .name = str_of(name), .minutes = 60, .price = 9501, .active = true, .position = id};
    assert_ok(service_insert(db, &who, &s));
    assert_ok(service_extras_update(db, &who, &(struct service_extras){.id = s.id, .version = 1, .clearance = 15, .people = people}));
    if (needs.v)
        assert_ok(service_needs_replace(db, &who, s.id, &needs.v, 1));
    return s.id;
}

// Weekdays 9 to 17, both therapists; Tess is the one of records.h.
static inline void clinic_make(struct clinic *c, enum db_engine engine)
{
    *c = (struct clinic){.blue = {3001}, .green = {3002}, .stone = {3100}, .now = NOW};
    house_make(&c->h, engine);
    struct db *db = c->h.b.db;
    struct actor who = {.practice = c->h.practice, .role = ROLE_SYSTEM};
    c->tess = c->h.account;
    c->theo = person(c, 1101, "Theo", ROLE_OWNER);
    c->desk = person(c, 1102, "Fred", ROLE_FRONT_DESK);
    c->ann = make_client(&c->h, c->h.practice, "Ann", day_from(1980, 1, 1));
    c->bob = make_client(&c->h, c->h.practice, "Bob", day_from(1981, 1, 1));
    assert_ok(room_insert(db, &who, &(struct room){.id = c->blue, .name = S("Blue"), .places = 1, .active = true, .position = 0}));
    assert_ok(room_insert(db, &who, &(struct room){.id = c->green, .name = S("Green"), .places = 2, .active = true, .position = 1}));
    assert_ok(equipment_insert(db, &who, &(struct equipment){.id = c->stone, .name = S("Hot stones"), .pieces = 1, .active = true}));
    c->hour = service(c, 2001, "One hour", 1, (equipment_id){0});
    c->couple = service(c, 2002, "For two", 2, (equipment_id){0});
    c->stones = service(c, 2003, "Hot stones", 1, c->stone);
    struct opening open[5];
    for (int i = 0; i < 5; i++)
        open[i] = (struct opening){i + 1, 9 * 60, 17 * 60};
    assert_ok(opening_replace(db, &who, open, 5));
}

static inline void clinic_end(struct clinic *c)
{
    house_end(&c->h);
}

// A number from the database.
static inline int64_t count(struct clinic *c, const char *sql)
{
    struct buf b = buf_new(c->h.b.a, 1 << 16);
    int64_t n;
    raw_query(&c->h.b, sql, &b);
    assert_true(str_i64(str_trim(buf_str(&b)), &n));
    return n;
}

// Each verb in a transaction of its own, as `serve` runs it: what is refused leaves nothing.
struct verb_call {
    struct desk *d;
    const struct book_in *book;
    const struct state_in *state;
    appointment_id id;
    int64_t version;
    struct booked *out;
};

static inline err verb_work(void *ctx, struct db *db)
{
    struct verb_call *v = ctx;
    v->d->db = db;
    if (v->state)
        return desk_appointment_state(v->d, v->state);
    return v->version ? desk_appointment_move(v->d, v->id, v->version, v->book, v->out) : desk_book(v->d, v->book, v->out);
}

static inline err book_it(struct desk *d, const struct book_in *in, struct booked *out)
{
    return db_write(d->db, verb_work, &(struct verb_call){.d = d, .book = in, .out = out});
}

static inline err move_it(struct desk *d, appointment_id id, int64_t version, const struct book_in *to, struct booked *out)
{
    return db_write(d->db, verb_work, &(struct verb_call){.d = d, .book = to, .id = id, .version = version, .out = out});
}

static inline err state_it(struct desk *d, const struct state_in *in)
{
    return db_write(d->db, verb_work, &(struct verb_call){.d = d, .state = in});
}

// The answers of a healthy person but for `unwell`, as JSON.
static inline str healthy_but(arena *a, const char *unwell)
{
    const struct screen_rules *r = screen_shipped();
    struct buf b = buf_new(a, 1 << 16);
    for (size_t q = 0; q < r->n_questions; q++) {
        const struct question *one = &r->questions[q];
        if (one->when || (one->kind != ASK_CHOICES && one->kind != ASK_YES_NO))
            continue;
        buf_putf(&b, "%s\"%.*s\":%s", b.n ? "," : "{", SP(one->id), str_eq(one->id, S("unwell")) ? unwell : one->kind == ASK_CHOICES ? "[]" : "false");
    }
    buf_put(&b, S("}"));
    return buf_str(&b);
}

#endif
