/* newsproc.Policy: a frozen nws_policy as an object, and the presets.
 *
 * A dictionary is its one description (policy_dict.c): repr and pickle are made from it.
 */
#include "python/policy_dict.h"
#include "python/text.h"

#include "base/hash.h"

static const char *const preset_names[NWS_PRESET_COUNT] = {
    [NWS_PRESET_ARTICLE] = "ARTICLE", [NWS_PRESET_STRICT] = "STRICT", [NWS_PRESET_TEXT] = "TEXT",
    [NWS_PRESET_COMMENT] = "COMMENT", [NWS_PRESET_FEED] = "FEED",     [NWS_PRESET_WIDE] = "WIDE",
};

static PyObject **preset_slot(nws_py_state *state, int preset)
{
    PyObject **const slots[NWS_PRESET_COUNT] = {
        [NWS_PRESET_ARTICLE] = &state->preset_article,
        [NWS_PRESET_STRICT] = &state->preset_strict,
        [NWS_PRESET_TEXT] = &state->preset_text,
        [NWS_PRESET_COMMENT] = &state->preset_comment,
        [NWS_PRESET_FEED] = &state->preset_feed,
        [NWS_PRESET_WIDE] = &state->preset_wide,
    };
    return slots[preset];
}

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

/* --- in Python --- */

/* Builders, unions and imports are Python's: newsproc/builders.py and newsproc/migrate.py, which
 * see a policy as its dictionary. */
static PyObject *call_python(const char *module_name, const char *name, PyObject *self,
                             PyObject *args, PyObject *keywords)
{
    PyObject *module = PyImport_ImportModule(module_name);
    PyObject *function = module == NULL ? NULL : PyObject_GetAttrString(module, name);
    Py_XDECREF(module);
    PyObject *first = function == NULL ? NULL : PyTuple_Pack(1, self);
    PyObject *all = first == NULL ? NULL : PySequence_Concat(first, args);
    PyObject *result = all == NULL ? NULL : PyObject_Call(function, all, keywords);
    Py_XDECREF(all);
    Py_XDECREF(first);
    Py_XDECREF(function);
    return result;
}

