/* Exceptions: NewsprocError and what derives from it, made in one place from one table.
 *
 * Every one has code, path, line, column, offset and hint; they are None where they do not apply.
 */
#include "python/errors.h"

#include "base/diagnostic.h"
#include "python/text.h"

#include <errno.h>

static const char *const attribute_names[] = {"code", "path", "line", "column", "offset", "hint"};
enum { ATTRIBUTE_COUNT = sizeof attribute_names / sizeof attribute_names[0] };

/* Stable codes of failures, and what a user can do about them. */
static const struct {
    const char *code, *hint;
} hints[] = {
    {"too_large", "a body may have 64 MiB, or what Limits.body says"},
    {"unknown_encoding",
     "use a label of the Encoding standard or Python's name for the same, such as gb18030"},
    {"yaml_syntax", "quote a value that holds ': ', '#', '[' or '{'"},
    {"duplicate_key", "write the key once"},
    {"unclosed", "end it with a line of three dashes"},
    {"anchor_in_use", "write the other values out first"},
    {"merged_key", "change it where it is merged from"},
    {"toml_table", "change the lines of the table by hand"},
    {"encoding_changes", "name the file's encoding with the encoding option"},
};

static const char *hint_of(const char *code)
{
    for (size_t i = 0; code != NULL && i < sizeof hints / sizeof hints[0]; i++)
        if (strcmp(hints[i].code, code) == 0)
            return hints[i].hint;
    return NULL;
}

/* Steals value, which may be NULL (an exception is set then). */
static int set_attribute(PyObject *object, const char *name, PyObject *value)
{
    if (value == NULL)
        return -1;
    int result = PyObject_SetAttrString(object, name, value);
    Py_DECREF(value);
    return result;
}

static PyObject *type_of(const nws_py_state *state, nws_status status)
{
    switch (status) {
    case NWS_E_LIMIT: return state->limit_error;
    case NWS_E_ENCODING: return state->encoding_error;
    case NWS_E_SYNTAX: return state->front_matter_error;
    case NWS_E_POLICY: return state->policy_error;
    default: return state->error;
    }
}

/* "posts/a.md:3:1: yaml_syntax: this part of the front matter is not YAML" */
static PyObject *message_of(const nws_error *error, PyObject *path, const nws_position *position)
{
    const char *code = error->code == NULL ? "error" : error->code;
    const char *message = error->message == NULL ? "it cannot be read" : error->message;
    if (position->line == 0)
        return path == NULL ? PyUnicode_FromFormat("%s: %s", code, message)
                            : PyUnicode_FromFormat("%S: %s: %s", path, code, message);
    if (path == NULL)
        return PyUnicode_FromFormat("%u:%u: %s: %s", position->line, position->column, code,
                                    message);
    return PyUnicode_FromFormat("%S:%u:%u: %s: %s", path, position->line, position->column, code,
                                message);
}

static PyObject *raise_own(nws_py_state *state, const nws_error *error, PyObject *path,
                           nws_view text)
{
    PyObject *type = type_of(state, error->status);
    bool placed = error->status == NWS_E_SYNTAX && text.data != NULL;
    nws_position position = {0, 0};
    if (placed)
        position = nws_position_of(text, error->offset);
    PyObject *message = message_of(error, path, &position);
    PyObject *exception = message == NULL ? NULL : PyObject_CallOneArg(type, message);
    Py_XDECREF(message);
    if (exception == NULL)
        return NULL;
    if (set_attribute(exception, "code", nws_py_name_new(error->code)) == 0 &&
        set_attribute(exception, "hint", nws_py_name_new(hint_of(error->code))) == 0 &&
        (path == NULL || PyObject_SetAttrString(exception, "path", path) == 0) &&
        (!placed ||
         (set_attribute(exception, "line", PyLong_FromUnsignedLong(position.line)) == 0 &&
          set_attribute(exception, "column", PyLong_FromUnsignedLong(position.column)) == 0 &&
          set_attribute(exception, "offset", PyLong_FromSize_t(error->offset)) == 0)))
        PyErr_SetObject(type, exception);
    Py_DECREF(exception);
    return NULL;
}

