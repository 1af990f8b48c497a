/* The slow paths of the arena; nws_arena_alloc's fast path is inline in the header. */
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

struct nws_arena_chunk {
    nws_arena_chunk *older;
    size_t size; /* of the whole block, this head included */
};

/* The head is a multiple of the alignment, so the first block after it is aligned. */
enum { CHUNK_HEAD = (sizeof(nws_arena_chunk) + NWS_ARENA_ALIGN - 1) & ~(NWS_ARENA_ALIGN - 1) };

static size_t round_up(size_t size)
{
    return (size + (NWS_ARENA_ALIGN - 1)) & ~(size_t)(NWS_ARENA_ALIGN - 1);
}

static void use_chunk(nws_arena *arena, nws_arena_chunk *chunk)
{
    arena->newest = chunk;
    arena->cursor = (char *)chunk + CHUNK_HEAD;
    arena->end = (char *)chunk + chunk->size;
}

void nws_arena_init(nws_arena *arena, const nws_allocator *allocator)
{
    *arena = (nws_arena){.allocator = allocator};
}

void nws_arena_free(nws_arena *arena)
{
    const nws_allocator *allocator = arena->allocator;
    nws_arena_chunk *chunk = arena->newest;
    while (chunk != NULL) {
        nws_arena_chunk *older = chunk->older;
        allocator->release(allocator->context, chunk, chunk->size);
        chunk = older;
    }
    nws_arena_init(arena, allocator);
}

void nws_arena_reset(nws_arena *arena)
{
    const nws_allocator *allocator = arena->allocator;
    nws_arena_chunk *kept = NULL;
    nws_arena_chunk *chunk = arena->newest;
    while (chunk != NULL) {
        nws_arena_chunk *older = chunk->older;
        nws_arena_chunk *dropped = chunk;
        if (chunk->size <= NWS_ARENA_KEEP && (kept == NULL || chunk->size > kept->size)) {
            dropped = kept;
            kept = chunk;
        }
        if (dropped != NULL)
            allocator->release(allocator->context, dropped, dropped->size);
        chunk = older;
    }
    nws_arena_init(arena, allocator);
    if (kept != NULL) {
        kept->older = NULL;
        arena->total = kept->size;
        use_chunk(arena, kept);
    }
}

/* The size of a chunk that holds one block and nothing else. */
static size_t own_size(size_t size)
{
    return round_up(size) + CHUNK_HEAD;
}

/* Does a block of this size have a chunk to itself? Such a chunk is never the newest, so neither
 * the room left in that one is lost nor anything put behind the block. */
static bool is_alone(size_t size)
{
    return own_size(size) > NWS_ARENA_KEEP;
}

static nws_arena_chunk *new_chunk(nws_arena *arena, size_t size, nws_arena_chunk **link)
{
    nws_arena_chunk *chunk = arena->allocator->allocate(arena->allocator->context, size);
    if (chunk == NULL)
        return NULL;
    chunk->older = *link;
    chunk->size = size;
    arena->total += size;
    *link = chunk;
    return chunk;
}

void *nws_arena_grow(nws_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 4)
        return NULL;
    if (size == 0)
        return nws_arena_alloc(arena, 1);
    bool alone = is_alone(size);
    if (!alone || arena->newest == NULL) {
        /* Chunks double, so that a document of n bytes costs few calls and at most 2n memory. */
        size_t wanted = arena->newest == NULL ? NWS_ARENA_FIRST : arena->newest->size * 2;
        if (wanted > NWS_ARENA_KEEP)
            wanted = NWS_ARENA_KEEP;
        if (wanted < own_size(size) && !alone)
            wanted = own_size(size);
        nws_arena_chunk *chunk = new_chunk(arena, wanted, &arena->newest);
        if (chunk == NULL)
            return NULL;
        use_chunk(arena, chunk);
    }
    if (alone) {
        nws_arena_chunk *own = new_chunk(arena, own_size(size), &arena->newest->older);
        return own == NULL ? NULL : (char *)own + CHUNK_HEAD;
    }
    void *block = arena->cursor;
    arena->cursor += round_up(size);
    return block;
}

void *nws_arena_zero(nws_arena *arena, size_t size)
{
    void *block = nws_arena_alloc(arena, size);
    if (block != NULL)
        memset(block, 0, size);
    return block;
}

void *nws_arena_extend(nws_arena *arena, void *block, size_t old, size_t size)
{
    if (size <= old)
        return block;
    char *start = block;
    if (start != NULL && start + round_up(old) == arena->cursor &&
        size <= (size_t)(arena->end - start)) { /* end is aligned: the rounded size fits too */
        arena->cursor = start + round_up(size);
        return block;
    }
    void *copy = nws_arena_alloc(arena, size);
    if (copy != NULL && old > 0)
        memcpy(copy, block, old);
    return copy;
}

nws_status nws_arena_widen(nws_arena *arena, void *items, size_t size, uint32_t index,
                           uint32_t *capacity, uint32_t first)
{
    void *block;
    uint32_t wider = *capacity == 0 ? first : *capacity;
    while (wider <= index) {
        if (wider > UINT32_MAX / 2)
            return NWS_E_MEMORY;
        wider *= 2;
    }
    memcpy(&block, items, sizeof block);
    block = nws_arena_extend(arena, block, *capacity * size, wider * size);
    if (block == NULL)
        return NWS_E_MEMORY;
    memcpy(items, &block, sizeof block);
    *capacity = wider;
    return NWS_OK;
}

void *nws_arena_resize(nws_arena *arena, void *block, size_t old, size_t size)
{
    if (size <= old || !is_alone(old))
        return nws_arena_extend(arena, block, old, size);
    if (size > SIZE_MAX / 4)
        return NULL;
    nws_arena_chunk **link = &arena->newest;
    while ((char *)*link + CHUNK_HEAD != block)
        link = &(*link)->older;
    const nws_allocator *allocator = arena->allocator;
    nws_arena_chunk *chunk =
        allocator->resize(allocator->context, *link, (*link)->size, own_size(size));
    if (chunk == NULL)
        return NULL;
    arena->total += own_size(size) - chunk->size;
    chunk->size = own_size(size);
    *link = chunk;
    return (char *)chunk + CHUNK_HEAD;
}

void nws_arena_trim(nws_arena *arena, void *block, size_t old, size_t size)
{
    char *start = block;
    if (start + round_up(old) == arena->cursor && size < old)
        arena->cursor = start + round_up(size);
}

nws_view nws_arena_copy(nws_arena *arena, nws_view text)
{
    char *copy = text.length < SIZE_MAX ? nws_arena_alloc(arena, text.length + 1) : NULL;
    if (copy == NULL)
        return NWS_VIEW_NONE;
    if (text.length > 0)
        memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return nws_view_of(copy, text.length);
}

nws_status nws_arena_name(nws_arena *arena, nws_view text, const char **name)
{
    *name = NULL;
    if (text.data == NULL)
        return NWS_OK;
    *name = nws_arena_copy(arena, text).data;
    return *name == NULL ? NWS_E_MEMORY : NWS_OK;
}
