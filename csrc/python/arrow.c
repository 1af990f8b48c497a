/* Arrow's PyCapsule interface over the core's streams, and a stream of one column.
 *
 * https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
 * A consumer that does not take what is in a capsule leaves it to the destructor.
 */
#include "python/chunks.h"

#include "base/utf8.h"

#include <errno.h>

static const char stream_name[] = "arrow_array_stream";
static const char schema_name[] = "arrow_schema";

static void destroy_stream(PyObject *capsule)
{
    struct ArrowArrayStream *stream = PyCapsule_GetPointer(capsule, stream_name);
    if (stream->release != NULL)
        stream->release(stream);
    PyMem_RawFree(stream);
}

static void destroy_schema(PyObject *capsule)
{
    struct ArrowSchema *schema = PyCapsule_GetPointer(capsule, schema_name);
    if (schema->release != NULL)
        schema->release(schema);
    PyMem_RawFree(schema);
}

static PyObject *stream_capsule(struct ArrowArrayStream *stream)
{
    PyObject *capsule = PyCapsule_New(stream, stream_name, destroy_stream);
    if (capsule == NULL) {
        if (stream->release != NULL)
            stream->release(stream);
        PyMem_RawFree(stream);
    }
    return capsule;
}

/* --- one column of a stream --- */

typedef struct column_stream {
    struct ArrowArrayStream table;
    int64_t column;
} column_stream;

/* Moves a child out of its parent, which is released: the specification allows just that.
 * https://arrow.apache.org/docs/format/CDataInterface.html#moving-an-array */
static void move_schema(struct ArrowSchema *parent, int64_t column, struct ArrowSchema *out)
{
    *out = *parent->children[column];
    parent->children[column]->release = NULL;
    parent->release(parent);
}

static void move_array(struct ArrowArray *parent, int64_t column, struct ArrowArray *out)
{
    *out = *parent->children[column];
    parent->children[column]->release = NULL;
    if (parent->offset != 0 || out->length != parent->length) {
        out->offset += parent->offset;
        out->length = parent->length;
        out->null_count = out->null_count == 0 ? 0 : -1;
    }
    parent->release(parent);
}

static int column_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    column_stream *self = stream->private_data;
    struct ArrowSchema schema;
    int problem = self->table.get_schema(&self->table, &schema);
    if (problem == 0)
        move_schema(&schema, self->column, out);
    return problem;
}

static int column_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    column_stream *self = stream->private_data;
    struct ArrowArray array;
    int problem = self->table.get_next(&self->table, &array);
    if (problem != 0)
        return problem;
    if (array.release == NULL)
        out->release = NULL;
    else
        move_array(&array, self->column, out);
    return 0;
}

static const char *column_error(struct ArrowArrayStream *stream)
{
    column_stream *self = stream->private_data;
    return self->table.get_last_error(&self->table);
}

static void column_release(struct ArrowArrayStream *stream)
{
    column_stream *self = stream->private_data;
    self->table.release(&self->table);
    PyMem_RawFree(self);
    stream->release = NULL;
}

/* Turns the stream of a table into that of one of its columns. -1: no memory, released. */
static int narrow_stream(struct ArrowArrayStream *stream, Py_ssize_t column)
{
    column_stream *self = PyMem_RawMalloc(sizeof *self);
    if (self == NULL) {
        stream->release(stream);
        stream->release = NULL;
        return -1;
    }
    self->table = *stream;
    self->column = column;
    *stream =
        (struct ArrowArrayStream){column_schema, column_next, column_error, column_release, self};
    return 0;
}

/* --- capsules --- */

/* Whether the table has this column; -1 with an exception when it has not. */
static int check_column(nws_table table, nws_lifts *lifts, Py_ssize_t column)
{
    struct ArrowSchema schema;
    if (nws_arrow_schema(table, NWS_ARROW_OFFSETS, lifts, nws_allocator_libc(), &schema) !=
        NWS_OK) {
        PyErr_NoMemory();
        return -1;
    }
    int64_t count = schema.n_children;
    schema.release(&schema);
    if (column < count)
        return 0;
    PyErr_SetString(PyExc_IndexError, "no such column");
    return -1;
}

