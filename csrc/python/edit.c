/* set, delete and rename: a FrontMatter whose file differs in what was asked for and nothing else.
 *
 * The old file is read, the core plans splices, they are made in the bytes of the file, and the
 * outcome is read by the same readers and compared before anyone sees it.
 */
#include "python/edit.h"
#include "python/errors.h"
#include "python/parts.h"

/* One file, read, in a workspace of its own. */
typedef struct reading {
    nws_py_call call;
    nws_article article;
    nws_edit_file file;
    nws_error error;
} reading;

static nws_status read_file(reading *r, nws_view data, bool is_text)
{
    nws_workspace *workspace = r->call.workspace;
    nws_article *article = &r->article;
    r->call.options.front_only = true;
    if (is_text)
        NWS_TRY(nws_article_read(workspace, data, &r->call.options, article, &r->error));
    else
        NWS_TRY(nws_article_make(workspace, data, &r->call.options, article, &r->error));
    r->file = (nws_edit_file){.text = article->source,
                              .front = article->front,
                              .body = article->body,
                              .format = article->format,
                              .values = &article->values,
                              .diagnostics = &article->diagnostics};
    return NWS_OK;
}

/* 0, or -1 with the exception for what went wrong. */
static int check(reading *r, nws_status status, nws_view text)
{
    if (status == NWS_OK && !PyErr_Occurred())
        return 0;
    r->error.status = status;
    (void)nws_py_raise(r->call.state, &r->error, NULL, text);
    return -1;
}

/* What was asked for. */
typedef struct wish {
    nws_edit_kind kind;
    PyObject *key;
    PyObject *other; /* the value or the new name */
} wish;

/* The wish as the core has it, in the arena of the reading. */
static int make_edit(reading *r, const wish *wanted, nws_edit *edit)
{
    nws_py_state *state = r->call.state;
    nws_arena *arena = &r->call.workspace->arena;
    *edit = (nws_edit){.kind = wanted->kind};
    if (nws_py_edit_text(state, arena, wanted->key, "key", &edit->key) < 0)
        return -1;
    const bool exists = nws_value_get(&r->article.values, edit->key) != NULL;
    if (wanted->kind == NWS_EDIT_SET)
        return nws_py_edit_value(state, arena, &r->call.options.limits, wanted->other,
                                 &edit->value);
    if (!exists) {
        PyErr_SetObject(PyExc_KeyError, wanted->key);
        return -1;
    }
    if (wanted->kind == NWS_EDIT_DELETE)
        return 0;
    if (nws_py_edit_text(state, arena, wanted->other, "name", &edit->name) < 0)
        return -1;
    if (!nws_view_equal(edit->key, edit->name) &&
        nws_value_get(&r->article.values, edit->name) != NULL) {
        PyErr_Format(PyExc_ValueError, "there is a key %R already", wanted->other);
        return -1;
    }
    return 0;
}

/* The changed file as the source is, str or bytes; text is the changed text. */
static PyObject *make_source(const reading *before, const nws_py_input *input, nws_view text,
                             const nws_splices *splices)
{
    const nws_view data = input->view, old = before->article.source;
    if (input->is_text)
        return nws_py_text_new(text);
    const uintptr_t start = (uintptr_t)data.data, at = (uintptr_t)old.data;
    if (at < start || at > start + data.length) /* it was converted */
        return nws_py_edit_bytes(before->call.state, data, old, before->article.encoding, splices);
    const size_t mark = (size_t)(at - start);
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(mark + text.length));
    if (bytes == NULL)
        return NULL;
    memcpy(PyBytes_AS_STRING(bytes), data.data, mark);
    if (text.length > 0)
        memcpy(PyBytes_AS_STRING(bytes) + mark, text.data, text.length);
    return bytes;
}

