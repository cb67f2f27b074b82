#include "serve/settings.h"

#include "serve/log.h"
#include "unit.h"

static void clean_environment(const struct unit *u) {
    unsetenv("UNKNOT_LISTEN");
    unsetenv("UNKNOT_LOOPS");
    unsetenv("UNKNOT_DB");
    unsetenv("UNKNOT_CONFIG");
    setenv("XDG_CONFIG_HOME", str_z(u->a, str_fmt(u->a, "/nonexistent/%s", u->folder)), 1);
}

static bool load(struct unit *u, struct settings *s, str *why, int *argc, const char **argv) {
    *why = (str){0};
    return settings_load(u->a, argc, (char **)(uintptr_t)argv, s, why);
}

static void the_strongest_source_wins(void **state) {
    struct unit *u = *state;
    struct settings s;
    str why, path = in_folder(u, "unknot.conf");
    clean_environment(u);
    put_file(path, "# a comment\n\nlisten = 127.0.0.1:1\nloops = 3\npool-threads = 5\n", 0600);
    setenv("UNKNOT_CONFIG", str_z(u->a, path), 1);
    setenv("UNKNOT_LISTEN", "127.0.0.1:2", 1);
    setenv("UNKNOT_LOOPS", "4", 1);
    const char *argv[] = {"unknot", "serve", "--loops", "5", "--practice", "X", "--lan", "--no-supervise", "--key-file=/k", "--", "--lan", NULL};
    int argc = 11;
    assert_true(load(u, &s, &why, &argc, argv));
    assert_int_equal(s.loops, 5);
    assert_int_equal(s.from[SETTING_loops], FROM_FLAG);
    assert_str(s.listen, "127.0.0.1:2");
    assert_int_equal(s.from[SETTING_listen], FROM_ENVIRONMENT);
    assert_int_equal(s.pool_threads, 5);
    assert_int_equal(s.from[SETTING_pool_threads], FROM_FILE);
    assert_int_equal(s.backup_at, 3 * 60 + 15);
    assert_int_equal(s.from[SETTING_backup_at], FROM_DEFAULT);
    assert_true(s.lan && !s.supervise);
    assert_str(s.key_file, "/k");
    assert_int_equal(argc, 6); // what is not a setting's stays, in order
    assert_string_equal(argv[2], "--practice");
    assert_string_equal(argv[3], "X");
    assert_string_equal(argv[4], "--");
    assert_string_equal(argv[5], "--lan");
    clean_environment(u);
}

static void says_what_is_wrong_and_where(void **state) {
    struct unit *u = *state;
    struct settings s;
    str why, path = in_folder(u, "bad.conf");
    clean_environment(u);
    static const struct {
        const char *flag, *say;
    } bad[] = {
        {"--loops=0", "--loops: \"0\" is not a whole number from 1 to 16"},
        {"--loops=two", "--loops: \"two\" is not a whole number from 1 to 16"},
        {"--lan=maybe", "--lan: \"maybe\" is neither yes nor no"},
        {"--backup-at=24:00", "--backup-at: \"24:00\" is neither a time such as 03:15 nor off"},
        {"--log-level=loud", "--log-level: \"loud\" is none of error, warn, info, debug"},
        {"--listen", "--listen wants a value"},
        {"--config=/nonexistent/x", "/nonexistent/x: No such file or directory"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *argv[] = {"unknot", bad[i].flag, NULL};
        int argc = 2;
        assert_false(load(u, &s, &why, &argc, argv));
        assert_str(why, bad[i].say);
    }
    put_file(path, "listen = 127.0.0.1:1\nlopps = 3\n", 0600);
    const char *argv[] = {"unknot", "--config", str_z(u->a, path), NULL};
    int argc = 3;
    assert_false(load(u, &s, &why, &argc, argv));
    assert_true(str_find(why, S("line 2: there is no setting \"lopps\"")) != SIZE_MAX);
    put_file(path, "loops = 99\n", 0600); // checked although the flag is stronger
    const char *argv2[] = {"unknot", "--config", str_z(u->a, path), "--loops", "2", NULL};
    argc = 5;
    assert_false(load(u, &s, &why, &argc, argv2));
}

static void shows_no_password(void **state) {
    struct unit *u = *state;
    struct settings s;
    str why;
    clean_environment(u);
    const char *argv[] = {"unknot", "--db", "postgresql://me:secret@host/db", NULL};
    int argc = 3;
    assert_true(load(u, &s, &why, &argc, argv));
    char *text;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    settings_print(f, &s);
    fclose(f);
    assert_null(strstr(text, "secret"));
    assert_non_null(strstr(text, "postgresql://me:…@host/db    # flag"));
    assert_null(strstr(text, "commit-singly")); // hidden
    free(text);
    f = open_memstream(&text, &n);
    settings_example(f);
    fclose(f);
    struct settings from_example;
    settings_defaults(u->a, &from_example);
    assert_true(settings_read(&from_example, (str){text, n}, &why)); // all comments
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {UNIT(the_strongest_source_wins), UNIT(says_what_is_wrong_and_where), UNIT(shows_no_password)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
