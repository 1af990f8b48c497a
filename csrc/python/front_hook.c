/* TOML and JSON front matter, by Python's own readers: the one hook through which the core asks
 * Python to read something.
 *
 * The readers are called so that nothing is lost: numbers come as bytes of their exact text, JSON
 * objects as tuples of pairs (which neither format has otherwise), so that repeated keys are seen.
 * The result is turned into values with a work list, never by recursion, within the same limits as
 * YAML.
 */
#include "python/call.h"

#include "base/utf8.h"
#include "front/scalar.h"

#include <math.h>

/* A container whose items wait to be converted; all are reachable from the root, which is held. */
typedef struct pending {
    PyObject *object;
    nws_value *value;
    uint32_t depth;
} pending;

typedef struct conversion {
    nws_arena *arena;
    nws_diagnostics *diagnostics;
    const nws_limits *limits;
    nws_format format;
    size_t start, end; /* of the front matter: no reader tells positions of values */
    uint32_t nodes;
    bool told; /* that a limit was met */
    bool full; /* front_nodes was: nothing more is made */
    pending *items;
    uint32_t next, count, capacity; /* those before next are done */
} conversion;

/* What lies beyond a limit is left out; the rest is read all the same. */
static nws_status tell_limit(conversion *c)
{
    if (c->told)
        return NWS_OK;
    c->told = true;
    return nws_diagnostics_add(c->diagnostics, NWS_D_FRONT_LIMIT, c->start, c->end, NWS_VIEW(""));
}

/* The text of a str in the arena. */
static nws_status copy_text(conversion *c, PyObject *str, nws_view *text)
{
    nws_py_input input;
    nws_status status = nws_py_input_text(str, "front matter", &input) < 0 ? NWS_E_MEMORY : NWS_OK;
    if (status == NWS_OK) {
        *text = nws_arena_copy(c->arena, input.view);
        if (text->data == NULL)
            status = NWS_E_MEMORY;
        else if (input.surrogates > 0) /* "\ud800" in JSON */
            status = nws_diagnostics_add(c->diagnostics, NWS_D_LONE_SURROGATE, c->start, c->end,
                                         NWS_VIEW(""));
    }
    nws_py_input_free(&input);
    return status;
}

/* Infinity and NaN by TOML's names, and by those that Python's json reads and writes. */
static bool set_special(nws_view text, nws_value *value)
{
    const bool has_sign = text.length > 0 && (text.data[0] == '-' || text.data[0] == '+');
    const nws_view word = nws_view_slice(text, has_sign ? 1 : 0, text.length);
    if (nws_view_equal(word, NWS_VIEW("inf")) || nws_view_equal(word, NWS_VIEW("Infinity")))
        value->as.number = (double)INFINITY;
    else if (nws_view_equal(word, NWS_VIEW("nan")) || nws_view_equal(word, NWS_VIEW("NaN")))
        value->as.number = (double)NAN;
    else
        return false;
    if (text.data[0] == '-')
        value->as.number = -value->as.number;
    value->kind = NWS_VALUE_FLOAT;
    value->text = text;
    return true;
}

/* A number by its text. TOML's underscores are not the core's. */
static nws_status set_number(conversion *c, nws_view raw, nws_value *value)
{
    char *copy = nws_arena_alloc(c->arena, raw.length + 1);
    if (copy == NULL)
        return NWS_E_MEMORY;
    size_t length = 0;
    for (size_t i = 0; i < raw.length; i++)
        if (raw.data[i] != '_')
            copy[length++] = raw.data[i];
    const nws_view text = nws_view_of(copy, length);
    return set_special(text, value) ? NWS_OK : nws_scalar_resolve(c->arena, text, value);
}

/* TOML's integers come as int: hexadecimal and the like have no use for their text. */
static nws_status set_integer(conversion *c, PyObject *number, nws_value *value)
{
    PyObject *digits = PyObject_Str(number);
    if (digits == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_ValueError))
            return NWS_E_MEMORY;
        PyErr_Clear(); /* more digits than Python converts */
        return tell_limit(c);
    }
    nws_view text;
    nws_status status = copy_text(c, digits, &text);
    Py_DECREF(digits);
    return status == NWS_OK ? nws_scalar_resolve(c->arena, text, value) : status;
}

