/* The default allocator: libc's. Separate from arena.c so that a test can link another. */
#include "base/alloc.h"

#include <stdlib.h>

static void *libc_allocate(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void *libc_resize(void *context, void *block, size_t old, size_t size)
{
    (void)context;
    (void)old;
    return realloc(block, size);
}

static void libc_release(void *context, void *block, size_t size)
{
    (void)context;
    (void)size;
    free(block);
}

static const nws_allocator libc_allocator = {libc_allocate, libc_resize, libc_release, NULL};

const nws_allocator *nws_allocator_libc(void)
{
    return &libc_allocator;
}
