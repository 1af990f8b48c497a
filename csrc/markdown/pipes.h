/* Tables, where md4c reads them otherwise than GFM and kramdown do.
 *
 * md4c leaves out cells with nothing in them ("|a||c|"), so that what follows stands in the wrong
 * column; it drops cells that the second row has no column for, where GFM makes no table at all
 * (in the first row) and kramdown a wider one; it asks for three dashes; and it takes a heading or
 * a fence below the last row for another one. So the second row is written anew, as wide as the
 * table is, empty cells get a blank, and what follows a blank line.
 */
#ifndef NWS_MARKDOWN_PIPES_H
#define NWS_MARKDOWN_PIPES_H

#include "base/buffer.h"

#include <stdint.h>

typedef struct nws_pipe_table {
    const char *rule; /* the second row, without what stands before it in a quote or an item */
    const char *end;  /* behind the last row */
    size_t columns;   /* up to the last cell of any row that has something in it */
} nws_pipe_table;

/* Whether the line from line to stop is the first row of a table. in_paragraph: it may be a line
 * of a paragraph, too, so that the second row must have as many cells. Looks no further than the
 * end of the table, and where there is none no further than the next line. */
bool nws_pipe_table_begins(const char *line, const char *stop, const char *end, bool in_paragraph,
                           nws_pipe_table *table);

/* The first '|' of a line that looks like a second row; NULL: it does not. Below a line that is no
 * first row md4c 0.5 takes it for one nevertheless. */
const char *nws_rule_bar(const char *line, const char *stop);

/* Writes the second row: that at rule, with dashes and columns as they must be. */
NWS_MUST_CHECK nws_status nws_put_rule(nws_buffer *out, const char *rule, const char *end,
                                       size_t columns);

/* The signs of a row: '|' that ends a cell, which is outside of code and template tags and not
 * escaped; "\|" in code; and ']' without a '[' in its cell, after a cell that left one open: md4c
 * would make a link of both, over the boundary. */
typedef struct nws_row {
    const char *sign; /* the next one, or stop */
    const char *stop;
    const char *code_end; /* of the last code */
    uint64_t unclosed;    /* what opens and is not closed behind sign: a bit for each kind */
    size_t brackets;      /* that are open in this cell */
    bool left_open;       /* one is in a cell before this one */
} nws_row;

nws_row nws_row_begin(const char *at, const char *stop);

/* The sign behind this one, which is not stop. */
void nws_row_next(nws_row *row);

#endif