PyObject *nws_py_arrow_stream(nws_table table, nws_arrow_texts texts, const nws_py_chunks *chunks,
                              Py_ssize_t column)
{
    if (column >= 0 && check_column(table, chunks->lifts, column) < 0)
        return NULL;
    struct ArrowArrayStream *stream = PyMem_RawCalloc(1, sizeof *stream);
    if (stream == NULL)
        return PyErr_NoMemory();
    if (nws_arrow_stream(table, texts, chunks->lifts, chunks->items, (size_t)chunks->count,
                         nws_allocator_libc(), stream) != NWS_OK ||
        (column >= 0 && narrow_stream(stream, column) < 0)) {
        PyMem_RawFree(stream);
        return PyErr_NoMemory();
    }
    return stream_capsule(stream);
}

PyObject *nws_py_arrow_schema(nws_table table, nws_lifts *lifts, Py_ssize_t column)
{
    if (column >= 0 && check_column(table, lifts, column) < 0)
        return NULL;
    struct ArrowSchema *schema = PyMem_RawCalloc(1, sizeof *schema);
    struct ArrowSchema parent;
    if (schema == NULL)
        return PyErr_NoMemory();
    if (nws_arrow_schema(table, NWS_ARROW_OFFSETS, lifts, nws_allocator_libc(), &parent) !=
        NWS_OK) {
        PyMem_RawFree(schema);
        return PyErr_NoMemory();
    }
    if (column >= 0)
        move_schema(&parent, column, schema);
    else
        *schema = parent;
    PyObject *capsule = PyCapsule_New(schema, schema_name, destroy_schema);
    if (capsule == NULL) {
        schema->release(schema);
        PyMem_RawFree(schema);
    }
    return capsule;
}

/* --- a stream over an iterator of Chunks --- */

typedef struct iterated_stream {
    PyInterpreterState *interpreter; /* whose iterator it is; NULL: the main one */
    PyTypeObject *chunks_type;
    PyObject *iterator;
    nws_lifts *lifts;
    struct ArrowArrayStream current; /* release NULL: none */
    char problem[256];
} iterated_stream;

static int iterated_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    const iterated_stream *self = stream->private_data;
    return nws_arrow_schema(NWS_TABLE_ARTICLES, NWS_ARROW_OFFSETS, self->lifts,
                            nws_allocator_libc(), out) == NWS_OK
               ? 0
               : ENOMEM;
}

/* --- the interpreter of the iterator, on any thread, whatever that holds at the moment --- */

typedef struct visit {
    PyGILState_STATE held; /* of the main interpreter */
    PyThreadState *own, *before;
} visit;

/* PyGILState leads to the main interpreter only; for another one a thread state is made. -1: there
 * is no memory for it. */
static int visit_begin(PyInterpreterState *interpreter, visit *at)
{
    if (interpreter == NULL) {
        at->held = PyGILState_Ensure();
        return 0;
    }
    at->own = PyThreadState_New(interpreter);
    if (at->own == NULL)
        return -1;
    at->before = PyThreadState_Swap(at->own);
    return 0;
}

static void visit_end(PyInterpreterState *interpreter, visit *at)
{
    if (interpreter == NULL) {
        PyGILState_Release(at->held);
        return;
    }
    PyThreadState_Clear(at->own);
    (void)PyThreadState_Swap(at->before);
    PyThreadState_Delete(at->own);
}

/* "ValueError: what it says" as bytes; NULL, with whatever is pending, when there is no saying. */
static PyObject *describe_exception(PyObject *exception)
{
    PyObject *said = PyObject_Str(exception);
    if (said == NULL)
        return NULL;
    PyObject *text = PyUnicode_FromFormat(PyUnicode_GET_LENGTH(said) == 0 ? "%s" : "%s: %U",
                                          Py_TYPE(exception)->tp_name, said);
    PyObject *bytes =
        text == NULL ? NULL : PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace");
    Py_XDECREF(text);
    Py_DECREF(said);
    return bytes;
}

/* Keeps what the pending exception says, which an Arrow consumer can only be told as text. Ctrl-C
 * is asked for again, so that it does not end there. */
