#include "desk/links/asked.h"

#include <string.h>

#include "base/json.h"
#include "clinic/measures/measure_choice.h"
#include "desk/safety/alert_tasks.h"
#include "desk/safety/worse.h"
#include "desk/links/answers.h"
#include "desk/measures/library.h"
#include "desk/measures/response_rules.h"

// Drafts of one link at one time, and what it may send of one instrument: a link goes through many hands.
enum { DRAFTS_A_LINK = 12, SENT_A_LINK = 50 };

bool asked_seen(const struct asked_one *q, size_t item)
{
    CHECK(item < q->file->n_items);
    return q->answers->value[item].kind != FV_UNKNOWN || q->answers->asked[item];
}

size_t asked_next(const struct asked_one *q)
{
    size_t i = 0;
    while (i < q->file->n_items && asked_seen(q, i))
        i++;
    return i;
}

bool asked_ticks(const struct asked_one *q)
{
    return response_all_blank(q->file);
}

const struct asked_one *asked_at(const struct asked *a, size_t position)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->v[i].position == position)
            return &a->v[i];
    return NULL;
}

// One request: the link, what came by it, and the one that is asked about.
struct work {
    struct link_opened o;
    struct response_by_link kept;
    struct concern_list concerns;
    struct response_may may;
    const struct response_about *since; // answered otherwise since the link was made
    size_t n_since;
    bool shown;                 // it is put before somebody now; what is posted from a page that is open is taken
    const struct ask *made;     // as the link was made, before another stood in
    const struct instrument_file *posted; // what the page showed that answers came from; NULL: nobody said
};

