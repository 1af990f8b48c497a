/* What relative addresses are resolved against, row by row: the link of a feed's item, say.
 *
 * Apart from sources.c because it is added to sources that have been made, whatever of.
 */
#include "python/sources.h"
#include "python/text.h"

#include "clean/url.h"

/* The address of one row. What is no base fails: the call when strict, else the row. */
static int set_base(nws_py_sources *self, Py_ssize_t index, PyObject *base, bool strict)
{
    nws_source *item = &self->items[index];
    nws_py_input text = {.view = NWS_VIEW_NONE};
    if (base == Py_None)
        return 0;
    int result = 0;
    if ((strict || PyUnicode_Check(base)) && nws_py_input_text(base, "a base_url", &text) < 0) {
        result = -1;
    } else if (text.view.data != NULL && nws_url_is_base(text.view)) {
        item->base_url = nws_arena_copy(&self->arena, text.view);
        if (item->base_url.data == NULL) {
            PyErr_NoMemory();
            result = -1;
        }
    } else if (strict) {
        PyErr_Format(PyExc_ValueError,
                     "base_url: value %zd must be an absolute http or https URL, not %R", index,
                     base);
        result = -1;
    } else if (item->failure.data == NULL) {
        item->failure = NWS_VIEW("bad_base_url: the base URL is no absolute http or https URL");
    }
    nws_py_input_free(&text);
    return result;
}

PyObject *nws_py_sources_bases(nws_py_sources *self, PyObject *list, bool strict)
{
    if (!PyList_Check(list))
        return PyErr_Format(PyExc_TypeError, "base URLs must be a list");
    PyObject *bases = PyList_AsTuple(list); /* nobody changes it meanwhile */
    int result = bases == NULL ? -1 : 0;
    if (result == 0 && PyTuple_GET_SIZE(bases) != self->count) {
        PyErr_Format(PyExc_ValueError, "%zd values, but %zd of base_url", self->count,
                     PyTuple_GET_SIZE(bases));
        result = -1;
    }
    for (Py_ssize_t i = 0; result == 0 && i < self->count; i++)
        result = set_base(self, i, PyTuple_GET_ITEM(bases, i), strict);
    Py_XDECREF(bases);
    return result < 0 ? NULL : Py_NewRef(Py_None);
}
