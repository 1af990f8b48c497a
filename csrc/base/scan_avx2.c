/* The end of a run of text for processors with AVX2: see scan.h. The three bytes that end one have
 * lower halves of their own, so that a look-up by these gives the one byte to compare with.
 */
#include "base/scan.h"

#if defined(NWS_CPU_X86)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

enum { BLOCK = 32 };

/* A bit for each byte of the block at at that is what its lower half makes it look for. */
AVX2 static inline unsigned hits(const char *at, __m256i wanted)
{
    const __m256i block = _mm256_loadu_si256((const __m256i *)(const void *)at);
    /* Bytes past ASCII look up 0, which they are not. */
    return (unsigned)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(_mm256_shuffle_epi8(wanted, block), block));
}

AVX2 const char *nws_scan_text_avx2(const char *at, const char *end, bool references)
{
    /* At 0 stands U+0000 itself; elsewhere a byte that has another lower half. */
    const char mark = references ? '&' : '\0';
    const __m256i wanted = _mm256_broadcastsi128_si256(
        _mm_setr_epi8('\0', 0, 0, 0, 0, 0, mark, 0, 0, 0, 0, 0, '<', 0, 0, 0));
    const char *last = end - BLOCK;
    unsigned found;
    for (; at < last; at += BLOCK) {
        found = hits(at, wanted);
        if (found != 0)
            return at + __builtin_ctz(found);
    }
    found = hits(last, wanted); /* overlaps the one before, in which nothing was found */
    return found != 0 ? last + __builtin_ctz(found) : end;
}
#endif
