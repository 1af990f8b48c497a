/* The functions of the module: a table for module.c, and those that functions.c does not make. */
#ifndef NWS_PYTHON_FUNCTIONS_H
#define NWS_PYTHON_FUNCTIONS_H

#include "python/state.h"

extern PyMethodDef nws_py_functions[];

/* In front_matter.c. */
PyObject *nws_py_split(PyObject *module, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *nws_py_split_again(PyObject *module, PyObject *const *args, Py_ssize_t count,
                             PyObject *names);

/* In functions_html.c. */
PyObject *nws_py_sanitize(PyObject *module, PyObject *const *args, Py_ssize_t count,
                          PyObject *names);
PyObject *nws_py_clean(PyObject *module, PyObject *const *args, Py_ssize_t count, PyObject *names);
PyObject *nws_py_text(PyObject *module, PyObject *html);
PyObject *nws_py_markdown(PyObject *module, PyObject *html);
PyObject *nws_py_tree(PyObject *module, PyObject *const *args, Py_ssize_t count, PyObject *names);

/* An article's HTML as Markdown: a str, or NULL with an exception. */
PyObject *nws_py_markdown_of(nws_py_state *state, nws_view html);
/* In functions_structure.c: for newsproc/structure.py. */
PyObject *nws_py_headings(PyObject *module, PyObject *html);
PyObject *nws_py_blocks(PyObject *module, PyObject *html);
PyObject *nws_py_tables(PyObject *module, PyObject *html);
PyObject *nws_py_xpath(PyObject *module, PyObject *args);
PyObject *nws_py_written(PyObject *module, PyObject *text);

/* In functions_text.c. */
PyObject *nws_py_match_key(PyObject *module, PyObject *text);
PyObject *nws_py_display_width(PyObject *module, PyObject *text);
/* In similar.c. */
PyObject *nws_py_similar(PyObject *module, PyObject *const *args, Py_ssize_t count,
                         PyObject *names);

#endif
