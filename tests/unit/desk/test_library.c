// desk/measures/library.h and desk/measures/library_shelf.h: a practice's own instruments, at once, with every version; what another practice does changes nothing.
#include "records.h"

#include <pthread.h>

#include "base/content.h"
#include "base/json.h"
#include "desk/measures/library.h"
#include "desk/measures/library_shelf.h"
#include "desk/measures/responses.h"

// "wellness" of what ships with another id; `salt` makes another file of it.
static str own_text(struct house *h, const char *id, const char *salt)
{
    str t = content_text(S("instruments/wellness.json"));
    size_t at = str_find(t, S("\"wellness\""));
    assert_true(at != SIZE_MAX);
    return str_fmt(h->b.a, "%.*s\"%s\"%.*s%s", (int)at, t.p, id, (int)(t.n - at - S("\"wellness\"").n), t.p + at + S("\"wellness\"").n, salt);
}

static struct desk owner(struct house *h)
{
    return call(h, h->practice, ROLE_OWNER);
}

static struct desk theirs(struct house *h)
{
    return call(h, h->other, ROLE_OWNER);
}

static library_id added(struct house *h, str text)
{
    struct desk d = owner(h);
    const struct instrument_file *file;
    library_id id;
    assert_ok(desk_library_read(&d, S("mine.json"), text, &file));
    assert_ok(desk_library_add(&d, file, &id));
    return id;
}

static void own(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    struct desk d = owner(&h);
    const struct instrument_file *file, *shipped;
    struct library all;
    struct library_list before;
    struct library_row was;
    library_id id, second, third;

    assert_err(desk_instrument(&d, S("our-week"), &file), E_NOT_FOUND);
    assert_ok(desk_instrument(&d, S("peg"), &shipped));
    assert_ptr_equal(shipped, instrument_known(S("peg")));
    id = added(&h, own_text(&h, "our-week", ""));
    assert_ok(desk_instrument(&d, S("our-week"), &file));
    assert_str(file->id, S("our-week"));
    d = theirs(&h);
    assert_err(desk_instrument(&d, S("our-week"), &file), E_NOT_FOUND);
    assert_err(desk_library_end(&d, id, &was), E_NOT_FOUND);

    // the same file again is no new version; another one is, and the one before stays
    second = added(&h, own_text(&h, "our-week", ""));
    assert_true(second.v == id.v);
    second = added(&h, own_text(&h, "our-week", "\n"));
    assert_true(second.v != id.v);
    d = owner(&h);
    assert_ok(desk_library_before(&d, S("our-week"), &before));
    assert_int_equal(before.n, 2);
    assert_true(before.v[0].id.v == second.v && !before.v[0].ended && before.v[1].ended);
    assert_str(before.v[1].ended_name, S("Tess"));
    assert_str(before.v[0].account_name, S("Tess"));

    // all of them, by id, each once
    assert_ok(desk_library_show(&d, &all));
    size_t n = 0, found = 0;
    while (instrument_shipped_at(n).n)
        n++;
    assert_int_equal(all.n, n + 1);
    for (size_t i = 0; i < all.n; i++) {
        if (i)
            assert_true(str_cmp(all.v[i - 1].file->id, all.v[i].file->id) < 0);
        found += all.v[i].added;
    }
    assert_int_equal(found, 1);
    const struct instrument_file *ours = library_file(&all, S("our-week"));
    assert_non_null(ours);
    assert_str(str_of(ours->sha256), before.v[0].hash);

    // taken back, and brought back
    d = owner(&h);
    assert_ok(desk_library_end(&d, second, &was));
    assert_err(desk_instrument(&d, S("our-week"), &file), E_NOT_FOUND);
    assert_err(desk_library_end(&d, second, &was), E_CONFLICT);
    house_end(&h);

    house_make(&h, engine);
    second = added(&h, own_text(&h, "our-week", "\n"));
    d = owner(&h);
    assert_ok(desk_library_end(&d, second, &was));
    assert_ok(desk_library_again(&d, second, &third, &was));
    assert_ok(desk_instrument(&d, S("our-week"), &file));
    assert_err(desk_library_again(&d, second, &third, &was), E_CONFLICT);
    house_end(&h);
}
BOTH(own)

