/* Validity and counting of UTF-8 with SSSE3 and AVX2. The instruction sets are asked for function
 * by function, so the rest of the library is built for any x86-64.
 *
 * The method is of John Keiser and Daniel Lemire, "Validating UTF-8 In Less Than One Instruction
 * Per Byte" (https://arxiv.org/abs/2010.03090): each kind of error shows in two bytes that follow
 * each other, and is a bit in three tables that are looked up by nibbles; where all three have the
 * bit, there is the error. See utf8.c for the tables.
 */
#include "base/utf8_kernels.h"

#if defined(NWS_CPU_X86)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt")))
#define SSSE3 __attribute__((target("ssse3")))

/* ---- AVX2 ---- */

typedef struct tables_avx2 {
    __m256i high1, low1, high2;
} tables_avx2;

AVX2 static inline __m256i load_table_avx2(const uint8_t *table)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

AVX2 static inline __m256i load_avx2(const char *at)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)at);
}

/* Not zero where bytes, which follow before, hold an error. */
AVX2 static inline __m256i errors_avx2(const tables_avx2 *tables, __m256i bytes, __m256i before)
{
    const __m256i nibble = _mm256_set1_epi8(0x0F);
    const __m256i joint = _mm256_permute2x128_si256(before, bytes, 0x21);
    const __m256i back1 = _mm256_alignr_epi8(bytes, joint, 15);
    const __m256i back2 = _mm256_alignr_epi8(bytes, joint, 14);
    const __m256i back3 = _mm256_alignr_epi8(bytes, joint, 13);
    __m256i found =
        _mm256_shuffle_epi8(tables->high1, _mm256_and_si256(_mm256_srli_epi16(back1, 4), nibble));
    found =
        _mm256_and_si256(found, _mm256_shuffle_epi8(tables->low1, _mm256_and_si256(back1, nibble)));
    found = _mm256_and_si256(
        found,
        _mm256_shuffle_epi8(tables->high2, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble)));
    /* The third byte of three and the third and fourth of four: two continuations in a row are
     * right there (bit 7 of the tables), and only there. */
    __m256i owed = _mm256_or_si256(_mm256_subs_epu8(back2, _mm256_set1_epi8((char)NWS_UTF8_THREE)),
                                   _mm256_subs_epu8(back3, _mm256_set1_epi8((char)NWS_UTF8_FOUR)));
    owed = _mm256_and_si256(owed, _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(owed, found);
}

/* Not zero where a sequence begins that does not end in bytes. */
AVX2 static inline __m256i incomplete_avx2(__m256i bytes)
{
    const __m256i last = _mm256_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                          -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                          -1, (char)0xEF, (char)0xDF, (char)0xBF);
    return _mm256_subs_epu8(bytes, last);
}

AVX2 size_t nws_utf8_blocks_avx2(nws_view text)
{
    const tables_avx2 tables = {load_table_avx2(nws_utf8_nibbles[0]),
                                load_table_avx2(nws_utf8_nibbles[1]),
                                load_table_avx2(nws_utf8_nibbles[2])};
    __m256i before = _mm256_setzero_si256(), pending = _mm256_setzero_si256();
    char tail[NWS_UTF8_BLOCK] = {0};
    for (size_t at = 0;; at += NWS_UTF8_BLOCK) {
        const char *block = text.data + at;
        const size_t rest = text.length - at;
        if (rest < NWS_UTF8_BLOCK) { /* the zeros behind it end every sequence */
            if (rest > 0)
                memcpy(tail, block, rest);
            block = tail;
        }
        const __m256i low = load_avx2(block), high = load_avx2(block + 32);
        __m256i errors = pending;
        if (_mm256_movemask_epi8(_mm256_or_si256(low, high)) != 0) {
            errors =
                _mm256_or_si256(errors_avx2(&tables, low, before), errors_avx2(&tables, high, low));
            pending = incomplete_avx2(high);
        }
        before = high;
        if (!_mm256_testz_si256(errors, errors))
            return nws_utf8_bad_block(at, rest);
        if (rest < NWS_UTF8_BLOCK)
            return text.length;
    }
}

