/* Whether a policy made by hand contradicts itself, or asks for what is never safe.
 *
 * Apart from policy.c, whose floor holds while cleaning too: this is asked once, when the policy is
 * made, so that a mistake is an error then and not a surprise in the output.
 */
#include "base/bounds.h"
#include "clean/policy.h"
#include "clean/scrub.h"
#include "clean/stable.h"
#include "clean/url.h"

/* Elements that cannot stand alone: a repair may have to insert the second inside the first. */
static const struct {
    uint8_t whole;
    uint8_t part;
    const char *message;
} parts[] = {
    {NWS_TAG_UL, NWS_TAG_LI, "ul is kept without li"},
    {NWS_TAG_OL, NWS_TAG_LI, "ol is kept without li"},
    {NWS_TAG_MENU, NWS_TAG_LI, "menu is kept without li"},
    {NWS_TAG_LI, NWS_TAG_UL, "li is kept without ul"},
    {NWS_TAG_DL, NWS_TAG_DT, "dl is kept without dt"},
    {NWS_TAG_DL, NWS_TAG_DD, "dl is kept without dd"},
    {NWS_TAG_DT, NWS_TAG_DL, "dt is kept without dl"},
    {NWS_TAG_DD, NWS_TAG_DL, "dd is kept without dl"},
    {NWS_TAG_TABLE, NWS_TAG_TBODY, "table is kept without tbody"},
    {NWS_TAG_TABLE, NWS_TAG_TR, "table is kept without tr"},
    {NWS_TAG_TABLE, NWS_TAG_TD, "table is kept without td"},
    {NWS_TAG_COL, NWS_TAG_COLGROUP, "col is kept without colgroup"},
};

/* The error that is given for a tag and an attribute. */
static nws_status refuse(nws_error *error, const char *code, const char *message, unsigned tag,
                         unsigned attr)
{
    return nws_error_set(error, NWS_E_POLICY, code, message, (size_t)tag << 16 | attr);
}

/* --- the arrays --- */

static nws_status check_attributes(const nws_policy *policy, nws_tag tag, nws_error *error)
{
    for (unsigned i = 0; i < NWS_ATTR_COUNT; i++) {
        nws_attr attr = (nws_attr)i;
        const uint64_t bit = (uint64_t)1 << (i % 64u);
        /* What every tag may have must be safe on every tag, so no URL can be in any_tag. */
        if ((policy->any_tag[i / 64u] & bit) != 0 && !nws_policy_may_allow(NWS_TAG_UNKNOWN, attr))
            return refuse(error, "unsafe_attribute",
                          "an attribute for all tags that is safe on some only, or on none", 0, i);
        if ((policy->by_tag[tag][i / 64u] & bit) != 0 && !nws_policy_may_allow(tag, attr))
            return refuse(error, "unsafe_attribute", "an attribute that is never safe here", tag,
                          i);
    }
    return NWS_OK;
}

static nws_status check_tag(const nws_policy *policy, nws_tag tag, nws_error *error)
{
    const uint8_t action = policy->actions[tag], to = policy->renames[tag];
    if (action > NWS_ACTION_ESCAPE || (action == NWS_ACTION_RENAME && tag == NWS_TAG_UNKNOWN))
        return refuse(error, "bad_action", "an action that does not exist", tag, 0);
    if (action == NWS_ACTION_KEEP && !nws_policy_may_keep(tag))
        return refuse(error, "unsafe_tag", "an element that can never be kept", tag, 0);
    if (action == NWS_ACTION_RENAME &&
        (to >= NWS_TAG_COUNT || policy->actions[to] != NWS_ACTION_KEEP ||
         nws_stable_tags[to].model <= NWS_MODEL_NOTHING))
        return refuse(error, "bad_rename", "renamed to an element that is not kept, or void", tag,
                      0);
    return check_attributes(policy, tag, error);
}

/* rel: what goes into every link as it is. */
static bool is_rel(const char *rel)
{
    for (; *rel != '\0'; rel++)
        if ((*rel < 'a' || *rel > 'z') && *rel != '-' && *rel != ' ')
            return false;
    return true;
}

/* --- the rules --- */

