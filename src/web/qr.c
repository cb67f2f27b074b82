#include "qr.h"

#include <qrencode.h>

static void free_code(void *p)
{
    QRcode_free(p);
}

html_safe qr_svg(arena *a, str text, str label)
{
    QRcode *code = QRcode_encodeString8bit(str_z(a, text), 0, QR_ECLEVEL_M);
    if (!code) return (html_safe){{0}};
    arena_own(a, code, free_code);
    int n = code->width, quiet = 4;
    struct buf b = buf_new(a, 64 << 10);
    buf_putf(&b, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", n + 2 * quiet, n + 2 * quiet);
    buf_html(&b, label);
    buf_put(&b, S("\"><path fill=\"currentColor\" d=\""));
    for (int y = 0; y < n; y++) {
        for (int x = 0; x < n; x++) {
            int from = x;
            while (x < n && (code->data[y * n + x] & 1)) x++;
            if (x > from) buf_putf(&b, "M%d %dh%dv1H%dz", from + quiet, y + quiet, x - from, from + quiet);
        }
    }
    buf_put(&b, S("\"/></svg>"));
    return (html_safe){b.over ? (str){0} : buf_str(&b)};
}
