/* Captions: text that stands by an image is bound to it by figure and figcaption.
 *
 * Runs once over the images of the clean tree, after the walk; a page without images pays nothing.
 *
 *   box     <div><img></div>text               text alone, up to the next block
 *           <p><img></p><p class=caption>..</p>  a block that is named, centred or has a cue
 *   line    <p><img><br>text</p>, <p><img><em>text</em></p>,
 *           <div><img><p class=caption>..</p></div>
 *   figure  <figure><img>text</figure>
 *
 * A section is a box as a div is: WeChat's editor writes nothing else.
 *
 * What the policy takes away (class, style, align) is read where the source has it. It only ever
 * speaks for a caption: whatever is not bound the first time has nothing more to speak for it in
 * the output, so a second run binds nothing either. No character of text moves past another.
 */
#include "clean/caption.h"

#include "base/utf8.h"
#include "clean/cleaner.h"

enum { TINY = 64 }; /* CSS pixels: an icon stands in a line of text */

/* --- what a node is --- */

static bool is_unseen(const nws_node *node)
{
    return node->type == XML_TEXT_NODE && (nws_node_flags(node) & NWS_TEXT_UNSEEN) != 0;
}

/* Holds nothing of its own: what it is round may be all there is to see. */
static bool is_wrapping(const nws_node *node)
{
    const nws_kind kind = nws_caption_kind(node);
    return nws_node_is_element(node) &&
           (nws_caption_box(node) || kind == NWS_KIND_LINK ||
            (kind == NWS_KIND_INLINE &&
             (nws_stable_tags[nws_node_tag(node)].flags & NWS_STABLE_FORMAT) != 0));
}

/* Whether nothing can be seen of node but images; what is too large to tell is not. */
static bool is_pictorial(const nws_node *node)
{
    if (node->type == XML_TEXT_NODE)
        return is_unseen(node);
    unsigned left = NWS_MAX_CAPTION_REACH;
    for (const nws_node *at = node; at != NULL; at = nws_node_following(node, at, false)) {
        if (left-- == 0)
            return false;
        const bool fine =
            at->type == XML_TEXT_NODE
                ? is_unseen(at)
                : nws_caption_break(at) || nws_node_is_html(at, NWS_TAG_IMG) || is_wrapping(at);
        if (!fine)
            return false;
    }
    return true;
}

/* Also when there is too much in it to tell. */
static bool shows_image(const nws_node *node)
{
    unsigned left = NWS_MAX_CAPTION_REACH;
    for (const nws_node *at = node; at != NULL; at = nws_node_following(node, at, false))
        if (left-- == 0 || nws_node_is_html(at, NWS_TAG_IMG))
            return true;
    return false;
}

/* --- what the source says --- */

/* The value of an attribute as it is written; data NULL when there is none. */
static nws_view written(const nws_cleaner *cleaner, const nws_node *element, nws_view name)
{
    const uint32_t start = nws_node_start(element), end = nws_node_end(element);
    nws_view tag = nws_view_slice(cleaner->document->text, start, end > start ? end - start : 0);
    if (tag.length > NWS_MAX_START_TAG)
        return NWS_VIEW_NONE;
    const char *at = tag.data, *stop = tag.data + tag.length;
    while (at < stop && !nws_is_space((unsigned char)*at) && *at != '/')
        at++;
    while (at < stop) {
        while (at < stop && (nws_is_space((unsigned char)*at) || *at == '/'))
            at++;
        const char *word = at;
        while (at < stop && !nws_is_space((unsigned char)*at) && *at != '=' && *at != '/' &&
               *at != '>')
            at++;
        const nws_view found = nws_view_of(word, (size_t)(at - word));
        while (at < stop && nws_is_space((unsigned char)*at))
            at++;
        nws_view value = NWS_VIEW("");
        if (at < stop && *at == '=') {
            do
                at++;
            while (at < stop && nws_is_space((unsigned char)*at));
            const char quote = at < stop && (*at == '"' || *at == '\'') ? *at++ : '\0';
            const char *from = at;
            while (at < stop &&
                   (quote != '\0' ? *at != quote : !nws_is_space((unsigned char)*at) && *at != '>'))
                at++;
            value = nws_view_of(from, (size_t)(at - from));
            at += at < stop && quote != '\0';
        } else if (found.length == 0) {
            return NWS_VIEW_NONE; /* the tag's end */
        }
        if (nws_view_equal_nocase(found, name))
            return value;
    }
    return NWS_VIEW_NONE;
}

