/* The columns option: what a caller wants lifted out of front matter, checked and made a set of
 * lifts. Apart from options.c because it is a small language: keys and types.
 */
#include "python/columns.h"
#include "python/args.h"
#include "python/article.h"
#include "python/fill.h"
#include "python/text.h"

#include "table/schema.h"

static bool is_fixed(nws_view key)
{
    const nws_frame_info *articles = nws_schema_frame(NWS_FRAME_ARTICLES);
    for (int i = 0; i < articles->shown; i++) {
        const char *name = articles->fields[i].name;
        if (nws_view_equal(key, nws_view_of(name, strlen(name))))
            return true;
    }
    return false;
}

static int check_key(PyObject *object, nws_view key, const nws_lift *others, uint32_t count)
{
    if (key.length == 0 || memchr(key.data, '\0', key.length) != NULL) {
        PyErr_Format(PyExc_ValueError, "columns: %R is no key", object);
        return -1;
    }
    if (is_fixed(key)) {
        PyErr_Format(PyExc_ValueError, "columns: there is a column %R in every corpus", object);
        return -1;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (nws_view_equal(others[i].key, key)) {
            PyErr_Format(PyExc_ValueError, "columns: %R is asked for twice", object);
            return -1;
        }
    }
    return 0;
}

static int read_kind(PyObject *object, uint8_t *kind)
{
    if (PyUnicode_Check(object)) {
        for (int i = 0; i < NWS_LIFT_KIND_COUNT; i++) {
            if (PyUnicode_CompareWithASCIIString(object, nws_lift_name((nws_lift_kind)i)) == 0) {
                *kind = (uint8_t)i;
                return 0;
            }
        }
    }
    PyErr_Format(PyExc_ValueError,
                 "columns: a type is int64, float64, bool, string, date or list<string>, not %R",
                 object);
    return -1;
}

/* The pairs as a tuple of tuples, which can be hashed. */
static PyObject *read_pairs(PyObject *columns)
{
    const bool is_mapping = PyMapping_Check(columns) && PyObject_HasAttrString(columns, "items");
    PyObject *mapped = is_mapping ? PyMapping_Items(columns) : Py_NewRef(columns);
    PyObject *items =
        mapped == NULL ? NULL : nws_py_args_tuple(mapped, "columns", "a mapping of keys to types");
    Py_XDECREF(mapped);
    PyObject *pairs = items == NULL ? NULL : PyTuple_New(PyTuple_GET_SIZE(items));
    for (Py_ssize_t i = 0; pairs != NULL && i < PyTuple_GET_SIZE(items); i++) {
        PyObject *item = PyTuple_GET_ITEM(items, i);
        PyObject *pair = !PySequence_Check(item) || PyUnicode_Check(item) ? PyTuple_New(0)
                                                                          : PySequence_Tuple(item);
        if (pair != NULL && PyTuple_GET_SIZE(pair) != 2) {
            PyErr_SetString(PyExc_ValueError, "columns must be a mapping of keys to types");
            Py_CLEAR(pair);
        }
        nws_py_tuple_put(&pairs, i, pair);
    }
    Py_XDECREF(items);
    return pairs;
}

static int read_lift(PyObject *pair, nws_py_input *text, nws_lift *lifts, uint32_t count)
{
    PyObject *key = PyTuple_GET_ITEM(pair, 0);
    if (nws_py_input_text(key, "a key of columns", text) < 0)
        return -1;
    lifts[count].key = text->view;
    if (check_key(key, text->view, lifts, count) < 0)
        return -1;
    return read_kind(PyTuple_GET_ITEM(pair, 1), &lifts[count].kind);
}

static nws_lifts *make_lifts(PyObject *pairs)
{
    const uint32_t count = (uint32_t)PyTuple_GET_SIZE(pairs);
    nws_lift lifts[NWS_MAX_LIFTS];
    nws_py_input texts[NWS_MAX_LIFTS];
    nws_lifts *made = NULL;
    uint32_t read = 0;
    int result = 0;
    while (read < count && result == 0) {
        texts[read] = (nws_py_input){.view = NWS_VIEW("")};
        result = read_lift(PyTuple_GET_ITEM(pairs, read), &texts[read], lifts, read);
        read++;
    }
    if (result == 0) {
        made = nws_lifts_new(nws_allocator_libc(), lifts, count);
        if (made == NULL)
            PyErr_NoMemory();
    }
    for (uint32_t i = 0; i < read; i++)
        nws_py_input_free(&texts[i]);
    return made;
}

int nws_py_columns_read(PyObject *columns, PyObject **pairs, nws_lifts **lifts)
{
    *lifts = NULL;
    *pairs = columns == NULL || columns == Py_None ? PyTuple_New(0) : read_pairs(columns);
    if (*pairs == NULL)
        return -1;
    if (PyTuple_GET_SIZE(*pairs) > NWS_MAX_LIFTS) {
        PyErr_Format(PyExc_ValueError, "columns: more than %d of them", NWS_MAX_LIFTS);
        return -1;
    }
    if (PyTuple_GET_SIZE(*pairs) == 0)
        return 0;
    *lifts = make_lifts(*pairs);
    return *lifts == NULL ? -1 : 0;
}

/* ---- values ---- */

static PyObject *list_value(const nws_columns *columns, int64_t row, uint32_t index)
{
    int64_t first, count;
    nws_columns_lifted_items(columns, row, index, &first, &count);
    PyObject *list = PyList_New((Py_ssize_t)count);
    for (int64_t i = 0; list != NULL && i < count; i++)
        nws_py_list_put(&list, (Py_ssize_t)i,
                        nws_py_text_new(nws_columns_lifted_item(columns, index, first + i)));
    return list;
}

PyObject *nws_py_columns_value(nws_py_state *state, const nws_lifts *lifts,
                               const nws_columns *columns, int64_t row, uint32_t index)
{
    nws_lifted value;
    if (!nws_columns_lifted(columns, row, index, &value))
        Py_RETURN_NONE;
    switch ((nws_lift_kind)nws_lifts_at(lifts, index)->kind) {
    case NWS_LIFT_INT64: return PyLong_FromLongLong(value.integer);
    case NWS_LIFT_FLOAT64: return PyFloat_FromDouble(value.number);
    case NWS_LIFT_BOOL: return PyBool_FromLong(value.truth);
    case NWS_LIFT_DATE: return nws_py_datetime_new(state, value.date.micros);
    case NWS_LIFT_LIST: return list_value(columns, row, index);
    default: return nws_py_text_new(value.text);
    }
}

PyObject *nws_py_columns_pairs(const nws_lifts *lifts)
{
    const uint32_t count = nws_lifts_count(lifts);
    PyObject *pairs = PyTuple_New((Py_ssize_t)count);
    for (uint32_t i = 0; pairs != NULL && i < count; i++) {
        const nws_lift *lift = nws_lifts_at(lifts, i);
        nws_py_tuple_put(&pairs, (Py_ssize_t)i,
                         Py_BuildValue("(s#s)", lift->key.data, (Py_ssize_t)lift->key.length,
                                       nws_lift_name((nws_lift_kind)lift->kind)));
    }
    return pairs;
}
