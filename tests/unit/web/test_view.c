// Printing by position, the field template, the error summary, assets.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "assets_gen.h"
#include "views_gen.h"
#include "web/asset.h"
#include "web/form.h"
#include "web/page.h"
#include "web/practice/pages_style.h"
#include "web/safety/body_shape.h"
#include "web/view_print.h"

#define OUT_MAX (1u << 20)

static int open_arena(void **state)
{
    *state = arena_new(8u << 20);
    return 0;
}

static int close_arena(void **state)
{
    arena_free(*state);
    return 0;
}

static void is(str got, const char *want)
{
    char z[4096];
    assert_true(got.n < sizeof z);
    for (size_t i = 0; i < got.n; i++)
        z[i] = got.p[i];
    z[got.n] = 0;
    assert_string_equal(z, want);
}

static bool has(str page, const char *what)
{
    return str_find(page, str_of(what)) != SIZE_MAX;
}

struct drawn {
    size_t left[64], right[64], middle[64]; // by the region's place in body.def
};

static void count_part(struct buf *b, struct site s, bool front, void *of)
{
    (void)front;
    struct drawn *d = of;
    size_t i = 0;
    while (body_region_at(i) != s.region) i++;
    assert_true(i < 64);
    ++(s.side == SIDE_LEFT ? d->left : s.side == SIDE_RIGHT ? d->right : d->middle)[i];
    buf_put(b, str_fmt(b->a, " id=\"%.*s\"", SP(site_text(b->a, s))));
}

static void every_region_has_a_shape(void **state)
{
    arena *a = *state;
    size_t seen[64] = {0};
    for (int front = 0; front <= 1; front++) {
        struct drawn d = {0};
        struct buf b = buf_new(a, OUT_MAX);
        body_draw(&b, front, count_part, &d);
        for (size_t i = 0; body_region_at(i); i++) {
            assert_int_equal(d.left[i], d.right[i]);
            assert_true(!(body_region_at(i)->sided ? d.middle[i] : d.left[i]));
            assert_true(d.left[i] + d.middle[i] <= 1); // one shape of it in a view
            seen[i] += d.left[i] + d.middle[i];
        }
        // seen from the front the left is drawn on the right, which is where shapes stand before they are mirrored
        assert_int_equal(has(buf_str(&b), "<path id=\"hand-left\" d="), front);
        assert_int_equal(has(buf_str(&b), "<path id=\"hand-left\" transform=\"scale(-1 1)\" d="), !front);
        assert_int_equal(has(buf_str(&b), "<path id=\"hand-right\" transform=\"scale(-1 1)\" d="), front);
    }
    for (size_t i = 0; body_region_at(i); i++) assert_true(seen[i] > 0);
}

static str url(arena *a, const char *z)
{
    struct buf b = buf_new(a, 512);
    view_url_str(&b, LANG_EN, str_of(z));
    return buf_str(&b);
}

