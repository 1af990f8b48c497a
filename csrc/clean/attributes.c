/* What becomes of an element's attributes: kept, taken off and recorded, or set.
 *
 * One pass over the list, by id. Separate from the walk because it knows nothing of structure; what
 * a value may be is in values.c.
 */
#include "clean/cleaner.h"

nws_status nws_clean_record(nws_cleaner *cleaner, nws_rule rule, nws_audit_action action,
                            const nws_node *element, const nws_attribute *attribute)
{
    if (cleaner->audit == NULL)
        return NWS_OK;
    const nws_tag tag = nws_node_tag(element);
    const uint32_t start = nws_node_start(element);
    nws_removal row = {
        .rule = (uint8_t)rule,
        .action = (uint8_t)action,
        .count = 1,
        .start = start,
        .end = element->type == XML_TEXT_NODE ? start : nws_node_end(element), /* texts keep none */
        .tag = tag != NWS_TAG_UNKNOWN              ? nws_tag_name(tag)
               : element->type == XML_ELEMENT_NODE ? nws_node_name(element)
                                                   : NWS_VIEW(""),
        .attribute = NWS_VIEW(""),
        .value = NWS_VIEW(""),
    };
    if (row.end < row.start)
        row.end = row.start;
    if (attribute != NULL) {
        row.attribute = nws_attribute_name(attribute);
        row.value = nws_attribute_value(attribute);
    }
    return nws_audit_add(cleaner->audit, &row);
}

/* data-* as R10 can write it: [a-z0-9-] after the prefix. */
static bool is_data_name(nws_view name)
{
    if (name.length < 6 || !nws_view_starts(name, NWS_VIEW("data-")))
        return false;
    for (size_t i = 5; i < name.length; i++) {
        unsigned char byte = (unsigned char)name.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !nws_is_digit(byte) && byte != '-')
            return false;
    }
    return true;
}

static bool is_kept(const nws_policy *policy, nws_tag tag, const nws_attribute *attribute)
{
    const nws_attr id = nws_attribute_id(attribute);
    if (attribute->ns != NULL)
        return false;
    if (id != NWS_ATTR_UNKNOWN && nws_policy_allows(policy, tag, id))
        return nws_policy_may_allow(tag, id);
    const nws_view name = nws_attribute_name(attribute);
    return (policy->keep_data && is_data_name(name)) ||
           (policy->rules != NULL && nws_rules_allow(policy->rules, tag, id, name));
}

static bool may_name_language(const nws_policy *policy, nws_tag tag)
{
    return (tag == NWS_TAG_CODE || tag == NWS_TAG_PRE) &&
           (policy->repairs & NWS_REPAIR_LANGUAGES) != 0;
}

static nws_rule refusal(nws_tag tag, const nws_attribute *attribute)
{
    const nws_attr id = nws_attribute_id(attribute);
    const bool floor = id == NWS_ATTR_UNKNOWN
                           ? nws_view_starts(nws_attribute_name(attribute), NWS_VIEW("on"))
                           : !nws_policy_may_allow(tag, id);
    return floor ? NWS_RULE_FLOOR_ATTRIBUTE : NWS_RULE_POLICY_ATTRIBUTE;
}

nws_status nws_attributes_scrub(nws_cleaner *cleaner, nws_node *element)
{
    for (nws_attribute *at = element->properties; at != NULL; at = at->next) {
        nws_view value = nws_attribute_value(at);
        const char *before = value.data;
        NWS_TRY(nws_value_scrub(cleaner->arena, &value));
        if (value.data != before)
            nws_attribute_set(at, nws_attribute_id(at), value);
    }
    return NWS_OK;
}

/* Gives element an attribute that the policy forces; at is the one that is there, or NULL. */
static nws_status force(nws_cleaner *cleaner, nws_node *element, nws_attribute *at, nws_attr id,
                        const char *name, nws_view value, nws_rule rule)
{
    if (at == NULL) {
        at = nws_node_add_attribute(cleaner->arena, element, id, name, value);
        return at == NULL ? NWS_E_MEMORY : NWS_OK;
    }
    if (nws_view_equal(nws_attribute_value(at), value))
        return NWS_OK;
    NWS_TRY(nws_clean_record(cleaner, rule, NWS_AUDIT_REWRITTEN, element, at));
    nws_attribute_set(at, id, value);
    return NWS_OK;
}