/* What is left: dates and times of TOML, by their ISO form. */
static nws_status set_date(conversion *c, PyObject *object, nws_value *value)
{
    PyObject *iso = PyObject_CallMethod(object, "isoformat", NULL);
    if (iso == NULL)
        return NWS_E_MEMORY;
    value->kind = NWS_VALUE_DATE;
    nws_status status = copy_text(c, iso, &value->text);
    Py_DECREF(iso);
    return status;
}

static nws_status push(conversion *c, PyObject *object, nws_value *value, uint32_t depth)
{
    NWS_TRY(NWS_ROOM(c->arena, c->items, c->count, c->capacity, 64));
    c->items[c->count++] = (pending){object, value, depth};
    return NWS_OK;
}

/* Whether so many more values may be made. What has no room is left out: it is not null. */
static bool has_room(conversion *c, uint32_t nodes)
{
    c->full = c->full || c->limits->front_nodes - c->nodes < nodes;
    return !c->full;
}

/* Takes one of the nodes that there is room for. */
static nws_status convert(conversion *c, PyObject *object, nws_value *value, uint32_t depth)
{
    *value = (nws_value){.kind = NWS_VALUE_NULL,
                         .start = (uint32_t)c->start,
                         .end = (uint32_t)c->end,
                         .text = NWS_VIEW("")};
    c->nodes++;
    if (object == Py_None)
        return NWS_OK;
    if (PyUnicode_Check(object)) {
        value->kind = NWS_VALUE_TEXT;
        value->quoted = true;
        return copy_text(c, object, &value->text);
    }
    if (PyBytes_Check(object))
        return set_number(
            c, nws_view_of(PyBytes_AS_STRING(object), (size_t)PyBytes_GET_SIZE(object)), value);
    if (PyBool_Check(object)) {
        value->kind = NWS_VALUE_BOOL;
        value->as.truth = object == Py_True;
        value->text = value->as.truth ? NWS_VIEW("true") : NWS_VIEW("false");
        return NWS_OK;
    }
    if (PyLong_Check(object))
        return set_integer(c, object, value);
    if (PyList_Check(object) || PyTuple_Check(object) || PyDict_Check(object)) {
        value->kind = PyList_Check(object) ? NWS_VALUE_LIST : NWS_VALUE_MAP;
        value->as.items = NULL;
        return depth < c->limits->front_depth ? push(c, object, value, depth + 1) : tell_limit(c);
    }
    return set_date(c, object, value);
}

static nws_status expand_list(conversion *c, const pending *item)
{
    Py_ssize_t count = PyList_GET_SIZE(item->object);
    nws_value *values = nws_arena_alloc(c->arena, ((size_t)count + 1) * sizeof *values);
    if (values == NULL)
        return NWS_E_MEMORY;
    item->value->as.items = values;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!has_room(c, 1))
            return tell_limit(c);
        NWS_TRY(convert(c, PyList_GET_ITEM(item->object, i), &values[i], item->depth));
        item->value->count = (uint32_t)i + 1;
    }
    return NWS_OK;
}

static nws_status add_entry(conversion *c, const pending *item, PyObject *key, PyObject *object)
{
    nws_value *map = item->value;
    nws_entry *entry = &map->as.entries[map->count];
    NWS_TRY(convert(c, key, &entry->key, item->depth));
    NWS_TRY(convert(c, object, &entry->value, item->depth));
    map->count++;
    return NWS_OK;
}

static nws_status expand_dict(conversion *c, PyObject *dict, const pending *item)
{
    size_t count = (size_t)PyDict_GET_SIZE(dict);
    nws_entry *entries = nws_arena_alloc(c->arena, (count + 1) * sizeof *entries);
    if (entries == NULL)
        return NWS_E_MEMORY;
    item->value->as.entries = entries;
    PyObject *key, *object;
    Py_ssize_t position = 0;
    while (PyDict_Next(dict, &position, &key, &object)) {
        if (item->value->count >= c->limits->front_keys || !has_room(c, 2))
            return tell_limit(c);
        NWS_TRY(add_entry(c, item, key, object));
    }
    return NWS_OK;
}

