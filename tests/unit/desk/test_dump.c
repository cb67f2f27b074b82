// desk/data/dump.h and desk/data/demo.h: the same bytes on both engines and through load; a bad file changes nothing.
#include "raw.h"

#include "db/statement.h"
#include "desk/data/demo.h"
#include "desk/data/dump.h"
#include "store/dump.h"

#include <sqlite3.h>

struct text {
    char *p;
    size_t n, cap;
};

static err append(void *ctx, str bytes) {
    struct text *t = ctx;
    if (t->n + bytes.n > t->cap) {
        t->cap = (t->n + bytes.n) * 2;
        t->p = realloc(t->p, t->cap);
        assert_non_null(t->p);
    }
    memcpy(t->p + t->n, bytes.p, bytes.n);
    t->n += bytes.n;
    return OK;
}

static struct text dump_at(struct base *b, bool credentials, int step) {
    struct text t = {0};
    struct dump_out out;
    struct desk d = {.a = b->a, .db = b->db, .who = {.role = ROLE_SYSTEM}, .env = &test_env};
    struct dump_in in = {.credentials = credentials, .version = S("test"), .step = step, .write = append, .ctx = &t};
    assert_ok(desk_dump(&d, &in, &out));
    assert_true(out.rows > 0);
    return t;
}

static struct text dump(struct base *b, bool credentials) { return dump_at(b, credentials, 0); }

