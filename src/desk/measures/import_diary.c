#include "desk/measures/import_diary.h"

#include "base/csv.h"
#include "base/json.h"
#include "desk/measures/measures_rules.h"
#include "store/client_key.h"

#include <stdlib.h>

enum { BAD_LISTED = 1000, CLIENT_MAX = 100, PROGRESS_EVERY = 100, ROWS_MAX = 10000000 };

struct record {
    str client;
    int64_t day;                // relative to the start
    size_t line;
    bool headache;
    bool skip;                  // a duplicate or bad
};

struct group { // of one client: records [from, to)
    size_t from, to, first_line;
};

struct importing {
    struct desk *d;
    const struct import_diary_in *in;
    struct import_diary_out *out;
    struct csv csv;
    struct csv_row row;         // the one last read
    size_t columns, client_at, day_at, headache_at;
    struct record *records;
    size_t n, cap;
    struct import_bad **bad;    // in the order found
    size_t n_bad, bad_cap;
};

static void bad(struct importing *m, size_t line, str column, str reason) {
    arena *a = m->d->a;
    m->out->rejected++;
    if (m->n_bad == m->bad_cap) {
        size_t cap = m->bad_cap ? m->bad_cap * 2 : 64;
        m->bad = arena_grow(a, m->bad, m->bad_cap * sizeof *m->bad, cap * sizeof *m->bad);
        m->bad_cap = cap;
    }
    struct import_bad *b = ARENA_NEW(a, struct import_bad);
    *b = (struct import_bad){.line = line, .column = column, .reason = reason};
    m->bad[m->n_bad++] = b;
}

static err header(struct importing *m) {
    const struct import_diary_in *in = m->in;
    struct {
        str name;
        size_t *at;
    } wanted[] = {{in->client, &m->client_at}, {in->day, &m->day_at}, {in->headache, &m->headache_at}};
    if (csv_next(&m->csv, m->d->a, &m->row) != CSV_ROW) {
        bad(m, 1, S(""), S("the file has no header row"));
        return E_INVALID;
    }
    m->columns = m->row.n;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (csv_column(&m->row, wanted[i].name, wanted[i].at) != CSV_ONE_COLUMN)
            bad(m, m->csv.line, wanted[i].name, S("the header row does not have this column exactly once"));
    return m->n_bad ? E_INVALID : OK;
}

static bool truth(str s, bool *out) {
    static const str yes[] = {S_INIT("yes"), S_INIT("1"), S_INIT("true")}, no[] = {S_INIT("no"), S_INIT("0"), S_INIT("false")};
    for (size_t i = 0; i < 3; i++) {
        *out = str_eq_nocase(s, yes[i]);
        if (*out || str_eq_nocase(s, no[i]))
            return true;
    }
    return false;
}

// The first rule that a row breaks is its reason.
static void take_row(struct importing *m) {
    struct record r = {.line = m->csv.line};
    const struct import_diary_in *in = m->in;
    if (m->row.n != m->columns) {
        bad(m, r.line, S(""), str_fmt(m->d->a, "%zu fields where the header has %zu", m->row.n, m->columns));
        return;
    }
    r.client = str_trim(m->row.field[m->client_at]);
    if (r.client.n == 0 || !text_valid(r.client) || utf8_length(r.client) > CLIENT_MAX) {
        bad(m, r.line, in->client, S("not a name or number of 1 to 100 characters"));
        return;
    }
    if (!str_i64(str_trim(m->row.field[m->day_at]), &r.day)) {
        bad(m, r.line, in->day, S("not a whole number of days"));
        return;
    }
    int64_t first = day_from(1900, 1, 1).d - (int64_t)in->start.d, last = (int64_t)m->d->today.d - in->start.d;
    if (r.day < first || r.day > last) {
        bad(m, r.line, in->day, r.day > last ? S("this day has not come yet") : S("this day is before 1900"));
        return;
    }
    if (!truth(str_trim(m->row.field[m->headache_at]), &r.headache)) {
        bad(m, r.line, in->headache, S("not yes, no, 1, 0, true or false"));
        return;
    }
    if (m->n == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 1024;
        m->records = arena_grow(m->d->a, m->records, m->cap * sizeof *m->records, cap * sizeof *m->records);
        m->cap = cap;
    }
    m->records[m->n++] = r;
}

