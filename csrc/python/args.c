/* Arguments by one table and one loop: see args.h. */
#include "python/args.h"

#include "python/names.h"

#include <stdbool.h>

static Py_ssize_t find_name(const nws_py_signature *signature, PyObject *name)
{
    for (Py_ssize_t i = signature->only; i < signature->total; i++)
        if (PyUnicode_CompareWithASCIIString(name, signature->names[i]) == 0)
            return i;
    return -1;
}

static int set_keyword(const nws_py_signature *signature, PyObject *name, PyObject *value,
                       PyObject **values)
{
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "%s() keywords must be strings", signature->function);
        return -1;
    }
    Py_ssize_t index = find_name(signature, name);
    if (index < 0) {
        nws_py_unknown_argument(signature->function, name, signature->names + signature->only,
                                signature->total - signature->only);
        return -1;
    }
    if (values[index] != NULL) {
        PyErr_Format(PyExc_TypeError, "%s() got multiple values for argument %R",
                     signature->function, name);
        return -1;
    }
    values[index] = value;
    return 0;
}

static int set_positional(const nws_py_signature *signature, PyObject *const *args,
                          Py_ssize_t count, PyObject **values)
{
    if (count > signature->positional) {
        PyErr_Format(PyExc_TypeError, "%s() takes at most %zd positional argument%s (%zd given)",
                     signature->function, signature->positional,
                     signature->positional == 1 ? "" : "s", count);
        return -1;
    }
    for (Py_ssize_t i = 0; i < signature->total; i++)
        values[i] = i < count ? args[i] : NULL;
    return 0;
}

static int check_required(const nws_py_signature *signature, PyObject *const *values)
{
    for (Py_ssize_t i = 0; i < signature->required; i++) {
        if (values[i] == NULL) {
            PyErr_Format(PyExc_TypeError, "%s() missing required argument '%s'",
                         signature->function, signature->names[i]);
            return -1;
        }
    }
    return 0;
}

int nws_py_args_read(const nws_py_signature *signature, PyObject *const *args, Py_ssize_t count,
                     PyObject *names, PyObject **values)
{
    if (set_positional(signature, args, count, values) < 0)
        return -1;
    Py_ssize_t keywords = names == NULL ? 0 : PyTuple_GET_SIZE(names);
    for (Py_ssize_t i = 0; i < keywords; i++)
        if (set_keyword(signature, PyTuple_GET_ITEM(names, i), args[count + i], values) < 0)
            return -1;
    return check_required(signature, values);
}

int nws_py_args_unpack(const nws_py_signature *signature, PyObject *args, PyObject *keywords,
                       PyObject **values)
{
    PyObject *const *items = PyTuple_GET_SIZE(args) > 0 ? &PyTuple_GET_ITEM(args, 0) : NULL;
    if (set_positional(signature, items, PyTuple_GET_SIZE(args), values) < 0)
        return -1;
    PyObject *name, *value;
    Py_ssize_t position = 0;
    while (keywords != NULL && PyDict_Next(keywords, &position, &name, &value))
        if (set_keyword(signature, name, value, values) < 0)
            return -1;
    return check_required(signature, values);
}

PyObject *nws_py_args_tuple(PyObject *object, const char *what, const char *kind)
{
    const bool iterates = Py_TYPE(object)->tp_iter != NULL || PySequence_Check(object);
    if (iterates && !PyUnicode_Check(object) && !PyBytes_Check(object) &&
        !PyByteArray_Check(object))
        return PySequence_Tuple(object);
    return PyErr_Format(PyExc_TypeError, "%s must be %s, not %.200s", what, kind,
                        Py_TYPE(object)->tp_name);
}

int nws_py_args_truth(PyObject *object, const char *what)
{
    if (PyBool_Check(object))
        return object == Py_True;
    PyErr_Format(PyExc_TypeError, "%s must be True or False, not %.200s", what,
                 Py_TYPE(object)->tp_name);
    return -1;
}
