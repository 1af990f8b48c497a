/* The small parts of csrc/base: allocator, arena, buffer, views, diagnostics, scanning, repeats,
 * hashing. */
#if defined(__linux__)
#define _DEFAULT_SOURCE 1 /* mincore */
#include <sys/mman.h>
#include <unistd.h>
#endif

#include "harness.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "base/hash.h"
#include "base/repeats.h"
#include "base/scan.h"

static uint64_t random_state = 88172645463325252u;
static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % limit;
}

/* ---- allocator ---- */

static void test_allocator(void)
{
    const nws_allocator *libc = nws_allocator_libc();
    char *block = libc->allocate(libc->context, 10);
    CHECK(block != NULL);
    memcpy(block, "123456789", 10);
    block = libc->resize(libc->context, block, 10, 100000);
    CHECK(block != NULL && strcmp(block, "123456789") == 0);
    libc->release(libc->context, block, 100000);
    CHECK(libc == nws_allocator_libc());
}

/* What is in a block stays in it, wherever it begins and ends. */
static void test_allocator_ready(void)
{
    enum { SIZE = 1 << 20 };
    const nws_allocator *libc = nws_allocator_libc();
    unsigned char *block = libc->allocate(libc->context, SIZE);
    CHECK(block != NULL);
    for (size_t i = 0; i < SIZE; i++)
        block[i] = (unsigned char)(i % 251);
    for (size_t from = 0; from < 3; from++)
        for (size_t size = 1; size <= SIZE / 2; size = 3 * size + from)
            nws_allocator_ready(block + from, size);
    size_t kept = 0;
    for (size_t i = 0; i < SIZE; i++)
        kept += block[i] == i % 251;
    CHECK(kept == SIZE);
    libc->release(libc->context, block, SIZE);
}

#if defined(__linux__)
/* The block lies between two pages that are not asked for. */
static void test_allocator_ready_pages(void)
{
    enum { PAGES = 64 };
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), size = PAGES * page;
    unsigned char there[PAGES];
    char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (!CHECK(block != MAP_FAILED))
        return;
    nws_allocator_ready(block + page - 8, size - 2 * page + 16);
    CHECK(mincore(block, size, there) == 0);
    size_t count = 0;
    for (int i = 0; i < PAGES; i++)
        count += there[i] & 1;
    if (count == 0) /* before Linux 5.14 */
        puts("skipped: pages cannot be asked for here");
    else
        CHECK(count == PAGES - 2 && (there[0] & 1) == 0 && (there[PAGES - 1] & 1) == 0);
    (void)munmap(block, size);
}
#endif

/* ---- arena ---- */

static bool aligned(const void *block)
{
    return (uintptr_t)block % NWS_ARENA_ALIGN == 0;
}

static void test_arena_blocks(void)
{
    harness_memory memory = {0};
    nws_allocator allocator = harness_allocator(&memory);
    nws_arena arena;
    nws_arena_init(&arena, &allocator);
    CHECK(memory.calls == 0 && arena.total == 0);

    /* Blocks of all sizes, filled; none may touch another. */
    enum { BLOCKS = 2000 };
    static unsigned char *blocks[BLOCKS];
    static size_t sizes[BLOCKS];
    bool good = true;
    for (size_t i = 0; i < BLOCKS; i++) {
        sizes[i] = i % 100 == 99 ? 100000 : random_below(300);
        blocks[i] = nws_arena_alloc(&arena, sizes[i]);
        good = good && blocks[i] != NULL && aligned(blocks[i]);
        if (good)
            memset(blocks[i], (int)(i & 0xFF), sizes[i]);
    }
    for (size_t i = 0; good && i < BLOCKS; i++)
        for (size_t j = 0; j < sizes[i]; j++)
            good = good && blocks[i][j] == (i & 0xFF);
    CHECK(good);
    CHECK(memory.live == arena.total);
    /* Chunks grow, so their number stays small. */
    CHECK(memory.calls < 20);
    nws_arena_free(&arena);
    CHECK(memory.live == 0 && arena.total == 0 && arena.newest == NULL);
    CHECK(nws_arena_alloc(&arena, 1) != NULL); /* usable again */
    nws_arena_free(&arena);
    CHECK(memory.live == 0);
}

