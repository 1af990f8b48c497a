/* Python objects as values to be written into front matter.
 *
 * The other way round than front_hook.c, and pickier: what cannot be written so that it is read
 * back the same is refused here. A work list, no recursion; containers are copied before any code
 * of their items can run.
 */
#include "python/edit.h"
#include "python/errors.h"

typedef struct pending {
    PyObject *items; /* a tuple, or a list of pairs; held */
    nws_value *value;
    uint32_t depth;
} pending;

typedef struct conversion {
    nws_py_state *state;
    nws_arena *arena;
    const nws_limits *limits;
    PyObject *held; /* a list of all containers */
    uint32_t nodes;
    pending *waiting;
    uint32_t count, capacity;
} conversion;

int nws_py_edit_text(nws_py_state *state, nws_arena *arena, PyObject *object, const char *what,
                     nws_view *text)
{
    nws_py_input input;
    int result = nws_py_input_text(object, what, &input);
    if (result == 0 && input.surrogates > 0) {
        nws_py_raise_plain(state->encoding_error, "lone_surrogate",
                           "a lone surrogate cannot be written");
        result = -1;
    } else if (result == 0) {
        *text = nws_arena_copy(arena, input.view);
        if (text->data == NULL) {
            PyErr_NoMemory();
            result = -1;
        }
    }
    nws_py_input_free(&input);
    return result;
}

static int refuse_size(const conversion *c)
{
    nws_py_raise_plain(c->state->limit_error, "front_limit",
                       "the value is larger or deeper than front matter may be");
    return -1;
}

/* The result of a method or type as text; steals object, which may be NULL. */
static int take_text(conversion *c, PyObject *object, nws_view *text)
{
    if (object == NULL)
        return -1;
    int result = nws_py_edit_text(c->state, c->arena, object, "value", text);
    Py_DECREF(object);
    return result;
}

static int convert_integer(conversion *c, PyObject *object, nws_value *value)
{
    int overflow;
    PyObject *number = PyNumber_Index(object);
    if (number == NULL)
        return -1;
    value->kind = NWS_VALUE_INT;
    value->as.integer = PyLong_AsLongLongAndOverflow(number, &overflow);
    int result = 0;
    if (overflow != 0) {
        value->big = true;
        result = take_text(c, PyLong_Type.tp_repr(number), &value->text);
    }
    Py_DECREF(number);
    return result;
}

/* datetime.date, whose only subclass in the standard library is datetime.datetime. */
static int is_date(const conversion *c, PyObject *object)
{
    PyObject *type = nws_py_import(&c->state->datetime, "datetime", "datetime");
    if (type == NULL)
        return -1;
    return PyObject_TypeCheck(object, ((PyTypeObject *)type)->tp_base);
}

/* pandas.NaT, and whatever else is a date by its type and none by its text. */
static int convert_date(conversion *c, PyObject *object, nws_value *value)
{
    value->kind = NWS_VALUE_DATE;
    if (take_text(c, PyObject_CallMethod(object, "isoformat", NULL), &value->text) < 0)
        return -1;
    if (value->text.length > 0 && nws_is_digit((unsigned char)value->text.data[0]))
        return 0;
    PyErr_Format(PyExc_TypeError, "front matter cannot hold %R, which is no date; None is null",
                 object);
    return -1;
}

static int refuse_type(PyObject *object)
{
    PyErr_Format(PyExc_TypeError, "front matter cannot hold %s", Py_TYPE(object)->tp_name);
    return -1;
}

/* A truth that NumPy has taken out of a column: neither a bool nor an integer. */
static bool is_numpy_bool(PyObject *object)
{
    const char *name = Py_TYPE(object)->tp_name;
    return strcmp(name, "numpy.bool") == 0 || strcmp(name, "numpy.bool_") == 0;
}

static int convert_other(conversion *c, PyObject *object, nws_value *value)
{
    int date = is_date(c, object);
    if (date < 0)
        return -1;
    if (date)
        return convert_date(c, object, value);
    if (!PyIndex_Check(object))
        return refuse_type(object);
    if (convert_integer(c, object, value) == 0)
        return 0;
    return PyErr_ExceptionMatches(PyExc_TypeError) ? refuse_type(object) : -1; /* numpy.ndarray */
}

