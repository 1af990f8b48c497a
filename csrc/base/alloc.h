/* The allocator that everything else is given.
 *
 * It is a value, not a global, so that a test can make any single allocation fail and count what
 * was made; the library itself never calls malloc.
 */
#ifndef NWS_BASE_ALLOC_H
#define NWS_BASE_ALLOC_H

#include <stddef.h>

typedef struct nws_allocator {
    /* A block of size bytes, aligned as malloc aligns, or NULL. size is never 0. */
    void *(*allocate)(void *context, size_t size);
    /* block grown or shrunk from old to size bytes, moved if need be; NULL leaves block as it is.
     */
    void *(*resize)(void *context, void *block, size_t old, size_t size);
    void (*release)(void *context, void *block, size_t size);
    void *context;
} nws_allocator;

/* malloc, realloc and free. The struct is constant and lives for ever. */
const nws_allocator *nws_allocator_libc(void);

/* The same for small blocks; blocks of 2 MiB and more are mapped, and grow without a copy.
 * Thread-safe, without state; the struct lives for ever. */
const nws_allocator *nws_allocator_pages(void);

/* A block of this size is about to be filled: where it lies on pages that are not there yet, they
 * are asked for at once. Changes nothing but the time that filling takes. */
void nws_allocator_ready(void *block, size_t size);

#endif
