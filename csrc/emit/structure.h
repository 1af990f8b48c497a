/* What an article is built of: headings, blocks and tables of a clean tree, as records.
 *
 * Separate from the text writer and from media, which every article goes through: these are made
 * when somebody asks. All records lie in the arena and so do their texts.
 */
#ifndef NWS_EMIT_STRUCTURE_H
#define NWS_EMIT_STRUCTURE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "html/parse.h"

typedef struct nws_heading {
    nws_view text;    /* white space collapsed */
    nws_view id;      /* data NULL: none */
    int32_t level;    /* 1 to 6 */
    int32_t position; /* characters of text (nws_emit_text's) before it */
} nws_heading;

typedef struct nws_headings {
    nws_heading *items; /* in document order */
    uint32_t count;
} nws_headings;

typedef enum nws_block_kind {
    NWS_BLOCK_PARAGRAPH,
    NWS_BLOCK_HEADING,
    NWS_BLOCK_LIST, /* text: a line an item */
    NWS_BLOCK_QUOTE,
    NWS_BLOCK_CODE,
    NWS_BLOCK_TABLE, /* text: a line a row, tabs between cells */
    NWS_BLOCK_IMAGE, /* text: its caption, or "" */
    NWS_BLOCK_RULE
} nws_block_kind;

typedef struct nws_block {
    nws_view text;
    nws_view src;      /* of an image; else data NULL */
    nws_view language; /* of code that names one; else data NULL */
    uint8_t kind;      /* nws_block_kind */
    uint8_t level;     /* of a heading; else 0 */
} nws_block;

typedef struct nws_blocks {
    nws_block *items; /* in reading order */
    uint32_t count;
    uint32_t capacity;
} nws_blocks;

typedef struct nws_grid {
    nws_view *cells; /* of all rows, one after the other; spans filled with the text they span */
    uint32_t *ends;  /* of each row, in cells */
    uint32_t rows;
    uint32_t headers; /* rows at the top that are headings */
    nws_view caption; /* data NULL: none */
} nws_grid;

typedef struct nws_grids {
    nws_grid *items; /* in document order; a table in a cell of another comes after it */
    uint32_t count;
    uint32_t capacity;
} nws_grids;

/* The tree of HTML that was sanitized before, by whatever policy: all that any policy can keep
 * stays, and nothing is repaired. As nws_html_parse and nws_sanitize_tree. */
NWS_MUST_CHECK nws_status nws_structure_read(nws_arena *arena, nws_view html,
                                             nws_document *document);

const char *nws_block_name(nws_block_kind kind); /* "paragraph", ...; static */

/* Each fills *result from the tree under root. scratch is used and left in any state. Linear in the
 * tree (spans of tables are filled up to NWS_MAX_TABLE_FILL cells). */
NWS_MUST_CHECK nws_status nws_structure_headings(nws_arena *arena, const nws_node *root,
                                                 nws_buffer *scratch, nws_headings *result);
NWS_MUST_CHECK nws_status nws_structure_blocks(nws_arena *arena, const nws_node *root,
                                               nws_buffer *scratch, nws_blocks *result);
NWS_MUST_CHECK nws_status nws_structure_tables(nws_arena *arena, const nws_node *root,
                                               nws_buffer *scratch, nws_grids *result);

#endif