static const struct zone *demo_zone(arena *a) {
    static char bytes[16384];
    FILE *f = fopen("/usr/share/zoneinfo/" DEMO_ZONE, "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    (void)fclose(f);
    const struct zone *z = zone_parse(a, S(DEMO_ZONE), (str){bytes, n});
    assert_non_null(z);
    return z;
}

static struct text demo(struct base *b, enum db_engine engine, uint64_t seed, int64_t clients) {
    struct demo_out out;
    base_make(b, engine);
    assert_ok(desk_demo(b->db, b->a, &(struct demo_in){.clients = clients, .seed = seed, .today = TODAY, .zone = demo_zone(b->a)}, &out));
    assert_true(out.clients >= clients && out.ratings + out.diary_days > 0);
    return dump(b, false);
}

struct file {
    str text;
    size_t at, step;    // bytes a read, to cut lines anywhere
};

static err read_some(void *ctx, char *to, size_t max, size_t *n) {
    struct file *f = ctx;
    *n = f->text.n - f->at;
    *n = *n > f->step ? f->step : *n;
    *n = *n > max ? max : *n;
    memcpy(to, f->text.p + f->at, *n);
    f->at += *n;
    return OK;
}

static err load(struct base *b, str text, struct load_out *out) {
    struct file f = {.text = text, .step = 4093};
    return desk_load(b->db, b->a, &(struct load_in){.read = read_some, .ctx = &f, .now = {77}}, out);
}

static void assert_same(struct text x, struct text y) {
    size_t i = 0;
    while (i < x.n && i < y.n && x.p[i] == y.p[i])
        i++;
    if (i < x.n || i < y.n)
        fail_msg("differ at byte %zu: …%.*s… and …%.*s…", i, (int)(x.n - i < 60 ? x.n - i : 60), x.p + i, (int)(y.n - i < 60 ? y.n - i : 60), y.p + i);
}

// Round trip on one engine.
static void round_trip(enum db_engine engine) {
    struct base from, to;
    struct text x = demo(&from, engine, 1, 20), y;
    struct load_out out;
    base_make(&to, engine);
    if (load(&to, (str){x.p, x.n}, &out) != OK)
        fail_msg("line %zu: %.*s", out.line, SP(out.reason));
    y = dump(&to, false);
    assert_same(x, y);
    // an index that is not dumped is there again: people are found
    struct db_rows rs;
    assert_ok(db_all(to.db, to.a, Q_LOAD_CLIENTS, NULL, 0, &rs));
    assert_true(rs.n >= 20);
    struct actor who = {.practice = {row_int(rows_at(&rs, 0), 0)}, .role = ROLE_SYSTEM};
    struct client c;
    const struct client_candidate *found;
    size_t n;
    assert_ok(client_get(to.db, to.a, &who, (client_id){row_int(rows_at(&rs, 0), 1)}, &c));
    assert_ok(client_candidates(to.db, to.a, &who, namekey_probe(to.a, c.f.family), 10, &found, &n));
    assert_true(n > 0);
    // once is enough
    assert_err(load(&to, (str){x.p, x.n}, &out), E_CONFLICT);
    base_end(&from);
    base_end(&to);
    free(x.p);
    free(y.p);
}

// A message that waited when the dump was made may have been sent since: it is not sent from the copy.
static void what_waited_is_stopped(enum db_engine engine) {
    struct base from, to;
    struct text x = demo(&from, engine, 1, 20);
    struct buf rows = buf_new(from.a, 4096);
    struct load_out out;
    free(x.p);
    raw_do(&from, "INSERT INTO outbox SELECT practice_id, id, 'home-link', id, NULL, NULL, NULL, NULL, 'email', 'a@example.org', '', 'waiting', 2, 5, 5, NULL, NULL, '', NULL "
                  "FROM client ORDER BY id LIMIT 3");
    raw_do(&from, "UPDATE outbox SET state = 'sent', ended_us = 6 WHERE id = (SELECT MIN(id) FROM outbox)");
    x = dump(&from, false);
    base_make(&to, engine);
    assert_ok(load(&to, (str){x.p, x.n}, &out));
    raw_query(&to, "SELECT state, ended_us, error FROM outbox ORDER BY id", &rows);
    assert_str(buf_str(&rows), S("sent|6|\nstopped|77|loaded\nstopped|77|loaded\n"));
    base_end(&from);
    base_end(&to);
    free(x.p);
}

// The same seed and day, another engine; another seed; what was dumped of one loaded into the other.
static void across(void **state) {
    (void)state;
    struct base lite, pg, to;
    struct load_out out;
    base_make(&pg, DB_POSTGRES); // skips before anything is made
    base_end(&pg);
    struct text x = demo(&lite, DB_SQLITE, 7, 30), y = demo(&pg, DB_POSTGRES, 7, 30), z;
    assert_same(x, y);
    base_make(&to, DB_POSTGRES);
    assert_ok(load(&to, (str){x.p, x.n}, &out));
    z = dump(&to, false);
    assert_same(x, z);
    base_end(&to);
    base_end(&pg);
    base_end(&lite);
    struct text other = demo(&lite, DB_SQLITE, 8, 30);
    assert_false(other.n == x.n && memcmp(other.p, x.p, x.n) == 0);
    base_end(&lite);
    free(x.p);
    free(y.p);
    free(z.p);
    free(other.p);
}

// A database that was not migrated yet is dumped with the columns of its step, and that dump is loaded into a newer one.
static void older(enum db_engine engine) {
    enum { STEP = 5 };  // before the calendar
    struct base from, to;
    struct load_out out;
    struct text whole = demo(&from, engine, 3, 10), old = dump_at(&from, false, STEP), again;
    assert_int_equal(str_find((str){old.p, old.n}, S("clearance_minutes")), SIZE_MAX);
    assert_int_equal(str_find((str){old.p, old.n}, S("\"table\":\"room\"")), SIZE_MAX);
    assert_true(str_find((str){old.p, old.n}, S("\"schema\":5")) != SIZE_MAX);
    assert_true(str_find((str){old.p, old.n}, S("\"table\":\"concern\"")) != SIZE_MAX);
    base_make(&to, engine);
    if (load(&to, (str){old.p, old.n}, &out) != OK)
        fail_msg("line %zu: %.*s", out.line, SP(out.reason));
    again = dump_at(&to, false, STEP);
    assert_same(old, again);
    base_end(&from);
    base_end(&to);
    free(whole.p);
    free(old.p);
    free(again.p);
}

// Credentials leave only when asked for, and come back.
static void credentials(enum db_engine engine) {
    struct base from, to;
    struct text x = demo(&from, engine, 1, 1), y, z;
    struct load_out out;
    assert_true(str_find((str){x.p, x.n}, S("argon2")) == SIZE_MAX);
    y = dump(&from, true);
    assert_true(str_find((str){y.p, y.n}, S("argon2")) != SIZE_MAX);
    base_make(&to, engine);
    assert_ok(load(&to, (str){y.p, y.n}, &out));
    z = dump(&to, true);
    assert_same(y, z);
    base_end(&from);
    base_end(&to);
    free(x.p);
    free(y.p);
    free(z.p);
}

#define HEAD "{\"unknot\":\"x\",\"schema\":5,\"practice\":null,\"credentials\":false}\n"
#define PRACTICE(id, more) \
    "{\"table\":\"practice\",\"id\":\"" id "\",\"name\":\"A\",\"country\":\"\",\"zone\":\"UTC\",\"currency\":\"\",\"language\":\"en\",\"phone\":\"\"," \
    "\"email\":\"\",\"address\":\"\",\"crisis_line\":\"\",\"set_up_us\":null,\"version\":1,\"created_us\":\"2026-01-01T00:00:00Z\"" more "}\n"
#define ENDING "{\"unknot\":\"x\",\"schema\":6}\n" // from this step on the last line counts the rows
#define GOOD PRACTICE("0000000000001", "")

static void bad_files(enum db_engine engine) {
    static const struct {
        const char *text;
        err e;
        size_t line;
        const char *says;
    } bad[] = {
        {"", E_INVALID, 0, "empty"},
        {"hello\n", E_INVALID, 1, "not JSON"},
        {"[]\n", E_INVALID, 1, "begins with"},
        {"{\"unknot\":\"x\",\"schema\":999}\n" GOOD, E_DB_NEWER, 1, "newer"},
        {"{\"unknot\":\"x\"}\n" GOOD, E_INVALID, 1, "schema step"},
        {HEAD GOOD "{\"table\":\"job\"}\n", E_INVALID, 3, "no table of that name"},
        {HEAD GOOD GOOD, E_INVALID, 3, "there twice"},
        {HEAD PRACTICE("000000000000", ""), E_INVALID, 2, "id is not an id"},
        {HEAD PRACTICE("0000000000001", ",\"colour\":\"red\""), E_INVALID, 2, "does not have"},
        {HEAD "{\"table\":\"practice\",\"id\":\"0000000000001\"}\n", E_INVALID, 2, "name is missing"},
        {HEAD GOOD "{\"table\":\"opening\",\"practice_id\":\"0000000000002\",\"weekday\":1,\"from_minute\":1,\"to_minute\":2}\n", E_INVALID, 3, "opening"},
        {HEAD GOOD "{\"table\":\"opening\",\"practice_id\":\"0000000000001\",\"weekday\":9,\"from_minute\":1,\"to_minute\":2}\n", E_INVALID, 3, "opening"},
        {HEAD GOOD "{\"table\":\"opening\",\"practice_id\":\"0000000000001\",\"weekday\":\"1\",\"from_minute\":1,\"to_minute\":2}\n", E_INVALID, 3, "weekday is not a whole number"},
        {HEAD GOOD "{\"table\":\"opening\",\"practice_id\":null,\"weekday\":1,\"from_minute\":1,\"to_minute\":2}\n", E_INVALID, 3, "practice_id is not an id"},
        {HEAD GOOD "{\"table\":\"practice\",", E_INVALID, 3, "not JSON"},
        {ENDING GOOD, E_INVALID, 2, "too early"},
        {ENDING GOOD "{\"end\":2}\n", E_INVALID, 3, "some are missing"},
        {ENDING GOOD "{\"end\":\"all\"}\n", E_INVALID, 3, "some are missing"},
        {ENDING GOOD "{\"end\":1}\n" GOOD, E_INVALID, 4, "behind the end"},
    };
    struct base b;
    struct load_out out;
    bool empty;
    base_make(&b, engine);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        err e = load(&b, str_of(bad[i].text), &out);
        if (e != bad[i].e || out.line != bad[i].line || str_find(out.reason, str_of(bad[i].says)) == SIZE_MAX)
            fail_msg("%zu: %.*s at line %zu: %.*s", i, SP(e ? err_name(e) : S("OK")), out.line, SP(out.reason));
        assert_ok(load_is_empty(b.db, b.a, &empty));
        assert_true(empty);
    }
    assert_ok(load(&b, str_of(HEAD GOOD), &out));
    assert_int_equal(out.rows, 1);
    base_end(&b);
}

