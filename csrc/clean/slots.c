/* The stack of open output elements: pushed, split, cloned, and judged when they are finished.
 *
 * Separate from place.c, which knows the rules; here is only what is done to keep them. Every clone
 * is paid for out of a budget that grows with the nodes that were read, so that no input makes the
 * output grow faster than itself.
 */
#include "clean/slots.h"

#include "base/bounds.h"

enum {
    FIRST_SLOTS = 64,
    COST_SHIFT = 4 /* sixteen bytes of attributes cost as much as an element */
};

/* --- pushing --- */

static nws_status reserve(nws_cleaner *cleaner)
{
    return NWS_ROOM(cleaner->arena, cleaner->slots, cleaner->slot_count + NWS_MAX_INHERITED,
                    cleaner->slot_capacity, FIRST_SLOTS);
}

static uint32_t clone_cost(const nws_node *node)
{
    size_t bytes = 0, count = 1;
    for (const nws_attribute *at = node->properties; at != NULL; at = at->next) {
        count++;
        bytes += nws_attribute_value(at).length;
    }
    return (uint32_t)(count + (bytes >> COST_SHIFT));
}

/* A slot on top, under the slot where. */
static nws_slot *push_one(nws_cleaner *cleaner, uint32_t where, nws_node *node, unsigned flags,
                          uint32_t closed_by)
{
    const nws_slot *base = &cleaner->slots[where];
    const nws_tag tag = nws_node_tag(node);
    const nws_kind kind = (nws_kind)nws_stable_tags[tag].kind;
    const uint32_t self = cleaner->slot_count++;
    nws_slot *slot = &cleaner->slots[self];
    const nws_model model = nws_stable_model(tag, (nws_model)base->model);
    if (model != NWS_MODEL_FLOW &&
        ((nws_stable_tags[tag].flags & NWS_STABLE_WHOLE) != 0 || (base->flags & SLOT_WHOLE) != 0))
        flags |= SLOT_WHOLE;
    *slot = (nws_slot){
        .node = node,
        .under = where,
        .flow = model == NWS_MODEL_FLOW ? self : base->flow,
        /* R2's scope: https://html.spec.whatwg.org/multipage/parsing.html#concept-parser-marker */
        .link = kind == NWS_KIND_CELL || kind == NWS_KIND_CAPTION ? 0
                : kind == NWS_KIND_LINK                           ? self
                                                                  : base->link,
        .closed_by = closed_by,
        .cost = node->properties == NULL ? 1 : clone_cost(node),
        .depth = (uint16_t)(base->depth + 1),
        .tag = (uint8_t)tag,
        .model = (uint8_t)model,
        .flags = (uint8_t)flags,
    };
    return slot;
}

static bool inherits(const nws_slot *slot, const nws_slot *into)
{
    const nws_stable own = nws_stable_tags[slot->tag];
    if (own.kind == NWS_KIND_LINK)
        return into->link == 0;
    return own.kind == NWS_KIND_INLINE && own.model == NWS_MODEL_PHRASING &&
           (own.flags & (NWS_STABLE_FORMAT | NWS_STABLE_WHOLE)) == NWS_STABLE_FORMAT;
}

/* Inline elements that were split round the block at self go on inside it: bold stays bold, and a
 * link still leads somewhere. The innermost of a name is enough. */
static void push_inherited(nws_cleaner *cleaner, uint32_t self, uint32_t from, uint32_t stop)
{
    uint32_t found[NWS_MAX_INHERITED], count = 0;
    size_t cost = 0;
    for (uint32_t i = from; i != stop && count < NWS_MAX_INHERITED; i = cleaner->slots[i].under) {
        const nws_slot *slot = &cleaner->slots[i];
        bool wanted = inherits(slot, &cleaner->slots[self]);
        for (uint32_t j = 0; wanted && j < count; j++)
            wanted = cleaner->slots[found[j]].tag != slot->tag;
        if (wanted) {
            found[count++] = i;
            cost += slot->cost;
        }
    }
    if (cost > cleaner->budget)
        return;
    cleaner->budget -= cost;
    const uint32_t closed_by = cleaner->slots[self].closed_by;
    for (uint32_t where = self; count > 0; where = cleaner->slot_count - 1) {
        if (cleaner->slots[where].depth + 1u >= NWS_MAX_OUTPUT_DEPTH)
            return;
        push_one(cleaner, where, cleaner->slots[found[--count]].node, SLOT_USED, closed_by);
    }
}

