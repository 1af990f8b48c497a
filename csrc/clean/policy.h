/* What may stay: a policy is data, checked when it is made and constant afterwards.
 *
 * The stable-tree rules (clean/stable.h) and the floor below hold under every policy. Looking up a
 * tag or attribute is an array index; what needs more (policy_rules.h) most policies do not have.
 */
#ifndef NWS_CLEAN_POLICY_H
#define NWS_CLEAN_POLICY_H

#include "clean/css.h"
#include "clean/policy_rules.h"

#include <stdint.h>

typedef enum nws_action {
    NWS_ACTION_UNWRAP = 0, /* the element goes, its children stay */
    NWS_ACTION_KEEP,
    NWS_ACTION_DROP,   /* the element goes with all that is in it */
    NWS_ACTION_RENAME, /* kept, under the name in nws_policy.renames */
    NWS_ACTION_ESCAPE  /* its children stay, and its own tags as text that a reader sees */
} nws_action;

/* URL schemes that a policy can allow, as bits. Others have the bits from NWS_SCHEME_NAMED on, by
 * their place in the policy's own list; javascript, vbscript and their like can never have one. */
enum {
    NWS_SCHEME_HTTP = 1u << 0,
    NWS_SCHEME_HTTPS = 1u << 1,
    NWS_SCHEME_MAILTO = 1u << 2,
    NWS_SCHEME_TEL = 1u << 3,
    NWS_SCHEME_FTP = 1u << 4,
    NWS_SCHEME_DATA_IMAGE = 1u << 5, /* data: of a raster image type, in image sources only */
    NWS_SCHEME_RELATIVE = 1u << 6,   /* no scheme and no host: path, ?query, #fragment */
    NWS_SCHEME_NETWORK = 1u << 7,    /* //host/path: the scheme of the page */
    NWS_SCHEME_NAMED = 32            /* a number of a bit */
};

/* Article repairs, each an option. */
enum {
    NWS_REPAIR_LAZY_IMAGES = 1u << 0, /* data-original and its family become src */
    NWS_REPAIR_NOSCRIPT = 1u << 1,    /* an image in noscript takes its lazy twin's place */
    NWS_REPAIR_PROXIES = 1u << 2,     /* prefix?http://... becomes the address behind it */
    NWS_REPAIR_DIMENSIONS = 1u << 3,  /* data-width and data-height carried over */
    NWS_REPAIR_EMPTY = 1u << 4,       /* paragraphs and boxes with nothing in them go */
    NWS_REPAIR_WRAPPERS = 1u << 5,    /* a div that only wraps one block goes */
    NWS_REPAIR_PIXELS = 1u << 6,      /* images of 0 or 1 pixel go */
    NWS_REPAIR_LINES = 1u << 7,     /* a block that is unwrapped leaves a line's end, if br stays */
    NWS_REPAIR_CAPTIONS = 1u << 8,  /* text that stands by an image becomes its figcaption */
    NWS_REPAIR_TRACKING = 1u << 9,  /* utm_source and its like leave the addresses of links */
    NWS_REPAIR_JOINS = 1u << 10,    /* <b>a</b><b>b</b> becomes <b>ab</b> */
    NWS_REPAIR_BREAKS = 1u << 11,   /* of more than two br in a row two stay */
    NWS_REPAIR_LANGUAGES = 1u << 12 /* of the class of code what names its language stays */
};

typedef struct nws_policy {
    uint8_t actions[NWS_TAG_COUNT];   /* nws_action by tag; names that are in no table: [0] */
    uint8_t renames[NWS_TAG_COUNT];   /* nws_tag, where the action is RENAME */
    uint64_t any_tag[NWS_ATTR_WORDS]; /* attributes that every kept tag may have */
    uint64_t by_tag[NWS_TAG_COUNT][NWS_ATTR_WORDS];
    uint64_t link_schemes;  /* href, cite, ... */
    uint64_t image_schemes; /* src, poster, srcset, ... */
    uint32_t repairs;
    nws_css_set styles;            /* what style may hold, where it may stay */
    bool keep_data;                /* data-* attributes stay */
    bool portable;                 /* keep to R11, too */
    const char *link_rel;          /* forced on a[href]; NULL: as it is */
    const nws_policy_rules *rules; /* whatever else the policy says; NULL: nothing */
} nws_policy;

