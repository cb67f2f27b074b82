// The runtime of messages, over a table of its own: texts change, rules do not. (The program's table is in a library
// that the linker then has no need of.)
#include "unit.h"

#include <string.h>

#include "base/message.h"
#include "base/message_table.h"

enum { PLAIN = MSG_error_invalid, HOLES = MSG_error_conflict, PLURAL = MSG_error_gone, BROKEN = MSG_error_internal };

const struct message_text message_table[MESSAGE_LANGS][MSG_COUNT] = {{
    [PLAIN] = {S_INIT("t.plain"), S_INIT(""), S_INIT("Find & keep"), false},
    [HOLES] = {S_INIT("t.holes"), S_INIT(""), S_INIT("{who} met {whom} {who}"), false},
    [PLURAL] = {S_INIT("t.plural"), S_INIT("{n} client"), S_INIT("{n} clients"), true},
    [BROKEN] = {S_INIT("t.broken"), S_INIT(""), S_INIT("a {b c {} {who"), false},
}};

static void says(void **state) {
    arena *a = *state;
    assert_str(message_say(a, LANG_EN, SAY((enum msg)PLAIN)), "Find & keep");
    assert_str(message_say(a, LANG_EN, SAY(MSG_none)), "");
    assert_str(message_say(a, LANG_EN, SAY2((enum msg)HOLES, "who", S("Ann"), "whom", S("{who}"))), "Ann met {who} Ann");
    assert_str(message_say(a, LANG_EN, SAY((enum msg)HOLES)), "{who} met {whom} {who}");
    assert_str(message_say(a, LANG_EN, SAY1((enum msg)BROKEN, "who", S("x"))), "a {b c {} {who");
    assert_str(message_say(a, 99, SAY((enum msg)PLAIN)), "Find & keep");
}

// Short ones are put together aside, and copied: what just fits there, what just does not, and far more.
static void says_any_length(void **state) {
    arena *a = *state;
    static const size_t whom_n[] = {0, 1, 511 - 8, 512 - 8, 513 - 8, 40000}; // "w met " and " w" are 8
    for (size_t i = 0; i < sizeof whom_n / sizeof *whom_n; i++) {
        char *p = arena_alloc(a, whom_n[i] + 1);
        memset(p, 'm', whom_n[i]);
        str whom = {p, whom_n[i]}, said = message_say(a, LANG_EN, SAY2((enum msg)HOLES, "who", S("w"), "whom", whom));
        assert_int_equal(said.n, whom.n + 8);
        assert_true(str_starts(said, S("w met ")) && str_eq(str_sub(said, 6, whom.n), whom) && str_ends(said, S(" w")));
    }
}

static void chooses_plural(void **state) {
    arena *a = *state;
    assert_str(message_say(a, LANG_EN, SAY_N((enum msg)PLURAL, 0)), "0 clients");
    assert_str(message_say(a, LANG_EN, SAY_N((enum msg)PLURAL, 1)), "1 client");
    assert_str(message_say(a, LANG_EN, SAY_N((enum msg)PLURAL, 2)), "2 clients");
    assert_str(message_say(a, LANG_EN, SAY_N((enum msg)PLURAL, -1)), "-1 clients");
}

static void escapes_html(void **state) {
    struct buf b = buf_new(*state, 1000);
    message_html(&b, LANG_EN, SAY((enum msg)PLAIN));
    message_html(&b, LANG_EN, SAY2((enum msg)HOLES, "who", S("<b>"), "whom", S("\"x\"")));
    assert_str(buf_str(&b), "Find &amp; keep&lt;b&gt; met &quot;x&quot; &lt;b&gt;");
}

static void pseudo(void **state) {
    arena *a = *state;
    assert_str(message_say(a, LANG_PSEUDO, SAY((enum msg)PLAIN)), "⟦Ƒíńď & ķééƥ⟧");
    assert_str(message_say(a, LANG_PSEUDO, SAY2((enum msg)HOLES, "who", S("Ann"), "whom", S("Bo"))), "⟦Ann ḿéť Bo Ann⟧");
    assert_str(message_say(a, LANG_PSEUDO, SAY(MSG_none)), "");
    assert_true(utf8_valid(message_say(a, LANG_PSEUDO, SAY((enum msg)BROKEN))));
    struct buf b = buf_new(a, 1000);
    message_html(&b, LANG_PSEUDO, SAY((enum msg)PLAIN));
    assert_str(buf_str(&b), "⟦Ƒíńď &amp; ķééƥ⟧");
}

static void languages(void **state) {
    (void)state;
    assert_int_equal(lang_of(S("en")), LANG_EN);
    assert_int_equal(lang_of(S("en-GB")), LANG_EN);
    assert_int_equal(lang_of(S("xx")), LANG_EN);
    assert_int_equal(lang_of(S("qps-ploc")), LANG_PSEUDO);
    assert_int_equal(lang_of(lang_tag(LANG_PSEUDO)), LANG_PSEUDO);
    assert_str(lang_tag(LANG_EN), "en");
}

static void finds_keys(void **state) {
    (void)state;
    assert_int_equal(message_find(S("t.plural")), PLURAL);
    assert_int_equal(message_find(S("t.nothing")), MSG_none);
    assert_int_equal(message_find(S("")), MSG_none);
    assert_str(message_key((enum msg)PLAIN), "t.plain");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        ARENA_TEST(says), ARENA_TEST(says_any_length), ARENA_TEST(chooses_plural), ARENA_TEST(escapes_html), ARENA_TEST(pseudo), cmocka_unit_test(languages), cmocka_unit_test(finds_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