static bool same_device(str a, str b)
{
    return a.n && a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static bool row_answers(const struct response_row *r, const struct ask *k)
{
    return str_eq(r->instrument, k->instrument) && r->concern.v == k->concern.v;
}

// The newest of this browser: its draft before what it sent.
static const struct response_row *own_of(const struct work *w, const struct ask *k, str device)
{
    const struct response_row *sent = NULL;
    for (size_t i = 0; i < w->kept.n; i++) {
        const struct response_row *r = &w->kept.v[i];
        if (!row_answers(r, k) || !same_device(r->device, device))
            continue;
        if (!r->sent)
            return r;
        sent = sent ? sent : r;
    }
    return sent;
}

static const struct response_row *sent_of(const struct work *w, const struct ask *k)
{
    for (size_t i = 0; i < w->kept.n; i++)
        if (w->kept.v[i].sent && row_answers(&w->kept.v[i], k))
            return &w->kept.v[i];
    return NULL;
}

static const struct concern_row *concern_of(const struct work *w, concern_id id)
{
    for (size_t i = 0; i < w->concerns.n; i++)
        if (w->concerns.v[i].id.v == id.v && !w->concerns.v[i].closed)
            return &w->concerns.v[i];
    return NULL;
}

// A question that may ask for help the same day is not put before anybody while nobody can be told (reference, 3.5.5), not even in a form that
// was begun; once it was answered the form is finished and sent, so that the answer is not lost.
static bool told_today(struct desk *d, const struct work *w, const struct asked_one *q)
{
    bool answered = false;
    for (size_t i = 0; i < q->file->n_alerts; i++) {
        size_t item = instrument_item_of(q->file, q->file->alerts[i].item);
        answered |= item != SIZE_MAX && q->answers->value[item].kind != FV_UNKNOWN;
    }
    return answered || desk_alerts_may_ask(d, q->file, !w->o.link.kiosk);
}

static bool answered_since(const struct work *w, const struct ask *k)
{
    for (size_t i = 0; i < w->n_since; i++)
        if (str_eq(w->since[i].instrument, k->instrument) && (w->since[i].concern.v == k->concern.v || measure_of_mood(k->instrument)))
            return true;
    return false;
}

// E_NOT_FOUND where it was not begun and can no longer be asked: its concern is closed, or the practice does not ask it any more.
static err one_of(struct desk *d, const struct work *w, size_t i, str device, struct asked_one *q)
{
    const struct ask *k = &w->o.link.asks[i];
    const struct concern_row *c = k->concern.v ? concern_of(w, k->concern) : NULL;
    const struct response_row *own = own_of(w, k, device);
    if (own && own->sent && w->o.link.kiosk) // the next person has the tablet in their hands
        own = NULL;
    struct instrument_answers *x = ARENA_NEW(d->a, struct instrument_answers);
    struct say why;
    *q = (struct asked_one){.position = i + 1, .concern = k->concern, .answers = x};
    err e = OK;
    if (w->posted)
        q->file = w->posted;
    else if (!own)
        e = desk_instrument(d, k->instrument, &q->file);
    // what was begun may be finished, and what was shown answered: an answer that asks for help must never be lost
    if (e == OK && !own && !w->posted && ((k->concern.v && !c) || (w->shown && answered_since(w, k)) || !response_askable(d, q->file, w->may, !w->o.link.kiosk, &why)))
        e = E_NOT_FOUND;
    if (e == OK && own)
        e = desk_instrument_asked(d, own, &q->file);
    if (e != OK)
        return e;
    instrument_answers_none(q->file, x);
    if (own)
        e = response_answers_of(d, own, q->file, x);
    if (e == OK && w->shown && !told_today(d, w, q))
        e = E_NOT_FOUND;
    q->kind = c ? c->kind : CONCERN_PAIN;
    q->place = c ? c->place : (str){0};
    q->sent = sent_of(w, k) != NULL;
    q->own = own != NULL;
    q->draft = own && !own->sent;
    q->version = q->draft ? own->version : 0;
    q->words = instrument_in(q->file, lang_tag(d->lang));
    q->words = q->words ? q->words : q->file;
    for (size_t item = 0; e == OK && item < q->file->n_items; item++)
        q->n_seen += asked_seen(q, item);
    return e;
}

static bool begun(const struct work *w, str instrument, concern_id concern)
{
    for (size_t i = 0; i < w->kept.n; i++)
        if (row_answers(&w->kept.v[i], &(struct ask){instrument, concern}))
            return true;
    return false;
}

// Decided when it is delivered: while nobody can be told, the PHQ-8 is asked from the start instead of the PHQ-9, and stays what this link asks.
static err instead(struct desk *d, struct work *w)
{
    struct ask *asks = ARENA_ARRAY(d->a, w->o.link.n_asks, struct ask);
    for (size_t i = 0; i < w->o.link.n_asks; i++) {
        const struct instrument_file *file;
        asks[i] = w->o.link.asks[i];
        str other = desk_alerts_instead(asks[i].instrument);
        bool there = false;
        for (size_t k = 0; k < w->o.link.n_asks; k++)
            there |= str_eq(w->o.link.asks[k].instrument, other) && w->o.link.asks[k].concern.v == asks[i].concern.v;
        if (!other.n || there || begun(w, asks[i].instrument, asks[i].concern))
            continue;
        err e = desk_instrument(d, asks[i].instrument, &file);
        if (e != OK && e != E_NOT_FOUND)
            return e;
        if (begun(w, other, asks[i].concern) || e == E_NOT_FOUND || !desk_alerts_may_ask(d, file, !w->o.link.kiosk))
            asks[i].instrument = other;
    }
    w->made = w->o.link.asks;
    w->o.link.asks = asks;
    return OK;
}

static err load(struct desk *d, struct work *w)
{
    *w = (struct work){0};
    err e = desk_link_again(d, LINK_ANSWERS, &w->o);
    if (e != OK || link_wants_birth(&w->o))
        return e;
    e = link_asks(d->db, d->a, &d->who, &w->o.link);
    if (e != OK || w->o.link.n_asks == 0)
        return e;
    e = response_by_link(d->db, d->a, &d->who, d->who.only, d->who.link, &w->kept);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, d->who.only, &w->concerns);
    if (e == OK)
        e = response_since(d->db, d->a, &d->who, d->who.only, w->o.link.created, &w->since, &w->n_since);
    if (e == OK)
        e = response_may_now(d, &w->may);
    return e == OK ? instead(d, w) : e;
}

