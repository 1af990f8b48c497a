/* Searching the rules: by halves, as they are sorted. See policy_rules.h. */
#include "clean/policy_rules.h"

#include "clean/policy.h"
#include "clean/url.h"

#include <stdlib.h>

/* --- names --- */

static int compare_views(nws_view a, nws_view b)
{
    const size_t shorter = a.length < b.length ? a.length : b.length;
    const int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_items(const void *a, const void *b)
{
    return compare_views(*(const nws_view *)a, *(const nws_view *)b);
}

int32_t nws_names_find(nws_names names, nws_view name)
{
    uint32_t low = 0, high = names.count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = compare_views(names.items[middle], name);
        if (order == 0)
            return (int32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

bool nws_names_has(nws_names names, nws_view name)
{
    for (uint32_t i = 0; i < names.count; i++)
        if (nws_view_equal_nocase(names.items[i], name))
            return true;
    return false;
}

uint32_t nws_names_sort(nws_view *items, uint32_t count)
{
    if (count == 0)
        return 0;
    qsort(items, count, sizeof *items, compare_items);
    uint32_t left = 1;
    for (uint32_t i = 1; i < count; i++)
        if (!nws_view_equal(items[i], items[left - 1]))
            items[left++] = items[i];
    return left;
}

/* --- rules --- */

int nws_rules_compare(const nws_policy_rule *left, const nws_policy_rule *right)
{
    if (left->tag != right->tag)
        return left->tag < right->tag ? -1 : 1;
    if (left->attr != right->attr)
        return left->attr < right->attr ? -1 : 1;
    const int order = compare_views(left->name, right->name);
    return order != 0 ? order : left->demand - right->demand;
}

static int compare_rules(const void *a, const void *b)
{
    return nws_rules_compare(a, b);
}

void nws_rules_sort(nws_policy_rule *items, uint32_t count)
{
    if (count > 0)
        qsort(items, count, sizeof *items, compare_rules);
}

/* The first rule that is not before key. */
static const nws_policy_rule *lower_bound(const nws_policy_rules *rules, const nws_policy_rule *key)
{
    uint32_t low = 0, high = rules->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (nws_rules_compare(&rules->items[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return rules->items + low;
}

const nws_policy_rule *nws_rules_find(const nws_policy_rules *rules, nws_tag tag, nws_attr attr,
                                      nws_view name, nws_demand demand)
{
    nws_policy_rule key = {.tag = (uint16_t)tag,
                           .attr = (uint16_t)attr,
                           .demand = (uint8_t)demand,
                           .name = attr == NWS_ATTR_UNKNOWN ? name : NWS_VIEW("")};
    const nws_policy_rule *end = rules->items + rules->count;
    for (int round = 0; round < 2; round++) {
        const nws_policy_rule *found = lower_bound(rules, &key);
        if (found != end && nws_rules_compare(found, &key) == 0)
            return found;
        key.tag = NWS_TAG_UNKNOWN;
    }
    return NULL;
}

const nws_policy_rule *nws_rules_of(const nws_policy_rules *rules, nws_tag tag)
{
    const nws_policy_rule key = {.tag = (uint16_t)tag, .name = NWS_VIEW("")};
    return lower_bound(rules, &key);
}

/* --- the floor for names --- */

static bool is_plain_name(nws_view name)
{
    if (name.length == 0 || name.data[0] < 'a' || name.data[0] > 'z')
        return false;
    for (size_t i = 1; i < name.length; i++) {
        const unsigned char byte = (unsigned char)name.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !nws_is_digit(byte) && byte != '-')
            return false;
    }
    return true;
}

bool nws_rules_may_name(nws_view name)
{
    /* Those without an id; the others are policy.c's. */
    static const nws_view never[] = {
        {"archive", 7},         /* URLs of an object or applet */
        {"attributionsrc", 14}, /* a URL that is told of every view or click */
        {"classid", 7},         /* as archive */
        {"codebase", 8},        /* as archive; a base for other URLs */
        {"commandfor", 10},     /* acts on another element */
        {"datasrc", 7},         /* binds data of another document; obsolete */
        {"dynsrc", 6},          /* a URL that is fetched; obsolete */
        {"formenctype", 11},    /* no form is ever kept */
        {"formmethod", 10},     /* as formenctype */
        {"formtarget", 10},     /* as formenctype */
        {"interestfor", 11},    /* acts on another element */
        {"popovertarget", 13},  /* acts on another element */
        {"shadowrootmode", 14}, /* makes a shadow tree */
        {"srcdoc", 6},          /* a whole document as text */
    };
    if (!is_plain_name(name) || nws_view_starts(name, NWS_VIEW("on")))
        return false;
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (nws_view_equal(name, never[i]))
            return false;
    return true;
}

bool nws_rules_allow(const nws_policy_rules *rules, nws_tag tag, nws_attr attr, nws_view name)
{
    if (attr != NWS_ATTR_UNKNOWN ? !nws_policy_may_allow(tag, attr) : !nws_rules_may_name(name))
        return false;
    if (nws_tag_bit(rules->open, tag))
        return true;
    for (uint32_t i = 0; i < rules->prefixes.count; i++)
        if (name.length > rules->prefixes.items[i].length &&
            nws_view_starts(name, rules->prefixes.items[i]))
            return true;
    return attr == NWS_ATTR_UNKNOWN &&
           nws_rules_find(rules, tag, attr, name, NWS_DEMAND_GRANT) != NULL;
}

/* --- hosts --- */

bool nws_rules_host(nws_names names, nws_view url)
{
    enum { LONGEST = 253 }; /* https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4 */
    char room[LONGEST + 1];
    const nws_view host = nws_url_certain_host(url);
    if (host.length == 0 || host.length > LONGEST)
        return false;
    for (size_t i = 0; i < host.length; i++)
        room[i + 1] = (char)nws_lower((unsigned char)host.data[i]);
    if (nws_names_find(names, nws_view_of(room + 1, host.length)) >= 0)
        return true;
    /* "*.example.com": from every dot on, with an asterisk before it. */
    for (size_t i = 2; i < host.length; i++)
        if (room[i] == '.') {
            const char kept = room[i - 1];
            room[i - 1] = '*';
            if (nws_names_find(names, nws_view_of(room + i - 1, host.length + 2 - i)) >= 0)
                return true;
            room[i - 1] = kept;
        }
    return false;
}
