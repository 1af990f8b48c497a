/* The rule: one pass over lines and tags that keeps the depth of open HTML blocks.
 *
 * https://spec.commonmark.org/0.30/#block-structure for what begins a block of Markdown. This is no
 * parser: it only has to see what an author meant, and it stops at the first clear mark.
 */
#include "markdown/markup.h"

#include "base/scan.h"
#include "html/names.h"

enum { INDENT = 3, NAME_MAX_LENGTH = 16 };

typedef enum role {
    ROLE_INLINE,
    ROLE_BREAK, /* br and hr, and what needs no end tag: a line or a paragraph, but no depth */
    ROLE_BLOCK, /* must be closed, so that what stands in it is HTML's */
    ROLE_RAW    /* no tags in it */
} role;

static role role_of(nws_tag tag)
{
    switch (tag) {
    case NWS_TAG_BR:
    case NWS_TAG_HR:
    case NWS_TAG_P:
    case NWS_TAG_LI:
    case NWS_TAG_DT:
    case NWS_TAG_DD:
    case NWS_TAG_TR:
    case NWS_TAG_TD:
    case NWS_TAG_TH: return ROLE_BREAK;
    case NWS_TAG_ADDRESS:
    case NWS_TAG_ARTICLE:
    case NWS_TAG_ASIDE:
    case NWS_TAG_BLOCKQUOTE:
    case NWS_TAG_CENTER:
    case NWS_TAG_DETAILS:
    case NWS_TAG_DIV:
    case NWS_TAG_DL:
    case NWS_TAG_FIELDSET:
    case NWS_TAG_FIGCAPTION:
    case NWS_TAG_FIGURE:
    case NWS_TAG_FOOTER:
    case NWS_TAG_FORM:
    case NWS_TAG_H1:
    case NWS_TAG_H2:
    case NWS_TAG_H3:
    case NWS_TAG_H4:
    case NWS_TAG_H5:
    case NWS_TAG_H6:
    case NWS_TAG_HEADER:
    case NWS_TAG_IFRAME:
    case NWS_TAG_MAIN:
    case NWS_TAG_NAV:
    case NWS_TAG_OBJECT:
    case NWS_TAG_OL:
    case NWS_TAG_SECTION:
    case NWS_TAG_SELECT:
    case NWS_TAG_SVG:
    case NWS_TAG_TABLE:
    case NWS_TAG_UL:
    case NWS_TAG_VIDEO: return ROLE_BLOCK;
    case NWS_TAG_PRE:
    case NWS_TAG_SCRIPT:
    case NWS_TAG_STYLE:
    case NWS_TAG_TEXTAREA:
    case NWS_TAG_TITLE: return ROLE_RAW;
    default: return ROLE_INLINE;
    }
}

typedef struct detector {
    const char *at;
    const char *end;
    size_t depth;      /* of open blocks */
    size_t paragraphs; /* of plain text, outside of them */
    size_t breaks;     /* tags that make lines or paragraphs */
    bool in_p;         /* a p is open: its end tag may be left out */
    bool blank;        /* the line before is blank, or there is none */
    bool marked;       /* a mark of Markdown was met */
} detector;

/* --- lines --- */

NWS_INLINE char at_or_newline(const char *at, const char *end)
{
    return at < end ? *at : '\n';
}

static bool is_blank_at(const char *at, const char *end)
{
    const char next = at_or_newline(at, end);
    return next == ' ' || next == '\t' || next == '\n' || next == '\r';
}

/* How often c stands at at. */
static size_t run_of(const char *at, const char *end, char c)
{
    const char *from = at;
    while (at < end && *at == c)
        at++;
    return (size_t)(at - from);
}

/* A line of nothing but these, with at least one of first: rules, underlines, a table's second row.
 */
static bool is_made_of(const char *at, const char *end, const char *allowed, char first,
                       size_t least)
{
    size_t count = 0;
    for (; at < end && *at != '\n' && *at != '\r'; at++) {
        if (*at == 0 || strchr(allowed, *at) == NULL)
            return false;
        count += *at == first;
    }
    return count >= least;
}