static void test_arena_edges(void)
{
    harness_memory memory = {0};
    nws_allocator allocator = harness_allocator(&memory);
    nws_arena arena;
    nws_arena_init(&arena, &allocator);
    CHECK(nws_arena_alloc(&arena, SIZE_MAX) == NULL);
    CHECK(nws_arena_alloc(&arena, SIZE_MAX - 7) == NULL);
    CHECK(nws_arena_alloc(&arena, SIZE_MAX / 2) == NULL);
    CHECK(nws_arena_zero(&arena, SIZE_MAX) == NULL);
    CHECK(nws_arena_copy(&arena, nws_view_of("x", SIZE_MAX)).data == NULL);
    CHECK(memory.live == arena.total);
    void *nothing = nws_arena_alloc(&arena, 0);
    CHECK(nothing != NULL && aligned(nothing));

    /* To the last byte of a chunk, and the next is in a new one. */
    char *first = nws_arena_alloc(&arena, 1);
    size_t room = (size_t)(arena.end - arena.cursor);
    size_t calls = memory.calls;
    char *rest = nws_arena_alloc(&arena, room);
    CHECK(rest == first + 8 && arena.cursor == arena.end && memory.calls == calls);
    memset(rest, 'x', room);
    CHECK(nws_arena_alloc(&arena, 1) != NULL && memory.calls == calls + 1);

    unsigned char *zero = nws_arena_zero(&arena, 1000);
    bool blank = zero != NULL;
    for (size_t i = 0; blank && i < 1000; i++)
        blank = zero[i] == 0;
    CHECK(blank);

    nws_view copy = nws_arena_copy(&arena, NWS_VIEW("text"));
    CHECK_TEXT(copy, "text");
    CHECK(copy.data[4] == '\0');
    copy = nws_arena_copy(&arena, NWS_VIEW_NONE);
    CHECK(copy.data != NULL && copy.length == 0 && copy.data[0] == '\0');
    nws_arena_free(&arena);
    CHECK(memory.live == 0);
}

static void test_arena_reset(void)
{
    harness_memory memory = {0};
    nws_allocator allocator = harness_allocator(&memory);
    nws_arena arena;
    nws_arena_init(&arena, &allocator);
    nws_arena_reset(&arena); /* of an empty one */
    CHECK(arena.total == 0);

    /* The same document again and again asks the allocator for nothing. */
    for (unsigned round = 0; round < 4; round++) {
        size_t calls = memory.calls;
        for (unsigned i = 0; i < 100; i++)
            CHECK(nws_arena_alloc(&arena, 1000) != NULL);
        CHECK(round < 2 || memory.calls == calls);
        nws_arena_reset(&arena);
        CHECK(memory.live == arena.total && arena.total <= NWS_ARENA_KEEP);
    }
    /* A huge block is not kept, an ordinary one beside it is. */
    size_t kept = arena.total;
    CHECK(nws_arena_alloc(&arena, NWS_ARENA_KEEP * 2) != NULL);
    CHECK(nws_arena_alloc(&arena, 10) != NULL);
    nws_arena_reset(&arena);
    CHECK(arena.total == memory.live && arena.total >= kept && arena.total <= NWS_ARENA_KEEP);
    nws_arena_reset(&arena);
    CHECK(arena.total == memory.live && arena.total >= kept);
    nws_arena_free(&arena);
    CHECK(memory.live == 0);
}

static void test_arena_extend(void)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    char *block = nws_arena_extend(&arena, NULL, 0, 10);
    CHECK(block != NULL);
    memcpy(block, "123456789", 10);
    CHECK(nws_arena_extend(&arena, block, 10, 10) == block);
    CHECK(nws_arena_extend(&arena, block, 10, 5) == block);
    CHECK(nws_arena_extend(&arena, block, 10, 100) == block); /* the newest: in place */
    char *other = nws_arena_alloc(&arena, 1);
    CHECK(other == block + 104);
    char *moved = nws_arena_extend(&arena, block, 100, 200); /* not the newest: a copy */
    CHECK(moved != NULL && moved != block && strcmp(moved, "123456789") == 0);
    CHECK(strcmp(block, "123456789") == 0);
    /* The newest, but the chunk is too small: a copy in a new chunk. */
    char *large = nws_arena_extend(&arena, moved, 200, NWS_ARENA_FIRST * 2);
    CHECK(large != NULL && large != moved && strcmp(large, "123456789") == 0);
    CHECK(nws_arena_extend(&arena, large, NWS_ARENA_FIRST * 2, SIZE_MAX) == NULL);
    CHECK(nws_arena_extend(&arena, large, NWS_ARENA_FIRST * 2, SIZE_MAX - 3) == NULL);
    CHECK(strcmp(large, "123456789") == 0);

    /* A block that fills a chunk leaves the newest chunk as it is, and is resized as a whole. */
    char *cursor = arena.cursor;
    size_t huge = NWS_ARENA_KEEP * 2;
    char *alone = nws_arena_alloc(&arena, huge);
    char *second = nws_arena_alloc(&arena, huge);
    CHECK(alone != NULL && second != NULL && arena.cursor == cursor);
    memset(alone, 'a', huge);
    memset(second, 'b', huge);
    size_t total = arena.total;
    alone = nws_arena_resize(&arena, alone, huge, huge * 3);
    CHECK(alone != NULL && alone[0] == 'a' && alone[huge - 1] == 'a');
    CHECK(arena.total == total + huge * 2 && second[0] == 'b' && second[huge - 1] == 'b');
    CHECK(nws_arena_resize(&arena, alone, huge * 3, SIZE_MAX - 3) == NULL);
    CHECK(nws_arena_resize(&arena, alone, huge * 3, huge) == alone);
    /* A small one is extended, until it is large. */
    large = nws_arena_resize(&arena, large, NWS_ARENA_FIRST * 2, huge);
    CHECK(large != NULL && strcmp(large, "123456789") == 0 && arena.cursor == cursor);
    large = nws_arena_resize(&arena, large, huge, huge + 1000);
    CHECK(large != NULL && strcmp(large, "123456789") == 0);

    uint32_t capacity = 0;
    uint64_t *items = NULL;
    CHECK(NWS_ROOM(&arena, items, 0, capacity, 3) == NWS_OK && items != NULL && capacity == 3);
    items[0] = 1;
    items[2] = 3;
    uint64_t *before = items;
    CHECK(NWS_ROOM(&arena, items, 2, capacity, 3) == NWS_OK && items == before && capacity == 3);
    CHECK(nws_arena_alloc(&arena, 8) != NULL); /* not the newest any more: it must move */
    CHECK(NWS_ROOM(&arena, items, 3, capacity, 3) == NWS_OK && items != before && capacity == 6);
    CHECK(items[0] == 1 && items[2] == 3);
    CHECK(NWS_ROOM(&arena, items, 50, capacity, 3) == NWS_OK && capacity == 96 && items[2] == 3);
    capacity = UINT32_MAX / 2 + 1; /* twice as many cannot be told */
    before = items;
    CHECK(NWS_ROOM(&arena, items, capacity, capacity, 3) == NWS_E_MEMORY);
    CHECK(capacity == UINT32_MAX / 2 + 1 && items == before);

    block = nws_arena_alloc(&arena, 100);
    nws_arena_trim(&arena, block, 100, 10);
    CHECK(nws_arena_alloc(&arena, 8) == block + 16);
    nws_arena_trim(&arena, block, 10, 0); /* no longer the newest */
    char *next = nws_arena_alloc(&arena, 8);
    CHECK(next == block + 24);
    nws_arena_trim(&arena, next, 8, 9); /* never grows */
    CHECK(nws_arena_alloc(&arena, 8) == next + 8);
    nws_arena_free(&arena);
}

