/* Byte scanning: how far to the next byte that matters.
 *
 * The tokenizer, the serializer and the text writer spend their time here. Each kernel has a
 * scalar twin (suffix _scalar), always built and tested against it; SSE2 and NEON are baseline on
 * their machines, so no dispatch is needed. Define NWS_SCAN_SCALAR to build without vectors.
 */
#ifndef NWS_BASE_SCAN_H
#define NWS_BASE_SCAN_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !defined(NWS_SCAN_SCALAR) && defined(__SSE2__)
#define NWS_SCAN_SSE2 1
#include <emmintrin.h>
#elif !defined(NWS_SCAN_SCALAR) && defined(__aarch64__)
#define NWS_SCAN_NEON 1
#include <arm_neon.h>
#endif

/* First of the bytes a, b, c or d in [at, end), else end. Repeat one to look for fewer. */
NWS_INLINE const char *nws_scan_any4_scalar(const char *at, const char *end, char a, char b, char c,
                                            char d)
{
    while (at < end && *at != a && *at != b && *at != c && *at != d)
        at++;
    return at;
}

NWS_INLINE const char *nws_scan_any4(const char *at, const char *end, char a, char b, char c,
                                     char d)
{
#if defined(NWS_SCAN_SSE2)
    const __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b);
    const __m128i vc = _mm_set1_epi8(c), vd = _mm_set1_epi8(d);
    while (end - at >= 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)(const void *)at);
        __m128i hit = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(block, va), _mm_cmpeq_epi8(block, vb)),
            _mm_or_si128(_mm_cmpeq_epi8(block, vc), _mm_cmpeq_epi8(block, vd)));
        unsigned mask = (unsigned)_mm_movemask_epi8(hit);
        if (mask != 0)
            return at + __builtin_ctz(mask);
        at += 16;
    }
#elif defined(NWS_SCAN_NEON)
    const uint8x16_t va = vdupq_n_u8((uint8_t)a), vb = vdupq_n_u8((uint8_t)b);
    const uint8x16_t vc = vdupq_n_u8((uint8_t)c), vd = vdupq_n_u8((uint8_t)d);
    while (end - at >= 16) {
        uint8x16_t block = vld1q_u8((const uint8_t *)at);
        uint8x16_t hit = vorrq_u8(vorrq_u8(vceqq_u8(block, va), vceqq_u8(block, vb)),
                                  vorrq_u8(vceqq_u8(block, vc), vceqq_u8(block, vd)));
        /* Four bits a byte: shift-right-and-narrow is NEON's movemask. */
        uint64_t mask =
            vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(hit), 4)), 0);
        if (mask != 0)
            return at + (__builtin_ctzll(mask) >> 2);
        at += 16;
    }
#endif
    return nws_scan_any4_scalar(at, end, a, b, c, d);
}

/* First occurrence of one byte, else end. libc's memchr is vectorized everywhere. */
NWS_INLINE const char *nws_scan_byte(const char *at, const char *end, char byte)
{
    const char *hit = at < end ? memchr(at, byte, (size_t)(end - at)) : NULL;
    return hit == NULL ? end : hit;
}

#endif
