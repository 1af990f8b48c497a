/* Validity, repair and counting of UTF-8; the kernels are in utf8_x86.c and utf8_neon.c.
 *
 * Separate from utf8_transcode.c, which trusts that its text was let through here.
 */
#include "base/utf8_kernels.h"

size_t nws_utf8_valid_scalar(nws_view text)
{
    if (text.length == 0) /* of an absent text not even the end may be worked out */
        return 0;
    const unsigned char *start = (const unsigned char *)text.data;
    const unsigned char *at = start, *end = start + text.length;
    while (at < end) {
        size_t length = nws_utf8_sequence(at, end);
        if (length == 0)
            break;
        at += length;
    }
    return (size_t)(at - start);
}

#if defined(NWS_CPU_X86) || defined(NWS_UTF8_NEON)
/* The errors that two bytes in a row can show, each a bit of the tables. */
enum {
    SHORT = 1 << 0,     /* 11______ 0_______ or 11______ 11______: a continuation is missing */
    LONG = 1 << 1,      /* 0_______ 10______: a continuation that nothing asked for */
    OVERLONG3 = 1 << 2, /* 11100000 100_____ */
    LARGE = 1 << 3,     /* 11110100 1001____ and above: past U+10FFFF */
    SURROGATE = 1 << 4, /* 11101101 101_____ */
    OVERLONG2 = 1 << 5, /* 1100000_ 10______ */
    LARGE1000 = 1 << 6, /* 11110101 1000____ and above */
    OVERLONG4 = 1 << 6, /* 11110000 1000____: shares its bit, since the second bytes are alike */
    TWO = 1 << 7,       /* 10______ 10______: right in the third and fourth place only */
    ANY_LOW = SHORT | LONG | TWO /* these do not depend on the first byte's low nibble */
};

const uint8_t nws_utf8_nibbles[3][16] = {
    /* the first byte's high nibble */
    {LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, TWO, TWO, TWO, TWO, SHORT | OVERLONG2, SHORT,
     SHORT | OVERLONG3 | SURROGATE, SHORT | LARGE | LARGE1000 | OVERLONG4},
    /* its low nibble */
    {ANY_LOW | OVERLONG3 | OVERLONG2 | OVERLONG4, ANY_LOW | OVERLONG2, ANY_LOW, ANY_LOW,
     ANY_LOW | LARGE, ANY_LOW | LARGE | LARGE1000, ANY_LOW | LARGE | LARGE1000,
     ANY_LOW | LARGE | LARGE1000, ANY_LOW | LARGE | LARGE1000, ANY_LOW | LARGE | LARGE1000,
     ANY_LOW | LARGE | LARGE1000, ANY_LOW | LARGE | LARGE1000, ANY_LOW | LARGE | LARGE1000,
     ANY_LOW | LARGE | LARGE1000 | SURROGATE, ANY_LOW | LARGE | LARGE1000,
     ANY_LOW | LARGE | LARGE1000},
    /* the second byte's high nibble */
    {SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT, SHORT,
     LONG | OVERLONG2 | TWO | OVERLONG3 | LARGE1000 | OVERLONG4,
     LONG | OVERLONG2 | TWO | OVERLONG3 | LARGE, LONG | OVERLONG2 | TWO | SURROGATE | LARGE,
     LONG | OVERLONG2 | TWO | SURROGATE | LARGE, SHORT, SHORT, SHORT, SHORT},
};

/* Length of the valid prefix, when a kernel found the blocks before offset good. */
static size_t finish(nws_view text, size_t offset)
{
    /* The last sequence of those blocks may reach into the bad one: go back to where it begins. */
    for (size_t back = 1; back <= 3 && back <= offset; back++) {
        unsigned char byte = (unsigned char)text.data[offset - back];
        if (byte >= 0xC0) {
            offset -= back;
            break;
        }
        if (byte < 0x80)
            break;
    }
    return offset + nws_utf8_valid_scalar(nws_view_slice(text, offset, text.length));
}
#endif

enum { SHORT_TEXT = 16 }; /* where setting up vectors costs more than they save */

size_t nws_utf8_valid(nws_view text)
{
    if (text.length < SHORT_TEXT)
        return nws_utf8_valid_scalar(text);
#if defined(NWS_CPU_X86)
    if (nws_cpu_has_avx2()) {
        size_t good = nws_utf8_blocks_avx2(text);
        return good == text.length ? good : finish(text, good);
    }
    if (nws_cpu_has_ssse3()) {
        size_t good = nws_utf8_blocks_ssse3(text);
        return good == text.length ? good : finish(text, good);
    }
#elif defined(NWS_UTF8_NEON)
    size_t good = nws_utf8_blocks_neon(text);
    return good == text.length ? good : finish(text, good);
#endif
    return nws_utf8_valid_scalar(text);
}

/* Length of the ill-formed part at [at, end), which becomes one U+FFFD: as many bytes as could
 * have begun a sequence, and at least one.
 * https://encoding.spec.whatwg.org/#utf-8-decoder */
static size_t bad_length(const unsigned char *at, const unsigned char *end)
{
    const unsigned char lead = at[0];
    const size_t room = (size_t)(end - at);
    if (lead < 0xE0 || lead > 0xF4) /* of two bytes the second is wrong, else lead begins nothing */
        return 1;
    unsigned char lower = 0x80, upper = 0xBF;
    switch (lead) {
    case 0xE0: lower = 0xA0; break;
    case 0xED: upper = 0x9F; break;
    case 0xF0: lower = 0x90; break;
    case 0xF4: upper = 0x8F; break;
    default: break;
    }
    if (room < 2 || at[1] < lower || at[1] > upper)
        return 1;
    if (lead < 0xF0 || room < 3 || (at[2] & 0xC0) != 0x80)
        return 2;
    return 3;
}

nws_status nws_utf8_repair(nws_view text, nws_buffer *out, size_t *repairs, size_t *first)
{
    *repairs = *first = 0;
    if (text.length == 0)
        return NWS_OK;
    const char *at = text.data, *end = text.data + text.length;
    NWS_TRY(nws_buffer_reserve(out, text.length));
    for (;;) {
        size_t good = nws_utf8_valid(nws_view_of(at, (size_t)(end - at)));
        NWS_TRY(nws_buffer_append(out, at, good));
        at += good;
        if (at == end)
            return NWS_OK;
        if (*repairs == 0)
            *first = (size_t)(at - text.data);
        *repairs += 1;
        NWS_TRY(nws_buffer_append(out, "\xEF\xBF\xBD", 3));
        at += bad_length((const unsigned char *)at, (const unsigned char *)end);
    }
}

nws_utf8_census nws_utf8_count_scalar(nws_view text)
{
    size_t points = 0;
    unsigned char largest = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        points += (byte & 0xC0) != 0x80;
        if (byte > largest)
            largest = byte;
    }
    return (nws_utf8_census){points, nws_utf8_widest(largest)};
}

nws_utf8_census nws_utf8_count(nws_view text)
{
#if defined(NWS_CPU_X86)
    if (text.length >= 2 * SHORT_TEXT && nws_cpu_has_avx2())
        return nws_utf8_count_avx2(text);
#endif
    return nws_utf8_count_scalar(text);
}
