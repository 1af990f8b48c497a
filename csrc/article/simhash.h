/* Sixty-four counters that shingles of two words vote on, and which of them have a majority.
 *
 * Separate from counts.c because it is a kernel: the counters are kept bit-sliced (plane i holds
 * bit i of all of them), so that a vote is a handful of word operations instead of 64 additions.
 */
#ifndef NWS_ARTICLE_SIMHASH_H
#define NWS_ARTICLE_SIMHASH_H

#include <stddef.h>
#include <stdint.h>

enum {
    NWS_SIMHASH_BLOCK = 128, /* shingles that are cheapest to add at once */
    NWS_SIMHASH_LANES = 8,   /* sets of counters side by side, to be added up at the end */
    NWS_SIMHASH_PLANES = 32  /* 2^32 votes a lane */
};

/* Thirty-two counters, so many times over. */
typedef uint32_t nws_simhash_planes[NWS_SIMHASH_PLANES][NWS_SIMHASH_LANES];

typedef struct nws_simhash {
    nws_simhash_planes low, high; /* for the bits 0 to 31 and 32 to 63 */
    uint64_t votes;
} nws_simhash;

/* Adds the votes of words[0] with words[1], words[1] with words[2], ..., words[count - 1] with
 * words[count] to *simhash, which begins as all zero. The words are numbers of 32 bits that are
 * well mixed; how a pair votes stands in counts.h. */
void nws_simhash_add(nws_simhash *simhash, const uint32_t *words, size_t count);

/* The bits that more than half of the votes set. The counters are used up. */
uint64_t nws_simhash_end(nws_simhash *simhash);

#endif
