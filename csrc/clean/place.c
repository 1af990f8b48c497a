/* Where things go: the content models as a table of steps, and the steps.
 *
 * Separate from the walk so that the rules of structure can be read in one place. A step is looked
 * up by (model of the place, kind of the thing); those that change the place are repeated until the
 * thing fits, goes away, or its content goes in its stead. The stack itself is slots.c.
 */
#include "base/bounds.h"
#include "clean/slots.h"

typedef enum step {
    UNWRAP = 0,
    HERE,
    OUT,   /* split what is open, up to what takes blocks */
    LEAVE, /* split one level */
    BREAK, /* unwrap, on a line of its own */
    DROP,
    IN_UL, /* insert a parent for it */
    IN_DL,
    IN_LI,
    IN_DD,
    IN_DIV,
    IN_COLGROUP,
    IN_TBODY,
    IN_TR,
    IN_TD
} step;

#define TEXTS(step) [NWS_KIND_TEXT] = (step), [NWS_KIND_INLINE] = (step), [NWS_KIND_LINK] = (step)
#define BLOCKS(step) [NWS_KIND_BLOCK] = (step), [NWS_KIND_BOX] = (step)
#define PARTS(item, term) [NWS_KIND_ITEM] = (item), [NWS_KIND_TERM] = (term)

/* Table parts and ruby text where they are not named stay UNWRAP: browsers ignore their tags there,
 * too. https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
 * In a table, what is no part of it goes into a cell of its own: that is the anonymous cell in
 * which CSS shows it, and it keeps the order of the text, which moving it out would not. */
static const uint8_t steps[NWS_MODEL_COUNT][NWS_KIND_COUNT] = {
    [NWS_MODEL_FLOW] = {TEXTS(HERE), BLOCKS(HERE), PARTS(IN_UL, IN_DL), [NWS_KIND_SPACE] = HERE},
    [NWS_MODEL_PHRASING] = {TEXTS(HERE), BLOCKS(OUT), PARTS(OUT, OUT), [NWS_KIND_SPACE] = HERE},
    [NWS_MODEL_LINE] = {TEXTS(HERE), PARTS(OUT, OUT), [NWS_KIND_BLOCK] = OUT,
                        [NWS_KIND_BOX] = BREAK, [NWS_KIND_SPACE] = HERE},
    [NWS_MODEL_RUBY] = {TEXTS(HERE), BLOCKS(OUT), PARTS(OUT, OUT), [NWS_KIND_SPACE] = HERE,
                        [NWS_KIND_RUBY] = HERE},
    [NWS_MODEL_LIST] = {TEXTS(IN_LI), BLOCKS(IN_LI), PARTS(HERE, IN_LI), [NWS_KIND_SPACE] = HERE},
    [NWS_MODEL_TERMS] = {TEXTS(IN_DD), BLOCKS(IN_DD), PARTS(IN_DD, HERE), [NWS_KIND_SPACE] = HERE},
    [NWS_MODEL_TABLE] = {TEXTS(IN_TBODY), BLOCKS(IN_TBODY), PARTS(IN_TBODY, IN_TBODY),
                         [NWS_KIND_SPACE] = DROP, [NWS_KIND_CAPTION] = HERE,
                         [NWS_KIND_COLUMNS] = HERE, [NWS_KIND_COLUMN] = IN_COLGROUP,
                         [NWS_KIND_GROUP] = HERE, [NWS_KIND_ROW] = IN_TBODY,
                         [NWS_KIND_CELL] = IN_TBODY},
    [NWS_MODEL_COLUMNS] = {TEXTS(LEAVE), BLOCKS(LEAVE), PARTS(LEAVE, LEAVE),
                           [NWS_KIND_SPACE] = DROP, [NWS_KIND_COLUMN] = HERE},
    [NWS_MODEL_GROUP] = {TEXTS(IN_TR), BLOCKS(IN_TR), PARTS(IN_TR, IN_TR), [NWS_KIND_SPACE] = DROP,
                         [NWS_KIND_ROW] = HERE, [NWS_KIND_CELL] = IN_TR},
    [NWS_MODEL_ROW] = {TEXTS(IN_TD), BLOCKS(IN_TD), PARTS(IN_TD, IN_TD), [NWS_KIND_SPACE] = DROP,
                       [NWS_KIND_CELL] = HERE},
};

#undef PARTS

#define BIT(kind) (1u << NWS_KIND_##kind)
#define PARTS (BIT(CAPTION) | BIT(COLUMNS) | BIT(COLUMN) | BIT(GROUP))
#define ALL ((1u << NWS_KIND_COUNT) - 1)

