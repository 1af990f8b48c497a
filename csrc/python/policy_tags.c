/* What a policy's dictionary says of elements and their attributes.
 *
 * Separate from policy_make.c, which knows the keys: here is what becomes of each tag, said once.
 */
#include "python/policy_dict.h"
#include "python/policy_read.h"

/* --- tags and attributes --- */

int nws_py_policy_rule(nws_py_reader *from, const nws_policy_rule *rule)
{
    if (NWS_ROOM(&from->self->arena, from->items, from->count, from->capacity, 16) != NWS_OK)
        return nws_py_policy_memory();
    from->items[from->count++] = *rule;
    return 0;
}

static int add_attribute(nws_py_reader *from, nws_tag tag, PyObject *name)
{
    uint64_t *words = tag == NWS_TAG_UNKNOWN ? from->policy->any_tag : from->policy->by_tag[tag];
    nws_policy_rule rule = {.tag = (uint16_t)tag, .demand = NWS_DEMAND_GRANT};
    if (tag != NWS_TAG_UNKNOWN && PyUnicode_Check(name) &&
        PyUnicode_CompareWithASCIIString(name, "*") == 0) {
        from->rules->open[tag / 64] |= (uint64_t)1 << tag % 64;
        return 0;
    }
    if (nws_py_policy_attribute(from, name, &rule) < 0)
        return -1;
    if (rule.attr == NWS_ATTR_UNKNOWN)
        return nws_py_policy_rule(from, &rule);
    words[rule.attr / 64] |= (uint64_t)1 << rule.attr % 64;
    return 0;
}

int nws_py_policy_attributes(nws_py_reader *from, nws_tag tag, PyObject *items)
{
    PyObject *list = nws_py_policy_list(items);
    int result = list == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; result == 0 && i < PyList_GET_SIZE(list); i++)
        result = add_attribute(from, tag, PyList_GET_ITEM(list, i));
    Py_XDECREF(list);
    return result;
}

/* --- what becomes of elements --- */

static int set_action(nws_py_reader *from, nws_tag tag, nws_action action, PyObject *name)
{
    if (nws_tag_bit(from->named, tag))
        return nws_py_policy_refuse(from, "conflict", "two things at once are to become of", name);
    from->named[tag / 64] |= (uint64_t)1 << tag % 64;
    from->policy->actions[tag] = (uint8_t)action;
    return 0;
}

static int add_tag(nws_py_reader *from, int unused, PyObject *name, PyObject *attributes)
{
    (void)unused;
    const int tag = nws_py_policy_tag(from, name, false);
    if (tag < 0 || set_action(from, (nws_tag)tag, NWS_ACTION_KEEP, name) < 0)
        return -1;
    return nws_py_policy_attributes(from, (nws_tag)tag, attributes);
}

static int add_rename(nws_py_reader *from, int unused, PyObject *name, PyObject *other)
{
    (void)unused;
    const int tag = nws_py_policy_tag(from, name, false),
              to = tag < 0 ? -1 : nws_py_policy_tag(from, other, false);
    if (to < 0 || set_action(from, (nws_tag)tag, NWS_ACTION_RENAME, name) < 0)
        return -1;
    from->policy->renames[tag] = (uint8_t)to;
    return 0;
}

int nws_py_policy_tags(nws_py_reader *from, PyObject *value)
{
    return nws_py_policy_pairs(from, value, "tags", add_tag, 0);
}

int nws_py_policy_renames(nws_py_reader *from, PyObject *value)
{
    return nws_py_policy_pairs(from, value, "renames", add_rename, 0);
}

int nws_py_policy_action(nws_py_reader *from, PyObject *items, nws_action action)
{
    PyObject *list = nws_py_policy_list(items);
    int result = list == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; result == 0 && i < PyList_GET_SIZE(list); i++) {
        const int tag = nws_py_policy_tag(from, PyList_GET_ITEM(list, i), false);
        result = tag < 0 ? -1 : set_action(from, (nws_tag)tag, action, PyList_GET_ITEM(list, i));
    }
    Py_XDECREF(list);
    return result;
}

void nws_py_policy_drop_default(nws_py_reader *from)
{
    nws_policy article;
    nws_policy_preset(&article, NWS_PRESET_ARTICLE);
    for (int tag = 1; tag < NWS_TAG_COUNT; tag++)
        if (article.actions[tag] == NWS_ACTION_DROP && !nws_tag_bit(from->named, (nws_tag)tag)) {
            from->policy->actions[tag] = NWS_ACTION_DROP;
            from->named[tag / 64] |= (uint64_t)1 << tag % 64;
        }
}

int nws_py_policy_others(nws_py_reader *from, PyObject *value)
{
    const nws_py_flag *action = nws_py_actions;
    if (value != NULL) {
        while (action->name != NULL && (!PyUnicode_Check(value) ||
                                        PyUnicode_CompareWithASCIIString(value, action->name) != 0))
            action++;
        if (action->name == NULL)
            return nws_py_policy_refuse(from, "bad_value", "others is unwrap, drop or escape, not",
                                        value);
    }
    for (int tag = 0; tag < NWS_TAG_COUNT; tag++)
        if (!nws_tag_bit(from->named, (nws_tag)tag))
            from->policy->actions[tag] = (uint8_t)action->bit;
    return 0;
}
