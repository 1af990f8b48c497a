/* Sixty-four counters that are voted on together, and which of them have a majority.
 *
 * Separate from counts.c because it is a kernel: the counters are kept bit-sliced (plane i holds
 * bit i of all of them), so that a vote is a handful of word operations instead of 64 additions.
 */
#ifndef NWS_ARTICLE_SIMHASH_H
#define NWS_ARTICLE_SIMHASH_H

#include <stddef.h>
#include <stdint.h>

enum { NWS_SIMHASH_BLOCK = 32, NWS_SIMHASH_PLANES = 40 }; /* 2^40 votes */

/* Two times 64 counters, side by side as the smallest vectors of every machine are: the votes with
 * even and with odd numbers. */
typedef uint64_t nws_simhash_pair __attribute__((vector_size(16)));

typedef struct nws_simhash {
    nws_simhash_pair planes[NWS_SIMHASH_PLANES];
    uint64_t votes;
} nws_simhash;

/* Adds votes to *simhash, which begins as all zero: each bit that is set is a vote for that bit.
 * votes has room up to the next multiple of NWS_SIMHASH_BLOCK, and may be written over there. */
void nws_simhash_add(nws_simhash *simhash, uint64_t *votes, size_t count);

/* The bits that more than half of the votes set. */
uint64_t nws_simhash_end(const nws_simhash *simhash);

#endif
