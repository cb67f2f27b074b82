#include "serve/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool write_all(int fd, str text) {
    while (text.n) {
        ssize_t n = write(fd, text.p, text.n);
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) text = str_sub(text, (size_t)n, SIZE_MAX);
    }
    return fsync(fd) == 0;
}

bool folder_put(arena *a, str file, str text, str *why) {
    char *part = str_z(a, str_fmt(a, "%.*s.part", SP(file)));
    unlink(part);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool fine = fd >= 0 && write_all(fd, text);
    int failed = errno;
    if (fd >= 0 && close(fd) != 0 && fine) fine = false, failed = errno;
    if (fine && rename(part, str_z(a, file)) == 0) return true;
    if (fine) failed = errno;
    if (fd >= 0) unlink(part);
    *why = str_fmt(a, "%.*s: %s", SP(file), strerrordesc_np(failed));
    return false;
}
