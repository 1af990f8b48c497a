/* Bit-sliced counting: see simhash.h. */
#include "article/simhash.h"

#include <string.h>

typedef nws_simhash_pair pair;

/* A full adder on 128 bits side by side: a + b + *sum is *sum + 2 * the result. */
static pair add3(pair *sum, pair a, pair b)
{
    const pair half = a ^ b;
    const pair carry = (a & b) | (half & *sum);
    *sum ^= half;
    return carry;
}

static pair load_pair(const uint64_t *votes)
{
    pair loaded;
    memcpy(&loaded, votes, sizeof loaded);
    return loaded;
}

/* Four pairs of votes: a tree of adders leaves carries of weight four (Harley and Seal). */
static pair add_four(pair p[2], const uint64_t *v)
{
    const pair a = add3(&p[0], load_pair(v), load_pair(v + 2));
    const pair b = add3(&p[0], load_pair(v + 4), load_pair(v + 6));
    return add3(&p[1], a, b);
}

/* A block of votes: a carry of weight sixteen goes on up, mostly not far. */
static void add_block(pair *planes, const uint64_t *v)
{
    pair p[2] = {planes[0], planes[1]};
    const pair a = add_four(p, v), b = add_four(p, v + 8);
    const pair c = add_four(p, v + 16), d = add_four(p, v + 24);
    const pair eight = add3(&planes[2], a, b), other = add3(&planes[2], c, d);
    pair carry = add3(&planes[3], eight, other);
    planes[0] = p[0];
    planes[1] = p[1];
    for (unsigned i = 4; (carry[0] | carry[1]) != 0; i++) {
        const pair both = planes[i] & carry;
        planes[i] ^= carry;
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
    /* The two halves together, plane by plane from the lowest up. */
    uint64_t planes[NWS_SIMHASH_PLANES], carry = 0;
    for (unsigned i = 0; i < NWS_SIMHASH_PLANES; i++) {
        const uint64_t a = simhash->planes[i][0], b = simhash->planes[i][1];
        planes[i] = a ^ b ^ carry;
        carry = (a & b) | ((a ^ b) & carry);
    }
    /* All counters against one number, from the highest plane down. */
    uint64_t above = 0, equal = UINT64_MAX;
    for (unsigned i = NWS_SIMHASH_PLANES; i-- > 0;) {
        const uint64_t half = (simhash->votes / 2 >> i & 1) != 0 ? UINT64_MAX : 0;
        above |= equal & planes[i] & ~half;
        equal &= ~(planes[i] ^ half);
    }
    return above;
}
