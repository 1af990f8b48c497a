/* Images: the true address and size put in place, twins in noscript and pixels taken out.
 *
 * Separate because none of it is the standard's: these are the habits of the sites that posts come
 * from. Which address is the true one is told by lazy.c. What the file displayed is kept in the
 * image's note, never overwritten.
 */
#include "clean/lazy.h"
#include "clean/url.h"

/* A source for dark screens or paper: not what most readers see. */
static bool is_elsewhere(nws_view media)
{
    static const nws_view words[] = {{"dark", 4}, {"print", 5}};
    enum { HEAD = 128 }; /* keeps this constant in the length */
    media = nws_view_slice(media, 0, HEAD);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (size_t at = 0; at + words[i].length <= media.length; at++)
            if (nws_view_equal_nocase(nws_view_slice(media, at, words[i].length), words[i]))
                return true;
    return false;
}

nws_status nws_image_source(nws_cleaner *cleaner, const nws_node *source)
{
    const nws_attribute *list = nws_node_attribute(source, NWS_ATTR_SRCSET);
    if (list == NULL)
        list = nws_node_attribute(source, NWS_ATTR_DATA_SRCSET);
    const nws_attribute *media = nws_node_attribute(source, NWS_ATTR_MEDIA);
    if (list == NULL || (media != NULL && is_elsewhere(nws_attribute_value(media))))
        return NWS_OK;
    uint32_t score;
    nws_view url = nws_lazy_candidate(nws_attribute_value(list), &score);
    if (url.data != NULL && score > cleaner->picture_score) {
        cleaner->picture_url = url;
        cleaner->picture_score = score;
    }
    return NWS_OK;
}

/* Gives attribute another name, so that nothing has to be made and the order stays. */
static void rename_attribute(nws_attribute *attribute, nws_attr id)
{
    attribute->name = (const xmlChar *)nws_attr_names[id];
    nws_attribute_set(attribute, id, nws_attribute_value(attribute));
}

/* One side of an image's size, as it will stand in the output. */
typedef struct extent {
    nws_attribute *own, *data; /* width and data-width, or NULL */
    nws_view number;           /* data NULL: unknown */
    bool carried;              /* number is that of data */
} extent;

static nws_status measure(const nws_cleaner *cleaner, nws_attribute *own, nws_attribute *data,
                          extent *side)
{
    *side = (extent){own, data, NWS_VIEW_NONE, false};
    if (own != NULL)
        NWS_TRY(nws_attributes_number(cleaner->arena, nws_attribute_value(own), &side->number));
    if (side->number.data != NULL || data == NULL ||
        (cleaner->policy->repairs & NWS_REPAIR_DIMENSIONS) == 0)
        return NWS_OK;
    NWS_TRY(nws_attributes_number(cleaner->arena, nws_attribute_value(data), &side->number));
    side->carried = side->number.data != NULL;
    return NWS_OK;
}

static nws_status carry_size(nws_cleaner *cleaner, nws_node *image, const extent *side, nws_attr id)
{
    if (!side->carried)
        return NWS_OK;
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_DIMENSIONS, NWS_AUDIT_MOVED, image, side->data));
    if (side->own != NULL)
        nws_node_remove_attribute(image, side->own);
    rename_attribute(side->data, id);
    return NWS_OK;
}

/* Takes off a size that only held the place until a script knew better. */
static nws_status drop_size(nws_cleaner *cleaner, nws_node *image, const extent *side)
{
    if (side->own == NULL)
        return NWS_OK;
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_DIMENSIONS, NWS_AUDIT_DROPPED, image, side->own));
    nws_node_remove_attribute(image, side->own);
    return NWS_OK;
}

/* Unknown, or 0 or 1, which is as good as nothing to see. */
static bool is_point(nws_view number)
{
    while (number.length > 1 && (number.data[0] == '0' || number.data[0] == '-'))
        number = nws_view_slice(number, 1, number.length);
    return number.data == NULL ||
           (number.length == 1 && (number.data[0] == '0' || number.data[0] == '1'));
}

static bool is_pixel(nws_view width, nws_view height)
{
    return (width.data != NULL || height.data != NULL) && is_point(width) && is_point(height);
}

/* What of a size the policy lets stay. */
static nws_view kept_number(const nws_cleaner *cleaner, const extent *side, nws_attr id)
{
    return nws_policy_allows(cleaner->policy, NWS_TAG_IMG, id) ? side->number : NWS_VIEW_NONE;
}

/* The sizes of an image. *keep is false for one that only counts readers: a pixel that does not
 * wait for a script to give it address and size. */
