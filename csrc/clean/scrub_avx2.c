/* The pass over text for processors with AVX2: a byte's class is looked up by its two halves, so
 * that 32 bytes cost less than 16 do without. See scrub.c for what is looked for.
 */
#include "clean/scrub.h"

#include "base/cpu.h"

#if defined(NWS_CPU_X86)
#include <immintrin.h>
#include <string.h>

#define AVX2 __attribute__((target("avx2")))

enum { BLOCK = 32 };

/* What a byte may be, one bit each: those of its upper half that its lower half has too. */
enum {
    CONTROL = 0x01, /* 00..0F but tab and newline */
    ODD = 0x02,     /* 10..1F, F0..FF */
    BLANK = 0x04,   /* tab, newline */
    AMPERSAND = 0x08,
    ANGLE = 0x10,   /* < > */
    LEAD_EF = 0x20, /* of full-width punctuation, or of what may not stay */
    SPACE = 0x40,
    LEAD_C2 = 0x80,                                             /* of U+00A0 perhaps */
    ALONE = CONTROL | ODD | BLANK | AMPERSAND | ANGLE | LEAD_C2 /* the next byte matters not */
};

/* clang-format off */
static const uint8_t upper[16] = {
    CONTROL | BLANK, ODD, AMPERSAND | SPACE, ANGLE, 0, 0, 0, 0, 0, 0, 0, 0, LEAD_C2, 0, LEAD_EF, ODD};
static const uint8_t lower[16] = {
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
    const __m256i class =
        _mm256_and_si256(_mm256_shuffle_epi8(table(upper), high),
                         _mm256_shuffle_epi8(table(lower), _mm256_and_si256(block, nibble)));
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
