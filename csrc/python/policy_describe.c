/* A policy to a dictionary: everything that it says, in the words of from_dict. */
#include "python/policy_dict.h"
#include "python/text.h"

const char *const nws_py_policy_keys[NWS_PY_POLICY_KEY_COUNT] = {
#define NAME(id, name) [NWS_PY_POLICY_##id] = name,
    NWS_PY_POLICY_KEYS(NAME)
#undef NAME
};

const nws_py_flag nws_py_schemes[] = {
    {"http", NWS_SCHEME_HTTP},
    {"https", NWS_SCHEME_HTTPS},
    {"mailto", NWS_SCHEME_MAILTO},
    {"tel", NWS_SCHEME_TEL},
    {"ftp", NWS_SCHEME_FTP},
    {"data-image", NWS_SCHEME_DATA_IMAGE},
    {"relative", NWS_SCHEME_RELATIVE},
    {"scheme-relative", NWS_SCHEME_NETWORK},
    {NULL, 0},
};

const nws_py_flag nws_py_repairs[] = {
    {"lazy_images", NWS_REPAIR_LAZY_IMAGES},
    {"noscript", NWS_REPAIR_NOSCRIPT},
    {"proxies", NWS_REPAIR_PROXIES},
    {"dimensions", NWS_REPAIR_DIMENSIONS},
    {"empty", NWS_REPAIR_EMPTY},
    {"wrappers", NWS_REPAIR_WRAPPERS},
    {"pixels", NWS_REPAIR_PIXELS},
    {"lines", NWS_REPAIR_LINES},
    {"captions", NWS_REPAIR_CAPTIONS},
    {"tracking", NWS_REPAIR_TRACKING},
    {"joins", NWS_REPAIR_JOINS},
    {"breaks", NWS_REPAIR_BREAKS},
    {"languages", NWS_REPAIR_LANGUAGES},
    {NULL, 0},
};

const nws_py_flag nws_py_actions[] = {
    {"unwrap", NWS_ACTION_UNWRAP},
    {"drop", NWS_ACTION_DROP},
    {"escape", NWS_ACTION_ESCAPE},
    {NULL, 0},
};

/* --- lists --- */

/* Both steal item, which may be NULL (an exception is set then). */
static int append(PyObject *list, PyObject *item)
{
    int result = item == NULL ? -1 : PyList_Append(list, item);
    Py_XDECREF(item);
    return result;
}

static int put(PyObject *dict, PyObject *key, PyObject *item)
{
    int result = item == NULL || key == NULL ? -1 : PyDict_SetItem(dict, key, item);
    Py_XDECREF(key);
    Py_XDECREF(item);
    return result;
}

static int extend_flags(PyObject *list, const nws_py_flag *names, uint64_t bits)
{
    for (; names->name != NULL; names++)
        if ((bits & names->bit) != 0 && append(list, nws_py_name_new(names->name)) < 0)
            return -1;
    return 0;
}

static int extend_names(PyObject *list, nws_names names)
{
    for (uint32_t i = 0; i < names.count; i++)
        if (append(list, nws_py_text_new(names.items[i])) < 0)
            return -1;
    return 0;
}

static PyObject *names_list(nws_names names)
{
    PyObject *list = PyList_New(0);
    if (list != NULL && extend_names(list, names) < 0)
        Py_CLEAR(list);
    return list;
}

static PyObject *flags_list(const nws_py_flag *names, uint64_t bits)
{
    PyObject *list = PyList_New(0);
    if (list != NULL && extend_flags(list, names, bits) < 0)
        Py_CLEAR(list);
    return list;
}

static PyObject *schemes_list(const nws_policy *policy, uint64_t bits)
{
    PyObject *list = flags_list(nws_py_schemes, bits);
    const uint32_t count = policy->rules == NULL ? 0 : policy->rules->schemes.count;
    for (uint32_t i = 0; list != NULL && i < count; i++)
        if ((bits >> (NWS_SCHEME_NAMED + i) & 1) != 0 &&
            append(list, nws_py_text_new(policy->rules->schemes.items[i])) < 0)
            Py_CLEAR(list);
    return list;
}

