/* Transcoding with AVX2: every position of a block is worked out at once, as if a sequence began
 * there, and a table of shuffles (gen/utf8_tables.h) then closes the gaps. No branch depends on how
 * widths are mixed, which in Chinese HTML changes every few bytes.
 */
#include "base/utf8_kernels.h"

#if defined(NWS_CPU_X86)
#include "gen/utf8_tables.h"

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt")))

AVX2 static inline __m128i load16(const void *at)
{
    return _mm_loadu_si128((const __m128i *)at);
}

AVX2 static inline void store16(void *at, __m128i bytes)
{
    _mm_storeu_si128((__m128i *)at, bytes);
}

AVX2 static inline void store32(void *at, __m256i bytes)
{
    _mm256_storeu_si256((__m256i *)at, bytes);
}

/* A bit for each byte that begins a sequence. */
AVX2 static inline unsigned leads(__m128i bytes)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(-65)));
}

AVX2 static inline unsigned count_bits(unsigned mask)
{
    return (unsigned)__builtin_popcount(mask);
}

/* The end of a vector loop: at may stand inside a sequence whose unit is written already. */
static nws_utf8_widened widened(const char *at, const char *end, size_t units)
{
    while (at < end && ((unsigned char)*at & 0xC0) == 0x80)
        at++;
    return (nws_utf8_widened){at, units};
}

/* ---- UTF-8 to wider units ----
 *
 * A step reads a few bytes more than it goes on by, and its last store writes 8 units from where it
 * stands; n bytes hold at least (n - 3) / 4 sequences, so with ROOM bytes left there is room for
 * both. */
enum { STEP2 = 16, ROOM2 = 48, STEP4 = 8, ROOM4 = 48 };

/* The units of 16 positions, right where a sequence of up to three bytes begins; first holds the
 * bytes at at, widened. */
AVX2 static inline __m256i units_bmp(__m256i first, const char *at)
{
    const __m256i low6 = _mm256_set1_epi16(0x3F), low5 = _mm256_set1_epi16(0x1F);
    const __m256i second = _mm256_and_si256(_mm256_cvtepu8_epi16(load16(at + 1)), low6);
    const __m256i third = _mm256_and_si256(_mm256_cvtepu8_epi16(load16(at + 2)), low6);
    const __m256i two =
        _mm256_or_si256(_mm256_slli_epi16(_mm256_and_si256(first, low5), 6), second);
    /* The lead's 1110 is shifted out of the lane. */
    const __m256i three = _mm256_or_si256(_mm256_or_si256(_mm256_slli_epi16(first, 12), third),
                                          _mm256_slli_epi16(second, 6));
    const __m256i units =
        _mm256_blendv_epi8(first, two, _mm256_cmpgt_epi16(first, _mm256_set1_epi16(0xBF)));
    return _mm256_blendv_epi8(units, three, _mm256_cmpgt_epi16(first, _mm256_set1_epi16(0xDF)));
}

/* Eight 16-bit lanes, those of mask moved to the front. */
AVX2 static inline __m128i gather(__m128i lanes, unsigned mask)
{
    return _mm_shuffle_epi8(lanes, load16(nws_utf8_gather[mask]));
}

AVX2 nws_utf8_widened nws_utf8_ucs2_avx2(nws_view text, uint16_t *out)
{
    const char *at = text.data, *end = text.data + text.length;
    uint16_t *to = out;
    while (end - at >= ROOM2) {
        const __m128i bytes = load16(at);
        const __m256i first = _mm256_cvtepu8_epi16(bytes);
        if (_mm_movemask_epi8(bytes) == 0) {
            store32(to, first);
            to += STEP2;
            at += STEP2;
            continue;
        }
        const __m256i units = units_bmp(first, at);
        const unsigned mask = leads(bytes), low = mask & 0xFF, high = mask >> 8;
        store16(to, gather(_mm256_castsi256_si128(units), low));
        to += count_bits(low);
        store16(to, gather(_mm256_extracti128_si256(units, 1), high));
        to += count_bits(high);
        at += STEP2;
    }
    return widened(at, end, (size_t)(to - out));
}

