/* Captions: text that stands by an image is bound to it by figure and figcaption.
 *
 * Runs once over the images of the clean tree, after the walk; a page without images pays nothing.
 *
 *   box     <div><img></div>text               text alone, up to the next block
 *           <p><img></p><p class=caption>..</p>  a block that is named, centred or has a cue
 *   line    <p><img><br>text</p>  <p><img><em>text</em></p>  <div><img><p
 * class=caption>..</p></div> figure  <figure><img>text</figure>
 *
 * What the policy takes away (class, style, align) is read where the source has it. It only ever
 * speaks for a caption: whatever is not bound the first time has nothing more to speak for it in
 * the output, so a second run binds nothing either. No character of text moves past another.
 */
#include "clean/caption.h"

#include "base/utf8.h"
#include "clean/cleaner.h"

enum {
    TINY = 64,           /* CSS pixels: an icon stands in a line of text */
    MAX_START_TAG = 2048 /* bytes of a start tag that are read for its names */
};

/* Where an image stands: its unit is the widest element that shows images and nothing else. */
typedef struct site {
    nws_node *image;
    nws_node *unit;
    nws_node *parent; /* of unit */
    nws_node *last;   /* the last sibling from unit on that shows images alone */
    bool boxed;       /* unit is a p or div */
    bool line;        /* a br stands behind last */
} site;

/* What may be its caption: siblings of its unit. */
typedef struct candidate {
    nws_node *first, *last;
    bool block; /* first is a block, and last the same */
    bool alone; /* with the images it is all there is in parent */
    const char *source;
} candidate;

/* --- what a node is --- */

static bool is_blank(const nws_node *node)
{
    return node->type == XML_TEXT_NODE && (nws_node_flags(node) & NWS_TEXT_BLANK) != 0;
}

static bool is_unseen(const nws_node *node)
{
    return node->type == XML_TEXT_NODE && (nws_node_flags(node) & NWS_TEXT_UNSEEN) != 0;
}

static bool is_break(const nws_node *node)
{
    return nws_node_is_html(node, NWS_TAG_BR);
}

static nws_kind kind_of(const nws_node *node)
{
    return nws_node_is_element(node) ? (nws_kind)nws_stable_tags[nws_node_tag(node)].kind
                                     : NWS_KIND_TEXT;
}

