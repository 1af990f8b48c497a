/* The floor under every policy, and the fingerprint of one. */
#include "clean/policy.h"

#include "base/hash.h"
#include "clean/stable.h"
#include "clean/url.h"

/* Attributes that no policy can keep on any element, with the reason for each. Event handlers
 * (on...) have no id: nothing unknown is ever kept. */
const uint8_t nws_policy_floor[NWS_ATTR_COUNT] = {
    [NWS_ATTR_UNKNOWN] = NWS_FLOOR_NEVER,     /* a policy names what it keeps */
    [NWS_ATTR_SRCDOC] = NWS_FLOOR_NEVER,      /* a whole document as text */
    [NWS_ATTR_FORMACTION] = NWS_FLOOR_NEVER,  /* a form's target, from any button */
    [NWS_ATTR_ACTION] = NWS_FLOOR_NEVER,      /* no form is ever kept */
    [NWS_ATTR_FORM] = NWS_FLOOR_NEVER,        /* ties a control to a form elsewhere on the page */
    [NWS_ATTR_METHOD] = NWS_FLOOR_NEVER,      /* as action */
    [NWS_ATTR_ENCTYPE] = NWS_FLOOR_NEVER,     /* as action */
    [NWS_ATTR_IS] = NWS_FLOOR_NEVER,          /* runs a custom element's script */
    [NWS_ATTR_SLOT] = NWS_FLOOR_NEVER,        /* moves content into a shadow tree */
    [NWS_ATTR_HTTP_EQUIV] = NWS_FLOOR_NEVER,  /* meta refresh */
    [NWS_ATTR_XLINK_HREF] = NWS_FLOOR_NEVER,  /* svg only */
    [NWS_ATTR_XMLNS] = NWS_FLOOR_NEVER,       /* svg and math only */
    [NWS_ATTR_NONCE] = NWS_FLOOR_NEVER,       /* lends the page's trust */
    [NWS_ATTR_INTEGRITY] = NWS_FLOOR_NEVER,   /* of scripts and links */
    [NWS_ATTR_MANIFEST] = NWS_FLOOR_NEVER,    /* a URL that is fetched at once */
    [NWS_ATTR_PING] = NWS_FLOOR_NEVER,        /* a URL that is told of every click */
    [NWS_ATTR_BACKGROUND] = NWS_FLOOR_NEVER,  /* a URL that is fetched at once */
    [NWS_ATTR_LOWSRC] = NWS_FLOOR_NEVER,      /* as background; obsolete */
    [NWS_ATTR_PROFILE] = NWS_FLOOR_NEVER,     /* a URL; obsolete */
    [NWS_ATTR_ICON] = NWS_FLOOR_NEVER,        /* a URL; obsolete */
    [NWS_ATTR_DATA] = NWS_FLOOR_NEVER,        /* object only */
    [NWS_ATTR_OBJECT] = NWS_FLOOR_NEVER,      /* applet only */
    [NWS_ATTR_ALLOW] = NWS_FLOOR_NEVER,       /* iframe only */
    [NWS_ATTR_IMAGESRCSET] = NWS_FLOOR_NEVER, /* link only */
    [NWS_ATTR_IMAGESIZES] = NWS_FLOOR_NEVER,  /* link only */
    [NWS_ATTR_CONTENTEDITABLE] = NWS_FLOOR_NEVER, /* makes the reader edit the page */
    [NWS_ATTR_POPOVER] = NWS_FLOOR_NEVER,         /* lies over the page */
    [NWS_ATTR_AUTOPLAY] = NWS_FLOOR_NEVER,        /* makes noise */
    /* Where an attribute that fetches or leads somewhere has a meaning; anywhere else it could only
     * mean something to a script or to an element that was renamed. */
    [NWS_ATTR_HREF] = NWS_FLOOR_PLACED,
    [NWS_ATTR_SRC] = NWS_FLOOR_PLACED,
    [NWS_ATTR_SRCSET] = NWS_FLOOR_PLACED,
    [NWS_ATTR_POSTER] = NWS_FLOOR_PLACED,
    [NWS_ATTR_SANDBOX] = NWS_FLOOR_PLACED, /* can only take something from a frame */
};

const uint8_t nws_policy_values[NWS_ATTR_COUNT] = {
    [NWS_ATTR_HREF] = NWS_HOLDS_LINK,        [NWS_ATTR_CITE] = NWS_HOLDS_LINK,
    [NWS_ATTR_LONGDESC] = NWS_HOLDS_LINK,    [NWS_ATTR_ITEMID] = NWS_HOLDS_LINK,
    [NWS_ATTR_ITEMTYPE] = NWS_HOLDS_LINK,    [NWS_ATTR_USEMAP] = NWS_HOLDS_LINK,
    [NWS_ATTR_SRC] = NWS_HOLDS_IMAGE,        [NWS_ATTR_POSTER] = NWS_HOLDS_IMAGE,
    [NWS_ATTR_SRCSET] = NWS_HOLDS_SRCSET,    [NWS_ATTR_WIDTH] = NWS_HOLDS_NUMBER,
    [NWS_ATTR_HEIGHT] = NWS_HOLDS_NUMBER,    [NWS_ATTR_COLSPAN] = NWS_HOLDS_NUMBER,
    [NWS_ATTR_ROWSPAN] = NWS_HOLDS_NUMBER,   [NWS_ATTR_SPAN] = NWS_HOLDS_NUMBER,
    [NWS_ATTR_START] = NWS_HOLDS_NUMBER,     [NWS_ATTR_HSPACE] = NWS_HOLDS_NUMBER,
    [NWS_ATTR_VSPACE] = NWS_HOLDS_NUMBER,    [NWS_ATTR_REVERSED] = NWS_HOLDS_FLAG,
    [NWS_ATTR_OPEN] = NWS_HOLDS_FLAG,        [NWS_ATTR_CONTROLS] = NWS_HOLDS_FLAG,
    [NWS_ATTR_MUTED] = NWS_HOLDS_FLAG,       [NWS_ATTR_LOOP] = NWS_HOLDS_FLAG,
    [NWS_ATTR_PLAYSINLINE] = NWS_HOLDS_FLAG, [NWS_ATTR_COMPACT] = NWS_HOLDS_FLAG,
    [NWS_ATTR_DEFAULT] = NWS_HOLDS_FLAG,     [NWS_ATTR_ITEMSCOPE] = NWS_HOLDS_FLAG,
    [NWS_ATTR_NOWRAP] = NWS_HOLDS_FLAG,      [NWS_ATTR_HIDDEN] = NWS_HOLDS_FLAG,
    [NWS_ATTR_STYLE] = NWS_HOLDS_STYLE,
};

