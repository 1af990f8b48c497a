/* Memory for one document: given out in order, taken back all at once.
 *
 * A node or a decoded string is never freed by itself, so an allocation is an addition and a
 * compare. nws_arena_reset keeps the memory for the next document of a batch.
 */
#ifndef NWS_BASE_ARENA_H
#define NWS_BASE_ARENA_H

#include "base/alloc.h"
#include "base/status.h"
#include "base/str.h"

#include <stdint.h>

#define NWS_ARENA_ALIGN 8u
/* The first chunk: most posts (p50 3.6 kB) need no second one. */
#define NWS_ARENA_FIRST ((size_t)64 << 10)
/* What nws_arena_reset keeps at the most, so that one large file does not hold memory for ever. A
 * block that would fill more has a chunk of its own. */
#define NWS_ARENA_KEEP ((size_t)4 << 20)

typedef struct nws_arena_chunk nws_arena_chunk;

typedef struct nws_arena {
    char *cursor; /* next free byte of the newest chunk, NWS_ARENA_ALIGN-aligned */
    char *end;
    nws_arena_chunk *newest; /* singly linked, newest first; NULL before the first allocation */
    const nws_allocator *allocator;
    size_t total; /* bytes asked of the allocator and still held */
} nws_arena;

/* Makes an empty arena; allocates nothing. allocator must outlive the arena. */
void nws_arena_init(nws_arena *arena, const nws_allocator *allocator);
/* Gives everything back. The arena is then as after nws_arena_init. */
void nws_arena_free(nws_arena *arena);
/* Forgets all contents; keeps the largest chunk if it is at most NWS_ARENA_KEEP. */
void nws_arena_reset(nws_arena *arena);

/* The slow half of nws_arena_alloc: a new chunk. NULL when the allocator gives none. */
NWS_MUST_CHECK void *nws_arena_grow(nws_arena *arena, size_t size);

/* size bytes, aligned to 8, uninitialized, valid until reset or free; NULL when there are none. */
NWS_MUST_CHECK NWS_INLINE void *nws_arena_alloc(nws_arena *arena, size_t size)
{
    size_t room = (size_t)(arena->end - arena->cursor);
    /* cursor and end are aligned, so the rounded size fits too; a size of 0 takes the slow half,
     * since an arena without a chunk has no address to give. */
    if (NWS_LIKELY(size - 1 < room)) {
        void *block = arena->cursor;
        arena->cursor += (size + (NWS_ARENA_ALIGN - 1)) & ~(size_t)(NWS_ARENA_ALIGN - 1);
        return block;
    }
    return nws_arena_grow(arena, size);
}

/* The same, filled with zero bytes. */
NWS_MUST_CHECK void *nws_arena_zero(nws_arena *arena, size_t size);

/* Grows block, which was given out with old bytes, to size bytes: in place when it is the newest
 * allocation and there is room, else as a copy. The old block stays readable. NULL: no memory. */
NWS_MUST_CHECK void *nws_arena_extend(nws_arena *arena, void *block, size_t old, size_t size);

/* The same for a block that nothing but its owner looks into: the old one is gone when it moves. A
 * large block is resized by the allocator, so the old and the new are never held both. */
NWS_MUST_CHECK void *nws_arena_resize(nws_arena *arena, void *block, size_t old, size_t size);

/* The slow half of NWS_ROOM; items: the address of the pointer to them, whatever its type. */
NWS_MUST_CHECK nws_status nws_arena_widen(nws_arena *arena, void *items, size_t size,
                                          uint32_t index, uint32_t *capacity, uint32_t first);

NWS_MUST_CHECK NWS_INLINE nws_status nws_arena_room(nws_arena *arena, void *items, size_t size,
                                                    uint32_t index, uint32_t *capacity,
                                                    uint32_t first)
{
    if (NWS_LIKELY(index < *capacity))
        return NWS_OK;
    return nws_arena_widen(arena, items, size, index, capacity, first);
}

/* Sees to it that a growing array has an item of this index: the pointer items and capacity, a
 * uint32_t, change when it is too short. It begins with first items and doubles. A status: without
 * memory all is as it was. */
#define NWS_ROOM(arena, items, index, capacity, first)                                             \
    nws_arena_room((arena), &(items), sizeof *(items), (index), &(capacity), (first))

/* The size to give a block that must hold length bytes and will grow: twice that, so that growing
 * byte by byte takes linear time, but for large blocks, which move without a copy, a fourth more.
 */
NWS_INLINE size_t nws_arena_roomy(size_t length)
{
    return length + (length < NWS_ARENA_KEEP ? length : length / 4);
}

/* Gives back the tail of the newest allocation: block was given out with old bytes, size are kept.
 * Does nothing when block is not the newest. */
void nws_arena_trim(nws_arena *arena, void *block, size_t old, size_t size);

/* A copy of text in the arena, followed by a NUL that is not counted. data is NULL: no memory. */
NWS_MUST_CHECK nws_view nws_arena_copy(nws_arena *arena, nws_view text);
/* The same as a C string; NULL for no text, whose data is NULL. */
NWS_MUST_CHECK nws_status nws_arena_name(nws_arena *arena, nws_view text, const char **name);

#endif
