/* Rows of columns as bytes, and back: what a pickled corpus is made of.
 *
 * A row is its record (article/record.h) and what a record has not: failure, stamp, lifted values.
 * So no layout of columns leaves the process, and what comes in is checked as records are.
 */
#ifndef NWS_TABLE_PACKED_H
#define NWS_TABLE_PACKED_H

#include "table/columns.h"

/* Appends a row to out. On failure out holds a part of it. */
NWS_MUST_CHECK nws_status nws_columns_pack(const nws_columns *columns, int64_t row,
                                           nws_buffer *out);

/* Appends the row that *bytes begins with to columns, whose lifts must be those of the columns it
 * was packed from, and moves *bytes past it. NWS_E_ARGUMENT: it is none, or of another version. The
 * arena is for the call, and reset by it. */
NWS_MUST_CHECK nws_status nws_columns_unpack(nws_columns *columns, nws_arena *arena,
                                             nws_view *bytes);

#endif