/* A tuple of pairs: an object of JSON, with every key that was written. The last one counts, in
 * the place of the first, as in a dict. */
static nws_status expand_pairs(conversion *c, const pending *item)
{
    Py_ssize_t count = PyTuple_GET_SIZE(item->object);
    PyObject *dict = PyDict_New();
    if (dict == NULL)
        return NWS_E_MEMORY;
    nws_status status = NWS_OK;
    for (Py_ssize_t i = 0; i < count && status == NWS_OK; i++) {
        PyObject *pair = PyTuple_GET_ITEM(item->object, i);
        Py_ssize_t before = PyDict_GET_SIZE(dict);
        if (PyDict_SetItem(dict, PyTuple_GET_ITEM(pair, 0), PyTuple_GET_ITEM(pair, 1)) < 0) {
            status = NWS_E_MEMORY;
        } else if (PyDict_GET_SIZE(dict) == before) {
            nws_view key;
            status = copy_text(c, PyTuple_GET_ITEM(pair, 0), &key);
            if (status == NWS_OK)
                status =
                    nws_diagnostics_add(c->diagnostics, NWS_D_DUPLICATE_KEY, c->start, c->end, key);
        }
    }
    if (status == NWS_OK)
        status = expand_dict(c, dict, item); /* the items stay alive through the tuple */
    Py_DECREF(dict);
    return status;
}

static nws_status convert_all(conversion *c, PyObject *root, nws_value *value)
{
    if (!has_room(c, 1))
        return tell_limit(c);
    NWS_TRY(convert(c, root, value, 0));
    while (c->next < c->count && !c->full) {
        pending item = c->items[c->next++]; /* outer ones first: they say most */
        if (PyList_Check(item.object))
            NWS_TRY(expand_list(c, &item));
        else if (PyTuple_Check(item.object))
            NWS_TRY(expand_pairs(c, &item));
        else
            NWS_TRY(expand_dict(c, item.object, &item));
    }
    return NWS_OK;
}

/* --- calling the readers --- */

static PyObject *call_json(nws_py_state *state, PyObject *text, PyObject *encode)
{
    PyObject *loads = nws_py_import(&state->json_loads, "json", "loads");
    if (loads == NULL)
        return NULL;
    PyObject *args[] = {text, encode, encode, encode, (PyObject *)&PyTuple_Type};
    PyObject *names =
        Py_BuildValue("(ssss)", "parse_int", "parse_float", "parse_constant", "object_pairs_hook");
    PyObject *result = names == NULL ? NULL : PyObject_Vectorcall(loads, args, 1, names);
    Py_XDECREF(names);
    return result;
}

static PyObject *call_toml(nws_py_state *state, PyObject *text, PyObject *encode)
{
    PyObject *loads = nws_py_import(&state->toml_loads, "tomllib", "loads");
    if (loads == NULL)
        return NULL;
    PyObject *args[] = {text, encode};
    PyObject *names = Py_BuildValue("(s)", "parse_float");
    PyObject *result = names == NULL ? NULL : PyObject_Vectorcall(loads, args, 1, names);
    Py_XDECREF(names);
    return result;
}

static PyObject *call_reader(nws_py_state *state, nws_format format, nws_view front)
{
    PyObject *text = nws_py_text_new(front);
    PyObject *encode =
        text == NULL ? NULL : PyObject_GetAttrString((PyObject *)&PyUnicode_Type, "encode");
    PyObject *result = NULL;
    if (encode != NULL)
        result = format == NWS_FORMAT_JSON ? call_json(state, text, encode)
                                           : call_toml(state, text, encode);
    Py_XDECREF(encode);
    Py_XDECREF(text);
    return result;
}

/* Byte offset in front of a character index. */
static size_t offset_of_index(nws_view front, size_t index)
{
    const char *cursor = front.data, *end = front.data + front.length;
    while (index > 0 && cursor < end) {
        nws_utf8_next(&cursor);
        index--;
    }
    return (size_t)(cursor - front.data);
}

