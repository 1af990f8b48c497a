/* The columns that a caller asked for, behind those that every table has.
 *
 * Their frame has as many rows as the articles and lies behind the fixed columns in the same block;
 * each list column has a frame for its items, because offsets of one column must rise without gaps.
 */
#ifndef NWS_TABLE_LIFTED_H
#define NWS_TABLE_LIFTED_H

#include "table/store.h"

/* The field that a lift makes: nullable, and a list's items are plain texts. */
nws_field nws_lifted_field(const nws_lifts *lifts, uint32_t index);

/* Bytes of columns with these lifts. */
size_t nws_lifted_size(const nws_lifts *lifts);
/* Makes the part of columns that lifts need, in the nws_lifted_size bytes at columns; its columns
 * are empty. Retains lifts. */
void nws_lifted_init(nws_columns *columns, nws_lifts *lifts);
void nws_lifted_free(nws_columns *columns); /* without the lifts' reference */
void nws_lifted_clear(nws_columns *columns);
void nws_lifted_truncate(nws_columns *columns, int64_t rows);
size_t nws_lifted_held(const nws_columns *columns); /* bytes in buffers */

/* How many columns lie behind the fixed ones, lists' items included, and the first of them. */
uint32_t nws_lifted_columns(const nws_columns *columns);

/* The next row; lifted NULL: a failed file, of which nothing is known. */
NWS_MUST_CHECK nws_status nws_lifted_put(nws_columns *columns, const nws_lifted *lifted);

#endif
