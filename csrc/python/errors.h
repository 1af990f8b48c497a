/* From a core failure to the exception that a Python user expects. */
#ifndef NWS_PYTHON_ERRORS_H
#define NWS_PYTHON_ERRORS_H

#include "python/state.h"

/* Sets the exception for error and returns NULL. What the operating system refused becomes the
 * built-in subclass of OSError with its filename; the rest a NewsprocError. path is a str, bytes or
 * NULL. text is what the error's offset counts in, for line and column; data NULL: not known. */
PyObject *nws_py_raise(nws_py_state *state, const nws_error *error, PyObject *path, nws_view text);

/* A NewsprocError subclass without a place. message is ASCII. */
PyObject *nws_py_raise_plain(PyObject *type, const char *code, const char *message);

#endif
