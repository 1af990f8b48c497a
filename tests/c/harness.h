/* The C test harness: checks that say where they failed, and an allocator that fails on command.
 *
 * A test program includes this, writes functions of no arguments, and ends main with
 * `return harness_report();`, which prints "N passed, N failed" (N checks).
 */
#ifndef NWS_TESTS_HARNESS_H
#define NWS_TESTS_HARNESS_H

#include "base/alloc.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned harness_passed, harness_failed;

#define CHECK(condition) harness_check((condition), #condition, __FILE__, __LINE__)
#define CHECK_TEXT(view, literal) harness_text((view), (literal), #view, __FILE__, __LINE__)

NWS_INLINE bool harness_check(bool holds, const char *what, const char *file, int line)
{
    if (holds) {
        harness_passed++;
    } else {
        harness_failed++;
        fprintf(stderr, "%s:%d: %s\n", file, line, what);
    }
    return holds;
}

NWS_INLINE bool harness_text(nws_view got, const char *wanted, const char *what, const char *file,
                             int line)
{
    if (got.data != NULL && nws_view_equal(got, nws_view_of(wanted, strlen(wanted))))
        return harness_check(true, what, file, line);
    fprintf(stderr, "  wanted \"%s\", got \"%.*s\"\n", wanted, (int)got.length,
            got.data == NULL ? "" : got.data);
    return harness_check(false, what, file, line);
}

NWS_INLINE int harness_report(void)
{
    printf("%u passed, %u failed\n", harness_passed, harness_failed);
    return harness_failed == 0 ? 0 : 1;
}

/* An allocator that counts and, when fail_at is not 0, gives nothing from the fail_at-th call on
 * (or at that call alone when once is set). Live bytes must be 0 when a test ends. */
typedef struct harness_memory {
    size_t calls;
    size_t fail_at;
    bool once;
    size_t live;
    size_t peak;
} harness_memory;

NWS_INLINE bool harness_refuses(harness_memory *memory)
{
    memory->calls++;
    return memory->fail_at != 0 &&
           (memory->once ? memory->calls == memory->fail_at : memory->calls >= memory->fail_at);
}

NWS_INLINE void harness_account(harness_memory *memory, size_t old, size_t size)
{
    memory->live = memory->live - old + size;
    if (memory->live > memory->peak)
        memory->peak = memory->live;
}

NWS_INLINE void *harness_allocate(void *context, size_t size)
{
    harness_memory *memory = context;
    void *block = harness_refuses(memory) ? NULL : malloc(size);
    if (block != NULL)
        harness_account(memory, 0, size);
    return block;
}

NWS_INLINE void *harness_resize(void *context, void *block, size_t old, size_t size)
{
    harness_memory *memory = context;
    void *moved = harness_refuses(memory) ? NULL : realloc(block, size);
    if (moved != NULL)
        harness_account(memory, old, size);
    return moved;
}

NWS_INLINE void harness_release(void *context, void *block, size_t size)
{
    harness_account(context, size, 0);
    free(block);
}

NWS_INLINE nws_allocator harness_allocator(harness_memory *memory)
{
    return (nws_allocator){harness_allocate, harness_resize, harness_release, memory};
}

#endif
