#include "serve/listen.h"

#include "unit.h"

static void forms(void **state) {
    struct unit *u = *state;
    struct listen_at at;
    str why;
    assert_true(listen_parse(u->a, S("127.0.0.1:8080"), &at, &why));
    assert_str(at.host, "127.0.0.1");
    assert_int_equal(at.port, 8080);
    assert_true(listen_parse(u->a, S("[::1]:0"), &at, &why));
    assert_str(at.host, "::1");
    static const char *const bad[] = {"", "8080", ":8080", "a:", "a:b", "a:65536", "a:-1", "::1:80", "[]:80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(listen_parse(u->a, str_of(bad[i]), &at, &why));
}

static void a_port_in_use_is_refused(void **state) {
    struct unit *u = *state;
    struct listen_at one, two;
    str why;
    assert_true(listen_parse(u->a, S("127.0.0.1:0"), &one, &why));
    assert_true(listen_open(u->a, &one, 2, &why));
    assert_true(one.port > 0 && one.loopback && one.n == 2);
    // another Unknot would share the port by SO_REUSEPORT, and take half of the requests
    assert_true(listen_parse(u->a, str_fmt(u->a, "127.0.0.1:%d", one.port), &two, &why));
    assert_false(listen_open(u->a, &two, 2, &why));
    assert_true(str_find(why, S("is in use")) != SIZE_MAX);
    listen_close(&one);
    assert_true(listen_open(u->a, &two, 1, &why));
    listen_close(&two);
}

int main(void) {
    const struct CMUnitTest tests[] = {UNIT(forms), UNIT(a_port_in_use_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
