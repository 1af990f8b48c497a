/* The East Asian encodings, through libxml2's converters (iconv behind them).
 *
 * Separate from encoding.c because it is the only place that knows libxml2's conversion calls.
 */
#ifndef NWS_HTML_ENCODING_CONVERT_H
#define NWS_HTML_ENCODING_CONVERT_H

#include "base/buffer.h"

/* As nws_encoding_decode for a multi-byte encoding's name. *repairs is added to. */
NWS_MUST_CHECK nws_status nws_encoding_convert(const char *name, nws_view data, nws_buffer *out,
                                               size_t *repairs);

#endif
