/* The tree: libxml2's xmlNode and xmlAttr, laid out in the document's arena.
 *
 * libxml2 never frees, moves or edits them; it is here so that XPath over an article needs no
 * copy. What its structs have no field for is packed into those that its XPath does not read of
 * nodes of the kind, and only the inline accessors below know where:
 *
 *   element       _private  tag id | flags << 16 | start offset << 32
 *                 content   end offset of the start tag; with NWS_NODE_NOTED set, an nws_note;
 *                           after nws_node_number less than 0: minus the place among elements, or 0
 *   text, comment content   borrowed bytes, NOT NUL-terminated
 *                 _private  as for elements (no tag)
 *                 ns        of a text: length | capacity << 32; capacity 0 means a view into
 *                           somebody's text. Of a comment: length | end offset << 32
 *   instruction   name its target; the rest as for comments
 *   doctype       an xmlDtd: of the fields here only the links and _private
 *   attribute     _private  value bytes, NOT NUL-terminated
 *                 psvi      length | nws_attr id << 32 | flags << 48
 *                 children  NULL until nws_node_seal makes the tree readable for libxml2
 *
 * HTML elements have no namespace (ns NULL), svg and math do, and so do attributes such as their
 * xlink:href, whose name is then the local part; names are as the DOM writes them (viewBox). A
 * template's contents are the children of its one child, a node of type XML_DOCUMENT_FRAG_NODE.
 * Offsets are bytes in the text given to the parser.
 *
 * Nodes are most of what a document takes, so each is cut off behind the last field that is read of
 * its kind (NWS_ELEMENT_SIZE, NWS_STRING_SIZE): they must not be copied as structs.
 */
#ifndef NWS_HTML_NODE_H
#define NWS_HTML_NODE_H

#include "base/arena.h"
#include "html/names.h"

#include <libxml/tree.h>
#include <stddef.h>
#include <stdint.h>

_Static_assert(sizeof(void *) == 8, "the packing of nodes needs 64-bit pointers");

typedef xmlNode nws_node;
typedef xmlAttr nws_attribute;

/* Up to and with nsDef, which the namespace axis reads; up to and with content. */
enum {
    NWS_ELEMENT_SIZE = offsetof(nws_node, psvi),
    NWS_STRING_SIZE = offsetof(nws_node, properties)
};

_Static_assert(NWS_ELEMENT_SIZE % NWS_ARENA_ALIGN == 0, "attributes follow their element");

/* What a later stage keeps of an element begins with this. */
typedef struct nws_note {
    uint32_t end; /* as nws_node_end */
} nws_note;

/* What an element belongs to. */
typedef enum nws_space { NWS_SPACE_HTML = 0, NWS_SPACE_SVG = 1, NWS_SPACE_MATH = 2 } nws_space;