static void scope(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    (void)make_client(&h, h.practice, "Ours", (day){0});
    (void)make_client(&h, h.other, "Foreign", (day){0});
    struct text t = {0};
    struct dump_out out;
    struct dump_in in = {.practice = h.practice, .version = S("test"), .write = append, .ctx = &t};
    struct desk d = call(&h, h.practice, ROLE_OWNER);
    assert_ok(desk_dump(&d, &in, &out));
    assert_true(str_find((str){t.p, t.n}, S("Ours")) != SIZE_MAX);
    assert_true(str_find((str){t.p, t.n}, S("Foreign")) == SIZE_MAX && str_find((str){t.p, t.n}, S("Theirs")) == SIZE_MAX);
    // and the other way round, whichever id is the smaller
    t.n = 0;
    d = call(&h, h.other, ROLE_OWNER);
    in.practice = h.other;
    assert_ok(desk_dump(&d, &in, &out));
    assert_true(str_find((str){t.p, t.n}, S("Ours")) == SIZE_MAX && str_find((str){t.p, t.n}, S("Foreign")) != SIZE_MAX);
    d = call(&h, h.practice, ROLE_OWNER);
    assert_err(desk_dump(&d, &in, &out), E_NOT_FOUND);
    in.practice.v = 0;
    assert_err(desk_dump(&d, &in, &out), E_NOT_FOUND);
    d = therapist(&h);
    in.practice = h.practice;
    assert_err(desk_dump(&d, &in, &out), E_FORBIDDEN);
    free(t.p);
    house_end(&h);
}