bool nws_policy_may_keep(nws_tag tag)
{
    return nws_stable_tags[tag].kind != NWS_KIND_NONE;
}

bool nws_policy_may_place(nws_tag tag, nws_attr attr)
{
    switch (attr) {
    case NWS_ATTR_HREF: return tag == NWS_TAG_A || tag == NWS_TAG_AREA;
    case NWS_ATTR_SRC:
        return tag == NWS_TAG_IMG || tag == NWS_TAG_AUDIO || tag == NWS_TAG_VIDEO ||
               tag == NWS_TAG_SOURCE || tag == NWS_TAG_TRACK || tag == NWS_TAG_IFRAME;
    case NWS_ATTR_SRCSET: return tag == NWS_TAG_IMG || tag == NWS_TAG_SOURCE;
    case NWS_ATTR_POSTER: return tag == NWS_TAG_VIDEO;
    case NWS_ATTR_SANDBOX: return tag == NWS_TAG_IFRAME;
    default: return true;
    }
}

uint64_t nws_policy_scheme(const nws_policy *policy, nws_view url)
{
    const uint32_t bit = nws_url_scheme(url);
    if (bit != 0 || policy->rules == NULL || policy->rules->schemes.count == 0)
        return bit;
    char room[NWS_MAX_SCHEME_NAME];
    const nws_view name = nws_url_scheme_name(url, room);
    const int32_t place = name.data == NULL ? -1 : nws_names_find(policy->rules->schemes, name);
    return place < 0 || !nws_url_may_name(name) ? 0 : (uint64_t)1 << (NWS_SCHEME_NAMED + place);
}

/* Little-endian bytes whatever the machine's order, and never the padding of the struct. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    char bytes[8];
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (char)(unsigned char)(word >> (8 * i));
    return nws_hash_bytes(nws_view_of(bytes, sizeof bytes), hash);
}

static uint64_t mix_text(uint64_t hash, nws_view text)
{
    hash = mix(hash, text.data == NULL ? UINT64_MAX : text.length);
    return nws_hash_bytes(text, hash);
}

static uint64_t mix_names(uint64_t hash, nws_names names)
{
    hash = mix(hash, names.count);
    for (uint32_t i = 0; i < names.count; i++)
        hash = mix_text(hash, names.items[i]);
    return hash;
}

static uint64_t mix_rules(uint64_t hash, const nws_policy_rules *rules)
{
    hash = mix(hash, rules->count);
    for (uint32_t i = 0; i < rules->count; i++) {
        const nws_policy_rule *rule = &rules->items[i];
        hash = mix_text(mix(hash, rule->tag), nws_attr_name((nws_attr)rule->attr));
        hash = mix_text(mix(hash, rule->demand), rule->name);
        hash = mix_names(mix(hash, rule->schemes), rule->names);
    }
    hash = mix_names(mix_names(hash, rules->prefixes), rules->schemes);
    hash = mix_text(mix_text(hash, rules->base_url), rules->link_target);
    hash = mix(mix_text(hash, rules->id_prefix), rules->asks);
    for (unsigned word = 0; word < NWS_TAG_WORDS; word++)
        hash = mix(hash, rules->open[word]);
    return hash;
}

uint64_t nws_policy_fingerprint(const nws_policy *policy)
{
    uint64_t hash = mix(0, policy->link_schemes);
    hash = mix(hash, policy->image_schemes);
    hash = mix(hash, policy->repairs);
    for (unsigned word = 0; word < NWS_CSS_WORDS; word++)
        hash = mix(hash, policy->styles.words[word]);
    hash = mix(hash, policy->keep_data | (unsigned)policy->portable << 1);
    hash = mix(hash, policy->link_rel != NULL);
    if (policy->link_rel != NULL)
        hash = nws_hash_bytes(nws_view_of(policy->link_rel, strlen(policy->link_rel)), hash);
    for (unsigned word = 0; word < NWS_ATTR_WORDS; word++)
        hash = mix(hash, policy->any_tag[word]);
    for (unsigned tag = 0; tag < NWS_TAG_COUNT; tag++) {
        const uint8_t action = policy->actions[tag];
        hash = mix(hash, action | (action == NWS_ACTION_RENAME ? policy->renames[tag] : 0u) << 8);
        for (unsigned word = 0; word < NWS_ATTR_WORDS; word++)
            hash = mix(hash, policy->by_tag[tag][word]);
    }
    return policy->rules == NULL ? hash : mix_rules(hash, policy->rules);
}