AVX2 nws_utf8_widened nws_utf8_latin1_avx2(nws_view text, uint8_t *out)
{
    const char *at = text.data, *end = text.data + text.length;
    uint8_t *to = out;
    while (end - at >= ROOM2) {
        const __m128i bytes = load16(at);
        if (_mm_movemask_epi8(bytes) == 0) {
            store16(to, bytes);
            to += STEP2;
            at += STEP2;
            continue;
        }
        /* C2 and C3 give the two upper bits. */
        const __m256i first = _mm256_cvtepu8_epi16(bytes);
        const __m256i second = _mm256_cvtepu8_epi16(load16(at + 1));
        const __m256i two =
            _mm256_or_si256(_mm256_slli_epi16(_mm256_and_si256(first, _mm256_set1_epi16(0x03)), 6),
                            _mm256_and_si256(second, _mm256_set1_epi16(0x3F)));
        const __m256i units =
            _mm256_blendv_epi8(first, two, _mm256_cmpgt_epi16(first, _mm256_set1_epi16(0xBF)));
        const unsigned mask = leads(bytes), low = mask & 0xFF, high = mask >> 8;
        const __m128i front = gather(_mm256_castsi256_si128(units), low);
        const __m128i back = gather(_mm256_extracti128_si256(units, 1), high);
        const __m128i packed = _mm_packus_epi16(front, back);
        _mm_storel_epi64((__m128i *)(void *)to, packed);
        to += count_bits(low);
        _mm_storel_epi64((__m128i *)(void *)to, _mm_srli_si128(packed, 8));
        to += count_bits(high);
        at += STEP2;
    }
    return widened(at, end, (size_t)(to - out));
}

AVX2 static inline __m256i widen4(const char *at)
{
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(const void *)at));
}

/* The units of 8 positions, right where a sequence begins. */
AVX2 static inline __m256i units_any(const char *at)
{
    const __m256i low6 = _mm256_set1_epi32(0x3F);
    const __m256i first = widen4(at);
    const __m256i second = _mm256_and_si256(widen4(at + 1), low6);
    const __m256i third = _mm256_and_si256(widen4(at + 2), low6);
    const __m256i fourth = _mm256_and_si256(widen4(at + 3), low6);
    const __m256i two = _mm256_or_si256(
        _mm256_slli_epi32(_mm256_and_si256(first, _mm256_set1_epi32(0x1F)), 6), second);
    const __m256i three =
        _mm256_or_si256(_mm256_slli_epi32(_mm256_and_si256(first, _mm256_set1_epi32(0x0F)), 12),
                        _mm256_or_si256(_mm256_slli_epi32(second, 6), third));
    const __m256i four = _mm256_or_si256(
        _mm256_or_si256(_mm256_slli_epi32(_mm256_and_si256(first, _mm256_set1_epi32(0x07)), 18),
                        _mm256_slli_epi32(second, 12)),
        _mm256_or_si256(_mm256_slli_epi32(third, 6), fourth));
    __m256i units =
        _mm256_blendv_epi8(first, two, _mm256_cmpgt_epi32(first, _mm256_set1_epi32(0xBF)));
    units = _mm256_blendv_epi8(units, three, _mm256_cmpgt_epi32(first, _mm256_set1_epi32(0xDF)));
    return _mm256_blendv_epi8(units, four, _mm256_cmpgt_epi32(first, _mm256_set1_epi32(0xEF)));
}

AVX2 nws_utf8_widened nws_utf8_ucs4_avx2(nws_view text, uint32_t *out)
{
    const char *at = text.data, *end = text.data + text.length;
    uint32_t *to = out;
    while (end - at >= ROOM4) {
        const __m128i bytes = load16(at);
        const __m256i first = _mm256_cvtepu8_epi16(bytes);
        const unsigned mask = leads(bytes), low = mask & 0xFF, high = mask >> 8;
        if (_mm_movemask_epi8(bytes) == 0) {
            store32(to, _mm256_cvtepu8_epi32(bytes));
            store32(to + 8, _mm256_cvtepu8_epi32(_mm_srli_si128(bytes, 8)));
            to += STEP2;
            at += STEP2;
        } else if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(bytes, _mm_set1_epi8((char)0xF0)),
                                                    bytes)) == 0) {
            const __m256i units = units_bmp(first, at);
            store32(to, _mm256_cvtepu16_epi32(gather(_mm256_castsi256_si128(units), low)));
            to += count_bits(low);
            store32(to, _mm256_cvtepu16_epi32(gather(_mm256_extracti128_si256(units, 1), high)));
            to += count_bits(high);
            at += STEP2;
        } else {
            /* A pair 2i, 2i + 1 of the table, shifted by one, has i in the bits that are read. */
            const __m256i lanes =
                _mm256_srli_epi32(_mm256_cvtepu16_epi32(load16(nws_utf8_gather[low])), 1);
            store32(to, _mm256_permutevar8x32_epi32(units_any(at), lanes));
            to += count_bits(low);
            at += STEP4;
        }
    }
    return widened(at, end, (size_t)(to - out));
}

/* ---- units to UTF-8 ---- */