typedef enum nws_preset {
    NWS_PRESET_ARTICLE,
    NWS_PRESET_STRICT,
    NWS_PRESET_TEXT,
    NWS_PRESET_COMMENT,
    NWS_PRESET_FEED,
    NWS_PRESET_WIDE,
    NWS_PRESET_COUNT
} nws_preset;

/* Fills *policy. ARTICLE: what an article is made of, with all repairs. STRICT: inline formatting,
 * paragraphs, lists, quotes, code and https links only. TEXT: no tag at all. COMMENT: formatting in
 * a line and links that vouch for nothing. FEED: the article's, in a form that old parsers read the
 * same way. WIDE: everything that can be safe without naming a host. */
void nws_policy_preset(nws_policy *policy, nws_preset preset);

/* Whether a policy may ever keep this tag (the floor). */
bool nws_policy_may_keep(nws_tag tag);
/* The floor for attributes: on every tag, on none, or on those that nws_policy_may_place knows. */
enum { NWS_FLOOR_NEVER = 1, NWS_FLOOR_PLACED = 2 };
extern const uint8_t nws_policy_floor[NWS_ATTR_COUNT];
bool nws_policy_may_place(nws_tag tag, nws_attr attr);

/* Whether a policy may ever keep this attribute on this tag: never on*, srcdoc, ... */
NWS_INLINE bool nws_policy_may_allow(nws_tag tag, nws_attr attr)
{
    const uint8_t floor = nws_policy_floor[attr];
    return floor == 0 || (floor == NWS_FLOOR_PLACED && nws_policy_may_place(tag, attr));
}

NWS_INLINE bool nws_policy_allows(const nws_policy *policy, nws_tag tag, nws_attr attr)
{
    unsigned word = (unsigned)attr / 64u;
    uint64_t bit = (uint64_t)1 << ((unsigned)attr % 64u);
    return ((policy->any_tag[word] | policy->by_tag[tag][word]) & bit) != 0;
}

/* The attributes that a policy can be set to keep, whatever they hold: what a value must be. */
typedef enum nws_holds {
    NWS_HOLDS_TEXT = 0,
    NWS_HOLDS_LINK,   /* a URL that is followed: link_schemes */
    NWS_HOLDS_IMAGE,  /* a URL that is fetched: image_schemes */
    NWS_HOLDS_SRCSET, /* a list of such URLs */
    NWS_HOLDS_NUMBER, /* digits; "120px" becomes 120 */
    NWS_HOLDS_FLAG,   /* a boolean attribute: its value is dropped */
    NWS_HOLDS_STYLE   /* declarations of the properties in styles */
} nws_holds;
extern const uint8_t nws_policy_values[NWS_ATTR_COUNT];

NWS_INLINE nws_holds nws_policy_holds(nws_attr attr)
{
    return (nws_holds)nws_policy_values[attr];
}

/* The bit of a URL's scheme under this policy; 0: one that it cannot allow. */
uint64_t nws_policy_scheme(const nws_policy *policy, nws_view url);

/* Checks a policy made by hand: NWS_E_POLICY with the reason in *error when it contradicts itself
 * or asks for what is below the floor. The error's offset tells where: tag << 16 | attribute. */
NWS_MUST_CHECK nws_status nws_policy_check(const nws_policy *policy, nws_error *error);

/* A hash of everything in the policy: the same in every process and on every machine. */
uint64_t nws_policy_fingerprint(const nws_policy *policy);

#endif
