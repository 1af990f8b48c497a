/* Bit-sliced counting with AVX2: what simhash.c is, in vectors twice as wide. The instruction set
 * is asked for function by function, so the rest of the library is built for any x86-64.
 */
#include "base/cpu.h"

#if defined(NWS_CPU_X86)
#define NWS_SIMHASH_TARGET __attribute__((target("avx2")))
#define NWS_SIMHASH_WIDTH 32
#include "article/simhash_kernel.h"

NWS_SIMHASH_TARGET void nws_simhash_blocks_avx2(nws_simhash *simhash, const uint32_t *before,
                                                const uint32_t *words, size_t count)
{
    add_blocks(simhash, before, words, count);
}
#endif
