/* A policy as a dictionary, and back.
 *
 * Reading checks every name, and the whole against the floor: what comes out of nws_py_policy_make
 * is safe to clean with.
 */
#include "python/policy_dict.h"
#include "python/errors.h"
#include "python/text.h"

typedef struct flag_name {
    const char *name;
    uint32_t bit;
} flag_name;

static const flag_name schemes[] = {
    {"http", NWS_SCHEME_HTTP},         {"https", NWS_SCHEME_HTTPS},
    {"mailto", NWS_SCHEME_MAILTO},     {"tel", NWS_SCHEME_TEL},
    {"ftp", NWS_SCHEME_FTP},           {"data-image", NWS_SCHEME_DATA_IMAGE},
    {"relative", NWS_SCHEME_RELATIVE}, {NULL, 0},
};

static const flag_name repairs[] = {
    {"lazy_images", NWS_REPAIR_LAZY_IMAGES},
    {"noscript", NWS_REPAIR_NOSCRIPT},
    {"proxies", NWS_REPAIR_PROXIES},
    {"dimensions", NWS_REPAIR_DIMENSIONS},
    {"empty", NWS_REPAIR_EMPTY},
    {"wrappers", NWS_REPAIR_WRAPPERS},
    {"pixels", NWS_REPAIR_PIXELS},
    {"captions", NWS_REPAIR_CAPTIONS},
    {"tracking", NWS_REPAIR_TRACKING},
    {"joins", NWS_REPAIR_JOINS},
    {"breaks", NWS_REPAIR_BREAKS},
    {NULL, 0},
};

/* What a dictionary may hold, with the function that reads each. */
static const char *const keys[] = {"tags",    "renames",      "attributes",
                                   "drop",    "link_schemes", "image_schemes",
                                   "repairs", "keep_data",    "link_rel"};
enum {
    TAGS,
    RENAMES,
    ATTRIBUTES,
    DROP,
    LINK_SCHEMES,
    IMAGE_SCHEMES,
    REPAIRS,
    KEEP_DATA,
    LINK_REL,
    KEYS
};

/* --- to a dictionary --- */

static int append_name(PyObject *list, const char *name)
{
    PyObject *text = nws_py_name_new(name);
    int result = text == NULL ? -1 : PyList_Append(list, text);
    Py_XDECREF(text);
    return result;
}

static PyObject *flags_list(const flag_name *names, uint32_t bits)
{
    PyObject *list = PyList_New(0);
    for (; list != NULL && names->name != NULL; names++)
        if ((bits & names->bit) != 0 && append_name(list, names->name) < 0)
            Py_CLEAR(list);
    return list;
}

static PyObject *attributes_list(const uint64_t words[NWS_ATTR_WORDS])
{
    PyObject *list = PyList_New(0);
    for (unsigned i = 1; list != NULL && i < NWS_ATTR_COUNT; i++)
        if ((words[i / 64] >> (i % 64) & 1) != 0 && append_name(list, nws_attr_names[i]) < 0)
            Py_CLEAR(list);
    return list;
}

static PyObject *dropped_list(const nws_policy *policy)
{
    PyObject *list = PyList_New(0);
    for (unsigned i = 1; list != NULL && i < NWS_TAG_COUNT; i++)
        if (policy->actions[i] == NWS_ACTION_DROP && append_name(list, nws_tag_names[i]) < 0)
            Py_CLEAR(list);
    return list;
}

