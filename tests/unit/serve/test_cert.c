#include "serve/cert.h"

#include "serve/tls.h"
#include "unit.h"

static void made_once_and_again_for_new_names(void **state) {
    struct unit *u = *state;
    str cert, key, why, folder = in_folder(u, "tls");
    bool made;
    const str names[] = {S_INIT("localhost"), S_INIT("127.0.0.1"), S_INIT("::1")}, more[] = {S_INIT("localhost"), S_INIT("192.168.7.8")};
    assert_int_equal(cert_own(u->a, folder, names, 3, &cert, &key, &made, &why), OK);
    assert_true(made);
    assert_int_equal(cert_own(u->a, folder, names, 2, &cert, &key, &made, &why), OK);
    assert_false(made);
    assert_int_equal(cert_own(u->a, folder, more, 2, &cert, &key, &made, &why), OK);
    assert_true(made);
    struct stat st;
    assert_int_equal(stat(str_z(u->a, key), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    struct tls_context *c;
    assert_int_equal(tls_context_new(u->a, cert, key, &c, &why), OK);
    tls_context_release(c);
}

// The power went between the two files: the new key stands beside the old certificate. Both are made again.
static void a_pair_that_does_not_fit_is_made_again(void **state) {
    struct unit *u = *state;
    str cert, key, other, other_key, why;
    bool made;
    const str name = S_INIT("localhost");
    assert_int_equal(cert_own(u->a, in_folder(u, "a"), &name, 1, &cert, &key, &made, &why), OK);
    assert_int_equal(cert_own(u->a, in_folder(u, "b"), &name, 1, &other, &other_key, &made, &why), OK);
    assert_int_equal(rename(str_z(u->a, other_key), str_z(u->a, key)), 0);
    assert_int_equal(cert_own(u->a, in_folder(u, "a"), &name, 1, &cert, &key, &made, &why), OK);
    assert_true(made);
    struct tls_context *c;
    assert_int_equal(tls_context_new(u->a, cert, key, &c, &why), OK);
    tls_context_release(c);
}

static void a_bad_certificate_is_said(void **state) {
    struct unit *u = *state;
    struct tls_context *c;
    str why, cert = in_folder(u, "c.pem"), key = in_folder(u, "k.pem");
    put_file(cert, "nothing\n", 0600);
    put_file(key, "nothing\n", 0600);
    assert_int_equal(tls_context_new(u->a, cert, key, &c, &why), E_INVALID);
    assert_true(str_starts(why, S("certificate ")));
    assert_int_equal(tls_context_new(u->a, in_folder(u, "none.pem"), key, &c, &why), E_INVALID);
    str mine, my_key, other, other_key;
    bool made;
    const str name = S_INIT("localhost");
    assert_int_equal(cert_own(u->a, in_folder(u, "a"), &name, 1, &mine, &my_key, &made, &why), OK);
    assert_int_equal(cert_own(u->a, in_folder(u, "b"), &name, 1, &other, &other_key, &made, &why), OK);
    assert_int_equal(tls_context_new(u->a, mine, other_key, &c, &why), E_INVALID);
    assert_true(str_starts(why, S("key ")));
}

int main(void) {
    const struct CMUnitTest tests[] = {UNIT(made_once_and_again_for_new_names), UNIT(a_pair_that_does_not_fit_is_made_again), UNIT(a_bad_certificate_is_said)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
