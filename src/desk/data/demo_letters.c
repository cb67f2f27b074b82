#include "desk/data/demo_records.h"
#include "desk/care/letters.h"

enum { EVERY = 4, TREATED_DAYS = 42, TICKED = 2 };

// Written when the last rating was in: what it says of the change is what was known that day.
static instant written(const struct demo_clinic *c, const struct demo_journey *j)
{
    int32_t last = j->p.last.d + 2, today = c->in->today.d;
    instant t;
    (void)zone_instant(c->in->zone, (day){last < today ? last : today}, 8 * 60 + 30, &t);
    return t;
}

static struct letter_in letter_of(const struct demo_journey *j, const struct letter_facts *f, finding_id *ticked, arena *a)
{
    bool worse = j->p.course == COURSE_WORSE, same = j->p.course == COURSE_SAME;
    struct letter_in in = {.client = j->client, .concern = j->concern, .addressee = desk_letter_addressee(a, &f->client.f), .findings = ticked};
    if (!in.addressee.n)
        in.addressee = S("Dr. Ellis, Green Street Practice\n(212) 555-0164");
    in.paragraph = worse ? S("It feels worse to the client than at the start. I found no red flag; would you look at it again?")
                 : same  ? S("We saw little of the change that we had hoped for. I have stopped, and suggest that other care is tried.")
                         : S("Home programme: gentle movement daily, warmth in the evening. I remain glad to see the client again.");
    for (; in.n_findings < TICKED && in.n_findings < f->n_findings; in.n_findings++)
        ticked[in.n_findings] = f->findings[in.n_findings].id;
    return in;
}

static err finish(const struct demo_clinic *c, size_t i, size_t therapist, instant when, struct letter_in *in, const struct letter_facts *f)
{
    struct letter l;
    struct desk d = demo_desk(c, therapist, when, 9500002 + i * 8);
    err e = desk_letter(&d, in->id, &l);
    if (e)
        return e;
    d = demo_desk(c, therapist, when, 9500003 + i * 8);
    in->version = l.version;
    e = desk_letter_finish(&d, in, c->in->letter_body(&d, f, &l));
    d = demo_desk(c, therapist, when, 9500004 + i * 8);
    return e || i % (3 * EVERY) ? e : desk_letter_share(&d, in->id, l.version + 1, true);
}

err demo_letter(const struct demo_clinic *c, const struct demo_journey *j, size_t i)
{
    if (i % EVERY || !j->concern.v || j->p.start.d + TREATED_DAYS > c->in->today.d)
        return OK;
    size_t therapist = 1 + i / EVERY % 3;
    finding_id ticked[TICKED];
    struct letter_facts f;
    instant when = written(c, j);
    struct desk d = demo_desk(c, therapist, when, 9500000 + i * 8);
    err e = desk_letter_facts(&d, j->client, j->concern, &f);
    if (e || !f.dose.sessions)
        return e;
    struct letter_in in = letter_of(j, &f, ticked, c->scratch);
    d = demo_desk(c, therapist, when, 9500001 + i * 8);
    e = desk_letter_create(&d, &in, &in.id);
    bool stays = i / EVERY % 5 == 4 || !f.consent.id.v || !f.consent.given || !c->in->letter_body; // a draft
    return e || stays ? e : finish(c, i, therapist, (instant){when.us + 10 * MINUTE_US}, &in, &f);
}