/* Whether the policy lets this attribute of this tag stay at all. */
static bool is_granted(const nws_policy *policy, const nws_policy_rule *rule)
{
    const nws_tag tag = (nws_tag)rule->tag;
    const nws_attr attr = (nws_attr)rule->attr;
    if (attr != NWS_ATTR_UNKNOWN && nws_policy_allows(policy, tag, attr))
        return true;
    const nws_view name = attr == NWS_ATTR_UNKNOWN ? rule->name : nws_attr_name(attr);
    return nws_rules_allow(policy->rules, tag, attr, name) ||
           (policy->keep_data && nws_view_starts(name, NWS_VIEW("data-")));
}

static bool holds_url(nws_attr attr)
{
    const nws_holds holds = nws_policy_holds(attr);
    return attr != NWS_ATTR_UNKNOWN &&
           (holds == NWS_HOLDS_LINK || holds == NWS_HOLDS_IMAGE || holds == NWS_HOLDS_SRCSET);
}

/* "example.com", "*.example.com", in lower case. */
static bool is_host(nws_view host)
{
    char room[sizeof "http://" + 253];
    if (nws_view_starts(host, NWS_VIEW("*.")))
        host = nws_view_slice(host, 2, host.length);
    if (host.length == 0 || host.length > 253 || host.data[0] == '.')
        return false;
    memcpy(room, "http://", 7);
    memcpy(room + 7, host.data, host.length);
    for (size_t i = 0; i < host.length; i++)
        if (nws_lower((unsigned char)host.data[i]) != (unsigned char)host.data[i])
            return false;
    return nws_view_equal(nws_url_certain_host(nws_view_of(room, host.length + 7)), host);
}

static nws_status check_set(const nws_policy *policy, const nws_policy_rule *rule, nws_error *error)
{
    const nws_tag tag = (nws_tag)rule->tag;
    const nws_attr attr = (nws_attr)rule->attr;
    const nws_view value = rule->names.count == 1 ? rule->names.items[0] : NWS_VIEW_NONE;
    const bool link = tag == NWS_TAG_A;
    if (tag == NWS_TAG_UNKNOWN || policy->actions[tag] != NWS_ACTION_KEEP)
        return refuse(error, "conflict", "an attribute is set on an element that is not kept", tag,
                      attr);
    if (attr == NWS_ATTR_UNKNOWN ? !nws_rules_may_name(rule->name)
                                 : !nws_policy_may_allow(tag, attr))
        return refuse(error, "unsafe_attribute", "an attribute that is never safe here", tag, attr);
    if (value.data == NULL || nws_scrub_dirty(value) ||
        (holds_url(attr) && !nws_url_is_safe(value)) || attr == NWS_ATTR_STYLE)
        return refuse(error, "unsafe_value", "a value that is never safe here", tag, attr);
    if (link && ((attr == NWS_ATTR_REL && policy->link_rel != NULL) ||
                 (attr == NWS_ATTR_TARGET && policy->rules->link_target.data != NULL)))
        return refuse(error, "conflict",
                      "an attribute of links is set, and forced by link_rel or link_target", tag,
                      attr);
    return NWS_OK;
}

static nws_status check_names(const nws_policy_rule *rule, nws_error *error)
{
    for (uint32_t i = 0; i < rule->names.count; i++) {
        if (rule->demand == NWS_DEMAND_HOSTS && !is_host(rule->names.items[i]))
            return refuse(error, "bad_host",
                          "a host is a name in lower case, perhaps with \"*.\" before it, without "
                          "scheme, port and path",
                          rule->tag, rule->attr);
        if (rule->demand == NWS_DEMAND_WORDS &&
            (rule->names.items[i].length == 0 || nws_view_has_space(rule->names.items[i])))
            return refuse(error, "bad_value", "the name of a class has no blanks in it", rule->tag,
                          rule->attr);
    }
    return NWS_OK;
}

