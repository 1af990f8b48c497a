/* The copy of a select's chosen option that its <selectedcontent> shows.
 *
 * https://html.spec.whatwg.org/multipage/form-elements.html#maybe-clone-an-option-into-selectedcontent
 * Separate and last: the standard copies whenever an option is popped; only the last copy is left
 * in the tree, so one walk at the end makes the same tree in linear time. A select inside a
 * select's subtree (through a table, an object, a template) gets no copy: copies of copies would
 * grow fast.
 */
#include "html/builder.h"

static bool has(const nws_node *node, const char *name)
{
    for (const nws_attribute *at = node->properties; at != NULL; at = at->next)
        if (strcmp((const char *)at->name, name) == 0)
            return true;
    return false;
}

/* The first selectedcontent of a select, and the option that is chosen: the last that says so, else
 * the first that is not disabled. NULL where there is none. */
static void look(const nws_node *select, nws_node **content, nws_node **option)
{
    nws_node *first = NULL, *chosen = NULL, *next = NULL;
    *content = NULL;
    for (nws_node *node = select->children; node != NULL; node = next) {
        bool skip = nws_node_is_html(node, NWS_TAG_SELECT) || node->type == XML_DOCUMENT_FRAG_NODE;
        if (nws_node_is_html(node, NWS_TAG_SELECTEDCONTENT)) {
            if (*content == NULL)
                *content = node;
            skip = true; /* what it holds will be replaced */
        } else if (nws_node_is_html(node, NWS_TAG_OPTION)) {
            if (has(node, "selected"))
                chosen = node;
            if (first == NULL && !has(node, "disabled"))
                first = node;
        }
        next = nws_node_following(select, node, skip);
    }
    *option = chosen != NULL ? chosen : first;
}

static bool contains(const nws_node *outer, const nws_node *inner)
{
    while (inner != NULL && inner != outer)
        inner = inner->parent;
    return inner != NULL;
}

static nws_node *copy_node(nws_builder *builder, const nws_node *node)
{
    if (node->type == XML_ELEMENT_NODE)
        return nws_builder_clone(builder, node);
    nws_node *copy = nws_node_string(builder->arena, node->doc, node->type, nws_node_text(node),
                                     nws_node_start(node));
    if (copy != NULL)
        copy->name = node->name;
    return copy;
}

/* Copies what lies in from behind the children of to. */
static nws_status copy_children(nws_builder *builder, const nws_node *from, nws_node *to)
{
    const nws_node *node = from->children;
    nws_node *parent = to;
    while (node != NULL) {
        nws_node *copy = copy_node(builder, node);
        if (copy == NULL)
            return NWS_E_MEMORY;
        nws_node_append(parent, copy);
        if (node->children != NULL) {
            parent = copy;
            node = node->children;
            continue;
        }
        while (node != from && node->next == NULL) {
            node = node->parent;
            parent = parent->parent;
        }
        node = node == from ? NULL : node->next;
    }
    return NWS_OK;
}

nws_status nws_builder_select(nws_builder *builder)
{
    nws_node *root = builder->document->root;
    nws_node *node = root;
    while (node != NULL) {
        bool select = nws_node_is_html(node, NWS_TAG_SELECT);
        if (select && !has(node, "multiple")) {
            nws_node *content, *option;
            look(node, &content, &option);
            if (content != NULL && option != NULL && !contains(option, content)) {
                content->children = content->last = NULL;
                NWS_TRY(copy_children(builder, option, content));
            }
        }
        node = nws_node_following(root, node, select);
    }
    return NWS_OK;
}
