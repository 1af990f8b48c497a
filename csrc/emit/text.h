/* A clean tree as the text that a reader sees.
 *
 * Block-aware: a blank line between paragraphs, a newline for br and between blocks of other kinds,
 * markers before list items, tabs between cells; white space collapsed as innerText has it.
 * https://html.spec.whatwg.org/multipage/dom.html#the-innertext-idl-attribute
 */
#ifndef NWS_EMIT_TEXT_H
#define NWS_EMIT_TEXT_H

#include "base/buffer.h"
#include "html/node.h"

/* Appends the text under root, without white space at either end. */
NWS_MUST_CHECK nws_status nws_emit_text(const nws_node *root, nws_buffer *out);

#endif
