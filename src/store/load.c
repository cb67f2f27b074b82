// The way back of dump.h: rows of a dump into their tables.
#include "store/client.h"
#include "store/client_key.h"
#include "store/dump.h"

err load_is_empty(struct db *db, arena *a, bool *empty) {
    struct db_row r;
    err e = db_one(db, a, Q_LOAD_EMPTY, NULL, 0, &r);
    if (e == OK)
        *empty = row_int(r, QC_LOAD_EMPTY_PRACTICES) == 0 && row_int(r, QC_LOAD_EMPTY_ACCOUNTS) == 0;
    return e;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hex(arena *a, str text, str *out) {
    if (text.n % 2 != 0)
        return false;
    char *p = arena_alloc(a, text.n / 2 + 1);
    for (size_t i = 0; i < text.n / 2; i++) {
        int high = hex_digit(text.p[2 * i]), low = hex_digit(text.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        p[i] = (char)(high << 4 | low);
    }
    *out = (str){p, text.n / 2};
    return true;
}

static bool has_nul(str s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == 0)
            return true;
    return false;
}

// False where `j` is not what the column holds.
static bool read_value(arena *a, const struct statement_column *c, const struct json *j, struct db_value *out) {
    enum dump_kind kind = dump_kind(c);
    int64_t i;
    double r;
    day d;
    instant t;
    str s;
    if (j->kind == JSON_NULL) {
        *out = DBN;
        return c->nullable;
    }
    if (kind == DUMP_NUMBER || kind == DUMP_REAL) {
        if (j->kind != JSON_NUMBER || !(kind == DUMP_REAL ? json_number(j, &r) : json_integer(j, &i)))
            return false;
        *out = kind == DUMP_REAL ? DBR(r) : DBI(i);
        return true;
    }
    if (j->kind != JSON_STRING)
        return false;
    switch (kind) {
    case DUMP_TEXT: *out = DBT(j->text); return !has_nul(j->text);
    case DUMP_ID:
        if (!id_parse(j->text, &i))
            return false;
        *out = DBI(i);
        return true;
    case DUMP_DAY:
        if (!day_parse(j->text, &d))
            return false;
        *out = DBDAY(d);
        return true;
    case DUMP_INSTANT:
        if (!instant_parse(j->text, &t))
            return false;
        *out = DBTIME(t);
        return true;
    case DUMP_BLOB:
        if (!read_hex(a, j->text, &s))
            return false;
        *out = DBB(s);
        return true;
    case DUMP_NUMBER:
    case DUMP_REAL: break;
    }
    return false;
}

static const char *kind_words(enum dump_kind k) {
    switch (k) {
    case DUMP_TEXT: return "text";
    case DUMP_NUMBER: return "a whole number";
    case DUMP_REAL: return "a number";
    case DUMP_ID: return "an id of 13 characters";
    case DUMP_DAY: return "a day such as 2026-11-21";
    case DUMP_INSTANT: return "an instant such as 2026-11-21T08:15:00Z";
    case DUMP_BLOB: return "hexadecimal digits";
    }
    return "";
}

// What a column that an older dump does not have means; false where nobody can say.
static bool default_value(const struct statement_column *c, const char *text, struct db_value *out) {
    int64_t i;
    *out = DBN;
    if (text == NULL)
        return c->nullable;
    if (c->type == DB_TEXT)
        *out = DBT(str_of(text));
    else if (c->type == DB_INT && str_i64(str_of(text), &i))
        *out = DBI(i);
    else
        return false;
    return true;
}

err load_row(struct db *db, arena *a, const struct db_table *t, const struct json *row, bool older, str *why) {
    const struct statement *s = &db_statements[t->load];
    struct db_value *v = ARENA_ARRAY(a, s->n_in, struct db_value);
    size_t missing = 0;
    for (size_t i = 0; i < s->n_in; i++) {
        const struct json *j = json_get(row, str_of(s->in[i].name));
        if (j == NULL && older && default_value(&s->in[i], t->defaults[i], &v[i])) {
            missing++;
            continue;
        }
        if (j == NULL)
            *why = str_fmt(a, "the column %s is missing", s->in[i].name);
        else if (!read_value(a, &s->in[i], j, &v[i]))
            *why = str_fmt(a, "%s is not %s", s->in[i].name, kind_words(dump_kind(&s->in[i])));
        else
            continue;
        return E_INVALID;
    }
    if (row->count != s->n_in - missing + 1u) {
        *why = str_fmt(a, "there are columns that the table %s does not have", t->name);
        return E_INVALID;
    }
    err e = db_exec(db, t->load, v, s->n_in, NULL);
    if (e != E_CONFLICT && e != E_INVALID)
        return e;
    *why = str_fmt(a, "the table %s refuses this row: it is there twice, names a row that is not there, or breaks a rule of the table", t->name);
    return E_INVALID;
}

err load_keys(struct db *db, arena *a, arena *scratch) {
    struct db_rows rs;
    err e = db_all(db, a, Q_LOAD_CLIENTS, NULL, 0, &rs);
    for (size_t i = 0; e == OK && i < rs.n; i++) {
        struct db_row r = rows_at(&rs, i);
        struct actor who = {.practice = {row_int(r, QC_LOAD_CLIENTS_PRACTICE)}, .role = ROLE_SYSTEM};
        struct client c;
        arena_reset(scratch);
        e = client_get(db, scratch, &who, (client_id){row_int(r, QC_LOAD_CLIENTS_ID)}, &c);
        if (e == OK)
            e = client_keys_set(db, scratch, &who, c.id, &c.f);
    }
    return e;
}

err load_quiet(struct db *db, arena *a, instant at) {
    struct db_rows rs;
    err e = db_all(db, a, Q_PRACTICE_IDS, NULL, 0, &rs);
    for (size_t i = 0; e == OK && i < rs.n; i++)
        e = db_exec(db, Q_OUTBOX_QUIET, DB_ARGS(DBI(row_int(rows_at(&rs, i), QC_PRACTICE_IDS_ID)), DBTIME(at)), NULL);
    return e;
}
