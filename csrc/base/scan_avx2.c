/* Scanning for processors with AVX2: see scan.h. The bytes of a set that is looked for have lower
 * halves of their own, so that a look-up by these gives the one byte to compare with.
 */
#include "base/scan.h"

#if defined(NWS_CPU_X86)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

enum { BLOCK = 32, STRIDE = 4 * BLOCK };

/* By lower half. At 0 stands U+0000 itself; elsewhere a 0 is a byte that has another lower half. */
static const char wanted_bytes[][16] = {
    [NWS_SCAN_MARKUP] = {[0xC] = '<'},
    [NWS_SCAN_TEXT] = {[0x6] = '&', [0xC] = '<'},
    [NWS_SCAN_CR_NUL] = {[0xD] = '\r'},
};

AVX2 static inline __m256i load(const char *at)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

/* 255 for each byte of the block at at that is what its lower half makes it look for. */
AVX2 static inline __m256i hits(const char *at, __m256i wanted)
{
    const __m256i block = load(at);
    /* Bytes past ASCII look up 0, which they are not. */
    return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(wanted, block), block);
}

AVX2 static inline unsigned mask_of(__m256i bytes)
{
    return (unsigned)_mm256_movemask_epi8(bytes);
}

/* Past the strides from at on in which nothing is wanted. */
AVX2 static const char *skip_strides(const char *at, const char *end, __m256i wanted)
{
    for (; end - at >= STRIDE; at += STRIDE) {
        const __m256i front = _mm256_or_si256(hits(at, wanted), hits(at + BLOCK, wanted));
        const __m256i back =
            _mm256_or_si256(hits(at + 2 * BLOCK, wanted), hits(at + 3 * BLOCK, wanted));
        const __m256i any = _mm256_or_si256(front, back);
        if (!_mm256_testz_si256(any, any))
            break;
    }
    return at;
}

AVX2 const char *nws_scan_set_avx2(const char *at, const char *end, nws_scan_set which)
{
    const __m256i wanted = _mm256_broadcastsi128_si256(
        _mm_loadu_si128((const __m128i *)(const void *)wanted_bytes[which]));
    const char *last = end - BLOCK;
    if (which == NWS_SCAN_CR_NUL) /* the others stand every few dozen bytes */
        at = skip_strides(at, end, wanted);
    unsigned found;
    for (; at < last; at += BLOCK) {
        found = mask_of(hits(at, wanted));
        if (found != 0)
            return at + __builtin_ctz(found);
    }
    found = mask_of(hits(last, wanted)); /* overlaps the one before, in which nothing was found */
    return found != 0 ? last + __builtin_ctz(found) : end;
}

/* A bit for each byte of the block at at that is a "<" with "/" or "!" behind it. */
AVX2 static inline unsigned openings(const char *at)
{
    const __m256i next = load(at + 1);
    const __m256i second = _mm256_or_si256(_mm256_cmpeq_epi8(next, _mm256_set1_epi8('/')),
                                           _mm256_cmpeq_epi8(next, _mm256_set1_epi8('!')));
    return mask_of(_mm256_and_si256(_mm256_cmpeq_epi8(load(at), _mm256_set1_epi8('<')), second));
}

AVX2 const char *nws_scan_opening_avx2(const char *at, const char *end)
{
    const char *last = end - BLOCK - 1; /* the last block that has a byte after it */
    unsigned found;
    for (; at < last; at += BLOCK) {
        found = openings(at);
        if (found != 0)
            return at + __builtin_ctz(found);
    }
    found = openings(last); /* overlaps the one before, in which nothing was found */
    return found != 0 ? last + __builtin_ctz(found) : end;
}
#endif
