/* newsproc.Article: immutable, equal by content, made of one packed record.
 *
 * A field becomes a Python object when it is first asked for and is then kept.
 */
#include "python/article.h"
#include "python/args.h"
#include "python/functions.h"
#include "python/once.h"
#include "python/parts.h"
#include "python/record_json.h"
#include "python/text.h"

typedef struct article_object {
    PyObject_HEAD nws_record *record;
    PyObject *fields[NWS_PY_FIELD_COUNT];
    PyObject *derived[NWS_PY_DERIVED_COUNT];
} article_object;

static const char *const field_names[NWS_PY_FIELD_COUNT] = {
#define FIELD_NAME(name, doc) #name,
    NWS_PY_FIELD_LIST(FIELD_NAME)
#undef FIELD_NAME
};

PyObject *nws_py_article_new(nws_py_state *state, nws_record *record)
{
    PyTypeObject *type = state->article_type;
    article_object *self = (article_object *)type->tp_alloc(type, 0);
    if (self == NULL)
        nws_record_free(nws_allocator_libc(), record);
    else
        self->record = record;
    return (PyObject *)self;
}

static const nws_record *record_of(PyObject *self)
{
    return ((article_object *)self)->record;
}

static PyObject *get_field(PyObject *object, void *closure)
{
    article_object *self = (article_object *)object;
    nws_py_field field = (nws_py_field)(uintptr_t)closure;
    PyObject **slot = &self->fields[field], *value = nws_py_once_get(slot);
    if (value == NULL)
        value = nws_py_once_keep(slot,
                                 nws_py_field_new(nws_py_state_from(object), self->record, field));
    return Py_XNewRef(value);
}

static const char *const derived_names[NWS_PY_DERIVED_COUNT] = {
#define DERIVED_NAME(name, doc) #name,
    NWS_PY_DERIVED_LIST(DERIVED_NAME)
#undef DERIVED_NAME
};

/* newsproc.structure.name(self), kept as a field is. */
static PyObject *get_derived(PyObject *object, void *closure)
{
    article_object *self = (article_object *)object;
    const nws_py_derived which = (nws_py_derived)(uintptr_t)closure;
    PyObject **slot = &self->derived[which], *value = nws_py_once_get(slot), *function = NULL;
    if (value != NULL)
        return Py_NewRef(value);
    if (nws_py_import(&function, "newsproc.structure", derived_names[which]) == NULL)
        return NULL;
    value = nws_py_once_keep(slot, PyObject_CallOneArg(function, object));
    Py_DECREF(function);
    return Py_XNewRef(value);
}

/* For newsproc/structure.py. */
static PyObject *get_excerpt_end(PyObject *self, void *unused)
{
    (void)unused;
    return PyLong_FromLong(nws_record_scalars(record_of(self)).excerpt);
}

static int article_traverse(PyObject *object, visitproc visit, void *arg)
{
    article_object *self = (article_object *)object;
    Py_VISIT(Py_TYPE(object));
    for (int i = 0; i < NWS_PY_FIELD_COUNT; i++)
        Py_VISIT(self->fields[i]);
    for (int i = 0; i < NWS_PY_DERIVED_COUNT; i++)
        Py_VISIT(self->derived[i]);
    return 0;
}

static int article_clear(PyObject *object)
{
    article_object *self = (article_object *)object;
    for (int i = 0; i < NWS_PY_FIELD_COUNT; i++)
        Py_CLEAR(self->fields[i]);
    for (int i = 0; i < NWS_PY_DERIVED_COUNT; i++)
        Py_CLEAR(self->derived[i]);
    return 0;
}

static void article_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    PyObject_GC_UnTrack(object);
    (void)article_clear(object);
    nws_record_free(nws_allocator_libc(), ((article_object *)object)->record);
    type->tp_free(object);
    Py_DECREF(type);
}

static PyObject *article_compare(PyObject *self, PyObject *other, int operation)
{
    if ((operation != Py_EQ && operation != Py_NE) || !Py_IS_TYPE(other, Py_TYPE(self)))
        Py_RETURN_NOTIMPLEMENTED;
    bool equal = self == other || nws_record_equal(record_of(self), record_of(other));
    return PyBool_FromLong(equal == (operation == Py_EQ));
}