static void test_arena_memory(void)
{
    for (size_t fail_at = 1; fail_at < 5; fail_at++) {
        harness_memory memory = {.fail_at = fail_at, .once = true};
        nws_allocator allocator = harness_allocator(&memory);
        nws_arena arena;
        size_t failures = 0;
        nws_arena_init(&arena, &allocator);
        for (unsigned i = 0; i < 4; i++) {
            char *block = nws_arena_alloc(&arena, NWS_ARENA_KEEP); /* a chunk each */
            if (block == NULL)
                failures++;
            else
                memset(block, 1, NWS_ARENA_KEEP);
            CHECK(memory.live == arena.total);
        }
        CHECK(failures == 1);
        /* A block that cannot be resized stays as it is. */
        char *block = nws_arena_alloc(&arena, NWS_ARENA_KEEP);
        CHECK(block != NULL);
        memset(block, 2, NWS_ARENA_KEEP);
        memory.fail_at = memory.calls + 1;
        CHECK(nws_arena_resize(&arena, block, NWS_ARENA_KEEP, NWS_ARENA_KEEP * 2) == NULL);
        CHECK(memory.live == arena.total && block[0] == 2 && block[NWS_ARENA_KEEP - 1] == 2);
        nws_arena_free(&arena);
        CHECK(memory.live == 0);
    }
}

/* ---- buffer ---- */

static void test_buffer(void)
{
    harness_memory memory = {0};
    nws_allocator allocator = harness_allocator(&memory);
    nws_buffer buffer;
    nws_buffer_init(&buffer, &allocator);
    CHECK(nws_buffer_view(&buffer).data != NULL && nws_buffer_view(&buffer).length == 0);
    CHECK(nws_buffer_reserve(&buffer, 0) == NWS_OK && memory.calls == 0);
    CHECK(nws_buffer_append(&buffer, NULL, 0) == NWS_OK);
    CHECK(nws_buffer_add(&buffer, NWS_VIEW_NONE) == NWS_OK && buffer.length == 0);
    CHECK(nws_buffer_push(&buffer, 'a') == NWS_OK);
    CHECK(nws_buffer_add(&buffer, NWS_VIEW("bc")) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&buffer), "abc");

    /* A byte at a time costs a logarithm of calls. */
    size_t calls = memory.calls;
    for (unsigned i = 0; i < 1000000; i++)
        if (nws_buffer_push(&buffer, (char)i) != NWS_OK)
            CHECK(false);
    CHECK(buffer.length == 1000003 && memory.calls - calls < 20);
    CHECK(memory.live == buffer.capacity && buffer.capacity >= buffer.length);
    bool good = true;
    for (unsigned i = 0; i < 1000000; i++)
        good = good && buffer.data[i + 3] == (char)i;
    CHECK(good);

    size_t length = buffer.length;
    CHECK(nws_buffer_reserve(&buffer, SIZE_MAX) == NWS_E_MEMORY);
    CHECK(nws_buffer_reserve(&buffer, SIZE_MAX - length + 1) == NWS_E_MEMORY);
    CHECK(nws_buffer_reserve(&buffer, SIZE_MAX / 2) == NWS_E_MEMORY);
    CHECK(buffer.length == length && memory.live == buffer.capacity);
    nws_buffer_free(&buffer);
    CHECK(memory.live == 0 && buffer.data == NULL && buffer.length == 0);
    nws_buffer_free(&buffer); /* twice is harmless */

    size_t room = 1000;
    CHECK(nws_buffer_reserve(&buffer, room) == NWS_OK && buffer.capacity >= room);
    nws_buffer_free(&buffer);
    CHECK(memory.live == 0);
}