/* Reads source, which would hold text, and compares; 0, or -1 with an exception. */
static int verify(const reading *before, nws_py_options *options, PyObject *source, nws_view text,
                  const nws_edit *edit, const nws_splices *splices)
{
    reading after = {.error = {.status = NWS_OK}};
    nws_py_input input;
    int result = nws_py_input_data(source, "data", &input);
    if (result == 0) {
        nws_py_call_begin(&after.call, before->call.state, options);
        nws_status status = read_file(&after, input.view, input.is_text);
        if (status == NWS_OK && !nws_view_equal(after.article.source, text)) {
            nws_py_raise_plain(before->call.state->encoding_error, "encoding_changes",
                               "the changed file would be read in another encoding");
            result = -1;
        } else {
            if (status == NWS_OK)
                status = nws_edit_verify(&after.call.workspace->arena, &before->file, &after.file,
                                         edit, splices, &after.error);
            result = check(&after, status, before->article.source);
        }
        nws_py_call_end(&after.call);
    }
    nws_py_input_free(&input);
    return result;
}

/* The changed source; NULL without an exception: nothing changes. */
static PyObject *change(reading *before, nws_py_options *options, const nws_py_input *input,
                        const wish *wanted)
{
    nws_edit edit;
    nws_splices splices;
    nws_buffer text;
    PyObject *source = NULL;
    if (check(before, read_file(before, input->view, input->is_text), input->view) < 0 ||
        make_edit(before, wanted, &edit) < 0)
        return NULL;
    nws_status status = nws_edit_plan(&before->call.workspace->arena, &before->file, &edit,
                                      &before->call.options.limits, &splices, &before->error);
    if (check(before, status, before->article.source) < 0 || splices.count == 0)
        return NULL;
    nws_buffer_init(&text, nws_allocator_libc());
    status = nws_edit_apply(before->article.source, &splices, &text);
    if (check(before, status, before->article.source) == 0)
        source = make_source(before, input, nws_buffer_view(&text), &splices);
    if (source != NULL &&
        verify(before, options, source, nws_buffer_view(&text), &edit, &splices) < 0)
        Py_CLEAR(source);
    nws_buffer_free(&text);
    return source;
}

/* ---- methods ---- */

static PyObject *field(PyObject *front, Py_ssize_t index)
{
    return PyStructSequence_GetItem(front, index);
}

/* Whether object is a FrontMatter that knows its file. */
static int check_front(const nws_py_state *state, PyObject *object)
{
    if (!Py_IS_TYPE(object, state->front_matter_type)) {
        PyErr_Format(PyExc_TypeError, "not a FrontMatter but %s", Py_TYPE(object)->tp_name);
        return -1;
    }
    PyObject *source = field(object, NWS_PY_FRONT_SOURCE);
    PyObject *options = field(object, NWS_PY_FRONT_OPTIONS);
    if (source == NULL || source == Py_None || options == NULL ||
        !Py_IS_TYPE(options, state->options_type)) {
        PyErr_SetString(PyExc_ValueError, "this FrontMatter was not made by split()");
        return -1;
    }
    return 0;
}

/* How the file was read, and is to be read again: borrowed. */
static nws_py_options *front_options(PyObject *front)
{
    return (nws_py_options *)field(front, NWS_PY_FRONT_OPTIONS);
}

static PyObject *edit_front(PyObject *module, PyObject *front, const wish *wanted)
{
    nws_py_state *state = nws_py_state_of(module);
    if (check_front(state, front) < 0)
        return NULL;
    nws_py_options *options = front_options(front);
    PyObject *source = NULL;
    nws_py_input input;
    int result = nws_py_input_data(field(front, NWS_PY_FRONT_SOURCE), "data", &input);
    if (result == 0 && input.surrogates > 0) {
        nws_py_raise_plain(state->encoding_error, "lone_surrogate",
                           "the text holds a lone surrogate");
        result = -1;
    }
    if (result == 0) {
        reading before = {.error = {.status = NWS_OK}};
        nws_py_call_begin(&before.call, state, options);
        source = change(&before, options, &input, wanted);
        nws_py_call_end(&before.call);
    }
    nws_py_input_free(&input);
    if (source == NULL)
        return PyErr_Occurred() ? NULL : Py_NewRef(front);
    PyObject *edited = nws_py_front_matter_new(state, options, source);
    Py_DECREF(source);
    return edited;
}

