/* newsproc.Limits: how much one file may ask for. A frozen value over nws_limits. */
#include "python/args.h"
#include "python/options.h"

#include <limits.h>
#include <stddef.h>
#include <structmember.h>

enum { LIMIT_COUNT = 7 };

static const char *const limit_names[LIMIT_COUNT] = {
    "body", "front", "front_depth", "front_nodes", "front_keys", "aliases", "diagnostics"};

static const nws_py_signature signature = {"Limits", limit_names, 0, 0, 0, LIMIT_COUNT};

/* The HTML parser takes no more than NWS_MAX_BODY, and Python's JSON reader follows no nesting much
 * deeper than 512. */
static const unsigned long long largest[LIMIT_COUNT] = {
    NWS_MAX_BODY, NWS_MAX_BODY, 512, 100000000, 100000000, 1000000, 1000000};

static void to_array(const nws_limits *limits, unsigned long long values[LIMIT_COUNT])
{
    values[0] = limits->body;
    values[1] = limits->front;
    values[2] = limits->front_depth;
    values[3] = limits->front_nodes;
    values[4] = limits->front_keys;
    values[5] = limits->aliases;
    values[6] = limits->diagnostics;
}

static void from_array(const unsigned long long values[LIMIT_COUNT], nws_limits *limits)
{
    limits->body = (size_t)values[0];
    limits->front = (size_t)values[1];
    limits->front_depth = (uint32_t)values[2];
    limits->front_nodes = (uint32_t)values[3];
    limits->front_keys = (uint32_t)values[4];
    limits->aliases = (uint32_t)values[5];
    limits->diagnostics = (uint32_t)values[6];
}

static PyObject *limits_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *given[LIMIT_COUNT];
    unsigned long long values[LIMIT_COUNT];
    const nws_limits defaults = NWS_LIMITS_DEFAULT;
    if (nws_py_args_unpack(&signature, args, keywords, given) < 0)
        return NULL;
    to_array(&defaults, values);
    for (int i = 0; i < LIMIT_COUNT; i++) {
        if (given[i] == NULL)
            continue;
        if (!PyLong_Check(given[i]))
            return PyErr_Format(PyExc_TypeError, "Limits: %s must be int, not %.200s",
                                limit_names[i], Py_TYPE(given[i])->tp_name);
        long long value = PyLong_AsLongLong(given[i]);
        if (value == -1 && PyErr_Occurred())
            PyErr_Clear(); /* too large for 64 bits: out of range like -1 */
        if (value < 0 || (unsigned long long)value > largest[i])
            return PyErr_Format(PyExc_ValueError, "Limits: %s must be from 0 to %llu",
                                limit_names[i], largest[i]);
        values[i] = (unsigned long long)value;
    }
    nws_py_limits *self = (nws_py_limits *)type->tp_alloc(type, 0);
    if (self != NULL)
        from_array(values, &self->limits);
    return (PyObject *)self;
}

/* The module's default options hold one, so the collector must see the way back to the type. */
static int limits_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static void limits_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *limits_compare(PyObject *self, PyObject *other, int operation)
{
    if ((operation != Py_EQ && operation != Py_NE) || !Py_IS_TYPE(other, Py_TYPE(self)))
        Py_RETURN_NOTIMPLEMENTED;
    unsigned long long a[LIMIT_COUNT], b[LIMIT_COUNT];
    to_array(&((nws_py_limits *)self)->limits, a);
    to_array(&((nws_py_limits *)other)->limits, b);
    return PyBool_FromLong((memcmp(a, b, sizeof a) == 0) == (operation == Py_EQ));
}

static Py_hash_t limits_hash(PyObject *self)
{
    unsigned long long values[LIMIT_COUNT], hash = 1469598103934665603ull;
    to_array(&((nws_py_limits *)self)->limits, values);
    for (int i = 0; i < LIMIT_COUNT; i++)
        hash = (hash ^ values[i]) * 1099511628211ull;
    return (Py_hash_t)(hash >> 1);
}

/* {"body": 67108864, ...} */
static PyObject *to_dict(PyObject *self)
{
    unsigned long long values[LIMIT_COUNT];
    to_array(&((nws_py_limits *)self)->limits, values);
    PyObject *dict = PyDict_New();
    for (int i = 0; dict != NULL && i < LIMIT_COUNT; i++) {
        PyObject *number = PyLong_FromUnsignedLongLong(values[i]);
        if (number == NULL || PyDict_SetItemString(dict, limit_names[i], number) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(number);
    }
    return dict;
}

static PyObject *limits_repr(PyObject *self)
{
    unsigned long long v[LIMIT_COUNT];
    to_array(&((nws_py_limits *)self)->limits, v);
    return PyUnicode_FromFormat("newsproc.Limits(body=%llu, front=%llu, front_depth=%llu, "
                                "front_nodes=%llu, front_keys=%llu, aliases=%llu, "
                                "diagnostics=%llu)",
                                v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
}

/* What pickle calls the type with. */
static PyObject *limits_newargs(PyObject *self, PyObject *unused)
{
    (void)unused;
    PyObject *dict = to_dict(self);
    return dict == NULL ? NULL : Py_BuildValue("(()N)", dict);
}

static PyMethodDef limits_methods[] = {
    {"__getnewargs_ex__", limits_newargs, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

#define LIMIT_MEMBER(name, kind, doc)                                                              \
    {#name, kind, (Py_ssize_t)offsetof(nws_py_limits, limits.name), READONLY, doc}

static PyMemberDef limits_members[] = {
    LIMIT_MEMBER(body, T_PYSSIZET, "bytes of a file"),
    LIMIT_MEMBER(front, T_PYSSIZET, "bytes of front matter"),
    LIMIT_MEMBER(front_depth, T_UINT, "levels of nesting in front matter"),
    LIMIT_MEMBER(front_nodes, T_UINT, "values in front matter"),
    LIMIT_MEMBER(front_keys, T_UINT, "keys of one mapping"),
    LIMIT_MEMBER(aliases, T_UINT, "YAML aliases"),
    LIMIT_MEMBER(diagnostics, T_UINT, "diagnostics kept for one file"),
    {NULL, 0, 0, 0, NULL},
};

PyDoc_STRVAR(limits_doc,
             "Limits(*, body=67108864, front=1048576, front_depth=64, front_nodes=100000, "
             "front_keys=10000, aliases=100, diagnostics=100)\n--\n\n"
             "How much one file may ask for; what goes beyond is a LimitError (body) or a\n"
             "diagnostic (the rest). Frozen and hashable.\n\n"
             ">>> import newsproc\n"
             ">>> limits = newsproc.Limits(body=1000)\n"
             ">>> newsproc.parse('x' * 1001, limits=limits)\n"
             "Traceback (most recent call last):\n"
             "    ...\n"
             "newsproc.LimitError: too_large: the body is larger than is allowed\n");

static PyType_Slot limits_slots[] = {
    {Py_tp_new, limits_new},
    {Py_tp_dealloc, limits_dealloc},
    {Py_tp_traverse, limits_traverse},
    {Py_tp_richcompare, limits_compare},
    {Py_tp_hash, limits_hash},
    {Py_tp_repr, limits_repr},
    {Py_tp_methods, limits_methods},
    {Py_tp_members, limits_members},
    {Py_tp_doc, (void *)(uintptr_t)limits_doc},
    {0, NULL},
};

static PyType_Spec limits_spec = {
    "newsproc.Limits", sizeof(nws_py_limits), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE, limits_slots};

int nws_py_limits_init(PyObject *module, nws_py_state *state)
{
    return nws_py_add_type(module, &limits_spec, &state->limits_type);
}