static void test_buffer_take(void)
{
    /* Without a failure, and with one while the block shrinks. */
    for (size_t fail_at = 0; fail_at < 3; fail_at += 2) {
        harness_memory memory = {.fail_at = fail_at};
        nws_allocator allocator = harness_allocator(&memory);
        nws_buffer buffer;
        char *block = &(char){0};
        size_t size = 99;
        nws_buffer_init(&buffer, &allocator);
        nws_buffer_take(&buffer, &block, &size);
        CHECK(block == NULL && size == 0);
        CHECK(nws_buffer_add(&buffer, NWS_VIEW("kept")) == NWS_OK);
        nws_buffer_take(&buffer, &block, &size);
        CHECK(block != NULL && memcmp(block, "kept", 4) == 0);
        CHECK(fail_at == 0 ? size == 4 : size > 4);
        CHECK(memory.live == size && buffer.data == NULL && buffer.capacity == 0);
        allocator.release(allocator.context, block, size);
        CHECK(memory.live == 0);
    }
    /* Reserved and never written: handed over, so that the caller can release it. */
    nws_buffer buffer;
    char *block;
    size_t size;
    nws_buffer_init(&buffer, nws_allocator_libc());
    CHECK(nws_buffer_reserve(&buffer, 10) == NWS_OK);
    nws_buffer_take(&buffer, &block, &size);
    CHECK(block != NULL && size >= 10);
    nws_allocator_libc()->release(NULL, block, size);
}

static void test_buffer_memory(void)
{
    for (size_t fail_at = 1; fail_at < 8; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        nws_allocator allocator = harness_allocator(&memory);
        nws_buffer buffer;
        nws_buffer_init(&buffer, &allocator);
        size_t written = 0;
        while (written < 100000 && nws_buffer_add(&buffer, NWS_VIEW("0123456789")) == NWS_OK)
            written += 10;
        CHECK(written < 100000 && buffer.length == written && memory.calls == fail_at);
        bool good = true;
        for (size_t i = 0; i < written; i++)
            good = good && buffer.data[i] == (char)('0' + i % 10);
        CHECK(good);
        nws_buffer_free(&buffer);
        CHECK(memory.live == 0);
    }
}

/* ---- views ---- */

static void test_views(void)
{
    CHECK(nws_view_equal(NWS_VIEW("ab"), NWS_VIEW("ab")) &&
          !nws_view_equal(NWS_VIEW("ab"), NWS_VIEW("ac")));
    CHECK(nws_view_equal(NWS_VIEW(""), NWS_VIEW_NONE) &&
          !nws_view_equal(NWS_VIEW("a"), NWS_VIEW_NONE));
    CHECK(nws_view_starts(NWS_VIEW("abc"), NWS_VIEW("ab")) &&
          !nws_view_starts(NWS_VIEW("a"), NWS_VIEW("ab")));
    CHECK(nws_view_starts(NWS_VIEW_NONE, NWS_VIEW("")) &&
          nws_view_starts(NWS_VIEW("x"), NWS_VIEW_NONE));
    CHECK_TEXT(nws_view_slice(NWS_VIEW("abcdef"), 2, 3), "cde");
    CHECK_TEXT(nws_view_slice(NWS_VIEW("abcdef"), 4, SIZE_MAX), "ef");
    CHECK_TEXT(nws_view_slice(NWS_VIEW("abcdef"), 7, 1), "");
    CHECK(nws_view_slice(NWS_VIEW_NONE, 1, 1).data == NULL);
    CHECK_TEXT(nws_view_trim(NWS_VIEW(" \t\n\f\r a b \r")), "a b");
    CHECK_TEXT(nws_view_trim(NWS_VIEW(" \n ")), "");
    CHECK_TEXT(nws_view_trim(NWS_VIEW("\v\xC2\xA0")), "\v\xC2\xA0");
    CHECK(nws_view_equal_nocase(NWS_VIEW("aZ@["), NWS_VIEW("Az@[")));
    CHECK(!nws_view_equal_nocase(NWS_VIEW("@"), NWS_VIEW("`")) &&
          !nws_view_equal_nocase(NWS_VIEW("["), NWS_VIEW("{")));
    bool good = true;
    for (unsigned byte = 0; byte < 256; byte++) {
        unsigned char c = (unsigned char)byte;
        bool upper = c >= 'A' && c <= 'Z';
        good = good && nws_is_space(c) == (c != 0 && strchr(" \t\n\f\r", (int)c) != NULL);
        good = good && nws_is_alpha(c) == (upper || (c >= 'a' && c <= 'z'));
        good = good && nws_is_digit(c) == (c >= '0' && c <= '9');
        good = good && nws_lower(c) == (upper ? c + 32 : c);
    }
    CHECK(good);
}

