/* newsproc.Policy: a frozen nws_policy as an object, and the presets.
 *
 * A dictionary is its one description (policy_dict.c): repr and pickle are made from it.
 */
#include "python/policy_dict.h"

static PyObject *policy_to_dict(PyObject *self, PyObject *unused)
{
    (void)unused;
    return nws_py_policy_describe(self);
}

static PyObject *policy_from_dict(PyObject *class, PyObject *dict)
{
    return nws_py_policy_make((PyTypeObject *)class, dict);
}

static PyObject *policy_replace(PyObject *self, PyObject *args, PyObject *changes)
{
    if (PyTuple_GET_SIZE(args) > 0)
        return PyErr_Format(PyExc_TypeError, "replace() takes keyword arguments only");
    PyObject *dict = nws_py_policy_describe(self);
    PyObject *result = NULL;
    if (dict != NULL && (changes == NULL || PyDict_Update(dict, changes) == 0))
        result = nws_py_policy_make(Py_TYPE(self), dict);
    Py_XDECREF(dict);
    return result;
}

/* --- the object --- */

static uint64_t fingerprint_of(PyObject *self)
{
    return nws_policy_fingerprint(&((nws_py_policy *)self)->policy);
}

static PyObject *policy_fingerprint(PyObject *self, void *unused)
{
    (void)unused;
    return PyLong_FromUnsignedLongLong(fingerprint_of(self));
}

static PyObject *policy_compare(PyObject *self, PyObject *other, int operation)
{
    if ((operation != Py_EQ && operation != Py_NE) || !Py_IS_TYPE(other, Py_TYPE(self)))
        Py_RETURN_NOTIMPLEMENTED;
    bool equal = self == other || fingerprint_of(self) == fingerprint_of(other);
    return PyBool_FromLong(equal == (operation == Py_EQ));
}

static Py_hash_t policy_hash(PyObject *self)
{
    return (Py_hash_t)(fingerprint_of(self) >> 1);
}

static PyObject *policy_repr(PyObject *self)
{
    nws_py_state *state = nws_py_state_from(self);
    const struct {
        PyObject *preset;
        const char *name;
    } presets[] = {{state->preset_article, "ARTICLE"},
                   {state->preset_strict, "STRICT"},
                   {state->preset_text, "TEXT"}};
    uint64_t fingerprint = fingerprint_of(self);
    for (int i = 0; i < 3; i++)
        if (presets[i].preset != NULL && fingerprint_of(presets[i].preset) == fingerprint)
            return PyUnicode_FromFormat("newsproc.Policy.%s", presets[i].name);
    PyObject *dict = nws_py_policy_describe(self);
    PyObject *text =
        dict == NULL ? NULL : PyUnicode_FromFormat("newsproc.Policy.from_dict(%R)", dict);
    Py_XDECREF(dict);
    return text;
}

static PyObject *policy_reduce(PyObject *self, PyObject *unused)
{
    (void)unused;
    PyObject *function = PyObject_GetAttrString((PyObject *)Py_TYPE(self), "from_dict");
    PyObject *dict = function == NULL ? NULL : nws_py_policy_describe(self);
    PyObject *result = dict == NULL ? NULL : Py_BuildValue("(O(O))", function, dict);
    Py_XDECREF(function);
    Py_XDECREF(dict);
    return result;
}

static PyObject *return_self(PyObject *self, PyObject *unused)
{
    (void)unused;
    return Py_NewRef(self);
}

/* Objects are reachable from their type (the presets), so the collector must see the way back. */
static int policy_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static void policy_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyMem_Free(((nws_py_policy *)self)->link_rel);
    type->tp_free(self);
    Py_DECREF(type);
}

PyDoc_STRVAR(
    from_dict_doc,
    "from_dict(description, /)\n--\n\n"
    "A policy from a dict with any of the keys that to_dict() gives: tags (a dict of\n"
    "kept tags and lists of their attributes), renames (a dict of tags), attributes (of all\n"
    "tags), drop, link_schemes, image_schemes, repairs, keep_data, link_rel. What is not named is\n"
    "not kept; without drop, what ARTICLE drops with its content (script, style, ...) is dropped.\n"
    "PolicyError for unknown names and for what is never safe.");
PyDoc_STRVAR(to_dict_doc, "to_dict()\n--\n\nThe policy as a dict that from_dict() takes.");
PyDoc_STRVAR(replace_doc, "replace(**changes)\n--\n\nA policy with some of its keys (see "
                          "from_dict()) exchanged.");

static PyMethodDef policy_methods[] = {
    {"from_dict", policy_from_dict, METH_O | METH_CLASS, from_dict_doc},
    {"to_dict", policy_to_dict, METH_NOARGS, to_dict_doc},
    {"replace", (PyCFunction)(void (*)(void))policy_replace, METH_VARARGS | METH_KEYWORDS,
     replace_doc},
    {"__reduce__", policy_reduce, METH_NOARGS, NULL},
    {"__copy__", return_self, METH_NOARGS, NULL},
    {"__deepcopy__", return_self, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef policy_getset[] = {
    {"fingerprint", policy_fingerprint, NULL, "64 bits over all that the policy says", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(policy_doc,
             "What may stay in sanitized HTML. Presets: Policy.ARTICLE (what an article is made\n"
             "of, with all repairs), Policy.STRICT (inline formatting, paragraphs, lists, quotes,\n"
             "code and https links), Policy.TEXT (no tag at all). Frozen, hashable, picklable;\n"
             "made with from_dict() or replace().");

static PyType_Slot policy_slots[] = {
    {Py_tp_dealloc, policy_dealloc},
    {Py_tp_traverse, policy_traverse},
    {Py_tp_richcompare, policy_compare},
    {Py_tp_hash, policy_hash},
    {Py_tp_repr, policy_repr},
    {Py_tp_methods, policy_methods},
    {Py_tp_getset, policy_getset},
    {Py_tp_doc, (void *)(uintptr_t)policy_doc},
    {0, NULL},
};

/* Immutable from the end of nws_py_policy_init on, when the presets are in it. */
static PyType_Spec policy_spec = {
    "newsproc.Policy", sizeof(nws_py_policy), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION, policy_slots};

static int add_preset(PyTypeObject *type, nws_preset preset, const char *name, PyObject **slot)
{
    nws_py_policy *self = (nws_py_policy *)type->tp_alloc(type, 0);
    if (self == NULL)
        return -1;
    nws_policy_preset(&self->policy, preset);
    *slot = (PyObject *)self;
    return PyObject_SetAttrString((PyObject *)type, name, *slot);
}

int nws_py_policy_init(PyObject *module, nws_py_state *state)
{
    if (nws_py_add_type(module, &policy_spec, &state->policy_type) < 0)
        return -1;
    PyTypeObject *type = state->policy_type;
    if (add_preset(type, NWS_PRESET_ARTICLE, "ARTICLE", &state->preset_article) < 0 ||
        add_preset(type, NWS_PRESET_STRICT, "STRICT", &state->preset_strict) < 0 ||
        add_preset(type, NWS_PRESET_TEXT, "TEXT", &state->preset_text) < 0)
        return -1;
    type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
    return 0;
}
