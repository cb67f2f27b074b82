#include "clinic/calendar/contact.h"

#include "base/err.h"

static bool quiet(int from, int until, int minute) {
    if (from <= until) return minute >= from && minute < until;
    return minute >= from || minute < until;
}

// Minute by minute, so that it is right in the night that has an hour more, or less, too.
instant contact_not_before(const struct zone *z, int from, int until, instant now) {
    CHECK(from >= 0 && from < 1440 && until >= 0 && until < 1440);
    while (quiet(from, until, zone_minute(z, now))) now.us += MINUTE_US - now.us % MINUTE_US;
    return now;
}

int64_t contact_wait_us(bool urgent, int64_t tries) {
    static const int64_t usual[CONTACT_TRIES - 1] = {1, 5, 30, 120, 480}, soon[] = {1, 1, 2, 5};
    const int64_t n = sizeof soon / sizeof *soon;
    CHECK(tries >= 1);
    if (urgent) return tries >= CONTACT_URGENT_TRIES ? 0 : (tries <= n ? soon[tries - 1] : 15) * MINUTE_US;
    return tries < CONTACT_TRIES ? usual[tries - 1] * MINUTE_US : 0;
}