static void whole_addresses(void **state)
{
    arena *a = *state;
    is(url(a, "/clients/1?a=b&c"), "/clients/1?a=b&amp;c");
    is(url(a, "/"), "/");
    is(url(a, "https://x.example/"), "https://x.example/");
    is(url(a, "HTTPS://x.example/"), "HTTPS://x.example/");
    is(url(a, "mailto:a@b"), "mailto:a@b");
    is(url(a, "sms:+1"), "sms:+1");
    is(url(a, "tel:(503) 555-0196\" onclick=\"x"), "tel:5035550196");
    is(url(a, "sms:?body=a%20b&x"), "sms:?body=a%20b&amp;x");
    is(url(a, "sms:1?body=a b"), "sms:1");
    static const char *const refused[] = {"", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " /x", "data:text/html,x", "//evil.example", "/\\evil.example",
                                          "java\tscript:x", "/a\nb", "x", "vbscript:x", "http", "/\x7f"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        is(url(a, refused[i]), "#");
}

static void phones_and_mail(void **state)
{
    struct buf b = buf_new(*state, 512);
    view_tel_str(&b, LANG_EN, S("+49 (30) 12-3+4;ext=\""));
    is(buf_str(&b), "+493012" "34");
    b.n = 0;
    view_mail_str(&b, LANG_EN, S("a+b@x.example?cc=\"c"));
    is(buf_str(&b), "a%2Bb@x.example%3Fcc%3D%22c");
}

static void days(void **state)
{
    arena *a = *state;
    is(view_day_text(a, LANG_EN, day_from(2024, 2, 29)), "29 Feb 2024");
    struct buf b = buf_new(a, 512);
    view_day_iso(&b, day_from(1, 1, 1));
    is(buf_str(&b), "0001-01-01");
    assert_int_equal(view_weekday(day_weekday(day_from(2026, 11, 21))), MSG_common_weekday_6);
}

static str shown(arena *a, const struct field_view *f)
{
    struct buf b = buf_new(a, 4000);
    view_field(&b, f, LANG_EN);
    assert_false(b.over);
    return buf_str(&b);
}

static void a_field_says_what_is_wrong(void **state)
{
    struct field_view f = {.name = S("email"), .id = S("x-email"), .type = S("email"), .value = S("\"><script>"), .label = S("E & mail"),
                           .hint = S("hint"), .error = S("wrong"), .required = true, .max = 20, .autocomplete = S("email")};
    str page = shown(*state, &f);
    assert_true(has(page, "value=\"&quot;&gt;&lt;script&gt;\""));
    assert_false(has(page, "<script"));
    assert_true(has(page, "<label for=\"x-email\">E &amp; mail"));
    assert_true(has(page, " required aria-invalid=\"true\" aria-describedby=\"x-email-hint x-email-error\""));
    assert_true(has(page, "id=\"x-email-hint\""));
    assert_true(has(page, "id=\"x-email-error\""));
    assert_true(has(page, " maxlength=\"20\" autocomplete=\"email\""));
    assert_true(has(page, "class=\"needed\">"));
}

static void a_field_that_is_right(void **state)
{
    struct field_view f = {.name = S("n"), .id = S("x-n"), .type = S("textarea"), .value = S("</textarea>\nline"), .label = S("N")};
    str page = shown(*state, &f);
    assert_true(has(page, ">\n&lt;/textarea&gt;\nline</textarea>"));
    assert_false(has(page, "aria-"));
    assert_false(has(page, "class=\"needed\""));
}

static void choices(void **state)
{
    const struct option_view options[] = {{S("a"), S("A"), false}, {S("b\""), S("<B>"), true}};
    struct field_view f = {.name = S("c"), .id = S("x-c"), .type = S("select"), .value = S("b\""), .label = S("C"), .required = true, .options = {options, 2}};
    str page = shown(*state, &f);
    assert_true(has(page, "<option value=\"a\">A</option>"));
    assert_true(has(page, "<option value=\"b&quot;\" selected>&lt;B&gt;</option>"));
    assert_false(has(page, "value=\"\"")); // a value is chosen and one is required: no empty choice
}

static void the_summary_links_to_fields(void **state)
{
    arena *a = *state;
    static const struct field fields[] = {{.name = "born", .label = MSG_common_day}, {.name = "phones", .label = MSG_common_save}};
    static const struct form form = {.name = "client", .fields = fields, .n = 2};
    struct call *c = ARENA_NEW(a, struct call);
    c->a = a;
    c->problems.a = a;
    assert_int_equal(problem_add(&c->problems, E_INVALID, S("born"), SAY(MSG_error_date)), E_INVALID);
    assert_int_equal(problem_add(&c->problems, E_INVALID, S("phones[0]"), SAY(MSG_error_phone)), E_INVALID);
    assert_int_equal(problem_add(&c->problems, E_INVALID, S("phones[2]"), SAY(MSG_error_phone)), E_INVALID);
    assert_int_equal(problem_add(&c->problems, E_CONFLICT, S(""), SAY(MSG_error_version)), E_CONFLICT);
    struct form_errors_view v = form_errors_of(c, &form);
    assert_int_equal(v.rows.n, 4);
    is(v.rows.v[0].href, "client-born");
    is(v.rows.v[1].href, "client-phones");
    is(v.rows.v[2].href, "client-phones-2");
    is(v.rows.v[3].href, "");
    struct buf b = buf_new(a, OUT_MAX);
    view_form_errors(&b, &v, LANG_EN);
    assert_true(has(buf_str(&b), "<a href=\"#client-phones-2\">Save</a>: "));
    assert_true(has(buf_str(&b), "4 fields need another look"));
    b.n = 0;
    v.rows.n = 0;
    view_form_errors(&b, &v, LANG_EN);
    is(buf_str(&b), "");
}

static void the_components_page(void **state)
{
    struct buf b = buf_new(*state, OUT_MAX);
    page_style(&b, LANG_EN);
    assert_false(b.over);
    str page = buf_str(&b);
    assert_true(str_starts(page, S("<!doctype html><html lang=\"en\"><head>")));
    assert_true(str_ends(page, S("</html>")));
    assert_true(has(page, "value=\"Ana &quot;Anita&quot; Ruiz &amp; &lt;family&gt;\""));
    assert_false(has(page, " style=\""));
    assert_false(has(page, "<script>"));
    b.n = 0;
    page_style(&b, LANG_PSEUDO);
    assert_true(has(buf_str(&b), "⟦"));
}

static void assets(void **state)
{
    (void)state;
    const struct asset *css = asset_by_name(S("app.css"));
    assert_non_null(css);
    assert_ptr_equal(asset_by_path(css->path), css);
    assert_null(asset_by_path(S("/static/app.css")));
    assert_null(asset_by_path(S("")));
    assert_null(asset_by_path(S("/static/zzz")));
    for (size_t i = 0; i < asset_table_n; i++)
        assert_ptr_equal(asset_by_path(asset_table[i].path), &asset_table[i]);
    assert_true(css->gzip.n > 0 && css->gzip.n < css->body.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whole_addresses, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(every_region_has_a_shape, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(phones_and_mail, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(days, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_field_says_what_is_wrong, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(a_field_that_is_right, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(choices, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_summary_links_to_fields, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(the_components_page, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(assets, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
