/* Markdown both ways: any text is rendered, cleaned and written as Markdown; what is written has no
 * HTML in it, so that read again it gives no element but those that Markdown has, and no front
 * matter. */
#include "base/utf8.h"
#include "clean/sanitize.h"
#include "emit/markdown.h"
#include "front/fence.h"
#include "html/parse.h"
#include "markdown/markup.h"
#include "markdown/render.h"
#include "target.h"

#include <stdlib.h>

static const uint8_t known[] = {
    NWS_TAG_P,     NWS_TAG_H1,         NWS_TAG_H2,     NWS_TAG_H3,   NWS_TAG_H4,    NWS_TAG_H5,
    NWS_TAG_H6,    NWS_TAG_HR,         NWS_TAG_PRE,    NWS_TAG_CODE, NWS_TAG_UL,    NWS_TAG_OL,
    NWS_TAG_LI,    NWS_TAG_EM,         NWS_TAG_STRONG, NWS_TAG_DEL,  NWS_TAG_A,     NWS_TAG_IMG,
    NWS_TAG_BR,    NWS_TAG_TR,         NWS_TAG_TH,     NWS_TAG_TD,   NWS_TAG_THEAD, NWS_TAG_TBODY,
    NWS_TAG_TABLE, NWS_TAG_BLOCKQUOTE,
};

static bool is_known(const nws_node *node)
{
    bool found = node->type == XML_TEXT_NODE;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        found |= nws_node_is_html(node, (nws_tag)known[i]);
    return found;
}

/* Renders Markdown and parses it; false when it is refused. It is copied, so that a look behind its
 * end is seen. */
static bool read_markdown(nws_arena *arena, nws_view markdown, nws_buffer *scratch,
                          nws_buffer *html, nws_document *document)
{
    bool refused;
    char *exact = malloc(markdown.length + (markdown.length == 0));
    PROMISE(exact != NULL);
    memcpy(exact, markdown.data == NULL ? "" : markdown.data, markdown.length);
    html->length = 0;
    PROMISE(nws_markdown_render(arena, nws_view_of(exact, markdown.length), NWS_TEMPLATE_KEEP,
                                NWS_LISTS_HEADING, scratch, html, &refused) == NWS_OK);
    free(exact);
    if (!refused)
        PROMISE(nws_html_parse(arena, nws_buffer_view(html), &NWS_PARSE_BODY, document) == NWS_OK);
    return !refused;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    const nws_clean_options options = {.policy = &policy};
    nws_arena arena;
    nws_buffer text, scratch, html, again, written;
    nws_buffer *buffers[] = {&text, &scratch, &html, &again, &written};
    nws_document document;
    nws_audit audit;
    nws_fence fence;
    size_t repairs, first;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_audit_init(&audit, &arena);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        nws_buffer_init(buffers[i], nws_allocator_libc());
    PROMISE(nws_utf8_repair(nws_view_of((const char *)data, size), &text, &repairs, &first) ==
            NWS_OK);
    PROMISE(nws_markup_detect(nws_buffer_view(&text)) != NWS_MARKUP_AUTO);
    if (read_markdown(&arena, nws_buffer_view(&text), &scratch, &html, &document)) {
        PROMISE(nws_sanitize_tree(&document, &options, &audit) == NWS_OK);
        PROMISE(nws_emit_markdown(document.root, &written) == NWS_OK);
        PROMISE(nws_utf8_valid(nws_buffer_view(&written)) == written.length);
        nws_fence_split(nws_buffer_view(&written), &fence);
        PROMISE(fence.format == NWS_FORMAT_NONE && fence.flaw == NWS_FENCE_SOUND);
        if (read_markdown(&arena, nws_buffer_view(&written), &scratch, &again, &document))
            for (const nws_node *at = document.root->children; at != NULL;
                 at = nws_node_following(document.root, at, false))
                PROMISE(is_known(at));
    }
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        nws_buffer_free(buffers[i]);
    nws_arena_free(&arena);
    return 0;
}
