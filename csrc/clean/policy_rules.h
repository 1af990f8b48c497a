/* What only some policies say: rules about values, names that are in no table, links and ids.
 *
 * Apart from policy.h, whose arrays answer what is asked of every tag; these are sorted lists that
 * are searched, and a policy without any of it has none. All of it is borrowed: whoever makes a
 * policy keeps the memory behind it.
 */
#ifndef NWS_CLEAN_POLICY_RULES_H
#define NWS_CLEAN_POLICY_RULES_H

#include "base/arena.h"
#include "html/names.h"

#include <stdint.h>

enum { NWS_ATTR_WORDS = (NWS_ATTR_COUNT + 63) / 64, NWS_TAG_WORDS = (NWS_TAG_COUNT + 63) / 64 };

/* Names in the order of their bytes, no two the same. */
typedef struct nws_names {
    const nws_view *items;
    uint32_t count;
} nws_names;

typedef enum nws_demand {
    NWS_DEMAND_GRANT,   /* an attribute that has no id may stay */
    NWS_DEMAND_VALUES,  /* its value is one of names, but for the case of ASCII letters */
    NWS_DEMAND_WORDS,   /* only the words of its value that are in names stay */
    NWS_DEMAND_SCHEMES, /* its URL has one of schemes, whatever the policy says of other links */
    NWS_DEMAND_HOSTS,   /* its URL names a host, and one of names: "example.com", "*.example.com" */
    NWS_DEMAND_SET,     /* the element always has it, with the one value in names */
    NWS_DEMAND_COUNT
} nws_demand;

typedef struct nws_policy_rule {
    uint16_t tag;    /* nws_tag; 0: every tag */
    uint16_t attr;   /* nws_attr */
    uint8_t demand;  /* nws_demand */
    nws_view name;   /* of the attribute when attr is NWS_ATTR_UNKNOWN, else empty */
    nws_names names; /* as the demand says */
    uint64_t schemes;
} nws_policy_rule;

typedef struct nws_policy_rules {
    const nws_policy_rule *items; /* sorted by all that comes before names, no two the same */
    uint32_t count;
    nws_names prefixes;           /* of attribute names: "aria-" */
    nws_names schemes;            /* URL schemes without a bit of their own */
    uint64_t sets[NWS_TAG_WORDS]; /* the tags that a NWS_DEMAND_SET is about */
    uint64_t open[NWS_TAG_WORDS]; /* tags whose every attribute above the floor the callback sees */
    nws_view base_url;            /* where the call names none; data NULL: none */
    nws_view link_target;         /* forced on a[href]; data NULL: as it is */
    nws_view id_prefix;           /* before every id and name, and what refers to one */
    bool asks;                    /* there is a callback: nws_clean_options.judge */
} nws_policy_rules;

/* The place of name in names, or -1. */
int32_t nws_names_find(nws_names names, nws_view name);
/* The same where case does not count for ASCII letters: linear. */
bool nws_names_has(nws_names names, nws_view name);
/* Sorts count views and leaves out what is there twice; returns how many are left. */
uint32_t nws_names_sort(nws_view *items, uint32_t count);

/* Puts rules in their order. */
void nws_rules_sort(nws_policy_rule *items, uint32_t count);
/* The order: negative, 0, positive. names and schemes do not count. */
int nws_rules_compare(const nws_policy_rule *left, const nws_policy_rule *right);
/* The rule for an attribute (name counts where attr is NWS_ATTR_UNKNOWN): the tag's own, else that
 * for every tag, else NULL. */
const nws_policy_rule *nws_rules_find(const nws_policy_rules *rules, nws_tag tag, nws_attr attr,
                                      nws_view name, nws_demand demand);
/* The first rule of tag; the others follow it, up to rules->items + rules->count. */
const nws_policy_rule *nws_rules_of(const nws_policy_rules *rules, nws_tag tag);

NWS_INLINE bool nws_tag_bit(const uint64_t words[NWS_TAG_WORDS], nws_tag tag)
{
    return (words[(unsigned)tag / 64u] >> (unsigned)tag % 64u & 1u) != 0;
}

/* Whether a rule (not an array of the policy) lets an attribute stay: by its name, by a prefix, or
 * because the callback is to say. The floor is looked at, too. */
bool nws_rules_allow(const nws_policy_rules *rules, nws_tag tag, nws_attr attr, nws_view name);

/* Whether names has the host of url, which must be one that no browser can read otherwise. */
bool nws_rules_host(nws_names names, nws_view url);

/* The floor for names: [a-z][a-z0-9-]*, no event handler, and none that fetches or runs something
 * where it has a meaning. For those with an id, nws_policy_may_allow says more. */
bool nws_rules_may_name(nws_view name);

#endif