static void test_errors(void)
{
    nws_error error = {.system_error = 7};
    CHECK(nws_error_set(&error, NWS_E_LIMIT, "too_large", "text", 5) == NWS_E_LIMIT);
    CHECK(error.status == NWS_E_LIMIT && error.offset == 5 && error.system_error == 0);
    CHECK(nws_error_set(NULL, NWS_E_SYNTAX, "x", "y", 0) == NWS_E_SYNTAX);
    nws_limits limits = NWS_LIMITS_DEFAULT;
    CHECK(limits.body == NWS_MAX_BODY && limits.front == NWS_MAX_FRONT &&
          limits.front_depth == NWS_MAX_FRONT_DEPTH && limits.front_nodes == NWS_MAX_FRONT_NODES &&
          limits.front_keys == NWS_MAX_FRONT_KEYS && limits.aliases == NWS_MAX_ALIASES &&
          limits.diagnostics == NWS_MAX_DIAGNOSTICS);
}

/* ---- diagnostics ---- */

static void test_diagnostic_table(void)
{
    bool good = true;
    for (unsigned i = 0; i < NWS_D_COUNT; i++) {
        const nws_diagnostic_info *info = nws_diagnostic_about((nws_diagnostic_code)i);
        good = good && info->code[0] != '\0' && info->message[0] != '\0' && info->hint != NULL;
        for (const char *c = info->code; *c != '\0'; c++)
            good = good && ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') || *c == '_');
        for (unsigned j = 0; j < i; j++)
            good =
                good && strcmp(nws_diagnostic_about((nws_diagnostic_code)j)->code, info->code) != 0;
    }
    CHECK(good);
    CHECK(strcmp(nws_diagnostic_about(NWS_D_BAD_UTF8)->code, "bad_utf8") == 0);
    CHECK(nws_diagnostic_about(NWS_D_YAML_SYNTAX)->severity == NWS_ERROR);
}

static void test_diagnostics(void)
{
    nws_arena arena;
    nws_diagnostics list;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_diagnostics_init(&list, &arena, 30);
    for (size_t i = 0; i < 50; i++)
        CHECK(nws_diagnostics_add(&list, NWS_D_TAB, i, i + 1, NWS_VIEW("detail")) == NWS_OK);
    CHECK(list.count == 30 && list.dropped == 20);
    bool good = true;
    for (uint32_t i = 0; i < list.count; i++)
        good = good && list.items[i].code == NWS_D_TAB && list.items[i].start == i &&
               list.items[i].end == i + 1;
    CHECK(good);
    CHECK_TEXT(list.items[29].detail, "detail");

    nws_diagnostics_init(&list, &arena, 0);
    CHECK(nws_diagnostics_add(&list, NWS_D_TAB, 0, 0, NWS_VIEW_NONE) == NWS_OK);
    CHECK(list.count == 0 && list.dropped == 1);

    /* Details are cut at 200 bytes, never inside a character. */
    char text[300];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(text, 'a', sizeof text);
        for (size_t i = shift; i + 3 <= sizeof text; i += 3)
            memcpy(text + i, "\xE4\xB8\xAD", 3);
        nws_diagnostics_init(&list, &arena, 10);
        CHECK(nws_diagnostics_add(&list, NWS_D_TAB, 0, 0, nws_view_of(text, sizeof text)) ==
              NWS_OK);
        CHECK(list.items[0].detail.length == (shift == 2 ? 200 : 198 + shift));
    }
    CHECK(nws_diagnostics_add(&list, NWS_D_TAB, 0, 0, NWS_VIEW_NONE) == NWS_OK);
    CHECK_TEXT(list.items[1].detail, "");
    nws_arena_free(&arena);
}

static void test_diagnostics_memory(void)
{
    harness_memory memory = {.fail_at = 2};
    nws_allocator allocator = harness_allocator(&memory);
    nws_arena arena;
    nws_diagnostics list;
    nws_arena_init(&arena, &allocator);
    nws_diagnostics_init(&list, &arena, 1000000);
    uint32_t added = 0;
    while (added < 1000000 &&
           nws_diagnostics_add(&list, NWS_D_TAB, added, added, NWS_VIEW("")) == NWS_OK)
        added++;
    CHECK(added > 0 && added < 1000000 && list.count == added);
    bool good = true;
    for (uint32_t i = 0; i < added; i++)
        good = good && list.items[i].start == i;
    CHECK(good);
    nws_arena_free(&arena);
    CHECK(memory.live == 0);
}

static void check_position(const char *text, size_t offset, uint32_t line, uint32_t column)
{
    nws_position got = nws_position_of(nws_view_of(text, strlen(text)), offset);
    if (!CHECK(got.line == line && got.column == column))
        fprintf(stderr, "  offset %zu: %u:%u\n", offset, got.line, got.column);
}

