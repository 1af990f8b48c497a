/* A clean tree as Markdown: CommonMark with GFM's tables and strikethrough.
 *
 * Never raw HTML: what has no form in Markdown (figures, details, ruby) is written as the text and
 * the blocks in it. Read again, the output has the same text, character for character but for white
 * space, however the text looks: every character that would mean something is escaped, or written
 * as a character reference where only that helps (a letter beside ** beside a full stop).
 */
#ifndef NWS_EMIT_MARKDOWN_H
#define NWS_EMIT_MARKDOWN_H

#include "base/buffer.h"
#include "html/node.h"

/* Appends what is under root, which may be any tree of the parser. Ends with a newline unless it is
 * empty. Linear in the tree. */
NWS_MUST_CHECK nws_status nws_emit_markdown(const nws_node *root, nws_buffer *out);

#endif
