/* Transcoding with AVX-512, whose compress instructions close the gaps that the AVX2 kernels need
 * tables for: twice to three times as fast on the processors that have them (Ice Lake, Zen 4 and
 * later). See utf8_transcode_x86.c for the method.
 */
#include "base/utf8_kernels.h"

#if defined(NWS_CPU_X86)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt,bmi2")))

/* ---- UTF-8 to wider units ---- */

enum { STEP = 32, AHEAD = 2 }; /* bytes that a step goes on by, and reads more */

AVX512 static inline __m256i load32(const char *at)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

AVX512 nws_utf8_widened nws_utf8_ucs2_avx512(nws_view text, uint16_t *out)
{
    const char *at = text.data, *end = text.data + text.length;
    const __m512i low6 = _mm512_set1_epi16(0x3F), low5 = _mm512_set1_epi16(0x1F);
    uint16_t *to = out;
    for (; end - at >= STEP + AHEAD; at += STEP) {
        const __m256i bytes = load32(at);
        const __m512i first = _mm512_cvtepu8_epi16(bytes);
        const __mmask32 leads = _mm256_cmpgt_epi8_mask(bytes, _mm256_set1_epi8(-65));
        if (_mm256_movepi8_mask(bytes) == 0) {
            _mm512_storeu_si512(to, first);
            to += STEP;
            continue;
        }
        const __m512i second = _mm512_and_si512(_mm512_cvtepu8_epi16(load32(at + 1)), low6);
        const __m512i third = _mm512_and_si512(_mm512_cvtepu8_epi16(load32(at + 2)), low6);
        const __m512i two =
            _mm512_or_si512(_mm512_slli_epi16(_mm512_and_si512(first, low5), 6), second);
        /* The lead's 1110 is shifted out of the lane. */
        const __m512i three = _mm512_or_si512(_mm512_or_si512(_mm512_slli_epi16(first, 12), third),
                                              _mm512_slli_epi16(second, 6));
        __m512i units = _mm512_mask_mov_epi16(
            first, _mm512_cmpgt_epu16_mask(first, _mm512_set1_epi16(0xBF)), two);
        units = _mm512_mask_mov_epi16(
            units, _mm512_cmpgt_epu16_mask(first, _mm512_set1_epi16(0xDF)), three);
        const unsigned count = (unsigned)__builtin_popcount(leads);
        /* Not a store of the whole register: the string has no room past its last unit. */
        _mm512_mask_storeu_epi16(to, (__mmask32)_bzhi_u32(UINT32_MAX, count),
                                 _mm512_maskz_compress_epi16(leads, units));
        to += count;
    }
    while (at < end && ((unsigned char)*at & 0xC0) == 0x80)
        at++;
    return (nws_utf8_widened){at, (size_t)(to - out)};
}

/* ---- units to UTF-8 ---- */

enum { LANES = 16 };

/* Writes 16 points that are no surrogates, 64 bytes in any case; returns the end. */
AVX512 static inline char *narrow(__m512i points, char *to)
{
    const __m512i low6 = _mm512_set1_epi32(0x3F00);
    /* The lead in byte 0 of each lane, continuations behind it. */
    const __m512i last = _mm512_and_si512(_mm512_slli_epi32(points, 8), low6);
    const __m512i two = _mm512_or_si512(
        _mm512_or_si512(_mm512_srli_epi32(points, 6), _mm512_set1_epi32(0x80C0)), last);
    const __m512i middle = _mm512_and_si512(_mm512_slli_epi32(points, 2), low6);
    const __m512i three =
        _mm512_or_si512(_mm512_or_si512(_mm512_srli_epi32(points, 12), _mm512_set1_epi32(0x8080E0)),
                        _mm512_or_si512(middle, _mm512_slli_epi32(last, 8)));
    const __mmask16 above1 = _mm512_cmpgt_epu32_mask(points, _mm512_set1_epi32(0x7F));
    const __mmask16 above2 = _mm512_cmpgt_epu32_mask(points, _mm512_set1_epi32(0x7FF));
    __m512i bytes = _mm512_mask_mov_epi32(points, above1, two);
    bytes = _mm512_mask_mov_epi32(bytes, above2, three);
    /* All bytes of a sequence but the first are not zero; the first may be U+0000. */
    const __mmask64 kept =
        _mm512_test_epi8_mask(bytes, bytes) | (__mmask64)UINT64_C(0x1111111111111111);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(kept, bytes));
    return to + __builtin_popcountll(kept);
}

AVX512 nws_utf8_narrowed nws_utf8_narrow2_avx512(const uint16_t *units, size_t count, char *to)
{
    size_t at = 0;
    for (; count - at >= LANES; at += LANES) {
        const __m256i block = _mm256_loadu_si256((const __m256i *)(const void *)(units + at));
        if (_mm256_test_epi16_mask(block, _mm256_set1_epi16((short)0xFF80)) == 0) {
            _mm_storeu_si128((__m128i *)(void *)to, _mm256_cvtepi16_epi8(block));
            to += LANES;
            continue;
        }
        const __m256i high5 = _mm256_and_si256(block, _mm256_set1_epi16((short)0xF800));
        if (_mm256_cmpeq_epi16_mask(high5, _mm256_set1_epi16((short)0xD800)) != 0)
            break;
        to = narrow(_mm512_cvtepu16_epi32(block), to);
    }
    return (nws_utf8_narrowed){to, at};
}

AVX512 nws_utf8_narrowed nws_utf8_narrow4_avx512(const uint32_t *units, size_t count, char *to)
{
    size_t at = 0;
    for (; count - at >= LANES; at += LANES) {
        const __m512i points = _mm512_loadu_si512(units + at);
        const __m512i high21 = _mm512_and_si512(points, _mm512_set1_epi32((int)0xFFFFF800));
        if ((_mm512_cmpgt_epu32_mask(points, _mm512_set1_epi32(0xFFFF)) |
             _mm512_cmpeq_epi32_mask(high21, _mm512_set1_epi32(0xD800))) != 0)
            break;
        to = narrow(points, to);
    }
    return (nws_utf8_narrowed){to, at};
}
#endif