/* Holds nothing of its own: what it is round may be all there is to see. */
static bool is_wrapping(const nws_node *node)
{
    const nws_kind kind = kind_of(node);
    return nws_node_is_element(node) &&
           (kind == NWS_KIND_BOX || kind == NWS_KIND_LINK ||
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
                : is_break(at) || nws_node_is_html(at, NWS_TAG_IMG) || is_wrapping(at);
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

static nws_node *skip_blank(nws_node *node)
{
    return node != NULL && is_blank(node) ? node->next : node;
}

/* --- what the source says --- */

/* The value of an attribute as it is written; data NULL when there is none. */
static nws_view written(const nws_cleaner *cleaner, const nws_node *element, nws_view name)
{
    const uint32_t start = nws_node_start(element), end = nws_node_end(element);
    nws_view tag = nws_view_slice(cleaner->document->text, start, end > start ? end - start : 0);
    if (tag.length > MAX_START_TAG)
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

static bool add_words(nws_caption_words *words, nws_view text)
{
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        const bool space = nws_is_space(byte);
        if (space && (words->length == 0 || words->data[words->length - 1] == ' '))
            continue;
        if (words->length == sizeof words->data)
            return false;
        words->data[words->length++] = space ? ' ' : (char)byte;
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
                if (!add_words(words, nws_node_text(at)))
                    return false;
                continue;
            }
            const nws_tag tag = nws_node_tag(at);
            if (is_break(at)) {
                words->broken = true;
                if (!add_words(words, NWS_VIEW(" ")))
                    return false;
            } else if (at != first && !(is_wrapping(at) && kind_of(at) != NWS_KIND_BOX)) {
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

static void find_site(nws_node *image, site *found)
{
    nws_node *unit = image;
    while (unit->parent->type == XML_ELEMENT_NODE && is_wrapping(unit->parent) &&
           is_pictorial(unit->parent))
        unit = unit->parent;
    *found = (site){.image = image,
                    .unit = unit,
                    .parent = unit->parent,
                    .last = unit,
                    .boxed = kind_of(unit) == NWS_KIND_BOX};
    if (found->boxed)
        return;
    unsigned left = NWS_MAX_CAPTION_REACH;
    for (nws_node *at = unit->next; at != NULL && left-- > 0; at = at->next) {
        if (is_break(at)) {
            found->line = true;
        } else if (!is_unseen(at)) {
            if (kind_of(at) == NWS_KIND_BOX || !is_pictorial(at) || !shows_image(at))
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
        if (left-- == 0 || kind_of(at) == NWS_KIND_BOX || !is_pictorial(at))
            return false;
    return true;
}

/* Whether nothing to see stands behind node. */
static bool is_last(const nws_node *node)
{
    unsigned left = NWS_MAX_CAPTION_REACH;
    for (const nws_node *at = node->next; at != NULL; at = at->next)
        if (left-- == 0 || !(is_break(at) || is_unseen(at)))
            return false;
    return true;
}

/* Whether a figure may stand in node: it takes blocks, and neither a figure nor anything that is a
 * line of its own is round it. */
static bool takes_figure(const nws_node *node)
{
    unsigned depth = 0;
    if (nws_node_is_element(node) && nws_stable_tags[nws_node_tag(node)].model != NWS_MODEL_FLOW)
        return false;
    for (; nws_node_is_element(node); node = node->parent) {
        switch (nws_node_tag(node)) {
        case NWS_TAG_A:
        case NWS_TAG_ADDRESS:
        case NWS_TAG_CAPTION:
        case NWS_TAG_DT:
        case NWS_TAG_FIGCAPTION:
        case NWS_TAG_FIGURE:
        case NWS_TAG_LEGEND:
        case NWS_TAG_SUMMARY: return false;
        default: break;
        }
        /* Far from R9: a figure and a figcaption more do no harm. */
        if (++depth > NWS_MAX_OUTPUT_DEPTH - 2 * NWS_MAX_CAPTION_REACH)
            return false;
    }
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
        int number = 0;
        for (size_t j = 0; j < digits.length && j < 4; j++)
            number = number * 10 + (digits.data[j] - '0');
        if (digits.length > 0 && digits.length < 4 && number <= TINY)
            return true;
    }
    return false;
}

/* --- what may be its caption --- */

/* A p, a div or a figcaption of nothing but words. */
static bool is_line(const nws_node *node)
{
    return nws_node_is_html(node, NWS_TAG_P) || nws_node_is_html(node, NWS_TAG_DIV) ||
           nws_node_is_html(node, NWS_TAG_FIGCAPTION);
}

static bool is_slanted(const nws_node *node)
{
    return nws_node_is_html(node, NWS_TAG_EM) || nws_node_is_html(node, NWS_TAG_I) ||
           nws_node_is_html(node, NWS_TAG_SMALL) || nws_node_is_html(node, NWS_TAG_CITE);
}

static bool judge_block(const nws_cleaner *cleaner, const site *at, candidate *found)
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
        const nws_node *next = skip_blank(block->next);
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
        const nws_kind kind = kind_of(at);
        if (is_break(at) || kind == NWS_KIND_BOX || kind == NWS_KIND_BLOCK ||
            (nws_node_is_element(at) && shows_image(at)))
            break;
        if (left-- == 0)
            return NULL;
        if (!is_blank(at))
            last = at;
    }
    return last;
}

static nws_caption_mark mark_of_run(const nws_cleaner *cleaner, const site *at, candidate *found)
{
    const nws_node *first = found->first;
    const bool in_figure = nws_node_is_html(at->parent, NWS_TAG_FIGURE);
    const bool line =
        nws_node_is_html(at->parent, NWS_TAG_P) || nws_node_is_html(at->parent, NWS_TAG_DIV);
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
        const nws_node *next = skip_blank(found->last->next);
        return next == NULL || !is_break(next) || is_last(found->last) ? NWS_CAPTION_BARE
                                                                       : NWS_CAPTION_NONE;
    }
    if (!line || !found->alone)
        return NWS_CAPTION_NONE;
    if (first == found->last && is_slanted(first))
        return NWS_CAPTION_SLANTED;
    return at->line ? NWS_CAPTION_BARE : NWS_CAPTION_NONE;
}

/* The caption behind the images of at. */
static bool find_after(const nws_cleaner *cleaner, const site *at, candidate *found)
{
    nws_node *first = at->last->next;
    while (first != NULL && (is_blank(first) || (!at->boxed && is_break(first))))
        first = first->next;
    if (first == NULL)
        return false;
    *found = (candidate){.first = first, .source = "text-after"};
    const nws_kind kind = kind_of(first);
    if (kind == NWS_KIND_BOX || kind == NWS_KIND_BLOCK) {
        found->alone = is_first(at->unit) && is_last(first);
        return judge_block(cleaner, at, found);
    }
    if (is_break(first) || kind == NWS_KIND_NONE)
        return false;
    nws_caption_words words;
    found->last = end_of_run(first);
    if (found->last == NULL || !read_words(first, found->last, &words))
        return false;
    found->alone = is_first(at->unit) && is_last(found->last);
    return nws_caption_fits(&words, mark_of_run(cleaner, at, found));
}

/* The caption before them, which must be named, or announce them. */
static bool find_before(const nws_cleaner *cleaner, const site *at, candidate *found)
{
    nws_node *node = at->unit->prev;
    if (node != NULL && is_blank(node))
        node = node->prev;
    if (node == NULL || !nws_node_is_element(node) || is_break(node))
        return false;
    const bool inline_level = kind_of(node) == NWS_KIND_INLINE && is_wrapping(node);
    nws_caption_words words;
    if ((!is_line(node) && !inline_level) || !read_words(node, node, &words))
        return false;
    bool described;
    *found = (candidate){.first = node, .last = node, .block = !inline_level};
    const bool named = is_named(cleaner, at->image, node, &described);
    found->source = described ? "aria" : "text-before";
    found->alone = is_last(at->last) &&
                   (node->prev == NULL || (is_blank(node->prev) && node->prev->prev == NULL));
    return (named && nws_caption_fits(&words, NWS_CAPTION_NAMED)) ||
           (is_line(node) && nws_caption_announces(&words));
}

/* --- binding --- */

/* Whether element's attributes may stand on any element. */
static bool carries(const nws_policy *policy, const nws_node *element)
{
    for (const nws_attribute *at = element->properties; at != NULL; at = at->next) {
        const unsigned id = (unsigned)nws_attribute_id(at);
        if (id == NWS_ATTR_UNKNOWN ? !policy->keep_data
                                   : (policy->any_tag[id / 64] >> id % 64 & 1u) == 0)
            return false;
    }
    return true;
}

static nws_status rename_element(nws_cleaner *cleaner, nws_node *element, nws_tag tag)
{
    if (nws_node_tag(element) == tag)
        return NWS_OK;
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_CAPTION, NWS_AUDIT_REWRITTEN, element, NULL));
    nws_node_set(element, tag, nws_node_flags(element), nws_node_start(element));
    element->name = (const xmlChar *)nws_tag_names[tag];
    return NWS_OK;
}

