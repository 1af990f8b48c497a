/* The Markdown writer, as its files share it: lines and containers (markdown_lines.c), what is open
 * in a line (markdown_spans.c), text (markdown_text.c), the walk (markdown.c).
 *
 *   block      a paragraph, a heading, a row: begins when there is something to see in it
 *   container  a quote or a list item: what each line in it begins with
 *   span       emphasis, strong, del or a link: opened before the first thing to see in it, closed
 *              at the end of the paragraph, opened again in the next
 *   edge       where a delimiter was written; what is beside it must let it count as one
 *              (https://spec.commonmark.org/0.30/#left-flanking-delimiter-run)
 */
#ifndef NWS_EMIT_MARKDOWN_PARTS_H
#define NWS_EMIT_MARKDOWN_PARTS_H

#include "base/bounds.h"
#include "base/buffer.h"
#include "base/repeats.h"
#include "base/unicode.h"
#include "html/node.h"

enum { NWS_MD_SPANS = 4, NWS_MD_MARKER = 24 };

typedef enum nws_md_format { NWS_MD_EM, NWS_MD_STRONG, NWS_MD_DEL, NWS_MD_LINK } nws_md_format;

typedef struct nws_md_span {
    const nws_node *node;
    uint8_t format;
    char mark;    /* '*', '_', '~' or '[' */
    bool written; /* its opening delimiter is in out */
    bool again;   /* it was closed by the end of a paragraph */
    bool silent;  /* without delimiters: a link that was written too often, or because of a
                     delimiter beside it that has the same mark */
} nws_md_span;

typedef struct nws_md_container {
    uint8_t length; /* of marker */
    bool quote;
    bool fresh; /* no line of it was written yet */
    char marker[NWS_MD_MARKER];
} nws_md_container;

typedef struct nws_md_list {
    int64_t number;   /* of the next item, to HTML */
    int64_t expected; /* of the next item, to Markdown; -1: the list has not begun */
    int64_t written;  /* of the open item */
    int8_t step;      /* 0: bullets */
    char mark;        /* '-' or '*', '.' or ')' */
    char last;        /* the mark of the last item that was written; 0: none */
    bool loose;
    bool contained; /* the open item has a container */
} nws_md_list;

typedef struct nws_md_writer {
    nws_buffer *out;
    size_t base; /* where the Markdown begins in out */

    /* the block */
    const char *lead; /* "## " */
    bool begun;       /* something of it was written */
    bool line_start;  /* of text: what begins a block must be escaped */
    bool single;      /* a heading or a cell: one line */
    bool cell;
    bool blank;      /* a blank is due */
    unsigned breaks; /* line breaks that are due */
    unsigned digits; /* all that the line holds so far, 0 when it is something else */
    bool tight;      /* no blank line before the next block */
    bool refer;      /* set by nws_md_settle: the next character must be a reference */

    /* markers as text: of items that have no container */
    bool marker;
    int64_t marker_number;
    int8_t marker_step;

    /* spans */
    nws_md_span spans[NWS_MD_SPANS];
    unsigned span_count;
    size_t code_start; /* of the open code span, if code_open */
    unsigned code;     /* code elements that are open */
    bool code_open;
    size_t opened;       /* out's length when an opening delimiter was written last */
    bool opened_bare;    /* behind a letter: it opens because a letter follows it */
    size_t edge;         /* out's length when a closing delimiter was written last */
    char edge_mark;      /* which */
    bool edge_guard;     /* what follows it must be punctuation or a blank */
    nws_md_span closed;  /* the span that ended there */
    size_t closed_start; /* out's length without its closing delimiter */
    nws_repeats repeats; /* NWS_MAX_MARKDOWN_REPEATS */

    /* lists and quotes */
    unsigned depth;
    unsigned deep_quotes; /* open without a container */
    unsigned list_depth;  /* may pass the end of lists */
    size_t list_end;      /* out's length when a list ended last */
    char list_mark;       /* which had this */

    /* pre */
    size_t raw_lines; /* newlines that are due */

    /* the table that is written as one */
    const nws_node *table;
    unsigned columns;
    unsigned column;
    bool rows; /* a row was written */

    /* the last two: what is before them is set to zero */
    nws_md_container containers[NWS_MAX_MARKDOWN_DEPTH];
    nws_md_list lists[NWS_MAX_OUTPUT_DEPTH];
} nws_md_writer;