static nws_status settle_size(nws_cleaner *cleaner, nws_node *image, const nws_image_hints *found,
                              bool *keep)
{
    const bool waits = found->lazy != NULL || found->lazy_set != NULL;
    extent width, height;
    NWS_TRY(measure(cleaner, found->width, found->data_width, &width));
    NWS_TRY(measure(cleaner, found->height, found->data_height, &height));
    const bool pixels = (cleaner->policy->repairs & NWS_REPAIR_PIXELS) != 0;
    *keep = !pixels || waits || !is_pixel(width.number, height.number);
    if (!*keep)
        return nws_clean_record(cleaner, NWS_RULE_PIXEL, NWS_AUDIT_DROPPED, image, found->src);
    /* What stays of the sizes must not make a pixel of it the next time. */
    if (pixels && is_pixel(kept_number(cleaner, &width, NWS_ATTR_WIDTH),
                           kept_number(cleaner, &height, NWS_ATTR_HEIGHT))) {
        NWS_TRY(drop_size(cleaner, image, &width));
        return drop_size(cleaner, image, &height);
    }
    NWS_TRY(carry_size(cleaner, image, &width, NWS_ATTR_WIDTH));
    return carry_size(cleaner, image, &height, NWS_ATTR_HEIGHT);
}

static nws_status set_address(nws_cleaner *cleaner, nws_node *image, nws_image_hints *found,
                              nws_view url, nws_rule rule)
{
    if (found->src == NULL) {
        /* Renamed rather than added: the lazy attribute would be dropped anyway. */
        nws_attribute *from = found->lazy != NULL ? found->lazy : found->lazy_set;
        if (from == NULL) {
            found->src = nws_node_add_attribute(cleaner->arena, image, NWS_ATTR_SRC,
                                                nws_attr_names[NWS_ATTR_SRC], url);
            return found->src == NULL ? NWS_E_MEMORY : NWS_OK;
        }
        NWS_TRY(nws_clean_record(cleaner, rule, NWS_AUDIT_MOVED, image, from));
        rename_attribute(from, NWS_ATTR_SRC);
        found->src = from;
    } else {
        NWS_TRY(nws_clean_record(cleaner, rule, NWS_AUDIT_REWRITTEN, image, found->src));
        if (found->lazy != NULL && rule == NWS_RULE_LAZY)
            nws_node_remove_attribute(image, found->lazy);
    }
    nws_attribute_set(found->src, NWS_ATTR_SRC, url);
    return NWS_OK;
}

/* What is behind the proxies that url is wrapped in, as a browser would take it. */
static nws_status unwrap_address(nws_cleaner *cleaner, nws_view url, nws_view *target)
{
    const nws_clean_options *options = cleaner->options;
    const bool detect = (cleaner->policy->repairs & NWS_REPAIR_PROXIES) != 0;
    *target = url;
    if ((!detect && options->unproxy_count == 0) || url.length == 0)
        return NWS_OK;
    return nws_url_unproxy(cleaner->arena, url, options->unproxy, options->unproxy_count, detect,
                           target);
}

bool nws_image_keeps(const nws_policy *policy)
{
    if (policy->keep_data || policy->rules != NULL)
        return true;
    for (unsigned word = 0; word < NWS_ATTR_WORDS; word++) {
        uint64_t kept = policy->any_tag[word] | policy->by_tag[NWS_TAG_IMG][word];
        for (; kept != 0; kept &= kept - 1) {
            const nws_attr id = (nws_attr)(word * 64 + (unsigned)__builtin_ctzll(kept));
            if (nws_lazy_name(id) || nws_lazy_size(id))
                return true;
        }
    }
    return false;
}

/* Takes off what a repair has read, where the policy would let it stay: said once, it must not be
 * judged again. */
static nws_status drop_hints(nws_cleaner *cleaner, nws_node *image)
{
    const uint32_t repairs = cleaner->policy->repairs;
    for (nws_attribute *at = image->properties, *next; at != NULL; at = next) {
        next = at->next;
        const nws_attr id = nws_attribute_id(at);
        const bool lazy = (repairs & NWS_REPAIR_LAZY_IMAGES) != 0 && nws_lazy_name(id);
        const bool size = (repairs & NWS_REPAIR_DIMENSIONS) != 0 && nws_lazy_size(id);
        if (!lazy && !size)
            continue;
        NWS_TRY(nws_clean_record(cleaner, lazy ? NWS_RULE_LAZY : NWS_RULE_DIMENSIONS,
                                 NWS_AUDIT_DROPPED, image, at));
        nws_node_remove_attribute(image, at);
    }
    return NWS_OK;
}

static nws_view value_of(const nws_attribute *attribute)
{
    return attribute == NULL ? NWS_VIEW_NONE : nws_attribute_value(attribute);
}

