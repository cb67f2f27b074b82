#include "serve/folder.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

bool folder_make(arena *a, str path, str *why) {
    char *z = str_z(a, path);
    for (char *p = z; *p; p++) {
        if (p[1] != '/' && p[1] != '\0') continue;
        char c = p[1];
        p[1] = '\0';
        if (mkdir(z, 0700) != 0 && errno != EEXIST) {
            *why = str_fmt(a, "folder %s: %s", z, strerrordesc_np(errno));
            return false;
        }
        p[1] = c;
    }
    return true;
}

bool folder_make_for(arena *a, str file, str *why) {
    size_t n = file.n;
    while (n > 0 && file.p[n - 1] != '/') n--;
    return n <= 1 || folder_make(a, str_sub(file, 0, n - 1), why);
}
