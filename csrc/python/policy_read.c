/* What reading a policy's dictionary is made of: see policy_read.h. */
#include "python/policy_read.h"

#include "python/args.h"
#include "python/errors.h"
#include "python/text.h"

#include "clean/url.h"

/* --- errors --- */

int nws_py_policy_refuse(const nws_py_reader *from, const char *code, const char *what,
                         PyObject *name)
{
    PyObject *text = PyUnicode_FromFormat("%s: %s %R", code, what, name);
    PyObject *ascii =
        text == NULL ? NULL : PyUnicode_AsEncodedString(text, "ascii", "backslashreplace");
    Py_XDECREF(text);
    if (ascii != NULL) {
        nws_py_raise_plain(from->state->policy_error, code, PyBytes_AS_STRING(ascii));
        Py_DECREF(ascii);
    }
    return -1;
}

/* What nws_policy_check found, with the names of what it is about. */
int nws_py_policy_refuse_whole(const nws_py_reader *from, const nws_error *error)
{
    const size_t tag = error->offset >> 16, attr = error->offset & 0xFFFF;
    const bool both = tag != 0 && attr != 0;
    PyObject *text = PyUnicode_FromFormat("%s: %s%s%s%s%s%s", error->code, error->message,
                                          tag + attr > 0 ? ": " : "",
                                          attr == 0 ? "" : nws_attr_names[attr], both ? " of " : "",
                                          tag == 0 ? "" : "<", tag == 0 ? "" : nws_tag_names[tag]);
    PyObject *whole = text == NULL || tag == 0 ? text : PyUnicode_FromFormat("%U>", text);
    if (whole != text)
        Py_XDECREF(text);
    if (whole != NULL) {
        const char *message = PyUnicode_AsUTF8(whole);
        if (message != NULL)
            nws_py_raise_plain(from->state->policy_error, error->code, message);
        Py_DECREF(whole);
    }
    return -1;
}

int nws_py_policy_memory(void)
{
    PyErr_NoMemory();
    return -1;
}

int nws_py_policy_value(const nws_py_reader *from, nws_py_policy_key key, PyObject **value)
{
    PyObject *name = PyUnicode_FromString(nws_py_policy_keys[key]);
    *value = name == NULL ? NULL : Py_XNewRef(PyDict_GetItemWithError(from->dict, name));
    Py_XDECREF(name);
    return *value == NULL && PyErr_Occurred() ? -1 : 0;
}

/* --- text, and lists of it --- */

/* A str's text in the policy's arena. */
int nws_py_policy_text(const nws_py_reader *from, PyObject *object, const char *what, nws_view *out)
{
    nws_py_input text;
    int result = nws_py_input_text(object, what, &text);
    if (result == 0) {
        *out = nws_arena_copy(&from->self->arena, text.view);
        if (out->data == NULL)
            result = nws_py_policy_memory();
    }
    nws_py_input_free(&text);
    return result;
}

/* A list, tuple or set as a new list. A str is refused: its letters are no names. */
PyObject *nws_py_policy_list(PyObject *items)
{
    if (PyUnicode_Check(items))
        return PyErr_Format(PyExc_TypeError, "a policy takes lists of names, not one str");
    PyObject *tuple = nws_py_args_tuple(items, "what a policy names", "a list of names");
    PyObject *list = tuple == NULL ? NULL : PySequence_List(tuple);
    Py_XDECREF(tuple);
    return list;
}

int nws_py_policy_names(const nws_py_reader *from, PyObject *items, nws_names *out)
{
    PyObject *list = nws_py_policy_list(items);
    if (list == NULL)
        return -1;
    const Py_ssize_t count = PyList_GET_SIZE(list);
    int result = count > INT32_MAX / 2 ? nws_py_policy_memory() : 0;
    nws_view *views =
        result < 0 ? NULL
                   : nws_arena_alloc(&from->self->arena, (size_t)(count + 1) * sizeof *views);
    if (views == NULL && result == 0)
        result = nws_py_policy_memory();
    for (Py_ssize_t i = 0; result == 0 && i < count; i++)
        result =
            nws_py_policy_text(from, PyList_GET_ITEM(list, i), "a name in a policy", &views[i]);
    Py_DECREF(list);
    if (result == 0)
        *out = (nws_names){views, nws_names_sort(views, (uint32_t)count)};
    return result;
}

/* --- names --- */

/* The id of a tag's name; with star, 0 for "*". -1 with an exception when there is none. */
int nws_py_policy_tag(const nws_py_reader *from, PyObject *name, bool star)
{
    nws_view text;
    if (nws_py_policy_text(from, name, "a tag in a policy", &text) < 0)
        return -1;
    if (star && nws_view_equal(text, NWS_VIEW("*")))
        return 0;
    const int id = text.length == 0 ? 0 : (int)nws_tag_find(text);
    return id > 0 ? id
                  : nws_py_policy_refuse(from, "unknown_tag",
                                         "only elements that HTML knows can be kept stable, not",
                                         name);
}