static Py_hash_t article_hash(PyObject *self)
{
    return (Py_hash_t)(nws_record_hash(record_of(self)) >> 1); /* never -1 */
}

static PyObject *article_repr(PyObject *self)
{
    PyObject *title = get_field(self, (void *)(uintptr_t)NWS_PY_FIELD_title);
    PyObject *path = title == NULL ? NULL : get_field(self, (void *)(uintptr_t)NWS_PY_FIELD_path);
    PyObject *text = NULL;
    if (path != NULL)
        text = PyUnicode_FromFormat("<newsproc.Article title=%R path=%R words=%d images=%u>", title,
                                    path, (int)nws_record_scalars(record_of(self)).counts.words,
                                    (unsigned)nws_record_images(record_of(self)));
    Py_XDECREF(title);
    Py_XDECREF(path);
    return text;
}

static PyObject *return_self(PyObject *self, PyObject *unused)
{
    (void)unused;
    return Py_NewRef(self);
}

/* (newsproc._core._article, (record,)) */
static PyObject *article_reduce(PyObject *self, PyObject *unused)
{
    (void)unused;
    PyObject *module = PyType_GetModule(Py_TYPE(self));
    PyObject *function = module == NULL ? NULL : PyObject_GetAttrString(module, "_article");
    if (function == NULL)
        return NULL;
    nws_view bytes = nws_record_bytes(record_of(self));
    return Py_BuildValue("(N(y#))", function, bytes.data, (Py_ssize_t)bytes.length);
}

/* --- replace --- */

static const struct {
    const char *name;
    nws_slot slot;
} replaceable[] = {
    {"path", NWS_SLOT_PATH},         {"title", NWS_SLOT_TITLE},
    {"slug", NWS_SLOT_SLUG},         {"description", NWS_SLOT_DESCRIPTION},
    {"language", NWS_SLOT_LANGUAGE}, {"cover", NWS_SLOT_COVER},
};
enum { REPLACEABLE = sizeof replaceable / sizeof replaceable[0] };

static const char *const replaceable_names[REPLACEABLE] = {"path",        "title",    "slug",
                                                           "description", "language", "cover"};

static const nws_py_signature replace_signature = {"replace", replaceable_names, 0, 0,
                                                   0,         REPLACEABLE};

static PyObject *article_replace(PyObject *self, PyObject *const *args, Py_ssize_t count,
                                 PyObject *names)
{
    PyObject *given[REPLACEABLE];
    nws_py_input texts[REPLACEABLE];
    nws_slot slots[REPLACEABLE];
    nws_view views[REPLACEABLE];
    size_t used = 0, read = 0;
    if (nws_py_args_read(&replace_signature, args, count, names, given) < 0)
        return NULL;
    int result = 0;
    for (int i = 0; i < REPLACEABLE && result == 0; i++) {
        if (given[i] == NULL)
            continue;
        slots[used] = replaceable[i].slot;
        views[used] = NWS_VIEW_NONE;
        if (given[i] != Py_None) {
            result = nws_py_input_text(given[i], replaceable[i].name, &texts[read]);
            views[used] = texts[read++].view;
        }
        used++;
    }
    nws_record *record = NULL;
    nws_status status = NWS_OK;
    if (result == 0)
        status =
            nws_record_replace(nws_allocator_libc(), record_of(self), slots, views, used, &record);
    while (read > 0)
        nws_py_input_free(&texts[--read]);
    if (result < 0)
        return NULL;
    return status == NWS_OK ? nws_py_article_new(nws_py_state_from(self), record)
                            : PyErr_NoMemory();
}

/* --- to_dict, to_json --- */

static PyObject *dicts_of(PyObject *tuples)
{
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < PyTuple_GET_SIZE(tuples); i++) {
        PyObject *dict = nws_py_tuple_dict(PyTuple_GET_ITEM(tuples, i));
        if (dict == NULL || PyList_Append(list, dict) < 0)
            Py_CLEAR(list);
        Py_XDECREF(dict);
    }
    return list;
}

