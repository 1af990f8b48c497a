/* FrontMatter's methods that change a file: set, delete, rename, and the file as a whole. */
#ifndef NWS_PYTHON_EDIT_H
#define NWS_PYTHON_EDIT_H

#include "python/call.h"

#include "front/edit.h"

/* The places in a FrontMatter of what it is made from, behind what unpacking it gives. */
enum { NWS_PY_FRONT_SOURCE = 4, NWS_PY_FRONT_ENCODING, NWS_PY_FRONT_OPTIONS, NWS_PY_FRONT_FIELDS };

/* Gives the type its methods; before it is made immutable. -1 with an exception. */
int nws_py_edit_methods(PyObject *module, PyTypeObject *front_matter);

/* A FrontMatter of data, which it keeps, as the options say. NULL with an exception. */
PyObject *nws_py_front_matter_new(nws_py_state *state, nws_py_options *options, PyObject *data);

/* In edit_value.c: a Python object as a value in the arena. -1: TypeError, ValueError, ... */
int nws_py_edit_value(nws_py_state *state, nws_arena *arena, const nws_limits *limits,
                      PyObject *object, nws_value *value);
/* The text of a str in the arena. -1: TypeError naming what, or EncodingError. */
int nws_py_edit_text(nws_py_state *state, nws_arena *arena, PyObject *object, const char *what,
                     nws_view *text);

/* In edit_bytes.c: data, whose text in this encoding is text, with the splices made; lines without
 * one keep their bytes. New bytes, or NULL with an exception. */
PyObject *nws_py_edit_bytes(nws_py_state *state, nws_view data, nws_view text, const char *encoding,
                            const nws_splices *splices);

#endif
