/* split: a file's front matter and body, straight from the core's values.
 *
 * Apart from functions.c because nothing is packed here: the objects are made while the workspace
 * still holds the values, which is several times as fast as a record and its JSON.
 */
#include "python/edit.h"
#include "python/errors.h"
#include "python/fill.h"
#include "python/functions.h"
#include "python/parts.h"
#include "python/values.h"

static nws_status read_front(nws_py_call *call, nws_py_input *input, nws_article *article,
                             nws_error *error)
{
    NWS_TRY(nws_py_input_read(input, call->input_buffer));
    if (!input->is_text)
        return nws_article_make(call->workspace, input->view, &call->options, article, error);
    NWS_TRY(nws_article_read(call->workspace, input->view, &call->options, article, error));
    return nws_article_surrogates(article, input->surrogates, input->first);
}

static PyObject *metadata_new(nws_py_call *call, const nws_article *article)
{
    PyObject *dict = nws_py_value_new(call->state, &call->workspace->arena, &article->values);
    PyObject *proxy = dict == NULL ? NULL : PyDictProxy_New(dict);
    Py_XDECREF(dict);
    return proxy;
}

static PyObject *format_new(const nws_py_state *state, nws_format format)
{
    if (format == NWS_FORMAT_YAML)
        return Py_NewRef(state->yaml);
    return nws_py_name_new(nws_format_name(format));
}

static PyObject *diagnostics_new(nws_py_call *call, const nws_article *article)
{
    uint32_t count = article->diagnostics.count;
    PyObject *tuple = PyTuple_New((Py_ssize_t)count);
    if (count == 0 || tuple == NULL)
        return tuple;
    nws_record_diagnostic *placed =
        nws_arena_alloc(&call->workspace->arena, count * sizeof *placed);
    if (placed == NULL) {
        Py_DECREF(tuple);
        return PyErr_NoMemory();
    }
    nws_record_place(article, placed);
    for (uint32_t i = 0; tuple != NULL && i < count; i++)
        nws_py_tuple_put(&tuple, i, nws_py_diagnostic_new(call->state, &placed[i]));
    return tuple;
}

/* source is stolen. */
static PyObject *front_matter_new(nws_py_call *call, const nws_article *article, PyObject *source)
{
    PyObject *items[] = {
        metadata_new(call, article),
        nws_py_text_new(article->body),
        format_new(call->state, article->format),
        diagnostics_new(call, article),
        source,
        PyUnicode_Check(source) ? Py_NewRef(Py_None) : nws_py_name_new(article->encoding),
        Py_NewRef((PyObject *)call->from),
    };
    return nws_py_tuple_new(call->state->front_matter_type, items, NWS_PY_FRONT_FIELDS);
}

static PyObject *split(nws_py_state *state, nws_py_options *options, PyObject *source,
                       nws_py_input *input)
{
    nws_py_call call;
    nws_article article;
    nws_error error = {.status = NWS_OK};
    PyObject *result = NULL;
    nws_py_call_begin(&call, state, options);
    call.options.front_only = true;
    if (nws_py_input_size(input) >= NWS_PY_WORTH_RELEASING)
        nws_py_call_release(&call);
    nws_status status = read_front(&call, input, &article, &error);
    nws_py_call_acquire(&call);
    if (status == NWS_OK && !PyErr_Occurred()) {
        result = front_matter_new(&call, &article, Py_NewRef(source));
    } else if (!PyErr_Occurred()) {
        error.status = status;
        (void)nws_py_raise(state, &error, NULL, article.source);
    }
    nws_py_call_end(&call);
    return result;
}

/* The file as it is kept: a copy of what others could change. What is no data is told later. */
static PyObject *keep_source(PyObject *data)
{
    if (PyBytes_CheckExact(data) || !PyObject_CheckBuffer(data))
        return Py_NewRef(data);
    return PyBytes_FromObject(data);
}

PyObject *nws_py_front_matter_new(nws_py_state *state, nws_py_options *options, PyObject *data)
{
    PyObject *source = keep_source(data), *result = NULL;
    if (source == NULL)
        return NULL;
    nws_py_input input;
    if (nws_py_input_open(source, "data", &input) == 0)
        result = split(state, options, source, &input);
    nws_py_input_free(&input);
    Py_DECREF(source);
    return result;
}

static const char *const split_names[] = {"data", "encoding", "dialect", "schema"};
static const nws_py_signature split_signature = {"split", split_names, 1, 1, 1, 4};

PyObject *nws_py_split(PyObject *module, PyObject *const *args, Py_ssize_t count, PyObject *names)
{
    enum { ENCODING = 3, DIALECT = 7, SCHEMA = 8 }; /* their places among the options */
    PyObject *given[4], *values[NWS_PY_OPTION_COUNT] = {NULL};
    nws_py_state *state = nws_py_state_of(module);
    if (nws_py_args_read(&split_signature, args, count, names, given) < 0)
        return NULL;
    values[ENCODING] = given[1];
    values[DIALECT] = given[2];
    values[SCHEMA] = given[3];
    nws_py_options *options = nws_py_options_make(state, values);
    if (options == NULL)
        return NULL;
    PyObject *result = nws_py_front_matter_new(state, options, given[0]);
    Py_DECREF(options);
    return result;
}

static const char *const again_names[] = {"source", "options"};
static const nws_py_signature again_signature = {"_front_matter", again_names, 2, 2, 2, 2};

PyObject *nws_py_split_again(PyObject *module, PyObject *const *args, Py_ssize_t count,
                             PyObject *names)
{
    PyObject *given[2];
    nws_py_state *state = nws_py_state_of(module);
    if (nws_py_args_read(&again_signature, args, count, names, given) < 0)
        return NULL;
    if (!Py_IS_TYPE(given[1], state->options_type))
        return PyErr_Format(PyExc_TypeError, "_front_matter() takes data and Options");
    return nws_py_front_matter_new(state, (nws_py_options *)given[1], given[0]);
}
