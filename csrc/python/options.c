/* The options of a call as one frozen, hashable, picklable value.
 *
 * Made once for a batch and then only read, from any thread without the GIL. Time zones are looked
 * up here, so that a wrong name fails before any file is opened.
 */
#include "python/options.h"

#include "base/utf8.h"
#include "clean/url.h"
#include "python/args.h"
#include "python/columns.h"
#include "python/errors.h"
#include "python/names.h"
#include "python/text.h"

enum {
    POLICY,
    BASE_URL,
    TIMEZONE,
    ENCODING,
    UNPROXY,
    LIMITS,
    STRICT,
    DIALECT,
    SCHEMA,
    DATE_ORDER,
    COLUMNS,
    MARKUP,
    TEMPLATE_TAGS
};

static const char *const option_names[NWS_PY_OPTION_COUNT] = {NWS_PY_OPTION_NAMES};

static const nws_py_signature signature = {"Options", option_names, 0, 0, 0, NWS_PY_OPTION_COUNT};

/* "+08:00", "-0330", "+8": minutes; false when text has no such form. */
static bool read_offset(nws_view text, int32_t *minutes)
{
    int digits[4] = {0, 0, 0, 0}, count = 0;
    if (text.length == 0 || (text.data[0] != '+' && text.data[0] != '-'))
        return false;
    for (size_t i = 1; i < text.length; i++) {
        const char byte = text.data[i];
        if (byte == ':' && i == 3 && i + 1 < text.length)
            continue;
        if (!nws_is_digit((unsigned char)byte) || count == 4)
            return false;
        digits[count++] = byte - '0';
    }
    int hours = count == 1 ? digits[0] : digits[0] * 10 + digits[1];
    int rest = count == 4 ? digits[2] * 10 + digits[3] : 0;
    if (count == 0 || count == 3 || rest > 59 || hours * 60 + rest > 14 * 60)
        return false;
    *minutes = (text.data[0] == '-' ? -1 : 1) * (hours * 60 + rest);
    return true;
}

/* "UTC" and "Z", in any case. */
static bool is_utc(nws_view text)
{
    return nws_view_equal_nocase(text, NWS_VIEW("UTC")) ||
           nws_view_equal_nocase(text, NWS_VIEW("Z"));
}

/* zoneinfo.ZoneInfo(name). The entries of the system's database that stand for the host's own zone
 * are refused: nothing here depends on where it runs. */
static PyObject *find_zone(PyObject *name)
{
    if (PyUnicode_CompareWithASCIIString(name, "localtime") == 0 ||
        PyUnicode_CompareWithASCIIString(name, "posixrules") == 0)
        return nws_py_unknown_zone(name);
    PyObject *module = PyImport_ImportModule("zoneinfo");
    if (module == NULL)
        return NULL;
    PyObject *zone = PyObject_CallMethod(module, "ZoneInfo", "O", name);
    Py_DECREF(module);
    if (zone != NULL || !PyErr_ExceptionMatches(PyExc_Exception) ||
        PyErr_ExceptionMatches(PyExc_MemoryError))
        return zone;
    PyErr_Clear(); /* KeyError, ValueError, or what the database's files provoke */
    return nws_py_unknown_zone(name);
}

static int set_zone(nws_py_options *self, PyObject *name)
{
    if (name != NULL && !PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "timezone must be str, not %.200s", Py_TYPE(name)->tp_name);
        return -1;
    }
    const nws_view text =
        name != NULL && PyUnicode_IS_ASCII(name)
            ? nws_view_of(PyUnicode_DATA(name), (size_t)PyUnicode_GET_LENGTH(name))
            : NWS_VIEW("");
    if (name == NULL || is_utc(text)) { /* one name for all, so that such options are equal */
        self->timezone = PyUnicode_InternFromString("UTC");
        return self->timezone == NULL ? -1 : 0;
    }
    self->timezone = Py_NewRef(name);
    if (read_offset(text, &self->options.zone.fixed_minutes))
        return 0;
    self->zone = find_zone(name);
    return self->zone == NULL ? -1 : 0;
}

static int set_encoding(nws_py_state *state, nws_py_options *self, PyObject *label)
{
    self->encoding = Py_NewRef(label == NULL ? Py_None : label);
    if (self->encoding == Py_None)
        return 0;
    self->options.encoding = nws_py_encoding_find(state, label);
    return self->options.encoding == NULL ? -1 : 0;
}

