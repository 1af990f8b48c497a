/* newsproc._core.Job: sources on their way to columns, shared by the threads that work on it.
 *
 * Every thread calls work(), which takes one run of sources after the other until none is left and
 * holds the GIL only to look for signals between runs. Runs are cut by size, whatever the number
 * of threads, and kept in order: the result is the same for any of them. The sizes of files are
 * asked for by all threads, too, before the first run.
 */
#include "python/call.h"
#include "python/chunks.h"
#include "python/errors.h"
#include "python/sources.h"

#include "base/pool.h"

#include <unistd.h>

typedef struct job_object {
    PyObject_HEAD nws_py_sources *sources;
    nws_py_options *options;
    Py_ssize_t *cuts; /* runs + 1 places in sources; NULL until sizes are known */
    _Atomic(nws_columns *) *results;
    nws_pool *pool; /* what the results lie in */
    Py_ssize_t runs;
    Py_ssize_t longest;   /* sources in the longest run */
    int orders;           /* of day and month, for each form of dates two bits; 0: as options say */
    bool ends_at_failure; /* runs behind the first with a failure are not needed */
    atomic_size_t next;   /* run */
    atomic_size_t last;   /* the last run that is needed */
    nws_progress progress;
} job_object;

/* Takes cuts, of which there are count, from PyMem. */
static int set_cuts(job_object *self, Py_ssize_t *cuts, Py_ssize_t count)
{
    self->results = PyMem_Calloc((size_t)count, sizeof *self->results);
    if (self->results == NULL) {
        PyMem_Free(cuts);
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 1; i < count; i++)
        if (cuts[i] - cuts[i - 1] > self->longest)
            self->longest = cuts[i] - cuts[i - 1];
    self->cuts = cuts;
    self->runs = count - 1;
    return 0;
}

/* The cuts that the caller wants. */
static int read_cuts(job_object *self, PyObject *list)
{
    const Py_ssize_t count = PyList_GET_SIZE(list);
    if (count == 0) {
        PyErr_SetString(PyExc_ValueError, "there must be a cut");
        return -1;
    }
    Py_ssize_t *cuts = PyMem_New(Py_ssize_t, (size_t)count);
    if (cuts == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        cuts[i] = PyLong_AsSsize_t(PyList_GET_ITEM(list, i));
        if (cuts[i] < 0 || cuts[i] > self->sources->count || (i > 0 && cuts[i] <= cuts[i - 1])) {
            PyMem_Free(cuts);
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "cuts must rise");
            return -1;
        }
    }
    return set_cuts(self, cuts, count);
}

static const char *const job_names[] = {"sources", "cuts", "options", "ends_at_failure", "orders"};
static const nws_py_signature job_signature = {"Job", job_names, 0, 5, 4, 5};

static void init_counters(job_object *self)
{
    atomic_init(&self->next, 0);
    atomic_init(&self->last, SIZE_MAX);
    atomic_init(&self->progress.files, 0);
    atomic_init(&self->progress.bytes, 0);
    atomic_init(&self->progress.failures, 0);
    atomic_init(&self->progress.stop, false);
}

/* The module's pool, held for the caller; NULL: no memory. A child process makes its own: the fork
 * may have come while another thread was in the parent's, and would then wait for ever. For the
 * same reason there is no lock here: who finds the place empty makes a pool, which may not stay. */
static nws_pool *take_pool(nws_py_state *state)
{
    const long process = (long)getpid();
    nws_pool *pool = atomic_exchange(&state->pool, NULL), *place = NULL;
    if (pool == NULL || atomic_load(&state->pool_process) != process) {
        nws_pool_release(pool);
        pool = nws_pool_new(nws_allocator_pages());
        if (pool == NULL)
            return NULL;
        atomic_store(&state->pool_process, process);
    }
    nws_pool_retain(pool);
    if (!atomic_compare_exchange_strong(&state->pool, &place, pool))
        nws_pool_release(pool);
    return pool;
}

