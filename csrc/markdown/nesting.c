/* Items and quotes by their marks, HTML by how it begins: see nesting.h.
 *
 * https://spec.commonmark.org/0.30/#container-blocks
 */
#include "markdown/nesting.h"

#include "base/scan.h"
#include "markdown/line.h"

enum { INDENT = 3, TAB = 4, RULE = 3 };

/* --- items --- */

/* Behind the blanks at at; *column goes with them. */
static const char *pass_indent(const char *at, const char *end, size_t *column)
{
    for (; at < end && (*at == ' ' || *at == '\t'); at++)
        *column = *at == '\t' ? (*column / TAB + 1) * TAB : *column + 1;
    return at;
}

static bool is_rule(const char *at, const char *stop)
{
    const char mark = *at;
    size_t count = 0;
    for (; at < stop && (*at == mark || *at == ' ' || *at == '\t' || *at == '\r'); at++)
        count += *at == mark;
    return at == stop && count >= RULE && (mark == '-' || mark == '*' || mark == '_');
}

/* The column where the text of an item begins whose mark is at at, in column; 0: none is. */
static size_t item_content(const char *at, const char *stop, size_t column)
{
    const char *mark = nws_item_mark(at, stop);
    if (mark == NULL || is_rule(at, stop))
        return 0;
    const size_t least = column + (size_t)(mark - at) + 1;
    column = least - 1;
    at = pass_indent(mark, stop, &column);
    return at == stop || column > least + INDENT ? least : column;
}

bool nws_nesting_in_paragraph(const nws_nesting *in)
{
    return in->before == NWS_OPEN_PARAGRAPH || in->before == NWS_OPEN_QUOTE;
}

bool nws_nesting_lets_table(const nws_nesting *in)
{
    return !in->lazy && in->before != NWS_OPEN_HTML && in->before != NWS_OPEN_RAW;
}

const char *nws_nesting_enter(nws_nesting *in, const char *line, const char *stop, bool fenced)
{
    size_t column = 0;
    const char *at = pass_indent(line, stop, &column);
    in->is_markdown = false;
    if (fenced || nws_skip_blanks(at, stop) == stop)
        return at;
    const bool in_paragraph = nws_nesting_in_paragraph(in);
    in->lazy = in_paragraph && *at != '>' && (in->before == NWS_OPEN_QUOTE || column < in->content);
    if (column < in->content && !in_paragraph)
        in->content = column < 2 ? 0 : column; /* a mark takes two */
    if (column > in->content + INDENT)
        return at;
    in->is_markdown = true;
    const size_t content = item_content(at, stop, column);
    if (content > 0) {
        in->content = content;
        in->lazy = false;
    }
    return at;
}

/* --- what a line leaves open --- */

/* HTML that no blank line ends; like md4c it does not ask where the name ends.
 * https://spec.commonmark.org/0.30/#html-blocks, 1 */
static bool is_raw_name(const char *at, const char *stop)
{
    static const nws_view names[] = {{"pre", 3}, {"script", 6}, {"style", 5}, {"textarea", 8}};
    const nws_view line = nws_view_of(at, (size_t)(stop - at));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (nws_view_equal_nocase(nws_view_slice(line, 0, names[i].length), names[i]))
            return true;
    return false;
}

static bool has_raw_end(const char *at, const char *stop)
{
    while ((at = nws_scan_byte(at, stop, '<')) < stop)
        if (++at < stop && *at == '/' && is_raw_name(at + 1, stop))
            return true;
    return false;
}

static bool is_comment(const char *at, const char *stop)
{
    if (!nws_view_starts(nws_view_of(at, (size_t)(stop - at)), NWS_VIEW("<!--")))
        return false;
    while (at < stop && nws_is_space((unsigned char)stop[-1]))
        stop--;
    return stop - at >= 7 && memcmp(stop - 3, "-->", 3) == 0;
}

static nws_left_open open_behind(const nws_nesting *in, const char *at, const char *stop)
{
    if (in->before == NWS_OPEN_RAW ||
        (in->is_markdown && at < stop && *at == '<' && is_raw_name(at + 1, stop)))
        return has_raw_end(at, stop) ? NWS_OPEN_NOTHING : NWS_OPEN_RAW;
    const bool quoted = at < stop && *at == '>';
    while (quoted && at < stop && (*at == '>' || *at == ' ' || *at == '\t'))
        at++;
    if (nws_skip_blanks(at, stop) == stop)
        return NWS_OPEN_NOTHING;
    if (in->before == NWS_OPEN_HTML || *at == '<')
        return is_comment(at, stop) ? NWS_OPEN_NOTHING : NWS_OPEN_HTML;
    if (*at == '#' || *at == '`' || *at == '~' || is_rule(at, stop))
        return NWS_OPEN_NOTHING;
    return quoted || (in->before == NWS_OPEN_QUOTE && nws_item_mark(at, stop) == NULL)
               ? NWS_OPEN_QUOTE
               : NWS_OPEN_PARAGRAPH;
}

void nws_nesting_leave(nws_nesting *in, const char *at, const char *stop, bool fenced)
{
    in->before = fenced ? NWS_OPEN_NOTHING : open_behind(in, at, stop);
}
