/* Headings and blocks: the walk that sees an article as a reader does, piece by piece.
 *
 * Boxes (div, section, details, ...) are no blocks: what is in them is. What stands in a line, in a
 * p or outside of any, is a paragraph; the images in it are blocks of their own.
 */
#include "emit/structure.h"

#include "base/bounds.h"
#include "base/repeats.h"
#include "base/utf8.h"
#include "clean/language.h"
#include "clean/sanitize.h"
#include "clean/scrub.h"
#include "clean/stable.h"
#include "emit/text.h"

enum { FIRST_BLOCKS = 32 };

const char *nws_block_name(nws_block_kind kind)
{
    static const char *const names[] = {
        [NWS_BLOCK_PARAGRAPH] = "paragraph", [NWS_BLOCK_HEADING] = "heading",
        [NWS_BLOCK_LIST] = "list",           [NWS_BLOCK_QUOTE] = "quote",
        [NWS_BLOCK_CODE] = "code",           [NWS_BLOCK_TABLE] = "table",
        [NWS_BLOCK_IMAGE] = "image",         [NWS_BLOCK_RULE] = "rule",
    };
    return names[kind];
}

static bool is_heading(nws_tag tag)
{
    return tag >= NWS_TAG_H1 && tag <= NWS_TAG_H6;
}

static int32_t level_of(nws_tag tag)
{
    return is_heading(tag) ? (int32_t)tag - NWS_TAG_H1 + 1 : 0;
}

/* --- the tree --- */

/* All that any policy can keep. */
static void make_widest(nws_policy *policy)
{
    nws_policy_preset(policy, NWS_PRESET_TEXT);
    for (unsigned tag = 0; tag < NWS_TAG_COUNT; tag++) {
        if (!nws_policy_may_keep((nws_tag)tag))
            continue;
        policy->actions[tag] = NWS_ACTION_KEEP;
        for (unsigned attr = 1; attr < NWS_ATTR_COUNT; attr++)
            if (nws_policy_may_allow((nws_tag)tag, (nws_attr)attr))
                policy->by_tag[tag][attr / 64] |= (uint64_t)1 << attr % 64;
    }
    policy->keep_data = true;
    policy->link_schemes = policy->image_schemes = UINT32_MAX;
}

nws_status nws_structure_read(nws_arena *arena, nws_view html, nws_document *document)
{
    const nws_parse_options body = NWS_PARSE_BODY;
    nws_policy *policy = nws_arena_alloc(arena, sizeof *policy);
    if (policy == NULL)
        return NWS_E_MEMORY;
    make_widest(policy);
    const nws_clean_options options = {.policy = policy};
    NWS_TRY(nws_html_parse(arena, html, &body, document));
    return nws_sanitize_tree(document, &options, NULL);
}

/* --- headings --- */

/* text on one line: a heading's br is a blank. */
static nws_view one_line(nws_arena *arena, nws_view text)
{
    char *copy = nws_arena_alloc(arena, text.length + 1);
    if (copy == NULL)
        return NWS_VIEW_NONE;
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const bool space = nws_is_space((unsigned char)text.data[i]);
        if (!space || (length > 0 && copy[length - 1] != ' '))
            copy[length++] = space ? ' ' : text.data[i];
    }
    return nws_view_trim(nws_view_of(copy, length));
}

