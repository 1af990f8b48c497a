/* What a line of Markdown can have that generators read and CommonMark does not.
 *
 * Each function looks at one place and changes nothing, so that the pass in template.c, which has
 * to know of fences and tags, is short. None looks further than the line and the next one.
 */
#ifndef NWS_MARKDOWN_LINE_H
#define NWS_MARKDOWN_LINE_H

#include "base/buffer.h"

/* Which lists of attributes there are; those go, others are text. */
typedef enum nws_attribute_lists {
    NWS_LISTS_HEADING, /* "## Title {#id .class}", as Hugo, Zola and kramdown read it */
    NWS_LISTS_ALL,     /* and "{: .class}" where kramdown, that is Jekyll, has one */
    NWS_LISTS_TEXT     /* none, as for Hexo */
} nws_attribute_lists;

/* The blanks of a line; '\r' because it stands before '\n' only. */
NWS_INLINE bool nws_is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

NWS_INLINE const char *nws_skip_blanks(const char *at, const char *end)
{
    while (at < end && nws_is_blank(*at))
        at++;
    return at;
}

/* Whether a heading's number signs begin at at. */
bool nws_has_number_signs(const char *at, const char *end);

/* The mark of a list's item at at, "-" or "1.", with a blank behind it or nothing: the place behind
 * it, or NULL. */
const char *nws_item_mark(const char *at, const char *stop);

/* "[^label]:" at at: the place behind it, or NULL. */
const char *nws_note_label(const char *at, const char *end);

/* Where the list of attributes begins with which the heading from line to stop ends, or NULL. A
 * heading has # before it or, between stop and end, a line of = or - under it. */
const char *nws_heading_list(const char *line, const char *stop, const char *end);

/* kramdown's list of attributes that begins with the '{' at at, in a line whose text begins at
 * begin: the place behind it, or NULL. It is alone on its line, ends a heading, or stands right
 * behind a link, an image, code or emphasis. */
const char *nws_attribute_list(const char *begin, const char *at, const char *end);

/* Whether the '~' at at, in a line that begins at begin, stands by itself within a word or a range:
 * "18~24", "那是相~昂~当的". md4c would strike out what is between two of them. */
bool nws_is_plain_tilde(const char *begin, const char *at, const char *end);

/* Where the line from begin to stop ends, of whose blanks at the end one is a tab: md4c takes such
 * a line for no definition of a link's address, and those below it neither. */
const char *nws_definition_end(const char *begin, const char *stop);

#endif
