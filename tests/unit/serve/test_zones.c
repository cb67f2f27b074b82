#include "serve/zones.h"

#include <pthread.h>

#include "base/err.h"
#include "unit.h"

static void finds_zones_by_name(void **state) {
    struct zones *z = zones_new(NULL);
    (void)state;
    const struct zone *berlin = zones_get(z, S("Europe/Berlin"));
    assert_non_null(berlin);
    assert_ptr_equal(berlin, zones_get(z, S("Europe/Berlin")));
    assert_int_equal(zone_offset(berlin, (instant){INT64_C(1751328000000000)}), 7200); // 2025-07-01
    assert_non_null(zones_get(z, S("Etc/GMT+3")));
    assert_non_null(zones_get(z, S("America/Argentina/Buenos_Aires")));
    assert_non_null(zones_local(z));
    zones_free(z);
}

static void nothing_climbs_out(void **state) {
    struct zones *z = zones_new(NULL);
    (void)state;
    static const char *const bad[] = {"", "/etc/passwd", "../../../etc/passwd", "Europe/../Europe/Berlin", "Europe//Berlin", "Europe/", "Europe",
                                      "Europe/Berlin\n", "posix/.", "tzdata.zi", "zone.tab", "No/Where"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_null(zones_get(z, str_of(bad[i])));
    assert_null(zones_get(z, S("Europe/Berlin\0x")));
    char longest[100];
    memset(longest, 'a', sizeof longest);
    assert_null(zones_get(z, (str){longest, sizeof longest}));
    zones_free(z);
}

static void *look(void *z) {
    for (int i = 0; i < 200; i++) {
        if (!zones_get(z, S("Asia/Tokyo")) || !zones_get(z, S("Europe/London"))) return NULL;
    }
    return z;
}

static void threads_share_them(void **state) {
    struct zones *z = zones_new(NULL);
    pthread_t t[4];
    (void)state;
    for (size_t i = 0; i < 4; i++) pthread_create(&t[i], NULL, look, z);
    for (size_t i = 0; i < 4; i++) {
        void *fine;
        pthread_join(t[i], &fine);
        assert_non_null(fine);
    }
    zones_free(z);
}

int main(void) {
    const struct CMUnitTest tests[] = {UNIT(finds_zones_by_name), UNIT(nothing_climbs_out), UNIT(threads_share_them)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
