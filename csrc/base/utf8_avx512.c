/* Transcoding with AVX-512, whose compress instructions close the gaps that the AVX2 kernels need
 * tables for: twice to three times as fast on the processors that have them (Ice Lake, Zen 4 and
 * later). See utf8_transcode_x86.c for the method.
 */
#include "base/utf8_kernels.h"

#if defined(NWS_CPU_X86)
#include <immintrin.h>

#define AVX512                                                                                     \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,popcnt,bmi2")))

/* ---- UTF-8 to wider units ---- */

enum {
    STEP = 32,          /* bytes that a step goes on by */
    WINDOW = 64,        /* bytes that it reads */
    ROOM = 3 * STEP + 2 /* bytes that hold STEP units, though two may belong to one before */
};

/* For each of the first 32 bytes the two that follow it, the second of them lower. */
static const uint8_t followers[64] = {
    2,  1,  3,  2,  4,  3,  5,  4,  6,  5,  7,  6,  8,  7,  9,  8,  10, 9,  11, 10, 12, 11,
    13, 12, 14, 13, 15, 14, 16, 15, 17, 16, 18, 17, 19, 18, 20, 19, 21, 20, 22, 21, 23, 22,
    24, 23, 25, 24, 26, 25, 27, 26, 28, 27, 29, 28, 30, 29, 31, 30, 32, 31, 33, 32};

AVX512 nws_utf8_widened nws_utf8_ucs2_avx512(nws_view text, uint16_t *out)
{
    const char *at = text.data, *end = text.data + text.length;
    const __m512i places = _mm512_loadu_si512(followers);
    uint16_t *to = out;
    for (; end - at >= WINDOW; at += STEP) {
        const __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)at);
        const __m512i first = _mm512_cvtepu8_epi16(bytes);
        if (_mm256_movepi8_mask(bytes) == 0) {
            _mm512_storeu_si512(to, first);
            to += STEP;
            continue;
        }
        const __mmask32 leads = _mm256_cmpgt_epi8_mask(bytes, _mm256_set1_epi8(-65));
        const __mmask32 longer = _mm512_cmpgt_epu16_mask(first, _mm512_set1_epi16(0xBF));
        const __mmask32 longest = _mm512_cmpgt_epu16_mask(first, _mm512_set1_epi16(0xDF));
        /* The six bits of each follower: the third byte's below the second's. */
        const __m512i bits = _mm512_and_si512(
            _mm512_permutexvar_epi8(places, _mm512_loadu_si512(at)), _mm512_set1_epi8(0x3F));
        const __m512i low12 = _mm512_maddubs_epi16(bits, _mm512_set1_epi16(0x4001));
        /* The lead's 1110 is shifted out of the lane. */
        __m512i units = _mm512_mask_mov_epi16(first, longest,
                                              _mm512_or_si512(low12, _mm512_slli_epi16(first, 12)));
        if (NWS_UNLIKELY(longer != longest)) { /* few scripts have sequences of two bytes */
            const __m512i lead = _mm512_and_si512(first, _mm512_set1_epi16(0x1F));
            units = _mm512_mask_mov_epi16(
                units, longer ^ longest,
                _mm512_or_si512(_mm512_slli_epi16(lead, 6), _mm512_srli_epi16(bits, 8)));
        }
        const unsigned count = (unsigned)__builtin_popcount(leads);
        const __m512i packed = _mm512_maskz_compress_epi16(leads, units);
        if (NWS_LIKELY(end - at >= ROOM))
            _mm512_storeu_si512(to, packed);
        else /* the string has no room past its last unit; in part a register is stored slowly */
            _mm512_mask_storeu_epi16(to, (__mmask32)_bzhi_u32(UINT32_MAX, count), packed);
        to += count;
    }
    while (at < end && ((unsigned char)*at & 0xC0) == 0x80)
        at++;
    return (nws_utf8_widened){at, (size_t)(to - out)};
}

/* ---- units to UTF-8 ---- */

