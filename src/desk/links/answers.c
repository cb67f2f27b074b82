#include "desk/links/answers.h"

#include "desk/care/care.h"
#include "desk/links/after.h"
#include "desk/measures/measures_rules.h"
#include "desk/rules.h"
#include "desk/safety/harm.h"
#include "desk/safety/worse.h"

enum { NOTE_MAX = 500, CARE_MAX = 300, OTHERS_A_DAY = 20 };

static err opened(struct desk *d, struct link_opened *o) {
    return desk_link_again(d, LINK_ANSWERS, o);
}

// The concerns that this link asks about: its own, or all open ones; none where it asks for no ratings.
static err asked(struct desk *d, const struct link_opened *o, struct concern_list *out) {
    struct concern_list all;
    err e = concern_list(d->db, d->a, &d->who, d->who.only, &all);
    if (e != OK)
        return e;
    struct concern_row *v = ARENA_ARRAY(d->a, all.n, struct concern_row);
    *out = (struct concern_list){v, 0};
    for (size_t i = 0; i < all.n; i++)
        if (o->link.ratings && !all.v[i].closed && (o->link.concern.v == 0 || all.v[i].id.v == o->link.concern.v))
            v[out->n++] = all.v[i];
    return OK;
}

// What this link said of a rating, on whatever day of its life.
static err said_by_link(struct desk *d, const struct link_opened *o, const struct rating_ask *k, struct measure_row *m) {
    return measure_by_link(d->db, d->a, &d->who, d->who.only, rating_ask_key(k), zone_day(d->zone, o->link.created), d->today, m);
}

static err form_concerns(struct desk *d, const struct link_opened *o, const struct concern_list *all, struct answer_form *f) {
    struct rating_ask_list asks;
    err e = measure_asks(d, d->who.only, all, &asks);
    struct answer_concern *v = ARENA_ARRAY(d->a, asks.n, struct answer_concern);
    f->concerns = v;
    for (size_t i = 0; e == OK && i < asks.n; i++) {
        const struct rating_ask *k = &asks.v[i];
        struct answer_concern *c = &v[f->n_concerns++];
        *c = (struct answer_concern){.id = k->concern.id, .kind = k->concern.kind, .place = k->concern.place, .recall = k->recall, .set = k->set};
        struct measure_row m;
        e = said_by_link(d, o, k, &m);
        if (e != OK && e != E_NOT_FOUND)
            return e;
        c->answered = e == OK;
        c->value = e == OK ? (int)m.value : 0;
        e = c->answered && k->set ? measure_answers(d->db, d->a, &d->who, &m) : OK;
        for (size_t j = 0; k->set && c->answered && j < m.n_answers; j++)
            c->answer[j] = (int)m.answer[j];
    }
    return e;
}

// The session that unwanted effects are asked about: the last one of seven days, today's too, or else the one that is asked about before a visit.
static err visit_asked(struct desk *d, const struct link_opened *o, struct after_last *out) {
    struct held_list held;
    err e = sessions_held(d->db, d->a, &d->who, d->who.only, &held);
    if (e != OK)
        return e;
    *out = (struct after_last){.visit = care_last_session(&held, d->today), .day = held.n ? held.v[held.n - 1].day : (day){0}};
    if (out->visit.v == 0)
        return desk_after_last(d, d->who.only, zone_day(d->zone, o->link.created), out);
    return after_known(d->db, d->a, &d->who, d->who.only, out->visit, &out->nothing, &out->events);
}

// What is known from elsewhere is not asked again; what this link said can be corrected.
static err form_visit(struct desk *d, const struct link_opened *o, struct answer_form *f) {
    struct after_last l;
    err e = visit_asked(d, o, &l);
    f->visited = e == OK && l.visit.v && (after_unknown(&l) || o->link.used);
    f->visit = l.day;
    return e;
}

err desk_answer_form(struct desk *d, struct answer_form *out) {
    *out = (struct answer_form){0};
    struct link_opened o;
    struct concern_list concerns;
    err e = desk_begin(d, VERB_ANSWER_SHOW, d->who.only.v);
    if (e == OK)
        e = opened(d, &o);
    if (e != OK)
        return e;
    out->ratings = o.link.ratings;
    out->answered = o.link.used;
    out->said_on = o.link.used ? zone_day(d->zone, o.link.used_at) : (day){0};
    e = desk_link_front(d, &o, link_wants_birth(&o), &out->front);
    if (e != OK || out->front.confirm)
        return e;
    e = asked(d, &o, &concerns);
    if (e == OK)
        e = form_concerns(d, &o, &concerns, out);
    if (e == OK && out->ratings)
        e = form_visit(d, &o, out);
    struct concern_row headache;
    if (e == OK && headache_concern(&concerns, &headache) == OK)
        out->headache = true;
    // on the practice's tablet, which whoever is at the desk handed over, nothing that was said by another link stands there
    return out->headache ? link_days_shown(d, o.link.kiosk ? DAYS_MISSING_OWN : DAYS_MISSING, &out->days, &out->n_days) : e;
}