/* Whether its class calls element a caption, or image says that element describes it. */
static bool is_named(const nws_cleaner *cleaner, const nws_node *image, const nws_node *element,
                     bool *described)
{
    *described = false;
    if (!nws_node_is_element(element))
        return false;
    const nws_view id = written(cleaner, element, NWS_VIEW("id"));
    *described =
        id.length > 0 && nws_view_equal(id, written(cleaner, image, NWS_VIEW("aria-describedby")));
    const nws_view names = written(cleaner, element, NWS_VIEW("class"));
    return *described || nws_node_is_html(element, NWS_TAG_FIGCAPTION) ||
           (names.data != NULL && nws_caption_class(names));
}

static bool is_centred(const nws_cleaner *cleaner, const nws_node *node)
{
    if (node == NULL || !nws_node_is_element(node))
        return false;
    const nws_view style = written(cleaner, node, NWS_VIEW("style"));
    const uint32_t start = nws_node_start(node);
    return (style.data != NULL && nws_caption_centred(style)) ||
           nws_view_equal_nocase(written(cleaner, node, NWS_VIEW("align")), NWS_VIEW("center")) ||
           nws_view_equal_nocase(nws_view_slice(cleaner->document->text, start, 7),
                                 NWS_VIEW("<center"));
}

/* --- words --- */

static bool add_blank(nws_caption_words *words)
{
    if (words->length == 0 || words->data[words->length - 1] == ' ')
        return true;
    if (words->length == sizeof words->data)
        return false;
    words->data[words->length++] = ' ';
    return true;
}

/* Text that holds single blanks only. */
static bool add_run(nws_caption_words *words, nws_view text)
{
    if (text.length > sizeof words->data - words->length)
        return false;
    memcpy(words->data + words->length, text.data, text.length);
    words->length += text.length;
    return true;
}

/* even: between its first and its last word there are single blanks only. */
static bool add_words(nws_caption_words *words, nws_view text, bool even)
{
    const nws_view inner = nws_view_trim(text);
    const char *at = text.data, *end = text.data + text.length, *last = inner.data + inner.length;
    while (at < end) {
        const char *from = at;
        if (nws_is_space((unsigned char)*at)) {
            at++;
            if (!add_blank(words))
                return false;
            continue;
        }
        if (even)
            at = last;
        while (at < last && !nws_is_space((unsigned char)*at))
            at++;
        if (!add_run(words, nws_view_of(from, (size_t)(at - from))))
            return false;
    }
    return true;
}

/* The words from first to last, which are siblings. False when there is more among them than text
 * and inline elements, or too much. */
static bool read_words(const nws_node *first, const nws_node *last, nws_caption_words *words)
{
    unsigned left = NWS_MAX_CAPTION_REACH;
    bool seen = false;
    words->length = 0;
    words->bold = words->linked = words->broken = false;
    for (const nws_node *top = first;; top = top->next) {
        for (const nws_node *at = top; at != NULL; at = nws_node_following(top, at, false)) {
            if (left-- == 0)
                return false;
            if (at->type == XML_TEXT_NODE) {
                seen |= !is_unseen(at);
                if (!add_words(words, nws_node_text(at), (nws_node_flags(at) & NWS_TEXT_EVEN) != 0))
                    return false;
                continue;
            }
            const nws_tag tag = nws_node_tag(at);
            if (nws_caption_break(at)) {
                words->broken = true;
                if (!add_blank(words))
                    return false;
            } else if (at != first && !(is_wrapping(at) && !nws_caption_box(at))) {
                return false;
            }
            words->bold |= tag == NWS_TAG_STRONG || tag == NWS_TAG_B;
            words->linked |= tag == NWS_TAG_A;
        }
        if (top == last)
            break;
    }
    if (words->length > 0 && words->data[words->length - 1] == ' ')
        words->length--;
    words->points = nws_utf8_count(nws_view_of(words->data, words->length)).points;
    return seen;
}

/* --- where the image stands --- */

static void find_site(nws_node *image, nws_caption_site *found)
{
    nws_node *unit = image;
    while (unit->parent->type == XML_ELEMENT_NODE && is_wrapping(unit->parent) &&
           is_pictorial(unit->parent))
        unit = unit->parent;
    *found = (nws_caption_site){.image = image,
                                .unit = unit,
                                .parent = unit->parent,
                                .last = unit,
                                .boxed = nws_caption_box(unit)};
    if (found->boxed)
        return;
    unsigned left = NWS_MAX_CAPTION_REACH;
    for (nws_node *at = unit->next; at != NULL && left-- > 0; at = at->next) {
        if (nws_caption_break(at)) {
            found->line = true;
        } else if (!is_unseen(at)) {
            if (nws_caption_box(at) || !is_pictorial(at) || !shows_image(at))
                return;
            found->last = at;
            found->line = false;
        }
    }
}

