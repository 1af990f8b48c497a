/* A policy from a dictionary: its keys, and the whole.
 *
 * Every name is checked when it is read, and the whole against the floor: what comes out of
 * nws_py_policy_make is safe to clean with.
 */
#include "python/args.h"
#include "python/policy_dict.h"
#include "python/policy_read.h"

/* --- rules --- */

static int add_one_rule(nws_py_reader *from, int place, PyObject *name, PyObject *value)
{
    nws_policy_rule rule = {.tag = (uint16_t)((unsigned)place >> 8),
                            .demand = (uint8_t)((unsigned)place & 0xFF)};
    if (nws_py_policy_attribute(from, name, &rule) < 0)
        return -1;
    if (rule.demand == NWS_DEMAND_SCHEMES) {
        if (nws_py_policy_bits(from, value, &rule.schemes) < 0)
            return -1;
    } else if (rule.demand == NWS_DEMAND_SET) {
        nws_view *text = nws_arena_alloc(&from->self->arena, sizeof *text);
        if (text == NULL)
            return nws_py_policy_memory();
        if (nws_py_policy_text(from, value, "a value that is set", text) < 0)
            return -1;
        rule.names = (nws_names){text, 1};
        from->rules->sets[rule.tag / 64] |= (uint64_t)1 << rule.tag % 64;
    } else if (nws_py_policy_names(from, value, &rule.names) < 0) {
        return -1;
    }
    return nws_py_policy_rule(from, &rule);
}

/* {attribute: ...} of one tag. */
static int add_tag_rules(nws_py_reader *from, int demand, PyObject *name, PyObject *value)
{
    const int tag = nws_py_policy_tag(from, name, demand != NWS_DEMAND_SET);
    return tag < 0 ? -1
                   : nws_py_policy_pairs(from, value, "what is said of a tag", add_one_rule,
                                         tag << 8 | demand);
}

static int add_classes(nws_py_reader *from, int unused, PyObject *name, PyObject *value)
{
    (void)unused;
    const int tag = nws_py_policy_tag(from, name, true);
    nws_policy_rule rule = {.tag = (uint16_t)tag,
                            .attr = NWS_ATTR_CLASS,
                            .demand = NWS_DEMAND_WORDS,
                            .name = NWS_VIEW("")};
    return tag < 0 || nws_py_policy_names(from, value, &rule.names) < 0
               ? -1
               : nws_py_policy_rule(from, &rule);
}

static int read_rules(nws_py_reader *from, PyObject *value, nws_demand demand)
{
    return nws_py_policy_pairs(from, value, "values, set_attributes, schemes and hosts",
                               add_tag_rules, (int)demand);
}

/* --- the rest --- */

static int read_prefixes(nws_py_reader *from, PyObject *value)
{
    nws_names names;
    if (nws_py_policy_names(from, value, &names) < 0)
        return -1;
    nws_view *views = (nws_view *)(uintptr_t)names.items; /* our own array */
    const int32_t data = nws_names_find(names, NWS_VIEW("data-"));
    from->policy->keep_data = data >= 0;
    if (data >= 0)
        memmove(views + data, views + data + 1, (names.count - (size_t)data - 1) * sizeof *views);
    from->rules->prefixes = (nws_names){views, names.count - (data >= 0 ? 1 : 0)};
    return 0;
}

static int read_styles(nws_py_reader *from, PyObject *items)
{
    PyObject *list = nws_py_policy_list(items);
    int result = list == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; result == 0 && i < PyList_GET_SIZE(list); i++) {
        PyObject *name = PyList_GET_ITEM(list, i);
        nws_view text;
        result = nws_py_policy_text(from, name, "a property in styles", &text);
        const nws_css_property property = result < 0 ? NWS_CSS_COUNT : nws_css_property_find(text);
        if (property != NWS_CSS_COUNT)
            nws_css_add(&from->policy->styles, property);
        else if (result == 0)
            result = nws_py_policy_refuse(from, "unknown_name",
                                          "no such property, or none that is ever safe", name);
    }
    Py_XDECREF(list);
    return result;
}

