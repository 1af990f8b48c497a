/* The pool: blocks that keep what is in them, regions that go back with the last of theirs, on any
 * thread, and no byte left whatever fails.
 */
#include "harness.h"

#include "base/pool.h"

#include <pthread.h>
#include <stdint.h>

enum { BLOCKS = 40 };

static size_t size_of(unsigned number)
{
    return number % 3 == 0 ? 1 + number * 100 : NWS_POOL_LARGE + number * 100000;
}

static bool holds(const unsigned char *block, size_t size, unsigned char value)
{
    for (size_t i = 0; i < size; i++)
        if (block[i] != value)
            return false;
    return true;
}

/* Small and large ones, more than one region of them; released in an order of its own, after the
 * pool was let go. */
static void test_blocks(void)
{
    harness_memory memory = {0};
    const nws_allocator parent = harness_allocator(&memory);
    nws_pool *pool = nws_pool_new(&parent);
    const nws_allocator *allocator = nws_pool_allocator(pool);
    unsigned char *blocks[BLOCKS];
    for (unsigned i = 0; i < BLOCKS; i++) {
        blocks[i] = allocator->allocate(allocator->context, size_of(i));
        CHECK(blocks[i] != NULL && (uintptr_t)blocks[i] % 16 == 0);
        memset(blocks[i], (int)i, size_of(i));
    }
    CHECK(memory.live > 2 * NWS_POOL_REGION && memory.live < 4 * NWS_POOL_REGION);
    nws_pool_release(pool);
    for (unsigned i = 0; i < BLOCKS; i++) {
        const unsigned at = i * 7 % BLOCKS;
        CHECK(holds(blocks[at], size_of(at), (unsigned char)at));
        allocator->release(allocator->context, blocks[at], size_of(at));
    }
    CHECK(memory.live == 0);
}

static void test_resize(void)
{
    harness_memory memory = {0};
    const nws_allocator parent = harness_allocator(&memory);
    nws_pool *pool = nws_pool_new(&parent);
    const nws_allocator *allocator = nws_pool_allocator(pool);
    static const size_t sizes[] = {10, 100, NWS_POOL_LARGE, NWS_POOL_REGION * 2, 300000, 5};
    unsigned char *block = allocator->allocate(allocator->context, 10);
    memset(block, 9, 10);
    for (unsigned i = 1; i < sizeof sizes / sizeof *sizes; i++) {
        block = allocator->resize(allocator->context, block, sizes[i - 1], sizes[i]);
        CHECK(holds(block, sizes[i] < 10 ? sizes[i] : 10, 9));
        memset(block, 9, sizes[i]);
    }
    allocator->release(allocator->context, block, 5);
    CHECK(memory.live < NWS_POOL_REGION * 2); /* the large one has gone back */
    nws_pool_release(pool);
    nws_pool_release(NULL);
    CHECK(memory.live == 0);
}

/* A region whose blocks are gone is filled anew; one that a single block fills goes back with it.
 */
static void test_reuse(void)
{
    harness_memory memory = {0};
    const nws_allocator parent = harness_allocator(&memory);
    nws_pool *pool = nws_pool_new(&parent);
    const nws_allocator *allocator = nws_pool_allocator(pool);
    const size_t size = NWS_POOL_REGION / 4;
    void *first = allocator->allocate(allocator->context, size);
    const size_t calls = memory.calls;
    for (unsigned round = 0; round < 20; round++) {
        allocator->release(allocator->context, first, size);
        void *next = allocator->allocate(allocator->context, size);
        CHECK(next == first);
    }
    CHECK(memory.calls == calls);
    void *large = allocator->allocate(allocator->context, NWS_POOL_REGION);
    CHECK(large != NULL && memory.live > 2 * NWS_POOL_REGION);
    allocator->release(allocator->context, large, NWS_POOL_REGION);
    CHECK(memory.live < 2 * NWS_POOL_REGION);
    nws_pool_retain(pool);
    nws_pool_release(pool);
    allocator->release(allocator->context, first, size);
    nws_pool_release(pool);
    CHECK(memory.live == 0);
}

static void test_failures(void)
{
    for (size_t fail_at = 1; fail_at <= 3; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        const nws_allocator parent = harness_allocator(&memory);
        nws_pool *pool = nws_pool_new(&parent);
        CHECK((pool == NULL) == (fail_at == 1));
        if (pool == NULL)
            continue;
        const nws_allocator *allocator = nws_pool_allocator(pool);
        void *large = allocator->allocate(allocator->context, NWS_POOL_LARGE);
        CHECK((large == NULL) == (fail_at == 2));
        CHECK(allocator->allocate(allocator->context, 1) == NULL);
        CHECK(allocator->allocate(allocator->context, SIZE_MAX) == NULL);
        if (large != NULL)
            allocator->release(allocator->context, large, NWS_POOL_LARGE);
        nws_pool_release(pool);
        CHECK(memory.live == 0);
    }
}

/* --- Threads --- */

static void *fill_and_free(void *argument)
{
    const nws_allocator *allocator = argument;
    for (unsigned i = 0; i < 200; i++) {
        const size_t size = NWS_POOL_LARGE + i * 1000;
        unsigned char *block = allocator->allocate(allocator->context, size);
        unsigned char *other = allocator->allocate(allocator->context, size);
        if (block == NULL || other == NULL)
            return NULL;
        block[0] = block[size - 1] = (unsigned char)i;
        other[0] = other[size - 1] = (unsigned char)~i;
        const bool kept = block[0] == (unsigned char)i && block[size - 1] == (unsigned char)i;
        allocator->release(allocator->context, block, size);
        allocator->release(allocator->context, other, size);
        if (!kept)
            return NULL;
    }
    return argument;
}

static void test_threads(void)
{
    enum { THREADS = 4 };
    nws_pool *pool = nws_pool_new(nws_allocator_pages());
    pthread_t threads[THREADS];
    nws_allocator allocator = *nws_pool_allocator(pool);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, fill_and_free, &allocator) == 0);
    for (int i = 0; i < THREADS; i++) {
        void *result = NULL;
        CHECK(pthread_join(threads[i], &result) == 0 && result == &allocator);
    }
    nws_pool_release(pool);
}

int main(void)
{
    test_blocks();
    test_resize();
    test_reuse();
    test_failures();
    test_threads();
    return harness_report();
}