static int keep_problem(iterated_stream *self)
{
    PyObject *type, *value, *traceback;
    const bool interrupted = PyErr_ExceptionMatches(PyExc_KeyboardInterrupt);
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *bytes = value == NULL ? NULL : describe_exception(value);
    const char *words = bytes == NULL ? "reading failed" : PyBytes_AS_STRING(bytes);
    (void)PyOS_snprintf(self->problem, sizeof self->problem, "%s", words);
    /* Cut, but never inside a character: consumers read it as UTF-8. */
    self->problem[nws_utf8_valid(nws_view_of(self->problem, strlen(self->problem)))] = '\0';
    PyErr_Clear();
    Py_XDECREF(bytes);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    if (interrupted)
        PyErr_SetInterrupt();
    return EIO;
}

/* The stream of the next Chunks into current; *end when there is none. With the GIL. */
static int advance(iterated_stream *self, bool *end)
{
    PyObject *item = PyIter_Next(self->iterator);
    *end = item == NULL && !PyErr_Occurred();
    if (item == NULL)
        return *end ? 0 : keep_problem(self);
    int problem = 0;
    if (!Py_IS_TYPE(item, self->chunks_type)) {
        PyErr_SetString(PyExc_TypeError, "a stream takes Chunks");
        problem = keep_problem(self);
    } else if (!nws_lifts_equal(((nws_py_chunks *)item)->lifts, self->lifts)) {
        PyErr_SetString(PyExc_ValueError, "a stream takes Chunks with equal columns");
        problem = keep_problem(self);
    } else {
        nws_py_chunks *chunks = (nws_py_chunks *)item;
        if (nws_arrow_stream(NWS_TABLE_ARTICLES, NWS_ARROW_OFFSETS, chunks->lifts, chunks->items,
                             (size_t)chunks->count, nws_allocator_libc(), &self->current) != NWS_OK)
            problem = ENOMEM;
    }
    Py_DECREF(item);
    return problem;
}

static int iterated_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    iterated_stream *self = stream->private_data;
    bool end = false;
    out->release = NULL;
    for (;;) {
        if (self->current.release != NULL) {
            int problem = self->current.get_next(&self->current, out);
            if (problem != 0 || out->release != NULL)
                return problem;
            self->current.release(&self->current);
            self->current.release = NULL;
        }
        visit at = {0};
        if (visit_begin(self->interpreter, &at) < 0)
            return ENOMEM;
        int problem = advance(self, &end);
        visit_end(self->interpreter, &at);
        if (problem != 0 || end)
            return problem;
    }
}

static const char *iterated_error(struct ArrowArrayStream *stream)
{
    iterated_stream *self = stream->private_data;
    return self->problem[0] == '\0' ? NULL : self->problem;
}

static void iterated_release(struct ArrowArrayStream *stream)
{
    iterated_stream *self = stream->private_data;
    if (self->current.release != NULL)
        self->current.release(&self->current);
    visit at = {0};
    if (visit_begin(self->interpreter, &at) == 0) { /* else there is no way to let them go */
        Py_DECREF(self->iterator);
        Py_DECREF(self->chunks_type);
        visit_end(self->interpreter, &at);
    }
    nws_lifts_release(self->lifts);
    PyMem_RawFree(self);
    stream->release = NULL;
}

PyObject *nws_py_arrow_iterate(nws_py_state *state, nws_lifts *lifts, PyObject *iterator)
{
    PyInterpreterState *interpreter = PyInterpreterState_Get();
    const bool is_main = interpreter == PyInterpreterState_Main();
#if PY_VERSION_HEX < 0x030C0000
    /* There, PyThreadState_Swap wants to know whether the GIL is held. */
    if (!is_main) {
        PyErr_SetString(PyExc_RuntimeError,
                        "a stream in a sub-interpreter needs CPython 3.12 or later");
        return NULL;
    }
#endif
    iterated_stream *self = PyMem_RawCalloc(1, sizeof *self);
    struct ArrowArrayStream *stream = PyMem_RawCalloc(1, sizeof *stream);
    if (self == NULL || stream == NULL) {
        PyMem_RawFree(self);
        PyMem_RawFree(stream);
        return PyErr_NoMemory();
    }
    self->interpreter = is_main ? NULL : interpreter;
    self->chunks_type = (PyTypeObject *)Py_NewRef(state->chunks_type);
    self->iterator = Py_NewRef(iterator);
    self->lifts = lifts;
    nws_lifts_retain(lifts);
    *stream = (struct ArrowArrayStream){iterated_schema, iterated_next, iterated_error,
                                        iterated_release, self};
    return stream_capsule(stream);
}