static PyObject *job_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *given[5];
    nws_py_state *state = PyType_GetModuleState(type);
    if (nws_py_args_unpack(&job_signature, args, keywords, given) < 0)
        return NULL;
    if (!Py_IS_TYPE(given[0], state->sources_type) ||
        (given[1] != Py_None && !PyList_Check(given[1])) ||
        !Py_IS_TYPE(given[2], state->options_type))
        return PyErr_Format(PyExc_TypeError, "Job() takes Sources, a list or None, and Options");
    const int ends = PyObject_IsTrue(given[3]);
    const long orders = given[4] == NULL ? 0 : PyLong_AsLong(given[4]);
    if (orders == -1 && PyErr_Occurred())
        return NULL;
    job_object *self = ends < 0 ? NULL : (job_object *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->sources = (nws_py_sources *)Py_NewRef(given[0]);
    self->options = (nws_py_options *)Py_NewRef(given[2]);
    self->ends_at_failure = ends > 0;
    self->orders = (int)(orders & ((1 << 2 * NWS_DATE_FORMS) - 1));
    self->pool = take_pool(state);
    init_counters(self);
    if (self->pool == NULL) {
        PyErr_NoMemory();
        Py_CLEAR(self);
    } else if (given[1] != Py_None && read_cuts(self, given[1]) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static int job_traverse(PyObject *object, visitproc visit, void *arg)
{
    job_object *self = (job_object *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->sources);
    Py_VISIT(self->options);
    return 0;
}

static void job_dealloc(PyObject *object)
{
    job_object *self = (job_object *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    for (Py_ssize_t i = 0; i < self->runs; i++)
        nws_columns_release(self->results[i]);
    nws_pool_release(self->pool);
    PyMem_Free(self->results);
    PyMem_Free(self->cuts);
    Py_XDECREF(self->sources);
    Py_XDECREF(self->options);
    type->tp_free(object);
    Py_DECREF(type);
}

/* --- work --- */

/* What one thread has at hand. */
typedef struct worker {
    job_object *job;
    nws_py_call call;
    nws_columns *rows;   /* of the run, until they are sealed */
    nws_buffer storage;  /* texts of the run */
    nws_source *sources; /* room for the longest run */
} worker;

static void lower_last(job_object *self, size_t run)
{
    size_t last = atomic_load(&self->last);
    while (run < last && !atomic_compare_exchange_weak(&self->last, &last, run))
        ;
}

/* Whether there is a failed row. */
static bool has_failure(const nws_columns *columns)
{
    for (int64_t row = 0; row < nws_columns_rows(columns); row++)
        if (!nws_columns_ok(columns, row))
            return true;
    return false;
}

/* One run, without the GIL. */
static nws_status do_run(worker *at, size_t run)
{
    job_object *job = at->job;
    Py_ssize_t start = job->cuts[run], stop = job->cuts[run + 1];
    NWS_TRY(nws_py_sources_fill(job->sources, start, stop, &at->storage, at->sources));
    NWS_TRY(nws_batch_run(at->call.workspace, at->call.input_buffer, at->sources,
                          (size_t)(stop - start), &at->call.options, &job->progress, at->rows));
    nws_columns *columns;
    NWS_TRY(nws_columns_seal(at->rows, nws_pool_allocator(job->pool), &columns));
    atomic_store_explicit(&job->results[run], columns, memory_order_release);
    if (job->ends_at_failure && has_failure(columns))
        lower_last(job, run);
    return NWS_OK;
}

/* Takes the next run; false when none is left. */
static bool take_run(job_object *self, size_t *run)
{
    *run = atomic_fetch_add(&self->next, 1);
    return *run < (size_t)self->runs && *run <= atomic_load(&self->last) &&
           !atomic_load(&self->progress.stop);
}

/* Runs until none is left; -1 with an exception. */
static int do_runs(worker *at)
{
    size_t run;
    while (take_run(at->job, &run)) {
        nws_py_call_release(&at->call);
        nws_status status = do_run(at, run);
        nws_py_call_acquire(&at->call);
        if (PyErr_Occurred() || PyErr_CheckSignals() < 0)
            return -1;
        if (status == NWS_E_STOP)
            return 0;
        if (status != NWS_OK) {
            PyErr_NoMemory();
            return -1;
        }
    }
    return 0;
}

#ifndef Py_BEGIN_CRITICAL_SECTION /* before CPython 3.13 the GIL is enough */
#define Py_BEGIN_CRITICAL_SECTION(object) {
#define Py_END_CRITICAL_SECTION() }
#endif

/* Cuts the sources, whose sizes are known, into runs. */
static int cut_sources(job_object *self)
{
    Py_ssize_t *cuts = PyMem_New(Py_ssize_t, (size_t)self->sources->count + 1);
    if (cuts == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return set_cuts(self, cuts, nws_py_sources_cut(self->sources, 0, cuts));
}

/* The runs, made by whichever thread comes first. */
static int make_cuts(job_object *self)
{
    int result = 0;
    Py_BEGIN_ALLOW_THREADS nws_py_sources_measure(self->sources);
    Py_END_ALLOW_THREADS Py_BEGIN_CRITICAL_SECTION(self);
    if (self->cuts == NULL)
        result = cut_sources(self);
    Py_END_CRITICAL_SECTION();
    return result;
}

static int begin_work(worker *at, nws_py_state *state)
{
    nws_buffer_init(&at->storage, nws_allocator_libc());
    at->rows = nws_columns_new(nws_allocator_libc(), at->job->options->lifts);
    at->sources = PyMem_New(nws_source, (size_t)at->job->longest + 1);
    nws_py_call_begin(&at->call, state, at->job->options);
    nws_zone *zone = &at->call.options.zone;
    for (int form = 0; form < NWS_DATE_FORMS && at->job->orders != 0; form++)
        zone->orders[form] = (uint8_t)(at->job->orders >> 2 * form & 3);
    zone->orders_inferred = at->job->orders != 0;
    if (at->rows != NULL && at->sources != NULL)
        return 0;
    PyErr_NoMemory();
    return -1;
}

static void end_work(worker *at)
{
    nws_py_call_end(&at->call);
    nws_buffer_free(&at->storage);
    nws_columns_release(at->rows);
    PyMem_Free(at->sources);
}

static PyObject *job_work(PyObject *object, PyObject *unused)
{
    (void)unused;
    job_object *self = (job_object *)object;
    if (make_cuts(self) < 0)
        return NULL;
    worker at = {.job = self};
    int result = begin_work(&at, nws_py_state_from(object));
    if (result == 0)
        result = do_runs(&at);
    end_work(&at);
    if (result < 0) { /* the others need not go on */
        atomic_store(&self->progress.stop, true);
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *job_stop(PyObject *object, PyObject *unused)
{
    (void)unused;
    atomic_store(&((job_object *)object)->progress.stop, true);
    Py_RETURN_NONE;
}

/* The rows of the runs that are done, up to the first that is not. */
static PyObject *job_result(PyObject *object, PyObject *unused)
{
    (void)unused;
    job_object *self = (job_object *)object;
    Py_ssize_t done = 0;
    while (done < self->runs && atomic_load(&self->results[done]) != NULL)
        done++;
    nws_py_chunks *chunks =
        nws_py_chunks_new(nws_py_state_from(object), self->options->lifts, done);
    for (Py_ssize_t i = 0; chunks != NULL && i < done; i++)
        nws_py_chunks_set(chunks, i,
                          (nws_chunk){self->results[i], 0, nws_columns_rows(self->results[i])});
    return (PyObject *)chunks;
}

/* The order of day and month in each form of dates that needs one and where all others agree, two
 * bits a form: what a second job over the same sources is given. 0: there is nothing to tell. */
static PyObject *job_orders(PyObject *object, PyObject *unused)
{
    (void)unused;
    job_object *self = (job_object *)object;
    uint64_t counts[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1] = {{0}};
    int orders = 0;
    for (Py_ssize_t i = 0; i < self->runs; i++)
        if (self->results[i] != NULL)
            nws_columns_orders(self->results[i], counts);
    for (int form = 0; form < NWS_DATE_FORMS; form++) {
        const uint64_t *found = counts[form];
        const bool is_dmy = found[NWS_EVIDENCE_DMY] > 0, is_mdy = found[NWS_EVIDENCE_MDY] > 0;
        if (found[NWS_EVIDENCE_EITHER] > 0 && is_dmy != is_mdy)
            orders |= (is_dmy ? NWS_ORDER_DMY : NWS_ORDER_MDY) << 2 * form;
    }
    return PyLong_FromLong(orders);
}

static PyObject *job_counter(PyObject *object, void *closure)
{
    job_object *self = (job_object *)object;
    atomic_size_t *counters[] = {&self->progress.files, &self->progress.bytes,
                                 &self->progress.failures};
    return PyLong_FromSize_t(atomic_load(counters[(uintptr_t)closure]));
}

static PyMethodDef job_methods[] = {
    {"work", job_work, METH_NOARGS, "work($self, /)\n--\n\nDoes runs until none is left."},
    {"stop", job_stop, METH_NOARGS,
     "stop($self, /)\n--\n\nLets all threads end before the next file."},
    {"orders", job_orders, METH_NOARGS,
     "orders($self, /)\n--\n\nWhat the rows tell of orders of dates."},
    {"result", job_result, METH_NOARGS,
     "result($self, /)\n--\n\nThe rows, once all threads are back."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef job_getset[] = {
    {"files", job_counter, NULL, "files that are done", (void *)0},
    {"bytes", job_counter, NULL, "bytes that are done", (void *)1},
    {"failures", job_counter, NULL, "files that failed", (void *)2},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(job_doc, "Sources on their way to columns, shared by threads.");

static PyType_Slot job_slots[] = {
    {Py_tp_new, job_new},
    {Py_tp_dealloc, job_dealloc},
    {Py_tp_traverse, job_traverse},
    {Py_tp_methods, job_methods},
    {Py_tp_getset, job_getset},
    {Py_tp_doc, (void *)(uintptr_t)job_doc},
    {0, NULL},
};

static PyType_Spec job_spec = {"newsproc._core.Job", sizeof(job_object), 0,
                               Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
                               job_slots};

int nws_py_job_init(PyObject *module, nws_py_state *state)
{
    return nws_py_add_type(module, &job_spec, &state->job_type);
}
