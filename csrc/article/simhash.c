/* Bit-sliced counting: see simhash.h. */
#include "article/simhash.h"

/* A full adder on 64 bits side by side: a + b + *sum is *sum + 2 * the result. */
static uint64_t add3(uint64_t *sum, uint64_t a, uint64_t b)
{
    const uint64_t half = a ^ b;
    const uint64_t carry = (a & b) | (half & *sum);
    *sum ^= half;
    return carry;
}

/* Eight votes at once: a tree of adders leaves one carry of weight eight (Harley and Seal). */
static void add_block(uint64_t p[NWS_SIMHASH_PLANES], const uint64_t v[NWS_SIMHASH_BLOCK])
{
    const uint64_t two_a = add3(&p[0], v[0], v[1]), two_b = add3(&p[0], v[2], v[3]);
    const uint64_t two_c = add3(&p[0], v[4], v[5]), two_d = add3(&p[0], v[6], v[7]);
    const uint64_t four_a = add3(&p[1], two_a, two_b), four_b = add3(&p[1], two_c, two_d);
    uint64_t carry = add3(&p[2], four_a, four_b);
    for (unsigned i = 3; carry != 0; i++) {
        const uint64_t both = p[i] & carry;
        p[i] ^= carry;
        carry = both;
    }
}

void nws_simhash_add(nws_simhash *simhash, uint64_t *votes, size_t count)
{
    simhash->votes += count;
    for (; count % NWS_SIMHASH_BLOCK != 0; count++)
        votes[count] = 0; /* no vote */
    for (size_t i = 0; i < count; i += NWS_SIMHASH_BLOCK)
        add_block(simhash->planes, votes + i);
}

uint64_t nws_simhash_end(const nws_simhash *simhash)
{
    /* All counters against one number, from the highest plane down. */
    uint64_t above = 0, equal = UINT64_MAX;
    for (unsigned i = NWS_SIMHASH_PLANES; i-- > 0;) {
        const uint64_t half = (simhash->votes / 2 >> i & 1) != 0 ? UINT64_MAX : 0;
        above |= equal & simhash->planes[i] & ~half;
        equal &= ~(simhash->planes[i] ^ half);
    }
    return above;
}
