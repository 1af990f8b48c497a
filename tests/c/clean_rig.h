/* What the tests of the sanitizer work with: an arena, buffers to write to, a policy, the
 * audit, and dice for soup.
 *
 * Included once by each program that sanitizes trees made of its own examples and soup.
 */
#ifndef NWS_TESTS_CLEAN_RIG_H
#define NWS_TESTS_CLEAN_RIG_H

#include "clean/sanitize.h"
#include "html/parse.h"

#include <stdint.h>

typedef struct test_rig {
    nws_arena arena;
    nws_buffer html, again, dump, redump;
    nws_policy policy;
    nws_audit audit;
} test_rig;

static inline void rig_init(test_rig *rig, const nws_allocator *allocator)
{
    nws_arena_init(&rig->arena, allocator);
    nws_buffer_init(&rig->html, allocator);
    nws_buffer_init(&rig->again, allocator);
    nws_buffer_init(&rig->dump, allocator);
    nws_buffer_init(&rig->redump, allocator);
    nws_policy_preset(&rig->policy, NWS_PRESET_ARTICLE);
}

static inline void rig_free(test_rig *rig)
{
    nws_arena_free(&rig->arena);
    nws_buffer_free(&rig->html);
    nws_buffer_free(&rig->again);
    nws_buffer_free(&rig->dump);
    nws_buffer_free(&rig->redump);
}

static inline void rig_clear(test_rig *rig)
{
    nws_arena_reset(&rig->arena);
    rig->html.length = rig->again.length = 0;
    rig->dump.length = rig->redump.length = 0;
}

static inline nws_status clean(test_rig *rig, nws_view input, nws_document *document)
{
    const nws_parse_options options = NWS_PARSE_BODY;
    const nws_clean_options clean = {.policy = &rig->policy};
    NWS_TRY(nws_html_parse(&rig->arena, input, &options, document));
    nws_audit_init(&rig->audit, &rig->arena);
    return nws_sanitize_tree(document, &clean, &rig->audit);
}

/* xorshift64*: the same soups in every run. */
static uint64_t draw_state = 0x9E3779B97F4A7C15u;

static inline unsigned draw(unsigned below)
{
    draw_state ^= draw_state >> 12;
    draw_state ^= draw_state << 25;
    draw_state ^= draw_state >> 27;
    return (unsigned)((draw_state * 0x2545F4914F6CDD1Du) >> 33) % below;
}

#endif