static int read_repairs(nws_py_reader *from, PyObject *items)
{
    PyObject *list = nws_py_policy_list(items);
    int result = list == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; result == 0 && i < PyList_GET_SIZE(list); i++) {
        PyObject *name = PyList_GET_ITEM(list, i);
        const nws_py_flag *flag = nws_py_repairs;
        while (flag->name != NULL &&
               (!PyUnicode_Check(name) || PyUnicode_CompareWithASCIIString(name, flag->name) != 0))
            flag++;
        from->policy->repairs |= flag->bit;
        if (flag->name == NULL)
            result = nws_py_policy_refuse(from, "unknown_name", "no such repair", name);
    }
    Py_XDECREF(list);
    return result;
}

/* A text, or None. */
static int read_optional(const nws_py_reader *from, PyObject *value, const char *what,
                         nws_view *out)
{
    return value == Py_None ? 0 : nws_py_policy_text(from, value, what, out);
}

static int read_rel(nws_py_reader *from, PyObject *value)
{
    nws_view rel = NWS_VIEW_NONE;
    if (read_optional(from, value, "link_rel", &rel) < 0)
        return -1;
    if (rel.data != NULL && memchr(rel.data, '\0', rel.length) != NULL)
        return nws_py_policy_refuse(from, "bad_value", "link_rel may hold a-z, '-' and blanks, not",
                                    value);
    from->policy->link_rel = rel.data; /* an arena's copy ends with a NUL */
    return 0;
}

static int read_callback(nws_py_reader *from, PyObject *value)
{
    if (value == Py_None)
        return 0;
    if (!PyCallable_Check(value)) {
        PyErr_Format(PyExc_TypeError, "callback must be callable or None, not %.200s",
                     Py_TYPE(value)->tp_name);
        return -1;
    }
    from->self->callback = Py_NewRef(value);
    from->rules->asks = true;
    return 0;
}

/* value NULL: the key is not there. */
static int read_part(nws_py_reader *from, nws_py_policy_key key, PyObject *value)
{
    if (key == NWS_PY_POLICY_OTHERS)
        return nws_py_policy_others(from, value);
    if (value == NULL) {
        if (key == NWS_PY_POLICY_DROP)
            nws_py_policy_drop_default(from);
        return 0;
    }
    switch (key) {
    case NWS_PY_POLICY_TAGS: return nws_py_policy_tags(from, value);
    case NWS_PY_POLICY_RENAMES: return nws_py_policy_renames(from, value);
    case NWS_PY_POLICY_DROP: return nws_py_policy_action(from, value, NWS_ACTION_DROP);
    case NWS_PY_POLICY_ESCAPE: return nws_py_policy_action(from, value, NWS_ACTION_ESCAPE);
    case NWS_PY_POLICY_UNWRAP: return nws_py_policy_action(from, value, NWS_ACTION_UNWRAP);
    case NWS_PY_POLICY_ATTRIBUTES: return nws_py_policy_attributes(from, NWS_TAG_UNKNOWN, value);
    case NWS_PY_POLICY_PREFIXES: return read_prefixes(from, value);
    case NWS_PY_POLICY_STYLES: return read_styles(from, value);
    case NWS_PY_POLICY_VALUES: return read_rules(from, value, NWS_DEMAND_VALUES);
    case NWS_PY_POLICY_CLASSES: return nws_py_policy_pairs(from, value, "classes", add_classes, 0);
    case NWS_PY_POLICY_SETS: return read_rules(from, value, NWS_DEMAND_SET);
    case NWS_PY_POLICY_LINK_SCHEMES:
        return nws_py_policy_bits(from, value, &from->policy->link_schemes);
    case NWS_PY_POLICY_IMAGE_SCHEMES:
        return nws_py_policy_bits(from, value, &from->policy->image_schemes);
    case NWS_PY_POLICY_SCHEMES: return read_rules(from, value, NWS_DEMAND_SCHEMES);
    case NWS_PY_POLICY_HOSTS: return read_rules(from, value, NWS_DEMAND_HOSTS);
    case NWS_PY_POLICY_BASE_URL:
        return read_optional(from, value, "base_url", &from->rules->base_url);
    case NWS_PY_POLICY_LINK_REL: return read_rel(from, value);
    case NWS_PY_POLICY_LINK_TARGET:
        return read_optional(from, value, "link_target", &from->rules->link_target);
    case NWS_PY_POLICY_ID_PREFIX:
        return read_optional(from, value, "id_prefix", &from->rules->id_prefix);
    case NWS_PY_POLICY_REPAIRS: return read_repairs(from, value);
    case NWS_PY_POLICY_CALLBACK: return read_callback(from, value);
    default: break;
    }
    const int truth = nws_py_args_truth(value, "portable");
    from->policy->portable = truth > 0;
    return truth < 0 ? -1 : 0;
}

