/* The adoption agency: how </b> closes a <b> that has blocks open inside it.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#adoption-agency-algorithm
 * Separate because it is the one algorithm that rearranges the stack, the list and the tree.
 */
#include "html/builder.h"

#define MAX_OUTER 8
#define MAX_INNER 3

/* What one round works on; indexes into the stack and the list. */
typedef struct round {
    uint32_t formatting; /* on the stack */
    uint32_t furthest;   /* on the stack, above formatting */
    uint32_t entry;      /* of the formatting element in the list */
    uint32_t bookmark;   /* in the list: where the new element will stand */
} round;

static bool in_scope_at(const nws_builder *builder, uint32_t index)
{
    for (uint32_t i = builder->depth; --i > index;)
        if (builder->open[i].traits & NWS_IS_SCOPE)
            return false;
    return true;
}

/* The topmost special element inside the formatting element, or 0. */
static uint32_t furthest_block(const nws_builder *builder, uint32_t formatting)
{
    for (uint32_t i = formatting + 1; i < builder->depth; i++)
        if (builder->open[i].traits & NWS_IS_SPECIAL)
            return i;
    return 0;
}

static void drop_entry(nws_builder *builder, round *at, uint32_t index)
{
    nws_active_remove(builder, index);
    if (index < at->bookmark)
        at->bookmark--;
    if (index < at->entry)
        at->entry--;
}

/* Step 4.13: re-creates the formatting elements between the block and the formatting element, the
 * lower inside the upper. *last becomes the topmost of them, or stays the block. */
static nws_status rebuild_inner(nws_builder *builder, round *at, nws_node **last)
{
    nws_node *furthest = *last;
    int count = 0;
    for (uint32_t i = at->furthest; --i > at->formatting;) {
        nws_open *open = &builder->open[i];
        int entry = nws_active_index(builder, open->node);
        if (++count > MAX_INNER && entry >= 0) {
            drop_entry(builder, at, (uint32_t)entry);
            entry = -1;
        }
        if (entry < 0) {
            nws_builder_remove(builder, i);
            at->furthest--;
            continue;
        }
        nws_node *copy = nws_builder_clone(builder, open->node);
        if (copy == NULL)
            return NWS_E_MEMORY;
        nws_node_flag(copy, NWS_NODE_OPEN);
        builder->active[entry].node = copy;
        open->node = copy;
        if (*last == furthest)
            at->bookmark = (uint32_t)entry + 1;
        nws_node_unlink(*last);
        nws_node_append(copy, *last);
        *last = copy;
    }
    return NWS_OK;
}

/* Steps 4.14 to 4.19. */
static nws_status move_block(nws_builder *builder, round *at, nws_node *last)
{
    nws_open formatting = builder->open[at->formatting];
    nws_node *furthest = builder->open[at->furthest].node;
    nws_node_unlink(last);
    nws_place place = nws_builder_place(builder, &builder->open[at->formatting - 1]);
    nws_node_insert(place.parent, last, place.before);

    nws_node *copy = nws_builder_clone(builder, formatting.node);
    if (copy == NULL)
        return NWS_E_MEMORY;
    nws_node_move_children(furthest, copy);
    nws_node_append(furthest, copy);

    nws_active entry = builder->active[at->entry];
    entry.node = copy;
    drop_entry(builder, at, at->entry);
    memmove(&builder->active[at->bookmark + 1], &builder->active[at->bookmark],
            (builder->active_count - at->bookmark) * sizeof entry);
    builder->active[at->bookmark] = entry;
    builder->active_count++;

    nws_builder_remove(builder, at->formatting);
    /* The block has moved down by one, so its old index is the place just below it. */
    nws_builder_put(builder, at->furthest, (nws_open){copy, formatting.key, formatting.traits});
    return NWS_OK;
}

/* Step 4; *done when the algorithm has returned. */
static nws_status run_round(nws_builder *builder, const nws_token *token, bool *done)
{
    *done = true;
    int entry = nws_active_find(builder, token->tag);
    if (entry < 0)
        return nws_body_end_other(builder, token);
    const nws_node *element = builder->active[entry].node;
    int index =
        (nws_node_flags(element) & NWS_NODE_OPEN) != 0 ? nws_builder_index(builder, element) : -1;
    if (index < 0) {
        nws_active_remove(builder, (uint32_t)entry);
        return NWS_OK;
    }
    if (!in_scope_at(builder, (uint32_t)index))
        return NWS_OK;
    uint32_t furthest = furthest_block(builder, (uint32_t)index);
    if (furthest == 0) {
        nws_builder_cut(builder, (uint32_t)index);
        nws_active_remove(builder, (uint32_t)entry);
        return NWS_OK;
    }
    if (!nws_builder_afford(
            builder)) { /* a departure: the element ends with no copy in its blocks */
        nws_builder_remove(builder, (uint32_t)index);
        nws_active_remove(builder, (uint32_t)entry);
        return NWS_OK;
    }
    *done = false;
    round at = {(uint32_t)index, furthest, (uint32_t)entry, (uint32_t)entry};
    nws_node *last = builder->open[furthest].node;
    NWS_TRY(rebuild_inner(builder, &at, &last));
    return move_block(builder, &at, last);
}

nws_status nws_builder_adopt(nws_builder *builder, const nws_token *token)
{
    /* Step 2: the current node has the tag and is not in the list. */
    const nws_open *current = nws_builder_current(builder);
    if (current->key == (uint32_t)token->tag && nws_active_index(builder, current->node) < 0) {
        nws_builder_pop(builder);
        return NWS_OK;
    }
    bool done = false;
    for (int i = 0; i < MAX_OUTER && !done; i++)
        NWS_TRY(run_round(builder, token, &done));
    return NWS_OK;
}