/* Writes 8 points up to U+FFFF that are no surrogates; returns the end. */
AVX2 static inline char *narrow(__m256i points, char *to)
{
    const __m256i low6 = _mm256_set1_epi32(0x3F00);
    const __m256i above1 = _mm256_cmpgt_epi32(points, _mm256_set1_epi32(0x7F));
    const __m256i above2 = _mm256_cmpgt_epi32(points, _mm256_set1_epi32(0x7FF));
    /* The lead in byte 0 of each lane, continuations in bytes 1 and 2. */
    const __m256i two =
        _mm256_or_si256(_mm256_or_si256(_mm256_srli_epi32(points, 6), _mm256_set1_epi32(0x80C0)),
                        _mm256_and_si256(_mm256_slli_epi32(points, 8), low6));
    const __m256i three =
        _mm256_or_si256(_mm256_or_si256(_mm256_srli_epi32(points, 12), _mm256_set1_epi32(0x8080E0)),
                        _mm256_or_si256(_mm256_and_si256(_mm256_slli_epi32(points, 2), low6),
                                        _mm256_and_si256(_mm256_slli_epi32(points, 16),
                                                         _mm256_set1_epi32(0x3F0000))));
    __m256i bytes = _mm256_blendv_epi8(points, two, above1);
    bytes = _mm256_blendv_epi8(bytes, three, above2);
    const unsigned mask1 = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(above1));
    const unsigned mask2 = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(above2));
    const unsigned low = (mask1 & 0x0F) | (mask2 & 0x0F) << 4;
    const unsigned high = mask1 >> 4 | (mask2 & 0xF0);
    store16(to, _mm_shuffle_epi8(_mm256_castsi256_si128(bytes), load16(nws_utf8_pack[low])));
    to += 4 + count_bits(low);
    store16(to, _mm_shuffle_epi8(_mm256_extracti128_si256(bytes, 1), load16(nws_utf8_pack[high])));
    return to + 4 + count_bits(high);
}

AVX2 nws_utf8_narrowed nws_utf8_narrow1_avx2(const uint8_t *units, size_t count, char *to)
{
    size_t at = 0;
    while (count - at >= 16) {
        const __m128i block = load16(units + at);
        if (_mm_movemask_epi8(block) == 0) {
            store16(to, block);
            to += 16;
        } else {
            to = narrow(_mm256_cvtepu8_epi32(block), to);
            to = narrow(_mm256_cvtepu8_epi32(_mm_srli_si128(block, 8)), to);
        }
        at += 16;
    }
    return (nws_utf8_narrowed){to, at};
}

AVX2 nws_utf8_narrowed nws_utf8_narrow2_avx2(const uint16_t *units, size_t count, char *to)
{
    const __m128i high5 = _mm_set1_epi16((short)0xF800), surrogate = _mm_set1_epi16((short)0xD800);
    const __m128i beyond_ascii = _mm_set1_epi16((short)0xFF80);
    size_t at = 0;
    while (count - at >= 16) {
        const __m128i front = load16(units + at), back = load16(units + at + 8);
        if (_mm_testz_si128(_mm_or_si128(front, back), beyond_ascii)) {
            store16(to, _mm_packus_epi16(front, back));
            to += 16;
            at += 16;
            continue;
        }
        const __m128i bad = _mm_or_si128(_mm_cmpeq_epi16(_mm_and_si128(front, high5), surrogate),
                                         _mm_cmpeq_epi16(_mm_and_si128(back, high5), surrogate));
        if (!_mm_testz_si128(bad, bad))
            break;
        to = narrow(_mm256_cvtepu16_epi32(front), to);
        to = narrow(_mm256_cvtepu16_epi32(back), to);
        at += 16;
    }
    return (nws_utf8_narrowed){to, at};
}

AVX2 nws_utf8_narrowed nws_utf8_narrow4_avx2(const uint32_t *units, size_t count, char *to)
{
    const __m256i high21 = _mm256_set1_epi32((int)0xFFFFF800), bmp = _mm256_set1_epi32(0xFFFF);
    size_t at = 0;
    while (count - at >= 8) {
        const __m256i points = _mm256_loadu_si256((const __m256i *)(const void *)(units + at));
        const __m256i bad = _mm256_or_si256(
            _mm256_andnot_si256(bmp, points),
            _mm256_cmpeq_epi32(_mm256_and_si256(points, high21), _mm256_set1_epi32(0xD800)));
        if (!_mm256_testz_si256(bad, bad))
            break;
        to = narrow(points, to);
        at += 8;
    }
    return (nws_utf8_narrowed){to, at};
}
#endif
