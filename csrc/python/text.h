/* Between Python's str and the core's UTF-8, in both directions.
 *
 * The core works on UTF-8 and CPython on fixed-width code units; both ways go through the core's
 * vector kernels, several times as fast as CPython's codecs. Lone surrogates, which UTF-8 cannot
 * hold, become U+FFFD and are counted: reading a str never fails but for memory.
 */
#ifndef NWS_PYTHON_TEXT_H
#define NWS_PYTHON_TEXT_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "base/buffer.h"
#include "base/utf8.h"

/* Something to read: text of a str, or bytes. The view points into the object, which the caller
 * keeps alive, or into storage. */
typedef struct nws_py_input {
    nws_view view;
    bool is_text;       /* of a str: UTF-8 for certain, once it is read */
    size_t surrogates;  /* lone ones, replaced */
    size_t first;       /* byte offset of the first of them in view */
    PyObject *unread;   /* a str that is not UTF-8 yet, borrowed; NULL: none */
    nws_buffer storage; /* to be released with nws_py_input_free, on failure too */
} nws_py_input;

/* From a str. -1: MemoryError, or TypeError naming what when it is none. */
int nws_py_input_text(PyObject *object, const char *what, nws_py_input *input);
/* From a str, bytes or any buffer of bytes. What others could change meanwhile is copied. */
int nws_py_input_data(PyObject *object, const char *what, nws_py_input *input);
void nws_py_input_free(nws_py_input *input);

/* nws_py_input_data in two steps, the second of which needs no GIL: a str is turned into UTF-8 in
 * *room, which must live as long as the input is used. Until then there is no view. */
int nws_py_input_open(PyObject *object, const char *what, nws_py_input *input);
NWS_MUST_CHECK nws_status nws_py_input_read(nws_py_input *input, nws_buffer *room);
/* Bytes, or characters of a str, that are to be read. */
size_t nws_py_input_size(const nws_py_input *input);

/* The code units of str appended to *out as UTF-8; needs no GIL, only that str stays alive. */
NWS_MUST_CHECK nws_status nws_py_text_append(PyObject *str, nws_buffer *out, size_t *surrogates,
                                             size_t *first);

/* A new str of valid UTF-8. text.data NULL gives None. */
PyObject *nws_py_text_new(nws_view text);
/* The same in steps: a str without contents for a text of this census, and its contents, for which
 * no GIL is needed. */
PyObject *nws_py_text_allocate(nws_utf8_census census);
void nws_py_text_fill(PyObject *str, nws_view text);
/* The same of a NUL-terminated ASCII name; NULL gives None. */
PyObject *nws_py_name_new(const char *name);

#endif