nws_status nws_image_repair(nws_cleaner *cleaner, nws_node *image, bool lifted, bool *keep)
{
    const nws_attribute *shown = nws_node_attribute(image, NWS_ATTR_SRC);
    nws_image_note *note = nws_arena_alloc(cleaner->arena, sizeof *note);
    if (note == NULL)
        return NWS_E_MEMORY;
    *note = (nws_image_note){.displayed_src = value_of(shown)};
    NWS_TRY(nws_attributes_scrub(cleaner, image));
    nws_image_hints found = nws_lazy_read(image);
    note->label = value_of(found.label);
    note->title = value_of(found.title);
    NWS_TRY(settle_size(cleaner, image, &found, keep));
    if (!*keep)
        return NWS_OK;
    nws_view url = nws_lazy_choose(cleaner, &found, &note->source);
    const bool moved = url.length > 0 &&
                       (found.src == NULL || !nws_view_equal(url, nws_attribute_value(found.src)));
    note->lazy = found.loading_lazy || found.lazy != NULL || found.lazy_set != NULL ||
                 (found.doubtful != NULL &&
                  note->source == nws_attr_names[nws_attribute_id(found.doubtful)]);
    if (lifted)
        note->source = "noscript";
    cleaner->picture_url = NWS_VIEW_NONE;
    cleaner->picture_score = 0;
    nws_view target;
    NWS_TRY(nws_attributes_address(cleaner, url, &url));
    NWS_TRY(unwrap_address(cleaner, url, &target));
    if (moved)
        NWS_TRY(set_address(cleaner, image, &found, url, NWS_RULE_LAZY));
    if (!nws_view_equal(target, url))
        NWS_TRY(set_address(cleaner, image, &found, target, NWS_RULE_PROXY));
    if (cleaner->keeps_hints)
        NWS_TRY(drop_hints(cleaner, image));
    nws_node_set_note(image, &note->head);
    return NWS_OK;
}

/* Moves the attribute from the image that goes to the one that stays, which has none of it. */
static void hand_over(nws_node *image, nws_node *first, nws_attr id)
{
    nws_attribute *theirs = nws_node_attribute(image, id);
    if (theirs == NULL || nws_node_attribute(first, id) != NULL)
        return;
    nws_node_remove_attribute(image, theirs);
    nws_node_append_attribute(first, theirs);
}

/* Alternative text, title and size are often said of the one twin only. A width beside a height of
 * another making would give a wrong shape, so sizes go over only where there is none. */
static void hand_over_hints(nws_node *image, nws_node *first)
{
    const bool sized = nws_node_attribute(first, NWS_ATTR_WIDTH) != NULL ||
                       nws_node_attribute(first, NWS_ATTR_HEIGHT) != NULL;
    hand_over(image, first, NWS_ATTR_ALT);
    hand_over(image, first, NWS_ATTR_TITLE);
    if (sized)
        return;
    hand_over(image, first, NWS_ATTR_WIDTH);
    hand_over(image, first, NWS_ATTR_HEIGHT);
}

/* The same picture said twice, once for browsers without scripts: the one that was there first
 * keeps its place and gets the address. *keep is false when image is the second. */
static nws_status settle_twin(nws_cleaner *cleaner, nws_node *image, const nws_attribute *src,
                              bool lifted, bool *keep)
{
    nws_node *first = cleaner->last_image;
    nws_image_note *note = nws_sanitize_note(first);
    nws_attribute *first_src = nws_node_attribute(first, NWS_ATTR_SRC);
    if (first_src == NULL)
        return NWS_OK;
    const bool first_lifted = strcmp(note->source, "noscript") == 0;
    if (lifted == first_lifted)
        return NWS_OK;
    const nws_view theirs = nws_attribute_value(first_src), ours = nws_attribute_value(src);
    if (!nws_view_equal(theirs, ours) && !nws_lazy_placeholder(lifted ? theirs : ours))
        return NWS_OK;
    *keep = false;
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_NOSCRIPT, NWS_AUDIT_DROPPED, image, src));
    if (lifted && !nws_view_equal(theirs, ours)) {
        NWS_TRY(
            nws_clean_record(cleaner, NWS_RULE_NOSCRIPT, NWS_AUDIT_REWRITTEN, first, first_src));
        nws_attribute_set(first_src, NWS_ATTR_SRC, ours);
        note->source = "noscript";
        note->lazy = true;
    }
    hand_over_hints(image, first);
    return NWS_OK;
}

nws_status nws_image_settle(nws_cleaner *cleaner, nws_node *image, bool lifted, bool *keep)
{
    const nws_attribute *src = nws_node_attribute(image, NWS_ATTR_SRC);
    *keep = src != NULL || (cleaner->policy->repairs & NWS_REPAIR_EMPTY) == 0;
    if (!*keep)
        return nws_clean_record(cleaner, NWS_RULE_POLICY_URL, NWS_AUDIT_DROPPED, image, NULL);
    if (src == NULL)
        return NWS_OK;
    if (cleaner->last_image != NULL && (cleaner->policy->repairs & NWS_REPAIR_NOSCRIPT) != 0)
        NWS_TRY(settle_twin(cleaner, image, src, lifted, keep));
    return NWS_OK;
}
