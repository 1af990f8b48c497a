/* A clean tree as the text that a reader sees.
 *
 * Block-aware: a blank line between paragraphs, a newline for br and between blocks of other kinds,
 * markers before list items, tabs between cells; white space collapsed as innerText has it, and
 * never more than one blank line.
 * https://html.spec.whatwg.org/multipage/dom.html#the-innertext-idl-attribute
 */
#ifndef NWS_EMIT_TEXT_H
#define NWS_EMIT_TEXT_H

#include "base/arena.h"
#include "base/buffer.h"
#include "html/node.h"

/* Where an element's text is: for a, figure, figcaption and, if asked for, headings from start to
 * end, for an img the place where it stands. Bytes from the beginning of the text that was written.
 */
typedef struct nws_mark {
    const nws_node *node;
    uint32_t start;
    uint32_t end;
    uint32_t figure;  /* 1 + index of the figure that it is in; 0: none */
    uint32_t caption; /* of a figure: 1 + index of its figcaption; 0: none */
    uint32_t outer;   /* 1 + index of the mark round it; 0: none */
} nws_mark;

/* In document order, in the arena. */
typedef struct nws_marks {
    nws_arena *arena;
    nws_mark *items;
    uint32_t count;
    uint32_t capacity;
    bool headings; /* set by the caller: they are marked, too */
} nws_marks;

/* Appends the text under root, without white space at either end. */
NWS_MUST_CHECK nws_status nws_emit_text(const nws_node *root, nws_buffer *out);

/* Appends the text of the siblings from first up to stop (NULL: all), as it is by itself. */
NWS_MUST_CHECK nws_status nws_emit_range(const nws_node *first, const nws_node *stop,
                                         nws_buffer *out);

/* As nws_emit_text, and notes where images and links stand, so that emit/media needs no walk of its
 * own. marks has its arena set and is empty otherwise. */
NWS_MUST_CHECK nws_status nws_emit_marked(const nws_node *root, nws_buffer *out, nws_marks *marks);

#endif
