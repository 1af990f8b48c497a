/* Letters by script and sentences, in one pass. */
#include "article/scripts.h"

#include "base/unicode.h"
#include "base/utf8.h"

const char *nws_script_name(nws_script script)
{
    static const char *const names[NWS_WRITTEN_COUNT] = {
        [NWS_WRITTEN_HAN] = "han",           [NWS_WRITTEN_KANA] = "kana",
        [NWS_WRITTEN_HANGUL] = "hangul",     [NWS_WRITTEN_LATIN] = "latin",
        [NWS_WRITTEN_CYRILLIC] = "cyrillic", [NWS_WRITTEN_ARABIC] = "arabic",
        [NWS_WRITTEN_OTHER] = "other",
    };
    return names[script];
}

static bool in(uint32_t point, uint32_t first, uint32_t last)
{
    return point - first <= last - first;
}

/* The script of a letter that separates words by spaces. */
static nws_script script_of(uint32_t point)
{
    if (point < 0x250 || in(point, 0x1E00, 0x1EFF) || in(point, 0xFF21, 0xFF5A))
        return NWS_WRITTEN_LATIN;
    if (in(point, 0x400, 0x52F))
        return NWS_WRITTEN_CYRILLIC;
    if (in(point, 0x600, 0x6FF) || in(point, 0x750, 0x77F))
        return NWS_WRITTEN_ARABIC;
    return NWS_WRITTEN_OTHER;
}

static bool is_number(uint32_t point)
{
    return in(point, '0', '9') || in(point, 0xFF10, 0xFF19);
}

/* at stands behind point. */
static bool ends_sentence(uint32_t point, const char *at, const char *end)
{
    switch (point) {
    case 0x3002: /* 。 */
    case 0xFF01: /* ！ */
    case 0xFF1F: /* ？ */
    case 0xFF61: /* ｡ */
    case 0x2026: /* … */
    case '!':
    case '?':
    case '\n': return true;
    case '.': return at == end || nws_is_space((unsigned char)*at);
    default: return false;
    }
}

void nws_scripts_measure(nws_view text, nws_scripts *scripts)
{
    const char *at = text.data, *end = at + text.length;
    bool begun = false; /* a sentence, with a letter or digit */
    *scripts = (nws_scripts){.sentences = 0};
    while (at < end) {
        const uint32_t point = nws_utf8_next(&at);
        const nws_script_class class = nws_unicode_class(point);
        switch (class) {
        case NWS_SCRIPT_HAN: scripts->letters[NWS_WRITTEN_HAN]++; break;
        case NWS_SCRIPT_KANA: scripts->letters[NWS_WRITTEN_KANA]++; break;
        case NWS_SCRIPT_HANGUL: scripts->letters[NWS_WRITTEN_HANGUL]++; break;
        case NWS_SCRIPT_LETTER:
            if (!is_number(point))
                scripts->letters[script_of(point)]++;
            break;
        default:
            if (begun && ends_sentence(point, at, end)) {
                scripts->sentences++;
                begun = false;
            }
            continue;
        }
        begun = true;
    }
    scripts->sentences += begun;
}

const char *nws_scripts_language(const nws_scripts *scripts)
{
    const int64_t *letters = scripts->letters;
    const int64_t han = letters[NWS_WRITTEN_HAN], kana = letters[NWS_WRITTEN_KANA],
                  hangul = letters[NWS_WRITTEN_HANGUL];
    int64_t all = 0;
    for (int i = 0; i < NWS_WRITTEN_COUNT; i++)
        all += letters[i];
    const int64_t eastern = han + kana + hangul;
    if (eastern == 0 || eastern * 2 < all)
        return NULL;
    if (hangul * 2 >= eastern)
        return "ko";
    if (kana * 20 >= han + kana)
        return "ja";
    return han * 2 >= eastern ? "zh" : NULL;
}
