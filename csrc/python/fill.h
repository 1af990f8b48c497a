/* Filling a new tuple or list, item by item. */
#ifndef NWS_PYTHON_FILL_H
#define NWS_PYTHON_FILL_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* Puts item, which is stolen, into *tuple. When it is NULL, an exception is set, and the tuple is
 * given back: *tuple is NULL then, which is what ends the caller's loop. */
static inline void nws_py_tuple_put(PyObject **tuple, Py_ssize_t index, PyObject *item)
{
    if (item == NULL)
        Py_CLEAR(*tuple);
    else
        PyTuple_SET_ITEM(*tuple, index, item);
}

/* The same for a list. */
static inline void nws_py_list_put(PyObject **list, Py_ssize_t index, PyObject *item)
{
    if (item == NULL)
        Py_CLEAR(*list);
    else
        PyList_SET_ITEM(*list, index, item);
}

#endif