/* Puts a copy of a container on the work list; steals items, which may be NULL. */
static int push(conversion *c, PyObject *items, nws_value *value, uint32_t depth)
{
    if (items == NULL)
        return -1;
    int result = PyList_Append(c->held, items);
    Py_DECREF(items); /* held keeps it */
    if (result < 0)
        return -1;
    if (depth >= c->limits->front_depth)
        return refuse_size(c);
    if (NWS_ROOM(c->arena, c->waiting, c->count, c->capacity, 16) != NWS_OK) {
        PyErr_NoMemory();
        return -1;
    }
    c->waiting[c->count++] = (pending){items, value, depth + 1};
    return 0;
}

static int convert(conversion *c, PyObject *object, nws_value *value, uint32_t depth)
{
    *value = (nws_value){.kind = NWS_VALUE_NULL, .text = NWS_VIEW("")};
    if (++c->nodes > c->limits->front_nodes)
        return refuse_size(c);
    if (object == Py_None)
        return 0;
    if (PyUnicode_Check(object)) {
        value->kind = NWS_VALUE_TEXT;
        return nws_py_edit_text(c->state, c->arena, object, "value", &value->text);
    }
    if (PyBool_Check(object) || is_numpy_bool(object)) {
        const int truth = PyObject_IsTrue(object);
        value->kind = NWS_VALUE_BOOL;
        value->as.truth = truth > 0;
        return truth < 0 ? -1 : 0;
    }
    if (PyFloat_Check(object)) {
        value->kind = NWS_VALUE_FLOAT;
        value->as.number = PyFloat_AS_DOUBLE(object);
        return 0;
    }
    if (PyList_Check(object) || PyTuple_Check(object)) {
        value->kind = NWS_VALUE_LIST;
        return push(c, PySequence_Tuple(object), value, depth);
    }
    if (PyDict_Check(object)) {
        value->kind = NWS_VALUE_MAP;
        return push(c, PyDict_Items(object), value, depth);
    }
    return convert_other(c, object, value);
}

static int expand_list(conversion *c, const pending *next)
{
    size_t count = (size_t)PyTuple_GET_SIZE(next->items);
    nws_value *items = nws_arena_alloc(c->arena, (count + 1) * sizeof *items);
    if (items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    next->value->as.items = items;
    for (size_t i = 0; i < count; i++)
        if (convert(c, PyTuple_GET_ITEM(next->items, (Py_ssize_t)i), &items[i], next->depth) < 0)
            return -1;
    next->value->count = (uint32_t)count;
    return 0;
}

static int expand_map(conversion *c, const pending *next)
{
    size_t count = (size_t)PyList_GET_SIZE(next->items);
    nws_entry *entries = nws_arena_alloc(c->arena, (count + 1) * sizeof *entries);
    if (entries == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    next->value->as.entries = entries;
    for (size_t i = 0; i < count; i++) {
        PyObject *pair = PyList_GET_ITEM(next->items, (Py_ssize_t)i);
        entries[i].key = (nws_value){.kind = NWS_VALUE_TEXT};
        if (nws_py_edit_text(c->state, c->arena, PyTuple_GET_ITEM(pair, 0), "key",
                             &entries[i].key.text) < 0 ||
            convert(c, PyTuple_GET_ITEM(pair, 1), &entries[i].value, next->depth) < 0)
            return -1;
    }
    next->value->count = (uint32_t)count;
    return 0;
}

int nws_py_edit_value(nws_py_state *state, nws_arena *arena, const nws_limits *limits,
                      PyObject *object, nws_value *value)
{
    conversion c = {.state = state, .arena = arena, .limits = limits, .held = PyList_New(0)};
    int result = c.held == NULL ? -1 : convert(&c, object, value, 0);
    while (result == 0 && c.count > 0) {
        pending next = c.waiting[--c.count];
        result = PyTuple_Check(next.items) ? expand_list(&c, &next) : expand_map(&c, &next);
    }
    Py_XDECREF(c.held);
    return result;
}