nws_status nws_slots_push(nws_cleaner *cleaner, const nws_place *place, nws_node *node,
                          uint32_t closed_by)
{
    NWS_TRY(reserve(cleaner));
    const uint32_t self = cleaner->slot_count;
    nws_slot *slot = push_one(cleaner, place->where, node, 0, closed_by);
    const nws_slot *base = &cleaner->slots[place->where];
    const uint32_t from = place->inherit != 0 ? place->inherit : base->inherit;
    if (NWS_LIKELY(from == 0))
        return NWS_OK;
    const uint32_t stop = place->inherit != 0 ? place->inherit_stop : base->inherit_stop;
    if ((nws_stable_accepts[slot->model] >> NWS_KIND_TEXT & 1u) != 0) {
        push_inherited(cleaner, self, from, stop);
    } else { /* a list or a table: for what will stand in its items or cells */
        slot->inherit = from;
        slot->inherit_stop = stop;
    }
    return NWS_OK;
}

/* --- into the tree --- */

static nws_attribute *clone_attribute(nws_arena *arena, const nws_attribute *from, nws_node *parent,
                                      nws_attribute *last)
{
    nws_attribute *copy = nws_arena_alloc(arena, sizeof *copy);
    if (copy == NULL)
        return NULL;
    *copy = *from;
    nws_attribute_link(copy, parent, last);
    return copy;
}

static nws_node *clone_element(nws_cleaner *cleaner, const nws_node *from)
{
    nws_node *copy = nws_node_element(cleaner->arena, cleaner->document->xml, nws_node_tag(from),
                                      (const char *)from->name, nws_node_start(from));
    if (copy == NULL)
        return NULL;
    nws_node_set_end(copy, nws_node_end(from));
    if (nws_node_note(from) != NULL)
        nws_node_set_note(copy, nws_node_note(from));
    nws_attribute *last = NULL;
    for (const nws_attribute *at = from->properties; at != NULL; at = at->next) {
        last = clone_attribute(cleaner->arena, at, copy, last);
        if (last == NULL)
            return NULL;
    }
    return copy;
}

/* Whether an element is something to see whatever it holds. A link is: none may be lost. */
static bool is_shown(const nws_slot *slot)
{
    const nws_stable stable = nws_stable_tags[slot->tag];
    return (stable.flags & NWS_STABLE_SHOWN) != 0 ||
           (stable.kind == NWS_KIND_LINK && slot->node->properties != NULL);
}

/* Puts the element of slot into the tree, behind what is in the one under it. */
static nws_status append_slot(nws_cleaner *cleaner, nws_slot *slot)
{
    nws_node *parent = cleaner->slots[slot->under].node;
    nws_node *before = nws_slots_continued(cleaner, parent, slot->node);
    if (before != NULL) {
        NWS_TRY(nws_clean_record(cleaner, NWS_RULE_JOIN, NWS_AUDIT_UNWRAPPED, slot->node, NULL));
        slot->node = before;
        return NWS_OK;
    }
    if ((slot->flags & SLOT_USED) != 0) {
        slot->node = clone_element(cleaner, slot->node);
        if (slot->node == NULL)
            return NWS_E_MEMORY;
    }
    nws_slots_append(parent, slot->node);
    return NWS_OK;
}

nws_status nws_slots_place(nws_cleaner *cleaner, uint32_t slot)
{
    nws_slot *slots = cleaner->slots;
    uint32_t next = 0;
    for (; (slots[slot].flags & SLOT_PLACED) == 0; slot = slots[slot].under) {
        slots[slot].next = next;
        next = slot;
    }
    for (; next != 0; next = slots[next].next) {
        NWS_TRY(append_slot(cleaner, &slots[next]));
        slots[next].flags = (uint8_t)((slots[next].flags & ~SLOT_USED) | SLOT_PLACED);
        if (is_shown(&slots[next]))
            nws_place_seen(cleaner, next);
    }
    return NWS_OK;
}