static enum query newest(const struct db_table *t) {
    const struct db_table_form *f = t->forms;
    while (f[1].since != 0)
        f++;
    return f->dump;
}

// Every column of every table is dumped in the schema's order, or its table is named here.
static void columns(void **state) {
    (void)state;
    static const char *const not_dumped[] = {"client_key", "form_done", "signin_try", "job", "schema_step"};
    struct base b;
    sqlite3 *db;
    sqlite3_stmt *st;
    size_t tables = 0;
    base_make(&b, DB_SQLITE);
    assert_int_equal(sqlite3_open(str_z(b.a, str_fmt(b.a, "%s/t.db", b.folder)), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT t.name, c.name, c.cid FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'", -1, &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        str table = str_of((const char *)sqlite3_column_text(st, 0)), column = str_of((const char *)sqlite3_column_text(st, 1));
        size_t at = (size_t)sqlite3_column_int(st, 2);
        bool left_out = false;
        for (size_t i = 0; i < sizeof not_dumped / sizeof not_dumped[0]; i++)
            left_out |= str_eq(table, str_of(not_dumped[i]));
        const struct db_table *t = dump_table_of(table);
        if ((t != NULL) == left_out)
            fail_msg("%.*s is %s", SP(table), left_out ? "dumped" : "not dumped");
        if (t == NULL)
            continue;
        tables += at == 0;
        const struct statement *out = &db_statements[newest(t)], *in = &db_statements[t->load];
        if (at >= out->n_out || at >= in->n_in || !str_eq(column, str_of(out->out[at].name)) || !str_eq(column, str_of(in->in[at].name)))
            fail_msg("%.*s.%.*s is not column %zu of its statements", SP(table), SP(column), at);
    }
    assert_int_equal(tables, db_table_count);
    sqlite3_finalize(st);
    sqlite3_close(db);
    base_end(&b);
}

BOTH(round_trip)
BOTH(what_waited_is_stopped)
BOTH(older)
BOTH(credentials)
BOTH(bad_files)
BOTH(scope)

int main(void) {
    const struct CMUnitTest tests[] = {
        TESTS(round_trip), TESTS(what_waited_is_stopped), TESTS(older), cmocka_unit_test(across), TESTS(credentials), TESTS(bad_files), TESTS(scope), cmocka_unit_test(columns)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
