/* Common ideographs with AVX2, eight characters at once. The instruction set is asked for function
 * by function, so the rest of the library is built for any x86-64.
 */
#include "article/counts_kernels.h"

#if defined(NWS_CPU_X86)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt")))

/* For each mask of lanes their numbers, from the lowest byte up. */
#define PUSH(rest, mask, lane)                                                                     \
    ((rest) << ((mask) >> (lane) & 1) * 8 | ((mask) >> (lane) & 1) * UINT64_C(lane))
#define PACKED(mask)                                                                               \
    PUSH(PUSH(PUSH(PUSH(PUSH(PUSH(PUSH(PUSH(UINT64_C(0), mask, 7), mask, 6), mask, 5), mask, 4),   \
                        mask, 3),                                                                  \
                   mask, 2),                                                                       \
              mask, 1),                                                                            \
         mask, 0)
#define PACKED4(mask) PACKED(mask), PACKED((mask) + 1), PACKED((mask) + 2), PACKED((mask) + 3)
#define PACKED16(mask) PACKED4(mask), PACKED4((mask) + 4), PACKED4((mask) + 8), PACKED4((mask) + 12)
#define PACKED64(mask)                                                                             \
    PACKED16(mask), PACKED16((mask) + 16), PACKED16((mask) + 32), PACKED16((mask) + 48)
static const uint64_t packed[256] = {PACKED64(0), PACKED64(64), PACKED64(128), PACKED64(192)};

/* Eight characters of three bytes, each read big-endian into the upper bytes of its lane. */
AVX2 static inline __m256i load_characters(const char *at)
{
    const __m256i order = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(-1, 2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9));
    const __m128i low = _mm_loadu_si128((const __m128i *)(const void *)at);
    const __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(at + 12));
    return _mm256_shuffle_epi8(_mm256_set_m128i(high, low), order);
}

/* Characters from first to last, moved so that they are the highest of the signed numbers. */
typedef struct range {
    uint32_t shift[NWS_COUNTS_LANES], limit[NWS_COUNTS_LANES];
} range;

#define EIGHT(x) {x, x, x, x, x, x, x, x}
#define RANGE(first, last)                                                                         \
    {EIGHT(0x7FFFFF00u - ((last) << 8)), EIGHT(0x7FFFFEFFu - (((last) - (first)) << 8))}

/* nws_counts_is_han, then nws_counts_is_mark. */
static const range ranges[] = {RANGE(0xE4B880u, 0xE9BFBFu), RANGE(0xEFBC81u, 0xEFBC8Fu),
                               RANGE(0xE38081u, 0xE38084u), RANGE(0xE38088u, 0xE380A0u),
                               RANGE(0xE28090u, 0xE280A7u), RANGE(0xEFBC9Au, 0xEFBCA0u)};

AVX2 static inline __m256i load(const uint32_t *from)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)from);
}

/* All ones in the lanes whose characters are in the range. */
AVX2 static inline __m256i within(__m256i characters, const range *r)
{
    return _mm256_cmpgt_epi32(_mm256_add_epi32(characters, load(r->shift)), load(r->limit));
}

AVX2 static inline __m256i are_marks(__m256i characters, const range *r)
{
    const __m256i a = _mm256_or_si256(within(characters, &r[1]), within(characters, &r[2]));
    const __m256i b = _mm256_or_si256(within(characters, &r[3]), within(characters, &r[4]));
    return _mm256_or_si256(_mm256_or_si256(a, b), within(characters, &r[5]));
}

AVX2 static inline unsigned lane_mask(__m256i lanes)
{
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(lanes));
}

/* nws_counts_mix of no word with each of the characters. */
AVX2 static inline __m256i mix(__m256i characters)
{
    const __m256i hash =
        _mm256_mullo_epi32(_mm256_xor_si256(characters, _mm256_set1_epi32((int)NWS_COUNTS_BASIS)),
                           _mm256_set1_epi32((int)(uint32_t)NWS_COUNTS_FACTOR));
    return _mm256_xor_si256(hash, _mm256_srli_epi32(hash, 16));
}

/* The numbers in the lanes of mask: how many. All lanes are written. */
AVX2 static inline size_t store_words(uint32_t *words, __m256i numbers, unsigned mask)
{
    const __m128i order = _mm_loadl_epi64((const __m128i *)(const void *)&packed[mask]);
    const __m256i front = _mm256_permutevar8x32_epi32(numbers, _mm256_cvtepu8_epi32(order));
    _mm256_storeu_si256((__m256i *)(void *)words, front);
    return (size_t)_mm_popcnt_u32(mask);
}

AVX2 nws_counts_han nws_counts_han_avx2(const char *at, const char *end, uint32_t *words,
                                        size_t room)
{
    const range *r = ranges;
    __asm__("" : "+r"(r)); /* they stay in memory: there are more of them than registers */
    size_t count = 0;
    while (end - at >= NWS_COUNTS_READ && count < room) {
        const __m256i characters = load_characters(at);
        const __m256i are_han = within(characters, &r[0]);
        const unsigned known = lane_mask(_mm256_or_si256(are_han, are_marks(characters, r)));
        unsigned mask = lane_mask(are_han);
        if (known != 0xFF) {
            const unsigned prefix = (unsigned)__builtin_ctz(~known);
            mask &= (1u << prefix) - 1;
            count += store_words(words + count, mix(characters), mask);
            at += 3 * prefix;
            break;
        }
        count += store_words(words + count, mix(characters), mask);
        at += 3 * NWS_COUNTS_LANES; /* known: the next characters need not wait for these */
    }
    return (nws_counts_han){at, count};
}
#endif
