/* The way into a value that is being written: its open lists and maps, from the outside in.
 *
 * What value.c and edit_write.c share, which write different languages in the same order. The way
 * lies in a buffer, so that no depth of a value is a depth of calls.
 */
#ifndef NWS_FRONT_VALUE_WALK_H
#define NWS_FRONT_VALUE_WALK_H

#include "front/value.h"

/* A list or map, and the next of its items or entries. */
typedef struct nws_value_step {
    const nws_value *value;
    uint32_t next;
} nws_value_step;

typedef struct nws_value_walk {
    nws_buffer memory; /* of nws_value_step, the innermost last */
} nws_value_walk;

NWS_INLINE void nws_value_walk_begin(nws_value_walk *walk, const nws_allocator *allocator)
{
    nws_buffer_init(&walk->memory, allocator);
}

NWS_INLINE void nws_value_walk_end(nws_value_walk *walk)
{
    nws_buffer_free(&walk->memory);
}

NWS_MUST_CHECK NWS_INLINE nws_status nws_value_walk_into(nws_value_walk *walk,
                                                         const nws_value *value)
{
    const nws_value_step step = {value, 0};
    return nws_buffer_append(&walk->memory, &step, sizeof step);
}

/* The innermost list or map, until the next call; NULL: the walk is over. */
NWS_INLINE nws_value_step *nws_value_walk_at(nws_value_walk *walk)
{
    const size_t length = walk->memory.length;
    return length == 0
               ? NULL
               : (nws_value_step *)(void *)(walk->memory.data + length - sizeof(nws_value_step));
}

NWS_INLINE void nws_value_walk_out(nws_value_walk *walk)
{
    walk->memory.length -= sizeof(nws_value_step);
}

#endif
