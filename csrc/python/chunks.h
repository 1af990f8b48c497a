/* The rows of a corpus: stretches of columns, shared by reference. */
#ifndef NWS_PYTHON_CHUNKS_H
#define NWS_PYTHON_CHUNKS_H

#include "python/state.h"

#include "table/arrow.h"

typedef struct nws_py_chunks {
    PyObject_HEAD Py_ssize_t count;
    nws_chunk *items; /* each holds a reference to its columns */
    nws_lifts *lifts; /* of all of them; one reference, or NULL: none */
    int64_t *starts;  /* count + 1 row numbers: where each begins, and the end */
} nws_py_chunks;

/* An object with room for so many chunks, all empty; each is then set with nws_py_chunks_set, in
 * order. */
nws_py_chunks *nws_py_chunks_new(nws_py_state *state, nws_lifts *lifts, Py_ssize_t count);
void nws_py_chunks_set(nws_py_chunks *chunks, Py_ssize_t index, nws_chunk chunk);

/* The number of the chunk that holds a row, which must be one. */
Py_ssize_t nws_py_chunks_find(const nws_py_chunks *chunks, int64_t row);

/* The columns that hold a row, which must be one, and its number in them. */
nws_columns *nws_py_chunks_locate(const nws_py_chunks *chunks, int64_t row, int64_t *inside);

/* PyCapsules of the Arrow PyCapsule interface.
 * https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
 * column is the number of a column, or -1 for the table. */
PyObject *nws_py_arrow_stream(nws_table table, nws_arrow_texts texts, const nws_py_chunks *chunks,
                              Py_ssize_t column);
PyObject *nws_py_arrow_schema(nws_table table, nws_lifts *lifts, Py_ssize_t column);
/* A stream of the articles in what an iterator gives, one Chunks after the other. */
PyObject *nws_py_arrow_iterate(nws_py_state *state, nws_lifts *lifts, PyObject *iterator);

/* cells.c: the value of a row in a column, those that were asked for behind the fixed ones; a list
 * of the values from row start to stop. */
PyObject *nws_py_chunks_value(const nws_py_chunks *chunks, Py_ssize_t row, Py_ssize_t column);
PyObject *nws_py_chunks_values(const nws_py_chunks *chunks, Py_ssize_t column, Py_ssize_t start,
                               Py_ssize_t stop);
/* How many rows a child table has, and those from start to stop, as far as there are any: a list of
 * (number of the article, Image or Link or Removal or Diagnostic). */
int64_t nws_py_chunks_part_count(const nws_py_chunks *chunks, nws_table table);
PyObject *nws_py_chunks_parts(const nws_py_chunks *chunks, nws_table table, int64_t start,
                              int64_t stop);

/* chunks_pickle.c: what pickle makes of it, and _chunks(version, columns, blocks), which makes it
 * again. */
PyObject *nws_py_chunks_reduce(const nws_py_chunks *chunks);
PyObject *nws_py_chunks_restore(PyObject *module, PyObject *const *args, Py_ssize_t count);

/* chunks_take.c: rows of a sequence of numbers, none of them negative, as Chunks; the rows of files
 * that did not fail. */
PyObject *nws_py_chunks_take(nws_py_chunks *chunks, PyObject *rows);
PyObject *nws_py_chunks_good(nws_py_chunks *chunks);

/* A dict of sums over the articles. */
PyObject *nws_py_chunks_totals(const nws_py_chunks *chunks);
/* similar.c: rows whose simhashes differ in few bits, as a tuple of tuples of int. */
PyObject *nws_py_chunks_similar(const nws_py_chunks *chunks, PyObject *distance);

/* known.c: for each of the sources (an nws_py_sources) the row that was made of the same file in
 * the same state, or -1. A list of int. */
PyObject *nws_py_chunks_known(nws_py_state *state, const nws_py_chunks *chunks, PyObject *sources);
/* Whether there are dates whose day and month only other dates can tell. A bool. */
PyObject *nws_py_chunks_ambiguous(const nws_py_chunks *chunks);

#endif
