/* The tree: libxml2's xmlNode and xmlAttr, laid out in the document's arena.
 *
 * libxml2 never frees, moves or edits them; it is here so that XPath over an article needs no
 * copy. What its structs have no field for is packed into the ones it leaves to the application,
 * and only the inline accessors below know where:
 *
 *   element       _private  tag id | flags << 16 | start offset << 32
 *                 line, extra  end offset of the start tag (low, high half)
 *                 psvi      a note of a later stage (clean/), or NULL
 *   text, comment content   borrowed bytes, NOT NUL-terminated
 *                 _private  as for elements (no tag)
 *                 psvi      length | capacity << 32; capacity 0 means a view into somebody's text
 *   instruction   name its target; content as for text
 *   doctype       an xmlDtd: of the fields here only the links and _private
 *   attribute     _private  value bytes, NOT NUL-terminated
 *                 psvi      length | nws_attr id << 32 | flags << 48
 *                 children  NULL until nws_node_seal makes the tree readable for libxml2
 *
 * HTML elements have no namespace (ns NULL), svg and math do, and so do attributes such as their
 * xlink:href, whose name is then the local part; names are as the DOM writes them (viewBox). A
 * template's contents are the children of its one child, a node of type XML_DOCUMENT_FRAG_NODE.
 * Offsets are bytes in the text given to the parser.
 */
#ifndef NWS_HTML_NODE_H
#define NWS_HTML_NODE_H

#include "base/arena.h"
#include "html/names.h"

#include <libxml/tree.h>
#include <stdint.h>

_Static_assert(sizeof(void *) == 8, "the packing of nodes needs 64-bit pointers");

typedef xmlNode nws_node;
typedef xmlAttr nws_attribute;

/* What an element belongs to. */
typedef enum nws_space { NWS_SPACE_HTML = 0, NWS_SPACE_SVG = 1, NWS_SPACE_MATH = 2 } nws_space;

enum {
    NWS_NODE_SPACE = 3u,            /* the two bits of nws_space */
    NWS_NODE_INTEGRATION = 1u << 2, /* annotation-xml that is an HTML integration point */
    NWS_NODE_OPEN = 1u << 3,        /* the builder's own: a formatting element on its stack */
    NWS_NODE_MARK_FIRST = 1u << 8   /* this bit and those above it are free for clean/ */
};

NWS_INLINE uint64_t nws_node_word(const nws_node *node)
{
    return (uint64_t)(uintptr_t)node->_private;
}

NWS_INLINE nws_tag nws_node_tag(const nws_node *node)
{
    return (nws_tag)(uint16_t)nws_node_word(node);
}

NWS_INLINE unsigned nws_node_flags(const nws_node *node)
{
    return (uint16_t)(nws_node_word(node) >> 16);
}

NWS_INLINE uint32_t nws_node_start(const nws_node *node)
{
    return (uint32_t)(nws_node_word(node) >> 32);
}

NWS_INLINE void nws_node_set(nws_node *node, nws_tag tag, unsigned flags, uint32_t start)
{
    node->_private = (void *)(uintptr_t)((uint64_t)(uint16_t)tag | (uint64_t)(uint16_t)flags << 16 |
                                         (uint64_t)start << 32);
}

NWS_INLINE void nws_node_flag(nws_node *node, unsigned flags)
{
    node->_private = (void *)(uintptr_t)(nws_node_word(node) | (uint64_t)(uint16_t)flags << 16);
}

NWS_INLINE nws_space nws_node_space(const nws_node *node)
{
    return (nws_space)(nws_node_flags(node) & NWS_NODE_SPACE);
}

/* One past the last byte of the element's start tag. */
NWS_INLINE uint32_t nws_node_end(const nws_node *node)
{
    return (uint32_t)node->line | (uint32_t)node->extra << 16;
}

NWS_INLINE void nws_node_set_end(nws_node *node, uint32_t end)
{
    node->line = (unsigned short)end;
    node->extra = (unsigned short)(end >> 16);
}

NWS_INLINE bool nws_node_is_element(const nws_node *node)
{
    return node->type == XML_ELEMENT_NODE;
}

/* An element of HTML's own namespace with this tag. */
NWS_INLINE bool nws_node_is_html(const nws_node *node, nws_tag tag)
{
    return node->type == XML_ELEMENT_NODE &&
           (nws_node_word(node) & (0xFFFFu | (uint64_t)NWS_NODE_SPACE << 16)) == (uint64_t)tag;
}

/* The characters of a text or comment node. */
NWS_INLINE nws_view nws_node_text(const nws_node *node)
{
    return nws_view_of((const char *)node->content, (uint32_t)(uintptr_t)node->psvi);
}

