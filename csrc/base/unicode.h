/* What utf8proc knows of characters: unicode.c and unicode_key.c are the only files with
 * utf8proc.h.
 *
 * Display text is never changed by compatibility mappings; NFC is for comparing and hashing, match
 * keys are for joining.
 */
#ifndef NWS_BASE_UNICODE_H
#define NWS_BASE_UNICODE_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum nws_script_class {
    NWS_SCRIPT_OTHER = 0, /* spaces, punctuation, symbols, controls, marks */
    NWS_SCRIPT_LETTER,    /* a letter or digit of a script that separates words by spaces */
    NWS_SCRIPT_HAN,
    NWS_SCRIPT_KANA,
    NWS_SCRIPT_HANGUL,
    NWS_SCRIPT_MARK /* combining: belongs to the character before it */
} nws_script_class;

/* The slow half of nws_unicode_class. */
nws_script_class nws_unicode_lookup(uint32_t point);

/* The class by which words are counted. Han covers the ideographs of all planes (U+4E00..9FFF,
 * 3400..4DBF, 20000..3FFFF, F900..FAFF, 2F800..2FA1F) and U+3005, 3007. */
NWS_INLINE nws_script_class nws_unicode_class(uint32_t point)
{
    if (point < 0x80)
        return nws_is_alpha((unsigned char)point) || nws_is_digit((unsigned char)point)
                   ? NWS_SCRIPT_LETTER
                   : NWS_SCRIPT_OTHER;
    return point - 0x4E00u <= 0x9FFFu - 0x4E00u ? NWS_SCRIPT_HAN : nws_unicode_lookup(point);
}

/* What a character is to the one beside it in Markdown: symbols are apart, because CommonMark
 * counts them as punctuation since 0.31 only. */
typedef enum nws_flank_class {
    NWS_FLANK_OTHER = 0, /* letters, digits, marks */
    NWS_FLANK_SPACE,     /* Zs and ASCII white space */
    NWS_FLANK_MARK,      /* P, and all of ASCII's punctuation */
    NWS_FLANK_SYMBOL     /* S beyond ASCII */
} nws_flank_class;
nws_flank_class nws_unicode_flank(uint32_t point);

/* Appends text in NFC. A quick check passes text through that needs no change (ASCII, and CJK
 * without combining marks). text must be valid UTF-8. */
NWS_MUST_CHECK nws_status nws_unicode_nfc(nws_view text, nws_buffer *out);

/* Whether a point may become one with the point before it in NFC, or change places with it. */
bool nws_unicode_joins(uint32_t point);

/* Appends the key by which texts are found equal that people take for the same: NFKC_Casefold of
 * the text in NFD (compatibility forms, case and default ignorables are gone), with runs of white
 * space as one blank and none at the ends. A key is its own key. text must be valid UTF-8. Linear.
 * https://www.unicode.org/reports/tr44/#NFKC_Casefold */
NWS_MUST_CHECK nws_status nws_unicode_key(nws_view text, nws_buffer *out);

/* Columns that text takes in a terminal, on one line: two for wide characters and emoji, none for
 * marks and controls. What users see as one character is as wide as the widest of its parts.
 * https://www.unicode.org/reports/tr11/ */
size_t nws_unicode_width(nws_view text);

/* Simple case folding of one code point. */
uint32_t nws_unicode_fold(uint32_t point);

/* The version of the library in use, static. */
const char *nws_unicode_version(void);

#endif
