/* Tokens of JSON and TOML: as much as it takes to find where keys and values stand.
 *
 * Python's readers, which say what a header means, tell no places. They have accepted the text
 * before it comes here, so nothing is checked twice; what is odd all the same ends at the text's
 * end, and an edit that went wrong is found by reading its outcome.
 */
#include "front/edit_parts.h"

#include "base/utf8.h"

size_t nws_edit_skip_space(nws_view text, size_t at, nws_format format)
{
    while (at < text.length) {
        if (nws_is_space((unsigned char)text.data[at]))
            at++;
        else if (format == NWS_FORMAT_TOML && text.data[at] == '#')
            at = nws_line_end(text, at);
        else
            break;
    }
    return at;
}

/* Past a text between two runs of three quotes: https://toml.io/en/v1.0.0#string. Up to two quotes
 * more may stand before the last three. */
static size_t skip_long_string(nws_view text, size_t at)
{
    enum { RUN = 3, LONGEST = 5 };
    const char quote = text.data[at];
    size_t run = 0;
    for (at += RUN; at < text.length; at++) {
        if (text.data[at] != quote) {
            if (run >= RUN)
                return at;
            run = 0;
            if (quote == '"' && text.data[at] == '\\')
                at++;
        } else if (++run == LONGEST) {
            return at + 1;
        }
    }
    return text.length;
}

size_t nws_edit_skip_string(nws_view text, size_t at, nws_format format)
{
    const char quote = text.data[at];
    if (format == NWS_FORMAT_TOML && at + 2 < text.length && text.data[at + 1] == quote &&
        text.data[at + 2] == quote)
        return skip_long_string(text, at);
    for (at++; at < text.length && text.data[at] != quote; at++)
        if (quote == '"' && text.data[at] == '\\')
            at++;
    return at < text.length ? at + 1 : text.length;
}

static bool is_quote(char byte, nws_format format)
{
    return byte == '"' || (byte == '\'' && format == NWS_FORMAT_TOML);
}

/* Past the list or map that opens at at. */
static size_t skip_brackets(nws_view text, size_t at, nws_format format)
{
    size_t depth = 0;
    while (at < text.length) {
        const char byte = text.data[at];
        if (is_quote(byte, format)) {
            at = nws_edit_skip_string(text, at, format);
            continue;
        }
        if (byte == '#' && format == NWS_FORMAT_TOML) {
            at = nws_line_end(text, at);
            continue;
        }
        at++;
        if (byte == '[' || byte == '{')
            depth++;
        else if ((byte == ']' || byte == '}') && --depth == 0)
            break;
    }
    return at;
}

size_t nws_edit_skip_value(nws_view text, size_t at, nws_format format)
{
    if (at >= text.length)
        return at;
    if (is_quote(text.data[at], format))
        return nws_edit_skip_string(text, at, format);
    if (text.data[at] == '[' || text.data[at] == '{')
        return skip_brackets(text, at, format);
    size_t end = at;
    while (end < text.length && !nws_line_is_break(text.data[end]) &&
           memchr(",]}#", text.data[end], 4) == NULL)
        end++;
    while (end > at && nws_line_is_blank(text.data[end - 1]))
        end--;
    return end;
}

/* ---- escapes ---- */

/* The number of count hexadecimal digits at at; stops at what is none. */
static uint32_t read_hex(nws_view text, size_t at, size_t count)
{
    uint32_t point = 0;
    for (size_t i = at; i < at + count && i < text.length; i++) {
        const unsigned digit = nws_digit_value(text.data[i]);
        if (digit >= 16)
            break;
        point = point << 4 | digit;
    }
    return point;
}

static bool is_surrogate(uint32_t point, uint32_t first)
{
    return point - first < 0x400;
}

/* "\u" and "\U" at at (past the letter): *at is moved past the digits. JSON writes what is beyond
 * U+FFFF as two: https://www.rfc-editor.org/rfc/rfc8259#section-7 */
static uint32_t read_point(nws_view text, size_t *at, bool wide)
{
    enum { HIGH = 0xD800, LOW = 0xDC00, NARROW = 4 };
    const size_t digits = wide ? 2 * NARROW : NARROW;
    uint32_t point = read_hex(text, *at, digits);
    *at += digits;
    if (is_surrogate(point, HIGH) && *at + 1 < text.length && text.data[*at] == '\\' &&
        text.data[*at + 1] == 'u') {
        const uint32_t low = read_hex(text, *at + 2, NARROW);
        if (is_surrogate(low, LOW)) {
            *at += 2 + NARROW;
            return 0x10000 + ((point - HIGH) << 10) + (low - LOW);
        }
    }
    return is_surrogate(point, HIGH) || is_surrogate(point, LOW) || point > 0x10FFFF
               ? NWS_REPLACEMENT
               : point;
}

static char read_letter(char letter)
{
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter;
    }
}

nws_status nws_edit_unquote(nws_arena *arena, nws_view text, size_t start, size_t end,
                            nws_view *plain)
{
    const nws_view inside =
        nws_edit_between(text, start + 1, end > start + 1 ? end - 1 : start + 1);
    *plain = inside;
    if (text.data[start] == '\'' || inside.length == 0 ||
        memchr(inside.data, '\\', inside.length) == NULL)
        return NWS_OK;
    /* An escape is longer than what it means, but for one that the end cuts off. */
    char *out = nws_arena_alloc(arena, inside.length + 4);
    if (out == NULL)
        return NWS_E_MEMORY;
    size_t length = 0;
    for (size_t at = 0; at < inside.length;) {
        if (inside.data[at] != '\\' || at + 1 >= inside.length) {
            out[length++] = inside.data[at++];
            continue;
        }
        const char letter = inside.data[at + 1];
        at += 2;
        if (letter == 'u' || letter == 'U')
            length += nws_utf8_put(out + length, read_point(inside, &at, letter == 'U'));
        else
            out[length++] = read_letter(letter);
    }
    *plain = nws_view_of(out, length);
    return NWS_OK;
}
