/* What becomes of an element's attributes: kept, put right, or taken off and recorded.
 *
 * One pass over the list, by id. Separate from the walk because it knows nothing of structure.
 */
#include "clean/cleaner.h"

#include "clean/url.h"

nws_status nws_clean_record(nws_cleaner *cleaner, nws_rule rule, nws_audit_action action,
                            const nws_node *element, const nws_attribute *attribute)
{
    if (cleaner->audit == NULL)
        return NWS_OK;
    const nws_tag tag = nws_node_tag(element);
    nws_removal row = {
        .rule = (uint8_t)rule,
        .action = (uint8_t)action,
        .count = 1,
        .start = nws_node_start(element),
        .end = nws_node_end(element),
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
    return policy->keep_data && is_data_name(nws_attribute_name(attribute));
}

static nws_rule refusal(nws_tag tag, const nws_attribute *attribute)
{
    const nws_attr id = nws_attribute_id(attribute);
    const bool floor = id == NWS_ATTR_UNKNOWN
                           ? nws_view_starts(nws_attribute_name(attribute), NWS_VIEW("on"))
                           : !nws_policy_may_allow(tag, id);
    return floor ? NWS_RULE_FLOOR_ATTRIBUTE : NWS_RULE_POLICY_ATTRIBUTE;
}

/* R10: value without the characters that may not stay in any. */
static nws_status scrub(nws_arena *arena, nws_view *value)
{
    if (value->length == 0 || !nws_scrub_dirty(*value))
        return NWS_OK;
    *value = nws_scrub_copy(arena, *value);
    return value->data == NULL ? NWS_E_MEMORY : NWS_OK;
}

nws_status nws_attributes_scrub(nws_cleaner *cleaner, nws_node *element)
{
    for (nws_attribute *at = element->properties; at != NULL; at = at->next) {
        nws_view value = nws_attribute_value(at);
        const char *before = value.data;
        NWS_TRY(scrub(cleaner->arena, &value));
        if (value.data != before)
            nws_attribute_set(at, nws_attribute_id(at), value);
    }
    return NWS_OK;
}

nws_status nws_attributes_address(nws_cleaner *cleaner, nws_view value, nws_view *url)
{
    NWS_TRY(scrub(cleaner->arena, &value));
    *url = nws_url_strip(cleaner->arena, value);
    if (url->data == NULL)
        return NWS_E_MEMORY;
    if (cleaner->base.length == 0 || nws_url_scheme(*url) != NWS_SCHEME_RELATIVE)
        return NWS_OK;
    return nws_url_resolve(cleaner->arena, cleaner->base, *url, url);
}

/* An address as a browser would take it, its scheme allowed. *keep is false when it is not. */
static nws_status clean_url(nws_cleaner *cleaner, uint32_t schemes, nws_view *value, bool *keep)
{
    NWS_TRY(nws_attributes_address(cleaner, *value, value));
    *keep = (nws_url_scheme(*value) & schemes) != 0;
    return NWS_OK;
}

/* All entries or none: an entry that is not allowed takes the list with it. */
static bool is_clean_srcset(nws_view list, uint32_t schemes)
{
    nws_candidate candidate;
    while (nws_url_candidate(&list, &candidate))
        if ((nws_url_scheme(candidate.url) & schemes) == 0)
            return false;
    return true;
}

/* The leading integer of "120", "120px", "-3", "12.5"; data NULL when there is none or it is a
 * percentage. */
static nws_view number_of(nws_view value)
{
    value = nws_view_trim(value);
    size_t digits = value.length > 0 && value.data[0] == '-' ? 1 : 0, end = digits;
    while (end < value.length && nws_is_digit((unsigned char)value.data[end]))
        end++;
    nws_view rest = nws_view_slice(value, end, value.length);
    if (end == digits || end > 10 ||
        (rest.length > 0 && rest.data[0] != '.' && !nws_view_equal_nocase(rest, NWS_VIEW("px"))) ||
        memchr(value.data, '%', value.length) != NULL)
        return NWS_VIEW_NONE;
    return nws_view_slice(value, 0, end);
}

nws_status nws_attributes_number(nws_arena *arena, nws_view value, nws_view *number)
{
    *number = NWS_VIEW_NONE;
    NWS_TRY(scrub(arena, &value));
    *number = number_of(value);
    return NWS_OK;
}

/* Makes the value of a kept attribute what it may be; *keep is false when it can be nothing. */
static nws_status clean_value(nws_cleaner *cleaner, nws_attribute *attribute, bool *keep,
                              nws_rule *rule)
{
    const nws_attr id = nws_attribute_id(attribute);
    nws_view value = nws_attribute_value(attribute);
    *keep = true;
    NWS_TRY(scrub(cleaner->arena, &value)); /* before the scheme is looked at */
    *rule = NWS_RULE_POLICY_ATTRIBUTE;
    switch (nws_policy_holds(id)) {
    case NWS_HOLDS_TEXT: break;
    case NWS_HOLDS_LINK:
        *rule = NWS_RULE_POLICY_URL;
        NWS_TRY(clean_url(cleaner, cleaner->policy->link_schemes & ~(uint32_t)NWS_SCHEME_DATA_IMAGE,
                          &value, keep));
        break;
    case NWS_HOLDS_IMAGE:
        *rule = NWS_RULE_POLICY_URL;
        if (nws_view_trim(value).length == 0) { /* no picture; not the one at the base */
            *keep = false;
            break;
        }
        NWS_TRY(clean_url(cleaner, cleaner->policy->image_schemes, &value, keep));
        *keep = *keep && value.length > 0;
        break;
    case NWS_HOLDS_SRCSET:
        *rule = NWS_RULE_POLICY_URL;
        *keep = is_clean_srcset(value, cleaner->policy->image_schemes);
        break;
    case NWS_HOLDS_NUMBER:
        value = number_of(value);
        *keep = value.data != NULL;
        break;
    case NWS_HOLDS_FLAG: value = NWS_VIEW(""); break;
    }
    if (*keep)
        nws_attribute_set(attribute, id, value);
    return NWS_OK;
}

/* The rel that the policy forces on a link; attribute is the one that is there, or NULL. */
static nws_status force_rel(nws_cleaner *cleaner, nws_node *element, nws_attribute *attribute)
{
    const nws_view rel = nws_view_of(cleaner->policy->link_rel, strlen(cleaner->policy->link_rel));
    if (attribute == NULL) {
        attribute = nws_node_add_attribute(cleaner->arena, element, NWS_ATTR_REL,
                                           nws_attr_names[NWS_ATTR_REL], rel);
        return attribute == NULL ? NWS_E_MEMORY : NWS_OK;
    }
    if (nws_view_equal(nws_attribute_value(attribute), rel))
        return NWS_OK;
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_LINK_REL, NWS_AUDIT_REWRITTEN, element, attribute));
    nws_attribute_set(attribute, NWS_ATTR_REL, rel);
    return NWS_OK;
}

nws_status nws_attributes_clean(nws_cleaner *cleaner, nws_node *element)
{
    const nws_policy *policy = cleaner->policy;
    const nws_tag tag = nws_node_tag(element);
    const bool forced = tag == NWS_TAG_A && policy->link_rel != NULL;
    nws_attribute *rel = NULL;
    bool href = false;
    for (nws_attribute *at = element->properties, *next; at != NULL; at = next) {
        next = at->next;
        const nws_attr id = nws_attribute_id(at);
        if (forced && id == NWS_ATTR_REL) {
            rel = at;
            continue;
        }
        bool keep = is_kept(policy, tag, at);
        nws_rule rule;
        if (keep)
            NWS_TRY(clean_value(cleaner, at, &keep, &rule));
        else
            rule = refusal(tag, at);
        if (keep) {
            href |= id == NWS_ATTR_HREF;
        } else {
            NWS_TRY(nws_clean_record(cleaner, rule, NWS_AUDIT_DROPPED, element, at));
            nws_node_remove_attribute(element, at);
        }
    }
    if (forced && href)
        return force_rel(cleaner, element, rel);
    if (rel != NULL)
        nws_node_remove_attribute(element, rel);
    return NWS_OK;
}
