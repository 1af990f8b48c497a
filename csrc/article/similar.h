/* Which of many simhashes belong together: groups of those that differ in few bits.
 *
 * Separate from simhash.h, which makes one of a text: here they are numbers, from anywhere.
 */
#ifndef NWS_ARTICLE_SIMILAR_H
#define NWS_ARTICLE_SIMILAR_H

#include "base/alloc.h"
#include "base/bounds.h"
#include "base/status.h"

#include <stdint.h>

/* Into groups[i] the first index of the group that hashes[i] is in: its own when it is alone. Two
 * that differ in at most distance bits are in one group, and so is what a chain of such pairs
 * connects. The result does not depend on how the search went.
 *
 * distance is at most NWS_MAX_DISTANCE, else NWS_E_ARGUMENT. NWS_E_MEMORY: 16 bytes a hash are
 * borrowed from the allocator. */
NWS_MUST_CHECK nws_status nws_similar_group(const nws_allocator *allocator, const uint64_t *hashes,
                                            size_t count, unsigned distance, size_t *groups);

#endif
