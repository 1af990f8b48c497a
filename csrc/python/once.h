/* Objects that are made when first asked for and kept in a slot that all threads share.
 *
 * The first that is kept stays until its owner goes: so what a reader finds is good for as long as
 * the owner is, without a lock, with a GIL or without. Making one may run Python code, in which
 * another thread may make it too; the later one is dropped.
 */
#ifndef NWS_PYTHON_ONCE_H
#define NWS_PYTHON_ONCE_H

#include <Python.h>

/* Borrowed; NULL: nothing is kept yet. */
static inline PyObject *nws_py_once_get(PyObject *const *slot)
{
    return __atomic_load_n(slot, __ATOMIC_ACQUIRE);
}

/* Keeps made, which it takes, if nothing is kept yet. What is kept, borrowed; NULL for NULL. */
static inline PyObject *nws_py_once_keep(PyObject **slot, PyObject *made)
{
    PyObject *kept = NULL;
    if (made == NULL ||
        __atomic_compare_exchange_n(slot, &kept, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return made;
    Py_DECREF(made);
    return kept;
}

#endif
