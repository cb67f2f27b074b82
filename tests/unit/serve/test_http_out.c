#include "serve/http_out.h"

#include "serve/log.h"
#include "unit.h"

static void dates(void **state) {
    char out[HTTP_DATE];
    (void)state;
    http_date(out, 784111777); // RFC 9110 5.6.7
    assert_string_equal(out, "Sun, 06 Nov 1994 08:49:37 GMT");
}

static void nothing_ends_a_header_early(void **state) {
    struct unit *u = *state;
    struct response r = {.status = 303, .n_headers = 1, .headers = {{S_INIT("Location"), S_INIT("/a\r\nSet-Cookie: x=1")}}};
    struct buf b = buf_new(u->a, 4096);
    http_out_head(&b, &r, 7, false, false, "D");
    assert_str(buf_str(&b), "HTTP/1.1 303 See Other\r\nDate: D\r\nContent-Length: 7\r\nConnection: close\r\nLocation: /a  Set-Cookie: x=1\r\n\r\n");
}

static void no_length_without_content(void **state) {
    struct unit *u = *state;
    struct response r = {.status = 304};
    struct buf b = buf_new(u->a, 4096);
    http_out_head(&b, &r, 0, true, true, "D");
    assert_str(buf_str(&b), "HTTP/1.1 304 Not Modified\r\nDate: D\r\nConnection: keep-alive\r\n\r\n");
}

static void the_busy_answer_is_whole(void **state) {
    (void)state;
    str s = http_out_busy();
    size_t at = str_find(s, S("\r\n\r\n"));
    assert_int_equal(s.n - at - 4, 50);
    assert_true(str_find(s, S("Content-Length: 50\r\n")) < at);
}

static void log_lines_are_json(void **state) {
    char line[512];
    (void)state;
    size_t n = log_line(line, sizeof line, INT64_C(1763712900123456), LOG_EVENT_request,
                        (const struct log_field[]){LOGS("route", S("/a\"\n\xff")), LOGI("status", 200), {.key = NULL}});
    assert_str((str){line, n},
               "{\"time\":\"2025-11-21T08:15:00.123Z\",\"level\":\"info\",\"event\":\"request\",\"route\":\"/a\\\"\\u000a\\u00ff\",\"status\":200}\n");
    char text[2000];
    memset(text, 'a', sizeof text);
    n = log_line(line, sizeof line, 0, LOG_EVENT_db_error, (const struct log_field[]){LOGI("n", 1), LOGS("why", ((str){text, sizeof text})), {.key = NULL}});
    assert_true(n < sizeof line && str_ends((str){line, n}, S("\"n\":1}\n"))); // what does not fit is left out whole
}

int main(void) {
    const struct CMUnitTest tests[] = {UNIT(dates), UNIT(nothing_ends_a_header_early), UNIT(no_length_without_content), UNIT(the_busy_answer_is_whole),
                                       UNIT(log_lines_are_json)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
