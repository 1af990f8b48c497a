/* What a batch reads, made from Python's lists and columns before any thread starts.
 *
 * After it is made a list of sources is constant; workers read it without the GIL.
 */
#ifndef NWS_PYTHON_SOURCES_H
#define NWS_PYTHON_SOURCES_H

#include "python/state.h"

#include "table/batch.h"

typedef struct nws_py_sources {
    PyObject_HEAD Py_ssize_t count;
    nws_source *items;
    PyObject **values; /* the str or bytes behind each item, NULL for paths */
    size_t *sizes;     /* bytes, as far as they are known before reading */
    nws_arena arena;   /* paths and names */
} nws_py_sources;

/* The sources from start to stop, ready for nws_batch_run: texts that are no UTF-8 yet are written
 * to storage. out has room for stop - start. Needs no GIL. */
NWS_MUST_CHECK nws_status nws_py_sources_fill(const nws_py_sources *sources, Py_ssize_t start,
                                              Py_ssize_t stop, nws_buffer *storage,
                                              nws_source *out);

#endif
