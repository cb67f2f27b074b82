#include "serve/zones.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"

enum { NAME_MAX_BYTES = 64, ZONES_MAX = 640, TZIF_MAX = 65536, ARENA_CAP = 32 << 20 };

struct zones {
    const char *folder;
    pthread_mutex_t lock;
    arena *a;
    const struct zone *known[ZONES_MAX];
    size_t n;
    const struct zone *local;
};

struct zones *zones_new(const char *folder) {
    arena *a = arena_new(ARENA_CAP);
    struct zones *z = ARENA_NEW(a, struct zones);
    z->a = a;
    z->folder = folder ? folder : "/usr/share/zoneinfo";
    CHECK(pthread_mutex_init(&z->lock, NULL) == 0);
    return z;
}

void zones_free(struct zones *z) {
    if (!z) return;
    pthread_mutex_destroy(&z->lock);
    arena_free(z->a);
}

// Parts of letters, digits and _ + - only: nothing that climbs out of the folder.
static bool name_valid(str name) {
    bool start = true;
    if (name.n == 0 || name.n > NAME_MAX_BYTES) return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';
        if (c == '/' ? start : !(letter || (other && !start))) return false;
        start = c == '/';
    }
    return !start;
}

static const struct zone *load(struct zones *z, str name, const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return NULL;
    struct stat st;
    const struct zone *made = NULL;
    char *bytes = malloc(TZIF_MAX);
    ssize_t n = bytes && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, bytes, TZIF_MAX) : -1;
    close(fd);
    if (n > 0 && n < TZIF_MAX) made = zone_parse(z->a, str_dup(z->a, name), str_dup(z->a, (str){bytes, (size_t)n}));
    free(bytes);
    return made;
}

static const struct zone *get_locked(struct zones *z, str name) {
    for (size_t i = 0; i < z->n; i++)
        if (str_eq(zone_name(z->known[i]), name)) return z->known[i];
    if (z->n == ZONES_MAX) return NULL;
    char path[512];
    size_t folder = strlen(z->folder);
    CHECK(folder + 1 + name.n < sizeof path);
    memcpy(path, z->folder, folder);
    path[folder] = '/';
    memcpy(path + folder + 1, name.p, name.n);
    path[folder + 1 + name.n] = '\0';
    const struct zone *made = load(z, name, path);
    if (made) z->known[z->n++] = made;
    return made;
}

const struct zone *zones_get(void *ctx, str name) {
    struct zones *z = ctx;
    if (!name_valid(name)) return NULL;
    pthread_mutex_lock(&z->lock);
    const struct zone *found = get_locked(z, name);
    pthread_mutex_unlock(&z->lock);
    return found;
}

const struct zone *zones_local(struct zones *z) {
    pthread_mutex_lock(&z->lock);
    if (!z->local) z->local = load(z, S("localtime"), "/etc/localtime");
    if (!z->local) z->local = get_locked(z, S("Etc/UTC"));
    const struct zone *local = z->local;
    pthread_mutex_unlock(&z->lock);
    return local;
}