/* Appends the UTF-8 of a str; the view over it is made when storage has stopped moving. */
static int store_text(nws_py_options *self, PyObject *object, const char *what, size_t *length)
{
    nws_py_input text;
    int result = nws_py_input_text(object, what, &text);
    if (result == 0 && nws_buffer_add(&self->storage, text.view) != NWS_OK) {
        PyErr_NoMemory();
        result = -1;
    }
    *length = text.view.length;
    nws_py_input_free(&text);
    return result;
}

/* base_url and the proxy prefixes, one after the other in storage. */
static int set_texts(nws_py_options *self, PyObject *base_url, PyObject *unproxy)
{
    size_t length = 0;
    self->base_url = Py_NewRef(base_url == NULL ? Py_None : base_url);
    if (self->base_url != Py_None && store_text(self, base_url, "base_url", &length) < 0)
        return -1;
    size_t base_length = length;
    if (unproxy == NULL || unproxy == Py_None)
        self->unproxy = PyTuple_New(0);
    else if (PyUnicode_Check(unproxy))
        self->unproxy = PyTuple_Pack(1, unproxy);
    else
        self->unproxy = nws_py_args_tuple(unproxy, "unproxy", "str or several of them");
    if (self->unproxy == NULL)
        return -1;
    Py_ssize_t count = PyTuple_GET_SIZE(self->unproxy);
    self->prefixes = PyMem_New(nws_view, (size_t)(count + 1));
    if (self->prefixes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *prefix = PyTuple_GET_ITEM(self->unproxy, i);
        if (store_text(self, prefix, "unproxy", &self->prefixes[i].length) < 0)
            return -1;
    }
    const char *data = nws_buffer_view(&self->storage).data;
    if (self->base_url != Py_None) {
        self->options.base_url = nws_view_of(data, base_length);
        if (!nws_url_is_base(self->options.base_url)) {
            PyErr_Format(PyExc_ValueError, "base_url must be an absolute http or https URL, not %R",
                         base_url);
            return -1;
        }
    }
    data += base_length;
    for (Py_ssize_t i = 0; i < count; i++) {
        self->prefixes[i].data = data;
        data += self->prefixes[i].length;
    }
    self->options.unproxy = self->prefixes;
    self->options.unproxy_count = (size_t)count;
    return 0;
}

enum { NAMES_ROOM = 128 }; /* the dialects take 31 */

/* One of some names, by its number; NULL is the first. A new reference to the name, or NULL with an
 * exception. */
static PyObject *read_choice(PyObject *given, const char *what, const char *const *names,
                             uint8_t *number)
{
    *number = 0;
    if (given == NULL)
        return PyUnicode_InternFromString(names[0]);
    if (!PyUnicode_Check(given))
        return PyErr_Format(PyExc_TypeError, "%s must be str, not %.200s", what,
                            Py_TYPE(given)->tp_name);
    for (uint8_t i = 0; names[i] != NULL; i++) {
        if (PyUnicode_CompareWithASCIIString(given, names[i]) == 0) {
            *number = i;
            return Py_NewRef(given);
        }
    }
    char all[NAMES_ROOM] = "";
    for (size_t i = 0; names[i] != NULL; i++) {
        const size_t used = strlen(all);
        (void)snprintf(all + used, sizeof all - used, i == 0 ? "%s" : ", %s", names[i]);
    }
    return PyErr_Format(PyExc_ValueError, "there is no %s %R, only %s", what, given, all);
}

/* How front matter is read. */
static int set_front(nws_py_options *self, PyObject *const *values)
{
    static const char *const dialects[] = {"auto", "hexo", "jekyll", "hugo", "zola", NULL};
    static const char *const schemas[] = {"1.2", "1.1", "failsafe", NULL};
    static const char *const orders[] = {"auto", "dmy", "mdy", NULL};
    _Static_assert(sizeof dialects / sizeof *dialects == NWS_DIALECT_COUNT + 1,
                   "names are in the order of nws_dialect");
    uint8_t number;
    self->dialect = read_choice(values[DIALECT], "dialect", dialects, &number);
    if (self->dialect == NULL)
        return -1;
    self->options.dialect = (nws_dialect)number;
    self->schema = read_choice(values[SCHEMA], "schema", schemas, &number);
    if (self->schema == NULL)
        return -1;
    self->options.schema = (nws_schema)number;
    self->date_order = read_choice(values[DATE_ORDER], "date_order", orders, &number);
    if (self->date_order == NULL)
        return -1;
    memset(self->options.zone.orders, number, sizeof self->options.zone.orders);
    if (nws_py_columns_read(values[COLUMNS], &self->columns, &self->lifts) < 0)
        return -1;
    self->options.lifts = self->lifts;
    return 0;
}