AVX2 nws_utf8_census nws_utf8_count_avx2(nws_view text)
{
    const __m256i zero = _mm256_setzero_si256(), last_continuation = _mm256_set1_epi8(-65);
    const char *at = text.data, *end = text.data + text.length;
    __m256i largest = zero, points = zero;
    while (end - at >= 32) {
        __m256i counts = zero; /* a byte each, so at most 255 steps */
        for (unsigned step = 0; step < 255 && end - at >= 32; step++, at += 32) {
            const __m256i bytes = load_avx2(at);
            largest = _mm256_max_epu8(largest, bytes);
            counts = _mm256_sub_epi8(counts, _mm256_cmpgt_epi8(bytes, last_continuation));
        }
        points = _mm256_add_epi64(points, _mm256_sad_epu8(counts, zero));
    }
    uint64_t sums[4];
    uint8_t bytes[32], most = 0;
    _mm256_storeu_si256((__m256i *)(void *)sums, points);
    _mm256_storeu_si256((__m256i *)(void *)bytes, largest);
    for (size_t i = 0; i < 32; i++)
        most = bytes[i] > most ? bytes[i] : most;
    const nws_utf8_census rest = nws_utf8_count_scalar(nws_view_of(at, (size_t)(end - at)));
    const uint32_t widest = nws_utf8_widest(most);
    return (nws_utf8_census){(size_t)(sums[0] + sums[1] + sums[2] + sums[3]) + rest.points,
                             widest > rest.widest ? widest : rest.widest};
}

/* ---- SSSE3 ---- */

SSSE3 static inline __m128i load_ssse3(const void *at)
{
    return _mm_loadu_si128((const __m128i *)at);
}

SSSE3 static inline __m128i errors_ssse3(__m128i bytes, __m128i before)
{
    const __m128i nibble = _mm_set1_epi8(0x0F);
    const __m128i back1 = _mm_alignr_epi8(bytes, before, 15);
    const __m128i back2 = _mm_alignr_epi8(bytes, before, 14);
    const __m128i back3 = _mm_alignr_epi8(bytes, before, 13);
    __m128i found = _mm_shuffle_epi8(load_ssse3(nws_utf8_nibbles[0]),
                                     _mm_and_si128(_mm_srli_epi16(back1, 4), nibble));
    found = _mm_and_si128(
        found, _mm_shuffle_epi8(load_ssse3(nws_utf8_nibbles[1]), _mm_and_si128(back1, nibble)));
    found = _mm_and_si128(found, _mm_shuffle_epi8(load_ssse3(nws_utf8_nibbles[2]),
                                                  _mm_and_si128(_mm_srli_epi16(bytes, 4), nibble)));
    __m128i owed = _mm_or_si128(_mm_subs_epu8(back2, _mm_set1_epi8((char)NWS_UTF8_THREE)),
                                _mm_subs_epu8(back3, _mm_set1_epi8((char)NWS_UTF8_FOUR)));
    owed = _mm_and_si128(owed, _mm_set1_epi8((char)0x80));
    return _mm_xor_si128(owed, found);
}

SSSE3 size_t nws_utf8_blocks_ssse3(nws_view text)
{
    const __m128i zero = _mm_setzero_si128();
    const __m128i last = _mm_setr_epi8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                       (char)0xEF, (char)0xDF, (char)0xBF);
    __m128i before = zero, pending = zero;
    char tail[NWS_UTF8_BLOCK] = {0};
    for (size_t at = 0;; at += NWS_UTF8_BLOCK) {
        const char *block = text.data + at;
        const size_t rest = text.length - at;
        if (rest < NWS_UTF8_BLOCK) {
            if (rest > 0)
                memcpy(tail, block, rest);
            block = tail;
        }
        const __m128i a = load_ssse3(block), b = load_ssse3(block + 16);
        const __m128i c = load_ssse3(block + 32), d = load_ssse3(block + 48);
        __m128i errors = pending;
        if (_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d))) != 0) {
            errors = _mm_or_si128(_mm_or_si128(errors_ssse3(a, before), errors_ssse3(b, a)),
                                  _mm_or_si128(errors_ssse3(c, b), errors_ssse3(d, c)));
            pending = _mm_subs_epu8(d, last);
        }
        before = d;
        if (_mm_movemask_epi8(_mm_cmpeq_epi8(errors, zero)) != 0xFFFF)
            return nws_utf8_bad_block(at, rest);
        if (rest < NWS_UTF8_BLOCK)
            return text.length;
    }
}
#endif
