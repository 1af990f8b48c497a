/* Byte scanning: how far to the next byte that matters.
 *
 * The tokenizer, the serializer and the text writer spend their time here. Each kernel has a
 * scalar twin (suffix _scalar), always built and tested against it; SSE2 and NEON are baseline on
 * their machines, so no dispatch is needed but for long texts. Define NWS_SCAN_SCALAR to build
 * without vectors.
 */
#ifndef NWS_BASE_SCAN_H
#define NWS_BASE_SCAN_H

#include "base/cpu.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if !defined(NWS_SCAN_SCALAR) && defined(__SSE2__)
#define NWS_SCAN_VECTOR 1
#include <emmintrin.h>
#elif !defined(NWS_SCAN_SCALAR) && defined(__aarch64__)
#define NWS_SCAN_VECTOR 1
#include <arm_neon.h>
#endif

enum { NWS_SCAN_BLOCK = 16 };

/* ---- the few vector steps that the kernels are made of ---- */

#if defined(NWS_SCAN_VECTOR) && defined(__SSE2__)
typedef __m128i nws_scan_block;

NWS_INLINE nws_scan_block nws_scan_load(const char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}
NWS_INLINE nws_scan_block nws_scan_equal(nws_scan_block block, char byte)
{
    return _mm_cmpeq_epi8(block, _mm_set1_epi8(byte));
}
NWS_INLINE nws_scan_block nws_scan_least(nws_scan_block block, unsigned char byte) /* >= byte */
{
    return _mm_cmpeq_epi8(_mm_max_epu8(block, _mm_set1_epi8((char)byte)), block);
}
NWS_INLINE nws_scan_block nws_scan_below(nws_scan_block block, unsigned char byte) /* < byte > 0 */
{
    return _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8((char)(byte - 1))), block);
}
NWS_INLINE nws_scan_block nws_scan_min(nws_scan_block a, nws_scan_block b)
{
    return _mm_min_epu8(a, b);
}
NWS_INLINE nws_scan_block nws_scan_max(nws_scan_block a, nws_scan_block b)
{
    return _mm_max_epu8(a, b);
}
NWS_INLINE nws_scan_block nws_scan_or(nws_scan_block a, nws_scan_block b)
{
    return _mm_or_si128(a, b);
}
NWS_INLINE nws_scan_block nws_scan_and(nws_scan_block a, nws_scan_block b)
{
    return _mm_and_si128(a, b);
}
/* Index of the first byte that is not zero (all bytes are 0 or 255), or NWS_SCAN_BLOCK. */
NWS_INLINE int nws_scan_first(nws_scan_block hits)
{
    return __builtin_ctz((unsigned)_mm_movemask_epi8(hits) | 1u << NWS_SCAN_BLOCK);
}
#elif defined(NWS_SCAN_VECTOR)
typedef uint8x16_t nws_scan_block;

NWS_INLINE nws_scan_block nws_scan_load(const char *at)
{
    return vld1q_u8((const uint8_t *)at);
}
NWS_INLINE nws_scan_block nws_scan_equal(nws_scan_block block, char byte)
{
    return vceqq_u8(block, vdupq_n_u8((uint8_t)byte));
}
NWS_INLINE nws_scan_block nws_scan_least(nws_scan_block block, unsigned char byte)
{
    return vcgeq_u8(block, vdupq_n_u8(byte));
}
NWS_INLINE nws_scan_block nws_scan_below(nws_scan_block block, unsigned char byte)
{
    return vcltq_u8(block, vdupq_n_u8(byte));
}
NWS_INLINE nws_scan_block nws_scan_min(nws_scan_block a, nws_scan_block b)
{
    return vminq_u8(a, b);
}
NWS_INLINE nws_scan_block nws_scan_max(nws_scan_block a, nws_scan_block b)
{
    return vmaxq_u8(a, b);
}
NWS_INLINE nws_scan_block nws_scan_or(nws_scan_block a, nws_scan_block b)
{
    return vorrq_u8(a, b);
}
NWS_INLINE nws_scan_block nws_scan_and(nws_scan_block a, nws_scan_block b)
{
    return vandq_u8(a, b);
}
NWS_INLINE int nws_scan_first(nws_scan_block hits)
{
    /* Four bits a byte: shift-right-and-narrow is NEON's movemask. */
    uint64_t mask =
        vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(hits), 4)), 0);
    return mask == 0 ? NWS_SCAN_BLOCK : __builtin_ctzll(mask) >> 2;
}
#endif

