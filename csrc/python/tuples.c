/* What named tuples have and CPython's struct sequences lack: _fields, _asdict(), _replace() and
 * _make(), which pandas, Polars and others look for. See parts.h.
 *
 * Apart from parts.c because it is about no field in particular.
 */
#include "python/parts.h"

#include <structmember.h>

/* The number of a field among those that a tuple shows, or -1. */
static Py_ssize_t find_field(PyObject *tuple, PyObject *name)
{
    const PyMemberDef *members = Py_TYPE(tuple)->tp_members;
    for (Py_ssize_t i = 0; PyUnicode_Check(name) && i < PyTuple_GET_SIZE(tuple); i++)
        if (PyUnicode_CompareWithASCIIString(name, members[i].name) == 0)
            return i;
    return -1;
}

static PyObject *tuple_asdict(PyObject *self, PyObject *unused)
{
    (void)unused;
    return nws_py_tuple_dict(self);
}

static PyObject *tuple_replace(PyObject *self, PyObject *args, PyObject *changes)
{
    if (PyTuple_GET_SIZE(args) > 0)
        return PyErr_Format(PyExc_TypeError, "_replace() takes fields by their names");
    PyObject *items[NWS_PY_TUPLE_FIELDS] = {NULL};
    const Py_ssize_t count = PyTuple_GET_SIZE(self);
    Py_ssize_t place = 0;
    PyObject *name, *value;
    while (changes != NULL && PyDict_Next(changes, &place, &name, &value)) {
        const Py_ssize_t i = find_field(self, name);
        if (i < 0)
            return PyErr_Format(PyExc_TypeError, "_replace() got an unexpected field name %R",
                                name);
        items[i] = value;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        items[i] = Py_NewRef(items[i] != NULL ? items[i] : PyTuple_GET_ITEM(self, i));
    return nws_py_tuple_new(Py_TYPE(self), items, count);
}

static PyObject *tuple_make(PyObject *type, PyObject *items)
{
    return PyObject_CallOneArg(type, items);
}

PyDoc_STRVAR(asdict_doc, "_asdict($self, /)\n--\n\nThe fields as a new dict.");
PyDoc_STRVAR(replace_doc, "_replace($self, /, **changes)\n--\n\n"
                          "A new one with other values in some fields.");
PyDoc_STRVAR(make_doc, "One of the values of all fields, in their order.");

static PyMethodDef methods[] = {
    {"_asdict", tuple_asdict, METH_NOARGS, asdict_doc},
    {"_make", tuple_make, METH_O | METH_CLASS, make_doc},
    {"_replace", (PyCFunction)(void (*)(void))tuple_replace, METH_VARARGS | METH_KEYWORDS,
     replace_doc},
};

static PyObject *fields_of(const PyStructSequence_Desc *desc)
{
    PyObject *names = PyTuple_New(desc->n_in_sequence);
    for (int i = 0; names != NULL && i < desc->n_in_sequence; i++) {
        PyObject *name = PyUnicode_InternFromString(desc->fields[i].name);
        if (name == NULL)
            Py_CLEAR(names);
        else
            PyTuple_SET_ITEM(names, i, name);
    }
    return names;
}

/* Takes the reference to value, which may be NULL. */
static int set_attribute(PyTypeObject *type, const char *name, PyObject *value)
{
    const int result = value == NULL ? -1 : PyObject_SetAttrString((PyObject *)type, name, value);
    Py_XDECREF(value);
    return result;
}

int nws_py_tuple_methods(PyTypeObject *type, const PyStructSequence_Desc *desc)
{
    bool is_whole = true; /* and not more than it shows, which these methods would lose */
    for (int i = 0; desc->fields[i].name != NULL; i++)
        is_whole = i < desc->n_in_sequence;
    if (set_attribute(type, "_fields", fields_of(desc)) < 0)
        return -1;
    for (size_t i = 0; i < (is_whole ? sizeof methods / sizeof methods[0] : 1); i++) {
        PyMethodDef *method = &methods[i];
        PyObject *bound = (method->ml_flags & METH_CLASS) != 0
                              ? PyDescr_NewClassMethod(type, method)
                              : PyDescr_NewMethod(type, method);
        if (set_attribute(type, method->ml_name, bound) < 0)
            return -1;
    }
    return 0;
}