static const char *const set_names[] = {"self", "key", "value"};
static const nws_py_signature set_signature = {"set", set_names, 3, 3, 3, 3};
static const char *const delete_names[] = {"self", "key"};
static const nws_py_signature delete_signature = {"delete", delete_names, 2, 2, 2, 2};
static const char *const rename_names[] = {"self", "key", "name"};
static const nws_py_signature rename_signature = {"rename", rename_names, 3, 3, 3, 3};
static const char *const self_names[] = {"self"};
static const nws_py_signature bytes_signature = {"to_bytes", self_names, 1, 1, 1, 1};
static const nws_py_signature str_signature = {"to_str", self_names, 1, 1, 1, 1};
static const nws_py_signature reduce_signature = {"__reduce__", self_names, 1, 1, 1, 1};

static PyObject *front_set(PyObject *module, PyObject *const *args, Py_ssize_t count,
                           PyObject *names)
{
    PyObject *values[3];
    if (nws_py_args_read(&set_signature, args, count, names, values) < 0)
        return NULL;
    return edit_front(module, values[0], &(wish){NWS_EDIT_SET, values[1], values[2]});
}

static PyObject *front_delete(PyObject *module, PyObject *const *args, Py_ssize_t count,
                              PyObject *names)
{
    PyObject *values[2];
    if (nws_py_args_read(&delete_signature, args, count, names, values) < 0)
        return NULL;
    return edit_front(module, values[0], &(wish){NWS_EDIT_DELETE, values[1], NULL});
}

static PyObject *front_rename(PyObject *module, PyObject *const *args, Py_ssize_t count,
                              PyObject *names)
{
    PyObject *values[3];
    if (nws_py_args_read(&rename_signature, args, count, names, values) < 0)
        return NULL;
    return edit_front(module, values[0], &(wish){NWS_EDIT_RENAME, values[1], values[2]});
}

static PyObject *front_to_bytes(PyObject *module, PyObject *const *args, Py_ssize_t count,
                                PyObject *names)
{
    PyObject *values[1];
    if (nws_py_args_read(&bytes_signature, args, count, names, values) < 0 ||
        check_front(nws_py_state_of(module), values[0]) < 0)
        return NULL;
    PyObject *source = field(values[0], NWS_PY_FRONT_SOURCE);
    return PyUnicode_Check(source) ? PyUnicode_AsUTF8String(source) : Py_NewRef(source);
}

static PyObject *front_to_str(PyObject *module, PyObject *const *args, Py_ssize_t count,
                              PyObject *names)
{
    PyObject *values[1], *text = NULL;
    nws_py_state *state = nws_py_state_of(module);
    if (nws_py_args_read(&str_signature, args, count, names, values) < 0 ||
        check_front(state, values[0]) < 0)
        return NULL;
    PyObject *source = field(values[0], NWS_PY_FRONT_SOURCE);
    if (PyUnicode_Check(source))
        return Py_NewRef(source);
    nws_py_options *options = front_options(values[0]);
    nws_py_input input;
    if (nws_py_input_data(source, "data", &input) == 0) {
        reading whole = {.error = {.status = NWS_OK}};
        nws_py_call_begin(&whole.call, state, options);
        if (check(&whole, read_file(&whole, input.view, false), input.view) == 0)
            text = nws_py_text_new(whole.article.source);
        nws_py_call_end(&whole.call);
    }
    nws_py_input_free(&input);
    return text;
}

/* Its metadata cannot be pickled, but its file can: (newsproc._core._front_matter, (source,
 * options)). One that somebody else made is a named tuple like any other. */
static PyObject *front_reduce(PyObject *module, PyObject *const *args, Py_ssize_t count,
                              PyObject *names)
{
    PyObject *values[1];
    if (nws_py_args_read(&reduce_signature, args, count, names, values) < 0)
        return NULL;
    PyObject *front = values[0];
    if (check_front(nws_py_state_of(module), front) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_ValueError))
            return NULL;
        PyErr_Clear();
        PyObject *items = PySequence_Tuple(front);
        return items == NULL ? NULL : Py_BuildValue("(O(N))", Py_TYPE(front), items);
    }
    PyObject *function = PyObject_GetAttrString(module, "_front_matter");
    return function == NULL ? NULL
                            : Py_BuildValue("(N(OO))", function, field(front, NWS_PY_FRONT_SOURCE),
                                            (PyObject *)front_options(front));
}

