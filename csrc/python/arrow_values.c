/* An Arrow column of texts or bytes as sources: what from_strings and the mapper read.
 *
 * No value becomes a Python object and none is copied: items point into the arrays, which live as
 * long as the sources. A producer's word for UTF-8 is not taken, because the core relies on it.
 * https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-layout
 * https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout
 */
#include "python/sources.h"

#include "base/utf8.h"
#include "table/arrow.h"

#include <errno.h>

static const char owner_name[] = "newsproc.arrow_column";

typedef enum layout { LAYOUT_NONE, LAYOUT_32, LAYOUT_64, LAYOUT_VIEW, LAYOUT_NULL } layout;

/* The arrays of a column, held by a capsule. */
typedef struct arrow_column {
    struct ArrowArray *arrays;
    size_t count, room;
    layout layout;
    bool is_text;
} arrow_column;

static void column_free(arrow_column *column)
{
    for (size_t i = 0; i < column->count; i++)
        column->arrays[i].release(&column->arrays[i]);
    PyMem_RawFree(column->arrays);
    PyMem_RawFree(column);
}

static void destroy_owner(PyObject *capsule)
{
    column_free(PyCapsule_GetPointer(capsule, owner_name));
}

static void read_format(const struct ArrowSchema *schema, arrow_column *column)
{
    static const struct {
        const char *format;
        layout layout;
        bool is_text;
    } formats[] = {
        {"u", LAYOUT_32, true},    {"U", LAYOUT_64, true},  {"vu", LAYOUT_VIEW, true},
        {"z", LAYOUT_32, false},   {"Z", LAYOUT_64, false}, {"vz", LAYOUT_VIEW, false},
        {"n", LAYOUT_NULL, false},
    };
    column->layout = LAYOUT_NONE;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0] && schema->dictionary == NULL; i++) {
        if (strcmp(schema->format, formats[i].format) == 0) {
            column->layout = formats[i].layout;
            column->is_text = formats[i].is_text;
        }
    }
}

/* Takes *array over; ENOMEM leaves it to the caller. */
static int add_array(arrow_column *column, struct ArrowArray *array)
{
    if (column->count == column->room) {
        const size_t room = column->room * 2 + 1;
        struct ArrowArray *arrays = PyMem_RawRealloc(column->arrays, room * sizeof *arrays);
        if (arrays == NULL)
            return ENOMEM;
        column->arrays = arrays;
        column->room = room;
    }
    column->arrays[column->count++] = *array;
    array->release = NULL;
    return 0;
}

static int take_stream(arrow_column *column, struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    int problem = stream->get_schema(stream, &schema);
    if (problem != 0)
        return problem;
    read_format(&schema, column);
    schema.release(&schema);
    while (column->layout != LAYOUT_NONE) {
        struct ArrowArray array;
        problem = stream->get_next(stream, &array);
        if (problem != 0 || array.release == NULL)
            return problem;
        problem = add_array(column, &array);
        if (problem != 0) {
            array.release(&array);
            return problem;
        }
    }
    return 0;
}

/* -1 with an exception. */
static int take_stream_capsule(arrow_column *column, PyObject *capsule)
{
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, "arrow_array_stream");
    if (stream == NULL)
        return -1;
    if (stream->release == NULL) {
        PyErr_SetString(PyExc_ValueError, "the Arrow stream has been read already");
        return -1;
    }
    int problem;
    Py_BEGIN_ALLOW_THREADS problem = take_stream(column, stream);
    Py_END_ALLOW_THREADS if (problem == 0)
    {
        stream->release(stream); /* it has nothing more to give */
        return 0;
    }
    const char *words = problem == ENOMEM ? NULL : stream->get_last_error(stream);
    if (problem == ENOMEM)
        PyErr_NoMemory();
    else
        PyErr_Format(PyExc_ValueError, "the Arrow stream cannot be read: %s",
                     words == NULL ? "its producer does not say why" : words);
    return -1;
}

static int take_array_capsules(arrow_column *column, PyObject *schema_capsule, PyObject *capsule)
{
    const struct ArrowSchema *schema = PyCapsule_GetPointer(schema_capsule, "arrow_schema");
    struct ArrowArray *array = schema == NULL ? NULL : PyCapsule_GetPointer(capsule, "arrow_array");
    if (array == NULL)
        return -1;
    if (schema->release == NULL || array->release == NULL) {
        PyErr_SetString(PyExc_ValueError, "the Arrow array has been taken already");
        return -1;
    }
    read_format(schema, column);
    if (column->layout == LAYOUT_NONE || add_array(column, array) == 0)
        return 0;
    PyErr_NoMemory();
    return -1;
}

/* --- values --- */

