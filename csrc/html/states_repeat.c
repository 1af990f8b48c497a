/* Which attribute names of one tag repeat, when the tag has too many to compare them all.
 *
 * A PATRICIA tree over the names: an insertion visits no more nodes than its name has bits, so a
 * tag is linear in its bytes whatever the names are, where a hash could be made to collide. Names
 * hold no U+0000, so the zero bits behind a name's end tell it from one that goes on.
 */
#include "html/states.h"

/* Attribute number n, but for the first, brings node number n, which splits the names that go on
 * with a 0 after some shared bits from those that go on with a 1. It lies below that node for ever.
 */
struct nws_names_seen {
    uint32_t bit;      /* the bit that the two sides differ in, counted from the name's first one */
    uint32_t child[2]; /* the number of a node, or, with LEAF set, of an attribute */
};

#define LEAF 0x80000000u

static unsigned bit_of(nws_view name, uint32_t bit)
{
    size_t byte = bit >> 3;
    if (byte >= name.length)
        return 0;
    return (unsigned)(unsigned char)name.data[byte] >> (7 - (bit & 7)) & 1u;
}

/* The first bit in which a and b, which are not equal, differ. */
static uint32_t differing_bit(nws_view a, nws_view b)
{
    size_t byte = 0;
    while (byte < a.length && byte < b.length && a.data[byte] == b.data[byte])
        byte++;
    uint32_t bit = (uint32_t)byte << 3;
    while (bit_of(a, bit) == bit_of(b, bit))
        bit++;
    return bit;
}

/* Adds attribute number newest to a tree of all before it. Returns false, and changes nothing, when
 * its name is there. */
static bool insert_name(nws_names_seen *nodes, const nws_token_attr *attributes, uint32_t newest)
{
    uint32_t *root = &nodes[0].child[0]; /* the first attribute has no node, so its place is free */
    if (newest == 0) {
        *root = LEAF;
        return true;
    }
    nws_view name = attributes[newest].name;
    /* Names below a node that splits behind this name's end all differ from it in the same bit, so
     * the walk can stop there. */
    uint32_t limit = ((uint32_t)name.length + 1) << 3;
    uint32_t near = *root;
    while ((near & LEAF) == 0 && nodes[near].bit < limit)
        near = nodes[near].child[bit_of(name, nodes[near].bit)];
    nws_view nearest = attributes[near & ~LEAF].name;
    if (nws_view_equal(nearest, name))
        return false;
    uint32_t bit = differing_bit(nearest, name);
    uint32_t *place = root;
    while ((*place & LEAF) == 0 && nodes[*place].bit < bit)
        place = &nodes[*place].child[bit_of(name, nodes[*place].bit)];
    unsigned side = bit_of(name, bit);
    nodes[newest].bit = bit;
    nodes[newest].child[side] = LEAF | newest;
    nodes[newest].child[1 - side] = *place;
    *place = newest;
    return true;
}

nws_status nws_state_repeats(nws_tokenizer *tokenizer, uint32_t newest, bool *repeats)
{
    if (newest >= tokenizer->seen_capacity) {
        uint32_t capacity = tokenizer->attribute_capacity; /* attributes[newest] is there */
        nws_names_seen *nodes = nws_arena_extend(tokenizer->arena, tokenizer->seen,
                                                 tokenizer->seen_capacity * sizeof(nws_names_seen),
                                                 capacity * sizeof(nws_names_seen));
        if (nodes == NULL)
            return NWS_E_MEMORY;
        tokenizer->seen = nodes;
        tokenizer->seen_capacity = capacity;
    }
    bool fresh = true;
    for (; tokenizer->seen_count <= newest && fresh; tokenizer->seen_count += fresh)
        fresh = insert_name(tokenizer->seen, tokenizer->attributes, tokenizer->seen_count);
    *repeats = !fresh;
    return NWS_OK;
}