#define IN_PYTHON(module, name)                                                                    \
    static PyObject *policy_##name(PyObject *self, PyObject *args, PyObject *keywords)             \
    {                                                                                              \
        return call_python("newsproc." module, #name, self, args, keywords);                       \
    }

IN_PYTHON("builders", allow_tags)
IN_PYTHON("builders", allow_attributes)
IN_PYTHON("builders", allow_classes)
IN_PYTHON("builders", allow_styles)
IN_PYTHON("builders", allow_schemes)
IN_PYTHON("builders", allow_hosts)
IN_PYTHON("builders", allow_iframes)
IN_PYTHON("builders", without_tags)
IN_PYTHON("builders", without_attributes)
IN_PYTHON("builders", set_attributes)
IN_PYTHON("builders", relative_urls)
IN_PYTHON("migrate", from_nh3)
IN_PYTHON("migrate", from_bleach)

#undef IN_PYTHON

static PyObject *policy_or(PyObject *left, PyObject *right)
{
    if (!Py_IS_TYPE(left, Py_TYPE(right)))
        Py_RETURN_NOTIMPLEMENTED;
    PyObject *args = PyTuple_Pack(1, right);
    PyObject *result =
        args == NULL ? NULL : call_python("newsproc.builders", "union", left, args, NULL);
    Py_XDECREF(args);
    return result;
}

/* --- the object --- */

static uint64_t fingerprint_of(PyObject *self)
{
    return ((nws_py_policy *)self)->fingerprint;
}

/* A callable counts by its name, which is the same in every process. */
static int mix_callback(nws_py_policy *self)
{
    static const char *const names[] = {"__module__", "__qualname__"};
    for (int i = 0; i < 2; i++) {
        PyObject *name = PyObject_GetAttrString(self->callback, names[i]);
        if (name == NULL) {
            if (!PyErr_ExceptionMatches(PyExc_AttributeError))
                return -1;
            PyErr_Clear(); /* an instance or a partial: by its type */
            name = PyObject_GetAttrString((PyObject *)Py_TYPE(self->callback), names[i]);
            if (name == NULL)
                return -1;
        }
        nws_py_input text;
        PyObject *str = PyObject_Str(name);
        Py_DECREF(name);
        if (str == NULL)
            return -1;
        const int result = nws_py_input_text(str, "a name", &text);
        if (result == 0)
            self->fingerprint = nws_hash_bytes(text.view, self->fingerprint);
        nws_py_input_free(&text);
        Py_DECREF(str);
        if (result < 0)
            return -1;
    }
    return 0;
}

int nws_py_policy_seal(nws_py_policy *self)
{
    self->fingerprint = nws_policy_fingerprint(&self->policy);
    return self->callback == NULL ? 0 : mix_callback(self);
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
    PyObject *a = ((nws_py_policy *)self)->callback, *b = ((nws_py_policy *)other)->callback;
    int equal = self == other || fingerprint_of(self) == fingerprint_of(other);
    if (equal && a != b)
        equal = a == NULL || b == NULL ? 0 : PyObject_RichCompareBool(a, b, Py_EQ);
    return equal < 0 ? NULL : PyBool_FromLong((equal != 0) == (operation == Py_EQ));
}

static Py_hash_t policy_hash(PyObject *self)
{
    return (Py_hash_t)(fingerprint_of(self) >> 1);
}

static PyObject *policy_repr(PyObject *self)
{
    nws_py_state *state = nws_py_state_from(self);
    uint64_t fingerprint = fingerprint_of(self);
    for (int i = 0; i < NWS_PRESET_COUNT; i++) {
        PyObject *preset = *preset_slot(state, i);
        if (preset != NULL && fingerprint_of(preset) == fingerprint)
            return PyUnicode_FromFormat("newsproc.Policy.%s", preset_names[i]);
    }
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
    Py_VISIT(((nws_py_policy *)self)->callback);
    return 0;
}

static int policy_clear(PyObject *self)
{
    Py_CLEAR(((nws_py_policy *)self)->callback);
    return 0;
}

static void policy_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    policy_clear(self);
    nws_arena_free(&((nws_py_policy *)self)->arena);
    type->tp_free(self);
    Py_DECREF(type);
}

PyDoc_STRVAR(
    from_dict_doc,
    "from_dict(description, /)\n--\n\n"
    "A policy from a dict with any of the keys that to_dict() gives.\n\n"
    "tags: {tag: attributes} that are kept. renames: {tag: kept tag}. drop, escape, unwrap: lists\n"
    "of tags that go with their content, whose own tags become text, that go alone. others:\n"
    "'unwrap', 'drop' or 'escape', for all tags that are not named.\n\n"
    "attributes: of every tag. attribute_prefixes: 'data-', ... values: {tag: {attribute: allowed\n"
    "values}}. classes: {tag: class names}. set_attributes: {tag: {attribute: value}}.\n\n"
    "link_schemes, image_schemes: names of URL schemes, and 'relative', 'scheme-relative' "
    "(//host),\n"
    "'data-image' (raster images, 64 KiB at most). schemes, hosts: {tag: {attribute: list}}, "
    "which\n"
    "count instead and beside; a host is 'example.com' or '*.example.com'. base_url: what "
    "relative\n"
    "addresses are resolved against where a call names nothing.\n\n"
    "link_rel, link_target: forced on links. id_prefix: put before ids, names and what refers to\n"
    "them. portable: keep to what old parsers read the same way. repairs: see Policy.ARTICLE.\n"
    "callback: a callable(tag, attribute, value) that gives the value to stay, or None; what it\n"
    "gives is judged by the same rules.\n\n"
    "What is not named is not kept; without drop, what ARTICLE drops (script, style, ...) is\n"
    "dropped. '*' stands for every tag in values, classes, schemes and hosts, and in the list of "
    "a\n"
    "tag's attributes for every one that can be safe, for the callback to decide. PolicyError for\n"
    "unknown names, contradictions and what is never safe.\n\n"
    ">>> import newsproc\n"
    ">>> policy = newsproc.Policy.from_dict({'tags': {'b': [], 'i': ['lang']}})\n"
    ">>> newsproc.sanitize('<b><i lang=\"de\" id=\"x\">Wort</i></b>', policy)\n"
    "'<b><i lang=\"de\">Wort</i></b>'\n");