/* The attributes that a tag, or with 0 every tag, may have. */
static PyObject *attributes_list(const nws_policy *policy, nws_tag tag)
{
    const uint64_t *words = tag == NWS_TAG_UNKNOWN ? policy->any_tag : policy->by_tag[tag];
    const nws_policy_rules *rules = policy->rules;
    const bool open = rules != NULL && nws_tag_bit(rules->open, tag);
    PyObject *list = PyList_New(0);
    if (list != NULL && open && append(list, nws_py_name_new("*")) < 0)
        Py_CLEAR(list);
    for (unsigned i = 1; list != NULL && i < NWS_ATTR_COUNT; i++)
        if ((words[i / 64] >> (i % 64) & 1) != 0 &&
            append(list, nws_py_name_new(nws_attr_names[i])) < 0)
            Py_CLEAR(list);
    const nws_policy_rule *end = rules == NULL ? NULL : rules->items + rules->count;
    for (const nws_policy_rule *rule = rules == NULL ? NULL : nws_rules_of(rules, tag);
         list != NULL && rule != end && rule->tag == tag; rule++)
        if (rule->demand == NWS_DEMAND_GRANT && append(list, nws_py_text_new(rule->name)) < 0)
            Py_CLEAR(list);
    return list;
}

/* The tags with an action that is not that of the tags which are not named. */
static PyObject *action_list(const nws_policy *policy, nws_action action)
{
    PyObject *list = PyList_New(0);
    const bool usual = policy->actions[NWS_TAG_UNKNOWN] == action;
    for (unsigned i = 1; list != NULL && !usual && i < NWS_TAG_COUNT; i++)
        if (policy->actions[i] == action && append(list, nws_py_name_new(nws_tag_names[i])) < 0)
            Py_CLEAR(list);
    return list;
}

/* --- dictionaries by tag --- */

static PyObject *tags_dict(const nws_policy *policy)
{
    PyObject *dict = PyDict_New();
    for (unsigned i = 1; dict != NULL && i < NWS_TAG_COUNT; i++)
        if (policy->actions[i] == NWS_ACTION_KEEP &&
            put(dict, nws_py_name_new(nws_tag_names[i]), attributes_list(policy, (nws_tag)i)) < 0)
            Py_CLEAR(dict);
    return dict;
}

static PyObject *renames_dict(const nws_policy *policy)
{
    PyObject *dict = PyDict_New();
    for (unsigned i = 1; dict != NULL && i < NWS_TAG_COUNT; i++)
        if (policy->actions[i] == NWS_ACTION_RENAME &&
            put(dict, nws_py_name_new(nws_tag_names[i]),
                nws_py_name_new(nws_tag_names[policy->renames[i]])) < 0)
            Py_CLEAR(dict);
    return dict;
}

static PyObject *rule_value(const nws_policy *policy, const nws_policy_rule *rule)
{
    if (rule->demand == NWS_DEMAND_SCHEMES)
        return schemes_list(policy, rule->schemes);
    return rule->demand == NWS_DEMAND_SET ? nws_py_text_new(rule->names.items[0])
                                          : names_list(rule->names);
}

static PyObject *tag_key(const nws_policy_rule *rule)
{
    return nws_py_name_new(rule->tag == NWS_TAG_UNKNOWN ? "*" : nws_tag_names[rule->tag]);
}

/* {tag: {attribute: what the rules of this kind say}}; of class, which is all that can have words,
 * only {tag: what they say}. */
static PyObject *rules_dict(const nws_policy *policy, nws_demand demand)
{
    PyObject *dict = PyDict_New(), *inner = NULL;
    const uint32_t count = policy->rules == NULL ? 0 : policy->rules->count;
    int tag = -1;
    for (uint32_t i = 0; dict != NULL && i < count; i++) {
        const nws_policy_rule *rule = &policy->rules->items[i];
        int result = 0;
        if (rule->demand != demand)
            continue;
        if (demand != NWS_DEMAND_WORDS && rule->tag != tag) {
            Py_XDECREF(inner);
            inner = PyDict_New();
            tag = rule->tag;
            result = put(dict, tag_key(rule), Py_XNewRef(inner));
        }
        if (result == 0)
            result = demand == NWS_DEMAND_WORDS
                         ? put(dict, tag_key(rule), names_list(rule->names))
                         : put(inner,
                               rule->attr == NWS_ATTR_UNKNOWN
                                   ? nws_py_text_new(rule->name)
                                   : nws_py_name_new(nws_attr_names[rule->attr]),
                               rule_value(policy, rule));
        if (result < 0)
            Py_CLEAR(dict);
    }
    Py_XDECREF(inner);
    return dict;
}

