// A client with a health form, by link and with staff: what the tests of safety at the desk share.
#ifndef UNKNOT_TESTS_DESK_WARD_H
#define UNKNOT_TESTS_DESK_WARD_H

#include "raw.h"
#include "records.h"

#include "desk/safety/intake.h"
#include "desk/safety/safety.h"
#include "desk/safety/safety_body.h"

struct ward {
    struct house h;
    client_id ann;
    struct link_made link;
};

static inline void ward_make(struct ward *w, enum db_engine engine, day born) {
    house_make(&w->h, engine);
    w->ann = make_client(&w->h, w->h.practice, "Ann", born);
    struct desk d = therapist(&w->h);
    assert_ok(desk_link_create(&d, &(struct link_in){.client = w->ann, .purpose = LINK_INTAKE}, &w->link));
}

static inline struct desk by_link(struct ward *w) {
    struct desk d = call(&w->h, w->h.practice, ROLE_CLIENT);
    d.who = (struct actor){.practice = w->h.practice, .role = ROLE_CLIENT, .only = w->ann, .link = w->link.id};
    return d;
}

static inline struct intake_who phone(struct ward *w, char c) {
    char *device = arena_alloc(w->h.b.a, DEVICE_HASH);
    memset(device, c, DEVICE_HASH);
    return (struct intake_who){.client = w->ann, .device = {device, DEVICE_HASH}};
}

// One answer, saved on its page with whatever version stands.
static inline void say(struct ward *w, struct desk (*who)(struct ward *), str question, str raw) {
    struct desk d = who(w);
    struct intake_form f;
    struct intake_who p = phone(w, 'a');
    assert_ok(desk_intake_form(&d, &p, &f));
    struct intake_value v = {question, raw};
    const struct question *q = screen_question_of(screen_shipped(), question);
    assert_non_null(q);
    struct intake_saved saved;
    d = who(w);
    assert_ok(desk_intake_save(&d, &(struct intake_save_in){.who = p, .version = f.version, .step = q->page, .values = &v, .n_values = 1, .skip = true}, &saved));
}

static inline struct desk with_tess(struct ward *w) { return therapist(&w->h); }

static inline void send_it(struct ward *w, struct desk (*who)(struct ward *)) {
    struct desk d = who(w);
    struct intake_form f;
    struct intake_who p = phone(w, 'a');
    assert_ok(desk_intake_form(&d, &p, &f));
    d = who(w);
    assert_ok(desk_intake_send(&d, &p, f.version));
}

// Every question answered as a healthy adult does.
static inline void healthy(struct ward *w, struct desk (*who)(struct ward *)) {
    const struct screen_rules *r = screen_shipped();
    for (size_t i = 0; i < r->n_questions; i++) {
        struct desk d = who(w);
        struct intake_form f;
        struct intake_who p = phone(w, 'a');
        assert_ok(desk_intake_form(&d, &p, &f));
        const struct question *q = &r->questions[i];
        if (!intake_shows(&f, r, i) || q->by_therapist)
            continue;
        if (q->kind == ASK_CHOICES || q->kind == ASK_SITES)
            say(w, who, q->id, S("[]"));
        else if (q->kind == ASK_YES_NO)
            say(w, who, q->id, S("false"));
    }
}

// The row of a list says of her what her page says, to whoever reads it and to the front desk.
static inline void same_on_a_row(struct ward *w, const struct desk *seen, const struct safety *s) {
    struct desk d = therapist(&w->h);
    d.today = seen->today;
    d.now = seen->now;
    const client_id both[] = {w->ann, {12345}, w->ann};
    struct safety_row r[3];
    struct safety_flag f;
    assert_ok(desk_safety_rows(&d, both, 3, r));
    assert_ok(desk_safety_flags(&d, &w->ann, 1, &f));
    assert_true(r[0].client.v == w->ann.v && r[1].client.v == 12345 && r[1].safety.n == 0 && r[2].safety.n == r[0].safety.n && !r[0].unreadable);
    const struct safety *o = &r[2].safety;
    assert_true(o->intake == s->intake && o->intake_at.us == s->intake_at.us && o->n == s->n && o->n_settled == s->n_settled && o->n_ask == s->n_ask);
    assert_true(o->anew_worse == s->anew_worse && o->anew_event == s->anew_event && o->anew_changed == s->anew_changed);
    assert_true(o->changing == s->changing && (!s->changing || o->changing_at.us == s->changing_at.us));
    assert_true(o->stop == s->stop && o->held == s->held && o->defer == s->defer && o->consent_treatment == s->consent_treatment);
    assert_true(o->limits.n_avoid == s->limits.n_avoid && o->limits.n_barred == s->limits.n_barred && o->limits.n_positions == s->limits.n_positions);
    assert_true(o->limits.pressure_max == s->limits.pressure_max && o->limits.minutes_max == s->limits.minutes_max);
    for (size_t i = 0; i < s->n; i++) {
        assert_str(o->findings[i].rule, s->findings[i].rule);
        assert_true(o->findings[i].id.v == s->findings[i].id.v && o->findings[i].state == s->findings[i].state && o->findings[i].act_at.us == s->findings[i].act_at.us);
    }
    const struct safety_flag *g = &r[2].flag;
    assert_true(g->call == f.call && g->held == f.held && g->ask == f.ask && g->intake == f.intake && g->consent == f.consent);
}

static inline struct safety safety_seen(struct ward *w, struct desk d) {
    struct safety s;
    assert_ok(desk_safety(&d, w->ann, &s));
    same_on_a_row(w, &d, &s);
    return s;
}

static inline struct safety safety_of(struct ward *w) { return safety_seen(w, therapist(&w->h)); }

// Days later: on that day, at the same instant.
static inline struct safety safety_later(struct ward *w, int32_t days) {
    struct desk d = therapist(&w->h);
    d.today.d += days;
    return safety_seen(w, d);
}

static inline const struct finding_row *finding(const struct safety *s, const char *rule) {
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->findings[i].rule, str_of(rule)))
            return &s->findings[i];
    return NULL;
}

static inline err act(struct ward *w, const struct finding_row *f, enum finding_act a, const char *reason, struct desk *d) {
    *d = therapist(&w->h);
    return desk_finding_act(d, &(struct finding_act_in){.client = w->ann, .finding = f->id, .act = a, .reason = str_of(reason), .version = f->version});
}

// Cleared in its own way, all of it given.
static inline err clear(struct ward *w, const struct finding_row *f, const char *reason, int32_t on, struct desk *d) {
    *d = therapist(&w->h);
    return desk_finding_act(d, &(struct finding_act_in){.client = w->ann, .finding = f->id, .act = ACT_CLEARED, .who = S("Dr Ray"), .role = S("physician"),
        .on = {true, {on}}, .reason = str_of(reason), .version = f->version});
}

static inline struct safety_flag flags(struct ward *w) {
    struct desk d = call(&w->h, w->h.practice, ROLE_FRONT_DESK);
    struct safety_flag f;
    assert_ok(desk_safety_flags(&d, &w->ann, 1, &f));
    return f;
}

#endif
