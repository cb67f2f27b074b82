#include "serve/keyfile.h"

#include "unit.h"

#define HEX64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void makes_one_that_only_we_read(void **state) {
    struct unit *u = *state;
    struct desk_keys k, again;
    struct stat st;
    str why, path = in_folder(u, "new/folder/keys");
    assert_int_equal(keyfile_load(u->a, path, &k, &why), OK);
    assert_int_equal(k.n, 1);
    assert_int_equal(stat(str_z(u->a, path), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(keyfile_load(u->a, path, &again, &why), OK);
    assert_memory_equal(&k, &again, sizeof k);
}

static void rotates_and_forgets_the_oldest(void **state) {
    struct unit *u = *state;
    struct desk_keys k;
    str why, path = in_folder(u, "keys");
    assert_int_equal(keyfile_load(u->a, path, &k, &why), OK);
    unsigned char first[32];
    memcpy(first, k.key[0].secret, 32);
    for (int i = 0; i < 8; i++) assert_int_equal(keyfile_rotate(u->a, path, &why), OK);
    assert_int_equal(keyfile_load(u->a, path, &k, &why), OK);
    assert_int_equal(k.n, 8);
    assert_int_equal(k.key[7].id, 9); // the newest signs
    assert_int_equal(k.key[0].id, 2);
    assert_memory_not_equal(k.key[0].secret, first, 32);
}

static void refuses_what_is_open_or_wrong(void **state) {
    struct unit *u = *state;
    struct desk_keys k;
    str why, path = in_folder(u, "keys");
    put_file(path, "1 " HEX64 "\n", 0640);
    assert_int_equal(keyfile_load(u->a, path, &k, &why), E_FORBIDDEN);
    static const char *const bad[] = {"", "# nothing\n", "0 " HEX64 "\n", "256 " HEX64 "\n", "1 " HEX64 "0\n", "1 abc\n", "1\n",
                                      "1 " HEX64 "\n1 " HEX64 "\n", "x " HEX64 "\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put_file(path, bad[i], 0600);
        assert_int_equal(keyfile_load(u->a, path, &k, &why), E_MALFORMED);
    }
    assert_true(keyfile_parse(S("# c\n\n7 " HEX64 "\r\n"), &k));
    assert_int_equal(k.key[0].id, 7);
    assert_int_equal(k.key[0].secret[1], 0x11);
}

int main(void) {
    const struct CMUnitTest tests[] = {UNIT(makes_one_that_only_we_read), UNIT(rotates_and_forgets_the_oldest), UNIT(refuses_what_is_open_or_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
