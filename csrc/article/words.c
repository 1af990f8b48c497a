/* The classes of the characters that words.h does not settle in line. */
#include "article/words.h"

/* https://www.unicode.org/Public/UCD/latest/ucd/PropList.txt, White_Space above U+007F */
static bool is_wide_space(uint32_t point)
{
    return point == 0x85 || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F || point == 0x3000;
}

nws_word_class nws_word_lookup(uint32_t point)
{
    static const uint8_t classes[] = {
        [NWS_SCRIPT_OTHER] = NWS_WORD_OTHER,   [NWS_SCRIPT_LETTER] = NWS_WORD_LETTER,
        [NWS_SCRIPT_HAN] = NWS_WORD_HAN,       [NWS_SCRIPT_KANA] = NWS_WORD_KANA,
        [NWS_SCRIPT_HANGUL] = NWS_WORD_HANGUL, [NWS_SCRIPT_MARK] = NWS_WORD_MARK,
    };
    if (is_wide_space(point))
        return NWS_WORD_SPACE;
    return (nws_word_class)classes[nws_unicode_class(point)];
}
