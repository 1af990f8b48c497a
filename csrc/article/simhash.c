/* Bit-sliced counting: see simhash.h. */
#define NWS_SIMHASH_TARGET
#define NWS_SIMHASH_WIDTH 16 /* as the smallest vectors of every machine are */
#include "article/simhash_kernel.h"

void nws_simhash_blocks(nws_simhash *simhash, const uint32_t *before, const uint32_t *words,
                        size_t count)
{
    add_blocks(simhash, before, words, count);
}

static void add_whole(nws_simhash *simhash, const uint32_t *before, const uint32_t *words,
                      size_t count)
{
#if defined(NWS_CPU_X86)
    if (nws_cpu_has_avx2()) {
        nws_simhash_blocks_avx2(simhash, before, words, count);
        return;
    }
#endif
    nws_simhash_blocks(simhash, before, words, count);
}

void nws_simhash_add(nws_simhash *simhash, const uint32_t *words, size_t count)
{
    const size_t rest = count % NWS_SIMHASH_BLOCK, whole = count - rest;
    simhash->votes += count;
    add_whole(simhash, words, words + 1, whole);
    if (rest == 0)
        return;
    /* What is left becomes a block: two zeros are a shingle that sets no bit. */
    uint32_t before[NWS_SIMHASH_BLOCK] = {0}, after[NWS_SIMHASH_BLOCK] = {0};
    memcpy(before, words + whole, rest * sizeof *words);
    memcpy(after, words + whole + 1, rest * sizeof *words);
    add_whole(simhash, before, after, NWS_SIMHASH_BLOCK);
}

/* The lanes of the first planes into the first one, always the upper half to the lower. */
static void sum_lanes(nws_simhash_planes planes, unsigned count)
{
    for (unsigned half = NWS_SIMHASH_LANES / 2; half > 0; half /= 2) {
        uint32_t carry[NWS_SIMHASH_LANES / 2] = {0};
        for (unsigned i = 0; i < count; i++) {
            for (unsigned j = 0; j < half; j++) {
                const uint32_t a = planes[i][j], b = planes[i][j + half], either = a ^ b;
                planes[i][j] = either ^ carry[j];
                carry[j] = (a & b) | (either & carry[j]);
            }
        }
    }
}

/* All counters against one number, from the highest plane down. */
static uint32_t find_above(nws_simhash_planes planes, unsigned count, uint64_t number)
{
    uint32_t above = 0, equal = UINT32_MAX;
    for (unsigned i = count; i-- > 0;) {
        const uint32_t bit = (number >> i & 1) != 0 ? UINT32_MAX : 0;
        above |= equal & planes[i][0] & ~bit;
        equal &= ~(planes[i][0] ^ bit);
    }
    return above;
}

uint64_t nws_simhash_end(nws_simhash *simhash)
{
    unsigned count = 0; /* planes that votes reach */
    while (simhash->votes >> count != 0)
        count++;
    sum_lanes(simhash->low, count);
    sum_lanes(simhash->high, count);
    return find_above(simhash->low, count, simhash->votes / 2) |
           (uint64_t)find_above(simhash->high, count, simhash->votes / 2) << 32;
}