/* Whether the policy sets this attribute, whatever it holds. */
static bool is_set(const nws_policy_rules *rules, nws_tag tag, const nws_attribute *at)
{
    return nws_tag_bit(rules->sets, tag) && at->ns == NULL &&
           nws_rules_find(rules, tag, nws_attribute_id(at), nws_attribute_name(at),
                          NWS_DEMAND_SET) != NULL;
}

static nws_attribute *find_attribute(const nws_node *element, const nws_policy_rule *rule)
{
    for (nws_attribute *at = element->properties; at != NULL; at = at->next)
        if (nws_attribute_id(at) == (nws_attr)rule->attr && at->ns == NULL &&
            (rule->attr != NWS_ATTR_UNKNOWN || nws_view_equal(nws_attribute_name(at), rule->name)))
            return at;
    return NULL;
}

/* What the policy sets on every element of this tag. */
static nws_status set_attributes(nws_cleaner *cleaner, nws_node *element, nws_tag tag)
{
    const nws_policy_rules *rules = cleaner->policy->rules;
    const nws_policy_rule *end = rules->items + rules->count;
    for (const nws_policy_rule *rule = nws_rules_of(rules, tag); rule != end && rule->tag == tag;
         rule++) {
        if (rule->demand != NWS_DEMAND_SET)
            continue;
        const char *name = nws_attr_names[rule->attr];
        if (rule->attr == NWS_ATTR_UNKNOWN) {
            name = nws_arena_copy(cleaner->arena, rule->name).data;
            if (name == NULL)
                return NWS_E_MEMORY;
        }
        NWS_TRY(force(cleaner, element, find_attribute(element, rule), (nws_attr)rule->attr, name,
                      rule->names.items[0], NWS_RULE_POLICY_SET));
    }
    return NWS_OK;
}

/* rel and target, which go with an address only. */
static nws_status force_on_link(nws_cleaner *cleaner, nws_node *element, nws_attribute *at,
                                nws_attr id, nws_view value, bool href)
{
    if (href)
        return force(cleaner, element, at, id, nws_attr_names[id], value, NWS_RULE_LINK_REL);
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_LINK_REL, NWS_AUDIT_DROPPED, element, at));
    nws_node_remove_attribute(element, at);
    return NWS_OK;
}

nws_status nws_attributes_clean(nws_cleaner *cleaner, nws_node *element)
{
    const nws_policy *policy = cleaner->policy;
    const nws_policy_rules *rules = policy->rules;
    const nws_tag tag = nws_node_tag(element);
    const bool forces_rel = tag == NWS_TAG_A && policy->link_rel != NULL;
    const bool forces_target = tag == NWS_TAG_A && rules != NULL && rules->link_target.data != NULL;
    nws_attribute *rel = NULL, *target = NULL;
    bool href = false;
    for (nws_attribute *at = element->properties, *next; at != NULL; at = next) {
        next = at->next;
        const nws_attr id = nws_attribute_id(at);
        if (forces_rel && id == NWS_ATTR_REL) {
            rel = at;
            continue;
        }
        if (rules != NULL) {
            if (forces_target && id == NWS_ATTR_TARGET) {
                target = at;
                continue;
            }
            if (is_set(rules, tag, at))
                continue;
        }
        nws_verdict verdict = {.keep = is_kept(policy, tag, at)};
        if (verdict.keep)
            NWS_TRY(nws_value_clean(cleaner, element, at, &verdict));
        else if (id == NWS_ATTR_CLASS && may_name_language(policy, tag) && at->ns == NULL)
            NWS_TRY(nws_value_language(cleaner, element, at, &verdict));
        else
            verdict.rule = (uint8_t)refusal(tag, at);
        if (verdict.keep) {
            href |= id == NWS_ATTR_HREF;
        } else {
            NWS_TRY(
                nws_clean_record(cleaner, (nws_rule)verdict.rule, NWS_AUDIT_DROPPED, element, at));
            nws_node_remove_attribute(element, at);
        }
    }
    if (forces_rel && (href || rel != NULL))
        NWS_TRY(force_on_link(cleaner, element, rel, NWS_ATTR_REL,
                              nws_view_of(policy->link_rel, strlen(policy->link_rel)), href));
    if (rules == NULL)
        return NWS_OK;
    if (forces_target && (href || target != NULL))
        NWS_TRY(force_on_link(cleaner, element, target, NWS_ATTR_TARGET, rules->link_target, href));
    return nws_tag_bit(rules->sets, tag) ? set_attributes(cleaner, element, tag) : NWS_OK;
}