/* https://arrow.apache.org/docs/format/CDataInterface.html#variadic-buffers-for-string-views */
static nws_view value_of_view(const struct ArrowArray *array, int64_t at)
{
    enum { INLINE = 12 };
    const char *view = (const char *)array->buffers[1] + at * 16;
    int32_t length, buffer, offset;
    memcpy(&length, view, 4);
    if (length <= INLINE)
        return nws_view_of(view + 4, (size_t)length);
    memcpy(&buffer, view + 8, 4);
    memcpy(&offset, view + 12, 4);
    return nws_view_of((const char *)array->buffers[2 + buffer] + offset, (size_t)length);
}

static nws_view value_of_offsets(const struct ArrowArray *array, layout kind, int64_t at)
{
    int64_t start, stop;
    if (kind == LAYOUT_64) {
        start = ((const int64_t *)array->buffers[1])[at];
        stop = ((const int64_t *)array->buffers[1])[at + 1];
    } else {
        start = ((const int32_t *)array->buffers[1])[at];
        stop = ((const int32_t *)array->buffers[1])[at + 1];
    }
    if (start == stop) /* the buffer of bytes may be missing when there are none */
        return NWS_VIEW("");
    return nws_view_of((const char *)array->buffers[2] + start, (size_t)(stop - start));
}

static bool is_null(const struct ArrowArray *array, layout kind, int64_t at)
{
    const unsigned char *bits = kind == LAYOUT_NULL ? NULL : array->buffers[0];
    return kind == LAYOUT_NULL || (bits != NULL && (bits[at >> 3] >> (at & 7) & 1) == 0);
}

/* The items of one array from index on; the index of a value that is no UTF-8, or -1. */
static Py_ssize_t set_items(nws_py_sources *self, const arrow_column *column,
                            const struct ArrowArray *array, Py_ssize_t index)
{
    for (int64_t i = 0; i < array->length; i++, index++) {
        nws_source *item = &self->items[index];
        const int64_t at = array->offset + i;
        item->is_missing = is_null(array, column->layout, at);
        if (item->is_missing)
            continue;
        item->data = column->layout == LAYOUT_VIEW ? value_of_view(array, at)
                                                   : value_of_offsets(array, column->layout, at);
        item->is_text = column->is_text;
        self->sizes[index] = item->data.length;
        if (item->is_text && nws_utf8_valid(item->data) != item->data.length)
            return index;
    }
    return -1;
}

static int set_all(nws_py_sources *self, const arrow_column *column, PyObject *ids)
{
    Py_ssize_t bad = -1, index = 0;
    Py_BEGIN_ALLOW_THREADS for (size_t i = 0; i < column->count && bad < 0; i++)
    {
        bad = set_items(self, column, &column->arrays[i], index);
        index += (Py_ssize_t)column->arrays[i].length;
    }
    Py_END_ALLOW_THREADS if (bad >= 0)
    {
        PyErr_Format(PyExc_ValueError, "value %zd is no UTF-8, against what its column says", bad);
        return -1;
    }
    for (Py_ssize_t i = 0; ids != NULL && i < self->count; i++)
        if (nws_py_sources_name(self, i, ids) < 0)
            return -1;
    return 0;
}

/* Sources over a column that owner holds. */
static PyObject *make_sources(nws_py_state *state, const arrow_column *column, PyObject *owner,
                              PyObject *ids)
{
    int64_t count = 0;
    for (size_t i = 0; i < column->count; i++)
        count += column->arrays[i].length;
    if (ids != NULL && PyTuple_GET_SIZE(ids) != count)
        return PyErr_Format(PyExc_ValueError, "%lld values, but %zd ids", (long long)count,
                            PyTuple_GET_SIZE(ids));
    nws_py_sources *self = nws_py_sources_new(state, (Py_ssize_t)count);
    if (self == NULL)
        return NULL;
    self->owner = Py_NewRef(owner);
    if (set_all(self, column, ids) < 0)
        Py_CLEAR(self);
    return (PyObject *)self;
}

PyObject *nws_py_sources_arrow(nws_py_state *state, PyObject *schema, PyObject *array,
                               PyObject *ids)
{
    arrow_column *column = PyMem_RawCalloc(1, sizeof *column);
    if (column == NULL)
        return PyErr_NoMemory();
    const int taken = schema == NULL ? take_stream_capsule(column, array)
                                     : take_array_capsules(column, schema, array);
    PyObject *owner = taken < 0 ? NULL : PyCapsule_New(column, owner_name, destroy_owner);
    if (owner == NULL) {
        column_free(column);
        return NULL;
    }
    PyObject *sources = column->layout == LAYOUT_NONE ? Py_NewRef(Py_None)
                                                      : make_sources(state, column, owner, ids);
    Py_DECREF(owner);
    return sources;
}