/* A new element before the node `before` in parent. */
static nws_status insert_element(nws_cleaner *cleaner, nws_tag tag, nws_node *before,
                                 nws_node **made)
{
    const uint32_t start = nws_node_start(before);
    *made =
        nws_node_element(cleaner->arena, cleaner->document->xml, tag, nws_tag_names[tag], start);
    if (*made == NULL)
        return NWS_E_MEMORY;
    nws_node_set_end(*made, start);
    nws_node_insert(before->parent, *made, before);
    return nws_clean_record(cleaner, NWS_RULE_CAPTION, NWS_AUDIT_INSERTED, *made, NULL);
}

/* Moves the siblings from first to last behind what is in parent; the white space between blocks
 * goes, because two texts must not meet. */
static void move_run(nws_node *parent, nws_node *first, const nws_node *last)
{
    for (nws_node *at = first, *next; at != NULL; at = next) {
        next = at == last ? NULL : at->next;
        nws_node_unlink(at);
        if (!is_blank(at) || parent->last == NULL || parent->last->type != XML_TEXT_NODE)
            nws_node_append(parent, at);
    }
}

static nws_status drop_break(nws_cleaner *cleaner, nws_node *line)
{
    nws_node *before = line->prev, *after = line->next;
    nws_node_unlink(line);
    if (before != NULL && after != NULL && after->type == XML_TEXT_NODE &&
        before->type == XML_TEXT_NODE) { /* two texts must not meet */
        if (is_blank(after))
            nws_node_unlink(after);
        else if (is_blank(before))
            nws_node_unlink(before);
    }
    return nws_clean_record(cleaner, NWS_RULE_CAPTION, NWS_AUDIT_DROPPED, line, NULL);
}

