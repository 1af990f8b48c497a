/* The sanitizer when memory runs out: every allocation from its arena is made to fail once.
 *
 * Included by each program whose examples reach allocations that those of others do not.
 */
#ifndef NWS_TESTS_CLEAN_MEMORY_H
#define NWS_TESTS_CLEAN_MEMORY_H

#include "clean/sanitize.h"
#include "harness.h"
#include "html/parse.h"

#include <stdint.h>

/* Cleans when the arena has only room bytes left and the allocator gives nothing more. */
static inline nws_status clean_within(nws_view text, const nws_clean_options *options, size_t room,
                                      size_t *used)
{
    harness_memory memory = {.fail_at = 0};
    const nws_allocator allocator = harness_allocator(&memory);
    const nws_parse_options parse = NWS_PARSE_BODY;
    nws_arena arena;
    nws_document document;
    nws_audit audit;
    nws_arena_init(&arena, &allocator);
    CHECK(nws_html_parse(&arena, text, &parse, &document) == NWS_OK);
    char *start = arena.cursor, *end = arena.end;
    if (room < (size_t)(end - start))
        arena.end = start + room;
    memory.fail_at = memory.calls + 1;
    nws_audit_init(&audit, &arena);
    const nws_status status = nws_sanitize_tree(&document, options, &audit);
    *used = (size_t)(arena.cursor - start);
    nws_arena_free(&arena);
    CHECK(memory.live == 0);
    return status;
}

static inline void check_memory(nws_view text, const nws_clean_options *options)
{
    size_t enough, used;
    CHECK(clean_within(text, options, SIZE_MAX, &enough) == NWS_OK);
    unsigned wrong = 0;
    for (size_t room = 0; room < enough; room += NWS_ARENA_ALIGN)
        wrong += clean_within(text, options, room, &used) != NWS_E_MEMORY;
    CHECK(wrong == 0);
    CHECK(clean_within(text, options, enough, &used) == NWS_OK);
}

#endif