enum { LANES = 16, UNITS = 32 }; /* points in a register, units of a string in a register */

/* Where the bytes of a sequence begin in each pair of lanes, as multishift counts bits. */
#define BITS_OF_TWO INT64_C(0x0000202600000006)
#define BITS_OF_THREE INT64_C(0x0020262C0000060C)

/* The bytes of sequences: fields of the points where kept has bits, between the bits of marks. */
AVX512 static inline __m512i sequences(__m512i points, int64_t bits, int kept, int marks)
{
    const __m512i fields = _mm512_multishift_epi64_epi8(_mm512_set1_epi64(bits), points);
    return _mm512_or_si512(_mm512_and_si512(fields, _mm512_set1_epi32(kept)),
                           _mm512_set1_epi32(marks));
}

/* Writes 16 points that are no surrogates, 64 bytes in any case; returns the end. */
AVX512 static inline char *narrow(__m512i points, char *to)
{
    const __mmask16 above1 = _mm512_cmpgt_epu32_mask(points, _mm512_set1_epi32(0x7F));
    const __mmask16 above2 = _mm512_cmpgt_epu32_mask(points, _mm512_set1_epi32(0x7FF));
    __m512i bytes =
        _mm512_mask_mov_epi32(points, above2, sequences(points, BITS_OF_THREE, 0x3F3F0F, 0x8080E0));
    if (NWS_UNLIKELY(above1 != above2)) /* few scripts have points of two bytes */
        bytes = _mm512_mask_mov_epi32(bytes, (__mmask16)(above1 ^ above2),
                                      sequences(points, BITS_OF_TWO, 0x3F1F, 0x80C0));
    /* All bytes of a sequence but the first are not zero; the first may be U+0000. */
    const __mmask64 kept =
        _mm512_test_epi8_mask(bytes, bytes) | (__mmask64)UINT64_C(0x1111111111111111);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(kept, bytes));
    return to + __builtin_popcountll(kept);
}

/* A bit for each surrogate of the block. */
AVX512 static inline __mmask32 surrogates(__m512i block)
{
    return _mm512_cmpeq_epi16_mask(_mm512_and_si512(block, _mm512_set1_epi16((short)0xF800)),
                                   _mm512_set1_epi16((short)0xD800));
}

AVX512 static inline bool is_ascii(__m512i block)
{
    return _mm512_test_epi16_mask(block, _mm512_set1_epi16((short)0xFF80)) == 0;
}

AVX512 static inline char *narrow_block(__m512i block, char *to)
{
    to = narrow(_mm512_cvtepu16_epi32(_mm512_castsi512_si256(block)), to);
    return narrow(_mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(block, 1)), to);
}

AVX512 static inline char *put_ascii(__m512i block, char *to)
{
    _mm256_storeu_si256((__m256i *)(void *)to, _mm512_cvtepi16_epi8(block));
    return to + UNITS;
}

AVX512 nws_utf8_narrowed nws_utf8_narrow2_avx512(const uint16_t *units, size_t count, char *to)
{
    size_t at = 0;
    /* By two: text and markup take turns, and each turn is a branch that cannot be foreseen. */
    for (; count - at >= 2 * UNITS; at += 2 * UNITS) {
        const __m512i front = _mm512_loadu_si512(units + at);
        const __m512i back = _mm512_loadu_si512(units + at + UNITS);
        if (is_ascii(_mm512_or_si512(front, back))) {
            to = put_ascii(back, put_ascii(front, to));
            continue;
        }
        if ((surrogates(front) | surrogates(back)) != 0)
            break;
        to = narrow_block(back, narrow_block(front, to));
    }
    for (; count - at >= LANES; at += LANES) {
        const __m512i block =
            _mm512_zextsi256_si512(_mm256_loadu_si256((const __m256i *)(const void *)(units + at)));
        if (surrogates(block) != 0)
            break;
        to = narrow(_mm512_cvtepu16_epi32(_mm512_castsi512_si256(block)), to);
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
