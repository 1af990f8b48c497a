/* Where words begin and end: the rule of counts.h, as fast as text is read.
 *
 * Separate from counts.c because it is only a rule. Almost every character of real text is settled
 * by the table for ASCII or by a range below; the rest asks utf8proc, which takes several times as
 * long.
 */
#ifndef NWS_ARTICLE_WORDS_H
#define NWS_ARTICLE_WORDS_H

#include "base/str.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <stdint.h>

typedef enum nws_word_class {
    NWS_WORD_OTHER,
    NWS_WORD_SPACE,
    NWS_WORD_LETTER, /* or digit, of a script that words are runs in */
    NWS_WORD_MARK,   /* stays in the word before it */
    NWS_WORD_JOINER, /* ASCII that may stand inside a word: see nws_word_joined */
    NWS_WORD_HAN,
    NWS_WORD_KANA,
    NWS_WORD_HANGUL,
    NWS_WORD_WIDE /* of a byte: not ASCII */
} nws_word_class;

/* By first byte. */
static const uint8_t nws_word_bytes[256] = {
#define O NWS_WORD_OTHER
#define S NWS_WORD_SPACE
#define L NWS_WORD_LETTER
#define J NWS_WORD_JOINER
#define W NWS_WORD_WIDE
    O, O, O, O, O, O, O, O, O, S, S, S, S, S, O, O, /* tab to carriage return */
    O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, /**/
    S, O, O, O, O, O, O, J, O, O, O, O, J, O, J, O, /* blank ' , . */
    L, L, L, L, L, L, L, L, L, L, O, O, O, O, O, O, /* digits */
    O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /**/
    L, L, L, L, L, L, L, L, L, L, L, O, O, O, O, J, /* _ */
    O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, /**/
    L, L, L, L, L, L, L, L, L, L, L, O, O, O, O, O, /**/
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, /**/
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, /**/
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, /**/
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, /**/
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, /**/
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, /**/
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, /**/
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, /**/
#undef O
#undef S
#undef L
#undef J
#undef W
};

/* The class of a character above U+007F that no range settles. */
nws_word_class nws_word_lookup(uint32_t point);

/* The class of a character above U+007F. */
NWS_INLINE nws_word_class nws_word_wide(uint32_t point)
{
    if (NWS_LIKELY(point - 0x4E00u <= 0x9FFFu - 0x4E00u)) /* CJK Unified Ideographs */
        return NWS_WORD_HAN;
    if (point - 0xC0u <=
        0x24Fu - 0xC0u) /* Latin: letters but for the signs of times and division */
        return point == 0xD7 || point == 0xF7 ? NWS_WORD_OTHER : NWS_WORD_LETTER;
    if (point - 0x400u <= 0x481u - 0x400u) /* Cyrillic */
        return NWS_WORD_LETTER;
    if (point - 0x2010u <= 0x2027u - 0x2010u || point - 0x3001u <= 0x3004u - 0x3001u ||
        point - 0x3008u <= 0x3020u - 0x3008u || point - 0xFF01u <= 0xFF0Fu - 0xFF01u ||
        point - 0xFF1Au <= 0xFF20u - 0xFF1Au)
        return NWS_WORD_OTHER; /* dashes, quotation marks, CJK and fullwidth punctuation */
    if (point - 0x3041u <= 0x3096u - 0x3041u || point - 0x30A1u <= 0x30FAu - 0x30A1u)
        return NWS_WORD_KANA;
    if (point - 0xAC00u <= 0xD7A3u - 0xAC00u)
        return NWS_WORD_HANGUL;
    return nws_word_lookup(point);
}

/* The class of the character at at, which is before end. */
NWS_INLINE nws_word_class nws_word_at(const char *at)
{
    const uint8_t byte = nws_word_bytes[(unsigned char)*at];
    return byte == NWS_WORD_WIDE ? nws_word_wide(nws_utf8_next(&at)) : (nws_word_class)byte;
}

/* Past the character at at when it joins the word before it (which ends at at) to a letter behind
 * it, else NULL. */
NWS_INLINE const char *nws_word_joined(const char *at, const char *end)
{
    const char *next = at + 1;
    if (nws_word_bytes[(unsigned char)*at] == NWS_WORD_WIDE) {
        if (nws_utf8_next(&at) != 0x2019) /* the apostrophe that typographers prefer */
            return NULL;
        next = at;
    } else if (nws_word_bytes[(unsigned char)*at] != NWS_WORD_JOINER) {
        return NULL;
    } else if (*at == ',') {
        return next < end && nws_is_digit((unsigned char)at[-1]) &&
                       nws_is_digit((unsigned char)*next)
                   ? next
                   : NULL;
    }
    return next < end && nws_word_at(next) == NWS_WORD_LETTER ? next : NULL;
}

/* The end of the word whose first letter is at at. */
NWS_INLINE const char *nws_word_end(const char *at, const char *end)
{
    for (;;) {
        while (at < end && nws_word_bytes[(unsigned char)*at] == NWS_WORD_LETTER)
            at++;
        if (at == end)
            return at;
        if (nws_word_bytes[(unsigned char)*at] == NWS_WORD_WIDE) {
            const char *next = at;
            const nws_word_class class = nws_word_wide(nws_utf8_next(&next));
            if (class == NWS_WORD_LETTER || class == NWS_WORD_MARK) {
                at = next;
                continue;
            }
        }
        const char *next = nws_word_joined(at, end);
        if (next == NULL)
            return at;
        at = next;
    }
}

#endif
