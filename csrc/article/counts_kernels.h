/* The vector kernels behind counts.c and simhash.c and their twins for every machine. Only these
 * and the kernels' own files include this, and the tests, which hold one against another.
 *
 * A kernel may be called only where its instructions exist: see base/cpu.h.
 */
#ifndef NWS_ARTICLE_COUNTS_KERNELS_H
#define NWS_ARTICLE_COUNTS_KERNELS_H

#include "article/simhash.h"
#include "base/cpu.h"
#include "base/str.h"

/* ---- words as numbers: see counts.h ---- */

#define NWS_COUNTS_BASIS UINT32_C(0x811C9DC5)
#define NWS_COUNTS_FACTOR UINT64_C(0x9E3779B97F4A7C15)

/* The number of a word with eight bytes more, which are read big-endian. Of four bytes or fewer the
 * lower half of the factor alone decides, so that lanes of 32 bits do. */
NWS_INLINE uint32_t nws_counts_mix(uint32_t number, uint64_t bytes)
{
    number = (uint32_t)((((uint64_t)number << 32) ^ bytes) * NWS_COUNTS_FACTOR >> 32);
    return number ^ number >> 16;
}

/* ---- common ideographs and what stands between them ---- */

/* U+4E00..U+9FFF. These and the marks: of the three bytes read big-endian. */
NWS_INLINE bool nws_counts_is_han(uint32_t bytes)
{
    return bytes - 0xE4B880u <= 0xE9BFBFu - 0xE4B880u;
}

/* U+3001..U+3004, U+3008..U+3020 (E3 80), U+2010..U+2027 (E2 80), U+FF01..U+FF0F and
 * U+FF1A..U+FF20 (EF BC). No words, no white space, and all in NFC. */
NWS_INLINE bool nws_counts_is_mark(uint32_t bytes)
{
    return bytes - 0xEFBC81u <= 0x0Eu || bytes - 0xE38081u <= 0x03u || bytes - 0xE38088u <= 0x18u ||
           bytes - 0xE28090u <= 0x17u || bytes - 0xEFBC9Au <= 0x06u;
}

typedef struct nws_counts_han {
    const char *at; /* past what was read */
    size_t words;   /* how many numbers were written */
} nws_counts_han;

/* Reads ideographs and marks from at on and writes the numbers of the ideographs, until something
 * else comes, the end is near, or there are room numbers. It may write up to NWS_COUNTS_LANES more,
 * some of them good. */
enum { NWS_COUNTS_LANES = 8 };
nws_counts_han nws_counts_han_scalar(const char *at, const char *end, uint32_t *words, size_t room);

/* ---- votes: whole blocks of shingles of before[i] and words[i] ---- */

void nws_simhash_blocks(nws_simhash *simhash, const uint32_t *before, const uint32_t *words,
                        size_t count);

#if defined(NWS_CPU_X86)
/* Fewer bytes than these are left where they are: they are read in two halves, the second of which
 * begins twelve bytes after the first. */
enum { NWS_COUNTS_READ = 28 };
nws_counts_han nws_counts_han_avx2(const char *at, const char *end, uint32_t *words, size_t room);

void nws_simhash_blocks_avx2(nws_simhash *simhash, const uint32_t *before, const uint32_t *words,
                             size_t count);
#endif

#endif