PyDoc_STRVAR(to_dict_doc,
             "to_dict($self, /)\n--\n\nThe policy as a dict that from_dict() takes.\n\n"
             ">>> import newsproc\n"
             ">>> newsproc.Policy.STRICT.to_dict()['link_schemes']\n"
             "['https']\n");
PyDoc_STRVAR(replace_doc, "replace($self, /, **changes)\n--\n\n"
                          "A policy with some of its keys (see from_dict()) exchanged.\n\n"
                          ">>> import newsproc\n"
                          ">>> policy = newsproc.Policy.ARTICLE.replace(link_target='_blank')\n"
                          ">>> newsproc.sanitize('<a href=\"/x\">a</a>', policy)\n"
                          "'<a href=\"/x\" rel=\"noopener noreferrer\" target=\"_blank\">a</a>'\n");
PyDoc_STRVAR(allow_tags_doc,
             "allow_tags($self, /, *tags, attributes=())\n--\n\n"
             "A policy that keeps these tags, too, with these attributes.\n\n"
             ">>> import newsproc\n"
             ">>> policy = newsproc.Policy.ARTICLE.allow_tags('video', attributes=['src'])\n"
             ">>> newsproc.sanitize('<video src=\"a.mp4\"></video>', policy)\n"
             "'<video src=\"a.mp4\"></video>'\n");
PyDoc_STRVAR(
    allow_attributes_doc,
    "allow_attributes($self, tag, /, *names, values=None)\n--\n\n"
    "A policy that keeps these attributes of tag ('*': of every tag), too; with values, only\n"
    "where they hold one of them.\n\n"
    ">>> import newsproc\n"
    ">>> policy = newsproc.Policy.ARTICLE.allow_attributes('p', 'data-id')\n"
    ">>> newsproc.sanitize('<p data-id=\"1\" id=\"x\">a', policy)\n"
    "'<p data-id=\"1\">a</p>'\n");
PyDoc_STRVAR(allow_classes_doc,
             "allow_classes($self, tag, /, *names)\n--\n\n"
             "A policy that keeps these class names on tag ('*': on every tag).\n\n"
             ">>> import newsproc\n"
             ">>> policy = newsproc.Policy.ARTICLE.allow_classes('p', 'note')\n"
             ">>> newsproc.sanitize('<p class=\"note big\">a', policy)\n"
             "'<p class=\"note\">a</p>'\n");
PyDoc_STRVAR(
    allow_styles_doc,
    "allow_styles($self, tag, /, *properties)\n--\n\n"
    "A policy that keeps style on tag ('*': on every tag), and in it these properties, which\n"
    "are then kept wherever style is.\n\n"
    ">>> import newsproc\n"
    ">>> policy = newsproc.Policy.ARTICLE.allow_styles('p', 'color')\n"
    ">>> newsproc.sanitize('<p style=\"color: red; position: fixed\">a', policy)\n"
    "'<p style=\"color: red\">a</p>'\n");
PyDoc_STRVAR(
    allow_schemes_doc,
    "allow_schemes($self, /, *schemes, tag=None, attribute=None)\n--\n\n"
    "A policy that keeps links with these URL schemes, too; with tag and attribute, only\n"
    "there.\n\n"
    ">>> import newsproc\n"
    ">>> policy = newsproc.Policy.COMMENT.allow_schemes('tel')\n"
    ">>> newsproc.sanitize('<a href=\"tel:123\">a</a>', policy).startswith('<a href=\"tel:123\"')\n"
    "True\n");