static void test_position(void)
{
    check_position("", 0, 1, 1);
    check_position("ab\ncd", 0, 1, 1);
    check_position("ab\ncd", 2, 1, 3);
    check_position("ab\ncd", 3, 2, 1);
    check_position("ab\ncd", 5, 2, 3);
    check_position("ab\ncd", 99, 2, 3);
    check_position("a\r\nb", 2, 1, 2); /* between CR and LF the line has not ended */
    check_position("a\r\nb", 3, 2, 1);
    check_position("a\rb", 2, 2, 1);
    check_position("a\r", 2, 2, 1);
    check_position("\n\n\n", 2, 3, 1);
    check_position("\xE4\xB8\xAD\xE6\x96\x87x", 3, 1, 2);
    check_position("\xE4\xB8\xAD\xE6\x96\x87x", 6, 1, 3);
    check_position("\xF0\x9F\x98\x80x", 4, 1, 2);
    CHECK(nws_position_of(NWS_VIEW_NONE, 5).line == 1);
}

/* ---- scanning ---- */

/* Vector against scalar: every alignment, every length up to 64, every place of a hit; the bytes
 * before and behind would be hits too. */
static void test_scan_any4(void)
{
    bool good = true;
    for (size_t shift = 0; shift < 16; shift++)
        for (size_t length = 0; length <= 64; length++)
            for (size_t hit = 0; hit <= length; hit++) {
                char text[16 + 64 + 32];
                memset(text, '<', sizeof text);
                memset(text + shift, 'x', length);
                if (hit < length)
                    text[shift + hit] = "<&\r"[hit % 4]; /* the NUL at the end is the fourth */
                if (hit + 3 < length)
                    text[shift + hit + 3] = '<';
                const char *at = text + shift, *end = at + length;
                const char *got = nws_scan_any4(at, end, '<', '&', '\r', '\0');
                good = good && got == at + hit &&
                       got == nws_scan_any4_scalar(at, end, '<', '&', '\r', '\0');
                got = nws_scan_byte(at, end, '<');
                good = good && got == nws_scan_any4_scalar(at, end, '<', '<', '<', '<');
            }
    CHECK(good);
    CHECK(nws_scan_any4("", "", 'a', 'b', 'c', 'd') != NULL &&
          nws_scan_byte(NULL, NULL, 'a') == NULL);
}

/* count bytes of a cycle, in a block that ends with them, so that a read past them shows. */
static char *tight_text(const char *cycle, size_t period, size_t from, size_t count)
{
    char *text = malloc(count == 0 ? 1 : count);
    if (text == NULL)
        exit(1);
    for (size_t i = 0; i < count; i++)
        text[i] = cycle[(i + from) % period];
    return text;
}

/* The end of a run of text: bytes of the same lower halves are no ends. */
static void test_scan_text(void)
{
    static const char ends[] = "<&", others[] = "\x06\x0C\x16\x1C,6FLV\xA6\xBC\x80>";
    bool good = true;
    for (size_t length = 0; length <= 150; length++)
        for (size_t hit = 0; hit <= length; hit++)
            for (int references = 0; references < 2; references++) {
                char *text = tight_text(others, sizeof others - 1, hit, length),
                     *end = text + length;
                if (hit < length)
                    text[hit] = ends[hit % 3]; /* the NUL at the end is the third */
                const char mark = references ? '&' : '<';
                good = good && nws_scan_text(text, end, references) ==
                                   nws_scan_any4_scalar(text, end, '<', '\0', mark, mark);
                free(text);
            }
    CHECK(good);
}

enum { SCAN_LENGTHS = 300 }; /* two strides of 128 bytes, and what is left */

static void test_scan_cr_or_nul(void)
{
    static const char others[] = "\n\x1D-=M]m}\x8D\xED\x10 0@P`p\x80\xF0";
    bool good = true;
    for (size_t length = 0; length <= SCAN_LENGTHS; length++)
        for (size_t hit = 0; hit <= length; hit++) {
            char *text = tight_text(others, sizeof others - 1, hit, length), *end = text + length;
            if (hit < length) {
                text[hit + random_below((uint32_t)(length - hit))] = '\r'; /* perhaps a second */
                text[hit] = (hit + length) % 2 == 0 ? '\r' : '\0';
            }
            const char *wanted = text + hit;
            good = good && nws_scan_cr_or_nul(text, end) == wanted &&
                   nws_scan_any4(text, end, '\r', '\0', '\r', '\0') == wanted &&
                   nws_scan_any4_scalar(text, end, '\r', '\0', '\r', '\0') == wanted;
            free(text);
        }
    CHECK(good);
    CHECK(nws_scan_cr_or_nul(NULL, NULL) == NULL);
}

/* Every way to search the same. */
static bool opens_at(const char *text, const char *end, const char *wanted)
{
#if defined(NWS_CPU_X86)
    if (end - text > 32 && nws_cpu_has_avx2() && nws_scan_opening_avx2(text, end) != wanted)
        return false;
#endif
    return nws_scan_opening(text, end) == wanted &&
           nws_scan_opening_baseline(text, end) == wanted &&
           nws_scan_opening_scalar(text, end) == wanted;
}

