/* The pass over text for processors with AVX2: a byte's class is looked up by its two halves, so
 * that 32 bytes cost less than 16 do without. See scrub.c for what is looked for.
 */
#include "clean/scrub_classes.h"

#if defined(NWS_CPU_X86)
#include <string.h>

#define AVX2 __attribute__((target("avx2")))

enum {
    BLOCK = 32,
    CONTROL = NWS_SCRUB_CONTROL,
    ODD = NWS_SCRUB_ODD,
    BLANK = NWS_SCRUB_BLANK,
    AMPERSAND = NWS_SCRUB_AMPERSAND,
    ANGLE = NWS_SCRUB_ANGLE,
    LEAD_EF = NWS_SCRUB_LEAD_EF,
    SPACE = NWS_SCRUB_SPACE,
    LEAD_C2 = NWS_SCRUB_LEAD_C2,
    ALONE = CONTROL | ODD | BLANK | AMPERSAND | ANGLE | LEAD_C2 /* the next byte matters not */
};

/* clang-format off */
const uint8_t nws_scrub_upper[16] = {
    CONTROL | BLANK, ODD, AMPERSAND | SPACE, ANGLE, 0, 0, 0, 0, 0, 0, 0, 0, LEAD_C2, 0, LEAD_EF, ODD};
const uint8_t nws_scrub_lower[16] = {
    CONTROL | ODD | SPACE, CONTROL | ODD, CONTROL | ODD | LEAD_C2, CONTROL | ODD, CONTROL | ODD,
    CONTROL | ODD, CONTROL | ODD | AMPERSAND, CONTROL | ODD, CONTROL | ODD, ODD | BLANK,
    ODD | BLANK, CONTROL | ODD, CONTROL | ODD | ANGLE, CONTROL | ODD, CONTROL | ODD | ANGLE,
    CONTROL | ODD | LEAD_EF};
/* clang-format on */

AVX2 static inline __m256i load(const void *at)
{
    return _mm256_loadu_si256((const __m256i *)at);
}

AVX2 static inline __m256i table(const uint8_t *half)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)half));
}

/* The classes in the block at at, of which one byte more is read. */
AVX2 static inline __m256i classes(const unsigned char *at)
{
    const __m256i nibble = _mm256_set1_epi8(0x0F);
    const __m256i block = load(at), next = load(at + 1);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(block, 4), nibble);
    const __m256i class = _mm256_and_si256(
        _mm256_shuffle_epi8(table(nws_scrub_upper), high),
        _mm256_shuffle_epi8(table(nws_scrub_lower), _mm256_and_si256(block, nibble)));
    /* EF BC and EF BD are full-width punctuation, in every Chinese line. */
    const __m256i wide =
        _mm256_cmpeq_epi8(_mm256_or_si256(next, _mm256_set1_epi8(1)), _mm256_set1_epi8((char)0xBD));
    const __m256i twice = _mm256_cmpeq_epi8(next, _mm256_set1_epi8(' '));
    const __m256i counts =
        _mm256_or_si256(_mm256_or_si256(_mm256_andnot_si256(wide, _mm256_set1_epi8(LEAD_EF)),
                                        _mm256_and_si256(twice, _mm256_set1_epi8(SPACE))),
                        _mm256_set1_epi8((char)ALONE));
    return _mm256_and_si256(class, counts);
}

AVX2 static inline bool has(__m256i found, int class)
{
    return !_mm256_testz_si256(found, _mm256_set1_epi8((char)class));
}

AVX2 unsigned nws_scrub_avx2(const unsigned char *at, const unsigned char *end)
{
    const size_t length = (size_t)(end - at);
    unsigned char pad[BLOCK + 1];
    const unsigned char *last = pad, tail = end[-1];
    if (length <= BLOCK) { /* with letters behind the end */
        memset(pad, 'x', sizeof pad);
        memcpy(pad, at, length);
        at = pad;
    } else {
        last = end - BLOCK - 1;
    }
    __m256i found = classes(last);
    for (; at < last; at += BLOCK)
        found = _mm256_or_si256(found, classes(at));
    /* The very last byte was looked at as a successor only, which is enough where it ends a
     * character of several bytes. */
    if (has(found, CONTROL | ODD | LEAD_EF) || tail < ' ')
        return NWS_TEXT_DIRTY;
    const bool plain =
        !has(found, AMPERSAND | ANGLE | LEAD_C2) && tail != '<' && tail != '>' && tail != '&';
    return (plain ? (unsigned)NWS_TEXT_PLAIN : 0u) |
           (has(found, BLANK | SPACE) ? 0u : (unsigned)NWS_TEXT_EVEN);
}
#endif