/* What each inserting step inserts, and what ends it again. */
static const struct {
    uint8_t tag;
    uint32_t closed_by;
} inserts[] = {
    [IN_UL] = {NWS_TAG_UL, ALL & ~(BIT(ITEM) | BIT(SPACE))},
    [IN_DL] = {NWS_TAG_DL, ALL & ~(BIT(TERM) | BIT(SPACE))},
    [IN_LI] = {NWS_TAG_LI, BIT(ITEM)},
    [IN_DD] = {NWS_TAG_DD, BIT(TERM)},
    [IN_DIV] = {NWS_TAG_DIV, ALL},
    [IN_COLGROUP] = {NWS_TAG_COLGROUP, ALL & ~(BIT(COLUMN) | BIT(SPACE))},
    [IN_TBODY] = {NWS_TAG_TBODY, PARTS},
    [IN_TR] = {NWS_TAG_TR, PARTS | BIT(ROW)},
    [IN_TD] = {NWS_TAG_TD, PARTS | BIT(ROW) | BIT(CELL)},
};

#undef BIT
#undef PARTS
#undef ALL

/* R9, with room inside a container for the parts that a repair may have to insert: list and item,
 * table, group, row and cell. Parts themselves always fit then. */
static unsigned deepest(nws_tag tag)
{
    switch (nws_stable_tags[tag].model) {
    case NWS_MODEL_EMPTY:
    case NWS_MODEL_NOTHING: return NWS_MAX_OUTPUT_DEPTH;
    case NWS_MODEL_LIST:
    case NWS_MODEL_TERMS: return NWS_MAX_OUTPUT_DEPTH - 2;
    case NWS_MODEL_TABLE: return NWS_MAX_OUTPUT_DEPTH - 4;
    default: break;
    }
    switch (nws_stable_tags[tag].kind) {
    case NWS_KIND_ITEM:
    case NWS_KIND_TERM:
    case NWS_KIND_CAPTION:
    case NWS_KIND_COLUMNS:
    case NWS_KIND_GROUP:
    case NWS_KIND_ROW:
    case NWS_KIND_CELL: return NWS_MAX_OUTPUT_DEPTH;
    default: return NWS_MAX_OUTPUT_DEPTH - 1;
    }
}

NWS_INLINE bool fits(const nws_cleaner *cleaner, uint32_t where, nws_tag tag)
{
    const unsigned depth = cleaner->slots[where].depth + 1u;
    return NWS_LIKELY(depth <= NWS_MAX_OUTPUT_DEPTH - 4) || depth <= deepest(tag);
}

/* Moves the place outwards, to target. When that would cost more clones than are left, nothing is
 * done. */
static nws_status move_out(nws_cleaner *cleaner, nws_place *place, uint32_t target, bool *moved)
{
    NWS_TRY(nws_slots_suspend(cleaner, place->where, target, moved));
    if (!*moved) {
        place->outcome = NWS_PLACE_UNWRAP;
        return NWS_OK;
    }
    place->inherit = place->where;
    place->inherit_stop = target;
    place->where = target;
    return NWS_OK;
}

static nws_status insert_parent(nws_cleaner *cleaner, nws_place *place, step how,
                                const nws_node *node, bool *moved)
{
    const nws_tag tag = (nws_tag)inserts[how].tag;
    /* Of all that is inserted, only the box of R11 may be something that the policy does not keep.
     */
    *moved = fits(cleaner, place->where, tag) &&
             (how != IN_DIV || cleaner->policy->actions[tag] == NWS_ACTION_KEEP);
    if (!*moved) {
        place->outcome = NWS_PLACE_UNWRAP;
        return NWS_OK;
    }
    cleaner->budget -= cleaner->budget > 0;
    nws_node *parent = nws_node_element(cleaner->arena, cleaner->document->xml, tag,
                                        nws_tag_names[tag], nws_node_start(node));
    if (parent == NULL)
        return NWS_E_MEMORY;
    nws_node_set_end(parent, nws_node_start(node));
    NWS_TRY(nws_attributes_made(cleaner, parent));
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_STABLE, NWS_AUDIT_INSERTED, parent, NULL));
    NWS_TRY(nws_slots_push(cleaner, place, parent, inserts[how].closed_by));
    *place = (nws_place){.where = cleaner->slot_count - 1};
    return NWS_OK;
}

/* R2: the a that is open ends before this one. */
static nws_status leave_link(nws_cleaner *cleaner, nws_place *place)
{
    const uint32_t link = cleaner->slots[place->where].link;
    bool moved;
    return link == 0 ? NWS_OK : move_out(cleaner, place, cleaner->slots[link].under, &moved);
}