/* ---- one of a few bytes ---- */

/* First of the bytes a, b, c or d in [at, end), else end. Repeat one to look for fewer. */
NWS_INLINE const char *nws_scan_any4_scalar(const char *at, const char *end, char a, char b, char c,
                                            char d)
{
    while (at < end && *at != a && *at != b && *at != c && *at != d)
        at++;
    return at;
}

#if defined(NWS_SCAN_VECTOR)
/* Place of the first of four bytes in the block at at; NWS_SCAN_BLOCK when there is none. */
NWS_INLINE int nws_scan_first4(const char *at, char a, char b, char c, char d)
{
    nws_scan_block block = nws_scan_load(at);
    return nws_scan_first(
        nws_scan_or(nws_scan_or(nws_scan_equal(block, a), nws_scan_equal(block, b)),
                    nws_scan_or(nws_scan_equal(block, c), nws_scan_equal(block, d))));
}
#endif

NWS_INLINE const char *nws_scan_any4(const char *at, const char *end, char a, char b, char c,
                                     char d)
{
#if defined(NWS_SCAN_VECTOR)
    if (end - at >= NWS_SCAN_BLOCK) {
        const char *last = end - NWS_SCAN_BLOCK;
        int first;
        do {
            first = nws_scan_first4(at, a, b, c, d);
            if (first < NWS_SCAN_BLOCK)
                return at + first;
            at += NWS_SCAN_BLOCK;
        } while (at <= last);
        if (at == end)
            return end;
        /* The last block overlaps the one before, in which nothing was found. */
        first = nws_scan_first4(last, a, b, c, d);
        return first < NWS_SCAN_BLOCK ? last + first : end;
    }
#endif
    return nws_scan_any4_scalar(at, end, a, b, c, d);
}

/* ---- what ends a run of text ---- */

#if defined(NWS_CPU_X86)
/* Which bytes the kernel looks for. */
typedef enum nws_scan_set {
    NWS_SCAN_MARKUP, /* "<" and U+0000 */
    NWS_SCAN_TEXT,   /* "<", "&" and U+0000 */
    NWS_SCAN_CR_NUL  /* CR and U+0000 */
} nws_scan_set;

/* First of these bytes in [at, end), which is 32 bytes or longer, else end; for processors with
 * nws_cpu_has_avx2. */
const char *nws_scan_set_avx2(const char *at, const char *end, nws_scan_set which);
#endif

/* First "<", U+0000 or, with references, "&" in [at, end), else end. */
NWS_INLINE const char *nws_scan_text(const char *at, const char *end, bool references)
{
    const char mark = references ? '&' : '<';
#if defined(NWS_CPU_X86)
    if (end - at >= 3 * NWS_SCAN_BLOCK && nws_cpu_has_avx2()) {
        const int first = nws_scan_first4(at, '<', '\0', mark, '<'); /* most runs are short */
        return first < NWS_SCAN_BLOCK
                   ? at + first
                   : nws_scan_set_avx2(at + NWS_SCAN_BLOCK, end,
                                       references ? NWS_SCAN_TEXT : NWS_SCAN_MARKUP);
    }
#endif
    return nws_scan_any4(at, end, '<', '\0', mark, '<');
}

/* ---- what is rare in a text ---- */

/* First CR or U+0000 in [at, end), else end: most texts hold neither. */
NWS_INLINE const char *nws_scan_cr_or_nul(const char *at, const char *end)
{
#if defined(NWS_CPU_X86)
    if (end - at >= 2 * NWS_SCAN_BLOCK && nws_cpu_has_avx2())
        return nws_scan_set_avx2(at, end, NWS_SCAN_CR_NUL);
#endif
    return nws_scan_any4(at, end, '\r', '\0', '\r', '\0');
}

