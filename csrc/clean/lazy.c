/* Which of an image's addresses is the true one: the names that lazy loaders use, the placeholders
 * that they show meanwhile, and lists of sizes.
 *
 * Separate from image.c, which acts on it: what is here grows with the loaders that are seen.
 */
#include "clean/lazy.h"

#include "clean/url.h"

/* From here on other scripts use the name, too (data-url is often that of a page): such an address
 * counts when it ends like a picture's, or when src only holds the place. */
enum { DOUBTFUL = 100, /* From here on back to FULL: the picture as it was uploaded */ SIZED = 10 };

/* Where lazy loaders keep the address, best first; 0 is none of them. */
static const uint8_t ranks[NWS_ATTR_COUNT] = {
    [NWS_ATTR_DATA_ORIGINAL] = 1,
    [NWS_ATTR_DATA_ACTUALSRC] = 2,
    [NWS_ATTR_DATA_ORIGINAL_SRC] = 3,
    [NWS_ATTR_DATA_ORIGINALSRC] = 4,
    [NWS_ATTR_DATA_CANONICAL_SRC] = 5,
    [NWS_ATTR_DATA_RAW_SRC] = 6,
    [NWS_ATTR_DATA_FULL_SRC] = 7,
    [NWS_ATTR_DATA_HI_RES_SRC] = 8,
    [NWS_ATTR_ZOOMFILE] = 9,
    [NWS_ATTR_DATA_SRC] = SIZED,
    [NWS_ATTR_DATA_LAZY_SRC] = 11,
    [NWS_ATTR_DATA_LAZYSRC] = 12,
    [NWS_ATTR_DATA_LAZY] = 13,
    [NWS_ATTR_DATA_LAZYLOAD] = 14,
    [NWS_ATTR_DATA_LAZY_LOAD] = 15,
    [NWS_ATTR_DATA_LAZYLOAD_SRC] = 16,
    [NWS_ATTR_DATA_ECHO] = 17,
    [NWS_ATTR_DATA_CFSRC] = 18,
    [NWS_ATTR_DATA_LL_SRC] = 19,
    [NWS_ATTR_DATA_DEFER_SRC] = 20,
    [NWS_ATTR_DATA_PAGESPEED_LAZY_SRC] = 21,
    [NWS_ATTR_DATA_FLICKITY_LAZYLOAD] = 22,
    [NWS_ATTR_DATA_BACKSRC] = 23,
    [NWS_ATTR_DATA_REAL_SRC] = 24,
    [NWS_ATTR_DATA_IMG_SRC] = 25,
    [NWS_ATTR_REAL_SRC] = 26,
    [NWS_ATTR_LAZY_SRC] = 27,
    [NWS_ATTR_LAY_SRC] = 28,
    [NWS_ATTR__SRC] = 29,
    [NWS_ATTR_DATA_URL] = DOUBTFUL,
    [NWS_ATTR_DATA_IMG] = 101,
    [NWS_ATTR_DATA_IMAGE] = 102,
    [NWS_ATTR_FILE] = 103,
    [NWS_ATTR_ORIGINAL] = 104,
};

static bool is_web(nws_view url)
{
    return (nws_url_scheme(url) & (NWS_SCHEME_HTTP | NWS_SCHEME_HTTPS)) != 0;
}

/* An address that may be an image's: absolute, or a path that ends like one, or that begins at the
 * root when the attribute is for nothing else. */
static bool is_plausible(nws_view url, bool certain)
{
    url = nws_view_trim(url);
    if (url.length < 3)
        return false;
    if (is_web(url))
        return true;
    const uint32_t scheme = nws_url_scheme(url);
    if (scheme == NWS_SCHEME_NETWORK)
        return true;
    return scheme == NWS_SCHEME_RELATIVE &&
           (nws_url_pictured(url) ||
            (certain && url.data[0] == '/' && memchr(url.data, ' ', url.length) == NULL));
}

static void read_lazy(nws_image_hints *hints, nws_attribute *at)
{
    const unsigned rank = ranks[nws_attribute_id(at)];
    nws_attribute **best = rank < DOUBTFUL ? &hints->lazy : &hints->doubtful;
    if (rank != 0 && (*best == NULL || rank < ranks[nws_attribute_id(*best)]) &&
        is_plausible(nws_attribute_value(at), rank < DOUBTFUL))
        *best = at;
}

nws_image_hints nws_lazy_read(const nws_node *image)
{
    nws_image_hints hints = {0};
    for (nws_attribute *at = image->properties; at != NULL; at = at->next) {
        switch (nws_attribute_id(at)) {
        case NWS_ATTR_SRC: hints.src = at; break;
        case NWS_ATTR_SRCSET: hints.srcset = at; break;
        case NWS_ATTR_DATA_SRCSET:
        case NWS_ATTR_DATA_LAZY_SRCSET: hints.lazy_set = at; break;
        case NWS_ATTR_WIDTH: hints.width = at; break;
        case NWS_ATTR_HEIGHT: hints.height = at; break;
        case NWS_ATTR_DATA_WIDTH:
        case NWS_ATTR_DATA_ORIGINAL_WIDTH:
        case NWS_ATTR_DATA_RAWWIDTH:
        case NWS_ATTR_DATA_W: hints.data_width = at; break;
        case NWS_ATTR_DATA_HEIGHT:
        case NWS_ATTR_DATA_ORIGINAL_HEIGHT:
        case NWS_ATTR_DATA_RAWHEIGHT: hints.data_height = at; break;
        case NWS_ATTR_ARIA_LABEL: hints.label = at; break;
        case NWS_ATTR_TITLE: hints.title = at; break;
        case NWS_ATTR_LOADING:
            hints.loading_lazy = nws_view_equal_nocase(nws_attribute_value(at), NWS_VIEW("lazy"));
            break;
        default: read_lazy(&hints, at);
        }
    }
    return hints;
}