/* Whether nothing to see stands before node but images. */
static bool is_first(const nws_node *node)
{
    unsigned left = NWS_MAX_CAPTION_REACH;
    for (const nws_node *at = node->prev; at != NULL; at = at->prev)
        if (left-- == 0 || nws_caption_box(at) || !is_pictorial(at))
            return false;
    return true;
}

/* Whether nothing to see stands behind node. */
static bool is_last(const nws_node *node)
{
    unsigned left = NWS_MAX_CAPTION_REACH;
    for (const nws_node *at = node->next; at != NULL; at = at->next)
        if (left-- == 0 || !(nws_caption_break(at) || is_unseen(at)))
            return false;
    return true;
}

/* Also when there is too much in it to tell. */
static bool has_caption(const nws_node *figure)
{
    unsigned left = NWS_MAX_CAPTION_REACH;
    for (const nws_node *at = figure->children; at != NULL; at = at->next)
        if (left-- == 0 || nws_node_is_html(at, NWS_TAG_FIGCAPTION))
            return true;
    return false;
}

static bool is_tiny(const nws_node *image)
{
    static const nws_attr sides[] = {NWS_ATTR_WIDTH, NWS_ATTR_HEIGHT};
    for (int i = 0; i < 2; i++) {
        const nws_attribute *side = nws_node_attribute(image, sides[i]);
        const nws_view digits = side == NULL ? NWS_VIEW("") : nws_attribute_value(side);
        unsigned number = 0;
        for (size_t j = 0; j < digits.length && number <= TINY; j++)
            number = number * 10 + nws_digit_value(digits.data[j]);
        if (digits.length > 0 && number <= TINY)
            return true;
    }
    return false;
}

/* --- what may be its caption --- */

/* A p, a div, a section or a figcaption of nothing but words. */
static bool is_line(const nws_node *node)
{
    return nws_caption_box(node) || nws_node_is_html(node, NWS_TAG_FIGCAPTION);
}

static bool is_slanted(const nws_node *node)
{
    return nws_node_is_html(node, NWS_TAG_EM) || nws_node_is_html(node, NWS_TAG_I) ||
           nws_node_is_html(node, NWS_TAG_SMALL) || nws_node_is_html(node, NWS_TAG_CITE);
}

static bool judge_block(const nws_cleaner *cleaner, const nws_caption_site *at,
                        nws_caption_found *found)
{
    nws_caption_words words;
    nws_node *block = found->first;
    found->last = block;
    found->block = true;
    if (!is_line(block) || !read_words(block, block, &words))
        return false;
    bool described;
    nws_caption_mark mark = NWS_CAPTION_NONE;
    if (is_named(cleaner, at->image, block, &described) ||
        (found->alone && nws_node_is_html(at->parent, NWS_TAG_FIGURE))) {
        mark = NWS_CAPTION_NAMED;
    } else if (at->boxed && !is_tiny(at->image) && is_centred(cleaner, block)) {
        /* Where all is centred, centred means nothing. */
        const nws_node *next = nws_caption_skip(block->next);
        mark = is_centred(cleaner, next) ? NWS_CAPTION_NONE : NWS_CAPTION_BARE;
    }
    if (described)
        found->source = "aria";
    return nws_caption_fits(&words, mark);
}

/* The end of the text and inline elements that begin with first: before a br, a block, an image
 * (which may become a block) or the end. NULL when there are too many. */
static nws_node *end_of_run(nws_node *first)
{
    unsigned left = NWS_MAX_CAPTION_REACH;
    nws_node *last = first;
    for (nws_node *at = first; at != NULL; at = at->next) {
        const nws_kind kind = nws_caption_kind(at);
        if (nws_caption_break(at) || kind == NWS_KIND_BOX || kind == NWS_KIND_BLOCK ||
            (nws_node_is_element(at) && shows_image(at)))
            break;
        if (left-- == 0)
            return NULL;
        if (!nws_caption_blank(at))
            last = at;
    }
    return last;
}

