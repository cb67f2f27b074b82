// desk/measures/import_diary.h: what comes in, what is refused, and that nothing comes in by halves.
#include "records.h"

#include "desk/measures/import_diary.h"
#include "desk/measures/progress.h"

struct work {
    struct desk d;
    struct import_diary_in in;
    struct import_diary_out *out;
};

static err transact(void *ctx, struct db *db) {
    struct work *w = ctx;
    w->d.db = db;
    return desk_import_diary(&w->d, &w->in, w->out);
}

static err import(struct house *h, str csv, bool skip_bad, struct import_diary_out *out) {
    struct work w = {.d = call(h, h->practice, ROLE_SYSTEM), .out = out};
    w.in = (struct import_diary_in){
        .csv = csv, .client = S("id"), .day = S("time"), .headache = S("headache"), .start = day_from(2025, 1, 6), .skip_bad = skip_bad};
    return db_write(h->b.db, transact, &w);
}

static void assert_bad(const struct import_diary_out *out, size_t i, size_t line, const char *column, const char *part) {
    const struct import_bad *b = out->bad;
    for (; i > 0 && b; i--)
        b = b->next;
    assert_non_null(b);
    assert_int_equal(b->line, line);
    assert_str(b->column, str_of(column));
    if (str_find(b->reason, str_of(part)) == SIZE_MAX)
        fail_msg("\"%.*s\" does not say \"%s\"", SP(b->reason), part);
}

static void rows(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    struct import_diary_out out;
    str csv = S("id,time,headache\r\n7,-2,yes\r\n7,-1,NO\r\n7,0,1\r\n8,0,false\r\n7,0,True\r\n");
    assert_ok(import(&h, csv, false, &out));
    assert_str(import_diary_json(h.b.a, &out), S("{\"clients\":2,\"entries\":4,\"duplicates\":1,\"rejected\":0}"));
    assert_ok(import(&h, csv, false, &out));
    assert_str(import_diary_json(h.b.a, &out), S("{\"clients\":0,\"entries\":0,\"duplicates\":5,\"rejected\":0}"));

    // the client, the concern and the days are where the pages look for them
    struct desk d = therapist(&h);
    client_id id;
    struct concern_list concerns;
    struct diary_list days;
    assert_ok(client_by_external(d.db, d.a, &d.who, S("diary:7"), &id));
    assert_ok(concern_list(d.db, d.a, &d.who, id, &concerns));
    assert_int_equal(concerns.n, 1);
    assert_true(concerns.v[0].kind == CONCERN_HEADACHE && concerns.v[0].start.d == day_from(2025, 1, 6).d);
    assert_ok(diary_span(d.db, d.a, &d.who, id, day_from(2025, 1, 1), TODAY, &days));
    assert_int_equal(days.n, 3);
    assert_int_equal(days.v[0].day.d, day_from(2025, 1, 4).d);
    assert_true(days.v[0].headache && !days.v[1].headache && days.v[2].headache);
    assert_int_equal(days.v[0].source, SOURCE_IMPORT);
    house_end(&h);
}

