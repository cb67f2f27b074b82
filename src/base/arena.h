// Arena: memory that is freed whole. One per request (capped), one per process for start-up data.
// `arena *` in a signature means that the result outlives the call. Not thread-safe: one thread at a time.
#ifndef UNKNOT_BASE_ARENA_H
#define UNKNOT_BASE_ARENA_H

#include <setjmp.h>
#include <stddef.h>

typedef struct arena arena;

// A new arena that never holds more than `cap` bytes. Aborts only if not even the first block can be had.
arena *arena_new(size_t cap);
// Runs the owned destructors (last first), wipes and gives back all but the first block.
void arena_reset(arena *a);
// arena_reset and the arena itself; arena_free(NULL) is a no-op.
void arena_free(arena *a);

// Memory that is given back waits, wiped, for the next arena: at most 3 MB in a process. Gives to the system what was not wanted since the last
// call. From any thread.
void arena_trim(void);

// Zeroed, aligned for any type; never NULL. When the cap is reached: longjmp to the place set by
// arena_on_full (value 1), or abort where none is set. Never call these inside a library's callback
// that does not expect a longjmp.
void *arena_alloc(arena *a, size_t n);
void *arena_array(arena *a, size_t count, size_t size); // checked multiplication
// Grows the newest allocation in place when it can, else copies. The old pointer is dead.
void *arena_grow(arena *a, void *old, size_t old_n, size_t new_n);
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, count, type) ((type *)arena_array((a), (count), sizeof(type)))

// Where to go when the arena is full; NULL takes it back. The jmp_buf must stay alive.
void arena_on_full(arena *a, jmp_buf *where);
// Has `destroy(obj)` called at reset: for what libraries allocate.
void arena_own(arena *a, void *obj, void (*destroy)(void *));
// Bytes handed out since the last reset.
size_t arena_used(const arena *a);

#endif