PyDoc_STRVAR(
    set_doc,
    "set(self, key, value, /)\n--\n\n"
    "A FrontMatter whose file says value under key; the others stay as they are.\n\n"
    "value: str, bool, int, float, None, datetime.date or datetime.datetime, or lists,\n"
    "tuples and dicts of these; NumPy's numbers and booleans, too. Only the lines that must\n"
    "change do; a new key comes last, and a file without front matter gets one, in YAML.\n\n"
    "Raises FrontMatterError when the format cannot hold the value or another key would\n"
    "change with it, EncodingError when the file's encoding cannot hold it, TypeError\n"
    "for what front matter never holds.\n\n"
    ">>> front = newsproc.split('---\\ntitle: Old # draft\\n---\\nbody')\n"
    ">>> print(front.set('title', 'yes').to_str())\n"
    "---\ntitle: \"yes\" # draft\n---\nbody");
PyDoc_STRVAR(delete_doc, "delete(self, key, /)\n--\n\n"
                         "A FrontMatter whose file has no such key. Comments around it stay.\n\n"
                         "Raises KeyError when there is none, else as set().\n\n"
                         ">>> front = newsproc.split('---\\na: 1\\nb: 2\\n---\\nbody')\n"
                         ">>> front.delete('a').to_str()\n"
                         "'---\\nb: 2\\n---\\nbody'");
PyDoc_STRVAR(rename_doc,
             "rename(self, key, name, /)\n--\n\n"
             "A FrontMatter whose file calls a key by another name, in its place.\n\n"
             "Raises KeyError when there is no such key, ValueError when the name is taken, else\n"
             "as set().\n\n"
             ">>> front = newsproc.split('---\\nTags: [a]\\n---\\nbody')\n"
             ">>> front.rename('Tags', 'tags').to_str()\n"
             "'---\\ntags: [a]\\n---\\nbody'");
PyDoc_STRVAR(to_bytes_doc,
             "to_bytes(self, /)\n--\n\n"
             "The whole file in its own encoding; UTF-8 when split() was given str.\n\n"
             ">>> import newsproc\n"
             ">>> newsproc.split('---\\na: 1\\n---\\nbody').set('a', 2).to_bytes()\n"
             "b'---\\na: 2\\n---\\nbody'\n");
PyDoc_STRVAR(to_str_doc, "to_str(self, /)\n--\n\n"
                         "The whole file as text, without a byte order mark unless split() was\n"
                         "given str with one.\n\n"
                         ">>> import newsproc\n"
                         ">>> newsproc.split(b'---\\na: 1\\n---\\nbody').set('a', 2).to_str()\n"
                         "'---\\na: 2\\n---\\nbody'\n");

#define KEYWORDS(function) (PyCFunction)(void (*)(void)) function, METH_FASTCALL | METH_KEYWORDS

static PyMethodDef front_methods[] = {
    {"set", KEYWORDS(front_set), set_doc},
    {"delete", KEYWORDS(front_delete), delete_doc},
    {"rename", KEYWORDS(front_rename), rename_doc},
    {"to_bytes", KEYWORDS(front_to_bytes), to_bytes_doc},
    {"to_str", KEYWORDS(front_to_str), to_str_doc},
    {"__reduce__", KEYWORDS(front_reduce), NULL},
};

/* A struct sequence takes no methods when it is made, and knows no module: functions of the module
 * are put into it that bind like methods. */
int nws_py_edit_methods(PyObject *module, PyTypeObject *front_matter)
{
    for (size_t i = 0; i < sizeof front_methods / sizeof front_methods[0]; i++) {
        PyObject *function = PyCFunction_NewEx(&front_methods[i], module, NULL);
        PyObject *method = function == NULL ? NULL : PyInstanceMethod_New(function);
        Py_XDECREF(function);
        if (method == NULL)
            return -1;
        int result =
            PyObject_SetAttrString((PyObject *)front_matter, front_methods[i].ml_name, method);
        Py_DECREF(method);
        if (result < 0)
            return -1;
    }
    return 0;
}
