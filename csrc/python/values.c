/* Values of front matter as Python objects, without a detour over JSON: see values.h.
 *
 * Posts have the same few keys, so the strings of short ones are kept in the module's state: a hit
 * saves making the string and computing its hash, and all posts share one string.
 */
#include "python/values.h"

#include "python/once.h"
#include "python/text.h"

#include <math.h>

/* ---- keys ---- */

/* Where a key is kept: keys of one folder hardly ever differ in all of these alike. */
static unsigned slot_of(nws_view key)
{
    const unsigned char *bytes = (const unsigned char *)key.data;
    size_t last = key.length - 1;
    return (unsigned)(key.length + bytes[0] * 5u + bytes[last] * 17u + bytes[last / 2] * 29u) %
           NWS_PY_KEPT_KEYS;
}

static PyObject *key_new(nws_py_state *state, nws_view key)
{
    if (key.length == 0 || key.length > NWS_PY_KEPT_LENGTH)
        return nws_py_text_new(key);
    PyObject **slot = &state->keys[slot_of(key)];
    PyObject *kept = nws_py_once_get(slot); /* ASCII: a byte a character */
    if (kept != NULL && (size_t)PyUnicode_GET_LENGTH(kept) == key.length &&
        memcmp(PyUnicode_DATA(kept), key.data, key.length) == 0)
        return Py_NewRef(kept);
    PyObject *made = nws_py_text_new(key);
    if (kept == NULL && made != NULL && PyUnicode_IS_ASCII(made))
        (void)nws_py_once_keep(slot, Py_NewRef(made));
    return made;
}

/* ---- scalars ---- */

/* Digits past 64 bits; text when Python is set not to convert so many. */
static PyObject *big_new(nws_view digits)
{
    PyObject *text = nws_py_text_new(digits);
    PyObject *number = text == NULL ? NULL : PyLong_FromUnicodeObject(text, 10);
    if (number != NULL || text == NULL || !PyErr_ExceptionMatches(PyExc_ValueError)) {
        Py_XDECREF(text);
        return number;
    }
    PyErr_Clear();
    return text;
}

static PyObject *scalar_new(const nws_value *value)
{
    switch ((nws_value_kind)value->kind) {
    case NWS_VALUE_NULL: Py_RETURN_NONE;
    case NWS_VALUE_BOOL: return PyBool_FromLong(value->as.truth);
    case NWS_VALUE_INT:
        return value->big ? big_new(value->text) : PyLong_FromLongLong(value->as.integer);
    case NWS_VALUE_FLOAT:
        if (isfinite(value->as.number)) /* JSON, and so a table, has no others */
            return PyFloat_FromDouble(value->as.number);
        return nws_py_text_new(value->text);
    default: return nws_py_text_new(value->text);
    }
}

/* ---- lists and maps ---- */

/* A list or dict that is being filled, and the next of its items or entries. */
typedef struct filling {
    const nws_value *value;
    PyObject *object; /* borrowed: the root holds it */
    uint32_t next;
} filling;

typedef struct fillings {
    nws_arena *arena;
    filling *items;
    uint32_t count, capacity;
} fillings;

static int push(fillings *stack, const nws_value *value, PyObject *object)
{
    if (NWS_ROOM(stack->arena, stack->items, stack->count, stack->capacity, 16) != NWS_OK) {
        PyErr_NoMemory();
        return -1;
    }
    stack->items[stack->count++] = (filling){value, object, 0};
    return 0;
}

/* The object of a value; of a list or map an empty one, which waits on the stack to be filled. */
static PyObject *begin(fillings *stack, const nws_value *value)
{
    if (value->kind != NWS_VALUE_LIST && value->kind != NWS_VALUE_MAP)
        return scalar_new(value);
    PyObject *object =
        value->kind == NWS_VALUE_MAP ? PyDict_New() : PyList_New((Py_ssize_t)value->count);
    if (object != NULL && value->count > 0 && push(stack, value, object) < 0)
        Py_CLEAR(object);
    return object;
}

static int put_item(fillings *stack, filling at)
{
    PyObject *item = begin(stack, &at.value->as.items[at.next]);
    if (item == NULL)
        return -1;
    PyList_SET_ITEM(at.object, (Py_ssize_t)at.next, item);
    return 0;
}

static int put_entry(nws_py_state *state, fillings *stack, filling at)
{
    const nws_entry *entry = &at.value->as.entries[at.next];
    PyObject *key = key_new(state, entry->key.text);
    PyObject *item = key == NULL ? NULL : begin(stack, &entry->value);
    int result = item == NULL ? -1 : PyDict_SetItem(at.object, key, item);
    Py_XDECREF(key);
    Py_XDECREF(item);
    return result;
}

PyObject *nws_py_value_new(nws_py_state *state, nws_arena *arena, const nws_value *value)
{
    fillings stack = {.arena = arena};
    PyObject *root = begin(&stack, value);
    while (root != NULL && stack.count > 0) {
        filling *inner = &stack.items[stack.count - 1];
        if (inner->next == inner->value->count) {
            stack.count--;
            continue;
        }
        filling at = *inner;
        inner->next++;
        int result =
            at.value->kind == NWS_VALUE_LIST ? put_item(&stack, at) : put_entry(state, &stack, at);
        if (result < 0)
            Py_CLEAR(root);
    }
    return root;
}