/* --- markdown_lines.c --- */

/* Ends the line and begins the first one of a block. */
NWS_MUST_CHECK nws_status nws_md_begin_block(nws_md_writer *writer);
/* Ends the line and begins another one of the same block; blank: nothing will be written in it. */
NWS_MUST_CHECK nws_status nws_md_next_line(nws_md_writer *writer, bool blank);
/* Ends the paragraph: closes what is open in it. */
NWS_MUST_CHECK nws_status nws_md_end_block(nws_md_writer *writer);
void nws_md_open_quote(nws_md_writer *writer);
void nws_md_close_quote(nws_md_writer *writer);
void nws_md_open_list(nws_md_writer *writer, const nws_node *list);
void nws_md_close_list(nws_md_writer *writer);
void nws_md_open_item(nws_md_writer *writer, const nws_node *item);
void nws_md_close_item(nws_md_writer *writer);

/* "- ", "12. ", "-3) " to out, which has room for NWS_MD_MARKER bytes; the length. */
size_t nws_md_marker(char *out, int64_t number, int step, char mark);

/* --- markdown_text.c --- */

/* Text to be read, white space collapsed, escaped. */
NWS_MUST_CHECK nws_status nws_md_put_text(nws_md_writer *writer, nws_view text);
/* The marker that is due, as text. */
NWS_MUST_CHECK nws_status nws_md_put_marker(nws_md_writer *writer);
/* The text of a pre, as it stands. */
NWS_MUST_CHECK nws_status nws_md_put_raw(nws_md_writer *writer, nws_view text);
NWS_MUST_CHECK nws_status nws_md_put_image(nws_md_writer *writer, const nws_node *image);
/* "(address "title")" of a link or an image. */
NWS_MUST_CHECK nws_status nws_md_put_target(nws_md_writer *writer, const nws_node *element,
                                            nws_attr attr);
/* Puts a character reference in the place of the last character unless it is punctuation or, but
 * for space, white space. */
NWS_MUST_CHECK nws_status nws_md_guard_last(nws_md_writer *writer, bool space);
/* Where the last character begins in out, which is not empty. */
size_t nws_md_last_start(const nws_md_writer *writer);
/* The class of the last character of the line; a space when there is none. */
nws_flank_class nws_md_last_class(const nws_md_writer *writer);

/* --- markdown_spans.c --- */

/* Sees to everything that comes before something to see whose first character is of class next: the
 * block's beginning, breaks, a blank, spans. in_code: it belongs in a code span. Says in
 * writer->refer whether that character must be written as a reference. */
NWS_MUST_CHECK nws_status nws_md_settle(nws_md_writer *writer, nws_flank_class next, bool in_code);
NWS_MUST_CHECK nws_status nws_md_open_span(nws_md_writer *writer, const nws_node *element,
                                           nws_md_format format);
NWS_MUST_CHECK nws_status nws_md_close_span(nws_md_writer *writer, const nws_node *element);
/* Closes all that are open, to open them again later. */
NWS_MUST_CHECK nws_status nws_md_close_spans(nws_md_writer *writer);
NWS_MUST_CHECK nws_status nws_md_open_code(nws_md_writer *writer);
/* Writes the delimiters of the open code span, if there is one. */
NWS_MUST_CHECK nws_status nws_md_end_code(nws_md_writer *writer);
/* Whether text is in a link now. */
bool nws_md_in_link(const nws_md_writer *writer);

/* text is always written through these; out grows behind what they write. */
NWS_MUST_CHECK NWS_INLINE nws_status nws_md_put(nws_md_writer *writer, nws_view text)
{
    return nws_buffer_add(writer->out, text);
}

NWS_INLINE bool nws_md_empty(const nws_md_writer *writer)
{
    return writer->out->length == writer->base;
}

#endif
