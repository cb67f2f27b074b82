// sql/*.sql: no statement reads a whole table, on either engine, but those that say so.
#include "../desk/raw.h"

#include "db/statement.h"

// Reads it all by design.
static const char *const whole[] = {
    "practice_ids",     // every practice, for jobs
    "signin_try_sweep", // a day of wrong tries
    "alert_late",       // its index has only those that nobody acted on and that the owners do not know of
};

// A few rows a practice: walked whole.
static const char *const small[] = {"member", "opening", "room", "equipment", "service", "service_equipment", "service_therapist", "working_hours",
    "duplicate_no", "hours_exception", "practice_instrument", "alert_owner", "alert_text", "rule_edit", "rule_signature"};
// Walks a practice by design: its limit, or a narrower index, holds it.
static const char *const of_practice[] = {
    "audit_chain_last", // the last of an index
    "client_recent",    // the first of an index
    "client_count",
    "client_all",       // looking for duplicates
    "plan_reviews_due", // active plans alone
    "adverse_waiting",  // its index has only those that wait
    "receipt_days",     // first and last
    "note_unsigned",    // drafts alone
    "alert_waiting",    // its index has only those that wait
    "outbox_held_up",   // its index has only those that wait
    "outbox_quiet",
    "outbox_held",
    "outbox_release",
    "outbox_drop",
    "client_rows_plan_review", // merging: seldom
    "summary_clients",  // a summary is of everybody
    "outcome_concerns", // outcomes are of everybody; its limit holds it
};

static bool allowed(const char *name)
{
    if (strncmp(name, "dump_", 5) == 0 || strncmp(name, "load_", 5) == 0)
        return true;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(whole[i], name) == 0)
            return true;
    return false;
}

// A line of SQLite's plan that walks a table, or an index, from end to end. CTEs and subqueries by name are no tables.
static bool line_scans(struct base *b, str line)
{
    size_t at = str_find(line, S("SCAN "));
    if (at == SIZE_MAX)
        return false;
    str table, rest;
    str_cut(str_sub(line, at + 5, line.n), ' ', &table, &rest);
    if (str_find(line, S("CONSTANT ROW")) != SIZE_MAX || str_starts(table, S("(")))
        return false;
    struct buf known = buf_new(b->a, 64);
    raw_query(b, str_z(b->a, str_fmt(b->a, "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = '%.*s'", SP(table))), &known);
    return str_eq(buf_str(&known), S("1\n")) || table.n <= 2; // an alias stands for a table
}

static bool one_of(const char *const *v, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(name, str_of(v[i])))
            return true;
    return false;
}
#define ONE_OF(list, name) one_of(list, sizeof(list) / sizeof *(list), name)

// A line that finds nothing but the practice in its index, and so walks all rows of it.
static bool line_walks(struct base *b, const char *statement, str line)
{
    size_t at = str_find(line, S("SEARCH "));
    str alias, rest, table = {0};
    if (at == SIZE_MAX || !str_ends(line, S("(practice_id=?)")) || ONE_OF(of_practice, str_of(statement)))
        return false;
    str_cut(str_sub(line, at + 7, line.n), ' ', &alias, &rest);
    // the name of its index says the table; a primary key of a clustered table does not, and none of the small ones is large
    struct buf known = buf_new(b->a, 256);
    str index, more;
    if (str_cut(rest, ' ', &index, &more) && str_find(rest, S("INDEX ")) != SIZE_MAX) {
        str_cut(str_sub(rest, str_find(rest, S("INDEX ")) + 6, rest.n), ' ', &index, &more);
        raw_query(b, str_z(b->a, str_fmt(b->a, "SELECT tbl_name FROM sqlite_schema WHERE name = '%.*s'", SP(index))), &known);
        table = str_trim(buf_str(&known));
    }
    return !ONE_OF(small, table.n ? table : alias) && !(table.n == 0 && alias.n <= 2);
}

static void sqlite_plans(void **state)
{
    (void)state;
    struct base b;
    base_make(&b, DB_SQLITE);
    int bad = 0;
    for (size_t q = 1; q < db_statement_count; q++) {
        const struct statement *s = &db_statements[q];
        struct buf plan = buf_new(b.a, 1 << 16);
        raw_query(&b, str_z(b.a, str_fmt(b.a, "EXPLAIN QUERY PLAN %s", s->sql[DB_SQLITE])), &plan);
        str rest = buf_str(&plan), line;
        while (str_cut(rest, '\n', &line, &rest) || line.n)
            if ((line_scans(&b, line) || line_walks(&b, s->name, line)) && !allowed(s->name)) {
                print_error("%s: %.*s\n", s->name, SP(line));
                bad++;
            }
    }
    base_end(&b);
    assert_int_equal(bad, 0);
}

static void postgres_plans(void **state)
{
    (void)state;
    struct base b;
    base_make(&b, DB_POSTGRES);
    PGconn *c = PQconnectdb(str_z(b.a, b.url));
    PQclear(PQexec(c, "SET plan_cache_mode = force_generic_plan"));
    PQclear(PQexec(c, "SET enable_seqscan = off")); // small tables are read whole for good; here only where nothing else can be done
    int bad = 0;
    for (size_t q = 1; q < db_statement_count; q++) {
        const struct statement *s = &db_statements[q];
        PGresult *r = PQprepare(c, s->name, s->sql[DB_POSTGRES], 0, NULL);
        if (PQresultStatus(r) != PGRES_COMMAND_OK)
            fail_msg("%s: %s", s->name, PQerrorMessage(c));
        PQclear(r);
        struct buf sql = buf_new(b.a, 4096);
        buf_putf(&sql, "EXPLAIN EXECUTE %s", s->name);
        for (size_t i = 0; i < s->n_in; i++)
            buf_put(&sql, i ? S(", NULL") : S(" (NULL"));
        if (s->n_in)
            buf_putc(&sql, ')');
        r = PQexec(c, str_z(b.a, buf_str(&sql)));
        if (PQresultStatus(r) != PGRES_TUPLES_OK)
            fail_msg("%s: %s", s->name, PQerrorMessage(c));
        for (int i = 0; i < PQntuples(r); i++)
            if (strstr(PQgetvalue(r, i, 0), "Seq Scan") && !allowed(s->name)) {
                print_error("%s: %s\n", s->name, PQgetvalue(r, i, 0));
                bad++;
            }
        PQclear(r);
    }
    PQfinish(c);
    base_end(&b);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sqlite_plans), cmocka_unit_test(postgres_plans)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
