/* Between UTF-8 and the three widths of a CPython string.
 *
 * Separate from utf8.c because it needs no checks: text is valid, and only units from outside
 * (lone surrogates) can be wrong. The AVX2 kernels are in utf8_transcode_x86.c; elsewhere runs of
 * ASCII go 8 at a time, which compilers turn into vectors.
 */
#include "base/utf8_kernels.h"

enum { RUN = 8, LONG_TEXT = 64 };

/* Eight bytes at once, when all are ASCII. */
static bool ascii_run(const void *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return (bytes & UINT64_C(0x8080808080808080)) == 0;
}

/* ---- UTF-8 to wider units ---- */

/* The same loop for three widths; a macro, since C has no other way to say it once. */
#define WIDEN(type)                                                                                \
    if (text.length == 0)                                                                          \
        return;                                                                                    \
    const char *at = text.data, *end = text.data + text.length;                                    \
    while (at < end) {                                                                             \
        if (end - at >= RUN && ascii_run(at)) {                                                    \
            for (size_t i = 0; i < RUN; i++)                                                       \
                out[i] = (unsigned char)at[i];                                                     \
            at += RUN;                                                                             \
            out += RUN;                                                                            \
        } else {                                                                                   \
            *out++ = (type)nws_utf8_next(&at);                                                     \
        }                                                                                          \
    }

void nws_utf8_latin1_scalar(nws_view text, uint8_t *out)
{
    WIDEN(uint8_t)
}

void nws_utf8_ucs2_scalar(nws_view text, uint16_t *out)
{
    WIDEN(uint16_t)
}

void nws_utf8_ucs4_scalar(nws_view text, uint32_t *out)
{
    WIDEN(uint32_t)
}

#if defined(NWS_CPU_X86)
static nws_view text_from(nws_view text, const char *at)
{
    return nws_view_of(at, text.length - (size_t)(at - text.data));
}
#endif

void nws_utf8_to_latin1(nws_view text, uint8_t *out)
{
#if defined(NWS_CPU_X86)
    if (text.length > LONG_TEXT && nws_cpu_has_avx2()) {
        nws_utf8_widened done = nws_utf8_latin1_avx2(text, out);
        text = text_from(text, done.at);
        out += done.units;
    }
#endif
    nws_utf8_latin1_scalar(text, out);
}

void nws_utf8_to_ucs2(nws_view text, uint16_t *out)
{
#if defined(NWS_CPU_X86)
    if (text.length > LONG_TEXT && nws_cpu_has_avx2()) {
        nws_utf8_widened done =
            nws_cpu_has_avx512() ? nws_utf8_ucs2_avx512(text, out) : nws_utf8_ucs2_avx2(text, out);
        text = text_from(text, done.at);
        out += done.units;
    }
#endif
    nws_utf8_ucs2_scalar(text, out);
}

void nws_utf8_to_ucs4(nws_view text, uint32_t *out)
{
#if defined(NWS_CPU_X86)
    if (text.length > LONG_TEXT && nws_cpu_has_avx2()) {
        nws_utf8_widened done = nws_utf8_ucs4_avx2(text, out);
        text = text_from(text, done.at);
        out += done.units;
    }
#endif
    nws_utf8_ucs4_scalar(text, out);
}

/* ---- units to UTF-8 ---- */

/* Room for count units of at most longest bytes, and for what a vector writes too much. */
static nws_status reserve_units(nws_buffer *out, size_t count, size_t longest)
{
    if (count > SIZE_MAX / 16)
        return NWS_E_MEMORY;
    return nws_buffer_reserve(out, count * longest + NWS_UTF8_SLACK);
}

static char *narrow_latin1(const uint8_t *units, size_t count, char *to)
{
    for (size_t i = 0; i < count; i++) {
        if (count - i >= RUN && ascii_run(units + i)) {
            memcpy(to, units + i, RUN);
            to += RUN;
            i += RUN - 1;
        } else {
            to += nws_utf8_put(to, units[i]);
        }
    }
    return to;
}

nws_status nws_utf8_from_latin1(const uint8_t *units, size_t count, nws_buffer *out)
{
    NWS_TRY(reserve_units(out, count, 2));
    char *to = out->data + out->length;
    size_t at = 0;
#if defined(NWS_CPU_X86)
    if (nws_cpu_has_avx2()) {
        nws_utf8_narrowed done = nws_utf8_narrow1_avx2(units, count, to);
        at = done.units;
        to = done.to;
    }
#endif
    to = narrow_latin1(units + at, count - at, to);
    out->length = (size_t)(to - out->data);
    return NWS_OK;
}

/* One point, or U+FFFD for what is none. */
static char *put_checked(uint32_t point, size_t index, char *to, size_t *repairs, size_t *first)
{
    if ((point & 0xFFFFF800u) == 0xD800u || point > 0x10FFFFu) {
        if ((*repairs)++ == 0)
            *first = index;
        point = NWS_REPLACEMENT;
    }
    return to + nws_utf8_put(to, point);
}

/* Units that a kernel leaves to the scalar loop: one of its blocks. */
enum { LEFT2 = 16, LEFT4 = 8 };

nws_status nws_utf8_from_ucs2(const uint16_t *units, size_t count, nws_buffer *out, size_t *repairs,
                              size_t *first)
{
    *repairs = *first = 0;
    NWS_TRY(reserve_units(out, count, 3));
    char *to = out->data + out->length;
    for (size_t at = 0; at < count;) {
#if defined(NWS_CPU_X86)
        if (nws_cpu_has_avx2()) {
            nws_utf8_narrowed done = nws_cpu_has_avx512()
                                         ? nws_utf8_narrow2_avx512(units + at, count - at, to)
                                         : nws_utf8_narrow2_avx2(units + at, count - at, to);
            at += done.units;
            to = done.to;
        }
#endif
        for (size_t stop = count - at > LEFT2 ? at + LEFT2 : count; at < stop; at++)
            to = put_checked(units[at], at, to, repairs, first);
    }
    out->length = (size_t)(to - out->data);
    return NWS_OK;
}

nws_status nws_utf8_from_ucs4(const uint32_t *units, size_t count, nws_buffer *out, size_t *repairs,
                              size_t *first)
{
    *repairs = *first = 0;
    NWS_TRY(reserve_units(out, count, 4));
    char *to = out->data + out->length;
    for (size_t at = 0; at < count;) {
#if defined(NWS_CPU_X86)
        if (nws_cpu_has_avx2()) {
            nws_utf8_narrowed done = nws_cpu_has_avx512()
                                         ? nws_utf8_narrow4_avx512(units + at, count - at, to)
                                         : nws_utf8_narrow4_avx2(units + at, count - at, to);
            at += done.units;
            to = done.to;
        }
#endif
        for (size_t stop = count - at > LEFT4 ? at + LEFT4 : count; at < stop; at++)
            to = put_checked(units[at], at, to, repairs, first);
    }
    out->length = (size_t)(to - out->data);
    return NWS_OK;
}