static nws_status check_rule(const nws_policy *policy, const nws_policy_rule *rule,
                             nws_error *error)
{
    const nws_attr attr = (nws_attr)rule->attr;
    if (rule->tag >= NWS_TAG_COUNT || rule->attr >= NWS_ATTR_COUNT ||
        rule->demand >= NWS_DEMAND_COUNT || (attr != NWS_ATTR_UNKNOWN && rule->name.length > 0))
        return refuse(error, "bad_rule", "a rule about nothing that exists", 0, 0);
    if (rule->demand == NWS_DEMAND_SET)
        return check_set(policy, rule, error);
    if (rule->demand == NWS_DEMAND_GRANT)
        return attr == NWS_ATTR_UNKNOWN && nws_rules_may_name(rule->name)
                   ? NWS_OK
                   : refuse(error, "unsafe_attribute",
                            "a name that is no plain one or never safe (on..., srcdoc, ...)",
                            rule->tag, attr);
    if (!is_granted(policy, rule))
        return refuse(error, "conflict", "a rule about an attribute that is not kept", rule->tag,
                      attr);
    if (rule->demand == NWS_DEMAND_WORDS && attr != NWS_ATTR_CLASS)
        return refuse(error, "bad_rule", "only class holds words", rule->tag, attr);
    if ((rule->demand == NWS_DEMAND_HOSTS || rule->demand == NWS_DEMAND_SCHEMES) &&
        !holds_url(attr))
        return refuse(error, "bad_rule", "an attribute that holds no URL", rule->tag, attr);
    if (rule->demand == NWS_DEMAND_SCHEMES && nws_policy_holds(attr) == NWS_HOLDS_LINK &&
        (rule->schemes & NWS_SCHEME_DATA_IMAGE) != 0)
        return refuse(error, "unsafe_scheme", "data: is for pictures, not for links", rule->tag,
                      attr);
    return check_names(rule, error);
}

/* "data-", "aria-": a name's first part, with the hyphen, so that it is no beginning of others. */
static bool is_prefix(nws_view prefix)
{
    return nws_rules_may_name(prefix) && prefix.data[prefix.length - 1] == '-';
}

static bool is_id(nws_view id)
{
    if (id.length == 0 || !nws_is_alpha((unsigned char)id.data[0]))
        return false;
    for (size_t i = 1; i < id.length; i++) {
        const unsigned char byte = (unsigned char)id.data[i];
        if (!nws_is_alpha(byte) && !nws_is_digit(byte) && byte != '-' && byte != '_' && byte != '.')
            return false;
    }
    return true;
}

/* _blank, _self, _parent, _top, or the name of a window.
 * https://html.spec.whatwg.org/multipage/document-sequences.html#valid-navigable-target-name-or-keyword
 */
static bool is_target(nws_view target)
{
    if (target.length > 0 && target.data[0] == '_')
        return nws_view_equal(target, NWS_VIEW("_blank")) ||
               nws_view_equal(target, NWS_VIEW("_self")) ||
               nws_view_equal(target, NWS_VIEW("_parent")) ||
               nws_view_equal(target, NWS_VIEW("_top"));
    return is_id(target);
}

static bool is_base(nws_view url)
{
    return (nws_url_scheme(url) & (NWS_SCHEME_HTTP | NWS_SCHEME_HTTPS)) != 0 &&
           nws_url_certain_host(url).data != NULL && !nws_scrub_dirty(url) &&
           !nws_view_has_space(url);
}

static nws_status check_texts(const nws_policy_rules *rules, nws_error *error)
{
    for (uint32_t i = 0; i < rules->prefixes.count; i++)
        if (!is_prefix(rules->prefixes.items[i]))
            return refuse(error, "unsafe_prefix",
                          "a prefix of attribute names is a plain name that ends with '-', and not "
                          "the beginning of on...",
                          0, 0);
    if (rules->schemes.count > NWS_MAX_POLICY_SCHEMES)
        return refuse(error, "too_many", "more schemes than a policy can name", 0, 0);
    for (uint32_t i = 0; i < rules->schemes.count; i++)
        if (!nws_url_may_name(rules->schemes.items[i]))
            return refuse(error, "unsafe_scheme", "a scheme that is none, or never safe", 0, 0);
    if (rules->id_prefix.data != NULL &&
        (!is_id(rules->id_prefix) || rules->id_prefix.length > NWS_MAX_ID_PREFIX))
        return refuse(error, "bad_value",
                      "id_prefix is a letter, then letters, digits, '-', '_' and '.': 64 at most",
                      0, 0);
    if (rules->link_target.data != NULL && !is_target(rules->link_target))
        return refuse(error, "bad_value", "link_target is _blank, _self, _parent, _top or a name",
                      0, 0);
    if (rules->base_url.data != NULL && !is_base(rules->base_url))
        return refuse(error, "bad_value", "base_url is no http or https URL with a host", 0, 0);
    return NWS_OK;
}

