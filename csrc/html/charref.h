/* Character references: &amp; &notit; &#x80;
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state
 * All named references come from a generated table (gen/charref.c, made by tools/make_charref.py
 * from Python's own html.entities.html5).
 */
#ifndef NWS_HTML_CHARREF_H
#define NWS_HTML_CHARREF_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* The longest expansion of one reference: two code points. */
#define NWS_CHARREF_MAX 8

/* Reads the reference that begins with the '&' at at. Writes its expansion to out and the number
 * of bytes to *written; returns the bytes of input that it consumed, 0 when the '&' stands for
 * itself. in_attribute: the rule that leaves "&not=" alone applies. */
size_t nws_charref_read(const char *at, const char *end, bool in_attribute,
                        char out[NWS_CHARREF_MAX], size_t *written);

#endif