/* ---- the end tag or the comment that a script may hold ---- */

/* First "<" with a "/" or "!" behind it in [at, end), else end: in scripts "<" is an operator. */
NWS_INLINE const char *nws_scan_opening_scalar(const char *at, const char *end)
{
    for (; end - at > 1; at++)
        if (*at == '<' && (at[1] == '/' || at[1] == '!'))
            return at;
    return end;
}

/* The same with the vectors of every machine. */
NWS_INLINE const char *nws_scan_opening_baseline(const char *at, const char *end)
{
#if defined(NWS_SCAN_VECTOR)
    for (; end - at > NWS_SCAN_BLOCK; at += NWS_SCAN_BLOCK) {
        const nws_scan_block block = nws_scan_load(at), next = nws_scan_load(at + 1);
        const int first = nws_scan_first(
            nws_scan_and(nws_scan_equal(block, '<'),
                         nws_scan_or(nws_scan_equal(next, '/'), nws_scan_equal(next, '!'))));
        if (first < NWS_SCAN_BLOCK)
            return at + first;
    }
#endif
    return nws_scan_opening_scalar(at, end);
}

#if defined(NWS_CPU_X86)
/* The same where [at, end) is longer than 32 bytes, for processors with nws_cpu_has_avx2. */
const char *nws_scan_opening_avx2(const char *at, const char *end);
#endif

NWS_INLINE const char *nws_scan_opening(const char *at, const char *end)
{
#if defined(NWS_CPU_X86)
    if (end - at > 2 * NWS_SCAN_BLOCK && nws_cpu_has_avx2())
        return nws_scan_opening_avx2(at, end);
#endif
    return nws_scan_opening_baseline(at, end);
}

/* ---- what stands in a string of JSON only with a backslash ---- */

/* First C0 control, DEL, quote or backslash in [at, end), else end. */
NWS_INLINE const char *nws_scan_string_scalar(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at >= 0x20 && *at != '"' && *at != '\\' && *at != 0x7F)
        at++;
    return at;
}

#if defined(NWS_SCAN_VECTOR)
NWS_INLINE int nws_scan_first_string(const char *at)
{
    const nws_scan_block block = nws_scan_load(at);
    return nws_scan_first(
        nws_scan_or(nws_scan_or(nws_scan_equal(block, '"'), nws_scan_equal(block, '\\')),
                    nws_scan_or(nws_scan_equal(block, 0x7F), nws_scan_below(block, 0x20))));
}
#endif

NWS_INLINE const char *nws_scan_string(const char *at, const char *end)
{
#if defined(NWS_SCAN_VECTOR)
    for (; end - at >= NWS_SCAN_BLOCK; at += NWS_SCAN_BLOCK) {
        const int first = nws_scan_first_string(at);
        if (first < NWS_SCAN_BLOCK)
            return at + first;
    }
#endif
    return nws_scan_string_scalar(at, end);
}

/* ---- lines by their first byte ---- */

/* First byte in (at, end) that is a or b and stands right behind LF or CR, else end. */
NWS_INLINE const char *nws_scan_line_scalar(const char *at, const char *end, char a, char b)
{
    for (; end - at > 1; at++)
        if ((*at == '\n' || *at == '\r') && (at[1] == a || at[1] == b))
            return at + 1;
    return end;
}

NWS_INLINE const char *nws_scan_line(const char *at, const char *end, char a, char b)
{
#if defined(NWS_SCAN_VECTOR)
    if (end - at > NWS_SCAN_BLOCK) {
        const char *last = end - NWS_SCAN_BLOCK - 1; /* the last block that has a byte after it */
        for (;;) {
            const nws_scan_block block = nws_scan_load(at), next = nws_scan_load(at + 1);
            const int first = nws_scan_first(
                nws_scan_and(nws_scan_or(nws_scan_equal(block, '\n'), nws_scan_equal(block, '\r')),
                             nws_scan_or(nws_scan_equal(next, a), nws_scan_equal(next, b))));
            if (first < NWS_SCAN_BLOCK)
                return at + first + 1;
            if (at == last)
                return end;
            at = last - at >= NWS_SCAN_BLOCK ? at + NWS_SCAN_BLOCK : last;
        }
    }
#endif
    return nws_scan_line_scalar(at, end, a, b);
}

