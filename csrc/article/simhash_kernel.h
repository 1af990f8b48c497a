/* The adders behind simhash.h, in vectors of any width: simhash.c and simhash_avx2.c include this
 * once each and say with which instructions (NWS_SIMHASH_TARGET, an attribute) and how many bytes
 * wide (NWS_SIMHASH_WIDTH).
 */
#include "article/counts_kernels.h"

#include <string.h>

/* See counts.h. */
#define BEFORE UINT32_C(0xC2B2AE3D)
#define LOW UINT32_C(0x27D4EB2F)
#define HIGH UINT32_C(0x165667B1)

typedef uint32_t lanes __attribute__((vector_size(NWS_SIMHASH_WIDTH)));

enum { LANES = NWS_SIMHASH_WIDTH / sizeof(uint32_t), BLOCK = 16 * LANES };
_Static_assert(NWS_SIMHASH_BLOCK % (size_t)BLOCK == 0, "blocks are made of the kernel's own");

/* Counters, or votes, of the lower and of the upper half of the bits. */
typedef struct halves {
    lanes low, high;
} halves;

#define KERNEL NWS_SIMHASH_TARGET static inline

KERNEL lanes load_lanes(const uint32_t *from)
{
    lanes loaded;
    memcpy(&loaded, from, sizeof loaded);
    return loaded;
}

/* The votes of as many shingles as there are lanes. */
KERNEL halves vote(const uint32_t *before, const uint32_t *words)
{
    lanes x = load_lanes(before) * BEFORE + load_lanes(words);
    x ^= x >> 15;
    const lanes low = x * LOW, high = x * HIGH;
    return (halves){low ^ low >> 16, high ^ high >> 16};
}

/* A full adder on all bits side by side: a + b + *sum is *sum + 2 * the result. */
KERNEL lanes add_lanes(lanes *sum, lanes a, lanes b)
{
    const lanes half = a ^ b;
    const lanes carry = (a & b) | (half & *sum);
    *sum ^= half;
    return carry;
}

KERNEL halves add(halves *sum, halves a, halves b)
{
    return (halves){add_lanes(&sum->low, a.low, b.low), add_lanes(&sum->high, a.high, b.high)};
}

/* Four vectors of votes: a tree of adders leaves a carry of weight four (Harley and Seal). */
KERNEL halves add_four(halves p[2], const uint32_t *before, const uint32_t *words)
{
    const halves a = add(&p[0], vote(before, words), vote(before + LANES, words + LANES));
    const halves b = add(&p[0], vote(before + 2 * LANES, words + 2 * LANES),
                         vote(before + 3 * LANES, words + 3 * LANES));
    return add(&p[1], a, b);
}

/* A carry of weight sixteen, which goes on up, mostly not far. */
KERNEL void add_carry(nws_simhash_planes planes, lanes carry)
{
    const lanes none = {0};
    for (unsigned i = 4; memcmp(&carry, &none, sizeof none) != 0; i++) {
        const lanes old = load_lanes(planes[i]), sum = old ^ carry;
        memcpy(planes[i], &sum, sizeof sum);
        carry &= old;
    }
}

/* Shingles of before[i] and words[i]: whole blocks, whose votes are counted by the caller. */
KERNEL void add_blocks(nws_simhash *simhash, const uint32_t *before, const uint32_t *words,
                       size_t count)
{
    halves p[4];
    for (unsigned i = 0; i < 4; i++)
        p[i] = (halves){load_lanes(simhash->low[i]), load_lanes(simhash->high[i])};
    for (size_t at = 0; at < count; at += BLOCK) {
        const uint32_t *b = before + at, *w = words + at;
        const halves four = add_four(p, b, w), other = add_four(p, b + 4 * LANES, w + 4 * LANES);
        const halves eight = add(&p[2], four, other);
        const halves third = add_four(p, b + 8 * LANES, w + 8 * LANES);
        const halves last = add_four(p, b + 12 * LANES, w + 12 * LANES);
        const halves sixteen = add(&p[3], eight, add(&p[2], third, last));
        add_carry(simhash->low, sixteen.low);
        add_carry(simhash->high, sixteen.high);
    }
    for (unsigned i = 0; i < 4; i++) {
        memcpy(simhash->low[i], &p[i].low, sizeof p[i].low);
        memcpy(simhash->high[i], &p[i].high, sizeof p[i].high);
    }
}
