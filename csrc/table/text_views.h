/* Texts as Arrow's views: what a consumer keeps that wants no offsets.
 *
 * https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout
 */
#ifndef NWS_TABLE_TEXT_VIEWS_H
#define NWS_TABLE_TEXT_VIEWS_H

#include "table/frame.h"

enum { NWS_TEXT_INLINE = 12 }; /* a text no longer lies in its view */

/* The layout is the format's. */
typedef struct nws_text_view {
    int32_t length;
    char prefix[4]; /* with the next eight bytes: the text, and zeros, where it is short enough */
    int32_t buffer; /* 0: a column has one */
    int32_t offset;
} nws_text_view;

/* Views of count rows of a TEXT column from first on, whose bytes are no more than INT32_MAX. */
void nws_text_views_make(const nws_column *column, int64_t first, int64_t count,
                         nws_text_view *views);

#endif