bool nws_lazy_name(nws_attr id)
{
    return ranks[id] != 0 || id == NWS_ATTR_DATA_SRCSET || id == NWS_ATTR_DATA_LAZY_SRCSET;
}

bool nws_lazy_size(nws_attr id)
{
    return id == NWS_ATTR_DATA_WIDTH || id == NWS_ATTR_DATA_W || id == NWS_ATTR_DATA_HEIGHT ||
           id == NWS_ATTR_DATA_ORIGINAL_WIDTH || id == NWS_ATTR_DATA_ORIGINAL_HEIGHT ||
           id == NWS_ATTR_DATA_RAWWIDTH || id == NWS_ATTR_DATA_RAWHEIGHT;
}

nws_view nws_lazy_candidate(nws_view list, uint32_t *score)
{
    nws_candidate candidate;
    nws_view best = NWS_VIEW_NONE;
    *score = 0;
    while (nws_url_candidate(&list, &candidate))
        if (candidate.score > *score && is_plausible(candidate.url, true)) {
            best = candidate.url;
            *score = candidate.score;
        }
    return best;
}

static bool contains(nws_view text, nws_view part)
{
    for (size_t i = 0; i + part.length <= text.length; i++)
        if (nws_view_equal_nocase(nws_view_slice(text, i, part.length), part))
            return true;
    return false;
}

bool nws_lazy_placeholder(nws_view url)
{
    static const nws_view names[] = {
        {"placeholder", 11}, {"blank.", 6},    {"spacer", 6},    {"loading", 7},   {"lazy", 4},
        {"transparent", 11}, {"grey.", 5},     {"gray.", 5},     {"1x1", 3},       {"none.gif", 8},
        {"pixel.", 6},       {"spinner", 7},   {"preload", 7},   {"/s.gif", 6},    {"/dot.gif", 8},
        {"empty.", 6},       {"trans.gif", 9}, {"space.gif", 9}, {"clear.gif", 9},
    };
    enum { TAIL = 64 }; /* the name of the file is at the end; keeps this constant in the length */
    url = nws_view_trim(url);
    if (url.length == 0 || url.data[0] == '#' ||
        (nws_url_scheme(url) & (NWS_SCHEME_HTTP | NWS_SCHEME_HTTPS | NWS_SCHEME_RELATIVE |
                                NWS_SCHEME_NETWORK)) == 0) /* data:, about: */
        return true;
    if (url.length > TAIL)
        url = nws_view_slice(url, url.length - TAIL, TAIL);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (contains(url, names[i]))
            return true;
    return false;
}

static nws_view name_of(const nws_attribute *attribute, const char **source)
{
    *source = nws_attr_names[nws_attribute_id(attribute)];
    return nws_attribute_value(attribute);
}

/* What a lazy loader would show; data NULL when none has left its mark. */
static nws_view choose_lazy(const nws_image_hints *hints, nws_view src, const char **source)
{
    uint32_t score = 0;
    nws_view set = NWS_VIEW_NONE;
    if (hints->lazy_set != NULL)
        set = nws_lazy_candidate(nws_attribute_value(hints->lazy_set), &score);
    /* Of several sizes the largest: data-src is one of them, data-original is all there is. */
    const bool sized = hints->lazy == NULL ||
                       (ranks[nws_attribute_id(hints->lazy)] >= SIZED && score > NWS_SCORE_PLAIN);
    if (set.data != NULL && sized) {
        *source = nws_attr_names[nws_attribute_id(hints->lazy_set)];
        return set;
    }
    if (hints->lazy != NULL)
        return name_of(hints->lazy, source);
    if (hints->doubtful != NULL &&
        (nws_url_pictured(nws_attribute_value(hints->doubtful)) || nws_lazy_placeholder(src)))
        return name_of(hints->doubtful, source);
    return NWS_VIEW_NONE;
}

nws_view nws_lazy_choose(const nws_cleaner *cleaner, const nws_image_hints *hints,
                         const char **source)
{
    const nws_view src = hints->src == NULL ? NWS_VIEW("") : nws_attribute_value(hints->src);
    uint32_t score = 0;
    *source = "src";
    if ((cleaner->policy->repairs & NWS_REPAIR_LAZY_IMAGES) == 0)
        return src;
    nws_view url = choose_lazy(hints, src, source);
    if (url.data != NULL)
        return url;
    const bool kept = nws_policy_allows(cleaner->policy, NWS_TAG_IMG, NWS_ATTR_SRCSET);
    if (hints->srcset != NULL && !kept)
        url = nws_lazy_candidate(nws_attribute_value(hints->srcset), &score);
    /* A source without a size is another form of the same picture, or the one for dark screens:
     * the one that every browser shows is as good. */
    const bool better = cleaner->picture_score > NWS_SCORE_PLAIN ? cleaner->picture_score > score
                                                                 : nws_lazy_placeholder(src);
    if (cleaner->picture_url.data != NULL && better) {
        *source = "picture";
        return cleaner->picture_url;
    }
    if (url.data != NULL) {
        *source = "srcset";
        return url;
    }
    return src;
}