/* --- all --- */

static PyObject *prefixes_list(const nws_policy *policy)
{
    PyObject *list = PyList_New(0);
    if (list != NULL && policy->keep_data && append(list, nws_py_name_new("data-")) < 0)
        Py_CLEAR(list);
    if (list != NULL && policy->rules != NULL && extend_names(list, policy->rules->prefixes) < 0)
        Py_CLEAR(list);
    return list;
}

static PyObject *styles_list(const nws_policy *policy)
{
    PyObject *list = PyList_New(0);
    for (unsigned i = 0; list != NULL && i < NWS_CSS_COUNT; i++)
        if (nws_css_has(&policy->styles, (nws_css_property)i) &&
            append(list, nws_py_name_new(nws_css_property_name((nws_css_property)i))) < 0)
            Py_CLEAR(list);
    return list;
}

static PyObject *others_name(const nws_policy *policy)
{
    const nws_py_flag *action = nws_py_actions;
    while (action->name != NULL && action->bit != policy->actions[NWS_TAG_UNKNOWN])
        action++;
    return nws_py_name_new(action->name);
}

static PyObject *part_of(const nws_py_policy *self, nws_py_policy_key key)
{
    static const nws_policy_rules none = {.count = 0};
    const nws_policy *policy = &self->policy;
    const nws_policy_rules *rules = policy->rules == NULL ? &none : policy->rules;
    switch (key) {
    case NWS_PY_POLICY_TAGS: return tags_dict(policy);
    case NWS_PY_POLICY_RENAMES: return renames_dict(policy);
    case NWS_PY_POLICY_DROP: return action_list(policy, NWS_ACTION_DROP);
    case NWS_PY_POLICY_ESCAPE: return action_list(policy, NWS_ACTION_ESCAPE);
    case NWS_PY_POLICY_UNWRAP: return action_list(policy, NWS_ACTION_UNWRAP);
    case NWS_PY_POLICY_OTHERS: return others_name(policy);
    case NWS_PY_POLICY_ATTRIBUTES: return attributes_list(policy, NWS_TAG_UNKNOWN);
    case NWS_PY_POLICY_PREFIXES: return prefixes_list(policy);
    case NWS_PY_POLICY_STYLES: return styles_list(policy);
    case NWS_PY_POLICY_VALUES: return rules_dict(policy, NWS_DEMAND_VALUES);
    case NWS_PY_POLICY_CLASSES: return rules_dict(policy, NWS_DEMAND_WORDS);
    case NWS_PY_POLICY_SETS: return rules_dict(policy, NWS_DEMAND_SET);
    case NWS_PY_POLICY_LINK_SCHEMES: return schemes_list(policy, policy->link_schemes);
    case NWS_PY_POLICY_IMAGE_SCHEMES: return schemes_list(policy, policy->image_schemes);
    case NWS_PY_POLICY_SCHEMES: return rules_dict(policy, NWS_DEMAND_SCHEMES);
    case NWS_PY_POLICY_HOSTS: return rules_dict(policy, NWS_DEMAND_HOSTS);
    case NWS_PY_POLICY_BASE_URL: return nws_py_text_new(rules->base_url);
    case NWS_PY_POLICY_LINK_REL: return nws_py_name_new(policy->link_rel);
    case NWS_PY_POLICY_LINK_TARGET: return nws_py_text_new(rules->link_target);
    case NWS_PY_POLICY_ID_PREFIX: return nws_py_text_new(rules->id_prefix);
    case NWS_PY_POLICY_PORTABLE: return PyBool_FromLong(policy->portable);
    case NWS_PY_POLICY_REPAIRS: return flags_list(nws_py_repairs, policy->repairs);
    case NWS_PY_POLICY_CALLBACK:
    case NWS_PY_POLICY_KEY_COUNT: break;
    }
    return Py_NewRef(self->callback == NULL ? Py_None : self->callback);
}

PyObject *nws_py_policy_describe(PyObject *policy)
{
    PyObject *dict = PyDict_New();
    for (int key = 0; dict != NULL && key < NWS_PY_POLICY_KEY_COUNT; key++)
        if (put(dict, nws_py_name_new(nws_py_policy_keys[key]),
                part_of((nws_py_policy *)policy, (nws_py_policy_key)key)) < 0)
            Py_CLEAR(dict);
    return dict;
}