static bool is_item(const char *at, const char *end)
{
    if (*at == '-' || *at == '*' || *at == '+')
        return is_blank_at(at + 1, end) && at_or_newline(at + 1, end) != '\n';
    const char *digits = at;
    while (at < end && nws_is_digit((unsigned char)*at))
        at++;
    return at > digits && at - digits <= 9 && at < end && (*at == '.' || *at == ')') &&
           is_blank_at(at + 1, end) && at_or_newline(at + 1, end) != '\n';
}

/* Whether the line that begins at at begins a block of Markdown other than a paragraph. */
static bool begins_block(const char *at, const char *end)
{
    switch (*at) {
    case '#': {
        const size_t level = run_of(at, end, '#');
        return level <= 6 && is_blank_at(at + level, end);
    }
    case '`':
    case '~': return run_of(at, end, *at) >= 3;
    case '>': return true;
    case '=': return is_made_of(at, end, "= \t", '=', 2);
    case '_': return is_made_of(at, end, "_ \t", '_', 3);
    case '|': return is_made_of(at, end, "|:- \t", '-', 3);
    case ':': return is_made_of(at, end, "|:- \t", '|', 1);
    case '-':
        return is_item(at, end) || is_made_of(at, end, "- \t", '-', 3) ||
               is_made_of(at, end, "|:- \t", '|', 1);
    case '*': return is_item(at, end) || is_made_of(at, end, "* \t", '*', 3);
    case '+': return is_item(at, end);
    default: return nws_is_digit((unsigned char)*at) && is_item(at, end);
    }
}

/* Whether there is a mark of Markdown in a piece of text without tags. */
static bool has_mark(const char *at, const char *end)
{
    while ((at = nws_scan_any4(at, end, ']', '*', '`', ']')) < end) {
        const char next = at_or_newline(at + 1, end);
        if (*at == ']' && (next == '(' || next == '['))
            return true;
        if (*at == '*' && next == '*' && !is_blank_at(at + 2, end))
            return true;
        if (*at == '`') {
            const char *line = nws_scan_byte(at, end, '\n');
            if (nws_scan_byte(at + 1, line, '`') < line)
                return true;
            at = line;
        } else {
            at++;
        }
    }
    return false;
}

/* --- tags --- */

/* The place behind the end tag of a raw element, or the end of the body. */
static const char *skip_raw(const char *at, const char *end, nws_tag tag)
{
    const nws_view name = nws_tag_name(tag);
    while ((at = nws_scan_byte(at, end, '<')) < end) {
        at++;
        if ((size_t)(end - at) > name.length && *at == '/' &&
            nws_view_equal_nocase(nws_view_of(at + 1, name.length), name))
            return nws_scan_byte(at, end, '>');
    }
    return end;
}

static const char *skip_comment(const char *at, const char *end)
{
    for (; (at = nws_scan_byte(at, end, '>')) < end; at++)
        if (at[-1] == '-' && at[-2] == '-')
            return at + 1;
    return end;
}

nws_tag nws_markup_tag(const char **at, const char *end)
{
    char name[NAME_MAX_LENGTH];
    size_t length = 0;
    for (; *at < end && (nws_is_alpha((unsigned char)**at) || nws_is_digit((unsigned char)**at));
         ++*at)
        if (length < sizeof name)
            name[length++] = (char)nws_lower((unsigned char)**at);
    return length == 0 || length >= sizeof name ? NWS_TAG_UNKNOWN
                                                : nws_tag_find(nws_view_of(name, length));
}

/* Whether at is where the name of a tag would end in <https://…> or <mail@…>. */
static bool is_address(const char *at, const char *end)
{
    if (at == end || (*at != ':' && *at != '@'))
        return false;
    const char *stop = nws_scan_any4(at, end, '>', ' ', '\n', '<');
    return stop < end && *stop == '>';
}

static void count_tag(detector *in, nws_tag tag, bool closing)
{
    switch (role_of(tag)) {
    case ROLE_INLINE: return;
    case ROLE_BREAK:
        in->breaks += !closing;
        if (tag == NWS_TAG_P)
            in->in_p = !closing;
        return;
    case ROLE_BLOCK:
        in->in_p = false;
        in->breaks += !closing;
        if (!closing)
            in->depth++;
        else if (in->depth > 0)
            in->depth--;
        return;
    case ROLE_RAW:
        in->in_p = false;
        if (!closing)
            in->at = skip_raw(in->at, in->end, tag);
        return;
    }
}