static PyObject *tags_dict(const nws_policy *policy)
{
    PyObject *dict = PyDict_New();
    for (unsigned i = 1; dict != NULL && i < NWS_TAG_COUNT; i++) {
        if (policy->actions[i] != NWS_ACTION_KEEP)
            continue;
        PyObject *list = attributes_list(policy->by_tag[i]);
        if (list == NULL || PyDict_SetItemString(dict, nws_tag_names[i], list) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(list);
    }
    return dict;
}

static PyObject *renames_dict(const nws_policy *policy)
{
    PyObject *dict = PyDict_New();
    for (unsigned i = 1; dict != NULL && i < NWS_TAG_COUNT; i++) {
        if (policy->actions[i] != NWS_ACTION_RENAME)
            continue;
        PyObject *name = nws_py_name_new(nws_tag_names[policy->renames[i]]);
        if (name == NULL || PyDict_SetItemString(dict, nws_tag_names[i], name) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(name);
    }
    return dict;
}

static PyObject *part_of(const nws_policy *policy, int key)
{
    switch (key) {
    case TAGS: return tags_dict(policy);
    case RENAMES: return renames_dict(policy);
    case ATTRIBUTES: return attributes_list(policy->any_tag);
    case DROP: return dropped_list(policy);
    case LINK_SCHEMES: return flags_list(schemes, policy->link_schemes);
    case IMAGE_SCHEMES: return flags_list(schemes, policy->image_schemes);
    case REPAIRS: return flags_list(repairs, policy->repairs);
    case KEEP_DATA: return PyBool_FromLong(policy->keep_data);
    default: return nws_py_name_new(policy->link_rel);
    }
}

PyObject *nws_py_policy_describe(PyObject *self)
{
    PyObject *dict = PyDict_New();
    for (int key = 0; dict != NULL && key < KEYS; key++) {
        PyObject *part = part_of(&((nws_py_policy *)self)->policy, key);
        if (part == NULL || PyDict_SetItemString(dict, keys[key], part) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(part);
    }
    return dict;
}

/* --- from a dictionary --- */

static int refuse(nws_py_state *state, const char *code, const char *what, PyObject *name)
{
    PyObject *text = PyUnicode_FromFormat("%s: %s %R", code, what, name);
    PyObject *ascii =
        text == NULL ? NULL : PyUnicode_AsEncodedString(text, "ascii", "backslashreplace");
    Py_XDECREF(text);
    if (ascii != NULL) {
        nws_py_raise_plain(state->policy_error, code, PyBytes_AS_STRING(ascii));
        Py_DECREF(ascii);
    }
    return -1;
}

/* The id behind a name, 0 when there is none; -1 with an exception when it is no str. */
static int id_of(PyObject *name, bool tag)
{
    nws_py_input text;
    int id = -1;
    if (nws_py_input_text(name, "a name in a policy", &text) == 0)
        id = text.view.length == 0 ? 0
             : tag                 ? (int)nws_tag_find(text.view)
                                   : (int)nws_attr_find(text.view);
    nws_py_input_free(&text);
    return id;
}

/* Calls add for every item of a list, tuple or set. A str is refused: its letters are no names. */
static int for_each(PyObject *items, int (*add)(void *context, PyObject *item), void *context)
{
    if (PyUnicode_Check(items)) {
        PyErr_SetString(PyExc_TypeError, "a policy takes lists of names, not one str");
        return -1;
    }
    PyObject *iterator = PyObject_GetIter(items), *item;
    if (iterator == NULL)
        return -1;
    int result = 0;
    while (result == 0 && (item = PyIter_Next(iterator)) != NULL) {
        result = add(context, item);
        Py_DECREF(item);
    }
    Py_DECREF(iterator);
    return result < 0 || PyErr_Occurred() ? -1 : 0;
}

typedef struct target {
    nws_py_state *state;
    nws_policy *policy;
    uint64_t *words;        /* for attributes */
    const flag_name *names; /* for flags */
    uint32_t bits;
} target;

static int add_attribute(void *context, PyObject *name)
{
    target *to = context;
    int id = id_of(name, false);
    if (id > 0)
        to->words[id / 64] |= (uint64_t)1 << (id % 64);
    return id > 0 ? 0 : id < 0 ? -1 : refuse(to->state, "unknown_attribute", "no attribute", name);
}

static int add_dropped(void *context, PyObject *name)
{
    target *to = context;
    int id = id_of(name, true);
    if (id > 0 && to->policy->actions[id] != NWS_ACTION_UNWRAP)
        return refuse(to->state, "conflict", "kept and dropped at once:", name);
    if (id > 0)
        to->policy->actions[id] = NWS_ACTION_DROP;
    return id > 0 ? 0 : id < 0 ? -1 : refuse(to->state, "unknown_tag", "no tag", name);
}

static int add_flag(void *context, PyObject *name)
{
    target *to = context;
    for (const flag_name *flag = to->names; PyUnicode_Check(name) && flag->name != NULL; flag++) {
        if (PyUnicode_CompareWithASCIIString(name, flag->name) == 0) {
            to->bits |= flag->bit;
            return 0;
        }
    }
    return refuse(to->state, "unknown_name", "no such scheme or repair", name);
}

/* The id of a tag's name; -1 with an exception when there is none. */
static int tag_of(const target *to, PyObject *name)
{
    int id = id_of(name, true);
    return id == 0 ? refuse(to->state, "unknown_tag", "no tag", name) : id;
}

static int add_tag(target *to, PyObject *name, PyObject *attributes)
{
    int id = tag_of(to, name);
    if (id < 0)
        return -1;
    to->policy->actions[id] = NWS_ACTION_KEEP;
    to->words = to->policy->by_tag[id];
    return for_each(attributes, add_attribute, to);
}

static int add_rename(target *to, PyObject *name, PyObject *other)
{
    int id = tag_of(to, name);
    int new_id = id < 0 ? -1 : tag_of(to, other);
    if (new_id < 0)
        return -1;
    if (to->policy->actions[id] == NWS_ACTION_KEEP)
        return refuse(to->state, "conflict", "kept and renamed at once:", name);
    to->policy->actions[id] = NWS_ACTION_RENAME;
    to->policy->renames[id] = (uint8_t)new_id;
    return 0;
}

static int for_each_pair(target *to, PyObject *dict, const char *what,
                         int (*add)(target *to, PyObject *name, PyObject *value))
{
    if (!PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "%s must be a dict by tag name", what);
        return -1;
    }
    PyObject *copy = PyDict_Copy(dict); /* add may run the caller's code */
    PyObject *name, *value;
    Py_ssize_t position = 0;
    int result = copy == NULL ? -1 : 0;
    while (result == 0 && PyDict_Next(copy, &position, &name, &value))
        result = add(to, name, value);
    Py_XDECREF(copy);
    return result;
}

static int read_flags(target *to, PyObject *value, const flag_name *names, uint32_t *bits)
{
    to->names = names;
    to->bits = 0;
    if (for_each(value, add_flag, to) < 0)
        return -1;
    *bits = to->bits;
    return 0;
}

/* link_rel goes into every link as it is: only what a rel can hold. */
static int read_rel(target *to, nws_py_policy *self, PyObject *value)
{
    if (value == Py_None)
        return 0;
    nws_py_input text;
    int result = nws_py_input_text(value, "link_rel", &text);
    for (size_t i = 0; result == 0 && i < text.view.length; i++) {
        char c = text.view.data[i];
        if ((c < 'a' || c > 'z') && c != '-' && c != ' ')
            result =
                refuse(to->state, "bad_value", "link_rel may hold a-z, '-' and blanks, not", value);
    }
    if (result == 0) {
        self->link_rel = PyMem_Malloc(text.view.length + 1);
        if (self->link_rel == NULL) {
            PyErr_NoMemory();
            result = -1;
        } else {
            memcpy(self->link_rel, text.view.data, text.view.length);
            self->link_rel[text.view.length] = '\0';
            to->policy->link_rel = self->link_rel;
        }
    }
    nws_py_input_free(&text);
    return result;
}

static int read_part(target *to, nws_py_policy *self, int key, PyObject *value)
{
    int truth;
    switch (key) {
    case TAGS: return for_each_pair(to, value, "tags", add_tag);
    case RENAMES: return for_each_pair(to, value, "renames", add_rename);
    case ATTRIBUTES: to->words = to->policy->any_tag; return for_each(value, add_attribute, to);
    case DROP: return for_each(value, add_dropped, to);
    case LINK_SCHEMES: return read_flags(to, value, schemes, &to->policy->link_schemes);
    case IMAGE_SCHEMES: return read_flags(to, value, schemes, &to->policy->image_schemes);
    case REPAIRS: return read_flags(to, value, repairs, &to->policy->repairs);
    case KEEP_DATA:
        truth = PyObject_IsTrue(value);
        to->policy->keep_data = truth > 0;
        return truth < 0 ? -1 : 0;
    default: return read_rel(to, self, value);
    }
}

/* Without a list of its own a policy drops what the article's drops: the text of a script or a
 * style is no text for readers. What the policy keeps or renames stays as it says. */
static int drop_default(target *to)
{
    nws_policy article;
    nws_policy_preset(&article, NWS_PRESET_ARTICLE);
    for (int tag = 1; tag < NWS_TAG_COUNT; tag++)
        if (article.actions[tag] == NWS_ACTION_DROP &&
            to->policy->actions[tag] == NWS_ACTION_UNWRAP)
            to->policy->actions[tag] = NWS_ACTION_DROP;
    return 0;
}

/* Reads what dict holds under a key, if anything. */
static int read_key(target *to, nws_py_policy *self, int key, PyObject *dict)
{
    PyObject *name = nws_py_name_new(keys[key]);
    PyObject *value = name == NULL ? NULL : PyDict_GetItemWithError(dict, name);
    Py_XDECREF(name);
    if (value == NULL)
        return PyErr_Occurred() ? -1 : key == DROP ? drop_default(to) : 0;
    Py_INCREF(value);
    int result = read_part(to, self, key, value);
    Py_DECREF(value);
    return result;
}

static int check_keys(nws_py_state *state, PyObject *dict)
{
    PyObject *name, *value;
    Py_ssize_t position = 0;
    while (PyDict_Next(dict, &position, &name, &value)) {
        int key = 0;
        while (key < KEYS &&
               (!PyUnicode_Check(name) || PyUnicode_CompareWithASCIIString(name, keys[key]) != 0))
            key++;
        if (key == KEYS)
            return refuse(state, "unknown_key", "a policy has no", name);
    }
    return 0;
}

PyObject *nws_py_policy_make(PyTypeObject *type, PyObject *dict)
{
    nws_py_state *state = PyType_GetModuleState(type);
    if (!PyDict_Check(dict))
        return PyErr_Format(PyExc_TypeError, "from_dict() takes a dict, not %.200s",
                            Py_TYPE(dict)->tp_name);
    if (check_keys(state, dict) < 0)
        return NULL;
    nws_py_policy *self = (nws_py_policy *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    target to = {state, &self->policy, NULL, NULL, 0};
    for (int key = 0; key < KEYS; key++) {
        if (read_key(&to, self, key, dict) < 0) {
            Py_DECREF(self);
            return NULL;
        }
    }
    nws_error error = {NWS_OK, NULL, NULL, 0, 0};
    if (nws_policy_check(&self->policy, &error) != NWS_OK) {
        Py_DECREF(self);
        return nws_py_raise(state, &error, NULL, NWS_VIEW_NONE);
    }
    return (PyObject *)self;
}