static nws_status join_text(nws_cleaner *cleaner, nws_node *left, const nws_node *right)
{
    const nws_view a = nws_node_text(left), b = nws_node_text(right);
    const unsigned flags = nws_scrub_join(a, nws_node_flags(left), b, nws_node_flags(right));
    const size_t length = a.length + b.length;
    const uint32_t capacity = nws_node_capacity(left);
    if (capacity == 0 && a.data + a.length == b.data) {
        nws_node_set_text(left, nws_view_of(a.data, length), 0);
    } else {
        char *data = (char *)left->content;
        uint32_t room = capacity;
        if (length > capacity) {
            /* Doubled, so that joining many pieces copies each byte a bounded number of times. */
            room = (uint32_t)nws_arena_roomy(length);
            data = capacity > 0 ? nws_arena_resize(cleaner->arena, data, capacity, room)
                                : nws_arena_alloc(cleaner->arena, room);
            if (data == NULL)
                return NWS_E_MEMORY;
            if (capacity == 0)
                memcpy(data, a.data, a.length);
        }
        memcpy(data + a.length, b.data, b.length);
        nws_node_set_text(left, nws_view_of(data, length), room);
    }
    nws_node_set(left, NWS_TAG_UNKNOWN, flags, nws_node_start(left));
    return NWS_OK;
}

static nws_status append_joined(nws_cleaner *cleaner, nws_node *parent, nws_node *child)
{
    if (child->type == XML_TEXT_NODE && parent->last != NULL && parent->last->type == XML_TEXT_NODE)
        return join_text(cleaner, parent->last, child);
    nws_slots_append(parent, child);
    return NWS_OK;
}

/* --- finishing --- */

/* Takes off node, which is the last child of its parent. */
static void unlink_last(nws_node *node)
{
    nws_node *parent = node->parent;
    parent->last = node->prev;
    if (node->prev != NULL)
        node->prev->next = NULL;
    else
        parent->children = NULL;
    node->parent = node->prev = NULL;
}

static bool is_blank(const nws_node *node)
{
    return node->type == XML_TEXT_NODE && (nws_node_flags(node) & NWS_TEXT_BLANK) != 0;
}

static bool is_block(const nws_node *node)
{
    if (!nws_node_is_element(node))
        return false;
    const uint8_t kind = nws_stable_tags[nws_node_tag(node)].kind;
    return kind == NWS_KIND_BOX || kind == NWS_KIND_BLOCK;
}

/* A div that has no attribute and holds one block and nothing else. */
static bool is_wrapper(const nws_cleaner *cleaner, const nws_slot *slot)
{
    if (slot->tag != NWS_TAG_DIV || slot->node->properties != NULL ||
        (cleaner->policy->repairs & NWS_REPAIR_WRAPPERS) == 0)
        return false;
    const nws_node *child = slot->node->children;
    if (child != NULL && is_blank(child))
        child = child->next;
    if (child == NULL || !is_block(child))
        return false;
    if (cleaner->policy->portable && /* R11: it was put there */
        nws_stable_clashes((nws_tag)cleaner->slots[slot->under].tag, nws_node_tag(child)))
        return false;
    child = child->next;
    return child == NULL || (is_blank(child) && child->next == NULL);
}

/* Whether slot's element says nothing and goes: see NWS_STABLE_HOLLOW and _FORMAT. What has a name
 * may be the target of a link. */
static bool is_empty(const nws_cleaner *cleaner, const nws_slot *slot)
{
    const uint8_t flags = nws_stable_tags[slot->tag].flags;
    if ((cleaner->policy->repairs & NWS_REPAIR_EMPTY) == 0 || (slot->flags & SLOT_SEEN) != 0 ||
        (slot->node->properties != NULL && (nws_node_attribute(slot->node, NWS_ATTR_ID) != NULL ||
                                            nws_node_attribute(slot->node, NWS_ATTR_NAME) != NULL)))
        return false;
    return (flags & NWS_STABLE_HOLLOW) != 0 ||
           ((flags & NWS_STABLE_FORMAT) != 0 && slot->node->children == NULL);
}

static nws_status unwrap_last(nws_cleaner *cleaner, nws_node *node)
{
    nws_node *parent = node->parent, *child = node->children;
    unlink_last(node);
    node->children = node->last = NULL;
    while (child != NULL) {
        nws_node *next = child->next;
        NWS_TRY(append_joined(cleaner, parent, child));
        child = next;
    }
    return NWS_OK;
}

/* Nothing more goes into the placed element of slot: takes it off if it is empty, unwraps it if it
 * only wraps. It is free for another use then. */
