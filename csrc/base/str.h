/* Text that somebody else owns: a pointer and a length, UTF-8 unless a name says otherwise.
 *
 * A view never owns and is never NUL-terminated by promise. Owned, growing text is nws_buffer.
 */
#ifndef NWS_BASE_STR_H
#define NWS_BASE_STR_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct nws_view {
    const char *data; /* NULL means "no text", which is not the same as empty text */
    size_t length;    /* bytes */
} nws_view;

#define NWS_VIEW(literal) ((nws_view){(literal), sizeof(literal) - 1})
#define NWS_VIEW_NONE ((nws_view){NULL, 0})

NWS_INLINE nws_view nws_view_of(const char *data, size_t length)
{
    return (nws_view){data, length};
}

NWS_INLINE bool nws_view_equal(nws_view a, nws_view b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

NWS_INLINE bool nws_view_starts(nws_view text, nws_view prefix)
{
    return text.length >= prefix.length &&
           (prefix.length == 0 || memcmp(text.data, prefix.data, prefix.length) == 0);
}

/* The part of text from start on, at most length bytes; clamped to text. */
NWS_INLINE nws_view nws_view_slice(nws_view text, size_t start, size_t length)
{
    if (start > text.length)
        start = text.length;
    if (length > text.length - start)
        length = text.length - start;
    return (nws_view){text.data == NULL ? NULL : text.data + start, length};
}

/* HTML's ASCII white space: tab, line feed, form feed, carriage return, space.
 * https://infra.spec.whatwg.org/#ascii-whitespace */
NWS_INLINE bool nws_is_space(unsigned char byte)
{
    return byte == ' ' ||
           (byte <= '\r' &&
            ((1u << byte) & ((1u << '\t') | (1u << '\n') | (1u << '\f') | (1u << '\r'))) != 0);
}

NWS_INLINE bool nws_is_alpha(unsigned char byte)
{
    return (unsigned)((byte | 0x20) - 'a') < 26u;
}

NWS_INLINE bool nws_is_digit(unsigned char byte)
{
    return (unsigned)(byte - '0') < 10u;
}

NWS_INLINE unsigned char nws_lower(unsigned char byte)
{
    return (unsigned)(byte - 'A') < 26u ? (unsigned char)(byte | 0x20) : byte;
}

/* What a digit of any base up to 16 is worth; 16 or more: it is none. */
NWS_INLINE unsigned nws_digit_value(char c)
{
    const unsigned char byte = (unsigned char)c;
    if (nws_is_digit(byte))
        return (unsigned)(byte - '0');
    return nws_is_alpha(byte) ? (unsigned)(nws_lower(byte) - 'a') + 10 : 16;
}

/* number in decimal digits, which stand at the end of room. */
enum { NWS_DECIMAL_ROOM = 24 };
NWS_INLINE nws_view nws_decimal(int64_t number, char room[NWS_DECIMAL_ROOM])
{
    size_t at = NWS_DECIMAL_ROOM;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        room[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        room[--at] = '-';
    return nws_view_of(room + at, NWS_DECIMAL_ROOM - at);
}

/* Equal but for the case of ASCII letters. */
NWS_INLINE bool nws_view_equal_nocase(nws_view a, nws_view b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (nws_lower((unsigned char)a.data[i]) != nws_lower((unsigned char)b.data[i]))
            return false;
    return true;
}

NWS_INLINE bool nws_view_has_space(nws_view text)
{
    for (size_t i = 0; i < text.length; i++)
        if (nws_is_space((unsigned char)text.data[i]))
            return true;
    return false;
}

/* text without ASCII white space at either end. */
NWS_INLINE nws_view nws_view_trim(nws_view text)
{
    while (text.length > 0 && nws_is_space((unsigned char)text.data[0])) {
        text.data++;
        text.length--;
    }
    while (text.length > 0 && nws_is_space((unsigned char)text.data[text.length - 1]))
        text.length--;
    return text;
}

/* The next word of *rest, which is moved past it; empty at the end. */
NWS_INLINE nws_view nws_view_word(nws_view *rest)
{
    const nws_view text = nws_view_trim(*rest);
    size_t end = 0;
    while (end < text.length && !nws_is_space((unsigned char)text.data[end]))
        end++;
    *rest = nws_view_slice(text, end, text.length);
    return nws_view_slice(text, 0, end);
}

#endif
