/* Memory for results: blocks that are made once, hardly ever grow, and live as long as somebody
 * holds them.
 *
 * Separate from the allocators it takes from: it lays large blocks one behind the other in
 * regions, where each by itself would cost a mapping and most of a page.
 */
#ifndef NWS_BASE_POOL_H
#define NWS_BASE_POOL_H

#include "base/alloc.h"
#include "base/status.h"

/* Blocks from here on lie in regions; smaller ones are asked for one by one. */
#define NWS_POOL_LARGE ((size_t)128 << 10)
/* A region: address space, of which only what is touched becomes memory. A larger block has one of
 * its own. */
#define NWS_POOL_REGION ((size_t)32 << 20)

typedef struct nws_pool nws_pool;

/* A pool keeps one region at the most when all its blocks are gone, so that results of one size
 * after the other need no fresh pages: these can cost more than what is written to them.
 *
 * NULL: no memory. parent must outlive all blocks and be safe to use on any thread. The caller
 * holds one reference and every block another, so that blocks may outlive it. */
NWS_MUST_CHECK nws_pool *nws_pool_new(const nws_allocator *parent);
void nws_pool_retain(nws_pool *pool);
void nws_pool_release(nws_pool *pool); /* NULL is allowed */

/* Safe to use on any thread. A region goes back to parent with its last block. */
const nws_allocator *nws_pool_allocator(nws_pool *pool);

#endif