/* An attribute: its id, or its name where it has none. */
int nws_py_policy_attribute(const nws_py_reader *from, PyObject *name, nws_policy_rule *rule)
{
    if (nws_py_policy_text(from, name, "an attribute in a policy", &rule->name) < 0)
        return -1;
    const nws_attr id = rule->name.length == 0 ? NWS_ATTR_UNKNOWN : nws_attr_find(rule->name);
    rule->attr = (uint16_t)id;
    if (id != NWS_ATTR_UNKNOWN)
        rule->name = NWS_VIEW("");
    else if (!nws_rules_may_name(rule->name))
        return nws_py_policy_refuse(from, "unsafe_attribute",
                                    "a name that is not of a-z, 0-9 and '-', or never safe:", name);
    return 0;
}

/* Calls add for every pair of a dictionary. */
int nws_py_policy_pairs(nws_py_reader *from, PyObject *dict, const char *what,
                        int (*add)(nws_py_reader *from, int context, PyObject *name,
                                   PyObject *value),
                        int context)
{
    if (!PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "%s must be a dict, not %.200s", what,
                     Py_TYPE(dict)->tp_name);
        return -1;
    }
    PyObject *copy = PyDict_Copy(dict); /* add may run the caller's code */
    PyObject *name, *value;
    Py_ssize_t position = 0;
    int result = copy == NULL ? -1 : 0;
    while (result == 0 && PyDict_Next(copy, &position, &name, &value))
        result = add(from, context, name, value);
    Py_XDECREF(copy);
    return result;
}

/* --- schemes --- */

/* The bit of a scheme's name among those that have one of their own; 0: none. */
static uint32_t scheme_bit(PyObject *name)
{
    const nws_py_flag *flag = nws_py_schemes;
    while (flag->name != NULL &&
           (!PyUnicode_Check(name) || PyUnicode_CompareWithASCIIString(name, flag->name) != 0))
        flag++;
    return flag->bit;
}

static int note_scheme(nws_py_reader *from, nws_view name)
{
    if (NWS_ROOM(&from->self->arena, from->schemes, from->scheme_count, from->scheme_capacity,
                 16) != NWS_OK)
        return nws_py_policy_memory();
    from->schemes[from->scheme_count++] = name;
    return 0;
}

/* Takes note of the schemes in a list that have no bit yet. */
static int note_schemes(nws_py_reader *from, PyObject *items)
{
    PyObject *list = nws_py_policy_list(items);
    int result = list == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; result == 0 && i < PyList_GET_SIZE(list); i++) {
        PyObject *name = PyList_GET_ITEM(list, i);
        nws_view text;
        if (scheme_bit(name) != 0)
            continue;
        if (nws_py_policy_text(from, name, "a scheme in a policy", &text) < 0) {
            result = -1;
        } else if (!nws_url_may_name(text)) {
            result = nws_py_policy_refuse(from, "unsafe_scheme",
                                          "no scheme in lower case, or never safe:", name);
        } else {
            result = note_scheme(from, text);
        }
    }
    Py_XDECREF(list);
    return result;
}

static int note_pairs(nws_py_reader *from, int depth, PyObject *name, PyObject *value)
{
    (void)name;
    return depth == 0 ? note_schemes(from, value)
                      : nws_py_policy_pairs(from, value, "schemes of a tag", note_pairs, depth - 1);
}

/* All schemes have their bits before any list of them is read. */
int nws_py_policy_number(nws_py_reader *from)
{
    static const nws_py_policy_key lists[] = {NWS_PY_POLICY_LINK_SCHEMES,
                                              NWS_PY_POLICY_IMAGE_SCHEMES, NWS_PY_POLICY_SCHEMES};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        PyObject *value;
        if (nws_py_policy_value(from, lists[i], &value) < 0)
            return -1;
        if (value == NULL)
            continue;
        const int result = lists[i] == NWS_PY_POLICY_SCHEMES
                               ? nws_py_policy_pairs(from, value, "schemes", note_pairs, 1)
                               : note_schemes(from, value);
        Py_DECREF(value);
        if (result < 0)
            return -1;
    }
    from->rules->schemes =
        (nws_names){from->schemes, nws_names_sort(from->schemes, from->scheme_count)};
    if (from->rules->schemes.count > NWS_MAX_POLICY_SCHEMES) {
        nws_error error = {NWS_E_POLICY, "too_many", "more schemes than a policy can name", 0, 0};
        return nws_py_policy_refuse_whole(from, &error);
    }
    return 0;
}

int nws_py_policy_bits(const nws_py_reader *from, PyObject *items, uint64_t *bits)
{
    PyObject *list = nws_py_policy_list(items);
    int result = list == NULL ? -1 : 0;
    *bits = 0;
    for (Py_ssize_t i = 0; result == 0 && i < PyList_GET_SIZE(list); i++) {
        PyObject *name = PyList_GET_ITEM(list, i);
        const uint32_t bit = scheme_bit(name);
        nws_view text;
        *bits |= bit;
        if (bit != 0)
            continue;
        result = nws_py_policy_text(from, name, "a scheme in a policy", &text);
        const int32_t place = result < 0 ? -1 : nws_names_find(from->rules->schemes, text);
        if (place >= 0)
            *bits |= (uint64_t)1 << (NWS_SCHEME_NAMED + place);
    }
    Py_XDECREF(list);
    return result;
}
