/* The stack of open output elements; see cleaner.h for what a slot is. Inside clean/ only. */
#ifndef NWS_CLEAN_SLOTS_H
#define NWS_CLEAN_SLOTS_H

#include "clean/cleaner.h"

/* Pushes node at place, and above it the inline elements it inherits. */
NWS_MUST_CHECK nws_status nws_slots_push(nws_cleaner *cleaner, const nws_place *place,
                                         nws_node *node, uint32_t closed_by);
/* Finishes the top slot and takes it off. */
NWS_MUST_CHECK nws_status nws_slots_pop(nws_cleaner *cleaner);
/* Ends what is in the tree of the elements from slot outwards to target, exclusively: what comes
 * for them later goes into clones. *done is false when those would cost more than is left of the
 * budget: then nothing was done. */
NWS_MUST_CHECK nws_status nws_slots_suspend(nws_cleaner *cleaner, uint32_t slot, uint32_t target,
                                            bool *done);
/* Sees to it that slot's element is in the tree, with all around it. */
NWS_MUST_CHECK nws_status nws_slots_place(nws_cleaner *cleaner, uint32_t slot);

/* The last child of parent, when node only goes on with it (NWS_REPAIR_JOINS); else NULL. */
nws_node *nws_slots_continued(const nws_cleaner *cleaner, const nws_node *parent,
                              const nws_node *node);

NWS_INLINE void nws_slots_append(nws_node *parent, nws_node *child)
{
    child->parent = parent;
    child->prev = parent->last;
    child->next = NULL;
    if (parent->last != NULL)
        parent->last->next = child;
    else
        parent->children = child;
    parent->last = child;
}

#endif