PyDoc_STRVAR(allow_hosts_doc,
             "allow_hosts($self, tag, attribute, /, *hosts)\n--\n\n"
             "A policy whose tag has this attribute only with an address at one of these hosts:\n"
             "'example.com', '*.example.com'.\n\n"
             ">>> import newsproc\n"
             ">>> policy = newsproc.Policy.ARTICLE.allow_hosts('img', 'src', 'example.com')\n"
             ">>> newsproc.sanitize('<img src=\"https://example.com/a.png\"><img "
             "src=\"https://example.org/b.png\">', policy)\n"
             "'<img src=\"https://example.com/a.png\">'\n");
PyDoc_STRVAR(allow_iframes_doc,
             "allow_iframes($self, /, *hosts)\n--\n\n"
             "A policy that keeps iframes from these hosts, over https, and empty.\n\n"
             ">>> import newsproc\n"
             ">>> policy = newsproc.Policy.WIDE.allow_iframes('example.com')\n"
             ">>> newsproc.sanitize('<iframe src=\"https://example.com/1\">x</iframe>', policy)\n"
             "'<iframe src=\"https://example.com/1\"></iframe>'\n");
PyDoc_STRVAR(
    without_tags_doc,
    "without_tags($self, /, *tags, action='unwrap')\n--\n\n"
    "A policy that does not keep these tags: 'unwrap' leaves their content, 'drop' does not,\n"
    "'escape' leaves their own tags as text, too. What cannot stand without them goes with\n"
    "them (li with ul and ol).\n\n"
    ">>> import newsproc\n"
    ">>> policy = newsproc.Policy.ARTICLE.without_tags('h2')\n"
    ">>> newsproc.sanitize('<h2>a</h2><p>b', policy)\n"
    "'a<p>b</p>'\n");
PyDoc_STRVAR(without_attributes_doc,
             "without_attributes($self, tag, /, *names)\n--\n\n"
             "A policy that does not keep these attributes of tag ('*': of any tag).\n\n"
             ">>> import newsproc\n"
             ">>> policy = newsproc.Policy.ARTICLE.without_attributes('img', 'alt')\n"
             ">>> newsproc.sanitize('<img src=\"a.png\" alt=\"b\">', policy)\n"
             "'<img src=\"a.png\">'\n");
PyDoc_STRVAR(set_attributes_doc,
             "set_attributes($self, tag, /, **values)\n--\n\n"
             "A policy that sets these attributes on every element of tag, whatever it has.\n\n"
             ">>> import newsproc\n"
             ">>> policy = newsproc.Policy.ARTICLE.set_attributes('img', loading='lazy')\n"
             ">>> newsproc.sanitize('<img src=\"a.png\">', policy)\n"
             "'<img src=\"a.png\" loading=\"lazy\">'\n");
PyDoc_STRVAR(relative_urls_doc,
             "relative_urls($self, how, /, base_url=None)\n--\n\n"
             "A policy that keeps relative addresses ('keep'), drops them ('drop'), or makes them\n"
             "absolute ('resolve', which needs base_url).\n\n"
             ">>> import newsproc\n"
             ">>> policy = newsproc.Policy.ARTICLE.relative_urls('resolve', "
             "base_url='https://example.com/a/')\n"
             ">>> newsproc.sanitize('<img src=\"b.png\">', policy)\n"
             "'<img src=\"https://example.com/a/b.png\">'\n");
PyDoc_STRVAR(from_nh3_doc,
             "from_nh3(**arguments)\n--\n\n"
             "The policy that the keyword arguments of nh3.clean mean: see newsproc.migrate.\n\n"
             ">>> import newsproc\n"
             ">>> newsproc.sanitize('<b>a</b><i>c</i>', newsproc.Policy.from_nh3(tags={'b'}))\n"
             "'<b>a</b>c'\n");
PyDoc_STRVAR(from_bleach_doc,
             "from_bleach(**arguments)\n--\n\n"
             "The policy that the keyword arguments of bleach.clean mean: see newsproc.migrate.\n\n"
             ">>> import newsproc\n"
             ">>> newsproc.sanitize('<b>a</b><i>c</i>', newsproc.Policy.from_bleach(tags=['b'], "
             "strip=True))\n"
             "'<b>a</b>c'\n");