/* R11: whether an element of this tag needs a box of its own there. */
static bool clashes(const nws_cleaner *cleaner, const nws_place *place, nws_tag tag)
{
    return cleaner->policy->portable &&
           nws_stable_clashes((nws_tag)cleaner->slots[place->where].tag, tag);
}

/* A div in a list that begins with the list's own parts: HTML allows it in dl, and nobody can have
 * meant it to be an item elsewhere. */
static bool groups_parts(const nws_node *node, nws_kind kind, step next)
{
    if (kind != NWS_KIND_BOX || (next != IN_LI && next != IN_DD))
        return false;
    const nws_node *child = node->children;
    while (child != NULL && !nws_node_is_element(child))
        child = child->next;
    return child != NULL && nws_stable_tags[nws_node_tag(child)].kind ==
                                (next == IN_LI ? NWS_KIND_ITEM : NWS_KIND_TERM);
}

/* Is it a list, a table, or a part of one? What stands in them may need insertions, so without a
 * budget for those they go: then all that is in them needs one parent at the most. */
static bool is_costly(nws_kind kind, nws_tag tag)
{
    const uint8_t model = nws_stable_tags[tag].model;
    return (kind >= NWS_KIND_ITEM && kind <= NWS_KIND_CELL) || model == NWS_MODEL_LIST ||
           model == NWS_MODEL_TERMS || model == NWS_MODEL_TABLE;
}

/* Its kind fits in this place. */
static nws_status stay(nws_cleaner *cleaner, nws_place *place, nws_kind kind, nws_tag tag,
                       const nws_node *node, bool *moved)
{
    if (kind == NWS_KIND_LINK)
        NWS_TRY(leave_link(cleaner, place));
    if (clashes(cleaner, place, tag))
        return insert_parent(cleaner, place, IN_DIV, node, moved);
    if (tag != NWS_TAG_UNKNOWN && !fits(cleaner, place->where, tag))
        place->outcome = NWS_PLACE_DEEP;
    return NWS_OK;
}

/* Moves the place by one step. *moved is false when it is found: place->outcome says what then. */
static nws_status take_step(nws_cleaner *cleaner, nws_place *place, nws_kind kind, nws_tag tag,
                            const nws_node *node, bool *moved)
{
    const nws_slot *slot = &cleaner->slots[place->where];
    const step next = (step)steps[slot->model][kind];
    *moved = false;
    switch (next) {
    case HERE: return stay(cleaner, place, kind, tag, node, moved);
    case OUT:
        if ((slot->flags & SLOT_WHOLE) == 0)
            return move_out(cleaner, place, slot->flow, moved);
        place->outcome = NWS_PLACE_BREAK;
        return NWS_OK;
    case LEAVE: /* a colgroup, which no parser fills: never refused, for nothing may be lost */
        cleaner->budget += slot->cost;
        return move_out(cleaner, place, slot->under, moved);
    case UNWRAP: place->outcome = NWS_PLACE_UNWRAP; return NWS_OK;
    case BREAK: place->outcome = NWS_PLACE_BREAK; return NWS_OK;
    case DROP: place->outcome = NWS_PLACE_DROP; return NWS_OK;
    default: break;
    }
    if (groups_parts(node, kind, next)) {
        place->outcome = NWS_PLACE_UNWRAP;
        return NWS_OK;
    }
    const bool clash = clashes(cleaner, place, (nws_tag)inserts[next].tag);
    return insert_parent(cleaner, place, clash ? IN_DIV : next, node, moved);
}

nws_status nws_place_find(nws_cleaner *cleaner, nws_kind kind, const nws_node *node,
                          nws_place *place)
{
    const nws_tag tag = nws_node_is_element(node) ? nws_node_tag(node) : NWS_TAG_UNKNOWN;
    if (cleaner->policy->portable && (nws_stable_tags[tag].flags & NWS_STABLE_YOUNG) != 0) {
        *place = (nws_place){.outcome = NWS_PLACE_UNWRAP};
        return NWS_OK;
    }
    if (NWS_UNLIKELY(cleaner->budget == 0) && tag != NWS_TAG_UNKNOWN && is_costly(kind, tag)) {
        *place = (nws_place){.where = cleaner->slot_count - 1, .outcome = NWS_PLACE_UNWRAP};
        return NWS_OK;
    }
    while ((cleaner->slots[cleaner->slot_count - 1].closed_by >> kind & 1u) != 0)
        NWS_TRY(nws_slots_pop(cleaner));
    *place = (nws_place){.where = cleaner->slot_count - 1, .outcome = NWS_PLACE_HERE};
    for (bool moved = true; moved;)
        NWS_TRY(take_step(cleaner, place, kind, tag, node, &moved));
    return NWS_OK;
}
