/* Markdown to HTML, by md4c: CommonMark with GFM's tables, strikethrough and bare links.
 *
 * The HTML is dirty: what the author wrote as HTML goes through as it stands, so it must go on to
 * the parser and the sanitizer. The only file pair that includes md4c.h is this one's .c.
 *
 * Boxes of task lists stay text ("[x] "), since no sanitizer keeps an input, and so do footnotes,
 * which GFM's specification does not have.
 */
#ifndef NWS_MARKDOWN_RENDER_H
#define NWS_MARKDOWN_RENDER_H

#include "markdown/template.h"

typedef enum nws_template_use {
    NWS_TEMPLATE_KEEP, /* as text */
    NWS_TEMPLATE_DROP
} nws_template_use;

/* Appends body, which is valid UTF-8, to out as HTML. scratch is overwritten.
 *
 * *refused: body is longer than NWS_MAX_MARKDOWN, or of a shape that takes md4c more than linear
 * time or output; out is then as it was. Linear in body. NWS_E_MEMORY, md4c's own included: it
 * allocates with malloc, at most some 60 bytes for each byte of body, and frees all before this
 * returns. */
NWS_MUST_CHECK nws_status nws_markdown_render(nws_arena *arena, nws_view body, nws_template_use use,
                                              nws_attribute_lists lists, nws_buffer *scratch,
                                              nws_buffer *out, bool *refused);

#endif
