#include "desk/measures/library_shelf.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

// A file of the largest size that is taken needs a few megabytes; what is hostile stops at the cap.
enum { PLACES = 256, FILE_CAP = 64 << 20, BYTES_MOST = 64 << 20 };

struct kept {
    char key[SHELF_KEY];
    arena *a;
    const struct instrument_file *file;
    size_t bytes, readers;
    uint64_t asked;             // when last, by the count of askings
    bool listed;                // else it goes with its last reader
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept *place[PLACES];
static size_t bytes_kept;
static uint64_t askings;

static void kept_free(struct kept *k)
{
    arena_free(k->a);
    free(k);
}

// A reader's hold, which its arena lets go of.
struct hold {
    struct kept *k;
};

static void hold_end(void *obj)
{
    struct hold *h = obj;
    if (!h->k)
        return;
    CHECK(pthread_mutex_lock(&lock) == 0);
    CHECK(h->k->readers > 0);
    bool last = --h->k->readers == 0 && !h->k->listed;
    CHECK(pthread_mutex_unlock(&lock) == 0);
    if (last)
        kept_free(h->k);
}

static struct hold *hold_new(arena *a)
{
    struct hold *h = ARENA_NEW(a, struct hold);
    arena_own(a, h, hold_end);
    return h;
}

// Of the functions below, each is called under the lock.
static struct kept *find(str key)
{
    for (size_t i = 0; i < PLACES; i++)
        if (place[i] && str_eq(str_of(place[i]->key), key))
            return place[i];
    return NULL;
}

static const struct instrument_file *held(struct hold *h, struct kept *k)
{
    k->readers++;
    k->asked = ++askings;
    h->k = k;
    return k->file;
}

// The one that nobody reads and that was asked for longest ago; PLACES where each is read.
static size_t oldest(void)
{
    size_t at = PLACES;
    for (size_t i = 0; i < PLACES; i++)
        if (place[i] && !place[i]->readers && (at == PLACES || place[i]->asked < place[at]->asked))
            at = i;
    return at;
}

static size_t free_place(void)
{
    for (size_t i = 0; i < PLACES; i++)
        if (!place[i])
            return i;
    return PLACES;
}

static void list_it(struct kept *k)
{
    size_t at = free_place();
    while (at == PLACES || bytes_kept + k->bytes > BYTES_MOST) {
        size_t go = oldest();
        if (go == PLACES)
            return;
        bytes_kept -= place[go]->bytes;
        kept_free(place[go]);
        place[go] = NULL;
        at = go;
    }
    place[at] = k;
    k->listed = true;
    bytes_kept += k->bytes;
}

const struct instrument_file *shelf_get(arena *a, str key)
{
    struct hold *h = hold_new(a);
    CHECK(pthread_mutex_lock(&lock) == 0);
    struct kept *k = find(key);
    const struct instrument_file *out = k ? held(h, k) : NULL;
    CHECK(pthread_mutex_unlock(&lock) == 0);
    return out;
}

static bool load(struct kept *k, arena *a, str name, str text, struct instrument_error *why)
{
    jmp_buf full;
    struct instrument_error e = {0};
    if (setjmp(full)) {
        *why = (struct instrument_error){name, S(""), S("it is too large to be read")};
        return false;
    }
    arena_on_full(k->a, &full);
    k->file = instrument_load(k->a, name, str_dup(k->a, text), &e);
    arena_on_full(k->a, NULL);
    k->bytes = arena_used(k->a);
    if (!k->file)
        *why = (struct instrument_error){name, str_dup(a, e.path), str_dup(a, e.reason)};
    return k->file != NULL;
}

const struct instrument_file *shelf_load(arena *a, str key, str name, str text, struct instrument_error *why)
{
    struct hold *h = hold_new(a);
    str path = str_dup(a, name);
    CHECK(key.n < SHELF_KEY);
    struct kept *k = calloc(1, sizeof *k);
    CHECK(k);
    memcpy(k->key, key.p, key.n);
    k->a = arena_new(FILE_CAP);
    k->readers = 1;             // this one: it goes with `a`, whatever happens
    h->k = k;
    if (!load(k, a, path, text, why))
        return NULL;
    CHECK(pthread_mutex_lock(&lock) == 0);
    if (!find(key))             // or another thread was faster, and this one is its reader's alone
        list_it(k);
    k->asked = ++askings;
    CHECK(pthread_mutex_unlock(&lock) == 0);
    return k->file;
}

size_t shelf_count(void)
{
    size_t n = 0;
    CHECK(pthread_mutex_lock(&lock) == 0);
    for (size_t i = 0; i < PLACES; i++)
        n += place[i] != NULL;
    CHECK(pthread_mutex_unlock(&lock) == 0);
    return n;
}
