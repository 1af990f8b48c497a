/* What is meant by a name that is none of ours, or not spelt as ours: see names.h.
 *
 * Apart because all of it is Python's to know (codecs, zoneinfo, difflib), and asked for only where
 * a call would fail.
 */
#include "python/names.h"

#include "html/encoding.h"
#include "python/errors.h"
#include "python/text.h"

/* newsproc.names.<function>(...), as Py_BuildValue makes a tuple of the arguments. */
static PyObject *ask(const char *function, const char *format, ...)
{
    PyObject *module = PyImport_ImportModule("newsproc.names");
    PyObject *called = module == NULL ? NULL : PyObject_GetAttrString(module, function);
    Py_XDECREF(module);
    if (called == NULL)
        return NULL;
    va_list values;
    va_start(values, format);
    PyObject *arguments = Py_VaBuildValue(format, values);
    va_end(values);
    PyObject *answer = arguments == NULL ? NULL : PyObject_CallObject(called, arguments);
    Py_XDECREF(arguments);
    Py_DECREF(called);
    return answer;
}

/* Appends to list, which may be NULL after a failure, and becomes so after one. */
static void append(PyObject **list, const char *text)
{
    PyObject *name = *list == NULL ? NULL : PyUnicode_FromString(text);
    if (name == NULL || PyList_Append(*list, name) < 0)
        Py_CLEAR(*list);
    Py_XDECREF(name);
}

void nws_py_unknown_argument(const char *function, PyObject *name, const char *const *names,
                             Py_ssize_t count)
{
    PyObject *all = PyList_New(0);
    for (Py_ssize_t i = 0; i < count; i++)
        append(&all, names[i]);
    PyObject *message = all == NULL ? NULL : ask("unknown_argument", "(sOO)", function, name, all);
    Py_XDECREF(all);
    if (message != NULL)
        PyErr_SetObject(PyExc_TypeError, message);
    Py_XDECREF(message);
}

PyObject *nws_py_unknown_zone(PyObject *name)
{
    PyObject *hint = ask("zone_hint", "(O)", name);
    if (hint != NULL)
        PyErr_Format(PyExc_ValueError,
                     "timezone must be UTC, an offset up to +-14:00 or an IANA name such as "
                     "Asia/Shanghai (which may need the tzdata package), not %R%U",
                     name, hint);
    Py_XDECREF(hint);
    return NULL;
}

/* ---- encodings ---- */

/* -1 with an exception; else *name is NULL where the label is none of the standard's. */
static int find_label(PyObject *label, const char **name)
{
    nws_py_input text;
    const int result = nws_py_input_text(label, "encoding", &text);
    *name = result < 0 || text.view.length == 0 ? NULL : nws_encoding_find(text.view);
    nws_py_input_free(&text);
    return result;
}

static void raise_unknown(nws_py_state *state, PyObject *label)
{
    PyObject *all = PyList_New(0);
    for (size_t i = 0; nws_encoding_label_at(i) != NULL; i++)
        append(&all, nws_encoding_label_at(i));
    PyObject *message = all == NULL ? NULL : ask("unknown_encoding", "(OO)", label, all);
    Py_XDECREF(all);
    const char *text = message == NULL ? NULL : PyUnicode_AsUTF8(message);
    if (text != NULL)
        nws_py_raise_plain(state->encoding_error, "unknown_encoding", text);
    Py_XDECREF(message);
}

const char *nws_py_encoding_find(nws_py_state *state, PyObject *label)
{
    const char *name;
    if (find_label(label, &name) < 0 || name != NULL)
        return name;
    PyObject *other = ask("encoding_label", "(O)", label);
    const int result = other == NULL ? -1 : find_label(other, &name);
    Py_XDECREF(other);
    if (result == 0 && name == NULL)
        raise_unknown(state, label);
    return name;
}