static struct entry entry_of(const struct answer_rating *in) {
    struct entry said = {.value = in->value, .set = in->set, .n = in->n_answers};
    for (size_t i = 0; i < in->n_answers && i < ACTIVITIES_MAX; i++)
        said.answer[i] = in->answer[i];
    return said;
}

// Every rule of the answers; E_NOT_FOUND for a concern that this link does not ask about.
static err answer_rules(struct desk *d, const struct link_opened *o, const struct concern_list *all,
    const struct rating_ask_list *asks, const struct answer_in *in) {
    struct concern_row headache;
    bool good = rule_text(d, S("note"), in->note, NOTE_MAX);
    if (in->n_ratings == 0 && in->n_days > 0 && str_trim(in->note).n > 0) // it has no place beside diary days
        good = problem_add(d->problems, E_INVALID, S("note"), SAY(MSG_record_note_alone)) == OK;
    for (size_t i = 0; i < in->n_ratings; i++) {
        const struct rating_ask *k = rating_ask_find(asks, in->ratings[i].concern, in->ratings[i].set);
        struct entry said = entry_of(&in->ratings[i]);
        struct measure_row m;
        if (!k)
            return E_NOT_FOUND;
        good = rule_entry(d, rule_field(d, "ratings", i, k->set ? "answers" : "value"), k, &said, &m) && good;
    }
    if (in->n_days > 0 && headache_concern(all, &headache) != OK)
        return E_NOT_FOUND;
    good = link_days_rules(d, o, in->days, in->n_days) && good;
    if (in->care_said)
        good = rule_line(d, S("care_words"), str_trim(in->care_words), 1, CARE_MAX, MANY_LINES) && good;
    if (in->adverse_said)
        good = rule_line(d, S("adverse_words"), str_trim(in->adverse_words), in->adverse_what == ADVERSE_OTHER ? 1 : 0, NOTE_MAX, MANY_LINES) && good;
    if (in->n_ratings == 0 && in->n_days == 0 && !in->care_said && !in->adverse_said && !in->nothing)
        good = problem_add(d->problems, E_INVALID, S(""), SAY(MSG_record_nothing)) == OK;
    return good ? OK : E_INVALID;
}

// A link goes through many hands: what comes by links of one client on one day stays as much as a person can read,
// corrections too, as each is kept.
// A later answer takes the place of what this link said, and keeps its day. The form comes back with an empty note, so an empty one takes nothing
// back.
static err take_rating(struct desk *d, const struct link_opened *o, const struct rating_ask *k, const struct answer_rating *in, str field, str note, struct answer_done *out) {
    struct measure_row old, m = {.id = {id_next(&d->ids, d->now)},
                                .client = d->who.only,
                                .concern = k->concern.id,
                                .day = d->today,
                                .source = SOURCE_CLIENT,
                                .at = d->now,
                                .link = d->who.link,
                                .note = note};
    struct entry said = entry_of(in);
    if (!rule_entry(d, S("ratings"), k, &said, &m))
        return E_INVALID;
    err before = said_by_link(d, o, k, &old);
    err e = before == OK ? measure_answers(d->db, d->a, &d->who, &old) : before == E_NOT_FOUND ? OK : before;
    if (e != OK)
        return e;
    if (before == OK && m.note.n == 0)
        m.note = old.note;
    if (before == OK)
        m.day = old.day;
    bool same = before == OK && old.value >= m.value && old.value <= m.value && old.n_answers == m.n_answers && str_eq(old.note, m.note);
    for (size_t i = 0; same && i < m.n_answers; i++)
        same = old.answer[i] >= m.answer[i] && old.answer[i] <= m.answer[i];
    if (same)
        return OK;
    int64_t said_before = 0;
    if (before == OK)
        e = measure_count_by_link(d->db, d->a, &d->who, d->who.only, k->concern.id, zone_day(d->zone, o->link.created), d->today, &said_before);
    if (e == OK && said_before >= SAID_AGAIN)
        e = link_too_many(d, field, SAID_AGAIN);
    if (e != OK)
        return e;
    e = measure_insert(d->db, &d->who, &m);
    if (e == OK && before == OK)
        e = measure_replace(d->db, &d->who, old.id, m.id);
    if (e == OK)
        e = worse_rating(d, &k->concern, &m, before == OK ? &old : NULL);
    out->ratings++;
    out->corrected |= before == OK;
    return e;
}

// What this link said already is not entered twice.
static err take_care(struct desk *d, enum care_kind kind, str said_words, bool *written) {
    struct care_list all;
    str words = str_trim(said_words);
    *written = false;
    err e = care_list_of(d->db, d->a, &d->who, d->who.only, &all);
    for (size_t i = 0; e == OK && i < all.n; i++)
        if (all.v[i].link.v == d->who.link.v && !all.v[i].withdrawn && all.v[i].kind == kind && str_eq(all.v[i].words, words))
            return OK;
    size_t said = 0;
    for (size_t i = 0; e == OK && i < all.n; i++)
        said += all.v[i].link.v != 0 && all.v[i].from.d == d->today.d;
    if (e == OK && said >= OTHERS_A_DAY)
        return link_too_many(d, S("care_words"), OTHERS_A_DAY);
    if (e != OK)
        return e;
    *written = true;
    return care_insert(d->db, &d->who, &(struct care_row){.id = {id_next(&d->ids, d->now)}, .client = d->who.only, .from = d->today,
        .kind = kind, .words = words, .at = d->now, .link = d->who.link});
}