enum {
    NWS_NODE_SPACE = 3u,            /* the two bits of nws_space */
    NWS_NODE_INTEGRATION = 1u << 2, /* annotation-xml that is an HTML integration point */
    NWS_NODE_OPEN = 1u << 3,        /* the builder's own: a formatting element on its stack */
    NWS_NODE_NOTED = 1u << 4,       /* content is an nws_note */
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

NWS_INLINE bool nws_node_is_element(const nws_node *node)
{
    return node->type == XML_ELEMENT_NODE;
}

/* The note that nws_node_set_note gave an element, or NULL. */
NWS_INLINE nws_note *nws_node_note(const nws_node *element)
{
    return nws_node_flags(element) & NWS_NODE_NOTED ? (nws_note *)(void *)element->content : NULL;
}

/* One past the last byte of an element's start tag, of a comment or an instruction. */
NWS_INLINE uint32_t nws_node_end(const nws_node *node)
{
    if (!nws_node_is_element(node))
        return (uint32_t)((uint64_t)(uintptr_t)node->ns >> 32);
    const nws_note *note = nws_node_note(node);
    return note != NULL ? note->end : (uint32_t)(uintptr_t)node->content;
}

/* For an element without a note. */
NWS_INLINE void nws_node_set_end(nws_node *element, uint32_t end)
{
    element->content = (xmlChar *)(uintptr_t)end;
}

/* note lives as long as the element. */
NWS_INLINE void nws_node_set_note(nws_node *element, nws_note *note)
{
    note->end = nws_node_end(element);
    element->content = (xmlChar *)(void *)note;
    nws_node_flag(element, NWS_NODE_NOTED);
}

/* As xmlXPathOrderDocElems does. */
NWS_INLINE void nws_node_set_place(nws_node *element, size_t place)
{
    element->_private =
        (void *)(uintptr_t)(nws_node_word(element) & ~((uint64_t)NWS_NODE_NOTED << 16));
    element->content = (xmlChar *)(uintptr_t)(0 - (uintptr_t)place);
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
    return nws_view_of((const char *)node->content, (uint32_t)(uintptr_t)node->ns);
}

NWS_INLINE uint32_t nws_node_capacity(const nws_node *node)
{
    return (uint32_t)((uint64_t)(uintptr_t)node->ns >> 32);
}

/* Lets node show text; capacity is 0 for a view, else what the arena block behind it holds. Of a
 * comment or an instruction it is the end. */
NWS_INLINE void nws_node_set_text(nws_node *node, nws_view text, uint32_t capacity)
{
    /* xmlNode has no const content; nothing writes through it while capacity is 0. */
    node->content = (xmlChar *)(uintptr_t)text.data;
    node->ns = (xmlNs *)(uintptr_t)((uint64_t)(uint32_t)text.length | (uint64_t)capacity << 32);
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
/* The integer that an attribute holds, its sign and blanks around it apart all digits; false when
 * there is none, or one of more than eleven characters. */
bool nws_node_integer(const nws_node *element, nws_attr id, int64_t *number);

/* Fills a node of size bytes that is linked nowhere. */
NWS_INLINE void nws_node_begin(nws_node *node, size_t size, xmlElementType type, const char *name,
                               xmlDoc *document)
{
    memset(node, 0, size);
    node->type = type;
    node->name = (const xmlChar *)name;
    node->doc = document;
}

/* Makes a node in the arena, linked nowhere; NULL: no memory. name must be NUL-terminated and live
 * as long as the arena (nws_tag_names[] or an arena copy). Inline, as one is made for every tag. */
NWS_MUST_CHECK NWS_INLINE nws_node *nws_node_element(nws_arena *arena, xmlDoc *document,
                                                     nws_tag tag, const char *name, uint32_t start)
{
    nws_node *node = nws_arena_alloc(arena, NWS_ELEMENT_SIZE);
    if (NWS_UNLIKELY(node == NULL))
        return NULL;
    nws_node_begin(node, NWS_ELEMENT_SIZE, XML_ELEMENT_NODE, name, document);
    nws_node_set(node, tag, NWS_SPACE_HTML, start);
    return node;
}

NWS_MUST_CHECK NWS_INLINE nws_node *nws_node_string(nws_arena *arena, xmlDoc *document,
                                                    xmlElementType type, nws_view text,
                                                    uint32_t start)
{
    nws_node *node = nws_arena_alloc(arena, NWS_STRING_SIZE);
    if (NWS_UNLIKELY(node == NULL))
        return NULL;
    const char *name = type == XML_COMMENT_NODE ? "comment" : "text";
    nws_node_begin(node, NWS_STRING_SIZE, type, name, document);
    nws_node_set(node, NWS_TAG_UNKNOWN, 0, start);
    nws_node_set_text(node, text, 0);
    return node;
}

/* Appends an attribute; NULL: no memory. name as for elements; value is borrowed. */
NWS_MUST_CHECK nws_attribute *nws_node_add_attribute(nws_arena *arena, nws_node *element,
                                                     nws_attr id, const char *name, nws_view value);
void nws_node_remove_attribute(nws_node *element, nws_attribute *attribute);
/* Appends an attribute that was removed from another element. */
void nws_node_append_attribute(nws_node *element, nws_attribute *attribute);

/* Links an attribute behind last, the last one of element; NULL: there is none yet. */
NWS_INLINE void nws_attribute_link(nws_attribute *attribute, nws_node *element, nws_attribute *last)
{
    attribute->parent = element;
    attribute->prev = last;
    attribute->next = NULL;
    if (last == NULL)
        element->properties = attribute;
    else
        last->next = attribute;
}

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
/* Gives each element under root its place, or takes it away, for libxml2, which without places
 * walks from one node to another to learn which is first. Ends of start tags and notes are lost. */
void nws_node_number(nws_node *root, bool places);

#endif