nws_status nws_structure_headings(nws_arena *arena, const nws_node *root, nws_buffer *scratch,
                                  nws_headings *result)
{
    nws_marks marks = {.arena = arena, .headings = true};
    scratch->length = 0;
    NWS_TRY(nws_emit_marked(root, scratch, &marks));
    const nws_view text = nws_buffer_view(scratch);
    *result = (nws_headings){nws_arena_alloc(arena, marks.count * sizeof *result->items), 0};
    if (result->items == NULL && marks.count > 0)
        return NWS_E_MEMORY;
    size_t points = 0;
    uint32_t offset = 0;
    for (uint32_t i = 0; i < marks.count; i++) {
        const nws_mark *mark = &marks.items[i];
        if (!is_heading(nws_node_tag(mark->node)))
            continue;
        points += nws_utf8_count(nws_view_slice(text, offset, mark->start - offset)).points;
        offset = mark->start;
        const nws_attribute *id = nws_node_attribute(mark->node, NWS_ATTR_ID);
        nws_heading *heading = &result->items[result->count++];
        *heading = (nws_heading){
            .text = one_line(arena, nws_view_slice(text, mark->start, mark->end - mark->start)),
            .id = id == NULL ? NWS_VIEW_NONE : nws_attribute_value(id),
            .level = level_of(nws_node_tag(mark->node)),
            .position = (int32_t)points,
        };
        if (heading->text.data == NULL)
            return NWS_E_MEMORY;
    }
    return NWS_OK;
}

/* --- blocks --- */

typedef struct collector {
    nws_arena *arena;
    nws_buffer *scratch;
    nws_blocks *blocks;
    nws_repeats captions; /* NWS_MAX_CAPTION_REPEATS */
} collector;

static nws_status add_block(collector *to, nws_block block)
{
    nws_blocks *blocks = to->blocks;
    NWS_TRY(NWS_ROOM(to->arena, blocks->items, blocks->count, blocks->capacity, FIRST_BLOCKS));
    blocks->items[blocks->count++] = block;
    return NWS_OK;
}

/* The text of the siblings from first up to stop. */
static nws_status text_of(collector *to, const nws_node *first, const nws_node *stop,
                          nws_view *text)
{
    to->scratch->length = 0;
    NWS_TRY(nws_emit_range(first, stop, to->scratch));
    *text = nws_arena_copy(to->arena, nws_buffer_view(to->scratch));
    return text->data == NULL ? NWS_E_MEMORY : NWS_OK;
}

static nws_status add_text(collector *to, nws_block_kind kind, const nws_node *first,
                           const nws_node *stop)
{
    nws_block block = {.kind = (uint8_t)kind, .src = NWS_VIEW_NONE, .language = NWS_VIEW_NONE};
    NWS_TRY(text_of(to, first, stop, &block.text));
    if (kind == NWS_BLOCK_HEADING)
        block.level = (uint8_t)level_of(nws_node_tag(first));
    if (kind == NWS_BLOCK_CODE) {
        const nws_view language = nws_language_of(first);
        if (language.length > 0)
            block.language = language;
    }
    return block.text.length == 0 && kind != NWS_BLOCK_RULE ? NWS_OK : add_block(to, block);
}

static nws_status add_image(collector *to, const nws_node *image, nws_view caption)
{
    const nws_attribute *src = nws_node_attribute(image, NWS_ATTR_SRC);
    const nws_block block = {.text = caption,
                             .src = src == NULL ? NWS_VIEW("") : nws_attribute_value(src),
                             .language = NWS_VIEW_NONE,
                             .kind = NWS_BLOCK_IMAGE};
    return add_block(to, block);
}

/* The images among the siblings from first up to stop: those before the first text when leading is
 * set, else the others. */
static nws_status add_images(collector *to, const nws_node *first, const nws_node *stop,
                             bool leading)
{
    bool seen = false;
    for (const nws_node *top = first; top != stop; top = top->next)
        for (const nws_node *at = top; at != NULL; at = nws_node_following(top, at, false)) {
            if (at->type == XML_TEXT_NODE)
                seen |= (nws_node_flags(at) & NWS_TEXT_UNSEEN) == 0;
            else if (nws_node_is_html(at, NWS_TAG_IMG) && leading != seen)
                NWS_TRY(add_image(to, at, NWS_VIEW("")));
        }
    return NWS_OK;
}

/* What stands in a line: a paragraph, and the images in it before or behind. */
static nws_status add_line(collector *to, const nws_node *first, const nws_node *stop)
{
    NWS_TRY(add_images(to, first, stop, true));
    NWS_TRY(add_text(to, NWS_BLOCK_PARAGRAPH, first, stop));
    return add_images(to, first, stop, false);
}