/* ---- one byte ---- */

/* First occurrence of one byte, else end. libc's memchr is vectorized everywhere. */
NWS_INLINE const char *nws_scan_byte(const char *at, const char *end, char byte)
{
    const char *hit = at < end ? memchr(at, byte, (size_t)(end - at)) : NULL;
    return hit == NULL ? end : hit;
}

/* ---- what a writer of HTML cannot copy as it stands ---- */

/* First byte in [at, end) at which a serializer must look, else end: & < > and quote (pass '"' in
 * an attribute's value and '<' in text); C0 controls but tab and newline; the first byte of U+00A0
 * (C2 A0), of anything that begins with EF B7, EF BB or EF BF (among which are U+FEFF and the
 * noncharacters; full-width punctuation, EF BC and EF BD, is passed over) and of any sequence of
 * four bytes (of which some are noncharacters). The text is valid UTF-8. */
NWS_INLINE const char *nws_scan_escape_scalar(const char *at, const char *end, char quote)
{
    for (; at < end; at++) {
        const unsigned char byte = (unsigned char)*at;
        const unsigned char next = at + 1 < end ? (unsigned char)at[1] : 0;
        if (byte == '&' || byte == '<' || byte == '>' || *at == quote || byte >= 0xF0 ||
            (byte < 0x20 && byte != '\t' && byte != '\n') || (byte == 0xC2 && next == 0xA0) ||
            (byte == 0xEF && (next == 0xB7 || next == 0xBB || next == 0xBF)))
            break;
    }
    return at;
}

#if defined(NWS_SCAN_VECTOR)
/* The same for the NWS_SCAN_BLOCK bytes at at, of which one more may be read: index of the first.
 */
NWS_INLINE int nws_scan_escape_block(const char *at, char quote)
{
    const nws_scan_block block = nws_scan_load(at), next = nws_scan_load(at + 1);
    const nws_scan_block markup =
        nws_scan_or(nws_scan_or(nws_scan_equal(block, '&'), nws_scan_equal(block, quote)),
                    nws_scan_or(nws_scan_equal(block, '<'), nws_scan_equal(block, '>')));
    const nws_scan_block control = nws_scan_equal(
        nws_scan_or(nws_scan_or(nws_scan_equal(block, '\t'), nws_scan_equal(block, '\n')),
                    nws_scan_least(block, 0x20)),
        0);
    const nws_scan_block nbsp =
        nws_scan_and(nws_scan_equal(block, (char)0xC2), nws_scan_equal(next, (char)0xA0));
    const nws_scan_block special =
        nws_scan_and(nws_scan_equal(block, (char)0xEF),
                     nws_scan_or(nws_scan_equal(next, (char)0xB7),
                                 nws_scan_or(nws_scan_equal(next, (char)0xBB),
                                             nws_scan_equal(next, (char)0xBF))));
    return nws_scan_first(
        nws_scan_or(nws_scan_or(markup, control),
                    nws_scan_or(nws_scan_or(nbsp, special), nws_scan_least(block, 0xF0))));
}
#endif

NWS_INLINE const char *nws_scan_escape(const char *at, const char *end, char quote)
{
#if defined(NWS_SCAN_VECTOR)
    if (end - at > NWS_SCAN_BLOCK) {
        const char *last = end - NWS_SCAN_BLOCK - 1; /* the last block that has a byte after it */
        for (;;) {
            int first = nws_scan_escape_block(at, quote);
            if (first < NWS_SCAN_BLOCK)
                return at + first;
            if (at == last)
                break;
            at = last - at >= NWS_SCAN_BLOCK ? at + NWS_SCAN_BLOCK : last;
        }
        at = end - 1;
    }
#endif
    return nws_scan_escape_scalar(at, end, quote);
}

#endif
