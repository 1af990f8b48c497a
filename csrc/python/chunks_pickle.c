/* The rows of a corpus as a pickle, and back: blocks of packed rows (table/packed.h).
 *
 * A block is a few megabytes, so that a large corpus is never held twice as a whole, and becomes
 * one chunk again. Rows that a slice has not are not in its pickle.
 */
#include "python/chunks.h"
#include "python/columns.h"
#include "python/version.h"

#include "table/packed.h"

/* Bytes after which a block ends. */
enum { BLOCK_BYTES = 4 << 20 };

#define BLOCK_MAGIC 0x7377726373776E31u /* changes with the form */

typedef struct block_head {
    uint64_t magic;
    uint64_t rows;
    uint64_t orders[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1]; /* of all columns rows come from */
} block_head;

/* --- out --- */

/* Packs rows from *row on until the block is full, and moves *row behind them. */
static nws_status pack_block(const nws_py_chunks *chunks, int64_t *row, nws_buffer *out)
{
    const int64_t stop = chunks->starts[chunks->count], start = *row;
    const nws_columns *last = NULL;
    block_head head = {.magic = BLOCK_MAGIC};
    out->length = 0;
    NWS_TRY(nws_buffer_append(out, &head, sizeof head));
    for (; *row < stop && out->length < BLOCK_BYTES; ++*row) {
        int64_t inside;
        const nws_columns *columns = nws_py_chunks_locate(chunks, *row, &inside);
        if (columns != last)
            nws_columns_orders(columns, head.orders);
        last = columns;
        NWS_TRY(nws_columns_pack(columns, inside, out));
    }
    head.rows = (uint64_t)(*row - start);
    memcpy(out->data, &head, sizeof head);
    return NWS_OK;
}

/* A list of bytes. */
static PyObject *pack_all(const nws_py_chunks *chunks)
{
    PyObject *blocks = PyList_New(0);
    nws_buffer out;
    int64_t row = 0;
    nws_buffer_init(&out, nws_allocator_libc());
    while (blocks != NULL && row < chunks->starts[chunks->count]) {
        nws_status status;
        Py_BEGIN_ALLOW_THREADS status = pack_block(chunks, &row, &out);
        Py_END_ALLOW_THREADS PyObject *block =
            status == NWS_OK
                ? PyBytes_FromStringAndSize(nws_buffer_view(&out).data, (Py_ssize_t)out.length)
                : PyErr_NoMemory();
        if (block == NULL || PyList_Append(blocks, block) < 0)
            Py_CLEAR(blocks);
        Py_XDECREF(block);
    }
    nws_buffer_free(&out);
    return blocks;
}

PyObject *nws_py_chunks_reduce(const nws_py_chunks *chunks)
{
    PyObject *module = PyType_GetModule(Py_TYPE((PyObject *)(uintptr_t)chunks));
    PyObject *function = module == NULL ? NULL : PyObject_GetAttrString(module, "_chunks");
    PyObject *columns = function == NULL ? NULL : nws_py_columns_pairs(chunks->lifts);
    PyObject *blocks = columns == NULL ? NULL : pack_all(chunks);
    if (blocks == NULL) {
        Py_XDECREF(function);
        Py_XDECREF(columns);
        return NULL;
    }
    return Py_BuildValue("(N(sNN))", function, NWS_VERSION, columns, blocks);
}

/* --- in --- */

static nws_status unpack_rows(nws_columns *columns, nws_view bytes)
{
    nws_arena arena;
    block_head head;
    nws_status status = NWS_OK;
    if (bytes.length < sizeof head)
        return NWS_E_ARGUMENT;
    memcpy(&head, bytes.data, sizeof head);
    if (head.magic != BLOCK_MAGIC)
        return NWS_E_ARGUMENT;
    bytes = nws_view_slice(bytes, sizeof head, bytes.length);
    nws_arena_init(&arena, nws_allocator_libc());
    while (status == NWS_OK && bytes.length > 0)
        status = nws_columns_unpack(columns, &arena, &bytes);
    nws_arena_free(&arena);
    NWS_TRY(status);
    nws_columns_learn(columns, head.orders);
    return (uint64_t)nws_columns_rows(columns) == head.rows ? NWS_OK : NWS_E_ARGUMENT;
}

/* The rows of a block as columns of their own. */
static nws_status unpack_block(nws_lifts *lifts, nws_view bytes, nws_columns **sealed)
{
    nws_columns *columns = nws_columns_new(nws_allocator_libc(), lifts);
    if (columns == NULL)
        return NWS_E_MEMORY;
    nws_status status = unpack_rows(columns, bytes);
    if (status == NWS_OK)
        status = nws_columns_seal(columns, nws_allocator_pages(), sealed);
    nws_columns_release(columns);
    return status;
}

static int add_block(nws_py_chunks *chunks, Py_ssize_t index, PyObject *block)
{
    nws_columns *columns = NULL;
    nws_status status = NWS_E_ARGUMENT;
    if (PyBytes_Check(block)) {
        const nws_view bytes =
            nws_view_of(PyBytes_AS_STRING(block), (size_t)PyBytes_GET_SIZE(block));
        Py_BEGIN_ALLOW_THREADS status = unpack_block(chunks->lifts, bytes, &columns);
        Py_END_ALLOW_THREADS
    }
    if (status == NWS_OK) {
        nws_py_chunks_set(chunks, index, (nws_chunk){columns, 0, nws_columns_rows(columns)});
        nws_columns_release(columns);
        return 0;
    }
    if (status == NWS_E_MEMORY)
        PyErr_NoMemory();
    else
        PyErr_SetString(PyExc_ValueError, "no rows of a corpus");
    return -1;
}

static PyObject *unpack_all(nws_py_state *state, nws_lifts *lifts, PyObject *blocks)
{
    nws_py_chunks *chunks = nws_py_chunks_new(state, lifts, PyTuple_GET_SIZE(blocks));
    for (Py_ssize_t i = 0; chunks != NULL && i < PyTuple_GET_SIZE(blocks); i++)
        if (add_block(chunks, i, PyTuple_GET_ITEM(blocks, i)) < 0)
            Py_CLEAR(chunks);
    return (PyObject *)chunks;
}

/* Other errors than a lack of memory mean that these are no rows, or not of this version. */
static PyObject *refuse(PyObject *version)
{
    if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_ValueError) &&
        !PyErr_ExceptionMatches(PyExc_TypeError))
        return NULL;
    PyErr_Clear();
    return PyErr_Format(PyExc_ValueError,
                        "these bytes are no corpus of this version of newsproc (%s); their own "
                        "is %S",
                        NWS_VERSION, version);
}

PyObject *nws_py_chunks_restore(PyObject *module, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3)
        return PyErr_Format(PyExc_TypeError, "_chunks() takes version, columns and blocks");
    PyObject *pairs = NULL, *result = NULL;
    nws_lifts *lifts = NULL;
    PyObject *blocks = PySequence_Tuple(args[2]); /* nobody changes it meanwhile */
    if (blocks != NULL && nws_py_columns_read(args[1], &pairs, &lifts) == 0)
        result = unpack_all(nws_py_state_of(module), lifts, blocks);
    Py_XDECREF(blocks);
    Py_XDECREF(pairs);
    nws_lifts_release(lifts);
    return result != NULL ? result : refuse(args[0]);
}