static const char *const markup_names[] = {[NWS_MARKUP_AUTO] = "auto",
                                           [NWS_MARKUP_HTML] = "html",
                                           [NWS_MARKUP_MARKDOWN] = "markdown",
                                           NULL};
static const char *const template_names[] = {
    [NWS_TEMPLATE_KEEP] = "keep", [NWS_TEMPLATE_DROP] = "drop", NULL};

int nws_py_markup_read(PyObject *object, nws_markup *markup)
{
    uint8_t number;
    PyObject *name = read_choice(object, "markup", markup_names, &number);
    Py_XDECREF(name);
    *markup = (nws_markup)number;
    return name == NULL ? -1 : 0;
}

/* How bodies are read. */
static int set_body(nws_py_options *self, PyObject *markup, PyObject *templates)
{
    uint8_t number;
    if (nws_py_markup_read(markup, &self->options.markup) < 0)
        return -1;
    PyObject *name = read_choice(templates, "template_tags", template_names, &number);
    Py_XDECREF(name);
    self->options.templates = (nws_template_use)number;
    return name == NULL ? -1 : 0;
}

static int set_values(nws_py_state *state, nws_py_options *self, PyObject *const *values)
{
    PyObject *policy = values[POLICY] == NULL ? state->preset_article : values[POLICY];
    if (!Py_IS_TYPE(policy, state->policy_type)) {
        PyErr_Format(PyExc_TypeError,
                     "policy must be newsproc.Policy, such as Policy.STRICT, not %.200s",
                     Py_TYPE(policy)->tp_name);
        return -1;
    }
    self->policy = Py_NewRef(policy);
    self->options.policy = &((nws_py_policy *)policy)->policy;
    PyObject *limits = values[LIMITS] == Py_None ? NULL : values[LIMITS];
    if (limits != NULL && !Py_IS_TYPE(limits, state->limits_type)) {
        PyErr_Format(PyExc_TypeError, "limits must be newsproc.Limits, not %.200s",
                     Py_TYPE(limits)->tp_name);
        return -1;
    }
    self->limits =
        limits != NULL ? Py_NewRef(limits) : PyObject_CallNoArgs((PyObject *)state->limits_type);
    if (self->limits == NULL)
        return -1;
    self->options.limits = ((nws_py_limits *)self->limits)->limits;
    int strict = values[STRICT] == NULL ? 0 : nws_py_args_truth(values[STRICT], "strict");
    self->options.strict = strict > 0;
    if (strict < 0 || set_zone(self, values[TIMEZONE]) < 0 ||
        set_encoding(state, self, values[ENCODING]) < 0 || set_front(self, values) < 0 ||
        set_body(self, values[MARKUP], values[TEMPLATE_TAGS]) < 0)
        return -1;
    return set_texts(self, values[BASE_URL], values[UNPROXY]);
}

