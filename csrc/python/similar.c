/* group_similar(simhashes) and what Corpus.duplicates asks of its columns.
 *
 * Separate from chunks.c because the numbers may come from anywhere: a column of a Parquet file, as
 * well as the rows of a corpus.
 */
#include "python/args.h"
#include "python/chunks.h"
#include "python/fill.h"
#include "python/functions.h"

#include "article/similar.h"

/* Simhashes, the numbers of their rows, and what was found of them. */
typedef struct similar {
    size_t count;
    uint64_t *hashes;
    Py_ssize_t *rows;
    size_t *groups;
} similar;

static int begin(similar *s, size_t most)
{
    *s = (similar){.hashes = PyMem_New(uint64_t, most + 1),
                   .rows = PyMem_New(Py_ssize_t, most + 1),
                   .groups = PyMem_New(size_t, most + 1)};
    if (s->hashes != NULL && s->rows != NULL && s->groups != NULL)
        return 0;
    PyErr_NoMemory();
    return -1;
}

static void end(similar *s)
{
    PyMem_Free(s->hashes);
    PyMem_Free(s->rows);
    PyMem_Free(s->groups);
}

/* What has no words has nothing to compare. */
static void add(similar *s, uint64_t hash, Py_ssize_t row)
{
    if (hash == 0)
        return;
    s->hashes[s->count] = hash;
    s->rows[s->count++] = row;
}

/* ---- the result ---- */

/* Turns groups into lists: next[i] is the member after i, or count; sizes[i] counts those of the
 * group that i is the first of. */
static void link_members(const similar *s, size_t *next, size_t *last, Py_ssize_t *sizes)
{
    for (size_t i = 0; i < s->count; i++) {
        const size_t group = s->groups[i];
        next[i] = s->count;
        if (group == i)
            sizes[i] = 0;
        else
            next[last[group]] = i;
        last[group] = i;
        sizes[group]++;
    }
}

static PyObject *group_of(const similar *s, const size_t *next, size_t first, Py_ssize_t size)
{
    PyObject *tuple = PyTuple_New(size);
    size_t at = first;
    for (Py_ssize_t i = 0; tuple != NULL && i < size; i++, at = next[at])
        nws_py_tuple_put(&tuple, i, PyLong_FromSsize_t(s->rows[at]));
    return tuple;
}

/* A tuple of the groups that have two members or more, each a tuple of rows. */
static PyObject *groups_of(const similar *s)
{
    size_t *next = PyMem_New(size_t, s->count + 1), *last = PyMem_New(size_t, s->count + 1);
    Py_ssize_t *sizes = PyMem_New(Py_ssize_t, s->count + 1), found = 0;
    PyObject *result = NULL;
    if (next == NULL || last == NULL || sizes == NULL) {
        PyErr_NoMemory();
    } else {
        link_members(s, next, last, sizes);
        for (size_t i = 0; i < s->count; i++)
            found += s->groups[i] == i && sizes[i] > 1;
        result = PyTuple_New(found);
    }
    found = 0;
    for (size_t i = 0; result != NULL && i < s->count; i++) {
        if (s->groups[i] != i || sizes[i] < 2)
            continue;
        nws_py_tuple_put(&result, found++, group_of(s, next, i, sizes[i]));
    }
    PyMem_Free(next);
    PyMem_Free(last);
    PyMem_Free(sizes);
    return result;
}

/* Bits, from an int; -1 with an exception. NULL: the usual three. */
static int read_distance(PyObject *number, unsigned *distance)
{
    *distance = 3;
    if (number == NULL)
        return 0;
    if (!PyIndex_Check(number)) {
        PyErr_Format(PyExc_TypeError, "distance must be int, not %.200s", Py_TYPE(number)->tp_name);
        return -1;
    }
    const Py_ssize_t value = PyNumber_AsSsize_t(number, NULL); /* what is beyond is cut */
    if (value == -1 && PyErr_Occurred())
        return -1;
    if (value < 0 || value > (Py_ssize_t)NWS_MAX_DISTANCE) {
        PyErr_Format(PyExc_ValueError, "distance must be 0 to %d bits, not %zd",
                     (int)NWS_MAX_DISTANCE, value);
        return -1;
    }
    *distance = (unsigned)value;
    return 0;
}

static PyObject *search(similar *s, unsigned distance)
{
    nws_status status;
    Py_BEGIN_ALLOW_THREADS status =
        nws_similar_group(nws_allocator_libc(), s->hashes, s->count, distance, s->groups);
    Py_END_ALLOW_THREADS return status == NWS_OK ? groups_of(s) : PyErr_NoMemory();
}

/* ---- numbers from anywhere, and those of a corpus ---- */

static int read_hashes(similar *s, PyObject *sequence)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(sequence); i++) {
        PyObject *given = PyTuple_GET_ITEM(sequence, i);
        if (!PyIndex_Check(given)) {
            PyErr_Format(PyExc_TypeError, "a simhash must be int, not %.200s",
                         Py_TYPE(given)->tp_name);
            return -1;
        }
        PyObject *item = PyNumber_Index(given);
        const uint64_t hash = item == NULL ? 0 : PyLong_AsUnsignedLongLong(item);
        Py_XDECREF(item);
        if (PyErr_Occurred())
            return -1;
        add(s, hash, i);
    }
    return 0;
}

static const char *const similar_names[] = {"simhashes", "distance"};
static const nws_py_signature similar_signature = {"group_similar", similar_names, 1, 2, 1, 2};

PyObject *nws_py_similar(PyObject *module, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    (void)module;
    PyObject *given[2], *result = NULL;
    unsigned distance;
    if (nws_py_args_read(&similar_signature, args, count, names, given) < 0 ||
        read_distance(given[1], &distance) < 0)
        return NULL;
    /* A tuple, because what turns items into numbers may run anything, and no tuple changes. */
    PyObject *sequence = nws_py_args_tuple(given[0], "simhashes", "several int");
    if (sequence == NULL)
        return NULL;
    similar s;
    if (begin(&s, (size_t)PyTuple_GET_SIZE(sequence)) == 0 && read_hashes(&s, sequence) == 0)
        result = search(&s, distance);
    end(&s);
    Py_DECREF(sequence);
    return result;
}

PyObject *nws_py_chunks_similar(const nws_py_chunks *chunks, PyObject *number)
{
    unsigned distance;
    similar s;
    if (read_distance(number, &distance) < 0)
        return NULL;
    PyObject *result = NULL;
    if (begin(&s, (size_t)chunks->starts[chunks->count]) == 0) {
        for (Py_ssize_t i = 0; i < chunks->count; i++) {
            const nws_chunk *chunk = &chunks->items[i];
            for (int64_t row = 0; row < chunk->length; row++)
                add(&s, nws_columns_simhash(chunk->columns, chunk->offset + row),
                    (Py_ssize_t)(chunks->starts[i] + row));
        }
        result = search(&s, distance);
    }
    end(&s);
    return result;
}
