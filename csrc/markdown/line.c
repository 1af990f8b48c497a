/* Footnotes as PHP Markdown Extra has them, lists of attributes as kramdown and Goldmark do, and a
 * single '~' as '_' is in CommonMark: within a word it is none of its marks.
 *
 *   note  = "[^" label "]:"                              label: no bracket, backslash or line's end
 *   list  = "{" [":"] item {blank item} "}"              item: #id, .class, key=value
 *   list  = "{:" ... "}"                                 kramdown: what it holds matters not
 */
#include "markdown/line.h"

#include "base/scan.h"
#include "base/unicode.h"
#include "base/utf8.h"

enum { LEVELS = 6 };

const char *nws_item_mark(const char *at, const char *stop)
{
    const char *from = at;
    while (at < stop && nws_is_digit((unsigned char)*at))
        at++;
    if (at == stop ||
        (at > from ? *at != '.' && *at != ')' : *at != '-' && *at != '*' && *at != '+'))
        return NULL;
    at++;
    return at == stop || nws_is_blank(*at) ? at : NULL;
}

const char *nws_note_label(const char *at, const char *end)
{
    if (end - at < 5 || at[0] != '[' || at[1] != '^')
        return NULL;
    const char *from = at += 2;
    while (at < end && *at != ']' && *at != '[' && *at != '\\' && *at != '\n')
        at++;
    return at > from && end - at > 1 && at[0] == ']' && at[1] == ':' ? at + 2 : NULL;
}

const char *nws_definition_end(const char *begin, const char *stop)
{
    const char *at = stop;
    bool has_tab = false;
    if (begin == stop || *begin != '[')
        return stop;
    while (nws_is_blank(at[-1])) /* '[' is none */
        has_tab |= *--at == '\t';
    return has_tab ? at : stop;
}

/* --- a tilde within a word --- */

static bool is_in_word(const char *at)
{
    return nws_unicode_class(nws_utf8_next(&at)) != NWS_SCRIPT_OTHER;
}

bool nws_is_plain_tilde(const char *begin, const char *at, const char *end)
{
    const char *before = at;
    if (at == begin || end - at < 2)
        return false;
    do
        before--;
    while (before > begin && ((unsigned char)*before & 0xC0) == 0x80);
    return is_in_word(before) && is_in_word(at + 1); /* another '~' is in no word */
}

/* --- lists of attributes --- */

/* The '}' behind the '{' at at, on the same line and with no other brace between; else NULL. */
static const char *list_end(const char *at, const char *end)
{
    for (at++; at < end && *at != '\n' && *at != '{'; at++)
        if (*at == '}')
            return at;
    return NULL;
}

static bool has_underline(const char *at, const char *end)
{
    at = nws_skip_blanks(at, end);
    if (at == end || (*at != '=' && *at != '-'))
        return false;
    const char mark = *at;
    while (at < end && *at == mark)
        at++;
    at = nws_skip_blanks(at, end);
    return at == end || *at == '\n';
}

bool nws_has_number_signs(const char *at, const char *end)
{
    const char *from = at;
    while (at < end && *at == '#')
        at++;
    return at > from && at - from <= LEVELS && at < end && nws_is_blank(*at);
}

const char *nws_heading_list(const char *line, const char *stop, const char *end)
{
    const char *at = stop;
    while (at > line && nws_is_blank(at[-1]))
        at--;
    if (at - line < 4 || at[-1] != '}')
        return NULL;
    at--;
    while (at > line && *at != '{')
        at--;
    if (at == line || !nws_is_blank(at[-1]) || list_end(at, stop) == NULL)
        return NULL; /* "\{" is a character, and no blank */
    const char *item = at[1] == ':' ? nws_skip_blanks(at + 2, stop) : at + 1;
    if (*item != '#' && *item != '.')
        return NULL;
    return nws_has_number_signs(line, stop) || (stop < end && has_underline(stop + 1, end)) ? at
                                                                                            : NULL;
}

const char *nws_attribute_list(const char *begin, const char *at, const char *end)
{
    const char *close = end - at > 1 && at[1] == ':' ? list_end(at, end) : NULL;
    if (close == NULL)
        return NULL;
    if (at == begin || (nws_is_blank(at[-1]) && nws_has_number_signs(begin, at))) {
        const char *rest = nws_skip_blanks(close + 1, end);
        return rest == end || *rest == '\n' ? close + 1 : NULL;
    }
    const bool in_code = at[-1] == '`' && close + 1 < end && close[1] == '`';
    return !in_code && strchr(")]*_`>", at[-1]) != NULL ? close + 1 : NULL;
}
