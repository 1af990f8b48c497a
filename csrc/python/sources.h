/* What a batch reads, made from Python's lists and columns before any thread starts.
 *
 * Workers read it without the GIL: they ask for the sizes of files together, and after that it is
 * constant.
 */
#ifndef NWS_PYTHON_SOURCES_H
#define NWS_PYTHON_SOURCES_H

#include "python/state.h"

#include "table/batch.h"

typedef struct nws_py_sources {
    PyObject_HEAD Py_ssize_t count;
    nws_source *items;
    PyObject **values;             /* the str or bytes behind each item, NULL for paths */
    PyObject *owner;               /* of what else items point into, or NULL */
    size_t *sizes;                 /* bytes, as far as they are known before reading */
    atomic_size_t asked, measured; /* items whose sizes are being asked for; that have them */
    size_t sample;                 /* of so many files one is asked, and stands for the others */
    nws_arena arena;               /* paths and names */
} nws_py_sources;

/* Sources of count values at hand without any of them yet, or NULL with an exception. */
nws_py_sources *nws_py_sources_new(nws_py_state *state, Py_ssize_t count);
/* Gives item index the name that ids, a tuple or NULL, has for it; -1 with an exception. */
int nws_py_sources_name(nws_py_sources *sources, Py_ssize_t index, PyObject *ids);
/* source_bases.c: gives each item the base URL that a list has for it, a str or None. One that is
 * none is a ValueError when strict, else the item's failure. None, or NULL with an exception. */
PyObject *nws_py_sources_bases(nws_py_sources *sources, PyObject *list, bool strict);
/* arrow_values.c: sources of the texts or bytes in an Arrow column, which are not copied. schema
 * and array are the capsules of an array, or array is that of a stream and schema NULL. None when
 * the column holds something else. */
PyObject *nws_py_sources_arrow(nws_py_state *state, PyObject *schema, PyObject *array,
                               PyObject *ids);

/* Sees to it that sizes are known, of files about (see sources.c): any number of threads share the
 * work, and each returns when all of it is done. Needs no GIL. */
void nws_py_sources_measure(nws_py_sources *sources);

/* Where to cut into pieces of about wanted bytes each (0: as reading them likes it), once they are
 * measured: rising places from 0 to the count. A file counts 512 bytes more than it has, for the
 * work of opening it. cuts has room for count + 1; how many there are is returned. */
Py_ssize_t nws_py_sources_cut(const nws_py_sources *sources, size_t wanted, Py_ssize_t *cuts);

/* The sources from start to stop, ready for nws_batch_run: texts that are no UTF-8 yet are written
 * to storage. out has room for stop - start. Needs no GIL. */
NWS_MUST_CHECK nws_status nws_py_sources_fill(const nws_py_sources *sources, Py_ssize_t start,
                                              Py_ssize_t stop, nws_buffer *storage,
                                              nws_source *out);

#endif
