// Records as the database may hold them, an older or a damaged one too: refused, or what is read is written the same way again.
#include <stdint.h>

#include "base/err.h"
#include "desk/safety/intake.h"
#include "desk/money/money.h"
#include "desk/safety/safety_body.h"
#include "store/client.h"
#include "web/care/letter_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static arena *a;

static void receipt(str text)
{
    struct receipt_body b, again;
    if (!receipt_body_read(a, text, &b)) return;
    str once = receipt_body_text(a, &b);
    CHECK(receipt_body_read(a, once, &again) && str_eq(receipt_body_text(a, &again), once));
}

static void client(str text)
{
    struct client_fields f, again;
    if (!client_body_read(a, text, &f)) return;
    str once = client_body(a, &f);
    CHECK(client_body_read(a, once, &again) && str_eq(client_body(a, &again), once));
}

static void intake(str text)
{
    struct intake_rest r, again;
    if (!intake_rest_read(a, text, &r)) return;
    str once = intake_rest_text(a, &r);
    CHECK(intake_rest_read(a, once, &again) && str_eq(intake_rest_text(a, &again), once));
}

static void finding(str text)
{
    struct finding_row row = {0};
    if (!finding_body_read(a, text, &row)) return;
    CHECK(row.limits.pressure_max >= 0 && row.limits.pressure_max <= 5 && row.limits.minutes_max >= 0);
    CHECK(row.n_because == row.answers->count && json_same(row.answers, row.answers));
    for (size_t i = 0; i < row.limits.n_avoid; i++) CHECK(row.limits.avoid[i].region);
    (void)finding_body_title(a, text);
    (void)screen_limits_add(a, &row.limits, &row.limits);
}

static void letter(str text)
{
    struct call c = {.a = a};
    struct letter_print p, again;
    struct letter l = {.body = text};
    if (!letter_print_read(&c, &l, &p)) return;
    l.body = letter_print_body(&c, &p);
    str once = l.body;
    CHECK(letter_print_read(&c, &l, &again) && str_eq(letter_print_body(&c, &again), once));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str text = {(const char *)data, n};
    if (!a) a = arena_new(64 << 20);
    receipt(text);
    client(text);
    intake(text);
    finding(text);
    letter(text);
    arena_reset(a);
    return 0;
}
