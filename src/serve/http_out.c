#include "serve/http_out.h"

#include <http_parser.h>
#include <stdio.h>
#include <time.h>

void http_date(char out[HTTP_DATE], int64_t unix_seconds) {
    static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    time_t t = (time_t)unix_seconds;
    struct tm tm;
    gmtime_r(&t, &tm);
    int n = snprintf(out, HTTP_DATE, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + 3 * tm.tm_wday, tm.tm_mday % 100, months + 3 * tm.tm_mon,
                     (tm.tm_year + 1900) % 10000, tm.tm_hour % 100, tm.tm_min % 100, tm.tm_sec % 100);
    CHECK(n == HTTP_DATE - 1);
}

static void put_value(struct buf *b, str v) {
    size_t from = 0;
    for (size_t i = 0; i < v.n; i++) {
        unsigned char c = (unsigned char)v.p[i];
        if ((c >= ' ' || c == '\t') && c != 0x7f) continue;
        buf_put(b, str_sub(v, from, i - from));
        buf_putc(b, ' ');
        from = i + 1;
    }
    buf_put(b, str_sub(v, from, v.n));
}

void http_out_head(struct buf *b, const struct response *r, size_t body_n, bool keep_alive, bool http10, const char *date) {
    CHECK(r->status >= 200 && r->status <= 599);
    buf_putf(b, "HTTP/1.1 %d %s\r\nDate: %s\r\n", r->status, http_status_str((enum http_status)r->status), date);
    if (r->status != 204 && r->status != 304) buf_putf(b, "Content-Length: %zu\r\n", body_n);
    if (!keep_alive) buf_put(b, S("Connection: close\r\n"));
    else if (http10) buf_put(b, S("Connection: keep-alive\r\n"));
    for (size_t i = 0; i < r->n_headers; i++) {
        buf_put(b, r->headers[i].name);
        buf_put(b, S(": "));
        put_value(b, r->headers[i].value);
        buf_put(b, S("\r\n"));
    }
    buf_put(b, S("\r\n"));
}

str http_out_busy(void) {
#define TEXT "The server is busy. Please try again in a moment.\n"
    _Static_assert(sizeof TEXT - 1 == 50, "Content-Length below");
    return S("HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 50\r\nRetry-After: 2\r\n"
             "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n" TEXT);
#undef TEXT
}