/* Takes off the br that parts the images from their caption, and the one that ends it: the blocks
 * that take their place end lines, too. */
static nws_status drop_breaks(nws_cleaner *cleaner, const site *at, const candidate *found)
{
    for (nws_node *node = at->last->next, *next; node != NULL && node != found->first;
         node = next) {
        next = node->next;
        if (is_break(node))
            NWS_TRY(drop_break(cleaner, node));
    }
    nws_node *end = skip_blank(found->last->next);
    return !found->block && end != NULL && is_break(end) ? drop_break(cleaner, end) : NWS_OK;
}

static nws_status make_figcaption(nws_cleaner *cleaner, const candidate *found, nws_node **made)
{
    if (found->block && carries(cleaner->policy, found->first)) {
        *made = found->first;
        NWS_TRY(rename_element(cleaner, *made, NWS_TAG_FIGCAPTION));
    } else {
        NWS_TRY(insert_element(cleaner, NWS_TAG_FIGCAPTION, found->first, made));
        move_run(*made, found->first, found->last);
    }
    (*made)->psvi = (void *)(uintptr_t)found->source;
    return NWS_OK;
}

/* The siblings from first to last go into a figure, which the box of the images becomes if it may.
 */
static nws_status enclose(nws_cleaner *cleaner, const site *at, nws_node *first, nws_node *last)
{
    nws_node *figure = at->unit;
    if (at->boxed && first == at->unit && carries(cleaner->policy, at->unit)) {
        NWS_TRY(rename_element(cleaner, figure, NWS_TAG_FIGURE));
        move_run(figure, figure->next, last);
        return NWS_OK;
    }
    NWS_TRY(insert_element(cleaner, NWS_TAG_FIGURE, first, &figure));
    move_run(figure, first, last);
    return NWS_OK;
}

static nws_status bind(nws_cleaner *cleaner, const site *at, const candidate *found, bool after)
{
    nws_node *parent = at->parent, *caption;
    const bool whole = found->alone && kind_of(parent) == NWS_KIND_BOX &&
                       carries(cleaner->policy, parent) && takes_figure(parent->parent);
    const bool inside = nws_node_is_html(parent, NWS_TAG_FIGURE);
    if (!whole && !inside && !takes_figure(parent))
        return NWS_OK;
    if (after && !at->boxed)
        NWS_TRY(drop_breaks(cleaner, at, found));
    NWS_TRY(make_figcaption(cleaner, found, &caption));
    if (inside)
        return NWS_OK;
    if (whole)
        return rename_element(cleaner, parent, NWS_TAG_FIGURE);
    return after ? enclose(cleaner, at, at->unit, caption)
                 : enclose(cleaner, at, caption, at->last);
}

static nws_status bind_image(nws_cleaner *cleaner, nws_node *image)
{
    site at;
    candidate found;
    find_site(image, &at);
    if (nws_node_is_html(at.parent, NWS_TAG_FIGURE) && has_caption(at.parent))
        return NWS_OK;
    if (find_after(cleaner, &at, &found))
        return bind(cleaner, &at, &found, true);
    if (find_before(cleaner, &at, &found))
        return bind(cleaner, &at, &found, false);
    return NWS_OK;
}

nws_status nws_caption_bind(nws_cleaner *cleaner)
{
    const nws_policy *policy = cleaner->policy;
    if ((policy->repairs & NWS_REPAIR_CAPTIONS) == 0 ||
        policy->actions[NWS_TAG_FIGURE] != NWS_ACTION_KEEP ||
        policy->actions[NWS_TAG_FIGCAPTION] != NWS_ACTION_KEEP)
        return NWS_OK;
    for (nws_image_note *note = cleaner->images; note != NULL; note = note->next)
        NWS_TRY(bind_image(cleaner, note->image));
    return NWS_OK;
}