static nws_status finish(nws_cleaner *cleaner, nws_slot *slot)
{
    const bool own = (slot->flags & SLOT_OWN) != 0;
    nws_node *node = slot->node;
    slot->flags = (uint8_t)(slot->flags & ~SLOT_PLACED);
    if (is_empty(cleaner, slot)) {
        cleaner->break_due |= is_block(node);
        unlink_last(node);
        node->children = node->last = NULL;
        return own ? nws_clean_record(cleaner, NWS_RULE_EMPTY, NWS_AUDIT_DROPPED, node, NULL)
                   : NWS_OK;
    }
    if (is_wrapper(cleaner, slot)) {
        NWS_TRY(unwrap_last(cleaner, node));
        return nws_clean_record(cleaner, NWS_RULE_WRAPPER, NWS_AUDIT_UNWRAPPED, node, NULL);
    }
    slot->flags |= SLOT_USED;
    return NWS_OK;
}

nws_status nws_slots_pop(nws_cleaner *cleaner)
{
    const uint32_t top = cleaner->slot_count - 1;
    nws_slot *slot = &cleaner->slots[top];
    if ((slot->flags & SLOT_PLACED) != 0) {
        NWS_TRY(finish(cleaner, slot));
    } else if ((slot->flags & (SLOT_OWN | SLOT_USED | SLOT_SPLIT)) == SLOT_OWN) {
        if (is_empty(cleaner, slot)) {
            cleaner->break_due |= is_block(slot->node);
            NWS_TRY(nws_clean_record(cleaner, NWS_RULE_EMPTY, NWS_AUDIT_DROPPED, slot->node, NULL));
        } else {
            NWS_TRY(nws_slots_place(cleaner, top));
        }
    }
    cleaner->slot_count = top;
    return NWS_OK;
}

nws_status nws_slots_suspend(nws_cleaner *cleaner, uint32_t slot, uint32_t target, bool *done)
{
    nws_slot *slots = cleaner->slots;
    size_t cost = 0;
    const nws_node *split = NULL;
    for (uint32_t i = slot; i != target; i = slots[i].under)
        cost += (slots[i].flags & SLOT_PLACED) != 0 ? slots[i].cost : 0;
    *done = cost <= cleaner->budget;
    if (!*done)
        return NWS_OK;
    cleaner->budget -= cost;
    for (uint32_t i = slot; i != target; i = slots[i].under) {
        slots[i].flags |= SLOT_SPLIT;
        if ((slots[i].flags & SLOT_PLACED) == 0)
            continue;
        const uint8_t own = slots[i].flags & SLOT_OWN;
        slots[i].flags = (uint8_t)(slots[i].flags & ~SLOT_OWN); /* a half: nothing for the record */
        NWS_TRY(finish(cleaner, &slots[i]));
        slots[i].flags = (uint8_t)((slots[i].flags & ~SLOT_SEEN) | own);
        if ((slots[i].flags & SLOT_USED) != 0)
            split = slots[i].node;
    }
    return split == NULL ? NWS_OK
                         : nws_clean_record(cleaner, NWS_RULE_STABLE, NWS_AUDIT_SPLIT, split, NULL);
}

/* --- the calls of cleaner.h --- */

nws_status nws_place_begin(nws_cleaner *cleaner)
{
    NWS_TRY(reserve(cleaner));
    cleaner->slots[0] = (nws_slot){
        .node = cleaner->document->root, .model = NWS_MODEL_FLOW, .flags = SLOT_PLACED | SLOT_SEEN};
    cleaner->slot_count = 1;
    return NWS_OK;
}

void nws_place_seen(nws_cleaner *cleaner, uint32_t slot)
{
    nws_slot *slots = cleaner->slots;
    for (; (slots[slot].flags & SLOT_SEEN) == 0; slot = slots[slot].under)
        slots[slot].flags |= SLOT_SEEN;
}

nws_status nws_place_open(nws_cleaner *cleaner, const nws_place *place, nws_node *node,
                          uint32_t *slot)
{
    *slot = cleaner->slot_count;
    NWS_TRY(nws_slots_push(cleaner, place, node, 0));
    cleaner->slots[*slot].flags |= SLOT_OWN;
    return NWS_OK;
}

nws_status nws_place_close(nws_cleaner *cleaner, uint32_t slot)
{
    while (cleaner->slot_count > slot)
        NWS_TRY(nws_slots_pop(cleaner));
    return NWS_OK;
}

/* What stands before the end of node, skipping white space; NULL when nothing does. */
static const nws_node *before(const nws_node *last)
{
    return last != NULL && is_blank(last) ? last->prev : last;
}

/* A block that went away stood between inline content and what is about to be put into slot: a line
 * break keeps the two apart. */