NWS_INLINE uint32_t nws_node_capacity(const nws_node *node)
{
    return (uint32_t)((uint64_t)(uintptr_t)node->psvi >> 32);
}

/* Lets node show text; capacity is 0 for a view, else what the arena block behind it holds. */
NWS_INLINE void nws_node_set_text(nws_node *node, nws_view text, uint32_t capacity)
{
    /* xmlNode has no const content; nothing writes through it while capacity is 0. */
    node->content = (xmlChar *)(uintptr_t)text.data;
    node->psvi = (void *)(uintptr_t)((uint64_t)(uint32_t)text.length | (uint64_t)capacity << 32);
}

NWS_INLINE nws_view nws_attribute_value(const nws_attribute *attribute)
{
    return nws_view_of(attribute->_private, (uint32_t)(uintptr_t)attribute->psvi);
}

NWS_INLINE nws_attr nws_attribute_id(const nws_attribute *attribute)
{
    return (nws_attr)(uint16_t)((uint64_t)(uintptr_t)attribute->psvi >> 32);
}

NWS_INLINE void nws_attribute_set(nws_attribute *attribute, nws_attr id, nws_view value)
{
    attribute->_private = (void *)(uintptr_t)value.data;
    attribute->psvi =
        (void *)(uintptr_t)((uint64_t)(uint32_t)value.length | (uint64_t)(uint16_t)id << 32);
}

/* The name as text (for unknown names the id says nothing). NUL-terminated in memory. */
NWS_INLINE nws_view nws_attribute_name(const nws_attribute *attribute)
{
    nws_attr id = nws_attribute_id(attribute);
    if (id != NWS_ATTR_UNKNOWN)
        return nws_attr_name(id);
    return nws_view_of((const char *)attribute->name, strlen((const char *)attribute->name));
}

NWS_INLINE nws_view nws_node_name(const nws_node *node)
{
    return nws_view_of((const char *)node->name, strlen((const char *)node->name));
}

/* The attribute with this id and no namespace, or NULL. */
nws_attribute *nws_node_attribute(const nws_node *element, nws_attr id);

/* Makes a node in the arena, linked nowhere; NULL: no memory. name must be NUL-terminated and live
 * as long as the arena (nws_tag_names[] or an arena copy). Inline, as one is made for every tag. */
NWS_MUST_CHECK NWS_INLINE nws_node *nws_node_element(nws_arena *arena, xmlDoc *document,
                                                     nws_tag tag, const char *name, uint32_t start)
{
    nws_node *node = nws_arena_alloc(arena, sizeof *node);
    if (NWS_UNLIKELY(node == NULL))
        return NULL;
    *node = (nws_node){.type = XML_ELEMENT_NODE, .name = (const xmlChar *)name, .doc = document};
    nws_node_set(node, tag, NWS_SPACE_HTML, start);
    return node;
}

NWS_MUST_CHECK NWS_INLINE nws_node *nws_node_string(nws_arena *arena, xmlDoc *document,
                                                    xmlElementType type, nws_view text,
                                                    uint32_t start)
{
    nws_node *node = nws_arena_alloc(arena, sizeof *node);
    if (NWS_UNLIKELY(node == NULL))
        return NULL;
    const char *name = type == XML_COMMENT_NODE ? "comment" : "text";
    *node = (nws_node){.type = type, .name = (const xmlChar *)name, .doc = document};
    nws_node_set(node, NWS_TAG_UNKNOWN, 0, start);
    nws_node_set_text(node, text, 0);
    return node;
}

/* Appends an attribute; NULL: no memory. name as for elements; value is borrowed. */
NWS_MUST_CHECK nws_attribute *nws_node_add_attribute(nws_arena *arena, nws_node *element,
                                                     nws_attr id, const char *name, nws_view value);
void nws_node_remove_attribute(nws_node *element, nws_attribute *attribute);

/* Links: child must be linked nowhere. before NULL means at the end. */
NWS_INLINE void nws_node_append(nws_node *parent, nws_node *child)
{
    child->parent = parent;
    child->prev = parent->last;
    if (parent->last != NULL)
        parent->last->next = child;
    else
        parent->children = child;
    parent->last = child;
}
void nws_node_insert(nws_node *parent, nws_node *child, nws_node *before);
void nws_node_unlink(nws_node *node);
/* Moves all children of from behind the last child of to. */
void nws_node_move_children(nws_node *from, nws_node *to);

/* The node that follows node in document order inside root, or NULL; with skip, the one after its
 * subtree. Needs no stack. */
nws_node *nws_node_following(const nws_node *root, const nws_node *node, bool skip);

/* Makes the tree under root readable for libxml2's own functions: NUL-terminates content and gives
 * attributes their text children. Called only before XPath. */
NWS_MUST_CHECK nws_status nws_node_seal(nws_arena *arena, nws_node *root);

#endif
