/* The copy of a select's chosen option that its <selectedcontent> shows.
 *
 * https://html.spec.whatwg.org/multipage/form-elements.html#maybe-clone-an-option-into-selectedcontent
 * Separate and last: the standard copies whenever an option is popped; only the last copy is left
 * in the tree, so one walk at the end makes the same tree in linear time. A select inside a
 * select's subtree (through a table, an object, a template) gets no copy: copies of copies would
 * grow fast.
 */
#include "html/builder.h"

static const nws_attribute *attribute(const nws_node *node, const char *name)
{
    const nws_attribute *at = node->properties;
    while (at != NULL && strcmp((const char *)at->name, name) != 0)
        at = at->next;
    return at;
}

static bool has(const nws_node *node, const char *name)
{
    return attribute(node, name) != NULL;
}

/* Does the select show more than one option, so that none is chosen unasked?
 * https://html.spec.whatwg.org/multipage/form-elements.html#concept-select-size */
static bool is_list_box(const nws_node *select)
{
    const nws_attribute *size = attribute(select, "size");
    if (size == NULL)
        return false;
    nws_view text = nws_attribute_value(size);
    size_t at = 0;
    while (at < text.length && nws_is_space((unsigned char)text.data[at]))
        at++;
    at += at < text.length && text.data[at] == '+';
    while (at < text.length && text.data[at] == '0')
        at++;
    size_t digits = at;
    while (digits < text.length && nws_is_digit((unsigned char)text.data[digits]))
        digits++;
    return digits > at && (digits > at + 1 || text.data[at] != '1');
}

/* https://html.spec.whatwg.org/multipage/form-elements.html#concept-option-disabled; an optgroup
 * counts from however far above. */
static bool is_disabled(const nws_node *option)
{
    if (has(option, "disabled"))
        return true;
    for (const nws_node *at = option->parent; at != NULL && !nws_node_is_html(at, NWS_TAG_SELECT);
         at = at->parent)
        if (nws_node_is_html(at, NWS_TAG_OPTGROUP))
            return has(at, "disabled");
    return false;
}

/* The next node of a select that may be one of its options or selectedcontents: not inside of one,
 * nor of what has options of its own. */
static nws_node *next_inside(const nws_node *select, const nws_node *node)
{
    bool skip = node->type == XML_DOCUMENT_FRAG_NODE || nws_node_is_html(node, NWS_TAG_OPTION) ||
                nws_node_is_html(node, NWS_TAG_SELECTEDCONTENT) ||
                nws_node_is_html(node, NWS_TAG_DATALIST) ||
                (node != select && nws_node_is_html(node, NWS_TAG_SELECT));
    return nws_node_following(select, node, skip);
}

/* The option that is chosen: the last that says so, else the first that is not disabled; or NULL.
 * https://html.spec.whatwg.org/multipage/form-elements.html#selectedness-setting-algorithm */
static nws_node *chosen_option(nws_node *select)
{
    nws_node *first = NULL, *chosen = NULL;
    bool list_box = is_list_box(select);
    for (nws_node *node = select; node != NULL; node = next_inside(select, node)) {
        if (!nws_node_is_html(node, NWS_TAG_OPTION))
            continue;
        if (has(node, "selected"))
            chosen = node;
        if (first == NULL && !list_box && !is_disabled(node))
            first = node;
    }
    return chosen != NULL ? chosen : first;
}

static nws_node *copy_node(nws_builder *builder, nws_node *node)
{
    if (node->type == XML_ELEMENT_NODE)
        return nws_builder_clone(builder, node);
    builder->spent++;
    builder->taken += NWS_STRING_SIZE;
    if (node->type == XML_TEXT_NODE) /* two look into the block now, so neither may write to it */
        nws_node_set_text(node, nws_node_text(node), 0);
    nws_node *copy = nws_node_string(builder->arena, node->doc, node->type, nws_node_text(node),
                                     nws_node_start(node));
    if (copy != NULL)
        copy->name = node->name;
    return copy;
}

/* Copies what lies in from behind the children of to, as far as there is room. */
static nws_status copy_children(nws_builder *builder, nws_node *from, nws_node *to)
{
    nws_node *node = from->children;
    nws_node *parent = to;
    while (node != NULL && !nws_builder_tight(builder)) {
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

/* Every selectedcontent shows the option; past the budget only the first one does. Without a chosen
 * option each keeps what it holds. */
static nws_status fill(nws_builder *builder, nws_node *select)
{
    nws_node *option = chosen_option(select);
    bool first = true;
    for (nws_node *node = select; option != NULL && node != NULL;
         node = next_inside(select, node)) {
        if (!nws_node_is_html(node, NWS_TAG_SELECTEDCONTENT))
            continue;
        node->children = node->last = NULL;
        if (first || nws_builder_afford(builder))
            NWS_TRY(copy_children(builder, option, node));
        first = false;
    }
    return NWS_OK;
}

nws_status nws_builder_select(nws_builder *builder)
{
    nws_node *root = builder->document->root;
    for (nws_node *node = root; node != NULL;) {
        bool select = nws_node_is_html(node, NWS_TAG_SELECT);
        if (select && !has(node, "multiple"))
            NWS_TRY(fill(builder, node));
        node = nws_node_following(root, node, select);
    }
    return NWS_OK;
}