err desk_answer_care(struct desk *d, enum care_kind kind, str words, bool *written) {
    *written = false;
    err e = desk_begin(d, VERB_ANSWER_CARE, d->who.only.v);
    if (e == OK && !rule_line(d, S("care_words"), str_trim(words), 1, CARE_MAX, MANY_LINES))
        e = E_INVALID;
    return e == OK ? take_care(d, kind, words, written) : e;
}

// After which visit; refused where there was none lately.
static err visit_before(struct desk *d, const struct link_opened *o, appointment_id *out) {
    struct after_last l;
    err e = visit_asked(d, o, &l);
    *out = l.visit;
    return e == OK && out->v == 0 ? problem_add(d->problems, E_INVALID, S("adverse_what"), SAY(MSG_answer_no_visit)) : e;
}

// They saw the question and sent the form without it: it is not asked again by this link, nor by the one that it was made from.
static err take_skip(struct desk *d, const struct link_opened *o, const struct answer_in *in) {
    struct after_last l;
    if (in->adverse_said || in->nothing || !o->link.ratings)
        return OK;
    err e = visit_asked(d, o, &l);
    return e == OK && after_unknown(&l) ? after_skip(d->db, &d->who, d->now) : e;
}

static err take_adverse(struct desk *d, const struct link_opened *o, const struct answer_in *in, struct answer_done *out) {
    struct adverse_list all;
    struct adverse_row r = {.id = {id_next(&d->ids, d->now)}, .client = d->who.only, .day = d->today, .what = in->adverse_what, .severity = in->adverse_severity,
        .days = in->adverse_days, .words = str_trim(in->adverse_words), .at = d->now, .link = d->who.link};
    bool written = false;
    err e = visit_before(d, o, &r.appointment);
    if (e == OK)
        e = adverse_list_of(d->db, d->a, &d->who, d->who.only, &all);
    if (e != OK)
        return e;
    size_t said = 0;
    for (size_t i = 0; i < all.n; i++)
        said += all.v[i].link.v != 0 && all.v[i].day.d == d->today.d;
    if (said >= OTHERS_A_DAY)
        return link_too_many(d, S("adverse_words"), OTHERS_A_DAY);
    e = harm_say(d, &r, &written);
    out->others += written;
    return e;
}

static err take_nothing(struct desk *d, const struct link_opened *o, struct answer_done *out) {
    appointment_id after = {0};
    err e = visit_before(d, o, &after);
    out->others++;
    return e == OK ? after_said_put(d->db, &d->who, d->who.only, after, d->now) : e;
}

// One audit row for each kind of answer that is in it.
static err answer_begin(struct desk *d, const struct answer_in *in) {
    err e = OK;
    bool other = in->care_said || in->adverse_said || in->nothing;
    if (in->n_ratings > 0 || (in->n_days == 0 && !other))
        e = desk_begin(d, VERB_ANSWER_RATING, d->who.only.v);
    if (e == OK && in->n_days > 0)
        e = desk_begin(d, VERB_ANSWER_DIARY, d->who.only.v);
    if (e == OK && other)
        e = desk_begin(d, VERB_ANSWER_CARE, d->who.only.v);
    return e;
}

err desk_answer_take(struct desk *d, const struct answer_in *in, struct answer_done *out) {
    *out = (struct answer_done){0};
    struct link_opened o;
    struct concern_list concerns;
    err e = answer_begin(d, in);
    if (e == OK)
        e = opened(d, &o);
    if (e == OK && link_wants_birth(&o))
        e = E_FORBIDDEN;
    if (e == OK)
        e = asked(d, &o, &concerns);
    struct rating_ask_list asks = {0};
    if (e == OK)
        e = measure_asks(d, d->who.only, &concerns, &asks);
    if (e == OK)
        e = answer_rules(d, &o, &concerns, &asks, in);
    str note = str_trim(in->note);
    for (size_t i = 0; e == OK && i < in->n_ratings; i++)
        e = take_rating(d, &o, rating_ask_find(&asks, in->ratings[i].concern, in->ratings[i].set), &in->ratings[i], rule_field(d, "ratings", i, "value"),
            i == 0 ? note : S(""), out);
    size_t corrected = 0;
    if (e == OK)
        e = link_days_take(d, in->days, in->n_days, &out->days, &corrected);
    out->corrected |= corrected > 0;
    bool care = false;
    if (e == OK && in->care_said)
        e = take_care(d, in->care_kind, in->care_words, &care);
    out->others += care;
    if (e == OK && in->adverse_said)
        e = take_adverse(d, &o, in, out);
    if (e == OK && in->nothing && !in->adverse_said)
        e = take_nothing(d, &o, out);
    if (e == OK)
        e = take_skip(d, &o, in);
    return e != OK ? e : link_use(d->db, &d->who, d->who.link, d->now);
}
