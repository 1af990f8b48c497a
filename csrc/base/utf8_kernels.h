/* The vector kernels behind utf8.h and their scalar twins. Only utf8.c, utf8_transcode.c and the
 * kernels' own files include this, and the tests and the benchmark, which hold one against another.
 *
 * A kernel may be called only where its instructions exist: see base/cpu.h.
 */
#ifndef NWS_BASE_UTF8_KERNELS_H
#define NWS_BASE_UTF8_KERNELS_H

#include "base/cpu.h"
#include "base/utf8.h"

#if !defined(NWS_SCAN_SCALAR) && defined(__aarch64__) && defined(__GNUC__)
#define NWS_UTF8_NEON 1
#endif

/* Length of the sequence that begins at [at, end) when it is well-formed, else 0. at < end. */
NWS_INLINE size_t nws_utf8_sequence(const unsigned char *at, const unsigned char *end)
{
    const unsigned char lead = at[0];
    const size_t room = (size_t)(end - at);
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2) /* a continuation, or an overlong two-byte form */
        return 0;
    if (lead < 0xE0)
        return room >= 2 && (at[1] & 0xC0) == 0x80 ? 2 : 0;
    if (lead < 0xF0) { /* E0 A0..BF: not overlong; ED 80..9F: no surrogates */
        if (room < 3 || (at[1] & 0xC0) != 0x80 || (at[2] & 0xC0) != 0x80)
            return 0;
        return (lead == 0xE0 && at[1] < 0xA0) || (lead == 0xED && at[1] > 0x9F) ? 0 : 3;
    }
    /* F0 90..BF: not overlong; F4 80..8F: nothing past U+10FFFF */
    if (lead > 0xF4 || room < 4 || (at[1] & 0xC0) != 0x80 || (at[2] & 0xC0) != 0x80 ||
        (at[3] & 0xC0) != 0x80)
        return 0;
    return (lead == 0xF0 && at[1] < 0x90) || (lead == 0xF4 && at[1] > 0x8F) ? 0 : 4;
}

/* What has been read and written so far by a transcoder; whoever goes on begins here. */
typedef struct nws_utf8_widened {
    const char *at; /* at the first byte of a sequence */
    size_t units;
} nws_utf8_widened;

typedef struct nws_utf8_narrowed {
    char *to;
    size_t units; /* how many have been read */
} nws_utf8_narrowed;

/* Bytes past its result that a kernel may write. */
enum { NWS_UTF8_SLACK = 64 };

/* Scalar twins of utf8.h's functions. */
nws_utf8_census nws_utf8_count_scalar(nws_view text);
void nws_utf8_latin1_scalar(nws_view text, uint8_t *out);
void nws_utf8_ucs2_scalar(nws_view text, uint16_t *out);
void nws_utf8_ucs4_scalar(nws_view text, uint32_t *out);

/* The class of the widest point from the largest byte, which is a lead byte where it matters. */
NWS_INLINE uint32_t nws_utf8_widest(unsigned char largest)
{
    return largest < 0x80 ? 0x7F : largest < 0xC4 ? 0xFF : largest < 0xF0 ? 0xFFFF : 0x10FFFF;
}

#if defined(NWS_CPU_X86) || defined(NWS_UTF8_NEON)
/* Three tables of errors, by the nibbles of two bytes that follow each other: see utf8.c. */
extern const uint8_t nws_utf8_nibbles[3][16];
/* Subtracted with saturation, these leave bit 7 in lead bytes of three and of four. */
enum { NWS_UTF8_THREE = 0xE0 - 0x80, NWS_UTF8_FOUR = 0xF0 - 0x80 };

/* The nws_utf8_blocks_ kernels return text.length when all of text is good, else the offset of the
 * block with the first error; a sequence may begin before it and be broken in it. */
enum { NWS_UTF8_BLOCK = 64 };

/* What such a kernel returns for an error in the block at offset, rest bytes before the end. In an
 * empty last block the error is a sequence that the end cuts off: it lies before the block, and
 * the length of the text must not be returned for it. */
NWS_INLINE size_t nws_utf8_bad_block(size_t offset, size_t rest)
{
    return rest == 0 ? offset - 1 : offset;
}
#endif

#if defined(NWS_CPU_X86)
size_t nws_utf8_blocks_avx2(nws_view text);
size_t nws_utf8_blocks_ssse3(nws_view text);
nws_utf8_census nws_utf8_count_avx2(nws_view text);

/* These stop short of the end, where a vector would read or write too far. */
nws_utf8_widened nws_utf8_latin1_avx2(nws_view text, uint8_t *out);
nws_utf8_widened nws_utf8_ucs2_avx2(nws_view text, uint16_t *out);
nws_utf8_widened nws_utf8_ucs4_avx2(nws_view text, uint32_t *out);
nws_utf8_widened nws_utf8_ucs2_avx512(nws_view text, uint16_t *out);

/* These stop before a block with a surrogate (or with a point above U+FFFF) too, and write up to
 * NWS_UTF8_SLACK bytes past the end of what they return. */
nws_utf8_narrowed nws_utf8_narrow1_avx2(const uint8_t *units, size_t count, char *to);
nws_utf8_narrowed nws_utf8_narrow2_avx2(const uint16_t *units, size_t count, char *to);
nws_utf8_narrowed nws_utf8_narrow4_avx2(const uint32_t *units, size_t count, char *to);
nws_utf8_narrowed nws_utf8_narrow2_avx512(const uint16_t *units, size_t count, char *to);
nws_utf8_narrowed nws_utf8_narrow4_avx512(const uint32_t *units, size_t count, char *to);
#elif defined(NWS_UTF8_NEON)
size_t nws_utf8_blocks_neon(nws_view text);
#endif

#endif
