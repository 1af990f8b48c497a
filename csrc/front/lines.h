/* Lines of a header as its bytes have them: LF, CR or both end one; a blank is a space or a tab.
 *
 * Separate because two read a header by its lines and not by what YAML makes of it: the recovery of
 * a broken one and the edits.
 */
#ifndef NWS_FRONT_LINES_H
#define NWS_FRONT_LINES_H

#include "base/str.h"

NWS_INLINE bool nws_line_is_break(char byte)
{
    return byte == '\n' || byte == '\r';
}

NWS_INLINE bool nws_line_is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

NWS_INLINE size_t nws_line_start(nws_view text, size_t at)
{
    while (at > 0 && !nws_line_is_break(text.data[at - 1]))
        at--;
    return at;
}

NWS_INLINE size_t nws_line_end(nws_view text, size_t at)
{
    while (at < text.length && !nws_line_is_break(text.data[at]))
        at++;
    return at;
}

NWS_INLINE size_t nws_line_next(nws_view text, size_t at)
{
    at = nws_line_end(text, at);
    if (at + 1 < text.length && text.data[at] == '\r' && text.data[at + 1] == '\n')
        return at + 2;
    return at < text.length ? at + 1 : at;
}

NWS_INLINE size_t nws_line_skip_blanks(nws_view text, size_t at)
{
    while (at < text.length && nws_line_is_blank(text.data[at]))
        at++;
    return at;
}

#endif