static bool rates(const struct work *w)
{
    for (size_t i = 0; w->o.link.ratings && i < w->concerns.n; i++)
        if (!w->concerns.v[i].closed && (w->o.link.concern.v == 0 || w->concerns.v[i].id.v == w->o.link.concern.v))
            return true;
    return false;
}

err desk_asked(struct desk *d, str device, struct asked *out)
{
    struct work w = {0};
    *out = (struct asked){0};
    err e = desk_begin(d, VERB_ASK_SHOW, d->who.only.v);
    if (e == OK)
        e = load(d, &w);
    if (e != OK)
        return e;
    w.shown = true;
    e = desk_link_front(d, &w.o, link_wants_birth(&w.o), &out->front);
    if (e != OK || out->front.confirm)
        return e;
    struct asked_one *v = ARENA_ARRAY(d->a, w.o.link.n_asks, struct asked_one);
    out->ratings = rates(&w);
    out->kiosk = w.o.link.kiosk;
    out->v = v;
    for (size_t i = 0; i < w.o.link.n_asks; i++) {
        e = one_of(d, &w, i, device, &v[out->n]);
        if (e == OK)
            out->n++;
        else if (e != E_NOT_FOUND)
            return e;
    }
    return OK;
}

// Which of the two a page showed, where one stands in for the other, is not decided anew when its answers come: neither the hour nor what was
// loaded meanwhile makes them answers to other questions.
static err shown_one(struct desk *d, struct work *w, const struct ask *k, str device, str hash)
{
    const struct response_row *own = own_of(w, k, device);
    w->posted = NULL;
    if (own && (!own->sent || !w->o.link.kiosk))
        return str_eq(own->hash, hash) ? OK : E_NOT_FOUND;
    return desk_instrument_shown(d, k->instrument, hash, &w->posted);
}

static err posted(struct desk *d, struct work *w, size_t i, str device, str hash)
{
    struct ask *asks = ARENA_ARRAY(d->a, w->o.link.n_asks, struct ask);
    if (hash.n == 0)
        return OK;
    memcpy(asks, w->o.link.asks, w->o.link.n_asks * sizeof *asks);
    err e = shown_one(d, w, &asks[i], device, hash);
    if (e == E_NOT_FOUND && !str_eq(asks[i].instrument, w->made[i].instrument)) {
        asks[i] = w->made[i];
        e = shown_one(d, w, &asks[i], device, hash);
    }
    w->o.link.asks = asks;
    return e == E_NOT_FOUND ? problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_ask_other_file)) : e;
}

// The one that a write is about, in its transaction.
static err begin(struct desk *d, enum verb verb, str device, size_t position, str file, struct work *w, struct asked_one *q)
{
    CHECK(device.n > 0);
    err e = desk_begin(d, verb, d->who.only.v);
    if (e == OK)
        e = load(d, w);
    if (e == OK && link_wants_birth(&w->o))
        e = E_FORBIDDEN;
    if (e == OK && (position < 1 || position > w->o.link.n_asks))
        e = E_NOT_FOUND;
    if (e != OK)
        return e;
    e = posted(d, w, position - 1, device, file);
    return e == OK ? one_of(d, w, position - 1, device, q) : e;
}

static err too_many(struct desk *d, int most)
{
    return problem_add(d->problems, E_INVALID, S(""), SAY1(MSG_error_too_many, "max", str_fmt(d->a, "%d", most)));
}

static err elsewhere(struct desk *d)
{
    return problem_add(d->problems, E_CONFLICT, S(""), SAY(MSG_ask_changed));
}

