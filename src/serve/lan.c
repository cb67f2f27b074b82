#include "serve/lan.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <qrencode.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

enum { QUIET = 2 }; // modules of margin

static bool private_range(uint32_t ip) { return ip >> 24 == 10 || ip >> 20 == 0xac1 || ip >> 16 == 0xc0a8; }

size_t lan_addresses(arena *a, str *out, size_t max) {
    struct ifaddrs *all = NULL;
    size_t n = 0;
    if (getifaddrs(&all) != 0) return 0;
    for (int pass = 0; pass < 2; pass++) { // RFC 1918 first: that is where phones are
        for (struct ifaddrs *i = all; i && n < max; i = i->ifa_next) {
            if (!i->ifa_addr || i->ifa_addr->sa_family != AF_INET || !(i->ifa_flags & IFF_UP) || (i->ifa_flags & IFF_LOOPBACK)) continue;
            struct in_addr in = ((struct sockaddr_in *)(void *)i->ifa_addr)->sin_addr;
            uint32_t ip = ntohl(in.s_addr);
            if (ip >> 16 == 0xa9fe || private_range(ip) != (pass == 0)) continue;
            char text[INET_ADDRSTRLEN];
            CHECK(inet_ntop(AF_INET, &in, text, sizeof text));
            out[n++] = str_dup(a, str_of(text));
        }
    }
    freeifaddrs(all);
    return n;
}

static bool host_name_fit(str s) {
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.')) return false;
    }
    return s.n > 0;
}

size_t lan_names(arena *a, str *out, size_t max) {
    size_t n = 0;
    CHECK(max >= 5);
    out[n++] = S("localhost");
    out[n++] = S("127.0.0.1");
    out[n++] = S("::1");
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    str name = str_dup(a, str_of(host));
    if (host_name_fit(name) && !str_eq(name, S("localhost"))) {
        out[n++] = name;
        if (!memchr(name.p, '.', name.n)) out[n++] = str_fmt(a, "%.*s.local", SP(name));
    }
    return n + lan_addresses(a, out + n, max - n);
}

static bool dark(const QRcode *q, int x, int y) {
    if (x < 0 || y < 0 || x >= q->width || y >= q->width) return false;
    return (q->data[y * q->width + x] & 1) != 0;
}

bool lan_qr(FILE *to, const char *text) {
    static const char *const half[] = {" ", "▄", "▀", "█"}; // by light of the lower and upper module, printed in white on black
    QRcode *q = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (!q) return false;
    for (int y = -QUIET; y < q->width + QUIET; y += 2) {
        fputs("\x1b[97;40m", to);
        for (int x = -QUIET; x < q->width + QUIET; x++) {
            bool upper = !dark(q, x, y), lower = !dark(q, x, y + 1) && y + 1 < q->width + QUIET;
            fputs(half[(upper ? 2 : 0) + (lower ? 1 : 0)], to);
        }
        fputs("\x1b[0m\n", to);
    }
    QRcode_free(q);
    return true;
}
