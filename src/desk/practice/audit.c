#include "desk/practice/audit.h"

#include "store/link.h"
#include "store/session.h"

enum { PAGE = 50, VERIFY_CHUNK = 500 };
#define SETTLED_US MINUTE_US // notes and neighbours' rows of a moment are all in by then

err desk_audit_list(struct desk *d, audit_id before, int64_t subject, struct audit_page *out)
{
    *out = (struct audit_page){0};
    err e = desk_begin(d, VERB_AUDIT_SHOW, 0);
    struct audit_row *rows = NULL;
    size_t n = 0;
    if (!e)
        e = audit_list(d->db, d->a, &d->who, before, subject, PAGE + 1, &rows, &n);
    if (e)
        return e;
    out->rows = rows;
    out->n = n > PAGE ? PAGE : n;
    if (n > PAGE)
        out->next = rows[PAGE - 1].id;
    return OK;
}

static err note_book(struct db *db, struct idgen *ids, const struct audit_note *x)
{
    if (x->touched.v)
        return session_seen(db, x->touched, x->at, x->touched_until);
    struct audit_row row = {
        .id = {id_next(ids, x->at)},
        .at = x->at,
        .event = verb_row(x->verb)->event,
        .role = x->who.role,
        .account = x->who.account,
        .client = x->who.only,
        .subject = x->subject,
    };
    err e = audit_insert(db, x->practice, &row);
    return e || !x->who.link.v ? e : link_opened(db, &x->who, x->who.link, x->at);
}

err desk_audit_book(struct db *db, struct idgen *ids, const struct audit_note *notes, size_t n)
{
    err e = OK;
    for (size_t i = 0; i < n && !e; i++)
        e = note_book(db, ids, &notes[i]);
    return e;
}

err desk_audit_chain(struct desk *d, practice_id practice, size_t limit, size_t *chained)
{
    err e = desk_begin(d, VERB_UPKEEP, 0);
    return e ? e : audit_chain_extend(d->db, d->a, practice, (instant){d->now.us - SETTLED_US}, limit, chained);
}

err desk_audit_verify(struct desk *d, practice_id practice, struct chain_verdict *out)
{
    *out = (struct chain_verdict){0};
    err e = desk_begin(d, VERB_UPKEEP, 0);
    unsigned char hash[32] = {0};
    bool end = false;
    arena *scratch = arena_new((size_t)8 << 20); // a long chain goes through a short arena
    while (!e && !end && !out->bad) {
        arena_reset(scratch);
        e = audit_chain_verify(d->db, scratch, practice, VERIFY_CHUNK, &out->links, hash, &out->bad, &end);
    }
    arena_free(scratch);
    return e;
}
