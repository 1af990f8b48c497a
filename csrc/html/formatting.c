/* The list of active formatting elements: what is opened again after a block cut it short.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#the-list-of-active-formatting-elements
 * Separate from the stack because its entries outlive their stay there.
 */
#include "html/builder.h"

/* Elements with more attributes than this are never held to be alike. */
#define MAX_COMPARED 32u

static nws_status reserve(nws_builder *builder)
{
    return NWS_ROOM(builder->arena, builder->active, builder->active_count,
                    builder->active_capacity, 16);
}

/* The same for every order of the attributes: a sum. Equal elements have equal digests. */
static uint32_t digest(const nws_node *node)
{
    uint32_t sum = 0;
    for (const nws_attribute *at = node->properties; at != NULL; at = at->next) {
        nws_view value = nws_attribute_value(at);
        uint32_t one = (uint32_t)nws_attribute_id(at) * 0x9E3779B1u + (uint32_t)value.length;
        if (value.length > 0)
            one = one * 31 + (unsigned char)value.data[0] +
                  (uint32_t)(unsigned char)value.data[value.length - 1] * 257u;
        sum += one * 0x2265B1F5u + 1;
    }
    return sum;
}

static bool has_attribute(const nws_node *node, const nws_attribute *wanted)
{
    nws_view name = nws_attribute_name(wanted);
    for (const nws_attribute *at = node->properties; at != NULL; at = at->next)
        if (nws_attribute_id(at) == nws_attribute_id(wanted) &&
            nws_view_equal(nws_attribute_name(at), name))
            return nws_view_equal(nws_attribute_value(at), nws_attribute_value(wanted));
    return false;
}

static bool alike(const nws_node *a, const nws_node *b)
{
    uint32_t count = 0;
    for (const nws_attribute *at = a->properties; at != NULL; at = at->next)
        if (++count > MAX_COMPARED)
            return false;
    for (const nws_attribute *at = b->properties; at != NULL; at = at->next)
        if (count-- == 0 || !has_attribute(a, at))
            return false;
    return count == 0;
}

nws_status nws_active_push(nws_builder *builder, nws_node *node, nws_tag tag)
{
    NWS_TRY(reserve(builder));
    nws_active entry = {node, (uint32_t)tag, digest(node)};
    uint32_t same = 0, earliest = 0, first = builder->active_count;
    /* The Noah's Ark clause: three of a kind after the last marker, and the earliest goes. */
    while (first > 0 && builder->active[first - 1].node != NULL) {
        const nws_active *other = &builder->active[--first];
        if (other->tag == entry.tag && other->digest == entry.digest && alike(other->node, node)) {
            same++;
            earliest = first;
        }
    }
    if (same >= 3)
        nws_active_remove(builder, earliest);
    else if (builder->active_count - first >= NWS_MAX_FORMATTING)
        nws_active_remove(builder, first);
    builder->active[builder->active_count++] = entry;
    return NWS_OK;
}

nws_status nws_active_marker(nws_builder *builder)
{
    NWS_TRY(reserve(builder));
    builder->active[builder->active_count++] = (nws_active){NULL, 0, 0};
    return NWS_OK;
}

void nws_active_clear(nws_builder *builder)
{
    while (builder->active_count > 0 && builder->active[--builder->active_count].node != NULL)
        continue;
}

void nws_active_remove(nws_builder *builder, uint32_t index)
{
    builder->active_count--;
    memmove(&builder->active[index], &builder->active[index + 1],
            (builder->active_count - index) * sizeof builder->active[0]);
}

int nws_active_find(const nws_builder *builder, nws_tag tag)
{
    for (uint32_t i = builder->active_count; i-- > 0 && builder->active[i].node != NULL;)
        if (builder->active[i].tag == (uint32_t)tag)
            return (int)i;
    return -1;
}

int nws_active_index(const nws_builder *builder, const nws_node *node)
{
    for (uint32_t i = builder->active_count; i-- > 0 && builder->active[i].node != NULL;)
        if (builder->active[i].node == node)
            return (int)i;
    return -1;
}

/* Steps 4 to 10 of the algorithm; the first three are in the inline half. */
nws_status nws_active_reopen(nws_builder *builder)
{
    uint32_t i = builder->active_count;
    while (i > 0) {
        const nws_node *node = builder->active[i - 1].node;
        if (node == NULL || (nws_node_flags(node) & NWS_NODE_OPEN) != 0)
            break;
        i--;
    }
    for (; i < builder->active_count; i++) {
        if (nws_builder_full(builder) || !nws_builder_afford(builder))
            return NWS_OK;
        nws_active *entry = &builder->active[i];
        nws_node *copy = nws_builder_clone(builder, entry->node);
        if (copy == NULL)
            return NWS_E_MEMORY;
        nws_place place = nws_builder_place(builder, nws_builder_current(builder));
        nws_node_insert(place.parent, copy, place.before);
        nws_builder_push(builder, copy, entry->tag, nws_tag_traits[entry->tag]);
        entry->node = copy;
    }
    return NWS_OK;
}