/* in->at is at a '<': passes what it begins. */
static void pass_tag(detector *in)
{
    const char *at = in->at + 1, *end = in->end;
    if (at < end && (*at == '!' || *at == '?')) {
        in->at = end - at >= 3 && at[1] == '-' && at[2] == '-' ? skip_comment(at + 3, end)
                                                               : nws_scan_byte(at, end, '>');
        return;
    }
    const bool closing = at < end && *at == '/';
    at += closing;
    if (at == end || !nws_is_alpha((unsigned char)*at)) {
        in->at++;
        return;
    }
    const nws_tag tag = nws_markup_tag(&at, end);
    if (tag == NWS_TAG_UNKNOWN && is_address(at, end))
        in->marked |= in->depth == 0 && !in->in_p;
    in->at = nws_scan_byte(at, end, '>');
    count_tag(in, tag, closing);
}

/* --- the pass --- */

/* Text outside of all blocks, up to the next tag or the end of the line. */
static void read_text(detector *in)
{
    const char *stop = nws_scan_any4(in->at, in->end, '<', '\n', '<', '\n');
    if (in->depth == 0 && !in->in_p && stop > in->at)
        in->marked |= has_mark(in->at, stop);
    in->at = stop;
}

/* {% … %} and {{ … }}: neither HTML nor Markdown. */
static bool begins_template(const char *at, const char *end)
{
    return end - at >= 2 && at[0] == '{' && (at[1] == '%' || at[1] == '{');
}

static void begin_line(detector *in)
{
    const char *at = in->at;
    while (at < in->end && *at == ' ')
        at++;
    const bool blank = is_blank_at(at, in->end) && at_or_newline(at, in->end) != '\t';
    const size_t indent = (size_t)(at - in->at);
    in->at = at;
    if (!blank && in->depth == 0 && indent <= INDENT && *at != '<' && *at != '\t') {
        if (!in->in_p || in->blank)
            in->marked |= begins_block(at, in->end);
        if (in->blank && !in->in_p && !begins_template(at, in->end))
            in->paragraphs++;
    }
    in->blank = blank;
}

/* Reads a line, and what follows it when a tag or raw text in it goes on. */
static void read_line(detector *in)
{
    begin_line(in);
    while (!in->marked && in->at < in->end && *in->at != '\n') {
        if (*in->at == '<')
            pass_tag(in);
        else
            read_text(in);
    }
    if (in->at < in->end)
        in->at++;
}

/* Whether some line begins with something other than a tag. */
static bool has_text_line(const char *at, const char *end)
{
    while (at < end) {
        while (at < end && nws_is_space((unsigned char)*at))
            at++;
        if (at == end)
            return false;
        if (*at++ != '<')
            return true;
        (void)nws_markup_tag(&at, end);
        if (is_address(at, end))
            return true;
        at = nws_scan_byte(at, end, '\n');
    }
    return false;
}

nws_markup nws_markup_detect(nws_view body)
{
    const nws_view text = nws_view_trim(body);
    if (text.length == 0)
        return NWS_MARKUP_HTML;
    const char *end = text.data + text.length;
    const bool tag_first = text.data[0] == '<';
    if (tag_first && !has_text_line(text.data, end))
        return NWS_MARKUP_HTML;
    detector in = {.at = text.data, .end = end, .blank = true};
    while (in.at < end && !in.marked)
        read_line(&in);
    if (in.marked)
        return NWS_MARKUP_MARKDOWN;
    if (in.paragraphs > 0)
        return in.breaks > in.paragraphs ? NWS_MARKUP_HTML : NWS_MARKUP_MARKDOWN;
    return tag_first || in.breaks > 0 ? NWS_MARKUP_HTML : NWS_MARKUP_MARKDOWN;
}

/* --- names --- */

nws_markup nws_markup_named(nws_view name)
{
    static const char *const suffixes[] = {".html", ".htm", ".xhtml"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        const size_t length = strlen(suffixes[i]);
        if (name.length > length &&
            nws_view_equal_nocase(nws_view_slice(name, name.length - length, length),
                                  nws_view_of(suffixes[i], length)))
            return NWS_MARKUP_HTML;
    }
    return NWS_MARKUP_AUTO;
}
