/* What one loaded module owns, in one struct: no globals, so the module can be loaded twice.
 *
 * The list below is the only place where a member is named; traverse and clear are made from it,
 * so that none can be forgotten.
 */
#ifndef NWS_PYTHON_STATE_H
#define NWS_PYTHON_STATE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "article/article.h"
#include "base/pool.h"

#include <stdatomic.h>

/* Types made from specs; structseq types are named tuples. */
#define NWS_PY_TYPE_LIST(X)                                                                        \
    X(article)                                                                                     \
    X(chunks)                                                                                      \
    X(cleaned)                                                                                     \
    X(diagnostic)                                                                                  \
    X(failure)                                                                                     \
    X(front_matter)                                                                                \
    X(image)                                                                                       \
    X(limits)                                                                                      \
    X(link)                                                                                        \
    X(options)                                                                                     \
    X(policy)                                                                                      \
    X(job)                                                                                         \
    X(removal)                                                                                     \
    X(sources)

#define NWS_PY_OBJECT_LIST(X)                                                                      \
    X(error)                                                                                       \
    X(encoding_error)                                                                              \
    X(front_matter_error)                                                                          \
    X(limit_error)                                                                                 \
    X(policy_error)                                                                                \
    X(warning)                                                                                     \
    X(default_options)                                                                             \
    X(preset_article)                                                                              \
    X(preset_strict)                                                                               \
    X(preset_text)                                                                                 \
    X(preset_comment)                                                                              \
    X(preset_feed)                                                                                 \
    X(preset_wide)                                                                                 \
    X(datetime) /* the class; this and what follows is imported when first needed */               \
    X(utc)                                                                                         \
    X(images) /* the class Images */                                                               \
    X(json_loads)                                                                                  \
    X(toml_loads)                                                                                  \
    X(yaml) /* the format's name */

/* Front matter's keys that a module keeps, and the bytes of the longest: some 10 kB at the most. */
enum { NWS_PY_KEPT_KEYS = 128, NWS_PY_KEPT_LENGTH = 32 };

/* What threads that call at the same time can have of their own and keep; more than these make it
 * for each call. */
enum { NWS_PY_SLOTS = 8 };

/* The memory of one call at a time, kept for the next: see nws_py_call. */
typedef struct nws_py_slot {
    nws_workspace workspace;
    nws_buffer input_buffer;
    bool made; /* known to whoever has taken it */
    atomic_bool taken;
    size_t kept;      /* bytes that it holds while it is free */
    char padding[64]; /* no two threads share a line of the cache */
} nws_py_slot;

typedef struct nws_py_state {
#define NWS_PY_TYPE_MEMBER(name) PyTypeObject *name##_type;
    NWS_PY_TYPE_LIST(NWS_PY_TYPE_MEMBER)
#undef NWS_PY_TYPE_MEMBER
#define NWS_PY_OBJECT_MEMBER(name) PyObject *name;
    NWS_PY_OBJECT_LIST(NWS_PY_OBJECT_MEMBER)
#undef NWS_PY_OBJECT_MEMBER
    PyObject *keys[NWS_PY_KEPT_KEYS]; /* of front matter: see values.c */
    nws_py_slot slots[NWS_PY_SLOTS];
    atomic_size_t kept;              /* by all slots */
    _Atomic(nws_pool *) pool;        /* what results lie in; kept from job to job for its pages */
    atomic_long pool_process;        /* the process that made it: see take_pool in job.c */
    _Atomic(PyThreadState *) holder; /* whose call took the GIL last and has not let it go since, or
                                        NULL: a guess, see nws_py_call_acquire */
} nws_py_state;

/* Each fills its part of the state and adds its names to the module; -1 with an exception. */
int nws_py_errors_init(PyObject *module, nws_py_state *state);
int nws_py_limits_init(PyObject *module, nws_py_state *state);
int nws_py_policy_init(PyObject *module, nws_py_state *state);
int nws_py_options_init(PyObject *module, nws_py_state *state);
int nws_py_parts_init(PyObject *module, nws_py_state *state);
int nws_py_article_init(PyObject *module, nws_py_state *state);
int nws_py_sources_init(PyObject *module, nws_py_state *state);
int nws_py_job_init(PyObject *module, nws_py_state *state);
int nws_py_chunks_init(PyObject *module, nws_py_state *state);

/* Makes a type of spec, adds it to the module under the last part of its name, and keeps it. */
int nws_py_add_type(PyObject *module, PyType_Spec *spec, PyTypeObject **type);

static inline nws_py_state *nws_py_state_of(PyObject *module)
{
    return (nws_py_state *)PyModule_GetState(module);
}

/* The state behind an object of one of our types (none can be subclassed). */
static inline nws_py_state *nws_py_state_from(PyObject *self)
{
    return (nws_py_state *)PyType_GetModuleState(Py_TYPE(self));
}

/* module.name, imported on first use and kept in *slot: a borrowed reference, or NULL. */
PyObject *nws_py_import(PyObject **slot, const char *module, const char *name);

#endif
