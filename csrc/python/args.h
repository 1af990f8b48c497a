/* Arguments of a METH_FASTCALL | METH_KEYWORDS function, by one table and one loop.
 *
 * A format string parsed at every call costs three to five times as much.
 */
#ifndef NWS_PYTHON_ARGS_H
#define NWS_PYTHON_ARGS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

typedef struct nws_py_signature {
    const char *function;     /* for messages */
    const char *const *names; /* all parameters, in order */
    Py_ssize_t only;          /* the first so many are positional-only */
    Py_ssize_t positional;    /* the first so many may be positional */
    Py_ssize_t required;      /* the first so many must be given */
    Py_ssize_t total;
} nws_py_signature;

/* Fills values[0..total) with borrowed references, NULL where nothing was given. -1: TypeError. */
int nws_py_args_read(const nws_py_signature *signature, PyObject *const *args, Py_ssize_t count,
                     PyObject *names, PyObject **values);

/* The same for a constructor, which is called with a tuple and a dictionary (or NULL). */
int nws_py_args_unpack(const nws_py_signature *signature, PyObject *args, PyObject *keywords,
                       PyObject **values);

/* What an argument iterates over, as a new tuple; bytes are no list of anything here. NULL with a
 * TypeError "<what> must be <kind>, not <type>", or with what the iteration raises. */
PyObject *nws_py_args_tuple(PyObject *object, const char *what, const char *kind);

/* 1 for True and 0 for False. -1: TypeError, as whoever writes "no" or 0.5 does not mean True. */
int nws_py_args_truth(PyObject *object, const char *what);

#endif
