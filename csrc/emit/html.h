/* A clean tree as HTML text.
 *
 * Every attribute value is quoted, every end tag written, every void element bare:
 * & < > U+00A0 are escaped in text, & " < > U+00A0 in values; CR as &#13;, U+FEFF as &#xFEFF;.
 */
#ifndef NWS_EMIT_HTML_H
#define NWS_EMIT_HTML_H

#include "base/buffer.h"
#include "html/node.h"

/* Appends the children of root. Only for trees that nws_sanitize_tree made. */
NWS_MUST_CHECK nws_status nws_emit_html(const nws_node *root, nws_buffer *out);

/* Appends element itself, with all that is in it. */
NWS_MUST_CHECK nws_status nws_emit_element(const nws_node *element, nws_buffer *out);

#endif
