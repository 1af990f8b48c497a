/* Making, linking and walking nodes of the arena tree.
 *
 * Separate from the builder because repair and sanitizing edit the same tree with the same calls.
 * Nothing here allocates but from the arena, and nothing recurses.
 */
#include "html/node.h"

nws_attribute *nws_node_attribute(const nws_node *element, nws_attr id)
{
    for (nws_attribute *at = element->properties; at != NULL; at = at->next)
        if (nws_attribute_id(at) == id && at->ns == NULL)
            return at;
    return NULL;
}

bool nws_node_integer(const nws_node *element, nws_attr id, int64_t *number)
{
    const nws_attribute *attribute = nws_node_attribute(element, id);
    if (attribute == NULL)
        return false;
    nws_view text = nws_view_trim(nws_attribute_value(attribute));
    const bool negative = text.length > 0 && text.data[0] == '-';
    int64_t value = 0;
    size_t i = negative ? 1 : 0;
    if (i == text.length || text.length > 11)
        return false;
    for (; i < text.length; i++) {
        if (!nws_is_digit((unsigned char)text.data[i]))
            return false;
        value = value * 10 + (text.data[i] - '0');
    }
    *number = negative ? -value : value;
    return true;
}

void nws_node_append_attribute(nws_node *element, nws_attribute *attribute)
{
    nws_attribute *last = element->properties;
    while (last != NULL && last->next != NULL)
        last = last->next;
    nws_attribute_link(attribute, element, last);
}

nws_attribute *nws_node_add_attribute(nws_arena *arena, nws_node *element, nws_attr id,
                                      const char *name, nws_view value)
{
    nws_attribute *attribute = nws_arena_alloc(arena, sizeof *attribute);
    if (attribute == NULL)
        return NULL;
    *attribute = (nws_attribute){
        .type = XML_ATTRIBUTE_NODE, .name = (const xmlChar *)name, .doc = element->doc};
    nws_attribute_set(attribute, id, value);
    nws_node_append_attribute(element, attribute);
    return attribute;
}

void nws_node_remove_attribute(nws_node *element, nws_attribute *attribute)
{
    if (attribute->prev != NULL)
        attribute->prev->next = attribute->next;
    else
        element->properties = attribute->next;
    if (attribute->next != NULL)
        attribute->next->prev = attribute->prev;
    attribute->parent = NULL;
    attribute->next = attribute->prev = NULL;
}

void nws_node_insert(nws_node *parent, nws_node *child, nws_node *before)
{
    if (before == NULL) {
        nws_node_append(parent, child);
        return;
    }
    child->parent = parent;
    child->next = before;
    child->prev = before->prev;
    if (before->prev != NULL)
        before->prev->next = child;
    else
        parent->children = child;
    before->prev = child;
}

void nws_node_unlink(nws_node *node)
{
    nws_node *parent = node->parent;
    if (parent == NULL)
        return;
    if (node->prev != NULL)
        node->prev->next = node->next;
    else
        parent->children = node->next;
    if (node->next != NULL)
        node->next->prev = node->prev;
    else
        parent->last = node->prev;
    node->parent = node->prev = node->next = NULL;
}

void nws_node_move_children(nws_node *from, nws_node *to)
{
    nws_node *first = from->children;
    if (first == NULL)
        return;
    for (nws_node *child = first; child != NULL; child = child->next)
        child->parent = to;
    first->prev = to->last;
    if (to->last != NULL)
        to->last->next = first;
    else
        to->children = first;
    to->last = from->last;
    from->children = from->last = NULL;
}

nws_node *nws_node_following(const nws_node *root, const nws_node *node, bool skip)
{
    /* A doctype's children are not ours to walk. */
    if (!skip && node->children != NULL && node->type != XML_DTD_NODE)
        return node->children;
    while (node != root) {
        if (node->next != NULL)
            return node->next;
        node = node->parent;
        if (node == NULL)
            return NULL;
    }
    return NULL;
}

/* libxml2 reads an attribute's value from text children, NUL-terminated. */
static nws_status seal_attributes(nws_arena *arena, nws_node *element)
{
    for (nws_attribute *at = element->properties; at != NULL; at = at->next) {
        if (at->children != NULL)
            continue;
        nws_view value = nws_arena_copy(arena, nws_attribute_value(at));
        if (value.data == NULL)
            return NWS_E_MEMORY;
        nws_node *text = nws_node_string(arena, element->doc, XML_TEXT_NODE, value, 0);
        if (text == NULL)
            return NWS_E_MEMORY;
        text->parent = (nws_node *)(void *)at;
        at->children = at->last = text;
        nws_attribute_set(at, nws_attribute_id(at), value);
    }
    return NWS_OK;
}

nws_status nws_node_seal(nws_arena *arena, nws_node *root)
{
    for (nws_node *node = root; node != NULL; node = nws_node_following(root, node, false)) {
        if (node->type == XML_ELEMENT_NODE) {
            NWS_TRY(seal_attributes(arena, node));
        } else if (node->type == XML_TEXT_NODE || node->type == XML_COMMENT_NODE ||
                   node->type == XML_PI_NODE) {
            nws_view text = nws_arena_copy(arena, nws_node_text(node));
            if (text.data == NULL)
                return NWS_E_MEMORY;
            nws_node_set_text(node, text, node->type == XML_TEXT_NODE ? 0 : nws_node_end(node));
        }
    }
    return NWS_OK;
}

void nws_node_number(nws_node *root, bool places)
{
    size_t place = 0;
    for (nws_node *node = root; node != NULL; node = nws_node_following(root, node, false))
        if (node->type == XML_ELEMENT_NODE)
            nws_node_set_place(node, places ? ++place : 0);
}