static void refused(enum db_engine engine)
{
    struct house h;
    house_make(&h, engine);
    struct desk d = owner(&h);
    const struct instrument_file *file;
    library_id id;
    assert_err(desk_library_read(&d, S("mine.json"), content_text(S("instruments/peg.json")), &file), E_INVALID);
    assert_problem(&d, "file", MSG_library_shipped);
    d = owner(&h);
    assert_err(desk_library_read(&d, S("mine.json"), S("{\"id\": 1"), &file), E_INVALID);
    assert_problem(&d, "file", MSG_library_refused_at);
    d = owner(&h);
    assert_ok(desk_library_read(&d, S("mine.json"), own_text(&h, "our-week", ""), &file));
    d = therapist(&h);
    assert_err(desk_library_add(&d, file, &id), E_FORBIDDEN);
    house_end(&h);
}
BOTH(refused)

// What was answered is read with the file of then.
static void answered(enum db_engine engine)
{
    struct house h;
    struct json_error why;
    struct library_row was;
    struct response_shown r;
    response_id id;
    house_make(&h, engine);
    client_id ann = make_client(&h, h.practice, "Ann", (day){0});
    library_id first = added(&h, own_text(&h, "our-week", ""));
    struct desk d = therapist(&h);
    struct response_in in = {.client = ann, .instrument = S("our-week"), .mode = RESPONSE_WITH_STAFF, .day = TODAY,
        .answers = json_parse(h.b.a, S("{\"sleep\": 3, \"stress\": 4, \"fatigue\": 2, \"soreness\": 5}"), 8, &why), .totals = json_parse(h.b.a, S("{}"), 8, &why)};
    assert_ok(desk_response_add(&d, &in, &id));
    added(&h, own_text(&h, "our-week", "\n"));
    d = therapist(&h);
    assert_ok(desk_response_get(&d, id, &r));
    assert_str(r.row.hash, str_of(r.file->sha256));
    d = owner(&h);
    assert_err(desk_library_end(&d, first, &was), E_CONFLICT);
    house_end(&h);
}
BOTH(answered)

// --- the shelf

static void bounded(void **state)
{
    (void)state;
    struct house h = {.b = {.a = arena_new((size_t)1 << 28)}};
    struct instrument_error why;
    arena *reader = arena_new((size_t)1 << 24), *a = arena_new((size_t)1 << 24);
    const struct instrument_file *held = shelf_load(reader, S("held"), S("held"), own_text(&h, "held", ""), &why);
    assert_non_null(held);
    for (int i = 0; i < 600; i++) {
        str key = str_fmt(h.b.a, "one-%d", i);
        assert_non_null(shelf_load(a, key, key, own_text(&h, "own", ""), &why));
        arena_reset(a);
        assert_non_null(shelf_get(a, key));
        arena_reset(a);
    }
    assert_true(shelf_count() <= 256);
    assert_ptr_equal(shelf_get(a, S("held")), held);    // while it is read it stays
    assert_null(shelf_get(a, S("one-0")));
    assert_str(held->id, S("held"));
    assert_null(shelf_load(a, S("bad"), S("bad"), S("[]"), &why));
    arena_free(a);
    arena_free(reader);
    arena_free(h.b.a);
}

static void *many(void *arg)
{
    struct house *h = arg;
    struct instrument_error why;
    for (int i = 0; i < 200; i++) {
        arena *a = arena_new((size_t)1 << 24);
        char key[] = {'t', (char)('a' + i % 7), 0};
        const struct instrument_file *f = shelf_get(a, str_of(key));
        if (!f)
            f = shelf_load(a, str_of(key), S("t"), h->b.url, &why);
        assert_true(f && str_eq(f->id, S("own")));
        arena_free(a);
    }
    return NULL;
}

static void threads(void **state)
{
    (void)state;
    struct house h = {.b = {.a = arena_new((size_t)1 << 24)}};
    pthread_t t[4];
    h.b.url = own_text(&h, "own", "");
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&t[i], NULL, many, &h), 0);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_join(t[i], NULL), 0);
    arena_free(h.b.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TESTS(own), TESTS(refused), TESTS(answered), cmocka_unit_test(bounded), cmocka_unit_test(threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