#define KEYWORDS(name, flags)                                                                      \
    {#name, (PyCFunction)(void (*)(void))policy_##name, METH_VARARGS | METH_KEYWORDS | (flags),    \
     name##_doc}

static PyMethodDef policy_methods[] = {
    {"from_dict", policy_from_dict, METH_O | METH_CLASS, from_dict_doc},
    {"to_dict", policy_to_dict, METH_NOARGS, to_dict_doc},
    KEYWORDS(replace, 0),
    KEYWORDS(allow_tags, 0),
    KEYWORDS(allow_attributes, 0),
    KEYWORDS(allow_classes, 0),
    KEYWORDS(allow_styles, 0),
    KEYWORDS(allow_schemes, 0),
    KEYWORDS(allow_hosts, 0),
    KEYWORDS(allow_iframes, 0),
    KEYWORDS(without_tags, 0),
    KEYWORDS(without_attributes, 0),
    KEYWORDS(set_attributes, 0),
    KEYWORDS(relative_urls, 0),
    KEYWORDS(from_nh3, METH_CLASS),
    KEYWORDS(from_bleach, METH_CLASS),
    {"__reduce__", policy_reduce, METH_NOARGS, NULL},
    {"__copy__", return_self, METH_NOARGS, NULL},
    {"__deepcopy__", return_self, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

#undef KEYWORDS

static PyGetSetDef policy_getset[] = {
    {"fingerprint", policy_fingerprint, NULL, "64 bits over all that the policy says", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(
    policy_doc,
    "What may stay in sanitized HTML. Frozen, hashable, picklable.\n\n"
    "Presets: Policy.ARTICLE (what an article is made of, with all repairs), Policy.STRICT\n"
    "(inline formatting, paragraphs, lists, quotes, code and https links), Policy.TEXT (no\n"
    "tag at all), Policy.COMMENT (formatting in a line, links that vouch for nothing),\n"
    "Policy.FEED (ARTICLE, such that old parsers read it the same way), Policy.WIDE\n"
    "(everything that can be safe without naming a host: media, tables, ids with a prefix).\n"
    "Others are made of them with allow_tags() and its like, with replace() and |, or with\n"
    "from_dict(), from_nh3() and from_bleach(). No policy keeps what is never safe: script,\n"
    "on..., javascript: and their like.\n\n"
    ">>> import newsproc\n"
    ">>> newsproc.sanitize('<p>a<b>b</b></p>', newsproc.Policy.COMMENT)\n"
    "'a<b>b</b>'\n");

static PyType_Slot policy_slots[] = {
    {Py_tp_dealloc, policy_dealloc},
    {Py_tp_traverse, policy_traverse},
    {Py_tp_clear, policy_clear},
    {Py_tp_richcompare, policy_compare},
    {Py_tp_hash, policy_hash},
    {Py_tp_repr, policy_repr},
    {Py_tp_methods, policy_methods},
    {Py_tp_getset, policy_getset},
    {Py_nb_or, policy_or},
    {Py_tp_doc, (void *)(uintptr_t)policy_doc},
    {0, NULL},
};

/* Immutable from the end of nws_py_policy_init on, when the presets are in it. */
static PyType_Spec policy_spec = {
    "newsproc.Policy", sizeof(nws_py_policy), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION, policy_slots};

int nws_py_policy_init(PyObject *module, nws_py_state *state)
{
    if (nws_py_add_type(module, &policy_spec, &state->policy_type) < 0)
        return -1;
    PyTypeObject *type = state->policy_type;
    for (int i = 0; i < NWS_PRESET_COUNT; i++) {
        nws_py_policy *self = nws_py_policy_alloc(type);
        if (self == NULL)
            return -1;
        *preset_slot(state, i) = (PyObject *)self;
        nws_policy_preset(&self->policy, (nws_preset)i);
        if (nws_py_policy_seal(self) < 0 ||
            PyObject_SetAttrString((PyObject *)type, preset_names[i], (PyObject *)self) < 0)
            return -1;
    }
    type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
    return 0;
}
