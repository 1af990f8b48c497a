/* Which texts of an array are equal to an earlier one.
 *
 * Keys of a mapping and elements of a list need it. A sort, not a hash table: whoever writes the
 * file cannot make it slow by choosing keys that collide.
 */
#ifndef NWS_FRONT_DISTINCT_H
#define NWS_FRONT_DISTINCT_H

#include "base/arena.h"

#include <stdint.h>

/* The text at index i lies stride * i bytes after *texts. When all differ *first is NULL; else it
 * is an array in the arena, (*first)[i] being the index of the earliest text equal to text i.
 * O(bytes * log count). */
NWS_MUST_CHECK nws_status nws_distinct_first(nws_arena *arena, const nws_view *texts, size_t stride,
                                             uint32_t count, uint32_t **first);

#endif