static int check_keys(const nws_py_reader *from)
{
    PyObject *name, *value;
    Py_ssize_t position = 0;
    while (PyDict_Next(from->dict, &position, &name, &value)) {
        int key = 0;
        while (key < NWS_PY_POLICY_KEY_COUNT &&
               (!PyUnicode_Check(name) ||
                PyUnicode_CompareWithASCIIString(name, nws_py_policy_keys[key]) != 0))
            key++;
        if (key == NWS_PY_POLICY_KEY_COUNT)
            return nws_py_policy_refuse(from, "unknown_key", "a policy has no", name);
    }
    return 0;
}

/* Puts the rules in their order; a name that was granted twice is granted once. */
static void finish_rules(nws_py_reader *from)
{
    uint32_t left = 0;
    nws_rules_sort(from->items, from->count);
    for (uint32_t i = 0; i < from->count; i++)
        if (left == 0 || from->items[i].demand != NWS_DEMAND_GRANT ||
            nws_rules_compare(&from->items[left - 1], &from->items[i]) != 0)
            from->items[left++] = from->items[i];
    from->rules->items = from->items;
    from->rules->count = left;
}

static bool says_nothing(const nws_policy_rules *rules)
{
    for (unsigned word = 0; word < NWS_TAG_WORDS; word++)
        if (rules->open[word] != 0)
            return false;
    return rules->count == 0 && rules->prefixes.count == 0 && rules->schemes.count == 0 &&
           rules->base_url.data == NULL && rules->link_target.data == NULL &&
           rules->id_prefix.data == NULL && !rules->asks;
}

static int read_all(nws_py_reader *from)
{
    if (check_keys(from) < 0 || nws_py_policy_number(from) < 0)
        return -1;
    for (int key = 0; key < NWS_PY_POLICY_KEY_COUNT; key++) {
        PyObject *value;
        if (nws_py_policy_value(from, (nws_py_policy_key)key, &value) < 0)
            return -1;
        const int result = read_part(from, (nws_py_policy_key)key, value);
        Py_XDECREF(value);
        if (result < 0)
            return -1;
    }
    finish_rules(from);
    if (!says_nothing(from->rules))
        from->policy->rules = from->rules;
    nws_error error = {NWS_OK, NULL, NULL, 0, 0};
    return nws_policy_check(from->policy, &error) == NWS_OK
               ? 0
               : nws_py_policy_refuse_whole(from, &error);
}

nws_py_policy *nws_py_policy_alloc(PyTypeObject *type)
{
    nws_py_policy *self = (nws_py_policy *)type->tp_alloc(type, 0);
    if (self != NULL)
        nws_arena_init(&self->arena, nws_allocator_libc());
    return self;
}

PyObject *nws_py_policy_make(PyTypeObject *type, PyObject *dict)
{
    if (!PyDict_Check(dict))
        return PyErr_Format(PyExc_TypeError, "from_dict() takes a dict, not %.200s",
                            Py_TYPE(dict)->tp_name);
    PyObject *copy = PyDict_Copy(dict); /* what is read may run code that changes it */
    nws_py_policy *self = copy == NULL ? NULL : nws_py_policy_alloc(type);
    if (self != NULL) {
        nws_py_reader from = {.state = PyType_GetModuleState(type),
                              .self = self,
                              .policy = &self->policy,
                              .rules = &self->rules,
                              .dict = copy};
        if (read_all(&from) < 0 || nws_py_policy_seal(self) < 0)
            Py_CLEAR(self);
    }
    Py_XDECREF(copy);
    return (PyObject *)self;
}