static const nws_node *caption_of(const nws_node *figure)
{
    const nws_node *at = figure->children;
    while (at != NULL && !nws_node_is_html(at, NWS_TAG_FIGCAPTION))
        at = at->next;
    return at;
}

/* The images of a figure, each with its caption. *done is false when there are none, or more than
 * images: then it is a box like any other. */
static nws_status add_figure(collector *to, const nws_node *figure, bool *done)
{
    const nws_node *caption = caption_of(figure);
    *done = false;
    for (const nws_node *at = figure->children; at != NULL;
         at = nws_node_following(figure, at, at == caption)) {
        if (at == caption)
            continue;
        if (at->type == XML_TEXT_NODE ? (nws_node_flags(at) & NWS_TEXT_UNSEEN) == 0
                                      : nws_stable_tags[nws_node_tag(at)].kind == NWS_KIND_BLOCK)
            return NWS_OK;
    }
    nws_view text = NWS_VIEW("");
    if (caption != NULL)
        NWS_TRY(text_of(to, caption, caption->next, &text));
    for (const nws_node *at = figure->children; at != NULL;
         at = nws_node_following(figure, at, false))
        if (nws_node_is_html(at, NWS_TAG_IMG)) {
            const bool named = !*done || nws_repeats_pay(&to->captions, text.length);
            NWS_TRY(add_image(to, at, named ? text : NWS_VIEW("")));
            *done = true;
        }
    return NWS_OK;
}

static bool is_box(const nws_node *node)
{
    const nws_kind kind = nws_node_is_element(node)
                              ? (nws_kind)nws_stable_tags[nws_node_tag(node)].kind
                              : NWS_KIND_TEXT;
    return kind == NWS_KIND_BOX || kind == NWS_KIND_BLOCK;
}

/* Adds what node, which is a block, is; *inside when it is a box whose content is to be seen. */
static nws_status add_element(collector *to, const nws_node *node, bool *inside)
{
    const nws_tag tag = nws_node_tag(node);
    *inside = false;
    switch (tag) {
    case NWS_TAG_P:
    case NWS_TAG_SUMMARY: return add_line(to, node, node->next);
    case NWS_TAG_UL:
    case NWS_TAG_OL:
    case NWS_TAG_MENU:
    case NWS_TAG_DL: return add_text(to, NWS_BLOCK_LIST, node, node->next);
    case NWS_TAG_BLOCKQUOTE: return add_text(to, NWS_BLOCK_QUOTE, node, node->next);
    case NWS_TAG_PRE: return add_text(to, NWS_BLOCK_CODE, node, node->next);
    case NWS_TAG_TABLE: return add_text(to, NWS_BLOCK_TABLE, node, node->next);
    case NWS_TAG_HR: return add_text(to, NWS_BLOCK_RULE, node, node->next);
    case NWS_TAG_FIGURE: {
        bool done;
        NWS_TRY(add_figure(to, node, &done));
        *inside = !done;
        return NWS_OK;
    }
    default:
        if (is_heading(tag))
            return add_text(to, NWS_BLOCK_HEADING, node, node->next);
        *inside = true;
        return NWS_OK;
    }
}

nws_status nws_structure_blocks(nws_arena *arena, const nws_node *root, nws_buffer *scratch,
                                nws_blocks *result)
{
    *result = (nws_blocks){0};
    collector to = {.arena = arena,
                    .scratch = scratch,
                    .blocks = result,
                    .captions = {NWS_MAX_CAPTION_REPEATS}};
    const nws_node *node = root->children;
    while (node != NULL) {
        bool inside = false;
        if (is_box(node)) {
            NWS_TRY(add_element(&to, node, &inside));
            if (inside && node->children != NULL) {
                node = node->children;
                continue;
            }
            node = nws_node_following(root, node, true);
            continue;
        }
        const nws_node *stop = node->next, *last = node;
        for (; stop != NULL && !is_box(stop); stop = stop->next)
            last = stop;
        NWS_TRY(add_line(&to, node, stop));
        node = nws_node_following(root, last, true);
    }
    return NWS_OK;
}
