#include "arena.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "err.h"

// Unused space is poisoned, so that AddressSanitizer sees a stray read inside of a block too; then a gap is also
// left behind every allocation.
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
enum { GAP = 0 };
#define HIDE(p, n) ((void)(p), (void)(n))
#define SHOW(p, n) ((void)(p), (void)(n))
#endif

enum { ALIGN = 16, FIRST = 64 * 1024, BLOCK_USUAL = 128 * 1024, BLOCK_MAX = 1024 * 1024 };
_Static_assert(alignof(max_align_t) <= ALIGN, "arena alignment");

// Free space is always zero: fresh from calloc, or wiped when it was given back. So handing out needs no memset.
struct block {
    struct block *older;
    char *top;           // first byte not handed out; of the newest block, arena.top is the true one
    size_t size;         // bytes behind the header
    alignas(ALIGN) char bytes[];
};

struct owned {
    void *obj;
    void (*destroy)(void *);
    struct owned *older;
};

struct arena {
    char *top, *end;      // free space of the newest block
    char *last;           // the newest allocation
    struct block *newest, *first;
    size_t cap, held;     // bytes in blocks
    size_t used_older;    // handed out from blocks before the newest
    struct owned *owned;
    jmp_buf *full;
};

// Blocks that nobody uses now, wiped, by their size of 64 kB << kind: each request needs some, and from malloc each costs a page fault for
// every 4 kB. `least`: the fewest bytes since the last arena_trim.
enum { KINDS = 5, KEPT_MOST = 3 << 20 };
static struct {
    pthread_mutex_t lock;
    struct block *free[KINDS];
    size_t held, least;
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

// KINDS where blocks of this size are not kept.
static int block_kind(size_t whole) {
    int k = 0;
    while (k < KINDS && (size_t)FIRST << k != whole) {
        k++;
    }
    return k;
}

static struct block *kept_take(int kind) {
    pthread_mutex_lock(&kept.lock);
    struct block *b = kept.free[kind];
    if (b) {
        kept.free[kind] = b->older;
        kept.held -= (size_t)FIRST << kind;
        kept.least = kept.held < kept.least ? kept.held : kept.least;
        b->older = NULL;
    }
    pthread_mutex_unlock(&kept.lock);
    return b;
}

static struct block *block_new(size_t size) {
    size_t whole = sizeof(struct block) + size;
    int kind = block_kind(whole);
    struct block *b = kind < KINDS ? kept_take(kind) : NULL;
    if (b) {
        return b;
    }
    b = calloc(1, whole);
    if (b) {
        b->size = size;
        HIDE(b->bytes, size);
    }
    return b;
}

// Wiped by whoever used it.
static void block_back(struct block *b) {
    int kind = block_kind(sizeof *b + b->size);
    if (kind < KINDS) {
        pthread_mutex_lock(&kept.lock);
        bool room = kept.held + ((size_t)FIRST << kind) <= KEPT_MOST;
        if (room) {
            b->older = kept.free[kind];
            kept.free[kind] = b;
            kept.held += (size_t)FIRST << kind;
        }
        pthread_mutex_unlock(&kept.lock);
        if (room) {
            return;
        }
    }
    SHOW(b->bytes, b->size);
    free(b);
}

void arena_trim(void) {
    for (bool more = true; more;) {
        struct block *b = NULL;
        pthread_mutex_lock(&kept.lock);
        for (int k = KINDS - 1; k >= 0 && !b; k--) {
            size_t whole = (size_t)FIRST << k;
            b = whole <= kept.least ? kept.free[k] : NULL;
            if (b) {
                kept.free[k] = b->older;
                kept.held -= whole;
                kept.least -= whole;
            }
        }
        more = b != NULL;
        if (!more) {
            kept.least = kept.held;
        }
        pthread_mutex_unlock(&kept.lock);
        if (b) {
            SHOW(b->bytes, b->size);
            free(b);
        }
    }
}

static void arena_point(arena *a, struct block *b) {
    a->newest = b;
    a->top = b->bytes;
    a->end = b->bytes + b->size;
    a->last = NULL;
}

arena *arena_new(size_t cap) {
    size_t first = cap < FIRST ? cap : FIRST - sizeof(struct block);
    arena *a = calloc(1, sizeof *a);
    struct block *b = block_new(first);
    CHECK(a && b);
    a->cap = cap;
    a->held = first;
    a->first = b;
    arena_point(a, b);
    return a;
}

static void block_wipe(struct block *b, const char *top) {
    size_t used = (size_t)(top - b->bytes);
    SHOW(b->bytes, used);
    explicit_bzero(b->bytes, used);
    HIDE(b->bytes, used);
}

void arena_reset(arena *a) {
    CHECK(a && a->newest);
    while (a->owned) {
        struct owned *o = a->owned;
        a->owned = o->older;
        o->destroy(o->obj);
    }
    const char *top = a->top;
    for (struct block *b = a->newest; b != a->first;) {
        struct block *older = b->older;
        block_wipe(b, top);
        block_back(b);
        b = older;
        top = b->top;
    }
    block_wipe(a->first, top);
    a->held = a->first->size;
    a->used_older = 0;
    arena_point(a, a->first);
}

void arena_free(arena *a) {
    if (a) {
        arena_reset(a);
        block_back(a->first);
        free(a);
    }
}

static _Noreturn void arena_overflow(arena *a) {
    CHECK(a->full); // or there is nobody to tell
    longjmp(*a->full, 1);
}

static void *alloc_slow(arena *a, size_t n, size_t step);

static inline void *alloc_try(arena *a, size_t n) {
    size_t left = (size_t)(a->end - a->top);
    if (n > SIZE_MAX / 2) {
        return NULL;
    }
    size_t step = (n + !n + GAP + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (step > left) {
        return alloc_slow(a, n, step);
    }
    char *p = a->top;
    a->top += step;
    a->last = p;
    SHOW(p, n);
    return p;
}

// Of a block twice as large as one that has room for so much.
static size_t block_room(size_t before, size_t most) {
    size_t whole = (before + sizeof(struct block)) * 2;
    return (whole < most ? whole : most) - sizeof(struct block);
}

// A new block: 128 kB, or as large as needed, never over the cap. Larger ones would be half empty in most requests.
static void *alloc_slow(arena *a, size_t n, size_t step) {
    size_t room = a->cap - a->held;
    size_t size = block_room(a->newest->size, BLOCK_USUAL);
    while (size < step && size < BLOCK_MAX - sizeof(struct block)) {
        size = block_room(size, BLOCK_MAX);
    }
    size = size < step ? step : size;
    size = size > room ? room : size;
    if (size < step) {
        return NULL;
    }
    struct block *b = block_new(size);
    if (!b) {
        return NULL;
    }
    a->newest->top = a->top;
    a->used_older += (size_t)(a->top - a->newest->bytes);
    b->older = a->newest;
    a->held += size;
    arena_point(a, b);
    char *p = a->top;
    a->top += step;
    a->last = p;
    SHOW(p, n);
    return p;
}

void *arena_alloc(arena *a, size_t n) {
    void *p = alloc_try(a, n);
    if (__builtin_expect(!p, 0)) {
        arena_overflow(a);
    }
    return p;
}

void *arena_array(arena *a, size_t count, size_t size) {
    size_t n;
    if (__builtin_mul_overflow(count, size, &n)) {
        arena_overflow(a);
    }
    return arena_alloc(a, n);
}

void *arena_grow(arena *a, void *old, size_t old_n, size_t new_n) {
    if (old && new_n <= old_n) {
        return old;
    }
    if (old && old == a->last && new_n <= SIZE_MAX / 2) {
        size_t step = (new_n + GAP + ALIGN - 1) & ~(size_t)(ALIGN - 1);
        if (step <= (size_t)(a->end - a->last)) {
            a->top = a->last + step;
            SHOW(old, new_n);
            return old;
        }
    }
    char *p = arena_alloc(a, new_n);
    if (old && old_n) {
        memcpy(p, old, old_n);
    }
    return p;
}

void arena_on_full(arena *a, jmp_buf *where) {
    a->full = where;
}

void arena_own(arena *a, void *obj, void (*destroy)(void *)) {
    CHECK(destroy);
    struct owned *o = alloc_try(a, sizeof *o);
    if (!o) {
        destroy(obj); // it is ours from the call on, also when there is no room to remember it
        arena_overflow(a);
    }
    *o = (struct owned){obj, destroy, a->owned};
    a->owned = o;
}

size_t arena_used(const arena *a) {
    return a->used_older + (size_t)(a->top - a->newest->bytes);
}
