/* UTF-8: is it, make it, one code point at a time.
 *
 * Everything behind this header works on valid UTF-8; what comes from outside passes here first.
 * The vector kernels and the scalar reference give the same answer on every input (tested).
 */
#ifndef NWS_BASE_UTF8_H
#define NWS_BASE_UTF8_H

#include "base/buffer.h"
#include "base/status.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define NWS_REPLACEMENT 0xFFFDu

/* Length of the valid prefix of text: text.length when all of it is well-formed UTF-8 (no
 * surrogates, no overlong forms, nothing past U+10FFFF). Picks the best kernel for this machine. */
size_t nws_utf8_valid(nws_view text);
/* The plain reference: one byte sequence at a time. */
size_t nws_utf8_valid_scalar(nws_view text);

/* Appends text to *out with every maximal ill-formed part replaced by U+FFFD, as the Encoding
 * standard's decoder does. *repairs is set to their number, *first to the offset of the first one
 * (in text; 0 when there is none).
 * https://encoding.spec.whatwg.org/#utf-8-decoder */
NWS_MUST_CHECK nws_status nws_utf8_repair(nws_view text, nws_buffer *out, size_t *repairs,
                                          size_t *first);

/* Number of code points and the class of the widest: what a CPython string needs to know before it
 * is made. text must be valid. */
typedef struct nws_utf8_census {
    size_t points;
    uint32_t widest; /* upper bound class: 0x7F, 0xFF, 0xFFFF or 0x10FFFF */
} nws_utf8_census;
nws_utf8_census nws_utf8_count(nws_view text);

/* Widen valid UTF-8 into code units of the given width; out has room for census.points units.
 * latin: all points <= 0xFF. */
void nws_utf8_to_latin1(nws_view text, uint8_t *out);
void nws_utf8_to_ucs2(nws_view text, uint16_t *out);
void nws_utf8_to_ucs4(nws_view text, uint32_t *out);

/* Append code units as UTF-8; every surrogate (and what is past U+10FFFF) becomes U+FFFD. *repairs
 * is set to their number, *first to the index of the first one's unit (0 when there is none). */
NWS_MUST_CHECK nws_status nws_utf8_from_latin1(const uint8_t *units, size_t count, nws_buffer *out);
NWS_MUST_CHECK nws_status nws_utf8_from_ucs2(const uint16_t *units, size_t count, nws_buffer *out,
                                             size_t *repairs, size_t *first);
NWS_MUST_CHECK nws_status nws_utf8_from_ucs4(const uint32_t *units, size_t count, nws_buffer *out,
                                             size_t *repairs, size_t *first);

/* Bytes of the sequence that begins with lead; lead must begin a valid sequence. */
NWS_INLINE size_t nws_utf8_length(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* The code point at *cursor, which is moved past it. The text must be valid and not at its end. */
NWS_INLINE uint32_t nws_utf8_next(const char **cursor)
{
    const unsigned char *p = (const unsigned char *)*cursor;
    uint32_t point = p[0];
    if (point < 0x80) {
        *cursor += 1;
    } else if (point < 0xE0) {
        point = (point & 0x1Fu) << 6 | (p[1] & 0x3Fu);
        *cursor += 2;
    } else if (point < 0xF0) {
        point = (point & 0x0Fu) << 12 | (uint32_t)(p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        *cursor += 3;
    } else {
        point = (point & 0x07u) << 18 | (uint32_t)(p[1] & 0x3Fu) << 12 |
                (uint32_t)(p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
        *cursor += 4;
    }
    return point;
}

/* Writes a code point (a scalar value) and returns how many bytes it took; out has room for 4. */
NWS_INLINE size_t nws_utf8_put(char *out, uint32_t point)
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0u | point >> 6);
        out[1] = (char)(0x80u | (point & 0x3Fu));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0u | point >> 12);
        out[1] = (char)(0x80u | (point >> 6 & 0x3Fu));
        out[2] = (char)(0x80u | (point & 0x3Fu));
        return 3;
    }
    out[0] = (char)(0xF0u | point >> 18);
    out[1] = (char)(0x80u | (point >> 12 & 0x3Fu));
    out[2] = (char)(0x80u | (point >> 6 & 0x3Fu));
    out[3] = (char)(0x80u | (point & 0x3Fu));
    return 4;
}

#endif
