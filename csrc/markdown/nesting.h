/* What a line of Markdown stands in: an item, a quote, HTML, indented code, an open paragraph.
 *
 * No parser: one line is looked at after the other, and what is kept of those before it is how far
 * the text of the open item is indented and what the last line leaves open. Apart from template.c,
 * which asks where a table may begin and what is code.
 */
#ifndef NWS_MARKDOWN_NESTING_H
#define NWS_MARKDOWN_NESTING_H

#include <stdbool.h>
#include <stddef.h>

typedef enum nws_left_open {
    NWS_OPEN_NOTHING,
    NWS_OPEN_PARAGRAPH, /* or an item, in which one may be */
    NWS_OPEN_QUOTE,     /* a paragraph in a quote, or so */
    NWS_OPEN_HTML,      /* up to a blank line */
    NWS_OPEN_RAW        /* up to an end tag */
} nws_left_open;

/* All zero before the first line. */
typedef struct nws_nesting {
    size_t content;       /* the column where the text of the open item begins; 0: none is */
    nws_left_open before; /* what the line before this one leaves open */
    bool lazy;            /* this line goes on with a paragraph that stands deeper */
    bool is_markdown;     /* this line is neither blank, nor indented code, nor fenced */
} nws_nesting;

/* Begins with the line from line to stop: where its text begins. */
const char *nws_nesting_enter(nws_nesting *in, const char *line, const char *stop, bool fenced);

/* The line's text is from at to stop: notes what it leaves open. */
void nws_nesting_leave(nws_nesting *in, const char *at, const char *stop, bool fenced);

/* Whether this line may go on with a paragraph. */
bool nws_nesting_in_paragraph(const nws_nesting *in);

/* Whether a table may begin in this line: not in HTML, nor where the paragraph in a quote or an
 * item goes on without its marks. */
bool nws_nesting_lets_table(const nws_nesting *in);

#endif