static nws_status insert_break(nws_cleaner *cleaner, uint32_t slot, uint32_t start)
{
    cleaner->break_due = false;
    if (cleaner->policy->actions[NWS_TAG_BR] != NWS_ACTION_KEEP)
        return NWS_OK;
    const nws_node *inside = cleaner->slots[slot].node;
    const nws_node *last = before(inside->last);
    for (uint32_t i = slot; last == NULL; i = cleaner->slots[i].under) {
        const uint8_t kind = nws_stable_tags[cleaner->slots[i].tag].kind;
        if (kind != NWS_KIND_INLINE && kind != NWS_KIND_LINK)
            return NWS_OK;
        last = before(inside->prev);
        inside = inside->parent;
    }
    if (nws_node_is_html(last, NWS_TAG_BR) || (nws_node_is_element(last) && is_block(last)))
        return NWS_OK;
    nws_node *line = nws_node_element(cleaner->arena, cleaner->document->xml, NWS_TAG_BR,
                                      nws_tag_names[NWS_TAG_BR], start);
    if (line == NULL)
        return NWS_E_MEMORY;
    nws_node_set_end(line, start);
    NWS_TRY(nws_attributes_made(cleaner, line));
    nws_slots_append(cleaner->slots[slot].node, line);
    return nws_clean_record(cleaner, NWS_RULE_STABLE, NWS_AUDIT_INSERTED, line, NULL);
}

/* Whether two br, and white space, are the last that is in parent. */
static bool ends_broken(const nws_node *parent)
{
    const nws_node *first = before(parent->last);
    if (first == NULL || !nws_node_is_html(first, NWS_TAG_BR))
        return false;
    const nws_node *second = before(first->prev);
    return second != NULL && nws_node_is_html(second, NWS_TAG_BR);
}

nws_status nws_place_void(nws_cleaner *cleaner, const nws_place *place, nws_node *node)
{
    const nws_stable stable = nws_stable_tags[nws_node_tag(node)];
    NWS_TRY(nws_slots_place(cleaner, place->where));
    if (cleaner->break_due && stable.kind == NWS_KIND_INLINE &&
        (stable.flags & NWS_STABLE_SHOWN) != 0)
        NWS_TRY(insert_break(cleaner, place->where, nws_node_start(node)));
    if (nws_node_tag(node) == NWS_TAG_BR && (cleaner->policy->repairs & NWS_REPAIR_BREAKS) != 0 &&
        cleaner->slots[place->where].model != NWS_MODEL_LINE && /* a pre's lines are its own */
        ends_broken(cleaner->slots[place->where].node))
        return nws_clean_record(cleaner, NWS_RULE_BREAK, NWS_AUDIT_DROPPED, node, NULL);
    nws_slots_append(cleaner->slots[place->where].node, node);
    if ((stable.flags & NWS_STABLE_SHOWN) != 0)
        nws_place_seen(cleaner, place->where);
    return NWS_OK;
}

/* R11: no newline where a newer parser leaves one out and an older does not.
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody, "pre" */
static nws_status strip_newlines(nws_cleaner *cleaner, nws_node *text)
{
    nws_view view = nws_node_text(text);
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_STABLE, NWS_AUDIT_DROPPED, text, NULL));
    while (view.length > 0 && view.data[0] == '\n')
        view = nws_view_slice(view, 1, view.length);
    nws_node_set_text(text, view, 0);
    nws_node_set(text, NWS_TAG_UNKNOWN, nws_scrub_scan(view) & NWS_TEXT_FLAGS,
                 nws_node_start(text));
    return NWS_OK;
}

nws_status nws_place_text(nws_cleaner *cleaner, const nws_place *place, nws_node *text)
{
    NWS_TRY(nws_slots_place(cleaner, place->where));
    const nws_slot *slot = &cleaner->slots[place->where];
    if (cleaner->policy->portable && slot->tag == NWS_TAG_PRE && slot->node->children == NULL &&
        nws_view_starts(nws_node_text(text), NWS_VIEW("\n"))) {
        NWS_TRY(strip_newlines(cleaner, text));
        if (nws_node_text(text).length == 0)
            return NWS_OK;
    }
    const bool unseen = (nws_node_flags(text) & NWS_TEXT_UNSEEN) != 0;
    if (cleaner->break_due && !unseen)
        NWS_TRY(insert_break(cleaner, place->where, nws_node_start(text)));
    if (!unseen)
        nws_place_seen(cleaner, place->where);
    return append_joined(cleaner, cleaner->slots[place->where].node, text);
}