static struct response_row new_row(struct desk *d, const struct work *w, const struct asked_one *q, str device)
{
    return (struct response_row){.id = {id_next(&d->ids, d->now)}, .client = d->who.only, .concern = q->concern, .instrument = q->file->id,
        .hash = str_of(q->file->sha256), .language = q->words->language, .mode = w->o.link.kiosk ? RESPONSE_KIOSK : RESPONSE_LINK,
        .day = d->today, .begun = d->now, .link = d->who.link, .device = device, .version = 1};
}

static err draft_begin(struct desk *d, const struct work *w, const struct asked_one *q, struct response_row *r)
{
    size_t drafts = 0;
    for (size_t i = 0; i < w->kept.n; i++)
        drafts += !w->kept.v[i].sent;
    if (drafts >= DRAFTS_A_LINK)
        return too_many(d, DRAFTS_A_LINK);
    return response_begin(d->db, &d->who, r, &(struct response_text){r->hash, q->file->id, q->file->version, q->file->json});
}

// `set` over `was`. *changed: something is new; *lost: an item has another answer than it had when it was not gone through.
static struct instrument_answers *over(struct desk *d, const struct instrument_file *in, const struct instrument_answers *was,
    const struct instrument_answers *set, bool *changed, bool *lost)
{
    struct instrument_answers *x = ARENA_NEW(d->a, struct instrument_answers);
    *x = *was;
    *changed = *lost = false;
    for (size_t i = 0; i < in->n_items; i++) {
        if (set->value[i].kind == FV_UNKNOWN && !set->asked[i])
            continue;
        str old = instrument_answer_text(d->a, &in->items[i], was->value[i]), now = instrument_answer_text(d->a, &in->items[i], set->value[i]);
        bool seen = was->value[i].kind != FV_UNKNOWN || was->asked[i];
        *changed |= !seen || !str_eq(old, now);
        *lost |= seen && !str_eq(old, now);
        x->value[i] = set->value[i];
        x->asked[i] = set->value[i].kind == FV_UNKNOWN;
    }
    return x;
}

// At the tap: whoever closes the phone now has asked for help all the same.
static err tapped(struct desk *d, const struct asked_save_in *in, const struct asked_one *q, const struct response_row *r, const struct instrument_answers *x,
    struct asked_saved *out)
{
    if (!desk_alert_touched(d, q->file, q->answers, x))
        return OK;
    err e = desk_alert_raise(d, r, q->file, x);
    out->support = e == OK && desk_alert_fires(q->file, x);
    return out->support && in->shown ? support_shown(d) : e;
}

err desk_asked_save(struct desk *d, const struct asked_save_in *in, struct asked_saved *out)
{
    struct work w;
    struct asked_one q;
    struct instrument_answers set;
    bool changed, lost;
    *out = (struct asked_saved){0};
    err e = begin(d, VERB_ASK_SAVE, in->device, in->position, in->file, &w, &q);
    if (e != OK)
        return e;
    if (!response_read(d, q.file, in->answers, &set))
        return E_INVALID;
    struct instrument_answers *x = over(d, q.file, q.answers, &set, &changed, &lost);
    out->version = q.version;
    if (q.own && !changed)
        return OK;
    // an answer that asks for help is taken from a window that is behind, too: what it changes is kept beside it
    bool help = desk_alert_touched(d, q.file, q.answers, x) && desk_alert_fires(q.file, x);
    if (in->version != q.version && lost && !help)
        return elsewhere(d);
    struct response_row r = new_row(d, &w, &q, in->device);
    const struct response_row *own = own_of(&w, &w.o.link.asks[in->position - 1], in->device);
    if (q.draft)
        r = *own;
    r.answers = response_answers_text(d, q.file, x);
    out->version = q.draft ? r.version + 1 : 1;
    e = q.draft ? response_save(d->db, &d->who, &r) : draft_begin(d, &w, &q, &r);
    return e == OK ? tapped(d, in, &q, &r, x, out) : e;
}

