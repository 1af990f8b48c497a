/* Names that are not ours: newsproc/names.py is asked, which both halves of the package share.
 */
#ifndef NWS_PYTHON_NAMES_H
#define NWS_PYTHON_NAMES_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/state.h"

/* TypeError: the function has no parameter of this name; those that it has are names[0..count). */
void nws_py_unknown_argument(const char *function, PyObject *name, const char *const *names,
                             Py_ssize_t count);

/* ValueError: the time zone is none. Returns NULL. */
PyObject *nws_py_unknown_zone(PyObject *name);

/* The name, for nws_encoding_decode, of the encoding that a str names: by a label of the Encoding
 * standard or as Python calls its codec. NULL with a TypeError or an EncodingError. */
const char *nws_py_encoding_find(nws_py_state *state, PyObject *label);

#endif