static void refused(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    struct import_diary_out out;
    assert_ok(import(&h, S("id,time,headache\n7,3,yes\n"), false, &out));
    str csv = S("id,time,headache\n"
                "1,0,yes\n"         // 2 contradicts line 8
                "1,x,yes\n"         // 3
                ",1,yes\n"          // 4
                "1,2,perhaps\n"     // 5
                "1,3\n"             // 6
                "1,9999,no\n"       // 7
                "1,0,no\n"          // 8
                "7,3,no\n"          // 9 contradicts the database
                "9,1,yes\n");       // 10 is good
    assert_err(import(&h, csv, false, &out), E_INVALID);
    assert_int_equal(out.rejected, 8);
    assert_int_equal(out.n_bad, 8);
    assert_int_equal(out.entries, 0);
    assert_bad(&out, 0, 2, "headache", "line 8");
    assert_bad(&out, 1, 3, "time", "whole number");
    assert_bad(&out, 2, 4, "id", "name or number");
    assert_bad(&out, 3, 5, "headache", "yes, no");
    assert_bad(&out, 4, 6, "", "2 fields where the header has 3");
    assert_bad(&out, 5, 7, "time", "not come yet");
    assert_bad(&out, 6, 8, "headache", "line 2");
    assert_bad(&out, 7, 9, "headache", "another answer");

    // another --start would shift every day of a client who is there
    assert_err(import(&h, S("id,time\n1,2\n"), false, &out), E_INVALID);
    assert_bad(&out, 0, 1, "headache", "exactly once");
    assert_err(import(&h, S(""), false, &out), E_INVALID);
    assert_bad(&out, 0, 1, "", "no header");
    struct desk d = call(&h, h.practice, ROLE_SYSTEM);
    struct import_diary_in in = {.csv = S("id,time,headache\n7,4,no\n"), .client = S("id"), .day = S("time"), .headache = S("headache"), .start = {day_from(2025, 1, 6).d + 1}};
    assert_err(desk_import_diary(&d, &in, &out), E_INVALID);
    assert_bad(&out, 0, 2, "id", "--start");
    d = call(&h, h.practice, ROLE_THERAPIST);
    assert_err(desk_import_diary(&d, &in, &out), E_FORBIDDEN);
    house_end(&h);
}

static void skipped(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    struct import_diary_out out;
    assert_ok(import(&h, S("id,time,headache\n1,0,yes\n1,0,no\n1,1,what\n1,2,no\n5,1,oops\n"), true, &out));
    assert_str(import_diary_json(h.b.a, &out), S("{\"clients\":1,\"entries\":1,\"duplicates\":0,\"rejected\":4}"));
    house_end(&h);
}

static str read_file(arena *a, const char *path) {
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return (str){0};
    char *p = arena_alloc(a, 1 << 20);
    size_t n = fread(p, 1, 1 << 20, f);
    fclose(f);
    return (str){p, n};
}

// The real diaries, where they are beside the checkout (../shared): a fresh clone has none.
static void real(enum db_engine engine) {
    struct house h;
    house_make(&h, engine);
    const char *source = getenv("UNKNOT_SOURCE");
    str csv = read_file(h.b.a, str_z(h.b.a, str_fmt(h.b.a, "%s/../shared/data/headache-diaries.csv", source ? source : ".")));
    if (csv.n == 0) {
        base_end(&h.b);
        print_message("../shared/data/headache-diaries.csv is not here\n");
        skip();
    }
    struct import_diary_out out;
    assert_ok(import(&h, csv, false, &out));
    assert_str(import_diary_json(h.b.a, &out), S("{\"clients\":133,\"entries\":4151,\"duplicates\":1,\"rejected\":0}"));
    assert_ok(import(&h, csv, false, &out));
    assert_str(import_diary_json(h.b.a, &out), S("{\"clients\":0,\"entries\":0,\"duplicates\":4152,\"rejected\":0}"));
    // each has a progress page; who has no day before treatment cannot be judged
    size_t judged = 0, no_baseline = 0;
    for (int i = 1; i <= 200; i++) {
        struct desk d = therapist(&h);
        client_id id;
        struct progress p;
        if (client_by_external(d.db, d.a, &d.who, str_fmt(d.a, "diary:%d", i), &id) != OK)
            continue;
        assert_ok(desk_progress(&d, id, (concern_id){0}, &p));
        assert_int_equal(p.n, 1);
        judged += p.series[0].change.class != CHANGE_CANNOT_SAY;
        no_baseline += (p.series[0].change.flags & FLAG_NO_BASELINE) != 0;
        assert_true(p.series[0].n_weeks > 0 && p.series[0].change.they.key != MSG_none);
        if (p.series[0].change.flags & FLAG_NO_BASELINE)
            assert_int_equal(p.series[0].change.class, CHANGE_CANNOT_SAY);
    }
    print_message("judged %zu, without a baseline %zu\n", judged, no_baseline);
    assert_true(judged <= 55 && no_baseline > 50);
    house_end(&h);
}

BOTH(rows)
BOTH(refused)
BOTH(skipped)
BOTH(real)

int main(void) {
    const struct CMUnitTest tests[] = {TESTS(rows), TESTS(refused), TESTS(skipped), TESTS(real)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
