/* The pass over text for processors with AVX-512: 64 bytes a step, and loads that leave out what
 * lies behind the end. See scrub_avx2.c for the classes and scrub.c for what is looked for.
 */
#include "clean/scrub_classes.h"

#if defined(NWS_CPU_X86)
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,bmi2")))

enum { BLOCK = 64 };

typedef struct found {
    __m512i classes; /* that count wherever they stand */
    __mmask64 leads; /* EF, and not of full-width punctuation */
    __mmask64 twice; /* a blank before another */
} found;

AVX512 static inline __m512i table(const uint8_t *half)
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)half));
}

/* One block more, and the bytes that follow each of its own. */
AVX512 static inline void look(found *sum, __m512i block, __m512i next)
{
    const __m512i nibble = _mm512_set1_epi8(0x0F);
    const __m512i high = _mm512_and_si512(_mm512_srli_epi16(block, 4), nibble);
    const __m512i class = _mm512_and_si512(
        _mm512_shuffle_epi8(table(nws_scrub_upper), high),
        _mm512_shuffle_epi8(table(nws_scrub_lower), _mm512_and_si512(block, nibble)));
    const __mmask64 narrow = _mm512_cmpneq_epi8_mask(_mm512_or_si512(next, _mm512_set1_epi8(1)),
                                                     _mm512_set1_epi8((char)0xBD));
    sum->classes = _mm512_or_si512(sum->classes, class);
    sum->leads |= _mm512_mask_test_epi8_mask(narrow, class, _mm512_set1_epi8(NWS_SCRUB_LEAD_EF));
    sum->twice |= _mm512_mask_test_epi8_mask(_mm512_cmpeq_epi8_mask(next, _mm512_set1_epi8(' ')),
                                             class, _mm512_set1_epi8(NWS_SCRUB_SPACE));
}

AVX512 static inline bool has(const found *sum, int class)
{
    return _mm512_test_epi8_mask(sum->classes, _mm512_set1_epi8((char)class)) != 0;
}

AVX512 unsigned nws_scrub_avx512(const unsigned char *at, const unsigned char *end)
{
    found sum = {_mm512_setzero_si512(), 0, 0};
    for (; end - at > BLOCK; at += BLOCK)
        look(&sum, _mm512_loadu_si512(at), _mm512_loadu_si512(at + 1));
    const __mmask64 rest = _bzhi_u64(UINT64_MAX, (unsigned)(end - at));
    const __m512i letters = _mm512_set1_epi8('x'); /* behind the end */
    look(&sum, _mm512_mask_loadu_epi8(letters, rest, at),
         _mm512_mask_loadu_epi8(letters, rest >> 1, at + 1));
    if (has(&sum, NWS_SCRUB_CONTROL | NWS_SCRUB_ODD) || sum.leads != 0)
        return NWS_TEXT_DIRTY;
    const bool plain = !has(&sum, NWS_SCRUB_AMPERSAND | NWS_SCRUB_ANGLE | NWS_SCRUB_LEAD_C2);
    const bool even = sum.twice == 0 && !has(&sum, NWS_SCRUB_BLANK);
    return (plain ? (unsigned)NWS_TEXT_PLAIN : 0u) | (even ? (unsigned)NWS_TEXT_EVEN : 0u);
}
#endif
