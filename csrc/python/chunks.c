/* newsproc._core.Chunks: the rows of a corpus as a sequence, without a copy.
 *
 * A slice shares the columns; an article is made when it is asked for.
 */
#include "python/chunks.h"
#include "python/args.h"
#include "python/article.h"
#include "python/columns.h"
#include "python/parts.h"
#include "python/record_json.h"

nws_py_chunks *nws_py_chunks_new(nws_py_state *state, nws_lifts *lifts, Py_ssize_t count)
{
    PyTypeObject *type = state->chunks_type;
    nws_py_chunks *self = (nws_py_chunks *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->items = PyMem_Calloc((size_t)count + 1, sizeof *self->items);
    self->starts = PyMem_Calloc((size_t)count + 1, sizeof *self->starts);
    if (self->items == NULL || self->starts == NULL) {
        Py_DECREF(self);
        PyErr_NoMemory();
        return NULL;
    }
    self->count = count;
    self->lifts = lifts;
    nws_lifts_retain(lifts);
    return self;
}

void nws_py_chunks_set(nws_py_chunks *chunks, Py_ssize_t index, nws_chunk chunk)
{
    nws_columns_retain(chunk.columns);
    chunks->items[index] = chunk;
    chunks->starts[index + 1] = chunks->starts[index] + chunk.length;
}

static void chunks_dealloc(PyObject *object)
{
    nws_py_chunks *self = (nws_py_chunks *)object;
    PyTypeObject *type = Py_TYPE(object);
    for (Py_ssize_t i = 0; self->items != NULL && i < self->count; i++)
        nws_columns_release(self->items[i].columns);
    PyMem_Free(self->items);
    PyMem_Free(self->starts);
    nws_lifts_release(self->lifts);
    type->tp_free(object);
    Py_DECREF(type);
}

static int64_t rows_of(const nws_py_chunks *self)
{
    return self->starts[self->count];
}

Py_ssize_t nws_py_chunks_find(const nws_py_chunks *self, int64_t row)
{
    Py_ssize_t low = 0, high = self->count;
    while (high - low > 1) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (self->starts[middle] <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

nws_columns *nws_py_chunks_locate(const nws_py_chunks *self, int64_t row, int64_t *inside)
{
    Py_ssize_t index = nws_py_chunks_find(self, row);
    *inside = self->items[index].offset + row - self->starts[index];
    return self->items[index].columns;
}

static Py_ssize_t chunks_length(PyObject *self)
{
    return (Py_ssize_t)rows_of((nws_py_chunks *)self);
}

static PyObject *article_at(nws_py_chunks *self, int64_t row)
{
    int64_t inside;
    nws_columns *columns = nws_py_chunks_locate(self, row, &inside);
    nws_record *record = NULL;
    if (nws_columns_record(columns, inside, nws_allocator_libc(), &record) != NWS_OK)
        return PyErr_NoMemory();
    return nws_py_article_new(nws_py_state_from((PyObject *)self), record);
}

/* Rows start, start + step, ... as chunks of one row each. */
static PyObject *pick(nws_py_chunks *self, Py_ssize_t start, Py_ssize_t step, Py_ssize_t count)
{
    nws_py_chunks *picked =
        nws_py_chunks_new(nws_py_state_from((PyObject *)self), self->lifts, count);
    for (Py_ssize_t i = 0; picked != NULL && i < count; i++) {
        int64_t inside;
        nws_columns *columns = nws_py_chunks_locate(self, start + i * step, &inside);
        nws_py_chunks_set(picked, i, (nws_chunk){columns, inside, 1});
    }
    return (PyObject *)picked;
}

static PyObject *slice(nws_py_chunks *self, Py_ssize_t start, Py_ssize_t count)
{
    nws_py_state *state = nws_py_state_from((PyObject *)self);
    if (count == 0)
        return (PyObject *)nws_py_chunks_new(state, self->lifts, 0);
    Py_ssize_t first = nws_py_chunks_find(self, start),
               last = nws_py_chunks_find(self, start + count - 1);
    nws_py_chunks *part = nws_py_chunks_new(state, self->lifts, last - first + 1);
    for (Py_ssize_t i = first; part != NULL && i <= last; i++) {
        int64_t from = start > self->starts[i] ? start : self->starts[i];
        int64_t to = start + count < self->starts[i + 1] ? start + count : self->starts[i + 1];
        nws_chunk chunk = {self->items[i].columns, self->items[i].offset + from - self->starts[i],
                           to - from};
        nws_py_chunks_set(part, i - first, chunk);
    }
    return (PyObject *)part;
}

static PyObject *chunks_subscript(PyObject *object, PyObject *key)
{
    nws_py_chunks *self = (nws_py_chunks *)object;
    Py_ssize_t rows = (Py_ssize_t)rows_of(self);
    if (PySlice_Check(key)) {
        Py_ssize_t start, stop, step;
        if (PySlice_Unpack(key, &start, &stop, &step) < 0)
            return NULL;
        Py_ssize_t count = PySlice_AdjustIndices(rows, &start, &stop, step);
        return step == 1 ? slice(self, start, count) : pick(self, start, step, count);
    }
    Py_ssize_t row = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (row == -1 && PyErr_Occurred())
        return NULL;
    if (row < 0)
        row += rows;
    if (row < 0 || row >= rows)
        return PyErr_Format(PyExc_IndexError, "corpus index out of range");
    return article_at(self, row);
}

/* --- failures --- */

/* A tuple of Failure. */
static PyObject *chunks_failures(PyObject *object, PyObject *unused)
{
    (void)unused;
    nws_py_chunks *self = (nws_py_chunks *)object;
    nws_py_state *state = nws_py_state_from(object);
    PyObject *list = PyList_New(0);
    for (int64_t row = 0; list != NULL && row < rows_of(self); row++) {
        int64_t inside;
        nws_columns *columns = nws_py_chunks_locate(self, row, &inside);
        if (nws_columns_ok(columns, inside))
            continue;
        PyObject *failure = nws_py_failure_new(state, row, nws_columns_path(columns, inside),
                                               nws_columns_failure(columns, inside));
        if (failure == NULL || PyList_Append(list, failure) < 0)
            Py_CLEAR(list);
        Py_XDECREF(failure);
    }
    PyObject *tuple = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return tuple;
}

static PyObject *chunks_take(PyObject *self, PyObject *rows)
{
    return nws_py_chunks_take((nws_py_chunks *)self, rows);
}

static PyObject *chunks_good(PyObject *self, PyObject *unused)
{
    (void)unused;
    return nws_py_chunks_good((nws_py_chunks *)self);
}

/* --- joining, writing --- */

static PyObject *chunks_join(PyObject *class, PyObject *parts)
{
    nws_py_state *state = PyType_GetModuleState((PyTypeObject *)class);
    PyObject *list = PySequence_List(parts);
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; list != NULL && i < PyList_GET_SIZE(list); i++) {
        if (Py_IS_TYPE(PyList_GET_ITEM(list, i), state->chunks_type)) {
            count += ((nws_py_chunks *)PyList_GET_ITEM(list, i))->count;
        } else {
            PyErr_SetString(PyExc_TypeError, "join() takes Chunks");
            Py_CLEAR(list);
        }
    }
    nws_lifts *lifts = NULL;
    for (Py_ssize_t i = 0; list != NULL && i < PyList_GET_SIZE(list); i++) {
        nws_lifts *own = ((nws_py_chunks *)PyList_GET_ITEM(list, i))->lifts;
        if (i > 0 && !nws_lifts_equal(lifts, own)) {
            PyErr_SetString(PyExc_ValueError, "join() takes Chunks with equal columns");
            Py_CLEAR(list);
        }
        lifts = own;
    }
    if (list == NULL)
        return NULL;
    nws_py_chunks *joined = nws_py_chunks_new(state, lifts, count);
    Py_ssize_t next = 0;
    for (Py_ssize_t i = 0; joined != NULL && i < PyList_GET_SIZE(list); i++) {
        nws_py_chunks *part = (nws_py_chunks *)PyList_GET_ITEM(list, i);
        for (Py_ssize_t k = 0; k < part->count; k++)
            nws_py_chunks_set(joined, next++, part->items[k]);
    }
    Py_DECREF(list);
    return (PyObject *)joined;
}

static nws_status write_row(const nws_py_chunks *self, int64_t row, nws_buffer *out)
{
    int64_t inside;
    nws_columns *columns = nws_py_chunks_locate(self, row, &inside);
    nws_record *record = NULL;
    NWS_TRY(nws_columns_record(columns, inside, nws_allocator_libc(), &record));
    nws_view failure = nws_columns_failure(columns, inside);
    nws_status status = nws_py_record_json(record, &failure, out);
    nws_record_free(nws_allocator_libc(), record);
    return status == NWS_OK ? nws_buffer_push(out, '\n') : status;
}

static const char *const json_names[] = {"start", "stop"};
static const nws_py_signature json_signature = {"json_lines", json_names, 2, 2, 2, 2};

static PyObject *chunks_json_lines(PyObject *object, PyObject *const *args, Py_ssize_t nargs,
                                   PyObject *names)
{
    nws_py_chunks *self = (nws_py_chunks *)object;
    PyObject *given[2];
    if (nws_py_args_read(&json_signature, args, nargs, names, given) < 0)
        return NULL;
    int64_t start = PyLong_AsLongLong(given[0]), stop = PyLong_AsLongLong(given[1]);
    if (PyErr_Occurred())
        return NULL;
    if (start < 0 || stop < start || stop > rows_of(self))
        return PyErr_Format(PyExc_IndexError, "rows out of range");
    nws_buffer out;
    nws_buffer_init(&out, nws_allocator_libc());
    nws_status status = NWS_OK;
    Py_BEGIN_ALLOW_THREADS for (int64_t row = start; row < stop && status == NWS_OK; row++) status =
        write_row(self, row, &out);
    Py_END_ALLOW_THREADS PyObject *bytes = NULL;
    if (status == NWS_OK)
        bytes = PyBytes_FromStringAndSize(nws_buffer_view(&out).data, (Py_ssize_t)out.length);
    else
        PyErr_NoMemory();
    nws_buffer_free(&out);
    return bytes;
}

static PyObject *chunks_totals(PyObject *self, PyObject *unused)
{
    (void)unused;
    return nws_py_chunks_totals((nws_py_chunks *)self);
}

static PyObject *chunks_similar(PyObject *self, PyObject *distance)
{
    return nws_py_chunks_similar((nws_py_chunks *)self, distance);
}

static PyObject *chunks_known(PyObject *self, PyObject *sources)
{
    return nws_py_chunks_known(nws_py_state_from(self), (nws_py_chunks *)self, sources);
}

static PyObject *chunks_reduce(PyObject *self, PyObject *unused)
{
    (void)unused;
    return nws_py_chunks_reduce((nws_py_chunks *)self);
}

static PyObject *chunks_ambiguous(PyObject *self, void *unused)
{
    (void)unused;
    return nws_py_chunks_ambiguous((nws_py_chunks *)self);
}

/* --- Arrow --- */

/* The table of a number, which may be -1 with an exception; if there is none, -1 with one. */
static int table_of(Py_ssize_t number)
{
    if (number >= 0 && number < NWS_TABLE_COUNT)
        return (int)number;
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "no such table");
    return -1;
}

static const char *const stream_names[] = {"table", "column", "views"};
static const nws_py_signature stream_signature = {"stream", stream_names, 3, 3, 1, 3};

static PyObject *chunks_stream(PyObject *self, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *names)
{
    PyObject *given[3];
    if (nws_py_args_read(&stream_signature, args, nargs, names, given) < 0)
        return NULL;
    int table = table_of(PyNumber_AsSsize_t(given[0], PyExc_OverflowError));
    Py_ssize_t column = given[1] == NULL ? -1 : PyNumber_AsSsize_t(given[1], PyExc_IndexError);
    int views = given[2] == NULL ? 0 : PyObject_IsTrue(given[2]);
    if (table < 0 || views < 0 || (column == -1 && PyErr_Occurred()))
        return NULL;
    return nws_py_arrow_stream((nws_table)table, views ? NWS_ARROW_VIEWS : NWS_ARROW_OFFSETS,
                               (nws_py_chunks *)self, column);
}

/* --- values --- */

#define MOST_NUMBERS 3

/* The arguments of a method that takes numbers, all of them; -1 with an exception. */
static int read_numbers(const nws_py_signature *signature, PyObject *const *args, Py_ssize_t nargs,
                        PyObject *names, Py_ssize_t *numbers)
{
    PyObject *given[MOST_NUMBERS];
    if (nws_py_args_read(signature, args, nargs, names, given) < 0)
        return -1;
    for (Py_ssize_t i = 0; i < signature->total; i++) {
        numbers[i] = PyNumber_AsSsize_t(given[i], PyExc_IndexError);
        if (numbers[i] == -1 && PyErr_Occurred())
            return -1;
    }
    return 0;
}

static const char *const value_names[] = {"row", "column"};
static const nws_py_signature value_signature = {"value", value_names, 2, 2, 2, 2};

static PyObject *chunks_value(PyObject *self, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *names)
{
    Py_ssize_t numbers[MOST_NUMBERS];
    if (read_numbers(&value_signature, args, nargs, names, numbers) < 0)
        return NULL;
    return nws_py_chunks_value((nws_py_chunks *)self, numbers[0], numbers[1]);
}

static const char *const values_names[] = {"column", "start", "stop"};
static const nws_py_signature values_signature = {"values", values_names, 3, 3, 3, 3};

static PyObject *chunks_values(PyObject *self, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *names)
{
    Py_ssize_t numbers[MOST_NUMBERS];
    if (read_numbers(&values_signature, args, nargs, names, numbers) < 0)
        return NULL;
    return nws_py_chunks_values((nws_py_chunks *)self, numbers[0], numbers[1], numbers[2]);
}

/* The same for a child table. */
static int child_of(Py_ssize_t number)
{
    const int table = table_of(number);
    if (table != NWS_TABLE_ARTICLES)
        return table;
    PyErr_SetString(PyExc_ValueError, "no child table");
    return -1;
}

static PyObject *chunks_part_count(PyObject *self, PyObject *number)
{
    const int table = child_of(PyNumber_AsSsize_t(number, PyExc_OverflowError));
    return table < 0 ? NULL
                     : PyLong_FromLongLong(
                           nws_py_chunks_part_count((nws_py_chunks *)self, (nws_table)table));
}

static const nws_py_signature parts_signature = {"parts", values_names, 3, 3, 3, 3};

static PyObject *chunks_parts(PyObject *self, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *names)
{
    Py_ssize_t numbers[MOST_NUMBERS];
    if (read_numbers(&parts_signature, args, nargs, names, numbers) < 0)
        return NULL;
    const int table = child_of(numbers[0]);
    return table < 0 ? NULL
                     : nws_py_chunks_parts((nws_py_chunks *)self, (nws_table)table, numbers[1],
                                           numbers[2]);
}

static PyObject *chunks_columns(PyObject *object, void *unused)
{
    (void)unused;
    return nws_py_columns_pairs(((nws_py_chunks *)object)->lifts);
}

static int compare_columns(const void *a, const void *b)
{
    const uintptr_t left = (uintptr_t)*(nws_columns *const *)a;
    const uintptr_t right = (uintptr_t)*(nws_columns *const *)b;
    return (left > right) - (left < right);
}

/* Chunks may share columns: each counts once. */
static PyObject *chunks_size(PyObject *object, void *unused)
{
    (void)unused;
    nws_py_chunks *self = (nws_py_chunks *)object;
    nws_columns **all = PyMem_New(nws_columns *, (size_t)self->count + 1);
    size_t sum = 0;
    if (all == NULL)
        return PyErr_NoMemory();
    for (Py_ssize_t i = 0; i < self->count; i++)
        all[i] = self->items[i].columns;
    qsort(all, (size_t)self->count, sizeof *all, compare_columns);
    for (Py_ssize_t i = 0; i < self->count; i++)
        if (i == 0 || all[i] != all[i - 1])
            sum += nws_columns_size(all[i]);
    PyMem_Free(all);
    return PyLong_FromSize_t(sum);
}

static PyMethodDef chunks_methods[] = {
    {"failures", chunks_failures, METH_NOARGS, "failures($self, /)\n--\n\nA tuple of Failure."},
    {"good", chunks_good, METH_NOARGS, "good($self, /)\n--\n\nThe rows that are ok."},
    {"take", chunks_take, METH_O,
     "take($self, rows, /)\n--\n\nThe rows of these numbers, in this order."},
    {"join", chunks_join, METH_O | METH_CLASS, "join(parts, /)\n--\n\nOne after the other."},
    {"json_lines", (PyCFunction)(void (*)(void))chunks_json_lines, METH_FASTCALL | METH_KEYWORDS,
     "json_lines($self, start, stop, /)\n--\n\nRows as JSON lines, in bytes."},
    {"totals", chunks_totals, METH_NOARGS, "totals($self, /)\n--\n\nA dict of sums."},
    {"similar", chunks_similar, METH_O,
     "similar($self, distance, /)\n--\n\nGroups of rows whose simhashes are near."},
    {"known", chunks_known, METH_O,
     "known($self, sources, /)\n--\n\nRows made of the same files as they are now, or -1 for "
     "each."},
    {"stream", (PyCFunction)(void (*)(void))chunks_stream, METH_FASTCALL | METH_KEYWORDS,
     "stream($self, table, column=-1, views=False, /)\n--\n\nAn arrow_array_stream capsule; views: "
     "texts as utf8_view, not large_utf8."},
    {"value", (PyCFunction)(void (*)(void))chunks_value, METH_FASTCALL | METH_KEYWORDS,
     "value($self, row, column, /)\n--\n\nThe value of a row in a column."},
    {"values", (PyCFunction)(void (*)(void))chunks_values, METH_FASTCALL | METH_KEYWORDS,
     "values($self, column, start, stop, /)\n--\n\nA list of the values of rows."},
    {"part_count", chunks_part_count, METH_O,
     "part_count($self, table, /)\n--\n\nHow many rows a child table has."},
    {"parts", (PyCFunction)(void (*)(void))chunks_parts, METH_FASTCALL | METH_KEYWORDS,
     "parts($self, table, start, stop, /)\n--\n\nRows of a child table: (row of the article, "
     "value)."},
    {"__reduce__", chunks_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef chunks_getset[] = {
    {"columns", chunks_columns, NULL, "(key, type) of each column that was asked for", NULL},
    {"ambiguous", chunks_ambiguous, NULL, "whether other dates tell the order of some", NULL},
    {"nbytes", chunks_size, NULL, "bytes held by the columns", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(chunks_doc, "The rows of a corpus: a sequence of Article over shared columns.");

static PyType_Slot chunks_slots[] = {
    {Py_tp_dealloc, chunks_dealloc},
    {Py_mp_length, chunks_length},
    {Py_mp_subscript, chunks_subscript},
    {Py_tp_methods, chunks_methods},
    {Py_tp_getset, chunks_getset},
    {Py_tp_doc, (void *)(uintptr_t)chunks_doc},
    {0, NULL},
};

static PyType_Spec chunks_spec = {"newsproc._core.Chunks", sizeof(nws_py_chunks), 0,
                                  Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE |
                                      Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                  chunks_slots};

int nws_py_chunks_init(PyObject *module, nws_py_state *state)
{
    return nws_py_add_type(module, &chunks_spec, &state->chunks_type);
}