/* A "<" is none by itself, at the end either, nor are its followers without it. */
static void test_scan_opening(void)
{
    static const char others[] = "a<b!c/<<d\xBC\xAF\xA1<\x3C-->";
    bool good = true;
    for (size_t length = 0; length <= SCAN_LENGTHS; length++)
        for (size_t hit = 0; hit <= length; hit++) {
            char *text = tight_text(others, sizeof others - 1, hit, length), *end = text + length;
            if (hit < length)
                text[hit] = '<';
            if (hit + 1 < length)
                text[hit + 1] = hit % 2 == 0 ? '/' : '!';
            if (hit > 0 && length % 2 == 0)
                text[hit - 1] = '<';
            if (hit + 3 < length && hit % 3 == 0) { /* a second one */
                text[hit + 2] = '<';
                text[hit + 3] = '/';
            }
            good = good && opens_at(text, end, hit + 1 < length ? text + hit : end);
            free(text);
        }
    CHECK(good);
    CHECK(opens_at(NULL, NULL, NULL));
    for (unsigned round = 0; round < 5000; round++) {
        const size_t length = random_below(90);
        char *text = tight_text("x", 1, 0, length);
        for (size_t i = 0; i < length; i++)
            text[i] = "<<</!x"[random_below(6)];
        for (size_t at = 0; at <= length; at++)
            good = good && opens_at(text + at, text + length,
                                    nws_scan_opening_scalar(text + at, text + length));
        free(text);
    }
    CHECK(good);
}

