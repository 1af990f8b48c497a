/* What a batch reads: see sources.h.
 *
 * Two makers: of paths (each encoded once, sizes asked of the file system without the GIL) and of
 * values (str, bytes or None, held by reference).
 */
#include "python/sources.h"
#include "python/args.h"
#include "python/fill.h"
#include "python/text.h"

#include <sched.h>
#include <sys/stat.h>

/* What opening a file weighs, in bytes of input. */
enum { FILE_BYTES = 512 };
/* Files whose sizes a thread asks for before it looks whether others did the rest. */
enum { MEASURED_TOGETHER = 128 };
/* How many runs there shall be, and bounds of their size. */
enum { RUNS = 16, RUN_LEAST = 256 << 10, RUN_MOST = 8 << 20 };

static nws_py_sources *sources_new(nws_py_state *state, Py_ssize_t count, bool measured)
{
    PyTypeObject *type = state->sources_type;
    nws_py_sources *self = (nws_py_sources *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    nws_arena_init(&self->arena, nws_allocator_libc());
    size_t room = (size_t)count + 1;
    self->items = PyMem_Calloc(room, sizeof *self->items);
    self->sizes = PyMem_Calloc(room, sizeof *self->sizes);
    if (self->items == NULL || self->sizes == NULL) {
        Py_DECREF(self);
        PyErr_NoMemory();
        return NULL;
    }
    self->count = count;
    atomic_init(&self->asked, measured ? (size_t)count : 0);
    atomic_init(&self->measured, measured ? (size_t)count : 0);
    self->sample = 1;
    return self;
}

nws_py_sources *nws_py_sources_new(nws_py_state *state, Py_ssize_t count)
{
    return sources_new(state, count, true);
}

/* Keeps the object behind an item. */
static int hold_value(nws_py_sources *self, Py_ssize_t index, PyObject *value)
{
    if (self->values == NULL)
        self->values = PyMem_Calloc((size_t)self->count + 1, sizeof *self->values);
    if (self->values == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->values[index] = Py_NewRef(value);
    return 0;
}

static int sources_traverse(PyObject *object, visitproc visit, void *arg)
{
    nws_py_sources *self = (nws_py_sources *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->owner);
    for (Py_ssize_t i = 0; self->values != NULL && i < self->count; i++)
        Py_VISIT(self->values[i]);
    return 0;
}

static void sources_dealloc(PyObject *object)
{
    nws_py_sources *self = (nws_py_sources *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    for (Py_ssize_t i = 0; self->values != NULL && i < self->count; i++)
        Py_XDECREF(self->values[i]);
    Py_XDECREF(self->owner);
    PyMem_Free(self->values);
    PyMem_Free(self->items);
    PyMem_Free(self->sizes);
    nws_arena_free(&self->arena);
    type->tp_free(object);
    Py_DECREF(type);
}

/* --- paths --- */

static int copy_view(nws_py_sources *self, nws_view text, nws_view *copy)
{
    *copy = nws_arena_copy(&self->arena, text);
    if (copy->data != NULL)
        return 0;
    PyErr_NoMemory();
    return -1;
}

/* A name as text, in the arena. Bytes of a file name that are no text become U+FFFD. */
static int copy_name(nws_py_sources *self, PyObject *object, nws_view *name)
{
    PyObject *str =
        PyUnicode_Check(object) ? Py_NewRef(object)
        : PyBytes_Check(object)
            ? PyUnicode_DecodeFSDefaultAndSize(PyBytes_AS_STRING(object), PyBytes_GET_SIZE(object))
            : PyObject_Str(object);
    if (str == NULL)
        return -1;
    nws_py_input input;
    int result = nws_py_input_text(str, "a name", &input);
    if (result == 0)
        result = copy_view(self, input.view, name);
    nws_py_input_free(&input);
    Py_DECREF(str);
    return result;
}

static int set_path(nws_py_sources *self, nws_source *item, PyObject *path)
{
    nws_view name;
    if (!PyUnicode_Check(path) && !PyBytes_Check(path)) {
        PyErr_Format(PyExc_TypeError, "a path must be str or bytes, not %.200s",
                     Py_TYPE(path)->tp_name);
        return -1;
    }
    if (copy_name(self, path, &name) < 0)
        return -1;
    item->name = name;
    item->path = name.data;
    size_t length = name.length;
    if (!PyUnicode_Check(path) || !PyUnicode_IS_ASCII(path)) {
        PyObject *bytes = PyUnicode_Check(path) ? PyUnicode_EncodeFSDefault(path) : Py_NewRef(path);
        nws_view encoded;
        if (bytes == NULL)
            return -1;
        length = (size_t)PyBytes_GET_SIZE(bytes);
        int result = copy_view(self, nws_view_of(PyBytes_AS_STRING(bytes), length), &encoded);
        Py_DECREF(bytes);
        if (result < 0)
            return -1;
        item->path = encoded.data;
    }
    if (strlen(item->path) != length) {
        PyErr_SetString(PyExc_ValueError, "embedded null byte in a path");
        return -1;
    }
    return 0;
}

/* (name, bytes): data that somebody else has read; (name, str): why nobody could. */
static int set_member(nws_py_sources *self, Py_ssize_t index, PyObject *pair)
{
    nws_source *item = &self->items[index];
    PyObject *value = PyTuple_GET_SIZE(pair) == 2 ? PyTuple_GET_ITEM(pair, 1) : NULL;
    if (value == NULL || (!PyBytes_Check(value) && !PyUnicode_Check(value))) {
        PyErr_SetString(PyExc_TypeError, "a member must be (name, bytes) or (name, failure)");
        return -1;
    }
    if (copy_name(self, PyTuple_GET_ITEM(pair, 0), &item->name) < 0)
        return -1;
    if (PyUnicode_Check(value))
        return copy_name(self, value, &item->failure);
    item->data = nws_view_of(PyBytes_AS_STRING(value), (size_t)PyBytes_GET_SIZE(value));
    self->sizes[index] = item->data.length;
    return hold_value(self, index, value);
}

static int set_file(nws_py_sources *self, Py_ssize_t index, PyObject *file)
{
    return PyTuple_Check(file) ? set_member(self, index, file)
                               : set_path(self, &self->items[index], file);
}

static const char *const paths_names[] = {"list", "sample"};
static const nws_py_signature paths_signature = {"paths", paths_names, 2, 2, 1, 2};

static PyObject *sources_paths(PyObject *class, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *names)
{
    PyObject *given[2];
    if (nws_py_args_read(&paths_signature, args, nargs, names, given) < 0)
        return NULL;
    PyObject *paths = given[0];
    const size_t sample = given[1] == NULL ? 1 : PyLong_AsSize_t(given[1]);
    if (sample == (size_t)-1 && PyErr_Occurred())
        return NULL;
    if (sample == 0 || sample > MEASURED_TOGETHER || MEASURED_TOGETHER % sample != 0)
        return PyErr_Format(PyExc_ValueError, "sample must divide %d", MEASURED_TOGETHER);
    if (!PyList_Check(paths))
        return PyErr_Format(PyExc_TypeError, "paths must be a list");
    paths = PyList_AsTuple(paths); /* nobody changes it meanwhile */
    if (paths == NULL)
        return NULL;
    Py_ssize_t count = PyTuple_GET_SIZE(paths);
    nws_py_sources *self = sources_new(PyType_GetModuleState((PyTypeObject *)class), count, false);
    for (Py_ssize_t i = 0; self != NULL && i < count; i++) {
        if (set_file(self, i, PyTuple_GET_ITEM(paths, i)) < 0)
            Py_CLEAR(self);
    }
    if (self != NULL)
        self->sample = sample;
    Py_DECREF(paths);
    return (PyObject *)self;
}

/* --- values --- */

/* str or bytes; None: missing; (failure,): why there is none. */
static int set_value(nws_py_sources *self, Py_ssize_t index, PyObject *value)
{
    nws_source *item = &self->items[index];
    if (value == Py_None) {
        item->is_missing = true;
        return 0;
    }
    if (PyTuple_Check(value) && PyTuple_GET_SIZE(value) == 1)
        return copy_name(self, PyTuple_GET_ITEM(value, 0), &item->failure);
    if (PyUnicode_Check(value)) {
        item->is_text = true;
        self->sizes[index] = (size_t)PyUnicode_GET_LENGTH(value) *
                             (PyUnicode_IS_ASCII(value) ? 1 : (size_t)PyUnicode_KIND(value));
    } else if (PyBytes_Check(value)) {
        item->data = nws_view_of(PyBytes_AS_STRING(value), (size_t)PyBytes_GET_SIZE(value));
        self->sizes[index] = item->data.length;
    } else {
        PyErr_Format(PyExc_TypeError, "a value must be str, bytes or None, not %.200s",
                     Py_TYPE(value)->tp_name);
        return -1;
    }
    return hold_value(self, index, value);
}

int nws_py_sources_name(nws_py_sources *self, Py_ssize_t index, PyObject *ids)
{
    PyObject *id =
        ids == NULL || index >= PyTuple_GET_SIZE(ids) ? Py_None : PyTuple_GET_ITEM(ids, index);
    return id == Py_None ? 0 : copy_name(self, id, &self->items[index].name);
}

static const char *const values_names[] = {"values", "ids"};
static const nws_py_signature values_signature = {"values", values_names, 2, 2, 2, 2};

/* Sources of the items of values, with the names in ids; both are tuples, ids may be NULL. */
static PyObject *make_values(nws_py_state *state, PyObject *values, PyObject *ids)
{
    const Py_ssize_t count = PyTuple_GET_SIZE(values);
    if (ids != NULL && PyTuple_GET_SIZE(ids) != count)
        return PyErr_Format(PyExc_ValueError, "%zd values, but %zd ids", count,
                            PyTuple_GET_SIZE(ids));
    nws_py_sources *self = sources_new(state, count, true);
    for (Py_ssize_t i = 0; self != NULL && i < count; i++) {
        if (set_value(self, i, PyTuple_GET_ITEM(values, i)) < 0 ||
            nws_py_sources_name(self, i, ids) < 0)
            Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static PyObject *sources_values(PyObject *class, PyObject *const *args, Py_ssize_t nargs,
                                PyObject *names)
{
    PyObject *given[2];
    if (nws_py_args_read(&values_signature, args, nargs, names, given) < 0)
        return NULL;
    PyObject *values = given[0], *ids = given[1] == Py_None ? NULL : given[1];
    if (!PyList_Check(values) || (ids != NULL && !PyList_Check(ids)))
        return PyErr_Format(PyExc_TypeError, "values and ids must be lists");
    PyObject *texts = PyList_AsTuple(values); /* nobody changes them meanwhile */
    PyObject *names_of = ids == NULL || texts == NULL ? NULL : PyList_AsTuple(ids);
    PyObject *self = NULL;
    if (texts != NULL && (ids == NULL || names_of != NULL))
        self = make_values(PyType_GetModuleState((PyTypeObject *)class), texts, names_of);
    Py_XDECREF(texts);
    Py_XDECREF(names_of);
    return self;
}

static const char *const arrow_names[] = {"schema", "array", "ids"};
static const nws_py_signature arrow_signature = {"arrow", arrow_names, 3, 3, 3, 3};

static PyObject *sources_arrow(PyObject *class, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *names)
{
    PyObject *given[3];
    if (nws_py_args_read(&arrow_signature, args, nargs, names, given) < 0)
        return NULL;
    if (given[2] != Py_None && !PyList_Check(given[2]))
        return PyErr_Format(PyExc_TypeError, "ids must be a list");
    PyObject *ids = given[2] == Py_None ? NULL : PyList_AsTuple(given[2]);
    if (ids == NULL && given[2] != Py_None)
        return NULL;
    PyObject *self = nws_py_sources_arrow(PyType_GetModuleState((PyTypeObject *)class),
                                          given[0] == Py_None ? NULL : given[0], given[1], ids);
    Py_XDECREF(ids);
    return self;
}

/* --- sizes --- */

/* What the file system says of a file; 0 when it says nothing. */
static size_t file_size(const char *path)
{
    struct stat info;
    const bool known = stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0;
    return known ? (size_t)info.st_size : 0;
}

void nws_py_sources_measure(nws_py_sources *self)
{
    const size_t count = (size_t)self->count;
    while (atomic_load_explicit(&self->asked, memory_order_relaxed) < count) {
        size_t at =
            atomic_fetch_add_explicit(&self->asked, MEASURED_TOGETHER, memory_order_relaxed);
        const size_t stop = at + MEASURED_TOGETHER < count ? at + MEASURED_TOGETHER : count;
        for (size_t i = at; i < stop; i++)
            if (self->items[i].path != NULL)
                self->sizes[i] =
                    i % self->sample == 0 ? file_size(self->items[i].path) : self->sizes[i - 1];
        if (at < stop)
            atomic_fetch_add_explicit(&self->measured, stop - at, memory_order_release);
    }
    while (atomic_load_explicit(&self->measured, memory_order_acquire) < count)
        (void)sched_yield(); /* another thread has a few left */
}

/* Runs so small that every thread has several and so large that a table is in few chunks: what is
 * done for each chunk, by whatever reads the table, is not done for each article. The size depends
 * on the input alone. */
static size_t run_bytes(size_t total)
{
    const size_t size = total / RUNS;
    return size < RUN_LEAST ? RUN_LEAST : size > RUN_MOST ? RUN_MOST : size;
}

Py_ssize_t nws_py_sources_cut(const nws_py_sources *self, size_t wanted, Py_ssize_t *cuts)
{
    Py_ssize_t count = 0;
    size_t sum = 0;
    for (Py_ssize_t i = 0; i < self->count && wanted == 0; i++)
        sum += self->sizes[i] + FILE_BYTES;
    if (wanted == 0)
        wanted = run_bytes(sum);
    cuts[count++] = 0;
    sum = 0;
    for (Py_ssize_t i = 0; i < self->count; i++) {
        sum += self->sizes[i] + FILE_BYTES;
        if (sum >= wanted || i + 1 == self->count) {
            cuts[count++] = i + 1;
            sum = 0;
        }
    }
    return count;
}

static const char *const cuts_names[] = {"size"};
static const nws_py_signature cuts_signature = {"cuts", cuts_names, 1, 1, 0, 1};

/* --- reading --- */

nws_status nws_py_sources_fill(const nws_py_sources *sources, Py_ssize_t start, Py_ssize_t stop,
                               nws_buffer *storage, nws_source *out)
{
    memcpy(out, sources->items + start, (size_t)(stop - start) * sizeof *out);
    if (sources->values == NULL)
        return NWS_OK;
    storage->length = 0;
    for (Py_ssize_t i = 0; i < stop - start; i++) {
        PyObject *value = sources->values[start + i];
        if (!out[i].is_text)
            continue;
        size_t before = storage->length;
        if (PyUnicode_IS_ASCII(value)) {
            out[i].data = nws_view_of(PyUnicode_DATA(value), (size_t)PyUnicode_GET_LENGTH(value));
            continue;
        }
        NWS_TRY(nws_py_text_append(value, storage, &out[i].surrogates, &out[i].first_surrogate));
        out[i].data = nws_view_of(NULL, storage->length - before);
    }
    const char *data = nws_buffer_view(storage).data;
    for (Py_ssize_t i = 0; i < stop - start; i++) {
        if (out[i].is_text && out[i].data.data == NULL) {
            out[i].data.data = data;
            data += out[i].data.length;
        }
    }
    return NWS_OK;
}

static Py_ssize_t sources_length(PyObject *self)
{
    return ((nws_py_sources *)self)->count;
}

static PyObject *sources_cuts(PyObject *object, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *names)
{
    nws_py_sources *self = (nws_py_sources *)object;
    PyObject *given[1];
    if (nws_py_args_read(&cuts_signature, args, nargs, names, given) < 0)
        return NULL;
    const size_t wanted = given[0] == NULL ? 0 : PyLong_AsSize_t(given[0]);
    if (wanted == (size_t)-1 && PyErr_Occurred())
        return NULL;
    Py_ssize_t *cuts = PyMem_New(Py_ssize_t, (size_t)self->count + 1);
    if (cuts == NULL)
        return PyErr_NoMemory();
    Py_BEGIN_ALLOW_THREADS nws_py_sources_measure(self);
    Py_END_ALLOW_THREADS const Py_ssize_t count = nws_py_sources_cut(self, wanted, cuts);
    PyObject *list = PyList_New(count);
    for (Py_ssize_t i = 0; list != NULL && i < count; i++)
        nws_py_list_put(&list, i, PyLong_FromSsize_t(cuts[i]));
    PyMem_Free(cuts);
    return list;
}

static PyObject *sources_size(PyObject *object, void *unused)
{
    (void)unused;
    nws_py_sources *self = (nws_py_sources *)object;
    unsigned long long sum = 0;
    for (Py_ssize_t i = 0; i < self->count; i++)
        sum += self->sizes[i];
    return PyLong_FromUnsignedLongLong(sum);
}

static const char *const bases_names[] = {"list", "strict"};
static const nws_py_signature bases_signature = {"bases", bases_names, 2, 2, 2, 2};

static PyObject *sources_bases(PyObject *self, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *names)
{
    PyObject *given[2];
    if (nws_py_args_read(&bases_signature, args, nargs, names, given) < 0)
        return NULL;
    return nws_py_sources_bases((nws_py_sources *)self, given[0], given[1] == Py_True);
}

static PyMethodDef sources_methods[] = {
    {"paths", (PyCFunction)(void (*)(void))sources_paths,
     METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     "paths(list, sample=1, /)\n--\n\nFiles to read. Of sample files one is asked for its size."},
    {"values", (PyCFunction)(void (*)(void))sources_values,
     METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     "values(values, ids, /)\n--\n\nTexts at hand: str, bytes or None."},
    {"arrow", (PyCFunction)(void (*)(void))sources_arrow,
     METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     "arrow(schema, array, ids, /)\n--\n\nAn Arrow column, from its capsules; None if it has no "
     "texts."},
    {"bases", (PyCFunction)(void (*)(void))sources_bases, METH_FASTCALL | METH_KEYWORDS,
     "bases($self, list, strict, /)\n--\n\nA base URL or None for each."},
    {"cuts", (PyCFunction)(void (*)(void))sources_cuts, METH_FASTCALL | METH_KEYWORDS,
     "cuts($self, size=0, /)\n--\n\nWhere to cut into pieces of about so many bytes."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef sources_getset[] = {
    {"size", sources_size, NULL, "bytes, as far as they are known before reading", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(sources_doc, "What a batch reads: made by paths() or values().");

static PyType_Slot sources_slots[] = {
    {Py_tp_dealloc, sources_dealloc},
    {Py_tp_traverse, sources_traverse},
    {Py_sq_length, sources_length},
    {Py_tp_methods, sources_methods},
    {Py_tp_getset, sources_getset},
    {Py_tp_doc, (void *)(uintptr_t)sources_doc},
    {0, NULL},
};

static PyType_Spec sources_spec = {"newsproc._core.Sources", sizeof(nws_py_sources), 0,
                                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
                                       Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                   sources_slots};

int nws_py_sources_init(PyObject *module, nws_py_state *state)
{
    return nws_py_add_type(module, &sources_spec, &state->sources_type);
}