static nws_status check_rules(const nws_policy *policy, nws_error *error)
{
    const nws_policy_rules *rules = policy->rules;
    NWS_TRY(check_texts(rules, error));
    for (unsigned tag = 0; tag < NWS_TAG_COUNT; tag++)
        if (nws_tag_bit(rules->open, (nws_tag)tag) && !rules->asks)
            return refuse(error, "unsafe_attribute",
                          "every attribute (\"*\") may be kept only where a callback decides", tag,
                          0);
    for (uint32_t i = 0; i < rules->count; i++) {
        NWS_TRY(check_rule(policy, &rules->items[i], error));
        if (i > 0 && nws_rules_compare(&rules->items[i - 1], &rules->items[i]) >= 0)
            return refuse(error, "bad_rule", "two rules of a kind about one attribute, or unsorted",
                          rules->items[i].tag, rules->items[i].attr);
    }
    return NWS_OK;
}

/* What a frame shows is another site's: only sites that the policy names. */
static nws_status check_frames(const nws_policy *policy, nws_error *error)
{
    if (policy->actions[NWS_TAG_IFRAME] != NWS_ACTION_KEEP)
        return NWS_OK;
    if (policy->rules == NULL || nws_rules_find(policy->rules, NWS_TAG_IFRAME, NWS_ATTR_SRC,
                                                NWS_VIEW(""), NWS_DEMAND_HOSTS) == NULL)
        return refuse(error, "unsafe_tag", "iframe is kept only with the hosts of its src listed",
                      NWS_TAG_IFRAME, NWS_ATTR_SRC);
    return NWS_OK;
}

/* A style attribute and the properties that it may hold: neither is anything without the other. */
static nws_status check_styles(const nws_policy *policy, nws_error *error)
{
    bool properties = false, granted = nws_policy_allows(policy, NWS_TAG_UNKNOWN, NWS_ATTR_STYLE);
    for (unsigned word = 0; word < NWS_CSS_WORDS; word++)
        properties = properties || policy->styles.words[word] != 0;
    for (unsigned tag = 0; tag < NWS_TAG_COUNT; tag++)
        granted = granted || nws_policy_allows(policy, (nws_tag)tag, NWS_ATTR_STYLE) ||
                  (policy->rules != NULL && nws_tag_bit(policy->rules->open, (nws_tag)tag));
    if (properties && !granted)
        return refuse(error, "conflict", "styles are named, and style is an attribute of no tag", 0,
                      NWS_ATTR_STYLE);
    if (!properties && granted && (policy->rules == NULL || !policy->rules->asks))
        return refuse(error, "conflict", "style is kept, and no property named in styles", 0,
                      NWS_ATTR_STYLE);
    return NWS_OK;
}

nws_status nws_policy_check(const nws_policy *policy, nws_error *error)
{
    for (unsigned i = 0; i < NWS_TAG_COUNT; i++)
        NWS_TRY(check_tag(policy, (nws_tag)i, error));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (policy->actions[parts[i].whole] == NWS_ACTION_KEEP &&
            policy->actions[parts[i].part] != NWS_ACTION_KEEP)
            return refuse(error, "conflict", parts[i].message, 0, 0);
    if ((policy->link_schemes & NWS_SCHEME_DATA_IMAGE) != 0)
        return refuse(error, "unsafe_scheme", "data: is for pictures, not for links", 0, 0);
    if (policy->link_rel != NULL && !is_rel(policy->link_rel))
        return refuse(error, "bad_value", "link_rel may hold a-z, '-' and blanks", 0, 0);
    NWS_TRY(check_frames(policy, error));
    if (policy->rules != NULL)
        NWS_TRY(check_rules(policy, error));
    NWS_TRY(check_styles(policy, error));
    return nws_error_set(error, NWS_OK, NULL, NULL, 0);
}
