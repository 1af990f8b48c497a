/* How to read: policy, limits and the one frozen value that holds all options of a call.
 *
 * The structs are here because the files that call the core need what is inside; everything else
 * goes through the functions.
 */
#ifndef NWS_PYTHON_OPTIONS_H
#define NWS_PYTHON_OPTIONS_H

#include "python/args.h"
#include "python/state.h"

typedef struct nws_py_limits {
    PyObject_HEAD nws_limits limits;
} nws_py_limits;

typedef struct nws_py_policy {
    PyObject_HEAD nws_policy policy;
    nws_policy_rules rules; /* what policy.rules points to, unless it is a preset's */
    nws_arena arena;        /* all text behind them */
    PyObject *callback;     /* of attributes: a callable, or NULL */
    uint64_t fingerprint;
} nws_py_policy;

typedef struct nws_py_options {
    PyObject_HEAD PyObject *policy; /* nws_py_policy */
    PyObject *base_url;             /* str or None */
    PyObject *timezone;             /* str */
    PyObject *encoding;             /* str or None */
    PyObject *unproxy;              /* tuple of str */
    PyObject *limits;               /* nws_py_limits */
    PyObject *dialect;              /* str; so the next two */
    PyObject *schema;
    PyObject *date_order;
    PyObject *columns;  /* tuple of (key, type) */
    nws_lifts *lifts;   /* the same for the core; NULL: none */
    PyObject *zone;     /* a zoneinfo.ZoneInfo, or NULL when the offset is fixed */
    nws_buffer storage; /* what the views of options point into */
    nws_view *prefixes;
    nws_options options; /* without hooks: those belong to a call */
} nws_py_options;

/* The keyword parameters of an option-taking function, for its signature's names: they follow the
 * function's own. */
enum { NWS_PY_OPTION_COUNT = 13 };
#define NWS_PY_OPTION_NAMES                                                                        \
    "policy", "base_url", "timezone", "encoding", "unproxy", "limits", "strict", "dialect",        \
        "schema", "date_order", "columns", "markup", "template_tags"

/* "auto", "html" or "markdown"; NULL is "auto". -1 with an exception. */
int nws_py_markup_read(PyObject *object, nws_markup *markup);

/* Options from values in the order of NWS_PY_OPTION_NAMES, NULL for the default. A new reference;
 * the shared default object when nothing is given. */
nws_py_options *nws_py_options_make(nws_py_state *state, PyObject *const *values);

#endif