static void test_scan_escape(void)
{
    static const struct {
        const char *bytes;
        bool hit;
    } cases[] = {
        {"&", true},
        {"<", true},
        {">", true},
        {"\"", true},
        {"'", false},
        {"\t", false},
        {"\n", false},
        {"\r", true},
        {"\f", true},
        {"\x01", true},
        {"\x1F", true},
        {" ", false},
        {"\x7F", false},
        {"\xC2\xA0", true},
        {"\xC2\xA1", false},
        {"\xC3\xA0", false},
        {"\xE4\xB8\xAD", false},
        {"\xEF\xBC\x8C", false},
        {"\xEF\xBB\xBF", true},
        {"\xEF\xBF\xBD", true},
        {"\xEF\xB7\x90", true},
        {"\xEF\xBD\x9E", false},
        {"\xEE\xBF\xBF", false},
        {"\xF0\x9F\x98\x80", true},
        {"\xF4\x8F\xBF\xBF", true},
        {"\xC2\x80", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool good = true;
        size_t width = strlen(cases[i].bytes);
        for (size_t shift = 0; shift < 16; shift++)
            for (size_t length = width; length <= 64; length++)
                for (size_t place = 0; place + width <= length; place++) {
                    char text[16 + 64 + 32];
                    memset(text, '<', sizeof text);
                    memset(text + shift, 'x', length);
                    memcpy(text + shift + place, cases[i].bytes, width);
                    const char *at = text + shift, *end = at + length;
                    const char *got = nws_scan_escape(at, end, '"');
                    good = good && got == (cases[i].hit ? at + place : end) &&
                           got == nws_scan_escape_scalar(at, end, '"');
                }
        if (!CHECK(good))
            fprintf(stderr, "  case %zu\n", i);
    }
    const char *quoted = "a long text with a \"quote\" in it";
    CHECK(nws_scan_escape(quoted, quoted + 32, '"') == quoted + 19);
    CHECK(nws_scan_escape(quoted, quoted + 32, '<') == quoted + 32);
}

/* Lines that begin with '-' or '.': the same, with what looks like one before and behind. */
static void test_scan_line(void)
{
    bool good = true;
    for (size_t shift = 0; shift < 16; shift++)
        for (size_t length = 0; length <= 64; length++)
            for (size_t hit = 1; hit <= length; hit++) {
                char text[16 + 64 + 32];
                memset(text, '-', sizeof text);
                memset(text + shift, 'x', length);
                text[shift + length] = '\n';
                text[shift + hit - 1] = hit % 2 == 0 ? '\n' : '\r';
                if (hit < length)
                    text[shift + hit] = hit % 3 == 0 ? '.' : '-';
                const char *at = text + shift, *end = at + length;
                const char *got = nws_scan_line(at, end, '-', '.');
                good = good && got == at + hit && got == nws_scan_line_scalar(at, end, '-', '.');
            }
    CHECK(good);
    const char *dash = "-\n";
    CHECK(nws_scan_line(dash, dash + 2, '-', '.') == dash + 2);
    CHECK(nws_scan_line(dash, dash, '-', '.') == dash);
}

/* Every byte at every place of a block. */
static void test_scan_string(void)
{
    bool good = true;
    for (int byte = 0; byte < 256; byte++)
        for (size_t place = 0; place < 40; place++) {
            char text[48];
            memset(text, 'x', sizeof text);
            text[place] = (char)byte;
            const bool hit = byte < 0x20 || byte == '"' || byte == '\\' || byte == 0x7F;
            good = good && nws_scan_string(text, text + 40) == text + (hit ? place : 40) &&
                   nws_scan_string_scalar(text, text + 40) == text + (hit ? place : 40);
        }
    CHECK(good);
}

/* Any bytes at all, not only text, and in blocks of their own so that a read past the end shows. */
static void test_scan_random(void)
{
    bool good = true;
    for (unsigned round = 0; round < 20000; round++) {
        size_t length = random_below(70);
        char *text = malloc(length + 1);
        if (text == NULL)
            exit(1);
        memset(text, 0, length + 1);
        for (size_t i = 0; i < length; i++)
            text[i] = round % 2 == 0 ? (char)random_below(256)
                                     : "ab\xC2\xA0\xEF\xBB\xBC\xE4\n"[random_below(9)];
        char *tight = realloc(text, length == 0 ? 1 : length);
        const char *end = tight + length;
        for (const char *at = tight; at < end; at++)
            good =
                good && nws_scan_escape(at, end, '"') == nws_scan_escape_scalar(at, end, '"') &&
                nws_scan_any4(at, end, 'a', 'b', '\xEF', '\0') ==
                    nws_scan_any4_scalar(at, end, 'a', 'b', '\xEF', '\0') &&
                nws_scan_line(at, end, 'a', '\xC2') == nws_scan_line_scalar(at, end, 'a', '\xC2') &&
                nws_scan_string(at, end) == nws_scan_string_scalar(at, end);
        free(tight);
    }
    CHECK(good);
}

/* ---- repeats ---- */

static void test_repeats(void)
{
    nws_repeats repeats = {10};
    CHECK(nws_repeats_pay(&repeats, 4) && !nws_repeats_spent(&repeats));
    CHECK(nws_repeats_pay(&repeats, 6) && nws_repeats_spent(&repeats));
    CHECK(nws_repeats_pay(&repeats, 0)); /* the last one fits to the byte */
    CHECK(!nws_repeats_pay(&repeats, 1) && !nws_repeats_pay(&repeats, 0));
    repeats = (nws_repeats){10};
    CHECK(!nws_repeats_pay(&repeats, 11) && nws_repeats_spent(&repeats));
    CHECK(!nws_repeats_pay(&repeats, 1)); /* what would still fit does not come after it */
}

/* ---- hashing ---- */

/* What the reference implementation gives for common strings: every length class of the
 * algorithm (stripes, eight, four and single bytes left over). */
static void test_hash(void)
{
    static const struct {
        const char *text;
        uint64_t seed, wanted;
    } cases[] = {
        {"", 0, UINT64_C(0xEF46DB3751D8E999)},
        {"", UINT64_C(2654435761), UINT64_C(0xAC75FDA2929B17EF)},
        {"a", 0, UINT64_C(0xD24EC4F1A98C6E5B)},
        {"abc", 0, UINT64_C(0x44BC2CF5AD770999)},
        {"abc", UINT64_C(2654435761), UINT64_C(0x1318DF30094A85FD)},
        {"abcd", 0, UINT64_C(0xDE0327B0D25D92CC)},
        {"12345678", 0, UINT64_C(0xD2D02F08CF7CFD4A)},
        {"message digest", 0, UINT64_C(0x066ED728FCEEB3BE)},
        {"abcdefghijklmnopqrstuvwxyz", 0, UINT64_C(0xCFE1F278FA89835C)},
        {"0123456789abcdef0123456789abcdef", 0, UINT64_C(0x642A94958E71E6C5)},
        {"0123456789abcdef0123456789abcdefX", 0, UINT64_C(0xCE5A102349511ECE)},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 0,
         UINT64_C(0xAAA46907D3047814)},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", UINT64_C(2654435761),
         UINT64_C(0xEF6FB0CB519F21AA)},
        {"12345678901234567890123456789012345678901234567890123456789012345678901234567890", 0,
         UINT64_C(0xE04A477F19EE145D)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(nws_hash_bytes(nws_view_of(cases[i].text, strlen(cases[i].text)), cases[i].seed) ==
              cases[i].wanted);
    CHECK(nws_hash_bytes(NWS_VIEW_NONE, 0) == UINT64_C(0xEF46DB3751D8E999));

    /* The same at every alignment; another for every changed bit of every length. */
    char text[16 + 100];
    bool good = true;
    for (size_t length = 0; length <= 80; length++) {
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (char)(i * 7);
        uint64_t hash = nws_hash_bytes(nws_view_of(text, length), 1);
        for (size_t bit = 0; bit < length * 8; bit++) {
            text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
            good = good && nws_hash_bytes(nws_view_of(text, length), 1) != hash;
            text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
        }
        for (size_t shift = 1; shift < 16; shift++) {
            memmove(text + shift, text + shift - 1, length);
            good = good && nws_hash_bytes(nws_view_of(text + shift, length), 1) == hash;
        }
        good = good && nws_hash_bytes(nws_view_of(text + 15, length), 2) != hash;
    }
    CHECK(good);
}

int main(void)
{
    test_allocator();
    test_allocator_ready();
#if defined(__linux__)
    test_allocator_ready_pages();
#endif
    test_arena_blocks();
    test_arena_edges();
    test_arena_reset();
    test_arena_extend();
    test_arena_memory();
    test_buffer();
    test_buffer_take();
    test_buffer_memory();
    test_views();
    test_errors();
    test_diagnostic_table();
    test_diagnostics();
    test_diagnostics_memory();
    test_position();
    test_scan_any4();
    test_scan_text();
    test_scan_cr_or_nul();
    test_scan_opening();
    test_scan_escape();
    test_scan_line();
    test_scan_string();
    test_scan_random();
    test_repeats();
    test_hash();
    return harness_report();
}
