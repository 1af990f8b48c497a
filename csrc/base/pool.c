/* Regions of memory that are filled from the start: see pool.h.
 *
 * Each block has a head that says which region it is in. A region counts its blocks, and the pool
 * as long as that still fills it; who takes the count to nothing gives it back.
 */
#include "base/pool.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

/* https://arrow.apache.org/docs/format/Columnar.html#buffer-alignment-and-padding */
enum { ALIGN = 64 };

typedef struct region {
    atomic_size_t users;
    size_t used, size; /* bytes from the region's own start */
} region;

/* What stands before each block. */
typedef union head {
    region *region; /* NULL: the block was asked for by itself */
    char room[ALIGN];
} head;

struct nws_pool {
    nws_allocator allocator;
    const nws_allocator *parent;
    atomic_size_t references;
    atomic_flag busy;
    region *current;
};

static size_t round_up(size_t size)
{
    return (size + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
}

/* ---- regions ---- */

/* A region with room for size bytes; its one user is the pool, or the block that fills it. */
static region *new_region(const nws_allocator *parent, size_t size)
{
    const size_t least = round_up(sizeof(region)) + size;
    const size_t whole = least < NWS_POOL_REGION ? NWS_POOL_REGION : least;
    region *made = parent->allocate(parent->context, whole);
    if (made == NULL)
        return NULL;
    made->used = round_up(sizeof *made);
    made->size = whole;
    atomic_init(&made->users, 1);
    return made;
}

static void leave_region(const nws_allocator *parent, region *left)
{
    if (left != NULL && atomic_fetch_sub_explicit(&left->users, 1, memory_order_acq_rel) == 1)
        parent->release(parent->context, left, left->size);
}

/* A block that fills a region has it for itself: the pool must not hold on to so much. */
static head *take_region(nws_pool *pool, size_t size)
{
    region *own = new_region(pool->parent, size);
    if (own == NULL)
        return NULL;
    head *room = (head *)(void *)((char *)own + own->used);
    own->used += size;
    room->region = own;
    return room;
}

/* size bytes of the current region, or of a new one. One thread at a time. */
static head *take_room(nws_pool *pool, size_t size)
{
    if (size > NWS_POOL_REGION - round_up(sizeof(region)))
        return take_region(pool, size);
    /* All of its blocks are gone: filled anew, its pages need not be asked for again. */
    if (pool->current != NULL &&
        atomic_load_explicit(&pool->current->users, memory_order_acquire) == 1)
        pool->current->used = round_up(sizeof(region));
    if (pool->current == NULL || size > pool->current->size - pool->current->used) {
        region *next = new_region(pool->parent, size);
        if (next == NULL)
            return NULL;
        leave_region(pool->parent, pool->current);
        pool->current = next;
    }
    head *room = (head *)(void *)((char *)pool->current + pool->current->used);
    pool->current->used += size;
    atomic_fetch_add_explicit(&pool->current->users, 1, memory_order_relaxed);
    room->region = pool->current;
    return room;
}

/* ---- the allocator ---- */

static void *pool_allocate(void *context, size_t size)
{
    nws_pool *pool = context;
    head *room;
    if (size > SIZE_MAX / 2)
        return NULL;
    const size_t whole = sizeof *room + round_up(size);
    if (size >= NWS_POOL_LARGE) {
        while (atomic_flag_test_and_set_explicit(&pool->busy, memory_order_acquire))
            ; /* for as long as it takes to map a region, at the most */
        room = take_room(pool, whole);
        atomic_flag_clear_explicit(&pool->busy, memory_order_release);
    } else {
        room = pool->parent->allocate(pool->parent->context, whole);
        if (room != NULL)
            room->region = NULL;
    }
    if (room == NULL)
        return NULL;
    atomic_fetch_add_explicit(&pool->references, 1, memory_order_relaxed);
    return room + 1;
}

static void pool_free(void *context, void *block, size_t size)
{
    nws_pool *pool = context;
    head *room = (head *)block - 1;
    if (room->region != NULL)
        leave_region(pool->parent, room->region);
    else
        pool->parent->release(pool->parent->context, room, sizeof *room + round_up(size));
    nws_pool_release(pool);
}

static void *pool_resize(void *context, void *block, size_t old, size_t size)
{
    void *moved = pool_allocate(context, size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, old < size ? old : size);
    pool_free(context, block, old);
    return moved;
}

/* ---- the pool ---- */

nws_pool *nws_pool_new(const nws_allocator *parent)
{
    nws_pool *pool = parent->allocate(parent->context, sizeof *pool);
    if (pool == NULL)
        return NULL;
    pool->allocator = (nws_allocator){pool_allocate, pool_resize, pool_free, pool};
    pool->parent = parent;
    atomic_init(&pool->references, 1);
    atomic_flag_clear(&pool->busy);
    pool->current = NULL;
    return pool;
}

void nws_pool_retain(nws_pool *pool)
{
    atomic_fetch_add_explicit(&pool->references, 1, memory_order_relaxed);
}

void nws_pool_release(nws_pool *pool)
{
    if (pool == NULL || atomic_fetch_sub_explicit(&pool->references, 1, memory_order_acq_rel) != 1)
        return;
    const nws_allocator *parent = pool->parent;
    leave_region(parent, pool->current);
    parent->release(parent->context, pool, sizeof *pool);
}

const nws_allocator *nws_pool_allocator(nws_pool *pool)
{
    return &pool->allocator;
}