// All that is to be sent: what was given whole, with every other item left open, or the draft.
static bool whole(struct desk *d, const struct asked_send_in *in, const struct asked_one *q, struct instrument_answers *x)
{
    *x = *q->answers;
    if (!in->answers)
        return true;
    if (!response_read(d, q->file, in->answers, x))
        return false;
    for (size_t i = 0; i < q->file->n_items; i++)
        x->asked[i] = x->value[i].kind == FV_UNKNOWN && (x->asked[i] || !q->file->items[i].optional);
    return true;
}

// "None of these" of a draft: the list was gone through, and nothing was ticked.
static bool none_said(const struct asked_send_in *in, const struct asked_one *q)
{
    bool any = false;
    for (size_t i = 0; i < q->file->n_items; i++)
        any |= q->answers->value[i].kind != FV_UNKNOWN;
    return in->answers ? in->none : !any && q->n_seen == q->file->n_items;
}

static err write(struct desk *d, const struct work *w, const struct asked_one *q, struct response_row *r, const struct response_row *draft,
    const struct instrument_answers *x, const struct response_score_row *scores, struct asked_sent *out)
{
    const struct response_row *before = sent_of(w, &w->o.link.asks[q->position - 1]);
    err e = OK;
    if (w->kept.n_ever >= SENT_A_LINK)
        return too_many(d, SENT_A_LINK);
    if (draft) {
        str answers = r->answers;
        *r = *draft;
        r->answers = answers;
    } else {
        e = draft_begin(d, w, q, r);
    }
    r->language = q->words->language;
    r->day = before ? before->day : d->today; // put right on another day, it is still about the day that it was asked on
    r->at = d->now;
    if (e == OK)
        e = response_send(d->db, &d->who, r, scores, q->file->n_scores);
    if (e == OK)
        e = desk_alert_raise(d, r, q->file, x);
    if (e == OK && before)
        e = response_replace(d->db, &d->who, before->id, r->id);
    if (e == OK)
        e = worse_response(d, r);
    out->id = r->id;
    out->corrected = before != NULL;
    return e;
}

static err send(struct desk *d, const struct work *w, const struct asked_one *q, const struct asked_send_in *in, struct asked_sent *out)
{
    struct instrument_answers x;
    struct response_score_row scores[INSTRUMENT_SCORES];
    if (!whole(d, in, q, &x))
        return E_INVALID;
    const struct response_row *own = own_of(w, &w->o.link.asks[in->position - 1], in->device), *draft = q->draft ? own : NULL;
    struct response_row r = new_row(d, w, q, in->device);
    r.answers = response_answers_text(d, q->file, &x);
    if (own && own->sent && (!in->answers || str_eq(own->answers, r.answers))) {
        *out = (struct asked_sent){.id = own->id, .again = true};
        return OK;
    }
    if (in->version != q->version && !(draft && str_eq(draft->answers, r.answers) && in->answers))
        return elsewhere(d);
    if (!response_scored(d, q->file, &x, none_said(in, q), scores))
        return E_INVALID;
    return write(d, w, q, &r, draft, &x, scores, out);
}

err desk_asked_send(struct desk *d, const struct asked_send_in *in, struct asked_sent *out)
{
    struct work w;
    struct asked_one q;
    *out = (struct asked_sent){0};
    bool written;
    err e = begin(d, VERB_ASK_SEND, in->device, in->position, in->file, &w, &q);
    if (e == OK)
        e = send(d, &w, &q, in, out);
    if (in->care_said && (e == OK || e == E_INVALID)) { // all that is wrong is said at once
        err care = desk_answer_care(d, in->care_kind, in->care_words, &written);
        e = e == OK ? care : e;
    }
    return e == OK && !out->again ? link_use(d->db, &d->who, d->who.link, d->now) : e;
}
