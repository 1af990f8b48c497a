/* The columns option, and the values of lifted columns as Python objects. */
#ifndef NWS_PYTHON_COLUMNS_H
#define NWS_PYTHON_COLUMNS_H

#include "python/state.h"

#include "table/columns.h"

/* Reads a mapping of keys to types, or pairs of them; NULL or None is none. Fills *pairs, a tuple
 * of pairs, and *lifts, a set with one reference or NULL for none. -1 with an exception; what is
 * filled then is the caller's all the same. */
int nws_py_columns_read(PyObject *columns, PyObject **pairs, nws_lifts **lifts);

/* The pairs of a set. */
PyObject *nws_py_columns_pairs(const nws_lifts *lifts);

/* The value of a row in a lifted column: int, float, bool, str, datetime, list of str, or None. */
PyObject *nws_py_columns_value(nws_py_state *state, const nws_lifts *lifts,
                               const nws_columns *columns, int64_t row, uint32_t index);

#endif