static PyObject *lists_of(PyObject *tuples)
{
    PyObject *list = PySequence_List(tuples);
    for (Py_ssize_t i = 0; list != NULL && i < PyList_GET_SIZE(list); i++) {
        PyObject *inner = PySequence_List(PyList_GET_ITEM(list, i));
        if (inner == NULL)
            Py_CLEAR(list);
        else
            PyList_SetItem(list, i, inner);
    }
    return list;
}

/* The value of a field as plain data that the caller may change. */
static PyObject *plain_value(PyObject *self, nws_py_field field)
{
    if (field == NWS_PY_FIELD_metadata)
        return nws_py_metadata_new(nws_py_state_from(self),
                                   nws_record_slot(record_of(self), NWS_SLOT_METADATA));
    PyObject *value = get_field(self, (void *)(uintptr_t)field);
    if (value == NULL || !PyTuple_Check(value))
        return value;
    PyObject *plain;
    if (field == NWS_PY_FIELD_category_paths)
        plain = lists_of(value);
    else if (PyTuple_GET_SIZE(value) > 0 && PyTuple_Check(PyTuple_GET_ITEM(value, 0)))
        plain = dicts_of(value);
    else
        plain = PySequence_List(value);
    Py_DECREF(value);
    return plain;
}

static PyObject *article_to_dict(PyObject *self, PyObject *unused)
{
    (void)unused;
    PyObject *dict = PyDict_New();
    for (int i = 0; dict != NULL && i < NWS_PY_FIELD_body; i++) {
        PyObject *value = plain_value(self, (nws_py_field)i);
        if (value == NULL || PyDict_SetItemString(dict, field_names[i], value) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(value);
    }
    return dict;
}

static PyObject *article_to_json(PyObject *self, PyObject *unused)
{
    (void)unused;
    nws_buffer out;
    nws_buffer_init(&out, nws_allocator_libc());
    PyObject *text = nws_py_record_json(record_of(self), NULL, &out) == NWS_OK
                         ? nws_py_text_new(nws_buffer_view(&out))
                         : PyErr_NoMemory();
    nws_buffer_free(&out);
    return text;
}

static PyObject *article_to_markdown(PyObject *self, PyObject *unused)
{
    (void)unused;
    return nws_py_markdown_of(nws_py_state_from(self),
                              nws_record_slot(record_of(self), NWS_SLOT_HTML));
}

static PyObject *article_repr_html(PyObject *self, PyObject *unused)
{
    (void)unused;
    PyObject *function = NULL;
    if (nws_py_import(&function, "newsproc.notebook", "article_html") == NULL)
        return NULL;
    PyObject *text = PyObject_CallOneArg(function, self);
    Py_DECREF(function);
    return text;
}

static PyObject *article_xpath(PyObject *self, PyObject *expression)
{
    PyObject *html = get_field(self, (void *)(uintptr_t)NWS_PY_FIELD_html);
    PyObject *args = html == NULL ? NULL : PyTuple_Pack(2, html, expression);
    PyObject *result = args == NULL ? NULL : nws_py_xpath(PyType_GetModule(Py_TYPE(self)), args);
    Py_XDECREF(html);
    Py_XDECREF(args);
    return result;
}

PyDoc_STRVAR(xpath_doc,
             "xpath($self, expression, /)\n--\n\n"
             "What an XPath 1.0 expression finds in html: a tuple of str (elements as HTML,\n"
             "attributes and texts as they are), a str, a float or a bool.\n\n"
             "Raises ValueError for what is no expression, LimitError for one that takes too\n"
             "many steps.\n\n"
             ">>> newsproc.parse('<p>a <a href=\"/x\">b</a></p>').xpath('//a/@href')\n"
             "('/x',)");
PyDoc_STRVAR(
    replace_doc,
    "replace($self, /, *, path=..., title=..., slug=..., description=..., language=..., "
    "cover=...)\n--\n\n"
    "An article with other texts (str or None) in these fields. Nothing else changes:\n"
    "metadata keeps what the file says.\n\n"
    ">>> import newsproc\n"
    ">>> article = newsproc.parse('---\\ntitle: Tea\\n---\\nbody').replace(title='Coffee')\n"
    ">>> article.title, article.metadata['title']\n"
    "('Coffee', 'Tea')\n");
PyDoc_STRVAR(to_dict_doc,
             "to_dict($self, /)\n--\n\nAll fields but body as a new dict of plain data: "
             "lists instead of tuples,\ndicts instead of Image, Link, Diagnostic and "
             "Removal. Dates stay datetimes.\n\n"
             ">>> import newsproc\n"
             ">>> newsproc.parse('---\\ntags: [a, b]\\n---\\nbody').to_dict()['tags']\n"
             "['a', 'b']\n");
PyDoc_STRVAR(to_json_doc,
             "to_json($self, /)\n--\n\nThe same as JSON text on one line; dates in ISO form.\n\n"
             ">>> import newsproc\n"
             ">>> import json\n"
             ">>> article = newsproc.parse('---\\ndate: 2021-04-05\\n---\\nbody')\n"
             ">>> json.loads(article.to_json())['date']\n"
             "'2021-04-05T00:00:00Z'\n");

PyDoc_STRVAR(to_markdown_doc,
             "to_markdown($self, /)\n--\n\n"
             "html as Markdown, without front matter: CommonMark with GFM's tables and\n"
             "strikethrough, and no HTML. Read again, it has the same text.\n\n"
             ">>> import newsproc\n"
             ">>> newsproc.parse('<p>2 * 3 = <b>6</b>').to_markdown()\n"
             "'2 * 3 = **6**\\n'");

static PyMethodDef article_methods[] = {
    {"replace", (PyCFunction)(void (*)(void))article_replace, METH_FASTCALL | METH_KEYWORDS,
     replace_doc},
    {"xpath", article_xpath, METH_O, xpath_doc},
    {"to_dict", article_to_dict, METH_NOARGS, to_dict_doc},
    {"to_json", article_to_json, METH_NOARGS, to_json_doc},
    {"to_markdown", article_to_markdown, METH_NOARGS, to_markdown_doc},
    {"_repr_html_", article_repr_html, METH_NOARGS, NULL},
    {"__reduce__", article_reduce, METH_NOARGS, NULL},
    {"__copy__", return_self, METH_NOARGS, NULL},
    {"__deepcopy__", return_self, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef article_getset[] = {
#define FIELD_GETTER(name, doc)                                                                    \
    {#name, get_field, NULL, doc, (void *)(uintptr_t)NWS_PY_FIELD_##name},
    NWS_PY_FIELD_LIST(FIELD_GETTER)
#undef FIELD_GETTER
#define DERIVED_GETTER(name, doc)                                                                  \
    {#name, get_derived, NULL, doc, (void *)(uintptr_t)NWS_PY_DERIVED_##name},
        NWS_PY_DERIVED_LIST(DERIVED_GETTER)
#undef DERIVED_GETTER
            {"_excerpt_end", get_excerpt_end, NULL, "characters of text before the mark, or 0",
             NULL},
    {"reading_seconds", get_field, NULL, "reading_time by its name in the table",
     (void *)(uintptr_t)NWS_PY_FIELD_reading_time},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(article_doc,
             "One article: what parse() and load() return and what a Corpus is made of.\n\n"
             "Immutable; equal by content (path and body aside), with a hash that is the same in\n"
             "every process; pickles without parsing again.");

static PyType_Slot article_slots[] = {
    {Py_tp_dealloc, article_dealloc},
    {Py_tp_traverse, article_traverse},
    {Py_tp_clear, article_clear},
    {Py_tp_richcompare, article_compare},
    {Py_tp_hash, article_hash},
    {Py_tp_repr, article_repr},
    {Py_tp_methods, article_methods},
    {Py_tp_getset, article_getset},
    {Py_tp_doc, (void *)(uintptr_t)article_doc},
    {0, NULL},
};

static PyType_Spec article_spec = {"newsproc.Article", sizeof(article_object), 0,
                                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC |
                                       Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                   article_slots};

int nws_py_article_init(PyObject *module, nws_py_state *state)
{
    return nws_py_add_type(module, &article_spec, &state->article_type);
}