/* Where "... (at line 3, column 7)" points: before Python 3.14 tomllib tells the place in words
 * only. They end the message; what goes before may quote a key that looks like them. */
static size_t offset_of_message(nws_view front, const char *message)
{
    const char *place = "";
    for (const char *at = message; (at = strstr(at, "(at ")) != NULL; at++)
        place = at;
    unsigned line = 0, column = 0;
    if (sscanf(place, "(at line %u, column %u)", &line, &column) != 2)
        return strcmp(place, "(at end of document)") == 0 ? front.length : 0;
    size_t start = 0;
    for (size_t i = 0; i < front.length && line > 1; i++) {
        if (front.data[i] == '\n') {
            line--;
            start = i + 1;
        }
    }
    nws_view rest = nws_view_slice(front, start, front.length - start);
    return start + offset_of_index(rest, column > 0 ? column - 1 : 0);
}

/* Reads and drops the pending exception: byte offset in front, and the reader's own words. */
static nws_status explain(nws_arena *arena, nws_view front, size_t *offset, nws_view *detail)
{
    PyObject *type, *exception, *traceback;
    PyErr_Fetch(&type, &exception, &traceback);
    PyErr_NormalizeException(&type, &exception, &traceback);
    *offset = 0;
    *detail = NWS_VIEW("");
    nws_py_input message = {.view = NWS_VIEW("")};
    PyObject *text = exception == NULL ? NULL : PyObject_Str(exception);
    if (text != NULL && nws_py_input_text(text, "message", &message) == 0)
        *detail = nws_arena_copy(arena, message.view);
    PyObject *position = exception == NULL ? NULL : PyObject_GetAttrString(exception, "pos");
    if (position != NULL && PyLong_Check(position))
        *offset = offset_of_index(front, PyLong_AsSize_t(position));
    else if (detail->data != NULL)
        *offset = offset_of_message(front, detail->data);
    PyErr_Clear();
    nws_py_input_free(&message);
    Py_XDECREF(text);
    Py_XDECREF(position);
    Py_XDECREF(type);
    Py_XDECREF(exception);
    Py_XDECREF(traceback);
    return detail->data == NULL ? NWS_E_MEMORY : NWS_OK;
}

/* A reader has raised: bad front matter is a diagnostic; anything else stays an exception. */
static nws_status refuse(nws_format format, nws_view front, size_t offset, nws_arena *arena,
                         nws_diagnostics *diagnostics)
{
    nws_diagnostic_code code = format == NWS_FORMAT_JSON ? NWS_D_JSON_SYNTAX : NWS_D_TOML_SYNTAX;
    if (PyErr_ExceptionMatches(PyExc_RecursionError))
        code = NWS_D_FRONT_LIMIT;
    else if (!PyErr_ExceptionMatches(PyExc_ValueError) &&
             !PyErr_ExceptionMatches(PyExc_OverflowError))
        return PyErr_ExceptionMatches(PyExc_MemoryError) ? NWS_E_MEMORY : NWS_E_STOP;
    size_t where;
    nws_view detail;
    NWS_TRY(explain(arena, front, &where, &detail));
    if (code == NWS_D_FRONT_LIMIT)
        detail = NWS_VIEW("");
    return nws_diagnostics_add(diagnostics, code, offset + where, offset + where, detail);
}

nws_status nws_py_front_read(void *context, nws_format format, nws_view front, size_t offset,
                             nws_arena *arena, nws_diagnostics *diagnostics, nws_value *value)
{
    nws_py_call *call = context;
    bool released;
    *value = (nws_value){.kind = NWS_VALUE_NULL, .text = NWS_VIEW("")};
    if (!nws_py_call_enter(call, &released))
        return NWS_E_STOP;
    conversion c = {.arena = arena,
                    .diagnostics = diagnostics,
                    .limits = &call->options.limits,
                    .format = format,
                    .start = offset,
                    .end = offset + front.length};
    PyObject *root = call_reader(call->state, format, front);
    nws_status status = root != NULL ? convert_all(&c, root, value)
                                     : refuse(format, front, offset, arena, diagnostics);
    Py_XDECREF(root);
    nws_py_call_leave(call, released);
    return status;
}