/* The constructor of OSError picks the subclass by errno. A refusal of our own (a FIFO, a device)
 * has no errno: EINVAL, with our message. */
static PyObject *raise_system(const nws_error *error, PyObject *path)
{
    errno = error->system_error;
    if (errno == 0 && error->code != NULL && strcmp(error->code, "is_directory") == 0)
        errno = EISDIR;
    if (errno != 0)
        return PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path);
    PyObject *exception = PyObject_CallFunction(PyExc_OSError, "isO", EINVAL,
                                                error->message == NULL ? "" : error->message,
                                                path == NULL ? Py_None : path);
    if (exception != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
        Py_DECREF(exception);
    }
    return NULL;
}

PyObject *nws_py_raise(nws_py_state *state, const nws_error *error, PyObject *path, nws_view text)
{
    if (PyErr_Occurred()) /* a hook that called Python has raised already */
        return NULL;
    switch (error->status) {
    case NWS_E_MEMORY: return PyErr_NoMemory();
    case NWS_E_IO: return raise_system(error, path);
    case NWS_E_ARGUMENT:
        PyErr_SetString(PyExc_ValueError, error->message == NULL ? "bad value" : error->message);
        return NULL;
    default: return raise_own(state, error, path, text);
    }
}

PyObject *nws_py_raise_plain(PyObject *type, const char *code, const char *message)
{
    PyObject *exception = PyObject_CallFunction(type, "s", message);
    if (exception == NULL)
        return NULL;
    if (set_attribute(exception, "code", nws_py_name_new(code)) == 0 &&
        set_attribute(exception, "hint", nws_py_name_new(hint_of(code))) == 0)
        PyErr_SetObject(type, exception);
    Py_DECREF(exception);
    return NULL;
}

static PyObject *none_attributes(void)
{
    PyObject *dict = PyDict_New();
    for (int i = 0; dict != NULL && i < ATTRIBUTE_COUNT; i++)
        if (PyDict_SetItemString(dict, attribute_names[i], Py_None) < 0)
            Py_CLEAR(dict);
    return dict;
}

static int add_exception(PyObject *module, PyObject **slot, const char *name, const char *doc,
                         PyObject *base, PyObject *dict)
{
    *slot = PyErr_NewExceptionWithDoc(name, doc, base, dict);
    if (*slot == NULL)
        return -1;
    return PyModule_AddObjectRef(module, strrchr(name, '.') + 1, *slot);
}

int nws_py_errors_init(PyObject *module, nws_py_state *state)
{
    PyObject *dict = none_attributes();
    if (dict == NULL)
        return -1;
    int result = add_exception(module, &state->error, "newsproc.NewsprocError",
                               "Base of what newsproc raises itself. Files that cannot be opened "
                               "raise the built-in OSError.\n\nEvery instance has code, path, "
                               "line, column, offset and hint, None where they do not apply.",
                               PyExc_Exception, dict);
    Py_DECREF(dict);
    if (result < 0)
        return -1;
    const struct {
        PyObject **slot;
        const char *name, *doc;
    } table[] = {
        {&state->front_matter_error, "newsproc.FrontMatterError",
         "Front matter that cannot be read, with strict=True, or not be changed as asked."},
        {&state->policy_error, "newsproc.PolicyError",
         "A policy that contradicts itself or asks for what is never safe."},
        {&state->encoding_error, "newsproc.EncodingError",
         "An encoding that is not known, or bytes that it cannot read."},
        {&state->limit_error, "newsproc.LimitError", "A limit of newsproc.Limits was met."},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (add_exception(module, table[i].slot, table[i].name, table[i].doc, state->error, NULL) <
            0)
            return -1;
    return add_exception(module, &state->warning, "newsproc.NewsprocWarning",
                         "Some files of a corpus failed; see its errors.", PyExc_UserWarning, NULL);
}
