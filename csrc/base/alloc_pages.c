/* The allocator for large blocks: on Linux they are mapped by themselves, and their pages asked for
 * together.
 *
 * Separate because it is the only file that asks the operating system for memory. A fresh page
 * costs a trap into the kernel, which on a virtual machine can be dearer than what the parser does
 * with the 4 KiB; one call for all pages of a block saves the traps. Huge pages save them, too, but
 * memory in such pieces is soon taken back by the host of a virtual machine, and had again only at
 * several times the price. Elsewhere it is libc's allocator.
 */
#if defined(__linux__)
#define _GNU_SOURCE /* mremap */
#endif

#include "base/alloc.h"

#if defined(__linux__)

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Since Linux 5.14; older kernels refuse it, older headers do not know it. */
#if !defined(MADV_POPULATE_WRITE)
#define MADV_POPULATE_WRITE 23
#endif

/* Blocks from this size on are mapped; smaller ones are malloc's. */
#define MAPPED_SIZE ((size_t)2 << 20)
/* The largest page that Linux has as its smallest, so that every mapping's length is in pages. */
#define PAGE ((size_t)64 << 10)
/* Below this the traps of a block's pages cost no more than a call does. */
#define READY_SIZE ((size_t)64 << 10)

/* What a block of size bytes takes when it is mapped; 0: too large to say. */
static size_t mapped_size(size_t size)
{
    return size > SIZE_MAX - PAGE ? 0 : (size + (PAGE - 1)) & ~(PAGE - 1);
}

static void *map_block(size_t size)
{
    const size_t length = mapped_size(size);
    if (length == 0)
        return NULL;
    void *start = mmap(NULL, length, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return start == MAP_FAILED ? NULL : start;
}

static void *pages_allocate(void *context, size_t size)
{
    (void)context;
    return size < MAPPED_SIZE ? malloc(size) : map_block(size);
}

static void pages_release(void *context, void *block, size_t size)
{
    (void)context;
    if (block == NULL)
        return;
    if (size < MAPPED_SIZE)
        free(block);
    else
        (void)munmap(block, mapped_size(size));
}

static void *pages_resize(void *context, void *block, size_t old, size_t size)
{
    if (block == NULL)
        return pages_allocate(context, size);
    if (old < MAPPED_SIZE && size < MAPPED_SIZE)
        return realloc(block, size);
    if (old >= MAPPED_SIZE && size >= MAPPED_SIZE) {
        size_t length = mapped_size(size);
        if (length == 0 || length == mapped_size(old))
            return length == 0 ? NULL : block;
        void *moved = mremap(block, mapped_size(old), length, MREMAP_MAYMOVE);
        return moved == MAP_FAILED ? NULL : moved;
    }
    void *copy = pages_allocate(context, size);
    if (copy == NULL)
        return NULL;
    memcpy(copy, block, old < size ? old : size);
    pages_release(context, block, old);
    return copy;
}

static const nws_allocator pages_allocator = {pages_allocate, pages_resize, pages_release, NULL};

const nws_allocator *nws_allocator_pages(void)
{
    return &pages_allocator;
}

void nws_allocator_ready(void *block, size_t size)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t before = (page - (uintptr_t)block % page) % page;
    if (size >= READY_SIZE && size - before >= page)
        (void)madvise((char *)block + before, (size - before) / page * page, MADV_POPULATE_WRITE);
}

#else

const nws_allocator *nws_allocator_pages(void)
{
    return nws_allocator_libc();
}

void nws_allocator_ready(void *block, size_t size)
{
    (void)block, (void)size;
}

#endif
