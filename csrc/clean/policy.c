/* The floor under every policy, and the check that a policy made by hand stays above it. */
#include "clean/policy.h"

#include "base/hash.h"
#include "clean/stable.h"

/* Attributes that no policy can keep on any element, with the reason for each. Event handlers
 * (on...) have no id: nothing unknown is ever kept. */
static const bool forbidden[NWS_ATTR_COUNT] = {
    [NWS_ATTR_UNKNOWN] = true,         /* a policy names what it keeps */
    [NWS_ATTR_SRCDOC] = true,          /* a whole document as text */
    [NWS_ATTR_FORMACTION] = true,      /* a form's target, from any button */
    [NWS_ATTR_ACTION] = true,          /* no form is ever kept */
    [NWS_ATTR_FORM] = true,            /* ties a control to a form elsewhere on the page */
    [NWS_ATTR_METHOD] = true,          /* as action */
    [NWS_ATTR_ENCTYPE] = true,         /* as action */
    [NWS_ATTR_IS] = true,              /* runs a custom element's script */
    [NWS_ATTR_SLOT] = true,            /* moves content into a shadow tree */
    [NWS_ATTR_STYLE] = true,           /* CSS needs a grammar of its own */
    [NWS_ATTR_HTTP_EQUIV] = true,      /* meta refresh */
    [NWS_ATTR_XLINK_HREF] = true,      /* svg only */
    [NWS_ATTR_XMLNS] = true,           /* svg and math only */
    [NWS_ATTR_NONCE] = true,           /* lends the page's trust */
    [NWS_ATTR_INTEGRITY] = true,       /* of scripts and links */
    [NWS_ATTR_MANIFEST] = true,        /* a URL that is fetched at once */
    [NWS_ATTR_PING] = true,            /* a URL that is told of every click */
    [NWS_ATTR_BACKGROUND] = true,      /* a URL that is fetched at once */
    [NWS_ATTR_LOWSRC] = true,          /* as background; obsolete */
    [NWS_ATTR_PROFILE] = true,         /* a URL; obsolete */
    [NWS_ATTR_ICON] = true,            /* a URL; obsolete */
    [NWS_ATTR_DATA] = true,            /* object only */
    [NWS_ATTR_OBJECT] = true,          /* applet only */
    [NWS_ATTR_SANDBOX] = true,         /* iframe only */
    [NWS_ATTR_ALLOW] = true,           /* iframe only */
    [NWS_ATTR_IMAGESRCSET] = true,     /* link only */
    [NWS_ATTR_IMAGESIZES] = true,      /* link only */
    [NWS_ATTR_CONTENTEDITABLE] = true, /* makes the reader edit the page */
    [NWS_ATTR_POPOVER] = true,         /* lies over the page */
    [NWS_ATTR_AUTOPLAY] = true,        /* makes noise */
    [NWS_ATTR__SRC] = true,            /* R10 cannot write it; read by the image repairs only */
    [NWS_ATTR_REAL_SRC] = true,        /* as _src */
};

static const uint8_t values[NWS_ATTR_COUNT] = {
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
};

nws_holds nws_policy_holds(nws_attr attr)
{
    return (nws_holds)values[attr];
}

bool nws_policy_may_keep(nws_tag tag)
{
    return nws_stable_tags[tag].kind != NWS_KIND_NONE;
}

/* Where an attribute that fetches or leads somewhere has a meaning; anywhere else it could only
 * mean something to a script or to an element that was renamed. */
bool nws_policy_may_allow(nws_tag tag, nws_attr attr)
{
    if (forbidden[attr])
        return false;
    switch (attr) {
    case NWS_ATTR_HREF: return tag == NWS_TAG_A || tag == NWS_TAG_AREA;
    case NWS_ATTR_SRC:
        return tag == NWS_TAG_IMG || tag == NWS_TAG_AUDIO || tag == NWS_TAG_VIDEO ||
               tag == NWS_TAG_SOURCE || tag == NWS_TAG_TRACK;
    case NWS_ATTR_SRCSET: return tag == NWS_TAG_IMG || tag == NWS_TAG_SOURCE;
    case NWS_ATTR_POSTER: return tag == NWS_TAG_VIDEO;
    default: return true;
    }
}

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

static nws_status refuse(nws_error *error, const char *code, const char *message)
{
    return nws_error_set(error, NWS_E_POLICY, code, message, 0);
}

static nws_status check_attributes(const nws_policy *policy, nws_tag tag, nws_error *error)
{
    for (unsigned i = 0; i < NWS_ATTR_COUNT; i++) {
        nws_attr attr = (nws_attr)i;
        const uint64_t bit = (uint64_t)1 << (i % 64u);
        /* What every tag may have must be safe on every tag, so no URL can be in any_tag. */
        if ((policy->any_tag[i / 64u] & bit) != 0 &&
            (forbidden[attr] || !nws_policy_may_allow(NWS_TAG_UNKNOWN, attr)))
            return refuse(error, "unsafe_attribute",
                          "an attribute for all tags that is safe on some only, or on none");
        if ((policy->by_tag[tag][i / 64u] & bit) != 0 && !nws_policy_may_allow(tag, attr))
            return refuse(error, "unsafe_attribute", "an attribute that is never safe here");
    }
    return NWS_OK;
}

nws_status nws_policy_check(const nws_policy *policy, nws_error *error)
{
    for (unsigned i = 0; i < NWS_TAG_COUNT; i++) {
        nws_tag tag = (nws_tag)i;
        const uint8_t action = policy->actions[i];
        if (action > NWS_ACTION_RENAME)
            return refuse(error, "bad_action", "an action that does not exist");
        if (action == NWS_ACTION_KEEP && !nws_policy_may_keep(tag))
            return refuse(error, "unsafe_tag", "an element that can never be kept");
        if (action == NWS_ACTION_RENAME &&
            (policy->renames[i] >= NWS_TAG_COUNT ||
             policy->actions[policy->renames[i]] != NWS_ACTION_KEEP ||
             nws_stable_tags[policy->renames[i]].model == NWS_MODEL_EMPTY))
            return refuse(error, "bad_rename", "renamed to an element that is not kept, or void");
        NWS_TRY(check_attributes(policy, tag, error));
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (policy->actions[parts[i].whole] == NWS_ACTION_KEEP &&
            policy->actions[parts[i].part] != NWS_ACTION_KEEP)
            return refuse(error, "conflict", parts[i].message);
    return nws_error_set(error, NWS_OK, NULL, NULL, 0);
}

/* Little-endian bytes whatever the machine's order, and never the padding of the struct. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    char bytes[8];
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (char)(unsigned char)(word >> (8 * i));
    return nws_hash_bytes(nws_view_of(bytes, sizeof bytes), hash);
}

uint64_t nws_policy_fingerprint(const nws_policy *policy)
{
    uint64_t hash = mix(0, policy->link_schemes);
    hash = mix(hash, policy->image_schemes);
    hash = mix(hash, policy->repairs);
    hash = mix(hash, policy->keep_data);
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
    return hash;
}
