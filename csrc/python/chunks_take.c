/* A choice of a corpus's rows, in any order, as chunks of its own.
 *
 * Long runs of rows share the columns they lie in. Rows that lie apart are copied together, some
 * megabytes a chunk: every chunk costs each reader of the table as much as a hundred rows do.
 */
#include "python/chunks.h"

enum {
    SHARED_ROWS = 64,      /* a run of so many, or a whole chunk, is shared */
    BLOCK_BYTES = 4 << 20, /* of copied rows, after which a chunk ends */
    FIRST_CHUNKS = 16
};

/* What is being made. The chunks' references are its own. */
typedef struct taking {
    const nws_py_chunks *from;
    nws_chunk *made;
    size_t count, room;
    nws_columns
        *block; /* rows that are copied: filled and sealed again and again; NULL: none yet */
    const nws_columns *last;
    uint64_t orders[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1]; /* of what they are copied from */
} taking;

/* Takes over the caller's reference, even if it fails. */
static nws_status add_chunk(taking *with, nws_chunk chunk)
{
    if (with->count == with->room) {
        const size_t room = with->room == 0 ? FIRST_CHUNKS : 2 * with->room;
        nws_chunk *grown = PyMem_RawRealloc(with->made, room * sizeof *grown);
        if (grown == NULL) {
            nws_columns_release(chunk.columns);
            return NWS_E_MEMORY;
        }
        with->made = grown;
        with->room = room;
    }
    with->made[with->count++] = chunk;
    return NWS_OK;
}

/* The rows that were copied as a chunk. */
static nws_status end_block(taking *with)
{
    nws_columns *sealed = NULL;
    if (with->block == NULL || nws_columns_rows(with->block) == 0)
        return NWS_OK;
    nws_columns_learn(with->block, with->orders);
    NWS_TRY(nws_columns_seal(with->block, nws_allocator_pages(), &sealed));
    with->last = NULL;
    memset(with->orders, 0, sizeof with->orders);
    return add_chunk(with, (nws_chunk){sealed, 0, nws_columns_rows(sealed)});
}

static nws_status copy_rows(taking *with, const nws_chunk *run)
{
    for (int64_t i = 0; i < run->length; i++) {
        if (with->block == NULL)
            with->block = nws_columns_new(nws_allocator_libc(), with->from->lifts);
        if (with->block == NULL)
            return NWS_E_MEMORY;
        if (run->columns != with->last)
            nws_columns_orders(run->columns, with->orders);
        with->last = run->columns;
        NWS_TRY(nws_columns_copy(with->block, run->columns, run->offset + i));
        if (nws_columns_used(with->block) >= BLOCK_BYTES)
            NWS_TRY(end_block(with));
    }
    return NWS_OK;
}

static nws_status share_rows(taking *with, const nws_chunk *run)
{
    NWS_TRY(end_block(with));
    nws_columns_retain(run->columns);
    return add_chunk(with, *run);
}

/* The rows from the first on that follow each other in one chunk. */
static nws_chunk next_run(const nws_py_chunks *from, const int64_t *rows, int64_t count)
{
    const Py_ssize_t index = nws_py_chunks_find(from, rows[0]);
    const nws_chunk *chunk = &from->items[index];
    const int64_t stop = from->starts[index + 1];
    int64_t length = 1;
    while (length < count && rows[length] == rows[0] + length && rows[length] < stop)
        length++;
    return (nws_chunk){chunk->columns, chunk->offset + rows[0] - from->starts[index], length};
}

static nws_status take_rows(taking *with, const int64_t *rows, int64_t count)
{
    for (int64_t at = 0; at < count;) {
        const nws_chunk run = next_run(with->from, rows + at, count - at);
        const bool whole = run.length == nws_columns_rows(run.columns);
        NWS_TRY(whole || run.length >= SHARED_ROWS ? share_rows(with, &run)
                                                   : copy_rows(with, &run));
        at += run.length;
    }
    return end_block(with);
}

/* rows: count numbers of rows that there are. */
static PyObject *take(nws_py_chunks *self, const int64_t *rows, int64_t count)
{
    taking with = {.from = self};
    nws_status status;
    nws_py_chunks *taken = NULL;
    Py_BEGIN_ALLOW_THREADS status = take_rows(&with, rows, count);
    nws_columns_release(with.block);
    Py_END_ALLOW_THREADS if (status != NWS_OK) PyErr_NoMemory();
    else taken =
        nws_py_chunks_new(nws_py_state_from((PyObject *)self), self->lifts, (Py_ssize_t)with.count);
    for (size_t i = 0; i < with.count; i++) {
        if (taken != NULL)
            nws_py_chunks_set(taken, (Py_ssize_t)i, with.made[i]);
        nws_columns_release(with.made[i].columns);
    }
    PyMem_RawFree(with.made);
    return (PyObject *)taken;
}

/* The numbers of rows in a list or tuple, checked; NULL with an exception. */
static int64_t *read_rows(const nws_py_chunks *self, PyObject *items)
{
    const Py_ssize_t count = PySequence_Fast_GET_SIZE(items);
    const int64_t all = self->starts[self->count];
    int64_t *rows = PyMem_New(int64_t, (size_t)count + 1);
    if (rows == NULL)
        PyErr_NoMemory();
    for (Py_ssize_t i = 0; rows != NULL && i < count; i++) {
        rows[i] = PyLong_AsLongLong(PySequence_Fast_GET_ITEM(items, i));
        if (rows[i] >= 0 && rows[i] < all)
            continue;
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_IndexError, "corpus index out of range");
        PyMem_Free(rows);
        rows = NULL;
    }
    return rows;
}

PyObject *nws_py_chunks_take(nws_py_chunks *self, PyObject *sequence)
{
    PyObject *items = PySequence_Tuple(sequence); /* nobody changes it meanwhile */
    int64_t *rows = items == NULL ? NULL : read_rows(self, items);
    PyObject *taken = rows == NULL ? NULL : take(self, rows, PySequence_Fast_GET_SIZE(items));
    PyMem_Free(rows);
    Py_XDECREF(items);
    return taken;
}

PyObject *nws_py_chunks_good(nws_py_chunks *self)
{
    const int64_t all = self->starts[self->count];
    int64_t *rows = PyMem_New(int64_t, (size_t)all + 1), count = 0;
    if (rows == NULL)
        return PyErr_NoMemory();
    for (int64_t row = 0; row < all; row++) {
        int64_t inside;
        const nws_columns *columns = nws_py_chunks_locate(self, row, &inside);
        if (nws_columns_ok(columns, inside))
            rows[count++] = row;
    }
    PyObject *good = take(self, rows, count);
    PyMem_Free(rows);
    return good;
}