static err read_rows(struct importing *m) {
    for (;;) {
        switch (csv_next(&m->csv, m->d->a, &m->row)) {
        case CSV_DONE: return OK;
        case CSV_BAD: bad(m, m->csv.line, str_fmt(m->d->a, "%zu", m->csv.bad_column), str_of(m->csv.reason)); break;
        case CSV_ROW: take_row(m); break;
        }
        if (m->n > ROWS_MAX)
            return E_TOO_LARGE;
    }
}

static int by_client_day(const void *pa, const void *pb) {
    const struct record *a = pa, *b = pb;
    int c = str_cmp(a->client, b->client);
    if (c != 0)
        return c;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static int by_first_line(const void *pa, const void *pb) {
    const struct group *a = pa, *b = pb;
    return a->first_line < b->first_line ? -1 : a->first_line > b->first_line;
}

static int bad_by_line(const void *pa, const void *pb) {
    const struct import_bad *a = *(struct import_bad *const *)pa, *b = *(struct import_bad *const *)pb;
    return a->line < b->line ? -1 : a->line > b->line;
}

// Rows of the same client and day: where they agree the first counts, where they do not none does.
static void same_days(struct importing *m, struct group g) {
    struct record *r = m->records;
    for (size_t i = g.from, next; i < g.to; i = next) {
        bool agree = true;
        for (next = i + 1; next < g.to && r[next].day == r[i].day; next++)
            agree &= r[next].headache == r[i].headache;
        for (size_t k = i + agree; k < next && next - i > 1; k++) {
            r[k].skip = true;
            if (agree)
                m->out->duplicates++;
            else
                bad(m, r[k].line, m->in->headache,
                    str_fmt(m->d->a, "line %zu says otherwise about the same client and day", r[k == i ? i + 1 : i].line));
        }
    }
}

static size_t groups_of(struct importing *m, struct group **out) {
    size_t n = 0;
    struct group *g = ARENA_ARRAY(m->d->a, m->n, struct group);
    for (size_t i = 0; i < m->n; i++) {
        if (i == 0 || !str_eq(m->records[i].client, m->records[i - 1].client))
            g[n++] = (struct group){i, i, m->records[i].line};
        g[n - 1].to = i + 1;
        if (m->records[i].line < g[n - 1].first_line)
            g[n - 1].first_line = m->records[i].line;
    }
    if (n > 1)
        qsort(g, n, sizeof *g, by_first_line);
    *out = g;
    return n;
}

static err make_client(struct importing *m, str value, str external, client_id *id) {
    struct desk *d = m->d;
    struct client c = {.id = {id_next(&d->ids, d->now)}, .external = external, .version = 1, .created = d->now, .updated = d->now};
    c.f.given = S("Diary");
    c.f.family = value;
    c.f.sex = S("unknown");
    *id = c.id;
    err e = client_insert(d->db, d->a, &d->who, &c);
    return e != OK ? e : client_keys_set(d->db, d->a, &d->who, c.id, &c.f);
}

static err make_concern(struct importing *m, client_id client) {
    struct desk *d = m->d;
    struct concern_row c = {.id = {id_next(&d->ids, d->now)},
        .client = client,
        .kind = CONCERN_HEADACHE,
        .started = true,
        .start = m->in->start,
        .created = d->now};
    return concern_insert(d->db, d->a, &d->who, &c);
}

// The record that stands where this one was merged into another.
static err standing(struct desk *d, client_id *id) {
    struct client c;
    err e = client_get(d->db, d->a, &d->who, *id, &c);
    for (int hops = 0; e == OK && c.merged_into.v != 0; hops++) {
        CHECK(hops < 1000);
        *id = c.merged_into;
        e = client_get(d->db, d->a, &d->who, *id, &c);
    }
    return e;
}

// The client and what is known about them already. *fits: false when their treatment started on another day.
static err find_client(struct importing *m, str value, client_id *id, struct diary_list *known, bool *fits) {
    struct desk *d = m->d;
    struct concern_list concerns;
    struct concern_row headache;
    *known = (struct diary_list){0};
    *fits = true;
    str external = str_fmt(d->a, "diary:%.*s", SP(value));
    err e = client_by_external(d->db, d->a, &d->who, external, id);
    if (e == E_NOT_FOUND) {
        m->out->clients++;
        e = make_client(m, value, external, id);
        return e != OK ? e : make_concern(m, *id);
    }
    if (e == OK)
        e = standing(d, id);
    if (e == OK)
        e = concern_list(d->db, d->a, &d->who, *id, &concerns);
    if (e != OK)
        return e;
    if (headache_concern(&concerns, &headache) == E_NOT_FOUND)
        e = make_concern(m, *id);
    else
        *fits = headache.started && headache.start.d == m->in->start.d;
    return e != OK ? e : diary_span(d->db, d->a, &d->who, *id, day_from(1900, 1, 1), d->today, known);
}

// `known` and the records are both in the order of days.
static err write_days(struct importing *m, struct group g, client_id id, const struct diary_list *known, bool fits) {
    struct desk *d = m->d;
    size_t k = 0, n = 0;
    struct diary_row *fresh = ARENA_ARRAY(d->a, g.to - g.from, struct diary_row);
    for (size_t i = g.from; i < g.to; i++) {
        struct record *r = &m->records[i];
        struct diary_row row = {.day = {(int32_t)(m->in->start.d + r->day)},
            .headache = r->headache,
            .peak = NOT_SAID,
            .medicine = NOT_SAID,
            .source = SOURCE_IMPORT,
            .at = d->now};
        while (k < known->n && known->v[k].day.d < row.day.d)
            k++;
        bool there = k < known->n && known->v[k].day.d == row.day.d;
        if (r->skip)
            continue;
        if (!fits)
            bad(m, r->line, m->in->client, S("this client's treatment started on another day than --start says"));
        else if (there && known->v[k].headache == r->headache)
            m->out->duplicates++;
        else if (there)
            bad(m, r->line, m->in->headache, S("the practice has another answer for this client and day"));
        else
            fresh[n++] = row;
    }
    m->out->entries += (int64_t)n;
    return diary_insert_many(d->db, d->a, &d->who, id, fresh, n);
}

static bool all_skipped(const struct importing *m, struct group g) {
    for (size_t i = g.from; i < g.to; i++)
        if (!m->records[i].skip)
            return false;
    return true;
}

static err write_groups(struct importing *m) {
    struct group *g;
    size_t n = groups_of(m, &g), done = 0;
    for (size_t i = 0; i < n; i++)
        same_days(m, g[i]);
    // without skip_bad nothing will be kept: the rest is only read to list what else is bad
    for (size_t i = 0; i < n; i++) {
        client_id id;
        struct diary_list known;
        bool fits;
        if (all_skipped(m, g[i]))
            continue;
        err e = find_client(m, m->records[g[i].from].client, &id, &known, &fits);
        if (e == OK)
            e = write_days(m, g[i], id, &known, fits);
        if (e != OK)
            return e;
        size_t before = done;
        done += g[i].to - g[i].from;
        if (m->in->progress && done / PROGRESS_EVERY != before / PROGRESS_EVERY)
            m->in->progress(m->in->ctx, done, m->n);
    }
    return OK;
}

static void list_bad(struct importing *m) {
    if (m->n_bad > 1)
        qsort(m->bad, m->n_bad, sizeof *m->bad, bad_by_line);
    m->out->n_bad = m->n_bad < BAD_LISTED ? m->n_bad : BAD_LISTED;
    for (size_t i = 0; i < m->out->n_bad; i++)
        m->bad[i]->next = i + 1 < m->out->n_bad ? m->bad[i + 1] : NULL;
    m->out->bad = m->out->n_bad ? m->bad[0] : NULL;
}

err desk_import_diary(struct desk *d, const struct import_diary_in *in, struct import_diary_out *out) {
    *out = (struct import_diary_out){0};
    struct importing *m = ARENA_NEW(d->a, struct importing);
    *m = (struct importing){.d = d, .in = in, .out = out, .csv = csv_on(in->csv, ',')};
    err e = desk_begin(d, VERB_IMPORT_DIARY, 0);
    if (e == OK)
        e = header(m);
    if (e == OK)
        e = read_rows(m);
    if (e == OK && m->n > 0) {
        qsort(m->records, m->n, sizeof *m->records, by_client_day);
        e = write_groups(m);
    }
    list_bad(m);
    if (e == OK && out->rejected > 0 && !in->skip_bad)
        e = E_INVALID;
    if (e != OK)
        out->clients = out->entries = out->duplicates = 0;
    return e;
}

str import_diary_json(arena *a, const struct import_diary_out *r) {
    struct buf b = buf_new(a, 256);
    struct jw w = jw_on(&b);
    jw_object(&w);
    jw_kint(&w, S("clients"), r->clients);
    jw_kint(&w, S("entries"), r->entries);
    jw_kint(&w, S("duplicates"), r->duplicates);
    jw_kint(&w, S("rejected"), r->rejected);
    jw_end(&w);
    return buf_str(&b);
}
