/* The tree builder: links are sound, depth is bounded, and the tree is a fixed shape for its text.
 * The first byte picks document or fragment, its context, and how much the tree may take. */
#include "base/bounds.h"
#include "base/utf8.h"
#include "html/parse.h"
#include "target.h"

static void check_links(const nws_node *root)
{
    size_t depth = 0;
    const nws_node *node = root;
    for (;;) {
        PROMISE(node->children == NULL || node->children->parent == node);
        PROMISE((node->children == NULL) == (node->last == NULL));
        for (const nws_node *next = node->next; next != NULL; next = NULL)
            PROMISE(next->prev == node && next->parent == node->parent);
        if (node->type != XML_TEXT_NODE && node->children != NULL) {
            node = node->children;
            /* The open elements, a template's content each, the root. */
            PROMISE(++depth <= 2 * NWS_MAX_OPEN_ELEMENTS + 8);
            continue;
        }
        while (node != root && node->next == NULL) {
            PROMISE(node->parent->last == node);
            node = node->parent;
            depth--;
        }
        if (node == root)
            return;
        node = node->next;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const nws_tag contexts[] = {NWS_TAG_BODY,   NWS_TAG_DIV,      NWS_TAG_TABLE,
                                       NWS_TAG_TR,     NWS_TAG_TEMPLATE, NWS_TAG_TITLE,
                                       NWS_TAG_SELECT, NWS_TAG_HTML};
    static const size_t trees[] = {0, 0, 600, 20000};
    if (size == 0)
        return 0;
    nws_view text = nws_view_of((const char *)data + 1, size - 1);
    if (nws_utf8_valid(text) != text.length)
        return 0;
    nws_tag context = contexts[data[0] / 2 % 8];
    nws_parse_options options = {.fragment = (data[0] & 1) != 0,
                                 .context_tag = context,
                                 .context_name = nws_tag_name(context),
                                 .tree = trees[data[0] / 16 % 4]};
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_document document;
    PROMISE(nws_html_parse(&arena, text, &options, &document) == NWS_OK);
    check_links(document.root);
    nws_buffer dump;
    nws_buffer_init(&dump, nws_allocator_libc());
    PROMISE(nws_html_dump(&document, &dump) == NWS_OK);
    PROMISE(nws_utf8_valid(nws_buffer_view(&dump)) == dump.length);
    nws_buffer_free(&dump);
    nws_arena_free(&arena);
    return 0;
}
