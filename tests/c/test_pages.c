/* The allocator of pages: what is in a block stays through every change of size, on both sides of
 * the border between malloc's blocks and mapped ones. */
#include "harness.h"

#include <stdint.h>

enum { MEBIBYTE = 1 << 20 };

static void fill(unsigned char *block, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        block[i] = (unsigned char)(i * 31 + 7);
}

static bool holds(const unsigned char *block, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (block[i] != (unsigned char)(i * 31 + 7))
            return false;
    return true;
}

static void test_sizes(void)
{
    const nws_allocator *pages = nws_allocator_pages();
    static const size_t sizes[] = {1,
                                   4096,
                                   MEBIBYTE,
                                   2 * MEBIBYTE - 1,
                                   2 * MEBIBYTE,
                                   2 * MEBIBYTE + 1,
                                   5 * MEBIBYTE + 12345,
                                   16 * MEBIBYTE};
    enum { COUNT = sizeof sizes / sizeof *sizes };
    for (size_t i = 0; i < COUNT; i++) {
        unsigned char *block = pages->allocate(pages->context, sizes[i]);
        if (!CHECK(block != NULL))
            return;
        CHECK((uintptr_t)block % 16 == 0);
        fill(block, 0, sizes[i]);
        pages->release(pages->context, block, sizes[i]);
    }
}

/* From every size to every other, up and down. */
static void test_resizing(void)
{
    const nws_allocator *pages = nws_allocator_pages();
    static const size_t sizes[] = {100, 2 * MEBIBYTE - 8, 2 * MEBIBYTE, 3 * MEBIBYTE + 5,
                                   9 * MEBIBYTE};
    enum { COUNT = sizeof sizes / sizeof *sizes };
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < COUNT; j++) {
            unsigned char *block = pages->allocate(pages->context, sizes[i]);
            if (!CHECK(block != NULL))
                return;
            fill(block, 0, sizes[i]);
            unsigned char *moved = pages->resize(pages->context, block, sizes[i], sizes[j]);
            if (!CHECK(moved != NULL))
                return;
            size_t kept = sizes[i] < sizes[j] ? sizes[i] : sizes[j];
            CHECK(holds(moved, kept));
            fill(moved, kept, sizes[j]);
            CHECK(holds(moved, sizes[j]));
            pages->release(pages->context, moved, sizes[j]);
        }
    }
}

static void test_too_much(void)
{
    const nws_allocator *pages = nws_allocator_pages();
    /* Not constant, or the compiler would warn of what is meant. */
    volatile size_t huge = SIZE_MAX / 2;
    CHECK(pages->allocate(pages->context, huge) == NULL);
    unsigned char *block = pages->allocate(pages->context, 3 * MEBIBYTE);
    if (!CHECK(block != NULL))
        return;
    fill(block, 0, 3 * MEBIBYTE);
    CHECK(pages->resize(pages->context, block, 3 * MEBIBYTE, huge) == NULL);
    CHECK(holds(block, 3 * MEBIBYTE));
    pages->release(pages->context, block, 3 * MEBIBYTE);
}

int main(void)
{
    test_sizes();
    test_resizing();
    test_too_much();
    return harness_report();
}