static nws_py_options *make(nws_py_state *state, PyObject *const *values)
{
    PyTypeObject *type = state->options_type;
    nws_py_options *self = (nws_py_options *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    nws_buffer_init(&self->storage, nws_allocator_libc());
    if (set_values(state, self, values) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return self;
}

nws_py_options *nws_py_options_make(nws_py_state *state, PyObject *const *values)
{
    for (int i = 0; i < NWS_PY_OPTION_COUNT; i++)
        if (values[i] != NULL)
            return make(state, values);
    return (nws_py_options *)Py_NewRef(state->default_options);
}

static PyObject *options_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    PyObject *values[NWS_PY_OPTION_COUNT];
    if (nws_py_args_unpack(&signature, args, keywords, values) < 0)
        return NULL;
    return (PyObject *)nws_py_options_make(PyType_GetModuleState(type), values);
}

static int options_traverse(PyObject *object, visitproc visit, void *arg)
{
    nws_py_options *self = (nws_py_options *)object;
    Py_VISIT(Py_TYPE(object));
    Py_VISIT(self->policy);
    Py_VISIT(self->base_url);
    Py_VISIT(self->timezone);
    Py_VISIT(self->encoding);
    Py_VISIT(self->unproxy);
    Py_VISIT(self->limits);
    Py_VISIT(self->dialect);
    Py_VISIT(self->schema);
    Py_VISIT(self->date_order);
    Py_VISIT(self->columns);
    Py_VISIT(self->zone);
    return 0;
}

static void options_dealloc(PyObject *object)
{
    nws_py_options *self = (nws_py_options *)object;
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    Py_XDECREF(self->policy);
    Py_XDECREF(self->base_url);
    Py_XDECREF(self->timezone);
    Py_XDECREF(self->encoding);
    Py_XDECREF(self->unproxy);
    Py_XDECREF(self->limits);
    Py_XDECREF(self->dialect);
    Py_XDECREF(self->schema);
    Py_XDECREF(self->date_order);
    Py_XDECREF(self->columns);
    Py_XDECREF(self->zone);
    nws_lifts_release(self->lifts);
    nws_buffer_free(&self->storage);
    PyMem_Free(self->prefixes);
    type->tp_free(object);
    Py_DECREF(type);
}

/* All that counts, in the order of the parameters: what is compared, hashed and pickled. */
static PyObject *as_tuple(PyObject *object)
{
    nws_py_options *self = (nws_py_options *)object;
    return Py_BuildValue("(OOOOOOOOOOOss)", self->policy, self->base_url, self->timezone,
                         self->encoding, self->unproxy, self->limits,
                         self->options.strict ? Py_True : Py_False, self->dialect, self->schema,
                         self->date_order, self->columns, markup_names[self->options.markup],
                         template_names[self->options.templates]);
}

static PyObject *options_compare(PyObject *self, PyObject *other, int operation)
{
    if ((operation != Py_EQ && operation != Py_NE) || !Py_IS_TYPE(other, Py_TYPE(self)))
        Py_RETURN_NOTIMPLEMENTED;
    PyObject *a = as_tuple(self);
    PyObject *b = a == NULL ? NULL : as_tuple(other);
    PyObject *result = b == NULL ? NULL : PyObject_RichCompare(a, b, operation);
    Py_XDECREF(a);
    Py_XDECREF(b);
    return result;
}

static Py_hash_t options_hash(PyObject *self)
{
    PyObject *tuple = as_tuple(self);
    Py_hash_t hash = tuple == NULL ? -1 : PyObject_Hash(tuple);
    Py_XDECREF(tuple);
    return hash;
}

static PyObject *options_newargs(PyObject *self, PyObject *unused)
{
    (void)unused;
    PyObject *tuple = as_tuple(self);
    PyObject *dict = tuple == NULL ? NULL : PyDict_New();
    for (int i = 0; dict != NULL && i < NWS_PY_OPTION_COUNT; i++)
        if (PyDict_SetItemString(dict, option_names[i], PyTuple_GET_ITEM(tuple, i)) < 0)
            Py_CLEAR(dict);
    Py_XDECREF(tuple);
    return dict == NULL ? NULL : Py_BuildValue("(()N)", dict);
}

static PyObject *options_repr(PyObject *object)
{
    nws_py_options *self = (nws_py_options *)object;
    return PyUnicode_FromFormat(
        "newsproc._core.Options(policy=%R, base_url=%R, timezone=%R, "
        "encoding=%R, unproxy=%R, limits=%R, strict=%s, dialect=%R, "
        "schema=%R, date_order=%R, columns=%R, markup='%s', template_tags='%s')",
        self->policy, self->base_url, self->timezone, self->encoding, self->unproxy, self->limits,
        self->options.strict ? "True" : "False", self->dialect, self->schema, self->date_order,
        self->columns, markup_names[self->options.markup], template_names[self->options.templates]);
}

static PyMethodDef options_methods[] = {
    {"__getnewargs_ex__", options_newargs, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyDoc_STRVAR(options_doc, "The options of a call, as one frozen value.");

static PyType_Slot options_slots[] = {
    {Py_tp_new, options_new},
    {Py_tp_dealloc, options_dealloc},
    {Py_tp_traverse, options_traverse},
    {Py_tp_richcompare, options_compare},
    {Py_tp_hash, options_hash},
    {Py_tp_repr, options_repr},
    {Py_tp_methods, options_methods},
    {Py_tp_doc, (void *)(uintptr_t)options_doc},
    {0, NULL},
};

static PyType_Spec options_spec = {
    "newsproc._core.Options", sizeof(nws_py_options), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE, options_slots};

int nws_py_options_init(PyObject *module, nws_py_state *state)
{
    PyObject *nothing[NWS_PY_OPTION_COUNT] = {NULL};
    if (nws_py_add_type(module, &options_spec, &state->options_type) < 0)
        return -1;
    state->default_options = (PyObject *)make(state, nothing);
    return state->default_options == NULL ? -1 : 0;
}