static nws_caption_mark mark_of_run(const nws_cleaner *cleaner, const nws_caption_site *at,
                                    nws_caption_found *found)
{
    const nws_node *first = found->first;
    const bool in_figure = nws_node_is_html(at->parent, NWS_TAG_FIGURE);
    const bool line = nws_caption_box(at->parent);
    bool described = false;
    if (first == found->last && is_named(cleaner, at->image, first, &described)) {
        if (described)
            found->source = "aria";
        return NWS_CAPTION_NAMED;
    }
    if (in_figure)
        return found->alone ? NWS_CAPTION_NAMED : NWS_CAPTION_NONE;
    if (is_tiny(at->image))
        return NWS_CAPTION_NONE;
    if (at->boxed) {
        const nws_node *next = nws_caption_skip(found->last->next);
        return next == NULL || !nws_caption_break(next) || is_last(found->last) ? NWS_CAPTION_BARE
                                                                                : NWS_CAPTION_NONE;
    }
    if (!line || !found->alone)
        return NWS_CAPTION_NONE;
    if (first == found->last && is_slanted(first))
        return NWS_CAPTION_SLANTED;
    return at->line ? NWS_CAPTION_BARE : NWS_CAPTION_NONE;
}

/* The caption behind the images of at. */
static bool find_after(const nws_cleaner *cleaner, const nws_caption_site *at,
                       nws_caption_found *found)
{
    nws_node *first = at->last->next;
    while (first != NULL && (nws_caption_blank(first) || (!at->boxed && nws_caption_break(first))))
        first = first->next;
    if (first == NULL)
        return false;
    *found = (nws_caption_found){.first = first, .source = "text-after"};
    const nws_kind kind = nws_caption_kind(first);
    if (kind == NWS_KIND_BOX || kind == NWS_KIND_BLOCK) {
        found->alone = is_first(at->unit) && is_last(first);
        return judge_block(cleaner, at, found);
    }
    if (nws_caption_break(first) || kind == NWS_KIND_NONE)
        return false;
    nws_caption_words words;
    found->last = end_of_run(first);
    if (found->last == NULL || !read_words(first, found->last, &words))
        return false;
    found->alone = is_first(at->unit) && is_last(found->last);
    return nws_caption_fits(&words, mark_of_run(cleaner, at, found));
}

/* The caption before them, which must be named, or announce them. */
static bool find_before(const nws_cleaner *cleaner, const nws_caption_site *at,
                        nws_caption_found *found)
{
    nws_node *node = at->unit->prev;
    if (node != NULL && nws_caption_blank(node))
        node = node->prev;
    if (node == NULL || !nws_node_is_element(node) || nws_caption_break(node))
        return false;
    const bool inline_level = nws_caption_kind(node) == NWS_KIND_INLINE && is_wrapping(node);
    nws_caption_words words;
    if ((!is_line(node) && !inline_level) || !read_words(node, node, &words))
        return false;
    bool described;
    *found = (nws_caption_found){.first = node, .last = node, .block = !inline_level};
    const bool named = is_named(cleaner, at->image, node, &described);
    found->source = described ? "aria" : "text-before";
    found->alone =
        is_last(at->last) &&
        (node->prev == NULL || (nws_caption_blank(node->prev) && node->prev->prev == NULL));
    return (named && nws_caption_fits(&words, NWS_CAPTION_NAMED)) ||
           (is_line(node) && nws_caption_announces(&words));
}

/* --- the walk over the images --- */

static nws_status bind_image(nws_cleaner *cleaner, nws_node *image)
{
    nws_caption_site at;
    nws_caption_found found;
    find_site(image, &at);
    if (nws_node_is_html(at.parent, NWS_TAG_FIGURE) && has_caption(at.parent))
        return NWS_OK;
    if (find_after(cleaner, &at, &found))
        return nws_caption_tie(cleaner, &at, &found, true);
    if (find_before(cleaner, &at, &found))
        return nws_caption_tie(cleaner, &at, &found, false);
    return NWS_OK;
}

nws_status nws_caption_bind(nws_cleaner *cleaner)
{
    const nws_policy *policy = cleaner->policy;
    if ((policy->repairs & NWS_REPAIR_CAPTIONS) == 0 ||
        policy->actions[NWS_TAG_FIGURE] != NWS_ACTION_KEEP ||
        policy->actions[NWS_TAG_FIGCAPTION] != NWS_ACTION_KEEP)
        return NWS_OK;
    for (nws_node *at = cleaner->images; at != NULL; at = nws_sanitize_note(at)->next)
        NWS_TRY(bind_image(cleaner, at));
    return NWS_OK;
}
