/* The small values an article is made of, as named tuples: Image, Link, Removal, Diagnostic, and
 * the results Cleaned, FrontMatter and Failure.
 */
#ifndef NWS_PYTHON_PARTS_H
#define NWS_PYTHON_PARTS_H

#include "python/state.h"

#include "article/record.h"

/* New references, or NULL with an exception. */
PyObject *nws_py_image_new(const nws_py_state *state, const nws_image *image);
PyObject *nws_py_link_new(const nws_py_state *state, const nws_link *link);
PyObject *nws_py_removal_new(const nws_py_state *state, const nws_removal *removal);
PyObject *nws_py_diagnostic_new(const nws_py_state *state, const nws_record_diagnostic *diagnostic);
/* failure is "code: message". */
PyObject *nws_py_failure_new(const nws_py_state *state, int64_t row, nws_view path,
                             nws_view failure);

/* A tuple of all removals of an audit. */
PyObject *nws_py_removals_new(const nws_py_state *state, const nws_audit *audit);

/* A named tuple of type from count items, which are stolen; any may be NULL (an exception is set
 * then, and passed on). */
PyObject *nws_py_tuple_new(PyTypeObject *type, PyObject *const *items, Py_ssize_t count);

/* A dict of a named tuple's fields. */
PyObject *nws_py_tuple_dict(PyObject *tuple);

enum { NWS_PY_TUPLE_FIELDS = 12 }; /* at most: those of an Image */

/* Gives a new type _fields and _asdict, and where it has no hidden fields _make and _replace. */
int nws_py_tuple_methods(PyTypeObject *type, const PyStructSequence_Desc *desc);

#endif
