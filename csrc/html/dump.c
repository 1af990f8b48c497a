/* The tree as text, in the format of html5lib's tree-construction tests.
 *
 * Separate because it is for tests and for tree(): what a browser makes of a text, to read. The
 * walk is a loop; attributes are sorted by a heap, so that a tag with many costs n log n.
 */
#include "html/parse.h"

/* ---- attributes, sorted by name ---- */

/* A name in the format: the prefix of a namespace, a blank, the local name. */
typedef struct dump_name {
    nws_view prefix; /* "" for none */
    nws_view local;
} dump_name;

static dump_name name_of(const nws_attribute *attribute)
{
    if (attribute->ns == NULL)
        return (dump_name){NWS_VIEW(""), nws_attribute_name(attribute)};
    const char *prefix = (const char *)attribute->ns->prefix;
    const char *local = (const char *)attribute->name;
    return (dump_name){nws_view_of(prefix, strlen(prefix)), nws_view_of(local, strlen(local))};
}

/* The byte of a name at i, in an order that is UTF-16's: what UTF-16 writes with surrogates (four
 * bytes, F0 and up) sorts before U+E000 and what follows it (three bytes, EE and EF). -1: the end.
 */
static int byte_at(const dump_name *name, size_t i)
{
    size_t head = name->prefix.length == 0 ? 0 : name->prefix.length + 1;
    int byte = -1;
    if (i + 1 < head)
        byte = (unsigned char)name->prefix.data[i];
    else if (i < head)
        byte = ' ';
    else if (i - head < name->local.length)
        byte = (unsigned char)name->local.data[i - head];
    return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
}

static bool comes_before(const nws_attribute *a, const nws_attribute *b)
{
    dump_name left = name_of(a), right = name_of(b);
    for (size_t i = 0;; i++) {
        int x = byte_at(&left, i), y = byte_at(&right, i);
        if (x != y || x < 0)
            return x < y;
    }
}

static void sift(const nws_attribute **heap, size_t at, size_t count)
{
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= count)
            return;
        if (child + 1 < count && comes_before(heap[child], heap[child + 1]))
            child++;
        if (!comes_before(heap[at], heap[child]))
            return;
        const nws_attribute *moved = heap[at];
        heap[at] = heap[child];
        heap[child] = moved;
        at = child;
    }
}

static void sort(const nws_attribute **list, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift(list, i, count);
    for (size_t end = count; end-- > 1;) {
        const nws_attribute *largest = list[0];
        list[0] = list[end];
        list[end] = largest;
        sift(list, 0, end);
    }
}

/* ---- lines ---- */

static nws_status begin_line(nws_buffer *out, size_t depth)
{
    if (out->length > 0)
        NWS_TRY(nws_buffer_push(out, '\n'));
    NWS_TRY(nws_buffer_reserve(out, 2 + depth * 2));
    memcpy(out->data + out->length, "| ", 2);
    memset(out->data + out->length + 2, ' ', depth * 2);
    out->length += 2 + depth * 2;
    return NWS_OK;
}

static nws_status add_parts(nws_buffer *out, const nws_view *parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        NWS_TRY(nws_buffer_add(out, parts[i]));
    return NWS_OK;
}

#define ADD(out, ...)                                                                              \
    add_parts((out), (const nws_view[]){__VA_ARGS__},                                              \
              sizeof((const nws_view[]){__VA_ARGS__}) / sizeof(nws_view))

static nws_view text_of(const xmlChar *text)
{
    return text == NULL ? NWS_VIEW("")
                        : nws_view_of((const char *)text, strlen((const char *)text));
}

static nws_status dump_attributes(nws_arena *arena, const nws_node *element, size_t depth,
                                  nws_buffer *out)
{
    size_t count = 0;
    for (const nws_attribute *at = element->properties; at != NULL; at = at->next)
        count++;
    if (count == 0)
        return NWS_OK;
    const nws_attribute **list = nws_arena_alloc(arena, count * sizeof(const nws_attribute *));
    if (list == NULL)
        return NWS_E_MEMORY;
    size_t used = 0;
    for (const nws_attribute *at = element->properties; at != NULL; at = at->next)
        list[used++] = at;
    sort(list, count);
    for (size_t i = 0; i < count; i++) {
        dump_name name = name_of(list[i]);
        NWS_TRY(begin_line(out, depth));
        NWS_TRY(ADD(out, name.prefix, name.prefix.length == 0 ? NWS_VIEW("") : NWS_VIEW(" "),
                    name.local, NWS_VIEW("=\""), nws_attribute_value(list[i]), NWS_VIEW("\"")));
    }
    return NWS_OK;
}

static nws_status dump_doctype(const xmlDtd *doctype, nws_buffer *out)
{
    nws_view public_id = text_of(doctype->ExternalID), system_id = text_of(doctype->SystemID);
    NWS_TRY(ADD(out, NWS_VIEW("<!DOCTYPE "), text_of(doctype->name)));
    if (public_id.length > 0 || system_id.length > 0)
        NWS_TRY(ADD(out, NWS_VIEW(" \""), public_id, NWS_VIEW("\" \""), system_id, NWS_VIEW("\"")));
    return nws_buffer_push(out, '>');
}

static nws_status dump_node(nws_arena *arena, const nws_node *node, size_t depth, nws_buffer *out)
{
    const nws_view spaces[] = {NWS_VIEW(""), NWS_VIEW("svg "), NWS_VIEW("math ")};
    NWS_TRY(begin_line(out, depth));
    switch (node->type) {
    case XML_ELEMENT_NODE:
        NWS_TRY(ADD(out, NWS_VIEW("<"), spaces[nws_node_space(node)], nws_node_name(node),
                    NWS_VIEW(">")));
        return dump_attributes(arena, node, depth + 1, out);
    case XML_TEXT_NODE: return ADD(out, NWS_VIEW("\""), nws_node_text(node), NWS_VIEW("\""));
    case XML_COMMENT_NODE:
        return ADD(out, NWS_VIEW("<!-- "), nws_node_text(node), NWS_VIEW(" -->"));
    case XML_PI_NODE:
        return ADD(out, NWS_VIEW("<?"), nws_node_name(node), NWS_VIEW(" "), nws_node_text(node),
                   NWS_VIEW("?>"));
    case XML_DTD_NODE: return dump_doctype((const xmlDtd *)(const void *)node, out);
    case XML_DOCUMENT_FRAG_NODE: return ADD(out, NWS_VIEW("content"));
    default: return NWS_OK;
    }
}

nws_status nws_html_dump(const nws_document *document, nws_buffer *out)
{
    const nws_node *root = document->root;
    const nws_node *node = root->children;
    size_t depth = 0;
    while (node != NULL) {
        NWS_TRY(dump_node(document->arena, node, depth, out));
        if (node->type != XML_DTD_NODE && node->children != NULL) {
            node = node->children;
            depth++;
            continue;
        }
        while (node != root && node->next == NULL) {
            node = node->parent;
            depth--;
        }
        node = node == root ? NULL : node->next;
    }
    return NWS_OK;
}
